/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-history-list.h"

#include <glib/gi18n-lib.h>

#define HEIGHT_MOST 360

/* How many steps back (or, negative, forth) a row is. */
static int
get_distance (GtkListBoxRow *row)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "gradus-distance"));
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, gpointer user_data)
{
  GradusDocument *document = user_data;
  int             distance = get_distance (row);
  GtkWidget      *popover = gtk_widget_get_ancestor (GTK_WIDGET (list), GTK_TYPE_POPOVER);

  gtk_popover_popdown (GTK_POPOVER (popover));
  for (; distance > 0; distance--)
    gradus_document_undo (document);
  for (; distance < 0; distance++)
    gradus_document_redo (document);
}

static void
add_row (GtkListBox *list, const char *label, int distance)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *text = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 36);
  if (distance == 0)
    gtk_widget_add_css_class (text, "heading");
  else if (distance < 0)
    gtk_widget_add_css_class (text, "dim-label");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), text);
  g_object_set_data (G_OBJECT (row), "gradus-distance", GINT_TO_POINTER (distance));
  gtk_list_box_append (list, row);
  if (distance == 0)
    gtk_list_box_select_row (list, GTK_LIST_BOX_ROW (row));
}

/* Latest on top: what was undone, where the document is, what it came from. */
static void
fill (GtkListBox *list, GradusDocument *document)
{
  g_auto (GStrv) undo = gradus_document_dup_undo_labels (document);
  g_auto (GStrv) redo = gradus_document_dup_redo_labels (document);
  int            n_undo = (int) g_strv_length (undo);

  for (int i = (int) g_strv_length (redo) - 1; i >= 0; i--)
    add_row (list, redo[i], -1 - i);
  for (int i = 0; i < n_undo; i++)
    add_row (list, undo[i], i);
  add_row (list, _ ("As it was opened"), n_undo);
}

GtkWidget *
gradus_history_list_new (GradusDocument *document)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_BROWSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What was done"), -1);
  fill (GTK_LIST_BOX (list), document);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), document,
                           0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller),
                                              HEIGHT_MOST);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_widget_add_css_class (popover, "history");
  gtk_widget_set_size_request (list, 240, -1);
  return popover;
}
