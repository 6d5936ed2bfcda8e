/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-application.h"
#include "app/gradus-properties-dialog.h"
#include "app/gradus-recovery-dialog.h"
#include "app/gradus-window-private.h"
#include "engine/model.h"
#include "io/keras-weights.h"
#include "io/keras-zip.h"
#include "io/weights-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sys/mount.h>

typedef struct
{
  GradusApplication *application;
  GradusWindow      *window;
  char              *folder;
  char              *path; /* of a small network */
  gboolean           is_mounted;
} Fixture;

/* Lets what was begun come to rest; something that moves may never do so. */
static void
settle (void)
{
  gint64 end = g_get_monotonic_time () + 500 * G_TIME_SPAN_MILLISECOND;

  while (g_main_context_iteration (NULL, FALSE) && g_get_monotonic_time () < end)
    ;
}

/* --- Files --- */

static GradusProject *
new_project (const char *title)
{
  GradusProject *project = gradus_template_build (gradus_template_find ("tutorial"));

  project->data.n_train = 320;
  project->data.n_test = 32;
  g_free (project->title);
  project->title = g_strdup (title);
  return project;
}

static char *
write_network (Fixture *f, const char *name)
{
  g_autoptr (GradusProject) project = new_project (name);
  GradusKerasFile           file = { .project = project,
                                     .learning_rate = NAN,
                                     .from_gradus = TRUE };
  g_autofree char          *base = g_strconcat (name, ".keras", NULL);
  char                     *path = g_build_filename (f->folder, base, NULL);
  g_autoptr (GError)        error = NULL;

  gradus_keras_file_save (&file, path, &error);
  g_assert_no_error (error);
  return path;
}

static GBytes *
read_file (const char *path)
{
  char              *text;
  gsize              length;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_unlink (path) != 0)
        remove_folder (path);
    }
  g_rmdir (folder);
}

/* --- Windows --- */

static guint
count_windows (Fixture *f)
{
  guint n = 0;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (f->application));
       l != NULL; l = l->next)
    n += GRADUS_IS_WINDOW (l->data) ? 1 : 0;
  return n;
}

static GradusWindow *
new_window (Fixture *f)
{
  GradusWindow *window = gradus_window_new (GTK_APPLICATION (f->application));

  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static GradusDocument *
get_document (Fixture *f)
{
  return gradus_studio_get_document (f->window->studio);
}

static gboolean
has_document (Fixture *f)
{
  return get_document (f) != NULL;
}

static AdwMessageDialog *
find_dialog (void)
{
  g_autoptr (GList) toplevels = gtk_window_list_toplevels ();

  for (GList *l = toplevels; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_visible (l->data))
      return l->data;
  return NULL;
}

static gboolean
has_dialog (Fixture *f)
{
  return find_dialog () != NULL;
}

/* Waits for a question and answers it. */
static void
answer (Fixture *f, const char *heading, const char *response)
{
  AdwMessageDialog *dialog;

  APP_WAIT_FOR (has_dialog (f));
  dialog = find_dialog ();
  g_assert_cmpstr (adw_message_dialog_get_heading (dialog), ==, heading);
  g_test_message ("%s", adw_message_dialog_get_body (dialog));
  g_assert_true (adw_message_dialog_has_response (dialog, response));
  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  settle ();
}

static void
open_path (Fixture *f, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  gradus_window_open_file (f->window, file);
}

static void
open_first (Fixture *f)
{
  open_path (f, f->path);
  APP_WAIT_FOR (has_document (f));
}

static void
edit (Fixture *f, guint epochs)
{
  GradusFitOptions fit = gradus_document_get_project (get_document (f))->fit;

  fit.epochs = epochs;
  gradus_document_set_fit (get_document (f), &fit);
}

static void
activate (Fixture *f, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->window), action, NULL));
}

static gboolean
is_unsaved (Fixture *f)
{
  return gradus_window_has_unsaved (f->window);
}

static gboolean
is_saved (Fixture *f)
{
  return !is_unsaved (f) && !f->window->is_saving;
}

static gboolean
is_not_saving (Fixture *f)
{
  return !f->window->is_saving;
}

static gboolean
can_train (Fixture *f)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (f->window), "train");
}

