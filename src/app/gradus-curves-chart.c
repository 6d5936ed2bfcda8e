/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-curves-chart-private.h"

#include "app/gradus-pace.h"
#include "app/gradus-style.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>
#include <math.h>

/* Curves are redrawn 15 times a second at most; what comes in between is dropped. */
#define REDRAW_MS 66
/* What a frame has time to take in; a run of a million steps comes from a file at once.
 */
#define MAX_NEW_POINTS 200000

enum
{
  WINDOW_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusCurvesChart, gradus_curves_chart, GTK_TYPE_WIDGET)

static void
take_options (const GradusSnapshot *snapshot, GradusCurvesOptions *options)
{
  options->n_epochs_planned = MAX (snapshot->n_epochs_planned, 1);
  options->n_batches = snapshot->report.n_batches;
  options->diverged = snapshot->state == GRADUS_SESSION_DIVERGED;
}

static gboolean
update_layout (GradusCurvesChart *self,
               const GradusTheme *theme,
               double             width,
               double             height)
{
  GradusCurvesLayout *layout = self->layout;
  GradusCurvesOptions options = self->options;
  GradusSnapshot     *snapshot = self->snapshot;

  if (snapshot == NULL)
    return gradus_curves_layout_update (layout, NULL, 0, 0, &options, theme, width,
                                        height);
  take_options (snapshot, &options);
  return gradus_curves_layout_update (layout, snapshot->history, snapshot->n_steps,
                                      snapshot->n_epochs, &options, theme, width, height);
}

static void
draw_picture (GradusCurvesChart *self, const GradusTheme *theme, int width, int height)
{
  int      scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_t *cr;

  g_clear_pointer (&self->picture, cairo_surface_destroy);
  self->picture =
    cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_surface_set_device_scale (self->picture, scale, scale);
  self->picture_scale = scale;
  self->theme = theme;
  cr = cairo_create (self->picture);
  gradus_curves_draw (self->layout, theme, cr);
  cairo_destroy (cr);
}

/* The sentence for a screen reader changes once an epoch, so that it does not talk all
 * the time. */
static void
describe (GradusCurvesChart *self)
{
  g_autofree char *text = NULL;

  if (self->described_epochs == self->layout->n_epochs + (self->layout->n_steps > 0))
    return;
  self->described_epochs = self->layout->n_epochs + (self->layout->n_steps > 0);
  text = gradus_curves_layout_describe (self->layout);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
draw_focus (GradusCurvesChart *self, const GradusTheme *theme, cairo_t *cr)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ACCENT);
  cairo_set_line_width (cr, 2);
  cairo_rectangle (cr, 1, 1, width - 2, height - 2);
  cairo_stroke (cr);
}

/* What is being chosen to be looked at. */
static void
draw_frame (GradusCurvesChart *self, const GradusTheme *theme, cairo_t *cr)
{
  const double *frame = self->frame;

  cairo_rectangle (cr, round (MIN (frame[0], frame[2])) + 0.5,
                   round (MIN (frame[1], frame[3])) + 0.5,
                   round (fabs (frame[2] - frame[0])),
                   round (fabs (frame[3] - frame[1])));
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_ACCENT, 0.1);
  cairo_fill_preserve (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ACCENT);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
