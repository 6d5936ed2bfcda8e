/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "engine/kind.h"

#include "engine/kind-tables.h"
#include "engine/layer.h"
#include "engine/layers/layer-kinds.h"

#include <glib/gi18n-lib.h>

#define X(word) extern const GradusLayerKind gradus_layer_kind_##word;
GRADUS_LAYER_KINDS
#undef X

static const GradusKind *const layer_kinds[] = {
#define X(word) &gradus_layer_kind_##word.base,
  GRADUS_LAYER_KINDS
#undef X
    NULL
};

static const GradusKind *const *const families[GRADUS_N_FAMILIES] = {
  [GRADUS_FAMILY_LAYER] = layer_kinds,
  [GRADUS_FAMILY_ACTIVATION] = gradus_activation_kinds,
  [GRADUS_FAMILY_INITIALIZER] = gradus_initializer_kinds,
  [GRADUS_FAMILY_REGULARIZER] = gradus_regularizer_kinds,
  [GRADUS_FAMILY_CONSTRAINT] = gradus_constraint_kinds,
  [GRADUS_FAMILY_LOSS] = gradus_loss_kinds,
  [GRADUS_FAMILY_OPTIMIZER] = gradus_optimizer_kinds,
  [GRADUS_FAMILY_SCHEDULE] = gradus_schedule_kinds,
  [GRADUS_FAMILY_METRIC] = gradus_metric_kinds,
  [GRADUS_FAMILY_CALLBACK] = gradus_callback_kinds,
};

static const char *const family_titles[GRADUS_N_FAMILIES] = {
  [GRADUS_FAMILY_LAYER] = N_ ("Layer"),
  [GRADUS_FAMILY_ACTIVATION] = N_ ("Activation"),
  [GRADUS_FAMILY_INITIALIZER] = N_ ("Initializer"),
  [GRADUS_FAMILY_REGULARIZER] = N_ ("Regularizer"),
  [GRADUS_FAMILY_CONSTRAINT] = N_ ("Constraint"),
  [GRADUS_FAMILY_LOSS] = N_ ("Loss"),
  [GRADUS_FAMILY_OPTIMIZER] = N_ ("Optimizer"),
  [GRADUS_FAMILY_SCHEDULE] = N_ ("Learning rate schedule"),
  [GRADUS_FAMILY_METRIC] = N_ ("Metric"),
  [GRADUS_FAMILY_CALLBACK] = N_ ("Callback"),
};

static const char *const category_titles[GRADUS_N_CATEGORIES] = {
  [GRADUS_CATEGORY_CORE] = N_ ("Core"),
  [GRADUS_CATEGORY_CONVOLUTION] = N_ ("Convolution"),
  [GRADUS_CATEGORY_POOLING] = N_ ("Pooling"),
  [GRADUS_CATEGORY_NORMALIZATION] = N_ ("Normalization"),
  [GRADUS_CATEGORY_REGULARIZATION] = N_ ("Regularization"),
  [GRADUS_CATEGORY_RECURRENT] = N_ ("Recurrent"),
  [GRADUS_CATEGORY_RESHAPING] = N_ ("Reshaping"),
  [GRADUS_CATEGORY_ACTIVATION] = N_ ("Activation"),
};

/* Other names that Keras accepts for the same thing. */
static const struct
{
  GradusFamily family;
  const char  *alias;
  const char  *id;
} aliases[] = {
  { GRADUS_FAMILY_ACTIVATION, "swish", "silu" },
  { GRADUS_FAMILY_ACTIVATION, "hard_swish", "hard_silu" },
  { GRADUS_FAMILY_INITIALIZER, "normal", "random_normal" },
  { GRADUS_FAMILY_INITIALIZER, "uniform", "random_uniform" },
  { GRADUS_FAMILY_INITIALIZER, "zero", "zeros" },
  { GRADUS_FAMILY_INITIALIZER, "one", "ones" },
  { GRADUS_FAMILY_INITIALIZER, "eye", "identity" },
  { GRADUS_FAMILY_INITIALIZER, "IdentityInitializer", "identity" },
  { GRADUS_FAMILY_INITIALIZER, "OrthogonalInitializer", "orthogonal" },
  { GRADUS_FAMILY_CONSTRAINT, "nonneg", "non_neg" },
  { GRADUS_FAMILY_LOSS, "bce", "binary_crossentropy" },
  { GRADUS_FAMILY_LOSS, "mse", "mean_squared_error" },
  { GRADUS_FAMILY_LOSS, "MSE", "mean_squared_error" },
  { GRADUS_FAMILY_LOSS, "mae", "mean_absolute_error" },
  { GRADUS_FAMILY_LOSS, "MAE", "mean_absolute_error" },
  { GRADUS_FAMILY_LOSS, "mape", "mean_absolute_percentage_error" },
  { GRADUS_FAMILY_LOSS, "MAPE", "mean_absolute_percentage_error" },
  { GRADUS_FAMILY_LOSS, "msle", "mean_squared_logarithmic_error" },
  { GRADUS_FAMILY_LOSS, "MSLE", "mean_squared_logarithmic_error" },
  { GRADUS_FAMILY_LOSS, "kld", "kl_divergence" },
  { GRADUS_FAMILY_LOSS, "KLD", "kl_divergence" },
  { GRADUS_FAMILY_LOSS, "kullback_leibler_divergence", "kl_divergence" },
  { GRADUS_FAMILY_LOSS, "logcosh", "log_cosh" },
  { GRADUS_FAMILY_LOSS, "huber_loss", "huber" },
  { GRADUS_FAMILY_LOSS, "cosine_loss", "cosine_similarity" },
  { GRADUS_FAMILY_OPTIMIZER, "rms_prop", "rmsprop" },
  { GRADUS_FAMILY_OPTIMIZER, "adam_w", "adamw" },
  { GRADUS_FAMILY_METRIC, "acc", "accuracy" },
  { GRADUS_FAMILY_METRIC, "mse", "mean_squared_error" },
  { GRADUS_FAMILY_METRIC, "MSE", "mean_squared_error" },
  { GRADUS_FAMILY_METRIC, "mae", "mean_absolute_error" },
  { GRADUS_FAMILY_METRIC, "MAE", "mean_absolute_error" },
  { GRADUS_FAMILY_METRIC, "rmse", "root_mean_squared_error" },
};

