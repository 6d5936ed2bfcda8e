/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-card.h"
#include "app/gradus-studio.h"

G_BEGIN_DECLS

/**
 * GradusCardContent:
 *
 * What the cards of one loop say and draw: reads the studio, or a project that is only
 * previewed, and tells the cards. It keeps the color limits of the weights still between
 * epochs.
 */
typedef struct _GradusCardContent GradusCardContent;

GradusCardContent *gradus_card_content_new (void);
void               gradus_card_content_free (GradusCardContent *self);
/* Borrowed; the owner of the content disconnects before the studio goes. */
void gradus_card_content_set_studio (GradusCardContent *self, GradusStudio *studio);
void gradus_card_content_set_preview (GradusCardContent   *self,
                                      const GradusProject *project);

gboolean             gradus_card_content_is_preview (const GradusCardContent *self);
const GradusProject *gradus_card_content_get_project (const GradusCardContent *self);
GradusPlan          *gradus_card_content_get_plan (const GradusCardContent *self);
/* The layer that does not fit, -1 if all do. */
int gradus_card_content_get_wrong_layer (const GradusCardContent *self);
/* Whether the optimizer changes anything in a layer. */
gboolean gradus_card_content_is_updated (const GradusCardContent *self, guint64 uid);
gboolean gradus_card_content_is_bypassed (const GradusCardContent *self, guint64 uid);

void gradus_card_content_show (GradusCardContent *self, GradusCard *card);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusCardContent, gradus_card_content_free)

G_END_DECLS
