/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-canvas.h"
#include "app/gradus-figure-source.h"
#include "app/gradus-matrix.h"
#include "app/gradus-mistakes-view.h"
#include "app/gradus-pad.h"
#include "app/gradus-predict-view.h"
#include "app/gradus-style.h"
#include "app/gradus-window.h"

#include <math.h>

/* The Predict stage in a real window, fed by the real session. Generous: a test that
 * waits this long has failed. */
#define DEADLINE_MS 30000

typedef struct
{
  GradusWindow   *window;
  GradusStudio   *studio;
  GradusDocument *document;
} Fixture;

typedef gboolean (*Condition) (Fixture *f);

static gboolean
out_of_time_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_for (Fixture *f, Condition condition)
{
  gboolean is_late = FALSE;
  guint    source = g_timeout_add (DEADLINE_MS, out_of_time_cb, &is_late);

  while (!condition (f) && !is_late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (is_late);
  g_source_remove (source);
}

static void
set_up (Fixture *f, gconstpointer template)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find (template));

  gradus_style_start ();
  f->window = gradus_window_new (NULL);
  f->studio = gradus_window_get_studio (f->window);
  gtk_window_present (GTK_WINDOW (f->window));
  project->data.n_train = 320;
  project->data.n_test = 64;
  f->document = gradus_document_new_from_project (project);
  gradus_window_show_document (f->window, f->document, NULL);
  gradus_window_show_view (f->window, "predict");
}

static gboolean
is_idle (Fixture *f)
{
  return !g_main_context_pending (NULL);
}

static void
count_down_cb (gpointer user_data, GObject *object)
{
  --*(guint *) user_data;
}

static void
tear_down (Fixture *f, gconstpointer user_data)
{
  guint n_left = 2;

  g_object_weak_ref (G_OBJECT (f->window), count_down_cb, &n_left);
  g_object_weak_ref (G_OBJECT (f->studio), count_down_cb, &n_left);
  gtk_window_destroy (GTK_WINDOW (f->window));
  wait_for (f, is_idle);
  g_assert_cmpuint (n_left, ==, 0);
  g_clear_object (&f->document);
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_label (GtkWidget *widget, const char *pattern)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      g_pattern_match_simple (pattern, gtk_label_get_text (GTK_LABEL (widget))))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, pattern);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_activations (Fixture *f)
{
  return gradus_studio_get_probe_activations (f->studio) != NULL;
}

static gboolean
has_matrix (Fixture *f)
{
  return has_activations (f) && find_label (GTK_WIDGET (f->window), "64 test digits*");
}

static GradusPad *
get_pad (Fixture *f)
{
  GtkWidget *pad = find_type (GTK_WIDGET (f->window), GRADUS_TYPE_PAD);

  g_assert_nonnull (pad);
  return GRADUS_PAD (pad);
}

