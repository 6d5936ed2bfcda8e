/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/drawing.h"

#include "plot/paint.h"
#include "plot/shapes.h"

#include <math.h>
#include <string.h>

#define SIDE GRADUS_DRAWING_SIDE
/* Dots of the page in a cell: 616 a side show two to one on the pad of the design. */
#define DOTS 22
#define PAGE (SIDE * DOTS)
#define PAD_RADIUS 8.0

typedef enum
{
  ACTION_STROKE,
  ACTION_CLEAR,
  ACTION_PICTURE,
} ActionKind;

typedef struct
{
  float x, y, width; /* in cells */
} Spot;

typedef struct
{
  ActionKind kind;
  GradusTool tool;
  double     width;
  GArray    *spots;   /* of Spot; of a stroke */
  float     *picture; /* of a picture */
  int        name;
} Action;

struct _GradusDrawing
{
  GPtrArray       *actions; /* of Action */
  guint            n_done;  /* those after are undone */
  gboolean         is_drawing;
  cairo_surface_t *page; /* A8: how much ink there is */
};

static void
action_free (gpointer data)
{
  Action *action = data;

  g_clear_pointer (&action->spots, g_array_unref);
  g_free (action->picture);
  g_free (action);
}

/**
 * gradus_drawing_new:
 *
 * Returns: (transfer full): a blank drawing
 */
GradusDrawing *
gradus_drawing_new (void)
{
  GradusDrawing *self = g_new0 (GradusDrawing, 1);

  self->actions = g_ptr_array_new_with_free_func (action_free);
  self->page = cairo_image_surface_create (CAIRO_FORMAT_A8, PAGE, PAGE);
  return self;
}

void
gradus_drawing_free (GradusDrawing *self)
{
  g_ptr_array_unref (self->actions);
  cairo_surface_destroy (self->page);
  g_free (self);
}

/* --- Ink --- */

static void
wipe (GradusDrawing *self)
{
  cairo_t *cr = cairo_create (self->page);

  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_paint (cr);
  cairo_destroy (cr);
}

/* From one spot to the next: round ends of the pen's width, and all that lies between. */
static void
ink_piece (cairo_t *cr, const Spot *from, const Spot *to)
{
  cairo_set_line_width (cr, (double) (from->width + to->width) / 2);
  cairo_move_to (cr, (double) from->x, (double) from->y);
  cairo_line_to (cr, (double) to->x, (double) to->y);
  cairo_stroke (cr);
}

static void
ink_stroke (GradusDrawing *self, const Action *action, guint first)
{
  cairo_t *cr = cairo_create (self->page);

  cairo_scale (cr, DOTS, DOTS);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_operator (cr, action->tool == GRADUS_TOOL_ERASER ? CAIRO_OPERATOR_DEST_OUT
                                                             : CAIRO_OPERATOR_OVER);
  cairo_set_source_rgba (cr, 0, 0, 0, 1);
  for (guint i = first; i < action->spots->len; i++)
    ink_piece (cr, &g_array_index (action->spots, Spot, i > 0 ? i - 1 : 0),
               &g_array_index (action->spots, Spot, i));
  cairo_destroy (cr);
}

static void
ink_picture (GradusDrawing *self, const float *picture)
{
  guchar *ink;
  int     stride = cairo_image_surface_get_stride (self->page);

  cairo_surface_flush (self->page);
  ink = cairo_image_surface_get_data (self->page);
  for (guint y = 0; y < PAGE; y++)
    for (guint x = 0; x < PAGE; x++)
      ink[y * (gsize) stride + x] =
        (guchar) lroundf (CLAMP (picture[y / DOTS * SIDE + x / DOTS], 0, 1) * 255);
  cairo_surface_mark_dirty (self->page);
}

static void
ink_action (GradusDrawing *self, const Action *action)
{
  if (action->kind == ACTION_STROKE)
    ink_stroke (self, action, 0);
  else if (action->kind == ACTION_PICTURE)
    ink_picture (self, action->picture);
  else
    wipe (self);
}

/* After the last action that left nothing of what was there before. */
static void
ink_all (GradusDrawing *self)
{
  guint first = self->n_done;

  wipe (self);
  while (first > 0 && ((Action *) self->actions->pdata[first - 1])->kind == ACTION_STROKE)
    first--;
  for (guint i = first > 0 ? first - 1 : 0; i < self->n_done; i++)
    ink_action (self, self->actions->pdata[i]);
}

