/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/render-update.h"

#include "config.h"

#include "cli/record-learning.h"
#include "cli/render-data.h"
#include "plot/figure-update.h"

#include <glib/gi18n-lib.h>

/* The first weight that learns, of the layer that was named or of any. */
static int
find_weight (const GradusCliSubject *self, const GradusModel *model)
{
  const GradusSequential *stack = gradus_model_get_sequential (model);
  const char             *name = self->options->layer;

  for (guint i = 0; i < gradus_model_get_n_weights (model); i++)
    {
      const GradusWeightInfo *info = gradus_model_get_weight_info (model, i);

      if (info->trainable &&
          (name == NULL ||
           g_str_equal (gradus_sequential_get_layer (stack, info->layer)->name, name)))
        return (int) i;
    }
  return -1;
}

/* As the window chooses it, but for the unit that was asked for. */
static gboolean
find_offset (const GradusCliSubject *self,
             const GradusShape      *shape,
             gsize                  *offset,
             GError                **error)
{
  gsize n_units = (gsize) gradus_shape_last (shape);

  *offset = gradus_update_choose_offset (shape);
  if (self->options->unit <= 0)
    return TRUE;
  if ((gsize) self->options->unit > n_units)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                   _ ("The weight has %zu units; there is no number %d."), n_units,
                   self->options->unit);
      return FALSE;
    }
  *offset += (gsize) self->options->unit - 1 - *offset % n_units;
  return TRUE;
}

/* Of a copy of the network, which makes one more step. */
GradusFigure *
gradus_cli_make_update (GradusCliSubject *self, GError **error)
{
  g_autoptr (GradusDataset)      train = NULL;
  g_autoptr (GradusDataset)      test = NULL;
  g_autoptr (GradusTrainer)      trainer = NULL;
  g_autoptr (GradusUpdateRecord) record = NULL;
  GradusModel                   *model;
  GradusStepReport               report;
  gsize                          offset;
  int                            weight;

  if (!gradus_cli_load_data (self->file->project, &train, &test, error))
    return NULL;
  trainer = gradus_cli_resume_trainer (self->file, train, error);
  if (trainer == NULL)
    return NULL;
  model = gradus_trainer_get_model (trainer);
  weight = find_weight (self, model);
  if (weight < 0)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                           _ ("There is no such layer with weights that learn."));
      return NULL;
    }
  if (!find_offset (self, &gradus_model_get_weight_info (model, (guint) weight)->shape,
                    &offset, error))
    return NULL;
  gradus_trainer_probe (trainer, weight, offset);
  gradus_trainer_step (trainer, &report);
  record = gradus_trainer_dup_record (trainer);
  return gradus_cli_take_figure (gradus_figure_update_new (record,
                                                           gradus_model_get_plan (model)),
                                 error);
}
