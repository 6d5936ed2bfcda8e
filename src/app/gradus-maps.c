/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-maps-private.h"

#include <adwaita.h>

#include "app/gradus-style.h"
#include "plot/projection-words.h"

/* Points move 20 times a second: enough for the eye, and training keeps its processors.
 */
#define FRAME_MS 50
#define GLIDE_US (450 * G_TIME_SPAN_MILLISECOND)

guint gradus_maps_signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusMaps, gradus_maps, GTK_TYPE_WIDGET)

void
gradus_maps_redraw (GradusMaps *self)
{
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- What is drawn --- */

/* Borrows everything; @names as well. */
void
gradus_maps_fill_plot (GradusMaps *self, GradusScatterPlot *plot, char **names)
{
  const GradusProjectionPoints *points = self->projection->points;

  *plot = (GradusScatterPlot){ .n_points = points->n,
                               .n_classes = points->classes ? points->n_classes : 0,
                               .classes = points->classes,
                               .names = (const char *const *) names,
                               .values = points->values,
                               .selected = self->selected,
                               .as_marks = self->as_marks,
                               .n_panels = self->projection->n_panels,
                               .panels = self->panels };
}

void
gradus_maps_draw (cairo_t           *cr,
                  const GradusTheme *theme,
                  double             width,
                  double             height,
                  gpointer           maps)
{
  GradusMaps         *self = GRADUS_MAPS (maps);
  GradusScatterLayout layout;
  GradusScatterPlot   plot;
  g_auto (GStrv)      names = NULL;

  if (self->projection == NULL)
    return;
  names = gradus_projection_dup_class_names (self->projection);
  gradus_maps_fill_plot (self, &plot, names);
  gradus_scatter_layout_init (&layout, theme, width, height, plot.n_panels);
  gradus_scatter_draw (cr, theme, &layout, &plot);
}

GradusFigure *
gradus_maps_make_figure (GradusMaps *self, GradusPlan *plan, gboolean is_test)
{
  g_return_val_if_fail (GRADUS_IS_MAPS (self), NULL);

  return gradus_figure_scatter_new_projection (self->projection, plan, is_test,
                                               self->as_marks, self->selected);
}

static void
ensure_picture (GradusMaps *self, const GradusTheme *theme, int width, int height)
{
  int      scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_t *cr;

  if (self->picture != NULL && self->theme == theme && self->picture_scale == scale &&
      cairo_image_surface_get_width (self->picture) == width * scale &&
      cairo_image_surface_get_height (self->picture) == height * scale)
    return;
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  self->picture =
    cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_surface_set_device_scale (self->picture, scale, scale);
  self->picture_scale = scale;
  self->theme = theme;
  cr = cairo_create (self->picture);
  gradus_maps_draw (cr, theme, width, height, self);
  cairo_destroy (cr);
}

static void
draw_over (GradusMaps *self, cairo_t *cr, const GradusTheme *theme, int width, int height)
{
  GradusScatterLayout layout;
  GradusScatterPlot   plot;

  gradus_maps_fill_plot (self, &plot, NULL);
  gradus_scatter_layout_init (&layout, theme, width, height, plot.n_panels);
  if (self->lasso->len > 0)
    gradus_scatter_draw_lasso (cr, theme, self->lasso->len / 2,
                               (const double *) (gpointer) self->lasso->data);
  else if (self->hovered >= 0 && self->hovered_panel < plot.n_panels)
    {
      const GradusShape *shape = gradus_dataset_get_shape (self->projection->data);
      g_autofree char   *title = gradus_maps_describe_point (self, (guint) self->hovered);
      g_autofree char   *detail = gradus_maps_describe_more (self, (guint) self->hovered);
      GradusScatterHover hover = { self->hovered_panel,
                                   (guint) self->hovered,
                                   shape,
                                   gradus_shape_size (shape) > 4 ? self->sample : NULL,
                                   title,
                                   detail };

      gradus_scatter_draw_hover (cr, theme, &layout, &plot, &hover);
    }
}

static void
gradus_maps_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusMaps        *self = GRADUS_MAPS (widget);
  const GradusTheme *theme = gradus_style_get_theme ();
  int                width = gtk_widget_get_width (widget);
  int                height = gtk_widget_get_height (widget);
  cairo_t           *cr;

  if (self->projection == NULL || width < 1 || height < 1)
    return;
  ensure_picture (self, theme, width, height);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_set_source_surface (cr, self->picture, 0, 0);
  cairo_paint (cr);
  draw_over (self, cr, theme, width, height);
  if (gtk_widget_has_visible_focus (widget))
    {
      gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ACCENT);
      cairo_set_line_width (cr, 2);
      cairo_rectangle (cr, 1, 1, width - 2, height - 2);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);
}

