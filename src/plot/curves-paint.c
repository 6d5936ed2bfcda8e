/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/curves-private.h"

#include "plot/paint.h"
#include "plot/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define RAW_WIDTH 0.8
#define RAW_ALPHA 0.13
#define TRAINING_WIDTH 2.2
#define VALIDATION_WIDTH 1.8
#define CIRCLE_RADIUS 4.5
#define LEAVE_ROOM 3.0
#define RUN_WIDTH 1.4
#define LABEL_GAP 14.0

static const GradusToken curve_tokens[GRADUS_N_CURVES] = {
  [GRADUS_CURVE_TRAINING] = GRADUS_TOKEN_TRAINING,
  [GRADUS_CURVE_VALIDATION] = GRADUS_TOKEN_VALIDATION,
};

static GradusToken
get_token (const GradusCurvesPanel *panel)
{
  return panel->role == GRADUS_CURVES_RATE ? GRADUS_TOKEN_BACK : GRADUS_TOKEN_TRAINING;
}

static void
draw_raw (const GradusCurvesLayout *self,
          const GradusCurvesPanel  *panel,
          const GradusTheme        *theme,
          cairo_t                  *cr)
{
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_TRAINING,
                                 theme->high_contrast ? 2 * RAW_ALPHA : RAW_ALPHA);
  cairo_set_line_width (cr, RAW_WIDTH * theme->scale);
  gradus_curves_paint_raw (self, panel, self->present, cr);
}

/* One circle for each epoch, because validation is measured once an epoch. */
static void
draw_circles (const GradusCurvesLayout *self,
              const GradusCurvesPanel  *panel,
              const GradusTheme        *theme,
              cairo_t                  *cr)
{
  double unit = self->options.in_batches && self->n_batches > 0 ? self->n_batches : 1;
  double spacing = panel->width / MAX ((self->x_maximum - self->x_minimum) / unit, 1);

  if (spacing < 2.5 * CIRCLE_RADIUS * theme->scale)
    return;
  for (guint i = 0; i < self->n_epochs; i++)
    {
      double value = gradus_curves_trace_get_validation (self->present, panel->role, i);
      double x = gradus_curves_layout_get_epoch_x (self, i);

      if (isfinite (value) && x >= self->x_minimum && x <= self->x_maximum)
        gradus_paint_dot (cr, theme, GRADUS_TOKEN_VALIDATION,
                          gradus_curves_layout_x_to_pixel (self, x),
                          gradus_curves_panel_y_to_pixel (panel, value),
                          CIRCLE_RADIUS * theme->scale, VALIDATION_WIDTH * theme->scale);
    }
}

static void
draw_validation (const GradusCurvesLayout *self,
                 const GradusCurvesPanel  *panel,
                 const GradusTheme        *theme,
                 cairo_t                  *cr)
{
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VALIDATION);
  gradus_theme_set_line_width (theme, cr, VALIDATION_WIDTH);
  gradus_curves_trace_validation (self, panel, self->present, cr);
  cairo_stroke (cr);
  draw_circles (self, panel, theme, cr);
}

static void
draw_end (const GradusCurvesLayout *self,
          const GradusCurvesPanel  *panel,
          const GradusTheme        *theme,
          cairo_t                  *cr)
{
  const GradusSeries *series = &self->present->series[panel->role];
  double              x, y, arm = 6 * theme->scale;

  if (series->last < 0 || panel->labels[GRADUS_CURVE_TRAINING].is_cut)
    return;
  x = gradus_curves_layout_x_to_pixel (self,
                                       gradus_curves_layout_get_step_x (self,
                                                                        (gsize)
                                                                          series->last));
  y = panel->labels[GRADUS_CURVE_TRAINING].end_y;
  if (!self->options.diverged && !series->ends_not_finite)
    {
      if (y >= panel->y - LEAVE_ROOM && y <= panel->y + panel->height + LEAVE_ROOM)
        gradus_paint_dot (cr, theme, get_token (panel), x, y, 4.5 * theme->scale, 0);
      return;
    }
  /* Where the curve ends for good, even if that is above the axis. */
  y = CLAMP (y, panel->y, panel->y + panel->height);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ERROR);
  gradus_theme_set_line_width (theme, cr, 2.4);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cr, x - arm, y - arm);
  cairo_line_to (cr, x + arm, y + arm);
  cairo_move_to (cr, x + arm, y - arm);
  cairo_line_to (cr, x - arm, y + arm);
  cairo_stroke (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
}

/* The colour says which curve it is where there is no room for more than the number. */
static char *
dup_label (const GradusCurvesPanel *panel,
           GradusCurve              curve,
           const GradusTheme       *theme,
           double                   room)
{
  const GradusCurveLabel *label = &panel->labels[curve];
  const char *name = curve == GRADUS_CURVE_TRAINING ? _ ("training") : _ ("validation");
  g_autofree char *number = gradus_format_value (label->value);
  g_autofree char *text = NULL;
  double           width;

  if (panel->role == GRADUS_CURVES_RATE)
    return g_strdup_printf ("%.3g", label->value);
  if (label->is_cut)
    return g_strdup (name);
  text = g_strdup_printf ("%s %s", name, number);
  gradus_text_measure (theme, GRADUS_TEXT_LABEL, text, &width, NULL);
  return width <= room ? g_steal_pointer (&text) : g_steal_pointer (&number);
}

