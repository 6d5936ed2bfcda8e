/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-palette.h"

#include "app/gradus-drag.h"
#include "app/gradus-favourites.h"
#include "app/gradus-kind-tooltip.h"
#include "app/gradus-style.h"

#include <glib/gi18n-lib.h>

/* The dragged card is tilted a little, as a card that is lifted off the table. */
#define DRAG_TILT -3.0f
#define DRAG_MARGIN 24

struct _GradusPalette
{
  GtkWidget parent_instance;

  GtkEditable      *search;
  GtkListBox       *list;
  GtkWidget        *menu; /* of a row; made when it is first asked for */
  GradusFavourites *favourites;
};

G_DEFINE_FINAL_TYPE (GradusPalette, gradus_palette, GTK_TYPE_WIDGET)

static const GradusLayerKind *
get_kind (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "kind");
}

/* --- Favourites --- */

static gboolean
is_favourite (GradusPalette *self, GtkListBoxRow *row)
{
  return gradus_favourites_has (self->favourites, get_kind (row)->base.name);
}

static void
show_star (GradusPalette *self, GtkListBoxRow *row)
{
  GtkWidget  *star = g_object_get_data (G_OBJECT (row), "star");
  gboolean    is_one = is_favourite (self, row);
  const char *text = is_one ? _ ("Remove from favourites") : _ ("Add to favourites");

  gtk_button_set_icon_name (GTK_BUTTON (star),
                            is_one ? "starred-symbolic" : "non-starred-symbolic");
  gtk_widget_set_tooltip_text (star, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (star), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
  if (is_one)
    gtk_widget_add_css_class (star, "starred");
  else
    gtk_widget_remove_css_class (star, "starred");
}

static void
favourites_changed_cb (GradusPalette *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    show_star (self, row);
  gtk_list_box_invalidate_sort (self->list);
  gtk_list_box_invalidate_headers (self->list);
}

static void
favourite_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusPalette *self = GRADUS_PALETTE (widget);
  const char    *kind = g_variant_get_string (parameter, NULL);

  gradus_favourites_set (self->favourites, kind,
                         !gradus_favourites_has (self->favourites, kind));
}

static GtkWidget *
new_star (const GradusLayerKind *kind)
{
  GtkWidget *star = gtk_button_new ();

  gtk_widget_add_css_class (star, "flat");
  gtk_widget_add_css_class (star, "star");
  gtk_widget_set_valign (star, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (star, GTK_ALIGN_END);
  gtk_widget_set_hexpand (star, TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (star), "palette.favourite");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (star), "s", kind->base.name);
  return star;
}

/* --- The menu of a row --- */

static GMenuModel *
create_menu (GradusPalette *self, GtkListBoxRow *row)
{
  GMenu                *menu = g_menu_new ();
  const char           *name = get_kind (row)->base.name;
  g_autoptr (GMenuItem) insert = g_menu_item_new (_ ("_Insert"), NULL);
  g_autoptr (GMenuItem) star =
    g_menu_item_new (is_favourite (self, row) ? _ ("Remove from _Favourites")
                                              : _ ("Add to _Favourites"),
                     NULL);

  g_menu_item_set_action_and_target (insert, "win.insert", "s", name);
  g_menu_item_set_action_and_target (star, "palette.favourite", "s", name);
  g_menu_append_item (menu, insert);
  g_menu_append_item (menu, star);
  return G_MENU_MODEL (menu);
}

static void
pop_up (GradusPalette *self, GtkListBoxRow *row, double x, double y)
{
  g_autoptr (GMenuModel) model = create_menu (self, row);
  double                 own_x, own_y;

  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_widget_translate_coordinates (GTK_WIDGET (row), GTK_WIDGET (self), x, y, &own_x,
                                    &own_y);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(GdkRectangle){ (int) own_x, (int) own_y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
row_pressed_cb (GtkGestureClick *gesture, int n, double x, double y, gpointer row)
{
  GtkWidget *palette = gtk_widget_get_ancestor (row, GRADUS_TYPE_PALETTE);

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up (GRADUS_PALETTE (palette), row, x, y);
}

static void
menu_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusPalette *self = GRADUS_PALETTE (widget);
  GtkWidget     *row = gtk_widget_get_focus_child (GTK_WIDGET (self->list));

  if (GTK_IS_LIST_BOX_ROW (row))
    pop_up (self, GTK_LIST_BOX_ROW (row), 20, gtk_widget_get_height (row) / 2.0);
}

/* --- Sorting, headings, searching --- */

/* Favourites stand above all categories. */
static int
get_section (GradusPalette *self, GtkListBoxRow *row)
{
  return is_favourite (self, row) ? -1 : (int) get_kind (row)->category;
}

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  int difference = get_section (user_data, a) - get_section (user_data, b);

  if (difference == 0)
    difference = (int) get_kind (a)->category - (int) get_kind (b)->category;
  if (difference == 0)
    difference = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (a), "place")) -
                 GPOINTER_TO_INT (g_object_get_data (G_OBJECT (b), "place"));
  return difference;
}

