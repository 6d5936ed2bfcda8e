/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-predict-plot-private.h"

#include <math.h>

#include "app/gradus-late-figures.h"
#include "plot/figure-plane.h"
#include "plot/figure-prediction.h"
#include "plot/figure-regression.h"

GradusSurveyKind
gradus_predict_plot_get_kind (GradusPredictPlot *self)
{
  GradusDataset *data =
    self->studio != NULL ? gradus_studio_get_test_data (self->studio) : NULL;

  return data != NULL ? gradus_survey_choose_kind (data) : GRADUS_SURVEY_NONE;
}

/* --- Drawing --- */

gboolean
gradus_predict_plot_get_plane (GradusPredictPlot *self, GradusPlane *plane)
{
  const GradusSurvey *survey = self->survey;
  const GradusTensor *input = gradus_predict_plot_get_input (self);

  if (survey == NULL || !gradus_survey_get_plane (survey, plane))
    return FALSE;
  if (input != NULL && input->size == 2)
    {
      plane->has_probe = TRUE;
      plane->probe[0] = (double) input->data[0];
      plane->probe[1] = (double) input->data[1];
    }
  return TRUE;
}

/* The steps are borrowed from the reading. */
static void
get_forecast (GradusPredictPlot *self, GradusForecast *forecast)
{
  const GradusTensor *input = gradus_predict_plot_get_input (self);
  int                 sample = gradus_predict_plot_get_sample (self);

  *forecast = (GradusForecast){ .truth = NAN, .answer = NAN };
  if (input == NULL)
    return;
  forecast->n_steps = input->size;
  forecast->steps = input->data;
  forecast->is_next = input->shape.rank == 2 && input->shape.dims[1] == 1;
  if (self->survey != NULL && sample >= 0 && (gsize) sample < self->survey->n)
    forecast->truth = (double) self->survey->truths[sample];
  gradus_probe_reading_get_number (self->reading, &forecast->answer);
}

void
gradus_predict_plot_draw_main (cairo_t           *cr,
                               const GradusTheme *theme,
                               double             width,
                               double             height,
                               gpointer           user_data)
{
  GradusPredictPlot  *self = user_data;
  const GradusSurvey *survey = self->survey;
  GradusForecast      forecast;
  GradusPlane         plane;

  if (gradus_predict_plot_get_plane (self, &plane))
    gradus_plane_draw (cr, theme, width, height, &plane);
  else if (survey != NULL && survey->curve_x != NULL)
    gradus_fitted_curve_draw (cr, theme, width, height,
                              &(GradusFittedCurve){ survey->n, survey->inputs,
                                                    survey->truths, survey->n_steps,
                                                    survey->curve_x, survey->curve_y });
  else if (gradus_predict_plot_get_kind (self) == GRADUS_SURVEY_NUMBERS &&
           gradus_predict_plot_get_input (self) != NULL)
    {
      get_forecast (self, &forecast);
      gradus_forecast_draw (cr, theme, width, height, &forecast);
    }
}

void
gradus_predict_plot_draw_first (cairo_t           *cr,
                                const GradusTheme *theme,
                                double             width,
                                double             height,
                                gpointer           user_data)
{
  GradusPredictPlot *self = user_data;
  GradusPrediction   prediction;

  if (self->reading != NULL &&
      gradus_probe_reading_get_prediction (self->reading, &prediction))
    gradus_prediction_draw_bars (cr, theme, width, height, &prediction);
}

/* The probe as the layer sees it is among its activations. */
static void
draw_bent (GradusPredictPlot *self,
           cairo_t           *cr,
           const GradusTheme *theme,
           double             width,
           double             height)
{
  GPtrArray  *activations = gradus_studio_get_probe_activations (self->studio);
  guint       layer = self->survey->bent->layer;
  GradusPlane plane;

  gradus_predict_plot_get_plane (self, &plane);
  plane.map = NULL;
  plane.points = self->survey->bent_points;
  plane.has_probe = FALSE;
  if (activations != NULL && layer < activations->len &&
      ((GradusTensor *) activations->pdata[layer])->size == 2)
    {
      const GradusTensor *seen = activations->pdata[layer];

      plane.has_probe = TRUE;
      plane.probe[0] = (double) seen->data[0];
      plane.probe[1] = (double) seen->data[1];
    }
  gradus_bent_grid_draw (cr, theme, width, height, self->survey->bent, &plane);
}