static gboolean
has_copy (Fixture *f)
{
  return gradus_autosave_has_copy (f->window->autosave);
}

static gboolean
has_no_copy (Fixture *f)
{
  return !has_copy (f) && !gradus_autosave_is_busy (f->window->autosave);
}

static guint
count_copies (void)
{
  g_autofree char *folder = gradus_recovery_dup_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *name;
  guint            n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ".keras") ? 1 : 0;
  return n;
}

/* --- Fixture --- */

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->application = g_object_ref (GRADUS_APPLICATION (g_application_get_default ()));
  f->folder = g_dir_make_tmp ("gradus-files-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = write_network (f, "first");
  f->window = new_window (f);
}

static void
destroy_windows (Fixture *f)
{
  GList *windows;

  while ((windows = gtk_application_get_windows (GTK_APPLICATION (f->application))) !=
         NULL)
    {
      if (GRADUS_IS_WINDOW (windows->data))
        GRADUS_WINDOW (windows->data)->is_discarded = TRUE;
      gtk_window_destroy (windows->data);
    }
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  destroy_windows (f);
  settle ();
  if (f->is_mounted)
    umount2 (f->folder, MNT_DETACH);
  remove_folder (f->folder);
  g_free (f->folder);
  g_free (f->path);
  g_object_unref (f->application);
}

/* --- Opening --- */

static void
test_broken (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "broken.keras", NULL);
  GradusDocument  *document;

  g_file_set_contents (path, "nothing of the kind", -1, NULL);
  open_first (f);
  document = get_document (f);
  open_path (f, path);
  answer (f, "Could Not Open the File", "close");
  g_assert_true (get_document (f) == document);
  g_assert_cmpuint (count_windows (f), ==, 1);
}

static gboolean
has_two_windows (Fixture *f)
{
  return count_windows (f) == 2;
}

static void
test_several (Fixture *f, gconstpointer data)
{
  g_autofree char *second = write_network (f, "second");
  GradusDocument  *document;

  open_first (f);
  document = get_document (f);
  open_path (f, second);
  APP_WAIT_FOR (has_two_windows (f));
  g_assert_true (get_document (f) == document);
  settle ();
  /* What is open already is shown, not opened again. */
  open_path (f, second);
  open_path (f, f->path);
  for (int i = 0; i < 20; i++)
    {
      g_usleep (20000);
      settle ();
    }
  g_assert_cmpuint (count_windows (f), ==, 2);
}

/* Several files at once: the first takes the empty window. */
static void
test_handed_over (Fixture *f, gconstpointer data)
{
  g_autofree char *second = write_network (f, "second");
  GFile *files[] = { g_file_new_for_path (f->path), g_file_new_for_path (second) };

  g_application_open (G_APPLICATION (f->application), files, 2, "");
  APP_WAIT_FOR (has_two_windows (f));
  APP_WAIT_FOR (has_document (f));
  g_object_unref (files[0]);
  g_object_unref (files[1]);
}

static void
test_closed_while_opening (Fixture *f, gconstpointer data)
{
  open_path (f, f->path);
  gtk_window_destroy (GTK_WINDOW (f->window));
  settle ();
  g_assert_cmpuint (count_windows (f), ==, 0);
}

/* All threads that could load are busy for a while. */
static void
sleep_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  while (!g_cancellable_is_cancelled (cancellable))
    g_usleep (10000);
  g_task_return_boolean (task, TRUE);
}

static void
test_given_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) end = g_cancellable_new ();

  for (int i = 0; i < 24; i++)
    {
      g_autoptr (GTask) task = g_task_new (NULL, end, NULL, NULL);

      g_task_run_in_thread (task, sleep_thread);
    }
  open_path (f, f->path);
  answer (f, "Opening “first.keras”", "cancel");
  g_assert_null (find_dialog ());
  g_cancellable_cancel (end);
  g_usleep (300000);
  settle ();
  g_assert_null (get_document (f));
  /* The same file opens when there is time. */
  open_first (f);
}

