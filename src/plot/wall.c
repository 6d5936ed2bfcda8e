/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/wall.h"

#include <math.h>

#include "plot/picture.h"
#include "plot/shapes.h"
#include "plot/wall-tiles.h"

/* So much of the wall's left and top is free for the frame of a chosen tile. */
#define MARGIN 4.0
/* A strip holds whole rows, as many as are about this high. */
#define STRIP_HEIGHT 120.0
/* Strips that are kept: some screens full, at most about 50 MB. */
#define N_STRIPS 48

typedef struct
{
  cairo_surface_t *surface; /* NULL: free */
  guint            index;
  guint            last_use;
} Strip;

/* The strips belong to one layout, theme and list of samples. */
struct _GradusWall
{
  GradusDataset *data;
  GradusWallForm form;
  guint         *samples; /* NULL: all */
  guint          n_places;
  guint          zoom;

  GradusThemeId  theme;
  double         theme_scale;
  double         width;
  GradusTileSize size;
  guint          n_columns;
  double         step_x;
  double         step_y;
  guint          rows_per_strip;

  Strip  strips[N_STRIPS];
  guint  n_uses;
  float *values; /* of one sample */
};

/**
 * gradus_wall_choose_form:
 * @shape: of a sample
 *
 * Returns: what samples of a shape look like
 */
GradusWallForm
gradus_wall_choose_form (const GradusShape *shape)
{
  guint width, height, n_channels;

  if (shape->rank == 2 && shape->dims[1] == 1)
    return GRADUS_WALL_SERIES;
  gradus_picture_get_size (shape, &width, &height, &n_channels);
  return width >= 5 && height >= 5 ? GRADUS_WALL_PICTURES : GRADUS_WALL_TABLE;
}

static void
forget_strips (GradusWall *self)
{
  for (guint i = 0; i < N_STRIPS; i++)
    g_clear_pointer (&self->strips[i].surface, cairo_surface_destroy);
}

/**
 * gradus_wall_new:
 * @data: the samples; a reference is taken
 *
 * Returns: (transfer full): a wall of all samples
 */
GradusWall *
gradus_wall_new (GradusDataset *data)
{
  GradusWall *self = g_new0 (GradusWall, 1);

  self->data = gradus_dataset_ref (data);
  self->form = gradus_wall_choose_form (gradus_dataset_get_shape (data));
  self->n_places = gradus_dataset_get_n_samples (data);
  self->zoom = 2;
  self->values = g_new (float, gradus_shape_size (gradus_dataset_get_shape (data)));
  self->n_columns = self->rows_per_strip = 1;
  return self;
}

void
gradus_wall_free (GradusWall *self)
{
  forget_strips (self);
  gradus_dataset_unref (self->data);
  g_free (self->samples);
  g_free (self->values);
  g_free (self);
}

GradusWallForm
gradus_wall_get_form (const GradusWall *self)
{
  return self->form;
}

/**
 * gradus_wall_set_samples:
 * @self: a wall
 * @samples: (nullable) (array length=n): which are shown
 * @n: how many
 *
 * Shows some of the samples only.
 */
void
gradus_wall_set_samples (GradusWall *self, const guint *samples, guint n)
{
  g_free (self->samples);
  self->samples = samples != NULL ? g_memdup2 (samples, n * sizeof (guint)) : NULL;
  self->n_places = samples != NULL ? n : gradus_dataset_get_n_samples (self->data);
  forget_strips (self);
}

guint
gradus_wall_get_n_places (const GradusWall *self)
{
  return self->n_places;
}

guint
gradus_wall_get_sample (const GradusWall *self, guint place)
{
  g_return_val_if_fail (place < self->n_places, 0);
  return self->samples != NULL ? self->samples[place] : place;
}

int
gradus_wall_find_sample (const GradusWall *self, guint sample)
{
  if (self->samples == NULL)
    return sample < self->n_places ? (int) sample : -1;
  for (guint i = 0; i < self->n_places; i++)
    if (self->samples[i] == sample)
      return (int) i;
  return -1;
}

