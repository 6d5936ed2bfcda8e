/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-predict-digits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/gradus-canvas.h"
#include "app/gradus-digit-chooser.h"
#include "app/gradus-exam.h"
#include "app/gradus-figure-menu.h"
#include "app/gradus-format.h"
#include "app/gradus-matrix.h"
#include "app/gradus-mistakes-view.h"
#include "app/gradus-pad.h"
#include "app/gradus-predict-layout.h"
#include "app/gradus-probe-reading.h"
#include "app/gradus-template.h"
#include "plot/evidence.h"
#include "plot/figure-confusion.h"
#include "plot/figure-evidence.h"
#include "plot/figure-mistakes.h"
#include "plot/figure-prediction.h"
#include "plot/picture.h"
#include "plot/prediction.h"
#include "plot/shapes.h"
#include "plot/ticks.h"

/* Shares of a processor that other threads may take from training. */
#define SHARE_EXAM 0.05
#define SHARE_REASONS 0.1
/* Numbers that change more often cannot be read; those of a new drawing come at once. */
#define READING_INTERVAL (250 * G_TIME_SPAN_MILLISECOND)

/* A pad to draw on, what the network makes of the drawing and why; below, what it makes
 * of the test data. */
struct _GradusPredictDigits
{
  GtkWidget           parent_instance;
  GradusStudio       *studio;
  GradusPad          *pad;
  GradusCanvas       *first_arrow;
  GradusCanvas       *evidence;
  GradusCanvas       *second_arrow;
  GradusCanvas       *bars;
  GtkWidget          *controls;
  GtkWidget          *separator;
  GtkWidget          *matrix_box;
  GtkWidget          *mistakes_box;
  GtkToggleButton    *pen;
  GtkToggleButton    *eraser;
  GtkMenuButton      *pen_button;
  GtkAdjustment      *pen_adjustment;
  GtkWidget          *undo;
  GtkWidget          *redo;
  GtkWidget          *clear;
  GtkCheckButton     *uncentred;
  GradusDigitChooser *chooser;
  GtkPopover         *samples;
  GtkLabel           *matrix_score;
  GtkLabel           *matrix_note;
  GradusMatrix       *matrix;
  GtkLabel           *mistakes_title;
  GtkWidget          *show_all;
  GradusMistakesView *mistakes;

  GradusProbeReading *reading; /* what is shown */
  gint64              reading_time;
  guint               reading_timer;
  guint               told_epoch; /* to assistive technology */
  GradusDocument     *document;   /* only compared: whose drawing it is */
  gboolean            is_laying;  /* the pad follows the probe, not the other way */

  GradusErrand  *exam_errand;
  GradusStandIn *exam_model;
  GradusExam    *exam;
  GPtrArray     *exam_weights; /* that were asked last */
  GradusErrand  *reasons_errand;
  GradusStandIn *reasons_model;
  GradusReasons *reasons;
};

enum
{
  PROP_0,
  PROP_STUDIO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GradusPredictDigits, gradus_predict_digits, GTK_TYPE_WIDGET)

gboolean
gradus_predict_digits_can_draw (const GradusShape *shape)
{
  guint width, height, n_channels;

  gradus_picture_get_size (shape, &width, &height, &n_channels);
  return width == GRADUS_DRAWING_SIDE && height == GRADUS_DRAWING_SIDE && n_channels == 1;
}

static gboolean
is_training (GradusPredictDigits *self)
{
  return gradus_studio_get_snapshot (self->studio)->state == GRADUS_SESSION_RUNNING;
}

static gboolean
is_seen (GradusPredictDigits *self)
{
  return self->studio != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));
}

/* --- Drawing --- */

static void
draw_arrow (cairo_t           *cr,
            const GradusTheme *theme,
            double             width,
            double             height,
            gpointer           user_data)
{
  gradus_shapes_arrow (cr, theme, 8, width - 8, height / 2);
}

/* The maps belong to the sample of a moment ago until the new ones come; those of another
 * sample would lie beside the ink. */
