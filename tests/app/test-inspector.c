/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-canvas.h"
#include "app/gradus-formula-view.h"
#include "app/gradus-loss-curve.h"

static void
set_up (AppFixture *f, gconstpointer user_data)
{
  const char *template = user_data != NULL ? user_data : "mnist-mlp";
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find (template));

  app_fixture_set_up_empty (f, user_data);
  g_free (project->data.source);
  project->data.source = g_strdup ("digits");
  project->data.n_train = 400;
  project->data.n_test = 32;
  project->fit.batch_size = 32;
  project->fit.epochs = 500;
  project->fit.validation_split = 0.25;
  app_fixture_show (f, project);
}

/* --- Finding things --- */

static GtkWidget *
get_row (AppFixture *f, const char *title)
{
  GtkWidget *row = app_find_row (GTK_WIDGET (f->window), title);

  if (row == NULL)
    g_error ("there is no row “%s”", title);
  return row;
}

static const char *
get_value (AppFixture *f, const char *title)
{
  return gtk_label_get_text (g_object_get_data (G_OBJECT (get_row (f, title)), "value"));
}

static const GradusSequential *
get_sequential (AppFixture *f)
{
  return gradus_document_get_project (f->document)->sequential;
}

static gboolean
has_data (AppFixture *f)
{
  return gradus_studio_get_train_data (f->studio) != NULL &&
         gradus_studio_can_train (f->studio);
}

static gboolean
has_curve (AppFixture *f)
{
  return app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_LOSS_CURVE) != NULL;
}

static gboolean
has_batches (AppFixture *f)
{
  return app_find_row (GTK_WIDGET (f->window), "Batches per epoch") != NULL;
}

static void
show (AppFixture *f, GradusBlock block, AppCondition condition)
{
  APP_WAIT_FOR (has_data (f));
  gradus_studio_select (f->studio, block, 0);
  APP_WAIT_FOR (condition (f));
  app_settle ();
}

static gboolean
can_undo (AppFixture *f)
{
  gboolean can;

  g_object_get (f->document, "can-undo", &can, NULL);
  return can;
}

static guint
count_type (GtkWidget *widget, GType type)
{
  guint n = g_type_is_a (G_OBJECT_TYPE (widget), type);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_type (child, type);
  return n;
}

/* --- Loss --- */

/* The point is moved by keys, stays on the axis, and is no edit. */
static void
test_curve (AppFixture *f, gconstpointer data)
{
  GradusLossCurve *curve;
  GtkWidget       *canvas;

  show (f, GRADUS_BLOCK_LOSS, has_curve);
  curve =
    GRADUS_LOSS_CURVE (app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_LOSS_CURVE));
  canvas = app_find_type (GTK_WIDGET (curve), GRADUS_TYPE_CANVAS);
  g_assert_cmpfloat_with_epsilon (gradus_loss_curve_get_place (curve), 0.23, 1e-9);
  gtk_test_accessible_assert_role (canvas, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_property (canvas, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 0.23);
  gtk_test_accessible_assert_property (canvas, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "At 0.23 the loss is 1.47 and the slope −4.35.");
  g_assert_true (app_press (canvas, GDK_KEY_Right, 0));
  g_assert_true (app_press (canvas, GDK_KEY_Page_Up, 0));
  g_assert_cmpfloat_with_epsilon (gradus_loss_curve_get_place (curve), 0.34, 1e-9);
  g_assert_true (app_press (canvas, GDK_KEY_End, 0));
  g_assert_true (app_press (canvas, GDK_KEY_Right, 0));
  g_assert_cmpfloat (gradus_loss_curve_get_place (curve), ==, 1);
  g_assert_true (app_press (canvas, GDK_KEY_Home, 0));
  g_assert_cmpfloat (gradus_loss_curve_get_place (curve), ==, 0);
  g_assert_false (app_press (canvas, GDK_KEY_a, 0));
  g_assert_false (can_undo (f));
  g_assert_nonnull (app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_FORMULA_VIEW));
}

/* Each loss has a page; choosing one is a step that can be undone. */
static void
test_losses (AppFixture *f, gconstpointer data)
{
  guint                    n;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LOSS, &n);
  const GradusKind        *before = gradus_config_get_kind (get_sequential (f)->loss);

  show (f, GRADUS_BLOCK_LOSS, has_curve);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = get_row (f, "Loss");

      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
      app_settle ();
      g_assert_true (gradus_config_get_kind (get_sequential (f)->loss) == kinds[i]);
      APP_WAIT_FOR (has_curve (f));
    }
  while (can_undo (f))
    gradus_document_undo (f->document);
  g_assert_true (gradus_config_get_kind (get_sequential (f)->loss) == before);
}

static gboolean
has_samples (AppFixture *f)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (f->studio);

  return snapshot->loss_samples != NULL && snapshot->report.step > 3;
}