/**
 * gradus_wall_set_zoom:
 * @self: a wall
 * @zoom: 0 to %GRADUS_WALL_N_ZOOMS − 1
 *
 * Sets how large tiles are, from the next layout on.
 */
void
gradus_wall_set_zoom (GradusWall *self, guint zoom)
{
  self->zoom = MIN (zoom, GRADUS_WALL_N_ZOOMS - 1);
  self->width = -1;
}

void
gradus_wall_lay_out (GradusWall *self, const GradusTheme *theme, double width)
{
  double gap;

  if (self->width == width && self->theme == theme->id &&
      self->theme_scale == theme->scale)
    return;
  forget_strips (self);
  self->width = width;
  self->theme = theme->id;
  self->theme_scale = theme->scale;
  gradus_wall_choose_size (&self->size, theme, gradus_dataset_get_shape (self->data),
                           self->form, self->zoom, width - MARGIN);
  gap = self->size.gap;
  self->n_columns =
    (guint) MAX (floor ((width - MARGIN - 1 + gap) / (self->size.width + gap)), 1);
  if (self->form == GRADUS_WALL_TABLE)
    self->n_columns = 1;
  /* The last tile ends where the wall ends; very small ones stand as close as they can.
   */
  self->step_x = self->size.width + gap;
  if (self->n_columns > 1 && gap > 1)
    self->step_x = (width - MARGIN - 1 - self->size.width) / (self->n_columns - 1);
  self->step_y = self->size.height + gap;
  self->rows_per_strip = (guint) MAX (round (STRIP_HEIGHT / self->step_y), 1);
}

guint
gradus_wall_get_n_columns (const GradusWall *self)
{
  return self->n_columns;
}

static guint
count_rows (const GradusWall *self)
{
  return (self->n_places + self->n_columns - 1) / self->n_columns;
}

double
gradus_wall_get_height (const GradusWall *self)
{
  return 2 * MARGIN + count_rows (self) * self->step_y;
}

double
gradus_wall_get_row_height (const GradusWall *self)
{
  return self->step_y;
}

/* Tiles stand on whole pixels, so that theirs stay sharp. */
static double
get_left (const GradusWall *self, guint place)
{
  return MARGIN + floor (place % self->n_columns * self->step_x);
}

int
gradus_wall_find_place (const GradusWall *self, double x, double y)
{
  double column = floor ((x - MARGIN) / self->step_x);
  double row = floor ((y - MARGIN) / self->step_y);
  gint64 place = (gint64) row * self->n_columns + (gint64) column;

  return column >= 0 && row >= 0 && column < self->n_columns && place < self->n_places
           ? (int) place
           : -1;
}

void
gradus_wall_get_tile (const GradusWall *self,
                      guint             place,
                      double           *x,
                      double           *y,
                      double           *width,
                      double           *height)
{
  *x = get_left (self, place);
  *y = MARGIN + (double) (place / self->n_columns) * self->step_y;
  *width = self->size.width;
  *height = self->size.height;
}

/* --- Strips --- */

static void
paint_tile (GradusWall *self, cairo_t *cr, const GradusTheme *theme, guint place)
{
  guint  sample = gradus_wall_get_sample (self, place);
  guint  row = place / self->n_columns % self->rows_per_strip;
  double x = get_left (self, place);
  double y = row * self->step_y;

  gradus_dataset_get_sample (self->data, sample, self->values);
  if (self->form == GRADUS_WALL_PICTURES)
    gradus_wall_paint_picture (cairo_get_target (cr), theme, &self->size,
                               gradus_dataset_get_shape (self->data), self->values,
                               (int) x, (int) y);
  else if (self->form == GRADUS_WALL_SERIES)
    gradus_wall_paint_series (cr, theme, &self->size, self->data, sample, self->values, x,
                              y);
  else
    gradus_wall_paint_row (cr, theme, &self->size, self->data, sample, self->values, x,
                           y);
}

