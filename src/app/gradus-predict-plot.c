/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-predict-plot-private.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-figure-menu.h"
#include "app/gradus-format.h"
#include "plot/figure-regression.h"

/* Of a processor's time, while training. */
#define SHARE 0.02
#define READING_INTERVAL (250 * G_TIME_SPAN_MILLISECOND)

G_DEFINE_FINAL_TYPE (GradusPredictPlot, gradus_predict_plot, GRADUS_TYPE_STAGE_VIEW)

gboolean
gradus_predict_plot_is_seen (GradusPredictPlot *self)
{
  return self->studio != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));
}

static gboolean
is_training (GradusPredictPlot *self)
{
  return gradus_studio_get_snapshot (self->studio)->state == GRADUS_SESSION_RUNNING;
}

const GradusTensor *
gradus_predict_plot_get_input (GradusPredictPlot *self)
{
  return self->reading != NULL ? gradus_probe_reading_get_input (self->reading) : NULL;
}

/* The sample that is looked at, -1 if it is none of the test data. */
int
gradus_predict_plot_get_sample (GradusPredictPlot *self)
{
  return gradus_studio_get_probe_origin (self->studio) == GRADUS_PROBE_TEST
           ? (int) gradus_studio_get_probe_sample (self->studio)
           : -1;
}

/* --- Words --- */

static char *
say_plane (const GradusSurvey *survey)
{
  g_autofree char *n = gradus_format_count (survey->n);
  g_autofree char *right = gradus_format_count (survey->n_right);

  /* Translators: both are numbers */
  return g_strdup_printf (
    _ ("%s of %s test points are right; open marks are mistakes. Click "
       "or drag to ask about any place."),
    right, n);
}

static char *
say_probe (GradusPredictPlot *self)
{
  g_autofree char    *reading = gradus_probe_reading_to_string (self->reading);
  const GradusTensor *input = gradus_predict_plot_get_input (self);

  if (input == NULL || input->size != 2)
    return g_strdup (reading);
  /* Translators: coordinates of a point, then what the network answers */
  return g_strdup_printf (_ ("At (%.2f, %.2f) the network answers %s."),
                          (double) input->data[0], (double) input->data[1], reading);
}

static void
describe (GradusPredictPlot *self, const char *note)
{
  g_autofree char *probe = self->reading != NULL ? say_probe (self) : NULL;
  g_autofree char *text = g_strconcat (note, " ", probe, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->main),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
show_words (GradusPredictPlot *self, gboolean must_tell)
{
  const GradusSurvey *survey = self->survey;
  g_autofree char    *note = NULL;

  if (survey == NULL)
    note = g_strdup ("");
  else
    note = survey->kind == GRADUS_SURVEY_PLANE ? say_plane (survey)
                                               : gradus_survey_describe_numbers (survey);
  gtk_label_set_label (self->main_note, note);
  if (must_tell)
    describe (self, note);
  if (gradus_predict_plot_get_kind (self) == GRADUS_SURVEY_PLANE)
    {
      gtk_label_set_label (self->first_title, _ ("At the ringed point"));
      gtk_label_set_label (self->second_title, _ ("The plane as a layer bends it"));
      gtk_label_set_label (
        self->second_note,
        survey != NULL && survey->bent != NULL
          ? _ ("What a layer of two units makes of the coordinate grid: "
               "now one straight line can part the classes.")
          : _ ("Insert a Dense layer of 2 units before the last one, and "
               "the bent coordinate grid is drawn here."));
    }
  else
    {
      gtk_label_set_label (self->second_title, _ ("Said and right"));
      gtk_label_set_label (
        self->second_note,
        _ ("A dot for each test sample; on the dashed line all is right. "
           "Click a dot to look at its sample."));
    }
}

static void
show_parts (GradusPredictPlot *self)
{
  gboolean is_plane = gradus_predict_plot_get_kind (self) == GRADUS_SURVEY_PLANE;

  gtk_widget_set_visible (GTK_WIDGET (self->first_title), is_plane);
  gtk_widget_set_visible (GTK_WIDGET (self->first), is_plane);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->main),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_plane
                                    ? _ ("Plane of the two inputs with the decision line")
                                    : _ ("The sample and the network's answer"),
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->second),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_plane ? _ ("The coordinate grid as a layer bends it")
                                           : _ ("Said and right numbers"),
                                  -1);
}

static void
redraw (GradusPredictPlot *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self->main));
  gtk_widget_queue_draw (GTK_WIDGET (self->first));
  gtk_widget_queue_draw (GTK_WIDGET (self->second));
}

/* --- Following the studio --- */

static void
take_reading (GradusPredictPlot *self)
{
  gboolean is_new =
    self->reading == NULL || gradus_probe_reading_get_input (self->reading) !=
                               gradus_studio_get_probe_input (self->studio);
  guint n_epochs = gradus_studio_get_snapshot (self->studio)->n_epochs;

  g_clear_handle_id (&self->reading_timer, g_source_remove);
  self->reading_time = g_get_monotonic_time ();
  g_clear_pointer (&self->reading, gradus_probe_reading_free);
  self->reading = gradus_probe_reading_new (self->studio);
  show_words (self, is_new || n_epochs != self->told_epoch || !is_training (self));
  self->told_epoch = n_epochs;
  redraw (self);
}

static gboolean
reading_timer_cb (gpointer user_data)
{
  GradusPredictPlot *self = user_data;

  self->reading_timer = 0;
  if (gradus_predict_plot_is_seen (self))
    take_reading (self);
  return G_SOURCE_REMOVE;
}

