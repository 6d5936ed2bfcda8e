/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/report-text.h"

#include <math.h>
#include <string.h>

#define SECTION_GAP 38.0
#define SUBHEADING_GAP 18.0
#define CELL_GAP 12.0
#define ROW_PADDING 3.5
#define ROW_LINE 0.6
#define CODE_PADDING 10.0

/* ---- Paragraphs ---- */

typedef struct
{
  PangoLayout *layout;
  GradusToken  color;
} Text;

static void
free_text (gpointer data)
{
  Text *text = data;

  g_object_unref (text->layout);
  g_free (text);
}

static double
get_height (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  return (double) logical.height / PANGO_SCALE;
}

static double
get_baseline (PangoLayout *layout)
{
  return (double) pango_layout_get_baseline (layout) / PANGO_SCALE;
}

static void
paint_text (cairo_t           *cr,
            const GradusTheme *theme,
            double             width,
            double             height,
            gpointer           data)
{
  const Text *text = data;

  gradus_theme_set_source (theme, cr, text->color);
  cairo_move_to (cr, 0, 0);
  pango_cairo_show_layout (cr, text->layout);
}

static Text *
new_text (const GradusTheme *theme,
          GradusTextRole     role,
          GradusToken        color,
          double             width,
          const char        *words)
{
  Text *text = g_new0 (Text, 1);

  text->layout = gradus_text_layout_new (NULL, theme, role, words);
  text->color = color;
  pango_layout_set_wrap (text->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (text->layout, (int) (width * PANGO_SCALE));
  return text;
}

static guint
add_text (GradusReportFlow *flow, Text *text, double gap, const char *tag)
{
  return gradus_report_flow_add (flow, &(GradusReportBlock){ .height =
                                                               get_height (text->layout),
                                                             .gap = gap,
                                                             .head = -1,
                                                             .tag = tag,
                                                             .paint = paint_text,
                                                             .data = text,
                                                             .free_data = free_text });
}

guint
gradus_report_add_text (GradusReportFlow  *flow,
                        const GradusTheme *theme,
                        GradusTextRole     role,
                        GradusToken        color,
                        double             gap,
                        const char        *text)
{
  Text *paragraph =
    new_text (theme, role, color, gradus_report_flow_get_width (flow), text);

  pango_layout_set_line_spacing (paragraph->layout, 1.15f);
  return add_text (flow, paragraph, gap, "P");
}

void
gradus_report_add_heading (GradusReportFlow  *flow,
                           const GradusTheme *theme,
                           const char        *text)
{
  Text *heading = new_text (theme, GRADUS_TEXT_TITLE_4, GRADUS_TOKEN_FG,
                            gradus_report_flow_get_width (flow), text);

  gradus_report_flow_add (flow,
                          &(GradusReportBlock){ .height = get_height (heading->layout),
                                                .gap = SECTION_GAP,
                                                .rule = TRUE,
                                                .keep = TRUE,
                                                .head = -1,
                                                .tag = "H1",
                                                .outline = g_strdup (text),
                                                .paint = paint_text,
                                                .data = heading,
                                                .free_data = free_text });
}

void
gradus_report_add_subheading (GradusReportFlow  *flow,
                              const GradusTheme *theme,
                              const char        *text)
{
  Text *heading = new_text (theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG,
                            gradus_report_flow_get_width (flow), text);

  add_text (flow, heading, SUBHEADING_GAP, "H2");
  gradus_report_flow_keep_next (flow);
}

/* ---- Code ---- */

typedef struct
{
  PangoLayout *layout;
  gboolean     is_first;
  gboolean     is_last;
} Line;

static void
free_line (gpointer data)
{
  Line *line = data;

  g_object_unref (line->layout);
  g_free (line);
}

static void
paint_line (cairo_t           *cr,
            const GradusTheme *theme,
            double             width,
            double             height,
            gpointer           data)
{
  const Line *line = data;

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_SPINE);
  /* A hair more, so that no seam shows between two lines. */
  cairo_rectangle (cr, 0, 0, width, height + (line->is_last ? 0 : 0.4));
  cairo_fill (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FG);
  cairo_move_to (cr, CODE_PADDING, line->is_first ? CODE_PADDING : 0);
  pango_cairo_show_layout (cr, line->layout);
}

