/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden-case.h"

#include "engine/parts.h"
#include "engine/projection.h"

#include <math.h>
#include <string.h>

static JsonNode *
get_node (GoldenCase *self, const char *precision, const char *name)
{
  return json_object_get_member (json_object_get_object_member (self->root, precision),
                                 name);
}

/* --- losses --- */

/* How the loss of a row counts: Keras's reduction. */
static void
make_row_scales (const GradusConfig *loss,
                 const GoldenTensor *sample_weight,
                 gsize               n_rows,
                 float              *scales)
{
  const char *reduction = gradus_config_get_choice (loss, "reduction");
  double      total = 0;
  double      divisor;

  for (gsize i = 0; i < n_rows; i++)
    {
      /* A sample's weight counts for all of its rows. */
      scales[i] = sample_weight == NULL
                    ? 1.0f
                    : sample_weight->data[i * sample_weight->size / n_rows];
      total += (double) scales[i];
    }
  divisor = strcmp (reduction, "sum") == 0                       ? 1
            : strcmp (reduction, "mean_with_sample_weight") == 0 ? total
                                                                 : (double) n_rows;
  for (gsize i = 0; i < n_rows; i++)
    scales[i] = (float) ((double) scales[i] / divisor);
}

/* Keras forgets to write some parameters; these are what the fixtures were made with. */
static gboolean
set_unwritten (GoldenCase *self, GradusConfig *config)
{
  const char *name = json_object_get_string_member (self->root, "name");

  if (strcmp (name, "huber_delta") == 0)
    return gradus_config_set_float (config, "delta", 0.5, NULL);
  if (strcmp (name, "cosine_similarity_axis1") == 0)
    golden_unsupported (self, "axis 1");
  return self->outcome == GOLDEN_OK;
}

void
golden_check_loss (GoldenCase *self)
{
  g_autoptr (GradusConfig) config = golden_read_config (self, GRADUS_FAMILY_LOSS, "loss");
  g_autoptr (GoldenTensor) y_true = golden_tensor_read (self->root, "y_true");
  g_autoptr (GoldenTensor) y_pred = golden_tensor_read (self->root, "y_pred");
  g_autoptr (GoldenTensor) weight = golden_tensor_read (self->root, "sample_weight");
  gsize                    n_columns =
    y_pred->shape.rank == 1 ? y_pred->size : (gsize) gradus_shape_last (&y_pred->shape);
  gsize                 n_rows = y_pred->size / n_columns;
  double                value = 0;
  g_autofree float     *row_loss = g_new (float, n_rows);
  g_autofree float     *scales = g_new (float, n_rows);
  g_autofree float     *dy_pred = g_new (float, y_pred->size);
  const GradusLossKind *kind;

  if (config == NULL || !set_unwritten (self, config))
    return;
  kind = (const GradusLossKind *) gradus_config_get_kind (config);
  make_row_scales (config, weight, n_rows, scales);
  kind->forward (config, n_rows, n_columns, y_true->data, y_pred->data, row_loss);
  kind->backward (config, n_rows, n_columns, y_true->data, y_pred->data, scales, dy_pred);
  for (gsize i = 0; i < n_rows; i++)
    value += (double) row_loss[i] * (double) scales[i];
  golden_compare_either (self, "value", get_node (self, "float64", "value"),
                         get_node (self, "float32", "value"), &(float){ (float) value },
                         1, GOLDEN_VALUE);
  if (weight == NULL && !JSON_NODE_HOLDS_NULL (get_node (self, "float64", "per_sample")))
    golden_compare_either (self, "per_sample", get_node (self, "float64", "per_sample"),
                           get_node (self, "float32", "per_sample"), row_loss, n_rows,
                           GOLDEN_VALUE);
  if (!JSON_NODE_HOLDS_NULL (get_node (self, "float64", "grad_y_pred")))
    golden_compare_either (self, "grad_y_pred", get_node (self, "float64", "grad_y_pred"),
                           get_node (self, "float32", "grad_y_pred"), dy_pred,
                           y_pred->size, GOLDEN_GRADIENT);
}

/* --- metrics --- */

