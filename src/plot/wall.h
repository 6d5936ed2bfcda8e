/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/**
 * GradusWallForm:
 * @GRADUS_WALL_PICTURES: each sample is a picture
 * @GRADUS_WALL_SERIES: each sample is a curve over time
 * @GRADUS_WALL_TABLE: each sample is a row of numbers
 *
 * What samples look like side by side.
 */
typedef enum
{
  GRADUS_WALL_PICTURES,
  GRADUS_WALL_SERIES,
  GRADUS_WALL_TABLE,
} GradusWallForm;

/**
 * GradusWall:
 *
 * Samples of a data set side by side, thousands at once: rows of tiles are painted into
 * strips, of which a bounded number is kept, and a drawing only lays strips on the paper.
 * A place is a number in the list of samples that are shown. Belongs to one thread.
 */
typedef struct _GradusWall GradusWall;

/* The least and the largest size of a tile. */
#define GRADUS_WALL_N_ZOOMS 6

GradusWallForm gradus_wall_choose_form (const GradusShape *shape);

GradusWall    *gradus_wall_new (GradusDataset *data);
void           gradus_wall_free (GradusWall *self);
GradusWallForm gradus_wall_get_form (const GradusWall *self);
/* @samples: (nullable) (array length=n): copied; NULL shows all there are */
void  gradus_wall_set_samples (GradusWall *self, const guint *samples, guint n);
guint gradus_wall_get_n_places (const GradusWall *self);
/* Which sample is in a place. */
guint gradus_wall_get_sample (const GradusWall *self, guint place);
/* -1 if the sample is not shown. */
int  gradus_wall_find_sample (const GradusWall *self, guint sample);
void gradus_wall_set_zoom (GradusWall *self, guint zoom);

/* Lays tiles out for a width; the rest goes by the last layout. */
void   gradus_wall_lay_out (GradusWall *self, const GradusTheme *theme, double width);
guint  gradus_wall_get_n_columns (const GradusWall *self);
double gradus_wall_get_height (const GradusWall *self);
double gradus_wall_get_row_height (const GradusWall *self);
/* The place under a point of the wall, -1 if there is none. */
int  gradus_wall_find_place (const GradusWall *self, double x, double y);
void gradus_wall_get_tile (const GradusWall *self,
                           guint             place,
                           double           *x,
                           double           *y,
                           double           *width,
                           double           *height);
/* @offset: how far the wall is scrolled; @budget_us: how long strips may be painted, -1
 * for as long as it takes. FALSE: some were left out, draw again. */
gboolean gradus_wall_draw (GradusWall        *self,
                           cairo_t           *cr,
                           const GradusTheme *theme,
                           double             height,
                           double             offset,
                           gint64             budget_us);
/* A frame around a tile that is chosen (@distance 1) or focused (3). */
void gradus_wall_draw_mark (const GradusWall  *self,
                            cairo_t           *cr,
                            const GradusTheme *theme,
                            guint              place,
                            double             offset,
                            double             distance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusWall, gradus_wall_free)

G_END_DECLS
