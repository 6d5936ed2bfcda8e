/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-export-dialog.h"
#include "app/gradus-figure-menu.h"
#include "app/gradus-figure-source.h"
#include "app/gradus-show-in-folder.h"
#include "app/gradus-window-private.h"
#include "plot/figure-update.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define TOAST_SECONDS 10

/* --- Afterwards --- */

static void
show_in_folder_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  gradus_show_in_folder (GTK_WINDOW (user_data), file);
}

static void
exported_cb (GradusWindow *self, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *text = g_strdup_printf (_ ("Exported as “%s”"), name);
  g_autofree char *markup = g_markup_escape_text (text, -1);
  g_autofree char *uri = g_file_get_uri (file);
  AdwToast        *toast = adw_toast_new (markup);

  /* Long enough to go there with the pointer. */
  adw_toast_set_timeout (toast, TOAST_SECONDS);
  adw_toast_set_button_label (toast, _ ("Show in _Folder"));
  adw_toast_set_action_name (toast, "win.show-in-folder");
  adw_toast_set_action_target (toast, "s", uri);
  gradus_toasts_add (self->toasts, toast);
}

/* --- What there is to export --- */

/* Drawings are dated and named in one place for all. */
static void
add_notes (GradusWindow *self, GPtrArray *figures)
{
  const GradusProject *project =
    gradus_document_get_project (gradus_studio_get_document (self->studio));
  const GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);
  g_autofree char *note = gradus_figure_describe_run (project->title, snapshot->n_epochs);

  for (guint i = 0; i < figures->len; i++)
    gradus_figure_set_note (figures->pdata[i], note);
}

static void
list_figures_below (GtkWidget *widget, GPtrArray *figures)
{
  if (GRADUS_IS_FIGURE_SOURCE (widget))
    {
      g_autoptr (GPtrArray) more =
        gradus_figure_source_list (GRADUS_FIGURE_SOURCE (widget));

      for (guint i = 0; i < more->len; i++)
        g_ptr_array_add (figures, gradus_figure_ref (more->pdata[i]));
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    list_figures_below (child, figures);
}

/* The first of its kind, which keeps its place in the list. */
static void
insert_chosen (GPtrArray *figures, GradusFigure *chosen)
{
  const GradusFigureKind *kind = gradus_figure_get_kind (chosen);
  guint                   at = 0;

  while (at < figures->len && gradus_figure_get_kind (figures->pdata[at]) != kind)
    at++;
  g_ptr_array_insert (figures, (int) at, gradus_figure_ref (chosen));
}

static GPtrArray *
list_figures (GradusWindow *self, GradusFigure *chosen)
{
  GPtrArray *figures =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_figure_unref);

  list_figures_below (GTK_WIDGET (self->views), figures);
  list_figures_below (GTK_WIDGET (self->inspector_bin), figures);
  if (self->microscope != NULL)
    list_figures_below (GTK_WIDGET (self->microscope), figures);
  else
    g_ptr_array_add (figures, gradus_figure_update_new (NULL, NULL));
  if (chosen != NULL)
    insert_chosen (figures, chosen);
  add_notes (self, figures);
  return figures;
}

/* What waits while the trainer is asked for what it has learned. */
typedef struct
{
  char         *id;
  GradusFigure *figure;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->id);
  g_clear_pointer (&request->figure, gradus_figure_unref);
  g_free (request);
}

static GradusKerasFile *
make_file (GradusWindow *self, const GradusTrainerState *state)
{
  GradusSnapshot  *snapshot = gradus_studio_get_live_snapshot (self->studio);
  GradusKerasFile *file = g_new0 (GradusKerasFile, 1);

  file->project = gradus_project_copy (
    gradus_document_get_project (gradus_studio_get_document (self->studio)));
  file->learning_rate = NAN;
  file->from_gradus = TRUE;
  if (state == NULL)
    return file;
  file->weights = g_ptr_array_ref (gradus_trainer_state_get_weights (state));
  if (gradus_trainer_state_get_slots (state) != NULL)
    file->slots = g_ptr_array_ref (gradus_trainer_state_get_slots (state));
  file->iteration = gradus_trainer_state_get_iteration (state);
  file->learning_rate = gradus_trainer_state_get_learning_rate (state);
  if (gradus_trainer_state_get_silences (state) != NULL)
    file->silences = g_ptr_array_ref (gradus_trainer_state_get_silences (state));
  if (snapshot->history != NULL && snapshot->n_steps > 0)
    file->history = gradus_history_ref (snapshot->history);
  return file;
}

static const char *
get_id (const Request *request)
{
  return request->figure != NULL ? gradus_figure_get_kind (request->figure)->id
                                 : request->id;
}

