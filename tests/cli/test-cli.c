/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-file.h"

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_ARGS 32

static char *folder; /* for what the tests write */

typedef struct
{
  int   status;
  char *out;
  char *err;
} Result;

static void
result_clear (Result *self)
{
  g_clear_pointer (&self->out, g_free);
  g_clear_pointer (&self->err, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* Splits the command line at spaces and puts the folder in the place of "@". */
static char **
split (const char *line)
{
  g_autofree char *full = g_strdup_printf ("gradus-cli %s", line);
  char           **words = g_strsplit (full, " ", -1);

  g_free (words[0]);
  words[0] = g_strdup (g_getenv ("GRADUS_CLI"));
  for (guint i = 1; words[i] != NULL; i++)
    if (words[i][0] == '@')
      {
        char *path = in_folder (words[i] + 1);

        g_free (words[i]);
        words[i] = path;
      }
  return words;
}

/* Runs gradus-cli and waits for it. */
static void
run (Result *result, const char *line)
{
  g_auto (GStrv)     words = split (line);
  g_autoptr (GError) error = NULL;

  result_clear (result);
  g_spawn_sync (NULL, words, NULL, G_SPAWN_DEFAULT, NULL, NULL, &result->out,
                &result->err, &result->status, &error);
  g_assert_no_error (error);
  if (WIFEXITED (result->status))
    result->status = WEXITSTATUS (result->status);
  else
    result->status = -WTERMSIG (result->status);
  g_test_message ("gradus-cli %s: %d\n%s%s", line, result->status, result->out,
                  result->err);
}

static void
run_well (Result *result, const char *line)
{
  run (result, line);
  g_assert_cmpint (result->status, ==, 0);
  g_assert_cmpstr (result->err, ==, "");
}

static void
assert_contains (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is missing in:\n%s", part, text);
}

static void
test_help (void)
{
  static const char *const commands[] = { "summary", "train",  "evaluate", "predict",
                                          "export",  "render", "bench" };
  g_auto (Result)          all = { 0 };

  run_well (&all, "--help");
  assert_contains (all.out, "mnist-mlp");
  assert_contains (all.out, "tutorial");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_auto (Result)  one = { 0 };
      g_autofree char *line = g_strdup_printf ("%s --help", commands[i]);

      assert_contains (all.out, commands[i]);
      run_well (&one, line);
      assert_contains (one.out, commands[i]);
      assert_contains (one.out, "--help");
      if (!g_str_equal (commands[i], "bench"))
        assert_contains (one.out, "mnist-mlp");
    }
}

static void
test_version (void)
{
  g_auto (Result) result = { 0 };

  run_well (&result, "--version");
  g_assert_true (
    g_regex_match_simple ("^gradus-cli [0-9]+\\.[0-9]+\\.[0-9]+\\n$", result.out, 0, 0));
}

static void
test_errors (void)
{
  static const struct
  {
    const char *line;
    int         status;
    const char *part;
  } cases[] = {
    { "", 2, "command" },
    { "dance", 2, "dance" },
    { "--dance", 2, "--dance" },
    { "summary", 2, "--template" },
    { "summary --template dance", 2, "dance" },
    { "summary --template tutorial @x.keras", 2, "one network" },
    { "summary @a.keras @b.keras", 2, "one network" },
    { "summary --dance", 2, "--dance" },
    { "summary --template tutorial --width 3", 2, "--width" },
    { "summary @absent.keras", 1, "absent.keras" },
    { "summary @text.keras", 1, "text.keras" },
    { "train --template mnist-mlp --data dance", 2, "dance" },
    { "train --template mnist-mlp --data digits --task dance", 1, "dance" },
    { "train --template mnist-mlp --data digits --epochs 0", 2, "--epochs" },
    { "train --template mnist-mlp --data digits --epochs many", 2, "many" },
    { "train --template mnist-mlp --data digits --batch-size 0", 2, "--batch-size" },
    { "train --template mnist-mlp --data digits --threads -1000", 2, "--threads" },
    { "train --template mnist-mlp --data digits --validation-split 1", 2, "--valid" },
    { "train --template mnist-mlp --data digits --train-n -3", 2, "--train-n" },
    { "train --template mnist-mlp --data digits --train-n 100 --learning-rate -1", 1,
      "" },
    { "train --template mnist-mlp --data mnist --data-dir @nothing", 1,
      "could not be found" },
    { "train --template empty --data digits --train-n 100", 1, "" },
    { "predict --template mnist-mlp --data digits --index -1", 2, "--index" },
    { "predict --template mnist-mlp --data digits --test-n 10 --index 10", 1, "10" },
    { "export --template mnist-mlp --to dance", 2, "dance" },
    { "export --template mnist-mlp --output @x.dance", 2, "dance" },
    { "export --template mnist-mlp --to python --bytes", 2, "--bytes" },
    { "render --template mnist-mlp --what dance --output @x.png", 2, "dance" },
    { "render --template mnist-mlp --what weights --output @x.dance", 2, "dance" },
    { "render --template mnist-mlp --what weights --output @x.png --size big", 2, "big" },
    { "render --template mnist-mlp --what weights", 2, "--output" },
    { "render --template mnist-mlp --what curves --output @x.png", 1, "" },
    { "render --template mnist-mlp --what weights --layer x --output @x.png", 1, "x" },
    { "render --template mnist-mlp --what weights --form round --output @x.png", 2,
      "round" },
    { "render --template mnist-mlp --what plane --form tiles --output @x.png", 2,
      "bent" },
    { "render --template mnist-mlp --what curves --form tiles --output @x.png", 2,
      "--form" },
    { "render --template mnist-mlp --what maps --method round --output @x.png", 2,
      "pca" },
    { "render --template mnist-mlp --what curves --runs all --output @x.png", 2,
      "validation" },
    { "render --template mnist-mlp --what maps --points 1 --output @x.png", 2, "points" },
    { "render --template digit-reader-small --data digits --train-n 10 --test-n 10 "
      "--what mistakes --truth ten --output @x.png",
      1, "ten" },
    { "render --template spirals --what plane --form bent --train-n 10 --test-n 10 "
      "--output @x.png",
      1, "2 units" },
    { "render --template mnist-mlp --what weights --unit 9999 --output @x.png", 1,
      "9999" },
    { "render --template mnist-mlp --what weights --scale 9 --output @x.png", 2, "9" },
    { "render --template mnist-mlp --what weights --format gif --output @x", 2, "gif" },
    { "render --template mnist-mlp --what representations --moment never", 2, "never" },
    { "render --template digit-reader-small --data digits --train-n 10 --test-n 10 "
      "--what plane --output @x.png",
      1, "drawn" },
    { "render --template mnist-mlp --what prediction --data digits --test-n 10 --index "
      "10 --output @x.png",
      1, "10" },
    { "bench --workload W9", 2, "W9" },
    { "bench dance", 2, "dance" },
    { "bench --workload W1 --data @nothing", 1, "could not be found" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Result) result = { 0 };
      const char     *newline;

      run (&result, cases[i].line);
      g_assert_cmpint (result.status, ==, cases[i].status);
      g_assert_cmpstr (result.out, ==, "");
      assert_contains (result.err, cases[i].part);
      newline = strchr (result.err, '\n');
      g_assert_true (newline != NULL && newline[1] == '\0' && newline != result.err);
      g_assert_true (g_str_has_prefix (result.err, "gradus-cli: "));
    }
}

static void
test_summary (void)
{
  g_auto (Result) result = { 0 };

  run_well (&result, "summary --template tutorial");
  assert_contains (result.out, "25,120");
  assert_contains (result.out, "330");
  assert_contains (result.out, "11");
  assert_contains (result.out, "25,461");
  assert_contains (result.out, "(None, 32)");
}

static GradusKerasFile *
load (const char *name)
{
  g_autofree char   *path = in_folder (name);
  g_autoptr (GError) error = NULL;
  GradusKerasFile   *file = gradus_keras_file_load (path, &error);

  g_assert_no_error (error);
  return file;
}

static void
assert_same_weights (const char *one, const char *other)
{
  g_autoptr (GradusKerasFile) a = load (one);
  g_autoptr (GradusKerasFile) b = load (other);

  g_assert_cmpuint (a->weights->len, >, 0);
  g_assert_cmpuint (a->weights->len, ==, b->weights->len);
  for (guint i = 0; i < a->weights->len; i++)
    {
      const GradusTensor *x = g_ptr_array_index (a->weights, i);
      const GradusTensor *y = g_ptr_array_index (b->weights, i);

      g_assert_cmpmem (x->data, x->size * sizeof (float), y->data,
                       y->size * sizeof (float));
    }
}

/* What is saved after "accuracy " in the last line that has it. */
static double
read_accuracy (const char *text)
{
  const char *at = g_strrstr (text, "accuracy ");

  g_assert_nonnull (at);
  return g_ascii_strtod (at + strlen ("accuracy "), NULL);
}

static void
test_train (void)
{
  g_auto (Result)             trained = { 0 };
  g_auto (Result)             judged = { 0 };
  g_autoptr (GradusKerasFile) file = NULL;
  g_autofree char            *path = in_folder ("history.csv");
  g_autofree char            *csv = NULL;
  g_auto (GStrv)              lines = NULL;
  double                      accuracy;

  run_well (
    &trained,
    "train --template digit-reader-small --data digits --train-n 1500 --test-n 300 "
    "--epochs 6 --batch-size 32 --seed 3 --threads 1 --save @small.keras "
    "--history @history.csv");
  /* Not on a terminal: a plain line for each epoch. */
  assert_contains (trained.out, "Epoch 1/6 - ");
  assert_contains (trained.out, "Epoch 6/6 - ");
  assert_contains (trained.out, "val_loss: ");
  g_assert_null (strchr (trained.out, '\r'));
  accuracy = read_accuracy (trained.out);
  g_assert_cmpfloat (accuracy, >, 0.5); /* guessing gives 0.1 */

  file = load ("small.keras");
  g_assert_true (file->from_gradus);
  g_assert_cmpuint (file->iteration, ==, 6 * ((1350 + 31) / 32));
  g_assert_cmpuint (file->project->data.n_train, ==, 1500);
  g_assert_cmpuint (gradus_history_get_n_epochs (file->history), ==, 6);

  g_assert_true (g_file_get_contents (path, &csv, NULL, NULL));
  assert_contains (csv, "val_accuracy");

  run_well (&judged, "evaluate @small.keras --threads 1");
  g_assert_cmpfloat (read_accuracy (judged.out), ==, accuracy);
  run_well (&judged, "evaluate @small.keras --data digits --test-n 100 --training-data");
  g_assert_cmpfloat (read_accuracy (judged.out), >, 0.5);
}

static void
test_threads (void)
{
  g_auto (Result) result = { 0 };

#define TRAIN                                                                            \
  "train --template with-dropout --data digits --train-n 300 --test-n 50 --epochs 2 "    \
  "--seed 7 --batch-size 50 "
  run_well (&result, TRAIN "--threads 1 --save @one.keras");
  run_well (&result, TRAIN "--threads 2 --save @two.keras");
  run_well (&result, TRAIN "--threads 1 --save @again.keras");
  assert_same_weights ("one.keras", "two.keras");
  assert_same_weights ("one.keras", "again.keras");
}

static void
test_every_template (void)
{
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);

  for (guint i = 0; i < n_templates; i++)
    {
      g_auto (Result)           result = { 0 };
      g_autoptr (GradusProject) project = gradus_template_build (templates[i]);
      gboolean has_digits = gradus_data_source_find (project->data.source)->has_digits;
      g_autofree char *line =
        g_strdup_printf ("train --template %s%s --train-n 200 --test-n 50 --epochs 1 "
                         "--threads 1",
                         templates[i]->id, has_digits ? " --data digits" : "");

      if (g_str_equal (templates[i]->id, "empty"))
        continue;
      run_well (&result, line);
      assert_contains (result.out, "Test: loss ");
    }
}

