/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-curves-chart.h"
#include "app/gradus-curves-view.h"
#include "app/gradus-run-list.h"
#include "app/gradus-run-row.h"

/* --- Earlier runs --- */

static const GPtrArray *
get_runs (AppFixture *f)
{
  return gradus_document_get_project (f->document)->runs;
}

static void
train (AppFixture *f)
{
  app_fixture_wait_for (f, app_fixture_can_train);
  app_fixture_activate (f, "win.train");
  app_fixture_wait_for (f, app_fixture_is_finished);
}

static gboolean
has_run (AppFixture *f)
{
  return get_runs (f)->len > 0;
}

static gboolean
has_two_runs (AppFixture *f)
{
  return get_runs (f)->len > 1;
}

static gboolean
has_epoch (AppFixture *f)
{
  return gradus_studio_get_snapshot (f->studio)->n_epochs > 0;
}

/* Both ways in which a run ends: start weights, and another network. */
static void
test_run_is_kept (AppFixture *f, gconstpointer data)
{
  const GradusRun *run;

  g_assert_true (
    gradus_document_set_optimizer_param (f->document, "learning_rate", "0.002", NULL));
  train (f);
  g_assert_cmpuint (get_runs (f)->len, ==, 0);
  app_fixture_activate (f, "win.reset");
  app_fixture_wait_for (f, has_run);
  run = get_runs (f)->pdata[0];
  g_assert_cmpuint (gradus_history_get_n_epochs (run->history), ==,
                    gradus_document_get_project (f->document)->fit.epochs);
  g_assert_cmpstr (gradus_run_settings_find (run->settings, "learning_rate"), ==,
                   "0.002");

  train (f);
  gradus_document_insert_layer (f->document, 1, "Dropout");
  app_fixture_wait_for (f, has_two_runs);
  /* What is undone is the layer and not what was learned. */
  gradus_document_undo (f->document);
  g_assert_cmpuint (get_runs (f)->len, ==, 2);
}

/* Another document in the same window begins without the runs of this one. */
static void
test_other_document (AppFixture *f, gconstpointer data)
{
  g_autoptr (GradusProject) other =
    gradus_project_copy (gradus_document_get_project (f->document));

  train (f);
  app_fixture_show (f, other);
  train (f);
  g_assert_cmpuint (get_runs (f)->len, ==, 0);
}

static GtkListBox *
find_run_list (AppFixture *f)
{
  GtkWidget *list = app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_RUN_LIST);

  g_assert_nonnull (list);
  return GTK_LIST_BOX (app_find_type (list, GTK_TYPE_LIST_BOX));
}

static GtkWidget *
get_row (AppFixture *f, int index)
{
  return GTK_WIDGET (gtk_list_box_get_row_at_index (find_run_list (f), index));
}

/* The text of a label somewhere in a row, or NULL. */
static gboolean
has_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_text (child, text))
      return TRUE;
  return FALSE;
}

static GtkWidget *
find_icon (GtkWidget *row, const char *icon)
{
  if (GTK_IS_BUTTON (row) &&
      g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (row)), icon) == 0)
    return row;
  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_icon (child, icon);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
press (GtkWidget *row, const char *icon)
{
  GtkWidget *button = find_icon (row, icon);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
rename_to (GtkWidget *row, const char *title)
{
  GtkWidget *entry = app_find_type (row, GTK_TYPE_ENTRY);
  GtkWidget *name = gtk_widget_get_parent (entry);

  gtk_stack_set_visible_child (GTK_STACK (name), entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), title);
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (gtk_stack_get_visible_child (GTK_STACK (name)) != entry);
}

