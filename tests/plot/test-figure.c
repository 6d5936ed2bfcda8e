/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure.h"

#include "engine/error.h"
#include "io/project.h"
#include "plot/figure-confusion.h"
#include "plot/figure-curves.h"
#include "plot/figure-evidence.h"
#include "plot/figure-mistakes.h"
#include "plot/figure-plane.h"
#include "plot/figure-prediction.h"
#include "plot/figure-regression.h"
#include "plot/figure-representations.h"
#include "plot/figure-scatter.h"
#include "plot/journey.h"
#include "plot/text.h"
#include "plot/weights-sheet.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define N_CLASSES 10u

static GradusModel   *model; /* the tutorial's, untrained */
static GradusDataset *data;

/* --- One figure of each kind --- */

static GradusFigure *
make_curves (void)
{
  static const char *const names[] = { "accuracy" };
  GradusHistory           *history = gradus_history_new (1, names);
  GradusCurvesOptions      options = GRADUS_CURVES_OPTIONS_STANDARD;
  GradusFigure            *figure;

  for (guint i = 1; i <= 60; i++)
    {
      GradusHistoryStep step = { .step = i, .epoch = i / 20.0, .loss = 2.3f / (float) i };

      step.metrics[0] = 1 - 0.9f / (float) i;
      gradus_history_append_step (history, &step);
      if (i % 20 == 0)
        {
          GradusHistoryEpoch epoch = { .epoch = i / 20,
                                       .step = i,
                                       .loss = 2.3 / i,
                                       .metrics = { 0.9 },
                                       .has_validation = TRUE,
                                       .validation_loss = 2.5 / i,
                                       .validation_metrics = { 0.85 } };

          gradus_history_append_epoch (history, &epoch);
        }
    }
  options.n_epochs_planned = 3;
  figure = gradus_figure_curves_new (history, 60, 3, &options);
  gradus_history_unref (history);
  return figure;
}

static GradusFigure *
make_weights (GradusWeightsForm form, int unit)
{
  g_autoptr (GPtrArray)          weights = gradus_model_dup_weights (model);
  g_autoptr (GradusWeightsSheet) sheet = NULL;

  for (guint i = 0; sheet == NULL; i++)
    sheet = gradus_weights_sheet_new (gradus_model_get_plan (model), weights, i, data);
  gradus_weights_sheet_choose_limit (sheet);
  sheet->form = form;
  sheet->unit = unit;
  return gradus_figure_weights_new (sheet);
}

static GradusFigure *
make_tiles (void)
{
  return make_weights (GRADUS_WEIGHTS_TILES, -1);
}

static GradusFigure *
make_unit (void)
{
  return make_weights (GRADUS_WEIGHTS_TILES, 1);
}

static GradusFigure *
make_matrix (void)
{
  return make_weights (GRADUS_WEIGHTS_MATRIX, -1);
}

static GradusTensor *
make_sample (void)
{
  GradusTensor *sample = gradus_tensor_new (gradus_dataset_get_shape (data));

  gradus_dataset_get_sample (data, 3, sample->data);
  return sample;
}

static GradusFigure *
make_representations (void)
{
  g_autoptr (GradusTensor)          sample = make_sample ();
  g_autoptr (GPtrArray)             now = NULL;
  g_autoptr (GradusJourney)         journey = NULL;
  const GradusRepresentationColumn *columns;
  GradusFigureWords                 words = { .title = "How it comes to see a 7" };
  guint                             n_columns;

  now = gradus_model_get_activations (model, 1, sample->data);
  journey = gradus_journey_new (gradus_model_get_plan (model), sample, now, NULL, data,
                                TRUE, GRADUS_JOURNEY_NOW);
  columns = gradus_journey_get_columns (journey, &n_columns);
  return gradus_figure_representations_new (&words, columns, n_columns);
}

