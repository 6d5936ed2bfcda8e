/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-studio.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_STAGE_VIEW (gradus_stage_view_get_type ())
G_DECLARE_DERIVABLE_TYPE (GradusStageView,
                          gradus_stage_view,
                          GRADUS,
                          STAGE_VIEW,
                          GtkWidget)

/**
 * GradusStageViewClass:
 * @follow: another studio was set, or %NULL, as when the view is disposed of. Connects to
 * its signals with the view as the data of g_signal_connect_object(); what was connected
 * to the one before is disconnected already.
 *
 * A view of the stage, or a page of one: a widget with a template and a property
 * "studio". Lets go of both when it is disposed of; what a subclass disposes of itself
 * comes first.
 */
struct _GradusStageViewClass
{
  GtkWidgetClass parent_class;

  void (*follow) (GradusStageView *self, GradusStudio *studio);
};

G_END_DECLS
