/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/text.h"

typedef struct
{
  double      points;
  PangoWeight weight;
  gboolean    mono;
} RoleRow;

static const RoleRow role_rows[GRADUS_N_TEXT_ROLES] = {
  [GRADUS_TEXT_TITLE_1] = { 20, PANGO_WEIGHT_ULTRABOLD, FALSE },
  [GRADUS_TEXT_TITLE_2] = { 15, PANGO_WEIGHT_ULTRABOLD, FALSE },
  [GRADUS_TEXT_TITLE_4] = { 13, PANGO_WEIGHT_BOLD, FALSE },
  [GRADUS_TEXT_HEADING] = { 11, PANGO_WEIGHT_BOLD, FALSE },
  [GRADUS_TEXT_BODY] = { 11, PANGO_WEIGHT_NORMAL, FALSE },
  [GRADUS_TEXT_LABEL] = { 10, PANGO_WEIGHT_BOLD, FALSE },
  [GRADUS_TEXT_READING] = { 10, PANGO_WEIGHT_NORMAL, FALSE },
  [GRADUS_TEXT_CAPTION] = { 9, PANGO_WEIGHT_NORMAL, FALSE },
  [GRADUS_TEXT_CAPTION_BOLD] = { 9, PANGO_WEIGHT_BOLD, FALSE },
  [GRADUS_TEXT_MONO] = { 9, PANGO_WEIGHT_NORMAL, TRUE },
};

/* Widths that do not depend on where a glyph falls, so that the same picture comes out on
 * the screen and in a file. */
static void
set_font_options (PangoContext *context)
{
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_SLIGHT);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  pango_cairo_context_set_resolution (context, 96);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
}

static void
style_layout (PangoLayout *layout, const GradusTheme *theme, GradusTextRole role)
{
  const RoleRow        *row = &role_rows[role];
  PangoFontDescription *font = pango_font_description_new ();
  PangoAttrList        *attributes = pango_attr_list_new ();

  pango_font_description_set_family_static (font, row->mono ? theme->mono_family
                                                            : theme->font_family);
  pango_font_description_set_weight (font, row->weight);
  pango_font_description_set_size (font, (int) (row->points * theme->scale * PANGO_SCALE +
                                                0.5));
  pango_layout_set_font_description (layout, font);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_font_description_free (font);
}

/* A thread's own context for measuring, as Pango's objects belong to one thread. */
static PangoContext *
get_measuring_context (void)
{
  static GPrivate key = G_PRIVATE_INIT (g_object_unref);
  PangoContext   *context = g_private_get (&key);

  if (context == NULL)
    {
      context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
      set_font_options (context);
      g_private_set (&key, context);
    }
  return context;
}

/**
 * gradus_text_layout_new:
 * @cr: (nullable): what it will be drawn on; NULL if that is not there yet, for drawing
 * in the same thread
 * @theme: font and scale
 * @role: type size
 * @text: the text
 *
 * Lays out text at 96 dpi; for what gradus_text_draw() cannot do, like wrapping.
 *
 * Returns: (transfer full): the layout
 */