static GradusEvidence
get_evidence (GradusPredictDigits *self)
{
  GradusEvidence evidence = { .answer = NULL };

  gradus_probe_reading_describe (self->reading, &evidence);
  evidence.input_note = gradus_studio_is_probe_drawn (self->studio)
                          ? gtk_check_button_get_active (self->uncentred)
                              ? _ ("as drawn, 28 × 28 numbers")
                              : _ ("centred, 28 × 28 numbers")
                          : _ ("from the test set");
  if (self->reasons == NULL || self->reading == NULL ||
      !gradus_shape_equal (&self->reasons->input->shape, &evidence.input_shape))
    return evidence;
  evidence.occlusion = self->reasons->occlusion;
  evidence.gradient = self->reasons->gradient;
  return evidence;
}

static void
draw_evidence (cairo_t           *cr,
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

static void
draw_bars (cairo_t           *cr,
           const GradusTheme *theme,
           double             width,
           double             height,
           gpointer           user_data)
{
  GradusPredictDigits *self = user_data;
  GradusPrediction     prediction;

  if (self->reading == NULL)
    return;
  if (gradus_probe_reading_get_prediction (self->reading, &prediction))
    gradus_prediction_draw_bars (cr, theme, width, height, &prediction);
}

/* --- What is read --- */

static void
describe_bars (GradusPredictDigits *self)
{
  g_autofree char *text = gradus_probe_reading_to_string (self->reading);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bars),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
ask_for_reasons (GradusPredictDigits *self)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);
  GradusTensor   *input = gradus_studio_get_probe_input (self->studio);

  if (snapshot->plan == NULL || snapshot->weights == NULL || input == NULL ||
      self->reading == NULL || !gradus_probe_reading_is_class (self->reading))
    g_clear_pointer (&self->reasons, gradus_reasons_free);
  else
    gradus_reasons_ask (self->reasons_errand, self->reasons_model, snapshot, input,
                        is_training (self) ? SHARE_REASONS : 1);
}

static void
take_reading (GradusPredictDigits *self)
{
  GradusTensor *input = gradus_studio_get_probe_input (self->studio);
  guint         n_epochs = gradus_studio_get_snapshot (self->studio)->n_epochs;
  gboolean      is_new =
    self->reading == NULL || gradus_probe_reading_get_input (self->reading) != input;

  g_clear_handle_id (&self->reading_timer, g_source_remove);
  self->reading_time = g_get_monotonic_time ();
  g_clear_pointer (&self->reading, gradus_probe_reading_free);
  self->reading = gradus_probe_reading_new (self->studio);
  gtk_widget_set_visible (GTK_WIDGET (self->second_arrow),
                          gradus_probe_reading_is_class (self->reading));
  if (is_new || n_epochs != self->told_epoch || !is_training (self))
    describe_bars (self);
  self->told_epoch = n_epochs;
  ask_for_reasons (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->evidence));
  gtk_widget_queue_draw (GTK_WIDGET (self->bars));
}

static gboolean
reading_timer_cb (gpointer user_data)
{
  GradusPredictDigits *self = user_data;

  self->reading_timer = 0;
  if (is_seen (self))
    take_reading (self);
  return G_SOURCE_REMOVE;
}

