/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/convolve.h"

#include <config.h>

#include "engine/error.h"
#include "engine/layers/patches.h"
#include "engine/simd/simd.h"
#include "engine/sparse.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A convolution as a product of matrices: what lies under the kernel at each place is one
 * row of K = k_h · k_w · channels numbers,
 *
 *   z (places, filters) = columns (places, K) · W (K, filters) + b
 *
 * Sample by sample, so that the columns stay in the cache. On the way back most of dz is
 * zero where max pooling and relu follow, and most pixels of a digit are zero: then only
 * the rest is visited. */

typedef struct
{
  GradusConvolution geometry;
  gsize             n_places;
  gsize             n_taps; /* K, of one group */
  gsize             n_group_inputs;
  gsize             n_group_filters;
  gsize             n_filters;
  gsize             n_groups;
  gboolean          is_pointwise; /* the input itself is the columns */
  gboolean          has_patches;
  GradusPatches     patches; /* of all places, where there is one group */
} Convolve;

/* What backward() sets up in scratch. */
typedef struct
{
  float   *padded; /* the picture with zeros around it */
  float   *panels; /* the packed kernel */
  float   *columns;
  float   *d_columns;
  float   *turned_kernel;   /* (filters, K) */
  float   *turned_gradient; /* (filters, K), summed over the samples */
  gboolean has_turned_gradient;
  float   *sparse;
} Room;

/* For lists of a matrix (n_places, n_inputs), and those turned round behind them. */
static gsize
get_sparse_room (const Convolve *self, gsize n_inputs)
{
  return gradus_sparse_get_room (self->n_places, n_inputs) +
         gradus_sparse_get_turned_room (self->n_places, n_inputs);
}

static GradusSparse
make_lists (const Convolve *self, gsize n_inputs, const float *x, float *room)
{
  GradusSparse lists = gradus_sparse_at (self->n_places, n_inputs, room);

  gradus_sparse_fill (&lists, x);
  return lists;
}

static float *
get_turned_room (const Convolve *self, gsize n_inputs, float *room)
{
  return room + gradus_sparse_get_room (self->n_places, n_inputs);
}

static gsize
get_padded_room (const Convolve *self)
{
  return self->has_patches ? gradus_patches_get_room (&self->patches) : 0;
}

static gsize
get_panel_room (const Convolve *self)
{
  return self->has_patches ? gradus_simd_get_packed_size (self->n_taps, self->n_filters)
                           : 0;
}

static Room
get_room (const Convolve *self, float *scratch)
{
  gsize n_columns = self->n_places * self->n_taps;
  gsize n_kernel = self->n_taps * self->n_filters;
  Room  room = { .padded = scratch };

  room.panels = room.padded + get_padded_room (self);
  room.columns = room.panels + get_panel_room (self);
  room.d_columns = room.columns + n_columns;
  room.turned_kernel = room.d_columns + n_columns;
  room.turned_gradient = room.turned_kernel + n_kernel;
  room.sparse = room.turned_gradient + n_kernel;
  return room;
}

static gsize
get_room_size (const Convolve *self)
{
  /* Shapes that nobody has the memory for are refused later, but must not overflow. */
  if (8.0 * (double) self->n_places * (double) (self->n_taps + self->n_filters) +
        2.0 * (double) self->n_taps * (double) self->n_filters >
      G_MAXINT32)
    return G_MAXSIZE;
  return get_padded_room (self) + get_panel_room (self) +
         2 * self->n_places * self->n_taps + 2 * self->n_taps * self->n_filters +
         MAX (get_sparse_room (self, self->n_taps),
              get_sparse_room (self, self->n_filters));
}

static void
convolve_free (gpointer data)
{
  Convolve *self = data;

  if (self->has_patches)
    gradus_patches_clear (&self->patches);
  g_free (self);
}

