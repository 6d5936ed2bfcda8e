/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-predict-layout.h"

#include "app/gradus-style.h"

#include <math.h>

#define CELLS 28
#define CELL_LEAST 5
#define CELL_MOST 15
/* Of the height, where there is a lower half; the design's 308 at 900 pixels. */
#define UPPER_SHARE 0.45
#define EVIDENCE_WIDTH 326
#define EVIDENCE_HEIGHT 200 /* where it stands alone */
#define ARROW 44
#define ARROW_LEAST 26
#define BARS_LEAST 130
#define BARS_HEIGHT 150 /* of ten rows */
#define GAP 12
#define SECTION_GAP 16
#define MATRIX_GAP 40
#define HEADINGS 64 /* above the squares of the matrix */
#define MATRIX_LEAST 264
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

/* Parts with words need more room where text is larger. */
static int
grow (int length)
{
  return (int) (length * MAX (1, gradus_style_get_text_scale ()));
}

static int
get_controls_height (const GradusPredictParts *parts, int width)
{
  int natural;

  gtk_widget_measure (parts->controls, GTK_ORIENTATION_VERTICAL, width, NULL, &natural,
                      NULL, NULL);
  return natural;
}

/* Whether pad, evidence and bars have room beside each other. */
static gboolean
is_wide (int width)
{
  return width >=
         CELLS * CELL_LEAST + 2 * ARROW_LEAST + grow (EVIDENCE_WIDTH) + grow (BARS_LEAST);
}

/* Else the evidence stands below the other two, and the mistakes below the matrix. */
static int
get_narrow_pad (int width)
{
  return CELLS * CLAMP ((width - ARROW - grow (BARS_LEAST)) / CELLS, CELL_LEAST, 8);
}

/* Large names need more height than the pad. */
static int
get_narrow_upper (int width)
{
  return MAX (get_narrow_pad (width), grow (BARS_HEIGHT));
}

static int
get_evidence_height (const GradusPredictParts *parts)
{
  return gtk_widget_should_layout (parts->evidence) ? grow (EVIDENCE_HEIGHT) + SECTION_GAP
                                                    : 0;
}

static int
get_lower_height (const GradusPredictParts *parts)
{
  if (!gtk_widget_should_layout (parts->matrix))
    return 0;
  return grow (MATRIX_LEAST) + grow (HEADINGS) + SECTION_GAP + grow (LOWER_LEAST);
}

static int
get_least_height (const GradusPredictParts *parts, int width)
{
  int controls = get_controls_height (parts, width);

  if (is_wide (width))
    return CELLS * CELL_LEAST + controls + GAP + 2 * SECTION_GAP + grow (LOWER_LEAST);
  return get_narrow_upper (width) + GAP + get_evidence_height (parts) + controls +
         2 * SECTION_GAP + get_lower_height (parts);
}

static int
get_least_width (const GradusPredictParts *parts)
{
  int controls;

  gtk_widget_measure (parts->controls, GTK_ORIENTATION_HORIZONTAL, -1, &controls, NULL,
                      NULL, NULL);
  return MAX (controls, CELLS * CELL_LEAST + ARROW_LEAST + grow (BARS_LEAST));
}

static GtkSizeRequestMode
gradus_predict_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
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
  GradusPredictLayout      *self = GRADUS_PREDICT_LAYOUT (manager);
  const GradusPredictParts *parts = &self->parts;
  int                       child_minimum;

  /* Every child must be measured before it is given its place. */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      gtk_widget_measure (child, orientation, -1, &child_minimum, NULL, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = get_least_width (parts);
      *natural = MAX (*minimum, CELLS * CELL_LEAST + 2 * ARROW_LEAST +
                                  grow (EVIDENCE_WIDTH) + grow (BARS_LEAST));
    }
  else
    *minimum = *natural =
      get_least_height (parts, for_size >= 0 ? for_size : G_MAXINT / 2);
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
  int      words = grow (EVIDENCE_WIDTH) + grow (BARS_LEAST);
  int      room = height - controls - GAP;
  int      cell;

  if (has_lower)
    room =
      MIN ((int) (height * UPPER_SHARE), room - 2 * SECTION_GAP - grow (LOWER_LEAST));
  cell = CLAMP (room / CELLS, CELL_LEAST, CELL_MOST);
  while (cell > CELL_LEAST && CELLS * cell + 2 * ARROW_LEAST + words > width)
    cell--;
  return CELLS * cell;
}

