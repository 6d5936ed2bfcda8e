/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-wrap-box.h"

/* Children stand side by side as in a box while there is room for all of them at their
 * natural width, and else in several lines; then a first child that expands has a line of
 * its own. In each line the children that expand share what is left over; a child that is
 * alone in its line may have less than its natural width. */
struct _GradusWrapBox
{
  GtkWidget parent_instance;
  int       spacing;      /* between the children of a line */
  int       line_spacing; /* between the lines */
};

enum
{
  PROP_0,
  PROP_SPACING,
  PROP_LINE_SPACING
};

G_DEFINE_FINAL_TYPE (GradusWrapBox, gradus_wrap_box, GTK_TYPE_WIDGET)

typedef struct
{
  GtkWidget *first;
  GtkWidget *end; /* the first one of the next line */
  int        width;
  int        n_expand;
} Line;

static GtkWidget *
skip_hidden (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static GtkWidget *
get_next (GtkWidget *child)
{
  return skip_hidden (gtk_widget_get_next_sibling (child));
}

static int
get_natural_width (GtkWidget *child)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

/* Takes as many children as @width has room for, one at least. */
static void
fill_line (GradusWrapBox *self, GtkWidget *first, int width, Line *line)
{
  *line = (Line){ .first = first };
  for (GtkWidget *child = first; child != NULL; child = get_next (child))
    {
      int more = get_natural_width (child) + (child != first ? self->spacing : 0);

      if (child != first && line->width + more > width)
        break;
      line->width += more;
      line->n_expand += gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL);
      line->end = get_next (child);
    }
  /* What follows a title stays together. */
  if (line->end != NULL && gtk_widget_compute_expand (first, GTK_ORIENTATION_HORIZONTAL))
    *line = (Line){ first, get_next (first), get_natural_width (first), 1 };
}

static int
get_child_width (GtkWidget *child, const Line *line, int width)
{
  int natural = get_natural_width (child);

  if (line->n_expand > 0 && gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
    natural += (width - line->width) / line->n_expand;
  return MIN (natural, width);
}

static int
get_line_height (const Line *line, int width)
{
  int height = 0;

  for (GtkWidget *child = line->first; child != line->end; child = get_next (child))
    {
      int natural;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL,
                          get_child_width (child, line, width), NULL, &natural, NULL,
                          NULL);
      height = MAX (height, natural);
    }
  return height;
}

static void
measure_width (GradusWrapBox *self, int *minimum, int *natural)
{
  gboolean is_first = TRUE;

  for (GtkWidget *child = skip_hidden (gtk_widget_get_first_child (GTK_WIDGET (self)));
       child != NULL; child = get_next (child))
    {
      int child_minimum, child_natural;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum,
                          &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (is_first ? 0 : self->spacing);
      is_first = FALSE;
    }
}

static int
measure_height (GradusWrapBox *self, int width)
{
  GtkWidget *child = skip_hidden (gtk_widget_get_first_child (GTK_WIDGET (self)));
  int        height = 0;
  Line       line;

  for (gboolean is_first = TRUE; child != NULL; child = line.end, is_first = FALSE)
    {
      fill_line (self, child, width, &line);
      height += get_line_height (&line, width) + (is_first ? 0 : self->line_spacing);
    }
  return height;
}

static GtkSizeRequestMode
gradus_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
gradus_wrap_box_measure (GtkWidget     *widget,
                         GtkOrientation orientation,
                         int            for_size,
                         int           *minimum,
                         int           *natural,
                         int           *minimum_baseline,
                         int           *natural_baseline)
{
  GradusWrapBox *self = GRADUS_WRAP_BOX (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, minimum, natural);
  else
    *minimum = *natural = measure_height (self, for_size >= 0 ? for_size : G_MAXINT / 2);
}

static void
place_line (GradusWrapBox *self, const Line *line, int y, int width, int height)
{
  gboolean is_mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int      x = 0;

  for (GtkWidget *child = line->first; child != line->end; child = get_next (child))
    {
      int child_width = get_child_width (child, line, width);

      gtk_widget_size_allocate (child,
                                &(GtkAllocation){ is_mirrored ? width - x - child_width
                                                              : x,
                                                  y, child_width, height },
                                -1);
      x += child_width + self->spacing;
    }
}

static void
gradus_wrap_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GradusWrapBox *self = GRADUS_WRAP_BOX (widget);
  GtkWidget     *child = skip_hidden (gtk_widget_get_first_child (widget));
  int            y = 0;
  Line           line;

  for (; child != NULL; child = line.end)
    {
      int line_height;

      fill_line (self, child, width, &line);
      line_height = get_line_height (&line, width);
      /* A single line has all of the height, as in a box. */
      if (y == 0 && line.end == NULL)
        line_height = MAX (line_height, height);
      place_line (self, &line, y, width, line_height);
      y += line_height + self->line_spacing;
    }
}

static void
gradus_wrap_box_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  GradusWrapBox *self = GRADUS_WRAP_BOX (object);

  switch (id)
    {
    case PROP_SPACING:
      self->spacing = g_value_get_int (value);
      break;
    case PROP_LINE_SPACING:
      self->line_spacing = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
gradus_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_wrap_box_parent_class)->dispose (object);
}

static void
gradus_wrap_box_class_init (GradusWrapBoxClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = gradus_wrap_box_set_property;
  object_class->dispose = gradus_wrap_box_dispose;
  widget_class->get_request_mode = gradus_wrap_box_get_request_mode;
  widget_class->measure = gradus_wrap_box_measure;
  widget_class->size_allocate = gradus_wrap_box_size_allocate;
  g_object_class_install_property (object_class, PROP_SPACING,
                                   g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16,
                                                     0, flags));
  g_object_class_install_property (object_class, PROP_LINE_SPACING,
                                   g_param_spec_int ("line-spacing", NULL, NULL, 0,
                                                     G_MAXINT16, 0, flags));
}

static void
gradus_wrap_box_init (GradusWrapBox *self)
{
}
