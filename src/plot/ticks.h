/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GRADUS_MAX_TICKS 48
#define GRADUS_MINUS "\u2212"

typedef struct
{
  double   value;
  gboolean labelled;
} GradusTick;

/**
 * GradusTicks:
 * @n_ticks: how many
 * @ticks: from small to large
 * @step: distance on a linear axis
 * @decimals: that all labels of a linear axis need
 * @logarithmic: whether labels are powers of ten
 *
 * The round values of an axis.
 */
typedef struct
{
  guint      n_ticks;
  GradusTick ticks[GRADUS_MAX_TICKS];
  double     step;
  guint      decimals;
  gboolean   logarithmic;
} GradusTicks;

void  gradus_ticks_linear (GradusTicks *ticks, double minimum, double maximum, guint n);
void  gradus_ticks_whole (GradusTicks *ticks, double minimum, double maximum, guint n);
void  gradus_ticks_log (GradusTicks *ticks, double minimum, double maximum);
char *gradus_ticks_format (const GradusTicks *ticks, guint index);

char *gradus_format_number (double value, guint decimals);
char *gradus_format_signed (double value, guint decimals);
char *gradus_format_value (double value);
char *gradus_format_power (double value);
char *gradus_format_scientific (double value, guint decimals);
char *gradus_format_percent (double share);

G_END_DECLS
