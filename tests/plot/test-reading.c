/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/curves-reading.h"

#include <math.h>
#include <string.h>

#define MAX_EPOCHS 12
#define N_BATCHES 10

/* Up to twelve epochs; 0 ends the lists. */
typedef struct
{
  const char   *name;
  GradusReading reading;
  double        start; /* loss of the first steps */
  double        losses[MAX_EPOCHS + 1];
  double        validation[MAX_EPOCHS + 1];
  double        accuracies[MAX_EPOCHS + 1];
  guint         n_classes;
  const char   *word; /* in what is said */
} Case;

static const Case cases[] = {
  { "overfitting",
    GRADUS_READING_OVERFITTING,
    2.3,
    { 1, 0.5, 0.3, 0.2, 0.1, 0.05 },
    { 0.8, 0.6, 0.5, 0.52, 0.55, 0.6 },
    { 0 },
    10,
    "risen for 3 epochs" },
  { "overfitting-uneven",
    GRADUS_READING_OVERFITTING,
    2.3,
    { 1, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02 },
    { 0.8, 0.6, 0.5, 0.56, 0.53, 0.6, 0.58 },
    { 0 },
    10,
    "epoch 3 was the best" },
  /* Two epochs are no trend yet. */
  { "not-yet-overfitting",
    GRADUS_READING_PARTING,
    2.3,
    { 1, 0.5, 0.3, 0.2, 0.1 },
    { 0.8, 0.6, 0.5, 0.52, 0.55 },
    { 0 },
    10,
    "no longer" },
  /* Nor is a rise that is only noise. */
  { "validation-level",
    GRADUS_READING_PARTING,
    2.3,
    { 1, 0.5, 0.3, 0.2, 0.1, 0.08 },
    { 0.8, 0.6, 0.5, 0.501, 0.503, 0.504 },
    { 0 },
    10,
    "no longer" },
  { "falling",
    GRADUS_READING_FALLING,
    2.3,
    { 1, 0.5, 0.3 },
    { 0.8, 0.6, 0.5 },
    { 0 },
    10,
    "train on" },
  { "falling-alone",
    GRADUS_READING_FALLING,
    2.3,
    { 1, 0.5, 0.3 },
    { 0 },
    { 0 },
    10,
    "train on" },
  { "falling-uneven",
    GRADUS_READING_FALLING,
    2.3,
    { 1, 0.5, 0.3, 0.28 },
    { 0.8, 0.6, 0.5, 0.505 },
    { 0 },
    10,
    "train on" },
  { "level",
    GRADUS_READING_LEVEL,
    2.3,
    { 0.5, 0.1, 0.0999, 0.0998 },
    { 0.6, 0.2, 0.2, 0.2 },
    { 0 },
    10,
    "levelled off" },
  { "underfitting",
    GRADUS_READING_UNDERFITTING,
    2.3,
    { 1.8, 1.5, 1.499, 1.498 },
    { 1.8, 1.52, 1.51, 1.51 },
    { 0.4, 0.5, 0.5, 0.5 },
    10,
    "underfitting" },
  { "flat",
    GRADUS_READING_FLAT,
    2.3,
    { 2.3, 2.299, 2.298, 2.297 },
    { 0 },
    { 0.2, 0.21, 0.22, 0.22 },
    10,
    "too small" },
  { "chance",
    GRADUS_READING_CHANCE,
    2.3,
    { 2.31, 2.30, 2.30 },
    { 0 },
    { 0.11, 0.1, 0.098 },
    10,
    "among 10" },
  /* A yes or no that is right half the time was guessed, too. */
  { "chance-of-two",
    GRADUS_READING_CHANCE,
    0.7,
    { 0.7, 0.69 },
    { 0 },
    { 0.49, 0.51 },
    2,
    "among 2" },
  /* Half right among ten was not. */
  { "not-chance",
    GRADUS_READING_EARLY,
    2.3,
    { 1.6, 1.4 },
    { 0 },
    { 0.5, 0.51 },
    10,
    "early" },
  { "rising",
    GRADUS_READING_RISING,
    2.3,
    { 2, 1, 1.3, 1.8 },
    { 0 },
    { 0.3, 0.5, 0.4, 0.3 },
    10,
    "too large" },
  { "jumping",
    GRADUS_READING_JUMPING,
    2.3,
    { 1, 2, 1.2, 2.1, 1.1 },
    { 0 },
    { 0 },
    10,
    "up and down" },
  /* A little up and down about a good value is what batches do. */
  { "calm-noise",
    GRADUS_READING_LEVEL,
    2.3,
    { 0.2, 0.1, 0.101, 0.1005, 0.1015 },
    { 0 },
    { 0 },
    10,
    "levelled off" },
  { "early", GRADUS_READING_EARLY, 2.3, { 1 }, { 0.8 }, { 0.6 }, 10, "early" },
  { "not-a-number",
    GRADUS_READING_NOT_A_NUMBER,
    2.3,
    { 1, 5, NAN },
    { 0 },
    { 0 },
    10,
    "beyond all numbers" },
  /* Of a cosine similarity no share can be taken. */
  { "negative", GRADUS_READING_NONE, 0, { -0.5, -0.8, -0.9 }, { 0 }, { 0 }, 0, NULL },
};

