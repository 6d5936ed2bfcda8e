/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-learning-page.h"
#include "app/gradus-timeline.h"

#include <string.h>

/* The slider through time, in the real window. */

static GradusSnapshot *
get_shown (AppFixture *f)
{
  return gradus_studio_get_snapshot (f->studio);
}

static GradusSnapshot *
get_live (AppFixture *f)
{
  return gradus_studio_get_live_snapshot (f->studio);
}

static gboolean
has_trained (AppFixture *f)
{
  return get_live (f)->n_epochs > 0 && get_live (f)->state != GRADUS_SESSION_RUNNING;
}

static gboolean
shows_past (AppFixture *f)
{
  return get_shown (f)->is_past &&
         get_shown (f)->moment.step == gradus_studio_get_looked_at (f->studio);
}

static gboolean
is_running (AppFixture *f)
{
  return get_live (f)->state == GRADUS_SESSION_RUNNING;
}

static gboolean
is_at_rest (AppFixture *f)
{
  return !is_running (f);
}

/* Runs the main loop until @condition holds; the clock of the test runner is the limit.
 */
#define WAIT(condition)                                                                  \
  while (!(condition))                                                                   \
  g_main_context_iteration (NULL, TRUE)

/* The weights after the first epoch of a run. */
static GPtrArray *
learn (AppFixture *f)
{
  app_fixture_wait_for (f, app_fixture_can_train);
  app_fixture_activate (f, "win.step-epoch");
  app_fixture_wait_for (f, has_trained);
  app_fixture_settle (f);
  return g_ptr_array_ref (get_live (f)->weights);
}

static gboolean
are_same (GPtrArray *a, GPtrArray *b)
{
  gboolean same = a->len == b->len;

  for (guint i = 0; same && i < a->len; i++)
    {
      const GradusTensor *one = a->pdata[i];
      const GradusTensor *other = b->pdata[i];

      same = one->size == other->size &&
             memcmp (one->data, other->data, one->size * sizeof (float)) == 0;
    }
  return same;
}

static GtkRange *
get_slider (AppFixture *f)
{
  GtkWidget *timeline = app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_TIMELINE);

  return GTK_RANGE (app_find_type (timeline, GTK_TYPE_SCALE));
}

static void
press (AppFixture *f, GtkScrollType key)
{
  g_signal_emit_by_name (get_slider (f), "move-slider", key);
  app_fixture_settle (f);
}

/* Everything in the window follows the slider, the present is left alone. */
static void
test_slider (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GPtrArray) end = NULL;
  gboolean              handled;

  app_fixture_wait_for (f, app_fixture_can_train);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (get_slider (f))));
  g_assert_false (app_fixture_is_enabled (f, "earlier"));
  end = learn (f);
  /* Numbers change at reading speed. */
  WAIT (gtk_widget_get_visible (GTK_WIDGET (get_slider (f))) &&
        gtk_range_get_value (get_slider (f)) == 1);
  g_assert_false (app_fixture_is_enabled (f, "look-at-now"));

  press (f, GTK_SCROLL_START);
  app_fixture_wait_for (f, shows_past);
  g_assert_cmpfloat (gtk_range_get_value (get_slider (f)), ==, 0);
  g_assert_true (are_same (get_shown (f)->weights, get_live (f)->start_weights));
  g_assert_true (are_same (get_live (f)->weights, end));
  g_assert_true (app_fixture_is_enabled (f, "look-at-now"));
  g_assert_false (app_fixture_is_enabled (f, "earlier"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_slider (f)),
                                       GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "epoch 1, step 0");

  press (f, GTK_SCROLL_STEP_RIGHT);
  app_fixture_wait_for (f, shows_past);
  g_assert_cmpuint (get_shown (f)->n_steps, ==, 1);
  g_assert_false (are_same (get_shown (f)->weights, get_live (f)->start_weights));

  /* By the pointer to the middle: to a moment near it. */
  g_signal_emit_by_name (get_slider (f), "change-value", GTK_SCROLL_JUMP, 0.5, &handled);
  g_assert_true (handled);
  app_fixture_wait_for (f, shows_past);
  g_assert_cmpfloat (gtk_range_get_value (get_slider (f)), >, 0.2);
  g_assert_cmpfloat (gtk_range_get_value (get_slider (f)), <, 0.8);

  press (f, GTK_SCROLL_END);
  g_assert_false (get_shown (f)->is_past);
  g_assert_true (get_shown (f)->weights == get_live (f)->weights);
  g_assert_false (app_fixture_is_enabled (f, "branch"));
}

static guint
count_runs (AppFixture *f)
{
  return gradus_document_get_project (f->document)->runs->len;
}

/* Going on from an earlier moment leaves the run as an earlier one, and undo brings its
 * end back. */