static void
gradus_maps_measure (GtkWidget     *widget,
                     GtkOrientation orientation,
                     int            for_size,
                     int           *minimum,
                     int           *natural,
                     int           *minimum_baseline,
                     int           *natural_baseline)
{
  GradusMaps *self = GRADUS_MAPS (widget);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL
               ? 320
               : (int) (178 * MAX (1, gradus_style_get_text_scale ()));
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : MAX (240, *minimum);
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *natural =
      MAX (*minimum, (int) gradus_scatter_get_height (gradus_style_get_theme (), for_size,
                                                      MAX (self->n_columns, 1)));
}

static GtkSizeRequestMode
gradus_maps_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* --- Points on their way --- */

static void
free_positions (float ***positions, guint n_panels)
{
  for (guint i = 0; *positions != NULL && i < n_panels; i++)
    g_free ((*positions)[i]);
  g_clear_pointer (positions, g_free);
}

/* Slow at both ends. */
static double
ease (double t)
{
  return t * t * (3 - 2 * t);
}

/* FALSE when they have arrived. */
static gboolean
move_points (GradusMaps *self)
{
  double t = (double) (g_get_monotonic_time () - self->glide_begin) / GLIDE_US;
  double part = t < 1 ? ease (t) : 1;
  gsize  n = 2 * (gsize) self->projection->points->n;

  for (guint i = 0; i < self->projection->n_panels; i++)
    {
      const float *to = self->projection->panels[i].positions;
      const float *probe = self->projection->panels[i].probe;
      const float *from = self->from != NULL ? self->from[i] : NULL;

      if (self->shown[i] == NULL)
        continue;
      for (gsize j = 0; j < n; j++)
        self->shown[i][j] =
          from == NULL ? to[j] : from[j] + (float) part * (to[j] - from[j]);
      self->panels[i].probe[0] = probe[0];
      self->panels[i].probe[1] = probe[1];
    }
  gradus_maps_redraw (self);
  return t < 1 && self->from != NULL;
}

static gboolean
glide_cb (gpointer user_data)
{
  GradusMaps *self = user_data;

  if (move_points (self))
    return G_SOURCE_CONTINUE;
  free_positions (&self->from, self->projection->n_panels);
  self->glide_id = 0;
  return G_SOURCE_REMOVE;
}

/* Takes what is shown of the same layers as a start, if the points are the same. */
static float **
take_start (GradusMaps *self, GradusProjection *old, float **old_shown)
{
  const GradusProjection *new = self->projection;
  float **from = NULL;

  if (old == NULL || old_shown == NULL || old->points != new->points || new->is_step ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !adw_get_enable_animations (GTK_WIDGET (self)))
    return NULL;
  from = g_new0 (float *, new->n_panels);
  for (guint i = 0; i < new->n_panels; i++)
    for (guint j = 0; j < old->n_panels; j++)
      if (old->panels[j].layer == new->panels[i].layer)
        from[i] = g_steal_pointer (&old_shown[j]);
  return from;
}

static void
forget_points (GradusMaps *self)
{
  self->hovered = -1;
  g_clear_pointer (&self->sample, g_free);
  g_array_set_size (self->lasso, 0);
  if (self->selected == NULL)
    return;
  g_clear_pointer (&self->selected, g_free);
  g_signal_emit (self, gradus_maps_signals[SELECTION_CHANGED], 0);
}

static void
take_panels (GradusMaps *self)
{
  const GradusProjection *projection = self->projection;
  gsize                   n_bytes = 2 * (gsize) projection->points->n * sizeof (float);

  g_free (self->panels);
  self->panels = g_new0 (GradusScatterPanel, projection->n_panels);
  self->shown = g_new0 (float *, projection->n_panels);
  for (guint i = 0; i < projection->n_panels; i++)
    {
      const GradusProjectionPanel *from = &projection->panels[i];

      if (from->positions != NULL)
        self->shown[i] = g_memdup2 (from->positions, n_bytes);
      self->panels[i] = (GradusScatterPanel){ .positions = self->shown[i],
                                              .has_probe = from->has_probe,
                                              .probe = { from->probe[0], from->probe[1] },
                                              .score = from->score };
    }
}

