/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/document.h"

#include "config.h"

#include "document/starters.h"
#include "document/whole-stack.h"
#include "io/layer-text.h"

#include <glib/gi18n-lib.h>

/* Keras's name of a parameter as words: "kernel initializer". */
static char *
param_words (const char *param)
{
  return g_strdelimit (g_strdup (param), "_", ' ');
}

static char *
set_label (const GradusConfig *config, const char *param)
{
  g_autofree char *words = param_words (param);
  g_autofree char *text = gradus_config_value_to_string (config, param);

  /* Translators: an edit, like "Set units to 64" */
  return g_strdup_printf (_ ("Set %s to %s"), words, text);
}

static GradusLayer *
find_layer (GradusProject *project, guint64 uid)
{
  int index = gradus_sequential_find_uid (project->sequential, uid);

  return index < 0 ? NULL
                   : gradus_sequential_get_layer (project->sequential, (guint) index);
}

static const char *
find_class_name (GradusFamily family, const char *class_name)
{
  const GradusKind *kind = gradus_kind_find (family, class_name);

  return kind != NULL ? kind->name : NULL;
}

/**
 * gradus_document_insert_layer:
 * @self: a document
 * @index: where the layer will stand; beyond the end means at the end
 * @class_name: a kind of layer, like "Dense"
 *
 * Puts a new layer into the stack, with Keras's defaults or, where Keras has none, with
 * values to begin with.
 *
 * Returns: the new layer's uid, or 0 if there is no such kind
 */
guint64
gradus_document_insert_layer (GradusDocument *self, guint index, const char *class_name)
{
  const char      *name = find_class_name (GRADUS_FAMILY_LAYER, class_name);
  g_autofree char *label = NULL;
  GradusProject   *draft;
  GradusLayer     *layer;
  GArray          *asleep;
  guint64          uid;

  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), 0);
  if (name == NULL)
    return 0;

  label = g_strdup_printf (_ ("Add %s"), name);
  draft = gradus_document_begin (self, label, NULL);
  layer = gradus_starter_layer_new (name);
  uid = layer->uid;
  asleep = gradus_whole_stack_join (draft);
  index = MIN (index, gradus_sequential_get_n_layers (draft->sequential));
  gradus_sequential_insert (draft->sequential, index, layer);
  gradus_whole_stack_part (draft, asleep);
  gradus_document_commit (self);
  return uid;
}

/**
 * gradus_document_remove_layer:
 * @self: a document
 * @uid: a layer; nothing happens if the stack has none such
 */
void
gradus_document_remove_layer (GradusDocument *self, guint64 uid)
{
  gradus_document_remove_layers (self, &uid, 1);
}

/**
 * gradus_document_move_layer:
 * @self: a document
 * @uid: a layer
 * @index: where it stands afterwards; beyond the end means last
 */
void
gradus_document_move_layer (GradusDocument *self, guint64 uid, guint index)
{
  const GradusLayer *layer =
    gradus_project_find_layer (gradus_document_get_project (self), uid);
  g_autofree char *label = NULL;
  GradusProject   *draft;
  GArray          *asleep;

  if (layer == NULL)
    return;
  label = g_strdup_printf (_ ("Move %s"), layer->name);
  draft = gradus_document_begin (self, label, NULL);
  gradus_layer_groups_leave (draft->groups, &uid, 1);
  asleep = gradus_whole_stack_join (draft);
  gradus_sequential_move (draft->sequential,
                          (guint) gradus_sequential_find_uid (draft->sequential, uid),
                          MIN (index,
                               gradus_sequential_get_n_layers (draft->sequential) - 1));
  gradus_whole_stack_part (draft, asleep);
  gradus_document_commit (self);
}

/**
 * gradus_document_copy_layer:
 * @self: a document
 * @uid: a layer
 *
 * Returns: (transfer full) (nullable): the layer as Keras serializes it, %NULL if the
 *   stack has no layer @uid
 */
char *
gradus_document_copy_layer (GradusDocument *self, guint64 uid)
{
  return gradus_document_copy_layers (self, &uid, 1);
}

