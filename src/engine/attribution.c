/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/attribution.h"

#include <math.h>
#include <string.h>

/* Below this a probability is taken for this; float32 hardly holds smaller ones. */
#define SMALLEST 1e-30

static gsize
get_output_size (GradusModel *model)
{
  GradusPlan *plan = gradus_model_get_plan (model);
  GradusShape output;

  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output);
  return gradus_shape_size (&output);
}

static gboolean
are_probabilities (const float *y, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!(y[i] >= 0 && y[i] <= 1))
      return FALSE;
  return TRUE;
}

static gsize
find_rival (const float *y, gsize n, guint answer)
{
  gsize rival = answer == 0 ? 1 : 0;

  for (gsize i = 0; i < n; i++)
    if (i != answer && y[i] > y[rival])
      rival = i;
  return rival;
}

/* The probability of the answer, and that of all others together. */
static void
get_sides (const float *y, gsize n, guint answer, double *with, double *without)
{
  *without = 0;
  if (n == 1)
    {
      *with = answer == 1 ? (double) y[0] : 1 - (double) y[0];
      *without = 1 - *with;
    }
  else
    {
      *with = (double) y[answer];
      for (gsize i = 0; i < n; i++)
        *without += i == answer ? 0 : (double) y[i];
    }
  *with = MAX (*with, SMALLEST);
  *without = MAX (*without, SMALLEST);
}

/**
 * gradus_attribution_score:
 * @y: (shape n): what a network puts out
 * @n: how many numbers; a single one is the probability of class 1
 * @answer: a class
 *
 * Returns: how much speaks for the answer: log p − log Σ (all others), or its lead where
 *   the numbers are no probabilities
 */
double
gradus_attribution_score (const float *y, gsize n, guint answer)
{
  double with, without;

  if (!are_probabilities (y, n))
    {
      if (n == 1)
        return answer == 1 ? (double) y[0] - 0.5 : 0.5 - (double) y[0];
      return (double) y[answer] - (double) y[find_rival (y, n, answer)];
    }
  get_sides (y, n, answer, &with, &without);
  return log (with) - log (without);
}

/* d score / d y */
static void
differentiate_score (const float *y, gsize n, guint answer, float *dy)
{
  double with, without;

  memset (dy, 0, n * sizeof (float));
  if (!are_probabilities (y, n))
    {
      if (n == 1)
        dy[0] = answer == 1 ? 1.0f : -1.0f;
      else
        {
          dy[answer] = 1;
          dy[find_rival (y, n, answer)] = -1;
        }
      return;
    }
  get_sides (y, n, answer, &with, &without);
  if (n == 1)
    {
      dy[0] = (float) ((answer == 1 ? 1 : -1) / MAX (with * without, SMALLEST));
      return;
    }
  for (gsize i = 0; i < n; i++)
    dy[i] = (float) (i == answer ? 1 / with : -1 / without);
}

/**
 * gradus_attribution_gradient:
 * @model: a network
 * @x: (shape input): one sample
 * @answer: a class
 * @gradient: (out) (shape input): d score / d @x
 *
 * Finds how the score of an answer follows each number of the input: where more ink would
 * speak for the answer, and where against it.
 *
 * Source: Simonyan, Vedaldi, Zisserman, Deep Inside Convolutional Networks (2013)
 *
 * Returns: whether the network has such a gradient
 */
gboolean
gradus_attribution_gradient (GradusModel *model,
                             const float *x,
                             guint        answer,
                             float       *gradient)
{
  gsize             n = get_output_size (model);
  g_autofree float *y = g_new (float, n);
  g_autofree float *dy = g_new (float, n);

  g_return_val_if_fail (answer < MAX (n, 2), FALSE);

  gradus_model_predict (model, 1, x, y);
  differentiate_score (y, n, answer, dy);
  return gradus_model_get_input_gradient (model, x, dy, gradient);
}

/**
 * gradus_occlusion_new:
 * @width: pixels in a row
 * @height: rows
 * @n_channels: numbers of a pixel
 * @patch: side of the square that is covered; odd, so that it has a middle
 * @answer: the class in question
 *
 * Returns: (transfer full): an empty map
 */
GradusOcclusion *
gradus_occlusion_new (guint width,
                      guint height,
                      guint n_channels,
                      guint patch,
                      guint answer)
{
  GradusOcclusion *self = g_new0 (GradusOcclusion, 1);
  gsize            n = (gsize) width * height;

  g_return_val_if_fail (patch % 2 == 1, NULL);

  *self = (GradusOcclusion){ width, height, n_channels, patch, answer };
  self->drop = g_new0 (float, n);
  self->probability = g_new0 (float, n);
  self->reading = g_new0 (guint8, n);
  return self;
}

void
gradus_occlusion_free (GradusOcclusion *self)
{
  g_free (self->drop);
  g_free (self->probability);
  g_free (self->reading);
  g_free (self);
}

static void
cover (const GradusOcclusion *self, guint column, guint row, float *x)
{
  guint reach = self->patch / 2;
  guint left = column - MIN (column, reach);
  guint right = MIN (column + reach + 1, self->width);
  guint bottom = MIN (row + reach + 1, self->height);

  for (guint y = row - MIN (row, reach); y < bottom; y++)
    memset (x + ((gsize) y * self->width + left) * self->n_channels, 0,
            (right - left) * self->n_channels * sizeof (float));
}

static guint
find_reading (const float *y, gsize n)
{
  gsize best = 0;

  if (n == 1)
    return y[0] > 0.5f;
  for (gsize i = 1; i < n; i++)
    if (y[i] > y[best])
      best = i;
  return (guint) best;
}

/**
 * gradus_occlusion_run_row:
 * @self: a map
 * @model: the network
 * @x: (shape height, width, n_channels): the picture, 0 for paper
 * @row: which row of the map
 *
 * Covers the square around each pixel of a row in turn and asks the network again.
 *
 * Source: Zeiler, Fergus, Visualizing and Understanding Convolutional Networks (2014)
 */
void
gradus_occlusion_run_row (GradusOcclusion *self,
                          GradusModel     *model,
                          const float     *x,
                          guint            row)
{
  gsize             n_in = (gsize) self->width * self->height * self->n_channels;
  gsize             n_out = get_output_size (model);
  g_autofree float *covered = g_new (float, (self->width + 1) * n_in);
  g_autofree float *y = g_new (float, (self->width + 1) * n_out);
  double            whole;

  /* The last one is the whole picture. */
  for (guint i = 0; i <= self->width; i++)
    {
      memcpy (covered + i * n_in, x, n_in * sizeof (float));
      if (i < self->width)
        cover (self, i, row, covered + i * n_in);
    }
  gradus_model_predict (model, self->width + 1, covered, y);
  whole = gradus_attribution_score (y + self->width * n_out, n_out, self->answer);
  for (guint i = 0; i < self->width; i++)
    {
      const float *said = y + i * n_out;
      gsize        at = (gsize) row * self->width + i;

      self->drop[at] =
        (float) (whole - gradus_attribution_score (said, n_out, self->answer));
      self->probability[at] = n_out > 1           ? said[self->answer]
                              : self->answer == 1 ? said[0]
                                                  : 1 - said[0];
      self->reading[at] = (guint8) find_reading (said, n_out);
    }
}
