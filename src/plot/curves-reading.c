/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/curves-reading.h"

#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/*
 * Rules that read the curves of a run. They look at whole epochs only, so that what is
 * said changes at most once an epoch, and at several of them, so that one uneven epoch
 * does not change it. The first rule that holds speaks; they stand in the order in which
 * a teacher would ask: is it broken, does it learn at all, does it learn the right thing,
 * is it done.
 *
 * All thresholds are shares of a loss; where a loss is not positive (that of cosine
 * similarity) shares mean nothing, and nothing is said.
 */

/* So many epochs must tell the same story. */
#define WINDOW 3
/* A loss this much above its lowest has risen and is not just uneven. */
#define RISEN 1.02
/* A loss that falls by less than a hundredth in an epoch has levelled off. */
#define FALLING 0.99
/* Training with a rate that is too large leaves the lowest loss behind by this much. */
#define FAR_ABOVE 1.1
/* Epochs that go up and down by this share of the loss in turn. */
#define JUMP 0.15
/* Of what the loss was at the very beginning: nothing was learned above the first, little
 * above the second. */
#define NOTHING_LEARNED 0.95
#define LITTLE_LEARNED 0.5
/* How far the share of right answers may lie from that of guessing. */
#define CHANCE_ROOM 0.03
/* The loss before training is that of so many first steps. */
#define FIRST_STEPS 5

typedef struct
{
  const GradusHistory *history;
  guint                n_epochs;
  guint                n_classes;
  double               start;    /* loss of the first steps; NaN if unknown */
  int                  accuracy; /* which metric; −1 if none */
  gboolean             has_validation;
} Curves;

static double
get_loss (const Curves *curves, guint epoch)
{
  return gradus_history_get_epoch (curves->history, epoch - 1)->loss;
}

/* Epochs count from 1, as they do in what is said. */
static double
get_validation (const Curves *curves, guint epoch)
{
  return gradus_history_get_epoch (curves->history, epoch - 1)->validation_loss;
}

static int
find_accuracy (const GradusHistory *history)
{
  for (guint i = 0; i < gradus_history_get_n_metrics (history); i++)
    {
      const char *name = gradus_history_get_metric_name (history, i);

      if (g_str_has_suffix (name, "accuracy") || g_str_equal (name, "acc"))
        return (int) i;
    }
  return -1;
}

static double
measure_start (const GradusHistory *history, gsize n_steps)
{
  gsize  n = MIN (n_steps, FIRST_STEPS);
  double sum = 0;

  /* A history that was cut short begins elsewhere. */
  if (n == 0 || gradus_history_get_step (history, 0)->epoch >= 1)
    return NAN;
  for (gsize i = 0; i < n; i++)
    sum += (double) gradus_history_get_step (history, i)->loss;
  return sum / (double) n;
}

static gboolean
is_finite (const Curves *curves, gsize n_steps)
{
  if (n_steps > 0 &&
      !isfinite (gradus_history_get_step (curves->history, n_steps - 1)->loss))
    return FALSE;
  return curves->n_epochs == 0 || isfinite (get_loss (curves, curves->n_epochs));
}

static gboolean
is_positive (const Curves *curves)
{
  for (guint i = 1; i <= curves->n_epochs; i++)
    if (!(get_loss (curves, i) > 0) ||
        (curves->has_validation && !(get_validation (curves, i) > 0)))
      return FALSE;
  return TRUE;
}

static guint
find_best (const Curves *curves, double (*get) (const Curves *, guint))
{
  guint best = 1;

  for (guint i = 2; i <= curves->n_epochs; i++)
    if (get (curves, i) < get (curves, best))
      best = i;
  return best;
}

/* Whether a curve fell in each of the last epochs by less than a hundredth, or not at
 * all. */
static gboolean
is_level (const Curves *curves, double (*get) (const Curves *, guint))
{
  guint n = curves->n_epochs;

  for (guint i = n - WINDOW + 2; i <= n; i++)
    if (get (curves, i) < FALLING * get (curves, i - 1))
      return FALSE;
  return TRUE;
}

