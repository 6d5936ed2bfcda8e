/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/theme.h"

#include <math.h>

typedef struct
{
  const char *name;
  guint32     light; /* 0xRRGGBBAA, as the following */
  guint32     dark;
  guint32     high_contrast_light;
  guint32     high_contrast_dark;
} TokenRow;

/* How much wider lines are in high contrast. */
#define STRONGER 1.3

#define SAME(light, dark) light, dark, light, dark

/* The one table of colours; CSS and drawings both read it. Text holds 4.5 : 1 on its own
 * background, graphics hold 3 : 1. */
// clang-format off
static const TokenRow token_rows[GRADUS_N_TOKENS] = {
  [GRADUS_TOKEN_WINDOW]             = { "window", 0xfafafaff, 0x242424ff, 0xffffffff, 0x000000ff },
  [GRADUS_TOKEN_VIEW]               = { "view", 0xffffffff, 0x1e1e1eff, 0xffffffff, 0x000000ff },
  [GRADUS_TOKEN_SPINE]              = { "spine", 0xf4f4f5ff, 0x2a2a2aff, 0xffffffff, 0x000000ff },
  [GRADUS_TOKEN_HEADER]             = { "header", 0xebebebff, 0x303030ff, 0xffffffff, 0x000000ff },
  [GRADUS_TOKEN_CARD]               = { "card", 0xffffffff, 0x363636ff, 0xffffffff, 0x000000ff },
  [GRADUS_TOKEN_CARD_BORDER]        = { "card_border", 0x00000000, 0xffffff00, 0x00000080, 0xffffff80 },
  [GRADUS_TOKEN_FG]                 = { "fg", 0x2e2e32ff, 0xf4f4f4ff, 0x000000ff, 0xffffffff },
  [GRADUS_TOKEN_DIM]                = { "dim", 0x62626aff, 0xb4b4b8ff, 0x000000ff, 0xffffffff },
  [GRADUS_TOKEN_FAINT]              = { "faint", 0x74747cff, 0x98989eff, 0x000000ff, 0xffffffff },
  [GRADUS_TOKEN_BORDER]             = { "border", 0x0000001f, 0xffffff1f, 0x00000080, 0xffffff80 },
  [GRADUS_TOKEN_GRID]               = { "grid", 0x00000014, 0xffffff14, 0x00000040, 0xffffff40 },
  [GRADUS_TOKEN_AXIS]               = { "axis", 0x00000052, 0xffffff52, 0x000000cc, 0xffffffcc },
  [GRADUS_TOKEN_TRACK]              = { "track", 0x0000000f, 0xffffff14, 0x00000026, 0xffffff33 },
  [GRADUS_TOKEN_ACCENT]             = { "accent", 0x1a66c2ff, 0x82b6f2ff, 0x0b4a9eff, 0xa9d0ffff },
  [GRADUS_TOKEN_BUTTON]             = { "button", 0x1c71d8ff, 0x1c71d8ff, 0x0b4a9eff, 0xa9d0ffff },
  [GRADUS_TOKEN_ON_BUTTON]          = { "on_button", 0xffffffff, 0xffffffff, 0xffffffff, 0x000000ff },
  [GRADUS_TOKEN_FORWARD]            = { "forward", 0x1a66c2ff, 0x78aeedff, 0x0b4a9eff, 0xa9d0ffff },
  [GRADUS_TOKEN_TRUTH]              = { "truth", 0x187547ff, 0x5fd39aff, 0x0d5a34ff, 0x8af0bdff },
  [GRADUS_TOKEN_BACK]               = { "back", 0x8a3ab0ff, 0xd59af0ff, 0x661e8aff, 0xecc4ffff },
  [GRADUS_TOKEN_TRAINING]           = { "training", 0x1a66c2ff, 0x78b2f5ff, 0x0b4a9eff, 0xa9d0ffff },
  [GRADUS_TOKEN_VALIDATION]         = { "validation", 0xbf4300ff, 0xffa348ff, 0x8f3200ff, 0xffc487ff },
  [GRADUS_TOKEN_ERROR]              = { "error", 0xb5121fff, 0xff8f7dff, 0x900010ff, 0xffb4a8ff },
  [GRADUS_TOKEN_WARNING]            = { "warning", 0x8f5f00ff, 0xf8c94fff, 0x6b4700ff, 0xffe08aff },
  [GRADUS_TOKEN_DONE]               = { "done", 0x187547ff, 0x6fdca4ff, 0x0d5a34ff, 0x8af0bdff },
  [GRADUS_TOKEN_RUN_VERY_HIGH]      = { "run_very_high", SAME (0xa11d33ff, 0xff8f9cff) },
  [GRADUS_TOKEN_RUN_HIGH]           = { "run_high", SAME (0xc64600ff, 0xffa348ff) },
  [GRADUS_TOKEN_RUN_GOOD]           = { "run_good", SAME (0x1a66c2ff, 0x78b2f5ff) },
  [GRADUS_TOKEN_RUN_LOW]            = { "run_low", SAME (0x5c5c66ff, 0xb9b9c2ff) },
  [GRADUS_TOKEN_RACE_SGD]           = { "race_sgd", SAME (0x5c5c66ff, 0xc9c9d0ff) },
  [GRADUS_TOKEN_RACE_MOMENTUM]      = { "race_momentum", SAME (0x8a3ab0ff, 0xd59af0ff) },
  [GRADUS_TOKEN_RACE_RMSPROP]       = { "race_rmsprop", SAME (0xc64600ff, 0xffa348ff) },
  [GRADUS_TOKEN_RACE_ADAM]          = { "race_adam", SAME (0x1a66c2ff, 0x78b2f5ff) },
  [GRADUS_TOKEN_KIND_CORE]          = { "kind_core", SAME (0x3d5a80ff, 0x9db8ddff) },
  [GRADUS_TOKEN_KIND_CONVOLUTION]   = { "kind_convolution", SAME (0x0b6e69ff, 0x6fd0c8ff) },
  [GRADUS_TOKEN_KIND_POOLING]       = { "kind_pooling", SAME (0x4d6b12ff, 0xb3d26fff) },
  [GRADUS_TOKEN_KIND_RECURRENT]     = { "kind_recurrent", SAME (0x7a3e9dff, 0xd3a5eeff) },
  [GRADUS_TOKEN_KIND_NORMALIZATION] = { "kind_normalization", SAME (0x8a5a00ff, 0xf0c264ff) },
  [GRADUS_TOKEN_KIND_LOOP]          = { "kind_loop", 0x8a3ab0ff, 0xd59af0ff, 0x661e8aff, 0xecc4ffff },
  /* Found by maximising the smallest distance under normal, deuteranope, protanope and
   * tritanope vision. */
  [GRADUS_TOKEN_CLASS_0]            = { "class_0", SAME (0xc22a5dff, 0xd23210ff) },
  [GRADUS_TOKEN_CLASS_0 + 1]        = { "class_1", SAME (0xf35f16ff, 0xea843eff) },
  [GRADUS_TOKEN_CLASS_0 + 2]        = { "class_2", SAME (0x6a5703ff, 0xffbb00ff) },
  [GRADUS_TOKEN_CLASS_0 + 3]        = { "class_3", SAME (0x0d420eff, 0xb1f9a1ff) },
  [GRADUS_TOKEN_CLASS_0 + 4]        = { "class_4", SAME (0x729f7eff, 0x357c60ff) },
  [GRADUS_TOKEN_CLASS_0 + 5]        = { "class_5", SAME (0x09849dff, 0x4dc3bcff) },
  [GRADUS_TOKEN_CLASS_0 + 6]        = { "class_6", SAME (0x084192ff, 0x1b7cf3ff) },
  [GRADUS_TOKEN_CLASS_0 + 7]        = { "class_7", SAME (0x554ed3ff, 0xa69affff) },
  [GRADUS_TOKEN_CLASS_0 + 8]        = { "class_8", SAME (0xaf7af4ff, 0xfed5feff) },
  [GRADUS_TOKEN_CLASS_0 + 9]        = { "class_9", SAME (0x6c1259ff, 0xb741b2ff) },
};
// clang-format on

