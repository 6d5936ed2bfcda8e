/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/past.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "session-fixture.h"

/* Each test has a cache folder of its own, in which nothing may be left. */
static void
assert_nothing_left (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "gradus", NULL);
  GDir            *dir = g_dir_open (folder, 0, NULL);

  if (dir == NULL)
    return;
  g_assert_null (g_dir_read_name (dir));
  g_dir_close (dir);
}

static GradusTrainer *
make_trainer (const char *optimizer)
{
  g_autoptr (GradusDataset)    data = session_make_data (400);
  g_autoptr (GradusSequential) network = session_make_network (16, 0.1);
  GradusFitOptions             options = GRADUS_FIT_OPTIONS_STANDARD;
  GradusTrainer               *trainer;

  gradus_sequential_take_optimizer (network,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               optimizer));
  options.epochs = 1000000;
  options.n_threads = 1;
  trainer = gradus_trainer_new (network, data, NULL, &options, NULL);
  g_assert_nonnull (trainer);
  return trainer;
}

static gsize
measure (GradusTrainer *trainer)
{
  g_autoptr (GradusTrainerState) state = gradus_trainer_dup_state (trainer);

  return gradus_trainer_state_get_n_bytes (state);
}

/* Trains up to a step and keeps it, with a number that tells the weights of each step
 * apart. */
static void
keep_step (GradusPast *past, GradusTrainer *trainer, guint64 step)
{
  GradusKept kept = { .moment = { step, (double) step / 13, step, (guint) step / 13 } };
  GradusStepReport report;

  do
    gradus_trainer_step (trainer, &report);
  while (report.phase != GRADUS_PHASE_BATCH);
  gradus_model_get_weight_data (gradus_trainer_get_model (trainer), 0)[0] = (float) step;
  gradus_past_add (past, &kept, gradus_trainer_dup_state (trainer));
}

static void
assert_readable (GradusPast *past)
{
  guint64 before = 0;

  for (guint i = 0; i < gradus_past_get_n (past); i++)
    {
      guint64                        step = gradus_past_get (past, i)->moment.step;
      g_autoptr (GradusTrainerState) state = gradus_past_load (past, i);
      g_autoptr (GPtrArray)          weights = gradus_past_load_weights (past, i);
      GPtrArray                     *same;

      g_assert_nonnull (state);
      g_assert_nonnull (weights);
      same = gradus_trainer_state_get_weights (state);
      g_assert_true (i == 0 || step > before);
      before = step;
      g_assert_cmpfloat (((GradusTensor *) weights->pdata[0])->data[0], ==, (float) step);
      g_assert_cmpuint (weights->len, ==, same->len);
      for (guint k = 0; k < weights->len; k++)
        {
          const GradusTensor *a = weights->pdata[k];
          const GradusTensor *b = same->pdata[k];

          g_assert_cmpmem (a->data, a->size * sizeof (float), b->data,
                           b->size * sizeof (float));
        }
      g_assert_cmpint (gradus_past_find (past, step), ==, (int) i);
    }
}

/* What is kept covers the run: the ends always, and in between no gap that is longer than
 * an eighth of the run or so. */
static void
test_thinning (void)
{
  GradusPastLimits          limits = { .n_most = 60, .memory = 1 << 24, .disk = 0 };
  g_autoptr (GradusPast)    past = gradus_past_new (&limits);
  g_autoptr (GradusTrainer) trainer = make_trainer ("adam");
  const guint64             n_steps = 3000;
  guint                     n_late = 0, n_early = 0;

  for (guint64 step = 1; step <= n_steps; step++)
    {
      keep_step (past, trainer, step);
      g_assert_cmpuint (gradus_past_get_n (past), <=, 60);
      g_assert_cmpuint (gradus_past_get (past, 0)->moment.step, ==, 1);
      g_assert_cmpuint (gradus_past_get (past, gradus_past_get_n (past) - 1)->moment.step,
                        ==, step);
    }
  g_assert_cmpuint (gradus_past_get_n (past), ==, 60);
  assert_readable (past);
  for (guint i = 1; i < 60; i++)
    {
      guint64 step = gradus_past_get (past, i)->moment.step;

      g_assert_cmpuint (step - gradus_past_get (past, i - 1)->moment.step, <,
                        n_steps / 12);
      n_early += step <= n_steps / 8;
      n_late += step > n_steps - n_steps / 8;
    }
  /* An eighth of the run would have 7 of 60 if they lay evenly. */
  g_assert_cmpuint (n_early, >, 10);
  g_assert_cmpuint (n_late, >, 10);
  g_assert_cmpint (gradus_past_find (past, 0), ==, -1);
  g_assert_cmpint (gradus_past_find (past, G_MAXUINT64), ==, 59);
}

static void
test_replaces_same_step (void)
{
  GradusPastLimits          limits = { .n_most = 8, .memory = 1 << 20, .disk = 0 };
  g_autoptr (GradusPast)    past = gradus_past_new (&limits);
  g_autoptr (GradusTrainer) trainer = make_trainer ("sgd");

  keep_step (past, trainer, 5);
  keep_step (past, trainer, 5);
  g_assert_cmpuint (gradus_past_get_n (past), ==, 1);
  keep_step (past, trainer, 6);
  gradus_past_cut (past, 0);
  g_assert_cmpuint (gradus_past_get_n (past), ==, 1);
  assert_readable (past);
}