static gboolean
check_groups (const GradusLayerPlan *plan, gint64 groups, gint64 filters, GError **error)
{
  gint64 channels = gradus_shape_last (&plan->input);

  if (channels % groups == 0 && filters % groups == 0)
    return TRUE;
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
               _ ("%d channels and %d filters cannot both be divided into %d equal "
                  "groups."),
               (int) channels, (int) filters, (int) groups);
  return FALSE;
}

static void
add_weights (GradusLayerPlan *plan, const Convolve *self)
{
  const GradusConvolution *geometry = &self->geometry;
  gint64                   inputs = (gint64) self->n_group_inputs;
  gint64                   filters = (gint64) self->n_filters;

  if (plan->input.rank == 3)
    gradus_plan_add_kernel (plan,
                            GRADUS_SHAPE_4 ((gint64) geometry->k_h,
                                            (gint64) geometry->k_w, inputs, filters));
  else
    gradus_plan_add_kernel (plan,
                            GRADUS_SHAPE_3 ((gint64) geometry->k_w, inputs, filters));
  if (gradus_config_get_bool (plan->config, "use_bias"))
    gradus_plan_add_bias (plan, filters);
}

gboolean
gradus_convolve_infer (GradusLayerPlan *plan, GError **error)
{
  gint64            filters = gradus_config_get_int (plan->config, "filters");
  gint64            groups = gradus_config_get_int (plan->config, "groups");
  GradusConvolution geometry;
  Convolve         *self;

  if (!gradus_convolution_init (&geometry, plan, error) ||
      !check_groups (plan, groups, filters, error))
    return FALSE;
  self = g_new0 (Convolve, 1);
  self->geometry = geometry;
  self->n_places = gradus_convolution_get_n_places (&geometry);
  self->n_groups = (gsize) groups;
  self->n_filters = (gsize) filters;
  self->n_group_filters = (gsize) (filters / groups);
  self->n_group_inputs = geometry.in_c / (gsize) groups;
  self->n_taps = geometry.k_h * geometry.k_w * self->n_group_inputs;
  self->is_pointwise =
    groups == 1 && geometry.k_h * geometry.k_w == 1 && geometry.s_h * geometry.s_w == 1;
  self->has_patches =
    groups == 1 && self->n_places < G_MAXINT32 && gradus_patches_fit (&geometry);
  if (self->has_patches)
    gradus_patches_init (&self->patches, &geometry, self->n_places, NULL);
  plan->data = self;
  plan->free_data = convolve_free;
  plan->output = gradus_convolution_get_output (&geometry, plan->input.rank, filters);
  add_weights (plan, self);
  gradus_plan_add_activation_cache (plan);
  plan->n_fixed_scratch = get_room_size (self);
  return TRUE;
}

/* --- Forward --- */

static const float *
get_columns (const Convolve *self, gsize group, const float *x, float *room)
{
  if (self->is_pointwise)
    return x;
  gradus_convolution_unfold (&self->geometry, group * self->n_group_inputs,
                             self->n_group_inputs, x, room);
  return room;
}

static void
forward_groups (const Convolve       *self,
                const GradusLayerRun *run,
                const float          *bias,
                const float          *x,
                float                *z)
{
  Room room = get_room (self, run->scratch);

  if (bias != NULL)
    gradus_fill_rows (z, self->n_places, self->n_filters, bias);
  for (gsize group = 0; group < self->n_groups; group++)
    {
      gsize first = group * self->n_group_filters;

      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) self->n_places,
                   (blasint) self->n_group_filters, (blasint) self->n_taps, 1.0f,
                   get_columns (self, group, x, room.columns), (blasint) self->n_taps,
                   run->weights[0] + first, (blasint) self->n_filters,
                   bias != NULL ? 1.0f : 0.0f, z + first, (blasint) self->n_filters);
    }
}

/* Without groups, the rows of the product are places in the picture. */
static void
forward_patches (const Convolve       *self,
                 const GradusLayerRun *run,
                 const float          *bias,
                 const float          *x,
                 float                *z)
{
  Room room = get_room (self, run->scratch);

  gradus_simd_get ()->multiply (
    &(GradusProduct){ .n_rows = self->n_places,
                      .a = gradus_patches_pad (&self->patches, x, room.padded),
                      .rows = self->patches.rows,
                      .n_segments = self->patches.n_segments,
                      .segments = self->patches.segments,
                      .segment = self->patches.segment,
                      .panels = room.panels,
                      .n_columns = self->n_filters,
                      .bias = bias,
                      .c = z,
                      .c_stride = self->n_filters });
}

