/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-data-tensor.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/gradus-axis-handles.h"
#include "app/gradus-canvas.h"
#include "app/gradus-figure-menu.h"
#include "app/gradus-format.h"
#include "app/gradus-style.h"
#include "app/gradus-template.h"
#include "engine/slice.h"
#include "plot/picture.h"
#include "plot/tensor.h"
#include "plot/wall.h"

/* Longer shapes are written without spaces, so that none of their axes is cut off. */
#define MOST_SHAPE_CHARS 17
#define MOST_BASES 4
#define MOST_RUNGS 6

/* The same memory as an array of so many axes. */
typedef struct
{
  const char *name; /* in Python */
  guint       rank;
  gint64      dims[GRADUS_ARRAY_MAX_RANK];
  const char *axes[GRADUS_ARRAY_MAX_RANK]; /* translated */
} Base;

/* A step of the ladder. */
typedef struct
{
  GradusDataTensor   *owner;
  GtkWidget          *button;
  GradusCanvas       *canvas;
  guint               base;
  char               *text;
  GradusTensorPicture picture;
} Rung;

struct _GradusDataTensor
{
  GtkWidget          parent_instance;
  GtkGrid           *ladder;
  GtkDropDown       *bases_choice;
  GtkEntry          *entry;
  GtkLabel          *facts;
  GradusAxisHandles *handles;
  GradusCanvas      *result;
  GtkLabel          *address;
  GradusCanvas      *memory;

  GradusDataset      *data;
  guint               batch_size;
  guint               sample;
  guint               n_bases;
  Base                bases[MOST_BASES];
  guint               base;
  guint               n_rungs;
  Rung                rungs[MOST_RUNGS];
  GradusTensorPicture picture;
  gint64              focus; /* a place in memory, -1 for none */
  gboolean            is_updating;
};

G_DEFINE_FINAL_TYPE (GradusDataTensor, gradus_data_tensor, GTK_TYPE_WIDGET)

/* --- Arrays --- */

static Base *
add_base (GradusDataTensor *self, const char *name)
{
  Base *base = &self->bases[self->n_bases++];

  *base = (Base){ .name = name };
  return base;
}

static void
add_axis (Base *base, gint64 n, const char *name)
{
  base->axes[base->rank] = name;
  base->dims[base->rank++] = n;
}

/* Whole batches only: a last smaller one does not fit into one array. */
static void
add_batches (GradusDataTensor *self)
{
  gint64 n = gradus_dataset_get_n_samples (self->data);
  Base  *base = add_base (self, "batches");

  add_axis (base, MAX (n / self->batch_size, 1), _ ("axis 0: batches"));
  add_axis (base, MIN (self->batch_size, n), _ ("axis 1: samples of a batch"));
}

static void
add_picture_axes (GradusDataTensor *self, gint64 n)
{
  const GradusShape *shape = gradus_dataset_get_shape (self->data);
  guint              width, height, n_channels;
  Base              *base;

  gradus_picture_get_size (shape, &width, &height, &n_channels);
  base = add_base (self, "x");
  add_axis (base, n, _ ("axis 0: samples"));
  add_axis (base, height, _ ("axis 1: rows"));
  add_axis (base, width, _ ("axis 2: columns"));
  if (n_channels > 1)
    add_axis (base, n_channels, _ ("axis 3: channels"));
  else
    {
      base = add_base (self, "x4");
      add_axis (base, n, _ ("axis 0: samples"));
      add_axis (base, height, _ ("axis 1: rows"));
      add_axis (base, width, _ ("axis 2: columns"));
      add_axis (base, n_channels, _ ("axis 3: channels"));
    }
  base = add_base (self, "flat");
  add_axis (base, n, _ ("axis 0: samples"));
  add_axis (base, (gint64) width * height * n_channels, _ ("axis 1: numbers"));
  add_batches (self);
  base = &self->bases[self->n_bases - 1];
  add_axis (base, height, _ ("axis 2: rows"));
  add_axis (base, width, _ ("axis 3: columns"));
  add_axis (base, n_channels, _ ("axis 4: channels"));
}

