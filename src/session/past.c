/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "session/past.h"

#include "session/attic.h"

typedef struct
{
  GradusKept          kept;
  GradusTrainerState *state; /* without tensors while these are on disk */
  GPtrArray *weights;        /* (element-type GradusShape): shared where they are equal */
  GPtrArray *slots;
  gsize      n_bytes;
  int        place; /* on disk; -1: in memory */
} Entry;

struct _GradusPast
{
  GradusPastLimits limits;
  GArray          *entries; /* of Entry, in order */
  gsize            memory;  /* bytes of the tensors in memory */
  GradusAttic     *attic;
  GPtrArray       *nothing; /* no tensors */
  GArray          *moments; /* what was told last; NULL: it changed since */
};

GradusEra *
gradus_era_new (const GradusSequential *sequential,
                GradusDataset          *data,
                const GradusFitOptions *options)
{
  GradusEra *self = g_new0 (GradusEra, 1);

  self->sequential = gradus_sequential_copy (sequential);
  self->data = gradus_dataset_ref (data);
  self->options = *options;
  self->ref_count = 1;
  return self;
}

GradusEra *
gradus_era_ref (GradusEra *self)
{
  self->ref_count++;
  return self;
}

void
gradus_era_unref (GradusEra *self)
{
  if (--self->ref_count > 0)
    return;
  gradus_sequential_free (self->sequential);
  gradus_dataset_unref (self->data);
  g_free (self);
}

static Entry *
get_entry (const GradusPast *self, guint index)
{
  return &g_array_index (self->entries, Entry, index);
}

/* Moments on disk have no tensors of their own to tell the shapes. */
static GPtrArray *
new_like (GPtrArray *shapes)
{
  GPtrArray *tensors =
    g_ptr_array_new_full (shapes->len, (GDestroyNotify) gradus_tensor_unref);

  for (guint i = 0; i < shapes->len; i++)
    g_ptr_array_add (tensors, gradus_tensor_new (shapes->pdata[i]));
  return tensors;
}

static gboolean
have_shapes (GPtrArray *tensors, GPtrArray *shapes)
{
  if (tensors->len != shapes->len)
    return FALSE;
  for (guint i = 0; i < tensors->len; i++)
    if (!gradus_shape_equal (&((GradusTensor *) tensors->pdata[i])->shape,
                             shapes->pdata[i]))
      return FALSE;
  return TRUE;
}

/* @before: (nullable): what is very likely to be equal */
static GPtrArray *
list_shapes (GPtrArray *tensors, GPtrArray *before)
{
  GPtrArray *shapes;

  if (before != NULL && have_shapes (tensors, before))
    return g_ptr_array_ref (before);
  shapes = g_ptr_array_new_full (tensors->len, g_free);
  for (guint i = 0; i < tensors->len; i++)
    g_ptr_array_add (shapes, g_memdup2 (&((GradusTensor *) tensors->pdata[i])->shape,
                                        sizeof (GradusShape)));
  return shapes;
}

GradusPast *
gradus_past_new (const GradusPastLimits *limits)
{
  GradusPast *self = g_new0 (GradusPast, 1);

  self->limits = *limits;
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->attic = gradus_attic_new (limits->disk);
  self->nothing = g_ptr_array_new ();
  return self;
}

static void
forget (GradusPast *self, guint index)
{
  Entry *entry = get_entry (self, index);

  if (entry->place >= 0)
    gradus_attic_drop (self->attic, entry->place);
  else
    self->memory -= entry->n_bytes;
  g_clear_pointer (&entry->kept.era, gradus_era_unref);
  gradus_trainer_state_unref (entry->state);
  g_ptr_array_unref (entry->weights);
  g_ptr_array_unref (entry->slots);
  g_array_remove_index (self->entries, index);
  g_clear_pointer (&self->moments, g_array_unref);
}

void
gradus_past_clear (GradusPast *self)
{
  while (self->entries->len > 0)
    forget (self, self->entries->len - 1);
  gradus_attic_clear (self->attic);
}

void
gradus_past_free (GradusPast *self)
{
  gradus_past_clear (self);
  g_clear_pointer (&self->moments, g_array_unref);
  gradus_attic_free (self->attic);
  g_array_unref (self->entries);
  g_ptr_array_unref (self->nothing);
  g_free (self);
}

/* --- Making room --- */

/* The gap that would be left, as a multiple of the gap that is wanted there: a share of
 * the way to the nearer end of the run. */
static double
rate_gap (const GradusPast *self, guint index)
{
  double first = (double) get_entry (self, 0)->kept.moment.step;
  double last = (double) get_entry (self, self->entries->len - 1)->kept.moment.step;
  double before = (double) get_entry (self, index - 1)->kept.moment.step;
  double after = (double) get_entry (self, index + 1)->kept.moment.step;
  double here = (double) get_entry (self, index)->kept.moment.step;
  double wanted = MIN (here - first, last - here) + (last - first) / 16 + 1;

  return (after - before) / wanted *
         (get_entry (self, index)->kept.is_milestone ? 2.0 : 1.0);
}

/* Forgets the moment that is missed least. */
static gboolean
thin (GradusPast *self)
{
  guint  least = 0;
  double least_gap = G_MAXDOUBLE;

  for (guint i = 1; i + 1 < self->entries->len; i++)
    {
      double gap = rate_gap (self, i);

      if (gap < least_gap)
        {
          least_gap = gap;
          least = i;
        }
    }
  if (least == 0)
    return FALSE;
  forget (self, least);
  return TRUE;
}

