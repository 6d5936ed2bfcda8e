/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/render-figures.h"

#include "config.h"

#include "cli/sample-file.h"
#include "engine/confusion.h"
#include "plot/figure-confusion.h"
#include "plot/figure-curves.h"
#include "plot/figure-evidence.h"
#include "plot/figure-mistakes.h"
#include "plot/figure-plane.h"
#include "plot/figure-prediction.h"
#include "plot/figure-regression.h"
#include "plot/figure-representations.h"
#include "plot/journey.h"
#include "plot/picture.h"
#include "plot/reasons.h"
#include "plot/weights-sheet.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STANDARD_SMOOTHING 0.7

void
gradus_cli_figure_options_clear (GradusCliFigureOptions *self)
{
  g_free (self->layer);
  g_free (self->form);
  g_free (self->input);
  g_free (self->moment);
}

void
gradus_cli_add_figure_entries (GOptionContext *context, GradusCliFigureOptions *options)
{
  const GOptionEntry entries[] = {
    { "layer", 0, 0, G_OPTION_ARG_STRING, &options->layer,
      N_ ("Whose weights; the first layer's if not given"), N_ ("NAME") },
    { "form", 0, 0, G_OPTION_ARG_STRING, &options->form,
      N_ ("Weights as tiles or as one matrix"), N_ ("FORM") },
    { "unit", 0, 0, G_OPTION_ARG_INT, &options->unit,
      N_ ("A unit to enlarge below the tiles, from 1"), "N" },
    { "index", 0, 0, G_OPTION_ARG_INT, &options->index,
      N_ ("Which sample of the test data, or of an IDX file"), "I" },
    { "input", 0, 0, G_OPTION_ARG_FILENAME, &options->input,
      N_ ("A sample of your own: .pgm, .csv or IDX"), N_ ("FILE") },
    { "moment", 0, 0, G_OPTION_ARG_STRING, &options->moment,
      N_ ("Representations now, at the start, or their change"), N_ ("MOMENT") },
    { "all-layers", 0, 0, G_OPTION_ARG_NONE, &options->all_layers,
      N_ ("Representations of layers without weights, too"), NULL },
    { "smoothing", 0, 0, G_OPTION_ARG_DOUBLE, &options->smoothing,
      N_ ("Of the curves, 0 to 1; 0.7 if not given"), "S" },
    { "log", 0, 0, G_OPTION_ARG_NONE, &options->logarithmic,
      N_ ("Axis of powers of ten for the loss"), NULL },
    { "batches", 0, 0, G_OPTION_ARG_NONE, &options->in_batches,
      N_ ("An axis that counts batches"), NULL },
    { NULL },
  };

  options->smoothing = STANDARD_SMOOTHING;
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

/* --- What is loaded --- */

/* A network with its weights, and a sample with what it belongs to. */
typedef struct
{
  const GradusKerasFile        *file;
  const GradusCliFigureOptions *options;
  GradusModel                  *model;
  GradusDataset                *test; /* NULL with a sample from a file */
  GradusTensor                 *sample;
} Subject;

static void
subject_clear (Subject *self)
{
  g_clear_pointer (&self->model, gradus_model_free);
  g_clear_pointer (&self->test, gradus_dataset_unref);
  g_clear_pointer (&self->sample, gradus_tensor_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Subject, subject_clear)

static gboolean
load_network (Subject *self, GError **error)
{
  const GradusProject *project = self->file->project;

  self->model = gradus_model_new (project->sequential, project->fit.seed, error);
  return self->model != NULL &&
         (self->file->weights == NULL ||
          gradus_model_set_weights (self->model, self->file->weights, error));
}

static gboolean
load_test_data (Subject *self, GError **error)
{
  g_autoptr (GradusDataset) train = NULL;
  const GradusShape        *input = &self->file->project->sequential->input;

  if (!gradus_cli_load_data (self->file->project, &train, &self->test, error))
    return FALSE;
  if (gradus_shape_equal (gradus_dataset_get_shape (self->test), input))
    return TRUE;
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
               _ ("The data do not have the shape that this network takes in."));
  return FALSE;
}

static gboolean
load_sample (Subject *self, GError **error)
{
  const GradusShape *shape = &self->file->project->sequential->input;
  guint              index = (guint) self->options->index;

  self->sample = gradus_tensor_new (shape);
  if (self->options->input != NULL)
    {
      g_autofree float *x =
        gradus_cli_sample_file_load (self->options->input, index, shape, error);

      if (x != NULL)
        memcpy (self->sample->data, x, self->sample->size * sizeof (float));
      return x != NULL;
    }
  if (!load_test_data (self, error))
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

/* --- The figures --- */

static GradusFigure *
make_curves (Subject *self, GError **error)
{
  GradusHistory      *history = self->file->history;
  GradusCurvesOptions options = GRADUS_CURVES_OPTIONS_STANDARD;
  guint n_epochs = history != NULL ? gradus_history_get_n_epochs (history) : 0;

  if (history == NULL)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                           _ ("This network holds no history: it was not trained here."));
      return NULL;
    }
  options.n_epochs_planned = MAX (n_epochs, 1);
  options.smoothing = self->options->smoothing;
  options.logarithmic = self->options->logarithmic;
  options.in_batches = self->options->in_batches;
  return gradus_figure_curves_new (history, gradus_history_get_n_steps (history),
                                   n_epochs, &options);
}

