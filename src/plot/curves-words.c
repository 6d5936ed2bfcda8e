/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/curves-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What happened to the loss over the last epoch, in a word. */
static const char *
name_trend (const GradusCurvesLayout *self)
{
  const GradusHistoryEpoch *last, *before;

  if (self->n_epochs < 2)
    return NULL;
  last = gradus_history_get_epoch (self->history, self->n_epochs - 1);
  before = gradus_history_get_epoch (self->history, self->n_epochs - 2);
  if (last->loss < before->loss * 0.99)
    return _ ("falling");
  if (last->loss > before->loss * 1.01)
    return _ ("rising");
  return _ ("level");
}

/**
 * gradus_curves_layout_describe:
 * @self: the layout
 *
 * Says in a sentence what the curves show, for those who do not see them. It changes once
 * an epoch.
 *
 * Returns: (transfer full): the sentence
 */
char *
gradus_curves_layout_describe (const GradusCurvesLayout *self)
{
  const GradusHistoryEpoch *epoch;
  const char               *trend = name_trend (self);
  g_autofree char          *loss = NULL;
  g_autofree char          *validation = NULL;
  GString                  *text;

  if (self->n_steps == 0)
    return g_strdup (_ ("Nothing has been measured yet."));
  if (self->n_epochs == 0)
    return g_strdup (_ ("The first epoch is under way."));
  epoch = gradus_history_get_epoch (self->history, self->n_epochs - 1);
  loss = gradus_format_value (epoch->loss);
  text = g_string_new (NULL);
  g_string_append_printf (text, _ ("Training loss %s after epoch %u"), loss,
                          epoch->epoch);
  if (trend != NULL)
    g_string_append_printf (text, ", %s", trend);
  if (epoch->has_validation)
    {
      validation = gradus_format_value (epoch->validation_loss);
      g_string_append_printf (text, _ ("; validation loss %s"), validation);
    }
  g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}

/* Batches in an epoch of a run, as its steps say. */
static guint
count_batches (const GradusHistoryStep *step)
{
  return step->epoch > 0 ? (guint) MAX (1, lrint ((double) step->step / step->epoch)) : 0;
}

/**
 * gradus_curves_layout_describe_step:
 * @self: the layout
 * @cursor: a step
 *
 * Says which batch of which epoch a step was.
 *
 * Returns: (transfer full): like "epoch 5, batch 131 of 375", after the name of the run
 * if it is an earlier one
 */
char *
gradus_curves_layout_describe_step (const GradusCurvesLayout *self,
                                    const GradusCurvesCursor *cursor)
{
  const GradusCurvesTrace *trace = gradus_curves_layout_get_trace (self, cursor->trace);
  const GradusHistoryStep *step = gradus_history_get_step (trace->history, cursor->index);
  guint64                  before = step->step - MIN (step->step, 1);
  guint n_batches = cursor->trace == 0 ? self->n_batches : count_batches (step);
  g_autofree char *number = gradus_format_number ((double) step->step, 0);
  g_autofree char *text = NULL;

  if (n_batches > 0)
    text =
      g_strdup_printf (_ ("epoch %u, batch %u of %u"), (guint) (before / n_batches) + 1,
                       (guint) (before % n_batches) + 1, n_batches);
  else
    text = g_strdup_printf (_ ("batch %s"), number);
  if (trace->run == NULL)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s: %s", trace->run->title, text);
}
