/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/onnx.h"

#include "config.h"

#include "engine/error.h"
#include "engine/lower.h"
#include "io/onnx.pb-c.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* From a graph of operators to ONNX's messages, which are made from ONNX's own schema
 * when Gradus is built. What a layer becomes is said by the layer (engine/lower.h). */

/* Readable since ONNX 1.8, and by OpenCV 4.6; operator set 13 wants at least this. */
#define IR_VERSION 7

/* No message of protobuf may be longer. */
#define LONGEST_FILE ((gsize) G_MAXINT32)

#define BYTE_RANGE 255.0

static void *
allocate (void *unused, size_t size)
{
  return g_malloc (size);
}

static void
release (void *unused, void *memory)
{
  g_free (memory);
}

static ProtobufCAllocator allocator = { .alloc = allocate, .free = release };

static gpointer
new_message (const ProtobufCMessageDescriptor *descriptor)
{
  ProtobufCMessage *message = g_malloc0 (descriptor->sizeof_message);

  protobuf_c_message_init (descriptor, message);
  return message;
}

static ProtobufCBinaryData
copy_text (const char *text)
{
  gsize length = strlen (text);

  return (ProtobufCBinaryData){ .len = length,
                                .data = (guint8 *) g_memdup2 (text, length) };
}

static char **
copy_names (const GPtrArray *names)
{
  char **copy = g_new (char *, names->len);

  for (guint i = 0; i < names->len; i++)
    copy[i] = g_strdup (names->pdata[i]);
  return copy;
}

/* --- Values --- */

static Onnx__TensorProto *
take_constant (GradusGraphConstant *constant)
{
  Onnx__TensorProto *tensor = new_message (&onnx__tensor_proto__descriptor);

  tensor->name = g_strdup (constant->name);
  tensor->n_dims = constant->rank;
  tensor->dims = g_new (gint64, constant->rank);
  for (guint i = 0; i < constant->rank; i++)
    tensor->dims[i] = constant->dims[i];
  tensor->has_data_type = TRUE;
  if (constant->floats != NULL)
    {
      tensor->data_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
      tensor->n_float_data = constant->n;
      tensor->float_data = g_steal_pointer (&constant->floats);
    }
  else
    {
      tensor->data_type = ONNX__TENSOR_PROTO__DATA_TYPE__INT64;
      tensor->n_int64_data = constant->n;
      tensor->int64_data = g_steal_pointer (&constant->integers);
    }
  return tensor;
}

/* The batch has no size, only a name. */
static Onnx__TensorShapeProto *
make_shape (const GradusShape *sample)
{
  Onnx__TensorShapeProto *shape = new_message (&onnx__tensor_shape_proto__descriptor);

  shape->n_dim = sample->rank + 1;
  shape->dim = g_new (Onnx__TensorShapeProto__Dimension *, shape->n_dim);
  for (guint i = 0; i < shape->n_dim; i++)
    {
      shape->dim[i] = new_message (&onnx__tensor_shape_proto__dimension__descriptor);
      if (i == 0)
        {
          shape->dim[i]->value_case =
            ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
          shape->dim[i]->dim_param = g_strdup ("N");
          continue;
        }
      shape->dim[i]->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
      shape->dim[i]->dim_value = sample->dims[i - 1];
    }
  return shape;
}

static Onnx__ValueInfoProto *
make_port (const GradusGraphPort *port)
{
  Onnx__ValueInfoProto    *info = new_message (&onnx__value_info_proto__descriptor);
  Onnx__TypeProto         *type = new_message (&onnx__type_proto__descriptor);
  Onnx__TypeProto__Tensor *tensor = new_message (&onnx__type_proto__tensor__descriptor);

  tensor->has_elem_type = TRUE;
  tensor->elem_type = port->is_truth ? ONNX__TENSOR_PROTO__DATA_TYPE__BOOL
                                     : ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
  tensor->shape = make_shape (&port->shape);
  type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
  type->tensor_type = tensor;
  info->name = g_strdup (port->name);
  info->type = type;
  return info;
}

static Onnx__ValueInfoProto **
make_ports (const GArray *ports)
{
  Onnx__ValueInfoProto **infos = g_new (Onnx__ValueInfoProto *, ports->len);

  for (guint i = 0; i < ports->len; i++)
    infos[i] = make_port (&g_array_index (ports, GradusGraphPort, i));
  return infos;
}

/* --- Nodes --- */

static Onnx__GraphProto *take_graph (GradusGraph *graph);

static void
set_integers (Onnx__AttributeProto *message, const GArray *integers)
{
  message->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS;
  message->n_ints = integers->len;
  message->ints = g_memdup2 (integers->data, integers->len * sizeof (gint64));
}

static void
set_texts (Onnx__AttributeProto *message, char **texts)
{
  message->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRINGS;
  message->n_strings = g_strv_length (texts);
  message->strings = g_new (ProtobufCBinaryData, message->n_strings);
  for (gsize i = 0; i < message->n_strings; i++)
    message->strings[i] = copy_text (texts[i]);
}

