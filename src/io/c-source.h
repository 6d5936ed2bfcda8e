/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/model-formats.h"

G_BEGIN_DECLS

/* A network as a pair of files in C99: parts[0] is the .c, parts[1] the .h. The function
 * for a row of the table of formats. */
gboolean gradus_c_source_render (const GradusModelExport *self,
                                 const char              *stem,
                                 GBytes  *parts[GRADUS_MODEL_FORMAT_MAX_PARTS],
                                 GError **error);

G_END_DECLS
