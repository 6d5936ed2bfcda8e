/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/weights-sheet-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static guint
first_weight_of (const GradusPlan *plan, guint layer)
{
  guint n = 0;

  for (guint i = 0; i < layer; i++)
    n += gradus_plan_get_layer (plan, i)->n_weights;
  return n;
}

/**
 * gradus_weights_sheet_can_show:
 * @plan: a network
 * @layer: number of a layer
 *
 * Returns: whether the layer has a kernel: weights between inputs and units
 */
gboolean
gradus_weights_sheet_can_show (const GradusPlan *plan, guint layer)
{
  const GradusLayerPlan *plan_layer = gradus_plan_get_layer (plan, layer);

  return plan_layer != NULL && plan_layer->n_weights > 0 &&
         plan_layer->weights[0].shape.rank >= 2;
}

/* What comes before the last slash that all names have, like "lstm_cell/". */
static gsize
get_common_part (const GradusLayerPlan *plan)
{
  const char *end = plan->n_weights > 0 ? strrchr (plan->weights[0].name, '/') : NULL;
  gsize       length = end != NULL ? (gsize) (end - plan->weights[0].name) + 1 : 0;

  for (guint i = 1; i < plan->n_weights; i++)
    if (strncmp (plan->weights[i].name, plan->weights[0].name, length) != 0)
      return 0;
  return length;
}

/**
 * gradus_weights_sheet_list:
 * @plan: a network
 * @layer: number of a layer
 *
 * Returns: (transfer full): what its weights are called
 */
char **
gradus_weights_sheet_list (const GradusPlan *plan, guint layer)
{
  const GradusLayerPlan *plan_layer = gradus_plan_get_layer (plan, layer);
  guint                  n = plan_layer != NULL ? plan_layer->n_weights : 0;
  char                 **names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = g_strdup (plan_layer->weights[i].name + get_common_part (plan_layer));
  return names;
}

static GradusTensor *
get_kernel (const GradusPlan *plan, GPtrArray *weights, guint layer)
{
  guint index;

  if (!gradus_weights_sheet_can_show (plan, layer))
    return NULL;
  index = first_weight_of (plan, layer);
  return index < weights->len ? weights->pdata[index] : NULL;
}

static char **
dup_class_names (const GradusDataset *data)
{
  guint  n = gradus_dataset_get_n_classes (data);
  char **names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = g_strdup (gradus_dataset_get_class_name (data, i));
  return names;
}

static void
find_votes (GradusWeightsSheet  *self,
            const GradusPlan    *plan,
            GPtrArray           *weights,
            guint                layer,
            const GradusDataset *data)
{
  guint  n_layers = gradus_plan_get_n_layers (plan);
  guint  n_classes = data != NULL ? gradus_dataset_get_n_classes (data) : 0;
  gint64 n_units = gradus_shape_last (&self->kernel->shape);

  if (layer + 1 == n_layers && n_classes == n_units && n_classes > 0)
    self->unit_names = dup_class_names (data);
  for (guint i = layer + 1; i < n_layers && self->next == NULL; i++)
    {
      GradusTensor *kernel = get_kernel (plan, weights, i);

      if (kernel == NULL)
        continue;
      if (kernel->shape.rank != 2 || kernel->shape.dims[0] != n_units)
        return;
      self->next = gradus_tensor_ref (kernel);
      if (i + 1 == n_layers && n_classes > 0 && kernel->shape.dims[1] == n_classes)
        self->names = dup_class_names (data);
    }
}

/* What the layer sees is the data if nothing before it has weights; a flattened picture
 * is still seen as one. */
static void
find_input (GradusWeightsSheet *self, const GradusPlan *plan, guint layer)
{
  GradusShape shape;
  gsize       n_inputs = gradus_shape_size (&self->kernel->shape) /
                   (gsize) MAX (gradus_shape_last (&self->kernel->shape), 1);

  for (int i = (int) layer - 1; i >= -1; i--)
    {
      if (i >= 0 && gradus_plan_get_n_params (plan, (guint) i) > 0)
        {
          self->input.rank = 0;
          return;
        }
      if (gradus_plan_get_output (plan, i, &shape) &&
          gradus_shape_size (&shape) == n_inputs)
        self->input = shape;
    }
}

/* (…, units, inputs) → (…, inputs, units) */
static GradusTensor *
turn_kernel (const GradusTensor *kernel)
{
  GradusShape   shape = kernel->shape;
  gsize         n_units = (gsize) shape.dims[shape.rank - 2];
  gsize         n_inputs = (gsize) shape.dims[shape.rank - 1];
  GradusTensor *turned;

  shape.dims[shape.rank - 2] = (gint64) n_inputs;
  shape.dims[shape.rank - 1] = (gint64) n_units;
  turned = gradus_tensor_new (&shape);
  for (gsize i = 0; i < kernel->size; i++)
    {
      gsize unit = i / n_inputs % n_units, tap = i / n_inputs / n_units;

      turned->data[(tap * n_inputs + i % n_inputs) * n_units + unit] = kernel->data[i];
    }
  return turned;
}

