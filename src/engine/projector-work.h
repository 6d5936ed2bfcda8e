/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/neighbours.h"
#include "engine/projection-maps.h"

G_BEGIN_DECLS

/**
 * GradusProjectorWork:
 *
 * Makes maps and keeps what the next ones can begin with. It belongs to one thread.
 */
typedef struct _GradusProjectorWork GradusProjectorWork;

/* Takes ownership of @news. */
typedef void (*GradusProjectorPostFunc) (GradusProjection *news, gpointer user_data);

GradusProjectorWork *gradus_projector_work_new (GradusProceedFunc       breathe,
                                                GradusProjectorPostFunc post,
                                                gpointer                user_data);
void                 gradus_projector_work_free (GradusProjectorWork *self);
void                 gradus_projector_work_do (GradusProjectorWork           *self,
                                               const GradusProjectionRequest *request);

G_END_DECLS