/* While training, the batch's samples come with the snapshot, and lie on the curve. */
static void
test_samples (AppFixture *f, gconstpointer data)
{
  GArray *samples;

  show (f, GRADUS_BLOCK_LOSS, has_curve);
  gradus_session_train (gradus_studio_get_session (f->studio));
  APP_WAIT_FOR (has_samples (f));
  samples = gradus_studio_get_snapshot (f->studio)->loss_samples;
  g_assert_cmpuint (samples->len, >, 4);
  g_assert_cmpuint (samples->len, <=, 128);
  for (guint i = 0; i < samples->len; i++)
    {
      GradusLossSample *sample = &g_array_index (samples, GradusLossSample, i);

      g_assert_cmpfloat_with_epsilon ((double) sample->loss,
                                      gradus_loss_at (get_sequential (f)->loss, 10, TRUE,
                                                      (double) sample->x, NULL),
                                      1e-2);
    }
}

/* --- Optimizer and fit --- */

static void
test_batches (AppFixture *f, gconstpointer data)
{
  GtkWidget *row;

  show (f, GRADUS_BLOCK_OPTIMIZER, has_batches);
  row = get_row (f, "Batches per epoch");
  /* 400 samples less a quarter, in batches of 32; 500 epochs. */
  g_assert_cmpstr (get_value (f, "Batches per epoch"), ==, "10");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "300 samples / 32");
  g_assert_cmpstr (get_value (f, "Updates in all"), ==, "5,000");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (app_find_type (get_row (f, "Batch size"),
                                                             GTK_TYPE_SPIN_BUTTON)),
                             100);
  g_assert_cmpstr (get_value (f, "Batches per epoch"), ==, "3");
}

/* The weights of the classes, by hand and worked out; each a step that can be undone. */
static void
test_class_weights (AppFixture *f, gconstpointer data)
{
  guint          counts[10] = { 0 };
  GradusDataset *train;
  GtkSpinButton *spin;
  const GArray  *weights;

  show (f, GRADUS_BLOCK_OPTIMIZER, has_batches);
  train = gradus_studio_get_train_data (f->studio);
  g_assert_cmpuint (get_sequential (f)->class_weights->len, ==, 0);
  spin = GTK_SPIN_BUTTON (app_find_type (app_find_row (get_row (f, "Class weights"), "7"),
                                         GTK_TYPE_SPIN_BUTTON));
  gtk_spin_button_set_value (spin, 2.5);
  weights = get_sequential (f)->class_weights;
  g_assert_cmpuint (weights->len, ==, 10);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpfloat (g_array_index (weights, double, i), ==, i == 7 ? 2.5 : 1);
  gradus_document_undo (f->document);
  g_assert_cmpuint (get_sequential (f)->class_weights->len, ==, 0);
  g_assert_cmpfloat (gtk_spin_button_get_value (spin), ==, 1);
  g_signal_emit_by_name (app_find_button (get_row (f, "Class weights"), "Balanced"),
                         "clicked");
  for (guint i = 0; i < 300; i++)
    counts[gradus_dataset_get_label (train, i)]++;
  weights = get_sequential (f)->class_weights;
  g_assert_cmpuint (weights->len, ==, 10);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpfloat_with_epsilon (g_array_index (weights, double, i),
                                    300.0 / (10.0 * counts[i]), 6e-4);
  g_signal_emit_by_name (app_find_button (get_row (f, "Class weights"), "None"),
                         "clicked");
  g_assert_cmpuint (get_sequential (f)->class_weights->len, ==, 0);
  gradus_document_undo (f->document);
  gradus_document_undo (f->document);
  g_assert_false (can_undo (f));
}

static gboolean
has_schedule (AppFixture *f)
{
  return app_find_row (GTK_WIDGET (f->window), "Rate at first") != NULL;
}

/* A schedule has its own rows, its formula and its curve. */
static void
test_schedule (AppFixture *f, gconstpointer data)
{
  guint      n_formulas, n_canvases;
  GtkWidget *row;

  show (f, GRADUS_BLOCK_OPTIMIZER, has_batches);
  g_assert_false (has_schedule (f));
  n_formulas = count_type (GTK_WIDGET (f->window), GRADUS_TYPE_FORMULA_VIEW);
  n_canvases = count_type (GTK_WIDGET (f->window), GRADUS_TYPE_CANVAS);
  adw_combo_row_set_selected (ADW_COMBO_ROW (get_row (f, "Schedule")), 1);
  APP_WAIT_FOR (has_schedule (f));
  app_settle ();
  g_assert_false (
    gradus_config_is_none (get_sequential (f)->optimizer, "learning_rate_schedule"));
  g_assert_false (gtk_widget_get_sensitive (get_row (f, "Learning rate")));
  g_assert_cmpuint (count_type (GTK_WIDGET (f->window), GRADUS_TYPE_FORMULA_VIEW), ==,
                    n_formulas + 1);
  g_assert_cmpuint (count_type (GTK_WIDGET (f->window), GRADUS_TYPE_CANVAS), ==,
                    n_canvases + 1);
  /* All numbers of a list are seen at once: its entry has the width of the row. */
  adw_combo_row_set_selected (ADW_COMBO_ROW (get_row (f, "Schedule")), 2);
  app_settle ();
  row = get_row (f, "Rates");
  g_assert_cmpint (2 * gtk_widget_get_width (app_find_type (row, GTK_TYPE_ENTRY)), >,
                   gtk_widget_get_width (row));
  gradus_document_undo (f->document);
  gradus_document_undo (f->document);
  app_settle ();
  g_assert_true (gtk_widget_get_sensitive (get_row (f, "Learning rate")));
}

