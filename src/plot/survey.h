/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "plot/plane.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * GradusSurveyKind:
 * @GRADUS_SURVEY_NONE: the data are nothing that a plot could show
 * @GRADUS_SURVEY_PLANE: two inputs and classes
 * @GRADUS_SURVEY_CURVE: one input and one number as the answer
 * @GRADUS_SURVEY_NUMBERS: any input and one number as the answer
 */
typedef enum
{
  GRADUS_SURVEY_NONE,
  GRADUS_SURVEY_PLANE,
  GRADUS_SURVEY_CURVE,
  GRADUS_SURVEY_NUMBERS,
} GradusSurveyKind;

/**
 * GradusSurvey:
 * @ref_count: of owners; the rest does not change
 * @kind: what is known
 * @data: the test samples
 * @n: how many of them were asked
 * @inputs: (nullable) (shape n, 2 or 1): of plane and curve
 * @classes: (nullable) (shape n): of a plane: what the points are
 * @answered: (nullable) (shape n): and what the network takes them for
 * @n_right: of these
 * @truths: (nullable) (shape n): right numbers
 * @answers: (nullable) (shape n): numbers that the network says
 * @map: (nullable): of a plane
 * @bent: (nullable): of a plane, if a layer has two units
 * @bent_points: (nullable) (shape n, 2): the points as that layer sees them
 * @n_steps: of the curve
 * @curve_x: (nullable) (shape n_steps): of a curve
 * @curve_y: (nullable) (shape n_steps): what the network says along it
 *
 * What a network makes of all test samples of few numbers, and of what lies between them.
 */
typedef struct
{
  gint             ref_count;
  GradusSurveyKind kind;
  GradusDataset   *data;
  gsize            n;
  float           *inputs;
  guint8          *classes;
  guint8          *answered;
  guint            n_right;
  float           *truths;
  float           *answers;
  GradusPlaneMap  *map;
  GradusBentGrid  *bent;
  float           *bent_points;
  gsize            n_steps;
  float           *curve_x;
  float           *curve_y;
} GradusSurvey;

GradusSurveyKind gradus_survey_choose_kind (const GradusDataset *data);
GradusSurvey *
gradus_survey_new (GradusModel *model, GradusDataset *data, GCancellable *cancellable);
GradusSurvey *gradus_survey_ref (GradusSurvey *self);
void          gradus_survey_unref (GradusSurvey *self);
/* Borrowed from the survey; without a probe. FALSE: it has no plane. */
gboolean gradus_survey_get_plane (const GradusSurvey *self, GradusPlane *plane);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusSurvey, gradus_survey_unref)

G_END_DECLS
