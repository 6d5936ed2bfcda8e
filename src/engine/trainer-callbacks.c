/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/trainer-private.h"

#include <math.h>
#include <string.h>

/* Callbacks that steer training, at the beginning and the end of an epoch.
 *
 * Source: Keras 3, keras/src/callbacks/early_stopping.py, reduce_lr_on_plateau.py,
 * learning_rate_scheduler.py */

static const GradusConfig *
get_callback (const GradusTrainer *self, guint index)
{
  return gradus_model_get_sequential (self->model)->callbacks->pdata[index];
}

static gboolean
is_a (const GradusConfig *callback, const char *name)
{
  return strcmp (gradus_config_get_kind (callback)->name, name) == 0;
}

/**
 * gradus_step_report_find:
 * @report: the report of an epoch's end
 * @trainer: who made it
 * @name: a name in Keras's History, like `val_accuracy`
 * @value: (out): what it was
 * @higher_is_better: (out) (optional): which way is progress
 *
 * Returns: whether there is such a number
 */
gboolean
gradus_step_report_find (const GradusStepReport *report,
                         const GradusTrainer    *trainer,
                         const char             *name,
                         double                 *value,
                         gboolean               *higher_is_better)
{
  gboolean    is_validation = g_str_has_prefix (name, "val_");
  const char *plain = is_validation ? name + 4 : name;

  if (is_validation && !report->has_validation)
    return FALSE;
  if (higher_is_better != NULL)
    *higher_is_better = FALSE;
  if (strcmp (plain, "loss") == 0)
    {
      *value = is_validation ? report->validation_loss : report->epoch_loss;
      return TRUE;
    }
  for (guint i = 0; i < trainer->n_metrics; i++)
    if (strcmp (trainer->metric_names[i], plain) == 0)
      {
        *value = is_validation ? report->validation_metrics[i] : report->epoch_metrics[i];
        if (higher_is_better != NULL)
          *higher_is_better = trainer->metric_kinds[i]->higher_is_better;
        return TRUE;
      }
  return FALSE;
}

/* FALSE if what the callback watches is not measured. */
static gboolean
find_monitored (const GradusTrainer *self,
                const GradusConfig  *callback,
                double              *value,
                gboolean            *is_max)
{
  const char *mode = gradus_config_get_choice (callback, "mode");

  if (!gradus_step_report_find (&self->report, self,
                                gradus_config_get_choice (callback, "monitor"), value,
                                is_max))
    return FALSE;
  if (strcmp (mode, "auto") != 0)
    *is_max = strcmp (mode, "max") == 0;
  return TRUE;
}

static gboolean
is_better (const GradusConfig *callback, gboolean is_max, double value, double reference)
{
  double least = gradus_config_get_float (callback, "min_delta");

  return is_max ? value - least > reference : value + least < reference;
}

static void
keep_best (GradusTrainer *self, GradusCallbackState *state)
{
  g_clear_pointer (&state->best_weights, g_ptr_array_unref);
  state->best_weights = gradus_model_dup_weights (self->model);
}

static void
stop_early (GradusTrainer *self, const GradusConfig *callback, GradusCallbackState *state)
{
  gboolean restores = gradus_config_get_bool (callback, "restore_best_weights");
  gboolean is_max;
  double   value;

  if (!find_monitored (self, callback, &value, &is_max) ||
      self->report.epoch < gradus_config_get_int (callback, "start_from_epoch"))
    return;
  if (restores && state->best_weights == NULL)
    keep_best (self, state);
  state->wait++;
  if (!state->has_best || is_better (callback, is_max, value, state->best))
    {
      state->has_best = TRUE;
      state->best = value;
      if (restores)
        keep_best (self, state);
      if (gradus_config_is_none (callback, "baseline") ||
          is_better (callback, is_max, value,
                     gradus_config_get_float (callback, "baseline")))
        state->wait = 0;
    }
  else if (state->wait >= gradus_config_get_int (callback, "patience") &&
           self->report.epoch > 0)
    self->is_stopped = TRUE;
}

static void
reduce_rate (GradusTrainer       *self,
             const GradusConfig  *callback,
             GradusCallbackState *state)
{
  double   least = gradus_config_get_float (callback, "min_lr");
  double   rate = self->step.learning_rate;
  gboolean is_max;
  double   value;

  if (!find_monitored (self, callback, &value, &is_max))
    return;
  if (state->cooldown > 0)
    {
      state->cooldown--;
      state->wait = 0;
    }
  if (!state->has_best || is_better (callback, is_max, value, state->best))
    {
      state->has_best = TRUE;
      state->best = value;
      state->wait = 0;
    }
  else if (state->cooldown == 0 &&
           ++state->wait >= gradus_config_get_int (callback, "patience") && rate > least)
    {
      gradus_trainer_set_learning_rate (self,
                                        MAX (rate * gradus_config_get_float (callback,
                                                                             "factor"),
                                             least));
      state->cooldown = gradus_config_get_int (callback, "cooldown");
      state->wait = 0;
    }
}

static void
clear_state (gpointer data)
{
  GradusCallbackState *state = data;

  g_clear_pointer (&state->best_weights, g_ptr_array_unref);
}

GArray *
gradus_callback_states_new (guint n_callbacks)
{
  GArray *states =
    g_array_sized_new (FALSE, TRUE, sizeof (GradusCallbackState), n_callbacks);

  g_array_set_clear_func (states, clear_state);
  g_array_set_size (states, n_callbacks);
  return states;
}

GArray *
gradus_callback_states_copy (const GArray *states)
{
  GArray *copy = gradus_callback_states_new (states->len);

  for (guint i = 0; i < states->len; i++)
    {
      GradusCallbackState *to = &g_array_index (copy, GradusCallbackState, i);

      *to = g_array_index (states, GradusCallbackState, i);
      if (to->best_weights != NULL)
        g_ptr_array_ref (to->best_weights);
    }
  return copy;
}

/* Keras's on_train_begin (): nothing is remembered of a run before. */
void
gradus_trainer_start_callbacks (GradusTrainer *self)
{
  g_clear_pointer (&self->callback_states, g_array_unref);
  self->callback_states = gradus_callback_states_new (
    gradus_model_get_sequential (self->model)->callbacks->len);
  self->is_stopped = FALSE;
}

void
gradus_trainer_begin_epoch_callbacks (GradusTrainer *self)
{
  for (guint i = 0; i < self->callback_states->len; i++)
    if (is_a (get_callback (self, i), "LearningRateScheduler"))
      gradus_trainer_set_learning_rate (
        self, gradus_schedule_get_rate (gradus_config_get_object (get_callback (self, i),
                                                                  "schedule"),
                                        self->epoch));
}

/* At the end of an epoch, its report complete. */
void
gradus_trainer_end_epoch_callbacks (GradusTrainer *self)
{
  for (guint i = 0; i < self->callback_states->len; i++)
    {
      const GradusConfig  *callback = get_callback (self, i);
      GradusCallbackState *state =
        &g_array_index (self->callback_states, GradusCallbackState, i);

      if (is_a (callback, "EarlyStopping"))
        stop_early (self, callback, state);
      else if (is_a (callback, "ReduceLROnPlateau"))
        reduce_rate (self, callback, state);
    }
}

/* Keras's on_train_end () */
void
gradus_trainer_finish_callbacks (GradusTrainer *self)
{
  for (guint i = 0; i < self->callback_states->len; i++)
    {
      GradusCallbackState *state =
        &g_array_index (self->callback_states, GradusCallbackState, i);

      if (state->best_weights != NULL)
        gradus_model_set_weights (self->model, state->best_weights, NULL);
    }
}