static gboolean
drop (Fixture *f, const char *path)
{
  GSList  *files = g_slist_append (NULL, g_file_new_for_path (path));
  GValue   value = G_VALUE_INIT;
  gboolean is_taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_list (files));
  g_signal_emit_by_name (app_find_controller (GTK_WIDGET (f->window),
                                              GTK_TYPE_DROP_TARGET),
                         "drop", &value, 10.0, 10.0, &is_taken);
  g_value_unset (&value);
  g_slist_free_full (files, g_object_unref);
  return is_taken;
}

static void
test_drop (Fixture *f, gconstpointer data)
{
  g_assert_false (drop (f, "/tmp/holiday.jpeg"));
  g_assert_true (drop (f, f->path));
  APP_WAIT_FOR (has_document (f));
}

/* --- Weights without a network --- */

/* @name: of the file; its ending says of which kind it is */
static char *
write_weights (Fixture *f, const char *template, const char *name)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find (template));
  g_autoptr (GradusModel) model = gradus_model_new (project->sequential, 77, NULL);
  g_autoptr (GPtrArray)   weights = gradus_model_dup_weights (model);
  GradusKerasFile file = { .project = project, .weights = weights, .learning_rate = NAN };
  char           *path = g_build_filename (f->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_str_has_suffix (name, ".npz")
                               ? gradus_weights_file_write_npz (&file, &error)
                               : gradus_keras_weights_write (&file, &error);

  g_assert_no_error (error);
  g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                       (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  return path;
}

static gboolean
has_other_weights (Fixture *f)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (f->window->studio);
  GradusTensor   *one, *start;

  if (snapshot->weights == NULL)
    return FALSE;
  one = snapshot->weights->pdata[0];
  start = snapshot->start_weights->pdata[0];
  return memcmp (one->data, start->data, one->size * sizeof (float)) != 0;
}

static void
test_weights (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_weights (f, "tutorial", data);
  GradusDocument  *document;

  open_path (f, path); /* nothing is open yet that could take them */
  answer (f, "Weights Without a Network", "close");
  g_assert_null (get_document (f));

  open_first (f);
  document = get_document (f);
  APP_WAIT_FOR (can_train (f));
  g_assert_false (is_unsaved (f));
  open_path (f, path);
  answer (f, "Load the Weights?", "accept");
  APP_WAIT_FOR (has_other_weights (f));
  g_assert_true (get_document (f) == document);
  g_assert_true (is_unsaved (f));
}

static void
test_other_weights (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_weights (f, "mnist-mlp", data);

  open_first (f);
  APP_WAIT_FOR (can_train (f));
  open_path (f, path);
  answer (f, "Load the Weights?", "accept");
  answer (f, "Could Not Open the File", "close");
  g_assert_false (is_unsaved (f));
}

/* --- Title and notes --- */

static GtkWindow *
find_properties (void)
{
  g_autoptr (GList) toplevels = gtk_window_list_toplevels ();

  for (GList *l = toplevels; l != NULL; l = l->next)
    if (GRADUS_IS_PROPERTIES_DIALOG (l->data))
      return l->data;
  return NULL;
}

static GtkWidget *
find_in (GtkWidget *widget, GType type)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_in (child, type);
  return found;
}

static void
fill_properties (const char *title, const char *notes)
{
  GtkWidget *dialog = GTK_WIDGET (find_properties ());

  g_assert_nonnull (dialog);
  gtk_editable_set_text (GTK_EDITABLE (find_in (dialog, ADW_TYPE_ENTRY_ROW)), title);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (
                              GTK_TEXT_VIEW (find_in (dialog, GTK_TYPE_TEXT_VIEW))),
                            notes, -1);
  gtk_window_close (GTK_WINDOW (dialog));
  settle ();
  g_assert_null (find_properties ());
}

static const GradusProject *
get_project (Fixture *f)
{
  return gradus_document_get_project (get_document (f));
}

