/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/convolve.h"
#include "engine/layers/patches.h"
#include "engine/layers/pooling.h"
#include "engine/parts.h"
#include "engine/simd/simd.h"
#include "engine/stage.h"

#include <string.h>

/* A convolution and the maximum over windows of it, run as one. Where the activation
 * rises, the largest sum gives the largest output, so that
 *
 *   y = activation (max over the window of (patch · W + b))
 *
 * The places of the kernel are visited window by window, those that no window has never.
 * On the way back only the winner of each window has a gradient, and none where relu cut
 * it off: at most one number in four, and each is a list entry,
 *
 *   dW = Σ dz · patch of the winner,   dx at the winner's patch = Σ dz · W */

/* Shorter pieces than this are copied out before their gradients are summed up. */
#define SEGMENT_LEAST 8

typedef struct
{
  GradusPatches patches; /* of the places, window by window */
  gsize         n_windows;
  gsize         window; /* places in one */
  gsize         n_filters;
  gsize         n_taps;
  gsize         width; /* of a row of the turned kernel */
  gboolean      is_unfolded;
  gsize         n_in;
  gsize         n_out;
} ConvolvePool;

/* What lies in scratch. */
typedef struct
{
  float  *padded;          /* the picture with zeros around it */
  float  *d_padded;        /* its gradient */
  float  *z;               /* (n_places, n_filters) */
  float  *panels;          /* the packed kernel */
  float  *turned_kernel;   /* (n_filters, width) */
  float  *turned_gradient; /* likewise */
  float  *columns;         /* (n_places, width), where unfolded */
  float  *d_columns;
  guint8 *is_blank; /* (n_places): whether the patch is all zeros */
  /* One entry for each number that has a gradient: by place … */
  guint32 *bounds;
  guint32 *indices;
  float   *values;
  /* … and by filter. */
  guint32 *filter_bounds;
  guint32 *filter_indices;
  guint32 *places; /* of the winners, in the first layers' way */
  float   *filter_values;
} Room;

/* --- Planning --- */

static gboolean
has_id (const GradusLayerPlan *plan, const char *first, const char *second)
{
  const char *id = gradus_config_get_kind (plan->config)->id;

  return g_str_equal (id, first) || g_str_equal (id, second);
}

static gboolean
can_fuse (const GradusLayerPlan *convolve, const GradusLayerPlan *pool)
{
  const GradusConvolution    *geometry = pool->data;
  const GradusActivationKind *activation;

  if (!has_id (convolve, "conv2d", "conv1d") ||
      !has_id (pool, "max_pooling2d", "max_pooling1d"))
    return FALSE;
  activation =
    gradus_activation_kind_of (gradus_config_get_object (convolve->config, "activation"));
  return activation->rises && !activation->needs_input &&
         gradus_config_get_int (convolve->config, "groups") == 1 &&
         convolve->activity_regularizer == NULL && !convolve->has_output_mask &&
         geometry->top + geometry->left == 0 && geometry->s_h >= geometry->k_h &&
         geometry->s_w >= geometry->k_w && geometry->k_h * geometry->k_w <= G_MAXUINT8 &&
         (geometry->out_h - 1) * geometry->s_h + geometry->k_h <= geometry->in_h &&
         (geometry->out_w - 1) * geometry->s_w + geometry->k_w <= geometry->in_w;
}

/* The places of the kernel that windows look at, window by window. */
static guint32 *
list_places (const GradusConvolution *pool)
{
  guint32 *places = g_new (guint32, pool->out_h * pool->out_w * pool->k_h * pool->k_w);
  gsize    n = 0;

  for (gsize i = 0; i < pool->out_h; i++)
    for (gsize j = 0; j < pool->out_w; j++)
      for (gsize row = 0; row < pool->k_h; row++)
        for (gsize column = 0; column < pool->k_w; column++)
          places[n++] =
            (guint32) ((i * pool->s_h + row) * pool->in_w + j * pool->s_w + column);
  return places;
}

static void
free_data (gpointer data)
{
  ConvolvePool *self = data;

  gradus_patches_clear (&self->patches);
  g_free (self);
}

static float *
take (float **place, gsize n)
{
  float *taken = *place;

  *place += (n + 15) / 16 * 16;
  return taken;
}

