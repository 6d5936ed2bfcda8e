/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/formula.h"
#include "engine/kind.h"

#include <string.h>

static void
test_text (void)
{
  static const char *const cases[][2] = {
    { "y = x", "y = x" },
    { "−y ln p − (1 − y) ln(1 − p)", "−y ln p − (1 − y) ln(1 − p)" },
    { "\\frac{1}{n} Σ_{i=1}^n (p_i − y_i)²", "1/n Σ_(i = 1)ⁿ (pᵢ − yᵢ)²" },
    { "α \\frac{m̂}{√v̂ + ε}", "α m̂ / (√v̂ + ε)" },
    { "√(σ² + ε)", "√(σ² + ε)" },
    { "√(\\frac{6}{inputs + outputs})", "√(6 / (inputs + outputs))" },
    { "(n, h, w, c) → (n, h·w·c)", "(n, h, w, c) → (n, h · w · c)" },
    { "max(0, x)", "max(0, x)" },
    { "max_j p_j − p_y", "maxⱼ pⱼ − p_y" },
    { "r^{t / T}", "r^(t/T)" },
    { "x^γ x^2 x₁₀ x^q", "xᵞ x² x₁₀ x^q" },
    { "|w| ≤ max_value", "|w| ≤ max_value" },
    { "a &← b \\\\ c &← d", "a ← b,  c ← d" },
    { "f(x) = \\cases{x & x > 0 \\\\ a x & x ≤ 0}", "f(x) = x if x > 0, a x if x ≤ 0" },
    { "\\text{any }(x ≠ 0)", "any (x ≠ 0)" },
    { "U(−r, r) \\quad r = 1", "U(−r, r)  r = 1" },
    { "1.5 + 2-x", "1.5 + 2 − x" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError)        error = NULL;
      g_autoptr (GradusFormula) formula = gradus_formula_parse (cases[i][0], &error);
      g_autofree char          *text = NULL;

      g_assert_no_error (error);
      text = gradus_formula_to_text (formula);
      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

static void
test_refused (void)
{
  static const char *const cases[] = {
    "\\unknown{x}", "\\frac{a}",   "\\frac a b", "(x",        "x)", "{x",
    "x}",           "|x",          "x^",         "√",         "x_", "\\text x",
    "\\text{x",     "\\cases{x}",  "a $ b",      "a & b & c", "\\", "[x",
    "x % y",        "\\frac{a}{b", "a # b",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      GradusFormula     *formula = gradus_formula_parse (cases[i], &error);

      if (formula != NULL)
        g_error ("“%s” was taken for a formula", cases[i]);
      g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT);
    }
}

/* Nesting is bounded, so that no text can exhaust the stack. */
static void
test_deep (void)
{
  g_autofree char   *deep = g_strnfill (100000, '(');
  g_autoptr (GError) error = NULL;

  g_assert_null (gradus_formula_parse (deep, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT);
}

/* Each formula that a kind has can be read; losses, optimizers, schedules, activations
 * and layers have one. */
static void
test_kinds (void)
{
  for (GradusFamily family = 0; family < GRADUS_N_FAMILIES; family++)
    {
      guint                    n;
      const GradusKind *const *kinds = gradus_kind_list (family, &n);
      gboolean                 is_needed =
        family == GRADUS_FAMILY_LOSS || family == GRADUS_FAMILY_OPTIMIZER ||
        family == GRADUS_FAMILY_SCHEDULE || family == GRADUS_FAMILY_ACTIVATION;

      for (guint i = 0; i < n; i++)
        {
          g_autoptr (GError)        error = NULL;
          g_autoptr (GradusFormula) formula = NULL;
          g_autofree char          *text = NULL;

          if (kinds[i]->formula == NULL)
            {
              if (is_needed)
                g_error ("%s has no formula", kinds[i]->name);
              continue;
            }
          formula = gradus_formula_parse (kinds[i]->formula, &error);
          if (formula == NULL)
            g_error ("%s: %s", kinds[i]->name, error->message);
          text = gradus_formula_to_text (formula);
          g_assert_null (strchr (text, '\\'));
          g_test_message ("%s: %s", kinds[i]->name, text);
        }
    }
}

/* Whatever one needs to know about a parameter is there. */
static void
test_help (void)
{
  for (GradusFamily family = 0; family < GRADUS_N_FAMILIES; family++)
    {
      guint                    n;
      const GradusKind *const *kinds = gradus_kind_list (family, &n);

      for (guint i = 0; i < n; i++)
        for (guint j = 0; j < kinds[i]->n_params; j++)
          {
            const GradusParam *param = &kinds[i]->params[j];

            if (param->flags & GRADUS_PARAM_HIDDEN)
              continue;
            if (param->name == NULL || param->title == NULL || param->help == NULL ||
                !g_str_has_suffix (param->help, "."))
              g_error ("%s.%s has no title, name or sentence", kinds[i]->name,
                       param->name);
          }
      for (guint i = 0; i < n; i++)
        if (kinds[i]->summary == NULL || !g_str_has_suffix (kinds[i]->summary, "."))
          g_error ("%s has no sentence", kinds[i]->name);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formula/text", test_text);
  g_test_add_func ("/formula/refused", test_refused);
  g_test_add_func ("/formula/deep", test_deep);
  g_test_add_func ("/formula/kinds", test_kinds);
  g_test_add_func ("/kinds/help", test_help);
  return g_test_run ();
}
