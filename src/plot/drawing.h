/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/digit-box.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/* Cells of the pad along each side; what a place is measured in. */
#define GRADUS_DRAWING_SIDE GRADUS_DIGIT_SIDE

/* How hard a pen presses that cannot tell. */
#define GRADUS_PRESSURE_USUAL 0.5

typedef enum
{
  GRADUS_TOOL_PEN,
  GRADUS_TOOL_ERASER,
} GradusTool;

/**
 * GradusDrawing:
 *
 * What was drawn on a pad of 28 × 28 cells: strokes of pen and eraser, pictures that were
 * laid on it, and clearings, each of which can be undone. Places are in cells from the
 * top left corner. The ink is kept on a finer page.
 */
typedef struct _GradusDrawing GradusDrawing;

GradusDrawing *gradus_drawing_new (void);
void           gradus_drawing_free (GradusDrawing *self);
/* Blank paper, and nothing to undo. */
void gradus_drawing_forget (GradusDrawing *self);

/* A stroke: begin, at least one add, end. @width: of the pen in cells at usual pressure.
 */
void     gradus_drawing_begin (GradusDrawing *self, GradusTool tool, double width);
void     gradus_drawing_add (GradusDrawing *self, double x, double y, double pressure);
void     gradus_drawing_end (GradusDrawing *self);
gboolean gradus_drawing_is_drawing (const GradusDrawing *self);
void     gradus_drawing_clear (GradusDrawing *self);
/* @picture: (shape 28, 28): 0 … 1; @name: what the caller knows it by, 0 or more */
void gradus_drawing_lay (GradusDrawing *self, const float *picture, int name);

gboolean gradus_drawing_can_undo (const GradusDrawing *self);
gboolean gradus_drawing_can_redo (const GradusDrawing *self);
void     gradus_drawing_undo (GradusDrawing *self);
void     gradus_drawing_redo (GradusDrawing *self);

/* The name of the picture that lies there untouched, -1 if there is something else. */
int      gradus_drawing_get_picture_name (const GradusDrawing *self);
gboolean gradus_drawing_is_blank (const GradusDrawing *self);
/* @pixels: (out) (shape 28, 28): as MNIST would have it, or as it lies there */
void
gradus_drawing_get_pixels (const GradusDrawing *self, gboolean centred, float *pixels);

/**
 * GradusPadCursor:
 * @is_shown: whether there is one
 * @x: in cells
 * @y: in cells
 * @width: of the pen in cells
 * @is_down: whether the pen touches the paper
 * @is_eraser: whether it takes ink away
 */
typedef struct
{
  gboolean is_shown;
  double   x;
  double   y;
  double   width;
  gboolean is_down;
  gboolean is_eraser;
} GradusPadCursor;

/* Fills size × size from the origin. */
void gradus_drawing_paint (cairo_t               *cr,
                           const GradusTheme     *theme,
                           double                 size,
                           const GradusDrawing   *drawing,
                           const GradusPadCursor *cursor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusDrawing, gradus_drawing_free)

G_END_DECLS
