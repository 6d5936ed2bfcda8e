/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/c-source.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/c-code.h"
#include "engine/error.h"
#include "engine/model.h"
#include "engine/random.h"

/* A trained network as plain C, for microcontrollers and for reading. What a layer does
 * stands with its kind (write_c); here it is put together. */

#define N_TESTS 10
#define LINE 88
#define TOLERANCE 1e-5
#define TOLERANCE_RECURRENT 1e-4

typedef struct
{
  const GradusModelExport *what;
  GradusModel             *model;
  GradusPlan              *plan;
  GradusCProgram          *program;
  char                    *file;  /* the files' name, without what would end a comment */
  char                    *name;  /* what all that others see begins with */
  char                    *upper; /* likewise for macros */
  GradusShape              input;
  GradusShape              output;
  GString                 *calls;
  GString                 *buffers;
} Source;

static void
source_clear (Source *self)
{
  g_clear_pointer (&self->model, gradus_model_free);
  g_clear_pointer (&self->program, gradus_c_program_free);
  g_clear_pointer (&self->file, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->upper, g_free);
  if (self->calls != NULL)
    g_string_free (self->calls, TRUE);
  if (self->buffers != NULL)
    g_string_free (self->buffers, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Source, source_clear)

/* --- Numbers --- */

static void
append_numbers (GString *text, const float *data, gsize n, guint depth)
{
  gsize start = text->len;

  g_string_append_printf (text, "%*s", (int) depth, "");
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GString) number = g_string_new (NULL);

      gradus_c_append_float (number, data[i]);
      if (i > 0 && text->len - start + number->len + 3 > LINE)
        {
          g_string_append_printf (text, "\n%*s", (int) depth, "");
          start = text->len - depth;
        }
      else if (i > 0)
        g_string_append_c (text, ' ');
      g_string_append_printf (text, "%s%s", number->str, i + 1 < n ? "," : "");
    }
  g_string_append_c (text, '\n');
}

/* FALSE if it takes more than a line. */
static gboolean
append_short_row (GString *text, const float *data, gint64 n, guint depth)
{
  g_autoptr (GString) row = g_string_new ("{ ");

  for (gint64 i = 0; i < n && row->len < LINE; i++)
    {
      gradus_c_append_float (row, data[i]);
      g_string_append (row, i + 1 < n ? ", " : " }");
    }
  if (row->len + depth + 1 > LINE)
    return FALSE;
  g_string_append_printf (text, "%*s%s\n", (int) depth, "", row->str);
  return TRUE;
}

/* Braces within braces, one pair for each axis. */
static void
append_array (GString           *text,
              const GradusShape *shape,
              guint              axis,
              const float       *data,
              guint              depth)
{
  gsize n = 1;

  if (axis + 1 == shape->rank && append_short_row (text, data, shape->dims[axis], depth))
    return;
  g_string_append_printf (text, "%*s{\n", (int) depth, "");
  for (guint i = axis + 1; i < shape->rank; i++)
    n *= (gsize) shape->dims[i];
  if (axis + 1 == shape->rank)
    append_numbers (text, data, (gsize) shape->dims[axis], depth + 2);
  else
    for (gsize i = 0; i < (gsize) shape->dims[axis]; i++)
      {
        append_array (text, shape, axis + 1, data + i * n, depth + 2);
        g_string_insert (text, (gssize) text->len - 1,
                         i + 1 < (gsize) shape->dims[axis] ? "," : "");
      }
  g_string_append_printf (text, "%*s}\n", (int) depth, "");
}

static void
append_declaration (GString *text, const char *name, const GradusShape *shape)
{
  g_string_append_printf (text, "static const float %s", name);
  for (guint i = 0; i < shape->rank; i++)
    g_string_append_printf (text, "[%" G_GINT64_FORMAT "]", shape->dims[i]);
}

static void
append_constant (GString           *text,
                 const char        *name,
                 const GradusShape *shape,
                 const float       *data)
{
  append_declaration (text, name, shape);
  g_string_append (text, " = ");
  if (shape->rank == 0)
    gradus_c_append_float (text, *data);
  else
    {
      append_array (text, shape, 0, data, 0);
      g_string_truncate (text, text->len - 1);
    }
  g_string_append (text, ";\n\n");
}

/* Returns whether there are any. */
static gboolean
declare_weights (GString *text, const GradusCProgram *program)
{
  gsize start = text->len;

  for (guint i = 0; i < program->weights->len; i++)
    {
      const GradusCWeight *weight = g_ptr_array_index (program->weights, i);

      if (!weight->is_used)
        continue;
      if (text->len == start)
        g_string_append (text,
                         "/* ---- Weights: the numbers stand at the end ---- */\n\n");
      append_declaration (text, weight->name, &weight->shape);
      g_string_append (text, ";\n");
    }
  if (text->len > start)
    g_string_append_c (text, '\n');
  return text->len > start;
}

