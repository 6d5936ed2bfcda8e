/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kind.h"
#include "plot/typeset.h"

#include <math.h>
#include <string.h>

/* The formula of the inspector: its type size, and the room it has at the least. */
#define POINTS 11.0
#define ROOM 250.0

static GradusTypeset *
lay_out (const char *notation, double points)
{
  g_autoptr (GError)        error = NULL;
  g_autoptr (GradusFormula) formula = gradus_formula_parse (notation, &error);

  g_assert_no_error (error);
  return gradus_typeset_new (formula, gradus_theme_get (GRADUS_THEME_LIGHT), points);
}

static double
get_width (const char *notation)
{
  g_autoptr (GradusTypeset) typeset = lay_out (notation, POINTS);
  double                    width;

  gradus_typeset_get_extents (typeset, &width, NULL, NULL);
  return width;
}

static double
get_height (const char *notation)
{
  g_autoptr (GradusTypeset) typeset = lay_out (notation, POINTS);
  double                    ascent, descent;

  gradus_typeset_get_extents (typeset, NULL, &ascent, &descent);
  return ascent + descent;
}

/* What is built of more is larger, in the direction that it grows. */
static void
test_boxes (void)
{
  g_assert_cmpfloat (get_width ("x y"), >, get_width ("x"));
  g_assert_cmpfloat (get_height ("\\frac{x}{y}"), >, 1.8 * get_height ("x"));
  g_assert_cmpfloat (get_height ("x²"), >, get_height ("x"));
  g_assert_cmpfloat (get_height ("x_i"), >, get_height ("x"));
  g_assert_cmpfloat (get_height ("Σ_i^n x"), >, get_height ("Σ x"));
  g_assert_cmpfloat (get_height ("x̂"), >, get_height ("x"));
  g_assert_cmpfloat (get_height ("√x"), >, get_height ("x"));
  g_assert_cmpfloat (get_height ("(\\frac{x}{y})"), >=, get_height ("\\frac{x}{y}"));
  g_assert_cmpfloat (get_height ("a \\\\ b \\\\ c"), >,
                     2 * get_height ("a \\\\ b"
                                     "") -
                       get_height ("a \\\\ b"));
  /* A sign stands closer than an operation. */
  g_assert_cmpfloat (get_width ("−x"), <, get_width ("y − x") - get_width ("y"));
  g_assert_cmpfloat (get_width (""), ==, 0);
}

/* All lengths follow the type size, so that a projector shows the same picture. */
static void
test_scales (void)
{
  static const char notation[] = "w &← w − α \\frac{m̂}{√v̂ + ε} \\\\ v &← β₂ v";
  g_autoptr (GradusTypeset) small = lay_out (notation, 10);
  g_autoptr (GradusTypeset) large = lay_out (notation, 30);
  double                    widths[2], ascents[2], descents[2];

  gradus_typeset_get_extents (small, &widths[0], &ascents[0], &descents[0]);
  gradus_typeset_get_extents (large, &widths[1], &ascents[1], &descents[1]);
  g_assert_cmpfloat_with_epsilon (widths[1] / widths[0], 3, 0.05);
  g_assert_cmpfloat_with_epsilon (ascents[1] / ascents[0], 3, 0.08);
  g_assert_cmpfloat_with_epsilon (descents[1] / descents[0], 3, 0.08);
}

typedef struct
{
  int left, top, right, bottom;
} Ink;

static Ink
find_ink (cairo_surface_t *surface)
{
  const guint8 *data;
  int           stride = cairo_image_surface_get_stride (surface);
  Ink           ink = { G_MAXINT, G_MAXINT, -1, -1 };

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      if (data[y * stride + x] > 24)
        ink = (Ink){ MIN (ink.left, x), MIN (ink.top, y), MAX (ink.right, x),
                     MAX (ink.bottom, y) };
  return ink;
}

