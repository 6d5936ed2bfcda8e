/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GRADUS_MAX_RANK 5

/**
 * GradusShape:
 * @rank: number of axes, 0 for a scalar
 * @dims: lengths of the axes, outermost first; unused entries are 0
 *
 * The shape of one sample or of one weight. The batch axis is never part of it; channels
 * are the last axis. An axis length of -1 stands for Keras's None: not known yet.
 */
typedef struct
{
  guint  rank;
  gint64 dims[GRADUS_MAX_RANK];
} GradusShape;

#define GRADUS_SHAPE_0 ((GradusShape){ 0 })
#define GRADUS_SHAPE_1(a) ((GradusShape){ 1, { (a) } })
#define GRADUS_SHAPE_2(a, b) ((GradusShape){ 2, { (a), (b) } })
#define GRADUS_SHAPE_3(a, b, c) ((GradusShape){ 3, { (a), (b), (c) } })
#define GRADUS_SHAPE_4(a, b, c, d) ((GradusShape){ 4, { (a), (b), (c), (d) } })

gboolean gradus_shape_equal (const GradusShape *a, const GradusShape *b);
gsize    gradus_shape_size (const GradusShape *shape);
gboolean gradus_shape_checked_size (const GradusShape *shape, gsize *size);
gint64   gradus_shape_last (const GradusShape *shape);
char    *gradus_shape_to_string (const GradusShape *shape);
char    *gradus_shape_to_batch_string (const GradusShape *shape);

G_END_DECLS
