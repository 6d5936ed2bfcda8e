/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-loop-private.h"

#include "app/gradus-style.h"

/* Dots move with the news, for which the spine is drawn anyway: each picture more would
 * cost training time. Only where news are long in coming they move in between. */
#define DOTS_INTERVAL (290 * G_TIME_SPAN_MILLISECOND)
#define LOOK_MS 100

static gboolean
is_running (GradusLoop *self)
{
  return self->studio != NULL && !gradus_card_content_is_preview (self->content) &&
         gradus_studio_get_document (self->studio) != NULL &&
         gradus_studio_get_live_snapshot (self->studio)->state == GRADUS_SESSION_RUNNING;
}

/* From 0 to 1; negative when no round is being made. */
static double
get_round_progress (GradusLoop *self)
{
  double progress;

  if (self->round_start == 0)
    return -1;
  progress = (double) (g_get_monotonic_time () - self->round_start) /
             (GRADUS_ROUND_SECONDS * (double) G_USEC_PER_SEC);
  return progress < 1 ? progress : -1;
}

static void
set_pulse (GradusLoop *self, gboolean pulses)
{
  GtkWidget *loss = GTK_WIDGET (gradus_loop_get_card (self, self->cards->len - 2));

  if (pulses)
    gtk_widget_add_css_class (loss, "pulse");
  else
    gtk_widget_remove_css_class (loss, "pulse");
}

void
gradus_loop_stop_signals (GradusLoop *self)
{
  if (self->signal_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->signal_tick);
  self->signal_tick = 0;
  g_clear_handle_id (&self->signal_timer, g_source_remove);
  self->round_start = 0;
  if (self->cards->len >= 4)
    set_pulse (self, FALSE);
}

/* Half the frames are enough for a dot that goes two pixels in that time. */
static gboolean
round_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  GradusLoop *self = GRADUS_LOOP (widget);

  if (gdk_frame_clock_get_frame_counter (clock) % 2 == 0)
    gtk_widget_queue_draw (widget);
  if (self->cards->len < 4)
    return G_SOURCE_CONTINUE;
  set_pulse (self, gradus_rails_is_loss_pulsing (get_round_progress (self)));
  if (get_round_progress (self) < 0)
    gradus_loop_stop_signals (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
signal_timer_cb (gpointer user_data)
{
  GradusLoop *self = user_data;

  if (g_get_monotonic_time () - self->signal_drawn >= DOTS_INTERVAL)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_CONTINUE;
}

static void
begin_signals (GradusLoop *self, gboolean runs)
{
  gboolean is_moving = self->signal_tick != 0 || self->signal_timer != 0;

  if (runs && self->signal_timer == 0)
    {
      gradus_loop_stop_signals (self);
      self->signal_timer = g_timeout_add (LOOK_MS, signal_timer_cb, self);
    }
  else if (!runs && self->signal_tick == 0)
    {
      g_clear_handle_id (&self->signal_timer, g_source_remove);
      self->signal_tick =
        gtk_widget_add_tick_callback (GTK_WIDGET (self), round_tick_cb, NULL, NULL);
    }
  if (!is_moving)
    self->signal_start = g_get_monotonic_time ();
}

/* A single step is shown as one slow round that can be talked along with. */
static gboolean
begins_round (GradusLoop *self)
{
  GradusSnapshot *snapshot;
  guint64         last = self->last_step;

  if (self->studio == NULL || gradus_card_content_is_preview (self->content) ||
      gradus_studio_get_document (self->studio) == NULL)
    return FALSE;
  snapshot = gradus_studio_get_live_snapshot (self->studio);
  self->last_step = snapshot->report.step;
  return snapshot->state == GRADUS_SESSION_PAUSED && snapshot->report.step == last + 1;
}

void
gradus_loop_update_signals (GradusLoop *self)
{
  gboolean animates = adw_get_enable_animations (GTK_WIDGET (self)) &&
                      gtk_widget_get_mapped (GTK_WIDGET (self));
  gboolean runs = is_running (self);

  if (begins_round (self) && animates && !runs)
    self->round_start = g_get_monotonic_time ();
  if (runs)
    self->round_start = 0;
  if (!animates || (!runs && self->round_start == 0))
    gradus_loop_stop_signals (self);
  else
    begin_signals (self, runs);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Dots are nodes of their own, so that nothing else is drawn again when they move. */
void
gradus_loop_snapshot_signals (GradusLoop *self, GtkSnapshot *snapshot)
{
  const GradusTheme *theme = gradus_style_get_theme ();
  double             progress = get_round_progress (self);
  double             seconds = -1;

  if (!is_running (self) && progress < 0)
    return;
  self->signal_drawn = g_get_monotonic_time ();
  if (self->signal_tick != 0 || self->signal_timer != 0)
    seconds =
      (double) (g_get_monotonic_time () - self->signal_start) / (double) G_USEC_PER_SEC;
  if (progress >= 0)
    gradus_rails_place_round (theme, self->shown, progress, self->signals);
  else
    gradus_rails_place_signals (theme, self->shown, seconds, self->signals);
  for (guint i = 0; i < self->signals->len; i++)
    {
      GradusSignal      *dot = &g_array_index (self->signals, GradusSignal, i);
      const GradusColor *color = &theme->colors[dot->color];
      float              size = (float) (GRADUS_SIGNAL_SIZE * self->shown->scale);
      GskRoundedRect     circle;

      gsk_rounded_rect_init_from_rect (&circle,
                                       &GRAPHENE_RECT_INIT ((float) dot->x - size / 2,
                                                            (float) dot->y - size / 2,
                                                            size, size),
                                       size / 2);
      gtk_snapshot_push_rounded_clip (snapshot, &circle);
      gtk_snapshot_append_color (snapshot,
                                 &(GdkRGBA){ (float) color->red, (float) color->green,
                                             (float) color->blue, (float) color->alpha },
                                 &circle.bounds);
      gtk_snapshot_pop (snapshot);
    }
}
