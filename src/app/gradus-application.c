/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-application.h"

#include "app/gradus-commands.h"
#include "app/gradus-frame-stats.h"
#include "app/gradus-recovery-dialog.h"
#include "app/gradus-style.h"
#include "app/gradus-window.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

/* How long the last copies may take when the program is told to end. */
#define LAST_COPIES_MS 5000
#define LOOK_MS 50

struct _GradusApplication
{
  AdwApplication parent_instance;

  char             *stats_path; /* NULL if nothing is measured */
  GradusFrameStats *stats;
  gboolean          has_looked_back; /* for what a crash left */
  gboolean          is_quitting;
  guint             inhibit_cookie; /* 0: the session may end at once */
  gint64            deadline; /* of the last copies, monotonic; 0: nobody has ended us */
};

G_DEFINE_FINAL_TYPE (GradusApplication, gradus_application, ADW_TYPE_APPLICATION)

/* --- Windows --- */

static void continue_quitting (GradusApplication *self);

static void
kept_open_cb (GradusApplication *self)
{
  self->is_quitting = FALSE;
}

static GradusWindow *
add_window (GradusApplication *self)
{
  return gradus_window_new (GTK_APPLICATION (self));
}

/* What a crash left is offered once, over the first window. */
static void
look_back (GradusApplication *self, GtkWindow *window)
{
  if (self->has_looked_back || !GRADUS_IS_WINDOW (window))
    return;
  self->has_looked_back = TRUE;
  gradus_recovery_dialog_offer (GRADUS_WINDOW (window));
}

static void
present_new_window (GradusApplication *self)
{
  GtkWindow *window = GTK_WINDOW (add_window (self));

  gtk_window_present (window);
  look_back (self, window);
}

/* Dialogs and the window of shortcuts are windows, too. */
static GradusWindow *
find_unsaved (GradusApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL;
       l = l->next)
    if (GRADUS_IS_WINDOW (l->data) && gradus_window_get_studio (l->data) != NULL &&
        gradus_studio_has_unsaved (gradus_window_get_studio (l->data)))
      return l->data;
  return NULL;
}

static gboolean
continue_quitting_cb (gpointer user_data)
{
  continue_quitting (user_data);
  return G_SOURCE_REMOVE;
}

/* --- Ends from outside --- */

/* While anything is unsaved, a session that ends asks first. */
static void
unsaved_changed_cb (GradusApplication *self)
{
  GtkApplication *application = GTK_APPLICATION (self);
  GradusWindow   *unsaved = find_unsaved (self);

  if (unsaved != NULL && self->inhibit_cookie == 0)
    self->inhibit_cookie =
      gtk_application_inhibit (application, GTK_WINDOW (unsaved),
                               GTK_APPLICATION_INHIBIT_LOGOUT,
                               _ ("There are networks that are not saved."));
  else if (unsaved == NULL && self->inhibit_cookie != 0)
    {
      gtk_application_uninhibit (application, self->inhibit_cookie);
      self->inhibit_cookie = 0;
    }
}

/* FALSE: copies are still being written. */
static gboolean
keep_copies (GradusApplication *self, gboolean begin)
{
  gboolean are_done = TRUE;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL;
       l = l->next)
    if (GRADUS_IS_WINDOW (l->data))
      are_done = gradus_window_keep_copy (l->data, begin) && are_done;
  return are_done;
}

static gboolean
end_cb (gpointer user_data)
{
  GradusApplication *self = user_data;
  GList             *windows;

  if (!keep_copies (self, FALSE) && g_get_monotonic_time () < self->deadline)
    return G_SOURCE_CONTINUE;
  /* Nobody was asked, so the copies stay for the next start. */
  while ((windows = gtk_application_get_windows (GTK_APPLICATION (self))) != NULL)
    gtk_window_destroy (windows->data);
  return G_SOURCE_REMOVE;
}

