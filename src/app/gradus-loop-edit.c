/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-fix-bar.h"
#include "app/gradus-layer-edits.h"
#include "app/gradus-loop-private.h"

#include <glib/gi18n-lib.h>

/* NULL while there is nothing that could be edited. */
GradusDocument *
gradus_loop_get_document (GradusLoop *self)
{
  if (self->studio == NULL || gradus_card_content_is_preview (self->content))
    return NULL;
  return gradus_studio_get_document (self->studio);
}

/* --- Selection --- */

int
gradus_loop_find_selected (GradusLoop *self)
{
  GradusBlock block;

  if (gradus_loop_get_document (self) == NULL)
    return -1;
  block = gradus_studio_get_selected_block (self->studio);
  if (block == GRADUS_BLOCK_LAYER)
    return gradus_loop_find_layer (self, gradus_studio_get_selected_layer (self->studio));
  for (guint i = 0; i < self->cards->len; i++)
    if (gradus_card_get_block (gradus_loop_get_card (self, i)) == block)
      return (int) i;
  return -1;
}

/* 0 unless a layer is selected. */
static guint64
get_selected_layer (GradusLoop *self)
{
  if (gradus_loop_get_document (self) == NULL ||
      gradus_studio_get_selected_block (self->studio) != GRADUS_BLOCK_LAYER)
    return 0;
  return gradus_studio_get_selected_layer (self->studio);
}

static void
select_layers (GradusLoop *self, const GArray *uids, guint64 lead)
{
  gradus_studio_select_layers (self->studio, (const guint64 *) (gpointer) uids->data,
                               uids->len, lead);
}

static void
select_card (GradusLoop *self, GradusCard *card)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));

  if (gradus_loop_get_document (self) == NULL)
    return;
  self->anchor = gradus_card_get_uid (card);
  gradus_loop_add_layers (self, card, uids);
  if (uids->len > 1)
    select_layers (self, uids, self->anchor);
  else
    gradus_studio_select (self->studio, gradus_card_get_block (card), self->anchor);
}

/* From where the selection began to @card, without what is no layer. */
static void
extend_to (GradusLoop *self, GradusCard *card)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint64            lead = get_selected_layer (self);
  int                from, to;

  if (gradus_card_get_block (card) != GRADUS_BLOCK_LAYER || lead == 0)
    {
      select_card (self, card);
      return;
    }
  if (!gradus_studio_is_layer_selected (self->studio, self->anchor))
    self->anchor = lead;
  from = gradus_loop_find_layer (self, self->anchor);
  to = gradus_loop_find_layer (self, gradus_card_get_uid (card));
  for (int i = MAX (1, MIN (from, to)); i <= MAX (from, to); i++)
    gradus_loop_add_layers (self, gradus_loop_get_card (self, (guint) i), uids);
  select_layers (self, uids, gradus_card_get_uid (card));
}

static void
toggle_card (GradusLoop *self, GradusCard *card)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));

  if (gradus_card_get_block (card) != GRADUS_BLOCK_LAYER ||
      get_selected_layer (self) == 0)
    {
      select_card (self, card);
      return;
    }
  self->anchor = gradus_card_get_uid (card);
  gradus_loop_add_layers (self, card, uids);
  for (guint i = 0; i < uids->len; i++)
    gradus_studio_toggle_layer (self->studio, g_array_index (uids, guint64, i));
}

/* The focus goes with the selection while it is in the loop. */
void
gradus_loop_show_selection (GradusLoop *self)
{
  int      selected = gradus_loop_find_selected (self);
  gboolean has_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  for (guint i = 0; i < self->cards->len; i++)
    {
      GradusCard *card = gradus_loop_get_card (self, i);
      gboolean    is_selected =
        (int) i == selected ||
        (selected >= 0 &&
         gradus_studio_is_layer_selected (self->studio, gradus_card_get_uid (card)));

      gradus_card_set_look (card, GRADUS_CARD_SELECTED, is_selected);
      gtk_accessible_update_state (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_STATE_SELECTED,
                                   is_selected, -1);
    }
  if (selected >= 0 && has_focus)
    gtk_widget_grab_focus (GTK_WIDGET (gradus_loop_get_card (self, (guint) selected)));
  gradus_loop_follow_selection (self);
}

gboolean
gradus_loop_focus_selected (GradusLoop *self)
{
  int selected = gradus_loop_find_selected (self);

  gradus_loop_reveal_selected (self);
  return selected >= 0 && gtk_widget_grab_focus (
                            GTK_WIDGET (gradus_loop_get_card (self, (guint) selected)));
}

/**
 * gradus_loop_get_insert_place:
 * @self: a loop
 *
 * Returns: the place below the selected layers, the top if the input is selected, or the
 *   end of the stack
 */
