/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "session/stats-ring.h"

/* Recording takes no more than this part of the time. */
#define COST_SHARE 0.01
#define LEAST_INTERVAL (10 * G_TIME_SPAN_MILLISECOND)

struct _GradusStatsRing
{
  GPtrArray *list; /* replaced, never changed; NULL while empty */
  guint64    gap;  /* steps between records */
  guint64    next_step;
  gint64     next_time;
};

GradusStatsRing *
gradus_stats_ring_new (void)
{
  GradusStatsRing *self = g_new0 (GradusStatsRing, 1);

  self->gap = 1;
  return self;
}

void
gradus_stats_ring_free (GradusStatsRing *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_free (self);
}

gboolean
gradus_stats_ring_wants (const GradusStatsRing *self, guint64 step, gint64 now)
{
  return step >= self->next_step && now >= self->next_time;
}

static GPtrArray *
copy_list (const GradusStatsRing *self, guint every)
{
  GPtrArray *copy = g_ptr_array_new_full (GRADUS_STATS_RING_SIZE,
                                          (GDestroyNotify) gradus_weight_stats_unref);

  for (guint i = 0; self->list != NULL && i < self->list->len; i += every)
    g_ptr_array_add (copy, gradus_weight_stats_ref (self->list->pdata[i]));
  return copy;
}

/**
 * gradus_stats_ring_add:
 * @self: what was recorded so far
 * @stats: (transfer full): of a later step
 * @now: monotonic time
 * @cost: microseconds that recording took
 *
 * Keeps a record.
 */
void
gradus_stats_ring_add (GradusStatsRing   *self,
                       GradusWeightStats *stats,
                       gint64             now,
                       gint64             cost)
{
  gboolean   is_full = self->list != NULL && self->list->len == GRADUS_STATS_RING_SIZE;
  GPtrArray *list = copy_list (self, is_full ? 2 : 1);
  const GradusWeightStats *first;

  g_ptr_array_add (list, stats);
  first = list->pdata[0];
  if (is_full)
    self->gap = MAX (1, (stats->step - first->step) / (list->len - 1));
  self->next_step = stats->step + self->gap;
  self->next_time = now + MAX (LEAST_INTERVAL, (gint64) ((double) cost / COST_SHARE));
  g_clear_pointer (&self->list, g_ptr_array_unref);
  self->list = list;
}

GPtrArray *
gradus_stats_ring_get_list (const GradusStatsRing *self)
{
  return self->list != NULL ? g_ptr_array_ref (self->list) : NULL;
}
