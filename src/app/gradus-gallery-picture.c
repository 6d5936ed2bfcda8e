/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-gallery-picture.h"

#include <math.h>

#define SIDE 28 /* pixels of a digit */

/* --- Digits --- */

/* The @nth sample that shows @digit, or the last one that does; -1 if none does. */
static int
find_digit (GradusDataset *digits, guint digit, guint nth)
{
  int found = -1;

  for (guint i = 0; i < gradus_dataset_get_n_samples (digits); i++)
    if (gradus_dataset_get_original_label (digits, i) == digit)
      {
        found = (int) i;
        if (nth-- == 0)
          break;
      }
  return found;
}

static cairo_surface_t *
new_mask (const float *pixels)
{
  cairo_surface_t *mask = cairo_image_surface_create (CAIRO_FORMAT_A8, SIDE, SIDE);
  unsigned char   *data = cairo_image_surface_get_data (mask);
  int              stride = cairo_image_surface_get_stride (mask);

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      data[y * stride + x] =
        (unsigned char) lround (255.0 * (double) pixels[y * SIDE + x]);
  cairo_surface_mark_dirty (mask);
  return mask;
}

/* A digit in the current colour, @size wide around (@x, @y). */
static void
draw_digit (cairo_t       *cr,
            GradusDataset *digits,
            guint          digit,
            guint          nth,
            double         x,
            double         y,
            double         size)
{
  float            pixels[SIDE * SIDE];
  cairo_surface_t *mask;
  int              index = digits != NULL ? find_digit (digits, digit, nth) : -1;

  if (index < 0 || gradus_shape_size (gradus_dataset_get_shape (digits)) != SIDE * SIDE)
    return;
  gradus_dataset_get_sample (digits, (guint) index, pixels);
  mask = new_mask (pixels);
  cairo_save (cr);
  cairo_translate (cr, x - size / 2, y - size / 2);
  cairo_scale (cr, size / SIDE, size / SIDE);
  cairo_mask_surface (cr, mask, 0, 0);
  cairo_restore (cr);
  cairo_surface_destroy (mask);
}

/* Places for n_columns × n_rows digits between @from and @to. */
static double
place (double from, double to, guint index, guint n)
{
  return from + (to - from) * (index + 0.5) / n;
}

typedef struct
{
  cairo_t           *cr;
  const GradusTheme *theme;
  GradusDataset     *digits;
  double             width;
  double             height;
} Canvas;

static void
draw_grid (const Canvas *c, guint n_columns, guint n_rows, int highlight)
{
  static const guint order[] = { 4, 0, 9, 1, 7, 2, 3, 5, 8, 6 };
  double size = 1.12 * MIN (c->width / (n_columns + 0.6), c->height / (n_rows + 0.6));
  double inset_x = (c->width - n_columns * size) * 0.5;
  double inset_y = (c->height - n_rows * size * 0.92) * 0.5;

  inset_x = MAX (inset_x * 0.55, 10.0);
  for (guint i = 0; i < n_columns * n_rows; i++)
    {
      guint digit = order[(i + i / 10 * 3) % 10];

      if (highlight < 0)
        gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_FG);
      else if ((int) digit == highlight)
        gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_FORWARD);
      else
        gradus_theme_set_source_alpha (c->theme, c->cr, GRADUS_TOKEN_FG, 0.28);
      draw_digit (c->cr, c->digits, digit, i / 10,
                  place (inset_x, c->width - inset_x, i % n_columns, n_columns),
                  place (inset_y, c->height - inset_y, i / n_columns, n_rows), size);
    }
}

