/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/error.h"
#include "io/keras-file.h"

G_BEGIN_DECLS

/**
 * GradusCliCommand:
 * @name: what is typed, like "train"
 * @synopsis: (nullable): what its help says of arguments that are no options
 * @summary: translatable sentence
 * @run: does it; returns the exit status
 *
 * A subcommand is one file command-NAME.c that defines one of these, and its row in
 * main.c.
 */
typedef struct _GradusCliCommand GradusCliCommand;

struct _GradusCliCommand
{
  const char *name;
  const char *synopsis;
  const char *summary;
  gboolean (*run) (const GradusCliCommand *self,
                   int                     argc,
                   char                  **argv,
                   int                    *status,
                   GError                **error);
};

extern const GradusCliCommand gradus_cli_command_bench;
extern const GradusCliCommand gradus_cli_command_evaluate;
extern const GradusCliCommand gradus_cli_command_export;
extern const GradusCliCommand gradus_cli_command_predict;
extern const GradusCliCommand gradus_cli_command_render;
extern const GradusCliCommand gradus_cli_command_summary;
extern const GradusCliCommand gradus_cli_command_train;

/**
 * GradusCliModelOptions:
 * @template_name: (nullable): id of a template
 * @weights: (nullable): a file that the weights come from
 * @data: (nullable): id of a data source
 * @data_dir: (nullable): where its files lie
 * @task: (nullable): the question, as gradus_task_from_string() reads it
 * @n_train: samples to train on, 0 for all
 * @n_test: samples to test with, 0 for all
 *
 * What most commands let the user choose. All 0 at first.
 */
typedef struct
{
  char *template_name;
  char *weights;
  char *data;
  char *data_dir;
  char *task;
  int   n_train;
  int   n_test;
} GradusCliModelOptions;

void gradus_cli_model_options_clear (GradusCliModelOptions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GradusCliModelOptions, gradus_cli_model_options_clear)

/* The help of a command, with its summary and a hint at the templates. */
GOptionContext *gradus_cli_context_new (const GradusCliCommand *command,
                                        const GOptionEntry     *entries);
void            gradus_cli_add_model_entries (GOptionContext        *context,
                                              GradusCliModelOptions *options);
void            gradus_cli_add_data_entries (GOptionContext        *context,
                                             GradusCliModelOptions *options);

/* Options that are wrong by themselves are G_OPTION_ERROR, which main() reports with exit
 * status 2. */
gboolean gradus_cli_check_range (const char *option,
                                 double      value,
                                 double      minimum,
                                 double      maximum,
                                 GError    **error);

/* The network named by the remaining arguments or the template; its data follow the
 * options. A template has no weights. */
GradusKerasFile *gradus_cli_load_model (const GradusCliModelOptions *options,
                                        int                          argc,
                                        char                       **argv,
                                        GError                     **error);
gboolean         gradus_cli_load_data (const GradusProject *project,
                                       GradusDataset      **train,
                                       GradusDataset      **test,
                                       GError             **error);
/* "loss 0.0876, accuracy 0.9734" */
char *gradus_cli_format_scores (const GradusTrainer *trainer,
                                double               loss,
                                const double        *metrics);

G_END_DECLS
