/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/lesion-json.h"

#include <string.h>

#include "io/json-guard.h"

/* No layer has more units. */
#define LESIONS_MOST 100000
#define UNIT_MOST G_MAXINT32

/* Numbers in a file are little-endian. */
static void
swap_where_needed (float *numbers, gsize n)
{
  for (gsize i = 0; i < n && G_BYTE_ORDER == G_BIG_ENDIAN; i++)
    {
      guint32 bits;

      memcpy (&bits, &numbers[i], sizeof bits);
      bits = GUINT32_SWAP_LE_BE (bits);
      memcpy (&numbers[i], &bits, sizeof bits);
    }
}

static void
write_weights (JsonObject *object, const GradusSilence *silence)
{
  gsize             n_bytes = silence->n_weights * sizeof (float);
  g_autofree float *numbers = g_memdup2 (silence->weights, n_bytes);
  g_autofree char  *text = NULL;

  swap_where_needed (numbers, silence->n_weights);
  text = g_base64_encode ((const guchar *) numbers, n_bytes);
  json_object_set_string_member (object, "weights", text);
}

/**
 * gradus_lesions_to_json:
 * @project: whose units are switched off
 * @silences: (nullable) (element-type GradusSilence): what they said
 *
 * Units of layers that are gone are left out: only undo can bring them back.
 *
 * Returns: (transfer full): for each an object with `layer`, a name, `unit`, from 0 on,
 *   and `weights` if they are known
 */
JsonArray *
gradus_lesions_to_json (const GradusProject *project, const GPtrArray *silences)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < project->lesions->len; i++)
    {
      const GradusLesion  *lesion = &g_array_index (project->lesions, GradusLesion, i);
      const GradusLayer   *layer = gradus_project_find_layer (project, lesion->uid);
      const GradusSilence *silence = gradus_silences_find (silences, lesion);
      JsonObject          *object;

      if (layer == NULL)
        continue;
      object = json_object_new ();
      json_object_set_string_member (object, "layer", layer->name);
      json_object_set_int_member (object, "unit", lesion->unit);
      if (silence != NULL)
        write_weights (object, silence);
      json_array_add_object_element (array, object);
    }
  return array;
}

static guint64
find_uid (const GPtrArray *layers, const char *name)
{
  for (guint i = 0; i < layers->len; i++)
    if (g_strcmp0 (((const GradusLayer *) layers->pdata[i])->name, name) == 0)
      return ((const GradusLayer *) layers->pdata[i])->uid;
  return 0;
}

static gboolean
read_weights (JsonObject *object, const GradusLesion *lesion, GPtrArray *silences)
{
  const char        *text = gradus_json_get_string (object, "weights");
  g_autofree guchar *bytes = NULL;
  g_autofree float  *numbers = NULL;
  gsize              n_bytes = 0;

  if (text == NULL)
    return !json_object_has_member (object, "weights");
  bytes = g_base64_decode (text, &n_bytes);
  if (n_bytes == 0 || n_bytes % sizeof (float) != 0)
    return FALSE;
  numbers = g_memdup2 (bytes, n_bytes);
  swap_where_needed (numbers, n_bytes / sizeof (float));
  gradus_silences_add (silences, lesion, numbers, n_bytes / sizeof (float));
  return TRUE;
}

/**
 * gradus_lesions_from_json:
 * @project: whose layers are known
 * @array: what gradus_lesions_to_json() wrote
 * @silences: (element-type GradusSilence): an empty list
 *
 * Names that no layer has are passed over.
 *
 * Returns: whether @array is whole
 */
gboolean
gradus_lesions_from_json (GradusProject *project, JsonArray *array, GPtrArray *silences)
{
  g_autoptr (GPtrArray)  layers = gradus_project_list_layers (project);
  g_autoptr (GHashTable) known =
    g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                           NULL);

  if (json_array_get_length (array) > LESIONS_MOST)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode   *node = json_array_get_element (array, i);
      JsonObject *object =
        JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *name = object != NULL ? gradus_json_get_string (object, "layer") : NULL;
      guint64     unit;
      GradusLesion lesion;

      if (name == NULL || !gradus_json_get_uint (object, "unit", UNIT_MOST, &unit))
        return FALSE;
      /* Lesions are compared as bytes. */
      memset (&lesion, 0, sizeof lesion);
      lesion.uid = find_uid (layers, name);
      lesion.unit = (guint) unit;
      if (lesion.uid == 0 ||
          !g_hash_table_add (known, g_bytes_new (&lesion, sizeof lesion)))
        continue;
      if (!read_weights (object, &lesion, silences))
        return FALSE;
      g_array_append_val (project->lesions, lesion);
    }
  return TRUE;
}