static void
place_upper (const GradusPredictParts *parts, int width, int pad)
{
  gboolean has_pad = gtk_widget_should_layout (parts->pad);
  int      evidence = grow (EVIDENCE_WIDTH);
  int      taken = (has_pad ? pad : 0) + evidence + grow (BARS_LEAST);
  int      n_arrows = has_pad ? 2 : 1;
  int      arrow = CLAMP ((width - taken) / n_arrows, ARROW_LEAST, ARROW);
  int      x = 0;

  place (parts->pad, 0, 0, pad, pad);
  if (has_pad)
    {
      place (parts->first_arrow, pad, 0, arrow, pad * 3 / 4);
      x = pad + arrow;
    }
  place (parts->evidence, x, 0, evidence, pad);
  place (parts->second_arrow, x + evidence, 0, arrow, pad * 3 / 4);
  x += evidence + arrow;
  place (parts->bars, x, 0, width - x, pad);
}

/* Returns: where the next part may begin */
static int
place_narrow_upper (const GradusPredictParts *parts, int width)
{
  int      pad = get_narrow_pad (width);
  int      height = get_narrow_upper (width);
  gboolean has_pad = gtk_widget_should_layout (parts->pad);
  int      evidence = get_evidence_height (parts);
  int      x = has_pad ? pad + ARROW : 0;

  place (parts->pad, 0, 0, pad, pad);
  place (parts->first_arrow, pad, 0, has_pad ? ARROW : 1, pad * 3 / 4);
  place (parts->bars, x, 0, width - x, height);
  /* Both need a place, and there is only one way to the bars. */
  place (parts->second_arrow, x, height, 1, 1);
  place (parts->evidence, 0, height + GAP, width, evidence - SECTION_GAP);
  return height + GAP + evidence;
}

static void
place_lower (const GradusPredictParts *parts, int y, int width, int height)
{
  /* A square matrix, and its names at the left. */
  int least = grow (MATRIX_LEAST);
  int headings = grow (HEADINGS);
  int matrix = CLAMP (height - y - headings + 20, least, MAX (width * 2 / 5, least));

  place (parts->matrix, 0, y, matrix, height - y);
  place (parts->mistakes, matrix + MATRIX_GAP, y, width - matrix - MATRIX_GAP,
         height - y);
}

static void
place_narrow_lower (const GradusPredictParts *parts, int y, int width, int height)
{
  int matrix = grow (MATRIX_LEAST) + grow (HEADINGS);

  place (parts->matrix, 0, y, MIN (width, grow (MATRIX_LEAST)), matrix);
  y += matrix + SECTION_GAP;
  place (parts->mistakes, 0, y, width, height - y);
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
  int                       controls = get_controls_height (parts, width);
  gboolean                  has_room = is_wide (width);
  int                       y;

  if (has_room)
    {
      int pad = choose_pad (parts, width, height, controls);

      place_upper (parts, width, pad);
      y = pad + GAP;
    }
  else
    y = place_narrow_upper (parts, width);
  place (parts->controls, 0, y, width, controls);
  y += controls + SECTION_GAP;
  place (parts->separator, 0, y, width, 1);
  (has_room ? place_lower : place_narrow_lower) (parts, y + SECTION_GAP, width, height);
}

static void
gradus_predict_layout_class_init (GradusPredictLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = gradus_predict_layout_get_request_mode;
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
