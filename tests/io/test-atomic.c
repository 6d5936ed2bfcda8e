/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/atomic-file.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "engine/random.h"
#include "io-fixture.h"

#define N_KILLS 200

/* Two versions of a document, told apart by their title. */
static GradusKerasFile *
make_file (const char *title)
{
  GradusKerasFile *file = g_new0 (GradusKerasFile, 1);

  file->project = gradus_template_build (gradus_template_find ("digit-reader-small"));
  g_free (file->project->title);
  file->project->title = g_strdup (title);
  return file;
}

static void
save (const GradusKerasFile *file, const char *path)
{
  g_autoptr (GError) error = NULL;

  gradus_keras_file_save (file, path, &error);
  g_assert_no_error (error);
}

/* The child writes one version after the other until it is killed, and counts in
 * @n_saved. */
static void
save_for_ever (const char *path, atomic_uint *n_saved)
{
  g_autoptr (GradusKerasFile) a = make_file ("a");
  g_autoptr (GradusKerasFile) b = make_file ("b");

  for (guint i = 0;; i++)
    {
      save (i % 2 == 0 ? b : a, path);
      atomic_fetch_add (n_saved, 1);
      /* As good as dead if the parent is gone. */
      if (getppid () == 1)
        _exit (0);
    }
}

/* Whatever the kill left beside the document is not the document. */
static guint
remove_leftovers (const char *folder, const char *keep)
{
  GDir       *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint       n_removed = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (strcmp (name, keep) == 0)
        continue;
      g_assert_true (g_str_has_prefix (name, "."));
      g_assert_cmpint (g_unlink (path), ==, 0);
      n_removed++;
    }
  g_dir_close (dir);
  return n_removed;
}

/* Lets the child save a few times, so that a slow machine has begun, too, and kills it
 * somewhere in the saves that follow. */
static void
kill_while_saving (pid_t child, atomic_uint *n_saved, GradusRandom *random)
{
  guint  n_before = 1 + (guint) gradus_random_below (random, 3);
  gint64 start = g_get_monotonic_time ();
  gint64 per_save;

  while (atomic_load (n_saved) < n_before)
    g_usleep (50);
  per_save = (g_get_monotonic_time () - start) / n_before;
  g_usleep (gradus_random_below (random, (guint32) CLAMP (per_save, 100, 100000)));
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
}

static void
test_kill (void)
{
  char                       *folder = fixture_folder_new ();
  g_autofree char            *path = g_build_filename (folder, "t.keras", NULL);
  g_autoptr (GradusKerasFile) first = make_file ("a");
  GradusRandom                random = gradus_random_init (1, "test/kill");
  atomic_uint *n_saved = mmap (NULL, sizeof (atomic_uint), PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  guint        n_kills;
  guint        n_cut_short = 0;
  guint        n_seen[2] = { 0 };

  save (first, path);
  /* A busy machine may need more kills before some came while writing. */
  for (n_kills = 0; n_kills < N_KILLS || (n_cut_short <= 2 && n_kills < 10 * N_KILLS);
       n_kills++)
    {
      g_autoptr (GradusKerasFile) file = NULL;
      g_autoptr (GError)          error = NULL;
      pid_t                       child;

      atomic_store (n_saved, 0);
      child = fork ();
      if (child == 0)
        save_for_ever (path, n_saved);
      kill_while_saving (child, n_saved, &random);
      n_cut_short += remove_leftovers (folder, "t.keras");
      file = gradus_keras_file_load (path, &error);
      g_assert_no_error (error);
      g_assert_nonnull (file->weights);
      g_assert_cmpint (strlen (file->project->title), ==, 1);
      n_seen[file->project->title[0] != 'a']++;
    }
  g_test_message ("%u of %u kills came while writing; old %u, new %u", n_cut_short,
                  n_kills, n_seen[0], n_seen[1]);
  /* Otherwise nothing was tested. */
  g_assert_cmpuint (n_cut_short, >, 2);
  g_assert_cmpuint (n_seen[0], >, 0);
  g_assert_cmpuint (n_seen[1], >, 0);
  munmap (n_saved, sizeof (atomic_uint));
  fixture_folder_free (folder);
}

/* The old file stays when the new one cannot be written. */
static void
test_refused (void)
{
  char              *folder = fixture_folder_new ();
  g_autofree char   *nowhere = g_build_filename (folder, "no", "t.keras", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (gradus_atomic_file_write (nowhere, "x", 1, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "t.keras"));
  g_clear_error (&error);
  /* A folder cannot be replaced by a file. */
  g_assert_false (gradus_atomic_file_write (folder, "x", 1, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_IO);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  fixture_folder_free (folder);
}

static void
test_write (void)
{
  char              *folder = fixture_folder_new ();
  g_autofree char   *path = g_build_filename (folder, "t", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  gradus_atomic_file_write (path, "old", 3, &error);
  g_assert_no_error (error);
  gradus_atomic_file_write (path, "newer", 5, &error);
  g_assert_no_error (error);
  bytes = fixture_read (path);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "newer", 5);
  g_assert_cmpuint (remove_leftovers (folder, "t"), ==, 0);
  fixture_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/atomic/write", test_write);
  g_test_add_func ("/atomic/refused", test_refused);
  g_test_add_func ("/atomic/kill", test_kill);
  return g_test_run ();
}
