/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/report-sections.h"

#include "plot/report-stack.h"
#include "plot/report-words.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define STACK_WIDTH 286.0
#define COLUMN_GAP 34.0
/* Less is not worth beginning the loop on the first page. */
#define LEAST_ROOM 420.0
#define HEADING_ROOM 74.0
#define TITLE_LINES 5
#define FIELD_HEIGHT 30.0
#define MAX_FIGURES 5

/* ---- Title ---- */

static void
free_layout (gpointer data)
{
  g_object_unref (data);
}

static void
paint_title (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gpointer           data)
{
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FG);
  cairo_move_to (cr, 0, 0);
  pango_cairo_show_layout (cr, data);
}

static void
add_title (const GradusReportWriter *self)
{
  const char      *title = self->facts->file->project->title;
  g_autofree char *plain =
    g_strdelimit (g_strdup (title != NULL ? title : ""), "\r\n\t", ' ');
  PangoLayout   *layout;
  PangoRectangle logical;

  g_strstrip (plain);
  layout = gradus_text_layout_new (NULL, self->theme, GRADUS_TEXT_TITLE_1,
                                   *plain != '\0' ? plain : _ ("Untitled network"));
  pango_layout_set_width (layout, (int) (gradus_report_flow_get_width (self->flow) *
                                         PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  /* A title is no place for a novel. */
  pango_layout_set_height (layout, -TITLE_LINES);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_extents (layout, NULL, &logical);
  gradus_report_flow_add (self->flow, &(GradusReportBlock){
                                        .height = (double) logical.height / PANGO_SCALE,
                                        .gap = 2,
                                        .keep = TRUE,
                                        .head = -1,
                                        .tag = "H",
                                        .paint = paint_title,
                                        .data = layout,
                                        .free_data = free_layout });
}

/* Name, date and program in one line; an empty name is a line to write on. */
static void
paint_fields (cairo_t           *cr,
              const GradusTheme *theme,
              double             width,
              double             height,
              gpointer           data)
{
  const GradusReportOptions *options = data;
  g_autofree char           *date = gradus_report_format_date (options->date);
  double                     baseline = height - 8, x, right = width;

  right -= gradus_text_draw_baseline (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM,
                                      GRADUS_ALIGN_END, right, baseline,
                                      "Gradus " GRADUS_VERSION) +
           24;
  right -= gradus_text_draw_baseline (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_FG,
                                      GRADUS_ALIGN_END, right, baseline, date) +
           8;
  right -= gradus_text_draw_baseline (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM,
                                      GRADUS_ALIGN_END, right, baseline, _ ("Date")) +
           32;
  x = gradus_text_draw_baseline (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM,
                                 GRADUS_ALIGN_START, 0, baseline, _ ("Name")) +
      8;
  if (options->author != NULL && options->author[0] != '\0')
    {
      PangoLayout *layout =
        gradus_text_layout_new (NULL, theme, GRADUS_TEXT_LABEL, options->author);

      pango_layout_set_single_paragraph_mode (layout, TRUE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, (int) ((right - x) * PANGO_SCALE));
      pango_layout_set_auto_dir (layout, FALSE);
      gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FG);
      cairo_move_to (cr, x,
                     baseline -
                       (double) pango_layout_get_baseline (layout) / PANGO_SCALE);
      pango_cairo_show_layout (cr, layout);
      g_object_unref (layout);
      return;
    }
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FAINT);
  cairo_set_line_width (cr, 0.7);
  cairo_move_to (cr, x, baseline + 3);
  cairo_line_to (cr, right, baseline + 3);
  cairo_stroke (cr);
}

