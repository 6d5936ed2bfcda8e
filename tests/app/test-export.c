/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-export-dialog.h"
#include "app/gradus-export-page.h"
#include "app/gradus-figure-source.h"
#include "app/gradus-predict-view.h"
#include "plot/figure-confusion.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  AppFixture          app;
  GradusExportDialog *dialog; /* NULL again once it is gone */
  char               *folder;
  GFile              *exported;
  GdkTexture         *texture;
  char               *text;
} Fixture;

static gboolean
can_train (Fixture *f)
{
  return gradus_studio_can_train (f->app.studio);
}

static gboolean
has_trained (Fixture *f)
{
  return gradus_studio_get_snapshot (f->app.studio)->n_epochs > 0 &&
         gradus_studio_get_snapshot (f->app.studio)->state != GRADUS_SESSION_RUNNING;
}

static void
set_up (Fixture *f, gconstpointer user_data)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("digit-reader-small"));

  f->folder = g_dir_make_tmp ("gradus-export-XXXXXX", NULL);
  app_fixture_set_up_empty (&f->app, user_data);
  g_free (project->data.source);
  project->data.source = g_strdup ("digits");
  project->data.n_train = 320;
  project->data.n_test = 32;
  app_fixture_show (&f->app, project);
  APP_WAIT_FOR (can_train (f));
}

static void
set_up_trained (Fixture *f, gconstpointer user_data)
{
  set_up (f, user_data);
  gtk_widget_activate_action (GTK_WIDGET (f->app.window), "win.step-epoch", NULL);
  APP_WAIT_FOR (has_trained (f));
}

static gboolean
is_closed (Fixture *f)
{
  return f->dialog == NULL;
}

/* The folder is empty but for what the test has removed: nothing half-written is left. */
static void
tear_down (Fixture *f, gconstpointer user_data)
{
  if (f->dialog != NULL)
    gtk_window_close (GTK_WINDOW (f->dialog));
  APP_WAIT_FOR (is_closed (f));
  app_fixture_tear_down (&f->app, user_data);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_clear_object (&f->exported);
  g_clear_object (&f->texture);
  g_free (f->folder);
  g_free (f->text);
}

/* --- The dialog --- */

static gboolean
is_open (Fixture *f)
{
  g_set_weak_pointer (&f->dialog, app_find_window (GRADUS_TYPE_EXPORT_DIALOG));
  return f->dialog != NULL;
}

static void
exported_cb (Fixture *f, GFile *file)
{
  g_set_object (&f->exported, file);
}

static void
open_dialog (Fixture *f, const char *id)
{
  if (id == NULL)
    gtk_widget_activate_action (GTK_WIDGET (f->app.window), "win.export", NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (f->app.window), "win.export-as", "s", id);
  APP_WAIT_FOR (is_open (f));
  g_signal_connect_swapped (f->dialog, "exported", G_CALLBACK (exported_cb), f);
}

static const char *
get_shown (Fixture *f)
{
  GtkWidget *page = app_find_type (GTK_WIDGET (f->dialog), GRADUS_TYPE_EXPORT_PAGE);

  return gtk_stack_get_visible_child_name (
    GTK_STACK (app_find_type (page, GTK_TYPE_STACK)));
}

static gboolean
shows_picture (Fixture *f)
{
  return g_strcmp0 (get_shown (f), "picture") == 0;
}

static gboolean
shows_text (Fixture *f)
{
  return g_strcmp0 (get_shown (f), "text") == 0;
}

static gboolean
shows_facts (Fixture *f)
{
  return g_strcmp0 (get_shown (f), "facts") == 0;
}

static void
export_to (Fixture *f, const char *name)
{
  g_autoptr (GFile) file = g_file_new_build_filename (f->folder, name, NULL);

  gradus_export_dialog_export_to (f->dialog, file);
}

