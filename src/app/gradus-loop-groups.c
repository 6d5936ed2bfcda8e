/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-loop-private.h"

/* A folded group is one card, which stands for all its layers: what is done to it is done
 * to them. It carries the uid of the first. */

static const GPtrArray *
get_groups (GradusLoop *self)
{
  const GradusProject *project = gradus_card_content_get_project (self->content);

  return project != NULL ? project->groups : NULL;
}

/* The group of a layer, NULL unless it is folded. */
const GradusLayerGroup *
gradus_loop_find_folded (GradusLoop *self, guint64 uid)
{
  const GPtrArray        *groups = get_groups (self);
  const GradusLayerGroup *group =
    groups != NULL && uid != 0 ? gradus_layer_groups_find (groups, uid) : NULL;

  return group != NULL && group->is_folded ? group : NULL;
}

/* The layers that a card stands for; those of the loop's other blocks stand for none. */
void
gradus_loop_add_layers (GradusLoop *self, GradusCard *card, GArray *uids)
{
  guint64                 uid = gradus_card_get_uid (card);
  const GradusLayerGroup *group = gradus_loop_find_folded (self, uid);

  if (group != NULL)
    g_array_append_vals (uids, group->uids->data, group->uids->len);
  else if (uid != 0)
    g_array_append_val (uids, uid);
}

/* The card that shows a layer, -1 if none does. */
int
gradus_loop_find_layer (GradusLoop *self, guint64 uid)
{
  const GradusLayerGroup *group = gradus_loop_find_folded (self, uid);

  for (guint i = 0; i < self->cards->len; i++)
    {
      guint64 other = gradus_card_get_uid (gradus_loop_get_card (self, i));

      if (other != 0 &&
          (other == uid || (group != NULL && gradus_layer_group_has (group, other))))
        return (int) i;
    }
  return -1;
}

/* How many layers stand above a gap between cards. */
guint
gradus_loop_count_above (GradusLoop *self, guint gap)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < gap && i + 1 < self->cards->len; i++)
    gradus_loop_add_layers (self, gradus_loop_get_card (self, i + 1), uids);
  return uids->len;
}

/* Which group a card stands in when it is not folded, counted from 1; 0 for none. */
guint
gradus_loop_find_frame (GradusLoop *self, GradusCard *card)
{
  const GPtrArray *groups = get_groups (self);
  guint64          uid = gradus_card_get_uid (card);

  for (guint i = 0; groups != NULL && uid != 0 && i < groups->len; i++)
    {
      const GradusLayerGroup *group = groups->pdata[i];

      if (!group->is_folded && gradus_layer_group_has (group, uid))
        return i + 1;
    }
  return 0;
}

/* --- Folding --- */

static void
set_folded (GradusLoop *self, guint64 uid, gboolean is_folded)
{
  GradusDocument         *document = gradus_loop_get_document (self);
  const GradusLayerGroup *group =
    document != NULL
      ? gradus_layer_groups_find (gradus_document_get_project (document)->groups, uid)
      : NULL;
  g_autoptr (GArray) uids = NULL;

  if (group == NULL || group->is_folded == is_folded)
    return;
  uids = g_array_copy (group->uids);
  gradus_document_set_folded (document, uid, is_folded);
  /* What was selected in it is the whole of it now, and its first layer after that. */
  if (is_folded)
    gradus_studio_select_layers (self->studio, (const guint64 *) (gpointer) uids->data,
                                 uids->len, g_array_index (uids, guint64, 0));
  else
    gradus_studio_select (self->studio, GRADUS_BLOCK_LAYER,
                          g_array_index (uids, guint64, 0));
  gradus_loop_focus_selected (self);
}

/* As in a tree: one key opens, the other closes. */
static void
fold_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusLoop *self = GRADUS_LOOP (widget);

  if (gradus_loop_get_document (self) != NULL &&
      gradus_studio_get_selected_block (self->studio) == GRADUS_BLOCK_LAYER)
    set_folded (self, gradus_studio_get_selected_layer (self->studio),
                g_variant_get_boolean (parameter));
}

/* The line above the first card of a group that is open. */
static guint64
find_header (GradusLoop *self, double y)
{
  guint frame = 0;

  for (guint i = 0; i < self->shown->slots->len && i < self->cards->len; i++)
    {
      const GradusSpineSlot *slot = gradus_spine_layout_get_slot (self->shown, i);

      if (slot->group != 0 && slot->group != frame && y < slot->y &&
          y >= slot->y - GRADUS_SPINE_GROUP_HEADER * self->shown->scale)
        return gradus_card_get_uid (gradus_loop_get_card (self, i));
      frame = slot->group;
    }
  return 0;
}

static void
header_pressed_cb (GtkGestureClick *gesture,
                   int              n_press,
                   double           x,
                   double           y,
                   gpointer         user_data)
{
  GradusLoop *self = user_data;
  guint64     uid = find_header (self, y);

  if (uid == 0)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  set_folded (self, uid, TRUE);
}

static void
header_hovered_cb (GtkEventControllerMotion *motion,
                   double                    x,
                   double                    y,
                   gpointer                  user_data)
{
  GradusLoop *self = user_data;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   find_header (self, y) != 0 ? "pointer" : NULL);
}

/* A second click on a folded group opens it. */
void
gradus_loop_open_card (GradusLoop *self, GradusCard *card)
{
  if (gradus_loop_find_folded (self, gradus_card_get_uid (card)) != NULL)
    set_folded (self, gradus_card_get_uid (card), FALSE);
}

void
gradus_loop_class_install_groups (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "block.fold", "b", fold_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, 0, "block.fold", "b",
                                       TRUE);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, 0, "block.fold", "b",
                                       FALSE);
}

void
gradus_loop_init_groups (GradusLoop *self)
{
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  g_signal_connect (click, "pressed", G_CALLBACK (header_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (motion, "motion", G_CALLBACK (header_hovered_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}
