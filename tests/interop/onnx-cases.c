/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden-case.h"
#include "random-stack.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "engine/lower.h"
#include "io/keras-file.h"
#include "io/onnx.h"

/* onnx-cases GOLDEN FOLDER: writes networks as ONNX into a folder, with samples and what
 * Gradus predicts for them, for other programs to compare: every fixture of a single
 * layer, every kind of layer with parameters drawn at random, every template, stacks
 * drawn at random, and what Keras itself saved, with its own predictions. cases.json
 * lists them. */

#define N_SAMPLES 3
#define N_DRAWS 12   /* of each kind of layer */
#define N_STACKS 120 /* drawn at random */
#define N_TRIES 400

/* What two correct programs may differ by. */
#define TOLERANCE 1e-5
#define RECURRENT_TOLERANCE 1e-4

typedef struct
{
  const char  *folder;
  JsonBuilder *list;
  guint        n_cases;
} Cases;

static void
write_file (const Cases *self, const char *name, gconstpointer data, gsize n_bytes)
{
  g_autofree char   *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents_full (path, data, (gssize) n_bytes, G_FILE_SET_CONTENTS_NONE,
                                 0600, &error))
    g_error ("%s", error->message);
}

static void
list_shape (const Cases *self, const char *name, gsize n, const GradusShape *shape)
{
  json_builder_set_member_name (self->list, name);
  json_builder_begin_array (self->list);
  json_builder_add_int_value (self->list, (gint64) n);
  for (guint i = 0; i < shape->rank; i++)
    json_builder_add_int_value (self->list, shape->dims[i]);
  json_builder_end_array (self->list);
}

static void
list_text (const Cases *self, const char *name, const char *text)
{
  json_builder_set_member_name (self->list, name);
  json_builder_add_string_value (self->list, text);
}

static gboolean
is_recurrent (const GradusModel *model)
{
  const GradusSequential *stack =
    gradus_plan_get_sequential (gradus_model_get_plan (model));

  for (guint i = 0; i < stack->layers->len; i++)
    {
      GradusLayer *layer = stack->layers->pdata[i];

      if (gradus_layer_kind_of (layer->config)->category == GRADUS_CATEGORY_RECURRENT)
        return TRUE;
    }
  return FALSE;
}

static void
write_graph (const Cases       *self,
             const char        *name,
             const GradusModel *model,
             double             divisor)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (GradusGraph) graph = gradus_model_lower (model, divisor, &error);
  g_autoptr (GBytes)      bytes = NULL;
  g_autofree char        *file = g_strconcat (name, ".onnx", NULL);
  gsize                   n_bytes;
  gconstpointer           data;

  if (graph != NULL)
    bytes = gradus_graph_to_onnx (graph, &error);
  if (bytes == NULL)
    g_error ("%s: %s", name, error->message);
  data = g_bytes_get_data (bytes, &n_bytes);
  write_file (self, file, data, n_bytes);
}

static gsize
count_numbers (gsize n, const GradusShape *sample)
{
  return n * gradus_shape_size (sample);
}

/* Lists a network that makes @y of @x. */
static void
record (Cases       *self,
        const char  *name,
        const char  *about,
        GradusModel *model,
        double       divisor,
        gsize        n,
        const float *x,
        const float *y)
{
  GradusPlan      *plan = gradus_model_get_plan (model);
  g_autofree char *in_file = g_strconcat (name, ".in", NULL);
  g_autofree char *out_file = g_strconcat (name, ".out", NULL);
  GradusShape      input, output;

  gradus_plan_get_output (plan, -1, &input);
  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output);
  write_graph (self, name, model, divisor);
  write_file (self, in_file, x, count_numbers (n, &input) * sizeof (float));
  write_file (self, out_file, y, count_numbers (n, &output) * sizeof (float));
  json_builder_begin_object (self->list);
  list_text (self, "name", name);
  list_text (self, "about", about);
  list_shape (self, "input", n, &input);
  list_shape (self, "output", n, &output);
  json_builder_set_member_name (self->list, "tolerance");
  json_builder_add_double_value (self->list,
                                 is_recurrent (model) ? RECURRENT_TOLERANCE : TOLERANCE);
  json_builder_end_object (self->list);
  self->n_cases++;
}

/* The same with what Gradus predicts. @x: what the file gets; the model gets it divided
 * by @divisor. */
