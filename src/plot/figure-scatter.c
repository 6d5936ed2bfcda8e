/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure-scatter.h"

#include "config.h"

#include "io/csv.h"
#include "plot/columns.h"
#include "plot/projection-words.h"
#include "plot/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define TITLE_HEIGHT 28.0
#define PANEL_LEAST 110.0

typedef struct
{
  GradusScatterPlot   plot; /* all that it points to is owned */
  GradusScatterPanel *panels;
  char              **titles; /* of the panels */
} Maps;

static double
measure (gconstpointer data, const GradusTheme *theme, double width, double *least_width)
{
  const Maps *self = data;
  guint       n = self->plot.n_panels;

  *least_width =
    MAX (*least_width, (n * PANEL_LEAST + (n - 1) * GRADUS_COLUMNS_ARROW) * theme->scale);
  return TITLE_HEIGHT * theme->scale + gradus_scatter_get_height (theme, width, n);
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  const Maps         *self = data;
  double              head = round (TITLE_HEIGHT * theme->scale);
  GradusScatterLayout layout;

  gradus_scatter_layout_init (&layout, theme, width, height - head, self->plot.n_panels);
  for (guint i = 0; i < self->plot.n_panels; i++)
    gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                      gradus_scatter_layout_get_x (&layout, i), head / 2 - 2,
                      self->titles[i]);
  cairo_translate (cr, 0, head);
  gradus_scatter_draw (cr, theme, &layout, &self->plot);
}

static void
append_target (GString *csv, const GradusScatterPlot *plot, guint point)
{
  guint n_names = plot->names != NULL ? g_strv_length ((char **) plot->names) : 0;

  if (plot->classes == NULL)
    gradus_csv_append_number (csv,
                              plot->values != NULL ? (double) plot->values[point] : NAN);
  else if (plot->classes[point] < n_names)
    gradus_csv_append_text (csv, plot->names[plot->classes[point]]);
  else
    gradus_csv_append_number (csv, plot->classes[point]);
}

/* A line for each point, two columns for each map. */
static char *
write_numbers (gconstpointer data)
{
  const Maps *self = data;
  GString    *csv =
    g_string_new (self->plot.classes != NULL ? "point,class" : "point,target");

  for (guint i = 0; i < self->plot.n_panels; i++)
    for (guint axis = 0; axis < 2; axis++)
      {
        g_autofree char *name =
          g_strdup_printf ("%u %s %c", i, self->titles[i], axis == 0 ? 'x' : 'y');

        gradus_csv_append_text (csv, name);
      }
  for (guint point = 0; point < self->plot.n_points; point++)
    {
      g_string_append_printf (csv, "\n%u", point + 1);
      append_target (csv, &self->plot, point);
      for (guint i = 0; i < 2 * self->plot.n_panels; i++)
        {
          const float *at = self->panels[i / 2].positions;

          gradus_csv_append_number (csv,
                                    at != NULL ? (double) at[2 * point + i % 2] : NAN);
        }
    }
  g_string_append_c (csv, '\n');
  return g_string_free (csv, FALSE);
}

static void
free_maps (gpointer data)
{
  Maps *self = data;

  for (guint i = 0; i < self->plot.n_panels; i++)
    g_free ((float *) self->panels[i].positions);
  g_free (self->panels);
  g_free ((guint8 *) self->plot.classes);
  g_free ((float *) self->plot.values);
  g_free ((guint8 *) self->plot.selected);
  g_strfreev ((char **) self->plot.names);
  g_strfreev (self->titles);
  g_free (self);
}

const GradusFigureKind gradus_figure_scatter = {
  .id = "maps",
  .title = N_ ("Maps of samples"),
  .width = 960,
  .least_width = 400,
  .least_height = 180,
  .measure = measure,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_maps,
};

/**
 * gradus_figure_scatter_new:
 * @words: what is said about it
 * @plot: (nullable): samples on maps; copied with all that it borrows
 * @titles: (array length=n_panels): of the maps
 *
 * Returns: (transfer full): where samples lie after every layer, as a figure
 */
