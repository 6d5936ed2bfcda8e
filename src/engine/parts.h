/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/config.h"
#include "engine/random.h"

G_BEGIN_DECLS

typedef struct _GradusLowering GradusLowering; /* engine/lower.h */

/**
 * GradusActivationKind:
 * @needs_input: backward() reads x; otherwise x may be NULL there
 * @rises: works on each number alone, and a larger one never gives less: the largest of
 * some numbers stays the largest
 * @least: the lower end of what comes out, where that is nearly flat
 * @most: the upper end; not more than @least if there are no two ends
 * @c_source: in C, the name of a function of libm, or the body of a function of x; see
 * engine/c-code.h
 * @c_row_source: likewise the body of a function that changes the n numbers of a row x;
 * one of the two is there
 * @forward: y = f (x); @y may be @x unless @needs_input
 * @backward: dx = f' (x) · dy; @dx may be @dy
 * @lower: replaces the value of @lowering by f of it, as standard operators; %NULL leaves
 * it as it is
 *
 * Tensors are seen as @n_rows rows along the last axis, which is what softmax works on.
 */
typedef struct
{
  GradusKind  base;
  gboolean    needs_input;
  gboolean    rises;
  double      least;
  double      most;
  const char *c_source;
  const char *c_row_source;
  void (*forward) (const GradusConfig *config,
                   gsize               n_rows,
                   gsize               n_columns,
                   const float        *x,
                   float              *y);
  void (*backward) (const GradusConfig *config,
                    gsize               n_rows,
                    gsize               n_columns,
                    const float        *x,
                    const float        *y,
                    const float        *dy,
                    float              *dx);
  void (*lower) (const GradusConfig *config, GradusLowering *lowering);
} GradusActivationKind;

/**
 * GradusInitializerKind:
 * @fill: draws the start values of a weight of @shape
 */
typedef struct
{
  GradusKind base;
  void (*fill) (const GradusConfig *config,
                const GradusShape  *shape,
                GradusRandom       *random,
                float              *data);
} GradusInitializerKind;

/**
 * GradusRegularizerKind:
 * @value: what it adds to the loss
 * @add_gradient: adds the derivative of value to @dx
 */
typedef struct
{
  GradusKind base;
  double (*value) (const GradusConfig *config, const GradusShape *shape, const float *x);
  void (*add_gradient) (const GradusConfig *config,
                        const GradusShape  *shape,
                        const float        *x,
                        float              *dx);
} GradusRegularizerKind;

/**
 * GradusConstraintKind:
 * @project: moves a weight to the nearest allowed value, after each update
 */
typedef struct
{
  GradusKind base;
  void (*project) (const GradusConfig *config, const GradusShape *shape, float *x);
} GradusConstraintKind;

/**
 * GradusTargetForm:
 * @GRADUS_TARGET_VALUES: numbers, as many as the network puts out; classes become one-hot
 * rows
 * @GRADUS_TARGET_CLASS: the number of the class, one per row
 */
typedef enum
{
  GRADUS_TARGET_VALUES,
  GRADUS_TARGET_CLASS,
} GradusTargetForm;

/**
 * GradusLossAxis:
 * @GRADUS_LOSS_AXIS_YES_NO: the probability of “yes”; the truth is 0 or 1
 * @GRADUS_LOSS_AXIS_CLASS: the probability of the right class, the others sharing the
 * rest
 * @GRADUS_LOSS_AXIS_ERROR: how far a number is off
 * @GRADUS_LOSS_AXIS_AMOUNT: a number as a multiple of the truth
 * @GRADUS_LOSS_AXIS_MARGIN: a score; the truth is −1 or 1
 * @GRADUS_LOSS_AXIS_ANGLE: the angle between two directions, in degrees
 *
 * What the curve of a loss is drawn against.
 */
typedef enum
{
  GRADUS_LOSS_AXIS_YES_NO,
  GRADUS_LOSS_AXIS_CLASS,
  GRADUS_LOSS_AXIS_ERROR,
  GRADUS_LOSS_AXIS_AMOUNT,
  GRADUS_LOSS_AXIS_MARGIN,
  GRADUS_LOSS_AXIS_ANGLE,
} GradusLossAxis;

/**
 * GradusLossKind:
 * @target_form: what y_true holds; CLASS has one number per row, VALUES n_columns
 * @axis: what its curve is drawn against
 * @forward: writes the loss of each row (before weights and mean); a row is a sample, or
 * one time step or pixel of a sample
 * @backward: dy_pred = row_scale · d loss(row) / d y_pred
 *
 * Keras's reduction is the caller's: the mean over rows, weighted.
 */
