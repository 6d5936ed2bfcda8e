/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "session/projector.h"

#include <pthread.h>
#include <time.h>

#include "engine/pool.h"
#include "engine/projector-work.h"

/* While training runs, maps may take this part of all the time that the program has
 * processors for. */
#define SHARE_WHILE_TRAINING 0.01
/* More, until there is a map of every layer. */
#define SHARE_AT_FIRST 0.2
#define LONGEST_SLEEP_MS 5000
#define DOZE_MS 25
/* Less is not worth a doze: a step of a map takes less than half a millisecond. */
#define LEAST_WORK 0.003

/* The two threads share what the mutex guards, and nothing else. */
struct _GradusProjector
{
  GObject                  parent_instance;
  GMainContext            *context;
  GradusProjection        *current; /* main thread only */
  pthread_t                thread;
  gboolean                 has_thread;
  double                   cpu; /* projecting thread only: when it last gave way */
  pthread_mutex_t          mutex;
  pthread_cond_t           has_news;
  GradusProjectionRequest *request;     /* guarded by mutex; the next to be done */
  GradusProjectionRequest *doing;       /* guarded by mutex; only compared */
  gboolean                 must_stop;   /* guarded by mutex: what is being done is vain */
  gboolean                 is_resting;  /* guarded by mutex: nobody looks */
  gboolean                 is_training; /* guarded by mutex */
  gboolean                 is_closing;  /* guarded by mutex */
  gboolean                 has_maps;    /* guarded by mutex: one of every layer */
  double                   seconds;     /* guarded by mutex */
  GradusProjection        *latest;      /* guarded by mutex */
  gboolean                 is_delivering; /* guarded by mutex */
};

enum
{
  SIGNAL_UPDATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusProjector, gradus_projector, G_TYPE_OBJECT)

/* --- Requests --- */

static GradusProjectionRequest *
request_copy (const GradusProjectionRequest *self)
{
  GradusProjectionRequest *copy = g_memdup2 (self, sizeof *self);

  gradus_plan_ref (copy->plan);
  g_ptr_array_ref (copy->weights);
  gradus_dataset_ref (copy->data);
  if (copy->probe != NULL)
    gradus_tensor_ref (copy->probe);
  return copy;
}

static void
request_free (GradusProjectionRequest *self)
{
  gradus_plan_unref (self->plan);
  g_ptr_array_unref (self->weights);
  gradus_dataset_unref (self->data);
  g_clear_pointer (&self->probe, gradus_tensor_unref);
  g_free (self);
}

/* Newer weights or another probe are a reason to go on afterwards; other maps are a
 * reason to stop at once. */
static gboolean
asks_for_other_maps (const GradusProjectionRequest *a, const GradusProjectionRequest *b)
{
  return a->plan != b->plan || a->data != b->data || a->method != b->method ||
         a->only_with_weights != b->only_with_weights || a->n_points != b->n_points;
}

/* --- From the projecting thread to the main thread --- */

typedef struct
{
  GWeakRef projector;
} Delivery;

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_weak_ref_clear (&delivery->projector);
  g_free (delivery);
}

static gboolean
deliver_cb (gpointer user_data)
{
  Delivery                    *delivery = user_data;
  g_autoptr (GradusProjector)  self = g_weak_ref_get (&delivery->projector);
  g_autoptr (GradusProjection) news = NULL;

  if (self == NULL)
    return G_SOURCE_REMOVE;
  pthread_mutex_lock (&self->mutex);
  news = g_steal_pointer (&self->latest);
  self->is_delivering = FALSE;
  pthread_mutex_unlock (&self->mutex);
  if (news != NULL)
    {
      g_clear_pointer (&self->current, gradus_projection_unref);
      self->current = g_steal_pointer (&news);
      g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
    }
  return G_SOURCE_REMOVE;
}

static void
wake_main (GradusProjector *self)
{
  Delivery *delivery = g_new0 (Delivery, 1);
  GSource  *source = g_idle_source_new ();

  g_weak_ref_init (&delivery->projector, self);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, delivery, delivery_free);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static gboolean
has_all_maps (const GradusProjection *news)
{
  for (guint i = 0; i < news->n_panels; i++)
    if (news->panels[i].positions == NULL)
      return FALSE;
  return TRUE;
}

