/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/confusion-matrix.h"
#include "plot/evidence.h"
#include "plot/mistakes.h"
#include "plot/plane.h"
#include "plot/prediction.h"
#include "plot/regression.h"
#include "plot/representation.h"

#include <math.h>

#define WIDTH 640
#define HEIGHT 320

static const char *const names[] = { "zero", "one", "two", NULL };

typedef struct
{
  cairo_surface_t *surface;
  cairo_t         *cr;
} Page;

static Page
open_page (const GradusTheme *theme)
{
  Page page = { .surface =
                  cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT) };

  page.cr = cairo_create (page.surface);
  gradus_theme_set_source (theme, page.cr, GRADUS_TOKEN_VIEW);
  cairo_paint (page.cr);
  return page;
}

static guint32
get_color (const Page *page, int x, int y)
{
  cairo_surface_flush (page->surface);
  return (
    (guint32 *) (gpointer) cairo_image_surface_get_data (page->surface))[y * WIDTH + x];
}

static void
close_page (Page *page)
{
  cairo_destroy (page->cr);
  cairo_surface_destroy (page->surface);
}

/* --- Confusion matrix --- */

static guint counts[] = { 90, 8, 2, 1, 99, 0, 4, 4, 92 };

static const GradusConfusion confusion = { .n_classes = 3,
                                           .n_samples = 300,
                                           .counts = counts };

/* A step of the search for squares, which are larger: every question lays out text. */
#define STEP 4

static gboolean
hit (const GradusTheme *theme, int x, int y, int *row, int *column)
{
  return gradus_confusion_matrix_hit (theme, WIDTH, HEIGHT, 3, names, x, y, row, column);
}

/* The first place found in a square, less than STEP from its corner. */
static void
find_square (const GradusTheme *theme, int row, int column, int *x, int *y)
{
  int here, there;

  for (*y = 0; *y < HEIGHT; *y += STEP)
    for (*x = 0; *x < WIDTH; *x += STEP)
      if (hit (theme, *x, *y, &here, &there) && here == row && there == column)
        return;
  g_assert_not_reached ();
}

/* All squares are as wide and as high as each other. */
static void
test_matrix_hit (void)
{
  const GradusTheme *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  guint              n_wide[3] = { 0 };
  guint              n_high[3] = { 0 };
  int                left, top, row, column;

  find_square (theme, 0, 0, &left, &top);
  for (int x = 0; x < WIDTH; x++)
    if (hit (theme, x, top, &row, &column))
      {
        g_assert_cmpint (row, ==, 0);
        g_assert_true (column >= 0 && column < 3);
        n_wide[column]++;
      }
  for (int y = 0; y < HEIGHT; y++)
    if (hit (theme, left, y, &row, &column))
      {
        g_assert_cmpint (column, ==, 0);
        g_assert_true (row >= 0 && row < 3);
        n_high[row]++;
      }
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (n_wide[i], ==, n_wide[0]);
      g_assert_cmpuint (n_high[i], ==, n_wide[0]);
    }
  g_assert_cmpuint (n_wide[0], >, 20);
  g_assert_false (hit (theme, 1, 1, &row, &column));
}

