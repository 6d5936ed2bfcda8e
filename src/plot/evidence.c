/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/evidence.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/paint.h"
#include "plot/picture.h"
#include "plot/text.h"

#define N_COLUMNS 2
#define GAP_X 22.0
#define GAP_Y 6.0
#define HEADING 19.0
#define NOTE 16.0
/* With less room for a picture than this its note is left out. */
#define PICTURE_WITH_NOTE 84.0
/* Noise is not shown as strong: a score that moves by less is pale. */
#define SMALLEST_LIMIT 0.5

/* Where a panel's numbers stand. */
typedef struct
{
  double x, y; /* of the panel */
  double width;
  double note; /* height of its note, 0 without */
  double left, top, cell;
  guint  n_columns, n_rows;
} Panel;

static void
choose_cells (const GradusEvidence *evidence,
              GradusEvidencePanel   panel,
              double                side,
              Panel                *layout)
{
  guint  n_channels;
  double cell;

  if (panel == GRADUS_EVIDENCE_UNITS)
    {
      /* Twice as wide as high, as there are mostly 32, 64 or 128. */
      layout->n_columns = (guint) ceil (sqrt (2.0 * (double) MAX (evidence->n_units, 1)));
      layout->n_rows =
        (guint) ((evidence->n_units + layout->n_columns - 1) / layout->n_columns);
    }
  else
    gradus_picture_get_size (&evidence->input_shape, &layout->n_columns, &layout->n_rows,
                             &n_channels);
  cell = side / MAX (MAX (layout->n_columns, layout->n_rows), 1);
  layout->cell = cell >= 1 ? floor (cell) : cell;
}

static Panel
lay_out (const GradusTheme    *theme,
         double                width,
         double                height,
         const GradusEvidence *evidence,
         GradusEvidencePanel   panel)
{
  double scale = theme->scale;
  double column = (width - GAP_X * scale) / N_COLUMNS;
  double row = (height - GAP_Y * scale) / 2;
  Panel  layout = { .width = column,
                    .x = panel % N_COLUMNS * (column + GAP_X * scale),
                    .y = panel / N_COLUMNS * (row + GAP_Y * scale) };
  double side = row - (HEADING + NOTE) * scale;

  layout.x = floor (layout.x);
  layout.y = floor (layout.y);
  layout.note = NOTE * scale;
  if (side < PICTURE_WITH_NOTE * scale)
    {
      side += layout.note;
      layout.note = 0;
    }
  layout.left = layout.x + 1;
  layout.top = floor (layout.y + HEADING * scale + layout.note) + 2;
  choose_cells (evidence, panel, MAX (MIN (side - 3, column - 2), 8), &layout);
  return layout;
}

static gboolean
is_shown (const GradusEvidence *evidence, GradusEvidencePanel panel)
{
  if (panel == GRADUS_EVIDENCE_OCCLUSION)
    return evidence->has_maps || evidence->output != NULL;
  return evidence->has_maps || panel != GRADUS_EVIDENCE_GRADIENT;
}

static const char *
get_title (const GradusEvidence *evidence, GradusEvidencePanel panel)
{
  switch (panel)
    {
    case GRADUS_EVIDENCE_INPUT:
      return _ ("What the network sees");
    case GRADUS_EVIDENCE_OCCLUSION:
      return evidence->output != NULL ? _ ("What it draws again")
                                      : _ ("If a spot is covered");
    case GRADUS_EVIDENCE_UNITS:
      return evidence->units_title != NULL ? evidence->units_title : "";
    case GRADUS_EVIDENCE_GRADIENT:
      return _ ("If ink is added");
    case GRADUS_N_EVIDENCE_PANELS:
    default:
      return "";
    }
}

static char *
dup_note (const GradusEvidence *evidence, GradusEvidencePanel panel)
{
  switch (panel)
    {
    case GRADUS_EVIDENCE_INPUT:
      return g_strdup (evidence->input_note != NULL ? evidence->input_note : "");
    case GRADUS_EVIDENCE_UNITS:
      return g_strdup (evidence->units_note != NULL ? evidence->units_note : "");
    case GRADUS_EVIDENCE_OCCLUSION:
      /* Translators: %s is what the network reads, like 3 */
      return evidence->answer != NULL
               ? g_strdup_printf (_ ("blue: the %s rests on it"), evidence->answer)
               : g_strdup ("");
    case GRADUS_EVIDENCE_GRADIENT:
      /* Translators: %s is what the network reads, like 3 */
      return evidence->answer != NULL
               ? g_strdup_printf (_ ("blue: speaks for the %s"), evidence->answer)
               : g_strdup ("");
    case GRADUS_N_EVIDENCE_PANELS:
    default:
      return g_strdup ("");
    }
}