static int
find_kernel (const Subject *self)
{
  GradusPlan             *plan = gradus_model_get_plan (self->model);
  const GradusSequential *stack = gradus_plan_get_sequential (plan);
  const char             *name = self->options->layer;

  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    if (gradus_weights_sheet_can_show (plan, i) &&
        (name == NULL ||
         g_str_equal (gradus_sequential_get_layer (stack, i)->name, name)))
      return (int) i;
  return -1;
}

static gboolean
set_form (GradusWeightsSheet           *sheet,
          const GradusCliFigureOptions *options,
          GError                      **error)
{
  gint64 n_units = gradus_shape_last (&sheet->kernel->shape);

  if (options->unit > n_units)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                   _ ("%s has %d units; there is no number %d."), sheet->layer,
                   (int) n_units, options->unit);
      return FALSE;
    }
  sheet->unit = options->unit - 1;
  if (options->form != NULL)
    sheet->form = g_str_equal (options->form, "matrix") ? GRADUS_WEIGHTS_MATRIX
                                                        : GRADUS_WEIGHTS_TILES;
  gradus_weights_sheet_choose_limit (sheet);
  return TRUE;
}

static GradusFigure *
make_weights (Subject *self, GError **error)
{
  g_autoptr (GradusWeightsSheet) sheet = NULL;
  g_autoptr (GPtrArray)          weights = NULL;
  int                            layer;

  if (!load_network (self, error))
    return NULL;
  layer = find_kernel (self);
  if (layer < 0 && self->options->layer == NULL)
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                         _ ("This network has no weights that could be drawn."));
  else if (layer < 0)
    g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                 _ ("There is no layer %s with weights that could be drawn."),
                 self->options->layer);
  if (layer < 0)
    return NULL;
  weights = gradus_model_dup_weights (self->model);
  sheet = gradus_weights_sheet_new (gradus_model_get_plan (self->model), weights,
                                    (guint) layer, NULL);
  if (!set_form (sheet, self->options, error))
    return NULL;
  return gradus_figure_weights_new (sheet);
}

static GPtrArray *
run_start_weights (const Subject *self)
{
  const GradusProject    *project = self->file->project;
  g_autoptr (GradusModel) model =
    gradus_model_new (project->sequential, project->fit.seed, NULL);

  return model != NULL ? gradus_model_get_activations (model, 1, self->sample->data)
                       : NULL;
}

static GradusJourneyMoment
get_moment (const GradusCliFigureOptions *options)
{
  if (g_strcmp0 (options->moment, "start") == 0)
    return GRADUS_JOURNEY_START;
  if (g_strcmp0 (options->moment, "change") == 0)
    return GRADUS_JOURNEY_CHANGE;
  return GRADUS_JOURNEY_NOW;
}

static GradusFigure *
make_representations (Subject *self, GError **error)
{
  g_autoptr (GPtrArray)             now = NULL;
  g_autoptr (GPtrArray)             start = NULL;
  g_autoptr (GradusJourney)         journey = NULL;
  const GradusRepresentationColumn *columns;
  GradusJourneyMoment               moment = get_moment (self->options);
  g_autofree char                  *title = NULL;
  GradusFigureWords                 words = { .variant = self->options->moment };
  guint                             n_columns;

  if (!load_network (self, error) || !load_sample (self, error))
    return NULL;
  now = gradus_model_get_activations (self->model, 1, self->sample->data);
  if (moment != GRADUS_JOURNEY_NOW)
    start = run_start_weights (self);
  journey = gradus_journey_new (gradus_model_get_plan (self->model), self->sample, now,
                                start, self->test, !self->options->all_layers, moment);
  columns = gradus_journey_get_columns (journey, &n_columns);
  if (self->test != NULL)
    title =
      g_strdup_printf (_ ("How the network comes to see a %u"),
                       gradus_dataset_get_original_label (self->test,
                                                          (guint) self->options->index));
  words.title = title;
  return gradus_figure_representations_new (&words, columns, n_columns);
}

