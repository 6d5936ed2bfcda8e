/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/projector-work-private.h"

#include <math.h>
#include <string.h>

#include "engine/separability.h"

/* Samples that go through the network together. */
#define CHUNK 64
/* Numbers of all samples after all layers that are kept: 384 MB. Fewer samples are shown
 * of a network that would need more. */
#define MOST_NUMBERS (96 << 20)
/* A fit of every sample by every sample needs their square. */
#define FIT_MOST 1500

/* --- Samples through the network --- */

static GradusShape
get_output (GradusProjectorWork *self, int layer)
{
  GradusShape shape = { 0 };

  gradus_plan_get_output (self->plan, layer, &shape);
  return shape;
}

void
gradus_projector_work_set_plan (GradusProjectorWork *self)
{
  GradusPlan *plan = self->request->plan;

  if (self->plan == plan)
    return;
  gradus_projector_work_forget_panels (self);
  g_clear_pointer (&self->model, gradus_model_free);
  g_clear_pointer (&self->weights, g_ptr_array_unref);
  g_clear_pointer (&self->plan, gradus_plan_unref);
  self->plan = gradus_plan_ref (plan);
  self->model = gradus_model_new (gradus_plan_get_sequential (plan), 1, NULL);
  self->n_panels = gradus_plan_get_n_layers (plan) + 1;
  self->panels = g_new0 (GradusProjectorPanel, self->n_panels);
  for (guint i = 0; i < self->n_panels; i++)
    {
      GradusShape shape = get_output (self, (int) i - 1);

      self->panels[i].layer = (int) i - 1;
      self->panels[i].d = gradus_shape_size (&shape);
      self->panels[i].score = self->panels[i].ratio = NAN;
    }
}

void
gradus_projector_work_choose_panels (GradusProjectorWork *self)
{
  for (guint i = 0; i < self->n_panels; i++)
    {
      GradusProjectorPanel  *panel = &self->panels[i];
      const GradusLayerPlan *layer =
        i > 0 ? gradus_plan_get_layer (self->plan, i - 1) : NULL;

      panel->is_shown = i == 0 || i + 1 == self->n_panels ||
                        !self->request->only_with_weights ||
                        (layer != NULL && layer->n_weights > 0);
      if (!panel->is_shown)
        gradus_projector_work_forget_maps (panel);
    }
}

void
gradus_projector_work_choose_points (GradusProjectorWork *self)
{
  gsize n_numbers = 0;
  guint n_most;

  for (guint i = 0; i < self->n_panels; i++)
    n_numbers += self->panels[i].is_shown ? self->panels[i].d : 0;
  n_most = (guint) MIN (self->request->n_points, MOST_NUMBERS / MAX (n_numbers, 1));
  if (self->data == self->request->data && self->n_wanted == n_most)
    return;
  for (guint i = 0; i < self->n_panels; i++)
    {
      gradus_projector_work_forget_maps (&self->panels[i]);
      for (guint j = 0; j < GRADUS_PROJECTOR_N_METHODS; j++)
        g_clear_pointer (&self->panels[i].layouts[j], g_free);
    }
  g_clear_pointer (&self->guesses, g_free);
  g_clear_pointer (&self->points, gradus_projection_points_unref);
  g_clear_pointer (&self->data, gradus_dataset_unref);
  self->data = gradus_dataset_ref (self->request->data);
  self->n_wanted = n_most;
  self->points = gradus_projection_points_new (self->data, n_most);
}

/* FALSE if the weights do not fit. */
gboolean
gradus_projector_work_set_weights (GradusProjectorWork *self)
{
  if (self->weights == self->request->weights)
    return TRUE;
  g_clear_pointer (&self->weights, g_ptr_array_unref);
  for (guint i = 1; i < self->n_panels; i++)
    gradus_projector_work_forget_maps (&self->panels[i]);
  if (!gradus_model_set_weights (self->model, self->request->weights, NULL))
    return FALSE;
  self->weights = g_ptr_array_ref (self->request->weights);
  return TRUE;
}

static void
take_guesses (GradusProjectorWork *self, gsize first, gsize n, const GradusTensor *output)
{
  guint n_classes = self->points->n_classes;
  gsize size = output->size / n;

  if (self->points->classes == NULL ||
      !(size == n_classes || (size == 1 && n_classes == 2)))
    return;
  if (self->guesses == NULL)
    self->guesses = g_new0 (guint8, self->points->n);
  for (gsize i = 0; i < n; i++)
    {
      const float *y = output->data + i * size;
      guint8       best = size == 1 ? y[0] > 0.5f : 0;

      for (gsize j = 1; j < size; j++)
        if (y[j] > y[best])
          best = (guint8) j;
      self->guesses[first + i] = best;
    }
}

