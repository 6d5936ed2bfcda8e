/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-fix-bar.h"
#include "app/gradus-loop.h"

#include <adwaita.h>

/* A digit reader that has nothing wrong with it. */
static void
set_up (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("mnist-mlp"));

  app_fixture_set_up_empty (f, user_data);
  project->data.n_train = 320;
  project->data.n_test = 32;
  app_fixture_show (f, project);
}

static GradusLoop *
get_loop (AppFixture *f)
{
  return GRADUS_LOOP (app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_LOOP));
}

static const GradusSequential *
get_stack (AppFixture *f)
{
  return gradus_document_get_project (f->document)->sequential;
}

static guint64
get_uid (AppFixture *f, guint layer)
{
  return gradus_sequential_get_layer (get_stack (f), layer)->uid;
}

static GradusCard *
find_card (AppFixture *f, GradusBlock block, guint64 uid)
{
  GradusLoop *loop = get_loop (f);

  for (guint i = 0; i < gradus_loop_get_n_cards (loop); i++)
    {
      GradusCard *card = gradus_loop_get_card (loop, i);

      if (gradus_card_get_block (card) == block && gradus_card_get_uid (card) == uid)
        return card;
    }
  g_assert_not_reached ();
}

static GradusFixBar *
get_bar (GradusCard *card)
{
  return GRADUS_FIX_BAR (app_find_type (GTK_WIDGET (card), GRADUS_TYPE_FIX_BAR));
}

/* The button as one sees it: there is one, and it says @title. */
static GtkWidget *
find_button (GradusCard *card, const char *title)
{
  GtkWidget *button = gradus_fix_bar_get_button (get_bar (card));
  GtkWidget *label = app_find_type (button, GTK_TYPE_LABEL);

  g_assert_true (gradus_card_has_repairs (card));
  g_assert_true (gtk_widget_get_mapped (button));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, title);
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL, title);
  return button;
}

static void
click (GtkWidget *button)
{
  g_signal_emit_by_name (button, "clicked");
}

static guint
count_steps (AppFixture *f)
{
  g_auto (GStrv) labels = gradus_document_dup_undo_labels (f->document);

  return g_strv_length (labels);
}

static void
set_layer_param (AppFixture *f, guint layer, const char *param, const char *value)
{
  g_autoptr (GError) error = NULL;

  gradus_document_set_layer_param (f->document, get_uid (f, layer), param, value, &error);
  g_assert_no_error (error);
}

static gint64
get_units (AppFixture *f, guint layer)
{
  return gradus_config_get_int (gradus_sequential_get_layer (get_stack (f), layer)
                                  ->config,
                                "units");
}

/* Twelve units, and ten kinds of digits. */
static void
test_layer (AppFixture *f, gconstpointer user_data)
{
  GradusCard *card = find_card (f, GRADUS_BLOCK_LAYER, get_uid (f, 1));
  guint       n_steps;

  gradus_studio_select (f->studio, GRADUS_BLOCK_OPTIMIZER, 0);
  g_assert_false (gradus_card_has_repairs (card));
  set_layer_param (f, 1, "units", "12");
  app_fixture_settle (f);
  n_steps = count_steps (f);
  click (find_button (card, "Use 10 units"));
  g_assert_cmpint (get_units (f, 1), ==, 10);
  g_assert_false (gradus_card_has_repairs (card));
  g_assert_false (gradus_card_has_look (card, GRADUS_CARD_WRONG));
  /* What was mended is what is looked at. */
  g_assert_cmpuint (gradus_studio_get_selected_layer (f->studio), ==, get_uid (f, 1));
  g_assert_cmpuint (count_steps (f), ==, n_steps + 1);
  gradus_document_undo (f->document);
  g_assert_cmpint (get_units (f, 1), ==, 12);
  g_assert_true (gradus_card_has_repairs (card));
  gradus_document_redo (f->document);
  g_assert_cmpint (get_units (f, 1), ==, 10);
}

