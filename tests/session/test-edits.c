/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-fixture.h"

#include <string.h>

/* What a network keeps when its project is edited while it learns. */

typedef struct
{
  GradusSession    *session;
  GradusSequential *network;
  GradusDataset    *data;
  GradusFitOptions  options;
} Bench;

/* Three hidden layers that can change places, and Adam, which remembers much. */
static void
bench_init (Bench *bench)
{
  bench->session = gradus_session_new ();
  bench->network = session_make_network (4, 0.1);
  bench->data = session_make_data (400);
  bench->options = GRADUS_FIT_OPTIONS_STANDARD;
  bench->options.epochs = 4;
  bench->options.validation_split = 0.2;
  bench->options.n_threads = 1;
  for (int i = 0; i < 2; i++)
    {
      GradusLayer *layer = gradus_layer_new ("Dense");

      g_assert_true (gradus_config_set_int (layer->config, "units", 4, NULL));
      gradus_sequential_insert (bench->network, 1, layer);
    }
  gradus_sequential_take_optimizer (bench->network,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               "adam"));
  gradus_session_set_project (bench->session, bench->network, bench->data,
                              &bench->options, FALSE);
}

static void
bench_clear (Bench *bench)
{
  gradus_session_close (bench->session);
  g_object_unref (bench->session);
  gradus_sequential_free (bench->network);
  gradus_dataset_unref (bench->data);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

static void
edit (Bench *bench, GradusLearned *leaving, GradusLearned *coming)
{
  gradus_session_change_project (bench->session, bench->network, bench->data,
                                 &bench->options, TRUE, leaving, coming);
}

typedef struct
{
  GMainLoop          *loop;
  GradusTrainerState *state;
} Answer;

static void
state_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->state = gradus_session_dup_state_finish (GRADUS_SESSION (source), result, NULL);
  g_main_loop_quit (answer->loop);
}

/* The state after all orders so far; the snapshot is as new. */
static GradusTrainerState *
dup_state (Bench *bench)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answer                answer = { loop, NULL };

  gradus_session_dup_state_async (bench->session, state_cb, &answer);
  g_main_loop_run (loop);
  g_assert_nonnull (answer.state);
  return answer.state;
}

static GradusSnapshot *
look (Bench *bench)
{
  gradus_trainer_state_unref (dup_state (bench));
  return gradus_session_get_snapshot (bench->session);
}

/* Some batches, one by one; each order is followed before the next is given. */
static GradusTrainerState *
train_batches (Bench *bench, guint n)
{
  GradusTrainerState *state = dup_state (bench);

  for (guint i = 0; i < n; i++)
    {
      guint64 before = gradus_trainer_state_get_iteration (state);

      gradus_session_step_batch (bench->session);
      do
        {
          /* Orders go before batches: who asks without a pause keeps the thread from its
           * work. */
          g_usleep (1000);
          gradus_trainer_state_unref (state);
          state = dup_state (bench);
          g_assert_cmpint (gradus_session_get_snapshot (bench->session)->state, !=,
                           GRADUS_SESSION_DIVERGED);
        }
      while (gradus_trainer_state_get_iteration (state) == before);
      gradus_session_pause (bench->session);
    }
  return state;
}

static void
finish (Bench *bench)
{
  gradus_session_train (bench->session);
  session_wait_for (bench->session, GRADUS_SESSION_FINISHED);
}

static gboolean
is_same (GPtrArray *a, guint i, GPtrArray *b, guint j)
{
  const GradusTensor *one = a->pdata[i];
  const GradusTensor *other = b->pdata[j];

  return gradus_shape_equal (&one->shape, &other->shape) &&
         memcmp (one->data, other->data, one->size * sizeof (float)) == 0;
}

static gboolean
are_same (GPtrArray *a, GPtrArray *b)
{
  gboolean same = a->len == b->len;

  for (guint i = 0; same && i < a->len; i++)
    same = is_same (a, i, b, i);
  return same;
}

