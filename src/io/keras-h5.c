/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-h5.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "engine/error.h"
#include "io/gradus-member.h"
#include "io/hdf5-reader.h"
#include "io/json-guard.h"
#include "io/keras-json.h"
#include "io/keras-optimizer.h"
#include "io/keras-slots.h"

/* Keras's older whole-model format, as Keras 3 still writes it: the network as JSON in
 * the attributes model_config and training_config, the weights under
 * model_weights/LAYER/PATH, the optimizer's memory under optimizer_weights. Gradus adds
 * an attribute with what it keeps in gradus.json otherwise.
 *
 * Source: Keras 3, keras/src/legacy/saving/legacy_h5_format.py */

#define MAX_CONFIG (64 << 20)
#define MAX_FILE ((guint64) 2 << 30)
#define MAX_BACKEND 40
#define WEIGHTS "model_weights"
#define OPTIMIZER "optimizer_weights"

/* A list that could not be filled has holes. */
static void
unref_tensor (gpointer tensor)
{
  if (tensor != NULL)
    gradus_tensor_unref (tensor);
}

gboolean
gradus_keras_h5_is_file (const char *path)
{
  guint8 bytes[8];
  /* Opening a pipe would wait for somebody to write into it. */
  FILE    *file = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? fopen (path, "rb") : NULL;
  gboolean is = file != NULL && fread (bytes, 1, sizeof bytes, file) == sizeof bytes &&
                memcmp (bytes, "\x89HDF\r\n\x1a\n", sizeof bytes) == 0;

  if (file != NULL)
    fclose (file);
  return is;
}

GBytes *
gradus_keras_h5_load (const char *path, GError **error)
{
  GStatBuf info;
  char    *contents;
  gsize    n_bytes;

  if (g_stat (path, &info) == 0 && (guint64) info.st_size > MAX_FILE)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                           _ ("It is larger than any network that Gradus opens."));
      return NULL;
    }
  if (!g_file_get_contents (path, &contents, &n_bytes, error))
    return NULL;
  return g_bytes_new_take (contents, n_bytes);
}

static JsonNode *
parse_attribute (GradusHdf5Reader *reader, const char *name, GError **error)
{
  char              *text = gradus_hdf5_reader_read_text (reader, "", name, error);
  g_autoptr (GBytes) bytes = NULL;

  if (text == NULL)
    return NULL;
  bytes = g_bytes_new_take (text, strlen (text));
  if (g_bytes_get_size (bytes) > MAX_CONFIG)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                   /* Translators: the name of an attribute, like "model_config" */
                   _ ("Its “%s” is larger than that of any network."), name);
      return NULL;
    }
  return gradus_json_parse (bytes, name, error);
}

/* The two attributes as the one document that newer files have. */
static JsonNode *
join_configs (JsonNode *model, JsonNode *training)
{
  JsonNode   *joined = json_node_copy (model);
  JsonObject *compile;
  JsonNode   *optimizer;

  if (training == NULL || !JSON_NODE_HOLDS_OBJECT (training) ||
      !JSON_NODE_HOLDS_OBJECT (joined))
    return joined;
  compile = json_node_get_object (training);
  optimizer = json_object_get_member (compile, "optimizer_config");
  if (optimizer != NULL)
    {
      json_object_set_member (compile, "optimizer", json_node_copy (optimizer));
      json_object_remove_member (compile, "optimizer_config");
    }
  json_object_set_object_member (json_node_get_object (joined), "compile_config",
                                 json_object_ref (compile));
  return joined;
}

/* Which library Keras ran on is of no use here; it is written again. */
static void
note_backend (GradusHdf5Reader *reader, GradusSequential *sequential)
{
  g_autofree char *backend = gradus_hdf5_reader_read_text (reader, "", "backend", NULL);

  if (backend != NULL && strlen (backend) <= MAX_BACKEND &&
      g_utf8_validate (backend, -1, NULL))
    gradus_notes_set (&sequential->notes, GRADUS_KERAS_NOTE_BACKEND, backend);
}

