/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-survey.h"

typedef struct
{
  GradusStandIn *stand_in;
  GradusPlan    *plan;
  GPtrArray     *weights;
  GradusDataset *data;
} Request;

static void
request_free (gpointer user_data)
{
  Request *request = user_data;

  gradus_stand_in_unref (request->stand_in);
  gradus_plan_unref (request->plan);
  g_ptr_array_unref (request->weights);
  gradus_dataset_unref (request->data);
  g_free (request);
}

static gpointer
run (gpointer user_data, GCancellable *cancellable)
{
  const Request *request = user_data;
  GradusModel   *model =
    gradus_stand_in_get_model (request->stand_in, request->plan, request->weights);

  return model != NULL ? gradus_survey_new (model, request->data, cancellable) : NULL;
}

GradusErrand *
gradus_survey_errand_new (GradusErrandDone done, gpointer user_data)
{
  return gradus_errand_new (run, request_free, (GDestroyNotify) gradus_survey_unref, done,
                            user_data);
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
  Request *request = g_new0 (Request, 1);

  request->stand_in = gradus_stand_in_ref (stand_in);
  request->plan = gradus_plan_ref (snapshot->plan);
  request->weights = g_ptr_array_ref (snapshot->weights);
  request->data = gradus_dataset_ref (data);
  gradus_errand_send (errand, request, share);
}
