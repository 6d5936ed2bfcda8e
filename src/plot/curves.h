/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/run.h"
#include "plot/range.h"
#include "plot/series.h"
#include "plot/theme.h"
#include "plot/ticks.h"

G_BEGIN_DECLS

/**
 * GradusCurvesRole:
 * @GRADUS_CURVES_LOSS: what training makes smaller
 * @GRADUS_CURVES_METRIC: a metric
 * @GRADUS_CURVES_RATE: the learning rate, where it changes
 *
 * What a chart shows. They stand one above the other in this order.
 */
typedef enum
{
  GRADUS_CURVES_LOSS,
  GRADUS_CURVES_METRIC,
  GRADUS_CURVES_RATE,
  GRADUS_CURVES_N_ROLES
} GradusCurvesRole;

/**
 * GradusCurvesWindow:
 * @is_set: whether only a part of the shared axis is shown
 * @from: where that begins, in epochs
 * @to: where that ends, in epochs
 * @y: what is shown of the axis of each chart, by its role
 *
 * Which part of the charts is looked at. All zero is the whole.
 */
typedef struct
{
  gboolean is_set;
  double   from;
  double   to;
  struct
  {
    gboolean is_set;
    double   from;
    double   to;
  } y[GRADUS_CURVES_N_ROLES];
} GradusCurvesWindow;

/**
 * GradusCurvesOptions:
 * @smoothing: 0 not at all, 1 most
 * @logarithmic: whether the loss has an axis of powers of ten
 * @in_batches: whether the shared axis counts batches and not epochs
 * @n_epochs_planned: the whole run, so that the future is empty and not missing
 * @n_batches: batches in an epoch; 0 if not known yet
 * @metric: which metric is drawn below the loss
 * @diverged: whether the loss left the finite numbers
 * @window: which part is looked at
 * @runs: (nullable) (element-type GradusRun): earlier runs, borrowed; hidden ones are
 * left out
 * @runs_by_validation: whether earlier runs are shown by what validation measured
 * @max_new_points: how many points one update takes in at most; 0 for all there are. A
 *   window that must not stand still asks again until the layout is complete.
 *
 * How the curves of a run are to be drawn.
 */
typedef struct
{
  double             smoothing;
  gboolean           logarithmic;
  gboolean           in_batches;
  guint              n_epochs_planned;
  guint              n_batches;
  guint              metric;
  gboolean           diverged;
  GradusCurvesWindow window;
  const GPtrArray   *runs;
  gboolean           runs_by_validation;
  gsize              max_new_points;
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
  gboolean is_cut; /* the curve goes on beyond what is shown */
  double   value;
  double   end_x; /* where the curve ends */
  double   end_y;
  double   middle; /* where the label stands */
} GradusCurveLabel;

/**
 * GradusCurvesTrace:
 * @run: (nullable): the earlier run that it is of; NULL for the present one
 * @history: (nullable): what was measured
 * @n_steps: steps that are drawn
 * @n_epochs: epochs that are drawn
 * @metric: which of its metrics stands below the loss; −1 if none
 * @rate_changes: whether the learning rate did not stay the same
 * @series: by role
 * @ranges: by role
 * @bounds: (array length=n_columns+1): the first step of each column of pixels
 * @label: at its end, for an earlier run
 *
 * One run as it is drawn.
 */
typedef struct
{
  GradusRun       *run;
  GradusHistory   *history;
  gsize            n_steps;
  guint            n_epochs;
  int              metric;
  gboolean         rate_changes;
  GradusSeries     series[GRADUS_CURVES_N_ROLES];
  GradusRange      ranges[GRADUS_CURVES_N_ROLES];
  gsize           *bounds;
  guint            n_columns;
  GradusCurveLabel label;
} GradusCurvesTrace;

/* One of the charts that stand one above the other. */
typedef struct
{
  GradusCurvesRole role;
  int              metric; /* −1 for the loss, −2 for the learning rate */
  gboolean         is_share;
  gboolean         logarithmic;
  gboolean         has_numbers; /* below its axis */
  double           x, y, width, height;
  double           minimum, maximum;
  GradusTicks      ticks;
  GradusCurveLabel labels[GRADUS_N_CURVES];
} GradusCurvesPanel;

/* More earlier runs than that have no label at their ends. */
#define GRADUS_CURVES_MAX_LABELS 6

/**
 * GradusCurvesLayout:
 *
 * Where everything of the curves of a run, and of earlier runs, lies. It is brought up to
 * date as training goes on, which takes time by the number of new points and of columns
 * only; painting reads it and takes time by the number of columns.
 */
