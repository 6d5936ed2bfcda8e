/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/confusion.h"

/* Samples that are asked at once. */
#define CHUNK 256

/* The answer of one row: the largest number, or of a single one on which side it is. */
static guint
find_answer (const float *y, gsize n, float *confidence)
{
  gsize best = 0;

  if (n == 1)
    {
      *confidence = MAX (y[0], 1 - y[0]);
      return y[0] > 0.5f;
    }
  for (gsize j = 1; j < n; j++)
    if (y[j] > y[best])
      best = j;
  *confidence = y[best];
  return (guint) best;
}

static gsize
get_output_size (GradusModel *model)
{
  GradusPlan *plan = gradus_model_get_plan (model);
  GradusShape output;

  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output);
  return gradus_shape_size (&output);
}

/* Data have at most 256 classes, whose numbers are bytes. */
static gboolean
matches (GradusModel *model, const GradusDataset *data)
{
  guint       n_classes = gradus_dataset_get_n_classes (data);
  gsize       n_out = get_output_size (model);
  GradusShape input;

  gradus_plan_get_output (gradus_model_get_plan (model), -1, &input);
  return n_classes >= 2 && n_classes <= 256 &&
         (n_out >= n_classes || (n_out == 1 && n_classes == 2)) &&
         gradus_shape_size (&input) ==
           gradus_shape_size (gradus_dataset_get_shape (data));
}

/**
 * gradus_confusion_begin:
 * @model: a network
 * @data: samples with classes
 * @n_most: how many samples to ask at most; 0 for all
 *
 * Prepares to ask the network for the class of many samples.
 *
 * Returns: (transfer full) (nullable): an empty matrix; %NULL if the data have no
 *   classes, or other samples or fewer answers than the network
 */
GradusConfusion *
gradus_confusion_begin (GradusModel *model, const GradusDataset *data, guint n_most)
{
  guint            n_classes = gradus_dataset_get_n_classes (data);
  guint            n = gradus_dataset_get_n_samples (data);
  GradusConfusion *self;

  if (!matches (model, data))
    return NULL;
  self = g_new0 (GradusConfusion, 1);
  self->n_classes = n_classes;
  self->n_samples = n_most > 0 ? MIN (n, n_most) : n;
  self->counts = g_new0 (guint, n_classes * n_classes);
  self->answers = g_new0 (guint8, self->n_samples);
  self->confidences = g_new0 (float, self->n_samples);
  return self;
}

/**
 * gradus_confusion_go_on:
 * @self: a matrix that was begun with the same @model and @data
 * @model: the network
 * @data: the samples
 *
 * Asks for some more samples.
 *
 * Returns: whether there are any left
 */
gboolean
gradus_confusion_go_on (GradusConfusion     *self,
                        GradusModel         *model,
                        const GradusDataset *data)
{
  guint             first = self->n_read;
  guint             n = MIN (CHUNK, self->n_samples - first);
  gsize             n_out = get_output_size (model);
  gsize             size = gradus_shape_size (gradus_dataset_get_shape (data));
  g_autofree float *x = g_new (float, n *size);
  g_autofree float *y = g_new (float, n *n_out);

  for (guint i = 0; i < n; i++)
    gradus_dataset_get_sample (data, first + i, x + i * size);
  gradus_model_predict (model, n, x, y);
  for (guint i = 0; i < n; i++)
    {
      guint truth = gradus_dataset_get_label (data, first + i);
      guint answer =
        MIN (find_answer (y + i * n_out, n_out, &self->confidences[first + i]),
             self->n_classes - 1);

      self->answers[first + i] = (guint8) answer;
      self->counts[truth * self->n_classes + answer]++;
      self->n_right += truth == answer;
    }
  self->n_read += n;
  return self->n_read < self->n_samples;
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
  GradusConfusion *self = gradus_confusion_begin (model, data, n_most);

  if (self != NULL && self->n_samples > 0)
    while (gradus_confusion_go_on (self, model, data))
      ;
  return self;
}

void
gradus_confusion_free (GradusConfusion *self)
{
  g_free (self->counts);
  g_free (self->answers);
  g_free (self->confidences);
  g_free (self);
}

/* Surest first, and in the order of the data where they are equally sure. */
static gint
compare_confidence (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const GradusConfusion *self = user_data;
  guint                  first = *(const guint *) a, second = *(const guint *) b;
  float difference = self->confidences[second] - self->confidences[first];

  if (difference > 0)
    return 1;
  if (difference < 0)
    return -1;
  return first < second ? -1 : first > second;
}

/**
 * gradus_confusion_list:
 * @self: a matrix
 * @data: the samples that were asked
 * @truth: what they are, or %GRADUS_ANY_CLASS
 * @answer: what the network says, or %GRADUS_ANY_CLASS
 * @n: (out): how many
 *
 * Lists mistakes, or for @truth = @answer the right answers of a class.
 *
 * Returns: (transfer full) (array length=n): numbers of samples, the surest first
 */
guint *
gradus_confusion_list (const GradusConfusion *self,
                       const GradusDataset   *data,
                       int                    truth,
                       int                    answer,
                       guint                 *n)
{
  guint   *list = g_new (guint, self->n_read + 1);
  gboolean wants_right = truth == answer && truth != GRADUS_ANY_CLASS;

  *n = 0;
  for (guint i = 0; i < self->n_read; i++)
    {
      int is = (int) gradus_dataset_get_label (data, i);
      int said = self->answers[i];

      if ((truth == GRADUS_ANY_CLASS || is == truth) &&
          (answer == GRADUS_ANY_CLASS || said == answer) && (is == said) == wants_right)
        list[(*n)++] = i;
    }
  g_qsort_with_data (list, (gint) *n, sizeof (guint), compare_confidence,
                     (gpointer) self);
  return list;
}