static GradusFigure *
make_prediction (void)
{
  g_autoptr (GradusTensor) sample = make_sample ();
  static const char *const names[] = { "0", "1", "2", "3", "4", "5",
                                       "6", "7", "8", "9", NULL };
  float                    values[N_CLASSES];
  GradusPrediction         prediction = { .input_shape = sample->shape,
                                          .input = sample->data,
                                          .n_values = N_CLASSES,
                                          .values = values,
                                          .names = names,
                                          .truth = 3 };

  gradus_model_predict (model, 1, sample->data, values);
  return gradus_figure_prediction_new (&prediction);
}

static GradusFigure *
make_confusion (void)
{
  g_autoptr (GradusConfusion) confusion = gradus_confusion_new (model, data, 0);

  g_assert_nonnull (confusion);
  return gradus_figure_confusion_new (confusion, data);
}

static GradusFigure *
make_maps (void)
{
  enum
  {
    N_POINTS = 60
  };
  static const char *const names[] = { "zero", "one", "two", NULL };
  static const char *const titles[] = { "Input", "dense" };
  float                    positions[2][2 * N_POINTS];
  guint8                   classes[N_POINTS];
  const GradusScatterPanel panels[] = { { positions[0], TRUE, { 0.5f, 0.5f }, 0.5 },
                                        { positions[1], FALSE, { 0, 0 }, NAN } };
  const GradusScatterPlot  plot = { .n_points = N_POINTS,
                                    .n_classes = 3,
                                    .classes = classes,
                                    .names = names,
                                    .n_panels = 2,
                                    .panels = panels };
  const GradusFigureWords  words = { .title = "Where samples lie" };

  for (guint i = 0; i < N_POINTS; i++)
    {
      classes[i] = (guint8) (i % 3);
      for (guint panel = 0; panel < 2; panel++)
        {
          positions[panel][2 * i] = (float) cos (i * 0.7 + panel);
          positions[panel][2 * i + 1] = (float) sin (i * 1.3 + panel);
        }
    }
  return gradus_figure_scatter_new (&words, &plot, titles);
}

static GradusFigure *
make_mistakes (void)
{
  g_autoptr (GradusConfusion) confusion = gradus_confusion_new (model, data, 0);
  g_autofree guint           *samples = NULL;
  guint                       n;

  samples =
    gradus_confusion_list (confusion, data, GRADUS_ANY_CLASS, GRADUS_ANY_CLASS, &n);
  return gradus_figure_mistakes_new ("Misread", confusion, data, samples, n);
}

static GradusFigure *
make_evidence (void)
{
  g_autoptr (GradusTensor)    sample = make_sample ();
  g_autoptr (GradusOcclusion) map = gradus_occlusion_new (28, 28, 1, 5, 3);
  g_autofree float           *gradient = g_new0 (float, sample->size);
  const float                 units[] = { 0, 0.5f, 1, 2, 0, 0.25f };
  GradusEvidence              evidence = { .input_shape = sample->shape,
                                           .input = sample->data,
                                           .n_units = G_N_ELEMENTS (units),
                                           .units = units,
                                           .units_title = "How it reacts",
                                           .has_maps = TRUE,
                                           .occlusion = map,
                                           .gradient = gradient,
                                           .answer = "3" };

  for (guint row = 0; row < 28; row++)
    gradus_occlusion_run_row (map, model, sample->data, row);
  g_assert_true (gradus_attribution_gradient (model, sample->data, 3, gradient));
  return gradus_figure_evidence_new (&evidence);
}

/* An untrained network of the given inputs, asked about samples that are made up. */
static GradusSurvey *
make_survey (const char *template)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find (template));
  g_autoptr (GradusDataset) train = NULL;
  g_autoptr (GradusDataset) test = NULL;
  g_autoptr (GradusModel)   network = NULL;
  g_autoptr (GError)        error = NULL;
  GradusSurvey             *survey;

  project->data.n_train = project->data.n_test = 80;
  g_assert_true (gradus_data_ref_load (&project->data, &train, &test, NULL, &error));
  g_assert_no_error (error);
  network = gradus_model_new (project->sequential, 1, &error);
  g_assert_no_error (error);
  survey = gradus_survey_new (network, test, NULL);
  g_assert_nonnull (survey);
  return survey;
}

static GradusFigure *
make_plane (void)
{
  g_autoptr (GradusSurvey) survey = make_survey ("spirals");

  return gradus_figure_plane_new (survey, (const float[]){ 0.25f, -0.5f });
}

