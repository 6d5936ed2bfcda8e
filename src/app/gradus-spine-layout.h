/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"

G_BEGIN_DECLS

/* In pixels, before scaling. */
#define GRADUS_SPINE_RAIL_INSET 17.0
#define GRADUS_SPINE_CARD_INSET 34.0
#define GRADUS_SPINE_BEND_RADIUS 10.0
#define GRADUS_SPINE_ARROW_WIDTH 10.0
#define GRADUS_SPINE_ARROW_LENGTH 7.0
#define GRADUS_SPINE_WIDTH 300.0
/* The line with the name of a group that is open, and the room below its last layer. */
#define GRADUS_SPINE_GROUP_HEADER 18.0
#define GRADUS_SPINE_GROUP_FOOTER 8.0

/**
 * GradusDensity:
 * @GRADUS_DENSITY_COMFORTABLE: three lines, large picture, visible handle
 * @GRADUS_DENSITY_COMPACT: two lines, small picture
 * @GRADUS_DENSITY_DENSE: one line, a strip
 *
 * How much a card says. The largest one is taken in which the whole loop can be seen.
 */
typedef enum
{
  GRADUS_DENSITY_COMFORTABLE,
  GRADUS_DENSITY_COMPACT,
  GRADUS_DENSITY_DENSE,
  GRADUS_N_DENSITIES
} GradusDensity;

/**
 * GradusSpineSlot:
 * @block: what stands there
 * @is_updated: whether weight updates arrive (a layer with trainable weights)
 * @is_bypassed: whether the data pass by it (a layer that is switched off)
 * @group: the open group it stands in, 0 for none
 * @needs: least height, where that is more than its kind usually has; else 0
 * @y: upper edge
 * @height: height
 */
typedef struct
{
  GradusBlock block;
  gboolean    is_updated;
  gboolean    is_bypassed;
  guint       group;
  double      needs;
  double      y;
  double      height;
} GradusSpineSlot;

/**
 * GradusSpineLayout:
 * @width: of the whole spine
 * @scale: 1, more with larger type
 * @gap: the place among the layers where a gap is open, -1 for none; an empty stack
 * always has one
 * @is_framed: whether a frame surrounds the layers, as in the preview of a template
 * @density: what was chosen
 * @wire: length of the wires between the layers
 * @outer_wire: length of the other wires; differs from @wire only around a frame
 * @gap_y: upper edge of the box in the gap
 * @gap_height: its height, 0 without a gap
 * @bottom: where the loop ends
 * @slots: (element-type GradusSpineSlot): blocks from top to bottom
 *
 * Where everything in the spine stands. Knows nothing of widgets.
 */
typedef struct
{
  double        width;
  double        scale;
  int           gap;
  gboolean      is_framed;
  GradusDensity density;
  double        wire;
  double        outer_wire;
  double        gap_y;
  double        gap_height;
  double        bottom;
  GArray       *slots;
} GradusSpineLayout;

GradusSpineLayout *gradus_spine_layout_new (void);
void               gradus_spine_layout_free (GradusSpineLayout *self);
void gradus_spine_layout_copy (GradusSpineLayout *to, const GradusSpineLayout *from);
void gradus_spine_layout_mix (GradusSpineLayout       *to,
                              const GradusSpineLayout *target,
                              double                   progress);

GradusSpineSlot *gradus_spine_layout_get_slot (const GradusSpineLayout *self,
                                               guint                    index);
guint            gradus_spine_layout_get_n_layers (const GradusSpineLayout *self);
double           gradus_spine_layout_get_height (const GradusSpineLayout *self,
                                                 GradusDensity            density,
                                                 gboolean                 largest);
void             gradus_spine_layout_place (GradusSpineLayout *self, double height);
void             gradus_spine_layout_place_at (GradusSpineLayout *self,
                                               double             height,
                                               GradusDensity      density);
guint            gradus_spine_layout_find_gap (const GradusSpineLayout *self, double y);

/* The frame around the layers. FALSE if there is none. */
gboolean
gradus_spine_layout_get_frame (const GradusSpineLayout *self, double *y, double *height);
/* Ends of the wire below a slot. */
void gradus_spine_layout_get_wire (const GradusSpineLayout *self,
                                   guint                    index,
                                   double                  *from_y,
                                   double                  *to_y);

/**
 * GradusRail:
 * @card_x: the side of the cards where it leaves and arrives
 * @x: where it runs up or down
 * @from_y: height at which it leaves a card
 * @to_y: height at which it arrives
 * @radius: of its two bends
 */
typedef struct
{
  double card_x;
  double x;
  double from_y;
  double to_y;
  double radius;
} GradusRail;

gboolean gradus_spine_layout_get_truth_rail (const GradusSpineLayout *self,
                                             GradusRail              *rail);
gboolean gradus_spine_layout_get_update_rail (const GradusSpineLayout *self,
                                              GradusRail              *rail);
double   gradus_spine_layout_find_label (const GradusSpineLayout *self,
                                         const GradusRail        *rail,
                                         double                   length);
double   gradus_rail_get_length (const GradusRail *self);
void
gradus_rail_get_point (const GradusRail *self, double distance, double *x, double *y);

G_END_DECLS
