/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-gallery-card.h"

#include "app/gradus-format.h"

#include <glib/gi18n-lib.h>

#define PICTURE_WIDTH 190
#define PICTURE_HEIGHT 148

static char *
describe (const GradusProject *project, const char *summary)
{
  g_autoptr (GradusPlan) plan =
    project != NULL ? gradus_plan_new (project->sequential) : NULL;
  guint            n_layers = plan != NULL ? gradus_plan_get_n_layers (plan) : 0;
  g_autofree char *layers = NULL;
  g_autofree char *count = NULL;

  if (n_layers == 0)
    return g_strdup (summary);
  layers = g_strdup_printf (ngettext ("%u layer", "%u layers", n_layers), n_layers);
  count = gradus_format_count (gradus_plan_get_total_params (plan));
  /* Translators: "3 layers" and how many parameters */
  return g_strdup_printf (_ ("%s · %s parameters"), layers, count);
}

static GtkWidget *
new_label (const char *text, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, style_class);
  return label;
}

static GtkWidget *
get_overlay (GtkWidget *card)
{
  return gtk_widget_get_first_child (
    gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (card)));
}

/* A menu of the card may lie above it. */
static gboolean
is_elsewhere (GtkGestureClick *gesture, GtkWidget *card)
{
  GdkEvent *event =
    gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));

  return event != NULL && gdk_event_get_surface (event) !=
                            gtk_native_get_surface (gtk_widget_get_native (card));
}

/* GtkFlowBox forgets a click that lasts longer than a double click may, as that of a slow
 * hand or in a busy window; buttons do not, and a card is one. */
static void
released_cb (GtkGestureClick *gesture, int n, double x, double y, GtkWidget *card)
{
  if (!gtk_widget_contains (card, x, y) || is_elsewhere (gesture, card))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_activate (card);
}

GtkWidget *
gradus_gallery_card_new (const char            *title,
                         const char            *summary,
                         const GradusProject   *project,
                         GtkDrawingAreaDrawFunc draw,
                         gpointer               data)
{
  GtkWidget       *card = gtk_flow_box_child_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget       *overlay = gtk_overlay_new ();
  GtkWidget       *area = gtk_drawing_area_new ();
  GtkWidget       *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkGesture      *click = gtk_gesture_click_new ();
  g_autofree char *description = describe (project, summary);

  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), PICTURE_HEIGHT);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), PICTURE_WIDTH);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw, data, NULL);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), area);
  gtk_widget_add_css_class (area, "card-picture");
  gtk_widget_add_css_class (text, "card-text");
  gtk_widget_set_overflow (card, GTK_OVERFLOW_HIDDEN);
  gtk_box_append (GTK_BOX (text), new_label (title, "heading"));
  gtk_box_append (GTK_BOX (text), new_label (description, "caption"));
  gtk_box_append (GTK_BOX (box), overlay);
  gtk_box_append (GTK_BOX (box), text);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (card), box);
  gtk_widget_set_tooltip_text (card, summary);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), card);
  gtk_widget_add_controller (card, GTK_EVENT_CONTROLLER (click));
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary,
                                  -1);
  return card;
}

void
gradus_gallery_card_add_button (GtkWidget *card, GtkWidget *button)
{
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_overlay_add_overlay (GTK_OVERLAY (get_overlay (card)), button);
}

void
gradus_gallery_card_redraw (GtkWidget *card)
{
  gtk_widget_queue_draw (gtk_overlay_get_child (GTK_OVERLAY (get_overlay (card))));
}