void
gradus_predict_plot_draw_second (cairo_t           *cr,
                                 const GradusTheme *theme,
                                 double             width,
                                 double             height,
                                 gpointer           user_data)
{
  GradusPredictPlot  *self = user_data;
  const GradusSurvey *survey = self->survey;

  if (survey == NULL)
    return;
  if (survey->bent != NULL)
    draw_bent (self, cr, theme, width, height);
  else if (survey->answers != NULL)
    gradus_fit_draw (cr, theme, width, height,
                     &(GradusFit){ survey->n, survey->truths, survey->answers,
                                   gradus_predict_plot_get_sample (self) });
}

/* --- What can be taken away --- */

/* What nobody has looked at for a while may be of an earlier network. */
static GradusSurvey *
get_current_survey (GradusPredictPlot *self)
{
  return gradus_predict_plot_is_seen (self) ||
             self->asked_weights == gradus_studio_get_snapshot (self->studio)->weights
           ? self->survey
           : NULL;
}

/* The ringed point; NULL without. */
static const float *
get_probe (GradusPredictPlot *self)
{
  const GradusTensor *input = gradus_predict_plot_get_input (self);

  return input != NULL && input->size == 2 ? input->data : NULL;
}

/* What nobody has looked at yet is worked out when it is wanted. */
static GradusFigure *
dup_late (GradusPredictPlot *self, GradusLatePlot plot)
{
  return get_current_survey (self) == NULL
           ? gradus_late_plot_new (self->studio, plot,
                                   gradus_predict_plot_get_sample (self))
           : NULL;
}

GradusFigure *
gradus_predict_plot_make_main_figure (gpointer user_data)
{
  GradusPredictPlot *self = user_data;
  GradusForecast     forecast;
  GradusFigure      *late;

  switch (gradus_predict_plot_get_kind (self))
    {
    case GRADUS_SURVEY_PLANE:
      late = dup_late (self, GRADUS_LATE_PLANE);
      return late != NULL
               ? late
               : gradus_figure_plane_new (get_current_survey (self), get_probe (self));
    case GRADUS_SURVEY_CURVE:
      late = dup_late (self, GRADUS_LATE_CURVE);
      return late != NULL
               ? late
               : gradus_figure_regression_new_curve (get_current_survey (self));
    case GRADUS_SURVEY_NUMBERS:
      get_forecast (self, &forecast);
      return gradus_figure_regression_new_forecast (&forecast);
    case GRADUS_SURVEY_NONE:
    default:
      return NULL;
    }
}

GradusFigure *
gradus_predict_plot_make_first_figure (gpointer user_data)
{
  GradusPredictPlot *self = user_data;
  GradusPrediction   prediction = { .truth = -1 };

  if (self->reading != NULL)
    gradus_probe_reading_get_prediction (self->reading, &prediction);
  return gradus_figure_prediction_new (&prediction);
}

GradusFigure *
gradus_predict_plot_make_second_figure (gpointer user_data)
{
  GradusPredictPlot *self = user_data;
  GradusFigure      *late;

  switch (gradus_predict_plot_get_kind (self))
    {
    case GRADUS_SURVEY_PLANE:
      late = dup_late (self, GRADUS_LATE_BENT);
      return late != NULL
               ? late
               : gradus_figure_plane_new_bent (get_current_survey (self),
                                               gradus_studio_get_probe_activations (
                                                 self->studio));
    case GRADUS_SURVEY_CURVE:
    case GRADUS_SURVEY_NUMBERS:
      late = dup_late (self, GRADUS_LATE_FIT);
      return late != NULL
               ? late
               : gradus_figure_regression_new_fit (get_current_survey (self),
                                                   gradus_predict_plot_get_sample (self));
    case GRADUS_SURVEY_NONE:
    default:
      return NULL;
    }
}

/**
 * gradus_predict_plot_list_figures:
 * @self: a page of the Predict stage
 * @figures: (element-type GradusFigure): gets what it draws of the data, if it is for
 * such data
 *
 * See #GradusFigureSource.
 */
void
gradus_predict_plot_list_figures (GradusPredictPlot *self, GPtrArray *figures)
{
  GradusFigure *main = gradus_predict_plot_make_main_figure (self);
  GradusFigure *second = gradus_predict_plot_make_second_figure (self);

  if (main != NULL)
    g_ptr_array_add (figures, main);
  if (second != NULL)
    g_ptr_array_add (figures, second);
}