void
gradus_convolve_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const Convolve *self = plan->data;
  const float    *bias = plan->n_weights > 1 ? run->weights[1] : NULL;
  float          *z = plan->n_cache > 0 ? run->cache : run->y;
  gsize           n_in = gradus_shape_size (&plan->input);
  gsize           n_out = gradus_shape_size (&plan->output);

  if (self->has_patches)
    gradus_simd_pack (gradus_simd_get (), self->n_taps, self->n_filters, run->weights[0],
                      self->n_filters, 1, get_room (self, run->scratch).panels);
  for (gsize i = 0; i < run->n; i++)
    {
      if (self->has_patches)
        forward_patches (self, run, bias, run->x + i * n_in, z + i * n_out);
      else
        forward_groups (self, run, bias, run->x + i * n_in, z + i * n_out);
      gradus_activate (plan, self->n_places, self->n_filters, z + i * n_out,
                       run->y + i * n_out);
    }
}

/* --- Backward --- */

static void
turn (const float *matrix, gsize n_rows, gsize n_columns, float *turned)
{
  for (gsize j = 0; j < n_columns; j++)
    for (gsize i = 0; i < n_rows; i++)
      turned[j * n_rows + i] = matrix[i * n_columns + j];
}

static void
add_turned (const float *turned, gsize n_rows, gsize n_columns, float *matrix)
{
  for (gsize i = 0; i < n_rows; i++)
    for (gsize j = 0; j < n_columns; j++)
      matrix[i * n_columns + j] += turned[j * n_rows + i];
}

static void
multiply_group (const Convolve       *self,
                const GradusLayerRun *run,
                gsize                 group,
                const float          *columns,
                const float          *dz,
                gboolean              accumulate,
                float                *d_columns)
{
  gsize   first = group * self->n_group_filters;
  blasint n_places = (blasint) self->n_places;
  blasint n_taps = (blasint) self->n_taps;
  blasint n_filters = (blasint) self->n_filters;
  blasint n_group = (blasint) self->n_group_filters;

  if (run->gradients[0] != NULL)
    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, n_taps, n_group, n_places, 1.0f,
                 columns, n_taps, dz + first, n_filters, accumulate ? 1.0f : 0.0f,
                 run->gradients[0] + first, n_filters);
  if (d_columns != NULL)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, n_places, n_taps, n_group, 1.0f,
                 dz + first, n_filters, run->weights[0] + first, n_filters, 0.0f,
                 d_columns, n_taps);
}

/* Few taps, most of them on zeros: a digit's first convolution. */
static gboolean
has_sparse_columns (const Convolve *self, const float *x)
{
  gsize n_inputs = self->geometry.in_h * self->geometry.in_w * self->geometry.in_c;

  return self->n_groups == 1 && self->n_taps < 64 && self->n_filters >= 32 &&
         gradus_sparse_is_mostly_zero (n_inputs, x);
}

/* dW += columnsᵀ · dz for columns that are mostly zero */
static void
add_gradient_of_sparse_columns (const Convolve       *self,
                                const GradusLayerRun *run,
                                const Room           *room,
                                const float          *columns,
                                const float          *dz,
                                gboolean              accumulate)
{
  GradusSparse lists = make_lists (self, self->n_taps, columns, room->sparse);

  gradus_sparse_multiply_transposed (&lists, self->n_filters, dz, accumulate,
                                     run->gradients[0],
                                     get_turned_room (self, self->n_taps, room->sparse));
}

