/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/kind-tables.h"
#include "engine/lower.h"
#include "engine/params.h"
#include "engine/parts.h"

/* Activations bend numbers one by one, but for softmax and log_softmax, which work along
 * rows. Each takes the formula of Keras; derivatives at a corner are those of PyTorch. */

/* Defines the two functions of an activation that works number by number. @setup_ reads
 * the parameters, once per call. X is the input, Y the output, DY the derivative coming
 * in. A loop may work in place: ivdep promises that no number depends on a neighbour. */
#define ELEMENTWISE(name_, setup_, forward_, backward_)                                  \
  GRADUS_HOT static void name_##_forward (const GradusConfig *config, gsize n_rows,      \
                                          gsize n_columns, const float *x, float *y)     \
  {                                                                                      \
    gsize n = n_rows * n_columns;                                                        \
    setup_;                                                                              \
    _Pragma ("GCC ivdep") for (gsize i = 0; i < n; i++) y[i] = (forward_);               \
  }                                                                                      \
  GRADUS_HOT static void name_##_backward (const GradusConfig *config, gsize n_rows,     \
                                           gsize n_columns, const float *x,              \
                                           const float *y, const float *dy, float *dx)   \
  {                                                                                      \
    gsize n = n_rows * n_columns;                                                        \
    setup_;                                                                              \
    _Pragma ("GCC ivdep") for (gsize i = 0; i < n; i++) dx[i] = dy[i] * (backward_);     \
  }

#define X x[i]
#define Y y[i]
#define NOTHING (void) 0

ELEMENTWISE (linear, NOTHING, X, 1.0f)
ELEMENTWISE (sigmoid, NOTHING, gradus_sigmoid (X), Y *(1.0f - Y))
ELEMENTWISE (tanh, NOTHING, gradus_tanh (X), 1.0f - Y * Y)

/* Written with comparisons that let NaN through, so that divergence is seen. */
ELEMENTWISE (relu, NOTHING, X<0.0f ? 0.0f : X, Y> 0.0f ? 1.0f : 0.0f)
ELEMENTWISE (relu6,
             NOTHING,
             X<0.0f ? 0.0f : X> 6.0f ? 6.0f : X,
             Y > 0.0f && Y < 6.0f ? 1.0f : 0.0f)
ELEMENTWISE (hard_tanh,
             NOTHING,
             X<-1.0f ? -1.0f : X> 1.0f ? 1.0f : X,
             Y > -1.0f && Y < 1.0f ? 1.0f : 0.0f)
ELEMENTWISE (hard_sigmoid,
             NOTHING,
             X<-3.0f ? 0.0f : X> 3.0f ? 1.0f : X *(1.0f / 6) + 0.5f,
             Y > 0.0f && Y < 1.0f ? 1.0f / 6 : 0.0f)
ELEMENTWISE (hard_silu,
             NOTHING,
             X<-3.0f ? 0.0f : X> 3.0f ? X : X *(X *(1.0f / 6) + 0.5f),
             X < -3.0f   ? 0.0f
             : X <= 3.0f ? X * (1.0f / 3) + 0.5f
                         : 1.0f)

#define READ_FLOAT(name) float name = (float) gradus_config_get_float (config, #name)

ELEMENTWISE (leaky_relu,
             READ_FLOAT (negative_slope),
             X<0.0f ? negative_slope * X : X, Y> 0.0f ? 1.0f : negative_slope)

/* For x ≤ 0 the derivative of α (eˣ − 1) is y + α. */
ELEMENTWISE (elu,
             READ_FLOAT (alpha),
             X > 0.0f ? X : alpha * gradus_expm1 (X),
             Y > 0.0f ? 1.0f : Y + alpha)
ELEMENTWISE (celu,
             READ_FLOAT (alpha),
             X > 0.0f ? X : alpha * gradus_expm1 (X / alpha),
             Y > 0.0f ? 1.0f : Y / alpha + 1.0f)

/* Klambauer et al., Self-Normalizing Neural Networks (2017) */
#define SELU_SCALE 1.05070098735548049342f
#define SELU_ALPHA 1.67326324235437728482f

ELEMENTWISE (selu,
             NOTHING,
             X > 0.0f ? SELU_SCALE * X : SELU_SCALE * SELU_ALPHA * gradus_expm1 (X),
             Y > 0.0f ? SELU_SCALE : Y + SELU_SCALE * SELU_ALPHA)

