/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "io/data-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"
#include "io/data-source-tables.h"

static const GradusDataSource *const sources[] = {
  &gradus_data_source_digits,    &gradus_data_source_mnist,   &gradus_data_source_spirals,
  &gradus_data_source_moons,     &gradus_data_source_circles, &gradus_data_source_xor,
  &gradus_data_source_gaussians, &gradus_data_source_curve,   &gradus_data_source_sine,
  &gradus_data_source_brackets,
};

/**
 * gradus_data_source_list:
 * @n_sources: (out) (optional): how many
 *
 * Returns: (transfer none) (array length=n_sources): all places that samples come from
 */
const GradusDataSource *const *
gradus_data_source_list (guint *n_sources)
{
  if (n_sources != NULL)
    *n_sources = G_N_ELEMENTS (sources);
  return sources;
}

/**
 * gradus_data_source_find:
 * @id: like `mnist`
 *
 * Returns: (transfer none) (nullable): the source of that id
 */
const GradusDataSource *
gradus_data_source_find (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_strcmp0 (sources[i]->id, id) == 0)
      return sources[i];
  return NULL;
}

/**
 * gradus_data_ref_init:
 * @self: a reference in memory of any content
 *
 * Sets the reference to the built-in digits, told apart into ten classes, each one row of
 * 784 numbers.
 */
void
gradus_data_ref_init (GradusDataRef *self)
{
  *self = (GradusDataRef){ .source = g_strdup ("digits"), .flatten = TRUE, .seed = 1 };
}

/**
 * gradus_data_ref_copy:
 * @to: a reference, or memory filled with zeros
 * @from: a reference
 *
 * Makes @to the same as @from.
 */
void
gradus_data_ref_copy (GradusDataRef *to, const GradusDataRef *from)
{
  GradusDataRef copy = *from;

  copy.source = g_strdup (from->source);
  copy.folder = g_strdup (from->folder);
  gradus_data_ref_clear (to);
  *to = copy;
}

/**
 * gradus_data_ref_clear:
 * @self: a reference
 *
 * Frees what the reference holds, not the reference itself.
 */
void
gradus_data_ref_clear (GradusDataRef *self)
{
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->folder, g_free);
}

/**
 * gradus_data_ref_equal:
 * @a: a reference
 * @b: another
 *
 * Returns: whether both lead to the same samples
 */
gboolean
gradus_data_ref_equal (const GradusDataRef *a, const GradusDataRef *b)
{
  return g_strcmp0 (a->source, b->source) == 0 && g_strcmp0 (a->folder, b->folder) == 0 &&
         a->task.kind == b->task.kind && a->task.digit == b->task.digit &&
         a->flatten == b->flatten && a->n_train == b->n_train && a->n_test == b->n_test &&
         a->seed == b->seed;
}

/**
 * gradus_data_ref_get_shape:
 * @self: a reference
 * @shape: (out): of one sample
 *
 * Returns: whether the source is known
 */
gboolean
gradus_data_ref_get_shape (const GradusDataRef *self, GradusShape *shape)
{
  const GradusDataSource *source = gradus_data_source_find (self->source);

  if (source == NULL)
    return FALSE;
  *shape = source->shape;
  /* Only of pictures are there two ways to see them. */
  if (self->flatten && source->shape.rank == 3)
    *shape = GRADUS_SHAPE_1 ((gint64) gradus_shape_size (&source->shape));
  return TRUE;
}

/* Cuts to the number that the reference asks for, and puts shape and question on. */
static GradusDataset *
arrange (GradusDataset *data, const GradusDataRef *ref, guint n_wanted, GError **error)
{
  guint                     n = gradus_dataset_get_n_samples (data);
  g_autoptr (GradusDataset) part = NULL;
  g_autoptr (GradusDataset) shaped = NULL;
  GradusShape               shape;

  part = gradus_dataset_slice (data, 0, n_wanted > 0 ? MIN (n, n_wanted) : n);
  gradus_data_ref_get_shape (ref, &shape);
  shaped = gradus_dataset_reshape (part, &shape, error);
  return shaped != NULL ? gradus_dataset_apply_task (shaped, &ref->task) : NULL;
}

