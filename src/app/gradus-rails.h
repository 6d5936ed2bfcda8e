/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-spine-layout.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/**
 * GradusRailsState:
 * @wrong: the slot that does not fit, -1 if all do
 * @groups: (nullable) (element-type GradusLayerGroup): whose names stand above the open
 *   ones
 * @gap_text: (nullable): what the box in the gap says
 * @is_gap_blue: whether something is about to be dropped there
 * @is_gap_refused: whether it must not be dropped there
 *
 * What the lines between the cards show besides the layout.
 */
typedef struct
{
  int              wrong;
  const GPtrArray *groups;
  const char      *gap_text;
  gboolean         is_gap_blue;
  gboolean         is_gap_refused;
} GradusRailsState;

typedef struct
{
  double      x;
  double      y;
  GradusToken color;
} GradusSignal;

#define GRADUS_SIGNAL_SIZE 7.0
/* Pixels that a signal goes in a second. */
#define GRADUS_SIGNAL_SPEED 40.0

void gradus_rails_draw (cairo_t                 *cr,
                        const GradusTheme       *theme,
                        const GradusSpineLayout *layout,
                        const GradusRailsState  *state);
/* (element-type GradusSignal): where the dots are. @seconds < 0: all at rest. */
void gradus_rails_place_signals (const GradusTheme       *theme,
                                 const GradusSpineLayout *layout,
                                 double                   seconds,
                                 GArray                  *signals);
/* The same for one slow round: first what goes forward, then the loss, then the way
 * back. @progress from 0 to 1. */
void     gradus_rails_place_round (const GradusTheme       *theme,
                                   const GradusSpineLayout *layout,
                                   double                   progress,
                                   GArray                  *signals);
gboolean gradus_rails_is_loss_pulsing (double progress);

#define GRADUS_ROUND_SECONDS 1.6

G_END_DECLS