static void
append_weights (GString *text, const GradusCProgram *program)
{
  g_string_append (text, "/* ---- Weights ---- */\n\n");
  for (guint i = 0; i < program->weights->len; i++)
    {
      const GradusCWeight *weight = g_ptr_array_index (program->weights, i);

      if (weight->is_used)
        append_constant (text, weight->name, &weight->shape, weight->data);
    }
}

/* --- Layers --- */

/* For comments: nothing that ends one, and no line ends. */
static char *
quiet (const char *words)
{
  g_auto (GStrv)   parts = g_strsplit (words, "*/", -1);
  g_autofree char *joined = g_strjoinv ("* /", parts);

  return g_strdelimit (g_strdup (joined), "\r\n\\", ' ');
}

static float *const *
collect_weights (const Source *self, guint layer, float *weights[])
{
  guint n = 0;

  for (guint i = 0; i < gradus_model_get_n_weights (self->model); i++)
    if (gradus_model_get_weight_info (self->model, i)->layer == layer)
      weights[n++] = gradus_model_get_weight_data (self->model, i);
  return weights;
}

static GradusCFunction
write_layer (Source *self, guint index)
{
  const GradusLayerPlan *plan = gradus_plan_get_layer (self->plan, index);
  const GradusLayer     *layer =
    gradus_sequential_get_layer (gradus_plan_get_sequential (self->plan), index);
  g_autofree char *name = g_strconcat (layer->name, "_layer", NULL);
  float           *weights[GRADUS_MAX_LAYER_WEIGHTS];
  guint            first = gradus_c_program_add_weights (self->program, layer->name, plan,
                                                         collect_weights (self, index, weights));

  return gradus_c_program_write_layer (self->program, name, plan, first);
}

static char *
add_buffer (Source *self, const char *layer, const char *what, const char *type, gsize n)
{
  g_autofree char *words = g_strconcat (layer, "_", what, NULL);
  char            *name = gradus_c_program_make_name (self->program, words);

  g_string_append_printf (self->buffers, "  static %s %s[%zu];\n", type, name, n);
  return name;
}

/* What a layer that calls nothing does to the data: nothing, but a reader looks for it.
 */
static void
note_idle_layer (Source *self, const GradusLayer *layer, const GradusLayerPlan *plan)
{
  g_autofree char *shape = gradus_shape_to_string (&plan->output);
  g_autofree char *name = quiet (layer->name);

  g_string_append_printf (self->calls,
                          gradus_shape_equal (&plan->input, &plan->output)
                            ? "  /* %s: nothing to do after training */\n"
                            : "  /* %s: the same numbers, seen as %s */\n",
                          name, shape);
}

static void
scale_input (Source *self)
{
  g_string_append_printf (self->buffers, "  static float scaled[%s_INPUT_SIZE];\n",
                          self->upper);
  g_string_append_printf (self->calls,
                          "  for (int i = 0; i < %s_INPUT_SIZE; i++)\n"
                          "    scaled[i] = input[i] / 255;\n",
                          self->upper);
}

static void
write_layers (Source *self)
{
  const GradusSequential     *sequential = gradus_plan_get_sequential (self->plan);
  guint                       n_layers = gradus_plan_get_n_layers (self->plan);
  g_autofree GradusCFunction *functions = g_new0 (GradusCFunction, n_layers);
  g_autofree char            *x = g_strdup ("input");
  g_autofree char            *mask = NULL;
  int                         last = -1;

  if (self->what->takes_bytes)
    {
      scale_input (self);
      g_free (x);
      x = g_strdup ("scaled");
    }
  for (guint i = 0; i < n_layers; i++)
    {
      functions[i] = write_layer (self, i);
      if (functions[i].name != NULL)
        last = (int) i;
    }
  for (guint i = 0; i < n_layers; i++)
    {
      const GradusLayerPlan *plan = gradus_plan_get_layer (self->plan, i);
      const GradusLayer     *layer = gradus_sequential_get_layer (sequential, i);
      g_autofree char       *y = NULL;

      if (functions[i].name == NULL)
        {
          note_idle_layer (self, layer, plan);
          continue;
        }
      y = (int) i == last ? g_strdup ("output")
                          : add_buffer (self, layer->name, "output", "float",
                                        gradus_shape_size (&plan->output));
      g_string_append_printf (self->calls, "  %s (%s, ", functions[i].name, x);
      if (functions[i].takes_mask)
        g_string_append_printf (self->calls, "%s, ", mask);
      g_string_append (self->calls, y);
      if (functions[i].gives_mask)
        {
          g_free (mask);
          mask =
            add_buffer (self, layer->name, "mask", "char", (gsize) plan->output.dims[0]);
          g_string_append_printf (self->calls, ", %s", mask);
        }
      g_string_append (self->calls, ");\n");
      g_free (x);
      x = g_steal_pointer (&y);
      gradus_c_function_clear (&functions[i]);
    }
  if (last < 0)
    g_string_append_printf (self->calls,
                            "  for (int i = 0; i < %s_OUTPUT_SIZE; i++)\n"
                            "    output[i] = %s[i];\n",
                            self->upper, x);
}