static void
post (GradusProjection *news, gpointer user_data)
{
  GradusProjector  *self = user_data;
  GradusProjection *old;
  gboolean          must_wake;

  pthread_mutex_lock (&self->mutex);
  old = self->latest;
  self->latest = news;
  self->has_maps = has_all_maps (news);
  must_wake = !self->is_delivering && !self->is_closing;
  if (must_wake)
    self->is_delivering = TRUE;
  pthread_mutex_unlock (&self->mutex);
  g_clear_pointer (&old, gradus_projection_unref);
  if (must_wake)
    wake_main (self);
}

/* --- The projecting thread --- */

static double
get_seconds (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (double) time.tv_sec + (double) time.tv_nsec * 1e-9;
}

static struct timespec
after_ms (long ms)
{
  struct timespec time;

  clock_gettime (CLOCK_REALTIME, &time);
  time.tv_nsec += ms * 1000000;
  time.tv_sec += time.tv_nsec / 1000000000;
  time.tv_nsec %= 1000000000;
  return time;
}

/* With the mutex held. What is being done is kept: who looks away looks back. */
static void
rest (GradusProjector *self)
{
  while (self->is_resting && !self->is_closing && !self->must_stop)
    pthread_cond_wait (&self->has_news, &self->mutex);
}

/* With the mutex held. Sleeps until the whole program has had so much more of the
 * processors that what this thread used is its share: on a busy machine that takes longer
 * than on an idle one. */
static void
give_way (GradusProjector *self, double used)
{
  double share = self->has_maps ? SHARE_WHILE_TRAINING : SHARE_AT_FIRST;
  double until = get_seconds (CLOCK_PROCESS_CPUTIME_ID) + used * (1 / share - 1);

  for (long slept = 0; slept < LONGEST_SLEEP_MS && self->is_training &&
                       !self->is_closing && !self->must_stop && !self->is_resting &&
                       get_seconds (CLOCK_PROCESS_CPUTIME_ID) < until;
       slept += DOZE_MS)
    {
      struct timespec wake = after_ms (DOZE_MS);

      pthread_cond_timedwait (&self->has_news, &self->mutex, &wake);
    }
}

/* Called between pieces of work. */
static gboolean
breathe (gpointer user_data)
{
  GradusProjector *self = user_data;
  double           used = get_seconds (CLOCK_THREAD_CPUTIME_ID) - self->cpu;
  gboolean         goes_on;

  pthread_mutex_lock (&self->mutex);
  if (used >= LEAST_WORK)
    {
      self->seconds += used;
      if (self->is_training)
        give_way (self, used);
      rest (self);
      self->cpu = get_seconds (CLOCK_THREAD_CPUTIME_ID);
    }
  goes_on = !self->is_closing && !self->must_stop;
  pthread_mutex_unlock (&self->mutex);
  return goes_on;
}

static GradusProjectionRequest *
take_request (GradusProjector *self)
{
  GradusProjectionRequest *request;

  pthread_mutex_lock (&self->mutex);
  self->doing = NULL;
  while (self->request == NULL && !self->is_closing)
    pthread_cond_wait (&self->has_news, &self->mutex);
  request = self->is_closing ? NULL : g_steal_pointer (&self->request);
  self->doing = request;
  self->must_stop = FALSE;
  pthread_mutex_unlock (&self->mutex);
  return request;
}

static void *
thread_main (void *data)
{
  GradusProjector         *self = data;
  GradusProjectorWork     *work;
  GradusProjectionRequest *request;

  gradus_pool_yield_to_others ();
  work = gradus_projector_work_new (breathe, post, self);
  while ((request = take_request (self)) != NULL)
    {
      self->cpu = get_seconds (CLOCK_THREAD_CPUTIME_ID);
      gradus_projector_work_do (work, request);
      pthread_mutex_lock (&self->mutex);
      self->doing = NULL;
      pthread_mutex_unlock (&self->mutex);
      request_free (request);
    }
  gradus_projector_work_free (work);
  return NULL;
}

/* --- Object --- */

static void
gradus_projector_dispose (GObject *object)
{
  gradus_projector_close (GRADUS_PROJECTOR (object));
  G_OBJECT_CLASS (gradus_projector_parent_class)->dispose (object);
}