/* One sentence that says what was done. */
static char *
tell_run (const GradusReportFacts *facts)
{
  const GradusProject *project = facts->file->project;
  guint                n_layers = gradus_plan_get_n_layers (facts->plan);
  guint                n_epochs =
    facts->file->history != NULL ? gradus_history_get_n_epochs (facts->file->history) : 0;
  g_autofree char *source = gradus_report_describe_source (project);
  g_autofree char *task = gradus_report_describe_task (project);
  g_autofree char *layers =
    n_layers == 0
      ? g_strdup (_ ("An empty stack"))
      : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "A network of %u layer",
                                      "A network of %u layers", n_layers),
                         n_layers);
  GString *text = g_string_new (layers);

  if (n_epochs > 0)
    /* Translators: goes on after "A network of 3 layers"; %u epochs, then the data */
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE,
                                         ", trained for %u epoch on “%s”",
                                         ", trained for %u epochs on “%s”", n_epochs),
                            n_epochs, source);
  else
    g_string_append_printf (text, _ (" for “%s”"), source);
  if (task != NULL)
    g_string_append_printf (text, ": %s", task);
  else
    g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}

/* ---- Figures that one looks for first ---- */

typedef struct
{
  char *names[MAX_FIGURES];
  char *values[MAX_FIGURES];
  guint n;
} Figures;

static void
free_figures (gpointer data)
{
  Figures *figures = data;

  for (guint i = 0; i < figures->n; i++)
    {
      g_free (figures->names[i]);
      g_free (figures->values[i]);
    }
  g_free (figures);
}

static void
add_figure (Figures *figures, char *name, char *value)
{
  if (figures->n == MAX_FIGURES)
    {
      g_free (name);
      g_free (value);
      return;
    }
  figures->names[figures->n] = name;
  figures->values[figures->n++] = value;
}

static void
add_test_figures (Figures *figures, const GradusReportFacts *facts)
{
  if (facts->trainer == NULL)
    return;
  add_figure (figures, g_strdup (_ ("Test loss")),
              gradus_format_value (facts->test_loss));
  if (gradus_trainer_get_n_metrics (facts->trainer) > 0)
    {
      const char      *name = gradus_trainer_get_metric_name (facts->trainer, 0);
      g_autofree char *title = gradus_report_name_metric (name);
      g_autofree char *lower = g_utf8_strdown (title, -1);

      add_figure (figures,
                  g_str_equal (name, "accuracy")
                    ? g_strdup (_ ("Test accuracy"))
                    /* Translators: one of Keras's metrics, like "mean absolute error" */
                    : g_strdup_printf (_ ("Test %s"), lower),
                  gradus_report_format_metric (name, facts->test_metrics[0]));
    }
}

static void
add_run_figures (Figures *figures, GradusHistory *history)
{
  guint                     n = gradus_history_get_n_epochs (history);
  const GradusHistoryEpoch *last;

  if (n == 0)
    return;
  last = gradus_history_get_epoch (history, n - 1);
  add_figure (figures, g_strdup (_ ("Epochs")), gradus_report_format_count (last->epoch));
  if (last->has_validation)
    add_figure (figures, g_strdup (_ ("Validation loss")),
                gradus_format_value (last->validation_loss));
  else
    add_figure (figures, g_strdup (_ ("Training loss")),
                gradus_format_value (last->loss));
}

static void
paint_figures (cairo_t           *cr,
               const GradusTheme *theme,
               double             width,
               double             height,
               gpointer           data)
{
  const Figures *figures = data;
  double         step = width / MAX (figures->n, 4);

  for (guint i = 0; i < figures->n; i++)
    {
      gradus_text_draw_baseline (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                                 GRADUS_ALIGN_START, i * step, 10, figures->names[i]);
      gradus_text_draw_baseline (cr, theme, GRADUS_TEXT_TITLE_2, GRADUS_TOKEN_FG,
                                 GRADUS_ALIGN_START, i * step, height - 4,
                                 figures->values[i]);
    }
}

