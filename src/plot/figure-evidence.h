/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/evidence.h"
#include "plot/figure.h"

G_BEGIN_DECLS

extern const GradusFigureKind gradus_figure_evidence;

/* @evidence: copied */
GradusFigure *gradus_figure_evidence_new (const GradusEvidence *evidence);

G_END_DECLS
