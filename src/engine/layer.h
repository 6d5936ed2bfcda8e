/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/config.h"

G_BEGIN_DECLS

#define GRADUS_MAX_LAYER_WEIGHTS 16

typedef struct _GradusLowering GradusLowering; /* engine/lower.h */
typedef struct _GradusCCode    GradusCCode;    /* engine/c-code.h */

typedef enum
{
  GRADUS_CATEGORY_CORE,
  GRADUS_CATEGORY_CONVOLUTION,
  GRADUS_CATEGORY_POOLING,
  GRADUS_CATEGORY_NORMALIZATION,
  GRADUS_CATEGORY_REGULARIZATION,
  GRADUS_CATEGORY_RECURRENT,
  GRADUS_CATEGORY_RESHAPING,
  GRADUS_CATEGORY_ACTIVATION,
  GRADUS_N_CATEGORIES
} GradusCategory;

/**
 * GradusLayerFlags:
 * @GRADUS_LAYER_COUPLES_SAMPLES: the output of a sample depends on the rest of its batch
 * @GRADUS_LAYER_TRAINING_ONLY: passes its input on unchanged when not training
 * @GRADUS_LAYER_BUILT_AT_ONCE: Keras builds it before it knows the input, and so writes
 * no build_config
 * @GRADUS_LAYER_PASSES_MASK: Keras's supports_masking: a mask that comes in goes out
 * unchanged; without this flag infer() says whether a mask leaves the layer
 * @GRADUS_LAYER_SHORT_BASE: of what all layers share Keras writes, and takes, only the
 * name and the type of numbers
 * @GRADUS_LAYER_MOVES_NUMBERS: a number may leave at another distance from its neighbours
 * than it came in, though all numbers leave
 */
typedef enum
{
  GRADUS_LAYER_PLAIN = 0,
  GRADUS_LAYER_COUPLES_SAMPLES = 1 << 0,
  GRADUS_LAYER_TRAINING_ONLY = 1 << 1,
  GRADUS_LAYER_PASSES_MASK = 1 << 2,
  GRADUS_LAYER_BUILT_AT_ONCE = 1 << 3,
  GRADUS_LAYER_SHORT_BASE = 1 << 4,
  GRADUS_LAYER_MOVES_NUMBERS = 1 << 5,
} GradusLayerFlags;

/**
 * GradusKernelOrder:
 * @GRADUS_KERNEL_UNITS_LAST: (…, inputs, units)
 * @GRADUS_KERNEL_INPUTS_LAST: (…, units, inputs), as transposed convolutions have it
 * @GRADUS_KERNEL_DEPTHWISE: (…, inputs, multiplier): every input has units of its own
 *
 * What the last two axes of a layer's first weight count.
 */
typedef enum
{
  GRADUS_KERNEL_UNITS_LAST,
  GRADUS_KERNEL_INPUTS_LAST,
  GRADUS_KERNEL_DEPTHWISE,
} GradusKernelOrder;

/**
 * GradusWeightSpec:
 * @name: Keras's name inside the layer, like `kernel`; a path where the layer has parts,
 * like `lstm_cell/kernel`
 * @group: (nullable): the part of the layer that owns the weight in Keras's weights file,
 * like `cell` or `forward_layer/cell`; NULL is the layer itself
 * @shape: its shape
 * @initializer: (nullable): borrowed from the configuration; NULL fills with @fill
 * @fill: start value where there is no initializer
 * @first_one: the first of the numbers that start at 1 whatever the initializer draws
 * @n_ones: how many of them there are, like the biases of an LSTM's forget gate
 * @regularizer: (nullable): borrowed from the configuration
 * @constraint: (nullable): borrowed from the configuration
 * @trainable: whether gradient descent moves it (moving averages are not)
 * @is_whole: whether Keras keeps it as a whole number, like a count
 */
typedef struct
{
  const char         *name;
  const char         *group;
  GradusShape         shape;
  const GradusConfig *initializer;
  float               fill;
  gsize               first_one;
  gsize               n_ones;
  const GradusConfig *regularizer;
  const GradusConfig *constraint;
  gboolean            trainable;
  gboolean            is_whole;
} GradusWeightSpec;

/**
 * GradusLayerPlan:
 * @config: borrowed
 * @input: shape of one sample going in
 * @has_input_mask: whether a mask of its first axis (the time steps) comes with a sample
 * @is_frozen: whether the layer's weights are held still (Keras's trainable=False)
 * @output: shape of one sample coming out
 * @has_output_mask: whether a mask of the output's first axis goes on to the next layer
 * @activity_regularizer: (nullable): borrowed; a price on the output, charged by the lane
 * @n_weights: how many of @weights are used, in Keras's order
 * @n_cache: floats a sample keeps from forward to backward
 * @n_scratch: floats a sample needs while one of the two functions runs
 * @n_fixed_scratch: floats needed besides, whatever the number of samples
 * @data: (nullable): what infer() worked out for the other functions
 * @free_data: (nullable): frees @data
 *
 * All that can be worked out before the first number flows: filled by infer(), never
 * changed afterwards, and read by many threads at once.
 */
