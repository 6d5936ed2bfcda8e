/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-figure-source.h"
#include "app/gradus-learning-page.h"
#include "app/gradus-update-window.h"
#include "app/gradus-weight-editor.h"
#include "app/gradus-weights-map.h"
#include "app/gradus-weights-view.h"
#include "document/hand.h"
#include "io/keras-file.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* The view of the weights, in the real window. */

/* Runs the main loop until @condition holds; the clock of the test runner is the limit.
 */
#define WAIT(condition)                                                                  \
  while (!(condition))                                                                   \
  g_main_context_iteration (NULL, TRUE)

static GradusSnapshot *
get_live (AppFixture *f)
{
  return gradus_studio_get_live_snapshot (f->studio);
}

static const GradusLayer *
get_layer (AppFixture *f, guint index)
{
  return gradus_sequential_get_layer (gradus_document_get_project (f->document)
                                        ->sequential,
                                      index);
}

static GtkWidget *
get_view (AppFixture *f)
{
  return app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_WEIGHTS_VIEW);
}

static GradusWeightsMap *
get_map (AppFixture *f)
{
  return GRADUS_WEIGHTS_MAP (app_find_type (get_view (f), GRADUS_TYPE_WEIGHTS_MAP));
}

static GradusWeightsSheet *
get_sheet (AppFixture *f)
{
  return gradus_weights_map_get_sheet (get_map (f));
}

static gboolean
shows_weights (AppFixture *f)
{
  return get_sheet (f) != NULL;
}

/* The weights of a layer on the stage. */
static void
show_weights (AppFixture *f, guint layer)
{
  app_fixture_wait_for (f, app_fixture_can_train);
  gradus_window_show_view (f->window, "weights");
  gradus_studio_select (f->studio, GRADUS_BLOCK_LAYER, get_layer (f, layer)->uid);
  app_fixture_wait_for (f, shows_weights);
  app_fixture_settle (f);
}

static void
activate_in_view (AppFixture *f, const char *action)
{
  g_assert_true (gtk_widget_activate_action (gradus_weights_map_get_canvas (get_map (f)),
                                             action, NULL));
}

static guint
count_labels (GtkWidget *widget, const char *text)
{
  guint n = GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
            strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_labels (child, text);
  return n;
}

/* --- Units that are off --- */

/* What unit @unit of the first layer says first to the second. */
static float
get_word (AppFixture *f, guint unit)
{
  const GradusTensor *kernel = get_live (f)->weights->pdata[2];

  return kernel->data[unit * gradus_shape_last (&kernel->shape)];
}

/* Struck through in the view, told on the card, one step of undo. */
static void
test_lesion (AppFixture *f, gconstpointer user_data)
{
  float before;

  show_weights (f, 0);
  before = get_word (f, 2);
  g_assert_cmpfloat (before, !=, 0);
  g_assert_false (app_fixture_is_enabled (f, "switch-all-units-on"));
  gradus_weights_map_set_unit (get_map (f), 2);
  activate_in_view (f, "weights.toggle-unit");
  WAIT (get_word (f, 2) == 0);
  g_assert_cmpint (get_sheet (f)->lesions[2], ==, TRUE);
  g_assert_cmpint (get_sheet (f)->lesions[1], ==, FALSE);
  WAIT (count_labels (GTK_WIDGET (f->window), "1 unit off") == 1);
  gradus_weights_map_set_unit (get_map (f), 5);
  activate_in_view (f, "weights.toggle-unit");
  WAIT (count_labels (GTK_WIDGET (f->window), "2 units off") == 1);
  g_assert_true (app_fixture_is_enabled (f, "switch-all-units-on"));
  app_fixture_activate (f, "win.switch-all-units-on");
  WAIT (get_word (f, 2) == before);
  WAIT (count_labels (GTK_WIDGET (f->window), "units off") == 0);
  g_assert_null (get_sheet (f)->lesions);
  app_fixture_activate (f, "win.undo");
  WAIT (get_word (f, 2) == 0 && get_word (f, 5) == 0);
  app_fixture_activate (f, "win.undo");
  WAIT (get_word (f, 5) != 0);
  g_assert_cmpfloat (get_word (f, 2), ==, 0);
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GradusKerasFile  **file = user_data;
  g_autoptr (GError) error = NULL;

  *file = gradus_studio_dup_file_finish (GRADUS_STUDIO (source), result, &error);
  g_assert_no_error (error);
}

