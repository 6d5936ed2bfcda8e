/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/report.h"

#include "io/project.h"
#include "plot/report-facts.h"
#include "plot/report-flow.h"
#include "random-stack.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* GRADUS_REPORT_DIR=folder keeps the reports there, to look at. */

#define N_TRAIN 400
#define N_TEST 120
#define N_STACKS 80
#define N_LAYERS 6

/* ---- Distributing over pages ---- */

static void
paint_nothing (cairo_t           *cr,
               const GradusTheme *theme,
               double             width,
               double             height,
               gpointer           data)
{
}

static void
add_block (GradusReportFlow *flow, double height, double least, gboolean keep, int head)
{
  gradus_report_flow_add (flow, &(GradusReportBlock){ .height = height,
                                                      .least = least,
                                                      .gap = 10,
                                                      .keep = keep,
                                                      .head = head,
                                                      .paint = paint_nothing });
}

static void
check_places (const GradusReportFlow *flow, const char *expected, guint expected_pages)
{
  guint              n_pages;
  g_autoptr (GArray) places = gradus_report_flow_break (flow, 100, &n_pages);
  GString           *text = g_string_new (NULL);
  g_autofree char   *seen = NULL;

  for (guint i = 0; i < places->len; i++)
    {
      const GradusReportPlace *place = &g_array_index (places, GradusReportPlace, i);

      g_string_append_printf (text, "%s%u%s@%u:%g+%g", i > 0 ? " " : "", place->block,
                              place->is_repeated ? "r" : "", place->page, place->y,
                              place->height * place->scale);
    }
  seen = g_string_free (text, FALSE);
  g_assert_cmpstr (seen, ==, expected);
  g_assert_cmpuint (n_pages, ==, expected_pages);
}

static void
test_flow_empty (void)
{
  g_autoptr (GradusReportFlow) flow = gradus_report_flow_new (50);

  check_places (flow, "", 1);
}

/* Gaps stand between blocks, but not at the top of a page. */
static void
test_flow_gaps (void)
{
  g_autoptr (GradusReportFlow) flow = gradus_report_flow_new (50);

  for (guint i = 0; i < 4; i++)
    add_block (flow, 45, 0, FALSE, -1);
  check_places (flow, "0@0:0+45 1@0:55+45 2@1:0+45 3@1:55+45", 2);
}

static void
test_flow_heading (void)
{
  g_autoptr (GradusReportFlow) flow = gradus_report_flow_new (50);

  add_block (flow, 60, 0, FALSE, -1);
  add_block (flow, 10, 0, TRUE, -1);
  add_block (flow, 30, 0, FALSE, -1);
  /* The heading alone would have had room. */
  check_places (flow, "0@0:0+60 1@1:0+10 2@1:20+30", 2);
}

static void
test_flow_table (void)
{
  g_autoptr (GradusReportFlow) flow = gradus_report_flow_new (50);

  add_block (flow, 10, 0, TRUE, -1);
  for (guint i = 0; i < 3; i++)
    add_block (flow, 30, 0, FALSE, 0);
  check_places (flow, "0@0:0+10 1@0:20+30 2@0:60+30 0r@1:0+10 3@1:20+30", 2);
}

static void
test_flow_pressed (void)
{
  g_autoptr (GradusReportFlow) flow = gradus_report_flow_new (50);

  add_block (flow, 30, 0, FALSE, -1);
  add_block (flow, 80, 40, FALSE, -1);
  add_block (flow, 70, 0, FALSE, -1);
  add_block (flow, 80, 40, FALSE, -1);
  /* The second block gives way; the last one would have to give way too much. */
  check_places (flow, "0@0:0+30 1@0:40+60 2@1:0+70 3@2:0+80", 3);
}

/* What is pressed leaves room for what must stay with it. */
static void
test_flow_pressed_chain (void)
{
  g_autoptr (GradusReportFlow) flow = gradus_report_flow_new (50);

  add_block (flow, 10, 0, FALSE, -1);
  add_block (flow, 80, 40, TRUE, -1);
  add_block (flow, 20, 0, FALSE, -1);
  check_places (flow, "0@0:0+10 1@0:20+50 2@0:80+20", 1);
}

