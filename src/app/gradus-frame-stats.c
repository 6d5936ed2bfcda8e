/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-frame-stats.h"

#include <glib-unix.h>
#include <stdlib.h>
#include <time.h>

#define PROBE_MS 5
/* A longer way from frame to frame is a window in which nothing moved. */
#define PAUSE_MS 250.0
/* Hours of frames; what comes later is only counted. */
#define MOST_VALUES (1 << 21)

typedef struct
{
  GArray *values; /* of float, milliseconds */
  guint64 n;
} Series;

/* One window that is measured; freed with it. */
typedef struct
{
  GradusFrameStats *stats;
  GtkWindow        *window; /* borrowed */
  GradusStudio     *studio; /* NULL: one that shows a part of another's */
  GdkFrameClock    *clock;  /* NULL while the window has none */
  gint64            begun;  /* of the frame, monotonic; 0 outside of one */
  gint64            before; /* begin of the frame before; 0 if there was none */
  double            cpu;    /* of the main thread when the frame began, milliseconds */
  guint64           step;   /* when training was last heard of */
  gint64            heard;  /* 0 while training does not run */
} Watch;

struct _GradusFrameStats
{
  char      *path; /* NULL if nothing is written */
  GPtrArray *watches;
  Series     work;
  Series     cpu;
  Series     interval;
  Series     delay;
  gint64     since;
  gint64     probed;
  guint      probe_id;
  guint      renew_id;
  guint      quit_id;
  double     seconds_trained;
  guint64    n_steps;
};

static void
add (Series *series, double ms)
{
  float value = (float) ms;

  series->n++;
  if (series->values->len < MOST_VALUES)
    g_array_append_val (series->values, value);
}

/* Of this thread alone: what others do on a busy machine does not count. */
static double
get_cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec * 1e-6;
}

/* --- What is measured --- */

static void
before_paint_cb (Watch *watch)
{
  gint64 now = g_get_monotonic_time ();
  double interval = (double) (now - watch->before) / 1000;

  if (watch->before != 0 && interval < PAUSE_MS)
    add (&watch->stats->interval, interval);
  watch->begun = watch->before = now;
  watch->cpu = get_cpu_ms ();
}

static void
after_paint_cb (Watch *watch)
{
  if (watch->begun == 0)
    return;
  add (&watch->stats->work, (double) (g_get_monotonic_time () - watch->begun) / 1000);
  add (&watch->stats->cpu, get_cpu_ms () - watch->cpu);
  watch->begun = 0;
}

static gboolean
probe_cb (gpointer user_data)
{
  GradusFrameStats *self = user_data;
  gint64            now = g_get_monotonic_time ();

  add (&self->delay, MAX ((double) (now - self->probed) / 1000 - PROBE_MS, 0));
  self->probed = now;
  return G_SOURCE_CONTINUE;
}

static void
updated_cb (Watch *watch)
{
  GradusSnapshot *snapshot = gradus_studio_get_live_snapshot (watch->studio);
  gint64          now = g_get_monotonic_time ();

  if (watch->heard != 0 && snapshot->report.step >= watch->step)
    {
      watch->stats->n_steps += snapshot->report.step - watch->step;
      watch->stats->seconds_trained += (double) (now - watch->heard) / G_USEC_PER_SEC;
    }
  watch->step = snapshot->report.step;
  watch->heard = snapshot->state == GRADUS_SESSION_RUNNING ? now : 0;
}

/* --- Windows --- */

static void
drop_clock (Watch *watch)
{
  if (watch->clock != NULL)
    g_signal_handlers_disconnect_by_data (watch->clock, watch);
  g_clear_object (&watch->clock);
  watch->begun = watch->before = 0;
}

static void
realize_cb (Watch *watch)
{
  drop_clock (watch);
  watch->clock = g_object_ref (gtk_widget_get_frame_clock (GTK_WIDGET (watch->window)));
  g_signal_connect_swapped (watch->clock, "before-paint", G_CALLBACK (before_paint_cb),
                            watch);
  /* Ours comes after GTK's, which draws. */
  g_signal_connect_data (watch->clock, "after-paint", G_CALLBACK (after_paint_cb), watch,
                         NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
destroyed_cb (gpointer data, GObject *window)
{
  Watch *watch = data;

  watch->window = NULL;
  g_ptr_array_remove (watch->stats->watches, watch);
}

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  drop_clock (watch);
  if (watch->window != NULL)
    {
      g_signal_handlers_disconnect_by_data (watch->window, watch);
      g_object_weak_unref (G_OBJECT (watch->window), destroyed_cb, watch);
    }
  if (watch->studio != NULL)
    g_signal_handlers_disconnect_by_data (watch->studio, watch);
  g_clear_object (&watch->studio);
  g_free (watch);
}

/**
 * gradus_frame_stats_watch:
 * @self: measurements
 * @window: a window
 *
 * Measures the frames of a window until it is destroyed, and the training of a main
 * window.
 */
void
gradus_frame_stats_watch (GradusFrameStats *self, GtkWindow *window)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->stats = self;
  watch->window = window;
  if (GRADUS_IS_WINDOW (window))
    {
      watch->studio = g_object_ref (gradus_window_get_studio (GRADUS_WINDOW (window)));
      g_signal_connect_swapped (watch->studio, "updated", G_CALLBACK (updated_cb), watch);
    }
  g_ptr_array_add (self->watches, watch);
  g_object_weak_ref (G_OBJECT (window), destroyed_cb, watch);
  g_signal_connect_swapped (window, "realize", G_CALLBACK (realize_cb), watch);
  g_signal_connect_swapped (window, "unrealize", G_CALLBACK (drop_clock), watch);
  if (gtk_widget_get_realized (GTK_WIDGET (window)))
    realize_cb (watch);
}