/* Trains on from a file: the optimizer counts on. */
static void
test_resume (void)
{
  g_auto (Result)             result = { 0 };
  g_autoptr (GradusKerasFile) first = NULL;
  g_autoptr (GradusKerasFile) second = NULL;

  run_well (&result,
            "train --template mnist-mlp --data digits --train-n 256 --test-n 50 "
            "--validation-split 0 --epochs 2 --batch-size 64 --save @first.keras");
  run_well (&result, "train @first.keras --epochs 1 --save @second.keras");
  first = load ("first.keras");
  second = load ("second.keras");
  g_assert_cmpuint (first->iteration, ==, 8);
  g_assert_cmpuint (second->iteration, ==, 12);
  g_assert_cmpuint (gradus_history_get_n_epochs (second->history), ==, 3);
  g_assert_cmpuint (gradus_history_get_n_steps (second->history), ==, 12);
  g_assert_cmpfloat (gradus_history_get_step (second->history, 11)->epoch, ==, 3);
}

static void
write_file (const char *name, const char *data, gssize n_bytes)
{
  g_autofree char *path = in_folder (name);

  g_assert_true (g_file_set_contents (path, data, n_bytes, NULL));
}

static void
make_model (void)
{
  g_auto (Result)  result = { 0 };
  g_autofree char *path = in_folder ("model.keras");

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  run_well (
    &result,
    "train --template digit-reader-small --data digits --train-n 2000 --test-n 100 "
    "--epochs 5 --batch-size 32 --save @model.keras");
}

