/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-field.h"

#include "engine/error.h"

#include <glib/gi18n-lib.h>

static const GradusParam fit_params[] = {
  { .name = "epochs",
    .title = N_ ("Epochs"),
    .help = N_ ("How often the whole data set passes through the network."),
    .type = GRADUS_PARAM_INT,
    .minimum = 1,
    .maximum = 10000,
    .step = 1 },
  { .name = "batch_size",
    .title = N_ ("Batch size"),
    .help = N_ ("How many samples are looked at before the weights are corrected."),
    .type = GRADUS_PARAM_INT,
    .minimum = 1,
    .maximum = 65536,
    .step = 1 },
  { .name = "validation_split",
    .title = N_ ("Validation split"),
    .help = N_ ("The share of the data that the network is only tested on."),
    .type = GRADUS_PARAM_FLOAT,
    .minimum = 0,
    .maximum = 0.9,
    .step = 0.05,
    .digits = 2 },
  { .name = "shuffle",
    .title = N_ ("Shuffle each epoch"),
    .help = N_ ("Whether every epoch goes through the data in a new order."),
    .type = GRADUS_PARAM_BOOL },
  { .name = "seed",
    .title = N_ ("Seed"),
    .help = N_ ("The same seed gives the same start weights and the same order: the same "
                "run, every time."),
    .type = GRADUS_PARAM_INT,
    .minimum = 0,
    .maximum = 999999,
    .step = 1 },
  { .name = "class_weight",
    .title = N_ ("Class weights"),
    .help = N_ ("How much each class counts in training, one number after the other; "
                "None counts all alike."),
    .type = GRADUS_PARAM_NUMBERS,
    .flags = GRADUS_PARAM_NULLABLE,
    .minimum = 0,
    .maximum = 1e6,
    .step = 1 },
};

const GradusParam *
gradus_field_get_fit_param (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (fit_params); i++)
    if (g_str_equal (fit_params[i].name, name))
      return &fit_params[i];
  return NULL;
}

/* --- Fit options, which are no configuration --- */

static char *
dup_fit_text (const char *name, const GradusFitOptions *fit)
{
  if (g_str_equal (name, "epochs"))
    return g_strdup_printf ("%u", fit->epochs);
  if (g_str_equal (name, "batch_size"))
    return g_strdup_printf ("%u", fit->batch_size);
  if (g_str_equal (name, "validation_split"))
    return g_strdup_printf ("%g", fit->validation_split);
  if (g_str_equal (name, "shuffle"))
    return g_strdup (fit->shuffle ? "True" : "False");
  return g_strdup_printf ("%" G_GUINT64_FORMAT, fit->seed);
}

static void
set_fit_text (const char *name, GradusFitOptions *fit, const char *text)
{
  double value = g_ascii_strtod (text, NULL);

  if (g_str_equal (name, "epochs"))
    fit->epochs = (guint) value;
  else if (g_str_equal (name, "batch_size"))
    fit->batch_size = (guint) value;
  else if (g_str_equal (name, "validation_split"))
    fit->validation_split = value;
  else if (g_str_equal (name, "shuffle"))
    fit->shuffle = g_str_equal (text, "True");
  else
    fit->seed = (guint64) value;
}

/* --- Class weights, which are a list --- */

static gboolean
is_class_weight (const GradusField *self)
{
  return self->owner == GRADUS_FIELD_FIT &&
         g_str_equal (self->param->name, "class_weight");
}

static char *
dup_class_weights (const GradusProject *project)
{
  const GArray *weights = project->sequential->class_weights;
  GString      *text = g_string_new (NULL);

  for (guint i = 0; i < weights->len; i++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (number, sizeof number, "%.6g", g_array_index (weights, double, i));
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", number);
    }
  if (weights->len == 0)
    g_string_append (text, "None");
  return g_string_free (text, FALSE);
}

static gboolean
set_class_weights (GradusDocument *document, const char *text, GError **error)
{
  g_auto (GStrv)     words = g_strsplit_set (text, ", ", -1);
  g_autoptr (GArray) weights = g_array_new (FALSE, TRUE, sizeof (double));
  GradusProject     *draft;

  for (guint i = 0; words[i] != NULL; i++)
    {
      char  *end;
      double weight = g_ascii_strtod (words[i], &end);

      if (*words[i] == '\0' || g_ascii_strcasecmp (words[i], "None") == 0)
        continue;
      if (*end != '\0' || !(weight >= 0 && weight <= 1e6))
        {
          g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                       _ ("“%s” is no weight. Write numbers like 1, 2.5, 1."), words[i]);
          return FALSE;
        }
      g_array_append_val (weights, weight);
    }
  draft = gradus_document_begin (document, _ ("Set class weights"), NULL);
  g_array_unref (draft->sequential->class_weights);
  draft->sequential->class_weights = g_steal_pointer (&weights);
  gradus_document_commit (document);
  return TRUE;
}

/* --- Configurations --- */

GPtrArray *
gradus_field_get_list (GradusFieldOwner owner, const GradusProject *project)
{
  if (owner == GRADUS_FIELD_METRIC)
    return project->sequential->metrics;
  return owner == GRADUS_FIELD_WEIGHTED_METRIC ? project->sequential->weighted_metrics
                                               : project->sequential->callbacks;
}

