/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-code-view.h"

typedef struct
{
  AppFixture *f;
  const char *form; /* to choose when the frame begins */
  gboolean    is_over;
} Frame;

static void
before_paint_cb (Frame *frame)
{
  GtkWidget *view = app_find_type (GTK_WIDGET (frame->f->window), GRADUS_TYPE_CODE_VIEW);

  gtk_widget_activate_action (GTK_WIDGET (frame->f->window), "win.insert", "s",
                              "Dropout");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (app_find_button (view, frame->form)),
                                TRUE);
}

static void
after_paint_cb (Frame *frame)
{
  frame->is_over = TRUE;
}

static void
choose_form (AppFixture *f, const char *form)
{
  Frame          frame = { .f = f, .form = form };
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (f->window));
  gulong         before = g_signal_connect_swapped (clock, "before-paint",
                                                    G_CALLBACK (before_paint_cb), &frame);
  gulong         after =
    g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (after_paint_cb), &frame);

  gtk_widget_queue_draw (GTK_WIDGET (f->window));
  APP_WAIT_FOR (frame.is_over);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
}

/* A text comes into sight in the frame that a layer comes into the spine, and finds only
 * when it is given its place how high it is. Drawing must not warn of parts without one.
 */
static void
test_forms (AppFixture *f, gconstpointer data)
{
  static const char *const forms[] = { "summary()", "add()", "summary()", "List" };

  app_fixture_wait_for (f, app_fixture_can_train);
  gradus_window_show_view (f->window, "code");
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      app_fixture_settle (f);
      choose_form (f, forms[i]);
    }
}

int
main (int argc, char *argv[])
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
  g_test_add ("/code/forms", AppFixture, NULL, app_fixture_set_up, test_forms,
              app_fixture_tear_down);
  return g_test_run ();
}
