/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/record-learning.h"

#include "config.h"

#include "engine/error.h"
#include "engine/trainer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_SAMPLES 256u

GradusTrainer *
gradus_cli_resume_trainer (const GradusKerasFile *file,
                           GradusDataset         *train,
                           GError               **error)
{
  GradusFitOptions          options = file->project->fit;
  g_autoptr (GradusTrainer) trainer = NULL;

  options.epochs = 1;
  trainer = gradus_trainer_new (file->project->sequential, train, NULL, &options, error);
  if (trainer == NULL ||
      (file->weights != NULL &&
       !gradus_trainer_restore_from_parts (trainer, file->weights, file->slots,
                                           file->iteration, file->learning_rate, error)))
    return NULL;
  gradus_trainer_hold_lesions (trainer, file->project->lesions);
  return g_steal_pointer (&trainer);
}

/* As many records as there are ridges, evenly over the epoch. */
static GPtrArray *
train_epoch (GradusTrainer *trainer)
{
  GPtrArray *stats =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_weight_stats_unref);
  GradusModel                  *model = gradus_trainer_get_model (trainer);
  g_autoptr (GradusWeightStats) next = gradus_weight_stats_new (model);
  GradusStepReport              report = { 0 };

  gradus_trainer_watch (trainer, next);
  while (gradus_trainer_step (trainer, &report) != GRADUS_PHASE_FINISHED &&
         report.phase != GRADUS_PHASE_DIVERGED)
    {
      guint every = MAX (1, (report.n_batches - 1) / (GRADUS_RIDGES_MOST - 1));

      if (next->step == 0 || report.phase != GRADUS_PHASE_BATCH ||
          (report.batch - 1) % every != 0)
        {
          if (next->step != 0)
            gradus_trainer_watch (trainer, next);
          continue;
        }
      g_ptr_array_add (stats, g_steal_pointer (&next));
      next = gradus_weight_stats_new (model);
      gradus_trainer_watch (trainer, next);
    }
  gradus_trainer_watch (trainer, NULL);
  return stats;
}

static GArray *
count_units (GradusModel *model, GradusDataset *data)
{
  guint             n = MIN (MOST_SAMPLES, gradus_dataset_get_n_samples (data));
  gsize             size = gradus_shape_size (gradus_dataset_get_shape (data));
  g_autofree float *x = g_new (float, MAX (n * size, 1));

  for (guint i = 0; i < n; i++)
    gradus_dataset_get_sample (data, i, x + i * size);
  return gradus_unit_health_measure (model, n, x);
}

static int
find_layer (GradusPlan *plan, const char *name)
{
  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    if (name == NULL ||
        g_str_equal (gradus_sequential_get_layer (gradus_plan_get_sequential (plan), i)
                       ->name,
                     name))
      return (int) i;
  return -1;
}

/**
 * gradus_cli_record_learning:
 * @file: a network and what it has learned
 * @train: what it learns from
 * @test: what its units are asked
 * @layer: (nullable): name of the layer whose histograms are wanted
 * @error: return location for an error
 *
 * Trains a copy of the network for one more epoch and records how its weights move.
 *
 * Errors: `GRADUS_ERROR_DATA` if there is no such layer or nothing is trained; those of
 *   gradus_trainer_new()
 *
 * Returns: (transfer full) (nullable): what was recorded
 */
GradusLearningSheet *
gradus_cli_record_learning (const GradusKerasFile *file,
                            GradusDataset         *train,
                            GradusDataset         *test,
                            const char            *layer,
                            GError               **error)
{
  g_autoptr (GradusTrainer) trainer = gradus_cli_resume_trainer (file, train, error);
  g_autoptr (GPtrArray)     stats = NULL;
  g_autoptr (GArray)        health = NULL;
  GradusLearningSheet      *sheet;
  GradusModel              *model;
  int                       index;

  if (trainer == NULL)
    return NULL;
  model = gradus_trainer_get_model (trainer);
  index = find_layer (gradus_model_get_plan (model), layer);
  if (index < 0)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_DATA, _ ("There is no layer %s."),
                   layer);
      return NULL;
    }
  stats = train_epoch (trainer);
  health = count_units (model, test);
  sheet = gradus_learning_sheet_new (gradus_model_get_plan (model), stats, health,
                                     (guint) index);
  if (sheet == NULL)
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                         _ ("No layer of this network learns."));
  return sheet;
}
