/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/ridges.h"

#include "config.h"

#include "io/csv.h"
#include "plot/paint.h"
#include "plot/text.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define N_POINTS 96u
/* Of all numbers, this part may lie beyond either end of the axis. */
#define BEYOND 0.002
#define AXIS_ROOM 20.0
#define LABEL_ROOM 26.0
#define LABEL_PITCH 13.0
/* A ridge is this many times as high as the distance to the next. */
#define OVERLAP 2.4
#define LOG10_2 0.30102999566398120

/* --- Numbers --- */

static const guint32 *
get_sizes (const GradusLayerStats *stats, GradusRidgesKind kind)
{
  return kind == GRADUS_RIDGES_GRADIENTS ? stats->gradients : stats->updates;
}

static double
sum_up (const guint32 *bins, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += bins[i];
  return sum;
}

/* Records from the first to the last, as far apart as possible. */
static GPtrArray *
choose_records (const GPtrArray *stats, guint layer)
{
  GPtrArray *chosen = g_ptr_array_new ();
  guint      n = MIN (stats->len, GRADUS_RIDGES_MOST);

  for (guint i = 0; i < n; i++)
    {
      guint index = n > 1 ? (guint) round ((double) i * (stats->len - 1) / (n - 1)) : 0;

      if (gradus_weight_stats_find (stats->pdata[index], layer) != NULL)
        g_ptr_array_add (chosen, stats->pdata[index]);
    }
  return chosen;
}

/* How far from zero nearly all weights reach. */
static double
find_reach (const GradusLayerStats *stats)
{
  double total = sum_up (stats->weights, GRADUS_STATS_BINS), beyond = 0;

  for (guint i = 0; i < GRADUS_STATS_BINS / 2; i++)
    {
      beyond += stats->weights[i] + stats->weights[GRADUS_STATS_BINS - 1 - i];
      if (beyond > 2 * BEYOND * total)
        return stats->range * (1 - (double) i / (GRADUS_STATS_BINS / 2));
    }
  return stats->range;
}

/* The bins that hold nearly all sizes. */
static void
find_powers (const guint32 *bins, int *first, int *last)
{
  double total = sum_up (bins, GRADUS_STATS_POWERS), below = 0;

  for (int i = 0; i < GRADUS_STATS_POWERS; i++)
    {
      /* What lies below the end of this bin, and above its beginning. */
      double up_to = below + bins[i], from = total - below;

      if (bins[i] > 0 && up_to > BEYOND * total)
        *first = MIN (*first, i);
      if (bins[i] > 0 && from > BEYOND * total)
        *last = MAX (*last, i);
      below = up_to;
    }
}

/* How many weights are less than @value, spread evenly inside a bin. */
static double
count_below (const GradusLayerStats *stats, double value)
{
  double at = (value / stats->range + 1) * GRADUS_STATS_BINS / 2;
  guint  bin = (guint) CLAMP (floor (at), 0, GRADUS_STATS_BINS - 1);
  double below = sum_up (stats->weights, bin);

  return below + CLAMP (at - bin, 0, 1) * stats->weights[bin];
}

static void
fill_weights (GradusRidges *self, guint ridge, const GradusLayerStats *stats)
{
  float *heights = self->heights + (gsize) ridge * self->n_points;
  double step = (self->to - self->from) / self->n_points, before, after;

  if (!(stats->range > 0))
    return;
  before = count_below (stats, self->from);
  for (guint i = 0; i < self->n_points; i++, before = after)
    {
      after = count_below (stats, self->from + (i + 1) * step);
      heights[i] = (float) (after - before);
    }
}

static void
normalize (GradusRidges *self, guint ridge)
{
  float *heights = self->heights + (gsize) ridge * self->n_points;
  float  most = 0;

  for (guint i = 0; i < self->n_points; i++)
    most = MAX (most, heights[i]);
  for (guint i = 0; i < self->n_points && most > 0; i++)
    heights[i] /= most;
}

static void
fit_weights (GradusRidges *self, const GPtrArray *records, guint layer)
{
  double reach = 0;

  for (guint i = 0; i < records->len; i++)
    reach = MAX (reach, find_reach (gradus_weight_stats_find (records->pdata[i], layer)));
  self->to = reach > 0 ? reach : 1;
  self->from = -self->to;
  self->n_points = N_POINTS;
  self->heights = g_new0 (float, (gsize) records->len *N_POINTS);
  for (guint i = 0; i < records->len; i++)
    fill_weights (self, i, gradus_weight_stats_find (records->pdata[i], layer));
}

