/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/report-flow.h"

G_BEGIN_DECLS

/* A heading of a section, with a line in the outline; it stays with what follows. */
void gradus_report_add_heading (GradusReportFlow  *flow,
                                const GradusTheme *theme,
                                const char        *text);
/* A smaller heading inside a section. */
void gradus_report_add_subheading (GradusReportFlow  *flow,
                                   const GradusTheme *theme,
                                   const char        *text);
/* A paragraph, wrapped to the column; its index. */
guint gradus_report_add_text (GradusReportFlow  *flow,
                              const GradusTheme *theme,
                              GradusTextRole     role,
                              GradusToken        color,
                              double             gap,
                              const char        *text);
/* Lines of code on a tinted ground; long ones go on below, indented. All stay on a page
 * if they are not higher than @most_height. */
void gradus_report_add_code (GradusReportFlow  *flow,
                             const GradusTheme *theme,
                             double             most_height,
                             const char        *code);

/**
 * GradusReportColumn:
 * @share: of the width of the table
 * @align: where numbers and words stand
 * @role: type of what is below the head
 */
typedef struct
{
  double         share;
  GradusAlign    align;
  GradusTextRole role;
} GradusReportColumn;

#define GRADUS_REPORT_MAX_COLUMNS 8

/**
 * GradusReportTable:
 *
 * A table under way: rows are blocks of the column it stands in, so that a long one goes
 * on over pages.
 */
typedef struct
{
  GradusReportFlow         *flow;  /* borrowed */
  const GradusTheme        *theme; /* borrowed */
  const GradusReportColumn *columns;
  guint                     n_columns;
  guint                     first; /* block of the head or the first row */
  int                       head;  /* block, −1 for none */
  guint                     n_rows;
} GradusReportTable;

void gradus_report_table_begin (GradusReportTable        *self,
                                GradusReportFlow         *flow,
                                const GradusTheme        *theme,
                                const GradusReportColumn *columns,
                                guint                     n_columns,
                                const char *const        *head);
/* NULL cells stay empty. */
void gradus_report_table_add (GradusReportTable *self,
                              gboolean           is_strong,
                              const char *const *cells);
/* Keeps the first and the last two rows together. */
void gradus_report_table_end (GradusReportTable *self);

G_END_DECLS
