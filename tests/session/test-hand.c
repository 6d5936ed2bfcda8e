/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-fixture.h"

#include "engine/lesion.h"
#include "engine/weight-stats.h"
#include "session/explosion.h"
#include "session/stats-ring.h"

#include <math.h>

typedef struct
{
  GradusSession    *session;
  GradusDataset    *data;
  GradusSequential *network;
  GradusFitOptions  options;
} Bench;

static void
set_up (Bench *bench, double rate)
{
  *bench = (Bench){ .session = gradus_session_new (),
                    .data = session_make_data (400),
                    .network = session_make_network (4, rate),
                    .options = GRADUS_FIT_OPTIONS_STANDARD };
  bench->options.epochs = 2;
  gradus_session_set_project (bench->session, bench->network, bench->data,
                              &bench->options, FALSE);
}

static void
tear_down (Bench *bench)
{
  gradus_session_close (bench->session);
  g_object_unref (bench->session);
  gradus_dataset_unref (bench->data);
  gradus_sequential_free (bench->network);
}

static const GradusTensor *
get_weight (GradusSnapshot *snapshot, guint index)
{
  return snapshot->weights->pdata[index];
}

static void
wait_until_known (Bench *bench, guint weight, gsize index, float value)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  while (gradus_session_get_snapshot (bench->session)->weights == NULL ||
         get_weight (gradus_session_get_snapshot (bench->session), weight)->data[index] !=
           value)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

/* --- Divergence --- */

static void
test_explosion (void)
{
  GradusExplosion watch;

  gradus_explosion_reset (&watch);
  g_assert_false (gradus_explosion_add (&watch, 0.7));
  g_assert_true (gradus_explosion_is_calm (&watch));
  /* A spike is no explosion; to stay there is. */
  for (guint i = 0; i < 10; i++)
    g_assert_false (gradus_explosion_add (&watch, i == 3 ? 30 : 0.6));
  for (guint i = 0; i < GRADUS_EXPLOSION_STEPS - 1; i++)
    gradus_explosion_add (&watch, 7.8);
  g_assert_true (gradus_explosion_add (&watch, 7.8));
  g_assert_false (gradus_explosion_is_calm (&watch));
  gradus_explosion_reset (&watch);
  gradus_explosion_add (&watch, 2.3);
  g_assert_true (gradus_explosion_add (&watch, (double) NAN));
  gradus_explosion_reset (&watch);
  gradus_explosion_add (&watch, 2.3);
  g_assert_true (gradus_explosion_add (&watch, 1e9));
  /* What has learned much may get a little worse. */
  gradus_explosion_reset (&watch);
  for (guint i = 0; i < 100; i++)
    g_assert_false (gradus_explosion_add (&watch, i < 3 ? 0.01 : 0.3));
}

/* Crossentropy is cut off: with a rate far too high it stays at a large number. */
static void
test_rate_of_a_thousand (void)
{
  Bench           bench;
  GradusSnapshot *snapshot;

  set_up (&bench, 1000);
  bench.options.epochs = 50;
  gradus_session_set_project (bench.session, bench.network, bench.data, &bench.options,
                              FALSE);
  gradus_session_train (bench.session);
  snapshot = session_wait_for (bench.session, GRADUS_SESSION_DIVERGED);
  g_assert_cmpint (snapshot->divergence, !=, GRADUS_DIVERGENCE_NONE);
  g_assert_cmpuint (snapshot->good_step, <=, 1);
  for (guint i = 0; i < snapshot->weights->len; i++)
    for (gsize k = 0; k < get_weight (snapshot, i)->size; k++)
      g_assert_cmpfloat (fabs ((double) get_weight (snapshot, i)->data[k]), <, 3);
  tear_down (&bench);
}

/* --- By hand --- */

static void
test_edit (void)
{
  Bench           bench;
  GradusSnapshot *snapshot;
  float           before;
  double          loss;

  set_up (&bench, 0.1);
  snapshot = session_wait_for (bench.session, GRADUS_SESSION_READY);
  g_assert_false (snapshot->check.is_known);
  before = get_weight (snapshot, 2)->data[3];
  gradus_session_edit_weight (bench.session, 2, 3, 9.5f);
  wait_until_known (&bench, 2, 3, 9.5f);
  snapshot = gradus_session_get_snapshot (bench.session);
  g_assert_true (snapshot->check.is_known);
  g_assert_true (snapshot->check_before.is_known);
  loss = snapshot->check_before.loss;
  g_assert_cmpfloat (fabs (snapshot->check.loss - loss), >, 1e-3);
  gradus_session_edit_weight (bench.session, 2, 3, before);
  wait_until_known (&bench, 2, 3, before);
  snapshot = gradus_session_get_snapshot (bench.session);
  g_assert_cmpfloat (snapshot->check.loss, ==, loss);
  /* What is nowhere is no weight. */
  gradus_session_edit_weight (bench.session, 99, 0, 1);
  gradus_session_edit_weight (bench.session, 0, (gsize) 1 << 40, 1);
  gradus_session_train (bench.session);
  snapshot = session_wait_for (bench.session, GRADUS_SESSION_FINISHED);
  g_assert_false (snapshot->check.is_known);
  tear_down (&bench);
}

