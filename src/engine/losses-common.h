/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels.h"
#include "engine/kind-tables.h"
#include "engine/params.h"
#include "engine/parts.h"

#include <string.h>

/* Keras's backend.epsilon (), which keeps logarithms and quotients finite. */
#define GRADUS_EPSILON 1e-7f

/* Members of the two tables that the loss files share. */
extern const GradusLossKind gradus_loss_binary_crossentropy;
extern const GradusLossKind gradus_loss_categorical_crossentropy;
extern const GradusLossKind gradus_loss_sparse_categorical_crossentropy;
extern const GradusLossKind gradus_loss_binary_focal_crossentropy;
extern const GradusLossKind gradus_loss_categorical_focal_crossentropy;
extern const char *const    gradus_loss_reductions[];

/* How the rows become one number is the trainer's affair, but belongs to the loss. */
#define PARAM_REDUCTION                                                                  \
  PARAM_CHOICE ("reduction", N_ ("Reduction"),                                           \
                N_ ("How the losses of the samples become one number."),                 \
                gradus_loss_reductions, "sum_over_batch_size",                           \
                .flags = GRADUS_PARAM_ADVANCED)

#define PARAM_FROM_LOGITS                                                                \
  PARAM_BOOL ("from_logits", N_ ("From logits"),                                         \
              N_ ("On if the last layer gives plain scores, not probabilities."), FALSE)

#define PARAM_LABEL_SMOOTHING                                                            \
  PARAM_FLOAT ("label_smoothing", N_ ("Label smoothing"),                                \
               N_ ("Moves the true answers a little towards “not sure”."), 0, 1, 0,      \
               0.05, 2)

#define LOSS(linkage_, variable_, name_, class_, form_, axis_, title_, summary_,         \
             formula_, keywords_, ...)                                                   \
  linkage_ const GradusLossKind variable_ = {                                            \
    .base = { .family = GRADUS_FAMILY_LOSS,                                              \
              .name = class_,                                                            \
              .id = #name_,                                                              \
              .module = "keras.losses",                                                  \
              .title = title_,                                                           \
              .summary = summary_,                                                       \
              .formula = formula_,                                                       \
              .source = "https://keras.io/api/losses/",                                  \
              .keywords = keywords_,                                                     \
              __VA_ARGS__ },                                                             \
    .target_form = form_,                                                                \
    .axis = GRADUS_LOSS_AXIS_##axis_,                                                    \
    .forward = name_##_forward,                                                          \
    .backward = name_##_backward,                                                        \
  };

/* Keras clips with plain comparisons; NaN goes through, so that divergence is seen. */
static inline float
gradus_clip (float x, float minimum, float maximum)
{
  return x < minimum ? minimum : x > maximum ? maximum : x;
}
