/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/recovery.h"

#include <signal.h>
#include <sys/wait.h>

#include "io-fixture.h"

typedef struct
{
  char           *folder;
  GradusProject  *project;
  GradusKerasFile file;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = fixture_folder_new ();
  f->project = gradus_template_build (gradus_template_find ("tutorial"));
  f->file = (GradusKerasFile){
    .project = f->project, .learning_rate = 0.5, .iteration = 7, .from_gradus = TRUE
  };
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gradus_project_free (f->project);
  fixture_folder_free (f->folder); /* which must be empty but for plain files */
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

static void
write_copy (Fixture *f, GradusRecovery *copy)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (gradus_recovery_write (copy, &f->file, "file:///home/ada/reader.keras",
                                        "1:2:3", &error));
  g_assert_no_error (error);
}

/* What a process leaves that is killed while it holds a copy. */
static void
leave_copy (Fixture *f)
{
  pid_t child = fork ();
  int   status;

  if (child == 0)
    {
      GradusRecovery *copy = gradus_recovery_new (f->folder, NULL);

      if (copy == NULL || !gradus_recovery_write (copy, &f->file, NULL, NULL, NULL))
        _exit (1);
      raise (SIGKILL);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
}

static void
test_clean_end (Fixture *f, gconstpointer data)
{
  GradusRecovery *copy = gradus_recovery_new (f->folder, NULL);

  g_assert_nonnull (copy);
  g_assert_false (gradus_recovery_has_copy (copy));
  write_copy (f, copy);
  g_assert_true (gradus_recovery_has_copy (copy));
  g_assert_cmpuint (count_files (f->folder), ==, 3);
  write_copy (f, copy);
  g_assert_cmpuint (count_files (f->folder), ==, 3);
  gradus_recovery_discard (copy);
  gradus_recovery_free (copy);
  g_assert_cmpuint (count_files (f->folder), ==, 0);
}

/* A document that is open somewhere was not left by a crash. */
static void
test_alive (Fixture *f, gconstpointer data)
{
  g_autoptr (GradusRecovery) copy = gradus_recovery_new (f->folder, NULL);
  g_autoptr (GPtrArray)      found = NULL;

  write_copy (f, copy);
  found = gradus_recovery_claim_abandoned (f->folder);
  g_assert_cmpuint (found->len, ==, 0);
  g_assert_cmpuint (count_files (f->folder), ==, 3);
}

static void
test_crash (Fixture *f, gconstpointer data)
{
  GradusRecovery             *copy = gradus_recovery_new (f->folder, NULL);
  g_autoptr (GPtrArray)       found = NULL;
  g_autoptr (GPtrArray)       again = NULL;
  g_autoptr (GradusKerasFile) file = NULL;
  g_autoptr (GError)          error = NULL;
  gint64                      now = g_get_real_time () / G_USEC_PER_SEC;

  write_copy (f, copy);
  gradus_recovery_free (copy); /* as the end of the process would let go of it */

  found = gradus_recovery_claim_abandoned (f->folder);
  g_assert_cmpuint (found->len, ==, 1);
  copy = found->pdata[0];
  g_assert_cmpstr (gradus_recovery_get_title (copy), ==, f->project->title);
  g_assert_cmpstr (gradus_recovery_get_location (copy), ==,
                   "file:///home/ada/reader.keras");
  g_assert_cmpstr (gradus_recovery_get_stamp (copy), ==, "1:2:3");
  g_assert_cmpint (ABS (gradus_recovery_get_time (copy) - now), <=, 60);
  /* Another Gradus that starts meanwhile does not offer it, too. */
  again = gradus_recovery_claim_abandoned (f->folder);
  g_assert_cmpuint (again->len, ==, 0);

  file = gradus_recovery_load (copy, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (file->project->title, ==, f->project->title);
  g_assert_true (gradus_data_ref_equal (&file->project->data, &f->project->data));
  g_assert_cmpuint (gradus_sequential_get_n_layers (file->project->sequential), ==, 3);
  g_assert_cmpuint (file->iteration, ==, 7);
  gradus_recovery_discard (copy);
}

static void
test_killed (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;

  leave_copy (f);
  leave_copy (f);
  found = gradus_recovery_claim_abandoned (f->folder);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_null (gradus_recovery_get_location (found->pdata[0]));
  /* Nobody answers: both are still there at the next start. */
  g_clear_pointer (&found, g_ptr_array_unref);
  found = gradus_recovery_claim_abandoned (f->folder);
  g_assert_cmpuint (found->len, ==, 2);
}

/* A lock without a note, half a file beside it: cut off before there was anything. */
static void
test_rubbish (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "a.lock",        "a.keras", "b.lock",
                                       ".b.keras.Xyz1", "c.lock",  "c.json",
                                       "d.lock",        "d.json",  "d.keras" };
  g_autoptr (GPtrArray)    found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, names[i], NULL);
      const char      *text = g_str_has_suffix (path, "d.json") ? "{\"time\":3}" : "{";

      fixture_write (path, text, strlen (text));
    }
  found = gradus_recovery_claim_abandoned (f->folder);
  g_assert_cmpuint (found->len, ==, 0);
  g_assert_cmpuint (count_files (f->folder), ==, 0);
}