/* Along the edges of pixels, between ink and paper. */
static void
draw_outline (cairo_t              *cr,
              const GradusTheme    *theme,
              const Panel          *panel,
              const GradusEvidence *evidence)
{
  guint n = panel->n_columns, n_rows = panel->n_rows;
  gsize n_channels =
    gradus_shape_size (&evidence->input_shape) / MAX ((gsize) n * n_rows, 1);

#define HAS_INK(column_, row_)                                                           \
  (evidence->input[((gsize) (row_) *n + (column_)) * n_channels] >= 0.5f)
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_FG, 0.75);
  cairo_set_line_width (cr, 1);
  for (guint row = 0; row < n_rows; row++)
    for (guint column = 0; column < n; column++)
      {
        double x = floor (panel->left + column * panel->cell) + 0.5;
        double y = floor (panel->top + row * panel->cell) + 0.5;

        if (column > 0 && HAS_INK (column, row) != HAS_INK (column - 1, row))
          {
            cairo_move_to (cr, x, y);
            cairo_line_to (cr, x, y + panel->cell);
          }
        if (row > 0 && HAS_INK (column, row) != HAS_INK (column, row - 1))
          {
            cairo_move_to (cr, x, y);
            cairo_line_to (cr, x + panel->cell, y);
          }
      }
#undef HAS_INK
  cairo_stroke (cr);
}

static double
find_limit (const float *values, gsize n, double smallest)
{
  double limit = smallest;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      limit = MAX (limit, fabs ((double) values[i]));
  return limit;
}

static void
draw_numbers (cairo_t           *cr,
              const GradusTheme *theme,
              const Panel       *panel,
              GradusColorMapId   map,
              const float       *values,
              gsize              stride,
              double             limit)
{
  double     width = panel->n_columns * panel->cell;
  double     height = panel->n_rows * panel->cell;
  GradusGrid grid = { values, panel->n_columns, panel->n_rows, stride,
                      stride * panel->n_columns };

  /* Numbers that are not known yet leave their paper blank. */
  if (values != NULL)
    gradus_picture_draw (cr, theme, gradus_color_map_get (theme, map), &grid, limit,
                         panel->left, panel->top, width, height);
  else
    gradus_paint_frame (cr, theme, GRADUS_TOKEN_BORDER, panel->left - 1, panel->top - 1,
                        width + 2, height + 2, 0);
}

/* The last row of units need not be full. */
static void
draw_units (cairo_t              *cr,
            const GradusTheme    *theme,
            const Panel          *panel,
            const GradusEvidence *evidence)
{
  gsize             n_cells = (gsize) panel->n_columns * panel->n_rows;
  g_autofree float *cells = g_new0 (float, n_cells);
  gboolean          is_signed = FALSE;

  for (gsize i = 0; i < evidence->n_units; i++)
    {
      cells[i] = evidence->units[i];
      is_signed = is_signed || cells[i] < 0;
    }
  draw_numbers (cr, theme, panel,
                is_signed ? GRADUS_COLOR_MAP_WEIGHTS : GRADUS_COLOR_MAP_ACTIVATIONS,
                cells, 1, find_limit (cells, n_cells, 1e-6));
}