static void
add_figures (const GradusReportWriter *self)
{
  const GradusReportFacts *facts = self->facts;
  Figures                 *figures = g_new0 (Figures, 1);

  add_figure (figures, g_strdup (_ ("Parameters")),
              facts->problem == NULL
                ? gradus_report_format_count (gradus_plan_get_total_params (facts->plan))
                : g_strdup ("?"));
  if (facts->file->history != NULL)
    add_run_figures (figures, facts->file->history);
  add_test_figures (figures, facts);
  gradus_report_flow_add (self->flow, &(GradusReportBlock){ .height = 36,
                                                            .gap = 16,
                                                            .head = -1,
                                                            .tag = "P",
                                                            .paint = paint_figures,
                                                            .data = figures,
                                                            .free_data = free_figures });
}

void
gradus_report_write_title (const GradusReportWriter *self)
{
  g_autofree char *sentence = tell_run (self->facts);

  gradus_report_add_text (self->flow, self->theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM,
                          0, _ ("Report of a training run"));
  add_title (self);
  gradus_report_flow_add (self->flow,
                          &(GradusReportBlock){ .height = FIELD_HEIGHT,
                                                .gap = 8,
                                                .keep = TRUE,
                                                .head = -1,
                                                .tag = "P",
                                                .paint = paint_fields,
                                                .data = (gpointer) self->options });
  gradus_report_add_text (self->flow, self->theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_FG, 16,
                          sentence);
  add_figures (self);
}

/* A block for each line, so that long notes go on over pages. */
void
gradus_report_write_notes (const GradusReportWriter *self)
{
  g_auto (GStrv) lines = g_strsplit (self->facts->file->project->notes, "\n", -1);
  gboolean       has_heading = FALSE;
  double         gap = 8;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_strstrip (lines[i]);
      if (*lines[i] == '\0')
        {
          gap = 12;
          continue;
        }
      if (!has_heading)
        gradus_report_add_heading (self->flow, self->theme, _ ("Notes"));
      has_heading = TRUE;
      gradus_report_add_text (self->flow, self->theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_FG,
                              gap, lines[i]);
      gap = 3;
    }
}

/* ---- The loop beside the table of layers ---- */

static void
paint_stack (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gpointer           data)
{
  gradus_report_stack_draw (data, cr, theme);
}

static void
free_stack (gpointer data)
{
  gradus_report_stack_free (data);
}

static void
add_stack (const GradusReportWriter *self, GradusReportFlow *flow, double most_height)
{
  GradusReportStack *stack =
    gradus_report_stack_new (self->facts, self->theme, STACK_WIDTH, most_height);

  gradus_report_flow_add (flow, &(GradusReportBlock){
                                  .height = gradus_report_stack_get_height (stack) + 2,
                                  .gap = 12,
                                  .head = -1,
                                  .tag = "Figure",
                                  .paint = paint_stack,
                                  .data = stack,
                                  .free_data = free_stack });
}

/* The loop, and below it what its colours mean. */
static GradusReportFlow *
write_left (const GradusReportWriter *self, double room)
{
  GradusReportFlow *key = gradus_report_flow_new (STACK_WIDTH);
  GradusReportFlow *left = gradus_report_flow_new (STACK_WIDTH);
  const char       *words =
    _ ("Blue: data and predictions on their way down. Green: the true targets, which the "
       "loss compares the predictions with. Purple: the optimizer's corrections of the "
       "weights. The small pictures show weights: blue counts for a unit, red against "
       "it, white not at all.");

  gradus_report_add_text (key, self->theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, 14,
                          words);
  add_stack (self, left, room - gradus_report_flow_get_height (key) - 16);
  gradus_report_add_text (left, self->theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, 14,
                          words);
  gradus_report_flow_free (key);
  return left;
}

