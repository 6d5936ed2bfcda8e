/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/projector-work.h"

#include <math.h>
#include <string.h>

#include "engine/model.h"
#include "engine/pool.h"
#include "engine/procrustes.h"
#include "engine/projection.h"
#include "engine/random.h"
#include "engine/separability.h"
#include "engine/sketch.h"
#include "engine/tsne.h"

/* Samples that go through the network together. */
#define CHUNK 64
/* Numbers of all samples after all layers that are kept: 384 MB. Fewer samples are shown
 * of a network that would need more. */
#define MOST_NUMBERS (96 << 20)
/* More points than this, and a tree of them is faster than every pair. */
#define EVERY_PAIR_MOST 4000
#define POOL_LEAST 3000
/* A fit of every sample by every sample needs their square. */
#define FIT_MOST 1500
/* Wider layers are shortened before every sample is compared with every other. */
#define WIDE 4096
#define SHORTENED 2048
#define N_NEAR 5
#define N_METHODS 2

#define FRAME (50 * G_TIME_SPAN_MILLISECOND)
/* When training has the processors. */
#define SLOW_FRAME (500 * G_TIME_SPAN_MILLISECOND)

/* One layer. */
typedef struct
{
  int      layer; /* −1 is the input */
  gsize    d;
  gboolean is_shown;
  float   *x;                    /* (n, d): what comes out of it; NULL if it is old */
  float   *layouts[N_METHODS];   /* (n, 2), the last one; NULL before the first */
  gboolean is_mapped[N_METHODS]; /* whether that belongs to x */
  double   score;
  double   ratio;
  guint    n_near; /* points near the probe, */
  guint32  near[N_NEAR];
  double   weights[N_NEAR]; /* and how near: 1 in sum */
} Panel;

struct _GradusProjectorWork
{
  GradusProceedFunc       breathe;
  GradusProjectorPostFunc post;
  gpointer                user_data;

  const GradusProjectionRequest *request; /* while there is one */
  GradusPool                    *pool;
  GradusPlan                    *plan;
  GradusModel                   *model;
  GPtrArray                     *weights; /* what the panels were computed with */
  GradusDataset                 *data;
  guint                          n_wanted;
  GradusProjectionPoints        *points;
  Panel                         *panels; /* of the input and of all layers */
  guint                          n_panels;
  guint8                        *guesses;
  gint64                         posted;
};

static gboolean
breathe (gpointer user_data)
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

static void
forget_maps (Panel *panel)
{
  g_clear_pointer (&panel->x, g_free);
  panel->score = panel->ratio = NAN;
  panel->n_near = 0;
  for (guint i = 0; i < N_METHODS; i++)
    panel->is_mapped[i] = FALSE;
}

static void
forget_panels (GradusProjectorWork *self)
{
  for (guint i = 0; i < self->n_panels; i++)
    {
      forget_maps (&self->panels[i]);
      for (guint j = 0; j < N_METHODS; j++)
        g_clear_pointer (&self->panels[i].layouts[j], g_free);
    }
  g_clear_pointer (&self->panels, g_free);
  self->n_panels = 0;
  g_clear_pointer (&self->guesses, g_free);
}

