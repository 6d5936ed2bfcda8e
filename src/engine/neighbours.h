/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pool.h"

G_BEGIN_DECLS

/**
 * GradusProceedFunc:
 * @user_data: as given
 *
 * Asked now and then by computations that take long, always in the thread that began
 * them. It may take its time, so that others have the processor.
 *
 * Returns: whether to go on
 */
typedef gboolean (*GradusProceedFunc) (gpointer user_data);

gboolean gradus_neighbours_find (gsize             n,
                                 gsize             n_features,
                                 const float      *x,
                                 guint             k,
                                 GradusPool       *pool,
                                 GradusProceedFunc proceed,
                                 gpointer          user_data,
                                 guint32          *indices,
                                 float            *squares);
double   gradus_neighbours_get_purity (gsize          n,
                                       guint          k,
                                       const guint32 *indices,
                                       const guint8  *labels);

G_END_DECLS
