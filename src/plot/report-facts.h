/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/confusion.h"
#include "io/keras-file.h"

G_BEGIN_DECLS

/**
 * GradusReportMistake:
 * @sample: which test sample
 * @truth: its class
 * @answer: what the network says
 * @certainty: the number that the network gave its answer
 *
 * A sample that the network took for another class.
 */
typedef struct
{
  guint  sample;
  guint  truth;
  guint  answer;
  double certainty;
} GradusReportMistake;

/**
 * GradusReportErrors:
 * @n_samples: how many were asked
 * @n_values: numbers of an answer
 * @mean_absolute: mean of |y − y′|
 * @root_mean_square: √ of the mean of (y − y′)²
 * @explained: R²: 1 all of the variance, 0 no better than the mean; NaN if nothing varies
 *
 * How far numbers lie from what they should be.
 */
typedef struct
{
  guint  n_samples;
  gsize  n_values;
  double mean_absolute;
  double root_mean_square;
  double explained;
} GradusReportErrors;

/**
 * GradusReportFacts:
 * @file: borrowed
 * @samples: (nullable): borrowed: what the answers are asked with
 * @plan: shapes and counts
 * @problem: (nullable): why the stack does not fit
 * @model: (nullable): with the learned weights; NULL where there are none or they do not
 * fit
 * @trainer: (nullable): that has measured the test samples
 * @test_loss: over all test samples
 * @test_metrics: likewise
 * @confusion: (nullable): how often a class is taken for another one
 * @are_probabilities: whether the network's numbers are probabilities
 * @mistakes: (element-type GradusReportMistake): the surest first
 * @n_mistakes: how many there are in all
 * @has_errors: whether answers and targets are numbers that can be compared
 * @errors: how far they are apart
 *
 * All that a report says that takes computing. Drawing only reads it.
 */
typedef struct
{
  const GradusKerasFile *file;
  GradusDataset         *samples;
  GradusPlan            *plan;
  GError                *problem;
  GradusModel           *model;
  GradusTrainer         *trainer;
  double                 test_loss;
  double                 test_metrics[GRADUS_MAX_METRICS];
  GradusConfusion       *confusion;
  gboolean               are_probabilities;
  GArray                *mistakes;
  guint                  n_mistakes;
  gboolean               has_errors;
  GradusReportErrors     errors;
} GradusReportFacts;

#define GRADUS_REPORT_MAX_MISTAKES 16

GradusReportFacts *gradus_report_facts_new (const GradusKerasFile *file,
                                            GradusDataset         *samples);
void               gradus_report_facts_free (GradusReportFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusReportFacts, gradus_report_facts_free)

/* The weight of a layer that is shown: its first trained one with rows and columns; −1 if
 * it has none. */
int gradus_report_facts_find_matrix (const GradusReportFacts *self, guint layer);
/* The shape of a picture, if a layer sees the data just as they are. */
gboolean gradus_report_facts_get_seen_shape (const GradusReportFacts *self,
                                             guint                    layer,
                                             GradusShape             *shape);
/* The shape of a sample as a picture; FALSE if samples are no pictures. */
gboolean gradus_report_facts_get_picture_shape (const GradusReportFacts *self,
                                                GradusShape             *shape);

/**
 * GradusReportBest:
 * @epoch: which epoch, from 1; 0 if nothing was measured
 * @value: what was measured then
 * @is_validation: whether validation measured it
 * @higher_is_better: which way is progress
 *
 * The best epoch by one quantity.
 */
typedef struct
{
  guint    epoch;
  double   value;
  gboolean is_validation;
  gboolean higher_is_better;
} GradusReportBest;

/* @metric: −1 for the loss */
GradusReportBest gradus_report_find_best (GradusHistory *history, int metric);
char            *gradus_report_read_curves (GradusHistory *history);
gboolean         gradus_report_has_diverged (GradusHistory *history);

G_END_DECLS
