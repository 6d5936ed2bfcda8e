/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure-loss.h"

#include <math.h>
#include <string.h>

#define WIDTH 260
#define HEIGHT 200

static GradusLossPlot
make_plot (const GradusConfig *loss)
{
  return (GradusLossPlot){ .loss = loss, .n_classes = 10, .is_yes = TRUE, .x = 0.23 };
}

/* Every loss has a range in which its curve is seen: the curve ends neither above nor
 * below it, but for losses without limit, and leaves a quarter empty at the most. */
static void
test_ranges (void)
{
  guint                    n;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LOSS, &n);
  const GradusTheme       *theme = gradus_theme_get (GRADUS_THEME_LIGHT);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GradusConfig) loss = gradus_config_new (kinds[i]);
      GradusLossPlot           plot = make_plot (loss);
      GradusAxes               axes;
      double                   most = -INFINITY, least = INFINITY;

      gradus_loss_plot_get_axes (&plot, theme, WIDTH, HEIGHT, &axes);
      g_assert_cmpfloat (axes.y_from, <, axes.y_to);
      g_assert_cmpfloat (axes.left + axes.width, <, WIDTH);
      g_assert_cmpfloat (axes.top + axes.height, <, HEIGHT);
      for (guint k = 2; k <= 98; k++)
        {
          double x = axes.x_from + (axes.x_to - axes.x_from) * k / 100;
          double value = gradus_loss_at (loss, 10, TRUE, x, NULL);

          most = MAX (most, value);
          least = MIN (least, value);
        }
      g_assert_cmpfloat (most, <=, axes.y_to + 1e-6);
      g_assert_cmpfloat (least, >=, axes.y_from - 1e-6);
      g_assert_cmpfloat (most - axes.y_from, >, 0.7 * (axes.y_to - axes.y_from));
    }
}

static cairo_surface_t *
draw (const GradusLossPlot *plot)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, WIDTH, HEIGHT);
  cairo_t         *cr = cairo_create (surface);

  gradus_loss_plot_draw (cr, gradus_theme_get (GRADUS_THEME_LIGHT), WIDTH, HEIGHT, plot);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static gboolean
has_ink (cairo_surface_t *surface, double x, double y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  int           stride = cairo_image_surface_get_stride (surface);

  return data[(int) y * stride + (int) x] > 128;
}

/* The curve goes where the numbers say, and so does the mark. */
static void
test_curve (void)
{
  g_autoptr (GradusConfig) loss =
    gradus_config_new_by_name (GRADUS_FAMILY_LOSS, "binary_crossentropy");
  GradusLossPlot   plot = make_plot (loss);
  GradusAxes       axes;
  cairo_surface_t *surface;

  plot.x = NAN;
  surface = draw (&plot);
  gradus_loss_plot_get_axes (&plot, gradus_theme_get (GRADUS_THEME_LIGHT), WIDTH, HEIGHT,
                             &axes);
  g_assert_cmpfloat (axes.y_to, ==, 4);
  for (double p = 0.05; p < 0.95; p += 0.1)
    g_assert_true (
      has_ink (surface, gradus_axes_x (&axes, p), gradus_axes_y (&axes, -log (p))));
  g_assert_false (
    has_ink (surface, gradus_axes_x (&axes, 0.6), gradus_axes_y (&axes, 3.3)));
  cairo_surface_destroy (surface);
  plot.x = 0.6;
  plot.has_handle = TRUE;
  surface = draw (&plot);
  g_assert_true (has_ink (surface, gradus_axes_x (&axes, 0.6) + 6,
                          gradus_axes_y (&axes, -log (0.6)) - 2));
  cairo_surface_destroy (surface);
}

/* Only samples of the truth that is looked at are drawn. */
static void
test_samples (void)
{
  g_autoptr (GradusConfig) loss =
    gradus_config_new_by_name (GRADUS_FAMILY_LOSS, "binary_crossentropy");
  const GradusLossSample samples[] = { { 0.5f, 3.5f, TRUE }, { 0.8f, 3.5f, FALSE } };
  GradusLossPlot         plot = make_plot (loss);
  GradusAxes             axes;
  cairo_surface_t       *surface;

  plot.x = NAN;
  plot.samples = samples;
  plot.n_samples = 2;
  gradus_loss_plot_get_axes (&plot, gradus_theme_get (GRADUS_THEME_LIGHT), WIDTH, HEIGHT,
                             &axes);
  surface = draw (&plot);
  g_assert_true (
    has_ink (surface, gradus_axes_x (&axes, 0.5), gradus_axes_y (&axes, 3.5)));
  g_assert_false (
    has_ink (surface, gradus_axes_x (&axes, 0.8), gradus_axes_y (&axes, 3.5)));
  cairo_surface_destroy (surface);
}

static void
test_words (void)
{
  g_autoptr (GradusConfig) loss =
    gradus_config_new_by_name (GRADUS_FAMILY_LOSS, "binary_crossentropy");
  GradusLossPlot   plot = make_plot (loss);
  g_autofree char *text = gradus_loss_plot_describe (&plot);

  g_assert_cmpstr (text, ==, "At 0.23 the loss is 1.47 and the slope −4.35.");
}

/* The figure keeps what it shows, and gives its numbers. */
static void
test_figure (void)
{
  GradusConfig *loss =
    gradus_config_new_by_name (GRADUS_FAMILY_LOSS, "binary_crossentropy");
  const GradusLossSample   samples[] = { { 0.5f, 0.75f, TRUE }, { 0.8f, 1.5f, FALSE } };
  GradusLossPlot           plot = make_plot (loss);
  g_autoptr (GradusFigure) figure = NULL;
  g_autoptr (GBytes)       png = NULL;
  g_autoptr (GError)       error = NULL;
  g_autofree char         *csv = NULL;
  GradusFigureSettings     settings = GRADUS_FIGURE_SETTINGS_STANDARD;

  plot.samples = samples;
  plot.n_samples = 2;
  figure = gradus_figure_loss_new (&plot);
  gradus_config_free (loss);
  csv = gradus_figure_to_csv (figure);
  g_assert_true (g_str_has_prefix (csv, "what,prediction,loss\ncurve,0,"));
  g_assert_nonnull (strstr (csv, "\nsample,0.5,0.75"));
  g_assert_null (strstr (csv, "\nsample,0.8"));
  png = gradus_figure_render (figure, &settings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (png), >, 1000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loss-plot/ranges", test_ranges);
  g_test_add_func ("/loss-plot/curve", test_curve);
  g_test_add_func ("/loss-plot/samples", test_samples);
  g_test_add_func ("/loss-plot/words", test_words);
  g_test_add_func ("/loss-plot/figure", test_figure);
  return g_test_run ();
}