/* Through a file as the window writes it, and back. */
static GradusKerasFile *
save_and_load (AppFixture *f)
{
  g_autoptr (GradusKerasFile) file = NULL;
  GradusKerasFile            *back;
  g_autofree char            *path =
    g_strdup_printf ("%s/test-weights-%d.keras", g_get_tmp_dir (), getpid ());
  g_autoptr (GError) error = NULL;

  gradus_studio_dup_file_async (f->studio, copied_cb, &file);
  WAIT (file != NULL);
  gradus_keras_file_save (file, path, &error);
  g_assert_no_error (error);
  back = gradus_keras_file_load (path, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return back;
}

/* A file has zeros for other programs, and what the unit said for this one. */
static void
test_saved_lesion (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GradusKerasFile) file = NULL;
  const GradusTensor         *kernel;
  float                       before;

  show_weights (f, 0);
  app_fixture_activate (f, "win.step-epoch");
  WAIT (get_live (f)->n_epochs > 0 && get_live (f)->state != GRADUS_SESSION_RUNNING);
  app_fixture_settle (f);
  before = get_word (f, 2);
  gradus_document_toggle_lesion (f->document, get_layer (f, 0)->uid, 2);
  WAIT (get_word (f, 2) == 0);
  file = save_and_load (f);
  kernel = file->weights->pdata[2];
  g_assert_cmpfloat (kernel->data[2 * gradus_shape_last (&kernel->shape)], ==, 0);

  g_clear_object (&f->document);
  f->document = gradus_document_new_from_keras_file (file, NULL);
  gradus_window_show_document (f->window, f->document, file);
  show_weights (f, 0);
  WAIT (get_live (f)->has_learned && get_word (f, 2) == 0);
  g_assert_true (gradus_document_has_lesion (f->document, get_layer (f, 0)->uid, 2));
  WAIT (count_labels (GTK_WIDGET (f->window), "1 unit off") == 1);
  /* It stays off while others learn, and then says what it said. */
  app_fixture_activate (f, "win.step-epoch");
  WAIT (get_live (f)->n_epochs > 1 && get_live (f)->state != GRADUS_SESSION_RUNNING);
  g_assert_cmpfloat (get_word (f, 2), ==, 0);
  app_fixture_activate (f, "win.switch-all-units-on");
  WAIT (get_word (f, 2) == before);
  app_fixture_activate (f, "win.undo");
  WAIT (get_word (f, 2) == 0);
}

/* --- One weight under the microscope --- */

static GradusUpdateWindow *
find_microscope (void)
{
  return app_find_window (GRADUS_TYPE_UPDATE_WINDOW);
}

static void
press_key (AppFixture *f, guint key, GdkModifierType state)
{
  app_press (gradus_weights_map_get_canvas (get_map (f)), key, state);
  app_fixture_settle (f);
}

/* The weight that keys, or the pointer, are on is the one whose steps are shown; and what
 * is shown can be taken away. */
static void
test_microscope (AppFixture *f, gconstpointer user_data)
{
  const GradusUpdateRecord *update;
  GradusWeightsCell         cell;
  g_autoptr (GPtrArray)     figures = NULL;
  GradusFigure             *figure;
  GradusUpdateWindow       *microscope;
  guint                     weight;
  gsize                     index;

  show_weights (f, 0);
  activate_in_view (f, "weights.examine");
  g_assert_null (find_microscope ());
  gradus_weights_map_set_unit (get_map (f), 4);
  press_key (f, GDK_KEY_Right, GDK_SHIFT_MASK);
  press_key (f, GDK_KEY_Right, GDK_SHIFT_MASK);
  press_key (f, GDK_KEY_Down, GDK_SHIFT_MASK);
  g_assert_true (gradus_weights_map_get_pointed (get_map (f), &cell));
  gradus_weights_sheet_locate (get_sheet (f), &cell, &weight, &index);
  g_assert_cmpuint (weight, ==, 0);
  g_assert_cmpuint (cell.unit, ==, 4);
  activate_in_view (f, "weights.examine");
  g_assert_nonnull (find_microscope ());
  figures = gradus_figure_source_list (GRADUS_FIGURE_SOURCE (find_microscope ()));
  g_assert_nonnull (gradus_figure_get_problem (figures->pdata[0]));
  app_fixture_activate (f, "win.step-batch");
  WAIT (get_live (f)->update != NULL && get_live (f)->update->step == 1);
  update = get_live (f)->update;
  g_assert_cmpuint (update->weight, ==, 0);
  g_assert_cmpuint (update->offset, ==, index);
  app_fixture_settle (f);

  g_clear_pointer (&figures, g_ptr_array_unref);
  figures = gradus_figure_source_list (GRADUS_FIGURE_SOURCE (find_microscope ()));
  figure = figures->pdata[0];
  g_assert_null (gradus_figure_get_problem (figure));
  g_assert_true (g_str_has_prefix (gradus_figure_get_title (figure), "Update 1 of "));

  /* An edit elsewhere leaves the weight where it is. */
  g_assert_true (
    gradus_document_set_optimizer_param (f->document, "learning_rate", "0.02", NULL));
  gradus_document_set_loss_kind (f->document, "MeanSquaredError");
  app_fixture_settle (f);
  WAIT (app_fixture_can_train (f));
  app_fixture_activate (f, "win.step-batch");
  WAIT (get_live (f)->update != NULL && get_live (f)->update->step > 1);
  g_assert_cmpuint (get_live (f)->update->offset, ==, index);
  microscope = find_microscope ();
  g_object_add_weak_pointer (G_OBJECT (microscope), (gpointer *) &microscope);
  gtk_window_destroy (GTK_WINDOW (microscope));
  app_fixture_settle (f);
  g_assert_null (microscope);
}

