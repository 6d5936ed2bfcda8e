/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "engine/data/dataset.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"
#include "engine/kernels.h"

#define DIGITS 10

/* Exactly one of @pixels and @floats is set, and at most one of @labels and @values. */
struct _GradusDataset
{
  gint        ref_count;
  char       *name;
  GradusShape shape;
  GradusShape target_shape;
  gsize       size;        /* numbers in a sample */
  gsize       target_size; /* numbers in a target, 0 for classes */
  guint       n_samples;
  guint       first; /* where this view begins in the shared memory */
  guint       n_original_classes;
  GradusTask  task;
  GBytes     *pixels;
  GBytes     *floats;
  GBytes     *labels;
  GBytes     *values;
  GBytes     *weights;        /* (nullable): a float for each sample */
  char       *class_names[2]; /* of a yes/no question */
};

static const char *const digit_names[] = { "0", "1", "2", "3", "4",
                                           "5", "6", "7", "8", "9" };

static GradusDataset *
new_dataset (const char *name, const GradusShape *shape, guint n_samples)
{
  GradusDataset *self = g_new0 (GradusDataset, 1);

  self->ref_count = 1;
  self->name = g_strdup (name);
  self->shape = *shape;
  self->size = gradus_shape_size (shape);
  self->n_samples = n_samples;
  return self;
}

/**
 * gradus_dataset_new_from_bytes:
 * @name: what it is called
 * @shape: of one sample
 * @n_samples: how many
 * @pixels: n_samples · shape bytes, 0 … 255
 * @labels: n_samples bytes, each below @n_classes
 * @n_classes: how many classes there are
 *
 * Makes a data set of pictures. References are taken, nothing is copied.
 *
 * Returns: (transfer full): the data set
 */
GradusDataset *
gradus_dataset_new_from_bytes (const char        *name,
                               const GradusShape *shape,
                               guint              n_samples,
                               GBytes            *pixels,
                               GBytes            *labels,
                               guint              n_classes)
{
  GradusDataset *self = new_dataset (name, shape, n_samples);

  g_assert (g_bytes_get_size (pixels) >= (gsize) n_samples * self->size);
  g_assert (g_bytes_get_size (labels) >= n_samples);
  self->pixels = g_bytes_ref (pixels);
  self->labels = g_bytes_ref (labels);
  self->n_original_classes = n_classes;
  return self;
}

/**
 * gradus_dataset_new_from_floats:
 * @name: what it is called
 * @shape: of one sample
 * @target_shape: of one target
 * @n_samples: how many
 * @x: n_samples · shape floats
 * @y: n_samples · target_shape floats
 *
 * Makes a data set whose targets are numbers. References are taken, nothing is copied.
 *
 * Returns: (transfer full): the data set
 */
GradusDataset *
gradus_dataset_new_from_floats (const char        *name,
                                const GradusShape *shape,
                                const GradusShape *target_shape,
                                guint              n_samples,
                                GBytes            *x,
                                GBytes            *y)
{
  GradusDataset *self = new_dataset (name, shape, n_samples);

  self->target_shape = *target_shape;
  self->target_size = gradus_shape_size (target_shape);
  g_assert (g_bytes_get_size (x) >= n_samples * self->size * sizeof (float));
  g_assert (g_bytes_get_size (y) >= n_samples * self->target_size * sizeof (float));
  self->floats = g_bytes_ref (x);
  self->values = g_bytes_ref (y);
  return self;
}

/**
 * gradus_dataset_new_from_points:
 * @name: what it is called
 * @shape: of one sample
 * @n_samples: how many
 * @x: n_samples · shape floats
 * @labels: n_samples bytes, each below @n_classes
 * @n_classes: how many classes there are
 *
 * Makes a data set of points that belong to classes. References are taken, nothing is
 * copied.
 *
 * Returns: (transfer full): the data set
 */
GradusDataset *
gradus_dataset_new_from_points (const char        *name,
                                const GradusShape *shape,
                                guint              n_samples,
                                GBytes            *x,
                                GBytes            *labels,
                                guint              n_classes)
{
  GradusDataset *self = new_dataset (name, shape, n_samples);

  g_assert (g_bytes_get_size (x) >= n_samples * self->size * sizeof (float));
  g_assert (g_bytes_get_size (labels) >= n_samples);
  self->floats = g_bytes_ref (x);
  self->labels = g_bytes_ref (labels);
  self->n_original_classes = n_classes;
  return self;
}

