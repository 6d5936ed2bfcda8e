/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/report-sections.h"

#include "plot/picture.h"
#include "plot/report-words.h"
#include "plot/ticks.h"
#include "plot/weights.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAIN_HEIGHT 400.0
#define MAIN_LEAST 210.0
/* Paper has more dots than a screen: weights may be this part of a pixel. */
#define FINENESS 4
#define LEAST_TILE 20.0
#define MATRIX_HEIGHT 220.0
#define LARGEST_CELL 18.0
#define BAR_HEIGHT 22.0
#define THUMBS_IN_ROW 5
#define THUMB_GAP 18.0
#define THUMB_HEIGHT 76.0
#define MOST_THUMBS 20

/* A kernel of a layer, and how it is drawn. */
typedef struct
{
  const char  *name;   /* of the layer */
  char        *weight; /* inside the layer, like "kernel" */
  const float *values;
  GradusShape  shape;
  double       limit;
  gboolean     is_tiled;
  gboolean     has_gates; /* several rows for each unit, as in recurrent layers */
  GradusShape  input;     /* that its layer sees; rank 0 if that is no data */
  guint        n_shown;   /* tiles */
  guint        n_tiles;
} Kernel;

static void
free_kernel (gpointer data)
{
  Kernel *kernel = data;

  g_free (kernel->weight);
  g_free (kernel);
}

static Kernel *
find_kernel (const GradusReportFacts *facts, guint layer)
{
  int                     index = gradus_report_facts_find_matrix (facts, layer);
  const GradusWeightInfo *info;
  Kernel                 *kernel;

  if (index < 0)
    return NULL;
  info = gradus_model_get_weight_info (facts->model, (guint) index);
  kernel = g_new0 (Kernel, 1);
  kernel->name =
    gradus_sequential_get_layer (gradus_plan_get_sequential (facts->plan), layer)->name;
  kernel->weight = g_path_get_basename (
    gradus_plan_get_layer (facts->plan, layer)->weights[info->index].name);
  kernel->values = gradus_model_get_weight_data (facts->model, (guint) index);
  kernel->shape = info->shape;
  kernel->limit = gradus_color_limit (kernel->values, gradus_shape_size (&kernel->shape),
                                      GRADUS_WEIGHT_SHARE);
  return kernel;
}

/* As Keras has it, or turned so that it lies. */
static GradusGrid
see_matrix (const Kernel *kernel, gboolean *units_across)
{
  gsize n_units = (gsize) MAX (gradus_shape_last (&kernel->shape), 1);
  gsize n_inputs = gradus_shape_size (&kernel->shape) / n_units;

  *units_across = n_units > n_inputs;
  if (*units_across)
    return (GradusGrid){ kernel->values, (guint) n_units, (guint) n_inputs, 1, n_units };
  return (GradusGrid){ kernel->values, (guint) n_inputs, (guint) n_units, n_units, 1 };
}

/* The size of a matrix in a box; needles are made thicker. */
static void
fit_matrix (const GradusGrid *grid, double width, double height, double *w, double *h)
{
  double cell = MIN (MIN (width / grid->width, height / grid->height), LARGEST_CELL);

  *w = cell * grid->width;
  *h = MIN (MAX (cell * grid->height, 12), height);
}

static void
draw_matrix (const Kernel      *kernel,
             cairo_t           *cr,
             const GradusTheme *theme,
             double             y,
             double             width,
             double             height)
{
  gboolean   units_across;
  GradusGrid grid = see_matrix (kernel, &units_across);
  double     w, h;

  fit_matrix (&grid, width, height, &w, &h);
  gradus_picture_draw (cr, theme, gradus_color_map_get (theme, GRADUS_COLOR_MAP_WEIGHTS),
                       &grid, kernel->limit, 1, y + 1, w - 2, h - 2);
}

/* ---- The first layer with weights ---- */

