/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-exam.h"

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
  const GradusQuestion *question = user_data;
  GradusModel          *model = gradus_question_get_model (question);
  GradusConfusion      *confusion =
    model != NULL ? gradus_confusion_begin (model, question->data, 0) : NULL;
  GradusExam *exam;

  if (confusion == NULL)
    return NULL;
  while (confusion->n_read < confusion->n_samples &&
         !g_cancellable_is_cancelled (cancellable))
    gradus_confusion_go_on (confusion, model, question->data);
  exam = g_new0 (GradusExam, 1);
  *exam = (GradusExam){ gradus_dataset_ref (question->data), dup_names (question->data),
                        confusion };
  return exam;
}

GradusErrand *
gradus_exam_errand_new (GradusErrandDone done, gpointer user_data)
{
  return gradus_errand_new (run_exam, gradus_question_free,
                            (GDestroyNotify) gradus_exam_free, done, user_data);
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
  GradusQuestion *question = gradus_question_new (stand_in, snapshot);

  question->data = gradus_dataset_ref (data);
  gradus_errand_send (errand, question, share);
}

/* --- One sample --- */

static gpointer
run_reasons (gpointer user_data, GCancellable *cancellable)
{
  const GradusQuestion *question = user_data;
  GradusModel          *model = gradus_question_get_model (question);

  return model != NULL ? gradus_reasons_new (model, question->input, cancellable) : NULL;
}

GradusErrand *
gradus_reasons_errand_new (GradusErrandDone done, gpointer user_data)
{
  return gradus_errand_new (run_reasons, gradus_question_free,
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
  GradusQuestion *question = gradus_question_new (stand_in, snapshot);

  question->input = gradus_tensor_ref (input);
  gradus_errand_send (errand, question, share);
}