static const GradusConfig *
get_owner (const GradusField *self, const GradusProject *project)
{
  int index;

  switch (self->owner)
    {
    case GRADUS_FIELD_LAYER:
      index = gradus_sequential_find_uid (project->sequential, self->uid);
      return index < 0
               ? NULL
               : gradus_sequential_get_layer (project->sequential, (guint) index)->config;
    case GRADUS_FIELD_LOSS:
      return project->sequential->loss;
    case GRADUS_FIELD_OPTIMIZER:
      return project->sequential->optimizer;
    case GRADUS_FIELD_METRIC:
    case GRADUS_FIELD_WEIGHTED_METRIC:
    case GRADUS_FIELD_CALLBACK:
      return self->uid < gradus_field_get_list (self->owner, project)->len
               ? gradus_field_get_list (self->owner, project)->pdata[self->uid]
               : NULL;
    case GRADUS_FIELD_FIT:
    default:
      return NULL;
    }
}

const GradusConfig *
gradus_field_get_config (const GradusField *self, GradusDocument *document)
{
  const GradusConfig *owner = get_owner (self, gradus_document_get_project (document));

  if (owner == NULL || self->holder == NULL)
    return owner;
  return gradus_config_is_none (owner, self->holder)
           ? NULL
           : gradus_config_get_object (owner, self->holder);
}

char *
gradus_field_dup_text (const GradusField *self, GradusDocument *document)
{
  const GradusConfig *config;

  if (is_class_weight (self))
    return dup_class_weights (gradus_document_get_project (document));
  if (self->owner == GRADUS_FIELD_FIT)
    return dup_fit_text (self->param->name, &gradus_document_get_project (document)->fit);
  config = gradus_field_get_config (self, document);
  if (config == NULL ||
      gradus_kind_find_param (gradus_config_get_kind (config), self->param->name) == NULL)
    return NULL;
  return gradus_config_value_to_string (config, self->param->name);
}

static gboolean
set_loss_text (GradusDocument *document,
               const char     *name,
               const char     *text,
               GError        **error)
{
  g_autofree char *merge_key = g_strdup_printf ("loss/%s", name);
  g_autofree char *words = g_strdelimit (g_strdup (name), "_", ' ');
  g_autofree char *label = g_strdup_printf (_ ("Set %s"), words);
  GradusProject   *draft = gradus_document_begin (document, label, merge_key);

  if (!gradus_config_set_from_string (draft->sequential->loss, name, text, error))
    {
      gradus_document_rollback (document);
      return FALSE;
    }
  gradus_document_commit (document);
  return TRUE;
}

static gboolean
set_list_text (const GradusField *self,
               GradusDocument    *document,
               const char        *name,
               const char        *text,
               GError           **error)
{
  g_autofree char *merge_key =
    g_strdup_printf ("list/%d/%" G_GUINT64_FORMAT "/%s", self->owner, self->uid, name);
  g_autofree char *words = g_strdelimit (g_strdup (name), "_", ' ');
  g_autofree char *label = g_strdup_printf (_ ("Set %s"), words);
  GradusProject   *draft = gradus_document_begin (document, label, merge_key);
  GPtrArray       *list = gradus_field_get_list (self->owner, draft);

  if (self->uid >= list->len ||
      !gradus_config_set_from_string (list->pdata[self->uid], name, text, error))
    {
      gradus_document_rollback (document);
      return FALSE;
    }
  gradus_document_commit (document);
  return TRUE;
}

static gboolean
set_owner_text (const GradusField *self,
                GradusDocument    *document,
                const char        *name,
                const char        *text,
                GError           **error)
{
  if (self->owner == GRADUS_FIELD_LAYER)
    return gradus_document_set_layer_param (document, self->uid, name, text, error);
  if (self->owner == GRADUS_FIELD_OPTIMIZER)
    return gradus_document_set_optimizer_param (document, name, text, error);
  if (self->owner == GRADUS_FIELD_METRIC || self->owner == GRADUS_FIELD_WEIGHTED_METRIC ||
      self->owner == GRADUS_FIELD_CALLBACK)
    return set_list_text (self, document, name, text, error);
  return set_loss_text (document, name, text, error);
}

/* A row stays for a moment after what it is about has gone. */
static void
set_gone (GError **error)
{
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                       _ ("This is no longer part of the network."));
}

/* The text of the holder with one of its parameters changed:
 * `VarianceScaling(scale=2.0)`. */
static char *
dup_holder_text (const GradusField *self,
                 GradusDocument    *document,
                 const char        *text,
                 GError           **error)
{
  const GradusConfig *owner = get_owner (self, gradus_document_get_project (document));
  const GradusConfig *held = gradus_config_get_object (owner, self->holder);
  g_autoptr (GradusConfig) copy = NULL;
  g_autoptr (GradusConfig) object = NULL;

  if (held == NULL)
    {
      set_gone (error);
      return NULL;
    }
  copy = gradus_config_copy (owner);
  object = gradus_config_copy (held);
  if (!gradus_config_set_from_string (object, self->param->name, text, error) ||
      !gradus_config_take_object (copy, self->holder, g_steal_pointer (&object), error))
    return NULL;
  return gradus_config_value_to_string (copy, self->holder);
}

gboolean
gradus_field_set_text (const GradusField *self,
                       GradusDocument    *document,
                       const char        *text,
                       GError           **error)
{
  g_autofree char *holder_text = NULL;

  if (is_class_weight (self))
    return set_class_weights (document, text, error);
  if (self->owner == GRADUS_FIELD_FIT)
    {
      GradusFitOptions fit = gradus_document_get_project (document)->fit;

      set_fit_text (self->param->name, &fit, text);
      gradus_document_set_fit (document, &fit);
      return TRUE;
    }
  if (get_owner (self, gradus_document_get_project (document)) == NULL)
    {
      set_gone (error);
      return FALSE;
    }
  if (self->holder == NULL)
    return set_owner_text (self, document, self->param->name, text, error);
  holder_text = dup_holder_text (self, document, text, error);
  return holder_text != NULL &&
         set_owner_text (self, document, self->holder, holder_text, error);
}
