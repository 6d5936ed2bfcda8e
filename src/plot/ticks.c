/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define LARGEST_PLAIN 1e7
#define SMALLEST_PLAIN 1e-4

/* Rounding room: 0.3 / 0.1 is a little less than 3. */
#define ROOM 1e-9

static void
add_tick (GradusTicks *ticks, double value, gboolean labelled)
{
  if (ticks->n_ticks < GRADUS_MAX_TICKS)
    ticks->ticks[ticks->n_ticks++] = (GradusTick){ value, labelled };
}

/* The round step, 1, 2, 2.5, 4 or 5 times a power of ten, that gives at most @n
 * intervals.
 */
static double
choose_step (double range, guint n, guint *decimals)
{
  static const double factors[] = { 1, 2, 2.5, 4, 5, 10 };
  double              rough = range / MAX (n, 1);
  int                 exponent = (int) floor (log10 (rough));
  double              unit = pow (10, exponent);
  guint               i = 0;

  while (i + 1 < G_N_ELEMENTS (factors) && factors[i] * unit < rough * (1 - ROOM))
    i++;
  if (i + 1 == G_N_ELEMENTS (factors))
    exponent++;
  *decimals = (guint) MAX (0, -exponent + (factors[i] == 2.5 ? 1 : 0));
  return factors[i] * unit;
}

static void
add_linear_ticks (GradusTicks *ticks, double minimum, double maximum)
{
  double first = ceil (minimum / ticks->step - ROOM);
  double last = floor (maximum / ticks->step + ROOM);

  if (last - first >= GRADUS_MAX_TICKS)
    return;
  /* Adding 0 makes −0 into 0. */
  for (double i = first; i <= last; i++)
    add_tick (ticks, i * ticks->step + 0, TRUE);
}

static gboolean
check_range (GradusTicks *ticks, double minimum, double maximum)
{
  memset (ticks, 0, sizeof *ticks);
  return isfinite (minimum) && isfinite (maximum) && maximum > minimum &&
         isfinite (maximum - minimum) &&
         maximum - minimum > 1e-12 * MAX (fabs (minimum), fabs (maximum));
}

/**
 * gradus_ticks_linear:
 * @ticks: (out): the ticks; none if there is no range
 * @minimum: where the axis begins
 * @maximum: where the axis ends
 * @n: intervals wanted at most
 *
 * Finds round values on an axis.
 */
void
gradus_ticks_linear (GradusTicks *ticks, double minimum, double maximum, guint n)
{
  if (!check_range (ticks, minimum, maximum))
    return;
  ticks->step = choose_step (maximum - minimum, n, &ticks->decimals);
  add_linear_ticks (ticks, minimum, maximum);
}

/**
 * gradus_ticks_whole:
 * @ticks: (out): the ticks; none if there is no range
 * @minimum: where the axis begins
 * @maximum: where the axis ends
 * @n: intervals wanted at most
 *
 * Finds round whole numbers on an axis that counts something.
 */
void
gradus_ticks_whole (GradusTicks *ticks, double minimum, double maximum, guint n)
{
  if (!check_range (ticks, minimum, maximum))
    return;
  ticks->step = choose_step (maximum - minimum, n, &ticks->decimals);
  if (ticks->step == 2.5)
    ticks->step = 5;
  ticks->step = MAX (ticks->step, 1);
  ticks->decimals = 0;
  add_linear_ticks (ticks, minimum, maximum);
}

/**
 * gradus_ticks_log:
 * @ticks: (out): the ticks; none if there is no positive range
 * @minimum: where the axis begins
 * @maximum: where the axis ends
 *
 * Finds the powers of ten on an axis, and 2 and 5 times them. Only powers of ten are
 * labelled, unless there are fewer than two of them.
 */
void
gradus_ticks_log (GradusTicks *ticks, double minimum, double maximum)
{
  static const double factors[] = { 1, 2, 5 };
  int                 first, last;
  guint               n_decades = 0;

  if (!check_range (ticks, minimum, maximum) || minimum <= 0)
    return;
  ticks->logarithmic = TRUE;
  first = (int) floor (log10 (minimum));
  last = (int) ceil (log10 (maximum));
  for (int exponent = first; exponent <= last; exponent++)
    for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
      {
        double value = factors[i] * pow (10, exponent);

        if ((i > 0 && last - first > 8) || value < minimum * (1 - ROOM) ||
            value > maximum * (1 + ROOM))
          continue;
        add_tick (ticks, value, i == 0);
        n_decades += i == 0;
      }
  for (guint i = 0; n_decades < 2 && i < ticks->n_ticks; i++)
    ticks->ticks[i].labelled = TRUE;
}

/**
 * gradus_ticks_format:
 * @ticks: ticks of an axis
 * @index: which one
 *
 * Writes what stands at a tick: as many decimals as its neighbours, or a power of ten.
 *
 * Returns: (transfer full): the label
 */
char *
gradus_ticks_format (const GradusTicks *ticks, guint index)
{
  double value = ticks->ticks[index].value;

  if (!ticks->logarithmic)
    return gradus_format_number (value, ticks->decimals);
  if (value >= 0.0099 && value < 9999)
    return gradus_format_number (value,
                                 (guint) MAX (0, -(int) floor (log10 (value) + ROOM)));
  return gradus_format_power (value);
}