static void
draw_panel (cairo_t              *cr,
            const GradusTheme    *theme,
            const Panel          *panel,
            GradusEvidencePanel   which,
            const GradusEvidence *evidence)
{
  gsize n = (gsize) panel->n_columns * panel->n_rows;
  gsize stride = gradus_shape_size (&evidence->input_shape) / MAX (n, 1);

  switch (which)
    {
    case GRADUS_EVIDENCE_INPUT:
      draw_numbers (cr, theme, panel, GRADUS_COLOR_MAP_PICTURES, evidence->input, stride,
                    1);
      break;
    case GRADUS_EVIDENCE_UNITS:
      if (evidence->units != NULL && evidence->n_units > 0)
        draw_units (cr, theme, panel, evidence);
      break;
    case GRADUS_EVIDENCE_OCCLUSION:
      if (evidence->output != NULL)
        {
          draw_numbers (cr, theme, panel, GRADUS_COLOR_MAP_PICTURES, evidence->output,
                        stride, 1);
          break;
        }
      draw_numbers (cr, theme, panel, GRADUS_COLOR_MAP_WEIGHTS,
                    evidence->occlusion != NULL ? evidence->occlusion->drop : NULL, 1,
                    evidence->occlusion != NULL
                      ? find_limit (evidence->occlusion->drop, n, SMALLEST_LIMIT)
                      : 1);
      draw_outline (cr, theme, panel, evidence);
      break;
    case GRADUS_EVIDENCE_GRADIENT:
      draw_numbers (cr, theme, panel, GRADUS_COLOR_MAP_WEIGHTS, evidence->gradient,
                    stride,
                    evidence->gradient != NULL
                      ? MAX (gradus_color_limit (evidence->gradient, n * stride,
                                                 GRADUS_WEIGHT_SHARE),
                             1e-12)
                      : 1);
      draw_outline (cr, theme, panel, evidence);
      break;
    case GRADUS_N_EVIDENCE_PANELS:
    default:
      break;
    }
}

/* Words that are longer in some language must not run into those of the panel beside. */
static void
draw_words (cairo_t           *cr,
            const GradusTheme *theme,
            GradusTextRole     role,
            GradusToken        token,
            const Panel       *panel,
            double             middle,
            const char        *words)
{
  g_autofree char *text =
    gradus_text_shorten (theme, role, words, panel->width + (GAP_X - 6) * theme->scale);

  gradus_text_draw (cr, theme, role, token, GRADUS_ALIGN_START, panel->x, middle, text);
}

/**
 * gradus_evidence_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @evidence: what is known
 *
 * Draws four small pictures: the sample, what a layer makes of it, and two maps of what
 * the answer rests on.
 */
void
gradus_evidence_draw (cairo_t              *cr,
                      const GradusTheme    *theme,
                      double                width,
                      double                height,
                      const GradusEvidence *evidence)
{
  if (evidence->input == NULL)
    return;
  for (guint i = 0; i < GRADUS_N_EVIDENCE_PANELS; i++)
    {
      Panel            panel = lay_out (theme, width, height, evidence, i);
      g_autofree char *note = dup_note (evidence, i);

      if (!is_shown (evidence, i))
        continue;
      draw_words (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, &panel,
                  panel.y + HEADING * theme->scale / 2, get_title (evidence, i));
      if (panel.note > 0)
        draw_words (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, &panel,
                    panel.y + HEADING * theme->scale + panel.note / 2 - 1, note);
      draw_panel (cr, theme, &panel, i, evidence);
    }
}

/**
 * gradus_evidence_hit:
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @evidence: what is shown
 * @x: of the pointer
 * @y: of the pointer
 * @spot: (out): the number under the pointer
 *
 * Returns: whether there is one
 */
gboolean
gradus_evidence_hit (const GradusTheme    *theme,
                     double                width,
                     double                height,
                     const GradusEvidence *evidence,
                     double                x,
                     double                y,
                     GradusEvidenceSpot   *spot)
{
  if (evidence->input == NULL)
    return FALSE;
  for (guint i = 0; i < GRADUS_N_EVIDENCE_PANELS; i++)
    {
      Panel  panel = lay_out (theme, width, height, evidence, i);
      double column = floor ((x - panel.left) / panel.cell);
      double row = floor ((y - panel.top) / panel.cell);

      if (!is_shown (evidence, i) || column < 0 || row < 0 || column >= panel.n_columns ||
          row >= panel.n_rows)
        continue;
      *spot = (GradusEvidenceSpot){ i, (guint) row, (guint) column,
                                    (gsize) row * panel.n_columns + (gsize) column };
      return i != GRADUS_EVIDENCE_UNITS ||
             (evidence->units != NULL && spot->index < evidence->n_units);
    }
  return FALSE;
}