static void
test_predict (void)
{
  g_auto (Result) result = { 0 };
  g_auto (GStrv)  lines = NULL;
  double          sum = 0;

  make_model ();
  run_well (&result, "predict @model.keras --index 5");
  lines = g_strsplit (result.out, "\n", -1);
  for (guint i = 0; i < 10; i++)
    {
      guint  digit;
      double p;

      g_assert_cmpint (sscanf (lines[i], "%u %lf", &digit, &p), ==, 2);
      g_assert_cmpuint (digit, ==, i);
      g_assert_true (p >= 0 && p <= 1);
      sum += p;
    }
  g_assert_cmpfloat_with_epsilon (sum, 1, 0.001); /* printed with four digits */
  assert_contains (result.out, "answer: ");
  assert_contains (result.out, "truth: ");

  run_well (&result, "predict --template tutorial --data digits --test-n 10");
  assert_contains (result.out, "yes ");
}

/* The same picture as PGM (plain and raw), CSV and IDX gives the same answer. */
static void
test_predict_files (void)
{
  static const char *const names[] = { "raw.pgm", "plain.pgm", "numbers.csv", "idx" };
  g_autoptr (GString)      raw = g_string_new ("P5 # a comment\n28 28\n255\n");
  g_autoptr (GString)      plain = g_string_new ("P2\n28 28\n255\n");
  g_autoptr (GString)      csv = g_string_new (NULL);
  g_autoptr (GString)      idx = g_string_new (NULL);
  g_autofree char         *expected = NULL;

  make_model ();
  g_string_append_len (idx, "\0\0\10\3\0\0\0\2\0\0\0\34\0\0\0\34", 16);
  for (guint i = 0; i < 784; i++)
    g_string_append_c (idx, 0); /* another picture first */
  for (guint i = 0; i < 784; i++)
    {
      guchar pixel = i % 28 >= 12 && i % 28 < 16 ? 255 : 0; /* something like a 1 */

      g_string_append_len (raw, (const char *) &pixel, 1);
      g_string_append_len (idx, (const char *) &pixel, 1);
      g_string_append_printf (plain, "%u ", pixel);
      g_string_append_printf (csv, "%s%g", i > 0 ? "," : "", pixel / 255.0);
    }
  write_file ("raw.pgm", raw->str, (gssize) raw->len);
  write_file ("plain.pgm", plain->str, -1);
  write_file ("numbers.csv", csv->str, -1);
  write_file ("idx", idx->str, (gssize) idx->len);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (Result)  result = { 0 };
      g_autofree char *line =
        g_strdup_printf ("predict @model.keras --index 1 --input @%s", names[i]);

      run_well (&result, line);
      assert_contains (result.out, "answer: ");
      if (expected == NULL)
        expected = g_strdup (result.out);
      g_assert_cmpstr (result.out, ==, expected);
    }
}

