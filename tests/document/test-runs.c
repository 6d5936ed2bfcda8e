/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/run-keeper.h"

#include "document/document.h"
#include "io/history-json.h"
#include "io/run-json.h"

#include <math.h>

static GradusProject *
make_project (void)
{
  return gradus_template_build (gradus_template_find ("tutorial"));
}

static GradusHistory *
make_history (guint n_steps)
{
  static const char *const names[] = { "accuracy" };
  GradusHistory           *history = gradus_history_new (1, names);

  for (guint i = 0; i < n_steps; i++)
    gradus_history_append_step (history, &(GradusHistoryStep){
                                           .step = i + 1,
                                           .epoch = (i + 1) / 100.0,
                                           .loss = (float) i,
                                           .metrics = { 0.5f },
                                         });
  return history;
}

static void
append_steps (GradusHistory *history, guint n_steps)
{
  guint64 from = gradus_history_get_n_steps (history);

  for (guint i = 0; i < n_steps; i++)
    gradus_history_append_step (history, &(GradusHistoryStep){ .step = from + i + 1 });
}

static void
set_rate (GradusProject *project, double rate)
{
  g_assert_true (gradus_config_set_float (project->sequential->optimizer, "learning_rate",
                                          rate, NULL));
}

/* --- Settings --- */

static void
test_settings (void)
{
  g_autoptr (GradusProject) project = make_project ();
  g_autoptr (GPtrArray)     before = NULL;
  g_autoptr (GPtrArray)     after = NULL;
  g_autoptr (GPtrArray)     unknown = gradus_run_settings_new ();
  g_autofree char          *same = NULL;
  g_autofree char          *changes = NULL;

  set_rate (project, 0.01);
  before = gradus_run_settings_new_from_parts (project->sequential, &project->data,
                                               &project->fit);
  same = gradus_run_settings_compare (before, before);
  g_assert_cmpstr (same, ==, "");
  set_rate (project, 0.1);
  project->fit.batch_size = 7;
  g_assert_true (
    gradus_config_set_int (gradus_sequential_get_layer (project->sequential, 0)->config,
                           "units", 99, NULL));
  after = gradus_run_settings_new_from_parts (project->sequential, &project->data,
                                              &project->fit);
  changes = gradus_run_settings_compare (before, after);
  g_assert_nonnull (g_strstr_len (changes, -1, "learning_rate 0.01 → 0.1"));
  g_assert_nonnull (g_strstr_len (changes, -1, "batch_size "));
  g_assert_nonnull (g_strstr_len (changes, -1, ".units "));
  g_assert_nonnull (g_strstr_len (changes, -1, " → 99"));
  g_assert_null (g_strstr_len (changes, -1, "layers"));
  g_assert_null (gradus_run_settings_compare (unknown, after));
}

/* Parameters that only one optimizer has go without saying. */
static void
test_other_optimizer (void)
{
  g_autoptr (GradusProject) project = make_project ();
  g_autoptr (GPtrArray)     before = NULL;
  g_autoptr (GPtrArray)     after = NULL;
  g_autofree char          *changes = NULL;

  gradus_sequential_take_optimizer (project->sequential,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               "SGD"));
  set_rate (project, 0.01);
  before = gradus_run_settings_new_from_parts (project->sequential, &project->data,
                                               &project->fit);
  gradus_sequential_take_optimizer (project->sequential,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               "Adam"));
  set_rate (project, 0.01);
  after = gradus_run_settings_new_from_parts (project->sequential, &project->data,
                                              &project->fit);
  changes = gradus_run_settings_compare (before, after);
  g_assert_cmpstr (changes, ==, "optimizer SGD → Adam");
}

/* --- When a run ends --- */

static void
test_reset_ends_run (void)
{
  g_autoptr (GradusRunKeeper) keeper = gradus_run_keeper_new ();
  g_autoptr (GradusProject)   project = make_project ();
  g_autoptr (GradusHistory)   first = make_history (0);
  g_autoptr (GradusHistory)   second = make_history (0);
  g_autoptr (GradusRun)       run = NULL;
  g_autofree char            *id = NULL;

  set_rate (project, 0.25);
  gradus_run_keeper_begin (keeper, 1, project);
  g_assert_null (gradus_run_keeper_follow (keeper, 1, first));
  id = g_strdup (gradus_run_keeper_get_id (keeper));
  append_steps (first, 100);
  g_assert_null (gradus_run_keeper_follow (keeper, 1, first));
  run = gradus_run_keeper_follow (keeper, 1, second);
  g_assert_nonnull (run);
  g_assert_true (run->history == first);
  g_assert_cmpstr (run->id, ==, id);
  g_assert_cmpstr (run->title, ==, "");
  g_assert_cmpstr (gradus_run_settings_find (run->settings, "learning_rate"), ==, "0.25");
  g_assert_nonnull (g_strstr_len (run->summary, -1, "0.25"));
  g_assert_cmpstr (gradus_run_keeper_get_id (keeper), !=, id);
}

