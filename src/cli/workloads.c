/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/workloads.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"

#define CROSSENTROPY "SparseCategoricalCrossentropy"
#define ROWS                                                                             \
  {                                                                                      \
    2, { 28, 28 }                                                                        \
  }
#define PICTURE                                                                          \
  {                                                                                      \
    3, { 28, 28, 1 }                                                                     \
  }
#define FLAT                                                                             \
  {                                                                                      \
    1, { 784 }                                                                           \
  }
#define CLASSES                                                                          \
  {                                                                                      \
    GRADUS_TASK_CLASSES, 0                                                               \
  }

static const GradusWorkload workloads[] = {
  { "W1",
    FLAT,
    { GRADUS_TASK_AT_LEAST, 5 },
    32,
    "BinaryCrossentropy",
    "SGD",
    { "Dense units=32 activation=sigmoid", "Dense units=10 activation=sigmoid",
      "Dense units=1 activation=sigmoid" } },
  { "W2",
    FLAT,
    CLASSES,
    32,
    CROSSENTROPY,
    "Adam",
    { "Dense units=128 activation=relu", "Dense units=10 activation=softmax" } },
  { "W3",
    FLAT,
    CLASSES,
    128,
    CROSSENTROPY,
    "Adam",
    { "Dense units=512 activation=relu", "Dense units=512 activation=relu",
      "Dense units=10 activation=softmax" } },
  { "W4",
    PICTURE,
    CLASSES,
    128,
    CROSSENTROPY,
    "Adam",
    { "Conv2D filters=32 kernel_size=3,3 activation=relu", "MaxPooling2D",
      "Conv2D filters=64 kernel_size=3,3 activation=relu", "MaxPooling2D", "Flatten",
      "Dropout rate=0.5", "Dense units=10 activation=softmax" } },
  { "W5",
    ROWS,
    CLASSES,
    128,
    CROSSENTROPY,
    "Adam",
    { "LSTM units=128", "Dense units=10 activation=softmax" } },
  { "W5gru",
    ROWS,
    CLASSES,
    128,
    CROSSENTROPY,
    "Adam",
    { "GRU units=128", "Dense units=10 activation=softmax" } },
  { "W5rnn",
    ROWS,
    CLASSES,
    128,
    CROSSENTROPY,
    "Adam",
    { "SimpleRNN units=128", "Dense units=10 activation=softmax" } },
};

/**
 * gradus_workload_find:
 * @name: a name, in any case
 * @error: return location for an error
 *
 * Errors: `G_OPTION_ERROR_BAD_VALUE`
 *
 * Returns: (nullable): the workload
 */
const GradusWorkload *
gradus_workload_find (const char *name, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (workloads); i++)
    if (g_ascii_strcasecmp (workloads[i].name, name) == 0)
      return &workloads[i];
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("There is no workload called %s."), name);
  return NULL;
}

static gboolean
add_layer (GradusSequential *stack, const char *text, GError **error)
{
  g_auto (GStrv)    words = g_strsplit (text, " ", -1);
  const GradusKind *kind = gradus_kind_find (GRADUS_FAMILY_LAYER, words[0]);
  GradusConfig     *config;

  if (kind == NULL)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                   _ ("Gradus does not know the layer “%s”."), words[0]);
      return FALSE;
    }
  config = gradus_sequential_add (stack, kind->name);
  for (guint i = 1; words[i] != NULL; i++)
    {
      char *value = strchr (words[i], '=');

      *value = '\0';
      if (!gradus_config_set_from_string (config, words[i], value + 1, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * gradus_workload_build:
 * @self: a workload
 * @stack: an empty stack
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_UNSUPPORTED`
 *
 * Returns: whether the network could be built
 */
gboolean
gradus_workload_build (const GradusWorkload *self,
                       GradusSequential     *stack,
                       GError              **error)
{
  stack->input = self->input;
  for (guint i = 0; self->layers[i] != NULL; i++)
    if (!add_layer (stack, self->layers[i], error))
      return FALSE;
  gradus_sequential_take_loss (stack, gradus_config_new_by_name (GRADUS_FAMILY_LOSS,
                                                                 self->loss));
  gradus_sequential_take_optimizer (stack,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               self->optimizer));
  g_ptr_array_add (stack->metrics,
                   gradus_config_new_by_name (GRADUS_FAMILY_METRIC, "accuracy"));
  return TRUE;
}