static void
add_layers (const GradusReportWriter *self, GradusReportFlow *flow)
{
  static const GradusReportColumn columns[] = {
    { 0.4, GRADUS_ALIGN_START, GRADUS_TEXT_READING },
    { 0.42, GRADUS_ALIGN_START, GRADUS_TEXT_MONO },
    { 0.18, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
  };
  /* As Keras heads its table. */
  static const char *const head[] = { "Layer (type)", "Output shape", "Param #" };
  GradusPlan              *plan = self->facts->plan;
  GradusReportTable        table;

  gradus_report_table_begin (&table, flow, self->theme, columns, G_N_ELEMENTS (columns),
                             head);
  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    {
      const GradusLayer *layer =
        gradus_sequential_get_layer (gradus_plan_get_sequential (plan), i);
      GradusShape      output;
      gboolean         is_known = gradus_plan_get_output (plan, (int) i, &output);
      g_autofree char *name =
        g_strdup_printf ("%s (%s)", layer->name,
                         gradus_config_get_kind (layer->config)->name);
      g_autofree char *shape = is_known ? gradus_shape_to_batch_string (&output) : NULL;
      g_autofree char *count =
        is_known ? gradus_report_format_count (gradus_plan_get_n_params (plan, i)) : NULL;
      const char *const cells[] = { name, shape != NULL ? shape : "?",
                                    count != NULL ? count : "?" };

      gradus_report_table_add (&table, FALSE, cells);
    }
  gradus_report_table_end (&table);
}

static void
add_total (GradusReportTable *table, const char *name, guint64 n, gboolean is_strong)
{
  g_autofree char  *count = gradus_report_format_count (n);
  const char *const cells[] = { name, count };

  gradus_report_table_add (table, is_strong, cells);
}

static void
add_totals (const GradusReportWriter *self, GradusReportFlow *flow)
{
  static const GradusReportColumn columns[] = {
    { 0.6, GRADUS_ALIGN_START, GRADUS_TEXT_READING },
    { 0.4, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
  };
  GradusPlan       *plan = self->facts->plan;
  guint64           total = gradus_plan_get_total_params (plan), trainable = 0;
  GradusReportTable table;

  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    trainable += gradus_plan_get_n_trainable_params (plan, i);
  gradus_report_table_begin (&table, flow, self->theme, columns, G_N_ELEMENTS (columns),
                             NULL);
  add_total (&table, _ ("Parameters in all"), total, TRUE);
  add_total (&table, _ ("changed by training"), trainable, FALSE);
  if (trainable < total)
    add_total (&table, _ ("held still"), total - trainable, FALSE);
  gradus_report_table_end (&table);
}

static GradusReportFlow *
write_right (const GradusReportWriter *self, gboolean with_layers)
{
  GradusReportFlow *right = gradus_report_flow_new (
    gradus_report_flow_get_width (self->flow) - STACK_WIDTH - COLUMN_GAP);

  if (with_layers)
    add_layers (self, right);
  add_totals (self, right);
  gradus_report_write_data_and_fit (self, right);
  return right;
}

/* What the page has left, if that is worth beginning on it. */
static double
find_room (const GradusReportWriter *self)
{
  double rest = self->height - gradus_report_flow_get_height (self->flow) - HEADING_ROOM;

  return rest < LEAST_ROOM ? self->height - HEADING_ROOM : rest;
}

void
gradus_report_write_network (const GradusReportWriter *self)
{
  double            room = find_room (self);
  GradusReportFlow *right = write_right (self, TRUE);
  gboolean          is_long = gradus_report_flow_get_height (right) > room;

  if (is_long)
    {
      gradus_report_flow_free (right);
      right = write_right (self, FALSE);
    }
  gradus_report_add_heading (self->flow, self->theme, _ ("The network"));
  if (self->facts->problem != NULL)
    {
      gradus_report_add_text (self->flow, self->theme, GRADUS_TEXT_BODY,
                              GRADUS_TOKEN_ERROR, 8, self->facts->problem->message);
      gradus_report_flow_keep_next (self->flow);
      room -= 60;
    }
  gradus_report_flow_add_columns (self->flow, write_left (self, room), right, COLUMN_GAP,
                                  self->height);
  if (!is_long)
    return;
  gradus_report_add_subheading (self->flow, self->theme, _ ("All layers"));
  add_layers (self, self->flow);
}