static void
test_short_run_is_dropped (void)
{
  g_autoptr (GradusRunKeeper) keeper = gradus_run_keeper_new ();
  g_autoptr (GradusProject)   project = make_project ();
  g_autoptr (GradusHistory)   first = make_history (3);
  g_autoptr (GradusHistory)   second = make_history (3);
  g_autoptr (GradusRun)       run = NULL;

  gradus_run_keeper_begin (keeper, 1, project);
  g_assert_null (gradus_run_keeper_follow (keeper, 1, first));
  g_assert_null (gradus_run_keeper_follow (keeper, 1, second));
  /* A whole epoch counts, however few batches it had. */
  gradus_history_append_epoch (second, &(GradusHistoryEpoch){ .epoch = 1, .step = 3 });
  run = gradus_run_keeper_follow (keeper, 1, NULL);
  g_assert_nonnull (run);
}

/* The snapshot in which a run ends comes after the edit that ended it: the run keeps the
 * settings it was trained with, and those that were changed while it went on. */
static void
test_settings_belong_to_run (void)
{
  g_autoptr (GradusRunKeeper) keeper = gradus_run_keeper_new ();
  g_autoptr (GradusProject)   project = make_project ();
  g_autoptr (GradusHistory)   first = make_history (50);
  g_autoptr (GradusHistory)   second = make_history (50);
  g_autoptr (GradusRun)       one = NULL;
  g_autoptr (GradusRun)       two = NULL;

  set_rate (project, 0.1);
  gradus_run_keeper_begin (keeper, 1, project);
  g_assert_null (gradus_run_keeper_follow (keeper, 1, first));
  set_rate (project, 0.2);
  gradus_run_keeper_retune (keeper, project);
  append_steps (first, 1);
  g_assert_null (gradus_run_keeper_follow (keeper, 1, first));
  project->fit.batch_size = 9;
  gradus_run_keeper_begin (keeper, 2, project);
  set_rate (project, 0.3);
  gradus_run_keeper_retune (keeper, project);
  g_assert_null (gradus_run_keeper_follow (keeper, 1, first));
  one = gradus_run_keeper_follow (keeper, 2, second);
  g_assert_cmpstr (gradus_run_settings_find (one->settings, "learning_rate"), ==, "0.2");
  g_assert_cmpstr (gradus_run_settings_find (one->settings, "batch_size"), !=, "9");
  two = gradus_run_keeper_follow (keeper, 2, NULL);
  g_assert_cmpstr (gradus_run_settings_find (two->settings, "learning_rate"), ==, "0.3");
  g_assert_cmpstr (gradus_run_settings_find (two->settings, "batch_size"), ==, "9");
}

/* Who trains, turns the rate and begins again has trained with the rate before. */
static void
test_turned_after_the_end (void)
{
  g_autoptr (GradusRunKeeper) keeper = gradus_run_keeper_new ();
  g_autoptr (GradusProject)   project = make_project ();
  g_autoptr (GradusHistory)   first = make_history (50);
  g_autoptr (GradusHistory)   second = make_history (50);
  g_autoptr (GradusRun)       one = NULL;
  g_autoptr (GradusRun)       two = NULL;

  set_rate (project, 0.1);
  gradus_run_keeper_begin (keeper, 1, project);
  g_assert_null (gradus_run_keeper_follow (keeper, 1, first));
  set_rate (project, 0.2);
  gradus_run_keeper_retune (keeper, project);
  g_assert_null (gradus_run_keeper_follow (keeper, 1, first));
  g_assert_cmpstr (gradus_run_settings_find (gradus_run_keeper_get_settings (keeper),
                                             "learning_rate"),
                   ==, "0.2");
  one = gradus_run_keeper_follow (keeper, 1, second);
  g_assert_cmpstr (gradus_run_settings_find (one->settings, "learning_rate"), ==, "0.1");
  two = gradus_run_keeper_follow (keeper, 1, NULL);
  g_assert_cmpstr (gradus_run_settings_find (two->settings, "learning_rate"), ==, "0.2");
}

/* News of the document before, still under way when another one was opened. */
static void
test_other_document (void)
{
  g_autoptr (GradusRunKeeper) keeper = gradus_run_keeper_new ();
  g_autoptr (GradusProject)   project = make_project ();
  g_autoptr (GradusHistory)   old = make_history (50);
  g_autoptr (GradusHistory)   late = make_history (50);
  g_autoptr (GradusHistory) new = make_history (0);

  gradus_run_keeper_begin (keeper, 1, project);
  g_assert_null (gradus_run_keeper_follow (keeper, 1, old));
  gradus_run_keeper_forget (keeper, 2);
  g_assert_null (gradus_run_keeper_follow (keeper, 1, late));
  gradus_run_keeper_begin (keeper, 3, project);
  g_assert_null (gradus_run_keeper_follow (keeper, 2, NULL));
  g_assert_null (gradus_run_keeper_follow (keeper, 3, new));
}

