/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/model.h"
#include "engine/projector-work.h"

G_BEGIN_DECLS

#define GRADUS_PROJECTOR_N_METHODS 2
#define GRADUS_PROJECTOR_N_NEAR 5

/* One layer. */
typedef struct
{
  int      layer; /* −1 is the input */
  gsize    d;
  gboolean is_shown;
  float   *x; /* (n, d): what comes out of it; NULL if it is old */
  float   *layouts[GRADUS_PROJECTOR_N_METHODS]; /* (n, 2), last; NULL before the first */
  gboolean is_mapped[GRADUS_PROJECTOR_N_METHODS]; /* whether that belongs to x */
  double   score;
  double   ratio;
  guint    n_near; /* points near the probe, */
  guint32  near[GRADUS_PROJECTOR_N_NEAR];
  double   weights[GRADUS_PROJECTOR_N_NEAR]; /* and how near: 1 in sum */
} GradusProjectorPanel;

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
  GradusProjectorPanel          *panels; /* of the input and of all layers */
  guint                          n_panels;
  guint8                        *guesses;
  gint64                         posted;
};

/* projector-work.c */
/* Whether to go on. */
gboolean gradus_projector_work_breathe (gpointer work);
void     gradus_projector_work_forget_maps (GradusProjectorPanel *panel);
void     gradus_projector_work_forget_panels (GradusProjectorWork *self);
/* (nullable): helpers, where they save time */
GradusPool *gradus_projector_work_get_pool (GradusProjectorWork *self);
void        gradus_projector_work_post_maps (GradusProjectorWork *self,
                                             gboolean             is_step,
                                             gboolean             is_settled);

/* projector-samples.c: what comes out of each layer. FALSE: it was told to stop, or the
 * weights do not fit. */
void     gradus_projector_work_set_plan (GradusProjectorWork *self);
void     gradus_projector_work_choose_panels (GradusProjectorWork *self);
void     gradus_projector_work_choose_points (GradusProjectorWork *self);
gboolean gradus_projector_work_set_weights (GradusProjectorWork *self);
gboolean gradus_projector_work_forward (GradusProjectorWork *self);
gboolean gradus_projector_work_measure_all (GradusProjectorWork *self);
gboolean gradus_projector_work_place_probes (GradusProjectorWork *self);

/* projector-panel.c: the map of one layer. FALSE: it was told to stop. */
gboolean gradus_projector_work_map_panel (GradusProjectorWork  *self,
                                          GradusProjectorPanel *panel);

G_END_DECLS
