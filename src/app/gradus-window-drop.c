/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-window-private.h"

#include <glib/gi18n-lib.h>

/* What shows while files hang over the window. */
typedef struct
{
  GradusWindow  *window; /* borrowed: the veil is part of it */
  GtkDropTarget *target; /* borrowed, likewise */
  GtkWidget     *veil;
  GtkImage      *image;
  GtkLabel      *title;
  GtkLabel      *text;
} Zone;

static GSList *
get_files (const GValue *value)
{
  return value != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST)
           ? gdk_file_list_get_files (g_value_get_boxed (value))
           : NULL;
}

static guint
count_fitting (GSList *files)
{
  guint n = 0;

  for (GSList *l = files; l != NULL; l = l->next)
    n += gradus_window_can_open (l->data) ? 1 : 0;
  return n;
}

/* --- Words --- */

static char *
make_title (GSList *files, guint n_fitting)
{
  g_autofree char *name = NULL;

  if (n_fitting == 0)
    return g_strdup (_ ("Not a Network"));
  if (n_fitting > 1)
    return g_strdup_printf (ngettext ("Open %u Network", "Open %u Networks", n_fitting),
                            n_fitting);
  while (!gradus_window_can_open (files->data))
    files = files->next;
  name = gradus_window_dup_file_title (files->data);
  /* Translators: a file's name */
  return g_strdup_printf (_ ("Open “%s”"), name);
}

/* Before it is known what hangs there, only that it is files. */
static void
show_files (Zone *zone, GSList *files)
{
  guint            n_fitting = count_fitting (files);
  gboolean         is_wrong = files != NULL && n_fitting == 0;
  g_autofree char *title =
    files != NULL ? make_title (files, n_fitting) : g_strdup (_ ("Open"));

  gtk_label_set_text (zone->title, title);
  gtk_label_set_text (zone->text,
                      is_wrong ? _ ("Gradus opens Keras models and weights: .keras and "
                                    ".h5 files.")
                               : _ ("Drop it here"));
  gtk_image_set_from_icon_name (zone->image, is_wrong ? "gradus-warning-symbolic"
                                                      : "gradus-open-symbolic");
  if (is_wrong)
    gtk_widget_add_css_class (zone->veil, "refused");
  else
    gtk_widget_remove_css_class (zone->veil, "refused");
}

/* --- Dragging --- */

static GdkDragAction
enter_cb (Zone *zone)
{
  show_files (zone, get_files (gtk_drop_target_get_value (zone->target)));
  gtk_widget_set_visible (zone->veil, TRUE);
  return GDK_ACTION_COPY;
}

static void
leave_cb (Zone *zone)
{
  gtk_widget_set_visible (zone->veil, FALSE);
}

static void
value_cb (Zone *zone)
{
  show_files (zone, get_files (gtk_drop_target_get_value (zone->target)));
}

static gboolean
drop_cb (Zone *zone, const GValue *value)
{
  GSList *files = get_files (value);

  gtk_widget_set_visible (zone->veil, FALSE);
  if (count_fitting (files) == 0)
    {
      gradus_window_toast (zone->window, _ ("Gradus opens Keras models and weights: "
                                            ".keras and .h5 files."));
      return FALSE;
    }
  for (GSList *l = files; l != NULL; l = l->next)
    if (gradus_window_can_open (l->data))
      gradus_window_open_file (zone->window, l->data);
  return TRUE;
}

/* --- Building --- */

static GtkWidget *
new_label (const char *style_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, style_class);
  return label;
}

static void
build_veil (Zone *zone)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  zone->veil = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  zone->image = GTK_IMAGE (gtk_image_new ());
  zone->title = GTK_LABEL (new_label ("title-4"));
  zone->text = GTK_LABEL (new_label ("reading-line"));
  gtk_image_set_pixel_size (zone->image, 32);
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (zone->image));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (zone->title));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (zone->text));
  gtk_widget_add_css_class (card, "drop-card");
  gtk_widget_set_halign (card, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (card, GTK_ALIGN_CENTER);
  gtk_widget_set_vexpand (card, TRUE);
  gtk_box_append (GTK_BOX (zone->veil), card);
  gtk_widget_add_css_class (zone->veil, "drop-veil");
  gtk_widget_set_can_target (zone->veil, FALSE);
  gtk_widget_set_visible (zone->veil, FALSE);
}

static void
wrap_content (GradusWindow *self, GtkWidget *veil)
{
  g_autoptr (GtkWidget) content =
    g_object_ref (adw_toast_overlay_get_child (self->toasts));
  GtkWidget *overlay = gtk_overlay_new ();

  adw_toast_overlay_set_child (self->toasts, NULL);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), content);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), veil);
  adw_toast_overlay_set_child (self->toasts, overlay);
}

/**
 * gradus_window_add_drop:
 *
 * Lets files be dropped anywhere on the window, and says meanwhile what would happen.
 */
void
gradus_window_add_drop (GradusWindow *self)
{
  Zone *zone = g_new0 (Zone, 1);

  zone->window = self;
  zone->target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  build_veil (zone);
  wrap_content (self, zone->veil);
  /* The names are wanted before anything is dropped. */
  gtk_drop_target_set_preload (zone->target, TRUE);
  g_signal_connect_swapped (zone->target, "enter", G_CALLBACK (enter_cb), zone);
  g_signal_connect_swapped (zone->target, "leave", G_CALLBACK (leave_cb), zone);
  g_signal_connect_swapped (zone->target, "notify::value", G_CALLBACK (value_cb), zone);
  g_signal_connect_swapped (zone->target, "drop", G_CALLBACK (drop_cb), zone);
  g_object_set_data_full (G_OBJECT (zone->target), "zone", zone, g_free);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (zone->target));
}
