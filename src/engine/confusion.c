/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/confusion.h"

/* Samples that are asked at once. */
#define CHUNK 256

/* The answer of one row: the largest number, or of a single one on which side it is. */
static guint
find_answer (const float *y, gsize n)
{
  gsize best = 0;

  if (n == 1)
    return y[0] > 0.5f;
  for (gsize j = 1; j < n; j++)
    if (y[j] > y[best])
      best = j;
  return (guint) best;
}

static void
count_part (GradusConfusion     *self,
            GradusModel         *model,
            const GradusDataset *data,
            guint                first,
            guint                n,
            gsize                n_out)
{
  gsize             size = gradus_shape_size (gradus_dataset_get_shape (data));
  g_autofree float *x = g_new (float, n *size);
  g_autofree float *y = g_new (float, n *n_out);

  for (guint i = 0; i < n; i++)
    gradus_dataset_get_sample (data, first + i, x + i * size);
  gradus_model_predict (model, n, x, y);
  for (guint i = 0; i < n; i++)
    {
      guint truth = gradus_dataset_get_label (data, first + i);
      guint answer = MIN (find_answer (y + i * n_out, n_out), self->n_classes - 1);

      self->counts[truth * self->n_classes + answer]++;
      self->n_right += truth == answer;
    }
}

/**
 * gradus_confusion_new:
 * @model: a network
 * @data: samples with classes
 * @n_most: how many samples to ask at most; 0 for all
 *
 * Asks the network for the class of many samples.
 *
 * Returns: (transfer full) (nullable): what it answered; %NULL if the data have no
 *   classes, or other samples or fewer answers than the network
 */
GradusConfusion *
gradus_confusion_new (GradusModel *model, const GradusDataset *data, guint n_most)
{
  GradusPlan      *plan = gradus_model_get_plan (model);
  guint            n_classes = gradus_dataset_get_n_classes (data);
  guint            n = gradus_dataset_get_n_samples (data);
  GradusShape      input, output;
  gsize            n_out;
  GradusConfusion *self;

  gradus_plan_get_output (plan, -1, &input);
  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output);
  n_out = gradus_shape_size (&output);
  if (n_classes < 2 || (n_out < n_classes && !(n_out == 1 && n_classes == 2)) ||
      gradus_shape_size (&input) != gradus_shape_size (gradus_dataset_get_shape (data)))
    return NULL;
  self = g_new0 (GradusConfusion, 1);
  self->n_classes = n_classes;
  self->n_samples = n_most > 0 ? MIN (n, n_most) : n;
  self->counts = g_new0 (guint, n_classes * n_classes);
  for (guint done = 0; done < self->n_samples; done += CHUNK)
    count_part (self, model, data, done, MIN (CHUNK, self->n_samples - done), n_out);
  return self;
}

void
gradus_confusion_free (GradusConfusion *self)
{
  g_free (self->counts);
  g_free (self);
}
