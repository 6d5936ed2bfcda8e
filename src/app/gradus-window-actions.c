/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-command-palette.h"
#include "app/gradus-commands.h"
#include "app/gradus-palette.h"
#include "app/gradus-status-bar.h"
#include "app/gradus-window-private.h"

#include "app/gradus-update-window.h"

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
  /* What is typed at once goes there, too: the flap maps its pane with its next frame,
   * and keys pass by what is not mapped. */
  gtk_widget_set_child_visible (GTK_WIDGET (self->palette_bin), TRUE);
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

static void
commands_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_present (GTK_WINDOW (gradus_command_palette_new (user_data)));
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
  { "commands", commands_cb },
  { "view", view_cb, "s", "''" },
  { "palette", palette_cb, NULL, "false" },
  { "find-layer", find_layer_cb },
  { "inspector", inspector_cb, NULL, "false" },
  { "keep-view", keep_view_cb, NULL, "false" },
  { "fullscreen", fullscreen_cb },
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

void
gradus_window_add_actions (GradusWindow *self)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), window_entries,
                                   G_N_ELEMENTS (window_entries), self);
  gradus_window_add_edit_actions (self);

  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/* --- What can be done now --- */

void
gradus_window_enable (GActionMap *map, const char *name, gboolean is_enabled)
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
  gradus_window_enable (map, "train", can_train || is_running);
  gradus_window_enable (map, "step-batch", can_train);
  gradus_window_enable (map, "step-epoch", can_train);
  gradus_window_enable (map, "reset", can_train && (snapshot->has_learned || is_running));

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

  gradus_window_enable (map, "earlier", has_earlier);
  gradus_window_enable (map, "look-at-start", has_earlier);
  gradus_window_enable (map, "later", is_past);
  gradus_window_enable (map, "look-at-now", is_past);
  gradus_window_enable (map, "branch", is_past && gradus_studio_can_train (self->studio));
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
  gradus_window_update_edit_actions (self, is_open ? document : NULL);
  gradus_window_update_export_actions (self, is_open);
  gradus_window_enable (G_ACTION_MAP (self), "save", can_edit);
  gradus_window_enable (G_ACTION_MAP (self), "save-as", can_edit);
  gradus_window_enable (G_ACTION_MAP (self), "properties", is_open);
  gradus_window_enable (G_ACTION_MAP (self), "leave-start", document != NULL && on_start);
  gradus_window_enable (G_ACTION_MAP (self), "view", is_open);
  gradus_window_enable (G_ACTION_MAP (self), "palette", is_open);
  gradus_window_enable (G_ACTION_MAP (self), "find-layer", is_open);
  gradus_window_enable (G_ACTION_MAP (self), "inspector", is_open);
  set_state (self, "view", g_variant_new_string (view != NULL ? view : ""));
  set_state (self, "palette", g_variant_new_boolean (self->wants_palette && !on_start));
  set_state (self, "inspector",
             g_variant_new_boolean (self->wants_inspector && !on_start));
  set_state (self, "keep-view", g_variant_new_boolean (self->keeps_view));
}
