/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "engine/error.h"
#include "engine/layers/pooling.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A whole picture or sequence becomes one number for each channel. */

static guint
get_wanted_rank (const GradusLayerPlan *plan)
{
  return g_str_has_suffix (gradus_config_get_kind (plan->config)->name, "1D") ? 2 : 3;
}

gboolean
gradus_global_pool_infer (GradusLayerPlan *plan, GError **error)
{
  gint64           channels;
  g_autofree char *shape = gradus_shape_to_string (&plan->input);
  const char      *name = gradus_config_get_kind (plan->config)->name;

  if (plan->input.rank != get_wanted_rank (plan))
    {
      if (get_wanted_rank (plan) == 3)
        g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                     _ ("%s needs pictures with rows, columns and channels, but it gets "
                        "%s."),
                     name, shape);
      else
        g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                     _ ("%s needs sequences of time steps and channels, but it gets %s."),
                     name, shape);
      return FALSE;
    }
  channels = gradus_shape_last (&plan->input);
  plan->output = GRADUS_SHAPE_1 (channels);
  if (gradus_config_get_bool (plan->config, "keepdims"))
    plan->output = plan->input.rank == 3 ? GRADUS_SHAPE_3 (1, 1, channels)
                                         : GRADUS_SHAPE_2 (1, channels);
  return TRUE;
}

gboolean
gradus_global_max_pool_infer (GradusLayerPlan *plan, GError **error)
{
  if (!gradus_global_pool_infer (plan, error))
    return FALSE;
  /* Where each maximum was found. */
  plan->n_cache = gradus_shape_size (&plan->output);
  return TRUE;
}

void
gradus_global_max_pool_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize n_channels = (gsize) gradus_shape_last (&plan->input);
  gsize n_in = gradus_shape_size (&plan->input);

  for (gsize sample = 0; sample < run->n; sample++)
    {
      const float *x = run->x + sample * n_in;
      float       *y = run->y + sample * n_channels;
      guint32     *winner = (guint32 *) (gpointer) run->cache + sample * n_channels;

      memcpy (y, x, n_channels * sizeof (float));
      memset (winner, 0, n_channels * sizeof (guint32));
      for (gsize place = 1; place < n_in / n_channels; place++)
        for (gsize c = 0; c < n_channels; c++)
          if (!(x[place * n_channels + c] <= y[c]))
            {
              y[c] = x[place * n_channels + c];
              winner[c] = (guint32) place;
            }
    }
}

void
gradus_global_max_pool_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize          n_channels = (gsize) gradus_shape_last (&plan->input);
  gsize          n_in = gradus_shape_size (&plan->input);
  const guint32 *winner = (const guint32 *) (gpointer) run->cache;

  if (run->dx == NULL)
    return;
  memset (run->dx, 0, run->n * n_in * sizeof (float));
  for (gsize i = 0; i < run->n * n_channels; i++)
    run->dx[i / n_channels * n_in + winner[i] * n_channels + i % n_channels] = run->dy[i];
}

/* How much the step at @place weighs in the mean of a sample; masked steps do not. */
static float
get_weight (const GradusLayerRun *run, gsize sample, gsize place, gsize n_places)
{
  const guint8 *mask;
  gsize         n_counted = 0;

  if (run->mask == NULL)
    return 1.0f / (float) n_places;
  mask = run->mask + sample * n_places;
  for (gsize i = 0; i < n_places; i++)
    n_counted += mask[i];
  return mask[place] ? 1.0f / (float) n_counted : 0.0f;
}

void
gradus_global_average_pool_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize n_channels = (gsize) gradus_shape_last (&plan->input);
  gsize n_places = gradus_shape_size (&plan->input) / n_channels;

  memset (run->y, 0, run->n * n_channels * sizeof (float));
  for (gsize sample = 0; sample < run->n; sample++)
    for (gsize place = 0; place < n_places; place++)
      {
        float        weight = get_weight (run, sample, place, n_places);
        const float *x = run->x + (sample * n_places + place) * n_channels;

        for (gsize c = 0; c < n_channels; c++)
          run->y[sample * n_channels + c] += weight * x[c];
      }
}

void
gradus_global_average_pool_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize n_channels = (gsize) gradus_shape_last (&plan->input);
  gsize n_places = gradus_shape_size (&plan->input) / n_channels;

  if (run->dx == NULL)
    return;
  for (gsize sample = 0; sample < run->n; sample++)
    for (gsize place = 0; place < n_places; place++)
      {
        float  weight = get_weight (run, sample, place, n_places);
        float *dx = run->dx + (sample * n_places + place) * n_channels;

        for (gsize c = 0; c < n_channels; c++)
          dx[c] = weight * run->dy[sample * n_channels + c];
      }
}

/* --- As standard operators --- */

static gboolean
keeps_axes (const GradusLayerPlan *plan)
{
  return gradus_config_get_bool (plan->config, "keepdims");
}

static void
lower_reduction (const GradusLayerPlan *plan, GradusLowering *lowering, const char *op)
{
  const char *x = gradus_lower_any_layout (lowering);
  guint       n_axes = plan->input.rank - 1;
  gint64      axes[GRADUS_MAX_RANK];

  for (guint i = 0; i < n_axes; i++)
    axes[i] = gradus_lower_get_axis (lowering, i);
  lowering->x = gradus_lower_reduce (lowering, op, x, n_axes, axes, keeps_axes (plan));
  if (!keeps_axes (plan))
    lowering->is_channels_first = FALSE;
}

void
gradus_global_max_pool_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  lower_reduction (plan, lowering, "ReduceMax");
}

/* Σ mask · x / Σ mask; nothing divided by nothing is nothing. */
static void
lower_masked_mean (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const gint64 time = 1;
  const char  *x = gradus_lower_channels_last (lowering);
  const char  *weight =
    gradus_lower_unsqueeze (lowering,
                            gradus_lower_cast_to_float (lowering, lowering->mask), 2);
  const char *sum =
    gradus_lower_reduce (lowering, "ReduceSum",
                         gradus_lower_op (lowering, "Mul", x, weight, NULL), 1, &time,
                         keeps_axes (plan));
  const char *count =
    gradus_lower_reduce (lowering, "ReduceSum", weight, 1, &time, keeps_axes (plan));

  count =
    gradus_lower_op (lowering, "Max", count, gradus_lower_number (lowering, 1), NULL);
  lowering->x = gradus_lower_op (lowering, "Div", sum, count, NULL);
}

void
gradus_global_average_pool_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  if (lowering->mask != NULL)
    lower_masked_mean (plan, lowering);
  else
    lower_reduction (plan, lowering, "ReduceMean");
}
