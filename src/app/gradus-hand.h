/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/hand.h"
#include "session/session.h"

G_BEGIN_DECLS

/**
 * GradusHand:
 *
 * Does to the weights of a session what the document says was done to them by hand, and
 * takes it back when that is undone.
 */
typedef struct _GradusHand GradusHand;

GradusHand *gradus_hand_new (GradusSession *session); /* borrowed */
void        gradus_hand_free (GradusHand *self);
/* Another document: what was done to it before is done. */
void gradus_hand_begin (GradusHand *self, const GradusProject *project);
void gradus_hand_follow (GradusHand *self, const GradusProject *project);

G_END_DECLS