/* Lays the room out from @scratch on; returns where it ends. */
static float *
lay_out (const ConvolvePool *self, float *scratch, Room *room)
{
  gsize  n_places = self->patches.n_places;
  gsize  n_kernel = self->n_filters * self->width;
  gsize  n_columns = self->is_unfolded ? n_places * self->width : 0;
  gsize  n_entries = self->n_out + GRADUS_LIST_SLACK;
  float *place = scratch;

  room->padded = take (&place, gradus_patches_get_room (&self->patches));
  room->d_padded = take (&place, gradus_patches_get_room (&self->patches));
  room->z = take (&place, n_places * self->n_filters);
  room->panels =
    take (&place, gradus_simd_get_packed_size (self->n_taps, self->n_filters));
  room->turned_kernel = take (&place, n_kernel);
  room->turned_gradient = take (&place, n_kernel);
  room->columns = take (&place, n_columns);
  room->d_columns = take (&place, n_columns);
  room->is_blank = (guint8 *) take (&place, self->is_unfolded ? n_places : 0);
  room->bounds = (guint32 *) (gpointer) take (&place, n_places + 1);
  room->indices = (guint32 *) (gpointer) take (&place, n_entries);
  room->values = take (&place, n_entries);
  room->filter_bounds = (guint32 *) (gpointer) take (&place, self->n_filters + 1);
  room->filter_indices = (guint32 *) (gpointer) take (&place, n_entries);
  room->filter_values = take (&place, n_entries);
  room->places = (guint32 *) (gpointer) take (&place, self->is_unfolded ? n_entries : 0);
  return place;
}

static gsize
measure_room (const ConvolvePool *self)
{
  static float origin[1];
  Room         room;

  return (gsize) (lay_out (self, origin, &room) - origin);
}

static ConvolvePool *
make_data (const GradusLayerPlan   *convolve,
           const GradusConvolution *geometry,
           const GradusConvolution *pool)
{
  ConvolvePool       *self = g_new0 (ConvolvePool, 1);
  g_autofree guint32 *places = list_places (pool);

  self->n_windows = pool->out_h * pool->out_w;
  self->window = pool->k_h * pool->k_w;
  self->n_filters = pool->in_c;
  gradus_patches_init (&self->patches, geometry, self->n_windows * self->window, places);
  self->n_taps = self->patches.n_taps;
  self->is_unfolded = self->patches.segment < SEGMENT_LEAST;
  self->width = self->is_unfolded ? (self->n_taps + 15) / 16 * 16 : self->n_taps;
  self->n_in = gradus_shape_size (&convolve->input);
  self->n_out = self->n_windows * self->n_filters;
  return self;
}

static GradusLayerPlan *
fuse (const GradusLayerPlan *const *layers)
{
  GradusConvolution geometry;
  GradusLayerPlan  *plan;
  ConvolvePool     *self;

  if (!can_fuse (layers[0], layers[1]) ||
      !gradus_convolution_init (&geometry, layers[0], NULL) ||
      !gradus_patches_fit (&geometry))
    return NULL;
  self = make_data (layers[0], &geometry, layers[1]->data);
  plan = g_memdup2 (layers[0], sizeof *plan);
  plan->data = self;
  plan->free_data = free_data;
  plan->output = layers[1]->output;
  plan->has_output_mask = layers[1]->has_output_mask;
  plan->activity_regularizer = layers[1]->activity_regularizer;
  /* The winners, a byte each. */
  plan->n_cache = (self->n_out + sizeof (float) - 1) / sizeof (float);
  plan->n_scratch = 0;
  plan->n_fixed_scratch = measure_room (self);
  return plan;
}

/* --- Forward --- */

static guint8 *
get_winners (const GradusLayerPlan *plan, const GradusLayerRun *run, gsize sample)
{
  return (guint8 *) (gpointer) (run->cache + sample * plan->n_cache);
}

static void
forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const ConvolvePool *self = plan->data;
  const GradusSimd   *simd = gradus_simd_get ();
  Room                room;
  GradusProduct       product = { .n_rows = self->patches.n_places,
                                  .rows = self->patches.rows,
                                  .n_segments = self->patches.n_segments,
                                  .segments = self->patches.segments,
                                  .segment = self->patches.segment,
                                  .n_columns = self->n_filters,
                                  .c_stride = self->n_filters };

  lay_out (self, run->scratch, &room);
  gradus_simd_pack (simd, self->n_taps, self->n_filters, run->weights[0], self->n_filters,
                    1, room.panels);
  product.panels = room.panels;
  product.bias = plan->n_weights > 1 ? run->weights[1] : NULL;
  product.c = room.z;
  for (gsize i = 0; i < run->n; i++)
    {
      product.a =
        gradus_patches_pad (&self->patches, run->x + i * self->n_in, room.padded);
      simd->multiply (&product);
      simd->keep_largest (self->n_windows, self->window, self->n_filters, room.z,
                          run->y + i * self->n_out, get_winners (plan, run, i));
    }
  gradus_activate (plan, run->n * self->n_windows, self->n_filters, run->y, run->y);
}