static void
test_predict_damaged (void)
{
  static const struct
  {
    const char *name;
    const char *data;
    gssize      n_bytes;
  } files[] = {
    { "empty.pgm", "", 0 },
    { "head.pgm", "P5 28", 5 },
    { "short.pgm", "P5 28 28 255\nabc", 16 },
    { "size.pgm", "P2 2 1 255 3 4", 14 },
    { "huge.pgm", "P5 99999999999 99999999999 255\n", 31 },
    { "zero.pgm", "P5 0 0 0\n", 9 },
    { "word.csv", "1,2,three", 9 },
    { "few.csv", "1,2,3", 5 },
    { "nan.csv", "nan", 3 },
    { "head.idx", "\0\0\10\3\0\0", 6 },
    { "short.idx", "\0\0\10\3\0\0\0\2\0\0\0\34\0\0\0\34abc", 19 },
    { "many.idx", "\0\0\10\3\377\377\377\377\0\0\0\34\0\0\0\34abc", 19 },
    { "binary", "\1\0\2", 3 },
    { "bad.gz", "no gzip", 7 },
  };

  make_model ();
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_auto (Result)  result = { 0 };
      g_autofree char *line =
        g_strdup_printf ("predict @model.keras --input @%s", files[i].name);

      write_file (files[i].name, files[i].data, files[i].n_bytes);
      run (&result, line);
      g_assert_cmpint (result.status, ==, 1);
      assert_contains (result.err, files[i].name);
      g_assert_cmpstr (result.out, ==, "");
    }
}