/* A stroke is answered at once, training at reading speed. */
static void
queue_reading (GradusPredictDigits *self)
{
  gint64 wait = self->reading_time + READING_INTERVAL - g_get_monotonic_time ();

  if (wait <= 0 || self->reading == NULL ||
      gradus_probe_reading_get_input (self->reading) !=
        gradus_studio_get_probe_input (self->studio))
    take_reading (self);
  else if (self->reading_timer == 0)
    self->reading_timer = g_timeout_add ((guint) (wait / G_TIME_SPAN_MILLISECOND) + 1,
                                         reading_timer_cb, self);
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

static void
reasons_cb (gpointer result, gpointer user_data)
{
  GradusPredictDigits *self = user_data;
  gboolean             is_new =
    self->reasons == NULL ||
    (result != NULL && self->reasons->input != ((GradusReasons *) result)->input);

  g_clear_pointer (&self->reasons, gradus_reasons_free);
  self->reasons = result;
  if (result != NULL && self->reasons->occlusion != NULL && self->reading != NULL &&
      (is_new || !is_training (self)))
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

static gboolean
evidence_tooltip_cb (GradusPredictDigits *self,
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

/* --- The pad --- */

static void
update_buttons (GradusPredictDigits *self)
{
  GradusDrawing *drawing = gradus_pad_get_drawing (self->pad);

  gtk_widget_set_sensitive (self->undo, gradus_drawing_can_undo (drawing));
  gtk_widget_set_sensitive (self->redo, gradus_drawing_can_redo (drawing));
  gtk_widget_set_sensitive (GTK_WIDGET (self->uncentred),
                            gradus_drawing_get_picture_name (drawing) < 0);
}

/* The network is shown what lies on the pad. */
static void
pad_changed_cb (GradusPredictDigits *self)
{
  GradusDrawing *drawing = gradus_pad_get_drawing (self->pad);
  int            name = gradus_drawing_get_picture_name (drawing);
  float          pixels[GRADUS_DRAWING_SIDE * GRADUS_DRAWING_SIDE];

  update_buttons (self);
  if (self->is_laying || self->studio == NULL)
    return;
  if (name >= 0)
    gradus_studio_set_probe_sample (self->studio, (guint) name);
  else
    {
      gradus_drawing_get_pixels (drawing, !gtk_check_button_get_active (self->uncentred),
                                 pixels);
      gradus_studio_set_probe_pixels (self->studio, pixels);
    }
}

/* A sample that was chosen somewhere lies on the pad, too. */
static void
follow_probe (GradusPredictDigits *self)
{
  GradusDrawing *drawing = gradus_pad_get_drawing (self->pad);
  GradusTensor  *input = gradus_studio_get_probe_input (self->studio);
  int            sample = (int) gradus_studio_get_probe_sample (self->studio);

  if (input == NULL || gradus_studio_is_probe_drawn (self->studio) ||
      gradus_drawing_get_picture_name (drawing) == sample ||
      !gradus_predict_digits_can_draw (&input->shape))
    return;
  gradus_drawing_lay (drawing, input->data, sample);
  gradus_pad_refresh (self->pad);
  update_buttons (self);
}

static void
tool_changed_cb (GradusPredictDigits *self)
{
  gtk_toggle_button_set_active (gradus_pad_get_tool (self->pad) == GRADUS_TOOL_ERASER
                                  ? self->eraser
                                  : self->pen,
                                TRUE);
}

static void
eraser_toggled_cb (GradusPredictDigits *self)
{
  gradus_pad_set_tool (self->pad, gtk_toggle_button_get_active (self->eraser)
                                    ? GRADUS_TOOL_ERASER
                                    : GRADUS_TOOL_PEN);
}

static void
pen_width_cb (GradusPredictDigits *self)
{
  gradus_pad_set_pen_width (self->pad, gtk_adjustment_get_value (self->pen_adjustment));
}

static void
undo_cb (GradusPredictDigits *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->pad), "pad.undo", NULL);
}

static void
redo_cb (GradusPredictDigits *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->pad), "pad.redo", NULL);
}

static void
clear_cb (GradusPredictDigits *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->pad), "pad.clear", NULL);
}

/* --- The test data --- */

static guint *
list_mistakes (GradusPredictDigits *self, int *truth, int *answer, guint *n)
{
  gradus_matrix_get_chosen (self->matrix, truth, answer);
  return gradus_confusion_list (self->exam->confusion, self->exam->data, *truth, *answer,
                                n);
}

static void
show_mistakes (GradusPredictDigits *self)
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

static void
show_all_cb (GradusPredictDigits *self)
{
  gradus_matrix_choose (self->matrix, -1, -1);
}

static void
mistake_chosen_cb (GradusPredictDigits *self, guint sample)
{
  gradus_studio_set_probe_sample (self->studio, sample);
}

static void
mark_probe (GradusPredictDigits *self)
{
  gradus_mistakes_view_mark (self->mistakes,
                             gradus_studio_is_probe_drawn (self->studio)
                               ? -1
                               : (int) gradus_studio_get_probe_sample (self->studio));
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
  if (is_training (self) &&
      gradus_studio_get_snapshot (self->studio)->n_epochs == self->told_epoch)
    return;
  spoken = g_strdup_printf (_ ("%s of %s test digits are read right."), share, n);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->matrix),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, spoken, -1);
}