/* dWᵀ += dzᵀ · columns and d columns = dz · Wᵀ for a dz that is mostly zero */
static void
multiply_sparse_dz (const Convolve       *self,
                    const GradusLayerRun *run,
                    Room                 *room,
                    const float          *columns,
                    const float          *dz,
                    float                *d_columns)
{
  GradusSparse lists = make_lists (self, self->n_filters, dz, room->sparse);

  if (run->gradients[0] != NULL)
    gradus_sparse_multiply_transposed (&lists, self->n_taps, columns,
                                       room->has_turned_gradient, room->turned_gradient,
                                       get_turned_room (self, self->n_filters,
                                                        room->sparse));
  room->has_turned_gradient = run->gradients[0] != NULL;
  if (d_columns != NULL)
    gradus_sparse_multiply (&lists, self->n_taps, room->turned_kernel, NULL, d_columns);
}

static void
backward_sample (const Convolve       *self,
                 const GradusLayerRun *run,
                 Room                 *room,
                 const float          *x,
                 const float          *dz,
                 float                *dx,
                 gboolean              accumulate)
{
  float   *d_columns = dx == NULL ? NULL : self->is_pointwise ? dx : room->d_columns;
  gboolean is_large = self->n_groups == 1 && self->n_taps >= 64 && self->n_filters >= 16;
  gboolean is_sparse =
    is_large && gradus_sparse_is_mostly_zero (self->n_places * self->n_filters, dz);

  for (gsize group = 0; group < self->n_groups; group++)
    {
      const float *columns = get_columns (self, group, x, room->columns);

      if (is_sparse)
        multiply_sparse_dz (self, run, room, columns, dz, d_columns);
      else if (dx == NULL && run->gradients[0] != NULL && has_sparse_columns (self, x))
        add_gradient_of_sparse_columns (self, run, room, columns, dz, accumulate);
      else
        multiply_group (self, run, group, columns, dz, accumulate, d_columns);
      if (dx != NULL && !self->is_pointwise)
        gradus_convolution_fold (&self->geometry, group * self->n_group_inputs,
                                 self->n_group_inputs, d_columns, dx);
    }
  /* The turned gradient comes on top later; what it is added to must be there. */
  if (is_sparse && !accumulate && run->gradients[0] != NULL)
    memset (run->gradients[0], 0, self->n_taps * self->n_filters * sizeof (float));
}

void
gradus_convolve_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const Convolve *self = plan->data;
  Room            room = get_room (self, run->scratch);
  gsize           n_in = gradus_shape_size (&plan->input);
  gsize           n_out = gradus_shape_size (&plan->output);
  gsize           n_rows = run->n * self->n_places;

  gradus_deactivate (plan, n_rows, self->n_filters, run->cache, run->y, run->dy);
  if (plan->n_weights > 1 && run->gradients[1] != NULL)
    gradus_sum_rows (run->dy, n_rows, self->n_filters, run->accumulate,
                     run->gradients[1]);
  if (run->dx != NULL)
    {
      turn (run->weights[0], self->n_taps, self->n_filters, room.turned_kernel);
      if (!self->is_pointwise)
        memset (run->dx, 0, run->n * n_in * sizeof (float));
    }
  for (gsize i = 0; i < run->n; i++)
    backward_sample (self, run, &room, run->x + i * n_in, run->dy + i * n_out,
                     run->dx != NULL ? run->dx + i * n_in : NULL,
                     run->accumulate || i > 0);
  if (room.has_turned_gradient)
    add_turned (room.turned_gradient, self->n_taps, self->n_filters, run->gradients[0]);
}

/* --- As standard operators --- */

void
gradus_convolve_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const Convolve *self = plan->data;
  const char     *kernel =
    gradus_convolution_lower_kernel (lowering, "kernel", &plan->weights[0].shape,
                                     lowering->weights[0]);

  gradus_convolution_lower (&self->geometry, plan->input.rank - 1, lowering,
                            (gint64) self->n_groups, kernel,
                            plan->n_weights > 1 ? gradus_lower_weight (lowering, plan, 1)
                                                : NULL);
  gradus_lower_activation (lowering,
                           gradus_config_get_object (plan->config, "activation"));
}
