/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/drawing.h"

#include <math.h>

#define SIDE GRADUS_DRAWING_SIDE
#define N (SIDE * SIDE)

static void
draw_line (GradusDrawing *drawing,
           GradusTool     tool,
           double         x1,
           double         y1,
           double         x2,
           double         y2)
{
  gradus_drawing_begin (drawing, tool, 2);
  gradus_drawing_add (drawing, x1, y1, GRADUS_PRESSURE_USUAL);
  gradus_drawing_add (drawing, x2, y2, GRADUS_PRESSURE_USUAL);
  gradus_drawing_end (drawing);
}

static double
get_ink (const GradusDrawing *drawing)
{
  float  pixels[N];
  double sum = 0;

  gradus_drawing_get_pixels (drawing, FALSE, pixels);
  for (guint i = 0; i < N; i++)
    sum += (double) pixels[i];
  return sum;
}

static double
get_pixel (const GradusDrawing *drawing, guint column, guint row)
{
  float pixels[N];

  gradus_drawing_get_pixels (drawing, FALSE, pixels);
  return (double) pixels[row * SIDE + column];
}

/* A pen of two cells leaves ink of its area: a bar of 10 × 2 and two half discs. */
static void
test_ink (void)
{
  g_autoptr (GradusDrawing) drawing = gradus_drawing_new ();

  g_assert_true (gradus_drawing_is_blank (drawing));
  g_assert_cmpfloat (get_ink (drawing), ==, 0);
  draw_line (drawing, GRADUS_TOOL_PEN, 5, 10, 15, 10);
  g_assert_false (gradus_drawing_is_blank (drawing));
  g_assert_cmpfloat_with_epsilon (get_ink (drawing), 20 + G_PI, 0.1);
  g_assert_cmpfloat_with_epsilon (get_pixel (drawing, 10, 9), 1, 0.01);
  g_assert_cmpfloat_with_epsilon (get_pixel (drawing, 10, 12), 0, 0.01);
}

static void
test_pressure (void)
{
  static const double pressures[] = { 0.1, 0.5, 0.9 };
  double              before = 0;

  for (guint i = 0; i < G_N_ELEMENTS (pressures); i++)
    {
      g_autoptr (GradusDrawing) drawing = gradus_drawing_new ();

      gradus_drawing_begin (drawing, GRADUS_TOOL_PEN, 2);
      gradus_drawing_add (drawing, 5, 10, pressures[i]);
      gradus_drawing_add (drawing, 15, 10, pressures[i]);
      gradus_drawing_end (drawing);
      g_assert_cmpfloat (get_ink (drawing), >, before + 5);
      before = get_ink (drawing);
    }
}

static void
test_eraser (void)
{
  g_autoptr (GradusDrawing) drawing = gradus_drawing_new ();

  draw_line (drawing, GRADUS_TOOL_PEN, 5, 10, 15, 10);
  draw_line (drawing, GRADUS_TOOL_ERASER, 10, 5, 10, 15);
  g_assert_cmpfloat (get_pixel (drawing, 10, 9), <, 0.01);
  g_assert_cmpfloat (get_pixel (drawing, 6, 9), >, 0.99);
  draw_line (drawing, GRADUS_TOOL_ERASER, 3, 10, 18, 10);
  g_assert_cmpfloat (get_ink (drawing), <, 0.1);
}

/* What is undone stroke by stroke comes back stroke by stroke, to the last bit. */
static void
test_undo (void)
{
  g_autoptr (GradusDrawing) drawing = gradus_drawing_new ();
  double                    ink[5] = { 0 };

  g_assert_false (gradus_drawing_can_undo (drawing));
  g_assert_false (gradus_drawing_can_redo (drawing));
  draw_line (drawing, GRADUS_TOOL_PEN, 5, 10, 15, 10);
  ink[1] = get_ink (drawing);
  draw_line (drawing, GRADUS_TOOL_PEN, 10, 3, 10, 20);
  ink[2] = get_ink (drawing);
  draw_line (drawing, GRADUS_TOOL_ERASER, 10, 10, 10, 10);
  ink[3] = get_ink (drawing);
  gradus_drawing_clear (drawing);
  g_assert_true (gradus_drawing_is_blank (drawing));

  for (int i = 3; i >= 0; i--)
    {
      g_assert_true (gradus_drawing_can_undo (drawing));
      gradus_drawing_undo (drawing);
      g_assert_cmpfloat (get_ink (drawing), ==, ink[i]);
    }
  g_assert_false (gradus_drawing_can_undo (drawing));
  for (int i = 1; i <= 4; i++)
    {
      g_assert_true (gradus_drawing_can_redo (drawing));
      gradus_drawing_redo (drawing);
      g_assert_cmpfloat (get_ink (drawing), ==, ink[i]);
    }
  g_assert_false (gradus_drawing_can_redo (drawing));

  /* A new stroke ends what could have come back. */
  gradus_drawing_undo (drawing);
  draw_line (drawing, GRADUS_TOOL_PEN, 20, 20, 22, 22);
  g_assert_false (gradus_drawing_can_redo (drawing));
}