/**
 * gradus_document_paste_layers:
 * @self: a document
 * @index: where the first of them will stand; beyond the end means at the end
 * @text: layers, as gradus_layers_from_text() reads them
 * @error: return location for an error
 *
 * Puts layers into the stack, as one step.
 *
 * Returns: the uid of the first, or 0 and @error if there are none
 */
guint64
gradus_document_paste_layers (GradusDocument *self,
                              guint           index,
                              const char     *text,
                              GError        **error)
{
  g_autoptr (GPtrArray) layers = gradus_layers_from_text (text, error);
  g_autofree char      *label = NULL;
  GradusProject        *draft;
  GArray               *asleep;
  guint64               uid;

  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), 0);
  if (layers == NULL)
    return 0;

  uid = ((GradusLayer *) layers->pdata[0])->uid;
  label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Paste %u layer",
                                        "Paste %u layers", layers->len),
                           layers->len);
  draft = gradus_document_begin (self, label, NULL);
  asleep = gradus_whole_stack_join (draft);
  index = MIN (index, gradus_sequential_get_n_layers (draft->sequential));
  while (layers->len > 0)
    gradus_sequential_insert (draft->sequential, index++,
                              g_ptr_array_steal_index (layers, 0));
  gradus_whole_stack_part (draft, asleep);
  gradus_document_commit (self);
  return uid;
}

/**
 * gradus_document_duplicate_layer:
 * @self: a document
 * @uid: a layer
 *
 * Puts a layer with the same parameters and a name of its own below @uid.
 *
 * Returns: the new layer's uid, or 0 if the stack has no layer @uid
 */
guint64
gradus_document_duplicate_layer (GradusDocument *self, guint64 uid)
{
  g_autoptr (GArray) copies = gradus_document_duplicate_layers (self, &uid, 1);

  return copies->len > 0 ? g_array_index (copies, guint64, 0) : 0;
}

/* A schedule that was only named begins with the rate that the optimizer has: one that
 * suits another optimizer would lead astray. */
static void
begin_with_rate (GradusConfig *optimizer, const char *param, const char *value)
{
  static const char *const names[] = { "initial_learning_rate", "max_learning_rate" };
  double                   rate;
  const GradusConfig      *schedule;
  g_autoptr (GradusConfig) copy = NULL;

  if (strcmp (param, "learning_rate_schedule") != 0 || strchr (value, '(') != NULL ||
      gradus_config_is_none (optimizer, param))
    return;
  rate = gradus_config_get_float (optimizer, "learning_rate");
  schedule = gradus_config_get_object (optimizer, param);
  copy = gradus_config_copy (schedule);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (gradus_kind_find_param (gradus_config_get_kind (copy), names[i]) != NULL)
      gradus_config_set_float (copy, names[i], rate, NULL);
  gradus_config_take_object (optimizer, param, g_steal_pointer (&copy), NULL);
}

/* Sets one parameter in the project at hand, as one step with others of @merge_key. */
static gboolean
set_param (GradusDocument *self,
           guint64         uid,
           const char     *param,
           const char     *value,
           const char     *merge_key,
           GError        **error)
{
  const GradusProject     *project = gradus_document_get_project (self);
  const GradusConfig      *now = uid == 0 ? project->sequential->optimizer : NULL;
  g_autoptr (GradusConfig) trial = NULL;
  g_autofree char         *label = NULL;
  GradusProject           *draft;
  gboolean                 is_set;

  if (uid != 0)
    now = gradus_sequential_get_layer (project->sequential,
                                       (guint)
                                         gradus_sequential_find_uid (project->sequential,
                                                                     uid))
            ->config;
  /* Tried first, so that a refused value leaves no half-open edit and the label shows
   * the value as it is understood. */
  trial = gradus_config_copy (now);
  if (!gradus_config_set_from_string (trial, param, value, error))
    return FALSE;
  label = set_label (trial, param);
  draft = gradus_document_begin (self, label, merge_key);
  is_set = gradus_config_set_from_string (uid == 0 ? draft->sequential->optimizer
                                                   : find_layer (draft, uid)->config,
                                          param, value, NULL);
  g_assert (is_set);
  if (uid == 0)
    begin_with_rate (draft->sequential->optimizer, param, value);
  gradus_document_commit (self);
  return TRUE;
}

