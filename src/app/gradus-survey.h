/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-errand.h"
#include "engine/data/dataset.h"
#include "engine/plane-map.h"
#include "session/session.h"

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

GradusSurveyKind gradus_survey_choose_kind (const GradusDataset *data);

/**
 * GradusSurvey:
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

void gradus_survey_free (GradusSurvey *self);

/* @done gets a GradusSurvey, NULL where network and data do not match. */
GradusErrand *gradus_survey_errand_new (GradusErrandDone done, gpointer user_data);
void          gradus_survey_ask (GradusErrand         *errand,
                                 GradusStandIn        *stand_in,
                                 const GradusSnapshot *snapshot,
                                 GradusDataset        *data,
                                 double                share);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusSurvey, gradus_survey_free)

G_END_DECLS
