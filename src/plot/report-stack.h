/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/report-facts.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/**
 * GradusReportStack:
 *
 * The loop of a network as it is printed: data, layers, predictions, loss, optimizer, and
 * the ways of the true targets and of the weight updates beside them.
 */
typedef struct _GradusReportStack GradusReportStack;

GradusReportStack *gradus_report_stack_new (const GradusReportFacts *facts,
                                            const GradusTheme       *theme,
                                            double                   width,
                                            double                   most_height);
void               gradus_report_stack_free (GradusReportStack *self);
double             gradus_report_stack_get_height (const GradusReportStack *self);
/* Layers that had no room and are only counted. */
guint gradus_report_stack_get_n_hidden (const GradusReportStack *self);
void  gradus_report_stack_draw (const GradusReportStack *self,
                                cairo_t                 *cr,
                                const GradusTheme       *theme);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusReportStack, gradus_report_stack_free)

G_END_DECLS