/**
 * gradus_document_set_layer_param:
 * @self: a document
 * @uid: a layer of its stack
 * @param: Keras's name of the parameter, like `units`
 * @value: as the parameter's type writes it, like "32", "relu" or "None"
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_PARAMETER` if there is no such parameter or it refuses the value
 *
 * Returns: whether the value was accepted; if not, nothing has changed
 */
gboolean
gradus_document_set_layer_param (GradusDocument *self,
                                 guint64         uid,
                                 const char     *param,
                                 const char     *value,
                                 GError        **error)
{
  const GradusSequential *stack;
  g_autofree char        *merge_key = NULL;

  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), FALSE);
  stack = gradus_document_get_project (self)->sequential;
  g_return_val_if_fail (gradus_sequential_find_uid (stack, uid) >= 0, FALSE);

  merge_key = g_strdup_printf ("layer/%" G_GUINT64_FORMAT "/%s", uid, param);
  return set_param (self, uid, param, value, merge_key, error);
}

/**
 * gradus_document_set_optimizer_param:
 * @self: a document
 * @param: Keras's name of the parameter, like `learning_rate`
 * @value: as the parameter's type writes it
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_PARAMETER` if there is no such parameter or it refuses the value
 *
 * Returns: whether the value was accepted; if not, nothing has changed
 */
gboolean
gradus_document_set_optimizer_param (GradusDocument *self,
                                     const char     *param,
                                     const char     *value,
                                     GError        **error)
{
  g_autofree char *merge_key = g_strdup_printf ("optimizer/%s", param);

  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), FALSE);
  return set_param (self, 0, param, value, merge_key, error);
}

/**
 * gradus_document_set_loss_kind:
 * @self: a document
 * @class_name: a loss, like "BinaryCrossentropy"
 *
 * Chooses another loss, with Keras's defaults. Choosing the present one changes nothing.
 */
void
gradus_document_set_loss_kind (GradusDocument *self, const char *class_name)
{
  const GradusKind *kind = gradus_kind_find (GRADUS_FAMILY_LOSS, class_name);
  g_autofree char  *label = NULL;
  GradusProject    *draft;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  g_return_if_fail (kind != NULL);
  if (kind ==
      gradus_config_get_kind (gradus_document_get_project (self)->sequential->loss))
    return;

  /* Translators: an edit, with Keras's name, like "Set loss to mean_squared_error" */
  label = g_strdup_printf (_ ("Set loss to %s"), kind->id);
  draft = gradus_document_begin (self, label, NULL);
  gradus_sequential_take_loss (draft->sequential, gradus_config_new (kind));
  gradus_document_commit (self);
}

/**
 * gradus_document_set_optimizer_kind:
 * @self: a document
 * @class_name: an optimizer, like "Adam"
 *
 * Chooses another optimizer, with Keras's defaults: a learning rate that suits one does
 * not suit the other. Choosing the present one changes nothing.
 */
void
gradus_document_set_optimizer_kind (GradusDocument *self, const char *class_name)
{
  const GradusKind *kind = gradus_kind_find (GRADUS_FAMILY_OPTIMIZER, class_name);
  g_autofree char  *label = NULL;
  GradusProject    *draft;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  g_return_if_fail (kind != NULL);
  if (kind ==
      gradus_config_get_kind (gradus_document_get_project (self)->sequential->optimizer))
    return;

  label = g_strdup_printf (_ ("Set optimizer to %s"), kind->name);
  draft = gradus_document_begin (self, label, NULL);
  gradus_sequential_take_optimizer (draft->sequential, gradus_config_new (kind));
  gradus_document_commit (self);
}

