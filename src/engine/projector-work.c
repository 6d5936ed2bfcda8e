/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/projector-work-private.h"

#include <math.h>

#define POOL_LEAST 3000

gboolean
gradus_projector_work_breathe (gpointer user_data)
{
  GradusProjectorWork *self = user_data;

  return self->breathe == NULL || self->breathe (self->user_data);
}

/* --- Life --- */

GradusProjectorWork *
gradus_projector_work_new (GradusProceedFunc       breathe_func,
                           GradusProjectorPostFunc post,
                           gpointer                user_data)
{
  GradusProjectorWork *self = g_new0 (GradusProjectorWork, 1);

  self->breathe = breathe_func;
  self->post = post;
  self->user_data = user_data;
  self->pool = gradus_pool_new (0);
  return self;
}

void
gradus_projector_work_forget_maps (GradusProjectorPanel *panel)
{
  g_clear_pointer (&panel->x, g_free);
  panel->score = panel->ratio = NAN;
  panel->n_near = 0;
  for (guint i = 0; i < GRADUS_PROJECTOR_N_METHODS; i++)
    panel->is_mapped[i] = FALSE;
}

void
gradus_projector_work_forget_panels (GradusProjectorWork *self)
{
  for (guint i = 0; i < self->n_panels; i++)
    {
      gradus_projector_work_forget_maps (&self->panels[i]);
      for (guint j = 0; j < GRADUS_PROJECTOR_N_METHODS; j++)
        g_clear_pointer (&self->panels[i].layouts[j], g_free);
    }
  g_clear_pointer (&self->panels, g_free);
  self->n_panels = 0;
  g_clear_pointer (&self->guesses, g_free);
}

void
gradus_projector_work_free (GradusProjectorWork *self)
{
  gradus_projector_work_forget_panels (self);
  gradus_pool_free (self->pool);
  g_clear_pointer (&self->model, gradus_model_free);
  g_clear_pointer (&self->plan, gradus_plan_unref);
  g_clear_pointer (&self->weights, g_ptr_array_unref);
  g_clear_pointer (&self->points, gradus_projection_points_unref);
  g_clear_pointer (&self->data, gradus_dataset_unref);
  g_free (self);
}

/* Helpers that spin would take processors from training; and where a step takes less than
 * a millisecond, a helper that another program keeps from its processor is waited for
 * longer than it saves. */
GradusPool *
gradus_projector_work_get_pool (GradusProjectorWork *self)
{
  return self->request->is_training || self->points->n < POOL_LEAST ? NULL : self->pool;
}

/* --- Posting --- */

/* Into the square from −1 to 1, as large as goes. */
static float *
fit_square (gsize n, const float *layout, double center[2], double *scale)
{
  float *positions = g_new (float, 2 * n);
  float  least[2] = { INFINITY, INFINITY }, most[2] = { -INFINITY, -INFINITY };

  for (gsize i = 0; i < 2 * n; i++)
    {
      least[i % 2] = MIN (least[i % 2], layout[i]);
      most[i % 2] = MAX (most[i % 2], layout[i]);
    }
  for (guint axis = 0; axis < 2; axis++)
    center[axis] = ((double) least[axis] + (double) most[axis]) / 2;
  *scale = (double) MAX (most[0] - least[0], most[1] - least[1]) / 2;
  *scale = *scale > 0 ? 1 / *scale : 1;
  for (gsize i = 0; i < 2 * n; i++)
    positions[i] = (float) (((double) layout[i] - center[i % 2]) * *scale);
  return positions;
}

static void
fill_panel (GradusProjectorWork        *self,
            const GradusProjectorPanel *from,
            GradusProjectionPanel      *to)
{
  const float *layout = from->layouts[self->request->method];
  double       center[2], scale;

  to->layer = from->layer;
  to->n_features = from->d;
  to->is_exact = from->d <= 2;
  to->score = from->score;
  to->ratio = from->ratio;
  if (self->request->method != GRADUS_PROJECTION_PCA)
    to->ratio = NAN;
  if (layout == NULL)
    return;
  to->positions = fit_square (self->points->n, layout, center, &scale);
  to->has_probe = from->n_near > 0;
  for (guint i = 0; i < from->n_near; i++)
    for (guint axis = 0; axis < 2; axis++)
      to->probe[axis] +=
        (float) (from->weights[i] * (double) to->positions[2 * from->near[i] + axis]);
}

