/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/shape.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/**
 * GradusScatterPanel:
 * @positions: (nullable) (shape n, 2): of the points, from −1 to 1; NULL while unknown
 * @has_probe: whether there is a ring
 * @probe: (array fixed-size=2): where the ring is
 * @score: 0 … 1, said in per cent below; NaN while unknown
 *
 * The map of one layer.
 */
typedef struct
{
  const float *positions;
  gboolean     has_probe;
  float        probe[2];
  double       score;
} GradusScatterPanel;

/**
 * GradusScatterPlot:
 * @n_points: how many, the same in all panels
 * @n_classes: 0 if points have no classes
 * @classes: (nullable) (array length=n_points): of each
 * @names: (nullable) (array zero-terminated=1): of the classes; NULL for their numbers
 * @values: (nullable) (array length=n_points): 0 … 1, colour points without classes
 * @selected: (nullable) (array length=n_points): which stand out; NULL if all do
 * @as_marks: whether a point is drawn as the figure of its class
 * @n_panels: how many
 * @panels: (array length=n_panels): the maps
 *
 * Samples on the maps of several layers, all borrowed.
 */
typedef struct
{
  guint                     n_points;
  guint                     n_classes;
  const guint8             *classes;
  const char *const        *names;
  const float              *values;
  const guint8             *selected;
  gboolean                  as_marks;
  guint                     n_panels;
  const GradusScatterPanel *panels;
} GradusScatterPlot;

/**
 * GradusScatterLayout:
 * @width: of the drawing
 * @height: of the drawing
 * @scale: of the theme
 * @n_panels: how many panels
 * @panel_width: of each
 * @panel_height: of each
 * @reach: from the middle of a panel to 1
 *
 * Where panels lie.
 */
typedef struct
{
  double width;
  double height;
  double scale;
  guint  n_panels;
  double panel_width;
  double panel_height;
  double reach;
} GradusScatterLayout;

void gradus_scatter_layout_init (GradusScatterLayout *self,
                                 const GradusTheme   *theme,
                                 double               width,
                                 double               height,
                                 guint                n_panels);
/* The height at which panels are squares. */
double gradus_scatter_get_height (const GradusTheme *theme, double width, guint n_panels);
double gradus_scatter_layout_get_x (const GradusScatterLayout *self, guint panel);
int
gradus_scatter_layout_find_panel (const GradusScatterLayout *self, double x, double y);
void gradus_scatter_layout_place (const GradusScatterLayout *self,
                                  guint                      panel,
                                  const float                position[2],
                                  double                    *x,
                                  double                    *y);

/* The discs of one panel, in the order of classes. */
typedef struct
{
  gboolean is_shown;
  double   x, y;
  double   half_width; /* more than the radius where a name is long */
} GradusScatterDisc;

void gradus_scatter_place_discs (const GradusScatterLayout *layout,
                                 const GradusTheme         *theme,
                                 const GradusScatterPlot   *plot,
                                 guint                      panel,
                                 GradusScatterDisc         *discs);

void gradus_scatter_draw (cairo_t                   *cr,
                          const GradusTheme         *theme,
                          const GradusScatterLayout *layout,
                          const GradusScatterPlot   *plot);
void gradus_scatter_draw_points (cairo_t                   *cr,
                                 const GradusTheme         *theme,
                                 const GradusScatterLayout *layout,
                                 const GradusScatterPlot   *plot,
                                 guint                      panel);

/**
 * GradusScatterHover:
 * @panel: where the pointer is
 * @point: which point is looked at
 * @shape: (nullable): of the sample
 * @sample: (nullable): its numbers
 * @title: what it is
 * @detail: (nullable): more about it
 *
 * What is said about a point.
 */
typedef struct
{
  guint              panel;
  guint              point;
  const GradusShape *shape;
  const float       *sample;
  const char        *title;
  const char        *detail;
} GradusScatterHover;

void gradus_scatter_draw_hover (cairo_t                   *cr,
                                const GradusTheme         *theme,
                                const GradusScatterLayout *layout,
                                const GradusScatterPlot   *plot,
                                const GradusScatterHover  *hover);
/* @corners: (shape n_corners, 2): in pixels */
void gradus_scatter_draw_lasso (cairo_t           *cr,
                                const GradusTheme *theme,
                                guint              n_corners,
                                const double      *corners);

/* The point nearest to the pointer, −1 if none is near. */
int gradus_scatter_hit (const GradusScatterLayout *layout,
                        const GradusScatterPlot   *plot,
                        double                     x,
                        double                     y);
/* The class whose disc is under the pointer, −1 if none is. */
int gradus_scatter_hit_disc (const GradusScatterLayout *layout,
                             const GradusTheme         *theme,
                             const GradusScatterPlot   *plot,
                             double                     x,
                             double                     y);
/* Marks the points inside a lasso of one panel; returns how many there are. */
guint gradus_scatter_select (const GradusScatterLayout *layout,
                             const GradusScatterPlot   *plot,
                             guint                      panel,
                             guint                      n_corners,
                             const double              *corners,
                             guint8                    *selected);

G_END_DECLS
