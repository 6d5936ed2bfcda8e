/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-pace.h"

#include <time.h>

/* Of all processors, what the main thread may take of the training; the display takes a
 * little more for the same pictures. */
#define SHARE 0.0155
/* Faster cannot be seen; slower would look as if it stood still. */
#define LEAST_MS 33
#define MOST_MS 200
/* Between two choices. */
#define PERIOD (400 * G_TIME_SPAN_MILLISECOND)
#define LEAST_NEWS 4

struct _GradusPace
{
  GradusSession *session; /* borrowed */
  guint          interval_ms;
  gint64         since;  /* monotonic; 0 while training does not run */
  double         cpu_ms; /* of the main thread then */
  guint          n_news; /* since */
};

static double
get_cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec * 1e-6;
}

/**
 * gradus_pace_choose:
 * @cost_ms: processor time that the main thread spends for each of the news
 * @n_processors: that there are
 * @before_ms: the interval that there was
 *
 * Goes half of the way to the interval in which showing costs what it may.
 *
 * Returns: milliseconds from news to news
 */
guint
gradus_pace_choose (double cost_ms, guint n_processors, guint before_ms)
{
  double wanted = CLAMP (cost_ms / (SHARE * n_processors), LEAST_MS, MOST_MS);

  return (guint) ((wanted + before_ms) / 2 + 0.5);
}

/**
 * gradus_pace_get_wait_ms:
 * @last: when something was shown last, monotonic
 * @interval_ms: how often it is shown at most
 *
 * What comes with the same news shall be one frame: so it is shown a little early, or
 * with the next news, unless these are long in coming.
 *
 * Returns: in how many milliseconds it is shown again if nothing comes before; 0: at once
 */
gint64
gradus_pace_get_wait_ms (gint64 last, guint interval_ms)
{
  gint64 passed_ms = (g_get_monotonic_time () - last) / G_TIME_SPAN_MILLISECOND;

  return passed_ms >= interval_ms * 6 / 10 ? 0 : interval_ms * 2 - passed_ms;
}

static void
updated_cb (GradusPace *self)
{
  GradusSnapshot *snapshot = gradus_session_get_snapshot (self->session);
  gint64          now = g_get_monotonic_time ();

  if (snapshot->state != GRADUS_SESSION_RUNNING)
    {
      self->since = 0;
      return;
    }
  self->n_news++;
  if (self->since != 0 && (now - self->since < PERIOD || self->n_news < LEAST_NEWS))
    return;
  if (self->since != 0)
    {
      self->interval_ms =
        gradus_pace_choose ((get_cpu_ms () - self->cpu_ms) / self->n_news,
                            g_get_num_processors (), self->interval_ms);
      gradus_session_set_news_interval (self->session, self->interval_ms);
    }
  self->since = now;
  self->cpu_ms = get_cpu_ms ();
  self->n_news = 0;
}

/**
 * gradus_pace_new:
 * @session: whose news are shown by the calling thread
 *
 * Returns: (transfer full): what watches over them, to be freed before the session
 */
GradusPace *
gradus_pace_new (GradusSession *session)
{
  GradusPace *self = g_new0 (GradusPace, 1);

  self->session = session;
  self->interval_ms = LEAST_MS;
  g_signal_connect_swapped (session, "updated", G_CALLBACK (updated_cb), self);
  return self;
}

void
gradus_pace_free (GradusPace *self)
{
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_free (self);
}