/* --- Self-test --- */

static gboolean
has_samples (const Source *self)
{
  return self->what->samples != NULL &&
         gradus_dataset_get_n_samples (self->what->samples) > 0 &&
         gradus_shape_equal (gradus_dataset_get_shape (self->what->samples),
                             &self->input);
}

/* Numbers from 0 to 1; where symbols are looked up, their numbers. Every second sample
 * ends in zeros, so that steps are seen that do not count. */
static void
draw_samples (const Source *self, gsize n, float *x)
{
  const GradusSequential *sequential = gradus_plan_get_sequential (self->plan);
  gsize                   size = gradus_shape_size (&self->input);
  GradusRandom            random;
  double                  n_symbols = 0;

  if (gradus_sequential_get_n_layers (sequential) > 0)
    {
      const GradusConfig *first = gradus_sequential_get_layer (sequential, 0)->config;

      if (gradus_kind_find_param (gradus_config_get_kind (first), "input_dim") != NULL)
        n_symbols = (double) gradus_config_get_int (first, "input_dim");
    }
  random = gradus_random_init (10, "self-test");
  for (gsize i = 0; i < n * size; i++)
    {
      double number = gradus_random_uniform (&random);

      if (i / size % 2 == 1 && i % size >= size - size / 3)
        number = 0;
      x[i] = (float) (n_symbols > 0 ? floor (number * n_symbols) : number);
    }
}

static gsize
fill_samples (const Source *self, float *x)
{
  gsize size = gradus_shape_size (&self->input);
  guint n;

  if (!has_samples (self))
    {
      draw_samples (self, N_TESTS, x);
      return N_TESTS;
    }
  n = MIN (N_TESTS, gradus_dataset_get_n_samples (self->what->samples));
  for (guint i = 0; i < n; i++)
    gradus_dataset_get_sample (self->what->samples, i, x + i * size);
  return n;
}

static double
get_tolerance (const Source *self)
{
  for (guint i = 0; i < gradus_plan_get_n_layers (self->plan); i++)
    if (gradus_layer_kind_of (gradus_plan_get_layer (self->plan, i)->config)->category ==
        GRADUS_CATEGORY_RECURRENT)
      return TOLERANCE_RECURRENT;
  return TOLERANCE;
}

static const char self_test[] =
  "/* Differences are measured in parts of the number where that is larger than 1. */\n"
  "int\n"
  "main (void)\n"
  "{\n"
  "  static float output[@UPPER@_OUTPUT_SIZE];\n"
  "  float        largest = 0;\n"
  "  int          passed = 1;\n"
  "\n"
  "  for (int i = 0; i < @N@; i++)\n"
  "    {\n"
  "      @NAME@_predict (test_inputs[i], output);\n"
  "      for (int j = 0; j < @UPPER@_OUTPUT_SIZE; j++)\n"
  "        {\n"
  "          float expected = test_outputs[i][j];\n"
  "          float difference =\n"
  "            fabsf (output[j] - expected) / fmaxf (1, fabsf (expected));\n"
  "\n"
  "          /* infinite or no numbers at all, both of them */\n"
  "          if (output[j] == expected || (isnan (output[j]) && isnan (expected)))\n"
  "            continue;\n"
  "          if (!(difference <= @TOLERANCE@f)) /* also if it is no number */\n"
  "            passed = 0;\n"
  "          if (difference > largest)\n"
  "            largest = difference;\n"
  "        }\n"
  "    }\n"
  "  printf (\"%s: @NAME@, @N@ inputs, largest difference %g (up to %g is "
  "allowed)\\n\",\n"
  "          passed ? \"PASS\" : \"FAIL\", (double) largest, @TOLERANCE@);\n"
  "  return passed ? 0 : 1;\n"
  "}\n";