/* Guessing gives each class the same share of right answers. */
static gboolean
is_chance (const Curves *curves)
{
  double share = 1.0 / MAX (curves->n_classes, 1);

  if (curves->accuracy < 0 || curves->n_classes < 2 || curves->n_epochs < 2)
    return FALSE;
  for (guint i = curves->n_epochs - 1; i <= curves->n_epochs; i++)
    if (fabs (
          gradus_history_get_epoch (curves->history, i - 1)->metrics[curves->accuracy] -
          share) > CHANCE_ROOM)
      return FALSE;
  return isnan (curves->start) ||
         get_loss (curves, curves->n_epochs) > LITTLE_LEARNED * curves->start;
}

/* The lowest loss lies behind, and is far below. */
static gboolean
is_rising (const Curves *curves)
{
  guint best = find_best (curves, get_loss);
  guint n = curves->n_epochs;

  return n - best >= 2 && get_loss (curves, n) > FAR_ABOVE * get_loss (curves, best) &&
         get_loss (curves, n) > get_loss (curves, n - 1);
}

/* Up and down in turn, three times, by more than a little each time. */
static gboolean
is_jumping (const Curves *curves)
{
  guint n = curves->n_epochs;

  if (n < WINDOW + 1)
    return FALSE;
  for (guint i = n - WINDOW + 1; i <= n; i++)
    {
      double change = get_loss (curves, i) - get_loss (curves, i - 1);
      double before = i > n - WINDOW + 1
                        ? get_loss (curves, i - 1) - get_loss (curves, i - 2)
                        : -change;

      if (fabs (change) < JUMP * get_loss (curves, i - 1) || change * before >= 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_overfitting (const Curves *curves)
{
  guint n = curves->n_epochs, best;

  if (!curves->has_validation)
    return FALSE;
  best = find_best (curves, get_validation);
  return n - best >= WINDOW &&
         get_validation (curves, n) > RISEN * get_validation (curves, best) &&
         get_loss (curves, n) < get_loss (curves, best);
}

static gboolean
is_falling (const Curves *curves)
{
  guint n = curves->n_epochs;

  if (is_level (curves, get_loss))
    return FALSE;
  return !curves->has_validation || n - find_best (curves, get_validation) <= 1;
}

static GradusReading
read_epochs (const Curves *curves)
{
  guint  n = curves->n_epochs;
  double last = get_loss (curves, n);

  if (is_chance (curves))
    return GRADUS_READING_CHANCE;
  if (n < WINDOW)
    return GRADUS_READING_EARLY;
  if (!is_positive (curves))
    return GRADUS_READING_NONE;
  if (is_jumping (curves))
    return GRADUS_READING_JUMPING;
  if (is_rising (curves))
    return GRADUS_READING_RISING;
  if (last > NOTHING_LEARNED * curves->start &&
      last > NOTHING_LEARNED * get_loss (curves, 1))
    return GRADUS_READING_FLAT;
  if (is_overfitting (curves))
    return GRADUS_READING_OVERFITTING;
  if (is_falling (curves))
    return GRADUS_READING_FALLING;
  if (!is_level (curves, get_loss))
    return GRADUS_READING_PARTING;
  if (last > LITTLE_LEARNED * curves->start)
    return GRADUS_READING_UNDERFITTING;
  return GRADUS_READING_LEVEL;
}

static void
take_curves (Curves              *curves,
             const GradusHistory *history,
             gsize                n_steps,
             guint                n_epochs,
             guint                n_classes)
{
  *curves = (Curves){ .history = history, .n_epochs = n_epochs, .n_classes = n_classes };
  curves->start = measure_start (history, n_steps);
  curves->accuracy = find_accuracy (history);
  curves->has_validation = n_epochs > 0;
  for (guint i = 0; i < n_epochs; i++)
    curves->has_validation &= gradus_history_get_epoch (history, i)->has_validation &&
                              isfinite (get_validation (curves, i + 1));
}

/**
 * gradus_curves_read:
 * @history: (nullable): what was measured
 * @n_steps: steps that may be read
 * @n_epochs: epochs that may be read
 * @n_classes: how many kinds of answers there are; 0 if the answers are numbers
 *
 * Reads the curves of a run.
 *
 * Returns: what they tell
 */
GradusReading
gradus_curves_read (const GradusHistory *history,
                    gsize                n_steps,
                    guint                n_epochs,
                    guint                n_classes)
{
  Curves curves;

  if (history == NULL)
    return GRADUS_READING_NONE;
  take_curves (&curves, history, n_steps, n_epochs, n_classes);
  if (!is_finite (&curves, n_steps))
    return GRADUS_READING_NOT_A_NUMBER;
  if (n_epochs == 0)
    return n_steps > 0 ? GRADUS_READING_EARLY : GRADUS_READING_NONE;
  return read_epochs (&curves);
}

static char *
say_overfitting (const Curves *curves)
{
  guint best = find_best (curves, get_validation);
  guint n = curves->n_epochs - best;

  return g_strdup_printf (
    ngettext (
      "The validation loss has risen for %u epoch, while the training loss still "
      "falls: overfitting. The network learns the samples by heart; epoch %u was "
      "the best one.",
      "The validation loss has risen for %u epochs, while the training loss still "
      "falls: overfitting. The network learns the samples by heart; epoch %u was "
      "the best one.",
      n),
    n, gradus_history_get_epoch (curves->history, best - 1)->epoch);
}

static char *
say_not_a_number (const GradusHistory *history, gsize n_steps)
{
  g_autofree char *step = NULL;
  gsize            i = n_steps;

  while (i > 0 && !isfinite (gradus_history_get_step (history, i - 1)->loss))
    i--;
  if (i >= n_steps)
    return g_strdup (
      _ ("The loss grew beyond all numbers. A smaller learning rate usually "
         "helps."));
  step = gradus_format_number ((double) gradus_history_get_step (history, i)->step, 0);
  return g_strdup_printf (_ ("The loss grew beyond all numbers at step %s. A smaller "
                             "learning rate usually helps."),
                          step);
}

/**
 * gradus_curves_read_aloud:
 * @history: (nullable): what was measured
 * @n_steps: steps that may be read
 * @n_epochs: epochs that may be read
 * @n_classes: how many kinds of answers there are; 0 if the answers are numbers
 *
 * Says in plain words what the curves of a run tell, and what one might do. The words
 * change when an epoch is over and not in between.
 *
 * Returns: (transfer full) (nullable): a sentence or two; %NULL if there is nothing to
 * say
 */
char *
gradus_curves_read_aloud (const GradusHistory *history,
                          gsize                n_steps,
                          guint                n_epochs,
                          guint                n_classes)
{
  GradusReading reading = gradus_curves_read (history, n_steps, n_epochs, n_classes);
  Curves        curves;

  if (reading == GRADUS_READING_NONE)
    return NULL;
  take_curves (&curves, history, n_steps, n_epochs, n_classes);
  switch (reading)
    {
    case GRADUS_READING_EARLY:
      return g_strdup (
        _ ("Too early to tell: after three epochs the curves have a shape."));
    case GRADUS_READING_NOT_A_NUMBER:
      return say_not_a_number (history, n_steps);
    case GRADUS_READING_CHANCE:
      return g_strdup_printf (
        ngettext ("As many answers are right as guessing among %u would give: nothing is "
                  "learned yet. Another learning rate may help.",
                  "As many answers are right as guessing among %u would give: nothing is "
                  "learned yet. Another learning rate may help.",
                  n_classes),
        n_classes);
    case GRADUS_READING_RISING:
      return g_strdup (_ ("The training loss rises: the learning rate is probably too "
                          "large."));
    case GRADUS_READING_JUMPING:
      return g_strdup (
        _ ("The training loss jumps up and down: each step goes too far. A "
           "smaller learning rate will calm it."));
    case GRADUS_READING_FLAT:
      return g_strdup (
        _ ("The loss hardly falls: the learning rate is probably too small, "
           "or what is asked cannot be seen in the data."));
    case GRADUS_READING_OVERFITTING:
      return say_overfitting (&curves);
    case GRADUS_READING_PARTING:
      return g_strdup (_ ("The training loss still falls, the validation loss no longer "
                          "does: more epochs will hardly help."));
    case GRADUS_READING_FALLING:
      return g_strdup (curves.has_validation
                         ? _ ("Training and validation loss still fall: train on.")
                         : _ ("The training loss still falls: train on."));
    case GRADUS_READING_UNDERFITTING:
      return g_strdup (_ ("The loss has levelled off and is still high: underfitting. A "
                          "larger network, or another learning rate, may get further."));
    case GRADUS_READING_LEVEL:
      return g_strdup (_ ("The curves have levelled off: more epochs will hardly change "
                          "them."));
    case GRADUS_READING_NONE:
    default:
      return NULL;
    }
}
