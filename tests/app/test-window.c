/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-canvas.h"
#include "app/gradus-code-view.h"
#include "app/gradus-command-palette.h"
#include "app/gradus-commands.h"
#include "app/gradus-field.h"
#include "app/gradus-frame-stats.h"
#include "app/gradus-maps.h"
#include "app/gradus-pace.h"
#include "app/gradus-palette.h"
#include "app/gradus-stage-header.h"
#include "app/gradus-style.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>

/* --- Finding things as a user would --- */

static GtkWidget *
find_editor (AppFixture *f, const char *title, GType type)
{
  GtkWidget *row = app_find_row (GTK_WIDGET (f->window), title);
  GtkWidget *editor;

  g_assert_nonnull (row);
  editor = app_find_type (row, type);
  g_assert_nonnull (editor);
  return editor;
}

static gboolean
has_units (AppFixture *f)
{
  return app_find_row (GTK_WIDGET (f->window), "Units") != NULL;
}

static gboolean
has_fit (AppFixture *f)
{
  return app_find_row (GTK_WIDGET (f->window), "Batch size") != NULL;
}

static const GradusSequential *
get_sequential (AppFixture *f)
{
  return gradus_document_get_project (f->document)->sequential;
}

static void
select_first_layer (AppFixture *f)
{
  gradus_studio_select (f->studio, GRADUS_BLOCK_LAYER,
                        gradus_sequential_get_layer (get_sequential (f), 0)->uid);
  app_fixture_wait_for (f, has_units);
}

/* --- Tests --- */

static void
test_start (AppFixture *f, gconstpointer data)
{
  static const char *const off[] = { "train", "undo",   "redo",
                                     "save",  "insert", "leave-start" };

  g_assert_true (gradus_window_is_untouched (f->window));
  for (guint i = 0; i < G_N_ELEMENTS (off); i++)
    g_assert_false (app_fixture_is_enabled (f, off[i]));
  g_assert_true (app_fixture_is_enabled (f, "open"));
}

static void
test_templates (AppFixture *f, gconstpointer data)
{
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);

  for (guint i = 0; i < n_templates; i++)
    {
      g_autoptr (GradusProject)  project = gradus_template_build (templates[i]);
      g_autoptr (GradusDocument) document = NULL;

      project->data.n_train = 64;
      project->data.n_test = 16;
      document = gradus_document_new_from_project (project);
      gradus_window_show_document (f->window, document, NULL);
      g_assert_true (gradus_studio_get_document (f->studio) == document);
      g_assert_true (app_fixture_is_enabled (f, "save"));
      for (int block = GRADUS_BLOCK_INPUT; block <= GRADUS_BLOCK_OPTIMIZER; block++)
        {
          if (block == GRADUS_BLOCK_LAYER)
            continue;
          gradus_studio_select (f->studio, block, 0);
          app_fixture_settle (f);
        }
    }
}

static gboolean
get_pane_state (AppFixture *f, const char *action)
{
  g_autoptr (GVariant) state =
    g_action_group_get_action_state (G_ACTION_GROUP (f->window), action);

  return g_variant_get_boolean (state);
}

/* It waits for layers: with the palette, and nothing that lies over the loop. */
static void
test_empty_stack (AppFixture *f, gconstpointer data)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("empty"));
  GtkWidget *views;

  app_fixture_show (f, project);
  app_fixture_settle (f);
  views = app_find_type (GTK_WIDGET (f->window), ADW_TYPE_VIEW_STACK);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (ADW_VIEW_STACK (views)), ==,
                   "data");
  g_assert_true (get_pane_state (f, "palette"));
  if (gtk_widget_get_width (GTK_WIDGET (f->window)) < 1360)
    g_assert_false (get_pane_state (f, "inspector"));
}