/* Every formula leaves ink, and none outside of the box it says it has. */
static void
check_ink (const GradusKind *kind)
{
  g_autoptr (GradusTypeset) typeset = lay_out (kind->formula, POINTS);
  const int                 margin = 20;
  double                    width, ascent, descent;
  cairo_surface_t          *surface;
  cairo_t                  *cr;
  Ink                       ink;

  gradus_typeset_get_extents (typeset, &width, &ascent, &descent);
  g_assert_true (isfinite (width) && width > 0 && ascent > 0);
  surface = cairo_image_surface_create (CAIRO_FORMAT_A8, (int) width + 2 * margin + 1,
                                        (int) (ascent + descent) + 2 * margin + 1);
  cr = cairo_create (surface);
  gradus_typeset_draw (typeset, cr, gradus_theme_get (GRADUS_THEME_LIGHT),
                       GRADUS_TOKEN_FG, margin, margin + ascent);
  ink = find_ink (surface);
  if (ink.right < 0 || ink.left < margin - 3 || ink.top < margin - 3 ||
      ink.right > margin + width + 3 || ink.bottom > margin + ascent + descent + 3)
    g_error ("%s draws at %d, %d … %d, %d and says it has %g × %g", kind->name,
             ink.left - margin, ink.top - margin, ink.right - margin, ink.bottom - margin,
             width, ascent + descent);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_kinds (void)
{
  for (GradusFamily family = 0; family < GRADUS_N_FAMILIES; family++)
    {
      guint                    n;
      const GradusKind *const *kinds = gradus_kind_list (family, &n);

      for (guint i = 0; i < n; i++)
        if (kinds[i]->formula != NULL)
          {
            check_ink (kinds[i]);
            if (get_width (kinds[i]->formula) > ROOM)
              g_error ("%s: the formula is %g wide", kinds[i]->name,
                       get_width (kinds[i]->formula));
          }
    }
}

/* GRADUS_TYPESET_DIR=folder makes a sheet of all formulas, for looking at. */
static void
draw_family (const char *folder, GradusFamily family, GradusThemeId theme_id)
{
  const GradusTheme       *theme = gradus_theme_get (theme_id);
  guint                    n;
  const GradusKind *const *kinds = gradus_kind_list (family, &n);
  cairo_surface_t         *surface =
    cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1600, 100 * (int) (n + 1) / 2 * 2);
  cairo_t         *cr = cairo_create (surface);
  g_autofree char *name =
    g_strdup_printf ("%s/formulas-%d-%d.png", folder, family, theme_id);
  double y = 0;

  cairo_scale (cr, 2, 2);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_CARD);
  cairo_paint (cr);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GradusTypeset) typeset = NULL;
      double                    ascent, descent;

      if (kinds[i]->formula == NULL)
        continue;
      typeset = lay_out (kinds[i]->formula, POINTS);
      gradus_typeset_get_extents (typeset, NULL, &ascent, &descent);
      if (i % 2 == 0)
        y += 8;
      gradus_text_draw_baseline (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                                 GRADUS_ALIGN_START, 10 + 400 * (i % 2), y + ascent,
                                 kinds[i]->name);
      gradus_typeset_draw (typeset, cr, theme, GRADUS_TOKEN_FG, 150 + 400 * (i % 2),
                           y + ascent);
      if (i % 2 != 0)
        y += 80;
    }
  cairo_surface_write_to_png (surface, name);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_sheet (void)
{
  const char *folder = g_getenv ("GRADUS_TYPESET_DIR");

  if (folder == NULL)
    {
      g_test_skip ("GRADUS_TYPESET_DIR is not set");
      return;
    }
  for (GradusFamily family = 0; family < GRADUS_N_FAMILIES; family++)
    for (GradusThemeId theme = GRADUS_THEME_LIGHT; theme <= GRADUS_THEME_DARK; theme++)
      draw_family (folder, family, theme);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/typeset/boxes", test_boxes);
  g_test_add_func ("/typeset/scales", test_scales);
  g_test_add_func ("/typeset/kinds", test_kinds);
  g_test_add_func ("/typeset/sheet", test_sheet);
  return g_test_run ();
}