static GradusColor
unpack_color (guint32 rgba)
{
  return (GradusColor){
    .red = (rgba >> 24 & 0xff) / 255.0,
    .green = (rgba >> 16 & 0xff) / 255.0,
    .blue = (rgba >> 8 & 0xff) / 255.0,
    .alpha = (rgba & 0xff) / 255.0,
  };
}

static guint32
choose_color (const TokenRow *row, GradusThemeId id)
{
  switch (id)
    {
    case GRADUS_THEME_DARK:
      return row->dark;
    case GRADUS_THEME_HIGH_CONTRAST_LIGHT:
      return row->high_contrast_light;
    case GRADUS_THEME_HIGH_CONTRAST_DARK:
      return row->high_contrast_dark;
    case GRADUS_THEME_LIGHT:
    case GRADUS_THEME_PRINT:
    case GRADUS_N_THEMES:
    default:
      return row->light;
    }
}

static void
fill_theme (GradusTheme *theme, GradusThemeId id)
{
  *theme = (GradusTheme){
    .id = id,
    .dark = id == GRADUS_THEME_DARK || id == GRADUS_THEME_HIGH_CONTRAST_DARK,
    .high_contrast =
      id == GRADUS_THEME_HIGH_CONTRAST_LIGHT || id == GRADUS_THEME_HIGH_CONTRAST_DARK,
    .font_family = "Cantarell",
    .mono_family = "Monospace",
    .scale = 1,
  };
  for (guint i = 0; i < GRADUS_N_TOKENS; i++)
    theme->colors[i] = unpack_color (choose_color (&token_rows[i], id));
  if (id == GRADUS_THEME_PRINT)
    theme->colors[GRADUS_TOKEN_WINDOW] = theme->colors[GRADUS_TOKEN_VIEW];
}