static GradusFigure *
make_fit (void)
{
  g_autoptr (GradusSurvey) survey = make_survey ("sine-forecast");

  return gradus_figure_regression_new_fit (survey, 3);
}

static GradusFigure *
make_forecast (void)
{
  const float steps[] = { 0.1f, 0.5f, 0.8f, 0.6f };

  return gradus_figure_regression_new_forecast (
    &(GradusForecast){ G_N_ELEMENTS (steps), steps, 0.2, 0.25, TRUE });
}

/* Words that a PDF must show: title, axes and legend. */
typedef struct
{
  const char *name;
  GradusFigure *(*make) (void);
  const char *words[8];
  const char *csv_head;
} Case;

static const Case cases[] = {
  { "curves",
    make_curves,
    { "Loss and accuracy", "Loss", "Accuracy", "epoch", "training", "validation" },
    "epoch,step,loss,accuracy,val_loss,val_accuracy,seconds\n" },
  { "tiles",
    make_tiles,
    { "What the 32 units of", "a picture for each unit", "32", "0.0" },
    "input,unit 1,unit 2," },
  { "unit",
    make_unit,
    { "Unit 2", "what makes it fire", "Its votes", "to each class" },
    "input,unit 1,unit 2," },
  { "matrix", make_matrix, { "What the 32 units of", "down: units" }, "input,unit 1," },
  { "representations",
    make_representations,
    { "How it comes to see a 7", "Input", "Dense", "probabilities", "silent", "active" },
    "layer,index,value\n" },
  { "maps",
    make_maps,
    { "Where samples lie", "Input", "dense", "50", "zero", "two" },
    "point,class,0 Input x,0 Input y,1 dense x,1 dense y\n" },
  { "prediction",
    make_prediction,
    { "How sure the network is", "It reads", "The green frame" },
    "class,probability\n" },
  { "confusion",
    make_confusion,
    { "Which class is taken for which", "answers are right", "what the network says",
      "what it is" },
    "true class,0,1,2,3,4,5,6,7,8,9\n" },
  { "mistakes",
    make_mistakes,
    { "Misread", "read", "is 3" },
    "sample,read,is,confidence\n" },
  { "evidence",
    make_evidence,
    { "What the answer rests on", "What the network sees", "If a spot is covered",
      "If ink is added", "speaks for the 3", "How it reacts" },
    "row,column,input,drop if covered,probability if covered,gain by ink\n" },
  { "plane",
    make_plane,
    { "Where the network draws the line", "test points are right", "first input",
      "second input", "The ring marks" },
    "point,x,y,class,answer\n" },
  { "fit",
    make_fit,
    { "Said and right", "test samples it is off by", "right", "said", "The ring" },
    "sample,right,said\n" },
  { "forecast",
    make_forecast,
    { "What the network says", "Green is right", "step", "right +0.20", "said +0.25" },
    "step,given,right,said\n" },
};

/* --- Helpers --- */

static GBytes *
render (const GradusFigure *figure, const GradusFigureSettings *settings)
{
  g_autoptr (GError) error = NULL;
  GBytes            *file = gradus_figure_render (figure, settings, &error);

  g_assert_no_error (error);
  return file;
}

typedef struct
{
  const guint8 *bytes;
  gsize         n_left;
} Reader;

static cairo_status_t
read_cb (void *user_data, unsigned char *bytes, unsigned int n_bytes)
{
  Reader *reader = user_data;

  if (n_bytes > reader->n_left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (bytes, reader->bytes, n_bytes);
  reader->bytes += n_bytes;
  reader->n_left -= n_bytes;
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
read_png (GBytes *file)
{
  Reader           reader = { g_bytes_get_data (file, NULL), g_bytes_get_size (file) };
  cairo_surface_t *surface =
    cairo_image_surface_create_from_png_stream (read_cb, &reader);

  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  return surface;
}

static guint32
get_pixel (cairo_surface_t *surface, int x, int y)
{
  const guint8 *row =
    cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (gconstpointer) row)[x] & 0xffffff;
}

/* The rim of the page is paper all around: nothing was cut off at it. */
static void
assert_margin (cairo_surface_t *surface, guint32 paper)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);

  for (int x = 0; x < width; x++)
    {
      g_assert_cmphex (get_pixel (surface, x, 0), ==, paper);
      g_assert_cmphex (get_pixel (surface, x, height - 1), ==, paper);
    }
  for (int y = 0; y < height; y++)
    {
      g_assert_cmphex (get_pixel (surface, 0, y), ==, paper);
      g_assert_cmphex (get_pixel (surface, width - 1, y), ==, paper);
    }
}

