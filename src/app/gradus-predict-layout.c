/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-predict-layout.h"

#include <math.h>

#define CELLS 28
#define CELL_LEAST 5
#define CELL_MOST 15
/* Of the height, where there is a lower half; the design's 308 at 900 pixels. */
#define UPPER_SHARE 0.45
#define EVIDENCE_WIDTH 326
#define ARROW 44
#define ARROW_LEAST 26
#define BARS_LEAST 130
#define GAP 12
#define SECTION_GAP 16
#define MATRIX_GAP 40
#define HEADINGS 64 /* above the squares of the matrix */
#define LOWER_LEAST 150

struct _GradusPredictLayout
{
  GtkLayoutManager   parent_instance;
  GradusPredictParts parts;
};

#define GRADUS_TYPE_PREDICT_LAYOUT (gradus_predict_layout_get_type ())
G_DECLARE_FINAL_TYPE (GradusPredictLayout,
                      gradus_predict_layout,
                      GRADUS,
                      PREDICT_LAYOUT,
                      GtkLayoutManager)

G_DEFINE_FINAL_TYPE (GradusPredictLayout, gradus_predict_layout, GTK_TYPE_LAYOUT_MANAGER)

static int
get_controls_height (const GradusPredictParts *parts)
{
  int natural;

  gtk_widget_measure (parts->controls, GTK_ORIENTATION_VERTICAL, -1, NULL, &natural, NULL,
                      NULL);
  return natural;
}

static void
gradus_predict_layout_measure (GtkLayoutManager *manager,
                               GtkWidget        *widget,
                               GtkOrientation    orientation,
                               int               for_size,
                               int              *minimum,
                               int              *natural,
                               int              *minimum_baseline,
                               int              *natural_baseline)
{
  GradusPredictLayout *self = GRADUS_PREDICT_LAYOUT (manager);
  int                  controls, child_minimum;

  /* Every child must be measured before it is given its place. */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      gtk_widget_measure (child, orientation, -1, &child_minimum, NULL, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->parts.controls, orientation, -1, &controls, NULL, NULL,
                          NULL);
      *minimum = MAX (controls,
                      CELLS * CELL_LEAST + 2 * ARROW_LEAST + EVIDENCE_WIDTH + BARS_LEAST);
      *natural = *minimum;
    }
  else
    {
      *minimum = CELLS * CELL_LEAST + get_controls_height (&self->parts) + GAP +
                 2 * SECTION_GAP + LOWER_LEAST;
      *natural = *minimum;
    }
}

static void
place (GtkWidget *child, int x, int y, int width, int height)
{
  if (gtk_widget_should_layout (child))
    gtk_widget_size_allocate (child,
                              &(GtkAllocation){ x, y, MAX (width, 1), MAX (height, 1) },
                              -1);
}

static int
choose_pad (const GradusPredictParts *parts, int width, int height, int controls)
{
  gboolean has_lower = gtk_widget_should_layout (parts->matrix);
  int      room = height - controls - GAP;
  int      cell;

  if (has_lower)
    room = MIN ((int) (height * UPPER_SHARE), room - 2 * SECTION_GAP - LOWER_LEAST);
  cell = CLAMP (room / CELLS, CELL_LEAST, CELL_MOST);
  while (cell > CELL_LEAST &&
         CELLS * cell + 2 * ARROW_LEAST + EVIDENCE_WIDTH + BARS_LEAST > width)
    cell--;
  return CELLS * cell;
}

static void
place_upper (const GradusPredictParts *parts, int width, int pad)
{
  gboolean has_pad = gtk_widget_should_layout (parts->pad);
  int      taken = (has_pad ? pad : 0) + EVIDENCE_WIDTH + BARS_LEAST;
  int      n_arrows = has_pad ? 2 : 1;
  int      arrow = CLAMP ((width - taken) / n_arrows, ARROW_LEAST, ARROW);
  int      x = 0;

  place (parts->pad, 0, 0, pad, pad);
  if (has_pad)
    {
      place (parts->first_arrow, pad, 0, arrow, pad * 3 / 4);
      x = pad + arrow;
    }
  place (parts->evidence, x, 0, EVIDENCE_WIDTH, pad);
  place (parts->second_arrow, x + EVIDENCE_WIDTH, 0, arrow, pad * 3 / 4);
  x += EVIDENCE_WIDTH + arrow;
  place (parts->bars, x, 0, width - x, pad);
}

static void
place_lower (const GradusPredictParts *parts, int y, int width, int height)
{
  /* A square matrix, and its names at the left. */
  int matrix = CLAMP (height - y - HEADINGS + 20, 264, MAX (width * 2 / 5, 264));

  place (parts->matrix, 0, y, matrix, height - y);
  place (parts->mistakes, matrix + MATRIX_GAP, y, width - matrix - MATRIX_GAP,
         height - y);
}

static void
gradus_predict_layout_allocate (GtkLayoutManager *manager,
                                GtkWidget        *widget,
                                int               width,
                                int               height,
                                int               baseline)
{
  GradusPredictLayout      *self = GRADUS_PREDICT_LAYOUT (manager);
  const GradusPredictParts *parts = &self->parts;
  int                       controls = get_controls_height (parts);
  int                       pad = choose_pad (parts, width, height, controls);
  int                       y = pad + GAP;

  place_upper (parts, width, pad);
  place (parts->controls, 0, y, width, controls);
  y += controls + SECTION_GAP;
  place (parts->separator, 0, y, width, 1);
  place_lower (parts, y + SECTION_GAP, width, height);
}

static void
gradus_predict_layout_class_init (GradusPredictLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->measure = gradus_predict_layout_measure;
  manager_class->allocate = gradus_predict_layout_allocate;
}

static void
gradus_predict_layout_init (GradusPredictLayout *self)
{
}

GtkLayoutManager *
gradus_predict_layout_new (const GradusPredictParts *parts)
{
  GradusPredictLayout *self = g_object_new (GRADUS_TYPE_PREDICT_LAYOUT, NULL);

  self->parts = *parts;
  return GTK_LAYOUT_MANAGER (self);
}
