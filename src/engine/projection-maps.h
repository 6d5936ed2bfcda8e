/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "engine/sequential.h"
#include "engine/tensor.h"

G_BEGIN_DECLS

/**
 * GradusProjectionMethod:
 * @GRADUS_PROJECTION_TSNE: neighbours stay together
 * @GRADUS_PROJECTION_PCA: the flat view in which the samples differ most
 *
 * How the numbers of a layer become two.
 */
typedef enum
{
  GRADUS_PROJECTION_TSNE,
  GRADUS_PROJECTION_PCA,
} GradusProjectionMethod;

/**
 * GradusProjectionRequest:
 * @plan: the network
 * @weights: (element-type GradusTensor): that the samples are seen through
 * @data: where the samples come from
 * @probe: (nullable): a sample that is to be found on the maps, too
 * @method: how
 * @only_with_weights: whether layers without weights are left out
 * @n_points: how many samples at most
 * @is_training: whether training wants the processors, so that maps may take their time
 *
 * Which maps are wanted.
 */
typedef struct
{
  GradusPlan            *plan;
  GPtrArray             *weights;
  GradusDataset         *data;
  GradusTensor          *probe;
  GradusProjectionMethod method;
  gboolean               only_with_weights;
  guint                  n_points;
  gboolean               is_training;
} GradusProjectionRequest;

/**
 * GradusProjectionPoints:
 * @n: how many
 * @samples: (array length=n): their numbers in the data set
 * @n_classes: 0 if the targets are no classes
 * @classes: (nullable) (array length=n): of each
 * @values: (nullable) (array length=n): the target of each, from 0 for the least to 1 for
 * the largest, if there are no classes
 * @least: smallest target
 * @most: largest target
 *
 * The samples that are shown. Immutable.
 */
typedef struct
{
  guint    n;
  guint32 *samples;
  guint    n_classes;
  guint8  *classes;
  float   *values;
  double   least;
  double   most;
  gint     ref_count; /* private */
} GradusProjectionPoints;

GradusProjectionPoints *gradus_projection_points_new (GradusDataset *data, guint n_most);
GradusProjectionPoints *gradus_projection_points_ref (GradusProjectionPoints *self);
void                    gradus_projection_points_unref (GradusProjectionPoints *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusProjectionPoints, gradus_projection_points_unref)

/**
 * GradusProjectionPanel:
 * @layer: whose output; −1 is the input
 * @n_features: numbers of a sample there
 * @positions: (nullable) (shape n, 2): from −1 to 1; NULL while it is being computed
 * @is_exact: whether there were no more than two numbers, which are shown as they are
 * @score: how well samples can be told apart there, 0 … 1: the part that lies nearest to
 * the centre of its own class, or R² of a linear fit; NaN while unknown
 * @ratio: of PCA: the part of the variance that is seen; NaN otherwise
 * @has_probe: whether @probe is known
 * @probe: (array fixed-size=2): where the probe lies
 *
 * The map of one layer.
 */
typedef struct
{
  int      layer;
  gsize    n_features;
  float   *positions;
  gboolean is_exact;
  double   score;
  double   ratio;
  gboolean has_probe;
  float    probe[2];
} GradusProjectionPanel;

/**
 * GradusProjection:
 * @method: how it was made
 * @points: who is shown
 * @data: where they come from
 * @guesses: (nullable) (array length=n): the class that the network takes each for
 * @n_panels: how many layers
 * @panels: (array length=n_panels): their maps, the input first
 * @is_settled: whether this is where the points come to rest
 * @is_step: whether it is one of many steps that follow each other closely
 *
 * Maps of a set of samples after every layer at one moment. Immutable, reference-counted.
 */
typedef struct
{
  GradusProjectionMethod  method;
  GradusProjectionPoints *points;
  GradusDataset          *data;
  guint8                 *guesses;
  guint                   n_panels;
  GradusProjectionPanel  *panels;
  gboolean                is_settled;
  gboolean                is_step;
  gint                    ref_count; /* private */
} GradusProjection;

GradusProjection *gradus_projection_ref (GradusProjection *self);
void              gradus_projection_unref (GradusProjection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusProjection, gradus_projection_unref)

/* Asked now and then; @progress: the part that is done, 0 … 1. Whether to go on. */
typedef gboolean (*GradusProjectionProceedFunc) (double progress, gpointer user_data);

/* (nullable): all maps at once, on this thread; NULL where network and data do not match,
 * or if @proceed ended it */
GradusProjection *gradus_projection_new (const GradusProjectionRequest *request,
                                         GradusProjectionProceedFunc    proceed,
                                         gpointer                       user_data);

G_END_DECLS
