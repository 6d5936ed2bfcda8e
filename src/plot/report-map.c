/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/report-sections.h"

#include "plot/paint.h"
#include "plot/picture.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define N_CELLS 120
#define MOST_POINTS 500
#define MARGIN_LEFT 34.0
#define MARGIN_BOTTOM 42.0

/* The answers to all points of a square, and test samples in it. */
typedef struct
{
  const GradusReportFacts *facts; /* borrowed */
  float *values; /* owned, −1 the first class … 1 the second, from top */
  double low[2], high[2];
} Map;

static void
free_map (gpointer data)
{
  Map *map = data;

  g_free (map->values);
  g_free (map);
}

static gsize
get_n_out (const GradusReportFacts *facts)
{
  GradusShape output;

  if (!gradus_plan_get_output (facts->plan,
                               (int) gradus_plan_get_n_layers (facts->plan) - 1, &output))
    return 0;
  return gradus_shape_size (&output);
}

gboolean
gradus_report_has_map (const GradusReportFacts *facts)
{
  return facts->confusion != NULL && facts->confusion->n_classes == 2 &&
         facts->are_probabilities && get_n_out (facts) <= 2 &&
         gradus_shape_size (gradus_dataset_get_shape (facts->samples)) == 2;
}

/* A square about the samples, so that both axes have the same scale. */
static void
find_square (Map *map)
{
  guint  n = MIN (gradus_dataset_get_n_samples (map->facts->samples), MOST_POINTS);
  double half = 0;

  for (guint k = 0; k < 2; k++)
    {
      map->low[k] = INFINITY;
      map->high[k] = -INFINITY;
    }
  for (guint i = 0; i < n; i++)
    {
      float x[2];

      gradus_dataset_get_sample (map->facts->samples, i, x);
      for (guint k = 0; k < 2; k++)
        {
          map->low[k] = fmin (map->low[k], (double) x[k]);
          map->high[k] = fmax (map->high[k], (double) x[k]);
        }
    }
  for (guint k = 0; k < 2; k++)
    half = fmax (half, (map->high[k] - map->low[k]) * 0.54);
  half = fmax (half, 1e-6);
  for (guint k = 0; k < 2; k++)
    {
      double middle = (map->high[k] + map->low[k]) / 2;

      map->low[k] = middle - half;
      map->high[k] = middle + half;
    }
}

static void
ask_row (Map *map, guint row, gsize n_out, float *x, float *y)
{
  double step = (map->high[0] - map->low[0]) / N_CELLS;

  for (guint i = 0; i < N_CELLS; i++)
    {
      x[2 * i] = (float) (map->low[0] + (i + 0.5) * step);
      x[2 * i + 1] = (float) (map->high[1] - (row + 0.5) * step);
    }
  gradus_model_predict (map->facts->model, N_CELLS, x, y);
  for (guint i = 0; i < N_CELLS; i++)
    map->values[row * N_CELLS + i] = n_out == 1 ? 2 * y[i] - 1 : y[2 * i + 1] - y[2 * i];
}

static Map *
ask_everywhere (const GradusReportFacts *facts)
{
  gsize             n_out = get_n_out (facts);
  g_autofree float *x = g_new (float, 2 * N_CELLS);
  g_autofree float *y = g_new (float, N_CELLS *n_out);
  Map              *map = g_new0 (Map, 1);

  map->facts = facts;
  map->values = g_new (float, N_CELLS *N_CELLS);
  find_square (map);
  for (guint row = 0; row < N_CELLS; row++)
    ask_row (map, row, n_out, x, y);
  return map;
}

static void
draw_points (const Map *map, cairo_t *cr, const GradusTheme *theme, double side)
{
  guint  n = MIN (gradus_dataset_get_n_samples (map->facts->samples), MOST_POINTS);
  double scale = side / (map->high[0] - map->low[0]);

  for (guint i = 0; i < n; i++)
    {
      float x[2];

      gradus_dataset_get_sample (map->facts->samples, i, x);
      gradus_paint_dot (cr, theme,
                        gradus_dataset_get_label (map->facts->samples, i) == 0
                          ? GRADUS_TOKEN_RUN_VERY_HIGH
                          : GRADUS_TOKEN_FORWARD,
                        MARGIN_LEFT + ((double) x[0] - map->low[0]) * scale,
                        (map->high[1] - (double) x[1]) * scale, 2, 0.9);
    }
}

static void
draw_axes (const Map *map, cairo_t *cr, const GradusTheme *theme, double side)
{
  for (guint k = 0; k < 2; k++)
    {
      GradusTicks ticks;

      gradus_ticks_linear (&ticks, map->low[k], map->high[k], 4);
      for (guint i = 0; i < ticks.n_ticks; i++)
        {
          g_autofree char *label = gradus_ticks_format (&ticks, i);
          double           at =
            (ticks.ticks[i].value - map->low[k]) / (map->high[k] - map->low[k]) * side;

          if (k == 0)
            gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                              GRADUS_ALIGN_CENTER, MARGIN_LEFT + at, side + 11, label);
          else
            gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                              GRADUS_ALIGN_END, MARGIN_LEFT - 7, side - at, label);
        }
    }
}

static void
draw_key (const Map *map, cairo_t *cr, const GradusTheme *theme, double y)
{
  double x = MARGIN_LEFT;

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name =
        g_strdup_printf (_ ("class %s"),
                         gradus_dataset_get_class_name (map->facts->samples, i));

      gradus_paint_dot (cr, theme,
                        i == 0 ? GRADUS_TOKEN_RUN_VERY_HIGH : GRADUS_TOKEN_FORWARD, x + 4,
                        y, 3, 1.2);
      x += 13;
      x += gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_FG,
                             GRADUS_ALIGN_START, x, y, name) +
           18;
    }
}

static void
paint_map (cairo_t           *cr,
           const GradusTheme *theme,
           double             width,
           double             height,
           gpointer           data)
{
  const Map *map = data;
  double     side = height - MARGIN_BOTTOM;
  GradusGrid grid = { map->values, N_CELLS, N_CELLS, 1, N_CELLS };

  /* Pale, so that the points stand out. */
  gradus_picture_draw (cr, theme, gradus_color_map_get (theme, GRADUS_COLOR_MAP_WEIGHTS),
                       &grid, 2.4, MARGIN_LEFT, 0, side, side);
  cairo_save (cr);
  cairo_rectangle (cr, MARGIN_LEFT, 0, side, side);
  cairo_clip (cr);
  draw_points (map, cr, theme, side);
  cairo_restore (cr);
  draw_axes (map, cr, theme, side);
  draw_key (map, cr, theme, side + 31);
}

void
gradus_report_add_map (const GradusReportWriter *self, GradusReportFlow *flow)
{
  double side = gradus_report_flow_get_width (flow) - MARGIN_LEFT - 4;

  gradus_report_flow_add (flow,
                          &(GradusReportBlock){ .height = side + MARGIN_BOTTOM,
                                                .gap = 8,
                                                .head = -1,
                                                .tag = "Figure",
                                                .paint = paint_map,
                                                .data = ask_everywhere (self->facts),
                                                .free_data = free_map });
}
