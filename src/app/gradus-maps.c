/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-maps.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/projection-words.h"
#include "plot/scatter.h"

/* Points move 20 times a second: enough for the eye, and training keeps its processors.
 */
#define FRAME_MS 50
#define GLIDE_US (450 * G_TIME_SPAN_MILLISECOND)
#define CLICK_DISTANCE 4.0
#define LASSO_STEP 3.0

struct _GradusMaps
{
  GtkWidget           parent_instance;
  GradusProjection   *projection; /* NULL before the first */
  GradusScatterPanel *panels;     /* of the projection, where they are shown now */
  float             **shown;      /* positions of each panel; NULL if it has none */
  float             **from;       /* where they glide from; NULL if they stand still */
  gint64              glide_begin;
  guint               glide_id;
  gboolean            as_marks;
  guint               n_columns; /* panels of the last projection, for measuring */

  cairo_surface_t *picture; /* all but what the pointer does; NULL if it is old */
  GradusThemeId    theme;
  int              picture_scale;

  int     hovered; /* a point; −1 if none */
  guint   hovered_panel;
  float  *sample;   /* of the hovered point */
  guint8 *selected; /* NULL if all stand out */
  GArray *lasso;    /* of double: x, y, x, y …; empty if there is none */
  int     lasso_panel;
};

enum
{
  SELECTION_CHANGED,
  HOVERED,
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusMaps, gradus_maps, GTK_TYPE_WIDGET)

static const GradusTheme *
get_theme (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  return gradus_theme_get (
    gradus_theme_choose (adw_style_manager_get_dark (manager),
                         adw_style_manager_get_high_contrast (manager)));
}

static void
redraw (GradusMaps *self)
{
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- What is drawn --- */

/* Borrows everything; @names as well. */
static void
fill_plot (GradusMaps *self, GradusScatterPlot *plot, char **names)
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
  fill_plot (self, &plot, names);
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

  if (self->picture != NULL && self->theme == theme->id && self->picture_scale == scale &&
      cairo_image_surface_get_width (self->picture) == width * scale &&
      cairo_image_surface_get_height (self->picture) == height * scale)
    return;
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  self->picture =
    cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_surface_set_device_scale (self->picture, scale, scale);
  self->picture_scale = scale;
  self->theme = theme->id;
  cr = cairo_create (self->picture);
  gradus_maps_draw (cr, theme, width, height, self);
  cairo_destroy (cr);
}

static char *
describe_point (GradusMaps *self, guint point)
{
  const GradusProjectionPoints *points = self->projection->points;

  if (points->classes != NULL)
    {
      g_auto (GStrv) names = gradus_projection_dup_class_names (self->projection);
      guint          class_index = points->classes[point];

      if (names != NULL && class_index < g_strv_length (names))
        return g_strdup_printf (_ ("Class %s"), names[class_index]);
      return g_strdup_printf (_ ("Digit %u"), class_index);
    }
  if (points->values != NULL)
    return g_strdup_printf (_ ("Target %.3g"),
                            points->least + (double) points->values[point] *
                                              (points->most - points->least));
  return g_strdup_printf (_ ("Sample %u"), points->samples[point]);
}

/* What the network says, and the numbers of a sample that is no picture. */
static char *
describe_more (GradusMaps *self, guint point)
{
  const GradusProjection *projection = self->projection;
  gsize size = gradus_shape_size (gradus_dataset_get_shape (projection->data));

  if (projection->guesses != NULL)
    {
      g_auto (GStrv) names = gradus_projection_dup_class_names (projection);
      guint          guess = projection->guesses[point];

      if (names == NULL || guess >= g_strv_length (names))
        return NULL;
      if (guess == projection->points->classes[point])
        return g_strdup (_ ("recognised"));
      return g_strdup_printf (_ ("taken for %s"), names[guess]);
    }
  if (size == 1)
    return g_strdup_printf ("%.3g", (double) self->sample[0]);
  if (size == 2)
    return g_strdup_printf ("%.3g, %.3g", (double) self->sample[0],
                            (double) self->sample[1]);
  return NULL;
}

