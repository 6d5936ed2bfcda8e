/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sequential.h"
#include "engine/unit-health.h"
#include "plot/figure.h"
#include "plot/ridges.h"

G_BEGIN_DECLS

/* Of the weights, an update should change about this part. */
#define GRADUS_USUAL_RATIO 1e-3
/* Gradients that differ by this factor from one end of the network to the other. */
#define GRADUS_GRADIENT_FACTOR 50.0

/**
 * GradusLearningRow:
 * @layer: number of the layer
 * @name: of it
 * @ratio: how large an update is beside the weights; NaN if unknown
 * @gradient: root mean square of the gradients; NaN if unknown
 * @has_units: whether the rest is known
 * @n_units: how many units it has
 * @n_dead: of these, that put out the same for all samples
 * @n_saturated: that are nearly always at an end
 *
 * How a layer learns.
 */
typedef struct
{
  guint    layer;
  char    *name;
  double   ratio;
  double   gradient;
  gboolean has_units;
  guint    n_units;
  guint    n_dead;
  guint    n_saturated;
} GradusLearningRow;

/**
 * GradusLearningSheet:
 * @layer: (owned) (nullable): name of the one whose histograms are shown
 * @layer_index: number of it
 * @n_weights: how many it has
 * @ridges: (owned) (nullable): its histograms
 * @rows: (element-type GradusLearningRow): all layers that are trained
 *
 * How a network learns: histograms of one layer over time, and a table of all. Does not
 * change while others draw it.
 */
typedef struct
{
  char         *layer;
  guint         layer_index;
  gsize         n_weights;
  GradusRidges *ridges[GRADUS_N_RIDGES];
  GArray       *rows;
} GradusLearningSheet;

GradusLearningSheet *gradus_learning_sheet_new (GradusPlan      *plan,
                                                const GPtrArray *stats,
                                                const GArray    *health,
                                                guint            layer);
GradusLearningSheet *gradus_learning_sheet_copy (const GradusLearningSheet *self);
void                 gradus_learning_sheet_free (GradusLearningSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusLearningSheet, gradus_learning_sheet_free)

char *gradus_learning_sheet_describe (const GradusLearningSheet *self);
void  gradus_learning_sheet_draw (cairo_t                   *cr,
                                  const GradusTheme         *theme,
                                  double                     width,
                                  double                     height,
                                  const GradusLearningSheet *self);
/* The layer whose row is there, −1 if none. */
int gradus_learning_sheet_hit (const GradusLearningSheet *self,
                               const GradusTheme         *theme,
                               double                     width,
                               double                     height,
                               double                     x,
                               double                     y);

extern const GradusFigureKind gradus_figure_learning;
/* (nullable): NULL gives a figure that says why it cannot be drawn */
GradusFigure *gradus_figure_learning_new (const GradusLearningSheet *sheet);

G_END_DECLS
