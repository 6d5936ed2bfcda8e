/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-stage-view.h"

#include "app/gradus-template.h"

typedef struct
{
  GradusStudio *studio;
} GradusStageViewPrivate;

enum
{
  PROP_0,
  PROP_STUDIO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (GradusStageView, gradus_stage_view, GTK_TYPE_WIDGET)

static GradusStageViewPrivate *
get_private (GradusStageView *self)
{
  return gradus_stage_view_get_instance_private (self);
}

static void
set_studio (GradusStageView *self, GradusStudio *studio)
{
  GradusStageViewPrivate *private = get_private (self);

  if (private->studio == studio)
    return;
  if (private->studio != NULL)
    g_signal_handlers_disconnect_by_data (private->studio, self);
  g_set_object (&private->studio, studio);
  GRADUS_STAGE_VIEW_GET_CLASS (self)->follow (self, studio);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STUDIO]);
}

static void
gradus_stage_view_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  if (id == PROP_STUDIO)
    g_value_set_object (value, get_private (GRADUS_STAGE_VIEW (object))->studio);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_stage_view_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  if (id == PROP_STUDIO)
    set_studio (GRADUS_STAGE_VIEW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_stage_view_dispose (GObject *object)
{
  set_studio (GRADUS_STAGE_VIEW (object), NULL);
  gradus_template_dispose (GTK_WIDGET (object), G_OBJECT_TYPE (object));
  G_OBJECT_CLASS (gradus_stage_view_parent_class)->dispose (object);
}

static void
gradus_stage_view_class_init (GradusStageViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = gradus_stage_view_get_property;
  object_class->set_property = gradus_stage_view_set_property;
  object_class->dispose = gradus_stage_view_dispose;
  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
}

static void
gradus_stage_view_init (GradusStageView *self)
{
}
