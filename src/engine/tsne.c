/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tsne.h"

#include <math.h>
#include <string.h>

#include "engine/quad-tree.h"
#include "engine/random.h"
#include "engine/simd/simd.h"
#include "engine/tsne-private.h"

/* C = Σ p log (p ÷ q), where p says how near samples are among the numbers of a layer and
 * q = (1 + distance²)⁻¹ ÷ Z how near they are on the map. Its slope is a pull between
 * neighbours and a push between all:
 *
 *   ∂C/∂yᵢ = 4 Σⱼ (pᵢⱼ − qᵢⱼ) qᵢⱼ Z (yᵢ − yⱼ)
 *
 * Source: van der Maaten and Hinton, Visualizing Data using t-SNE (2008); van der Maaten,
 * Accelerating t-SNE using Tree-Based Algorithms (2014); the learning rate: Belkina and
 * others, Automated optimized parameters for t-SNE (2019) */

#define EARLY_MOMENTUM 0.5f
#define LATE_MOMENTUM 0.8f
#define LEAST_GAIN 0.01f
/* The start layout is small, so that no pair begins far apart. */
#define START_SPREAD 1e-4
/* Points that one task moves; sums are taken task by task, whoever does them. */
#define CHUNK 64

struct _GradusTsne
{
  gsize             n;
  GradusTsneOptions options;
  GradusAffinities  affinities;
  GradusQuadTree   *tree; /* NULL if every pair is computed */
  guint             n_steps;
  double            motion;

  /* n each */
  float  *x, *y;             /* the layout */
  float  *pull_x, *pull_y;   /* Σ p q (y − yⱼ) */
  float  *push_x, *push_y;   /* Σ q² (y − yⱼ) */
  float  *speed_x, *speed_y; /* of the last step */
  float  *gain_x, *gain_y;
  double *weights; /* Σ q, one for each chunk */
};

static guint
count_chunks (const GradusTsne *self)
{
  return (guint) ((self->n + CHUNK - 1) / CHUNK);
}

static double
choose_perplexity (gsize n, const GradusTsneOptions *options)
{
  return MAX (MIN (options->perplexity, (double) (n - 1) / 3), 1);
}

guint
gradus_tsne_count_neighbours (gsize n, const GradusTsneOptions *options)
{
  g_return_val_if_fail (n > 1, 0);
  return (guint) MIN (ceil (3 * choose_perplexity (n, options)), (double) (n - 1));
}

/* --- Forces --- */

static void
pull_point (GradusTsne *self, gsize i)
{
  const GradusAffinities *a = &self->affinities;
  float                   x = self->x[i], y = self->y[i], sum_x = 0, sum_y = 0;

  for (gsize pair = a->begins[i]; pair < a->begins[i + 1]; pair++)
    {
      guint32 j = a->indices[pair];
      float   dx = x - self->x[j], dy = y - self->y[j];
      float   pull = a->values[pair] / (1 + dx * dx + dy * dy);

      sum_x += pull * dx;
      sum_y += pull * dy;
    }
  self->pull_x[i] = sum_x;
  self->pull_y[i] = sum_y;
}

static void
push_point (const GradusTsne *self, gsize i, GradusRepulsion *repulsion)
{
  float sums[3];

  if (self->tree != NULL)
    {
      gradus_quad_tree_repel (self->tree, i, self->options.theta, repulsion);
      return;
    }
  gradus_simd_get ()->repel (self->n, self->x, self->y, self->x[i], self->y[i], sums);
  /* Its own weight of 1 is in the sum. */
  *repulsion =
    (GradusRepulsion){ (double) sums[0], (double) sums[1], (double) sums[2] - 1 };
}

static void
compute_chunk (guint task, gpointer user_data)
{
  GradusTsne *self = user_data;
  gsize       end = MIN (self->n, ((gsize) task + 1) * CHUNK);
  double      weight = 0;

  for (gsize i = (gsize) task * CHUNK; i < end; i++)
    {
      GradusRepulsion repulsion;

      pull_point (self, i);
      push_point (self, i, &repulsion);
      self->push_x[i] = (float) repulsion.x;
      self->push_y[i] = (float) repulsion.y;
      weight += repulsion.weight;
    }
  self->weights[task] = weight;
}

/* Returns Z. */
static double
compute_forces (GradusTsne *self, GradusPool *pool)
{
  guint  n_chunks = count_chunks (self);
  double z = 0;

  if (self->tree != NULL)
    gradus_quad_tree_build (self->tree, self->x, self->y);
  if (pool != NULL)
    gradus_pool_run (pool, n_chunks, compute_chunk, self);
  else
    for (guint i = 0; i < n_chunks; i++)
      compute_chunk (i, self);
  for (guint i = 0; i < n_chunks; i++)
    z += self->weights[i];
  return MAX (z, 1e-300);
}

