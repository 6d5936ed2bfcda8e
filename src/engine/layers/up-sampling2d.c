/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

#include <string.h>

/* Makes a picture larger. Each row (and column) of the output is a mixture of two of the
 * input: of one alone for nearest; for bilinear of the two between whose middles its own
 * middle lies.
 *
 * Source: keras/src/backend/common, image.resize with half-pixel centers */

static const char *const interpolations[] = { "nearest", "bilinear", NULL };
static const char *const data_formats[] = { "channels_last", NULL };

static const GradusParam up_sampling2d_params[] = {
  { .name = "size",
    .title = N_ ("Times"),
    .help = N_ ("How many rows and columns each becomes."),
    .type = GRADUS_PARAM_TUPLE,
    .minimum = 1,
    .maximum = 1024,
    .standard_text = "2, 2",
    .n_axes = 2,
    .step = 1 },
  PARAM_CHOICE ("data_format",
                N_ ("Data format"),
                N_ ("Where the channels stand."),
                data_formats,
                "channels_last",
                .flags = GRADUS_PARAM_HIDDEN),
  PARAM_CHOICE ("interpolation",
                N_ ("Interpolation"),
                N_ ("Whether new pixels copy their neighbour or lie between two."),
                interpolations,
                "nearest"),
};

typedef struct
{
  gsize first, second;
  float share; /* of the second */
} Mixture;

static Mixture
mix (gsize index, gsize times, gsize size, gboolean is_bilinear)
{
  double middle = ((double) index + 0.5) / (double) times - 0.5;
  gsize  below;

  if (!is_bilinear)
    return (Mixture){ index / times, index / times, 0 };
  middle = CLAMP (middle, 0, (double) size - 1);
  below = (gsize) middle;
  return (Mixture){ below, MIN (below + 1, size - 1), (float) (middle - (double) below) };
}

static gboolean
up_sampling2d_infer (GradusLayerPlan *plan, GError **error)
{
  const GradusShape *times = gradus_config_get_tuple (plan->config, "size");
  g_autofree char   *shape = gradus_shape_to_string (&plan->input);

  if (plan->input.rank != 3)
    {
      g_set_error (
        error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
        _ ("%s needs pictures with rows, columns and channels, but it gets %s."),
        "UpSampling2D", shape);
      return FALSE;
    }
  plan->output =
    GRADUS_SHAPE_3 (plan->input.dims[0] * times->dims[0],
                    plan->input.dims[1] * times->dims[1], plan->input.dims[2]);
  return TRUE;
}

/* Calls body_ with from, to and share for each of the up to four pixels of the input that
 * a pixel of the output is made of. */
#define FOR_EACH(plan_, body_)                                                           \
  {                                                                                      \
    const GradusShape *in_ = &(plan_)->input, *out_ = &(plan_)->output;                  \
    const GradusShape *times_ = gradus_config_get_tuple ((plan_)->config, "size");       \
    gboolean           is_bilinear_ =                                                    \
      strcmp (gradus_config_get_choice ((plan_)->config, "interpolation"),               \
              "bilinear") == 0;                                                          \
    for (gsize i_ = 0; i_ < (gsize) out_->dims[0]; i_++)                                 \
      for (gsize j_ = 0; j_ < (gsize) out_->dims[1]; j_++)                               \
        for (guint corner_ = 0; corner_ < 4; corner_++)                                  \
          {                                                                              \
            Mixture row_ =                                                               \
              mix (i_, (gsize) times_->dims[0], (gsize) in_->dims[0], is_bilinear_);     \
            Mixture column_ =                                                            \
              mix (j_, (gsize) times_->dims[1], (gsize) in_->dims[1], is_bilinear_);     \
            gsize from =                                                                 \
              ((corner_ & 2 ? row_.second : row_.first) * (gsize) in_->dims[1] +         \
               (corner_ & 1 ? column_.second : column_.first)) *                         \
              (gsize) in_->dims[2];                                                      \
            gsize to = (i_ * (gsize) out_->dims[1] + j_) * (gsize) in_->dims[2];         \
            float share = (corner_ & 2 ? row_.share : 1 - row_.share) *                  \
                          (corner_ & 1 ? column_.share : 1 - column_.share);             \
            if (share == 0)                                                              \
              continue;                                                                  \
            body_;                                                                       \
          }                                                                              \
  }

static void
add_scaled (gsize n, const float *restrict x, float share, float *restrict sum)
{
  for (gsize i = 0; i < n; i++)
    sum[i] += share * x[i];
}

static void
up_sampling2d_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize n_in = gradus_shape_size (&plan->input);
  gsize n_out = gradus_shape_size (&plan->output);
  gsize n_channels = (gsize) plan->input.dims[2];

  memset (run->y, 0, run->n * n_out * sizeof (float));
  for (gsize i = 0; i < run->n; i++)
    FOR_EACH (plan, add_scaled (n_channels, run->x + i * n_in + from, share,
                                run->y + i * n_out + to))
}