ELEMENTWISE (exponential, NOTHING, gradus_exp (X), Y)
ELEMENTWISE (softplus, NOTHING, gradus_softplus (X), -gradus_expm1 (-Y))
ELEMENTWISE (log_sigmoid, NOTHING, -gradus_softplus (-X), -gradus_expm1 (Y))

static inline float
softsign_slope (float y)
{
  float rest = 1.0f - (y < 0.0f ? -y : y);

  return rest * rest;
}

ELEMENTWISE (softsign, NOTHING, X / (1.0f + (X < 0.0f ? -X : X)), softsign_slope (Y))

static inline float
silu_slope (float x)
{
  float s = gradus_sigmoid (x);

  return s * (1.0f + x * (1.0f - s));
}

ELEMENTWISE (silu, NOTHING, X *gradus_sigmoid (X), silu_slope (X))

/* tanh (log (1 + e)) = (e² + 2e) / (e² + 2e + 2) with e = eˣ; it is 1 long before e²
 * overflows. */
static inline float
tanh_softplus (float x)
{
  float e = gradus_exp (x > 20.0f ? 20.0f : x);
  float q = e * (e + 2.0f);

  return q / (q + 2.0f);
}

static inline float
mish_slope (float x)
{
  float w = tanh_softplus (x);

  return w + x * (1.0f - w * w) * gradus_sigmoid (x);
}

ELEMENTWISE (mish, NOTHING, X *tanh_softplus (X), mish_slope (X))

static inline float
tanh_shrink_slope (float x)
{
  float w = gradus_tanh (x);

  return w * w;
}

ELEMENTWISE (tanh_shrink, NOTHING, X - gradus_tanh (X), tanh_shrink_slope (X))

ELEMENTWISE (squareplus,
             READ_FLOAT (b),
             0.5f * (X + sqrtf (X * X + b)),
             0.5f * (1.0f + X / sqrtf (X * X + b)))

/* --- gelu: x times the share of a bell curve that lies below x --- */

static inline float
gelu_exact (float x)
{
  return 0.5f * x * (1.0f + erff (x * 0.70710678f));
}

static inline float
gelu_exact_slope (float x)
{
  return 0.5f * (1.0f + erff (x * 0.70710678f)) +
         x * 0.39894228f * gradus_exp (-0.5f * x * x);
}

#define GELU_A 0.7978845608f /* √(2/π) */
#define GELU_B 0.044715f

static inline float
gelu_tanh (float x)
{
  return 0.5f * x * (1.0f + gradus_tanh (GELU_A * (x + GELU_B * x * x * x)));
}

static inline float
gelu_tanh_slope (float x)
{
  float w = gradus_tanh (GELU_A * (x + GELU_B * x * x * x));

  return 0.5f * (1.0f + w) +
         0.5f * x * (1.0f - w * w) * GELU_A * (1.0f + 3.0f * GELU_B * x * x);
}

#define READ_APPROXIMATE                                                                 \
  gboolean approximate = gradus_config_get_bool (config, "approximate")

ELEMENTWISE (gelu,
             READ_APPROXIMATE,
             approximate ? gelu_tanh (X) : gelu_exact (X),
             approximate ? gelu_tanh_slope (X) : gelu_exact_slope (X))

/* --- in C, for gradus_layer_kind's write_c --- */

// clang-format off
#define C_linear .c_source = "return x;\n"
#define C_relu .c_source = "return x > 0 ? x : 0;\n"
#define C_relu6 .c_source = "return fminf (fmaxf (x, 0), 6);\n"
#define C_sigmoid .least = 0, .most = 1, .c_source = "return 1 / (1 + expf (-x));\n"
#define C_tanh .least = -1, .most = 1, .c_source = "tanhf"
#define C_exponential .c_source = "expf"
#define C_leaky_relu .c_source = "return x < 0 ? {negative_slope} * x : x;\n"
#define C_elu .c_source = "return x > 0 ? x : {alpha} * expm1f (x);\n"
#define C_celu .c_source = "return x > 0 ? x : {alpha} * expm1f (x / {alpha});\n"
#define C_selu .c_source = "return 1.05070099f * (x > 0 ? x : 1.67326324f * expm1f (x));\n"
#define C_gelu .c_source =                                                               \
    "float cube = 0.797884561f * (x + 0.044715f * x * x * x);\n"                         \
    "float share = {approximate} ? tanhf (cube) : erff (x * 0.707106781f);\n"            \
    "\n"                                                                                 \
    "return 0.5f * x * (1 + share);\n"
