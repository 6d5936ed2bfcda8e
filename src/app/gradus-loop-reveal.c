/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-loop-private.h"

#include <math.h>

/* Scrolls to what is selected. GTK scrolls to what has the focus, but at once, where a
 * new card has no place yet and a long stack not its length; and the selection may come
 * from elsewhere, as from the code. */

/* What is seen of the neighbours. */
#define MARGIN 28.0
/* Most of the way is gone after three of these. */
#define EASE_MICROSECONDS 60000.0
/* Frames until a stack that has grown has room for all of it. */
#define N_FRAMES 4

/* Borrowed; NULL outside of a scrolled window. */
GtkAdjustment *
gradus_loop_get_adjustment (GradusLoop *self)
{
  GtkWidget *scroller =
    gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);

  return scroller != NULL
           ? gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller))
           : NULL;
}

/* Where to scroll, with @margin around the card, so that it is in view when all cards are
 * where they go. */
static double
find_goal (const GradusSpineSlot *slot, GtkAdjustment *adjustment, double margin)
{
  double value = gtk_adjustment_get_value (adjustment);
  double page = gtk_adjustment_get_page_size (adjustment);
  double most = gtk_adjustment_get_upper (adjustment) - page;

  value = MAX (value, slot->y + slot->height + margin - page);
  value = MIN (value, slot->y - margin);
  return CLAMP (value, 0, MAX (0, most));
}

/* @passed: since the last frame, in microseconds */
static double
approach (GradusLoop *self, double value, double goal, gint64 passed)
{
  if (fabs (goal - value) < 1 || !adw_get_enable_animations (GTK_WIDGET (self)))
    return goal;
  return goal + (value - goal) * exp (-(double) passed / EASE_MICROSECONDS);
}

static gboolean
reveal_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  GradusLoop            *self = GRADUS_LOOP (widget);
  GtkAdjustment         *adjustment = gradus_loop_get_adjustment (self);
  int                    selected = gradus_loop_find_selected (self);
  gint64                 now = gdk_frame_clock_get_frame_time (clock);
  const GradusSpineSlot *slot;
  double                 value, goal;

  /* A drag scrolls by itself. */
  if (adjustment == NULL || self->gap >= 0 || selected < 0 ||
      (guint) selected >= self->target->slots->len || self->reveal_frames <= 0)
    {
      self->reveal_tick = 0;
      return G_SOURCE_REMOVE;
    }
  slot = gradus_spine_layout_get_slot (self->target, (guint) selected);
  value = gtk_adjustment_get_value (adjustment);
  goal = find_goal (slot, adjustment, self->is_revealing ? MARGIN : 0);
  if (goal == value)
    self->reveal_frames--;
  else
    {
      self->is_revealing = TRUE;
      self->reveal_frames = N_FRAMES;
      goal = find_goal (slot, adjustment, MARGIN);
      gtk_adjustment_set_value (adjustment,
                                approach (self, value, goal, now - self->reveal_time));
    }
  self->reveal_time = now;
  return G_SOURCE_CONTINUE;
}

void
gradus_loop_reveal_selected (GradusLoop *self)
{
  self->is_revealing = FALSE;
  self->reveal_frames = N_FRAMES;
  self->reveal_time = g_get_monotonic_time ();
  if (self->reveal_tick == 0)
    self->reveal_tick =
      gtk_widget_add_tick_callback (GTK_WIDGET (self), reveal_cb, NULL, NULL);
}

/* Once for each selection and each place of it, so that one can look elsewhere. */
void
gradus_loop_follow_selection (GradusLoop *self)
{
  int         selected = gradus_loop_find_selected (self);
  GradusCard *card;

  if (selected < 0)
    return;
  card = gradus_loop_get_card (self, (guint) selected);
  if (self->followed_index == selected &&
      self->followed_uid == gradus_card_get_uid (card))
    return;
  self->followed_index = selected;
  self->followed_uid = gradus_card_get_uid (card);
  gradus_loop_reveal_selected (self);
}

void
gradus_loop_stop_revealing (GradusLoop *self)
{
  if (self->reveal_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->reveal_tick);
  self->reveal_tick = 0;
}
