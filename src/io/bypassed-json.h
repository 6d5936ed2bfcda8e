/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "io/bypassed.h"

G_BEGIN_DECLS

/* In a file, a layer of the stack goes by its name. */
JsonArray *gradus_bypassed_list_to_json (const GPtrArray        *self,
                                         const GradusSequential *sequential);
gboolean   gradus_bypassed_list_from_json (GPtrArray              *self,
                                           JsonArray              *array,
                                           const GradusSequential *sequential,
                                           GError                **error);

G_END_DECLS
