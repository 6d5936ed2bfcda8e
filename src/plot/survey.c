/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/survey.h"

#include "engine/confusion.h"

/* Dots that can be told apart. */
#define N_MOST 2000
#define N_CELLS 120
#define N_CURVE 240

GradusSurvey *
gradus_survey_ref (GradusSurvey *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
gradus_survey_unref (GradusSurvey *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  gradus_dataset_unref (self->data);
  g_free (self->inputs);
  g_free (self->classes);
  g_free (self->answered);
  g_free (self->truths);
  g_free (self->answers);
  g_clear_pointer (&self->map, gradus_plane_map_free);
  g_clear_pointer (&self->bent, gradus_bent_grid_free);
  g_free (self->bent_points);
  g_free (self->curve_x);
  g_free (self->curve_y);
  g_free (self);
}

/**
 * gradus_survey_choose_kind:
 * @data: samples
 *
 * Returns: what can be shown of a network that learns from them
 */
GradusSurveyKind
gradus_survey_choose_kind (const GradusDataset *data)
{
  gsize size = gradus_shape_size (gradus_dataset_get_shape (data));
  guint n_classes = gradus_dataset_get_n_classes (data);

  if (n_classes >= 2)
    return size == 2 ? GRADUS_SURVEY_PLANE : GRADUS_SURVEY_NONE;
  if (gradus_dataset_get_target_columns (data, GRADUS_TARGET_VALUES, 1, 1) != 1)
    return GRADUS_SURVEY_NONE;
  return size == 1 ? GRADUS_SURVEY_CURVE : GRADUS_SURVEY_NUMBERS;
}

static void
take_inputs (GradusSurvey *self, gsize size)
{
  self->inputs = g_new (float, self->n *size);
  for (gsize i = 0; i < self->n; i++)
    gradus_dataset_get_sample (self->data, (guint) i, self->inputs + i * size);
}

/* --- Plane --- */

static gboolean
take_answers (GradusSurvey *self, GradusModel *model)
{
  g_autoptr (GradusConfusion) confusion =
    gradus_confusion_new (model, self->data, (guint) self->n);

  if (confusion == NULL)
    return FALSE;
  self->n_right = confusion->n_right;
  self->answered = g_steal_pointer (&confusion->answers);
  self->classes = g_new (guint8, self->n);
  for (gsize i = 0; i < self->n; i++)
    self->classes[i] = (guint8) gradus_dataset_get_label (self->data, (guint) i);
  return TRUE;
}

/* The points in the coordinates of the layer that bends the grid. */
static void
bend (GradusSurvey *self, GradusModel *model, const GradusPlaneMap *map)
{
  int layer = gradus_bent_grid_find_layer (gradus_model_get_plan (model));
  g_autoptr (GPtrArray) outputs = NULL;

  if (layer < 0)
    return;
  self->bent = gradus_bent_grid_new (model, (guint) layer, map->left, map->right,
                                     map->bottom, map->top);
  outputs = gradus_model_get_activations (model, self->n, self->inputs);
  self->bent_points = g_memdup2 (((GradusTensor *) outputs->pdata[layer])->data,
                                 self->n * 2 * sizeof (float));
}

static gboolean
survey_plane (GradusSurvey *self, GradusModel *model, GCancellable *cancellable)
{
  double left, right, bottom, top, middle, half;

  take_inputs (self, 2);
  if (!take_answers (self, model))
    return FALSE;
  gradus_axes_cover (&left, &right, self->inputs, self->n, 2);
  gradus_axes_cover (&bottom, &top, self->inputs + 1, self->n, 2);
  /* One unit is equally long in both directions. */
  half = MAX (right - left, top - bottom) / 2;
  middle = (left + right) / 2;
  left = middle - half, right = middle + half;
  middle = (bottom + top) / 2;
  bottom = middle - half, top = middle + half;
  self->map = gradus_plane_map_new (N_CELLS, left, right, bottom, top,
                                    gradus_dataset_get_n_classes (self->data));
  for (guint row = 0; row < N_CELLS && !g_cancellable_is_cancelled (cancellable); row++)
    gradus_plane_map_run_row (self->map, model, row);
  bend (self, model, self->map);
  return TRUE;
}

/* --- Numbers --- */

static void
take_numbers (GradusSurvey *self, GradusModel *model, gsize size)
{
  g_autofree guint32 *indices = g_new (guint32, self->n);

  for (gsize i = 0; i < self->n; i++)
    indices[i] = (guint32) i;
  self->truths = g_new (float, self->n);
  self->answers = g_new (float, self->n);
  gradus_dataset_gather_targets (self->data, indices, self->n, GRADUS_TARGET_VALUES, 1,
                                 self->truths);
  take_inputs (self, size);
  gradus_model_predict (model, self->n, self->inputs, self->answers);
}

static void
follow_curve (GradusSurvey *self, GradusModel *model)
{
  double from, to;

  gradus_axes_cover (&from, &to, self->inputs, self->n, 1);
  self->n_steps = N_CURVE;
  self->curve_x = g_new (float, N_CURVE);
  self->curve_y = g_new (float, N_CURVE);
  for (gsize i = 0; i < N_CURVE; i++)
    self->curve_x[i] = (float) (from + (to - from) * (double) i / (N_CURVE - 1));
  gradus_model_predict (model, N_CURVE, self->curve_x, self->curve_y);
}

static gboolean
survey_numbers (GradusSurvey *self, GradusModel *model, gsize size, gsize n_out)
{
  if (n_out != 1)
    return FALSE;
  take_numbers (self, model, size);
  if (self->kind == GRADUS_SURVEY_CURVE)
    follow_curve (self, model);
  return TRUE;
}

/**
 * gradus_survey_new:
 * @model: a network
 * @data: samples of few numbers
 * @cancellable: (nullable): stops it early, with a survey that is of no use
 *
 * Asks a network for all samples and for what lies between them.
 *
 * Threads: any, as long as it has the model for itself
 *
 * Returns: (transfer full) (nullable): the answers; %NULL where network and data do not
 *   match or are nothing that a plot could show
 */
GradusSurvey *
gradus_survey_new (GradusModel *model, GradusDataset *data, GCancellable *cancellable)
{
  g_autoptr (GradusSurvey) self = g_new0 (GradusSurvey, 1);
  GradusPlan              *plan = gradus_model_get_plan (model);
  gsize                    size = gradus_shape_size (gradus_dataset_get_shape (data));
  GradusShape              input, output;
  gboolean                 is_done = FALSE;

  self->ref_count = 1;
  self->data = gradus_dataset_ref (data);
  self->kind = gradus_survey_choose_kind (data);
  self->n = MIN (gradus_dataset_get_n_samples (data), N_MOST);
  gradus_plan_get_output (plan, -1, &input);
  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output);
  if (self->n == 0 || gradus_shape_size (&input) != size)
    return NULL;
  if (self->kind == GRADUS_SURVEY_PLANE)
    is_done = survey_plane (self, model, cancellable);
  else if (self->kind != GRADUS_SURVEY_NONE)
    is_done = survey_numbers (self, model, size, gradus_shape_size (&output));
  return is_done ? g_steal_pointer (&self) : NULL;
}

gboolean
gradus_survey_get_plane (const GradusSurvey *self, GradusPlane *plane)
{
  if (self->map == NULL)
    return FALSE;
  *plane = (GradusPlane){ .map = self->map,
                          .left = self->map->left,
                          .right = self->map->right,
                          .bottom = self->map->bottom,
                          .top = self->map->top,
                          .n_classes = self->map->n_classes,
                          .n_points = self->n,
                          .points = self->inputs,
                          .classes = self->classes,
                          .answers = self->answered };
  return TRUE;
}