redraw (GradusCurvesChart *self)
{
  g_clear_handle_id (&self->redraw_id, g_source_remove);
  self->redraw_time = g_get_monotonic_time ();
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
redraw_cb (gpointer user_data)
{
  GradusCurvesChart *self = user_data;

  self->redraw_id = 0;
  redraw (self);
  return G_SOURCE_REMOVE;
}

static void
redraw_soon (GradusCurvesChart *self)
{
  gint64 wait_ms = gradus_pace_get_wait_ms (self->redraw_time, REDRAW_MS);

  if (wait_ms == 0)
    redraw (self);
  else if (self->redraw_id == 0)
    self->redraw_id = g_timeout_add ((guint) wait_ms, redraw_cb, self);
}

static void
draw_moment (GradusCurvesChart        *self,
             const GradusTheme        *theme,
             cairo_t                  *cr,
             const GradusCurvesCursor *cursor)
{
  const GradusCurvesPanel *panels = self->layout->panels;
  double                   at = gradus_curves_layout_get_cursor_x (self->layout, cursor);
  double                   x = round (gradus_curves_layout_x_to_pixel (self->layout, at));

  if (x < panels[0].x - 1 || x > panels[0].x + panels[0].width + 1)
    return;
  for (guint i = 0; i < self->layout->n_panels; i++)
    {
      cairo_move_to (cr, x, panels[i].y);
      cairo_line_to (cr, x, panels[i].y + panels[i].height);
    }
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ACCENT);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

/* The earlier moment that is looked at is read out unless the pointer asks for another
 * place; its line stays. */
static void
draw_cursors (GradusCurvesChart *self, const GradusTheme *theme, cairo_t *cr)
{
  GradusCurvesCursor then = { 0, 0 };
  gboolean           has_then =
    self->n_steps_then > 0 && self->n_steps_then <= self->layout->n_steps;

  if (self->is_framing)
    return;
  if (has_then)
    {
      then.index = self->n_steps_then - 1;
      draw_moment (self, theme, cr, &then);
    }
  if (self->has_cursor)
    gradus_curves_draw_hover (self->layout, theme, cr, &self->cursor);
  else if (has_then)
    gradus_curves_draw_hover (self->layout, theme, cr, &then);
}

static void
gradus_curves_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusCurvesChart *self = GRADUS_CURVES_CHART (widget);
  const GradusTheme *theme = gradus_style_get_theme ();
  int                width = gtk_widget_get_width (widget);
  int                height = gtk_widget_get_height (widget);
  cairo_t           *cr;

  if (width < 1 || height < 1)
    return;
  if (update_layout (self, theme, width, height) || self->picture == NULL ||
      self->theme != theme || self->picture_scale != gtk_widget_get_scale_factor (widget))
    draw_picture (self, theme, width, height);
  if (!self->layout->is_complete)
    redraw_soon (self);
  describe (self);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_set_source_surface (cr, self->picture, 0, 0);
  cairo_paint (cr);
  draw_cursors (self, theme, cr);
  if (self->is_framing)
    draw_frame (self, theme, cr);
  if (gtk_widget_has_visible_focus (widget))
    draw_focus (self, theme, cr);
  cairo_destroy (cr);
}

static void
gradus_curves_chart_measure (GtkWidget     *widget,
                             GtkOrientation orientation,
                             int            for_size,
                             int           *minimum,
                             int           *natural,
                             int           *minimum_baseline,
                             int           *natural_baseline)
{
  double scale = MAX (1, gradus_style_get_text_scale ());

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 320;
      *natural = 640;
    }
  else
    {
      *minimum = (int) (240 * scale);
      *natural = MAX (480, *minimum);
    }
}