#define C_silu .c_source = "return x / (1 + expf (-x));\n"
#define C_mish .c_source = "return x * tanhf (fmaxf (x, 0) + log1pf (expf (-fabsf (x))));\n"
#define C_softplus .c_source = "return fmaxf (x, 0) + log1pf (expf (-fabsf (x)));\n"
#define C_softsign .least = -1, .most = 1, .c_source = "return x / (1 + fabsf (x));\n"
#define C_hard_sigmoid .least = 0, .most = 1, .c_source = "return fminf (fmaxf (x / 6 + 0.5f, 0), 1);\n"
#define C_hard_silu .c_source = "return x * fminf (fmaxf (x / 6 + 0.5f, 0), 1);\n"
#define C_hard_tanh .least = -1, .most = 1, .c_source = "return fminf (fmaxf (x, -1), 1);\n"
#define C_log_sigmoid .c_source = "return fminf (x, 0) - log1pf (expf (-fabsf (x)));\n"
#define C_squareplus .c_source = "return (x + sqrtf (x * x + {b})) / 2;\n"
#define C_tanh_shrink .c_source = "return x - tanhf (x);\n"
#define C_softmax .c_row_source =                                                        \
    "float largest = -INFINITY, sum = 0;\n"                                              \
    "\n"                                                                                 \
    "for (int i = 0; i < n; i++)\n"                                                      \
    "  largest = fmaxf (largest, x[i]);\n"                                               \
    "for (int i = 0; i < n; i++)\n"                                                      \
    "  {\n"                                                                              \
    "    x[i] = expf (x[i] - largest);\n"                                                \
    "    sum += x[i];\n"                                                                 \
    "  }\n"                                                                              \
    "for (int i = 0; i < n; i++)\n"                                                      \
    "  x[i] /= sum;\n"
#define C_log_softmax .c_row_source =                                                    \
    "float largest = -INFINITY, sum = 0;\n"                                              \
    "\n"                                                                                 \
    "for (int i = 0; i < n; i++)\n"                                                      \
    "  largest = fmaxf (largest, x[i]);\n"                                               \
    "for (int i = 0; i < n; i++)\n"                                                      \
    "  sum += expf (x[i] - largest);\n"                                                  \
    "for (int i = 0; i < n; i++)\n"                                                      \
    "  x[i] -= largest + logf (sum);\n"
// clang-format on

/* --- along rows --- */

static float
find_row_maximum (gsize n, const float *x)
{
  float maximum = x[0];

  for (gsize j = 1; j < n; j++)
    maximum = x[j] > maximum ? x[j] : maximum;
  return maximum;
}

/* yᵢ = exp (xᵢ − m) / Σⱼ exp (xⱼ − m),   m = maxⱼ xⱼ */
GRADUS_HOT static void
softmax_forward (const GradusConfig *config,
                 gsize               n_rows,
                 gsize               n_columns,
                 const float        *x,
                 float              *y)
{
  for (gsize row = 0; row < n_rows; row++, x += n_columns, y += n_columns)
    {
      float  maximum = find_row_maximum (n_columns, x);
      double sum = 0;
      float  scale;

#pragma GCC ivdep
      for (gsize j = 0; j < n_columns; j++)
        y[j] = gradus_exp (x[j] - maximum);
      for (gsize j = 0; j < n_columns; j++)
        sum += (double) y[j];
      scale = (float) (1 / sum);
      for (gsize j = 0; j < n_columns; j++)
        y[j] *= scale;
    }
}

/* dxᵢ = yᵢ · (dyᵢ − Σⱼ dyⱼ yⱼ) */
GRADUS_HOT static void
softmax_backward (const GradusConfig *config,
                  gsize               n_rows,
                  gsize               n_columns,
                  const float        *x,
                  const float        *y,
                  const float        *dy,
                  float              *dx)
{
  for (gsize row = 0; row < n_rows; row++)
    {
      double sum = 0;

      for (gsize j = 0; j < n_columns; j++)
        sum += (double) dy[j] * (double) y[j];
#pragma GCC ivdep
      for (gsize j = 0; j < n_columns; j++)
        dx[j] = y[j] * (dy[j] - (float) sum);
      y += n_columns;
      dy += n_columns;
      dx += n_columns;
    }
}

