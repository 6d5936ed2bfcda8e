/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io-fixture.h"

#include <string.h>

#include "engine/lower.h"
#include "io/onnx.h"
#include "io/onnx.pb-c.h"

/* What an ONNX file looks like. That other programs compute the same with it is tested in
 * tests/interop. */

static GradusModel *
build (const GradusSequential *stack)
{
  g_autoptr (GError) error = NULL;
  GradusModel       *model = gradus_model_new (stack, 1, &error);

  g_assert_no_error (error);
  return model;
}

static Onnx__ModelProto *
unpack (GBytes *bytes)
{
  gsize             n_bytes;
  gconstpointer     data = g_bytes_get_data (bytes, &n_bytes);
  Onnx__ModelProto *file = onnx__model_proto__unpack (NULL, n_bytes, data);

  g_assert_nonnull (file);
  return file;
}

static Onnx__ModelProto *
write_stack (const GradusSequential *stack, double divisor)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (GradusModel) model = build (stack);
  g_autoptr (GradusGraph) graph = gradus_model_lower (model, divisor, &error);
  g_autoptr (GBytes)      bytes = NULL;

  g_assert_no_error (error);
  bytes = gradus_graph_to_onnx (graph, &error);
  g_assert_no_error (error);
  return unpack (bytes);
}

static char *
list_operators (const Onnx__ModelProto *file)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < file->graph->n_node; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            file->graph->node[i]->op_type);
  return g_string_free (text, FALSE);
}

static void
assert_operators (const GradusSequential *stack, double divisor, const char *wanted)
{
  Onnx__ModelProto *file = write_stack (stack, divisor);
  g_autofree char  *operators = list_operators (file);

  g_assert_cmpstr (operators, ==, wanted);
  onnx__model_proto__free_unpacked (file, NULL);
}