/* What a unit says is zero, stays so while the others learn, and comes back. */
static void
test_lesion (void)
{
  Bench              bench;
  GradusSnapshot    *snapshot;
  g_autoptr (GArray) lesions = g_array_new (FALSE, TRUE, sizeof (GradusLesion));
  GradusLesion       lesion = { 0 };
  g_autoptr (GArray) places = NULL;
  float              before, other;
  guint              n_out;

  set_up (&bench, 0.1);
  snapshot = session_wait_for (bench.session, GRADUS_SESSION_READY);
  lesion.uid = gradus_sequential_get_layer (bench.network, 0)->uid;
  lesion.unit = 2;
  places = gradus_lesion_find (snapshot->plan, 0, 2);
  n_out = (guint) gradus_shape_last (&get_weight (snapshot, 2)->shape);
  g_assert_cmpuint (places->len, ==, n_out);
  before = get_weight (snapshot, 2)->data[2 * n_out];
  other = get_weight (snapshot, 2)->data[0];
  g_array_append_val (lesions, lesion);
  gradus_session_set_lesions (bench.session, lesions);
  wait_until_known (&bench, 2, 2 * n_out, 0);
  gradus_session_train (bench.session);
  snapshot = session_wait_for (bench.session, GRADUS_SESSION_FINISHED);
  for (guint i = 0; i < n_out; i++)
    g_assert_cmpfloat (get_weight (snapshot, 2)->data[2 * n_out + i], ==, 0);
  g_assert_cmpfloat (get_weight (snapshot, 2)->data[0], !=, other);
  g_array_set_size (lesions, 0);
  gradus_session_set_lesions (bench.session, lesions);
  wait_until_known (&bench, 2, 2 * n_out, before);
  tear_down (&bench);
}

static void
state_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GradusTrainerState **state = user_data;
  g_autoptr (GError)   error = NULL;

  *state = gradus_session_dup_state_finish (GRADUS_SESSION (source), result, &error);
  g_assert_no_error (error);
}

static GradusTrainerState *
dup_state (Bench *bench)
{
  GradusTrainerState *state = NULL;

  gradus_session_dup_state_async (bench->session, state_cb, &state);
  while (state == NULL)
    g_main_context_iteration (NULL, TRUE);
  return state;
}

/* Another network, or another run of the same: units that are off stay so, and undo knows
 * what they said in each. */
static void
test_lesion_after_edit (void)
{
  Bench                     bench;
  g_autoptr (GArray)        lesions = g_array_new (FALSE, TRUE, sizeof (GradusLesion));
  g_autoptr (GradusLearned) first = gradus_learned_new ();
  g_autoptr (GradusLearned) second = gradus_learned_new ();
  GradusLesion              lesion = { 0 };
  GradusSnapshot           *snapshot;
  guint64                   serial;
  guint                     n_out;
  float                     before;

  set_up (&bench, 0.1);
  gradus_session_change_project (bench.session, bench.network, bench.data, &bench.options,
                                 FALSE, NULL, first);
  gradus_session_train (bench.session);
  snapshot = session_wait_for (bench.session, GRADUS_SESSION_FINISHED);
  n_out = (guint) gradus_shape_last (&get_weight (snapshot, 2)->shape);
  before = get_weight (snapshot, 2)->data[n_out];
  lesion.uid = gradus_sequential_get_layer (bench.network, 0)->uid;
  lesion.unit = 1;
  g_array_append_val (lesions, lesion);
  gradus_session_set_lesions (bench.session, lesions);
  wait_until_known (&bench, 2, n_out, 0);

  /* From the start again, and back. */
  serial = gradus_session_change_project (bench.session, bench.network, bench.data,
                                          &bench.options, FALSE, first, second);
  while (gradus_session_get_snapshot (bench.session)->serial < serial)
    g_main_context_iteration (NULL, TRUE);
  snapshot = gradus_session_get_snapshot (bench.session);
  g_assert_false (snapshot->has_learned);
  g_assert_cmpfloat (get_weight (snapshot, 2)->data[n_out], ==, 0);
  g_assert_cmpfloat (get_weight (snapshot, 2)->data[0], !=, 0);
  serial = gradus_session_change_project (bench.session, bench.network, bench.data,
                                          &bench.options, TRUE, second, first);
  while (gradus_session_get_snapshot (bench.session)->serial < serial)
    g_main_context_iteration (NULL, TRUE);
  snapshot = gradus_session_get_snapshot (bench.session);
  g_assert_true (snapshot->has_learned);
  g_assert_cmpfloat (get_weight (snapshot, 2)->data[n_out], ==, 0);
  g_array_set_size (lesions, 0);
  gradus_session_set_lesions (bench.session, lesions);
  wait_until_known (&bench, 2, n_out, before);
  tear_down (&bench);
}

