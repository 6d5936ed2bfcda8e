/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-weights-map.h"

#include "app/gradus-canvas.h"
#include "app/gradus-template.h"

#include <glib/gi18n-lib.h>

#define LINE 48.0 /* a notch of the wheel, in pixels */
#define LARGEST_TILE 448u

/* What the pointer or the keys are on. */
typedef struct
{
  gboolean           is_set;
  GradusWeightsPlace place;
  GradusWeightsCell  cell;
} Spot;

struct _GradusWeightsMap
{
  GtkWidget           parent_instance;
  GradusCanvas       *canvas;
  GtkWidget          *bar;
  GtkAdjustment      *scroll;
  GradusWeightsSheet *sheet; /* NULL: there are no weights */
  int                 unit;
  guint               channel;
  guint               cell; /* as zoomed, 0 as it fits */
  guint               pinch_cell;
  Spot                hovered;
  Spot                cursor;
  Spot                chosen;
  Spot                pointed; /* last, by the pointer or by keys */
  gboolean            is_quiet;
};

enum
{
  UNIT_CHANGED,
  WEIGHT_CHOSEN,
  WEIGHT_EXAMINED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusWeightsMap, gradus_weights_map, GTK_TYPE_WIDGET)

static gboolean
get_layout (GradusWeightsMap *self, GradusWeightsSheetLayout *layout)
{
  GtkWidget *canvas = GTK_WIDGET (self->canvas);
  int        width = gtk_widget_get_width (canvas);
  int        height = gtk_widget_get_height (canvas);

  if (self->sheet == NULL || width <= 0 || height <= 0)
    return FALSE;
  self->sheet->scroll = gtk_adjustment_get_value (self->scroll);
  gradus_weights_sheet_layout (self->sheet, gradus_canvas_get_theme (self->canvas), width,
                               height, layout);
  return TRUE;
}

