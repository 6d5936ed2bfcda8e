/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/project.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_OWN_GALLERY (gradus_own_gallery_get_type ())
G_DECLARE_FINAL_TYPE (GradusOwnGallery,
                      gradus_own_gallery,
                      GRADUS,
                      OWN_GALLERY,
                      GtkWidget)

/**
 * GradusOwnGallery:
 *
 * The templates that the user has saved, as cards under a heading; hidden while there are
 * none. They can be renamed and deleted.
 *
 * Signals: `chosen` when one was activated, `focused` when another one is looked at.
 */
GtkWidget *gradus_own_gallery_new (void);
void       gradus_own_gallery_reload (GradusOwnGallery *self);
/* (nullable): the one that is looked at; NULL if none is, or it cannot be read. */
const GradusProject *gradus_own_gallery_get_project (GradusOwnGallery *self);
void                 gradus_own_gallery_unselect (GradusOwnGallery *self);

G_END_DECLS