/* yᵢ = xᵢ − m − log Σⱼ exp (xⱼ − m) */
GRADUS_HOT static void
log_softmax_forward (const GradusConfig *config,
                     gsize               n_rows,
                     gsize               n_columns,
                     const float        *x,
                     float              *y)
{
  for (gsize row = 0; row < n_rows; row++, x += n_columns, y += n_columns)
    {
      float  maximum = find_row_maximum (n_columns, x);
      double sum = 0;
      float  log_sum;

      for (gsize j = 0; j < n_columns; j++)
        sum += (double) gradus_exp (x[j] - maximum);
      log_sum = (float) log (sum);
#pragma GCC ivdep
      for (gsize j = 0; j < n_columns; j++)
        y[j] = (x[j] - maximum) - log_sum;
    }
}

/* dxᵢ = dyᵢ − exp (yᵢ) · Σⱼ dyⱼ */
GRADUS_HOT static void
log_softmax_backward (const GradusConfig *config,
                      gsize               n_rows,
                      gsize               n_columns,
                      const float        *x,
                      const float        *y,
                      const float        *dy,
                      float              *dx)
{
  for (gsize row = 0; row < n_rows; row++)
    {
      double sum = 0;

      for (gsize j = 0; j < n_columns; j++)
        sum += (double) dy[j];
#pragma GCC ivdep
      for (gsize j = 0; j < n_columns; j++)
        dx[j] = dy[j] - gradus_exp (y[j]) * (float) sum;
      y += n_columns;
      dy += n_columns;
      dx += n_columns;
    }
}

/* --- as standard operators --- */

static void
lower_with (GradusLowering *lowering,
            const char     *op,
            const char     *attribute,
            double          number)
{
  GradusGraphNode *node =
    gradus_lower_node (lowering, op, gradus_lower_any_layout (lowering), NULL);

  gradus_graph_node_set_float (node, attribute, number);
  lowering->x = gradus_graph_node_get (node);
}

static const char *
op (GradusLowering *lowering, const char *name, const char *a, const char *b)
{
  return gradus_lower_op (lowering, name, a, b, NULL);
}

static const char *
scale (GradusLowering *lowering, const char *value, double factor)
{
  return op (lowering, "Mul", value, gradus_lower_number (lowering, factor));
}

/* Defines the lowering of an activation that is an operator. */
#define LOWER_AS(name_, op_)                                                             \
  static void name_##_lower (const GradusConfig *config, GradusLowering *lowering)       \
  {                                                                                      \
    gradus_lower_each (lowering, op_);                                                   \
  }

LOWER_AS (relu, "Relu")
LOWER_AS (sigmoid, "Sigmoid")
LOWER_AS (tanh, "Tanh")
LOWER_AS (softplus, "Softplus")
LOWER_AS (softsign, "Softsign")
LOWER_AS (exponential, "Exp")

#define linear_lower NULL

/* Defines that of one that is an operator with one number. */
#define LOWER_WITH(name_, op_, attribute_, param_)                                       \
  static void name_##_lower (const GradusConfig *config, GradusLowering *lowering)       \
  {                                                                                      \
    lower_with (lowering, op_, attribute_, gradus_config_get_float (config, param_));    \
  }

LOWER_WITH (leaky_relu, "LeakyRelu", "alpha", "negative_slope")
LOWER_WITH (elu, "Elu", "alpha", "alpha")
LOWER_WITH (celu, "Celu", "alpha", "alpha")

/* Defines that of one that combines operators: @body_ is the value made from x. */
#define LOWER(name_, body_)                                                              \
  static void name_##_lower (const GradusConfig *config, GradusLowering *l)              \
  {                                                                                      \
    const char *x = gradus_lower_any_layout (l);                                         \
    l->x = (body_);                                                                      \
  }

static const char *
lower_selu (GradusLowering *lowering, const char *x)
{
  GradusGraphNode *node = gradus_lower_node (lowering, "Selu", x, NULL);

  gradus_graph_node_set_float (node, "alpha", (double) SELU_ALPHA);
  gradus_graph_node_set_float (node, "gamma", (double) SELU_SCALE);
  return gradus_graph_node_get (node);
}

