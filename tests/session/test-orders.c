/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* All that the window may ask of a session, in random orders, closed at a random moment,
 * while snapshots flow and are read. GRADUS_ORDERS says how many orders there are to be;
 * GRADUS_SEED which. Meant to be run with the thread sanitizer, too. */

#define FEW 60
#define LONGEST 16
/* Nothing takes this long unless two threads wait for each other. */
#define PATIENCE_SECONDS 120

static atomic_uint n_done;
static atomic_bool is_over;

static void *
watch (void *data)
{
  guint seen = 0;

  for (guint waited = 0; !atomic_load (&is_over); waited++)
    {
      guint now = atomic_load (&n_done);

      if (now != seen)
        waited = 0;
      seen = now;
      if (waited > PATIENCE_SECONDS * 10)
        g_error ("order %u does not come to its end", now);
      g_usleep (G_USEC_PER_SEC / 10);
    }
  return NULL;
}

/* Reads all that a snapshot shares with the training thread. */
static void
updated_cb (GradusSession *session, gpointer user_data)
{
  GradusSnapshot *shown[] = { gradus_session_get_snapshot (session),
                              gradus_session_get_past (session) };
  double         *sum = user_data;

  for (guint i = 0; i < 2 && shown[i] != NULL; i++)
    {
      const GradusSnapshot *snapshot = shown[i];

      for (guint k = 0; snapshot->weights != NULL && k < snapshot->weights->len; k++)
        *sum += (double) ((GradusTensor *) snapshot->weights->pdata[k])->data[0];
      if (snapshot->n_steps > 0)
        *sum +=
          (double) gradus_history_get_step (snapshot->history, snapshot->n_steps - 1)
            ->loss;
      if (snapshot->n_epochs > 0)
        *sum +=
          gradus_history_get_epoch (snapshot->history, snapshot->n_epochs - 1)->loss;
      for (guint k = 0; snapshot->moments != NULL && k < snapshot->moments->len; k++)
        *sum += g_array_index (snapshot->moments, GradusMoment, k).epoch;
    }
}

static void
saved_cb (GObject *session, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GradusTrainerState) state =
    gradus_session_dup_state_finish (GRADUS_SESSION (session), result, NULL);
}

typedef struct
{
  GRand            *random;
  GradusSession    *session;
  GradusDataset    *data;
  GradusDataset    *other_data;
  GradusSequential *network;
  GradusFitOptions  options;
  GradusLearned    *places[3]; /* of versions that undo goes through */
  guint             place;     /* that is trained */
} Desk;

static guint
draw (Desk *desk, guint n)
{
  return (guint) g_rand_int_range (desk->random, 0, (gint32) n);
}

static void
change_settings (Desk *desk)
{
  static const char *const optimizers[] = { "sgd", "adam", "rmsprop" };

  switch (draw (desk, 4))
    {
    case 0:
      gradus_sequential_take_optimizer (
        desk->network,
        gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER, optimizers[draw (desk, 3)]));
      break;
    case 1:
      desk->options.batch_size = 16 << draw (desk, 3);
      break;
    case 2:
      gradus_config_set_int (gradus_sequential_get_layer (desk->network, 0)->config,
                             "units", 3 + (gint64) draw (desk, 3), NULL);
      break;
    default:
      desk->options.epochs = 1 + draw (desk, 60);
    }
}

static void
edit (Desk *desk)
{
  guint          next = draw (desk, G_N_ELEMENTS (desk->places));
  GradusDataset *data = draw (desk, 6) == 0 ? desk->other_data : desk->data;

  change_settings (desk);
  gradus_session_change_project (desk->session, desk->network, data, &desk->options,
                                 draw (desk, 4) > 0, desk->places[desk->place],
                                 desk->places[next]);
  desk->place = next;
}

static void
branch (Desk *desk)
{
  guint next = (desk->place + 1) % G_N_ELEMENTS (desk->places);

  if (draw (desk, 2) == 0)
    change_settings (desk);
  gradus_session_branch (desk->session, draw (desk, 400), desk->network, desk->data,
                         &desk->options, desk->places[desk->place], desk->places[next]);
  desk->place = next;
}

static void
scrub (Desk *desk)
{
  for (guint i = 0; i < 5; i++)
    gradus_session_look_back (desk->session, draw (desk, 400));
  if (draw (desk, 3) == 0)
    gradus_session_look_at_now (desk->session);
}

