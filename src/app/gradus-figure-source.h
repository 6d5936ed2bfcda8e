/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/figure.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_FIGURE_SOURCE (gradus_figure_source_get_type ())
G_DECLARE_INTERFACE (GradusFigureSource,
                     gradus_figure_source,
                     GRADUS,
                     FIGURE_SOURCE,
                     GtkWidget)

/**
 * GradusFigureSourceInterface:
 * @list: appends new references to figures
 *
 * What a view of the stage implements so that its drawings can be exported, copied and
 * saved. It lists what it could draw now, also when it is not the view that is seen: the
 * figure that is on the stage first, and where there is nothing to draw a figure that
 * says why.
 */
struct _GradusFigureSourceInterface
{
  GTypeInterface parent_iface;

  void (*list) (GradusFigureSource *self, GPtrArray *figures);
};

/* (transfer full) (element-type GradusFigure) */
GPtrArray *gradus_figure_source_list (GradusFigureSource *self);

G_END_DECLS
