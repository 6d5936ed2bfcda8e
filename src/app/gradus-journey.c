/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-journey.h"

/**
 * gradus_studio_make_journey:
 * @studio: whose sample and network
 * @only_with_weights: whether layers without weights are left out
 * @moment: which weights it goes through
 *
 * Gathers the chosen sample's representation after every layer.
 *
 * Returns: (transfer full): the journey, with no columns while there are no data
 */
GradusJourney *
gradus_studio_make_journey (GradusStudio       *studio,
                            gboolean            only_with_weights,
                            GradusJourneyMoment moment)
{
  GPtrArray *start = moment != GRADUS_JOURNEY_NOW
                       ? gradus_studio_get_probe_start_activations (studio)
                       : NULL;

  return gradus_journey_new (gradus_studio_get_snapshot (studio)->plan,
                             gradus_studio_get_probe_input (studio),
                             gradus_studio_get_probe_activations (studio), start,
                             gradus_studio_get_test_data (studio), only_with_weights,
                             moment);
}
