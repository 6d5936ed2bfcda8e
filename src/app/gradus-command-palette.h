/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-window.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_COMMAND_PALETTE (gradus_command_palette_get_type ())
G_DECLARE_FINAL_TYPE (GradusCommandPalette,
                      gradus_command_palette,
                      GRADUS,
                      COMMAND_PALETTE,
                      GtkWindow)

/* Everything that can be done in @window, to be found by a few letters. It closes by
 * itself. */
GtkWidget *gradus_command_palette_new (GradusWindow *window);

G_END_DECLS