static AdwComboRow *
find_combo (GtkWidget *widget, const char *title)
{
  if (ADW_IS_COMBO_ROW (widget) &&
      g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) ==
        0)
    return ADW_COMBO_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      AdwComboRow *found = find_combo (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
choose_format (Fixture *f, guint format)
{
  adw_combo_row_set_selected (find_combo (GTK_WIDGET (f->dialog), "Format"), format);
}

/* --- Tests --- */

/* Drawings in each format; the name gets its ending. */
static void
test_figures (Fixture *f, gconstpointer data)
{
  static const char *const ids[] = { "curves", "weights", "representations",
                                     "prediction" };
  static const char *const magic[] = { "\211PNG", "<?xml", "%PDF" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    for (guint format = 0; format < G_N_ELEMENTS (magic); format++)
      {
        g_autofree char *bytes = NULL;
        g_autofree char *name = NULL;

        open_dialog (f, ids[i]);
        APP_WAIT_FOR (shows_picture (f));
        choose_format (f, format);
        export_to (f, ids[i]);
        APP_WAIT_FOR (is_closed (f));
        name = g_file_get_basename (f->exported);
        g_assert_true (g_str_has_prefix (name, ids[i]));
        g_assert_true (
          g_file_get_contents (g_file_peek_path (f->exported), &bytes, NULL, NULL));
        g_assert_cmpmem (bytes, 4, magic[format], 4);
        g_remove (g_file_peek_path (f->exported));
      }
}

/* Every format of the table is previewed as what it is, and written. */
static void
test_formats (Fixture *f, gconstpointer data)
{
  guint                           n_formats;
  const GradusModelFormat *const *formats = gradus_model_format_list (&n_formats);

  for (guint i = 0; i < n_formats; i++)
    {
      g_test_message ("%s", formats[i]->id);
      open_dialog (f, formats[i]->id);
      APP_WAIT_FOR (formats[i]->is_text ? shows_text (f) : shows_facts (f));
      export_to (f, "net");
      APP_WAIT_FOR (is_closed (f));
      g_assert_true (
        g_str_has_suffix (g_file_peek_path (f->exported), formats[i]->endings[0]));
      for (guint part = 0; part < GRADUS_MODEL_FORMAT_MAX_PARTS; part++)
        {
          g_autofree char *path = NULL;

          if (formats[i]->endings[part] == NULL)
            continue;
          path = g_strconcat (f->folder, "/net", formats[i]->endings[part], NULL);
          g_assert_cmpint (g_remove (path), ==, 0);
        }
    }
}

/* Its pages can be leafed through; the row is not the one that names files. */
static void
test_report (Fixture *f, gconstpointer data)
{
  AdwComboRow     *row;
  g_autofree char *bytes = NULL;

  open_dialog (f, "report");
  APP_WAIT_FOR (shows_picture (f));
  row = find_combo (GTK_WIDGET (f->dialog), "Page");
  g_assert_nonnull (row);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (row)), >, 1);
  adw_combo_row_set_selected (row, 1);
  APP_WAIT_FOR (shows_picture (f));
  export_to (f, "report");
  APP_WAIT_FOR (is_closed (f));
  g_assert_true (
    g_file_get_contents (g_file_peek_path (f->exported), &bytes, NULL, NULL));
  g_assert_cmpmem (bytes, 5, "%PDF-", 5);
  g_remove (g_file_peek_path (f->exported));
}

/* A drawing in its own size, and then another thing: its options go. */
static void
test_options (Fixture *f, gconstpointer data)
{
  AdwComboRow *size;

  open_dialog (f, "curves");
  APP_WAIT_FOR (shows_picture (f));
  size = find_combo (GTK_WIDGET (f->dialog), "Size");
  adw_combo_row_set_selected (size,
                              g_list_model_get_n_items (adw_combo_row_get_model (size)) -
                                1);
  APP_WAIT_FOR (shows_picture (f));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (size)));
  g_assert_false (
    gtk_widget_get_visible (GTK_WIDGET (find_combo (GTK_WIDGET (f->dialog), "Show"))));
  g_assert_true (gradus_export_dialog_choose (f->dialog, "weights", NULL));
  g_assert_true (
    gtk_widget_get_visible (GTK_WIDGET (find_combo (GTK_WIDGET (f->dialog), "Show"))));
  g_assert_true (gradus_export_dialog_choose (f->dialog, "keras", NULL));
  APP_WAIT_FOR (shows_facts (f));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (size)));
}

/* It begins with what is on the stage. */
static void
test_stage (Fixture *f, gconstpointer data)
{
  GtkListBox *list;

  gradus_window_show_view (f->app.window, "weights");
  app_settle ();
  open_dialog (f, NULL);
  APP_WAIT_FOR (shows_picture (f));
  list = GTK_LIST_BOX (app_find_type (GTK_WIDGET (f->dialog), GTK_TYPE_LIST_BOX));
  /* Samples, their classes, batches, curves, which there are not yet, and the loss come
   * before weights. */
  g_assert_cmpint (gtk_list_box_row_get_index (gtk_list_box_get_selected_row (list)), ==,
                   5);
  g_assert_true (gradus_export_dialog_choose (f->dialog, "weights", NULL));
}