static void
assert_same_state (GradusTrainerState *a, GradusTrainerState *b)
{
  g_assert_true (are_same (gradus_trainer_state_get_weights (a),
                           gradus_trainer_state_get_weights (b)));
  g_assert_true (
    are_same (gradus_trainer_state_get_slots (a), gradus_trainer_state_get_slots (b)));
  g_assert_cmpuint (gradus_trainer_state_get_iteration (a), ==,
                    gradus_trainer_state_get_iteration (b));
}

static void
set_units (Bench *bench, guint layer, gint64 units)
{
  g_assert_true (
    gradus_config_set_int (gradus_sequential_get_layer (bench->network, layer)->config,
                           "units", units, NULL));
}

/* Layers come, go and change places: those that stay keep all that they know. */
static void
test_stack (void)
{
  g_auto (Bench)                 bench = { NULL };
  g_autoptr (GradusTrainerState) before = NULL;
  GPtrArray                     *old;
  GPtrArray *new;

  bench_init (&bench);
  before = train_batches (&bench, 15);
  old = gradus_trainer_state_get_weights (before);

  gradus_sequential_insert (bench.network, 1, gradus_layer_new ("Dropout"));
  gradus_sequential_insert (bench.network, 0, gradus_layer_new ("Flatten"));
  edit (&bench, NULL, NULL);
  g_assert_true (are_same (look (&bench)->weights, old));

  /* dense_1 and dense_2 change places, and their weights with them. */
  gradus_sequential_move (bench.network, 3, 4);
  edit (&bench, NULL, NULL);
  new = look (&bench)->weights;
  g_assert_true (is_same (new, 0, old, 0));
  g_assert_true (is_same (new, 2, old, 4));
  g_assert_true (is_same (new, 4, old, 2));
  g_assert_true (is_same (new, 6, old, 6));
  g_assert_false (is_same (old, 2, old, 4));

  /* One goes, and another comes in its place. */
  gradus_layer_free (gradus_sequential_steal (bench.network, 4));
  edit (&bench, NULL, NULL);
  new = look (&bench)->weights;
  g_assert_cmpuint (new->len, ==, 6);
  g_assert_true (is_same (new, 2, old, 4));
  gradus_sequential_insert (bench.network, 4, gradus_layer_new ("Dense"));
  set_units (&bench, 4, 4);
  edit (&bench, NULL, NULL);
  new = look (&bench)->weights;
  g_assert_cmpuint (new->len, ==, 8);
  g_assert_false (is_same (new, 4, old, 2));
  g_assert_true (is_same (new, 6, old, 6));
  g_assert_null (gradus_session_get_snapshot (bench.session)->restarts);
  g_assert_true (gradus_session_get_snapshot (bench.session)->has_learned);
}

/* A layer that goes and comes back, as when it is switched off and on, knows what it
 * knew, unless it was changed meanwhile, or all was reset. */
static void
test_away (void)
{
  g_auto (Bench)                 bench = { NULL };
  g_autoptr (GradusTrainerState) before = NULL;
  g_autoptr (GradusTrainerState) meanwhile = NULL;
  GPtrArray                     *old;
  GPtrArray *new;
  GradusLayer *away;

  bench_init (&bench);
  before = train_batches (&bench, 15);
  old = gradus_trainer_state_get_weights (before);
  away = gradus_sequential_steal (bench.network, 1);
  edit (&bench, NULL, NULL);
  meanwhile = train_batches (&bench, 3);
  gradus_sequential_insert (bench.network, 1, away);
  edit (&bench, NULL, NULL);
  new = look (&bench)->weights;
  g_assert_true (is_same (new, 2, old, 2));
  g_assert_true (is_same (new, 3, old, 3));
  /* The others go on from where they are. */
  g_assert_true (is_same (new, 4, gradus_trainer_state_get_weights (meanwhile), 2));

  away = gradus_sequential_steal (bench.network, 1);
  edit (&bench, NULL, NULL);
  gradus_session_reset (bench.session);
  look (&bench);
  gradus_sequential_insert (bench.network, 1, away);
  edit (&bench, NULL, NULL);
  g_assert_false (is_same (look (&bench)->weights, 2, old, 2));
}

