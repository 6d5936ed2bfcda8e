/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "io/run.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What was chosen for a run, as names and values in Keras's words: enough to say what two
 * runs differ in, and readable by any later Gradus. */

static void
setting_free (gpointer data)
{
  GradusRunSetting *setting = data;

  g_free (setting->name);
  g_free (setting->value);
  g_free (setting);
}

/**
 * gradus_run_settings_new:
 *
 * Returns: (transfer full) (element-type GradusRunSetting): no settings yet
 */
GPtrArray *
gradus_run_settings_new (void)
{
  return g_ptr_array_new_with_free_func (setting_free);
}

/**
 * gradus_run_settings_add:
 * @self: settings
 * @name: of the setting
 * @value: of the setting
 *
 * Appends a setting.
 */
void
gradus_run_settings_add (GPtrArray *self, const char *name, const char *value)
{
  GradusRunSetting *setting = g_new (GradusRunSetting, 1);

  setting->name = g_strdup (name);
  setting->value = g_strdup (value);
  g_ptr_array_add (self, setting);
}

/**
 * gradus_run_settings_find:
 * @self: settings
 * @name: of a setting
 *
 * Returns: (transfer none) (nullable): its value, %NULL if there is none of that name
 */
const char *
gradus_run_settings_find (const GPtrArray *self, const char *name)
{
  for (guint i = 0; i < self->len; i++)
    {
      const GradusRunSetting *setting = g_ptr_array_index (self, i);

      if (strcmp (setting->name, name) == 0)
        return setting->value;
    }
  return NULL;
}

static void
add_number (GPtrArray *self, const char *name, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  gradus_run_settings_add (self, name, text);
}

static void
add_params (GPtrArray *self, const char *prefix, const GradusConfig *config)
{
  const GradusKind *kind = gradus_config_get_kind (config);

  for (guint i = 0; i < kind->n_params; i++)
    {
      const GradusParam *param = &kind->params[i];
      g_autofree char   *name = g_strconcat (prefix, param->name, NULL);
      g_autofree char   *value = NULL;

      if (param->flags & GRADUS_PARAM_HIDDEN)
        continue;
      value = gradus_config_value_to_string (config, param->name);
      gradus_run_settings_add (self, name, value);
    }
}

static void
add_kinds (GPtrArray *self, const char *name, const GPtrArray *configs)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < configs->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            gradus_config_get_kind (configs->pdata[i])->name);
  gradus_run_settings_add (self, name, text->len > 0 ? text->str : "None");
}

static void
add_layers (GPtrArray *self, const GradusSequential *sequential)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < sequential->layers->len; i++)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (sequential, i);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                              gradus_config_get_kind (layer->config)->name);
    }
  gradus_run_settings_add (self, "layers", names->str);
  for (guint i = 0; i < sequential->layers->len; i++)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (sequential, i);
      g_autofree char   *prefix = g_strconcat (layer->name, ".", NULL);

      add_params (self, prefix, layer->config);
      if (!layer->trainable)
        {
          g_autofree char *name = g_strconcat (prefix, "trainable", NULL);

          gradus_run_settings_add (self, name, "False");
        }
    }
}

/**
 * gradus_run_settings_new_from_parts:
 * @sequential: what is trained
 * @data: what it learns from
 * @fit: how
 *
 * Writes down all that is chosen before training.
 *
 * Returns: (transfer full) (element-type GradusRunSetting): the settings, what one turns
 *   most often first
 */
GPtrArray *
gradus_run_settings_new_from_parts (const GradusSequential *sequential,
                                    const GradusDataRef    *data,
                                    const GradusFitOptions *fit)
{
  GPtrArray       *self = gradus_run_settings_new ();
  g_autofree char *split = g_strdup_printf ("%g", fit->validation_split);

  gradus_run_settings_add (self, "optimizer",
                           gradus_config_get_kind (sequential->optimizer)->name);
  add_params (self, "", sequential->optimizer);
  gradus_run_settings_add (self, "loss", gradus_config_get_kind (sequential->loss)->name);
  add_params (self, "loss.", sequential->loss);
  add_number (self, "epochs", fit->epochs);
  add_number (self, "batch_size", fit->batch_size);
  gradus_run_settings_add (self, "validation_split", split);
  gradus_run_settings_add (self, "shuffle", fit->shuffle ? "True" : "False");
  add_number (self, "seed", fit->seed);
  add_kinds (self, "callbacks", sequential->callbacks);
  gradus_run_settings_add (self, "data", data->source);
  add_number (self, "n_train", data->n_train);
  add_layers (self, sequential);
  return self;
}

/**
 * gradus_run_settings_describe:
 * @self: settings
 *
 * Returns: (transfer full): the most telling of them in a line; empty if there are none
 */
char *
gradus_run_settings_describe (const GPtrArray *self)
{
  const char *optimizer = gradus_run_settings_find (self, "optimizer");
  const char *rate = gradus_run_settings_find (self, "learning_rate");
  const char *batch = gradus_run_settings_find (self, "batch_size");

  if (optimizer == NULL || batch == NULL)
    return g_strdup ("");
  if (rate == NULL)
    /* Translators: an optimizer, then how many samples make a batch */
    return g_strdup_printf (_ ("%s, batches of %s"), optimizer, batch);
  /* Translators: an optimizer, its learning rate, how many samples make a batch */
  return g_strdup_printf (_ ("%s, learning rate %s, batches of %s"), optimizer, rate,
                          batch);
}

/**
 * gradus_run_settings_compare:
 * @from: (element-type GradusRunSetting): of one run
 * @to: (element-type GradusRunSetting): of another run
 *
 * Says what two runs differ in. What only one of them has goes with another optimizer or
 * another layer, which is said itself.
 *
 * Returns: (transfer full) (nullable): like "learning_rate 0.01 → 0.1, batch_size 32 →
 *   64"; empty if they are the same, %NULL if either is unknown
 */
char *
gradus_run_settings_compare (const GPtrArray *from, const GPtrArray *to)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (from->len == 0 || to->len == 0)
    return NULL;
  for (guint i = 0; i < from->len; i++)
    {
      const GradusRunSetting *before = g_ptr_array_index (from, i);
      const char             *after = gradus_run_settings_find (to, before->name);

      if (after != NULL && strcmp (before->value, after) != 0)
        g_string_append_printf (text, "%s%s %s → %s", text->len > 0 ? ", " : "",
                                before->name, before->value, after);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
