/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-loop-private.h"

#include <math.h>

int
gradus_loop_get_inset (GradusLoop *self)
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
  int card_width = MAX (1, self->width - 2 * gradus_loop_get_inset (self));

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
void
gradus_loop_plan (GradusLoop *self)
{
  describe_slots (self);
  place_slots (self);
  for (guint i = 0; i < GRADUS_N_DENSITIES && update_card_density (self); i++)
    {
      describe_slots (self);
      place_from (self, self->target->density);
    }
}

void
gradus_loop_show_motion (double progress, gpointer user_data)
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

void
gradus_loop_jump (GradusLoop *self)
{
  adw_animation_reset (self->motion);
  gradus_spine_layout_copy (self->from, self->target);
  gradus_spine_layout_copy (self->shown, self->target);
  gradus_loop_invalidate_rails (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* Lets everything gradus_loop_glide from @self->from to the target. */
void
gradus_loop_glide (GradusLoop *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !adw_get_enable_animations (GTK_WIDGET (self)))
    {
      gradus_loop_jump (self);
      return;
    }
  adw_animation_reset (self->motion);
  gradus_loop_show_motion (0, self);
  adw_animation_play (self->motion);
}

/* The cards stay, their places change. */
void
gradus_loop_move_slots (GradusLoop *self)
{
  gradus_spine_layout_copy (self->from, self->shown);
  gradus_loop_plan (self);
  if (self->from->slots->len != self->target->slots->len)
    gradus_loop_jump (self);
  else
    gradus_loop_glide (self);
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
  gradus_loop_move_slots (self);
  if (place >= 0 && gradus_spine_layout_get_n_layers (self->target) > 0)
    {
      self->from->gap_y = self->target->gap_y + self->target->gap_height / 2;
      self->from->gap_height = 0;
    }
}
