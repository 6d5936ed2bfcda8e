/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Data stage in a real window, fed by the real session. */
#include "app-fixture.h"

#include "app/gradus-axis-handles.h"
#include "app/gradus-data-samples.h"
#include "app/gradus-data-view.h"
#include "app/gradus-figure-source.h"
#include "app/gradus-pad.h"
#include "app/gradus-update-window.h"
#include "app/gradus-wall-view.h"

static gboolean
has_data (AppFixture *f)
{
  return gradus_studio_get_test_data (f->studio) != NULL;
}

static void
set_up (AppFixture *f, gconstpointer template)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find (template));

  app_fixture_set_up_empty (f, template);
  project->data.n_train = 400;
  project->data.n_test = 64;
  project->fit.validation_split = 0.2;
  project->fit.batch_size = 32;
  app_fixture_show (f, project);
  gradus_window_show_view (f->window, "data");
  APP_WAIT_FOR (has_data (f));
  app_settle ();
}

static GtkWidget *
get_view (AppFixture *f)
{
  GtkWidget *view = app_find_shown_type (GTK_WIDGET (f->window), GRADUS_TYPE_DATA_VIEW);

  g_assert_nonnull (view);
  return view;
}

static void
toggle (AppFixture *f, const char *label)
{
  GtkWidget *button = app_find (get_view (f), app_is_toggle, label);

  g_assert_nonnull (button);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  app_settle ();
}

static void
assert_says (AppFixture *f, const char *pattern)
{
  if (app_find_shown_label (get_view (f), pattern) == NULL)
    g_error ("nothing says “%s”", pattern);
}

static GradusWallView *
get_wall (AppFixture *f)
{
  return GRADUS_WALL_VIEW (app_find_shown_type (get_view (f), GRADUS_TYPE_WALL_VIEW));
}

/* The parts are those that training uses. */
static void
test_parts (AppFixture *f, gconstpointer user_data)
{
  assert_says (f, "320 training samples");
  toggle (f, "Validation");
  assert_says (f, "80 validation samples");
  toggle (f, "Test");
  assert_says (f, "64 test samples");
}

/* A sample that is chosen here is the one that the other views look at. */
static void
test_choose (AppFixture *f, gconstpointer user_data)
{
  GradusDataset    *train = gradus_studio_get_train_data (f->studio);
  g_autofree float *pixels = g_new (float, 784);
  g_autofree char  *title = NULL;

  g_signal_emit_by_name (get_wall (f), "chosen", 17);
  g_assert_cmpint (gradus_studio_get_probe_origin (f->studio), ==, GRADUS_PROBE_TRAINING);
  g_assert_cmpuint (gradus_studio_get_probe_training (f->studio), ==, 17);
  title = g_strdup_printf ("Sample 17: %u", gradus_dataset_get_label (train, 17));
  assert_says (f, title);

  toggle (f, "Validation");
  g_signal_emit_by_name (get_wall (f), "chosen", 3);
  g_assert_cmpuint (gradus_studio_get_probe_training (f->studio), ==, 323);
  gradus_dataset_get_sample (train, 323, pixels);
  g_assert_cmpmem (gradus_studio_get_probe_input (f->studio)->data, 784 * sizeof (float),
                   pixels, 784 * sizeof (float));

  toggle (f, "Test");
  g_signal_emit_by_name (get_wall (f), "chosen", 5);
  g_assert_cmpint (gradus_studio_get_probe_origin (f->studio), ==, GRADUS_PROBE_TEST);
  g_assert_cmpuint (gradus_studio_get_probe_sample (f->studio), ==, 5);
}

/* Predict and Representations take a training sample as they take a test sample. */
static void
test_elsewhere (AppFixture *f, gconstpointer user_data)
{
  GtkWidget *pad;

  g_signal_emit_by_name (get_wall (f), "chosen", 17);
  gradus_window_show_view (f->window, "predict");
  app_settle ();
  /* It lies on the pad as what it is: neither a drawing nor test sample 17. */
  pad = app_find_shown_type (GTK_WIDGET (f->window), GRADUS_TYPE_PAD);
  g_assert_nonnull (pad);
  g_assert_cmpint (gradus_drawing_get_picture_name (
                     gradus_pad_get_drawing (GRADUS_PAD (pad))),
                   >, 17);
  g_signal_emit_by_name (pad, "changed");
  gradus_window_show_view (f->window, "representations");
  app_settle ();
  g_assert_cmpint (gradus_studio_get_probe_origin (f->studio), ==, GRADUS_PROBE_TRAINING);
  g_assert_cmpuint (gradus_studio_get_probe_training (f->studio), ==, 17);
}

static void
test_filter (AppFixture *f, gconstpointer user_data)
{
  GradusDataset *train = gradus_studio_get_train_data (f->studio);
  guint          n = 0;
  char           count[16];

  for (guint i = 0; i < 320; i++)
    n += gradus_dataset_get_label (train, i) == 7;
  g_snprintf (count, sizeof count, "%u", n);
  toggle (f, "7");
  assert_says (f, count);
  assert_says (f, "Sample *: 7");
  toggle (f, "All");
}