/* Tiles as large as fit, in units of a part of a pixel: returns that part. */
static double
lay_out_tiles (GradusWeightsLayout *layout,
               const Kernel        *kernel,
               const GradusTheme   *theme,
               double               width,
               double               height)
{
  GradusWeightsKernel what = { .shape = &kernel->shape,
                               .input = kernel->input.rank > 0 ? &kernel->input : NULL,
                               .form = GRADUS_WEIGHTS_TILES };
  GradusTheme         fine = *theme;
  guint               n_rows;

  for (guint part = FINENESS; part > 0; part /= 2)
    {
      double side;

      fine.scale = theme->scale * part;
      gradus_weights_layout (layout, &what, &fine, width * part + 6, height * part);
      side = (double) layout->cell * MAX (layout->tile_width, layout->tile_height);
      if (layout->height <= height * part && side >= LEAST_TILE * part)
        return part;
    }
  /* Rows that have no room are left out. */
  n_rows = (guint) MAX (1, floor ((height - layout->top) / layout->pitch_y));
  if (layout->rows > n_rows)
    {
      layout->n_tiles = n_rows * layout->columns;
      layout->rows = n_rows;
      layout->height = layout->top + n_rows * layout->pitch_y;
    }
  return 1;
}

static void
draw_tiles (const Kernel      *kernel,
            cairo_t           *cr,
            const GradusTheme *theme,
            double             width,
            double             height)
{
  GradusWeightsLayout layout;
  GradusTheme         fine = *theme;
  double              part = lay_out_tiles (&layout, kernel, theme, width, height);

  fine.scale *= part;
  cairo_scale (cr, 1 / part, 1 / part);
  /* Tiles begin where the column begins. */
  cairo_translate (cr, 1 - layout.left, 0);
  gradus_weights_draw (cr, &fine, &layout,
                       &(GradusWeightsPaint){ .kernel = kernel->values,
                                              .limit = kernel->limit,
                                              .selected = -1 });
}

static void
paint_main (cairo_t           *cr,
            const GradusTheme *theme,
            double             width,
            double             height,
            gpointer           data)
{
  const Kernel    *kernel = data;
  g_autofree char *shape = gradus_shape_to_string (&kernel->shape);
  g_autofree char *words = g_strdup_printf ("%s %s", kernel->weight, shape);
  double           middle = BAR_HEIGHT / 2 - 2;
  double           x = gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG,
                                         GRADUS_ALIGN_START, 0, middle, kernel->name);

  gradus_text_draw (cr, theme, GRADUS_TEXT_MONO, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    x + 10, middle, words);
  gradus_weights_draw_color_bar (cr, theme, GRADUS_COLOR_MAP_WEIGHTS, kernel->limit,
                                 width, middle);
  cairo_translate (cr, 0, BAR_HEIGHT + 2);
  if (kernel->is_tiled)
    draw_tiles (kernel, cr, theme, width, height - BAR_HEIGHT - 2);
  else
    draw_matrix (kernel, cr, theme, 0, width, height - BAR_HEIGHT - 2);
}

static double
measure_tiles (Kernel *kernel, const GradusTheme *theme, double width, double height)
{
  GradusWeightsLayout layout;
  double              part = lay_out_tiles (&layout, kernel, theme, width, height);

  kernel->n_shown = layout.n_tiles;
  kernel->n_tiles = layout.n_units * layout.n_channels;
  return BAR_HEIGHT + 2 + ceil (layout.height / part);
}

/* How high the weights stand, and how low they can be pressed without leaving any out. */
static double
measure_main (const GradusReportWriter *self, Kernel *kernel, double *least)
{
  double     width = gradus_report_flow_get_width (self->flow);
  gboolean   units_across;
  GradusGrid grid;
  double     w, h, height;

  *least = 0;
  if (kernel->is_tiled)
    {
      *least = measure_tiles (kernel, self->theme, width, MAIN_LEAST);
      if (kernel->n_shown < kernel->n_tiles)
        *least = 0;
      height = measure_tiles (kernel, self->theme, width, MAIN_HEIGHT);
      if (*least >= height)
        *least = 0;
      return height;
    }
  grid = see_matrix (kernel, &units_across);
  fit_matrix (&grid, width, MATRIX_HEIGHT, &w, &h);
  return BAR_HEIGHT + 4 + h;
}

