/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/document.h"

#include "config.h"

#include "document/advice.h"
#include "document/hints.h"
#include "document/runs-private.h"
#include "document/whole-stack.h"

#include <glib/gi18n-lib.h>

#define MERGE_US (1 * G_USEC_PER_SEC)

/*
 * A step keeps the whole project as it is on the other side of the edit: a project is a
 * few kilobytes, and what is swapped as a whole cannot come back half.
 */
typedef struct
{
  GradusProject *project;
  GObject       *memory;  /* (nullable): of that project */
  gboolean       is_anew; /* what was learned changes, whatever the projects say */
  char          *label;
  char          *merge_key; /* NULL: never merged */
  gint64         time_us;   /* monotonic time of the latest commit */
} Step;

/* What the properties said when they were last notified. */
typedef struct
{
  char    *title;
  gboolean modified;
  char    *undo_label; /* NULL: nothing to undo */
  char    *redo_label;
} Shown;

struct _GradusDocument
{
  GObject parent_instance;

  GradusProject *project;
  GObject       *memory; /* (nullable): what the owner keeps with the project */
  GradusProject *saved;  /* what `modified` compares with; NULL: nothing like it */
  GFile         *file;
  char          *stamp;
  gboolean       is_read_only;
  GPtrArray     *undo; /* (element-type Step): latest last */
  GPtrArray     *redo;
  Shown          shown;

  GradusProject *draft; /* between begin and commit */
  char          *draft_label;
  char          *draft_merge_key;

  /* Worked out from project when asked for. */
  GradusPlan   *plan;
  GradusAdvice *advice;
  gboolean      has_advice;
  GradusHint   *hint;
  gboolean      has_hint;
};

