/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-export-dialog-private.h"

#include <glib/gi18n-lib.h>

static void
fill_variants (GradusExportDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; self->item->figures != NULL && i < self->item->figures->len; i++)
    {
      const char *variant = gradus_figure_get_variant (self->item->figures->pdata[i]);

      gtk_string_list_append (names, variant != NULL ? variant : self->item->title);
    }
  adw_combo_row_set_model (self->variant_row, G_LIST_MODEL (names));
}

static void
fill_parts (GradusExportDialog *self)
{
  const GradusModelFormat  *format = self->item->format;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; format != NULL && i < GRADUS_MODEL_FORMAT_MAX_PARTS; i++)
    if (format->endings[i] != NULL)
      {
        g_autofree char *name = gradus_export_dialog_dup_file_name (self, i);

        gtk_string_list_append (names, name);
      }
  adw_combo_row_set_model (self->part_row, G_LIST_MODEL (names));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->part_row), _ ("File"));
}

static void
row_selected_cb (GradusExportDialog *self, GtkListBoxRow *row)
{
  if (row == NULL)
    return;
  self->item = g_object_get_data (G_OBJECT (row), "item");
  self->is_filling = TRUE;
  fill_variants (self);
  fill_parts (self);
  self->is_filling = FALSE;
  gtk_label_set_label (self->file_size, "");
  gradus_export_dialog_update (self);
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* The name, how the file ends, and below it the reason if it cannot be had now. */
static GtkWidget *
new_row (const GradusExportItem *item)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *title = new_label (item->title, NULL);

  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), title);
  if (item->format != NULL)
    gtk_box_append (GTK_BOX (line),
                    new_label (item->format->endings[0], "export-ending"));
  gtk_box_append (GTK_BOX (box), line);
  if (item->problem != NULL)
    {
      gtk_box_append (GTK_BOX (box), new_label (item->problem, "export-reason"));
      gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_widget_add_css_class (row, "unavailable");
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_DISABLED,
                                   TRUE, -1);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, item->problem,
                                      -1);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  item->title, -1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "item", (gpointer) item);
  return row;
}

static const GradusExportItem *
get_item (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "item") : NULL;
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  const GradusExportItem *item = get_item (row);
  const GradusExportItem *above = get_item (before);
  GtkWidget              *label = NULL;

  if (above == NULL || (above->format == NULL) != (item->format == NULL))
    label = new_label (item->format == NULL ? _ ("Pictures") : _ ("The network"),
                       "export-heading");
  gtk_list_box_row_set_header (row, label);
}

void
gradus_export_dialog_fill_list (GradusExportDialog *self)
{
  const GPtrArray *items = gradus_export_material_get_items (self->material);

  gtk_list_box_set_header_func (self->list, header_cb, NULL, NULL);
  for (guint i = 0; i < items->len; i++)
    gtk_list_box_append (self->list, new_row (items->pdata[i]));
}

GtkListBoxRow *
gradus_export_dialog_find_row (GradusExportDialog *self, const char *id)
{
  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    {
      GtkListBoxRow          *row = gtk_list_box_get_row_at_index (self->list, i);
      const GradusExportItem *item = get_item (row);

      if (item->problem == NULL && (id == NULL || g_str_equal (item->id, id)))
        return row;
    }
  return NULL;
}

void
gradus_export_dialog_class_bind_list (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
}
