/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-studio-private.h"

#include "engine/model.h"

#include <math.h>
#include <string.h>

/* A copy of the document that is being put together. */
typedef struct
{
  GradusKerasFile *file;
  GradusPlan      *plan; /* that the weights were learned with; NULL: the document's */
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_clear_pointer (&copy->file, gradus_keras_file_free);
  g_clear_pointer (&copy->plan, gradus_plan_unref);
  g_free (copy);
}

static GPtrArray *
ref_array (GPtrArray *array)
{
  return array != NULL ? g_ptr_array_ref (array) : NULL;
}

/* --- What was learned with another stack: of that, what the document still has --- */

static gboolean
weights_fit (GradusPlan *plan, const GPtrArray *weights)
{
  guint n = 0;

  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    for (guint j = 0; j < gradus_plan_get_layer (plan, i)->n_weights; j++, n++)
      if (n >= weights->len ||
          !gradus_shape_equal (&((GradusTensor *) weights->pdata[n])->shape,
                               &gradus_plan_get_layer (plan, i)->weights[j].shape))
        return FALSE;
  return n == weights->len;
}

/* The weight called @name of the layer @uid, NULL if there is none of that shape. */
static const GradusTensor *
find_weight (GradusPlan        *plan,
             const GPtrArray   *weights,
             guint64            uid,
             const char        *name,
             const GradusShape *shape)
{
  const GradusSequential *sequential = gradus_plan_get_sequential (plan);
  guint                   n = 0;

  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    for (guint j = 0; j < gradus_plan_get_layer (plan, i)->n_weights; j++, n++)
      {
        const GradusTensor *tensor = n < weights->len ? weights->pdata[n] : NULL;

        if (tensor != NULL && gradus_sequential_get_layer (sequential, i)->uid == uid &&
            strcmp (gradus_plan_get_layer (plan, i)->weights[j].name, name) == 0 &&
            gradus_shape_equal (&tensor->shape, shape))
          return tensor;
      }
  return NULL;
}

static void
carry_over (Copy *copy, GradusPlan *plan)
{
  const GradusSequential *sequential = gradus_plan_get_sequential (plan);
  g_autoptr (GradusModel) model =
    gradus_model_new (sequential, copy->file->project->fit.seed, NULL);
  g_autoptr (GPtrArray) old = g_steal_pointer (&copy->file->weights);

  g_clear_pointer (&copy->file->slots, g_ptr_array_unref);
  if (model == NULL)
    return;
  for (guint i = 0; i < gradus_model_get_n_weights (model); i++)
    {
      const GradusWeightInfo *info = gradus_model_get_weight_info (model, i);
      const GradusTensor     *found =
        find_weight (copy->plan, old,
                     gradus_sequential_get_layer (sequential, info->layer)->uid,
                     gradus_plan_get_layer (plan, info->layer)->weights[info->index].name,
                     &info->shape);

      if (found != NULL)
        memcpy (gradus_model_get_weight_data (model, i), found->data,
                found->size * sizeof (float));
    }
  copy->file->weights = gradus_model_dup_weights (model);
}

/* A stack that cannot train leaves the session with what it learned before. */
static void
assemble_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Copy                  *copy = data;
  g_autoptr (GradusPlan) plan = gradus_plan_new (copy->file->project->sequential);

  if (copy->file->weights != NULL && gradus_plan_is_whole (plan) &&
      !weights_fit (plan, copy->file->weights) && copy->plan != NULL)
    carry_over (copy, plan);
  g_task_return_pointer (task, g_steal_pointer (&copy->file),
                         (GDestroyNotify) gradus_keras_file_free);
}

/* --- Asking the session --- */

static void
take_state (Copy *copy, GradusTrainerState *state, GradusSnapshot *snapshot)
{
  copy->file->weights = ref_array (gradus_trainer_state_get_weights (state));
  copy->file->slots = ref_array (gradus_trainer_state_get_slots (state));
  copy->file->iteration = gradus_trainer_state_get_iteration (state);
  copy->file->learning_rate = gradus_trainer_state_get_learning_rate (state);
  copy->file->silences = ref_array (gradus_trainer_state_get_silences (state));
  if (snapshot->history != NULL)
    copy->file->history = gradus_history_ref (snapshot->history);
  if (snapshot->plan != NULL)
    copy->plan = gradus_plan_ref (snapshot->plan);
}

