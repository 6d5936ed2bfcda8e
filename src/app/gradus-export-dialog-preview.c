/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-export-dialog-private.h"

#include <glib/gi18n-lib.h>

/* A choice is rendered when the hand has rested for a moment; what takes longer than
 * another one is shown as busy. */
#define REST_MS 120
#define PATIENCE_MS 250
#define PROGRESS_MS 100

/* --- What is shown --- */

static void
show_size (GradusExportDialog *self)
{
  GradusExportChoice choice;
  gsize              n_bytes = 0;
  g_autofree char   *bytes = NULL;
  g_autofree char   *text = NULL;

  gradus_export_dialog_take_choice (self, &choice);
  for (guint i = 0; i < GRADUS_MODEL_FORMAT_MAX_PARTS; i++)
    if (self->preview->parts[i] != NULL)
      n_bytes += g_bytes_get_size (self->preview->parts[i]);
  bytes = g_format_size (n_bytes);
  if (n_bytes == 0 && self->preview->pages != NULL)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u page", "%u pages",
                                         self->preview->pages->len),
                            self->preview->pages->len);
  else if (choice.figure == NULL)
    text = g_strdup (bytes);
  else if (choice.settings.format == GRADUS_EXPORT_PNG)
    /* Translators: width and height in pixels, then the size of a file */
    text = g_strdup_printf (_ ("%.0f × %.0f pixels, %s"),
                            self->preview->width * choice.settings.scale,
                            self->preview->height * choice.settings.scale, bytes);
  else
    /* Translators: width and height in centimetres, then the size of a file */
    text = g_strdup_printf (_ ("%.1f × %.1f cm, %s"), self->preview->width / 96 * 2.54,
                            self->preview->height / 96 * 2.54, bytes);
  gtk_label_set_label (self->file_size, text);
}

void
gradus_export_dialog_show_preview (GradusExportDialog *self)
{
  guint            part = adw_combo_row_get_selected (self->part_row);
  g_autofree char *name = NULL;

  if (self->preview == NULL)
    return;
  if (self->preview->pages != NULL)
    {
      gradus_export_page_show_picture (
        self->page,
        self->preview->pages->pdata[MIN (part, self->preview->pages->len - 1)]);
      show_size (self);
      return;
    }
  if (part >= GRADUS_MODEL_FORMAT_MAX_PARTS || self->preview->parts[part] == NULL)
    part = 0;
  name = gradus_export_dialog_dup_file_name (self, part);
  if (self->preview->facts != NULL)
    gradus_export_page_show_facts (self->page, self->preview->facts);
  else
    gradus_export_page_show_text (self->page, self->preview->parts[part], name,
                                  part == 0 ? self->item->format->mime_type : NULL);
  show_size (self);
}

/* A report's pages are turned with the row that else names the files. */
static void
fill_pages (GradusExportDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint                     selected = adw_combo_row_get_selected (self->part_row);

  if (self->preview == NULL || self->preview->pages == NULL ||
      self->preview->pages->len < 2)
    return;
  for (guint i = 0; i < self->preview->pages->len; i++)
    {
      g_autofree char *name =
        g_strdup_printf (_ ("%u of %u"), i + 1, self->preview->pages->len);

      gtk_string_list_append (names, name);
    }
  self->is_filling = TRUE;
  adw_combo_row_set_model (self->part_row, G_LIST_MODEL (names));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->part_row), _ ("Page"));
  if (selected < self->preview->pages->len)
    adw_combo_row_set_selected (self->part_row, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->part_row), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->options), TRUE);
  self->is_filling = FALSE;
}

/* --- Drawing it --- */

static void
preview_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GradusExportDialog) self = user_data;
  g_autoptr (GError)             error = NULL;
  GradusExportPreview           *preview = gradus_export_preview_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_object (&self->previewing);
  g_clear_pointer (&self->preview, gradus_export_preview_free);
  self->preview = preview;
  fill_pages (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.choose-file",
                                 preview != NULL);
  if (preview != NULL)
    gradus_export_dialog_show_preview (self);
  else
    {
      gtk_label_set_label (self->file_size, "");
      gradus_export_page_show_problem (self->page, error->message);
    }
}

static void
stop_waiting (GradusExportDialog *self)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_handle_id (&self->patience_id, g_source_remove);
  if (self->previewing != NULL)
    g_cancellable_cancel (self->previewing);
  g_clear_object (&self->previewing);
}