guint
gradus_loop_get_insert_place (GradusLoop *self)
{
  return gradus_loop_get_document (self) != NULL
           ? gradus_studio_get_insert_place (self->studio)
           : 0;
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

  focus_block (self, gradus_loop_find_selected (self) + g_variant_get_int32 (parameter));
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
extend_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusLoop *self = GRADUS_LOOP (widget);
  int         index = gradus_loop_find_selected (self) + g_variant_get_int32 (parameter);
  GradusCard *card;

  if (index < 0 || index >= (int) self->cards->len)
    return;
  card = gradus_loop_get_card (self, (guint) index);
  /* Data and loss cannot be selected together with layers. */
  if (get_selected_layer (self) != 0 &&
      gradus_card_get_block (card) != GRADUS_BLOCK_LAYER)
    return;
  extend_to (self, card);
  gtk_widget_grab_focus (GTK_WIDGET (card));
}

/* Back to the one that leads. */
static void
select_lead_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusLoop *self = GRADUS_LOOP (widget);
  guint64     uid = get_selected_layer (self);

  if (uid != 0)
    gradus_studio_select (self->studio, GRADUS_BLOCK_LAYER, uid);
}

static void
move_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusLoop *self = GRADUS_LOOP (widget);

  if (get_selected_layer (self) != 0)
    gradus_studio_move_layers (self->studio, g_variant_get_int32 (parameter));
}

static void
remove_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusLoop *self = GRADUS_LOOP (widget);

  if (get_selected_layer (self) != 0)
    gradus_studio_remove_layers (self->studio);
}

static void
duplicate_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusLoop *self = GRADUS_LOOP (widget);

  if (get_selected_layer (self) != 0)
    gradus_studio_duplicate_layers (self->studio);
}

/* Mends what a card says is wrong. What was mended is what one looks at next. */
static void
fix_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusLoop *self = GRADUS_LOOP (widget);
  gboolean    has_focus = gtk_widget_get_focus_child (widget) != NULL;
  guint       block, fix;
  guint64     uid;

  if (gradus_loop_get_document (self) == NULL)
    return;
  g_variant_get (parameter, GRADUS_FIX_TARGET, &block, &uid, &fix);
  gradus_studio_select (self->studio, block, uid);
  gradus_repairs_apply (self->studio, block, uid, fix, widget);
  if (has_focus)
    gradus_loop_focus_selected (self);
}

void
gradus_loop_update_actions (GradusLoop *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean   has_layer = get_selected_layer (self) != 0;
  guint      n_selected = 0;

  if (has_layer)
    gradus_studio_get_selected_layers (self->studio, &n_selected);
  gtk_widget_action_set_enabled (widget, "layer.remove", has_layer);
  gtk_widget_action_set_enabled (widget, "layer.duplicate", has_layer);
  gtk_widget_action_set_enabled (widget, "layer.move",
                                 has_layer &&
                                   (gradus_studio_can_move_layers (self->studio, -1) ||
                                    gradus_studio_can_move_layers (self->studio, 1)));
  gtk_widget_action_set_enabled (widget, "layer.select-lead", n_selected > 1);
}

/* --- Context menu --- */

/* The repairs of a card come first, and are all there is for a block that is no layer. */
static void
append_repairs (GradusLoop *self, GradusCard *card, GMenu *menu)
{
  g_autoptr (GMenu) section = g_menu_new ();

  gradus_card_fill_menu (card, section);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static void
append_edits (GMenu *menu)
{
  GMenu *groups = g_menu_new ();
  GMenu *edits = g_menu_new ();
  GMenu *moves = g_menu_new ();

  g_menu_append (edits, _ ("Cu_t"), "layer.cut");
  g_menu_append (edits, _ ("_Copy"), "layer.copy");
  g_menu_append (edits, _ ("_Paste"), "layer.paste");
  g_menu_append (edits, _ ("_Duplicate"), "layer.duplicate");
  g_menu_append (edits, _ ("Switch O_ff or On"), "layer.switch");
  g_menu_append (edits, _ ("_Remove"), "layer.remove");
  g_menu_append (moves, _ ("Move _Up"), "layer.move(-1)");
  g_menu_append (moves, _ ("Move D_own"), "layer.move(1)");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edits));
  g_menu_append (groups, _ ("_Group"), "layer.group");
  g_menu_append (groups, _ ("U_ngroup"), "layer.ungroup");
  g_menu_append (groups, _ ("_Fold"), "block.fold(true)");
  g_menu_append (groups, _ ("Un_fold"), "block.fold(false)");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (moves));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (groups));
  g_object_unref (groups);
  g_object_unref (edits);
  g_object_unref (moves);
}

