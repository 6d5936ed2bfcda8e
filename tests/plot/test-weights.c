/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/weights-sheet.h"

#include "engine/model.h"

#include "plot/votes.h"

#include <math.h>

static void
lay_out (GradusWeightsLayout *layout,
         const GradusShape   *shape,
         const GradusShape   *input,
         GradusWeightsForm    form,
         const GradusTheme   *theme,
         double               width,
         double               height)
{
  GradusWeightsKernel kernel = { .shape = shape, .input = input, .form = form };

  gradus_weights_layout (layout, &kernel, theme, width, height);
}

static void
test_form (void)
{
  static const struct
  {
    GradusShape       kernel;
    GradusShape       input;
    GradusWeightsForm form;
  } cases[] = {
    { GRADUS_SHAPE_2 (784, 32), GRADUS_SHAPE_1 (784), GRADUS_WEIGHTS_TILES },
    { GRADUS_SHAPE_2 (784, 32), GRADUS_SHAPE_2 (28, 28), GRADUS_WEIGHTS_TILES },
    { GRADUS_SHAPE_2 (32, 10), GRADUS_SHAPE_1 (32), GRADUS_WEIGHTS_MATRIX },
    { GRADUS_SHAPE_2 (784, 32), GRADUS_SHAPE_1 (2), GRADUS_WEIGHTS_MATRIX },
    { GRADUS_SHAPE_4 (3, 3, 1, 8), GRADUS_SHAPE_3 (28, 28, 1), GRADUS_WEIGHTS_TILES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GradusWeightsKernel kernel = { .shape = &cases[i].kernel,
                                     .input = &cases[i].input };

      g_assert_cmpint (gradus_weights_choose_form (&kernel), ==, cases[i].form);
    }
}

static void
test_hit_finds_every_weight (void)
{
  static const struct
  {
    GradusShape kernel;
    GradusShape input;
  } cases[] = {
    { GRADUS_SHAPE_2 (16, 5), GRADUS_SHAPE_2 (4, 4) },
    { GRADUS_SHAPE_2 (18, 3), GRADUS_SHAPE_3 (3, 3, 2) },
    { GRADUS_SHAPE_4 (2, 3, 2, 4), GRADUS_SHAPE_3 (9, 9, 2) },
    { GRADUS_SHAPE_3 (3, 2, 4), GRADUS_SHAPE_2 (9, 2) },
    { GRADUS_SHAPE_2 (6, 4), GRADUS_SHAPE_1 (5) },
    { GRADUS_SHAPE_2 (2, 90), GRADUS_SHAPE_1 (5) },
    /* Lines that go on below. */
    { GRADUS_SHAPE_2 (1000, 3), GRADUS_SHAPE_1 (5) },
    { GRADUS_SHAPE_1 (7), GRADUS_SHAPE_1 (5) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize               n = gradus_shape_size (&cases[i].kernel);
      g_autofree guint   *seen = g_new0 (guint, n);
      GradusWeightsKernel kernel = { .shape = &cases[i].kernel,
                                     .input = &cases[i].input };
      GradusWeightsLayout layout;

      kernel.form = gradus_weights_choose_form (&kernel);
      gradus_weights_layout (&layout, &kernel, gradus_theme_get (GRADUS_THEME_LIGHT), 400,
                             300);
      for (guint tile = 0; tile < layout.n_tiles; tile++)
        for (guint row = 0; row < layout.tile_height; row++)
          for (guint column = 0; column < gradus_weights_get_tile_width (&layout, tile);
               column++)
            {
              GradusWeightsCell cell;
              double            x, y;

              gradus_weights_get_place (&layout, tile, &x, &y);
              g_assert_true (
                gradus_weights_hit (&layout, x + layout.cell * (column + 0.5),
                                    y + layout.cell_height * (row + 0.5), &cell));
              g_assert_cmpuint (cell.tile, ==, tile);
              g_assert_cmpuint (cell.column, ==, column);
              g_assert_cmpuint (cell.row, ==, row);
              g_assert_cmpuint (cell.index, <, n);
              seen[cell.index]++;
            }
      for (gsize k = 0; k < n; k++)
        g_assert_cmpuint (seen[k], ==, 1);
    }
}

/* Keras's kernel of a dense layer is (inputs, units): unit 2 at row 1, column 3 of a
 * 4 × 4 picture is input 7. */
static void
test_index_of_dense (void)
{
  GradusShape         kernel = GRADUS_SHAPE_2 (16, 5), input = GRADUS_SHAPE_1 (16);
  GradusWeightsLayout layout;
  GradusWeightsCell   cell;
  float               weights[80] = { 0 };
  g_autofree char    *text = NULL;
  double              x, y;

  weights[7 * 5 + 2] = 0.087f;
  lay_out (&layout, &kernel, &input, GRADUS_WEIGHTS_TILES,
           gradus_theme_get (GRADUS_THEME_LIGHT), 400, 300);
  gradus_weights_get_place (&layout, 2, &x, &y);
  g_assert_true (
    gradus_weights_hit (&layout, x + 3.5 * layout.cell, y + 1.5 * layout.cell, &cell));
  g_assert_cmpuint (cell.index, ==, 7 * 5 + 2);
  text = gradus_weights_describe (&layout, &cell, (double) weights[cell.index]);
  g_assert_cmpstr (text, ==, "row 2, column 4  +0.087");
  g_assert_false (gradus_weights_hit (&layout, x - 2, y + 1, &cell));
  g_assert_false (gradus_weights_hit (&layout, 1e9, 1e9, &cell));
}

static void
test_fits (void)
{
  for (guint n_units = 1; n_units <= 300; n_units += 13)
    for (double scale = 1; scale < 1.5; scale += 0.45)
      {
        GradusShape         kernel = GRADUS_SHAPE_2 (784, n_units);
        GradusShape         input = GRADUS_SHAPE_1 (784);
        GradusTheme         theme = *gradus_theme_get (GRADUS_THEME_LIGHT);
        GradusWeightsLayout layout;

        theme.scale = scale;
        lay_out (&layout, &kernel, &input, GRADUS_WEIGHTS_TILES, &theme, 790, 430);
        g_assert_cmpuint (layout.columns * layout.rows, >=, n_units);
        g_assert_cmpuint (layout.cell, >=, 1);
        g_assert_cmpfloat (layout.left + (layout.columns - 1) * layout.pitch_x +
                             layout.cell * 28,
                           <=, 790);
        /* Tiles keep eight pixels apart. */
        g_assert_cmpfloat (layout.pitch_x - layout.cell * 28, >=, 8);
      }
}

/* Thirty-two units in the stage of the design come in eight columns of 84 pixels. */
static void
test_design (void)
{
  GradusShape         kernel = GRADUS_SHAPE_2 (784, 32), input = GRADUS_SHAPE_1 (784);
  GradusWeightsLayout layout;

  lay_out (&layout, &kernel, &input, GRADUS_WEIGHTS_TILES,
           gradus_theme_get (GRADUS_THEME_LIGHT), 790, 430);
  g_assert_cmpuint (layout.columns, ==, 8);
  g_assert_cmpuint (layout.rows, ==, 4);
  g_assert_cmpuint (layout.cell, ==, 3);
}

static void
test_draws_pixels (void)
{
  const GradusTheme  *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  GradusShape         kernel = GRADUS_SHAPE_2 (16, 2), input = GRADUS_SHAPE_1 (16);
  float               weights[32] = { 0 };
  GradusWeightsLayout layout;
  cairo_surface_t    *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 300, 200);
  cairo_t            *cr = cairo_create (surface);
  const guint32      *pixels;
  double              x, y;
  int                 stride = cairo_image_surface_get_stride (surface) / 4;

  weights[5 * 2 + 1] = 1;
  weights[6 * 2 + 1] = NAN;
  lay_out (&layout, &kernel, &input, GRADUS_WEIGHTS_TILES, theme, 300, 200);
  gradus_weights_draw (cr, theme, &layout,
                       &(GradusWeightsPaint){ .kernel = weights, .limit = 1 });
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixels = (const guint32 *) (const void *) cairo_image_surface_get_data (surface);
  gradus_weights_get_place (&layout, 1, &x, &y);
  /* Sharp up to the last pixel of the cell. */
  for (guint i = 0; i < layout.cell; i++)
    g_assert_cmphex (pixels[((int) y + (int) layout.cell) * stride + (int) x +
                            (int) layout.cell + (int) i] &
                       0xffffff,
                     ==, 0x0d3a78);
  g_assert_cmphex (pixels[(int) y * stride + (int) x] & 0xffffff, ==, 0xffffff);
  cairo_surface_destroy (surface);
}

static void
test_empty (void)
{
  GradusShape         kernel = GRADUS_SHAPE_2 (0, 4);
  const float         votes[3] = { NAN, INFINITY, 0 };
  GradusWeightsLayout layout;
  GradusWeightsCell   cell;
  cairo_surface_t    *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 50, 50);
  cairo_t            *cr = cairo_create (surface);

  lay_out (&layout, &kernel, NULL, GRADUS_WEIGHTS_MATRIX,
           gradus_theme_get (GRADUS_THEME_LIGHT), 300, 200);
  g_assert_cmpuint (layout.n_tiles, ==, 0);
  g_assert_false (gradus_weights_hit (&layout, 10, 10, &cell));
  gradus_weights_draw (cr, gradus_theme_get (GRADUS_THEME_LIGHT), &layout,
                       &(GradusWeightsPaint){ .limit = 1, .selected = -1 });
  gradus_votes_draw (cr, gradus_theme_get (GRADUS_THEME_LIGHT), 50, 50, votes, 3, 1,
                     NULL);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* A dense layer's kernel of 16 × 16 pictures as a stack of its own. */
static GradusWeightsSheet *
make_sheet (guint n_units)
{
  GradusWeightsSheet *sheet = g_new0 (GradusWeightsSheet, 1);

  sheet->layer = g_strdup ("dense");
  sheet->weight = g_strdup ("kernel");
  sheet->kernel = gradus_tensor_new (&GRADUS_SHAPE_2 (784, n_units));
  sheet->input = GRADUS_SHAPE_1 (784);
  sheet->limit = 1;
  for (gsize i = 0; i < sheet->kernel->size; i++)
    sheet->kernel->data[i] = (float) ((i * 7 + i % n_units * 13) % 19) / 19 - 0.5f;
  return sheet;
}

/* All tiles are seen, the large unit besides, and nothing lies on anything else. */
static void
test_sheet_uses_the_room (void)
{
  static const struct
  {
    guint  n_units;
    double width, height;
    guint  cell;
  } cases[] = {
    { 32, 776, 660, 3 },
    { 128, 776, 660, 1 },
    { 128, 638, 490, 1 },
    { 10, 776, 660, 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GradusWeightsSheet) sheet = make_sheet (cases[i].n_units);
      GradusWeightsSheetLayout       layout;

      gradus_weights_sheet_layout (sheet, gradus_theme_get (GRADUS_THEME_LIGHT),
                                   cases[i].width, cases[i].height, &layout);
      g_assert_cmpuint (layout.weights.cell, >=, cases[i].cell);
      g_assert_cmpfloat (layout.scroll_most, ==, 0);
      g_assert_cmpfloat (layout.unit_picture.width, >=, 140);
      g_assert_cmpfloat (layout.unit_picture.x + layout.unit_picture.width, <=,
                         cases[i].width);
      g_assert_cmpfloat (layout.unit_picture.y + layout.unit_picture.height, <=,
                         cases[i].height);
      g_assert_true (layout.unit.x >= layout.area.x + layout.area.width ||
                     layout.unit.y >= layout.area.y + layout.weights.height);
    }
}

/* What is zoomed in is scrolled; the same weight is found in tile and large unit. */
static void
test_sheet_scrolls (void)
{
  g_autoptr (GradusWeightsSheet) sheet = make_sheet (64);
  const GradusTheme             *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  GradusWeightsSheetLayout       layout;
  GradusWeightsPlace             place;
  GradusWeightsCell              cell, large;
  GradusWeightsBox               box;

  sheet->cell = 4;
  sheet->scroll = 1e9;
  sheet->unit = 63;
  gradus_weights_sheet_layout (sheet, theme, 776, 660, &layout);
  g_assert_cmpfloat (layout.scroll_most, >, 0);
  g_assert_cmpfloat (layout.scroll, ==, layout.scroll_most);
  gradus_weights_get_cell (&layout.weights, 63, 14, 9, &cell);
  g_assert_true (
    gradus_weights_sheet_find_box (&layout, GRADUS_WEIGHTS_AMONG_ALL, &cell, &box));
  g_assert_true (
    gradus_weights_sheet_hit (sheet, &layout, box.x + 1, box.y + 1, &place, &large));
  g_assert_cmpint (place, ==, GRADUS_WEIGHTS_AMONG_ALL);
  g_assert_cmpuint (large.index, ==, (9 * 28 + 14) * 64 + 63);
  g_assert_true (
    gradus_weights_sheet_find_box (&layout, GRADUS_WEIGHTS_IN_UNIT, &cell, &box));
  g_assert_true (
    gradus_weights_sheet_hit (sheet, &layout, box.x + 1, box.y + 1, &place, &large));
  g_assert_cmpint (place, ==, GRADUS_WEIGHTS_IN_UNIT);
  g_assert_cmpuint (large.index, ==, cell.index);
  /* The first row is out of sight. */
  gradus_weights_get_cell (&layout.weights, 0, 0, 0, &cell);
  g_assert_false (
    gradus_weights_sheet_find_box (&layout, GRADUS_WEIGHTS_AMONG_ALL, &cell, &box));
}

static void
test_sheet_sorts_by_norm (void)
{
  g_autoptr (GradusWeightsSheet) sheet = make_sheet (5);
  GradusWeightsSheetLayout       layout;

  for (gsize i = 0; i < sheet->kernel->size; i++)
    sheet->kernel->data[i] *= (float[]){ 1, 4, 2, 0, 3 }[i % 5];
  g_assert_cmpfloat (gradus_weights_sheet_get_norm (sheet, 3), ==, 0);
  gradus_weights_sheet_sort (sheet);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (sheet->order[i], ==, ((guint[]){ 1, 4, 2, 0, 3 })[i]);
  gradus_weights_sheet_layout (sheet, gradus_theme_get (GRADUS_THEME_LIGHT), 776, 660,
                               &layout);
  g_assert_cmpint (gradus_weights_find_tile (&layout.weights, 4), ==, 1);
  g_assert_cmpuint (gradus_weights_get_unit (&layout.weights, 0), ==, 1);
  gradus_weights_sheet_choose_limits (sheet);
  g_assert_cmpfloat (sheet->limits[3], ==, 1); /* nothing but zeros */
  g_assert_cmpfloat (sheet->limits[1], >, sheet->limits[2]);
}

/* The gates of a recurrent kernel stand apart, each with its biases. */
static void
test_gates (void)
{
  static const char *const gates[] = { "a", "b", "c", NULL };
  GradusShape              shape = GRADUS_SHAPE_2 (28, 3 * 16);
  GradusWeightsKernel      kernel = {
         .shape = &shape, .form = GRADUS_WEIGHTS_MATRIX, .gates = gates, .has_bias = TRUE
  };
  GradusWeightsLayout layout;
  GradusWeightsCell   cell;
  g_autofree char    *text = NULL;
  double              x, y;

  gradus_weights_layout (&layout, &kernel, gradus_theme_get (GRADUS_THEME_LIGHT), 776,
                         600);
  g_assert_true (layout.fits);
  g_assert_cmpuint (layout.n_tiles, ==, 3);
  gradus_weights_get_cell (&layout, 2, layout.units_across ? 5 : 4,
                           layout.units_across ? 4 : 5, &cell);
  g_assert_cmpuint (cell.index, ==, 4 * 48 + 2 * 16 + 5);
  text = gradus_weights_describe (&layout, &cell, -0.5);
  g_assert_cmpstr (text, ==, "input 5, c of unit 6  −0.500");
  gradus_weights_get_bias_place (&layout, 1, &x, &y);
  g_assert_true (gradus_weights_hit (&layout, x + 1, y + 1, &cell));
  g_assert_true (cell.is_bias);
  g_assert_cmpuint (cell.index, ==, 16);
}

static void
check_weight (GradusPlan *plan, GPtrArray *weights, guint index, guint n_units)
{
  g_autoptr (GradusWeightsSheet) sheet =
    gradus_weights_sheet_new_for_weight (plan, weights, 0, index, NULL);
  GradusTensor            *tensor = weights->pdata[index];
  g_autofree guint        *seen = g_new0 (guint, tensor->size);
  GradusWeightsSheetLayout layout;

  if (n_units > 0)
    g_assert_cmpuint (gradus_weights_sheet_count_units (sheet), ==, n_units);
  for (gsize i = 0; i < tensor->size; i++)
    tensor->data[i] = (float) i;
  g_clear_pointer (&sheet, gradus_weights_sheet_free);
  sheet = gradus_weights_sheet_new_for_weight (plan, weights, 0, index, NULL);
  gradus_weights_sheet_layout (sheet, gradus_theme_get (GRADUS_THEME_LIGHT), 776, 660,
                               &layout);
  for (guint tile = 0; tile < layout.weights.n_tiles; tile++)
    for (guint row = 0; row < layout.weights.tile_height; row++)
      for (guint column = 0;
           column < gradus_weights_get_tile_width (&layout.weights, tile); column++)
        {
          GradusWeightsCell cell;
          guint             weight;
          gsize             at;

          gradus_weights_get_cell (&layout.weights, tile, column, row, &cell);
          gradus_weights_sheet_locate (sheet, &cell, &weight, &at);
          g_assert_cmpuint (weight, ==, index);
          g_assert_cmpuint (at, <, tensor->size);
          g_assert_cmpfloat (gradus_weights_sheet_get_value (sheet, &cell), ==,
                             (double) tensor->data[at]);
          seen[at]++;
        }
  for (gsize i = 0; i < tensor->size; i++)
    g_assert_cmpuint (seen[i], ==, 1);
}

/* Units of a convolution are called filters. */
static void
check_title (GradusPlan *plan, GPtrArray *weights, const char *class_name)
{
  g_autoptr (GradusWeightsSheet) sheet =
    gradus_weights_sheet_new_for_weight (plan, weights, 0, 0, NULL);
  g_autofree char *title = gradus_weights_sheet_dup_title (sheet);

  g_assert_true ((strstr (title, "filters") != NULL) ==
                 (strstr (class_name, "Conv") != NULL));
}

/* Every kind of layer with weights has a picture, and each of its numbers is found in the
 * model where the picture has it from. */
static void
test_all_kinds (void)
{
  static const struct
  {
    const char *name;
    GradusShape input;
    guint       n_units; /* of the kernel */
  } cases[] = {
    { "Dense", GRADUS_SHAPE_1 (9), 32 },
    { "Conv1D", GRADUS_SHAPE_2 (9, 3), 32 },
    { "Conv2D", GRADUS_SHAPE_3 (9, 9, 3), 32 },
    { "Conv1DTranspose", GRADUS_SHAPE_2 (9, 3), 32 },
    { "Conv2DTranspose", GRADUS_SHAPE_3 (9, 9, 3), 32 },
    { "DepthwiseConv1D", GRADUS_SHAPE_2 (9, 3), 3 },
    { "DepthwiseConv2D", GRADUS_SHAPE_3 (9, 9, 3), 3 },
    { "SeparableConv2D", GRADUS_SHAPE_3 (9, 9, 3), 3 },
    { "LSTM", GRADUS_SHAPE_2 (9, 3), 4 * 32 },
    { "GRU", GRADUS_SHAPE_2 (9, 3), 3 * 32 },
    { "SimpleRNN", GRADUS_SHAPE_2 (9, 3), 32 },
    { "BatchNormalization", GRADUS_SHAPE_3 (9, 9, 3), 1 },
    { "PReLU", GRADUS_SHAPE_1 (9), 1 },
  };
  static const char *const sizes[] = { "units", "filters", "kernel_size" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GradusSequential) stack = gradus_sequential_new (&cases[i].input);
      g_autoptr (GradusModel)      model = NULL;
      g_autoptr (GPtrArray)        weights = NULL;
      g_auto (GStrv)               names = NULL;
      GradusPlan                  *plan;
      GradusConfig                *config;
      const GradusKind            *kind;

      config = gradus_sequential_add (stack, cases[i].name);
      kind = gradus_config_get_kind (config);
      for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
        if (gradus_kind_find_param (kind, sizes[k]) != NULL)
          g_assert_true (gradus_config_set_from_string (config, sizes[k],
                                                        k < 2 ? "32" : "(3, 3)", NULL) ||
                         gradus_config_set_from_string (config, sizes[k], "(3,)", NULL));
      model = gradus_model_new (stack, 1, NULL);
      g_assert_nonnull (model);
      plan = gradus_model_get_plan (model);
      weights = gradus_model_dup_weights (model);
      names = gradus_weights_sheet_list (plan, 0);
      g_assert_cmpuint (g_strv_length (names), ==, weights->len);
      for (guint k = 0; k < weights->len; k++)
        check_weight (plan, weights, k, k == 0 ? cases[i].n_units : 0);
      check_title (plan, weights, cases[i].name);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/weights/form", test_form);
  g_test_add_func ("/plot/weights/hit-finds-every-weight", test_hit_finds_every_weight);
  g_test_add_func ("/plot/weights/index-of-dense", test_index_of_dense);
  g_test_add_func ("/plot/weights/fits", test_fits);
  g_test_add_func ("/plot/weights/design", test_design);
  g_test_add_func ("/plot/weights/draws-pixels", test_draws_pixels);
  g_test_add_func ("/plot/weights/empty", test_empty);
  g_test_add_func ("/plot/weights/gates", test_gates);
  g_test_add_func ("/plot/weights/all-kinds", test_all_kinds);
  g_test_add_func ("/plot/weights/sheet-uses-the-room", test_sheet_uses_the_room);
  g_test_add_func ("/plot/weights/sheet-scrolls", test_sheet_scrolls);
  g_test_add_func ("/plot/weights/sheet-sorts-by-norm", test_sheet_sorts_by_norm);
  return g_test_run ();
}
