/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/**
 * GradusSampleCard:
 * @data: where the sample is from
 * @sample: which it is
 * @top: the first row whose numbers are seen, -1 for where the ink is
 * @left: the first column, likewise
 * @row: of the number that is looked at, -1 for none
 * @column: likewise
 *
 * One sample large, and beside it its numbers. All is borrowed.
 */
typedef struct
{
  const GradusDataset *data;
  guint                sample;
  int                  top;
  int                  left;
  int                  row;
  int                  column;
} GradusSampleCard;

/* Draws the sample and a window of its numbers. */
void gradus_sample_card_draw (cairo_t                *cr,
                              const GradusTheme      *theme,
                              double                  width,
                              double                  height,
                              const GradusSampleCard *card);
/* Looks at the number under a point: on the picture the window goes along. FALSE: nothing
 * is there, and nothing is looked at. */
gboolean gradus_sample_card_point (GradusSampleCard  *card,
                                   const GradusTheme *theme,
                                   double             width,
                                   double             height,
                                   double             x,
                                   double             y);
/* (transfer full) (nullable): "row 13, column 16: 252" */
char *gradus_sample_card_describe (const GradusSampleCard *card);

G_END_DECLS
