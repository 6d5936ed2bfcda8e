/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-maps.h"
#include "plot/scatter.h"

G_BEGIN_DECLS

/* What the files of the maps share, and nobody else. */
struct _GradusMaps
{
  GtkWidget           parent_instance;
  GradusProjection   *projection; /* NULL before the first */
  GradusScatterPanel *panels;     /* of the projection, where they are shown now */
  float             **shown;      /* positions of each panel; NULL if it has none */
  float             **from;       /* where they glide from; NULL if they stand still */
  gint64              glide_begin;
  guint               glide_id;
  gboolean            as_marks;
  guint               n_columns; /* panels of the last projection, for measuring */

  cairo_surface_t   *picture; /* all but what the pointer does; NULL if it is old */
  const GradusTheme *theme;   /* of the picture */
  int                picture_scale;

  int     hovered; /* a point; −1 if none */
  guint   hovered_panel;
  float  *sample;   /* of the hovered point */
  guint8 *selected; /* NULL if all stand out */
  GArray *lasso;    /* of double: x, y, x, y …; empty if there is none */
  int     lasso_panel;
};

enum
{
  SELECTION_CHANGED,
  HOVERED,
  CHOSEN,
  N_SIGNALS
};

extern guint gradus_maps_signals[N_SIGNALS];

/* gradus-maps.c */
void gradus_maps_redraw (GradusMaps *self);
/* Borrows everything; @names as well. */
void gradus_maps_fill_plot (GradusMaps *self, GradusScatterPlot *plot, char **names);

/* gradus-maps-pointer.c */
void gradus_maps_add_controllers (GradusMaps *self);

/* gradus-maps-words.c: (transfer full) (nullable) */
char *gradus_maps_describe_point (GradusMaps *self, guint point);
/* What the network says, and the numbers of a sample that is no picture. */
char *gradus_maps_describe_more (GradusMaps *self, guint point);

G_END_DECLS
