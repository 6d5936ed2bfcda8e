/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/normalize.h"
#include "engine/lower.h"

#include <math.h>
#include <string.h>

/* Brings groups of numbers to mean 0 and variance 1:
 *
 *   y = γ (x − μ) / √(σ² + ε) + β
 *
 * The cache holds μ and 1 / √(σ² + ε) of each group. */

GradusNormalize *
gradus_normalize_new (const GradusShape *shape)
{
  GradusNormalize *self = g_new0 (GradusNormalize, 1);

  self->size = gradus_shape_size (shape);
  self->group = g_new0 (guint32, self->size);
  self->weight = g_new0 (guint32, self->size);
  return self;
}

void
gradus_normalize_free (gpointer data)
{
  GradusNormalize *self = data;

  g_free (self->group);
  g_free (self->weight);
  g_free (self);
}

int
gradus_normalize_find_axis (const GradusLayerPlan *plan, gint64 axis)
{
  gint64 found = axis < 0 ? axis + plan->input.rank : axis - 1;

  return found >= 0 && found < plan->input.rank ? (int) found : -1;
}

static void
add_weight (GradusLayerPlan *plan, const char *name, GradusShape shape)
{
  GradusWeightSpec *weight = gradus_plan_add_weight (plan, name, shape);
  g_autofree char  *initializer = g_strconcat (name, "_initializer", NULL);
  g_autofree char  *regularizer = g_strconcat (name, "_regularizer", NULL);
  g_autofree char  *constraint = g_strconcat (name, "_constraint", NULL);

  weight->initializer = gradus_config_get_object (plan->config, initializer);
  weight->regularizer = gradus_config_get_object (plan->config, regularizer);
  weight->constraint = gradus_config_get_object (plan->config, constraint);
}

void
gradus_normalize_add_weights (GradusLayerPlan *plan, GradusShape shape)
{
  if (gradus_config_get_bool (plan->config, "scale"))
    add_weight (plan, "gamma", shape);
  if (gradus_config_get_bool (plan->config, "center"))
    add_weight (plan, "beta", shape);
}

/* Gamma comes first, if it is there. */
static int
find_beta (const GradusLayerPlan *plan)
{
  if (!gradus_config_get_bool (plan->config, "center"))
    return -1;
  return gradus_config_get_bool (plan->config, "scale") ? 1 : 0;
}

const float *
gradus_normalize_get_gamma (const GradusLayerPlan *plan, const GradusLayerRun *run)
{
  return gradus_config_get_bool (plan->config, "scale") ? run->weights[0] : NULL;
}

const float *
gradus_normalize_get_beta (const GradusLayerPlan *plan, const GradusLayerRun *run)
{
  int beta = find_beta (plan);

  return beta >= 0 ? run->weights[beta] : NULL;
}

/* In two passes and in double, because a large mean would swallow a small variance. */
static void
measure (const GradusNormalize *self,
         const float           *x,
         double                 epsilon,
         double                *room,
         float                 *stats)
{
  double *mean = room;
  double *variance = room + self->n_groups;
  double  share = (double) self->n_groups / (double) self->size;

  memset (room, 0, 2 * self->n_groups * sizeof (double));
  for (gsize i = 0; i < self->size; i++)
    mean[self->group[i]] += (double) x[i] * share;
  for (gsize i = 0; i < self->size; i++)
    {
      double distance = (double) x[i] - mean[self->group[i]];

      variance[self->group[i]] += distance * distance * share;
    }
  for (gsize i = 0; i < self->n_groups; i++)
    {
      stats[2 * i] = (float) mean[i];
      stats[2 * i + 1] = (float) (1 / sqrt (variance[i] + epsilon));
    }
}

void
gradus_normalize_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusNormalize *self = plan->data;
  double                 epsilon = gradus_config_get_float (plan->config, "epsilon");
  const float           *gamma = gradus_normalize_get_gamma (plan, run);
  const float           *beta = gradus_normalize_get_beta (plan, run);

  for (gsize sample = 0; sample < run->n; sample++)
    {
      const float *x = run->x + sample * self->size;
      float       *y = run->y + sample * self->size;
      float       *stats = run->cache + sample * plan->n_cache;

      measure (self, x, epsilon, (double *) (gpointer) run->scratch, stats);
      for (gsize i = 0; i < self->size; i++)
        {
          const float *of_group = stats + 2 * self->group[i];
          float        scale = gamma != NULL ? gamma[self->weight[i]] : 1.0f;
          float        offset = beta != NULL ? beta[self->weight[i]] : 0.0f;

          y[i] = (x[i] - of_group[0]) * of_group[1] * scale + offset;
        }
    }
}