static GradusKerasFile *
load_well (const char *name)
{
  g_autofree char   *path = in_folder (name);
  g_autoptr (GError) error = NULL;
  GradusKerasFile   *file = gradus_keras_file_load (path, &error);

  g_assert_no_error (error);
  return file;
}

/* A file that Keras made goes through all formats of Keras and still predicts the same.
 */
static void
test_convert (void)
{
  g_autofree char *original = g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "tests",
                                                "golden", "h5_files", "lstm.h5", NULL);
  g_autofree char *first = g_strdup_printf ("export %s --output @a.keras", original);
  g_autofree char *again =
    g_strdup_printf ("export @a.keras --weights %s --output @e.keras", original);
  g_auto (Result)             result = { 0 };
  g_autoptr (GradusKerasFile) a = NULL;
  g_autoptr (GradusKerasFile) d = NULL;
  g_autoptr (GradusKerasFile) e = NULL;

  run_well (&result, first);
  run_well (&result, "export @a.keras --output @b.h5");
  run_well (&result, "export @b.h5 --output @c.weights.h5");
  run_well (&result, "export @b.h5 --weights @c.weights.h5 --output @d.keras");
  run_well (&result, again);
  a = load_well ("a.keras");
  d = load_well ("d.keras");
  e = load_well ("e.keras");
  for (guint i = 0; i < a->weights->len; i++)
    {
      const GradusTensor *x = a->weights->pdata[i];
      const GradusTensor *y = d->weights->pdata[i];
      const GradusTensor *z = e->weights->pdata[i];

      g_assert_cmpmem (x->data, x->size * sizeof (float), y->data,
                       y->size * sizeof (float));
      g_assert_cmpmem (x->data, x->size * sizeof (float), z->data,
                       z->size * sizeof (float));
    }
  /* Weights alone are no network. */
  run (&result, "export @c.weights.h5 --output @f.keras");
  g_assert_cmpint (result.status, ==, 1);
  g_assert_nonnull (strstr (result.err, "c.weights.h5"));
}

