/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"
#include "engine/projection-maps.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/* Figures of views that nobody has looked at since the network was last another one. They
 * are worked out by the thread that draws them first. NULL: the studio has nothing that
 * they could be made of. */

GradusFigure *gradus_late_confusion_new (GradusStudio *studio);
GradusFigure *gradus_late_mistakes_new (GradusStudio *studio);
/* @note: static: where the sample comes from */
GradusFigure *gradus_late_evidence_new (GradusStudio *studio, const char *note);
/* @request: copied; with plan, weights and data */
GradusFigure *gradus_late_maps_new (const GradusProjectionRequest *request,
                                    gboolean                       is_test,
                                    gboolean                       as_marks);

/* What is drawn of data of few numbers. */
typedef enum
{
  GRADUS_LATE_PLANE,
  GRADUS_LATE_BENT,
  GRADUS_LATE_CURVE,
  GRADUS_LATE_FIT,
} GradusLatePlot;

/* @sample: that is ringed in a fit */
GradusFigure *
gradus_late_plot_new (GradusStudio *studio, GradusLatePlot plot, int sample);

G_END_DECLS