static void
redraw (GradusWeightsMap *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

/* The bar follows what there is to scroll. */
static void
update_bar (GradusWeightsMap *self)
{
  GradusWeightsSheetLayout layout;

  if (!get_layout (self, &layout))
    return;
  gtk_adjustment_configure (self->scroll, layout.scroll, 0,
                            layout.scroll_most + layout.area.height, LINE,
                            layout.area.height * 0.9, layout.area.height);
  gtk_widget_set_opacity (self->bar, layout.scroll_most > 0 ? 1 : 0);
  gtk_widget_set_can_target (self->bar, layout.scroll_most > 0);
  gtk_widget_set_margin_start (self->bar, (int) (layout.area.x + layout.area.width));
  gtk_widget_set_margin_top (self->bar, (int) layout.area.y);
  gtk_widget_set_size_request (self->bar, -1, (int) layout.area.height);
}

static void
resized_cb (GradusWeightsMap *self)
{
  update_bar (self);
}

/* --- Drawing --- */

static const Spot *
get_shown_spot (GradusWeightsMap *self)
{
  if (self->hovered.is_set)
    return &self->hovered;
  return self->cursor.is_set ? &self->cursor : NULL;
}

static gboolean
is_valid (GradusWeightsMap *self, const GradusWeightsLayout *layout, const Spot *spot)
{
  const GradusTensor *tensor =
    spot->cell.is_bias ? self->sheet->bias : self->sheet->kernel;

  return spot->cell.tile < layout->n_tiles && tensor != NULL &&
         spot->cell.index < tensor->size;
}

static char *
describe (GradusWeightsMap *self, const GradusWeightsLayout *layout, const Spot *spot)
{
  g_autofree char *weight =
    gradus_weights_sheet_describe (self->sheet, layout, &spot->cell);

  if (layout->form == GRADUS_WEIGHTS_TILES && spot->place == GRADUS_WEIGHTS_AMONG_ALL)
    /* Translators: a unit, and one of its weights */
    return g_strdup_printf (_ ("unit %u · %s"), spot->cell.unit + 1, weight);
  return g_steal_pointer (&weight);
}

static void
draw_spot (GradusWeightsMap  *self,
           cairo_t           *cr,
           const GradusTheme *theme,
           double             width,
           double             height)
{
  const Spot              *spot = self->is_quiet ? &self->chosen : get_shown_spot (self);
  GradusWeightsSheetLayout layout;
  GradusWeightsBox         box;
  g_autofree char         *text = NULL;

  if (spot == NULL || !spot->is_set || !get_layout (self, &layout) ||
      !is_valid (self, &layout.weights, spot) ||
      !gradus_weights_sheet_find_box (&layout, spot->place, &spot->cell, &box))
    return;
  if (!self->is_quiet)
    text = describe (self, &layout.weights, spot);
  gradus_weights_sheet_draw_read_out (cr, theme, width, height, &box, text);
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusWeightsMap *self = user_data;

  if (self->sheet == NULL)
    return;
  self->sheet->scroll = gtk_adjustment_get_value (self->scroll);
  gradus_weights_sheet_draw (cr, theme, width, height, self->sheet);
  draw_spot (self, cr, theme, width, height);
}

/* --- Choosing --- */

static guint
count_units (GradusWeightsMap *self)
{
  return gradus_weights_sheet_count_units (self->sheet);
}

/* Scrolls as little as shows the tile of the unit. */
static void
reveal_unit (GradusWeightsMap *self)
{
  GradusWeightsSheetLayout layout;
  int                      tile;
  double                   x, y;

  if (!get_layout (self, &layout) || layout.scroll_most <= 0)
    return;
  tile = gradus_weights_find_tile (&layout.weights, (guint) self->unit);
  if (tile < 0)
    return;
  gradus_weights_get_place (&layout.weights, (guint) tile + self->channel, &x, &y);
  gtk_adjustment_clamp_page (self->scroll, y - 6, y + layout.weights.pitch_y);
}

static void
choose_unit (GradusWeightsMap *self, int unit, guint channel)
{
  if (self->sheet == NULL)
    return;
  unit = CLAMP (unit, 0, (int) count_units (self) - 1);
  if (unit == self->unit && channel == self->channel)
    return;
  self->unit = self->sheet->unit = unit;
  self->channel = self->sheet->channel = channel;
  self->cursor.is_set = FALSE;
  redraw (self);
  g_signal_emit (self, signals[UNIT_CHANGED], 0);
}

static void
choose_spot (GradusWeightsMap *self, const Spot *spot)
{
  self->chosen = *spot;
  self->cursor = *spot;
  redraw (self);
  g_signal_emit (self, signals[WEIGHT_CHOSEN], 0);
}

static gboolean
find_spot (GradusWeightsMap *self, double x, double y, Spot *spot)
{
  GradusWeightsSheetLayout layout;

  spot->is_set =
    get_layout (self, &layout) &&
    gradus_weights_sheet_hit (self->sheet, &layout, x, y, &spot->place, &spot->cell);
  return spot->is_set;
}

static void
motion_cb (GradusWeightsMap *self, double x, double y)
{
  Spot before = self->hovered;

  if (find_spot (self, x, y, &self->hovered))
    self->pointed = self->hovered;
  if (before.is_set != self->hovered.is_set ||
      (before.is_set && (before.place != self->hovered.place ||
                         before.cell.is_bias != self->hovered.cell.is_bias ||
                         before.cell.index != self->hovered.cell.index)))
    redraw (self);
}

static void
leave_cb (GradusWeightsMap *self)
{
  if (!self->hovered.is_set)
    return;
  self->hovered.is_set = FALSE;
  redraw (self);
}

static void
pressed_cb (GradusWeightsMap *self, int n_press, double x, double y)
{
  Spot spot;

  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  if (!find_spot (self, x, y, &spot))
    return;
  self->pointed = spot;
  if (n_press == 2)
    {
      g_signal_emit (self, signals[WEIGHT_EXAMINED], 0);
      return;
    }
  if (spot.place == GRADUS_WEIGHTS_AMONG_ALL && self->sheet->form == GRADUS_WEIGHTS_TILES)
    choose_unit (self, (int) spot.cell.unit,
                 spot.cell.tile % gradus_weights_sheet_count_channels (self->sheet));
  else
    choose_spot (self, &spot);
}

/* --- Keys --- */

/* The unit so many places further on. */
static void
step_unit (GradusWeightsMap *self, const GradusWeightsLayout *layout, int by_x, int by_y)
{
  int tile = gradus_weights_find_tile (layout, (guint) self->unit);
  int last = (int) layout->n_tiles - 1;

  if (tile < 0)
    return;
  tile += (int) self->channel + by_x + by_y * (int) layout->columns;
  if (tile < 0 || tile > last)
    return;
  choose_unit (self, (int) gradus_weights_get_unit (layout, (guint) tile),
               (guint) tile % MAX (layout->n_channels, 1));
  reveal_unit (self);
}

static void
step_cursor (GradusWeightsMap          *self,
             const GradusWeightsLayout *layout,
             int                        by_x,
             int                        by_y)
{
  Spot *cursor = &self->cursor;
  guint tile = 0;
  int   column, row;

  if (layout->form == GRADUS_WEIGHTS_TILES)
    tile = (guint) MAX (gradus_weights_find_tile (layout, (guint) self->unit), 0) +
           self->channel;
  else if (cursor->is_set)
    tile = cursor->cell.tile;
  column = cursor->is_set && !cursor->cell.is_bias ? (int) cursor->cell.column + by_x : 0;
  row = cursor->is_set && !cursor->cell.is_bias ? (int) cursor->cell.row + by_y : 0;
  if (layout->form == GRADUS_WEIGHTS_MATRIX && column >= (int) layout->tile_width &&
      tile + 1 < layout->n_tiles)
    {
      tile++;
      column = 0;
    }
  else if (layout->form == GRADUS_WEIGHTS_MATRIX && column < 0 && tile > 0)
    {
      tile--;
      column = (int) layout->tile_width - 1;
    }
  gradus_weights_get_cell (layout, tile,
                           (guint) CLAMP (column, 0, (int) layout->tile_width - 1),
                           (guint) CLAMP (row, 0, (int) layout->tile_height - 1),
                           &cursor->cell);
  cursor->is_set = TRUE;
  cursor->place = layout->form == GRADUS_WEIGHTS_TILES ? GRADUS_WEIGHTS_IN_UNIT
                                                       : GRADUS_WEIGHTS_AMONG_ALL;
  self->hovered.is_set = FALSE;
  self->pointed = *cursor;
  redraw (self);
}

static gboolean
step (GradusWeightsMap *self, int by_x, int by_y, gboolean in_unit)
{
  GradusWeightsSheetLayout layout;

  if (!get_layout (self, &layout) || layout.weights.n_tiles == 0)
    return FALSE;
  if (self->sheet->form == GRADUS_WEIGHTS_MATRIX || in_unit)
    step_cursor (self, &layout.weights, by_x, by_y);
  else
    step_unit (self, &layout.weights, by_x, by_y);
  return TRUE;
}

static gboolean
scroll_page (GradusWeightsMap *self, int by)
{
  gtk_adjustment_set_value (self->scroll,
                            gtk_adjustment_get_value (self->scroll) +
                              by * gtk_adjustment_get_page_increment (self->scroll));
  return TRUE;
}

static gboolean
key_cb (GradusWeightsMap *self, guint key, guint code, GdkModifierType state)
{
  gboolean in_unit = (state & GDK_SHIFT_MASK) != 0;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) || self->sheet == NULL)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      return step (self, key == GDK_KEY_Right ? 1 : -1, 0, in_unit);
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      return step (self, 0, key == GDK_KEY_Down ? 1 : -1, in_unit);
    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
    case GDK_KEY_equal:
      gradus_weights_map_zoom (self, 1);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      gradus_weights_map_zoom (self, -1);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      gradus_weights_map_zoom (self, 0);
      return TRUE;
    case GDK_KEY_Page_Up:
    case GDK_KEY_Page_Down:
      return scroll_page (self, key == GDK_KEY_Page_Down ? 1 : -1);
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (!self->cursor.is_set)
        return FALSE;
      choose_spot (self, &self->cursor);
      return TRUE;
    case GDK_KEY_Escape:
      if (!self->cursor.is_set)
        return FALSE;
      self->cursor.is_set = FALSE;
      redraw (self);
      return TRUE;
    default:
      return FALSE;
    }
}

