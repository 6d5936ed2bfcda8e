/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-exam.h"

#include "plot/picture.h"

/* Covers about a stroke's width of a digit. */
#define PATCH 5
/* Larger pictures than this would keep a processor busy for long. */
#define OCCLUSION_MOST (64 * 64)

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

void
gradus_reasons_free (GradusReasons *self)
{
  gradus_tensor_unref (self->input);
  g_clear_pointer (&self->occlusion, gradus_occlusion_free);
  g_free (self->gradient);
  g_free (self);
}

static guint
find_answer (GradusModel *model, const GradusTensor *input, gsize n_out)
{
  g_autofree float *y = g_new (float, n_out);
  gsize             best = 0;

  gradus_model_predict (model, 1, input->data, y);
  if (n_out == 1)
    return y[0] > 0.5f;
  for (gsize i = 1; i < n_out; i++)
    if (y[i] > y[best])
      best = i;
  return (guint) best;
}

static GradusOcclusion *
cover_spots (GradusModel        *model,
             const GradusTensor *input,
             guint               answer,
             GCancellable       *cancellable)
{
  guint            width, height, n_channels;
  GradusOcclusion *map;

  gradus_picture_get_size (&input->shape, &width, &height, &n_channels);
  if (width < PATCH || height < PATCH || (gsize) width * height > OCCLUSION_MOST ||
      answer > G_MAXUINT8)
    return NULL;
  map = gradus_occlusion_new (width, height, n_channels, PATCH, answer);
  for (guint row = 0; row < height && !g_cancellable_is_cancelled (cancellable); row++)
    gradus_occlusion_run_row (map, model, input->data, row);
  return map;
}

static gpointer
run_reasons (gpointer user_data, GCancellable *cancellable)
{
  const Request *request = user_data;
  GradusModel   *model = get_model (request);
  GradusReasons *reasons;
  GradusShape    input, output;

  if (model == NULL)
    return NULL;
  gradus_plan_get_output (request->plan, -1, &input);
  gradus_plan_get_output (request->plan,
                          (int) gradus_plan_get_n_layers (request->plan) - 1, &output);
  if (gradus_shape_size (&input) != request->input->size)
    return NULL;
  reasons = g_new0 (GradusReasons, 1);
  reasons->input = gradus_tensor_ref (request->input);
  reasons->answer = find_answer (model, request->input, gradus_shape_size (&output));
  reasons->gradient = g_new0 (float, request->input->size);
  if (!gradus_attribution_gradient (model, request->input->data, reasons->answer,
                                    reasons->gradient))
    g_clear_pointer (&reasons->gradient, g_free);
  reasons->occlusion = cover_spots (model, request->input, reasons->answer, cancellable);
  return reasons;
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