static void
fit_sizes (GradusRidges *self, const GPtrArray *records, guint layer)
{
  int first = GRADUS_STATS_POWERS - 1, last = 0;

  for (guint i = 0; i < records->len; i++)
    find_powers (get_sizes (gradus_weight_stats_find (records->pdata[i], layer),
                            self->kind),
                 &first, &last);
  if (last < first)
    first = last = -GRADUS_STATS_FIRST_POWER;
  first = MAX (first - 1, 0);
  last = MIN (last + 1, GRADUS_STATS_POWERS - 1);
  /* Sizes of a bin are from its power to the next. */
  self->from = (first + GRADUS_STATS_FIRST_POWER) * LOG10_2;
  self->to = (last + 1 + GRADUS_STATS_FIRST_POWER) * LOG10_2;
  self->n_points = (guint) (last - first + 1);
  self->heights = g_new0 (float, (gsize) records->len * self->n_points);
  for (guint i = 0; i < records->len; i++)
    {
      const guint32 *bins =
        get_sizes (gradus_weight_stats_find (records->pdata[i], layer), self->kind);

      for (guint k = 0; k < self->n_points; k++)
        self->heights[i * self->n_points + k] = (float) bins[(guint) first + k];
    }
}

/**
 * gradus_ridges_new:
 * @kind: what is counted
 * @stats: (element-type GradusWeightStats): what was recorded
 * @layer: number of a layer
 *
 * Returns: (transfer full) (nullable): its histograms; %NULL if there are none
 */
GradusRidges *
gradus_ridges_new (GradusRidgesKind kind, const GPtrArray *stats, guint layer)
{
  g_autoptr (GPtrArray) records = choose_records (stats, layer);
  GradusRidges         *self;

  if (records->len == 0)
    return NULL;
  self = g_new0 (GradusRidges, 1);
  self->kind = kind;
  self->n_ridges = records->len;
  self->epochs = g_new (double, records->len);
  for (guint i = 0; i < records->len; i++)
    self->epochs[i] = ((const GradusWeightStats *) records->pdata[i])->epoch;
  if (kind == GRADUS_RIDGES_WEIGHTS)
    fit_weights (self, records, layer);
  else
    fit_sizes (self, records, layer);
  for (guint i = 0; i < self->n_ridges; i++)
    normalize (self, i);
  return self;
}

GradusRidges *
gradus_ridges_copy (const GradusRidges *self)
{
  GradusRidges *copy = g_memdup2 (self, sizeof *self);

  copy->epochs = g_memdup2 (self->epochs, self->n_ridges * sizeof (double));
  copy->heights =
    g_memdup2 (self->heights, (gsize) self->n_ridges * self->n_points * sizeof (float));
  return copy;
}

void
gradus_ridges_free (GradusRidges *self)
{
  if (self == NULL)
    return;
  g_free (self->epochs);
  g_free (self->heights);
  g_free (self);
}

/* --- Drawing --- */

typedef struct
{
  double left, right; /* of the axis */
  double first;       /* height of the oldest ridge's foot */
  double pitch;
  double tall;
  double bottom;
} Area;

static Area
get_area (const GradusRidges *self, const GradusTheme *theme, double width, double height)
{
  Area   area = { .left = LABEL_ROOM * theme->scale, .right = width - 1 };
  double room = height - AXIS_ROOM * theme->scale - 1;

  area.bottom = room;
  area.pitch = room / (self->n_ridges - 1 + OVERLAP);
  if (self->n_ridges < 4)
    area.pitch = MIN (area.pitch, room / (3 + OVERLAP));
  area.tall = area.pitch * OVERLAP;
  area.first = room - area.pitch * (self->n_ridges - 1);
  return area;
}

static void
trace_ridge (const GradusRidges *self, cairo_t *cr, const Area *area, guint ridge)
{
  const float *heights = self->heights + (gsize) ridge * self->n_points;
  double       foot = area->first + ridge * area->pitch;
  double       step = (area->right - area->left) / self->n_points;

  cairo_move_to (cr, area->left, foot);
  for (guint i = 0; i < self->n_points; i++)
    cairo_line_to (cr, area->left + step * (i + 0.5),
                   foot - area->tall * (double) heights[i]);
  cairo_line_to (cr, area->right, foot);
}

