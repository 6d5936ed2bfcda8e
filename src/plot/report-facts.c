/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/report-facts.h"

#include "plot/picture.h"

#include <math.h>

/* Samples that are asked at once. */
#define CHUNK 256
#define CHUNK_NUMBERS (1u << 21)
/* A picture has at least this many pixels on a side. */
#define LEAST_SIDE 5
#define MOST_COMPARED 20000

static GradusModel *
build_model (const GradusKerasFile *file, GError **error)
{
  g_autoptr (GradusModel) model =
    gradus_model_new (file->project->sequential, file->project->fit.seed, error);

  if (model == NULL || file->weights == NULL ||
      !gradus_model_set_weights (model, file->weights, error))
    return NULL;
  return g_steal_pointer (&model);
}

/* Loss and metrics as the engine measures them; nothing where they do not go with the
 * data. */
static void
measure_test (GradusReportFacts *self)
{
  const GradusKerasFile    *file = self->file;
  GradusFitOptions          options = file->project->fit;
  g_autoptr (GradusTrainer) trainer = NULL;
  double                    metrics[GRADUS_MAX_METRICS];

  options.validation_split = 0;
  options.n_threads = 0;
  trainer =
    gradus_trainer_new (file->project->sequential, self->samples, NULL, &options, NULL);
  if (trainer == NULL ||
      !gradus_model_set_weights (gradus_trainer_get_model (trainer), file->weights,
                                 NULL) ||
      !gradus_trainer_evaluate (trainer, self->samples, &self->test_loss, metrics, NULL))
    return;
  for (guint i = 0; i < gradus_trainer_get_n_metrics (trainer); i++)
    self->test_metrics[i] = metrics[i];
  self->trainer = g_steal_pointer (&trainer);
}

static int
compare_mistakes (gconstpointer a, gconstpointer b)
{
  const GradusReportMistake *first = a, *second = b;

  if (first->certainty != second->certainty)
    return first->certainty > second->certainty ? -1 : 1;
  return first->sample < second->sample ? -1 : first->sample > second->sample;
}

/* The class that one row of numbers says, and how sure it is: see engine/confusion.c. */
static guint
find_answer (const float *y, gsize n, double *certainty)
{
  gsize best = 0;

  if (n == 1)
    {
      *certainty = y[0] > 0.5f ? (double) y[0] : 1 - (double) y[0];
      return y[0] > 0.5f;
    }
  for (gsize j = 1; j < n; j++)
    if (y[j] > y[best])
      best = j;
  *certainty = (double) y[best];
  return (guint) best;
}

static gboolean
is_probability (const float *y, gsize n)
{
  double sum = 0;

  for (gsize j = 0; j < n; j++)
    {
      if (!(y[j] >= 0 && y[j] <= 1.0001f))
        return FALSE;
      sum += (double) y[j];
    }
  return n == 1 || fabs (sum - 1) < 0.01;
}

/* Keeps the list short, so that a network that has learned nothing costs no memory. */
static void
keep_surest (GArray *mistakes, guint n_most)
{
  g_array_sort (mistakes, compare_mistakes);
  if (mistakes->len > n_most)
    g_array_set_size (mistakes, n_most);
}

static void
look_at_answers (GradusReportFacts *self,
                 guint              first,
                 gsize              n,
                 const float       *y,
                 gsize              n_out,
                 gpointer           data)
{
  guint n_classes = self->confusion->n_classes;

  for (guint i = 0; i < n; i++)
    {
      GradusReportMistake mistake = { .sample = first + i };

      mistake.truth = gradus_dataset_get_label (self->samples, first + i);
      mistake.answer =
        MIN (find_answer (y + i * n_out, n_out, &mistake.certainty), n_classes - 1);
      self->are_probabilities &= is_probability (y + i * n_out, n_out);
      if (mistake.answer == mistake.truth || !isfinite (mistake.certainty))
        continue;
      self->n_mistakes++;
      g_array_append_val (self->mistakes, mistake);
    }
  if (self->mistakes->len > 1024)
    keep_surest (self->mistakes, GRADUS_REPORT_MAX_MISTAKES);
}