static void
test_units (AppFixture *f, gconstpointer data)
{
  const GradusConfig *layer;
  GtkSpinButton      *units;
  guint64             gesture;

  select_first_layer (f);
  units = GTK_SPIN_BUTTON (find_editor (f, "Units", GTK_TYPE_SPIN_BUTTON));
  g_assert_cmpint (gtk_spin_button_get_value_as_int (units), ==, 32);
  g_assert_false (app_fixture_is_enabled (f, "undo"));

  /* One hold of the plus button is one step. */
  gesture = gradus_document_begin_gesture (f->document);
  for (int i = 0; i < 5; i++)
    gtk_spin_button_spin (units, GTK_SPIN_STEP_FORWARD, 1);
  gradus_document_end_gesture (f->document, gesture);
  layer = gradus_sequential_get_layer (get_sequential (f), 0)->config;
  g_assert_cmpint (gradus_config_get_int (layer, "units"), ==, 37);
  g_assert_true (app_fixture_is_enabled (f, "undo"));
  app_fixture_activate (f, "win.undo");
  layer = gradus_sequential_get_layer (get_sequential (f), 0)->config;
  g_assert_cmpint (gradus_config_get_int (layer, "units"), ==, 32);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (units), ==, 32);
  app_fixture_activate (f, "win.redo");
  g_assert_cmpint (gtk_spin_button_get_value_as_int (units), ==, 37);

  /* Two clicks are two, however quick. */
  gtk_spin_button_spin (units, GTK_SPIN_STEP_FORWARD, 1);
  gtk_spin_button_spin (units, GTK_SPIN_STEP_FORWARD, 1);
  app_fixture_activate (f, "win.undo");
  g_assert_cmpint (gtk_spin_button_get_value_as_int (units), ==, 38);
}

static void
test_activation (AppFixture *f, gconstpointer data)
{
  const GradusConfig *layer;
  AdwComboRow        *combo;
  g_autofree char    *text = NULL;

  select_first_layer (f);
  combo = ADW_COMBO_ROW (app_find_row (GTK_WIDGET (f->window), "Activation"));
  for (guint i = 0; i < g_list_model_get_n_items (adw_combo_row_get_model (combo)); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (
                                                   adw_combo_row_get_model (combo)),
                                                 i),
                     "relu"))
      adw_combo_row_set_selected (combo, i);
  layer = gradus_sequential_get_layer (get_sequential (f), 0)->config;
  text = gradus_config_value_to_string (layer, "activation");
  g_assert_cmpstr (text, ==, "relu");
}

static void
test_rate (AppFixture *f, gconstpointer data)
{
  GtkRange *slider;

  gradus_studio_select (f->studio, GRADUS_BLOCK_OPTIMIZER, 0);
  app_fixture_wait_for (f, has_fit);
  slider = GTK_RANGE (find_editor (f, "Learning rate", GTK_TYPE_SCALE));
  gtk_range_set_value (slider, -3.0);
  g_assert_cmpfloat_with_epsilon (gradus_config_get_float (get_sequential (f)->optimizer,
                                                           "learning_rate"),
                                  0.001, 1e-9);
  app_fixture_activate (f, "win.undo");
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (slider), -0.30103, 1e-4);
}

static void
test_fit (AppFixture *f, gconstpointer data)
{
  GtkSpinButton *epochs;
  GtkSwitch     *shuffle;

  gradus_studio_select (f->studio, GRADUS_BLOCK_OPTIMIZER, 0);
  app_fixture_wait_for (f, has_fit);
  epochs = GTK_SPIN_BUTTON (find_editor (f, "Epochs", GTK_TYPE_SPIN_BUTTON));
  shuffle = GTK_SWITCH (find_editor (f, "Shuffle each epoch", GTK_TYPE_SWITCH));
  gtk_spin_button_set_value (epochs, 3);
  gtk_switch_set_active (shuffle, FALSE);
  g_assert_cmpuint (gradus_document_get_project (f->document)->fit.epochs, ==, 3);
  g_assert_false (gradus_document_get_project (f->document)->fit.shuffle);
}

