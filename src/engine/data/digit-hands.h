/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GRADUS_MAX_STROKES 3
#define GRADUS_MAX_KNOTS 14

/* One movement of the pen through its knots, in a box of 1 × 1 with y downwards. Two
 * knots are a straight line, more are a smooth curve. */
typedef struct
{
  guint n_knots;
  float knots[GRADUS_MAX_KNOTS][2];
} GradusStroke;

/* One way to write a digit, and how often people write it so. */
typedef struct
{
  guint        digit;
  float        share;
  float        width; /* of the digit as a share of its height */
  guint        n_strokes;
  GradusStroke strokes[GRADUS_MAX_STROKES];
} GradusHand;

extern const GradusHand gradus_digit_hands[];
extern const guint      gradus_n_digit_hands;

G_END_DECLS