static void
test_export (void)
{
  g_auto (Result)  result = { 0 };
  g_autofree char *path = in_folder ("model.py");
  g_autofree char *code = NULL;

  make_model ();
  run_well (&result, "export @model.keras --to python");
  assert_contains (result.out, "import keras");
  assert_contains (result.out, "Dense(32");
  run_well (&result, "export @model.keras --output @model.py");
  g_assert_true (g_file_get_contents (path, &code, NULL, NULL));
  assert_contains (code, "Dense(32");
  run_well (&result, "export @model.keras --to csv");
  assert_contains (result.out, "loss");
  run_well (&result, "export @model.keras --to summary");
  assert_contains (result.out, "25,450");
  run_well (&result, "export @model.keras --output @copy.keras");
  assert_same_weights ("model.keras", "copy.keras");
#if GRADUS_HAS_ONNX
  run_well (&result, "export @model.keras --to onnx --bytes --output @model.onnx");
#else
  run (&result, "export @model.keras --to onnx --output @model.onnx");
  assert_contains (result.err, "built without ONNX");
#endif
  run_well (&result, "export @model.keras --output @model.npz");
  run_well (&result, "export --template digit-reader-small --output @fresh.keras");
  run_well (&result, "export @fresh.keras --weights @model.npz --output @filled.keras");
  assert_same_weights ("model.keras", "filled.keras");
  run (&result, "export --template mnist-cnn --weights @model.npz --to summary");
  g_assert_cmpint (result.status, ==, 1);
  assert_contains (result.err, "model.npz");
  run (&result, "export --template mnist-mlp --to csv");
  g_assert_cmpint (result.status, ==, 1);
}

static void
test_report (void)
{
  g_auto (Result)  result = { 0 };
  g_autofree char *path = in_folder ("report.pdf");
  g_autofree char *report = NULL;

  make_model ();
  run_well (&result, "export @model.keras --to report --author Ada --paper letter "
                     "--output @report.pdf");
  g_assert_true (g_file_get_contents (path, &report, NULL, NULL));
  g_assert_true (g_str_has_prefix (report, "%PDF"));
  run_well (&result, "export @model.keras --output @report.pdf");
  run (&result, "export @model.keras --output @report.pdf --paper a3");
  g_assert_cmpint (result.status, ==, 2);
  assert_contains (result.err, "a4 or letter");
}

/* The spirals' network with a layer of two units, which can be drawn as a plane. */
static void
make_bent_model (void)
{
  g_autofree char   *path = in_folder ("bent.keras");
  GradusKerasFile    file = { .learning_rate = 0.1 };
  GradusLayer       *layer = gradus_layer_new ("Dense");
  GradusSequential  *sequential;
  g_autoptr (GError) error = NULL;

  file.project = gradus_template_build (gradus_template_find ("spirals"));
  sequential = file.project->sequential;
  g_assert_true (gradus_config_set_int (layer->config, "units", 2, NULL));
  gradus_sequential_insert (sequential, gradus_sequential_get_n_layers (sequential) - 1,
                            layer);
  g_assert_true (gradus_keras_file_save (&file, path, &error));
  g_assert_no_error (error);
  gradus_project_free (file.project);
}

