/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/report-facts.h"

#include "engine/parts.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A loss this much above the lowest one has risen, and is not just uneven. */
#define RISEN 1.02
#define FALLING 0.99

static double
get_value (const GradusHistoryEpoch *epoch, int metric, gboolean is_validation)
{
  if (is_validation && !epoch->has_validation)
    return NAN;
  if (metric < 0)
    return is_validation ? epoch->validation_loss : epoch->loss;
  return is_validation ? epoch->validation_metrics[metric] : epoch->metrics[metric];
}

static gboolean
is_higher_better (GradusHistory *history, int metric)
{
  g_autofree char        *name = NULL;
  const GradusMetricKind *kind = NULL;

  if (metric < 0)
    return FALSE;
  name = g_strdup (gradus_history_get_metric_name (history, (guint) metric));
  kind = (const GradusMetricKind *) gradus_kind_find (GRADUS_FAMILY_METRIC, name);
  if (kind == NULL)
    {
      /* A second metric of its kind is called like "auc_1". */
      char *last = strrchr (name, '_');

      if (last != NULL && g_ascii_isdigit (last[1]))
        *last = '\0';
      kind = (const GradusMetricKind *) gradus_kind_find (GRADUS_FAMILY_METRIC, name);
    }
  return kind != NULL && kind->higher_is_better;
}

/**
 * gradus_report_find_best:
 * @history: what was measured
 * @metric: a metric of the history, −1 for the loss
 *
 * Finds the best epoch: by validation if there was one, else by training.
 *
 * Returns: it
 */
GradusReportBest
gradus_report_find_best (GradusHistory *history, int metric)
{
  GradusReportBest best = { .value = NAN };
  guint            n = gradus_history_get_n_epochs (history);

  best.higher_is_better = is_higher_better (history, metric);
  for (guint i = 0; i < n; i++)
    best.is_validation |= gradus_history_get_epoch (history, i)->has_validation;
  for (guint i = 0; i < n; i++)
    {
      const GradusHistoryEpoch *epoch = gradus_history_get_epoch (history, i);
      double                    value = get_value (epoch, metric, best.is_validation);

      if (!isfinite (value) ||
          (best.epoch > 0 &&
           (best.higher_is_better ? value <= best.value : value >= best.value)))
        continue;
      best.epoch = epoch->epoch;
      best.value = value;
    }
  return best;
}

/**
 * gradus_report_has_diverged:
 * @history: what was measured
 *
 * Returns: whether the loss left the finite numbers in the end
 */
gboolean
gradus_report_has_diverged (GradusHistory *history)
{
  gsize n = gradus_history_get_n_steps (history);

  return n > 0 && !isfinite (gradus_history_get_step (history, n - 1)->loss);
}

static char *
read_validation (GradusHistory *history, const GradusReportBest *best)
{
  guint                     n = gradus_history_get_n_epochs (history);
  const GradusHistoryEpoch *last = gradus_history_get_epoch (history, n - 1);
  g_autofree char          *low = gradus_format_value (best->value);
  g_autofree char          *now = gradus_format_value (last->validation_loss);

  if (best->epoch < last->epoch && last->validation_loss > best->value * RISEN)
    return g_strdup_printf (
      _ ("The validation loss was lowest after epoch %u, at %s, and has risen to %s "
         "since: from there on the network learned the training samples by heart rather "
         "than what they have in common."),
      best->epoch, low, now);
  if (best->epoch < last->epoch)
    return g_strdup_printf (
      _ ("The validation loss was lowest after epoch %u, at %s, and has hardly changed "
         "since."),
      best->epoch, low);
  if (n > 1 && last->validation_loss <
                 gradus_history_get_epoch (history, n - 2)->validation_loss * FALLING)
    return g_strdup_printf (
      _ ("The validation loss was still falling after the last epoch (%s): more epochs "
         "might make it lower."),
      now);
  return g_strdup_printf (_ ("The validation loss was lowest after the last epoch, at "
                             "%s."),
                          low);
}

static char *
read_training (GradusHistory *history)
{
  guint                     n = gradus_history_get_n_epochs (history);
  const GradusHistoryEpoch *last = gradus_history_get_epoch (history, n - 1);
  g_autofree char          *now = gradus_format_value (last->loss);

  if (n > 1 && last->loss < gradus_history_get_epoch (history, n - 2)->loss * FALLING)
    return g_strdup_printf (_ ("The training loss was still falling after the last epoch "
                               "(%s). Nothing was held back for validation."),
                            now);
  return g_strdup_printf (_ ("The training loss after the last epoch was %s. Nothing was "
                             "held back for validation."),
                          now);
}

/**
 * gradus_report_read_curves:
 * @history: what was measured
 *
 * Says in plain words what the curves of a run tell.
 *
 * Returns: (transfer full) (nullable): a sentence; NULL before the first epoch is over
 */
char *
gradus_report_read_curves (GradusHistory *history)
{
  guint            n = gradus_history_get_n_epochs (history);
  GradusReportBest best = gradus_report_find_best (history, -1);

  if (gradus_report_has_diverged (history))
    return g_strdup (
      _ ("The loss grew beyond all numbers, which ended the run. A smaller "
         "learning rate usually helps."));
  if (n == 0 || best.epoch == 0)
    return NULL;
  if (best.is_validation && gradus_history_get_epoch (history, n - 1)->has_validation)
    return read_validation (history, &best);
  return read_training (history);
}
