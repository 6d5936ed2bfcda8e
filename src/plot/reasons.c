/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/reasons.h"

#include "config.h"

#include "plot/picture.h"

#include <glib/gi18n-lib.h>

/* Covers about a stroke's width of a digit. */
#define PATCH 5
/* Larger pictures than this would keep a processor busy for long. */
#define OCCLUSION_MOST (64 * 64)

/* --- What an answer rests on --- */

void
gradus_reasons_free (GradusReasons *self)
{
  gradus_tensor_unref (self->input);
  g_clear_pointer (&self->occlusion, gradus_occlusion_free);
  g_free (self->gradient);
  g_free (self);
}

static guint
find_answer (GradusModel *model, const GradusTensor *input, gsize n_out)
{
  g_autofree float *y = g_new (float, n_out);
  gsize             best = 0;

  gradus_model_predict (model, 1, input->data, y);
  if (n_out == 1)
    return y[0] > 0.5f;
  for (gsize i = 1; i < n_out; i++)
    if (y[i] > y[best])
      best = i;
  return (guint) best;
}

static GradusOcclusion *
cover_spots (GradusModel        *model,
             const GradusTensor *input,
             guint               answer,
             GCancellable       *cancellable)
{
  guint            width, height, n_channels;
  GradusOcclusion *map;

  gradus_picture_get_size (&input->shape, &width, &height, &n_channels);
  if (width < PATCH || height < PATCH || (gsize) width * height > OCCLUSION_MOST ||
      answer > G_MAXUINT8)
    return NULL;
  map = gradus_occlusion_new (width, height, n_channels, PATCH, answer);
  for (guint row = 0; row < height && !g_cancellable_is_cancelled (cancellable); row++)
    gradus_occlusion_run_row (map, model, input->data, row);
  return map;
}

/**
 * gradus_reasons_new:
 * @model: a network
 * @input: a sample
 * @cancellable: (nullable): stops it early, with maps that are of no use
 *
 * Finds out what the network's answer to a sample rests on.
 *
 * Threads: any, as long as it has the model for itself
 *
 * Returns: (transfer full) (nullable): the maps; %NULL if the sample does not fit
 */
GradusReasons *
gradus_reasons_new (GradusModel *model, GradusTensor *input, GCancellable *cancellable)
{
  GradusPlan    *plan = gradus_model_get_plan (model);
  GradusReasons *self;
  GradusShape    taken, output;

  gradus_plan_get_output (plan, -1, &taken);
  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output);
  if (gradus_shape_size (&taken) != input->size)
    return NULL;
  self = g_new0 (GradusReasons, 1);
  self->input = gradus_tensor_ref (input);
  self->answer = find_answer (model, input, gradus_shape_size (&output));
  self->gradient = g_new0 (float, input->size);
  if (!gradus_attribution_gradient (model, input->data, self->answer, self->gradient))
    g_clear_pointer (&self->gradient, g_free);
  self->occlusion = cover_spots (model, input, self->answer, cancellable);
  return self;
}

/* --- What the first layer makes of a sample --- */

void
gradus_first_units_clear (GradusFirstUnits *self)
{
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->note, g_free);
  self->n = 0;
}

/* Of a layer that gives maps or steps each map's or unit's mean. */
static void
take_units (GradusFirstUnits *self, const GradusTensor *activation)
{
  const GradusShape *shape = &activation->shape;
  gsize              n_places;

  self->n = (gsize) shape->dims[shape->rank - 1];
  n_places = activation->size / MAX (self->n, 1);
  self->values = g_new0 (float, self->n);
  for (gsize i = 0; i < activation->size; i++)
    self->values[i % self->n] += activation->data[i] / (float) n_places;
}

static void
name_units (GradusFirstUnits *self, const GradusLayer *layer, gboolean has_maps)
{
  const GradusKind  *kind = gradus_config_get_kind (layer->config);
  const GradusParam *param = gradus_kind_find_param (kind, "activation");
  g_autofree char   *activation = NULL;
  int                n = (int) self->n;

  if (has_maps)
    self->title =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "How its %d filter reacts",
                                    "How its %d filters react", (gulong) n),
                       n);
  else
    self->title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "How its %d unit reacts",
                                                "How its %d units react", (gulong) n),
                                   n);
  if (param != NULL)
    activation = gradus_config_value_to_string (layer->config, "activation");
  if (activation != NULL && !g_str_equal (activation, "linear"))
    self->note = g_strdup_printf ("%s %s", kind->name, activation);
  else
    self->note = g_strdup (kind->name);
}

/**
 * gradus_first_units_take:
 * @self: (out): what it does; free with gradus_first_units_clear()
 * @plan: of a network
 * @activations: (element-type GradusTensor): of all its layers, of one sample
 *
 * Takes what the first layer with weights makes of a sample.
 */
void
gradus_first_units_take (GradusFirstUnits *self, GradusPlan *plan, GPtrArray *activations)
{
  guint n_layers = MIN (gradus_plan_get_n_layers (plan), activations->len);

  *self = (GradusFirstUnits){ 0 };
  for (guint i = 0; i < n_layers; i++)
    {
      const GradusTensor *activation = activations->pdata[i];

      if (gradus_plan_get_layer (plan, i)->n_weights == 0 || activation->size == 0)
        continue;
      take_units (self, activation);
      name_units (self,
                  gradus_sequential_get_layer (gradus_plan_get_sequential (plan), i),
                  activation->shape.rank > 3);
      return;
    }
}
