/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/layer.h"

G_BEGIN_DECLS

/* Lets @widget tell in its tooltip what a kind of layer does: a picture, the name and a
 * sentence. */
void gradus_kind_tooltip_add (GtkWidget *widget, const GradusLayerKind *kind);

G_END_DECLS
