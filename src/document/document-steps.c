/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "document/document-private.h"

#include "document/changes.h"
#include "document/whole-stack.h"

static GradusStep *
step_new (GradusProject *project,
          const char    *label,
          const char    *merge_key,
          guint64        gesture)
{
  GradusStep *step = g_new0 (GradusStep, 1);

  step->project = project;
  step->label = g_strdup (label);
  step->merge_key = g_strdup (merge_key);
  step->gesture = gesture;
  return step;
}

void
gradus_step_free (gpointer data)
{
  GradusStep *step = data;

  gradus_project_free (step->project);
  g_clear_object (&step->memory);
  g_free (step->label);
  g_free (step->merge_key);
  g_free (step);
}

GradusStep *
gradus_steps_get_latest (const GPtrArray *steps)
{
  return steps->len > 0 ? g_ptr_array_index (steps, steps->len - 1) : NULL;
}

/* --- Edits --- */

static gboolean
may_merge (GradusDocument *self, const GradusStep *step, const char *merge_key)
{
  return self->gesture != 0 && step != NULL && step->gesture == self->gesture &&
         merge_key != NULL && g_strcmp0 (step->merge_key, merge_key) == 0;
}

/* Keeps @old, and what was kept with it, for undo, or lets the latest step cover this
 * edit, too. */
static void
push_undo (GradusDocument *self,
           GradusProject  *old,
           const char     *label,
           const char     *merge_key)
{
  GradusStep *step = gradus_steps_get_latest (self->undo);
  gboolean    is_merged = self->redo->len == 0 && may_merge (self, step, merge_key);

  g_ptr_array_set_size (self->redo, 0);
  if (!is_merged)
    {
      step = step_new (old, label, merge_key, self->gesture);
      step->memory = g_steal_pointer (&self->memory);
      g_ptr_array_add (self->undo, step);
      return;
    }
  gradus_project_free (old);
  g_clear_object (&self->memory);
  if (gradus_project_compare (step->project, self->project) == 0)
    {
      /* The slider is back where it started: there is nothing to undo. */
      self->memory = g_steal_pointer (&step->memory);
      g_ptr_array_remove_index (self->undo, self->undo->len - 1);
      return;
    }
  g_free (step->label);
  step->label = g_strdup (label);
}

/**
 * gradus_document_begin:
 * @self: a document that is not being edited already
 * @label: what the edit does, translated, like "Add Dense"
 * @merge_key: (nullable): edits with the same key within a gesture become one step
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

/**
 * gradus_document_begin_gesture:
 * @self: a document
 *
 * Says that what follows is done in one go, like dragging a slider: until
 * gradus_document_end_gesture() edits with the same merge key are one step, however long
 * it takes. A gesture that begins ends the one before.
 *
 * Returns: its number, not 0
 */
guint64
gradus_document_begin_gesture (GradusDocument *self)
{
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), 0);
  self->gesture = ++self->n_gestures;
  return self->gesture;
}

/**
 * gradus_document_end_gesture:
 * @self: a document
 * @gesture: which one
 *
 * Ends a gesture, unless another one has begun since: the next edit is a step of its own.
 */
void
gradus_document_end_gesture (GradusDocument *self, guint64 gesture)
{
  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  if (self->gesture == gesture)
    self->gesture = 0;
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
  if (self->is_read_only || gradus_project_compare (self->project, draft) == 0)
    return;
  old = gradus_document_swap_project (self, g_steal_pointer (&draft), &changes);
  push_undo (self, old, label, merge_key);
  gradus_document_announce (self, changes);
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
  GradusStep *step;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  g_return_if_fail (self->draft == NULL);

  if (self->is_read_only)
    g_clear_object (&self->memory);
  else
    {
      step = step_new (gradus_project_copy (self->project), label, NULL, 0);
      step->is_anew = TRUE;
      step->memory = g_steal_pointer (&self->memory);
      g_ptr_array_set_size (self->redo, 0);
      g_ptr_array_add (self->undo, step);
    }
  gradus_document_announce (self, GRADUS_CHANGE_LEARNED);
}

/* --- Undo and redo --- */

/* Moves one step from one list to the other and goes to its project. */
static void
travel (GradusDocument *self, GPtrArray *from, GPtrArray *to)
{
  GradusStep *step;
  GObject    *memory;
  guint       changes;

  g_return_if_fail (self->draft == NULL);
  if (from->len == 0)
    return;
  step = g_ptr_array_steal_index (from, from->len - 1);
  gradus_layer_groups_fold_like (step->project->groups, self->project->groups);
  step->project = gradus_document_swap_project (self, step->project, &changes);
  memory = g_steal_pointer (&step->memory);
  step->memory = g_steal_pointer (&self->memory);
  self->memory = memory;
  if (step->is_anew)
    changes |= GRADUS_CHANGE_LEARNED;
  /* What comes after is a new thought, even if it turns the same knob. */
  g_clear_pointer (&step->merge_key, g_free);
  g_ptr_array_add (to, step);
  gradus_document_announce (self, changes);
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

static char **
dup_labels (const GPtrArray *steps)
{
  char **labels = g_new0 (char *, steps->len + 1);

  for (guint i = 0; i < steps->len; i++)
    labels[i] = g_strdup (
      ((const GradusStep *) g_ptr_array_index (steps, steps->len - 1 - i))->label);
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

/* --- What belongs to every version --- */

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
    add_run (((GradusStep *) g_ptr_array_index (self->undo, i))->project, run, max_runs);
  for (guint i = 0; i < self->redo->len; i++)
    add_run (((GradusStep *) g_ptr_array_index (self->redo, i))->project, run, max_runs);
  add_run (self->project, run, max_runs);
  gradus_document_announce (self, GRADUS_CHANGE_RUNS);
}
