/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/weights-file.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/error.h"
#include "io/keras-h5.h"
#include "io/keras-slots.h"
#include "io/keras-weights.h"
#include "io/npz.h"

/* Weights alone, without the network that they belong to. */

/* What an array of the archive is called: `dense/kernel`. */
static char *
make_name (GradusPlan *plan, guint layer, guint weight)
{
  const GradusSequential *sequential = gradus_plan_get_sequential (plan);

  return g_strdup_printf ("%s/%s", gradus_sequential_get_layer (sequential, layer)->name,
                          gradus_plan_get_layer (plan, layer)->weights[weight].name);
}

/* (element-type utf8): in the model's order */
static GPtrArray *
make_names (GradusPlan *plan)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    for (guint j = 0; j < gradus_plan_get_layer (plan, i)->n_weights; j++)
      g_ptr_array_add (names, make_name (plan, i, j));
  return names;
}

/**
 * gradus_weights_file_write_npz:
 * @file: a network with weights
 * @error: return location for an error
 *
 * Makes an archive of all weights for NumPy, named like `dense/kernel`.
 *
 * Errors: `GRADUS_ERROR_SHAPE` if the weights belong to another network,
 * `GRADUS_ERROR_TOO_LARGE`
 * Threads: any
 *
 * Returns: (transfer full): the archive
 */
GBytes *
gradus_weights_file_write_npz (const GradusKerasFile *file, GError **error)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (file->project->sequential);
  g_autoptr (GPtrArray)  names = NULL;
  g_autoptr (GPtrArray)  arrays = gradus_npz_arrays_new ();

  if (gradus_plan_is_whole (plan))
    names = make_names (plan);
  if (names == NULL || file->weights == NULL || file->weights->len != names->len)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                           _ ("Its weights belong to another network."));
      return NULL;
    }
  for (guint i = 0; i < names->len; i++)
    gradus_npz_arrays_add (arrays, names->pdata[i], file->weights->pdata[i]);
  return gradus_npz_write (arrays, error);
}

/* ---- Reading ---- */

static gboolean
check_shape (const char         *name,
             const GradusTensor *found,
             const GradusShape  *wanted,
             GError            **error)
{
  g_autofree char *found_text = gradus_shape_to_string (&found->shape);
  g_autofree char *wanted_text = gradus_shape_to_string (wanted);

  if (gradus_shape_equal (&found->shape, wanted))
    return TRUE;
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
               /* Translators: a place in a file, then two shapes like (784, 32) */
               _ ("Its weights “%s” have the shape %s, and the network needs %s."), name,
               found_text, wanted_text);
  return FALSE;
}

/* As many arrays as weights, and none that is called like one: then the order counts, as
 * after numpy.savez (path, *model.get_weights ()). */
static gboolean
goes_by_order (GPtrArray *arrays, GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    if (gradus_npz_arrays_find (arrays, names->pdata[i]) != NULL)
      return FALSE;
  return arrays->len == names->len;
}

static GPtrArray *
match (GPtrArray *arrays, GPtrArray *names, GPtrArray *weights, GError **error)
{
  g_autoptr (GPtrArray) tensors =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_tensor_unref);
  gboolean by_order = goes_by_order (arrays, names);

  for (guint i = 0; i < names->len; i++)
    {
      const GradusKerasWeight *weight = weights->pdata[i];
      GradusTensor *tensor = by_order ? ((GradusNpzArray *) arrays->pdata[i])->tensor
                                      : gradus_npz_arrays_find (arrays, names->pdata[i]);

      if (tensor == NULL)
        {
          g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                       /* Translators: the name of weights, like "dense/kernel" */
                       _ ("It has no weights called “%s”, which the network needs."),
                       (const char *) names->pdata[i]);
          return NULL;
        }
      if (!check_shape (names->pdata[i], tensor, &weight->shape, error))
        return NULL;
      g_ptr_array_add (tensors, gradus_tensor_ref (tensor));
    }
  return g_steal_pointer (&tensors);
}

static GPtrArray *
read_npz (GradusPlan *plan, const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = make_names (plan);
  g_autoptr (GPtrArray) weights = gradus_keras_list_weights (plan, FALSE);
  g_autoptr (GPtrArray) arrays =
    gradus_npz_read (path, gradus_plan_get_total_params (plan), error);

  return arrays != NULL ? match (arrays, names, weights, error) : NULL;
}

static gboolean
read_hdf5 (GradusKerasFile *file, GradusPlan *plan, const char *path, GError **error)
{
  g_autoptr (GBytes) image = gradus_keras_h5_load (path, error);
  gboolean           is_older;

  if (image == NULL)
    return FALSE;
  file->weights = gradus_keras_h5_read_weights (image, plan, &is_older, error);
  return is_older ? file->weights != NULL
                  : gradus_keras_weights_read (image, file, error);
}

static gboolean
check_stack (GradusPlan *plan, GError **error)
{
  if (gradus_plan_get_n_layers (plan) > 0 && gradus_plan_is_whole (plan))
    return TRUE;
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                       _ ("Weights need a stack whose layers fit."));
  return FALSE;
}

/**
 * gradus_weights_file_is:
 * @path: a file
 *
 * Threads: any
 *
 * Returns: whether it holds weights and no network: a NumPy archive, or what Keras's
 *   save_weights() wrote
 */
gboolean
gradus_weights_file_is (const char *path)
{
  g_autoptr (GBytes) image = NULL;

  if (!gradus_keras_h5_is_file (path))
    return gradus_npz_is_file (path);
  image = gradus_keras_h5_load (path, NULL);
  return image != NULL && gradus_keras_h5_has_weights_only (image);
}

/**
 * gradus_weights_file_open:
 * @project: whose network the weights are for
 * @path: a NumPy archive (`.npz`), or weights as Keras saves them (`.weights.h5`, `.h5`)
 * @error: return location for an error
 *
 * Reads weights for a network that is there already, and what its optimizer remembers if
 * the file has it. The arrays of an archive are found by name, like `dense/kernel`, or,
 * where no name fits, in their order. Shapes must be those of the network.
 *
 * Errors: `GRADUS_ERROR_IO`, `GRADUS_ERROR_FORMAT`, `GRADUS_ERROR_SHAPE`,
 * `GRADUS_ERROR_TOO_LARGE`, `GRADUS_ERROR_UNSUPPORTED`; messages are sentences that name
 * the file
 * Threads: any
 *
 * Returns: (transfer full): the weights with a copy of @project
 */
GradusKerasFile *
gradus_weights_file_open (const GradusProject *project, const char *path, GError **error)
{
  g_autoptr (GradusKerasFile) self = g_new0 (GradusKerasFile, 1);
  g_autoptr (GradusPlan)      plan = gradus_plan_new (project->sequential);
  g_autofree char            *shown = g_filename_display_basename (path);

  self->project = gradus_project_copy (project);
  self->learning_rate = NAN;
  if (check_stack (plan, error))
    {
      if (gradus_keras_h5_is_file (path))
        {
          if (read_hdf5 (self, plan, path, error))
            return g_steal_pointer (&self);
        }
      else if ((self->weights = read_npz (plan, path, error)) != NULL)
        return g_steal_pointer (&self);
    }
  /* Translators: a file name; what is wrong follows as a sentence */
  g_prefix_error (error, _ ("“%s” cannot be opened: "), shown);
  return NULL;
}