/**
 * gradus_theme_get:
 * @id: which one
 *
 * Looks up a theme.
 *
 * Returns: (transfer none): the theme, valid for ever
 * Threads: any
 */
const GradusTheme *
gradus_theme_get (GradusThemeId id)
{
  static GradusTheme themes[GRADUS_N_THEMES];
  static gsize       ready;

  g_return_val_if_fail (id < GRADUS_N_THEMES, NULL);

  if (g_once_init_enter (&ready))
    {
      for (guint i = 0; i < GRADUS_N_THEMES; i++)
        fill_theme (&themes[i], (GradusThemeId) i);
      g_once_init_leave (&ready, 1);
    }
  return &themes[id];
}

/**
 * gradus_theme_get_scaled:
 * @id: which one
 * @scale: of type and lines, 0.5 … 4; in steps of 1/100
 *
 * Looks up a theme for larger or smaller text. The same @id and @scale give the same
 * pointer, so that a drawing may remember what it was made for.
 *
 * Returns: (transfer none): the theme, valid for ever
 * Threads: any
 */
const GradusTheme *
gradus_theme_get_scaled (GradusThemeId id, double scale)
{
  static GMutex      mutex;
  static GHashTable *themes; /* guarded by mutex */
  guint              percent = (guint) (CLAMP (scale, 0.5, 4) * 100 + 0.5);
  gpointer           key = GUINT_TO_POINTER (percent * GRADUS_N_THEMES + (guint) id);
  GradusTheme       *theme;

  g_return_val_if_fail (id < GRADUS_N_THEMES, NULL);
  g_return_val_if_fail (!isnan (scale), NULL);

  if (percent == 100)
    return gradus_theme_get (id);
  g_mutex_lock (&mutex);
  if (themes == NULL)
    themes = g_hash_table_new (NULL, NULL);
  theme = g_hash_table_lookup (themes, key);
  if (theme == NULL)
    {
      theme = g_new (GradusTheme, 1);
      *theme = *gradus_theme_get (id);
      theme->scale = percent / 100.0;
      g_hash_table_insert (themes, key, theme);
    }
  g_mutex_unlock (&mutex);
  return theme;
}

/**
 * gradus_theme_choose:
 * @dark: whether light stands on dark
 * @high_contrast: whether the user asked for strong contrast
 *
 * Finds the theme that fits the desktop's settings.
 *
 * Returns: its id
 */
GradusThemeId
gradus_theme_choose (gboolean dark, gboolean high_contrast)
{
  if (high_contrast)
    return dark ? GRADUS_THEME_HIGH_CONTRAST_DARK : GRADUS_THEME_HIGH_CONTRAST_LIGHT;
  return dark ? GRADUS_THEME_DARK : GRADUS_THEME_LIGHT;
}

static void
append_css_color (GString *css, const GradusColor *color)
{
  int  red = (int) (color->red * 255 + 0.5);
  int  green = (int) (color->green * 255 + 0.5);
  int  blue = (int) (color->blue * 255 + 0.5);
  char alpha[G_ASCII_DTOSTR_BUF_SIZE];

  if (color->alpha >= 1)
    {
      g_string_append_printf (css, "#%02x%02x%02x", (guint) red, (guint) green,
                              (guint) blue);
      return;
    }
  /* The locale must not put a comma here. */
  g_ascii_formatd (alpha, sizeof alpha, "%.3f", color->alpha);
  g_string_append_printf (css, "rgba(%d,%d,%d,%s)", red, green, blue, alpha);
}

