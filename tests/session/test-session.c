/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-fixture.h"

#include <math.h>

static GradusSession *
make_session (guint n_samples, guint epochs)
{
  GradusSession               *session = gradus_session_new ();
  g_autoptr (GradusDataset)    data = session_make_data (n_samples);
  g_autoptr (GradusSequential) network = session_make_network (4, 0.1);
  GradusFitOptions             options = GRADUS_FIT_OPTIONS_STANDARD;

  options.epochs = epochs;
  options.validation_split = 0.2;
  options.n_threads = 2;
  gradus_session_set_project (session, network, data, &options, FALSE);
  return session;
}

static void
test_train (void)
{
  g_autoptr (GradusSession) session = make_session (1000, 3);
  GradusSnapshot           *snapshot;

  g_assert_cmpint (gradus_session_get_snapshot (session)->state, ==,
                   GRADUS_SESSION_EMPTY);
  snapshot = session_wait_for (session, GRADUS_SESSION_READY);
  g_assert_cmpuint (snapshot->n_steps, ==, 0);
  g_assert_cmpuint (snapshot->weights->len, ==, 4);

  gradus_session_train (session);
  snapshot = session_wait_for (session, GRADUS_SESSION_FINISHED);
  g_assert_cmpuint (snapshot->n_steps, ==, 3 * 25);
  g_assert_cmpuint (snapshot->n_epochs, ==, 3);
  g_assert_true (gradus_history_get_epoch (snapshot->history, 2)->has_validation);
  g_assert_cmpfloat (gradus_history_get_epoch (snapshot->history, 2)->loss, <,
                     gradus_history_get_epoch (snapshot->history, 0)->loss);

  /* Training on after the end adds as many epochs. */
  gradus_session_train (session);
  do
    snapshot = session_wait_for (session, GRADUS_SESSION_FINISHED);
  while (snapshot->n_epochs < 6);
  g_assert_cmpuint (snapshot->n_epochs, ==, 6);
}

static void
test_steps (void)
{
  g_autoptr (GradusSession) session = make_session (1000, 3);
  GradusSnapshot           *snapshot;

  session_wait_for (session, GRADUS_SESSION_READY);
  gradus_session_step_batch (session);
  snapshot = session_wait_for (session, GRADUS_SESSION_PAUSED);
  g_assert_cmpuint (snapshot->n_steps, ==, 1);
  gradus_session_step_epoch (session);
  /* So short an epoch may be over before anybody saw it run. */
  do
    snapshot = session_wait_for (session, GRADUS_SESSION_PAUSED);
  while (snapshot->n_steps < 25);
  g_assert_cmpuint (snapshot->n_steps, ==, 25);
  g_assert_cmpuint (snapshot->n_epochs, ==, 1);

  gradus_session_reset (session);
  snapshot = session_wait_for (session, GRADUS_SESSION_READY);
  g_assert_cmpuint (snapshot->n_steps, ==, 0);
  g_assert_cmpuint (snapshot->n_epochs, ==, 0);
}

static gboolean
late_cb (gpointer user_data)
{
  gboolean *is_late = user_data;

  *is_late = TRUE;
  return G_SOURCE_REMOVE;
}

