/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/render-figures.h"
#include "cli/record-learning.h"

#include "config.h"

#include "cli/render-data.h"
#include "cli/render-samples.h"
#include "cli/render-subject.h"
#include "cli/render-update.h"
#include "plot/balance.h"
#include "plot/batches.h"
#include "plot/figure-confusion.h"
#include "plot/figure-curves.h"
#include "plot/figure-evidence.h"
#include "plot/figure-loss.h"
#include "plot/figure-mistakes.h"
#include "plot/figure-plane.h"
#include "plot/figure-prediction.h"
#include "plot/figure-regression.h"
#include "plot/figure-representations.h"
#include "plot/figure-samples.h"
#include "plot/figure-scatter.h"
#include "plot/figure-update.h"
#include "plot/journey.h"
#include "plot/picture.h"
#include "plot/reasons.h"
#include "plot/schedule-plot.h"
#include "plot/tensor.h"
#include "plot/weights-sheet.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define STANDARD_SMOOTHING 0.7
/* As the window shows, and as many as a map has room for. */
#define STANDARD_POINTS 1500
#define MOST_POINTS 10000

void
gradus_cli_figure_options_clear (GradusCliFigureOptions *self)
{
  g_free (self->layer);
  g_free (self->form);
  g_free (self->input);
  g_free (self->moment);
  g_free (self->runs);
  g_free (self->method);
  g_free (self->truth);
  g_free (self->answer);
  g_free (self->slice);
}

void
gradus_cli_add_figure_entries (GOptionContext *context, GradusCliFigureOptions *options)
{
  const GOptionEntry entries[] = {
    { "layer", 0, 0, G_OPTION_ARG_STRING, &options->layer,
      N_ ("Whose weights; the first layer's if not given"), N_ ("NAME") },
    { "form", 0, 0, G_OPTION_ARG_STRING, &options->form,
      N_ ("Weights: tiles or matrix; plane: flat or bent; regression: fit, curve or "
          "forecast"),
      N_ ("FORM") },
    { "unit", 0, 0, G_OPTION_ARG_INT, &options->unit,
      N_ ("A unit to enlarge below the tiles, from 1"), "N" },
    { "index", 0, 0, G_OPTION_ARG_INT, &options->index,
      N_ ("Which sample of the test data, or of an IDX file"), "I" },
    { "input", 0, 0, G_OPTION_ARG_FILENAME, &options->input,
      N_ ("A sample of your own: .pgm, .csv or IDX"), N_ ("FILE") },
    { "moment", 0, 0, G_OPTION_ARG_STRING, &options->moment,
      N_ ("Representations: now, start or change; maps: now or start"), N_ ("MOMENT") },
    { "all-layers", 0, 0, G_OPTION_ARG_NONE, &options->all_layers,
      N_ ("Representations and maps of layers without weights, too"), NULL },
    { "method", 0, 0, G_OPTION_ARG_STRING, &options->method,
      N_ ("Maps by tsne or pca; tsne if not given"), N_ ("METHOD") },
    { "points", 0, 0, G_OPTION_ARG_INT, &options->n_points,
      N_ ("How many samples the maps show; 1500 if not given"), "N" },
    { "marks", 0, 0, G_OPTION_ARG_NONE, &options->as_marks,
      N_ ("Maps with the figure of its class for each sample"), NULL },
    { "slice", 0, 0, G_OPTION_ARG_STRING, &options->slice,
      N_ ("Tensor: a part of the test data as in NumPy, like [10:100, 14:, 14:]"),
      N_ ("SLICE") },
    { "truth", 0, 0, G_OPTION_ARG_STRING, &options->truth,
      N_ ("Only mistakes with samples of this class"), N_ ("CLASS") },
    { "answer", 0, 0, G_OPTION_ARG_STRING, &options->answer,
      N_ ("Only samples that are taken for this class"), N_ ("CLASS") },
    { "smoothing", 0, 0, G_OPTION_ARG_DOUBLE, &options->smoothing,
      N_ ("Of the curves, 0 to 1; 0.7 if not given"), "S" },
    { "log", 0, 0, G_OPTION_ARG_NONE, &options->logarithmic,
      N_ ("Axis of powers of ten for the loss"), NULL },
    { "batches", 0, 0, G_OPTION_ARG_NONE, &options->in_batches,
      N_ ("An axis that counts batches"), NULL },
    { "runs", 0, 0, G_OPTION_ARG_STRING, &options->runs,
      N_ ("Earlier runs beside the curves, by what training or validation measured"),
      N_ ("BY") },
    { NULL },
  };

  options->smoothing = STANDARD_SMOOTHING;
  options->index = GRADUS_CLI_NO_INDEX;
  options->n_points = STANDARD_POINTS;
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

/* --- The figures --- */

static GradusFigure *
make_curves (GradusCliSubject *self, GError **error)
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
  options.runs = self->options->runs != NULL ? self->file->project->runs : NULL;
  options.runs_by_validation = g_strcmp0 (self->options->runs, "validation") == 0;
  return gradus_figure_curves_new (history, gradus_history_get_n_steps (history),
                                   n_epochs, &options);
}