typedef struct
{
  double              width, height;
  double              scale;
  GradusCurvesOptions options;
  GradusHistory      *history; /* (nullable) borrowed from the present trace */
  gsize               n_steps;
  guint               n_epochs;
  guint               n_batches;
  double              x_minimum; /* epochs or batches: what is shown */
  double              x_maximum;
  double              x_end; /* of the whole axis */
  GradusTicks         x_ticks;
  guint               n_panels;
  GradusCurvesPanel   panels[GRADUS_CURVES_N_ROLES];
  GradusCurvesTrace  *present;
  GPtrArray *runs;        /* (element-type GradusCurvesTrace): earlier ones, not hidden */
  gboolean   is_complete; /* all points are taken in */
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
double   gradus_curves_layout_pixel_to_x (const GradusCurvesLayout *self, double pixel);
double   gradus_curves_panel_y_to_pixel (const GradusCurvesPanel *panel, double value);
double   gradus_curves_panel_pixel_to_y (const GradusCurvesPanel *panel, double pixel);
double   gradus_curves_layout_get_step_x (const GradusCurvesLayout *self, gsize index);
double   gradus_curves_layout_get_epoch_x (const GradusCurvesLayout *self, guint index);
double   gradus_curves_panel_get_training (const GradusCurvesPanel  *panel,
                                           const GradusHistoryEpoch *epoch);
double   gradus_curves_panel_get_validation (const GradusCurvesPanel  *panel,
                                             const GradusHistoryEpoch *epoch);
guint    gradus_curves_layout_count_epochs (const GradusCurvesLayout *self, guint64 step);
char    *gradus_curves_layout_describe (const GradusCurvesLayout *self);
char    *gradus_curves_metric_title (const GradusCurvesLayout *self, int metric);
GradusToken gradus_token_of_run (guint color);

void gradus_labels_part (double *middles,
                         guint   n_labels,
                         double  distance,
                         double  top,
                         double  bottom);

/**
 * GradusCurvesCursor:
 * @trace: 0 for the present run, 1 for the first earlier run that is shown, and so on
 * @index: one of its steps
 *
 * What is read out: the numbers of all runs at the place of this step.
 */
typedef struct
{
  guint trace;
  gsize index;
} GradusCurvesCursor;

gboolean gradus_curves_layout_hit (const GradusCurvesLayout *self,
                                   double                    x,
                                   double                    y,
                                   GradusCurvesCursor       *cursor);
gboolean gradus_curves_layout_find_end (const GradusCurvesLayout *self,
                                        GradusCurvesCursor       *cursor);
void     gradus_curves_layout_move (const GradusCurvesLayout *self,
                                    GradusCurvesCursor       *cursor,
                                    int                       n_batches,
                                    int                       n_epochs);
double   gradus_curves_layout_get_cursor_x (const GradusCurvesLayout *self,
                                            const GradusCurvesCursor *cursor);
char    *gradus_curves_layout_describe_step (const GradusCurvesLayout *self,
                                             const GradusCurvesCursor *cursor);

/* Looking at a part: each changes @window, which may be that of the layout's options. */
void     gradus_curves_window_zoom (const GradusCurvesLayout *layout,
                                    GradusCurvesWindow       *window,
                                    double                    x,
                                    double                    factor);
void     gradus_curves_window_zoom_y (const GradusCurvesLayout *layout,
                                      GradusCurvesWindow       *window,
                                      double                    y,
                                      double                    factor);
void     gradus_curves_window_pan (const GradusCurvesLayout *layout,
                                   GradusCurvesWindow       *window,
                                   double                    dx,
                                   double                    dy);
gboolean gradus_curves_window_frame (const GradusCurvesLayout *layout,
                                     GradusCurvesWindow       *window,
                                     double                    x1,
                                     double                    y1,
                                     double                    x2,
                                     double                    y2);
gboolean gradus_curves_window_is_whole (const GradusCurvesWindow *window);

/* Painting. The hover is apart, so that the rest can be kept in a picture. */
void gradus_curves_draw (const GradusCurvesLayout *self,
                         const GradusTheme        *theme,
                         cairo_t                  *cr);
void gradus_curves_draw_hover (const GradusCurvesLayout *self,
                               const GradusTheme        *theme,
                               cairo_t                  *cr,
                               const GradusCurvesCursor *cursor);

G_END_DECLS
