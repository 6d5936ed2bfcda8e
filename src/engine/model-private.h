/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/lane.h"
#include "engine/model.h"

G_BEGIN_DECLS

/* What the trainer shares with the model that it trains. */
struct _GradusModel
{
  GradusPlan *plan;
  GArray     *infos;        /* of GradusWeightInfo */
  GPtrArray  *data;         /* of float *, one for each weight */
  guint      *first_weight; /* where each layer's weights begin */
  GradusLane *lane;         /* for predicting; made when first needed */
  GradusLane *way_back;     /* for gradients of one input; likewise */
};

G_END_DECLS
