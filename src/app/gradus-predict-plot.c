/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-predict-plot.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/gradus-canvas.h"
#include "app/gradus-figure-menu.h"
#include "app/gradus-format.h"
#include "app/gradus-probe-reading.h"
#include "app/gradus-survey.h"
#include "plot/figure-plane.h"
#include "plot/figure-prediction.h"
#include "plot/figure-regression.h"

/* Of a processor's time, while training. */
#define SHARE 0.05
#define READING_INTERVAL (250 * G_TIME_SPAN_MILLISECOND)
/* What an arrow key moves the point by, of the width of the plane. */
#define KEY_STEP 0.02
/* So near to a dot one means it. */
#define REACH 12.0

/* Samples of few numbers, shown as what they are: points in the plane with the line that
 * the network draws between them, a sequence and how it goes on, a curve through dots. */
struct _GradusPredictPlot
{
  GradusStageView     parent_instance;
  GradusStudio       *studio; /* borrowed from the parent */
  GradusCanvas       *main;
  GtkLabel           *main_note;
  GtkLabel           *first_title;
  GradusCanvas       *first;
  GtkLabel           *second_title;
  GtkLabel           *second_note;
  GradusCanvas       *second;
  GtkWidget          *another;
  GradusProbeReading *reading;
  gint64              reading_time;
  guint               reading_timer;
  guint               told_epoch;
  GradusErrand       *errand;
  GradusStandIn      *stand_in;
  GradusSurvey       *survey;
  GPtrArray          *asked_weights;
};

G_DEFINE_FINAL_TYPE (GradusPredictPlot, gradus_predict_plot, GRADUS_TYPE_STAGE_VIEW)

static gboolean
is_seen (GradusPredictPlot *self)
{
  return self->studio != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));
}

static gboolean
is_training (GradusPredictPlot *self)
{
  return gradus_studio_get_snapshot (self->studio)->state == GRADUS_SESSION_RUNNING;
}

static GradusSurveyKind
get_kind (GradusPredictPlot *self)
{
  GradusDataset *data =
    self->studio != NULL ? gradus_studio_get_test_data (self->studio) : NULL;

  return data != NULL ? gradus_survey_choose_kind (data) : GRADUS_SURVEY_NONE;
}

static const GradusTensor *
get_input (GradusPredictPlot *self)
{
  return self->reading != NULL ? gradus_probe_reading_get_input (self->reading) : NULL;
}

/* The sample that is looked at, -1 if it is none of the test data. */
static int
get_sample (GradusPredictPlot *self)
{
  return gradus_studio_get_probe_origin (self->studio) == GRADUS_PROBE_TEST
           ? (int) gradus_studio_get_probe_sample (self->studio)
           : -1;
}

/* --- Drawing --- */

static gboolean
get_plane (GradusPredictPlot *self, GradusPlane *plane)
{
  const GradusSurvey *survey = self->survey;
  const GradusTensor *input = get_input (self);

  if (survey == NULL || !gradus_survey_get_plane (survey, plane))
    return FALSE;
  if (input != NULL && input->size == 2)
    {
      plane->has_probe = TRUE;
      plane->probe[0] = (double) input->data[0];
      plane->probe[1] = (double) input->data[1];
    }
  return TRUE;
}

/* The steps are borrowed from the reading. */
static void
get_forecast (GradusPredictPlot *self, GradusForecast *forecast)
{
  const GradusTensor *input = get_input (self);
  int                 sample = get_sample (self);

  *forecast = (GradusForecast){ .truth = NAN, .answer = NAN };
  if (input == NULL)
    return;
  forecast->n_steps = input->size;
  forecast->steps = input->data;
  forecast->is_next = input->shape.rank == 2 && input->shape.dims[1] == 1;
  if (self->survey != NULL && sample >= 0 && (gsize) sample < self->survey->n)
    forecast->truth = (double) self->survey->truths[sample];
  gradus_probe_reading_get_number (self->reading, &forecast->answer);
}

static void
draw_main (cairo_t           *cr,
           const GradusTheme *theme,
           double             width,
           double             height,
           gpointer           user_data)
{
  GradusPredictPlot  *self = user_data;
  const GradusSurvey *survey = self->survey;
  GradusForecast      forecast;
  GradusPlane         plane;

  if (get_plane (self, &plane))
    gradus_plane_draw (cr, theme, width, height, &plane);
  else if (survey != NULL && survey->curve_x != NULL)
    gradus_fitted_curve_draw (cr, theme, width, height,
                              &(GradusFittedCurve){ survey->n, survey->inputs,
                                                    survey->truths, survey->n_steps,
                                                    survey->curve_x, survey->curve_y });
  else if (get_kind (self) == GRADUS_SURVEY_NUMBERS && get_input (self) != NULL)
    {
      get_forecast (self, &forecast);
      gradus_forecast_draw (cr, theme, width, height, &forecast);
    }
}