static const char *
lower_hard_sigmoid (GradusLowering *lowering, const char *x)
{
  GradusGraphNode *node = gradus_lower_node (lowering, "HardSigmoid", x, NULL);

  gradus_graph_node_set_float (node, "alpha", 1.0 / 6);
  gradus_graph_node_set_float (node, "beta", 0.5);
  return gradus_graph_node_get (node);
}

static const char *
lower_clip (GradusLowering *lowering, const char *x, double least, double most)
{
  return gradus_lower_op (lowering, "Clip", x, gradus_lower_number (lowering, least),
                          gradus_lower_number (lowering, most), NULL);
}

/* x/2 · (1 + bend), where bend is erf (x/√2), or what was used instead. */
static const char *
lower_gelu (GradusLowering *lowering, const char *x, gboolean approximate)
{
  const char *bend;

  if (approximate)
    {
      const char *cube = op (lowering, "Mul", op (lowering, "Mul", x, x), x);
      const char *sum = op (lowering, "Add", x, scale (lowering, cube, (double) GELU_B));

      bend =
        gradus_lower_op (lowering, "Tanh", scale (lowering, sum, (double) GELU_A), NULL);
    }
  else
    bend = gradus_lower_op (lowering, "Erf", scale (lowering, x, G_SQRT2 / 2), NULL);
  bend = op (lowering, "Add", bend, gradus_lower_number (lowering, 1));
  return op (lowering, "Mul", scale (lowering, x, 0.5), bend);
}

/* (x + √(x² + b)) / 2 */
static const char *
lower_squareplus (GradusLowering *lowering, const char *x, double b)
{
  const char *square = op (lowering, "Mul", x, x);
  const char *root =
    gradus_lower_op (lowering, "Sqrt",
                     op (lowering, "Add", square, gradus_lower_number (lowering, b)),
                     NULL);

  return scale (lowering, op (lowering, "Add", x, root), 0.5);
}

/* −softplus (−x) */
static const char *
lower_log_sigmoid (GradusLowering *lowering, const char *x)
{
  const char *negated = gradus_lower_op (lowering, "Neg", x, NULL);

  return gradus_lower_op (lowering, "Neg",
                          gradus_lower_op (lowering, "Softplus", negated, NULL), NULL);
}

static const char *
lower_mish (GradusLowering *lowering, const char *x)
{
  const char *bend = gradus_lower_op (lowering, "Softplus", x, NULL);

  return op (lowering, "Mul", x, gradus_lower_op (lowering, "Tanh", bend, NULL));
}

LOWER (selu, lower_selu (l, x))
LOWER (gelu, lower_gelu (l, x, gradus_config_get_bool (config, "approximate")))
LOWER (silu, op (l, "Mul", x, gradus_lower_op (l, "Sigmoid", x, NULL)))
LOWER (mish, lower_mish (l, x))
LOWER (hard_sigmoid, lower_hard_sigmoid (l, x))
LOWER (hard_silu, op (l, "Mul", x, lower_hard_sigmoid (l, x)))
LOWER (hard_tanh, lower_clip (l, x, -1, 1))
LOWER (relu6, lower_clip (l, x, 0, 6))
LOWER (log_sigmoid, lower_log_sigmoid (l, x))
LOWER (squareplus, lower_squareplus (l, x, gradus_config_get_float (config, "b")))
LOWER (tanh_shrink, op (l, "Sub", x, gradus_lower_op (l, "Tanh", x, NULL)))

static void
lower_along_channels (GradusLowering *lowering, const char *name)
{
  GradusGraphNode *node =
    gradus_lower_node (lowering, name, gradus_lower_any_layout (lowering), NULL);

  gradus_graph_node_set_int (node, "axis", lowering->is_channels_first ? 1 : -1);
  lowering->x = gradus_graph_node_get (node);
}

static void
softmax_lower (const GradusConfig *config, GradusLowering *lowering)
{
  lower_along_channels (lowering, "Softmax");
}

static void
log_softmax_lower (const GradusConfig *config, GradusLowering *lowering)
{
  lower_along_channels (lowering, "LogSoftmax");
}

/* --- descriptors --- */