static char **
dup_class_names (const GradusDataset *data, gsize n_values)
{
  guint  n = data != NULL ? gradus_dataset_get_n_classes (data) : 0;
  char **names;

  if (n == 0 || !(n == n_values || (n == 2 && n_values == 1)))
    return NULL;
  names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    names[i] = g_strdup (gradus_dataset_get_class_name (data, i));
  return names;
}

static GradusFigure *
make_prediction (Subject *self, GError **error)
{
  g_autoptr (GradusTensor) output = NULL;
  g_auto (GStrv)           names = NULL;
  GradusPrediction         prediction = { .truth = -1 };
  GradusPlan              *plan;
  GradusShape              shape;

  if (!load_network (self, error) || !load_sample (self, error))
    return NULL;
  plan = gradus_model_get_plan (self->model);
  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &shape);
  output = gradus_tensor_new (&shape);
  gradus_model_predict (self->model, 1, self->sample->data, output->data);
  names = dup_class_names (self->test, output->size);
  prediction.input_shape = self->sample->shape;
  prediction.input = self->sample->data;
  prediction.values = output->data;
  prediction.n_values = output->size;
  prediction.names = (const char *const *) names;
  if (names != NULL)
    prediction.truth =
      (int) gradus_dataset_get_label (self->test, (guint) self->options->index);
  return gradus_figure_prediction_new (&prediction);
}

static GradusFigure *
make_confusion (Subject *self, GError **error)
{
  g_autoptr (GradusConfusion) confusion = NULL;

  if (!load_network (self, error) || !load_test_data (self, error))
    return NULL;
  confusion = gradus_confusion_new (self->model, self->test, 0);
  return gradus_figure_confusion_new (confusion, self->test);
}

static GradusFigure *
take_figure (GradusFigure *figure, GError **error)
{
  if (gradus_figure_get_problem (figure) == NULL)
    return figure;
  gradus_figure_unref (figure);
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                       _ ("The data of this network are not such that this can be "
                          "drawn."));
  return NULL;
}

/* Numbers of classes rest on something; those of a picture are a picture. */
static gboolean
has_classes (const Subject *self, const GradusTensor *output)
{
  g_auto (GStrv) names = dup_class_names (self->test, output->size);

  /* A sample from a file has no classes that are known. */
  return self->test != NULL ? names != NULL : output->size != self->sample->size;
}

static GradusFigure *
make_evidence (Subject *self, GError **error)
{
  g_autoptr (GPtrArray)     activations = NULL;
  g_autoptr (GradusReasons) reasons = NULL;
  g_auto (GradusFirstUnits) units = { 0 };
  g_autofree char          *answer = NULL;
  GradusEvidence            evidence = { .answer = NULL };
  const GradusTensor       *output;
  guint                     width, height, n_channels;

  if (!load_network (self, error) || !load_sample (self, error))
    return NULL;
  activations = gradus_model_get_activations (self->model, 1, self->sample->data);
  output = activations->pdata[activations->len - 1];
  gradus_first_units_take (&units, gradus_model_get_plan (self->model), activations);
  gradus_picture_get_size (&self->sample->shape, &width, &height, &n_channels);
  evidence = (GradusEvidence){ .input_shape = self->sample->shape,
                               .input = self->sample->data,
                               .n_units = units.n,
                               .units = units.values,
                               .units_title = units.title,
                               .units_note = units.note };
  if (has_classes (self, output) && width > 1 && height > 1)
    reasons = gradus_reasons_new (self->model, self->sample, NULL);
  if (reasons != NULL)
    {
      answer = self->test != NULL
                 ? g_strdup (gradus_dataset_get_class_name (self->test, reasons->answer))
                 : g_strdup_printf ("%u", reasons->answer);
      evidence.has_maps = TRUE;
      evidence.occlusion = reasons->occlusion;
      evidence.gradient = reasons->gradient;
      evidence.answer = answer;
    }
  else if (output->size == self->sample->size)
    evidence.output = output->data;
  return take_figure (gradus_figure_evidence_new (&evidence), error);
}

static GradusFigure *
make_mistakes (Subject *self, GError **error)
{
  g_autoptr (GradusConfusion) confusion = NULL;
  g_autofree guint           *samples = NULL;
  guint                       n = 0;

  if (!load_network (self, error) || !load_test_data (self, error))
    return NULL;
  confusion = gradus_confusion_new (self->model, self->test, 0);
  if (confusion != NULL)
    samples = gradus_confusion_list (confusion, self->test, GRADUS_ANY_CLASS,
                                     GRADUS_ANY_CLASS, &n);
  return take_figure (gradus_figure_mistakes_new (NULL, confusion, self->test, samples,
                                                  n),
                      error);
}