typedef void (*LookFunc) (GradusReportFacts *self,
                          guint              first,
                          gsize              n,
                          const float       *y,
                          gsize              n_out,
                          gpointer           data);

/* Shows the samples to the network, a few at a time. */
static void
ask_all (GradusReportFacts *self,
         guint              n_samples,
         gsize              n_out,
         LookFunc           look,
         gpointer           data)
{
  gsize             size = gradus_shape_size (gradus_dataset_get_shape (self->samples));
  guint             most = (guint) CLAMP (CHUNK_NUMBERS / MAX (size, n_out), 1, CHUNK);
  g_autofree float *x = g_new (float, most *size);
  g_autofree float *y = g_new (float, most *n_out);

  for (guint first = 0; first < n_samples; first += most)
    {
      guint n = MIN (most, n_samples - first);

      for (guint i = 0; i < n; i++)
        gradus_dataset_get_sample (self->samples, first + i, x + i * size);
      gradus_model_predict (self->model, n, x, y);
      look (self, first, n, y, n_out, data);
    }
}

static gsize
get_n_out (const GradusReportFacts *self)
{
  GradusShape output;

  if (!gradus_plan_get_output (self->plan,
                               (int) gradus_plan_get_n_layers (self->plan) - 1, &output))
    return 0;
  return gradus_shape_size (&output);
}

static void
find_mistakes (GradusReportFacts *self)
{
  self->are_probabilities = TRUE;
  ask_all (self, self->confusion->n_samples, get_n_out (self), look_at_answers, NULL);
  keep_surest (self->mistakes, GRADUS_REPORT_MAX_MISTAKES);
}

typedef struct
{
  double absolute, square, sum, sum_of_squares;
} Sums;

static void
look_at_numbers (GradusReportFacts *self,
                 guint              first,
                 gsize              n,
                 const float       *y,
                 gsize              n_out,
                 gpointer           data)
{
  Sums               *sums = data;
  g_autofree guint32 *indices = g_new (guint32, n);
  g_autofree float   *targets = g_new (float, n *n_out);

  for (guint i = 0; i < n; i++)
    indices[i] = first + i;
  gradus_dataset_gather_targets (self->samples, indices, n, GRADUS_TARGET_VALUES, n_out,
                                 targets);
  for (gsize i = 0; i < n * n_out; i++)
    {
      double truth = (double) targets[i], difference = (double) y[i] - truth;

      sums->absolute += fabs (difference);
      sums->square += difference * difference;
      sums->sum += truth;
      sums->sum_of_squares += truth * truth;
    }
}

static void
compare_numbers (GradusReportFacts *self)
{
  gsize  n_out = get_n_out (self);
  guint  n_samples = MIN (gradus_dataset_get_n_samples (self->samples), MOST_COMPARED);
  Sums   sums = { 0 };
  double n = (double) n_samples * (double) n_out;
  double variance;

  if (n_out == 0 ||
      gradus_dataset_get_target_columns (self->samples, GRADUS_TARGET_VALUES, n_out, 1) !=
        n_out)
    return;
  ask_all (self, n_samples, n_out, look_at_numbers, &sums);
  variance = sums.sum_of_squares / n - sums.sum / n * (sums.sum / n);
  self->has_errors = TRUE;
  self->errors = (GradusReportErrors){
    .n_samples = n_samples,
    .n_values = n_out,
    .mean_absolute = sums.absolute / n,
    .root_mean_square = sqrt (sums.square / n),
    .explained = variance > 1e-12 ? 1 - sums.square / n / variance : (double) NAN,
  };
}

static gboolean
fits_input (const GradusReportFacts *self)
{
  return gradus_shape_size (&self->file->project->sequential->input) ==
         gradus_shape_size (gradus_dataset_get_shape (self->samples));
}

