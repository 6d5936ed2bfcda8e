/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-studio-private.h"

#include "app/gradus-format.h"
#include "app/gradus-restarts.h"

#include <glib/gi18n-lib.h>

guint gradus_studio_signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusStudio, gradus_studio, G_TYPE_OBJECT)

#define ALL_CHANGES                                                                      \
  (GRADUS_CHANGE_TITLE | GRADUS_CHANGE_STACK | GRADUS_CHANGE_COMPILE |                   \
   GRADUS_CHANGE_RATE | GRADUS_CHANGE_FIT | GRADUS_CHANGE_EPOCHS | GRADUS_CHANGE_DATA |  \
   GRADUS_CHANGE_RUNS | GRADUS_CHANGE_LEARNED | GRADUS_CHANGE_BYPASSED |                 \
   GRADUS_CHANGE_GROUPS | GRADUS_CHANGE_LESIONS)

void
gradus_studio_say (GradusStudio *self, const char *text)
{
  g_signal_emit (self, gradus_studio_signals[MESSAGE], 0, text);
}

/* --- The session follows the document --- */

const GradusProject *
gradus_studio_get_project (GradusStudio *self)
{
  return self->document != NULL ? gradus_document_get_project (self->document) : NULL;
}

static gboolean
fits (GradusStudio *self)
{
  return self->train_data != NULL && gradus_document_get_problem (self->document) == NULL;
}

/* What is seen goes on: an edit of the past does not change the present. */
static guint64
branch (GradusStudio *self)
{
  guint64 step = gradus_lookout_get_step (self->lookout);

  gradus_lookout_look_at_now (self->lookout);
  gradus_run_keeper_branch (self->runs, step);
  return gradus_versions_branch (self->versions, self->document, self->train_data, step);
}

/* A project that cannot train leaves the session alone: what was learned is still there
 * when the stack fits again. */
void
gradus_studio_update_session (GradusStudio *self, gboolean keep_weights)
{
  guint64 serial;

  if (self->document == NULL)
    return;
  if (!fits (self))
    {
      gradus_session_pause (self->session);
      return;
    }
  if (keep_weights && gradus_lookout_is_looking_back (self->lookout))
    serial = branch (self);
  else
    serial = gradus_versions_follow (self->versions, self->document, self->train_data,
                                     keep_weights);
  if (serial != 0)
    gradus_run_keeper_begin (self->runs, serial, gradus_studio_get_project (self));
  gradus_studio_restore_saved (self);
}

static void
document_changed_cb (GradusDocument *document, guint changes, gpointer user_data)
{
  GradusStudio        *self = user_data;
  const GradusProject *project = gradus_studio_get_project (self);
  const guint live = GRADUS_CHANGE_RATE | GRADUS_CHANGE_EPOCHS | GRADUS_CHANGE_WEIGHTS |
                     GRADUS_CHANGE_LESIONS;
  const guint aside = GRADUS_CHANGE_TITLE | GRADUS_CHANGE_RUNS | GRADUS_CHANGE_BYPASSED |
                      GRADUS_CHANGE_GROUPS;

  if (changes & GRADUS_CHANGE_STACK)
    self->has_saved = FALSE;
  /* What a step of several changes says of weights comes after the network. */
  if ((changes & ~live & ~aside) &&
      (changes & (GRADUS_CHANGE_WEIGHTS | GRADUS_CHANGE_LESIONS)))
    gradus_hand_follow (self->hand, project);
  if (changes & GRADUS_CHANGE_DATA)
    gradus_studio_load_data (self);
  else if (changes & ~live & ~aside)
    gradus_studio_update_session (self, self->is_branching ||
                                          !(changes & GRADUS_CHANGE_LEARNED));
  else
    {
      if (changes & GRADUS_CHANGE_RATE)
        gradus_session_set_learning_rate (self->session,
                                          gradus_config_get_float (project->sequential
                                                                     ->optimizer,
                                                                   "learning_rate"));
      if (changes & GRADUS_CHANGE_EPOCHS)
        gradus_session_set_epochs (self->session, project->fit.epochs);
      if (changes & (GRADUS_CHANGE_WEIGHTS | GRADUS_CHANGE_LESIONS))
        gradus_hand_follow (self->hand, project);
      if (changes & (GRADUS_CHANGE_RATE | GRADUS_CHANGE_EPOCHS))
        gradus_run_keeper_retune (self->runs, project);
      if (fits (self))
        gradus_versions_note (self->versions, self->document);
    }
  gradus_studio_repair_selection (self);
  g_signal_emit (self, gradus_studio_signals[DOCUMENT_CHANGED], 0, changes);
}

