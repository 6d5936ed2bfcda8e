/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/history.h"

#include <stdatomic.h>
#include <string.h>

#define FIRST_SEGMENT 1024
#define N_SEGMENTS 40

/* Points live in segments of which each is twice as long as the one before: a point never
 * moves, and forty pointers are enough for all that memory can hold. */
typedef struct
{
  void           *segments[N_SEGMENTS];
  gsize           item_size;
  _Atomic (gsize) n_items; /* written by the appending thread after the item itself */
} Column;

struct _GradusHistory
{
  atomic_int ref_count;
  guint      n_metrics;
  char      *metric_names[GRADUS_MAX_METRICS];
  Column     steps;
  Column     epochs;
};

static void *
locate (const Column *column, gsize index, guint *segment)
{
  guint64 place = (guint64) index / FIRST_SEGMENT + 1;
  guint   number = 63 - (guint) __builtin_clzll (place);
  gsize   start = FIRST_SEGMENT * (((gsize) 1 << number) - 1);

  *segment = number;
  return column->segments[number] == NULL
           ? NULL
           : (char *) column->segments[number] + (index - start) * column->item_size;
}

static void
append (Column *column, const void *item)
{
  gsize n = atomic_load_explicit (&column->n_items, memory_order_relaxed);
  guint segment;
  void *place = locate (column, n, &segment);

  if (place == NULL)
    {
      column->segments[segment] =
        g_malloc0_n ((gsize) FIRST_SEGMENT << segment, column->item_size);
      place = locate (column, n, &segment);
    }
  memcpy (place, item, column->item_size);
  atomic_store_explicit (&column->n_items, n + 1, memory_order_release);
}

static const void *
get (const Column *column, gsize index)
{
  guint segment;

  return locate (column, index, &segment);
}

/**
 * gradus_history_new:
 * @n_metrics: how many metrics each point has
 * @metric_names: (array length=n_metrics): what Keras calls them
 *
 * Returns: (transfer full): an empty history
 */
GradusHistory *
gradus_history_new (guint n_metrics, const char *const *metric_names)
{
  GradusHistory *self = g_new0 (GradusHistory, 1);

  atomic_init (&self->ref_count, 1);
  self->n_metrics = MIN (n_metrics, GRADUS_MAX_METRICS);
  for (guint i = 0; i < self->n_metrics; i++)
    self->metric_names[i] = g_strdup (metric_names[i]);
  self->steps.item_size = sizeof (GradusHistoryStep);
  self->epochs.item_size = sizeof (GradusHistoryEpoch);
  return self;
}

/**
 * gradus_history_ref:
 * @self: a history
 *
 * Returns: (transfer full): the same history
 */
