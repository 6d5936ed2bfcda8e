/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Moves, turns and mirrors (but does not stretch) points so that they come as near as
 * possible to the points of a reference. Returns the mean squared distance that is left.
 */
double gradus_procrustes_align (gsize n, const float *reference, float *points);

G_END_DECLS