static void
update_metric (const GradusConfig *config, JsonObject *update, double *state)
{
  const GradusMetricKind *kind =
    (const GradusMetricKind *) gradus_config_get_kind (config);
  g_autoptr (GoldenTensor) y_true = golden_tensor_read (update, "y_true");
  g_autoptr (GoldenTensor) y_pred = golden_tensor_read (update, "y_pred");
  g_autoptr (GoldenTensor) weight = golden_tensor_read (update, "sample_weight");
  gsize                    n_columns =
    y_pred->shape.rank == 1 ? 1 : (gsize) gradus_shape_last (&y_pred->shape);

  kind->update (config, y_pred->size / n_columns, n_columns, y_true->data, y_pred->data,
                weight != NULL ? weight->data : NULL, state);
}

static gsize
get_metric_width (JsonArray *updates)
{
  g_autoptr (GoldenTensor) y_pred =
    golden_tensor_read (json_array_get_object_element (updates, 0), "y_pred");

  return y_pred->shape.rank == 1 ? 1 : (gsize) gradus_shape_last (&y_pred->shape);
}

void
golden_check_metric (GoldenCase *self)
{
  g_autoptr (GradusConfig) config =
    golden_read_config (self, GRADUS_FAMILY_METRIC, "metric");
  JsonArray *updates = json_object_get_array_member (self->root, "updates");
  JsonArray *want64 =
    json_object_get_array_member (self->root, "result_after_update_float64");
  JsonArray *want32 =
    json_object_get_array_member (self->root, "result_after_update_float32");
  gsize                   n_columns = get_metric_width (updates);
  g_autofree double      *state = NULL;
  gsize                   n_results;
  const GradusMetricKind *kind;

  if (config == NULL)
    return;
  kind = (const GradusMetricKind *) gradus_config_get_kind (config);
  n_results = gradus_metric_get_n_results (config, n_columns);
  state = g_new0 (double, kind->n_state (config, n_columns));
  for (guint i = 0; i < json_array_get_length (updates); i++)
    {
      double results[GRADUS_MAX_RESULTS];
      float  got[GRADUS_MAX_RESULTS];

      update_metric (config, json_array_get_object_element (updates, i), state);
      kind->result (config, n_columns, state, results);
      for (gsize j = 0; j < n_results; j++)
        got[j] = (float) results[j];
      golden_compare_either (self, "result", json_array_get_element (want64, i),
                             json_array_get_element (want32, i), got, n_results,
                             GOLDEN_VALUE);
    }
}

/* --- regularizers and constraints --- */

void
golden_check_regularizer (GoldenCase *self)
{
  g_autoptr (GradusConfig) config =
    golden_read_config (self, GRADUS_FAMILY_REGULARIZER, "regularizer");
  g_autoptr (GoldenTensor)     x = golden_tensor_read (self->root, "x");
  g_autofree float            *gradient = g_new0 (float, x->size);
  const GradusRegularizerKind *kind;
  float                        value;

  if (config == NULL)
    return;
  kind = (const GradusRegularizerKind *) gradus_config_get_kind (config);
  value = (float) kind->value (config, &x->shape, x->data);
  kind->add_gradient (config, &x->shape, x->data, gradient);
  golden_compare (self, "value", get_node (self, "float64", "value"), &value, 1,
                  GOLDEN_VALUE);
  golden_compare (self, "grad", get_node (self, "float64", "grad"), gradient, x->size,
                  GOLDEN_GRADIENT);
}

void
golden_check_constraint (GoldenCase *self)
{
  g_autoptr (GradusConfig) config =
    golden_read_config (self, GRADUS_FAMILY_CONSTRAINT, "constraint");
  g_autoptr (GoldenTensor) x = golden_tensor_read (self->root, "x");

  if (config == NULL)
    return;
  ((const GradusConstraintKind *) gradus_config_get_kind (config))
    ->project (config, &x->shape, x->data);
  golden_compare_either (self, "projection",
                         json_object_get_member (self->root, "float64"),
                         json_object_get_member (self->root, "float32"), x->data, x->size,
                         GOLDEN_VALUE);
}

/* --- initializers --- */

static GradusShape
read_shape (JsonObject *object)
{
  JsonArray  *list = json_object_get_array_member (object, "shape");
  GradusShape shape = { .rank = json_array_get_length (list) };

  for (guint i = 0; i < shape.rank; i++)
    shape.dims[i] = json_array_get_int_element (list, i);
  return shape;
}

