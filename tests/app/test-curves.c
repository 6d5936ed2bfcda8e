/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

/* --- Earlier runs --- */

static const GPtrArray *
get_runs (AppFixture *f)
{
  return gradus_document_get_project (f->document)->runs;
}

static void
train (AppFixture *f)
{
  app_fixture_wait_for (f, app_fixture_can_train);
  app_fixture_activate (f, "win.train");
  app_fixture_wait_for (f, app_fixture_is_finished);
}

static gboolean
has_run (AppFixture *f)
{
  return get_runs (f)->len > 0;
}

static gboolean
has_two_runs (AppFixture *f)
{
  return get_runs (f)->len > 1;
}

/* Both ways in which a run ends: start weights, and another network. */
static void
test_run_is_kept (AppFixture *f, gconstpointer data)
{
  const GradusRun *run;

  g_assert_true (
    gradus_document_set_optimizer_param (f->document, "learning_rate", "0.002", NULL));
  train (f);
  g_assert_cmpuint (get_runs (f)->len, ==, 0);
  app_fixture_activate (f, "win.reset");
  app_fixture_wait_for (f, has_run);
  run = get_runs (f)->pdata[0];
  g_assert_cmpuint (gradus_history_get_n_epochs (run->history), ==,
                    gradus_document_get_project (f->document)->fit.epochs);
  g_assert_cmpstr (gradus_run_settings_find (run->settings, "learning_rate"), ==,
                   "0.002");

  train (f);
  gradus_document_insert_layer (f->document, 1, "Dropout");
  app_fixture_wait_for (f, has_two_runs);
  /* What is undone is the layer and not what was learned. */
  gradus_document_undo (f->document);
  g_assert_cmpuint (get_runs (f)->len, ==, 2);
}

/* Another document in the same window begins without the runs of this one. */
static void
test_other_document (AppFixture *f, gconstpointer data)
{
  g_autoptr (GradusProject) other =
    gradus_project_copy (gradus_document_get_project (f->document));

  train (f);
  app_fixture_show (f, other);
  train (f);
  g_assert_cmpuint (get_runs (f)->len, ==, 0);
}

static void
add (const char *path, void (*test) (AppFixture *, gconstpointer))
{
  g_test_add (path, AppFixture, NULL, app_fixture_set_up, test, app_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
  add ("/curves/run-is-kept", test_run_is_kept);
  add ("/curves/other-document", test_other_document);
  return g_test_run ();
}
