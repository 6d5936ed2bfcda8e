/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

/* Feeds the files of a folder to a reader, without libFuzzer: what was found once stays
 * mended, whichever compiler is at hand. */
int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  GDir              *dir;
  const char        *name;
  guint              n_files = 0;

  g_assert_cmpint (argc, ==, 2);
  dir = g_dir_open (argv[1], 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *data = NULL;
      gsize            n_bytes;

      g_file_get_contents (path, &data, &n_bytes, &error);
      g_assert_no_error (error);
      LLVMFuzzerTestOneInput ((const uint8_t *) data, n_bytes);
      g_print ("ok %u - %s\n", ++n_files, name);
    }
  g_dir_close (dir);
  g_assert_cmpuint (n_files, >, 0);
  g_print ("1..%u\n", n_files);
  return 0;
}
