/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-card-content.h"

G_BEGIN_DECLS

/* gradus-card-content.c knows what is true, gradus-card-words.c says it, of layers
 * gradus-card-layer-words.c, and gradus-card-pictures.c draws it. */
struct _GradusCardContent
{
  GradusStudio  *studio;  /* borrowed */
  GradusProject *preview; /* NULL when a document is shown */
  GradusPlan    *preview_plan;
  GHashTable    *limits; /* uid → Limit */
};

/* gradus-card-content.c */
const GradusProblem *gradus_card_content_get_problem (const GradusCardContent *self);
GradusSnapshot      *gradus_card_content_get_snapshot (const GradusCardContent *self);
/* NULL if what was trained last is another network than the one in the document. */
GradusSnapshot *gradus_card_content_get_matching_snapshot (const GradusCardContent *self);
const GradusTensor *gradus_card_content_find_kernel (const GradusCardContent *self,
                                                     guint64                  uid);
const GradusTensor *gradus_card_content_find_activation (const GradusCardContent *self,
                                                         guint64                  uid);
const GradusTensor *gradus_card_content_find_prediction (const GradusCardContent *self);
gboolean            gradus_card_content_has_score (const GradusCardContent *self);
gboolean            gradus_card_content_has_diverged (const GradusCardContent *self);
double              gradus_card_content_get_limit (GradusCardContent  *self,
                                                   guint64             uid,
                                                   const GradusTensor *kernel);
gboolean gradus_card_content_sees_pictures (const GradusCardContent *self, guint64 uid);

/* gradus-card-words.c */
void gradus_card_content_say_hint (GradusCardContent *self,
                                   GradusCard        *card,
                                   GradusCardText    *text,
                                   const char        *tooltip);

/* gradus-card-layer-words.c */
void gradus_card_content_show_layer (GradusCardContent *self,
                                     GradusCard        *card,
                                     GradusCardText    *text);

/* gradus-card-pictures.c */
void gradus_card_content_set_picture (GradusCardContent *self,
                                      GradusCard        *card,
                                      gboolean           has_picture);

G_END_DECLS