static void
draw_first (cairo_t           *cr,
            const GradusTheme *theme,
            double             width,
            double             height,
            gpointer           user_data)
{
  GradusPredictPlot *self = user_data;
  GradusPrediction   prediction;

  if (self->reading != NULL &&
      gradus_probe_reading_get_prediction (self->reading, &prediction))
    gradus_prediction_draw_bars (cr, theme, width, height, &prediction);
}

/* The probe as the layer sees it is among its activations. */
static void
draw_bent (GradusPredictPlot *self,
           cairo_t           *cr,
           const GradusTheme *theme,
           double             width,
           double             height)
{
  GPtrArray  *activations = gradus_studio_get_probe_activations (self->studio);
  guint       layer = self->survey->bent->layer;
  GradusPlane plane;

  get_plane (self, &plane);
  plane.map = NULL;
  plane.points = self->survey->bent_points;
  plane.has_probe = FALSE;
  if (activations != NULL && layer < activations->len &&
      ((GradusTensor *) activations->pdata[layer])->size == 2)
    {
      const GradusTensor *seen = activations->pdata[layer];

      plane.has_probe = TRUE;
      plane.probe[0] = (double) seen->data[0];
      plane.probe[1] = (double) seen->data[1];
    }
  gradus_bent_grid_draw (cr, theme, width, height, self->survey->bent, &plane);
}

static void
draw_second (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gpointer           user_data)
{
  GradusPredictPlot  *self = user_data;
  const GradusSurvey *survey = self->survey;

  if (survey == NULL)
    return;
  if (survey->bent != NULL)
    draw_bent (self, cr, theme, width, height);
  else if (survey->answers != NULL)
    gradus_fit_draw (cr, theme, width, height,
                     &(GradusFit){ survey->n, survey->truths, survey->answers,
                                   get_sample (self) });
}

/* --- What can be taken away --- */

/* What nobody has looked at for a while may be of an earlier network. */
static GradusSurvey *
get_current_survey (GradusPredictPlot *self)
{
  return is_seen (self) ||
             self->asked_weights == gradus_studio_get_snapshot (self->studio)->weights
           ? self->survey
           : NULL;
}

/* The ringed point; NULL without. */
static const float *
get_probe (GradusPredictPlot *self)
{
  const GradusTensor *input = get_input (self);

  return input != NULL && input->size == 2 ? input->data : NULL;
}

static GradusFigure *
make_main_figure (gpointer user_data)
{
  GradusPredictPlot *self = user_data;
  GradusForecast     forecast;

  switch (get_kind (self))
    {
    case GRADUS_SURVEY_PLANE:
      return gradus_figure_plane_new (get_current_survey (self), get_probe (self));
    case GRADUS_SURVEY_CURVE:
      return gradus_figure_regression_new_curve (get_current_survey (self));
    case GRADUS_SURVEY_NUMBERS:
      get_forecast (self, &forecast);
      return gradus_figure_regression_new_forecast (&forecast);
    case GRADUS_SURVEY_NONE:
    default:
      return NULL;
    }
}

static GradusFigure *
make_first_figure (gpointer user_data)
{
  GradusPredictPlot *self = user_data;
  GradusPrediction   prediction = { .truth = -1 };

  if (self->reading != NULL)
    gradus_probe_reading_get_prediction (self->reading, &prediction);
  return gradus_figure_prediction_new (&prediction);
}

static GradusFigure *
make_second_figure (gpointer user_data)
{
  GradusPredictPlot *self = user_data;

  switch (get_kind (self))
    {
    case GRADUS_SURVEY_PLANE:
      return gradus_figure_plane_new_bent (get_current_survey (self),
                                           gradus_studio_get_probe_activations (
                                             self->studio));
    case GRADUS_SURVEY_CURVE:
    case GRADUS_SURVEY_NUMBERS:
      return gradus_figure_regression_new_fit (get_current_survey (self),
                                               get_sample (self));
    case GRADUS_SURVEY_NONE:
    default:
      return NULL;
    }
}

/**
 * gradus_predict_plot_list_figures:
 * @self: a page of the Predict stage
 * @figures: (element-type GradusFigure): gets what it draws of the data, if it is for
 * such data
 *
 * See #GradusFigureSource.
 */
void
gradus_predict_plot_list_figures (GradusPredictPlot *self, GPtrArray *figures)
{
  GradusFigure *main = make_main_figure (self);
  GradusFigure *second = make_second_figure (self);

  if (main != NULL)
    g_ptr_array_add (figures, main);
  if (second != NULL)
    g_ptr_array_add (figures, second);
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
  const GradusTensor *input = get_input (self);

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
  if (get_kind (self) == GRADUS_SURVEY_PLANE)
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
  gboolean is_plane = get_kind (self) == GRADUS_SURVEY_PLANE;

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
  if (is_seen (self))
    take_reading (self);
  return G_SOURCE_REMOVE;
}

