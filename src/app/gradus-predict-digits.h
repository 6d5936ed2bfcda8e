/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-stage-view.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_PREDICT_DIGITS (gradus_predict_digits_get_type ())
G_DECLARE_FINAL_TYPE (GradusPredictDigits,
                      gradus_predict_digits,
                      GRADUS,
                      PREDICT_DIGITS,
                      GradusStageView)

/* Whether samples of this shape can be drawn on the pad. */
gboolean gradus_predict_digits_can_draw (const GradusShape *shape);

/* (element-type GradusFigure): all but the prediction */
void gradus_predict_digits_list_figures (GradusPredictDigits *self, GPtrArray *figures);

G_END_DECLS