static void
test_layers (AppFixture *f, gconstpointer data)
{
  guint64 uid = gradus_sequential_get_layer (get_sequential (f), 0)->uid;

  select_first_layer (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.insert", "s", "Dropout");
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_sequential (f)), ==, 4);
  g_assert_cmpint (gradus_sequential_find_uid (get_sequential (f),
                                               gradus_studio_get_selected_layer (
                                                 f->studio)),
                   ==, 1);
  app_fixture_activate (f, "layer.move-up");
  g_assert_cmpint (gradus_sequential_find_uid (get_sequential (f), uid), ==, 1);
  app_fixture_activate (f, "layer.duplicate");
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_sequential (f)), ==, 5);
  app_fixture_activate (f, "layer.remove");
  app_fixture_activate (f, "layer.remove");
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_sequential (f)), ==, 3);
  for (int i = 0; i < 5; i++)
    app_fixture_activate (f, "win.undo");
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_sequential (f)), ==, 3);
  g_assert_cmpint (gradus_sequential_find_uid (get_sequential (f), uid), ==, 0);
  g_assert_false (app_fixture_is_enabled (f, "undo"));
}

static void
test_train (AppFixture *f, gconstpointer data)
{
  GradusFitOptions fit = gradus_document_get_project (f->document)->fit;

  app_fixture_wait_for (f, app_fixture_can_train);
  fit.epochs = 2;
  gradus_document_set_fit (f->document, &fit);
  g_assert_false (app_fixture_is_enabled (f, "reset"));
  app_fixture_activate (f, "win.train");
  app_fixture_wait_for (f, app_fixture_is_finished);
  /* 320 samples less a tenth, in batches of 32, twice. */
  g_assert_cmpuint (gradus_studio_get_snapshot (f->studio)->report.step, ==, 18);
  g_assert_true (app_fixture_is_enabled (f, "reset"));
  g_assert_true (app_fixture_is_enabled (f, "train"));
}

static JsonObject *
parse (JsonParser *parser, const char *text)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static GradusFrameStats *watching;

static const char *const measured[] = { "work_ms", "work_cpu_ms", "main_loop_delay_ms" };

/* All steps of a short run may lie between two looks at it, and before the first frame.
 */
static gboolean
has_counted (AppFixture *f)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char       *text = gradus_frame_stats_to_json (watching);
  JsonObject            *root = parse (parser, text);
  JsonObject            *training = json_object_get_object_member (root, "training");

  for (guint i = 0; i < G_N_ELEMENTS (measured); i++)
    if (json_object_get_int_member (json_object_get_object_member (root, measured[i]),
                                    "n") == 0)
      return FALSE;
  return json_object_get_int_member (training, "steps") > 0;
}

/* What `gradus --frame-stats` writes; SIGUSR1 begins anew. */
static void
test_frame_stats (AppFixture *f, gconstpointer data)
{
  g_autoptr (GradusFrameStats) stats = gradus_frame_stats_new (NULL, NULL);
  g_autoptr (JsonParser)       parser = json_parser_new ();
  g_autofree char             *text = NULL;
  JsonObject                  *root;
  double                       seconds;
  GradusFitOptions             fit = gradus_document_get_project (f->document)->fit;

  gradus_frame_stats_watch (stats, GTK_WINDOW (f->window));
  app_fixture_wait_for (f, app_fixture_can_train);
  fit.epochs = 100000;
  gradus_document_set_fit (f->document, &fit);
  app_fixture_activate (f, "win.train");
  watching = stats;
  app_fixture_wait_for (f, has_counted);
  app_fixture_activate (f, "win.train");
  text = gradus_frame_stats_to_json (stats);
  root = parse (parser, text);
  for (guint i = 0; i < G_N_ELEMENTS (measured); i++)
    {
      JsonObject *values = json_object_get_object_member (root, measured[i]);

      g_assert_cmpint (json_object_get_int_member (values, "n"), >, 0);
      g_assert_cmpfloat (json_object_get_double_member (values, "p50"), <=,
                         json_object_get_double_member (values, "p95"));
      g_assert_cmpfloat (json_object_get_double_member (values, "p99"), <=,
                         json_object_get_double_member (values, "max"));
    }
  seconds = json_object_get_double_member (root, "seconds");
  root = json_object_get_object_member (root, "training");
  g_assert_cmpint (json_object_get_int_member (root, "steps"), >, 0);
  /* It comes by way of GLib's own thread. */
  raise (SIGUSR1);
  for (double now = seconds; now >= seconds;)
    {
      g_autofree char *after = gradus_frame_stats_to_json (stats);

      now = json_object_get_double_member (parse (parser, after), "seconds");
      g_main_context_iteration (NULL, FALSE);
      g_assert_cmpfloat (now, <, 20);
    }
}

