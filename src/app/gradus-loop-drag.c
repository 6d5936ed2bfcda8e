/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-loop-private.h"

#include <glib/gi18n-lib.h>

/* How near to the edge a drag begins to scroll, and how fast at most. */
#define SCROLL_ZONE 40.0
#define SCROLL_SPEED 480.0

#define DRAG_TILT -2.0f
#define DRAG_MARGIN 24

/* --- A card is lifted --- */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  GradusLoop *self = user_data;
  GtkWidget  *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  guint64     uid = gradus_card_get_uid (GRADUS_CARD (card));
  g_autoptr (GradusDragItem) item = NULL;
  const guint64             *uids;
  guint                      n_uids;

  if (gradus_loop_get_document (self) == NULL)
    return NULL;
  /* One of several selected cards takes the others along. */
  uids = gradus_studio_get_selected_layers (self->studio, &n_uids);
  item = gradus_studio_is_layer_selected (self->studio, uid)
           ? gradus_drag_item_new_move_several (uid, uids, n_uids)
           : gradus_drag_item_new_move (uid);
  self->grip_x = (int) x;
  self->grip_y = (int) y;
  return gdk_content_provider_new_typed (GRADUS_TYPE_DRAG_ITEM, item);
}

static guint
count_carried (GradusLoop *self, guint64 uid)
{
  guint n_uids;

  if (!gradus_studio_is_layer_selected (self->studio, uid))
    return 1;
  gradus_studio_get_selected_layers (self->studio, &n_uids);
  return n_uids;
}

/* How many cards lie under the pointer, on the corner of the topmost. */
static void
add_number (GtkFixed *fixed, guint n, int x)
{
  g_autofree char *text = g_strdup_printf ("%u", n);
  GtkWidget       *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "drag-number");
  gtk_fixed_put (fixed, label, x, DRAG_MARGIN - 8);
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
  guint         n_cards = count_carried (self, gradus_card_get_uid (card));

  gradus_card_set_density (icon, gradus_card_get_density (card));
  gradus_card_content_show (self->content, icon);
  gradus_card_become_icon (icon);
  gtk_widget_set_size_request (GTK_WIDGET (icon), width, height);
  gtk_fixed_put (GTK_FIXED (fixed), GTK_WIDGET (icon), 0, 0);
  transform =
    gsk_transform_translate (transform, &GRAPHENE_POINT_INIT (DRAG_MARGIN, DRAG_MARGIN));
  transform = gsk_transform_rotate (transform, DRAG_TILT);
  gtk_fixed_set_child_transform (GTK_FIXED (fixed), GTK_WIDGET (icon), transform);
  gsk_transform_unref (transform);
  if (n_cards > 1)
    add_number (GTK_FIXED (fixed), n_cards, DRAG_MARGIN + width - 16);
  gtk_widget_set_size_request (fixed, width + 2 * DRAG_MARGIN, height + 2 * DRAG_MARGIN);
  return fixed;
}

/* The card that is held, and those that come along. */
static void
set_lifted (GradusLoop *self, GradusCard *held, gboolean is_lifted)
{
  guint64  uid = gradus_card_get_uid (held);
  gboolean takes_all = count_carried (self, uid) > 1;

  for (guint i = 0; i < self->cards->len; i++)
    {
      GradusCard *card = gradus_loop_get_card (self, i);

      if (!is_lifted || card == held ||
          (takes_all &&
           gradus_studio_is_layer_selected (self->studio, gradus_card_get_uid (card))))
        gradus_card_set_look (card, GRADUS_CARD_LIFTED, is_lifted);
    }
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, gpointer user_data)
{
  GradusLoop *self = user_data;
  GtkWidget  *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));

  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)),
                           create_icon (self, GRADUS_CARD (card)));
  gdk_drag_set_hotspot (drag, self->grip_x + DRAG_MARGIN, self->grip_y + DRAG_MARGIN);
  set_lifted (self, GRADUS_CARD (card), TRUE);
}

static void
drag_end_cb (GtkDragSource *source,
             GdkDrag       *drag,
             gboolean       delete_data,
             gpointer       user_data)
{
  GradusLoop *self = user_data;
  GtkWidget  *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));

  if (card != NULL && self->studio != NULL)
    set_lifted (self, GRADUS_CARD (card), FALSE);
}

void
gradus_loop_init_drag_source (GradusLoop *self, GradusCard *card)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (source, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (card), GTK_EVENT_CONTROLLER (source));
}

/* --- Something is dropped --- */

static const GradusDragItem *
get_item (const GValue *value)
{
  return value != NULL && G_VALUE_HOLDS (value, GRADUS_TYPE_DRAG_ITEM)
           ? g_value_get_boxed (value)
           : NULL;
}

char *
gradus_loop_get_item_title (GradusLoop *self, const GradusDragItem *item)
{
  const GradusProject *project =
    gradus_document_get_project (gradus_loop_get_document (self));
  const GradusKind  *kind = NULL;
  const GradusLayer *layer;

  if (item != NULL && item->n_uids > 1)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u layer", "%u layers",
                                         item->n_uids),
                            item->n_uids);
  if (item != NULL && item->uid != 0)
    {
      layer = gradus_project_find_layer (project, item->uid);
      if (layer != NULL)
        kind = gradus_config_get_kind (layer->config);
    }
  else if (item != NULL)
    kind = gradus_kind_find (GRADUS_FAMILY_LAYER, item->class_name);
  return g_strdup (kind != NULL ? kind->name : _ ("The layer"));
}

