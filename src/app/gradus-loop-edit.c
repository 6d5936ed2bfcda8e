/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-loop-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* How near to the edge a drag begins to scroll, and how fast at most. */
#define SCROLL_ZONE 40.0
#define SCROLL_SPEED 480.0

#define DRAG_TILT -2.0f
#define DRAG_MARGIN 24

static GradusDocument *
get_document (GradusLoop *self)
{
  if (self->studio == NULL || gradus_card_content_is_preview (self->content))
    return NULL;
  return gradus_studio_get_document (self->studio);
}

/* --- Selection --- */

static int
find_selected (GradusLoop *self)
{
  GradusBlock block;
  guint64     uid;

  if (get_document (self) == NULL)
    return -1;
  block = gradus_studio_get_selected_block (self->studio);
  uid = block == GRADUS_BLOCK_LAYER ? gradus_studio_get_selected_layer (self->studio) : 0;
  for (guint i = 0; i < self->cards->len; i++)
    {
      GradusCard *card = gradus_loop_get_card (self, i);

      if (gradus_card_get_block (card) == block && gradus_card_get_uid (card) == uid)
        return (int) i;
    }
  return -1;
}

/* 0 unless a layer is selected. */
static guint64
get_selected_layer (GradusLoop *self)
{
  if (get_document (self) == NULL ||
      gradus_studio_get_selected_block (self->studio) != GRADUS_BLOCK_LAYER)
    return 0;
  return gradus_studio_get_selected_layer (self->studio);
}

static void
select_card (GradusLoop *self, GradusCard *card)
{
  if (get_document (self) == NULL)
    return;
  gradus_studio_select (self->studio, gradus_card_get_block (card),
                        gradus_card_get_uid (card));
}

/* The focus goes with the selection while it is in the loop. */
void
gradus_loop_show_selection (GradusLoop *self)
{
  int      selected = find_selected (self);
  gboolean has_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  for (guint i = 0; i < self->cards->len; i++)
    {
      GradusCard *card = gradus_loop_get_card (self, i);

      gradus_card_set_look (card, GRADUS_CARD_SELECTED, (int) i == selected);
      gtk_accessible_update_state (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_STATE_SELECTED,
                                   (int) i == selected, -1);
    }
  if (selected >= 0 && has_focus)
    gtk_widget_grab_focus (GTK_WIDGET (gradus_loop_get_card (self, (guint) selected)));
}

gboolean
gradus_loop_focus_selected (GradusLoop *self)
{
  int selected = find_selected (self);

  return selected >= 0 && gtk_widget_grab_focus (
                            GTK_WIDGET (gradus_loop_get_card (self, (guint) selected)));
}

/**
 * gradus_loop_get_insert_place:
 * @self: a loop
 *
 * Returns: the place below the selected layer, or the end of the stack
 */
guint
gradus_loop_get_insert_place (GradusLoop *self)
{
  GradusDocument         *document = get_document (self);
  guint64                 uid = get_selected_layer (self);
  const GradusSequential *sequential;
  int                     index;

  if (document == NULL)
    return 0;
  sequential = gradus_document_get_project (document)->sequential;
  index = gradus_sequential_find_uid (sequential, uid);
  return index >= 0 ? (guint) index + 1 : gradus_sequential_get_n_layers (sequential);
}

static void
focus_block (GradusLoop *self, int index)
{
  GradusCard *card;

  if (self->cards->len == 0)
    return;
  index = CLAMP (index, 0, (int) self->cards->len - 1);
  card = gradus_loop_get_card (self, (guint) index);
  select_card (self, card);
  gtk_widget_grab_focus (GTK_WIDGET (card));
}

/* --- Actions --- */

static void
select_next_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusLoop *self = GRADUS_LOOP (widget);

  focus_block (self, find_selected (self) + g_variant_get_int32 (parameter));
}

static void
select_first_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  focus_block (GRADUS_LOOP (widget), 0);
}

static void
select_last_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  focus_block (GRADUS_LOOP (widget), G_MAXINT);
}

