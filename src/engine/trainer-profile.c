/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/trainer-private.h"

#include <config.h>

#include "engine/stage.h"

#include <glib/gi18n-lib.h>

/* Where the time of a step goes: by stage and by phase, measured on the real steps. */

static void
clear_timing (gpointer data)
{
  g_free (((GradusTiming *) data)->name);
}

static guint
count_laps (const GradusTrainer *self)
{
  return GRADUS_N_LAPS + 2 * self->slices[0].lane->stages->len;
}

static void
start_laps (GradusTrainer *self)
{
  self->laps = g_new0 (GradusLaps, 1);
  self->laps->seconds = g_new0 (double, count_laps (self));
  for (guint i = 0; i < self->n_slices; i++)
    {
      self->slices[i].lane->laps = g_new0 (GradusLaps, 1);
      self->slices[i].lane->laps->seconds = g_new0 (double, count_laps (self));
    }
}

static void
free_laps (GradusLaps **laps)
{
  g_free ((*laps)->seconds);
  g_clear_pointer (laps, g_free);
}

/* What all slices took together, a step; the slices of several threads run side by side.
 */
static double
sum_lap (const GradusTrainer *self, guint lap, guint n_steps)
{
  double sum = self->laps->seconds[lap];

  for (guint i = 0; i < self->n_slices; i++)
    sum += self->slices[i].lane->laps->seconds[lap];
  return sum / n_steps;
}

static char *
name_stage (const GradusTrainer *self, const GradusStage *stage)
{
  const GradusSequential *sequential = gradus_model_get_sequential (self->model);
  GString                *name = g_string_new (NULL);

  for (guint i = stage->first; i <= stage->last; i++)
    {
      if (i > stage->first)
        g_string_append (name, " + ");
      g_string_append (name, gradus_sequential_get_layer (sequential, i)->name);
    }
  return g_string_free (name, FALSE);
}

static void
add_phase (GArray *timings, const char *name, double seconds)
{
  GradusTiming timing = { .name = g_strdup (name), .forward = seconds };

  g_array_append_val (timings, timing);
}

static GArray *
collect (const GradusTrainer *self, guint n_steps)
{
  GArray       *timings = g_array_new (FALSE, FALSE, sizeof (GradusTiming));
  const GArray *stages = self->slices[0].lane->stages;

  g_array_set_clear_func (timings, clear_timing);
  add_phase (timings, _ ("data"), sum_lap (self, GRADUS_LAP_DATA, n_steps));
  for (guint i = 0; i < stages->len; i++)
    {
      GradusTiming timing = {
        .name = name_stage (self, &g_array_index (stages, GradusStage, i)),
        .forward = sum_lap (self, GRADUS_N_LAPS + 2 * i, n_steps),
        .backward = sum_lap (self, GRADUS_N_LAPS + 2 * i + 1, n_steps),
      };

      g_array_append_val (timings, timing);
    }
  add_phase (timings, _ ("loss and metrics"), sum_lap (self, GRADUS_LAP_LOSS, n_steps));
  add_phase (timings, _ ("sum of gradients"), sum_lap (self, GRADUS_LAP_SUM, n_steps));
  add_phase (timings, _ ("optimizer"), sum_lap (self, GRADUS_LAP_UPDATE, n_steps));
  return timings;
}

/**
 * gradus_trainer_profile:
 * @self: a trainer with epochs left
 * @n_steps: how many steps to measure
 *
 * Goes on training for some steps and measures where their time goes.
 *
 * Returns: (transfer full) (element-type GradusTiming): seconds of a step, summed over
 * threads: each stage, and what is not layers
 */
GArray *
gradus_trainer_profile (GradusTrainer *self, guint n_steps)
{
  guint   n_done = 0;
  GArray *timings;

  start_laps (self);
  while (n_done < n_steps)
    {
      GradusPhase phase = gradus_trainer_step (self, NULL);

      if (phase == GRADUS_PHASE_FINISHED || phase == GRADUS_PHASE_DIVERGED)
        break;
      n_done += phase == GRADUS_PHASE_BATCH;
    }
  timings = collect (self, MAX (n_done, 1));
  for (guint i = 0; i < self->n_slices; i++)
    free_laps (&self->slices[i].lane->laps);
  free_laps (&self->laps);
  return timings;
}
