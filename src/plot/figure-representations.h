/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "plot/figure.h"
#include "plot/representation.h"

G_BEGIN_DECLS

extern const GradusFigureKind gradus_figure_representations;

/* @columns: (nullable) (array length=n_columns): copied with all that they borrow */
GradusFigure *
gradus_figure_representations_new (const GradusFigureWords          *words,
                                   const GradusRepresentationColumn *columns,
                                   guint                             n_columns);

/* (transfer full): "How the network comes to see a 7" */
char *gradus_representations_dup_title (const GradusDataset *data, guint sample);

G_END_DECLS