/**
 * gradus_data_ref_load:
 * @self: a reference
 * @train: (out) (transfer full): the samples to learn from
 * @test: (out) (transfer full): the samples to be asked about afterwards
 * @cancellable: (nullable): to stop early
 * @error: return location for an error
 *
 * Loads what a reference leads to. Any thread.
 *
 * Errors: `GRADUS_ERROR_DATA` if the data are not there; `GRADUS_ERROR_FORMAT`,
 *   `GRADUS_ERROR_TOO_LARGE` and `GRADUS_ERROR_IO` if files cannot be read
 *
 * Returns: whether they could be loaded
 */
gboolean
gradus_data_ref_load (const GradusDataRef *self,
                      GradusDataset      **train,
                      GradusDataset      **test,
                      GCancellable        *cancellable,
                      GError             **error)
{
  const GradusDataSource   *source = gradus_data_source_find (self->source);
  g_autoptr (GradusDataset) all_train = NULL;
  g_autoptr (GradusDataset) all_test = NULL;
  g_autoptr (GradusDataset) own_train = NULL;

  if (source == NULL)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                   _ ("The data “%s” are not known to this Gradus."), self->source);
      return FALSE;
    }
  if (!source->load (self, &all_train, &all_test, cancellable, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  own_train = arrange (all_train, self, self->n_train, error);
  if (own_train == NULL)
    return FALSE;
  *test = arrange (all_test, self, self->n_test, error);
  if (*test == NULL)
    return FALSE;
  *train = g_steal_pointer (&own_train);
  return TRUE;
}

/* --- In the background --- */

typedef struct
{
  GradusDataset *train;
  GradusDataset *test;
} Pair;

static void
pair_free (gpointer data)
{
  Pair *pair = data;

  g_clear_pointer (&pair->train, gradus_dataset_unref);
  g_clear_pointer (&pair->test, gradus_dataset_unref);
  g_free (pair);
}

static void
ref_free (gpointer data)
{
  gradus_data_ref_clear (data);
  g_free (data);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Pair   *pair = g_new0 (Pair, 1);
  GError *error = NULL;

  if (gradus_data_ref_load (data, &pair->train, &pair->test, cancellable, &error))
    g_task_return_pointer (task, pair, pair_free);
  else
    {
      pair_free (pair);
      g_task_return_error (task, error);
    }
}

/**
 * gradus_data_ref_load_async:
 * @self: a reference; copied
 * @cancellable: (nullable): to stop early
 * @callback: called when the data are there
 * @user_data: for @callback
 *
 * Loads in another thread.
 */
void
gradus_data_ref_load_async (const GradusDataRef *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GradusDataRef    *copy = g_new0 (GradusDataRef, 1);

  gradus_data_ref_copy (copy, self);
  g_task_set_task_data (task, copy, ref_free);
  g_task_run_in_thread (task, load_thread);
}

/**
 * gradus_data_ref_load_finish:
 * @result: as given to the callback
 * @train: (out) (transfer full): the samples to learn from
 * @test: (out) (transfer full): the samples to be asked about afterwards
 * @error: return location for an error
 *
 * Returns: whether the data could be loaded
 */
gboolean
gradus_data_ref_load_finish (GAsyncResult   *result,
                             GradusDataset **train,
                             GradusDataset **test,
                             GError        **error)
{
  Pair *pair = g_task_propagate_pointer (G_TASK (result), error);

  if (pair == NULL)
    return FALSE;
  *train = g_steal_pointer (&pair->train);
  *test = g_steal_pointer (&pair->test);
  pair_free (pair);
  return TRUE;
}
