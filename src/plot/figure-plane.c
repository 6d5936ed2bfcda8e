/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure-plane.h"

#include "config.h"

#include "io/csv.h"
#include "plot/report-words.h"
#include "plot/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LEGEND_MOST 150.0
#define LEGEND_GAP 20.0
#define LEGEND_TEXT 16.0 /* from the mark to its name */
#define LEGEND_ROW 20.0
#define LEGEND_TOP 30.0
#define MARK_RADIUS 4.0

typedef struct
{
  GradusSurvey *survey;
  gboolean      is_bent;
  gboolean      has_probe;
  double        probe[2]; /* in the coordinates that are drawn */
} Plane;

static double
measure_legend (const GradusTheme *theme, const GradusSurvey *survey)
{
  double widest = 0;

  for (guint i = 0; i < survey->map->n_classes; i++)
    {
      double width;

      gradus_text_measure (theme, GRADUS_TEXT_CAPTION,
                           gradus_dataset_get_class_name (survey->data, i), &width, NULL);
      widest = MAX (widest, width);
    }
  return MIN (ceil (widest) + (LEGEND_GAP + LEGEND_TEXT) * theme->scale,
              LEGEND_MOST * theme->scale);
}

static void
draw_name (cairo_t           *cr,
           const GradusTheme *theme,
           double             x,
           double             middle,
           double             width,
           const char        *name)
{
  PangoLayout   *layout = gradus_text_layout_new (cr, theme, GRADUS_TEXT_CAPTION, name);
  PangoRectangle logical;

  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_extents (layout, NULL, &logical);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FG);
  cairo_move_to (cr, x, middle - (double) logical.height / PANGO_SCALE / 2);
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  g_object_unref (layout);
}

/* Which mark and colour is which class. */
static void
draw_legend (cairo_t            *cr,
             const GradusTheme  *theme,
             double              x,
             double              width,
             double              height,
             const GradusSurvey *survey)
{
  guint  n = survey->map->n_classes;
  double scale = theme->scale;

  for (guint i = 0; i < n; i++)
    {
      double y = (LEGEND_TOP + i * LEGEND_ROW) * scale;

      if (y + LEGEND_ROW * scale / 2 > height)
        break;
      gradus_axes_mark (cr, i, x + MARK_RADIUS * scale, y, MARK_RADIUS * scale);
      gradus_theme_set_source (theme, cr, gradus_plane_get_token (i, n));
      cairo_fill (cr);
      draw_name (cr, theme, x + LEGEND_TEXT * scale, y, width - LEGEND_TEXT * scale,
                 gradus_dataset_get_class_name (survey->data, i));
    }
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  const Plane        *self = data;
  const GradusSurvey *survey = self->survey;
  double              legend = measure_legend (theme, survey);
  double              gap = LEGEND_GAP * theme->scale;
  GradusPlane         plane;
  GradusAxes          axes;

  gradus_survey_get_plane (survey, &plane);
  gradus_plane_get_axes (theme, width - legend, height, &plane, &axes);
  plane.has_probe = self->has_probe;
  plane.probe[0] = self->probe[0];
  plane.probe[1] = self->probe[1];
  if (self->is_bent)
    {
      plane.map = NULL;
      plane.points = survey->bent_points;
      gradus_bent_grid_draw (cr, theme, width - legend, height, survey->bent, &plane);
    }
  else
    gradus_plane_draw (cr, theme, width - legend, height, &plane);
  draw_legend (cr, theme, axes.left + axes.width + gap, legend - gap, height, survey);
}

