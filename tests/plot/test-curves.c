/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/curves.h"

#include "plot/export.h"

#include <math.h>
#include <string.h>
#include <time.h>

#define N_BATCHES 100
#define WIDTH 790
#define HEIGHT 700

static const char *const metric_names[] = { "accuracy", NULL };

static double
get_loss (double epoch)
{
  return 0.1 + 2.2 * exp (-3 * epoch);
}

static GradusHistory *
create_history (gsize n_steps, guint n_batches)
{
  GradusHistory *history = gradus_history_new (1, metric_names);

  for (gsize i = 1; i <= n_steps; i++)
    {
      double            epoch = (double) i / n_batches;
      GradusHistoryStep step = { .step = i, .epoch = epoch };

      step.loss = (float) (get_loss (epoch) * g_test_rand_double_range (0.8, 1.2));
      step.metrics[0] = (float) (1 - get_loss (epoch) / 3);
      gradus_history_append_step (history, &step);
      if (i % n_batches == 0)
        {
          GradusHistoryEpoch end = { .epoch = (guint) (i / n_batches), .step = i };

          end.loss = get_loss (epoch - 0.5);
          end.metrics[0] = 1 - get_loss (epoch - 0.5) / 3;
          end.has_validation = TRUE;
          end.validation_loss = get_loss (epoch) * 1.1;
          end.validation_metrics[0] = 1 - get_loss (epoch) / 2.9;
          gradus_history_append_epoch (history, &end);
        }
    }
  return history;
}

static void
update (GradusCurvesLayout        *layout,
        GradusHistory             *history,
        const GradusCurvesOptions *options)
{
  gradus_curves_layout_update (layout, history,
                               history != NULL ? gradus_history_get_n_steps (history) : 0,
                               history != NULL ? gradus_history_get_n_epochs (history)
                                               : 0,
                               options, gradus_theme_get (GRADUS_THEME_LIGHT), WIDTH,
                               HEIGHT);
}

static void
draw_layout (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gpointer           user_data)
{
  GradusCurvesLayout *layout = user_data;
  GradusCurvesCursor  cursor;

  gradus_curves_draw (layout, theme, cr);
  if (gradus_curves_layout_find_end (layout, &cursor))
    {
      cursor.index /= 2;
      gradus_curves_draw_hover (layout, theme, cr, &cursor);
    }
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
}

