/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"
#include "plot/journey.h"

G_BEGIN_DECLS

/* The studio's chosen sample on its way through the studio's network. */
GradusJourney *gradus_studio_make_journey (GradusStudio       *studio,
                                           gboolean            only_with_weights,
                                           GradusJourneyMoment moment);

G_END_DECLS