static gboolean
read_network (GradusHdf5Reader *reader, GradusKerasFile *file, GError **error)
{
  g_autoptr (JsonNode) model = parse_attribute (reader, "model_config", error);
  g_autoptr (JsonNode) training = NULL;
  g_autoptr (JsonNode) joined = NULL;
  GradusSequential    *sequential;

  if (model == NULL)
    return FALSE;
  /* A network that was never compiled has none. */
  training = parse_attribute (reader, "training_config", NULL);
  joined = join_configs (model, training);
  sequential = gradus_sequential_from_json (joined, error);
  if (sequential == NULL)
    return FALSE;
  note_backend (reader, sequential);
  gradus_sequential_free (file->project->sequential);
  file->project->sequential = sequential;
  return TRUE;
}

/* What Gradus wrote beside it; Keras's files have none. */
static gboolean
read_member (GradusHdf5Reader *reader, GradusKerasFile *file, GError **error)
{
  char *text = gradus_hdf5_reader_read_text (reader, "", GRADUS_KERAS_H5_MEMBER, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (text == NULL)
    return TRUE;
  bytes = g_bytes_new_take (text, strlen (text));
  file->from_gradus = TRUE;
  return gradus_member_read (bytes, file, error);
}

/* ---- Weights, in the order in which Keras lists them ---- */

static char *
join_path (const char *root, const char *name)
{
  return *root == '\0' ? g_strdup (name) : g_strconcat (root, "/", name, NULL);
}

/* (element-type utf8): the places of all weights, layer by layer. @root: where the layers
 * stand, empty for the file itself */
static GPtrArray *
list_places (GradusHdf5Reader *reader, const char *root, GError **error)
{
  g_autoptr (GPtrArray) layers =
    gradus_hdf5_reader_read_texts (reader, root, "layer_names", error);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; layers != NULL && i < layers->len; i++)
    {
      g_autofree char      *group = join_path (root, layers->pdata[i]);
      g_autoptr (GPtrArray) names =
        gradus_hdf5_reader_read_texts (reader, group, "weight_names", error);

      if (names == NULL)
        return NULL;
      for (guint j = 0; j < names->len; j++)
        g_ptr_array_add (places, join_path (group, names->pdata[j]));
    }
  return layers != NULL ? g_steal_pointer (&places) : NULL;
}

/* "layers/sequential" for all layers of a model inside the model. */
static gsize
get_outer_length (const char *group)
{
  const char *end = strchr (group + strlen ("layers/"), '/');

  return (gsize) (end - group);
}

static gboolean
are_of_one_layer (const GradusKerasWeight *a, const GradusKerasWeight *b)
{
  gsize n = get_outer_length (a->group);

  return n == get_outer_length (b->group) && strncmp (a->group, b->group, n) == 0;
}

static void
append_where (GArray    *order,
              GPtrArray *weights,
              guint      first,
              guint      end,
              gboolean   trainable)
{
  for (guint i = first; i < end; i++)
    if (((GradusKerasWeight *) weights->pdata[i])->trainable == trainable)
      g_array_append_val (order, i);
}

/* (element-type guint): which weight stands where; of each layer those that are trained
 * stand before the others. */
static GArray *
make_order (GPtrArray *weights)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));
  guint   end;

  for (guint first = 0; first < weights->len; first = end)
    {
      for (end = first + 1; end < weights->len && are_of_one_layer (weights->pdata[first],
                                                                    weights->pdata[end]);)
        end++;
      append_where (order, weights, first, end, TRUE);
      append_where (order, weights, first, end, FALSE);
    }
  return order;
}

