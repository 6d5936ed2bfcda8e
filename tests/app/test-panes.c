/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

/* --- Before the first frame --- */

typedef struct
{
  AppFixture *f;
  guint       n_frames;
  gboolean    is_open; /* that the palette is */
} FirstFrame;

static AdwFlap *
get_palette_flap (AppFixture *f)
{
  return ADW_FLAP (app_find_type (GTK_WIDGET (f->window), ADW_TYPE_FLAP));
}

/* The clock of the frame has begun: a pane that would slide from here takes its first
 * step at once, before it was ever laid out. */
static void
before_paint_cb (FirstFrame *self)
{
  if (self->n_frames++ == 0)
    app_fixture_activate (self->f, "win.palette");
}

static void
after_paint_cb (FirstFrame *self)
{
  if (self->n_frames == 1)
    self->is_open = adw_flap_get_reveal_progress (get_palette_flap (self->f)) == 1;
}

/* A machine that is busy may be long in showing a window, which hears keys meanwhile. */
static void
test_first_frame (AppFixture *f, gconstpointer data)
{
  FirstFrame first = { .f = f };
  GObject   *clock = G_OBJECT (gtk_widget_get_frame_clock (GTK_WIDGET (f->window)));
  gulong     before = g_signal_connect_swapped (clock, "before-paint",
                                                G_CALLBACK (before_paint_cb), &first);
  gulong     after =
    g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (after_paint_cb), &first);

  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (get_palette_flap (f))), ==, 0);
  APP_WAIT_FOR (first.n_frames > 2);
  g_assert_true (first.is_open);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
}

int
main (int argc, char *argv[])
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
  /* They are what is tested. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  g_test_add ("/panes/first-frame", AppFixture, NULL, app_fixture_set_up,
              test_first_frame, app_fixture_tear_down);
  return g_test_run ();
}
