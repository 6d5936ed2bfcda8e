/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/weight-stats.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/**
 * GradusRidgesKind:
 * @GRADUS_RIDGES_WEIGHTS: values, on an axis around zero
 * @GRADUS_RIDGES_GRADIENTS: sizes, on an axis of powers of ten
 * @GRADUS_RIDGES_UPDATES: sizes, likewise
 *
 * What is counted.
 */
typedef enum
{
  GRADUS_RIDGES_WEIGHTS,
  GRADUS_RIDGES_GRADIENTS,
  GRADUS_RIDGES_UPDATES,
  GRADUS_N_RIDGES
} GradusRidgesKind;

#define GRADUS_RIDGES_MOST 14

/**
 * GradusRidges:
 * @kind: what is counted
 * @n_ridges: how many
 * @n_points: of each
 * @from: where the axis begins; an exponent of 10 for sizes
 * @to: where it ends
 * @epochs: (array length=n_ridges): when
 * @heights: (shape n_ridges, n_points): 0 … 1, each ridge by its own highest
 *
 * Histograms of one layer over time, oldest first.
 */
typedef struct
{
  GradusRidgesKind kind;
  guint            n_ridges;
  guint            n_points;
  double           from;
  double           to;
  double          *epochs;
  float           *heights;
} GradusRidges;

GradusRidges *
gradus_ridges_new (GradusRidgesKind kind, const GPtrArray *stats, guint layer);
GradusRidges *gradus_ridges_copy (const GradusRidges *self);
void          gradus_ridges_free (GradusRidges *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusRidges, gradus_ridges_free)

void gradus_ridges_draw (cairo_t            *cr,
                         const GradusTheme  *theme,
                         double              width,
                         double              height,
                         const GradusRidges *self);
void gradus_ridges_append_csv (const GradusRidges *self, const char *name, GString *csv);

G_END_DECLS
