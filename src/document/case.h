/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/project.h"

G_BEGIN_DECLS

/**
 * GradusGoal:
 * @GRADUS_GOAL_YES_NO: one probability
 * @GRADUS_GOAL_CLASSES: one probability for each class
 * @GRADUS_GOAL_INPUT: the input again
 * @GRADUS_GOAL_VALUES: numbers to come close to
 *
 * What the data ask of the network's output.
 */
typedef enum
{
  GRADUS_GOAL_UNKNOWN,
  GRADUS_GOAL_YES_NO,
  GRADUS_GOAL_CLASSES,
  GRADUS_GOAL_INPUT,
  GRADUS_GOAL_VALUES,
} GradusGoal;

/**
 * GradusCase:
 * @width: how many numbers the goal asks for
 * @output: of the network; of rank 0 if unknown
 *
 * A project as advice and hints look at it. Private to the document library.
 */
typedef struct
{
  const GradusProject    *project;
  const GradusSequential *stack;
  const GradusPlan       *plan;
  GradusGoal              goal;
  gint64                  width;
  GradusShape             output;
} GradusCase;

void
gradus_case_init (GradusCase *c, const GradusProject *project, const GradusPlan *plan);
guint64            gradus_case_last_uid (const GradusCase *c);
gboolean           gradus_case_has_param (const GradusConfig *config, const char *param);
const GradusLayer *gradus_case_find_units_layer (const GradusCase *c);
const GradusLayer *gradus_case_find_activation_layer (const GradusCase *c);
/* "linear" where there is none */
const char *gradus_case_get_activation (const GradusLayer *layer);
gboolean    gradus_case_loss_is (const GradusCase *c, const char *id);
gboolean    gradus_case_loss_is_categorical (const GradusCase *c);
gboolean    gradus_case_loss_is_binary (const GradusCase *c);
gboolean    gradus_case_loss_takes_logits (const GradusCase *c);
/* What suits the goal at the end. */
const char *gradus_case_goal_activation (const GradusCase *c);
guint       gradus_case_count_classes (const GradusCase *c);

G_END_DECLS
