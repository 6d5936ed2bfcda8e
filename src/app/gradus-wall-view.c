/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-wall-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/wall-tiles.h"

/* How long new strips may be painted in one frame; the rest comes with the next one. */
#define BUDGET_US 4000
#define WHEEL_STEP 72.0

struct _GradusWallView
{
  GradusTilesView   parent_instance;
  GradusTilesParts *tiles; /* the adjustment is in pixels */
  GradusWall       *wall;  /* NULL: no data */
  GradusDataset    *data;
  guint             zoom;
  int               hovered; /* a place, -1 for none */
  guint             redraw;  /* source: strips are missing */
};

enum
{
  POINTED,
  ZOOMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusWallView, gradus_wall_view, GRADUS_TYPE_TILES_VIEW)

static gboolean
lay_out (GradusWallView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self->tiles->canvas));

  if (self->wall == NULL || width <= 0)
    return FALSE;
  gradus_wall_lay_out (self->wall, gradus_canvas_get_theme (self->tiles->canvas), width);
  return TRUE;
}

static void
update_scrolling (GradusTilesView *view)
{
  GradusWallView *self = GRADUS_WALL_VIEW (view);
  double seen = MAX (gtk_widget_get_height (GTK_WIDGET (self->tiles->canvas)), 1);
  double height = lay_out (self) ? gradus_wall_get_height (self->wall) : 0;
  double step = self->wall != NULL ? gradus_wall_get_row_height (self->wall) : 1;

  gtk_adjustment_configure (self->tiles->adjustment,
                            CLAMP (gtk_adjustment_get_value (self->tiles->adjustment), 0,
                                   MAX (height - seen, 0)),
                            0, MAX (height, seen), step, seen * 0.9, seen);
  /* It keeps its place: the width decides how high the wall is. */
  gtk_widget_set_opacity (self->tiles->scrollbar, height > seen ? 1 : 0);
  gtk_widget_set_sensitive (self->tiles->scrollbar, height > seen);
}

static gboolean
redraw_cb (gpointer user_data)
{
  GradusWallView *self = user_data;

  self->redraw = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self->tiles->canvas));
  return G_SOURCE_REMOVE;
}

static void
draw (GradusTilesView   *view,
      cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height)
{
  GradusWallView *self = GRADUS_WALL_VIEW (view);
  double          offset = round (gtk_adjustment_get_value (self->tiles->adjustment));

  if (!lay_out (self))
    return;
  if (!gradus_wall_draw (self->wall, cr, theme, height, offset, BUDGET_US) &&
      self->redraw == 0)
    self->redraw = g_idle_add (redraw_cb, self);
  if (self->tiles->marked >= 0)
    {
      int place = gradus_wall_find_sample (self->wall, (guint) self->tiles->marked);

      if (place >= 0)
        gradus_wall_draw_mark (self->wall, cr, theme, (guint) place, offset, 1);
    }
  if (self->hovered >= 0)
    gradus_wall_draw_mark (self->wall, cr, theme, (guint) self->hovered, offset, 0);
  if (gtk_widget_has_visible_focus (GTK_WIDGET (self)))
    gradus_wall_draw_mark (self->wall, cr, theme, self->tiles->focused, offset, 3);
}

/* --- What is pointed at --- */

static void
point_at (GradusWallView *self, int place)
{
  gtk_widget_queue_draw (GTK_WIDGET (self->tiles->canvas));
  if (self->hovered == place)
    return;
  self->hovered = place;
  g_signal_emit (self, signals[POINTED], 0,
                 place >= 0 && self->wall != NULL
                   ? (int) gradus_wall_get_sample (self->wall, (guint) place)
                   : -1);
}

static int
find_place (GradusTilesView *view, double x, double y)
{
  GradusWallView *self = GRADUS_WALL_VIEW (view);

  if (!lay_out (self))
    return -1;
  return gradus_wall_find_place (self->wall, x,
                                 y + gtk_adjustment_get_value (self->tiles->adjustment));
}