static void
move_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusLoop             *self = GRADUS_LOOP (widget);
  GradusDocument         *document = get_document (self);
  guint64                 uid = get_selected_layer (self);
  int                     step = g_variant_get_int32 (parameter);
  const GradusSequential *sequential;
  int                     index;

  if (uid == 0)
    return;
  sequential = gradus_document_get_project (document)->sequential;
  index = gradus_sequential_find_uid (sequential, uid) + step;
  if (index >= 0 && index < (int) gradus_sequential_get_n_layers (sequential))
    gradus_document_move_layer (document, uid, (guint) index);
}

/* The layer that takes its place is selected next, so that Delete can be pressed again.
 */
static void
remove_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusLoop *self = GRADUS_LOOP (widget);
  guint64     uid = get_selected_layer (self);
  int         selected = find_selected (self);
  GradusCard *next;

  if (uid == 0 || selected < 0)
    return;
  next = gradus_loop_get_card (self, (guint) selected + 1);
  if (gradus_card_get_block (next) != GRADUS_BLOCK_LAYER)
    next = gradus_loop_get_card (self, (guint) selected - 1);
  select_card (self, next);
  gradus_document_remove_layer (get_document (self), uid);
}

static void
duplicate_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusLoop *self = GRADUS_LOOP (widget);
  guint64     uid = get_selected_layer (self);

  if (uid == 0)
    return;
  uid = gradus_document_duplicate_layer (get_document (self), uid);
  if (uid != 0)
    gradus_studio_select (self->studio, GRADUS_BLOCK_LAYER, uid);
}

void
gradus_loop_update_actions (GradusLoop *self)
{
  GtkWidget      *widget = GTK_WIDGET (self);
  GradusDocument *document = get_document (self);
  guint64         uid = get_selected_layer (self);
  int             index = -1;
  guint           n = 0;

  if (document != NULL)
    {
      const GradusSequential *sequential =
        gradus_document_get_project (document)->sequential;

      index = gradus_sequential_find_uid (sequential, uid);
      n = gradus_sequential_get_n_layers (sequential);
    }
  gtk_widget_action_set_enabled (widget, "layer.remove", index >= 0);
  gtk_widget_action_set_enabled (widget, "layer.duplicate", index >= 0);
  gtk_widget_action_set_enabled (widget, "layer.move", index >= 0 && n > 1);
}

/* --- Context menu --- */

static GMenuModel *
create_menu (void)
{
  GMenu *menu = g_menu_new ();
  GMenu *edits = g_menu_new ();
  GMenu *moves = g_menu_new ();

  g_menu_append (edits, _ ("_Duplicate"), "layer.duplicate");
  g_menu_append (edits, _ ("_Remove"), "layer.remove");
  g_menu_append (moves, _ ("Move _Up"), "layer.move(-1)");
  g_menu_append (moves, _ ("Move D_own"), "layer.move(1)");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edits));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (moves));
  g_object_unref (edits);
  g_object_unref (moves);
  return G_MENU_MODEL (menu);
}

static void
pop_up (GradusLoop *self, const GdkRectangle *place)
{
  if (self->menu == NULL)
    {
      g_autoptr (GMenuModel) model = create_menu ();

      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusLoop     *self = GRADUS_LOOP (widget);
  int             selected = find_selected (self);
  GtkWidget      *card;
  graphene_rect_t bounds;

  if (get_selected_layer (self) == 0 || selected < 0)
    return;
  card = GTK_WIDGET (gradus_loop_get_card (self, (guint) selected));
  if (gtk_widget_compute_bounds (card, widget, &bounds))
    pop_up (self,
            &(GdkRectangle){ (int) bounds.origin.x + 60,
                             (int) (bounds.origin.y + bounds.size.height / 2), 1, 1 });
}

/* --- Pointer --- */

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  GradusLoop *self = user_data;
  GtkWidget  *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  guint  button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  double loop_x, loop_y;

  if (get_document (self) == NULL)
    return;
  select_card (self, GRADUS_CARD (card));
  gtk_widget_grab_focus (card);
  if (button != GDK_BUTTON_SECONDARY || get_selected_layer (self) == 0)
    return;
  gtk_widget_translate_coordinates (card, GTK_WIDGET (self), x, y, &loop_x, &loop_y);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up (self, &(GdkRectangle){ (int) loop_x, (int) loop_y, 1, 1 });
}