static void
ask (GradusPredictPlot *self)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);
  GradusDataset  *data = gradus_studio_get_test_data (self->studio);

  if (data == NULL || snapshot->plan == NULL || snapshot->weights == NULL ||
      self->asked_weights == snapshot->weights ||
      gradus_predict_plot_get_kind (self) == GRADUS_SURVEY_NONE)
    return;
  g_clear_pointer (&self->asked_weights, g_ptr_array_unref);
  self->asked_weights = g_ptr_array_ref (snapshot->weights);
  gradus_survey_ask (self->errand, self->stand_in, snapshot, data,
                     is_training (self) ? SHARE : 1);
}

static void
survey_cb (gpointer result, gpointer user_data)
{
  GradusPredictPlot *self = user_data;

  g_clear_pointer (&self->survey, gradus_survey_unref);
  self->survey = result;
  if (self->reading != NULL)
    show_words (self, !is_training (self));
  redraw (self);
}

static void
probe_changed_cb (GradusPredictPlot *self)
{
  gint64 wait = self->reading_time + READING_INTERVAL - g_get_monotonic_time ();

  if (!gradus_predict_plot_is_seen (self))
    return;
  if (wait <= 0 || self->reading == NULL ||
      gradus_probe_reading_get_input (self->reading) !=
        gradus_studio_get_probe_input (self->studio))
    take_reading (self);
  else if (self->reading_timer == 0)
    self->reading_timer = g_timeout_add ((guint) (wait / G_TIME_SPAN_MILLISECOND) + 1,
                                         reading_timer_cb, self);
  ask (self);
}

static void
updated_cb (GradusPredictPlot *self)
{
  if (gradus_predict_plot_is_seen (self))
    ask (self);
}

static void
data_changed_cb (GradusPredictPlot *self)
{
  gradus_errand_cancel (self->errand);
  g_clear_pointer (&self->survey, gradus_survey_unref);
  g_clear_pointer (&self->asked_weights, g_ptr_array_unref);
  g_clear_pointer (&self->reading, gradus_probe_reading_free);
  show_parts (self);
  probe_changed_cb (self);
}

/* --- Object --- */

static void
gradus_predict_plot_follow (GradusStageView *view, GradusStudio *studio)
{
  GradusPredictPlot *self = GRADUS_PREDICT_PLOT (view);

  self->studio = studio;
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "probe-changed", G_CALLBACK (probe_changed_cb),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "updated", G_CALLBACK (updated_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "data-changed", G_CALLBACK (data_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
}

static void
gradus_predict_plot_map (GtkWidget *widget)
{
  GradusPredictPlot *self = GRADUS_PREDICT_PLOT (widget);

  GTK_WIDGET_CLASS (gradus_predict_plot_parent_class)->map (widget);
  if (self->studio == NULL)
    return;
  show_parts (self);
  take_reading (self);
  ask (self);
}

static void
gradus_predict_plot_dispose (GObject *object)
{
  GradusPredictPlot *self = GRADUS_PREDICT_PLOT (object);

  g_clear_handle_id (&self->reading_timer, g_source_remove);
  g_clear_pointer (&self->errand, gradus_errand_free);
  G_OBJECT_CLASS (gradus_predict_plot_parent_class)->dispose (object);
}

static void
gradus_predict_plot_finalize (GObject *object)
{
  GradusPredictPlot *self = GRADUS_PREDICT_PLOT (object);

  g_clear_pointer (&self->reading, gradus_probe_reading_free);
  g_clear_pointer (&self->survey, gradus_survey_unref);
  g_clear_pointer (&self->asked_weights, g_ptr_array_unref);
  g_clear_pointer (&self->stand_in, gradus_stand_in_unref);
  G_OBJECT_CLASS (gradus_predict_plot_parent_class)->finalize (object);
}

#define BIND(child_)                                                                     \
  gtk_widget_class_bind_template_child (widget_class, GradusPredictPlot, child_)

static void
gradus_predict_plot_class_init (GradusPredictPlotClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GRADUS_STAGE_VIEW_CLASS (klass)->follow = gradus_predict_plot_follow;
  object_class->dispose = gradus_predict_plot_dispose;
  object_class->finalize = gradus_predict_plot_finalize;
  widget_class->map = gradus_predict_plot_map;
  g_type_ensure (GRADUS_TYPE_CANVAS);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-predict-plot.ui");
  BIND (main);
  BIND (main_note);
  BIND (first_title);
  BIND (first);
  BIND (second_title);
  BIND (second_note);
  BIND (second);
  BIND (another);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_predict_plot_drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_predict_plot_drag_update_cb);
  gtk_widget_class_bind_template_callback (widget_class, gradus_predict_plot_key_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_predict_plot_second_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, gradus_predict_plot_another_cb);
}

static void
gradus_predict_plot_init (GradusPredictPlot *self)
{
  self->errand = gradus_survey_errand_new (survey_cb, self);
  self->stand_in = gradus_stand_in_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_canvas_set_func (self->main, gradus_predict_plot_draw_main, self);
  gradus_canvas_set_func (self->first, gradus_predict_plot_draw_first, self);
  gradus_canvas_set_func (self->second, gradus_predict_plot_draw_second, self);
  gradus_figure_menu_add (GTK_WIDGET (self->main), gradus_predict_plot_make_main_figure,
                          self);
  gradus_figure_menu_add (GTK_WIDGET (self->first), gradus_predict_plot_make_first_figure,
                          self);
  gradus_figure_menu_add (GTK_WIDGET (self->second),
                          gradus_predict_plot_make_second_figure, self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->first),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Predicted probabilities"), -1);
}
