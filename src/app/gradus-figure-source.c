/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-figure-source.h"

G_DEFINE_INTERFACE (GradusFigureSource, gradus_figure_source, GTK_TYPE_WIDGET)

static void
gradus_figure_source_default_init (GradusFigureSourceInterface *iface)
{
}

/**
 * gradus_figure_source_list:
 * @self: a view
 *
 * Returns: (transfer full) (element-type GradusFigure): what it could draw now
 */
GPtrArray *
gradus_figure_source_list (GradusFigureSource *self)
{
  GPtrArray *figures =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_figure_unref);

  g_return_val_if_fail (GRADUS_IS_FIGURE_SOURCE (self), figures);

  GRADUS_FIGURE_SOURCE_GET_IFACE (self)->list (self, figures);
  return figures;
}