static GradusFigure *
make_loss (GradusCliSubject *self, GError **error)
{
  const GradusSequential *sequential = self->file->project->sequential;
  g_autoptr (GradusPlan)  plan = gradus_plan_new (sequential);
  guint                   n_layers = gradus_plan_get_n_layers (plan);
  GradusShape             shape;
  GradusLossPlot          plot = {
             .loss = sequential->loss, .n_classes = 2, .is_yes = TRUE, .x = NAN
  };

  if (n_layers > 0 && gradus_plan_get_output (plan, (int) n_layers - 1, &shape))
    plot.n_classes = (guint) MAX (gradus_shape_last (&shape), 2);
  return gradus_figure_loss_new (&plot);
}

/* Updates of an epoch, as far as the project says how many samples there are. */
static guint
count_batches (const GradusProject *project)
{
  const GradusDataSource *source = gradus_data_source_find (project->data.source);
  double                  n = project->data.n_train;

  if (n == 0 && source != NULL)
    n = source->n_train;
  return (guint) ceil (floor (n * (1 - project->fit.validation_split)) /
                       project->fit.batch_size);
}

static GradusFigure *
make_schedule (GradusCliSubject *self, GError **error)
{
  const GradusProject *project = self->file->project;
  const GradusConfig  *optimizer = project->sequential->optimizer;
  GradusSchedulePlot   plot = { .n_batches = count_batches (project) };

  if (gradus_config_is_none (optimizer, "learning_rate_schedule"))
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                           _ ("This network learns at one rate, without a schedule."));
      return NULL;
    }
  plot.schedule = gradus_config_get_object (optimizer, "learning_rate_schedule");
  plot.n_steps = (guint64) project->fit.epochs * MAX (plot.n_batches, 1);
  return gradus_figure_schedule_new (&plot);
}

static int
find_kernel (const GradusCliSubject *self)
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
make_weights (GradusCliSubject *self, GError **error)
{
  g_autoptr (GradusWeightsSheet) sheet = NULL;
  g_autoptr (GPtrArray)          weights = NULL;
  int                            layer;

  if (!gradus_cli_subject_load_network (self, error))
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
run_start_weights (const GradusCliSubject *self)
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
make_representations (GradusCliSubject *self, GError **error)
{
  g_autoptr (GPtrArray)             now = NULL;
  g_autoptr (GPtrArray)             start = NULL;
  g_autoptr (GradusJourney)         journey = NULL;
  const GradusRepresentationColumn *columns;
  GradusJourneyMoment               moment = get_moment (self->options);
  g_autofree char                  *title = NULL;
  GradusFigureWords                 words = { .variant = self->options->moment };
  guint                             n_columns;

  if (!gradus_cli_subject_load_network (self, error) ||
      !gradus_cli_subject_load_sample (self, error))
    return NULL;
  now = gradus_model_get_activations (self->model, 1, self->sample->data);
  if (moment != GRADUS_JOURNEY_NOW)
    start = run_start_weights (self);
  journey = gradus_journey_new (gradus_model_get_plan (self->model), self->sample, now,
                                start, self->test, !self->options->all_layers, moment);
  columns = gradus_journey_get_columns (journey, &n_columns);
  if (self->test != NULL)
    title =
      gradus_representations_dup_title (self->test, gradus_cli_subject_get_index (self));
  words.title = title;
  return gradus_figure_representations_new (&words, columns, n_columns);
}

static GradusFigure *
make_prediction (GradusCliSubject *self, GError **error)
{
  g_autoptr (GradusTensor) output = NULL;
  g_auto (GStrv)           names = NULL;
  GradusPrediction         prediction = { .truth = -1 };
  GradusPlan              *plan;
  GradusShape              shape;

  if (!gradus_cli_subject_load_network (self, error) ||
      !gradus_cli_subject_load_sample (self, error))
    return NULL;
  plan = gradus_model_get_plan (self->model);
  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &shape);
  output = gradus_tensor_new (&shape);
  gradus_model_predict (self->model, 1, self->sample->data, output->data);
  names = gradus_cli_subject_dup_class_names (self, output->size);
  prediction.input_shape = self->sample->shape;
  prediction.input = self->sample->data;
  prediction.values = output->data;
  prediction.n_values = output->size;
  prediction.names = (const char *const *) names;
  if (names != NULL)
    prediction.truth =
      (int) gradus_dataset_get_label (self->test, gradus_cli_subject_get_index (self));
  return gradus_figure_prediction_new (&prediction);
}

static GradusFigure *
make_confusion (GradusCliSubject *self, GError **error)
{
  g_autoptr (GradusConfusion) confusion = NULL;

  if (!gradus_cli_subject_load_network (self, error) ||
      !gradus_cli_subject_load_test (self, error))
    return NULL;
  confusion = gradus_confusion_new (self->model, self->test, 0);
  return gradus_figure_confusion_new (confusion, self->test);
}

