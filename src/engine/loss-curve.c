/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/loss-curve.h"

#include <math.h>
#include <string.h>

/* A loss as a function of one number, for looking at. What the number is depends on the
 * loss and stands in its descriptor; the loss itself is computed by the same code that
 * training uses. */

#define MAX_COLUMNS 64
/* Probabilities of 0 and 1 have no logit. */
#define LEAST_SHARE 1e-7

typedef struct
{
  gsize n;
  float y_true[MAX_COLUMNS];
  float y_pred[MAX_COLUMNS];
  float tangent[MAX_COLUMNS]; /* d y_pred / dx */
} Point;

static const GradusLossKind *
get_kind (const GradusConfig *loss)
{
  return (const GradusLossKind *) gradus_config_get_kind (loss);
}

static gboolean
takes_logits (const GradusConfig *loss)
{
  return gradus_kind_find_param (gradus_config_get_kind (loss), "from_logits") != NULL &&
         gradus_config_get_bool (loss, "from_logits");
}

/**
 * gradus_loss_get_axis:
 * @loss: a loss
 *
 * Returns: what its curve is drawn against
 */
GradusLossAxis
gradus_loss_get_axis (const GradusConfig *loss)
{
  return get_kind (loss)->axis;
}

gboolean
gradus_loss_has_two_truths (const GradusConfig *loss)
{
  GradusLossAxis axis = gradus_loss_get_axis (loss);

  return axis == GRADUS_LOSS_AXIS_YES_NO || axis == GRADUS_LOSS_AXIS_MARGIN;
}

gboolean
gradus_loss_judges_numbers (const GradusConfig *loss)
{
  GradusLossAxis axis = gradus_loss_get_axis (loss);

  return axis != GRADUS_LOSS_AXIS_CLASS && axis != GRADUS_LOSS_AXIS_ANGLE;
}

/**
 * gradus_loss_get_range:
 * @loss: a loss
 * @from: (out): where its curve begins
 * @to: (out): where its curve ends
 */
void
gradus_loss_get_range (const GradusConfig *loss, double *from, double *to)
{
  static const double ranges[][2] = {
    [GRADUS_LOSS_AXIS_YES_NO] = { 0, 1 },  [GRADUS_LOSS_AXIS_CLASS] = { 0, 1 },
    [GRADUS_LOSS_AXIS_ERROR] = { -3, 3 },  [GRADUS_LOSS_AXIS_AMOUNT] = { 0, 4 },
    [GRADUS_LOSS_AXIS_MARGIN] = { -2, 2 }, [GRADUS_LOSS_AXIS_ANGLE] = { 0, 180 },
  };
  GradusLossAxis axis = gradus_loss_get_axis (loss);

  *from = ranges[axis][0];
  *to = ranges[axis][1];
  /* Where the curve changes its form must be on it. */
  if (gradus_kind_find_param (gradus_config_get_kind (loss), "delta") != NULL)
    {
      *to = MAX (*to, 2 * gradus_config_get_float (loss, "delta"));
      *from = -*to;
    }
}

static void
set_probabilities (Point *point, const GradusConfig *loss, gsize n, double x)
{
  double others = (1 - x) / (double) MAX (n - 1, 1);
  double down = -1 / (double) MAX (n - 1, 1);

  point->n = n;
  for (gsize j = 0; j < n; j++)
    {
      point->y_true[j] = j == 0;
      point->y_pred[j] = (float) (j == 0 ? x : others);
      point->tangent[j] = (float) (j == 0 ? 1 : down);
      if (takes_logits (loss))
        {
          point->tangent[j] = (float) ((j == 0 ? 1 : down) / (j == 0 ? x : others));
          point->y_pred[j] = (float) log (j == 0 ? x : others);
        }
    }
  if (get_kind (loss)->target_form == GRADUS_TARGET_CLASS)
    point->y_true[0] = 0;
}

static void
set_yes_no (Point *point, const GradusConfig *loss, gboolean is_yes, double x)
{
  *point = (Point){ 1, { is_yes }, { (float) x }, { 1 } };
  if (takes_logits (loss))
    {
      point->y_pred[0] = (float) log (x / (1 - x));
      point->tangent[0] = (float) (1 / (x * (1 - x)));
    }
}

/* The samples that stand at @x, as the loss wants them. */
static void
set_point (Point              *point,
           const GradusConfig *loss,
           guint               n_classes,
           gboolean            is_yes,
           double              x)
{
  double share = CLAMP (x, LEAST_SHARE, 1 - LEAST_SHARE);
  double angle = x * G_PI / 180;

  switch (gradus_loss_get_axis (loss))
    {
    case GRADUS_LOSS_AXIS_YES_NO:
      set_yes_no (point, loss, is_yes, share);
      break;
    case GRADUS_LOSS_AXIS_CLASS:
      set_probabilities (point, loss, CLAMP (n_classes, 2, MAX_COLUMNS), share);
      break;
    case GRADUS_LOSS_AXIS_AMOUNT:
      *point = (Point){ 1, { 1 }, { (float) x }, { 1 } };
      break;
    case GRADUS_LOSS_AXIS_MARGIN:
      *point = (Point){ 1, { is_yes }, { (float) x }, { 1 } };
      break;
    case GRADUS_LOSS_AXIS_ANGLE:
      *point = (Point){ 2,
                        { 1, 0 },
                        { (float) cos (angle), (float) sin (angle) },
                        { (float) (-sin (angle) * G_PI / 180),
                          (float) (cos (angle) * G_PI / 180) } };
      break;
    case GRADUS_LOSS_AXIS_ERROR:
    default:
      *point = (Point){ 1, { 0 }, { (float) x }, { 1 } };
      break;
    }
}