static void
order (Desk *desk)
{
  GradusSession *session = desk->session;

  switch (draw (desk, 12))
    {
    case 0:
    case 1:
      gradus_session_train (session);
      break;
    case 2:
      gradus_session_pause (session);
      break;
    case 3:
      gradus_session_step_batch (session);
      break;
    case 4:
      gradus_session_step_epoch (session);
      break;
    case 5:
      gradus_session_reset (session);
      break;
    case 6:
      gradus_session_set_learning_rate (session, g_rand_double (desk->random));
      break;
    case 7:
      gradus_session_dup_state_async (session, saved_cb, NULL);
      break;
    case 8:
      edit (desk);
      break;
    case 9:
      branch (desk);
      break;
    default:
      scrub (desk);
    }
}

static void
desk_init (Desk *desk, guint seed)
{
  desk->random = g_rand_new_with_seed (seed);
  desk->session = gradus_session_new ();
  desk->data = session_make_data (320);
  desk->other_data = session_make_data (200);
  desk->network = session_make_network (3, 0.1);
  desk->options = GRADUS_FIT_OPTIONS_STANDARD;
  desk->options.epochs = 50;
  desk->options.validation_split = 0.2;
  desk->options.n_threads = 2;
  desk->place = 0;
  for (guint i = 0; i < G_N_ELEMENTS (desk->places); i++)
    desk->places[i] = gradus_learned_new ();
  gradus_session_change_project (desk->session, desk->network, desk->data, &desk->options,
                                 FALSE, NULL, desk->places[0]);
}

static void
desk_clear (Desk *desk)
{
  gradus_sequential_free (desk->network);
  gradus_dataset_unref (desk->data);
  gradus_dataset_unref (desk->other_data);
  for (guint i = 0; i < G_N_ELEMENTS (desk->places); i++)
    g_object_unref (desk->places[i]);
  g_rand_free (desk->random);
}

static void
run_order (guint seed, double *sum)
{
  Desk  desk;
  guint n;

  desk_init (&desk, seed);
  g_signal_connect (desk.session, "updated", G_CALLBACK (updated_cb), sum);
  n = draw (&desk, LONGEST);
  for (guint i = 0; i < n; i++)
    {
      order (&desk);
      for (guint j = draw (&desk, 4); j > 0; j--)
        g_main_context_iteration (NULL, FALSE);
      if (draw (&desk, 2) == 0)
        g_usleep (draw (&desk, 2000));
    }
  gradus_session_close (desk.session);
  /* Answers that are under way hold the session until they are delivered. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_add_weak_pointer (G_OBJECT (desk.session), (gpointer *) &desk.session);
  g_object_unref (desk.session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (desk.session);
  desk_clear (&desk);
}

static guint
count_entries (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  if (dir == NULL)
    return 0;
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  return n;
}

/* The kernel lists a thread a little longer than it can be joined. */
static void
assert_no_more (const char *folder, guint n)
{
  for (guint i = 0; i < 100 && count_entries (folder) > n; i++)
    g_usleep (G_USEC_PER_SEC / 20);
  g_assert_cmpuint (count_entries (folder), <=, n);
}

static guint
read_number (const char *name, guint standard)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) strtoul (text, NULL, 10) : standard;
}

static void
test_orders (void)
{
  guint     n_orders = read_number ("GRADUS_ORDERS", FEW);
  guint     seed = read_number ("GRADUS_SEED", 1);
  double    sum = 0;
  guint     n_threads, n_files;
  pthread_t watchdog;

  for (guint i = 0; i < 20; i++) /* starts what is there once and for all */
    run_order (seed + i, &sum);
  n_threads = count_entries ("/proc/self/task");
  n_files = count_entries ("/proc/self/fd");
  g_assert_cmpint (pthread_create (&watchdog, NULL, watch, NULL), ==, 0);
  for (guint i = 1; i <= n_orders; i++)
    {
      run_order (seed + i, &sum);
      atomic_store (&n_done, i);
    }
  atomic_store (&is_over, TRUE);
  pthread_join (watchdog, NULL);
  g_test_message ("%u orders", n_orders);
  assert_no_more ("/proc/self/task", n_threads);
  assert_no_more ("/proc/self/fd", n_files);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/session/orders", test_orders);
  return g_test_run ();
}
