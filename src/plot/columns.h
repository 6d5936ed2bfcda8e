/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The gap between two columns holds an arrow. */
#define GRADUS_COLUMNS_ARROW 34.0

/* Where a column of so many that stand side by side lies. All pictures of a network's
 * layers below each other use the same columns. @scale: of the theme */
void gradus_columns_place (double  width,
                           double  scale,
                           guint   n_columns,
                           guint   index,
                           double *x,
                           double *column_width);

G_END_DECLS