/* --- A card is lifted --- */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  GradusLoop *self = user_data;
  GtkWidget  *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GradusDragItem) item = NULL;

  if (get_document (self) == NULL)
    return NULL;
  item = gradus_drag_item_new_move (gradus_card_get_uid (GRADUS_CARD (card)));
  self->grip_x = (int) x;
  self->grip_y = (int) y;
  return gdk_content_provider_new_typed (GRADUS_TYPE_DRAG_ITEM, item);
}

/* A second card with the same text, because the first one stays as an outline. It is
 * tilted a little, as a card that is lifted off the table, with room for its shadow. */
static GtkWidget *
create_icon (GradusLoop *self, GradusCard *card)
{
  GradusCard   *icon = gradus_card_new (GRADUS_BLOCK_LAYER, gradus_card_get_uid (card));
  GtkWidget    *fixed = gtk_fixed_new ();
  GskTransform *transform = NULL;
  int           width = gtk_widget_get_width (GTK_WIDGET (card)) + 17;
  int           height = gtk_widget_get_height (GTK_WIDGET (card));

  gradus_card_set_density (icon, gradus_card_get_density (card));
  gradus_card_content_show (self->content, icon);
  gtk_widget_add_css_class (GTK_WIDGET (icon), "drag-card");
  gtk_widget_set_size_request (GTK_WIDGET (icon), width, height);
  gtk_fixed_put (GTK_FIXED (fixed), GTK_WIDGET (icon), 0, 0);
  transform =
    gsk_transform_translate (transform, &GRAPHENE_POINT_INIT (DRAG_MARGIN, DRAG_MARGIN));
  transform = gsk_transform_rotate (transform, DRAG_TILT);
  gtk_fixed_set_child_transform (GTK_FIXED (fixed), GTK_WIDGET (icon), transform);
  gsk_transform_unref (transform);
  gtk_widget_set_size_request (fixed, width + 2 * DRAG_MARGIN, height + 2 * DRAG_MARGIN);
  return fixed;
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, gpointer user_data)
{
  GradusLoop *self = user_data;
  GtkWidget  *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));

  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)),
                           create_icon (self, GRADUS_CARD (card)));
  gdk_drag_set_hotspot (drag, self->grip_x + DRAG_MARGIN, self->grip_y + DRAG_MARGIN);
  self->lifted = gradus_card_get_uid (GRADUS_CARD (card));
  gradus_card_set_look (GRADUS_CARD (card), GRADUS_CARD_LIFTED, TRUE);
}

static void
drag_end_cb (GtkDragSource *source,
             GdkDrag       *drag,
             gboolean       delete_data,
             gpointer       user_data)
{
  GradusLoop *self = user_data;
  GtkWidget  *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));

  self->lifted = 0;
  if (card != NULL)
    gradus_card_set_look (GRADUS_CARD (card), GRADUS_CARD_LIFTED, FALSE);
}

void
gradus_loop_init_card (GradusLoop *self, GradusCard *card)
{
  GtkWidget     *widget = GTK_WIDGET (card);
  GtkGesture    *click = gtk_gesture_click_new ();
  GtkDragSource *source;

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  if (gradus_card_get_block (card) != GRADUS_BLOCK_LAYER)
    return;
  source = gtk_drag_source_new ();
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (source, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (source));
}

/* --- Something is dropped --- */

static const GradusDragItem *
get_item (const GValue *value)
{
  return value != NULL && G_VALUE_HOLDS (value, GRADUS_TYPE_DRAG_ITEM)
           ? g_value_get_boxed (value)
           : NULL;
}

