/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/history.h"
#include "plot/range.h"
#include "plot/series.h"
#include "plot/theme.h"
#include "plot/ticks.h"

G_BEGIN_DECLS

/**
 * GradusCurvesOptions:
 * @smoothing: 0 not at all, 1 most
 * @logarithmic: whether the loss has an axis of powers of ten
 * @in_batches: whether the shared axis counts batches and not epochs
 * @n_epochs_planned: the whole run, so that the future is empty and not missing
 * @n_batches: batches in an epoch; 0 if not known yet
 * @metric: which metric is drawn below the loss
 * @diverged: whether the loss left the finite numbers
 *
 * How the curves of a run are to be drawn.
 */
typedef struct
{
  double   smoothing;
  gboolean logarithmic;
  gboolean in_batches;
  guint    n_epochs_planned;
  guint    n_batches;
  guint    metric;
  gboolean diverged;
} GradusCurvesOptions;

#define GRADUS_CURVES_OPTIONS_STANDARD                                                   \
  ((GradusCurvesOptions){ .smoothing = 0.7, .n_epochs_planned = 10 })

typedef enum
{
  GRADUS_CURVE_TRAINING,
  GRADUS_CURVE_VALIDATION,
  GRADUS_N_CURVES
} GradusCurve;

/* What stands at the end of a curve. */
typedef struct
{
  gboolean shown;
  double   value;
  double   end_y;  /* where the curve ends */
  double   middle; /* where the label stands */
} GradusCurveLabel;

/* One of the charts that stand one above the other. */
typedef struct
{
  int              metric; /* −1 for the loss */
  gboolean         is_share;
  gboolean         logarithmic;
  double           x, y, width, height;
  double           minimum, maximum;
  GradusTicks      ticks;
  GradusRange      range;
  GradusSeries     series;
  GradusCurveLabel labels[GRADUS_N_CURVES];
} GradusCurvesPanel;

#define GRADUS_CURVES_MAX_PANELS 2

/**
 * GradusCurvesLayout:
 *
 * Where everything of the curves of a run lies. It is brought up to date as training goes
 * on, which takes time by the number of new points only; painting reads it and takes time
 * by the number of columns.
 */
typedef struct
{
  double              width, height;
  double              scale;
  GradusCurvesOptions options;
  GradusHistory      *history; /* (nullable) owned */
  gsize               n_steps;
  guint               n_epochs;
  guint               n_batches;
  double              x_maximum; /* epochs or batches */
  GradusTicks         x_ticks;
  guint               n_panels;
  GradusCurvesPanel   panels[GRADUS_CURVES_MAX_PANELS];
} GradusCurvesLayout;

GradusCurvesLayout *gradus_curves_layout_new (void);
void                gradus_curves_layout_free (GradusCurvesLayout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusCurvesLayout, gradus_curves_layout_free)

gboolean gradus_curves_layout_update (GradusCurvesLayout        *self,
                                      GradusHistory             *history,
                                      gsize                      n_steps,
                                      guint                      n_epochs,
                                      const GradusCurvesOptions *options,
                                      const GradusTheme         *theme,
                                      double                     width,
                                      double                     height);
double   gradus_curves_layout_x_to_pixel (const GradusCurvesLayout *self, double x);
double   gradus_curves_panel_y_to_pixel (const GradusCurvesPanel *panel, double value);
double   gradus_curves_layout_get_step_x (const GradusCurvesLayout *self, gsize index);
double   gradus_curves_layout_get_epoch_x (const GradusCurvesLayout *self, guint index);
double   gradus_curves_panel_get_training (const GradusCurvesPanel  *panel,
                                           const GradusHistoryEpoch *epoch);
double   gradus_curves_panel_get_validation (const GradusCurvesPanel  *panel,
                                             const GradusHistoryEpoch *epoch);
gboolean gradus_curves_layout_hit (const GradusCurvesLayout *self,
                                   double                    x,
                                   double                    y,
                                   gsize                    *index);
gsize    gradus_curves_layout_move (const GradusCurvesLayout *self,
                                    gsize                     index,
                                    int                       n_batches,
                                    int                       n_epochs);
guint    gradus_curves_layout_count_epochs (const GradusCurvesLayout *self, guint64 step);
char    *gradus_curves_layout_describe (const GradusCurvesLayout *self);
char    *gradus_curves_layout_describe_step (const GradusCurvesLayout *self, gsize index);
char    *gradus_curves_metric_title (const GradusCurvesLayout *self, int metric);

void gradus_labels_part (double *middles,
                         guint   n_labels,
                         double  distance,
                         double  top,
                         double  bottom);

/* Painting. The hover is apart, so that the rest can be kept in a picture. */
void gradus_curves_draw (const GradusCurvesLayout *self,
                         const GradusTheme        *theme,
                         cairo_t                  *cr);
void gradus_curves_draw_hover (const GradusCurvesLayout *self,
                               const GradusTheme        *theme,
                               cairo_t                  *cr,
                               gsize                     index);

G_END_DECLS
