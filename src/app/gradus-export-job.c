/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-export-job.h"

#include "io/atomic-file.h"
#include "plot/report.h"

#include <math.h>

/* A choice that a thread can keep. */
typedef struct
{
  GradusExportMaterial *material;
  GradusExportChoice    choice; /* the following are what it borrows */
  GradusFigure         *figure;
  char                 *stem;
  char                 *path;
  double                room_width;
  double                room_height;
  int                   pixel_scale;
} Job;

static Job *
job_new (GradusExportMaterial *material, const GradusExportChoice *choice)
{
  Job *job = g_new0 (Job, 1);

  job->material = gradus_export_material_ref (material);
  job->choice = *choice;
  if (choice->figure != NULL)
    job->choice.figure = job->figure = gradus_figure_ref (choice->figure);
  job->choice.stem = job->stem = g_strdup (choice->stem);
  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  gradus_export_material_unref (job->material);
  g_clear_pointer (&job->figure, gradus_figure_unref);
  g_free (job->stem);
  g_free (job->path);
  g_free (job);
}

const char *
gradus_export_choice_get_ending (const GradusExportChoice *self)
{
  return self->figure != NULL ? gradus_export_format_get_ending (self->settings.format)
                              : self->item->format->endings[0];
}

const char *
gradus_export_choice_get_mime_type (const GradusExportChoice *self)
{
  return self->figure != NULL ? gradus_export_format_get_mime_type (self->settings.format)
                              : self->item->format->mime_type;
}

void
gradus_export_preview_free (GradusExportPreview *self)
{
  for (guint i = 0; i < GRADUS_MODEL_FORMAT_MAX_PARTS; i++)
    g_clear_pointer (&self->parts[i], g_bytes_unref);
  g_clear_pointer (&self->pages, g_ptr_array_unref);
  g_clear_pointer (&self->facts, g_ptr_array_unref);
  g_free (self);
}

static GradusModelExport
get_export (const Job *job)
{
  return (GradusModelExport){ .file = gradus_export_material_get_file (job->material),
                              .samples =
                                gradus_export_material_get_samples (job->material),
                              .takes_bytes = job->choice.takes_bytes };
}

/* --- Working out --- */

static void
work_out_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  gradus_figure_work_out (data, cancellable);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

/**
 * gradus_export_work_out_async:
 * @figure: a drawing
 * @cancellable: (nullable): stops it; the drawing can be worked out again
 * @callback: called when it can be drawn
 * @user_data: for @callback
 *
 * Works out what a drawing shows. gradus_figure_get_progress() tells how far it is.
 */
void
gradus_export_work_out_async (GradusFigure       *figure,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, gradus_figure_ref (figure),
                        (GDestroyNotify) gradus_figure_unref);
  g_task_run_in_thread (task, work_out_thread);
}

gboolean
gradus_export_work_out_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Preview --- */

/* Cairo puts letters on whole pixels; drawn larger and made smaller they stand as they
 * will in the file. */
#define FINENESS 3

static void
add_page (GradusExportPreview *preview, cairo_surface_t *fine, int pixel_scale)
{
  cairo_surface_t *surface =
    cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                cairo_image_surface_get_width (fine) / FINENESS,
                                cairo_image_surface_get_height (fine) / FINENESS);
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, 1.0 / FINENESS, 1.0 / FINENESS);
  cairo_set_source_surface (cr, fine, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_set_device_scale (surface, pixel_scale, pixel_scale);
  if (preview->pages == NULL)
    preview->pages =
      g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);
  g_ptr_array_add (preview->pages, surface);
}

/* The page as large as the room allows, but not larger than it is. */
static void
draw_picture (const Job *job, GradusExportPreview *preview)
{
  const GradusFigureSettings *settings = &job->choice.settings;
  cairo_surface_t            *fine;
  double                      zoom;
  int                         width, height;
  cairo_t                    *cr;

  gradus_figure_get_size (job->figure, settings, &preview->width, &preview->height);
  zoom =
    MIN (1, MIN (job->room_width / preview->width, job->room_height / preview->height));
  width = (int) MAX (round (preview->width * zoom * job->pixel_scale), 1);
  height = (int) MAX (round (preview->height * zoom * job->pixel_scale), 1);
  fine =
    cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * FINENESS, height * FINENESS);
  cr = cairo_create (fine);
  cairo_scale (cr, width * FINENESS / preview->width,
               height * FINENESS / preview->height);
  gradus_figure_draw_page (job->figure, settings, cr, preview->width, preview->height);
  cairo_destroy (cr);
  add_page (preview, fine, job->pixel_scale);
  cairo_surface_destroy (fine);
}

