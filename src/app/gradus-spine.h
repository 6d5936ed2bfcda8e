/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-studio.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_SPINE (gradus_spine_get_type ())
G_DECLARE_FINAL_TYPE (GradusSpine, gradus_spine, GRADUS, SPINE, GtkWidget)

/**
 * GradusSpine:
 *
 * The learning loop, whole: title, data, layers, predictions, loss and optimizer with the
 * three signals between them. Layers are inserted, moved and removed here, by pointer and
 * by key.
 *
 * Properties: studio (GradusStudio).
 */
GtkWidget *gradus_spine_new (GradusStudio *studio);
void       gradus_spine_set_studio (GradusSpine *self, GradusStudio *studio);
/* Shows @project as a ghost instead of the document; NULL ends that. */
void gradus_spine_set_preview (GradusSpine *self, const GradusProject *project);
/* Puts there all the same what a drag was not let go. FALSE if there is none. */
gboolean gradus_spine_take_refused (GradusSpine *self);

G_END_DECLS