/* --- Backward --- */

static void
turn (const float *matrix, gsize n_rows, gsize n_columns, gsize width, float *turned)
{
  for (gsize j = 0; j < n_columns; j++)
    {
      for (gsize i = 0; i < n_rows; i++)
        turned[j * width + i] = matrix[i * n_columns + j];
      for (gsize i = n_rows; i < width; i++)
        turned[j * width + i] = 0;
    }
}

static void
turn_back (const float *turned,
           gsize        n_rows,
           gsize        n_columns,
           gsize        width,
           gboolean     accumulate,
           float       *matrix)
{
  for (gsize i = 0; i < n_rows; i++)
    for (gsize j = 0; j < n_columns; j++)
      matrix[i * n_columns + j] =
        turned[j * width + i] + (accumulate ? matrix[i * n_columns + j] : 0.0f);
}

/* For each place, the filters that it won. */
static void
list_by_place (const ConvolvePool *self,
               const float        *dz,
               const guint8       *winners,
               Room               *room)
{
  const GradusSimd *simd = gradus_simd_get ();
  gsize             count = 0;

  room->bounds[0] = 0;
  for (gsize w = 0; w < self->n_windows; w++)
    for (gsize i = 0; i < self->window; i++)
      {
        count +=
          simd->list_winners (dz + w * self->n_filters, winners + w * self->n_filters,
                              (guint8) i, self->n_filters, room->indices + count,
                              room->values + count);
        room->bounds[w * self->window + i + 1] = (guint32) count;
      }
}

/* Sorts the entries by filter. What they index is then where the patch begins. */
static void
sort_by_filter (const ConvolvePool *self, Room *room)
{
  guint32 *at = room->filter_bounds + 1;
  guint32  start = 0;
  gsize    k = 0;

  memset (room->filter_bounds, 0, (self->n_filters + 1) * sizeof (guint32));
  for (gsize i = 0; i < room->bounds[self->patches.n_places]; i++)
    at[room->indices[i]]++;
  for (gsize filter = 0; filter < self->n_filters; filter++)
    {
      guint32 count = at[filter];

      at[filter] = start;
      start += count;
    }
  for (gsize place = 0; place < self->patches.n_places; place++)
    for (; k < room->bounds[place + 1]; k++)
      {
        guint32 to = at[room->indices[k]]++;

        room->filter_indices[to] = self->patches.rows[place];
        room->filter_values[to] = room->values[k];
      }
}

static gboolean
is_blank (const ConvolvePool *self, const Room *room, gsize w)
{
  for (gsize i = 0; i < self->window; i++)
    if (!room->is_blank[w * self->window + i])
      return FALSE;
  return TRUE;
}

/* Window by window: the filters that have a gradient, and the place that won each. Of a
 * blank patch no kernel learns. */
static gsize
list_by_window (const ConvolvePool *self,
                const float        *dz,
                const guint8       *winners,
                Room               *room)
{
  const GradusSimd *simd = gradus_simd_get ();
  gsize             count = 0;

  for (gsize w = 0; w < self->n_windows; w++)
    {
      guint32 *filters = room->filter_indices + count;
      gsize    n;

      if (is_blank (self, room, w))
        continue;
      n = simd->list_non_zero (dz + w * self->n_filters, 0, self->n_filters, filters,
                               room->filter_values + count);
      for (gsize k = 0; k < n; k++)
        room->places[count + k] =
          (guint32) (w * self->window) + winners[w * self->n_filters + filters[k]];
      count += n;
    }
  return count;
}

/* Both ways add to turned_gradient (n_filters, width): the first entry by entry, where a
 * patch is short; the second sums up all entries of a filter. */
static void
add_kernel_gradient_by_entry (const ConvolvePool *self,
                              const float        *dz,
                              const guint8       *winners,
                              Room               *room)
{
  gradus_simd_get ()->scatter (
    &(GradusScatter){ .n = list_by_window (self, dz, winners, room),
                      .sources = room->places,
                      .targets = room->filter_indices,
                      .values = room->filter_values,
                      .rows = room->columns,
                      .n_columns = self->width,
                      .row_stride = self->width,
                      .to = room->turned_gradient,
                      .to_stride = self->width });
}

