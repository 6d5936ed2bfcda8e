/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/plane-map.h"

#define N_LINES 17
#define N_STEPS 65

/**
 * gradus_plane_map_new:
 * @n: cells along each side
 * @left: smallest first input
 * @right: largest first input
 * @bottom: smallest second input
 * @top: largest second input
 * @n_classes: classes that can be answered
 *
 * Returns: (transfer full): an empty map
 */
GradusPlaneMap *
gradus_plane_map_new (guint  n,
                      double left,
                      double right,
                      double bottom,
                      double top,
                      guint  n_classes)
{
  GradusPlaneMap *self = g_new0 (GradusPlaneMap, 1);
  gsize           n_cells = (gsize) n * n;

  *self = (GradusPlaneMap){ n, left, right, bottom, top, n_classes };
  self->answers = g_new0 (guint8, n_cells);
  self->confidences = g_new0 (float, n_cells);
  self->field = g_new0 (float, n_cells);
  return self;
}

void
gradus_plane_map_free (GradusPlaneMap *self)
{
  g_free (self->answers);
  g_free (self->confidences);
  g_free (self->field);
  g_free (self);
}

static gsize
get_output_size (GradusModel *model)
{
  GradusPlan *plan = gradus_model_get_plan (model);
  GradusShape output;

  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output);
  return gradus_shape_size (&output);
}

static void
take_answer (GradusPlaneMap *self, gsize at, const float *y, gsize n_out)
{
  gsize best = 0;

  if (n_out == 1)
    {
      self->answers[at] = y[0] > 0.5f;
      self->confidences[at] = MAX (y[0], 1 - y[0]);
      self->field[at] = y[0];
      return;
    }
  for (gsize i = 1; i < n_out; i++)
    if (y[i] > y[best])
      best = i;
  self->answers[at] = (guint8) MIN (best, 255);
  self->confidences[at] = y[best];
  self->field[at] = n_out == 2 ? y[1] : y[best];
}

/**
 * gradus_plane_map_run_row:
 * @self: a map
 * @model: a network of two inputs
 * @row: which row of the map
 *
 * Asks the network in the middle of each cell of a row.
 */
void
gradus_plane_map_run_row (GradusPlaneMap *self, GradusModel *model, guint row)
{
  gsize             n_out = get_output_size (model);
  g_autofree float *x = g_new (float, 2 * self->n);
  g_autofree float *y = g_new (float, self->n *n_out);

  for (guint i = 0; i < self->n; i++)
    {
      x[2 * i] = (float) (self->left + (i + 0.5) / self->n * (self->right - self->left));
      x[2 * i + 1] =
        (float) (self->top - (row + 0.5) / self->n * (self->top - self->bottom));
    }
  gradus_model_predict (model, self->n, x, y);
  for (guint i = 0; i < self->n; i++)
    take_answer (self, (gsize) row * self->n + i, y + i * n_out, n_out);
}

/**
 * gradus_bent_grid_find_layer:
 * @plan: of a network
 *
 * Returns: the last layer before the output that hands on two numbers and is not the
 *   input itself, or -1
 */
int
gradus_bent_grid_find_layer (GradusPlan *plan)
{
  guint    n_layers = gradus_plan_get_n_layers (plan);
  int      found = -1;
  gboolean has_learned = FALSE;

  for (guint i = 0; i + 1 < n_layers; i++)
    {
      const GradusLayerPlan *layer = gradus_plan_get_layer (plan, i);

      has_learned = has_learned || layer->n_weights > 0;
      if (has_learned && gradus_shape_size (&layer->output) == 2)
        found = (int) i;
    }
  return found;
}

/**
 * gradus_bent_grid_new:
 * @model: a network of two inputs
 * @layer: one with two units
 * @left: smallest first input
 * @right: largest first input
 * @bottom: smallest second input
 * @top: largest second input
 *
 * Takes the lines of the coordinate grid through the network up to a layer.
 *
 * Returns: (transfer full): where they come to lie
 */
GradusBentGrid *
gradus_bent_grid_new (GradusModel *model,
                      guint        layer,
                      double       left,
                      double       right,
                      double       bottom,
                      double       top)
{
  GradusBentGrid       *self = g_new0 (GradusBentGrid, 1);
  gsize                 n = 2 * N_LINES * N_STEPS;
  g_autofree float     *x = g_new (float, 2 * n);
  g_autoptr (GPtrArray) outputs = NULL;

  for (gsize i = 0; i < n; i++)
    {
      gboolean is_level = i >= n / 2;
      double   line = (double) (i / N_STEPS % N_LINES) / (N_LINES - 1);
      double   step = (double) (i % N_STEPS) / (N_STEPS - 1);

      x[2 * i] = (float) (left + (is_level ? step : line) * (right - left));
      x[2 * i + 1] = (float) (bottom + (is_level ? line : step) * (top - bottom));
    }
  outputs = gradus_model_get_activations (model, n, x);
  self->layer = layer;
  self->n_lines = N_LINES;
  self->n_steps = N_STEPS;
  self->places =
    g_memdup2 (((GradusTensor *) outputs->pdata[layer])->data, 2 * n * sizeof (float));
  return self;
}

void
gradus_bent_grid_free (GradusBentGrid *self)
{
  g_free (self->places);
  g_free (self);
}
