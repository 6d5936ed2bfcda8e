/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/ticks.h"

#include <math.h>

static char *
join_labels (const GradusTicks *ticks)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ticks->n_ticks; i++)
    {
      g_autofree char *label = gradus_ticks_format (ticks, i);

      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, ticks->ticks[i].labelled ? label : ".");
    }
  return g_string_free (text, FALSE);
}

static void
test_linear (void)
{
  static const struct
  {
    double      minimum, maximum;
    guint       n;
    const char *labels;
  } cases[] = {
    { 0, 0.8, 4, "0.0 0.2 0.4 0.6 0.8" },
    { 0.88, 1, 4, "0.88 0.92 0.96 1.00" },
    { 0, 1, 4, "0.00 0.25 0.50 0.75 1.00" },
    { 0, 3, 4, "0 1 2 3" },
    { -0.2, 0.3, 5, "\u22120.2 \u22120.1 0.0 0.1 0.2 0.3" },
    { 0, 1500, 3, "0 500 1,000 1,500" },
    { 0, 2e-5, 2, "0.00000 0.00001 0.00002" },
    { 0.1, 0.11, 2, "0.100 0.105 0.110" },
    { 0, 0.1 + 0.2, 3, "0.0 0.1 0.2 0.3" },
    { 1, 1, 4, "" },
    { 2, 1, 4, "" },
    { 0, NAN, 4, "" },
    { -INFINITY, 1, 4, "" },
    { 1e17, 1e17 + 16, 4, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GradusTicks      ticks;
      g_autofree char *labels = NULL;

      gradus_ticks_linear (&ticks, cases[i].minimum, cases[i].maximum, cases[i].n);
      labels = join_labels (&ticks);
      g_assert_cmpstr (labels, ==, cases[i].labels);
    }
}

static void
test_whole (void)
{
  static const struct
  {
    double      maximum;
    guint       n;
    const char *labels;
  } cases[] = {
    { 10, 14, "0 1 2 3 4 5 6 7 8 9 10" }, { 3, 14, "0 1 2 3" }, { 10, 4, "0 5 10" },
    { 3750, 4, "0 1,000 2,000 3,000" },   { 1, 14, "0 1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GradusTicks      ticks;
      g_autofree char *labels = NULL;

      gradus_ticks_whole (&ticks, 0, cases[i].maximum, cases[i].n);
      labels = join_labels (&ticks);
      g_assert_cmpstr (labels, ==, cases[i].labels);
    }
}

static void
test_log (void)
{
  static const struct
  {
    double      minimum, maximum;
    const char *labels;
  } cases[] = {
    { 0.1, 10, "0.1 . . 1 . . 10" },
    { 0.05, 5, ". 0.1 . . 1 . ." },
    { 0.5, 5, "0.5 1 2 5" },
    { 1e-4, 1e-2, "10⁻⁴ . . 10⁻³ . . 0.01" },
    { 0, 1, "" },
    { -1, 1, "" },
    { 1, INFINITY, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GradusTicks      ticks;
      g_autofree char *labels = NULL;

      gradus_ticks_log (&ticks, cases[i].minimum, cases[i].maximum);
      labels = join_labels (&ticks);
      g_assert_cmpstr (labels, ==, cases[i].labels);
    }
}

/* Whatever the range, there are few ticks, all inside, and they rise. */
static void
test_any_range (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      double minimum = g_test_rand_double_range (-1, 1) * pow (10, (int) i % 40 - 20);
      double range =
        g_test_rand_double_range (0.1, 1) * pow (10, (int) (i / 40) % 20 - 10);
      guint       n = (guint) g_test_rand_int_range (1, 12);
      GradusTicks ticks;

      gradus_ticks_linear (&ticks, minimum, minimum + range, n);
      g_assert_cmpuint (ticks.n_ticks, <=, n + 1);
      for (guint k = 0; k < ticks.n_ticks; k++)
        {
          double value = ticks.ticks[k].value;

          g_assert_cmpfloat (value, >=, minimum - 1e-6 * ticks.step);
          g_assert_cmpfloat (value, <=, minimum + range + 1e-6 * ticks.step);
          if (k > 0)
            g_assert_cmpfloat (value, >, ticks.ticks[k - 1].value);
        }
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    double      value;
    guint       decimals;
    const char *plain;
    const char *with_sign;
  } cases[] = {
    { 1500, 0, "1,500", "+1,500" },
    { 999, 0, "999", "+999" },
    { 1234567.891, 1, "1,234,567.9", "+1,234,567.9" },
    { 0.134, 3, "0.134", "+0.134" },
    { -0.22, 2, "\u22120.22", "\u22120.22" },
    { -0.001, 2, "0.00", "0.00" },
    { 0.001, 2, "0.00", "0.00" },
    { 0, 0, "0", "0" },
    { NAN, 2, "not a number", "not a number" },
    { INFINITY, 2, "∞", "+∞" },
    { -INFINITY, 2, "\u2212∞", "\u2212∞" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plain = gradus_format_number (cases[i].value, cases[i].decimals);
      g_autofree char *with_sign =
        gradus_format_signed (cases[i].value, cases[i].decimals);

      g_assert_cmpstr (plain, ==, cases[i].plain);
      g_assert_cmpstr (with_sign, ==, cases[i].with_sign);
    }
}

static void
test_values (void)
{
  static const struct
  {
    double      value;
    const char *text;
  } cases[] = {
    { 0.1343, "0.134" },      { 2.302585, "2.303" },   { 14.53, "14.53" },
    { 145.31, "145.3" },      { 1204.3, "1,204" },     { 0, "0.000" },
    { 0.00234, "0.0023" },    { 0.000234, "0.00023" }, { 2.1e-5, "2.1 × 10⁻⁵" },
    { 3.4e12, "3.4 × 10¹²" }, { -0.5, "\u22120.500" }, { NAN, "not a number" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = gradus_format_value (cases[i].value);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_powers (void)
{
  g_autofree char *small = gradus_format_power (1e-3);
  g_autofree char *factor = gradus_format_power (5e-4);
  g_autofree char *large = gradus_format_power (1e12);
  g_autofree char *percent = gradus_format_percent (0.9604);

  g_assert_cmpstr (small, ==, "10⁻³");
  g_assert_cmpstr (factor, ==, "5 × 10⁻⁴");
  g_assert_cmpstr (large, ==, "10¹²");
  g_assert_cmpstr (percent, ==, "96.0\u202f%");
}

/* As in a typeset formula, and rounded before the exponent is chosen. */
static void
test_scientific (void)
{
  static const struct
  {
    double      value;
    guint       decimals;
    const char *text;
  } cases[] = {
    { 5.25e-5, 2, "+5.25 · 10⁻⁵" },
    { -5.25e-5, 2, "\u22125.25 · 10⁻⁵" },
    { 9.999e-6, 2, "+1.00 · 10⁻⁵" },
    { 1.5e12, 1, "+1.5 · 10¹²" },
    { 0, 2, "0.00" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
        gradus_format_scientific (cases[i].value, cases[i].decimals);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/ticks/linear", test_linear);
  g_test_add_func ("/plot/ticks/whole", test_whole);
  g_test_add_func ("/plot/ticks/log", test_log);
  g_test_add_func ("/plot/ticks/any-range", test_any_range);
  g_test_add_func ("/plot/ticks/numbers", test_numbers);
  g_test_add_func ("/plot/ticks/values", test_values);
  g_test_add_func ("/plot/ticks/scientific", test_scientific);
  g_test_add_func ("/plot/ticks/powers", test_powers);
  return g_test_run ();
}
