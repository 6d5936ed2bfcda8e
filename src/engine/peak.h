/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* GFLOP/s of a large matrix product, which no training can exceed. */
double gradus_measure_sgemm (guint n_threads);

G_END_DECLS
