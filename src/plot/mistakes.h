/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/shape.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/**
 * GradusMistake:
 * @pixels: the sample; borrowed
 * @said: the class that the network answers
 * @is: the class that it is
 *
 * A sample and how it was read.
 */
typedef struct
{
  const float *pixels;
  guint        said;
  guint        is;
} GradusMistake;

/**
 * GradusMistakesLayout:
 * @n_columns: tiles in a row
 * @tile_width: from one tile to the next
 * @tile_height: from one row to the next
 * @picture: side of a picture
 *
 * How tiles stand in a gallery.
 */
typedef struct
{
  guint  n_columns;
  double tile_width;
  double tile_height;
  double picture;
} GradusMistakesLayout;

/* @names: (array zero-terminated=1): of the classes */
void gradus_mistakes_lay_out (const GradusTheme    *theme,
                              double                width,
                              const char *const    *names,
                              GradusMistakesLayout *layout);
/* @marked: the tile that is chosen, @focused: the one that keys act on; -1 for none */
void gradus_mistakes_draw (cairo_t             *cr,
                           const GradusTheme   *theme,
                           double               width,
                           const GradusShape   *shape,
                           const GradusMistake *mistakes,
                           guint                n_mistakes,
                           const char *const   *names,
                           int                  marked,
                           int                  focused);

G_END_DECLS