static void
add_case (Cases       *self,
          const char  *name,
          const char  *about,
          GradusModel *model,
          double       divisor,
          gsize        n,
          const float *x)
{
  GradusPlan       *plan = gradus_model_get_plan (model);
  GradusShape       input, output;
  g_autofree float *divided = NULL, *y = NULL;

  gradus_plan_get_output (plan, -1, &input);
  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output);
  divided = g_new (float, count_numbers (n, &input));
  y = g_new (float, count_numbers (n, &output));
  for (gsize i = 0; i < count_numbers (n, &input); i++)
    divided[i] = x[i] / (float) divisor;
  gradus_model_predict (model, n, divided, y);
  record (self, name, about, model, divisor, n, x, y);
}

/* --- What Keras computed, one layer each --- */

static GradusShape
drop_batch_axis (const GradusShape *shape)
{
  GradusShape sample = { .rank = shape->rank - 1 };

  memcpy (sample.dims, shape->dims + 1, sample.rank * sizeof (gint64));
  return sample;
}

/* A layer before it makes the mask; what is masked is empty. */
static void
put_mask (GoldenCase *golden, GradusSequential *stack, GoldenTensor *input)
{
  g_autoptr (GoldenTensor) mask = NULL;
  gsize                    n_step;

  if (!json_object_has_member (golden->root, "mask") ||
      json_object_get_null_member (golden->root, "mask"))
    return;
  mask = golden_tensor_read (golden->root, "mask");
  n_step = input->size / mask->size;
  for (gsize i = 0; i < mask->size; i++)
    if (mask->data[i] == 0)
      memset (input->data + i * n_step, 0, n_step * sizeof (float));
  gradus_sequential_insert (stack, 0, gradus_layer_new ("Masking"));
}

static void
set_weights (GoldenCase *golden, GradusModel *model)
{
  JsonArray *list = json_object_get_array_member (golden->root, "weights");

  g_assert_cmpuint (json_array_get_length (list), ==, gradus_model_get_n_weights (model));
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      g_autoptr (GoldenTensor) weight =
        golden_tensor_read (json_array_get_object_element (list, i), "value");

      memcpy (gradus_model_get_weight_data (model, i), weight->data,
              weight->size * sizeof (float));
    }
}

static void
add_fixture (Cases *self, const char *path, const char *file)
{
  g_autoptr (JsonParser)       parser = json_parser_new ();
  GoldenCase                   golden = { 0 };
  g_autoptr (GoldenTensor)     input = NULL;
  g_autoptr (GradusSequential) stack = NULL;
  g_autoptr (GradusModel)      model = NULL;
  g_autofree char             *name = g_strndup (file, strlen (file) - strlen (".json"));
  GradusShape                  sample;
  GradusConfig                *config;

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  golden.root = json_node_get_object (json_parser_get_root (parser));
  config = golden_read_config (&golden, GRADUS_FAMILY_LAYER, "layer");
  g_assert_nonnull (config);
  input = golden_tensor_read (golden.root, "input");
  sample = drop_batch_axis (&input->shape);
  stack = gradus_sequential_new (&sample);
  gradus_sequential_insert (stack, 0, gradus_layer_new_from_config (config));
  put_mask (&golden, stack, input);
  model = gradus_model_new (stack, 0, NULL);
  g_assert_nonnull (model);
  set_weights (&golden, model);
  add_case (self, name, name, model, 1, (gsize) input->shape.dims[0], input->data);
}

static void
add_fixtures (Cases *self, const char *golden)
{
  g_autofree char *folder = g_build_filename (golden, "layers", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *file;

  while ((file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, ".json"))
      {
        g_autofree char *path = g_build_filename (folder, file, NULL);

        add_fixture (self, path, file);
      }
}

/* --- Drawn at random --- */

/* Whether the last digit of a sample hardly matters, so that other programs, which round
 * otherwise, can be compared at all. */
static gboolean
is_gentle (GradusModel *model, gsize n, const float *x)
{
  GradusPlan       *plan = gradus_model_get_plan (model);
  GradusShape       input, output;
  gsize             n_in, n_out;
  g_autofree float *y = NULL, *other_y = NULL, *other_x = NULL;

  gradus_plan_get_output (plan, -1, &input);
  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output);
  n_in = n * gradus_shape_size (&input);
  n_out = n * gradus_shape_size (&output);
  y = g_new (float, n_out);
  other_y = g_new (float, n_out);
  other_x = g_new (float, n_in);
  for (gsize i = 0; i < n_in; i++)
    other_x[i] = x[i] * (i % 2 == 0 ? 1 + 2e-7f : 1 - 2e-7f);
  gradus_model_predict (model, n, x, y);
  gradus_model_predict (model, n, other_x, other_y);
  for (gsize i = 0; i < n_out; i++)
    if (!(fabsf (y[i]) < 1e4f) ||
        fabsf (y[i] - other_y[i]) > 2e-6f * MAX (1, fabsf (y[i])))
      return FALSE;
  return TRUE;
}

