/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/weights-sheet.h"

G_BEGIN_DECLS

/* What the files of a sheet agree on. */
#define GRADUS_WEIGHTS_BAR_ROOM 34.0  /* above the tiles, for the colour bar */
#define GRADUS_WEIGHTS_HEAD_ROOM 44.0 /* for a heading and a caption */
#define GRADUS_WEIGHTS_VOTES_MOST 16

GradusWeightsKernel gradus_weights_sheet_get_kernel (const GradusWeightsSheet *self);
/* The room for one unit below weights that take a height. */
double gradus_weights_sheet_get_below (double weights, double scale);

G_END_DECLS
