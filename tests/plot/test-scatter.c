/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/scatter.h"

#include <math.h>
#include <string.h>

#include "plot/columns.h"

#define N 200

/* Two classes, left and right, and a third one in between; in the second panel they have
 * changed places. */
typedef struct
{
  float              positions[2][2 * N];
  guint8             classes[N];
  guint8             selected[N];
  GradusScatterPanel panels[3];
  GradusScatterPlot  plot;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  memset (f, 0, sizeof *f);
  for (guint i = 0; i < N; i++)
    {
      f->classes[i] = (guint8) (i % 3);
      f->positions[0][2 * i] =
        (float) (i % 3) * 0.8f - 0.8f + (float) (i / 3 % 8) * 0.02f;
      f->positions[0][2 * i + 1] = (float) (i / 3) / 100 - 0.3f;
      f->positions[1][2 * i] = -f->positions[0][2 * i];
      f->positions[1][2 * i + 1] = f->positions[0][2 * i + 1];
    }
  for (guint i = 0; i < 3; i++)
    f->panels[i] = (GradusScatterPanel){ .positions = i < 2 ? f->positions[i] : NULL,
                                         .score = i == 2 ? NAN : 0.5,
                                         .has_probe = i < 2 };
  f->plot = (GradusScatterPlot){ .n_points = N,
                                 .n_classes = 3,
                                 .classes = f->classes,
                                 .n_panels = 3,
                                 .panels = f->panels };
}

/* Columns stand apart and stay inside, however many there are. */
static void
test_columns (void)
{
  for (guint n = 1; n <= 16; n++)
    for (double width = 600; width <= 1400; width += 100)
      {
        double last = -1;

        for (guint i = 0; i < n; i++)
          {
            double x, column;

            gradus_columns_place (width, 1, n, i, &x, &column);
            g_assert_cmpfloat (x, >, last);
            g_assert_cmpfloat (x + column, <=, width);
            last = x + column;
          }
      }
}

static void
test_layout (void)
{
  const GradusTheme *theme = gradus_theme_get (GRADUS_THEME_LIGHT);

  for (guint n = 1; n <= 8; n++)
    {
      double              height = gradus_scatter_get_height (theme, 1000, n);
      GradusScatterLayout layout;

      gradus_scatter_layout_init (&layout, theme, 1000, height, n);
      g_assert_cmpfloat (layout.panel_width, ==, layout.panel_height);
      for (guint i = 0; i < n; i++)
        for (int corner = 0; corner < 4; corner++)
          {
            float  position[2] = { corner & 1 ? 1 : -1, corner & 2 ? 1 : -1 };
            double x, y;

            gradus_scatter_layout_place (&layout, i, position, &x, &y);
            g_assert_cmpint (gradus_scatter_layout_find_panel (&layout, x, y), ==, i);
          }
      gradus_scatter_layout_init (&layout, theme, 1000, 120, n);
      g_assert_cmpfloat (layout.panel_height, <, 120);
    }
}

static void
test_hit (Fixture *f, gconstpointer data)
{
  GradusScatterLayout layout;

  gradus_scatter_layout_init (&layout, gradus_theme_get (GRADUS_THEME_LIGHT), 900, 300,
                              3);
  for (guint panel = 0; panel < 2; panel++)
    for (guint i = 0; i < N; i += 7)
      {
        double x, y;
        int    hit;

        gradus_scatter_layout_place (&layout, panel, f->positions[panel] + 2 * i, &x, &y);
        hit = gradus_scatter_hit (&layout, &f->plot, x, y);
        g_assert_cmpint (hit, >=, 0);
        g_assert_cmpfloat (f->positions[panel][2 * hit], ==, f->positions[panel][2 * i]);
        g_assert_cmpfloat (f->positions[panel][2 * hit + 1], ==,
                           f->positions[panel][2 * i + 1]);
      }
  /* Nothing is in the panel that is still to come, nor between panels. */
  g_assert_cmpint (gradus_scatter_hit (&layout, &f->plot,
                                       gradus_scatter_layout_get_x (&layout, 2) + 50, 50),
                   ==, -1);
  g_assert_cmpint (gradus_scatter_hit (&layout, &f->plot,
                                       gradus_scatter_layout_get_x (&layout, 1) - 4, 50),
                   ==, -1);
  /* Points that do not stand out cannot be hit. */
  f->plot.selected = f->selected;
  g_assert_cmpint (gradus_scatter_hit (&layout, &f->plot,
                                       gradus_scatter_layout_get_x (&layout, 0) + 60,
                                       100),
                   ==, -1);
}

