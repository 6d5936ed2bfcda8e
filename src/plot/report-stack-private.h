/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/report-stack.h"

G_BEGIN_DECLS

/* What the files of the loop share: report-stack.c places everything and draws the ways
 * between, report-cards.c fills the cards. */

/* From the edge to the cards; the rails run beside them. */
#define GRADUS_STACK_INSET 26.0

typedef enum
{
  GRADUS_STACK_INPUT,
  GRADUS_STACK_LAYER,
  GRADUS_STACK_HIDDEN, /* layers that are only counted */
  GRADUS_STACK_PREDICTIONS,
  GRADUS_STACK_LOSS,
  GRADUS_STACK_OPTIMIZER,
} GradusStackBlock;

typedef enum
{
  GRADUS_STACK_DENSITY_COMFORTABLE,
  GRADUS_STACK_DENSITY_COMPACT,
  GRADUS_STACK_DENSITY_DENSE,
  GRADUS_STACK_DENSITY_TIGHT,
  GRADUS_N_STACK_DENSITIES
} GradusStackDensity;

typedef struct
{
  double layer;
  double input;
  double predictions;
  double loss;
  double optimizer;
  double gap;
  guint  n_lines; /* of a layer */
} GradusStackSizes;

typedef struct
{
  GradusStackBlock block;
  guint            layer;
  double           y, height;
  gboolean         is_updated; /* whether training changes it */
} GradusStackCard;

struct _GradusReportStack
{
  const GradusReportFacts *facts; /* borrowed */
  double                   width;
  double                   height;
  GradusStackDensity       density;
  double                   gap;
  guint                    n_hidden;
  GArray                  *cards; /* of GradusStackCard, from the top */
};

extern const GradusStackSizes gradus_report_stack_sizes[GRADUS_N_STACK_DENSITIES];

static inline double
gradus_stack_card_get_middle (const GradusStackCard *card)
{
  return card->y + card->height / 2;
}

void gradus_report_stack_draw_card (const GradusReportStack *self,
                                    const GradusStackCard   *card,
                                    cairo_t                 *cr,
                                    const GradusTheme       *theme);

G_END_DECLS
