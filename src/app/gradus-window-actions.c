/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-command-palette.h"
#include "app/gradus-commands.h"
#include "app/gradus-history-list.h"
#include "app/gradus-layer-edits.h"
#include "app/gradus-pad.h"
#include "app/gradus-palette.h"
#include "app/gradus-spine.h"
#include "app/gradus-status-bar.h"
#include "app/gradus-tooltip.h"
#include "app/gradus-window-private.h"

#include "app/gradus-update-window.h"
#include "document/hand.h"

#include <glib/gi18n-lib.h>

static GradusSessionState
get_state (GradusWindow *self)
{
  return gradus_studio_get_live_snapshot (self->studio)->state;
}

/* --- Training --- */

/* Training goes on from what is seen: of an earlier moment that is another run. */
static void
train_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow  *self = user_data;
  GradusSession *session = gradus_studio_get_session (self->studio);

  if (get_state (self) == GRADUS_SESSION_RUNNING)
    gradus_session_pause (session);
  else
    {
      gradus_studio_branch (self->studio);
      gradus_session_train (session);
    }
}

static void
step_batch_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_studio_branch (GRADUS_WINDOW (user_data)->studio);
  gradus_session_step_batch (
    gradus_studio_get_session (GRADUS_WINDOW (user_data)->studio));
}

static void
step_epoch_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow *self = user_data;

  gradus_studio_branch (self->studio);
  gradus_session_step_epoch (gradus_studio_get_session (self->studio));
}

static void
reset_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_studio_reset (GRADUS_WINDOW (user_data)->studio);
}

/* --- Looking back --- */

static GradusTimeline *
get_timeline (GradusWindow *self)
{
  return gradus_status_bar_get_timeline (
    GRADUS_STATUS_BAR (adw_bin_get_child (self->status_bin)));
}

static void
earlier_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_timeline_move (get_timeline (user_data), -1, 0);
}

static void
later_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_timeline_move (get_timeline (user_data), 1, 0);
}

static void
look_at_start_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_timeline_go_to_start (get_timeline (user_data));
}

static void
look_at_now_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_studio_look_at_now (GRADUS_WINDOW (user_data)->studio);
}

static void
branch_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow *self = user_data;

  gradus_studio_branch (self->studio);
  gradus_session_train (gradus_studio_get_session (self->studio));
}

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

/* --- Looking --- */

static void
view_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *id = g_variant_get_string (parameter, NULL);

  gradus_window_show_view (user_data, id);
  gradus_window_make_room (user_data, id);
}

static void
palette_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow *self = user_data;

  gradus_window_show_panes (self, !self->wants_palette, self->wants_inspector);
}

static void
find_layer_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow *self = user_data;

  if (!self->wants_palette)
    gradus_window_show_panes (self, TRUE, self->wants_inspector);
  gradus_palette_find (GRADUS_PALETTE (adw_bin_get_child (self->palette_bin)));
}

static void
inspector_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow *self = user_data;

  gradus_window_show_panes (self, self->wants_palette, !self->wants_inspector);
}

static void
keep_view_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow *self = user_data;

  self->keeps_view = !self->keeps_view;
  gradus_window_update_actions (self);
}

static void
fullscreen_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = user_data;

  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    gtk_window_fullscreen (window);
}

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
commands_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_present (GTK_WINDOW (gradus_command_palette_new (user_data)));
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

/* One at a time. */
static void
ensure_microscope (GradusWindow *self)
{
  if (self->microscope == NULL)
    g_set_weak_pointer (&self->microscope,
                        gradus_update_window_new (GTK_WINDOW (self), self->studio));
}

static void
microscope_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow *self = user_data;

  ensure_microscope (self);
  gtk_window_present (self->microscope);
}

/* Whether training moves a weight. */
static gboolean
is_moved (GradusPlan *plan, guint64 uid, guint index)
{
  int                    layer = plan != NULL
                                   ? gradus_sequential_find_uid (gradus_plan_get_sequential (plan), uid)
                                   : -1;
  const GradusLayerPlan *of_layer =
    layer >= 0 ? gradus_plan_get_layer (plan, (guint) layer) : NULL;

  return of_layer != NULL && index < of_layer->n_weights && !of_layer->is_frozen &&
         of_layer->weights[index].trainable;
}

