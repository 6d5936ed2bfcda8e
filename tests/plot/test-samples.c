/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/slice.h"
#include "plot/balance.h"
#include "plot/batches.h"
#include "plot/color-map.h"
#include "plot/figure-samples.h"
#include "plot/sample-card.h"
#include "plot/tensor.h"
#include "plot/wall-tiles.h"

#include <math.h>
#include <string.h>

#define SIDE 28
#define SIZE (SIDE * SIDE)
#define N 500
#define N_CLASSES 10

/* Picture i has class i % 10, and all its numbers are i % 256. */
static GradusDataset *
make_pictures (void)
{
  guint8            *pixels = g_malloc (N * SIZE);
  guint8            *labels = g_malloc (N);
  g_autoptr (GBytes) pixel_bytes = NULL;
  g_autoptr (GBytes) label_bytes = NULL;

  for (guint i = 0; i < N; i++)
    {
      memset (pixels + i * SIZE, (int) (i % 256), SIZE);
      labels[i] = (guint8) (i % N_CLASSES);
    }
  pixel_bytes = g_bytes_new_take (pixels, N * SIZE);
  label_bytes = g_bytes_new_take (labels, N);
  return gradus_dataset_new_from_bytes ("Greys", &GRADUS_SHAPE_3 (SIDE, SIDE, 1), N,
                                        pixel_bytes, label_bytes, N_CLASSES);
}

static GradusDataset *
make_points (guint n, const GradusShape *shape, guint n_classes)
{
  gsize              size = gradus_shape_size (shape);
  float             *x = g_new (float, n *size);
  guint8            *labels = g_new0 (guint8, n);
  g_autoptr (GBytes) x_bytes = NULL;
  g_autoptr (GBytes) label_bytes = NULL;

  for (gsize i = 0; i < n * size; i++)
    x[i] = (float) i * 0.5f;
  labels[0] = 1;
  x_bytes = g_bytes_new_take (x, n * size * sizeof (float));
  label_bytes = g_bytes_new_take (labels, n);
  return gradus_dataset_new_from_points ("Points", shape, n, x_bytes, label_bytes,
                                         n_classes);
}

/* The middle of every tile is the tile, whatever size and width. */
static void
test_places (void)
{
  static const double       widths[] = { 90, 301, 790, 1500 };
  const GradusTheme        *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  g_autoptr (GradusDataset) data = make_pictures ();
  g_autoptr (GradusWall)    wall = gradus_wall_new (data);

  for (guint zoom = 0; zoom < GRADUS_WALL_N_ZOOMS; zoom++)
    for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
      {
        double x, y, width, height;

        gradus_wall_set_zoom (wall, zoom);
        gradus_wall_lay_out (wall, theme, widths[i]);
        for (guint place = 0; place < N; place++)
          {
            gradus_wall_get_tile (wall, place, &x, &y, &width, &height);
            g_assert_cmpint (gradus_wall_find_place (wall, x + width / 2, y + height / 2),
                             ==, (int) place);
            g_assert_cmpfloat (y + height, <=, gradus_wall_get_height (wall));
            if (gradus_wall_get_n_columns (wall) > 1)
              g_assert_cmpfloat (x + width, <=, widths[i]);
          }
        g_assert_cmpint (gradus_wall_find_place (wall, 10, y + 2 * height + 40), ==, -1);
        g_assert_cmpint (gradus_wall_find_place (wall, -5, 20), ==, -1);
      }
}

static guint32
get_pixel (cairo_surface_t *surface, double x, double y)
{
  const guint8 *row = cairo_image_surface_get_data (surface) +
                      (int) y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (const void *) row)[(int) x];
}

/* Every tile that is drawn has the ink of its own sample, also far down and where some
 * are left out. */