static guint
settle_pace (double cost_ms, guint n_processors)
{
  guint interval_ms = 33;

  for (guint i = 0; i < 20; i++)
    interval_ms = gradus_pace_choose (cost_ms, n_processors, interval_ms);
  return interval_ms;
}

/* What is cheap to show, or shown where processors abound, is told as often as can be
 * seen; what is dear less often, but never so that it seems to stand still. */
static void
test_pace (void)
{
  gint64 now = g_get_monotonic_time ();

  g_assert_cmpuint (settle_pace (0.2, 2), <=, 34);
  g_assert_cmpuint (settle_pace (4, 16), <=, 34);
  g_assert_cmpuint (settle_pace (4, 2), >, 100);
  g_assert_cmpuint (settle_pace (100, 1), >=, 199);
  g_assert_cmpuint (settle_pace (100, 1), <=, 200);
  g_assert_cmpint (gradus_pace_get_wait_ms (now - 200 * G_TIME_SPAN_MILLISECOND, 250), ==,
                   0);
  g_assert_cmpint (gradus_pace_get_wait_ms (now, 1000), >, 900);
}

static GradusMaps *
find_maps (AppFixture *f)
{
  return GRADUS_MAPS (app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_MAPS));
}

static gboolean
has_maps (AppFixture *f)
{
  GradusProjection *maps = gradus_maps_get_projection (find_maps (f));

  return maps != NULL && maps->is_settled;
}

static gboolean
has_flat_maps (AppFixture *f)
{
  return has_maps (f) &&
         gradus_maps_get_projection (find_maps (f))->method == GRADUS_PROJECTION_PCA;
}

/* Maps come, a click on a point chooses its sample, and PCA takes the place of t-SNE. */
static void
test_representations (AppFixture *f, gconstpointer data)
{
  GradusProjection *maps;

  app_fixture_wait_for (f, app_fixture_can_train);
  gradus_window_show_view (f->window, "representations");
  app_fixture_wait_for (f, has_maps);
  maps = gradus_maps_get_projection (find_maps (f));
  /* All of the test set; the input and three layers with weights. */
  g_assert_cmpuint (maps->points->n, ==, 32);
  g_assert_cmpuint (maps->n_panels, ==, 4);
  g_assert_cmpuint (maps->points->n_classes, ==, 2);
  g_assert_true (maps->panels[0].has_probe);
  g_assert_null (gradus_maps_describe_selection (find_maps (f)));
  g_signal_emit_by_name (find_maps (f), "chosen", 5);
  g_assert_cmpuint (gradus_studio_get_probe_sample (f->studio), ==, 5);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (
                                  app_find_button (GTK_WIDGET (f->window), "PCA")),
                                TRUE);
  app_fixture_wait_for (f, has_flat_maps);
  app_fixture_activate (f, "win.train");
}

/* --- Menus of charts --- */

static void
find_charts (GtkWidget *widget, GPtrArray *charts)
{
  if (g_object_get_data (G_OBJECT (widget), "gradus-figure-menu") != NULL)
    g_ptr_array_add (charts, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_charts (child, charts);
}

static GtkWidget *
find_menu (GtkWidget *chart)
{
  for (GtkWidget *child = gtk_widget_get_first_child (chart); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER_MENU (child))
      return child;
  return NULL;
}

/* As the key would do. */
static gboolean
press_menu_key (GtkWidget *chart)
{
  GListModel *controller = app_find_controller (chart, GTK_TYPE_SHORTCUT_CONTROLLER);
  g_autoptr (GtkShortcut) shortcut = NULL;
  g_autofree char        *keys = NULL;

  if (controller == NULL)
    return FALSE;
  shortcut = g_list_model_get_item (controller, 0);
  keys = gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));
  g_assert_cmpstr (keys, ==, "Menu|<Shift>F10");
  return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, chart,
                                       NULL);
}