/* --- Steps --- */

static inline void
move (float slope, float rate, float momentum, float *gain, float *speed, float *place)
{
  /* Where the slope keeps its direction, steps grow. */
  *gain = (slope > 0) != (*speed > 0) ? *gain + 0.2f : MAX (*gain * 0.8f, LEAST_GAIN);
  *speed = momentum * *speed - rate * *gain * slope;
  *place += *speed;
}

/* Keeps the layout in the middle, and finds how much it moved. */
static void
settle (GradusTsne *self)
{
  double x = 0, y = 0, spread = 0, moved = 0;

  for (gsize i = 0; i < self->n; i++)
    {
      x += (double) self->x[i] / (double) self->n;
      y += (double) self->y[i] / (double) self->n;
    }
  for (gsize i = 0; i < self->n; i++)
    {
      self->x[i] -= (float) x;
      self->y[i] -= (float) y;
      spread += (double) (self->x[i] * self->x[i] + self->y[i] * self->y[i]);
      moved += (double) (self->speed_x[i] * self->speed_x[i] +
                         self->speed_y[i] * self->speed_y[i]);
    }
  self->motion = spread > 0 ? sqrt (moved / spread) : 0;
}

static void
step (GradusTsne *self, GradusPool *pool)
{
  gboolean is_early = self->n_steps < self->options.n_exaggerated;
  float    attraction = is_early ? (float) self->options.exaggeration : 1.0f;
  float    momentum = is_early ? EARLY_MOMENTUM : LATE_MOMENTUM;
  /* Without exaggeration at the start there is nothing that a smaller rate would calm. */
  float rate =
    (float) MAX ((double) self->n / MAX (self->options.exaggeration, 1) / 4, 50);
  float one_by_z = (float) (1 / compute_forces (self, pool));

  for (gsize i = 0; i < self->n; i++)
    {
      float slope_x = 4 * (attraction * self->pull_x[i] - self->push_x[i] * one_by_z);
      float slope_y = 4 * (attraction * self->pull_y[i] - self->push_y[i] * one_by_z);

      move (slope_x, rate, momentum, &self->gain_x[i], &self->speed_x[i], &self->x[i]);
      move (slope_y, rate, momentum, &self->gain_y[i], &self->speed_y[i], &self->y[i]);
    }
  settle (self);
  self->n_steps++;
}

/* --- Life --- */

static void
forget_motion (GradusTsne *self)
{
  for (gsize i = 0; i < self->n; i++)
    {
      self->speed_x[i] = self->speed_y[i] = 0;
      self->gain_x[i] = self->gain_y[i] = 1;
    }
  self->motion = 1;
}

static void
allocate (GradusTsne *self)
{
  float **all[] = { &self->x,      &self->y,      &self->pull_x,  &self->pull_y,
                    &self->push_x, &self->push_y, &self->speed_x, &self->speed_y,
                    &self->gain_x, &self->gain_y };
  float  *block = g_new0 (float, G_N_ELEMENTS (all) * self->n);

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    *all[i] = block + i * self->n;
  self->weights = g_new0 (double, count_chunks (self));
}

/**
 * gradus_tsne_new:
 * @n: how many samples, at least 2
 * @k: neighbours of each
 * @neighbours: (shape n, k): the nearest others, the nearest first
 * @squares: (shape n, k): squares of their distances
 * @options: how it is computed
 * @pool: (nullable): threads to share the work among
 *
 * Begins a map, with points drawn at random around the middle.
 *
 * Returns: (transfer full): the map
 */
GradusTsne *
gradus_tsne_new (gsize                    n,
                 guint                    k,
                 const guint32           *neighbours,
                 const float             *squares,
                 const GradusTsneOptions *options,
                 GradusPool              *pool)
{
  GradusTsne  *self;
  GradusRandom random = gradus_random_init (options->seed, "t-sne");

  g_return_val_if_fail (n > 1 && k > 0 && k < n, NULL);
  g_return_val_if_fail (options->theta >= 0 && options->theta <= 0.7, NULL);

  self = g_new0 (GradusTsne, 1);
  self->n = n;
  self->options = *options;
  allocate (self);
  gradus_affinities_init (&self->affinities, n, k, neighbours, squares,
                          MIN (choose_perplexity (n, options), k), pool);
  if (options->theta > 0)
    self->tree = gradus_quad_tree_new (n);
  for (gsize i = 0; i < n; i++)
    {
      self->x[i] = (float) (gradus_random_normal (&random) * START_SPREAD);
      self->y[i] = (float) (gradus_random_normal (&random) * START_SPREAD);
    }
  forget_motion (self);
  return self;
}