static void
assert_port (const Onnx__ValueInfoProto *port, const char *name, const GradusShape *shape)
{
  const Onnx__TensorShapeProto *found = port->type->tensor_type->shape;

  g_assert_cmpstr (port->name, ==, name);
  g_assert_cmpint (port->type->tensor_type->elem_type, ==,
                   ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
  g_assert_cmpuint (found->n_dim, ==, shape->rank + 1);
  g_assert_cmpstr (found->dim[0]->dim_param, ==, "N");
  for (guint i = 0; i < shape->rank; i++)
    g_assert_cmpint (found->dim[i + 1]->dim_value, ==, shape->dims[i]);
}

static GradusSequential *
stack_of (GradusShape input, const char *const *kinds)
{
  GradusSequential *stack = gradus_sequential_new (&input);

  for (; *kinds != NULL; kinds++)
    gradus_sequential_add (stack, *kinds);
  return stack;
}

/* The header says who wrote it and for which readers; names and shapes are Keras's. */
static void
test_file (void)
{
  static const char *const     kinds[] = { "Conv2D", "GlobalMaxPooling2D", NULL };
  g_autoptr (GradusSequential) stack = stack_of (GRADUS_SHAPE_3 (9, 8, 2), kinds);
  Onnx__ModelProto            *file = write_stack (stack, 1);
  const Onnx__GraphProto      *graph = file->graph;

  g_assert_cmpint (file->ir_version, ==, 7);
  g_assert_cmpuint (file->n_opset_import, ==, 1);
  g_assert_cmpint (file->opset_import[0]->version, ==, 13);
  g_assert_cmpstr (file->producer_name, ==, "Gradus");
  g_assert_cmpuint (graph->n_input, ==, 1);
  g_assert_cmpuint (graph->n_output, ==, 1);
  assert_port (graph->input[0], "input", &GRADUS_SHAPE_3 (9, 8, 2));
  assert_port (graph->output[0], "output", &GRADUS_SHAPE_1 (32));
  g_assert_cmpstr (graph->node[1]->name, ==, "conv2d/Conv");
  onnx__model_proto__free_unpacked (file, NULL);
}

/* Channels go to the front once and come back once, however many convolutions there are.
 */
static void
test_layout (void)
{
  static const char *const     pictures[] = { "Conv2D",    "BatchNormalization",
                                              "LeakyReLU", "MaxPooling2D",
                                              "Dropout",   "DepthwiseConv2D",
                                              "Flatten",   "Dense",
                                              NULL };
  static const char *const     rows[] = { "Dense", "Dropout", "Dense", NULL };
  static const char *const     nothing[] = { "Dropout", NULL };
  g_autoptr (GradusSequential) a = stack_of (GRADUS_SHAPE_3 (12, 12, 1), pictures);
  g_autoptr (GradusSequential) b = stack_of (GRADUS_SHAPE_1 (4), rows);
  g_autoptr (GradusSequential) c = stack_of (GRADUS_SHAPE_1 (4), nothing);

  assert_operators (a, 1,
                    "Transpose Conv BatchNormalization LeakyRelu MaxPool Conv Transpose "
                    "Flatten Gemm");
  assert_operators (b, 1, "Gemm Gemm");
  assert_operators (b, 255, "Div Gemm Gemm");
  assert_operators (c, 1, "Identity");
}

/* A mask that nobody looks at is not written down; one that somebody does is. */
static void
test_masks (void)
{
  static const char *const     unused[] = { "Masking", "Flatten", NULL };
  static const char *const     used[] = { "Masking", "GlobalAveragePooling1D", NULL };
  g_autoptr (GradusSequential) a = stack_of (GRADUS_SHAPE_2 (5, 2), unused);
  g_autoptr (GradusSequential) b = stack_of (GRADUS_SHAPE_2 (5, 2), used);

  assert_operators (a, 1, "Equal Not Cast ReduceMax Mul Flatten");
  assert_operators (b, 1,
                    "Equal Not Cast ReduceMax Mul Reshape Greater Cast Unsqueeze Mul "
                    "ReduceSum ReduceSum Max Div");
}

/* One operator where there is one for the layer, else one step in a graph of its own. */
static void
test_recurrent (void)
{
  static const char *const     plain[] = { "LSTM", NULL };
  static const char *const     masked[] = { "Masking", "GRU", NULL };
  g_autoptr (GradusSequential) a = stack_of (GRADUS_SHAPE_2 (5, 2), plain);
  g_autoptr (GradusSequential) b = stack_of (GRADUS_SHAPE_2 (5, 2), masked);
  Onnx__ModelProto            *file;
  const Onnx__NodeProto       *last;

  assert_operators (a, 1, "Transpose LSTM Reshape");
  file = write_stack (b, 1);
  last = file->graph->node[file->graph->n_node - 1];
  g_assert_cmpstr (last->op_type, ==, "Scan");
  g_assert_cmpuint (last->n_input, ==, 3);
  for (gsize i = 0; i < last->n_attribute; i++)
    if (last->attribute[i]->g != NULL)
      {
        g_assert_cmpuint (last->attribute[i]->g->n_input, ==, 3);
        g_assert_cmpuint (last->attribute[i]->g->n_output, ==, 2);
        g_assert_cmpuint (last->attribute[i]->g->n_initializer, ==, 0);
        onnx__model_proto__free_unpacked (file, NULL);
        return;
      }
  g_assert_not_reached ();
}

/* Every value is given once, and before it is taken. */
static void
test_order (void)
{
  static const char *const     kinds[] = { "Masking", "Bidirectional", "Softmax", NULL };
  g_autoptr (GradusSequential) stack = stack_of (GRADUS_SHAPE_2 (4, 3), kinds);
  Onnx__ModelProto            *file = write_stack (stack, 255);
  const Onnx__GraphProto      *graph = file->graph;
  g_autoptr (GHashTable)       given = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_add (given, graph->input[0]->name);
  for (gsize i = 0; i < graph->n_initializer; i++)
    g_assert_true (g_hash_table_add (given, graph->initializer[i]->name));
  for (gsize i = 0; i < graph->n_node; i++)
    {
      const Onnx__NodeProto *node = graph->node[i];

      for (gsize j = 0; j < node->n_input; j++)
        g_assert_true (node->input[j][0] == '\0' ||
                       g_hash_table_contains (given, node->input[j]));
      for (gsize j = 0; j < node->n_output; j++)
        g_assert_true (g_hash_table_add (given, node->output[j]));
    }
  g_assert_true (g_hash_table_contains (given, "output"));
  onnx__model_proto__free_unpacked (file, NULL);
}

/* No kind of layer is left out, but a new one may be: it is refused by name. */
static void
test_refusal (void)
{
  const GradusKind            *dense = gradus_kind_find (GRADUS_FAMILY_LAYER, "Dense");
  GradusLayerKind              strange = *(const GradusLayerKind *) dense;
  const GradusShape            input = GRADUS_SHAPE_1 (3);
  g_autoptr (GradusSequential) stack = gradus_sequential_new (&input);
  g_autoptr (GradusModel)      model = NULL;
  g_autoptr (GError)           error = NULL;
  guint                        n_kinds;
  const GradusKind *const     *kinds = gradus_kind_list (GRADUS_FAMILY_LAYER, &n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      const GradusLayerKind *kind = (const GradusLayerKind *) kinds[i];

      g_assert_true (kind->lower != NULL || kind->flags & GRADUS_LAYER_TRAINING_ONLY);
    }
  strange.lower = NULL;
  gradus_sequential_insert (stack, 0,
                            gradus_layer_new_from_config (
                              gradus_config_new (&strange.base)));
  model = build (stack);
  g_assert_null (gradus_model_lower (model, 1, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "Dense"));
}

/* The row of the table: the weights of the file, and the division where it is asked for.
 */
static void
test_format (void)
{
  g_autofree char            *path = fixture_path ("mlp.keras");
  g_autoptr (GError)          error = NULL;
  g_autoptr (GradusKerasFile) keras = gradus_keras_file_load (path, &error);
  GradusModelExport           what = { .file = keras };
  const GradusModelFormat    *format = gradus_model_format_find ("onnx");
  GBytes                     *parts[GRADUS_MODEL_FORMAT_MAX_PARTS];
  Onnx__ModelProto           *file;
  const Onnx__TensorProto    *bias;
  const GradusTensor         *tensor = keras->weights->pdata[1];

  g_assert_no_error (error);
  g_assert_true (format == gradus_model_format_find_by_path ("a/b.onnx"));
  g_assert_true (gradus_model_format_render (format, &what, "mlp", parts, &error));
  file = unpack (parts[0]);
  bias = file->graph->initializer[1];
  g_assert_cmpstr (bias->name, ==, "hidden/bias");
  g_assert_cmpmem (bias->float_data, bias->n_float_data * sizeof (float), tensor->data,
                   tensor->size * sizeof (float));
  onnx__model_proto__free_unpacked (file, NULL);
  g_bytes_unref (parts[0]);

  what.takes_bytes = TRUE;
  g_assert_true (gradus_model_format_render (format, &what, "mlp", parts, &error));
  file = unpack (parts[0]);
  g_assert_cmpstr (file->graph->node[0]->op_type, ==, "Div");
  onnx__model_proto__free_unpacked (file, NULL);
  g_bytes_unref (parts[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx/file", test_file);
  g_test_add_func ("/onnx/layout", test_layout);
  g_test_add_func ("/onnx/masks", test_masks);
  g_test_add_func ("/onnx/recurrent", test_recurrent);
  g_test_add_func ("/onnx/order", test_order);
  g_test_add_func ("/onnx/refusal", test_refusal);
  g_test_add_func ("/onnx/format", test_format);
  return g_test_run ();
}
