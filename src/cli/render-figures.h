/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/**
 * GradusCliFigureOptions:
 * @layer: (nullable): whose weights; the first layer's that has some
 * @form: (nullable): tiles or matrix; what says most if not given
 * @unit: which unit is shown large, from 1; 0 for none
 * @index: which sample of the test data, or of an IDX file
 * @input: (nullable): a file with the sample
 * @moment: (nullable): now, start or change
 * @all_layers: whether layers without weights are shown too
 * @smoothing: of the curves, 0 to 1
 * @logarithmic: whether the loss has an axis of powers of ten
 * @in_batches: whether the curves' axis counts batches
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