static gboolean
is_training (AppFixture *f)
{
  return gradus_studio_get_snapshot (f->studio)->state == GRADUS_SESSION_RUNNING &&
         gradus_studio_get_snapshot (f->studio)->report.step > 5;
}

static double wanted_rate;

static gboolean
has_rate (AppFixture *f)
{
  return ABS (gradus_studio_get_snapshot (f->studio)->report.learning_rate -
              wanted_rate) < 1e-9 * wanted_rate + 1e-12;
}

/* While the slider is dragged the running training follows; it is one step to undo, and
 * undoing is followed, too. */
static void
test_drag_while_training (AppFixture *f, gconstpointer data)
{
  GtkRange *slider;
  double    before =
    gradus_config_get_float (get_sequential (f)->optimizer, "learning_rate");
  guint64 step, gesture;

  show (f, GRADUS_BLOCK_OPTIMIZER, has_batches);
  gradus_session_train (gradus_studio_get_session (f->studio));
  APP_WAIT_FOR (is_training (f));
  step = gradus_studio_get_snapshot (f->studio)->report.step;
  slider = GTK_RANGE (app_find_type (get_row (f, "Learning rate"), GTK_TYPE_SCALE));
  gesture = gradus_document_begin_gesture (f->document);
  for (guint i = 0; i <= 20; i++)
    {
      gtk_range_set_value (slider, -4 + i * 0.05);
      g_main_context_iteration (NULL, FALSE);
    }
  wanted_rate = 0.001;
  if (before == wanted_rate)
    gtk_range_set_value (slider, -3.5), wanted_rate = 0.00032;
  gradus_document_end_gesture (f->document, gesture);
  APP_WAIT_FOR (has_rate (f));
  g_assert_cmpuint (gradus_studio_get_snapshot (f->studio)->report.step, >=, step);
  g_assert_cmpint (gradus_studio_get_snapshot (f->studio)->state, ==,
                   GRADUS_SESSION_RUNNING);
  gradus_document_undo (f->document);
  g_assert_cmpfloat (gradus_config_get_float (get_sequential (f)->optimizer,
                                              "learning_rate"),
                     ==, before);
  g_assert_false (can_undo (f));
  wanted_rate = before;
  APP_WAIT_FOR (has_rate (f));
}

/* --- Layers --- */

static gboolean
has_facts (AppFixture *f)
{
  return app_find_row (GTK_WIDGET (f->window), "Multiply-adds") != NULL;
}

static void
test_facts (AppFixture *f, gconstpointer data)
{
  APP_WAIT_FOR (has_data (f));
  gradus_studio_select (f->studio, GRADUS_BLOCK_LAYER,
                        gradus_sequential_get_layer (get_sequential (f), 0)->uid);
  APP_WAIT_FOR (has_facts (f));
  g_assert_cmpstr (get_value (f, "Input"), ==, "(None, 784)");
  g_assert_cmpstr (get_value (f, "Output"), ==, "(None, 128)");
  g_assert_cmpstr (get_value (f, "Parameters"), ==, "100,480");
  g_assert_cmpstr (adw_action_row_get_subtitle (
                     ADW_ACTION_ROW (get_row (f, "Parameters"))),
                   ==, "784 × 128 weights + 128 biases");
  g_assert_cmpstr (get_value (f, "Multiply-adds"), ==, "100,352");
  g_assert_nonnull (strstr (get_value (f, "Memory"), "401"));
}

int
main (int argc, char *argv[])
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
#define ADD(path_, func_)                                                                \
  g_test_add (path_, AppFixture, NULL, set_up, func_, app_fixture_tear_down)
  ADD ("/inspector/loss/curve", test_curve);
  ADD ("/inspector/loss/kinds", test_losses);
  ADD ("/inspector/loss/samples", test_samples);
  ADD ("/inspector/optimizer/batches", test_batches);
  ADD ("/inspector/optimizer/class-weights", test_class_weights);
  ADD ("/inspector/optimizer/schedule", test_schedule);
  ADD ("/inspector/optimizer/drag", test_drag_while_training);
  ADD ("/inspector/layer/facts", test_facts);
#undef ADD
  return g_test_run ();
}
