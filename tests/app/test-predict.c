/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-canvas.h"
#include "app/gradus-figure-source.h"
#include "app/gradus-matrix.h"
#include "app/gradus-mistakes-view.h"
#include "app/gradus-pad.h"
#include "app/gradus-predict-view.h"

#include <math.h>

/* The Predict stage in a real window, fed by the real session. */

static void
set_up (AppFixture *f, gconstpointer template)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find (template));

  app_fixture_set_up_empty (f, NULL);
  project->data.n_train = 320;
  project->data.n_test = 64;
  app_fixture_show (f, project);
  gradus_window_show_view (f->window, "predict");
}

static gboolean
has_activations (AppFixture *f)
{
  return gradus_studio_get_probe_activations (f->studio) != NULL;
}

static gboolean
has_matrix (AppFixture *f)
{
  return has_activations (f) &&
         app_find_shown_label (GTK_WIDGET (f->window), "64 test digits*");
}

static GradusPad *
get_pad (AppFixture *f)
{
  GtkWidget *pad = app_find_shown_type (GTK_WIDGET (f->window), GRADUS_TYPE_PAD);

  g_assert_nonnull (pad);
  return GRADUS_PAD (pad);
}

static void
draw_line (AppFixture *f)
{
  GradusPad     *pad = get_pad (f);
  GradusDrawing *drawing = gradus_pad_get_drawing (pad);

  gradus_drawing_begin (drawing, GRADUS_TOOL_PEN, 2);
  gradus_drawing_add (drawing, 3, 3, GRADUS_PRESSURE_USUAL);
  gradus_drawing_add (drawing, 3, 13, GRADUS_PRESSURE_USUAL);
  gradus_drawing_end (drawing);
  g_signal_emit_by_name (pad, "changed");
}

/* What the stage can give away now: drawn, and with numbers. */
static void
assert_figures (AppFixture *f, const char *const *ids)
{
  GtkWidget *view =
    app_find_shown_type (GTK_WIDGET (f->window), GRADUS_TYPE_PREDICT_VIEW);
  g_autoptr (GPtrArray) figures = gradus_figure_source_list (GRADUS_FIGURE_SOURCE (view));

  g_assert_cmpuint (figures->len, ==, g_strv_length ((char **) ids));
  for (guint i = 0; i < figures->len; i++)
    {
      GradusFigureSettings settings = GRADUS_FIGURE_SETTINGS_STANDARD;
      g_autoptr (GError)   error = NULL;
      g_autoptr (GBytes)   png = NULL;
      g_autofree char     *csv = NULL;

      g_assert_cmpstr (gradus_figure_get_kind (figures->pdata[i])->id, ==, ids[i]);
      png = gradus_figure_render (figures->pdata[i], &settings, &error);
      g_assert_no_error (error);
      csv = gradus_figure_to_csv (figures->pdata[i]);
      g_assert_nonnull (strchr (csv, '\n'));
    }
}

/* --- Tests --- */

/* At first the probe's sample lies on the pad; a stroke on it makes it a drawing; undo
 * makes it the sample again. */
static void
test_pad (AppFixture *f, gconstpointer data)
{
  GradusDrawing *drawing;
  float          ink = 0;

  app_fixture_wait_for (f, has_activations);
  drawing = gradus_pad_get_drawing (get_pad (f));
  g_assert_cmpint (gradus_drawing_get_picture_name (drawing), ==, 0);
  g_assert_true (
    gtk_widget_activate_action (GTK_WIDGET (get_pad (f)), "pad.clear", NULL));
  g_assert_true (gradus_studio_is_probe_drawn (f->studio));
  for (guint i = 0; i < 784; i++)
    ink += gradus_studio_get_probe_input (f->studio)->data[i];
  g_assert_cmpfloat ((double) ink, ==, 0);

  /* Centred: the stroke from a corner stands in the middle, 20 pixels high. */
  draw_line (f);
  g_assert_cmpfloat ((double) gradus_studio_get_probe_input (f->studio)
                       ->data[14 * 28 + 14],
                     >, 0.9);
  g_assert_cmpfloat ((double) gradus_studio_get_probe_input (f->studio)->data[8 * 28 + 3],
                     ==, 0);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (get_pad (f)), "pad.undo", NULL));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (get_pad (f)), "pad.undo", NULL));
  g_assert_false (gradus_studio_is_probe_drawn (f->studio));
  g_assert_cmpint (gradus_drawing_get_picture_name (drawing), ==, 0);
}