/* The same numbers with a unit for each input and multiplier. */
static GradusTensor *
merge_depthwise (const GradusTensor *kernel)
{
  GradusShape shape = kernel->shape;

  shape.dims[shape.rank - 1] *= shape.dims[shape.rank - 2];
  shape.dims[shape.rank - 2] = 1;
  return gradus_tensor_new_from_data (&shape, kernel->data);
}

static void
take_kernel (GradusWeightsSheet *self, GradusTensor *kernel, GradusKernelOrder order)
{
  if (self->is_first && kernel->shape.rank >= 3 && order == GRADUS_KERNEL_INPUTS_LAST)
    {
      self->kernel = turn_kernel (kernel);
      self->is_turned = TRUE;
    }
  else if (self->is_first && kernel->shape.rank >= 3 && order == GRADUS_KERNEL_DEPTHWISE)
    self->kernel = merge_depthwise (kernel);
  else
    self->kernel = gradus_tensor_ref (kernel);
}

static gboolean
is_in_part (const char *name, const char *other)
{
  const char *end = strrchr (name, '/');
  const char *other_end = strrchr (other, '/');
  gsize       length = end != NULL ? (gsize) (end - name) : 0;

  return length == (other_end != NULL ? (gsize) (other_end - other) : 0) &&
         strncmp (name, other, length) == 0;
}

/* The biases of the same part of the layer, if they go with this kernel. */
static void
find_bias (GradusWeightsSheet    *self,
           const GradusLayerPlan *plan,
           GPtrArray             *weights,
           guint                  first,
           guint                  weight)
{
  gint64 n_units = gradus_shape_last (&self->kernel->shape);

  if (plan->weights[weight].shape.rank < 2 ||
      strstr (plan->weights[weight].name, "recurrent") != NULL)
    return;
  for (guint i = weight + 1; i < plan->n_weights; i++)
    if (g_str_has_suffix (plan->weights[i].name, "bias") &&
        is_in_part (plan->weights[i].name, plan->weights[weight].name) &&
        gradus_shape_last (&plan->weights[i].shape) == n_units)
      {
        self->bias = gradus_tensor_ref (weights->pdata[first + i]);
        self->bias_index = first + i;
        return;
      }
}

/* What is laid out. */
GradusWeightsKernel
gradus_weights_sheet_get_kernel (const GradusWeightsSheet *self)
{
  return (GradusWeightsKernel){
    .shape = &self->kernel->shape,
    .input = self->input.rank > 0 ? &self->input : NULL,
    .form = self->form,
    .gates = self->gates,
    .has_bias = self->bias != NULL,
    .names = (const char *const *) self->unit_names,
    .order = self->order,
    .cell = self->cell,
  };
}

/**
 * gradus_weights_sheet_new_for_weight:
 * @plan: a network
 * @weights: (element-type GradusTensor): all its weights, which do not change any more
 * @layer: number of a layer
 * @weight: which of the layer's weights
 * @data: (nullable): names the classes
 *
 * Takes references of all that belongs to one weight of a layer.
 *
 * Returns: (transfer full) (nullable): the sheet, in the form that says most and with the
 * limit 1; %NULL if there is no such weight
 */
GradusWeightsSheet *
gradus_weights_sheet_new_for_weight (const GradusPlan    *plan,
                                     GPtrArray           *weights,
                                     guint                layer,
                                     guint                weight,
                                     const GradusDataset *data)
{
  const GradusLayerPlan *plan_layer = gradus_plan_get_layer (plan, layer);
  guint                  first = first_weight_of (plan, layer);
  const GradusLayer     *description;
  const GradusLayerKind *kind;
  GradusWeightsKernel    kernel;
  GradusWeightsSheet    *self;

  if (plan_layer == NULL || weight >= plan_layer->n_weights ||
      first + weight >= weights->len)
    return NULL;
  description = gradus_sequential_get_layer (gradus_plan_get_sequential (plan), layer);
  kind = gradus_layer_kind_inside (description->config);
  self = g_new0 (GradusWeightsSheet, 1);
  self->layer = g_strdup (description->name);
  self->weight =
    g_strdup (plan_layer->weights[weight].name + get_common_part (plan_layer));
  self->index = first + weight;
  self->is_first = weight == 0 && plan_layer->weights[0].shape.rank >= 2;
  take_kernel (self, weights->pdata[first + weight], kind->kernel_order);
  if (self->kernel->shape.rank == 2)
    self->gates = kind->gates;
  find_bias (self, plan_layer, weights, first, weight);
  if (self->is_first)
    {
      find_votes (self, plan, weights, layer, data);
      find_input (self, plan, layer);
    }
  kernel = gradus_weights_sheet_get_kernel (self);
  self->form = gradus_weights_choose_form (&kernel);
  self->limit = 1;
  self->unit = -1;
  return self;
}