/* @survey: (out) (nullable): NULL for data that no plot could show */
static gboolean
survey_test_data (Subject *self, GradusSurvey **survey, GError **error)
{
  if (!load_network (self, error) || !load_test_data (self, error))
    return FALSE;
  *survey = gradus_survey_new (self->model, self->test, NULL);
  return TRUE;
}

static GradusFigure *
make_plane (Subject *self, GError **error)
{
  g_autoptr (GradusSurvey) survey = NULL;

  if (!survey_test_data (self, &survey, error))
    return NULL;
  return take_figure (gradus_figure_plane_new (survey), error);
}

static GradusFigure *
make_regression (Subject *self, GError **error)
{
  g_autoptr (GradusSurvey) survey = NULL;

  if (!survey_test_data (self, &survey, error))
    return NULL;
  return take_figure (survey != NULL && survey->kind == GRADUS_SURVEY_CURVE
                        ? gradus_figure_regression_new_curve (survey)
                        : gradus_figure_regression_new_fit (survey),
                      error);
}

static const struct
{
  const GradusFigureKind *kind;
  GradusFigure *(*make) (Subject *self, GError **error);
} subjects[] = {
  { &gradus_figure_curves, make_curves },
  { &gradus_figure_weights, make_weights },
  { &gradus_figure_representations, make_representations },
  { &gradus_figure_prediction, make_prediction },
  { &gradus_figure_confusion, make_confusion },
  { &gradus_figure_evidence, make_evidence },
  { &gradus_figure_mistakes, make_mistakes },
  { &gradus_figure_plane, make_plane },
  { &gradus_figure_regression, make_regression },
};

static int
find_subject (const char *what)
{
  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    if (g_strcmp0 (subjects[i].kind->id, what) == 0)
      return (int) i;
  return -1;
}

static gboolean
check_word (const char        *option,
            const char        *value,
            const char *const *words,
            GError           **error)
{
  g_autofree char *known = NULL;

  if (value == NULL || g_strv_contains (words, value))
    return TRUE;
  known = g_strjoinv (", ", (char **) words);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: an option, the words that it takes, the word given */
               _ ("%s takes one of %s, not %s."), option, known, value);
  return FALSE;
}

gboolean
gradus_cli_figure_options_check (const GradusCliFigureOptions *self,
                                 const char                   *what,
                                 GError                      **error)
{
  static const char *const forms[] = { "tiles", "matrix", NULL };
  static const char *const moments[] = { "now", "start", "change", NULL };
  const char              *names[G_N_ELEMENTS (subjects) + 1] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    names[i] = subjects[i].kind->id;
  return check_word ("--what", what != NULL ? what : _ ("nothing"), names, error) &&
         check_word ("--form", self->form, forms, error) &&
         check_word ("--moment", self->moment, moments, error) &&
         gradus_cli_check_range ("--unit", self->unit, 0, G_MAXINT, error) &&
         gradus_cli_check_range ("--index", self->index, 0, G_MAXINT, error) &&
         gradus_cli_check_range ("--smoothing", self->smoothing, 0, 1, error);
}

/**
 * gradus_cli_make_figure:
 * @file: a network
 * @options: which of its drawings
 * @what: id of a figure's kind, which gradus_cli_figure_options_check() has seen
 * @error: return location for an error
 *
 * Loads what is needed, and computes what is drawn.
 *
 * Returns: (transfer full): the figure, with a note on the network
 */
GradusFigure *
gradus_cli_make_figure (const GradusKerasFile        *file,
                        const GradusCliFigureOptions *options,
                        const char                   *what,
                        GError                      **error)
{
  g_auto (Subject)         subject = { .file = file, .options = options };
  g_autoptr (GradusFigure) figure = NULL;
  g_autofree char         *note = NULL;
  int                      index = find_subject (what);

  g_return_val_if_fail (index >= 0, NULL);

  figure = subjects[index].make (&subject, error);
  if (figure == NULL)
    return NULL;
  if (gradus_figure_get_problem (figure) != NULL)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                           gradus_figure_get_problem (figure));
      return NULL;
    }
  note = gradus_figure_describe_run (file->project->title,
                                     file->history != NULL
                                       ? gradus_history_get_n_epochs (file->history)
                                       : 0);
  gradus_figure_set_note (figure, note);
  return g_steal_pointer (&figure);
}
