/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/gradus-member.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/error.h"
#include "io/bypassed-json.h"
#include "io/history-json.h"
#include "io/json-guard.h"
#include "io/keras-json.h"
#include "io/layer-group-json.h"
#include "io/lesion-json.h"
#include "io/run-json.h"

/* Raised when an older Gradus would misread the member. */
#define VERSION 1
#define MAX_COUNT G_MAXINT32
#define MAX_CALLBACKS 32
#define MAX_CLASSES 1000
#define MAX_TEXT GRADUS_PROJECT_MAX_TITLE
#define MAX_RUNS 1000

/* What the member and its parts have; anything else comes from a later Gradus. */
static const char *const root_names[] = {
  "format", "bypassed", "groups", "units_off", "version", "title",         "data",
  "fit",    "notes",    "view",   "runs",      "history", "learning_rate", NULL
};
static const char *const data_names[] = { "source",  "folder", "task", "flatten",
                                          "n_train", "n_test", "seed", NULL };
static const char *const fit_names[] = {
  "epochs",    "batch_size",   "validation_split",       "shuffle",       "seed",
  "callbacks", "class_weight", "learning_rate_schedule", "constant_rate", NULL
};

/* ---- Writing ---- */

/* A seed uses all 64 bits, which JSON's numbers do not carry. */
static void
write_seed (JsonObject *object, guint64 seed)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);

  json_object_set_string_member (object, "seed", text);
}

static JsonObject *
write_data (const GradusDataRef *data)
{
  JsonObject      *object = json_object_new ();
  g_autofree char *task = gradus_task_to_string (&data->task);

  json_object_set_string_member (object, "source", data->source);
  if (data->folder != NULL)
    json_object_set_string_member (object, "folder", data->folder);
  json_object_set_string_member (object, "task", task);
  json_object_set_boolean_member (object, "flatten", data->flatten);
  json_object_set_int_member (object, "n_train", data->n_train);
  json_object_set_int_member (object, "n_test", data->n_test);
  write_seed (object, data->seed);
  return object;
}

static JsonArray *
write_configs (const GPtrArray *configs)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < configs->len; i++)
    json_array_add_element (array, gradus_config_to_json (configs->pdata[i]));
  return array;
}

/* What fit() gets besides numbers, and a schedule that Keras does not know. */
static void
write_objects (const GradusSequential *sequential, JsonObject *object)
{
  const GArray *weights = sequential->class_weights;
  JsonArray    *array;

  if (sequential->callbacks->len > 0)
    json_object_set_array_member (object, "callbacks",
                                  write_configs (sequential->callbacks));
  /* Keras writes the schedule in its place. */
  if (gradus_config_get_object (sequential->optimizer, "learning_rate_schedule") != NULL)
    json_object_set_double_member (object, "constant_rate",
                                   gradus_config_get_float (sequential->optimizer,
                                                            "learning_rate"));
  if (gradus_keras_has_foreign_schedule (sequential->optimizer))
    json_object_set_member (object, "learning_rate_schedule",
                            gradus_config_to_json (
                              gradus_config_get_object (sequential->optimizer,
                                                        "learning_rate_schedule")));
  if (weights->len == 0)
    return;
  array = json_array_new ();
  for (guint i = 0; i < weights->len; i++)
    json_array_add_double_element (array, g_array_index (weights, double, i));
  json_object_set_array_member (object, "class_weight", array);
}

static JsonObject *
write_fit (const GradusFitOptions *fit, const GradusSequential *sequential)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "epochs", fit->epochs);
  json_object_set_int_member (object, "batch_size", fit->batch_size);
  json_object_set_double_member (object, "validation_split", fit->validation_split);
  json_object_set_boolean_member (object, "shuffle", fit->shuffle);
  write_seed (object, fit->seed);
  write_objects (sequential, object);
  return object;
}

static JsonArray *
write_runs (const GPtrArray *runs)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < runs->len; i++)
    json_array_add_object_element (array, gradus_run_to_json (runs->pdata[i]));
  return array;
}

/* What nobody has used yet is not worth an entry. */
static void
write_surroundings (const GradusProject *project,
                    const GPtrArray     *silences,
                    JsonObject          *object)
{
  if (*project->notes != '\0')
    json_object_set_string_member (object, "notes", project->notes);
  if (*project->view != '\0')
    json_object_set_string_member (object, "view", project->view);
  if (project->bypassed->len > 0)
    json_object_set_array_member (object, "bypassed",
                                  gradus_bypassed_list_to_json (project->bypassed,
                                                                project->sequential));
  if (project->groups->len > 0)
    {
      g_autoptr (GPtrArray) layers = gradus_project_list_layers (project);

      json_object_set_array_member (object, "groups",
                                    gradus_layer_groups_to_json (project->groups,
                                                                 layers));
    }
  if (project->lesions->len > 0)
    json_object_set_array_member (object, "units_off",
                                  gradus_lesions_to_json (project, silences));
  if (project->runs->len > 0)
    json_object_set_array_member (object, "runs", write_runs (project->runs));
}