static void
forward_chunk (GradusProjectorWork *self,
               gsize                first,
               gsize                n,
               float               *x,
               const gboolean      *wanted)
{
  g_autoptr (GPtrArray) outputs = NULL;

  gradus_dataset_gather (self->data, self->points->samples + first, n, x);
  if (wanted[0])
    memcpy (self->panels[0].x + first * self->panels[0].d, x,
            n * self->panels[0].d * sizeof (float));
  outputs = gradus_model_get_activations (self->model, n, x);
  for (guint i = 0; i < outputs->len; i++)
    {
      const GradusTensor   *output = outputs->pdata[i];
      GradusProjectorPanel *panel = &self->panels[i + 1];

      if (wanted[i + 1])
        memcpy (panel->x + first * panel->d, output->data, n * panel->d * sizeof (float));
      if (i + 1 == outputs->len)
        take_guesses (self, first, n, output);
    }
}

/* Fills x of every shown panel that has none. FALSE if it was told to stop. */
gboolean
gradus_projector_work_forward (GradusProjectorWork *self)
{
  g_autofree gboolean *wanted = g_new0 (gboolean, self->n_panels);
  g_autofree float    *x = g_new (float, CHUNK * self->panels[0].d);
  gboolean             is_needed = FALSE, goes_on = TRUE;

  for (guint i = 0; i < self->n_panels; i++)
    {
      GradusProjectorPanel *panel = &self->panels[i];

      wanted[i] = panel->is_shown && panel->x == NULL;
      if (wanted[i])
        panel->x = g_new (float, MAX (self->points->n * panel->d, 1));
      is_needed |= wanted[i];
    }
  for (gsize first = 0; first < self->points->n && is_needed && goes_on; first += CHUNK)
    {
      forward_chunk (self, first, MIN (CHUNK, self->points->n - first), x, wanted);
      goes_on = gradus_projector_work_breathe (self);
    }
  for (guint i = 0; i < self->n_panels && !goes_on; i++)
    if (wanted[i])
      g_clear_pointer (&self->panels[i].x, g_free);
  return goes_on;
}

static double
measure (GradusProjectorWork *self, const GradusProjectorPanel *panel)
{
  const GradusProjectionPoints *points = self->points;

  if (points->classes != NULL)
    return gradus_separability_nearest_center (points->n, panel->d, panel->x,
                                               points->classes, points->n_classes);
  if (points->values != NULL)
    return gradus_separability_linear_fit (MIN (points->n, FIT_MOST), panel->d, panel->x,
                                           1, points->values);
  return NAN;
}

gboolean
gradus_projector_work_measure_all (GradusProjectorWork *self)
{
  gboolean goes_on = TRUE;

  for (guint i = 0; i < self->n_panels && goes_on; i++)
    if (self->panels[i].is_shown && isnan (self->panels[i].score))
      {
        self->panels[i].score = measure (self, &self->panels[i]);
        goes_on = gradus_projector_work_breathe (self);
      }
  return goes_on;
}

/* --- The probe --- */

/* The nearest points say where the probe lies; one that is the probe itself says it
 * alone. */
static void
place_probe (GradusProjectorWork *self, GradusProjectorPanel *panel, const float *probe)
{
  double nearest[GRADUS_PROJECTOR_N_NEAR], sum = 0;

  panel->n_near = 0;
  for (guint32 i = 0; i < self->points->n; i++)
    {
      const float *x = panel->x + i * panel->d;
      double       square = 0;
      guint        at;

      for (gsize j = 0; j < panel->d; j++)
        square += (double) ((x[j] - probe[j]) * (x[j] - probe[j]));
      if (panel->n_near == GRADUS_PROJECTOR_N_NEAR &&
          !(square < nearest[GRADUS_PROJECTOR_N_NEAR - 1]))
        continue;
      at = panel->n_near < GRADUS_PROJECTOR_N_NEAR ? panel->n_near++
                                                   : GRADUS_PROJECTOR_N_NEAR - 1;
      for (; at > 0 && nearest[at - 1] > square; at--)
        {
          nearest[at] = nearest[at - 1];
          panel->near[at] = panel->near[at - 1];
        }
      nearest[at] = square;
      panel->near[at] = i;
    }
  if (panel->n_near > 0 && nearest[0] < 1e-9)
    panel->n_near = 1;
  for (guint i = 0; i < panel->n_near; i++)
    sum += panel->weights[i] = 1 / (nearest[i] + 1e-12);
  for (guint i = 0; i < panel->n_near; i++)
    panel->weights[i] /= sum;
}

gboolean
gradus_projector_work_place_probes (GradusProjectorWork *self)
{
  GradusTensor         *probe = self->request->probe;
  g_autoptr (GPtrArray) outputs = NULL;
  gboolean              goes_on = TRUE;

  if (probe == NULL || probe->size != self->panels[0].d)
    return TRUE;
  outputs = gradus_model_get_activations (self->model, 1, probe->data);
  for (guint i = 0; i < self->n_panels && goes_on; i++)
    {
      GradusProjectorPanel *panel = &self->panels[i];

      if (!panel->is_shown || panel->x == NULL)
        continue;
      place_probe (self, panel,
                   i == 0 ? probe->data : ((GradusTensor *) outputs->pdata[i - 1])->data);
      goes_on = gradus_projector_work_breathe (self);
    }
  return goes_on;
}