/* Going on from an earlier point: an empty history may come in between. */
static void
test_branch (void)
{
  for (guint with_empty = 0; with_empty < 2; with_empty++)
    {
      g_autoptr (GradusRunKeeper) keeper = gradus_run_keeper_new ();
      g_autoptr (GradusProject)   project = make_project ();
      g_autoptr (GradusHistory)   trunk = make_history (80);
      g_autoptr (GradusHistory)   empty = make_history (0);
      g_autoptr (GradusHistory)   branch = make_history (40);
      g_autoptr (GradusRun)       one = NULL;
      g_autoptr (GradusRun)       two = NULL;

      gradus_run_keeper_begin (keeper, 1, project);
      g_assert_null (gradus_run_keeper_follow (keeper, 1, trunk));
      gradus_run_keeper_branch (keeper, 40);
      gradus_run_keeper_begin (keeper, 2, project);
      if (with_empty)
        one = gradus_run_keeper_follow (keeper, 2, empty);
      if (with_empty)
        g_assert_null (gradus_run_keeper_follow (keeper, 2, branch));
      else
        one = gradus_run_keeper_follow (keeper, 2, branch);
      g_assert_nonnull (one);
      g_assert_null (one->parent);
      two = gradus_run_keeper_follow (keeper, 2, NULL);
      g_assert_cmpstr (two->parent, ==, one->id);
      g_assert_cmpuint (two->parent_step, ==, 40);
    }
}

/* --- In the document --- */

static GradusRun *
get_run (GradusDocument *document, guint index)
{
  const GPtrArray *runs = gradus_document_get_project (document)->runs;

  g_assert_cmpuint (index, <, runs->len);
  return runs->pdata[index];
}

static guint
count_runs (GradusDocument *document)
{
  return gradus_document_get_project (document)->runs->len;
}

static void
keep_some (GradusDocument *document, guint n)
{
  g_autoptr (GradusHistory) history = make_history (20);

  for (guint i = 0; i < n; i++)
    gradus_document_keep_run (document, gradus_run_new ("", "", history));
}

static gboolean
is_modified (GradusDocument *document)
{
  gboolean modified;

  g_object_get (document, "modified", &modified, NULL);
  return modified;
}

static void
test_keep (void)
{
  g_autoptr (GradusProject)  project = make_project ();
  g_autoptr (GradusDocument) document = gradus_document_new_from_project (project);

  keep_some (document, 3);
  g_assert_cmpuint (count_runs (document), ==, 3);
  g_assert_cmpstr (get_run (document, 0)->title, ==, "Run 1");
  g_assert_cmpstr (get_run (document, 2)->title, ==, "Run 3");
  g_assert_cmpuint (get_run (document, 0)->color, !=, get_run (document, 1)->color);
  g_assert_true (is_modified (document));
  gradus_document_mark_saved (document, NULL);
  g_assert_false (is_modified (document));
  /* A title that is free, and the colour that went with the run. */
  {
    g_autofree char *id = g_strdup (get_run (document, 1)->id);
    guint            color = get_run (document, 1)->color;

    gradus_document_remove_run (document, id);
    keep_some (document, 1);
    g_assert_cmpstr (get_run (document, 2)->title, ==, "Run 4");
    g_assert_cmpuint (get_run (document, 2)->color, !=, get_run (document, 0)->color);
    g_assert_cmpuint (get_run (document, 2)->color, ==, color);
  }
  keep_some (document, 100);
  g_assert_cmpuint (count_runs (document), ==, 60);
}

/* Undoing an edit does not take away what was measured since. */
static void
test_undo_keeps_runs (void)
{
  g_autoptr (GradusProject)  project = make_project ();
  g_autoptr (GradusDocument) document = gradus_document_new_from_project (project);

  g_assert_true (
    gradus_document_set_optimizer_param (document, "learning_rate", "0.5", NULL));
  keep_some (document, 1);
  gradus_document_undo (document);
  g_assert_cmpuint (count_runs (document), ==, 1);
  keep_some (document, 1);
  gradus_document_redo (document);
  g_assert_cmpuint (count_runs (document), ==, 2);
}

static void
note_changes_cb (GradusDocument *document, guint changes, gpointer user_data)
{
  *(guint *) user_data |= changes;
}