static void
test_ink (void)
{
  const GradusTheme        *theme = gradus_theme_get (GRADUS_THEME_DARK);
  const GradusColorMap     *map = gradus_color_map_get (theme, GRADUS_COLOR_MAP_PICTURES);
  g_autoptr (GradusDataset) data = make_pictures ();
  g_autoptr (GradusWall)    wall = gradus_wall_new (data);
  guint                     sevens[N / N_CLASSES];

  for (guint i = 0; i < N / N_CLASSES; i++)
    sevens[i] = 7 + i * N_CLASSES;
  for (guint filter = 0; filter < 2; filter++)
    for (guint zoom = 0; zoom < GRADUS_WALL_N_ZOOMS; zoom++)
      {
        cairo_surface_t *surface =
          cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 300);
        cairo_t *cr = cairo_create (surface);
        double   offset;
        guint    n_seen = 0;

        gradus_wall_set_samples (wall, filter ? sevens : NULL, N / N_CLASSES);
        gradus_wall_set_zoom (wall, zoom);
        gradus_wall_lay_out (wall, theme, 400);
        offset = MAX (gradus_wall_get_height (wall) - 300, 0);
        g_assert_true (gradus_wall_draw (wall, cr, theme, 300, offset, -1));
        cairo_surface_flush (surface);
        for (guint place = 0; place < gradus_wall_get_n_places (wall); place++)
          {
            double x, y, width, height;
            guint  sample = gradus_wall_get_sample (wall, place);

            gradus_wall_get_tile (wall, place, &x, &y, &width, &height);
            y += height / 2 - offset;
            if (y < 0 || y >= 300)
              continue;
            g_assert_cmphex (get_pixel (surface, x + width / 2, y) & 0xffffff, ==,
                             map->argb[sample % 256] & 0xffffff);
            n_seen++;
          }
        g_assert_cmpuint (n_seen, >, 0);
        g_assert_cmpint (gradus_wall_find_sample (wall, 17), ==, filter ? 1 : 17);
        cairo_destroy (cr);
        cairo_surface_destroy (surface);
      }
}

/* A drawing that has no time says that it is not complete, and is once it was asked often
 * enough. */
