/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How well the numbers of a layer tell samples apart, in all their dimensions. 0 … 1. */
double gradus_separability_nearest_center (gsize         n,
                                           gsize         n_features,
                                           const float  *x,
                                           const guint8 *labels,
                                           guint         n_classes);
double gradus_separability_linear_fit (gsize        n,
                                       gsize        n_features,
                                       const float *x,
                                       gsize        n_targets,
                                       const float *y);

G_END_DECLS
