/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layer.h"

#include <cairo.h>

G_BEGIN_DECLS

/**
 * GradusThemeId:
 * @GRADUS_THEME_LIGHT: ink on paper
 * @GRADUS_THEME_DARK: light on dark
 * @GRADUS_THEME_HIGH_CONTRAST_LIGHT: black on white, stronger lines
 * @GRADUS_THEME_HIGH_CONTRAST_DARK: white on black, stronger lines
 * @GRADUS_THEME_PRINT: the light theme on pure white, for files
 *
 * The appearances that Gradus knows.
 */
typedef enum
{
  GRADUS_THEME_LIGHT,
  GRADUS_THEME_DARK,
  GRADUS_THEME_HIGH_CONTRAST_LIGHT,
  GRADUS_THEME_HIGH_CONTRAST_DARK,
  GRADUS_THEME_PRINT,
  GRADUS_N_THEMES
} GradusThemeId;

/* What a colour means. In CSS GRADUS_TOKEN_RUN_GOOD is called @gradus_run_good. */
typedef enum
{
  GRADUS_TOKEN_WINDOW,
  GRADUS_TOKEN_VIEW,
  GRADUS_TOKEN_SPINE,
  GRADUS_TOKEN_HEADER,
  GRADUS_TOKEN_CARD,
  GRADUS_TOKEN_CARD_BORDER, /* invisible but in high contrast */
  GRADUS_TOKEN_FG,
  GRADUS_TOKEN_DIM,
  GRADUS_TOKEN_FAINT, /* lines only */
  GRADUS_TOKEN_BORDER,
  GRADUS_TOKEN_GRID,
  GRADUS_TOKEN_AXIS,
  GRADUS_TOKEN_TRACK, /* the empty part of a bar */
  GRADUS_TOKEN_ACCENT,
  GRADUS_TOKEN_BUTTON,
  GRADUS_TOKEN_ON_BUTTON,
  GRADUS_TOKEN_FORWARD,
  GRADUS_TOKEN_TRUTH,
  GRADUS_TOKEN_BACK,
  GRADUS_TOKEN_TRAINING,
  GRADUS_TOKEN_VALIDATION,
  GRADUS_TOKEN_ERROR,
  GRADUS_TOKEN_WARNING,
  GRADUS_TOKEN_DONE,
  GRADUS_TOKEN_RUN_VERY_HIGH,
  GRADUS_TOKEN_RUN_HIGH,
  GRADUS_TOKEN_RUN_GOOD,
  GRADUS_TOKEN_RUN_LOW,
  GRADUS_TOKEN_RACE_SGD,
  GRADUS_TOKEN_RACE_MOMENTUM,
  GRADUS_TOKEN_RACE_RMSPROP,
  GRADUS_TOKEN_RACE_ADAM,
  GRADUS_TOKEN_KIND_CORE,
  GRADUS_TOKEN_KIND_CONVOLUTION,
  GRADUS_TOKEN_KIND_POOLING,
  GRADUS_TOKEN_KIND_RECURRENT,
  GRADUS_TOKEN_KIND_NORMALIZATION,
  GRADUS_TOKEN_KIND_LOOP,
  GRADUS_TOKEN_CLASS_0, /* and nine more */
  GRADUS_TOKEN_CLASS_9 = GRADUS_TOKEN_CLASS_0 + 9,
  GRADUS_N_TOKENS
} GradusToken;

typedef struct
{
  double red;
  double green;
  double blue;
  double alpha;
} GradusColor;

/**
 * GradusTheme:
 * @id: which one it is
 * @dark: whether light stands on dark
 * @high_contrast: whether lines are stronger
 * @colors: by #GradusToken
 * @font_family: of all text but shapes and code
 * @mono_family: of shapes and code
 * @scale: of type, lines and the room around them; the desktop's text scale in windows, 1
 * in files, %GRADUS_PRESENTATION_SCALE on a projector
 *
 * How a drawing looks. A copy by assignment may change what it likes.
 */
typedef struct
{
  GradusThemeId id;
  gboolean      dark;
  gboolean      high_contrast;
  GradusColor   colors[GRADUS_N_TOKENS];
  const char   *font_family;
  const char   *mono_family;
  double        scale;
} GradusTheme;

#define GRADUS_PRESENTATION_SCALE 1.45

const GradusTheme *gradus_theme_get (GradusThemeId id);
const GradusTheme *gradus_theme_get_scaled (GradusThemeId id, double scale);
GradusThemeId      gradus_theme_choose (gboolean dark, gboolean high_contrast);
char              *gradus_theme_to_css (const GradusTheme *theme);
const char        *gradus_token_get_name (GradusToken token);
GradusToken        gradus_token_of_class (guint digit);
GradusToken        gradus_token_of_category (GradusCategory category);
void gradus_theme_set_source (const GradusTheme *theme, cairo_t *cr, GradusToken token);
void gradus_theme_set_source_alpha (const GradusTheme *theme,
                                    cairo_t           *cr,
                                    GradusToken        token,
                                    double             alpha);
void gradus_theme_set_line_width (const GradusTheme *theme, cairo_t *cr, double width);

G_END_DECLS
