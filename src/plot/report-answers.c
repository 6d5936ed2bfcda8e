/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/report-sections.h"

#include "plot/confusion-matrix.h"
#include "plot/paint.h"
#include "plot/picture.h"
#include "plot/report-words.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define COLUMN_GAP 30.0
#define MATRIX_WIDTH 308.0
#define LARGEST_CELL 56.0
#define MATRIX_TOP 36.0
#define MOST_CLASSES 24
#define PICTURES 8
#define PICTURE_GAP 16.0
#define MAP_WIDTH 308.0
#define SCATTER_SIZE 300.0
#define SCATTER_MOST 600

/* ---- Confusion matrix ---- */

typedef struct
{
  const GradusConfusion *confusion; /* borrowed */
  const char           **names;     /* owned, not the names */
} Matrix;

static void
free_matrix (gpointer data)
{
  Matrix *matrix = data;

  g_free (matrix->names);
  g_free (matrix);
}

static void
paint_matrix (cairo_t           *cr,
              const GradusTheme *theme,
              double             width,
              double             height,
              gpointer           data)
{
  const Matrix *matrix = data;

  gradus_confusion_matrix_draw (cr, theme, width, height, matrix->confusion,
                                matrix->names, NULL);
}

static double
measure_names (const GradusReportWriter *self)
{
  double widest = 0, width;

  for (guint i = 0; i < self->facts->confusion->n_classes; i++)
    {
      gradus_text_measure (self->theme, GRADUS_TEXT_CAPTION_BOLD,
                           gradus_dataset_get_class_name (self->facts->samples, i),
                           &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

/* A few classes make a small matrix. */
static double
measure_matrix (const GradusReportWriter *self)
{
  return MIN (MATRIX_WIDTH, measure_names (self) + 32 +
                              self->facts->confusion->n_classes * LARGEST_CELL);
}

static void
add_matrix (const GradusReportWriter *self, GradusReportFlow *flow)
{
  const GradusConfusion *confusion = self->facts->confusion;
  guint                  n = confusion->n_classes;
  double                 width = gradus_report_flow_get_width (flow), cell;
  Matrix                *matrix = g_new0 (Matrix, 1);

  matrix->confusion = confusion;
  matrix->names = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    matrix->names[i] = gradus_dataset_get_class_name (self->facts->samples, i);
  cell = MIN (LARGEST_CELL, (width - measure_names (self) - 30) / n);
  gradus_report_flow_add (flow, &(GradusReportBlock){ .height =
                                                        MATRIX_TOP + ceil (cell * n) + 2,
                                                      .gap = 8,
                                                      .head = -1,
                                                      .tag = "Figure",
                                                      .paint = paint_matrix,
                                                      .data = matrix,
                                                      .free_data = free_matrix });
}

static guint
sum_row (const GradusConfusion *confusion, guint row)
{
  guint sum = 0;

  for (guint j = 0; j < confusion->n_classes; j++)
    sum += confusion->counts[row * confusion->n_classes + j];
  return sum;
}

static guint
sum_column (const GradusConfusion *confusion, guint column)
{
  guint sum = 0;

  for (guint i = 0; i < confusion->n_classes; i++)
    sum += confusion->counts[i * confusion->n_classes + column];
  return sum;
}

static char *
format_share (guint part, guint whole)
{
  return whole > 0 ? gradus_format_percent ((double) part / whole) : g_strdup ("–");
}

static void
add_classes (const GradusReportWriter *self, GradusReportFlow *flow)
{
  static const GradusReportColumn columns[] = {
    { 0.22, GRADUS_ALIGN_START, GRADUS_TEXT_READING },
    { 0.2, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
    { 0.17, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
    { 0.22, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
    { 0.19, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
  };
  const GradusConfusion *confusion = self->facts->confusion;
  const char *const head[] = { _ ("Class"), _ ("Samples"), _ ("Correct"), _ ("Accuracy"),
                               _ ("Precision") };
  GradusReportTable table;

  gradus_report_table_begin (&table, flow, self->theme, columns, G_N_ELEMENTS (columns),
                             head);
  for (guint i = 0; i <= confusion->n_classes; i++)
    {
      gboolean is_total = i == confusion->n_classes;
      guint    n = is_total ? confusion->n_samples : sum_row (confusion, i);
      guint    right =
        is_total ? confusion->n_right : confusion->counts[i * confusion->n_classes + i];
      g_autofree char *samples = gradus_report_format_count (n);
      g_autofree char *rights = gradus_report_format_count (right);
      g_autofree char *share = format_share (right, n);
      g_autofree char *precision =
        is_total ? NULL : format_share (right, sum_column (confusion, i));
      const char *const cells[] = {
        is_total ? _ ("all") : gradus_dataset_get_class_name (self->facts->samples, i),
        samples,
        rights,
        share,
        precision,
      };

      gradus_report_table_add (&table, is_total, cells);
    }
  gradus_report_table_end (&table);
  gradus_report_add_text (flow, self->theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, 10,
                          _ ("Accuracy: the share of a class's samples that the network "
                             "recognises (recall). Precision: the share of its answers "
                             "with this class that are right."));
}

static void
add_confusion (const GradusReportWriter *self)
{
  const GradusConfusion *confusion = self->facts->confusion;
  double                 width = gradus_report_flow_get_width (self->flow);
  g_autofree char       *n = gradus_report_format_count (confusion->n_samples);
  g_autofree char       *n_right = gradus_report_format_count (confusion->n_right);
  g_autofree char       *share = format_share (confusion->n_right, confusion->n_samples);
  g_autofree char       *words =
    g_strdup_printf (_ ("%s of %s test samples are answered correctly: %s."), n_right, n,
                     share);
  GradusReportFlow *left, *right;
  double            matrix_width;

  gradus_report_add_text (self->flow, self->theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_FG, 8,
                          words);
  gradus_report_flow_keep_next (self->flow);
  if (confusion->n_classes > MOST_CLASSES)
    {
      add_matrix (self, self->flow);
      add_classes (self, self->flow);
      return;
    }
  matrix_width = measure_matrix (self);
  left = gradus_report_flow_new (matrix_width);
  right = gradus_report_flow_new (width - matrix_width - COLUMN_GAP);
  add_matrix (self, left);
  add_classes (self, right);
  gradus_report_flow_add_columns (self->flow, left, right, COLUMN_GAP, self->height - 80);
}

/* ---- Mistakes ---- */

typedef struct
{
  GradusShape shape;
  float      *values[PICTURES]; /* owned */
  float      *below[PICTURES];  /* (nullable) owned: what the network drew */
  char       *truth[PICTURES];  /* (nullable) owned: captions */
  char       *answer[PICTURES];
  char       *certainty[PICTURES];
  guint       n;
} Pictures;

static void
free_pictures (gpointer data)
{
  Pictures *pictures = data;

  for (guint i = 0; i < pictures->n; i++)
    {
      g_free (pictures->values[i]);
      g_free (pictures->below[i]);
      g_free (pictures->truth[i]);
      g_free (pictures->answer[i]);
      g_free (pictures->certainty[i]);
    }
  g_free (pictures);
}

static double
get_picture_size (double width)
{
  return (width + PICTURE_GAP) / PICTURES - PICTURE_GAP;
}

/* On paper there are no whole pixels to keep to: it fills its square. */
static void
draw_picture (cairo_t           *cr,
              const GradusTheme *theme,
              const GradusShape *shape,
              const float       *values,
              double             x,
              double             y,
              double             size)
{
  guint  width, height, n_channels;
  double cell;

  gradus_picture_get_size (shape, &width, &height, &n_channels);
  cell = (size - 1) / MAX (width, height);
  {
    GradusGrid grid = { values, width, height, n_channels, (gsize) n_channels * width };

    gradus_picture_draw (cr, theme,
                         gradus_color_map_get (theme, GRADUS_COLOR_MAP_PICTURES), &grid,
                         1, x + 0.5, y + 0.5, cell * width, cell * height);
  }
}

static void
draw_caption (cairo_t           *cr,
              const GradusTheme *theme,
              GradusTextRole     role,
              GradusToken        color,
              double             x,
              double             y,
              double             width,
              const char        *text)
{
  PangoLayout *layout;

  if (text == NULL)
    return;
  layout = gradus_text_layout_new (NULL, theme, role, text);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  gradus_theme_set_source (theme, cr, color);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
  g_object_unref (layout);
}

static void
paint_pictures (cairo_t           *cr,
                const GradusTheme *theme,
                double             width,
                double             height,
                gpointer           data)
{
  const Pictures *pictures = data;
  double          size = get_picture_size (width), step = size + PICTURE_GAP;
  double          line = gradus_text_line_height (theme, GRADUS_TEXT_CAPTION_BOLD);

  for (guint i = 0; i < pictures->n; i++)
    {
      double x = i * step, y = size + 5;

      draw_picture (cr, theme, &pictures->shape, pictures->values[i], x, 0, size);
      if (pictures->below[i] != NULL)
        draw_picture (cr, theme, &pictures->shape, pictures->below[i], x, size + 8, size);
      draw_caption (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_TRUTH, x, y, step - 4,
                    pictures->truth[i]);
      draw_caption (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_VALIDATION, x,
                    y + line, step - 4, pictures->answer[i]);
      draw_caption (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, x, y + 2 * line,
                    step - 4, pictures->certainty[i]);
    }
}

static char *
format_certainty (const GradusReportFacts *facts, double certainty)
{
  return facts->are_probabilities ? gradus_format_percent (certainty)
                                  : gradus_format_value (certainty);
}

static void
add_mistake_pictures (const GradusReportWriter *self, const GradusShape *shape)
{
  const GradusReportFacts *facts = self->facts;
  double    size = get_picture_size (gradus_report_flow_get_width (self->flow));
  double    line = gradus_text_line_height (self->theme, GRADUS_TEXT_CAPTION_BOLD);
  Pictures *pictures = g_new0 (Pictures, 1);

  pictures->shape = *shape;
  for (guint i = 0; i < MIN (facts->mistakes->len, PICTURES); i++)
    {
      const GradusReportMistake *mistake =
        &g_array_index (facts->mistakes, GradusReportMistake, i);

      pictures->certainty[i] = format_certainty (facts, mistake->certainty);
      pictures->values[i] = g_new (float, gradus_shape_size (shape));
      gradus_dataset_get_sample (facts->samples, mistake->sample, pictures->values[i]);
      /* Translators: what a picture really shows, like "is 7" */
      pictures->truth[i] =
        g_strdup_printf (_ ("is %s"),
                         gradus_dataset_get_class_name (facts->samples, mistake->truth));
      /* Translators: what the network takes a picture for, like "says 1" */
      pictures->answer[i] =
        g_strdup_printf (_ ("says %s"),
                         gradus_dataset_get_class_name (facts->samples, mistake->answer));
      pictures->n++;
    }
  gradus_report_flow_add (self->flow, &(GradusReportBlock){ .height = size + 5 + 3 * line,
                                                            .gap = 10,
                                                            .head = -1,
                                                            .tag = "Figure",
                                                            .paint = paint_pictures,
                                                            .data = pictures,
                                                            .free_data = free_pictures });
}

/* The first numbers of a sample. */
static char *
write_sample (GradusDataset *samples, guint index)
{
  gsize             n = gradus_shape_size (gradus_dataset_get_shape (samples));
  g_autofree float *x = g_new (float, MAX (n, 1));
  GString          *text = g_string_new (NULL);

  gradus_dataset_get_sample (samples, index, x);
  for (gsize i = 0; i < MIN (n, 20); i++)
    g_string_append_printf (text, "%s%.3g", i > 0 ? " " : "", (double) x[i]);
  if (n > 20)
    g_string_append (text, " …");
  return g_string_free (text, FALSE);
}

static void
add_mistake_table (const GradusReportWriter *self, GradusReportFlow *flow)
{
  static const GradusReportColumn columns[] = {
    { 0.46, GRADUS_ALIGN_START, GRADUS_TEXT_MONO },
    { 0.18, GRADUS_ALIGN_START, GRADUS_TEXT_READING },
    { 0.2, GRADUS_ALIGN_START, GRADUS_TEXT_READING },
    { 0.16, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
  };
  const GradusReportFacts *facts = self->facts;
  const char *const        head[] = { _ ("Sample"), _ ("is"), _ ("The network says"),
                               facts->are_probabilities ? _ ("how sure")
                                                               : _ ("with score") };
  GradusReportTable        table;

  gradus_report_table_begin (&table, flow, self->theme, columns, G_N_ELEMENTS (columns),
                             head);
  for (guint i = 0; i < MIN (facts->mistakes->len, PICTURES); i++)
    {
      const GradusReportMistake *mistake =
        &g_array_index (facts->mistakes, GradusReportMistake, i);
      g_autofree char  *sample = write_sample (facts->samples, mistake->sample);
      g_autofree char  *certainty = format_certainty (facts, mistake->certainty);
      const char *const cells[] = {
        sample,
        gradus_dataset_get_class_name (facts->samples, mistake->truth),
        gradus_dataset_get_class_name (facts->samples, mistake->answer),
        certainty,
      };

      gradus_report_table_add (&table, FALSE, cells);
    }
  gradus_report_table_end (&table);
}

/* Points in the plane: the map of the answers, and the mistakes beside it. */
static void
add_map_and_mistakes (const GradusReportWriter *self)
{
  double            width = gradus_report_flow_get_width (self->flow);
  GradusReportFlow *left = gradus_report_flow_new (MAP_WIDTH);
  GradusReportFlow *right = gradus_report_flow_new (width - MAP_WIDTH - COLUMN_GAP);

  gradus_report_add_subheading (left, self->theme,
                                _ ("What the network says everywhere"));
  gradus_report_add_map (self, left);
  if (self->facts->mistakes->len > 0)
    {
      gradus_report_add_subheading (right, self->theme, _ ("The surest mistakes"));
      add_mistake_table (self, right);
    }
  gradus_report_flow_add_columns (self->flow, left, right, COLUMN_GAP, self->height);
}

static void
add_mistakes (const GradusReportWriter *self)
{
  GradusShape shape;

  if (gradus_report_has_map (self->facts))
    {
      add_map_and_mistakes (self);
      return;
    }
  if (self->facts->mistakes->len == 0)
    return;
  gradus_report_add_subheading (self->flow, self->theme, _ ("The surest mistakes"));
  if (gradus_report_facts_get_picture_shape (self->facts, &shape))
    add_mistake_pictures (self, &shape);
  else
    add_mistake_table (self, self->flow);
}

/* ---- Numbers ---- */

static void
add_error_row (GradusReportTable *table, const char *name, double value, const char *help)
{
  g_autofree char *text = isfinite (value) ? gradus_format_value (value) : g_strdup ("–");
  const char *const cells[] = { name, text, help };

  gradus_report_table_add (table, FALSE, cells);
}

static void
add_errors (const GradusReportWriter *self)
{
  static const GradusReportColumn columns[] = {
    { 0.32, GRADUS_ALIGN_START, GRADUS_TEXT_READING },
    { 0.14, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
    { 0.54, GRADUS_ALIGN_START, GRADUS_TEXT_CAPTION },
  };
  const GradusReportErrors *errors = &self->facts->errors;
  g_autofree char          *n = gradus_report_format_count (errors->n_samples);
  g_autofree char          *words = g_strdup_printf (
             _ ("The network answers with numbers, so that there are no classes to confuse. This "
                         "is "
                         "how far its answers to %s test samples are from what they should be."),
             n);
  GradusReportTable table;

  gradus_report_add_text (self->flow, self->theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_FG, 8,
                          words);
  gradus_report_flow_keep_next (self->flow);
  gradus_report_table_begin (&table, self->flow, self->theme, columns,
                             G_N_ELEMENTS (columns), NULL);
  add_error_row (&table, _ ("Mean absolute error"), errors->mean_absolute,
                 _ ("how far off an answer is on average"));
  add_error_row (&table, _ ("Root mean square error"), errors->root_mean_square,
                 _ ("the same, with large errors counting more"));
  add_error_row (&table, _ ("R²"), errors->explained,
                 _ ("1: all that varies is explained; 0: no better than the mean"));
  gradus_report_table_end (&table);
}

/* ---- Answers against truth ---- */

typedef struct
{
  guint       n;
  float      *truth;  /* owned */
  float      *answer; /* owned */
  double      low, high;
  GradusTicks ticks;
} Scatter;

static void
free_scatter (gpointer data)
{
  Scatter *scatter = data;

  g_free (scatter->truth);
  g_free (scatter->answer);
  g_free (scatter);
}

static void
draw_scatter_axes (const Scatter     *scatter,
                   cairo_t           *cr,
                   const GradusTheme *theme,
                   double             left,
                   double             top,
                   double             side)
{
  for (guint i = 0; i < scatter->ticks.n_ticks; i++)
    {
      g_autofree char *label = gradus_ticks_format (&scatter->ticks, i);
      double           at = (scatter->ticks.ticks[i].value - scatter->low) /
                  (scatter->high - scatter->low) * side;

      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, left, top + side - at,
                             left + side, top + side - at);
      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, left + at, top, left + at,
                             top + side);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_END, left - 8, top + side - at, label);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_CENTER, left + at, top + side + 13, label);
    }
  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, left, top + side, left + side,
                         top + side);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                    GRADUS_ALIGN_START, 0, 7, _ ("what the network says"));
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                    GRADUS_ALIGN_END, left + side, top + side + 30, _ ("what it is"));
}

static void
paint_scatter (cairo_t           *cr,
               const GradusTheme *theme,
               double             width,
               double             height,
               gpointer           data)
{
  const Scatter *scatter = data;
  double         left = 44, top = 24, side = height - top - 40;
  double         scale = side / (scatter->high - scatter->low);

  draw_scatter_axes (scatter, cr, theme, left, top, side);
  cairo_save (cr);
  cairo_rectangle (cr, left - 3, top - 3, side + 6, side + 6);
  cairo_clip (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRUTH);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, left, top + side);
  cairo_line_to (cr, left + side, top);
  cairo_stroke (cr);
  for (guint i = 0; i < scatter->n; i++)
    {
      double x = left + ((double) scatter->truth[i] - scatter->low) * scale;
      double y = top + side - ((double) scatter->answer[i] - scatter->low) * scale;

      if (!isfinite (x) || !isfinite (y))
        continue;
      gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_FORWARD, 0.55);
      cairo_arc (cr, x, y, 1.7, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  cairo_restore (cr);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_TRUTH,
                    GRADUS_ALIGN_START, left + side + 8, top + 2,
                    _ ("here answer and truth are equal"));
}

static Scatter *
collect_scatter (const GradusReportFacts *facts)
{
  guint             n = MIN (gradus_dataset_get_n_samples (facts->samples), SCATTER_MOST);
  gsize             size = gradus_shape_size (gradus_dataset_get_shape (facts->samples));
  Scatter          *self = g_new0 (Scatter, 1);
  g_autofree float *x = g_new (float, size *n);
  g_autofree guint32 *indices = g_new (guint32, n);
  double              low = INFINITY, high = -INFINITY;

  self->n = n;
  self->truth = g_new (float, n);
  self->answer = g_new (float, n);
  for (guint i = 0; i < n; i++)
    indices[i] = i;
  gradus_dataset_gather (facts->samples, indices, n, x);
  gradus_dataset_gather_targets (facts->samples, indices, n, GRADUS_TARGET_VALUES, 1,
                                 self->truth);
  gradus_model_predict (facts->model, n, x, self->answer);
  for (guint i = 0; i < n; i++)
    {
      low = fmin (low, (double) MIN (self->truth[i], self->answer[i]));
      high = fmax (high, (double) MAX (self->truth[i], self->answer[i]));
    }
  if (!isfinite (low) || !isfinite (high) || !(high > low))
    {
      low = isfinite (low) ? low - 1 : -1;
      high = low + 2;
    }
  self->low = low - (high - low) * 0.04;
  self->high = high + (high - low) * 0.04;
  gradus_ticks_linear (&self->ticks, self->low, self->high, 5);
  return self;
}

static void
add_scatter (const GradusReportWriter *self)
{
  gradus_report_add_subheading (self->flow, self->theme, _ ("Answers and truth"));
  gradus_report_flow_add (self->flow,
                          &(GradusReportBlock){ .height = SCATTER_SIZE,
                                                .gap = 8,
                                                .head = -1,
                                                .tag = "Figure",
                                                .paint = paint_scatter,
                                                .data = collect_scatter (self->facts),
                                                .free_data = free_scatter });
}

/* ---- What an autoencoder draws ---- */

static void
add_drawn_again (const GradusReportWriter *self, const GradusShape *shape)
{
  const GradusReportFacts *facts = self->facts;
  gsize                    n_numbers = gradus_shape_size (shape);
  guint     n = MIN (gradus_dataset_get_n_samples (facts->samples), PICTURES);
  double    size = get_picture_size (gradus_report_flow_get_width (self->flow));
  Pictures *pictures = g_new0 (Pictures, 1);

  pictures->shape = *shape;
  pictures->n = n;
  for (guint i = 0; i < n; i++)
    {
      pictures->values[i] = g_new (float, n_numbers);
      pictures->below[i] = g_new (float, n_numbers);
      gradus_dataset_get_sample (facts->samples, i, pictures->values[i]);
      gradus_model_predict (facts->model, 1, pictures->values[i], pictures->below[i]);
    }
  gradus_report_add_subheading (self->flow, self->theme,
                                _ ("Test samples, and what the network draws again"));
  gradus_report_flow_add (self->flow, &(GradusReportBlock){ .height = 2 * size + 10,
                                                            .gap = 10,
                                                            .head = -1,
                                                            .tag = "Figure",
                                                            .paint = paint_pictures,
                                                            .data = pictures,
                                                            .free_data = free_pictures });
}

void
gradus_report_write_answers (const GradusReportWriter *self)
{
  const GradusReportFacts *facts = self->facts;
  GradusShape              shape;

  if (facts->confusion == NULL && !facts->has_errors)
    return;
  gradus_report_add_heading (self->flow, self->theme, _ ("Answers to the test samples"));
  if (facts->confusion != NULL)
    {
      add_confusion (self);
      add_mistakes (self);
      return;
    }
  add_errors (self);
  if (facts->errors.n_values == 1)
    add_scatter (self);
  else if (gradus_report_facts_get_picture_shape (facts, &shape) &&
           gradus_shape_size (&shape) == facts->errors.n_values)
    add_drawn_again (self, &shape);
}