static GPtrArray *
read_weights (GradusHdf5Reader *reader,
              const char       *root,
              GPtrArray        *weights,
              GError          **error)
{
  g_autoptr (GPtrArray) places = list_places (reader, root, error);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func (unref_tensor);
  g_autoptr (GArray)    order = make_order (weights);

  if (places == NULL)
    return NULL;
  if (places->len != weights->len)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                   _ ("It has %u arrays of weights, and the network needs %u."),
                   places->len, weights->len);
      return NULL;
    }
  g_ptr_array_set_size (tensors, (int) weights->len);
  for (guint i = 0; i < places->len; i++)
    {
      guint                    index = g_array_index (order, guint, i);
      const GradusKerasWeight *weight = g_ptr_array_index (weights, index);

      tensors->pdata[index] =
        gradus_hdf5_reader_read (reader, places->pdata[i], &weight->shape, error);
      if (tensors->pdata[index] == NULL)
        return NULL;
    }
  return g_steal_pointer (&tensors);
}

static gboolean
read_optimizer (GradusHdf5Reader *reader,
                GPtrArray        *weights,
                GradusKerasFile  *file,
                GError          **error)
{
  g_autoptr (GPtrArray)    names = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv)           paths = NULL;

  if (!gradus_hdf5_reader_has (reader, OPTIMIZER))
    return TRUE;
  names = gradus_hdf5_reader_read_texts (reader, OPTIMIZER, "weight_names", error);
  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_strconcat (OPTIMIZER "/", names->pdata[i], NULL);

      g_strv_builder_add (builder, path);
    }
  paths = g_strv_builder_end (builder);
  return gradus_keras_read_variables (reader, (const char *const *) paths, weights, file,
                                      error);
}

gboolean
gradus_keras_h5_has_weights_only (GBytes *image)
{
  GradusHdf5Reader reader;

  return gradus_hdf5_reader_open (&reader, image, NULL) &&
         !gradus_hdf5_reader_has (&reader, "model_weights") &&
         gradus_hdf5_reader_has (&reader, "layers");
}

/**
 * gradus_keras_h5_read:
 * @image: the file
 * @file: what it becomes; has an empty project
 * @error: return location for an error
 *
 * Errors: as gradus_keras_file_load()
 * Threads: any
 *
 * Returns: whether all went well
 */
gboolean
gradus_keras_h5_read (GBytes *image, GradusKerasFile *file, GError **error)
{
  g_autoptr (GradusPlan) plan = NULL;
  g_autoptr (GPtrArray)  weights = NULL;
  GradusHdf5Reader       reader;

  if (!gradus_hdf5_reader_open (&reader, image, error))
    return FALSE;
  if (!gradus_hdf5_reader_has (&reader, "model_weights"))
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                           _ ("It holds weights, but not the network that they belong "
                              "to."));
      return FALSE;
    }
  if (!read_network (&reader, file, error) || !read_member (&reader, file, error))
    return FALSE;
  plan = gradus_plan_new (file->project->sequential);
  if (!gradus_plan_is_whole (plan))
    return TRUE;
  weights = gradus_keras_list_weights (plan, TRUE);
  file->weights = read_weights (&reader, WEIGHTS, weights, error);
  return file->weights != NULL && read_optimizer (&reader, weights, file, error);
}

/**
 * gradus_keras_h5_read_weights:
 * @image: a whole model in the older format, or weights that were saved in it alone
 * @plan: a network in which all layers fit
 * @is_it: (out): whether the file is of that format; if not, there is no error
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_FORMAT`
 *
 * Returns: (transfer full) (nullable) (element-type GradusTensor): the weights, in the
 *   model's order
 */
GPtrArray *
gradus_keras_h5_read_weights (GBytes     *image,
                              GradusPlan *plan,
                              gboolean   *is_it,
                              GError    **error)
{
  g_autoptr (GPtrArray) weights = gradus_keras_list_weights (plan, FALSE);
  g_autoptr (GPtrArray) names = NULL;
  GradusHdf5Reader      reader;
  const char           *root = WEIGHTS;

  *is_it = FALSE;
  if (!gradus_hdf5_reader_open (&reader, image, NULL))
    return NULL;
  if (!gradus_hdf5_reader_has (&reader, WEIGHTS))
    {
      names = gradus_hdf5_reader_read_texts (&reader, "", "layer_names", NULL);
      root = "";
    }
  *is_it = *root != '\0' || names != NULL;
  return *is_it ? read_weights (&reader, root, weights, error) : NULL;
}