static void
append_groups (GString *text, const char *digits)
{
  gsize n_whole = strcspn (digits, ".");

  for (gsize i = 0; i < n_whole; i++)
    {
      if (i > 0 && n_whole > 3 && (n_whole - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  g_string_append (text, digits + n_whole);
}

/**
 * gradus_format_number:
 * @value: a number
 * @decimals: digits after the point
 *
 * Writes a number with a real minus and commas between thousands, like "1,500" or
 * "−0.22"; no locale changes that, as the numbers shall match the code.
 *
 * Returns: (transfer full): the text
 */
char *
gradus_format_number (double value, guint decimals)
{
  char                format[16];
  char                digits[G_ASCII_DTOSTR_BUF_SIZE + 320];
  g_autoptr (GString) text = g_string_new (NULL);

  if (isnan (value))
    return g_strdup (_ ("not a number"));
  if (isinf (value))
    return g_strdup (value > 0 ? "∞" : GRADUS_MINUS "∞");
  g_snprintf (format, sizeof format, "%%.%uf", MIN (decimals, 12));
  g_ascii_formatd (digits, sizeof digits, format, fabs (value));
  /* What rounds to zero has no sign. */
  if (value < 0 && strspn (digits, "0.") < strlen (digits))
    g_string_append (text, GRADUS_MINUS);
  append_groups (text, digits);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * gradus_format_signed:
 * @value: a number
 * @decimals: digits after the point
 *
 * Writes a number as gradus_format_number() does, with a plus before positive ones.
 *
 * Returns: (transfer full): the text
 */
char *
gradus_format_signed (double value, guint decimals)
{
  g_autofree char *text = gradus_format_number (value, decimals);

  if (value > 0 && (isinf (value) || strspn (text, "0.") < strlen (text)))
    return g_strconcat ("+", text, NULL);
  return g_steal_pointer (&text);
}

/**
 * gradus_format_value:
 * @value: a loss, a metric or a weight
 *
 * Writes a measured number in the length that reads best: 0.134, 14.53, 1,204, 2.1 ×
 * 10⁻⁵.
 *
 * Returns: (transfer full): the text
 */
char *
gradus_format_value (double value)
{
  double size = fabs (value);

  if (!isfinite (value) || size == 0)
    return gradus_format_number (value, 3);
  if (size >= LARGEST_PLAIN || size < SMALLEST_PLAIN)
    {
      double           power = pow (10, floor (log10 (size)));
      g_autofree char *factor = gradus_format_number (value / power, 1);
      g_autofree char *exponent = gradus_format_power (power);

      return g_strdup_printf ("%s × %s", factor, exponent);
    }
  if (size < 0.01)
    return gradus_format_number (value, size < 0.001 ? 5 : 4);
  return gradus_format_number (value, size < 10     ? 3
                                      : size < 100  ? 2
                                      : size < 1000 ? 1
                                                    : 0);
}

static void
append_superscript (GString *text, int number)
{
  static const char *const digits[] = {
    "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"
  };
  char plain[16];

  g_snprintf (plain, sizeof plain, "%d", ABS (number));
  if (number < 0)
    g_string_append (text, "⁻");
  for (const char *c = plain; *c != '\0'; c++)
    g_string_append (text, digits[*c - '0']);
}

/**
 * gradus_format_power:
 * @value: a positive number
 *
 * Writes a number as a power of ten, like "10⁻³", with a factor unless it is one.
 *
 * Returns: (transfer full): the text
 */
char *
gradus_format_power (double value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int                 exponent;
  int                 factor;

  if (!(value > 0) || isinf (value))
    return gradus_format_number (value, 0);
  exponent = (int) floor (log10 (value) + ROOM);
  factor = (int) lrint (value / pow (10, exponent));
  if (factor != 1)
    g_string_append_printf (text, "%d × ", factor);
  g_string_append (text, "10");
  append_superscript (text, exponent);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * gradus_format_scientific:
 * @value: a finite number other than 0
 * @decimals: digits of the factor after the point
 *
 * Writes a very small or very large number as formulas do, like "+5.25 · 10⁻⁵".
 *
 * Returns: (transfer full): the text
 */
char *
gradus_format_scientific (double value, guint decimals)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char                format[8], number[48];
  char               *exponent;

  if (!isfinite (value) || value == 0)
    return gradus_format_signed (value, decimals);
  g_snprintf (format, sizeof format, "%%.%ue", MIN (decimals, 16));
  g_ascii_formatd (number, sizeof number, format, fabs (value));
  exponent = strchr (number, 'e');
  *exponent = '\0';
  g_string_append_printf (text, "%s%s · 10", value < 0 ? GRADUS_MINUS : "+", number);
  append_superscript (text, atoi (exponent + 1));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * gradus_format_percent:
 * @share: 0 to 1
 *
 * Writes a share as "96.0 %", with a space that does not break.
 *
 * Returns: (transfer full): the text
 */
char *
gradus_format_percent (double share)
{
  g_autofree char *number = gradus_format_number (share * 100, 1);

  if (!isfinite (share))
    return g_steal_pointer (&number);
  return g_strdup_printf ("%s\u202f%%", number);
}
