/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/scatter-private.h"

#include <math.h>
#include <string.h>

#include "plot/color-map.h"
#include "plot/text.h"

#define RADIUS 1.75
#define MARK_RADIUS 5.5
#define ALPHA 0.72
#define FADED 0.10
/* A dot may begin at any quarter of a pixel. */
#define PHASES 4
#define STAMP_MOST 48

/* A shape's coverage of pixels, 0 … 255. */
typedef struct
{
  int    side;
  guint8 cover[STAMP_MOST * STAMP_MOST];
} Stamp;

/* --- Colours --- */

void
gradus_scatter_fill_inks (const GradusTheme       *theme,
                          const GradusScatterPlot *plot,
                          GradusColor              inks[GRADUS_SCATTER_INKS])
{
  const GradusColorMap *map = gradus_color_map_get (theme, GRADUS_COLOR_MAP_ACTIVATIONS);

  for (guint i = 0; i < GRADUS_SCATTER_INKS; i++)
    if (plot->classes != NULL || plot->values == NULL)
      inks[i] = plot->classes != NULL ? theme->colors[gradus_token_of_class (i % 10)]
                                      : theme->colors[GRADUS_TOKEN_FORWARD];
    else
      {
        /* The palest part of the map would not be seen on paper. */
        guint32 argb =
          gradus_color_map_lookup (map, 0.3 + 0.7 * i / (GRADUS_SCATTER_INKS - 1), 1);

        inks[i] = (GradusColor){ (argb >> 16 & 255) / 255.0, (argb >> 8 & 255) / 255.0,
                                 (argb & 255) / 255.0, 1 };
      }
}

guint
gradus_scatter_choose_ink (const GradusScatterPlot *plot, guint point)
{
  if (plot->classes != NULL)
    return plot->classes[point] % GRADUS_SCATTER_INKS;
  if (plot->values != NULL)
    return (guint) (CLAMP ((double) plot->values[point], 0, 1) *
                      (GRADUS_SCATTER_INKS - 1) +
                    0.5);
  return 0;
}

const char *
gradus_scatter_get_name (const GradusScatterPlot *plot, guint class_index, char buffer[8])
{
  if (plot->names != NULL && class_index < g_strv_length ((char **) plot->names))
    return plot->names[class_index];
  g_snprintf (buffer, 8, "%u", class_index);
  return buffer;
}

/* Smaller in small panels, so that there is still paper between them. */
static double
choose_radius (const GradusTheme *theme, const GradusScatterLayout *layout)
{
  return RADIUS * theme->scale * CLAMP (layout->reach / (75 * theme->scale), 0.6, 1);
}

/* --- Stamps --- */

static void
make_dot (Stamp *stamp, double radius, double shift_x, double shift_y)
{
  double middle;

  stamp->side = MIN ((int) ceil (2 * radius) + 2, STAMP_MOST);
  middle = stamp->side / 2.0 - 0.5;
  for (int y = 0; y < stamp->side; y++)
    for (int x = 0; x < stamp->side; x++)
      {
        double distance = hypot (x + 0.5 - middle - shift_x, y + 0.5 - middle - shift_y);

        stamp->cover[y * stamp->side + x] =
          (guint8) (255 * CLAMP (radius + 0.5 - distance, 0, 1));
      }
}

/* A figure, centred. */
static void
make_mark (Stamp *stamp, const GradusTheme *theme, const char *name, double device)
{
  int side = MIN ((int) ceil (2 * MARK_RADIUS * theme->scale * device) + 2, STAMP_MOST);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, side, side);
  cairo_t         *cr = cairo_create (surface);
  g_autofree char *first = g_utf8_substring (name, 0, 1);

  cairo_translate (cr, side / 2.0, side / 2.0);
  cairo_scale (cr, device, device);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                    GRADUS_ALIGN_CENTER, 0, 0, first);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  stamp->side = side;
  for (int y = 0; y < side; y++)
    memcpy (stamp->cover + y * side,
            cairo_image_surface_get_data (surface) +
              y * cairo_image_surface_get_stride (surface),
            (gsize) side);
  cairo_surface_destroy (surface);
}

/* --- Pixels --- */

typedef struct
{
  guint32 *pixels;
  int      stride; /* in pixels */
  int      width;
  int      height;
} Canvas;

/* The two halves of a pixel's four bytes are multiplied at once. */
static inline guint32
scale_pixel (guint32 pixel, guint32 by)
{
  guint32 odd = (pixel >> 8 & 0x00ff00ff) * by + 0x00800080;
  guint32 even = (pixel & 0x00ff00ff) * by + 0x00800080;

  odd = (odd + (odd >> 8 & 0x00ff00ff)) & 0xff00ff00;
  even = (even + (even >> 8 & 0x00ff00ff)) >> 8 & 0x00ff00ff;
  return odd | even;
}