static void
update_heading (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  int         section = get_section (user_data, row);
  const char *title =
    section < 0 ? _ ("Favourites") : gradus_category_get_title ((GradusCategory) section);
  GtkWidget *label = gtk_list_box_row_get_header (row);

  if (before != NULL && get_section (user_data, before) == section)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  if (label != NULL)
    {
      gtk_label_set_label (GTK_LABEL (label), title);
      return;
    }
  label = gtk_label_new (title);
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

/* By Keras's name, by its own or by what one would call it: "memory" finds LSTM. */
static gboolean
matches (const GradusKind *kind, const char *folded)
{
  return contains (kind->name, folded) || contains (kind->id, folded) ||
         contains (_ (kind->title), folded) || contains (kind->keywords, folded) ||
         (kind->keywords != NULL && contains (_ (kind->keywords), folded)) ||
         contains (_ (kind->summary), folded);
}

static gboolean
is_found (GtkListBoxRow *row, gpointer user_data)
{
  GradusPalette   *self = user_data;
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (self->search), -1);
  g_auto (GStrv)   words = g_strsplit_set (folded, " \t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !matches (&get_kind (row)->base, words[i]))
      return FALSE;
  return TRUE;
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
new_row (const GradusLayerKind *kind, guint place)
{
  GtkWidget     *row = gtk_list_box_row_new ();
  GtkWidget     *card = new_card (kind);
  GtkWidget     *star = new_star (kind);
  GtkDragSource *source = gtk_drag_source_new ();
  GtkGesture    *click = gtk_gesture_click_new ();

  g_object_set_data (G_OBJECT (row), "kind", (gpointer) kind);
  g_object_set_data (G_OBJECT (row), "star", star);
  g_object_set_data (G_OBJECT (row), "place", GUINT_TO_POINTER (place));
  gtk_box_append (GTK_BOX (card), star);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), card);
  gradus_kind_tooltip_add (row, kind);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  kind->base.name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ (kind->base.summary), -1);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), row);
  g_signal_connect (source, "drag-begin", G_CALLBACK (begin_cb), row);
  g_signal_connect (source, "drag-end", G_CALLBACK (end_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (row_pressed_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
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

/* "reshape" is in what Flatten does, too, but whoever types a name means it. */
static gboolean
is_sought_by_name (GradusPalette *self, GtkListBoxRow *row)
{
  g_autofree char *sought = g_utf8_casefold (gtk_editable_get_text (self->search), -1);
  g_autofree char *name = g_utf8_casefold (get_kind (row)->base.name, -1);

  return g_str_equal (g_strstrip (sought), name);
}

/* The first that is found, or the one that has this very name. */
static void
search_activated_cb (GradusPalette *self)
{
  GtkListBoxRow *first = NULL;
  GtkListBoxRow *row;

  gtk_list_box_invalidate_filter (self->list);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)) &&
        (first == NULL || is_sought_by_name (self, row)))
      {
        first = row;
        if (is_sought_by_name (self, row))
          break;
      }
  if (first != NULL)
    insert_row (self, first);
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

  GRADUS_PALETTE (object)->menu = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_palette_parent_class)->dispose (object);
}

static void
gradus_palette_class_init (GradusPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_palette_dispose;
  gtk_widget_class_install_action (widget_class, "palette.favourite", "s", favourite_cb);
  gtk_widget_class_install_action (widget_class, "palette.menu", NULL, menu_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "palette.menu",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK,
                                       "palette.menu", NULL);
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
    gtk_list_box_append (self->list, new_row ((const GradusLayerKind *) kinds[i], i));
  self->favourites = gradus_favourites_get_default ();
  gtk_list_box_set_sort_func (self->list, compare_rows, self, NULL);
  gtk_list_box_set_header_func (self->list, update_heading, self, NULL);
  gtk_list_box_set_filter_func (self->list, is_found, self, NULL);
  favourites_changed_cb (self);
  g_signal_connect_object (self->favourites, "changed",
                           G_CALLBACK (favourites_changed_cb), self, G_CONNECT_SWAPPED);
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
  /* What is typed takes the place of what was sought before. (To select that instead
   * makes GTK 4.8 warn of a blinking selection if the entry was not mapped yet.) */
  gtk_editable_set_text (self->search, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