/* Adds what @object lacks, also in the parts of both. */
static void
merge_extras (JsonObject *object, JsonObject *extras)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  json_object_iter_init (&iter, extras);
  while (json_object_iter_next (&iter, &name, &value))
    {
      JsonObject *part = gradus_json_get_object (object, name);

      if (part != NULL && JSON_NODE_HOLDS_OBJECT (value))
        merge_extras (part, json_node_get_object (value));
      else if (!json_object_has_member (object, name))
        json_object_set_member (object, name, json_node_copy (value));
    }
}

static void
write_extras (const GradusProject *project, JsonObject *object)
{
  g_autoptr (JsonNode) extras = NULL;

  if (project->extras != NULL)
    extras = gradus_json_parse (project->extras, GRADUS_MEMBER_NAME, NULL);
  if (extras != NULL)
    merge_extras (object, json_node_get_object (extras));
}

/**
 * gradus_member_write:
 * @file: what to save
 *
 * Writes what Keras has no place for: title, data, fit settings, history, notes, earlier
 * runs, units that are off and the exact learning rate, which Keras rounds; and what a
 * later Gradus wrote. How many threads to use is a matter of the machine and not written.
 *
 * Returns: (transfer full): the text of the member
 */
GBytes *
gradus_member_write (const GradusKerasFile *file)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject          *object = json_object_new ();
  char                *text;

  json_node_take_object (root, object);
  json_object_set_string_member (object, "format", "gradus");
  json_object_set_int_member (object, "version", VERSION);
  json_object_set_string_member (object, "title", file->project->title);
  json_object_set_object_member (object, "data", write_data (&file->project->data));
  json_object_set_object_member (object, "fit",
                                 write_fit (&file->project->fit,
                                            file->project->sequential));
  if (file->history != NULL)
    json_object_set_object_member (object, "history",
                                   gradus_history_to_json (file->history));
  if (isfinite (file->learning_rate))
    json_object_set_double_member (object, "learning_rate", file->learning_rate);
  write_surroundings (file->project, file->silences, object);
  write_extras (file->project, object);
  text = json_to_string (root, TRUE);
  return g_bytes_new_take (text, strlen (text));
}

/* ---- Reading ---- */

static gboolean
set_damaged (GError **error, const char *name)
{
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
               /* Translators: an entry, then the name of the part that has it */
               _ ("The entry “%s” of its %s is damaged."), name, GRADUS_MEMBER_NAME);
  return FALSE;
}

static gboolean
read_seed (JsonObject *object, guint64 *seed)
{
  const char *text = gradus_json_get_string (object, "seed");

  return text != NULL &&
         g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, seed, NULL);
}

static gboolean
read_boolean (JsonObject *object, const char *name, gboolean *value)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!gradus_json_node_is_boolean (node))
    return FALSE;
  *value = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
read_count (JsonObject *object, const char *name, guint minimum, guint *value)
{
  guint64 number;

  if (!gradus_json_get_uint (object, name, MAX_COUNT, &number) || number < minimum)
    return FALSE;
  *value = (guint) number;
  return TRUE;
}

static gboolean
read_text (JsonObject *object, const char *name, char **text)
{
  const char *found = gradus_json_get_string (object, name);

  if (found == NULL || strlen (found) > MAX_TEXT)
    return FALSE;
  g_free (*text);
  *text = g_strdup (found);
  return TRUE;
}

static gboolean
read_data (JsonObject *object, GradusDataRef *data)
{
  const char *task = object != NULL ? gradus_json_get_string (object, "task") : NULL;

  if (task == NULL || !gradus_task_from_string (task, &data->task, NULL))
    return FALSE;
  if (json_object_has_member (object, "folder") &&
      !read_text (object, "folder", &data->folder))
    return FALSE;
  return read_text (object, "source", &data->source) &&
         read_boolean (object, "flatten", &data->flatten) &&
         read_count (object, "n_train", 0, &data->n_train) &&
         read_count (object, "n_test", 0, &data->n_test) &&
         read_seed (object, &data->seed);
}

