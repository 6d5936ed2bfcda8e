/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "engine/sequential.h"
#include "engine/tensor.h"
#include "plot/representation.h"

G_BEGIN_DECLS

/**
 * GradusJourneyMoment:
 * @GRADUS_JOURNEY_NOW: through the latest weights
 * @GRADUS_JOURNEY_START: through the start weights
 * @GRADUS_JOURNEY_CHANGE: what training has changed
 */
typedef enum
{
  GRADUS_JOURNEY_NOW,
  GRADUS_JOURNEY_START,
  GRADUS_JOURNEY_CHANGE,
} GradusJourneyMoment;

/**
 * GradusJourney:
 *
 * A sample on its way through a network, ready to be drawn: columns with titles, captions
 * and numbers of their own.
 */
typedef struct _GradusJourney GradusJourney;

GradusJourney                    *gradus_journey_new (GradusPlan         *plan,
                                                      GradusTensor       *input,
                                                      GPtrArray          *now,
                                                      GPtrArray          *start,
                                                      GradusDataset      *data,
                                                      gboolean            only_with_weights,
                                                      GradusJourneyMoment moment);
void                              gradus_journey_free (GradusJourney *self);
const GradusRepresentationColumn *gradus_journey_get_columns (const GradusJourney *self,
                                                              guint *n_columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusJourney, gradus_journey_free)

G_END_DECLS