static gboolean
terminate_cb (gpointer user_data)
{
  GradusApplication *self = user_data;

  if (self->deadline != 0)
    return G_SOURCE_CONTINUE;
  self->deadline = g_get_monotonic_time () + LAST_COPIES_MS * G_TIME_SPAN_MILLISECOND;
  keep_copies (self, TRUE);
  g_timeout_add (LOOK_MS, end_cb, self);
  return G_SOURCE_CONTINUE;
}

static void
query_end_cb (GradusApplication *self)
{
  keep_copies (self, TRUE);
}

static void
gradus_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  GTK_APPLICATION_CLASS (gradus_application_parent_class)
    ->window_removed (application, window);
  unsaved_changed_cb (GRADUS_APPLICATION (application));
  if (GRADUS_APPLICATION (application)->is_quitting && GRADUS_IS_WINDOW (window))
    g_idle_add_full (G_PRIORITY_DEFAULT, continue_quitting_cb, g_object_ref (application),
                     g_object_unref);
}

/* --- Actions --- */

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  present_new_window (user_data);
}

/* One window after the other asks about what is not saved; when the user keeps one open,
 * all that are left stay. */
static void
continue_quitting (GradusApplication *self)
{
  GradusWindow *unsaved = find_unsaved (self);
  GList        *windows;

  if (!self->is_quitting)
    return;
  if (unsaved != NULL)
    {
      gtk_window_present (GTK_WINDOW (unsaved));
      gtk_window_close (GTK_WINDOW (unsaved));
      return;
    }
  self->is_quitting = FALSE;
  while ((windows = gtk_application_get_windows (GTK_APPLICATION (self))) != NULL)
    gtk_window_destroy (windows->data);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusApplication *self = user_data;

  self->is_quitting = TRUE;
  continue_quitting (self);
}

static void
theme_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char    *name = g_variant_get_string (parameter, NULL);
  AdwColorScheme scheme = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (name, "light"))
    scheme = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (name, "dark"))
    scheme = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
  g_simple_action_set_state (action, parameter);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplication *application = user_data;

  adw_show_about_window (gtk_application_get_active_window (application),
                         "application-name", "Gradus", "application-icon",
                         GRADUS_APPLICATION_ID, "version", GRADUS_VERSION, "license-type",
                         GTK_LICENSE_GPL_3_0, "comments",
                         _ (
                           "See how a neural network learns: build it from layers, train "
                           "it, and watch every part of it."),
                         "developer-name", _ ("The Gradus developers"), NULL);
}

static const GActionEntry entries[] = {
  { "new-window", new_window_cb },
  { "quit", quit_cb },
  { "about", about_cb },
  { "theme", theme_cb, "s", "'system'" },
};

/* --- Application --- */

/* Ctrl+1 … for the views, in the order in which they stand. */
static void
set_view_accelerators (GtkApplication *application)
{
  const char *id;

  for (guint i = 0; i < 9 && (id = gradus_window_get_view_id (i)) != NULL; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.view::%s", id);
      g_autofree char *key = g_strdup_printf ("<Control>%u", i + 1);
      const char      *keys[] = { key, NULL };

      gtk_application_set_accels_for_action (application, action, keys);
    }
}

static void
gradus_application_window_added (GtkApplication *application, GtkWindow *window)
{
  GradusApplication *self = GRADUS_APPLICATION (application);

  GTK_APPLICATION_CLASS (gradus_application_parent_class)
    ->window_added (application, window);
  if (GRADUS_IS_WINDOW (window))
    {
      g_signal_connect_object (window, "kept-open", G_CALLBACK (kept_open_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (window, "unsaved-changed", G_CALLBACK (unsaved_changed_cb),
                               self, G_CONNECT_SWAPPED);
    }
  if (self->stats != NULL)
    gradus_frame_stats_watch (self->stats, window);
}

static void
gradus_application_startup (GApplication *application)
{
  GradusApplication *self = GRADUS_APPLICATION (application);

  G_APPLICATION_CLASS (gradus_application_parent_class)->startup (application);
  gradus_style_start ();
  gtk_window_set_default_icon_name (GRADUS_APPLICATION_ID);
  g_unix_signal_add (SIGTERM, terminate_cb, application);
  g_unix_signal_add (SIGHUP, terminate_cb, application);
  g_signal_connect (application, "query-end", G_CALLBACK (query_end_cb), NULL);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries,
                                   G_N_ELEMENTS (entries), application);
  gradus_commands_set_accelerators (GTK_APPLICATION (application));
  set_view_accelerators (GTK_APPLICATION (application));
  if (self->stats_path != NULL)
    self->stats = gradus_frame_stats_new (application, self->stats_path);
}

static void
gradus_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    present_new_window (GRADUS_APPLICATION (application));
  else
    gtk_window_present (window);
}

