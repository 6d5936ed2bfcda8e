/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/scatter.h"

#include <math.h>
#include <string.h>

#include "plot/columns.h"
#include "plot/paint.h"
#include "plot/picture.h"
#include "plot/scatter-private.h"
#include "plot/text.h"

#define PANEL_LEAST 40.0
#define MARGIN 9.0
#define SCORE_HEIGHT 46.0
#define BAR_HEIGHT 6.0
#define DISC_RADIUS 9.0
#define DISC_LEAST 8.0
#define RING_RADIUS 7.5
#define NEAR 9.0
#define DISCS_MOST 20
#define BINS 512
#define PUSH_ROUNDS 60
#define SAMPLE_SIZE 84.0

/* --- Layout --- */

/**
 * gradus_scatter_layout_init:
 * @self: (out): where panels lie
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @n_panels: how many panels, in the columns that pictures of layers have
 *
 * Lays out panels with a score below each.
 */
void
gradus_scatter_layout_init (GradusScatterLayout *self,
                            const GradusTheme   *theme,
                            double               width,
                            double               height,
                            guint                n_panels)
{
  double x, room = floor (height - SCORE_HEIGHT * theme->scale);

  *self =
    (GradusScatterLayout){ .width = width, .height = height, .scale = theme->scale };
  self->n_panels = n_panels;
  gradus_columns_place (width, theme->scale, n_panels, 0, &x, &self->panel_width);
  self->panel_height = MAX (MIN (self->panel_width, room), PANEL_LEAST);
  self->reach =
    MAX (MIN (self->panel_width, self->panel_height) / 2 - MARGIN * theme->scale, 4);
}

double
gradus_scatter_get_height (const GradusTheme *theme, double width, guint n_panels)
{
  double x, column;

  gradus_columns_place (width, theme->scale, MAX (n_panels, 1), 0, &x, &column);
  return column + SCORE_HEIGHT * theme->scale;
}

double
gradus_scatter_layout_get_x (const GradusScatterLayout *self, guint panel)
{
  double x, width;

  gradus_columns_place (self->width, self->scale, self->n_panels, panel, &x, &width);
  return x;
}

/**
 * gradus_scatter_layout_find_panel:
 * @self: where panels lie
 * @x: a point
 * @y: a point
 *
 * Returns: the panel under the point, −1 if there is none
 */
int
gradus_scatter_layout_find_panel (const GradusScatterLayout *self, double x, double y)
{
  for (guint i = 0; i < self->n_panels; i++)
    {
      double left = gradus_scatter_layout_get_x (self, i);

      if (x >= left && x < left + self->panel_width && y >= 0 && y < self->panel_height)
        return (int) i;
    }
  return -1;
}

void
gradus_scatter_layout_place (const GradusScatterLayout *self,
                             guint                      panel,
                             const float                position[2],
                             double                    *x,
                             double                    *y)
{
  *x = gradus_scatter_layout_get_x (self, panel) + self->panel_width / 2 +
       self->reach * (double) position[0];
  *y = self->panel_height / 2 + self->reach * (double) position[1];
}

/* --- Discs --- */

typedef struct
{
  guint32 counts[DISCS_MOST][2][BINS];
  guint32 n_points[DISCS_MOST];
} Census;

static guint
find_bin (float position)
{
  return (guint) CLAMP ((position + 1) / 2 * BINS, 0, BINS - 1);
}

static Census *
count_points (const GradusScatterPlot *plot, guint panel)
{
  const float *positions = plot->panels[panel].positions;
  Census      *census = g_new0 (Census, 1);

  for (guint i = 0; i < plot->n_points; i++)
    {
      guint class_index = plot->classes[i];

      if (class_index >= DISCS_MOST)
        continue;
      census->n_points[class_index]++;
      for (guint axis = 0; axis < 2; axis++)
        census->counts[class_index][axis][find_bin (positions[2 * i + axis])]++;
    }
  return census;
}

/* The median keeps out of the way of points that strayed; to a fraction of a pixel it can
 * be had without sorting. FALSE if there are no points. */
static gboolean
find_median (const Census *census, guint class_index, float median[2])
{
  for (guint axis = 0; axis < 2; axis++)
    {
      guint bin = 0;

      for (guint32 seen = 0; bin < BINS; bin++)
        if (2 * (seen += census->counts[class_index][axis][bin]) >=
            census->n_points[class_index])
          break;
      median[axis] = (float) ((bin + 0.5) * 2 / BINS - 1);
    }
  return census->n_points[class_index] > 0;
}