/* --- Zooming and scrolling --- */

static guint
get_side (const GradusWeightsLayout *layout)
{
  return MAX (MAX (layout->tile_width, layout->tile_height), 1);
}

static guint
get_largest_cell (const GradusWeightsLayout *layout)
{
  return MAX (LARGEST_TILE / get_side (layout), 1);
}

/* What lies in the middle stays there. */
static void
set_cell (GradusWeightsMap *self, guint cell)
{
  GradusWeightsSheetLayout before, after;
  double                   middle;

  if (self->sheet == NULL || self->cell == cell || !get_layout (self, &before))
    return;
  middle = (before.scroll + before.area.height / 2) / MAX (before.weights.height, 1);
  self->cell = self->sheet->cell = cell;
  get_layout (self, &after);
  gtk_adjustment_set_upper (self->scroll, after.scroll_most + after.area.height);
  gtk_adjustment_set_value (self->scroll,
                            middle * after.weights.height - after.area.height / 2);
  update_bar (self);
  self->hovered.is_set = FALSE;
  redraw (self);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, gpointer user_data)
{
  GradusWeightsMap *self = user_data;
  GdkModifierType   state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (state & GDK_CONTROL_MASK)
    {
      if (dy != 0)
        gradus_weights_map_zoom (self, dy < 0 ? 1 : -1);
      return TRUE;
    }
  if (gtk_adjustment_get_upper (self->scroll) <=
      gtk_adjustment_get_page_size (self->scroll))
    return FALSE;
  gtk_adjustment_set_value (self->scroll,
                            gtk_adjustment_get_value (self->scroll) + dy * LINE);
  return TRUE;
}