static void
test_uncentred (AppFixture *f, gconstpointer data)
{
  GtkWidget *check;

  app_fixture_wait_for (f, has_activations);
  gtk_widget_activate_action (GTK_WIDGET (get_pad (f)), "pad.clear", NULL);
  draw_line (f);
  check = gtk_widget_get_ancestor (app_find_shown_label (GTK_WIDGET (f->window),
                                                         "Feed it uncentred"),
                                   GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_assert_cmpfloat ((double) gradus_studio_get_probe_input (f->studio)->data[8 * 28 + 3],
                     >, 0.9);
  g_assert_cmpfloat ((double) gradus_studio_get_probe_input (f->studio)
                       ->data[14 * 28 + 14],
                     ==, 0);
}

/* A sample that is chosen elsewhere comes to lie on the pad. */
static void
test_follow (AppFixture *f, gconstpointer data)
{
  app_fixture_wait_for (f, has_activations);
  draw_line (f);
  gradus_studio_set_probe_sample (f->studio, 7);
  g_assert_cmpint (gradus_drawing_get_picture_name (gradus_pad_get_drawing (get_pad (f))),
                   ==, 7);
}

static void
keep_sample_cb (GradusMistakesView *view, guint sample, int *kept)
{
  *kept = (int) sample;
}

/* Mistakes are counted; a square of the matrix shows its samples, a sample becomes the
 * probe. */
static void
test_mistakes (AppFixture *f, gconstpointer data)
{
  GtkWidget *matrix, *mistakes;
  int        sample = -1;

  app_fixture_wait_for (f, has_matrix);
  assert_figures (f, (const char *const[]){ "prediction", "evidence", "confusion",
                                            "mistakes", NULL });
  matrix = app_find_shown_type (GTK_WIDGET (f->window), GRADUS_TYPE_MATRIX);
  mistakes = app_find_shown_type (GTK_WIDGET (f->window), GRADUS_TYPE_MISTAKES_VIEW);
  g_assert_nonnull (matrix);
  g_assert_nonnull (mistakes);
  g_assert_nonnull (app_find_shown_label (GTK_WIDGET (f->window), "* misread digit*"));
  gradus_matrix_choose (GRADUS_MATRIX (matrix), 3, 3);
  g_assert_nonnull (app_find_shown_label (GTK_WIDGET (f->window), "* × 3 read right"));
  gradus_matrix_choose (GRADUS_MATRIX (matrix), 3, 5);
  g_assert_nonnull (app_find_shown_label (GTK_WIDGET (f->window), "* × 3 read as 5"));
  gradus_matrix_choose (GRADUS_MATRIX (matrix), -1, -1);
  g_assert_nonnull (app_find_shown_label (GTK_WIDGET (f->window), "* misread digit*"));
  g_signal_connect (mistakes, "chosen", G_CALLBACK (keep_sample_cb), &sample);
  g_signal_emit_by_name (mistakes, "chosen", 11);
  g_assert_cmpint (sample, ==, 11);
  g_assert_cmpuint (gradus_studio_get_probe_sample (f->studio), ==, 11);
}

static gboolean
is_finished (AppFixture *f)
{
  return gradus_studio_get_snapshot (f->studio)->state == GRADUS_SESSION_FINISHED;
}

/* Strokes while training: the drawing stays, and what is read comes from newer weights.
 */
static void
test_while_training (AppFixture *f, gconstpointer data)
{
  app_fixture_wait_for (f, has_matrix);
  gradus_session_train (gradus_studio_get_session (f->studio));
  gtk_widget_activate_action (GTK_WIDGET (get_pad (f)), "pad.clear", NULL);
  draw_line (f);
  app_fixture_wait_for (f, is_finished);
  g_assert_true (gradus_studio_is_probe_drawn (f->studio));
  app_fixture_wait_for (f, has_matrix);
}

static gboolean
has_points (AppFixture *f)
{
  return app_find_shown_label (GTK_WIDGET (f->window),
                               "* of 64 test points are right*") != NULL;
}

static void
test_plane (AppFixture *f, gconstpointer data)
{
  app_fixture_wait_for (f, has_points);
  g_assert_null (app_find_shown_type (GTK_WIDGET (f->window), GRADUS_TYPE_PAD));
  gradus_studio_set_probe_pixels (f->studio, (const float[]){ 0.25f, -0.5f });
  app_fixture_wait_for (f, has_points);
  g_assert_true (gradus_studio_is_probe_drawn (f->studio));
  app_fixture_wait_for (f, has_activations);
  assert_figures (f, (const char *const[]){ "plane", "prediction", NULL });
}

static gboolean
has_numbers (AppFixture *f)
{
  return app_find_shown_label (GTK_WIDGET (f->window), "Over 64 test samples*") != NULL;
}

static void
test_numbers (AppFixture *f, gconstpointer data)
{
  app_fixture_wait_for (f, has_numbers);
  g_assert_null (app_find_shown_type (GTK_WIDGET (f->window), GRADUS_TYPE_PAD));
  assert_figures (f, (const char *const[]){ "regression", "regression", NULL });
}

/* Symbols are neither drawn nor a plane; their classes are counted all the same. */
static void
test_brackets (AppFixture *f, gconstpointer data)
{
  app_fixture_wait_for (f, has_matrix);
  g_assert_null (app_find_shown_type (GTK_WIDGET (f->window), GRADUS_TYPE_PAD));
}

static void
test_autoencoder (AppFixture *f, gconstpointer data)
{
  app_fixture_wait_for (f, has_activations);
  draw_line (f);
  g_assert_true (gradus_studio_is_probe_drawn (f->studio));
  g_assert_null (app_find_shown_type (GTK_WIDGET (f->window), GRADUS_TYPE_MATRIX));
}

static void
test_no_display (void)
{
  g_test_skip ("needs a display");
}

static gboolean
has_sample_words (AppFixture *f)
{
  return app_find_shown_label (GTK_WIDGET (f->window), "Choose a sample") != NULL;
}

/* Points are no digits, and are not called so. */
static void
test_words_for_points (AppFixture *f, gconstpointer data)
{
  gradus_window_show_view (f->window, "representations");
  app_fixture_wait_for (f, has_sample_words);
  g_assert_null (
    app_find_shown_label (GTK_WIDGET (f->window), "*keeps less of the picture*"));
  g_assert_null (app_find_shown_label (GTK_WIDGET (f->window), "Choose a digit"));
}

#define ADD(path_, template_, test_)                                                     \
  g_test_add (path_, AppFixture, template_, set_up, test_, app_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_test_add_func ("/predict/display", test_no_display);
      return g_test_run ();
    }
  adw_init ();
  ADD ("/predict/pad", "digit-reader-small", test_pad);
  ADD ("/predict/uncentred", "digit-reader-small", test_uncentred);
  ADD ("/predict/follow", "digit-reader-small", test_follow);
  ADD ("/predict/mistakes", "digit-reader-small", test_mistakes);
  ADD ("/predict/while-training", "digit-reader-small", test_while_training);
  ADD ("/predict/yes-no", "tutorial", test_pad);
  ADD ("/predict/plane", "spirals", test_plane);
  ADD ("/predict/words-for-points", "spirals", test_words_for_points);
  ADD ("/predict/numbers", "sine-forecast", test_numbers);
  ADD ("/predict/brackets", "brackets", test_brackets);
  ADD ("/predict/autoencoder", "autoencoder", test_autoencoder);
  return g_test_run ();
}
