/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/loss-curve.h"

#include "engine/data/digits.h"
#include "engine/trainer.h"

#include <math.h>
#include <string.h>

static GradusConfig *
make_loss (const char *name)
{
  return gradus_config_new_by_name (GRADUS_FAMILY_LOSS, name);
}

/* Numbers that one can work out on paper. */
static void
test_values (void)
{
  static const struct
  {
    const char *name;
    gboolean    is_yes;
    double      x, loss, slope;
  } cases[] = {
    { "binary_crossentropy", TRUE, 0.23, 1.46968, -1 / 0.23 },
    { "binary_crossentropy", FALSE, 0.23, 0.26136, 1 / 0.77 },
    { "categorical_crossentropy", TRUE, 0.5, 0.69315, -2 },
    { "sparse_categorical_crossentropy", TRUE, 0.1, 2.30259, -10 },
    { "mean_squared_error", TRUE, -1.5, 2.25, -3 },
    { "mean_absolute_error", TRUE, -1.5, 1.5, -1 },
    { "huber", TRUE, 2, 1.5, 1 },
    { "huber", TRUE, 0.5, 0.125, 0.5 },
    { "mean_absolute_percentage_error", TRUE, 1.5, 50, 100 },
    { "poisson", TRUE, 1, 1, 0 },
    { "hinge", TRUE, 0.25, 0.75, -1 },
    { "hinge", FALSE, 0.25, 1.25, 1 },
    { "squared_hinge", TRUE, -1, 4, -4 },
    { "categorical_hinge", TRUE, 1, 0, -10.0 / 9 },
    { "cosine_similarity", TRUE, 60, -0.5, 0.86603 * G_PI / 180 },
    { "kl_divergence", TRUE, 0.5, 0.69315, -2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GradusConfig) loss = make_loss (cases[i].name);
      double                   slope;
      double value = gradus_loss_at (loss, 10, cases[i].is_yes, cases[i].x, &slope);

      g_test_message ("%s at %g", cases[i].name, cases[i].x);
      g_assert_cmpfloat_with_epsilon (value, cases[i].loss, 1e-4);
      if (!g_str_equal (cases[i].name, "categorical_hinge"))
        g_assert_cmpfloat_with_epsilon (slope, cases[i].slope, 1e-3);
    }
}

static double
measure_slope (const GradusConfig *loss, gboolean is_yes, double x)
{
  const double h = 2e-3;

  return (gradus_loss_at (loss, 10, is_yes, x + h, NULL) -
          gradus_loss_at (loss, 10, is_yes, x - h, NULL)) /
         (2 * h);
}

/* The slope is that of the curve, for all losses, from logits, too; corners excepted. */
static void
check_slopes (const GradusConfig *loss)
{
  double from, to;

  gradus_loss_get_range (loss, &from, &to);
  g_assert_cmpfloat (from, <, to);
  for (guint i = 1; i < 20; i++)
    for (gboolean is_yes = FALSE; is_yes <= TRUE; is_yes++)
      {
        double x = from + (to - from) * (i + 0.137) / 20.5;
        double slope;
        double value = gradus_loss_at (loss, 10, is_yes, x, &slope);
        double measured = measure_slope (loss, is_yes, x);

        g_assert_true (isfinite (value));
        if (fabs (slope - measured) > 0.02 * (1 + fabs (slope)))
          g_error ("%s at %g: slope %g, measured %g", gradus_config_get_kind (loss)->name,
                   x, slope, measured);
      }
}

static void
test_slopes (void)
{
  guint                    n;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LOSS, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GradusConfig) loss = gradus_config_new (kinds[i]);

      check_slopes (loss);
      if (gradus_kind_find_param (kinds[i], "from_logits") == NULL)
        continue;
      gradus_config_set_bool (loss, "from_logits", TRUE, NULL);
      check_slopes (loss);
    }
}

/* A row of ten that stands at some place is found there, with the loss of the curve. */
static void
check_place (const GradusConfig *loss, gboolean is_yes, double x)
{
  const GradusLossKind *kind = (const GradusLossKind *) gradus_config_get_kind (loss);
  float                 y_true[10] = { 0 };
  float                 y_pred[10];
  float                 row_loss;
  gsize                 n = 1;
  GradusLossSample      sample;

  if (kind->axis == GRADUS_LOSS_AXIS_CLASS)
    {
      n = 10;
      for (gsize j = 0; j < n; j++)
        y_pred[j] = (float) (j == 3 ? x : (1 - x) / 9);
      if (kind->target_form == GRADUS_TARGET_CLASS)
        y_true[0] = 3;
      else
        y_true[3] = 1;
    }
  else
    {
      y_true[0] = kind->axis == GRADUS_LOSS_AXIS_YES_NO   ? is_yes
                  : kind->axis == GRADUS_LOSS_AXIS_MARGIN ? (is_yes ? 1 : -1)
                                                          : 1;
      y_pred[0] = (float) (kind->axis == GRADUS_LOSS_AXIS_ERROR ? 1 + x : x);
    }
  kind->forward (loss, 1, n, y_true, y_pred, &row_loss);
  g_assert_true (
    gradus_loss_place (loss, n, 0, y_true, y_pred, (double) row_loss, &sample));
  g_assert_cmpfloat_with_epsilon ((double) sample.x, x, 1e-5);
  if (gradus_loss_has_two_truths (loss))
    g_assert_cmpint (sample.is_yes, ==, is_yes);
  g_assert_cmpfloat_with_epsilon ((double) sample.loss,
                                  gradus_loss_at (loss, 10, is_yes, x, NULL),
                                  1e-4 * (1 + fabs ((double) sample.loss)));
}