static gboolean
make_figure (const Job *job, GradusExportPreview *preview, GError **error)
{
  preview->parts[0] = gradus_figure_render (job->figure, &job->choice.settings, error);
  if (preview->parts[0] == NULL)
    return FALSE;
  draw_picture (job, preview);
  return TRUE;
}

static void
draw_report (const Job *job, const GradusModelExport *what, GradusExportPreview *preview)
{
  double                scale = job->pixel_scale * FINENESS;
  g_autoptr (GPtrArray) fine =
    gradus_report_draw_pages (what->file, what->samples, NULL, job->room_width * scale,
                              job->room_height * scale);

  for (guint i = 0; i < fine->len; i++)
    add_page (preview, fine->pdata[i], job->pixel_scale);
}

static gboolean
make_model (const Job *job, GradusExportPreview *preview, GError **error)
{
  const GradusModelFormat *format = job->choice.item->format;
  GradusModelExport        what = get_export (job);

  /* It may take seconds: once is enough for a look. */
  if (format == &gradus_report_format)
    {
      draw_report (job, &what, preview);
      return TRUE;
    }
  if (!gradus_model_format_render (format, &what, job->stem, preview->parts, error))
    return FALSE;
  if (!format->is_text)
    preview->facts = gradus_file_facts_new (what.file, preview->parts[0]);
  return TRUE;
}

static void
preview_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job                      *job = data;
  g_autoptr (GradusExportPreview) preview = g_new0 (GradusExportPreview, 1);
  GError                         *error = NULL;
  gboolean                        done;

  if (g_task_return_error_if_cancelled (task))
    return;
  done = job->figure != NULL ? make_figure (job, preview, &error)
                             : make_model (job, preview, &error);
  if (done)
    g_task_return_pointer (task, g_steal_pointer (&preview),
                           (GDestroyNotify) gradus_export_preview_free);
  else
    g_task_return_error (task, error);
}

/**
 * gradus_export_preview_async:
 * @material: what can be exported
 * @choice: what of it, and how; copied
 * @room_width: for a picture on the screen
 * @room_height: likewise
 * @pixel_scale: pixels of the screen for one of the room
 * @cancellable: (nullable): for when another choice is made
 * @callback: called when it is ready
 * @user_data: for @callback
 *
 * Makes what would be written, and what is shown of it.
 */
void
gradus_export_preview_async (GradusExportMaterial     *material,
                             const GradusExportChoice *choice,
                             double                    room_width,
                             double                    room_height,
                             int                       pixel_scale,
                             GCancellable             *cancellable,
                             GAsyncReadyCallback       callback,
                             gpointer                  user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job              *job = job_new (material, choice);

  job->room_width = room_width;
  job->room_height = room_height;
  job->pixel_scale = pixel_scale;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, preview_thread);
}

GradusExportPreview *
gradus_export_preview_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Writing --- */

static gboolean
write_figure (const Job *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (gradus_figure_work_out (job->figure, cancellable))
    bytes = gradus_figure_render (job->figure, &job->choice.settings, error);
  if (bytes == NULL || g_cancellable_is_cancelled (cancellable))
    return FALSE;
  return gradus_atomic_file_write (job->path, g_bytes_get_data (bytes, NULL),
                                   g_bytes_get_size (bytes), error);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job         *job = data;
  GradusModelExport  what = get_export (job);
  g_autoptr (GError) error = NULL;
  gboolean           done;

  if (job->figure != NULL)
    done = write_figure (job, cancellable, &error);
  else
    done = gradus_model_format_write (job->choice.item->format, &what, job->path, &error);
  if (done)
    g_task_return_boolean (task, TRUE);
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * gradus_export_write_async:
 * @material: what can be exported
 * @choice: what of it, and how; copied
 * @path: the main file
 * @cancellable: (nullable): stops a drawing before anything is written; a network's file
 * is written all the same
 * @callback: called when it is written
 * @user_data: for @callback
 *
 * Writes. A file that was there is replaced only once the new one is complete.
 */
void
gradus_export_write_async (GradusExportMaterial     *material,
                           const GradusExportChoice *choice,
                           const char               *path,
                           GCancellable             *cancellable,
                           GAsyncReadyCallback       callback,
                           gpointer                  user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job              *job = job_new (material, choice);

  job->path = g_strdup (path);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, write_thread);
}

gboolean
gradus_export_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
