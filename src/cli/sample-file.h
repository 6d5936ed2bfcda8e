/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/shape.h"

G_BEGIN_DECLS

/* One sample of @shape from a file: .pgm, .csv, or pictures in IDX, of which @index is
 * taken. Returns (transfer full) (array): as many numbers as @shape holds. */
float *gradus_cli_sample_file_load (const char        *path,
                                    guint              index,
                                    const GradusShape *shape,
                                    GError           **error);

G_END_DECLS
