/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "engine/model.h"
#include "io/keras-file.h"

/* `.keras` files and, built as fuzz-h5, whole-model `.h5` files. What opens is a network
 * that its weights fit, and small ones also compute. */

#define SMALL 20000

static gboolean
is_small (GradusPlan *plan)
{
  gsize size;

  for (int i = -1; i < (int) gradus_plan_get_n_layers (plan); i++)
    {
      GradusShape shape;

      if (!gradus_plan_get_output (plan, i, &shape) ||
          !gradus_shape_checked_size (&shape, &size) || size > SMALL)
        return FALSE;
    }
  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    if (gradus_plan_get_layer (plan, i)->n_scratch > SMALL ||
        gradus_plan_get_layer (plan, i)->n_fixed_scratch > SMALL)
      return FALSE;
  return gradus_plan_get_total_params (plan) < SMALL;
}

static void
compute (const GradusKerasFile *file)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (GradusModel) model = gradus_model_new (file->project->sequential, 1, &error);
  GradusPlan             *plan;
  GradusShape             output;
  g_autofree float       *x = NULL;
  g_autofree float       *y = NULL;

  fuzz_check (model != NULL, error);
  if (model == NULL)
    return;
  if (file->weights != NULL)
    g_assert_true (gradus_model_set_weights (model, file->weights, NULL));
  plan = gradus_model_get_plan (model);
  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output);
  x = g_new0 (float, gradus_shape_size (&file->project->sequential->input));
  y = g_new0 (float, gradus_shape_size (&output));
  gradus_model_predict (model, 1, x, y);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError)          error = NULL;
  g_autoptr (GradusKerasFile) file =
    gradus_keras_file_load (fuzz_file (data, size), &error);
  g_autoptr (GradusPlan) plan = NULL;

  fuzz_check (file != NULL, error);
  if (file == NULL)
    return 0;
  plan = gradus_plan_new (file->project->sequential);
  if (gradus_plan_is_whole (plan) && is_small (plan))
    compute (file);
  return 0;
}