/* --- What the window says then --- */

static GtkWidget *
find_action (GtkWidget *widget, const char *action)
{
  if (GTK_IS_ACTIONABLE (widget) &&
      g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_action (child, action);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_folder_button (Fixture *f)
{
  return find_action (GTK_WIDGET (f->app.window), "win.show-in-folder") != NULL;
}

/* A toast offers to show the file where it lies. */
static void
test_toast (Fixture *f, gconstpointer data)
{
  GVariant        *target;
  g_autofree char *uri = NULL;

  g_assert_false (has_folder_button (f));
  open_dialog (f, "summary");
  export_to (f, "net");
  APP_WAIT_FOR (is_closed (f));
  APP_WAIT_FOR (has_folder_button (f));
  target = gtk_actionable_get_action_target_value (
    GTK_ACTIONABLE (find_action (GTK_WIDGET (f->app.window), "win.show-in-folder")));
  uri = g_file_get_uri (f->exported);
  g_assert_cmpstr (g_variant_get_string (target, NULL), ==, uri);
  g_assert_true (g_str_has_suffix (uri, "/net.txt"));
  g_assert_cmpint (g_remove (g_file_peek_path (f->exported)), ==, 0);
}

static gboolean
has_matrix (Fixture *f)
{
  GtkWidget *view = app_find_type (GTK_WIDGET (f->app.window), GRADUS_TYPE_PREDICT_VIEW);
  g_autoptr (GPtrArray) figures = gradus_figure_source_list (GRADUS_FIGURE_SOURCE (view));

  for (guint i = 0; i < figures->len; i++)
    if (gradus_figure_get_kind (figures->pdata[i]) == &gradus_figure_confusion)
      return gradus_figure_get_problem (figures->pdata[i]) == NULL;
  return FALSE;
}

static char *
dup_matrix (Fixture *f)
{
  GtkWidget *view = app_find_type (GTK_WIDGET (f->app.window), GRADUS_TYPE_PREDICT_VIEW);
  g_autoptr (GPtrArray) figures = gradus_figure_source_list (GRADUS_FIGURE_SOURCE (view));

  for (guint i = 0; i < figures->len; i++)
    if (gradus_figure_get_kind (figures->pdata[i]) == &gradus_figure_confusion)
      return gradus_figure_to_csv (figures->pdata[i]);
  return NULL;
}

static gboolean
is_matrix (Fixture *f, const char *numbers)
{
  g_autofree char *now = dup_matrix (f);

  return g_strcmp0 (now, numbers) == 0;
}

/* The matrix of an earlier network is not exported as that of this one. */
static void
test_outdated (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *late = NULL;

  gradus_window_show_view (f->app.window, "predict");
  APP_WAIT_FOR (has_matrix (f));
  gradus_window_show_view (f->app.window, "curves");
  app_settle ();
  before = dup_matrix (f); /* nothing has been learned since */
  g_assert_nonnull (before);
  for (guint i = 0; i < 4; i++)
    {
      guint n = gradus_studio_get_snapshot (f->app.studio)->n_epochs;

      gtk_widget_activate_action (GTK_WIDGET (f->app.window), "win.step-epoch", NULL);
      APP_WAIT_FOR (gradus_studio_get_snapshot (f->app.studio)->n_epochs > n &&
                    has_trained (f));
    }
  late = dup_matrix (f);
  g_assert_cmpstr (late, !=, before);
  gradus_window_show_view (f->app.window, "predict");
  APP_WAIT_FOR (is_matrix (f, late));
}

static void
export_unseen (Fixture *f, const char *const *ids)
{
  gsize length;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *svg = NULL;

      open_dialog (f, ids[i]);
      g_assert_true (gradus_export_dialog_choose (f->dialog, ids[i], NULL));
      APP_WAIT_FOR (shows_picture (f));
      export_to (f, "late.png");
      APP_WAIT_FOR (is_closed (f));
      g_assert_true (
        g_file_get_contents (g_file_peek_path (f->exported), &svg, &length, NULL));
      g_assert_cmpuint (length, >, 2000);
      g_assert_cmpmem (svg, 4, "\211PNG", 4);
      g_assert_cmpint (g_remove (g_file_peek_path (f->exported)), ==, 0);
      g_clear_object (&f->exported);
    }
}

/* What has to be worked out first is there without having been looked at. */
static void
test_never_seen (Fixture *f, gconstpointer data)
{
  static const char *const  of_digits[] = { "confusion", "mistakes", "evidence", "maps",
                                            NULL };
  static const char *const  of_points[] = { "plane", "maps", NULL };
  g_autoptr (GradusProject) spirals =
    gradus_template_build (gradus_template_find ("spirals"));

  export_unseen (f, of_digits);
  spirals->data.n_train = spirals->data.n_test = 100;
  app_fixture_show (&f->app, spirals);
  APP_WAIT_FOR (can_train (f));
  export_unseen (f, of_points);
}

/* What cannot be exported now cannot be chosen, and says why. */
static void
test_unavailable (Fixture *f, gconstpointer data)
{
  open_dialog (f, NULL);
  g_assert_false (gradus_export_dialog_choose (f->dialog, "curves", NULL));
  g_assert_false (gradus_export_dialog_choose (f->dialog, "csv", NULL));
  g_assert_false (gradus_export_dialog_choose (f->dialog, "nothing", NULL));
  g_assert_true (gradus_export_dialog_choose (f->dialog, "python", NULL));
  APP_WAIT_FOR (shows_text (f));
}

static gboolean
has_message (Fixture *f)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        {
          g_free (f->text);
          f->text = g_strdup (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (window)));
          gtk_window_destroy (window);
          return TRUE;
        }
    }
  return FALSE;
}