/**
 * gradus_theme_to_css:
 * @theme: the theme
 *
 * Writes all colours as `@define-color gradus_<token> …;`, one a line, so that style
 * sheets and drawings cannot disagree.
 *
 * Returns: (transfer full): the style sheet
 */
char *
gradus_theme_to_css (const GradusTheme *theme)
{
  GString *css = g_string_new (NULL);

  for (guint i = 0; i < GRADUS_N_TOKENS; i++)
    {
      g_string_append_printf (css, "@define-color gradus_%s ", token_rows[i].name);
      append_css_color (css, &theme->colors[i]);
      g_string_append (css, ";\n");
    }
  return g_string_free (css, FALSE);
}

/**
 * gradus_token_get_name:
 * @token: the token
 *
 * Gives the name that follows `gradus_` in CSS.
 *
 * Returns: (transfer none): the name
 */
const char *
gradus_token_get_name (GradusToken token)
{
  g_return_val_if_fail (token < GRADUS_N_TOKENS, NULL);

  return token_rows[token].name;
}

/**
 * gradus_token_of_class:
 * @digit: number of a class; from the eleventh on the colours repeat
 *
 * Finds the colour of a class.
 *
 * Returns: its token
 */
GradusToken
gradus_token_of_class (guint digit)
{
  return (GradusToken) (GRADUS_TOKEN_CLASS_0 + digit % 10);
}

/**
 * gradus_token_of_category:
 * @category: of a layer
 *
 * Finds the colour of a layer's icon.
 *
 * Returns: its token
 */
GradusToken
gradus_token_of_category (GradusCategory category)
{
  static const GradusToken tokens[GRADUS_N_CATEGORIES] = {
    [GRADUS_CATEGORY_CORE] = GRADUS_TOKEN_KIND_CORE,
    [GRADUS_CATEGORY_CONVOLUTION] = GRADUS_TOKEN_KIND_CONVOLUTION,
    [GRADUS_CATEGORY_POOLING] = GRADUS_TOKEN_KIND_POOLING,
    [GRADUS_CATEGORY_NORMALIZATION] = GRADUS_TOKEN_KIND_NORMALIZATION,
    [GRADUS_CATEGORY_REGULARIZATION] = GRADUS_TOKEN_KIND_NORMALIZATION,
    [GRADUS_CATEGORY_RECURRENT] = GRADUS_TOKEN_KIND_RECURRENT,
    [GRADUS_CATEGORY_RESHAPING] = GRADUS_TOKEN_KIND_CORE,
    [GRADUS_CATEGORY_ACTIVATION] = GRADUS_TOKEN_KIND_CORE,
  };

  g_return_val_if_fail (category < GRADUS_N_CATEGORIES, GRADUS_TOKEN_KIND_CORE);

  return tokens[category];
}

/**
 * gradus_theme_set_source:
 * @theme: the theme
 * @cr: what is drawn on
 * @token: the colour
 *
 * Makes a colour of the theme the source of what is drawn next.
 */
void
gradus_theme_set_source (const GradusTheme *theme, cairo_t *cr, GradusToken token)
{
  gradus_theme_set_source_alpha (theme, cr, token, 1);
}

/**
 * gradus_theme_set_source_alpha:
 * @theme: the theme
 * @cr: what is drawn on
 * @token: the colour
 * @alpha: 0 invisible, 1 as opaque as the colour is
 *
 * Makes a colour of the theme, thinned, the source of what is drawn next.
 */
void
gradus_theme_set_source_alpha (const GradusTheme *theme,
                               cairo_t           *cr,
                               GradusToken        token,
                               double             alpha)
{
  const GradusColor *color = &theme->colors[token];

  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
}

/**
 * gradus_theme_set_line_width:
 * @theme: the theme
 * @cr: what is drawn on
 * @width: of a line that shows something, as it usually is
 *
 * Makes lines as wide as the theme wants them: in high contrast they are stronger.
 */
void
gradus_theme_set_line_width (const GradusTheme *theme, cairo_t *cr, double width)
{
  cairo_set_line_width (cr, width * theme->scale * (theme->high_contrast ? STRONGER : 1));
}