static void
forget_exam (GradusPredictDigits *self)
{
  gradus_errand_cancel (self->exam_errand);
  gradus_errand_cancel (self->reasons_errand);
  gradus_matrix_set_confusion (self->matrix, NULL, NULL);
  gradus_mistakes_view_show (self->mistakes, NULL, NULL, NULL, NULL, 0);
  g_clear_pointer (&self->exam, gradus_exam_free);
  g_clear_pointer (&self->exam_weights, g_ptr_array_unref);
  g_clear_pointer (&self->reasons, gradus_reasons_free);
}

static void
show_lower_half (GradusPredictDigits *self, gboolean is_shown)
{
  gtk_widget_set_visible (self->matrix_box, is_shown);
  gtk_widget_set_visible (self->mistakes_box, is_shown);
  gtk_widget_set_visible (self->separator, is_shown);
}

static void
exam_cb (gpointer result, gpointer user_data)
{
  GradusPredictDigits *self = user_data;
  GradusExam          *before = g_steal_pointer (&self->exam);

  self->exam = result;
  show_lower_half (self, result != NULL);
  if (self->exam == NULL)
    {
      gradus_matrix_set_confusion (self->matrix, NULL, NULL);
      gradus_mistakes_view_show (self->mistakes, NULL, NULL, NULL, NULL, 0);
    }
  else
    {
      gradus_matrix_set_confusion (self->matrix, self->exam->confusion,
                                   (const char *const *) self->exam->names);
      show_mistakes (self);
      describe_exam (self);
    }
  g_clear_pointer (&before, gradus_exam_free);
}

static void
ask_for_exam (GradusPredictDigits *self)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);
  GradusDataset  *data = gradus_studio_get_test_data (self->studio);

  if (data == NULL || snapshot->plan == NULL || snapshot->weights == NULL ||
      self->reading == NULL || self->exam_weights == snapshot->weights)
    return;
  g_clear_pointer (&self->exam_weights, g_ptr_array_unref);
  self->exam_weights = g_ptr_array_ref (snapshot->weights);
  gradus_exam_ask (self->exam_errand, self->exam_model, snapshot, data,
                   is_training (self) ? SHARE_EXAM : 1);
}

/* --- What can be taken away --- */

/* What nobody has looked at for a while may be of an earlier network. */
static gboolean
is_current (GradusPredictDigits *self)
{
  return is_seen (self) ||
         (self->studio != NULL &&
          self->exam_weights == gradus_studio_get_snapshot (self->studio)->weights);
}

static GradusFigure *
make_prediction_figure (gpointer user_data)
{
  GradusPredictDigits *self = user_data;
  GradusPrediction     prediction = { .truth = -1 };

  if (self->reading != NULL)
    gradus_probe_reading_get_prediction (self->reading, &prediction);
  return gradus_figure_prediction_new (&prediction);
}

static GradusFigure *
make_confusion_figure (gpointer user_data)
{
  GradusPredictDigits *self = user_data;
  const GradusExam    *exam = is_current (self) ? self->exam : NULL;

  return gradus_figure_confusion_new (exam != NULL ? exam->confusion : NULL,
                                      exam != NULL ? exam->data : NULL);
}

/* Maps of another sample would lie beside the ink. */
static GradusFigure *
make_evidence_figure (gpointer user_data)
{
  GradusPredictDigits *self = user_data;
  GradusEvidence       evidence = { .answer = NULL };

  if (self->reading != NULL && is_current (self))
    evidence = get_evidence (self);
  if (self->reasons != NULL && self->reading != NULL &&
      self->reasons->input != gradus_probe_reading_get_input (self->reading))
    {
      evidence.occlusion = NULL;
      evidence.gradient = NULL;
    }
  return gradus_figure_evidence_new (&evidence);
}

/* Those of the chosen square of the matrix. */
static GradusFigure *
make_mistakes_figure (gpointer user_data)
{
  GradusPredictDigits *self = user_data;
  g_autofree guint    *samples = NULL;
  g_autofree char     *title = NULL;
  int                  truth, answer;
  guint                n;

  if (self->exam == NULL || !is_current (self))
    return gradus_figure_mistakes_new (NULL, NULL, NULL, NULL, 0);
  samples = list_mistakes (self, &truth, &answer, &n);
  title = gradus_mistakes_dup_title (self->exam->data, truth, answer, n);
  return gradus_figure_mistakes_new (title, self->exam->confusion, self->exam->data,
                                     samples, n);
}

