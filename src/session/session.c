/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "session/session.h"

#include <pthread.h>
#include <stdatomic.h>

#include "engine/pool.h"
#include "session/worker.h"

/* While training runs, news come this often at most, unless told otherwise. */
#define NEWS_INTERVAL_MS 33

/* The two threads share what the mutex guards, and nothing else. */
struct _GradusSession
{
  GObject         parent_instance;
  GMainContext   *context;
  GradusSnapshot *current;         /* main thread only */
  GradusSnapshot *past;            /* main thread only; NULL: looking at now */
  gboolean        is_looking_back; /* main thread only */
  guint64         serial;          /* main thread only: projects that were ordered */
  pthread_t       thread;
  gboolean        has_thread;
  pthread_mutex_t mutex;
  pthread_cond_t  has_orders;
  GQueue          orders;        /* guarded by mutex */
  gboolean        is_closing;    /* guarded by mutex */
  GradusSnapshot *latest;        /* guarded by mutex */
  GradusSnapshot *latest_past;   /* guarded by mutex */
  char           *failure;       /* guarded by mutex */
  gboolean        is_delivering; /* guarded by mutex */
  atomic_uint     news_ms;       /* from news to news while training runs */
};

enum
{
  SIGNAL_UPDATED,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusSession, gradus_session, G_TYPE_OBJECT)

/* --- From the worker to the main thread --- */

typedef struct
{
  GWeakRef session;
} Delivery;

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_weak_ref_clear (&delivery->session);
  g_free (delivery);
}

/* NULL leaves what is there. */
static void
replace (GradusSnapshot **place, GradusSnapshot *news)
{
  if (news == NULL)
    return;
  g_clear_pointer (place, gradus_snapshot_unref);
  *place = news;
}

static gboolean
deliver_cb (gpointer user_data)
{
  Delivery                  *delivery = user_data;
  g_autoptr (GradusSession)  self = g_weak_ref_get (&delivery->session);
  g_autoptr (GradusSnapshot) news = NULL;
  g_autoptr (GradusSnapshot) past = NULL;
  g_autofree char           *failure = NULL;
  gboolean                   has_news;

  if (self == NULL)
    return G_SOURCE_REMOVE;
  pthread_mutex_lock (&self->mutex);
  news = g_steal_pointer (&self->latest);
  past = g_steal_pointer (&self->latest_past);
  failure = g_steal_pointer (&self->failure);
  self->is_delivering = FALSE;
  pthread_mutex_unlock (&self->mutex);

  if (!self->is_looking_back) /* an answer that nobody waits for any more */
    g_clear_pointer (&past, gradus_snapshot_unref);
  has_news = news != NULL || past != NULL;
  replace (&self->current, g_steal_pointer (&news));
  replace (&self->past, g_steal_pointer (&past));
  if (has_news)
    g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
  if (failure != NULL)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, failure);
  return G_SOURCE_REMOVE;
}

/* Puts the news in the mailbox, where they replace older ones of their kind, and wakes
 * the main thread unless it has been woken already. */
static void
post (GradusSession *self, GradusSnapshot *news, GradusSnapshot *past, char *failure)
{
  GradusSnapshot *old = NULL;
  GradusSnapshot *old_past = NULL;
  gboolean        must_wake;

  pthread_mutex_lock (&self->mutex);
  if (news != NULL)
    {
      old = self->latest;
      self->latest = news;
    }
  if (past != NULL)
    {
      old_past = self->latest_past;
      self->latest_past = past;
    }
  if (failure != NULL)
    {
      g_free (self->failure);
      self->failure = failure;
    }
  must_wake = !self->is_delivering && !self->is_closing;
  if (must_wake)
    self->is_delivering = TRUE;
  pthread_mutex_unlock (&self->mutex);

  g_clear_pointer (&old, gradus_snapshot_unref);
  g_clear_pointer (&old_past, gradus_snapshot_unref);
  if (must_wake)
    {
      Delivery *delivery = g_new0 (Delivery, 1);
      GSource  *source = g_idle_source_new ();

      g_weak_ref_init (&delivery->session, self);
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, deliver_cb, delivery, delivery_free);
      g_source_attach (source, self->context);
      g_source_unref (source);
    }
}

/* --- The worker's thread --- */

/* A state crosses the threads in a GTask, whose locks the thread sanitizer cannot see;
 * both sides pass through ours, which it sees. */
static void
pass_gate (GradusSession *self)
{
  pthread_mutex_lock (&self->mutex);
  pthread_mutex_unlock (&self->mutex);
}

