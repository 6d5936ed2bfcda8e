/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/batches.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/paint.h"
#include "plot/plane.h"
#include "plot/text.h"
#include "plot/ticks.h"

/* Cells are not larger than these, however few there are. */
#define MOST_SAMPLE 14.0
#define MOST_BATCH 34.0
#define GAP 28.0
#define HEAD 24.0

guint
gradus_batches_count (const GradusBatches *self)
{
  guint n = gradus_dataset_get_n_samples (self->data);

  return self->batch_size > 0 ? (n + self->batch_size - 1) / self->batch_size : 0;
}

guint
gradus_batches_get_batch (const GradusBatches *self, guint batch, guint *n)
{
  guint n_samples = gradus_dataset_get_n_samples (self->data);
  guint first = MIN (batch * self->batch_size, n_samples);

  *n = MIN (self->batch_size, n_samples - first);
  return first;
}

guint
gradus_batches_get_sample (const GradusBatches *self, guint place)
{
  return self->order != NULL ? self->order[place] : place;
}

/**
 * gradus_batches_describe:
 * @self: how an epoch goes
 *
 * Returns: (transfer full): how many batches there are and why, worked out
 */
char *
gradus_batches_describe (const GradusBatches *self)
{
  guint            n = gradus_dataset_get_n_samples (self->data);
  guint            n_batches = gradus_batches_count (self);
  guint            rest = n % self->batch_size;
  g_autofree char *samples = gradus_format_number (n, 0);
  g_autofree char *batches = gradus_format_number (n_batches, 0);

  if (rest == 0)
    return g_strdup_printf (
      /* Translators: samples, batch size, number of batches */
      ngettext ("%s samples ÷ %u in a batch = %s batch in an epoch",
                "%s samples ÷ %u in a batch = %s batches in an epoch, all of them full",
                n_batches),
      samples, self->batch_size, batches);
  return g_strdup_printf (
    /* Translators: samples, batch size, number of full batches, samples of the last one,
     * number of batches */
    _ ("%s samples ÷ %u in a batch = %u full batches and a last one of %u: %s in an "
       "epoch"),
    samples, self->batch_size, n / self->batch_size, rest, batches);
}

/* --- Cells --- */

static void
init_grid (GradusSampleGrid *self, double width, double height, guint n, double most)
{
  double cell = floor (MIN (sqrt (width * height / MAX (n, 1)), most));

  *self = (GradusSampleGrid){ .n = n, .cell = MAX (cell, 1), .per_cell = 1 };
  /* The last row may be the one too many. */
  while (self->cell > 1 && floor (width / self->cell) * floor (height / self->cell) < n)
    self->cell--;
  self->columns = (guint) MAX (floor (width / self->cell), 1);
  if (self->columns * MAX (floor (height / self->cell), 1) < n)
    self->per_cell = n / (self->columns * MAX (floor (height / self->cell), 1));
}

void
gradus_sample_grid_init (GradusSampleGrid *self, double width, double height, guint n)
{
  init_grid (self, width, height, n, MOST_SAMPLE);
}

/* A cell for each batch. */
void
gradus_batch_grid_init (GradusSampleGrid    *self,
                        double               width,
                        double               height,
                        const GradusBatches *batches)
{
  init_grid (self, width, height, gradus_batches_count (batches), MOST_BATCH);
}

void
gradus_sample_grid_place (const GradusSampleGrid *self, guint index, double *x, double *y)
{
  guint at = (guint) (index / self->per_cell);

  *x = at % self->columns * self->cell;
  *y = (double) (at / self->columns) * self->cell;
}

int
gradus_sample_grid_find (const GradusSampleGrid *self, double x, double y)
{
  double column = floor (x / self->cell);
  double index =
    ceil ((floor (y / self->cell) * self->columns + column) * self->per_cell);

  return x >= 0 && y >= 0 && column < self->columns && index < self->n ? (int) index : -1;
}