/**
 * gradus_predict_digits_list_figures:
 * @self: a page of the Predict stage
 * @figures: (element-type GradusFigure): gets what it draws of the data
 *
 * See #GradusFigureSource.
 */
void
gradus_predict_digits_list_figures (GradusPredictDigits *self, GPtrArray *figures)
{
  g_ptr_array_add (figures, make_evidence_figure (self));
  g_ptr_array_add (figures, make_confusion_figure (self));
  g_ptr_array_add (figures, make_mistakes_figure (self));
}

/* --- Following the studio --- */

static void
probe_changed_cb (GradusPredictDigits *self)
{
  if (!is_seen (self))
    return;
  self->is_laying = TRUE;
  follow_probe (self);
  self->is_laying = FALSE;
  mark_probe (self);
  queue_reading (self);
  ask_for_exam (self);
}

static void
updated_cb (GradusPredictDigits *self)
{
  if (is_seen (self))
    ask_for_exam (self);
}

/* Whether there is a pad depends on the data. */
static void
show_tools (GradusPredictDigits *self)
{
  GradusDataset *data = gradus_studio_get_test_data (self->studio);
  gboolean       can_draw =
    data == NULL || gradus_predict_digits_can_draw (gradus_dataset_get_shape (data));

  gtk_widget_set_visible (GTK_WIDGET (self->pad), can_draw);
  gtk_widget_set_visible (GTK_WIDGET (self->first_arrow), can_draw);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->pen)), can_draw);
  gtk_widget_set_visible (gtk_widget_get_parent (self->undo), can_draw);
  gtk_widget_set_visible (self->clear, can_draw);
  gtk_widget_set_visible (GTK_WIDGET (self->uncentred), can_draw);
}

/* Another question about the same digits leaves the drawing where it is; another document
 * begins with paper of its own. */
static void
data_changed_cb (GradusPredictDigits *self)
{
  GradusDrawing  *drawing = gradus_pad_get_drawing (self->pad);
  GradusDocument *document = gradus_studio_get_document (self->studio);

  forget_exam (self);
  g_clear_pointer (&self->reading, gradus_probe_reading_free);
  if (self->document != document)
    gradus_drawing_forget (drawing);
  self->document = document;
  show_tools (self);
  if (!is_seen (self))
    return;
  take_reading (self);
  if (gradus_drawing_get_picture_name (drawing) < 0 &&
      !gradus_drawing_is_blank (drawing) &&
      gtk_widget_get_visible (GTK_WIDGET (self->pad)))
    pad_changed_cb (self);
  probe_changed_cb (self);
}

static void
set_studio (GradusPredictDigits *self, GradusStudio *studio)
{
  if (!g_set_object (&self->studio, studio))
    return;
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "probe-changed", G_CALLBACK (probe_changed_cb),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "updated", G_CALLBACK (updated_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "data-changed", G_CALLBACK (data_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STUDIO]);
}

/* --- Object --- */