void
gradus_projector_work_free (GradusProjectorWork *self)
{
  forget_panels (self);
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
static GradusPool *
get_pool (GradusProjectorWork *self)
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
fill_panel (GradusProjectorWork *self, const Panel *from, GradusProjectionPanel *to)
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

static void
post_maps (GradusProjectorWork *self, gboolean is_step, gboolean is_settled)
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

/* --- Samples through the network --- */

static GradusShape
get_output (GradusProjectorWork *self, int layer)
{
  GradusShape shape = { 0 };

  gradus_plan_get_output (self->plan, layer, &shape);
  return shape;
}

static void
set_plan (GradusProjectorWork *self)
{
  GradusPlan *plan = self->request->plan;

  if (self->plan == plan)
    return;
  forget_panels (self);
  g_clear_pointer (&self->model, gradus_model_free);
  g_clear_pointer (&self->weights, g_ptr_array_unref);
  g_clear_pointer (&self->plan, gradus_plan_unref);
  self->plan = gradus_plan_ref (plan);
  self->model = gradus_model_new (gradus_plan_get_sequential (plan), 1, NULL);
  self->n_panels = gradus_plan_get_n_layers (plan) + 1;
  self->panels = g_new0 (Panel, self->n_panels);
  for (guint i = 0; i < self->n_panels; i++)
    {
      GradusShape shape = get_output (self, (int) i - 1);

      self->panels[i].layer = (int) i - 1;
      self->panels[i].d = gradus_shape_size (&shape);
      self->panels[i].score = self->panels[i].ratio = NAN;
    }
}

static void
choose_panels (GradusProjectorWork *self)
{
  for (guint i = 0; i < self->n_panels; i++)
    {
      Panel                 *panel = &self->panels[i];
      const GradusLayerPlan *layer =
        i > 0 ? gradus_plan_get_layer (self->plan, i - 1) : NULL;

      panel->is_shown = i == 0 || i + 1 == self->n_panels ||
                        !self->request->only_with_weights ||
                        (layer != NULL && layer->n_weights > 0);
      if (!panel->is_shown)
        forget_maps (panel);
    }
}

static void
choose_points (GradusProjectorWork *self)
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
      forget_maps (&self->panels[i]);
      for (guint j = 0; j < N_METHODS; j++)
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
static gboolean
set_weights (GradusProjectorWork *self)
{
  if (self->weights == self->request->weights)
    return TRUE;
  g_clear_pointer (&self->weights, g_ptr_array_unref);
  for (guint i = 1; i < self->n_panels; i++)
    forget_maps (&self->panels[i]);
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
      const GradusTensor *output = outputs->pdata[i];
      Panel              *panel = &self->panels[i + 1];

      if (wanted[i + 1])
        memcpy (panel->x + first * panel->d, output->data, n * panel->d * sizeof (float));
      if (i + 1 == outputs->len)
        take_guesses (self, first, n, output);
    }
}

/* Fills x of every shown panel that has none. FALSE if it was told to stop. */
static gboolean
forward (GradusProjectorWork *self)
{
  g_autofree gboolean *wanted = g_new0 (gboolean, self->n_panels);
  g_autofree float    *x = g_new (float, CHUNK * self->panels[0].d);
  gboolean             is_needed = FALSE, goes_on = TRUE;

  for (guint i = 0; i < self->n_panels; i++)
    {
      Panel *panel = &self->panels[i];

      wanted[i] = panel->is_shown && panel->x == NULL;
      if (wanted[i])
        panel->x = g_new (float, MAX (self->points->n * panel->d, 1));
      is_needed |= wanted[i];
    }
  for (gsize first = 0; first < self->points->n && is_needed && goes_on; first += CHUNK)
    {
      forward_chunk (self, first, MIN (CHUNK, self->points->n - first), x, wanted);
      goes_on = breathe (self);
    }
  for (guint i = 0; i < self->n_panels && !goes_on; i++)
    if (wanted[i])
      g_clear_pointer (&self->panels[i].x, g_free);
  return goes_on;
}

static double
measure (GradusProjectorWork *self, const Panel *panel)
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

static gboolean
measure_all (GradusProjectorWork *self)
{
  gboolean goes_on = TRUE;

  for (guint i = 0; i < self->n_panels && goes_on; i++)
    if (self->panels[i].is_shown && isnan (self->panels[i].score))
      {
        self->panels[i].score = measure (self, &self->panels[i]);
        goes_on = breathe (self);
      }
  return goes_on;
}

/* --- Maps --- */

/* Two numbers are a place. One is a place along a line, and the target, or a little
 * chance, says how far beside it. */
static void
map_exactly (GradusProjectorWork *self, Panel *panel, float *layout)
{
  GradusRandom random = gradus_random_init (1, "projection/beside");
  double       least = INFINITY, most = -INFINITY;

  for (guint i = 0; i < self->points->n; i++)
    {
      const float *x = panel->x + i * panel->d;

      layout[2 * i] = panel->d > 0 ? x[0] : 0;
      layout[2 * i + 1] = panel->d > 1 ? -x[1] : 0; /* up is more */
      least = MIN (least, (double) layout[2 * i]);
      most = MAX (most, (double) layout[2 * i]);
    }
  for (guint i = 0; i < self->points->n && panel->d < 2; i++)
    {
      double beside = self->points->values != NULL
                        ? 0.5 - (double) self->points->values[i]
                        : (gradus_random_uniform (&random) - 0.5) * 0.3;

      layout[2 * i + 1] = (float) (beside * (most > least ? most - least : 1));
    }
}

static gboolean
map_by_pca (GradusProjectorWork *self, Panel *panel, float *layout)
{
  g_autoptr (GradusPca) pca =
    gradus_pca_new_full (self->points->n, panel->d, panel->x, 2, 1e-6, breathe, self);

  if (pca == NULL)
    return FALSE;
  gradus_pca_project (pca, self->points->n, panel->x, layout);
  panel->ratio = pca->ratio[0] + pca->ratio[1];
  return TRUE;
}