/* Every chart that has a menu can be reached by keys, and opens it. */
static void
test_chart_menus (AppFixture *f, gconstpointer data)
{
  static const char *const views[] = { "curves", "weights", "representations",
                                       "predict" };
  g_autoptr (GPtrArray)    charts = g_ptr_array_new ();
  guint                    n_opened = 0;

  app_fixture_wait_for (f, app_fixture_can_train);
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      gradus_window_show_view (f->window, views[i]);
      app_fixture_settle (f);
      g_ptr_array_set_size (charts, 0);
      find_charts (GTK_WIDGET (f->window), charts);
      for (guint j = 0; j < charts->len; j++)
        {
          GtkWidget *chart = charts->pdata[j];

          g_assert_true (gtk_widget_get_focusable (chart));
          if (!gtk_widget_get_mapped (chart))
            continue;
          g_assert_true (gtk_widget_grab_focus (chart));
          g_assert_true (gtk_root_get_focus (gtk_widget_get_root (chart)) == chart);
          g_assert_true (press_menu_key (chart));
          g_assert_true (gtk_widget_get_visible (find_menu (chart)));
          gtk_popover_popdown (GTK_POPOVER (find_menu (chart)));
          n_opened++;
        }
    }
  /* One in curves and weights, two in representations, two or four in predict. */
  g_assert_cmpuint (charts->len, >=, 11);
  g_assert_cmpuint (n_opened, >=, 6);
}

/* A network that learns when its window closes ends without being asked. */
static void
test_close_while_training (AppFixture *f, gconstpointer data)
{
  app_fixture_wait_for (f, app_fixture_can_train);
  app_fixture_activate (f, "win.train");
}

/* The microscope goes with its window. */
static void
test_close_with_microscope (AppFixture *f, gconstpointer data)
{
  app_fixture_wait_for (f, app_fixture_can_train);
  app_fixture_activate (f, "win.microscope");
  app_fixture_settle (f);
}

static void
test_problem (AppFixture *f, gconstpointer data)
{
  const GradusSequential *sequential = get_sequential (f);
  guint64                 last = gradus_sequential_get_layer (sequential, 2)->uid;
  g_autoptr (GError)      error = NULL;

  app_fixture_wait_for (f, app_fixture_can_train);
  gradus_document_set_layer_param (f->document, last, "units", "7", &error);
  g_assert_no_error (error);
  g_assert_nonnull (gradus_document_get_problem (f->document));
  g_assert_false (app_fixture_is_enabled (f, "train"));
  app_fixture_activate (f, "win.undo");
  app_fixture_wait_for (f, app_fixture_can_train);
}

/* --- Commands --- */

static gboolean
is_in_shortcuts (const char *shortcuts, const char *accelerator)
{
  g_autofree char *escaped = g_markup_escape_text (accelerator, -1);
  g_autofree char *alone = g_strdup_printf (">%s<", escaped);
  g_autofree char *first = g_strdup_printf (">%s ", escaped);
  g_autofree char *last = g_strdup_printf (" %s<", escaped);

  return strstr (shortcuts, alone) != NULL || strstr (shortcuts, first) != NULL ||
         strstr (shortcuts, last) != NULL;
}

/* Every command is an action, and every key of it is told in the shortcuts window. */
static void
test_commands (AppFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) shortcuts =
    g_resources_lookup_data ("/org/gradus/Gradus/ui/gradus-shortcuts.ui", 0, NULL);
  const char          *text = g_bytes_get_data (shortcuts, NULL);
  guint                n_commands;
  const GradusCommand *commands = gradus_commands_list (&n_commands);

  for (guint i = 0; i < n_commands; i++)
    {
      g_autofree char     *name = NULL;
      g_autoptr (GVariant) target = NULL;

      g_test_message ("%s", commands[i].action);
      g_assert_true (
        g_action_parse_detailed_name (commands[i].action, &name, &target, NULL));
      if (g_str_has_prefix (name, "win."))
        g_assert_true (g_action_group_has_action (G_ACTION_GROUP (f->window), name + 4) ||
                       g_str_equal (name, "win.show-help-overlay"));
      if (commands[i].local_key != NULL)
        g_assert_true (is_in_shortcuts (text, commands[i].local_key));
      if (commands[i].keys[0] != NULL)
        g_assert_true (is_in_shortcuts (text, commands[i].keys[0]));
    }
}

