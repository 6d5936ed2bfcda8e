/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/report-facts.h"
#include "plot/report-text.h"
#include "plot/report.h"

G_BEGIN_DECLS

/**
 * GradusReportWriter:
 * @flow: the main column
 * @theme: how it looks
 * @facts: what is said
 * @options: what the user chose; date set
 * @height: of the room that a page has
 *
 * What the sections of a report are written with. Borrows everything.
 */
typedef struct
{
  GradusReportFlow          *flow;
  const GradusTheme         *theme;
  const GradusReportFacts   *facts;
  const GradusReportOptions *options;
  double                     height;
} GradusReportWriter;

/* For points in the plane of two classes: the answers as a map. */
gboolean gradus_report_has_map (const GradusReportFacts *facts);
void     gradus_report_add_map (const GradusReportWriter *self, GradusReportFlow *flow);

/* Each section leaves itself out where it has nothing to say. */
void gradus_report_write_title (const GradusReportWriter *self);
void gradus_report_write_notes (const GradusReportWriter *self);
void gradus_report_write_network (const GradusReportWriter *self);
/* Into a narrow column beside the loop. */
void gradus_report_write_data_and_fit (const GradusReportWriter *self,
                                       GradusReportFlow         *flow);
void gradus_report_write_settings (const GradusReportWriter *self);
void gradus_report_write_results (const GradusReportWriter *self);
void gradus_report_write_curves (const GradusReportWriter *self);
void gradus_report_write_weights (const GradusReportWriter *self);
void gradus_report_write_answers (const GradusReportWriter *self);
void gradus_report_write_repeat (const GradusReportWriter *self);

G_END_DECLS
