/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/config.h"

/**
 * GoldenTensor:
 * @shape: all axes, the batch axis first where there is one
 * @size: how many numbers
 * @data: (array length=size): the numbers
 */
typedef struct
{
  GradusShape shape;
  gsize       size;
  float      *data;
} GoldenTensor;

GoldenTensor *golden_tensor_read (JsonObject *parent, const char *name);
GoldenTensor *golden_tensor_read_node (JsonNode *node);
void          golden_tensor_free (GoldenTensor *tensor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GoldenTensor, golden_tensor_free)

typedef enum
{
  GOLDEN_OK,
  GOLDEN_FAIL,
  GOLDEN_UNSUPPORTED
} GoldenOutcome;

/**
 * GoldenCase:
 * @root: the fixture
 * @folder: where it lies
 * @max_error: largest |got − want| / (1 + |want|) seen so far
 * @outcome: so far
 * @reason: what failed first or is not supported
 */
typedef struct
{
  JsonObject   *root;
  const char   *folder;
  double        max_error;
  GoldenOutcome outcome;
  char         *reason;
} GoldenCase;

/* Largest |got − want| ≤ 1e-5 + relative · |want| that still agrees. */
#define GOLDEN_VALUE 1e-5
#define GOLDEN_GRADIENT 1e-4

void golden_fail (GoldenCase *self, const char *reason);
void golden_unsupported (GoldenCase *self, const char *reason);
/* Compares with the tensor @name of @parent. */
void golden_compare (GoldenCase  *self,
                     const char  *what,
                     JsonNode    *want,
                     const float *got,
                     gsize        n,
                     double       relative);
/* Compares with float64 or float32, whichever agrees: a reference may hold both. */
void golden_compare_either (GoldenCase  *self,
                            const char  *what,
                            JsonNode    *want64,
                            JsonNode    *want32,
                            const float *got,
                            gsize        n,
                            double       relative);
void golden_compare_number (GoldenCase *self,
                            const char *what,
                            double      want,
                            double      got,
                            double      relative);
/* Reads the part called @name; marks the case unsupported if Gradus does not know it. */
GradusConfig *
golden_read_config (GoldenCase *self, GradusFamily family, const char *name);

void golden_check_layer (GoldenCase *self);
void golden_check_loss (GoldenCase *self);
void golden_check_metric (GoldenCase *self);
void golden_check_optimizer (GoldenCase *self);
void golden_check_regularizer (GoldenCase *self);
void golden_check_constraint (GoldenCase *self);
void golden_check_initializer (GoldenCase *self);
void golden_check_initializer_exact (GoldenCase *self);
void golden_check_initializer_orthogonal (GoldenCase *self);
void golden_check_pca (GoldenCase *self);
void golden_check_schedule (GoldenCase *self);
void golden_check_trajectory (GoldenCase *self);
void golden_check_fit (GoldenCase *self);
void golden_check_file (GoldenCase *self);
void golden_check_weights_file (GoldenCase *self);