static float *
draw (const GradusConfig *config, const GradusShape *shape, GradusRandom *random)
{
  float *data = g_new (float, gradus_shape_size (shape));

  ((const GradusInitializerKind *) gradus_config_get_kind (config))
    ->fill (config, shape, random, data);
  return data;
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a;
  float y = *(const float *) b;

  return (x > y) - (x < y);
}

/* Our stream is not Keras's, so distributions are compared, not draws: the standard
 * deviation within 1 %, mean and quantiles within 2 % of it, and no draw outside the
 * range that Keras's draws had by more than 2 % (normal draws have no range). */
static void
compare_statistics (GoldenCase *self, JsonObject *want, const float *sorted, gsize n)
{
  static const double places[] = { 0.05, 0.25, 0.5, 0.75, 0.95 };
  JsonArray *quantiles = json_object_get_array_member (want, "quantiles_05_25_50_75_95");
  double     std = json_object_get_double_member (want, "std");
  double     slack = 0.02 * std + 1e-6;
  double     mean = 0;
  double     variance = 0;

  for (gsize i = 0; i < n; i++)
    mean += (double) sorted[i] / (double) n;
  for (gsize i = 0; i < n; i++)
    variance += pow ((double) sorted[i] - mean, 2) / (double) n;
  self->max_error = MAX (self->max_error, fabs (sqrt (variance) - std) / (1 + std));
  if (fabs (sqrt (variance) - std) > 0.01 * std + 1e-6)
    golden_fail (self, "standard deviation");
  if (fabs (mean - json_object_get_double_member (want, "mean")) > slack)
    golden_fail (self, "mean");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (fabs ((double) sorted[(gsize) (places[i] * (double) n)] -
              json_array_get_double_element (quantiles, i)) > slack)
      golden_fail (self, "quantiles");
}

static void
compare_range (GoldenCase *self, JsonObject *want, const float *sorted, gsize n)
{
  double minimum = json_object_get_double_member (want, "min");
  double maximum = json_object_get_double_member (want, "max");
  double slack = 0.02 * json_object_get_double_member (want, "std") + 1e-6;

  if ((double) sorted[0] < minimum - slack || (double) sorted[n - 1] > maximum + slack)
    golden_fail (self, "range");
}

static gboolean
is_unbounded (const GradusConfig *config)
{
  const char *name = gradus_config_get_kind (config)->name;

  if (strcmp (name, "VarianceScaling") == 0)
    name = gradus_config_get_choice (config, "distribution");
  return strcmp (name, "RandomNormal") == 0 || strcmp (name, "untruncated_normal") == 0;
}

void
golden_check_initializer (GoldenCase *self)
{
  g_autoptr (GradusConfig) config =
    golden_read_config (self, GRADUS_FAMILY_INITIALIZER, "initializer");
  JsonArray   *list = json_object_get_array_member (self->root, "statistics");
  GradusRandom random = gradus_random_init (1, "golden");

  if (config == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject       *want = json_array_get_object_element (list, i);
      GradusShape       shape = read_shape (want);
      gsize             size = gradus_shape_size (&shape);
      gsize             n_draws = 200000 / size + 1;
      g_autofree float *all = g_new (float, n_draws *size);

      for (gsize j = 0; j < n_draws; j++)
        {
          g_autofree float *one = draw (config, &shape, &random);

          memcpy (all + j * size, one, size * sizeof (float));
        }
      qsort (all, n_draws * size, sizeof (float), compare_floats);
      compare_statistics (self, want, all, n_draws * size);
      if (!is_unbounded (config))
        compare_range (self, want, all, n_draws * size);
    }
}

void
golden_check_initializer_exact (GoldenCase *self)
{
  g_autoptr (GradusConfig) config =
    golden_read_config (self, GRADUS_FAMILY_INITIALIZER, "initializer");
  GradusShape  shape = read_shape (self->root);
  GradusRandom random = gradus_random_init (1, "golden");

  if (config == NULL)
    return;
  g_autofree float *data = draw (config, &shape, &random);

  golden_compare (self, "value", json_object_get_member (self->root, "value"), data,
                  gradus_shape_size (&shape), 0);
}

