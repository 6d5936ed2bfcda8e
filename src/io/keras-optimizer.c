/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-optimizer.h"

#include <math.h>

#include "engine/parts.h"
#include "io/keras-extras.h"
#include "io/keras-json.h"
#include "io/keras-slots.h"

/* What an optimizer remembers, as Keras saves it: the iteration; the rate, unless a
 * schedule replaces it; the slots of all trained weights; for Nadam one number more. */

#define NOTE_TRAILING "@trailing"
#define NOTE_UNBUILT "@unbuilt"

static const GradusOptimizerKind *
get_kind (const GradusConfig *optimizer)
{
  return (const GradusOptimizerKind *) gradus_config_get_kind (optimizer);
}

static guint
count_scalars (const GradusConfig *optimizer)
{
  return gradus_config_is_none (optimizer, "learning_rate_schedule") ||
             gradus_keras_has_foreign_schedule (optimizer)
           ? 2
           : 1;
}

static guint
count_trailing (const GradusConfig *optimizer)
{
  return get_kind (optimizer)->trailing != NULL ? 1 : 0;
}

guint
gradus_keras_count_variables (const GradusConfig *optimizer, GPtrArray *weights)
{
  g_autoptr (GArray) slots = gradus_keras_list_slots (optimizer, weights);

  return count_scalars (optimizer) + slots->len + count_trailing (optimizer);
}

gboolean
gradus_keras_has_optimizer (const GradusKerasFile *file)
{
  return file->iteration > 0 || gradus_keras_is_compiled (file->project->sequential);
}

/* ---- Reading ---- */

/* A list that could not be filled has holes. */
static void
unref_tensor (gpointer tensor)
{
  if (tensor != NULL)
    gradus_tensor_unref (tensor);
}

/* A rate that the optimizer would not take is as good as none. */
static double
read_rate (GradusHdf5Reader *reader, const char *path, const GradusConfig *optimizer)
{
  g_autoptr (GradusConfig) trial = gradus_config_copy (optimizer);
  g_autoptr (GradusTensor) rate =
    gradus_hdf5_reader_read (reader, path, &GRADUS_SHAPE_0, NULL);
  double value;

  if (rate == NULL)
    return NAN;
  value = gradus_keras_shorten_float32 ((double) rate->data[0]);
  return gradus_config_set_float (trial, "learning_rate", value, NULL) ? value : NAN;
}

/* Keras rounds the rate to float32. Where Gradus noted more digits of the same rate,
 * those count; a schedule has none. */
static void
read_rate_into (GradusHdf5Reader *reader, const char *path, GradusKerasFile *file)
{
  GradusConfig *optimizer = file->project->sequential->optimizer;
  double        rate = path != NULL ? read_rate (reader, path, optimizer) : (double) NAN;

  if ((float) rate != (float) file->learning_rate)
    file->learning_rate = rate;
  if ((float) gradus_config_get_float (optimizer, "learning_rate") ==
      (float) file->learning_rate)
    gradus_config_set_float (optimizer, "learning_rate", file->learning_rate, NULL);
}

static GPtrArray *
read_slots (GradusHdf5Reader  *reader,
            const char *const *paths,
            GPtrArray         *weights,
            GArray            *slots,
            GError           **error)
{
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func (unref_tensor);

  g_ptr_array_set_size (tensors, (int) slots->len);
  for (guint i = 0; i < slots->len; i++)
    {
      GradusKerasSlot   *slot = &g_array_index (slots, GradusKerasSlot, i);
      GradusKerasWeight *weight = g_ptr_array_index (weights, slot->weight);

      tensors->pdata[slot->position] =
        gradus_hdf5_reader_read (reader, paths[i], &weight->shape, error);
      if (tensors->pdata[slot->position] == NULL)
        return NULL;
    }
  return g_steal_pointer (&tensors);
}

/* It follows from the iteration, but libraries round it differently. */
static void
note_trailing (GradusHdf5Reader *reader, GradusKerasFile *file, const char *path)
{
  g_autoptr (GradusTensor) value =
    gradus_hdf5_reader_read (reader, path, &GRADUS_SHAPE_0, NULL);
  g_autofree char *text = NULL;
  char             digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (value == NULL)
    return;
  text = g_strdup_printf ("%" G_GUINT64_FORMAT " %s", file->iteration,
                          g_ascii_formatd (digits, sizeof digits, "%.9g",
                                           (double) value->data[0]));
  gradus_config_set_note (file->project->sequential->optimizer, NOTE_TRAILING, text);
}

/* An optimizer that never saw the model has two variables, and one that was made for
 * other layers has another number of them; Keras, too, then begins afresh. */
gboolean
gradus_keras_read_variables (GradusHdf5Reader  *reader,
                             const char *const *paths,
                             GPtrArray         *weights,
                             GradusKerasFile   *file,
                             GError           **error)
{
  GradusConfig      *optimizer = file->project->sequential->optimizer;
  guint              n_paths = g_strv_length ((char **) paths);
  guint              n_scalars = count_scalars (optimizer);
  g_autoptr (GArray) slots = gradus_keras_list_slots (optimizer, weights);
  gint64             iteration;

  if (n_paths == 0)
    return TRUE;
  if (!gradus_hdf5_reader_read_int (reader, paths[0], &iteration, error))
    return FALSE;
  file->iteration = iteration < 0 ? 0 : (guint64) iteration;
  read_rate_into (reader, n_scalars == 2 && n_paths > 1 ? paths[1] : NULL, file);
  if (n_paths == n_scalars)
    gradus_config_set_note (optimizer, NOTE_UNBUILT, "");
  if (n_paths != n_scalars + slots->len + count_trailing (optimizer))
    return TRUE;
  if (count_trailing (optimizer) > 0)
    note_trailing (reader, file, paths[n_paths - 1]);
  file->slots = read_slots (reader, paths + n_scalars, weights, slots, error);
  return file->slots != NULL;
}