/* --- Actions --- */

static Action *
get_last (const GradusDrawing *self)
{
  return self->n_done > 0 ? self->actions->pdata[self->n_done - 1] : NULL;
}

static Action *
add_action (GradusDrawing *self, ActionKind kind)
{
  Action *action = g_new0 (Action, 1);

  action->kind = kind;
  g_ptr_array_set_size (self->actions, (gint) self->n_done);
  g_ptr_array_add (self->actions, action);
  self->n_done++;
  return action;
}

void
gradus_drawing_forget (GradusDrawing *self)
{
  g_ptr_array_set_size (self->actions, 0);
  self->n_done = 0;
  self->is_drawing = FALSE;
  wipe (self);
}

/**
 * gradus_drawing_begin:
 * @self: a drawing
 * @tool: pen or eraser
 * @width: of the pen in cells, at usual pressure
 *
 * Begins a stroke, and ends one that was not ended.
 */
void
gradus_drawing_begin (GradusDrawing *self, GradusTool tool, double width)
{
  Action *action;

  gradus_drawing_end (self);
  action = add_action (self, ACTION_STROKE);
  action->tool = tool;
  action->width = width;
  action->spots = g_array_new (FALSE, FALSE, sizeof (Spot));
  self->is_drawing = TRUE;
}

/**
 * gradus_drawing_add:
 * @self: a drawing whose stroke was begun
 * @x: in cells
 * @y: in cells
 * @pressure: 0 … 1
 *
 * Moves the pen.
 */
void
gradus_drawing_add (GradusDrawing *self, double x, double y, double pressure)
{
  Action *action = get_last (self);
  Spot    spot;

  g_return_if_fail (self->is_drawing && action != NULL && action->spots != NULL);
  if (!isfinite (x) || !isfinite (y))
    return;

  spot.x = (float) CLAMP (x, -SIDE, 2 * SIDE);
  spot.y = (float) CLAMP (y, -SIDE, 2 * SIDE);
  spot.width = (float) (action->width * (0.4 + 1.2 * CLAMP (pressure, 0, 1)));
  g_array_append_val (action->spots, spot);
  ink_stroke (self, action, action->spots->len - 1);
}

void
gradus_drawing_end (GradusDrawing *self)
{
  Action *action = get_last (self);

  if (!self->is_drawing)
    return;
  self->is_drawing = FALSE;
  /* A stroke without a spot is none. */
  if (action->spots->len == 0)
    g_ptr_array_set_size (self->actions, (gint) --self->n_done);
}

gboolean
gradus_drawing_is_drawing (const GradusDrawing *self)
{
  return self->is_drawing;
}

void
gradus_drawing_clear (GradusDrawing *self)
{
  gradus_drawing_end (self);
  if (gradus_drawing_is_blank (self))
    return;
  add_action (self, ACTION_CLEAR);
  wipe (self);
}

/**
 * gradus_drawing_lay:
 * @self: a drawing
 * @picture: (shape 28, 28): 0 for paper … 1 for ink
 * @name: what the caller knows it by, 0 or more
 *
 * Lays a picture on the pad in place of what is there. Looking at several one after the
 * other is one step to undo.
 */
void
gradus_drawing_lay (GradusDrawing *self, const float *picture, int name)
{
  Action *action;

  g_return_if_fail (name >= 0);

  gradus_drawing_end (self);
  action = get_last (self);
  if (action == NULL || action->kind != ACTION_PICTURE)
    action = add_action (self, ACTION_PICTURE);
  g_free (action->picture);
  action->picture = g_memdup2 (picture, SIDE * SIDE * sizeof (float));
  action->name = name;
  ink_picture (self, picture);
}

/* The first picture was there before anybody drew. */
gboolean
gradus_drawing_can_undo (const GradusDrawing *self)
{
  return self->n_done > 1 ||
         (self->n_done == 1 && get_last (self)->kind != ACTION_PICTURE);
}

gboolean
gradus_drawing_can_redo (const GradusDrawing *self)
{
  return !self->is_drawing && self->n_done < self->actions->len;
}

void
gradus_drawing_undo (GradusDrawing *self)
{
  gradus_drawing_end (self);
  if (!gradus_drawing_can_undo (self))
    return;
  self->n_done--;
  ink_all (self);
}

void
gradus_drawing_redo (GradusDrawing *self)
{
  if (!gradus_drawing_can_redo (self))
    return;
  ink_action (self, self->actions->pdata[self->n_done++]);
}