/**
 * gradus_dataset_ref:
 * @self: a data set
 *
 * Returns: (transfer full): the same data set
 */
GradusDataset *
gradus_dataset_ref (GradusDataset *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * gradus_dataset_unref:
 * @self: (transfer full): a data set
 *
 * Gives up a reference, and frees the data set with the last one. Any thread.
 */
void
gradus_dataset_unref (GradusDataset *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_clear_pointer (&self->pixels, g_bytes_unref);
  g_clear_pointer (&self->floats, g_bytes_unref);
  g_clear_pointer (&self->labels, g_bytes_unref);
  g_clear_pointer (&self->values, g_bytes_unref);
  g_clear_pointer (&self->weights, g_bytes_unref);
  g_free (self->class_names[0]);
  g_free (self->class_names[1]);
  g_free (self->name);
  g_free (self);
}

/* A view on the same memory. */
static GradusDataset *
dup_view (const GradusDataset *self)
{
  GradusDataset *view = g_new (GradusDataset, 1);

  /* All but the count, which other threads may be changing. */
  memcpy (&view->name, &self->name, sizeof *self - G_STRUCT_OFFSET (GradusDataset, name));
  view->ref_count = 1;
  view->name = g_strdup (self->name);
  view->pixels = self->pixels ? g_bytes_ref (self->pixels) : NULL;
  view->floats = self->floats ? g_bytes_ref (self->floats) : NULL;
  view->labels = self->labels ? g_bytes_ref (self->labels) : NULL;
  view->values = self->values ? g_bytes_ref (self->values) : NULL;
  view->weights = self->weights ? g_bytes_ref (self->weights) : NULL;
  view->class_names[0] = g_strdup (self->class_names[0]);
  view->class_names[1] = g_strdup (self->class_names[1]);
  return view;
}

/**
 * gradus_task_to_string:
 * @task: a question
 *
 * Returns: (transfer full): the question as files and the command line write it
 */
char *
gradus_task_to_string (const GradusTask *task)
{
  switch (task->kind)
    {
    case GRADUS_TASK_AT_LEAST:
      return g_strdup_printf ("digit>=%u", task->digit);
    case GRADUS_TASK_IS:
      return g_strdup_printf ("is-%u", task->digit);
    case GRADUS_TASK_EVEN:
      return g_strdup ("even");
    case GRADUS_TASK_AUTOENCODE:
      return g_strdup ("autoencode");
    case GRADUS_TASK_CLASSES:
    default:
      return g_strdup ("classes");
    }
}

/**
 * gradus_task_from_string:
 * @text: a question as gradus_task_to_string() writes it
 * @task: (out): the question
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_PARAMETER` if the text is no question
 *
 * Returns: whether it was understood
 */
gboolean
gradus_task_from_string (const char *text, GradusTask *task, GError **error)
{
  static const struct
  {
    const char    *prefix;
    gboolean       has_digit;
    GradusTaskKind kind;
  } forms[] = {
    { "classes", FALSE, GRADUS_TASK_CLASSES },
    { "digit>=", TRUE, GRADUS_TASK_AT_LEAST },
    { "is-", TRUE, GRADUS_TASK_IS },
    { "even", FALSE, GRADUS_TASK_EVEN },
    { "autoencode", FALSE, GRADUS_TASK_AUTOENCODE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      const char *rest = text;

      if (!g_str_has_prefix (text, forms[i].prefix))
        continue;
      rest += strlen (forms[i].prefix);
      if (forms[i].has_digit ? !(g_ascii_isdigit (rest[0]) && rest[1] == '\0')
                             : rest[0] != '\0')
        continue;
      *task =
        (GradusTask){ forms[i].kind, forms[i].has_digit ? (guint) (rest[0] - '0') : 0 };
      return TRUE;
    }
  g_set_error (
    error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
    _ ("“%s” is not a question that Gradus knows. Try classes, even, is-7, digit>=5 "
       "or autoencode."),
    text);
  return FALSE;
}

static void
name_answers (GradusDataset *self, const GradusTask *task)
{
  g_clear_pointer (&self->class_names[0], g_free);
  g_clear_pointer (&self->class_names[1], g_free);
  if (task->kind == GRADUS_TASK_AT_LEAST)
    {
      self->class_names[0] = g_strdup_printf (_ ("below %u"), task->digit);
      self->class_names[1] = g_strdup_printf (_ ("%u or more"), task->digit);
    }
  else if (task->kind == GRADUS_TASK_IS)
    {
      self->class_names[0] = g_strdup_printf (_ ("not a %u"), task->digit);
      self->class_names[1] = g_strdup_printf (_ ("a %u"), task->digit);
    }
  else if (task->kind == GRADUS_TASK_EVEN)
    {
      self->class_names[0] = g_strdup (C_ ("answer", "odd"));
      self->class_names[1] = g_strdup (C_ ("answer", "even"));
    }
}

/**
 * gradus_dataset_apply_task:
 * @self: a data set
 * @task: a question
 *
 * Asks another question of the same samples.
 *
 * Returns: (transfer full): a view of the data set
 */
GradusDataset *
gradus_dataset_apply_task (GradusDataset *self, const GradusTask *task)
{
  GradusDataset *view = dup_view (self);

  view->task = *task;
  name_answers (view, task);
  return view;
}

/**
 * gradus_dataset_slice:
 * @self: a data set
 * @first: the first sample
 * @n_samples: how many
 *
 * Returns: (transfer full): a view of some of the samples
 */
GradusDataset *
gradus_dataset_slice (GradusDataset *self, guint first, guint n_samples)
{
  GradusDataset *view;

  g_return_val_if_fail (first <= self->n_samples && n_samples <= self->n_samples - first,
                        NULL);

  view = dup_view (self);
  view->first += first;
  view->n_samples = n_samples;
  return view;
}

/**
 * gradus_dataset_reshape:
 * @self: a data set
 * @shape: another shape with as many numbers
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_SHAPE` if the numbers of entries differ
 *
 * Returns: (transfer full) (nullable): a view whose samples have that shape
 */
GradusDataset *
gradus_dataset_reshape (GradusDataset *self, const GradusShape *shape, GError **error)
{
  GradusDataset *view;
  gsize          size;

  if (!gradus_shape_checked_size (shape, &size) || size != self->size)
    {
      g_autofree char *from = gradus_shape_to_string (&self->shape);
      g_autofree char *to = gradus_shape_to_string (shape);

      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                   _ ("A sample of shape %s cannot be arranged as %s."), from, to);
      return NULL;
    }
  view = dup_view (self);
  view->shape = *shape;
  return view;
}

/**
 * gradus_dataset_get_name:
 * @self: a data set
 *
 * Returns: (transfer none): what it is called
 */
const char *
gradus_dataset_get_name (const GradusDataset *self)
{
  return self->name;
}

/**
 * gradus_dataset_get_n_samples:
 * @self: a data set
 *
 * Returns: how many samples it has
 */
guint
gradus_dataset_get_n_samples (const GradusDataset *self)
{
  return self->n_samples;
}

/**
 * gradus_dataset_get_shape:
 * @self: a data set
 *
 * Returns: (transfer none): the shape of one sample
 */
const GradusShape *
gradus_dataset_get_shape (const GradusDataset *self)
{
  return &self->shape;
}

/**
 * gradus_dataset_has_bytes:
 * @self: a data set
 *
 * Returns: whether its numbers are kept as bytes, 0 … 255
 */
gboolean
gradus_dataset_has_bytes (const GradusDataset *self)
{
  return self->pixels != NULL;
}

/**
 * gradus_dataset_get_memory:
 * @self: a data set
 *
 * Returns: (transfer none): the first number of the first sample, where it is kept
 */
gconstpointer
gradus_dataset_get_memory (const GradusDataset *self)
{
  gsize start = (gsize) self->first * self->size;

  if (self->pixels != NULL)
    return (const guint8 *) g_bytes_get_data (self->pixels, NULL) + start;
  return (const float *) g_bytes_get_data (self->floats, NULL) + start;
}

/**
 * gradus_dataset_is_yes_no:
 * @self: a data set
 *
 * Returns: whether its task is a question with the answers no and yes
 */
gboolean
gradus_dataset_is_yes_no (const GradusDataset *self)
{
  return self->labels != NULL && self->task.kind != GRADUS_TASK_CLASSES &&
         self->task.kind != GRADUS_TASK_AUTOENCODE;
}

/**
 * gradus_dataset_get_n_classes:
 * @self: a data set
 *
 * Returns: how many classes its task tells apart, 0 if the targets are numbers
 */
guint
gradus_dataset_get_n_classes (const GradusDataset *self)
{
  if (self->labels == NULL || self->task.kind == GRADUS_TASK_AUTOENCODE)
    return 0;
  return gradus_dataset_is_yes_no (self) ? 2 : self->n_original_classes;
}

/**
 * gradus_dataset_get_task:
 * @self: a data set
 *
 * Returns: (transfer none): the question that is asked of it
 */
const GradusTask *
gradus_dataset_get_task (const GradusDataset *self)
{
  return &self->task;
}

/**
 * gradus_dataset_get_class_name:
 * @self: a data set
 * @class_index: a class of its task
 *
 * Returns: (transfer none): the name of the class
 */
const char *
gradus_dataset_get_class_name (const GradusDataset *self, guint class_index)
{
  g_return_val_if_fail (class_index < gradus_dataset_get_n_classes (self), "");

  if (gradus_dataset_is_yes_no (self))
    return self->class_names[class_index];
  return class_index < DIGITS ? digit_names[class_index] : "";
}

/**
 * gradus_dataset_get_original_label:
 * @self: a data set
 * @index: a sample
 *
 * Returns: the class of the sample before any question was asked
 */
guint
gradus_dataset_get_original_label (const GradusDataset *self, guint index)
{
  const guint8 *labels;

  g_return_val_if_fail (index < self->n_samples, 0);

  if (self->labels == NULL)
    return 0;
  labels = g_bytes_get_data (self->labels, NULL);
  return labels[self->first + index];
}

/**
 * gradus_dataset_get_label:
 * @self: a data set
 * @index: a sample
 *
 * Returns: the class of the sample under the task at hand
 */
guint
gradus_dataset_get_label (const GradusDataset *self, guint index)
{
  guint label = gradus_dataset_get_original_label (self, index);

  switch (self->task.kind)
    {
    case GRADUS_TASK_AT_LEAST:
      return label >= self->task.digit;
    case GRADUS_TASK_IS:
      return label == self->task.digit;
    case GRADUS_TASK_EVEN:
      return label % 2 == 0;
    case GRADUS_TASK_CLASSES:
    case GRADUS_TASK_AUTOENCODE:
    default:
      return label;
    }
}

/**
 * gradus_dataset_get_target_columns:
 * @self: a data set
 * @form: what the loss wants to see
 * @n_columns: numbers that the network puts out
 * @n_rows: in how many rows (time steps, pixels)
 *
 * Returns: how many numbers a sample's target has, or 0 if such targets do not go with
 * such an output
 */
gsize
gradus_dataset_get_target_columns (const GradusDataset *self,
                                   GradusTargetForm     form,
                                   gsize                n_columns,
                                   gsize                n_rows)
{
  guint n_classes = gradus_dataset_get_n_classes (self);

  if (self->task.kind == GRADUS_TASK_AUTOENCODE)
    return form == GRADUS_TARGET_VALUES && n_columns == self->size ? n_columns : 0;
  if (n_classes == 0)
    return self->target_size == (form == GRADUS_TARGET_VALUES ? n_columns : n_rows)
             ? self->target_size
             : 0;
  if (n_rows != 1)
    return 0;
  if (form == GRADUS_TARGET_CLASS)
    return n_columns >= n_classes ? 1 : 0;
  if (n_columns == n_classes || (n_columns == 1 && n_classes == 2))
    return n_columns;
  return 0;
}

/**
 * gradus_dataset_weigh:
 * @self: a data set
 * @weights: a float for each sample
 *
 * Makes samples count differently: Keras's sample_weight.
 *
 * Returns: (transfer full): a view with weights
 */
GradusDataset *
gradus_dataset_weigh (GradusDataset *self, GBytes *weights)
{
  GradusDataset *view = dup_view (self);

  g_assert (self->first == 0);
  g_assert (g_bytes_get_size (weights) >= self->n_samples * sizeof (float));
  g_clear_pointer (&view->weights, g_bytes_unref);
  view->weights = g_bytes_ref (weights);
  return view;
}

gboolean
gradus_dataset_has_weights (const GradusDataset *self)
{
  return self->weights != NULL;
}

/**
 * gradus_dataset_get_weight:
 * @self: a data set
 * @index: a sample
 *
 * Returns: how much it counts; 1 without weights
 */
double
gradus_dataset_get_weight (const GradusDataset *self, guint index)
{
  if (self->weights == NULL)
    return 1;
  return (
    double) ((const float *) g_bytes_get_data (self->weights, NULL))[self->first + index];
}

/**
 * gradus_dataset_find_class:
 * @self: a data set
 * @index: a sample
 *
 * As Keras's class_weight understands targets: a single number is the class, of several
 * the largest one says it.
 *
 * Returns: the class of the sample
 */
guint
gradus_dataset_find_class (const GradusDataset *self, guint index)
{
  const float *y;
  gsize        best = 0;

  if (self->values == NULL)
    return gradus_dataset_get_label (self, index);
  y = (const float *) g_bytes_get_data (self->values, NULL) +
      ((gsize) self->first + index) * self->target_size;
  if (self->target_size == 1)
    return y[0] > 0 ? (guint) MIN (y[0], 1e6f) : 0;
  for (gsize j = 1; j < self->target_size; j++)
    if (y[j] > y[best])
      best = j;
  return (guint) best;
}

GRADUS_HOT static void
convert_bytes (const guint8 *bytes, gsize n, float *x)
{
  for (gsize i = 0; i < n; i++)
    x[i] = (float) bytes[i] * (1.0f / 255.0f);
}

/**
 * gradus_dataset_get_sample:
 * @self: a data set
 * @index: which sample
 * @x: (out) (array): as many numbers as a sample has
 *
 * Copies one sample out.
 */
void
gradus_dataset_get_sample (const GradusDataset *self, guint index, float *x)
{
  gsize start = ((gsize) self->first + index) * self->size;

  g_return_if_fail (index < self->n_samples);

  if (self->pixels != NULL)
    convert_bytes ((const guint8 *) g_bytes_get_data (self->pixels, NULL) + start,
                   self->size, x);
  else
    memcpy (x, (const float *) g_bytes_get_data (self->floats, NULL) + start,
            self->size * sizeof (float));
}

static void
prefetch (const GradusDataset *self, guint index)
{
  const char *start;
  gsize       n_bytes = self->pixels != NULL ? self->size : self->size * sizeof (float);

  start = g_bytes_get_data (self->pixels != NULL ? self->pixels : self->floats, NULL);
  start += ((gsize) self->first + index) * n_bytes;
  for (gsize i = 0; i < MIN (n_bytes, 4096); i += 64)
    __builtin_prefetch (start + i);
}

/**
 * gradus_dataset_gather:
 * @self: a data set
 * @indices: (array length=n): which samples, in which order
 * @n: how many
 * @x: (out) (shape n, sample): the samples
 *
 * Copies samples out. Neither allocates nor locks.
 */
void
gradus_dataset_gather (const GradusDataset *self,
                       const guint32       *indices,
                       gsize                n,
                       float               *x)
{
  for (gsize i = 0; i < n; i++)
    {
      /* Shuffled samples lie where no processor guesses. */
      if (i + 1 < n)
        prefetch (self, indices[i + 1]);
      gradus_dataset_get_sample (self, indices[i], x + i * self->size);
    }
}

/**
 * gradus_dataset_gather_targets:
 * @self: a data set
 * @indices: (array length=n): which samples, in which order
 * @n: how many
 * @form: what the loss wants to see
 * @n_columns: width of the network's output
 * @y: (out) (shape n, gradus_dataset_get_target_columns ()): the targets
 *
 * Copies targets out. Neither allocates nor locks.
 */
void
gradus_dataset_gather_targets (const GradusDataset *self,
                               const guint32       *indices,
                               gsize                n,
                               GradusTargetForm     form,
                               gsize                n_columns,
                               float               *y)
{
  guint n_classes = gradus_dataset_get_n_classes (self);

  if (self->task.kind == GRADUS_TASK_AUTOENCODE)
    gradus_dataset_gather (self, indices, n, y);
  else if (n_classes == 0)
    for (gsize i = 0; i < n; i++)
      memcpy (y + i * self->target_size,
              (const float *) g_bytes_get_data (self->values, NULL) +
                ((gsize) self->first + indices[i]) * self->target_size,
              self->target_size * sizeof (float));
  else if (form == GRADUS_TARGET_CLASS || n_columns == 1)
    for (gsize i = 0; i < n; i++)
      y[i] = (float) gradus_dataset_get_label (self, indices[i]);
  else
    {
      memset (y, 0, n * n_columns * sizeof (float));
      for (gsize i = 0; i < n; i++)
        y[i * n_columns + gradus_dataset_get_label (self, indices[i])] = 1;
    }
}