static void
pop_up (GradusLoop *self, GradusCard *card, const GdkRectangle *place)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  append_repairs (self, card, menu);
  if (gradus_card_get_block (card) == GRADUS_BLOCK_LAYER)
    append_edits (menu);
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), G_MENU_MODEL (menu));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static gboolean
has_menu (GradusCard *card)
{
  return gradus_card_get_block (card) == GRADUS_BLOCK_LAYER ||
         gradus_card_has_repairs (card);
}

static void
menu_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusLoop     *self = GRADUS_LOOP (widget);
  int             selected = gradus_loop_find_selected (self);
  GradusCard     *card;
  graphene_rect_t bounds;

  if (selected < 0)
    return;
  card = gradus_loop_get_card (self, (guint) selected);
  if (has_menu (card) && gtk_widget_compute_bounds (GTK_WIDGET (card), widget, &bounds))
    pop_up (self, card,
            &(GdkRectangle){ (int) bounds.origin.x + 60,
                             (int) (bounds.origin.y + bounds.size.height / 2), 1, 1 });
}

/* --- Pointer --- */

static gboolean
is_one_of_several (GradusLoop *self, GradusCard *card)
{
  guint n_selected;

  gradus_studio_get_selected_layers (self->studio, &n_selected);
  return n_selected > 1 &&
         gradus_studio_is_layer_selected (self->studio, gradus_card_get_uid (card));
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  GradusLoop     *self = user_data;
  GtkWidget      *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  guint  button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  double loop_x, loop_y;

  if (gradus_loop_get_document (self) == NULL)
    return;
  if (n_press == 2 && button == GDK_BUTTON_PRIMARY)
    gradus_loop_open_card (self, GRADUS_CARD (card));
  else if (state & GDK_SHIFT_MASK)
    extend_to (self, GRADUS_CARD (card));
  else if (state & GDK_CONTROL_MASK)
    toggle_card (self, GRADUS_CARD (card));
  /* Several can be dragged, or asked for their menu, by one of them. */
  else if (!is_one_of_several (self, GRADUS_CARD (card)))
    select_card (self, GRADUS_CARD (card));
  gtk_widget_grab_focus (card);
  if (button != GDK_BUTTON_SECONDARY || !has_menu (GRADUS_CARD (card)))
    return;
  gtk_widget_translate_coordinates (card, GTK_WIDGET (self), x, y, &loop_x, &loop_y);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up (self, GRADUS_CARD (card), &(GdkRectangle){ (int) loop_x, (int) loop_y, 1, 1 });
}

/* A plain click on one of several selected cards was no drag, so it chooses this one. */
static void
released_cb (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             gpointer         user_data)
{
  GradusLoop *self = user_data;
  GradusCard *card =
    GRADUS_CARD (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)));
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if (gradus_loop_get_document (self) != NULL &&
      !(state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) &&
      gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) ==
        GDK_BUTTON_PRIMARY &&
      is_one_of_several (self, card))
    select_card (self, card);
}

void
gradus_loop_init_card (GradusLoop *self, GradusCard *card)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (card), GTK_EVENT_CONTROLLER (click));
  if (gradus_card_get_block (card) == GRADUS_BLOCK_LAYER)
    gradus_loop_init_drag_source (self, card);
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
  gtk_widget_class_install_action (k, "block.fix", GRADUS_FIX_TARGET, fix_cb);
  gtk_widget_class_install_action (k, "block.extend", "i", extend_cb);
  gtk_widget_class_install_action (k, "layer.select-lead", NULL, select_lead_cb);

  add_key_step (k, GDK_KEY_Up, 0, "block.select", -1);
  add_key_step (k, GDK_KEY_KP_Up, 0, "block.select", -1);
  add_key_step (k, GDK_KEY_Down, 0, "block.select", 1);
  add_key_step (k, GDK_KEY_KP_Down, 0, "block.select", 1);
  add_key_step (k, GDK_KEY_Up, GDK_SHIFT_MASK, "block.extend", -1);
  add_key_step (k, GDK_KEY_KP_Up, GDK_SHIFT_MASK, "block.extend", -1);
  add_key_step (k, GDK_KEY_Down, GDK_SHIFT_MASK, "block.extend", 1);
  add_key_step (k, GDK_KEY_KP_Down, GDK_SHIFT_MASK, "block.extend", 1);
  add_key (k, GDK_KEY_Escape, 0, "layer.select-lead");
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
  gradus_loop_init_drop_target (self);
  self->empty_button = gtk_button_new_from_icon_name ("gradus-plus-symbolic");
  gtk_widget_add_css_class (self->empty_button, "circular");
  gtk_widget_set_visible (self->empty_button, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->empty_button), "spine.add");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->empty_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Add a layer"), -1);
  gtk_widget_set_parent (self->empty_button, GTK_WIDGET (self));
}