static void
pinch_begin_cb (GradusWeightsMap *self)
{
  GradusWeightsSheetLayout layout;

  if (get_layout (self, &layout))
    self->pinch_cell = layout.weights.cell;
}

static void
pinch_cb (GradusWeightsMap *self, double scale)
{
  GradusWeightsSheetLayout layout;

  if (self->sheet == NULL || self->sheet->form != GRADUS_WEIGHTS_TILES ||
      !get_layout (self, &layout))
    return;
  set_cell (self, (guint) CLAMP (self->pinch_cell * scale + 0.5, 1,
                                 get_largest_cell (&layout.weights)));
}

static void
scrolled_cb (GradusWeightsMap *self)
{
  self->hovered.is_set = FALSE;
  redraw (self);
}

/* --- Object --- */

static void
gradus_weights_map_dispose (GObject *object)
{
  GradusWeightsMap *self = GRADUS_WEIGHTS_MAP (object);

  g_clear_pointer (&self->sheet, gradus_weights_sheet_free);
  gradus_template_dispose (GTK_WIDGET (self), GRADUS_TYPE_WEIGHTS_MAP);
  G_OBJECT_CLASS (gradus_weights_map_parent_class)->dispose (object);
}

static void
gradus_weights_map_class_init (GradusWeightsMapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_weights_map_dispose;
  signals[UNIT_CHANGED] =
    g_signal_new ("unit-changed", GRADUS_TYPE_WEIGHTS_MAP, G_SIGNAL_RUN_LAST, 0, NULL,
                  NULL, NULL, G_TYPE_NONE, 0);
  signals[WEIGHT_CHOSEN] =
    g_signal_new ("weight-chosen", GRADUS_TYPE_WEIGHTS_MAP, G_SIGNAL_RUN_LAST, 0, NULL,
                  NULL, NULL, G_TYPE_NONE, 0);
  signals[WEIGHT_EXAMINED] =
    g_signal_new ("weight-examined", GRADUS_TYPE_WEIGHTS_MAP, G_SIGNAL_RUN_LAST, 0, NULL,
                  NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (GRADUS_TYPE_CANVAS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-weights-map.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsMap, canvas);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsMap, bar);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsMap, scroll);
  gtk_widget_class_bind_template_callback (widget_class, resized_cb);
  gtk_widget_class_bind_template_callback (widget_class, scrolled_cb);
  gtk_widget_class_bind_template_callback (widget_class, motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, scroll_cb);
  gtk_widget_class_bind_template_callback (widget_class, pinch_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, pinch_cb);
}

static void
gradus_weights_map_init (GradusWeightsMap *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_canvas_set_func (self->canvas, draw, self);
}

void
gradus_weights_map_set_sheet (GradusWeightsMap *self, GradusWeightsSheet *sheet)
{
  g_return_if_fail (GRADUS_IS_WEIGHTS_MAP (self));

  /* Other weights: what pointed at the old ones points at nothing. */
  if (sheet == NULL)
    self->is_quiet = FALSE;
  if (self->sheet == NULL || sheet == NULL || self->sheet->index != sheet->index ||
      self->sheet->form != sheet->form ||
      !gradus_shape_equal (&self->sheet->kernel->shape, &sheet->kernel->shape))
    {
      self->hovered.is_set = self->cursor.is_set = self->chosen.is_set = FALSE;
      self->pointed.is_set = FALSE;
      self->cell = 0;
      gtk_adjustment_set_value (self->scroll, 0);
    }
  g_clear_pointer (&self->sheet, gradus_weights_sheet_free);
  self->sheet = sheet;
  if (sheet != NULL)
    {
      self->unit = CLAMP (self->unit, 0, (int) count_units (self) - 1);
      if (self->channel >= gradus_weights_sheet_count_channels (sheet))
        self->channel = 0;
      sheet->unit = self->unit;
      sheet->channel = self->channel;
      sheet->cell = self->cell;
      update_bar (self);
    }
  redraw (self);
}