static void
gradus_predict_digits_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  if (id == PROP_STUDIO)
    g_value_set_object (value, GRADUS_PREDICT_DIGITS (object)->studio);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_predict_digits_set_property (GObject      *object,
                                    guint         id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  if (id == PROP_STUDIO)
    set_studio (GRADUS_PREDICT_DIGITS (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_predict_digits_map (GtkWidget *widget)
{
  GradusPredictDigits *self = GRADUS_PREDICT_DIGITS (widget);

  GTK_WIDGET_CLASS (gradus_predict_digits_parent_class)->map (widget);
  if (self->studio == NULL)
    return;
  show_tools (self);
  take_reading (self);
  probe_changed_cb (self);
}

static void
gradus_predict_digits_dispose (GObject *object)
{
  GradusPredictDigits *self = GRADUS_PREDICT_DIGITS (object);

  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  g_clear_object (&self->studio);
  g_clear_handle_id (&self->reading_timer, g_source_remove);
  g_clear_pointer (&self->exam_errand, gradus_errand_free);
  g_clear_pointer (&self->reasons_errand, gradus_errand_free);
  gradus_template_dispose (GTK_WIDGET (self), GRADUS_TYPE_PREDICT_DIGITS);
  G_OBJECT_CLASS (gradus_predict_digits_parent_class)->dispose (object);
}

static void
gradus_predict_digits_finalize (GObject *object)
{
  GradusPredictDigits *self = GRADUS_PREDICT_DIGITS (object);

  g_clear_pointer (&self->reading, gradus_probe_reading_free);
  g_clear_pointer (&self->exam, gradus_exam_free);
  g_clear_pointer (&self->exam_weights, g_ptr_array_unref);
  g_clear_pointer (&self->reasons, gradus_reasons_free);
  g_clear_pointer (&self->exam_model, gradus_stand_in_unref);
  g_clear_pointer (&self->reasons_model, gradus_stand_in_unref);
  G_OBJECT_CLASS (gradus_predict_digits_parent_class)->finalize (object);
}

#define BIND(child_)                                                                     \
  gtk_widget_class_bind_template_child (widget_class, GradusPredictDigits, child_)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (pad);
  BIND (first_arrow);
  BIND (evidence);
  BIND (second_arrow);
  BIND (bars);
  BIND (controls);
  BIND (separator);
  BIND (matrix_box);
  BIND (mistakes_box);
  BIND (pen);
  BIND (eraser);
  BIND (pen_button);
  BIND (pen_adjustment);
  BIND (undo);
  BIND (redo);
  BIND (clear);
  BIND (uncentred);
  BIND (chooser);
  BIND (samples);
  BIND (matrix_score);
  BIND (matrix_note);
  BIND (matrix);
  BIND (mistakes_title);
  BIND (show_all);
  BIND (mistakes);
  gtk_widget_class_bind_template_callback (widget_class, pad_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, tool_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, eraser_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, pen_width_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
  gtk_widget_class_bind_template_callback (widget_class, redo_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, evidence_tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_mistakes);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, mistake_chosen_cb);
}

static void
gradus_predict_digits_class_init (GradusPredictDigitsClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = gradus_predict_digits_get_property;
  object_class->set_property = gradus_predict_digits_set_property;
  object_class->dispose = gradus_predict_digits_dispose;
  object_class->finalize = gradus_predict_digits_finalize;
  widget_class->map = gradus_predict_digits_map;
  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GRADUS_TYPE_CANVAS);
  g_type_ensure (GRADUS_TYPE_DIGIT_CHOOSER);
  g_type_ensure (GRADUS_TYPE_MATRIX);
  g_type_ensure (GRADUS_TYPE_MISTAKES_VIEW);
  g_type_ensure (GRADUS_TYPE_PAD);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-predict-digits.ui");
  bind_children (widget_class);
}

static void
label (GradusCanvas *canvas, const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}

static void
gradus_predict_digits_init (GradusPredictDigits *self)
{
  self->exam_errand = gradus_exam_errand_new (exam_cb, self);
  self->exam_model = gradus_stand_in_new ();
  self->reasons_errand = gradus_reasons_errand_new (reasons_cb, self);
  self->reasons_model = gradus_stand_in_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self),
                                 gradus_predict_layout_new (&(GradusPredictParts){
                                   GTK_WIDGET (self->pad), GTK_WIDGET (self->first_arrow),
                                   GTK_WIDGET (self->evidence),
                                   GTK_WIDGET (self->second_arrow),
                                   GTK_WIDGET (self->bars), self->controls,
                                   self->separator, self->matrix_box,
                                   self->mistakes_box }));
  gradus_canvas_set_func (self->first_arrow, draw_arrow, self);
  gradus_canvas_set_func (self->second_arrow, draw_arrow, self);
  gradus_canvas_set_func (self->evidence, draw_evidence, self);
  gradus_canvas_set_func (self->bars, draw_bars, self);
  label (self->evidence, _ ("What the network sees, and what its answer rests on"));
  label (self->bars, _ ("Predicted probabilities"));
  gradus_figure_menu_add (GTK_WIDGET (self->bars), make_prediction_figure, self);
  gradus_figure_menu_add (GTK_WIDGET (self->evidence), make_evidence_figure, self);
  gradus_figure_menu_add (GTK_WIDGET (self->matrix), make_confusion_figure, self);
  gradus_figure_menu_add (GTK_WIDGET (self->mistakes), make_mistakes_figure, self);
  show_lower_half (self, FALSE);
  update_buttons (self);
}
