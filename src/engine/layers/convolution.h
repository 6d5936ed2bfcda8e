/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layers/common.h"
#include "engine/lower.h"

G_BEGIN_DECLS

/**
 * GradusConvolution:
 * @in_h: rows of the picture; 1 for sequences
 * @in_w: columns of the picture, or time steps
 * @in_c: its channels
 * @out_h: rows of the result
 * @out_w: columns of the result
 * @k_h: rows of the kernel
 * @k_w: columns of the kernel
 * @s_h: rows between two places of the kernel
 * @s_w: columns between them
 * @d_h: rows between two taps of the kernel
 * @d_w: columns between them
 * @top: rows of zeros above the picture
 * @left: columns of zeros before it
 *
 * Where the taps of a kernel fall on a picture of (in_h, in_w, in_c) numbers, channels
 * last.
 */
typedef struct
{
  gsize in_h, in_w, in_c;
  gsize out_h, out_w;
  gsize k_h, k_w;
  gsize s_h, s_w;
  gsize d_h, d_w;
  gsize top, left;
} GradusConvolution;

/* Reads kernel_size, strides, dilation_rate and padding of a layer on (time, channels) or
 * (rows, columns, channels). */
gboolean gradus_convolution_init (GradusConvolution     *self,
                                  const GradusLayerPlan *plan,
                                  GError               **error);
/* The same with another name for the kernel's size: a pooling window. Strides may be
 * None. */
gboolean gradus_convolution_init_window (GradusConvolution     *self,
                                         const GradusLayerPlan *plan,
                                         const char            *size_name,
                                         GError               **error);
/* The same for a layer that goes the other way: its input is what a convolution would put
 * out. */
gboolean gradus_convolution_init_transposed (GradusConvolution     *self,
                                             const GradusLayerPlan *plan,
                                             gint64                 filters,
                                             GError               **error);
/* (out_h, out_w, channels), or without rows for sequences */
GradusShape gradus_convolution_get_output (const GradusConvolution *self,
                                           guint                    rank,
                                           gint64                   channels);
gsize       gradus_convolution_get_n_places (const GradusConvolution *self);
/* Writes what lies under the kernel at each place: (n_places, k_h · k_w · n_channels),
 * for the channels first_channel … first_channel + n_channels. */
void gradus_convolution_unfold (const GradusConvolution *self,
                                gsize                    first_channel,
                                gsize                    n_channels,
                                const float             *x,
                                float                   *columns);
/* The way back: adds columns to the picture. */
void gradus_convolution_fold (const GradusConvolution *self,
                              gsize                    first_channel,
                              gsize                    n_channels,
                              const float             *columns,
                              float                   *x);

/* For lower(): tells a node where the taps fall, and lays a kernel out as standard
 * operators want it; the last two axes of its @shape are input and output channels. */
void        gradus_convolution_describe (const GradusConvolution *self,
                                         guint                    n_axes,
                                         GradusGraphNode         *node);
const char *gradus_convolution_lower_kernel (GradusLowering    *lowering,
                                             const char        *name,
                                             const GradusShape *shape,
                                             const float       *kernel);
/* The same as the whole operator, with @kernel and @bias (nullable) as values. */
void gradus_convolution_lower (const GradusConvolution *self,
                               guint                    n_axes,
                               GradusLowering          *lowering,
                               gint64                   groups,
                               const char              *kernel,
                               const char              *bias);

/* Parameters that all convolutions have. */
extern const char *const gradus_convolution_paddings[];
extern const char *const gradus_convolution_paddings_1d[];
extern const char *const gradus_data_formats[];

#define PARAM_KERNEL_SIZE(n_axes_, standard_)                                            \
  {                                                                                      \
    .name = "kernel_size", .title = N_ ("Kernel size"),                                  \
    .help = N_ ("How much of the input one number of the output sees."),                 \
    .type = GRADUS_PARAM_TUPLE, .minimum = 1, .maximum = 1024,                           \
    .standard_text = standard_, .n_axes = n_axes_, .step = 1,                            \
    .flags = GRADUS_PARAM_REQUIRED                                                       \
  }
#define PARAM_STRIDES(n_axes_, standard_)                                                \
  {                                                                                      \
    .name = "strides", .title = N_ ("Strides"),                                          \
    .help = N_ ("How far the kernel moves from one place to the next."),                 \
    .type = GRADUS_PARAM_TUPLE, .minimum = 1, .maximum = 1024,                           \
    .standard_text = standard_, .n_axes = n_axes_, .step = 1                             \
  }
#define PARAM_DILATION_RATE(n_axes_, standard_)                                          \
  {                                                                                      \
    .name = "dilation_rate", .title = N_ ("Dilation"),                                   \
    .help = N_ ("How far apart the kernel's numbers stand; 1 is side by side."),         \
    .type = GRADUS_PARAM_TUPLE, .flags = GRADUS_PARAM_ADVANCED, .minimum = 1,            \
    .maximum = 1024, .standard_text = standard_, .n_axes = n_axes_, .step = 1            \
  }
#define PARAM_OUTPUT_PADDING(n_axes_)                                                    \
  {                                                                                      \
    .name = "output_padding", .title = N_ ("Output padding"),                            \
    .help = N_ ("Rows and columns added to the output."), .type = GRADUS_PARAM_TUPLE,    \
    .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_ADVANCED, .minimum = 0,                \
    .maximum = 1024, .n_axes = n_axes_, .step = 1                                        \
  }
#define PARAM_PADDING(choices_)                                                          \
  PARAM_CHOICE ("padding", N_ ("Padding"),                                               \
                N_ ("Whether zeros around the input keep its size (same) or not."),      \
                choices_, "valid")
#define PARAM_DATA_FORMAT                                                                \
  PARAM_CHOICE ("data_format", N_ ("Data format"), N_ ("Where the channels stand."),     \
                gradus_data_formats, "channels_last", .flags = GRADUS_PARAM_HIDDEN)
#define PARAM_FILTERS                                                                    \
  PARAM_INT ("filters", N_ ("Filters"),                                                  \
             N_ ("How many patterns the layer looks for: its output channels."), 1,      \
             65536, 32, .flags = GRADUS_PARAM_LOG_SCALE | GRADUS_PARAM_REQUIRED)
#define PARAM_GROUPS                                                                     \
  PARAM_INT ("groups", N_ ("Groups"),                                                    \
             N_ ("Into how many parts the channels are divided, each with filters of "   \
                 "its own."),                                                            \
             1, 65536, 1, .flags = GRADUS_PARAM_ADVANCED)
#define PARAM_DEPTH_MULTIPLIER                                                           \
  PARAM_INT ("depth_multiplier", N_ ("Depth multiplier"),                                \
             N_ ("How many output channels each input channel makes."), 1, 1024, 1)

G_END_DECLS
