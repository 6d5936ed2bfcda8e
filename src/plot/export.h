/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/theme.h"

G_BEGIN_DECLS

/**
 * GradusExportFormat:
 * @GRADUS_EXPORT_PNG: pixels
 * @GRADUS_EXPORT_SVG: lines, for web pages and drawing programs
 * @GRADUS_EXPORT_PDF: lines and text that can be selected, for slides and papers
 *
 * The kinds of files that a drawing can be saved as.
 */
typedef enum
{
  GRADUS_EXPORT_PNG,
  GRADUS_EXPORT_SVG,
  GRADUS_EXPORT_PDF,
  GRADUS_N_EXPORT_FORMATS
} GradusExportFormat;

/**
 * GradusPlotFunc:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @user_data: as given
 *
 * Draws; the same function serves the screen and files.
 */
typedef void (*GradusPlotFunc) (cairo_t           *cr,
                                const GradusTheme *theme,
                                double             width,
                                double             height,
                                gpointer           user_data);

gboolean gradus_plot_export (const char        *path,
                             GradusExportFormat format,
                             double             width,
                             double             height,
                             double             scale,
                             GradusPlotFunc     draw,
                             gpointer           user_data,
                             GError           **error);
GBytes  *gradus_plot_render (GradusExportFormat format,
                             double             width,
                             double             height,
                             double             scale,
                             GradusPlotFunc     draw,
                             gpointer           user_data,
                             GError           **error);
gboolean gradus_export_format_of_path (const char *path, GradusExportFormat *format);

G_END_DECLS
