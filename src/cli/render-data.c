/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/render-data.h"

#include "config.h"

#include "engine/slice.h"
#include "plot/balance.h"
#include "plot/batches.h"
#include "plot/figure-samples.h"
#include "plot/tensor.h"

#include <glib/gi18n-lib.h>

/* As in the window before anybody zooms. */
#define STANDARD_ZOOM 2

static char *
dup_title (const GradusCliSubject *self)
{
  guint n = gradus_dataset_get_n_samples (self->test);

  return g_strdup_printf (ngettext ("%s, %u test sample", "%s, %u test samples", n),
                          gradus_dataset_get_name (self->test), n);
}

GradusFigure *
gradus_cli_make_sample_wall (GradusCliSubject *self, GError **error)
{
  g_autofree char  *title = NULL;
  GradusFigureWords words = { 0 };

  if (!gradus_cli_subject_load_test (self, error))
    return NULL;
  words.title = title = dup_title (self);
  return gradus_figure_samples_new (&words, self->test, NULL, 0,
                                    gradus_cli_subject_has_sample (self)
                                      ? gradus_cli_subject_get_index (self)
                                      : 0,
                                    STANDARD_ZOOM);
}

GradusFigure *
gradus_cli_make_points (GradusCliSubject *self, GError **error)
{
  g_autofree char  *title = NULL;
  GradusFigureWords words = { 0 };

  if (!gradus_cli_subject_load_test (self, error))
    return NULL;
  words.title = title = dup_title (self);
  return gradus_cli_take_figure (gradus_figure_points_new (&words, self->test, NULL, 0),
                                 error);
}

GradusFigure *
gradus_cli_make_balance (GradusCliSubject *self, GError **error)
{
  g_autofree char  *reading = NULL;
  GradusFigureWords words = { 0 };

  if (!gradus_cli_subject_load_test (self, error))
    return NULL;
  words.reading = reading = dup_title (self);
  return gradus_cli_take_figure (gradus_figure_balance_new (&words, self->test), error);
}

/* All test data, or what --slice leaves of them. */
GradusFigure *
gradus_cli_make_tensor (GradusCliSubject *self, GError **error)
{
  const char         *slice = self->options->slice;
  g_autofree char    *title = NULL;
  GradusFigureWords   words = { 0 };
  GradusTensorPicture picture;
  const GradusShape  *shape;
  gint64              dims[GRADUS_MAX_RANK + 1];

  if (!gradus_cli_subject_load_test (self, error))
    return NULL;
  shape = gradus_dataset_get_shape (self->test);
  dims[0] = gradus_dataset_get_n_samples (self->test);
  for (guint i = 0; i < shape->rank; i++)
    dims[i + 1] = shape->dims[i];
  picture.data = self->test;
  gradus_array_view_init (&picture.view, shape->rank + 1, dims);
  if (slice != NULL && !gradus_slice_apply_text (slice, &picture.view, error))
    return NULL;
  words.title = title = g_strconcat ("x", slice != NULL ? slice : "", NULL);
  return gradus_cli_take_figure (gradus_figure_tensor_new (&words, &picture), error);
}

/* The first batch of an epoch that is not shuffled. */
GradusFigure *
gradus_cli_make_batches (GradusCliSubject *self, GError **error)
{
  g_autofree char  *reading = NULL;
  GradusFigureWords words = { 0 };
  GradusBatches     batches = {
        .batch_size = MAX (self->file->project->fit.batch_size, 1),
  };

  if (!gradus_cli_subject_load_test (self, error))
    return NULL;
  batches.data = self->test;
  words.reading = reading = gradus_batches_describe (&batches);
  return gradus_cli_take_figure (gradus_figure_batches_new (&words, &batches), error);
}
