/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/theme.h"

#include <math.h>
#include <string.h>

/* WCAG 2.1: contrast of two opaque colours. */
static double
get_luminance (const GradusColor *color)
{
  double parts[3] = { color->red, color->green, color->blue };

  for (guint i = 0; i < 3; i++)
    parts[i] =
      parts[i] <= 0.04045 ? parts[i] / 12.92 : pow ((parts[i] + 0.055) / 1.055, 2.4);
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

static double
get_contrast (const GradusTheme *theme, GradusToken a, GradusToken b)
{
  double la = get_luminance (&theme->colors[a]), lb = get_luminance (&theme->colors[b]);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

static void
test_text_contrast (void)
{
  static const GradusToken texts[] = { GRADUS_TOKEN_FG,       GRADUS_TOKEN_DIM,
                                       GRADUS_TOKEN_ACCENT,   GRADUS_TOKEN_FORWARD,
                                       GRADUS_TOKEN_TRUTH,    GRADUS_TOKEN_BACK,
                                       GRADUS_TOKEN_TRAINING, GRADUS_TOKEN_VALIDATION,
                                       GRADUS_TOKEN_ERROR,    GRADUS_TOKEN_WARNING,
                                       GRADUS_TOKEN_DONE };

  for (guint id = 0; id < GRADUS_N_THEMES; id++)
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      {
        const GradusTheme *theme = gradus_theme_get ((GradusThemeId) id);

        g_assert_cmpfloat (get_contrast (theme, texts[i], GRADUS_TOKEN_VIEW), >=, 4.5);
        g_assert_cmpfloat (get_contrast (theme, texts[i], GRADUS_TOKEN_WINDOW), >=, 4.5);
        g_assert_cmpfloat (get_contrast (theme, texts[i], GRADUS_TOKEN_SPINE), >=, 4.5);
      }
}

static void
test_class_contrast (void)
{
  for (guint id = 0; id < GRADUS_N_THEMES; id++)
    for (guint digit = 0; digit < 10; digit++)
      {
        const GradusTheme *theme = gradus_theme_get ((GradusThemeId) id);

        /* The design rounds its ratios to one decimal. */
        g_assert_cmpfloat (get_contrast (theme, gradus_token_of_class (digit),
                                         GRADUS_TOKEN_VIEW),
                           >=, 2.95);
      }
  g_assert_cmpint (gradus_token_of_class (12), ==, gradus_token_of_class (2));
}

static void
test_css (void)
{
  g_autofree char *light = gradus_theme_to_css (gradus_theme_get (GRADUS_THEME_LIGHT));
  g_autofree char *dark = gradus_theme_to_css (gradus_theme_get (GRADUS_THEME_DARK));
  g_auto (GStrv)   lines = g_strsplit (light, "\n", -1);

  g_assert_nonnull (strstr (light, "@define-color gradus_forward #1a66c2;\n"));
  g_assert_nonnull (strstr (light, "@define-color gradus_border rgba(0,0,0,0.122);\n"));
  g_assert_nonnull (strstr (dark, "@define-color gradus_view #1e1e1e;\n"));
  g_assert_nonnull (strstr (dark, "@define-color gradus_class_9 #b741b2;\n"));
  g_assert_cmpuint (g_strv_length (lines), ==, GRADUS_N_TOKENS + 1);
  for (guint i = 0; i < GRADUS_N_TOKENS; i++)
    g_assert_nonnull (gradus_token_get_name ((GradusToken) i));
}

static void
test_choice (void)
{
  g_assert_cmpint (gradus_theme_choose (FALSE, FALSE), ==, GRADUS_THEME_LIGHT);
  g_assert_cmpint (gradus_theme_choose (TRUE, FALSE), ==, GRADUS_THEME_DARK);
  g_assert_cmpint (gradus_theme_choose (FALSE, TRUE), ==,
                   GRADUS_THEME_HIGH_CONTRAST_LIGHT);
  g_assert_cmpint (gradus_theme_choose (TRUE, TRUE), ==, GRADUS_THEME_HIGH_CONTRAST_DARK);
  g_assert_true (gradus_theme_get (GRADUS_THEME_DARK)->dark);
  g_assert_false (gradus_theme_get (GRADUS_THEME_PRINT)->dark);
  g_assert_true (gradus_theme_get (GRADUS_THEME_HIGH_CONTRAST_LIGHT)->high_contrast);
}

static void
test_scale (void)
{
  for (guint id = 0; id < GRADUS_N_THEMES; id++)
    {
      const GradusTheme *usual = gradus_theme_get ((GradusThemeId) id);
      const GradusTheme *large = gradus_theme_get_scaled ((GradusThemeId) id, 2);

      /* What is drawn for files does not change. */
      g_assert_cmpfloat (usual->scale, ==, 1);
      g_assert_true (gradus_theme_get_scaled ((GradusThemeId) id, 1) == usual);
      g_assert_cmpfloat (large->scale, ==, 2);
      g_assert_cmpint (large->id, ==, id);
      g_assert_cmpmem (large->colors, sizeof large->colors, usual->colors,
                       sizeof usual->colors);
      /* Drawings remember what they were made for by the pointer. */
      g_assert_true (gradus_theme_get_scaled ((GradusThemeId) id, 2.001) == large);
      g_assert_true (gradus_theme_get_scaled ((GradusThemeId) id, 1.25) != large);
    }
  g_assert_cmpfloat (gradus_theme_get_scaled (GRADUS_THEME_LIGHT, 100)->scale, ==, 4);
  g_assert_cmpfloat (gradus_theme_get_scaled (GRADUS_THEME_LIGHT, 0)->scale, ==, 0.5);
}

/* Lines grow with text, and are stronger for those who asked for contrast. */
static void
test_lines (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t         *cr = cairo_create (surface);

  for (guint id = 0; id < GRADUS_N_THEMES; id++)
    {
      gradus_theme_set_line_width (gradus_theme_get (id), cr, 2);
      if (gradus_theme_get (id)->high_contrast)
        g_assert_cmpfloat (cairo_get_line_width (cr), >, 2.4);
      else
        g_assert_cmpfloat (cairo_get_line_width (cr), ==, 2);
    }
  gradus_theme_set_line_width (gradus_theme_get_scaled (GRADUS_THEME_DARK, 1.5), cr, 2);
  g_assert_cmpfloat (cairo_get_line_width (cr), ==, 3);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/theme/text-contrast", test_text_contrast);
  g_test_add_func ("/plot/theme/class-contrast", test_class_contrast);
  g_test_add_func ("/plot/theme/css", test_css);
  g_test_add_func ("/plot/theme/choice", test_choice);
  g_test_add_func ("/plot/theme/scale", test_scale);
  g_test_add_func ("/plot/theme/lines", test_lines);
  return g_test_run ();
}