/* Others stand behind the arrow, and all of them in the menu of the card. */
static void
test_others (AppFixture *f, gconstpointer user_data)
{
  GradusCard       *card = find_card (f, GRADUS_BLOCK_LAYER, get_uid (f, 1));
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget        *more;
  GMenuModel       *others;

  gradus_card_fill_menu (card, menu);
  g_assert_cmpint (g_menu_model_get_n_items (G_MENU_MODEL (menu)), ==, 0);
  set_layer_param (f, 1, "units", "12");
  app_fixture_settle (f);
  more = app_find_type (GTK_WIDGET (get_bar (card)), GTK_TYPE_MENU_BUTTON);
  g_assert_true (gtk_widget_get_mapped (more));
  others = gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (more));
  g_assert_cmpint (g_menu_model_get_n_items (others), ==, 1);
  gradus_card_fill_menu (card, menu);
  g_assert_cmpint (g_menu_model_get_n_items (G_MENU_MODEL (menu)), ==, 2);
  /* "Add Dense", as the menu would do it. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (card), "block.fix",
                                             GRADUS_FIX_TARGET, GRADUS_BLOCK_LAYER,
                                             get_uid (f, 1), 1));
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_stack (f)), ==, 3);
  g_assert_cmpint (get_units (f, 2), ==, 10);
}

static void
test_loss (AppFixture *f, gconstpointer user_data)
{
  GradusCard *card = find_card (f, GRADUS_BLOCK_LOSS, 0);

  gradus_document_set_loss_kind (f->document, "BinaryCrossentropy");
  app_fixture_settle (f);
  g_assert_true (gradus_card_has_look (card, GRADUS_CARD_WRONG));
  click (find_button (card, "Use categorical crossentropy"));
  g_assert_cmpstr (gradus_config_get_kind (get_stack (f)->loss)->name, ==,
                   "CategoricalCrossentropy");
  g_assert_false (gradus_card_has_repairs (card));
  gradus_document_undo (f->document);
  g_assert_true (gradus_card_has_repairs (card));
}

/* A hint is no mistake, but can be followed as well. */
static void
test_optimizer (AppFixture *f, gconstpointer user_data)
{
  GradusCard        *card = find_card (f, GRADUS_BLOCK_OPTIMIZER, 0);
  g_autoptr (GError) error = NULL;
  g_autofree char   *title = NULL;
  double rate = gradus_config_get_float (get_stack (f)->optimizer, "learning_rate");
  char   text[G_ASCII_DTOSTR_BUF_SIZE];

  gradus_document_set_optimizer_param (f->document, "learning_rate", "50", &error);
  g_assert_no_error (error);
  app_fixture_settle (f);
  g_assert_true (gradus_card_has_look (card, GRADUS_CARD_HINTED));
  g_assert_false (gradus_card_has_look (card, GRADUS_CARD_WRONG));
  g_ascii_formatd (text, sizeof text, "%.6g", rate);
  title = g_strdup_printf ("Use %s", text);
  click (find_button (card, title));
  g_assert_cmpfloat (gradus_config_get_float (get_stack (f)->optimizer, "learning_rate"),
                     ==, rate);
  g_assert_false (gradus_card_has_look (card, GRADUS_CARD_HINTED));
  gradus_document_undo (f->document);
  g_assert_true (gradus_card_has_repairs (card));
}

static gboolean
has_no_data (AppFixture *f)
{
  return gradus_studio_get_data_problem (f->studio) != NULL;
}

static gboolean
has_data (AppFixture *f)
{
  return gradus_studio_get_train_data (f->studio) != NULL;
}

static gboolean
offers_data (AppFixture *f)
{
  return gradus_card_has_repairs (find_card (f, GRADUS_BLOCK_INPUT, 0));
}

/* A folder that is not there. */
static void
test_input (AppFixture *f, gconstpointer user_data)
{
  GradusDataRef ref;

  app_fixture_wait_for (f, has_data);
  gradus_data_ref_init (&ref);
  gradus_data_ref_copy (&ref, &gradus_document_get_project (f->document)->data);
  g_free (ref.source);
  ref.source = g_strdup ("mnist");
  ref.folder = g_strdup ("/nowhere/at/all");
  gradus_document_set_data (f->document, &ref);
  gradus_data_ref_clear (&ref);
  app_fixture_wait_for (f, has_no_data);
  app_fixture_wait_for (f, offers_data);
  app_fixture_settle (f);
  click (find_button (find_card (f, GRADUS_BLOCK_INPUT, 0), "Use the built-in digits"));
  g_assert_cmpstr (gradus_document_get_project (f->document)->data.source, ==, "digits");
  app_fixture_wait_for (f, has_data);
  gradus_document_undo (f->document);
  g_assert_cmpstr (gradus_document_get_project (f->document)->data.source, ==, "mnist");
}

