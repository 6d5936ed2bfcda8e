/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-history-list.h"
#include "app/gradus-layer-edits.h"
#include "app/gradus-pad.h"
#include "app/gradus-spine.h"
#include "app/gradus-tooltip.h"
#include "app/gradus-window-private.h"
#include "document/hand.h"

#include <glib/gi18n-lib.h>

/* --- Editing --- */

/* On the pad a stroke is taken back, not a layer. */
static gboolean
activate_on_pad (GradusWindow *self, const char *action)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return GRADUS_IS_PAD (focus) && gtk_widget_activate_action (focus, action, NULL);
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (activate_on_pad (user_data, "pad.undo"))
    return;
  gradus_document_undo (gradus_studio_get_document (GRADUS_WINDOW (user_data)->studio));
}

static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (activate_on_pad (user_data, "pad.redo"))
    return;
  gradus_document_redo (gradus_studio_get_document (GRADUS_WINDOW (user_data)->studio));
}

static void
insert_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow *self = user_data;
  guint64       uid =
    gradus_document_insert_layer (gradus_studio_get_document (self->studio),
                                  gradus_studio_get_insert_place (self->studio),
                                  g_variant_get_string (parameter, NULL));

  if (uid != 0)
    gradus_studio_select (self->studio, GRADUS_BLOCK_LAYER, uid);
}

static void
insert_anyway_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow *self = user_data;

  gradus_spine_take_refused (GRADUS_SPINE (adw_bin_get_child (self->spine_bin)));
}

static void
offer_dismissed_cb (GradusWindow *self, AdwToast *toast)
{
  if (toast == self->offer_toast)
    g_clear_weak_pointer (&self->offer_toast);
}

/* A drag was refused: never a dead end. Only the last can be had, so that the offer
 * before it goes. */
static void
offer_anyway_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow    *self = user_data;
  g_autofree char *markup =
    g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);
  AdwToast *toast = adw_toast_new (markup);

  adw_toast_set_button_label (toast, _ ("Put It There _Anyway"));
  adw_toast_set_action_name (toast, "win.insert-anyway");
  if (self->offer_toast != NULL)
    adw_toast_dismiss (self->offer_toast);
  g_set_weak_pointer (&self->offer_toast, toast);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (offer_dismissed_cb), self,
                           G_CONNECT_SWAPPED);
  gradus_toasts_add (self->toasts, toast);
}

static void
remove_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_studio_remove_layers (GRADUS_WINDOW (user_data)->studio);
}

static void
duplicate_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_studio_duplicate_layers (GRADUS_WINDOW (user_data)->studio);
}

/* --- The clipboard --- */

static gboolean
copy_layers (GradusWindow *self)
{
  g_autofree char *text = gradus_studio_copy_layers (self->studio);

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  return text != NULL;
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow    *self = user_data;
  g_autofree char *text = NULL;
  guint            n_layers;

  if (!copy_layers (self))
    return;
  gradus_studio_get_selected_layers (self->studio, &n_layers);
  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Layer copied",
                                       "%u layers copied", n_layers),
                          n_layers);
  gradus_window_toast (self, text);
}

static void
cut_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (copy_layers (user_data))
    remove_cb (action, parameter, user_data);
}

static void
clipboard_read_cb (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GradusWindow) self = user_data;
  g_autoptr (GError)       error = NULL;
  g_autofree char         *text =
    gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (self->studio == NULL || gradus_studio_get_document (self->studio) == NULL)
    return;
  if (!gradus_studio_paste_layers (self->studio, text != NULL ? text : "", &error))
    gradus_window_toast (self, error->message);
}

static void
paste_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (user_data), NULL,
                                 clipboard_read_cb, g_object_ref (user_data));
}

static void
move_up_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_studio_move_layers (GRADUS_WINDOW (user_data)->studio, -1);
}

static void
move_down_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_studio_move_layers (GRADUS_WINDOW (user_data)->studio, 1);
}

static void
switch_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_studio_switch_layers (GRADUS_WINDOW (user_data)->studio);
}

static void
switch_all_units_on_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow *self = user_data;

  gradus_document_clear_lesions (gradus_studio_get_document (self->studio));
}

static void
group_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_studio_group_layers (GRADUS_WINDOW (user_data)->studio);
}

static void
ungroup_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_studio_ungroup_layers (GRADUS_WINDOW (user_data)->studio);
}

static void
group_repeats_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow *self = user_data;

  if (gradus_document_group_repeats (gradus_studio_get_document (self->studio)) == 0)
    gradus_window_toast (self, _ ("No block of layers is repeated"));
}

static void
select_all_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_studio_select_all_layers (GRADUS_WINDOW (user_data)->studio);
}

/* --- History --- */

static gboolean
unparent_cb (gpointer popover)
{
  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

/* The choice of a row is still under way when a popover closes; the window may be gone
 * before it is over. */
static void
unparent_later_cb (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_cb, g_object_ref (popover),
                   g_object_unref);
}

