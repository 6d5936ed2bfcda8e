/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io-fixture.h"

#include "io/run-files.h"

#include <math.h>

/* What ModelCheckpoint and CSVLogger leave behind. */

static GradusConfig *
new_callback (const char *name, const char *param, const char *value)
{
  GradusConfig      *callback = gradus_config_new_by_name (GRADUS_FAMILY_CALLBACK, name);
  g_autoptr (GError) error = NULL;

  gradus_config_set_from_string (callback, param, value, &error);
  g_assert_no_error (error);
  return callback;
}

static void
append_epoch (GradusHistory *history, double loss, double accuracy)
{
  GradusHistoryEpoch epoch = { .epoch = gradus_history_get_n_epochs (history) + 1,
                               .loss = loss,
                               .has_validation = TRUE,
                               .validation_loss = loss + 0.25 };

  epoch.metrics[0] = accuracy;
  epoch.validation_metrics[0] = accuracy - 0.25;
  gradus_history_append_epoch (history, &epoch);
}

static GradusProject *
make_project (void)
{
  const GradusTemplate *model = gradus_template_find ("logistic");
  GradusProject        *project = gradus_template_build (model);
  GPtrArray            *callbacks = project->sequential->callbacks;
  GradusConfig         *best =
    new_callback ("ModelCheckpoint", "filepath", "best-{epoch:02d}-{val_loss:.2f}.keras");

  gradus_config_set_bool (best, "save_best_only", TRUE, NULL);
  g_ptr_array_add (callbacks, best);
  g_ptr_array_add (callbacks, new_callback ("CSVLogger", "filename", "log.csv"));
  return project;
}

static gboolean
exists (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static void
test_epochs (void)
{
  static const char *const  names[] = { "accuracy" };
  static const double       losses[] = { 1.0, 2.0, 0.5 };
  char                     *folder = fixture_folder_new ();
  g_autoptr (GradusHistory) history = gradus_history_new (1, names);
  GradusProject            *project = make_project ();
  GradusKerasFile file = { .project = project, .history = history, .learning_rate = NAN };
  g_autoptr (GradusRunFiles) files = gradus_run_files_new (project->sequential, folder);
  g_autofree char           *log = g_build_filename (folder, "log.csv", NULL);
  g_autofree char           *text = NULL;
  g_autoptr (GError)         error = NULL;

  g_assert_true (gradus_run_files_is_needed (project->sequential));
  for (guint i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      append_epoch (history, losses[i], 0.5);
      g_assert_true (gradus_run_files_end_epoch (files, &file, 0, i, &error));
      g_assert_no_error (error);
    }
  g_assert_true (exists (folder, "best-01-1.25.keras"));
  g_assert_false (exists (folder, "best-02-2.25.keras"));
  g_assert_true (exists (folder, "best-03-0.75.keras"));
  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  g_assert_cmpstr (text, ==,
                   "epoch,accuracy,loss,val_accuracy,val_loss\n"
                   "0,0.5,1,0.25,1.25\n"
                   "1,0.5,2,0.25,2.25\n"
                   "2,0.5,0.5,0.25,0.75\n");
  gradus_project_free (project);
  fixture_folder_free (folder);
}

static void
test_no_folder (void)
{
  static const char *const  names[] = { "accuracy" };
  g_autoptr (GradusHistory) history = gradus_history_new (1, names);
  GradusProject            *project = make_project ();
  GradusKerasFile file = { .project = project, .history = history, .learning_rate = NAN };
  g_autoptr (GradusRunFiles) files =
    gradus_run_files_new (project->sequential, "/nonexistent/folder");
  g_autoptr (GError) error = NULL;

  append_epoch (history, 1, 0.5);
  g_assert_false (gradus_run_files_end_epoch (files, &file, 0, 0, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  gradus_project_free (project);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-files/epochs", test_epochs);
  g_test_add_func ("/run-files/no-folder", test_no_folder);
  return g_test_run ();
}
