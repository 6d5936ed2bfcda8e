/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/parts.h"
#include "engine/shape.h"

G_BEGIN_DECLS

/**
 * GradusDataset:
 *
 * Samples with their targets, in memory, immutable and reference-counted; every function
 * may be called from any thread. Pictures are kept as bytes (0 … 255) and come out as
 * float32 in 0 … 1. Slices, reshaped views and tasks share the memory of what they were
 * made from.
 */
typedef struct _GradusDataset GradusDataset;

/* Takes the bytes: @pixels holds n · shape bytes, @labels n bytes, each below n_classes.
 */
GradusDataset *gradus_dataset_new_from_bytes (const char        *name,
                                              const GradusShape *shape,
                                              guint              n_samples,
                                              GBytes            *pixels,
                                              GBytes            *labels,
                                              guint              n_classes);
/* Takes floats: @x holds n · shape, @y n · target_shape. For regression. */
GradusDataset *gradus_dataset_new_from_floats (const char        *name,
                                               const GradusShape *shape,
                                               const GradusShape *target_shape,
                                               guint              n_samples,
                                               GBytes            *x,
                                               GBytes            *y);
/* Float samples with a class each (two spirals …). @labels: n bytes. */
GradusDataset *gradus_dataset_new_from_points (const char        *name,
                                               const GradusShape *shape,
                                               guint              n_samples,
                                               GBytes            *x,
                                               GBytes            *labels,
                                               guint              n_classes);
GradusDataset *gradus_dataset_ref (GradusDataset *self);
void           gradus_dataset_unref (GradusDataset *self);

/**
 * GradusTaskKind:
 * @GRADUS_TASK_CLASSES: which class is it?
 * @GRADUS_TASK_AT_LEAST: is the class number at least @digit?
 * @GRADUS_TASK_IS: is it @digit?
 * @GRADUS_TASK_EVEN: is the class number even?
 * @GRADUS_TASK_AUTOENCODE: the target is the input
 */
typedef enum
{
  GRADUS_TASK_CLASSES,
  GRADUS_TASK_AT_LEAST,
  GRADUS_TASK_IS,
  GRADUS_TASK_EVEN,
  GRADUS_TASK_AUTOENCODE,
} GradusTaskKind;

typedef struct
{
  GradusTaskKind kind;
  guint          digit;
} GradusTask;

/* The question as Keras-free text and back: "classes", "digit>=5", "is-7", "even",
 * "autoencode". */
char    *gradus_task_to_string (const GradusTask *task);
gboolean gradus_task_from_string (const char *text, GradusTask *task, GError **error);

GradusDataset *gradus_dataset_apply_task (GradusDataset *self, const GradusTask *task);
GradusDataset *gradus_dataset_slice (GradusDataset *self, guint first, guint n_samples);
GradusDataset *
gradus_dataset_reshape (GradusDataset *self, const GradusShape *shape, GError **error);

const char        *gradus_dataset_get_name (const GradusDataset *self);
guint              gradus_dataset_get_n_samples (const GradusDataset *self);
const GradusShape *gradus_dataset_get_shape (const GradusDataset *self);
/* The samples as they lie in memory, one after the other: a byte for each number of a
 * picture, float32 for other data. Borrowed. */
gboolean      gradus_dataset_has_bytes (const GradusDataset *self);
gconstpointer gradus_dataset_get_memory (const GradusDataset *self);
/* 0 when the targets are not classes; 2 for a yes/no question. */
guint             gradus_dataset_get_n_classes (const GradusDataset *self);
gboolean          gradus_dataset_is_yes_no (const GradusDataset *self);
const GradusTask *gradus_dataset_get_task (const GradusDataset *self);
/* The name of a class under the task at hand: "7", or "no" and "yes". Borrowed. */
const char *gradus_dataset_get_class_name (const GradusDataset *self, guint class_index);
guint       gradus_dataset_get_label (const GradusDataset *self, guint index);
/* The class before any task was applied, for choosing "a 7" to look at. */
guint gradus_dataset_get_original_label (const GradusDataset *self, guint index);
/* How many numbers a sample's target has in @form for an output of @n_columns numbers in
 * @n_rows rows; 0 = does not go. */
gsize gradus_dataset_get_target_columns (const GradusDataset *self,
                                         GradusTargetForm     form,
                                         gsize                n_columns,
                                         gsize                n_rows);
/* A view whose samples count differently. @weights: n floats. */
GradusDataset *gradus_dataset_weigh (GradusDataset *self, GBytes *weights);
gboolean       gradus_dataset_has_weights (const GradusDataset *self);
double         gradus_dataset_get_weight (const GradusDataset *self, guint index);
/* The class that class weights go by: the label, or what a target says. */
guint gradus_dataset_find_class (const GradusDataset *self, guint index);
void  gradus_dataset_get_sample (const GradusDataset *self, guint index, float *x);
void  gradus_dataset_gather (const GradusDataset *self,
                             const guint32       *indices,
                             gsize                n,
                             float               *x);
/* @n_columns: width of the network's output (1 for a yes/no question, 10 for one-hot) */
void gradus_dataset_gather_targets (const GradusDataset *self,
                                    const guint32       *indices,
                                    gsize                n,
                                    GradusTargetForm     form,
                                    gsize                n_columns,
                                    float               *y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusDataset, gradus_dataset_unref)

G_END_DECLS
