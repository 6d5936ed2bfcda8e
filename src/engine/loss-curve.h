/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/parts.h"

G_BEGIN_DECLS

/**
 * GradusLossSample:
 * @x: where the sample stands on the axis of its loss, see #GradusLossAxis
 * @loss: what it costs
 * @is_yes: whether the truth was “yes”, where there is a yes and a no
 *
 * A sample on the curve of a loss.
 */
typedef struct
{
  float    x;
  float    loss;
  gboolean is_yes;
} GradusLossSample;

GradusLossAxis gradus_loss_get_axis (const GradusConfig *loss);
/* Whether there are two truths, each with a curve of its own. */
gboolean gradus_loss_has_two_truths (const GradusConfig *loss);
void     gradus_loss_get_range (const GradusConfig *loss, double *from, double *to);
double   gradus_loss_at (const GradusConfig *loss,
                         guint               n_classes,
                         gboolean            is_yes,
                         double              x,
                         double             *slope);
/* Whether each number that a network puts out is judged by itself. */
gboolean gradus_loss_judges_numbers (const GradusConfig *loss);
gboolean gradus_loss_place (const GradusConfig *loss,
                            gsize               n_columns,
                            gsize               column,
                            const float        *y_true,
                            const float        *y_pred,
                            double              row_loss,
                            GradusLossSample   *sample);

G_END_DECLS
