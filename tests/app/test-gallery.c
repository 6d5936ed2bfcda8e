/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-own-gallery.h"
#include "app/gradus-start-page.h"
#include "io/own-templates.h"

/* The gallery, and the templates that the user saves there. */

static GtkWidget *
get_page (AppFixture *f)
{
  return app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_START_PAGE);
}

static GtkWidget *
get_own (AppFixture *f)
{
  return app_find_type (get_page (f), GRADUS_TYPE_OWN_GALLERY);
}

static GtkFlowBox *
get_own_cards (AppFixture *f)
{
  return GTK_FLOW_BOX (app_find_type (get_own (f), GTK_TYPE_FLOW_BOX));
}

static gboolean
has_own (AppFixture *f)
{
  return gtk_widget_get_visible (get_own (f));
}

static gboolean
is_renamed (AppFixture *f)
{
  GtkWidget *label =
    app_find_type (gtk_widget_get_last_child (gtk_flow_box_child_get_child (
                     gtk_flow_box_get_child_at_index (get_own_cards (f), 0))),
                   GTK_TYPE_LABEL);

  return g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), "Ours") == 0;
}

static gboolean
has_no_own (AppFixture *f)
{
  return !has_own (f);
}

static void
remove_all (void)
{
  g_autoptr (GPtrArray) list = gradus_own_templates_list ();

  for (guint i = 0; i < list->len; i++)
    gradus_own_template_remove (((const GradusOwnTemplate *) list->pdata[i])->path, NULL);
}

static guint
count_files (void)
{
  g_autoptr (GPtrArray) list = gradus_own_templates_list ();

  return list->len;
}

static gboolean
has_file (AppFixture *f)
{
  return count_files () == 1;
}

static gboolean
has_no_file (AppFixture *f)
{
  return count_files () == 0;
}

/* The dialog that is open, NULL if none is. */
static GtkWindow *
find_dialog (AppFixture *f)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_visible (l->data))
      return l->data;
  return NULL;
}

static void
answer (AppFixture *f, const char *text, const char *response)
{
  GtkWindow *dialog = find_dialog (f);

  g_assert_nonnull (dialog);
  if (text != NULL)
    gtk_editable_set_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (
                             ADW_MESSAGE_DIALOG (dialog))),
                           text);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  app_fixture_settle (f);
}

/* Every card that can be looked at is a network that can be trained, or the empty one. */
static void
test_templates (AppFixture *f, gconstpointer user_data)
{
  GtkWidget  *page = get_page (f);
  GtkFlowBox *gallery = NULL;
  guint       n_templates;

  gradus_template_list (&n_templates);
  for (GtkWidget *w = gtk_widget_get_next_sibling (get_own (f)); w != NULL;
       w = gtk_widget_get_next_sibling (w))
    if (GTK_IS_FLOW_BOX (w))
      gallery = GTK_FLOW_BOX (w);
  g_assert_nonnull (gallery);
  for (guint i = 0; i < n_templates; i++)
    {
      GtkFlowBoxChild          *card = gtk_flow_box_get_child_at_index (gallery, (int) i);
      g_autoptr (GradusProject) project = NULL;
      g_autoptr (GradusDocument) document = NULL;

      g_assert_nonnull (card);
      gtk_flow_box_select_child (gallery, card);
      project = gradus_start_page_dup_project (GRADUS_START_PAGE (page));
      g_assert_nonnull (project);
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (card),
                                           GTK_ACCESSIBLE_PROPERTY_LABEL, project->title);
      document = gradus_document_new_from_project (project);
      if (gradus_sequential_get_n_layers (project->sequential) > 0)
        g_assert_null (gradus_document_get_problem (document));
    }
  g_assert_null (gtk_flow_box_get_child_at_index (gallery, (int) n_templates));
}

static void
test_own (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GradusProject) project = NULL;
  GtkFlowBoxChild          *card;

  remove_all ();
  g_assert_true (gradus_document_set_layer_param (
    f->document,
    gradus_sequential_get_layer (gradus_document_get_project (f->document)->sequential, 0)
      ->uid,
    "units", "48", NULL));
  app_fixture_activate (f, "win.save-template");
  answer (f, "Mine", "save");
  app_fixture_wait_for (f, has_file);

  app_fixture_activate (f, "win.new");
  app_fixture_wait_for (f, has_own);
  card = gtk_flow_box_get_child_at_index (get_own_cards (f), 0);
  gtk_flow_box_select_child (get_own_cards (f), card);
  project = gradus_start_page_dup_project (GRADUS_START_PAGE (get_page (f)));
  g_assert_cmpstr (project->title, ==, "Mine");
  g_assert_cmpint (
    gradus_config_get_int (gradus_sequential_get_layer (project->sequential, 0)->config,
                           "units"),
    ==, 48);

  gtk_widget_activate_action (get_own (f), "own.rename", "s", "");
  answer (f, "Ours", "accept");
  app_fixture_wait_for (f, is_renamed);
  card = gtk_flow_box_get_child_at_index (get_own_cards (f), 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (card),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Ours");
  gtk_flow_box_select_child (get_own_cards (f), card);
  gtk_widget_activate_action (get_own (f), "own.delete", "s", "");
  answer (f, NULL, "cancel");
  g_assert_cmpuint (count_files (), ==, 1);
  gtk_widget_activate_action (get_own (f), "own.delete", "s", "");
  answer (f, NULL, "accept");
  app_fixture_wait_for (f, has_no_file);
  app_fixture_wait_for (f, has_no_own);
}

