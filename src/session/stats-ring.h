/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/weight-stats.h"

G_BEGIN_DECLS

#define GRADUS_STATS_RING_SIZE 64

/**
 * GradusStatsRing:
 *
 * What was recorded of a run, from the first step to the latest. When it is full every
 * second record is dropped, and from then on half as many are taken. The worker's own.
 */
typedef struct _GradusStatsRing GradusStatsRing;

GradusStatsRing *gradus_stats_ring_new (void);
void             gradus_stats_ring_free (GradusStatsRing *self);
/* @now: monotonic time */
gboolean gradus_stats_ring_wants (const GradusStatsRing *self, guint64 step, gint64 now);
/* @cost: microseconds that recording took */
void gradus_stats_ring_add (GradusStatsRing   *self,
                            GradusWeightStats *stats,
                            gint64             now,
                            gint64             cost);
/* (element-type GradusWeightStats) (transfer full) (nullable): does not change any more
 */
GPtrArray *gradus_stats_ring_get_list (const GradusStatsRing *self);

G_END_DECLS
