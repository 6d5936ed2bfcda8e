/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/weights-sheet.h"

#include "config.h"

#include "io/csv.h"
#include "plot/text.h"
#include "plot/votes.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define BAR_ROOM 34.0     /* above the tiles, for the colour bar */
#define DETAIL_ROOM 250.0 /* below them, for one unit and its votes */
#define DETAIL_WIDTH 420.0
#define TILES_LEAST 180.0
#define VOTES_MOST 16

/* --- What is shown --- */

static guint
first_weight_of (const GradusPlan *plan, guint layer)
{
  guint n = 0;

  for (guint i = 0; i < layer; i++)
    n += gradus_plan_get_layer (plan, i)->n_weights;
  return n;
}

/**
 * gradus_weights_sheet_can_show:
 * @plan: a network
 * @layer: number of a layer
 *
 * Returns: whether the layer has a kernel: weights between inputs and units
 */
gboolean
gradus_weights_sheet_can_show (const GradusPlan *plan, guint layer)
{
  const GradusLayerPlan *plan_layer = gradus_plan_get_layer (plan, layer);

  return plan_layer != NULL && plan_layer->n_weights > 0 &&
         plan_layer->weights[0].shape.rank >= 2;
}

static GradusTensor *
get_kernel (const GradusPlan *plan, GPtrArray *weights, guint layer)
{
  guint index;

  if (!gradus_weights_sheet_can_show (plan, layer))
    return NULL;
  index = first_weight_of (plan, layer);
  return index < weights->len ? weights->pdata[index] : NULL;
}

static void
find_votes (GradusWeightsSheet  *self,
            const GradusPlan    *plan,
            GPtrArray           *weights,
            guint                layer,
            const GradusDataset *data)
{
  guint n_layers = gradus_plan_get_n_layers (plan);
  guint n_classes = data != NULL ? gradus_dataset_get_n_classes (data) : 0;

  for (guint i = layer + 1; i < n_layers && self->next == NULL; i++)
    {
      GradusTensor *kernel = get_kernel (plan, weights, i);

      if (kernel == NULL)
        continue;
      if (kernel->shape.rank != 2 ||
          kernel->shape.dims[0] != gradus_shape_last (&self->kernel->shape))
        return;
      self->next = gradus_tensor_ref (kernel);
      if (i + 1 < n_layers || n_classes == 0 || kernel->shape.dims[1] != n_classes)
        return;
      self->names = g_new0 (char *, n_classes + 1);
      for (guint j = 0; j < n_classes; j++)
        self->names[j] = g_strdup (gradus_dataset_get_class_name (data, j));
    }
}

/* What the layer sees is the data if nothing before it has weights; a flattened picture
 * is still seen as one. */
static void
find_input (GradusWeightsSheet *self, const GradusPlan *plan, guint layer)
{
  GradusShape shape;
  gsize       n_inputs = gradus_shape_size (&self->kernel->shape) /
                   (gsize) MAX (gradus_shape_last (&self->kernel->shape), 1);

  for (int i = (int) layer - 1; i >= -1; i--)
    {
      if (i >= 0 && gradus_plan_get_n_params (plan, (guint) i) > 0)
        {
          self->input.rank = 0;
          return;
        }
      if (gradus_plan_get_output (plan, i, &shape) &&
          gradus_shape_size (&shape) == n_inputs)
        self->input = shape;
    }
}

/**
 * gradus_weights_sheet_new:
 * @plan: a network
 * @weights: (element-type GradusTensor): all its weights, which do not change any more
 * @layer: number of a layer
 * @data: (nullable): names the classes
 *
 * Takes references of all that belongs to one layer's weights.
 *
 * Returns: (transfer full) (nullable): the sheet, in the form that says most and with the
 * limit 1; %NULL if the layer has no kernel
 */
