/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random-stack.h"

#include "engine/layer.h"
#include "engine/parts.h"
#include "engine/random.h"
#include "engine/sequential.h"

#include <math.h>
#include <string.h>

/* What backward() says is compared with what forward() does: for every kind of layer,
 * with parameters and shapes drawn at random, and for every loss behind every activation.
 *
 * The derivative along a random direction v of all inputs and weights,
 * (f (θ + h v) − f (θ − h v)) / 2 h, must be ⟨∇f, v⟩. A kink (relu, max) between the two
 * points spoils one direction, so most of several directions have to agree. */

#define N_DRAWS 400
#define N_WANTED 12
#define N_DIRECTIONS 5
#define N_SAMPLES 3
#define STEP 2e-3f

/* One layer on one batch. */
typedef struct
{
  const GradusLayerPlan *plan;
  const GradusLayerKind *kind;
  gsize                  n_in, n_out;
  float                 *x, *y, *dy, *dx;
  float                 *weights[GRADUS_MAX_LAYER_WEIGHTS];
  float                 *gradients[GRADUS_MAX_LAYER_WEIGHTS];
  float                 *coefficients;
  float                 *cache, *scratch;
  guint8                *mask, *mask_out;
} Bench;

static float *
draw_floats (GradusRandom *random, gsize n, double scale)
{
  float *x = g_new0 (float, n + 1);

  for (gsize i = 0; i < n; i++)
    x[i] = (float) (scale * gradus_random_normal (random));
  return x;
}

static void
bench_init (Bench *bench, const GradusLayerPlan *plan, GradusRandom *random)
{
  gsize n = N_SAMPLES;

  *bench = (Bench){ .plan = plan, .kind = gradus_layer_kind_of (plan->config) };
  bench->n_in = n * gradus_shape_size (&plan->input);
  bench->n_out = n * gradus_shape_size (&plan->output);
  bench->x = draw_floats (random, bench->n_in, 1);
  bench->y = g_new0 (float, bench->n_out);
  bench->dy = g_new0 (float, bench->n_out);
  bench->dx = g_new0 (float, bench->n_in);
  bench->coefficients = draw_floats (random, bench->n_out, 1);
  bench->cache = g_new0 (float, n * plan->n_cache + 1);
  bench->scratch = g_new0 (float, n * plan->n_scratch + plan->n_fixed_scratch + 1);
  for (guint i = 0; i < plan->n_weights; i++)
    {
      const GradusShape *shape = &plan->weights[i].shape;
      gsize              size = gradus_shape_size (shape);
      double             n_summed = (double) size / (double) gradus_shape_last (shape);

      bench->weights[i] = draw_floats (random, size, MIN (0.5, 1 / sqrt (n_summed)));
      if (plan->weights[i].trainable)
        bench->gradients[i] = g_new0 (float, size);
      else
        for (gsize j = 0; j < size; j++)
          bench->weights[i][j] = fabsf (bench->weights[i][j]) + 0.5f;
    }
  if (plan->has_output_mask)
    bench->mask_out = g_new0 (guint8, n * (gsize) plan->output.dims[0]);
}

static void
bench_clear (Bench *bench)
{
  g_free (bench->x);
  g_free (bench->y);
  g_free (bench->dy);
  g_free (bench->dx);
  g_free (bench->coefficients);
  g_free (bench->cache);
  g_free (bench->scratch);
  g_free (bench->mask_out);
  for (guint i = 0; i < GRADUS_MAX_LAYER_WEIGHTS; i++)
    {
      g_free (bench->weights[i]);
      g_free (bench->gradients[i]);
    }
}

static GradusLayerRun
bench_get_run (Bench *bench)
{
  return (GradusLayerRun){ .n = N_SAMPLES,
                           .x = bench->x,
                           .y = bench->y,
                           .dy = bench->dy,
                           .dx = bench->dx,
                           .weights = bench->weights,
                           .gradients = bench->gradients,
                           .cache = bench->cache,
                           .scratch = bench->scratch,
                           .mask_out = bench->mask_out,
                           .training = TRUE,
                           .noise_key = 12345,
                           .noise_step = 7 };
}

static double
bench_forward (Bench *bench)
{
  GradusLayerRun run = bench_get_run (bench);
  double         sum = 0;

  bench->kind->forward (bench->plan, &run);
  for (gsize i = 0; i < bench->n_out; i++)
    sum += (double) bench->y[i] * (double) bench->coefficients[i];
  return sum;
}

static void
bench_backward (Bench *bench)
{
  GradusLayerRun run = bench_get_run (bench);

  bench->kind->forward (bench->plan, &run);
  memcpy (bench->dy, bench->coefficients, bench->n_out * sizeof (float));
  bench->kind->backward (bench->plan, &run);
}

