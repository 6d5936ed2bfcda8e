/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-fixture.h"

#include "session/learned.h"

#include <string.h>

/* A session with a project that can be changed and ordered again. */
typedef struct
{
  GradusSession    *session;
  GradusSequential *network;
  GradusDataset    *data;
  GradusFitOptions  options;
} Desk;

static void
desk_clear (Desk *desk)
{
  g_clear_object (&desk->session);
  gradus_sequential_free (desk->network);
  gradus_dataset_unref (desk->data);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

/* 25 batches make an epoch. */
static void
desk_init (Desk *desk, guint epochs)
{
  desk->session = gradus_session_new ();
  desk->network = session_make_network (4, 0.1);
  desk->data = session_make_data (1000);
  desk->options = GRADUS_FIT_OPTIONS_STANDARD;
  desk->options.epochs = epochs;
  desk->options.validation_split = 0.2;
  desk->options.n_threads = 2;
  gradus_session_set_project (desk->session, desk->network, desk->data, &desk->options,
                              FALSE);
  session_wait_for (desk->session, GRADUS_SESSION_READY);
}

static void
wait_for_serial (Desk *desk, guint64 serial)
{
  while (gradus_session_get_snapshot (desk->session)->serial < serial)
    g_main_context_iteration (NULL, TRUE);
}

static GradusSnapshot *
branch (Desk *desk, guint64 step)
{
  wait_for_serial (desk, gradus_session_branch (desk->session, step, desk->network,
                                                desk->data, &desk->options, NULL, NULL));
  return gradus_session_get_snapshot (desk->session);
}

typedef struct
{
  GMainLoop *loop;
  guint64    step;
  gboolean   is_late;
} Look;

static void
looked_cb (GradusSession *session, gpointer user_data)
{
  Look           *look = user_data;
  GradusSnapshot *past = gradus_session_get_past (session);

  if (past != NULL && past->moment.step == look->step)
    g_main_loop_quit (look->loop);
}

static gboolean
late_cb (gpointer user_data)
{
  Look *look = user_data;

  look->is_late = TRUE;
  g_main_loop_quit (look->loop);
  return G_SOURCE_CONTINUE;
}

static GradusSnapshot *
look_back (GradusSession *session, guint64 step)
{
  Look   look = { g_main_loop_new (NULL, FALSE), step, FALSE };
  gulong handler = g_signal_connect (session, "updated", G_CALLBACK (looked_cb), &look);
  guint  source = g_timeout_add_seconds (60, late_cb, &look);

  gradus_session_look_back (session, step);
  g_main_loop_run (look.loop);
  g_assert_false (look.is_late);
  g_signal_handler_disconnect (session, handler);
  g_source_remove (source);
  g_main_loop_unref (look.loop);
  return gradus_session_get_past (session);
}

static const GradusMoment *
get_moment (const GradusSnapshot *snapshot, guint index)
{
  g_assert_cmpuint (index, <, snapshot->moments->len);
  return &g_array_index (snapshot->moments, GradusMoment, index);
}

/* A moment in the middle of an epoch, some way into the run. */
static guint64
find_middle (const GradusSnapshot *snapshot)
{
  for (guint i = snapshot->moments->len / 2; i > 0; i--)
    {
      const GradusMoment *moment = get_moment (snapshot, i);

      if (moment->epoch != (guint) moment->epoch)
        return moment->step;
    }
  g_assert_not_reached ();
}

/* A short run may be over before anybody has seen it run. */
static void
train (GradusSession *session)
{
  gsize n_steps = gradus_session_get_snapshot (session)->n_steps;

  gradus_session_train (session);
  do
    session_wait_for (session, GRADUS_SESSION_FINISHED);
  while (gradus_session_get_snapshot (session)->n_steps <= n_steps);
}

static GPtrArray *
dup_weights (GradusSession *session)
{
  return g_ptr_array_ref (gradus_session_get_snapshot (session)->weights);
}

static gboolean
are_equal (GPtrArray *a, GPtrArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    {
      const GradusTensor *one = a->pdata[i];
      const GradusTensor *other = b->pdata[i];

      g_assert_cmpuint (one->size, ==, other->size);
      if (memcmp (one->data, other->data, one->size * sizeof (float)) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
test_look_back (void)
{
  g_auto (Desk)         desk;
  GradusSnapshot       *past;
  g_autoptr (GPtrArray) end = NULL;
  g_autoptr (GPtrArray) start = NULL;
  guint64               middle;

  desk_init (&desk, 3);
  start = dup_weights (desk.session);
  g_assert_null (gradus_session_get_past (desk.session));
  train (desk.session);
  end = dup_weights (desk.session);
  middle = find_middle (gradus_session_get_snapshot (desk.session));

  past = look_back (desk.session, 0);
  g_assert_true (past->is_past);
  g_assert_cmpuint (past->n_steps, ==, 0);
  g_assert_true (are_equal (past->weights, start));
  past = look_back (desk.session, middle);
  g_assert_cmpuint (past->n_steps, ==, middle);
  g_assert_cmpuint (past->n_epochs, ==, middle / 25);
  g_assert_cmpuint (past->report.epoch, ==, middle / 25);
  g_assert_false (are_equal (past->weights, start));
  g_assert_false (are_equal (past->weights, end));
  past = look_back (desk.session, 75);
  g_assert_true (are_equal (past->weights, end));
  /* Looking changes nothing. */
  g_assert_true (are_equal (gradus_session_get_snapshot (desk.session)->weights, end));
  g_assert_cmpuint (gradus_session_get_snapshot (desk.session)->n_steps, ==, 75);

  gradus_session_look_at_now (desk.session);
  g_assert_null (gradus_session_get_past (desk.session));
}

static void
count_cb (GradusSession *session, gpointer user_data)
{
  guint *n_answers = user_data;

  if (gradus_session_get_past (session) != NULL)
    (*n_answers)++;
}

/* Of many questions only the last is answered, and none after it was taken back. */
static void
test_latest_wins (void)
{
  g_auto (Desk) desk;
  guint         n_answers = 0;

  desk_init (&desk, 100000);
  gradus_session_train (desk.session);
  session_wait_for (desk.session, GRADUS_SESSION_RUNNING);
  for (guint i = 0; i < 1000; i++)
    gradus_session_look_back (desk.session, 1000 - i);
  look_back (desk.session, 0);
  gradus_session_look_back (desk.session, 5);
  gradus_session_look_at_now (desk.session);
  g_signal_connect (desk.session, "updated", G_CALLBACK (count_cb), &n_answers);
  gradus_session_pause (desk.session);
  session_wait_for (desk.session, GRADUS_SESSION_PAUSED);
  g_assert_cmpuint (n_answers, ==, 0);
}

/* --- Going on from there --- */

static void
assert_same_history (const GradusHistory *a, const GradusHistory *b, gsize n_steps)
{
  for (gsize i = 0; i < n_steps; i++)
    {
      const GradusHistoryStep *one = gradus_history_get_step (a, i);
      const GradusHistoryStep *other = gradus_history_get_step (b, i);

      g_assert_cmpuint (one->step, ==, other->step);
      g_assert_cmpfloat (one->epoch, ==, other->epoch);
      g_assert_cmpfloat (one->loss, ==, other->loss);
      g_assert_cmpfloat (one->learning_rate, ==, other->learning_rate);
    }
}

/* N steps, then M more, are N + M steps: bit for bit, and on the curves. */
static void
test_same_again (void)
{
  g_auto (Desk)             desk;
  g_autoptr (GPtrArray)     end = NULL;
  g_autoptr (GradusHistory) history = NULL;
  GradusSnapshot           *snapshot;
  guint64                   middle;

  desk_init (&desk, 4);
  train (desk.session);
  snapshot = gradus_session_get_snapshot (desk.session);
  end = dup_weights (desk.session);
  history = gradus_history_ref (snapshot->history);
  middle = find_middle (snapshot);

  snapshot = branch (&desk, middle);
  g_assert_cmpint (snapshot->state, ==, GRADUS_SESSION_PAUSED);
  g_assert_cmpuint (snapshot->n_steps, ==, middle);
  g_assert_cmpuint (snapshot->moment.step, ==, middle);
  g_assert_false (are_equal (snapshot->weights, end));
  g_assert_true (snapshot->history != history);
  g_assert_cmpuint (get_moment (snapshot, snapshot->moments->len - 1)->step, ==, middle);

  train (desk.session);
  snapshot = gradus_session_get_snapshot (desk.session);
  g_assert_true (are_equal (snapshot->weights, end));
  g_assert_cmpuint (snapshot->n_steps, ==, gradus_history_get_n_steps (history));
  g_assert_cmpuint (snapshot->n_epochs, ==, 4);
  assert_same_history (snapshot->history, history, snapshot->n_steps);
  g_assert_cmpfloat (gradus_history_get_epoch (history, 3)->validation_loss, ==,
                     gradus_history_get_epoch (snapshot->history, 3)->validation_loss);
}

/* A rate that was set during the run, before the moment and after it. */
static void
test_other_rate (void)
{
  g_auto (Desk)             desk;
  g_autoptr (GPtrArray)     end = NULL;
  g_autoptr (GradusHistory) history = NULL;
  GradusSnapshot           *snapshot;
  guint64                   middle;

  desk_init (&desk, 3);
  train (desk.session);
  end = dup_weights (desk.session);
  history = gradus_history_ref (gradus_session_get_snapshot (desk.session)->history);
  middle = find_middle (gradus_session_get_snapshot (desk.session));
  gradus_session_set_learning_rate (desk.session, 0.5);
  gradus_config_set_float (desk.network->optimizer, "learning_rate", 0.5, NULL);
  snapshot = branch (&desk, middle);
  g_assert_cmpuint (snapshot->n_steps, ==, middle);
  train (desk.session);
  snapshot = gradus_session_get_snapshot (desk.session);
  g_assert_false (are_equal (snapshot->weights, end));
  assert_same_history (history, snapshot->history, middle);
  g_assert_cmpfloat (gradus_history_get_step (snapshot->history, middle)->learning_rate,
                     ==, 0.5f);
}

/* The beginning and the end of a run are moments as well. */
static void
test_ends (void)
{
  g_auto (Desk)         desk;
  g_autoptr (GPtrArray) end = NULL;
  GradusSnapshot       *snapshot;

  desk_init (&desk, 3);
  train (desk.session);
  end = dup_weights (desk.session);
  snapshot = branch (&desk, 0);
  g_assert_cmpint (snapshot->state, ==, GRADUS_SESSION_READY);
  g_assert_cmpuint (snapshot->n_steps, ==, 0);
  g_assert_false (snapshot->has_learned);
  train (desk.session);
  g_assert_true (are_equal (gradus_session_get_snapshot (desk.session)->weights, end));

  snapshot = branch (&desk, 75);
  g_assert_cmpint (snapshot->state, ==, GRADUS_SESSION_FINISHED);
  g_assert_true (are_equal (snapshot->weights, end));
  train (desk.session); /* as many epochs more */
  g_assert_cmpuint (gradus_session_get_snapshot (desk.session)->n_epochs, ==, 6);
}

/* What was the end of the run, before it was trained on, is a moment like any other. */
static void
test_trained_on (void)
{
  g_auto (Desk)         desk;
  g_autoptr (GPtrArray) end = NULL;
  GradusSnapshot       *snapshot;

  desk_init (&desk, 2);
  train (desk.session);
  train (desk.session);
  snapshot = gradus_session_get_snapshot (desk.session);
  g_assert_cmpuint (snapshot->n_epochs, ==, 4);
  end = dup_weights (desk.session);
  for (guint64 step = 50; step <= 60; step += 10)
    {
      snapshot = branch (&desk, step);
      g_assert_cmpint (snapshot->state, ==, GRADUS_SESSION_PAUSED);
      g_assert_cmpuint (snapshot->n_epochs, ==, 2);
      g_assert_cmpuint (snapshot->n_epochs_planned, ==, 4);
      train (desk.session);
      g_assert_true (
        are_equal (gradus_session_get_snapshot (desk.session)->weights, end));
      g_assert_cmpuint (gradus_session_get_snapshot (desk.session)->n_epochs, ==, 4);
    }
}

/* Undo brings the end of the run back, redo the branch. */
static void
test_undo (void)
{
  g_auto (Desk)             desk;
  g_autoptr (GradusLearned) first = gradus_learned_new ();
  g_autoptr (GradusLearned) second = gradus_learned_new ();
  g_autoptr (GPtrArray)     end = NULL;
  g_autoptr (GPtrArray)     then = NULL;
  GradusHistory            *history;
  GradusSnapshot           *snapshot;

  desk_init (&desk, 3);
  train (desk.session);
  end = dup_weights (desk.session);
  history = gradus_session_get_snapshot (desk.session)->history;
  wait_for_serial (&desk,
                   gradus_session_branch (desk.session, 30, desk.network, desk.data,
                                          &desk.options, first, second));
  then = dup_weights (desk.session);
  g_assert_false (are_equal (then, end));
  wait_for_serial (&desk,
                   gradus_session_change_project (desk.session, desk.network, desk.data,
                                                  &desk.options, FALSE, second, first));
  snapshot = gradus_session_get_snapshot (desk.session);
  g_assert_true (are_equal (snapshot->weights, end));
  g_assert_true (snapshot->history == history);
  g_assert_cmpint (snapshot->state, ==, GRADUS_SESSION_FINISHED);
  wait_for_serial (&desk,
                   gradus_session_change_project (desk.session, desk.network, desk.data,
                                                  &desk.options, FALSE, first, second));
  g_assert_true (are_equal (gradus_session_get_snapshot (desk.session)->weights, then));
}

typedef struct
{
  const char *optimizer; /* NULL: the same */
  guint       batch_size;
  gint64      units;
  guint       n_steps;  /* that the new run begins with */
  double      epoch;    /* at which its first step ends */
  guint       n_epochs; /* that were complete in the end */
} Case;

/* From step 30 of 75, which is epoch 1.2 of 3. */
static const Case cases[] = {
  /* Place in the epoch and optimizer are kept. */
  { NULL, 32, 4, 30, 31 / 25.0, 3 },
  /* Another optimizer begins with an empty memory. */
  { "adam", 32, 4, 30, 31 / 25.0, 3 },
  /* Other batches begin with the next epoch. */
  { NULL, 80, 4, 30, 2.1, 2 },
  { "adam", 80, 4, 30, 2.1, 2 },
  /* Another network is another run. */
  { NULL, 32, 6, 0, 1 / 25.0, 3 },
};

static void
step_to (Desk *desk, guint n_steps)
{
  for (guint i = 0; i < n_steps; i++)
    {
      gradus_session_step_batch (desk->session);
      while (gradus_session_get_snapshot (desk->session)->n_steps <= i)
        g_main_context_iteration (NULL, TRUE);
    }
}

static void
check_other_settings (const Case *c)
{
  g_auto (Desk)         desk;
  g_autoptr (GPtrArray) then = NULL;
  GradusSnapshot       *snapshot;

  desk_init (&desk, 3);
  step_to (&desk, 30);
  then = dup_weights (desk.session);
  train (desk.session);

  if (c->optimizer != NULL)
    gradus_sequential_take_optimizer (desk.network,
                                      gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                                 c->optimizer));
  gradus_config_set_int (gradus_sequential_get_layer (desk.network, 0)->config, "units",
                         c->units, NULL);
  desk.options.batch_size = c->batch_size;
  snapshot = branch (&desk, 30);
  g_assert_cmpuint (snapshot->n_steps, ==, c->n_steps);
  g_assert_cmpuint (snapshot->moment.step, ==, c->n_steps);
  if (c->units == 4)
    g_assert_true (are_equal (snapshot->weights, then));
  train (desk.session);
  snapshot = gradus_session_get_snapshot (desk.session);
  g_assert_cmpuint (snapshot->n_epochs, ==, c->n_epochs);
  g_assert_cmpuint (snapshot->n_epochs_planned, ==, 3);
  g_assert_cmpuint (gradus_history_get_epoch (snapshot->history, c->n_epochs - 1)->epoch,
                    ==, 3);
  g_assert_cmpuint (gradus_history_get_step (snapshot->history, c->n_steps)->step, ==,
                    c->n_steps + 1);
  g_assert_cmpfloat_with_epsilon (gradus_history_get_step (snapshot->history, c->n_steps)
                                    ->epoch,
                                  c->epoch, 1e-9);

  /* And back to a moment before the branch, which other settings had led to. */
  snapshot = branch (&desk, 10);
  g_assert_cmpuint (snapshot->n_steps, ==, snapshot->moment.step);
  g_assert_cmpuint (snapshot->n_steps, <=, 10);
  train (desk.session);
  g_assert_cmpuint (gradus_session_get_snapshot (desk.session)->n_epochs_planned, ==, 3);
}

static void
test_other_settings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_other_settings (&cases[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/branch/look-back", test_look_back);
  g_test_add_func ("/branch/latest-wins", test_latest_wins);
  g_test_add_func ("/branch/same-again", test_same_again);
  g_test_add_func ("/branch/other-rate", test_other_rate);
  g_test_add_func ("/branch/ends", test_ends);
  g_test_add_func ("/branch/trained-on", test_trained_on);
  g_test_add_func ("/branch/undo", test_undo);
  g_test_add_func ("/branch/other-settings", test_other_settings);
  return g_test_run ();
}
