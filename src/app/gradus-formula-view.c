/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-formula-view.h"

#include "app/gradus-style.h"
#include "plot/typeset.h"

#include <math.h>

/* A formula that is too wide is made smaller, but no further than this. */
#define LEAST_SCALE 0.6

struct _GradusFormulaView
{
  GtkWidget      parent_instance;
  GradusFormula *formula;
  GradusTypeset *typeset; /* for @points; NULL until somebody asks */
  double         points;
};

G_DEFINE_FINAL_TYPE (GradusFormulaView, gradus_formula_view, GTK_TYPE_WIDGET)

/* The type size of the style sheet, in points at 96 to the inch, large text included. */
static double
get_points (GradusFormulaView *self)
{
  PangoContext               *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;
  double resolution = pango_cairo_context_get_resolution (context);

  if (pango_font_description_get_size_is_absolute (font))
    return size * 72 / 96;
  return size * (resolution > 0 ? resolution : 96) / 96;
}

static const GradusTypeset *
get_typeset (GradusFormulaView *self)
{
  double points = get_points (self);

  if (self->typeset != NULL && fabs (points - self->points) < 0.01)
    return self->typeset;
  g_clear_pointer (&self->typeset, gradus_typeset_free);
  if (self->formula != NULL)
    self->typeset = gradus_typeset_new (self->formula, gradus_style_get_theme (), points);
  self->points = points;
  return self->typeset;
}

static double
get_scale (double natural, double width)
{
  return natural > width && width > 0 ? MAX (width / natural, LEAST_SCALE) : 1;
}

static GtkSizeRequestMode
gradus_formula_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
gradus_formula_view_measure (GtkWidget     *widget,
                             GtkOrientation orientation,
                             int            for_size,
                             int           *minimum,
                             int           *natural,
                             int           *minimum_baseline,
                             int           *natural_baseline)
{
  const GradusTypeset *typeset = get_typeset (GRADUS_FORMULA_VIEW (widget));
  double               width, ascent, descent;

  *minimum = *natural = 0;
  if (typeset == NULL)
    return;
  gradus_typeset_get_extents (typeset, &width, &ascent, &descent);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = (int) ceil (width * LEAST_SCALE);
      *natural = (int) ceil (width);
      return;
    }
  *minimum = *natural = (int) ceil (
    (ascent + descent) * (for_size > 0 ? get_scale (ceil (width), for_size) : 1));
}

static void
gradus_formula_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusFormulaView   *self = GRADUS_FORMULA_VIEW (widget);
  const GradusTypeset *typeset = get_typeset (self);
  int                  width = gtk_widget_get_width (widget);
  int                  height = gtk_widget_get_height (widget);
  double               natural, ascent, descent, scale;
  cairo_t             *cr;

  if (typeset == NULL || width <= 0 || height <= 0)
    return;
  gradus_typeset_get_extents (typeset, &natural, &ascent, &descent);
  scale = get_scale (ceil (natural), width);
  /* Overhanging strokes may leave the box by a pixel or two. */
  cr =
    gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (-4, -4, (float) width + 8,
                                                              (float) height + 8));
  cairo_scale (cr, scale, scale);
  gradus_typeset_draw (typeset, cr, gradus_style_get_theme (), GRADUS_TOKEN_FG,
                       MAX (0, (width / scale - natural) / 2),
                       round (MAX (0, (height / scale - ascent - descent) / 2) + ascent));
  cairo_destroy (cr);
}

static void
gradus_formula_view_finalize (GObject *object)
{
  GradusFormulaView *self = GRADUS_FORMULA_VIEW (object);

  gradus_formula_free (self->formula);
  g_clear_pointer (&self->typeset, gradus_typeset_free);
  G_OBJECT_CLASS (gradus_formula_view_parent_class)->finalize (object);
}

static void
gradus_formula_view_class_init (GradusFormulaViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gradus_formula_view_finalize;
  widget_class->get_request_mode = gradus_formula_view_get_request_mode;
  widget_class->measure = gradus_formula_view_measure;
  widget_class->snapshot = gradus_formula_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "formula");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gradus_formula_view_init (GradusFormulaView *self)
{
  gradus_style_watch (self, G_CALLBACK (gradus_style_redraw));
}

GtkWidget *
gradus_formula_view_new (const char *notation)
{
  GtkWidget *self = g_object_new (GRADUS_TYPE_FORMULA_VIEW, NULL);

  gradus_formula_view_set_notation (GRADUS_FORMULA_VIEW (self), notation);
  return self;
}

void
gradus_formula_view_set_notation (GradusFormulaView *self, const char *notation)
{
  g_autofree char *text = NULL;

  g_return_if_fail (GRADUS_IS_FORMULA_VIEW (self));
  g_return_if_fail (notation != NULL);

  gradus_formula_free (self->formula);
  self->formula = gradus_formula_parse (notation, NULL);
  g_clear_pointer (&self->typeset, gradus_typeset_free);
  text = gradus_formula_dup_text (notation);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
