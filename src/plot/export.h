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

/**
 * GradusExport:
 * @format: kind of file
 * @theme: how it looks
 * @width: of the drawing in pixels of 1/96 inch
 * @height: of the drawing
 * @scale: pixels of a PNG for one of @width; of no meaning to the other formats
 * @title: (nullable): what the file says it is, for those who search or cannot see
 * @description: (nullable): what is seen
 *
 * The file that a drawing becomes.
 */
typedef struct
{
  GradusExportFormat format;
  GradusThemeId      theme;
  double             width;
  double             height;
  double             scale;
  const char        *title;
  const char        *description;
} GradusExport;

GBytes     *gradus_export_render (const GradusExport *self,
                                  GradusPlotFunc      draw,
                                  gpointer            user_data,
                                  GError            **error);
gboolean    gradus_export_save (const GradusExport *self,
                                const char         *path,
                                GradusPlotFunc      draw,
                                gpointer            user_data,
                                GError            **error);
const char *gradus_export_format_get_ending (GradusExportFormat format);
const char *gradus_export_format_get_mime_type (GradusExportFormat format);
gboolean    gradus_export_format_of_path (const char *path, GradusExportFormat *format);

G_END_DECLS
