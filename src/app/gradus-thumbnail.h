/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/history.h"
#include "engine/tensor.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/* The small pictures on the cards. Each fills width × height from the origin of @cr. */

void gradus_thumbnail_draw_sample (cairo_t            *cr,
                                   const GradusTheme  *theme,
                                   const GradusTensor *sample,
                                   int                 width,
                                   int                 height);
void gradus_thumbnail_draw_kernel (cairo_t            *cr,
                                   const GradusTheme  *theme,
                                   const GradusTensor *kernel,
                                   gboolean            sees_pictures,
                                   double              limit,
                                   int                 width,
                                   int                 height);
void gradus_thumbnail_draw_activation (cairo_t            *cr,
                                       const GradusTheme  *theme,
                                       const GradusTensor *activation,
                                       int                 width,
                                       int                 height);
void gradus_thumbnail_draw_bars (cairo_t            *cr,
                                 const GradusTheme  *theme,
                                 const GradusTensor *prediction,
                                 const char *const  *names,
                                 int                 width,
                                 int                 height);
void gradus_thumbnail_draw_probability (cairo_t           *cr,
                                        const GradusTheme *theme,
                                        double             probability,
                                        const char        *no,
                                        const char        *yes,
                                        int                width,
                                        int                height);
void gradus_thumbnail_draw_losses (cairo_t             *cr,
                                   const GradusTheme   *theme,
                                   const GradusHistory *history,
                                   gsize                n_steps,
                                   gboolean             has_diverged,
                                   int                  width,
                                   int                  height);

/* Means of up to @n_points stretches of the losses; returns how many there are. */
guint gradus_thumbnail_reduce_losses (const GradusHistory *history,
                                      gsize                n_steps,
                                      guint                n_points,
                                      double              *points);

G_END_DECLS
