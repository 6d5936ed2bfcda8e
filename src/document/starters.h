/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sequential.h"

G_BEGIN_DECLS

/* A layer as it is put into a stack: Keras's defaults, and where Keras has none, values
 * to begin with. @class_name must exist. Private to the document library. */
GradusLayer *gradus_starter_layer_new (const char *class_name);

G_END_DECLS
