/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-fit-plan.h"

#include <math.h>

static const GradusFitOptions *
get_fit (GradusStudio *studio)
{
  return &gradus_document_get_project (gradus_studio_get_document (studio))->fit;
}

/* As Keras splits: the training part is rounded down. */
static guint
count_samples (GradusStudio *studio)
{
  GradusDataset *data = gradus_studio_get_train_data (studio);

  return data == NULL ? 0
                      : (guint) floor (gradus_dataset_get_n_samples (data) *
                                       (1.0 - get_fit (studio)->validation_split));
}

void
gradus_fit_plan_get (GradusStudio *studio, GradusFitPlan *plan)
{
  const GradusFitOptions *fit = get_fit (studio);

  plan->n_samples = count_samples (studio);
  plan->n_batches = (plan->n_samples + fit->batch_size - 1) / fit->batch_size;
  plan->n_updates = (guint64) fit->epochs * MAX (plan->n_batches, 1);
}

GArray *
gradus_fit_plan_count_classes (GradusStudio *studio)
{
  GradusDataset *data = gradus_studio_get_train_data (studio);
  guint          n_classes = data != NULL ? gradus_dataset_get_n_classes (data) : 0;
  guint          n_samples = count_samples (studio);
  GArray        *counts;

  if (n_classes == 0)
    return NULL;
  counts = g_array_new (FALSE, TRUE, sizeof (guint));
  g_array_set_size (counts, n_classes);
  for (guint i = 0; i < n_samples; i++)
    {
      guint class_index = gradus_dataset_find_class (data, i);

      if (class_index < n_classes)
        g_array_index (counts, guint, class_index)++;
    }
  return counts;
}