/* The next order; waits for one unless there is training to do. FALSE: the session
 * closes. */
static gboolean
take_order (GradusSession *self, gboolean may_wait, GradusOrder **order)
{
  gboolean goes_on;

  pthread_mutex_lock (&self->mutex);
  while (may_wait && g_queue_is_empty (&self->orders) && !self->is_closing)
    pthread_cond_wait (&self->has_orders, &self->mutex);
  *order = self->is_closing ? NULL : g_queue_pop_head (&self->orders);
  goes_on = !self->is_closing;
  pthread_mutex_unlock (&self->mutex);
  return goes_on;
}

/* FALSE: what is going on is the same as before. */
static gboolean
follow (GradusSession *self, GradusWorker *worker, GradusOrder *order, char **failure)
{
  gboolean is_question = order->kind == GRADUS_ORDER_LOOK_BACK;

  *failure = gradus_worker_follow (worker, order);
  pass_gate (self);
  gradus_order_free (order);
  if (!is_question)
    return TRUE;
  post (self, NULL, gradus_worker_steal_past (worker), NULL);
  return FALSE;
}

static void *
thread_main (void *data)
{
  GradusSession *self = data;
  GradusWorker  *worker = gradus_worker_new ();
  GradusOrder   *order;
  gint64         told = 0;

  gradus_pool_yield_to_others ();
  while (take_order (self, !gradus_worker_is_running (worker), &order))
    {
      gboolean must_tell;
      char    *failure = NULL;

      if (order != NULL)
        must_tell = follow (self, worker, order, &failure);
      else
        must_tell = gradus_worker_step (worker);
      if (must_tell || g_get_monotonic_time () - told >=
                         atomic_load (&self->news_ms) * G_TIME_SPAN_MILLISECOND)
        {
          post (self, gradus_worker_take_snapshot (worker, must_tell), NULL, failure);
          told = g_get_monotonic_time ();
        }
    }
  gradus_worker_free (worker);
  return NULL;
}

static gboolean
are_questions (const GradusOrder *a, const GradusOrder *b)
{
  return a != NULL && a->kind == GRADUS_ORDER_LOOK_BACK &&
         b->kind == GRADUS_ORDER_LOOK_BACK;
}

static void
send (GradusSession *self, GradusOrder *order)
{
  GradusOrder *last;
  gboolean     is_taken;

  pthread_mutex_lock (&self->mutex);
  is_taken = !self->is_closing;
  last = g_queue_peek_tail (&self->orders);
  if (is_taken && are_questions (last, order))
    {
      last->step = order->step;
      is_taken = FALSE;
    }
  else if (is_taken)
    {
      g_queue_push_tail (&self->orders, order);
      pthread_cond_signal (&self->has_orders);
    }
  pthread_mutex_unlock (&self->mutex);
  if (!is_taken)
    gradus_order_free (order);
}

/* --- Object --- */

static void
gradus_session_dispose (GObject *object)
{
  gradus_session_close (GRADUS_SESSION (object));
  G_OBJECT_CLASS (gradus_session_parent_class)->dispose (object);
}

static void
gradus_session_finalize (GObject *object)
{
  GradusSession *self = GRADUS_SESSION (object);

  g_queue_clear_full (&self->orders, (GDestroyNotify) gradus_order_free);
  g_clear_pointer (&self->latest, gradus_snapshot_unref);
  g_clear_pointer (&self->latest_past, gradus_snapshot_unref);
  g_clear_pointer (&self->past, gradus_snapshot_unref);
  g_clear_pointer (&self->current, gradus_snapshot_unref);
  g_free (self->failure);
  g_main_context_unref (self->context);
  pthread_cond_destroy (&self->has_orders);
  pthread_mutex_destroy (&self->mutex);
  G_OBJECT_CLASS (gradus_session_parent_class)->finalize (object);
}