static void
test_select (Fixture *f, gconstpointer data)
{
  GradusScatterLayout layout;
  double              middle, edge, corners[8];

  gradus_scatter_layout_init (&layout, gradus_theme_get (GRADUS_THEME_LIGHT), 900, 300,
                              3);
  for (guint panel = 0; panel < 2; panel++)
    {
      guint class_index = panel == 0 ? 0 : 2;

      /* The left third of the panel. */
      edge = gradus_scatter_layout_get_x (&layout, panel);
      middle = edge + layout.panel_width / 2 - layout.reach * 0.45;
      memcpy (corners, (double[]){ edge, 0, middle, 0, middle, 300, edge, 300 },
              sizeof corners);
      g_assert_cmpuint (gradus_scatter_select (&layout, &f->plot, panel, 4, corners,
                                               f->selected),
                        >, 60);
      for (guint i = 0; i < N; i++)
        g_assert_cmpuint (f->selected[i], ==, f->classes[i] == class_index);
    }
  g_assert_cmpuint (gradus_scatter_select (&layout, &f->plot, 2, 4, corners, f->selected),
                    ==, 0);
  g_assert_cmpuint (gradus_scatter_select (&layout, &f->plot, 0, 2, corners, f->selected),
                    ==, 0);
}

/* Also where all classes lie in one place. */
static void
test_discs (Fixture *f, gconstpointer data)
{
  const GradusTheme  *theme = gradus_theme_get (GRADUS_THEME_DARK);
  GradusScatterDisc   discs[20];
  GradusScatterLayout layout;

  gradus_scatter_layout_init (&layout, theme, 900, 300, 3);
  for (guint round = 0; round < 2; round++)
    {
      if (round == 1)
        memset (f->positions[0], 0, sizeof f->positions[0]);
      f->plot.n_classes = 3;
      gradus_scatter_place_discs (&layout, theme, &f->plot, 0, discs);
      for (guint i = 0; i < 3; i++)
        {
          g_assert_true (discs[i].is_shown);
          g_assert_cmpint (gradus_scatter_hit_disc (&layout, theme, &f->plot, discs[i].x,
                                                    discs[i].y),
                           ==, i);
          for (guint j = 0; j < i; j++)
            g_assert_cmpfloat (hypot (discs[i].x - discs[j].x, discs[i].y - discs[j].y),
                               >=, 18);
        }
    }
  gradus_scatter_place_discs (&layout, theme, &f->plot, 2, discs);
}

static guint32 *
draw (Fixture *f, const GradusTheme *theme, cairo_surface_t **surface)
{
  GradusScatterLayout layout;
  cairo_t            *cr;

  *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 900, 320);
  gradus_scatter_layout_init (&layout, theme, 900, 320, 3);
  cr = cairo_create (*surface);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  cairo_paint (cr);
  gradus_scatter_draw (cr, theme, &layout, &f->plot);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (*surface);
  return (guint32 *) (gpointer) cairo_image_surface_get_data (*surface);
}

/* A point alone: ink of its class in its middle, paper around; with a selection that
 * leaves it out, hardly any ink. */
