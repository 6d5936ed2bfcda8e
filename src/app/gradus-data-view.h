/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-studio.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_DATA_VIEW (gradus_data_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusDataView, gradus_data_view, GRADUS, DATA_VIEW, GtkWidget)

G_END_DECLS