static const char *
get_item_title (GradusLoop *self, const GradusDragItem *item)
{
  const GradusSequential *sequential =
    gradus_document_get_project (get_document (self))->sequential;
  const GradusKind *kind = NULL;
  int               index;

  if (item != NULL && item->uid != 0)
    {
      index = gradus_sequential_find_uid (sequential, item->uid);
      if (index >= 0)
        kind = gradus_config_get_kind (
          gradus_sequential_get_layer (sequential, (guint) index)->config);
    }
  else if (item != NULL)
    kind = gradus_kind_find (GRADUS_FAMILY_LAYER, item->class_name);
  return kind != NULL ? kind->name : _ ("The layer");
}

/* Whether the layer would stay where it is. */
static gboolean
is_home (GradusLoop *self, const GradusDragItem *item, guint place)
{
  int index;

  if (item == NULL || item->uid == 0)
    return FALSE;
  index = gradus_sequential_find_uid (gradus_document_get_project (get_document (self))
                                        ->sequential,
                                      item->uid);
  return index >= 0 && (place == (guint) index || place == (guint) index + 1);
}

static GtkAdjustment *
get_adjustment (GradusLoop *self)
{
  GtkWidget *scroller =
    gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);

  return scroller != NULL
           ? gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller))
           : NULL;
}

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  GradusLoop    *self = GRADUS_LOOP (widget);
  GtkAdjustment *adjustment = get_adjustment (self);
  double         top = gtk_adjustment_get_value (adjustment);
  double         bottom = top + gtk_adjustment_get_page_size (adjustment);
  double         above = (top + SCROLL_ZONE - self->pointer_y) / SCROLL_ZONE;
  double         below = (self->pointer_y - bottom + SCROLL_ZONE) / SCROLL_ZONE;
  double         speed = SCROLL_SPEED * (MAX (0, below) - MAX (0, above));

  if (speed == 0)
    return G_SOURCE_CONTINUE;
  gtk_adjustment_set_value (adjustment, top + speed / 60);
  /* The pointer rests on the screen, not on the cards. */
  self->pointer_y += gtk_adjustment_get_value (adjustment) - top;
  return G_SOURCE_CONTINUE;
}

static void
set_scrolling (GradusLoop *self, gboolean scrolls)
{
  if (scrolls && self->scroll_tick == 0 && get_adjustment (self) != NULL)
    self->scroll_tick =
      gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
  else if (!scrolls && self->scroll_tick != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_tick);
      self->scroll_tick = 0;
    }
}

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, gpointer user_data)
{
  GradusLoop           *self = user_data;
  const GradusDragItem *item = get_item (gtk_drop_target_get_value (target));
  g_autofree char      *text = NULL;
  guint                 place;

  if (get_document (self) == NULL)
    return 0;
  self->pointer_y = y;
  set_scrolling (self, TRUE);
  place = gradus_spine_layout_find_gap (self->target, y);
  /* Translators: in the gap that opens for a layer: "Dropout goes here" */
  text = g_strdup_printf (_ ("%s goes here"), get_item_title (self, item));
  gradus_loop_open_gap (self, is_home (self, item, place) ? -1 : (int) place, text);
  return item != NULL && item->uid == 0 ? GDK_ACTION_COPY : GDK_ACTION_MOVE;
}

static void
leave_cb (GtkDropTarget *target, gpointer user_data)
{
  GradusLoop *self = user_data;

  set_scrolling (self, FALSE);
  gradus_loop_open_gap (self, -1, NULL);
}

static void
insert_item (GradusLoop *self, const GradusDragItem *item, guint place)
{
  guint64 uid;

  self->landing = GRADUS_LANDING_NEW;
  uid = gradus_document_insert_layer (get_document (self), place, item->class_name);
  self->landing = 0;
  if (uid != 0)
    gradus_studio_select (self->studio, GRADUS_BLOCK_LAYER, uid);
}