static gboolean
has_palette (AppFixture *f)
{
  return app_find_window (GRADUS_TYPE_COMMAND_PALETTE) != NULL;
}

static gboolean
has_no_palette (AppFixture *f)
{
  return !has_palette (f);
}

/* "memory" finds the LSTM, and Enter puts it in. */
static void
test_command_palette (AppFixture *f, gconstpointer data)
{
  GtkWidget *palette = gradus_command_palette_new (f->window);
  GtkWidget *search = app_find_type (palette, GTK_TYPE_SEARCH_ENTRY);

  gtk_window_present (GTK_WINDOW (palette));
  app_fixture_wait_for (f, has_palette);
  gtk_editable_set_text (GTK_EDITABLE (search), "lstm");
  g_signal_emit_by_name (search, "activate");
  app_fixture_wait_for (f, has_no_palette);
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_sequential (f)), ==, 4);
  g_assert_true (app_fixture_is_enabled (f, "history"));
}

/* --- Code --- */

static GtkTextBuffer *
get_code (AppFixture *f)
{
  GtkWidget *view = app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_CODE_VIEW);

  g_assert_nonnull (view);
  return gtk_text_view_get_buffer (
    GTK_TEXT_VIEW (app_find_type (view, GTK_TYPE_TEXT_VIEW)));
}

static char *
dup_code (AppFixture *f)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (get_code (f), &start, &end);
  return gtk_text_buffer_get_text (get_code (f), &start, &end, TRUE);
}

static void
replace_code (AppFixture *f, const char *what, const char *with)
{
  GtkTextIter start, first, end;

  gtk_text_buffer_get_start_iter (get_code (f), &start);
  g_assert_true (gtk_text_iter_forward_search (&start, what, GTK_TEXT_SEARCH_TEXT_ONLY,
                                               &first, &end, NULL));
  gtk_text_buffer_delete (get_code (f), &first, &end);
  gtk_text_buffer_insert (get_code (f), &first, with, -1);
}

static gboolean
has_four_layers (AppFixture *f)
{
  return gradus_sequential_get_n_layers (get_sequential (f)) == 4;
}

static gboolean
has_more_units (AppFixture *f)
{
  return gradus_config_get_int (gradus_sequential_get_layer (get_sequential (f), 1)
                                  ->config,
                                "units") == 24;
}

static gboolean
shows_code_problem (AppFixture *f)
{
  GtkWidget *view = app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_CODE_VIEW);

  return gtk_revealer_get_reveal_child (
    GTK_REVEALER (app_find_type (view, GTK_TYPE_REVEALER)));
}

static void
test_code (AppFixture *f, gconstpointer data)
{
  guint64          first = gradus_sequential_get_layer (get_sequential (f), 0)->uid;
  g_autofree char *before = NULL;
  g_autofree char *undone = NULL;

  gradus_window_show_view (f->window, "code");
  app_fixture_settle (f);
  before = dup_code (f);
  g_assert_nonnull (strstr (before, "layers.Dense(32"));
  replace_code (f, "        layers.Dense(10,",
                "        layers.Dense(16),\n"
                "        layers.Dense(10,");
  app_fixture_wait_for (f, has_four_layers);
  g_assert_cmpint (gradus_sequential_find_uid (get_sequential (f), first), ==, 0);
  g_assert_false (shows_code_problem (f));
  /* What is typed in one go is one step, though it was read in between. */
  replace_code (f, "Dense(16", "Dense(24");
  app_fixture_wait_for (f, has_more_units);
  app_fixture_activate (f, "win.undo");
  undone = dup_code (f);
  g_assert_cmpstr (undone, ==, before);

  replace_code (f, "Dense(10", "Dens(10");
  app_fixture_wait_for (f, shows_code_problem);
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_sequential (f)), ==, 3);
}

static gboolean
is_other_document (AppFixture *f)
{
  return gradus_studio_get_document (f->studio) != f->document;
}