enum
{
  PROP_TITLE = 1,
  PROP_FILE,
  PROP_MODIFIED,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_LABEL,
  PROP_REDO_LABEL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint       changed_signal;

G_DEFINE_FINAL_TYPE (GradusDocument, gradus_document, G_TYPE_OBJECT)

static Step *
step_new (GradusProject *project, const char *label, const char *merge_key)
{
  Step *step = g_new0 (Step, 1);

  step->project = project;
  step->label = g_strdup (label);
  step->merge_key = g_strdup (merge_key);
  step->time_us = g_get_monotonic_time ();
  return step;
}

static void
step_free (gpointer data)
{
  Step *step = data;

  gradus_project_free (step->project);
  g_clear_object (&step->memory);
  g_free (step->label);
  g_free (step->merge_key);
  g_free (step);
}

static Step *
latest (GPtrArray *steps)
{
  return steps->len > 0 ? g_ptr_array_index (steps, steps->len - 1) : NULL;
}

static gboolean
stacks_equal (const GradusSequential *a, const GradusSequential *b)
{
  if (g_strcmp0 (a->name, b->name) != 0 || !gradus_shape_equal (&a->input, &b->input) ||
      a->layers->len != b->layers->len)
    return FALSE;
  for (guint i = 0; i < a->layers->len; i++)
    {
      const GradusLayer *one = gradus_sequential_get_layer (a, i);
      const GradusLayer *other = gradus_sequential_get_layer (b, i);

      if (one->uid != other->uid || !gradus_layer_equal (one, other))
        return FALSE;
    }
  return TRUE;
}

static gboolean
metrics_equal (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!gradus_config_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;
  return TRUE;
}

/* Whether two optimizers differ in their learning rate and in nothing else. */
static gboolean
only_rates_differ (const GradusConfig *a, const GradusConfig *b)
{
  const GradusKind        *kind = gradus_config_get_kind (a);
  const GradusParam       *rate = gradus_kind_find_param (kind, "learning_rate");
  g_autoptr (GradusConfig) same = NULL;

  if (kind != gradus_config_get_kind (b) || rate == NULL ||
      rate->type != GRADUS_PARAM_FLOAT)
    return FALSE;
  same = gradus_config_copy (a);
  return gradus_config_set_float (same, "learning_rate",
                                  gradus_config_get_float (b, "learning_rate"), NULL) &&
         gradus_config_equal (same, b);
}

static guint
compare_compile (const GradusSequential *a, const GradusSequential *b)
{
  if (!gradus_config_equal (a->loss, b->loss) ||
      !metrics_equal (a->metrics, b->metrics) ||
      !metrics_equal (a->weighted_metrics, b->weighted_metrics) ||
      !metrics_equal (a->callbacks, b->callbacks) ||
      a->class_weights->len != b->class_weights->len ||
      (a->class_weights->len > 0 &&
       memcmp (a->class_weights->data, b->class_weights->data,
               a->class_weights->len * sizeof (double)) != 0))
    return GRADUS_CHANGE_COMPILE;
  if (gradus_config_equal (a->optimizer, b->optimizer))
    return 0;
  return only_rates_differ (a->optimizer, b->optimizer) ? GRADUS_CHANGE_RATE
                                                        : GRADUS_CHANGE_COMPILE;
}

static guint
compare_fit (const GradusFitOptions *a, const GradusFitOptions *b)
{
  if (a->batch_size != b->batch_size || a->validation_split != b->validation_split ||
      !a->shuffle != !b->shuffle || a->seed != b->seed || a->n_threads != b->n_threads)
    return GRADUS_CHANGE_FIT;
  return a->epochs != b->epochs ? GRADUS_CHANGE_EPOCHS : 0;
}

static gboolean
arrays_equal (const GArray *a, const GArray *b)
{
  return a->len == b->len &&
         (a->len == 0 || memcmp (a->data, b->data,
                                 a->len * g_array_get_element_size ((GArray *) a)) == 0);
}

/* What differs between two projects, as a set of GradusChange. */
static guint
compare (const GradusProject *a, const GradusProject *b)
{
  guint changes = 0;

  if (g_strcmp0 (a->title, b->title) != 0)
    changes |= GRADUS_CHANGE_TITLE;
  if (g_strcmp0 (a->notes, b->notes) != 0)
    changes |= GRADUS_CHANGE_NOTES;
  if (!stacks_equal (a->sequential, b->sequential))
    changes |= GRADUS_CHANGE_STACK;
  if (!gradus_bypassed_list_equal (a->bypassed, b->bypassed))
    changes |= GRADUS_CHANGE_BYPASSED;
  if (!gradus_layer_groups_equal (a->groups, b->groups))
    changes |= GRADUS_CHANGE_GROUPS;
  if (!gradus_data_ref_equal (&a->data, &b->data))
    changes |= GRADUS_CHANGE_DATA;
  if (!gradus_project_runs_equal (a, b))
    changes |= GRADUS_CHANGE_RUNS;
  if (!arrays_equal (a->weight_edits, b->weight_edits))
    changes |= GRADUS_CHANGE_WEIGHTS;
  if (!arrays_equal (a->lesions, b->lesions))
    changes |= GRADUS_CHANGE_LESIONS;
  changes |= compare_compile (a->sequential, b->sequential);
  changes |= compare_fit (&a->fit, &b->fit);
  return changes;
}

static void
notify_boolean (GradusDocument *self, guint prop, gboolean before, gboolean after)
{
  if (!before != !after)
    g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
notify_string (GradusDocument *self, guint prop, const char *before, const char *after)
{
  if (g_strcmp0 (before, after) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
read_shown (GradusDocument *self, Shown *shown)
{
  const Step *undo = latest (self->undo);
  const Step *redo = latest (self->redo);

  shown->title = g_strdup (self->project->title);
  shown->modified = self->saved == NULL || compare (self->project, self->saved) != 0;
  shown->undo_label = undo != NULL ? g_strdup (undo->label) : NULL;
  shown->redo_label = redo != NULL ? g_strdup (redo->label) : NULL;
}

static void
clear_shown (Shown *shown)
{
  g_clear_pointer (&shown->title, g_free);
  g_clear_pointer (&shown->undo_label, g_free);
  g_clear_pointer (&shown->redo_label, g_free);
}

/* Notifies the properties that differ from what they were at the last call. */
static void
update_shown (GradusDocument *self)
{
  Shown before = self->shown;
  Shown after;

  read_shown (self, &after);
  self->shown = after;
  g_object_freeze_notify (G_OBJECT (self));
  notify_string (self, PROP_TITLE, before.title, after.title);
  notify_boolean (self, PROP_MODIFIED, before.modified, after.modified);
  notify_boolean (self, PROP_CAN_UNDO, before.undo_label != NULL,
                  after.undo_label != NULL);
  notify_boolean (self, PROP_CAN_REDO, before.redo_label != NULL,
                  after.redo_label != NULL);
  notify_string (self, PROP_UNDO_LABEL, before.undo_label, after.undo_label);
  notify_string (self, PROP_REDO_LABEL, before.redo_label, after.redo_label);
  g_object_thaw_notify (G_OBJECT (self));
  clear_shown (&before);
}

/* Puts @project in the place of the current one and hands out the old one. */
static GradusProject *
swap_project (GradusDocument *self, GradusProject *project, guint *changes)
{
  GradusProject *old = self->project;

  *changes = compare (old, project);
  self->project = project;
  g_clear_pointer (&self->plan, gradus_plan_unref);
  g_clear_pointer (&self->advice, gradus_advice_free);
  self->has_advice = FALSE;
  g_clear_pointer (&self->hint, gradus_hint_free);
  self->has_hint = FALSE;
  return old;
}

static void
announce (GradusDocument *self, guint changes)
{
  g_object_ref (self);
  update_shown (self);
  if (changes != 0)
    g_signal_emit (self, changed_signal, 0, changes);
  g_object_unref (self);
}

static gboolean
may_merge (const Step *step, const char *merge_key)
{
  return step != NULL && merge_key != NULL &&
         g_strcmp0 (step->merge_key, merge_key) == 0 &&
         g_get_monotonic_time () - step->time_us < MERGE_US;
}

/* Keeps @old, and what was kept with it, for undo, or lets the latest step cover this
 * edit, too. */
static void
push_undo (GradusDocument *self,
           GradusProject  *old,
           const char     *label,
           const char     *merge_key)
{
  Step    *step = latest (self->undo);
  gboolean is_merged = self->redo->len == 0 && may_merge (step, merge_key);

  g_ptr_array_set_size (self->redo, 0);
  if (!is_merged)
    {
      step = step_new (old, label, merge_key);
      step->memory = g_steal_pointer (&self->memory);
      g_ptr_array_add (self->undo, step);
      return;
    }
  gradus_project_free (old);
  g_clear_object (&self->memory);
  if (compare (step->project, self->project) == 0)
    {
      /* The slider is back where it started: there is nothing to undo. */
      self->memory = g_steal_pointer (&step->memory);
      g_ptr_array_remove_index (self->undo, self->undo->len - 1);
      return;
    }
  g_free (step->label);
  step->label = g_strdup (label);
  step->time_us = g_get_monotonic_time ();
}

/* Moves one step from one list to the other and goes to its project. */
static void
travel (GradusDocument *self, GPtrArray *from, GPtrArray *to)
{
  Step    *step;
  GObject *memory;
  guint    changes;

  g_return_if_fail (self->draft == NULL);
  if (from->len == 0)
    return;
  step = g_ptr_array_steal_index (from, from->len - 1);
  gradus_layer_groups_fold_like (step->project->groups, self->project->groups);
  step->project = swap_project (self, step->project, &changes);
  memory = g_steal_pointer (&step->memory);
  step->memory = g_steal_pointer (&self->memory);
  self->memory = memory;
  if (step->is_anew)
    changes |= GRADUS_CHANGE_LEARNED;
  /* What comes after is a new thought, even if it turns the same knob. */
  g_clear_pointer (&step->merge_key, g_free);
  g_ptr_array_add (to, step);
  announce (self, changes);
}

static void
set_title (GradusDocument *self, const char *title)
{
  GradusProject *draft = gradus_document_begin (self, _ ("Rename"), "title");

  g_free (draft->title);
  draft->title = g_strdup (title != NULL ? title : "");
  gradus_document_commit (self);
}

static void
gradus_document_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  GradusDocument *self = GRADUS_DOCUMENT (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->project->title);
      break;
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, self->shown.modified);
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, self->undo->len > 0);
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, self->redo->len > 0);
      break;
    case PROP_UNDO_LABEL:
      g_value_set_string (value, self->shown.undo_label);
      break;
    case PROP_REDO_LABEL:
      g_value_set_string (value, self->shown.redo_label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
gradus_document_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_TITLE:
      set_title (GRADUS_DOCUMENT (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
gradus_document_dispose (GObject *object)
{
  GradusDocument *self = GRADUS_DOCUMENT (object);

  g_clear_object (&self->file);
  g_clear_object (&self->memory);
  G_OBJECT_CLASS (gradus_document_parent_class)->dispose (object);
}

static void
gradus_document_finalize (GObject *object)
{
  GradusDocument *self = GRADUS_DOCUMENT (object);

  g_clear_pointer (&self->draft, gradus_project_free);
  g_clear_pointer (&self->draft_label, g_free);
  g_clear_pointer (&self->draft_merge_key, g_free);
  g_clear_pointer (&self->plan, gradus_plan_unref);
  g_clear_pointer (&self->advice, gradus_advice_free);
  g_clear_pointer (&self->hint, gradus_hint_free);
  g_clear_pointer (&self->project, gradus_project_free);
  g_clear_pointer (&self->saved, gradus_project_free);
  g_clear_pointer (&self->stamp, g_free);
  g_clear_pointer (&self->undo, g_ptr_array_unref);
  g_clear_pointer (&self->redo, g_ptr_array_unref);
  clear_shown (&self->shown);
  G_OBJECT_CLASS (gradus_document_parent_class)->finalize (object);
}

static void
gradus_document_class_init (GradusDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   readable =
    G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = gradus_document_get_property;
  object_class->set_property = gradus_document_set_property;
  object_class->dispose = gradus_document_dispose;
  object_class->finalize = gradus_document_finalize;

  /* Setting the title is an edit that can be undone. */
  props[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, readable | G_PARAM_WRITABLE);
  props[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, readable);
  props[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, readable);
  props[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, readable);
  props[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, readable);
  props[PROP_UNDO_LABEL] = g_param_spec_string ("undo-label", NULL, NULL, NULL, readable);
  props[PROP_REDO_LABEL] = g_param_spec_string ("redo-label", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * GradusDocument::changed:
   * @self: the document
   * @changes: a set of GradusChange, never empty
   *
   * The project is another one now.
   */
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
gradus_document_init (GradusDocument *self)
{
  self->undo = g_ptr_array_new_with_free_func (step_free);
  self->redo = g_ptr_array_new_with_free_func (step_free);
}

/* Takes @project. */
static GradusDocument *
document_new_take (GradusProject *project)
{
  GradusDocument *self = g_object_new (GRADUS_TYPE_DOCUMENT, NULL);

  self->project = project;
  self->saved = gradus_project_copy (project);
  read_shown (self, &self->shown);
  return self;
}

/**
 * gradus_document_new:
 *
 * Returns: (transfer full): a document with an empty stack, unmodified
 */
GradusDocument *
gradus_document_new (void)
{
  return document_new_take (gradus_project_new ());
}

/**
 * gradus_document_new_from_template:
 * @model: the network to begin with
 *
 * Returns: (transfer full): a document of its own, unmodified and without a file
 */
GradusDocument *
gradus_document_new_from_template (const GradusTemplate *model)
{
  g_return_val_if_fail (model != NULL, NULL);
  return document_new_take (gradus_template_build (model));
}

/**
 * gradus_document_new_from_project:
 * @project: copied
 *
 * Returns: (transfer full): a document that begins with @project, unmodified and without
 * a file
 */
GradusDocument *
gradus_document_new_from_project (const GradusProject *project)
{
  g_return_val_if_fail (project != NULL, NULL);
  return document_new_take (gradus_project_copy (project));
}

/**
 * gradus_document_new_from_keras_file:
 * @file: what was read; its project is copied, its weights and history are left to the
 * caller
 * @location: (nullable): where it was read from, and will be saved to
 *
 * Returns: (transfer full): the document, unmodified
 */
GradusDocument *
gradus_document_new_from_keras_file (const GradusKerasFile *file, GFile *location)
{
  GradusDocument *self;

  g_return_val_if_fail (file != NULL && file->project != NULL, NULL);
  self = gradus_document_new_from_project (file->project);
  g_set_object (&self->file, location);
  return self;
}

/**
 * gradus_document_mark_saved:
 * @self: a document
 * @location: (nullable): where it lies now; %NULL keeps the file it had
 *
 * Takes the present project as the one on disk.
 */
void
gradus_document_mark_saved (GradusDocument *self, GFile *location)
{
  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  gradus_document_mark_saved_as (self, self->project, location);
}

/**
 * gradus_document_mark_saved_as:
 * @self: a document
 * @written: the project that was written; edits may have been made since
 * @location: (nullable): where it lies now; %NULL keeps the file it had
 *
 * Takes @written as the project on disk.
 */
void
gradus_document_mark_saved_as (GradusDocument      *self,
                               const GradusProject *written,
                               GFile               *location)
{
  GradusProject *copy;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));

  copy = gradus_project_copy (written);
  g_clear_pointer (&self->saved, gradus_project_free);
  self->saved = copy;
  if (location != NULL && g_set_object (&self->file, location))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILE]);
  update_shown (self);
}

void
gradus_document_set_stamp (GradusDocument *self, const char *stamp)
{
  char *copy;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  copy = g_strdup (stamp);
  g_free (self->stamp);
  self->stamp = copy;
}

const char *
gradus_document_get_stamp (GradusDocument *self)
{
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);
  return self->stamp;
}

/**
 * gradus_document_mark_unsaved:
 * @self: a document
 *
 * Says that what is on disk is not this document, as after a crash: it counts as modified
 * until it is saved, whatever is edited or undone.
 */
void
gradus_document_mark_unsaved (GradusDocument *self)
{
  g_return_if_fail (GRADUS_IS_DOCUMENT (self));

  g_clear_pointer (&self->saved, gradus_project_free);
  update_shown (self);
}

/**
 * gradus_document_set_read_only:
 * @self: a document
 * @is_read_only: whether edits are dropped from now on
 *
 * For what this program would write worse than it was, like the file of a newer Gradus.
 */
void
gradus_document_set_read_only (GradusDocument *self, gboolean is_read_only)
{
  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  self->is_read_only = is_read_only;
}

gboolean
gradus_document_is_read_only (GradusDocument *self)
{
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), FALSE);
  return self->is_read_only;
}