static char *
describe_stack (const GradusSequential *stack)
{
  g_autofree char *input = gradus_shape_to_string (&stack->input);
  GString         *text = g_string_new (input);

  for (guint i = 0; i < stack->layers->len; i++)
    {
      const GradusLayer *layer = stack->layers->pdata[i];
      g_autofree char   *described = random_stack_describe (layer->config);

      g_string_append_printf (text, "; %s", described);
    }
  return g_string_free (text, FALSE);
}

static gboolean
add_drawn (Cases *self, const char *name, GradusRandom *random, GradusSequential *stack)
{
  g_autoptr (GradusModel) model = random_stack_make_model (stack, random);
  g_autofree float       *x = NULL;
  g_autofree char        *about = NULL;

  if (model == NULL)
    return FALSE;
  x = random_stack_draw_input (stack, random, N_SAMPLES);
  if (!is_gentle (model, N_SAMPLES, x))
    return FALSE;
  about = describe_stack (stack);
  add_case (self, name, about, model, 1, N_SAMPLES, x);
  return TRUE;
}

static void
add_kind (Cases *self, const GradusKind *kind)
{
  guint n_added = 0;

  for (guint i = 0; i < N_TRIES && n_added < N_DRAWS; i++)
    {
      GradusRandom                 random = gradus_random_init_indexed (5, kind->name, i);
      GradusShape                  shape = random_stack_draw_shape (&random);
      g_autoptr (GradusSequential) stack = gradus_sequential_new (&shape);
      g_autofree char *name = g_strdup_printf ("kind-%s-%u", kind->id, n_added);

      gradus_sequential_insert (stack, 0,
                                gradus_layer_new_from_config (
                                  random_stack_draw_config (&random, kind)));
      /* Sequences with steps that do not count. */
      if (shape.rank == 2 && gradus_random_below (&random, 3) == 0)
        gradus_sequential_insert (stack, 0, gradus_layer_new ("Masking"));
      n_added += add_drawn (self, name, &random, stack);
    }
  if (n_added == 0)
    g_error ("No %s fits what was drawn", kind->name);
}