static void
test_edit (void)
{
  g_autoptr (GradusProject)  project = make_project ();
  g_autoptr (GradusDocument) document = gradus_document_new_from_project (project);
  g_autofree char           *id = NULL;
  guint                      changes = 0;

  keep_some (document, 2);
  id = g_strdup (get_run (document, 0)->id);
  g_signal_connect (document, "changed", G_CALLBACK (note_changes_cb), &changes);

  gradus_document_rename_run (document, id, "Fast");
  g_assert_cmpuint (changes, ==, GRADUS_CHANGE_RUNS);
  g_assert_cmpstr (gradus_document_find_run (document, id)->title, ==, "Fast");
  gradus_document_hide_run (document, id, TRUE);
  g_assert_true (gradus_document_find_run (document, id)->hidden);
  gradus_document_color_run (document, id, 5);
  g_assert_cmpuint (gradus_document_find_run (document, id)->color, ==, 5);
  gradus_document_remove_run (document, id);
  g_assert_null (gradus_document_find_run (document, id));
  /* What changes nothing makes no step. */
  gradus_document_remove_run (document, id);
  gradus_document_rename_run (document, get_run (document, 0)->id, "");

  gradus_document_undo (document);
  g_assert_cmpuint (gradus_document_find_run (document, id)->color, ==, 5);
  gradus_document_undo (document);
  gradus_document_undo (document);
  g_assert_false (gradus_document_find_run (document, id)->hidden);
  g_assert_cmpstr (gradus_document_find_run (document, id)->title, ==, "Fast");
  gradus_document_undo (document);
  g_assert_cmpstr (gradus_document_find_run (document, id)->title, ==, "Run 1");
  g_assert_cmpuint (changes, ==, GRADUS_CHANGE_RUNS);
}

/* A long run is kept in a bounded number of points whose mean is right. */
static void
test_thin (void)
{
  g_autoptr (GradusHistory) history = make_history (50001);
  g_autoptr (GradusHistory) thin = NULL;
  gsize                     n;
  double                    sum = 0;

  gradus_history_append_epoch (history, &(GradusHistoryEpoch){ .epoch = 1 });
  thin = gradus_history_thin (history, GRADUS_RUN_MAX_STEPS);
  n = gradus_history_get_n_steps (thin);
  g_assert_cmpuint (n, ==, 16667);
  g_assert_cmpuint (gradus_history_get_n_epochs (thin), ==, 1);
  g_assert_cmpuint (gradus_history_get_step (thin, n - 1)->step, ==, 50001);
  /* Losses are 0, 1, 2 …: of the first three 1, and of all the same mean as before. */
  g_assert_cmpfloat (gradus_history_get_step (thin, 0)->loss, ==, 1);
  for (gsize i = 0; i < n; i++)
    sum += (double) gradus_history_get_step (thin, i)->loss;
  g_assert_cmpfloat_with_epsilon (sum / (double) n, 25000, 1e-6);
  {
    g_autoptr (GradusHistory) same = gradus_history_thin (thin, GRADUS_RUN_MAX_STEPS);

    g_assert_true (same == thin);
  }
}

/* What Gradus wrote before runs had more than a title and a summary. */
static void
test_old_json (void)
{
  g_autoptr (GradusHistory) history = make_history (30);
  JsonObject               *object = json_object_new ();
  g_autoptr (JsonNode)      node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GradusRun)     run = NULL;

  json_node_take_object (node, object);
  json_object_set_string_member (object, "title", "First");
  json_object_set_string_member (object, "summary", "SGD");
  g_assert_null (gradus_run_from_json (node));
  json_object_set_object_member (object, "history", gradus_history_to_json (history));
  run = gradus_run_from_json (node);
  g_assert_nonnull (run);
  g_assert_cmpstr (run->title, ==, "First");
  g_assert_cmpuint (run->settings->len, ==, 0);
  g_assert_false (run->hidden);
  g_assert_true (g_uuid_string_is_valid (run->id));
  json_object_set_int_member (object, "color", GRADUS_RUN_N_COLORS);
  g_assert_null (gradus_run_from_json (node));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/runs/settings", test_settings);
  g_test_add_func ("/runs/other-optimizer", test_other_optimizer);
  g_test_add_func ("/runs/reset-ends-run", test_reset_ends_run);
  g_test_add_func ("/runs/short-run-is-dropped", test_short_run_is_dropped);
  g_test_add_func ("/runs/settings-belong-to-run", test_settings_belong_to_run);
  g_test_add_func ("/runs/turned-after-the-end", test_turned_after_the_end);
  g_test_add_func ("/runs/other-document", test_other_document);
  g_test_add_func ("/runs/branch", test_branch);
  g_test_add_func ("/runs/keep", test_keep);
  g_test_add_func ("/runs/undo-keeps-runs", test_undo_keeps_runs);
  g_test_add_func ("/runs/edit", test_edit);
  g_test_add_func ("/runs/thin", test_thin);
  g_test_add_func ("/runs/old-json", test_old_json);
  return g_test_run ();
}