/**
 * gradus_document_get_project:
 * @self: a document
 *
 * Returns: (transfer none): the project as it is now, valid until the next change
 */
const GradusProject *
gradus_document_get_project (GradusDocument *self)
{
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);
  return self->project;
}

/**
 * gradus_document_get_plan:
 * @self: a document
 *
 * Returns: (transfer none): shapes of the present stack, valid until the next change
 */
GradusPlan *
gradus_document_get_plan (GradusDocument *self)
{
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);

  if (self->plan == NULL)
    self->plan = gradus_plan_new (self->project->sequential);
  return self->plan;
}

/**
 * gradus_document_begin:
 * @self: a document that is not being edited already
 * @label: what the edit does, translated, like "Add Dense"
 * @merge_key: (nullable): edits with the same key within a second become one step
 *
 * Starts an edit.
 *
 * Returns: (transfer none): a draft to change, which the document keeps; valid until
 * commit or rollback
 */
GradusProject *
gradus_document_begin (GradusDocument *self, const char *label, const char *merge_key)
{
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (self->draft == NULL, NULL);

  self->draft = gradus_project_copy (self->project);
  self->draft_label = g_strdup (label);
  self->draft_merge_key = g_strdup (merge_key);
  return self->draft;
}

static void
repair_groups (GradusProject *draft)
{
  g_autoptr (GPtrArray) layers = gradus_project_list_layers (draft);

  gradus_layer_groups_repair (draft->groups, layers);
}