static void
draw_divided (const Canvas *c, const guint no[6], const guint yes[6])
{
  double dash[] = { 3.0, 3.0 };
  double size = c->height / 3.1;
  double inset = 10.0;

  for (guint i = 0; i < 12; i++)
    {
      gboolean is_yes = i >= 6;
      guint    place_index = i % 6;
      double   left = is_yes ? c->width / 2 + inset : inset;
      double   right = is_yes ? c->width - inset : c->width / 2 - inset;

      gradus_theme_set_source (c->theme, c->cr,
                               is_yes ? GRADUS_TOKEN_VALIDATION : GRADUS_TOKEN_FORWARD);
      draw_digit (c->cr, c->digits, is_yes ? yes[place_index] : no[place_index],
                  place_index / 3, place (left, right, place_index % 2, 2),
                  place (8, c->height - 8, place_index / 2, 3), size);
    }
  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_AXIS);
  cairo_set_line_width (c->cr, 1.5);
  cairo_set_dash (c->cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_move_to (c->cr, floor (c->width / 2) + 0.5, 14);
  cairo_line_to (c->cr, floor (c->width / 2) + 0.5, c->height - 14);
  cairo_stroke (c->cr);
}

/* --- The other pictures --- */

static void
draw_framed_digit (const Canvas *c, guint digit, double x, double size)
{
  double left = floor (x - size / 2) + 0.5;
  double top = floor ((c->height - size) / 2) + 0.5;

  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_VIEW);
  cairo_rectangle (c->cr, left, top, floor (size), floor (size));
  cairo_fill_preserve (c->cr);
  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_BORDER);
  cairo_set_line_width (c->cr, 1.0);
  cairo_stroke (c->cr);
  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_FG);
  draw_digit (c->cr, c->digits, digit, 1, x, c->height / 2, size);
}

static void
draw_arrow (const Canvas *c, double from, double to)
{
  double y = floor (c->height / 2) + 0.5;

  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_FORWARD);
  cairo_set_line_width (c->cr, 2.0);
  cairo_move_to (c->cr, from, y);
  cairo_line_to (c->cr, to - 6, y);
  cairo_stroke (c->cr);
  cairo_move_to (c->cr, to, y);
  cairo_line_to (c->cr, to - 8, y - 5);
  cairo_line_to (c->cr, to - 8, y + 5);
  cairo_close_path (c->cr);
  cairo_fill (c->cr);
}

/* A digit, and a layer half of whose units rest. */
static void
draw_dropout (const Canvas *c)
{
  double digit_x = c->width * 0.24;
  double size = c->height * 0.56;
  double left = c->width * 0.5;
  double right = c->width - 16;

  draw_framed_digit (c, 2, digit_x, size);
  draw_arrow (c, digit_x + size / 2 + 6, left - 4);
  for (guint i = 0; i < 24; i++)
    {
      double   x = place (left, right, i % 4, 4);
      double   y = place (14, c->height - 14, i / 4, 6);
      gboolean rests = ((i * 7 + i / 4 * 3) % 5) < 2 || i % 6 == 1;

      cairo_new_sub_path (c->cr);
      cairo_arc (c->cr, x, y, c->height / 24, 0, 2 * G_PI);
      gradus_theme_set_source (c->theme, c->cr,
                               rests ? GRADUS_TOKEN_AXIS : GRADUS_TOKEN_FORWARD);
      cairo_set_line_width (c->cr, 1.5);
      if (rests)
        cairo_stroke (c->cr);
      else
        cairo_fill (c->cr);
    }
}

/* Seven layers, and what is left of the correction in each. */
static void
draw_deep (const Canvas *c)
{
  double left = 26;
  double right = c->width - 26;

  for (guint i = 0; i < 7; i++)
    {
      double x = place (left, right, i, 7);
      double bar = (right - left) / 7 * 0.52;
      double share = pow (0.62, 6 - (double) i);
      double full = c->height - 44;

      gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_TRACK);
      cairo_rectangle (c->cr, x - bar / 2, 22, bar, full);
      cairo_fill (c->cr);
      gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_BACK);
      cairo_rectangle (c->cr, x - bar / 2, 22 + full * (1 - share), bar, full * share);
      cairo_fill (c->cr);
    }
}