/**
 * gradus_loss_at:
 * @loss: a loss
 * @n_classes: how many classes share the rest, for losses between classes
 * @is_yes: the truth, where there is a yes and a no
 * @x: a number on the axis of the loss
 * @slope: (out) (optional): d loss / d @x
 *
 * Computes what a sample costs that stands at @x.
 *
 * Returns: the loss
 */
double
gradus_loss_at (const GradusConfig *loss,
                guint               n_classes,
                gboolean            is_yes,
                double              x,
                double             *slope)
{
  const GradusLossKind *kind = get_kind (loss);
  const float           one = 1;
  Point                 point;
  float                 value;
  float                 gradient[MAX_COLUMNS];

  set_point (&point, loss, n_classes, is_yes, x);
  kind->forward (loss, 1, point.n, point.y_true, point.y_pred, &value);
  if (slope == NULL)
    return (double) value;
  kind->backward (loss, 1, point.n, point.y_true, point.y_pred, &one, gradient);
  *slope = 0;
  for (gsize j = 0; j < point.n; j++)
    *slope += (double) gradient[j] * (double) point.tangent[j];
  return (double) value;
}

/* --- Samples on the curve --- */

static gsize
find_largest (gsize n, const float *values)
{
  gsize largest = 0;

  for (gsize j = 1; j < n; j++)
    if (values[j] > values[largest])
      largest = j;
  return largest;
}

/* The share that the network gives to class number @label. */
static double
get_share (const GradusConfig *loss, gsize n, gsize label, const float *y_pred)
{
  double shift = (double) y_pred[find_largest (n, y_pred)];
  double sum = 0;

  if (takes_logits (loss))
    {
      for (gsize j = 0; j < n; j++)
        sum += exp ((double) y_pred[j] - shift);
      return exp ((double) y_pred[label] - shift) / sum;
    }
  for (gsize j = 0; j < n; j++)
    sum += (double) y_pred[j];
  return (double) y_pred[label] / sum;
}

static double
place_class (const GradusConfig *loss, gsize n, const float *y_true, const float *y_pred)
{
  gsize label = get_kind (loss)->target_form == GRADUS_TARGET_CLASS
                  ? (gsize) MAX (y_true[0], 0.0f)
                  : find_largest (n, y_true);

  return label < n ? get_share (loss, n, label, y_pred) : (double) NAN;
}

/**
 * gradus_loss_place:
 * @loss: a loss
 * @n_columns: numbers that the network puts out for a row
 * @column: which of them is meant, where gradus_loss_judges_numbers()
 * @y_true: the truth of the row, in the form that the loss wants
 * @y_pred: what the network puts out
 * @row_loss: what the row costs
 * @sample: (out): where it stands
 *
 * Finds where a row stands on the curve of its loss. With several numbers to a row it is
 * one of them that is placed, with the loss it has alone.
 *
 * Returns: whether there is such a place
 */
gboolean
gradus_loss_place (const GradusConfig *loss,
                   gsize               n_columns,
                   gsize               column,
                   const float        *y_true,
                   const float        *y_pred,
                   double              row_loss,
                   GradusLossSample   *sample)
{
  GradusLossAxis axis = gradus_loss_get_axis (loss);
  double         t, p, x;

  if (axis == GRADUS_LOSS_AXIS_CLASS)
    x = place_class (loss, n_columns, y_true, y_pred);
  else if (axis == GRADUS_LOSS_AXIS_ANGLE)
    x = acos (CLAMP (-row_loss, -1, 1)) * 180 / G_PI;
  else
    {
      t = (double) y_true[column];
      p = (double) y_pred[column];
      sample->is_yes = t > 0.5;
      if (axis == GRADUS_LOSS_AXIS_YES_NO && takes_logits (loss))
        p = 1 / (1 + exp (-p));
      x = axis == GRADUS_LOSS_AXIS_ERROR    ? p - t
          : axis == GRADUS_LOSS_AXIS_AMOUNT ? p / t
                                            : p;
      if (n_columns > 1)
        {
          float value;

          get_kind (loss)->forward (loss, 1, 1, y_true + column, y_pred + column, &value);
          row_loss = (double) value;
        }
    }
  sample->x = (float) x;
  sample->loss = (float) row_loss;
  return isfinite (x) && isfinite (row_loss);
}