PangoLayout *
gradus_text_layout_new (cairo_t           *cr,
                        const GradusTheme *theme,
                        GradusTextRole     role,
                        const char        *text)
{
  PangoContext *context;
  PangoLayout  *layout;

  if (cr == NULL)
    layout = pango_layout_new (get_measuring_context ());
  else
    {
      context = pango_cairo_create_context (cr);
      set_font_options (context);
      layout = pango_layout_new (context);
      g_object_unref (context);
    }
  style_layout (layout, theme, role);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/**
 * gradus_text_layout_new_sized:
 * @theme: font; its scale does not count
 * @points: type size
 * @is_italic: whether letters lean
 * @text: the text
 *
 * Lays out text of any size, for drawing in the same thread.
 *
 * Returns: (transfer full): the layout
 */
PangoLayout *
gradus_text_layout_new_sized (const GradusTheme *theme,
                              double             points,
                              gboolean           is_italic,
                              const char        *text)
{
  PangoLayout          *layout = pango_layout_new (get_measuring_context ());
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family_static (font, theme->font_family);
  pango_font_description_set_style (font,
                                    is_italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_font_description_set_size (font, (int) (points * PANGO_SCALE + 0.5));
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_font_description_free (font);
  return layout;
}

static double
get_width (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  return (double) logical.width / PANGO_SCALE;
}

static double
draw_layout (cairo_t           *cr,
             PangoLayout       *layout,
             const GradusTheme *theme,
             GradusToken        color,
             GradusAlign        align,
             double             x,
             double             baseline)
{
  double width = get_width (layout);

  if (align == GRADUS_ALIGN_CENTER)
    x -= width / 2;
  else if (align == GRADUS_ALIGN_END)
    x -= width;
  gradus_theme_set_source (theme, cr, color);
  cairo_move_to (cr, x,
                 baseline - (double) pango_layout_get_baseline (layout) / PANGO_SCALE);
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  return width;
}

/**
 * gradus_text_draw_baseline:
 * @cr: what is drawn on
 * @theme: font, scale and colours
 * @role: type size
 * @color: of the text
 * @align: which end of the text is at @x
 * @x: where
 * @baseline: what the letters stand on
 * @text: one line
 *
 * Draws a line of text that stands on a given height.
 *
 * Returns: its width
 */
double
gradus_text_draw_baseline (cairo_t           *cr,
                           const GradusTheme *theme,
                           GradusTextRole     role,
                           GradusToken        color,
                           GradusAlign        align,
                           double             x,
                           double             baseline,
                           const char        *text)
{
  PangoLayout *layout = gradus_text_layout_new (cr, theme, role, text);
  double       width = draw_layout (cr, layout, theme, color, align, x, baseline);

  g_object_unref (layout);
  return width;
}

/**
 * gradus_text_draw:
 * @cr: what is drawn on
 * @theme: font, scale and colours
 * @role: type size
 * @color: of the text
 * @align: which end of the text is at @x
 * @x: where
 * @middle: the height in the middle of the figures
 * @text: one line
 *
 * Draws a line of text centred on a given height, as a label beside a tick or a curve.
 *
 * Returns: its width
 */
double
gradus_text_draw (cairo_t           *cr,
                  const GradusTheme *theme,
                  GradusTextRole     role,
                  GradusToken        color,
                  GradusAlign        align,
                  double             x,
                  double             middle,
                  const char        *text)
{
  /* Figures and capitals of Cantarell are 0.7 em high. */
  double em = role_rows[role].points * 96 / 72 * theme->scale;

  return gradus_text_draw_baseline (cr, theme, role, color, align, x, middle + 0.35 * em,
                                    text);
}

/**
 * gradus_text_measure:
 * @theme: font and scale
 * @role: type size
 * @text: the text
 * @width: (out) (optional): its width
 * @height: (out) (optional): its height, with the room between lines
 *
 * Finds how much room text takes.
 */
void
gradus_text_measure (const GradusTheme *theme,
                     GradusTextRole     role,
                     const char        *text,
                     double            *width,
                     double            *height)
{
  PangoLayout   *layout = pango_layout_new (get_measuring_context ());
  PangoRectangle logical;

  style_layout (layout, theme, role);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_extents (layout, NULL, &logical);
  if (width != NULL)
    *width = (double) logical.width / PANGO_SCALE;
  if (height != NULL)
    *height = (double) logical.height / PANGO_SCALE;
  g_object_unref (layout);
}

/**
 * gradus_text_shorten:
 * @theme: font and scale
 * @role: what the text is for
 * @text: plain text
 * @width: room for it
 *
 * Cuts a text off where its room ends.
 *
 * Returns: (transfer full): @text, or the beginning of it and three dots
 */
char *
gradus_text_shorten (const GradusTheme *theme,
                     GradusTextRole     role,
                     const char        *text,
                     double             width)
{
  g_autofree char *result = g_strdup (text);
  double           needed;

  gradus_text_measure (theme, role, result, &needed, NULL);
  for (glong n = g_utf8_strlen (text, -1) - 1; needed > width && n > 0; n--)
    {
      g_autofree char *head = g_utf8_substring (text, 0, n);

      g_free (result);
      result = g_strconcat (g_strchomp (head), "…", NULL);
      gradus_text_measure (theme, role, result, &needed, NULL);
    }
  return g_steal_pointer (&result);
}

/**
 * gradus_text_line_height:
 * @theme: font and scale
 * @role: type size
 *
 * Finds the height of a line.
 *
 * Returns: the height
 */
double
gradus_text_line_height (const GradusTheme *theme, GradusTextRole role)
{
  double height;

  gradus_text_measure (theme, role, "0", NULL, &height);
  return height;
}
