/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/stage.h"

#include "engine/model-private.h"
#include "engine/random.h"

#include <string.h>

/* Layers that run as one put out what they put out one by one, and have the same
 * gradients: for geometries drawn at random, between two layers that learn. */

#define N_DRAWS 300
#define N_SAMPLES 3

static const char *const activations[] = {
  "relu", "linear", "tanh", "sigmoid", "leaky_relu", "hard_sigmoid",
};

static guint
draw (GradusRandom *random, guint least, guint most)
{
  return least + gradus_random_below (random, most - least + 1);
}

static void
set (GradusConfig *config, const char *param, const char *format, ...)
{
  va_list          arguments;
  g_autofree char *text = NULL;
  GError          *error = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  gradus_config_set_from_string (config, param, text, &error);
  g_assert_no_error (error);
}

/* Dense, so that the gradient of what goes into the convolution is asked for; the
 * convolution and its pooling; Dense. */
static GradusSequential *
draw_pictures (GradusRandom *random)
{
  GradusSequential *stack = gradus_sequential_new (&GRADUS_SHAPE_1 (1));
  GradusConfig     *layer;

  stack->input = GRADUS_SHAPE_3 (draw (random, 5, 12), draw (random, 5, 12), 2);
  layer = gradus_sequential_add (stack, "Dense");
  set (layer, "units", "%u", draw (random, 1, 9));
  layer = gradus_sequential_add (stack, "Conv2D");
  set (layer, "filters", "%u", draw (random, 1, 40));
  set (layer, "kernel_size", "%u,%u", draw (random, 1, 3), draw (random, 1, 3));
  set (layer, "padding", draw (random, 0, 1) ? "same" : "valid");
  if (draw (random, 0, 2) == 0)
    set (layer, "strides", "%u,%u", draw (random, 1, 2), draw (random, 1, 2));
  else if (draw (random, 0, 2) == 0)
    set (layer, "dilation_rate", "2,%u", draw (random, 1, 2));
  set (layer, "activation",
       activations[draw (random, 0, G_N_ELEMENTS (activations) - 1)]);
  set (layer, "use_bias", draw (random, 0, 3) ? "true" : "false");
  layer = gradus_sequential_add (stack, "MaxPooling2D");
  set (layer, "pool_size", "%u,%u", draw (random, 1, 3), draw (random, 1, 2));
  if (draw (random, 0, 3) == 0)
    set (layer, "strides", "%u,%u", draw (random, 1, 3), draw (random, 1, 3));
  gradus_sequential_add (stack, "Flatten");
  set (gradus_sequential_add (stack, "Dense"), "units", "3");
  return stack;
}

static GradusSequential *
draw_sequences (GradusRandom *random)
{
  GradusSequential *stack = gradus_sequential_new (&GRADUS_SHAPE_1 (1));
  GradusConfig     *layer;

  stack->input = GRADUS_SHAPE_2 (draw (random, 6, 30), 3);
  layer = gradus_sequential_add (stack, "Dense");
  set (layer, "units", "%u", draw (random, 1, 12));
  layer = gradus_sequential_add (stack, "Conv1D");
  set (layer, "filters", "%u", draw (random, 1, 40));
  set (layer, "kernel_size", "%u", draw (random, 1, 4));
  set (layer, "padding", draw (random, 0, 1) ? "causal" : "valid");
  set (layer, "activation",
       activations[draw (random, 0, G_N_ELEMENTS (activations) - 1)]);
  layer = gradus_sequential_add (stack, "MaxPooling1D");
  set (layer, "pool_size", "%u", draw (random, 2, 3));
  gradus_sequential_add (stack, "Flatten");
  set (gradus_sequential_add (stack, "Dense"), "units", "3");
  return stack;
}

/* One way through a lane and back. */
typedef struct
{
  GradusLane *lane;
  float      *y;
  float      *gradients[16];
} Trial;

static void
trial_run (Trial             *self,
           const GradusModel *model,
           const float       *x,
           const float       *dy,
           guint              lowest_trained,
           gboolean           may_fuse)
{
  guint      n_weights = gradus_model_get_n_weights (model);
  gsize      n_out = 3 * N_SAMPLES;
  GradusPass pass = { .n = N_SAMPLES,
                      .x = x,
                      .weights = (float *const *) model->data->pdata,
                      .weight_gradients = self->gradients,
                      .first_weight = model->first_weight,
                      .training = TRUE,
                      .lowest_trained = lowest_trained };

  self->lane = gradus_lane_new (model->plan, N_SAMPLES, TRUE, may_fuse);
  g_assert_cmpuint (n_weights, <, G_N_ELEMENTS (self->gradients));
  for (guint i = 0; i < n_weights; i++)
    self->gradients[i] =
      g_new0 (float, gradus_shape_size (&gradus_model_get_weight_info (model, i)->shape));
  /* Twice, because the second time is added to the first. */
  for (guint i = 0; i < 2; i++)
    {
      pass.accumulate = i > 0;
      self->y =
        g_memdup2 (gradus_lane_forward (self->lane, &pass), n_out * sizeof (float));
      memcpy (gradus_lane_get_output_gradient (self->lane), dy, n_out * sizeof (float));
      gradus_lane_backward (self->lane, &pass);
      if (i == 0)
        g_free (self->y);
    }
}