GradusWeightsSheet *
gradus_weights_map_get_sheet (GradusWeightsMap *self)
{
  g_return_val_if_fail (GRADUS_IS_WEIGHTS_MAP (self), NULL);
  return self->sheet;
}

GtkWidget *
gradus_weights_map_get_canvas (GradusWeightsMap *self)
{
  g_return_val_if_fail (GRADUS_IS_WEIGHTS_MAP (self), NULL);
  return GTK_WIDGET (self->canvas);
}

void
gradus_weights_map_set_quiet (GradusWeightsMap *self, gboolean is_quiet)
{
  g_return_if_fail (GRADUS_IS_WEIGHTS_MAP (self));
  self->is_quiet = is_quiet;
  redraw (self);
}

int
gradus_weights_map_get_unit (GradusWeightsMap *self)
{
  g_return_val_if_fail (GRADUS_IS_WEIGHTS_MAP (self), -1);
  return self->sheet != NULL ? self->unit : -1;
}

void
gradus_weights_map_set_unit (GradusWeightsMap *self, int unit)
{
  g_return_if_fail (GRADUS_IS_WEIGHTS_MAP (self));
  choose_unit (self, unit, 0);
  if (self->sheet != NULL)
    reveal_unit (self);
}

/**
 * gradus_weights_map_zoom:
 * @self: a map of weights
 * @steps: pixels more for each weight, fewer if negative; 0 goes back to what fits
 *
 * Makes tiles larger or smaller.
 */
void
gradus_weights_map_zoom (GradusWeightsMap *self, int steps)
{
  GradusWeightsSheetLayout layout;

  g_return_if_fail (GRADUS_IS_WEIGHTS_MAP (self));

  if (steps == 0)
    set_cell (self, 0);
  else if (gradus_weights_map_can_zoom (self, steps) && get_layout (self, &layout))
    set_cell (self, (guint) ((int) layout.weights.cell + steps));
}

gboolean
gradus_weights_map_can_zoom (GradusWeightsMap *self, int steps)
{
  GradusWeightsSheetLayout layout;
  int                      cell;

  g_return_val_if_fail (GRADUS_IS_WEIGHTS_MAP (self), FALSE);

  if (!get_layout (self, &layout) || self->sheet->form != GRADUS_WEIGHTS_TILES)
    return FALSE;
  cell = (int) layout.weights.cell + steps;
  return cell >= 1 && cell <= (int) get_largest_cell (&layout.weights);
}

/**
 * gradus_weights_map_get_chosen:
 * @self: a map of weights
 * @cell: (out): the weight
 * @place: (out): where it is in the widget
 *
 * Returns: whether a weight is chosen and in sight
 */
gboolean
gradus_weights_map_get_chosen (GradusWeightsMap  *self,
                               GradusWeightsCell *cell,
                               GdkRectangle      *place)
{
  GradusWeightsSheetLayout layout;
  GradusWeightsBox         box;

  g_return_val_if_fail (GRADUS_IS_WEIGHTS_MAP (self), FALSE);

  if (!self->chosen.is_set || !get_layout (self, &layout) ||
      !is_valid (self, &layout.weights, &self->chosen) ||
      !gradus_weights_sheet_find_box (&layout, self->chosen.place, &self->chosen.cell,
                                      &box))
    return FALSE;
  *cell = self->chosen.cell;
  *place = (GdkRectangle){ (int) box.x, (int) box.y, (int) box.width, (int) box.height };
  return TRUE;
}

/**
 * gradus_weights_map_get_pointed:
 * @self: a map of weights
 * @cell: (out): the weight
 *
 * Returns: whether the pointer, or the cursor of the keys, is or was on a weight
 */
gboolean
gradus_weights_map_get_pointed (GradusWeightsMap *self, GradusWeightsCell *cell)
{
  GradusWeightsSheetLayout layout;

  g_return_val_if_fail (GRADUS_IS_WEIGHTS_MAP (self), FALSE);

  if (!self->pointed.is_set || !get_layout (self, &layout) ||
      !is_valid (self, &layout.weights, &self->pointed))
    return FALSE;
  *cell = self->pointed.cell;
  return TRUE;
}