static void
add_line (GradusReportFlow  *flow,
          const GradusTheme *theme,
          const char        *text,
          gboolean           is_first,
          gboolean           is_last)
{
  Line  *line = g_new0 (Line, 1);
  double width = gradus_report_flow_get_width (flow) - 2 * CODE_PADDING;

  /* A blank line is as high as the others. */
  line->layout = gradus_text_layout_new (NULL, theme, GRADUS_TEXT_MONO, text);
  line->is_first = is_first;
  line->is_last = is_last;
  pango_layout_set_wrap (line->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (line->layout, (int) (width * PANGO_SCALE));
  /* Code begins at the left in every language. */
  pango_layout_set_auto_dir (line->layout, FALSE);
  pango_layout_set_indent (line->layout, -(int) (44 * theme->scale * PANGO_SCALE));
  gradus_report_flow_add (flow, &(GradusReportBlock){
                                  .height = ceil (get_height (line->layout) + 1) +
                                            (is_first + is_last) * CODE_PADDING,
                                  .gap = is_first ? 12 : 0,
                                  .head = -1,
                                  .tag = "Code",
                                  .paint = paint_line,
                                  .data = line,
                                  .free_data = free_line });
}

void
gradus_report_add_code (GradusReportFlow  *flow,
                        const GradusTheme *theme,
                        double             most_height,
                        const char        *code)
{
  g_autofree char *plain = g_strchomp (g_strdup (code));
  g_auto (GStrv)   lines = g_strsplit (plain, "\n", -1);
  guint            n = g_strv_length (lines);
  guint            first = gradus_report_flow_get_n_blocks (flow);
  double           height = 0;

  for (guint i = 0; i < n; i++)
    {
      add_line (flow, theme, lines[i], i == 0, i + 1 == n);
      height += gradus_report_flow_get_block (flow, first + i)->height;
    }
  /* What one page holds is not torn apart; else no line stands alone. */
  for (guint i = 0; i + 1 < n; i++)
    if (height <= most_height || i < 2 || i + 2 == n)
      gradus_report_flow_set_keep (flow, first + i, TRUE);
}

/* ---- Tables ---- */

typedef struct
{
  PangoLayout *cells[GRADUS_REPORT_MAX_COLUMNS]; /* nullable */
  double       x[GRADUS_REPORT_MAX_COLUMNS];
  double       baseline; /* that the first lines of all cells stand on */
  guint        n_cells;
  gboolean     is_head;
} Row;

static void
free_row (gpointer data)
{
  Row *row = data;

  for (guint i = 0; i < row->n_cells; i++)
    g_clear_object (&row->cells[i]);
  g_free (row);
}

static void
paint_row (cairo_t           *cr,
           const GradusTheme *theme,
           double             width,
           double             height,
           gpointer           data)
{
  const Row *row = data;
  double     line = row->is_head ? 2 * ROW_LINE : ROW_LINE;

  gradus_theme_set_source (theme, cr, row->is_head ? GRADUS_TOKEN_DIM : GRADUS_TOKEN_FG);
  for (guint i = 0; i < row->n_cells; i++)
    if (row->cells[i] != NULL)
      {
        cairo_move_to (cr, row->x[i],
                       ROW_PADDING + row->baseline - get_baseline (row->cells[i]));
        pango_cairo_show_layout (cr, row->cells[i]);
      }
  gradus_theme_set_source (theme, cr,
                           row->is_head ? GRADUS_TOKEN_AXIS : GRADUS_TOKEN_BORDER);
  cairo_set_line_width (cr, line);
  cairo_move_to (cr, 0, height - line / 2);
  cairo_line_to (cr, width, height - line / 2);
  cairo_stroke (cr);
}

static PangoLayout *
new_cell (const GradusTheme *theme,
          GradusTextRole     role,
          GradusAlign        align,
          gboolean           is_strong,
          double             width,
          const char        *text)
{
  PangoLayout *cell = gradus_text_layout_new (NULL, theme, role, text);

  if (is_strong)
    {
      PangoFontDescription *font =
        pango_font_description_copy (pango_layout_get_font_description (cell));

      pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
      pango_layout_set_font_description (cell, font);
      pango_font_description_free (font);
    }
  pango_layout_set_wrap (cell, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (cell, (int) (MAX (width, 8) * PANGO_SCALE));
  if (align == GRADUS_ALIGN_END)
    pango_layout_set_alignment (cell, PANGO_ALIGN_RIGHT);
  else if (align == GRADUS_ALIGN_CENTER)
    pango_layout_set_alignment (cell, PANGO_ALIGN_CENTER);
  return cell;
}

static guint
add_row (GradusReportTable *self,
         gboolean           is_head,
         gboolean           is_strong,
         const char *const *texts)
{
  double width = gradus_report_flow_get_width (self->flow);
  Row   *row = g_new0 (Row, 1);
  double x = 0, height = 0;

  row->n_cells = self->n_columns;
  row->is_head = is_head;
  for (guint i = 0; i < self->n_columns; i++)
    {
      const GradusReportColumn *column = &self->columns[i];
      double                    room = width * column->share;

      row->x[i] = x;
      x += room;
      if (texts[i] == NULL)
        continue;
      row->cells[i] =
        new_cell (self->theme, is_head ? GRADUS_TEXT_CAPTION_BOLD : column->role,
                  column->align, is_strong,
                  room - (i + 1 < self->n_columns ? CELL_GAP : 0), texts[i]);
      row->baseline = MAX (row->baseline, get_baseline (row->cells[i]));
    }
  for (guint i = 0; i < self->n_columns; i++)
    if (row->cells[i] != NULL)
      height = MAX (height, get_height (row->cells[i]) + row->baseline -
                              get_baseline (row->cells[i]));
  return gradus_report_flow_add (self->flow,
                                 &(GradusReportBlock){
                                   .height = ceil (height) + 2 * ROW_PADDING,
                                   .gap = self->n_rows == 0 && self->head < 0 ? 8 : 0,
                                   .head = self->head,
                                   .tag = "P",
                                   .paint = paint_row,
                                   .data = row,
                                   .free_data = free_row });
}

/**
 * gradus_report_table_begin:
 * @self: (out): the table
 * @flow: where its rows go
 * @theme: how it looks
 * @columns: (array length=n_columns): its columns, valid until the table ends
 * @n_columns: how many, at most %GRADUS_REPORT_MAX_COLUMNS
 * @head: (nullable): what stands above the columns
 *
 * Begins a table.
 */
void
gradus_report_table_begin (GradusReportTable        *self,
                           GradusReportFlow         *flow,
                           const GradusTheme        *theme,
                           const GradusReportColumn *columns,
                           guint                     n_columns,
                           const char *const        *head)
{
  g_return_if_fail (n_columns <= GRADUS_REPORT_MAX_COLUMNS);

  *self = (GradusReportTable){ .flow = flow,
                               .theme = theme,
                               .columns = columns,
                               .n_columns = n_columns,
                               .first = gradus_report_flow_get_n_blocks (flow),
                               .head = -1 };
  if (head == NULL)
    return;
  self->head = (int) add_row (self, TRUE, FALSE, head);
  gradus_report_flow_keep_next (flow);
}

void
gradus_report_table_add (GradusReportTable *self,
                         gboolean           is_strong,
                         const char *const *cells)
{
  add_row (self, FALSE, is_strong, cells);
  if (self->n_rows++ == 0)
    gradus_report_flow_keep_next (self->flow);
}

void
gradus_report_table_end (GradusReportTable *self)
{
  guint n = gradus_report_flow_get_n_blocks (self->flow);

  /* The first row was made to stay with the next, which must be a row. */
  if (self->n_rows == 1)
    gradus_report_flow_set_keep (self->flow, n - 1, FALSE);
  else if (self->n_rows > 2)
    gradus_report_flow_set_keep (self->flow, n - 2, TRUE);
}