/* Numbers of classes rest on something; those of a picture are a picture. */
static gboolean
has_classes (const GradusCliSubject *self, const GradusTensor *output)
{
  g_auto (GStrv) names = gradus_cli_subject_dup_class_names (self, output->size);

  /* A sample from a file has no classes that are known. */
  return self->test != NULL ? names != NULL : output->size != self->sample->size;
}

static GradusFigure *
make_evidence (GradusCliSubject *self, GError **error)
{
  g_autoptr (GPtrArray)     activations = NULL;
  g_autoptr (GradusReasons) reasons = NULL;
  g_auto (GradusFirstUnits) units = { 0 };
  g_autofree char          *answer = NULL;
  GradusEvidence            evidence = { .answer = NULL };
  const GradusTensor       *output;
  guint                     width, height, n_channels;

  if (!gradus_cli_subject_load_network (self, error) ||
      !gradus_cli_subject_load_sample (self, error))
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
  return gradus_cli_take_figure (gradus_figure_evidence_new (&evidence), error);
}

/* Recorded while a copy of the network learns on for an epoch. */
static GradusFigure *
make_learning (GradusCliSubject *self, GError **error)
{
  g_autoptr (GradusDataset)       train = NULL;
  g_autoptr (GradusDataset)       test = NULL;
  g_autoptr (GradusLearningSheet) sheet = NULL;

  if (!gradus_cli_load_data (self->file->project, &train, &test, error))
    return NULL;
  sheet =
    gradus_cli_record_learning (self->file, train, test, self->options->layer, error);
  return sheet != NULL
           ? gradus_cli_take_figure (gradus_figure_learning_new (sheet), error)
           : NULL;
}

/* What draws each kind of figure that the window has, and in which forms; the first one
 * says most. */
static const struct
{
  const GradusFigureKind *kind;
  GradusFigure *(*make) (GradusCliSubject *self, GError **error);
  const char *const forms[4];
} subjects[] = {
  { &gradus_figure_curves, make_curves, { NULL } },
  { &gradus_figure_loss, make_loss, { NULL } },
  { &gradus_figure_schedule, make_schedule, { NULL } },
  { &gradus_figure_samples, gradus_cli_make_sample_wall, { NULL } },
  { &gradus_figure_points, gradus_cli_make_points, { NULL } },
  { &gradus_figure_balance, gradus_cli_make_balance, { NULL } },
  { &gradus_figure_tensor, gradus_cli_make_tensor, { NULL } },
  { &gradus_figure_batches, gradus_cli_make_batches, { NULL } },
  { &gradus_figure_weights, make_weights, { "tiles", "matrix" } },
  { &gradus_figure_learning, make_learning, { NULL } },
  { &gradus_figure_update, gradus_cli_make_update, { NULL } },
  { &gradus_figure_representations, make_representations, { NULL } },
  { &gradus_figure_scatter, gradus_cli_make_maps, { NULL } },
  { &gradus_figure_prediction, make_prediction, { NULL } },
  { &gradus_figure_confusion, make_confusion, { NULL } },
  { &gradus_figure_evidence, make_evidence, { NULL } },
  { &gradus_figure_mistakes, gradus_cli_make_mistakes, { NULL } },
  { &gradus_figure_plane, gradus_cli_make_plane, { "flat", "bent" } },
  { &gradus_figure_regression,
    gradus_cli_make_regression,
    { "fit", "curve", "forecast" } },
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
  if (words[0] == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("%s says nothing of this drawing."), option);
      return FALSE;
    }
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
  static const char *const moments[] = { "now", "start", "change", NULL };
  static const char *const measures[] = { "training", "validation", NULL };
  static const char *const methods[] = { "tsne", "pca", NULL };
  const char              *names[G_N_ELEMENTS (subjects) + 1] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    names[i] = subjects[i].kind->id;
  return check_word ("--what", what != NULL ? what : _ ("nothing"), names, error) &&
         check_word ("--form", self->form, subjects[find_subject (what)].forms, error) &&
         check_word ("--moment", self->moment, moments, error) &&
         check_word ("--method", self->method, methods, error) &&
         check_word ("--runs", self->runs, measures, error) &&
         gradus_cli_check_range ("--unit", self->unit, 0, G_MAXINT, error) &&
         (self->index == GRADUS_CLI_NO_INDEX ||
          gradus_cli_check_range ("--index", self->index, 0, G_MAXINT, error)) &&
         gradus_cli_check_range ("--points", self->n_points, 3, MOST_POINTS, error) &&
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
  g_auto (GradusCliSubject) subject = { .file = file, .options = options };
  g_autoptr (GradusFigure)  figure = NULL;
  g_autofree char          *note = NULL;
  int                       index = find_subject (what);

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