GradusWeightsSheet *
gradus_weights_sheet_new (const GradusPlan    *plan,
                          GPtrArray           *weights,
                          guint                layer,
                          const GradusDataset *data)
{
  GradusTensor       *kernel = get_kernel (plan, weights, layer);
  const GradusLayer  *description;
  GradusWeightsSheet *self;

  if (kernel == NULL)
    return NULL;
  description = gradus_sequential_get_layer (gradus_plan_get_sequential (plan), layer);
  self = g_new0 (GradusWeightsSheet, 1);
  self->layer = g_strdup (description->name);
  self->kernel = gradus_tensor_ref (kernel);
  /* The kernel of a recurrent layer has a column for each gate of each unit. */
  self->is_gates =
    gradus_layer_kind_of (description->config)->category == GRADUS_CATEGORY_RECURRENT;
  find_votes (self, plan, weights, layer, data);
  find_input (self, plan, layer);
  self->form = gradus_weights_choose_form (&kernel->shape, &self->input);
  self->limit = 1;
  self->unit = -1;
  return self;
}

/**
 * gradus_weights_sheet_choose_limit:
 * @self: a sheet
 *
 * Finds which magnitude is drawn strongest; it takes time by the number of weights.
 */
void
gradus_weights_sheet_choose_limit (GradusWeightsSheet *self)
{
  self->limit = gradus_round_to_two_figures (
    gradus_color_limit (self->kernel->data, self->kernel->size, GRADUS_WEIGHT_SHARE));
}

GradusWeightsSheet *
gradus_weights_sheet_copy (const GradusWeightsSheet *self)
{
  GradusWeightsSheet *copy = g_new (GradusWeightsSheet, 1);

  *copy = *self;
  copy->layer = g_strdup (self->layer);
  copy->kernel = gradus_tensor_ref (self->kernel);
  copy->next = self->next != NULL ? gradus_tensor_ref (self->next) : NULL;
  copy->names = g_strdupv (self->names);
  return copy;
}

void
gradus_weights_sheet_free (GradusWeightsSheet *self)
{
  if (self == NULL)
    return;
  g_free (self->layer);
  gradus_tensor_unref (self->kernel);
  g_clear_pointer (&self->next, gradus_tensor_unref);
  g_strfreev (self->names);
  g_free (self);
}

/**
 * gradus_weights_sheet_dup_title:
 * @self: a sheet
 *
 * Returns: (transfer full): like "What the 16 units of dense look for"
 */
char *
gradus_weights_sheet_dup_title (const GradusWeightsSheet *self)
{
  int n_units = (int) gradus_shape_last (&self->kernel->shape);

  if (self->is_gates)
    return g_strdup_printf (_ ("What the gates of %s look for"), self->layer);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "What the %d unit of %s looks for",
                                       "What the %d units of %s look for",
                                       (gulong) n_units),
                          n_units, self->layer);
}

/* --- Where it is --- */

/* Where the weights lie, and below them one unit, if the tiles leave room for it: so many
 * that even small ones do not fit would lie under it. */
static gboolean
lay_out_with_detail (const GradusWeightsSheet *self,
                     const GradusTheme        *theme,
                     double                    width,
                     double                    height,
                     GradusWeightsLayout      *layout)
{
  double room = height - (BAR_ROOM + DETAIL_ROOM) * theme->scale;

  if (self->form != GRADUS_WEIGHTS_TILES || self->unit < 0 ||
      room < TILES_LEAST * theme->scale || width < DETAIL_WIDTH * theme->scale)
    return FALSE;
  gradus_weights_layout (layout, &self->kernel->shape, &self->input, self->form, theme,
                         width, room);
  return layout->height < room + 1;
}

/**
 * gradus_weights_sheet_layout:
 * @self: a sheet
 * @theme: font and scale
 * @width: of the drawing
 * @height: of the drawing
 * @layout: (out): where the weights lie, below the colour bar
 *
 * Places the weights.
 */
void
gradus_weights_sheet_layout (const GradusWeightsSheet *self,
                             const GradusTheme        *theme,
                             double                    width,
                             double                    height,
                             GradusWeightsLayout      *layout)
{
  if (!lay_out_with_detail (self, theme, width, height, layout))
    gradus_weights_layout (layout, &self->kernel->shape, &self->input, self->form, theme,
                           width, height - BAR_ROOM * theme->scale);
}

/**
 * gradus_weights_sheet_hit:
 * @self: a sheet
 * @theme: font and scale
 * @width: of the drawing
 * @height: of the drawing
 * @x: of the pointer
 * @y: of the pointer
 * @layout: (out): where the weights lie
 * @cell: (out): the weight
 *
 * Returns: whether there is a weight under the pointer
 */
