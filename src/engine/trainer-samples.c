/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/trainer-private.h"

/* What the last batch cost, sample by sample. The slices still hold outputs, targets and
 * losses of the last part that they went through, so that nothing is computed twice and
 * training does not notice. */

/* Neighbouring rows look at numbers far from each other. */
#define COLUMN_STEP 7919

static gboolean
place_row (const GradusTrainer *self,
           const GradusSlice   *slice,
           gsize                row,
           GradusLossSample    *sample)
{
  GradusTargetForm form = self->loss_kind->target_form;
  gsize            n_targets = form == GRADUS_TARGET_CLASS ? 1 : self->n_columns;

  if (slice->row_weight != NULL && !(slice->row_weight[row] > 0))
    return FALSE;
  return gradus_loss_place (self->loss, self->n_columns,
                            row * COLUMN_STEP % self->n_columns,
                            slice->targets[form] + row * n_targets,
                            gradus_lane_get_output (slice->lane) + row * self->n_columns,
                            (double) slice->row_loss[row], sample);
}

/**
 * gradus_trainer_get_loss_samples:
 * @self: a trainer
 * @samples: (out) (array length=n_most): where they stand
 * @n_most: how many are asked for
 *
 * Tells where samples of the last batch stood on the curve of the loss.
 *
 * Returns: how many there are
 */
guint
gradus_trainer_get_loss_samples (const GradusTrainer *self,
                                 GradusLossSample    *samples,
                                 guint                n_most)
{
  gsize n_rows = 0;
  gsize seen = 0;
  guint n = 0;

  if (self->pass_data == NULL || !self->pass_training || n_most == 0)
    return 0;
  for (guint i = 0; i < self->n_slices; i++)
    n_rows += self->slices[i].n_last * self->rows_per_sample;
  for (guint i = 0; i < self->n_slices; i++)
    {
      const GradusSlice *slice = &self->slices[i];

      if (gradus_lane_get_output (slice->lane) == NULL)
        return 0;
      for (gsize row = 0; row < slice->n_last * self->rows_per_sample; row++, seen++)
        /* As if every nth row were taken, also where n is no whole number. */
        if ((seen + 1) * MIN (n_most, n_rows) / n_rows >
            seen * MIN (n_most, n_rows) / n_rows)
          n += place_row (self, slice, row, &samples[n]);
    }
  return n;
}