/**
 * gradus_maps_set_projection:
 * @self: maps
 * @projection: (nullable): what to show
 *
 * Lets the points glide to where they are in other maps.
 */
void
gradus_maps_set_projection (GradusMaps *self, GradusProjection *projection)
{
  g_autoptr (GradusProjection) old = NULL;
  float                      **old_shown;

  g_return_if_fail (GRADUS_IS_MAPS (self));

  if (projection == self->projection)
    return;
  old = g_steal_pointer (&self->projection);
  old_shown = g_steal_pointer (&self->shown);
  if (old != NULL)
    free_positions (&self->from, old->n_panels);
  g_clear_handle_id (&self->glide_id, g_source_remove);
  if (projection != NULL)
    {
      self->projection = gradus_projection_ref (projection);
      take_panels (self);
      self->from = take_start (self, old, old_shown);
      if (self->n_columns != projection->n_panels)
        {
          self->n_columns = projection->n_panels;
          gtk_widget_queue_resize (GTK_WIDGET (self));
        }
    }
  if (old == NULL || projection == NULL || old->points != projection->points)
    forget_points (self);
  if (old != NULL)
    free_positions (&old_shown, old->n_panels);
  self->glide_begin = g_get_monotonic_time ();
  if (self->from != NULL && move_points (self))
    self->glide_id = g_timeout_add (FRAME_MS, glide_cb, self);
  gradus_maps_redraw (self);
}

/* --- Object --- */

static void
gradus_maps_dispose (GObject *object)
{
  GradusMaps *self = GRADUS_MAPS (object);
  guint       n_panels = self->projection != NULL ? self->projection->n_panels : 0;

  g_clear_handle_id (&self->glide_id, g_source_remove);
  free_positions (&self->from, n_panels);
  free_positions (&self->shown, n_panels);
  g_clear_pointer (&self->panels, g_free);
  g_clear_pointer (&self->projection, gradus_projection_unref);
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  g_clear_pointer (&self->sample, g_free);
  g_clear_pointer (&self->selected, g_free);
  G_OBJECT_CLASS (gradus_maps_parent_class)->dispose (object);
}

static void
gradus_maps_finalize (GObject *object)
{
  g_array_unref (GRADUS_MAPS (object)->lasso);
  G_OBJECT_CLASS (gradus_maps_parent_class)->finalize (object);
}

static void
gradus_maps_class_init (GradusMapsClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = gradus_maps_dispose;
  object_class->finalize = gradus_maps_finalize;
  widget_class->snapshot = gradus_maps_snapshot;
  widget_class->measure = gradus_maps_measure;
  widget_class->get_request_mode = gradus_maps_get_request_mode;
  gradus_maps_signals[SELECTION_CHANGED] =
    g_signal_new ("selection-changed", GRADUS_TYPE_MAPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 0);
  gradus_maps_signals[HOVERED] =
    g_signal_new ("hovered", GRADUS_TYPE_MAPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  gradus_maps_signals[CHOSEN] =
    g_signal_new ("chosen", GRADUS_TYPE_MAPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "maps");
}

static void
gradus_maps_init (GradusMaps *self)
{
  self->hovered = -1;
  self->lasso = g_array_new (FALSE, FALSE, sizeof (double));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gradus_maps_add_controllers (self);
  gradus_style_watch (self, G_CALLBACK (gradus_style_redraw));
}

void
gradus_maps_set_as_marks (GradusMaps *self, gboolean as_marks)
{
  g_return_if_fail (GRADUS_IS_MAPS (self));

  if (self->as_marks == as_marks)
    return;
  self->as_marks = as_marks;
  gradus_maps_redraw (self);
}

int
gradus_maps_get_hovered (GradusMaps *self)
{
  g_return_val_if_fail (GRADUS_IS_MAPS (self), -1);
  return self->hovered;
}

gboolean
gradus_maps_is_moving (GradusMaps *self)
{
  g_return_val_if_fail (GRADUS_IS_MAPS (self), FALSE);
  return self->glide_id != 0;
}

/**
 * gradus_maps_get_projection:
 * @self: maps
 *
 * Returns: (transfer none) (nullable): what is shown
 */
GradusProjection *
gradus_maps_get_projection (GradusMaps *self)
{
  g_return_val_if_fail (GRADUS_IS_MAPS (self), NULL);
  return self->projection;
}