#define ACTIVATION(name_, needs_input_, rises_, title_, summary_, formula_, keywords_,   \
                   ...)                                                                  \
  static const GradusActivationKind activation_##name_ = {                               \
    .base = { .family = GRADUS_FAMILY_ACTIVATION,                                        \
              .name = #name_,                                                            \
              .id = #name_,                                                              \
              .module = "keras.activations",                                             \
              .title = title_,                                                           \
              .summary = summary_,                                                       \
              .formula = formula_,                                                       \
              .source = "https://keras.io/api/layers/activations/",                      \
              .keywords = keywords_,                                                     \
              __VA_ARGS__ },                                                             \
    .needs_input = needs_input_,                                                         \
    .rises = rises_,                                                                     \
    C_##name_,                                                                           \
    .forward = name_##_forward,                                                          \
    .backward = name_##_backward,                                                        \
    .lower = name_##_lower,                                                              \
  };

static const GradusParam leaky_relu_params[] = {
  PARAM_FLOAT ("negative_slope",
               N_ ("Negative slope"),
               N_ ("How much of the negative is let through."),
               0,
               10,
               0.2,
               0.05,
               2),
};
static const GradusParam alpha_params[] = {
  PARAM_FLOAT ("alpha",
               N_ ("Alpha"),
               N_ ("How far below zero it bends."),
               0,
               10,
               1,
               0.1,
               2,
               .flags = GRADUS_PARAM_OPEN_MINIMUM),
};
static const GradusParam gelu_params[] = {
  PARAM_BOOL ("approximate",
              N_ ("Approximate"),
              N_ ("Computes it with tanh, as older models did."),
              FALSE),
};
static const GradusParam squareplus_params[] = {
  PARAM_FLOAT ("b",
               N_ ("Roundness"),
               N_ ("How round the corner is."),
               0,
               100,
               4,
               0.5,
               2,
               .flags = GRADUS_PARAM_OPEN_MINIMUM),
};

// clang-format off
ACTIVATION (linear, FALSE, TRUE, NC_ ("activation", "Linear"),
            N_ ("Leaves the numbers as they are."),
            "f(x) = x", N_ ("none identity"))
ACTIVATION (relu, FALSE, TRUE, NC_ ("activation", "ReLU"),
            N_ ("Keeps what is positive and cuts off the rest."),
            "f(x) = max(0, x)", N_ ("rectified linear ramp"))
ACTIVATION (sigmoid, FALSE, TRUE, NC_ ("activation", "Sigmoid"),
            N_ ("Squeezes every number between 0 and 1, like a probability."),
            "f(x) = \\frac{1}{1 + e^{−x}}", N_ ("logistic probability yes no"))
ACTIVATION (tanh, FALSE, TRUE, NC_ ("activation", "Tanh"),
            N_ ("Squeezes every number between −1 and 1."),
            "f(x) = tanh x = \\frac{e^x − e^{−x}}{e^x + e^{−x}}", N_ ("hyperbolic tangent"))
ACTIVATION (softmax, FALSE, FALSE, NC_ ("activation", "Softmax"),
            N_ ("Turns scores into probabilities that add up to one."),
            "f(x)_i = \\frac{e^{x_i}}{Σ_j e^{x_j}}", N_ ("probabilities classes"))
ACTIVATION (leaky_relu, FALSE, TRUE, NC_ ("activation", "Leaky ReLU"),
            N_ ("Like relu, but lets a little of the negative through."),
            "f(x) = \\cases{x & x ≥ 0 \\\\ s x & x < 0}", N_ ("rectified slope dying"),
            PARAMS (leaky_relu_params))
ACTIVATION (elu, FALSE, TRUE, NC_ ("activation", "ELU"),
            N_ ("Like relu, but bends smoothly towards −α."),
            "f(x) = \\cases{x & x > 0 \\\\ α (e^x − 1) & x ≤ 0}", N_ ("exponential linear"),
            PARAMS (alpha_params))
ACTIVATION (selu, FALSE, TRUE, NC_ ("activation", "SELU"),
            N_ ("An elu scaled so that layers keep mean 0 and spread 1."),
            "f(x) = 1.0507 · elu(x, 1.6733)", N_ ("self-normalizing lecun"))
ACTIVATION (gelu, TRUE, FALSE, NC_ ("activation", "GELU"),
            N_ ("Like relu with a soft corner; used in transformers."),
            "f(x) = x Φ(x)", N_ ("gaussian smooth"),
            PARAMS (gelu_params))
