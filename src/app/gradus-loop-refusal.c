/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-loop-private.h"

#include <glib/gi18n-lib.h>

/* A drop that is refused ends with the pointer leaving, and only then, or just before,
 * with the drag: within this time both belong together. */
#define RELEASE_US (300 * G_TIME_SPAN_MILLISECOND)

#define BUBBLE_CHARS 34

/* --- What fits where --- */

static gboolean
fits (GradusLoop *self, const GradusDragItem *item, guint place, char **reason)
{
  GradusDocument *document = gradus_loop_get_document (self);

  if (item->uid == 0)
    return gradus_document_fits_new (document, place, item->class_name, reason);
  return gradus_document_fits_move (document, place, item->uids, item->n_uids, reason);
}

/* The nearest gap that would take it; -1 if there is none. */
static int
find_place (GradusLoop *self, const GradusDragItem *item, guint place)
{
  int n =
    (int) gradus_loop_count_above (self, gradus_spine_layout_get_n_layers (self->target));

  for (int distance = 1; distance <= n; distance++)
    for (int side = -1; side <= 1; side += 2)
      {
        int other = (int) place + side * distance;

        if (other >= 0 && other <= n &&
            !gradus_loop_is_home (self, item, (guint) other) &&
            fits (self, item, (guint) other, NULL))
          return other;
      }
  return -1;
}

static char *
describe_place (GradusLoop *self, int place)
{
  g_autoptr (GPtrArray) layers = gradus_project_list_layers (
    gradus_document_get_project (gradus_loop_get_document (self)));
  const GradusLayer *layer;

  if (place < 0)
    return NULL;
  if ((guint) place >= layers->len)
    return g_strdup (_ ("It fits at the end."));
  layer = layers->pdata[place];
  /* Translators: where a layer can be dropped: "It fits above Flatten." */
  return g_strdup_printf (_ ("It fits above %s."),
                          gradus_config_get_kind (layer->config)->name);
}

/* --- The bubble beside the gap --- */

static GtkWidget *
add_line (GtkWidget *box, const char *style_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), BUBBLE_CHARS);
  gtk_widget_add_css_class (label, style_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
make_bubble (GradusLoop *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->bubble = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->bubble), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->bubble), GTK_POS_RIGHT);
  gtk_widget_set_can_focus (self->bubble, FALSE);
  gtk_widget_set_can_target (self->bubble, FALSE);
  gtk_widget_add_css_class (self->bubble, "refusal");
  self->bubble_reason = GTK_LABEL (add_line (box, "body"));
  self->bubble_place = GTK_LABEL (add_line (box, "refusal-place"));
  gtk_popover_set_child (GTK_POPOVER (self->bubble), box);
  gtk_widget_set_parent (self->bubble, GTK_WIDGET (self));
}

static void
show_bubble (GradusLoop *self)
{
  g_autofree char *place = describe_place (self, self->refusal_better);
  GdkRectangle     at = { self->width - (int) GRADUS_SPINE_RAIL_INSET, 0, 1, 1 };

  if (self->bubble == NULL)
    make_bubble (self);
  /* Where the box in the gap will be when it has opened. */
  at.y = (int) (self->target->gap_y + self->target->gap_height / 2);
  gtk_label_set_label (self->bubble_reason, self->refusal);
  gtk_label_set_label (self->bubble_place, place != NULL ? place : "");
  gtk_widget_set_visible (GTK_WIDGET (self->bubble_place), place != NULL);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->bubble), &at);
  gtk_popover_popup (GTK_POPOVER (self->bubble));
}

static void
hide_bubble (GradusLoop *self)
{
  if (self->bubble != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->bubble));
}

/* --- Let go all the same --- */

static char *
make_offer (GradusLoop *self)
{
  return g_strdup_printf (_ ("%s does not fit there"),
                          gradus_loop_get_item_title (self, self->refused));
}

/* Whoever means it can have it: then the card says what is wrong, and offers repairs. */
static void
offer_anyway (GradusLoop *self)
{
  g_autofree char *text = make_offer (self);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.offer-anyway", "s", text);
}

static void
drag_cancelled_cb (GdkDrag *drag, GdkDragCancelReason reason, gpointer user_data)
{
  GradusLoop *self = user_data;

  g_signal_handlers_disconnect_by_func (drag, drag_cancelled_cb, self);
  g_clear_weak_pointer (&self->watched);
  if (self->refused != NULL && reason == GDK_DRAG_CANCEL_NO_TARGET &&
      (self->refusal != NULL ||
       g_get_monotonic_time () - self->refusal_time < RELEASE_US))
    offer_anyway (self);
}

/* A drag of this program says how it ends. */
static void
watch_drag (GradusLoop *self, GtkDropTarget *target)
{
  GdkDrop *drop = gtk_drop_target_get_current_drop (target);
  GdkDrag *drag = drop != NULL ? gdk_drop_get_drag (drop) : NULL;

  if (drag == NULL || drag == self->watched)
    return;
  g_set_weak_pointer (&self->watched, drag);
  g_signal_connect_object (drag, "cancel", G_CALLBACK (drag_cancelled_cb), self, 0);
}

/**
 * gradus_loop_take_refused:
 * @self: a loop
 *
 * Puts what was refused last where it was to go, on demand.
 *
 * Returns: whether there was anything
 */
gboolean
gradus_loop_take_refused (GradusLoop *self)
{
  g_autoptr (GradusDragItem) item = g_steal_pointer (&self->refused);

  if (item == NULL || gradus_loop_get_document (self) == NULL)
    return FALSE;
  gradus_loop_put_item (self, item, self->refused_place);
  return TRUE;
}

/**
 * gradus_loop_judge:
 * @self: a loop with a document
 * @target: where the drag goes on
 * @item: what is dragged
 * @place: the gap under the pointer
 *
 * Says whether the stack would still find its shapes with @item at @place, and keeps the
 * reason why not. Asked at every motion, it works things out once for each gap.
 *
 * Returns: whether @item may be dropped
 */
gboolean
gradus_loop_judge (GradusLoop           *self,
                   GtkDropTarget        *target,
                   const GradusDragItem *item,
                   guint                 place)
{
  if (self->is_judged && self->judged_place == place)
    return self->refusal == NULL;
  self->is_judged = TRUE;
  self->judged_place = place;
  g_clear_pointer (&self->refusal, g_free);
  if (gradus_loop_is_home (self, item, place) || fits (self, item, place, &self->refusal))
    return TRUE;
  watch_drag (self, target);
  self->refusal_better = find_place (self, item, place);
  g_clear_pointer (&self->refused, gradus_drag_item_free);
  self->refused = gradus_drag_item_copy (item);
  self->refused_place = place;
  return FALSE;
}

/* After the gap has moved to where it is refused or taken. */
void
gradus_loop_show_judgement (GradusLoop *self)
{
  if (self->refusal != NULL)
    show_bubble (self);
  else
    hide_bubble (self);
}

/* The drag has ended or gone elsewhere. */
void
gradus_loop_forget_judgement (GradusLoop *self)
{
  self->is_judged = FALSE;
  if (self->refusal != NULL)
    self->refusal_time = g_get_monotonic_time ();
  g_clear_pointer (&self->refusal, g_free);
  hide_bubble (self);
}