gboolean
gradus_weights_sheet_hit (const GradusWeightsSheet *self,
                          const GradusTheme        *theme,
                          double                    width,
                          double                    height,
                          double                    x,
                          double                    y,
                          GradusWeightsLayout      *layout,
                          GradusWeightsCell        *cell)
{
  gradus_weights_sheet_layout (self, theme, width, height, layout);
  return gradus_weights_hit (layout, x, y - BAR_ROOM * theme->scale, cell);
}

/* --- Drawing --- */

static void
draw_heading (cairo_t           *cr,
              const GradusTheme *theme,
              double             x,
              double             y,
              const char        *title,
              const char        *caption)
{
  gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    x, y + 9 * theme->scale, title);
  gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    x, y + 28 * theme->scale, caption);
}

static void
draw_votes (const GradusWeightsSheet *self,
            cairo_t                  *cr,
            const GradusTheme        *theme,
            double                    x,
            double                    y,
            double                    width,
            double                    height)
{
  guint n = (guint) self->next->shape.dims[1];

  draw_heading (cr, theme, x, y, _ ("Its votes"),
                self->names != NULL ? _ ("weights from this unit to each class")
                                    : _ ("weights from this unit to the next layer"));
  cairo_save (cr);
  cairo_translate (cr, x, y + 44 * theme->scale);
  gradus_votes_draw (cr, theme, width, height - 44 * theme->scale,
                     self->next->data + (gsize) self->unit * n, MIN (n, VOTES_MOST), 1,
                     (const char *const *) self->names);
  cairo_restore (cr);
}

static void
draw_detail (const GradusWeightsSheet  *self,
             cairo_t                   *cr,
             const GradusTheme         *theme,
             const GradusWeightsLayout *layout,
             double                     width,
             double                     y)
{
  GradusGrid       grid = gradus_weights_get_grid (layout, self->kernel->data,
                                                   (guint) self->unit * layout->n_channels);
  g_autofree char *title = g_strdup_printf (_ ("Unit %d"), self->unit + 1);
  double           size = (DETAIL_ROOM - 66) * theme->scale;

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BORDER);
  cairo_rectangle (cr, 0, floor (y), width, 1);
  cairo_fill (cr);
  y += 16 * theme->scale;
  draw_heading (cr, theme, 0, y, title, _ ("what makes it fire"));
  gradus_weights_draw_unit (cr, theme, &grid, self->limit, 1, y + 44 * theme->scale,
                            size);
  if (self->next != NULL)
    draw_votes (self, cr, theme, floor (width * 0.42), y,
                MIN (width * 0.5, 380 * theme->scale), (DETAIL_ROOM - 20) * theme->scale);
}

/* What the axes of tiles and matrix are, in words, left of the colour bar. */
static void
draw_axes (const GradusWeightsSheet  *self,
           cairo_t                   *cr,
           const GradusTheme         *theme,
           const GradusWeightsLayout *layout,
           double                     room)
{
  const char *text = _ ("a picture for each unit");
  double      width;

  if (self->form == GRADUS_WEIGHTS_MATRIX)
    text = _ ("down: units · across: their inputs");
  else if (layout->n_channels > 1)
    text = _ ("a picture for each unit and each channel that it sees");
  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, text, &width, NULL);
  if (width <= room)
    gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                      GRADUS_ALIGN_START, 0, 10 * theme->scale, text);
}

/**
 * gradus_weights_sheet_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @self: a sheet
 *
 * Draws everything; one enlarged unit only where there is room for it.
 */