static void
ask (GradusPredictPlot *self)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);
  GradusDataset  *data = gradus_studio_get_test_data (self->studio);

  if (data == NULL || snapshot->plan == NULL || snapshot->weights == NULL ||
      self->asked_weights == snapshot->weights || get_kind (self) == GRADUS_SURVEY_NONE)
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

  if (!is_seen (self))
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
  if (is_seen (self))
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

/* --- Asking about a place --- */

static gboolean
find_place (GradusPredictPlot *self, double px, double py, double *x, double *y)
{
  GradusPlane plane;
  GradusAxes  axes;

  if (!get_plane (self, &plane))
    return FALSE;
  gradus_plane_get_axes (gradus_canvas_get_theme (self->main),
                         gtk_widget_get_width (GTK_WIDGET (self->main)),
                         gtk_widget_get_height (GTK_WIDGET (self->main)), &plane, &axes);
  return gradus_axes_find (&axes, px, py, x, y);
}

static void
ask_about (GradusPredictPlot *self, double px, double py)
{
  double x, y;

  if (find_place (self, px, py, &x, &y))
    gradus_studio_set_probe_pixels (self->studio,
                                    (const float[]){ (float) x, (float) y });
}

static void
drag_begin_cb (GradusPredictPlot *self, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->main));
  ask_about (self, x, y);
}

static void
drag_update_cb (GradusPredictPlot *self,
                double             by_x,
                double             by_y,
                GtkGestureDrag    *gesture)
{
  double x, y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  ask_about (self, x + by_x, y + by_y);
}

static gboolean
key_cb (GradusPredictPlot *self, guint key, guint code, GdkModifierType state)
{
  static const struct
  {
    guint key, keypad;
    int   x, y;
  } moves[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0 },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0 },
    { GDK_KEY_Up, GDK_KEY_KP_Up, 0, 1 },
    { GDK_KEY_Down, GDK_KEY_KP_Down, 0, -1 },
  };
  GradusPlane plane;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK) || !get_plane (self, &plane) ||
      !plane.has_probe)
    return GDK_EVENT_PROPAGATE;
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    if (key == moves[i].key || key == moves[i].keypad)
      {
        double step = KEY_STEP * (plane.right - plane.left);
        float  place[] = {
           (float) CLAMP (plane.probe[0] + moves[i].x * step, plane.left, plane.right),
           (float) CLAMP (plane.probe[1] + moves[i].y * step, plane.bottom, plane.top)
        };

        gradus_studio_set_probe_pixels (self->studio, place);
        return GDK_EVENT_STOP;
      }
  return GDK_EVENT_PROPAGATE;
}

/* The nearest dot of the scatter, if it is near. */
static void
second_pressed_cb (GradusPredictPlot *self, int n_presses, double px, double py)
{
  const GradusSurvey *survey = self->survey;
  GradusFit           fit;
  GradusAxes          axes;
  int                 nearest = -1;
  double              least = REACH * REACH;

  if (survey == NULL || survey->answers == NULL)
    return;
  fit = (GradusFit){ survey->n, survey->truths, survey->answers, -1 };
  gradus_fit_get_axes (gradus_canvas_get_theme (self->second),
                       gtk_widget_get_width (GTK_WIDGET (self->second)),
                       gtk_widget_get_height (GTK_WIDGET (self->second)), &fit, &axes);
  for (gsize i = 0; i < fit.n; i++)
    {
      double dx = gradus_axes_x (&axes, (double) fit.truths[i]) - px;
      double dy = gradus_axes_y (&axes, (double) fit.answers[i]) - py;

      if (dx * dx + dy * dy < least)
        {
          least = dx * dx + dy * dy;
          nearest = (int) i;
        }
    }
  if (nearest >= 0)
    gradus_studio_set_probe_sample (self->studio, (guint) nearest);
}

static void
another_cb (GradusPredictPlot *self)
{
  GradusDataset *data = gradus_studio_get_test_data (self->studio);
  guint          next = gradus_studio_get_probe_sample (self->studio) + 1;

  if (data != NULL && gradus_dataset_get_n_samples (data) > 0)
    gradus_studio_set_probe_sample (self->studio,
                                    next % gradus_dataset_get_n_samples (data));
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
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_update_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, second_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, another_cb);
}

static void
gradus_predict_plot_init (GradusPredictPlot *self)
{
  self->errand = gradus_survey_errand_new (survey_cb, self);
  self->stand_in = gradus_stand_in_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_canvas_set_func (self->main, draw_main, self);
  gradus_canvas_set_func (self->first, draw_first, self);
  gradus_canvas_set_func (self->second, draw_second, self);
  gradus_figure_menu_add (GTK_WIDGET (self->main), make_main_figure, self);
  gradus_figure_menu_add (GTK_WIDGET (self->first), make_first_figure, self);
  gradus_figure_menu_add (GTK_WIDGET (self->second), make_second_figure, self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->first),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Predicted probabilities"), -1);
}
