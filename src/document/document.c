/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "document/document-private.h"

#include "document/changes.h"

#include <glib/gi18n-lib.h>

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

/* --- What is shown of it --- */

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
read_shown (GradusDocument *self, GradusDocumentShown *shown)
{
  const GradusStep *undo = gradus_steps_get_latest (self->undo);
  const GradusStep *redo = gradus_steps_get_latest (self->redo);

  shown->title = g_strdup (self->project->title);
  shown->modified =
    self->saved == NULL || gradus_project_compare (self->project, self->saved) != 0;
  shown->undo_label = undo != NULL ? g_strdup (undo->label) : NULL;
  shown->redo_label = redo != NULL ? g_strdup (redo->label) : NULL;
}

static void
clear_shown (GradusDocumentShown *shown)
{
  g_clear_pointer (&shown->title, g_free);
  g_clear_pointer (&shown->undo_label, g_free);
  g_clear_pointer (&shown->redo_label, g_free);
}

/* Notifies the properties that differ from what they were at the last call. */
static void
update_shown (GradusDocument *self)
{
  GradusDocumentShown before = self->shown;
  GradusDocumentShown after;

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

GradusProject *
gradus_document_swap_project (GradusDocument *self,
                              GradusProject  *project,
                              guint          *changes)
{
  GradusProject *old = self->project;

  *changes = gradus_project_compare (old, project);
  self->project = project;
  gradus_document_forget_findings (self);
  return old;
}

void
gradus_document_announce (GradusDocument *self, guint changes)
{
  g_object_ref (self);
  update_shown (self);
  if (changes != 0)
    g_signal_emit (self, changed_signal, 0, changes);
  g_object_unref (self);
}

/* --- Object --- */

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
  gradus_document_forget_findings (self);
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
  self->undo = g_ptr_array_new_with_free_func (gradus_step_free);
  self->redo = g_ptr_array_new_with_free_func (gradus_step_free);
}

/* --- Where it comes from --- */

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

/* --- What lies on disk --- */

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