void
gradus_weights_sheet_draw (cairo_t                  *cr,
                           const GradusTheme        *theme,
                           double                    width,
                           double                    height,
                           const GradusWeightsSheet *self)
{
  GradusWeightsLayout layout;
  gboolean            is_tiles = self->form == GRADUS_WEIGHTS_TILES;
  gboolean has_detail = lay_out_with_detail (self, theme, width, height, &layout);
  double   bar;

  gradus_weights_sheet_layout (self, theme, width, height, &layout);
  bar = gradus_weights_draw_color_bar (cr, theme, GRADUS_COLOR_MAP_WEIGHTS, self->limit,
                                       width, 10 * theme->scale);
  draw_axes (self, cr, theme, &layout, width - bar - 16 * theme->scale);
  cairo_save (cr);
  cairo_translate (cr, 0, BAR_ROOM * theme->scale);
  gradus_weights_draw (cr, theme, &layout, self->kernel->data, self->limit,
                       is_tiles && self->unit >= 0 ? self->unit * (int) layout.n_channels
                                                   : -1);
  cairo_restore (cr);
  if (has_detail)
    draw_detail (self, cr, theme, &layout, width, height - DETAIL_ROOM * theme->scale);
}

/* --- As a figure --- */

static double
measure_figure (gconstpointer      data,
                const GradusTheme *theme,
                double             width,
                double            *least_width)
{
  const GradusWeightsSheet *self = data;
  GradusWeightsLayout       layout;
  double                    most = width * 0.75;
  double                    detail = DETAIL_ROOM * theme->scale;

  /* As large as looks well on a page that is wider than high. */
  gradus_weights_layout (&layout, &self->kernel->shape, &self->input, self->form, theme,
                         width, most);
  /* A weight is a pixel at least, and tiles stand side by side or below each other. */
  *least_width = MAX (*least_width, layout.cell * layout.tile_width + 2 * layout.left);
  if (self->form != GRADUS_WEIGHTS_TILES || self->unit < 0 ||
      width < DETAIL_WIDTH * theme->scale)
    detail = 0;
  return BAR_ROOM * theme->scale +
         (detail > 0 ? MAX (layout.height, TILES_LEAST * theme->scale) : layout.height) +
         detail;
}

static void
draw_figure (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gconstpointer      data)
{
  gradus_weights_sheet_draw (cr, theme, width, height, data);
}

/* A line for each input, a column for each unit, as the tensor lies in memory. */
static char *
write_numbers (gconstpointer data)
{
  const GradusWeightsSheet *self = data;
  gsize    n_units = (gsize) MAX (gradus_shape_last (&self->kernel->shape), 1);
  GString *csv = g_string_new ("input");

  for (gsize i = 0; i < n_units; i++)
    g_string_append_printf (csv, ",unit %zu", i + 1);
  for (gsize i = 0; i < self->kernel->size; i++)
    {
      if (i % n_units == 0)
        g_string_append_printf (csv, "\n%zu", i / n_units + 1);
      gradus_csv_append_number (csv, (double) self->kernel->data[i]);
    }
  g_string_append_c (csv, '\n');
  return g_string_free (csv, FALSE);
}

const GradusFigureKind gradus_figure_weights = {
  .id = "weights",
  .title = N_ ("Weights"),
  .width = 880,
  .least_width = 300,
  .least_height = 120,
  .measure = measure_figure,
  .draw = draw_figure,
  .to_csv = write_numbers,
  .free_data = (GDestroyNotify) gradus_weights_sheet_free,
};

/**
 * gradus_figure_weights_new:
 * @sheet: (nullable): what is shown; copied
 *
 * Returns: (transfer full): the weights of a layer as a figure, or what stands for them
 * where no layer has any
 */
GradusFigure *
gradus_figure_weights_new (const GradusWeightsSheet *sheet)
{
  g_autofree char  *title = NULL;
  g_autofree char  *variant = NULL;
  GradusFigureWords words = { 0 };

  if (sheet == NULL)
    return gradus_figure_new_missing (&gradus_figure_weights,
                                      _ ("There are no weights to look at yet."));
  title = gradus_weights_sheet_dup_title (sheet);
  variant =
    g_strdup_printf ("%s, %s", sheet->layer,
                     sheet->form == GRADUS_WEIGHTS_TILES ? C_ ("weights", "tiles")
                                                         : C_ ("weights", "matrix"));
  words.title = title;
  words.variant = variant;
  words.reading =
    _ ("Blue ink counts for the unit, red ink against it, bare paper not at all.");
  return gradus_figure_new (&gradus_figure_weights, &words,
                            gradus_weights_sheet_copy (sheet));
}