/* A pixel's colour, mixed with that of the paper. */
static guint32
mix (const GradusTheme *theme, GradusToken token, double alpha)
{
  const GradusColor *color = &theme->colors[token];
  const GradusColor *paper = &theme->colors[GRADUS_TOKEN_VIEW];
  double             share = alpha * color->alpha;
  double             red = color->red * share + paper->red * (1 - share);
  double             green = color->green * share + paper->green * (1 - share);
  double             blue = color->blue * share + paper->blue * (1 - share);

  return (guint32) (red * 255 + 0.5) << 16 | (guint32) (green * 255 + 0.5) << 8 |
         (guint32) (blue * 255 + 0.5);
}

typedef struct
{
  cairo_surface_t *surface;
  guint8          *pixels;
  gsize            stride;
  int              width, height;
} Sheet;

static Sheet
begin_sheet (const GradusTheme *theme, double width, double height)
{
  Sheet   sheet = { .width = (int) MAX (ceil (width), 1),
                    .height = (int) MAX (ceil (height), 1) };
  guint32 paper = mix (theme, GRADUS_TOKEN_VIEW, 1);

  sheet.surface =
    cairo_image_surface_create (CAIRO_FORMAT_RGB24, sheet.width, sheet.height);
  cairo_surface_flush (sheet.surface);
  sheet.pixels = cairo_image_surface_get_data (sheet.surface);
  sheet.stride = (gsize) cairo_image_surface_get_stride (sheet.surface);
  for (int y = 0; y < sheet.height; y++)
    for (int x = 0; x < sheet.width; x++)
      ((guint32 *) (gpointer) (sheet.pixels + (gsize) y * sheet.stride))[x] = paper;
  return sheet;
}

static void
fill_cell (const Sheet *sheet,
           double       left,
           double       top,
           double       width,
           double       height,
           guint32      color)
{
  for (int y = MAX ((int) top, 0); y < MIN ((int) (top + height), sheet->height); y++)
    for (int x = MAX ((int) left, 0); x < MIN ((int) (left + width), sheet->width); x++)
      ((guint32 *) (gpointer) (sheet->pixels + (gsize) y * sheet->stride))[x] = color;
}