static gboolean
read_fit (JsonObject *object, GradusFitOptions *fit)
{
  return object != NULL && read_count (object, "epochs", 1, &fit->epochs) &&
         read_count (object, "batch_size", 1, &fit->batch_size) &&
         gradus_json_get_number (object, "validation_split", &fit->validation_split) &&
         fit->validation_split >= 0 && fit->validation_split < 1 &&
         read_boolean (object, "shuffle", &fit->shuffle) &&
         read_seed (object, &fit->seed);
}

static gboolean
read_callbacks (JsonObject *object, GradusSequential *sequential, GError **error)
{
  JsonArray *array = gradus_json_get_array (object, "callbacks");

  if (array == NULL)
    return !json_object_has_member (object, "callbacks") ||
           set_damaged (error, "callbacks");
  if (json_array_get_length (array) > MAX_CALLBACKS)
    return set_damaged (error, "callbacks");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      GradusConfig *callback =
        gradus_config_from_json (GRADUS_FAMILY_CALLBACK,
                                 json_array_get_element (array, i), error);

      if (callback == NULL)
        return FALSE;
      g_ptr_array_add (sequential->callbacks, callback);
    }
  return TRUE;
}

static gboolean
read_class_weights (JsonObject *object, GradusSequential *sequential, GError **error)
{
  JsonArray *array = gradus_json_get_array (object, "class_weight");

  if (array == NULL)
    return !json_object_has_member (object, "class_weight") ||
           set_damaged (error, "class_weight");
  if (json_array_get_length (array) > MAX_CLASSES)
    return set_damaged (error, "class_weight");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      double weight;

      if (!gradus_json_node_get_number (json_array_get_element (array, i), &weight) ||
          !(weight >= 0 && weight <= 1e9))
        return set_damaged (error, "class_weight");
      g_array_append_val (sequential->class_weights, weight);
    }
  return TRUE;
}

static gboolean
read_objects (JsonObject *object, GradusSequential *sequential, GError **error)
{
  GradusConfig *schedule;
  double        rate;

  if (!read_callbacks (object, sequential, error) ||
      !read_class_weights (object, sequential, error))
    return FALSE;
  if (gradus_json_get_number (object, "constant_rate", &rate) &&
      !gradus_config_set_float (sequential->optimizer, "learning_rate", rate, error))
    return FALSE;
  if (!json_object_has_member (object, "learning_rate_schedule"))
    return TRUE;
  schedule =
    gradus_config_from_json (GRADUS_FAMILY_SCHEDULE,
                             json_object_get_member (object, "learning_rate_schedule"),
                             error);
  return schedule != NULL &&
         gradus_config_take_object (sequential->optimizer, "learning_rate_schedule",
                                    schedule, error);
}

static gboolean
read_runs (JsonObject *object, GPtrArray *runs)
{
  JsonArray *array = gradus_json_get_array (object, "runs");

  if (array == NULL)
    return !json_object_has_member (object, "runs");
  if (json_array_get_length (array) > MAX_RUNS)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      GradusRun *run = gradus_run_from_json (json_array_get_element (array, i));

      if (run == NULL)
        return FALSE;
      g_ptr_array_add (runs, run);
    }
  return TRUE;
}

static gboolean
read_bypassed (JsonObject *object, GradusProject *project, GError **error)
{
  JsonArray *array = gradus_json_get_array (object, "bypassed");

  if (array == NULL)
    return !json_object_has_member (object, "bypassed") ||
           set_damaged (error, "bypassed");
  return gradus_bypassed_list_from_json (project->bypassed, array, project->sequential,
                                         error);
}

static gboolean
read_groups (JsonObject *object, GradusProject *project)
{
  JsonArray            *array = gradus_json_get_array (object, "groups");
  g_autoptr (GPtrArray) layers = NULL;

  if (array == NULL)
    return !json_object_has_member (object, "groups");
  layers = gradus_project_list_layers (project);
  return gradus_layer_groups_from_json (project->groups, array, layers);
}

static gboolean
read_lesions (JsonObject *object, GradusKerasFile *file)
{
  JsonArray *array = gradus_json_get_array (object, "units_off");

  if (array == NULL)
    return !json_object_has_member (object, "units_off");
  file->silences = gradus_silences_new ();
  return gradus_lesions_from_json (file->project, array, file->silences);
}

