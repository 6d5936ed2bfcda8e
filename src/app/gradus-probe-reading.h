/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"
#include "plot/evidence.h"
#include "plot/prediction.h"

G_BEGIN_DECLS

/**
 * GradusProbeReading:
 *
 * What the network makes of the sample that is looked at, at one moment: its answer, and
 * what the units of its first layer with weights put out. Immutable.
 */
typedef struct _GradusProbeReading GradusProbeReading;

GradusProbeReading *gradus_probe_reading_new (GradusStudio *studio);
void                gradus_probe_reading_free (GradusProbeReading *self);

GradusTensor *gradus_probe_reading_get_input (const GradusProbeReading *self);
/* Whether the answer is a class. */
gboolean gradus_probe_reading_is_class (const GradusProbeReading *self);
/* Whether the question is answered with yes or no. */
gboolean    gradus_probe_reading_is_yes_no (const GradusProbeReading *self);
const char *gradus_probe_reading_get_name (const GradusProbeReading *self, guint answer);
/* FALSE: the answer is no class. Borrows from the reading. */
gboolean gradus_probe_reading_get_prediction (const GradusProbeReading *self,
                                              GradusPrediction         *prediction);
/* For a network that puts out one number which is no class. */
gboolean gradus_probe_reading_get_number (const GradusProbeReading *self, double *number);
/* The class that is read, -1 if there is none. */
int gradus_probe_reading_get_answer (const GradusProbeReading *self, double *probability);
/* All that speaks about the sample and the layer; the rest of @evidence is left. */
void gradus_probe_reading_describe (const GradusProbeReading *self,
                                    GradusEvidence           *evidence);
/* "3, 98.2 %; 8, 1.1 %; 2, 0.4 %": for assistive technology. */
char *gradus_probe_reading_to_string (const GradusProbeReading *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusProbeReading, gradus_probe_reading_free)

G_END_DECLS
