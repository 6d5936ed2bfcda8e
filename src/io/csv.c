/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv.h"

#include <math.h>
#include <string.h>

/**
 * gradus_csv_append_number:
 * @csv: the text so far
 * @value: a number
 *
 * Appends a comma and a number with nine figures, which is all that a float holds.
 */
void
gradus_csv_append_number (GString *csv, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (csv, ',');
  if (isfinite (value))
    g_string_append (csv, g_ascii_formatd (text, sizeof text, "%.9g", value));
  else if (isinf (value))
    g_string_append (csv, value > 0 ? "inf" : "-inf");
  else
    g_string_append (csv, "nan");
}

/**
 * gradus_csv_append_field:
 * @csv: the text so far
 * @text: any text
 *
 * Appends a field; one with a comma, a quote or a line end stands in quotes.
 */
void
gradus_csv_append_field (GString *csv, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (csv, text);
      return;
    }
  g_string_append_c (csv, '"');
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *c);
    }
  g_string_append_c (csv, '"');
}

/**
 * gradus_csv_append_text:
 * @csv: the text so far
 * @text: any text
 *
 * Appends a comma and a field.
 */
void
gradus_csv_append_text (GString *csv, const char *text)
{
  g_string_append_c (csv, ',');
  gradus_csv_append_field (csv, text);
}
