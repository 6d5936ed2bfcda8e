/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-toasts.h"

/* Generous: a test that waits this long has failed. */
#define DEADLINE_S 30

typedef struct
{
  GtkWidget       *window;
  AdwToastOverlay *overlay;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->window = gtk_window_new ();
  f->overlay = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (f->overlay, gtk_label_new ("Content"));
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->overlay));
  gtk_window_set_default_size (GTK_WINDOW (f->window), 400, 300);
  gtk_window_present (GTK_WINDOW (f->window));
  while (!gtk_widget_get_mapped (GTK_WIDGET (f->overlay)))
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
}

static AdwToast *
add (Fixture *f, AdwToast **watch)
{
  AdwToast *toast = adw_toast_new ("Done");

  g_set_weak_pointer (watch, toast);
  gradus_toasts_add (f->overlay, toast);
  return toast;
}

static guint
count_children (Fixture *f)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (f->overlay));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    n++;
  return n;
}

static void
wait_until_gone (AdwToast **watch)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_S * G_USEC_PER_SEC;

  while (*watch != NULL && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (*watch);
}

/* The next one slides in longer than it fades: closed at once it would be freed before it
 * stands. */
static void
test_close_sliding (Fixture *f, gconstpointer data)
{
  AdwToast *first = NULL;
  AdwToast *second = NULL;
  AdwToast *third = NULL;

  add (f, &first);
  add (f, &second);
  add (f, &third);
  adw_toast_dismiss (first);
  adw_toast_dismiss (second);
  adw_toast_dismiss (third);
  g_assert_cmpuint (count_children (f), ==, 2); /* content and the first one */
  wait_until_gone (&first);
  wait_until_gone (&second);
  wait_until_gone (&third);
}

static void
test_close_twice (Fixture *f, gconstpointer data)
{
  AdwToast *toast = NULL;

  add (f, &toast);
  adw_toast_dismiss (toast);
  adw_toast_dismiss (toast);
  wait_until_gone (&toast);
}

static void
test_hidden (Fixture *f, gconstpointer data)
{
  AdwToast *toast = NULL;

  gtk_widget_set_visible (f->window, FALSE);
  adw_toast_dismiss (add (f, &toast));
  wait_until_gone (&toast);
}

static void
skip_test (void)
{
  g_test_skip ("There is no display");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_test_add_func ("/toasts/display", skip_test);
      return g_test_run ();
    }
  adw_init ();
#define ADD(name, func)                                                                  \
  g_test_add ("/toasts/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("close-sliding", test_close_sliding);
  ADD ("close-twice", test_close_twice);
  ADD ("hidden", test_hidden);
  return g_test_run ();
}
