/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/axes.h"

#include <math.h>

#include "plot/paint.h"
#include "plot/text.h"
#include "plot/ticks.h"

#define ROOM_LEFT 40.0
#define ROOM_BELOW 24.0
#define ROOM_ABOVE 20.0 /* for the name of the upright axis */
#define AIR 0.06

double
gradus_axes_x (const GradusAxes *self, double x)
{
  return self->left + (x - self->x_from) / (self->x_to - self->x_from) * self->width;
}

double
gradus_axes_y (const GradusAxes *self, double y)
{
  return self->top + (self->y_to - y) / (self->y_to - self->y_from) * self->height;
}

gboolean
gradus_axes_find (const GradusAxes *self, double px, double py, double *x, double *y)
{
  *x = self->x_from + (px - self->left) / self->width * (self->x_to - self->x_from);
  *y = self->y_to - (py - self->top) / self->height * (self->y_to - self->y_from);
  return px >= self->left && px <= self->left + self->width && py >= self->top &&
         py <= self->top + self->height;
}

void
gradus_axes_fit (GradusAxes        *self,
                 const GradusTheme *theme,
                 double             width,
                 double             height,
                 gboolean           is_square)
{
  self->left = ROOM_LEFT * theme->scale;
  self->top = ROOM_ABOVE * theme->scale;
  self->width = MAX (width - self->left - 8, 1);
  self->height = MAX (height - self->top - ROOM_BELOW * theme->scale, 1);
  if (is_square)
    self->width = self->height = MIN (self->width, self->height);
  self->width = MAX (floor (self->width), 1);
  self->height = MAX (floor (self->height), 1);
}

void
gradus_axes_cover (double *from, double *to, const float *values, gsize n, gsize stride)
{
  double least = INFINITY, most = -INFINITY;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i * stride]))
      {
        least = MIN (least, (double) values[i * stride]);
        most = MAX (most, (double) values[i * stride]);
      }
  if (!(most >= least))
    least = -1, most = 1;
  if (most - least < 1e-6)
    least -= 0.5, most += 0.5;
  *from = least - AIR * (most - least);
  *to = most + AIR * (most - least);
}

void
gradus_axes_draw (cairo_t           *cr,
                  const GradusTheme *theme,
                  const GradusAxes  *self,
                  const char        *x_name,
                  const char        *y_name)
{
  GradusTicks ticks;
  double      bottom = self->top + self->height;
  double      scale = theme->scale;

  gradus_ticks_linear (&ticks, self->y_from, self->y_to, 5);
  for (guint i = 0; i < ticks.n_ticks; i++)
    {
      double           y = gradus_axes_y (self, ticks.ticks[i].value);
      g_autofree char *text = gradus_ticks_format (&ticks, i);

      if (y < self->top - 0.5 || y > bottom + 0.5)
        continue;
      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, self->left, y,
                             self->left + self->width, y);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_END, self->left - 7 * scale, y, text);
    }
  gradus_ticks_linear (&ticks, self->x_from, self->x_to, 5);
  for (guint i = 0; i < ticks.n_ticks; i++)
    {
      double           x = gradus_axes_x (self, ticks.ticks[i].value);
      g_autofree char *text = gradus_ticks_format (&ticks, i);

      if (x < self->left - 0.5 || x > self->left + self->width + 0.5)
        continue;
      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, x, self->top, x, bottom);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_CENTER, x, bottom + 12 * scale, text);
    }
  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, self->left, bottom,
                         self->left + self->width, bottom);
  if (y_name != NULL)
    gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_DIM,
                      GRADUS_ALIGN_START, 0, self->top - 12 * scale, y_name);
  if (x_name != NULL)
    gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_DIM,
                      GRADUS_ALIGN_END, self->left + self->width, self->top - 12 * scale,
                      x_name);
}

void
gradus_axes_mark (cairo_t *cr, guint class_index, double px, double py, double radius)
{
  double r = radius * 1.15;

  switch (class_index % 4)
    {
    case 1:
      cairo_move_to (cr, px, py - r * 1.1);
      cairo_line_to (cr, px + r, py + r * 0.75);
      cairo_line_to (cr, px - r, py + r * 0.75);
      cairo_close_path (cr);
      break;
    case 2:
      cairo_rectangle (cr, px - radius * 0.9, py - radius * 0.9, radius * 1.8,
                       radius * 1.8);
      break;
    case 3:
      cairo_move_to (cr, px, py - r * 1.15);
      cairo_line_to (cr, px + r * 1.15, py);
      cairo_line_to (cr, px, py + r * 1.15);
      cairo_line_to (cr, px - r * 1.15, py);
      cairo_close_path (cr);
      break;
    default:
      cairo_new_sub_path (cr);
      cairo_arc (cr, px, py, radius, 0, 2 * G_PI);
      break;
    }
}
