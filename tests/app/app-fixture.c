/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-style.h"

/* Generous: a test that waits this long has failed. */
#define DEADLINE_S 120

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
  /* Places are compared, not frames. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  return TRUE;
}

/* Seconds are counted and not compared with the clock: a test that was stopped for a
 * while has not waited. */
static guint n_seconds;

static gboolean
second_cb (gpointer condition)
{
  if (++n_seconds > DEADLINE_S)
    g_error ("waited %d s for %s", DEADLINE_S, (const char *) condition);
  return G_SOURCE_CONTINUE;
}

/* A source that ends the test with the name of what it waits for. */
guint
app_begin_waiting (const char *condition)
{
  n_seconds = 0;
  return g_timeout_add_seconds (1, second_cb, (gpointer) condition);
}

/* Runs the main loop until @condition holds. */
void
app_fixture_wait_for (AppFixture *f, AppCondition condition)
{
  APP_WAIT_FOR (condition (f));
}

/* Runs the main loop until there is nothing to do. */
void
app_settle (void)
{
  APP_WAIT_FOR (!g_main_context_pending (NULL));
}

void
app_fixture_settle (AppFixture *f)
{
  app_settle ();
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

/* Nothing of a window may outlive it: neither the widgets nor the training thread. One
 * that still works on something for it may be the last to let go. */
static void
begin_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
}

static void
begun_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  gboolean *has_begun = user_data;

  *has_begun = TRUE;
}

/* GTK 4.8 loads icons in threads of GTask. Where one of these is the last to let go of an
 * icon, a window that looks the same one up meanwhile gets what is just being freed. A
 * task of low priority begins after all of them have. */
static void
wait_for_icons (void)
{
  gboolean          has_begun = FALSE;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, begun_cb, &has_begun);

  g_task_set_priority (task, G_PRIORITY_LOW);
  g_task_run_in_thread (task, begin_cb);
  APP_WAIT_FOR (has_begun);
  g_usleep (20000); /* the last ones end */
}

void
app_fixture_tear_down (AppFixture *f, gconstpointer user_data)
{
  guint n_left = 2;

  g_object_weak_ref (G_OBJECT (f->window), count_down_cb, &n_left);
  g_object_weak_ref (G_OBJECT (f->studio), count_down_cb, &n_left);
  gtk_window_destroy (GTK_WINDOW (f->window));
  APP_WAIT_FOR (n_left == 0);
  g_clear_object (&f->document);
  wait_for_icons ();
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

/* --- Finding things --- */

/* The first widget from @widget down of which @match says that it is @what. */
GtkWidget *
app_find (GtkWidget *widget, AppMatch match, gconstpointer what)
{
  if (match (widget, what))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = app_find (child, match, what);

      if (found != NULL)
        return found;
    }
  return NULL;
}

gboolean
app_is_type (GtkWidget *widget, gconstpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), GPOINTER_TO_SIZE (type));
}

gboolean
app_is_row (GtkWidget *widget, gconstpointer title)
{
  return ADW_IS_PREFERENCES_ROW (widget) &&
         g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)),
                    title) == 0;
}

gboolean
app_is_button (GtkWidget *widget, gconstpointer label)
{
  return GTK_IS_BUTTON (widget) &&
         g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

gboolean
app_is_toggle (GtkWidget *widget, gconstpointer label)
{
  return GTK_IS_TOGGLE_BUTTON (widget) && app_is_button (widget, label);
}

gboolean
app_is_shown_type (GtkWidget *widget, gconstpointer type)
{
  return gtk_widget_get_mapped (widget) && app_is_type (widget, type);
}

gboolean
app_is_shown_label (GtkWidget *widget, gconstpointer pattern)
{
  return gtk_widget_get_mapped (widget) && GTK_IS_LABEL (widget) &&
         g_pattern_match_simple (pattern, gtk_label_get_text (GTK_LABEL (widget)));
}

GtkWidget *
app_find_type (GtkWidget *widget, GType type)
{
  return app_find (widget, app_is_type, GSIZE_TO_POINTER (type));
}

static gpointer
find_in_list (GListModel *list, GType type)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (list, i);

      if (g_type_is_a (G_OBJECT_TYPE (item), type))
        return item; /* who owns the list has it, too */
    }
  return NULL;
}

gpointer
app_find_window (GType type)
{
  return find_in_list (gtk_window_get_toplevels (), type);
}

gpointer
app_find_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  return find_in_list (controllers, type);
}

gboolean
app_press (GtkWidget *widget, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean               is_taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !is_taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &is_taken);
    }
  return is_taken;
}

GtkWidget *
app_find_row (GtkWidget *widget, const char *title)
{
  return app_find (widget, app_is_row, title);
}

GtkWidget *
app_find_button (GtkWidget *widget, const char *label)
{
  return app_find (widget, app_is_button, label);
}

GtkWidget *
app_find_shown_type (GtkWidget *widget, GType type)
{
  return app_find (widget, app_is_shown_type, GSIZE_TO_POINTER (type));
}

GtkWidget *
app_find_shown_label (GtkWidget *widget, const char *pattern)
{
  return app_find (widget, app_is_shown_label, pattern);
}