/* --- How they are shown --- */

/* Tiles grow and shrink by keys and by the menu, between one pixel and a bound. */
static void
test_zoom (AppFixture *f, gconstpointer user_data)
{
  guint cell;

  show_weights (f, 0);
  g_assert_cmpuint (get_sheet (f)->cell, ==, 0);
  press_key (f, GDK_KEY_plus, 0);
  cell = get_sheet (f)->cell;
  g_assert_cmpuint (cell, >, 1);
  activate_in_view (f, "weights.zoom-in");
  g_assert_cmpuint (get_sheet (f)->cell, ==, cell + 1);
  activate_in_view (f, "weights.zoom-out");
  press_key (f, GDK_KEY_minus, 0);
  g_assert_cmpuint (get_sheet (f)->cell, ==, cell - 1);
  for (guint i = 0; i < 60; i++)
    gradus_weights_map_zoom (get_map (f), -1);
  g_assert_cmpuint (get_sheet (f)->cell, ==, 1);
  for (guint i = 0; i < 600; i++)
    gradus_weights_map_zoom (get_map (f), 1);
  g_assert_cmpuint (get_sheet (f)->cell, ==, 448 / 28);
  press_key (f, GDK_KEY_0, 0);
  g_assert_cmpuint (get_sheet (f)->cell, ==, 0);
}

static double
get_norm (AppFixture *f, guint unit)
{
  const GradusTensor *kernel = get_sheet (f)->kernel;
  gsize               n = (gsize) gradus_shape_last (&kernel->shape);
  double              sum = 0;

  for (gsize i = unit; i < kernel->size; i += n)
    sum += (double) kernel->data[i] * (double) kernel->data[i];
  return sum;
}

static void
test_sort (AppFixture *f, gconstpointer user_data)
{
  guint n;

  show_weights (f, 0);
  n = gradus_weights_sheet_count_units (get_sheet (f));
  g_assert_null (get_sheet (f)->order);
  g_object_set (get_view (f), "sort", "size", NULL);
  g_assert_nonnull (get_sheet (f)->order);
  for (guint i = 1; i < n; i++)
    g_assert_cmpfloat (get_norm (f, get_sheet (f)->order[i - 1]), >=,
                       get_norm (f, get_sheet (f)->order[i]));
  g_object_set (get_view (f), "sort", "number", NULL);
  g_assert_null (get_sheet (f)->order);
}

/* The strongest colour is that of the layer, of each unit, or of the network. */
static void
test_scale (AppFixture *f, gconstpointer user_data)
{
  double of_layers[3], of_network;

  for (guint i = 0; i < 3; i++)
    {
      show_weights (f, i);
      of_layers[i] = get_sheet (f)->limit;
      g_assert_cmpfloat (of_layers[i], >, 0);
    }
  show_weights (f, 0);
  g_object_set (get_view (f), "scale", "network", NULL);
  of_network = get_sheet (f)->limit;
  g_assert_cmpfloat (of_network, ==,
                     MAX (of_layers[0], MAX (of_layers[1], of_layers[2])));
  show_weights (f, 1);
  g_assert_cmpfloat (get_sheet (f)->limit, ==, of_network);
  show_weights (f, 0);
  g_object_set (get_view (f), "scale", "unit", NULL);
  g_assert_nonnull (get_sheet (f)->limits);
  for (guint i = 0; i < gradus_weights_sheet_count_units (get_sheet (f)); i++)
    g_assert_cmpfloat ((double) get_sheet (f)->limits[i], >, 0);
  g_object_set (get_view (f), "scale", "layer", NULL);
  g_assert_cmpfloat (get_sheet (f)->limit, ==, of_layers[0]);
  g_assert_null (get_sheet (f)->limits);
}