/* How far two discs lie over each other, along the line between them. */
static gboolean
push_apart (GradusScatterDisc *a, GradusScatterDisc *b, double radius, guint turn)
{
  double reach = 2 * radius + 1;
  double dx = b->x - a->x, dy = b->y - a->y;
  double stretch = (a->half_width + b->half_width) / (2 * radius); /* of long names */
  double distance = hypot (dx / stretch, dy);
  double by;

  if (distance >= reach)
    return FALSE;
  if (distance < 1e-6)
    {
      dx = cos (turn * 2.4) * stretch;
      dy = sin (turn * 2.4);
      distance = 1;
      by = reach / 2;
    }
  else
    by = (reach - distance) / 2;
  a->x -= dx / distance * by;
  a->y -= dy / distance * by;
  b->x += dx / distance * by;
  b->y += dy / distance * by;
  return TRUE;
}

static void
keep_inside (const GradusScatterLayout *layout,
             double                     left,
             double                     radius,
             GradusScatterDisc         *disc)
{
  double edge = radius + 3 * layout->scale;

  disc->x = CLAMP (disc->x, left + disc->half_width + 3 * layout->scale,
                   left + layout->panel_width - disc->half_width - 3 * layout->scale);
  disc->y = CLAMP (disc->y, edge, layout->panel_height - edge);
}

/**
 * gradus_scatter_place_discs:
 * @layout: where panels lie
 * @theme: how it looks
 * @plot: what is shown
 * @panel: which panel
 * @discs: (out) (array): one for each of the first 20 classes
 *
 * Puts the disc of every class at the median of its points, and pushes those apart that
 * would lie over each other.
 */
void
gradus_scatter_place_discs (const GradusScatterLayout *layout,
                            const GradusTheme         *theme,
                            const GradusScatterPlot   *plot,
                            guint                      panel,
                            GradusScatterDisc         *discs)
{
  guint              n = MIN (plot->n_classes, DISCS_MOST);
  double             radius = MIN (DISC_RADIUS * theme->scale, layout->panel_width / 14);
  double             left = gradus_scatter_layout_get_x (layout, panel);
  gboolean           is_tight = TRUE;
  g_autofree Census *census = NULL;

  if (plot->panels[panel].positions == NULL)
    n = 0;
  else
    census = count_points (plot, panel);
  for (guint i = 0; i < n; i++)
    {
      char   buffer[8];
      double text_width;
      float  median[2];

      discs[i].is_shown = find_median (census, i, median);
      if (!discs[i].is_shown)
        continue;
      gradus_scatter_layout_place (layout, panel, median, &discs[i].x, &discs[i].y);
      gradus_text_measure (theme, GRADUS_TEXT_CAPTION_BOLD,
                           gradus_scatter_get_name (plot, i, buffer), &text_width, NULL);
      discs[i].half_width =
        MIN (MAX (radius, text_width / 2 + 4 * theme->scale), layout->panel_width / 3);
    }
  for (guint round = 0; round < PUSH_ROUNDS && is_tight; round++)
    {
      is_tight = FALSE;
      for (guint i = 0; i < n; i++)
        for (guint j = i + 1; j < n; j++)
          if (discs[i].is_shown && discs[j].is_shown)
            is_tight |= push_apart (&discs[i], &discs[j], radius, i * n + j);
      for (guint i = 0; i < n; i++)
        if (discs[i].is_shown)
          keep_inside (layout, left, radius, &discs[i]);
    }
}

/* Black or white, whichever can be read better on it. */
static double
choose_grey (const GradusColor *color)
{
  double luminance = 0.2126 * pow (color->red, 2.2) + 0.7152 * pow (color->green, 2.2) +
                     0.0722 * pow (color->blue, 2.2);

  return luminance > 0.18 ? 0 : 1;
}

static void
draw_disc_name (cairo_t                 *cr,
                const GradusTheme       *theme,
                const GradusScatterDisc *disc,
                const char              *name,
                double                   grey)
{
  GradusTheme ink = *theme;

  ink.colors[GRADUS_TOKEN_FG] = (GradusColor){ grey, grey, grey, 1 };
  gradus_text_draw (cr, &ink, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                    GRADUS_ALIGN_CENTER, disc->x, disc->y, name);
}

/* In small panels discs would hide the points: the numeral alone, with paper around. */
static void
draw_numeral (cairo_t                 *cr,
              const GradusTheme       *theme,
              const GradusScatterDisc *disc,
              const char              *name,
              double                   alpha)
{
  g_autoptr (PangoLayout) layout =
    gradus_text_layout_new (cr, theme, GRADUS_TEXT_CAPTION_BOLD, name);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, floor (disc->x - width / 2.0), floor (disc->y - height / 2.0));
  pango_cairo_layout_path (cr, layout);
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_VIEW, alpha);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  gradus_theme_set_line_width (theme, cr, 3);
  cairo_stroke_preserve (cr);
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_FG, alpha);
  cairo_fill (cr);
}

