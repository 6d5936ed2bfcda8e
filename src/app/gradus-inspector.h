/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_INSPECTOR (gradus_inspector_get_type ())
G_DECLARE_FINAL_TYPE (GradusInspector, gradus_inspector, GRADUS, INSPECTOR, GtkWidget)

/**
 * GradusInspector:
 *
 * The properties of the selected block. Property `studio`.
 */

G_END_DECLS