static void
test_budget (void)
{
  const GradusTheme        *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  g_autoptr (GradusDataset) data = make_pictures ();
  g_autoptr (GradusWall)    wall = gradus_wall_new (data);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 300, 900);
  cairo_t         *cr = cairo_create (surface);

  gradus_wall_lay_out (wall, theme, 300);
  g_assert_false (gradus_wall_draw (wall, cr, theme, 900, 0, 0));
  g_assert_true (gradus_wall_draw (wall, cr, theme, 900, 0, G_USEC_PER_SEC));
  g_assert_true (gradus_wall_draw (wall, cr, theme, 900, 0, 0)); /* all are kept */
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_forms (void)
{
  static const struct
  {
    GradusShape    shape;
    GradusWallForm form;
  } cases[] = {
    { { 3, { 28, 28, 1 } }, GRADUS_WALL_PICTURES },
    { { 1, { 784 } }, GRADUS_WALL_PICTURES },
    { { 2, { 30, 1 } }, GRADUS_WALL_SERIES },
    { { 1, { 20 } }, GRADUS_WALL_TABLE },
    { { 1, { 2 } }, GRADUS_WALL_TABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (gradus_wall_choose_form (&cases[i].shape), ==, cases[i].form);
}

static void
test_balance (void)
{
  g_autoptr (GradusDataset) data = make_pictures ();
  g_autoptr (GradusDataset) uneven = make_points (9, &GRADUS_SHAPE_1 (3), 2);
  g_autoptr (GradusBalance) balance = gradus_balance_new (data);
  g_autoptr (GradusBalance) poor = gradus_balance_new (uneven);
  g_autofree char          *even_text = gradus_balance_describe (balance);
  g_autofree char          *uneven_text = gradus_balance_describe (poor);
  g_autoptr (GradusFigure)  figure = gradus_figure_balance_new (NULL, uneven);
  g_autofree char          *csv = gradus_figure_to_csv (figure);

  g_assert_cmpuint (balance->n_classes, ==, 10);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (balance->counts[i], ==, N / 10);
  g_assert_cmpstr (even_text, ==, "All classes are about equally frequent.");
  g_assert_cmpstr (uneven_text, ==,
                   "“0” is 8.0 times as frequent as “1”: guessing it is right more "
                   "often.");
  g_assert_cmpstr (csv, ==, "class,samples,share\n0,8,0.888888889\n1,1,0.111111111\n");
  g_assert_cmpint (gradus_balance_find (balance, 400, 399), ==, 9);
  g_assert_cmpint (gradus_balance_find (balance, 400, 5000), ==, -1);
}

/* On the picture and in the window of numbers, the same place is the same number. */
static void
test_card (void)
{
  const GradusTheme        *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  g_autoptr (GradusDataset) data = make_pictures ();
  GradusSampleCard          card = { data, 123, -1, -1, -1, -1 };
  g_autofree char          *text = NULL;

  g_assert_null (gradus_sample_card_describe (&card));
  /* 196 pixels are 7 for each number. */
  g_assert_true (
    gradus_sample_card_point (&card, theme, 600, 198, 1 + 7 * 20.5, 1 + 7 * 3.5));
  g_assert_cmpint (card.row, ==, 3);
  g_assert_cmpint (card.column, ==, 20);
  text = gradus_sample_card_describe (&card);
  g_assert_cmpstr (text, ==, "row 3, column 20: 123");
  g_assert_cmpint (card.top, <=, 3);
  g_assert_cmpint (card.left, <=, 20);
  g_assert_true (gradus_sample_card_point (&card, theme, 600, 198, 240, 4));
  g_assert_cmpint (card.row, ==, card.top);
  g_assert_false (gradus_sample_card_point (&card, theme, 600, 198, 215, 100));
  g_assert_cmpint (card.row, ==, -1);
}

static void
test_figures (void)
{
  g_autoptr (GradusDataset) data = make_pictures ();
  g_autoptr (GradusDataset) points = make_points (3, &GRADUS_SHAPE_1 (2), 2);
  GradusFigureWords         words = { .title = "Greys" };
  static const guint        some[] = { 4, 9, 2 };
  g_autoptr (GradusFigure)  figure =
    gradus_figure_samples_new (&words, data, some, 3, 1, 2);
  g_autoptr (GradusFigure) cloud = gradus_figure_points_new (&words, points, NULL, 0);
  g_autoptr (GradusFigure) none = gradus_figure_samples_new (&words, NULL, NULL, 0, 0, 2);
  g_autoptr (GError)       error = NULL;
  GradusFigureSettings     settings = GRADUS_FIGURE_SETTINGS_STANDARD;
  g_autofree char         *csv = gradus_figure_to_csv (figure);
  g_autofree char         *cloud_csv = gradus_figure_to_csv (cloud);
  g_autoptr (GBytes)       png = NULL;

  g_assert_cmpstr (csv, ==, "sample,target\n9,9\n2,2\n4,4\n");
  g_assert_cmpstr (cloud_csv, ==,
                   "sample,x1,x2,class\n0,0,0.5,1\n1,1,1.5,0\n2,2,2.5,0\n");
  g_assert_nonnull (gradus_figure_get_problem (none));
  png = gradus_figure_render (figure, &settings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (png), >, 500);
}

/* Every sample is in one batch, and the last one has the rest. */
static void
test_batches (void)
{
  static const guint        sizes[] = { 1, 32, 128, 250, 500, 700 };
  g_autoptr (GradusDataset) data = make_pictures ();
  guint32                   order[N];

  for (guint i = 0; i < N; i++)
    order[i] = (i * 7 + 3) % N;
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      GradusBatches    batches = { data, sizes[k], order, 0 };
      g_autofree char *text = gradus_batches_describe (&batches);
      guint            n_batches = gradus_batches_count (&batches);
      guint8           seen[N] = { 0 };
      guint            total = 0;

      for (guint batch = 0; batch < n_batches; batch++)
        {
          guint n, first = gradus_batches_get_batch (&batches, batch, &n);

          g_assert_cmpuint (n, ==,
                            batch + 1 < n_batches ? sizes[k]
                                                  : N - (n_batches - 1) * sizes[k]);
          for (guint i = 0; i < n; i++)
            seen[gradus_batches_get_sample (&batches, first + i)]++;
          total += n;
        }
      g_assert_cmpuint (total, ==, N);
      for (guint i = 0; i < N; i++)
        g_assert_cmpuint (seen[i], ==, 1);
      if (sizes[k] == 128)
        g_assert_cmpstr (text, ==,
                         "500 samples ÷ 128 in a batch = 3 full batches and a last one "
                         "of 116: 4 in an epoch");
      if (sizes[k] == 250)
        g_assert_cmpstr (text, ==,
                         "500 samples ÷ 250 in a batch = 2 batches in an epoch, all of "
                         "them full");
    }
}

/* All samples have a cell inside, and its middle leads back to them. */
static void
test_cells (void)
{
  static const guint counts[] = { 1, 7, 320, 48000, 60000, 500000 };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      GradusSampleGrid grid;

      gradus_sample_grid_init (&grid, 380, 230, counts[i]);
      for (guint index = 0; index < counts[i]; index += MAX (counts[i] / 997, 1))
        {
          double x, y;
          int    found;

          gradus_sample_grid_place (&grid, index, &x, &y);
          g_assert_cmpfloat (x + grid.cell, <=, 380);
          found = gradus_sample_grid_find (&grid, x + grid.cell / 2, y + grid.cell / 2);
          g_assert_cmpfloat (fabs ((double) found - index), <=, grid.per_cell);
          if (grid.per_cell <= 1)
            {
              g_assert_cmpint (found, ==, (int) index);
              g_assert_cmpfloat (y + grid.cell, <=, 230);
            }
        }
    }
}