static void
test_flow_too_high (void)
{
  g_autoptr (GradusReportFlow) flow = gradus_report_flow_new (50);

  add_block (flow, 20, 0, TRUE, -1);
  add_block (flow, 400, 0, FALSE, -1);
  add_block (flow, 20, 0, FALSE, -1);
  /* Nothing is cut off: it is made smaller. */
  check_places (flow, "0@0:0+20 1@1:0+100 2@2:0+20", 3);
}

static void
test_flow_columns (void)
{
  g_autoptr (GradusReportFlow) flow = gradus_report_flow_new (50);
  GradusReportFlow            *left = gradus_report_flow_new (20);
  GradusReportFlow            *right = gradus_report_flow_new (20);

  add_block (left, 30, 0, FALSE, -1);
  add_block (right, 20, 0, FALSE, -1);
  add_block (right, 20, 0, FALSE, -1);
  gradus_report_flow_add_columns (flow, left, right, 10, 100);
  g_assert_cmpuint (gradus_report_flow_get_n_blocks (flow), ==, 1);
  g_assert_cmpfloat (gradus_report_flow_get_height (flow), ==, 50);

  /* Too high to stand beside each other. */
  left = gradus_report_flow_new (20);
  right = gradus_report_flow_new (20);
  add_block (left, 30, 0, TRUE, -1);
  add_block (right, 90, 0, TRUE, -1);
  add_block (right, 90, 0, FALSE, 0);
  gradus_report_flow_add_columns (flow, left, right, 10, 100);
  g_assert_cmpuint (gradus_report_flow_get_n_blocks (flow), ==, 4);
  g_assert_cmpint (gradus_report_flow_get_block (flow, 3)->head, ==, 2);
  g_assert_cmpfloat (gradus_report_flow_get_block (flow, 3)->width, ==, 20);
}

/* ---- Reading curves ---- */

static GradusHistory *
make_history (guint n, const double *training, const double *validation)
{
  static const char *const names[] = { "accuracy", "mean_absolute_error" };
  GradusHistory           *history = gradus_history_new (2, names);

  for (guint i = 0; i < n; i++)
    {
      GradusHistoryStep  step = { .step = i + 1,
                                  .epoch = i + 1,
                                  .loss = (float) training[i] };
      GradusHistoryEpoch epoch = { .epoch = i + 1,
                                   .step = i + 1,
                                   .loss = training[i],
                                   .metrics = { 1 - training[i], training[i] } };

      if (validation != NULL)
        {
          epoch.has_validation = TRUE;
          epoch.validation_loss = validation[i];
          epoch.validation_metrics[0] = 1 - validation[i];
          epoch.validation_metrics[1] = validation[i];
        }
      gradus_history_append_step (history, &step);
      gradus_history_append_epoch (history, &epoch);
    }
  return history;
}

static void
test_best (void)
{
  static const double       training[] = { 0.5, 0.4, 0.3, 0.2 };
  static const double       validation[] = { 0.6, 0.3, 0.35, 0.4 };
  g_autoptr (GradusHistory) history = make_history (4, training, validation);
  g_autoptr (GradusHistory) alone = make_history (4, training, NULL);
  GradusReportBest          best = gradus_report_find_best (history, -1);

  g_assert_cmpuint (best.epoch, ==, 2);
  g_assert_cmpfloat (best.value, ==, 0.3);
  g_assert_true (best.is_validation);
  best = gradus_report_find_best (history, 0);
  g_assert_true (best.higher_is_better);
  g_assert_cmpuint (best.epoch, ==, 2);
  g_assert_cmpfloat (best.value, ==, 0.7);
  best = gradus_report_find_best (history, 1);
  g_assert_false (best.higher_is_better);
  g_assert_cmpfloat (best.value, ==, 0.3);
  best = gradus_report_find_best (alone, -1);
  g_assert_false (best.is_validation);
  g_assert_cmpuint (best.epoch, ==, 4);
}