typedef struct
{
  GradusKind       base;
  GradusTargetForm target_form;
  GradusLossAxis   axis;
  void (*forward) (const GradusConfig *config,
                   gsize               n_rows,
                   gsize               n_columns,
                   const float        *y_true,
                   const float        *y_pred,
                   float              *row_loss);
  void (*backward) (const GradusConfig *config,
                    gsize               n_rows,
                    gsize               n_columns,
                    const float        *y_true,
                    const float        *y_pred,
                    const float        *row_scale,
                    float              *dy_pred);
} GradusLossKind;

/**
 * GradusScheduleKind:
 * @rate: the learning rate of update number @step, counted from 0
 * @python: (nullable): of a schedule that Keras does not have, its class in Python
 */
typedef struct
{
  GradusKind base;
  double (*rate) (const GradusConfig *config, guint64 step);
  const char *python;
} GradusScheduleKind;

double gradus_schedule_get_rate (const GradusConfig *schedule, guint64 step);

#define GRADUS_MAX_SLOTS 4

/**
 * GradusOptimizerStep:
 * @config: the optimizer
 * @learning_rate: of this step
 * @iteration: how many updates were made before, as Keras counts
 * @terms: what begin() worked out once for the whole step (bias corrections …)
 * @memory: scalars that the optimizer carries from step to step; part of its saved state
 */
typedef struct
{
  const GradusConfig *config;
  double              learning_rate;
  guint64             iteration;
  double              terms[8];
  double              memory[2];
} GradusOptimizerStep;

/**
 * GradusOptimizerKind:
 * @slot_names: (array zero-terminated=1): Keras's names of all memories a weight may have
 * @n_slots: how many of them this configuration uses
 * @slot_start: (nullable): what a slot holds before the first step; NULL is zero
 * @start: (nullable): sets memory before the first step
 * @begin: (nullable): works out terms
 * @update: moves n numbers of a weight; element-wise, so any thread may do any range
 * @numbers: update() as a formula whose signs are to be replaced by numbers: @g is the
 * gradient, @w and @W the weight before and after, @r the learning rate, @s0 and @S0 the
 * first slot before and after, @t0 the first term
 * @trailing: (nullable): a number that follows from the iteration, which Keras saves
 * behind the slots
 *
 * Weight decay and clipping are common to all and done by the trainer, as in Keras's base
 * class.
 */
typedef struct
{
  GradusKind         base;
  const char *const *slot_names;
  guint (*n_slots) (const GradusConfig *config);
  float (*slot_start) (const GradusConfig *config, guint slot);
  void (*start) (GradusOptimizerStep *step);
  void (*begin) (GradusOptimizerStep *step);
  void (*update) (const GradusOptimizerStep *step,
                  gsize                      n,
                  float                     *w,
                  const float               *gradient,
                  float *const              *slots);
  const char *(*numbers) (const GradusOptimizerStep *step);
  double (*trailing) (const GradusConfig *config, guint64 iteration);
} GradusOptimizerKind;

#define GRADUS_MAX_RESULTS 1024

/**
 * GradusMetricKind:
 * @target_form: what y_true holds
 * @n_state: how many sums the metric keeps for this output
 * @n_results: (nullable): how many numbers it gives, at most %GRADUS_MAX_RESULTS; NULL
 * is 1
 * @update: adds rows to the sums; sums of slices may be added up in any fixed order
 * @result: the metric of what was seen
 * @higher_is_better: which way is progress
 */
typedef struct
{
  GradusKind       base;
  GradusTargetForm target_form;
  gboolean         higher_is_better;
  gsize (*n_state) (const GradusConfig *config, gsize n_columns);
  gsize (*n_results) (const GradusConfig *config, gsize n_columns);
  void (*update) (const GradusConfig *config,
                  gsize               n_rows,
                  gsize               n_columns,
                  const float        *y_true,
                  const float        *y_pred,
                  const float        *row_weight,
                  double             *state);
  void (*result) (const GradusConfig *config,
                  gsize               n_columns,
                  const double       *state,
                  double             *results);
} GradusMetricKind;

gsize gradus_metric_get_n_results (const GradusConfig *metric, gsize n_columns);
/* The one number that a curve shows: the mean where the metric gives several. */
double gradus_metric_get_result (const GradusConfig *metric,
                                 gsize               n_columns,
                                 const double       *state);

/* What Keras's word "accuracy" means for this loss and this many outputs; copies others.
 */
GradusConfig *gradus_metric_resolve (const GradusConfig *metric,
                                     const GradusConfig *loss,
                                     gint64              n_columns);

G_END_DECLS
