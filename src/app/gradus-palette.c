/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-palette.h"

#include "app/gradus-drag.h"
#include "app/gradus-style.h"

#include <glib/gi18n-lib.h>

/* The dragged card is tilted a little, as a card that is lifted off the table. */
#define DRAG_TILT -3.0f
#define DRAG_MARGIN 24

struct _GradusPalette
{
  GtkWidget parent_instance;

  GtkEditable *search;
  GtkListBox  *list;
};

G_DEFINE_FINAL_TYPE (GradusPalette, gradus_palette, GTK_TYPE_WIDGET)

static const GradusLayerKind *
get_kind (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "kind");
}

/* --- Sorting, headings, searching --- */

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  return (int) get_kind (a)->category - (int) get_kind (b)->category;
}

static void
update_heading (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  GradusCategory category = get_kind (row)->category;
  GtkWidget     *label;

  if (before != NULL && get_kind (before)->category == category)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  if (gtk_list_box_row_get_header (row) != NULL)
    return;
  label = gtk_label_new (gradus_category_get_title (category));
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, "palette-heading");
  gtk_list_box_row_set_header (row, label);
}

static gboolean
contains (const char *text, const char *folded)
{
  g_autofree char *other = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return other != NULL && strstr (other, folded) != NULL;
}

static gboolean
is_found (GtkListBoxRow *row, gpointer user_data)
{
  GradusPalette    *self = user_data;
  const GradusKind *kind = &get_kind (row)->base;
  g_autofree char  *text = g_strstrip (g_strdup (gtk_editable_get_text (self->search)));
  g_autofree char  *folded = g_utf8_casefold (text, -1);

  return *folded == '\0' || contains (kind->name, folded) ||
         contains (kind->id, folded) || contains (_ (kind->title), folded) ||
         contains (kind->keywords, folded) ||
         (kind->keywords != NULL && contains (_ (kind->keywords), folded));
}

/* --- Dragging --- */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, gpointer row)
{
  g_autoptr (GradusDragItem) item =
    gradus_drag_item_new_layer (get_kind (row)->base.name);

  return gdk_content_provider_new_typed (GRADUS_TYPE_DRAG_ITEM, item);
}

static GtkWidget *
new_card (const GradusLayerKind *kind)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  gtk_box_append (GTK_BOX (box),
                  gradus_style_new_kind_icon (kind->icon,
                                              gradus_style_get_category_class (
                                                kind->category)));
  gtk_box_append (GTK_BOX (box), gtk_label_new (kind->base.name));
  return box;
}

static void
begin_cb (GtkDragSource *source, GdkDrag *drag, gpointer row)
{
  GtkWidget    *icon = gtk_drag_icon_get_for_drag (drag);
  GtkWidget    *fixed = gtk_fixed_new ();
  GtkWidget    *card = new_card (get_kind (row));
  GskTransform *transform = NULL;

  gtk_widget_add_css_class (card, "drag-card");
  gtk_widget_set_size_request (card, gtk_widget_get_width (row),
                               gtk_widget_get_height (row));
  transform =
    gsk_transform_translate (transform, &GRAPHENE_POINT_INIT (DRAG_MARGIN, DRAG_MARGIN));
  transform = gsk_transform_rotate (transform, DRAG_TILT);
  gtk_fixed_put (GTK_FIXED (fixed), card, 0, 0);
  gtk_fixed_set_child_transform (GTK_FIXED (fixed), card, transform);
  gsk_transform_unref (transform);
  gtk_widget_set_size_request (fixed, gtk_widget_get_width (row) + 2 * DRAG_MARGIN,
                               gtk_widget_get_height (row) + 2 * DRAG_MARGIN);
  gtk_drag_icon_set_child (GTK_DRAG_ICON (icon), fixed);
  gdk_drag_set_hotspot (drag, DRAG_MARGIN + gtk_widget_get_width (row) / 2,
                        DRAG_MARGIN + gtk_widget_get_height (row) / 2);
  gtk_widget_add_css_class (row, "dragged");
}

static void
end_cb (GtkDragSource *source, GdkDrag *drag, gboolean delete_data, gpointer row)
{
  gtk_widget_remove_css_class (row, "dragged");
}

/* --- Rows --- */

static GtkWidget *
new_row (const GradusLayerKind *kind)
{
  GtkWidget     *row = gtk_list_box_row_new ();
  GtkDragSource *source = gtk_drag_source_new ();

  g_object_set_data (G_OBJECT (row), "kind", (gpointer) kind);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), new_card (kind));
  gtk_widget_set_tooltip_text (row, _ (kind->base.summary));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  kind->base.name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ (kind->base.summary), -1);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), row);
  g_signal_connect (source, "drag-begin", G_CALLBACK (begin_cb), row);
  g_signal_connect (source, "drag-end", G_CALLBACK (end_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  return row;
}

static void
insert_row (GradusPalette *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.insert", "s",
                              get_kind (row)->base.name);
}

static void
row_activated_cb (GradusPalette *self, GtkListBoxRow *row)
{
  insert_row (self, row);
}

static void
search_changed_cb (GradusPalette *self)
{
  gtk_list_box_invalidate_filter (self->list);
}

static void
search_activated_cb (GradusPalette *self)
{
  GtkListBoxRow *row;

  gtk_list_box_invalidate_filter (self->list);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      {
        insert_row (self, row);
        return;
      }
}

static void
search_stopped_cb (GradusPalette *self)
{
  gtk_editable_set_text (self->search, "");
}

/* --- Object --- */

static void
gradus_palette_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_palette_parent_class)->dispose (object);
}

static void
gradus_palette_class_init (GradusPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_palette_dispose;
  gtk_widget_class_set_css_name (widget_class, "palette");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/gradus-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusPalette, search);
  gtk_widget_class_bind_template_child (widget_class, GradusPalette, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
gradus_palette_init (GradusPalette *self)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LAYER, &n_kinds);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < n_kinds; i++)
    gtk_list_box_append (self->list, new_row ((const GradusLayerKind *) kinds[i]));
  gtk_list_box_set_sort_func (self->list, compare_rows, NULL, NULL);
  gtk_list_box_set_header_func (self->list, update_heading, NULL, NULL);
  gtk_list_box_set_filter_func (self->list, is_found, self, NULL);
}

GtkWidget *
gradus_palette_new (void)
{
  return g_object_new (GRADUS_TYPE_PALETTE, NULL);
}

void
gradus_palette_find (GradusPalette *self)
{
  g_return_if_fail (GRADUS_IS_PALETTE (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
