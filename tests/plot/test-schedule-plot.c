/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/schedule-plot.h"

#include <math.h>
#include <string.h>

#define WIDTH 260
#define HEIGHT 170

/* How much ink is in a column of the picture, from the purple of curve and mark. */
static guint
count_ink (cairo_surface_t *surface, int x)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  int           stride = cairo_image_surface_get_stride (surface);
  guint         n = 0;

  for (int y = 0; y < HEIGHT; y++)
    {
      const guint8 *pixel = data + y * stride + 4 * x; /* blue, green, red */

      n += pixel[0] > pixel[1] + 40 && pixel[2] > pixel[1] + 20;
    }
  return n;
}

static cairo_surface_t *
draw (const GradusSchedulePlot *plot)
{
  cairo_surface_t *surface =
    cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  gradus_schedule_plot_draw (cr, gradus_theme_get (GRADUS_THEME_LIGHT), WIDTH, HEIGHT,
                             plot);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Every schedule is drawn from end to end, in plans of all lengths, and the mark stands
 * where training is. */
static void
test_draw (void)
{
  guint                    n;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_SCHEDULE, &n);
  const guint64            lengths[] = { 1, 2, 100, 5000, 1000000 };

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < G_N_ELEMENTS (lengths); j++)
      {
        g_autoptr (GradusConfig) schedule = gradus_config_new (kinds[i]);
        GradusSchedulePlot       plot = { schedule, lengths[j], 50, 0 };
        cairo_surface_t         *surface = draw (&plot);

        for (int x = 60; x < WIDTH - 20; x += 10)
          g_assert_cmpuint (count_ink (surface, x), >, 0);
        cairo_surface_destroy (surface);
      }
}

static void
test_mark (void)
{
  g_autoptr (GradusConfig) schedule =
    gradus_config_new_by_name (GRADUS_FAMILY_SCHEDULE, "cosine_decay");
  GradusSchedulePlot plot = { schedule, 1000, 100, 0 };
  cairo_surface_t   *without = draw (&plot);
  cairo_surface_t   *with;
  guint              n = 0, first = 0, last = 0;

  plot.step = 500;
  with = draw (&plot);
  for (int x = 0; x < WIDTH; x++)
    if (count_ink (with, x) > count_ink (without, x) + 20)
      {
        first = n++ == 0 ? (guint) x : first;
        last = (guint) x;
      }
  /* One thin line, in the middle of the axis. */
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (last - first, <, 4);
  g_assert_cmpuint (first, >, WIDTH / 2 - 20);
  g_assert_cmpuint (first, <, WIDTH / 2 + 30);
  cairo_surface_destroy (with);
  cairo_surface_destroy (without);
}

static void
test_words (void)
{
  g_autoptr (GradusConfig) schedule =
    gradus_config_new_by_name (GRADUS_FAMILY_SCHEDULE, "cosine_decay");
  GradusSchedulePlot plot = { schedule, 1001, 100, 0 };
  g_autofree char   *before = gradus_schedule_plot_describe (&plot);
  g_autofree char   *after = NULL;

  plot.step = 500;
  after = gradus_schedule_plot_describe (&plot);
  g_assert_cmpstr (before, ==, "The rate goes from 0.1 to 0 in 1,001 updates.");
  g_assert_cmpstr (after, ==,
                   "The rate goes from 0.1 to 0 in 1,001 updates; after 500 it is 0.05.");
}

static void
test_figure (void)
{
  GradusConfig *schedule =
    gradus_config_new_by_name (GRADUS_FAMILY_SCHEDULE, "exponential_decay");
  GradusSchedulePlot       plot = { schedule, 2001, 100, 0 };
  g_autoptr (GradusFigure) figure = gradus_figure_schedule_new (&plot);
  g_autofree char         *csv = NULL;

  gradus_config_free (schedule);
  csv = gradus_figure_to_csv (figure);
  g_assert_true (g_str_has_prefix (csv, "update,learning_rate\n0,0.1\n10,"));
  g_assert_nonnull (strstr (csv, "\n1000,0.096"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule-plot/draw", test_draw);
  g_test_add_func ("/schedule-plot/mark", test_mark);
  g_test_add_func ("/schedule-plot/words", test_words);
  g_test_add_func ("/schedule-plot/figure", test_figure);
  return g_test_run ();
}
