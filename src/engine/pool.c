/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* How often a thread looks for work before it sleeps: long enough for the next phase of a
 * step, short enough to cost nothing while training is paused. */
#define SPINS 4000

/* What is to be done is one number, the round above and how many of its tasks nobody has
 * taken yet below: who takes one knows that it is of this round, and that the round
 * cannot end before it is done. So nobody waits for a helper that has lost its processor,
 * unless in the middle of a task. */
#define ROUND_SHIFT 32

struct _GradusPool
{
  guint           n_helpers;
  pthread_t      *helpers;
  pthread_mutex_t mutex;
  pthread_cond_t  wake;
  pthread_cond_t  is_done;
  /* The job at hand: written before the round begins, read by who has a task of it. */
  GradusPoolFunc func;
  gpointer       user_data;
  guint          n_tasks;
  guint32        round; /* of the asking thread */

  _Atomic (guint64) open;
  atomic_uint       n_done; /* tasks of this round */
  atomic_uint       n_sleeping;
  atomic_bool       is_waiting; /* the asking thread, asleep */
  atomic_bool       is_ending;
};

static void
relax (void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause ();
#else
  sched_yield ();
#endif
}

static guint
count_open (guint64 open)
{
  return (guint) (open & G_MAXUINT32);
}

static void
work (GradusPool *self)
{
  guint64 open = atomic_load (&self->open);

  while (count_open (open) > 0)
    {
      guint n_tasks;

      if (!atomic_compare_exchange_weak (&self->open, &open, open - 1))
        continue;
      n_tasks = self->n_tasks;
      self->func (n_tasks - count_open (open), self->user_data);
      if (atomic_fetch_add (&self->n_done, 1) + 1 == n_tasks &&
          atomic_load (&self->is_waiting))
        {
          pthread_mutex_lock (&self->mutex);
          pthread_cond_signal (&self->is_done);
          pthread_mutex_unlock (&self->mutex);
        }
      open = atomic_load (&self->open);
    }
}

/* Waits for tasks, first awake, then asleep. FALSE: there will be none. */
static gboolean
wait_for_tasks (GradusPool *self)
{
  for (int i = 0; i < SPINS; i++)
    {
      if (count_open (atomic_load (&self->open)) > 0 || atomic_load (&self->is_ending))
        return !atomic_load (&self->is_ending);
      relax ();
    }
  pthread_mutex_lock (&self->mutex);
  atomic_fetch_add (&self->n_sleeping, 1);
  while (count_open (atomic_load (&self->open)) == 0 && !atomic_load (&self->is_ending))
    pthread_cond_wait (&self->wake, &self->mutex);
  atomic_fetch_sub (&self->n_sleeping, 1);
  pthread_mutex_unlock (&self->mutex);
  return !atomic_load (&self->is_ending);
}

/* Asleep after a while: a helper that has lost its processor in the middle of a task can
 * have ours. */
static void
wait_until_done (GradusPool *self, guint n_tasks)
{
  for (int i = 0; i < SPINS; i++)
    {
      if (atomic_load (&self->n_done) == n_tasks)
        return;
      relax ();
    }
  pthread_mutex_lock (&self->mutex);
  atomic_store (&self->is_waiting, TRUE);
  while (atomic_load (&self->n_done) < n_tasks)
    pthread_cond_wait (&self->is_done, &self->mutex);
  atomic_store (&self->is_waiting, FALSE);
  pthread_mutex_unlock (&self->mutex);
}

static void *
helper_main (void *data)
{
  GradusPool *self = data;

  while (wait_for_tasks (self))
    work (self);
  return NULL;
}

/**
 * gradus_pool_new:
 * @n_threads: how many threads run tasks, counting the one that asks; 0 for one per
 * processor
 *
 * Returns: (transfer full): a pool whose threads inherit the caller's scheduling policy
 */
GradusPool *
gradus_pool_new (guint n_threads)
{
  GradusPool *self = g_new0 (GradusPool, 1);

  if (n_threads == 0)
    n_threads = (guint) CLAMP (g_get_num_processors (), 1, 64);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->wake, NULL);
  pthread_cond_init (&self->is_done, NULL);
  self->helpers = g_new0 (pthread_t, n_threads);
  for (guint i = 1; i < n_threads; i++)
    if (pthread_create (&self->helpers[self->n_helpers], NULL, helper_main, self) == 0)
      self->n_helpers++;
  return self;
}

/**
 * gradus_pool_free:
 * @self: a pool that is not running anything
 *
 * Ends and joins the threads.
 */
void
gradus_pool_free (GradusPool *self)
{
  pthread_mutex_lock (&self->mutex);
  atomic_store (&self->is_ending, TRUE);
  pthread_cond_broadcast (&self->wake);
  pthread_mutex_unlock (&self->mutex);
  for (guint i = 0; i < self->n_helpers; i++)
    pthread_join (self->helpers[i], NULL);
  pthread_cond_destroy (&self->wake);
  pthread_cond_destroy (&self->is_done);
  pthread_mutex_destroy (&self->mutex);
  g_free (self->helpers);
  g_free (self);
}

/**
 * gradus_pool_get_n_threads:
 * @self: a pool
 *
 * Returns: how many threads run tasks, counting the one that asks
 */
guint
gradus_pool_get_n_threads (const GradusPool *self)
{
  return self->n_helpers + 1;
}

/**
 * gradus_pool_run:
 * @self: a pool
 * @n_tasks: how many tasks
 * @func: does the task of a number
 * @user_data: for @func
 *
 * Does all tasks, each exactly once, and returns when the last is done.
 */
void
gradus_pool_run (GradusPool *self, guint n_tasks, GradusPoolFunc func, gpointer user_data)
{
  if (self->n_helpers == 0 || n_tasks <= 1)
    {
      for (guint i = 0; i < n_tasks; i++)
        func (i, user_data);
      return;
    }
  self->func = func;
  self->user_data = user_data;
  self->n_tasks = n_tasks;
  atomic_store (&self->n_done, 0);
  self->round++;
  atomic_store (&self->open, (guint64) self->round << ROUND_SHIFT | n_tasks);
  if (atomic_load (&self->n_sleeping) > 0)
    {
      pthread_mutex_lock (&self->mutex);
      pthread_cond_broadcast (&self->wake);
      pthread_mutex_unlock (&self->mutex);
    }
  work (self);
  wait_until_done (self, n_tasks);
}

/**
 * gradus_pool_yield_to_others:
 *
 * Puts the calling thread, and the threads that it makes from now on, behind all others
 * that want the processor, so that a window keeps its frame rate while all cores train.
 */
void
gradus_pool_yield_to_others (void)
{
#ifdef SCHED_IDLE
  struct sched_param none = { 0 };

  if (sched_setscheduler (0, SCHED_IDLE, &none) == 0)
    return;
#endif
  if (nice (10) == -1)
    return; /* no harm: the system decides */
}
