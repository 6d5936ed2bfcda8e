/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-loop-private.h"

#include "app/gradus-pace.h"
#include "app/gradus-style.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Numbers change at reading speed, pictures not faster. */
#define REFRESH_INTERVAL_MS 250

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

/* --- Layout --- */

static int
get_inset (GradusLoop *self)
{
  return (int) round (self->target->scale * GRADUS_SPINE_CARD_INSET);
}

/* Whether weight updates arrive at a card. */
static gboolean
is_updated (GradusLoop *self, GradusCard *card)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));

  gradus_loop_add_layers (self, card, uids);
  for (guint i = 0; i < uids->len; i++)
    if (gradus_card_content_is_updated (self->content, g_array_index (uids, guint64, i)))
      return TRUE;
  return FALSE;
}

/* Fills the slots of the target, without placing them. */
static void
describe_slots (GradusLoop *self)
{
  int card_width = MAX (1, self->width - 2 * get_inset (self));

  g_array_set_size (self->target->slots, 0);
  for (guint i = 0; i < self->cards->len; i++)
    {
      GradusCard     *card = gradus_loop_get_card (self, i);
      GradusSpineSlot slot = { .block = gradus_card_get_block (card) };
      int             needs = 0;

      if (slot.block == GRADUS_BLOCK_LAYER)
        {
          slot.group = gradus_loop_find_frame (self, card);
          slot.is_bypassed =
            gradus_card_content_is_bypassed (self->content, gradus_card_get_uid (card));
          slot.is_updated = is_updated (self, card);
        }
      /* A sentence or large type makes a card higher than its density has it. */
      if (self->width > 0)
        gtk_widget_measure (GTK_WIDGET (card), GTK_ORIENTATION_VERTICAL, card_width,
                            &needs, NULL, NULL, NULL);
      slot.needs = needs;
      g_array_append_val (self->target->slots, slot);
    }
  self->target->gap = self->gap;
  self->target->is_framed = gradus_card_content_is_preview (self->content);
  self->target->width = self->width > 0 ? self->width : GRADUS_SPINE_WIDTH;
}

/* The largest density from @first on in which everything fits. */
static void
place_from (GradusLoop *self, GradusDensity first)
{
  while (first < GRADUS_DENSITY_DENSE &&
         gradus_spine_layout_get_height (self->target, first, FALSE) > self->height)
    first++;
  gradus_spine_layout_place_at (self->target, self->height, first);
}

/* While a gap is open the cards keep their size, as long as they fit. */
static void
place_slots (GradusLoop *self)
{
  place_from (self, self->gap >= 0 ? self->target->density : GRADUS_DENSITY_COMFORTABLE);
}

static gboolean
update_card_density (GradusLoop *self)
{
  gboolean has_changed = FALSE;

  for (guint i = 0; i < self->cards->len; i++)
    {
      GradusCard *card = gradus_loop_get_card (self, i);

      if (gradus_card_get_density (card) == self->target->density)
        continue;
      gradus_card_set_density (card, self->target->density);
      gradus_card_content_show (self->content, card);
      has_changed = TRUE;
    }
  return has_changed;
}

/* What a card needs is known only in the density at hand; a sentence wraps differently in
 * another one. */
static void
plan_target (GradusLoop *self)
{
  describe_slots (self);
  place_slots (self);
  for (guint i = 0; i < GRADUS_N_DENSITIES && update_card_density (self); i++)
    {
      describe_slots (self);
      place_from (self, self->target->density);
    }
}