static void
draw_autoencoder (const Canvas *c)
{
  double size = MIN (c->height * 0.54, c->width * 0.27);
  double x_in = 14 + size / 2;
  double x_out = c->width - 14 - size / 2;
  double cell = MAX (floor (c->height / 12), 8);
  double strip = 2 * cell;

  draw_framed_digit (c, 3, x_in, size);
  draw_framed_digit (c, 3, x_out, size);
  draw_arrow (c, x_in + size / 2 + 4, c->width / 2 - strip / 2 - 4);
  draw_arrow (c, c->width / 2 + strip / 2 + 4, x_out - size / 2 - 4);
  for (guint i = 0; i < 16; i++)
    {
      double alpha = 0.15 + 0.85 * ((i * 11 + 3) % 16) / 15.0;

      gradus_theme_set_source_alpha (c->theme, c->cr, GRADUS_TOKEN_KIND_CONVOLUTION,
                                     alpha);
      cairo_rectangle (c->cr, floor (c->width / 2 - strip / 2 + (i % 2) * cell),
                       floor (c->height / 2 - 4 * cell + (i / 2) * cell),
                       floor (cell) - 1, floor (cell) - 1);
      cairo_fill (c->cr);
    }
}

static void
draw_dot (const Canvas *c, GradusToken token, double x, double y)
{
  gradus_theme_set_source (c->theme, c->cr, token);
  cairo_new_sub_path (c->cr);
  cairo_arc (c->cr, x, y, MAX (c->height / 60, 2.2), 0, 2 * G_PI);
  cairo_fill (c->cr);
}

/* Two arms that wind around each other. */
static void
draw_spirals (const Canvas *c)
{
  double radius = c->height * 0.42;

  for (guint i = 0; i < 64; i++)
    {
      double t = sqrt (0.02 + 0.98 * (i + 0.5) / 64);
      double angle = 3 * G_PI * t;

      for (guint arm = 0; arm < 2; arm++)
        draw_dot (c, arm == 0 ? GRADUS_TOKEN_FORWARD : GRADUS_TOKEN_VALIDATION,
                  c->width / 2 + radius * t * cos (angle + arm * G_PI),
                  c->height / 2 - radius * t * sin (angle + arm * G_PI));
    }
}

/* A wave, known up to a point, and how it may go on. */
static void
draw_wave (const Canvas *c)
{
  double left = 22, right = c->width - 22;
  double known = left + 0.7 * (right - left);
  double dash[] = { 4.0, 4.0 };

  for (guint part = 0; part < 2; part++)
    {
      double from = part == 0 ? left : known;
      double to = part == 0 ? known : right;

      for (double x = from; x <= to; x += 1)
        {
          double y =
            c->height * (0.5 - 0.28 * sin ((x - left) / (right - left) * 5 * G_PI));

          if (x == from)
            cairo_move_to (c->cr, x, y);
          else
            cairo_line_to (c->cr, x, y);
        }
      gradus_theme_set_source (c->theme, c->cr,
                               part == 0 ? GRADUS_TOKEN_FORWARD
                                         : GRADUS_TOKEN_VALIDATION);
      cairo_set_line_width (c->cr, 2.5);
      cairo_set_dash (c->cr, dash, part == 0 ? 0 : 2, 0);
      cairo_stroke (c->cr);
    }
  cairo_set_dash (c->cr, NULL, 0, 0);
}

/* Noisy points, and the curve that runs through them. */
static void
draw_curve (const Canvas *c)
{
  static const gint8 noise[] = { 5, -7, 2, 8, -4, -9, 6, 1, -3, 7, -6, 3 };
  double             left = 22, right = c->width - 22;

  for (guint i = 0; i < 36; i++)
    {
      double t = (i + 0.5) / 18 - 1;
      double y =
        0.8 * sin (6 * t) + 0.6 * t + 0.018 * noise[i * 5 % G_N_ELEMENTS (noise)];

      gradus_theme_set_source_alpha (c->theme, c->cr, GRADUS_TOKEN_FG, 0.55);
      cairo_new_sub_path (c->cr);
      cairo_arc (c->cr, left + (right - left) * (t + 1) / 2, c->height * (0.5 - 0.3 * y),
                 MAX (c->height / 60, 2.2), 0, 2 * G_PI);
      cairo_fill (c->cr);
    }
  for (double x = left; x <= right; x += 1)
    {
      double t = 2 * (x - left) / (right - left) - 1;

      cairo_line_to (c->cr, x, c->height * (0.5 - 0.3 * (0.8 * sin (6 * t) + 0.6 * t)));
    }
  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_FORWARD);
  cairo_set_line_width (c->cr, 2.5);
  cairo_stroke (c->cr);
}

