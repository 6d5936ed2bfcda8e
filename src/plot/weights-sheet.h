/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "engine/sequential.h"
#include "engine/tensor.h"
#include "plot/figure.h"
#include "plot/weights.h"

G_BEGIN_DECLS

/**
 * GradusWeightsSheet:
 * @layer: (owned): name of the layer
 * @kernel: (owned): its weights, units last
 * @is_gates: whether the kernel's columns are gates of a recurrent layer
 * @next: (owned) (nullable): the kernel that the units vote with
 * @names: (owned) (nullable): of the classes, if they vote for these
 * @input: shape of a sample as the layer sees it; rank 0 if it does not see the data
 * @form: how the kernel is shown
 * @limit: magnitude that is drawn strongest
 * @unit: which one is shown large below the tiles, −1 for none
 *
 * The weights of one layer on a page: colour bar, tiles or matrix, one unit enlarged and
 * what it says to the layer after it. Does not change while others draw it.
 */
typedef struct
{
  char             *layer;
  GradusTensor     *kernel;
  gboolean          is_gates;
  GradusTensor     *next;
  char            **names;
  GradusShape       input;
  GradusWeightsForm form;
  double            limit;
  int               unit;
} GradusWeightsSheet;

gboolean            gradus_weights_sheet_can_show (const GradusPlan *plan, guint layer);
GradusWeightsSheet *gradus_weights_sheet_new (const GradusPlan    *plan,
                                              GPtrArray           *weights,
                                              guint                layer,
                                              const GradusDataset *data);
void                gradus_weights_sheet_choose_limit (GradusWeightsSheet *self);
GradusWeightsSheet *gradus_weights_sheet_copy (const GradusWeightsSheet *self);
void                gradus_weights_sheet_free (GradusWeightsSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusWeightsSheet, gradus_weights_sheet_free)

char    *gradus_weights_sheet_dup_title (const GradusWeightsSheet *self);
void     gradus_weights_sheet_layout (const GradusWeightsSheet *self,
                                      const GradusTheme        *theme,
                                      double                    width,
                                      double                    height,
                                      GradusWeightsLayout      *layout);
void     gradus_weights_sheet_draw (cairo_t                  *cr,
                                    const GradusTheme        *theme,
                                    double                    width,
                                    double                    height,
                                    const GradusWeightsSheet *self);
gboolean gradus_weights_sheet_hit (const GradusWeightsSheet *self,
                                   const GradusTheme        *theme,
                                   double                    width,
                                   double                    height,
                                   double                    x,
                                   double                    y,
                                   GradusWeightsLayout      *layout,
                                   GradusWeightsCell        *cell);

extern const GradusFigureKind gradus_figure_weights;
/* (nullable): NULL gives a figure that says why it cannot be drawn */
GradusFigure *gradus_figure_weights_new (const GradusWeightsSheet *sheet);

G_END_DECLS
