/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-loop-private.h"

#include "app/gradus-style.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* With no bounce, in about a quarter of a second: (1 + ωt) exp (−ωt) falls below 1 % at
 * ωt = 6.6. */
#define SPRING_STIFFNESS 700.0

G_DEFINE_FINAL_TYPE (GradusLoop, gradus_loop, GTK_TYPE_WIDGET)

void
gradus_loop_invalidate_rails (GradusLoop *self)
{
  g_clear_pointer (&self->rails, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static int
get_least_height (GradusLoop *self)
{
  return (int) ceil (
    gradus_spine_layout_get_height (self->target, GRADUS_DENSITY_DENSE, FALSE));
}

static void
gradus_loop_measure (GtkWidget     *widget,
                     GtkOrientation orientation,
                     int            for_size,
                     int           *minimum,
                     int           *natural,
                     int           *minimum_baseline,
                     int           *natural_baseline)
{
  GradusLoop *self = GRADUS_LOOP (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 200;
      *natural = (int) GRADUS_SPINE_WIDTH;
    }
  else if (self->target->slots->len == 0)
    *minimum = *natural = 0;
  else
    {
      *minimum = get_least_height (self);
      *natural = (int) ceil (
        gradus_spine_layout_get_height (self->target, GRADUS_DENSITY_COMFORTABLE, TRUE));
      *natural = MAX (*natural, *minimum);
    }
}

static void
allocate_empty_button (GradusLoop *self)
{
  int inset = gradus_loop_get_inset (self);
  int size;

  if (!gtk_widget_get_visible (self->empty_button))
    return;
  gtk_widget_measure (self->empty_button, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &size,
                      NULL, NULL);
  gtk_widget_size_allocate (self->empty_button,
                            &(GtkAllocation){
                              .x = self->width - inset - 12 - size,
                              .y = (int) round (self->shown->gap_y +
                                                (self->shown->gap_height - size) / 2),
                              .width = size,
                              .height = size },
                            -1);
}

static gboolean
resize_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  gtk_widget_queue_resize (widget);
  return G_SOURCE_REMOVE;
}

static void
gradus_loop_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GradusLoop *self = GRADUS_LOOP (widget);
  int         inset;

  if (width != self->width || height != self->height)
    {
      self->width = width;
      self->height = height;
      gradus_loop_plan (self);
      gradus_loop_jump (self);
      /* What cards need in this width was not known when their heights were asked for. */
      if (self->target->slots->len > 0 && get_least_height (self) > height)
        gtk_widget_add_tick_callback (widget, resize_cb, NULL, NULL);
    }
  inset = gradus_loop_get_inset (self);
  for (guint i = 0; i < self->cards->len && i < self->shown->slots->len; i++)
    {
      GradusSpineSlot *slot = gradus_spine_layout_get_slot (self->shown, i);
      GtkWidget       *card = GTK_WIDGET (gradus_loop_get_card (self, i));
      int              least;

      /* GTK wants a widget measured before it is allocated, and no less than it needs. */
      gtk_widget_measure (card, GTK_ORIENTATION_VERTICAL, width - 2 * inset, &least, NULL,
                          NULL, NULL);
      gtk_widget_size_allocate (card,
                                &(GtkAllocation){
                                  .x = inset,
                                  .y = (int) round (slot->y),
                                  .width = width - 2 * inset,
                                  .height = MAX (least, (int) round (slot->height)) },
                                -1);
    }
  allocate_empty_button (self);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
  if (self->bubble != NULL)
    gtk_popover_present (GTK_POPOVER (self->bubble));
}

/* The card of the layer that does not fit, -1 if all do. */
static int
find_wrong_card (GradusLoop *self)
{
  int                     wrong = gradus_card_content_get_wrong_layer (self->content);
  const GradusSequential *sequential;

  if (wrong < 0)
    return -1;
  sequential = gradus_card_content_get_project (self->content)->sequential;
  return gradus_loop_find_layer (self,
                                 gradus_sequential_get_layer (sequential, (guint) wrong)
                                   ->uid);
}

static void
snapshot_rails (GradusLoop *self, GtkSnapshot *snapshot)
{
  if (self->rails == NULL)
    {
      graphene_rect_t  bounds = GRAPHENE_RECT_INIT (0, 0, self->width, self->height);
      GskRenderNode   *node = gsk_cairo_node_new (&bounds);
      cairo_t         *cr = gsk_cairo_node_get_draw_context (node);
      GradusRailsState state = {
        .wrong = find_wrong_card (self),
        .groups = gradus_card_content_get_project (self->content)->groups,
        .gap_text = self->gap >= 0 ? self->gap_text : _ ("Drag a layer here"),
        .is_gap_blue = self->gap >= 0,
        .is_gap_refused = self->gap >= 0 && self->refusal != NULL,
      };

      gradus_rails_draw (cr, gradus_style_get_theme (), self->shown, &state);
      cairo_destroy (cr);
      self->rails = node;
    }
  gtk_snapshot_append_node (snapshot, self->rails);
}

static void
gradus_loop_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusLoop *self = GRADUS_LOOP (widget);

  if (self->cards->len == 0 || self->shown->slots->len != self->cards->len)
    return;
  snapshot_rails (self, snapshot);
  gradus_loop_snapshot_signals (self, snapshot);
  GTK_WIDGET_CLASS (gradus_loop_parent_class)->snapshot (widget, snapshot);
}

