/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/theme.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_CANVAS (gradus_canvas_get_type ())
G_DECLARE_FINAL_TYPE (GradusCanvas, gradus_canvas, GRADUS, CANVAS, GtkDrawingArea)

/**
 * GradusCanvasFunc:
 * @cr: where to draw
 * @theme: how it looks at the moment
 * @width: of the drawing
 * @height: of the drawing
 * @user_data: as given
 *
 * Draws with the plot library; the same function draws on the screen and into files.
 */
typedef void (*GradusCanvasFunc) (cairo_t           *cr,
                                  const GradusTheme *theme,
                                  double             width,
                                  double             height,
                                  gpointer           user_data);

/**
 * GradusCanvasHeightFunc:
 * @theme: how it looks at the moment
 * @width: of the drawing
 * @user_data: as given to gradus_canvas_set_func()
 *
 * Returns: the height that the drawing would like; with less it is smaller
 */
typedef double (*GradusCanvasHeightFunc) (const GradusTheme *theme,
                                          double             width,
                                          gpointer           user_data);

GtkWidget *gradus_canvas_new (void);
void
gradus_canvas_set_func (GradusCanvas *self, GradusCanvasFunc func, gpointer user_data);
/* The content height becomes the least height. */
void               gradus_canvas_set_height_func (GradusCanvas          *self,
                                                  GradusCanvasHeightFunc height_func);
void               gradus_canvas_set_is_picture (GradusCanvas *self, gboolean is_picture);
const GradusTheme *gradus_canvas_get_theme (GradusCanvas *self);

G_END_DECLS
