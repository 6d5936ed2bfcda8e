/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_FAVOURITES (gradus_favourites_get_type ())
G_DECLARE_FINAL_TYPE (GradusFavourites, gradus_favourites, GRADUS, FAVOURITES, GObject)

/**
 * GradusFavourites:
 *
 * The kinds of layers that the user has marked with a star. All windows share them; they
 * are kept in `gradus/palette.ini` among the user's settings.
 *
 * Signal `changed`: one was added or taken away.
 */
GradusFavourites *gradus_favourites_get_default (void);
/* For tests: kept in @path. */
GradusFavourites *gradus_favourites_new (const char *path);

gboolean gradus_favourites_has (GradusFavourites *self, const char *class_name);
void
gradus_favourites_set (GradusFavourites *self, const char *class_name, gboolean is_one);

G_END_DECLS
