/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/gradus-export-material.h"
#include "io/file-facts.h"

G_BEGIN_DECLS

/**
 * GradusExportChoice:
 * @item: what is written
 * @figure: (nullable): which of its drawings
 * @settings: how a drawing is written
 * @takes_bytes: whether the written network takes pixels from 0 to 255
 * @stem: name of the file without ending
 *
 * Everything that the dialog lets a person choose. Borrows all of it.
 */
typedef struct
{
  const GradusExportItem *item;
  GradusFigure           *figure;
  GradusFigureSettings    settings;
  gboolean                takes_bytes;
  const char             *stem;
} GradusExportChoice;

/* How its main file ends, with the point. */
const char *gradus_export_choice_get_ending (const GradusExportChoice *self);
const char *gradus_export_choice_get_mime_type (const GradusExportChoice *self);

/**
 * GradusExportPreview:
 * @parts: the files as they would be written; the second may be %NULL, and both if
 * @pages say it all
 * @pages: (nullable) (element-type cairo_surface_t): what is for looking at, in pixels
 * of the screen
 * @width: of a page in pixels of 1/96 inch
 * @height: of a page
 * @facts: (nullable) (element-type GradusFileFact): what is in a file that nobody reads
 *
 * What a choice would give.
 */
typedef struct
{
  GBytes    *parts[GRADUS_MODEL_FORMAT_MAX_PARTS];
  GPtrArray *pages;
  double     width;
  double     height;
  GPtrArray *facts;
} GradusExportPreview;

void gradus_export_preview_free (GradusExportPreview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusExportPreview, gradus_export_preview_free)

/* All work in a thread and call back in the main context. */
void                 gradus_export_work_out_async (GradusFigure       *figure,
                                                   GCancellable       *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
gboolean             gradus_export_work_out_finish (GAsyncResult *result, GError **error);
void                 gradus_export_preview_async (GradusExportMaterial     *material,
                                                  const GradusExportChoice *choice,
                                                  double                    room_width,
                                                  double                    room_height,
                                                  int                       pixel_scale,
                                                  GCancellable             *cancellable,
                                                  GAsyncReadyCallback       callback,
                                                  gpointer                  user_data);
GradusExportPreview *gradus_export_preview_finish (GAsyncResult *result, GError **error);
void                 gradus_export_write_async (GradusExportMaterial     *material,
                                                const GradusExportChoice *choice,
                                                const char               *path,
                                                GCancellable             *cancellable,
                                                GAsyncReadyCallback       callback,
                                                gpointer                  user_data);
gboolean             gradus_export_write_finish (GAsyncResult *result, GError **error);

G_END_DECLS
