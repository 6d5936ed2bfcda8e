/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "engine/error.h"

const char *
fuzz_file (const uint8_t *data, size_t size)
{
  static int  fd = -1;
  static char path[32];

  if (fd < 0)
    {
      fd = memfd_create ("fuzz", MFD_CLOEXEC);
      g_assert_cmpint (fd, >=, 0);
      g_snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
    }
  g_assert_cmpint (ftruncate (fd, 0), ==, 0);
  g_assert_cmpint (pwrite (fd, data, size, 0), ==, (gssize) size);
  return path;
}

void
fuzz_check (gboolean done, const GError *error)
{
  g_assert_true (done == (error == NULL));
  if (error == NULL)
    return;
  g_assert_true (error->domain == GRADUS_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), >, 0);
  g_assert_cmpuint (strlen (error->message), <, 1000);
}