/* Lets the read-out go. */
void
gradus_curves_chart_drop_cursor (GradusCurvesChart *self)
{
  self->pinned = FALSE;
  if (!self->has_cursor)
    return;
  self->has_cursor = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Another part is looked at. The layout follows at once, so that what moves it next,
 * still before it is drawn, begins from there. */
void
gradus_curves_chart_window_changed (GradusCurvesChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (update_layout (self, gradus_style_get_theme (), gtk_widget_get_width (widget),
                     gtk_widget_get_height (widget)))
    g_clear_pointer (&self->picture, cairo_surface_destroy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[WINDOW_CHANGED], 0);
}

static void
gradus_curves_chart_dispose (GObject *object)
{
  GradusCurvesChart *self = GRADUS_CURVES_CHART (object);

  g_clear_handle_id (&self->redraw_id, g_source_remove);
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  g_clear_pointer (&self->snapshot, gradus_snapshot_unref);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  G_OBJECT_CLASS (gradus_curves_chart_parent_class)->dispose (object);
}

static void
gradus_curves_chart_finalize (GObject *object)
{
  g_clear_pointer (&GRADUS_CURVES_CHART (object)->layout, gradus_curves_layout_free);
  G_OBJECT_CLASS (gradus_curves_chart_parent_class)->finalize (object);
}

static void
gradus_curves_chart_class_init (GradusCurvesChartClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = gradus_curves_chart_dispose;
  object_class->finalize = gradus_curves_chart_finalize;
  widget_class->snapshot = gradus_curves_chart_snapshot;
  widget_class->measure = gradus_curves_chart_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "curves");

  /**
   * GradusCurvesChart::window-changed:
   *
   * Another part of the curves is looked at.
   */
  signals[WINDOW_CHANGED] =
    g_signal_new ("window-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_curves_chart_init (GradusCurvesChart *self)
{
  self->options = GRADUS_CURVES_OPTIONS_STANDARD;
  self->options.max_new_points = MAX_NEW_POINTS;
  self->layout = gradus_curves_layout_new ();
  self->described_epochs = G_MAXUINT;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gradus_curves_chart_add_controllers (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Curves of loss and accuracy"), -1);
  gradus_style_watch (self, G_CALLBACK (gradus_style_redraw));
}

/**
 * gradus_curves_chart_set_snapshot:
 * @self: a chart
 * @snapshot: (nullable): what training has measured so far
 *
 * Shows what is new, a moment later.
 */
void
gradus_curves_chart_set_snapshot (GradusCurvesChart *self, GradusSnapshot *snapshot)
{
  GradusSnapshot *old;

  g_return_if_fail (GRADUS_IS_CURVES_CHART (self));

  if (self->snapshot == snapshot)
    return;
  old = self->snapshot;
  self->snapshot = snapshot != NULL ? gradus_snapshot_ref (snapshot) : NULL;
  /* A new run has other steps. */
  if (snapshot == NULL || old == NULL || old->history != snapshot->history ||
      snapshot->n_steps < old->n_steps)
    gradus_curves_chart_drop_cursor (self);
  g_clear_pointer (&old, gradus_snapshot_unref);
  redraw_soon (self);
}

/**
 * gradus_curves_chart_set_moment:
 * @self: a chart
 * @n_steps: how many steps had been measured then; 0 for now
 *
 * Marks the earlier moment that the rest of the window shows.
 */
void
gradus_curves_chart_set_moment (GradusCurvesChart *self, gsize n_steps)
{
  g_return_if_fail (GRADUS_IS_CURVES_CHART (self));

  if (self->n_steps_then == n_steps)
    return;
  self->n_steps_then = n_steps;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * gradus_curves_chart_get_snapshot:
 * @self: a chart
 *
 * Gives what is shown.
 *
 * Returns: (transfer none) (nullable): the snapshot
 */
GradusSnapshot *
gradus_curves_chart_get_snapshot (GradusCurvesChart *self)
{
  g_return_val_if_fail (GRADUS_IS_CURVES_CHART (self), NULL);

  return self->snapshot;
}

/**
 * gradus_curves_chart_set_smoothing:
 * @self: a chart
 * @smoothing: 0 not at all, 1 most
 *
 * Chooses how much the training curves are smoothed.
 */
void
gradus_curves_chart_set_smoothing (GradusCurvesChart *self, double smoothing)
{
  g_return_if_fail (GRADUS_IS_CURVES_CHART (self));

  self->options.smoothing = smoothing;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * gradus_curves_chart_set_logarithmic:
 * @self: a chart
 * @logarithmic: whether the loss has an axis of powers of ten
 *
 * Chooses the axis of the loss.
 */
void
gradus_curves_chart_set_logarithmic (GradusCurvesChart *self, gboolean logarithmic)
{
  g_return_if_fail (GRADUS_IS_CURVES_CHART (self));

  self->options.logarithmic = logarithmic;
  /* The same numbers are elsewhere on the other axis. */
  self->options.window.y[GRADUS_CURVES_LOSS].is_set = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * gradus_curves_chart_set_in_batches:
 * @self: a chart
 * @in_batches: whether the shared axis counts batches
 *
 * Chooses the shared axis.
 */
void
gradus_curves_chart_set_in_batches (GradusCurvesChart *self, gboolean in_batches)
{
  g_return_if_fail (GRADUS_IS_CURVES_CHART (self));

  self->options.in_batches = in_batches;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
has_runs (GradusCurvesChart *self, const GPtrArray *runs)
{
  guint n = runs != NULL ? runs->len : 0;

  if (n != (self->runs != NULL ? self->runs->len : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (self->runs->pdata[i] != runs->pdata[i])
      return FALSE;
  return TRUE;
}

/**
 * gradus_curves_chart_set_runs:
 * @self: a chart
 * @runs: (nullable) (element-type GradusRun): earlier runs; the chart takes references
 *
 * Chooses which runs the present one is compared with.
 */
void
gradus_curves_chart_set_runs (GradusCurvesChart *self, const GPtrArray *runs)
{
  g_return_if_fail (GRADUS_IS_CURVES_CHART (self));

  if (has_runs (self, runs))
    return;
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  if (runs != NULL)
    {
      self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_run_unref);
      for (guint i = 0; i < runs->len; i++)
        g_ptr_array_add (self->runs, gradus_run_ref (runs->pdata[i]));
    }
  self->options.runs = self->runs;
  gradus_curves_chart_drop_cursor (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * gradus_curves_chart_set_runs_by_validation:
 * @self: a chart
 * @by_validation: whether earlier runs are shown by what validation measured
 *
 * Chooses which of their curves stand for earlier runs.
 */
void
gradus_curves_chart_set_runs_by_validation (GradusCurvesChart *self,
                                            gboolean           by_validation)
{
  g_return_if_fail (GRADUS_IS_CURVES_CHART (self));

  self->options.runs_by_validation = by_validation;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * gradus_curves_chart_zoom:
 * @self: a chart
 * @factor: above 1 comes nearer, 0 shows the whole
 *
 * Comes nearer to the place that is read out, or to the middle.
 */
void
gradus_curves_chart_zoom (GradusCurvesChart *self, double factor)
{
  const GradusCurvesPanel *panel = &self->layout->panels[0];
  double                   x = panel->x + panel->width / 2;

  g_return_if_fail (GRADUS_IS_CURVES_CHART (self));

  if (self->layout->n_panels == 0)
    return;
  if (self->has_cursor && self->pinned)
    x =
      gradus_curves_layout_x_to_pixel (self->layout,
                                       gradus_curves_layout_get_cursor_x (self->layout,
                                                                          &self->cursor));
  if (factor > 0)
    gradus_curves_window_zoom (self->layout, &self->options.window, x, factor);
  else
    self->options.window = (GradusCurvesWindow){ 0 };
  gradus_curves_chart_window_changed (self);
}

/**
 * gradus_curves_chart_is_whole:
 * @self: a chart
 *
 * Returns: whether all of the curves is shown
 */
gboolean
gradus_curves_chart_is_whole (GradusCurvesChart *self)
{
  g_return_val_if_fail (GRADUS_IS_CURVES_CHART (self), TRUE);

  return gradus_curves_window_is_whole (&self->options.window);
}

/**
 * gradus_curves_chart_make_figure:
 * @self: a chart
 *
 * Takes what the chart shows, without the read-out.
 *
 * Returns: (transfer full): a figure
 */
GradusFigure *
gradus_curves_chart_make_figure (GradusCurvesChart *self)
{
  GradusSnapshot     *snapshot = self->snapshot;
  GradusCurvesOptions options;

  g_return_val_if_fail (GRADUS_IS_CURVES_CHART (self), NULL);

  options = self->options;
  options.max_new_points = 0;
  if (snapshot == NULL)
    return gradus_figure_curves_new (NULL, 0, 0, &options);
  take_options (snapshot, &options);
  return gradus_figure_curves_new (snapshot->history, snapshot->n_steps,
                                   snapshot->n_epochs, &options);
}
