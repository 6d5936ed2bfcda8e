/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-stack-picture.h"

#include <math.h>

#define MAX_BARS 9 /* those in the middle of a taller stack are left out */
#define MARGIN 16.0
#define MOST_HEIGHT 14.0

typedef struct
{
  GradusToken token;
  double      share; /* of the widest bar, 0 … 1 */
  gboolean    is_gap;
} Bar;

static double
weigh (const GradusShape *shape)
{
  return log2 (1.0 + (double) gradus_shape_size (shape));
}

/* Adds the layers @first … @last of a plan. */
static void
add_layers (GArray *bars, GradusPlan *plan, guint first, guint last)
{
  for (guint i = first; i < last; i++)
    {
      const GradusLayer *layer =
        gradus_sequential_get_layer (gradus_plan_get_sequential (plan), i);
      GradusShape shape;
      Bar         bar = {
                .token =
                  gradus_token_of_category (gradus_layer_kind_of (layer->config)->category),
                .share = 1,
      };

      if (gradus_plan_get_output (plan, (int) i, &shape))
        bar.share = weigh (&shape);
      g_array_append_val (bars, bar);
    }
}

static GArray *
list_bars (const GradusProject *project)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (project->sequential);
  GArray                *bars = g_array_new (FALSE, TRUE, sizeof (Bar));
  guint                  n = gradus_plan_get_n_layers (plan);
  Bar    input = { GRADUS_TOKEN_FORWARD, weigh (&project->sequential->input), FALSE };
  Bar    gap = { GRADUS_TOKEN_FAINT, 0, TRUE };
  double most = 1;

  g_array_append_val (bars, input);
  if (n <= MAX_BARS)
    add_layers (bars, plan, 0, n);
  else
    {
      add_layers (bars, plan, 0, MAX_BARS / 2);
      g_array_append_val (bars, gap);
      add_layers (bars, plan, n - MAX_BARS / 2, n);
    }
  for (guint i = 0; i < bars->len; i++)
    most = MAX (most, g_array_index (bars, Bar, i).share);
  for (guint i = 0; i < bars->len; i++)
    g_array_index (bars, Bar, i).share /= most;
  return bars;
}

static void
draw_pill (cairo_t *cr, double x, double y, double w, double h)
{
  double r = h / 2;

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + w - r, y + r, r, -G_PI / 2, G_PI / 2);
  cairo_arc (cr, x + r, y + r, r, G_PI / 2, 3 * G_PI / 2);
  cairo_close_path (cr);
  cairo_fill (cr);
}

void
gradus_stack_picture_draw (cairo_t             *cr,
                           const GradusTheme   *theme,
                           const GradusProject *project,
                           double               width,
                           double               height)
{
  g_autoptr (GArray) bars = list_bars (project);
  double             pitch = (height - 2 * MARGIN) / (bars->len + 1);
  double             h = MIN (pitch * 0.62, MOST_HEIGHT);
  double             y;

  pitch = MIN (pitch, MOST_HEIGHT / 0.5);
  y = (height - pitch * bars->len) / 2;
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_FORWARD, 0.45);
  cairo_rectangle (cr, width / 2 - 1, y, 2, pitch * bars->len);
  cairo_fill (cr);
  for (guint i = 0; i < bars->len; i++, y += pitch)
    {
      const Bar *bar = &g_array_index (bars, Bar, i);
      double     w = MAX (bar->share * (width - 3 * MARGIN), 2 * h);

      gradus_theme_set_source (theme, cr, bar->token);
      if (!bar->is_gap)
        draw_pill (cr, (width - w) / 2, y, w, h);
      else
        for (int dot = -1; dot <= 1; dot++)
          draw_pill (cr, width / 2 + dot * 9 - 2, y + h / 2 - 2, 4, 4);
    }
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BACK);
  draw_pill (cr, width / 2 - h / 2, y, h, h);
}
