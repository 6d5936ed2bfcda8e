/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/parts.h"
#include "plot/axes.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/**
 * GradusSchedulePlot:
 * @schedule: how the rate changes; borrowed
 * @n_steps: updates of the planned run
 * @n_batches: updates of an epoch, 0 where that is not known
 * @step: updates made so far, 0 for none
 *
 * What the curve of a learning rate shows.
 */
typedef struct
{
  const GradusConfig *schedule;
  guint64             n_steps;
  guint               n_batches;
  guint64             step;
} GradusSchedulePlot;

void gradus_schedule_plot_draw (cairo_t                  *cr,
                                const GradusTheme        *theme,
                                double                    width,
                                double                    height,
                                const GradusSchedulePlot *self);
/* "The rate goes from 0.1 to 0.001 in 4,220 updates; after 500 it is 0.08." */
char *gradus_schedule_plot_describe (const GradusSchedulePlot *self);

extern const GradusFigureKind gradus_figure_schedule;
/* @plot: copied with its schedule */
GradusFigure *gradus_figure_schedule_new (const GradusSchedulePlot *plot);

G_END_DECLS