void
gradus_tsne_free (GradusTsne *self)
{
  gradus_affinities_clear (&self->affinities);
  g_clear_pointer (&self->tree, gradus_quad_tree_free);
  g_free (self->x); /* and all that lie behind it */
  g_free (self->weights);
  g_free (self);
}

/**
 * gradus_tsne_set_layout:
 * @self: a map
 * @layout: (shape n, 2): where the points are to be
 *
 * Puts the points somewhere and lets them rest there.
 */
void
gradus_tsne_set_layout (GradusTsne *self, const float *layout)
{
  for (gsize i = 0; i < self->n; i++)
    {
      self->x[i] = layout[2 * i];
      self->y[i] = layout[2 * i + 1];
    }
  forget_motion (self);
}

/**
 * gradus_tsne_start_from:
 * @self: a map
 * @layout: (shape n, 2): a layout of any size
 * @spread: how far it is to reach: its standard deviation; 0 for the small standard start
 *
 * Puts the points where they are in a layout, made smaller or larger. From a small start
 * points that lie wrong still get past each other.
 */
void
gradus_tsne_start_from (GradusTsne *self, const float *layout, double spread)
{
  double x = 0, y = 0, square = 0, scale;

  for (gsize i = 0; i < self->n; i++)
    {
      x += (double) layout[2 * i] / (double) self->n;
      y += (double) layout[2 * i + 1] / (double) self->n;
    }
  for (gsize i = 0; i < self->n; i++)
    square +=
      pow ((double) layout[2 * i] - x, 2) + pow ((double) layout[2 * i + 1] - y, 2);
  if (!(square > 0)) /* all in one place: no start */
    return;
  scale = (spread > 0 ? spread : START_SPREAD) / sqrt (square / (2 * (double) self->n));
  for (gsize i = 0; i < self->n; i++)
    {
      self->x[i] = (float) (((double) layout[2 * i] - x) * scale);
      self->y[i] = (float) (((double) layout[2 * i + 1] - y) * scale);
    }
  forget_motion (self);
}

/**
 * gradus_tsne_step:
 * @self: a map
 * @n_steps: how many
 * @pool: (nullable): threads to share the work among; any number gives the same map
 *
 * Moves the points towards where they belong.
 */
void
gradus_tsne_step (GradusTsne *self, guint n_steps, GradusPool *pool)
{
  for (guint i = 0; i < n_steps; i++)
    step (self, pool);
}

guint
gradus_tsne_get_n_steps (const GradusTsne *self)
{
  return self->n_steps;
}

double
gradus_tsne_get_motion (const GradusTsne *self)
{
  return self->motion;
}

void
gradus_tsne_get_layout (const GradusTsne *self, float *layout)
{
  for (gsize i = 0; i < self->n; i++)
    {
      layout[2 * i] = self->x[i];
      layout[2 * i + 1] = self->y[i];
    }
}

void
gradus_tsne_get_gradient (GradusTsne *self, GradusPool *pool, float *gradient)
{
  float one_by_z = (float) (1 / compute_forces (self, pool));

  for (gsize i = 0; i < self->n; i++)
    {
      gradient[2 * i] = 4 * (self->pull_x[i] - self->push_x[i] * one_by_z);
      gradient[2 * i + 1] = 4 * (self->pull_y[i] - self->push_y[i] * one_by_z);
    }
}

double
gradus_tsne_get_divergence (const GradusTsne *self)
{
  const GradusAffinities *a = &self->affinities;
  double                  z = 0, divergence = 0;

  for (gsize i = 0; i < self->n; i++)
    for (gsize j = 0; j < self->n; j++)
      if (i != j)
        z += 1 / (1 + pow ((double) self->x[i] - (double) self->x[j], 2) +
                  pow ((double) self->y[i] - (double) self->y[j], 2));
  for (gsize i = 0; i < self->n; i++)
    for (gsize pair = a->begins[i]; pair < a->begins[i + 1]; pair++)
      {
        guint32 j = a->indices[pair];
        double  p = (double) a->values[pair];
        double  q = 1 / (1 + pow ((double) self->x[i] - (double) self->x[j], 2) +
                        pow ((double) self->y[i] - (double) self->y[j], 2));

        if (p > 0)
          divergence += p * log (p * z / q);
      }
  return divergence;
}