/* The state is missing when there is nothing learned yet, as in a stack that does not
 * fit: then the description alone is saved. */
static void
state_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask)              task = user_data;
  GradusStudio                  *self = g_task_get_source_object (task);
  Copy                          *copy = g_task_get_task_data (task);
  g_autoptr (GradusTrainerState) state =
    gradus_session_dup_state_finish (GRADUS_SESSION (source), result, NULL);

  if (gradus_studio_get_document (self) == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED,
                               "The window was closed"); /* nobody is told */
      return;
    }
  if (state != NULL)
    take_state (copy, state, gradus_studio_get_live_snapshot (self));
  else
    gradus_studio_get_waiting (self, copy->file);
  g_task_run_in_thread (task, assemble_thread);
}

/**
 * gradus_studio_dup_file_async:
 * @callback: called in the main context
 * @user_data: for @callback
 *
 * Copies the document and what it has learned, as they are now.
 */
void
gradus_studio_dup_file_async (GradusStudio       *self,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Copy  *copy = g_new0 (Copy, 1);

  g_return_if_fail (gradus_studio_get_document (self) != NULL);

  copy->file = g_new0 (GradusKerasFile, 1);
  copy->file->project =
    gradus_project_copy (gradus_document_get_project (gradus_studio_get_document (self)));
  copy->file->learning_rate = NAN;
  copy->file->from_gradus = TRUE;
  g_task_set_source_tag (task, gradus_studio_dup_file_async);
  g_task_set_task_data (task, copy, copy_free);
  gradus_session_dup_state_async (gradus_studio_get_session (self), state_cb, task);
}

/**
 * gradus_studio_dup_file_finish:
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Errors: `G_IO_ERROR_CLOSED` if the window was closed meanwhile
 *
 * Returns: (transfer full): the copy
 */
GradusKerasFile *
gradus_studio_dup_file_finish (GradusStudio *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- What a file brought, until a session takes it up --- */

void
gradus_studio_restore_saved (GradusStudio *self)
{
  if (!self->has_saved)
    return;
  gradus_session_restore (self->session, self->saved_weights, self->saved_slots,
                          self->saved_iteration, self->saved_rate, self->saved_history,
                          self->saved_silences);
  self->has_saved = FALSE;
  g_clear_pointer (&self->saved_weights, g_ptr_array_unref);
  g_clear_pointer (&self->saved_slots, g_ptr_array_unref);
  g_clear_pointer (&self->saved_history, gradus_history_unref);
  g_clear_pointer (&self->saved_silences, g_ptr_array_unref);
}

void
gradus_studio_keep_saved (GradusStudio *self, const GradusKerasFile *file)
{
  g_clear_pointer (&self->files, gradus_run_files_free);
  g_clear_pointer (&self->saved_weights, g_ptr_array_unref);
  g_clear_pointer (&self->saved_slots, g_ptr_array_unref);
  g_clear_pointer (&self->saved_history, gradus_history_unref);
  g_clear_pointer (&self->saved_silences, g_ptr_array_unref);
  self->has_saved = file != NULL && file->weights != NULL;
  if (!self->has_saved)
    return;
  self->saved_weights = g_ptr_array_ref (file->weights);
  self->saved_slots = file->slots != NULL ? g_ptr_array_ref (file->slots) : NULL;
  self->saved_history = file->history != NULL ? gradus_history_ref (file->history) : NULL;
  self->saved_silences = file->silences != NULL ? g_ptr_array_ref (file->silences) : NULL;
  self->saved_iteration = file->iteration;
  self->saved_rate = file->learning_rate;
}

gboolean
gradus_studio_get_waiting (GradusStudio *self, GradusKerasFile *file)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);

  if (!self->has_saved)
    return FALSE;
  file->weights = g_ptr_array_ref (self->saved_weights);
  file->slots = self->saved_slots != NULL ? g_ptr_array_ref (self->saved_slots) : NULL;
  file->history =
    self->saved_history != NULL ? gradus_history_ref (self->saved_history) : NULL;
  file->silences =
    self->saved_silences != NULL ? g_ptr_array_ref (self->saved_silences) : NULL;
  file->iteration = self->saved_iteration;
  file->learning_rate = self->saved_rate;
  return TRUE;
}