static void
gradus_projector_finalize (GObject *object)
{
  GradusProjector *self = GRADUS_PROJECTOR (object);

  g_clear_pointer (&self->request, request_free);
  g_clear_pointer (&self->latest, gradus_projection_unref);
  g_clear_pointer (&self->current, gradus_projection_unref);
  g_main_context_unref (self->context);
  pthread_cond_destroy (&self->has_news);
  pthread_mutex_destroy (&self->mutex);
  G_OBJECT_CLASS (gradus_projector_parent_class)->finalize (object);
}

static void
gradus_projector_class_init (GradusProjectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = gradus_projector_dispose;
  object_class->finalize = gradus_projector_finalize;

  /**
   * GradusProjector::updated:
   *
   * There are new maps.
   */
  signals[SIGNAL_UPDATED] =
    g_signal_new ("updated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 0);
}

static void
gradus_projector_init (GradusProjector *self)
{
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->has_news, NULL);
  self->context = g_main_context_ref_thread_default ();
}

/**
 * gradus_projector_new:
 *
 * Returns: (transfer full): a projector whose signal comes in the caller's main context;
 * its thread begins with the first request
 */
GradusProjector *
gradus_projector_new (void)
{
  return g_object_new (GRADUS_TYPE_PROJECTOR, NULL);
}

/**
 * gradus_projector_ask:
 * @self: a projector
 * @request: what for; copied
 *
 * Asks for maps. Those that are being made for another request are finished first if only
 * the weights or the probe differ, so that maps come also while weights change all the
 * time.
 */
void
gradus_projector_ask (GradusProjector *self, const GradusProjectionRequest *request)
{
  GradusProjectionRequest *old;

  g_return_if_fail (GRADUS_IS_PROJECTOR (self));
  g_return_if_fail (request->plan != NULL && request->weights != NULL);
  g_return_if_fail (request->data != NULL);

  pthread_mutex_lock (&self->mutex);
  old = self->request;
  self->request = request_copy (request);
  self->is_training = request->is_training;
  self->is_resting = FALSE;
  if (self->doing != NULL && asks_for_other_maps (self->doing, request))
    {
      self->must_stop = TRUE;
      self->has_maps = FALSE;
    }
  pthread_cond_signal (&self->has_news);
  pthread_mutex_unlock (&self->mutex);
  g_clear_pointer (&old, request_free);
  if (!self->has_thread)
    self->has_thread = pthread_create (&self->thread, NULL, thread_main, self) == 0;
}

/**
 * gradus_projector_rest:
 * @self: a projector
 *
 * Lets what is being done rest until the next request, which may be for the same maps.
 */
void
gradus_projector_rest (GradusProjector *self)
{
  GradusProjectionRequest *old;

  g_return_if_fail (GRADUS_IS_PROJECTOR (self));

  pthread_mutex_lock (&self->mutex);
  old = g_steal_pointer (&self->request);
  self->is_resting = TRUE;
  pthread_cond_signal (&self->has_news);
  pthread_mutex_unlock (&self->mutex);
  g_clear_pointer (&old, request_free);
}

GradusProjection *
gradus_projector_get_latest (GradusProjector *self)
{
  g_return_val_if_fail (GRADUS_IS_PROJECTOR (self), NULL);
  return self->current;
}

double
gradus_projector_get_seconds (GradusProjector *self)
{
  double seconds;

  g_return_val_if_fail (GRADUS_IS_PROJECTOR (self), 0);
  pthread_mutex_lock (&self->mutex);
  seconds = self->seconds;
  pthread_mutex_unlock (&self->mutex);
  return seconds;
}

/**
 * gradus_projector_close:
 * @self: a projector
 *
 * Ends the thread and waits for it, which takes some milliseconds.
 */
void
gradus_projector_close (GradusProjector *self)
{
  g_return_if_fail (GRADUS_IS_PROJECTOR (self));

  if (!self->has_thread)
    return;
  pthread_mutex_lock (&self->mutex);
  self->is_closing = TRUE;
  pthread_cond_signal (&self->has_news);
  pthread_mutex_unlock (&self->mutex);
  pthread_join (self->thread, NULL);
  self->has_thread = FALSE;
}
