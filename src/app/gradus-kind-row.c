/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-kind-row.h"

#include "app/gradus-param-row.h"

#include <glib/gi18n-lib.h>

static GradusFamily
get_family (GtkWidget *row)
{
  return (GradusFamily) GPOINTER_TO_UINT (
    g_object_get_data (G_OBJECT (row), "gradus-family"));
}

/* --- The list --- */

static void
show_check (GtkListItem *item)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *row = g_object_get_data (G_OBJECT (item), "row");
  gboolean   is_chosen =
    adw_combo_row_get_selected (ADW_COMBO_ROW (row)) == gtk_list_item_get_position (item);

  if (box == NULL) /* taken down */
    return;
  /* Its room stays, so that the words do not move. */
  gtk_widget_set_opacity (gtk_widget_get_last_child (box), is_chosen ? 1 : 0);
}

static GtkWidget *
new_label (GtkWidget *parent, const char *style_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_widget_add_css_class (label, style_class);
  gtk_box_append (GTK_BOX (parent), label);
  return label;
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, GtkWidget *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *check = gtk_image_new_from_icon_name ("gradus-check-symbolic");

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), check);
  gtk_widget_add_css_class (box, "kind");
  new_label (words, "kind-title");
  new_label (words, "inspector-subtitle");
  gtk_list_item_set_child (item, box);
  g_object_set_data (G_OBJECT (item), "row", row);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (show_check), item,
                           G_CONNECT_SWAPPED);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, GtkWidget *row)
{
  const GradusKind *kind =
    gradus_kind_list (get_family (row), NULL)[gtk_list_item_get_position (item)];
  GtkWidget *words = gtk_widget_get_first_child (gtk_list_item_get_child (item));

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (words)), _ (kind->title));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (words)), _ (kind->summary));
  show_check (item);
}

/* --- The row --- */

GtkWidget *
gradus_kind_row_new (GradusFamily family, const char *title)
{
  GtkWidget                     *row = adw_combo_row_new ();
  g_autoptr (GtkStringList)      titles = gradus_param_row_list_titles (family, FALSE);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (row), "gradus-family", GUINT_TO_POINTER (family));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), row);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), row);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (titles));
  adw_combo_row_set_list_factory (ADW_COMBO_ROW (row), factory);
  return row;
}

const GradusKind *
gradus_kind_row_get_kind (GtkWidget *row)
{
  guint index = adw_combo_row_get_selected (ADW_COMBO_ROW (row));

  return index == GTK_INVALID_LIST_POSITION
           ? NULL
           : gradus_kind_list (get_family (row), NULL)[index];
}

void
gradus_kind_row_set_kind (GtkWidget *row, const GradusKind *kind)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (get_family (row), &n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    if (kinds[i] == kind)
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
}
