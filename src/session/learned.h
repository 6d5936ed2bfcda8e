/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_LEARNED (gradus_learned_get_type ())
G_DECLARE_FINAL_TYPE (GradusLearned, gradus_learned, GRADUS, LEARNED, GObject)

/**
 * GradusLearned:
 *
 * A place for all that one version of a project has learned: weights, optimizer memory,
 * history and the place in the run. It is empty while the version is trained; the session
 * fills it when another version takes over and empties it when the version comes back. An
 * undo step that keeps it brings the weights back bit for bit.
 *
 * All places together hold no more than a budget; past it, those that were filled longest
 * ago are emptied. Any thread.
 */
GradusLearned *gradus_learned_new (void);
/* How much memory it holds, in bytes; 0 while it is empty. */
gsize gradus_learned_get_n_bytes (GradusLearned *self);
/* For tests; in bytes. */
void gradus_learned_set_budget (gsize n_bytes);

G_END_DECLS