static void
add_kernel_gradient_by_filter (const ConvolvePool *self, const float *padded, Room *room)
{
  GradusListSum sum = { .n_lists = self->n_filters,
                        .bounds = room->filter_bounds,
                        .bound_stride = 1,
                        .bound_span = 1,
                        .indices = room->filter_indices,
                        .values = room->filter_values,
                        .row_stride = 1,
                        .n_columns = self->patches.segment,
                        .accumulate = TRUE,
                        .to_stride = self->width };

  for (gsize s = 0; s < self->patches.n_segments; s++)
    {
      sum.rows = padded + self->patches.segments[s];
      sum.to = room->turned_gradient + s * self->patches.segment;
      gradus_simd_get ()->sum_lists (&sum);
    }
}

static void
put_input_gradient (const ConvolvePool *self, Room *room, float *dx)
{
  float        *to = self->patches.is_padded ? room->d_padded : dx;
  GradusListSum sum = { .n_lists = self->patches.n_places,
                        .bounds = room->bounds,
                        .bound_stride = 1,
                        .bound_span = 1,
                        .indices = room->indices,
                        .values = room->values,
                        .rows = room->turned_kernel,
                        .row_stride = self->width,
                        .to = to };

  memset (to, 0,
          (self->patches.is_padded ? gradus_patches_get_room (&self->patches)
                                   : self->n_in) *
            sizeof (float));
  if (self->is_unfolded)
    {
      sum.n_columns = self->width;
      sum.to = room->d_columns;
      sum.to_stride = self->width;
      gradus_simd_get ()->sum_lists (&sum);
      gradus_patches_fold (&self->patches, self->width, room->d_columns, to);
    }
  else
    {
      sum.accumulate = TRUE;
      sum.places = self->patches.rows;
      sum.n_columns = self->patches.segment;
      for (gsize s = 0; s < self->patches.n_segments; s++)
        {
          sum.rows = room->turned_kernel + s * self->patches.segment;
          sum.to = to + self->patches.segments[s];
          gradus_simd_get ()->sum_lists (&sum);
        }
    }
  if (self->patches.is_padded)
    gradus_patches_unpad (&self->patches, to, dx);
}

static void
backward_sample (const GradusLayerPlan *plan, GradusLayerRun *run, gsize i, Room *room)
{
  const ConvolvePool *self = plan->data;
  const float        *dz = run->dy + i * self->n_out;
  const guint8       *winners = get_winners (plan, run, i);

  const float *padded =
    gradus_patches_pad (&self->patches, run->x + i * self->n_in, room->padded);

  if (self->is_unfolded)
    gradus_patches_unfold (&self->patches, padded, self->width, room->columns,
                           room->is_blank);
  if (run->gradients[0] != NULL && self->is_unfolded)
    add_kernel_gradient_by_entry (self, dz, winners, room);
  if (run->dx != NULL || !self->is_unfolded)
    list_by_place (self, dz, winners, room);
  if (run->gradients[0] != NULL && !self->is_unfolded)
    {
      sort_by_filter (self, room);
      add_kernel_gradient_by_filter (self, padded, room);
    }
  if (run->dx != NULL)
    put_input_gradient (self, room, run->dx + i * self->n_in);
}

static void
backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const ConvolvePool *self = plan->data;
  gsize               n_rows = run->n * self->n_windows;
  Room                room;

  lay_out (self, run->scratch, &room);
  gradus_deactivate (plan, n_rows, self->n_filters, NULL, run->y, run->dy);
  if (plan->n_weights > 1 && run->gradients[1] != NULL)
    gradus_sum_rows (run->dy, n_rows, self->n_filters, run->accumulate,
                     run->gradients[1]);
  if (run->dx != NULL)
    turn (run->weights[0], self->n_taps, self->n_filters, self->width,
          room.turned_kernel);
  memset (room.turned_gradient, 0, self->n_filters * self->width * sizeof (float));
  for (gsize i = 0; i < run->n; i++)
    backward_sample (plan, run, i, &room);
  if (run->gradients[0] != NULL)
    turn_back (room.turned_gradient, self->n_taps, self->n_filters, self->width,
               run->accumulate, run->gradients[0]);
}

const GradusFusion gradus_fusion_convolve_pool = {
  .n_layers = 2,
  .fuse = fuse,
  .forward = forward,
  .backward = backward,
};
