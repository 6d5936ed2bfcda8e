/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-one-step.h"

typedef struct
{
  GradusOneStepFunc document;
  gpointer          owner; /* not owned: outlives the widget */
  guint             key;   /* that is held, 0 for none: it repeats */
  guint64           gesture;
} Watch;

static void
begin (Watch *self)
{
  GradusDocument *document = self->document (self->owner);

  if (document != NULL)
    self->gesture = gradus_document_begin_gesture (document);
}

static void
end (Watch *self)
{
  GradusDocument *document = self->document (self->owner);

  self->key = 0;
  if (document != NULL)
    gradus_document_end_gesture (document, self->gesture);
}

static void
take_key (Watch *self, GdkEvent *event, gboolean is_down)
{
  guint key = gdk_key_event_get_keyval (event);

  if (is_down && key != self->key)
    {
      begin (self);
      self->key = key;
    }
  else if (!is_down && key == self->key)
    end (self);
}

/* Looks at events and leaves them to the widget, whose own gestures would claim them from
 * another gesture. */
static gboolean
event_cb (GtkEventControllerLegacy *controller, GdkEvent *event, Watch *self)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN)
    begin (self);
  else if (type == GDK_BUTTON_RELEASE || type == GDK_TOUCH_END ||
           type == GDK_TOUCH_CANCEL || type == GDK_GRAB_BROKEN)
    end (self);
  else if (type == GDK_KEY_PRESS || type == GDK_KEY_RELEASE)
    take_key (self, event, type == GDK_KEY_PRESS);
  return GDK_EVENT_PROPAGATE;
}

static Watch *
watch_new (GtkWidget *widget, GradusOneStepFunc document, gpointer owner)
{
  Watch *self = g_new0 (Watch, 1);

  self->document = document;
  self->owner = owner;
  g_object_set_data_full (G_OBJECT (widget), "gradus-one-step", self, g_free);
  return self;
}

/* A release goes elsewhere once the focus is there. */
static void
watch_focus (GtkWidget *widget, Watch *self, gboolean is_typing)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  if (is_typing)
    g_signal_connect_swapped (focus, "enter", G_CALLBACK (begin), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (end), self);
  gtk_widget_add_controller (widget, focus);
}

void
gradus_one_step_watch (GtkWidget *widget, GradusOneStepFunc document, gpointer owner)
{
  Watch              *self = watch_new (widget, document, owner);
  GtkEventController *events = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect (events, "event", G_CALLBACK (event_cb), self);
  gtk_widget_add_controller (widget, events);
  watch_focus (widget, self, FALSE);
}

void
gradus_one_step_watch_typing (GtkWidget        *widget,
                              GradusOneStepFunc document,
                              gpointer          owner)
{
  watch_focus (widget, watch_new (widget, document, owner), TRUE);
}
