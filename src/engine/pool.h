/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GradusPool:
 *
 * A few threads that run numbered tasks together with the thread that asks. Which thread
 * runs which task is left to chance, so tasks must not care.
 */
typedef struct _GradusPool GradusPool;

typedef void (*GradusPoolFunc) (guint task, gpointer user_data);

GradusPool *gradus_pool_new (guint n_threads);
void        gradus_pool_free (GradusPool *self);
guint       gradus_pool_get_n_threads (const GradusPool *self);
/* Returns when all tasks are done. Neither allocates nor, while it is busy, sleeps. */
void gradus_pool_run (GradusPool    *self,
                      guint          n_tasks,
                      GradusPoolFunc func,
                      gpointer       user_data);
/* Lets the threads of pools made from now on in this thread give way to all others. */
void gradus_pool_yield_to_others (void);

G_END_DECLS