static void
add_plain_axes (GradusDataTensor *self, gint64 n)
{
  const GradusShape *shape = gradus_dataset_get_shape (self->data);
  Base              *base = add_base (self, "x");

  add_axis (base, n, _ ("axis 0: samples"));
  for (guint i = 0; i < shape->rank; i++)
    add_axis (base, shape->dims[i],
              i == 0 ? shape->rank > 1 ? _ ("axis 1: steps") : _ ("axis 1: numbers")
                     : _ ("axis 2: numbers of a step"));
  add_batches (self);
  base = &self->bases[self->n_bases - 1];
  for (guint i = 0; i < shape->rank; i++)
    add_axis (base, shape->dims[i],
              i == 0 ? shape->rank > 1 ? _ ("axis 2: steps") : _ ("axis 2: numbers")
                     : _ ("axis 3: numbers of a step"));
}

static void
make_bases (GradusDataTensor *self)
{
  gint64         n = gradus_dataset_get_n_samples (self->data);
  GtkStringList *names = gtk_string_list_new (NULL);

  self->n_bases = 0;
  if (gradus_wall_choose_form (gradus_dataset_get_shape (self->data)) ==
      GRADUS_WALL_PICTURES)
    add_picture_axes (self, n);
  else
    add_plain_axes (self, n);
  for (guint i = 0; i < self->n_bases; i++)
    {
      GradusArrayView  view;
      g_autofree char *shape = NULL;
      g_autofree char *text = NULL;

      gradus_array_view_init (&view, self->bases[i].rank, self->bases[i].dims);
      shape = gradus_array_view_format_shape (&view);
      text = g_strdup_printf ("%s  %s", self->bases[i].name, shape);
      gtk_string_list_append (names, text);
    }
  self->is_updating = TRUE;
  gtk_drop_down_set_model (self->bases_choice, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->bases_choice, 0);
  self->is_updating = FALSE;
  self->base = 0;
  g_object_unref (names);
}

/* --- What is cut out --- */

static void
start_view (GradusDataTensor *self, guint base, GradusArrayView *view)
{
  gradus_array_view_init (view, self->bases[base].rank, self->bases[base].dims);
}

static void
show_address (GradusDataTensor *self)
{
  gint64 item =
    self->focus >= 0 ? self->focus : gradus_array_view_get_offset (&self->picture.view);
  g_autofree char *text = gradus_memory_describe (&self->picture, item);

  gtk_label_set_label (self->address, text);
  gtk_widget_queue_draw (GTK_WIDGET (self->result));
  gtk_widget_queue_draw (GTK_WIDGET (self->memory));
}

static void
show_facts (GradusDataTensor *self)
{
  const GradusArrayView *view = &self->picture.view;
  guint                  n_bytes;
  const char            *dtype = gradus_tensor_get_dtype (self->data, &n_bytes);
  g_autofree char       *shape = gradus_array_view_format_shape (view);
  g_autofree char       *strides = gradus_array_view_format_strides (view, n_bytes);
  g_autofree char       *size =
    gradus_format_count ((guint64) gradus_array_view_get_size (view) * n_bytes);
  /* Translators: words of NumPy; the second number counts axes */
  g_autofree char *text = g_strdup_printf (
    _ ("shape <b><tt>%s</tt></b>   rank <b>%u</b>   dtype <b>%s</b>   <b>%s</b> bytes   "
       "strides <tt>%s</tt>%s"),
    shape, view->rank, dtype, size, strides,
    gradus_array_view_is_contiguous (view) ? "" : _ (", with gaps between"));

  gtk_widget_remove_css_class (GTK_WIDGET (self->facts), "error");
  gtk_label_set_label (self->facts, text);
}

static void
mark_rung (GradusDataTensor *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  self->is_updating = TRUE;
  for (guint i = 0; i < self->n_rungs; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->rungs[i].button),
                                  self->rungs[i].base == self->base &&
                                    g_str_equal (self->rungs[i].text, text));
  self->is_updating = FALSE;
}

