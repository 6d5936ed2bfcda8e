/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/**
 * GradusBatches:
 * @data: what is learned from; borrowed
 * @batch_size: samples of a batch
 * @order: (nullable) (array): the samples in the order of the epoch, borrowed; NULL for
 * the order in which they lie there
 * @current: the batch that is lit, from 0
 *
 * How an epoch goes through the data.
 */
typedef struct
{
  const GradusDataset *data;
  guint                batch_size;
  const guint32       *order;
  guint                current;
} GradusBatches;

guint gradus_batches_count (const GradusBatches *self);
/* The first sample of a batch in the epoch's order, and how many it has. */
guint gradus_batches_get_batch (const GradusBatches *self, guint batch, guint *n);
/* Which sample comes at a place of the epoch. */
guint gradus_batches_get_sample (const GradusBatches *self, guint place);
/* (transfer full): "48,000 ÷ 128 = 375 batches in an epoch" */
char *gradus_batches_describe (const GradusBatches *self);

/**
 * GradusSampleGrid:
 * @n: how many samples
 * @columns: cells in a row
 * @cell: side of a cell, at least 1
 * @per_cell: samples that share a cell
 *
 * Cells for all samples of a data set.
 */
typedef struct
{
  guint  n;
  guint  columns;
  double cell;
  double per_cell;
} GradusSampleGrid;

void
gradus_sample_grid_init (GradusSampleGrid *self, double width, double height, guint n);
void gradus_sample_grid_place (const GradusSampleGrid *self,
                               guint                   index,
                               double                 *x,
                               double                 *y);
int  gradus_sample_grid_find (const GradusSampleGrid *self, double x, double y);

/* For the batches of an epoch, of which the last one may be smaller. */
void gradus_batch_grid_init (GradusSampleGrid    *self,
                             double               width,
                             double               height,
                             const GradusBatches *batches);

/* As the samples lie in memory, in the colours of their classes; those of the current
 * batch stand out. */
void gradus_batches_draw_memory (cairo_t             *cr,
                                 const GradusTheme   *theme,
                                 double               width,
                                 double               height,
                                 const GradusBatches *batches);
/* A cell for each batch: what was trained, the current one, what is to come. */
void gradus_batches_draw_epoch (cairo_t             *cr,
                                const GradusTheme   *theme,
                                double               width,
                                double               height,
                                const GradusBatches *batches);

extern const GradusFigureKind gradus_figure_batches;

/* @batches: (nullable): all of it is kept */
GradusFigure *gradus_figure_batches_new (const GradusFigureWords *words,
                                         const GradusBatches     *batches);

G_END_DECLS
