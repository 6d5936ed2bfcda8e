/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-survey.h"

static gpointer
run (gpointer user_data, GCancellable *cancellable)
{
  const GradusQuestion *question = user_data;
  GradusModel          *model = gradus_question_get_model (question);

  return model != NULL ? gradus_survey_new (model, question->data, cancellable) : NULL;
}

GradusErrand *
gradus_survey_errand_new (GradusErrandDone done, gpointer user_data)
{
  return gradus_errand_new (run, gradus_question_free,
                            (GDestroyNotify) gradus_survey_unref, done, user_data);
}

/**
 * gradus_survey_ask:
 * @errand: from gradus_survey_errand_new()
 * @stand_in: the errand's model
 * @snapshot: with plan and weights
 * @data: what to ask
 * @share: of a processor's time
 *
 * Has the network asked for all test samples and for what lies between them.
 */
void
gradus_survey_ask (GradusErrand         *errand,
                   GradusStandIn        *stand_in,
                   const GradusSnapshot *snapshot,
                   GradusDataset        *data,
                   double                share)
{
  GradusQuestion *question = gradus_question_new (stand_in, snapshot);

  question->data = gradus_dataset_ref (data);
  gradus_errand_send (errand, question, share);
}