/* --- The report --- */

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

static void
write_series (GString *text, const char *name, const Series *series)
{
  static const struct
  {
    const char *name;
    double      share;
  } shares[] = { { "p50", 0.5 }, { "p95", 0.95 }, { "p99", 0.99 }, { "max", 1 } };
  guint             n = series->values->len;
  g_autofree float *sorted = g_memdup2 (series->values->data, (gsize) n * sizeof (float));

  g_string_append_printf (text, "  \"%s\": { \"n\": %" G_GUINT64_FORMAT, name, series->n);
  if (n > 0)
    qsort (sorted, n, sizeof (float), compare_floats);
  for (guint i = 0; n > 0 && i < G_N_ELEMENTS (shares); i++)
    g_string_append_printf (text, ", \"%s\": %.3f", shares[i].name,
                            (double)
                              sorted[(guint) ((double) (n - 1) * shares[i].share + 0.5)]);
  g_string_append (text, " },\n");
}

/**
 * gradus_frame_stats_to_json:
 * @self: measurements
 *
 * Writes down counts and percentiles: `work_ms` from the begin of a frame (before-paint)
 * to the end of its drawing (after-paint), `work_cpu_ms` the part of it in which the main
 * thread had a processor, `interval_ms` from frame to frame where the next came within a
 * quarter of a second, `main_loop_delay_ms` how late a timer of 5 ms came.
 *
 * Returns: (transfer full): JSON
 */
char *
gradus_frame_stats_to_json (const GradusFrameStats *self)
{
  GString *text = g_string_new ("{\n");

  g_string_append_printf (text,
                          "  \"version\": \"" GRADUS_VERSION "\",\n"
                          "  \"seconds\": %.3f,\n",
                          (double) (g_get_monotonic_time () - self->since) /
                            G_USEC_PER_SEC);
  write_series (text, "work_ms", &self->work);
  write_series (text, "work_cpu_ms", &self->cpu);
  write_series (text, "interval_ms", &self->interval);
  write_series (text, "main_loop_delay_ms", &self->delay);
  g_string_append_printf (
    text,
    "  \"training\": { \"seconds\": %.3f, \"steps\": %" G_GUINT64_FORMAT
    ", \"steps_per_second\": %.3f }\n}\n",
    self->seconds_trained, self->n_steps,
    self->seconds_trained > 0 ? (double) self->n_steps / self->seconds_trained : 0);
  return g_string_free (text, FALSE);
}

/**
 * gradus_frame_stats_save:
 * @self: measurements
 * @error: return location for an error
 *
 * Writes what was measured so far to the file.
 *
 * Returns: whether that went well
 */
gboolean
gradus_frame_stats_save (const GradusFrameStats *self, GError **error)
{
  g_autofree char *text = gradus_frame_stats_to_json (self);

  return self->path == NULL || g_file_set_contents (self->path, text, -1, error);
}

/* --- Object --- */

static gboolean
renew_cb (gpointer user_data)
{
  GradusFrameStats  *self = user_data;
  g_autoptr (GError) error = NULL;
  Series            *all[] = { &self->work, &self->cpu, &self->interval, &self->delay };

  if (!gradus_frame_stats_save (self, &error))
    g_printerr ("%s\n", error->message);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_array_set_size (all[i]->values, 0);
      all[i]->n = 0;
    }
  for (guint i = 0; i < self->watches->len; i++)
    ((Watch *) self->watches->pdata[i])->before = 0;
  self->since = self->probed = g_get_monotonic_time ();
  self->seconds_trained = 0;
  self->n_steps = 0;
  return G_SOURCE_CONTINUE;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_application_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/**
 * gradus_frame_stats_new:
 * @application: (nullable): ended by SIGTERM
 * @path: (nullable): the file that is written
 *
 * Begins to measure.
 *
 * Returns: (transfer full): measurements, of no window yet
 */
GradusFrameStats *
gradus_frame_stats_new (GApplication *application, const char *path)
{
  GradusFrameStats *self = g_new0 (GradusFrameStats, 1);
  Series           *all[] = { &self->work, &self->cpu, &self->interval, &self->delay };

  self->path = g_strdup (path);
  self->watches = g_ptr_array_new_with_free_func (watch_free);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    all[i]->values = g_array_new (FALSE, FALSE, sizeof (float));
  self->since = self->probed = g_get_monotonic_time ();
  self->probe_id = g_timeout_add (PROBE_MS, probe_cb, self);
  self->renew_id = g_unix_signal_add (SIGUSR1, renew_cb, self);
  if (application != NULL)
    self->quit_id = g_unix_signal_add (SIGTERM, quit_cb, application);
  return self;
}

void
gradus_frame_stats_free (GradusFrameStats *self)
{
  Series *all[] = { &self->work, &self->cpu, &self->interval, &self->delay };

  g_source_remove (self->probe_id);
  g_source_remove (self->renew_id);
  g_clear_handle_id (&self->quit_id, g_source_remove);
  g_ptr_array_unref (self->watches);
  g_free (self->path);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_array_unref (all[i]->values);
  g_free (self);
}
