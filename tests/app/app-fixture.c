/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-style.h"

/* Generous: a test that waits this long has failed. */
#define DEADLINE_MS 30000

static void
skip_test (void)
{
  g_test_skip ("There is no display");
}

/* FALSE: there is no display; then a test that says so is all there is to run. */
gboolean
app_fixture_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    {
      g_test_add_func ("/display", skip_test);
      return FALSE;
    }
  adw_init ();
  return TRUE;
}

static gboolean
out_of_time_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until @condition holds. */
void
app_fixture_wait_for (AppFixture *f, AppCondition condition)
{
  gboolean is_late = FALSE;
  guint    source = g_timeout_add (DEADLINE_MS, out_of_time_cb, &is_late);

  while (!condition (f) && !is_late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (is_late);
  g_source_remove (source);
}

static gboolean
is_idle (AppFixture *f)
{
  return !g_main_context_pending (NULL);
}

/* Runs the main loop until there is nothing to do. */
void
app_fixture_settle (AppFixture *f)
{
  app_fixture_wait_for (f, is_idle);
}

/* A window without a document. */
void
app_fixture_set_up_empty (AppFixture *f, gconstpointer user_data)
{
  gradus_style_start ();
  f->window = gradus_window_new (NULL);
  f->studio = gradus_window_get_studio (f->window);
  gtk_window_present (GTK_WINDOW (f->window));
}

/* Shows a document that begins with @project. */
void
app_fixture_show (AppFixture *f, GradusProject *project)
{
  g_clear_object (&f->document);
  f->document = gradus_document_new_from_project (project);
  gradus_window_show_document (f->window, f->document, NULL);
}

/* A window with the tutorial's network. A small share of the digits is enough for most
 * tests, and soon made. */
void
app_fixture_set_up (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("tutorial"));

  app_fixture_set_up_empty (f, user_data);
  project->data.n_train = 320;
  project->data.n_test = 32;
  app_fixture_show (f, project);
}

static void
count_down_cb (gpointer user_data, GObject *object)
{
  --*(guint *) user_data;
}

/* Nothing of a window may outlive it: neither the widgets nor the training thread. */
void
app_fixture_tear_down (AppFixture *f, gconstpointer user_data)
{
  guint n_left = 2;

  g_object_weak_ref (G_OBJECT (f->window), count_down_cb, &n_left);
  g_object_weak_ref (G_OBJECT (f->studio), count_down_cb, &n_left);
  gtk_window_destroy (GTK_WINDOW (f->window));
  app_fixture_settle (f);
  g_assert_cmpuint (n_left, ==, 0);
  g_clear_object (&f->document);
}

gboolean
app_fixture_is_enabled (AppFixture *f, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (f->window), action);
}

void
app_fixture_activate (AppFixture *f, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->window), action, NULL));
}

gboolean
app_fixture_can_train (AppFixture *f)
{
  return app_fixture_is_enabled (f, "train");
}

gboolean
app_fixture_is_finished (AppFixture *f)
{
  return gradus_studio_get_snapshot (f->studio)->state == GRADUS_SESSION_FINISHED;
}

/* The first widget of a type, from @widget down. */
GtkWidget *
app_find_type (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = app_find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The row with a title, among all that are shown. */
GtkWidget *
app_find_row (GtkWidget *widget, const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (widget) &&
      g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) ==
        0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = app_find_row (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}
