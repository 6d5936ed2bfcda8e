/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/convolution.h"

#include <config.h>

#include "engine/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const char *const gradus_convolution_paddings[] = { "valid", "same", NULL };
const char *const gradus_convolution_paddings_1d[] = { "valid", "same", "causal", NULL };
const char *const gradus_data_formats[] = { "channels_last", NULL };

/* One axis: sizes as they are before the other axis is looked at. */
typedef struct
{
  gint64 in, out, kernel, stride, dilation, before;
} Axis;

static gboolean
check_rank (const GradusLayerPlan *plan, const char *size_name, GError **error)
{
  guint            wanted = gradus_config_get_tuple (plan->config, size_name)->rank + 1;
  g_autofree char *shape = NULL;
  const char      *name = gradus_config_get_kind (plan->config)->name;

  if (plan->input.rank == wanted)
    return TRUE;
  shape = gradus_shape_to_string (&plan->input);
  if (wanted == 3)
    g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                 _ ("%s needs pictures with rows, columns and channels, but it gets %s. "
                    "Put a Reshape before it, like (28, 28, 1)."),
                 name, shape);
  else
    g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                 _ ("%s needs sequences of time steps and channels, but it gets %s. Put "
                    "a Reshape before it, like (28, 28)."),
                 name, shape);
  return FALSE;
}

static gint64
get_axis (const GradusConfig *config, const char *name, guint axis)
{
  return gradus_config_get_tuple (config, name)->dims[axis];
}

static gint64
get_reach (const Axis *axis)
{
  return (axis->kernel - 1) * axis->dilation + 1;
}

static gboolean
measure_axis (Axis *axis, const GradusLayerPlan *plan, GError **error)
{
  const char *padding = gradus_config_get_choice (plan->config, "padding");
  gint64      reach = get_reach (axis);

  if (strcmp (padding, "valid") == 0)
    {
      if (axis->in < reach)
        {
          g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                       _ ("The kernel covers %d numbers side by side, but there are only "
                          "%d. Make the kernel smaller, or choose the padding “same”."),
                       (int) reach, (int) axis->in);
          return FALSE;
        }
      axis->out = (axis->in - reach) / axis->stride + 1;
      return TRUE;
    }
  axis->out = (axis->in + axis->stride - 1) / axis->stride;
  if (strcmp (padding, "causal") == 0)
    axis->before = reach - 1;
  else
    axis->before = MAX ((axis->out - 1) * axis->stride + reach - axis->in, 0) / 2;
  return TRUE;
}

static gboolean
check_dilation (const Axis axes[2], GError **error)
{
  if ((axes[0].stride == 1 && axes[1].stride == 1) ||
      (axes[0].dilation == 1 && axes[1].dilation == 1))
    return TRUE;
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                       _ ("Keras cannot combine strides and dilation. Set one of them "
                          "back to 1."));
  return FALSE;
}

static void
read_axes (const GradusLayerPlan *plan, const char *size_name, Axis axes[2])
{
  const GradusConfig *config = plan->config;
  gboolean            has_dilation =
    gradus_kind_find_param (gradus_config_get_kind (config), "dilation_rate") != NULL;
  guint rank = gradus_config_get_tuple (config, size_name)->rank;

  axes[0] = axes[1] =
    (Axis){ .in = 1, .out = 1, .kernel = 1, .stride = 1, .dilation = 1 };
  for (guint i = 0; i < rank; i++)
    {
      Axis *axis = &axes[2 - rank + i];

      axis->in = plan->input.dims[i];
      axis->kernel = get_axis (config, size_name, i);
      /* A window moves by its own size unless told otherwise. */
      axis->stride = gradus_config_is_none (config, "strides")
                       ? axis->kernel
                       : get_axis (config, "strides", i);
      axis->dilation = has_dilation ? get_axis (config, "dilation_rate", i) : 1;
    }
}

static void
take_axes (GradusConvolution *self, const Axis axes[2], gint64 channels)
{
  *self = (GradusConvolution){
    .in_h = (gsize) axes[0].in,
    .in_w = (gsize) axes[1].in,
    .in_c = (gsize) channels,
    .out_h = (gsize) axes[0].out,
    .out_w = (gsize) axes[1].out,
    .k_h = (gsize) axes[0].kernel,
    .k_w = (gsize) axes[1].kernel,
    .s_h = (gsize) axes[0].stride,
    .s_w = (gsize) axes[1].stride,
    .d_h = (gsize) axes[0].dilation,
    .d_w = (gsize) axes[1].dilation,
    .top = (gsize) axes[0].before,
    .left = (gsize) axes[1].before,
  };
}

/**
 * gradus_convolution_init_window:
 * @self: filled
 * @plan: a plan whose config and input are known
 * @size_name: the parameter that holds the size of the kernel or window
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_SHAPE` if the input has another number of axes or is smaller than
 *   the kernel; `GRADUS_ERROR_PARAMETER` for strides with dilation
 * Source: keras/src/ops/operation_utils.py, compute_conv_output_shape
 *
 * Returns: whether kernel and input fit
 */
