/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/model.h"

G_BEGIN_DECLS

/**
 * GradusShelf:
 *
 * Weights of layers that are no part of the network for the time being, as when they are
 * switched off: what such a layer has learned is there when it comes back. Private to the
 * session library; belongs to the worker.
 */
typedef struct _GradusShelf GradusShelf;

GradusShelf *gradus_shelf_new (void);
void         gradus_shelf_free (GradusShelf *self);
void         gradus_shelf_clear (GradusShelf *self);
/* Keeps what the layers of @before know that @after does not have. */
void
gradus_shelf_put (GradusShelf *self, const GradusModel *before, const GradusModel *after);
/* Gives layers of @after that @before did not have what they knew, if all of it fits. */
void gradus_shelf_take (GradusShelf *self, const GradusModel *before, GradusModel *after);

G_END_DECLS
