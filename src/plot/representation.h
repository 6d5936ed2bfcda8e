/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/shape.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/**
 * GradusRepresentationForm:
 * @GRADUS_REPRESENTATION_PICTURE: one picture in ink, as the data are
 * @GRADUS_REPRESENTATION_MAPS: channels of a picture, each a tile of its own
 * @GRADUS_REPRESENTATION_VALUES: a list of numbers, folded into cells
 * @GRADUS_REPRESENTATION_PROBABILITIES: one named bar for each class
 *
 * How the output of a layer is shown.
 */
typedef enum
{
  GRADUS_REPRESENTATION_PICTURE,
  GRADUS_REPRESENTATION_MAPS,
  GRADUS_REPRESENTATION_VALUES,
  GRADUS_REPRESENTATION_PROBABILITIES,
} GradusRepresentationForm;

/**
 * GradusRepresentationColumn:
 * @title: the layer, like "Dense"
 * @detail: (nullable): said dim beside the title, like its activation
 * @caption: what is seen, like "32 values"
 * @shape: of @values
 * @values: (nullable): one sample's numbers, borrowed; NULL draws an empty frame
 * @form: how they are shown
 * @difference: whether values are signed changes, drawn with the diverging map
 * @names: (nullable) (array zero-terminated=1): of the classes, for probabilities
 *
 * One stop on a sample's way through the network.
 */
typedef struct
{
  const char              *title;
  const char              *detail;
  const char              *caption;
  GradusShape              shape;
  const float             *values;
  GradusRepresentationForm form;
  gboolean                 difference;
  const char *const       *names;
} GradusRepresentationColumn;

/**
 * GradusRepresentationCell:
 * @column: which column, -1 if there is none under the point
 * @index: which number of its values
 * @value: that number
 *
 * What lies under a point.
 */
typedef struct
{
  int   column;
  gsize index;
  float value;
} GradusRepresentationCell;

GradusRepresentationForm gradus_representation_choose_form (const GradusShape *shape,
                                                            gboolean           is_input,
                                                            gboolean is_probability);
/* Columns and rows of cells that show n values in a box of this aspect (width ÷ height).
 */
void   gradus_representation_fold (gsize  n_values,
                                   double aspect,
                                   guint *n_columns,
                                   guint *n_rows);
double gradus_representation_limit (const GradusRepresentationColumn *column);
double gradus_representation_get_height (const GradusTheme *theme,
                                         double             width,
                                         guint              n_columns);
void   gradus_representation_draw (cairo_t                          *cr,
                                   const GradusTheme                *theme,
                                   double                            width,
                                   double                            height,
                                   const GradusRepresentationColumn *columns,
                                   guint                             n_columns);
void   gradus_representation_draw_legend (cairo_t           *cr,
                                          const GradusTheme *theme,
                                          double             right,
                                          double             middle,
                                          gboolean           is_change);
void   gradus_representation_hit (double                            width,
                                  double                            height,
                                  const GradusTheme                *theme,
                                  const GradusRepresentationColumn *columns,
                                  guint                             n_columns,
                                  double                            x,
                                  double                            y,
                                  GradusRepresentationCell         *cell);

G_END_DECLS
