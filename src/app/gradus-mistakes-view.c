/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-mistakes-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "plot/mistakes.h"
#include "plot/ticks.h"

struct _GradusMistakesView
{
  GradusTilesView        parent_instance;
  GradusTilesParts      *tiles;     /* the adjustment is in rows of tiles */
  GradusDataset         *data;      /* borrowed */
  const GradusConfusion *confusion; /* borrowed */
  const char *const     *names;     /* borrowed */
  guint                 *samples;
  guint                  n_samples;
};

G_DEFINE_FINAL_TYPE (GradusMistakesView, gradus_mistakes_view, GRADUS_TYPE_TILES_VIEW)

static gboolean
lay_out (GradusMistakesView *self, GradusMistakesLayout *layout)
{
  if (self->n_samples == 0 || self->names == NULL)
    return FALSE;
  gradus_mistakes_lay_out (gradus_canvas_get_theme (self->tiles->canvas),
                           gtk_widget_get_width (GTK_WIDGET (self->tiles->canvas)),
                           self->names, layout);
  return TRUE;
}

static guint
get_first_row (GradusMistakesView *self)
{
  return (guint) MAX (round (gtk_adjustment_get_value (self->tiles->adjustment)), 0);
}

static void
update_scrolling (GradusTilesView *view)
{
  GradusMistakesView  *self = GRADUS_MISTAKES_VIEW (view);
  GradusMistakesLayout layout;
  double               n_rows = 0, n_seen = 1;

  if (lay_out (self, &layout))
    {
      n_rows = ceil ((double) self->n_samples / layout.n_columns);
      n_seen =
        MAX (floor ((gtk_widget_get_height (GTK_WIDGET (self->tiles->canvas)) + 10) /
                    layout.tile_height),
             1);
    }
  gtk_adjustment_configure (self->tiles->adjustment,
                            CLAMP (gtk_adjustment_get_value (self->tiles->adjustment), 0,
                                   MAX (n_rows - n_seen, 0)),
                            0, MAX (n_rows, n_seen), 1, n_seen, n_seen);
  gtk_widget_set_visible (self->tiles->scrollbar, n_rows > n_seen);
}

/* Whole rows only: half a digit says nothing. */
static void
draw_rows (GradusMistakesView         *self,
           cairo_t                    *cr,
           const GradusTheme          *theme,
           double                      width,
           double                      height,
           const GradusMistakesLayout *layout)
{
  const GradusShape *shape = gradus_dataset_get_shape (self->data);
  gsize              size = gradus_shape_size (shape);
  guint              first = get_first_row (self) * layout->n_columns;
  guint n_rows = (guint) MAX (floor ((height + 10) / layout->tile_height), 1);
  guint n =
    MIN (n_rows * layout->n_columns, self->n_samples - MIN (first, self->n_samples));
  int                       marked = -1;
  int                       focused = gtk_widget_has_visible_focus (GTK_WIDGET (self))
                                        ? (int) self->tiles->focused - (int) first
                                        : -1;
  g_autofree float         *pixels = g_new (float, MAX (n, 1) * size);
  g_autofree GradusMistake *mistakes = g_new (GradusMistake, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    {
      guint sample = self->samples[first + i];

      gradus_dataset_get_sample (self->data, sample, pixels + i * size);
      mistakes[i] = (GradusMistake){ pixels + i * size, self->confusion->answers[sample],
                                     gradus_dataset_get_label (self->data, sample) };
      if ((int) sample == self->tiles->marked)
        marked = (int) i;
    }
  gradus_mistakes_draw (cr, theme, width, shape, mistakes, n, self->names, marked,
                        focused);
}

static void
draw (GradusTilesView   *view,
      cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height)
{
  GradusMistakesView  *self = GRADUS_MISTAKES_VIEW (view);
  GradusMistakesLayout layout;

  if (lay_out (self, &layout))
    draw_rows (self, cr, theme, width, height, &layout);
}

static char *
describe (GradusMistakesView *self, guint place)
{
  guint            sample = self->samples[place];
  double           confidence = (double) self->confusion->confidences[sample];
  const char      *said = self->names[self->confusion->answers[sample]];
  const char      *is = self->names[gradus_dataset_get_label (self->data, sample)];
  g_autofree char *share = gradus_format_percent (confidence);

  if (!(confidence >= 0 && confidence <= 1))
    /* Translators: a sample in the gallery of mistakes: "read 2, is 7; test digit 123" */
    return g_strdup_printf (_ ("read %s, is %s; test sample %u"), said, is, sample + 1);
  /* Translators: "read 2 with 99.8 %, is 7; test sample 123" */
  return g_strdup_printf (_ ("read %s with %s, is %s; test sample %u"), said, share, is,
                          sample + 1);
}

static void
update_focus (GradusTilesView *view)
{
  GradusMistakesView *self = GRADUS_MISTAKES_VIEW (view);
  g_autofree char    *text = NULL;

  if (gtk_widget_has_visible_focus (GTK_WIDGET (self)) &&
      self->tiles->focused < self->n_samples)
    text = describe (self, self->tiles->focused);
  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self->tiles->canvas));
}