static gboolean
is_mended (AppFixture *f)
{
  return get_units (f, 1) == 10;
}

/* Tab goes from the card to its buttons, and then on; Shift+Tab the way back. */
static void
test_keys (AppFixture *f, gconstpointer user_data)
{
  GtkRoot    *root = GTK_ROOT (f->window);
  GtkWidget  *loop = GTK_WIDGET (get_loop (f));
  GradusCard *card = find_card (f, GRADUS_BLOCK_LAYER, get_uid (f, 1));
  GtkWidget  *button;

  set_layer_param (f, 1, "units", "12");
  gradus_studio_select (f->studio, GRADUS_BLOCK_LAYER, get_uid (f, 1));
  app_fixture_settle (f);
  button = find_button (card, "Use 10 units");
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (card)));
  g_assert_true (gtk_widget_child_focus (loop, GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_root_get_focus (root) == button);
  g_assert_true (gtk_widget_child_focus (loop, GTK_DIR_TAB_FORWARD));
  g_assert_false (gtk_widget_child_focus (loop, GTK_DIR_TAB_FORWARD));
  gtk_widget_grab_focus (button);
  g_assert_true (gtk_widget_child_focus (loop, GTK_DIR_TAB_BACKWARD));
  g_assert_true (gtk_root_get_focus (root) == GTK_WIDGET (card));
  gtk_widget_grab_focus (button);
  g_assert_true (gtk_widget_activate (button));
  app_fixture_wait_for (f, is_mended);
  /* Once the button has gone, the focus stays in the loop. */
  APP_WAIT_FOR (gtk_root_get_focus (root) == GTK_WIDGET (card));
}

/* Sixty layers, close together: what is wrong is still said in whole, and mended. */
static void
test_sixty (AppFixture *f, gconstpointer user_data)
{
  GradusCard *card;
  GtkWidget  *button;

  for (guint i = 0; i < 58; i++)
    gradus_document_insert_layer (f->document, 1, "Dense");
  set_layer_param (f, 59, "units", "12");
  card = find_card (f, GRADUS_BLOCK_LAYER, get_uid (f, 59));
  app_fixture_settle (f);
  button = find_button (card, "Use 10 units");
  g_assert_cmpint (gradus_card_get_density (card), ==, GRADUS_DENSITY_DENSE);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (card)), >,
                   2 * gtk_widget_get_height (button));
  click (button);
  g_assert_cmpint (get_units (f, 59), ==, 10);
}

/* A folded group stands for the layer in it. */
static void
test_group (AppFixture *f, gconstpointer user_data)
{
  guint64     uids[] = { get_uid (f, 0), get_uid (f, 1) };
  GradusCard *card;

  set_layer_param (f, 1, "units", "12");
  g_assert_true (gradus_document_group_layers (f->document, uids, 2));
  gradus_document_set_folded (f->document, uids[0], TRUE);
  app_fixture_settle (f);
  card = find_card (f, GRADUS_BLOCK_LAYER, uids[0]);
  g_assert_true (gradus_card_has_look (card, GRADUS_CARD_GROUP));
  click (find_button (card, "Use 10 units"));
  g_assert_cmpint (get_units (f, 1), ==, 10);
  g_assert_false (gradus_card_has_repairs (card));
}

#define ADD(name, function)                                                              \
  g_test_add ("/repairs/" name, AppFixture, NULL, set_up, function, app_fixture_tear_down)

int
main (int argc, char *argv[])
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
  ADD ("layer", test_layer);
  ADD ("others", test_others);
  ADD ("loss", test_loss);
  ADD ("optimizer", test_optimizer);
  ADD ("input", test_input);
  ADD ("keys", test_keys);
  ADD ("sixty", test_sixty);
  ADD ("group", test_group);
  return g_test_run ();
}