static const GradusRestart *
get_restart (const GradusSnapshot *snapshot, guint index)
{
  g_assert_nonnull (snapshot->restarts);
  g_assert_cmpuint (index, <, snapshot->restarts->len);
  return &g_array_index (snapshot->restarts, GradusRestart, index);
}

/* A layer whose weights get another shape begins afresh as a whole, and says so. */
static void
test_restart (void)
{
  g_auto (Bench)                 bench = { NULL };
  g_autoptr (GradusTrainerState) before = NULL;
  GradusSnapshot                *snapshot;
  GPtrArray                     *old;

  bench_init (&bench);
  /* Before training there is nothing to lose. */
  set_units (&bench, 1, 5);
  edit (&bench, NULL, NULL);
  g_assert_null (look (&bench)->restarts);
  before = train_batches (&bench, 5);
  old = gradus_trainer_state_get_weights (before);

  set_units (&bench, 1, 6);
  edit (&bench, NULL, NULL);
  snapshot = look (&bench);
  g_assert_cmpint (snapshot->state, ==, GRADUS_SESSION_READY);
  g_assert_true (is_same (snapshot->weights, 0, old, 0));
  g_assert_true (is_same (snapshot->weights, 1, old, 1));
  g_assert_true (is_same (snapshot->weights, 6, old, 6));
  /* The bias of dense_2 would fit, but belongs to a kernel that is gone. */
  g_assert_false (is_same (snapshot->weights, 5, old, 5));
  g_assert_true (is_same (snapshot->weights, 5, snapshot->start_weights, 5));
  g_assert_cmpuint (snapshot->restarts->len, ==, 2);
  g_assert_cmpuint (get_restart (snapshot, 0)->uid, ==,
                    gradus_sequential_get_layer (bench.network, 1)->uid);
  g_assert_cmpstr (get_restart (snapshot, 0)->weight, ==, "kernel");
  g_assert_cmpuint (get_restart (snapshot, 1)->uid, ==,
                    gradus_sequential_get_layer (bench.network, 2)->uid);

  /* They are still new after an edit that changes nothing about them. */
  gradus_sequential_insert (bench.network, 1, gradus_layer_new ("Dropout"));
  edit (&bench, NULL, NULL);
  g_assert_cmpuint (look (&bench)->restarts->len, ==, 2);
  gradus_trainer_state_unref (train_batches (&bench, 1));
  g_assert_null (gradus_session_get_snapshot (bench.session)->restarts);
}

/* Undo and redo: training goes on as if the edit had never been, and as if it had never
 * been undone. */
static void
test_undo (void)
{
  g_auto (Bench)                 bench = { NULL };
  g_auto (Bench)                 other = { NULL };
  g_autoptr (GradusLearned)      first = gradus_learned_new ();
  g_autoptr (GradusLearned)      second = gradus_learned_new ();
  g_autoptr (GradusTrainerState) before = NULL;
  g_autoptr (GradusTrainerState) changed = NULL;
  g_autoptr (GradusTrainerState) undone = NULL;
  g_autoptr (GradusTrainerState) redone = NULL;
  g_autoptr (GradusTrainerState) end = NULL;
  g_autoptr (GradusTrainerState) straight = NULL;
  GradusSnapshot                *snapshot;

  bench_init (&bench);
  bench_init (&other);
  before = train_batches (&bench, 13);
  set_units (&bench, 1, 7);
  edit (&bench, first, second);
  snapshot = look (&bench);
  g_assert_cmpuint (snapshot->n_steps, ==, 0);
  g_assert_cmpuint (gradus_learned_get_n_bytes (first), >, 0);
  changed = train_batches (&bench, 4);
  g_assert_cmpuint (gradus_trainer_state_get_iteration (changed), ==, 4);

  set_units (&bench, 1, 4);
  edit (&bench, second, first);
  undone = dup_state (&bench);
  assert_same_state (undone, before);
  snapshot = gradus_session_get_snapshot (bench.session);
  g_assert_cmpint (snapshot->state, ==, GRADUS_SESSION_PAUSED);
  g_assert_cmpuint (snapshot->n_steps, ==, 13);
  g_assert_cmpuint (snapshot->n_epochs, ==, 1);
  g_assert_cmpuint (gradus_learned_get_n_bytes (first), ==, 0);

  set_units (&bench, 1, 7);
  edit (&bench, first, second);
  redone = dup_state (&bench);
  assert_same_state (redone, changed);
  g_assert_cmpuint (gradus_session_get_snapshot (bench.session)->n_steps, ==, 4);

  set_units (&bench, 1, 4);
  edit (&bench, second, first);
  finish (&bench);
  finish (&other);
  end = dup_state (&bench);
  straight = dup_state (&other);
  assert_same_state (end, straight);
  g_assert_cmpuint (gradus_session_get_snapshot (bench.session)->n_steps, ==, 40);
}

