/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-style.h"

#include "plot/curves.h"

#include <adwaita.h>

double
gradus_style_get_text_scale (void)
{
  int dpi = -1; /* in 1/1024 */

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? dpi / (96.0 * PANGO_SCALE) : 1;
}

const GradusTheme *
gradus_style_get_theme (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  return gradus_theme_get_scaled (
    gradus_theme_choose (adw_style_manager_get_dark (manager),
                         adw_style_manager_get_high_contrast (manager)),
    gradus_style_get_text_scale ());
}

void
gradus_style_watch (gpointer object, GCallback changed)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  g_signal_connect_object (manager, "notify::dark", changed, object, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", changed, object,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-xft-dpi", changed,
                           object, G_CONNECT_SWAPPED);
}

void
gradus_style_redraw (GtkWidget *widget)
{
  gtk_widget_queue_resize (widget);
  gtk_widget_queue_draw (widget); /* a size that stays would not */
}

static void
append_runs (GString *css)
{
  for (guint i = 0; i < GRADUS_RUN_N_COLORS; i++)
    g_string_append_printf (css, ".run-swatch.color-%u { background: @gradus_%s; }\n", i,
                            gradus_token_get_name (gradus_token_of_run (i)));
}

static void
theme_changed_cb (AdwStyleManager *manager, GParamSpec *pspec, gpointer provider)
{
  g_autofree char    *colors = gradus_theme_to_css (gradus_style_get_theme ());
  g_autoptr (GString) css = g_string_new (colors);

  append_runs (css);
  gtk_css_provider_load_from_data (provider, css->str, (gssize) css->len);
}

static gboolean
has_font (const char *name)
{
  PangoFontMap    *map = pango_cairo_font_map_get_default ();
  PangoFontFamily *family = pango_font_map_get_family (map, name);

  return family != NULL;
}

/* Without a desktop that says otherwise GTK takes any font called Sans, which changes
 * every width. The design's font is taken then; a font that someone chose stays. */
static void
choose_font (void)
{
  GtkSettings     *settings = gtk_settings_get_default ();
  g_autofree char *name = NULL;

  g_object_get (settings, "gtk-font-name", &name, NULL);
  if (g_strcmp0 (name, "Sans 10") == 0 && has_font ("Cantarell"))
    g_object_set (settings, "gtk-font-name", "Cantarell 11", NULL);
}

void
gradus_style_start (void)
{
  static GtkCssProvider *provider = NULL; /* lives as long as the display */
  AdwStyleManager       *manager = adw_style_manager_get_default ();

  if (provider != NULL)
    return;
  choose_font ();
  provider = gtk_css_provider_new ();
  theme_changed_cb (manager, NULL, provider);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_signal_connect (manager, "notify::dark", G_CALLBACK (theme_changed_cb), provider);
  g_signal_connect (manager, "notify::high-contrast", G_CALLBACK (theme_changed_cb),
                    provider);
}

const char *
gradus_style_get_category_class (GradusCategory category)
{
  static const char *const classes[] = {
    "kind-core",      "kind-convolution",   "kind-pooling",
    "kind-recurrent", "kind-normalization", "kind-loop",
  };

  return classes[gradus_token_of_category (category) - GRADUS_TOKEN_KIND_CORE];
}

/**
 * gradus_style_new_kind_icon:
 * @icon_name: a symbolic icon
 * @style_class: (nullable): from gradus_style_get_category_class(); NULL for the parts of
 *   the loop that are no layers
 *
 * Returns: (transfer floating): the icon on a tinted square
 */
GtkWidget *
gradus_style_new_kind_icon (const char *icon_name, const char *style_class)
{
  GtkWidget *image = gtk_image_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (image, "kind-icon");
  gtk_widget_add_css_class (image, style_class != NULL ? style_class : "kind-loop");
  gtk_widget_set_valign (image, GTK_ALIGN_CENTER);
  return image;
}
