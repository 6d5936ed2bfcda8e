/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/balance.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "io/csv.h"
#include "plot/paint.h"
#include "plot/plane.h"
#include "plot/text.h"
#include "plot/ticks.h"

#define COLUMN_MOST 64.0
#define ROOM_BELOW 20.0
#define ROOM_ABOVE 18.0
/* From here on classes are called unequal. */
#define UNEQUAL 1.5

/**
 * gradus_balance_new:
 * @data: samples that have classes
 *
 * Returns: (transfer full) (nullable): how many of each class there are; NULL where the
 *   answers are numbers
 */
GradusBalance *
gradus_balance_new (const GradusDataset *data)
{
  guint          n_classes = gradus_dataset_get_n_classes (data);
  guint          n = gradus_dataset_get_n_samples (data);
  GradusBalance *self;

  if (n_classes == 0)
    return NULL;
  self = g_new0 (GradusBalance, 1);
  self->n_classes = n_classes;
  self->total = n;
  self->counts = g_new0 (guint, n_classes);
  self->names = g_new0 (char *, n_classes + 1);
  for (guint i = 0; i < n_classes; i++)
    {
      const char *name = gradus_dataset_get_class_name (data, i);

      self->names[i] = name[0] != '\0' ? g_strdup (name) : g_strdup_printf ("%u", i);
    }
  for (guint i = 0; i < n; i++)
    {
      guint label = gradus_dataset_get_label (data, i);

      if (label < n_classes)
        self->counts[label]++;
    }
  return self;
}

void
gradus_balance_free (GradusBalance *self)
{
  g_strfreev (self->names);
  g_free (self->counts);
  g_free (self);
}

static guint
find_most (const GradusBalance *self)
{
  guint most = 0;

  for (guint i = 1; i < self->n_classes; i++)
    if (self->counts[i] > self->counts[most])
      most = i;
  return most;
}

static guint
find_least (const GradusBalance *self)
{
  guint least = 0;

  for (guint i = 1; i < self->n_classes; i++)
    if (self->counts[i] < self->counts[least])
      least = i;
  return least;
}

char *
gradus_balance_describe (const GradusBalance *self)
{
  guint  most = find_most (self);
  guint  least = find_least (self);
  double ratio = self->counts[least] > 0
                   ? (double) self->counts[most] / self->counts[least]
                   : INFINITY;

  if (self->counts[least] == 0)
    /* Translators: %s is the name of a class */
    return g_strdup_printf (_ ("There is no sample of “%s”: it cannot be learned."),
                            self->names[least]);
  if (ratio < UNEQUAL)
    return g_strdup (_ ("All classes are about equally frequent."));
  return g_strdup_printf (
    /* Translators: names of classes, and how many times as frequent the first is */
    _ ("“%s” is %.1f times as frequent as “%s”: guessing it is right more often."),
    self->names[most], ratio, self->names[least]);
}

/* --- Drawing --- */

static double
get_step (const GradusBalance *self, double width)
{
  return MIN (width / self->n_classes, COLUMN_MOST * 1.4);
}

int
gradus_balance_find (const GradusBalance *self, double width, double x)
{
  int index = (int) floor (x / get_step (self, width));

  return index >= 0 && (guint) index < self->n_classes ? index : -1;
}

/* A name that is wider than its column is written where there is room for it. */
static gboolean
fits (const GradusTheme *theme, const char *text, double width)
{
  double needed;

  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, text, &needed, NULL);
  return needed <= width;
}

void
gradus_balance_draw (cairo_t             *cr,
                     const GradusTheme   *theme,
                     double               width,
                     double               height,
                     const GradusBalance *balance,
                     int                  chosen)
{
  double scale = theme->scale;
  double step = get_step (balance, width);
  double bar = MIN (floor (step * 0.72), COLUMN_MOST * scale);
  double base = floor (height - ROOM_BELOW * scale);
  double most = MAX (balance->counts[find_most (balance)], 1);

  for (guint i = 0; i < balance->n_classes; i++)
    {
      double           x = floor (i * step + (step - bar) / 2);
      double           middle = x + bar / 2;
      double           high = (base - ROOM_ABOVE * scale) * balance->counts[i] / most;
      g_autofree char *count = gradus_format_number (balance->counts[i], 0);

      gradus_shapes_rounded (cr, x, base - high, bar, MAX (high, 1), 2);
      gradus_theme_set_source_alpha (theme, cr,
                                     gradus_plane_get_token (i, balance->n_classes),
                                     chosen < 0 || chosen == (int) i ? 1 : 0.35);
      cairo_fill (cr);
      if (fits (theme, count, step))
        gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                          GRADUS_ALIGN_CENTER, middle, base - high - 9 * scale, count);
      if (fits (theme, balance->names[i], step) || balance->n_classes <= 2)
        gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                          GRADUS_ALIGN_CENTER, middle, base + 11 * scale,
                          balance->names[i]);
    }
  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, 0, base,
                         MIN (step * balance->n_classes, width), base);
}

/* --- As a figure --- */

static void
draw_figure (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gconstpointer      data)
{
  gradus_balance_draw (cr, theme, width, height, data, -1);
}

static char *
write_numbers (gconstpointer data)
{
  const GradusBalance *self = data;
  GString             *csv = g_string_new ("class,samples,share\n");

  for (guint i = 0; i < self->n_classes; i++)
    {
      gradus_csv_append_field (csv, self->names[i]);
      g_string_append_printf (csv, ",%u", self->counts[i]);
      gradus_csv_append_number (csv, (double) self->counts[i] / MAX (self->total, 1));
      g_string_append_c (csv, '\n');
    }
  return g_string_free (csv, FALSE);
}

const GradusFigureKind gradus_figure_balance = {
  .id = "classes",
  .title = N_ ("How many of each class"),
  .width = 640,
  .height = 280,
  .least_width = 160,
  .least_height = 120,
  .draw = draw_figure,
  .to_csv = write_numbers,
  .free_data = (GDestroyNotify) gradus_balance_free,
};

/**
 * gradus_figure_balance_new:
 * @words: (nullable): what is said about it
 * @data: (nullable): samples
 *
 * Returns: (transfer full): how often each class occurs, as a figure
 */
GradusFigure *
gradus_figure_balance_new (const GradusFigureWords *words, const GradusDataset *data)
{
  GradusBalance    *balance = data != NULL ? gradus_balance_new (data) : NULL;
  GradusFigureWords standard = { 0 };

  if (balance == NULL)
    return gradus_figure_new_missing (&gradus_figure_balance,
                                      data == NULL
                                        ? _ ("There are no data yet.")
                                        : _ ("These samples have no classes."));
  return gradus_figure_new (&gradus_figure_balance, words != NULL ? words : &standard,
                            balance);
}
