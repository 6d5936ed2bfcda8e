/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_WRAP_BOX (gradus_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (GradusWrapBox, gradus_wrap_box, GRADUS, WRAP_BOX, GtkWidget)

G_END_DECLS
