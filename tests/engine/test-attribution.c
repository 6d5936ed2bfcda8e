/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/attribution.h"
#include "engine/random.h"
#include "io/project.h"

#include <math.h>

/* What an answer rests on: the gradient is compared with differences of the score, for
 * whole networks of several kinds; the covered spots with networks whose answer is known.
 */

static GradusModel *
build (const char *template)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find (template));
  g_autoptr (GError) error = NULL;
  GradusModel       *model = gradus_model_new (project->sequential, 7, &error);

  g_assert_no_error (error);
  return model;
}

static void
get_sizes (GradusModel *model, gsize *n_in, gsize *n_out)
{
  GradusPlan *plan = gradus_model_get_plan (model);
  GradusShape shape;

  g_assert_true (gradus_plan_get_output (plan, -1, &shape));
  *n_in = gradus_shape_size (&shape);
  g_assert_true (
    gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &shape));
  *n_out = gradus_shape_size (&shape);
}

static double
ask (GradusModel *model, const float *x, gsize n_out, guint answer)
{
  g_autofree float *y = g_new (float, n_out);

  gradus_model_predict (model, 1, x, y);
  return gradus_attribution_score (y, n_out, answer);
}

/* Along a random direction, (s (x + h v) − s (x − h v)) / 2 h must be ⟨∇s, v⟩; a kink of
 * relu or of max pooling between the two spoils single directions. */
static gboolean
agrees (GradusModel  *model,
        GradusRandom *random,
        const float  *x,
        const float  *gradient,
        gsize         n_in,
        gsize         n_out,
        guint         answer)
{
  g_autofree float *moved = g_new (float, n_in);
  g_autofree float *v = g_new (float, n_in);
  const float       step = 1e-2f;
  double            length = 0, want, got = 0, above;

  for (gsize i = 0; i < n_in; i++)
    {
      v[i] = (float) gradus_random_normal (random);
      length += (double) (v[i] * v[i]);
    }
  for (gsize i = 0; i < n_in; i++)
    {
      v[i] /= (float) sqrt (length);
      got += (double) (v[i] * gradient[i]);
      moved[i] = x[i] + step * v[i];
    }
  above = ask (model, moved, n_out, answer);
  for (gsize i = 0; i < n_in; i++)
    moved[i] = x[i] - step * v[i];
  want = (above - ask (model, moved, n_out, answer)) / (2 * (double) step);
  return fabs (want - got) < 0.02 * fabs (want) + 2e-3;
}

static void
test_gradient (gconstpointer data)
{
  static const guint      answers[] = { 0, 1 };
  g_autoptr (GradusModel) model = build (data);
  GradusRandom            random = gradus_random_init (3, "attribution");
  gsize                   n_in, n_out;
  g_autofree float       *x = NULL, *gradient = NULL;

  get_sizes (model, &n_in, &n_out);
  x = g_new (float, n_in);
  gradient = g_new (float, n_in);
  for (gsize i = 0; i < n_in; i++)
    x[i] = (float) gradus_random_uniform (&random);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      guint  n_agreeing = 0;
      double size = 0;

      g_assert_true (gradus_attribution_gradient (model, x, answers[i], gradient));
      for (gsize j = 0; j < n_in; j++)
        size += (double) (gradient[j] * gradient[j]);
      g_assert_cmpfloat (size, >, 0);
      for (guint j = 0; j < 7; j++)
        n_agreeing += agrees (model, &random, x, gradient, n_in, n_out, answers[i]);
      g_assert_cmpuint (n_agreeing, >, 4);
    }
}

/* Symbols are looked up; there is nothing between two of them. */
static void
test_no_gradient (void)
{
  g_autoptr (GradusModel) model = build ("brackets");
  float                   x[20] = { 1, 2, 1, 1, 2, 2 }, gradient[20];

  gradus_attribution_gradient (model, x, 1, gradient);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpfloat ((double) gradient[i], ==, 0);
}

/* A 6 × 6 picture; class 1 is the ink of one pixel, the score is its lead. */
static GradusModel *
build_watcher (guint pixel)
{
  GradusShape                  input = GRADUS_SHAPE_1 (36);
  g_autoptr (GradusSequential) stack = gradus_sequential_new (&input);
  GradusModel                 *model;
  float                       *kernel;

  gradus_sequential_add_dense (stack, 2, "softmax");
  model = gradus_model_new (stack, 1, NULL);
  kernel = gradus_model_get_weight_data (model, 0);
  for (guint i = 0; i < 72; i++)
    kernel[i] = i == 2 * pixel + 1 ? 4 : 0;
  return model;
}

static void
test_occlusion (void)
{
  const guint                 row = 2, column = 3;
  g_autoptr (GradusModel)     model = build_watcher (row * 6 + column);
  g_autoptr (GradusOcclusion) map = gradus_occlusion_new (6, 6, 1, 3, 1);
  float                       x[36], gradient[36];

  for (guint i = 0; i < 36; i++)
    x[i] = 0.5f;
  for (guint i = 0; i < 6; i++)
    gradus_occlusion_run_row (map, model, x, i);
  for (guint y = 0; y < 6; y++)
    for (guint z = 0; z < 6; z++)
      {
        gboolean hides =
          y + 1 >= row && y <= row + 1 && z + 1 >= column && z <= column + 1;

        /* The score is the difference of the two sums, 4 · 0.5. */
        g_assert_cmpfloat_with_epsilon ((double) map->drop[y * 6 + z], hides ? 2 : 0,
                                        1e-5);
        g_assert_cmpfloat_with_epsilon ((double) map->probability[y * 6 + z],
                                        hides ? 0.5 : 1 / (1 + exp (-2.0)), 1e-5);
      }
  g_assert_true (gradus_attribution_gradient (model, x, 1, gradient));
  for (guint i = 0; i < 36; i++)
    g_assert_cmpfloat_with_epsilon ((double) gradient[i], i == row * 6 + column ? 4 : 0,
                                    1e-4);
}

/* Long after a probability has become 1 the score goes on growing. */
static void
test_score (void)
{
  const float sure[] = { 1, 1e-10f }, surer[] = { 1, 1e-20f };
  const float one = 0.75f;
  const float logits[] = { 3, -2, 5 };

  g_assert_cmpfloat (gradus_attribution_score (surer, 2, 0), >,
                     gradus_attribution_score (sure, 2, 0) + 20);
  g_assert_cmpfloat_with_epsilon (gradus_attribution_score (&one, 1, 1), log (3), 1e-6);
  g_assert_cmpfloat_with_epsilon (gradus_attribution_score (&one, 1, 0), -log (3), 1e-6);
  g_assert_cmpfloat_with_epsilon (gradus_attribution_score (logits, 3, 0), -2, 1e-6);
  g_assert_cmpfloat_with_epsilon (gradus_attribution_score (logits, 3, 2), 2, 1e-6);
}

int
main (int argc, char **argv)
{
  static const char *const templates[] = {
    "digit-reader-small", "tutorial",     "with-dropout", "mnist-cnn",
    "mnist-gru",          "deep-sigmoid", "spirals"
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (templates); i++)
    {
      g_autofree char *path = g_strconcat ("/attribution/gradient/", templates[i], NULL);

      g_test_add_data_func (path, templates[i], test_gradient);
    }
  g_test_add_func ("/attribution/no-gradient", test_no_gradient);
  g_test_add_func ("/attribution/occlusion", test_occlusion);
  g_test_add_func ("/attribution/score", test_score);
  return g_test_run ();
}