static GradusHistory *
make_history (const Case *row)
{
  static const char *const names[] = { "accuracy" };
  GradusHistory           *history = gradus_history_new (row->accuracies[0] != 0, names);

  for (guint e = 0; e < MAX_EPOCHS && row->losses[e] != 0; e++)
    {
      GradusHistoryEpoch epoch = { .epoch = e + 1, .step = (e + 1) * N_BATCHES };

      for (guint b = 1; b <= N_BATCHES; b++)
        {
          double loss = e == 0 && b <= 5 ? row->start : row->losses[e];

          gradus_history_append_step (history, &(GradusHistoryStep){
                                                 .step = e * N_BATCHES + b,
                                                 .epoch = e + (double) b / N_BATCHES,
                                                 .loss = (float) loss });
        }
      epoch.loss = row->losses[e];
      epoch.metrics[0] = row->accuracies[e];
      epoch.has_validation = row->validation[0] != 0;
      epoch.validation_loss = row->validation[e];
      gradus_history_append_epoch (history, &epoch);
    }
  return history;
}

static void
test_case (gconstpointer data)
{
  const Case               *row = data;
  g_autoptr (GradusHistory) history = make_history (row);
  gsize                     n_steps = gradus_history_get_n_steps (history);
  guint                     n_epochs = gradus_history_get_n_epochs (history);
  g_autofree char          *text =
    gradus_curves_read_aloud (history, n_steps, n_epochs, row->n_classes);

  g_assert_cmpint (gradus_curves_read (history, n_steps, n_epochs, row->n_classes), ==,
                   row->reading);
  if (row->word == NULL)
    g_assert_null (text);
  else if (strstr (text, row->word) == NULL)
    g_error ("“%s” does not say “%s”", text, row->word);
}

/* Within an epoch nothing changes, whatever the batches do. */
static void
test_calm (void)
{
  g_autoptr (GradusHistory) history = make_history (&cases[0]);
  g_autofree char          *before = gradus_curves_read_aloud (history, 60, 6, 10);

  for (guint i = 0; i < N_BATCHES - 1; i++)
    {
      g_autofree char *text = NULL;

      gradus_history_append_step (history,
                                  &(GradusHistoryStep){ .step = 61 + i,
                                                        .epoch = 6.1 + i / 10.0,
                                                        .loss = i % 2 ? 9 : 0.01f });
      text = gradus_curves_read_aloud (history, 61 + i, 6, 10);
      g_assert_cmpstr (text, ==, before);
    }
}

/* A run that overfits is told so from some epoch on, and not now and then. */
static void
test_steady (void)
{
  static const char *const  names[] = { "accuracy" };
  g_autoptr (GradusHistory) history = gradus_history_new (1, names);
  g_autoptr (GRand)         rand = g_rand_new_with_seed (7);
  GradusReading             last = GRADUS_READING_NONE;
  guint                     n_changes = 0;

  for (guint e = 1; e <= 60; e++)
    {
      double             noise = g_rand_double_range (rand, 0.995, 1.005);
      GradusHistoryEpoch epoch = { .epoch = e, .step = e, .has_validation = TRUE };
      GradusReading      reading;

      gradus_history_append_step (history, &(GradusHistoryStep){
                                             .step = e, .epoch = e, .loss = 1 });
      epoch.loss = exp (-0.1 * e);
      epoch.metrics[0] = 0.9;
      epoch.validation_loss = (0.4 + 0.0008 * (e - 15.0) * (e - 15.0)) * noise;
      gradus_history_append_epoch (history, &epoch);
      reading = gradus_curves_read (history, e, e, 10);
      n_changes += reading != last;
      last = reading;
    }
  g_assert_cmpint (last, ==, GRADUS_READING_OVERFITTING);
  /* Early, falling, parting, overfitting; and once more back and forth at most. */
  g_assert_cmpuint (n_changes, <=, 6);
}

static void
test_nothing (void)
{
  g_autoptr (GradusHistory) history = gradus_history_new (0, NULL);

  g_assert_null (gradus_curves_read_aloud (NULL, 0, 0, 10));
  g_assert_null (gradus_curves_read_aloud (history, 0, 0, 10));
  gradus_history_append_step (history,
                              &(GradusHistoryStep){ .step = 1, .loss = INFINITY });
  g_assert_cmpint (gradus_curves_read (history, 1, 0, 10), ==,
                   GRADUS_READING_NOT_A_NUMBER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/plot/reading/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/plot/reading/calm", test_calm);
  g_test_add_func ("/plot/reading/steady", test_steady);
  g_test_add_func ("/plot/reading/nothing", test_nothing);
  return g_test_run ();
}