static void
test_render (void)
{
  static const struct
  {
    const char *line;
    const char *name;
    const char *magic;
  } cases[] = {
    { "--what curves --output @curves.png", "curves.png", "\211PNG" },
    { "--what curves --runs validation --output @runs.svg", "runs.svg", "<?xml" },
    { "--what curves --output @curves.svg --theme print", "curves.svg", "<?xml" },
    { "--what curves --output @curves.pdf --theme dark", "curves.pdf", "%PDF" },
    { "--what weights --output @weights.png --size 640x480", "weights.png", "\211PNG" },
    { "--what weights --output @weights.svg --theme dark", "weights.svg", "<?xml" },
    { "--what weights --layer dense_1 --output @weights.pdf", "weights.pdf", "%PDF" },
    { "--what weights --form matrix --output @matrix.svg", "matrix.svg", "<?xml" },
    { "--what weights --unit 3 --plain --output @unit.png --scale 4", "unit.png",
      "\211PNG" },
    { "--what curves --log --batches --smoothing 0 --format pdf --output @curves",
      "curves", "%PDF" },
    { "--what representations --output @path.png", "path.png", "\211PNG" },
    { "--what representations --moment change --all-layers --output @path.svg",
      "path.svg", "<?xml" },
    { "--what prediction --index 2 --output @answer.pdf", "answer.pdf", "%PDF" },
    { "--what confusion --output @mixed.svg --theme light", "mixed.svg", "<?xml" },
    { "--what confusion --numbers --output @mixed.csv", "mixed.csv", "true class,0,1" },
    { "--what prediction --numbers --output @answer.csv", "answer.csv", "class,prob" },
    { "--what evidence --index 2 --output @why.svg", "why.svg", "<?xml" },
    { "--what evidence --index 2 --numbers --output @why.csv", "why.csv",
      "row,column,input,drop if covered" },
    { "--what mistakes --output @gallery.pdf", "gallery.pdf", "%PDF" },
    { "--what maps --method pca --points 60 --output @maps.svg", "maps.svg", "<?xml" },
    { "--what maps --points 40 --marks --index 3 --moment start --all-layers "
      "--output @maps.pdf",
      "maps.pdf", "%PDF" },
    { "--what maps --points 60 --method pca --numbers --output @maps.csv", "maps.csv",
      "point,class,0 Input x,0 Input y,1 " },
    { "--what curves --numbers --output @curves.csv", "curves.csv", "epoch,step,loss" },
    { "--what samples --index 3 --output @samples.png", "samples.png", "\211PNG" },
    { "--what samples --numbers --output @samples.csv", "samples.csv",
      "sample,target\n0," },
    { "--what update --output @update.pdf", "update.pdf", "%PDF" },
    { "--what update --layer dense_1 --unit 3 --numbers --output @update.csv",
      "update.csv", "quantity,value\nstep," },
    { "--what classes --output @classes.svg", "classes.svg", "<?xml" },
    { "--what tensor --slice [3:9] --output @tensor.svg", "tensor.svg", "<?xml" },
    { "--what tensor --slice [3,0:40] --numbers --output @tensor.csv", "tensor.csv",
      "axis 0,value\n0," },
    { "--what batches --output @batches.pdf", "batches.pdf", "%PDF" },
    { "--what batches --numbers --output @batches.csv", "batches.csv",
      "place,batch,sample\n0,0,0\n" },
    { "--what classes --numbers --output @classes.csv", "classes.csv",
      "class,samples,share" },
  };
  static const struct
  {
    const char *line;
    const char *name;
    const char *head;
  } others[] = {
    { "--template spirals --what plane", "plane.csv", "point,x,y,class" },
    { "--template spirals --what points", "points.csv", "sample,x1,x2,class" },
    { "@bent.keras --what plane --form bent --index 2", "bent.csv", "point,x,y,class" },
    { "--template digit-reader-small --data digits --what mistakes", "mistakes.csv",
      "sample,read,is,confidence" },
    { "--template digit-reader-small --data digits --what mistakes --truth 4", "four.csv",
      "sample,read,is,confidence" },
    { "--template digit-reader-small --data digits --what mistakes --answer 3",
      "three.csv", "sample,read,is,confidence" },
    { "--template sine-forecast --what regression", "fit.csv", "sample,right,said" },
    { "--template sine-forecast --what regression --form forecast --index 3",
      "forecast.csv", "step,given,right,said" },
  };

  make_model ();
  make_bent_model ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Result)  result = { 0 };
      g_autofree char *line = g_strdup_printf ("render @model.keras %s", cases[i].line);
      g_autofree char *path = in_folder (cases[i].name);
      g_autofree char *data = NULL;
      gsize            n_bytes;

      run_well (&result, line);
      g_assert_true (g_file_get_contents (path, &data, &n_bytes, NULL));
      g_assert_cmpuint (n_bytes, >, strstr (cases[i].line, "--numbers") ? 60 : 1000);
      g_assert_cmpmem (data, strlen (cases[i].magic), cases[i].magic,
                       strlen (cases[i].magic));
      if (strstr (cases[i].line, "640x480") != NULL)
        g_assert_cmpmem (data + 16, 8, "\0\0\5\0\0\0\3\300", 8); /* twice in PNG */
    }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_auto (Result)  result = { 0 };
      g_autofree char *line =
        g_strdup_printf ("render %s --numbers --output @%s --train-n 100 --test-n 50",
                         others[i].line, others[i].name);
      g_autofree char *path = in_folder (others[i].name);
      g_autofree char *csv = NULL;

      run_well (&result, line);
      g_assert_true (g_file_get_contents (path, &csv, NULL, NULL));
      g_assert_true (g_str_has_prefix (csv, others[i].head));
    }
}