static gboolean
has_selected (const GradusScatterPlot *plot, guint class_index)
{
  for (guint i = 0; i < plot->n_points; i++)
    if (plot->classes[i] == class_index && plot->selected[i])
      return TRUE;
  return FALSE;
}

static void
draw_disc (cairo_t                 *cr,
           const GradusTheme       *theme,
           const GradusScatterDisc *disc,
           double                   radius,
           const GradusColor       *ink)
{
  gradus_shapes_rounded (cr, disc->x - disc->half_width, disc->y - radius,
                         2 * disc->half_width, 2 * radius, radius);
  cairo_set_source_rgb (cr, ink->red, ink->green, ink->blue);
  cairo_fill_preserve (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  gradus_theme_set_line_width (theme, cr, 1.6);
  cairo_stroke (cr);
}

static void
draw_discs (cairo_t                   *cr,
            const GradusTheme         *theme,
            const GradusScatterLayout *layout,
            const GradusScatterPlot   *plot,
            guint                      panel)
{
  GradusScatterDisc discs[DISCS_MOST] = { 0 };
  GradusColor       inks[GRADUS_SCATTER_INKS];
  double            radius = MIN (DISC_RADIUS * theme->scale, layout->panel_width / 14);

  gradus_scatter_place_discs (layout, theme, plot, panel, discs);
  gradus_scatter_fill_inks (theme, plot, inks);
  for (guint i = 0; i < MIN (plot->n_classes, DISCS_MOST); i++)
    {
      const GradusScatterDisc *disc = &discs[i];
      gboolean                 is_full = plot->selected == NULL || has_selected (plot, i);
      char                     buffer[8];

      if (!disc->is_shown)
        continue;
      if (radius < DISC_LEAST * theme->scale)
        {
          draw_numeral (cr, theme, disc, gradus_scatter_get_name (plot, i, buffer),
                        is_full ? 1 : 0.25);
          continue;
        }
      /* Only what is seen through needs a group, and Cairo's SVG leaks groups. */
      if (!is_full)
        cairo_push_group (cr);
      draw_disc (cr, theme, disc, radius, &inks[i]);
      draw_disc_name (cr, theme, disc, gradus_scatter_get_name (plot, i, buffer),
                      choose_grey (&inks[i]));
      if (!is_full)
        {
          cairo_pop_group_to_source (cr);
          cairo_paint_with_alpha (cr, 0.25);
        }
    }
}

/* --- Drawing --- */

static void
draw_ring (cairo_t *cr, const GradusTheme *theme, double x, double y, double radius)
{
  for (guint round = 0; round < 2; round++)
    {
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, radius * theme->scale, 0, 2 * G_PI);
      gradus_theme_set_source (theme, cr, round ? GRADUS_TOKEN_FG : GRADUS_TOKEN_VIEW);
      gradus_theme_set_line_width (theme, cr, round ? 2 : 4.5);
      cairo_stroke (cr);
    }
}

static void
draw_score (cairo_t                   *cr,
            const GradusTheme         *theme,
            const GradusScatterLayout *layout,
            double                     left,
            double                     score)
{
  g_autofree char *text = g_strdup_printf ("%.1f\u2009%%", 100 * score);
  double           top = layout->panel_height + 20 * theme->scale;
  double           bar = floor (layout->panel_height + 36 * theme->scale);
  double           height = BAR_HEIGHT * theme->scale;
  gboolean         is_narrow = layout->panel_width < 70 * theme->scale;

  if (isnan (score))
    return;
  if (is_narrow)
    {
      g_free (text);
      text = g_strdup_printf ("%.0f", 100 * score);
    }
  gradus_text_draw (cr, theme, is_narrow ? GRADUS_TEXT_LABEL : GRADUS_TEXT_TITLE_2,
                    GRADUS_TOKEN_FG, GRADUS_ALIGN_START, left, top, text);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRACK);
  gradus_shapes_rounded (cr, left, bar, layout->panel_width, height, height / 2);
  cairo_fill (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FORWARD);
  gradus_shapes_rounded (cr, left, bar,
                         MAX (layout->panel_width * CLAMP (score, 0, 1), height), height,
                         height / 2);
  cairo_fill (cr);
}

