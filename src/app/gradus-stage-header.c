/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-stage-header.h"

#include "app/gradus-template.h"
#include "app/gradus-wrap-box.h"

/* The head of a view: title, controls at the end, or below where a narrow stage or large
 * text leaves no room beside the title, and one sentence on how to read what follows. */
struct _GradusStageHeader
{
  GtkWidget  parent_instance;
  GtkWidget *line;
  GtkLabel  *title;
  GtkLabel  *subtitle;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_SUBTITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GtkBuildableIface *parent_buildable;

static void
add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  GradusStageHeader *self = GRADUS_STAGE_HEADER (buildable);

  if (g_strcmp0 (type, "end") == 0)
    {
      gtk_widget_set_valign (GTK_WIDGET (child), GTK_ALIGN_CENTER);
      gtk_widget_set_parent (GTK_WIDGET (child), self->line);
    }
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = add_child;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (GradusStageHeader,
                               gradus_stage_header,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

static void
gradus_stage_header_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  GradusStageHeader *self = GRADUS_STAGE_HEADER (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_label (self->title));
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, gtk_label_get_label (self->subtitle));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
gradus_stage_header_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  GradusStageHeader *self = GRADUS_STAGE_HEADER (object);

  switch (id)
    {
    case PROP_TITLE:
      gradus_stage_header_set_title (self, g_value_get_string (value));
      break;
    case PROP_SUBTITLE:
      gradus_stage_header_set_subtitle (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
gradus_stage_header_dispose (GObject *object)
{
  gradus_template_dispose (GTK_WIDGET (object), GRADUS_TYPE_STAGE_HEADER);
  G_OBJECT_CLASS (gradus_stage_header_parent_class)->dispose (object);
}

static void
gradus_stage_header_class_init (GradusStageHeaderClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags     flags =
    G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = gradus_stage_header_get_property;
  object_class->set_property = gradus_stage_header_set_property;
  object_class->dispose = gradus_stage_header_dispose;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "stageheader");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-stage-header.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusStageHeader, title);
  gtk_widget_class_bind_template_child (widget_class, GradusStageHeader, subtitle);
  gtk_widget_class_bind_template_child (widget_class, GradusStageHeader, line);
}

static void
gradus_stage_header_init (GradusStageHeader *self)
{
  g_type_ensure (GRADUS_TYPE_WRAP_BOX);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * gradus_stage_header_set_title:
 * @self: a header
 * @title: what is seen
 *
 * Sets the title.
 */
void
gradus_stage_header_set_title (GradusStageHeader *self, const char *title)
{
  g_return_if_fail (GRADUS_IS_STAGE_HEADER (self));

  if (g_strcmp0 (gtk_label_get_label (self->title), title) == 0)
    return;
  gtk_label_set_label (self->title, title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * gradus_stage_header_set_subtitle:
 * @self: a header
 * @subtitle: a sentence on how to read it
 *
 * Sets the reading line.
 */
void
gradus_stage_header_set_subtitle (GradusStageHeader *self, const char *subtitle)
{
  g_return_if_fail (GRADUS_IS_STAGE_HEADER (self));

  if (g_strcmp0 (gtk_label_get_label (self->subtitle), subtitle) == 0)
    return;
  gtk_label_set_label (self->subtitle, subtitle);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUBTITLE]);
}
