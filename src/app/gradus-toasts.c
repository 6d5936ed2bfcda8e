/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-toasts.h"

static void
dismissed_cb (AdwToast *toast, AdwToastOverlay *overlay)
{
  GtkWidget *content = adw_toast_overlay_get_child (overlay);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (overlay));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    if (child != content)
      gtk_widget_set_can_target (child, FALSE);
}

/**
 * gradus_toasts_add:
 * @overlay: where toasts are shown
 * @toast: (transfer full): a toast
 *
 * Shows a toast. While it fades it takes no clicks: libadwaita 1.2 frees a toast a second
 * time that is closed again before it has gone.
 */
void
gradus_toasts_add (AdwToastOverlay *overlay, AdwToast *toast)
{
  g_return_if_fail (ADW_IS_TOAST_OVERLAY (overlay));
  g_return_if_fail (ADW_IS_TOAST (toast));

  /* Before the overlay's own handler, which brings the next toast. */
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (dismissed_cb), overlay, 0);
  adw_toast_overlay_add_toast (overlay, toast);
}
