/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-window-private.h"

#include "app/gradus-style.h"

/* A stage that is narrower than this is narrow for some views. */
#define ROOM_LIKED 1000

/* @width: as it would be with text of the usual size */
static int
classify_width (double width)
{
  if (width < 900)
    return GRADUS_WIDTH_TIGHT;
  if (width < 1100)
    return GRADUS_WIDTH_NARROW;
  if (width < 1200)
    return GRADUS_WIDTH_SMALL;
  return width < 1360 ? GRADUS_WIDTH_MEDIUM : GRADUS_WIDTH_WIDE;
}

gboolean
gradus_window_is_on_start (GradusWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stage_stack), "start") == 0;
}

static void
set_overlay (AdwFlap *flap, gboolean is_overlay)
{
  adw_flap_set_fold_policy (flap, is_overlay ? ADW_FLAP_FOLD_POLICY_ALWAYS
                                             : ADW_FLAP_FOLD_POLICY_NEVER);
}

/* Panes grow with their text, but leave most of the window to the stage. */
static void
set_pane_width (GradusWindow *self, AdwBin *pane, int usual, double most)
{
  int width = MIN ((int) (usual * self->text_scale), (int) (most * self->fitted_width));

  gtk_widget_set_size_request (GTK_WIDGET (pane), MAX (usual, width), -1);
}

static void
place_panes (GradusWindow *self)
{
  gboolean on_start = gradus_window_is_on_start (self);
  gboolean has_palette = self->wants_palette && !on_start;

  /* Between 1200 and 1360 an open palette pushes the inspector over the stage, so that
   * the stage keeps 480 and a layer can be dragged straight across into the spine. */
  set_overlay (self->palette_flap, self->width_class <= GRADUS_WIDTH_NARROW);
  set_overlay (self->inspector_flap,
               self->width_class <= GRADUS_WIDTH_SMALL ||
                 (self->width_class == GRADUS_WIDTH_MEDIUM && has_palette));
  set_pane_width (self, self->palette_bin, 196, 0.32);
  set_pane_width (self, self->inspector_bin,
                  self->width_class == GRADUS_WIDTH_WIDE ? 300 : 280, 0.44);
  set_pane_width (self, self->spine_bin, 300, 0.32);
  adw_flap_set_reveal_flap (self->palette_flap, has_palette);
  adw_flap_set_reveal_flap (self->inspector_flap, self->wants_inspector && !on_start);
}

/* What nobody has seen yet need not slide into its place, and must not: a flap that was
 * never laid out slides at a speed of 0 / 0, and takes its content for as wide as that.
 * One that is not mapped leaves the slide out. */
void
gradus_window_update_panes (GradusWindow *self)
{
  GtkWidget *flap = GTK_WIDGET (self->palette_flap); /* the other one is in it */
  gboolean   is_unseen = gtk_widget_get_mapped (flap) && gtk_widget_get_width (flap) == 0;

  if (is_unseen)
    gtk_widget_unmap (flap);
  place_panes (self);
  if (is_unseen)
    gtk_widget_map (flap);
}

/* Words have icons beside them on a wide window; a narrow one finds room for icons only
 * by itself. */
static void
update_switcher (GradusWindow *self)
{
  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->switcher));
       button != NULL; button = gtk_widget_get_next_sibling (button))
    {
      GtkWidget *box = gtk_button_get_child (GTK_BUTTON (button));

      gtk_widget_set_visible (gtk_widget_get_first_child (box),
                              self->width_class == GRADUS_WIDTH_WIDE);
    }
}

/* What follows from the room there is and from the size of the text. */
void
gradus_window_fit_panes (GradusWindow *self, int width)
{
  double text_scale = MAX (1, gradus_style_get_text_scale ());
  int    width_class = classify_width (width / text_scale);
  /* Panes of the usual size do not follow the width. */
  int fitted_width = text_scale > 1 ? width : 0;

  if (width_class == self->width_class && text_scale == self->text_scale &&
      fitted_width == self->fitted_width)
    return;
  /* An overlay that nobody asked for would cover the stage. */
  if (width_class <= GRADUS_WIDTH_SMALL && self->width_class > GRADUS_WIDTH_SMALL)
    self->wants_inspector = FALSE;
  else if (width_class > GRADUS_WIDTH_SMALL && self->width_class <= GRADUS_WIDTH_SMALL)
    self->wants_inspector = TRUE;
  self->width_class = width_class;
  self->text_scale = text_scale;
  self->fitted_width = fitted_width;
  gradus_window_update_panes (self);
  update_switcher (self);
  gradus_window_update_actions (self);
}

/**
 * gradus_window_show_panes:
 * @palette: whether the layer palette is wanted
 * @inspector: whether the inspector is wanted
 *
 * Shows or folds the panes beside the stage.
 */
void
gradus_window_show_panes (GradusWindow *self, gboolean palette, gboolean inspector)
{
  g_return_if_fail (GRADUS_IS_WINDOW (self));

  /* Two overlays would leave nothing of the stage. */
  if (palette && !self->wants_palette && self->width_class < GRADUS_WIDTH_WIDE)
    inspector = FALSE;
  self->wants_palette = palette;
  self->wants_inspector = inspector;
  self->has_made_room = FALSE;
  gradus_window_update_panes (self);
  gradus_window_update_actions (self);
}

/* On a stage that would be narrow the inspector folds for views that like room, and
 * unfolds when they are left, unless somebody opened it meanwhile. */
void
gradus_window_make_room (GradusWindow *self, const char *id)
{
  gboolean likes_room = gradus_window_view_likes_room (id);
  int      stage = gtk_widget_get_width (GTK_WIDGET (self->stage_stack));

  if (likes_room && self->wants_inspector && self->width_class > GRADUS_WIDTH_SMALL &&
      stage < ROOM_LIKED)
    {
      gradus_window_show_panes (self, self->wants_palette, FALSE);
      self->has_made_room = TRUE;
    }
  else if (!likes_room && self->has_made_room && !self->wants_inspector)
    gradus_window_show_panes (self, self->wants_palette, TRUE);
}