static char *
explain_matrix (const Kernel *kernel)
{
  gboolean units_across;

  see_matrix (kernel, &units_across);
  if (g_str_equal (kernel->weight, "embeddings"))
    return g_strdup (units_across
                       ? _ ("A row for each symbol, a column for each number that stands "
                            "for it. Blue is above zero, red below.")
                       : _ ("A column for each symbol, a row for each number that stands "
                            "for it. Blue is above zero, red below."));
  if (kernel->has_gates)
    return g_strdup (units_across
                       ? _ ("A column for each gate of each unit, a row for each input. "
                            "Blue opens it, red closes it.")
                       : _ ("A row for each gate of each unit, a column for each input. "
                            "Blue opens it, red closes it."));
  return g_strdup (units_across
                     ? _ ("A column for each unit, a row for each of its inputs. Blue "
                          "counts for the unit, red against it.")
                     : _ ("A row for each unit, a column for each of its inputs. Blue "
                          "counts for the unit, red against it."));
}

static char *
explain_main (const Kernel *kernel)
{
  if (!kernel->is_tiled)
    return explain_matrix (kernel);
  if (kernel->n_shown < kernel->n_tiles)
    return g_strdup_printf (
      _ (
        "What each unit looks for: blue counts for it, red against it, white not at all. "
        "The first %u of %u pictures."),
      kernel->n_shown, kernel->n_tiles);
  return g_strdup (_ (
    "What each unit looks for: blue counts for it, red against it, white not at all."));
}

static void
see_input (const GradusReportFacts *facts, Kernel *kernel, guint layer)
{
  gboolean is_data = gradus_report_facts_get_seen_shape (facts, layer, &kernel->input);
  GradusWeightsKernel what = { .shape = &kernel->shape,
                               .input = is_data ? &kernel->input : NULL };
  GradusShape         output;

  if (!is_data)
    kernel->input.rank = 0;
  kernel->is_tiled = gradus_weights_choose_form (&what) == GRADUS_WEIGHTS_TILES;
  if (gradus_plan_get_output (facts->plan, (int) layer, &output))
    kernel->has_gates =
      kernel->shape.rank == 2 && gradus_shape_last (&output) > 0 &&
      gradus_shape_last (&kernel->shape) > gradus_shape_last (&output) &&
      gradus_shape_last (&kernel->shape) % gradus_shape_last (&output) == 0;
}

static void
add_main (const GradusReportWriter *self, guint layer)
{
  Kernel          *kernel = find_kernel (self->facts, layer);
  g_autofree char *words = NULL;
  double           height, least;

  see_input (self->facts, kernel, layer);
  height = measure_main (self, kernel, &least);
  words = explain_main (kernel);
  gradus_report_add_text (self->flow, self->theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_FG, 8,
                          words);
  gradus_report_flow_keep_next (self->flow);
  gradus_report_flow_add (self->flow, &(GradusReportBlock){ .height = height,
                                                            .least = least,
                                                            .gap = 14,
                                                            .head = -1,
                                                            .tag = "Figure",
                                                            .paint = paint_main,
                                                            .data = kernel,
                                                            .free_data = free_kernel });
}

/* ---- The others, small ---- */

typedef struct
{
  Kernel *kernels[THUMBS_IN_ROW];
  guint   n;
} Thumbs;

static void
free_thumbs (gpointer data)
{
  Thumbs *thumbs = data;

  for (guint i = 0; i < thumbs->n; i++)
    free_kernel (thumbs->kernels[i]);
  g_free (thumbs);
}

static void
draw_cut (cairo_t           *cr,
          const GradusTheme *theme,
          GradusTextRole     role,
          GradusToken        color,
          double             y,
          double             width,
          const char        *text)
{
  PangoLayout *layout = gradus_text_layout_new (NULL, theme, role, text);

  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  gradus_theme_set_source (theme, cr, color);
  cairo_move_to (cr, 0, y);
  pango_cairo_show_layout (cr, layout);
  g_object_unref (layout);
}

