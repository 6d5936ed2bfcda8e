/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/shape.h"

G_BEGIN_DECLS

/* Reads an IDX file of bytes, plain or packed with gzip, as MNIST comes in. @rank: how
 * many axes it must have. */
GBytes *
gradus_idx_load (const char *path, guint rank, GradusShape *shape, GError **error);

G_END_DECLS
