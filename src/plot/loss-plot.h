/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/loss-curve.h"
#include "plot/axes.h"

G_BEGIN_DECLS

/**
 * GradusLossPlot:
 * @loss: which loss
 * @n_classes: how many classes there are, where it judges classes
 * @is_yes: the truth, where there is a yes and a no
 * @yes_name: (nullable): what “yes” is called
 * @x: the place that is marked, NaN for none
 * @has_handle: whether the mark can be dragged, and says so
 * @samples: (nullable) (array length=n_samples): where samples stand
 * @n_samples: how many
 *
 * What the curve of a loss shows. All is borrowed.
 */
typedef struct
{
  const GradusConfig     *loss;
  guint                   n_classes;
  gboolean                is_yes;
  const char             *yes_name;
  double                  x;
  gboolean                has_handle;
  const GradusLossSample *samples;
  guint                   n_samples;
} GradusLossPlot;

/* Where numbers are in the drawing; the axis has the same range whatever is marked. */
void gradus_loss_plot_get_axes (const GradusLossPlot *self,
                                const GradusTheme    *theme,
                                double                width,
                                double                height,
                                GradusAxes           *axes);
void gradus_loss_plot_draw (cairo_t              *cr,
                            const GradusTheme    *theme,
                            double                width,
                            double                height,
                            const GradusLossPlot *self);
/* "At 0.23 the loss is 1.47 and the slope −4.35." */
char *gradus_loss_plot_describe (const GradusLossPlot *self);

G_END_DECLS
