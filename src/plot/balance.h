/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/**
 * GradusBalance:
 * @n_classes: how many there are
 * @names: (array zero-terminated=1): of the classes
 * @counts: (array length=n_classes): how many samples are of each
 * @total: of all samples
 *
 * How often each class occurs.
 */
typedef struct
{
  guint  n_classes;
  char **names;
  guint *counts;
  guint  total;
} GradusBalance;

GradusBalance *gradus_balance_new (const GradusDataset *data);
void           gradus_balance_free (GradusBalance *self);
/* @chosen: the class that stands out, -1 for none */
void gradus_balance_draw (cairo_t             *cr,
                          const GradusTheme   *theme,
                          double               width,
                          double               height,
                          const GradusBalance *balance,
                          int                  chosen);
/* The class whose column is at @x, -1 if there is none. */
int gradus_balance_find (const GradusBalance *self, double width, double x);
/* (transfer full): what is to be seen, as a sentence */
char *gradus_balance_describe (const GradusBalance *self);

extern const GradusFigureKind gradus_figure_balance;

/* @data: (nullable); @words: (nullable) */
GradusFigure *gradus_figure_balance_new (const GradusFigureWords *words,
                                         const GradusDataset     *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusBalance, gradus_balance_free)

G_END_DECLS