/* A question that is asked again is no reason to forget the answer. */
static void
test_probe (void)
{
  g_autoptr (GradusSession) session = make_session (1000, 3);
  guint64                   uid = 0;
  GradusSnapshot           *snapshot = session_wait_for (session, GRADUS_SESSION_READY);
  gboolean                  is_late = FALSE;

  uid = gradus_sequential_get_layer (gradus_plan_get_sequential (snapshot->plan), 0)->uid;
  gradus_session_probe (session, uid, 0, 5);
  gradus_session_step_batch (session);
  do
    snapshot = session_wait_for (session, GRADUS_SESSION_PAUSED);
  while (snapshot->update == NULL);
  g_assert_cmpuint (snapshot->update->step, ==, 1);
  gradus_session_probe (session, uid, 0, 5);
  /* What has come after that has been told. */
  gradus_session_set_learning_rate (session, 0.25);
  g_timeout_add (500, late_cb, &is_late);
  while (!is_late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (gradus_session_get_snapshot (session)->update);
  gradus_session_probe (session, uid, 0, 6);
  gradus_session_step_batch (session);
  do
    snapshot = session_wait_for (session, GRADUS_SESSION_PAUSED);
  while (snapshot->update == NULL || snapshot->update->offset != 6);
  g_assert_cmpuint (snapshot->update->step, ==, 2);
}

/* An epoch of one batch and much validation: whoever sees the batch done and asks for
 * another one while the validation goes on gets it afterwards. */
static void
test_step_meanwhile (void)
{
  g_autoptr (GradusSession)    session = gradus_session_new ();
  g_autoptr (GradusDataset)    data = session_make_data (40000);
  g_autoptr (GradusSequential) network = session_make_network (512, 0.1);
  GradusFitOptions             options = GRADUS_FIT_OPTIONS_STANDARD;
  GradusSnapshot              *snapshot;
  guint                        n_meanwhile = 0;

  options.epochs = 6;
  options.batch_size = 4000;
  options.validation_split = 0.9;
  options.n_threads = 2;
  gradus_session_set_news_interval (session, 1);
  gradus_session_set_project (session, network, data, &options, FALSE);
  session_wait_for (session, GRADUS_SESSION_READY);
  for (guint i = 1; i <= 8; i++)
    {
      gradus_session_step_batch (session);
      while ((snapshot = gradus_session_get_snapshot (session))->n_steps < i)
        g_main_context_iteration (NULL, TRUE);
      if (snapshot->state == GRADUS_SESSION_RUNNING)
        n_meanwhile++;
    }
  while (gradus_session_get_snapshot (session)->state == GRADUS_SESSION_RUNNING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (gradus_session_get_snapshot (session)->n_steps, ==, 8);
  g_assert_cmpuint (n_meanwhile, >, 0);
}

static float
first_weight (GradusSnapshot *snapshot, guint index)
{
  return ((GradusTensor *) snapshot->weights->pdata[index])->data[0];
}

static void
test_keep_weights (void)
{
  g_autoptr (GradusSession)    session = gradus_session_new ();
  g_autoptr (GradusDataset)    data = session_make_data (400);
  g_autoptr (GradusSequential) network = session_make_network (4, 0.1);
  GradusFitOptions             options = GRADUS_FIT_OPTIONS_STANDARD;
  GradusSnapshot              *snapshot;
  float                        learned;

  gradus_session_set_project (session, network, data, &options, FALSE);
  session_wait_for (session, GRADUS_SESSION_READY);
  gradus_session_step_epoch (session);
  do
    snapshot = session_wait_for (session, GRADUS_SESSION_PAUSED);
  while (snapshot->n_steps == 0);
  learned = first_weight (snapshot, 0);
  g_assert_cmpfloat (learned, !=,
                     ((GradusTensor *) snapshot->start_weights->pdata[0])->data[0]);

  /* A layer at the end: the first one keeps what it knows. */
  gradus_sequential_add (network, "Dropout");
  gradus_session_set_project (session, network, data, &options, TRUE);
  snapshot = session_wait_for (session, GRADUS_SESSION_READY);
  g_assert_cmpfloat (first_weight (snapshot, 0), ==, learned);

  /* Another width: it starts anew. */
  gradus_config_set_int (gradus_sequential_get_layer (network, 0)->config, "units", 6,
                         NULL);
  gradus_session_set_project (session, network, data, &options, TRUE);
  session_wait_for (session, GRADUS_SESSION_READY);
  g_assert_cmpuint (gradus_session_set_project (session, network, NULL, &options, TRUE),
                    ==, 4);
  snapshot = session_wait_for (session, GRADUS_SESSION_EMPTY);
  g_assert_null (snapshot->weights);
  g_assert_cmpuint (snapshot->serial, ==, 4);
}

static void
test_diverges (void)
{
  g_autoptr (GradusSession)    session = gradus_session_new ();
  g_autoptr (GradusDataset)    data = session_make_data (400);
  g_autoptr (GradusSequential) network = session_make_network (4, 10);
  GradusFitOptions             options = GRADUS_FIT_OPTIONS_STANDARD;
  GradusSnapshot              *snapshot;

  /* Squared errors of unbounded outputs grow with every step that is too long. */
  for (guint i = 0; i < 2; i++)
    g_assert_true (
      gradus_config_set_from_string (gradus_sequential_get_layer (network, i)->config,
                                     "activation", "linear", NULL));
  gradus_sequential_take_loss (network, gradus_config_new_by_name (GRADUS_FAMILY_LOSS,
                                                                   "mean_squared_error"));

  gradus_session_set_project (session, network, data, &options, FALSE);
  gradus_session_train (session);
  snapshot = session_wait_for (session, GRADUS_SESSION_DIVERGED);
  for (guint i = 0; i < snapshot->weights->len; i++)
    {
      const GradusTensor *weight = snapshot->weights->pdata[i];

      for (gsize j = 0; j < weight->size; j++)
        g_assert_true (isfinite (weight->data[j]));
    }
}

typedef struct
{
  GMainLoop          *loop;
  GradusTrainerState *state;
  GError             *error;
} Answer;

static void
state_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->state =
    gradus_session_dup_state_finish (GRADUS_SESSION (source), result, &answer->error);
  g_main_loop_quit (answer->loop);
}

static void
test_save_while_training (void)
{
  g_autoptr (GradusSession) session = make_session (1000, 100000);
  g_autoptr (GMainLoop)     loop = g_main_loop_new (NULL, FALSE);
  Answer                    answer = { loop, NULL, NULL };
  GradusSnapshot           *snapshot;

  gradus_session_dup_state_async (session, state_cb, &answer);
  g_main_loop_run (loop);
  g_assert_nonnull (answer.state);
  g_assert_cmpuint (gradus_trainer_state_get_iteration (answer.state), ==, 0);
  gradus_trainer_state_unref (answer.state);

  gradus_session_train (session);
  session_wait_for (session, GRADUS_SESSION_RUNNING);
  gradus_session_dup_state_async (session, state_cb, &answer);
  g_main_loop_run (loop);
  g_assert_no_error (answer.error);
  gradus_session_reset (session);
  session_wait_for (session, GRADUS_SESSION_READY);

  gradus_session_restore (session, gradus_trainer_state_get_weights (answer.state),
                          gradus_trainer_state_get_slots (answer.state), 17, 0.05, NULL,
                          NULL);
  snapshot = session_wait_for (session, GRADUS_SESSION_PAUSED);
  g_assert_cmpfloat (first_weight (snapshot, 0), ==,
                     ((GradusTensor *) gradus_trainer_state_get_weights (answer.state)
                        ->pdata[0])
                       ->data[0]);
  g_assert_cmpuint (snapshot->report.step, ==, 17);
  gradus_trainer_state_unref (answer.state);
}

/* Orders in a random order, while snapshots flow; and closing in the middle of it. */
static void
test_random_orders (void)
{
  GRand *random = g_rand_new_with_seed (3);

  for (int round = 0; round < 20; round++)
    {
      g_autoptr (GradusSession)    session = make_session (600, 50);
      g_autoptr (GradusDataset)    data = session_make_data (300);
      g_autoptr (GradusSequential) network = session_make_network (3, 0.1);
      GradusFitOptions             options = GRADUS_FIT_OPTIONS_STANDARD;

      for (int i = 0; i < 25; i++)
        {
          switch (g_rand_int_range (random, 0, 8))
            {
            case 0:
              gradus_session_train (session);
              break;
            case 1:
              gradus_session_pause (session);
              break;
            case 2:
              gradus_session_step_batch (session);
              break;
            case 3:
              gradus_session_step_epoch (session);
              break;
            case 4:
              gradus_session_reset (session);
              break;
            case 5:
              gradus_session_set_learning_rate (session, g_rand_double (random));
              break;
            case 6:
              gradus_session_set_epochs (session,
                                         (guint) g_rand_int_range (random, 1, 60));
              break;
            default:
              gradus_session_set_project (session, network, data, &options, TRUE);
            }
          for (int j = g_rand_int_range (random, 0, 4); j > 0; j--)
            g_main_context_iteration (NULL, FALSE);
          if (g_rand_boolean (random))
            g_usleep ((gulong) g_rand_int_range (random, 0, 2000));
        }
    }
  g_rand_free (random);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static gboolean
end_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

/* A slow interface asks for fewer news, and gets them; the end is told at once. */
static void
test_news_interval (void)
{
  g_autoptr (GradusSession) session = make_session (1000, 100000);
  g_autoptr (GMainLoop)     loop = g_main_loop_new (NULL, FALSE);
  guint                     n_news = 0;

  gradus_session_set_news_interval (session, 400);
  gradus_session_train (session);
  session_wait_for (session, GRADUS_SESSION_RUNNING);
  g_signal_connect_swapped (session, "updated", G_CALLBACK (count_cb), &n_news);
  g_timeout_add (1300, end_cb, loop);
  g_main_loop_run (loop);
  g_assert_cmpuint (n_news, >=, 1);
  g_assert_cmpuint (n_news, <=, 4);
  gradus_session_set_news_interval (session, 1000000);
  gradus_session_pause (session);
  session_wait_for (session, GRADUS_SESSION_PAUSED);
  g_signal_handlers_disconnect_by_data (session, &n_news);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/train", test_train);
  g_test_add_func ("/session/steps", test_steps);
  g_test_add_func ("/session/probe", test_probe);
  g_test_add_func ("/session/step-meanwhile", test_step_meanwhile);
  g_test_add_func ("/session/keep-weights", test_keep_weights);
  g_test_add_func ("/session/diverges", test_diverges);
  g_test_add_func ("/session/save-while-training", test_save_while_training);
  g_test_add_func ("/session/news-interval", test_news_interval);
  g_test_add_func ("/session/random-orders", test_random_orders);
  return g_test_run ();
}
