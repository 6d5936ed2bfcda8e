/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/render-samples.h"

#include "config.h"

#include "engine/confusion.h"
#include "plot/figure-mistakes.h"
#include "plot/figure-plane.h"
#include "plot/figure-regression.h"
#include "plot/figure-scatter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static gboolean
has_form (const GradusCliSubject *self, const char *form)
{
  return g_strcmp0 (self->options->form, form) == 0;
}

/* --- Where samples lie --- */

/* Those that the network began with; every layer draws them from the seed. */
static GPtrArray *
dup_weights (const GradusCliSubject *self, GError **error)
{
  const GradusProject    *project = self->file->project;
  g_autoptr (GradusModel) start = NULL;

  if (g_strcmp0 (self->options->moment, "start") != 0)
    return gradus_model_dup_weights (self->model);
  start = gradus_model_new (project->sequential, project->fit.seed, error);
  return start != NULL ? gradus_model_dup_weights (start) : NULL;
}

GradusFigure *
gradus_cli_make_maps (GradusCliSubject *self, GError **error)
{
  const GradusCliFigureOptions *options = self->options;
  g_autoptr (GPtrArray)         weights = NULL;
  g_autoptr (GradusProjection)  maps = NULL;
  GradusProjectionRequest       request = { 0 };

  if (!gradus_cli_subject_load_network (self, error) ||
      !gradus_cli_subject_load_test (self, error) ||
      (gradus_cli_subject_has_sample (self) &&
       !gradus_cli_subject_load_sample (self, error)))
    return NULL;
  weights = dup_weights (self, error);
  if (weights == NULL)
    return NULL;
  request.plan = gradus_model_get_plan (self->model);
  request.weights = weights;
  request.data = self->test;
  request.probe = self->sample;
  request.method = g_strcmp0 (options->method, "pca") == 0 ? GRADUS_PROJECTION_PCA
                                                           : GRADUS_PROJECTION_TSNE;
  request.only_with_weights = !options->all_layers;
  request.n_points = (guint) options->n_points;
  maps = gradus_projection_new (&request, NULL, NULL);
  return gradus_cli_take_figure (gradus_figure_scatter_new_projection (maps, request.plan,
                                                                       TRUE,
                                                                       options->as_marks,
                                                                       NULL),
                                 error);
}

/* --- What it takes samples for --- */

/* @index: (out): %GRADUS_ANY_CLASS for no name at all */
static gboolean
find_class (const GradusDataset *data, const char *name, int *index, GError **error)
{
  guint               n = gradus_dataset_get_n_classes (data);
  g_autoptr (GString) known = g_string_new (NULL);

  *index = GRADUS_ANY_CLASS;
  for (guint i = 0; i < n && name != NULL && *index < 0; i++)
    {
      const char *class_name = gradus_dataset_get_class_name (data, i);

      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", class_name);
      if (g_utf8_collate (class_name, name) == 0)
        *index = (int) i;
    }
  if (name == NULL || *index >= 0)
    return TRUE;
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
               /* Translators: a name that is wrong, and all that are right */
               _ ("There is no class %s; the classes are %s."), name, known->str);
  return FALSE;
}

GradusFigure *
gradus_cli_make_mistakes (GradusCliSubject *self, GError **error)
{
  g_autoptr (GradusConfusion) confusion = NULL;
  g_autofree guint           *samples = NULL;
  g_autofree char            *title = NULL;
  int                         truth, answer;
  guint                       n = 0;

  if (!gradus_cli_subject_load_network (self, error) ||
      !gradus_cli_subject_load_test (self, error))
    return NULL;
  confusion = gradus_confusion_new (self->model, self->test, 0);
  if (confusion == NULL)
    return gradus_cli_take_figure (gradus_figure_mistakes_new (NULL, NULL, NULL, NULL, 0),
                                   error);
  if (!find_class (self->test, self->options->truth, &truth, error) ||
      !find_class (self->test, self->options->answer, &answer, error))
    return NULL;
  samples = gradus_confusion_list (confusion, self->test, truth, answer, &n);
  title = gradus_mistakes_dup_title (self->test, truth, answer, n);
  return gradus_cli_take_figure (gradus_figure_mistakes_new (title, confusion, self->test,
                                                             samples, n),
                                 error);
}

