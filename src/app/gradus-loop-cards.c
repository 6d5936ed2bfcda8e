/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-loop-private.h"

#include "app/gradus-pace.h"

/* Numbers change at reading speed, pictures not faster. */
#define REFRESH_INTERVAL_MS 250

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
void
gradus_loop_sync_cards (GradusLoop *self)
{
  GPtrArray         *old = self->cards;
  GradusSpineLayout *last = gradus_spine_layout_new ();

  gradus_spine_layout_copy (last, self->shown);
  self->cards = g_ptr_array_new ();
  collect_cards (self, old);
  show_cards (self);
  gradus_loop_plan (self);
  find_origins (self, old, last);
  if (last->slots->len == 0)
    gradus_loop_jump (self);
  else
    gradus_loop_glide (self);
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
        gradus_loop_move_slots (self);
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
    gradus_loop_sync_cards (self);
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

void
gradus_loop_theme_changed_cb (GradusLoop *self)
{
  gradus_loop_invalidate_rails (self);
  for (guint i = 0; i < self->cards->len; i++)
    gradus_card_redraw (gradus_loop_get_card (self, i));
  queue_refresh (self);
}

void
gradus_loop_follow_studio (GradusLoop *self)
{
  g_signal_connect_swapped (self->studio, "document-changed",
                            G_CALLBACK (document_changed_cb), self);
  g_signal_connect_swapped (self->studio, "selection-changed",
                            G_CALLBACK (selection_changed_cb), self);
  g_signal_connect_swapped (self->studio, "updated", G_CALLBACK (updated_cb), self);
  g_signal_connect_swapped (self->studio, "probe-changed", G_CALLBACK (queue_refresh),
                            self);
  g_signal_connect_swapped (self->studio, "data-changed", G_CALLBACK (queue_refresh),
                            self);
  gradus_loop_sync_cards (self);
}
