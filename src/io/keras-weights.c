/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-weights.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/error.h"
#include "engine/parts.h"
#include "io/hdf5-reader.h"
#include "io/hdf5-writer.h"
#include "io/keras-extras.h"
#include "io/keras-json.h"
#include "io/keras-optimizer.h"
#include "io/keras-slots.h"

#define OPTIMIZER_VARS "optimizer/vars"

/* A list that could not be filled has holes. */
static void
unref_tensor (gpointer tensor)
{
  if (tensor != NULL)
    gradus_tensor_unref (tensor);
}

static GPtrArray *
new_tensors (guint n_tensors)
{
  GPtrArray *tensors = g_ptr_array_new_with_free_func (unref_tensor);

  g_ptr_array_set_size (tensors, (int) n_tensors);
  return tensors;
}

/* ---- Reading ---- */

/* A number more than the layer has would mean that it is another layer. */
static gboolean
check_count (GradusHdf5Reader *reader, GPtrArray *weights, guint index, GError **error)
{
  GradusKerasWeight *weight = g_ptr_array_index (weights, index);
  GradusKerasWeight *next =
    index + 1 < weights->len ? g_ptr_array_index (weights, index + 1) : NULL;
  g_autofree char *path = g_strdup_printf ("%s/%u", weight->group, weight->index + 1);

  if ((next != NULL && strcmp (next->group, weight->group) == 0) ||
      !gradus_hdf5_reader_has (reader, path))
    return TRUE;
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
               /* Translators: a place in a file, like "layers/dense/vars" */
               _ ("It has more weights in “%s” than the network."), weight->group);
  return FALSE;
}

static GPtrArray *
read_weights (GradusHdf5Reader *reader, GPtrArray *weights, GError **error)
{
  g_autoptr (GPtrArray) tensors = new_tensors (weights->len);

  for (guint i = 0; i < weights->len; i++)
    {
      GradusKerasWeight *weight = g_ptr_array_index (weights, i);
      g_autofree char   *path = g_strdup_printf ("%s/%u", weight->group, weight->index);

      tensors->pdata[i] = gradus_hdf5_reader_read (reader, path, &weight->shape, error);
      if (tensors->pdata[i] == NULL || !check_count (reader, weights, i, error))
        return NULL;
    }
  return g_steal_pointer (&tensors);
}

/* "optimizer/vars/0", "optimizer/vars/1" …, as far as there are any; one more than wanted
 * shows that they belong to another network. */
static char **
list_variables (GradusHdf5Reader *reader, guint n_wanted)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i <= n_wanted; i++)
    {
      g_autofree char *path = g_strdup_printf (OPTIMIZER_VARS "/%u", i);

      if (!gradus_hdf5_reader_has (reader, path))
        break;
      g_strv_builder_add (builder, path);
    }
  return g_strv_builder_end (builder);
}

static gboolean
read_optimizer (GradusHdf5Reader *reader,
                GPtrArray        *weights,
                GradusKerasFile  *file,
                GError          **error)
{
  const GradusConfig *optimizer = file->project->sequential->optimizer;
  g_auto (GStrv)      paths =
    list_variables (reader, gradus_keras_count_variables (optimizer, weights));

  return gradus_keras_read_variables (reader, (const char *const *) paths, weights, file,
                                      error);
}

/**
 * gradus_keras_weights_read:
 * @image: what `model.weights.h5` holds
 * @file: a file whose project is set
 * @error: return location for an error
 *
 * Reads weights and the optimizer's memory. Shapes and types are compared with what the
 * network needs before anything is read; all numbers together cannot be more than
 * @image. A stack that does not fit has no weights to read.
 *
 * Errors: `GRADUS_ERROR_FORMAT`
 * Threads: any
 *
 * Returns: whether all went well
 */
gboolean
gradus_keras_weights_read (GBytes *image, GradusKerasFile *file, GError **error)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (file->project->sequential);
  g_autoptr (GPtrArray)  weights = NULL;
  GradusHdf5Reader       reader;

  if (!gradus_plan_is_whole (plan))
    return TRUE;
  if (!gradus_hdf5_reader_open (&reader, image, error))
    return FALSE;
  weights = gradus_keras_list_weights (plan, TRUE);
  file->weights = read_weights (&reader, weights, error);
  return file->weights != NULL && read_optimizer (&reader, weights, file, error);
}