static char *
draw_svg (GradusCurvesLayout *layout)
{
  const GradusExport as_svg = { .format = GRADUS_EXPORT_SVG,
                                .theme = GRADUS_THEME_PRINT,
                                .width = WIDTH,
                                .height = HEIGHT,
                                .scale = 1 };
  g_autoptr (GBytes) file = gradus_export_render (&as_svg, draw_layout, layout, NULL);

  g_assert_nonnull (file);
  return g_strndup (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
}

static void
assert_drawable (GradusCurvesLayout *layout)
{
  g_autofree char *svg = draw_svg (layout);

  g_assert_null (strstr (svg, "nan"));
  g_assert_null (strstr (svg, "inf"));
  for (guint i = 0; i < layout->n_panels; i++)
    {
      g_assert_true (isfinite (layout->panels[i].minimum));
      g_assert_true (isfinite (layout->panels[i].maximum));
      g_assert_cmpfloat (layout->panels[i].maximum, >, layout->panels[i].minimum);
    }
}

static void
test_whole_run (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (250, N_BATCHES);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  const GradusCurvesPanel       *panel = &layout->panels[0];

  update (layout, history, &options);
  g_assert_cmpuint (layout->n_panels, ==, 2);
  g_assert_cmpfloat (layout->x_maximum, ==, 10);
  g_assert_cmpuint (layout->n_batches, ==, N_BATCHES);
  /* The future is empty, not missing. */
  g_assert_cmpfloat_with_epsilon (gradus_curves_layout_x_to_pixel (layout, 2.5),
                                  panel->x + panel->width / 4, 1e-9);
  g_assert_cmpfloat (panel->width + panel->x, <, WIDTH - 90);
  /* One shared axis, loss above accuracy, both on whole pixels. */
  g_assert_cmpfloat (layout->panels[1].x, ==, panel->x);
  g_assert_cmpfloat (layout->panels[1].y, >, panel->y + panel->height);
  g_assert_cmpfloat (layout->panels[1].y + layout->panels[1].height, <, HEIGHT);
  g_assert_cmpfloat (panel->y, ==, round (panel->y));
  g_assert_cmpfloat (panel->height, ==, round (panel->height));

  options.in_batches = TRUE;
  update (layout, history, &options);
  g_assert_cmpfloat (layout->x_maximum, ==, 10 * N_BATCHES);
  assert_drawable (layout);
}

/* Past the number that Cairo gives each surface it makes. */
static const char *
skip_surface_number (const char *svg)
{
  const char *group = strstr (svg, "<g id=\"surface");

  g_assert_nonnull (group);
  return strchr (group, '\n');
}

/* Growing step by step ends in the same picture as being seen at once. */
static void
test_grows (void)
{
  g_autoptr (GradusCurvesLayout) grown = gradus_curves_layout_new ();
  g_autoptr (GradusCurvesLayout) whole = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (730, N_BATCHES);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  const GradusTheme             *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  g_autofree char               *one = NULL;
  g_autofree char               *other = NULL;

  for (gsize n = 1; n <= 730; n += 27)
    g_assert_true (gradus_curves_layout_update (grown, history, n,
                                                (guint) (n / N_BATCHES), &options, theme,
                                                WIDTH, HEIGHT));
  g_assert_cmpuint (grown->n_steps, ==, 730);
  g_assert_false (
    gradus_curves_layout_update (grown, history, 730, 7, &options, theme, WIDTH, HEIGHT));
  update (whole, history, &options);
  one = draw_svg (grown);
  other = draw_svg (whole);
  g_assert_cmpstr (skip_surface_number (one), ==, skip_surface_number (other));
}

/* Between epochs an axis keeps its range, whatever the batches do. */
static void
test_range_keeps_still (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (500, N_BATCHES);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  double                         top = 0;

  for (gsize n = N_BATCHES; n <= 500; n++)
    {
      gradus_curves_layout_update (layout, history, n, (guint) (n / N_BATCHES), &options,
                                   gradus_theme_get (GRADUS_THEME_LIGHT), WIDTH, HEIGHT);
      if (n % N_BATCHES == 0)
        top = layout->panels[0].maximum;
      g_assert_cmpfloat (layout->panels[0].maximum, ==, top);
      g_assert_cmpfloat (layout->panels[0].minimum, ==, 0);
      g_assert_cmpfloat (layout->panels[1].maximum, ==, 1);
    }
}

/* A million points cost no more ink than ten thousand. */
static void
test_million_points (void)
{
  gsize lengths[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
      g_autoptr (GradusHistory)      history =
        create_history (i == 0 ? 10000 : 1000000, i == 0 ? 1000 : 100000);
      GradusCurvesOptions options = GRADUS_CURVES_OPTIONS_STANDARD;
      g_autofree char    *svg = NULL;

      update (layout, history, &options);
      svg = draw_svg (layout);
      lengths[i] = strlen (svg);
    }
  g_assert_cmpuint (lengths[1], <, lengths[0] * 5 / 4);
  /* Two charts of some 640 columns, at most nine points in each, of under 22 letters. */
  g_assert_cmpuint (lengths[1], <, 2 * 640 * 9 * 22 + 60000);
}

static GPtrArray *
create_runs (guint n, gsize n_steps)
{
  GPtrArray *runs = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_run_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GradusHistory) history = create_history (n_steps, N_BATCHES);
      g_autofree char          *title = g_strdup_printf ("Earlier %u", i + 1);
      GradusRun                *run = gradus_run_new (title, "", history);

      run->color = i;
      g_ptr_array_add (runs, run);
    }
  return runs;
}