/* Steps are counted, not states: a single batch may be over before anybody looks. */
static void
notice_learning (GradusStudio *self)
{
  const GradusSnapshot *snapshot = gradus_session_get_snapshot (self->session);

  if (snapshot->state > GRADUS_SESSION_READY && snapshot->report.step != self->known_step)
    self->has_learned = TRUE;
}

/* Another history has taken the place of the one before: that is an earlier run now. */
static void
keep_run (GradusStudio *self)
{
  const GradusSnapshot *snapshot = gradus_session_get_snapshot (self->session);
  GradusRun            *ended =
    gradus_run_keeper_follow (self->runs, snapshot->serial, snapshot->history);

  if (ended != NULL)
    gradus_document_keep_run (self->document, ended);
}

static void
notice_restarts (GradusStudio *self)
{
  const GradusSnapshot *snapshot = gradus_session_get_snapshot (self->session);
  g_autofree char      *text = NULL;

  if (gradus_restarts_equal (self->restarts, snapshot->restarts))
    return;
  g_clear_pointer (&self->restarts, g_array_unref);
  self->restarts = snapshot->restarts != NULL ? g_array_ref (snapshot->restarts) : NULL;
  if (gradus_studio_get_project (self) != NULL)
    text = gradus_restarts_describe (self->restarts,
                                     gradus_studio_get_project (self)->sequential);
  g_signal_emit (self, gradus_studio_signals[RESTARTED], 0, text);
}

static void
session_updated_cb (GradusStudio *self)
{
  keep_run (self);
  notice_learning (self);
  notice_restarts (self);
  gradus_lookout_refresh (self->lookout);
  g_signal_emit (self, gradus_studio_signals[UPDATED], 0);
  gradus_studio_write_files (self);
  gradus_studio_follow_weights (self);
}

static void
session_failed_cb (GradusStudio *self, const char *message)
{
  gradus_studio_say (self, message);
}

/* --- Object --- */

static void
gradus_studio_dispose (GObject *object)
{
  GradusStudio *self = GRADUS_STUDIO (object);

  gradus_studio_forget_data (self);
  gradus_studio_clear_probe (self);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_clear_pointer (&self->pace, gradus_pace_free);
      gradus_session_close (self->session);
    }
  g_clear_object (&self->document);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gradus_studio_parent_class)->dispose (object);
}