ACTIVATION (silu, TRUE, FALSE, NC_ ("activation", "SiLU"),
            N_ ("Each number times its own sigmoid; also called swish."),
            "f(x) = \\frac{x}{1 + e^{−x}}", N_ ("swish smooth"))
ACTIVATION (mish, TRUE, FALSE, NC_ ("activation", "Mish"),
            N_ ("A smooth relative of relu that dips a little below zero."),
            "f(x) = x tanh(ln(1 + e^x))", N_ ("smooth"))
ACTIVATION (softplus, FALSE, TRUE, NC_ ("activation", "Softplus"),
            N_ ("A relu with a round corner; always above zero."),
            "f(x) = ln(1 + e^x)", N_ ("smooth positive"))
ACTIVATION (softsign, FALSE, TRUE, NC_ ("activation", "Softsign"),
            N_ ("Like tanh, but slower to reach its ends."),
            "f(x) = \\frac{x}{1 + |x|}", N_ ("squash"))
ACTIVATION (exponential, FALSE, TRUE, NC_ ("activation", "Exponential"),
            N_ ("Raises e to each number; grows very fast."),
            "f(x) = e^x", N_ ("exp power"))
ACTIVATION (hard_sigmoid, FALSE, TRUE, NC_ ("activation", "Hard sigmoid"),
            N_ ("A sigmoid made of three straight lines."),
            "f(x) = clip(\\frac{x}{6} + \\frac{1}{2}, 0, 1)", N_ ("piecewise fast"))
ACTIVATION (hard_silu, TRUE, FALSE, NC_ ("activation", "Hard SiLU"),
            N_ ("A silu made of simple pieces; also called hard swish."),
            "f(x) = x clip(\\frac{x}{6} + \\frac{1}{2}, 0, 1)", N_ ("swish piecewise fast"))
ACTIVATION (hard_tanh, FALSE, TRUE, NC_ ("activation", "Hard tanh"),
            N_ ("Cuts every number off at −1 and 1."),
            "f(x) = clip(x, −1, 1)", N_ ("piecewise clip"))
ACTIVATION (relu6, FALSE, TRUE, NC_ ("activation", "ReLU6"),
            N_ ("A relu that stops at 6."),
            "f(x) = min(max(0, x), 6)", N_ ("rectified capped"))
ACTIVATION (celu, FALSE, TRUE, NC_ ("activation", "CELU"),
            N_ ("An elu whose slope has no corner."),
            "f(x) = \\cases{x & x > 0 \\\\ α (e^{x / α} − 1) & x ≤ 0}", N_ ("continuous exponential linear"),
            PARAMS (alpha_params))
ACTIVATION (log_softmax, FALSE, FALSE, NC_ ("activation", "Log softmax"),
            N_ ("The logarithm of softmax, computed without losing digits."),
            "f(x)_i = x_i − ln Σ_j e^{x_j}", N_ ("log probabilities"))
ACTIVATION (log_sigmoid, FALSE, TRUE, NC_ ("activation", "Log sigmoid"),
            N_ ("The logarithm of the sigmoid."),
            "f(x) = −ln(1 + e^{−x})", N_ ("log probability"))
ACTIVATION (squareplus, TRUE, FALSE, NC_ ("activation", "Squareplus"),
            N_ ("A relu with a round corner, made of a square root."),
            "f(x) = \\frac{x + √(x² + b)}{2}", N_ ("smooth positive"),
            PARAMS (squareplus_params))
ACTIVATION (tanh_shrink, TRUE, FALSE, NC_ ("activation", "Tanh shrink"),
            N_ ("What tanh takes away."),
            "f(x) = x − tanh(x)", N_ ("shrink"))
// clang-format on

const GradusKind *const gradus_activation_kinds[] = {
  &activation_linear.base,       &activation_relu.base,
  &activation_sigmoid.base,      &activation_tanh.base,
  &activation_softmax.base,      &activation_leaky_relu.base,
  &activation_elu.base,          &activation_selu.base,
  &activation_gelu.base,         &activation_silu.base,
  &activation_mish.base,         &activation_softplus.base,
  &activation_softsign.base,     &activation_exponential.base,
  &activation_hard_sigmoid.base, &activation_hard_silu.base,
  &activation_hard_tanh.base,    &activation_relu6.base,
  &activation_celu.base,         &activation_log_softmax.base,
  &activation_log_sigmoid.base,  &activation_squareplus.base,
  &activation_tanh_shrink.base,  NULL,
};
