/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-exam.h"

typedef struct
{
  GradusStandIn *stand_in;
  GradusPlan    *plan;
  GPtrArray     *weights;
  GradusDataset *data;
  GradusTensor  *input;
} Request;

static void
request_free (gpointer user_data)
{
  Request *request = user_data;

  gradus_stand_in_unref (request->stand_in);
  gradus_plan_unref (request->plan);
  g_ptr_array_unref (request->weights);
  g_clear_pointer (&request->data, gradus_dataset_unref);
  g_clear_pointer (&request->input, gradus_tensor_unref);
  g_free (request);
}

static Request *
request_new (GradusStandIn *stand_in, const GradusSnapshot *snapshot)
{
  Request *request = g_new0 (Request, 1);

  request->stand_in = gradus_stand_in_ref (stand_in);
  request->plan = gradus_plan_ref (snapshot->plan);
  request->weights = g_ptr_array_ref (snapshot->weights);
  return request;
}

static GradusModel *
get_model (const Request *request)
{
  return gradus_stand_in_get_model (request->stand_in, request->plan, request->weights);
}

/* --- All test samples --- */

void
gradus_exam_free (GradusExam *self)
{
  gradus_dataset_unref (self->data);
  g_strfreev (self->names);
  gradus_confusion_free (self->confusion);
  g_free (self);
}

static char **
dup_names (const GradusDataset *data)
{
  guint  n = gradus_dataset_get_n_classes (data);
  char **names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = g_strdup (gradus_dataset_get_class_name (data, i));
  return names;
}

static gpointer
run_exam (gpointer user_data, GCancellable *cancellable)
{
  const Request   *request = user_data;
  GradusModel     *model = get_model (request);
  GradusConfusion *confusion =
    model != NULL ? gradus_confusion_begin (model, request->data, 0) : NULL;
  GradusExam *exam;

  if (confusion == NULL)
    return NULL;
  while (confusion->n_read < confusion->n_samples &&
         !g_cancellable_is_cancelled (cancellable))
    gradus_confusion_go_on (confusion, model, request->data);
  exam = g_new0 (GradusExam, 1);
  *exam = (GradusExam){ gradus_dataset_ref (request->data), dup_names (request->data),
                        confusion };
  return exam;
}

GradusErrand *
gradus_exam_errand_new (GradusErrandDone done, gpointer user_data)
{
  return gradus_errand_new (run_exam, request_free, (GDestroyNotify) gradus_exam_free,
                            done, user_data);
}

/**
 * gradus_exam_ask:
 * @errand: from gradus_exam_errand_new()
 * @stand_in: the errand's model
 * @snapshot: with plan and weights
 * @data: what to ask
 * @share: of a processor's time
 *
 * Has the network asked for all samples of @data.
 */
void
gradus_exam_ask (GradusErrand         *errand,
                 GradusStandIn        *stand_in,
                 const GradusSnapshot *snapshot,
                 GradusDataset        *data,
                 double                share)
{
  Request *request = request_new (stand_in, snapshot);

  request->data = gradus_dataset_ref (data);
  gradus_errand_send (errand, request, share);
}

/* --- One sample --- */

static gpointer
run_reasons (gpointer user_data, GCancellable *cancellable)
{
  const Request *request = user_data;
  GradusModel   *model = get_model (request);

  return model != NULL ? gradus_reasons_new (model, request->input, cancellable) : NULL;
}

GradusErrand *
gradus_reasons_errand_new (GradusErrandDone done, gpointer user_data)
{
  return gradus_errand_new (run_reasons, request_free,
                            (GDestroyNotify) gradus_reasons_free, done, user_data);
}

/**
 * gradus_reasons_ask:
 * @errand: from gradus_reasons_errand_new()
 * @stand_in: the errand's model
 * @snapshot: with plan and weights
 * @input: a sample
 * @share: of a processor's time
 *
 * Has it found out what the network's answer to a sample rests on.
 */
void
gradus_reasons_ask (GradusErrand         *errand,
                    GradusStandIn        *stand_in,
                    const GradusSnapshot *snapshot,
                    GradusTensor         *input,
                    double                share)
{
  Request *request = request_new (stand_in, snapshot);

  request->input = gradus_tensor_ref (input);
  gradus_errand_send (errand, request, share);
}