static Onnx__AttributeProto *
make_attribute (const GradusGraphAttribute *attribute)
{
  Onnx__AttributeProto *message = new_message (&onnx__attribute_proto__descriptor);

  message->name = g_strdup (attribute->name);
  message->has_type = TRUE;
  switch (attribute->type)
    {
    case GRADUS_GRAPH_INTEGER:
      message->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT;
      message->has_i = TRUE;
      message->i = attribute->integer;
      break;
    case GRADUS_GRAPH_INTEGERS:
      set_integers (message, attribute->integers);
      break;
    case GRADUS_GRAPH_FLOAT:
      message->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT;
      message->has_f = TRUE;
      message->f = (float) attribute->number;
      break;
    case GRADUS_GRAPH_TEXT:
      message->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING;
      message->has_s = TRUE;
      message->s = copy_text (attribute->text);
      break;
    case GRADUS_GRAPH_TEXTS:
      set_texts (message, attribute->texts);
      break;
    case GRADUS_GRAPH_BODY:
      message->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__GRAPH;
      message->g = take_graph (attribute->body);
      break;
    default:
      g_assert_not_reached ();
    }
  return message;
}

static Onnx__NodeProto *
make_node (const GradusGraphNode *node)
{
  Onnx__NodeProto *message = new_message (&onnx__node_proto__descriptor);

  message->name = g_strdup (node->name);
  message->op_type = g_strdup (node->op);
  message->n_input = node->inputs->len;
  message->input = copy_names (node->inputs);
  message->n_output = node->outputs->len;
  message->output = copy_names (node->outputs);
  message->n_attribute = node->attributes->len;
  message->attribute = g_new (Onnx__AttributeProto *, node->attributes->len);
  for (guint i = 0; i < node->attributes->len; i++)
    message->attribute[i] =
      make_attribute (&g_array_index (node->attributes, GradusGraphAttribute, i));
  return message;
}

static Onnx__GraphProto *
take_graph (GradusGraph *graph)
{
  Onnx__GraphProto *message = new_message (&onnx__graph_proto__descriptor);

  message->name = g_strdup (graph->name);
  message->n_node = graph->nodes->len;
  message->node = g_new (Onnx__NodeProto *, graph->nodes->len);
  for (guint i = 0; i < graph->nodes->len; i++)
    message->node[i] = make_node (graph->nodes->pdata[i]);
  message->n_initializer = graph->constants->len;
  message->initializer = g_new (Onnx__TensorProto *, graph->constants->len);
  for (guint i = 0; i < graph->constants->len; i++)
    message->initializer[i] = take_constant (graph->constants->pdata[i]);
  message->n_input = graph->inputs->len;
  message->input = make_ports (graph->inputs);
  message->n_output = graph->outputs->len;
  message->output = make_ports (graph->outputs);
  return message;
}

/* --- The file --- */

static Onnx__ModelProto *
take_model (GradusGraph *graph)
{
  Onnx__ModelProto         *model = new_message (&onnx__model_proto__descriptor);
  Onnx__OperatorSetIdProto *set = new_message (&onnx__operator_set_id_proto__descriptor);

  set->domain = g_strdup ("");
  set->has_version = TRUE;
  set->version = GRADUS_GRAPH_OPERATOR_SET;
  model->has_ir_version = TRUE;
  model->ir_version = IR_VERSION;
  model->producer_name = g_strdup ("Gradus");
  model->producer_version = g_strdup (GRADUS_VERSION);
  model->n_opset_import = 1;
  model->opset_import = g_new (Onnx__OperatorSetIdProto *, 1);
  model->opset_import[0] = set;
  model->graph = take_graph (graph);
  return model;
}

/**
 * gradus_graph_to_onnx:
 * @graph: a graph; its numbers are taken over
 * @error: return location for an error
 *
 * Writes a graph as a file of the Open Neural Network Exchange.
 *
 * Errors: `GRADUS_ERROR_TOO_LARGE` where it would be longer than such a file may be
 * Source: https://onnx.ai/onnx/intro/; the schema onnx.proto
 *
 * Returns: (transfer full) (nullable): the file
 */
GBytes *
gradus_graph_to_onnx (GradusGraph *graph, GError **error)
{
  Onnx__ModelProto *model = take_model (graph);
  gsize             size = onnx__model_proto__get_packed_size (model);
  guint8           *bytes = NULL;

  if (size <= LONGEST_FILE)
    {
      bytes = g_malloc (size);
      onnx__model_proto__pack (model, bytes);
    }
  else
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                         _ ("An ONNX file can hold two gigabytes; this network has more "
                            "weights than that."));
  onnx__model_proto__free_unpacked (model, &allocator);
  return bytes != NULL ? g_bytes_new_take (bytes, size) : NULL;
}

static gboolean
render_onnx (const GradusModelExport *self,
             const char              *stem,
             GBytes                  *parts[],
             GError                 **error)
{
  g_autoptr (GradusModel) model =
    gradus_model_new (self->file->project->sequential, 0, error);
  g_autoptr (GradusGraph) graph = NULL;

  if (model == NULL || !gradus_model_set_weights (model, self->file->weights, error))
    return FALSE;
  graph = gradus_model_lower (model, self->takes_bytes ? BYTE_RANGE : 1, error);
  if (graph != NULL)
    parts[0] = gradus_graph_to_onnx (graph, error);
  return parts[0] != NULL;
}

/**
 * gradus_onnx_format:
 *
 * The trained network as ONNX, for ONNX Runtime, OpenCV and many others. Its input is
 * called `input` and has Keras's shape (N, …, channels); with `takes_bytes` it takes
 * numbers from 0 to 255, still as float, and divides them by 255 itself.
 */
const GradusModelFormat gradus_onnx_format = {
  .id = "onnx",
  .title = N_ ("ONNX model"),
  .summary = N_ ("ONNX Runtime, OpenCV and many other programs run it."),
  .endings = { ".onnx" },
  .mime_type = "application/octet-stream",
  .needs_weights = TRUE,
  .can_take_bytes = TRUE,
  .render = render_onnx,
};
