/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "engine/sequential.h"
#include "engine/tensor.h"
#include "plot/figure.h"
#include "plot/weights.h"

G_BEGIN_DECLS

/**
 * GradusWeightsScale:
 * @GRADUS_WEIGHTS_SCALE_LAYER: one for all weights that are shown
 * @GRADUS_WEIGHTS_SCALE_UNIT: one for each unit, so that weak ones are seen, too
 * @GRADUS_WEIGHTS_SCALE_NETWORK: one for all layers, so that they can be compared
 *
 * What the strongest colour stands for.
 */
typedef enum
{
  GRADUS_WEIGHTS_SCALE_LAYER,
  GRADUS_WEIGHTS_SCALE_UNIT,
  GRADUS_WEIGHTS_SCALE_NETWORK,
} GradusWeightsScale;

/**
 * GradusWeightsSheet:
 * @layer: (owned): name of the layer
 * @weight: (owned): name of the weight inside the layer
 * @index: of the weight in the model's list
 * @kernel: (owned): the weight, units last
 * @is_turned: whether @kernel is a copy with the last two axes exchanged
 * @is_first: whether this is the layer's kernel, not another of its weights
 * @bias: (owned) (nullable): a number for each unit
 * @bias_index: of it in the model's list
 * @gates: (nullable): names of the gates that the kernel's columns belong to
 * @next: (owned) (nullable): the kernel that the units vote with
 * @names: (owned) (nullable): of the classes, if they vote for these
 * @unit_names: (owned) (nullable): of the units, if these are the classes
 * @input: shape of a sample as the layer sees it; rank 0 if it does not see the data
 * @form: how the kernel is shown
 * @limit: magnitude that is drawn strongest
 * @scale: what that holds for
 * @limits: (owned) (nullable): for each unit, with %GRADUS_WEIGHTS_SCALE_UNIT
 * @order: (owned) (nullable): which unit stands at which place
 * @lesions: (owned) (nullable): for each unit whether it is switched off
 * @unit: which one is shown large beside the tiles, −1 for none
 * @channel: which of its pictures
 * @cell: pixels for a weight of a tile, 0 for what fits
 * @scroll: how far tiles that do not fit are scrolled, in pixels
 *
 * The weights of one layer on a page: colour bar, tiles or matrix, one unit enlarged and
 * what it says to the layer after it. Does not change while others draw it.
 */
typedef struct
{
  char              *layer;
  char              *weight;
  guint              index;
  GradusTensor      *kernel;
  gboolean           is_turned;
  gboolean           is_first;
  GradusTensor      *bias;
  guint              bias_index;
  const char *const *gates;
  GradusTensor      *next;
  char             **names;
  char             **unit_names;
  GradusShape        input;
  GradusWeightsForm  form;
  double             limit;
  GradusWeightsScale scale;
  float             *limits;
  guint             *order;
  guint8            *lesions;
  int                unit;
  guint              channel;
  guint              cell;
  double             scroll;
} GradusWeightsSheet;

/**
 * GradusWeightsPlace:
 * @GRADUS_WEIGHTS_AMONG_ALL: in the tiles or the matrix
 * @GRADUS_WEIGHTS_IN_UNIT: in the unit that is shown large
 *
 * Where on a sheet a weight is.
 */
typedef enum
{
  GRADUS_WEIGHTS_AMONG_ALL,
  GRADUS_WEIGHTS_IN_UNIT,
} GradusWeightsPlace;

/**
 * GradusWeightsBox:
 *
 * A part of a sheet; without width there is none.
 */
typedef struct
{
  double x, y, width, height;
} GradusWeightsBox;

/**
 * GradusWeightsSheetLayout:
 * @weights: tiles or matrix, from the corner of @area
 * @area: where these are
 * @scroll: how far they are scrolled, no more than @scroll_most
 * @scroll_most: how far they can be
 * @unit: the unit that is shown large, heading included
 * @unit_cell: size of its weights
 * @unit_picture: where they are
 * @votes: what it says to the next layer
 * @line: between all units and the one; without width there is none
 *
 * Where everything on a sheet is.
 */
