/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/curves-private.h"

#include "plot/paint.h"
#include "plot/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static void
draw_y_axis (const GradusCurvesPanel *panel, const GradusTheme *theme, cairo_t *cr)
{
  for (guint i = 0; i < panel->ticks.n_ticks; i++)
    {
      const GradusTick *tick = &panel->ticks.ticks[i];
      g_autofree char  *label = NULL;
      double            y = round (gradus_curves_panel_y_to_pixel (panel, tick->value));

      if (!tick->labelled)
        {
          gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, panel->x - 4, y, panel->x,
                                 y);
          continue;
        }
      label = gradus_ticks_format (&panel->ticks, i);
      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, panel->x, y,
                             panel->x + panel->width, y);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_END, panel->x - 8 * theme->scale, y + 0.5, label);
    }
}

/* Lines stand at epochs, but not closer than eight pixels. */
static void
draw_epoch_lines (const GradusCurvesLayout *self,
                  const GradusCurvesPanel  *panel,
                  const GradusTheme        *theme,
                  cairo_t                  *cr)
{
  double one = self->options.in_batches && self->n_batches > 0 ? self->n_batches : 1;
  double step = one;

  if (self->options.in_batches && self->n_batches == 0)
    return;
  while (panel->width * step / (self->x_maximum - self->x_minimum) < 8 * theme->scale)
    step *= step == 2 * one ? 2.5 : 2;
  for (double x = ceil (self->x_minimum / step - 1e-9) * step;
       x <= self->x_maximum * (1 + 1e-9); x += step)
    {
      double at = gradus_curves_layout_x_to_pixel (self, x);

      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, at, panel->y, at,
                             panel->y + panel->height);
    }
}

static void
draw_x_axis (const GradusCurvesLayout *self,
             const GradusCurvesPanel  *panel,
             gboolean                  is_last,
             const GradusTheme        *theme,
             cairo_t                  *cr)
{
  double      bottom = panel->y + panel->height;
  double      middle = bottom + 14.5 * theme->scale;
  double      right = panel->x + panel->width;
  double      width, end = 0;
  const char *unit = self->options.in_batches ? _ ("batch") : _ ("epoch");

  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, panel->x, bottom, right, bottom);
  if (!panel->has_numbers)
    return;
  for (guint i = 0; i < self->x_ticks.n_ticks; i++)
    {
      g_autofree char *label = gradus_ticks_format (&self->x_ticks, i);
      double x = gradus_curves_layout_x_to_pixel (self, self->x_ticks.ticks[i].value);

      if (self->options.in_batches)
        gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, x, bottom, x, bottom + 4);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_CENTER, x, middle, label);
      gradus_text_measure (theme, GRADUS_TEXT_CAPTION, label, &width, NULL);
      end = MAX (end, x + width / 2);
    }
  if (is_last)
    gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                      GRADUS_ALIGN_START,
                      MAX (right + (self->options.in_batches ? 28 : 16) * theme->scale,
                           end + 8 * theme->scale),
                      middle, unit);
}

static void
draw_heading (const GradusCurvesLayout *self,
              const GradusCurvesPanel  *panel,
              const GradusTheme        *theme,
              cairo_t                  *cr)
{
  g_autofree char *title = gradus_curves_metric_title (self, panel->metric);
  double           widest = 0;

  /* It begins where the axis numbers begin. */
  for (guint i = 0; i < panel->ticks.n_ticks; i++)
    {
      g_autofree char *label = gradus_ticks_format (&panel->ticks, i);
      double           width;

      gradus_text_measure (theme, GRADUS_TEXT_CAPTION, label, &width, NULL);
      if (panel->ticks.ticks[i].labelled)
        widest = MAX (widest, width);
    }
  gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    MIN (1, panel->x - 8 * theme->scale - widest),
                    panel->y - 21 * theme->scale, title);
}

/* Everything of a chart but the curves. */
void
gradus_curves_draw_axes (const GradusCurvesLayout *self,
                         const GradusCurvesPanel  *panel,
                         const GradusTheme        *theme,
                         cairo_t                  *cr)
{
  gboolean is_last = panel == &self->panels[self->n_panels - 1];

  draw_heading (self, panel, theme, cr);
  draw_epoch_lines (self, panel, theme, cr);
  draw_y_axis (panel, theme, cr);
  draw_x_axis (self, panel, is_last, theme, cr);
}
