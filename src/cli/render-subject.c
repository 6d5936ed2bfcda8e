/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/render-subject.h"

#include "config.h"

#include "cli/sample-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
gradus_cli_subject_has_sample (const GradusCliSubject *self)
{
  return self->options->index != GRADUS_CLI_NO_INDEX || self->options->input != NULL;
}

guint
gradus_cli_subject_get_index (const GradusCliSubject *self)
{
  return self->options->index != GRADUS_CLI_NO_INDEX ? (guint) self->options->index : 0;
}

void
gradus_cli_subject_clear (GradusCliSubject *self)
{
  g_clear_pointer (&self->model, gradus_model_free);
  g_clear_pointer (&self->test, gradus_dataset_unref);
  g_clear_pointer (&self->sample, gradus_tensor_unref);
}

gboolean
gradus_cli_subject_load_network (GradusCliSubject *self, GError **error)
{
  const GradusProject *project = self->file->project;

  self->model = gradus_model_new (project->sequential, project->fit.seed, error);
  return self->model != NULL &&
         (self->file->weights == NULL ||
          gradus_model_set_weights (self->model, self->file->weights, error));
}

gboolean
gradus_cli_subject_load_test (GradusCliSubject *self, GError **error)
{
  g_autoptr (GradusDataset) train = NULL;
  const GradusShape        *input = &self->file->project->sequential->input;

  if (self->test == NULL &&
      !gradus_cli_load_data (self->file->project, &train, &self->test, error))
    return FALSE;
  if (gradus_shape_equal (gradus_dataset_get_shape (self->test), input))
    return TRUE;
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
               _ ("The data do not have the shape that this network takes in."));
  return FALSE;
}

gboolean
gradus_cli_subject_load_sample (GradusCliSubject *self, GError **error)
{
  const GradusShape *shape = &self->file->project->sequential->input;
  guint              index = gradus_cli_subject_get_index (self);

  self->sample = gradus_tensor_new (shape);
  if (self->options->input != NULL)
    {
      g_autofree float *x =
        gradus_cli_sample_file_load (self->options->input, index, shape, error);

      if (x != NULL)
        memcpy (self->sample->data, x, self->sample->size * sizeof (float));
      return x != NULL;
    }
  if (!gradus_cli_subject_load_test (self, error))
    return FALSE;
  if (index >= gradus_dataset_get_n_samples (self->test))
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                   _ ("There are %u test samples; there is no number %u."),
                   gradus_dataset_get_n_samples (self->test), index);
      return FALSE;
    }
  gradus_dataset_get_sample (self->test, index, self->sample->data);
  return TRUE;
}

char **
gradus_cli_subject_dup_class_names (const GradusCliSubject *self, gsize n_values)
{
  const GradusDataset *data = self->test;
  guint                n = data != NULL ? gradus_dataset_get_n_classes (data) : 0;
  char               **names;

  if (n == 0 || !(n == n_values || (n == 2 && n_values == 1)))
    return NULL;
  names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    names[i] = g_strdup (gradus_dataset_get_class_name (data, i));
  return names;
}

GradusFigure *
gradus_cli_take_figure (GradusFigure *figure, GError **error)
{
  if (gradus_figure_get_problem (figure) == NULL)
    return figure;
  gradus_figure_unref (figure);
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                       _ ("The data of this network are not such that this can be "
                          "drawn."));
  return NULL;
}
