/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "session/worker-private.h"

#include <string.h>

/* What changes is seen on this many samples at most, when training is at rest. */
#define CHECK_SAMPLES 512u

/* A unit that is switched off, or was: what its weights were before. */
typedef struct
{
  GradusLesion lesion;
  gboolean     is_on;
  GArray      *places; /* of GradusWeightPlace; NULL if the network has no such unit */
  float       *kept;   /* (array length=n_kept) (nullable) */
  gsize        n_kept;
} Entry;

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->places, g_array_unref);
  g_clear_pointer (&entry->kept, g_free);
}

static float *
get_number (GradusWorker *self, const Entry *entry, guint index)
{
  const GradusWeightPlace *place =
    &g_array_index (entry->places, GradusWeightPlace, index);

  return gradus_model_get_weight_data (gradus_trainer_get_model (self->trainer),
                                       place->weight) +
         place->index;
}

static gboolean
is_silent (GradusWorker *self, const Entry *entry)
{
  for (guint i = 0; i < entry->places->len; i++)
    if (*get_number (self, entry, i) != 0.0f)
      return FALSE;
  return TRUE;
}

static void
find_places (GradusWorker *self, Entry *entry)
{
  GradusPlan *plan = gradus_model_get_plan (gradus_trainer_get_model (self->trainer));
  int         layer =
    gradus_sequential_find_uid (gradus_plan_get_sequential (plan), entry->lesion.uid);

  g_clear_pointer (&entry->places, g_array_unref);
  if (layer >= 0)
    entry->places = gradus_lesion_find (plan, (guint) layer, entry->lesion.unit);
  if (entry->places == NULL || entry->places->len != entry->n_kept)
    g_clear_pointer (&entry->kept, g_free);
}

/* Remembers what a unit says, unless that is known and it is silent by now. */
static void
keep (GradusWorker *self, Entry *entry)
{
  if (entry->kept != NULL && is_silent (self, entry))
    return;
  g_free (entry->kept);
  entry->n_kept = entry->places->len;
  entry->kept = g_new (float, MAX (entry->n_kept, 1));
  for (guint i = 0; i < entry->places->len; i++)
    entry->kept[i] = *get_number (self, entry, i);
}

/* After anything that may have brought other weights, or another network. */
void
gradus_worker_apply_lesions (GradusWorker *self)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (GradusWeightPlace));

  if (self->trainer == NULL || self->lesions == NULL)
    return;
  for (guint i = 0; i < self->lesions->len; i++)
    {
      Entry *entry = &g_array_index (self->lesions, Entry, i);

      if (!entry->is_on)
        continue;
      find_places (self, entry);
      if (entry->places == NULL)
        continue;
      keep (self, entry);
      g_array_append_vals (places, entry->places->data, entry->places->len);
    }
  gradus_trainer_hold (self->trainer, places);
  self->weights_are_stale = self->weights_are_stale || places->len > 0;
}

static gboolean
has_lesion (const GArray *lesions, const GradusLesion *lesion)
{
  for (guint i = 0; i < lesions->len; i++)
    if (g_array_index (lesions, GradusLesion, i).uid == lesion->uid &&
        g_array_index (lesions, GradusLesion, i).unit == lesion->unit)
      return TRUE;
  return FALSE;
}

static Entry *
ensure_entry (GradusWorker *self, const GradusLesion *lesion)
{
  Entry entry = { .lesion = *lesion };

  for (guint i = 0; i < self->lesions->len; i++)
    {
      Entry *found = &g_array_index (self->lesions, Entry, i);

      if (found->lesion.uid == lesion->uid && found->lesion.unit == lesion->unit)
        return found;
    }
  g_array_append_val (self->lesions, entry);
  return &g_array_index (self->lesions, Entry, self->lesions->len - 1);
}

static void
wake (GradusWorker *self, Entry *entry)
{
  entry->is_on = FALSE;
  if (self->trainer == NULL)
    return;
  find_places (self, entry);
  if (entry->places == NULL || entry->kept == NULL || !is_silent (self, entry))
    return;
  for (guint i = 0; i < entry->places->len; i++)
    *get_number (self, entry, i) = entry->kept[i];
}

/* --- Files --- */