int
gradus_drawing_get_picture_name (const GradusDrawing *self)
{
  const Action *last = get_last (self);

  return last != NULL && last->kind == ACTION_PICTURE ? last->name : -1;
}

static GradusPage
get_page (const GradusDrawing *self)
{
  cairo_surface_flush (self->page);
  return (GradusPage){ cairo_image_surface_get_data (self->page), PAGE,
                       (gsize) cairo_image_surface_get_stride (self->page) };
}

gboolean
gradus_drawing_is_blank (const GradusDrawing *self)
{
  GradusPage page = get_page (self);

  for (guint y = 0; y < PAGE; y++)
    for (guint x = 0; x < PAGE; x++)
      if (page.ink[y * page.stride + x] > 0)
        return FALSE;
  return TRUE;
}

/**
 * gradus_drawing_get_pixels:
 * @self: a drawing
 * @centred: whether the ink is brought to size and place as MNIST's digits were
 * @pixels: (out) (shape 28, 28): 0 … 1
 *
 * Says what a network is given. A picture that lies there untouched is given as it is.
 */
void
gradus_drawing_get_pixels (const GradusDrawing *self, gboolean centred, float *pixels)
{
  const Action *last = get_last (self);
  GradusPage    page = get_page (self);

  if (last != NULL && last->kind == ACTION_PICTURE)
    memcpy (pixels, last->picture, SIDE * SIDE * sizeof (float));
  else if (centred)
    gradus_digit_centre (&page, pixels);
  else
    gradus_digit_shrink (&page, pixels);
}

/* --- Painting --- */

static void
paint_cells (cairo_t *cr, const GradusTheme *theme, double size)
{
  double cell = size / SIDE;

  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_GRID,
                                 theme->high_contrast ? 1 : 0.75);
  cairo_set_line_width (cr, 1);
  for (guint i = 1; i < SIDE; i++)
    {
      double at = floor (i * cell) + 0.5;

      cairo_move_to (cr, at, 0);
      cairo_line_to (cr, at, size);
      cairo_move_to (cr, 0, at);
      cairo_line_to (cr, size, at);
    }
  cairo_stroke (cr);
}

static void
paint_ink (cairo_t *cr, const GradusTheme *theme, double size, cairo_surface_t *page)
{
  cairo_pattern_t *ink = cairo_pattern_create_for_surface (page);
  cairo_matrix_t   matrix;

  cairo_matrix_init_scale (&matrix, PAGE / size, PAGE / size);
  cairo_pattern_set_matrix (ink, &matrix);
  /* Two dots to a pixel are their mean. */
  cairo_pattern_set_filter (ink, CAIRO_FILTER_BILINEAR);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FG);
  cairo_mask (cr, ink);
  cairo_pattern_destroy (ink);
}

static void
paint_cursor (cairo_t               *cr,
              const GradusTheme     *theme,
              double                 size,
              const GradusPadCursor *c)
{
  double cell = size / SIDE;
  double dash[] = { 3, 3 };

  cairo_save (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ACCENT);
  cairo_set_line_width (cr, (c->is_down ? 2 : 1.5) * theme->scale);
  if (c->is_eraser)
    cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_new_sub_path (cr);
  cairo_arc (cr, c->x * cell, c->y * cell, MAX (c->width / 2 * cell, 4) + 2, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/**
 * gradus_drawing_paint:
 * @cr: what is drawn on
 * @theme: how it looks
 * @size: of the pad
 * @drawing: what is on it
 * @cursor: (nullable): where the pen is
 *
 * Draws the pad: paper with cells, ink, the pen.
 */
void
gradus_drawing_paint (cairo_t               *cr,
                      const GradusTheme     *theme,
                      double                 size,
                      const GradusDrawing   *drawing,
                      const GradusPadCursor *cursor)
{
  double radius = PAD_RADIUS * theme->scale;

  cairo_save (cr);
  gradus_shapes_rounded (cr, 0, 0, size, size, radius);
  cairo_clip (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  cairo_paint (cr);
  paint_cells (cr, theme, size);
  paint_ink (cr, theme, size, drawing->page);
  if (cursor != NULL && cursor->is_shown)
    paint_cursor (cr, theme, size, cursor);
  cairo_restore (cr);
  gradus_paint_frame (cr, theme, GRADUS_TOKEN_AXIS, 0, 0, size, size, radius);
}
