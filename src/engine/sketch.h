/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Adds up the numbers of wide samples in fewer ones that keep distances, nearly. */
void gradus_sketch (gsize        n,
                    gsize        n_features,
                    const float *x,
                    gsize        n_sums,
                    guint64      seed,
                    float       *sketch);

G_END_DECLS