/* A line for each point. */
static char *
write_numbers (gconstpointer data)
{
  const Plane        *self = data;
  const GradusSurvey *survey = self->survey;
  const float        *points = self->is_bent ? survey->bent_points : survey->inputs;
  GString            *csv = g_string_new ("point,x,y,class,answer\n");

  for (gsize i = 0; i < survey->n; i++)
    {
      g_string_append_printf (csv, "%zu", i + 1);
      gradus_csv_append_number (csv, (double) points[2 * i]);
      gradus_csv_append_number (csv, (double) points[2 * i + 1]);
      gradus_csv_append_text (csv, gradus_dataset_get_class_name (survey->data,
                                                                  survey->classes[i]));
      gradus_csv_append_text (csv, gradus_dataset_get_class_name (survey->data,
                                                                  survey->answered[i]));
      g_string_append_c (csv, '\n');
    }
  return g_string_free (csv, FALSE);
}

static void
free_plane (gpointer data)
{
  Plane *self = data;

  gradus_survey_unref (self->survey);
  g_free (self);
}

const GradusFigureKind gradus_figure_plane = {
  .id = "plane",
  .title = N_ ("Decision plane"),
  .width = 580,
  .height = 520,
  .least_width = 360,
  .least_height = 240,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_plane,
};

static GradusFigure *
new_figure (GradusSurvey            *survey,
            const GradusFigureWords *words,
            gboolean                 is_bent,
            const float             *probe)
{
  Plane *self = g_new0 (Plane, 1);

  self->survey = gradus_survey_ref (survey);
  self->is_bent = is_bent;
  self->has_probe = probe != NULL;
  for (guint i = 0; probe != NULL && i < 2; i++)
    self->probe[i] = (double) probe[i];
  return gradus_figure_new (&gradus_figure_plane, words, self);
}

static char *
add_ring (const char *reading, const float *probe)
{
  return g_strjoin (" ", reading,
                    probe != NULL ? _ ("The ring marks the point that is looked at.")
                                  : NULL,
                    NULL);
}

/**
 * gradus_figure_plane_new:
 * @survey: (nullable): what a network of two inputs answers
 * @probe: (nullable) (array fixed-size=2): a point that has a ring
 *
 * Returns: (transfer full): the plane with the points and the line between two classes
 * as a figure
 */
GradusFigure *
gradus_figure_plane_new (GradusSurvey *survey, const float *probe)
{
  g_autofree char  *score = NULL;
  g_autofree char  *reading = NULL;
  g_autofree char  *right = NULL;
  g_autofree char  *n = NULL;
  GradusFigureWords words = { .title = _ ("Where the network draws the line") };

  if (survey == NULL || survey->map == NULL)
    return gradus_figure_new_missing (&gradus_figure_plane,
                                      _ ("This needs test data that fit the network."));
  right = gradus_report_format_count (survey->n_right);
  n = gradus_report_format_count (survey->n);
  /* Translators: both are numbers of points */
  score = g_strdup_printf (_ ("%s of %s test points are right; open marks are mistakes."),
                           right, n);
  reading = add_ring (score, probe);
  words.reading = reading;
  return new_figure (survey, &words, FALSE, probe);
}

/**
 * gradus_figure_plane_new_bent:
 * @survey: (nullable): what a network of two inputs answers
 * @activations: (nullable) (element-type GradusTensor): of all layers, for a point that
 *   has a ring
 *
 * Returns: (transfer full) (nullable): the coordinate grid as a layer of two units sees
 * it, as a figure; %NULL if there is no such layer
 */
GradusFigure *
gradus_figure_plane_new_bent (GradusSurvey *survey, const GPtrArray *activations)
{
  const char         *title = _ ("The plane as a layer bends it");
  g_autofree char    *reading = NULL;
  GradusFigureWords   words = { .title = title, .variant = title };
  const GradusTensor *seen;

  if (survey == NULL || survey->bent == NULL)
    return NULL;
  seen = activations != NULL && survey->bent->layer < activations->len
           ? activations->pdata[survey->bent->layer]
           : NULL;
  if (seen != NULL && seen->size != 2)
    seen = NULL;
  reading = add_ring (_ ("What a layer of two units makes of the coordinate grid: "
                         "now one straight line can part the classes."),
                      seen != NULL ? seen->data : NULL);
  words.reading = reading;
  return new_figure (survey, &words, TRUE, seen != NULL ? seen->data : NULL);
}