/* Adds one sample's part to the gradients of gamma and beta. */
static void
add_gradients (const GradusNormalize *self,
               const float           *x,
               const float           *dy,
               const float           *stats,
               float                 *d_gamma,
               float                 *d_beta)
{
  for (gsize i = 0; i < self->size; i++)
    {
      const float *of_group = stats + 2 * self->group[i];

      if (d_gamma != NULL)
        d_gamma[self->weight[i]] += dy[i] * (x[i] - of_group[0]) * of_group[1];
      if (d_beta != NULL)
        d_beta[self->weight[i]] += dy[i];
    }
}

/* dx = (g − mean g − x̂ · mean (g x̂)) / √(σ² + ε),   g = γ dy */
static void
find_dx (const GradusNormalize *self,
         const float           *x,
         const float           *dy,
         const float           *stats,
         const float           *gamma,
         double                *room,
         float                 *dx)
{
  double *sum = room;
  double *product = room + self->n_groups;
  double  share = (double) self->n_groups / (double) self->size;

  memset (room, 0, 2 * self->n_groups * sizeof (double));
  for (gsize i = 0; i < self->size; i++)
    {
      guint32 group = self->group[i];
      double  g =
        (double) (gamma != NULL ? gamma[self->weight[i]] * dy[i] : dy[i]) * share;

      sum[group] += g;
      product[group] += g * (double) ((x[i] - stats[2 * group]) * stats[2 * group + 1]);
    }
  for (gsize i = 0; i < self->size; i++)
    {
      guint32 group = self->group[i];
      float   g = gamma != NULL ? gamma[self->weight[i]] * dy[i] : dy[i];
      float   normal = (x[i] - stats[2 * group]) * stats[2 * group + 1];

      dx[i] =
        stats[2 * group + 1] * (g - (float) sum[group] - normal * (float) product[group]);
    }
}

void
gradus_normalize_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusNormalize *self = plan->data;
  const float           *gamma = gradus_normalize_get_gamma (plan, run);
  int                    beta = find_beta (plan);
  float                 *d_gamma = gamma != NULL ? run->gradients[0] : NULL;
  float                 *d_beta = beta >= 0 ? run->gradients[beta] : NULL;

  for (guint i = 0; i < plan->n_weights && !run->accumulate; i++)
    if (run->gradients[i] != NULL)
      memset (run->gradients[i], 0, self->n_weights * sizeof (float));
  for (gsize sample = 0; sample < run->n; sample++)
    {
      const float *x = run->x + sample * self->size;
      const float *dy = run->dy + sample * self->size;
      const float *stats = run->cache + sample * plan->n_cache;

      add_gradients (self, x, dy, stats, d_gamma, d_beta);
      if (run->dx != NULL)
        find_dx (self, x, dy, stats, gamma, (double *) (gpointer) run->scratch,
                 run->dx + sample * self->size);
    }
}

/* --- As standard operators --- */

const char *
gradus_normalize_lower_along (const GradusLayerPlan *plan,
                              GradusLowering        *lowering,
                              const char            *value,
                              guint                  n_axes,
                              const gint64          *axes)
{
  const char *epsilon =
    gradus_lower_number (lowering, gradus_config_get_float (plan->config, "epsilon"));
  const char *mean =
    gradus_lower_reduce (lowering, "ReduceMean", value, n_axes, axes, TRUE);
  const char *distance = gradus_lower_op (lowering, "Sub", value, mean, NULL);
  const char *square = gradus_lower_op (lowering, "Mul", distance, distance, NULL);
  const char *variance =
    gradus_lower_reduce (lowering, "ReduceMean", square, n_axes, axes, TRUE);
  const char *sum = gradus_lower_op (lowering, "Add", variance, epsilon, NULL);

  return gradus_lower_op (lowering, "Div", distance,
                          gradus_lower_op (lowering, "Sqrt", sum, NULL), NULL);
}

void
gradus_normalize_lower_weights (const GradusLayerPlan *plan,
                                GradusLowering        *lowering,
                                const GradusShape     *shape)
{
  int beta = find_beta (plan);

  if (gradus_config_get_bool (plan->config, "scale"))
    lowering->x = gradus_lower_op (lowering, "Mul", lowering->x,
                                   gradus_lower_shared (lowering, "gamma", shape,
                                                        lowering->weights[0]),
                                   NULL);
  if (beta >= 0)
    lowering->x = gradus_lower_op (lowering, "Add", lowering->x,
                                   gradus_lower_shared (lowering, "beta", shape,
                                                        lowering->weights[beta]),
                                   NULL);
}