static void
end_sheet (Sheet *sheet, cairo_t *cr)
{
  cairo_surface_mark_dirty (sheet->surface);
  cairo_set_source_surface (cr, sheet->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_surface_destroy (sheet->surface);
}

/* --- Drawing --- */

void
gradus_batches_draw_memory (cairo_t             *cr,
                            const GradusTheme   *theme,
                            double               width,
                            double               height,
                            const GradusBatches *batches)
{
  guint            n = gradus_dataset_get_n_samples (batches->data);
  guint            n_classes = gradus_dataset_get_n_classes (batches->data);
  Sheet            sheet = begin_sheet (theme, width, height);
  guint32          plain = mix (theme, GRADUS_TOKEN_FAINT, 0.4);
  guint32          lit = mix (theme, GRADUS_TOKEN_FG, 1);
  guint32          colors[256];
  GradusSampleGrid grid;
  double           gap, x, y;
  guint            first, n_lit;

  gradus_sample_grid_init (&grid, width, height, n);
  gap = grid.cell >= 4 ? 1 : 0;
  for (guint i = 0; i < MIN (n_classes, G_N_ELEMENTS (colors)); i++)
    colors[i] = mix (theme, gradus_plane_get_token (i, n_classes), 0.45);
  for (guint i = 0; i < n; i++)
    {
      guint label = n_classes > 0 ? gradus_dataset_get_label (batches->data, i) % 256 : 0;

      gradus_sample_grid_place (&grid, i, &x, &y);
      fill_cell (&sheet, x, y, grid.cell - gap, grid.cell - gap,
                 n_classes > 0 ? colors[MIN (label, n_classes - 1)] : plain);
    }
  /* A lit sample is seen also where cells are a pixel. */
  first = gradus_batches_get_batch (batches, batches->current, &n_lit);
  for (guint i = 0; i < n_lit; i++)
    {
      double side = MAX (grid.cell - gap, 4);

      gradus_sample_grid_place (&grid, gradus_batches_get_sample (batches, first + i), &x,
                                &y);
      fill_cell (&sheet, round (x + (grid.cell - gap) / 2 - side / 2),
                 round (y + (grid.cell - gap) / 2 - side / 2), side, side, lit);
    }
  end_sheet (&sheet, cr);
}

void
gradus_batches_draw_epoch (cairo_t             *cr,
                           const GradusTheme   *theme,
                           double               width,
                           double               height,
                           const GradusBatches *batches)
{
  guint            n_batches = gradus_batches_count (batches);
  Sheet            sheet = begin_sheet (theme, width, height);
  guint32          done = mix (theme, GRADUS_TOKEN_FORWARD, 0.45);
  guint32          coming = mix (theme, GRADUS_TOKEN_FAINT, 0.22);
  guint32          lit = mix (theme, GRADUS_TOKEN_FG, 1);
  GradusSampleGrid grid;
  double           gap;

  gradus_batch_grid_init (&grid, width, height, batches);
  gap = grid.cell >= 12 ? 3 : grid.cell >= 4 ? 1 : 0;
  for (guint batch = 0; batch < n_batches; batch++)
    {
      double x, y, share;
      guint  n;

      gradus_batches_get_batch (batches, batch, &n);
      share = (double) n / batches->batch_size;
      gradus_sample_grid_place (&grid, batch, &x, &y);
      fill_cell (&sheet, x, y, MAX (round ((grid.cell - gap) * share), 1),
                 grid.cell - gap,
                 batch == batches->current  ? lit
                 : batch < batches->current ? done
                                            : coming);
    }
  end_sheet (&sheet, cr);
}

/* --- As a figure --- */

typedef struct
{
  GradusBatches  batches;
  GradusDataset *data;
  guint32       *order;
} Kept;

static void
draw_figure (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gconstpointer      data)
{
  const Kept *self = data;
  double      head = HEAD * theme->scale;
  double      half = floor ((width - GAP) / 2);

  gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    0, head / 2 - 2, _ ("As they lie in memory"));
  gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    half + GAP, head / 2 - 2, _ ("In the order of the epoch"));
  cairo_translate (cr, 0, head);
  gradus_batches_draw_memory (cr, theme, half, height - head, &self->batches);
  cairo_translate (cr, half + GAP, 0);
  gradus_batches_draw_epoch (cr, theme, half, height - head, &self->batches);
}

static char *
write_numbers (gconstpointer data)
{
  const Kept *self = data;
  guint       n = gradus_dataset_get_n_samples (self->data);
  GString    *csv = g_string_new ("place,batch,sample\n");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (csv, "%u,%u,%u\n", i, i / self->batches.batch_size,
                            gradus_batches_get_sample (&self->batches, i));
  return g_string_free (csv, FALSE);
}

static void
free_kept (gpointer data)
{
  Kept *self = data;

  gradus_dataset_unref (self->data);
  g_free (self->order);
  g_free (self);
}

const GradusFigureKind gradus_figure_batches = {
  .id = "batches",
  .title = N_ ("Batches of an epoch"),
  .width = 760,
  .height = 280,
  .least_width = 240,
  .least_height = 100,
  .draw = draw_figure,
  .to_csv = write_numbers,
  .free_data = free_kept,
};

GradusFigure *
gradus_figure_batches_new (const GradusFigureWords *words, const GradusBatches *batches)
{
  Kept *self;
  guint n;

  if (batches == NULL || batches->data == NULL)
    return gradus_figure_new_missing (&gradus_figure_batches,
                                      _ ("There are no data yet."));
  n = gradus_dataset_get_n_samples (batches->data);
  self = g_new0 (Kept, 1);
  self->batches = *batches;
  self->data = gradus_dataset_ref ((GradusDataset *) batches->data);
  if (batches->order != NULL)
    self->order = g_memdup2 (batches->order, n * sizeof (guint32));
  self->batches.order = self->order;
  return gradus_figure_new (&gradus_figure_batches, words, self);
}
