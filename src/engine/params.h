/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <config.h>

#include "engine/kind.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Shorthand for tables of parameters. The trailing arguments set further members, like
 * `.flags = GRADUS_PARAM_ADVANCED`. */

#define PARAM_BOOL(name_, title_, help_, standard_, ...)                                 \
  {                                                                                      \
    .name = name_, .title = title_, .help = help_, .type = GRADUS_PARAM_BOOL,            \
    .maximum = 1, .standard = standard_, .step = 1, ##__VA_ARGS__                        \
  }

#define PARAM_INT(name_, title_, help_, minimum_, maximum_, standard_, ...)              \
  {                                                                                      \
    .name = name_, .title = title_, .help = help_, .type = GRADUS_PARAM_INT,             \
    .minimum = minimum_, .maximum = maximum_, .standard = standard_, .step = 1,          \
    ##__VA_ARGS__                                                                        \
  }

#define PARAM_FLOAT(name_, title_, help_, minimum_, maximum_, standard_, step_, digits_, \
                    ...)                                                                 \
  {                                                                                      \
    .name = name_, .title = title_, .help = help_, .type = GRADUS_PARAM_FLOAT,           \
    .minimum = minimum_, .maximum = maximum_, .standard = standard_, .step = step_,      \
    .digits = digits_, ##__VA_ARGS__                                                     \
  }

#define PARAM_CHOICE(name_, title_, help_, choices_, standard_, ...)                     \
  {                                                                                      \
    .name = name_, .title = title_, .help = help_, .type = GRADUS_PARAM_CHOICE,          \
    .choices = choices_, .standard_text = standard_, ##__VA_ARGS__                       \
  }

#define PARAM_OBJECT(name_, title_, help_, family_, standard_, ...)                      \
  {                                                                                      \
    .name = name_, .title = title_, .help = help_, .type = GRADUS_PARAM_OBJECT,          \
    .family = family_, .standard_text = standard_, ##__VA_ARGS__                         \
  }

/* Keras's None as the default of a number. */
#define PARAM_STANDARD_NONE ((double) NAN)

/* Random numbers come from the seed of the training run; the parameter is kept only for
 * the file. */
#define PARAM_SEED                                                                       \
  PARAM_INT ("seed", N_ ("Seed"), N_ ("Keras's own seed, kept for the file."),           \
             -2147483648.0, 4294967295.0, PARAM_STANDARD_NONE,                           \
             .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_HIDDEN)

#define PARAM_ACTIVATION(standard_)                                                      \
  PARAM_OBJECT ("activation", N_ ("Activation"),                                         \
                N_ ("What bends the sums, so that layers can do more than one alone."),  \
                GRADUS_FAMILY_ACTIVATION, standard_,                                     \
                .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS)

#define PARAM_USE_BIAS                                                                   \
  PARAM_BOOL ("use_bias", N_ ("Use bias"),                                               \
              N_ ("Whether each unit adds a number of its own that it learns."), TRUE)

#define PARAM_KERNEL_INITIALIZER(standard_)                                              \
  PARAM_OBJECT ("kernel_initializer", N_ ("Weights start as"),                           \
                N_ ("How the first weights are drawn."), GRADUS_FAMILY_INITIALIZER,      \
                standard_,                                                               \
                .flags = GRADUS_PARAM_ADVANCED | GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS)

#define PARAM_BIAS_INITIALIZER(standard_)                                                \
  PARAM_OBJECT ("bias_initializer", N_ ("Biases start as"),                              \
                N_ ("How the first biases are drawn."), GRADUS_FAMILY_INITIALIZER,       \
                standard_,                                                               \
                .flags = GRADUS_PARAM_ADVANCED | GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS)

#define PARAM_REGULARIZER(name_, title_)                                                 \
  PARAM_OBJECT (name_, title_, N_ ("A price on large weights, added to the loss."),      \
                GRADUS_FAMILY_REGULARIZER, NULL,                                         \
                .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_ADVANCED |                 \
                         GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS)

/* @flags_ is GRADUS_PARAM_UNWRITTEN for the kinds that do not write a None. */
#define PARAM_ACTIVITY_REGULARIZER(flags_)                                               \
  PARAM_OBJECT ("activity_regularizer", N_ ("Price on outputs"),                         \
                N_ ("A price on large outputs, added to the loss."),                     \
                GRADUS_FAMILY_REGULARIZER, NULL,                                         \
                .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_ADVANCED |                 \
                         GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS | (flags_))

#define PARAM_CONSTRAINT(name_, title_)                                                  \
  PARAM_OBJECT (name_, title_, N_ ("A limit that the weights obey after each step."),    \
                GRADUS_FAMILY_CONSTRAINT, NULL,                                          \
                .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_ADVANCED |                 \
                         GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS)

#define PARAMS(list) .params = list, .n_params = G_N_ELEMENTS (list)
#define FIELDS(list) .fields = list, .n_fields = G_N_ELEMENTS (list)