/* Renamed, hidden, shown, deleted and brought back by the list. */
static void
test_run_list (AppFixture *f, gconstpointer data)
{
  const GradusRun *run;

  gradus_window_show_view (f->window, "curves");
  g_assert_true (
    gradus_document_set_optimizer_param (f->document, "learning_rate", "0.002", NULL));
  train (f);
  g_assert_true (
    gradus_document_set_optimizer_param (f->document, "learning_rate", "0.004", NULL));
  app_fixture_activate (f, "win.reset");
  app_fixture_wait_for (f, has_run);
  run = get_runs (f)->pdata[0];
  g_assert_true (has_text (get_row (f, 0), "This run"));
  g_assert_true (has_text (get_row (f, 1), "learning_rate 0.004 → 0.002"));

  press (get_row (f, 1), "gradus-eye-symbolic");
  run = get_runs (f)->pdata[0];
  g_assert_true (run->hidden);
  press (get_row (f, 1), "gradus-eye-off-symbolic");
  run = get_runs (f)->pdata[0];
  g_assert_false (run->hidden);

  rename_to (get_row (f, 1), "  Slow  ");
  run = get_runs (f)->pdata[0];
  g_assert_cmpstr (run->title, ==, "Slow");
  rename_to (get_row (f, 1), "  ");
  run = get_runs (f)->pdata[0];
  g_assert_cmpstr (run->title, ==, "Slow");

  press (get_row (f, 1), "gradus-trash-symbolic");
  g_assert_cmpuint (get_runs (f)->len, ==, 0);
  g_assert_null (get_row (f, 1));
  app_fixture_activate (f, "win.undo");
  g_assert_cmpuint (get_runs (f)->len, ==, 1);
  g_assert_nonnull (get_row (f, 1));
}

/* Below the curves stands what they tell. */
static void
test_reading (AppFixture *f, gconstpointer data)
{
  GtkWidget *view = app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_CURVES_VIEW);

  gradus_window_show_view (f->window, "curves");
  g_assert_false (has_text (view, "early"));
  app_fixture_wait_for (f, app_fixture_can_train);
  app_fixture_activate (f, "win.step-epoch");
  app_fixture_wait_for (f, has_epoch);
  g_assert_true (has_text (view, "Too early to tell"));
}

static gboolean
can_zoom_out (AppFixture *f)
{
  GtkWidget *view = app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_CURVES_VIEW);

  return gtk_widget_get_sensitive (find_icon (view, "gradus-whole-symbolic"));
}

/* By the buttons, which say when there is nothing more to show. */
static void
test_zoom (AppFixture *f, gconstpointer data)
{
  GtkWidget *view = app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_CURVES_VIEW);
  GradusCurvesChart *chart =
    GRADUS_CURVES_CHART (app_find_type (view, GRADUS_TYPE_CURVES_CHART));

  gradus_window_show_view (f->window, "curves");
  train (f);
  gtk_widget_queue_draw (GTK_WIDGET (chart));
  app_fixture_settle (f);
  g_assert_true (gradus_curves_chart_is_whole (chart));
  g_assert_false (can_zoom_out (f));
  gtk_widget_activate_action (view, "curves.zoom-in", NULL);
  gtk_widget_activate_action (view, "curves.zoom-in", NULL);
  g_assert_false (gradus_curves_chart_is_whole (chart));
  g_assert_true (can_zoom_out (f));
  gtk_widget_activate_action (view, "curves.zoom-out", NULL);
  g_assert_false (gradus_curves_chart_is_whole (chart));
  gtk_widget_activate_action (view, "curves.zoom-whole", NULL);
  g_assert_true (gradus_curves_chart_is_whole (chart));
  g_assert_false (can_zoom_out (f));
}

static void
add (const char *path, void (*test) (AppFixture *, gconstpointer))
{
  g_test_add (path, AppFixture, NULL, app_fixture_set_up, test, app_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
  add ("/curves/run-is-kept", test_run_is_kept);
  add ("/curves/other-document", test_other_document);
  add ("/curves/run-list", test_run_list);
  add ("/curves/zoom", test_zoom);
  add ("/curves/reading", test_reading);
  return g_test_run ();
}