/* On the very weight that was pointed at. */
static void
examine_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow *self = user_data;
  guint64       uid, offset;
  guint         index;

  g_variant_get (parameter, "(tut)", &uid, &index, &offset);
  if (!is_moved (gradus_studio_get_snapshot (self->studio)->plan, uid, index))
    {
      gradus_window_toast (self, _ ("Training does not move this weight"));
      return;
    }
  ensure_microscope (self);
  gradus_update_window_choose (GRADUS_UPDATE_WINDOW (self->microscope), uid, index,
                               offset);
  gtk_window_present (self->microscope);
}

static const GActionEntry window_entries[] = {
  { "train", train_cb },
  { "step-batch", step_batch_cb },
  { "step-epoch", step_epoch_cb },
  { "reset", reset_cb },
  { "earlier", earlier_cb },
  { "later", later_cb },
  { "look-at-start", look_at_start_cb },
  { "look-at-now", look_at_now_cb },
  { "branch", branch_cb },
  { "microscope", microscope_cb },
  { "examine", examine_cb, "(tut)" },
  { "undo", undo_cb },
  { "redo", redo_cb },
  { "history", history_cb },
  { "commands", commands_cb },
  { "switch-all-units-on", switch_all_units_on_cb },
  { "insert", insert_cb, "s" },
  { "insert-anyway", insert_anyway_cb },
  { "offer-anyway", offer_anyway_cb, "s" },
  { "view", view_cb, "s", "''" },
  { "palette", palette_cb, NULL, "false" },
  { "find-layer", find_layer_cb },
  { "inspector", inspector_cb, NULL, "false" },
  { "keep-view", keep_view_cb, NULL, "false" },
  { "fullscreen", fullscreen_cb },
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

/* --- Keys that an entry may want for itself: they come here only if nobody took them ---
 */

/* The same on other keyboards. */
static const GradusCommand other_keys[] = {
  { .action = "win.step-batch", .local_key = "KP_Decimal" },
  { .action = "win.step-epoch", .local_key = "<Shift>greater" },
  { .action = "win.step-epoch", .local_key = "<Shift>colon" }, /* German */
  { .action = "win.leave-start", .local_key = "Escape" },
};

static gboolean
find_and_do (GtkWidget           *widget,
             const GradusCommand *commands,
             guint                n_commands,
             guint                key,
             GdkModifierType      modifiers)
{
  for (guint i = 0; i < n_commands; i++)
    {
      guint           its_key = 0;
      GdkModifierType its_modifiers = 0;

      if (commands[i].local_key != NULL &&
          gtk_accelerator_parse (commands[i].local_key, &its_key, &its_modifiers) &&
          its_key == key && its_modifiers == modifiers)
        return gtk_widget_activate_action (widget, commands[i].action, NULL);
    }
  return FALSE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        state,
                gpointer               user_data)
{
  GdkModifierType      modifiers = state & gtk_accelerator_get_default_mod_mask ();
  guint                n_commands;
  const GradusCommand *commands = gradus_commands_list (&n_commands);

  return find_and_do (user_data, commands, n_commands, key, modifiers) ||
         find_and_do (user_data, other_keys, G_N_ELEMENTS (other_keys), key, modifiers);
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

void
gradus_window_add_actions (GradusWindow *self)
{
  g_autoptr (GSimpleActionGroup) layer_group = g_simple_action_group_new ();
  GtkEventController            *controller = gtk_event_controller_key_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), window_entries,
                                   G_N_ELEMENTS (window_entries), self);
  g_action_map_add_action_entries (G_ACTION_MAP (layer_group), layer_entries,
                                   G_N_ELEMENTS (layer_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "layer",
                                  G_ACTION_GROUP (layer_group));
  self->layer_actions = G_ACTION_MAP (layer_group); /* the window holds the reference */

  add_history_click (self);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/* --- What can be done now --- */

static void
enable (GActionMap *map, const char *name, gboolean is_enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, name)),
                               is_enabled);
}

static void
set_state (GradusWindow *self, const char *name, GVariant *state)
{
  g_simple_action_set_state (G_SIMPLE_ACTION (
                               g_action_map_lookup_action (G_ACTION_MAP (self), name)),
                             state);
}