static void
move (float *to, const float *from, const float *direction, gsize n, float step)
{
  for (gsize i = 0; i < n; i++)
    to[i] = from[i] + step * direction[i];
}

static double
dot (const float *a, const float *b, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) a[i] * (double) b[i];
  return sum;
}

/* The derivative along one direction of @variable, by differences and by the gradient. */
static gboolean
direction_agrees (Bench        *bench,
                  GradusRandom *random,
                  float        *variable,
                  const float  *gradient,
                  gsize         n)
{
  g_autofree float *direction = draw_floats (random, n, 1);
  g_autofree float *start = g_memdup2 (variable, n * sizeof (float));
  double            length = sqrt (dot (direction, direction, n));
  double            above, below, want, got, noise;

  for (gsize i = 0; i < n; i++)
    direction[i] /= (float) length;
  move (variable, start, direction, n, STEP);
  above = bench_forward (bench);
  move (variable, start, direction, n, -STEP);
  below = bench_forward (bench);
  memcpy (variable, start, n * sizeof (float));
  want = (above - below) / (2 * (double) STEP);
  got = dot (gradient, direction, n);
  /* What float32 loses in the difference of two large sums. */
  noise = 4e-7 * (fabs (above) + (double) bench->n_out) / (double) STEP;
  return fabs (want - got) <=
         0.01 * (fabs (want) + sqrt (dot (gradient, gradient, n)) / sqrt ((double) n)) +
           noise;
}

static gboolean
variable_agrees (Bench        *bench,
                 GradusRandom *random,
                 float        *variable,
                 const float  *gradient,
                 gsize         n)
{
  guint n_agreeing = 0;

  for (guint i = 0; i < N_DIRECTIONS; i++)
    n_agreeing += direction_agrees (bench, random, variable, gradient, n);
  return n_agreeing > N_DIRECTIONS / 2;
}

/* Where exponentials feed each other over time, differences say nothing. */
static gboolean
is_gentle (const Bench *bench)
{
  for (gsize i = 0; i < bench->n_out; i++)
    if (!(fabsf (bench->y[i]) < 100))
      return FALSE;
  return TRUE;
}

/* FALSE if what was drawn does not fit. */
static gboolean
check_layer (const GradusKind *kind, guint draw)
{
  GradusRandom                 random = gradus_random_init_indexed (1, kind->name, draw);
  GradusShape                  shape = random_stack_draw_shape (&random);
  GradusConfig                *config = random_stack_draw_config (&random, kind);
  Bench                        bench;
  g_autofree char             *text = gradus_shape_to_string (&shape);
  g_autofree char             *described = random_stack_describe (config);
  g_autoptr (GradusPlan)       plan = NULL;
  g_autoptr (GradusSequential) stack = gradus_sequential_new (&shape);

  gradus_sequential_insert (stack, 0, gradus_layer_new_from_config (config));
  plan = gradus_plan_new (stack);
  if (!gradus_plan_is_whole (plan))
    return FALSE;
  bench_init (&bench, gradus_plan_get_layer (plan, 0), &random);
  bench_backward (&bench);
  if (!is_gentle (&bench))
    {
      bench_clear (&bench);
      return FALSE;
    }
  /* Indices have no gradient. */
  if (strcmp (kind->name, "Embedding") != 0 &&
      !variable_agrees (&bench, &random, bench.x, bench.dx, bench.n_in))
    g_error ("%s on %s, draw %u: the gradient of the input is wrong", described, text,
             draw);
  for (guint i = 0; i < bench.plan->n_weights; i++)
    if (bench.gradients[i] != NULL &&
        !variable_agrees (&bench, &random, bench.weights[i], bench.gradients[i],
                          gradus_shape_size (&bench.plan->weights[i].shape)))
      g_error ("%s on %s, draw %u: the gradient of %s is wrong", described, text, draw,
               bench.plan->weights[i].name);
  bench_clear (&bench);
  return TRUE;
}

static void
test_layer (gconstpointer data)
{
  const GradusKind *kind = data;
  guint             n_checked = 0;

  for (guint draw = 0; draw < N_DRAWS && n_checked < N_WANTED; draw++)
    n_checked += check_layer (kind, draw);
  g_assert_cmpuint (n_checked, >, 1);
}

/* --- Losses behind activations --- */

typedef struct
{
  const GradusActivationKind *activation;
  const GradusConfig         *activation_config;
  const GradusLossKind       *loss;
  const GradusConfig         *loss_config;
  float                       targets[4 * 5];
} Pair;

