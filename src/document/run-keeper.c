/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/run-keeper.h"

/* A run of a few batches shows nothing to compare with. */
#define LEAST_STEPS 20

/* What a run that has been ordered will be trained with. */
typedef struct
{
  guint64    serial;
  GPtrArray *settings;
} Ordered;

struct _GradusRunKeeper
{
  guint64        serial; /* that the present run has come to */
  char          *id;     /* of the present run */
  char          *parent; /* (nullable) */
  guint64        parent_step;
  GradusHistory *history;  /* (nullable) of the present run */
  GPtrArray     *settings; /* (element-type GradusRunSetting) */
  GQueue         ordered;  /* of Ordered, by serial */
  GHashTable    *kept;     /* GradusHistory → id of the run that is kept of it */

  GPtrArray *tuned; /* (nullable) settings of the steps after the first n_tuned */
  gsize      n_tuned;

  gboolean is_branching; /* the next run goes on from this one */
  guint64  branch_step;
};

static void
ordered_free (gpointer data)
{
  Ordered *ordered = data;

  g_ptr_array_unref (ordered->settings);
  g_free (ordered);
}

/**
 * gradus_run_keeper_new:
 *
 * Returns: (transfer full): a keeper to which nothing has happened
 */
GradusRunKeeper *
gradus_run_keeper_new (void)
{
  GradusRunKeeper *self = g_new0 (GradusRunKeeper, 1);

  self->id = g_uuid_string_random ();
  self->settings = gradus_run_settings_new ();
  g_queue_init (&self->ordered);
  self->kept =
    g_hash_table_new_full (NULL, NULL, (GDestroyNotify) gradus_history_unref, g_free);
  return self;
}

/**
 * gradus_run_keeper_free:
 * @self: (transfer full) (nullable): a keeper
 */
void
gradus_run_keeper_free (GradusRunKeeper *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->ordered, ordered_free);
  g_clear_pointer (&self->history, gradus_history_unref);
  g_hash_table_unref (self->kept);
  g_ptr_array_unref (self->settings);
  g_clear_pointer (&self->tuned, g_ptr_array_unref);
  g_free (self->parent);
  g_free (self->id);
  g_free (self);
}

/* A history without steps that gives way to another one has been no run of its own, as
 * when what a file brought is put in its place. */
static gboolean
has_begun (const GradusRunKeeper *self)
{
  return self->history != NULL && gradus_history_get_n_steps (self->history) > 0;
}

static void
begin_anew (GradusRunKeeper *self)
{
  g_free (self->id);
  self->id = g_uuid_string_random ();
  g_clear_pointer (&self->parent, g_free);
  self->parent_step = 0;
  g_clear_pointer (&self->history, gradus_history_unref);
}

/**
 * gradus_run_keeper_forget:
 * @self: a keeper
 * @serial: of the first order for the new document
 *
 * Begins anew with another document: what was measured before @serial belongs to the one
 * before.
 */
void
gradus_run_keeper_forget (GradusRunKeeper *self, guint64 serial)
{
  begin_anew (self);
  g_hash_table_remove_all (self->kept);
  g_queue_clear_full (&self->ordered, ordered_free);
  g_ptr_array_unref (self->settings);
  self->settings = gradus_run_settings_new ();
  g_clear_pointer (&self->tuned, g_ptr_array_unref);
  self->serial = serial;
  self->is_branching = FALSE;
}

static GPtrArray *
read_settings (const GradusProject *project)
{
  return gradus_run_settings_new_from_parts (project->sequential, &project->data,
                                             &project->fit);
}

/**
 * gradus_run_keeper_begin:
 * @self: a keeper
 * @serial: of the order, larger than the one before
 * @project: what the session was told to train
 *
 * Notes that another run has been ordered. It begins when a snapshot has come so far.
 */
void
gradus_run_keeper_begin (GradusRunKeeper     *self,
                         guint64              serial,
                         const GradusProject *project)
{
  Ordered *ordered = g_new (Ordered, 1);

  ordered->serial = serial;
  ordered->settings = read_settings (project);
  g_queue_push_tail (&self->ordered, ordered);
}

/**
 * gradus_run_keeper_retune:
 * @self: a keeper
 * @project: the same network with another learning rate or number of epochs
 *
 * Notes what was changed while a run goes on. It counts for the run if anything is
 * learned with it: who trains, turns the rate and begins again has trained with the rate
 * before.
 */
void
gradus_run_keeper_retune (GradusRunKeeper *self, const GradusProject *project)
{
  Ordered *newest = g_queue_peek_tail (&self->ordered);

  if (newest != NULL)
    {
      g_ptr_array_unref (newest->settings);
      newest->settings = read_settings (project);
      return;
    }
  g_clear_pointer (&self->tuned, g_ptr_array_unref);
  self->tuned = read_settings (project);
  self->n_tuned = self->history != NULL ? gradus_history_get_n_steps (self->history) : 0;
}