static void
test_open (AppFixture *f, gconstpointer data)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("mnist-mlp"));
  GradusKerasFile    file = { .project = project,
                              .learning_rate = 0.001,
                              .from_gradus = TRUE };
  g_autofree char   *folder = g_dir_make_tmp ("gradus-window-XXXXXX", NULL);
  g_autofree char   *path = g_build_filename (folder, "reader.keras", NULL);
  g_autoptr (GFile)  location = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  project->data.n_train = 64;
  project->data.n_test = 16;
  gradus_keras_file_save (&file, path, &error);
  g_assert_no_error (error);
  gradus_window_open_file (f->window, location);
  app_fixture_wait_for (f, is_other_document);
  g_assert_cmpuint (gradus_sequential_get_n_layers (
                      gradus_document_get_project (gradus_studio_get_document (f->studio))
                        ->sequential),
                    ==, 2);
  g_unlink (path);
  g_rmdir (folder);
}

/* A view that needs more room than there is pushes the window beyond the screen. At this
 * width both panes stand beside spine and stage. */
static void
test_narrow (AppFixture *f, gconstpointer data)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("mnist-mlp"));
  const char *id;

  project->data.n_train = 320;
  project->data.n_test = 32;
  app_fixture_show (f, project);
  app_fixture_wait_for (f, app_fixture_can_train);
  app_fixture_activate (f, "win.palette");
  for (guint i = 0; (id = gradus_window_get_view_id (i)) != NULL; i++)
    for (guint j = 0; j < 2; j++)
      {
        int minimum;

        gradus_window_show_view (f->window, id);
        app_fixture_activate (f, "win.inspector");
        app_fixture_settle (f);
        gtk_widget_measure (GTK_WIDGET (f->window), GTK_ORIENTATION_HORIZONTAL, -1,
                            &minimum, NULL, NULL, NULL);
        g_test_message ("%s: %d", id, minimum);
        g_assert_cmpint (minimum, <=, 1360);
        /* What the panes leave of that is enough, without scrolling sideways. */
        gtk_widget_measure (app_find_type (GTK_WIDGET (f->window), ADW_TYPE_VIEW_STACK),
                            GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
        g_test_message ("%s by itself: %d", id, minimum);
        g_assert_cmpint (minimum, <=, 1360 - 300 - 196 - 2);
      }
}

/* The view needs no scrolling sideways, and its title is there to its last letter. */
static void
check_stage (AppFixture *f, int window_width)
{
  GtkWidget *views = app_find_type (GTK_WIDGET (f->window), ADW_TYPE_VIEW_STACK);
  GtkWidget *header = app_find_shown_type (views, GRADUS_TYPE_STAGE_HEADER);
  GtkWidget *title = app_find_shown_type (header, GTK_TYPE_LABEL);
  int        minimum;

  gtk_widget_measure (views, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  /* The spine has a third. */
  g_assert_cmpint (minimum, <=, window_width * 2 / 3);
  if (gtk_widget_get_width (views) > 0)
    g_assert_false (
      pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (title))));
}

/* Nothing is pushed out of a small screen, nor with text of twice the size. */
static void
test_small_screens (AppFixture *f, gconstpointer data)
{
  /* Width, height, and how large text is. */
  static const int sizes[][3] = { { 1024, 640, 1 }, { 1280, 720, 2 }, { 1024, 640, 2 } };
  GtkSettings     *settings = gtk_settings_get_default ();
  int              dpi;
  const char      *id;

  app_fixture_wait_for (f, app_fixture_can_train);
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gtk_window_unmaximize (GTK_WINDOW (f->window));
      gtk_window_set_default_size (GTK_WINDOW (f->window), sizes[i][0], sizes[i][1]);
      g_object_set (settings, "gtk-xft-dpi", sizes[i][2] * 96 * 1024, NULL);
      for (guint j = 0; (id = gradus_window_get_view_id (j)) != NULL; j++)
        {
          int width, height;

          gradus_window_show_view (f->window, id);
          app_fixture_activate (f, "win.inspector");
          app_fixture_settle (f);
          gtk_widget_measure (GTK_WIDGET (f->window), GTK_ORIENTATION_HORIZONTAL, -1,
                              &width, NULL, NULL, NULL);
          gtk_widget_measure (GTK_WIDGET (f->window), GTK_ORIENTATION_VERTICAL,
                              sizes[i][0], &height, NULL, NULL, NULL);
          g_test_message ("%s: %d × %d", id, width, height);
          g_assert_cmpint (width, <=, sizes[i][0]);
          g_assert_cmpint (height, <=, sizes[i][1]);
          check_stage (f, sizes[i][0]);
        }
    }
  g_assert_cmpfloat (gradus_style_get_theme ()->scale, ==, 2);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  g_assert_cmpfloat (gradus_style_get_theme ()->scale, ==, dpi > 0 ? dpi / 98304.0 : 1);
}