/* What is drawn under a point is the number that is said to be there. */
static void
test_tensor (void)
{
  static const char *const expressions[] = { "[3, 5, 6]", "[3, 5]",      "[3, ::2, ::-1]",
                                             "[10:40]",   "[::50, 14:]", "[:, 0]" };
  const GradusTheme       *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  const GradusColorMap    *map = gradus_color_map_get (theme, GRADUS_COLOR_MAP_PICTURES);
  g_autoptr (GradusDataset) data = make_pictures ();

  for (guint k = 0; k < G_N_ELEMENTS (expressions); k++)
    {
      GradusTensorPicture picture = { .data = data };
      cairo_surface_t    *surface =
        cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 200);
      cairo_t *cr = cairo_create (surface);
      guint    n_seen = 0;

      gradus_array_view_init (&picture.view, 3, (const gint64[]){ N, SIDE, SIDE });
      g_assert_true (gradus_slice_apply_text (expressions[k], &picture.view, NULL));
      gradus_tensor_draw (cr, theme, 400, 200, &picture, -1);
      cairo_surface_flush (surface);
      for (double y = 2.5; y < 200; y += 5)
        for (double x = 2.5; x < 400; x += 5)
          {
            gint64 item = gradus_tensor_find (theme, 400, 200, &picture, x, y);

            if (item < 0)
              continue;
            g_assert_true (gradus_array_view_contains (&picture.view, item));
            g_assert_cmpfloat (gradus_tensor_get_value (data, item), ==,
                               item / SIZE % 256);
            /* Numbers are written over the largest cells. */
            if (picture.view.rank > 2)
              g_assert_cmphex (get_pixel (surface, x, y) & 0xffffff, ==,
                               map->argb[item / SIZE % 256] & 0xffffff);
            n_seen++;
          }
      g_assert_cmpuint (n_seen, >, 0);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

static void
test_memory (void)
{
  const GradusTheme        *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  g_autoptr (GradusDataset) data = make_pictures ();
  GradusTensorPicture       picture = { .data = data };
  g_autofree char          *text = NULL;
  gint64                    item;

  gradus_array_view_init (&picture.view, 3, (const gint64[]){ N, SIDE, SIDE });
  text = gradus_memory_describe (&picture, 4 * 784 + 13 * 28 + 16);
  g_assert_cmpstr (text, ==, "[4, 13, 16] = 4     4 · 784 + 13 · 28 + 16 · 1 = 3,516");
  /* Cells follow each other, and one that is pointed at stays where it is. */
  item = gradus_memory_find (theme, 800, 76, &picture, 3516, 400, 40);
  g_assert_cmpint (item, >, 3516 - 40);
  g_assert_cmpint (item, <, 3516 + 40);
  g_assert_cmpint (gradus_memory_find (theme, 800, 76, &picture, 3516, 400, 5), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/samples/places", test_places);
  g_test_add_func ("/plot/samples/ink", test_ink);
  g_test_add_func ("/plot/samples/budget", test_budget);
  g_test_add_func ("/plot/samples/forms", test_forms);
  g_test_add_func ("/plot/samples/balance", test_balance);
  g_test_add_func ("/plot/samples/card", test_card);
  g_test_add_func ("/plot/samples/figures", test_figures);
  g_test_add_func ("/plot/samples/batches", test_batches);
  g_test_add_func ("/plot/samples/cells", test_cells);
  g_test_add_func ("/plot/samples/tensor", test_tensor);
  g_test_add_func ("/plot/samples/memory", test_memory);
  return g_test_run ();
}