/* The last shown map before this one, so that a class stays where it is from layer to
 * layer. */
static const float *
find_layout_before (GradusProjectorWork *self, const Panel *panel, guint method)
{
  for (const Panel *before = panel - 1; before >= self->panels; before--)
    if (before->is_shown && before->d > 2 && before->layouts[method] != NULL)
      return before->layouts[method];
  return NULL;
}

/* Steps until points rest. Every so often they are shown on their way. */
static gboolean
run_steps (GradusProjectorWork *self,
           Panel               *panel,
           GradusTsne          *tsne,
           const float         *reference,
           guint                n_least,
           guint                n_most)
{
  gboolean is_first = panel->layouts[GRADUS_PROJECTION_TSNE] == NULL;
  gint64   frame = self->request->is_training ? SLOW_FRAME : FRAME;
  gsize    n = self->points->n;

  for (guint i = 0; i < n_most; i++)
    {
      gradus_tsne_step (tsne, 1, get_pool (self));
      if (!breathe (self))
        return FALSE;
      if (i >= n_least && gradus_tsne_get_motion (tsne) < 1e-3)
        break;
      if ((self->request->is_training && !is_first) ||
          g_get_monotonic_time () - self->posted < frame)
        continue;
      if (panel->layouts[GRADUS_PROJECTION_TSNE] == NULL)
        panel->layouts[GRADUS_PROJECTION_TSNE] = g_new (float, 2 * n);
      gradus_tsne_get_layout (tsne, panel->layouts[GRADUS_PROJECTION_TSNE]);
      if (reference != NULL)
        gradus_procrustes_align (n, reference, panel->layouts[GRADUS_PROJECTION_TSNE]);
      post_maps (self, TRUE, FALSE);
    }
  return TRUE;
}

static gboolean
begin_tsne (GradusProjectorWork *self,
            Panel               *panel,
            GradusTsneOptions   *options,
            GradusTsne         **tsne)
{
  gsize               n = self->points->n;
  guint               k = gradus_tsne_count_neighbours (n, options);
  g_autofree guint32 *indices = g_new (guint32, n * k);
  g_autofree float   *squares = g_new (float, n *k);
  g_autofree float   *shorter = NULL;

  if (panel->d > WIDE)
    {
      shorter = g_new (float, n *SHORTENED);
      gradus_sketch (n, panel->d, panel->x, SHORTENED, 1, shorter);
      if (!breathe (self))
        return FALSE;
    }
  if (!gradus_neighbours_find (n, shorter ? SHORTENED : panel->d,
                               shorter ? shorter : panel->x, k, get_pool (self), breathe,
                               self, indices, squares))
    return FALSE;
  *tsne = gradus_tsne_new (n, k, indices, squares, options, get_pool (self));
  return breathe (self);
}

/* How a map is begun: the first one of the input grows out of its PCA, that of a layer
 * out of the map before it, and a later one out of the one that it replaces, where less
 * exaggeration lets points that belong elsewhere now find the way. While training runs
 * the next weights come before points would rest: a few steps towards each of them show
 * more of the way than many towards every tenth. */
static void
choose_steps (GradusProjectorWork *self,
              gboolean             has_own,
              gboolean             has_before,
              GradusTsneOptions   *options,
              guint               *n_least,
              guint               *n_most)
{
  options->theta = self->points->n > EVERY_PAIR_MOST ? 0.5 : 0;
  options->n_exaggerated = has_own ? 60 : has_before ? 120 : 250;
  if (has_own)
    options->exaggeration = 4;
  *n_least = options->n_exaggerated + (has_own ? 60 : 150);
  *n_most = options->n_exaggerated + (has_own ? 200 : 400);
  if (self->request->is_training)
    {
      options->n_exaggerated = has_own ? 20 : has_before ? 60 : 100;
      *n_least = *n_most = options->n_exaggerated + (has_own ? 30 : 50);
    }
}