static gboolean
is_carried (const GradusDragItem *item, guint64 uid)
{
  for (guint i = 0; i < item->n_uids; i++)
    if (item->uids[i] == uid)
      return TRUE;
  return FALSE;
}

/* Layers that stand together stay where they are at the gaps above, between and below
 * them; others at none. */
gboolean
gradus_loop_is_home (GradusLoop *self, const GradusDragItem *item, guint place)
{
  g_autoptr (GPtrArray) layers = gradus_project_list_layers (
    gradus_document_get_project (gradus_loop_get_document (self)));
  guint first = G_MAXUINT, last = 0;

  if (item == NULL || item->uid == 0)
    return FALSE;
  for (guint i = 0; i < layers->len; i++)
    if (is_carried (item, ((const GradusLayer *) layers->pdata[i])->uid))
      {
        first = MIN (first, i);
        last = i;
      }
  return first != G_MAXUINT && last - first + 1 == item->n_uids && place >= first &&
         place <= last + 1;
}

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  GradusLoop    *self = GRADUS_LOOP (widget);
  GtkAdjustment *adjustment = gradus_loop_get_adjustment (self);
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
  if (scrolls && self->scroll_tick == 0 && gradus_loop_get_adjustment (self) != NULL)
    self->scroll_tick =
      gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
  else if (!scrolls && self->scroll_tick != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_tick);
      self->scroll_tick = 0;
    }
}

/* What the box in the gap says. */
static char *
describe_gap (GradusLoop *self, const GradusDragItem *item, gboolean may_drop)
{
  g_autofree char *title = gradus_loop_get_item_title (self, item);

  if (item != NULL && item->n_uids > 1)
    return g_strdup_printf (may_drop ? _ ("%s go here") : _ ("%s do not fit here"),
                            title);
  /* Translators: in the gap that opens for a layer: "Dropout goes here" */
  return g_strdup_printf (may_drop ? _ ("%s goes here") : _ ("%s does not fit here"),
                          title);
}

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, gpointer user_data)
{
  GradusLoop           *self = user_data;
  const GradusDragItem *item = get_item (gtk_drop_target_get_value (target));
  g_autofree char      *text = NULL;
  guint                 gap, place;
  gboolean              may_drop;

  if (gradus_loop_get_document (self) == NULL)
    return 0;
  self->pointer_y = y;
  set_scrolling (self, TRUE);
  gap = gradus_spine_layout_find_gap (self->target, y);
  place = gradus_loop_count_above (self, gap);
  may_drop = item == NULL || gradus_loop_judge (self, target, item, place);
  text = describe_gap (self, item, may_drop);
  gradus_loop_open_gap (self, gradus_loop_is_home (self, item, place) ? -1 : (int) gap,
                        text);
  gradus_loop_show_judgement (self);
  if (!may_drop)
    return 0;
  return item != NULL && item->uid == 0 ? GDK_ACTION_COPY : GDK_ACTION_MOVE;
}

static void
leave_cb (GtkDropTarget *target, gpointer user_data)
{
  GradusLoop *self = user_data;

  set_scrolling (self, FALSE);
  gradus_loop_forget_judgement (self);
  gradus_loop_open_gap (self, -1, NULL);
}

static void
insert_item (GradusLoop *self, const GradusDragItem *item, guint place)
{
  guint64 uid;

  self->landing = GRADUS_LANDING_NEW;
  uid = gradus_document_insert_layer (gradus_loop_get_document (self), place,
                                      item->class_name);
  self->landing = 0;
  if (uid != 0)
    gradus_studio_select (self->studio, GRADUS_BLOCK_LAYER, uid);
}

static void
move_item (GradusLoop *self, const GradusDragItem *item, guint place)
{
  self->landing = item->uid;
  if (!gradus_loop_is_home (self, item, place))
    gradus_document_move_layers (gradus_loop_get_document (self), item->uids,
                                 item->n_uids, place);
  self->landing = 0;
  if (!gradus_studio_is_layer_selected (self->studio, item->uid))
    gradus_studio_select (self->studio, GRADUS_BLOCK_LAYER, item->uid);
}

void
gradus_loop_put_item (GradusLoop *self, const GradusDragItem *item, guint place)
{
  if (item->uid == 0)
    insert_item (self, item, place);
  else
    move_item (self, item, place);
  gradus_loop_focus_selected (self);
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
  gboolean              may_drop;

  if (gradus_loop_get_document (self) == NULL || item == NULL)
    return FALSE;
  place = gradus_loop_count_above (self, gradus_spine_layout_find_gap (self->target, y));
  may_drop = gradus_loop_judge (self, target, item, place);
  gradus_loop_forget_judgement (self);
  if (!may_drop)
    {
      leave_cb (target, self);
      return FALSE;
    }
  self->landing_y = self->gap >= 0 ? self->shown->gap_y : y;
  set_scrolling (self, FALSE);
  /* The cards glide to where the new stack has them, not back first. */
  self->gap = -1;
  gradus_loop_put_item (self, item, place);
  return TRUE;
}

void
gradus_loop_init_drop_target (GradusLoop *self)
{
  GtkDropTarget *target =
    gtk_drop_target_new (GRADUS_TYPE_DRAG_ITEM, GDK_ACTION_COPY | GDK_ACTION_MOVE);

  /* The box in the gap names what is dragged. */
  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect (target, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