/* Moves the oldest moment that is in memory to the disk; the newest stays. */
static gboolean
spill (GradusPast *self)
{
  for (guint i = 0; i + 1 < self->entries->len; i++)
    {
      Entry              *entry = get_entry (self, i);
      GradusTrainerState *rest;

      if (entry->place >= 0)
        continue;
      entry->place =
        gradus_attic_put (self->attic, gradus_trainer_state_get_weights (entry->state),
                          gradus_trainer_state_get_slots (entry->state));
      if (entry->place < 0)
        return FALSE;
      rest = gradus_trainer_state_new_with_tensors (entry->state, self->nothing,
                                                    self->nothing);
      gradus_trainer_state_unref (entry->state);
      entry->state = rest;
      self->memory -= entry->n_bytes;
      return TRUE;
    }
  return FALSE;
}

/**
 * gradus_past_add:
 * @self: what is kept
 * @kept: when this is
 * @state: (transfer full): everything about it
 *
 * Keeps a moment, which is not before those that are kept already.
 */
void
gradus_past_add (GradusPast *self, const GradusKept *kept, GradusTrainerState *state)
{
  Entry        entry = { .kept = *kept, .state = state, .place = -1 };
  guint        n = self->entries->len;
  const Entry *last = n > 0 ? get_entry (self, n - 1) : NULL;

  g_return_if_fail (last == NULL || last->kept.moment.step <= kept->moment.step);

  entry.weights = list_shapes (gradus_trainer_state_get_weights (state),
                               last != NULL ? last->weights : NULL);
  entry.slots = list_shapes (gradus_trainer_state_get_slots (state),
                             last != NULL ? last->slots : NULL);
  if (last != NULL && last->kept.moment.step == kept->moment.step)
    forget (self, n - 1);
  if (entry.kept.era != NULL)
    gradus_era_ref (entry.kept.era);
  entry.n_bytes = gradus_trainer_state_get_n_bytes (state);
  self->memory += entry.n_bytes;
  g_array_append_val (self->entries, entry);
  g_clear_pointer (&self->moments, g_array_unref);

  while (self->entries->len > self->limits.n_most && thin (self))
    ;
  while (self->memory > self->limits.memory && (spill (self) || thin (self)))
    ;
}

/* --- Going back --- */

guint
gradus_past_get_n (const GradusPast *self)
{
  return self->entries->len;
}

const GradusKept *
gradus_past_get (const GradusPast *self, guint index)
{
  g_return_val_if_fail (index < self->entries->len, NULL);
  return &get_entry (self, index)->kept;
}

int
gradus_past_find (const GradusPast *self, guint64 step)
{
  guint low = 0;
  guint high = self->entries->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (get_entry (self, middle)->kept.moment.step <= step)
        low = middle + 1;
      else
        high = middle;
    }
  return (int) low - 1;
}

GradusTrainerState *
gradus_past_load (GradusPast *self, guint index)
{
  const Entry          *entry = get_entry (self, index);
  g_autoptr (GPtrArray) weights = NULL;
  g_autoptr (GPtrArray) slots = NULL;

  if (entry->place < 0)
    return gradus_trainer_state_ref (entry->state);
  weights = new_like (entry->weights);
  slots = new_like (entry->slots);
  if (!gradus_attic_get (self->attic, entry->place, weights, slots))
    return NULL;
  return gradus_trainer_state_new_with_tensors (entry->state, weights, slots);
}

/**
 * gradus_past_load_weights:
 * @self: what is kept
 * @index: which moment
 *
 * Returns: (transfer full) (nullable) (element-type GradusTensor): its weights; %NULL if
 *   the disk failed
 */
GPtrArray *
gradus_past_load_weights (GradusPast *self, guint index)
{
  const Entry          *entry = get_entry (self, index);
  g_autoptr (GPtrArray) weights = NULL;

  if (entry->place < 0)
    return g_ptr_array_ref (gradus_trainer_state_get_weights (entry->state));
  weights = new_like (entry->weights);
  if (!gradus_attic_get (self->attic, entry->place, weights, NULL))
    return NULL;
  return g_steal_pointer (&weights);
}

void
gradus_past_describe (const GradusPast *self, guint index, GradusSnapshot *snapshot)
{
  const Entry      *entry = get_entry (self, index);
  const GradusKept *kept = &entry->kept;

  gradus_trainer_state_get_report (entry->state, &snapshot->report);
  snapshot->report.epoch += kept->epoch_base;
  snapshot->moment = kept->moment;
  snapshot->n_steps = kept->moment.n_steps;
  snapshot->n_epochs = kept->moment.n_epochs;
}

void
gradus_past_cut (GradusPast *self, guint index)
{
  while (self->entries->len > index + 1)
    forget (self, self->entries->len - 1);
}

GArray *
gradus_past_dup_moments (GradusPast *self)
{
  if (self->moments == NULL)
    {
      self->moments =
        g_array_sized_new (FALSE, FALSE, sizeof (GradusMoment), self->entries->len);
      for (guint i = 0; i < self->entries->len; i++)
        g_array_append_val (self->moments, get_entry (self, i)->kept.moment);
    }
  return g_array_ref (self->moments);
}

gsize
gradus_past_get_memory (const GradusPast *self)
{
  return self->memory;
}

gsize
gradus_past_get_disk (const GradusPast *self)
{
  return gradus_attic_get_size (self->attic);
}
