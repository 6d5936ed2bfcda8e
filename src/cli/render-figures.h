/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"
#include "plot/figure.h"

G_BEGIN_DECLS

#define GRADUS_CLI_NO_INDEX G_MININT

/**
 * GradusCliFigureOptions:
 * @layer: (nullable): whose weights; the first layer's that has some
 * @form: (nullable): one of those that the figure's kind has; what says most if not given
 * @unit: which unit is shown large, from 1; 0 for none
 * @index: which sample of the test data, or of an IDX file; %GRADUS_CLI_NO_INDEX if none
 * was named
 * @input: (nullable): a file with the sample
 * @moment: (nullable): now, start or change
 * @all_layers: whether layers without weights are shown too
 * @smoothing: of the curves, 0 to 1
 * @logarithmic: whether the loss has an axis of powers of ten
 * @in_batches: whether the curves' axis counts batches
 * @runs: (nullable): whether earlier runs stand beside the curves, and by what they
 * measured: training or validation
 * @method: (nullable): of maps: tsne or pca
 * @n_points: how many samples the maps show
 * @as_marks: whether these are figures instead of dots
 * @truth: (nullable): name of a class; only samples of it are shown as mistakes
 * @answer: (nullable): name of the class that they are taken for
 *
 * Which of a network's drawings is meant.
 */
typedef struct
{
  char    *layer;
  char    *form;
  int      unit;
  int      index;
  char    *input;
  char    *moment;
  gboolean all_layers;
  double   smoothing;
  gboolean logarithmic;
  gboolean in_batches;
  char    *runs;
  char    *method;
  int      n_points;
  gboolean as_marks;
  char    *truth;
  char    *answer;
  char    *slice;
} GradusCliFigureOptions;

void gradus_cli_figure_options_clear (GradusCliFigureOptions *self);
void gradus_cli_add_figure_entries (GOptionContext         *context,
                                    GradusCliFigureOptions *options);
/* Before anything is loaded. */
gboolean      gradus_cli_figure_options_check (const GradusCliFigureOptions *self,
                                               const char                   *what,
                                               GError                      **error);
GradusFigure *gradus_cli_make_figure (const GradusKerasFile        *file,
                                      const GradusCliFigureOptions *options,
                                      const char                   *what,
                                      GError                      **error);

G_END_DECLS