void
gradus_projector_work_post_maps (GradusProjectorWork *self,
                                 gboolean             is_step,
                                 gboolean             is_settled)
{
  GradusProjection *news = g_new0 (GradusProjection, 1);

  news->ref_count = 1;
  news->method = self->request->method;
  news->points = gradus_projection_points_ref (self->points);
  news->data = gradus_dataset_ref (self->data);
  news->guesses =
    self->guesses != NULL ? g_memdup2 (self->guesses, self->points->n) : NULL;
  news->is_step = is_step;
  news->is_settled = is_settled;
  news->panels = g_new0 (GradusProjectionPanel, self->n_panels);
  for (guint i = 0; i < self->n_panels; i++)
    if (self->panels[i].is_shown)
      fill_panel (self, &self->panels[i], &news->panels[news->n_panels++]);
  self->posted = g_get_monotonic_time ();
  self->post (news, self->user_data);
}

/* --- All of it --- */

/* Empty frames say that something is coming, unless there is something already. */
static void
announce (GradusProjectorWork *self)
{
  for (guint i = 0; i < self->n_panels; i++)
    for (guint method = 0; method < GRADUS_PROJECTOR_N_METHODS; method++)
      if (self->panels[i].layouts[method] != NULL)
        return;
  gradus_projector_work_post_maps (self, FALSE, FALSE);
}

static gboolean
map_all (GradusProjectorWork *self)
{
  guint method = self->request->method;

  for (guint i = 0; i < self->n_panels; i++)
    if (self->panels[i].is_shown && !self->panels[i].is_mapped[method])
      {
        if (!gradus_projector_work_map_panel (self, &self->panels[i]))
          return FALSE;
        gradus_projector_work_post_maps (self, FALSE, FALSE);
      }
  return TRUE;
}

/**
 * gradus_projector_work_do:
 * @self: work
 * @request: what is wanted
 *
 * Makes the maps that are missing, posting what is there on the way. Work that is told to
 * stop can be taken up again.
 */
void
gradus_projector_work_do (GradusProjectorWork           *self,
                          const GradusProjectionRequest *request)
{
  self->request = request;
  gradus_projector_work_set_plan (self);
  if (self->model != NULL)
    {
      gradus_projector_work_choose_panels (self);
      gradus_projector_work_choose_points (self);
      announce (self);
      if (self->points->n > 1 &&
          gradus_shape_size (gradus_dataset_get_shape (self->data)) ==
            self->panels[0].d &&
          gradus_projector_work_set_weights (self) &&
          gradus_projector_work_forward (self) &&
          gradus_projector_work_measure_all (self) &&
          gradus_projector_work_place_probes (self) && map_all (self))
        gradus_projector_work_post_maps (self, FALSE, TRUE);
    }
  self->request = NULL;
}

/* Who makes all maps at once, and what there is of them. */
typedef struct
{
  GradusProjectionProceedFunc proceed;
  gpointer                    user_data;
  GradusProjection           *latest;
} Wait;

static void
keep_latest (GradusProjection *news, gpointer user_data)
{
  Wait *wait = user_data;

  g_clear_pointer (&wait->latest, gradus_projection_unref);
  wait->latest = news;
}

static gboolean
ask_whether_to_go_on (gpointer user_data)
{
  Wait *wait = user_data;
  guint n_done = 0, n_panels = wait->latest != NULL ? wait->latest->n_panels : 0;

  for (guint i = 0; i < n_panels; i++)
    n_done += wait->latest->panels[i].positions != NULL;
  return wait->proceed ((double) n_done / MAX (n_panels, 1), wait->user_data);
}

/**
 * gradus_projection_new:
 * @request: what is wanted
 * @proceed: (nullable): asked now and then whether to go on
 * @user_data: for @proceed
 *
 * Makes all maps while the caller waits.
 *
 * Returns: (transfer full) (nullable): the maps; %NULL where network, weights and data do
 *   not match, or if @proceed ended it
 */
GradusProjection *
gradus_projection_new (const GradusProjectionRequest *request,
                       GradusProjectionProceedFunc    proceed,
                       gpointer                       user_data)
{
  Wait                 wait = { .proceed = proceed, .user_data = user_data };
  GradusProjectorWork *work =
    gradus_projector_work_new (proceed != NULL ? ask_whether_to_go_on : NULL, keep_latest,
                               &wait);

  gradus_projector_work_do (work, request);
  gradus_projector_work_free (work);
  if (wait.latest != NULL && !wait.latest->is_settled)
    g_clear_pointer (&wait.latest, gradus_projection_unref);
  return wait.latest;
}