/* All frames are one path; pixels are written before. */
static void
paint_frames (GradusWall        *self,
              cairo_t           *cr,
              const GradusTheme *theme,
              guint              first,
              guint              last)
{
  if (self->size.margin <= 0)
    return;
  for (guint place = first; place < last; place++)
    {
      guint row = place / self->n_columns % self->rows_per_strip;

      gradus_shapes_rounded (cr, get_left (self, place) + 0.5, row * self->step_y + 0.5,
                             self->size.width - 1, self->size.height - 1, 4);
    }
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BORDER);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static cairo_surface_t *
paint_strip (GradusWall *self, const GradusTheme *theme, guint index)
{
  guint            per_strip = self->rows_per_strip * self->n_columns;
  guint            first = index * per_strip;
  guint            last = MIN (first + per_strip, self->n_places);
  cairo_surface_t *surface =
    cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) MAX (ceil (self->width), 1),
                                (int) ceil (self->rows_per_strip * self->step_y));
  cairo_t *cr = cairo_create (surface);

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  cairo_paint (cr);
  cairo_surface_flush (surface);
  for (guint place = first; place < last; place++)
    paint_tile (self, cr, theme, place);
  cairo_surface_mark_dirty (surface);
  if (self->form != GRADUS_WALL_TABLE)
    paint_frames (self, cr, theme, first, last);
  cairo_destroy (cr);
  return surface;
}

/* The strip if it is kept, else the place of the one that was not used for longest. */
static Strip *
find_strip (GradusWall *self, guint index)
{
  Strip *oldest = &self->strips[0];

  for (guint i = 0; i < N_STRIPS; i++)
    {
      Strip *strip = &self->strips[i];

      if (strip->surface != NULL && strip->index == index)
        return strip;
      if (oldest->surface != NULL &&
          (strip->surface == NULL || strip->last_use < oldest->last_use))
        oldest = strip;
    }
  return oldest;
}

gboolean
gradus_wall_draw (GradusWall        *self,
                  cairo_t           *cr,
                  const GradusTheme *theme,
                  double             height,
                  double             offset,
                  gint64             budget_us)
{
  gint64 end = g_get_monotonic_time () + budget_us;
  double strip_height = self->rows_per_strip * self->step_y;
  gint64 first = (gint64) floor ((offset - MARGIN) / strip_height);
  gint64 last = (gint64) floor ((offset + height - MARGIN) / strip_height);
  guint  n_strips = (count_rows (self) + self->rows_per_strip - 1) / self->rows_per_strip;
  gboolean is_complete = TRUE;

  self->n_uses++;
  for (gint64 i = MAX (first, 0); i <= last && i < n_strips; i++)
    {
      Strip *strip = find_strip (self, (guint) i);

      if (strip->surface == NULL || strip->index != (guint) i)
        {
          if (budget_us >= 0 && g_get_monotonic_time () > end)
            {
              is_complete = FALSE;
              continue;
            }
          g_clear_pointer (&strip->surface, cairo_surface_destroy);
          strip->surface = paint_strip (self, theme, (guint) i);
          strip->index = (guint) i;
        }
      strip->last_use = self->n_uses;
      cairo_set_source_surface (cr, strip->surface, 0,
                                round (MARGIN + (double) i * strip_height - offset));
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
      cairo_paint (cr);
    }
  return is_complete;
}

void
gradus_wall_draw_mark (const GradusWall  *self,
                       cairo_t           *cr,
                       const GradusTheme *theme,
                       guint              place,
                       double             offset,
                       double             distance)
{
  double x, y, width, height;

  if (place >= self->n_places)
    return;
  gradus_wall_get_tile (self, place, &x, &y, &width, &height);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ACCENT);
  cairo_set_line_width (cr, 2);
  gradus_shapes_rounded (cr, x - distance + 0.5, round (y - offset) - distance + 0.5,
                         width + 2 * distance - 1, height + 2 * distance - 1, 5);
  cairo_stroke (cr);
}