static void
update_training (GradusWindow *self, gboolean is_open)
{
  GActionMap     *map = G_ACTION_MAP (self);
  GradusSnapshot *snapshot = gradus_studio_get_live_snapshot (self->studio);
  gboolean        is_running = snapshot->state == GRADUS_SESSION_RUNNING;
  gboolean        can_train = is_open && gradus_studio_can_train (self->studio);
  const char     *label = _ ("Train");

  if (is_running)
    label = _ ("Pause");
  else if (snapshot->state == GRADUS_SESSION_PAUSED ||
           gradus_studio_is_looking_back (self->studio))
    label = _ ("Continue");
  enable (map, "train", can_train || is_running);
  enable (map, "step-batch", can_train);
  enable (map, "step-epoch", can_train);
  enable (map, "reset", can_train && (snapshot->has_learned || is_running));

  if (g_strcmp0 (adw_button_content_get_label (self->train_content), label) != 0 ||
      self->is_train_shown_possible != can_train)
    {
      self->is_train_shown_possible = can_train;
      adw_button_content_set_label (self->train_content, label);
      adw_button_content_set_icon_name (self->train_content, is_running
                                                               ? "gradus-pause-symbolic"
                                                               : "gradus-train-symbolic");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->train_button),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      if (can_train && !is_running)
        gtk_widget_add_css_class (self->train_button, "suggested-action");
      else
        gtk_widget_remove_css_class (self->train_button, "suggested-action");
    }
}

static void
update_looking_back (GradusWindow *self, gboolean is_open)
{
  GActionMap     *map = G_ACTION_MAP (self);
  GradusTimeline *timeline = get_timeline (self);
  gboolean        has_earlier = is_open && gradus_timeline_has_earlier (timeline);
  gboolean        is_past = is_open && gradus_timeline_has_later (timeline);

  enable (map, "earlier", has_earlier);
  enable (map, "look-at-start", has_earlier);
  enable (map, "later", is_past);
  enable (map, "look-at-now", is_past);
  enable (map, "branch", is_past && gradus_studio_can_train (self->studio));
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
    enable (self->layer_actions, names[i], has_layer);
  enable (self->layer_actions, "paste", document != NULL);
  if (document != NULL)
    gradus_studio_get_selected_layers (self->studio, &n_selected);
  enable (self->layer_actions, "group", n_selected > 1);
  enable (self->layer_actions, "ungroup",
          has_layer &&
            gradus_layer_groups_find (gradus_document_get_project (document)->groups,
                                      gradus_studio_get_selected_layer (self->studio)) !=
              NULL);
  enable (self->layer_actions, "group-repeats", document != NULL && layers->len >= 4);
  enable (self->layer_actions, "move-up",
          document != NULL && gradus_studio_can_move_layers (self->studio, -1));
  enable (self->layer_actions, "move-down",
          document != NULL && gradus_studio_can_move_layers (self->studio, 1));
  enable (self->layer_actions, "select-all", document != NULL && layers->len > 0);
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
  enable (G_ACTION_MAP (self), "undo", can_undo);
  enable (G_ACTION_MAP (self), "redo", can_redo);
  enable (G_ACTION_MAP (self), "history", can_undo || can_redo);
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

void
gradus_window_update_actions (GradusWindow *self)
{
  GradusDocument *document = gradus_studio_get_document (self->studio);
  const char     *view = adw_view_stack_get_visible_child_name (self->views);
  gboolean        on_start =
    g_strcmp0 (gtk_stack_get_visible_child_name (self->stage_stack), "start") == 0;
  gboolean is_open = document != NULL && !on_start;
  gboolean can_edit = is_open && !gradus_document_is_read_only (document);

  if (gradus_window_has_unsaved (self) != self->was_unsaved)
    {
      self->was_unsaved = !self->was_unsaved;
      g_signal_emit_by_name (self, "unsaved-changed");
    }
  update_training (self, is_open);
  update_looking_back (self, is_open);
  update_undo (self, is_open ? document : NULL);
  update_layer_actions (self, can_edit ? document : NULL);
  gradus_window_update_export_actions (self, is_open);
  enable (G_ACTION_MAP (self), "switch-all-units-on",
          can_edit && gradus_document_has_lesions (document));
  enable (G_ACTION_MAP (self), "insert", can_edit);
  enable (G_ACTION_MAP (self), "save", can_edit);
  enable (G_ACTION_MAP (self), "save-as", can_edit);
  enable (G_ACTION_MAP (self), "properties", is_open);
  enable (G_ACTION_MAP (self), "leave-start", document != NULL && on_start);
  enable (G_ACTION_MAP (self), "view", is_open);
  enable (G_ACTION_MAP (self), "palette", is_open);
  enable (G_ACTION_MAP (self), "find-layer", is_open);
  enable (G_ACTION_MAP (self), "inspector", is_open);
  set_state (self, "view", g_variant_new_string (view != NULL ? view : ""));
  set_state (self, "palette", g_variant_new_boolean (self->wants_palette && !on_start));
  set_state (self, "inspector",
             g_variant_new_boolean (self->wants_inspector && !on_start));
  set_state (self, "keep-view", g_variant_new_boolean (self->keeps_view));
}
