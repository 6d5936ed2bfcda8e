/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/projection-maps.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_PROJECTOR (gradus_projector_get_type ())
G_DECLARE_FINAL_TYPE (GradusProjector, gradus_projector, GRADUS, PROJECTOR, GObject)

/**
 * GradusProjector:
 *
 * Makes maps of samples on a thread of its own that gives way to all others. All
 * functions are for the main thread and return at once. The latest request wins; signal
 * `updated` (no arguments) is emitted in the main context when
 * gradus_projector_get_latest() has something new.
 */
GradusProjector *gradus_projector_new (void);
void gradus_projector_ask (GradusProjector *self, const GradusProjectionRequest *request);
/* Stops computing until asked again. */
void gradus_projector_rest (GradusProjector *self);
/* Borrowed until the next main-loop turn; NULL before the first. */
GradusProjection *gradus_projector_get_latest (GradusProjector *self);
/* Processor time that maps have taken so far, in seconds. */
double gradus_projector_get_seconds (GradusProjector *self);
/* Stops and joins the thread; called by dispose, too. */
void gradus_projector_close (GradusProjector *self);

G_END_DECLS