/* All of it without a pointer. */
static void
test_keys (AppFixture *f, gconstpointer user_data)
{
  GtkWidget *wall = GTK_WIDGET (get_wall (f));
  guint      n_seen = gradus_wall_view_get_n_seen (GRADUS_WALL_VIEW (wall));

  app_press (wall, GDK_KEY_End, 0);
  g_assert_cmpuint (gradus_wall_view_get_first (GRADUS_WALL_VIEW (wall)), >, 0);
  app_press (wall, GDK_KEY_Return, 0);
  g_assert_cmpuint (gradus_studio_get_probe_training (f->studio), ==, 319);
  app_press (wall, GDK_KEY_Left, 0);
  app_press (wall, GDK_KEY_Return, 0);
  g_assert_cmpuint (gradus_studio_get_probe_training (f->studio), ==, 318);
  app_press (wall, GDK_KEY_Home, 0);
  app_press (wall, GDK_KEY_minus, 0);
  g_assert_cmpuint (gradus_wall_view_get_n_seen (GRADUS_WALL_VIEW (wall)), >, n_seen);
  app_press (wall, GDK_KEY_plus, 0);
  g_assert_cmpuint (gradus_wall_view_get_n_seen (GRADUS_WALL_VIEW (wall)), ==, n_seen);
}

static void
test_figures (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GPtrArray) figures =
    gradus_figure_source_list (GRADUS_FIGURE_SOURCE (get_view (f)));

  g_assert_cmpuint (figures->len, >=, 2);
  for (guint i = 0; i < figures->len; i++)
    {
      g_autofree char *csv = NULL;

      g_assert_null (gradus_figure_get_problem (figures->pdata[i]));
      csv = gradus_figure_to_csv (figures->pdata[i]);
      g_assert_nonnull (csv);
    }
}

static gboolean
is_entry (GtkWidget *widget, gconstpointer unused)
{
  return GTK_IS_ENTRY (widget);
}

/* A slice is written or moved; both say the same. */
static void
test_tensor (AppFixture *f, gconstpointer user_data)
{
  GtkWidget *entry, *handles;

  toggle (f, "Tensors");
  entry = app_find (get_view (f), is_entry, NULL);
  g_assert_nonnull (entry);
  assert_says (f, "shape (28, 28)*rank 2*dtype uint8*784 bytes*");
  gtk_editable_set_text (GTK_EDITABLE (entry), "[10:100, 14:, 14:]");
  assert_says (f, "shape (90, 14, 14)*rank 3*17,640 bytes*strides (784, 28, 1)*");
  assert_says (f, "?10, 14, 14] = *10 · 784 + 14 · 28 + 14 · 1 = 8,246");
  gtk_editable_set_text (GTK_EDITABLE (entry), "[10:100, 14:, 14:, 2]");
  assert_says (f, "These are 4 indices, but the array has 3 axes.");
  gtk_editable_set_text (GTK_EDITABLE (entry), "[10:100, 14:, 14:]");
  handles = app_find_shown_type (get_view (f), GRADUS_TYPE_AXIS_HANDLES);
  g_assert_nonnull (handles);
  app_press (handles, GDK_KEY_Right, 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==,
                   "[11:100, 14:, 14:]");
  app_press (handles, GDK_KEY_Down, 0);
  app_press (handles, GDK_KEY_Return, 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "[11:100, 14, 14:]");
  app_press (handles, GDK_KEY_Delete, 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "[11:100, :, 14:]");
}

static gboolean
has_stepped (AppFixture *f)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (f->studio);

  return snapshot->report.step == 3 && snapshot->state == GRADUS_SESSION_PAUSED;
}

static gboolean
can_train (AppFixture *f)
{
  return gradus_studio_can_train (f->studio);
}

/* The order is the trainer's own, and the batch that was trained is the one that is lit.
 */
static void
test_batches (AppFixture *f, gconstpointer user_data)
{
  const guint32 *order;
  guint8         seen[320] = { 0 };
  gsize          n_bytes;

  toggle (f, "Batches");
  assert_says (f,
               "320 samples ÷ 32 in a batch = 10 batches in an epoch, all of them full");
  assert_says (f, "Batch 1 of 10: 32 samples");
  APP_WAIT_FOR (can_train (f));
  for (guint i = 1; i <= 3; i++)
    {
      gradus_session_step_batch (gradus_studio_get_session (f->studio));
      while (gradus_studio_get_snapshot (f->studio)->report.step < i ||
             gradus_studio_get_snapshot (f->studio)->state == GRADUS_SESSION_RUNNING)
        g_main_context_iteration (NULL, TRUE);
    }
  APP_WAIT_FOR (has_stepped (f));
  assert_says (f, "Batch 3 of 10: 32 samples");
  order = g_bytes_get_data (gradus_studio_get_snapshot (f->studio)->order, &n_bytes);
  g_assert_cmpuint (n_bytes, ==, 320 * sizeof (guint32));
  for (guint i = 0; i < 320; i++)
    seen[order[i]]++;
  for (guint i = 0; i < 320; i++)
    g_assert_cmpuint (seen[i], ==, 1);
}