/* --- Pointer --- */

static int
find_place (GradusTilesView *view, double x, double y)
{
  GradusMistakesView  *self = GRADUS_MISTAKES_VIEW (view);
  GradusMistakesLayout layout;
  guint                column, place;

  if (!lay_out (self, &layout) || x < 0 || y < 0)
    return -1;
  column = (guint) (x / layout.tile_width);
  place =
    (get_first_row (self) + (guint) (y / layout.tile_height)) * layout.n_columns + column;
  return column < layout.n_columns && place < self->n_samples ? (int) place : -1;
}

static gboolean
scroll_cb (GradusMistakesView *self, double dx, double dy)
{
  gtk_adjustment_set_value (self->tiles->adjustment,
                            gtk_adjustment_get_value (self->tiles->adjustment) + dy);
  return GDK_EVENT_STOP;
}

static gboolean
tooltip_cb (GradusMistakesView *self,
            int                 x,
            int                 y,
            gboolean            by_keyboard,
            GtkTooltip         *tooltip)
{
  g_autofree char *text = NULL;
  int              place = by_keyboard ? (int) self->tiles->focused
                                       : find_place (GRADUS_TILES_VIEW (self), x, y);

  if (place < 0 || (guint) place >= self->n_samples)
    return FALSE;
  text = describe (self, (guint) place);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* --- Tiles --- */

static gboolean
get_grid (GradusTilesView *view, GradusTilesGrid *grid)
{
  GradusMistakesView  *self = GRADUS_MISTAKES_VIEW (view);
  GradusMistakesLayout layout;

  if (!lay_out (self, &layout))
    return FALSE;
  *grid =
    (GradusTilesGrid){ self->n_samples, layout.n_columns,
                       (guint) gtk_adjustment_get_page_size (self->tiles->adjustment) };
  return TRUE;
}

static guint
get_sample (GradusTilesView *view, guint place)
{
  return GRADUS_MISTAKES_VIEW (view)->samples[place];
}

static void
go_to (GradusTilesView *view, guint place)
{
  GradusTilesGrid grid;
  double          row;

  if (!get_grid (view, &grid))
    return;
  row = place / grid.n_columns;
  gtk_adjustment_clamp_page (gradus_tiles_view_get_parts (view)->adjustment, row,
                             row + 1);
  update_focus (view);
}

/* --- Object --- */

static void
gradus_mistakes_view_dispose (GObject *object)
{
  GradusMistakesView *self = GRADUS_MISTAKES_VIEW (object);

  g_clear_pointer (&self->samples, g_free);
  self->n_samples = 0;
  G_OBJECT_CLASS (gradus_mistakes_view_parent_class)->dispose (object);
}

static void
gradus_mistakes_view_class_init (GradusMistakesViewClass *klass)
{
  GradusTilesViewClass *tiles_class = GRADUS_TILES_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_mistakes_view_dispose;
  tiles_class->draw = draw;
  tiles_class->update_scrolling = update_scrolling;
  tiles_class->get_grid = get_grid;
  tiles_class->find_place = find_place;
  tiles_class->get_sample = get_sample;
  tiles_class->go_to = go_to;
  tiles_class->focus_changed = update_focus;
}

static void
gradus_mistakes_view_init (GradusMistakesView *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (
    GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);

  self->tiles = gradus_tiles_view_get_parts (GRADUS_TILES_VIEW (self));
  gtk_widget_set_visible (self->tiles->scrollbar, FALSE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Gallery of mistakes"), -1);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}

void
gradus_mistakes_view_show (GradusMistakesView    *self,
                           GradusDataset         *data,
                           const GradusConfusion *confusion,
                           const char *const     *names,
                           const guint           *samples,
                           guint                  n)
{
  gboolean is_same;

  g_return_if_fail (GRADUS_IS_MISTAKES_VIEW (self));

  is_same = self->data == data && self->n_samples == n && n > 0 &&
            memcmp (self->samples, samples, n * sizeof (guint)) == 0;
  self->data = data;
  self->confusion = confusion;
  self->names = names;
  if (is_same)
    return;
  g_free (self->samples);
  self->samples = n > 0 ? g_memdup2 (samples, n * sizeof (guint)) : NULL;
  self->n_samples = n;
  self->tiles->focused = MIN (self->tiles->focused, n > 0 ? n - 1 : 0);
  update_scrolling (GRADUS_TILES_VIEW (self));
  update_focus (GRADUS_TILES_VIEW (self));
}
