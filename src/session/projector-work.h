/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/neighbours.h"
#include "session/projector.h"

G_BEGIN_DECLS

/**
 * GradusProjectorWork:
 *
 * The projecting thread's own state; nobody else touches it.
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

GradusProjectionRequest      *
gradus_projection_request_copy (const GradusProjectionRequest *self);
void gradus_projection_request_free (GradusProjectionRequest *self);

G_END_DECLS
