/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-kind-tooltip.h"

#include "app/gradus-style.h"
#include "plot/kind-picture.h"

#include <glib/gi18n-lib.h>

#define SENTENCE_CHARS 30

/* Tooltips are dark in all themes. */
static const GradusTheme *
get_theme (void)
{
  const GradusTheme *theme = gradus_style_get_theme ();

  return gradus_theme_get_scaled (gradus_theme_choose (TRUE, theme->high_contrast),
                                  theme->scale);
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer kind)
{
  gradus_kind_picture_draw (cr, get_theme (), kind, width, height);
}

static GtkWidget *
new_picture (const GradusLayerKind *kind)
{
  GtkWidget *area = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), GRADUS_KIND_PICTURE_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area),
                                       GRADUS_KIND_PICTURE_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_cb, (gpointer) kind,
                                  NULL);
  gtk_widget_set_halign (area, GTK_ALIGN_CENTER);
  return area;
}

static GtkWidget *
new_line (const char *text, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), SENTENCE_CHARS);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);
  return label;
}

/* Made when it is asked for: there are as many tooltips as kinds. */
static gboolean
query_cb (GtkWidget  *widget,
          int         x,
          int         y,
          gboolean    by_keyboard,
          GtkTooltip *tooltip,
          gpointer    user_data)
{
  const GradusLayerKind *kind = user_data;
  GtkWidget             *box = g_object_get_data (G_OBJECT (widget), "tooltip");

  if (box == NULL)
    {
      box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 4));
      gtk_widget_add_css_class (box, "kind-tooltip");
      gtk_widget_set_hexpand (box, TRUE);
      gtk_box_append (GTK_BOX (box), new_picture (kind));
      gtk_box_append (GTK_BOX (box), new_line (kind->base.name, "heading"));
      gtk_box_append (GTK_BOX (box), new_line (_ (kind->base.summary), NULL));
      g_object_set_data_full (G_OBJECT (widget), "tooltip", box, g_object_unref);
    }
  gtk_tooltip_set_custom (tooltip, box);
  return TRUE;
}

void
gradus_kind_tooltip_add (GtkWidget *widget, const GradusLayerKind *kind)
{
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (query_cb), (gpointer) kind);
}