static void
draw_over (GradusMaps *self, cairo_t *cr, const GradusTheme *theme, int width, int height)
{
  GradusScatterLayout layout;
  GradusScatterPlot   plot;

  fill_plot (self, &plot, NULL);
  gradus_scatter_layout_init (&layout, theme, width, height, plot.n_panels);
  if (self->lasso->len > 0)
    gradus_scatter_draw_lasso (cr, theme, self->lasso->len / 2,
                               (const double *) (gpointer) self->lasso->data);
  else if (self->hovered >= 0 && self->hovered_panel < plot.n_panels)
    {
      const GradusShape *shape = gradus_dataset_get_shape (self->projection->data);
      g_autofree char   *title = describe_point (self, (guint) self->hovered);
      g_autofree char   *detail = describe_more (self, (guint) self->hovered);
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
  const GradusTheme *theme = get_theme ();
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

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 178;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 240;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *natural = MAX (*minimum, (int) gradus_scatter_get_height (get_theme (), for_size,
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
  redraw (self);
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
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
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
  redraw (self);
}

/* --- Pointer and keys --- */

static gboolean
get_plot (GradusMaps *self, GradusScatterLayout *layout, GradusScatterPlot *plot)
{
  if (self->projection == NULL)
    return FALSE;
  fill_plot (self, plot, NULL);
  gradus_scatter_layout_init (layout, get_theme (),
                              gtk_widget_get_width (GTK_WIDGET (self)),
                              gtk_widget_get_height (GTK_WIDGET (self)), plot->n_panels);
  return TRUE;
}

static void
set_hovered (GradusMaps *self, int point, guint panel)
{
  if (self->hovered == point && (point < 0 || self->hovered_panel == panel))
    return;
  self->hovered = point;
  self->hovered_panel = panel;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_clear_pointer (&self->sample, g_free);
  if (point >= 0)
    {
      GradusDataset *data = self->projection->data;

      self->sample = g_new (float, gradus_shape_size (gradus_dataset_get_shape (data)));
      gradus_dataset_get_sample (data, self->projection->points->samples[point],
                                 self->sample);
    }
  g_signal_emit (self, signals[HOVERED], 0);
}

static void
motion_cb (GradusMaps *self, double x, double y)
{
  GradusScatterLayout layout;
  GradusScatterPlot   plot;
  int                 panel;

  if (self->lasso->len > 0 || !get_plot (self, &layout, &plot))
    return;
  panel = gradus_scatter_layout_find_panel (&layout, x, y);
  set_hovered (self, panel < 0 ? -1 : gradus_scatter_hit (&layout, &plot, x, y),
               (guint) MAX (panel, 0));
}

static void
leave_cb (GradusMaps *self)
{
  set_hovered (self, -1, 0);
}

static void
take_selection (GradusMaps *self, guint8 *selected, guint n_selected)
{
  if (n_selected == 0)
    g_clear_pointer (&selected, g_free);
  if (selected == NULL && self->selected == NULL)
    return;
  g_free (self->selected);
  self->selected = selected;
  redraw (self);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/* A second time lets all stand out again. */
static void
select_class (GradusMaps *self, guint class_index)
{
  const GradusProjectionPoints *points = self->projection->points;
  guint8                       *selected = g_new0 (guint8, points->n);
  guint                         n_selected = 0;
  gboolean                      is_same = self->selected != NULL;

  for (guint i = 0; i < points->n && points->classes != NULL; i++)
    {
      selected[i] = points->classes[i] == class_index;
      n_selected += selected[i];
      is_same = is_same && self->selected[i] == selected[i];
    }
  if (n_selected == 0 || is_same)
    {
      g_free (selected);
      if (is_same)
        take_selection (self, NULL, 0);
      return;
    }
  take_selection (self, selected, n_selected);
}

static void
choose_hovered (GradusMaps *self)
{
  if (self->hovered >= 0)
    g_signal_emit (self, signals[CHOSEN], 0,
                   self->projection->points->samples[self->hovered]);
}

static void
drag_begin_cb (GradusMaps *self, double x, double y)
{
  GradusScatterLayout layout;
  GradusScatterPlot   plot;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  g_array_set_size (self->lasso, 0);
  self->lasso_panel = get_plot (self, &layout, &plot)
                        ? gradus_scatter_layout_find_panel (&layout, x, y)
                        : -1;
}

static void
drag_update_cb (GradusMaps *self, double offset_x, double offset_y, GtkGestureDrag *drag)
{
  double x, y, last_x, last_y;

  if (self->lasso_panel < 0 || !gtk_gesture_drag_get_start_point (drag, &x, &y) ||
      (self->lasso->len == 0 && hypot (offset_x, offset_y) < CLICK_DISTANCE))
    return;
  if (self->lasso->len == 0)
    {
      g_array_append_val (self->lasso, x);
      g_array_append_val (self->lasso, y);
    }
  last_x = g_array_index (self->lasso, double, self->lasso->len - 2);
  last_y = g_array_index (self->lasso, double, self->lasso->len - 1);
  x += offset_x;
  y += offset_y;
  if (hypot (x - last_x, y - last_y) < LASSO_STEP)
    return;
  g_array_append_val (self->lasso, x);
  g_array_append_val (self->lasso, y);
  set_hovered (self, -1, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
clicked (GradusMaps *self, double x, double y)
{
  GradusScatterLayout layout;
  GradusScatterPlot   plot;
  g_auto (GStrv)      names = NULL;
  int                 class_index;

  if (!get_plot (self, &layout, &plot))
    return;
  names = gradus_projection_dup_class_names (self->projection);
  plot.names = (const char *const *) names;
  class_index = gradus_scatter_hit_disc (&layout, get_theme (), &plot, x, y);
  if (class_index >= 0)
    select_class (self, (guint) class_index);
  else if (self->hovered >= 0)
    choose_hovered (self);
  else
    take_selection (self, NULL, 0);
}

/* A straight stroke stands for the rectangle that it is the diagonal of. */
static void
close_lasso (GradusMaps *self)
{
  double *corners = (double *) (gpointer) self->lasso->data;
  guint   n = self->lasso->len / 2;
  double  length = 0, left, top, right, bottom;

  if (n < 2)
    return;
  left = corners[0];
  top = corners[1];
  right = corners[2 * n - 2];
  bottom = corners[2 * n - 1];
  for (guint i = 1; i < n; i++)
    length += hypot (corners[2 * i] - corners[2 * i - 2],
                     corners[2 * i + 1] - corners[2 * i - 1]);
  if (length > 1.15 * hypot (right - left, bottom - top))
    return;
  g_array_set_size (self->lasso, 0);
  g_array_append_vals (self->lasso,
                       (double[]){ left, top, right, top, right, bottom, left, bottom },
                       8);
}

static void
drag_end_cb (GradusMaps *self, double offset_x, double offset_y, GtkGestureDrag *drag)
{
  GradusScatterLayout layout;
  GradusScatterPlot   plot;
  double              x, y;

  if (self->lasso->len == 0)
    {
      if (gtk_gesture_drag_get_start_point (drag, &x, &y) &&
          hypot (offset_x, offset_y) < CLICK_DISTANCE)
        clicked (self, x, y);
      return;
    }
  close_lasso (self);
  if (get_plot (self, &layout, &plot) && (guint) self->lasso_panel < plot.n_panels)
    {
      guint8 *selected = g_new0 (guint8, MAX (plot.n_points, 1));
      guint   n_selected =
        gradus_scatter_select (&layout, &plot, (guint) self->lasso_panel,
                               self->lasso->len / 2,
                               (const double *) (gpointer) self->lasso->data, selected);

      take_selection (self, selected, n_selected);
    }
  g_array_set_size (self->lasso, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The next point that stands out. */
static void
step_hovered (GradusMaps *self, int by)
{
  int n = (int) self->projection->points->n;
  int point = self->hovered;

  for (int tries = 0; tries < n; tries++)
    {
      point = point < 0 ? (by > 0 ? 0 : n - 1) : (point + by + n) % n;
      if (self->selected == NULL || self->selected[point])
        break;
    }
  set_hovered (self, point, MIN (self->hovered_panel, self->projection->n_panels - 1));
}

static gboolean
key_pressed_cb (GradusMaps *self, guint key, guint code, GdkModifierType state)
{
  if (self->projection == NULL || self->projection->n_panels == 0 ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      step_hovered (self, key == GDK_KEY_Right ? 1 : -1);
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      if (self->hovered < 0)
        return FALSE;
      set_hovered (self, self->hovered,
                   (self->hovered_panel +
                    (key == GDK_KEY_Down ? 1 : self->projection->n_panels - 1)) %
                     self->projection->n_panels);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      choose_hovered (self);
      return TRUE;
    case GDK_KEY_Escape:
      if (self->selected == NULL && self->hovered < 0)
        return FALSE;
      set_hovered (self, -1, 0);
      take_selection (self, NULL, 0);
      return TRUE;
    default:
      if (key < GDK_KEY_0 || key > GDK_KEY_9 || self->projection->points->classes == NULL)
        return FALSE;
      select_class (self, key - GDK_KEY_0);
      return TRUE;
    }
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
  signals[SELECTION_CHANGED] =
    g_signal_new ("selection-changed", GRADUS_TYPE_MAPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 0);
  signals[HOVERED] = g_signal_new ("hovered", GRADUS_TYPE_MAPS, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHOSEN] = g_signal_new ("chosen", GRADUS_TYPE_MAPS, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "maps");
}

static void
add_controllers (GradusMaps *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture         *drag = gtk_gesture_drag_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

static void
gradus_maps_init (GradusMaps *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->hovered = -1;
  self->lasso = g_array_new (FALSE, FALSE, sizeof (double));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  add_controllers (self);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gtk_widget_queue_draw),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

void
gradus_maps_set_as_marks (GradusMaps *self, gboolean as_marks)
{
  g_return_if_fail (GRADUS_IS_MAPS (self));

  if (self->as_marks == as_marks)
    return;
  self->as_marks = as_marks;
  redraw (self);
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

/* "45 × 4, 12 × 9", the largest first; what is rare is not told. */
static void
append_classes (GradusMaps *self, GString *text)
{
  const GradusProjectionPoints *points = self->projection->points;
  g_auto (GStrv) names = gradus_projection_dup_class_names (self->projection);
  guint          counts[256] = { 0 };

  for (guint i = 0; i < points->n; i++)
    counts[points->classes[i]] += self->selected[i];
  for (guint told = 0; told < 4; told++)
    {
      guint most = 0;

      for (guint i = 1; i < 256; i++)
        if (counts[i] > counts[most])
          most = i;
      if (counts[most] == 0)
        return;
      g_string_append_printf (text, told == 0 ? ": " : ", ");
      if (names != NULL && most < g_strv_length (names))
        g_string_append_printf (text, "%u × %s", counts[most], names[most]);
      else
        g_string_append_printf (text, "%u × %u", counts[most], most);
      counts[most] = 0;
    }
}

/**
 * gradus_maps_describe_selection:
 * @self: maps
 *
 * Returns: (transfer full) (nullable): how many points of which classes stand out
 */
char *
gradus_maps_describe_selection (GradusMaps *self)
{
  GString *text;
  guint    n_selected = 0;

  g_return_val_if_fail (GRADUS_IS_MAPS (self), NULL);

  if (self->selected == NULL || self->projection == NULL)
    return NULL;
  for (guint i = 0; i < self->projection->points->n; i++)
    n_selected += self->selected[i];
  text = g_string_new (NULL);
  g_string_printf (text,
                   g_dngettext (GETTEXT_PACKAGE, "%u point stands out",
                                "%u points stand out", n_selected),
                   n_selected);
  if (self->projection->points->classes != NULL)
    append_classes (self, text);
  return g_string_free (text, FALSE);
}

/**
 * gradus_maps_describe_hovered:
 * @self: maps
 *
 * Returns: (transfer full) (nullable): what the pointer or the keys are on
 */
char *
gradus_maps_describe_hovered (GradusMaps *self)
{
  g_autofree char *what = NULL;
  g_autofree char *more = NULL;

  g_return_val_if_fail (GRADUS_IS_MAPS (self), NULL);

  if (self->hovered < 0 || self->projection == NULL)
    return NULL;
  what = describe_point (self, (guint) self->hovered);
  more = describe_more (self, (guint) self->hovered);
  return more != NULL ? g_strdup_printf ("%s: %s", what, more) : g_steal_pointer (&what);
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
