/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/text.h"

G_BEGIN_DECLS

/* Draws with the origin at the top left corner of the block. */
typedef void (*GradusReportPaint) (cairo_t           *cr,
                                   const GradusTheme *theme,
                                   double             width,
                                   double             height,
                                   gpointer           data);

/**
 * GradusReportBlock:
 * @width: of the column it stands in
 * @height: that it takes, in pixels of 1/96 inch
 * @least: the height that it can be pressed into where a page ends; 0 if it cannot
 * @gap: room above it, which the top of a page has not
 * @rule: whether a line parts it from what is above, but not at the top of a page
 * @keep: whether it stays on the page of the block that follows, as a heading does
 * @head: the block that is said again above this one at the top of a page, like the head
 * of a table; −1 for none
 * @tag: (nullable): what it is in the structure of a PDF, like "H1"
 * @outline: (nullable): its line in the outline, owned
 * @paint: draws it
 * @data: for @paint
 * @free_data: (nullable): frees @data
 *
 * What is never torn apart: a paragraph, a row of a table, a figure.
 */
typedef struct
{
  double            width;
  double            height;
  double            least;
  double            gap;
  gboolean          rule;
  gboolean          keep;
  int               head;
  const char       *tag;
  char             *outline;
  GradusReportPaint paint;
  gpointer          data;
  GDestroyNotify    free_data;
} GradusReportBlock;

/**
 * GradusReportPlace:
 * @block: which block
 * @page: on which page, from 0
 * @y: its top, from the top of the room that a page has
 * @height: that it was given
 * @scale: 1, or less for a block that no page could hold
 * @is_repeated: whether it was said before
 *
 * Where a block stands.
 */
typedef struct
{
  guint    block;
  guint    page;
  double   y;
  double   height;
  double   scale;
  gboolean is_repeated;
} GradusReportPlace;

/**
 * GradusReportFlow:
 *
 * Blocks that stand one below the other, in one column, on as many pages as it takes.
 */
typedef struct _GradusReportFlow GradusReportFlow;

GradusReportFlow *gradus_report_flow_new (double width);
void              gradus_report_flow_free (GradusReportFlow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusReportFlow, gradus_report_flow_free)

double                   gradus_report_flow_get_width (const GradusReportFlow *self);
guint                    gradus_report_flow_get_n_blocks (const GradusReportFlow *self);
const GradusReportBlock *gradus_report_flow_get_block (const GradusReportFlow *self,
                                                       guint                   index);
double                   gradus_report_flow_get_height (const GradusReportFlow *self);
/* Takes what the block owns; returns its index. */
guint gradus_report_flow_add (GradusReportFlow *self, const GradusReportBlock *block);
/* Whether a block stays on the page of the one that follows. */
void gradus_report_flow_set_keep (GradusReportFlow *self, guint index, gboolean keep);
/* The last block stays with what follows. */
void gradus_report_flow_keep_next (GradusReportFlow *self);
/* Takes both. */
void gradus_report_flow_add_columns (GradusReportFlow *self,
                                     GradusReportFlow *left,
                                     GradusReportFlow *right,
                                     double            gap,
                                     double            most_height);
/* (element-type GradusReportPlace) (transfer full): at least one page, even if empty */
GArray *
gradus_report_flow_break (const GradusReportFlow *self, double height, guint *n_pages);
void gradus_report_flow_paint (const GradusReportFlow  *self,
                               const GradusReportPlace *place,
                               cairo_t                 *cr,
                               const GradusTheme       *theme);

G_END_DECLS