static void
draw_panel (cairo_t                   *cr,
            const GradusTheme         *theme,
            const GradusScatterLayout *layout,
            const GradusScatterPlot   *plot,
            guint                      panel)
{
  const GradusScatterPanel *data = &plot->panels[panel];
  double                    left = gradus_scatter_layout_get_x (layout, panel);
  double                    x, y;

  cairo_save (cr);
  gradus_shapes_rounded (cr, left, 0, layout->panel_width, layout->panel_height,
                         8 * theme->scale);
  cairo_clip (cr);
  gradus_scatter_draw_points (cr, theme, layout, plot, panel);
  if (plot->classes != NULL)
    draw_discs (cr, theme, layout, plot, panel);
  if (data->has_probe && data->positions != NULL)
    {
      gradus_scatter_layout_place (layout, panel, data->probe, &x, &y);
      draw_ring (cr, theme, x, y, RING_RADIUS);
    }
  cairo_restore (cr);
  gradus_paint_frame (cr, theme, GRADUS_TOKEN_BORDER, left, 0, layout->panel_width,
                      layout->panel_height, 8 * theme->scale);
  if (data->positions == NULL)
    gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM,
                      GRADUS_ALIGN_CENTER, left + layout->panel_width / 2,
                      layout->panel_height / 2, "…");
  draw_score (cr, theme, layout, left, data->score);
}

static void
draw_arrow (cairo_t *cr, const GradusTheme *theme, double from, double to, double y)
{
  GradusTheme faint = *theme;

  faint.colors[GRADUS_TOKEN_FORWARD] = theme->colors[GRADUS_TOKEN_FAINT];
  gradus_shapes_arrow (cr, &faint, from, to, y);
}

/**
 * gradus_scatter_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @layout: where panels lie
 * @plot: what is shown
 *
 * Draws the maps of several layers side by side, each with its score.
 */
void
gradus_scatter_draw (cairo_t                   *cr,
                     const GradusTheme         *theme,
                     const GradusScatterLayout *layout,
                     const GradusScatterPlot   *plot)
{
  double gap = 5 * theme->scale;

  for (guint i = 0; i < plot->n_panels; i++)
    {
      draw_panel (cr, theme, layout, plot, i);
      if (i + 1 < plot->n_panels)
        draw_arrow (cr, theme,
                    gradus_scatter_layout_get_x (layout, i) + layout->panel_width + gap,
                    gradus_scatter_layout_get_x (layout, i + 1) - gap,
                    layout->panel_height / 2);
    }
}

/* --- What lies over it --- */

/* Beside the point, inside the drawing. */
static void
draw_hover_box (cairo_t                   *cr,
                const GradusTheme         *theme,
                const GradusScatterLayout *layout,
                const GradusScatterHover  *hover,
                double                     x,
                double                     y)
{
  double pad = 10 * theme->scale, line = 18 * theme->scale;
  double size = hover->sample != NULL ? SAMPLE_SIZE * theme->scale : 0;
  double title = 0, detail = 0, width, height, left, top;

  gradus_text_measure (theme, GRADUS_TEXT_LABEL, hover->title, &title, NULL);
  if (hover->detail != NULL)
    gradus_text_measure (theme, GRADUS_TEXT_CAPTION, hover->detail, &detail, NULL);
  width = ceil (MAX (MAX (title, detail), size) + 2 * pad);
  height = ceil (size + (size > 0 ? 8 * theme->scale : 0) + line +
                 (hover->detail != NULL ? line * 0.85 : 0) + 1.4 * pad);
  left = x + 16 * theme->scale;
  if (left + width > layout->width - 2)
    left = x - 16 * theme->scale - width;
  left = floor (MAX (left, 2));
  top = floor (CLAMP (y - height / 2, 2, MAX (layout->height - height - 2, 2)));
  gradus_paint_box (cr, theme, left, top, width, height);
  if (size > 0)
    gradus_picture_draw_sample (cr, theme, hover->shape, hover->sample,
                                left + (width - size) / 2, top + pad, size);
  top += pad * 0.7 + (size > 0 ? size + 11 * theme->scale : 0) + line / 2;
  gradus_text_draw (cr, theme, GRADUS_TEXT_LABEL, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    left + pad, top, hover->title);
  if (hover->detail != NULL)
    gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                      GRADUS_ALIGN_START, left + pad, top + line * 0.9, hover->detail);
}

/**
 * gradus_scatter_draw_hover:
 * @cr: what is drawn on, over the maps
 * @theme: how it looks
 * @layout: where panels lie
 * @plot: what is shown
 * @hover: the point and what is said about it
 *
 * Rings the point in all panels, and says in a box beside it what it is.
 */
