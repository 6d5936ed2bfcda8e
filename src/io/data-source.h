/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/data/dataset.h"

G_BEGIN_DECLS

/**
 * GradusDataRef:
 * @source: id of a data source, like "digits" or "mnist"
 * @folder: (nullable): the folder that the user picked; NULL searches the usual places
 * @task: the question asked of the data
 * @flatten: whether a sample is one row of numbers (784) instead of a picture (28, 28, 1)
 * @n_train: how many training samples to use, 0 for all (built-in digits: 60,000)
 * @n_test: how many test samples, 0 for all (built-in digits: 10,000)
 * @seed: of generated data
 *
 * Which data a document learns from: small enough to save, enough to load the same data
 * again.
 */
typedef struct
{
  char      *source;
  char      *folder;
  GradusTask task;
  gboolean   flatten;
  guint      n_train;
  guint      n_test;
  guint64    seed;
} GradusDataRef;

void gradus_data_ref_init (GradusDataRef *self); /* built-in digits, ten classes, flat */
void gradus_data_ref_copy (GradusDataRef *to, const GradusDataRef *from);
void gradus_data_ref_clear (GradusDataRef *self);
gboolean gradus_data_ref_equal (const GradusDataRef *a, const GradusDataRef *b);
/* Shape of one sample as the reference asks for it. FALSE: unknown source. */
gboolean gradus_data_ref_get_shape (const GradusDataRef *self, GradusShape *shape);

/**
 * GradusDataSource:
 *
 * One place that samples come from. Adding one is one file and one row in the table.
 */
typedef struct
{
  const char *id;         /* "mnist" */
  const char *title;      /* translatable: "MNIST digits" */
  const char *summary;    /* translatable sentence */
  GradusShape shape;      /* of one sample, unflattened */
  guint       n_classes;  /* 0: the answers are numbers */
  gboolean    has_digits; /* classes are digits, so that one can ask more of them */
  gboolean    needs_folder;
  guint       n_train; /* all there are, or a generator's usual number */
  guint       n_test;
  gboolean (*is_available) (const GradusDataRef *ref);
  gboolean (*load) (const GradusDataRef *ref,
                    GradusDataset      **train,
                    GradusDataset      **test,
                    GCancellable        *cancellable,
                    GError             **error);
} GradusDataSource;

const GradusDataSource        *gradus_data_source_find (const char *id);
const GradusDataSource *const *gradus_data_source_list (guint *n_sources);
/* Loads, cuts to n_train/n_test, applies shape and task. Any thread. */
gboolean gradus_data_ref_load (const GradusDataRef *self,
                               GradusDataset      **train,
                               GradusDataset      **test,
                               GCancellable        *cancellable,
                               GError             **error);
void     gradus_data_ref_load_async (const GradusDataRef *self,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
gboolean gradus_data_ref_load_finish (GAsyncResult   *result,
                                      GradusDataset **train,
                                      GradusDataset **test,
                                      GError        **error);

G_END_DECLS
