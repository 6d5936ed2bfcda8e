/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-data-view.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-data-batches.h"
#include "app/gradus-data-samples.h"
#include "app/gradus-data-tensor.h"
#include "app/gradus-figure-source.h"
#include "app/gradus-stage-header.h"
#include "app/gradus-template.h"
#include "plot/wall.h"

/* What the network learns from: the samples themselves, the same as tensors, and the
 * batches that they come in. */
struct _GradusDataView
{
  GtkWidget          parent_instance;
  GradusStudio      *studio;
  GradusStageHeader *header;
  GtkStack          *pages;
  GtkToggleButton   *modes[3];
  GradusDataSamples *samples;
  GradusDataTensor  *tensor;
  GradusDataBatches *batches;
};

enum
{
  PROP_0,
  PROP_STUDIO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void figure_source_init (GradusFigureSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (GradusDataView,
                               gradus_data_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GRADUS_TYPE_FIGURE_SOURCE,
                                                      figure_source_init))

/* The pages, in the order of their buttons. */
static const char *const page_names[] = { "samples", "tensor", "batches" };

static gboolean
shows (GradusDataView *self, const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), page) == 0;
}

/* --- What it says --- */

static const char *
choose_subtitle (const GradusShape *shape)
{
  switch (gradus_wall_choose_form (shape))
    {
    case GRADUS_WALL_PICTURES:
      return _ ("A picture is a table of numbers; a data set is a stack of such tables.");
    case GRADUS_WALL_SERIES:
      return _ ("Each curve is one sample; the green dot is the number that comes next.");
    case GRADUS_WALL_TABLE:
    default:
      if (gradus_shape_size (shape) == 2)
        return _ ("Each point is one sample of two numbers; its mark says what it is.");
      return _ ("Each row is one sample; green is what the network is to answer.");
    }
}

static void
update_header (GradusDataView *self)
{
  GradusDataset   *data = gradus_data_samples_get_data (self->samples);
  g_autofree char *title = NULL;

  if (data == NULL)
    {
      const char *problem =
        self->studio != NULL ? gradus_studio_get_data_problem (self->studio) : NULL;

      gradus_stage_header_set_title (self->header, _ ("Data"));
      gradus_stage_header_set_subtitle (self->header,
                                        problem != NULL
                                          ? problem
                                          : _ ("The data are being loaded."));
      return;
    }
  if (shows (self, "batches"))
    {
      gradus_stage_header_set_title (self->header, _ ("An epoch, batch by batch"));
      gradus_stage_header_set_subtitle (
        self->header, _ ("The weights move once after each batch; when all have had "
                         "their turn, the epoch is over."));
      return;
    }
  title = gradus_data_split_describe (gradus_data_samples_get_split (self->samples),
                                      gradus_dataset_get_n_samples (data));
  gradus_stage_header_set_title (self->header, title);
  gradus_stage_header_set_subtitle (
    self->header,
    shows (self, "tensor")
      ? _ ("A tensor is a table of numbers with any number of axes; a slice is a part of "
           "it.")
      : choose_subtitle (gradus_dataset_get_shape (data)));
}

/* The ladder begins with the sample that is looked at. */
static void
show_tensor (GradusDataView *self)
{
  GradusDataset  *data = gradus_data_samples_get_data (self->samples);
  GradusDocument *document = gradus_studio_get_document (self->studio);
  int             chosen =
    gradus_data_split_get_chosen (self->studio,
                                  gradus_data_samples_get_split (self->samples));

  if (document == NULL || !shows (self, "tensor"))
    return;
  gradus_data_tensor_show (self->tensor, data,
                           gradus_document_get_project (document)->fit.batch_size,
                           (guint) MAX (chosen, 0));
}

static void
update (GradusDataView *self)
{
  if (self->studio == NULL)
    return;
  show_tensor (self);
  update_header (self);
}

static void
mode_cb (GradusDataView *self, GtkToggleButton *button)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (page_names); i++)
    if (button == self->modes[i])
      gtk_stack_set_visible_child_name (self->pages, page_names[i]);
  update (self);
}

static void
list_figures (GradusFigureSource *source, GPtrArray *figures)
{
  GradusDataView *self = GRADUS_DATA_VIEW (source);

  /* What is on the stage comes first. */
  if (shows (self, "tensor"))
    gradus_data_tensor_list_figures (self->tensor, figures);
  if (shows (self, "batches"))
    gradus_data_batches_list_figures (self->batches, figures);
  gradus_data_samples_list_figures (self->samples, figures);
  if (!shows (self, "batches"))
    gradus_data_batches_list_figures (self->batches, figures);
}

static void
figure_source_init (GradusFigureSourceInterface *iface)
{
  iface->list = list_figures;
}

/* --- Object --- */

static void
set_studio (GradusDataView *self, GradusStudio *studio)
{
  if (!g_set_object (&self->studio, studio))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STUDIO]);
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "data-changed", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      g_signal_connect_object (studio, "document-changed", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    }
  update (self);
}

static void
gradus_data_view_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  if (id == PROP_STUDIO)
    g_value_set_object (value, GRADUS_DATA_VIEW (object)->studio);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_data_view_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  if (id == PROP_STUDIO)
    set_studio (GRADUS_DATA_VIEW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_data_view_dispose (GObject *object)
{
  GradusDataView *self = GRADUS_DATA_VIEW (object);

  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  g_clear_object (&self->studio);
  gradus_template_dispose (GTK_WIDGET (self), GRADUS_TYPE_DATA_VIEW);
  G_OBJECT_CLASS (gradus_data_view_parent_class)->dispose (object);
}

static void
gradus_data_view_class_init (GradusDataViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = gradus_data_view_get_property;
  object_class->set_property = gradus_data_view_set_property;
  object_class->dispose = gradus_data_view_dispose;
  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GRADUS_TYPE_DATA_BATCHES);
  g_type_ensure (GRADUS_TYPE_DATA_SAMPLES);
  g_type_ensure (GRADUS_TYPE_DATA_TENSOR);
  g_type_ensure (GRADUS_TYPE_STAGE_HEADER);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-data-view.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusDataView, header);
  gtk_widget_class_bind_template_child (widget_class, GradusDataView, pages);
  gtk_widget_class_bind_template_child (widget_class, GradusDataView, samples);
  gtk_widget_class_bind_template_child (widget_class, GradusDataView, tensor);
  gtk_widget_class_bind_template_child (widget_class, GradusDataView, batches);
  gtk_widget_class_bind_template_child_full (widget_class, "as_samples", FALSE,
                                             G_STRUCT_OFFSET (GradusDataView, modes[0]));
  gtk_widget_class_bind_template_child_full (widget_class, "as_tensor", FALSE,
                                             G_STRUCT_OFFSET (GradusDataView, modes[1]));
  gtk_widget_class_bind_template_child_full (widget_class, "as_batches", FALSE,
                                             G_STRUCT_OFFSET (GradusDataView, modes[2]));
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, mode_cb);
}

static void
gradus_data_view_init (GradusDataView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