static guint
count_ink (cairo_surface_t *surface, guint32 paper)
{
  guint n = 0;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      n += get_pixel (surface, x, y) != paper;
  return n;
}

static guint32
get_paper (GradusThemeId id)
{
  const GradusColor *color = &gradus_theme_get (id)->colors[GRADUS_TOKEN_VIEW];

  return (guint32) round (color->red * 255) << 16 |
         (guint32) round (color->green * 255) << 8 | (guint32) round (color->blue * 255);
}

/* --- Tests --- */

static void
test_png (gconstpointer user_data)
{
  const Case                *c = user_data;
  g_autoptr (GradusFigure)   figure = c->make ();
  static const GradusThemeId themes[] = { GRADUS_THEME_PRINT, GRADUS_THEME_DARK };

  for (guint i = 0; i < G_N_ELEMENTS (themes); i++)
    for (int scale = 1; scale <= 4; scale += 3)
      {
        GradusFigureSettings settings = { .theme = themes[i], .scale = scale };
        g_autoptr (GBytes)   file = render (figure, &settings);
        cairo_surface_t     *surface = read_png (file);
        double               width, height;

        gradus_figure_get_size (figure, &settings, &width, &height);
        g_assert_cmpint (cairo_image_surface_get_width (surface), ==, width * scale);
        g_assert_cmpint (cairo_image_surface_get_height (surface), ==, height * scale);
        assert_margin (surface, get_paper (themes[i]));
        g_assert_cmpuint (count_ink (surface, get_paper (themes[i])), >, 2000);
        cairo_surface_destroy (surface);
      }
}

/* A page that is asked for is kept to, and holds everything however small it is. */
static void
test_sizes (gconstpointer user_data)
{
  const Case              *c = user_data;
  g_autoptr (GradusFigure) figure = c->make ();
  static const double      sizes[][2] = {
         { 960, 540 }, { 300, 900 }, { 900, 200 }, { 160, 120 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      GradusFigureSettings settings = { .theme = GRADUS_THEME_PRINT,
                                        .width = sizes[i][0],
                                        .height = sizes[i][1],
                                        .scale = 1 };
      g_autoptr (GBytes)   file = render (figure, &settings);
      cairo_surface_t     *surface = read_png (file);

      g_assert_cmpint (cairo_image_surface_get_width (surface), ==, sizes[i][0]);
      g_assert_cmpint (cairo_image_surface_get_height (surface), ==, sizes[i][1]);
      assert_margin (surface, 0xffffff);
      g_assert_cmpuint (count_ink (surface, 0xffffff), >, 300);
      cairo_surface_destroy (surface);
    }
}

/* Runs a tool of another program on a file; FALSE if it is not installed. */
static gboolean
run_tool (const char *tool, GBytes *file, const char *const *arguments, char **output)
{
  g_autofree char      *program = g_find_program_in_path (tool);
  g_autofree char      *path = NULL;
  g_autoptr (GError)    error = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  int                   fd, status;

  if (program == NULL)
    {
      g_test_skip (tool);
      return FALSE;
    }
  fd = g_file_open_tmp ("gradus-XXXXXX", &path, NULL);
  close (fd);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (file, NULL),
                                      (gssize) g_bytes_get_size (file), NULL));
  g_ptr_array_add (words, program);
  for (; *arguments != NULL; arguments++)
    g_ptr_array_add (words, g_str_equal (*arguments, "@") ? path : (char *) *arguments);
  g_ptr_array_add (words, NULL);
  g_spawn_sync (NULL, (char **) words->pdata, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  g_remove (path);
  return TRUE;
}

