/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/model-formats.h"

#include <math.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "io-fixture.h"

/* Where nothing can be written a sentence says so, the old file stays as it was, and
 * nothing is left beside it. */

#define OLD "what was there before"
#define NOBODY 65534

static GradusKerasFile *
make_file (void)
{
  GradusKerasFile        *file = g_new0 (GradusKerasFile, 1);
  g_autoptr (GradusModel) model = NULL;
  GradusHistoryEpoch      epoch = { .epoch = 1, .step = 1, .loss = 0.5, .seconds = 1 };

  file->project = gradus_template_build (gradus_template_find ("digit-reader-small"));
  file->learning_rate = (double) NAN;
  model = gradus_model_new (file->project->sequential, 1, NULL);
  file->weights = gradus_model_dup_weights (model);
  file->history = gradus_history_new (0, NULL);
  gradus_history_append_epoch (file->history, &epoch);
  return file;
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint            n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

typedef void (*Forbid) (const char *folder);
typedef void (*Allow) (const char *folder);

/* One format: what was there is there afterwards, byte for byte. */
static void
check_format (const GradusModelFormat *format,
              const GradusKerasFile   *file,
              const char              *folder,
              Forbid                   forbid,
              Allow                    allow)
{
  g_autofree char   *path = g_strconcat (folder, "/t", format->endings[0], NULL);
  GradusModelExport  what = { .file = file };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gboolean           done;

  fixture_write (path, OLD, strlen (OLD));
  forbid (folder);
  done = gradus_model_format_write (format, &what, path, &error);
  allow (folder);
  g_assert_false (done);
  g_test_message ("%s", error->message);
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_IO);
  g_assert_nonnull (strstr (error->message, format->endings[0]));
  bytes = fixture_read (path);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), OLD,
                   strlen (OLD));
  g_assert_cmpuint (count_files (folder), ==, 1);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* As the document is saved, and as every format is exported. */
static void
check_all (const char *folder, Forbid forbid, Allow allow)
{
  g_autoptr (GradusKerasFile)     file = make_file ();
  guint                           n_formats;
  const GradusModelFormat *const *formats = gradus_model_format_list (&n_formats);

  for (guint i = 0; i < n_formats; i++)
    check_format (formats[i], file, folder, forbid, allow);
}

/* ---- Files may not grow ---- */

static void
limit_size (const char *folder)
{
  struct rlimit limit;

  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = 16;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
unlimit_size (const char *folder)
{
  struct rlimit limit;

  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
test_limit (void)
{
  char *folder = fixture_folder_new ();

  /* The signal would end the program before write() could say why. */
  signal (SIGXFSZ, SIG_IGN);
  check_all (folder, limit_size, unlimit_size);
  fixture_folder_free (folder);
}

/* ---- A disk that is full ---- */

static void
fill_up (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, ".filler", NULL);
  char             zeros[4096] = { 0 };
  int              fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  while (write (fd, zeros, sizeof zeros) > 0)
    ;
  close (fd);
}

static void
empty_out (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, ".filler", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
test_full (void)
{
  char *folder = fixture_folder_new ();

  if (mount ("tmpfs", folder, "tmpfs", 0, "size=64k") != 0)
    g_test_skip ("a small tmpfs cannot be mounted here");
  else
    {
      check_all (folder, fill_up, empty_out);
      g_assert_cmpint (umount (folder), ==, 0);
    }
  fixture_folder_free (folder);
}

/* ---- A folder that may only be read ---- */

/* Root may write anywhere, so it is somebody else meanwhile. */
static void
forbid_writing (const char *folder)
{
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  if (geteuid () == 0)
    {
      g_assert_cmpint (chown (folder, NOBODY, NOBODY), ==, 0);
      g_assert_cmpint (seteuid (NOBODY), ==, 0);
    }
}

static void
allow_writing (const char *folder)
{
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
}

static void
test_read_only (void)
{
  char *folder = fixture_folder_new ();

  check_all (folder, forbid_writing, allow_writing);
  fixture_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/disk-full/limit", test_limit);
  g_test_add_func ("/disk-full/tmpfs", test_full);
  g_test_add_func ("/disk-full/read-only", test_read_only);
  return g_test_run ();
}
