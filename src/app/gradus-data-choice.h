/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where the samples come from, as one edit of the studio's document. */
void gradus_data_choice_set_source (GradusStudio *studio,
                                    const char   *source,
                                    const char   *folder);
/* Asks for the folder of the digits, and takes them from there. */
void gradus_data_choice_ask_folder (GradusStudio *studio, GtkWindow *window);

G_END_DECLS
