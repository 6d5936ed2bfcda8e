/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/trainer.h"
#include "engine/unit-health.h"

#include <math.h>

/* Numbers that a plain computation finds as well. */
static void
test_counts (void)
{
  const float      before[] = { 0.5f, -0.25f, 0.0f, 3.0f, -3.9f, 1e-9f };
  const float      after[] = { 0.25f, -0.25f, 0.5f, 3.5f, -3.9f, 0.0f };
  const float      gradients[] = { 1.0f, -1.5f, 0.0f, 0.25f, 3e-5f, 1e-30f };
  GradusLayerStats stats = { .n = G_N_ELEMENTS (after) };
  double           sum = 0, moved = 0, steep = 0;
  guint32          bins[GRADUS_STATS_BINS] = { 0 };
  guint32          n = 0;

  gradus_layer_stats_begin (&stats);
  gradus_layer_stats_add_gradients (&stats, stats.n, gradients);
  gradus_layer_stats_find_range (&stats, stats.n, after);
  gradus_layer_stats_add_weights (&stats, stats.n, before, after);
  gradus_layer_stats_end (&stats);
  g_assert_cmpfloat (stats.range, ==, 4);
  for (guint i = 0; i < G_N_ELEMENTS (after); i++)
    {
      double at = ((double) after[i] / 4 + 1) / 2 * GRADUS_STATS_BINS;

      bins[(guint) floor (at)]++;
      sum += (double) after[i] * (double) after[i];
      moved += pow ((double) after[i] - (double) before[i], 2);
      steep += (double) gradients[i] * (double) gradients[i];
    }
  g_assert_cmpmem (bins, sizeof bins, stats.weights, sizeof stats.weights);
  g_assert_cmpfloat_with_epsilon (stats.weight_norm, sqrt (sum), 1e-12);
  g_assert_cmpfloat_with_epsilon (stats.update_norm, sqrt (moved), 1e-12);
  g_assert_cmpfloat_with_epsilon (stats.gradient_norm, sqrt (steep), 1e-12);
  g_assert_cmpfloat_with_epsilon (gradus_layer_stats_get_ratio (&stats),
                                  sqrt (moved / sum), 1e-12);
  g_assert_cmpfloat_with_epsilon (gradus_layer_stats_get_gradient (&stats),
                                  sqrt (steep / 6), 1e-12);
  /* 1 and 1.5 lie between 2⁰ and 2¹; zero is in no bin, the tiny one in the first. */
  g_assert_cmpuint (stats.gradients[-GRADUS_STATS_FIRST_POWER], ==, 2);
  g_assert_cmpuint (stats.gradients[-2 - GRADUS_STATS_FIRST_POWER], ==, 1);
  g_assert_cmpuint (stats.gradients[(int) floor (log2 (3e-5)) - GRADUS_STATS_FIRST_POWER],
                    ==, 1);
  g_assert_cmpuint (stats.gradients[0], ==, 1);
  for (guint i = 0; i < GRADUS_STATS_POWERS; i++)
    n += stats.gradients[i];
  g_assert_cmpuint (n, ==, 5);
}

/* The largest weight lies in the last bin, also where it is a power of two; without any
 * there is no range. */
static void
test_range (void)
{
  const float      weights[] = { 1.0f, -1.0f, 0.5f };
  const float      nothing[] = { 0.0f, 0.0f };
  const float      broken[] = { NAN, INFINITY, 0.3f };
  GradusLayerStats stats = { .n = 3 };
  guint32          n = 0;

  gradus_layer_stats_begin (&stats);
  gradus_layer_stats_find_range (&stats, 3, weights);
  gradus_layer_stats_add_weights (&stats, 3, weights, weights);
  g_assert_cmpfloat (stats.range, >=, 1);
  for (guint i = 0; i < GRADUS_STATS_BINS; i++)
    n += stats.weights[i];
  g_assert_cmpuint (n, ==, 3);
  gradus_layer_stats_begin (&stats);
  gradus_layer_stats_find_range (&stats, 2, nothing);
  g_assert_cmpfloat (stats.range, ==, 0);
  gradus_layer_stats_add_weights (&stats, 2, nothing, nothing);
  gradus_layer_stats_end (&stats);
  g_assert_true (isnan (gradus_layer_stats_get_ratio (&stats)));
  gradus_layer_stats_begin (&stats);
  gradus_layer_stats_find_range (&stats, 3, broken);
  g_assert_cmpfloat (stats.range, ==, 0.5);
}

