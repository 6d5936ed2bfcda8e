/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-predict-view.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-figure-source.h"
#include "app/gradus-predict-digits.h"
#include "app/gradus-predict-plot.h"
#include "app/gradus-probe-reading.h"
#include "app/gradus-stage-header.h"
#include "app/gradus-survey.h"
#include "plot/figure-prediction.h"

/* What the network makes of one sample and of the test data; the page follows from the
 * data. */
struct _GradusPredictView
{
  GradusStageView      parent_instance;
  GradusStudio        *studio; /* borrowed from the parent */
  GradusStageHeader   *header;
  GtkLabel            *lead;
  GtkLabel            *verdict;
  GtkStack            *pages;
  GradusPredictDigits *digits;
  GradusPredictPlot   *plot;
};

static void figure_source_init (GradusFigureSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (GradusPredictView,
                               gradus_predict_view,
                               GRADUS_TYPE_STAGE_VIEW,
                               G_IMPLEMENT_INTERFACE (GRADUS_TYPE_FIGURE_SOURCE,
                                                      figure_source_init))

/* --- What fits the data --- */

typedef struct
{
  const char *page;
  const char *title;
  const char *subtitle;
} Page;

static Page
choose_page (GradusPredictView *self)
{
  GradusDataset *data = gradus_studio_get_test_data (self->studio);
  gboolean       can_draw =
    data == NULL || gradus_predict_digits_can_draw (gradus_dataset_get_shape (data));

  if (data == NULL || (can_draw && gradus_dataset_get_n_classes (data) > 2))
    return (
      Page){ "digits", _ ("Draw a digit"),
             _ ("The network answers with probabilities; the longest bar is what it "
                "reads.") };
  if (can_draw && gradus_dataset_is_yes_no (data))
    return (Page){ "digits", _ ("Draw a digit"),
                   _ ("The network answers yes or no; the longer bar is what it says.") };
  if (can_draw)
    return (Page){ "digits", _ ("Draw a digit"),
                   _ ("The network draws it again from what it has kept of it.") };
  if (gradus_survey_choose_kind (data) == GRADUS_SURVEY_PLANE)
    return (
      Page){ "plot", _ ("Where the network draws the line"),
             _ ("The ground has the colour of what the network answers there, and is "
                "stronger where it is surer.") };
  if (gradus_survey_choose_kind (data) != GRADUS_SURVEY_NONE)
    return (
      Page){ "plot", _ ("What the network says"),
             _ ("It has not learned from these test samples. Green is right, blue is "
                "what it says.") };
  return (Page){ "digits", _ ("What the network answers"),
                 _ ("It has not learned from these test samples; a longer bar means that "
                    "it is surer.") };
}

static void
show_page (GradusPredictView *self)
{
  Page page = choose_page (self);

  gtk_stack_set_visible_child_name (self->pages, page.page);
  gradus_stage_header_set_title (self->header, page.title);
  gradus_stage_header_set_subtitle (self->header, page.subtitle);
}

/* --- What it says --- */

static gboolean
is_digit_data (GradusPredictView *self)
{
  GradusDataset *data = gradus_studio_get_test_data (self->studio);

  return data != NULL && gradus_predict_digits_can_draw (gradus_dataset_get_shape (data));
}

static void
say_verdict (GradusPredictView *self)
{
  g_autoptr (GradusProbeReading) reading = gradus_probe_reading_new (self->studio);
  int                            answer = gradus_probe_reading_get_answer (reading, NULL);
  const char                    *name =
    answer >= 0 ? gradus_probe_reading_get_name (reading, (guint) answer) : "";
  const char *lead = "";

  if (answer >= 0 && gradus_probe_reading_is_yes_no (reading))
    /* Translators: before “yes” or “no” in large letters */
    lead = _ ("It says");
  else if (answer >= 0 && !is_digit_data (self))
    /* Translators: before the name of a class in large letters */
    lead = _ ("It answers");
  else if (answer >= 0 && name[0] == '8')
    /* Translators: before a digit that is spoken with a vowel, in large letters: 8 */
    lead = _ ("It reads an");
  else if (answer >= 0)
    /* Translators: before a digit in large letters: 3 */
    lead = _ ("It reads a");
  if (g_strcmp0 (gtk_label_get_label (self->lead), lead) != 0)
    gtk_label_set_label (self->lead, lead);
  if (g_strcmp0 (gtk_label_get_label (self->verdict), name) != 0)
    gtk_label_set_label (self->verdict, name);
}

static void
refresh (GradusPredictView *self)
{
  if (self->studio == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  show_page (self);
  say_verdict (self);
}

/* --- What can be taken away --- */

/* Numbers are no probabilities. */
static gboolean
is_regression (GradusPredictView *self)
{
  GradusDataset *data = gradus_studio_get_test_data (self->studio);

  return data != NULL && gradus_survey_choose_kind (data) > GRADUS_SURVEY_PLANE;
}

static gboolean
is_plot (GradusPredictView *self)
{
  return g_str_equal (choose_page (self).page, "plot");
}

static void
list_figures (GradusFigureSource *source, GPtrArray *figures)
{
  GradusPredictView             *self = GRADUS_PREDICT_VIEW (source);
  g_autoptr (GradusProbeReading) reading = gradus_probe_reading_new (self->studio);
  GradusPrediction               prediction;

  gradus_probe_reading_get_prediction (reading, &prediction);
  if (is_plot (self))
    gradus_predict_plot_list_figures (self->plot, figures);
  if (!is_regression (self))
    g_ptr_array_add (figures, gradus_figure_prediction_new (&prediction));
  if (!is_plot (self))
    gradus_predict_digits_list_figures (self->digits, figures);
}

static void
figure_source_init (GradusFigureSourceInterface *iface)
{
  iface->list = list_figures;
}

static void
gradus_predict_view_follow (GradusStageView *view, GradusStudio *studio)
{
  GradusPredictView *self = GRADUS_PREDICT_VIEW (view);

  self->studio = studio;
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "probe-changed", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "data-changed", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED);
      refresh (self);
    }
}

static void
gradus_predict_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gradus_predict_view_parent_class)->map (widget);
  refresh (GRADUS_PREDICT_VIEW (widget));
}

static void
gradus_predict_view_class_init (GradusPredictViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GRADUS_STAGE_VIEW_CLASS (klass)->follow = gradus_predict_view_follow;
  widget_class->map = gradus_predict_view_map;
  g_type_ensure (GRADUS_TYPE_PREDICT_DIGITS);
  g_type_ensure (GRADUS_TYPE_PREDICT_PLOT);
  g_type_ensure (GRADUS_TYPE_STAGE_HEADER);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-predict-view.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusPredictView, header);
  gtk_widget_class_bind_template_child (widget_class, GradusPredictView, lead);
  gtk_widget_class_bind_template_child (widget_class, GradusPredictView, verdict);
  gtk_widget_class_bind_template_child (widget_class, GradusPredictView, pages);
  gtk_widget_class_bind_template_child (widget_class, GradusPredictView, digits);
  gtk_widget_class_bind_template_child (widget_class, GradusPredictView, plot);
}

static void
gradus_predict_view_init (GradusPredictView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