static gboolean
map_by_tsne (GradusProjectorWork *self, Panel *panel, float *layout)
{
  GradusTsneOptions options = GRADUS_TSNE_OPTIONS_STANDARD;
  gsize             n = self->points->n;
  g_autofree float *own =
    g_memdup2 (panel->layouts[GRADUS_PROJECTION_TSNE], 2 * n * sizeof (float));
  g_autofree float *flat = NULL;
  const float      *before = find_layout_before (self, panel, GRADUS_PROJECTION_TSNE);
  g_autoptr (GradusTsne) tsne = NULL;
  guint                  n_least, n_most;

  if (own == NULL && before == NULL)
    {
      flat = g_new (float, 2 * n);
      if (!map_by_pca (self, panel, flat))
        return FALSE;
    }
  choose_steps (self, own != NULL, before != NULL, &options, &n_least, &n_most);
  if (!begin_tsne (self, panel, &options, &tsne))
    return FALSE;
  if (own != NULL)
    gradus_tsne_set_layout (tsne, own);
  else
    gradus_tsne_start_from (tsne, before != NULL ? before : flat, 0);
  if (!run_steps (self, panel, tsne, own != NULL ? own : before, n_least, n_most))
    return FALSE;
  gradus_tsne_get_layout (tsne, layout);
  if (own != NULL || before != NULL)
    gradus_procrustes_align (n, own != NULL ? own : before, layout);
  return TRUE;
}

static gboolean
map_panel (GradusProjectorWork *self, Panel *panel)
{
  guint             method = self->request->method;
  gsize             n = self->points->n;
  g_autofree float *layout = g_new (float, MAX (2 * n, 2));
  const float      *reference;

  if (panel->d <= 2 || n < 3)
    map_exactly (self, panel, layout);
  else if (method == GRADUS_PROJECTION_TSNE)
    {
      if (!map_by_tsne (self, panel, layout))
        return FALSE;
    }
  else
    {
      if (!map_by_pca (self, panel, layout))
        return FALSE;
      reference = panel->layouts[method] != NULL
                    ? panel->layouts[method]
                    : find_layout_before (self, panel, method);
      if (reference != NULL)
        gradus_procrustes_align (n, reference, layout);
    }
  g_free (panel->layouts[method]);
  panel->layouts[method] = g_steal_pointer (&layout);
  panel->is_mapped[method] = TRUE;
  return TRUE;
}

/* --- The probe --- */

/* The nearest points say where the probe lies; one that is the probe itself says it
 * alone. */
static void
place_probe (GradusProjectorWork *self, Panel *panel, const float *probe)
{
  double nearest[N_NEAR], sum = 0;

  panel->n_near = 0;
  for (guint32 i = 0; i < self->points->n; i++)
    {
      const float *x = panel->x + i * panel->d;
      double       square = 0;
      guint        at;

      for (gsize j = 0; j < panel->d; j++)
        square += (double) ((x[j] - probe[j]) * (x[j] - probe[j]));
      if (panel->n_near == N_NEAR && !(square < nearest[N_NEAR - 1]))
        continue;
      at = panel->n_near < N_NEAR ? panel->n_near++ : N_NEAR - 1;
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

static gboolean
place_probes (GradusProjectorWork *self)
{
  GradusTensor         *probe = self->request->probe;
  g_autoptr (GPtrArray) outputs = NULL;
  gboolean              goes_on = TRUE;

  if (probe == NULL || probe->size != self->panels[0].d)
    return TRUE;
  outputs = gradus_model_get_activations (self->model, 1, probe->data);
  for (guint i = 0; i < self->n_panels && goes_on; i++)
    {
      Panel *panel = &self->panels[i];

      if (!panel->is_shown || panel->x == NULL)
        continue;
      place_probe (self, panel,
                   i == 0 ? probe->data : ((GradusTensor *) outputs->pdata[i - 1])->data);
      goes_on = breathe (self);
    }
  return goes_on;
}

/* --- All of it --- */

/* Empty frames say that something is coming, unless there is something already. */
static void
announce (GradusProjectorWork *self)
{
  for (guint i = 0; i < self->n_panels; i++)
    for (guint method = 0; method < N_METHODS; method++)
      if (self->panels[i].layouts[method] != NULL)
        return;
  post_maps (self, FALSE, FALSE);
}

static gboolean
map_all (GradusProjectorWork *self)
{
  guint method = self->request->method;

  for (guint i = 0; i < self->n_panels; i++)
    if (self->panels[i].is_shown && !self->panels[i].is_mapped[method])
      {
        if (!map_panel (self, &self->panels[i]))
          return FALSE;
        post_maps (self, FALSE, FALSE);
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
  set_plan (self);
  if (self->model != NULL)
    {
      choose_panels (self);
      choose_points (self);
      announce (self);
      if (self->points->n > 1 &&
          gradus_shape_size (gradus_dataset_get_shape (self->data)) ==
            self->panels[0].d &&
          set_weights (self) && forward (self) && measure_all (self) &&
          place_probes (self) && map_all (self))
        post_maps (self, FALSE, TRUE);
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