static void
test_reading (void)
{
  static const double falling[] = { 0.5, 0.4, 0.3, 0.2 };
  static const double rising[] = { 0.6, 0.3, 0.35, 0.4 };
  static const double level[] = { 0.6, 0.3, 0.301, 0.3005 };
  static const double beyond[] = { 0.6, 0.9, 8, INFINITY };
  static const struct
  {
    const double *training;
    const double *validation;
    const char   *words[2];
  } cases[] = {
    { falling, rising, { "after epoch 2, at 0.300", "risen to 0.400" } },
    { falling, level, { "after epoch 2, at 0.300", "hardly changed" } },
    { falling, falling, { "still falling", "0.200" } },
    { falling, NULL, { "training loss was still falling", "held back" } },
    { level, NULL, { "after the last epoch was 0.300", "held back" } },
    { beyond, NULL, { "beyond all numbers", "smaller" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GradusHistory) history =
        make_history (4, cases[i].training, cases[i].validation);
      g_autofree char *reading = gradus_report_read_curves (history);

      for (guint k = 0; k < 2; k++)
        if (strstr (reading, cases[i].words[k]) == NULL)
          g_error ("%s: %s is missing", reading, cases[i].words[k]);
    }
}

static void
test_reading_nothing (void)
{
  g_autoptr (GradusHistory) history = make_history (0, NULL, NULL);

  g_assert_null (gradus_report_read_curves (history));
}

/* ---- Whole reports ---- */

typedef struct
{
  GradusKerasFile *file;
  GradusDataset   *train;
  GradusDataset   *test;
} Run;

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->file, gradus_keras_file_free);
  g_clear_pointer (&run->train, gradus_dataset_unref);
  g_clear_pointer (&run->test, gradus_dataset_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static void
note_step (GradusHistory *history, const GradusStepReport *report)
{
  if (report->phase == GRADUS_PHASE_BATCH)
    {
      GradusHistoryStep step = { .step = report->step,
                                 .epoch = report->epoch +
                                          (double) report->batch / report->n_batches,
                                 .loss = (float) report->loss };

      for (guint i = 0; i < report->n_metrics; i++)
        step.metrics[i] = (float) report->metrics[i];
      gradus_history_append_step (history, &step);
    }
  else if (report->phase == GRADUS_PHASE_EPOCH_END)
    {
      GradusHistoryEpoch epoch = { .epoch = gradus_history_get_n_epochs (history) + 1,
                                   .step = report->step,
                                   .loss = report->epoch_loss,
                                   .has_validation = report->has_validation,
                                   .validation_loss = report->validation_loss,
                                   .seconds = 1.5 };

      memcpy (epoch.metrics, report->epoch_metrics, sizeof epoch.metrics);
      memcpy (epoch.validation_metrics, report->validation_metrics,
              sizeof epoch.validation_metrics);
      gradus_history_append_epoch (history, &epoch);
    }
}

/* Trains a little, as a user would. Returns whether it went well. */
static gboolean
train_if_possible (Run *run, guint n_epochs)
{
  GradusProject            *project = run->file->project;
  g_autoptr (GError)        error = NULL;
  g_autoptr (GradusTrainer) trainer = NULL;
  const char               *names[GRADUS_MAX_METRICS];
  GradusStepReport          report;

  project->fit.epochs = n_epochs;
  trainer =
    gradus_trainer_new (project->sequential, run->train, NULL, &project->fit, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < gradus_trainer_get_n_metrics (trainer); i++)
    names[i] = gradus_trainer_get_metric_name (trainer, i);
  run->file->history = gradus_history_new (gradus_trainer_get_n_metrics (trainer), names);
  while (gradus_trainer_step (trainer, &report) != GRADUS_PHASE_FINISHED &&
         report.phase != GRADUS_PHASE_DIVERGED)
    note_step (run->file->history, &report);
  run->file->weights = gradus_model_dup_weights (gradus_trainer_get_model (trainer));
  return report.phase == GRADUS_PHASE_FINISHED;
}

static void
train (Run *run, guint n_epochs)
{
  g_assert_true (train_if_possible (run, n_epochs));
}

static void
begin_run (Run *run, const char *template)
{
  g_autoptr (GError) error = NULL;

  run->file = g_new0 (GradusKerasFile, 1);
  run->file->project = gradus_template_build (gradus_template_find (template));
  run->file->from_gradus = TRUE;
  run->file->project->data.n_train = N_TRAIN;
  run->file->project->data.n_test = N_TEST;
  gradus_data_ref_load (&run->file->project->data, &run->train, &run->test, NULL, &error);
  g_assert_no_error (error);
}

static GBytes *
render (const Run *run, GradusDataset *samples, const GradusReportOptions *options)
{
  g_autoptr (GError) error = NULL;
  GBytes *report = gradus_report_render (run->file, samples, options, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  return report;
}

/* What one of poppler's programs says of a report. */
static char *
ask_poppler (const char *program, const char *option, const char *name, GBytes *report)
{
  const char      *kept = g_getenv ("GRADUS_REPORT_DIR");
  g_autofree char *tool = g_find_program_in_path (program);
  g_autofree char *folder =
    kept != NULL ? g_strdup (kept) : g_dir_make_tmp ("gradus-XXXXXX", NULL);
  g_autofree char   *base = g_strconcat (name, ".pdf", NULL);
  g_autofree char   *path = g_build_filename (folder, base, NULL);
  g_autofree char   *problems = NULL;
  g_autoptr (GError) error = NULL;
  char              *said = NULL;
  gsize              n_bytes;
  const char        *bytes = g_bytes_get_data (report, &n_bytes);
  int                status = 0;

  g_assert_cmpmem (bytes, 5, "%PDF-", 5);
  if (tool == NULL)
    {
      g_test_skip ("poppler-utils is not installed");
      return NULL;
    }
  g_assert_true (g_file_set_contents (path, bytes, (gssize) n_bytes, NULL));
  {
    const char *with[] = { tool, option, path, NULL, NULL };
    const char *plain[] = { tool, path, NULL, NULL };
    gboolean    is_text = g_str_equal (program, "pdftotext");

    if (is_text)
      (option != NULL ? with : plain)[option != NULL ? 3 : 2] = "-";
    g_assert_true (g_spawn_sync (NULL, (char **) (option != NULL ? with : plain), NULL,
                                 G_SPAWN_DEFAULT, NULL, NULL, &said, &problems, &status,
                                 &error));
  }
  g_assert_no_error (error);
  /* A broken file makes poppler complain. */
  g_assert_cmpstr (problems, ==, "");
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  if (kept == NULL)
    {
      g_unlink (path);
      g_rmdir (folder);
    }
  return said;
}

static void
assert_contains (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is missing in:\n%s", part, text);
}

static void
assert_lacks (const char *text, const char *part)
{
  if (strstr (text, part) != NULL)
    g_error ("“%s” is not expected in:\n%s", part, text);
}

static guint
count_pages (const char *info)
{
  const char *line = strstr (info, "Pages:");

  g_assert_nonnull (line);
  return (guint) g_ascii_strtoull (line + strlen ("Pages:"), NULL, 10);
}

static void
check_fonts (const char *name, GBytes *report)
{
  g_autofree char *fonts = ask_poppler ("pdffonts", NULL, name, report);
  g_auto (GStrv)   lines = NULL;

  if (fonts == NULL)
    return;
  lines = g_strsplit (g_strchomp (fonts), "\n", -1);
  /* Two lines of head, then a line for each font, in columns under the head. */
  g_assert_cmpuint (g_strv_length (lines), >, 3);
  for (guint i = 2; lines[i] != NULL; i++)
    {
      gsize column = (gsize) (strstr (lines[0], "emb sub uni") - lines[0]);

      g_assert_cmpuint (strlen (lines[i]), >, column + 11);
      if (!g_str_has_prefix (lines[i] + column, "yes yes yes"))
        g_error ("A font is not embedded as a subset with its letters: %s", lines[i]);
    }
}

static void
test_tutorial (void)
{
  g_autoptr (GDateTime)     date = g_date_time_new_utc (2026, 3, 14, 15, 9, 26);
  const GradusReportOptions options = { GRADUS_REPORT_A4, "Ada Lovelace", date };
  g_auto (Run)              run = { NULL };
  g_autoptr (GBytes)        report = NULL;
  g_autofree char          *text = NULL;
  g_autofree char          *info = NULL;
  g_autofree char          *loss = NULL;

  begin_run (&run, "tutorial");
  run.file->project->fit.seed = 4711;
  train (&run, 2);
  report = render (&run, run.test, &options);
  text = ask_poppler ("pdftotext", "-layout", "tutorial", report);
  if (text == NULL)
    return;
  assert_contains (text, "The tutorial's model");
  assert_contains (text, "Ada Lovelace");
  assert_contains (text, "14 March 2026");
  assert_contains (text, "25,461");
  assert_contains (text, "25,120 parameters");
  assert_contains (text, "(None, 784)");
  assert_contains (text, "Is the digit 5 or more?");
  assert_contains (text, "4711");
  assert_contains (text, "Batches per epoch");
  assert_contains (text, "5 or more");
  assert_contains (text, "any number of threads");
  assert_contains (text, "layers.Dense(32, activation=\"sigmoid\")");
  loss =
    g_strdup_printf ("%.3f",
                     gradus_history_get_epoch (run.file->history, 1)->validation_loss);
  assert_contains (text, loss);
  info = ask_poppler ("pdfinfo", NULL, "tutorial", report);
  assert_contains (info, "Title:           The tutorial's model");
  assert_contains (info, "Author:          Ada Lovelace");
  assert_contains (info, "Creator:         Gradus ");
  assert_contains (info, "Sat Mar 14 15:09:26 2026");
  assert_contains (info, "Tagged:          yes");
  assert_contains (info, "(A4)");
  g_assert_cmpuint (count_pages (info), >=, 3);
  g_assert_cmpuint (count_pages (info), <=, 5);
  check_fonts ("tutorial", report);
}

/* Notes stand below the title, and long ones go on over pages. */
static void
test_notes (void)
{
  g_auto (Run)       run = { NULL };
  g_autoptr (GBytes) report = NULL;
  g_autoptr (GBytes) longer = NULL;
  g_autofree char   *text = NULL;
  g_autofree char   *info = NULL;
  g_autofree char   *info_of_longer = NULL;
  GString *notes = g_string_new ("\nFive is the hardest.\n\nTry 0.1 tomorrow.\n");

  begin_run (&run, "tutorial");
  g_free (run.file->project->notes);
  run.file->project->notes = g_strdup (notes->str);
  report = render (&run, run.test, NULL);
  for (guint i = 0; i < 200; i++)
    g_string_append_printf (notes, "Line %u of the notes\n", i);
  g_free (run.file->project->notes);
  run.file->project->notes = g_string_free (notes, FALSE);
  longer = render (&run, run.test, NULL);
  text = ask_poppler ("pdftotext", "-layout", "notes", longer);
  if (text == NULL)
    return;
  assert_contains (text, "Notes");
  assert_contains (text, "Five is the hardest.");
  assert_contains (text, "Try 0.1 tomorrow.");
  assert_contains (text, "Line 199 of the notes");
  info = ask_poppler ("pdfinfo", NULL, "notes", report);
  info_of_longer = ask_poppler ("pdfinfo", NULL, "notes", longer);
  g_assert_cmpuint (count_pages (info_of_longer), >=, count_pages (info) + 2);
}

/* The numbers of a report are those that the engine gives. */
static void
test_facts (void)
{
  g_auto (Run)                  run = { NULL };
  g_autoptr (GradusReportFacts) facts = NULL;
  guint                         n_right = 0;

  begin_run (&run, "digit-reader-small");
  train (&run, 2);
  facts = gradus_report_facts_new (run.file, run.test);
  g_assert_nonnull (facts->confusion);
  g_assert_true (facts->are_probabilities);
  g_assert_false (facts->has_errors);
  g_assert_cmpuint (facts->confusion->n_samples, ==, N_TEST);
  for (guint i = 0; i < N_TEST; i++)
    {
      float x[784], y[10];
      guint best = 0;

      gradus_dataset_get_sample (run.test, i, x);
      gradus_model_predict (facts->model, 1, x, y);
      for (guint k = 1; k < 10; k++)
        if (y[k] > y[best])
          best = k;
      n_right += best == gradus_dataset_get_label (run.test, i);
    }
  g_assert_cmpuint (facts->confusion->n_right, ==, n_right);
  g_assert_cmpuint (facts->n_mistakes, ==, N_TEST - n_right);
  g_assert_cmpfloat_with_epsilon (facts->test_metrics[0], (double) n_right / N_TEST,
                                  1e-6);
  g_assert_cmpuint (facts->mistakes->len, ==,
                    MIN (facts->n_mistakes, GRADUS_REPORT_MAX_MISTAKES));
  for (guint i = 1; i < facts->mistakes->len; i++)
    g_assert_cmpfloat (g_array_index (facts->mistakes, GradusReportMistake, i).certainty,
                       <=,
                       g_array_index (facts->mistakes, GradusReportMistake, i - 1)
                         .certainty);
}

static void
test_facts_of_numbers (void)
{
  g_auto (Run)                  run = { NULL };
  g_autoptr (GradusReportFacts) facts = NULL;

  begin_run (&run, "sine-forecast");
  train (&run, 1);
  facts = gradus_report_facts_new (run.file, run.test);
  g_assert_null (facts->confusion);
  g_assert_true (facts->has_errors);
  /* The loss is the mean squared error, the metric the mean absolute one. */
  g_assert_cmpfloat_with_epsilon (facts->errors.root_mean_square, sqrt (facts->test_loss),
                                  1e-5);
  g_assert_cmpfloat_with_epsilon (facts->errors.mean_absolute, facts->test_metrics[0],
                                  1e-5);
  g_assert_cmpfloat (facts->errors.explained, <=, 1);
}

/* Every template, before training and after, on both papers, says what applies to it. */
static void
test_every_template (void)
{
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);

  for (guint i = 0; i < n_templates; i++)
    {
      const GradusReportOptions options = { i % 2 == 0 ? GRADUS_REPORT_A4
                                                       : GRADUS_REPORT_LETTER };
      g_auto (Run)              run = { NULL };
      g_autoptr (GBytes)        before = NULL;
      g_autoptr (GBytes)        after = NULL;
      g_autofree char          *text = NULL;
      g_autofree char          *info = NULL;
      gboolean                  is_empty;

      g_test_message ("%s", templates[i]->id);
      begin_run (&run, templates[i]->id);
      is_empty = gradus_sequential_get_n_layers (run.file->project->sequential) == 0;
      before = render (&run, run.test, &options);
      text = ask_poppler ("pdftotext", NULL, templates[i]->id, before);
      if (text == NULL)
        return;
      assert_contains (text, run.file->project->title);
      assert_contains (text, "not trained");
      assert_lacks (text, "Learned weights");
      assert_lacks (text, "Answers to the test samples");
      if (is_empty)
        continue;
      train (&run, 1);
      after = render (&run, run.test, &options);
      g_free (text);
      text = ask_poppler ("pdftotext", NULL, templates[i]->id, after);
      info = ask_poppler ("pdfinfo", NULL, templates[i]->id, after);
      assert_contains (text, "Learned weights");
      assert_contains (text, "Answers to the test samples");
      assert_contains (text, "Curves");
      assert_contains (text, "How to repeat this run");
      assert_contains (text, gradus_dataset_get_n_classes (run.test) > 0
                               ? "test samples are answered correctly"
                               : "Root mean square error");
      assert_contains (info, options.paper == GRADUS_REPORT_A4 ? "(A4)" : "(letter)");
      g_assert_cmpuint (count_pages (info), <=, 6);
      check_fonts (templates[i]->id, after);
    }
}

/* What is not there is left out, and the rest stays. */
static void
test_missing_parts (void)
{
  g_auto (Run)       run = { NULL };
  g_autoptr (GBytes) without_data = NULL;
  g_autoptr (GBytes) without_history = NULL;
  g_autofree char   *text = NULL;

  begin_run (&run, "digit-reader-small");
  train (&run, 1);
  without_data = render (&run, NULL, NULL);
  text = ask_poppler ("pdftotext", NULL, "no-data", without_data);
  if (text == NULL)
    return;
  assert_lacks (text, "Answers to the test samples");
  assert_contains (text, "Curves");
  assert_contains (text, "Learned weights");

  g_clear_pointer (&run.file->history, gradus_history_unref);
  without_history = render (&run, run.test, NULL);
  g_free (text);
  text = ask_poppler ("pdftotext", NULL, "no-history", without_history);
  assert_lacks (text, "Curves");
  assert_contains (text, "not trained in Gradus");
  assert_contains (text, "Answers to the test samples");
}

/* Other data than the network was made for are no answers. */
static void
test_foreign_data (void)
{
  g_auto (Run)       run = { NULL };
  g_auto (Run)       other = { NULL };
  g_autoptr (GBytes) report = NULL;
  g_autofree char   *text = NULL;

  begin_run (&run, "spirals");
  train (&run, 1);
  begin_run (&other, "tutorial");
  report = render (&run, other.test, NULL);
  text = ask_poppler ("pdftotext", NULL, "foreign", report);
  if (text == NULL)
    return;
  assert_lacks (text, "Answers to the test samples");
  assert_contains (text, "Learned weights");
}

static void
test_broken_stack (void)
{
  g_auto (Run)       run = { NULL };
  g_autoptr (GBytes) report = NULL;
  g_autofree char   *text = NULL;

  begin_run (&run, "tutorial");
  gradus_sequential_add (run.file->project->sequential, "MaxPooling2D");
  report = render (&run, run.test, NULL);
  text = ask_poppler ("pdftotext", "-layout", "broken", report);
  if (text == NULL)
    return;
  assert_contains (text, "max_pooling2d");
  assert_contains (text, "MaxPooling2D needs pictures");
  assert_lacks (text, "Learned weights");
}

static void
test_tall_stack (void)
{
  g_auto (Run)       run = { NULL };
  g_autoptr (GBytes) report = NULL;
  g_autofree char   *text = NULL;
  g_autofree char   *info = NULL;

  begin_run (&run, "empty");
  for (guint i = 0; i < 59; i++)
    gradus_sequential_add_dense (run.file->project->sequential, 8, "relu");
  gradus_sequential_add_dense (run.file->project->sequential, 10, "softmax");
  train (&run, 1);
  report = render (&run, run.test, NULL);
  text = ask_poppler ("pdftotext", "-layout", "tall", report);
  if (text == NULL)
    return;
  /* All are in the table, though not all have room in the picture. */
  assert_contains (text, "more layers");
  for (guint i = 1; i < 60; i++)
    {
      g_autofree char *name = g_strdup_printf ("dense_%u (Dense)", i);

      assert_contains (text, name);
    }
  info = ask_poppler ("pdfinfo", NULL, "tall", report);
  g_assert_cmpuint (count_pages (info), <=, 9);
}

static void
test_titles (void)
{
  g_autofree char  *long_title = g_strnfill (1200, 'x');
  const char *const titles[] = { "שלום עולם",
                                 "Ünïcödé ‘Netz’ Ωμέγα №5",
                                 "",
                                 "One\nline\tonly",
                                 "A rather long title of a network that was trained "
                                 "patiently over a whole weekend by several people who "
                                 "could not agree on a shorter one",
                                 long_title };
  g_auto (Run)      run = { NULL };

  begin_run (&run, "logistic");
  train (&run, 1);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autofree char   *name = g_strdup_printf ("title-%u", i);
      g_autoptr (GBytes) report = NULL;
      g_autofree char   *text = NULL;
      g_autofree char   *info = NULL;

      g_free (run.file->project->title);
      run.file->project->title = g_strdup (titles[i]);
      report = render (&run, run.test, NULL);
      text = ask_poppler ("pdftotext", NULL, name, report);
      if (text == NULL)
        return;
      info = ask_poppler ("pdfinfo", NULL, name, report);
      if (i == 1 || i == 0)
        assert_contains (info, titles[i]);
      if (i == 1)
        assert_contains (text, titles[i]);
      if (i == 2)
        assert_contains (text, "Untitled network");
      if (i == 3)
        assert_contains (text, "One line only");
      g_assert_cmpuint (count_pages (info), <=, 5);
    }
}

