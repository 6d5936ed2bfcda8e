/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/trainer.h"

G_BEGIN_DECLS

/* What to say of layers that begin afresh after an edit: arrays of GradusRestart, as in
 * GradusSnapshot; all may be NULL. */
const GradusRestart *gradus_restarts_find (const GArray *restarts, guint64 uid);
gboolean             gradus_restarts_equal (const GArray *a, const GArray *b);
/* "dense_2 starts again: its kernel has another shape" */
char *gradus_restarts_describe (const GArray           *restarts,
                                const GradusSequential *sequential);
char *gradus_restart_explain (const GradusRestart *restart);

G_END_DECLS