/**
 * gradus_weights_sheet_new:
 * @plan: a network
 * @weights: (element-type GradusTensor): all its weights, which do not change any more
 * @layer: number of a layer
 * @data: (nullable): names the classes
 *
 * Returns: (transfer full) (nullable): the sheet of the layer's kernel; %NULL if it has
 * none
 */
GradusWeightsSheet *
gradus_weights_sheet_new (const GradusPlan    *plan,
                          GPtrArray           *weights,
                          guint                layer,
                          const GradusDataset *data)
{
  return gradus_weights_sheet_can_show (plan, layer)
           ? gradus_weights_sheet_new_for_weight (plan, weights, layer, 0, data)
           : NULL;
}

GradusWeightsSheet *
gradus_weights_sheet_copy (const GradusWeightsSheet *self)
{
  GradusWeightsSheet *copy = g_new (GradusWeightsSheet, 1);
  gsize               n_units = gradus_weights_sheet_count_units (self);

  *copy = *self;
  copy->layer = g_strdup (self->layer);
  copy->weight = g_strdup (self->weight);
  copy->kernel = gradus_tensor_ref (self->kernel);
  copy->bias = self->bias != NULL ? gradus_tensor_ref (self->bias) : NULL;
  copy->next = self->next != NULL ? gradus_tensor_ref (self->next) : NULL;
  copy->names = g_strdupv (self->names);
  copy->unit_names = g_strdupv (self->unit_names);
  copy->limits = g_memdup2 (self->limits, n_units * sizeof (float));
  copy->order = g_memdup2 (self->order, n_units * sizeof (guint));
  copy->lesions = g_memdup2 (self->lesions, n_units);
  return copy;
}

void
gradus_weights_sheet_free (GradusWeightsSheet *self)
{
  if (self == NULL)
    return;
  g_free (self->layer);
  g_free (self->weight);
  gradus_tensor_unref (self->kernel);
  g_clear_pointer (&self->bias, gradus_tensor_unref);
  g_clear_pointer (&self->next, gradus_tensor_unref);
  g_strfreev (self->names);
  g_strfreev (self->unit_names);
  g_free (self->limits);
  g_free (self->order);
  g_free (self->lesions);
  g_free (self);
}

/* --- Numbers --- */

/**
 * gradus_weights_sheet_count_units:
 * @self: a sheet
 *
 * Returns: how many units the weights belong to; a list of numbers belongs to one
 */
guint
gradus_weights_sheet_count_units (const GradusWeightsSheet *self)
{
  return self->kernel->shape.rank >= 2
           ? (guint) MAX (gradus_shape_last (&self->kernel->shape), 1)
           : 1;
}

/**
 * gradus_weights_sheet_count_channels:
 * @self: a sheet
 *
 * Returns: how many pictures a unit has as tiles
 */
guint
gradus_weights_sheet_count_channels (const GradusWeightsSheet *self)
{
  GradusWeightsKernel kernel = gradus_weights_sheet_get_kernel (self);
  GradusWeightsLayout layout;

  kernel.form = GRADUS_WEIGHTS_TILES;
  gradus_weights_layout (&layout, &kernel, gradus_theme_get (GRADUS_THEME_LIGHT), 100,
                         100);
  return MAX (layout.n_channels, 1);
}

/**
 * gradus_weights_sheet_choose_limit:
 * @self: a sheet
 *
 * Finds which magnitude is drawn strongest; it takes time by the number of weights.
 */
void
gradus_weights_sheet_choose_limit (GradusWeightsSheet *self)
{
  self->limit = gradus_round_to_two_figures (
    gradus_color_limit (self->kernel->data, self->kernel->size, GRADUS_WEIGHT_SHARE));
}

/**
 * gradus_weights_sheet_choose_limits:
 * @self: a sheet
 *
 * Finds the largest weight of each unit, and draws each by its own.
 */
void
gradus_weights_sheet_choose_limits (GradusWeightsSheet *self)
{
  guint n_units = gradus_weights_sheet_count_units (self);

  g_free (self->limits);
  self->limits = g_new0 (float, n_units);
  for (gsize i = 0; i < self->kernel->size; i++)
    if (isfinite (self->kernel->data[i]))
      self->limits[i % n_units] =
        MAX (self->limits[i % n_units], fabsf (self->kernel->data[i]));
  for (guint i = 0; i < n_units; i++)
    if (!(self->limits[i] > 0))
      self->limits[i] = 1;
  self->scale = GRADUS_WEIGHTS_SCALE_UNIT;
}

