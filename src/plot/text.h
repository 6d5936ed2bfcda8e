/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "plot/theme.h"

G_BEGIN_DECLS

/* The type sizes of the interface. Figures are tabular in all of them. */
typedef enum
{
  GRADUS_TEXT_TITLE_1,      /* 20 pt, 800 */
  GRADUS_TEXT_TITLE_2,      /* 15 pt, 800 */
  GRADUS_TEXT_TITLE_4,      /* 13 pt, 700 */
  GRADUS_TEXT_HEADING,      /* 11 pt, 700 */
  GRADUS_TEXT_BODY,         /* 11 pt */
  GRADUS_TEXT_LABEL,        /* 10 pt, 700: at the end of a curve */
  GRADUS_TEXT_READING,      /* 10 pt */
  GRADUS_TEXT_CAPTION,      /* 9 pt */
  GRADUS_TEXT_CAPTION_BOLD, /* 9 pt, 700 */
  GRADUS_TEXT_MONO,         /* 9 pt */
  GRADUS_N_TEXT_ROLES
} GradusTextRole;

typedef enum
{
  GRADUS_ALIGN_START,
  GRADUS_ALIGN_CENTER,
  GRADUS_ALIGN_END,
} GradusAlign;

PangoLayout *gradus_text_layout_new (cairo_t           *cr,
                                     const GradusTheme *theme,
                                     GradusTextRole     role,
                                     const char        *text);
PangoLayout *gradus_text_layout_new_sized (const GradusTheme *theme,
                                           double             points,
                                           gboolean           is_italic,
                                           const char        *text);
double       gradus_text_draw (cairo_t           *cr,
                               const GradusTheme *theme,
                               GradusTextRole     role,
                               GradusToken        color,
                               GradusAlign        align,
                               double             x,
                               double             middle,
                               const char        *text);
double       gradus_text_draw_baseline (cairo_t           *cr,
                                        const GradusTheme *theme,
                                        GradusTextRole     role,
                                        GradusToken        color,
                                        GradusAlign        align,
                                        double             x,
                                        double             baseline,
                                        const char        *text);
void         gradus_text_measure (const GradusTheme *theme,
                                  GradusTextRole     role,
                                  const char        *text,
                                  double            *width,
                                  double            *height);
char        *gradus_text_shorten (const GradusTheme *theme,
                                  GradusTextRole     role,
                                  const char        *text,
                                  double             width);
double       gradus_text_line_height (const GradusTheme *theme, GradusTextRole role);

G_END_DECLS
