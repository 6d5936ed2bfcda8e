/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/history-csv.h"

#include <locale.h>
#include <math.h>

#include "io-fixture.h"

static GradusHistory *
make_history (void)
{
  static const char *const names[] = { "accuracy", "a,\"b\"" };
  GradusHistoryEpoch       first = {
          .epoch = 1, .step = 10, .loss = 0.5, .metrics = { 0.25, NAN }, .seconds = 1.5
  };
  GradusHistoryEpoch second = { .epoch = 2,
                                .step = 20,
                                .loss = 1.0 / 3,
                                .metrics = { 1, 2 },
                                .has_validation = TRUE,
                                .validation_loss = INFINITY,
                                .validation_metrics = { 3, 4 },
                                .seconds = 2 };
  GradusHistory     *history = gradus_history_new (2, names);

  gradus_history_append_epoch (history, &first);
  gradus_history_append_epoch (history, &second);
  return history;
}

static const char wanted[] =
  "epoch,step,loss,accuracy,\"a,\"\"b\"\"\",val_loss,val_accuracy,\"val_a,\"\"b\"\"\","
  "seconds\n"
  "1,10,0.5,0.25,nan,,,,1.5\n"
  "2,20,0.333333333,1,2,inf,3,4,2\n";

static void
test_text (void)
{
  g_autoptr (GradusHistory) history = make_history ();
  g_autofree char          *csv = gradus_history_to_csv (history);

  g_assert_cmpstr (csv, ==, wanted);
}

/* A comma for the decimal point would make other columns. */
static void
test_locale (void)
{
  g_autoptr (GradusHistory) history = make_history ();
  g_autofree char          *csv = NULL;

  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("the locale de_DE.UTF-8 is not here");
      return;
    }
  csv = gradus_history_to_csv (history);
  setlocale (LC_ALL, "C");
  g_assert_cmpstr (csv, ==, wanted);
}

static void
test_save (void)
{
  g_autoptr (GradusHistory) history = make_history ();
  char                     *folder = fixture_folder_new ();
  g_autofree char          *path = g_build_filename (folder, "h.csv", NULL);
  g_autoptr (GBytes)        bytes = NULL;
  g_autoptr (GError)        error = NULL;

  gradus_history_csv_save (history, path, &error);
  g_assert_no_error (error);
  bytes = fixture_read (path);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), wanted,
                   strlen (wanted));
  fixture_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history-csv/text", test_text);
  g_test_add_func ("/history-csv/locale", test_locale);
  g_test_add_func ("/history-csv/save", test_save);
  return g_test_run ();
}