static void
test_properties (Fixture *f, gconstpointer data)
{
  g_autoptr (GradusKerasFile) file = NULL;
  g_autofree char            *title = NULL;

  open_first (f);
  title = g_strdup (get_project (f)->title);
  activate (f, "win.properties");
  settle ();
  gtk_window_close (find_properties ());
  settle ();
  g_assert_false (is_unsaved (f)); /* looking changes nothing */

  activate (f, "win.properties");
  settle ();
  fill_properties ("  Mine ", "First line\nsecond");
  g_assert_cmpstr (get_project (f)->title, ==, "Mine");
  g_assert_cmpstr (get_project (f)->notes, ==, "First line\nsecond");
  g_assert_true (is_unsaved (f));
  activate (f, "win.undo");
  activate (f, "win.undo");
  g_assert_cmpstr (get_project (f)->title, ==, title);
  g_assert_cmpstr (get_project (f)->notes, ==, "");
  g_assert_false (is_unsaved (f));

  activate (f, "win.properties");
  settle ();
  fill_properties (" ", "Kept");
  g_assert_cmpstr (get_project (f)->title, ==, title);
  activate (f, "win.save");
  APP_WAIT_FOR (is_saved (f));
  file = gradus_keras_file_load (f->path, NULL);
  g_assert_cmpstr (file->project->notes, ==, "Kept");
}

/* --- A newer Gradus --- */

static void
make_newer (const char *path)
{
  static const GradusZipLimit limits[] = { { "metadata.json", 1 << 20 },
                                           { "config.json", 1 << 20 },
                                           { "model.weights.h5", 1 << 24 } };
  static const char           text[] = "{\"format\":\"gradus\",\"version\":1000}";
  g_autoptr (GPtrArray)       members =
    gradus_zip_read (path, limits, G_N_ELEMENTS (limits), NULL);
  g_autoptr (GBytes) member = g_bytes_new_static (text, strlen (text));
  g_autoptr (GBytes) bytes = NULL;

  gradus_zip_members_add (members, "gradus.json", member);
  bytes = gradus_zip_write (members, NULL);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
}

static void
test_newer (Fixture *f, gconstpointer data)
{
  const GradusProject *project;

  make_newer (f->path);
  open_path (f, f->path);
  answer (f, "A File of the Future", "cancel");
  g_assert_null (get_document (f));
  open_path (f, f->path);
  answer (f, "A File of the Future", "accept");
  APP_WAIT_FOR (has_document (f));
  project = gradus_document_get_project (get_document (f));
  edit (f, project->fit.epochs + 1);
  g_assert_true (gradus_document_get_project (get_document (f)) == project);
  g_assert_false (is_unsaved (f));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (f->window), "save"));
  g_assert_false (
    g_action_group_get_action_enabled (G_ACTION_GROUP (f->window), "insert"));
}

/* --- Saving --- */

