/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/plane-map.h"

#include <math.h>
#include <string.h>

/* Networks whose weights are known: the line that they draw is, too. */

static GradusModel *
build (guint n_hidden, guint n_out, const char *activation)
{
  GradusShape                  input = GRADUS_SHAPE_1 (2);
  g_autoptr (GradusSequential) stack = gradus_sequential_new (&input);
  GradusModel                 *model;

  if (n_hidden > 0)
    gradus_sequential_add_dense (stack, n_hidden, "linear");
  gradus_sequential_add_dense (stack, n_out, activation);
  model = gradus_model_new (stack, 1, NULL);
  g_assert_nonnull (model);
  return model;
}

static void
set_weights (GradusModel *model, guint index, const float *values, gsize n)
{
  memcpy (gradus_model_get_weight_data (model, index), values, n * sizeof (float));
}

static void
run (GradusPlaneMap *map, GradusModel *model)
{
  for (guint row = 0; row < map->n; row++)
    gradus_plane_map_run_row (map, model, row);
}

/* Class 1 is above the line y = x − ½. */
static void
test_line (void)
{
  const float                kernel[] = { -10, 10 }, bias[] = { 5 };
  g_autoptr (GradusModel)    model = build (0, 1, "sigmoid");
  g_autoptr (GradusPlaneMap) map = gradus_plane_map_new (20, -1, 1, -2, 2, 2);

  set_weights (model, 0, kernel, 2);
  set_weights (model, 1, bias, 1);
  run (map, model);
  for (guint row = 0; row < 20; row++)
    for (guint column = 0; column < 20; column++)
      {
        double x = -1 + (column + 0.5) / 10, y = 2 - (row + 0.5) / 5;
        double p = 1 / (1 + exp (-10 * (y - x + 0.5)));
        guint  at = row * 20 + column;

        g_assert_cmpfloat_with_epsilon ((double) map->field[at], p, 1e-4);
        g_assert_cmpfloat_with_epsilon ((double) map->confidences[at], MAX (p, 1 - p),
                                        1e-4);
        if (fabs (p - 0.5) > 1e-3)
          g_assert_cmpuint (map->answers[at], ==, p > 0.5);
      }
}

/* Three classes: the answer is the largest number. */
static void
test_classes (void)
{
  const float                kernel[] = { 5, -5, 0, 0, 0, 5 };
  g_autoptr (GradusModel)    model = build (0, 3, "softmax");
  g_autoptr (GradusPlaneMap) map = gradus_plane_map_new (9, -1, 1, -1, 1, 3);

  set_weights (model, 0, kernel, 6);
  run (map, model);
  g_assert_cmpuint (map->answers[8 * 9 + 8], ==, 0); /* right and below */
  g_assert_cmpuint (map->answers[8 * 9], ==, 1);     /* left and below */
  g_assert_cmpuint (map->answers[4], ==, 2);         /* above */
  g_assert_cmpfloat ((double) map->confidences[4], >, 0.9);
}

/* A layer that turns the plane by a right angle turns the grid. */
static void
test_bent (void)
{
  const float                kernel[] = { 0, 1, -1, 0 };
  g_autoptr (GradusModel)    model = build (2, 1, "sigmoid");
  g_autoptr (GradusBentGrid) grid = NULL;
  int                        layer;

  set_weights (model, 0, kernel, 4);
  layer = gradus_bent_grid_find_layer (gradus_model_get_plan (model));
  g_assert_cmpint (layer, ==, 0);
  grid = gradus_bent_grid_new (model, 0, -1, 1, -2, 2);
  for (gsize i = 0; i < 2 * (gsize) grid->n_lines * grid->n_steps; i++)
    {
      gboolean is_level = i >= (gsize) grid->n_lines * grid->n_steps;
      double   line = (double) (i / grid->n_steps % grid->n_lines) / (grid->n_lines - 1);
      double   step = (double) (i % grid->n_steps) / (grid->n_steps - 1);
      double x = -1 + 2 * (is_level ? step : line), y = -2 + 4 * (is_level ? line : step);

      g_assert_cmpfloat_with_epsilon ((double) grid->places[2 * i], -y, 1e-5);
      g_assert_cmpfloat_with_epsilon ((double) grid->places[2 * i + 1], x, 1e-5);
    }
}

/* Neither the input nor the output is a layer that bends. */
static void
test_no_layer (void)
{
  g_autoptr (GradusModel) wide = build (3, 1, "sigmoid");
  g_autoptr (GradusModel) direct = build (0, 2, "softmax");

  g_assert_cmpint (gradus_bent_grid_find_layer (gradus_model_get_plan (wide)), ==, -1);
  g_assert_cmpint (gradus_bent_grid_find_layer (gradus_model_get_plan (direct)), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane-map/line", test_line);
  g_test_add_func ("/plane-map/classes", test_classes);
  g_test_add_func ("/plane-map/bent", test_bent);
  g_test_add_func ("/plane-map/no-layer", test_no_layer);
  return g_test_run ();
}