#define N_ROWS 4
#define N_COLUMNS 5

static double
pair_forward (const Pair *pair, const float *z, float *y)
{
  float  rows[N_ROWS];
  double sum = 0;

  pair->activation->forward (pair->activation_config, N_ROWS, N_COLUMNS, z, y);
  pair->loss->forward (pair->loss_config, N_ROWS, N_COLUMNS, pair->targets, y, rows);
  for (guint i = 0; i < N_ROWS; i++)
    sum += (double) rows[i] * (1 + i);
  return sum;
}

static void
pair_backward (const Pair *pair, const float *z, float *dz)
{
  const float scale[N_ROWS] = { 1, 2, 3, 4 };
  float       y[N_ROWS * N_COLUMNS];

  pair_forward (pair, z, y);
  pair->loss->backward (pair->loss_config, N_ROWS, N_COLUMNS, pair->targets, y, scale,
                        dz);
  pair->activation->backward (pair->activation_config, N_ROWS, N_COLUMNS, z, y, dz, dz);
}

/* -1: the loss is not defined there, as the logarithm of a negative number. */
static int
pair_agrees (const Pair *pair, GradusRandom *random)
{
  g_autofree float *z = draw_floats (random, N_ROWS * N_COLUMNS, 0.7);
  g_autofree float *v = draw_floats (random, N_ROWS * N_COLUMNS, 0.3);
  float             y[N_ROWS * N_COLUMNS], dz[N_ROWS * N_COLUMNS];
  float             moved[N_ROWS * N_COLUMNS];
  double            above, below, want, got;

  pair_backward (pair, z, dz);
  move (moved, z, v, N_ROWS * N_COLUMNS, STEP);
  above = pair_forward (pair, moved, y);
  move (moved, z, v, N_ROWS * N_COLUMNS, -STEP);
  below = pair_forward (pair, moved, y);
  want = (above - below) / (2 * (double) STEP);
  got = dot (dz, v, N_ROWS * N_COLUMNS);
  /* Beyond its domain a loss is as steep as its ε is small. */
  if (!isfinite (want) || !isfinite (got) || fabs (above) > 1e4)
    return -1;
  return fabs (want - got) <=
         0.02 * (0.05 + fabs (want)) + 1e-6 * fabs (above) / (double) STEP;
}

static void
draw_targets (Pair *pair, GradusRandom *random)
{
  for (guint i = 0; i < N_ROWS * N_COLUMNS; i++)
    pair->targets[i] = 0;
  for (guint i = 0; i < N_ROWS; i++)
    if (pair->loss->target_form == GRADUS_TARGET_CLASS)
      pair->targets[i] = (float) gradus_random_below (random, N_COLUMNS);
    else
      for (guint j = 0; j < N_COLUMNS; j++)
        pair->targets[i * N_COLUMNS + j] =
          (float) (0.05 + 0.9 * gradus_random_uniform (random));
}

static void
test_loss (gconstpointer data)
{
  const GradusKind        *kind = data;
  guint                    n_kinds, n_checked = 0;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_ACTIVATION, &n_kinds);
  g_autoptr (GradusConfig) loss = gradus_config_new (kind);
  GradusRandom             random = gradus_random_init (1, kind->name);

  for (guint i = 0; i < n_kinds; i++)
    {
      g_autoptr (GradusConfig) activation = gradus_config_new (kinds[i]);
      Pair                     pair = { (const GradusActivationKind *) kinds[i],
                                        activation,
                                        (const GradusLossKind *) kind,
                                        loss,
                                        { 0 } };
      guint                    n_right = 0, n_wrong = 0;

      for (guint draw = 0; draw < 9; draw++)
        {
          int agrees;

          draw_targets (&pair, &random);
          agrees = pair_agrees (&pair, &random);
          n_right += agrees == 1;
          n_wrong += agrees == 0;
        }
      if (n_wrong > n_right)
        g_error ("%s behind %s: %u of %u gradients are wrong", kind->name, kinds[i]->name,
                 n_wrong, n_wrong + n_right);
      n_checked += n_right > 0;
    }
  /* Poisson and others only know positive predictions. */
  g_assert_cmpuint (n_checked, >=, n_kinds / 4);
}

static void
add_tests (GradusFamily family, const char *title, GTestDataFunc func)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (family, &n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      g_autofree char *path = g_strdup_printf ("/gradients/%s/%s", title, kinds[i]->id);

      g_test_add_data_func (path, kinds[i], func);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_tests (GRADUS_FAMILY_LAYER, "layer", test_layer);
  add_tests (GRADUS_FAMILY_LOSS, "loss", test_loss);
  return g_test_run ();
}
