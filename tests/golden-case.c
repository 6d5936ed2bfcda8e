/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden-case.h"

#include "io/keras-json.h"

#include <math.h>

static double
read_number (JsonNode *node)
{
  const char *text;

  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return json_node_get_double (node);
  text = json_node_get_string (node);
  return text[0] == '-'   ? (double) -INFINITY
         : text[0] == 'i' ? (double) INFINITY
                          : (double) NAN;
}

/**
 * golden_tensor_read_node:
 * @node: (nullable): a tensor of a fixture
 *
 * Returns: (transfer full) (nullable): the tensor, %NULL for null
 */
GoldenTensor *
golden_tensor_read_node (JsonNode *node)
{
  GoldenTensor *tensor;
  JsonObject   *object;
  JsonArray    *shape, *data;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  shape = json_object_get_array_member (object, "shape");
  data = json_object_get_array_member (object, "data");
  tensor = g_new0 (GoldenTensor, 1);
  tensor->shape.rank = json_array_get_length (shape);
  g_assert (tensor->shape.rank <= GRADUS_MAX_RANK);
  for (guint i = 0; i < tensor->shape.rank; i++)
    tensor->shape.dims[i] = json_array_get_int_element (shape, i);
  tensor->size = json_array_get_length (data);
  g_assert (tensor->size == gradus_shape_size (&tensor->shape));
  tensor->data = g_new (float, tensor->size);
  for (guint i = 0; i < tensor->size; i++)
    tensor->data[i] = (float) read_number (json_array_get_element (data, i));
  return tensor;
}

GoldenTensor *
golden_tensor_read (JsonObject *parent, const char *name)
{
  return golden_tensor_read_node (json_object_get_member (parent, name));
}

void
golden_tensor_free (GoldenTensor *tensor)
{
  if (tensor == NULL)
    return;
  g_free (tensor->data);
  g_free (tensor);
}

static void
settle (GoldenCase *self, GoldenOutcome outcome, const char *reason)
{
  if (self->outcome != GOLDEN_OK)
    return;
  self->outcome = outcome;
  self->reason = g_strdup (reason);
}

void
golden_fail (GoldenCase *self, const char *reason)
{
  settle (self, GOLDEN_FAIL, reason);
}

void
golden_unsupported (GoldenCase *self, const char *reason)
{
  settle (self, GOLDEN_UNSUPPORTED, reason);
}

/* The worst of @n differences: @error for the report, the return value against what is
 * allowed, above 1 for a failure. */
static double
measure (const double *want, const float *got, gsize n, double relative, double *error)
{
  double worst = 0;

  *error = 0;
  for (gsize i = 0; i < n; i++)
    {
      double difference = fabs ((double) got[i] - want[i]);

      /* Equal infinities differ by NaN. */
      if ((double) got[i] == want[i] || (isnan (want[i]) && isnan (got[i])))
        continue;
      if (isnan (difference))
        difference = INFINITY;
      *error = MAX (*error, difference / (1 + fabs (want[i])));
      worst = MAX (worst, difference / (1e-5 + relative * fabs (want[i])));
    }
  return worst;
}

static double *
read_doubles (JsonNode *node, gsize *n)
{
  JsonArray *data;
  double    *numbers;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      *n = 1;
      numbers = g_new (double, 1);
      numbers[0] = read_number (node);
      return numbers;
    }
  data = json_object_get_array_member (json_node_get_object (node), "data");
  *n = json_array_get_length (data);
  numbers = g_new (double, *n);
  for (guint i = 0; i < *n; i++)
    numbers[i] = read_number (json_array_get_element (data, i));
  return numbers;
}

void
golden_compare_either (GoldenCase  *self,
                       const char  *what,
                       JsonNode    *want64,
                       JsonNode    *want32,
                       const float *got,
                       gsize        n,
                       double       relative)
{
  JsonNode *wants[] = { want64, want32 };
  double    best = INFINITY;
  double    best_error = INFINITY;

  for (guint i = 0; i < G_N_ELEMENTS (wants); i++)
    {
      gsize              n_want;
      double             worst, error;
      g_autofree double *want = NULL;

      if (wants[i] == NULL || JSON_NODE_HOLDS_NULL (wants[i]))
        continue;
      want = read_doubles (wants[i], &n_want);
      if (n_want != n)
        {
          golden_fail (self, what);
          return;
        }
      worst = measure (want, got, n, relative, &error);
      if (worst < best)
        {
          best = worst;
          best_error = error;
        }
    }
  self->max_error = MAX (self->max_error, best_error);
  if (best > 1)
    golden_fail (self, what);
}

void
golden_compare (GoldenCase  *self,
                const char  *what,
                JsonNode    *want,
                const float *got,
                gsize        n,
                double       relative)
{
  golden_compare_either (self, what, want, NULL, got, n, relative);
}

void
golden_compare_number (GoldenCase *self,
                       const char *what,
                       double      want,
                       double      got,
                       double      relative)
{
  double error = fabs (got - want);

  self->max_error = MAX (self->max_error, error / (1 + fabs (want)));
  if (!(error <= 1e-5 + relative * fabs (want)))
    golden_fail (self, what);
}

GradusConfig *
golden_read_config (GoldenCase *self, GradusFamily family, const char *name)
{
  g_autoptr (GError) error = NULL;
  GradusConfig      *config =
    gradus_config_from_json (family, json_object_get_member (self->root, name), &error);

  if (config == NULL)
    golden_unsupported (self, error->message);
  return config;
}