/* A recurrent layer, alone or in both directions; a bit of @way for each switch. */
static GradusConfig *
make_reader (const char *kind, guint way)
{
  static const char *const flags[] = { "return_sequences", "go_backwards",
                                       "zero_output_for_mask" };
  GradusConfig            *reader = gradus_config_new_by_name (GRADUS_FAMILY_LAYER, kind);
  GradusConfig            *both;

  gradus_config_set_int (reader, "units", 4, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    gradus_config_set_bool (reader, flags[i], way >> i & 1, NULL);
  if (!(way & 8))
    return reader;
  both = gradus_config_new_by_name (GRADUS_FAMILY_LAYER, "Bidirectional");
  gradus_config_take_object (both, "layer", reader, NULL);
  return both;
}

/* All ways through a sequence, which chance would seldom combine. */
static void
add_ways_through_time (Cases *self, const char *kind)
{
  const GradusShape shape = GRADUS_SHAPE_2 (5, 3);

  for (guint way = 0; way < 32; way++)
    {
      GradusRandom                 random = gradus_random_init_indexed (5, kind, way);
      g_autoptr (GradusSequential) stack = gradus_sequential_new (&shape);
      g_autofree char             *name = g_strdup_printf ("time-%s-%u", kind, way);

      if (way & 16)
        gradus_sequential_add (stack, "Masking");
      gradus_sequential_insert (stack, stack->layers->len,
                                gradus_layer_new_from_config (make_reader (kind, way)));
      if (!add_drawn (self, name, &random, stack))
        g_error ("%s was not drawn well", name);
    }
}

static void
add_stacks (Cases *self)
{
  guint n_added = 0;

  for (guint i = 0; n_added < N_STACKS; i++)
    {
      GradusRandom                 random = gradus_random_init_indexed (5, "stack", i);
      g_autoptr (GradusSequential) stack = random_stack_new (&random, 7, NULL);
      g_autofree char             *name = g_strdup_printf ("stack-%u", n_added);

      n_added += add_drawn (self, name, &random, stack);
    }
}

/* --- Templates and files --- */

static void
add_template (Cases *self, const GradusTemplate *template)
{
  g_autoptr (GradusProject) project = gradus_template_build (template);
  GradusRandom              random = gradus_random_init (5, template->id);
  g_autoptr (GradusModel) model = random_stack_make_model (project->sequential, &random);
  g_autofree char        *name = g_strconcat ("template-", template->id, NULL);
  g_autofree char        *bytes = g_strconcat (name, "-bytes", NULL);
  g_autofree float       *x = NULL;
  gsize                   n;

  g_assert_nonnull (model);
  x = random_stack_draw_input (project->sequential, &random, N_SAMPLES);
  add_case (self, name, template->title, model, 1, N_SAMPLES, x);
  n = N_SAMPLES * gradus_shape_size (&project->sequential->input);
  for (gsize i = 0; i < n; i++)
    x[i] = (float) gradus_random_below (&random, 256);
  add_case (self, bytes, template->title, model, 255, N_SAMPLES, x);
}

/* What Keras itself predicted stands beside the file. */
static void
add_keras_file (Cases *self, const char *path, const char *file)
{
  g_autoptr (JsonParser)      parser = json_parser_new ();
  g_autoptr (GError)          error = NULL;
  g_autoptr (GradusKerasFile) keras = gradus_keras_file_load (path, &error);
  g_autofree char            *stem = g_strndup (path, strlen (path) - strlen (".keras"));
  g_autofree char            *json = g_strconcat (stem, ".json", NULL);
  g_autofree char            *name = g_strconcat ("file-", file, NULL);
  g_autoptr (GoldenTensor)    x = NULL, y = NULL;
  g_autoptr (GradusModel)     model = NULL;
  JsonObject                 *root;

  g_assert_no_error (error);
  g_assert_true (json_parser_load_from_file (parser, json, NULL));
  root = json_node_get_object (json_parser_get_root (parser));
  x = golden_tensor_read (root, "input");
  y = golden_tensor_read (root, "output");
  model = gradus_model_new (keras->project->sequential, 0, &error);
  g_assert_no_error (error);
  g_assert_true (gradus_model_set_weights (model, keras->weights, NULL));
  record (self, name, file, model, 1, (gsize) x->shape.dims[0], x->data, y->data);
}

static void
add_keras_files (Cases *self, const char *golden)
{
  g_autofree char *folder = g_build_filename (golden, "keras_files", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *file;

  while ((file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, ".keras"))
      {
        g_autofree char *path = g_build_filename (folder, file, NULL);

        add_keras_file (self, path, file);
      }
}

static void
write_list (Cases *self)
{
  g_autoptr (JsonNode) root = json_builder_get_root (self->list);
  g_autofree char     *text = json_to_string (root, TRUE);

  write_file (self, "cases.json", text, strlen (text));
}

int
main (int argc, char **argv)
{
  Cases                        self = { 0 };
  guint                        n;
  const GradusKind *const     *kinds = gradus_kind_list (GRADUS_FAMILY_LAYER, &n);
  const GradusTemplate *const *templates;

  if (argc != 3)
    g_error ("Usage: onnx-cases GOLDEN FOLDER");
  self.folder = argv[2];
  self.list = json_builder_new ();
  g_mkdir_with_parents (self.folder, 0700);
  json_builder_begin_array (self.list);
  add_fixtures (&self, argv[1]);
  for (guint i = 0; i < n; i++)
    add_kind (&self, kinds[i]);
  add_ways_through_time (&self, "LSTM");
  add_ways_through_time (&self, "GRU");
  add_ways_through_time (&self, "SimpleRNN");
  add_stacks (&self);
  templates = gradus_template_list (&n);
  for (guint i = 0; i < n; i++)
    add_template (&self, templates[i]);
  add_keras_files (&self, argv[1]);
  json_builder_end_array (self.list);
  write_list (&self);
  g_object_unref (self.list);
  g_print ("%u networks\n", self.n_cases);
  return 0;
}
