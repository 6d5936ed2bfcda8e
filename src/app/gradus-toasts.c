/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-toasts.h"

/* libadwaita 1.2 frees a toast a second time that is closed again while it fades, and
 * writes to a freed one that is closed while it still slides in. Hence a toast that fades
 * takes no clicks, and one that slides in is closed once it stands. */

/* A little longer than a toast needs to take the place of another one. */
#define SLIDE_US 550000

#define SLIDE "gradus-slide"

typedef struct
{
  gint64     since;   /* time of the frame clock, as the animation is timed by it, too */
  guint      tick;    /* 0: nothing slides in */
  GPtrArray *closing; /* (element-type AdwToast): closed too early */
} Slide;

static void
slide_free (gpointer data)
{
  Slide *slide = data;

  g_ptr_array_unref (slide->closing);
  g_free (slide);
}

static Slide *
get_slide (AdwToastOverlay *overlay)
{
  Slide *slide = g_object_get_data (G_OBJECT (overlay), SLIDE);

  if (slide == NULL)
    {
      slide = g_new0 (Slide, 1);
      slide->closing = g_ptr_array_new_with_free_func (g_object_unref);
      g_object_set_data_full (G_OBJECT (overlay), SLIDE, slide, slide_free);
    }
  return slide;
}

static gboolean
slide_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Slide                *slide = get_slide (ADW_TOAST_OVERLAY (widget));
  g_autoptr (GPtrArray) closing = NULL;

  if (gdk_frame_clock_get_frame_time (clock) - slide->since < SLIDE_US)
    return G_SOURCE_CONTINUE;
  slide->tick = 0;
  closing = slide->closing;
  slide->closing = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < closing->len; i++)
    /* For adw_toast_dismiss() it has gone. */
    g_signal_emit_by_name (closing->pdata[i], "dismissed");
  return G_SOURCE_REMOVE;
}

static void
begin_slide (AdwToastOverlay *overlay)
{
  Slide *slide = get_slide (overlay);

  /* Where nobody sees it, it is there at once. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (overlay)) ||
      !adw_get_enable_animations (GTK_WIDGET (overlay)))
    return;
  slide->since =
    gdk_frame_clock_get_frame_time (gtk_widget_get_frame_clock (GTK_WIDGET (overlay)));
  if (slide->tick == 0)
    slide->tick =
      gtk_widget_add_tick_callback (GTK_WIDGET (overlay), slide_cb, NULL, NULL);
}

static gboolean
has_toast (AdwToastOverlay *overlay)
{
  GtkWidget *content = adw_toast_overlay_get_child (overlay);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (overlay));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    if (child != content && gtk_widget_get_can_target (child))
      return TRUE;
  return FALSE;
}

static void
dismissed_cb (AdwToast *toast, AdwToastOverlay *overlay)
{
  Slide     *slide = get_slide (overlay);
  GtkWidget *content = adw_toast_overlay_get_child (overlay);

  if (slide->tick != 0 && gtk_widget_get_mapped (GTK_WIDGET (overlay)))
    {
      if (!g_ptr_array_find (slide->closing, toast, NULL))
        g_ptr_array_add (slide->closing, g_object_ref (toast));
      g_signal_stop_emission_by_name (toast, "dismissed");
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (overlay));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    if (child != content)
      gtk_widget_set_can_target (child, FALSE);
}

static void
next_cb (AdwToast *toast, AdwToastOverlay *overlay)
{
  if (has_toast (overlay))
    begin_slide (overlay);
}

/**
 * gradus_toasts_add:
 * @overlay: where toasts are shown
 * @toast: (transfer full): a toast
 *
 * Shows a toast, or lets it wait until the others have gone.
 */
void
gradus_toasts_add (AdwToastOverlay *overlay, AdwToast *toast)
{
  gboolean waits;

  g_return_if_fail (ADW_IS_TOAST_OVERLAY (overlay));
  g_return_if_fail (ADW_IS_TOAST (toast));

  waits = has_toast (overlay);
  /* Before and after the overlay's own handler, which brings the next toast. */
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (dismissed_cb), overlay, 0);
  adw_toast_overlay_add_toast (overlay, toast);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (next_cb), overlay,
                           G_CONNECT_AFTER);
  if (!waits)
    begin_slide (overlay);
}