/* --- Samples of few numbers --- */

/* @survey: (out) (nullable): NULL for data that no plot could show */
static gboolean
survey_test_data (GradusCliSubject *self, GradusSurvey **survey, GError **error)
{
  if (!gradus_cli_subject_load_network (self, error) ||
      !gradus_cli_subject_load_test (self, error) ||
      (gradus_cli_subject_has_sample (self) &&
       !gradus_cli_subject_load_sample (self, error)))
    return FALSE;
  *survey = gradus_survey_new (self->model, self->test, NULL);
  return TRUE;
}

static GradusFigure *
make_bent (GradusCliSubject *self, GradusSurvey *survey, GError **error)
{
  g_autoptr (GPtrArray) activations = NULL;
  GradusFigure         *figure;

  if (self->sample != NULL)
    activations = gradus_model_get_activations (self->model, 1, self->sample->data);
  figure = gradus_figure_plane_new_bent (survey, activations);
  if (figure == NULL)
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                         _ ("No layer before the last one has 2 units, in which the "
                            "plane could be drawn as it is bent."));
  return figure;
}

GradusFigure *
gradus_cli_make_plane (GradusCliSubject *self, GError **error)
{
  g_autoptr (GradusSurvey) survey = NULL;
  const float             *probe;

  if (!survey_test_data (self, &survey, error))
    return NULL;
  if (survey != NULL && has_form (self, "bent"))
    return make_bent (self, survey, error);
  probe = self->sample != NULL && self->sample->size == 2 ? self->sample->data : NULL;
  return gradus_cli_take_figure (gradus_figure_plane_new (survey, probe), error);
}

static GradusFigure *
make_forecast (GradusCliSubject *self, GradusSurvey *survey, GError **error)
{
  guint          index = gradus_cli_subject_get_index (self);
  GradusForecast forecast = { .truth = NAN, .answer = NAN };
  float          answer;

  if (self->sample == NULL && !gradus_cli_subject_load_sample (self, error))
    return NULL;
  gradus_model_predict (self->model, 1, self->sample->data, &answer);
  forecast.n_steps = self->sample->size;
  forecast.steps = self->sample->data;
  forecast.answer = (double) answer;
  forecast.is_next = self->sample->shape.rank == 2 && self->sample->shape.dims[1] == 1;
  if (self->options->input == NULL && index < survey->n)
    forecast.truth = (double) survey->truths[index];
  return gradus_figure_regression_new_forecast (&forecast);
}

/* As the window does: a curve through samples of one number, else one sample and how it
 * goes on; what is said beside what is right of both. */
GradusFigure *
gradus_cli_make_regression (GradusCliSubject *self, GError **error)
{
  g_autoptr (GradusSurvey) survey = NULL;
  gboolean                 is_curve;

  if (!survey_test_data (self, &survey, error))
    return NULL;
  is_curve = survey != NULL && survey->kind == GRADUS_SURVEY_CURVE;
  if (survey != NULL && survey->kind == GRADUS_SURVEY_NUMBERS &&
      has_form (self, "forecast"))
    return make_forecast (self, survey, error);
  if (has_form (self, "curve") || (is_curve && self->options->form == NULL))
    return gradus_cli_take_figure (gradus_figure_regression_new_curve (survey), error);
  if (has_form (self, "forecast"))
    g_clear_pointer (&survey, gradus_survey_unref);
  return gradus_cli_take_figure (gradus_figure_regression_new_fit (survey,
                                                                   self->options->index !=
                                                                       GRADUS_CLI_NO_INDEX
                                                                     ? self->options
                                                                         ->index
                                                                     : -1),
                                 error);
}