void
golden_check_initializer_orthogonal (GoldenCase *self)
{
  g_autoptr (GradusConfig) config =
    golden_read_config (self, GRADUS_FAMILY_INITIALIZER, "initializer");
  GradusShape shape = read_shape (self->root);
  gboolean    columns =
    strcmp (json_object_get_string_member (self->root, "gram_side"), "columns") == 0;
  gsize             width = (gsize) gradus_shape_last (&shape);
  gsize             height = gradus_shape_size (&shape) / width;
  gsize             n = columns ? width : height;
  GradusRandom      random = gradus_random_init (1, "golden");
  g_autofree float *gram = g_new0 (float, n *n);

  if (config == NULL)
    return;
  g_autofree float *data = draw (config, &shape, &random);

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      for (gsize k = 0; k < (columns ? height : width); k++)
        gram[i * n + j] += columns ? data[k * width + i] * data[k * width + j]
                                   : data[i * width + k] * data[j * width + k];
  golden_compare (self, "gram", json_object_get_member (self->root, "gram_expected"),
                  gram, n * n, GOLDEN_VALUE);
}

/* --- schedules --- */

void
golden_check_schedule (GoldenCase *self)
{
  g_autoptr (GradusConfig) config =
    golden_read_config (self, GRADUS_FAMILY_SCHEDULE, "schedule");
  JsonArray *steps = json_object_get_array_member (self->root, "steps");
  JsonArray *want64 = json_object_get_array_member (self->root, "float64");
  JsonArray *want32 = json_object_get_array_member (self->root, "float32");

  for (guint i = 0; config != NULL && i < json_array_get_length (steps); i++)
    {
      double got =
        gradus_schedule_get_rate (config,
                                  (guint64) json_array_get_int_element (steps, i));
      double a = json_array_get_double_element (want64, i);
      double b = json_array_get_double_element (want32, i);

      golden_compare_number (self, "rate", fabs (got - a) < fabs (got - b) ? a : b, got,
                             GOLDEN_VALUE);
    }
}

/* --- projections --- */

static void
compare_up_to_sign (GoldenCase  *self,
                    const char  *what,
                    gsize        n_rows,
                    gsize        n_columns,
                    gboolean     by_column,
                    const float *got)
{
  g_autoptr (GoldenTensor) want = golden_tensor_read (self->root, what);
  g_autofree float        *turned = g_new (float, n_rows *n_columns);

  for (gsize i = 0; i < n_rows * n_columns; i++)
    {
      gsize  line = by_column ? i % n_columns : i / n_columns;
      double dot = 0;

      for (gsize j = 0; j < n_rows * n_columns; j++)
        if ((by_column ? j % n_columns : j / n_columns) == line)
          dot += (double) got[j] * (double) want->data[j];
      turned[i] = dot < 0 ? -got[i] : got[i];
    }
  golden_compare (self, what, json_object_get_member (self->root, what), turned,
                  n_rows * n_columns, GOLDEN_GRADIENT);
}

static void
compare_doubles (GoldenCase *self, const char *what, const double *got, gsize n)
{
  g_autofree float *numbers = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    numbers[i] = (float) got[i];
  golden_compare (self, what, json_object_get_member (self->root, what), numbers, n,
                  GOLDEN_GRADIENT);
}

void
golden_check_pca (GoldenCase *self)
{
  g_autoptr (GoldenTensor) x = golden_tensor_read (self->root, "input");
  g_autoptr (GoldenTensor) want =
    golden_tensor_read (self->root, "components_up_to_sign");
  gsize                 n = (gsize) x->shape.dims[0];
  gsize                 d = (gsize) x->shape.dims[1];
  gsize                 k = (gsize) want->shape.dims[0];
  g_autoptr (GradusPca) pca = gradus_pca_new (n, d, x->data, k);
  g_autofree float     *components = g_new (float, k *d);
  g_autofree float     *scores = g_new (float, n *k);

  for (gsize i = 0; i < k * d; i++)
    components[i] = (float) pca->components[i];
  gradus_pca_project (pca, n, x->data, scores);
  compare_doubles (self, "mean", pca->mean, d);
  compare_doubles (self, "explained_variance", pca->variance, k);
  compare_doubles (self, "explained_variance_ratio", pca->ratio, k);
  compare_up_to_sign (self, "components_up_to_sign", k, d, FALSE, components);
  compare_up_to_sign (self, "scores_up_to_sign", n, k, TRUE, scores);
}
