/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure-regression.h"

#include "config.h"

#include "io/csv.h"
#include "plot/report-words.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Either a survey or a forecast. */
typedef struct
{
  GradusSurvey  *survey;
  gboolean       is_curve;
  int            marked;   /* the sample that is looked at, -1 for none */
  GradusForecast forecast; /* points into @steps */
  float         *steps;
} Numbers;

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  const Numbers      *self = data;
  const GradusSurvey *survey = self->survey;

  if (survey == NULL)
    gradus_forecast_draw (cr, theme, width, height, &self->forecast);
  else if (self->is_curve)
    gradus_fitted_curve_draw (cr, theme, width, height,
                              &(GradusFittedCurve){ survey->n, survey->inputs,
                                                    survey->truths, survey->n_steps,
                                                    survey->curve_x, survey->curve_y });
  else
    gradus_fit_draw (cr, theme, width, height,
                     &(GradusFit){ survey->n, survey->truths, survey->answers,
                                   self->marked });
}

static char *
write_forecast (const GradusForecast *forecast)
{
  GString *csv = g_string_new ("step,given,right,said\n");

  for (gsize i = 0; i < forecast->n_steps; i++)
    {
      g_string_append_printf (csv, "%zu", i + 1);
      gradus_csv_append_number (csv, (double) forecast->steps[i]);
      g_string_append (csv, ",,\n");
    }
  g_string_append_printf (csv, "%zu,", forecast->n_steps + (forecast->is_next ? 1 : 2));
  gradus_csv_append_number (csv, forecast->truth);
  gradus_csv_append_number (csv, forecast->answer);
  g_string_append_c (csv, '\n');
  return g_string_free (csv, FALSE);
}

/* A line for each sample; those of a curve with what they were asked about. */
static char *
write_numbers (gconstpointer data)
{
  const Numbers      *self = data;
  const GradusSurvey *survey = self->survey;
  GString            *csv;

  if (survey == NULL)
    return write_forecast (&self->forecast);
  csv =
    g_string_new (self->is_curve ? "sample,input,right,said\n" : "sample,right,said\n");
  for (gsize i = 0; i < survey->n; i++)
    {
      g_string_append_printf (csv, "%zu", i + 1);
      if (self->is_curve)
        gradus_csv_append_number (csv, (double) survey->inputs[i]);
      gradus_csv_append_number (csv, (double) survey->truths[i]);
      gradus_csv_append_number (csv, (double) survey->answers[i]);
      g_string_append_c (csv, '\n');
    }
  return g_string_free (csv, FALSE);
}

static void
free_numbers (gpointer data)
{
  Numbers *self = data;

  g_clear_pointer (&self->survey, gradus_survey_unref);
  g_free (self->steps);
  g_free (self);
}

const GradusFigureKind gradus_figure_regression = {
  .id = "regression",
  .title = N_ ("What the network says"),
  .width = 500,
  .height = 480,
  .least_width = 320,
  .least_height = 220,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_numbers,
};

static GradusFigure *
new_missing (void)
{
  return gradus_figure_new_missing (&gradus_figure_regression,
                                    _ ("This needs test data that fit the network."));
}

/**
 * gradus_survey_describe_numbers:
 * @self: a survey with answers that are numbers
 *
 * Returns: (transfer full): how far the answers are off, in a sentence
 */
char *
gradus_survey_describe_numbers (const GradusSurvey *self)
{
  g_autofree char *n = gradus_report_format_count (self->n);
  g_autofree char *mean = NULL;
  double           sum = 0;

  for (gsize i = 0; i < self->n; i++)
    sum += fabs ((double) self->answers[i] - (double) self->truths[i]);
  mean = gradus_format_value (sum / (double) self->n);
  /* Translators: a number of samples, then a number */
  return g_strdup_printf (_ ("Over %s test samples it is off by %s on average."), n,
                          mean);
}

static GradusFigure *
new_from_survey (GradusSurvey            *survey,
                 const GradusFigureWords *words,
                 gboolean                 is_curve,
                 int                      marked)
{
  Numbers *self = g_new0 (Numbers, 1);

  self->survey = gradus_survey_ref (survey);
  self->is_curve = is_curve;
  self->marked = marked;
  return gradus_figure_new (&gradus_figure_regression, words, self);
}

/**
 * gradus_figure_regression_new_fit:
 * @survey: (nullable): right numbers and those that the network says
 * @marked: the sample that is looked at, -1 for none
 *
 * Returns: (transfer full): a dot for each sample as a figure
 */
GradusFigure *
gradus_figure_regression_new_fit (GradusSurvey *survey, int marked)
{
  const char       *title = _ ("Said and right");
  g_autofree char  *error = NULL;
  g_autofree char  *reading = NULL;
  GradusFigureWords words = { .title = title, .variant = title };

  if (survey == NULL || survey->answers == NULL)
    return new_missing ();
  error = gradus_survey_describe_numbers (survey);
  reading = g_strjoin (" ", error,
                       marked >= 0 && (gsize) marked < survey->n
                         ? _ ("The ring marks the sample that is looked at.")
                         : NULL,
                       NULL);
  words.reading = reading;
  return new_from_survey (survey, &words, FALSE, marked);
}

/* Both are pictures of test samples in the same colours. */
static const char *
get_reading (void)
{
  return _ ("It has not learned from these test samples. Green is right, blue is "
            "what it says.");
}

/**
 * gradus_figure_regression_new_curve:
 * @survey: (nullable): what a network of one input says along it
 *
 * Returns: (transfer full): the curve through the samples as a figure
 */
GradusFigure *
gradus_figure_regression_new_curve (GradusSurvey *survey)
{
  GradusFigureWords words = { .reading = get_reading () };

  if (survey == NULL || survey->curve_x == NULL)
    return new_missing ();
  return new_from_survey (survey, &words, TRUE, -1);
}

/**
 * gradus_figure_regression_new_forecast:
 * @forecast: a sequence and how it goes on; copied
 *
 * Returns: (transfer full): the sequence as a figure
 */
GradusFigure *
gradus_figure_regression_new_forecast (const GradusForecast *forecast)
{
  GradusFigureWords words = { .reading = get_reading () };
  Numbers          *self;

  if (forecast->n_steps == 0)
    return new_missing ();
  self = g_new0 (Numbers, 1);
  self->steps = g_memdup2 (forecast->steps, forecast->n_steps * sizeof (float));
  self->forecast = *forecast;
  self->forecast.steps = self->steps;
  return gradus_figure_new (&gradus_figure_regression, &words, self);
}