/* The network's input follows the data when other data are chosen. */
static void
follow_data (GradusProject *draft, const GradusProject *old)
{
  GradusShape shape;

  if (!gradus_data_ref_equal (&draft->data, &old->data) &&
      gradus_data_ref_get_shape (&draft->data, &shape))
    draft->sequential->input = shape;
}

/**
 * gradus_document_commit:
 * @self: a document between begin and commit
 *
 * Makes the draft the project. A draft that says the same as before makes no step, and
 * neither does any draft of a document that is read only.
 */
void
gradus_document_commit (GradusDocument *self)
{
  g_autoptr (GradusProject) draft = NULL;
  g_autofree char          *label = NULL;
  g_autofree char          *merge_key = NULL;
  GradusProject            *old;
  guint                     changes;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  g_return_if_fail (self->draft != NULL);

  draft = g_steal_pointer (&self->draft);
  label = g_steal_pointer (&self->draft_label);
  merge_key = g_steal_pointer (&self->draft_merge_key);
  follow_data (draft, self->project);
  gradus_whole_stack_repair (draft, self->project);
  repair_groups (draft);
  if (self->is_read_only || compare (self->project, draft) == 0)
    return;
  old = swap_project (self, g_steal_pointer (&draft), &changes);
  push_undo (self, old, label, merge_key);
  announce (self, changes);
}