void
gradus_scatter_draw_hover (cairo_t                   *cr,
                           const GradusTheme         *theme,
                           const GradusScatterLayout *layout,
                           const GradusScatterPlot   *plot,
                           const GradusScatterHover  *hover)
{
  double x, y, here_x = 0, here_y = 0;

  for (guint i = 0; i < plot->n_panels; i++)
    {
      if (plot->panels[i].positions == NULL)
        continue;
      gradus_scatter_layout_place (layout, i,
                                   plot->panels[i].positions + 2 * hover->point, &x, &y);
      draw_ring (cr, theme, x, y, 4.5);
      if (i == hover->panel)
        {
          here_x = x;
          here_y = y;
        }
    }
  draw_hover_box (cr, theme, layout, hover, here_x, here_y);
}

void
gradus_scatter_draw_lasso (cairo_t           *cr,
                           const GradusTheme *theme,
                           guint              n_corners,
                           const double      *corners)
{
  const double dashes[] = { 4, 3 };

  if (n_corners < 2)
    return;
  cairo_new_path (cr);
  for (guint i = 0; i < n_corners; i++)
    cairo_line_to (cr, corners[2 * i], corners[2 * i + 1]);
  cairo_close_path (cr);
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_ACCENT, 0.10);
  cairo_fill_preserve (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ACCENT);
  gradus_theme_set_line_width (theme, cr, 1.5);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_stroke (cr);
}

/* --- What lies where --- */

int
gradus_scatter_hit (const GradusScatterLayout *layout,
                    const GradusScatterPlot   *plot,
                    double                     x,
                    double                     y)
{
  int    panel = gradus_scatter_layout_find_panel (layout, x, y);
  int    nearest = -1;
  double best = pow (NEAR * layout->scale, 2);

  if (panel < 0 || (guint) panel >= plot->n_panels ||
      plot->panels[panel].positions == NULL)
    return -1;
  for (guint i = 0; i < plot->n_points; i++)
    {
      const float *position = plot->panels[panel].positions + 2 * i;
      double       dx, dy;

      /* What is faded is out of reach. */
      if (plot->selected != NULL && !plot->selected[i])
        continue;
      gradus_scatter_layout_place (layout, (guint) panel, position, &dx, &dy);
      dx -= x;
      dy -= y;
      if (dx * dx + dy * dy < best)
        {
          best = dx * dx + dy * dy;
          nearest = (int) i;
        }
    }
  return nearest;
}

int
gradus_scatter_hit_disc (const GradusScatterLayout *layout,
                         const GradusTheme         *theme,
                         const GradusScatterPlot   *plot,
                         double                     x,
                         double                     y)
{
  int               panel = gradus_scatter_layout_find_panel (layout, x, y);
  GradusScatterDisc discs[DISCS_MOST] = { 0 };
  double            radius = MIN (DISC_RADIUS * theme->scale, layout->panel_width / 14);

  if (panel < 0 || (guint) panel >= plot->n_panels || plot->classes == NULL)
    return -1;
  gradus_scatter_place_discs (layout, theme, plot, (guint) panel, discs);
  /* The one drawn last lies on top. */
  for (guint i = MIN (plot->n_classes, DISCS_MOST); i-- > 0;)
    if (discs[i].is_shown && fabs (x - discs[i].x) <= discs[i].half_width &&
        fabs (y - discs[i].y) <= radius)
      return (int) i;
  return -1;
}

/* A line from the point to the right crosses the edge an odd number of times. */
static gboolean
is_inside (guint n_corners, const double *corners, double x, double y)
{
  gboolean inside = FALSE;

  for (guint i = 0, j = n_corners - 1; i < n_corners; j = i++)
    {
      double xi = corners[2 * i], yi = corners[2 * i + 1];
      double xj = corners[2 * j], yj = corners[2 * j + 1];

      if ((yi > y) != (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi)
        inside = !inside;
    }
  return inside;
}

guint
gradus_scatter_select (const GradusScatterLayout *layout,
                       const GradusScatterPlot   *plot,
                       guint                      panel,
                       guint                      n_corners,
                       const double              *corners,
                       guint8                    *selected)
{
  guint n_selected = 0;

  memset (selected, 0, plot->n_points);
  if (plot->panels[panel].positions == NULL || n_corners < 3)
    return 0;
  for (guint i = 0; i < plot->n_points; i++)
    {
      double x, y;

      gradus_scatter_layout_place (layout, panel, plot->panels[panel].positions + 2 * i,
                                   &x, &y);
      selected[i] = (guint8) is_inside (n_corners, corners, x, y);
      n_selected += selected[i];
    }
  return n_selected;
}