static void
test_changed_on_disk (Fixture *f, gconstpointer data)
{
  g_autofree char   *other = write_network (f, "other");
  g_autoptr (GBytes) bytes = read_file (other);
  g_autoptr (GBytes) kept = NULL;
  g_autoptr (GBytes) replaced = NULL;

  open_first (f);
  edit (f, 3);
  g_assert_true (g_file_set_contents (f->path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
  activate (f, "win.save");
  answer (f, "Replace the Changed File?", "cancel");
  kept = read_file (f->path);
  g_assert_true (g_bytes_equal (kept, bytes));
  g_assert_true (is_unsaved (f));

  activate (f, "win.save");
  answer (f, "Replace the Changed File?", "replace");
  APP_WAIT_FOR (is_saved (f));
  replaced = read_file (f->path);
  g_assert_false (g_bytes_equal (replaced, bytes));
  /* What was written here is known. */
  edit (f, 4);
  activate (f, "win.save");
  APP_WAIT_FOR (is_saved (f));
  g_assert_null (find_dialog ());
}

/* A disk of its own under the folder of the test, where that is possible. */
static gboolean
mount_small (Fixture *f)
{
  if (mount ("tmpfs", f->folder, "tmpfs", 0, "size=768k") != 0)
    {
      g_test_skip (errno == EPERM ? "only root may mount a small disk"
                                  : "a small disk cannot be mounted here");
      return FALSE;
    }
  f->is_mounted = TRUE;
  g_free (f->path);
  f->path = write_network (f, "first");
  return TRUE;
}

static void
fill_disk (Fixture *f)
{
  g_autofree char  *path = g_build_filename (f->folder, "filler", NULL);
  FILE             *file = fopen (path, "wb");
  static const char block[4096];

  g_assert_nonnull (file);
  setbuf (file, NULL);
  while (fwrite (block, sizeof block, 1, file) == 1)
    ;
  fclose (file);
}

static void
try_to_save_in_vain (Fixture *f)
{
  g_autoptr (GBytes) before = read_file (f->path);
  g_autoptr (GBytes) after = NULL;

  edit (f, 3);
  g_assert_true (is_unsaved (f));
  activate (f, "win.save");
  answer (f, "Could Not Save the File", "close");
  APP_WAIT_FOR (is_not_saving (f));
  after = read_file (f->path);
  g_assert_true (g_bytes_equal (before, after));
  g_assert_true (is_unsaved (f));
}

static void
test_disk_full (Fixture *f, gconstpointer data)
{
  g_autofree char *filler = g_build_filename (f->folder, "filler", NULL);

  if (!mount_small (f))
    return;
  open_first (f);
  fill_disk (f);
  try_to_save_in_vain (f);
  /* With room again, the same document saves. */
  g_unlink (filler);
  activate (f, "win.save");
  APP_WAIT_FOR (is_saved (f));
}

static void
test_read_only (Fixture *f, gconstpointer data)
{
  if (!mount_small (f))
    return;
  open_first (f);
  if (mount ("tmpfs", f->folder, "tmpfs", MS_REMOUNT | MS_RDONLY, NULL) != 0)
    {
      g_test_skip ("a disk cannot be made read-only here");
      return;
    }
  try_to_save_in_vain (f);
}

/* --- What counts as unsaved --- */

static void
test_learning (Fixture *f, gconstpointer data)
{
  open_first (f);
  APP_WAIT_FOR (can_train (f));
  g_assert_false (is_unsaved (f));
  activate (f, "win.step-batch");
  APP_WAIT_FOR (is_unsaved (f));
  activate (f, "win.save");
  APP_WAIT_FOR (is_saved (f));
  activate (f, "win.step-batch");
  APP_WAIT_FOR (is_unsaved (f));
  activate (f, "win.save");
  APP_WAIT_FOR (is_saved (f));
}

static gboolean
is_trained (Fixture *f)
{
  return gradus_studio_get_snapshot (f->window->studio)->report.step > 0;
}

/* A network that has learned and is only looked at is not asked about. */
static void
test_trained_file (Fixture *f, gconstpointer data)
{
  test_learning (f, data);
  destroy_windows (f);
  settle ();
  f->window = new_window (f);
  open_first (f);
  APP_WAIT_FOR (is_trained (f));
  g_assert_false (is_unsaved (f));
}

/* --- Safety copies --- */

static void
test_copy_goes (Fixture *f, gconstpointer data)
{
  open_first (f);
  gradus_autosave_update (f->window->autosave);
  g_assert_true (has_no_copy (f)); /* nothing is unsaved */
  edit (f, 3);
  gradus_autosave_update (f->window->autosave);
  APP_WAIT_FOR (has_copy (f));
  g_assert_cmpuint (count_copies (), ==, 1);
  activate (f, "win.save");
  APP_WAIT_FOR (is_saved (f));
  APP_WAIT_FOR (has_no_copy (f));
  g_assert_cmpuint (count_copies (), ==, 0);

  edit (f, 4);
  gradus_autosave_update (f->window->autosave);
  APP_WAIT_FOR (has_copy (f));
  gtk_window_close (GTK_WINDOW (f->window));
  answer (f, "Save Before Closing?", "discard");
  settle ();
  g_assert_cmpuint (count_windows (f), ==, 0);
  g_assert_cmpuint (count_copies (), ==, 0);
}

/* As after a crash: the window goes without anybody having been asked. */
static void
crash (Fixture *f)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  settle ();
  g_assert_cmpuint (count_copies (), ==, 1);
  f->window = new_window (f);
}

static gboolean
is_running (Fixture *f)
{
  return gradus_studio_get_snapshot (f->window->studio)->state == GRADUS_SESSION_RUNNING;
}

static void
test_restore (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) wanted = g_file_new_for_path (f->path);
  gboolean          is_modified;

  open_first (f);
  edit (f, 10000);
  APP_WAIT_FOR (can_train (f));
  activate (f, "win.train");
  APP_WAIT_FOR (is_running (f));
  APP_WAIT_FOR (is_trained (f));
  gradus_autosave_update (f->window->autosave);
  APP_WAIT_FOR (has_copy (f));
  g_assert_true (is_running (f)); /* it went on meanwhile */
  crash (f);

  gradus_recovery_dialog_offer (f->window);
  answer (f, "Restore Your Work?", "restore");
  APP_WAIT_FOR (has_document (f));
  g_object_get (get_document (f), "file", &file, "modified", &is_modified, NULL);
  g_assert_true (g_file_equal (file, wanted));
  g_assert_true (is_modified);
  g_assert_cmpuint (gradus_document_get_project (get_document (f))->fit.epochs, ==,
                    10000);
  APP_WAIT_FOR (is_trained (f));
  g_assert_true (has_other_weights (f));
  APP_WAIT_FOR (has_copy (f)); /* until it is saved */
  APP_WAIT_FOR (can_train (f));
  activate (f, "win.save");
  APP_WAIT_FOR (is_saved (f));
  APP_WAIT_FOR (has_no_copy (f));
  g_assert_cmpuint (count_copies (), ==, 0);
}

