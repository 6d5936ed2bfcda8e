/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/render-figures.h"
#include "engine/model.h"

G_BEGIN_DECLS

/**
 * GradusCliSubject:
 * @file: the network
 * @options: which of its drawings
 * @model: (nullable): with its weights
 * @test: (nullable): its test data
 * @sample: (nullable): one of them, or from a file
 *
 * What figures are made of. All 0 but the first two at first; what is needed is loaded.
 */
typedef struct
{
  const GradusKerasFile        *file;
  const GradusCliFigureOptions *options;
  GradusModel                  *model;
  GradusDataset                *test;
  GradusTensor                 *sample;
} GradusCliSubject;

void gradus_cli_subject_clear (GradusCliSubject *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GradusCliSubject, gradus_cli_subject_clear)

/* Whether one is asked for by name. */
gboolean gradus_cli_subject_has_sample (const GradusCliSubject *self);
/* The first one where none is asked for. */
guint    gradus_cli_subject_get_index (const GradusCliSubject *self);
gboolean gradus_cli_subject_load_network (GradusCliSubject *self, GError **error);
gboolean gradus_cli_subject_load_test (GradusCliSubject *self, GError **error);
/* Loads the test data if the sample comes from them. */
gboolean gradus_cli_subject_load_sample (GradusCliSubject *self, GError **error);
/* (nullable): of the test data, if the network's output has a number for each */
char **gradus_cli_subject_dup_class_names (const GradusCliSubject *self, gsize n_values);
/* @figure: (transfer full): NULL with an error if there is nothing to draw */
GradusFigure *gradus_cli_take_figure (GradusFigure *figure, GError **error);

G_END_DECLS