GradusFigure *
gradus_figure_scatter_new (const GradusFigureWords *words,
                           const GradusScatterPlot *plot,
                           const char *const       *titles)
{
  Maps *self;
  gsize n;

  if (plot == NULL || plot->n_panels == 0 || plot->n_points == 0)
    return gradus_figure_new_missing (&gradus_figure_scatter,
                                      _ ("Maps need data that fit the network."));
  n = plot->n_points;
  self = g_new0 (Maps, 1);
  self->plot = *plot;
  self->plot.classes = g_memdup2 (plot->classes, n);
  self->plot.values = g_memdup2 (plot->values, n * sizeof (float));
  self->plot.selected = g_memdup2 (plot->selected, n);
  self->plot.names = (const char *const *) g_strdupv ((char **) plot->names);
  self->panels = g_memdup2 (plot->panels, plot->n_panels * sizeof *self->panels);
  self->plot.panels = self->panels;
  self->titles = g_new0 (char *, plot->n_panels + 1);
  for (guint i = 0; i < plot->n_panels; i++)
    {
      self->panels[i].positions =
        g_memdup2 (plot->panels[i].positions, 2 * n * sizeof (float));
      self->titles[i] = g_strdup (titles[i]);
    }
  return gradus_figure_new (&gradus_figure_scatter, words, self);
}

static gboolean
has_ring (const GradusProjection *maps)
{
  for (guint i = 0; i < maps->n_panels; i++)
    if (maps->panels[i].has_probe)
      return TRUE;
  return FALSE;
}

static char *
dup_reading (const GradusProjection *maps)
{
  gboolean    has_classes = maps->points->classes != NULL;
  const char *method = gradus_projection_method_describe (maps->method, has_classes);
  const char *score = has_classes
                        ? _ ("The number is the share that lies nearest to the centre of "
                             "its own class.")
                        : _ ("The number is the share of the targets' variance that a "
                             "weighted sum of the layer tells.");

  return g_strjoin (" ", method, score,
                    has_ring (maps) ? _ ("The ring marks the sample that is looked at.")
                                    : NULL,
                    NULL);
}

/**
 * gradus_figure_scatter_new_projection:
 * @maps: (nullable): maps of samples
 * @plan: (nullable): the network, for the names of its layers
 * @is_test: whether they are test samples
 * @as_marks: whether a point is drawn as the figure of its class
 * @selected: (nullable): (array): of each point, whether it stands out
 *
 * Returns: (transfer full): the maps with all that is said about them, as a figure
 */
GradusFigure *
gradus_figure_scatter_new_projection (const GradusProjection *maps,
                                      GradusPlan             *plan,
                                      gboolean                is_test,
                                      gboolean                as_marks,
                                      const guint8           *selected)
{
  g_autofree GradusScatterPanel *panels = NULL;
  g_autofree char               *title = NULL;
  g_autofree char               *reading = NULL;
  g_auto (GStrv)                 titles = NULL;
  g_auto (GStrv)                 names = NULL;
  GradusScatterPlot              plot;

  if (maps == NULL)
    return gradus_figure_scatter_new (&(GradusFigureWords){ 0 }, NULL, NULL);
  panels = g_new0 (GradusScatterPanel, maps->n_panels);
  for (guint i = 0; i < maps->n_panels; i++)
    panels[i] = (GradusScatterPanel){ .positions = maps->panels[i].positions,
                                      .has_probe = maps->panels[i].has_probe,
                                      .probe = { maps->panels[i].probe[0],
                                                 maps->panels[i].probe[1] },
                                      .score = maps->panels[i].score };
  titles = gradus_projection_dup_panel_titles (maps, plan);
  names = gradus_projection_dup_class_names (maps);
  title = gradus_projection_dup_title (maps, is_test);
  reading = dup_reading (maps);
  plot =
    (GradusScatterPlot){ .n_points = maps->points->n,
                         .n_classes = maps->points->classes ? maps->points->n_classes : 0,
                         .classes = maps->points->classes,
                         .names = (const char *const *) names,
                         .values = maps->points->values,
                         .selected = selected,
                         .as_marks = as_marks,
                         .n_panels = maps->n_panels,
                         .panels = panels };
  return gradus_figure_scatter_new (&(GradusFigureWords){ .title = title,
                                                          .reading = reading },
                                    &plot, (const char *const *) titles);
}
