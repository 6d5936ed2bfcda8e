/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pool.h"

#include <stdatomic.h>

#define MOST_TASKS 64

typedef struct
{
  atomic_uint counts[MOST_TASKS];
  guint       pause_us; /* in every fifth task */
} Job;

static void
count_cb (guint task, gpointer user_data)
{
  Job *job = user_data;

  if (job->pause_us > 0 && task % 5 == 0)
    g_usleep (job->pause_us);
  atomic_fetch_add (&job->counts[task], 1);
}

static void
run_round (GradusPool *pool, guint n_tasks, guint pause_us)
{
  Job job = { .pause_us = pause_us };

  gradus_pool_run (pool, n_tasks, count_cb, &job);
  for (guint i = 0; i < MOST_TASKS; i++)
    g_assert_cmpuint (atomic_load (&job.counts[i]), ==, i < n_tasks ? 1 : 0);
}

/* When it returns, every task was done once, whoever came late; jobs lie on the stack, so
 * that a thread which still had one would spoil the next. */
static void
test_once (void)
{
  for (guint n_threads = 1; n_threads <= 5; n_threads++)
    {
      GradusPool *pool = gradus_pool_new (n_threads);

      g_assert_cmpuint (gradus_pool_get_n_threads (pool), ==, n_threads);
      for (guint round = 0; round < 4000; round++)
        run_round (pool, round * 7 % (MOST_TASKS + 1), 0);
      gradus_pool_free (pool);
    }
}

/* Threads that fell asleep between rounds, or wait asleep for the last task, wake up. */
static void
test_sleep (void)
{
  GradusPool *pool = gradus_pool_new (3);

  for (guint round = 0; round < 40; round++)
    {
      g_usleep (2000);
      run_round (pool, 6, 3000);
    }
  gradus_pool_free (pool);
}

static void
wait_cb (guint task, gpointer user_data)
{
  atomic_uint *n_inside = user_data;
  gint64       end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  atomic_fetch_add (n_inside, 1);
  while (atomic_load (n_inside) < 3 && g_get_monotonic_time () < end)
    g_usleep (100);
}

/* Three tasks that wait for each other end only if three threads have one each. */
static void
test_together (void)
{
  GradusPool *pool = gradus_pool_new (3);
  atomic_uint n_inside = 0;
  gint64      begin = g_get_monotonic_time ();

  gradus_pool_run (pool, 3, wait_cb, &n_inside);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 10 * G_TIME_SPAN_SECOND);
  gradus_pool_free (pool);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/once", test_once);
  g_test_add_func ("/pool/sleep", test_sleep);
  g_test_add_func ("/pool/together", test_together);
  return g_test_run ();
}