gboolean
gradus_convolution_init_window (GradusConvolution     *self,
                                const GradusLayerPlan *plan,
                                const char            *size_name,
                                GError               **error)
{
  Axis axes[2];

  if (!check_rank (plan, size_name, error))
    return FALSE;
  read_axes (plan, size_name, axes);
  if (!check_dilation (axes, error))
    return FALSE;
  for (guint i = plan->input.rank == 3 ? 0 : 1; i < 2; i++)
    if (!measure_axis (&axes[i], plan, error))
      return FALSE;
  take_axes (self, axes, gradus_shape_last (&plan->input));
  return TRUE;
}

/**
 * gradus_convolution_init:
 * @self: filled
 * @plan: a plan whose config and input are known
 * @error: return location for an error
 *
 * Errors: as gradus_convolution_init_window()
 *
 * Returns: whether kernel and input fit
 */
gboolean
gradus_convolution_init (GradusConvolution     *self,
                         const GradusLayerPlan *plan,
                         GError               **error)
{
  return gradus_convolution_init_window (self, plan, "kernel_size", error);
}

/* What the layer puts out is where the convolution that it turns round takes from. */
static gboolean
measure_transposed_axis (Axis                  *axis,
                         const GradusLayerPlan *plan,
                         guint                  index,
                         GError               **error)
{
  gboolean is_same =
    strcmp (gradus_config_get_choice (plan->config, "padding"), "same") == 0;
  gint64 reach = get_reach (axis);

  axis->out = axis->in;
  if (gradus_config_is_none (plan->config, "output_padding"))
    {
      axis->in = axis->out * axis->stride + (is_same ? 0 : MAX (reach - axis->stride, 0));
      axis->before = is_same ? MAX (reach - axis->stride, 0) / 2 : 0;
      return TRUE;
    }
  axis->before = is_same ? reach / 2 : 0;
  axis->in = (axis->out - 1) * axis->stride + reach - 2 * axis->before +
             get_axis (plan->config, "output_padding", index);
  if (axis->in > 0 && get_axis (plan->config, "output_padding", index) < axis->stride)
    return TRUE;
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                       _ ("The output padding must be smaller than the strides."));
  return FALSE;
}

/**
 * gradus_convolution_init_transposed:
 * @self: filled: a convolution that takes what the layer puts out, and puts out what it
 * takes
 * @plan: a plan whose config and input are known
 * @filters: channels of the layer's output
 * @error: return location for an error
 *
 * Errors: as gradus_convolution_init(); `GRADUS_ERROR_PARAMETER` if the output padding is
 * too large
 * Source: keras/src/backend/common/backend_utils.py,
 *   compute_conv_transpose_output_shape
 *
 * Returns: whether kernel and input fit
 */
gboolean
gradus_convolution_init_transposed (GradusConvolution     *self,
                                    const GradusLayerPlan *plan,
                                    gint64                 filters,
                                    GError               **error)
{
  Axis  axes[2];
  guint first = plan->input.rank == 3 ? 0 : 1;

  if (!check_rank (plan, "kernel_size", error))
    return FALSE;
  read_axes (plan, "kernel_size", axes);
  if (!check_dilation (axes, error))
    return FALSE;
  for (guint i = first; i < 2; i++)
    if (!measure_transposed_axis (&axes[i], plan, i - first, error))
      return FALSE;
  take_axes (self, axes, filters);
  return TRUE;
}

GradusShape
gradus_convolution_get_output (const GradusConvolution *self, guint rank, gint64 channels)
{
  if (rank == 3)
    return GRADUS_SHAPE_3 ((gint64) self->out_h, (gint64) self->out_w, channels);
  return GRADUS_SHAPE_2 ((gint64) self->out_w, channels);
}

gsize
gradus_convolution_get_n_places (const GradusConvolution *self)
{
  return self->out_h * self->out_w;
}

/* Where tap @tap of the kernel at place @place falls; FALSE: on padding. */
static inline gboolean
find_tap (gsize  place,
          gsize  stride,
          gsize  tap,
          gsize  dilation,
          gsize  before,
          gsize  size,
          gsize *index)
{
  gsize padded = place * stride + tap * dilation;

  *index = padded - before;
  return padded >= before && *index < size;
}

/* One row of taps at one place of the kernel. */
static inline void
unfold_row (const GradusConvolution *self,
            gsize                    place,
            gsize                    n_channels,
            const float             *row,
            float                   *to)
{
  for (gsize tap = 0; tap < self->k_w; tap++, to += n_channels)
    {
      gsize column;

      if (find_tap (place, self->s_w, tap, self->d_w, self->left, self->in_w, &column))
        memcpy (to, row + column * self->in_c, n_channels * sizeof (float));
      else
        memset (to, 0, n_channels * sizeof (float));
    }
}

/* Whether all taps of a row lie side by side inside the picture. */
static inline gboolean
is_solid (const GradusConvolution *self, gsize place, gsize n_channels)
{
  gsize start = place * self->s_w;

  return self->d_w == 1 && n_channels == self->in_c && start >= self->left &&
         start - self->left + self->k_w <= self->in_w;
}