static void
trial_clear (Trial *self)
{
  gradus_lane_free (self->lane);
  g_free (self->y);
  for (guint i = 0; i < G_N_ELEMENTS (self->gradients); i++)
    g_free (self->gradients[i]);
}

static void
assert_same (const float *a, const float *b, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], 2e-5f * MAX (1.0f, ABS (b[i])));
}

static void
compare (const GradusModel *model, GradusRandom *random, guint *n_fused)
{
  GradusShape       input;
  gsize             n_in;
  Trial             fused = { NULL }, single = { NULL };
  guint             lowest = draw (random, 0, 1);
  g_autofree float *x = NULL;
  float             dy[3 * N_SAMPLES];

  gradus_plan_get_output (model->plan, -1, &input);
  n_in = N_SAMPLES * gradus_shape_size (&input);
  x = g_new (float, n_in);
  for (gsize i = 0; i < n_in; i++)
    x[i] = draw (random, 0, 1) ? (float) gradus_random_normal (random) : 0.0f;
  for (gsize i = 0; i < G_N_ELEMENTS (dy); i++)
    dy[i] = (float) gradus_random_normal (random);
  trial_run (&fused, model, x, dy, lowest, TRUE);
  trial_run (&single, model, x, dy, lowest, FALSE);
  *n_fused += fused.lane->stages->len < single.lane->stages->len;
  assert_same (fused.y, single.y, G_N_ELEMENTS (dy));
  for (guint i = 0; i < gradus_model_get_n_weights (model); i++)
    assert_same (fused.gradients[i], single.gradients[i],
                 gradus_shape_size (&gradus_model_get_weight_info (model, i)->shape));
  trial_clear (&fused);
  trial_clear (&single);
}

static void
check_draws (const char *name, GradusSequential *(*draw_stack) (GradusRandom *random))
{
  GradusRandom random = gradus_random_init (3, name);
  guint        n_compared = 0, n_fused = 0;

  for (guint i = 0; i < N_DRAWS; i++)
    {
      g_autoptr (GradusSequential) stack = draw_stack (&random);
      g_autoptr (GradusModel)      model = gradus_model_new (stack, i, NULL);

      /* Strides with dilation, or a window larger than what is left, do not fit. */
      if (model == NULL)
        continue;
      n_compared++;
      compare (model, &random, &n_fused);
    }
  g_assert_cmpuint (n_compared, >, N_DRAWS / 2);
  g_assert_cmpuint (n_fused, >, n_compared / 2);
}

static void
test_pictures (void)
{
  check_draws ("test/stages/pictures", draw_pictures);
}

static void
test_sequences (void)
{
  check_draws ("test/stages/sequences", draw_sequences);
}

/* What must not be run as one: the fusion would not see it. */
static void
test_refusal (void)
{
  const char *const refused[][3] = {
    { "Conv2D", "activation", "gelu" },         { "Conv2D", "activation", "softmax" },
    { "Conv2D", "activity_regularizer", "L2" }, { "MaxPooling2D", "strides", "1,1" },
    { "MaxPooling2D", "padding", "same" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GradusSequential) stack = gradus_sequential_new (&GRADUS_SHAPE_1 (1));
      g_autoptr (GradusPlan)       plan = NULL;
      g_autoptr (GArray)           stages = NULL;

      stack->input = GRADUS_SHAPE_3 (9, 9, 1);
      for (guint j = 0; j < 2; j++)
        {
          GradusConfig *layer =
            gradus_sequential_add (stack, j == 0 ? "Conv2D" : "MaxPooling2D");

          if (strcmp (gradus_config_get_kind (layer)->name, refused[i][0]) == 0)
            set (layer, refused[i][1], "%s", refused[i][2]);
        }
      plan = gradus_plan_new (stack);
      g_assert_true (gradus_plan_is_whole (plan));
      stages = gradus_stages_new (plan, TRUE);
      g_assert_cmpuint (stages->len, ==, 2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stages/pictures", test_pictures);
  g_test_add_func ("/stages/sequences", test_sequences);
  g_test_add_func ("/stages/refusal", test_refusal);
  return g_test_run ();
}