static void
draw_label (const GradusCurvesLayout *self,
            const GradusCurvesPanel  *panel,
            GradusCurve               curve,
            const GradusTheme        *theme,
            cairo_t                  *cr)
{
  const GradusCurveLabel *label = &panel->labels[curve];
  double                  x = label->end_x + LABEL_GAP * theme->scale;
  g_autofree char        *text = NULL;

  if (!label->shown)
    return;
  text = dup_label (panel, curve, theme, self->width - x);
  gradus_text_draw (cr, theme, GRADUS_TEXT_LABEL,
                    panel->role == GRADUS_CURVES_RATE ? GRADUS_TOKEN_BACK
                                                      : curve_tokens[curve],
                    GRADUS_ALIGN_START, x, label->middle, text);
}

static void
draw_run_label (const GradusCurvesLayout *self,
                const GradusCurvesTrace  *trace,
                const GradusTheme        *theme,
                cairo_t                  *cr)
{
  const GradusCurveLabel *label = &trace->label;
  double                  x = label->end_x + LABEL_GAP * theme->scale;
  g_autofree char        *text = NULL;

  if (!label->shown)
    return;
  /* A title is the user's and may be long. */
  text =
    gradus_text_shorten (theme, GRADUS_TEXT_LABEL, trace->run->title, self->width - x);
  gradus_text_draw (cr, theme, GRADUS_TEXT_LABEL, gradus_token_of_run (trace->run->color),
                    GRADUS_ALIGN_START, x, label->middle, text);
}

/* Earlier runs are thin, and below the present one. */
static void
draw_runs (const GradusCurvesLayout *self,
           const GradusCurvesPanel  *panel,
           const GradusTheme        *theme,
           cairo_t                  *cr)
{
  for (guint i = 0; i < self->runs->len; i++)
    {
      const GradusCurvesTrace *trace = self->runs->pdata[i];

      gradus_theme_set_source (theme, cr, gradus_token_of_run (trace->run->color));
      gradus_theme_set_line_width (theme, cr,
                                   (theme->high_contrast ? 1.5 : 1) * RUN_WIDTH);
      if (panel->role == GRADUS_CURVES_RATE)
        gradus_curves_trace_rate (self, panel, trace, cr);
      else if (self->options.runs_by_validation && trace->n_epochs > 1 &&
               isfinite (gradus_curves_trace_get_validation (trace, panel->role, 0)))
        gradus_curves_trace_validation (self, panel, trace, cr);
      else
        gradus_curves_paint_smoothed (self, panel, trace, cr);
      cairo_stroke (cr);
    }
}

static void
draw_present (const GradusCurvesLayout *self,
              const GradusCurvesPanel  *panel,
              const GradusTheme        *theme,
              cairo_t                  *cr)
{
  if (panel->role != GRADUS_CURVES_RATE)
    draw_raw (self, panel, theme, cr);
  gradus_theme_set_source (theme, cr, get_token (panel));
  gradus_theme_set_line_width (theme, cr, TRAINING_WIDTH);
  if (panel->role == GRADUS_CURVES_RATE)
    gradus_curves_trace_rate (self, panel, self->present, cr);
  else
    gradus_curves_paint_smoothed (self, panel, self->present, cr);
  cairo_stroke (cr);
}

static void
draw_curves (const GradusCurvesLayout *self,
             const GradusCurvesPanel  *panel,
             const GradusTheme        *theme,
             cairo_t                  *cr)
{
  cairo_save (cr);
  /* Curves that go beyond the axis are seen to leave. */
  cairo_rectangle (cr, panel->x, panel->y - LEAVE_ROOM, panel->width + 6,
                   panel->height + 2 * LEAVE_ROOM);
  cairo_clip (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  draw_runs (self, panel, theme, cr);
  draw_present (self, panel, theme, cr);
  cairo_restore (cr);

  cairo_save (cr);
  cairo_rectangle (cr, panel->x - 6, panel->y - 6, panel->width + 12, panel->height + 12);
  cairo_clip (cr);
  draw_validation (self, panel, theme, cr);
  draw_end (self, panel, theme, cr);
  cairo_restore (cr);
}

static void
draw_sentence (const GradusCurvesLayout *self, const GradusTheme *theme, cairo_t *cr)
{
  const GradusCurvesPanel *panel = &self->panels[0];
  const char *sentence = _ ("While the network trains, its loss appears here.");
  double      width, height;
  double      x = panel->x + panel->width / 2;
  double      y = panel->y + panel->height / 2;

  gradus_text_measure (theme, GRADUS_TEXT_BODY, sentence, &width, &height);
  /* The lines of the grid must not strike it through. */
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  cairo_rectangle (cr, x - width / 2 - 12, y - height / 2, width + 24, height);
  cairo_fill (cr);
  gradus_text_draw (cr, theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_DIM, GRADUS_ALIGN_CENTER, x,
                    y, sentence);
}

/**
 * gradus_curves_draw:
 * @self: an up-to-date layout
 * @theme: the theme it was made with
 * @cr: what is drawn on; the background is left alone
 *
 * Draws axes, curves and their labels. Takes time by the number of columns, not by that
 * of points.
 */
void
gradus_curves_draw (const GradusCurvesLayout *self, const GradusTheme *theme, cairo_t *cr)
{
  for (guint i = 0; i < self->n_panels; i++)
    {
      const GradusCurvesPanel *panel = &self->panels[i];

      gradus_curves_draw_axes (self, panel, theme, cr);
      draw_curves (self, panel, theme, cr);
      for (guint k = 0; k < GRADUS_N_CURVES; k++)
        draw_label (self, panel, (GradusCurve) k, theme, cr);
    }
  for (guint i = 0; i < self->runs->len; i++)
    draw_run_label (self, self->runs->pdata[i], theme, cr);
  if (self->n_steps == 0 && self->runs->len == 0 && self->n_panels > 0)
    draw_sentence (self, theme, cr);
}