/* Tab enters the loop at the selected block, goes to what can be mended there, and leaves
 * it again; the arrows move. */
static gboolean
gradus_loop_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GradusLoop *self = GRADUS_LOOP (widget);
  GtkWidget  *card;

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (gradus_loop_parent_class)->focus (widget, direction);
  card = gtk_widget_get_focus_child (widget);
  if (card != NULL)
    return gtk_widget_child_focus (card, direction);
  return gradus_loop_focus_selected (self);
}

static void
gradus_loop_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gradus_loop_parent_class)->map (widget);
  gradus_loop_update_signals (GRADUS_LOOP (widget));
}

static void
gradus_loop_unmap (GtkWidget *widget)
{
  gradus_loop_stop_signals (GRADUS_LOOP (widget));
  GTK_WIDGET_CLASS (gradus_loop_parent_class)->unmap (widget);
}

static void
gradus_loop_dispose (GObject *object)
{
  GradusLoop *self = GRADUS_LOOP (object);
  GtkWidget  *child;

  gradus_loop_set_studio (self, NULL);
  gradus_loop_stop_signals (self);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (self->scroll_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_tick);
  self->scroll_tick = 0;
  gradus_loop_stop_revealing (self);
  if (self->motion != NULL)
    adw_animation_reset (self->motion);
  g_clear_object (&self->motion);
  g_ptr_array_set_size (self->cards, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  self->menu = NULL;
  self->bubble = NULL;
  g_clear_weak_pointer (&self->watched);
  G_OBJECT_CLASS (gradus_loop_parent_class)->dispose (object);
}

static void
gradus_loop_finalize (GObject *object)
{
  GradusLoop *self = GRADUS_LOOP (object);

  g_clear_pointer (&self->rails, gsk_render_node_unref);
  g_array_unref (self->signals);
  g_ptr_array_unref (self->cards);
  gradus_spine_layout_free (self->from);
  gradus_spine_layout_free (self->target);
  gradus_spine_layout_free (self->shown);
  gradus_card_content_free (self->content);
  g_free (self->gap_text);
  g_free (self->refusal);
  gradus_drag_item_free (self->refused);
  G_OBJECT_CLASS (gradus_loop_parent_class)->finalize (object);
}

static void
gradus_loop_class_init (GradusLoopClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = gradus_loop_dispose;
  object_class->finalize = gradus_loop_finalize;
  widget_class->measure = gradus_loop_measure;
  widget_class->size_allocate = gradus_loop_size_allocate;
  widget_class->snapshot = gradus_loop_snapshot;
  widget_class->focus = gradus_loop_focus;
  widget_class->map = gradus_loop_map;
  widget_class->unmap = gradus_loop_unmap;

  gtk_widget_class_set_css_name (widget_class, "loop");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  gradus_loop_class_install_edits (widget_class);
  gradus_loop_class_install_groups (widget_class);
}

static void
gradus_loop_init (GradusLoop *self)
{
  AdwAnimationTarget *target;
  self->content = gradus_card_content_new ();
  self->cards = g_ptr_array_new ();
  self->from = gradus_spine_layout_new ();
  self->target = gradus_spine_layout_new ();
  self->shown = gradus_spine_layout_new ();
  self->signals = g_array_new (FALSE, FALSE, sizeof (GradusSignal));
  self->gap = -1;
  self->followed_index = -1;
  target = adw_callback_animation_target_new (gradus_loop_show_motion, self, NULL);
  self->motion =
    adw_spring_animation_new (GTK_WIDGET (self), 0, 1,
                              adw_spring_params_new (1, 1, SPRING_STIFFNESS), target);
  adw_spring_animation_set_epsilon (ADW_SPRING_ANIMATION (self->motion), 0.005);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Layer Stack"), -1);
  gradus_loop_init_edits (self);
  gradus_loop_init_groups (self);
  gradus_style_watch (self, G_CALLBACK (gradus_loop_theme_changed_cb));
}

GradusLoop *
gradus_loop_new (void)
{
  return g_object_new (GRADUS_TYPE_LOOP, NULL);
}

void
gradus_loop_set_studio (GradusLoop *self, GradusStudio *studio)
{
  if (self->studio == studio)
    return;
  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  g_set_object (&self->studio, studio);
  gradus_card_content_set_studio (self->content, studio);
  if (studio == NULL)
    return;
  gradus_loop_follow_studio (self);
}

void
gradus_loop_set_preview (GradusLoop *self, const GradusProject *project)
{
  gboolean was_preview = gradus_card_content_is_preview (self->content);

  if (project == NULL && !was_preview)
    return;
  gradus_card_content_set_preview (self->content, project);
  gradus_loop_sync_cards (self);
  gradus_loop_jump (self);
  gradus_loop_update_signals (self);
}

guint
gradus_loop_get_n_cards (GradusLoop *self)
{
  return self->cards->len;
}

/* Borrowed. */
GradusCard *
gradus_loop_get_card (GradusLoop *self, guint index)
{
  return g_ptr_array_index (self->cards, index);
}