void
gradus_convolution_unfold (const GradusConvolution *self,
                           gsize                    first_channel,
                           gsize                    n_channels,
                           const float             *x,
                           float                   *columns)
{
  gsize n_row = self->k_w * n_channels;

  for (gsize i = 0; i < self->out_h; i++)
    for (gsize j = 0; j < self->out_w; j++)
      for (gsize tap = 0; tap < self->k_h; tap++, columns += n_row)
        {
          gsize        line;
          const float *row;

          if (!find_tap (i, self->s_h, tap, self->d_h, self->top, self->in_h, &line))
            {
              memset (columns, 0, n_row * sizeof (float));
              continue;
            }
          row = x + line * self->in_w * self->in_c + first_channel;
          if (is_solid (self, j, n_channels))
            memcpy (columns, row + (j * self->s_w - self->left) * self->in_c,
                    n_row * sizeof (float));
          else
            unfold_row (self, j, n_channels, row, columns);
        }
}

static inline void
add_to (float *restrict to, const float *restrict from, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] += from[i];
}

static inline void
fold_row (const GradusConvolution *self,
          gsize                    place,
          gsize                    n_channels,
          const float             *from,
          float                   *row)
{
  for (gsize tap = 0; tap < self->k_w; tap++, from += n_channels)
    {
      gsize column;

      if (find_tap (place, self->s_w, tap, self->d_w, self->left, self->in_w, &column))
        add_to (row + column * self->in_c, from, n_channels);
    }
}

void
gradus_convolution_fold (const GradusConvolution *self,
                         gsize                    first_channel,
                         gsize                    n_channels,
                         const float             *columns,
                         float                   *x)
{
  gsize n_row = self->k_w * n_channels;

  for (gsize i = 0; i < self->out_h; i++)
    for (gsize j = 0; j < self->out_w; j++)
      for (gsize tap = 0; tap < self->k_h; tap++, columns += n_row)
        {
          gsize  line;
          float *row;

          if (!find_tap (i, self->s_h, tap, self->d_h, self->top, self->in_h, &line))
            continue;
          row = x + line * self->in_w * self->in_c + first_channel;
          if (is_solid (self, j, n_channels))
            add_to (row + (j * self->s_w - self->left) * self->in_c, columns, n_row);
          else
            fold_row (self, j, n_channels, columns, row);
        }
}

/* --- As standard operators --- */

/* Zeros behind the picture, so that the last place of the kernel fits. */
static gint64
get_after (gsize in, gsize out, gsize kernel, gsize stride, gsize dilation, gsize before)
{
  gint64 reach = (gint64) ((out - 1) * stride + (kernel - 1) * dilation + 1);

  return MAX (reach - (gint64) (before + in), 0);
}

void
gradus_convolution_describe (const GradusConvolution *self,
                             guint                    n_axes,
                             GradusGraphNode         *node)
{
  guint        first = 2 - n_axes;
  const gint64 kernel[] = { (gint64) self->k_h, (gint64) self->k_w };
  const gint64 strides[] = { (gint64) self->s_h, (gint64) self->s_w };
  const gint64 dilations[] = { (gint64) self->d_h, (gint64) self->d_w };
  const gint64 before[] = { (gint64) self->top, (gint64) self->left };
  const gint64 after[] = {
    get_after (self->in_h, self->out_h, self->k_h, self->s_h, self->d_h, self->top),
    get_after (self->in_w, self->out_w, self->k_w, self->s_w, self->d_w, self->left),
  };
  gint64 pads[4];

  for (guint i = 0; i < n_axes; i++)
    {
      pads[i] = before[first + i];
      pads[n_axes + i] = after[first + i];
    }
  gradus_graph_node_set_ints (node, "kernel_shape", n_axes, kernel + first);
  gradus_graph_node_set_ints (node, "strides", n_axes, strides + first);
  gradus_graph_node_set_ints (node, "pads", 2 * n_axes, pads);
  if (self->d_h * self->d_w > 1)
    gradus_graph_node_set_ints (node, "dilations", n_axes, dilations + first);
}

const char *
gradus_convolution_lower_kernel (GradusLowering    *lowering,
                                 const char        *name,
                                 const GradusShape *shape,
                                 const float       *kernel)
{
  guint order[GRADUS_MAX_RANK] = { shape->rank - 1, shape->rank - 2 };

  for (guint i = 2; i < shape->rank; i++)
    order[i] = i - 2;
  return gradus_lower_turned (lowering, name, shape, kernel, order);
}

void
gradus_convolution_lower (const GradusConvolution *self,
                          guint                    n_axes,
                          GradusLowering          *lowering,
                          gint64                   groups,
                          const char              *kernel,
                          const char              *bias)
{
  GradusGraphNode *node =
    gradus_lower_node (lowering, "Conv", gradus_lower_channels_first (lowering), kernel,
                       bias, NULL);

  gradus_convolution_describe (self, n_axes, node);
  gradus_graph_node_set_int (node, "group", groups);
  lowering->x = gradus_graph_node_get (node);
}