static void
state_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask)              task = user_data;
  GradusWindow                  *self = g_task_get_source_object (task);
  const Request                 *request = g_task_get_task_data (task);
  g_autoptr (GradusTrainerState) state =
    gradus_session_dup_state_finish (GRADUS_SESSION (source), result, NULL);
  g_autoptr (GPtrArray)            figures = NULL;
  g_autoptr (GradusExportMaterial) material = NULL;
  GradusExportDialog              *dialog;

  g_task_return_boolean (task, TRUE);
  if (self->studio == NULL || gradus_studio_get_document (self->studio) == NULL)
    return;
  figures = list_figures (self, request->figure);
  material = gradus_export_material_new (figures, make_file (self, state),
                                         gradus_studio_get_test_data (self->studio));
  dialog = gradus_export_dialog_new (GTK_WINDOW (self), material);
  /* The keys go back to the window from which it was opened. */
  if (self->microscope != NULL && gtk_window_is_active (self->microscope))
    gtk_window_set_transient_for (GTK_WINDOW (dialog), self->microscope);
  if (get_id (request) != NULL)
    gradus_export_dialog_choose (dialog, get_id (request),
                                 request->figure != NULL
                                   ? gradus_figure_get_variant (request->figure)
                                   : NULL);
  g_signal_connect_object (dialog, "exported", G_CALLBACK (exported_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
open_dialog (GradusWindow *self, const char *id, GradusFigure *figure)
{
  GTask   *task = g_task_new (self, NULL, NULL, NULL);
  Request *request = g_new0 (Request, 1);

  request->id = g_strdup (id);
  request->figure = figure != NULL ? gradus_figure_ref (figure) : NULL;
  g_task_set_task_data (task, request, request_free);
  gradus_session_dup_state_async (gradus_studio_get_session (self->studio), state_cb,
                                  task);
}

/**
 * gradus_window_export_figure:
 * @self: a window
 * @figure: what is exported
 *
 * Opens the export dialog with a drawing chosen.
 */
void
gradus_window_export_figure (GradusWindow *self, GradusFigure *figure)
{
  g_return_if_fail (GRADUS_IS_WINDOW (self));

  if (gradus_studio_get_document (self->studio) != NULL)
    open_dialog (self, NULL, figure);
}

/* --- Actions --- */

/* What the view on the stage shows first. */
static GradusFigure *
dup_shown_figure (GradusWindow *self)
{
  GtkWidget            *view = adw_view_stack_get_visible_child (self->views);
  g_autoptr (GPtrArray) figures = NULL;

  if (!GRADUS_IS_FIGURE_SOURCE (view))
    return NULL;
  figures = gradus_figure_source_list (GRADUS_FIGURE_SOURCE (view));
  add_notes (self, figures);
  return figures->len > 0 ? gradus_figure_ref (figures->pdata[0]) : NULL;
}

/* Begins with what is on the stage. */
static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow            *self = user_data;
  g_autoptr (GradusFigure) figure = dup_shown_figure (self);

  if (figure != NULL && gradus_figure_get_problem (figure) != NULL)
    g_clear_pointer (&figure, gradus_figure_unref);
  open_dialog (self, NULL, figure);
}

static void
export_as_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  open_dialog (user_data, g_variant_get_string (parameter, NULL), NULL);
}

static void
copy_shown (GradusWindow *self, void (*copy) (GtkWidget *widget, GradusFigure *figure))
{
  g_autoptr (GradusFigure) figure = dup_shown_figure (self);

  if (figure == NULL)
    return;
  if (gradus_figure_get_problem (figure) != NULL)
    gradus_window_toast (self, gradus_figure_get_problem (figure));
  else
    copy (GTK_WIDGET (self), figure);
}

static void
copy_picture_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  copy_shown (user_data, gradus_figure_copy_picture);
}

static void
copy_numbers_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  copy_shown (user_data, gradus_figure_copy_numbers);
}

static const GActionEntry entries[] = {
  { "export", export_cb },
  { "export-as", export_as_cb, "s" },
  { "copy-picture", copy_picture_cb },
  { "copy-numbers", copy_numbers_cb },
  { "show-in-folder", show_in_folder_cb, "s" },
};

void
gradus_window_add_export_actions (GradusWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries),
                                   self);
}

void
gradus_window_update_export_actions (GradusWindow *self, gboolean is_open)
{
  static const char *const names[] = { "export", "export-as", "copy-picture",
                                       "copy-numbers" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                   g_action_map_lookup_action (G_ACTION_MAP (self),
                                                               names[i])),
                                 is_open);
}
