/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-studio.h"
#include "plot/export.h"

G_BEGIN_DECLS

/**
 * GradusSaveFunc:
 * @path: where to
 * @user_data: as given
 * @error: return location for an error
 *
 * Writes a file.
 *
 * Returns: whether it was written
 */
typedef gboolean (*GradusSaveFunc) (const char *path, gpointer user_data, GError **error);

/* Asks for a file and writes it; tells the studio how it went. @user_data must live as
 * long as
 * @widget. */
void gradus_saver_ask (GtkWidget     *widget,
                       GradusStudio  *studio,
                       const char    *title,
                       const char    *name,
                       GradusSaveFunc save,
                       gpointer       user_data);

G_END_DECLS