static void
test_places (void)
{
  guint                    n;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LOSS, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GradusConfig) loss = gradus_config_new (kinds[i]);

      if (gradus_loss_get_axis (loss) == GRADUS_LOSS_AXIS_ANGLE)
        continue;
      for (double x = 0.05; x < 1; x += 0.1)
        for (gboolean is_yes = FALSE; is_yes <= TRUE; is_yes++)
          check_place (loss, is_yes, x);
    }
}

/* What cannot be placed is refused, not drawn somewhere. */
static void
test_no_place (void)
{
  g_autoptr (GradusConfig) sparse = make_loss ("sparse_categorical_crossentropy");
  g_autoptr (GradusConfig) percent = make_loss ("mean_absolute_percentage_error");
  const float              y_pred[2] = { 0.5f, 0.5f };
  GradusLossSample         sample;

  g_assert_false (
    gradus_loss_place (sparse, 2, 0, (const float[]){ 7 }, y_pred, 1, &sample));
  g_assert_false (
    gradus_loss_place (percent, 1, 0, (const float[]){ 0 }, y_pred, 1, &sample));
  g_assert_false (gradus_loss_place (sparse, 2, 0, (const float[]){ 1 }, y_pred,
                                     (double) INFINITY, &sample));
}

static GradusTrainer *
make_trainer (const char *loss, const char *activation, guint n_units, guint batch_size)
{
  GradusShape        shape = GRADUS_SHAPE_1 (GRADUS_DIGITS_SIZE);
  guint8            *pixels = g_malloc (300 * GRADUS_DIGITS_SIZE);
  guint8            *labels = g_malloc (300);
  g_autoptr (GBytes) pixel_bytes = g_bytes_new_take (pixels, 300 * GRADUS_DIGITS_SIZE);
  g_autoptr (GBytes) label_bytes = g_bytes_new_take (labels, 300);
  g_autoptr (GradusSequential) network = gradus_sequential_new (&shape);
  g_autoptr (GradusDataset)    data = NULL;
  g_autoptr (GError)           error = NULL;
  GradusFitOptions             options = GRADUS_FIT_OPTIONS_STANDARD;
  GradusTrainer               *trainer;

  gradus_digits_draw_many (3, 0, 300, 1, pixels, labels);
  data =
    gradus_dataset_new_from_bytes ("digits", &shape, 300, pixel_bytes, label_bytes, 10);
  gradus_sequential_add_dense (network, 12, "relu");
  gradus_sequential_add_dense (network, n_units, activation);
  gradus_sequential_take_loss (network, make_loss (loss));
  gradus_sequential_take_optimizer (network,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               "sgd"));
  options.batch_size = batch_size;
  options.validation_split = 0.2;
  options.epochs = 1;
  trainer = gradus_trainer_new (network, data, NULL, &options, &error);
  g_assert_no_error (error);
  return trainer;
}

/* The samples of a small batch are all of it: their mean is the loss of the batch. */
static void
test_batch (void)
{
  g_autoptr (GradusTrainer) trainer =
    make_trainer ("sparse_categorical_crossentropy", "softmax", 10, 16);
  GradusLossSample samples[128];
  GradusStepReport report;
  guint            n;
  double           sum = 0;

  g_assert_cmpuint (gradus_trainer_get_loss_samples (trainer, samples, 128), ==, 0);
  g_assert_cmpint (gradus_trainer_step (trainer, &report), ==, GRADUS_PHASE_BATCH);
  n = gradus_trainer_get_loss_samples (trainer, samples, 128);
  g_assert_cmpuint (n, ==, 16);
  for (guint i = 0; i < n; i++)
    {
      sum += (double) samples[i].loss;
      g_assert_cmpfloat_with_epsilon ((double) samples[i].loss,
                                      -log ((double) samples[i].x), 1e-3);
    }
  g_assert_cmpfloat_with_epsilon (sum / n, report.loss, 1e-4);
  g_assert_cmpuint (gradus_trainer_get_loss_samples (trainer, samples, 5), ==, 5);
  g_assert_cmpuint (gradus_trainer_get_loss_samples (trainer, samples, 0), ==, 0);
}

/* Outputs that are judged one by one are placed one by one, also where they are many;
 * validation is no batch. */
static void
test_many_numbers (void)
{
  g_autoptr (GradusTrainer) trainer =
    make_trainer ("binary_crossentropy", "sigmoid", 10, 120);
  GradusLossSample samples[64];
  guint            n;
  GradusPhase      phase;

  while ((phase = gradus_trainer_step (trainer, NULL)) == GRADUS_PHASE_PART)
    continue;
  g_assert_cmpint (phase, ==, GRADUS_PHASE_BATCH);
  n = gradus_trainer_get_loss_samples (trainer, samples, G_N_ELEMENTS (samples));
  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    {
      double x = (double) samples[i].x;

      g_assert_cmpfloat_with_epsilon ((double) samples[i].loss,
                                      samples[i].is_yes ? -log (x) : -log1p (-x), 2e-3);
    }
  while (gradus_trainer_step (trainer, NULL) != GRADUS_PHASE_EPOCH_END)
    continue;
  g_assert_cmpuint (gradus_trainer_get_loss_samples (trainer, samples, 64), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loss-curve/values", test_values);
  g_test_add_func ("/loss-curve/slopes", test_slopes);
  g_test_add_func ("/loss-curve/places", test_places);
  g_test_add_func ("/loss-curve/no-place", test_no_place);
  g_test_add_func ("/loss-curve/batch", test_batch);
  g_test_add_func ("/loss-curve/many-numbers", test_many_numbers);
  return g_test_run ();
}