static void
move_item (GradusLoop *self, const GradusDragItem *item, guint place)
{
  GradusDocument *document = get_document (self);
  int             index =
    gradus_sequential_find_uid (gradus_document_get_project (document)->sequential,
                                item->uid);

  if (index < 0)
    return;
  self->landing = item->uid;
  if (!is_home (self, item, place))
    gradus_document_move_layer (document, item->uid,
                                place > (guint) index ? place - 1 : place);
  self->landing = 0;
  gradus_studio_select (self->studio, GRADUS_BLOCK_LAYER, item->uid);
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         gpointer       user_data)
{
  GradusLoop           *self = user_data;
  const GradusDragItem *item = get_item (value);
  guint                 place;

  if (get_document (self) == NULL || item == NULL)
    return FALSE;
  place = gradus_spine_layout_find_gap (self->target, y);
  self->landing_y = self->gap >= 0 ? self->shown->gap_y : y;
  set_scrolling (self, FALSE);
  /* The cards glide to where the new stack has them, not back first. */
  self->gap = -1;
  if (item->uid == 0)
    insert_item (self, item, place);
  else
    move_item (self, item, place);
  gradus_loop_focus_selected (self);
  return TRUE;
}

/* --- Class --- */

static void
add_key (GtkWidgetClass *klass, guint key, GdkModifierType modifiers, const char *action)
{
  gtk_widget_class_add_binding_action (klass, key, modifiers, action, NULL);
}

static void
add_key_step (GtkWidgetClass *klass,
              guint           key,
              GdkModifierType modifiers,
              const char     *action,
              int             step)
{
  gtk_widget_class_add_binding_action (klass, key, modifiers, action, "i", step);
}

void
gradus_loop_class_install_edits (GtkWidgetClass *widget_class)
{
  GtkWidgetClass *k = widget_class;

  gtk_widget_class_install_action (k, "block.select", "i", select_next_cb);
  gtk_widget_class_install_action (k, "block.select-first", NULL, select_first_cb);
  gtk_widget_class_install_action (k, "block.select-last", NULL, select_last_cb);
  gtk_widget_class_install_action (k, "layer.move", "i", move_cb);
  gtk_widget_class_install_action (k, "layer.remove", NULL, remove_cb);
  gtk_widget_class_install_action (k, "layer.duplicate", NULL, duplicate_cb);
  gtk_widget_class_install_action (k, "layer.menu", NULL, menu_cb);

  add_key_step (k, GDK_KEY_Up, 0, "block.select", -1);
  add_key_step (k, GDK_KEY_KP_Up, 0, "block.select", -1);
  add_key_step (k, GDK_KEY_Down, 0, "block.select", 1);
  add_key_step (k, GDK_KEY_KP_Down, 0, "block.select", 1);
  add_key (k, GDK_KEY_Home, 0, "block.select-first");
  add_key (k, GDK_KEY_End, 0, "block.select-last");
  add_key_step (k, GDK_KEY_Up, GDK_ALT_MASK, "layer.move", -1);
  add_key_step (k, GDK_KEY_Down, GDK_ALT_MASK, "layer.move", 1);
  /* Menus show the key that was added last. */
  add_key (k, GDK_KEY_KP_Delete, 0, "layer.remove");
  add_key (k, GDK_KEY_Delete, 0, "layer.remove");
  add_key (k, GDK_KEY_d, GDK_CONTROL_MASK, "layer.duplicate");
  add_key (k, GDK_KEY_Menu, 0, "layer.menu");
  add_key (k, GDK_KEY_F10, GDK_SHIFT_MASK, "layer.menu");
}

void
gradus_loop_init_edits (GradusLoop *self)
{
  GtkDropTarget *target =
    gtk_drop_target_new (GRADUS_TYPE_DRAG_ITEM, GDK_ACTION_COPY | GDK_ACTION_MOVE);

  /* The box in the gap names what is dragged. */
  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect (target, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));

  self->empty_button = gtk_button_new_from_icon_name ("gradus-plus-symbolic");
  gtk_widget_add_css_class (self->empty_button, "circular");
  gtk_widget_set_visible (self->empty_button, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->empty_button), "spine.add");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->empty_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Add a layer"), -1);
  gtk_widget_set_parent (self->empty_button, GTK_WIDGET (self));
}
