/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"
#include "plot/figure.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_LOSS_CURVE (gradus_loss_curve_get_type ())
G_DECLARE_FINAL_TYPE (GradusLossCurve, gradus_loss_curve, GRADUS, LOSS_CURVE, GtkWidget)

/**
 * GradusLossCurve:
 *
 * The curve of the document's loss with a point that is dragged, or moved by the arrow
 * keys, and the samples of the batch at hand as dots.
 */
GtkWidget *gradus_loss_curve_new (GradusStudio *studio);
/* Shows the loss as it is now in the document. */
void gradus_loss_curve_refresh (GradusLossCurve *self);
/* Where the point stands on the axis of the loss. */
double gradus_loss_curve_get_place (GradusLossCurve *self);
void   gradus_loss_curve_set_place (GradusLossCurve *self, double x);
/* (transfer full): the curve of the loss of a studio's document */
GradusFigure *gradus_loss_curve_make_figure (GradusStudio *studio);

G_END_DECLS