/* Gates of a recurrent layer stand apart, and the title says so. */
static void
test_gates (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("sine-forecast"));
  guint64 uid;

  project->data.n_train = project->data.n_test = 64;
  app_fixture_show (f, project);
  show_weights (f, 0);
  g_assert_null (get_sheet (f)->gates);
  uid = gradus_document_insert_layer (f->document, 0, "LSTM");
  g_assert_true (
    gradus_document_set_layer_param (f->document, uid, "return_sequences", "True", NULL));
  show_weights (f, 0);
  WAIT (get_sheet (f) != NULL && get_sheet (f)->gates != NULL);
  WAIT (count_labels (get_view (f), "What the gates of") == 1);
  /* What a unit says goes through its gates: there is no switch for one of them. */
  g_assert_false (gtk_widget_activate_action (gradus_weights_map_get_canvas (get_map (f)),
                                              "weights.toggle-unit", NULL) &&
                  gradus_document_has_lesions (f->document));
}

/* --- Over time, and by hand --- */

/* Ridgelines are there after the first steps, and a layer whose units are all dead is
 * named. */
static void
test_over_time (AppFixture *f, gconstpointer user_data)
{
  GradusLearningPage *page;

  show_weights (f, 0);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (
                                  app_find_button (get_view (f), "Over Time")),
                                TRUE);
  app_fixture_settle (f);
  page = GRADUS_LEARNING_PAGE (app_find_type (get_view (f), GRADUS_TYPE_LEARNING_PAGE));
  g_assert_null (gradus_learning_page_get_sheet (page));
  g_assert_cmpuint (count_labels (get_view (f), "Train, and see here"), ==, 1);
  /* No input can wake a unit whose bias is so low. */
  for (guint i = 0; i < 32; i++)
    gradus_document_edit_weight (f->document, get_layer (f, 0)->uid, 1, i, 0, -1000);
  app_fixture_activate (f, "win.step-epoch");
  WAIT (get_live (f)->n_epochs > 0 && get_live (f)->state != GRADUS_SESSION_RUNNING);
  WAIT (gradus_learning_page_get_sheet (page) != NULL);
  WAIT (count_labels (get_view (f), "dead") > 0 || count_labels (get_view (f), "silent"));
}

static GradusWeightEditor *
find_editor (AppFixture *f)
{
  GtkWidget *editor = app_find_type (get_view (f), GRADUS_TYPE_WEIGHT_EDITOR);

  return editor != NULL ? GRADUS_WEIGHT_EDITOR (editor) : NULL;
}

/* Typing a number is one step of undo, and tells what comes of it. */
static void
test_by_hand (AppFixture *f, gconstpointer user_data)
{
  GradusWeightsCell cell;
  GtkSpinButton    *number;
  const float      *weights;
  guint             weight;
  gsize             index;
  float             before;

  show_weights (f, 0);
  gradus_weights_map_set_unit (get_map (f), 3);
  press_key (f, GDK_KEY_Right, GDK_SHIFT_MASK);
  press_key (f, GDK_KEY_Down, GDK_SHIFT_MASK);
  g_assert_true (gradus_weights_map_get_pointed (get_map (f), &cell));
  gradus_weights_sheet_locate (get_sheet (f), &cell, &weight, &index);
  weights = ((GradusTensor *) get_live (f)->weights->pdata[weight])->data;
  before = weights[index];
  press_key (f, GDK_KEY_Return, 0);
  g_assert_nonnull (find_editor (f));
  number =
    GTK_SPIN_BUTTON (app_find_type (GTK_WIDGET (find_editor (f)), GTK_TYPE_SPIN_BUTTON));
  g_assert_cmpfloat (gtk_spin_button_get_value (number), ==, (double) before);
  gtk_spin_button_set_value (number, 9);
  WAIT (((GradusTensor *) get_live (f)->weights->pdata[weight])->data[index] == 9.0f);
  WAIT (count_labels (GTK_WIDGET (find_editor (f)), "Changed by hand") == 1);
  gtk_popover_popdown (GTK_POPOVER (find_editor (f)));
  app_fixture_activate (f, "win.undo");
  WAIT (((GradusTensor *) get_live (f)->weights->pdata[weight])->data[index] == before);
  app_fixture_activate (f, "win.redo");
  WAIT (((GradusTensor *) get_live (f)->weights->pdata[weight])->data[index] == 9.0f);
}

int
main (int argc, char **argv)
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
#define ADD(path, test)                                                                  \
  g_test_add ("/weights/" path, AppFixture, NULL, app_fixture_set_up, test,              \
              app_fixture_tear_down)
  ADD ("lesion", test_lesion);
  ADD ("saved-lesion", test_saved_lesion);
  ADD ("microscope", test_microscope);
  ADD ("zoom", test_zoom);
  ADD ("sort", test_sort);
  ADD ("scale", test_scale);
  ADD ("gates", test_gates);
  ADD ("over-time", test_over_time);
  ADD ("by-hand", test_by_hand);
#undef ADD
  return g_test_run ();
}