static char *
squeeze (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n\f\t", -1);
  GString       *all = g_string_new (NULL);

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "", *word);
  return g_string_free (all, FALSE);
}

static void
test_pdf (gconstpointer user_data)
{
  const Case              *c = user_data;
  static const char *const to_text[] = { "@", "-", NULL };
  static const char *const fonts[] = { "@", NULL };
  GradusFigureSettings     settings = GRADUS_FIGURE_SETTINGS_STANDARD;
  g_autoptr (GradusFigure) figure = c->make ();
  g_autoptr (GBytes)       file = NULL;
  g_autofree char         *text = NULL;
  g_autofree char         *words = NULL;
  g_autofree char         *table = NULL;
  g_auto (GStrv)           lines = NULL;

  settings.format = GRADUS_EXPORT_PDF;
  gradus_figure_set_note (figure, "Digit reader, after 3 epochs");
  file = render (figure, &settings);
  if (!run_tool ("pdftotext", file, to_text, &text))
    return;
  words = squeeze (text);
  g_test_message ("%s", words);
  for (guint i = 0; i < G_N_ELEMENTS (c->words) && c->words[i] != NULL; i++)
    if (strstr (words, c->words[i]) == NULL)
      g_error ("%s: the PDF does not say “%s”", c->name, c->words[i]);
  g_assert_nonnull (strstr (words, "Digit reader, after 3 epochs"));

  /* The column `emb` says yes for each font. */
  if (!run_tool ("pdffonts", file, fonts, &table))
    return;
  lines = g_strsplit (table, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 3);
  for (char **line = lines + 2; *line != NULL && **line != '\0'; line++)
    g_assert_nonnull (strstr (*line, " yes yes yes "));
}

static guint32
read_big_endian (const char *at)
{
  const guint8 *bytes = (const guint8 *) at;

  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 |
         bytes[3];
}

/* Parsed and painted by librsvg. */
static void
test_svg (gconstpointer user_data)
{
  const Case              *c = user_data;
  static const char *const to_png[] = { "@", NULL };
  GradusFigureSettings     settings = { .format = GRADUS_EXPORT_SVG,
                                        .theme = GRADUS_THEME_PRINT,
                                        .scale = 1 };
  g_autoptr (GradusFigure) figure = c->make ();
  g_autoptr (GBytes)       file = render (figure, &settings);
  g_autofree char         *text =
    g_strndup (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  g_autofree char *title = g_markup_escape_text (gradus_figure_get_title (figure), -1);
  g_autofree char *png = NULL;
  double           width, height;

  g_assert_true (g_str_has_prefix (text, "<?xml"));
  g_assert_nonnull (strstr (text, title));
  /* Not in the letters of a picture. */
  g_assert_null (strstr (text, " nan"));
  gradus_figure_get_size (figure, &settings, &width, &height);
  if (!run_tool ("rsvg-convert", file, to_png, &png))
    return;
  g_assert_cmpmem (png, 8, "\x89PNG\r\n\x1a\n", 8);
  g_assert_cmpuint (read_big_endian (png + 16), ==, width);
  g_assert_cmpuint (read_big_endian (png + 20), ==, height);
}

static void
test_csv (gconstpointer user_data)
{
  const Case              *c = user_data;
  g_autoptr (GradusFigure) figure = c->make ();
  g_autofree char         *csv = gradus_figure_to_csv (figure);
  g_auto (GStrv)           lines = g_strsplit (csv, "\n", -1);
  guint                    n_fields = 0;

  g_assert_true (g_str_has_prefix (csv, c->csv_head));
  g_assert_cmpuint (g_strv_length (lines), >, 3);
  for (char **line = lines; line[1] != NULL; line++)
    {
      g_auto (GStrv) fields = g_strsplit (*line, ",", -1);

      if (n_fields == 0)
        n_fields = g_strv_length (fields);
      g_assert_cmpuint (g_strv_length (fields), ==, n_fields);
    }
}

static void
test_missing (void)
{
  GradusFigureSettings settings = GRADUS_FIGURE_SETTINGS_STANDARD;
  GradusCurvesOptions  options = GRADUS_CURVES_OPTIONS_STANDARD;
  GradusPrediction     prediction = { .truth = -1 };
  GradusFigureWords    words = { 0 };
  GradusFigure        *figures[] = {
           gradus_figure_curves_new (NULL, 0, 0, &options),
           gradus_figure_weights_new (NULL),
           gradus_figure_representations_new (&words, NULL, 0),
           gradus_figure_prediction_new (&prediction),
           gradus_figure_confusion_new (NULL, NULL),
           gradus_figure_scatter_new (&words, NULL, NULL),
           gradus_figure_evidence_new (&(GradusEvidence){ 0 }),
           gradus_figure_mistakes_new (NULL, NULL, NULL, NULL, 0),
           gradus_figure_plane_new (NULL, NULL),
           gradus_figure_regression_new_fit (NULL, -1),
           gradus_figure_regression_new_curve (NULL),
           gradus_figure_regression_new_forecast (&(GradusForecast){ 0 }),
  };

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (gradus_figure_get_problem (figures[i]));
      g_assert_null (gradus_figure_render (figures[i], &settings, &error));
      g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_DATA);
      g_assert_null (gradus_figure_to_csv (figures[i]));
      g_clear_pointer (&figures[i], gradus_figure_unref);
    }
}