/* Brackets in a row, joined in pairs by arcs above them. */
static void
draw_brackets (const Canvas *c)
{
  static const guint pairs[][2] = { { 0, 5 }, { 1, 2 }, { 3, 4 }, { 6, 7 } };
  double             step = (c->width - 60) / 7;
  double             h = c->height * 0.16;
  double             y = c->height * 0.64;

  cairo_set_line_width (c->cr, 2.5);
  cairo_set_line_cap (c->cr, CAIRO_LINE_CAP_ROUND);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      double x[2] = { 30 + step * pairs[i][0], 30 + step * pairs[i][1] };
      double middle = (x[0] + x[1]) / 2;
      double height = h * 0.6 + (x[1] - x[0]) * 0.22;

      gradus_theme_set_source_alpha (c->theme, c->cr, GRADUS_TOKEN_FORWARD, 0.5);
      cairo_move_to (c->cr, x[0], y - h * 1.4);
      cairo_curve_to (c->cr, x[0], y - h * 1.4 - height, middle, y - h * 1.4 - height,
                      middle, y - h * 1.4 - height);
      cairo_curve_to (c->cr, middle, y - h * 1.4 - height, x[1], y - h * 1.4 - height,
                      x[1], y - h * 1.4);
      cairo_stroke (c->cr);
      gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_FG);
      for (guint side = 0; side < 2; side++)
        {
          double bend = (side == 0 ? -1 : 1) * h * 0.45;

          cairo_move_to (c->cr, x[side] - bend / 2, y - h);
          cairo_curve_to (c->cr, x[side] + bend, y - h / 2, x[side] + bend, y + h / 2,
                          x[side] - bend / 2, y + h);
          cairo_stroke (c->cr);
        }
    }
}

/* A digit with a window on it, and what the window found. */
static void
draw_convolution (const Canvas *c)
{
  double size = MIN (c->height * 0.62, c->width * 0.36);
  double x_in = 18 + size / 2;
  double cell = size / 7;
  double left = c->width - 22 - 4 * cell * 1.25;

  draw_framed_digit (c, 3, x_in, size);
  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_KIND_CONVOLUTION);
  cairo_set_line_width (c->cr, 2.5);
  cairo_rectangle (c->cr, x_in - size * 0.05, c->height / 2 - size * 0.36, 2.4 * cell,
                   2.4 * cell);
  cairo_stroke (c->cr);
  draw_arrow (c, x_in + size / 2 + 6, left - 10);
  for (guint i = 0; i < 16; i++)
    {
      gradus_theme_set_source_alpha (c->theme, c->cr, GRADUS_TOKEN_KIND_CONVOLUTION,
                                     0.12 + 0.88 * ((i * 7 + 5) % 16) / 15.0);
      cairo_rectangle (c->cr, floor (left + (i % 4) * cell * 1.25),
                       floor (c->height / 2 + ((double) (i / 4) - 2) * cell * 1.25),
                       floor (cell * 1.25) - 1, floor (cell * 1.25) - 1);
      cairo_fill (c->cr);
    }
}

