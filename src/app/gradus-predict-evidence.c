/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-late-figures.h"
#include "app/gradus-predict-digits-private.h"

#include <glib/gi18n-lib.h>

#include "plot/figure-evidence.h"
#include "plot/ticks.h"

#define SHARE_REASONS 0.03

static const char *
get_input_note (GradusPredictDigits *self)
{
  if (gradus_studio_is_probe_drawn (self->studio))
    return gtk_check_button_get_active (self->uncentred) ? _ ("as drawn, 28 × 28 numbers")
                                                         : _ ("centred, 28 × 28 numbers");
  return gradus_studio_get_probe_origin (self->studio) == GRADUS_PROBE_TRAINING
           ? _ ("from the training set")
           : _ ("from the test set");
}

/* The maps belong to the sample of a moment ago until the new ones come; those of another
 * sample would lie beside the ink. */
static GradusEvidence
get_evidence (GradusPredictDigits *self)
{
  GradusEvidence evidence = { .answer = NULL };

  gradus_probe_reading_describe (self->reading, &evidence);
  evidence.input_note = get_input_note (self);
  if (self->reasons == NULL || self->reading == NULL ||
      !gradus_shape_equal (&self->reasons->input->shape, &evidence.input_shape))
    return evidence;
  evidence.occlusion = self->reasons->occlusion;
  evidence.gradient = self->reasons->gradient;
  return evidence;
}

void
gradus_predict_digits_draw_evidence (cairo_t           *cr,
                                     const GradusTheme *theme,
                                     double             width,
                                     double             height,
                                     gpointer           user_data)
{
  GradusPredictDigits *self = user_data;
  GradusEvidence       evidence;

  if (self->reading == NULL)
    return;
  evidence = get_evidence (self);
  gradus_evidence_draw (cr, theme, width, height, &evidence);
}

void
gradus_predict_digits_ask_for_reasons (GradusPredictDigits *self)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);
  GradusTensor   *input = gradus_studio_get_probe_input (self->studio);

  if (snapshot->plan == NULL || snapshot->weights == NULL || input == NULL ||
      self->reading == NULL || !gradus_probe_reading_is_class (self->reading))
    g_clear_pointer (&self->reasons, gradus_reasons_free);
  else
    gradus_reasons_ask (self->reasons_errand, self->reasons_model, snapshot, input,
                        gradus_predict_digits_is_training (self) ? SHARE_REASONS : 1);
}

static void
describe_evidence (GradusPredictDigits *self)
{
  const GradusOcclusion *map = self->reasons->occlusion;
  guint                  n = map->width * map->height;
  guint                  most = 0;
  g_autofree char       *share = NULL;
  g_autofree char       *text = NULL;

  for (guint i = 1; i < n; i++)
    if (map->drop[i] > map->drop[most])
      most = i;
  share = gradus_format_percent ((double) map->probability[most]);
  /* Translators: what a picture shows, for assistive technology */
  text =
    g_strdup_printf (_ ("The answer rests most on the spot around row %u, column %u: "
                        "when that is covered, %s keeps %s."),
                     most / map->width + 1, most % map->width + 1,
                     gradus_probe_reading_get_name (self->reading, map->answer), share);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->evidence),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

void
gradus_predict_digits_reasons_cb (gpointer result, gpointer user_data)
{
  GradusPredictDigits *self = user_data;
  gboolean             is_new =
    self->reasons == NULL ||
    (result != NULL && self->reasons->input != ((GradusReasons *) result)->input);

  g_clear_pointer (&self->reasons, gradus_reasons_free);
  self->reasons = result;
  if (result != NULL && self->reasons->occlusion != NULL && self->reading != NULL &&
      (is_new || !gradus_predict_digits_is_training (self)))
    describe_evidence (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->evidence));
}

static char *
describe_spot (GradusPredictDigits      *self,
               const GradusEvidence     *evidence,
               const GradusEvidenceSpot *spot)
{
  const GradusOcclusion *map = evidence->occlusion;

  switch (spot->panel)
    {
    case GRADUS_EVIDENCE_INPUT:
      return g_strdup_printf (_ ("row %u, column %u: %.2f"), spot->row + 1,
                              spot->column + 1, (double) evidence->input[spot->index]);
    case GRADUS_EVIDENCE_UNITS:
      return g_strdup_printf (_ ("unit %zu: %+.2f"), spot->index + 1,
                              (double) evidence->units[spot->index]);
    case GRADUS_EVIDENCE_OCCLUSION:
      if (evidence->output != NULL)
        return g_strdup_printf (_ ("row %u, column %u: %.2f"), spot->row + 1,
                                spot->column + 1, (double) evidence->output[spot->index]);
      if (map == NULL)
        return NULL;
      return g_strdup_printf (
        _ ("With the square around row %u, column %u covered, %s has "
           "%.1f %%; it reads %s."),
        spot->row + 1, spot->column + 1,
        gradus_probe_reading_get_name (self->reading, map->answer),
        (double) map->probability[spot->index] * 100,
        gradus_probe_reading_get_name (self->reading, map->reading[spot->index]));
    case GRADUS_EVIDENCE_GRADIENT:
      if (evidence->gradient == NULL)
        return NULL;
      return g_strdup_printf (
        evidence->gradient[spot->index] >= 0
          ? _ ("More ink at row %u, column %u speaks for %s (%+.2f).")
          : _ ("More ink at row %u, column %u speaks against %s "
               "(%+.2f)."),
        spot->row + 1, spot->column + 1,
        gradus_probe_reading_get_name (self->reading, self->reasons->answer),
        (double) evidence->gradient[spot->index]);
    case GRADUS_N_EVIDENCE_PANELS:
    default:
      return NULL;
    }
}

gboolean
gradus_predict_digits_evidence_tooltip_cb (GradusPredictDigits *self,
                                           int                  x,
                                           int                  y,
                                           gboolean             by_keyboard,
                                           GtkTooltip          *tooltip)
{
  GradusEvidence     evidence;
  GradusEvidenceSpot spot;
  g_autofree char   *text = NULL;

  if (by_keyboard || self->reading == NULL)
    return FALSE;
  evidence = get_evidence (self);
  if (!gradus_evidence_hit (gradus_canvas_get_theme (self->evidence),
                            gtk_widget_get_width (GTK_WIDGET (self->evidence)),
                            gtk_widget_get_height (GTK_WIDGET (self->evidence)),
                            &evidence, x, y, &spot))
    return FALSE;
  text = describe_spot (self, &evidence, &spot);
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

/* What nobody has looked at for a while may be of an earlier network. */
gboolean
gradus_predict_digits_is_current (GradusPredictDigits *self)
{
  return gradus_predict_digits_is_seen (self) ||
         (self->studio != NULL &&
          self->exam_weights == gradus_studio_get_snapshot (self->studio)->weights);
}

/* Maps of another sample would lie beside the ink. */
GradusFigure *
gradus_predict_digits_make_evidence_figure (gpointer user_data)
{
  GradusPredictDigits *self = user_data;
  GradusEvidence       evidence = { .answer = NULL };
  GradusFigure        *late = NULL;

  if (self->reading == NULL || !gradus_predict_digits_is_current (self))
    late = gradus_late_evidence_new (self->studio, get_input_note (self));
  else
    evidence = get_evidence (self);
  if (late != NULL)
    return late;
  if (self->reasons != NULL && self->reading != NULL &&
      self->reasons->input != gradus_probe_reading_get_input (self->reading))
    {
      evidence.occlusion = NULL;
      evidence.gradient = NULL;
    }
  return gradus_figure_evidence_new (&evidence);
}
