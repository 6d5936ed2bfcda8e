/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sequential.h"

#define N_COLUMNS 3

/* One ruled line of the table: its ends, its crossings and what it is drawn with. */
typedef struct
{
  const char *left;
  const char *middle;
  const char *right;
  const char *fill;
} Rule;

static const Rule top_rule = { "┏", "┳", "┓", "━" };
static const Rule head_rule = { "┡", "╇", "┩", "━" };
static const Rule row_rule = { "├", "┼", "┤", "─" };
static const Rule bottom_rule = { "└", "┴", "┘", "─" };

/* Keras gives the columns 45 %, 35 % and 20 % of the width; its table printer then takes
 * away what borders and padding need, as evenly as it goes: 3, 4 and 3 characters. */
static void
measure_columns (guint width, guint columns[N_COLUMNS])
{
  guint ends[N_COLUMNS] = { width * 45 / 100, width * 80 / 100, width };

  columns[0] = ends[0] + 2 - 3;
  columns[1] = ends[1] - ends[0] + 2 - 4;
  columns[2] = ends[2] - ends[1] + 2 - 3;
}

static void
append_rule (GString *text, const guint columns[N_COLUMNS], const Rule *rule)
{
  for (guint column = 0; column < N_COLUMNS; column++)
    {
      g_string_append (text, column == 0 ? rule->left : rule->middle);
      for (guint i = 0; i < columns[column]; i++)
        g_string_append (text, rule->fill);
    }
  g_string_append (text, rule->right);
  g_string_append_c (text, '\n');
}

/* Takes the next line of at most @width bytes off @rest, at a space if there is one.
 * Names and shapes are ASCII. */
static char *
take_line (const char **rest, gsize width)
{
  gsize length = strlen (*rest);
  char *line;

  if (length > width)
    {
      length = width;
      for (gsize i = width; i > 0; i--)
        if ((*rest)[i] == ' ')
          {
            length = i;
            break;
          }
    }
  line = g_strndup (*rest, length);
  *rest += length;
  while (**rest == ' ')
    (*rest)++;
  return line;
}

static void
append_cells (GString          *text,
              const guint       columns[N_COLUMNS],
              const char       *border,
              const char *const cells[N_COLUMNS])
{
  const char *rest[N_COLUMNS] = { cells[0], cells[1], cells[2] };

  do
    {
      for (guint i = 0; i < N_COLUMNS; i++)
        {
          int              width = (int) columns[i] - 2;
          g_autofree char *line = take_line (&rest[i], (gsize) width);

          /* Numbers stand at the right. */
          g_string_append_printf (text, i == 2 ? "%s %*s " : "%s %-*s ", border, width,
                                  line);
        }
      g_string_append_printf (text, "%s\n", border);
    }
  while (*rest[0] != '\0' || *rest[1] != '\0' || *rest[2] != '\0');
}

static char *
group_digits (guint64 number)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%" G_GUINT64_FORMAT, number);
  for (gssize i = (gssize) text->len - 3; i > 0; i -= 3)
    g_string_insert_c (text, i, ',');
  return g_string_free (text, FALSE);
}

static void
append_row (GString          *text,
            const guint       columns[N_COLUMNS],
            const GradusPlan *plan,
            guint             i)
{
  const GradusLayer *layer =
    gradus_sequential_get_layer (gradus_plan_get_sequential (plan), i);
  GradusShape      shape;
  gboolean         known = gradus_plan_get_output (plan, (int) i, &shape);
  g_autofree char *name = g_strdup_printf ("%s (%s)", layer->name,
                                           gradus_config_get_kind (layer->config)->name);
  g_autofree char *output =
    known ? gradus_shape_to_batch_string (&shape) : g_strdup ("?");
  g_autofree char *n_params =
    known ? group_digits (gradus_plan_get_n_params (plan, i)) : g_strdup ("?");

  append_cells (text, columns, "│", (const char *const[]){ name, output, n_params });
}

static void
append_total (GString *text, const char *title, guint64 n_params)
{
  static const char *const units[] = { "B", "KB", "MB", "GB", "TB" };
  g_autofree char         *grouped = group_digits (n_params);
  double                   size = (double) n_params * sizeof (float);
  guint                    unit = 0;
  char                     number[G_ASCII_DTOSTR_BUF_SIZE];

  while (size >= 1024 && unit + 1 < G_N_ELEMENTS (units))
    {
      size /= 1024;
      unit++;
    }
  g_ascii_formatd (number, sizeof number, "%.2f", size);
  g_string_append_printf (text, " %s: %s (%s %s)\n", title, grouped, number, units[unit]);
}

/**
 * gradus_plan_to_summary:
 * @self: a plan
 * @width: characters in a line; Keras takes 76 in a terminal of 80
 *
 * Returns: (transfer full): what Keras's `model.summary()` prints, not translated; `?`
 * stands where a layer does not fit
 */
char *
gradus_plan_to_summary (const GradusPlan *self, guint width)
{
  static const char *const head[] = { "Layer (type)", "Output Shape", "Param #" };
  GString                 *text = g_string_new (NULL);
  guint                    columns[N_COLUMNS];
  guint                    n_layers = gradus_plan_get_n_layers (self);
  guint64                  trainable = 0;
  guint64                  total = gradus_plan_get_total_params (self);

  measure_columns (MAX (width, 40), columns);
  g_string_append_printf (text, "Model: \"%s\"\n",
                          gradus_plan_get_sequential (self)->name);
  append_rule (text, columns, &top_rule);
  append_cells (text, columns, "┃", head);
  append_rule (text, columns, &head_rule);
  for (guint i = 0; i < n_layers; i++)
    {
      append_row (text, columns, self, i);
      if (i + 1 < n_layers)
        append_rule (text, columns, &row_rule);
      trainable += gradus_plan_get_n_trainable_params (self, i);
    }
  append_rule (text, columns, &bottom_rule);
  append_total (text, "Total params", total);
  append_total (text, "Trainable params", trainable);
  append_total (text, "Non-trainable params", total - trainable);
  return g_string_free (text, FALSE);
}
