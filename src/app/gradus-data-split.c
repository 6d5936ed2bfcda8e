/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-data-split.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/gradus-format.h"

/* As the trainer does it: the last part of the training data is held back. */
static guint
count_training (GradusStudio *studio, GradusDataset *data)
{
  GradusDocument *document = gradus_studio_get_document (studio);
  guint           n = gradus_dataset_get_n_samples (data);

  if (document == NULL)
    return n;
  return (guint) floor (
    n * (1 - gradus_document_get_project (document)->fit.validation_split));
}

GradusDataset *
gradus_data_split_get (GradusStudio *studio, GradusSplit split)
{
  GradusDataset *data = split == GRADUS_SPLIT_TEST
                          ? gradus_studio_get_test_data (studio)
                          : gradus_studio_get_train_data (studio);
  guint          n, n_training;

  if (data == NULL)
    return NULL;
  if (split == GRADUS_SPLIT_TEST)
    return gradus_dataset_ref (data);
  n = gradus_dataset_get_n_samples (data);
  n_training = count_training (studio, data);
  if (split == GRADUS_SPLIT_TRAINING)
    return gradus_dataset_slice (data, 0, n_training);
  return n > n_training ? gradus_dataset_slice (data, n_training, n - n_training) : NULL;
}

char *
gradus_data_split_describe (GradusSplit split, guint n_samples)
{
  g_autofree char *count = gradus_format_count (n_samples);

  if (split == GRADUS_SPLIT_TRAINING)
    return g_strdup_printf (ngettext ("%s training sample", "%s training samples",
                                      n_samples),
                            count);
  if (split == GRADUS_SPLIT_VALIDATION)
    return g_strdup_printf (ngettext ("%s validation sample", "%s validation samples",
                                      n_samples),
                            count);
  return g_strdup_printf (ngettext ("%s test sample", "%s test samples", n_samples),
                          count);
}

void
gradus_data_split_choose (GradusStudio *studio, GradusSplit split, guint sample)
{
  GradusDataset *data = gradus_studio_get_train_data (studio);

  if (split == GRADUS_SPLIT_TEST)
    gradus_studio_set_probe_sample (studio, sample);
  else if (data != NULL)
    gradus_studio_set_probe_training (studio, split == GRADUS_SPLIT_VALIDATION
                                                ? sample + count_training (studio, data)
                                                : sample);
}

int
gradus_data_split_get_chosen (GradusStudio *studio, GradusSplit split)
{
  GradusDataset *data = gradus_studio_get_train_data (studio);
  guint          n_training, index;

  if (split == GRADUS_SPLIT_TEST)
    return gradus_studio_get_probe_origin (studio) == GRADUS_PROBE_TEST
             ? (int) gradus_studio_get_probe_sample (studio)
             : -1;
  if (data == NULL || gradus_studio_get_probe_origin (studio) != GRADUS_PROBE_TRAINING)
    return -1;
  n_training = count_training (studio, data);
  index = gradus_studio_get_probe_training (studio);
  if (split == GRADUS_SPLIT_TRAINING)
    return index < n_training ? (int) index : -1;
  return index >= n_training ? (int) (index - n_training) : -1;
}