/**
 * gradus_document_rollback:
 * @self: a document between begin and commit
 *
 * Drops the draft; nothing has happened.
 */
void
gradus_document_rollback (GradusDocument *self)
{
  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  g_return_if_fail (self->draft != NULL);

  g_clear_pointer (&self->draft, gradus_project_free);
  g_clear_pointer (&self->draft_label, g_free);
  g_clear_pointer (&self->draft_merge_key, g_free);
}

/**
 * gradus_document_undo:
 * @self: a document
 *
 * Takes back the latest step, if there is one.
 */
void
gradus_document_undo (GradusDocument *self)
{
  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  travel (self, self->undo, self->redo);
}

/**
 * gradus_document_redo:
 * @self: a document
 *
 * Makes the step again that was undone last, if there is one.
 */
void
gradus_document_redo (GradusDocument *self)
{
  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  travel (self, self->redo, self->undo);
}

/**
 * gradus_document_begin_anew:
 * @self: a document that is not being edited
 * @label: what happens, translated, like "Reset weights"
 *
 * Makes a step that leaves the project as it is and begins a version of it that has
 * learned nothing yet: what was kept with the version before comes back with undo. A
 * document that is read only keeps no steps, but begins anew as well.
 */
void
gradus_document_begin_anew (GradusDocument *self, const char *label)
{
  Step *step;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  g_return_if_fail (self->draft == NULL);

  if (self->is_read_only)
    g_clear_object (&self->memory);
  else
    {
      step = step_new (gradus_project_copy (self->project), label, NULL);
      step->is_anew = TRUE;
      step->memory = g_steal_pointer (&self->memory);
      g_ptr_array_set_size (self->redo, 0);
      g_ptr_array_add (self->undo, step);
    }
  announce (self, GRADUS_CHANGE_LEARNED);
}