static void
test_spilling (void)
{
  g_autoptr (GradusTrainer) trainer = make_trainer ("adam");
  gsize                     n_bytes = measure (trainer);
  GradusPastLimits limits = { .n_most = 50, .memory = 5 * n_bytes, .disk = 40 * n_bytes };
  g_autoptr (GradusPast) past = gradus_past_new (&limits);

  for (guint64 step = 1; step <= 200; step++)
    {
      keep_step (past, trainer, step);
      g_assert_cmpuint (gradus_past_get_memory (past), <=, limits.memory);
      g_assert_cmpuint (gradus_past_get_disk (past), <=, limits.disk);
    }
  g_assert_cmpuint (gradus_past_get_n (past), >=, 40);
  g_assert_cmpuint (gradus_past_get_disk (past), >, 30 * n_bytes);
  assert_readable (past);
  assert_nothing_left ();

  gradus_past_cut (past, 10);
  assert_readable (past);
  for (guint64 step = 300; step <= 400; step++)
    keep_step (past, trainer, step);
  assert_readable (past);
  gradus_past_clear (past);
  g_assert_cmpuint (gradus_past_get_n (past), ==, 0);
  g_assert_cmpuint (gradus_past_get_memory (past), ==, 0);
  g_assert_cmpuint (gradus_past_get_disk (past), ==, 0);
}

/* What comes back from the disk goes on as if training had never stopped. */
static void
test_goes_on (void)
{
  g_autoptr (GradusTrainer)      trainer = make_trainer ("adam");
  GradusPastLimits               limits = { 50, measure (trainer), 1 << 20 };
  g_autoptr (GradusPast)         past = gradus_past_new (&limits);
  g_autoptr (GradusTrainerState) end = NULL;
  g_autoptr (GradusTrainerState) state = NULL;
  g_autoptr (GradusTrainerState) again = NULL;

  keep_step (past, trainer, 1);
  keep_step (past, trainer, 2);
  g_assert_cmpuint (gradus_past_get_disk (past), >, 0);
  state = gradus_past_load (past, 0);
  for (guint round = 0; round < 2; round++)
    {
      g_assert_true (gradus_trainer_restore (trainer, state, NULL));
      for (guint i = 0; i < 40; i++)
        gradus_trainer_step (trainer, NULL);
      if (round == 0)
        end = gradus_trainer_dup_state (trainer);
      else
        again = gradus_trainer_dup_state (trainer);
    }
  for (guint i = 0; i < gradus_trainer_state_get_slots (end)->len; i++)
    {
      const GradusTensor *a = gradus_trainer_state_get_slots (end)->pdata[i];
      const GradusTensor *b = gradus_trainer_state_get_slots (again)->pdata[i];

      g_assert_cmpmem (a->data, a->size * 4, b->data, b->size * 4);
    }
}

/* Another optimizer after a branch brings states of another size. */
static void
test_sizes_change (void)
{
  g_autoptr (GradusTrainer) small = make_trainer ("sgd");
  g_autoptr (GradusTrainer) large = make_trainer ("adam");
  GradusPastLimits          limits = { .n_most = 50,
                                       .memory = 4 * measure (large),
                                       .disk = 1 << 22 };
  g_autoptr (GradusPast)    past = gradus_past_new (&limits);

  for (guint64 step = 1; step <= 20; step++)
    keep_step (past, small, step);
  for (guint64 step = 21; step <= 40; step++)
    keep_step (past, large, step);
  g_assert_cmpuint (gradus_past_get_n (past), ==, 40);
  assert_readable (past);
}

/* Run in a process of its own, because the limit is for all files. */
static void
test_full_disk (void)
{
  g_autoptr (GradusTrainer) trainer = make_trainer ("adam");
  gsize                     n_bytes = measure (trainer);
  GradusPastLimits limits = { .n_most = 50, .memory = 4 * n_bytes, .disk = 1 << 24 };
  struct rlimit    most = { 6 * n_bytes + 100, 6 * n_bytes + 100 };
  g_autoptr (GradusPast) past = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &most), ==, 0);
  past = gradus_past_new (&limits);
  for (guint64 step = 1; step <= 300; step++)
    {
      keep_step (past, trainer, step);
      g_assert_cmpuint (gradus_past_get_memory (past), <=, limits.memory);
      g_assert_cmpuint (gradus_past_get (past, 0)->moment.step, ==, 1);
    }
  g_assert_cmpuint (gradus_past_get_n (past), ==, 10);
  g_assert_cmpuint (gradus_past_get_disk (past), ==, 6 * n_bytes);
  assert_readable (past);
}

static void
test_no_folder (void)
{
  g_autoptr (GradusTrainer) trainer = make_trainer ("adam");
  GradusPastLimits          limits = { .n_most = 50,
                                       .memory = 4 * measure (trainer),
                                       .disk = 1 << 24 };
  g_autoptr (GradusPast)    past = gradus_past_new (&limits);
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "gradus", NULL);

  /* A file where the folder should be. */
  g_rmdir (folder);
  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  g_assert_true (g_file_set_contents (folder, "", 0, NULL));
  for (guint64 step = 1; step <= 20; step++)
    keep_step (past, trainer, step);
  g_assert_cmpuint (gradus_past_get_n (past), ==, 4);
  g_assert_cmpuint (gradus_past_get_disk (past), ==, 0);
  assert_readable (past);
  g_unlink (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/past/thinning", test_thinning);
  g_test_add_func ("/past/replaces-same-step", test_replaces_same_step);
  g_test_add_func ("/past/spilling", test_spilling);
  g_test_add_func ("/past/goes-on", test_goes_on);
  g_test_add_func ("/past/sizes-change", test_sizes_change);
  g_test_add_func ("/past/full-disk", test_full_disk);
  g_test_add_func ("/past/no-folder", test_no_folder);
  return g_test_run ();
}