static void
motion_cb (GradusWallView *self, double x, double y)
{
  int place = find_place (GRADUS_TILES_VIEW (self), x, y);

  if (place != self->hovered)
    point_at (self, place);
}

static void
leave_cb (GradusWallView *self)
{
  point_at (self, -1);
}

static void
zoom (GradusTilesView *view, int by)
{
  GradusWallView *self = GRADUS_WALL_VIEW (view);

  gradus_wall_view_set_zoom (self,
                             by > 0 ? self->zoom + 1 : self->zoom - MIN (self->zoom, 1));
}

static gboolean
scroll_cb (GradusWallView *self, double dx, double dy, GtkEventController *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (controller);
  gboolean        is_wheel =
    gtk_event_controller_scroll_get_unit (GTK_EVENT_CONTROLLER_SCROLL (controller)) ==
    GDK_SCROLL_UNIT_WHEEL;

  if (state & GDK_CONTROL_MASK)
    {
      if (dy != 0)
        zoom (GRADUS_TILES_VIEW (self), dy < 0 ? 1 : -1);
      return GDK_EVENT_STOP;
    }
  gtk_adjustment_set_value (self->tiles->adjustment,
                            gtk_adjustment_get_value (self->tiles->adjustment) +
                              dy * (is_wheel ? WHEEL_STEP : 1));
  return GDK_EVENT_STOP;
}

/* --- Tiles --- */

static gboolean
get_grid (GradusTilesView *view, GradusTilesGrid *grid)
{
  GradusWallView *self = GRADUS_WALL_VIEW (view);

  if (!lay_out (self) || gradus_wall_get_n_places (self->wall) == 0)
    return FALSE;
  *grid = (GradusTilesGrid){
    gradus_wall_get_n_places (self->wall), gradus_wall_get_n_columns (self->wall),
    (guint) MAX (gtk_adjustment_get_page_size (self->tiles->adjustment) /
                   gradus_wall_get_row_height (self->wall),
                 1)
  };
  return TRUE;
}

static guint
get_sample (GradusTilesView *view, guint place)
{
  return gradus_wall_get_sample (GRADUS_WALL_VIEW (view)->wall, place);
}

static void
go_to (GradusTilesView *view, guint place)
{
  GradusWallView *self = GRADUS_WALL_VIEW (view);
  double          x, y, width, height;

  gradus_wall_get_tile (self->wall, place, &x, &y, &width, &height);
  gtk_adjustment_clamp_page (self->tiles->adjustment, y - 4, y + height + 4);
  point_at (self, (int) place);
}

static void
focus_changed (GradusTilesView *view)
{
  gtk_widget_queue_draw (GTK_WIDGET (gradus_tiles_view_get_parts (view)->canvas));
}

/* --- Object --- */

static void
gradus_wall_view_dispose (GObject *object)
{
  GradusWallView *self = GRADUS_WALL_VIEW (object);

  g_clear_handle_id (&self->redraw, g_source_remove);
  g_clear_pointer (&self->wall, gradus_wall_free);
  g_clear_pointer (&self->data, gradus_dataset_unref);
  G_OBJECT_CLASS (gradus_wall_view_parent_class)->dispose (object);
}