/**
 * gradus_document_get_memory:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): what is kept with the present version
 */
GObject *
gradus_document_get_memory (GradusDocument *self)
{
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);
  return self->memory;
}

/**
 * gradus_document_set_memory:
 * @self: a document
 * @memory: (nullable): what to keep with the present version
 */
void
gradus_document_set_memory (GradusDocument *self, GObject *memory)
{
  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  g_set_object (&self->memory, memory);
}

static char **
dup_labels (const GPtrArray *steps)
{
  char **labels = g_new0 (char *, steps->len + 1);

  for (guint i = 0; i < steps->len; i++)
    labels[i] =
      g_strdup (((const Step *) g_ptr_array_index (steps, steps->len - 1 - i))->label);
  return labels;
}

/**
 * gradus_document_dup_undo_labels:
 * @self: a document
 *
 * Returns: (transfer full) (array zero-terminated=1): labels of the steps that can be
 * undone, latest first
 */
char **
gradus_document_dup_undo_labels (GradusDocument *self)
{
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);
  return dup_labels (self->undo);
}

/**
 * gradus_document_dup_redo_labels:
 * @self: a document
 *
 * Returns: (transfer full) (array zero-terminated=1): labels of the steps that can be
 * made again, next first
 */
char **
gradus_document_dup_redo_labels (GradusDocument *self)
{
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);
  return dup_labels (self->redo);
}