static gboolean
read_surroundings (JsonObject *object, GradusKerasFile *file, GError **error)
{
  if (!gradus_json_read_text (object, "notes", GRADUS_PROJECT_MAX_NOTES,
                              &file->project->notes))
    return set_damaged (error, "notes");
  if (!gradus_json_read_text (object, "view", MAX_TEXT, &file->project->view))
    return set_damaged (error, "view");
  if (!read_runs (object, file->project->runs))
    return set_damaged (error, "runs");
  if (!read_bypassed (object, file->project, error))
    return FALSE;
  if (!read_groups (object, file->project))
    return set_damaged (error, "groups");
  if (!read_lesions (object, file))
    return set_damaged (error, "units_off");
  /* The optimizer's own copy decides whether this is still its rate. */
  gradus_json_get_number (object, "learning_rate", &file->learning_rate);
  return TRUE;
}

static JsonObject *
copy_unknown (JsonObject *object, const char *const *known)
{
  JsonObject    *copy = json_object_new ();
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &value))
    if (!g_strv_contains (known, name))
      json_object_set_member (copy, name, json_node_copy (value));
  return copy;
}

static void
keep_part (JsonObject        *extras,
           JsonObject        *object,
           const char        *name,
           const char *const *known)
{
  JsonObject *part = copy_unknown (json_object_get_object_member (object, name), known);

  if (json_object_get_size (part) > 0)
    json_object_set_object_member (extras, name, part);
  else
    json_object_unref (part);
}

static void
keep_extras (JsonObject *object, GradusProject *project)
{
  JsonObject          *extras = copy_unknown (object, root_names);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  char                *text;

  json_node_take_object (node, extras);
  keep_part (extras, object, "data", data_names);
  keep_part (extras, object, "fit", fit_names);
  if (json_object_get_size (extras) == 0)
    return;
  text = json_to_string (node, FALSE);
  project->extras = g_bytes_new_take (text, strlen (text));
}

static gboolean
check_version (JsonObject *object, guint64 *version, GError **error)
{
  if (g_strcmp0 (gradus_json_get_string (object, "format"), "gradus") != 0)
    return set_damaged (error, "format");
  if (!gradus_json_get_uint (object, "version", MAX_COUNT, version) || *version < 1)
    return set_damaged (error, "version");
  return TRUE;
}

/* A newer Gradus may mean something else by an entry. What does not read as this one
 * would write it stays as Keras's part of the file has it. */
static void
read_newer (JsonObject *object, GradusKerasFile *file)
{
  GradusFitOptions fit = file->project->fit;
  GradusDataRef    data;

  file->from_newer = TRUE;
  read_text (object, "title", &file->project->title);
  if (read_fit (gradus_json_get_object (object, "fit"), &fit))
    file->project->fit = fit;
  gradus_data_ref_init (&data);
  if (read_data (gradus_json_get_object (object, "data"), &data))
    gradus_data_ref_copy (&file->project->data, &data);
  gradus_data_ref_clear (&data);
  object = gradus_json_get_object (object, "history");
  file->history = object != NULL ? gradus_history_from_json (object) : NULL;
}

/**
 * gradus_member_read:
 * @text: what the member holds
 * @file: a file whose project is set
 * @error: return location for an error
 *
 * Reads what gradus_member_write() writes into @file; of a version of the future, what
 * can be understood.
 *
 * Errors: `GRADUS_ERROR_FORMAT`, `GRADUS_ERROR_TOO_LARGE`, `GRADUS_ERROR_UNSUPPORTED`
 *
 * Returns: whether all went well
 */
gboolean
gradus_member_read (GBytes *text, GradusKerasFile *file, GError **error)
{
  g_autoptr (JsonNode) root = gradus_json_parse (text, GRADUS_MEMBER_NAME, error);
  JsonObject          *object;
  guint64              version;

  if (root == NULL)
    return FALSE;
  object = json_node_get_object (root);
  if (!check_version (object, &version, error))
    return FALSE;
  if (version > VERSION)
    {
      read_newer (object, file);
      return TRUE;
    }
  if (!read_text (object, "title", &file->project->title))
    return set_damaged (error, "title");
  if (!read_data (gradus_json_get_object (object, "data"), &file->project->data))
    return set_damaged (error, "data");
  if (!read_fit (gradus_json_get_object (object, "fit"), &file->project->fit))
    return set_damaged (error, "fit");
  if (!read_objects (gradus_json_get_object (object, "fit"), file->project->sequential,
                     error) ||
      !read_surroundings (object, file, error))
    return FALSE;
  keep_extras (object, file->project);
  if (!json_object_has_member (object, "history"))
    return TRUE;
  object = gradus_json_get_object (object, "history");
  file->history = object != NULL ? gradus_history_from_json (object) : NULL;
  return file->history != NULL || set_damaged (error, "history");
}