/* In a low place cells are wider than high, so that 999 of a thousand can be read. */
static void
test_matrix_low (void)
{
  const GradusTheme *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  const char *const  digits[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
  const double       width = 264, height = 180;
  double             right = 0, bottom = 0;
  int                row, column;

  for (double x = 0; x < width; x++)
    if (gradus_confusion_matrix_hit (theme, width, height, 10, digits, x, height / 2,
                                     &row, &column))
      right = x;
  for (double y = 0; y < height; y++)
    if (gradus_confusion_matrix_hit (theme, width, height, 10, digits, width / 2, y, &row,
                                     &column))
      bottom = y;
  g_assert_cmpfloat (right, >, width - 12);
  g_assert_cmpfloat (bottom, >, height - 12);
}

/* Near the corner of a square, away from its number. */
static guint32
get_square (const Page *page, const GradusTheme *theme, int row, int column)
{
  int x, y;

  find_square (theme, row, column, &x, &y);
  return get_color (page, x + STEP, y + STEP);
}

/* Only mistakes have a colour, and the most frequent one the strongest. */
static void
test_matrix_colors (void)
{
  for (guint id = 0; id < GRADUS_N_THEMES; id++)
    {
      const GradusTheme *theme = gradus_theme_get (id);
      GradusMatrixMarks  marks = { 0, 1, 2, 2 };
      Page               page = open_page (theme);

      gradus_confusion_matrix_draw (page.cr, theme, WIDTH, HEIGHT, &confusion, names,
                                    &marks);
      g_assert_cmphex (get_square (&page, theme, 0, 0), ==,
                       get_square (&page, theme, 1, 1));
      g_assert_cmphex (get_square (&page, theme, 2, 0), ==,
                       get_square (&page, theme, 2, 1));
      g_assert_cmphex (get_square (&page, theme, 0, 1), !=,
                       get_square (&page, theme, 0, 2));
      g_assert_cmphex (get_square (&page, theme, 1, 2), !=,
                       get_square (&page, theme, 1, 0));
      close_page (&page);
    }
}

/* --- Mistakes --- */

static void
test_mistakes (void)
{
  const GradusTheme   *theme = gradus_theme_get (GRADUS_THEME_DARK);
  GradusShape          shape = GRADUS_SHAPE_1 (784);
  GradusMistakesLayout narrow, wide;
  float                pixels[784] = { 0 };
  GradusMistake        mistakes[30];
  Page                 page = open_page (theme);
  guint32              paper;

  gradus_mistakes_lay_out (theme, 10, names, &narrow);
  gradus_mistakes_lay_out (theme, WIDTH, names, &wide);
  g_assert_cmpuint (narrow.n_columns, ==, 1);
  g_assert_cmpuint (wide.n_columns, >, 3);
  g_assert_cmpfloat ((wide.n_columns - 1) * wide.tile_width + wide.picture, <=, WIDTH);

  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    mistakes[i] = (GradusMistake){ pixels, i % 3, (i + 1) % 3 };
  for (guint i = 0; i < 784; i++)
    pixels[i] = 1;
  paper = get_color (&page, 30, 30);
  gradus_mistakes_draw (page.cr, theme, WIDTH, &shape, mistakes, G_N_ELEMENTS (mistakes),
                        names, 3, 4);
  g_assert_cmphex (get_color (&page, 30, 30), !=, paper);
  g_assert_cmphex (get_color (&page, 30 + (int) wide.tile_width, 30), !=, paper);
  close_page (&page);
}

/* --- Evidence --- */

static void
test_evidence (void)
{
  float                       input[784] = { 0 }, gradient[784] = { 0 }, units[32];
  g_autoptr (GradusOcclusion) map = gradus_occlusion_new (28, 28, 1, 5, 3);
  GradusEvidence              evidence = { .input_shape = GRADUS_SHAPE_1 (784),
                                           .input = input,
                                           .units = units,
                                           .n_units = 32,
                                           .units_title = "units",
                                           .has_maps = TRUE,
                                           .occlusion = map,
                                           .gradient = gradient,
                                           .answer = "3" };

  for (guint i = 0; i < 784; i++)
    {
      input[i] = i > 300 && i < 400 ? 1 : 0;
      gradient[i] = (float) i / 784 - 0.5f;
      map->drop[i] = (float) (i % 28) / 28 - 0.5f;
    }
  for (guint i = 0; i < 32; i++)
    units[i] = (float) i;
  for (guint id = 0; id < GRADUS_N_THEMES; id++)
    {
      const GradusTheme *theme = gradus_theme_get (id);
      Page               page = open_page (theme);
      guint              n_of[GRADUS_N_EVIDENCE_PANELS] = { 0 };
      gboolean           has_last = FALSE;

      gradus_evidence_draw (page.cr, theme, 326, 308, &evidence);
      for (int y = 0; y < 308; y++)
        for (int x = 0; x < 326; x++)
          {
            GradusEvidenceSpot spot;

            if (!gradus_evidence_hit (theme, 326, 308, &evidence, x, y, &spot))
              continue;
            n_of[spot.panel]++;
            g_assert_cmpuint (spot.index, <,
                              spot.panel == GRADUS_EVIDENCE_UNITS ? 32 : 784);
            has_last = has_last || spot.index == 783;
          }
      g_assert_true (has_last);
      for (guint i = 0; i < GRADUS_N_EVIDENCE_PANELS; i++)
        g_assert_cmpuint (n_of[i], >, 1000);
      close_page (&page);
    }
}

/* The maps come a moment later than the sample. */
static void
test_evidence_early (void)
{
  float          input[784] = { 0 }, output[784] = { 0 };
  GradusEvidence evidence = {
    .input_shape = GRADUS_SHAPE_1 (784), .input = input, .has_maps = TRUE, .answer = "3"
  };
  const GradusTheme *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  Page               page = open_page (theme);

  gradus_evidence_draw (page.cr, theme, 326, 308, &evidence);
  evidence.output = output;
  evidence.has_maps = FALSE;
  output[0] = 1;
  gradus_evidence_draw (page.cr, theme, 326, 308, &evidence);
  close_page (&page);
}

/* Without maps there is nothing to point at; without a sample nothing at all. */
static void
test_evidence_without (void)
{
  float              input[784] = { 0 };
  GradusEvidence     evidence = { .input_shape = GRADUS_SHAPE_1 (784), .input = input };
  GradusEvidence     nothing = { .answer = NULL };
  const GradusTheme *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  GradusEvidenceSpot spot;
  Page               page = open_page (theme);

  gradus_evidence_draw (page.cr, theme, 326, 308, &evidence);
  gradus_evidence_draw (page.cr, theme, 326, 308, &nothing);
  for (int x = 0; x < 326; x += 3)
    for (int y = 0; y < 308; y += 3)
      {
        if (gradus_evidence_hit (theme, 326, 308, &evidence, x, y, &spot))
          g_assert_cmpint ((int) spot.panel, ==, GRADUS_EVIDENCE_INPUT);
        g_assert_false (gradus_evidence_hit (theme, 326, 308, &nothing, x, y, &spot));
      }
  close_page (&page);
}

/* --- Bars --- */

static void
test_bars (void)
{
  const float              three[] = { 0.2f, NAN, 0.7f };
  const float              one = 0.3f;
  static const char *const yes_no[] = { "no", "yes", NULL };
  GradusPrediction         prediction = {
            .n_values = 3, .values = three, .names = names, .truth = 1
  };
  GradusPrediction single = {
    .n_values = 1, .values = &one, .names = yes_no, .truth = -1
  };
  GradusPrediction   none = { .truth = -1 };
  const GradusTheme *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  double             probability;
  Page               page = open_page (theme);

  g_assert_cmpint (gradus_prediction_get_best (&prediction, &probability), ==, 2);
  g_assert_cmpfloat_with_epsilon (probability, 0.7, 1e-6);
  g_assert_cmpint (gradus_prediction_get_best (&single, &probability), ==, 0);
  g_assert_cmpfloat_with_epsilon (probability, 0.7, 1e-6);
  g_assert_cmpint (gradus_prediction_get_best (&none, NULL), ==, -1);
  gradus_prediction_draw_bars (page.cr, theme, WIDTH, HEIGHT, &prediction);
  gradus_prediction_draw_bars (page.cr, theme, 40, 12, &single);
  gradus_prediction_draw_bars (page.cr, theme, WIDTH, HEIGHT, &none);
  g_assert_cmphex (get_color (&page, 100, 110), !=, get_color (&page, WIDTH - 100, 110));
  close_page (&page);
}

/* --- The plane --- */

/* Left is class 0, right is class 1; a point that is mistaken is open. */
/* How many names stand below each other at the left. */
static guint
count_words (const Page *page, int width, int height)
{
  guint    n_words = 0;
  gboolean was_inked = FALSE;

  for (int y = 0; y < height; y++)
    {
      gboolean is_inked = FALSE;

      for (int x = 0; x < width && !is_inked; x++)
        is_inked = get_color (page, x, y) != get_color (page, WIDTH - 1, HEIGHT - 1);
      n_words += was_inked && !is_inked;
      was_inked = is_inked;
    }
  return n_words;
}

/* Names that are larger than their rows do not run into each other: some go without. */
static void
test_large_bars (void)
{
  float            values[10] = { 0.02f, 0.9f, 0.08f };
  GradusPrediction prediction = { .values = values, .n_values = 10, .truth = -1 };

  for (guint scale = 1; scale <= 2; scale++)
    {
      const GradusTheme *theme = gradus_theme_get_scaled (GRADUS_THEME_LIGHT, scale);
      Page               page = open_page (theme);

      gradus_prediction_draw_bars (page.cr, theme, 400, 160, &prediction);
      g_assert_cmpuint (count_words (&page, 14 * (int) scale, 180), ==,
                        scale == 1 ? 10 : 5);
      close_page (&page);
    }
}

static void
test_plane (void)
{
  g_autoptr (GradusPlaneMap) map = gradus_plane_map_new (30, -1, 1, -1, 1, 2);
  const float                points[] = { -0.5f, 0.5f, 0.5f, 0.5f, 0.5f, -0.5f };
  const guint8               classes[] = { 0, 1, 0 }, answers[] = { 0, 1, 1 };
  GradusPlane                plane = { map, -1,     1,       -1,      1,    2,
                                       3,   points, classes, answers, TRUE, { 0, -0.5 } };

  for (guint i = 0; i < 900; i++)
    {
      map->field[i] = (float) (i % 30) / 29;
      map->answers[i] = i % 30 >= 15;
      map->confidences[i] = 1;
    }
  for (guint id = 0; id < GRADUS_N_THEMES; id++)
    {
      const GradusTheme *theme = gradus_theme_get (id);
      Page               page = open_page (theme);
      GradusAxes         axes;
      double             x, y;
      int                places[3][2];

      gradus_plane_get_axes (theme, WIDTH, HEIGHT, &plane, &axes);
      gradus_plane_draw (page.cr, theme, WIDTH, HEIGHT, &plane);
      for (guint i = 0; i < 3; i++)
        {
          places[i][0] = (int) gradus_axes_x (&axes, (double) points[2 * i]);
          places[i][1] = (int) gradus_axes_y (&axes, (double) points[2 * i + 1]);
          g_assert_true (gradus_axes_find (&axes, places[i][0], places[i][1], &x, &y));
          g_assert_cmpfloat_with_epsilon (x, (double) points[2 * i], 0.02);
          g_assert_cmpfloat_with_epsilon (y, (double) points[2 * i + 1], 0.02);
        }
      g_assert_cmphex (get_color (&page, places[0][0], places[0][1]), !=,
                       get_color (&page, places[1][0], places[1][1]));
      g_assert_cmphex (get_color (&page, places[0][0], places[0][1]), !=,
                       get_color (&page, places[2][0], places[2][1]));
      g_assert_cmphex (get_color (&page, (int) gradus_axes_x (&axes, -0.8),
                                  (int) gradus_axes_y (&axes, -0.8)),
                       !=,
                       get_color (&page, (int) gradus_axes_x (&axes, 0.8),
                                  (int) gradus_axes_y (&axes, -0.8)));
      close_page (&page);
    }
}

/* --- Numbers --- */

/* Also what is not finite, and nothing at all, leaves a picture. */
static void
test_numbers (void)
{
  const float    truths[] = { -1, 0, 1, 2 }, answers[] = { -0.9f, NAN, 1.1f, INFINITY };
  const float    flat[] = { 3, 3, 3 };
  GradusFit      fit = { 4, truths, answers, 2 }, empty = { .marked = -1 };
  GradusForecast forecast = { 3, flat, 3, 3.01, TRUE };
  GradusFittedCurve  curve = { 4, truths, answers, 4, truths, truths };
  const GradusTheme *theme = gradus_theme_get (GRADUS_THEME_DARK);
  Page               page = open_page (theme);
  guint32            paper = get_color (&page, 1, 1);
  GradusAxes         axes;

  gradus_fit_get_axes (theme, WIDTH, HEIGHT, &fit, &axes);
  gradus_fit_draw (page.cr, theme, WIDTH, HEIGHT, &fit);
  g_assert_cmphex (get_color (&page, (int) gradus_axes_x (&axes, -1),
                              (int) gradus_axes_y (&axes, -0.9)),
                   !=, paper);
  gradus_fit_draw (page.cr, theme, WIDTH, HEIGHT, &empty);
  gradus_forecast_draw (page.cr, theme, WIDTH, HEIGHT, &forecast);
  forecast.truth = forecast.answer = NAN;
  forecast.n_steps = 0;
  gradus_forecast_draw (page.cr, theme, WIDTH, HEIGHT, &forecast);
  gradus_fitted_curve_draw (page.cr, theme, WIDTH, HEIGHT, &curve);
  close_page (&page);
}

/* --- Layers --- */

/* The last row is full where a fold of about the same shape has a full one. */
static void
test_fold (void)
{
  static const struct
  {
    gsize  n;
    double aspect;
    guint  n_columns, n_rows;
  } cases[] = {
    { 10, 1, 1, 10 },   { 128, 0.5, 8, 16 }, { 128, 1.5, 16, 8 },
    { 400, 1, 20, 20 }, { 600, 1, 24, 25 },  { 97, 1, 10, 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n_columns, n_rows;

      gradus_representation_fold (cases[i].n, cases[i].aspect, &n_columns, &n_rows);
      g_assert_cmpuint (n_columns, ==, cases[i].n_columns);
      g_assert_cmpuint (n_rows, ==, cases[i].n_rows);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/predictions/matrix-hit", test_matrix_hit);
  g_test_add_func ("/predictions/matrix-low", test_matrix_low);
  g_test_add_func ("/predictions/matrix-colors", test_matrix_colors);
  g_test_add_func ("/predictions/mistakes", test_mistakes);
  g_test_add_func ("/predictions/evidence", test_evidence);
  g_test_add_func ("/predictions/evidence-early", test_evidence_early);
  g_test_add_func ("/predictions/evidence-without", test_evidence_without);
  g_test_add_func ("/predictions/bars", test_bars);
  g_test_add_func ("/predictions/large-bars", test_large_bars);
  g_test_add_func ("/predictions/plane", test_plane);
  g_test_add_func ("/predictions/numbers", test_numbers);
  g_test_add_func ("/representations/fold", test_fold);
  return g_test_run ();
}
