/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-application.h"

#include "app/gradus-frame-stats.h"
#include "app/gradus-style.h"
#include "app/gradus-window.h"

#include <glib/gi18n-lib.h>

struct _GradusApplication
{
  AdwApplication parent_instance;

  char             *stats_path; /* NULL if nothing is measured */
  GradusFrameStats *stats;
};

G_DEFINE_FINAL_TYPE (GradusApplication, gradus_application, ADW_TYPE_APPLICATION)

/* --- Accelerators: every key of the shortcuts window --- */

static const struct
{
  const char *action;
  const char *keys[4];
} accelerators[] = {
  { "app.new-window", { "<Control><Shift>n" } },
  { "app.quit", { "<Control>q" } },
  { "win.new", { "<Control>n" } },
  { "win.open", { "<Control>o" } },
  { "win.save", { "<Control>s" } },
  { "win.save-as", { "<Control><Shift>s" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Control><Shift>z", "<Control>y" } },
  { "win.find-layer", { "<Control>f" } },
  { "win.palette", { "<Shift>F9" } },
  { "win.inspector", { "F9" } },
  { "win.fullscreen", { "F11" } },
  { "layer.duplicate", { "<Control>d" } },
  { "layer.move-up", { "<Alt>Up" } },
  { "layer.move-down", { "<Alt>Down" } },
  { "win.show-help-overlay", { "<Control>question", "F1" } },
  { "window.close", { "<Control>w" } },
};

/* --- Actions --- */

static void
present_new_window (GradusApplication *self)
{
  gtk_window_present (GTK_WINDOW (gradus_window_new (GTK_APPLICATION (self))));
}

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  present_new_window (user_data);
}

/* Windows ask about unsaved changes one by one; the last one ends the program. */
static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GList) windows =
    g_list_copy (gtk_application_get_windows (GTK_APPLICATION (user_data)));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
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
  if (self->stats != NULL && GRADUS_IS_WINDOW (window))
    gradus_frame_stats_watch (self->stats, GRADUS_WINDOW (window));
}

static void
gradus_application_startup (GApplication *application)
{
  GradusApplication *self = GRADUS_APPLICATION (application);

  G_APPLICATION_CLASS (gradus_application_parent_class)->startup (application);
  gradus_style_start ();
  gtk_window_set_default_icon_name (GRADUS_APPLICATION_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries,
                                   G_N_ELEMENTS (entries), application);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application),
                                           accelerators[i].action, accelerators[i].keys);
  set_view_accelerators (GTK_APPLICATION (application));
  if (self->stats_path != NULL)
    self->stats = gradus_frame_stats_new (application);
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

static void
gradus_application_open (GApplication *application,
                         GFile       **files,
                         int           n_files,
                         const char   *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      GtkWindow *window =
        gtk_application_get_active_window (GTK_APPLICATION (application));

      if (!GRADUS_IS_WINDOW (window) ||
          !gradus_window_is_untouched (GRADUS_WINDOW (window)))
        window = GTK_WINDOW (gradus_window_new (GTK_APPLICATION (application)));
      gradus_window_open_file (GRADUS_WINDOW (window), files[i]);
      gtk_window_present (window);
    }
}

static void
save_stats (GradusApplication *self)
{
  g_autoptr (GError) error = NULL;

  if (self->stats != NULL &&
      !gradus_frame_stats_save (self->stats, self->stats_path, &error))
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
                       "flags", G_APPLICATION_HANDLES_OPEN, NULL);
}