/* ---- Writing ---- */

static gboolean
write_group (hid_t file, const char *group, const char *name)
{
  g_autofree char *vars = g_strconcat (group, "/vars", NULL);

  return gradus_hdf5_write_vars_group (file, vars, name);
}

/* The parts of a layer have groups with names of their own: the last but one part of
 * "lstm_cell/kernel" is what Keras calls the owner of the weight. */
static gboolean
write_part (hid_t file, const char *group, const GradusWeightSpec *spec)
{
  g_autofree char *path = g_strconcat (group, "/", spec->group, NULL);
  g_auto (GStrv)   names = g_strsplit (spec->name, "/", -1);
  guint            n_names = g_strv_length (names);

  return write_group (file, path, n_names > 1 ? names[n_names - 2] : NULL);
}

static gboolean
write_wrapped_groups (hid_t file, const char *group, const GradusConfig *config)
{
  const GradusKind      *kind = gradus_config_get_kind (config);
  const GradusLayerKind *layer_kind = (const GradusLayerKind *) kind;

  for (guint i = 0; layer_kind->dup_wrapped != NULL && i < kind->n_params; i++)
    {
      const char              *param = kind->params[i].name;
      g_autoptr (GradusConfig) inner = NULL;
      g_autofree char         *name = NULL;
      g_autofree char         *path = NULL;

      if (kind->params[i].family != GRADUS_FAMILY_LAYER ||
          kind->params[i].type != GRADUS_PARAM_OBJECT)
        continue;
      inner = layer_kind->dup_wrapped (config, param);
      name = gradus_keras_dup_wrapped_name (config, param, inner);
      path = g_strdup_printf ("%s/%s%s", group,
                              gradus_keras_reads_both_ways (config) &&
                                  strcmp (param, "layer") == 0
                                ? "forward_"
                                : "",
                              param);
      if (!write_group (file, path, name))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_part_groups (hid_t file, const char *group, const GradusLayerPlan *plan)
{
  for (guint i = 0; plan != NULL && i < plan->n_weights; i++)
    if (plan->weights[i].group != NULL && !write_part (file, group, &plan->weights[i]))
      return FALSE;
  return TRUE;
}

/* Every layer has its group, also those without weights. */
static gboolean
write_groups (hid_t file, GradusPlan *plan)
{
  const GradusSequential *sequential = gradus_plan_get_sequential (plan);
  g_auto (GStrv)          groups = gradus_keras_dup_groups (sequential);

  if (!gradus_hdf5_write_vars_group (file, "layers", NULL) ||
      !gradus_hdf5_write_vars_group (file, "vars", sequential->name))
    return FALSE;
  for (guint i = 0; groups[i] != NULL; i++)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (sequential, i);

      if (!write_group (file, groups[i], layer->name) ||
          !write_wrapped_groups (file, groups[i], layer->config) ||
          !write_part_groups (file, groups[i], gradus_plan_get_layer (plan, i)))
        return FALSE;
    }
  return TRUE;
}

/**
 * gradus_keras_write_weight:
 * @file: an HDF5 file
 * @path: where
 * @weight: which weight it is
 * @tensor: its numbers
 *
 * Returns: whether it was written
 */
gboolean
gradus_keras_write_weight (hid_t                    file,
                           const char              *path,
                           const GradusKerasWeight *weight,
                           const GradusTensor      *tensor)
{
  /* A damaged file may have put anything there. */
  if (weight->is_whole && tensor->shape.rank == 0)
    return gradus_hdf5_write_int (file, path,
                                  fabsf (tensor->data[0]) < 1e9f
                                    ? (gint64) tensor->data[0]
                                    : 0);
  return gradus_hdf5_write (file, path, tensor);
}

static gboolean
write_weights (hid_t file, GPtrArray *weights, GPtrArray *tensors)
{
  for (guint i = 0; i < weights->len; i++)
    {
      GradusKerasWeight *weight = g_ptr_array_index (weights, i);
      g_autofree char   *path = g_strdup_printf ("%s/%u", weight->group, weight->index);

      if (!gradus_hdf5_write_vars_group (file, weight->group, NULL) ||
          !gradus_keras_write_weight (file, path, weight, tensors->pdata[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_optimizer (hid_t h5, const GradusKerasFile *file, GPtrArray *weights)
{
  const GradusConfig   *optimizer = file->project->sequential->optimizer;
  g_autoptr (GPtrArray) variables = gradus_keras_list_variables (file, weights);
  g_autofree char      *name =
    gradus_keras_snake_case (gradus_config_get_kind (optimizer)->name);

  if (!gradus_hdf5_write_vars_group (h5, OPTIMIZER_VARS, name))
    return FALSE;
  for (guint i = 0; i < variables->len; i++)
    {
      const GradusKerasVariable *variable = g_ptr_array_index (variables, i);
      g_autofree char           *path = g_strdup_printf (OPTIMIZER_VARS "/%u", i);

      if (variable->tensor != NULL ? !gradus_hdf5_write (h5, path, variable->tensor)
                                   : !gradus_hdf5_write_int (h5, path, variable->integer))
        return FALSE;
    }
  return TRUE;
}

static GBytes *
write_all (const GradusKerasFile *file,
           GradusPlan            *plan,
           GPtrArray             *weights,
           GPtrArray             *tensors)
{
  GBytes  *image = NULL;
  hid_t    h5;
  gboolean done;

  gradus_hdf5_lock ();
  h5 = gradus_hdf5_create ();
  done = h5 >= 0 && write_groups (h5, plan) &&
         (tensors == NULL ||
          (write_weights (h5, weights, tensors) &&
           (!gradus_keras_has_optimizer (file) || write_optimizer (h5, file, weights))));
  if (done)
    image = gradus_hdf5_finish (h5);
  else if (h5 >= 0)
    H5Fclose (h5);
  gradus_hdf5_unlock ();
  return image;
}

/**
 * gradus_keras_dup_weights:
 * @file: what to save
 * @weights: (element-type GradusKerasWeight): what its network has
 * @error: return location for an error
 *
 * A network that was never trained is saved with the weights it would start from.
 *
 * Errors: `GRADUS_ERROR_SHAPE` if the weights are of another network
 *
 * Returns: (transfer full) (element-type GradusTensor): the weights to save
 */
GPtrArray *
gradus_keras_dup_weights (const GradusKerasFile *file, GPtrArray *weights, GError **error)
{
  if (weights->len == 0)
    return new_tensors (0);
  if (file->weights == NULL)
    {
      g_autoptr (GradusModel) model =
        gradus_model_new (file->project->sequential, file->project->fit.seed, error);

      return model != NULL ? gradus_model_dup_weights (model) : NULL;
    }
  for (guint i = 0; i < weights->len; i++)
    {
      GradusKerasWeight *weight = g_ptr_array_index (weights, i);

      if (file->weights->len != weights->len ||
          !gradus_shape_equal (&((GradusTensor *) file->weights->pdata[i])->shape,
                               &weight->shape))
        {
          g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                               _ ("Its weights belong to another network."));
          return NULL;
        }
    }
  return g_ptr_array_ref (file->weights);
}

/**
 * gradus_keras_weights_write:
 * @file: what to save
 * @error: return location for an error
 *
 * Makes the `model.weights.h5` that Keras would make. Without weights in @file it holds
 * those that the network starts from; without optimizer memory that fits, a fresh one;
 * of a stack that does not fit only the empty groups.
 *
 * Errors: `GRADUS_ERROR_SHAPE` if the weights are of another network
 * Threads: any; the HDF5 library is locked meanwhile
 *
 * Returns: (transfer full): the HDF5 file
 */
GBytes *
gradus_keras_weights_write (const GradusKerasFile *file, GError **error)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (file->project->sequential);
  g_autoptr (GPtrArray)  weights = NULL;
  g_autoptr (GPtrArray)  tensors = NULL;
  GBytes                *image;

  if (gradus_plan_is_whole (plan))
    {
      weights = gradus_keras_list_weights (plan, FALSE);
      tensors = gradus_keras_dup_weights (file, weights, error);
      if (tensors == NULL)
        return NULL;
    }
  image = write_all (file, plan, weights, tensors);
  if (image == NULL)
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_IO,
                         _ ("Its weights could not be put together."));
  return image;
}