/**
 * gradus_weights_sheet_get_norm:
 * @self: a sheet
 * @unit: number of a unit
 *
 * Returns: the length of its weights seen as a vector
 */
double
gradus_weights_sheet_get_norm (const GradusWeightsSheet *self, guint unit)
{
  guint  n_units = gradus_weights_sheet_count_units (self);
  double sum = 0;

  for (gsize i = unit; i < self->kernel->size; i += n_units)
    sum += (double) self->kernel->data[i] * (double) self->kernel->data[i];
  return sqrt (sum);
}

typedef struct
{
  guint  unit;
  double norm;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *one = a, *other = b;

  if (one->norm != other->norm)
    return one->norm > other->norm ? -1 : 1;
  return one->unit < other->unit ? -1 : 1;
}

/**
 * gradus_weights_sheet_sort:
 * @self: a sheet
 *
 * Puts the units with the largest norms first.
 */
void
gradus_weights_sheet_sort (GradusWeightsSheet *self)
{
  guint              n = gradus_weights_sheet_count_units (self);
  g_autofree Ranked *ranked = g_new (Ranked, n);

  for (guint i = 0; i < n; i++)
    {
      ranked[i] = (Ranked){ i, gradus_weights_sheet_get_norm (self, i) };
      if (!isfinite (ranked[i].norm))
        ranked[i].norm = G_MAXDOUBLE;
    }
  qsort (ranked, n, sizeof *ranked, compare_ranked);
  g_free (self->order);
  self->order = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    self->order[i] = ranked[i].unit;
}

/**
 * gradus_weights_sheet_get_value:
 * @self: a sheet
 * @cell: one of its weights
 *
 * Returns: its value
 */
double
gradus_weights_sheet_get_value (const GradusWeightsSheet *self,
                                const GradusWeightsCell  *cell)
{
  const GradusTensor *tensor = cell->is_bias ? self->bias : self->kernel;

  return tensor != NULL && cell->index < tensor->size ? (double) tensor->data[cell->index]
                                                      : NAN;
}

/**
 * gradus_weights_sheet_locate:
 * @self: a sheet
 * @cell: one of its weights
 * @weight: (out): which of the model's weights it belongs to
 * @index: (out): its place there
 *
 * Finds a weight in the model.
 */
void
gradus_weights_sheet_locate (const GradusWeightsSheet *self,
                             const GradusWeightsCell  *cell,
                             guint                    *weight,
                             gsize                    *index)
{
  *weight = cell->is_bias ? self->bias_index : self->index;
  *index = cell->index;
  if (self->is_turned && !cell->is_bias)
    {
      gsize n_units = gradus_weights_sheet_count_units (self);
      gsize n_inputs = (gsize) self->kernel->shape.dims[self->kernel->shape.rank - 2];
      gsize unit = cell->index % n_units, rest = cell->index / n_units;

      *index = (rest / n_inputs * n_units + unit) * n_inputs + rest % n_inputs;
    }
}

/**
 * gradus_weights_sheet_describe:
 * @self: a sheet
 * @layout: where its weights are
 * @cell: one of them
 *
 * Returns: (transfer full): which it is, and its value
 */
char *
gradus_weights_sheet_describe (const GradusWeightsSheet  *self,
                               const GradusWeightsLayout *layout,
                               const GradusWeightsCell   *cell)
{
  return gradus_weights_describe (layout, cell,
                                  gradus_weights_sheet_get_value (self, cell));
}

/**
 * gradus_weights_sheet_dup_title:
 * @self: a sheet
 *
 * Returns: (transfer full): like "What the 16 units of dense look for"; those of a
 * convolution are its filters
 */
char *
gradus_weights_sheet_dup_title (const GradusWeightsSheet *self)
{
  int n_units = (int) gradus_weights_sheet_count_units (self);

  if (!self->is_first)
    /* Translators: a weight of a layer, like "recurrent_kernel of lstm" */
    return g_strdup_printf (_ ("%s of %s"), self->weight, self->layer);
  if (self->gates != NULL)
    return g_strdup_printf (_ ("What the gates of %s look for"), self->layer);
  if (self->kernel->shape.rank > 2)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "What the %d filter of %s looks for",
                                         "What the %d filters of %s look for",
                                         (gulong) n_units),
                            n_units, self->layer);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "What the %d unit of %s looks for",
                                       "What the %d units of %s look for",
                                       (gulong) n_units),
                          n_units, self->layer);
}