static gboolean
is_playing (AppFixture *f)
{
  GtkWidget *play = app_find (get_view (f), app_is_toggle, "Play");

  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (play));
}

/* An epoch is played to its end by itself, without training anything. */
static void
test_play (AppFixture *f, gconstpointer user_data)
{
  app_fixture_wait_for (f, app_fixture_can_train);
  toggle (f, "Batches");
  assert_says (f, "Batch 1 of 10: 32 samples");
  g_assert_false (is_playing (f));
  toggle (f, "Play");
  APP_WAIT_FOR (!is_playing (f));
  assert_says (f, "Batch 10 of 10: 32 samples");
  g_assert_cmpuint (gradus_studio_get_snapshot (f->studio)->n_steps, ==, 0);
  /* From the end it begins anew. */
  toggle (f, "Play");
  g_assert_true (is_playing (f));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (
                                  app_find (get_view (f), app_is_toggle, "Play")),
                                FALSE);
  g_assert_false (is_playing (f));
}

static GtkWidget *
find_microscope (void)
{
  return app_find_window (GRADUS_TYPE_UPDATE_WINDOW);
}

static gboolean
has_update (AppFixture *f)
{
  return find_microscope () != NULL &&
         app_find_shown_label (find_microscope (), "Update 1") != NULL;
}

/* What the window shows of a step is what the trainer did to the weight. */
static void
test_microscope (AppFixture *f, gconstpointer user_data)
{
  const GradusSnapshot     *snapshot;
  const GradusUpdateRecord *update;

  APP_WAIT_FOR (can_train (f));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.microscope", NULL);
  app_settle ();
  g_assert_nonnull (find_microscope ());
  gtk_widget_activate_action (find_microscope (), "win.step-batch", NULL);
  APP_WAIT_FOR (has_update (f));
  snapshot = gradus_studio_get_snapshot (f->studio);
  update = snapshot->update;
  g_assert_nonnull (update);
  g_assert_cmpuint (update->step, ==, 1);
  g_assert_cmpuint (update->n_samples, ==, 32);
  g_assert_true (update->has_terms);
  g_assert_cmpfloat (update->before, ==,
                     ((GradusTensor *) snapshot->start_weights->pdata[update->weight])
                       ->data[update->offset]);
  g_assert_cmpfloat (update->after, ==,
                     ((GradusTensor *) snapshot->weights->pdata[update->weight])
                       ->data[update->offset]);
  gtk_window_destroy (GTK_WINDOW (find_microscope ()));
  app_settle ();
}

/* What is no picture is drawn, chosen and taken away as well. */
static void
test_form (AppFixture *f, gconstpointer user_data)
{
  GtkWidget *wall = app_find_shown_type (get_view (f), GRADUS_TYPE_WALL_VIEW);

  assert_says (f, "320 training samples");
  assert_says (f, "Sample *: *");
  assert_says (f, "?*, *]");
  g_assert_true ((wall == NULL) == g_str_equal (user_data, "spirals"));
  if (wall != NULL)
    {
      app_press (wall, GDK_KEY_Down, 0);
      app_press (wall, GDK_KEY_Return, 0);
      g_assert_cmpuint (gradus_studio_get_probe_training (f->studio), >, 0);
    }
  for (guint i = 0; i < 2; i++)
    {
      gtk_widget_queue_draw (get_view (f));
      gtk_test_widget_wait_for_draw (get_view (f));
    }
}

int
main (int argc, char **argv)
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();

#define ADD(name, template, func)                                                        \
  g_test_add ("/app/data/" name, AppFixture, template, set_up, func,                     \
              app_fixture_tear_down)
  ADD ("parts", "mnist-mlp", test_parts);
  ADD ("choose", "mnist-mlp", test_choose);
  ADD ("elsewhere", "mnist-mlp", test_elsewhere);
  ADD ("filter", "mnist-mlp", test_filter);
  ADD ("keys", "mnist-mlp", test_keys);
  ADD ("figures", "mnist-mlp", test_figures);
  ADD ("tensor", "mnist-mlp", test_tensor);
  ADD ("batches", "mnist-mlp", test_batches);
  ADD ("play", "mnist-mlp", test_play);
  ADD ("microscope", "mnist-mlp", test_microscope);
  ADD ("points", "spirals", test_form);
  ADD ("series", "sine-forecast", test_form);
  ADD ("table", "brackets", test_form);
#undef ADD
  return g_test_run ();
}