static void
show_motion_cb (double progress, gpointer user_data)
{
  GradusLoop *self = user_data;

  if (self->from->slots->len != self->target->slots->len)
    return;
  gradus_spine_layout_copy (self->shown, self->target);
  for (guint i = 0; i < self->shown->slots->len; i++)
    *gradus_spine_layout_get_slot (self->shown, i) =
      *gradus_spine_layout_get_slot (self->from, i);
  self->shown->bottom = self->from->bottom;
  self->shown->gap_y = self->from->gap_y;
  self->shown->gap_height = self->from->gap_height;
  gradus_spine_layout_mix (self->shown, self->target, progress);
  gradus_loop_invalidate_rails (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
jump (GradusLoop *self)
{
  adw_animation_reset (self->motion);
  gradus_spine_layout_copy (self->from, self->target);
  gradus_spine_layout_copy (self->shown, self->target);
  gradus_loop_invalidate_rails (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* Lets everything glide from @self->from to the target. */
static void
glide (GradusLoop *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !adw_get_enable_animations (GTK_WIDGET (self)))
    {
      jump (self);
      return;
    }
  adw_animation_reset (self->motion);
  show_motion_cb (0, self);
  adw_animation_play (self->motion);
}

/* The cards stay, their places change. */
static void
move_slots (GradusLoop *self)
{
  gradus_spine_layout_copy (self->from, self->shown);
  plan_target (self);
  if (self->from->slots->len != self->target->slots->len)
    jump (self);
  else
    glide (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* The box of a gap that opens grows from a line; one that moves starts anew. */
void
gradus_loop_open_gap (GradusLoop *self, int place, const char *text)
{
  if (g_strcmp0 (self->gap_text, text) != 0)
    {
      g_free (self->gap_text);
      self->gap_text = g_strdup (text);
      gradus_loop_invalidate_rails (self);
    }
  if (self->gap == place)
    return;
  self->gap = place;
  move_slots (self);
  if (place >= 0 && gradus_spine_layout_get_n_layers (self->target) > 0)
    {
      self->from->gap_y = self->target->gap_y + self->target->gap_height / 2;
      self->from->gap_height = 0;
    }
}

/* --- Cards --- */

static gboolean
is_card (GradusCard *card, GradusBlock block, guint64 uid)
{
  return gradus_card_get_block (card) == block && gradus_card_get_uid (card) == uid;
}

static int
find_card (GPtrArray *cards, GradusBlock block, guint64 uid)
{
  for (guint i = 0; i < cards->len; i++)
    if (is_card (g_ptr_array_index (cards, i), block, uid))
      return (int) i;
  return -1;
}

/* Takes the card from @old if it is there, so that cards keep their identity. */
static void
add_card (GradusLoop *self, GPtrArray *old, GradusBlock block, guint64 uid)
{
  int         index = find_card (old, block, uid);
  GradusCard *card;
  GtkWidget  *previous = NULL;

  if (self->cards->len > 0)
    previous = g_ptr_array_index (self->cards, self->cards->len - 1);
  if (index >= 0)
    card = g_ptr_array_index (old, index);
  else
    {
      card = gradus_card_new (block, uid);
      gradus_loop_init_card (self, card);
    }
  gtk_widget_insert_after (GTK_WIDGET (card), GTK_WIDGET (self), previous);
  g_ptr_array_add (self->cards, card);
}

static void
collect_cards (GradusLoop *self, GPtrArray *old)
{
  const GradusProject  *project = gradus_card_content_get_project (self->content);
  g_autoptr (GPtrArray) layers = NULL;

  if (project == NULL)
    return;
  add_card (self, old, GRADUS_BLOCK_INPUT, 0);
  layers = gradus_project_list_layers (project);
  for (guint i = 0; i < layers->len; i++)
    {
      guint64                 uid = ((const GradusLayer *) layers->pdata[i])->uid;
      const GradusLayerGroup *group = gradus_loop_find_folded (self, uid);

      if (group == NULL || uid == g_array_index (group->uids, guint64, 0))
        add_card (self, old, GRADUS_BLOCK_LAYER, uid);
    }
  add_card (self, old, GRADUS_BLOCK_PREDICTIONS, 0);
  add_card (self, old, GRADUS_BLOCK_LOSS, 0);
  add_card (self, old, GRADUS_BLOCK_OPTIMIZER, 0);
}

/* Where each card comes from: its old place, the gap it was dropped in, or, if it is
 * new, the place where it stays. */
static void
find_origins (GradusLoop *self, GPtrArray *old, const GradusSpineLayout *last)
{
  gradus_spine_layout_copy (self->from, self->target);
  for (guint i = 0; i < self->cards->len; i++)
    {
      GradusCard      *card = gradus_loop_get_card (self, i);
      GradusSpineSlot *slot = gradus_spine_layout_get_slot (self->from, i);
      int              index =
        find_card (old, gradus_card_get_block (card), gradus_card_get_uid (card));

      if (self->landing != 0 && (gradus_card_get_uid (card) == self->landing ||
                                 (index < 0 && self->landing == GRADUS_LANDING_NEW)))
        slot->y = self->landing_y;
      else if (index >= 0 && (guint) index < last->slots->len)
        {
          slot->y = gradus_spine_layout_get_slot (last, (guint) index)->y;
          slot->height = gradus_spine_layout_get_slot (last, (guint) index)->height;
        }
    }
  self->landing = 0;
}

static void
show_cards (GradusLoop *self)
{
  for (guint i = 0; i < self->cards->len; i++)
    gradus_card_content_show (self->content, gradus_loop_get_card (self, i));
}

static void
update_empty_button (GradusLoop *self)
{
  gboolean is_empty = self->cards->len > 0 &&
                      gradus_spine_layout_get_n_layers (self->target) == 0 &&
                      !gradus_card_content_is_preview (self->content);

  gtk_widget_set_visible (self->empty_button, is_empty);
}

/* Follows the document: new cards, cards that go, another order. */
static void
sync_cards (GradusLoop *self)
{
  GPtrArray         *old = self->cards;
  GradusSpineLayout *last = gradus_spine_layout_new ();

  gradus_spine_layout_copy (last, self->shown);
  self->cards = g_ptr_array_new ();
  collect_cards (self, old);
  show_cards (self);
  plan_target (self);
  find_origins (self, old, last);
  if (last->slots->len == 0)
    jump (self);
  else
    glide (self);
  for (guint i = 0; i < old->len; i++)
    if (!g_ptr_array_find (self->cards, g_ptr_array_index (old, i), NULL))
      gtk_widget_unparent (g_ptr_array_index (old, i));
  g_ptr_array_unref (old);
  gradus_spine_layout_free (last);
  update_empty_button (self);
  gradus_loop_update_actions (self);
  gradus_loop_show_selection (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* --- Refreshing --- */

/* What makes a card higher or lower. */
static gboolean
has_words (GradusCard *card)
{
  return gradus_card_has_look (card, GRADUS_CARD_WRONG) || gradus_card_has_repairs (card);
}

static void
refresh (GradusLoop *self)
{
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  self->refresh_time = g_get_monotonic_time ();
  for (guint i = 0; i < self->cards->len; i++)
    {
      GradusCard *card = gradus_loop_get_card (self, i);
      gboolean    had_words = has_words (card);

      gradus_card_content_show (self->content, card);
      gradus_card_redraw (card);
      if (had_words != has_words (card))
        move_slots (self);
    }
}

static gboolean
refresh_cb (gpointer user_data)
{
  GradusLoop *self = user_data;

  self->refresh_source = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

/* Values between two refreshes are dropped, never queued. */
static void
queue_refresh (GradusLoop *self)
{
  gint64 wait_ms;

  if (self->cards->len == 0)
    return;
  wait_ms = gradus_pace_get_wait_ms (self->refresh_time, REFRESH_INTERVAL_MS);
  if (wait_ms <= 0)
    refresh (self);
  else if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add ((guint) wait_ms, refresh_cb, self);
}

static void
document_changed_cb (GradusLoop *self, guint changes)
{
  const guint structure = GRADUS_CHANGE_STACK | GRADUS_CHANGE_COMPILE |
                          GRADUS_CHANGE_DATA | GRADUS_CHANGE_BYPASSED |
                          GRADUS_CHANGE_GROUPS;

  if (gradus_card_content_is_preview (self->content))
    return;
  if (changes & structure)
    sync_cards (self);
  else
    refresh (self);
  gradus_loop_update_signals (self);
}

static void
updated_cb (GradusLoop *self)
{
  gradus_loop_update_signals (self);
  queue_refresh (self);
}

static void
selection_changed_cb (GradusLoop *self)
{
  gradus_loop_update_actions (self);
  gradus_loop_show_selection (self);
}

static void
theme_changed_cb (GradusLoop *self)
{
  gradus_loop_invalidate_rails (self);
  for (guint i = 0; i < self->cards->len; i++)
    gradus_card_redraw (gradus_loop_get_card (self, i));
  queue_refresh (self);
}

/* --- Widget --- */

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
      *minimum = (int) ceil (
        gradus_spine_layout_get_height (self->target, GRADUS_DENSITY_DENSE, FALSE));
      *natural = (int) ceil (
        gradus_spine_layout_get_height (self->target, GRADUS_DENSITY_COMFORTABLE, TRUE));
      *natural = MAX (*natural, *minimum);
    }
}

static void
allocate_empty_button (GradusLoop *self)
{
  int inset = get_inset (self);
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

static void
gradus_loop_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GradusLoop *self = GRADUS_LOOP (widget);
  int         inset;

  if (width != self->width || height != self->height)
    {
      self->width = width;
      self->height = height;
      plan_target (self);
      jump (self);
    }
  inset = get_inset (self);
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
  target = adw_callback_animation_target_new (show_motion_cb, self, NULL);
  self->motion =
    adw_spring_animation_new (GTK_WIDGET (self), 0, 1,
                              adw_spring_params_new (1, 1, SPRING_STIFFNESS), target);
  adw_spring_animation_set_epsilon (ADW_SPRING_ANIMATION (self->motion), 0.005);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Layer Stack"), -1);
  gradus_loop_init_edits (self);
  gradus_loop_init_groups (self);
  gradus_style_watch (self, G_CALLBACK (theme_changed_cb));
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
  g_signal_connect_swapped (studio, "document-changed", G_CALLBACK (document_changed_cb),
                            self);
  g_signal_connect_swapped (studio, "selection-changed",
                            G_CALLBACK (selection_changed_cb), self);
  g_signal_connect_swapped (studio, "updated", G_CALLBACK (updated_cb), self);
  g_signal_connect_swapped (studio, "probe-changed", G_CALLBACK (queue_refresh), self);
  g_signal_connect_swapped (studio, "data-changed", G_CALLBACK (queue_refresh), self);
  sync_cards (self);
}

void
gradus_loop_set_preview (GradusLoop *self, const GradusProject *project)
{
  gboolean was_preview = gradus_card_content_is_preview (self->content);

  if (project == NULL && !was_preview)
    return;
  gradus_card_content_set_preview (self->content, project);
  sync_cards (self);
  jump (self);
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
