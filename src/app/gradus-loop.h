/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-card.h"
#include "app/gradus-studio.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_LOOP (gradus_loop_get_type ())
G_DECLARE_FINAL_TYPE (GradusLoop, gradus_loop, GRADUS, LOOP, GtkWidget)

/* The cards of the learning loop and the lines between them; lives in a #GradusSpine. */
GradusLoop *gradus_loop_new (void);
void        gradus_loop_set_studio (GradusLoop *self, GradusStudio *studio);
void        gradus_loop_set_preview (GradusLoop *self, const GradusProject *project);

guint       gradus_loop_get_n_cards (GradusLoop *self);
GradusCard *gradus_loop_get_card (GradusLoop *self, guint index);
/* Where a layer that has no place of its own is put: after the selected one. */
guint gradus_loop_get_insert_place (GradusLoop *self);
/* What a drag was not let go: put it there all the same. FALSE if there is none. */
gboolean gradus_loop_take_refused (GradusLoop *self);

G_END_DECLS