static void
history_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow *self = user_data;
  GtkWidget    *popover =
    gradus_history_list_new (gradus_studio_get_document (self->studio));

  gtk_widget_set_parent (popover, self->undo_button);
  g_signal_connect_object (self->undo_button, "destroy", G_CALLBACK (unparent_cb),
                           popover, G_CONNECT_SWAPPED);
  g_signal_connect (popover, "closed", G_CALLBACK (unparent_later_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
undo_pressed_cb (GradusWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.history", NULL);
}

/* As in a browser: the other button on Undo shows how far back it can go. */
static void
add_history_click (GradusWindow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (undo_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->undo_button, GTK_EVENT_CONTROLLER (click));
}

/* --- Actions --- */

static const GActionEntry entries[] = {
  { "undo", undo_cb },
  { "redo", redo_cb },
  { "history", history_cb },
  { "switch-all-units-on", switch_all_units_on_cb },
  { "insert", insert_cb, "s" },
  { "insert-anyway", insert_anyway_cb },
  { "offer-anyway", offer_anyway_cb, "s" },
};

static const GActionEntry layer_entries[] = {
  { "remove", remove_cb },
  { "duplicate", duplicate_cb },
  { "copy", copy_cb },
  { "cut", cut_cb },
  { "paste", paste_cb },
  { "move-up", move_up_cb },
  { "move-down", move_down_cb },
  { "select-all", select_all_cb },
  { "group", group_cb },
  { "ungroup", ungroup_cb },
  { "group-repeats", group_repeats_cb },
  { "switch", switch_cb },
};

void
gradus_window_add_edit_actions (GradusWindow *self)
{
  g_autoptr (GSimpleActionGroup) layer_group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries),
                                   self);
  g_action_map_add_action_entries (G_ACTION_MAP (layer_group), layer_entries,
                                   G_N_ELEMENTS (layer_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "layer",
                                  G_ACTION_GROUP (layer_group));
  self->layer_actions = G_ACTION_MAP (layer_group); /* the window holds the reference */
  add_history_click (self);
}

static void
update_layer_actions (GradusWindow *self, GradusDocument *document)
{
  static const char *const names[] = { "remove", "duplicate", "copy", "cut", "switch" };
  guint                    n_selected = 0;
  gboolean                 has_layer =
    document != NULL && gradus_studio_get_selected_layer (self->studio) != 0;
  g_autoptr (GPtrArray) layers = NULL;

  if (document != NULL)
    layers = gradus_project_list_layers (gradus_document_get_project (document));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gradus_window_enable (self->layer_actions, names[i], has_layer);
  gradus_window_enable (self->layer_actions, "paste", document != NULL);
  if (document != NULL)
    gradus_studio_get_selected_layers (self->studio, &n_selected);
  gradus_window_enable (self->layer_actions, "group", n_selected > 1);
  gradus_window_enable (self->layer_actions, "ungroup",
                        has_layer &&
                          gradus_layer_groups_find (gradus_document_get_project (document)
                                                      ->groups,
                                                    gradus_studio_get_selected_layer (
                                                      self->studio)) != NULL);
  gradus_window_enable (self->layer_actions, "group-repeats",
                        document != NULL && layers->len >= 4);
  gradus_window_enable (self->layer_actions, "move-up",
                        document != NULL &&
                          gradus_studio_can_move_layers (self->studio, -1));
  gradus_window_enable (self->layer_actions, "move-down",
                        document != NULL &&
                          gradus_studio_can_move_layers (self->studio, 1));
  gradus_window_enable (self->layer_actions, "select-all",
                        document != NULL && layers->len > 0);
}

static void
update_undo (GradusWindow *self, GradusDocument *document)
{
  g_autofree char *undo = NULL;
  g_autofree char *redo = NULL;
  g_autofree char *undo_tip = NULL;
  g_autofree char *redo_tip = NULL;
  gboolean         can_undo = FALSE;
  gboolean         can_redo = FALSE;

  if (document != NULL)
    g_object_get (document, "can-undo", &can_undo, "can-redo", &can_redo, "undo-label",
                  &undo, "redo-label", &redo, NULL);
  gradus_window_enable (G_ACTION_MAP (self), "undo", can_undo);
  gradus_window_enable (G_ACTION_MAP (self), "redo", can_redo);
  gradus_window_enable (G_ACTION_MAP (self), "history", can_undo || can_redo);
  /* Translators: %s is what was done, like "Add Dense" */
  undo_tip =
    undo != NULL ? g_strdup_printf (_ ("Undo: %s"), undo) : g_strdup (_ ("Undo"));
  redo_tip =
    redo != NULL ? g_strdup_printf (_ ("Redo: %s"), redo) : g_strdup (_ ("Redo"));
  gradus_tooltip_set (self->undo_button, undo_tip);
  gradus_tooltip_set (self->redo_button, redo_tip);
}

gboolean
gradus_window_can_do_with_layer (GradusWindow *self, const char *action)
{
  GAction *found = g_action_map_lookup_action (self->layer_actions, action);

  return found != NULL && g_action_get_enabled (found);
}

/* @document: NULL while none is seen */
void
gradus_window_update_edit_actions (GradusWindow *self, GradusDocument *document)
{
  GActionMap *map = G_ACTION_MAP (self);
  gboolean    can_edit = document != NULL && !gradus_document_is_read_only (document);

  update_undo (self, document);
  update_layer_actions (self, can_edit ? document : NULL);
  gradus_window_enable (map, "switch-all-units-on",
                        can_edit && gradus_document_has_lesions (document));
  gradus_window_enable (map, "insert", can_edit);
}