static void
draw_ridge (const GradusRidges *self,
            cairo_t            *cr,
            const GradusTheme  *theme,
            const Area         *area,
            guint               ridge)
{
  GradusToken token =
    self->kind == GRADUS_RIDGES_WEIGHTS ? GRADUS_TOKEN_FORWARD : GRADUS_TOKEN_BACK;
  double age = self->n_ridges > 1 ? (double) ridge / (self->n_ridges - 1) : 1;

  trace_ridge (self, cr, area, ridge);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  cairo_fill_preserve (cr);
  gradus_theme_set_source_alpha (theme, cr, token, 0.1 + 0.4 * age);
  cairo_fill_preserve (cr);
  gradus_theme_set_source_alpha (theme, cr, token, 0.6 + 0.4 * age);
  gradus_theme_set_line_width (theme, cr, ridge + 1 == self->n_ridges ? 1.8 : 1);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
}

static void
draw_epochs (const GradusRidges *self,
             cairo_t            *cr,
             const GradusTheme  *theme,
             const Area         *area)
{
  double last = self->epochs[self->n_ridges - 1];
  guint  every = (guint) MAX (1, ceil (LABEL_PITCH * theme->scale / area->pitch));

  for (guint i = 0; i < self->n_ridges; i++)
    {
      g_autofree char *text = gradus_format_number (self->epochs[i], last < 10 ? 1 : 0);

      if ((self->n_ridges - 1 - i) % every == 0)
        gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                          GRADUS_ALIGN_END, area->left - 6 * theme->scale,
                          area->first + i * area->pitch - 4 * theme->scale, text);
    }
}

static void
draw_tick (cairo_t           *cr,
           const GradusTheme *theme,
           const Area        *area,
           double             share,
           const char        *text)
{
  double      x = area->left + (area->right - area->left) * share;
  GradusAlign align = share < 0.08   ? GRADUS_ALIGN_START
                      : share > 0.92 ? GRADUS_ALIGN_END
                                     : GRADUS_ALIGN_CENTER;

  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, round (x), area->bottom, round (x),
                         area->bottom + 4 * theme->scale);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, align, x,
                    area->bottom + 13 * theme->scale, text);
}

static void
draw_axis (const GradusRidges *self,
           cairo_t            *cr,
           const GradusTheme  *theme,
           const Area         *area)
{
  int decades = (int) floor (self->to) - (int) ceil (self->from);
  int most = (int) MAX (2, (area->right - area->left) / (44 * theme->scale));
  int every = MAX (1, (decades + most - 1) / most);

  if (self->kind == GRADUS_RIDGES_WEIGHTS)
    {
      guint decimals = (guint) CLAMP (1 - floor (log10 (self->to) + 1e-9), 0, 9);
      g_autofree char *most_text = gradus_format_signed (self->to, decimals);
      g_autofree char *least_text = gradus_format_signed (self->from, decimals);

      draw_tick (cr, theme, area, 0, least_text);
      draw_tick (cr, theme, area, 0.5, "0");
      draw_tick (cr, theme, area, 1, most_text);
      return;
    }
  for (int power = (int) ceil (self->from); power <= self->to; power++)
    if (power % every == 0)
      {
        g_autofree char *text = gradus_format_power (pow (10, power));

        draw_tick (cr, theme, area, (power - self->from) / (self->to - self->from), text);
      }
}

/**
 * gradus_ridges_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @self: histograms
 *
 * Draws one ridge for each moment: the oldest at the back, the latest in front.
 */
void
gradus_ridges_draw (cairo_t            *cr,
                    const GradusTheme  *theme,
                    double              width,
                    double              height,
                    const GradusRidges *self)
{
  Area area = get_area (self, theme, width, height);

  if (area.right - area.left < 20 || area.bottom < 20)
    return;
  for (guint i = 0; i < self->n_ridges; i++)
    draw_ridge (self, cr, theme, &area, i);
  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, area.left, area.bottom, area.right,
                         area.bottom);
  draw_epochs (self, cr, theme, &area);
  draw_axis (self, cr, theme, &area);
}

/* A line for each moment and bin: what, epoch, where the bin begins and ends, height. */
void
gradus_ridges_append_csv (const GradusRidges *self, const char *name, GString *csv)
{
  double step = (self->to - self->from) / self->n_points;

  for (guint i = 0; i < self->n_ridges; i++)
    for (guint k = 0; k < self->n_points; k++)
      {
        double from = self->from + k * step, to = self->from + (k + 1) * step;

        g_string_append (csv, name);
        gradus_csv_append_number (csv, self->epochs[i]);
        gradus_csv_append_number (csv, self->kind == GRADUS_RIDGES_WEIGHTS
                                         ? from
                                         : pow (10, from));
        gradus_csv_append_number (csv, self->kind == GRADUS_RIDGES_WEIGHTS
                                         ? to
                                         : pow (10, to));
        gradus_csv_append_number (csv,
                                  (double) self->heights[(gsize) i * self->n_points + k]);
        g_string_append_c (csv, '\n');
      }
}
