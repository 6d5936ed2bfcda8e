/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include "config.h"

#include "engine/model.h"
#include "plot/curves.h"
#include "plot/export.h"
#include "plot/text.h"
#include "plot/weights.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#define PADDING 20.0
#define HEADING 20.0
#define PNG_SCALE 2.0
#define MAX_SIZE 16000

typedef struct
{
  GradusCliModelOptions model;
  char                 *what;
  char                 *output;
  char                 *size;
  char                 *theme;
  char                 *layer;
} Options;

typedef struct _Drawing Drawing;

/* A picture to be: what it shows, how large and in which colours. */
struct _Drawing
{
  void (*draw) (const Drawing *self, cairo_t *cr, double width, double height);
  const GradusTheme  *theme;
  guint               width;
  guint               height;
  GradusKerasFile    *file;
  GradusModel        *model; /* for weights */
  guint               layer; /* whose weights */
  guint               kernel;
  GradusWeightsLayout layout;
};

static void
options_clear (Options *self)
{
  gradus_cli_model_options_clear (&self->model);
  g_free (self->what);
  g_free (self->output);
  g_free (self->size);
  g_free (self->theme);
  g_free (self->layer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
drawing_clear (Drawing *self)
{
  g_clear_pointer (&self->model, gradus_model_free);
  g_clear_pointer (&self->file, gradus_keras_file_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Drawing, drawing_clear)

static void
draw_curves (const Drawing *self, cairo_t *cr, double width, double height)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  GradusHistory                 *history = self->file->history;
  guint                          n_epochs = gradus_history_get_n_epochs (history);

  options.n_epochs_planned = MAX (n_epochs, 1);
  gradus_curves_layout_update (layout, history, gradus_history_get_n_steps (history),
                               n_epochs, &options, self->theme, width, height);
  gradus_curves_draw (layout, self->theme, cr);
}

/* The shape of a sample, if the layer sees the data just as they are. */
static gboolean
find_picture_shape (const Drawing *self, gsize n_inputs, GradusShape *shape)
{
  const GradusProject    *project = self->file->project;
  const GradusDataSource *source = gradus_data_source_find (project->data.source);
  GradusPlan             *plan = gradus_model_get_plan (self->model);

  for (guint i = 0; i < self->layer; i++)
    if (gradus_plan_get_n_params (plan, i) > 0)
      return FALSE;
  if (source == NULL || gradus_shape_size (&source->shape) != n_inputs)
    return FALSE;
  *shape = source->shape;
  return TRUE;
}

static void
draw_weights (const Drawing *self, cairo_t *cr, double width, double height)
{
  const GradusSequential *stack = self->file->project->sequential;
  const char             *name = gradus_sequential_get_layer (stack, self->layer)->name;
  const GradusShape      *shape =
    &gradus_model_get_weight_info (self->model, self->kernel)->shape;
  const float     *kernel = gradus_model_get_weight_data (self->model, self->kernel);
  g_autofree char *axes = gradus_shape_to_string (shape);
  double           limit;
  double           x;

  limit = gradus_color_limit (kernel, gradus_shape_size (shape), GRADUS_WEIGHT_SHARE);
  x = gradus_text_draw (cr, self->theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG,
                        GRADUS_ALIGN_START, 0, HEADING / 2, name);
  gradus_text_draw (cr, self->theme, GRADUS_TEXT_MONO, GRADUS_TOKEN_DIM,
                    GRADUS_ALIGN_START, x + 12, HEADING / 2, axes);
  gradus_weights_draw_color_bar (cr, self->theme, GRADUS_COLOR_MAP_WEIGHTS, limit, width,
                                 HEADING / 2);
  cairo_translate (cr, 0, 2 * HEADING);
  gradus_weights_draw (cr, self->theme, &self->layout, kernel, limit, -1);
}

/* Lays the theme's paper and leaves a margin. */
static void
draw_cb (cairo_t           *cr,
         const GradusTheme *theme,
         double             width,
         double             height,
         gpointer           user_data)
{
  const Drawing *self = user_data;

  gradus_theme_set_source (self->theme, cr, GRADUS_TOKEN_VIEW);
  cairo_paint (cr);
  cairo_translate (cr, PADDING, PADDING);
  self->draw (self, cr, width - 2 * PADDING, height - 2 * PADDING);
}

static gboolean
prepare_curves (Drawing *self, const Options *options, GError **error)
{
  if (self->file->history != NULL)
    return TRUE;
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                       _ ("This network holds no history: it was not trained here."));
  return FALSE;
}

/* Places the weights; where the size is free, the picture ends where they do. */
static gboolean
lay_out_weights (Drawing *self, gboolean has_size, GError **error)
{
  const GradusShape *shape =
    &gradus_model_get_weight_info (self->model, self->kernel)->shape;
  gsize        n_inputs = gradus_shape_size (shape) / (gsize) gradus_shape_last (shape);
  GradusShape  sample;
  GradusShape *input = find_picture_shape (self, n_inputs, &sample) ? &sample : NULL;
  double       frame = 2 * PADDING + 2 * HEADING;

  gradus_weights_layout (&self->layout, shape, input,
                         gradus_weights_choose_form (shape, input), self->theme,
                         self->width - 2 * PADDING, self->height - frame);
  if (!has_size)
    self->height = (guint) ceil (self->layout.height + frame);
  if (self->layout.height + frame <= self->height && self->height <= MAX_SIZE)
    return TRUE;
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
               _ ("These weights do not fit into a picture of %u × %u."), self->width,
               self->height);
  return FALSE;
}

