/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-predict-view.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-canvas.h"
#include "app/gradus-digit-chooser.h"
#include "app/gradus-figure-menu.h"
#include "app/gradus-figure-source.h"
#include "app/gradus-stage-header.h"
#include "app/gradus-template.h"
#include "plot/figure-prediction.h"

/* How sure the network is of each class for the chosen digit. */
struct _GradusPredictView
{
  GtkWidget          parent_instance;
  GradusStudio      *studio;
  GradusStageHeader *header;
  GradusCanvas      *canvas;
  GtkLabel          *verdict;
  GradusTensor      *input;
  GradusTensor      *output;
  char             **names;
  int                truth;
};

enum
{
  PROP_0,
  PROP_STUDIO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void figure_source_init (GradusFigureSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (GradusPredictView,
                               gradus_predict_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GRADUS_TYPE_FIGURE_SOURCE,
                                                      figure_source_init))

static GradusPrediction
get_prediction (GradusPredictView *self)
{
  GradusPrediction prediction = { .truth = self->truth,
                                  .names = (const char *const *) self->names };

  if (self->input != NULL)
    {
      prediction.input_shape = self->input->shape;
      prediction.input = self->input->data;
    }
  if (self->output != NULL)
    {
      prediction.n_values = self->output->size;
      prediction.values = self->output->data;
    }
  return prediction;
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusPrediction prediction = get_prediction (user_data);

  gradus_prediction_draw (cr, theme, width, height, &prediction);
}

static void
forget (GradusPredictView *self)
{
  g_clear_pointer (&self->input, gradus_tensor_unref);
  g_clear_pointer (&self->output, gradus_tensor_unref);
  g_clear_pointer (&self->names, g_strfreev);
  self->truth = -1;
}

static void
take_names (GradusPredictView *self, GradusDataset *data)
{
  guint n = gradus_dataset_get_n_classes (data);

  self->names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->names[i] = g_strdup (gradus_dataset_get_class_name (data, i));
  if (n > 0 && !gradus_studio_is_probe_drawn (self->studio))
    self->truth =
      (int) gradus_dataset_get_label (data,
                                      gradus_studio_get_probe_sample (self->studio));
}

/* An autoencoder's 784 outputs are a picture, not probabilities. */
static gboolean
is_classifier (GradusDataset *data, const GradusTensor *output)
{
  guint n = gradus_dataset_get_n_classes (data);

  return n > 0 && (output->size == n || (output->size == 1 && n == 2));
}

static void
say_verdict (GradusPredictView *self)
{
  GradusPrediction prediction = get_prediction (self);
  double           probability;
  int              best = gradus_prediction_get_best (&prediction, &probability);
  g_autofree char *text = NULL;

  if (best >= 0 && self->names != NULL && self->names[0] != NULL)
    /* Translators: the class, then how sure the network is in per cent */
    text = g_strdup_printf (_ ("It reads <b>%s</b>, with %.1f %%"), self->names[best],
                            probability * 100);
  else
    text = g_strdup (_ ("No prediction yet"));
  gtk_label_set_markup (self->verdict, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->canvas),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Predicted probabilities"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gtk_label_get_text (self->verdict), -1);
}

static void
take_probe (GradusPredictView *self)
{
  GradusDataset *data;
  GradusTensor  *input;
  GPtrArray     *activations;

  forget (self);
  data = gradus_studio_get_test_data (self->studio);
  input = gradus_studio_get_probe_input (self->studio);
  activations = gradus_studio_get_probe_activations (self->studio);
  if (input != NULL)
    self->input = gradus_tensor_ref (input);
  if (data != NULL && activations != NULL && activations->len > 0 &&
      is_classifier (data, activations->pdata[activations->len - 1]))
    {
      self->output = gradus_tensor_ref (activations->pdata[activations->len - 1]);
      take_names (self, data);
    }
}

static void
refresh (GradusPredictView *self)
{
  if (self->studio == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  take_probe (self);
  say_verdict (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

static GradusFigure *
make_figure (gpointer user_data)
{
  GradusPrediction prediction = get_prediction (user_data);

  return gradus_figure_prediction_new (&prediction);
}

static void
list_figures (GradusFigureSource *source, GPtrArray *figures)
{
  GradusPredictView *self = GRADUS_PREDICT_VIEW (source);

  take_probe (self);
  g_ptr_array_add (figures, make_figure (self));
}

static void
figure_source_init (GradusFigureSourceInterface *iface)
{
  iface->list = list_figures;
}

static void
set_studio (GradusPredictView *self, GradusStudio *studio)
{
  if (!g_set_object (&self->studio, studio))
    return;
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "probe-changed", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "data-changed", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED);
      refresh (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STUDIO]);
}

static void
gradus_predict_view_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  if (id == PROP_STUDIO)
    g_value_set_object (value, GRADUS_PREDICT_VIEW (object)->studio);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_predict_view_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  if (id == PROP_STUDIO)
    set_studio (GRADUS_PREDICT_VIEW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_predict_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gradus_predict_view_parent_class)->map (widget);
  refresh (GRADUS_PREDICT_VIEW (widget));
}

static void
gradus_predict_view_dispose (GObject *object)
{
  GradusPredictView *self = GRADUS_PREDICT_VIEW (object);

  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  g_clear_object (&self->studio);
  gradus_template_dispose (GTK_WIDGET (self), GRADUS_TYPE_PREDICT_VIEW);
  forget (self);
  G_OBJECT_CLASS (gradus_predict_view_parent_class)->dispose (object);
}

static void
gradus_predict_view_class_init (GradusPredictViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = gradus_predict_view_get_property;
  object_class->set_property = gradus_predict_view_set_property;
  object_class->dispose = gradus_predict_view_dispose;
  widget_class->map = gradus_predict_view_map;
  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GRADUS_TYPE_CANVAS);
  g_type_ensure (GRADUS_TYPE_DIGIT_CHOOSER);
  g_type_ensure (GRADUS_TYPE_STAGE_HEADER);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-predict-view.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusPredictView, header);
  gtk_widget_class_bind_template_child (widget_class, GradusPredictView, canvas);
  gtk_widget_class_bind_template_child (widget_class, GradusPredictView, verdict);
}

static void
gradus_predict_view_init (GradusPredictView *self)
{
  self->truth = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_canvas_set_func (self->canvas, draw, self);
  gradus_figure_menu_add (GTK_WIDGET (self->canvas), make_figure, self);
}