/* The window that was used last, not a dialog of it. */
static GradusWindow *
find_window (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (GRADUS_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

static void
gradus_application_open (GApplication *application,
                         GFile       **files,
                         int           n_files,
                         const char   *hint)
{
  GradusApplication *self = GRADUS_APPLICATION (application);
  GradusWindow      *window = find_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = add_window (self);
  gtk_window_present (GTK_WINDOW (window));
  for (int i = 0; i < n_files; i++)
    gradus_window_open_file (window, files[i]);
  look_back (self, GTK_WINDOW (window));
}

static void
save_stats (GradusApplication *self)
{
  g_autoptr (GError) error = NULL;

  if (self->stats != NULL && !gradus_frame_stats_save (self->stats, &error))
    g_printerr ("%s\n", error->message);
  g_clear_pointer (&self->stats, gradus_frame_stats_free);
}

/* g_application_quit() destroys no window; a training thread that outlives main() crashes
 * in the destructors of the libraries it uses. */
static void
gradus_application_shutdown (GApplication *application)
{
  GList *windows;

  save_stats (GRADUS_APPLICATION (application));
  while ((windows = gtk_application_get_windows (GTK_APPLICATION (application))) != NULL)
    gtk_window_destroy (windows->data);
  G_APPLICATION_CLASS (gradus_application_parent_class)->shutdown (application);
}

static gint
gradus_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("gradus %s\n", GRADUS_VERSION);
      return 0;
    }
  /* What another process does would not be measured. */
  if (g_variant_dict_lookup (options, "frame-stats", "^ay",
                             &GRADUS_APPLICATION (application)->stats_path))
    g_application_set_flags (application, g_application_get_flags (application) |
                                            G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
gradus_application_finalize (GObject *object)
{
  g_free (GRADUS_APPLICATION (object)->stats_path);
  G_OBJECT_CLASS (gradus_application_parent_class)->finalize (object);
}

static void
gradus_application_class_init (GradusApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gradus_application_finalize;
  GTK_APPLICATION_CLASS (klass)->window_added = gradus_application_window_added;
  GTK_APPLICATION_CLASS (klass)->window_removed = gradus_application_window_removed;
  application_class->startup = gradus_application_startup;
  application_class->activate = gradus_application_activate;
  application_class->open = gradus_application_open;
  application_class->shutdown = gradus_application_shutdown;
  application_class->handle_local_options = gradus_application_handle_local_options;
}

static void
gradus_application_init (GradusApplication *self)
{
  g_application_add_main_option (G_APPLICATION (self), "version", 0, 0, G_OPTION_ARG_NONE,
                                 N_ ("Print the version and exit"), NULL);
  g_application_add_main_option (G_APPLICATION (self), "frame-stats", 0, 0,
                                 G_OPTION_ARG_FILENAME,
                                 N_ ("Measure how smoothly the window runs, and write it "
                                     "to a file at the end"),
                                 N_ ("FILE"));
}

GradusApplication *
gradus_application_new (void)
{
  return g_object_new (GRADUS_TYPE_APPLICATION, "application-id", GRADUS_APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN, "register-session", TRUE,
                       NULL);
}