/* Finds the layer that was named, or the first that has a kernel. */
static gboolean
find_kernel (Drawing *self, const char *name, GError **error)
{
  const GradusSequential *stack = self->file->project->sequential;

  for (guint i = 0; i < gradus_sequential_get_n_layers (stack); i++)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (stack, i);
      int                kernel = gradus_model_find_weight (self->model, i, "kernel");

      if (kernel < 0 || (name != NULL && !g_str_equal (layer->name, name)))
        continue;
      self->layer = i;
      self->kernel = (guint) kernel;
      return TRUE;
    }
  if (name == NULL)
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                         _ ("This network has no weights that could be drawn."));
  else
    g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                 _ ("There is no layer %s with weights that could be drawn."), name);
  return FALSE;
}

static gboolean
prepare_weights (Drawing *self, const Options *options, GError **error)
{
  const GradusProject *project = self->file->project;

  self->model = gradus_model_new (project->sequential, project->fit.seed, error);
  return self->model != NULL &&
         (self->file->weights == NULL ||
          gradus_model_set_weights (self->model, self->file->weights, error)) &&
         find_kernel (self, options->layer, error) &&
         lay_out_weights (self, options->size != NULL, error);
}

typedef struct
{
  const char *name;
  gboolean (*prepare) (Drawing *self, const Options *options, GError **error);
  void (*draw) (const Drawing *self, cairo_t *cr, double width, double height);
} Subject;

static const Subject subjects[] = {
  { "curves", prepare_curves, draw_curves },
  { "weights", prepare_weights, draw_weights },
};

static const Subject *
find_subject (const char *name, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    if (g_strcmp0 (subjects[i].name, name) == 0)
      return &subjects[i];
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--what must be curves or weights, not %s."),
               name != NULL ? name : _ ("left out"));
  return NULL;
}

static const GradusTheme *
find_theme (const char *name, GError **error)
{
  static const struct
  {
    const char   *name;
    GradusThemeId id;
  } themes[] = {
    { "print", GRADUS_THEME_PRINT },
    { "light", GRADUS_THEME_LIGHT },
    { "dark", GRADUS_THEME_DARK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (themes); i++)
    if (name == NULL || g_str_equal (themes[i].name, name))
      return gradus_theme_get (themes[i].id);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--theme must be print, light or dark, not %s."), name);
  return NULL;
}

static gboolean
read_size (const char *text, Drawing *drawing, GError **error)
{
  int n_read = 0;

  drawing->width = 960;
  drawing->height = 600;
  if (text == NULL ||
      (sscanf (text, "%5ux%5u%n", &drawing->width, &drawing->height, &n_read) == 2 &&
       text[n_read] == '\0' && drawing->width >= 100 && drawing->width <= MAX_SIZE &&
       drawing->height >= 100 && drawing->height <= MAX_SIZE))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--size must look like 960x600, each at least 100, not %s."), text);
  return FALSE;
}

static gboolean
read_format (const char *path, GradusExportFormat *format, GError **error)
{
  if (path != NULL && gradus_export_format_of_path (path, format))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--output must end in .png, .svg or .pdf, not %s."),
               path != NULL ? path : _ ("be left out"));
  return FALSE;
}

static GOptionContext *
make_context (const GradusCliCommand *command, Options *options)
{
  const GOptionEntry entries[] = {
    { "what", 0, 0, G_OPTION_ARG_STRING, &options->what,
      N_ ("What to draw: curves or weights"), N_ ("WHAT") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("The picture: .png, .svg or .pdf"), N_ ("OUT") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &options->size,
      N_ ("Width and height, like 960x600"), N_ ("WxH") },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &options->theme, N_ ("print, light or dark"),
      N_ ("THEME") },
    { "layer", 0, 0, G_OPTION_ARG_STRING, &options->layer,
      N_ ("Whose weights; the first layer's if not given"), N_ ("NAME") },
    { NULL },
  };
  GOptionContext *context = gradus_cli_context_new (command, entries);

  gradus_cli_add_model_entries (context, &options->model);
  return context;
}

static gboolean
run_render (const GradusCliCommand *self,
            int                     argc,
            char                  **argv,
            int                    *status,
            GError                **error)
{
  g_auto (Options)           options = { 0 };
  g_autoptr (GOptionContext) context = make_context (self, &options);
  g_auto (Drawing)           drawing = { 0 };
  GradusExportFormat         format = GRADUS_EXPORT_PNG;
  const Subject             *subject;

  if (!g_option_context_parse (context, &argc, &argv, error) ||
      (subject = find_subject (options.what, error)) == NULL ||
      (drawing.theme = find_theme (options.theme, error)) == NULL ||
      !read_size (options.size, &drawing, error) ||
      !read_format (options.output, &format, error))
    return FALSE;
  drawing.draw = subject->draw;
  drawing.file = gradus_cli_load_model (&options.model, argc, argv, error);
  return drawing.file != NULL && subject->prepare (&drawing, &options, error) &&
         gradus_plot_export (options.output, format, drawing.width, drawing.height,
                             format == GRADUS_EXPORT_PNG ? PNG_SCALE : 1, draw_cb,
                             &drawing, error);
}

const GradusCliCommand gradus_cli_command_render = {
  .name = "render",
  .synopsis = "[MODEL.keras]",
  .summary = N_ ("Draw the curves or the weights of a network"),
  .run = run_render,
};