static gboolean
patience_cb (gpointer user_data)
{
  GradusExportDialog *self = user_data;

  self->patience_id = 0;
  if (self->worked_out != NULL)
    gradus_export_page_show_progress (self->page,
                                      gradus_figure_get_progress (self->worked_out));
  else
    gradus_export_page_show_busy (self->page);
  return G_SOURCE_REMOVE;
}

static void
wait_patiently (GradusExportDialog *self)
{
  if (self->patience_id == 0)
    self->patience_id = g_timeout_add (PATIENCE_MS, patience_cb, self);
}

static void
start_preview (GradusExportDialog *self)
{
  GradusExportChoice choice;
  g_autofree char   *stem = NULL;
  double             width, height;

  gradus_export_dialog_take_choice (self, &choice);
  stem = gradus_export_material_dup_stem (self->material, self->item, choice.figure);
  choice.stem = stem;
  gradus_export_page_get_room (self->page, &width, &height);
  self->previewing = g_cancellable_new ();
  wait_patiently (self);
  gradus_export_preview_async (self->material, &choice, width, height,
                               gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                               self->previewing, preview_cb, g_object_ref (self));
}

/* --- Working it out --- */

static void
forget_work (GradusExportDialog *self)
{
  g_clear_handle_id (&self->progress_id, g_source_remove);
  g_clear_object (&self->working);
  g_clear_pointer (&self->worked_out, gradus_figure_unref);
}

static void
stop_work (GradusExportDialog *self)
{
  if (self->working != NULL)
    g_cancellable_cancel (self->working);
  forget_work (self);
}

/* Who cancelled it knows what is shown now. */
static void
worked_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GradusExportDialog) self = user_data;

  if (!gradus_export_work_out_finish (result, NULL))
    return;
  forget_work (self);
  stop_waiting (self);
  start_preview (self);
}

static gboolean
progress_cb (gpointer user_data)
{
  GradusExportDialog *self = user_data;

  gradus_export_page_set_progress (self->page,
                                   gradus_figure_get_progress (self->worked_out));
  return G_SOURCE_CONTINUE;
}

static void
begin_work (GradusExportDialog *self, GradusFigure *figure)
{
  self->worked_out = gradus_figure_ref (figure);
  self->working = g_cancellable_new ();
  self->progress_id = g_timeout_add (PROGRESS_MS, progress_cb, self);
  gradus_export_work_out_async (figure, self->working, worked_out_cb,
                                g_object_ref (self));
}

static void
stop_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusExportDialog *self = GRADUS_EXPORT_DIALOG (widget);

  if (self->worked_out == NULL)
    return;
  self->stopped = self->worked_out;
  stop_work (self);
  stop_waiting (self);
  gradus_export_page_show_stopped (self->page);
}

static void
go_on_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusExportDialog *self = GRADUS_EXPORT_DIALOG (widget);

  if (self->stopped == NULL)
    return;
  self->stopped = NULL;
  stop_waiting (self);
  begin_work (self, gradus_export_dialog_get_figure (self));
  gradus_export_page_show_progress (self->page, -1);
}

/* --- All of it --- */

static gboolean
rest_cb (gpointer user_data)
{
  GradusExportDialog *self = user_data;
  GradusFigure       *figure = gradus_export_dialog_get_figure (self);

  self->rest_id = 0;
  if (figure == NULL || gradus_figure_is_worked_out (figure))
    start_preview (self);
  else if (figure != self->stopped)
    {
      if (figure != self->worked_out)
        begin_work (self, figure);
      wait_patiently (self);
    }
  return G_SOURCE_REMOVE;
}

void
gradus_export_dialog_update_preview (GradusExportDialog *self)
{
  GradusFigure *figure = gradus_export_dialog_get_figure (self);

  stop_waiting (self);
  if (self->worked_out != figure)
    stop_work (self);
  if (self->stopped != figure)
    self->stopped = NULL;
  if (self->item != NULL)
    self->rest_id = g_timeout_add (REST_MS, rest_cb, self);
}

void
gradus_export_dialog_stop_preview (GradusExportDialog *self)
{
  stop_waiting (self);
  stop_work (self);
  self->stopped = NULL;
}

void
gradus_export_dialog_class_install_preview (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "export.stop", NULL, stop_cb);
  gtk_widget_class_install_action (widget_class, "export.work-out", NULL, go_on_cb);
}
