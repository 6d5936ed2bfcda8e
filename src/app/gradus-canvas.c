/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-canvas.h"

#include "app/gradus-style.h"

/* A drawing area whose function gets the theme of the plot library that fits the window's
 * appearance, and is called again when that changes. */
struct _GradusCanvas
{
  GtkDrawingArea         parent_instance;
  GradusCanvasFunc       func;
  GradusCanvasHeightFunc height_func; /* NULL if any height will do */
  gboolean               is_picture;  /* without text, so that it does not grow with it */
  gpointer               user_data;
};

G_DEFINE_FINAL_TYPE (GradusCanvas, gradus_canvas, GTK_TYPE_DRAWING_AREA)

/**
 * gradus_canvas_get_theme:
 * @self: a canvas
 *
 * Returns: (transfer none): how drawings look at the moment
 */
const GradusTheme *
gradus_canvas_get_theme (GradusCanvas *self)
{
  g_return_val_if_fail (GRADUS_IS_CANVAS (self), NULL);
  return gradus_style_get_theme ();
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  GradusCanvas *self = GRADUS_CANVAS (area);

  if (self->func != NULL)
    self->func (cr, gradus_canvas_get_theme (self), width, height, self->user_data);
}

static GtkSizeRequestMode
gradus_canvas_get_request_mode (GtkWidget *widget)
{
  return GRADUS_CANVAS (widget)->height_func != NULL ? GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH
                                                     : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
gradus_canvas_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  GradusCanvas *self = GRADUS_CANVAS (widget);

  GTK_WIDGET_CLASS (gradus_canvas_parent_class)
    ->measure (widget, orientation, for_size, minimum, natural, minimum_baseline,
               natural_baseline);
  if (orientation == GTK_ORIENTATION_VERTICAL && !self->is_picture)
    {
      *minimum = (int) (*minimum * MAX (1, gradus_style_get_text_scale ()));
      *natural = MAX (*natural, *minimum);
    }
  if (orientation == GTK_ORIENTATION_VERTICAL && self->height_func != NULL &&
      for_size > 0)
    *natural = MAX (*minimum, (int) self->height_func (gradus_canvas_get_theme (self),
                                                       for_size, self->user_data));
}

static void
gradus_canvas_dispose (GObject *object)
{
  GradusCanvas *self = GRADUS_CANVAS (object);

  self->func = NULL;
  self->height_func = NULL;
  G_OBJECT_CLASS (gradus_canvas_parent_class)->dispose (object);
}

static void
gradus_canvas_class_init (GradusCanvasClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_canvas_dispose;
  GTK_WIDGET_CLASS (klass)->get_request_mode = gradus_canvas_get_request_mode;
  GTK_WIDGET_CLASS (klass)->measure = gradus_canvas_measure;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "canvas");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass),
                                        GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gradus_canvas_init (GradusCanvas *self)
{
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self), draw_cb, NULL, NULL);
  gradus_style_watch (self, G_CALLBACK (gradus_style_redraw));
}

/**
 * gradus_canvas_new:
 *
 * Returns: (transfer floating): an empty canvas
 */
GtkWidget *
gradus_canvas_new (void)
{
  return g_object_new (GRADUS_TYPE_CANVAS, NULL);
}

/**
 * gradus_canvas_set_func:
 * @self: a canvas
 * @func: draws it
 * @user_data: for @func; must live as long as the canvas
 *
 * Sets what is drawn.
 */
void
gradus_canvas_set_func (GradusCanvas *self, GradusCanvasFunc func, gpointer user_data)
{
  g_return_if_fail (GRADUS_IS_CANVAS (self));

  self->func = func;
  self->user_data = user_data;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * gradus_canvas_set_height_func:
 * @self: a canvas with a drawing function
 * @height_func: (nullable): says how high it would like to be at a width
 *
 * Lets the height follow from the width, where there is room.
 */
void
gradus_canvas_set_height_func (GradusCanvas *self, GradusCanvasHeightFunc height_func)
{
  g_return_if_fail (GRADUS_IS_CANVAS (self));

  self->height_func = height_func;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * gradus_canvas_set_is_picture:
 * @self: a canvas
 * @is_picture: whether no words are drawn on it
 *
 * Lets the content height be what it says. Else it is that of a drawing with text of the
 * usual size, and the canvas asks for more where text is larger.
 */
void
gradus_canvas_set_is_picture (GradusCanvas *self, gboolean is_picture)
{
  g_return_if_fail (GRADUS_IS_CANVAS (self));

  self->is_picture = is_picture;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