/* Edits that have nothing to do with the weights leave them, and undoing such an edit
 * does not throw away what was learned since. */
static void
test_settings (void)
{
  g_auto (Bench)                 bench = { NULL };
  g_autoptr (GradusLearned)      first = gradus_learned_new ();
  g_autoptr (GradusLearned)      second = gradus_learned_new ();
  g_autoptr (GradusTrainerState) before = NULL;
  g_autoptr (GradusTrainerState) after = NULL;
  GradusSnapshot                *snapshot;

  bench_init (&bench);
  before = train_batches (&bench, 13);

  /* Another activation: the same weights, but another network to measure. */
  g_assert_true (
    gradus_config_set_from_string (gradus_sequential_get_layer (bench.network, 1)->config,
                                   "activation", "tanh", NULL));
  edit (&bench, first, second);
  after = dup_state (&bench);
  assert_same_state (after, before);
  snapshot = gradus_session_get_snapshot (bench.session);
  g_assert_cmpuint (snapshot->n_steps, ==, 0);
  g_assert_cmpint (snapshot->state, ==, GRADUS_SESSION_READY);
  g_assert_true (snapshot->has_learned);
  g_assert_cmpuint (gradus_learned_get_n_bytes (first), ==, 0);

  /* Another loss: what was measured is of another kind now. */
  gradus_sequential_take_loss (bench.network,
                               gradus_config_new_by_name (GRADUS_FAMILY_LOSS,
                                                          "categorical_crossentropy"));
  edit (&bench, second, first);
  g_clear_pointer (&after, gradus_trainer_state_unref);
  after = dup_state (&bench);
  assert_same_state (after, before);
  g_assert_cmpuint (gradus_session_get_snapshot (bench.session)->n_steps, ==, 0);

  /* Another batch size: the epoch has other batches. */
  bench.options.batch_size = 64;
  edit (&bench, first, second);
  g_clear_pointer (&after, gradus_trainer_state_unref);
  after = dup_state (&bench);
  assert_same_state (after, before);
  gradus_trainer_state_unref (train_batches (&bench, 1));
  snapshot = gradus_session_get_snapshot (bench.session);
  g_assert_cmpuint (snapshot->n_steps, ==, 1);
  g_assert_cmpuint (gradus_history_get_step (snapshot->history, 0)->step, ==, 1);

  /* Another seed is for the next start. */
  g_clear_pointer (&before, gradus_trainer_state_unref);
  before = dup_state (&bench);
  bench.options.seed = 99;
  edit (&bench, second, first);
  g_clear_pointer (&after, gradus_trainer_state_unref);
  after = dup_state (&bench);
  assert_same_state (after, before);

  /* Another optimizer: weights stay, its memory begins afresh, as after compile(). */
  gradus_sequential_take_optimizer (bench.network,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               "rmsprop"));
  edit (&bench, first, second);
  g_clear_pointer (&after, gradus_trainer_state_unref);
  after = dup_state (&bench);
  g_assert_true (are_same (gradus_trainer_state_get_weights (after),
                           gradus_trainer_state_get_weights (before)));
  g_assert_cmpuint (gradus_trainer_state_get_iteration (after), ==, 0);
  g_assert_cmpuint (gradus_learned_get_n_bytes (first), ==, 0);
}

