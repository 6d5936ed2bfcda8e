/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/projector-work-private.h"

#include <math.h>

#include "engine/procrustes.h"
#include "engine/projection.h"
#include "engine/random.h"
#include "engine/sketch.h"
#include "engine/tsne.h"

/* More points than this, and a tree of them is faster than every pair. */
#define EVERY_PAIR_MOST 4000
/* Wider layers are shortened before every sample is compared with every other. */
#define WIDE 4096
#define SHORTENED 2048
#define FRAME (50 * G_TIME_SPAN_MILLISECOND)
/* When training has the processors. */
#define SLOW_FRAME (500 * G_TIME_SPAN_MILLISECOND)

/* Two numbers are a place. One is a place along a line, and the target, or a little
 * chance, says how far beside it. */
static void
map_exactly (GradusProjectorWork *self, GradusProjectorPanel *panel, float *layout)
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
map_by_pca (GradusProjectorWork *self, GradusProjectorPanel *panel, float *layout)
{
  g_autoptr (GradusPca) pca =
    gradus_pca_new_full (self->points->n, panel->d, panel->x, 2, 1e-6,
                         gradus_projector_work_breathe, self);

  if (pca == NULL)
    return FALSE;
  gradus_pca_project (pca, self->points->n, panel->x, layout);
  panel->ratio = pca->ratio[0] + pca->ratio[1];
  return TRUE;
}

/* The last shown map before this one, so that a class stays where it is from layer to
 * layer. */
static const float *
find_layout_before (GradusProjectorWork        *self,
                    const GradusProjectorPanel *panel,
                    guint                       method)
{
  for (const GradusProjectorPanel *before = panel - 1; before >= self->panels; before--)
    if (before->is_shown && before->d > 2 && before->layouts[method] != NULL)
      return before->layouts[method];
  return NULL;
}

/* Steps until points rest. Every so often they are shown on their way. */
static gboolean
run_steps (GradusProjectorWork  *self,
           GradusProjectorPanel *panel,
           GradusTsne           *tsne,
           const float          *reference,
           guint                 n_least,
           guint                 n_most)
{
  gboolean is_first = panel->layouts[GRADUS_PROJECTION_TSNE] == NULL;
  gint64   frame = self->request->is_training ? SLOW_FRAME : FRAME;
  gsize    n = self->points->n;

  for (guint i = 0; i < n_most; i++)
    {
      gradus_tsne_step (tsne, 1, gradus_projector_work_get_pool (self));
      if (!gradus_projector_work_breathe (self))
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
      gradus_projector_work_post_maps (self, TRUE, FALSE);
    }
  return TRUE;
}

static gboolean
begin_tsne (GradusProjectorWork  *self,
            GradusProjectorPanel *panel,
            GradusTsneOptions    *options,
            GradusTsne          **tsne)
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
      if (!gradus_projector_work_breathe (self))
        return FALSE;
    }
  if (!gradus_neighbours_find (n, shorter ? SHORTENED : panel->d,
                               shorter ? shorter : panel->x, k,
                               gradus_projector_work_get_pool (self),
                               gradus_projector_work_breathe, self, indices, squares))
    return FALSE;
  *tsne = gradus_tsne_new (n, k, indices, squares, options,
                           gradus_projector_work_get_pool (self));
  return gradus_projector_work_breathe (self);
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
map_by_tsne (GradusProjectorWork *self, GradusProjectorPanel *panel, float *layout)
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

gboolean
gradus_projector_work_map_panel (GradusProjectorWork *self, GradusProjectorPanel *panel)
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
