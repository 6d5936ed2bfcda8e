/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/project.h"

G_BEGIN_DECLS

/* What a report says in words. All return new strings. */
char *gradus_report_format_count (guint64 n);               /* 25,120 */
char *gradus_report_format_parameters (guint64 n);          /* 25,120 parameters */
char *gradus_report_format_dims (const GradusShape *shape); /* 26 × 26 × 8 */
char *gradus_report_format_date (GDateTime *date);
char *gradus_report_format_seconds (double seconds);             /* 2 min 5 s */
char *gradus_report_describe_layer (const GradusConfig *config); /* (nullable): relu */
char *gradus_report_describe_source (const GradusProject *project);
char *gradus_report_describe_task (const GradusProject *project); /* (nullable) */
char *gradus_report_describe_outputs (GradusPlan *plan);
char *gradus_report_describe_rate (const GradusConfig *optimizer);
char *gradus_report_name_metric (const char *name); /* Accuracy */
/* A metric as one reads it: accuracies in per cent. */
char    *gradus_report_format_metric (const char *name, double value);
gboolean gradus_report_gives_probabilities (GradusPlan *plan);

G_END_DECLS