static void
gradus_studio_finalize (GObject *object)
{
  GradusStudio *self = GRADUS_STUDIO (object);

  g_clear_pointer (&self->lookout, gradus_lookout_free);
  g_clear_pointer (&self->runs, gradus_run_keeper_free);
  g_clear_pointer (&self->versions, gradus_versions_free);
  g_clear_pointer (&self->hand, gradus_hand_free);
  g_clear_pointer (&self->restarts, g_array_unref);
  g_clear_pointer (&self->saved_weights, g_ptr_array_unref);
  g_clear_pointer (&self->saved_slots, g_ptr_array_unref);
  g_clear_pointer (&self->saved_history, gradus_history_unref);
  g_clear_pointer (&self->saved_silences, g_ptr_array_unref);
  gradus_selection_clear (&self->layers);
  G_OBJECT_CLASS (gradus_studio_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, guint n_params, GType type)
{
  return g_signal_new (name, GRADUS_TYPE_STUDIO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n_params, type);
}

static void
gradus_studio_class_init (GradusStudioClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = gradus_studio_dispose;
  object_class->finalize = gradus_studio_finalize;

  gradus_studio_signals[DOCUMENT_CHANGED] =
    new_signal ("document-changed", 1, G_TYPE_UINT);
  gradus_studio_signals[SELECTION_CHANGED] = new_signal ("selection-changed", 0, 0);
  gradus_studio_signals[UPDATED] = new_signal ("updated", 0, 0);
  gradus_studio_signals[PROBE_CHANGED] = new_signal ("probe-changed", 0, 0);
  gradus_studio_signals[DATA_CHANGED] = new_signal ("data-changed", 0, 0);
  gradus_studio_signals[RESTARTED] = new_signal ("restarted", 1, G_TYPE_STRING);
  gradus_studio_signals[LOOKED] = new_signal ("looked", 0, 0);
  gradus_studio_signals[MESSAGE] = new_signal ("message", 1, G_TYPE_STRING);
}

static void
gradus_studio_init (GradusStudio *self)
{
  gradus_selection_init (&self->layers);
  self->session = gradus_session_new ();
  self->pace = gradus_pace_new (self->session);
  self->lookout = gradus_lookout_new (self->session);
  self->hand = gradus_hand_new (self->session);
  self->versions = gradus_versions_new (self->session);
  self->runs = gradus_run_keeper_new ();
  g_signal_connect_object (self->session, "updated", G_CALLBACK (session_updated_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "failed", G_CALLBACK (session_failed_cb), self,
                           G_CONNECT_SWAPPED);
}

GradusStudio *
gradus_studio_new (void)
{
  return g_object_new (GRADUS_TYPE_STUDIO, NULL);
}

GradusDocument *
gradus_studio_get_document (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return self->document;
}

/**
 * gradus_studio_take_learned:
 * @file: weights, and perhaps more, for the network of the document
 *
 * Puts what a file has learned in the place of what was learned here.
 */
void
gradus_studio_take_learned (GradusStudio *self, const GradusKerasFile *file)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));
  g_return_if_fail (self->document != NULL);

  gradus_session_pause (self->session);
  gradus_studio_keep_saved (self, file);
  self->has_learned = TRUE;
  gradus_document_begin_anew (self->document, _ ("Load weights"));
}

gboolean
gradus_studio_has_unsaved (GradusStudio *self)
{
  gboolean is_modified = FALSE;

  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);

  if (self->document == NULL || gradus_document_is_read_only (self->document))
    return FALSE;
  g_object_get (self->document, "modified", &is_modified, NULL);
  return is_modified || self->has_learned;
}

/**
 * gradus_studio_mark_saved:
 * @file: what was written
 * @location: where
 * @stamp: (nullable): what gradus_file_dup_stamp() says of it
 *
 * Takes @file as what lies on disk now. What was edited or learned since counts as
 * unsaved.
 */
void
gradus_studio_mark_saved (GradusStudio          *self,
                          const GradusKerasFile *file,
                          GFile                 *location,
                          const char            *stamp)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));

  self->has_learned = FALSE;
  self->known_step = file->iteration;
  gradus_document_set_stamp (self->document, stamp);
  gradus_document_mark_saved_as (self->document, file->project, location);
  notice_learning (self);
}

/**
 * gradus_studio_set_document:
 * @document: what to work on from now on
 * @file: (nullable): where it came from, for what was learned
 *
 * Shows another document. Training of the one before ends, and its data are forgotten.
 */
