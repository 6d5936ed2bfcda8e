/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/model-formats.h"

G_BEGIN_DECLS

/**
 * GradusReportPaper:
 * @GRADUS_REPORT_A4: 210 × 297 mm
 * @GRADUS_REPORT_LETTER: 8½ × 11 inches
 *
 * The paper that a report is printed on.
 */
typedef enum
{
  GRADUS_REPORT_A4,
  GRADUS_REPORT_LETTER,
  GRADUS_N_REPORT_PAPERS
} GradusReportPaper;

/**
 * GradusReportOptions:
 * @paper: what it is printed on
 * @author: (nullable): who hands it in; NULL leaves a line to write on
 * @date: (nullable): when it was made; NULL is now
 *
 * What a report says besides the run itself. Borrows everything.
 */
typedef struct
{
  GradusReportPaper paper;
  const char       *author;
  GDateTime        *date;
} GradusReportOptions;

GradusReportPaper gradus_report_get_usual_paper (void);
GBytes           *gradus_report_render (const GradusKerasFile     *file,
                                        GradusDataset             *samples,
                                        const GradusReportOptions *options,
                                        guint                     *n_pages,
                                        GError                   **error);

/* (transfer full) (element-type cairo_surface_t): as large as fits into the room */
GPtrArray *gradus_report_draw_pages (const GradusKerasFile     *file,
                                     GradusDataset             *samples,
                                     const GradusReportOptions *options,
                                     double                     width,
                                     double                     height);

/* The row that lists the report beside the formats of gradus_model_format_list(). */
extern const GradusModelFormat gradus_report_format;

G_END_DECLS
