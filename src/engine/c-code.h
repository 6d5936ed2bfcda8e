/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layer.h"

G_BEGIN_DECLS

/**
 * GradusCWeight:
 * @name: what the array is called
 * @shape: its shape
 * @data: the numbers; borrowed
 * @is_used: whether any function reads it
 *
 * A weight that becomes a constant array of a C program.
 */
typedef struct
{
  char        *name;
  GradusShape  shape;
  const float *data;
  gboolean     is_used;
} GradusCWeight;

/**
 * GradusCProgram:
 * @helpers: definitions of functions that several layers call
 * @functions: definitions of the layers' functions, each behind those that it calls
 * @weights: (element-type GradusCWeight): all weights
 * @taken: (element-type utf8): names that are in use
 * @activations: what is called what
 *
 * The parts of a C program (C99) that computes a network.
 */
typedef struct
{
  GString    *helpers;
  GString    *functions;
  GPtrArray  *weights;
  GHashTable *taken;
  GHashTable *activations;
} GradusCProgram;

GradusCProgram *gradus_c_program_new (void);
void            gradus_c_program_free (GradusCProgram *self);
/* (transfer full): a name that nothing has yet, made from @words. */
char *gradus_c_program_make_name (GradusCProgram *self, const char *words);
/* Adds a layer's weights, in its plan's order; returns where they begin. */
guint gradus_c_program_add_weights (GradusCProgram        *self,
                                    const char            *layer,
                                    const GradusLayerPlan *plan,
                                    float *const          *weights);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusCProgram, gradus_c_program_free)

/* GradusCCode, the function of one layer while it is being written. Its texts are C with
 * words in braces: "x[{steps}]" stands for "x[28]" once steps has been set to 28. What
 * stands there at first:
 *
 *   {kernel}, {bias} …    the arrays of the layer's weights, by the last part of their
 *                         names; they have as many axes as the weight
 *   {in}, {out}           how many numbers come in and go out
 *   {name}                the function, so that helpers can be called after it
 *   {mask}, {mask_out}    which time steps count; whoever writes them gets the parameter
 *
 * A value of several lines keeps the place where it began, and a line of which nothing is
 * left disappears. Input and output are the arrays x and y, without axes. */

/**
 * GradusCFunction:
 * @name: (nullable): what to call; %NULL if the numbers stay as they are
 * @takes_mask: whether it takes the mask behind x
 * @gives_mask: whether it writes a mask, its last parameter
 */
typedef struct
{
  char    *name;
  gboolean takes_mask;
  gboolean gives_mask;
} GradusCFunction;

void gradus_c_function_clear (GradusCFunction *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GradusCFunction, gradus_c_function_clear)

/* Writes the function of a layer, called after @name. */
GradusCFunction gradus_c_program_write_layer (GradusCProgram        *self,
                                              const char            *name,
                                              const GradusLayerPlan *plan,
                                              guint                  first_weight);
/* The same for a layer inside the one at hand. */
GradusCFunction gradus_c_code_write_inner (GradusCCode           *self,
                                           const char            *suffix,
                                           const GradusLayerPlan *plan,
                                           guint                  first_weight);

void gradus_c_code_set (GradusCCode *self, const char *word, const char *text);
void gradus_c_code_set_int (GradusCCode *self, const char *word, gint64 number);
void gradus_c_code_set_float (GradusCCode *self, const char *word, double number);
/* "i * 2 + a - 1", with nothing in it that does nothing. */
void gradus_c_code_set_place (GradusCCode *self,
                              const char  *word,
                              const char  *place,
                              gint64       stride,
                              const char  *tap,
                              gint64       dilation,
                              gint64       before);
/* Lines of the function's body. */
void gradus_c_code_add (GradusCCode *self, const char *text);
/* A function of its own before it. */
void gradus_c_code_add_function (GradusCCode *self, const char *text);
/* Sets @word and @word + "_end" to what must stand around a number so that it is bent;
 * nothing for activations that need a whole row. Returns whether it is one of those. */
gboolean gradus_c_code_set_activation (GradusCCode        *self,
                                       const char         *word,
                                       const GradusConfig *activation);
/* Sets @word to lines that bend @n_rows rows of @n_columns in @array, or, where each
 * number is bent by itself, to nothing. */
void gradus_c_code_set_row_activation (GradusCCode        *self,
                                       const char         *word,
                                       const GradusConfig *activation,
                                       const char         *array,
                                       gsize               n_rows,
                                       gsize               n_columns);

/* "0.1f", "1.0f", "INFINITY": what a compiler reads back as the same float. */
void gradus_c_append_float (GString *text, float number);

G_END_DECLS
