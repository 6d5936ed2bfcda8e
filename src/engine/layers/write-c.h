/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/c-code.h"

G_BEGIN_DECLS

/* What layers of one family have in common as C code: the functions for write_c of the
 * kinds. See engine/c-code.h. */

void gradus_convolve_write_c (const GradusLayerPlan *plan, GradusCCode *code);
void gradus_depthwise_write_c (const GradusLayerPlan *plan, GradusCCode *code);
void gradus_separable_write_c (const GradusLayerPlan *plan, GradusCCode *code);
void gradus_transposed_write_c (const GradusLayerPlan *plan, GradusCCode *code);

void gradus_max_pool_write_c (const GradusLayerPlan *plan, GradusCCode *code);
void gradus_average_pool_write_c (const GradusLayerPlan *plan, GradusCCode *code);
void gradus_global_max_pool_write_c (const GradusLayerPlan *plan, GradusCCode *code);
void gradus_global_average_pool_write_c (const GradusLayerPlan *plan, GradusCCode *code);

void gradus_simple_rnn_write_c (const GradusLayerPlan *plan, GradusCCode *code);
void gradus_lstm_write_c (const GradusLayerPlan *plan, GradusCCode *code);
void gradus_gru_write_c (const GradusLayerPlan *plan, GradusCCode *code);

void gradus_batch_normalization_write_c (const GradusLayerPlan *plan, GradusCCode *code);
void gradus_layer_normalization_write_c (const GradusLayerPlan *plan, GradusCCode *code);
void gradus_group_normalization_write_c (const GradusLayerPlan *plan, GradusCCode *code);
void gradus_unit_normalization_write_c (const GradusLayerPlan *plan, GradusCCode *code);
void gradus_normalization_write_c (const GradusLayerPlan *plan, GradusCCode *code);
void gradus_softmax_write_c (const GradusLayerPlan *plan, GradusCCode *code);

void gradus_frame_write_c (const GradusLayerPlan *plan, GradusCCode *code);

/* --- Loops over the axes of a sample, whose places are called i, j, k, l, m --- */

#define GRADUS_ALL_AXES (~0u)

/* "(i * 28 + j) * 3 + k": the place of a number in an array without axes. */
char *gradus_write_c_index (const GradusShape *shape);
/* "[i][k]": likewise in one that has only the axes of @axes, a bit for each. */
char *gradus_write_c_subscript (guint rank, guint axes);
/* Appends loops over the axes of @axes to @text, @depth blanks before the first of them;
 * returns how many blanks belong before what is repeated. */
guint
gradus_write_c_loops (GString *text, const GradusShape *shape, guint axes, guint depth);

G_END_DECLS