/* Any layers, losses and shapes: nothing that cannot be drawn stops the rest. */
static void
test_random_stacks (void)
{
  GradusRandom random = gradus_random_init (17, "report");
  guint        n_trained = 0;

  for (guint i = 0; i < N_STACKS; i++)
    {
      g_auto (Run)       run = { NULL };
      g_autofree char   *name = g_strdup_printf ("random-%u", i);
      g_autoptr (GBytes) report = NULL;
      g_autofree char   *info = NULL;

      run.file = g_new0 (GradusKerasFile, 1);
      run.file->project = gradus_project_new ();
      gradus_sequential_free (run.file->project->sequential);
      run.file->project->sequential = random_stack_new (&random, N_LAYERS, NULL);
      run.file->project->fit.batch_size = 4;
      run.train = random_stack_make_data (run.file->project->sequential, &random, 8);
      run.test = random_stack_make_data (run.file->project->sequential, &random, 8);
      n_trained += train_if_possible (&run, 2);
      report = render (&run, run.test, NULL);
      info = ask_poppler ("pdfinfo", NULL, name, report);
      if (info != NULL)
        g_assert_cmpuint (count_pages (info), <=, 8);
    }
  /* Some diverge, which is something to report, too. */
  g_assert_cmpuint (n_trained, >, N_STACKS / 2);
}

