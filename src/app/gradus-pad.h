/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/drawing.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_PAD (gradus_pad_get_type ())
G_DECLARE_FINAL_TYPE (GradusPad, gradus_pad, GRADUS, PAD, GtkWidget)

/**
 * GradusPad:
 *
 * Paper of 28 × 28 cells to draw on: with the mouse, with a stylus whose pressure counts
 * and whose other end erases, or with keys (arrows move, Enter lowers and lifts the pen,
 * E changes to the eraser, Backspace takes the last stroke back, Delete clears).
 *
 * Signals: `changed` when the drawing changed by hand, `tool-changed` when keys chose
 * another tool. Actions: pad.undo, pad.redo, pad.clear.
 */

/* Borrowed; call gradus_pad_refresh() after changing it. */
GradusDrawing *gradus_pad_get_drawing (GradusPad *self);
void           gradus_pad_refresh (GradusPad *self);
void           gradus_pad_set_tool (GradusPad *self, GradusTool tool);
GradusTool     gradus_pad_get_tool (GradusPad *self);
/* In cells. */
void gradus_pad_set_pen_width (GradusPad *self, double width);

G_END_DECLS