/* Clearing blank paper is nothing, and so is a stroke that never touched it. */
static void
test_nothing (void)
{
  g_autoptr (GradusDrawing) drawing = gradus_drawing_new ();

  gradus_drawing_clear (drawing);
  gradus_drawing_begin (drawing, GRADUS_TOOL_PEN, 2);
  gradus_drawing_end (drawing);
  gradus_drawing_undo (drawing);
  gradus_drawing_redo (drawing);
  g_assert_false (gradus_drawing_can_undo (drawing));
  g_assert_true (gradus_drawing_is_blank (drawing));
}

static void
test_picture (void)
{
  g_autoptr (GradusDrawing) drawing = gradus_drawing_new ();
  float                     picture[N], other[N] = { 0 }, pixels[N];

  for (guint i = 0; i < N; i++)
    picture[i] = (float) (i % 256) / 255;
  other[100] = 0.4f;
  gradus_drawing_lay (drawing, other, 7);
  gradus_drawing_lay (drawing, picture, 8);
  g_assert_cmpint (gradus_drawing_get_picture_name (drawing), ==, 8);
  /* Untouched it is given as it is, also where drawings are centred. */
  gradus_drawing_get_pixels (drawing, TRUE, pixels);
  g_assert_cmpmem (pixels, sizeof pixels, picture, sizeof picture);
  g_assert_false (gradus_drawing_can_undo (drawing));

  draw_line (drawing, GRADUS_TOOL_PEN, 5, 10, 15, 10);
  g_assert_cmpint (gradus_drawing_get_picture_name (drawing), ==, -1);
  gradus_drawing_get_pixels (drawing, FALSE, pixels);
  g_assert_cmpfloat_with_epsilon ((double) pixels[20 * SIDE + 3],
                                  (double) picture[20 * SIDE + 3], 1e-6);
  gradus_drawing_undo (drawing);
  g_assert_cmpint (gradus_drawing_get_picture_name (drawing), ==, 8);
}

/* Drawn small in a corner or large in the middle, it is seen as the same digit. */
static void
test_centred (void)
{
  g_autoptr (GradusDrawing) small = gradus_drawing_new ();
  g_autoptr (GradusDrawing) large = gradus_drawing_new ();
  float                     one[N], two[N];
  double                    difference = 0;

  gradus_drawing_begin (small, GRADUS_TOOL_PEN, 1);
  gradus_drawing_begin (large, GRADUS_TOOL_PEN, 2);
  for (guint i = 0; i <= 40; i++)
    {
      double angle = i * 0.12;

      gradus_drawing_add (small, 6 + 4 * cos (angle), 20 + 5 * sin (angle),
                          GRADUS_PRESSURE_USUAL);
      gradus_drawing_add (large, 14 + 8 * cos (angle), 14 + 10 * sin (angle),
                          GRADUS_PRESSURE_USUAL);
    }
  gradus_drawing_end (small);
  gradus_drawing_end (large);
  gradus_drawing_get_pixels (small, TRUE, one);
  gradus_drawing_get_pixels (large, TRUE, two);
  for (guint i = 0; i < N; i++)
    difference += fabs ((double) (one[i] - two[i])) / N;
  g_assert_cmpfloat (difference, <, 0.01);
}

static void
test_paint (void)
{
  g_autoptr (GradusDrawing) drawing = gradus_drawing_new ();
  GradusPadCursor           cursor = { TRUE, 7, 7, 2, TRUE, TRUE };

  draw_line (drawing, GRADUS_TOOL_PEN, 4, 14, 24, 14);
  for (guint id = 0; id < GRADUS_N_THEMES; id++)
    {
      const GradusTheme *theme = gradus_theme_get (id);
      cairo_surface_t   *surface =
        cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 308, 308);
      cairo_t *cr = cairo_create (surface);
      guint32  ink, paper;

      gradus_drawing_paint (cr, theme, 308, drawing, &cursor);
      cairo_surface_flush (surface);
      ink =
        ((guint32 *) (gpointer) cairo_image_surface_get_data (surface))[154 * 308 + 154];
      paper =
        ((guint32 *) (gpointer) cairo_image_surface_get_data (surface))[225 * 308 + 159];
      g_assert_cmpuint (ink >> 16 & 0xff, ==,
                        (guint) lround (theme->colors[GRADUS_TOKEN_FG].red * 255));
      g_assert_cmpuint (paper, !=, ink);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drawing/ink", test_ink);
  g_test_add_func ("/drawing/pressure", test_pressure);
  g_test_add_func ("/drawing/eraser", test_eraser);
  g_test_add_func ("/drawing/undo", test_undo);
  g_test_add_func ("/drawing/nothing", test_nothing);
  g_test_add_func ("/drawing/picture", test_picture);
  g_test_add_func ("/drawing/centred", test_centred);
  g_test_add_func ("/drawing/paint", test_paint);
  return g_test_run ();
}