/* Callbacks, schedules and many metrics find their rows. */
static void
test_many_settings (void)
{
  g_auto (Run)             run = { NULL };
  GradusSequential        *stack;
  GradusConfig            *schedule;
  g_autoptr (GBytes)       report = NULL;
  g_autofree char         *text = NULL;
  g_autoptr (GError)       error = NULL;
  static const char *const metrics[] = { "Precision", "Recall", "AUC",
                                         "mean_squared_error" };

  begin_run (&run, "tutorial");
  stack = run.file->project->sequential;
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    g_ptr_array_add (stack->metrics,
                     gradus_config_new_by_name (GRADUS_FAMILY_METRIC, metrics[i]));
  g_ptr_array_add (stack->callbacks,
                   gradus_config_new_by_name (GRADUS_FAMILY_CALLBACK, "EarlyStopping"));
  g_ptr_array_add (stack->callbacks, gradus_config_new_by_name (GRADUS_FAMILY_CALLBACK,
                                                                "ReduceLROnPlateau"));
  schedule = gradus_config_new_by_name (GRADUS_FAMILY_SCHEDULE, "ExponentialDecay");
  g_assert_nonnull (schedule);
  gradus_config_take_object (stack->optimizer, "learning_rate_schedule", schedule,
                             &error);
  g_assert_no_error (error);
  train (&run, 2);
  report = render (&run, run.test, NULL);
  text = ask_poppler ("pdftotext", "-layout", "many", report);
  if (text == NULL)
    return;
  assert_contains (text, "Precision");
  assert_contains (text, "Recall");
  assert_contains (text, "Exponential decay");
  assert_contains (text, "– Rate at first");
  assert_contains (text, "Patience");
}