static GradusDataset *
make_data (guint n)
{
  float             *x = g_new (float, n * 4);
  float             *y = g_new (float, n);
  g_autoptr (GBytes) x_bytes = g_bytes_new_take (x, n * 4 * sizeof (float));
  g_autoptr (GBytes) y_bytes = g_bytes_new_take (y, n * sizeof (float));

  for (guint i = 0; i < n * 4; i++)
    x[i] = (float) ((i * 37 + i / 4 * 11) % 64) / 64 - 0.5f;
  for (guint i = 0; i < n; i++)
    y[i] = x[4 * i] > x[4 * i + 1] ? 1.0f : 0.0f;
  return gradus_dataset_new_from_floats ("points", &GRADUS_SHAPE_1 (4),
                                         &GRADUS_SHAPE_1 (1), n, x_bytes, y_bytes);
}

static GradusTrainer *
make_trainer (void)
{
  g_autoptr (GradusSequential) stack = gradus_sequential_new (&GRADUS_SHAPE_1 (4));
  g_autoptr (GradusDataset)    data = make_data (64);
  GradusFitOptions             options = GRADUS_FIT_OPTIONS_STANDARD;
  GradusTrainer               *trainer;

  gradus_sequential_add_dense (stack, 8, "tanh");
  gradus_sequential_add_dense (stack, 1, "sigmoid");
  gradus_sequential_take_loss (stack,
                               gradus_config_new_by_name (GRADUS_FAMILY_LOSS, "mse"));
  gradus_sequential_take_optimizer (stack,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               "sgd"));
  trainer = gradus_trainer_new (stack, data, NULL, &options, NULL);
  g_assert_nonnull (trainer);
  return trainer;
}

/* With plain gradient descent an update is the rate times the gradient: the trainer's
 * record says the same as the weights before and after. */
static void
test_watch (void)
{
  g_autoptr (GradusTrainer)     trainer = make_trainer ();
  GradusModel                  *model = gradus_trainer_get_model (trainer);
  g_autoptr (GradusWeightStats) stats = gradus_weight_stats_new (model);
  g_autoptr (GPtrArray)         before = NULL;
  g_autoptr (GPtrArray)         after = NULL;
  double                        rate = gradus_trainer_get_learning_rate (trainer);

  for (guint i = 0; i < 3; i++)
    gradus_trainer_step (trainer, NULL);
  before = gradus_model_dup_weights (model);
  gradus_trainer_watch (trainer, stats);
  while (stats->step == 0)
    gradus_trainer_step (trainer, NULL);
  after = gradus_model_dup_weights (model);
  g_assert_cmpuint (stats->n_layers, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const GradusLayerStats *layer = gradus_weight_stats_find (stats, i);
      GradusTensor           *a = before->pdata[2 * i], *b = after->pdata[2 * i];
      double                  sum = 0, moved = 0;

      g_assert_cmpuint (layer->n, ==, a->size); /* the kernel, not the bias */
      for (gsize k = 0; k < a->size; k++)
        {
          sum += (double) b->data[k] * (double) b->data[k];
          moved += pow ((double) (b->data[k] - a->data[k]), 2);
        }
      g_assert_cmpfloat_with_epsilon (layer->weight_norm, sqrt (sum), 1e-9);
      g_assert_cmpfloat_with_epsilon (layer->update_norm, sqrt (moved), 1e-9);
      g_assert_cmpfloat_with_epsilon (layer->update_norm, rate * layer->gradient_norm,
                                      2e-3 * layer->update_norm);
    }
}

