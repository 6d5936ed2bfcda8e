/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-late-figures.h"
#include "app/gradus-predict-digits-private.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-format.h"
#include "plot/figure-confusion.h"
#include "plot/figure-mistakes.h"
#include "plot/ticks.h"

/* A share of a processor that the exam may take from training. */
#define SHARE_EXAM 0.02

static guint *
list_mistakes (GradusPredictDigits *self, int *truth, int *answer, guint *n)
{
  gradus_matrix_get_chosen (self->matrix, truth, answer);
  return gradus_confusion_list (self->exam->confusion, self->exam->data, *truth, *answer,
                                n);
}

void
gradus_predict_digits_show_mistakes (GradusPredictDigits *self)
{
  g_autofree guint *samples = NULL;
  g_autofree char  *title = NULL;
  guint             n;
  int               truth, answer;

  if (self->exam == NULL)
    return;
  samples = list_mistakes (self, &truth, &answer, &n);
  title = gradus_mistakes_dup_title (self->exam->data, truth, answer, n);
  gtk_label_set_label (self->mistakes_title, title);
  gtk_widget_set_visible (self->show_all, truth >= 0);
  gradus_mistakes_view_show (self->mistakes, self->exam->data, self->exam->confusion,
                             (const char *const *) self->exam->names, samples, n);
}

void
gradus_predict_digits_show_all_cb (GradusPredictDigits *self)
{
  gradus_matrix_choose (self->matrix, -1, -1);
}

void
gradus_predict_digits_mistake_chosen_cb (GradusPredictDigits *self, guint sample)
{
  gradus_studio_set_probe_sample (self->studio, sample);
}

void
gradus_predict_digits_mark_probe (GradusPredictDigits *self)
{
  gradus_tiles_view_mark (GRADUS_TILES_VIEW (self->mistakes),
                          gradus_studio_get_probe_origin (self->studio) ==
                              GRADUS_PROBE_TEST
                            ? (int) gradus_studio_get_probe_sample (self->studio)
                            : -1);
}

static void
describe_exam (GradusPredictDigits *self)
{
  const GradusConfusion *confusion = self->exam->confusion;
  g_autofree char       *n = gradus_format_count (confusion->n_samples);
  g_autofree char       *share =
    gradus_format_percent ((double) confusion->n_right / MAX (confusion->n_samples, 1));
  g_autofree char *score = g_strdup_printf (_ ("%s right"), share);
  g_autofree char *note =
    g_strdup_printf (_ ("%s test digits; row: truth, column: reading"), n);
  g_autofree char *spoken = NULL;

  gtk_label_set_label (self->matrix_score, score);
  gtk_label_set_label (self->matrix_note, note);
  if (gradus_predict_digits_is_training (self) &&
      gradus_studio_get_snapshot (self->studio)->n_epochs == self->told_epoch)
    return;
  spoken = g_strdup_printf (_ ("%s of %s test digits are read right."), share, n);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->matrix),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, spoken, -1);
}

void
gradus_predict_digits_forget_exam (GradusPredictDigits *self)
{
  gradus_errand_cancel (self->exam_errand);
  gradus_errand_cancel (self->reasons_errand);
  gradus_matrix_set_confusion (self->matrix, NULL, NULL);
  gradus_mistakes_view_show (self->mistakes, NULL, NULL, NULL, NULL, 0);
  g_clear_pointer (&self->exam, gradus_exam_free);
  g_clear_pointer (&self->exam_weights, g_ptr_array_unref);
  g_clear_pointer (&self->reasons, gradus_reasons_free);
}

void
gradus_predict_digits_show_lower_half (GradusPredictDigits *self, gboolean is_shown)
{
  gtk_widget_set_visible (self->matrix_box, is_shown);
  gtk_widget_set_visible (self->mistakes_box, is_shown);
  gtk_widget_set_visible (self->separator, is_shown);
}

void
gradus_predict_digits_exam_cb (gpointer result, gpointer user_data)
{
  GradusPredictDigits *self = user_data;
  GradusExam          *before = g_steal_pointer (&self->exam);

  self->exam = result;
  gradus_predict_digits_show_lower_half (self, result != NULL);
  if (self->exam == NULL)
    {
      gradus_matrix_set_confusion (self->matrix, NULL, NULL);
      gradus_mistakes_view_show (self->mistakes, NULL, NULL, NULL, NULL, 0);
    }
  else
    {
      gradus_matrix_set_confusion (self->matrix, self->exam->confusion,
                                   (const char *const *) self->exam->names);
      gradus_predict_digits_show_mistakes (self);
      describe_exam (self);
    }
  g_clear_pointer (&before, gradus_exam_free);
}

void
gradus_predict_digits_ask_for_exam (GradusPredictDigits *self)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);
  GradusDataset  *data = gradus_studio_get_test_data (self->studio);

  if (data == NULL || snapshot->plan == NULL || snapshot->weights == NULL ||
      self->reading == NULL || self->exam_weights == snapshot->weights)
    return;
  g_clear_pointer (&self->exam_weights, g_ptr_array_unref);
  self->exam_weights = g_ptr_array_ref (snapshot->weights);
  gradus_exam_ask (self->exam_errand, self->exam_model, snapshot, data,
                   gradus_predict_digits_is_training (self) ? SHARE_EXAM : 1);
}

GradusFigure *
gradus_predict_digits_make_confusion_figure (gpointer user_data)
{
  GradusPredictDigits *self = user_data;
  const GradusExam    *exam = gradus_predict_digits_is_current (self) ? self->exam : NULL;
  GradusFigure *late = exam == NULL ? gradus_late_confusion_new (self->studio) : NULL;

  if (late != NULL)
    return late;
  return gradus_figure_confusion_new (exam != NULL ? exam->confusion : NULL,
                                      exam != NULL ? exam->data : NULL);
}

/* Those of the chosen square of the matrix. */
GradusFigure *
gradus_predict_digits_make_mistakes_figure (gpointer user_data)
{
  GradusPredictDigits *self = user_data;
  g_autofree guint    *samples = NULL;
  g_autofree char     *title = NULL;
  int                  truth, answer;
  guint                n;

  if (self->exam == NULL || !gradus_predict_digits_is_current (self))
    {
      GradusFigure *late = gradus_late_mistakes_new (self->studio);

      return late != NULL ? late : gradus_figure_mistakes_new (NULL, NULL, NULL, NULL, 0);
    }
  samples = list_mistakes (self, &truth, &answer, &n);
  title = gradus_mistakes_dup_title (self->exam->data, truth, answer, n);
  return gradus_figure_mistakes_new (title, self->exam->confusion, self->exam->data,
                                     samples, n);
}