static void
gradus_session_class_init (GradusSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = gradus_session_dispose;
  object_class->finalize = gradus_session_finalize;

  /**
   * GradusSession::updated:
   *
   * There is a new snapshot.
   */
  signals[SIGNAL_UPDATED] =
    g_signal_new ("updated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 0);
  /**
   * GradusSession::failed:
   * @message: why, for the user
   *
   * The worker could not do what it was asked.
   */
  signals[SIGNAL_FAILED] =
    g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
gradus_session_init (GradusSession *self)
{
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->has_orders, NULL);
  g_queue_init (&self->orders);
  self->context = g_main_context_ref_thread_default ();
  atomic_init (&self->news_ms, NEWS_INTERVAL_MS);
  self->current = g_new0 (GradusSnapshot, 1);
  self->current->ref_count = 1;
  self->has_thread = pthread_create (&self->thread, NULL, thread_main, self) == 0;
  g_assert (self->has_thread);
}

/**
 * gradus_session_new:
 *
 * Returns: (transfer full): an empty session whose signals come in the caller's main
 * context
 */
GradusSession *
gradus_session_new (void)
{
  return g_object_new (GRADUS_TYPE_SESSION, NULL);
}

/* An order after which what one looked back at is gone. */
static void
send_and_look_at_now (GradusSession *self, GradusOrder *order)
{
  gradus_session_look_at_now (self);
  send (self, order);
}

static guint64
send_project (GradusSession *self,
              GradusOrder   *order,
              GradusLearned *leaving,
              GradusLearned *coming)
{
  order->serial = ++self->serial;
  g_set_object (&order->leaving, leaving);
  g_set_object (&order->coming, coming);
  send_and_look_at_now (self, order);
  return self->serial;
}

/**
 * gradus_session_set_project:
 * @self: a session
 * @sequential: what to train; copied
 * @data: (nullable): what to learn from; NULL makes the session empty
 * @options: how
 * @keep_weights: whether unchanged layers keep what they have learned
 *
 * Trains another project from now on.
 *
 * Returns: how many projects have been ordered, counting this one: what the snapshots of
 *   the new run have as their serial
 */
guint64
gradus_session_set_project (GradusSession          *self,
                            const GradusSequential *sequential,
                            GradusDataset          *data,
                            const GradusFitOptions *options,
                            gboolean                keep_weights)
{
  return gradus_session_change_project (self, sequential, data, options, keep_weights,
                                        NULL, NULL);
}

/**
 * gradus_session_change_project:
 * @self: a session
 * @sequential: what to train; copied
 * @data: (nullable): what to learn from; NULL makes the session empty
 * @options: how
 * @keep_weights: whether unchanged layers keep what they have learned
 * @leaving: (nullable): takes what the version before has learned, if this one loses any
 *   of it
 * @coming: (nullable): what this version had learned when it was left; empty if it is new
 *
 * Goes to another version of the project. If @keep_weights is set and the two have all
 * weights in common, the weights stay as they are. Otherwise those in @coming come back,
 * with the whole run, bit for bit; if @coming is empty, layers keep what still fits, or
 * with @keep_weights unset nothing. @leaving and @coming may be the same.
 *
 * Returns: as gradus_session_set_project() does
 */
guint64
gradus_session_change_project (GradusSession          *self,
                               const GradusSequential *sequential,
                               GradusDataset          *data,
                               const GradusFitOptions *options,
                               gboolean                keep_weights,
                               GradusLearned          *leaving,
                               GradusLearned          *coming)
{
  GradusOrder *order = gradus_order_new (GRADUS_ORDER_PROJECT);

  g_return_val_if_fail (GRADUS_IS_SESSION (self), 0);

  order->sequential = gradus_sequential_copy (sequential);
  order->data = data != NULL ? gradus_dataset_ref (data) : NULL;
  order->options = *options;
  order->keep_weights = keep_weights;
  return send_project (self, order, leaving, coming);
}

/**
 * gradus_session_branch:
 * @self: a session
 * @step: of the run at hand; the last moment that was kept and is not after it counts
 * @sequential: what to train from there; copied
 * @data: what to learn from
 * @options: how
 * @leaving: (nullable): takes the run that is left, up to its end
 * @coming: (nullable): the place of the new run
 *
 * Goes on from an earlier moment of the run. With the same settings, training gives bit
 * for bit what it gave. With others, as much is kept of that moment as they allow: the
 * optimizer's memory, if it is the same optimizer; the place in the epoch, if batches and
 * loss are the same, else the next epoch begins; and what was measured until then, with
 * which the curves of the new run begin, unless weights have other shapes or the data are
 * others.
 *
 * Returns: the serial of the order, as gradus_session_set_project()
 */
guint64
gradus_session_branch (GradusSession          *self,
                       guint64                 step,
                       const GradusSequential *sequential,
                       GradusDataset          *data,
                       const GradusFitOptions *options,
                       GradusLearned          *leaving,
                       GradusLearned          *coming)
{
  GradusOrder *order = gradus_order_new (GRADUS_ORDER_PROJECT);

  g_return_val_if_fail (GRADUS_IS_SESSION (self), 0);

  order->sequential = gradus_sequential_copy (sequential);
  order->data = gradus_dataset_ref (data);
  order->options = *options;
  order->keep_weights = TRUE;
  order->is_branch = TRUE;
  order->step = step;
  return send_project (self, order, leaving, coming);
}

/**
 * gradus_session_restore:
 * @self: a session with a project
 * @weights: (nullable) (element-type GradusTensor): of the project's network
 * @slots: (nullable) (element-type GradusTensor): the optimizer's memory
 * @iteration: updates made
 * @learning_rate: of the next step; NaN leaves it as it is
 * @history: (nullable): what had been measured
 * @silences: (nullable) (element-type GradusSilence): what units said that are off
 *
 * Takes over what a file holds.
 */
void
gradus_session_restore (GradusSession *self,
                        GPtrArray     *weights,
                        GPtrArray     *slots,
                        guint64        iteration,
                        double         learning_rate,
                        GradusHistory *history,
                        GPtrArray     *silences)
{
  GradusOrder *order = gradus_order_new (GRADUS_ORDER_RESTORE);

  g_return_if_fail (GRADUS_IS_SESSION (self));

  order->weights = weights != NULL ? g_ptr_array_ref (weights) : NULL;
  order->slots = slots != NULL ? g_ptr_array_ref (slots) : NULL;
  order->iteration = iteration;
  order->rate = learning_rate;
  order->history = history != NULL ? gradus_history_ref (history) : NULL;
  order->silences = silences != NULL ? g_ptr_array_ref (silences) : NULL;
  send_and_look_at_now (self, order);
}

/**
 * gradus_session_train:
 * @self: a session
 *
 * Trains to the end of the run; after the end, as many epochs more.
 */
void
gradus_session_train (GradusSession *self)
{
  g_return_if_fail (GRADUS_IS_SESSION (self));
  send (self, gradus_order_new (GRADUS_ORDER_TRAIN));
}

/**
 * gradus_session_pause:
 * @self: a session
 *
 * Stops between two batches.
 */
void
gradus_session_pause (GradusSession *self)
{
  g_return_if_fail (GRADUS_IS_SESSION (self));
  send (self, gradus_order_new (GRADUS_ORDER_PAUSE));
}

/**
 * gradus_session_step_batch:
 * @self: a session
 *
 * Trains one batch.
 */
void
gradus_session_step_batch (GradusSession *self)
{
  g_return_if_fail (GRADUS_IS_SESSION (self));
  send (self, gradus_order_new (GRADUS_ORDER_STEP_BATCH));
}

/**
 * gradus_session_step_epoch:
 * @self: a session
 *
 * Trains to the end of the epoch.
 */
void
gradus_session_step_epoch (GradusSession *self)
{
  g_return_if_fail (GRADUS_IS_SESSION (self));
  send (self, gradus_order_new (GRADUS_ORDER_STEP_EPOCH));
}

/**
 * gradus_session_reset:
 * @self: a session
 *
 * Goes back to the start weights and forgets what was measured.
 */
void
gradus_session_reset (GradusSession *self)
{
  g_return_if_fail (GRADUS_IS_SESSION (self));
  send_and_look_at_now (self, gradus_order_new (GRADUS_ORDER_RESET));
}

/**
 * gradus_session_probe:
 * @uid: of a layer, 0 to watch nothing
 * @weight: which of its weights, in Keras's order
 * @offset: which number of it
 *
 * Lets snapshots say what each step does to one number.
 */
void
gradus_session_probe (GradusSession *self, guint64 uid, guint weight, gsize offset)
{
  GradusOrder *order;

  g_return_if_fail (GRADUS_IS_SESSION (self));

  order = gradus_order_new (GRADUS_ORDER_PROBE);
  order->probe.uid = uid;
  order->probe.weight = weight;
  order->probe.offset = offset;
  send (self, order);
}

/**
 * gradus_session_set_news_interval:
 * @self: a session
 * @interval_ms: from one snapshot to the next while training runs, 33 unless set
 *
 * Lets fewer news come where it takes long to show them. What is over, or was asked for,
 * is told at once all the same.
 */
void
gradus_session_set_news_interval (GradusSession *self, guint interval_ms)
{
  g_return_if_fail (GRADUS_IS_SESSION (self));
  atomic_store (&self->news_ms, interval_ms);
}

/**
 * gradus_session_set_learning_rate:
 * @self: a session
 * @rate: from the next batch on
 */
void
gradus_session_set_learning_rate (GradusSession *self, double rate)
{
  GradusOrder *order = gradus_order_new (GRADUS_ORDER_LEARNING_RATE);

  g_return_if_fail (GRADUS_IS_SESSION (self));
  order->rate = rate;
  send (self, order);
}

/**
 * gradus_session_set_epochs:
 * @self: a session
 * @epochs: of the whole run
 */
void
gradus_session_set_epochs (GradusSession *self, guint epochs)
{
  GradusOrder *order = gradus_order_new (GRADUS_ORDER_EPOCHS);

  g_return_if_fail (GRADUS_IS_SESSION (self));
  order->epochs = epochs;
  send (self, order);
}

/**
 * gradus_session_edit_weight:
 * @self: a session
 * @weight: which of the model's weights
 * @index: which number of it
 * @value: what it is from now on
 *
 * Changes a weight, whether training runs or not.
 */
void
gradus_session_edit_weight (GradusSession *self, guint weight, gsize index, float value)
{
  GradusOrder *order = gradus_order_new (GRADUS_ORDER_EDIT_WEIGHT);

  g_return_if_fail (GRADUS_IS_SESSION (self));
  order->weight = weight;
  order->index = index;
  order->value = value;
  send (self, order);
}

/**
 * gradus_session_set_lesions:
 * @self: a session
 * @lesions: (element-type GradusLesion): the units that are to be off
 *
 * Switches units off, and those that are not named on again. The weights that carry what
 * a unit says are zero, and training leaves them so; they come back with the unit.
 */
void
gradus_session_set_lesions (GradusSession *self, const GArray *lesions)
{
  GradusOrder *order = gradus_order_new (GRADUS_ORDER_LESIONS);

  g_return_if_fail (GRADUS_IS_SESSION (self));
  order->lesions = g_array_copy ((GArray *) lesions);
  send (self, order);
}

/**
 * gradus_session_get_snapshot:
 * @self: a session
 *
 * Returns: (transfer none): what is known of training
 */
GradusSnapshot *
gradus_session_get_snapshot (GradusSession *self)
{
  g_return_val_if_fail (GRADUS_IS_SESSION (self), NULL);
  return self->current;
}

/**
 * gradus_session_look_back:
 * @self: a session
 * @step: of the moment that is wanted
 *
 * Asks for the network of an earlier moment.
 */
void
gradus_session_look_back (GradusSession *self, guint64 step)
{
  GradusOrder *order = gradus_order_new (GRADUS_ORDER_LOOK_BACK);

  g_return_if_fail (GRADUS_IS_SESSION (self));

  self->is_looking_back = TRUE;
  order->step = step;
  send (self, order);
}

/**
 * gradus_session_look_at_now:
 * @self: a session
 *
 * Looks back no more. No signal is emitted.
 */
void
gradus_session_look_at_now (GradusSession *self)
{
  g_return_if_fail (GRADUS_IS_SESSION (self));

  self->is_looking_back = FALSE;
  g_clear_pointer (&self->past, gradus_snapshot_unref);
}

/**
 * gradus_session_get_past:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the moment that one looks back at
 */
GradusSnapshot *
gradus_session_get_past (GradusSession *self)
{
  g_return_val_if_fail (GRADUS_IS_SESSION (self), NULL);
  return self->past;
}

/**
 * gradus_session_dup_state_async:
 * @self: a session
 * @callback: called when the state is there
 * @user_data: for @callback
 *
 * Copies everything that decides how training goes on, between two batches.
 */
void
gradus_session_dup_state_async (GradusSession      *self,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  GradusOrder *order = gradus_order_new (GRADUS_ORDER_DUP_STATE);

  g_return_if_fail (GRADUS_IS_SESSION (self));
  order->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (order->task, gradus_session_dup_state_async);
  send (self, order);
}

/**
 * gradus_session_dup_state_finish:
 * @self: a session
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Errors: `G_IO_ERROR_CANCELLED` if there is no network or the session was closed
 *
 * Returns: (transfer full) (nullable): the state
 */
GradusTrainerState *
gradus_session_dup_state_finish (GradusSession *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  pass_gate (self);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * gradus_session_close:
 * @self: a session
 *
 * Ends the thread and waits for it, which takes no longer than one batch.
 */
void
gradus_session_close (GradusSession *self)
{
  g_return_if_fail (GRADUS_IS_SESSION (self));

  if (!self->has_thread)
    return;
  pthread_mutex_lock (&self->mutex);
  self->is_closing = TRUE;
  pthread_cond_signal (&self->has_orders);
  pthread_mutex_unlock (&self->mutex);
  pthread_join (self->thread, NULL);
  self->has_thread = FALSE;
  g_queue_clear_full (&self->orders, (GDestroyNotify) gradus_order_free);
  g_queue_init (&self->orders);
}