/* A digit that is read row by row. */
static void
draw_rows (const Canvas *c)
{
  double size = MIN (c->height * 0.74, c->width * 0.44);
  double x_in = 18 + size / 2;
  double top = (c->height - size) / 2;
  double right = c->width - 34;

  draw_framed_digit (c, 5, x_in, size);
  for (guint i = 0; i < 7; i++)
    {
      double y = top + size * (i + 0.5) / 7;

      gradus_theme_set_source_alpha (c->theme, c->cr, GRADUS_TOKEN_FORWARD,
                                     0.25 + 0.75 * i / 6.0);
      cairo_set_line_width (c->cr, 1.5);
      cairo_move_to (c->cr, x_in + size / 2 + 6, y);
      cairo_line_to (c->cr, right - 12, y);
      cairo_stroke (c->cr);
      cairo_arc (c->cr, right, y, size / 20, 0, 2 * G_PI);
      cairo_fill (c->cr);
    }
}

static void
draw_empty (const Canvas *c)
{
  double dash[] = { 6.0, 4.0 };
  double w = MIN (c->width * 0.5, 130);
  double h = MIN (c->height * 0.66, 108);
  double x = floor ((c->width - w) / 2) + 0.5;
  double y = floor ((c->height - h) / 2) + 0.5;
  double r = 8;

  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_FAINT);
  cairo_set_line_width (c->cr, 1.5);
  cairo_set_dash (c->cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_new_sub_path (c->cr);
  cairo_arc (c->cr, x + w - r, y + r, r, -G_PI / 2, 0);
  cairo_arc (c->cr, x + w - r, y + h - r, r, 0, G_PI / 2);
  cairo_arc (c->cr, x + r, y + h - r, r, G_PI / 2, G_PI);
  cairo_arc (c->cr, x + r, y + r, r, G_PI, 3 * G_PI / 2);
  cairo_close_path (c->cr);
  cairo_stroke (c->cr);
  cairo_set_dash (c->cr, NULL, 0, 0);
  cairo_set_line_width (c->cr, 3.0);
  cairo_set_line_cap (c->cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (c->cr, c->width / 2 - 10, c->height / 2);
  cairo_line_to (c->cr, c->width / 2 + 10, c->height / 2);
  cairo_move_to (c->cr, c->width / 2, c->height / 2 - 10);
  cairo_line_to (c->cr, c->width / 2, c->height / 2 + 10);
  cairo_stroke (c->cr);
}

void
gradus_gallery_picture_draw (cairo_t           *cr,
                             const GradusTheme *theme,
                             const char        *id,
                             GradusDataset     *digits,
                             double             width,
                             double             height)
{
  static const guint low[] = { 0, 4, 2, 3, 1, 4 };
  static const guint high[] = { 5, 7, 9, 6, 8, 5 };
  static const guint even[] = { 0, 4, 2, 8, 6, 2 };
  static const guint odd[] = { 5, 1, 9, 3, 7, 1 };
  Canvas             canvas = { cr, theme, digits, width, height };

  if (g_str_equal (id, "at-least"))
    draw_divided (&canvas, low, high);
  else if (g_str_equal (id, "even-odd"))
    draw_divided (&canvas, even, odd);
  else if (g_str_equal (id, "is-seven"))
    draw_grid (&canvas, 5, 3, 7);
  else if (g_str_equal (id, "digits-wide"))
    draw_grid (&canvas, 7, 4, -1);
  else if (g_str_equal (id, "dropout"))
    draw_dropout (&canvas);
  else if (g_str_equal (id, "deep"))
    draw_deep (&canvas);
  else if (g_str_equal (id, "autoencoder"))
    draw_autoencoder (&canvas);
  else if (g_str_equal (id, "spirals"))
    draw_spirals (&canvas);
  else if (g_str_equal (id, "curve"))
    draw_curve (&canvas);
  else if (g_str_equal (id, "wave"))
    draw_wave (&canvas);
  else if (g_str_equal (id, "brackets"))
    draw_brackets (&canvas);
  else if (g_str_equal (id, "convolution"))
    draw_convolution (&canvas);
  else if (g_str_equal (id, "rows"))
    draw_rows (&canvas);
  else if (g_str_equal (id, "empty"))
    draw_empty (&canvas);
  else
    draw_grid (&canvas, 5, 3, -1);
}
