/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/starters.h"

typedef struct
{
  const char *class_name;
  const char *param;
  const char *value;
} Starter;

/* Parameters that Keras asks for, or whose default does nothing. */
static const Starter starters[] = {
  { "Dense", "units", "32" },
  { "Dense", "activation", "relu" },
  { "Activation", "activation", "relu" },
  { "Dropout", "rate", "0.5" },
};

GradusLayer *
gradus_starter_layer_new (const char *class_name)
{
  GradusLayer *layer = gradus_layer_new (class_name);

  for (guint i = 0; i < G_N_ELEMENTS (starters); i++)
    {
      g_autoptr (GError) error = NULL;

      if (!g_str_equal (starters[i].class_name, class_name))
        continue;
      if (!gradus_config_set_from_string (layer->config, starters[i].param,
                                          starters[i].value, &error))
        g_error ("%s: %s", class_name, error->message);
    }
  return layer;
}