/* A file that cannot be written: a message, and the dialog is still there. */
static void
test_unwritable (Fixture *f, gconstpointer data)
{
  static const char *const ids[] = { "curves", "keras" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      open_dialog (f, ids[i]);
      export_to (f, "missing/net");
      APP_WAIT_FOR (has_message (f));
      g_assert_nonnull (strstr (f->text, "net"));
      g_assert_null (f->exported);
      app_settle ();
      g_assert_nonnull (f->dialog);
      export_to (f, "net");
      APP_WAIT_FOR (is_closed (f));
      g_assert_nonnull (f->exported);
      g_remove (g_file_peek_path (f->exported));
      g_clear_object (&f->exported);
    }
}

/* Not for root, whom no folder keeps out. */
static void
test_read_only (Fixture *f, gconstpointer data)
{
  g_chmod (f->folder, 0555);
  if (g_access (f->folder, W_OK) == 0)
    g_test_skip ("this user may write everywhere");
  else
    {
      open_dialog (f, "python");
      export_to (f, "net");
      APP_WAIT_FOR (has_message (f));
      g_assert_nonnull (f->dialog);
    }
  g_chmod (f->folder, 0755);
}

static void
texture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  f->texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  f->text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
has_texture (Fixture *f)
{
  return f->texture != NULL;
}

static gboolean
has_text (Fixture *f)
{
  return f->text != NULL;
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  GtkWidget    *window = GTK_WIDGET (f->app.window);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (window);

  gradus_window_show_view (f->app.window, "curves");
  gtk_widget_activate_action (window, "win.copy-picture", NULL);
  g_assert_true (
    gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard),
                                           "image/svg+xml"));
  gdk_clipboard_read_texture_async (clipboard, NULL, texture_cb, f);
  APP_WAIT_FOR (has_texture (f));
  g_assert_cmpint (gdk_texture_get_width (f->texture), >, 1000);
  gtk_widget_activate_action (window, "win.copy-numbers", NULL);
  g_assert_true (
    gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard),
                                           "text/csv"));
  gdk_clipboard_read_text_async (clipboard, NULL, text_cb, f);
  APP_WAIT_FOR (has_text (f));
  g_assert_true (g_str_has_prefix (f->text, "epoch,step,loss"));
}

int
main (int argc, char **argv)
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
#define ADD(name, prepare, test)                                                         \
  g_test_add ("/app/export/" name, Fixture, NULL, prepare, test, tear_down)
  ADD ("figures", set_up_trained, test_figures);
  ADD ("formats", set_up_trained, test_formats);
  ADD ("report", set_up_trained, test_report);
  ADD ("options", set_up_trained, test_options);
  ADD ("stage", set_up, test_stage);
  ADD ("toast", set_up, test_toast);
  ADD ("outdated", set_up_trained, test_outdated);
  ADD ("never-seen", set_up_trained, test_never_seen);
  ADD ("unavailable", set_up, test_unavailable);
  ADD ("unwritable", set_up_trained, test_unwritable);
  ADD ("read-only", set_up, test_read_only);
  ADD ("copy", set_up_trained, test_copy);
#undef ADD
  return g_test_run ();
}
