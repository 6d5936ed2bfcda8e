/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/journey.h"

#include <glib/gi18n-lib.h>

struct _GradusJourney
{
  GArray    *columns; /* of GradusRepresentationColumn */
  GPtrArray *strings; /* titles and captions that the columns borrow */
  GPtrArray *tensors; /* numbers that the columns borrow */
  char     **names;   /* of the classes */
};

static const char *
keep (GradusJourney *self, char *text)
{
  g_ptr_array_add (self->strings, text);
  return text;
}

static char **
dup_class_names (GradusDataset *data)
{
  guint  n = data ? gradus_dataset_get_n_classes (data) : 0;
  char **names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = g_strdup (gradus_dataset_get_class_name (data, i));
  return names;
}

static char *
describe_shape (const GradusShape *shape, GradusRepresentationForm form)
{
  gsize size = gradus_shape_size (shape);

  if (form == GRADUS_REPRESENTATION_PICTURE && size == 784)
    return g_strdup (_ ("28 × 28 picture"));
  if (form == GRADUS_REPRESENTATION_PROBABILITIES)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%zu probability",
                                         "%zu probabilities", size),
                            size);
  if (form == GRADUS_REPRESENTATION_MAPS && shape->rank == 3)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d map, %d × %d",
                                         "%d maps, %d × %d", (gulong) shape->dims[2]),
                            (int) shape->dims[2], (int) shape->dims[0],
                            (int) shape->dims[1]);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%zu value", "%zu values", size),
                          size);
}

static const char *
get_activation (const GradusConfig *config)
{
  const GradusKind   *kind = gradus_config_get_kind (config);
  const GradusParam  *param = gradus_kind_find_param (kind, "activation");
  const GradusConfig *activation;

  if (param == NULL || param->type != GRADUS_PARAM_OBJECT)
    return NULL;
  activation = gradus_config_get_object (config, "activation");
  return activation != NULL ? gradus_config_get_kind (activation)->name : NULL;
}

/* Whether the numbers are probabilities: all between 0 and 1, as many as there are
 * classes. */
static gboolean
are_probabilities (GradusJourney *self, const GradusTensor *values)
{
  guint n_names = g_strv_length (self->names);

  if (n_names == 0 || !(values->size == n_names || (values->size == 1 && n_names == 2)))
    return FALSE;
  for (gsize i = 0; i < values->size; i++)
    if (!(values->data[i] >= 0 && values->data[i] <= 1))
      return FALSE;
  return TRUE;
}

static GradusTensor *
pick_values (GradusTensor *now, GradusTensor *start, GradusJourneyMoment moment)
{
  GradusTensor *difference;

  if (moment == GRADUS_JOURNEY_NOW || start == NULL)
    return gradus_tensor_ref (now);
  if (moment == GRADUS_JOURNEY_START)
    return gradus_tensor_ref (start);
  difference = gradus_tensor_dup (now);
  for (gsize i = 0; i < difference->size && i < start->size; i++)
    difference->data[i] -= start->data[i];
  return difference;
}

static GradusShape
drop_batch_axis (const GradusShape *shape)
{
  GradusShape sample = { .rank = shape->rank > 0 ? shape->rank - 1 : 0 };

  for (guint i = 0; i < sample.rank; i++)
    sample.dims[i] = shape->dims[i + 1];
  return sample;
}

static void
add_input (GradusJourney *self, GradusTensor *input)
{
  GradusRepresentationColumn column = { .title = _ ("Input"), .shape = input->shape };

  column.form = gradus_representation_choose_form (&input->shape, TRUE, FALSE);
  column.values = input->data;
  column.caption = keep (self, describe_shape (&column.shape, column.form));
  g_ptr_array_add (self->tensors, gradus_tensor_ref (input));
  g_array_append_val (self->columns, column);
}

static void
add_layer (GradusJourney      *self,
           const GradusLayer  *layer,
           GradusTensor       *now,
           GradusTensor       *start,
           GradusJourneyMoment moment,
           gboolean            is_last)
{
  GradusTensor              *values = pick_values (now, start, moment);
  gboolean                   is_change = moment == GRADUS_JOURNEY_CHANGE && start != NULL;
  GradusRepresentationColumn column = { .values = values->data, .difference = is_change };

  g_ptr_array_add (self->tensors, values);
  column.title = gradus_config_get_kind (layer->config)->name;
  column.detail = get_activation (layer->config);
  column.shape = drop_batch_axis (&values->shape);
  column.form = gradus_representation_choose_form (&column.shape, FALSE,
                                                   is_last && !is_change &&
                                                     are_probabilities (self, values));
  column.names = (const char *const *) self->names;
  column.caption = keep (self, describe_shape (&column.shape, column.form));
  g_array_append_val (self->columns, column);
}

/**
 * gradus_journey_new:
 * @plan: (nullable): the network
 * @input: (nullable): one sample
 * @now: (nullable) (element-type GradusTensor): the output of every layer, shape (1, …)
 * @start: (nullable) (element-type GradusTensor): the same through the start weights;
 * needed for moments other than now
 * @data: (nullable): names the classes
 * @only_with_weights: whether layers without weights are left out
 * @moment: which weights it goes through
 *
 * Gathers a sample's representation after every layer.
 *
 * Returns: (transfer full): the journey, with no columns where there is no sample
 */
GradusJourney *
gradus_journey_new (GradusPlan         *plan,
                    GradusTensor       *input,
                    GPtrArray          *now,
                    GPtrArray          *start,
                    GradusDataset      *data,
                    gboolean            only_with_weights,
                    GradusJourneyMoment moment)
{
  GradusJourney *self = g_new0 (GradusJourney, 1);
  guint          n_layers = 0;

  self->columns = g_array_new (FALSE, TRUE, sizeof (GradusRepresentationColumn));
  self->strings = g_ptr_array_new_with_free_func (g_free);
  self->tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_tensor_unref);
  self->names = dup_class_names (data);
  if (input == NULL)
    return self;
  add_input (self, input);
  if (now == NULL || plan == NULL)
    return self;
  n_layers = MIN (now->len, gradus_plan_get_n_layers (plan));
  for (guint i = 0; i < n_layers; i++)
    {
      const GradusLayerPlan *layer = gradus_plan_get_layer (plan, i);
      gboolean               is_last = i + 1 == n_layers;

      if (only_with_weights && !is_last && (layer == NULL || layer->n_weights == 0))
        continue;
      add_layer (self, gradus_sequential_get_layer (gradus_plan_get_sequential (plan), i),
                 now->pdata[i], start != NULL && i < start->len ? start->pdata[i] : NULL,
                 moment, is_last);
    }
  return self;
}

/**
 * gradus_journey_free:
 * @self: a journey
 *
 * Frees it with all that its columns borrow.
 */
void
gradus_journey_free (GradusJourney *self)
{
  g_array_unref (self->columns);
  g_ptr_array_unref (self->strings);
  g_ptr_array_unref (self->tensors);
  g_strfreev (self->names);
  g_free (self);
}

/**
 * gradus_journey_get_columns:
 * @self: a journey
 * @n_columns: (out): how many
 *
 * Returns: (transfer none) (array length=n_columns): the stops, valid as long as the
 * journey
 */
const GradusRepresentationColumn *
gradus_journey_get_columns (const GradusJourney *self, guint *n_columns)
{
  *n_columns = self->columns->len;
  return (const GradusRepresentationColumn *) (gconstpointer) self->columns->data;
}
