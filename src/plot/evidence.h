/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/attribution.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/**
 * GradusEvidence:
 * @input_shape: of the sample
 * @input: (nullable): the sample
 * @input_note: (nullable): how it came to look so
 * @n_units: numbers in @units
 * @units: (nullable): what the units of a layer put out
 * @units_title: (nullable): whose they are
 * @units_note: (nullable): the layer
 * @output: (nullable) (shape input): what the network draws again, in place of maps
 * @has_maps: whether there is room for the two maps
 * @occlusion: (nullable): what the answer loses where it is covered
 * @gradient: (nullable) (shape input): where more ink speaks for the answer
 * @answer: (nullable): what the network answers
 *
 * What the network sees, what it makes of it at first, and what its answer rests on. All
 * is borrowed. The maps may belong to the sample of a moment ago.
 */
typedef struct
{
  GradusShape            input_shape;
  const float           *input;
  const char            *input_note;
  gsize                  n_units;
  const float           *units;
  const char            *units_title;
  const char            *units_note;
  const float           *output;
  gboolean               has_maps;
  const GradusOcclusion *occlusion;
  const float           *gradient;
  const char            *answer;
} GradusEvidence;

typedef enum
{
  GRADUS_EVIDENCE_INPUT,
  GRADUS_EVIDENCE_OCCLUSION,
  GRADUS_EVIDENCE_UNITS,
  GRADUS_EVIDENCE_GRADIENT,
  GRADUS_N_EVIDENCE_PANELS
} GradusEvidencePanel;

/* A number that is shown: its place in the panel, counted from the top left. */
typedef struct
{
  GradusEvidencePanel panel;
  guint               row;
  guint               column;
  gsize               index;
} GradusEvidenceSpot;

void     gradus_evidence_draw (cairo_t              *cr,
                               const GradusTheme    *theme,
                               double                width,
                               double                height,
                               const GradusEvidence *evidence);
gboolean gradus_evidence_hit (const GradusTheme    *theme,
                              double                width,
                              double                height,
                              const GradusEvidence *evidence,
                              double                x,
                              double                y,
                              GradusEvidenceSpot   *spot);

G_END_DECLS
