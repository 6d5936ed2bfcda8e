/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/project.h"

G_BEGIN_DECLS

/**
 * GradusRunKeeper:
 *
 * Watches what a training session measures and tells when a run has ended: when another
 * history takes the place of one in which something was learned, because weights were
 * reset, the network was changed, or training went on from an earlier point. It knows
 * with which settings each run was trained. Main thread only; owns no thread and no
 * document, so that it can be tested alone.
 *
 * A session's orders are numbered (gradus_session_set_project() says which), and each of
 * its snapshots says which of them it has come to: so what is still under way of an
 * earlier network, or of an earlier document, is not taken for the present one.
 */
typedef struct _GradusRunKeeper GradusRunKeeper;

GradusRunKeeper *gradus_run_keeper_new (void);
void             gradus_run_keeper_free (GradusRunKeeper *self);
void             gradus_run_keeper_forget (GradusRunKeeper *self, guint64 serial);
void             gradus_run_keeper_begin (GradusRunKeeper     *self,
                                          guint64              serial,
                                          const GradusProject *project);
void gradus_run_keeper_retune (GradusRunKeeper *self, const GradusProject *project);
void gradus_run_keeper_branch (GradusRunKeeper *self, guint64 step);
GradusRun *
gradus_run_keeper_follow (GradusRunKeeper *self, guint64 serial, GradusHistory *history);
const char      *gradus_run_keeper_get_id (const GradusRunKeeper *self);
const GPtrArray *gradus_run_keeper_get_settings (const GradusRunKeeper *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusRunKeeper, gradus_run_keeper_free)

G_END_DECLS