static void
test_plain (void)
{
  GradusFigureSettings     settings = GRADUS_FIGURE_SETTINGS_STANDARD;
  g_autoptr (GradusFigure) figure = make_curves ();
  double                   width, height, plain_width, plain_height;

  gradus_figure_get_size (figure, &settings, &width, &height);
  settings.plain = TRUE;
  gradus_figure_get_size (figure, &settings, &plain_width, &plain_height);
  g_assert_cmpfloat (plain_width, ==, width);
  g_assert_cmpfloat (plain_height, <, height - 30);
}

static void
test_names (void)
{
  static const char *const table[][3] = {
    { "Digit reader", "curves", "digit-reader-curves" },
    { "Even or odd?", NULL, "even-or-odd" },
    { "Größe/2: \\x", "weights dense, tiles", "grosse-2-x-weights-dense-tiles" },
    { "…", "", "gradus" },
    { NULL, NULL, "gradus" },
    { "-- a --", "b", "a-b" },
  };
  g_autoptr (GradusFigure) tiles = make_tiles ();
  g_autofree char         *stem = gradus_figure_dup_stem (tiles, "My net");

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *name = gradus_file_stem (table[i][0], table[i][1]);

      for (const char *p = name; *p != '\0'; p++)
        g_assert_true (g_ascii_isalnum (*p) || *p == '-');
      if (i != 2) /* how ß is written in ASCII is a matter of the C library */
        g_assert_cmpstr (name, ==, table[i][2]);
    }
  g_assert_true (g_str_has_prefix (stem, "my-net-weights-"));
  g_assert_true (g_str_has_suffix (stem, "-tiles"));
}

static void
set_up_network (void)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("digit-reader-small"));
  g_autoptr (GradusDataset) train = NULL;
  g_autoptr (GError)        error = NULL;

  project->data.n_train = project->data.n_test = 40;
  g_assert_true (gradus_data_ref_load (&project->data, &train, &data, NULL, &error));
  g_assert_no_error (error);
  model = gradus_model_new (project->sequential, 1, &error);
  g_assert_no_error (error);
}

static guint n_made;

static GradusFigure *
make_curves_later (GradusFigure *figure, gpointer request, GCancellable *cancellable)
{
  GradusCurvesOptions options = GRADUS_CURVES_OPTIONS_STANDARD;
  GradusHistoryStep   step = { .step = 1, .epoch = 0.5, .loss = 1.5f };

  n_made++;
  gradus_history_append_step (request, &step);
  return gradus_figure_curves_new (request, 1, 0, &options);
}

static GradusFigure *
make_nothing (GradusFigure *figure, gpointer request, GCancellable *cancellable)
{
  return NULL;
}