/* @inked: (shape side, side): the stamp in its colour, premultiplied */
static void
press (const Canvas *canvas, int side, const guint32 *inked, int left, int top)
{
  int from_x = MAX (0, -left), to_x = MIN (side, canvas->width - left);
  int from_y = MAX (0, -top), to_y = MIN (side, canvas->height - top);

  for (int y = from_y; y < to_y; y++)
    {
      const guint32 *over = inked + y * side;
      guint32       *pixels = canvas->pixels + (top + y) * canvas->stride + left;

      for (int x = from_x; x < to_x; x++)
        if (over[x] != 0)
          pixels[x] = over[x] + scale_pixel (pixels[x], 255 - (over[x] >> 24));
    }
}

/* Premultiplied. */
static guint32
mix_ink (const GradusColor *color, double alpha)
{
  guint32 a = (guint32) (alpha * 255 + 0.5);
  guint32 r = (guint32) (color->red * alpha * 255 + 0.5);
  guint32 g = (guint32) (color->green * alpha * 255 + 0.5);
  guint32 b = (guint32) (color->blue * alpha * 255 + 0.5);

  return a << 24 | r << 16 | g << 8 | b;
}

typedef struct
{
  const GradusScatterLayout *layout;
  const GradusScatterPlot   *plot;
  guint                      panel;
  double                     left;               /* of the panel */
  double                     middle_x, middle_y; /* of the panel, from its corner */
  double                     device;             /* pixels for one unit */
  gboolean                   as_marks;
  guint                      n_stamps;
  Stamp                     *stamps; /* PHASES² dots, or a mark for each class */
  guint32                    inks[2][GRADUS_SCATTER_INKS]; /* faded; full */
  guint32 *inked[2][GRADUS_SCATTER_INKS]; /* all stamps; NULL until used */
} Press;

/* Every stamp in one colour. */
static const guint32 *
get_inked (Press *press_, gboolean is_full, guint ink)
{
  gsize size = (gsize) press_->stamps[0].side * (gsize) press_->stamps[0].side;

  if (press_->inked[is_full][ink] == NULL)
    {
      guint32 *inked = g_new (guint32, press_->n_stamps * size);

      for (guint i = 0; i < press_->n_stamps; i++)
        for (gsize j = 0; j < size; j++)
          inked[i * size + j] =
            scale_pixel (press_->inks[is_full][ink], press_->stamps[i].cover[j]);
      press_->inked[is_full][ink] = inked;
    }
  return press_->inked[is_full][ink];
}

static void
press_point (Press *press_, const Canvas *canvas, guint point, gboolean is_full)
{
  const float *position = press_->plot->panels[press_->panel].positions + 2 * point;
  double       x =
    (press_->middle_x + press_->layout->reach * (double) position[0]) * press_->device;
  double y =
    (press_->middle_y + press_->layout->reach * (double) position[1]) * press_->device;
  int   column = (int) floor (x), row = (int) floor (y);
  int   side = press_->stamps[0].side;
  gsize stamp;

  if (press_->as_marks)
    stamp = press_->plot->classes[point] % GRADUS_SCATTER_INKS;
  else
    stamp = (gsize) ((y - row) * PHASES) * PHASES + (gsize) ((x - column) * PHASES);
  press (canvas, side,
         get_inked (press_, is_full, gradus_scatter_choose_ink (press_->plot, point)) +
           stamp * (gsize) side * (gsize) side,
         column - (side - 1) / 2, row - (side - 1) / 2);
}

static void
make_stamps (Press *press_, const GradusTheme *theme)
{
  const GradusScatterPlot *plot = press_->plot;
  double                   radius = choose_radius (theme, press_->layout);

  press_->n_stamps = press_->as_marks ? GRADUS_SCATTER_INKS : (guint) (PHASES * PHASES);
  press_->stamps = g_new0 (Stamp, press_->n_stamps);
  for (guint i = 0; i < press_->n_stamps; i++)
    {
      char buffer[8];

      if (press_->as_marks)
        make_mark (&press_->stamps[i], theme,
                   i < plot->n_classes ? gradus_scatter_get_name (plot, i, buffer) : "",
                   press_->device);
      else
        make_dot (&press_->stamps[i], radius * press_->device,
                  (i % PHASES + 0.5) / PHASES, (double) (i / PHASES + 0.5) / PHASES);
    }
}

static void
free_stamps (Press *press_)
{
  for (guint i = 0; i < GRADUS_SCATTER_INKS; i++)
    {
      g_free (press_->inked[0][i]);
      g_free (press_->inked[1][i]);
    }
  g_free (press_->stamps);
}

static void
press_all (Press *press_, const Canvas *canvas)
{
  const guint8 *selected = press_->plot->selected;

  for (guint i = 0; i < press_->plot->n_points && selected != NULL; i++)
    if (!selected[i])
      press_point (press_, canvas, i, FALSE);
  for (guint i = 0; i < press_->plot->n_points; i++)
    if (selected == NULL || selected[i])
      press_point (press_, canvas, i, TRUE);
}