typedef struct
{
  const GradusConfig *config;
  GradusShape         input;
  gboolean            has_input_mask;
  gboolean            is_frozen;
  GradusShape         output;
  gboolean            has_output_mask;
  const GradusConfig *activity_regularizer;
  guint               n_weights;
  GradusWeightSpec    weights[GRADUS_MAX_LAYER_WEIGHTS];
  gsize               n_cache;
  gsize               n_scratch;
  gsize               n_fixed_scratch;
  gpointer            data;
  GDestroyNotify      free_data;
} GradusLayerPlan;

/**
 * GradusLayerRun:
 * @n: samples in this slice of the batch
 * @first: place of the slice's first sample in the batch, for noise that does not depend
 * on how the batch was cut
 * @x: (shape n, input): input
 * @y: (shape n, output): forward() writes it, backward() reads it
 * @dy: (shape n, output): d loss / d y; backward() may overwrite it
 * @dx: (nullable) (shape n, input): backward() writes d loss / d x; NULL if nobody needs
 * it
 * @mask: (nullable) (shape n, input.dims[0]): 1 for time steps that count, 0 for others
 * @mask_out: (nullable) (shape n, output.dims[0]): forward() writes it where the plan has
 * an output mask; the lane does so itself for layers that pass their mask
 * @weights: the layer's weights, in the plan's order; forward() may write to those that
 * are not trainable (moving averages) when training, if the layer couples samples
 * @gradients: the slice's own gradient buffers, in the plan's order; NULL for weights
 * that are not trained
 * @accumulate: whether backward() adds to @gradients instead of overwriting them
 * @cache: n · n_cache floats, kept from forward() to backward()
 * @scratch: n · n_scratch + n_fixed_scratch floats
 * @training: Keras's training flag
 * @noise_key: the layer's random stream
 * @noise_step: the step, so that every step draws new noise
 *
 * Everything a layer may touch during one call. No function of a layer allocates, locks
 * or remembers anything elsewhere.
 */
typedef struct
{
  gsize         n;
  gsize         first;
  const float  *x;
  float        *y;
  float        *dy;
  float        *dx;
  const guint8 *mask;
  guint8       *mask_out;
  float *const *weights;
  float *const *gradients;
  gboolean      accumulate;
  float        *cache;
  float        *scratch;
  gboolean      training;
  guint64       noise_key;
  guint64       noise_step;
} GradusLayerRun;

/**
 * GradusLayerKind:
 * @base: names, texts and parameters
 * @category: where the palette shows it
 * @icon: name of its symbolic icon
 * @flags: what the trainer must know
 * @kernel_order: what the axes of the kernel count
 * @gates: (nullable) (array zero-terminated=1): translatable names of the gates, for each
 * of which the kernels have a column for each unit, in this order
 * @infer: checks that @input fits and fills the plan, of which config, input,
 * has_input_mask and is_frozen are set
 * @write_c: (nullable): writes what the layer does after training as C; %NULL for layers
 * that then leave all numbers in their order
 * @forward: computes y from x
 * @backward: computes dx and the gradients from dy; NULL for layers without a gradient
 * @adapt: (nullable): takes @n more samples into weights that are learned from the data
 * before training, as Keras's adapt()
 * @dup_wrapped: (nullable): for layers around other layers: the configuration that the
 * layer in the parameter @param runs with, also where that is None and follows from
 * others
 * @get_terms: (nullable): after backward(), what the gradient of one number of a weight
 * is the sum of: for each sample what came in and the gradient of the sum that it went
 * to. Without a run it only says whether it can
 * @lower: (nullable): adds the layer, as it is after training, to a graph of standard
 * operators; %NULL for layers that do nothing then, and for those that cannot
 *
 * A kind of layer is one file in engine/layers that defines one of these.
 */
typedef struct
{
  GradusKind         base;
  GradusCategory     category;
  const char        *icon;
  GradusLayerFlags   flags;
  GradusKernelOrder  kernel_order;
  const char *const *gates;
  gboolean (*infer) (GradusLayerPlan *plan, GError **error);
  void (*write_c) (const GradusLayerPlan *plan, GradusCCode *code);
  void (*forward) (const GradusLayerPlan *plan, GradusLayerRun *run);
  void (*backward) (const GradusLayerPlan *plan, GradusLayerRun *run);
  void (*adapt) (const GradusLayerPlan *plan,
                 gsize                  n,
                 const float           *x,
                 float *const          *weights);
  GradusConfig *(*dup_wrapped) (const GradusConfig *config, const char *param);
  gboolean (*get_terms) (const GradusLayerPlan *plan,
                         const GradusLayerRun  *run,
                         guint                  weight,
                         gsize                  offset,
                         float                 *inputs,
                         float                 *errors);
  void (*lower) (const GradusLayerPlan *plan, GradusLowering *lowering);
} GradusLayerKind;

/* The descriptor of a configured layer; programmer's error if @config is no layer. */
const GradusLayerKind *gradus_layer_kind_of (const GradusConfig *config);
/* That of the layer itself, or of the one that it is wrapped around. */
const GradusLayerKind *gradus_layer_kind_inside (const GradusConfig *config);
const char            *gradus_category_get_title (GradusCategory category);

G_END_DECLS
