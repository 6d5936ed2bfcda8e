/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-figure-menu.h"
#include "app/gradus-figure-source.h"
#include "app/gradus-saver.h"
#include "app/gradus-window-private.h"

#include <glib/gi18n-lib.h>

static gboolean
save_figure (const char *path, gpointer user_data, GError **error)
{
  GradusFigureSettings settings = GRADUS_FIGURE_SETTINGS_STANDARD;

  gradus_export_format_of_path (path, &settings.format);
  return gradus_figure_save (user_data, &settings, path, error);
}

/**
 * gradus_window_export_figure:
 * @self: a window
 * @figure: what is exported
 *
 * Lets the user choose how and where to export a figure.
 */
void
gradus_window_export_figure (GradusWindow *self, GradusFigure *figure)
{
  g_autofree char *stem = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (GRADUS_IS_WINDOW (self));

  stem = gradus_figure_dup_stem (figure, NULL);
  name = g_strconcat (stem, ".svg", NULL);
  g_object_set_data_full (G_OBJECT (self), "figure", gradus_figure_ref (figure),
                          (GDestroyNotify) gradus_figure_unref);
  gradus_saver_ask (GTK_WIDGET (self), self->studio,
                    _ ("Save Picture as SVG, PDF or PNG"), name, save_figure, figure);
}