typedef struct
{
  GradusWeightsLayout weights;
  GradusWeightsBox    area;
  double              scroll;
  double              scroll_most;
  GradusWeightsBox    unit;
  guint               unit_cell;
  GradusWeightsBox    unit_picture;
  GradusWeightsBox    votes;
  GradusWeightsBox    line;
} GradusWeightsSheetLayout;

/* Numbers of a layer that can be shown. */
gboolean            gradus_weights_sheet_can_show (const GradusPlan *plan, guint layer);
char              **gradus_weights_sheet_list (const GradusPlan *plan, guint layer);
GradusWeightsSheet *gradus_weights_sheet_new (const GradusPlan    *plan,
                                              GPtrArray           *weights,
                                              guint                layer,
                                              const GradusDataset *data);
GradusWeightsSheet *gradus_weights_sheet_new_for_weight (const GradusPlan    *plan,
                                                         GPtrArray           *weights,
                                                         guint                layer,
                                                         guint                weight,
                                                         const GradusDataset *data);
GradusWeightsSheet *gradus_weights_sheet_copy (const GradusWeightsSheet *self);
void                gradus_weights_sheet_free (GradusWeightsSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusWeightsSheet, gradus_weights_sheet_free)

guint  gradus_weights_sheet_count_units (const GradusWeightsSheet *self);
guint  gradus_weights_sheet_count_channels (const GradusWeightsSheet *self);
void   gradus_weights_sheet_choose_limit (GradusWeightsSheet *self);
void   gradus_weights_sheet_choose_limits (GradusWeightsSheet *self);
void   gradus_weights_sheet_sort (GradusWeightsSheet *self);
double gradus_weights_sheet_get_norm (const GradusWeightsSheet *self, guint unit);
/* The number of a weight that is shown, and where it is in the model. */
double gradus_weights_sheet_get_value (const GradusWeightsSheet *self,
                                       const GradusWeightsCell  *cell);
void   gradus_weights_sheet_locate (const GradusWeightsSheet *self,
                                    const GradusWeightsCell  *cell,
                                    guint                    *weight,
                                    gsize                    *index);
char  *gradus_weights_sheet_describe (const GradusWeightsSheet  *self,
                                      const GradusWeightsLayout *layout,
                                      const GradusWeightsCell   *cell);

char    *gradus_weights_sheet_dup_title (const GradusWeightsSheet *self);
void     gradus_weights_sheet_layout (const GradusWeightsSheet *self,
                                      const GradusTheme        *theme,
                                      double                    width,
                                      double                    height,
                                      GradusWeightsSheetLayout *layout);
gboolean gradus_weights_sheet_hit (const GradusWeightsSheet       *self,
                                   const GradusWeightsSheetLayout *layout,
                                   double                          x,
                                   double                          y,
                                   GradusWeightsPlace             *place,
                                   GradusWeightsCell              *cell);
/* Where a weight is on the sheet: FALSE if it is not in sight. */
gboolean gradus_weights_sheet_find_box (const GradusWeightsSheetLayout *layout,
                                        GradusWeightsPlace              place,
                                        const GradusWeightsCell        *cell,
                                        GradusWeightsBox               *box);
void     gradus_weights_sheet_draw (cairo_t                  *cr,
                                    const GradusTheme        *theme,
                                    double                    width,
                                    double                    height,
                                    const GradusWeightsSheet *self);
void     gradus_weights_sheet_draw_read_out (cairo_t                *cr,
                                             const GradusTheme      *theme,
                                             double                  width,
                                             double                  height,
                                             const GradusWeightsBox *box,
                                             const char             *text);

extern const GradusFigureKind gradus_figure_weights;
/* (nullable): NULL gives a figure that says why it cannot be drawn */
GradusFigure *gradus_figure_weights_new (const GradusWeightsSheet *sheet);

G_END_DECLS