static void
up_sampling2d_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  const GradusShape *times = gradus_config_get_tuple (plan->config, "size");

  gradus_c_code_set_int (code, "in_h", plan->input.dims[0]);
  gradus_c_code_set_int (code, "in_w", plan->input.dims[1]);
  gradus_c_code_set_int (code, "out_h", plan->output.dims[0]);
  gradus_c_code_set_int (code, "out_w", plan->output.dims[1]);
  gradus_c_code_set_int (code, "channels", plan->output.dims[2]);
  gradus_c_code_set_int (code, "rows", times->dims[0]);
  gradus_c_code_set_int (code, "columns", times->dims[1]);
  gradus_c_code_set (code, "to", "(i * {out_w} + j) * {channels} + c");
  if (strcmp (gradus_config_get_choice (plan->config, "interpolation"), "nearest") == 0)
    {
      gradus_c_code_set (code, "from",
                         "(i / {rows} * {in_w} + j / {columns}) * {channels} + c");
      gradus_c_code_add (code, "for (int i = 0; i < {out_h}; i++)\n"
                               "  for (int j = 0; j < {out_w}; j++)\n"
                               "    for (int c = 0; c < {channels}; c++)\n"
                               "      y[{to}] = x[{from}];\n");
      return;
    }
  gradus_c_code_add (
    code,
    "for (int i = 0; i < {out_h}; i++)\n"
    "  for (int j = 0; j < {out_w}; j++)\n"
    "    {\n"
    "      /* where its middle lies in the smaller picture */\n"
    "      float row = fmaxf (((float) i + 0.5f) / {rows} - 0.5f, 0);\n"
    "      float column = fmaxf (((float) j + 0.5f) / {columns} - 0.5f, 0);\n"
    "      int top = (int) row, left = (int) column;\n"
    "      int bottom = top + 1 < {in_h} ? top + 1 : top;\n"
    "      int right = left + 1 < {in_w} ? left + 1 : left;\n"
    "\n"
    "      row -= (float) top;\n"
    "      column -= (float) left;\n"
    "      for (int c = 0; c < {channels}; c++)\n"
    "        y[{to}] =\n"
    "          (1 - row) * (1 - column) * x[(top * {in_w} + left) * {channels} + c] +\n"
    "          (1 - row) * column * x[(top * {in_w} + right) * {channels} + c] +\n"
    "          row * (1 - column) * x[(bottom * {in_w} + left) * {channels} + c] +\n"
    "          row * column * x[(bottom * {in_w} + right) * {channels} + c];\n"
    "    }\n");
}

static void
up_sampling2d_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize n_in = gradus_shape_size (&plan->input);
  gsize n_out = gradus_shape_size (&plan->output);
  gsize n_channels = (gsize) plan->input.dims[2];

  if (run->dx == NULL)
    return;
  memset (run->dx, 0, run->n * n_in * sizeof (float));
  for (gsize i = 0; i < run->n; i++)
    FOR_EACH (plan, add_scaled (n_channels, run->dy + i * n_out + to, share,
                                run->dx + i * n_in + from))
}

static void
up_sampling2d_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const char        *x = gradus_lower_channels_first (lowering);
  const GradusShape *times = gradus_config_get_tuple (plan->config, "size");
  const char *interpolation = gradus_config_get_choice (plan->config, "interpolation");
  gboolean    is_nearest = strcmp (interpolation, "nearest") == 0;
  const GradusShape shape = GRADUS_SHAPE_1 (4);
  const float       scales[] = { 1, 1, (float) times->dims[0], (float) times->dims[1] };
  GradusGraphNode  *node =
    gradus_lower_node (lowering, "Resize", x, "",
                       gradus_lower_floats (lowering, "scales", &shape, scales), NULL);

  gradus_graph_node_set_text (node, "mode", is_nearest ? "nearest" : "linear");
  gradus_graph_node_set_text (node, "coordinate_transformation_mode",
                              is_nearest ? "asymmetric" : "half_pixel");
  if (is_nearest)
    gradus_graph_node_set_text (node, "nearest_mode", "floor");
  lowering->x = gradus_graph_node_get (node);
}

const GradusLayerKind gradus_layer_kind_up_sampling2d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "UpSampling2D",
    .id = "up_sampling2d",
    .module = "keras.layers",
    .title = NC_ ("layer", "UpSampling2D"),
    .summary = N_ ("Makes a picture larger."),
    .formula = "(n, h, w, c) → (n, 2 h, 2 w, c)",
    .source = "https://keras.io/api/layers/reshaping_layers/up_sampling2d/",
    .keywords = N_ ("enlarge resize decoder picture image bilinear nearest"),
    PARAMS (up_sampling2d_params),
  },
  .category = GRADUS_CATEGORY_RESHAPING,
  .icon = "gradus-layer-reshape-symbolic",
  .infer = up_sampling2d_infer,
  .write_c = up_sampling2d_write_c,
  .forward = up_sampling2d_forward,
  .backward = up_sampling2d_backward,
  .lower = up_sampling2d_lower,
};