static void
draw_line (Fixture *f)
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
assert_figures (Fixture *f, const char *const *ids)
{
  GtkWidget *view = find_type (GTK_WIDGET (f->window), GRADUS_TYPE_PREDICT_VIEW);
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
test_pad (Fixture *f, gconstpointer data)
{
  GradusDrawing *drawing;
  float          ink = 0;

  wait_for (f, has_activations);
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
test_uncentred (Fixture *f, gconstpointer data)
{
  GtkWidget *check;

  wait_for (f, has_activations);
  gtk_widget_activate_action (GTK_WIDGET (get_pad (f)), "pad.clear", NULL);
  draw_line (f);
  check =
    gtk_widget_get_ancestor (find_label (GTK_WIDGET (f->window), "Feed it uncentred"),
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
test_follow (Fixture *f, gconstpointer data)
{
  wait_for (f, has_activations);
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
test_mistakes (Fixture *f, gconstpointer data)
{
  GtkWidget *matrix, *mistakes;
  int        sample = -1;

  wait_for (f, has_matrix);
  assert_figures (f, (const char *const[]){ "prediction", "evidence", "confusion",
                                            "mistakes", NULL });
  matrix = find_type (GTK_WIDGET (f->window), GRADUS_TYPE_MATRIX);
  mistakes = find_type (GTK_WIDGET (f->window), GRADUS_TYPE_MISTAKES_VIEW);
  g_assert_nonnull (matrix);
  g_assert_nonnull (mistakes);
  g_assert_nonnull (find_label (GTK_WIDGET (f->window), "* misread digit*"));
  gradus_matrix_choose (GRADUS_MATRIX (matrix), 3, 3);
  g_assert_nonnull (find_label (GTK_WIDGET (f->window), "* × 3 read right"));
  gradus_matrix_choose (GRADUS_MATRIX (matrix), 3, 5);
  g_assert_nonnull (find_label (GTK_WIDGET (f->window), "* × 3 read as 5"));
  gradus_matrix_choose (GRADUS_MATRIX (matrix), -1, -1);
  g_assert_nonnull (find_label (GTK_WIDGET (f->window), "* misread digit*"));
  g_signal_connect (mistakes, "chosen", G_CALLBACK (keep_sample_cb), &sample);
  g_signal_emit_by_name (mistakes, "chosen", 11);
  g_assert_cmpint (sample, ==, 11);
  g_assert_cmpuint (gradus_studio_get_probe_sample (f->studio), ==, 11);
}

static gboolean
is_finished (Fixture *f)
{
  return gradus_studio_get_snapshot (f->studio)->state == GRADUS_SESSION_FINISHED;
}

/* Strokes while training: the drawing stays, and what is read comes from newer weights.
 */
static void
test_while_training (Fixture *f, gconstpointer data)
{
  wait_for (f, has_matrix);
  gradus_session_train (gradus_studio_get_session (f->studio));
  gtk_widget_activate_action (GTK_WIDGET (get_pad (f)), "pad.clear", NULL);
  draw_line (f);
  wait_for (f, is_finished);
  g_assert_true (gradus_studio_is_probe_drawn (f->studio));
  wait_for (f, has_matrix);
}

static gboolean
has_points (Fixture *f)
{
  return find_label (GTK_WIDGET (f->window), "* of 64 test points are right*") != NULL;
}

static void
test_plane (Fixture *f, gconstpointer data)
{
  wait_for (f, has_points);
  g_assert_null (find_type (GTK_WIDGET (f->window), GRADUS_TYPE_PAD));
  gradus_studio_set_probe_pixels (f->studio, (const float[]){ 0.25f, -0.5f });
  wait_for (f, has_points);
  g_assert_true (gradus_studio_is_probe_drawn (f->studio));
  wait_for (f, has_activations);
  assert_figures (f, (const char *const[]){ "plane", "prediction", NULL });
}

static gboolean
has_numbers (Fixture *f)
{
  return find_label (GTK_WIDGET (f->window), "Over 64 test samples*") != NULL;
}

static void
test_numbers (Fixture *f, gconstpointer data)
{
  wait_for (f, has_numbers);
  g_assert_null (find_type (GTK_WIDGET (f->window), GRADUS_TYPE_PAD));
  assert_figures (f, (const char *const[]){ "regression", "regression", NULL });
}

/* Symbols are neither drawn nor a plane; their classes are counted all the same. */
static void
test_brackets (Fixture *f, gconstpointer data)
{
  wait_for (f, has_matrix);
  g_assert_null (find_type (GTK_WIDGET (f->window), GRADUS_TYPE_PAD));
}

static void
test_autoencoder (Fixture *f, gconstpointer data)
{
  wait_for (f, has_activations);
  draw_line (f);
  g_assert_true (gradus_studio_is_probe_drawn (f->studio));
  g_assert_null (find_type (GTK_WIDGET (f->window), GRADUS_TYPE_MATRIX));
}

static void
test_no_display (void)
{
  g_test_skip ("needs a display");
}

#define ADD(path_, template_, test_)                                                     \
  g_test_add (path_, Fixture, template_, set_up, test_, tear_down)

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
  ADD ("/predict/numbers", "sine-forecast", test_numbers);
  ADD ("/predict/brackets", "brackets", test_brackets);
  ADD ("/predict/autoencoder", "autoencoder", test_autoencoder);
  return g_test_run ();
}
