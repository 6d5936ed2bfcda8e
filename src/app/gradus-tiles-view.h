/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-canvas.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_TILES_VIEW (gradus_tiles_view_get_type ())
G_DECLARE_DERIVABLE_TYPE (GradusTilesView,
                          gradus_tiles_view,
                          GRADUS,
                          TILES_VIEW,
                          GtkWidget)

/**
 * GradusTilesParts:
 * @canvas: where tiles are drawn
 * @scrollbar: beside it
 * @adjustment: of both, in units of the subclass
 * @focused: a place
 * @marked: the sample that is framed; -1 for none
 *
 * What tiles are made of, for subclasses.
 */
typedef struct
{
  GradusCanvas  *canvas;
  GtkWidget     *scrollbar;
  GtkAdjustment *adjustment;
  guint          focused;
  int            marked;
} GradusTilesParts;

/**
 * GradusTilesGrid:
 * @n_places: how many tiles there are, at least one
 * @n_columns: how many stand in a row
 * @n_rows: how many rows are seen at once, at least one
 */
typedef struct
{
  guint n_places;
  guint n_columns;
  guint n_rows;
} GradusTilesGrid;

/**
 * GradusTilesViewClass:
 * @draw: draws what is seen
 * @update_scrolling: the canvas has another size
 * @get_grid: FALSE: there are no tiles
 * @find_place: which place is at a point of the canvas; -1 for none
 * @get_sample: which sample is at a place
 * @go_to: a key has moved the focus; shows its place
 * @focus_changed: the focus came, went or was moved by the pointer
 * @zoom: (nullable): makes tiles larger or smaller by a step
 *
 * Tiles of samples in rows that scroll. One is chosen with the pointer, or with arrow
 * keys and Enter. Signal `chosen` (guint sample).
 */
struct _GradusTilesViewClass
{
  GtkWidgetClass parent_class;

  void (*draw) (GradusTilesView   *self,
                cairo_t           *cr,
                const GradusTheme *theme,
                double             width,
                double             height);
  void (*update_scrolling) (GradusTilesView *self);
  gboolean (*get_grid) (GradusTilesView *self, GradusTilesGrid *grid);
  int (*find_place) (GradusTilesView *self, double x, double y);
  guint (*get_sample) (GradusTilesView *self, guint place);
  void (*go_to) (GradusTilesView *self, guint place);
  void (*focus_changed) (GradusTilesView *self);
  void (*zoom) (GradusTilesView *self, int by);
};

/* Borrowed; the same for as long as the widget lives. */
GradusTilesParts *gradus_tiles_view_get_parts (GradusTilesView *self);
void              gradus_tiles_view_mark (GradusTilesView *self, int sample);

G_END_DECLS