static void
add_run (GradusProject *project, GradusRun *run, guint max_runs)
{
  while (project->runs->len >= max_runs)
    g_ptr_array_remove_index (project->runs, 0);
  g_ptr_array_add (project->runs, gradus_run_ref (run));
}

/**
 * gradus_document_append_run:
 * @self: a document
 * @run: a run that has ended
 * @max_runs: how many are kept; the oldest go
 *
 * Adds a run to the project and to every project that undo or redo may come back to: it
 * is something that happened and not an edit, so that undoing edits does not take it
 * away.
 */
void
gradus_document_append_run (GradusDocument *self, GradusRun *run, guint max_runs)
{
  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  g_return_if_fail (self->draft == NULL);

  for (guint i = 0; i < self->undo->len; i++)
    add_run (((Step *) g_ptr_array_index (self->undo, i))->project, run, max_runs);
  for (guint i = 0; i < self->redo->len; i++)
    add_run (((Step *) g_ptr_array_index (self->redo, i))->project, run, max_runs);
  add_run (self->project, run, max_runs);
  announce (self, GRADUS_CHANGE_RUNS);
}

static GradusAdvice *
get_advice (GradusDocument *self)
{
  if (!self->has_advice)
    {
      self->advice = gradus_advice_new (self->project, gradus_document_get_plan (self));
      self->has_advice = TRUE;
    }
  return self->advice;
}

/**
 * gradus_document_get_problem:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): the first thing that keeps the project from
 * training, or %NULL if it can train; valid until the next change
 */
const GradusProblem *
gradus_document_get_problem (GradusDocument *self)
{
  GradusAdvice *advice;

  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);

  advice = get_advice (self);
  return advice != NULL ? gradus_advice_get_problem (advice) : NULL;
}

/**
 * gradus_document_apply_fix:
 * @self: a document with a problem
 * @fix: which repair, below the problem's n_fixes
 *
 * Makes the repair as one step, labelled like its button.
 */
void
gradus_document_apply_fix (GradusDocument *self, guint fix)
{
  const GradusProblem *problem = gradus_document_get_problem (self);
  GradusProject       *draft;

  g_return_if_fail (problem != NULL && fix < problem->n_fixes);

  draft = gradus_document_begin (self, problem->fix_titles[fix], NULL);
  gradus_advice_apply (get_advice (self), fix, draft);
  gradus_document_commit (self);
}

/**
 * gradus_document_get_hint:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): what will not learn well, or %NULL; valid until
 *   the next change
 */
const GradusHint *
gradus_document_get_hint (GradusDocument *self)
{
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);

  if (!self->has_hint && get_advice (self) == NULL)
    self->hint = gradus_hint_new (self->project, gradus_document_get_plan (self));
  self->has_hint = TRUE;
  return self->hint;
}

/**
 * gradus_document_apply_hint:
 * @self: a document with a hint
 * @fix: which repair, below the hint's n_fixes
 *
 * Makes the repair as one step, labelled like its button.
 */
void
gradus_document_apply_hint (GradusDocument *self, guint fix)
{
  const GradusHint *hint = gradus_document_get_hint (self);
  GradusProject    *draft;

  g_return_if_fail (hint != NULL && fix < hint->n_fixes);

  draft = gradus_document_begin (self, hint->fix_titles[fix], NULL);
  gradus_hint_apply (hint, fix, draft);
  gradus_document_commit (self);
}