/* Text in drawings grows with all other text, and gets the room for it. */
static void
test_large_drawings (AppFixture *f, gconstpointer data)
{
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget   *canvas = g_object_ref_sink (gradus_canvas_new ());
  int          dpi, usual, large, picture;

  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (canvas), 100);
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  gtk_widget_measure (canvas, GTK_ORIENTATION_VERTICAL, -1, &usual, NULL, NULL, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  gtk_widget_measure (canvas, GTK_ORIENTATION_VERTICAL, -1, &large, NULL, NULL, NULL);
  g_assert_cmpfloat (gradus_canvas_get_theme (GRADUS_CANVAS (canvas))->scale, ==, 2);
  gradus_canvas_set_is_picture (GRADUS_CANVAS (canvas), TRUE);
  gtk_widget_measure (canvas, GTK_ORIENTATION_VERTICAL, -1, &picture, NULL, NULL, NULL);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  g_assert_cmpint (usual, ==, 100);
  g_assert_cmpint (large, ==, 200);
  g_assert_cmpint (picture, ==, 100);
  g_object_unref (canvas);
}

/* Keys go only to what is mapped: whoever types at once must not wait for the palette. */
static void
test_find_layer (AppFixture *f, gconstpointer data)
{
  GtkWidget *palette = app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_PALETTE);
  GtkWidget *focus;

  if (gtk_widget_get_mapped (palette))
    app_fixture_activate (f, "win.palette");
  app_fixture_settle (f);
  g_assert_false (gtk_widget_get_mapped (palette));
  app_fixture_activate (f, "win.find-layer");
  focus = gtk_root_get_focus (GTK_ROOT (f->window));
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, palette));
  g_assert_true (gtk_widget_get_mapped (focus));
}

static void
test_no_display (void)
{
  g_test_skip ("needs a display");
}

#define ADD(name, function)                                                              \
  g_test_add ("/window/" name, AppFixture, NULL, app_fixture_set_up, function,           \
              app_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_test_add_func ("/window/display", test_no_display);
      return g_test_run ();
    }
  adw_init ();
  g_test_add ("/window/start", AppFixture, NULL, app_fixture_set_up_empty, test_start,
              app_fixture_tear_down);
  g_test_add ("/window/templates", AppFixture, NULL, app_fixture_set_up_empty,
              test_templates, app_fixture_tear_down);
  g_test_add ("/window/empty-stack", AppFixture, NULL, app_fixture_set_up_empty,
              test_empty_stack, app_fixture_tear_down);
  ADD ("units", test_units);
  ADD ("activation", test_activation);
  ADD ("rate", test_rate);
  ADD ("fit", test_fit);
  ADD ("layers", test_layers);
  ADD ("train", test_train);
  ADD ("frame-stats", test_frame_stats);
  ADD ("representations", test_representations);
  ADD ("chart-menus", test_chart_menus);
  ADD ("close-while-training", test_close_while_training);
  ADD ("close-with-microscope", test_close_with_microscope);
  ADD ("problem", test_problem);
  g_test_add_func ("/window/pace", test_pace);
  ADD ("commands", test_commands);
  ADD ("command-palette", test_command_palette);
  ADD ("find-layer", test_find_layer);
  ADD ("code", test_code);
  ADD ("narrow", test_narrow);
  ADD ("small-screens", test_small_screens);
  ADD ("large-drawings", test_large_drawings);
  ADD ("open", test_open);
  return g_test_run ();
}
