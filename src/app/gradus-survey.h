/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-errand.h"
#include "plot/survey.h"
#include "session/session.h"

G_BEGIN_DECLS

/* @done gets a GradusSurvey, NULL where network and data do not match. */
GradusErrand *gradus_survey_errand_new (GradusErrandDone done, gpointer user_data);
void          gradus_survey_ask (GradusErrand         *errand,
                                 GradusStandIn        *stand_in,
                                 const GradusSnapshot *snapshot,
                                 GradusDataset        *data,
                                 double                share);

G_END_DECLS