/* An edit in the middle of an epoch that changes nothing about training changes no number
 * of it, and the run goes on. */
static void
test_same_place (void)
{
  g_auto (Bench)                 bench = { NULL };
  g_auto (Bench)                 other = { NULL };
  g_autoptr (GradusTrainerState) end = NULL;
  g_autoptr (GradusTrainerState) straight = NULL;
  GradusSnapshot                *snapshot;
  GradusSnapshot                *same;

  bench_init (&bench);
  bench_init (&other);
  gradus_trainer_state_unref (train_batches (&bench, 13));
  g_ptr_array_add (bench.network->callbacks,
                   gradus_config_new_by_name (GRADUS_FAMILY_CALLBACK, "CSVLogger"));
  edit (&bench, NULL, NULL);
  g_assert_cmpint (look (&bench)->state, ==, GRADUS_SESSION_PAUSED);
  finish (&bench);
  finish (&other);
  end = dup_state (&bench);
  straight = dup_state (&other);
  assert_same_state (end, straight);
  snapshot = gradus_session_get_snapshot (bench.session);
  same = gradus_session_get_snapshot (other.session);
  g_assert_cmpuint (snapshot->n_steps, ==, same->n_steps);
  g_assert_cmpuint (snapshot->n_epochs, ==, same->n_epochs);
  for (guint i = 0; i < snapshot->n_epochs; i++)
    {
      g_assert_cmpfloat (gradus_history_get_epoch (snapshot->history, i)->loss, ==,
                         gradus_history_get_epoch (same->history, i)->loss);
      g_assert_cmpfloat (gradus_history_get_epoch (snapshot->history, i)->validation_loss,
                         ==,
                         gradus_history_get_epoch (same->history, i)->validation_loss);
    }

  /* After the end, another optimizer: a run of its own, which begins with the weights. */
  gradus_sequential_take_optimizer (bench.network,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               "rmsprop"));
  edit (&bench, NULL, NULL);
  g_assert_true (
    are_same (look (&bench)->weights, gradus_trainer_state_get_weights (end)));
  finish (&bench);
  snapshot = gradus_session_get_snapshot (bench.session);
  g_assert_cmpuint (snapshot->n_epochs, ==, 4);
  for (gsize i = 0; i < snapshot->n_steps; i++)
    g_assert_cmpuint (gradus_history_get_step (snapshot->history, i)->step, ==, i + 1);
}

/* Training goes on through an edit, unless a layer has to begin afresh. */
static void
test_while_training (void)
{
  g_auto (Bench) bench = { NULL };

  bench_init (&bench);
  bench.options.epochs = 1000000;
  edit (&bench, NULL, NULL);
  gradus_session_train (bench.session);
  gradus_trainer_state_unref (train_batches (&bench, 1));
  gradus_session_train (bench.session);
  for (guint i = 0; i < 3; i++)
    {
      static const char *const optimizers[] = { "rmsprop", "sgd", "nadam" };

      gradus_sequential_take_optimizer (
        bench.network,
        gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER, optimizers[i]));
      edit (&bench, NULL, NULL);
      g_assert_cmpint (look (&bench)->state, ==, GRADUS_SESSION_RUNNING);
      bench.options.batch_size *= 2;
      edit (&bench, NULL, NULL);
      g_assert_cmpint (look (&bench)->state, ==, GRADUS_SESSION_RUNNING);
      gradus_sequential_insert (bench.network, 1, gradus_layer_new ("Dropout"));
      edit (&bench, NULL, NULL);
      g_assert_cmpint (look (&bench)->state, ==, GRADUS_SESSION_RUNNING);
      /* Something must have been learned for a layer to lose it. */
      gradus_trainer_state_unref (train_batches (&bench, 1));
      gradus_session_train (bench.session);
      set_units (&bench, 0, 8 + i);
      edit (&bench, NULL, NULL);
      g_assert_cmpint (look (&bench)->state, ==, GRADUS_SESSION_READY);
      gradus_session_train (bench.session);
    }
}