static const char *
resolve_alias (GradusFamily family, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (aliases[i].family == family && strcmp (aliases[i].alias, name) == 0)
      return aliases[i].id;
  return name;
}

/**
 * gradus_kind_find:
 * @family: a family
 * @name_or_id: Keras's class name, its short name, or one of the other names that Keras
 * accepts (`mse`)
 *
 * Returns: (nullable): what is known under that name
 */
const GradusKind *
gradus_kind_find (GradusFamily family, const char *name_or_id)
{
  g_return_val_if_fail ((guint) family < GRADUS_N_FAMILIES, NULL);
  g_return_val_if_fail (name_or_id != NULL, NULL);

  const char *id = resolve_alias (family, name_or_id);

  for (const GradusKind *const *kind = families[family]; *kind != NULL; kind++)
    if (strcmp ((*kind)->name, id) == 0 || strcmp ((*kind)->id, id) == 0)
      return *kind;
  return NULL;
}

/**
 * gradus_kind_list:
 * @family: a family
 * @n_kinds: (out) (optional): how many there are
 *
 * Returns: (array zero-terminated=1) (transfer none): all kinds of @family, in the order
 * in which a list should show them
 */
const GradusKind *const *
gradus_kind_list (GradusFamily family, guint *n_kinds)
{
  g_return_val_if_fail ((guint) family < GRADUS_N_FAMILIES, NULL);

  guint n = 0;

  while (families[family][n] != NULL)
    n++;
  if (n_kinds != NULL)
    *n_kinds = n;
  return families[family];
}

/**
 * gradus_kind_find_param:
 * @kind: a kind
 * @name: Keras's name of a parameter
 *
 * Returns: (nullable): its descriptor
 */
const GradusParam *
gradus_kind_find_param (const GradusKind *kind, const char *name)
{
  g_return_val_if_fail (kind != NULL && name != NULL, NULL);

  for (guint i = 0; i < kind->n_params; i++)
    if (strcmp (kind->params[i].name, name) == 0)
      return &kind->params[i];
  return NULL;
}

/**
 * gradus_family_get_title:
 * @family: a family
 *
 * Returns: what one member of @family is called, translated
 */
const char *
gradus_family_get_title (GradusFamily family)
{
  g_return_val_if_fail ((guint) family < GRADUS_N_FAMILIES, NULL);
  return _ (family_titles[family]);
}

/**
 * gradus_category_get_title:
 * @category: a category of layers
 *
 * Returns: its heading in the palette, translated
 */
const char *
gradus_category_get_title (GradusCategory category)
{
  g_return_val_if_fail ((guint) category < GRADUS_N_CATEGORIES, NULL);
  return _ (category_titles[category]);
}

/**
 * gradus_layer_kind_of:
 * @config: the configuration of a layer
 *
 * Returns: its descriptor with the functions that compute
 */
const GradusLayerKind *
gradus_layer_kind_of (const GradusConfig *config)
{
  const GradusKind *kind = gradus_config_get_kind (config);

  g_return_val_if_fail (kind->family == GRADUS_FAMILY_LAYER, NULL);
  /* Only GradusLayerKind puts anything into this family, and base comes first. */
  return (const GradusLayerKind *) kind;
}

/**
 * gradus_layer_kind_inside:
 * @config: the configuration of a layer
 *
 * Looks through wrappers like Bidirectional.
 *
 * Returns: the descriptor of the layer whose weights these are
 */
const GradusLayerKind *
gradus_layer_kind_inside (const GradusConfig *config)
{
  const GradusLayerKind *kind = gradus_layer_kind_of (config);
  const GradusConfig    *inner =
    kind->dup_wrapped != NULL ? gradus_config_get_object (config, "layer") : NULL;

  return inner != NULL ? gradus_layer_kind_inside (inner) : kind;
}
