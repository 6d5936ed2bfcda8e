/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layers/common.h"

G_BEGIN_DECLS

/**
 * GradusNormalize:
 * @size: numbers in a sample
 * @n_groups: how many means a sample has
 * @n_weights: how many gammas and betas there are
 * @group: (array length=size): which group a number belongs to
 * @weight: (array length=size): which gamma and beta
 *
 * Which numbers of a sample share a mean and a variance, and which a gamma and a beta.
 */
typedef struct
{
  gsize    size;
  gsize    n_groups;
  gsize    n_weights;
  guint32 *group;
  guint32 *weight;
} GradusNormalize;

/* Fills plan->data: @axes names the axes along which all share a mean (and, of the other
 * way round, those that have weights of their own). */
GradusNormalize *gradus_normalize_new (const GradusShape *shape);
void             gradus_normalize_free (gpointer self);
/* gamma and beta, where the parameters scale and center ask for them */
void gradus_normalize_add_weights (GradusLayerPlan *plan, GradusShape shape);
/* NULL where there is none */
const float *gradus_normalize_get_gamma (const GradusLayerPlan *plan,
                                         const GradusLayerRun  *run);
const float *gradus_normalize_get_beta (const GradusLayerPlan *plan,
                                        const GradusLayerRun  *run);
/* For layers whose samples are normalized one by one. */
void gradus_normalize_forward (const GradusLayerPlan *plan, GradusLayerRun *run);
void gradus_normalize_backward (const GradusLayerPlan *plan, GradusLayerRun *run);
/* For lower(): (value − μ) / √(σ² + ε) along some axes of a value. */
const char *gradus_normalize_lower_along (const GradusLayerPlan *plan,
                                          GradusLowering        *lowering,
                                          const char            *value,
                                          guint                  n_axes,
                                          const gint64          *axes);
/* For lower(): γ x + β, where there are such; @shape has as many axes as a sample. */
void gradus_normalize_lower_weights (const GradusLayerPlan *plan,
                                     GradusLowering        *lowering,
                                     const GradusShape     *shape);
/* The axis of a sample that Keras's axis means, which counts the batch; -1 if none. */
int gradus_normalize_find_axis (const GradusLayerPlan *plan, gint64 axis);

#define PARAM_NORMALIZE_EPSILON(standard_)                                               \
  PARAM_FLOAT ("epsilon", N_ ("Epsilon"),                                                \
               N_ ("Added to the variance, so that nothing is divided by zero."), 0, 1,  \
               standard_, 0.001, 6, .flags = GRADUS_PARAM_ADVANCED)
#define PARAM_CENTER                                                                     \
  PARAM_BOOL ("center", N_ ("Center"), N_ ("Whether a beta that is learned is added."),  \
              TRUE)
#define PARAM_SCALE                                                                      \
  PARAM_BOOL ("scale", N_ ("Scale"),                                                     \
              N_ ("Whether all is multiplied by a gamma that is learned."), TRUE)
#define PARAM_WEIGHT_INITIALIZER(name_, title_, standard_)                               \
  PARAM_OBJECT (name_, title_, N_ ("How the first weights are drawn."),                  \
                GRADUS_FAMILY_INITIALIZER, standard_,                                    \
                .flags = GRADUS_PARAM_ADVANCED | GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS)
#define PARAMS_GAMMA_BETA                                                                \
  PARAM_REGULARIZER ("beta_regularizer", N_ ("Price on beta")),                          \
    PARAM_REGULARIZER ("gamma_regularizer", N_ ("Price on gamma")),                      \
    PARAM_CONSTRAINT ("beta_constraint", N_ ("Limit on beta")),                          \
    PARAM_CONSTRAINT ("gamma_constraint", N_ ("Limit on gamma"))

G_END_DECLS