/* Twenty crashes in a row do not fill the disk; the latest are kept. */
static void
test_bounds (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;
  guint                 n_titles = 0;

  for (guint i = 0; i < 20; i++)
    {
      GradusRecovery     *copy = gradus_recovery_new (f->folder, NULL);
      g_autofree char    *title = g_strdup_printf ("%u", i);
      g_autofree char    *note = NULL;
      g_autofree char    *time = g_strdup_printf ("2026-01-%02uT12:00:00Z", i + 1);
      g_autoptr (GDir)    dir = NULL;
      g_autoptr (GString) text = NULL;
      const char         *name;

      g_free (f->project->title);
      f->project->title = g_strdup (title);
      write_copy (f, copy);
      gradus_recovery_free (copy);
      /* Each is a day younger than the one before. */
      dir = g_dir_open (f->folder, 0, NULL);
      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char   *path = g_build_filename (f->folder, name, NULL);
          g_autofree char   *old = NULL;
          g_autofree char   *mark = g_strdup_printf ("\"title\" : \"%u\"", i);
          g_autoptr (GBytes) bytes = NULL;
          char              *from;

          if (!g_str_has_suffix (name, ".json"))
            continue;
          bytes = fixture_read (path);
          old = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
          if (strstr (old, mark) == NULL)
            continue;
          from = strstr (old, "\"time\" : \"");
          g_assert_nonnull (from);
          memcpy (from + strlen ("\"time\" : \""), time, strlen (time));
          fixture_write (path, old, strlen (old));
          n_titles++;
        }
    }
  g_assert_cmpuint (n_titles, ==, 20);
  found = gradus_recovery_claim_abandoned (f->folder);
  g_assert_cmpuint (found->len, ==, 16);
  g_assert_cmpstr (gradus_recovery_get_title (found->pdata[0]), ==, "19");
  g_assert_cmpstr (gradus_recovery_get_title (found->pdata[15]), ==, "4");
  g_assert_cmpuint (count_files (f->folder), ==, 3 * 16);
}

static void
test_no_place (void)
{
  g_autoptr (GError)         error = NULL;
  g_autoptr (GPtrArray)      found = NULL;
  g_autoptr (GradusRecovery) copy = gradus_recovery_new ("/proc/nowhere", &error);

  g_assert_null (copy);
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_IO);
  found = gradus_recovery_claim_abandoned ("/proc/nowhere");
  g_assert_cmpuint (found->len, ==, 0);
}

#define ADD(name, function)                                                              \
  g_test_add ("/recovery/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("clean-end", test_clean_end);
  ADD ("alive", test_alive);
  ADD ("crash", test_crash);
  ADD ("killed", test_killed);
  ADD ("rubbish", test_rubbish);
  ADD ("bounds", test_bounds);
  g_test_add_func ("/recovery/no-place", test_no_place);
  return g_test_run ();
}