GradusHistory *
gradus_history_ref (GradusHistory *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * gradus_history_unref:
 * @self: (transfer full): a history
 *
 * Gives up a reference, and frees the history with the last one. Any thread.
 */
void
gradus_history_unref (GradusHistory *self)
{
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  for (guint i = 0; i < N_SEGMENTS; i++)
    {
      g_free (self->steps.segments[i]);
      g_free (self->epochs.segments[i]);
    }
  for (guint i = 0; i < self->n_metrics; i++)
    g_free (self->metric_names[i]);
  g_free (self);
}

/**
 * gradus_history_get_n_metrics:
 * @self: a history
 *
 * Returns: how many metrics each point has
 */
guint
gradus_history_get_n_metrics (const GradusHistory *self)
{
  return self->n_metrics;
}

/**
 * gradus_history_get_metric_name:
 * @self: a history
 * @metric: which metric
 *
 * Returns: (transfer none): what Keras calls it
 */
const char *
gradus_history_get_metric_name (const GradusHistory *self, guint metric)
{
  g_return_val_if_fail (metric < self->n_metrics, NULL);
  return self->metric_names[metric];
}

/**
 * gradus_history_append_step:
 * @self: a history
 * @step: what one update measured
 *
 * Threads: one at a time appends, others may read meanwhile
 */
void
gradus_history_append_step (GradusHistory *self, const GradusHistoryStep *step)
{
  append (&self->steps, step);
}

/**
 * gradus_history_append_epoch:
 * @self: a history
 * @epoch: what one epoch measured
 *
 * Threads: one at a time appends, others may read meanwhile
 */
void
gradus_history_append_epoch (GradusHistory *self, const GradusHistoryEpoch *epoch)
{
  append (&self->epochs, epoch);
}

/**
 * gradus_history_get_n_steps:
 * @self: a history
 *
 * Returns: how many steps may be read now
 */
gsize
gradus_history_get_n_steps (const GradusHistory *self)
{
  return atomic_load_explicit (&((GradusHistory *) self)->steps.n_items,
                               memory_order_acquire);
}

/**
 * gradus_history_get_n_epochs:
 * @self: a history
 *
 * Returns: how many epochs may be read now
 */
guint
gradus_history_get_n_epochs (const GradusHistory *self)
{
  return (guint) atomic_load_explicit (&((GradusHistory *) self)->epochs.n_items,
                                       memory_order_acquire);
}

/**
 * gradus_history_get_step:
 * @self: a history
 * @index: below the number of steps
 *
 * Returns: (transfer none): the point, valid as long as the history
 */
const GradusHistoryStep *
gradus_history_get_step (const GradusHistory *self, gsize index)
{
  return get (&self->steps, index);
}

/**
 * gradus_history_get_epoch:
 * @self: a history
 * @index: below the number of epochs
 *
 * Returns: (transfer none): the epoch, valid as long as the history
 */
const GradusHistoryEpoch *
gradus_history_get_epoch (const GradusHistory *self, guint index)
{
  return get (&self->epochs, index);
}

/**
 * gradus_history_copy:
 * @self: a history that nobody appends to any more
 *
 * Returns: (transfer full): one that says the same and can go on otherwise
 */
GradusHistory *
gradus_history_copy (const GradusHistory *self)
{
  return gradus_history_new_beginning (self, gradus_history_get_n_steps (self),
                                       gradus_history_get_n_epochs (self));
}

/**
 * gradus_history_new_beginning:
 * @self: a history
 * @n_steps: at most as many as it has
 * @n_epochs: likewise
 *
 * Copies what had been measured up to a point, so that it can be continued in another
 * way.
 *
 * Returns: (transfer full): the copy
 */
GradusHistory *
gradus_history_new_beginning (const GradusHistory *self, gsize n_steps, guint n_epochs)
{
  GradusHistory *copy =
    gradus_history_new (self->n_metrics, (const char *const *) self->metric_names);

  for (gsize i = 0; i < n_steps; i++)
    gradus_history_append_step (copy, gradus_history_get_step (self, i));
  for (guint i = 0; i < n_epochs; i++)
    gradus_history_append_epoch (copy, gradus_history_get_epoch (self, i));
  return copy;
}

/* The mean of @n steps from @first on, where the last of them lies. */
static void
append_mean (GradusHistory *to, const GradusHistory *from, gsize first, gsize n)
{
  GradusHistoryStep mean = *gradus_history_get_step (from, first + n - 1);
  double            loss = 0, metrics[GRADUS_MAX_METRICS] = { 0 };

  for (gsize i = first; i < first + n; i++)
    {
      const GradusHistoryStep *step = gradus_history_get_step (from, i);

      loss += (double) step->loss;
      for (guint k = 0; k < from->n_metrics; k++)
        metrics[k] += (double) step->metrics[k];
    }
  mean.loss = (float) (loss / (double) n);
  for (guint k = 0; k < from->n_metrics; k++)
    mean.metrics[k] = (float) (metrics[k] / (double) n);
  gradus_history_append_step (to, &mean);
}

/**
 * gradus_history_thin:
 * @self: a history that nobody appends to any more
 * @max_steps: at least 1
 *
 * Makes a history short enough to be kept. Steps that follow each other are averaged,
 * equally many for each that is left; where one of them is not finite, neither is the
 * mean. Epochs stay as they are.
 *
 * Returns: (transfer full): @self if it is short enough, else a shorter one
 */
GradusHistory *
gradus_history_thin (GradusHistory *self, gsize max_steps)
{
  gsize          n_steps = gradus_history_get_n_steps (self);
  guint          n_epochs = gradus_history_get_n_epochs (self);
  gsize          n;
  GradusHistory *thin;

  g_return_val_if_fail (max_steps > 0, NULL);

  if (n_steps <= max_steps)
    return gradus_history_ref (self);
  n = (n_steps + max_steps - 1) / max_steps;
  thin = gradus_history_new (self->n_metrics, (const char *const *) self->metric_names);
  for (gsize i = 0; i < n_steps; i += n)
    append_mean (thin, self, i, MIN (n, n_steps - i));
  for (guint i = 0; i < n_epochs; i++)
    gradus_history_append_epoch (thin, gradus_history_get_epoch (self, i));
  return thin;
}