static GradusFigure *
new_later (GradusFigureMake make)
{
  GradusFigureWords words = { .variant = "later" };

  return gradus_figure_new_later (&gradus_figure_curves, &words, make,
                                  gradus_history_new (0, NULL),
                                  (GDestroyNotify) gradus_history_unref);
}

/* Made once, by whoever draws it first, and for nobody not at all. */
static void
test_later (void)
{
  GradusFigureSettings settings = GRADUS_FIGURE_SETTINGS_STANDARD;
  g_autoptr (GError)   error = NULL;
  g_autoptr (GBytes)   bytes = NULL;
  g_autoptr (GBytes)   again = NULL;
  g_autofree char     *numbers = NULL;
  GradusFigure        *figure = new_later (make_curves_later);

  n_made = 0;
  g_assert_null (gradus_figure_get_problem (figure));
  gradus_figure_unref (figure);
  g_assert_cmpuint (n_made, ==, 0);

  figure = new_later (make_curves_later);
  gradus_figure_set_note (figure, "the note");
  settings.format = GRADUS_EXPORT_PNG;
  bytes = gradus_figure_render (figure, &settings, &error);
  g_assert_no_error (error);
  again = gradus_figure_render (figure, &settings, &error);
  g_assert_no_error (error);
  numbers = gradus_figure_to_csv (figure);
  g_assert_nonnull (numbers);
  g_assert_cmpuint (n_made, ==, 1);
  g_assert_true (g_bytes_equal (bytes, again));
  gradus_figure_unref (figure);

  figure = new_later (make_nothing);
  g_assert_null (gradus_figure_render (figure, &settings, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_DATA);
  g_assert_null (gradus_figure_to_csv (figure));
  gradus_figure_unref (figure);
}

/* Halfway through, somebody says that it is not wanted any more. */
static GradusFigure *
make_and_cancel (GradusFigure *figure, gpointer request, GCancellable *cancellable)
{
  gradus_figure_set_progress (figure, 0.5);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  return make_curves_later (figure, request, cancellable);
}

/* What was cancelled is no figure, and can be made again. */
static void
test_cancel (void)
{
  GradusFigureSettings     settings = GRADUS_FIGURE_SETTINGS_STANDARD;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes)       bytes = NULL;
  g_autoptr (GError)       error = NULL;
  g_autoptr (GradusFigure) figure = new_later (make_and_cancel);

  n_made = 0;
  g_assert_cmpfloat (gradus_figure_get_progress (figure), ==, -1);
  g_assert_false (gradus_figure_work_out (figure, cancellable));
  g_assert_false (gradus_figure_is_worked_out (figure));
  g_assert_cmpfloat (gradus_figure_get_progress (figure), ==, 0.5);
  g_assert_false (gradus_figure_work_out (figure, cancellable));
  g_assert_cmpuint (n_made, ==, 1);
  bytes = gradus_figure_render (figure, &settings, &error);
  g_assert_no_error (error);
  g_assert_true (gradus_figure_is_worked_out (figure));
  /* It is there now, whoever has lost interest. */
  g_assert_true (gradus_figure_work_out (figure, cancellable));
  g_assert_cmpuint (n_made, ==, 2);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char   *name;
    GTestDataFunc test;
  } tests[] = { { "png", test_png },
                { "sizes", test_sizes },
                { "pdf", test_pdf },
                { "svg", test_svg },
                { "csv", test_csv } };
  int result;

  g_test_init (&argc, &argv, NULL);
  set_up_network ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (tests); j++)
      {
        g_autofree char *path =
          g_strdup_printf ("/plot/figure/%s/%s", cases[i].name, tests[j].name);

        g_test_add_data_func (path, &cases[i], tests[j].test);
      }
  g_test_add_func ("/plot/figure/missing", test_missing);
  g_test_add_func ("/plot/figure/plain", test_plain);
  g_test_add_func ("/plot/figure/names", test_names);
  g_test_add_func ("/plot/figure/later", test_later);
  g_test_add_func ("/plot/figure/cancel", test_cancel);
  result = g_test_run ();
  gradus_model_free (model);
  gradus_dataset_unref (data);
  return result;
}