static void
append_filled (GString *text, const char *form, const Source *self, gsize n)
{
  char              tolerance[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char  *n_text = g_strdup_printf ("%zu", n);
  const char *const words[][2] = {
    { "@FILE@", self->file },
    { "@UPPER@", self->upper },
    { "@NAME@", self->name },
    { "@TOLERANCE@", g_ascii_dtostr (tolerance, sizeof tolerance, get_tolerance (self)) },
    { "@N@", n_text },
  };
  gsize start = text->len;

  g_string_append (text, form);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GString) rest = g_string_new (text->str + start);

      g_string_replace (rest, words[i][0], words[i][1], 0);
      g_string_truncate (text, start);
      g_string_append (text, rest->str);
    }
}

static void
append_self_test (GString *text, const Source *self)
{
  gsize             n_in = gradus_shape_size (&self->input);
  gsize             n_out = gradus_shape_size (&self->output);
  g_autofree float *x = g_new (float, N_TESTS *n_in);
  g_autofree float *y = g_new (float, N_TESTS *n_out);
  gsize             n = fill_samples (self, x);
  const GradusShape inputs = GRADUS_SHAPE_2 ((gint64) n, (gint64) n_in);
  const GradusShape outputs = GRADUS_SHAPE_2 ((gint64) n, (gint64) n_out);

  gradus_model_predict (self->model, n, x, y);
  for (gsize i = 0; self->what->takes_bytes && i < n * n_in; i++)
    x[i] *= 255;
  g_string_append (text, "/* ---- Self-test ---- */\n\n#ifdef GRADUS_SELF_TEST\n\n"
                         "#include <stdio.h>\n\n");
  g_string_append (text,
                   has_samples (self)
                     ? "/* Test samples, and what Gradus makes of them. */\n"
                     : "/* Inputs drawn by lot, and what Gradus makes of them. */\n");
  append_constant (text, "test_inputs", &inputs, x);
  append_constant (text, "test_outputs", &outputs, y);
  append_filled (text, self_test, self, n);
  g_string_append (text, "\n#endif\n");
}

/* --- The files --- */

static void
append_stack (GString *text, const Source *self)
{
  const GradusSequential *sequential = gradus_plan_get_sequential (self->plan);
  g_autofree char        *input = gradus_shape_to_string (&self->input);

  g_string_append_printf (text, " *   %-20s %-22s %s\n", "input", "", input);
  for (guint i = 0; i < gradus_plan_get_n_layers (self->plan); i++)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (sequential, i);
      g_autofree char   *name = quiet (layer->name);
      g_autofree char   *shape =
        gradus_shape_to_string (&gradus_plan_get_layer (self->plan, i)->output);

      g_string_append_printf (text, " *   %-20s %-22s %s\n", name,
                              gradus_config_get_kind (layer->config)->name, shape);
    }
}

static const char introduction[] =
  " *\n"
  " * It needs C99 and libm; all memory is set aside beforehand. Use it:\n"
  " *\n"
  " *   cc -std=c99 -O2 -c @FILE@.c\n"
  " *\n"
  " * and link with -lm. Let it test itself:\n"
  " *\n"
  " *   cc -std=c99 -O2 -DGRADUS_SELF_TEST @FILE@.c -lm -o test\n"
  " *   ./test\n"
  " *\n"
  " * The network, and what shape its numbers have after each layer:\n"
  " *\n";

static char *
write_source (const Source *self)
{
  GString *text = g_string_new (NULL);
  gboolean has_weights;

  g_string_append_printf (text, "/* %s.c: a network as plain C, written by Gradus %s.\n",
                          self->file, GRADUS_VERSION);
  append_filled (text, introduction, self, 0);
  append_stack (text, self);
  g_string_append_printf (text,
                          " *\n"
                          " * Numbers stand as in Keras: the last axis runs fastest,\n"
                          " * and channels are last. */\n\n"
                          "#include \"%s.h\"\n\n"
                          "#include <math.h>\n\n",
                          self->file);
  has_weights = declare_weights (text, self->program);
  if (self->program->helpers->len > 0)
    g_string_append_printf (text, "/* ---- Activations ---- */\n\n%s",
                            self->program->helpers->str);
  g_string_append_printf (text, "/* ---- Layers ---- */\n\n%s",
                          self->program->functions->str);
  g_string_append_printf (text,
                          "/* ---- The network ---- */\n\n"
                          "void\n%s_predict (const float *input, float *output)\n{\n%s%s"
                          "%s}\n\n",
                          self->name, self->buffers->str,
                          self->buffers->len > 0 ? "\n" : "", self->calls->str);
  if (has_weights)
    append_weights (text, self->program);
  append_self_test (text, self);
  return g_string_free (text, FALSE);
}