static char *
data_label (const GradusDataRef *old, const GradusDataRef *data)
{
  const GradusDataSource *source = gradus_data_source_find (data->source);

  if (g_strcmp0 (old->source, data->source) != 0 && source != NULL)
    return g_strdup_printf (_ ("Set data to %s"), _ (source->title));
  if (g_strcmp0 (old->folder, data->folder) != 0)
    return g_strdup (_ ("Choose another folder"));
  if (old->task.kind != data->task.kind || old->task.digit != data->task.digit)
    return g_strdup (_ ("Ask another question"));
  if (!old->flatten != !data->flatten)
    return g_strdup (data->flatten ? _ ("Flatten the pictures")
                                   : _ ("Keep the pictures' shape"));
  if (old->n_train != data->n_train || old->n_test != data->n_test)
    return g_strdup (_ ("Use another number of samples"));
  return g_strdup (_ ("Draw other samples"));
}

/* As much of a text as @n_bytes hold, in whole characters. */
static char *
cut_off (const char *text, gsize n_bytes)
{
  const char *end = text + n_bytes;

  if (strlen (text) <= n_bytes)
    return g_strdup (text);
  if ((*end & 0xc0) == 0x80)
    end = g_utf8_find_prev_char (text, end);
  return g_strndup (text, (gsize) (end - text));
}

/**
 * gradus_document_set_notes:
 * @self: a document
 * @notes: what its owner says about it; what a file cannot hold is left out
 *
 * Changes the notes.
 */
void
gradus_document_set_notes (GradusDocument *self, const char *notes)
{
  GradusProject *draft;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  g_return_if_fail (notes != NULL);

  draft = gradus_document_begin (self, _ ("Change the notes"), NULL);
  g_free (draft->notes);
  draft->notes = cut_off (notes, GRADUS_PROJECT_MAX_NOTES);
  gradus_document_commit (self);
}

/**
 * gradus_document_set_data:
 * @self: a document
 * @data: copied
 *
 * Chooses what to learn from; the network's input takes the shape of a sample.
 */
void
gradus_document_set_data (GradusDocument *self, const GradusDataRef *data)
{
  const GradusDataRef *old;
  g_autofree char     *label = NULL;
  g_autofree char     *merge_key = NULL;
  GradusProject       *draft;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  g_return_if_fail (data != NULL);

  old = &gradus_document_get_project (self)->data;
  label = data_label (old, data);
  merge_key = g_strdup_printf ("data/%s", label);
  draft = gradus_document_begin (self, label, merge_key);
  gradus_data_ref_copy (&draft->data, data);
  gradus_document_commit (self);
}

/* What the edit is called, and in @key which knob was turned. */
static char *
fit_label (const GradusFitOptions *old, const GradusFitOptions *fit, const char **key)
{
  *key = "fit/epochs";
  if (old->epochs != fit->epochs)
    return g_strdup_printf (_ ("Set epochs to %u"), fit->epochs);
  *key = "fit/batch_size";
  if (old->batch_size != fit->batch_size)
    return g_strdup_printf (_ ("Set batch size to %u"), fit->batch_size);
  *key = "fit/validation_split";
  if (old->validation_split != fit->validation_split)
    return g_strdup_printf (_ ("Set validation split to %g"), fit->validation_split);
  *key = "fit/seed";
  if (old->seed != fit->seed)
    return g_strdup_printf (_ ("Set seed to %llu"), (unsigned long long) fit->seed);
  *key = "fit/shuffle";
  if (!old->shuffle != !fit->shuffle)
    return g_strdup (fit->shuffle ? _ ("Shuffle every epoch")
                                  : _ ("Keep the order of the data"));
  *key = "fit/n_threads";
  return g_strdup_printf (_ ("Set threads to %u"), fit->n_threads);
}

/**
 * gradus_document_set_fit:
 * @self: a document
 * @fit: copied
 *
 * Chooses how the network is fitted.
 */
void
gradus_document_set_fit (GradusDocument *self, const GradusFitOptions *fit)
{
  g_autofree char *label = NULL;
  const char      *merge_key = NULL;
  GradusProject   *draft;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  g_return_if_fail (fit != NULL);

  label = fit_label (&gradus_document_get_project (self)->fit, fit, &merge_key);
  draft = gradus_document_begin (self, label, merge_key);
  draft->fit = *fit;
  gradus_document_commit (self);
}