static void
gradus_wall_view_class_init (GradusWallViewClass *klass)
{
  GradusTilesViewClass *tiles_class = GRADUS_TILES_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_wall_view_dispose;
  tiles_class->draw = draw;
  tiles_class->update_scrolling = update_scrolling;
  tiles_class->get_grid = get_grid;
  tiles_class->find_place = find_place;
  tiles_class->get_sample = get_sample;
  tiles_class->go_to = go_to;
  tiles_class->focus_changed = focus_changed;
  tiles_class->zoom = zoom;
  signals[POINTED] = g_signal_new ("pointed", GRADUS_TYPE_WALL_VIEW, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[ZOOMED] = g_signal_new ("zoomed", GRADUS_TYPE_WALL_VIEW, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_wall_view_init (GradusWallView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
    GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_KINETIC);

  self->tiles = gradus_tiles_view_get_parts (GRADUS_TILES_VIEW (self));
  self->hovered = -1;
  self->zoom = 2;
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->tiles->canvas), 120);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Samples"), -1);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->tiles->canvas), motion);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}

/**
 * gradus_wall_view_show:
 * @data: (nullable): samples
 * @samples: (nullable) (array length=n): which of them; NULL for all
 * @n: how many
 *
 * Shows samples from the first one on.
 */
void
gradus_wall_view_show (GradusWallView *self,
                       GradusDataset  *data,
                       const guint    *samples,
                       guint           n)
{
  g_return_if_fail (GRADUS_IS_WALL_VIEW (self));

  g_clear_pointer (&self->wall, gradus_wall_free);
  g_clear_pointer (&self->data, gradus_dataset_unref);
  self->hovered = -1;
  self->tiles->focused = 0;
  if (data != NULL)
    {
      self->data = gradus_dataset_ref (data);
      self->wall = gradus_wall_new (data);
      gradus_wall_set_zoom (self->wall, self->zoom);
      if (samples != NULL)
        gradus_wall_set_samples (self->wall, samples, n);
    }
  gtk_adjustment_set_value (self->tiles->adjustment, 0);
  update_scrolling (GRADUS_TILES_VIEW (self));
  gtk_widget_queue_draw (GTK_WIDGET (self->tiles->canvas));
}

/**
 * gradus_wall_view_set_zoom:
 * @zoom: 0 to %GRADUS_WALL_N_ZOOMS − 1
 *
 * Changes the size of the tiles; what was at the upper edge stays there.
 */
void
gradus_wall_view_set_zoom (GradusWallView *self, guint zoom)
{
  guint first;

  g_return_if_fail (GRADUS_IS_WALL_VIEW (self));

  zoom = MIN (zoom, GRADUS_WALL_N_ZOOMS - 1);
  if (self->zoom == zoom)
    return;
  first = gradus_wall_view_get_first (self);
  self->zoom = zoom;
  if (self->wall != NULL)
    {
      double x, y, width, height;

      gradus_wall_set_zoom (self->wall, zoom);
      update_scrolling (GRADUS_TILES_VIEW (self));
      gradus_wall_get_tile (self->wall, first, &x, &y, &width, &height);
      gtk_adjustment_set_value (self->tiles->adjustment, first > 0 ? y - 4 : 0);
    }
  self->hovered = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self->tiles->canvas));
  g_signal_emit (self, signals[ZOOMED], 0);
}

guint
gradus_wall_view_get_zoom (GradusWallView *self)
{
  g_return_val_if_fail (GRADUS_IS_WALL_VIEW (self), 0);
  return self->zoom;
}

guint
gradus_wall_view_get_first (GradusWallView *self)
{
  int place;

  g_return_val_if_fail (GRADUS_IS_WALL_VIEW (self), 0);

  if (!lay_out (self))
    return 0;
  place = gradus_wall_find_place (self->wall, 8,
                                  gtk_adjustment_get_value (self->tiles->adjustment) +
                                    gradus_wall_get_row_height (self->wall) / 2);
  return (guint) MAX (place, 0);
}

guint
gradus_wall_view_get_n_seen (GradusWallView *self)
{
  double rows;

  g_return_val_if_fail (GRADUS_IS_WALL_VIEW (self), 0);

  if (!lay_out (self))
    return 0;
  rows = ceil (gtk_adjustment_get_page_size (self->tiles->adjustment) /
               gradus_wall_get_row_height (self->wall));
  return MIN ((guint) rows * gradus_wall_get_n_columns (self->wall),
              gradus_wall_get_n_places (self->wall));
}