/* Being watched changes nothing. */
static void
test_watch_is_silent (void)
{
  g_autoptr (GradusTrainer)     watched = make_trainer ();
  g_autoptr (GradusTrainer)     alone = make_trainer ();
  g_autoptr (GradusWeightStats) stats =
    gradus_weight_stats_new (gradus_trainer_get_model (watched));

  for (guint i = 0; i < 12; i++)
    {
      gradus_trainer_watch (watched, stats);
      g_assert_cmpint (gradus_trainer_step (watched, NULL), ==,
                       gradus_trainer_step (alone, NULL));
    }
  for (guint i = 0; i < 4; i++)
    g_assert_cmpmem (gradus_model_get_weight_data (gradus_trainer_get_model (watched), i),
                     4,
                     gradus_model_get_weight_data (gradus_trainer_get_model (alone), i),
                     4);
}

static void
test_units (void)
{
  /* Always 0; always near 1; never the same; near 0 for less than 95 %. */
  float             y[40 * 4];
  guint8            states[4];
  GradusLayerHealth health = { .n_units = 4, .states = states };

  for (guint i = 0; i < 40; i++)
    {
      y[4 * i] = 0;
      y[4 * i + 1] = 0.985f + 0.0001f * (float) i;
      y[4 * i + 2] = (float) i / 40;
      y[4 * i + 3] = i < 36 ? 0.001f * (float) i / 4 : 0.5f;
    }
  gradus_layer_health_judge (&health, 40, y, 0, 1);
  g_assert_cmpuint (health.n_dead, ==, 1);
  g_assert_cmpuint (health.n_saturated, ==, 1);
  g_assert_cmpuint (states[0], ==, GRADUS_UNIT_DEAD);
  g_assert_cmpuint (states[1], ==, GRADUS_UNIT_SATURATED);
  g_assert_cmpuint (states[2], ==, GRADUS_UNIT_WELL);
  g_assert_cmpuint (states[3], ==, GRADUS_UNIT_WELL);
  /* Where there is no upper end, nothing is saturated. */
  gradus_layer_health_judge (&health, 40, y, 0, (double) INFINITY);
  g_assert_cmpuint (health.n_dead, ==, 1);
  g_assert_cmpuint (health.n_saturated, ==, 0);
}

/* A relu whose bias is far below zero is dead, a sigmoid far above is saturated. */
static void
test_units_of_a_model (void)
{
  g_autoptr (GradusSequential) stack = gradus_sequential_new (&GRADUS_SHAPE_1 (4));
  g_autoptr (GradusModel)      model = NULL;
  g_autoptr (GArray)           health = NULL;
  float                        x[4 * 16];

  gradus_sequential_add_dense (stack, 5, "relu");
  gradus_sequential_add_dense (stack, 3, "sigmoid");
  gradus_sequential_add_dense (stack, 1, "linear");
  model = gradus_model_new (stack, 7, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (x); i++)
    x[i] = (float) (i * 37 % 64) / 64 - 0.5f;
  for (guint i = 0; i < 5; i++)
    gradus_model_get_weight_data (model, 1)[i] = i < 2 ? -100.0f : 2.0f;
  gradus_model_get_weight_data (model, 3)[2] = 60.0f;
  gradus_model_get_weight_data (model, 3)[1] = 0.0f;
  health = gradus_unit_health_measure (model, 16, x);
  g_assert_cmpuint (health->len, ==, 2);
  g_assert_cmpuint (g_array_index (health, GradusLayerHealth, 0).n_dead, ==, 2);
  g_assert_cmpuint (g_array_index (health, GradusLayerHealth, 0).n_saturated, ==, 0);
  g_assert_false (g_array_index (health, GradusLayerHealth, 0).can_saturate);
  g_assert_true (g_array_index (health, GradusLayerHealth, 1).can_saturate);
  /* At 60 a float is 1 whatever comes in: it does not answer at all. */
  g_assert_cmpuint (g_array_index (health, GradusLayerHealth, 1).n_dead, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/weight-stats/counts", test_counts);
  g_test_add_func ("/engine/weight-stats/range", test_range);
  g_test_add_func ("/engine/weight-stats/watch", test_watch);
  g_test_add_func ("/engine/weight-stats/watch-is-silent", test_watch_is_silent);
  g_test_add_func ("/engine/unit-health/units", test_units);
  g_test_add_func ("/engine/unit-health/model", test_units_of_a_model);
  return g_test_run ();
}
