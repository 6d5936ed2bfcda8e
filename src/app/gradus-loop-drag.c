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
  g_autoptr (GradusDragItem) item = NULL;

  if (gradus_loop_get_document (self) == NULL)
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

static const char *
get_item_title (GradusLoop *self, const GradusDragItem *item)
{
  const GradusSequential *sequential =
    gradus_document_get_project (gradus_loop_get_document (self))->sequential;
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
  index = gradus_sequential_find_uid (gradus_document_get_project (
                                        gradus_loop_get_document (self))
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

  if (gradus_loop_get_document (self) == NULL)
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
  uid = gradus_document_insert_layer (gradus_loop_get_document (self), place,
                                      item->class_name);
  self->landing = 0;
  if (uid != 0)
    gradus_studio_select (self->studio, GRADUS_BLOCK_LAYER, uid);
}

static void
move_item (GradusLoop *self, const GradusDragItem *item, guint place)
{
  GradusDocument *document = gradus_loop_get_document (self);
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

  if (gradus_loop_get_document (self) == NULL || item == NULL)
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