static void
ask_samples (GradusReportFacts *self)
{
  if (!fits_input (self) || gradus_dataset_get_n_samples (self->samples) == 0)
    return;
  measure_test (self);
  self->confusion = gradus_confusion_new (self->model, self->samples, 0);
  if (self->confusion != NULL)
    find_mistakes (self);
  else if (gradus_dataset_get_n_classes (self->samples) == 0)
    compare_numbers (self);
}

/**
 * gradus_report_facts_new:
 * @file: a network and its run; must outlive the facts
 * @samples: (nullable): what to ask the network with; must outlive the facts
 *
 * Computes what a report needs. What cannot be computed is left out.
 *
 * Returns: (transfer full): the facts
 * Threads: any; may take seconds
 */
GradusReportFacts *
gradus_report_facts_new (const GradusKerasFile *file, GradusDataset *samples)
{
  GradusReportFacts *self = g_new0 (GradusReportFacts, 1);
  const GError      *problem = NULL;

  self->file = file;
  self->samples = samples;
  self->plan = gradus_plan_new (file->project->sequential);
  self->mistakes = g_array_new (FALSE, FALSE, sizeof (GradusReportMistake));
  if (gradus_plan_get_problem (self->plan, &problem) >= 0 && problem != NULL)
    self->problem = g_error_copy (problem);
  else if (gradus_plan_get_n_layers (self->plan) > 0)
    self->model = build_model (file, &self->problem);
  if (self->model != NULL && samples != NULL)
    ask_samples (self);
  return self;
}

/**
 * gradus_report_facts_free:
 * @self: (transfer full) (nullable): facts
 *
 * Frees facts.
 */
void
gradus_report_facts_free (GradusReportFacts *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->trainer, gradus_trainer_free);
  g_clear_pointer (&self->model, gradus_model_free);
  g_clear_pointer (&self->confusion, gradus_confusion_free);
  g_clear_pointer (&self->plan, gradus_plan_unref);
  g_clear_error (&self->problem);
  g_array_unref (self->mistakes);
  g_free (self);
}

int
gradus_report_facts_find_matrix (const GradusReportFacts *self, guint layer)
{
  if (self->model == NULL)
    return -1;
  for (guint i = 0; i < gradus_model_get_n_weights (self->model); i++)
    {
      const GradusWeightInfo *info = gradus_model_get_weight_info (self->model, i);

      /* What the layer itself would train; it may be held still. */
      if (info->layer == layer && info->shape.rank >= 2 &&
          gradus_plan_get_layer (self->plan, layer)->weights[info->index].trainable)
        return (int) i;
    }
  return -1;
}

gboolean
gradus_report_facts_get_seen_shape (const GradusReportFacts *self,
                                    guint                    layer,
                                    GradusShape             *shape)
{
  const GradusProject    *project = self->file->project;
  const GradusDataSource *source = gradus_data_source_find (project->data.source);
  GradusShape             input;

  for (guint i = 0; i < layer; i++)
    if (gradus_plan_get_n_params (self->plan, i) > 0)
      return FALSE;
  if (!gradus_plan_get_output (self->plan, (int) layer - 1, &input))
    return FALSE;
  *shape = source != NULL ? source->shape : project->sequential->input;
  return gradus_shape_size (shape) == gradus_shape_size (&input);
}

gboolean
gradus_report_facts_get_picture_shape (const GradusReportFacts *self, GradusShape *shape)
{
  const GradusDataSource *source =
    gradus_data_source_find (self->file->project->data.source);
  guint width, height, n_channels;

  if (self->samples == NULL || !fits_input (self))
    return FALSE;
  *shape = source != NULL ? source->shape : *gradus_dataset_get_shape (self->samples);
  if (gradus_shape_size (shape) !=
      gradus_shape_size (gradus_dataset_get_shape (self->samples)))
    *shape = *gradus_dataset_get_shape (self->samples);
  gradus_picture_get_size (shape, &width, &height, &n_channels);
  return width >= LEAST_SIDE && height >= LEAST_SIDE && n_channels <= 4;
}