/* ---- Writing ---- */

static void
free_variable (gpointer data)
{
  GradusKerasVariable *variable = data;

  g_free (variable->path);
  g_clear_pointer (&variable->tensor, gradus_tensor_unref);
  g_free (variable);
}

static GradusKerasVariable *
add (GPtrArray *variables, char *path, GradusTensor *tensor)
{
  GradusKerasVariable *variable = g_new0 (GradusKerasVariable, 1);

  variable->path = path;
  variable->tensor = tensor;
  g_ptr_array_add (variables, variable);
  return variable;
}

static GradusTensor *
make_scalar (double value)
{
  GradusTensor *tensor = gradus_tensor_new (&GRADUS_SHAPE_0);

  tensor->data[0] = (float) value;
  return tensor;
}

static void
add_scalars (GPtrArray *variables, const GradusKerasFile *file, const char *name)
{
  const GradusConfig *optimizer = file->project->sequential->optimizer;
  double              rate = isfinite (file->learning_rate)
                               ? file->learning_rate
                               : gradus_config_get_float (optimizer, "learning_rate");

  add (variables, g_strconcat (name, "/iteration", NULL), NULL)->integer =
    (gint64) MIN (file->iteration, (guint64) G_MAXINT64);
  if (count_scalars (optimizer) == 2)
    add (variables, g_strconcat (name, "/learning_rate", NULL), make_scalar (rate));
}

/* What an optimizer remembers before its first step. */
static GradusTensor *
make_slot (const GradusConfig *optimizer, guint slot, const GradusShape *shape)
{
  const GradusOptimizerKind *kind = get_kind (optimizer);
  GradusTensor              *tensor = gradus_tensor_new (shape);
  float start = kind->slot_start != NULL ? kind->slot_start (optimizer, slot) : 0;

  for (gsize i = 0; i < tensor->size; i++)
    tensor->data[i] = start;
  return tensor;
}

static gboolean
slots_fit (GPtrArray *weights, GArray *slots, GPtrArray *tensors)
{
  if (tensors == NULL || tensors->len != slots->len)
    return FALSE;
  for (guint i = 0; i < slots->len; i++)
    {
      GradusKerasSlot    *slot = &g_array_index (slots, GradusKerasSlot, i);
      GradusKerasWeight  *weight = g_ptr_array_index (weights, slot->weight);
      const GradusTensor *tensor = g_ptr_array_index (tensors, slot->position);

      if (!gradus_shape_equal (&tensor->shape, &weight->shape))
        return FALSE;
    }
  return TRUE;
}

/* Keras calls a memory sequential_dense_kernel_momentum. */
static char *
make_slot_path (const char *name, const GradusKerasWeight *weight, const char *slot)
{
  g_autofree char *flat = g_strdelimit (g_strdup (weight->path), "/", '_');

  return g_strdup_printf ("%s/%s_%s", name, flat, slot);
}

static void
add_slots (GPtrArray             *variables,
           const GradusKerasFile *file,
           GPtrArray             *weights,
           const char            *name)
{
  const GradusConfig *optimizer = file->project->sequential->optimizer;
  g_autoptr (GArray)  slots = gradus_keras_list_slots (optimizer, weights);
  gboolean            fit = slots_fit (weights, slots, file->slots);

  for (guint i = 0; i < slots->len; i++)
    {
      GradusKerasSlot   *slot = &g_array_index (slots, GradusKerasSlot, i);
      GradusKerasWeight *weight = g_ptr_array_index (weights, slot->weight);
      GradusTensor      *tensor =
        fit ? gradus_tensor_ref (g_ptr_array_index (file->slots, slot->position))
                 : make_slot (optimizer, slot->slot, &weight->shape);

      add (variables,
           make_slot_path (name, weight, get_kind (optimizer)->slot_names[slot->slot]),
           tensor);
    }
}

static double
get_trailing (const GradusKerasFile *file)
{
  const GradusConfig *optimizer = file->project->sequential->optimizer;
  const char         *note = gradus_config_get_note (optimizer, NOTE_TRAILING);
  char               *end = NULL;

  if (note != NULL && g_ascii_strtoull (note, &end, 10) == file->iteration)
    return g_ascii_strtod (end, NULL);
  return get_kind (optimizer)->trailing (optimizer, file->iteration);
}

/**
 * gradus_keras_list_variables:
 * @file: what to save
 * @weights: (element-type GradusKerasWeight): all weights
 *
 * Lists what the optimizer remembers, in Keras's order and with Keras's names. Without
 * memory that fits it is that of a fresh optimizer; a file whose optimizer had not seen
 * the model yet stays so.
 *
 * Returns: (transfer full) (element-type GradusKerasVariable): the variables
 */
GPtrArray *
gradus_keras_list_variables (const GradusKerasFile *file, GPtrArray *weights)
{
  const GradusConfig *optimizer = file->project->sequential->optimizer;
  g_autofree char    *name =
    gradus_keras_snake_case (gradus_config_get_kind (optimizer)->name);
  GPtrArray *variables = g_ptr_array_new_with_free_func (free_variable);

  add_scalars (variables, file, name);
  if (file->slots == NULL && file->iteration == 0 &&
      gradus_config_get_note (optimizer, NOTE_UNBUILT) != NULL)
    return variables;
  add_slots (variables, file, weights, name);
  /* Keras gives it no name of its own. */
  if (count_trailing (optimizer) > 0)
    add (variables, g_strdup ("variable"), make_scalar (get_trailing (file)));
  return variables;
}