static void
test_format_row (void)
{
  g_auto (Run)       run = { NULL };
  g_autoptr (GError) error = NULL;
  GBytes            *parts[GRADUS_MODEL_FORMAT_MAX_PARTS];
  GradusModelExport  what = { 0 };

  begin_run (&run, "logistic");
  train (&run, 1);
  what.file = run.file;
  what.samples = run.test;
  g_assert_true (
    gradus_model_format_render (&gradus_report_format, &what, "run", parts, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (gradus_report_format.endings[0], ==, ".pdf");
  g_assert_null (parts[1]);
  g_assert_cmpmem (g_bytes_get_data (parts[0], NULL), 5, "%PDF-", 5);
  g_bytes_unref (parts[0]);
}

static gpointer
render_in_thread (gpointer data)
{
  const Run *run = data;

  return render (run, run->test, NULL);
}

/* Pango's objects belong to a thread; two reports at once must not meet. */
static void
test_threads (void)
{
  g_auto (Run) run = { NULL };
  GThread     *threads[2];

  begin_run (&run, "logistic");
  train (&run, 1);
  for (guint i = 0; i < 2; i++)
    threads[i] = g_thread_new ("report", render_in_thread, &run);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) report = g_thread_join (threads[i]);

      g_assert_cmpuint (g_bytes_get_size (report), >, 10000);
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/report/flow/empty", test_flow_empty);
  g_test_add_func ("/plot/report/flow/gaps", test_flow_gaps);
  g_test_add_func ("/plot/report/flow/heading", test_flow_heading);
  g_test_add_func ("/plot/report/flow/table", test_flow_table);
  g_test_add_func ("/plot/report/flow/pressed", test_flow_pressed);
  g_test_add_func ("/plot/report/flow/pressed-chain", test_flow_pressed_chain);
  g_test_add_func ("/plot/report/flow/too-high", test_flow_too_high);
  g_test_add_func ("/plot/report/flow/columns", test_flow_columns);
  g_test_add_func ("/plot/report/best", test_best);
  g_test_add_func ("/plot/report/reading", test_reading);
  g_test_add_func ("/plot/report/reading-nothing", test_reading_nothing);
  g_test_add_func ("/plot/report/notes", test_notes);
  g_test_add_func ("/plot/report/facts", test_facts);
  g_test_add_func ("/plot/report/facts-of-numbers", test_facts_of_numbers);
  g_test_add_func ("/plot/report/tutorial", test_tutorial);
  g_test_add_func ("/plot/report/every-template", test_every_template);
  g_test_add_func ("/plot/report/missing-parts", test_missing_parts);
  g_test_add_func ("/plot/report/foreign-data", test_foreign_data);
  g_test_add_func ("/plot/report/broken-stack", test_broken_stack);
  g_test_add_func ("/plot/report/tall-stack", test_tall_stack);
  g_test_add_func ("/plot/report/titles", test_titles);
  g_test_add_func ("/plot/report/random-stacks", test_random_stacks);
  g_test_add_func ("/plot/report/many-settings", test_many_settings);
  g_test_add_func ("/plot/report/format-row", test_format_row);
  g_test_add_func ("/plot/report/threads", test_threads);
  return g_test_run ();
}