/* "Reset weights" as a version of its own, which can be undone and made again. */
static void
test_reset (void)
{
  g_auto (Bench)                 bench = { NULL };
  g_autoptr (GradusLearned)      first = gradus_learned_new ();
  g_autoptr (GradusLearned)      second = gradus_learned_new ();
  g_autoptr (GradusTrainerState) before = NULL;
  g_autoptr (GradusTrainerState) after = NULL;
  GradusSnapshot                *snapshot;

  bench_init (&bench);
  before = train_batches (&bench, 13);
  gradus_session_change_project (bench.session, bench.network, bench.data, &bench.options,
                                 FALSE, first, second);
  snapshot = look (&bench);
  g_assert_true (are_same (snapshot->weights, snapshot->start_weights));
  g_assert_false (snapshot->has_learned);
  g_assert_cmpuint (snapshot->n_steps, ==, 0);

  gradus_session_change_project (bench.session, bench.network, bench.data, &bench.options,
                                 FALSE, second, first);
  after = dup_state (&bench);
  assert_same_state (after, before);
  g_assert_cmpuint (gradus_session_get_snapshot (bench.session)->n_steps, ==, 13);
}

/* Past the budget the oldest places are emptied; going there keeps what fits. */
static void
test_budget (void)
{
  g_auto (Bench)  bench = { NULL };
  GradusLearned  *places[4];
  gsize           n_bytes;
  GradusSnapshot *snapshot;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    places[i] = gradus_learned_new ();
  bench_init (&bench);
  gradus_trainer_state_unref (train_batches (&bench, 3));
  set_units (&bench, 1, 5);
  edit (&bench, places[0], places[1]);
  look (&bench);
  n_bytes = gradus_learned_get_n_bytes (places[0]);
  /* Weights and both memories of Adam. */
  g_assert_cmpuint (n_bytes, ==, 3 * sizeof (float) * (8 + 4 + 2 * (16 + 4) + 8 + 2));

  gradus_learned_set_budget (n_bytes * 5 / 2);
  set_units (&bench, 1, 4);
  edit (&bench, places[1], places[2]);
  set_units (&bench, 1, 5);
  edit (&bench, places[2], places[3]);
  look (&bench);
  g_assert_cmpuint (gradus_learned_get_n_bytes (places[0]), ==, 0);
  g_assert_cmpuint (gradus_learned_get_n_bytes (places[1]), >, 0);
  g_assert_cmpuint (gradus_learned_get_n_bytes (places[2]), >, 0);

  set_units (&bench, 1, 4);
  edit (&bench, places[3], places[0]);
  snapshot = look (&bench);
  g_assert_cmpuint (snapshot->restarts->len, ==, 2);
  g_assert_false (is_same (snapshot->weights, 0, snapshot->start_weights, 0));

  /* A place that nobody else holds is not filled. */
  set_units (&bench, 1, 9);
  {
    GradusLearned *lost = gradus_learned_new ();
    GWeakRef       weak;

    g_weak_ref_init (&weak, lost);
    edit (&bench, lost, NULL);
    g_object_unref (lost);
    look (&bench);
    g_assert_null (g_weak_ref_get (&weak));
    g_weak_ref_clear (&weak);
  }
  gradus_learned_set_budget ((gsize) 256 << 20);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    g_object_unref (places[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edits/stack", test_stack);
  g_test_add_func ("/edits/away", test_away);
  g_test_add_func ("/edits/restart", test_restart);
  g_test_add_func ("/edits/undo", test_undo);
  g_test_add_func ("/edits/settings", test_settings);
  g_test_add_func ("/edits/same-place", test_same_place);
  g_test_add_func ("/edits/while-training", test_while_training);
  g_test_add_func ("/edits/reset", test_reset);
  g_test_add_func ("/edits/budget", test_budget);
  return g_test_run ();
}