/* What a unit said goes into a file and comes out of it, though its weights are zeros. */
static void
test_saved_lesion (void)
{
  Bench                bench;
  GradusSnapshot      *snapshot;
  g_autoptr (GArray)   lesions = g_array_new (FALSE, TRUE, sizeof (GradusLesion));
  GradusLesion         lesion = { 0 };
  GradusTrainerState  *state;
  const GradusSilence *silence;
  float                before;
  guint                n_out;

  set_up (&bench, 0.1);
  snapshot = session_wait_for (bench.session, GRADUS_SESSION_READY);
  lesion.uid = gradus_sequential_get_layer (bench.network, 0)->uid;
  lesion.unit = 1;
  n_out = (guint) gradus_shape_last (&get_weight (snapshot, 2)->shape);
  before = get_weight (snapshot, 2)->data[n_out];
  g_array_append_val (lesions, lesion);
  state = dup_state (&bench);
  g_assert_null (gradus_trainer_state_get_silences (state));
  gradus_trainer_state_unref (state);
  gradus_session_set_lesions (bench.session, lesions);
  state = dup_state (&bench);
  silence = gradus_silences_find (gradus_trainer_state_get_silences (state), &lesion);
  g_assert_nonnull (silence);
  g_assert_cmpuint (silence->n_weights, ==, n_out);
  g_assert_cmpfloat (silence->weights[0], ==, before);
  gradus_session_close (bench.session);
  g_object_unref (bench.session);

  /* As a window opens a file: units, network, what was learned. */
  bench.session = gradus_session_new ();
  bench.options.seed++;
  gradus_session_set_lesions (bench.session, lesions);
  gradus_session_set_project (bench.session, bench.network, bench.data, &bench.options,
                              FALSE);
  gradus_session_restore (bench.session, gradus_trainer_state_get_weights (state),
                          gradus_trainer_state_get_slots (state), 0, (double) NAN, NULL,
                          gradus_trainer_state_get_silences (state));
  gradus_trainer_state_unref (state);
  wait_until_known (&bench, 2, n_out, 0);
  g_array_set_size (lesions, 0);
  gradus_session_set_lesions (bench.session, lesions);
  wait_until_known (&bench, 2, n_out, before);
  tear_down (&bench);
}

/* --- Recording --- */

static void
test_stats (void)
{
  Bench           bench;
  GradusSnapshot *snapshot;
  guint64         last = 0;

  set_up (&bench, 0.1);
  session_wait_for (bench.session, GRADUS_SESSION_READY);
  gradus_session_train (bench.session);
  snapshot = session_wait_for (bench.session, GRADUS_SESSION_FINISHED);
  g_assert_nonnull (snapshot->stats);
  g_assert_cmpuint (snapshot->stats->len, >=, 1);
  for (guint i = 0; i < snapshot->stats->len; i++)
    {
      const GradusWeightStats *stats = snapshot->stats->pdata[i];

      g_assert_cmpuint (stats->step, >, last);
      g_assert_cmpuint (stats->n_layers, ==, 2);
      g_assert_cmpfloat (stats->layers[0].update_norm, >, 0);
      last = stats->step;
    }
  tear_down (&bench);
}

/* However long the run, there is room for a bounded number, from the first to the last.
 */
static void
test_ring (void)
{
  GradusStatsRing      *ring = gradus_stats_ring_new ();
  g_autoptr (GPtrArray) list = NULL;
  gint64                now = 0;

  for (guint64 step = 1; step <= 5000; step++)
    {
      GradusWeightStats *stats;

      now += G_TIME_SPAN_SECOND;
      if (!gradus_stats_ring_wants (ring, step, now))
        continue;
      stats = g_new0 (GradusWeightStats, 1);
      stats->ref_count = 1;
      stats->step = step;
      gradus_stats_ring_add (ring, stats, now, 100);
      g_assert_false (gradus_stats_ring_wants (ring, step + 1, now));
    }
  list = gradus_stats_ring_get_list (ring);
  g_assert_cmpuint (list->len, <=, GRADUS_STATS_RING_SIZE);
  g_assert_cmpuint (list->len, >=, GRADUS_STATS_RING_SIZE / 4);
  g_assert_cmpuint (((GradusWeightStats *) list->pdata[0])->step, ==, 1);
  g_assert_cmpuint (((GradusWeightStats *) list->pdata[list->len - 1])->step, >, 4500);
  gradus_stats_ring_free (ring);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hand/explosion", test_explosion);
  g_test_add_func ("/hand/rate-of-a-thousand", test_rate_of_a_thousand);
  g_test_add_func ("/hand/edit", test_edit);
  g_test_add_func ("/hand/lesion", test_lesion);
  g_test_add_func ("/hand/lesion-after-edit", test_lesion_after_edit);
  g_test_add_func ("/hand/saved-lesion", test_saved_lesion);
  g_test_add_func ("/hand/stats", test_stats);
  g_test_add_func ("/hand/ring", test_ring);
  return g_test_run ();
}