static void
test_bench (void)
{
  g_auto (Result) result = { 0 };
  double          seconds;
  double          accuracy;

  run (&result, "bench --workload W1 --data digits --train-n 320 --test-n 50 --epochs 2 "
                "--verbose");
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpint (sscanf (result.err, "# quiet %lf  (step p10 x steps)", &seconds), ==,
                   1);
  assert_contains (result.err, "GFLOP/s");
  assert_contains (result.err, "optimizer");
  g_assert_cmpint (sscanf (result.out, "W1 gradus 1 32 2 %lf %lf\n", &seconds, &accuracy),
                   ==, 2);
  g_assert_true (seconds > 0 && seconds < 10);
  g_assert_true (accuracy >= 0 && accuracy <= 1);
}

/* Ctrl+C: the batch is finished, the network saved. */
static void
test_interrupt (void)
{
  g_auto (GStrv) words =
    split ("train --template digit-reader-small --data digits --train-n 500 --test-n 50 "
           "--epochs 1000000 --threads 1 --save @stopped.keras");
  g_autoptr (GError)          error = NULL;
  g_autoptr (GradusKerasFile) file = NULL;
  char                        first;
  GPid                        pid;
  int                         out;
  int                         status;
  char                        rest[4096];

  g_spawn_async_with_pipes (NULL, words, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                            &pid, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (read (out, &first, 1), ==, 1); /* an epoch is over */
  kill (pid, SIGINT);
  while (read (out, rest, sizeof rest) > 0)
    ;
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 130);
  g_spawn_close_pid (pid);
  close (out);
  file = load ("stopped.keras");
  g_assert_cmpuint (file->iteration, >, 0);
}

/* On a terminal a bar moves. */
static void
test_terminal (void)
{
  g_auto (GStrv) words =
    split ("train --template digit-reader-small --data digits --train-n 500 --test-n 50 "
           "--epochs 2 --threads 1");
  g_autoptr (GString) seen = g_string_new (NULL);
  int                 master;
  int                 status;
  pid_t               pid = forkpty (&master, NULL, NULL, NULL);
  char                piece[4096];
  gssize              n;

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      execv (words[0], words);
      _exit (127);
    }
  while ((n = read (master, piece, sizeof piece)) > 0)
    g_string_append_len (seen, piece, n);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  close (master);
  g_test_message ("%s", seen->str);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  assert_contains (seen->str, "Epoch 1/2\r\n");
  assert_contains (seen->str, "Epoch 2/2\r\n");
  assert_contains (seen->str, "━━━━━━━━━━━━━━━━━━━━━━━━");
  assert_contains (seen->str, "val_accuracy: ");
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = in_folder (name);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("gradus-cli-XXXXXX", NULL);
  g_assert_nonnull (folder);
  write_file ("text.keras", "This is no network.", -1);
  g_test_add_func ("/cli/help", test_help);
  g_test_add_func ("/cli/version", test_version);
  g_test_add_func ("/cli/errors", test_errors);
  g_test_add_func ("/cli/summary", test_summary);
  g_test_add_func ("/cli/train", test_train);
  g_test_add_func ("/cli/threads", test_threads);
  g_test_add_func ("/cli/every-template", test_every_template);
  g_test_add_func ("/cli/resume", test_resume);
  g_test_add_func ("/cli/predict", test_predict);
  g_test_add_func ("/cli/predict-files", test_predict_files);
  g_test_add_func ("/cli/predict-damaged", test_predict_damaged);
  g_test_add_func ("/cli/export", test_export);
  g_test_add_func ("/cli/convert", test_convert);
  g_test_add_func ("/cli/report", test_report);
  g_test_add_func ("/cli/render", test_render);
  g_test_add_func ("/cli/bench", test_bench);
  g_test_add_func ("/cli/interrupt", test_interrupt);
  g_test_add_func ("/cli/terminal", test_terminal);
  status = g_test_run ();
  remove_folder ();
  return status;
}