/* Thousands of dots as pixels: ten times as fast as as many circles. */
static void
draw_as_pixels (cairo_t *cr, const GradusTheme *theme, Press *press_)
{
  const GradusScatterLayout *layout = press_->layout;
  GradusColor                inks[GRADUS_SCATTER_INKS];
  double                     device_x = 1, device_y = 1, scale_x = 1, scale_y = 0;
  cairo_surface_t           *surface;
  Canvas                     canvas;

  cairo_surface_get_device_scale (cairo_get_target (cr), &device_x, &device_y);
  cairo_user_to_device_distance (cr, &scale_x, &scale_y);
  device_x = CLAMP (device_x * hypot (scale_x, scale_y), 0.25, 8);
  press_->device = device_x;
  press_->middle_x = layout->panel_width / 2;
  press_->middle_y = layout->panel_height / 2;
  canvas.width = (int) ceil (layout->panel_width * device_x);
  canvas.height = (int) ceil (layout->panel_height * device_x);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, canvas.width, canvas.height);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    {
      canvas.pixels = (guint32 *) (gpointer) cairo_image_surface_get_data (surface);
      canvas.stride = cairo_image_surface_get_stride (surface) / 4;
      gradus_scatter_fill_inks (theme, press_->plot, inks);
      for (guint i = 0; i < GRADUS_SCATTER_INKS; i++)
        {
          press_->inks[0][i] = mix_ink (&inks[i], FADED);
          press_->inks[1][i] = mix_ink (&inks[i], press_->as_marks ? 0.9 : ALPHA);
        }
      make_stamps (press_, theme);
      press_all (press_, &canvas);
      free_stamps (press_);
      cairo_surface_mark_dirty (surface);
      cairo_surface_set_device_scale (surface, device_x, device_x);
      cairo_set_source_surface (cr, surface, press_->left, 0);
      cairo_paint (cr);
    }
  cairo_surface_destroy (surface);
}

/* --- Lines, for files that can be enlarged --- */

static void
draw_vector_point (cairo_t           *cr,
                   const GradusTheme *theme,
                   const Press       *press_,
                   guint              point,
                   const GradusColor *ink,
                   gboolean           is_full)
{
  const GradusScatterPlot *plot = press_->plot;
  double                   x, y;
  char                     buffer[8];

  gradus_scatter_layout_place (press_->layout, press_->panel,
                               plot->panels[press_->panel].positions + 2 * point, &x, &y);
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, is_full ? ALPHA : FADED);
  if (press_->as_marks)
    {
      g_autofree char *first =
        g_utf8_substring (gradus_scatter_get_name (plot, plot->classes[point], buffer), 0,
                          1);

      cairo_set_font_size (cr, 9 * theme->scale);
      cairo_move_to (cr, x - 2.5 * theme->scale, y + 3 * theme->scale);
      cairo_show_text (cr, first);
      return;
    }
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, choose_radius (theme, press_->layout), 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
draw_as_lines (cairo_t *cr, const GradusTheme *theme, const Press *press_)
{
  const GradusScatterPlot *plot = press_->plot;
  GradusColor              inks[GRADUS_SCATTER_INKS];

  gradus_scatter_fill_inks (theme, plot, inks);
  cairo_select_font_face (cr, theme->font_family, CAIRO_FONT_SLANT_NORMAL,
                          CAIRO_FONT_WEIGHT_BOLD);
  for (guint round = plot->selected == NULL; round < 2; round++)
    for (guint i = 0; i < plot->n_points; i++)
      if (plot->selected == NULL || (plot->selected[i] != 0) == (round == 1))
        draw_vector_point (cr, theme, press_, i,
                           &inks[gradus_scatter_choose_ink (plot, i)], round == 1);
}

/**
 * gradus_scatter_draw_points:
 * @cr: what is drawn on
 * @theme: how it looks
 * @layout: where panels lie
 * @plot: what is shown
 * @panel: which panel
 *
 * Draws the points of one panel: as pixels on a screen, as circles into files.
 */
void
gradus_scatter_draw_points (cairo_t                   *cr,
                            const GradusTheme         *theme,
                            const GradusScatterLayout *layout,
                            const GradusScatterPlot   *plot,
                            guint                      panel)
{
  Press                press_ = { .layout = layout, .plot = plot, .panel = panel };
  cairo_surface_type_t type;

  if (plot->panels[panel].positions == NULL)
    return;
  press_.left = gradus_scatter_layout_get_x (layout, panel);
  press_.as_marks = plot->as_marks && plot->classes != NULL;
  type = cairo_surface_get_type (cairo_get_target (cr));
  if (type == CAIRO_SURFACE_TYPE_PDF || type == CAIRO_SURFACE_TYPE_SVG)
    draw_as_lines (cr, theme, &press_);
  else
    draw_as_pixels (cr, theme, &press_);
}