/* Taken in piece by piece, a long run becomes the same picture. */
static void
test_pieces (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusCurvesLayout) whole = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (5000, 500);
  g_autoptr (GPtrArray)          runs = create_runs (2, 3000);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  g_autofree char               *one = NULL;
  g_autofree char               *other = NULL;
  guint                          n = 0;

  options.runs = runs;
  options.max_new_points = 4000;
  do
    {
      g_assert_cmpuint (n++, <, 20);
      update (layout, history, &options);
      assert_drawable (layout);
    }
  while (!layout->is_complete);
  /* Three numbers for each step of three runs. */
  g_assert_cmpuint (n, ==, (3 * (5000 + 2 * 3000) + 3999) / 4000);
  options.max_new_points = 0;
  update (whole, history, &options);
  g_assert_true (whole->is_complete);
  one = draw_svg (layout);
  other = draw_svg (whole);
  g_assert_cmpstr (skip_surface_number (one), ==, skip_surface_number (other));
}

/* With -m perf: how long a picture of a million steps takes, in processor time. */
static void
test_drawing_time (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (1000000, 100000);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  cairo_surface_t               *surface =
    cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  clock_t  begin;
  double   milliseconds;

  update (layout, history, &options);
  begin = clock ();
  for (guint i = 0; i < 50; i++)
    {
      gradus_curves_window_zoom (layout, &options.window, 400, i < 25 ? 1.3 : 1 / 1.3);
      update (layout, history, &options);
      gradus_curves_draw (layout, gradus_theme_get (GRADUS_THEME_LIGHT), cr);
    }
  milliseconds = 1000.0 * (double) (clock () - begin) / CLOCKS_PER_SEC / 50;
  g_test_minimized_result (milliseconds, "%.2f ms for a picture of a million steps",
                           milliseconds);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_odd_histories (void)
{
  static const float  odd[] = { NAN, INFINITY, -INFINITY, 0, 1e30f, -5, 1e-30f };
  GradusCurvesOptions options = GRADUS_CURVES_OPTIONS_STANDARD;

  for (guint variant = 0; variant < 8; variant++)
    for (guint n = 0; n <= G_N_ELEMENTS (odd); n++)
      {
        g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
        g_autoptr (GradusHistory)      history = gradus_history_new (1, metric_names);

        options.logarithmic = (variant & 1) != 0;
        options.in_batches = (variant & 2) != 0;
        options.diverged = (variant & 4) != 0;
        for (guint i = 0; i < n; i++)
          {
            GradusHistoryStep  step = { .step = i + 1, .epoch = i + 1, .loss = odd[i] };
            GradusHistoryEpoch epoch = { .epoch = i + 1,
                                         .step = i + 1,
                                         .loss = (double) odd[i],
                                         .has_validation = TRUE,
                                         .validation_loss = (double) odd[i] };

            step.metrics[0] = odd[i];
            epoch.metrics[0] = epoch.validation_metrics[0] = (double) odd[i];
            gradus_history_append_step (history, &step);
            gradus_history_append_epoch (history, &epoch);
          }
        update (layout, history, &options);
        assert_drawable (layout);
      }
}

static void
test_nothing_yet (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  g_autofree char               *text = NULL;
  GradusCurvesCursor             cursor;

  update (layout, NULL, &options);
  g_assert_cmpuint (layout->n_panels, ==, 1);
  assert_drawable (layout);
  g_assert_false (gradus_curves_layout_hit (layout, 200, 200, &cursor));
  text = gradus_curves_layout_describe (layout);
  g_assert_cmpstr (text, ==, "Nothing has been measured yet.");
}

static void
test_tiny (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (250, N_BATCHES);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;

  gradus_curves_layout_update (layout, history, 250, 2, &options,
                               gradus_theme_get (GRADUS_THEME_LIGHT), 1, 1);
  assert_drawable (layout);
}

static void
test_hit (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (250, N_BATCHES);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  g_autofree char               *text = NULL;
  double                         middle;
  GradusCurvesCursor             cursor = { 0 };

  update (layout, history, &options);
  middle = layout->panels[0].y + 50;
  for (gsize i = 0; i < 250; i += 13)
    {
      double x =
        gradus_curves_layout_x_to_pixel (layout,
                                         gradus_curves_layout_get_step_x (layout, i));

      g_assert_true (gradus_curves_layout_hit (layout, x + 0.01, middle, &cursor));
      g_assert_cmpuint (cursor.trace, ==, 0);
      g_assert_cmpuint (cursor.index, ==, i);
    }
  g_assert_false (gradus_curves_layout_hit (layout,
                                            gradus_curves_layout_x_to_pixel (layout, 3),
                                            middle, &cursor));
  g_assert_false (gradus_curves_layout_hit (layout, 2, middle, &cursor));
  text = gradus_curves_layout_describe_step (layout, &(GradusCurvesCursor){ 0, 130 });
  g_assert_cmpstr (text, ==, "epoch 2, batch 31 of 100");
  g_assert_cmpuint (gradus_curves_layout_count_epochs (layout, 99), ==, 0);
  g_assert_cmpuint (gradus_curves_layout_count_epochs (layout, 100), ==, 1);
}

static gsize
move (GradusCurvesLayout *layout, gsize index, int n_batches, int n_epochs)
{
  GradusCurvesCursor cursor = { 0, index };

  gradus_curves_layout_move (layout, &cursor, n_batches, n_epochs);
  return cursor.index;
}

static void
test_move (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (250, N_BATCHES);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;

  update (layout, history, &options);
  g_assert_cmpuint (move (layout, 10, 1, 0), ==, 11);
  g_assert_cmpuint (move (layout, 10, 0, 1), ==, 110);
  g_assert_cmpuint (move (layout, 10, 0, -1), ==, 0);
  g_assert_cmpuint (move (layout, 240, 0, 1), ==, 249);
  g_assert_cmpuint (move (layout, 240, G_MININT, 0), ==, 0);
  g_assert_cmpuint (move (layout, 0, G_MAXINT, 0), ==, 249);
}

static void
test_description (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (250, N_BATCHES);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  g_autofree char               *text = NULL;

  update (layout, history, &options);
  text = gradus_curves_layout_describe (layout);
  g_assert_cmpstr (text, ==,
                   "Training loss 0.124 after epoch 2, falling; validation loss 0.116.");
}

static void
test_labels_part (void)
{
  static const struct
  {
    guint  n;
    double before[3], after[3];
  } cases[] = {
    { 1, { 50 }, { 50 } },
    { 2, { 20, 80 }, { 20, 80 } }, /* far enough */
    { 2, { 50, 54 }, { 37, 67 } }, /* evenly */
    { 2, { 54, 50 }, { 67, 37 } }, /* order stays */
    { 2, { 50, 50 }, { 35, 65 } },
    { 3, { 50, 52, 54 }, { 22, 52, 82 } },
    { 3,
      { 10, 50, 55 },
      { 25.0 / 3, 115.0 / 3, 205.0 / 3 } }, /* one group pushes into the next */
    { 2, { 2, 3 }, { 0, 30 } },             /* kept inside */
    { 2, { 99, 98 }, { 100, 70 } },
    { 2, { -500, 900 }, { 0, 100 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double middles[3];

      memcpy (middles, cases[i].before, sizeof middles);
      gradus_labels_part (middles, cases[i].n, 30, 0, 100);
      for (guint k = 0; k < cases[i].n; k++)
        g_assert_cmpfloat_with_epsilon (middles[k], cases[i].after[k], 0.8);
    }
}

/* The labels of a run whose curves end together are 2.7 lines of nine points apart. */
static void
test_end_labels (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (600, N_BATCHES);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  const GradusCurveLabel        *labels = layout->panels[0].labels;

  update (layout, history, &options);
  g_assert_true (labels[GRADUS_CURVE_TRAINING].shown);
  g_assert_true (labels[GRADUS_CURVE_VALIDATION].shown);
  g_assert_cmpfloat_with_epsilon (fabs (labels[0].middle - labels[1].middle), 2.7 * 12,
                                  1e-6);
}

static void
test_clipped_is_bounded (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (250, N_BATCHES);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  const GradusCurvesPanel       *panel = &layout->panels[0];

  update (layout, history, &options);
  g_assert_cmpfloat (gradus_curves_panel_y_to_pixel (panel, 0), ==,
                     panel->y + panel->height);
  g_assert_cmpfloat (gradus_curves_panel_y_to_pixel (panel, panel->maximum), ==,
                     panel->y);
  g_assert_cmpfloat (fabs (gradus_curves_panel_y_to_pixel (panel, 1e38)), <, 30000);
  g_assert_cmpfloat (fabs (gradus_curves_panel_y_to_pixel (panel, -1e38)), <, 30000);
  g_assert_true (isfinite (gradus_curves_panel_y_to_pixel (panel, NAN)));
}

/* --- Looking at a part --- */

static void
zoom (GradusCurvesLayout  *layout,
      GradusHistory       *history,
      GradusCurvesOptions *options,
      double               x,
      double               factor)
{
  gradus_curves_window_zoom (layout, &options->window, x, factor);
  update (layout, history, options);
}

/* What is at the pointer stays there, on an axis of epochs and on one of batches; the
 * part never leaves the whole; coming back gives the whole again. */
static void
test_zoom (void)
{
  g_autoptr (GradusHistory) history = create_history (950, N_BATCHES);

  for (guint in_batches = 0; in_batches < 2; in_batches++)
    {
      g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
      GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
      double                         x = 300, at;

      options.in_batches = in_batches;
      update (layout, history, &options);
      at = gradus_curves_layout_pixel_to_x (layout, x);
      zoom (layout, history, &options, x, 4);
      g_assert_cmpfloat_with_epsilon (gradus_curves_layout_pixel_to_x (layout, x), at,
                                      1e-9 * layout->x_end);
      g_assert_cmpfloat_with_epsilon (layout->x_maximum - layout->x_minimum,
                                      layout->x_end / 4, 1e-9 * layout->x_end);
      g_assert_false (gradus_curves_window_is_whole (&options.window));
      assert_drawable (layout);
      /* The other axis shows the same part. */
      options.in_batches = !in_batches;
      update (layout, history, &options);
      g_assert_cmpfloat_with_epsilon (layout->x_minimum / layout->x_end,
                                      options.window.from / 10, 1e-9);
      options.in_batches = in_batches;
      update (layout, history, &options);
      for (guint i = 0; i < 60; i++)
        zoom (layout, history, &options, x, 2);
      assert_drawable (layout);
      g_assert_cmpfloat (layout->x_maximum, >, layout->x_minimum);
      for (guint i = 0; i < 60; i++)
        zoom (layout, history, &options, x, 0.5);
      g_assert_true (gradus_curves_window_is_whole (&options.window));
      g_assert_cmpfloat (layout->x_minimum, ==, 0);
      g_assert_cmpfloat (layout->x_maximum, ==, layout->x_end);
    }
}

static void
test_pan (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (950, N_BATCHES);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  double                         at;

  update (layout, history, &options);
  /* There is nothing to move while all is shown. */
  gradus_curves_window_pan (layout, &options.window, 50, 50);
  g_assert_true (gradus_curves_window_is_whole (&options.window));
  zoom (layout, history, &options, 400, 4);
  at = gradus_curves_layout_pixel_to_x (layout, 300);
  gradus_curves_window_pan (layout, &options.window, -40, 0);
  update (layout, history, &options);
  g_assert_cmpfloat_with_epsilon (gradus_curves_layout_pixel_to_x (layout, 260), at,
                                  1e-9);
  gradus_curves_window_pan (layout, &options.window, 1e6, 0);
  update (layout, history, &options);
  g_assert_cmpfloat (layout->x_minimum, ==, 0);
  gradus_curves_window_pan (layout, &options.window, -1e6, 0);
  update (layout, history, &options);
  g_assert_cmpfloat_with_epsilon (layout->x_maximum, 10, 1e-9);
}

/* The frame becomes the chart it was drawn in, on both kinds of axis. */
static void
test_frame (void)
{
  g_autoptr (GradusHistory) history = create_history (950, N_BATCHES);

  for (guint logarithmic = 0; logarithmic < 2; logarithmic++)
    {
      g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
      GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
      const GradusCurvesPanel       *panel = &layout->panels[0];
      double                         low, high, from, to, metric_minimum;

      options.logarithmic = logarithmic;
      update (layout, history, &options);
      metric_minimum = layout->panels[1].minimum;
      low = gradus_curves_panel_pixel_to_y (panel, panel->y + 100);
      high = gradus_curves_panel_pixel_to_y (panel, panel->y + 20);
      from = gradus_curves_layout_pixel_to_x (layout, 200);
      to = gradus_curves_layout_pixel_to_x (layout, 350);
      g_assert_false (gradus_curves_window_frame (layout, &options.window, 200,
                                                  panel->y + 20, 202, panel->y + 100));
      g_assert_true (gradus_curves_window_is_whole (&options.window));
      g_assert_true (gradus_curves_window_frame (layout, &options.window, 350,
                                                 panel->y + 20, 200, panel->y + 100));
      update (layout, history, &options);
      g_assert_cmpfloat_with_epsilon (layout->x_minimum, from, 1e-9);
      g_assert_cmpfloat_with_epsilon (layout->x_maximum, to, 1e-9);
      g_assert_cmpfloat_with_epsilon (panel->minimum, low, 1e-9);
      g_assert_cmpfloat_with_epsilon (panel->maximum, high, 1e-9);
      g_assert_cmpfloat (layout->panels[1].minimum, ==, metric_minimum);
      assert_drawable (layout);
      /* Nearer and away again at the same height. */
      gradus_curves_window_zoom_y (layout, &options.window, panel->y + 30, 2);
      update (layout, history, &options);
      g_assert_cmpfloat (panel->maximum - panel->minimum, <, 0.7 * (high - low));
      gradus_curves_window_zoom_y (layout, &options.window, panel->y + 30, 0.5);
      update (layout, history, &options);
      g_assert_cmpfloat_with_epsilon (panel->maximum, high, 1e-9);
    }
}

/* Every column shows what a search through the steps at its place finds. */
static void
test_columns_of_part (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (40000, 4000);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  const GradusCurvesTrace       *trace = layout->present;
  double                         width;

  update (layout, history, &options);
  zoom (layout, history, &options, 431, 3.7);
  width = (layout->x_maximum - layout->x_minimum) / trace->n_columns;
  for (guint c = 0; c < trace->n_columns; c += 7)
    {
      double            from = layout->x_minimum + c * width;
      float             minimum = INFINITY, maximum = -INFINITY;
      guint             n = 0;
      GradusPyramidNode node;

      for (gsize i = 0; i < 40000; i++)
        {
          const GradusHistoryStep *step = gradus_history_get_step (history, i);

          /* Steps on the very edge may round to either side. */
          if (step->epoch < from + 1e-9 || step->epoch >= from + width - 1e-9)
            continue;
          n++;
          minimum = MIN (minimum, step->loss);
          maximum = MAX (maximum, step->loss);
        }
      gradus_pyramid_reduce (&trace->series[GRADUS_CURVES_LOSS].raw, trace->bounds[c],
                             trace->bounds[c + 1], &node);
      g_assert_cmpuint (node.n_points, >=, n);
      g_assert_cmpuint (node.n_points, <=, n + 1);
      g_assert_cmpfloat (node.minimum, <=, minimum);
      g_assert_cmpfloat (node.maximum, >=, maximum);
    }
}

/* --- Earlier runs --- */

static void
test_runs (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (250, N_BATCHES);
  g_autoptr (GPtrArray)          runs = create_runs (3, 1200);
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  const GradusCurvesTrace       *kept;
  GradusCurvesCursor             cursor;
  GradusRun                     *hidden;

  options.runs = runs;
  update (layout, history, &options);
  g_assert_cmpuint (layout->runs->len, ==, 3);
  /* A longer run needs a longer axis. */
  g_assert_cmpfloat (layout->x_end, ==, 12);
  assert_drawable (layout);
  for (guint i = 0; i < 3; i++)
    g_assert_true (((GradusCurvesTrace *) layout->runs->pdata[i])->label.shown);

  /* Where the present run has not come so far, an earlier one is read. */
  g_assert_true (gradus_curves_layout_hit (layout,
                                           gradus_curves_layout_x_to_pixel (layout, 1),
                                           100, &cursor));
  g_assert_cmpuint (cursor.trace, ==, 0);
  g_assert_true (gradus_curves_layout_hit (layout,
                                           gradus_curves_layout_x_to_pixel (layout, 7),
                                           100, &cursor));
  g_assert_cmpuint (cursor.trace, ==, 1);
  g_assert_cmpuint (cursor.index, ==, 699);
  {
    g_autofree char *text = gradus_curves_layout_describe_step (layout, &cursor);

    g_assert_cmpstr (text, ==, "Earlier 1: epoch 7, batch 100 of 100");
  }

  /* Hiding one leaves the others as they are. */
  kept = layout->runs->pdata[2];
  hidden = gradus_run_copy (runs->pdata[1]);
  hidden->hidden = TRUE;
  gradus_run_unref (runs->pdata[1]);
  runs->pdata[1] = hidden;
  update (layout, history, &options);
  g_assert_cmpuint (layout->runs->len, ==, 2);
  g_assert_true (layout->runs->pdata[1] == kept);
  assert_drawable (layout);

  options.runs_by_validation = TRUE;
  update (layout, history, &options);
  assert_drawable (layout);
  /* Before there is a present run, earlier ones are shown alone. */
  update (layout, NULL, &options);
  g_assert_cmpuint (layout->n_panels, ==, 2);
  assert_drawable (layout);
  options.runs = NULL;
  update (layout, NULL, &options);
  g_assert_cmpuint (layout->runs->len, ==, 0);
}

/* Metrics are found by name, and a run without the present one has no curve there. */
static void
test_runs_of_other_metrics (void)
{
  static const char *const       names[] = { "loss_of_weight", "accuracy" };
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (250, N_BATCHES);
  g_autoptr (GPtrArray)          runs =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_run_unref);
  GradusCurvesOptions options = GRADUS_CURVES_OPTIONS_STANDARD;

  for (guint n = 0; n <= 2; n += 2)
    {
      g_autoptr (GradusHistory) other = gradus_history_new (n, names);

      for (guint i = 0; i < 100; i++)
        gradus_history_append_step (other, &(GradusHistoryStep){ .step = i + 1,
                                                                 .epoch = i / 50.0,
                                                                 .loss = 1,
                                                                 .metrics = { 7, 0.5 } });
      g_ptr_array_add (runs, gradus_run_new ("a", "", other));
    }
  options.runs = runs;
  update (layout, history, &options);
  g_assert_cmpint (((GradusCurvesTrace *) layout->runs->pdata[0])->metric, ==, -1);
  g_assert_cmpint (((GradusCurvesTrace *) layout->runs->pdata[1])->metric, ==, 1);
  assert_drawable (layout);
}

/* A run that went wrong does not press the others flat. */
static void
test_wild_run (void)
{
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
  g_autoptr (GradusHistory)      history = create_history (250, N_BATCHES);
  g_autoptr (GradusHistory)      wild = gradus_history_new (0, NULL);
  g_autoptr (GPtrArray)          runs =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_run_unref);
  GradusCurvesOptions options = GRADUS_CURVES_OPTIONS_STANDARD;
  double              alone;

  for (guint i = 1; i <= 5; i++)
    gradus_history_append_epoch (wild, &(GradusHistoryEpoch){ .epoch = i,
                                                              .step = 100 * i,
                                                              .loss = pow (10, i) });
  g_ptr_array_add (runs, gradus_run_new ("wild", "", wild));
  update (layout, history, &options);
  alone = layout->panels[0].maximum;
  options.runs = runs;
  update (layout, history, &options);
  g_assert_cmpfloat (layout->panels[0].maximum, <=, 4 * alone);
}

/* --- The learning rate --- */

static void
test_rate (void)
{
  GradusCurvesOptions options = GRADUS_CURVES_OPTIONS_STANDARD;

  for (guint falls = 0; falls < 2; falls++)
    {
      g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();
      g_autoptr (GradusHistory)      history = gradus_history_new (1, metric_names);

      for (guint i = 1; i <= 300; i++)
        gradus_history_append_step (history,
                                    &(GradusHistoryStep){
                                      .step = i,
                                      .epoch = i / 100.0,
                                      .loss = 1,
                                      .learning_rate =
                                        falls ? 0.1f * powf (0.98f, (float) i) : 0.1f });
      update (layout, history, &options);
      g_assert_cmpuint (layout->n_panels, ==, falls ? 3 : 2);
      assert_drawable (layout);
      if (!falls)
        continue;
      g_assert_cmpint (layout->panels[2].role, ==, GRADUS_CURVES_RATE);
      g_assert_true (layout->panels[2].logarithmic);
      g_assert_true (layout->panels[2].has_numbers);
      g_assert_cmpfloat (layout->panels[2].y + layout->panels[2].height, <, HEIGHT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/curves/whole-run", test_whole_run);
  g_test_add_func ("/plot/curves/grows", test_grows);
  g_test_add_func ("/plot/curves/range-keeps-still", test_range_keeps_still);
  g_test_add_func ("/plot/curves/million-points", test_million_points);
  g_test_add_func ("/plot/curves/pieces", test_pieces);
  if (g_test_perf ())
    g_test_add_func ("/plot/curves/drawing-time", test_drawing_time);
  g_test_add_func ("/plot/curves/odd-histories", test_odd_histories);
  g_test_add_func ("/plot/curves/nothing-yet", test_nothing_yet);
  g_test_add_func ("/plot/curves/tiny", test_tiny);
  g_test_add_func ("/plot/curves/hit", test_hit);
  g_test_add_func ("/plot/curves/move", test_move);
  g_test_add_func ("/plot/curves/description", test_description);
  g_test_add_func ("/plot/curves/labels-part", test_labels_part);
  g_test_add_func ("/plot/curves/end-labels", test_end_labels);
  g_test_add_func ("/plot/curves/clipped-is-bounded", test_clipped_is_bounded);
  g_test_add_func ("/plot/curves/zoom", test_zoom);
  g_test_add_func ("/plot/curves/pan", test_pan);
  g_test_add_func ("/plot/curves/frame", test_frame);
  g_test_add_func ("/plot/curves/columns-of-part", test_columns_of_part);
  g_test_add_func ("/plot/curves/runs", test_runs);
  g_test_add_func ("/plot/curves/runs-of-other-metrics", test_runs_of_other_metrics);
  g_test_add_func ("/plot/curves/wild-run", test_wild_run);
  g_test_add_func ("/plot/curves/rate", test_rate);
  return g_test_run ();
}