/* Bold type and that of code may come from fonts of other heights. */
static double
measure_line (const GradusTheme *theme)
{
  return MAX (gradus_text_line_height (theme, GRADUS_TEXT_CAPTION_BOLD),
              gradus_text_line_height (theme, GRADUS_TEXT_MONO));
}

static void
paint_thumbs (cairo_t           *cr,
              const GradusTheme *theme,
              double             width,
              double             height,
              gpointer           data)
{
  const Thumbs *thumbs = data;
  double        step = (width + THUMB_GAP) / THUMBS_IN_ROW, room = step - THUMB_GAP;
  double        line = measure_line (theme);

  for (guint i = 0; i < thumbs->n; i++)
    {
      const Kernel    *kernel = thumbs->kernels[i];
      g_autofree char *shape = gradus_shape_to_string (&kernel->shape);

      cairo_save (cr);
      cairo_translate (cr, i * step, 0);
      draw_cut (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG, 0, room,
                kernel->name);
      draw_cut (cr, theme, GRADUS_TEXT_MONO, GRADUS_TOKEN_DIM, line, room, shape);
      draw_matrix (kernel, cr, theme, 2 * line + 6, room, height - 2 * line - 6);
      cairo_restore (cr);
    }
}

static void
add_row (const GradusReportWriter *self, Thumbs *thumbs)
{
  double room =
    (gradus_report_flow_get_width (self->flow) + THUMB_GAP) / THUMBS_IN_ROW - THUMB_GAP;
  double highest = 0;

  for (guint i = 0; i < thumbs->n; i++)
    {
      gboolean   units_across;
      GradusGrid grid = see_matrix (thumbs->kernels[i], &units_across);
      double     w, h;

      fit_matrix (&grid, room, THUMB_HEIGHT, &w, &h);
      highest = MAX (highest, h);
    }
  gradus_report_flow_add (self->flow,
                          &(GradusReportBlock){
                            .height = highest + 2 * measure_line (self->theme) + 6,
                            .gap = 14,
                            .head = -1,
                            .tag = "Figure",
                            .paint = paint_thumbs,
                            .data = thumbs,
                            .free_data = free_thumbs });
}

static void
add_others (const GradusReportWriter *self, guint first)
{
  guint   n_layers = gradus_plan_get_n_layers (self->facts->plan), n = 0, n_rest = 0;
  Thumbs *thumbs = NULL;

  for (guint layer = first + 1; layer < n_layers; layer++)
    {
      Kernel *kernel = find_kernel (self->facts, layer);

      if (kernel == NULL)
        continue;
      if (n == MOST_THUMBS)
        {
          free_kernel (kernel);
          n_rest++;
          continue;
        }
      if (n++ == 0)
        {
          gradus_report_flow_keep_next (self->flow);
          gradus_report_add_subheading (self->flow, self->theme, _ ("The other layers"));
        }
      if (thumbs == NULL)
        thumbs = g_new0 (Thumbs, 1);
      thumbs->kernels[thumbs->n++] = kernel;
      if (thumbs->n == THUMBS_IN_ROW)
        add_row (self, g_steal_pointer (&thumbs));
    }
  if (thumbs != NULL)
    add_row (self, thumbs);
  if (n_rest > 0)
    {
      g_autofree char *rest =
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                      "%u more layer has weights that are not shown.",
                                      "%u more layers have weights that are not shown.",
                                      n_rest),
                         n_rest);

      gradus_report_add_text (self->flow, self->theme, GRADUS_TEXT_CAPTION,
                              GRADUS_TOKEN_DIM, 10, rest);
    }
}

void
gradus_report_write_weights (const GradusReportWriter *self)
{
  guint n_layers = gradus_plan_get_n_layers (self->facts->plan);

  for (guint layer = 0; layer < n_layers; layer++)
    if (gradus_report_facts_find_matrix (self->facts, layer) >= 0)
      {
        gradus_report_add_heading (self->flow, self->theme, _ ("Learned weights"));
        add_main (self, layer);
        add_others (self, layer);
        return;
      }
}