/* A file that is no network is shown, cannot be chosen, and can be deleted. */
static void
test_damaged (AppFixture *f, gconstpointer user_data)
{
  g_autofree char *folder = gradus_own_templates_dup_folder ();
  g_autofree char *path = g_build_filename (folder, "broken.keras", NULL);
  GtkFlowBoxChild *card;

  remove_all ();
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "nothing of the kind", -1, NULL));
  app_fixture_activate (f, "win.new");
  app_fixture_wait_for (f, has_own);
  card = gtk_flow_box_get_child_at_index (get_own_cards (f), 0);
  g_signal_emit_by_name (get_own_cards (f), "child-activated", card);
  app_fixture_settle (f);
  g_assert_true (gtk_widget_get_mapped (get_page (f)));
  gtk_widget_activate_action (get_own (f), "own.delete", "s", path);
  answer (f, NULL, "accept");
  app_fixture_wait_for (f, has_no_own);
}

/* Who starts the program and presses an arrow key looks at the next template. */
static void
test_arrow_keys (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GList) selected = NULL;
  GtkFlowBox       *gallery = NULL;
  gboolean          is_done;

  for (GtkWidget *widget = gtk_root_get_focus (GTK_ROOT (f->window)); widget != NULL;
       widget = gtk_widget_get_parent (widget))
    if (GTK_IS_FLOW_BOX (widget))
      gallery = GTK_FLOW_BOX (widget);
  g_assert_nonnull (gallery);
  g_signal_emit_by_name (gallery, "move-cursor", GTK_MOVEMENT_VISUAL_POSITIONS, 1, FALSE,
                         FALSE, &is_done);
  selected = gtk_flow_box_get_selected_children (gallery);
  g_assert_nonnull (selected);
  g_assert_cmpint (gtk_flow_box_child_get_index (selected->data), ==, 1);
}

static gboolean
is_chosen (AppFixture *f)
{
  return !gtk_widget_get_mapped (get_page (f));
}

/* A click may last as long as it likes: until it is too long for a double click, and then
 * on. Where the button is let go beside the card, it was none. */
static void
test_slow_click (AppFixture *f, gconstpointer user_data)
{
  GtkWidget *gallery = gtk_widget_get_last_child (gtk_widget_get_parent (get_own (f)));
  GtkFlowBoxChild *card = gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (gallery), 0);
  GtkGesture *click = app_find_controller (GTK_WIDGET (card), GTK_TYPE_GESTURE_CLICK);

  g_assert_nonnull (click);
  g_signal_emit_by_name (click, "pressed", 1, 20.0, 20.0);
  g_signal_emit_by_name (click, "stopped");
  g_signal_emit_by_name (click, "released", 0, -200.0, -200.0);
  app_fixture_settle (f);
  g_assert_false (is_chosen (f));
  g_signal_emit_by_name (click, "pressed", 1, 20.0, 20.0);
  g_signal_emit_by_name (click, "stopped");
  g_signal_emit_by_name (click, "released", 0, 20.0, 20.0);
  app_fixture_wait_for (f, is_chosen);
}

int
main (int argc, char **argv)
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
  remove_all (); /* what an earlier run has left */
  g_test_add ("/gallery/templates", AppFixture, NULL, app_fixture_set_up_empty,
              test_templates, app_fixture_tear_down);
  g_test_add ("/gallery/arrow-keys", AppFixture, NULL, app_fixture_set_up_empty,
              test_arrow_keys, app_fixture_tear_down);
  g_test_add ("/gallery/slow-click", AppFixture, NULL, app_fixture_set_up_empty,
              test_slow_click, app_fixture_tear_down);
  g_test_add ("/gallery/own", AppFixture, NULL, app_fixture_set_up, test_own,
              app_fixture_tear_down);
  g_test_add ("/gallery/damaged", AppFixture, NULL, app_fixture_set_up, test_damaged,
              app_fixture_tear_down);
  return g_test_run ();
}