static void
test_draw (Fixture *f, gconstpointer data)
{
  const GradusTheme  *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  const GradusColor  *color = &theme->colors[gradus_token_of_class (0)];
  GradusScatterLayout layout;
  cairo_surface_t    *surface;
  guint32            *pixels, pixel;
  double              x, y;

  f->plot.n_points = 1;
  f->plot.n_classes = 0; /* no disc over it */
  f->panels[0].has_probe = f->panels[1].has_probe = FALSE;
  gradus_scatter_layout_init (&layout, theme, 900, 320, 3);
  gradus_scatter_layout_place (&layout, 0, f->positions[0], &x, &y);
  pixels = draw (f, theme, &surface);
  pixel = pixels[(int) y * 900 + (int) x];
  g_assert_cmpfloat_with_epsilon ((pixel >> 16 & 255) / 255.0,
                                  1 - 0.72 * (1 - color->red), 0.02);
  g_assert_cmpfloat_with_epsilon ((pixel & 255) / 255.0, 1 - 0.72 * (1 - color->blue),
                                  0.02);
  g_assert_cmphex (pixels[(int) y * 900 + (int) x + 6], ==, 0xffffffff);
  cairo_surface_destroy (surface);

  f->plot.selected = f->selected;
  pixels = draw (f, theme, &surface);
  pixel = pixels[(int) y * 900 + (int) x];
  g_assert_cmpuint (pixel & 255, >, 225);
  cairo_surface_destroy (surface);
}

/* Every form on every kind of surface. */
static void
test_forms (Fixture *f, gconstpointer data)
{
  float values[N];

  for (guint i = 0; i < N; i++)
    values[i] = (float) i / N;
  for (int theme = 0; theme < GRADUS_N_THEMES; theme++)
    for (guint form = 0; form < 3; form++)
      {
        GradusScatterLayout layout;
        cairo_surface_t    *surface;
        cairo_t            *cr;

        f->plot.as_marks = form == 1;
        f->plot.classes = form == 2 ? NULL : f->classes;
        f->plot.n_classes = form == 2 ? 0 : 3;
        f->plot.values = form == 2 ? values : NULL;
        draw (f, gradus_theme_get ((GradusThemeId) theme), &surface);
        cairo_surface_destroy (surface);
        surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
        cr = cairo_create (surface);
        gradus_scatter_layout_init (&layout, gradus_theme_get ((GradusThemeId) theme),
                                    600, 200, 3);
        gradus_scatter_draw (cr, gradus_theme_get ((GradusThemeId) theme), &layout,
                             &f->plot);
        g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
        cairo_destroy (cr);
        cairo_surface_destroy (surface);
      }
}

/* Ten thousand points in each of five panels stay within a frame. */
static void
test_many (void)
{
  const guint        n = 10000;
  g_autofree float  *positions = g_new (float, 2 * n);
  g_autofree guint8 *classes = g_new (guint8, n);
  GradusScatterPanel panels[5];
  GradusScatterPlot  plot = {
     .n_points = n, .n_classes = 10, .classes = classes, .n_panels = 5, .panels = panels
  };
  const GradusTheme  *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  GradusScatterLayout layout;
  cairo_surface_t    *surface;
  cairo_t            *cr;
  double              best = INFINITY;

  for (guint i = 0; i < n; i++)
    {
      classes[i] = (guint8) (i % 10);
      positions[2 * i] = (float) (sin (i * 0.7) * cos (i * 0.011));
      positions[2 * i + 1] = (float) (cos (i * 0.7) * cos (i * 0.017));
    }
  for (guint i = 0; i < 5; i++)
    panels[i] = (GradusScatterPanel){ .positions = positions, .score = 0.9 };
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1090, 250);
  gradus_scatter_layout_init (&layout, theme, 1090, 250, 5);
  for (guint round = 0; round < 8; round++)
    {
      gint64 begun = g_get_monotonic_time ();

      cr = cairo_create (surface);
      gradus_scatter_draw (cr, theme, &layout, &plot);
      cairo_destroy (cr);
      best = MIN (best, (double) (g_get_monotonic_time () - begun) / 1000);
    }
  cairo_surface_destroy (surface);
  g_test_message ("50,000 points in %.1f ms", best);
  /* Far more than a frame: builds with sanitizers are slow, and machines busy. */
  g_assert_cmpfloat (best, <, 200);
}

#define ADD(name, function)                                                              \
  g_test_add ("/scatter/" name, Fixture, NULL, set_up, function, NULL)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scatter/columns", test_columns);
  g_test_add_func ("/scatter/layout", test_layout);
  ADD ("hit", test_hit);
  ADD ("select", test_select);
  ADD ("discs", test_discs);
  ADD ("draw", test_draw);
  ADD ("forms", test_forms);
  g_test_add_func ("/scatter/many", test_many);
  return g_test_run ();
}
