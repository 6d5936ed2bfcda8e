/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-format.h"

#include <glib/gi18n-lib.h>

/**
 * gradus_format_count:
 * @n: a number
 *
 * Returns: @n with a comma between thousands, as Keras writes it in every language
 */
char *
gradus_format_count (guint64 n)
{
  char     digits[24];
  int      n_digits = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, n);
  GString *text = g_string_new (NULL);

  for (int i = 0; i < n_digits; i++)
    {
      if (i > 0 && (n_digits - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

char *
gradus_format_rate (double rate)
{
  return g_strdup_printf ("%.4g", rate);
}

char *
gradus_format_seconds (double seconds)
{
  if (seconds < 10.0 && seconds != (int) seconds)
    return g_strdup_printf (_ ("%.1f s"), seconds);
  if (seconds < 60.0)
    return g_strdup_printf (_ ("%.0f s"), seconds);
  if (seconds < 3600.0)
    return g_strdup_printf (_ ("%d min %d s"), (int) seconds / 60, (int) seconds % 60);
  return g_strdup_printf (_ ("%d h %d min"), (int) (seconds / 3600.0),
                          (int) (seconds / 60.0) % 60);
}
