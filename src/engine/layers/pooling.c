/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/pooling.h"

#include <config.h>

#include "engine/kernels.h"

#include <string.h>

/* Windows of a picture become one number for each channel. Padding never counts: it is no
 * maximum, and no part of a mean. */

/* The taps of a window that lie inside the picture: rows and columns first … end. */
typedef struct
{
  gsize first_row, end_row, first_column, end_column;
} Window;

static void
get_range (gsize  place,
           gsize  stride,
           gsize  kernel,
           gsize  before,
           gsize  size,
           gsize *first,
           gsize *end)
{
  gsize start = place * stride;

  *first = start > before ? start - before : 0;
  *end = MIN (start + kernel - before, size);
}

static Window
get_window (const GradusConvolution *self, gsize i, gsize j)
{
  Window window;

  get_range (i, self->s_h, self->k_h, self->top, self->in_h, &window.first_row,
             &window.end_row);
  get_range (j, self->s_w, self->k_w, self->left, self->in_w, &window.first_column,
             &window.end_column);
  return window;
}

static gboolean
infer (GradusLayerPlan *plan, GError **error)
{
  GradusConvolution geometry;

  if (!gradus_convolution_init_window (&geometry, plan, "pool_size", error))
    return FALSE;
  plan->data = g_memdup2 (&geometry, sizeof geometry);
  plan->free_data = g_free;
  plan->output =
    gradus_convolution_get_output (&geometry, plan->input.rank, (gint64) geometry.in_c);
  return TRUE;
}

/* --- Maximum: the cache holds where each one was found --- */

gboolean
gradus_max_pool_infer (GradusLayerPlan *plan, GError **error)
{
  if (!infer (plan, error))
    return FALSE;
  gradus_shape_checked_size (&plan->output, &plan->n_cache);
  return TRUE;
}

/* Of equal numbers the first wins. A number that is none wins always, so that divergence
 * is seen. */
GRADUS_HOT static void
keep_larger (gsize n,
             const float *restrict x,
             guint32 tap,
             float *restrict best,
             guint32 *restrict winner)
{
  for (gsize c = 0; c < n; c++)
    {
      gboolean is_better = !(x[c] <= best[c]);

      best[c] = is_better ? x[c] : best[c];
      winner[c] = is_better ? tap : winner[c];
    }
}

static void
find_largest (const GradusConvolution *self,
              const Window            *window,
              const float             *x,
              float                   *best,
              guint32                 *winner)
{
  gsize n = self->in_c;
  gsize start = window->first_row * self->in_w + window->first_column;

  memcpy (best, x + start * n, n * sizeof (float));
  for (gsize c = 0; c < n; c++)
    winner[c] = (guint32) start;
  for (gsize i = window->first_row; i < window->end_row; i++)
    for (gsize j = window->first_column; j < window->end_column; j++)
      if (i * self->in_w + j != start)
        keep_larger (n, x + (i * self->in_w + j) * n, (guint32) (i * self->in_w + j),
                     best, winner);
}

void
gradus_max_pool_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusConvolution *self = plan->data;
  gsize                    n_in = gradus_shape_size (&plan->input);
  float                   *y = run->y;
  guint32                 *winner = (guint32 *) (gpointer) run->cache;

  for (gsize sample = 0; sample < run->n; sample++)
    for (gsize i = 0; i < self->out_h; i++)
      for (gsize j = 0; j < self->out_w; j++)
        {
          Window window = get_window (self, i, j);

          find_largest (self, &window, run->x + sample * n_in, y, winner);
          y += self->in_c;
          winner += self->in_c;
        }
}

void
gradus_max_pool_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusConvolution *self = plan->data;
  gsize                    n_in = gradus_shape_size (&plan->input);
  gsize                    n_out = gradus_shape_size (&plan->output);
  const guint32           *winner = (const guint32 *) (gpointer) run->cache;

  if (run->dx == NULL)
    return;
  memset (run->dx, 0, run->n * n_in * sizeof (float));
  for (gsize sample = 0; sample < run->n; sample++)
    {
      float       *dx = run->dx + sample * n_in;
      const float *dy = run->dy + sample * n_out;

      for (gsize i = 0; i < n_out; i += self->in_c, winner += self->in_c)
        for (gsize c = 0; c < self->in_c; c++)
          dx[winner[c] * self->in_c + c] += dy[i + c];
    }
}

/* --- Mean --- */

gboolean
gradus_average_pool_infer (GradusLayerPlan *plan, GError **error)
{
  return infer (plan, error);
}

static void
add_scaled (gsize n, const float *restrict x, float scale, float *restrict sum)
{
  for (gsize c = 0; c < n; c++)
    sum[c] += scale * x[c];
}

static float
get_share (const Window *window)
{
  return 1.0f / (float) ((window->end_row - window->first_row) *
                         (window->end_column - window->first_column));
}

GRADUS_HOT void
gradus_average_pool_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusConvolution *self = plan->data;
  gsize                    n = self->in_c;
  gsize                    n_in = gradus_shape_size (&plan->input);
  float                   *y = run->y;

  memset (y, 0, run->n * gradus_shape_size (&plan->output) * sizeof (float));
  for (gsize sample = 0; sample < run->n; sample++)
    for (gsize i = 0; i < self->out_h; i++)
      for (gsize j = 0; j < self->out_w; j++, y += n)
        {
          Window       window = get_window (self, i, j);
          const float *x = run->x + sample * n_in;

          for (gsize row = window.first_row; row < window.end_row; row++)
            for (gsize column = window.first_column; column < window.end_column; column++)
              add_scaled (n, x + (row * self->in_w + column) * n, get_share (&window), y);
        }
}

GRADUS_HOT void
gradus_average_pool_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusConvolution *self = plan->data;
  gsize                    n = self->in_c;
  gsize                    n_in = gradus_shape_size (&plan->input);
  const float             *dy = run->dy;

  if (run->dx == NULL)
    return;
  memset (run->dx, 0, run->n * n_in * sizeof (float));
  for (gsize sample = 0; sample < run->n; sample++)
    for (gsize i = 0; i < self->out_h; i++)
      for (gsize j = 0; j < self->out_w; j++, dy += n)
        {
          Window window = get_window (self, i, j);
          float *dx = run->dx + sample * n_in;

          for (gsize row = window.first_row; row < window.end_row; row++)
            for (gsize column = window.first_column; column < window.end_column; column++)
              add_scaled (n, dy, get_share (&window),
                          dx + (row * self->in_w + column) * n);
        }
}

/* --- As standard operators --- */

static GradusGraphNode *
lower_pool (const GradusLayerPlan *plan, GradusLowering *lowering, const char *op)
{
  GradusGraphNode *node =
    gradus_lower_node (lowering, op, gradus_lower_channels_first (lowering), NULL);

  gradus_convolution_describe (plan->data, plan->input.rank - 1, node);
  lowering->x = gradus_graph_node_get (node);
  return node;
}

void
gradus_max_pool_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  lower_pool (plan, lowering, "MaxPool");
}

void
gradus_average_pool_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  gradus_graph_node_set_int (lower_pool (plan, lowering, "AveragePool"),
                             "count_include_pad", 0);
}