static void
show_handles (GradusDataTensor *self, const char *text)
{
  const Base *base = &self->bases[self->base];
  GradusSlice slice = { 0 };
  gboolean    is_one = text[0] == '\0' || gradus_slice_parse (text, &slice, NULL);

  gradus_axis_handles_show (self->handles, base->rank, base->dims, base->axes,
                            is_one ? &slice : NULL);
}

/* What is written, as far as it can be understood; else why it cannot, and what was shown
 * stays. */
static void
apply (GradusDataTensor *self, gboolean by_handle)
{
  const char        *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GError) error = NULL;
  g_autofree char   *plain = NULL;
  GradusArrayView    view;

  if (self->data == NULL)
    return;
  start_view (self, self->base, &view);
  mark_rung (self);
  if (!gradus_slice_apply_text (text, &view, &error))
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
      gtk_widget_add_css_class (GTK_WIDGET (self->facts), "error");
      plain = g_markup_escape_text (error->message, -1);
      gtk_label_set_label (self->facts, plain);
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  self->picture = (GradusTensorPicture){ self->data, view };
  self->focus = -1;
  show_facts (self);
  if (!by_handle)
    show_handles (self, text);
  show_address (self);
}

static void
write_slice (GradusDataTensor *self, guint base, const char *text, gboolean by_handle)
{
  self->base = base;
  self->is_updating = TRUE;
  gtk_drop_down_set_selected (self->bases_choice, base);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  self->is_updating = FALSE;
  apply (self, by_handle);
}

static void
entry_changed_cb (GradusDataTensor *self)
{
  if (!self->is_updating)
    apply (self, FALSE);
}

static void
base_changed_cb (GradusDataTensor *self)
{
  guint chosen = gtk_drop_down_get_selected (self->bases_choice);

  if (!self->is_updating && chosen < self->n_bases)
    write_slice (self, chosen, "[:]", FALSE);
}

static void
handles_changed_cb (GradusDataTensor *self)
{
  g_autofree char *text =
    gradus_slice_format (gradus_axis_handles_get_slice (self->handles));

  write_slice (self, self->base, text, TRUE);
}

/* --- Ladder --- */

/* A number with ink in it, so that there is something to see. */
static void
choose_pixel (GradusDataTensor *self, guint *row, guint *column)
{
  const GradusShape *shape = gradus_dataset_get_shape (self->data);
  g_autofree float  *values = g_new (float, gradus_shape_size (shape));
  guint              width, height, n_channels;
  double             best = -1;

  gradus_dataset_get_sample (self->data, self->sample, values);
  gradus_picture_get_size (shape, &width, &height, &n_channels);
  *row = height / 2;
  *column = width / 2;
  for (guint r = 0; r < height; r++)
    for (guint c = 0; c < width; c++)
      {
        double ink = (double) values[((gsize) r * width + c) * n_channels] -
                     0.03 * (fabs (r - height / 2.0) + fabs (c - width / 2.0));

        if (ink <= best)
          continue;
        best = ink;
        *row = r;
        *column = c;
      }
}

static void
draw_rung (cairo_t           *cr,
           const GradusTheme *theme,
           double             width,
           double             height,
           gpointer           user_data)
{
  Rung *rung = user_data;

  if (rung->owner->data != NULL)
    gradus_tensor_draw_small (cr, theme, width, height, &rung->picture);
}

static void
rung_cb (GtkToggleButton *button, gpointer user_data)
{
  Rung *rung = user_data;

  if (rung->owner->is_updating)
    return;
  if (gtk_toggle_button_get_active (button))
    write_slice (rung->owner, rung->base, rung->text, FALSE);
  else
    mark_rung (rung->owner);
}