static void
test_branch (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GPtrArray) end = learn (f);
  GradusHistory        *history = get_live (f)->history;
  gsize                 n_steps = get_live (f)->n_steps;
  guint                 n_runs = count_runs (f);
  guint64               step;

  for (int i = 0; i < 4; i++)
    app_fixture_activate (f, "win.earlier");
  app_fixture_wait_for (f, shows_past);
  step = get_shown (f)->moment.step;
  g_assert_cmpuint (step, <, n_steps);
  g_assert_cmpuint (step, >, 0);
  app_fixture_activate (f, "win.branch");
  /* It may be at its end before it is seen to run. */
  WAIT (get_live (f)->history != history && get_live (f)->n_steps > step);
  g_assert_false (gradus_studio_is_looking_back (f->studio));
  if (is_running (f))
    app_fixture_activate (f, "win.train");
  app_fixture_wait_for (f, is_at_rest);
  g_assert_cmpuint (get_live (f)->n_steps, >=, step);
  g_assert_cmpuint (count_runs (f), ==, n_runs + 1);

  app_fixture_activate (f, "win.undo");
  WAIT (get_live (f)->history == history);
  g_assert_true (are_same (get_live (f)->weights, end));
}

/* An edit that is made while looking back is one of what is seen. */
static void
test_edit (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GPtrArray) end = learn (f);
  g_autoptr (GPtrArray) then = NULL;
  const char           *kind = "Adamax";
  guint64               step, serial;

  for (int i = 0; i < 6; i++)
    app_fixture_activate (f, "win.earlier");
  app_fixture_wait_for (f, shows_past);
  step = get_shown (f)->moment.step;
  then = g_ptr_array_ref (get_shown (f)->weights);
  serial = get_live (f)->serial;
  gradus_document_set_optimizer_kind (f->document, kind);
  WAIT (get_live (f)->serial > serial);
  g_assert_false (gradus_studio_is_looking_back (f->studio));
  g_assert_true (are_same (get_live (f)->weights, then));
  g_assert_cmpuint (get_live (f)->n_steps, ==, step);
  g_assert_cmpint (get_live (f)->state, ==, GRADUS_SESSION_PAUSED);
  serial = get_live (f)->serial;
  app_fixture_activate (f, "win.undo");
  WAIT (get_live (f)->serial > serial);
  g_assert_true (are_same (get_live (f)->weights, end));
}

/* Training goes on while one looks back. */
static void
test_while_training (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GPtrArray) then = NULL;
  GradusFitOptions      fit = gradus_document_get_project (f->document)->fit;
  gsize                 n_steps;

  fit.epochs = 100000;
  gradus_document_set_fit (f->document, &fit);
  app_fixture_wait_for (f, app_fixture_can_train);
  app_fixture_activate (f, "win.train");
  app_fixture_wait_for (f, is_running);
  WAIT (app_fixture_is_enabled (f, "look-at-start"));
  app_fixture_activate (f, "win.look-at-start");
  app_fixture_wait_for (f, shows_past);
  then = g_ptr_array_ref (get_shown (f)->weights);
  n_steps = get_live (f)->n_steps;
  WAIT (get_live (f)->n_steps > n_steps);
  g_assert_true (get_shown (f)->is_past);
  g_assert_true (get_shown (f)->weights == then);
  /* Pausing does not move what is looked at; resetting does. */
  app_fixture_activate (f, "win.train");
  app_fixture_wait_for (f, is_at_rest);
  g_assert_true (gradus_studio_is_looking_back (f->studio));
  app_fixture_activate (f, "win.reset");
  g_assert_false (gradus_studio_is_looking_back (f->studio));
  g_assert_false (get_shown (f)->is_past);
}

static gboolean
is_one_further (AppFixture *f)
{
  return get_live (f)->state == GRADUS_SESSION_PAUSED;
}

/* After the last epoch every form of the weights can still be chosen, and one batch more
 * be trained: nothing comes from the session that would show them by accident. */
static void
test_at_the_end (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GPtrArray) end = learn (f);
  GtkWidget            *page;
  guint64               step;

  app_fixture_activate (f, "win.train");
  app_fixture_wait_for (f, app_fixture_is_finished);
  gradus_window_show_view (f->window, "weights");
  app_fixture_settle (f);
  page = app_find_type (GTK_WIDGET (f->window), GRADUS_TYPE_LEARNING_PAGE);
  g_assert_nonnull (page);
  g_assert_false (gtk_widget_get_mapped (page));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (
                                  app_find_button (GTK_WIDGET (f->window), "Over Time")),
                                TRUE);
  WAIT (gtk_widget_get_mapped (page));

  step = get_live (f)->moment.step;
  g_assert_true (app_fixture_is_enabled (f, "step-batch"));
  app_fixture_activate (f, "win.step-batch");
  app_fixture_wait_for (f, is_one_further);
  g_assert_cmpuint (get_live (f)->moment.step, ==, step + 1);
}

int
main (int argc, char **argv)
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
#define ADD(path, test)                                                                  \
  g_test_add ("/time/" path, AppFixture, NULL, app_fixture_set_up, test,                 \
              app_fixture_tear_down)
  ADD ("slider", test_slider);
  ADD ("branch", test_branch);
  ADD ("edit", test_edit);
  ADD ("while-training", test_while_training);
  ADD ("at-the-end", test_at_the_end);
#undef ADD
  return g_test_run ();
}