static void
take_tuned (GradusRunKeeper *self)
{
  if (self->tuned == NULL)
    return;
  g_ptr_array_unref (self->settings);
  self->settings = g_steal_pointer (&self->tuned);
}

/**
 * gradus_run_keeper_branch:
 * @self: a keeper
 * @step: updates that the present run had made where the next one goes on
 *
 * Says that the next run goes on from this one and not from its start weights.
 */
void
gradus_run_keeper_branch (GradusRunKeeper *self, guint64 step)
{
  self->is_branching = TRUE;
  self->branch_step = step;
}

static gboolean
is_worth_keeping (const GradusHistory *history)
{
  return history != NULL && (gradus_history_get_n_epochs (history) > 0 ||
                             gradus_history_get_n_steps (history) >= LEAST_STEPS);
}

/* What is left of the present run: nobody appends to its history any more. */
static GradusRun *
wrap_up (GradusRunKeeper *self)
{
  g_autofree char *summary = NULL;
  GradusRun       *run;

  if (!is_worth_keeping (self->history) ||
      g_hash_table_contains (self->kept, self->history))
    return NULL;
  g_hash_table_insert (self->kept, gradus_history_ref (self->history),
                       g_strdup (self->id));
  summary = gradus_run_settings_describe (self->settings);
  run = gradus_run_new ("", summary, self->history);
  g_free (run->id);
  run->id = g_strdup (self->id);
  g_clear_pointer (&run->settings, g_ptr_array_unref);
  run->settings = g_ptr_array_ref (self->settings);
  run->parent = g_strdup (self->parent);
  run->parent_step = self->parent_step;
  return run;
}

/* Undo brings back a run that is kept already: it is the same one. */
static void
take_history (GradusRunKeeper *self, GradusHistory *history)
{
  const char *id = history != NULL ? g_hash_table_lookup (self->kept, history) : NULL;

  g_clear_pointer (&self->history, gradus_history_unref);
  self->history = history != NULL ? gradus_history_ref (history) : NULL;
  if (id == NULL)
    return;
  g_free (self->id);
  self->id = g_strdup (id);
}

/* Goes on to the settings that were ordered with @serial. */
static void
take_settings (GradusRunKeeper *self, guint64 serial)
{
  Ordered *ordered;

  while ((ordered = g_queue_peek_head (&self->ordered)) != NULL &&
         ordered->serial <= serial)
    {
      g_ptr_array_unref (self->settings);
      self->settings = g_ptr_array_ref (ordered->settings);
      ordered_free (g_queue_pop_head (&self->ordered));
    }
  self->serial = serial;
}

/**
 * gradus_run_keeper_follow:
 * @self: a keeper
 * @serial: the order that a snapshot has come to
 * @history: (nullable): what that snapshot holds
 *
 * Takes a snapshot into account.
 *
 * Returns: (transfer full) (nullable): the run that has ended with it, still without a
 *   title; %NULL if none has, or none worth keeping
 */
GradusRun *
gradus_run_keeper_follow (GradusRunKeeper *self, guint64 serial, GradusHistory *history)
{
  GradusRun       *ended;
  g_autofree char *parent = NULL;

  if (serial < self->serial)
    return NULL;
  if (has_begun (self) && gradus_history_get_n_steps (self->history) > self->n_tuned)
    take_tuned (self);
  if (self->history == history)
    {
      take_settings (self, serial);
      return NULL;
    }
  ended = wrap_up (self);
  take_tuned (self);
  if (ended != NULL && self->is_branching)
    parent = g_strdup (self->id);
  if (has_begun (self))
    begin_anew (self);
  if (parent != NULL)
    {
      self->parent = g_steal_pointer (&parent);
      self->parent_step = self->branch_step;
      self->is_branching = FALSE;
    }
  take_history (self, history);
  take_settings (self, serial);
  return ended;
}

/**
 * gradus_run_keeper_get_id:
 * @self: a keeper
 *
 * Returns: (transfer none): what the present run is known by, also once it is kept
 */
const char *
gradus_run_keeper_get_id (const GradusRunKeeper *self)
{
  return self->id;
}

/**
 * gradus_run_keeper_get_settings:
 * @self: a keeper
 *
 * Returns: (transfer none) (element-type GradusRunSetting): what the present run is
 *   trained with next; empty before the first one
 */
const GPtrArray *
gradus_run_keeper_get_settings (const GradusRunKeeper *self)
{
  return self->tuned != NULL ? self->tuned : self->settings;
}