static GtkWidget *
new_line (const char *markup, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_rung (GradusDataTensor *self,
          guint             base,
          const char       *text,
          const char       *word,
          const char       *what)
{
  Rung            *rung = &self->rungs[self->n_rungs++];
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *shape = NULL;
  g_autofree char *head = NULL;
  g_autofree char *mono = NULL;
  g_autofree char *caption = NULL;

  *rung = (Rung){ .owner = self, .base = base, .text = g_strdup (text) };
  rung->picture.data = self->data;
  start_view (self, base, &rung->picture.view);
  gradus_slice_apply_text (text, &rung->picture.view, NULL);
  shape = gradus_array_view_format_shape (&rung->picture.view);
  head =
    g_strdup_printf ("<b>%u-D</b>  <small>%s</small>", rung->picture.view.rank, word);
  if (strlen (shape) > MOST_SHAPE_CHARS)
    {
      g_auto (GStrv) axes = g_strsplit (shape, ", ", -1);

      g_free (shape);
      shape = g_strjoinv (",", axes);
    }
  mono = g_strdup_printf ("<small><tt>%s</tt></small>", shape);
  caption = g_markup_printf_escaped ("%s: %s%s", what, self->bases[base].name,
                                     g_str_equal (text, "[:]") ? "" : text);
  rung->canvas = GRADUS_CANVAS (gradus_canvas_new ());
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (rung->canvas), 62);
  gtk_widget_set_can_target (GTK_WIDGET (rung->canvas), FALSE);
  gradus_canvas_set_func (rung->canvas, draw_rung, rung);
  gtk_box_append (GTK_BOX (box), new_line (head, NULL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (rung->canvas));
  gtk_box_append (GTK_BOX (box), new_line (mono, NULL));
  gtk_box_append (GTK_BOX (box), new_line (caption, "caption"));
  rung->button = gtk_toggle_button_new ();
  gtk_button_set_child (GTK_BUTTON (rung->button), box);
  gtk_widget_add_css_class (rung->button, "rung");
  gtk_widget_add_css_class (rung->button, "flat");
  gtk_widget_set_tooltip_text (rung->button, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (rung->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, caption, -1);
  g_signal_connect (rung->button, "toggled", G_CALLBACK (rung_cb), rung);
  gtk_grid_attach (self->ladder, rung->button, (int) self->n_rungs, 0, 1, 1);
}

/* Large words need more than a sixth of the stage. */
static void
place_rungs (GradusDataTensor *self)
{
  GtkLayoutManager *grid = gtk_widget_get_layout_manager (GTK_WIDGET (self->ladder));
  guint             n = gradus_style_get_text_scale () > 1.4 ? 3 : MOST_RUNGS;

  for (guint i = 0; i < self->n_rungs; i++)
    {
      GtkGridLayoutChild *place = GTK_GRID_LAYOUT_CHILD (
        gtk_layout_manager_get_layout_child (grid, self->rungs[i].button));

      gtk_grid_layout_child_set_column (place, (int) (i % n));
      gtk_grid_layout_child_set_row (place, (int) (i / n));
    }
}

static void
clear_ladder (GradusDataTensor *self)
{
  for (guint i = 0; i < self->n_rungs; i++)
    {
      Rung *rung = &self->rungs[i];

      gradus_canvas_set_func (rung->canvas, NULL, NULL);
      g_signal_handlers_disconnect_by_data (rung->button, rung);
      gtk_grid_remove (self->ladder, rung->button);
      g_clear_pointer (&rung->text, g_free);
    }
  self->n_rungs = 0;
}

static void
add_picture_rungs (GradusDataTensor *self)
{
  guint            row, column;
  g_autofree char *batch = g_strdup_printf ("[0:%u]", self->batch_size);
  g_autofree char *number = NULL;
  g_autofree char *line = NULL;
  g_autofree char *picture = g_strdup_printf ("[%u]", self->sample);

  choose_pixel (self, &row, &column);
  number = g_strdup_printf ("[%u, %u, %u]", self->sample, row, column);
  line = g_strdup_printf ("[%u, %u]", self->sample, row);
  add_rung (self, 0, number, _ ("scalar"), _ ("one pixel"));
  add_rung (self, 0, line, _ ("vector"), _ ("one row"));
  add_rung (self, 0, picture, _ ("matrix"), _ ("one picture"));
  add_rung (self, 0, "[:]", _ ("tensor"), _ ("all pictures"));
  add_rung (self, 1, batch, _ ("tensor"), _ ("one batch"));
  add_rung (self, self->n_bases - 1, "[:]", _ ("tensor"), _ ("all batches"));
}

static void
add_plain_rungs (GradusDataTensor *self)
{
  static const char *const words[] = { N_ ("scalar"), N_ ("vector"), N_ ("matrix"),
                                       N_ ("tensor") };
  guint                    rank = self->bases[0].rank;

  for (guint axes = 0; axes <= rank && self->n_rungs + 1 < MOST_RUNGS; axes++)
    {
      GString *text = g_string_new ("[");

      for (guint i = axes; i < rank; i++)
        g_string_append_printf (text, i == axes ? "%u" : ", 0", self->sample);
      g_string_append (text, axes == rank ? ":]" : "]");
      add_rung (self, 0, text->str, _ (words[MIN (axes, 3)]),
                axes == 0          ? C_ ("tensor", "one number")
                : axes == rank     ? _ ("all samples")
                : axes + 1 == rank ? _ ("one sample")
                                   : _ ("a part of one"));
      g_string_free (text, TRUE);
    }
  add_rung (self, self->n_bases - 1, "[:]", _ (words[MIN (rank + 1, 3)]),
            _ ("all batches"));
}

/* --- Pointer --- */

static void
focus_on (GradusDataTensor *self, gint64 item)
{
  if (self->focus == item)
    return;
  self->focus = item;
  show_address (self);
}

static void
result_motion_cb (GradusDataTensor *self, double x, double y)
{
  GtkWidget *canvas = GTK_WIDGET (self->result);

  if (self->data != NULL)
    focus_on (self,
              gradus_tensor_find (gradus_canvas_get_theme (self->result),
                                  gtk_widget_get_width (canvas),
                                  gtk_widget_get_height (canvas), &self->picture, x, y));
}

static void
memory_motion_cb (GradusDataTensor *self, double x, double y)
{
  GtkWidget *canvas = GTK_WIDGET (self->memory);
  gint64     item;

  if (self->data == NULL)
    return;
  item =
    gradus_memory_find (gradus_canvas_get_theme (self->memory),
                        gtk_widget_get_width (canvas), gtk_widget_get_height (canvas),
                        &self->picture, self->focus, x, y);
  if (item >= 0)
    focus_on (self, item);
}

/* Arrow keys go along the last two axes of what is shown. */
static gboolean
result_key_cb (GradusDataTensor *self, guint key, guint code, GdkModifierType state)
{
  const GradusArrayView *view = &self->picture.view;
  gint64                 index[GRADUS_ARRAY_MAX_RANK] = { 0 };
  int                    across = (key == GDK_KEY_Right) - (key == GDK_KEY_Left);
  int                    down = (key == GDK_KEY_Down) - (key == GDK_KEY_Up);
  int                    axis = (int) view->rank - (across != 0 ? 1 : 2);

  if (self->data == NULL || (across == 0 && down == 0) ||
      gradus_array_view_get_size (view) == 0 || state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (self->focus >= 0)
    gradus_array_view_locate (view, self->focus, index);
  if (axis >= 0)
    index[axis] = CLAMP (index[axis] + across + down, 0,
                         gradus_array_view_get_dim (view, (guint) axis) - 1);
  focus_on (self, gradus_array_view_find (view, index));
  return GDK_EVENT_STOP;
}

static void
draw_result (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gpointer           user_data)
{
  GradusDataTensor *self = user_data;

  if (self->data != NULL)
    gradus_tensor_draw (cr, theme, width, height, &self->picture, self->focus);
}

static void
draw_memory (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gpointer           user_data)
{
  GradusDataTensor *self = user_data;

  if (self->data != NULL)
    gradus_memory_draw (cr, theme, width, height, &self->picture, self->focus);
}

/* --- Taking away --- */

static GradusFigure *
make_figure (gpointer user_data)
{
  GradusDataTensor *self = user_data;
  g_autofree char  *title = NULL;
  GradusFigureWords words = { 0 };

  if (self->data == NULL)
    return gradus_figure_tensor_new (NULL, NULL);
  title = g_strconcat (self->bases[self->base].name,
                       gtk_editable_get_text (GTK_EDITABLE (self->entry)), NULL);
  words.title = title;
  words.reading = gtk_label_get_text (self->facts);
  return gradus_figure_tensor_new (&words, &self->picture);
}

void
gradus_data_tensor_list_figures (GradusDataTensor *self, GPtrArray *figures)
{
  g_return_if_fail (GRADUS_IS_DATA_TENSOR (self));

  g_ptr_array_add (figures, make_figure (self));
}

/* --- Object --- */

static void
gradus_data_tensor_dispose (GObject *object)
{
  GradusDataTensor *self = GRADUS_DATA_TENSOR (object);

  if (self->ladder != NULL)
    clear_ladder (self);
  gradus_template_dispose (GTK_WIDGET (self), GRADUS_TYPE_DATA_TENSOR);
  g_clear_pointer (&self->data, gradus_dataset_unref);
  G_OBJECT_CLASS (gradus_data_tensor_parent_class)->dispose (object);
}

static void
gradus_data_tensor_class_init (GradusDataTensorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_data_tensor_dispose;
  g_type_ensure (GRADUS_TYPE_AXIS_HANDLES);
  g_type_ensure (GRADUS_TYPE_CANVAS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-data-tensor.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusDataTensor, ladder);
  gtk_widget_class_bind_template_child (widget_class, GradusDataTensor, bases_choice);
  gtk_widget_class_bind_template_child (widget_class, GradusDataTensor, entry);
  gtk_widget_class_bind_template_child (widget_class, GradusDataTensor, facts);
  gtk_widget_class_bind_template_child (widget_class, GradusDataTensor, handles);
  gtk_widget_class_bind_template_child (widget_class, GradusDataTensor, result);
  gtk_widget_class_bind_template_child (widget_class, GradusDataTensor, address);
  gtk_widget_class_bind_template_child (widget_class, GradusDataTensor, memory);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, base_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, handles_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, result_motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, result_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, memory_motion_cb);
}

static void
gradus_data_tensor_init (GradusDataTensor *self)
{
  self->focus = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_style_watch (self, G_CALLBACK (place_rungs));
  gradus_canvas_set_func (self->result, draw_result, self);
  gradus_canvas_set_func (self->memory, draw_memory, self);
  gradus_figure_menu_add (GTK_WIDGET (self->result), make_figure, self);
}

/**
 * gradus_data_tensor_show:
 * @data: (nullable): samples
 * @batch_size: how many of them make a batch
 * @sample: one of them, for the first steps of the ladder
 *
 * Shows other data; what was written before is forgotten.
 */
void
gradus_data_tensor_show (GradusDataTensor *self,
                         GradusDataset    *data,
                         guint             batch_size,
                         guint             sample)
{
  gboolean is_first;

  g_return_if_fail (GRADUS_IS_DATA_TENSOR (self));

  if (self->data == data && self->batch_size == batch_size && self->sample == sample)
    return;
  is_first = self->data == NULL;
  clear_ladder (self);
  if (data != NULL)
    gradus_dataset_ref (data);
  g_clear_pointer (&self->data, gradus_dataset_unref);
  self->data = data;
  self->batch_size = MAX (batch_size, 1);
  if (data == NULL || gradus_dataset_get_n_samples (data) == 0)
    {
      g_clear_pointer (&self->data, gradus_dataset_unref);
      return;
    }
  self->batch_size = MIN (self->batch_size, gradus_dataset_get_n_samples (data));
  self->sample = MIN (sample, gradus_dataset_get_n_samples (data) - 1);
  make_bases (self);
  if (gradus_wall_choose_form (gradus_dataset_get_shape (data)) == GRADUS_WALL_PICTURES &&
      self->n_bases == MOST_BASES)
    add_picture_rungs (self);
  else
    add_plain_rungs (self);
  place_rungs (self);
  write_slice (self, 0, is_first ? self->rungs[MIN (2, self->n_rungs - 1)].text : "[:]",
               FALSE);
}