static void
leave_copy (Fixture *f)
{
  open_first (f);
  edit (f, 3);
  gradus_autosave_update (f->window->autosave);
  APP_WAIT_FOR (has_copy (f));
  crash (f);
}

static void
test_discard (Fixture *f, gconstpointer data)
{
  leave_copy (f);
  gradus_recovery_dialog_offer (f->window);
  answer (f, "Restore Your Work?", "later");
  g_assert_cmpuint (count_copies (), ==, 1);
  gradus_recovery_dialog_offer (f->window);
  answer (f, "Restore Your Work?", "discard");
  g_assert_cmpuint (count_copies (), ==, 0);
  g_assert_null (get_document (f));
}

/* --- The end --- */

static void
test_quit (Fixture *f, gconstpointer data)
{
  GActionGroup *actions = G_ACTION_GROUP (f->application);

  open_first (f);
  edit (f, 3);
  new_window (f);
  g_action_group_activate_action (actions, "quit", NULL);
  answer (f, "Save Before Closing?", "cancel");
  g_assert_cmpuint (count_windows (f), ==, 2);
  g_action_group_activate_action (actions, "quit", NULL);
  answer (f, "Save Before Closing?", "save");
  while (count_windows (f) > 0)
    g_main_context_iteration (NULL, TRUE);
  {
    g_autoptr (GradusKerasFile) file = gradus_keras_file_load (f->path, NULL);

    g_assert_cmpuint (file->project->fit.epochs, ==, 3);
  }
}

#define ADD_WITH(name, function, data)                                                   \
  g_test_add ("/files/" name, Fixture, data, set_up, function, tear_down)
#define ADD(name, function) ADD_WITH (name, function, NULL)

int
main (int argc, char *argv[])
{
  g_autoptr (GradusApplication) application = NULL;
  g_autofree char              *state = g_dir_make_tmp ("gradus-state-XXXXXX", NULL);
  int                           result;

  g_setenv ("XDG_STATE_HOME", state, TRUE);
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
  application = gradus_application_new ();
  g_application_set_flags (G_APPLICATION (application),
                           G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_application_set_default (G_APPLICATION (application));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  ADD ("broken", test_broken);
  ADD ("several", test_several);
  ADD ("handed-over", test_handed_over);
  ADD ("closed-while-opening", test_closed_while_opening);
  ADD ("given-up", test_given_up);
  ADD ("drop", test_drop);
  ADD_WITH ("weights", test_weights, "only.weights.h5");
  ADD_WITH ("weights-of-numpy", test_weights, "only.npz");
  ADD_WITH ("other-weights", test_other_weights, "only.weights.h5");
  ADD_WITH ("other-weights-of-numpy", test_other_weights, "only.npz");
  ADD ("properties", test_properties);
  ADD ("newer", test_newer);
  ADD ("changed-on-disk", test_changed_on_disk);
  ADD ("disk-full", test_disk_full);
  ADD ("read-only", test_read_only);
  ADD ("learning", test_learning);
  ADD ("trained-file", test_trained_file);
  ADD ("copy-goes", test_copy_goes);
  ADD ("restore", test_restore);
  ADD ("discard", test_discard);
  ADD ("quit", test_quit);
  result = g_test_run ();
  remove_folder (state);
  return result;
}
