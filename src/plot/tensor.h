/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/array-view.h"
#include "engine/data/dataset.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/**
 * GradusTensorPicture:
 * @data: where the numbers are; borrowed
 * @view: which of them, and in which shape
 *
 * A part of a data set as a tensor.
 */
typedef struct
{
  const GradusDataset *data;
  GradusArrayView      view;
} GradusTensorPicture;

/* "uint8" or "float32", and bytes of a number. */
const char *gradus_tensor_get_dtype (const GradusDataset *data, guint *n_bytes);
/* The number at a place of the memory, as it is kept there. */
double gradus_tensor_get_value (const GradusDataset *data, gint64 item);
/* (transfer full): as short as it can be written */
char *gradus_tensor_format_value (const GradusDataset *data, gint64 item);

/* @focus: the number that is looked at, by its place in memory; -1 for none */
void gradus_tensor_draw (cairo_t                   *cr,
                         const GradusTheme         *theme,
                         double                     width,
                         double                     height,
                         const GradusTensorPicture *picture,
                         gint64                     focus);
/* The place in memory of the number under a point, -1 if there is none. */
gint64 gradus_tensor_find (const GradusTheme         *theme,
                           double                     width,
                           double                     height,
                           const GradusTensorPicture *picture,
                           double                     x,
                           double                     y);
/* In the size of a thumbnail; pictures stand behind each other. */
void gradus_tensor_draw_small (cairo_t                   *cr,
                               const GradusTheme         *theme,
                               double                     width,
                               double                     height,
                               const GradusTensorPicture *picture);

/* The memory as it is, one number after the other; those of the view stand out. */
void   gradus_memory_draw (cairo_t                   *cr,
                           const GradusTheme         *theme,
                           double                     width,
                           double                     height,
                           const GradusTensorPicture *picture,
                           gint64                     focus);
gint64 gradus_memory_find (const GradusTheme         *theme,
                           double                     width,
                           double                     height,
                           const GradusTensorPicture *picture,
                           gint64                     focus,
                           double                     x,
                           double                     y);
/* (transfer full): "4 · 784 + 13 · 28 + 16 · 1 = 3,516": where a number lies */
char *gradus_memory_describe (const GradusTensorPicture *picture, gint64 item);

extern const GradusFigureKind gradus_figure_tensor;

/* @picture: (nullable): its data is kept, the rest copied */
GradusFigure *gradus_figure_tensor_new (const GradusFigureWords   *words,
                                        const GradusTensorPicture *picture);

G_END_DECLS