void
gradus_studio_set_document (GradusStudio          *self,
                            GradusDocument        *document,
                            const GradusKerasFile *file)
{
  const GradusProject *project;

  g_return_if_fail (GRADUS_IS_STUDIO (self));
  g_return_if_fail (GRADUS_IS_DOCUMENT (document));
  g_return_if_fail (document != self->document);

  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_set_object (&self->document, document);
  g_signal_connect_object (document, "changed", G_CALLBACK (document_changed_cb), self,
                           0);

  project = gradus_studio_get_project (self);
  /* What one does first: choose how to fit, or look at the data that layers are to come
   * for. */
  self->block = gradus_sequential_get_n_layers (project->sequential) > 0
                  ? GRADUS_BLOCK_OPTIMIZER
                  : GRADUS_BLOCK_INPUT;
  gradus_selection_set (&self->layers, NULL, 0, 0);
  self->probe_sample = 0;
  self->has_learned = FALSE;
  self->known_step = file != NULL ? file->iteration : 0;
  gradus_studio_keep_saved (self, file);
  gradus_versions_forget (self->versions);
  gradus_hand_begin (self->hand, project);
  gradus_run_keeper_forget (self->runs,
                            gradus_session_set_project (self->session,
                                                        project->sequential, NULL,
                                                        &project->fit, FALSE));
  gradus_studio_load_data (self);
  g_signal_emit (self, gradus_studio_signals[DOCUMENT_CHANGED], 0, ALL_CHANGES);
  g_signal_emit (self, gradus_studio_signals[SELECTION_CHANGED], 0);
}

/**
 * gradus_studio_reset:
 * @self: a studio with a document that can train
 *
 * Goes back to start weights. This is a step that can be undone: what was learned comes
 * back with it.
 */
void
gradus_studio_reset (GradusStudio *self)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));
  g_return_if_fail (self->document != NULL);

  gradus_document_begin_anew (self->document, _ ("Reset weights"));
}

GradusRunKeeper *
gradus_studio_get_runs (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return self->runs;
}

GradusSession *
gradus_studio_get_session (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return self->session;
}

GradusSnapshot *
gradus_studio_get_snapshot (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return gradus_lookout_get_snapshot (self->lookout);
}

GradusSnapshot *
gradus_studio_get_live_snapshot (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return gradus_session_get_snapshot (self->session);
}

/**
 * gradus_studio_look_back:
 * @self: a studio
 * @step: a moment of the run, as its snapshot lists them
 *
 * Has all parts show an earlier moment of the run. Training goes on meanwhile.
 */
void
gradus_studio_look_back (GradusStudio *self, guint64 step)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));

  gradus_lookout_look_back (self->lookout, step);
  g_signal_emit (self, gradus_studio_signals[LOOKED], 0);
}

void
gradus_studio_look_at_now (GradusStudio *self)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));

  if (!gradus_lookout_is_looking_back (self->lookout))
    return;
  gradus_lookout_look_at_now (self->lookout);
  g_signal_emit (self, gradus_studio_signals[LOOKED], 0);
  g_signal_emit (self, gradus_studio_signals[UPDATED], 0);
  gradus_studio_follow_weights (self);
}

gboolean
gradus_studio_is_looking_back (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);
  return gradus_lookout_is_looking_back (self->lookout);
}

guint64
gradus_studio_get_looked_at (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), 0);
  return gradus_lookout_get_step (self->lookout);
}

/**
 * gradus_studio_branch:
 * @self: a studio that looks back
 *
 * Makes the moment that is looked at the present one, from which training can go on. What
 * came after it stays as an earlier run, and comes back with undo.
 */
void
gradus_studio_branch (GradusStudio *self)
{
  g_autofree char *label = NULL;
  g_autofree char *count = NULL;
  guint64          step;

  g_return_if_fail (GRADUS_IS_STUDIO (self));

  if (!gradus_lookout_is_looking_back (self->lookout) || !fits (self))
    return;
  step = gradus_lookout_get_step (self->lookout);
  /* Translators: a step that can be undone; %s is a number of batches, like 4,500 */
  count = gradus_format_count (step);
  label = g_strdup_printf (_ ("Continue from step %s"), count);
  self->is_branching = TRUE;
  gradus_document_begin_anew (self->document, label);
  self->is_branching = FALSE;
  g_signal_emit (self, gradus_studio_signals[LOOKED], 0);
}

gboolean
gradus_studio_can_train (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);
  return self->document != NULL && self->train_data != NULL &&
         gradus_document_get_problem (self->document) == NULL &&
         gradus_session_get_snapshot (self->session)->state != GRADUS_SESSION_EMPTY;
}