/* What the outputs mean, where the data say so. */
static void
append_classes (GString *text, const Source *self)
{
  GradusDataset *samples = self->what->samples;
  gsize          n_out = gradus_shape_size (&self->output);

  if (samples == NULL || gradus_dataset_get_n_classes (samples) != n_out)
    return;
  g_string_append (text, " *\n * The outputs stand for the classes\n *");
  for (guint i = 0; i < n_out; i++)
    {
      g_autofree char *name = quiet (gradus_dataset_get_class_name (samples, i));

      g_string_append_printf (text, " %s%s", name, i + 1 < n_out ? "," : ".\n");
    }
}

static const char declaration[] =
  " * Its memory is shared by all calls: call it from one thread at a time. */\n"
  "void @NAME@_predict (const float *input, float *output);\n"
  "\n"
  "#ifdef __cplusplus\n"
  "}\n"
  "#endif\n"
  "\n"
  "#endif\n";

static char *
write_header (const Source *self)
{
  GString         *text = g_string_new (NULL);
  g_autofree char *input = gradus_shape_to_string (&self->input);
  g_autofree char *output = gradus_shape_to_string (&self->output);

  g_string_append_printf (text,
                          "/* %s.h: a network as plain C, written by Gradus %s. See "
                          "%s.c. */\n\n",
                          self->file, GRADUS_VERSION, self->file);
  append_filled (text,
                 "#ifndef @UPPER@_H\n#define @UPPER@_H\n\n#ifdef __cplusplus\n"
                 "extern \"C\" {\n#endif\n\n",
                 self, 0);
  g_string_append_printf (text,
                          "#define %s_INPUT_SIZE %zu\n#define %s_OUTPUT_SIZE %zu\n\n",
                          self->upper, gradus_shape_size (&self->input), self->upper,
                          gradus_shape_size (&self->output));
  g_string_append_printf (text,
                          "/* Computes what the network makes of one sample.\n"
                          " *\n"
                          " * input holds %s numbers, %s;\n"
                          " * output gets %s.\n",
                          input,
                          self->what->takes_bytes
                            ? "pixels from 0 to 255"
                            : "scaled as in training (pixels from 0 to 1)",
                          output);
  append_classes (text, self);
  append_filled (text, declaration, self, 0);
  return g_string_free (text, FALSE);
}

static gboolean
open_source (Source                  *self,
             const GradusModelExport *what,
             const char              *stem,
             GError                 **error)
{
  const GradusProject *project = what->file->project;
  int                  last;

  self->what = what;
  self->model = gradus_model_new (project->sequential, project->fit.seed, error);
  if (self->model == NULL ||
      (what->file->weights != NULL &&
       !gradus_model_set_weights (self->model, what->file->weights, error)))
    return FALSE;
  self->plan = gradus_model_get_plan (self->model);
  last = (int) gradus_plan_get_n_layers (self->plan) - 1;
  self->input = project->sequential->input;
  gradus_plan_get_output (self->plan, last, &self->output);
  self->program = gradus_c_program_new ();
  self->file = quiet (stem);
  self->name = gradus_c_program_make_name (self->program, stem);
  self->upper = g_ascii_strup (self->name, -1);
  self->calls = g_string_new (NULL);
  self->buffers = g_string_new (NULL);
  return TRUE;
}

static GBytes *
take_text (char *text)
{
  return g_bytes_new_take (text, strlen (text));
}

/**
 * gradus_c_source_render:
 * @self: what is exported
 * @stem: the file name without folder and ending
 * @parts: (out): the .c and the .h file
 * @error: return location for an error
 *
 * Writes a network as C99 that needs libm alone: weights as constant arrays, a function
 * of plain loops for each layer, and `STEM_predict (input, output)`. With the macro
 * GRADUS_SELF_TEST it is a program that compares its answers to ten samples with those
 * that Gradus gives.
 *
 * Errors: `GRADUS_ERROR_SHAPE` if the network or its weights do not fit,
 * `GRADUS_ERROR_TOO_LARGE`
 * Threads: any
 *
 * Returns: whether it was written
 */
gboolean
gradus_c_source_render (const GradusModelExport *self,
                        const char              *stem,
                        GBytes                  *parts[GRADUS_MODEL_FORMAT_MAX_PARTS],
                        GError                 **error)
{
  g_auto (Source) source = { 0 };

  if (!open_source (&source, self, stem, error))
    return FALSE;
  write_layers (&source);
  parts[0] = take_text (write_source (&source));
  parts[1] = take_text (write_header (&source));
  return TRUE;
}
