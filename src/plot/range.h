/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GradusRange:
 * @is_share: whether the axis reaches down from 1 and not up from 0
 * @n_epochs: how many were added
 * @top: how far the axis reaches from its calm end, which is 0 for a loss and 1 for an
 * accuracy; 0 before the first epoch
 * @highest: the largest number since the first epoch was over
 *
 * How far an axis reaches. It is fixed when the first epoch is over and only doubled or
 * halved after that, and only between epochs, so that a curve does not jump about.
 */
typedef struct
{
  gboolean is_share;
  guint    n_epochs;
  double   top;
  double   highest;
} GradusRange;

void   gradus_range_init (GradusRange *self, gboolean is_share);
void   gradus_range_add_epoch (GradusRange *self, double training, double validation);
double gradus_range_round_up (double value);

G_END_DECLS