/* The weights are in place. */
void
gradus_worker_take_silences (GradusWorker *self, const GPtrArray *silences)
{
  for (guint i = 0; self->lesions != NULL && i < self->lesions->len; i++)
    {
      Entry               *entry = &g_array_index (self->lesions, Entry, i);
      const GradusSilence *silence = gradus_silences_find (silences, &entry->lesion);

      if (!entry->is_on)
        continue;
      find_places (self, entry);
      if (silence == NULL || entry->places == NULL ||
          silence->n_weights != entry->places->len)
        continue;
      g_free (entry->kept);
      entry->n_kept = silence->n_weights;
      entry->kept = g_memdup2 (silence->weights, entry->n_kept * sizeof (float));
    }
}

GradusTrainerState *
gradus_worker_dup_state (const GradusWorker *self)
{
  GradusTrainerState   *state = gradus_trainer_dup_state (self->trainer);
  g_autoptr (GPtrArray) silences = gradus_silences_new ();

  for (guint i = 0; self->lesions != NULL && i < self->lesions->len; i++)
    {
      const Entry *entry = &g_array_index (self->lesions, Entry, i);

      if (entry->is_on && entry->places != NULL && entry->kept != NULL)
        gradus_silences_add (silences, &entry->lesion, entry->kept, entry->n_kept);
    }
  if (silences->len > 0)
    gradus_trainer_state_set_silences (state, silences);
  return state;
}

/* --- What an edit does --- */

static void
measure (GradusWorker *self, GradusCheck *check)
{
  GradusDataset            *data = gradus_trainer_get_validation (self->trainer);
  g_autoptr (GradusDataset) some = NULL;
  double                    metrics[GRADUS_MAX_METRICS];

  if (data == NULL || gradus_dataset_get_n_samples (data) == 0)
    data = gradus_trainer_get_data (self->trainer);
  some = gradus_dataset_slice (data, 0,
                               MIN (CHECK_SAMPLES, gradus_dataset_get_n_samples (data)));
  check->is_known =
    gradus_trainer_evaluate (self->trainer, some, &check->loss, metrics, NULL);
  check->has_metric = gradus_trainer_get_n_metrics (self->trainer) > 0;
  check->metric = check->has_metric ? metrics[0] : 0;
}

/* What is measured before the first of several edits is what they are compared with. */
static void
begin_edit (GradusWorker *self)
{
  if (self->state != GRADUS_SESSION_RUNNING && !self->check_before.is_known)
    measure (self, &self->check_before);
}

static void
end_edit (GradusWorker *self)
{
  self->weights_are_stale = TRUE;
  self->is_trained = TRUE;
  gradus_worker_begin_watching (self);
  if (self->state != GRADUS_SESSION_RUNNING)
    measure (self, &self->check);
}

void
gradus_worker_forget_check (GradusWorker *self)
{
  self->check_before.is_known = self->check.is_known = FALSE;
}

void
gradus_worker_set_lesions (GradusWorker *self, const GArray *lesions)
{
  if (self->lesions == NULL)
    {
      self->lesions = g_array_new (FALSE, TRUE, sizeof (Entry));
      g_array_set_clear_func (self->lesions, entry_clear);
    }
  if (self->trainer != NULL)
    begin_edit (self);
  for (guint i = 0; i < self->lesions->len; i++)
    {
      Entry *entry = &g_array_index (self->lesions, Entry, i);

      if (entry->is_on && !has_lesion (lesions, &entry->lesion))
        wake (self, entry);
    }
  for (guint i = 0; i < lesions->len; i++)
    ensure_entry (self, &g_array_index (lesions, GradusLesion, i))->is_on = TRUE;
  gradus_worker_apply_lesions (self);
  if (self->trainer != NULL)
    end_edit (self);
}

void
gradus_worker_edit_weight (GradusWorker *self, guint weight, gsize index, float value)
{
  GradusModel *model;

  if (self->trainer == NULL)
    return;
  model = gradus_trainer_get_model (self->trainer);
  if (weight >= gradus_model_get_n_weights (model) ||
      index >= gradus_shape_size (&gradus_model_get_weight_info (model, weight)->shape))
    return;
  begin_edit (self);
  gradus_model_get_weight_data (model, weight)[index] = value;
  end_edit (self);
}
