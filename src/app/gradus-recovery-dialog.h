/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-window.h"

G_BEGIN_DECLS

/* Looks for what a crash left and, if there is anything, asks what to do with it. */
void gradus_recovery_dialog_offer (GradusWindow *window);

G_END_DECLS
