/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-data-samples.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/gradus-canvas.h"
#include "app/gradus-figure-menu.h"
#include "app/gradus-format.h"
#include "app/gradus-template.h"
#include "app/gradus-wall-view.h"
#include "plot/balance.h"
#include "plot/figure-samples.h"
#include "plot/picture.h"
#include "plot/plane.h"
#include "plot/sample-card.h"
#include "plot/wall-tiles.h"

/* More classes than these cannot be told apart as buttons in a row. */
#define MOST_CLASSES 20
#define MOST_NUMBERS 60
/* How near to a point the pointer counts as on it. */
#define REACH 12.0

struct _GradusDataSamples
{
  GtkWidget        parent_instance;
  GradusStudio    *studio;
  GtkBox          *classes;
  GtkLabel        *count;
  GtkToggleButton *splits[GRADUS_N_SPLITS];
  GtkWidget       *smaller;
  GtkWidget       *larger;
  GtkOrientable   *halves;
  GtkStack        *forms;
  GradusWallView  *wall;
  GradusCanvas    *points;
  GtkWidget       *separator;
  GtkWidget       *band;
  GtkLabel        *card_title;
  GtkLabel        *read_out;
  GradusCanvas    *card_canvas;
  GtkLabel        *numbers;
  GtkWidget       *balance_box;
  GtkLabel        *balance_note;
  GradusCanvas    *balance_canvas;

  GradusSplit      split;
  GradusDataset   *whole; /* what the studio has; only compared */
  double           held_back;
  GradusDataset   *data; /* the part that is shown */
  GradusBalance   *balance;
  int              only;    /* a class, -1 for all */
  guint           *samples; /* NULL: all */
  guint            n_samples;
  int              pointed; /* a sample, -1 for none */
  GradusSampleCard card;
  gboolean         is_updating;
};

enum
{
  PROP_0,
  PROP_STUDIO,
  N_PROPS
};

enum
{
  SPLIT_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusDataSamples, gradus_data_samples, GTK_TYPE_WIDGET)

static gboolean
is_plane (GradusDataSamples *self)
{
  return self->data != NULL &&
         gradus_shape_size (gradus_dataset_get_shape (self->data)) == 2 &&
         gradus_dataset_get_n_classes (self->data) > 0;
}

static gboolean
is_pictures (GradusDataSamples *self)
{
  return self->data != NULL &&
         gradus_wall_choose_form (gradus_dataset_get_shape (self->data)) ==
           GRADUS_WALL_PICTURES;
}

/* --- One sample --- */

/* What the pointer is on, else what was chosen, else the first. */
static int
get_shown (GradusDataSamples *self)
{
  int chosen = gradus_data_split_get_chosen (self->studio, self->split);

  if (self->pointed >= 0)
    return self->pointed;
  if (chosen >= 0)
    return chosen;
  return self->n_samples > 0 ? (int) (self->samples != NULL ? self->samples[0] : 0) : -1;
}

static void
update_read_out (GradusDataSamples *self)
{
  g_autofree char *text = NULL;

  if (self->card.data != NULL)
    text = gradus_sample_card_describe (&self->card);
  if (text == NULL && self->data != NULL && gradus_dataset_has_bytes (self->data))
    text = g_strdup (_ ("0 is paper, 255 is ink"));
  gtk_label_set_label (self->read_out, text != NULL ? text : "");
}

/* What is not a picture is written out. */
static void
show_numbers (GradusDataSamples *self)
{
  const GradusShape  *shape = gradus_dataset_get_shape (self->data);
  gsize               n = gradus_shape_size (shape);
  g_autofree float   *values = g_new (float, n);
  g_autofree char    *text = gradus_shape_to_string (shape);
  g_autoptr (GString) numbers = g_string_new ("[");

  gradus_dataset_get_sample (self->data, self->card.sample, values);
  for (gsize i = 0; i < MIN (n, MOST_NUMBERS); i++)
    {
      g_autofree char *number = gradus_wall_format (values[i]);

      g_string_append_printf (numbers, i > 0 ? ", %s" : "%s", number);
    }
  g_string_append (numbers, n > MOST_NUMBERS ? ", …]" : "]");
  gtk_label_set_label (self->numbers, numbers->str);
  gtk_label_set_label (self->read_out, text);
}

static void
show_card (GradusDataSamples *self)
{
  int              shown = self->data != NULL ? get_shown (self) : -1;
  g_autofree char *target = NULL;
  g_autofree char *title = NULL;

  if (shown < 0 || (guint) shown >= gradus_dataset_get_n_samples (self->data))
    {
      self->card.data = NULL;
      gtk_label_set_label (self->card_title, "");
      return;
    }
  if (self->card.data != self->data || self->card.sample != (guint) shown)
    self->card = (GradusSampleCard){ self->data, (guint) shown, -1, -1, -1, -1 };
  target = gradus_wall_describe_target (self->data, (guint) shown);
  /* Translators: the number of a sample, counted from 0, and what its answer is:
   * "Sample 4: 9" */
  title = g_strdup_printf (_ ("Sample %d: %s"), shown, target);
  gtk_label_set_label (self->card_title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->card_canvas),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  if (is_pictures (self))
    update_read_out (self);
  else
    show_numbers (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->card_canvas));
  gtk_widget_queue_draw (GTK_WIDGET (self->balance_canvas));
  gtk_widget_queue_draw (GTK_WIDGET (self->points));
}

static void
draw_card (cairo_t           *cr,
           const GradusTheme *theme,
           double             width,
           double             height,
           gpointer           user_data)
{
  GradusDataSamples *self = user_data;

  if (self->card.data != NULL)
    gradus_sample_card_draw (cr, theme, width, height, &self->card);
}

static void
card_motion_cb (GradusDataSamples *self, double x, double y)
{
  GtkWidget *canvas = GTK_WIDGET (self->card_canvas);

  if (self->card.data == NULL)
    return;
  gradus_sample_card_point (&self->card, gradus_canvas_get_theme (self->card_canvas),
                            gtk_widget_get_width (canvas), gtk_widget_get_height (canvas),
                            x, y);
  update_read_out (self);
  gtk_widget_queue_draw (canvas);
}

static void
card_leave_cb (GradusDataSamples *self)
{
  self->card.row = self->card.column = -1;
  update_read_out (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->card_canvas));
}

static gboolean
card_key_cb (GradusDataSamples *self, guint key, guint code, GdkModifierType state)
{
  guint columns, rows, n_channels;
  int   dx = (key == GDK_KEY_Right) - (key == GDK_KEY_Left);
  int   dy = (key == GDK_KEY_Down) - (key == GDK_KEY_Up);

  if (self->card.data == NULL || (dx == 0 && dy == 0) ||
      state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  gradus_picture_get_size (gradus_dataset_get_shape (self->card.data), &columns, &rows,
                           &n_channels);
  if (self->card.row < 0)
    {
      self->card.row = (int) rows / 2;
      self->card.column = (int) columns / 2;
    }
  self->card.row = CLAMP (self->card.row + dy, 0, (int) rows - 1);
  self->card.column = CLAMP (self->card.column + dx, 0, (int) columns - 1);
  self->card.top = MAX (self->card.row - 3, 0);
  self->card.left = MAX (self->card.column - 4, 0);
  update_read_out (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->card_canvas));
  return GDK_EVENT_STOP;
}

/* --- Classes --- */

static void
draw_balance (cairo_t           *cr,
              const GradusTheme *theme,
              double             width,
              double             height,
              gpointer           user_data)
{
  GradusDataSamples *self = user_data;
  int                chosen = self->only;

  if (self->balance == NULL)
    return;
  if (chosen < 0 && self->pointed >= 0)
    chosen = (int) gradus_dataset_get_label (self->data, (guint) self->pointed);
  gradus_balance_draw (cr, theme, width, height, self->balance, chosen);
}

static void
update_count (GradusDataSamples *self)
{
  g_autofree char *count = gradus_format_count (self->n_samples);

  gtk_label_set_label (self->count, self->only >= 0 ? count : "");
}

static void
select_samples (GradusDataSamples *self)
{
  guint n = self->data != NULL ? gradus_dataset_get_n_samples (self->data) : 0;

  g_clear_pointer (&self->samples, g_free);
  self->n_samples = n;
  if (self->only >= 0)
    {
      self->samples = g_new (guint, MAX (n, 1));
      self->n_samples = 0;
      for (guint i = 0; i < n; i++)
        if ((int) gradus_dataset_get_label (self->data, i) == self->only)
          self->samples[self->n_samples++] = i;
    }
  self->pointed = -1;
  gradus_wall_view_show (self->wall, self->data, self->samples, self->n_samples);
  gradus_wall_view_mark (self->wall,
                         self->data != NULL
                           ? gradus_data_split_get_chosen (self->studio, self->split)
                           : -1);
  update_count (self);
  show_card (self);
}

static void
class_cb (GradusDataSamples *self, GtkToggleButton *button)
{
  if (self->is_updating || !gtk_toggle_button_get_active (button))
    return;
  self->only = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "class"));
  select_samples (self);
}

static GtkWidget *
add_class (GradusDataSamples *self, GtkWidget *group, int index, const char *name)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (name);

  gtk_widget_add_css_class (button, "class-filter");
  if (group != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (group));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), index == self->only);
  g_object_set_data (G_OBJECT (button), "class", GINT_TO_POINTER (index));
  g_signal_connect_object (button, "toggled", G_CALLBACK (class_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->classes, button);
  return button;
}

static void
show_classes (GradusDataSamples *self)
{
  guint      n = self->balance != NULL ? self->balance->n_classes : 0;
  GtkWidget *child, *all;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->classes))) != NULL)
    gtk_box_remove (self->classes, child);
  if (n == 0 || n > MOST_CLASSES)
    return;
  self->is_updating = TRUE;
  all = add_class (self, NULL, -1, C_ ("classes", "All"));
  for (guint i = 0; i < n; i++)
    add_class (self, all, (int) i, self->balance->names[i]);
  self->is_updating = FALSE;
}

static void
filter (GradusDataSamples *self, int only)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->classes));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GPOINTER_TO_INT (g_object_get_data (G_OBJECT (child), "class")) == only)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (child), TRUE);
}

static void
balance_pressed_cb (GradusDataSamples *self, int n_presses, double x, double y)
{
  int index =
    self->balance != NULL
      ? gradus_balance_find (self->balance,
                             gtk_widget_get_width (GTK_WIDGET (self->balance_canvas)), x)
      : -1;

  if (index >= 0)
    filter (self, index == self->only ? -1 : index);
}

/* --- Points --- */

typedef struct
{
  GradusPlane plane;
  float      *points;
  guint8     *classes;
} Cloud;

static void
make_cloud (GradusDataSamples *self, Cloud *cloud)
{
  guint n = self->n_samples;

  *cloud = (Cloud){ .points = g_new (float, 2 * (gsize) n + 1),
                    .classes = g_new0 (guint8, n + 1) };
  for (guint i = 0; i < n; i++)
    {
      guint sample = self->samples != NULL ? self->samples[i] : i;

      gradus_dataset_get_sample (self->data, sample, cloud->points + 2 * i);
      cloud->classes[i] = (guint8) gradus_dataset_get_label (self->data, sample);
    }
  cloud->plane.n_points = n;
  cloud->plane.points = cloud->points;
  cloud->plane.classes = cloud->classes;
  cloud->plane.n_classes = MAX (gradus_dataset_get_n_classes (self->data), 1);
  gradus_axes_cover (&cloud->plane.left, &cloud->plane.right, cloud->points, n, 2);
  gradus_axes_cover (&cloud->plane.bottom, &cloud->plane.top, cloud->points + 1, n, 2);
}

static void
clear_cloud (Cloud *cloud)
{
  g_free (cloud->points);
  g_free (cloud->classes);
}

static void
draw_points (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gpointer           user_data)
{
  GradusDataSamples *self = user_data;
  Cloud              cloud;

  if (!is_plane (self))
    return;
  make_cloud (self, &cloud);
  if (self->card.data != NULL)
    {
      float at[2];

      gradus_dataset_get_sample (self->data, self->card.sample, at);
      cloud.plane.has_probe = TRUE;
      cloud.plane.probe[0] = (double) at[0];
      cloud.plane.probe[1] = (double) at[1];
    }
  gradus_plane_draw (cr, theme, width, height, &cloud.plane);
  clear_cloud (&cloud);
}

/* The sample nearest to a place, -1 if none is near. */
static int
find_point (GradusDataSamples *self, double x, double y)
{
  GtkWidget *canvas = GTK_WIDGET (self->points);
  double     least = REACH * REACH;
  int        nearest = -1;
  GradusAxes axes;
  Cloud      cloud;

  if (!is_plane (self))
    return -1;
  make_cloud (self, &cloud);
  gradus_plane_get_axes (gradus_canvas_get_theme (self->points),
                         gtk_widget_get_width (canvas), gtk_widget_get_height (canvas),
                         &cloud.plane, &axes);
  for (guint i = 0; i < self->n_samples; i++)
    {
      double dx = gradus_axes_x (&axes, (double) cloud.points[2 * i]) - x;
      double dy = gradus_axes_y (&axes, (double) cloud.points[2 * i + 1]) - y;

      if (dx * dx + dy * dy < least)
        {
          least = dx * dx + dy * dy;
          nearest = (int) (self->samples != NULL ? self->samples[i] : i);
        }
    }
  clear_cloud (&cloud);
  return nearest;
}

static void
pointed_cb (GradusDataSamples *self, int sample)
{
  if (self->pointed == sample)
    return;
  self->pointed = sample;
  show_card (self);
}

static void
points_motion_cb (GradusDataSamples *self, double x, double y)
{
  pointed_cb (self, find_point (self, x, y));
}

static void
points_leave_cb (GradusDataSamples *self)
{
  pointed_cb (self, -1);
}

static void
chosen_cb (GradusDataSamples *self, guint sample)
{
  gradus_data_split_choose (self->studio, self->split, sample);
  pointed_cb (self, (int) sample);
}

static void
points_pressed_cb (GradusDataSamples *self, int n_presses, double x, double y)
{
  int sample = find_point (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self->points));
  if (sample >= 0)
    chosen_cb (self, (guint) sample);
}

/* From one point to the next in the order of the data. */
static gboolean
points_key_cb (GradusDataSamples *self, guint key, guint code, GdkModifierType state)
{
  int step = (key == GDK_KEY_Right || key == GDK_KEY_Down) -
             (key == GDK_KEY_Left || key == GDK_KEY_Up);

  if (self->data == NULL || self->n_samples == 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Return && self->pointed >= 0)
    chosen_cb (self, (guint) self->pointed);
  else if (step != 0)
    pointed_cb (self, CLAMP (MAX (get_shown (self), 0) + step, 0,
                             (int) gradus_dataset_get_n_samples (self->data) - 1));
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- Following --- */

static void
show_form (GradusDataSamples *self)
{
  gboolean has_pictures = is_pictures (self);

  gtk_stack_set_visible_child_name (self->forms, is_plane (self) ? "points" : "wall");
  gtk_widget_set_visible (GTK_WIDGET (self->card_canvas), has_pictures);
  gtk_widget_set_visible (GTK_WIDGET (self->numbers), !has_pictures);
  gtk_widget_set_visible (self->balance_box, self->balance != NULL);
  gtk_widget_set_visible (self->band, self->data != NULL);
  gtk_widget_set_visible (self->separator, self->data != NULL && !is_plane (self));
  /* Points stand in a square, which leaves room beside it. */
  gtk_orientable_set_orientation (self->halves, is_plane (self)
                                                  ? GTK_ORIENTATION_HORIZONTAL
                                                  : GTK_ORIENTATION_VERTICAL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->band),
                                  is_plane (self) ? GTK_ORIENTATION_VERTICAL
                                                  : GTK_ORIENTATION_HORIZONTAL);
}

static void
update_zoom (GradusDataSamples *self)
{
  guint    zoom = gradus_wall_view_get_zoom (self->wall);
  gboolean can_zoom =
    self->data != NULL && !is_plane (self) &&
    gradus_wall_choose_form (gradus_dataset_get_shape (self->data)) != GRADUS_WALL_TABLE;

  gtk_widget_set_visible (self->smaller, can_zoom);
  gtk_widget_set_visible (self->larger, can_zoom);
  gtk_widget_set_sensitive (self->smaller, zoom > 0);
  gtk_widget_set_sensitive (self->larger, zoom + 1 < GRADUS_WALL_N_ZOOMS);
}

static void
take_part (GradusDataSamples *self)
{
  g_autofree char *note = NULL;

  g_clear_pointer (&self->data, gradus_dataset_unref);
  g_clear_pointer (&self->balance, gradus_balance_free);
  self->card.data = NULL;
  self->data = gradus_data_split_get (self->studio, self->split);
  if (self->data != NULL)
    self->balance = gradus_balance_new (self->data);
  if (self->balance == NULL || self->only >= (int) self->balance->n_classes)
    self->only = -1;
  note = self->balance != NULL ? gradus_balance_describe (self->balance) : NULL;
  gtk_label_set_label (self->balance_note, note != NULL ? note : "");
  show_classes (self);
  show_form (self);
  update_zoom (self);
  select_samples (self);
  g_signal_emit (self, signals[SPLIT_CHANGED], 0);
}

static void
split_cb (GradusDataSamples *self, GtkToggleButton *button)
{
  if (self->is_updating || !gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < GRADUS_N_SPLITS; i++)
    if (button == self->splits[i])
      self->split = (GradusSplit) i;
  take_part (self);
}

/* Other data, or another part held back. */
static void
follow_data (GradusDataSamples *self)
{
  GradusDocument *document = gradus_studio_get_document (self->studio);
  GradusDataset  *whole = gradus_studio_get_train_data (self->studio);
  double          held_back =
    document != NULL ? gradus_document_get_project (document)->fit.validation_split : 0;

  if (self->whole == whole && self->held_back == held_back)
    return;
  self->whole = whole;
  self->held_back = held_back;
  self->is_updating = TRUE;
  if (held_back <= 0 && self->split == GRADUS_SPLIT_VALIDATION)
    {
      self->split = GRADUS_SPLIT_TRAINING;
      gtk_toggle_button_set_active (self->splits[GRADUS_SPLIT_TRAINING], TRUE);
    }
  self->is_updating = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->splits[GRADUS_SPLIT_VALIDATION]),
                            held_back > 0);
  take_part (self);
}

static void
probe_cb (GradusDataSamples *self)
{
  int chosen =
    self->data != NULL ? gradus_data_split_get_chosen (self->studio, self->split) : -1;

  gradus_wall_view_mark (self->wall, chosen);
  if (self->data != NULL && (int) self->card.sample != get_shown (self))
    show_card (self);
}

static void
smaller_cb (GradusDataSamples *self)
{
  guint zoom = gradus_wall_view_get_zoom (self->wall);

  gradus_wall_view_set_zoom (self->wall, zoom - MIN (zoom, 1));
}

static void
larger_cb (GradusDataSamples *self)
{
  gradus_wall_view_set_zoom (self->wall, gradus_wall_view_get_zoom (self->wall) + 1);
}

/* --- Taking away --- */

static char *
dup_words (GradusDataSamples *self)
{
  g_autofree char *all =
    gradus_data_split_describe (self->split, gradus_dataset_get_n_samples (self->data));

  return g_strdup_printf ("%s, %s", gradus_dataset_get_name (self->data), all);
}

static GradusFigure *
make_samples (gpointer user_data)
{
  GradusDataSamples *self = user_data;
  g_autofree char   *title = self->data != NULL ? dup_words (self) : NULL;
  GradusFigureWords  words = { .title = title };

  if (is_plane (self))
    return gradus_figure_points_new (&words, self->data, self->samples, self->n_samples);
  return gradus_figure_samples_new (&words, self->data, self->samples, self->n_samples,
                                    gradus_wall_view_get_first (self->wall),
                                    gradus_wall_view_get_zoom (self->wall));
}

static GradusFigure *
make_balance (gpointer user_data)
{
  GradusDataSamples *self = user_data;
  g_autofree char   *note = self->data != NULL ? dup_words (self) : NULL;
  GradusFigureWords  words = { .reading = note };

  return gradus_figure_balance_new (&words, self->data);
}

void
gradus_data_samples_list_figures (GradusDataSamples *self, GPtrArray *figures)
{
  g_return_if_fail (GRADUS_IS_DATA_SAMPLES (self));

  follow_data (self);
  g_ptr_array_add (figures, make_samples (self));
  g_ptr_array_add (figures, make_balance (self));
}

/* --- Object --- */

static void
set_studio (GradusDataSamples *self, GradusStudio *studio)
{
  if (!g_set_object (&self->studio, studio))
    return;
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "data-changed", G_CALLBACK (follow_data), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "document-changed", G_CALLBACK (follow_data), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "probe-changed", G_CALLBACK (probe_cb), self,
                               G_CONNECT_SWAPPED);
      follow_data (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STUDIO]);
}

static void
gradus_data_samples_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  if (id == PROP_STUDIO)
    g_value_set_object (value, GRADUS_DATA_SAMPLES (object)->studio);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_data_samples_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  if (id == PROP_STUDIO)
    set_studio (GRADUS_DATA_SAMPLES (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_data_samples_dispose (GObject *object)
{
  GradusDataSamples *self = GRADUS_DATA_SAMPLES (object);

  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  gradus_template_dispose (GTK_WIDGET (self), GRADUS_TYPE_DATA_SAMPLES);
  g_clear_object (&self->studio);
  g_clear_pointer (&self->data, gradus_dataset_unref);
  g_clear_pointer (&self->balance, gradus_balance_free);
  g_clear_pointer (&self->samples, g_free);
  self->card.data = NULL;
  G_OBJECT_CLASS (gradus_data_samples_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, classes);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, count);
  gtk_widget_class_bind_template_child_full (
    widget_class, "training", FALSE,
    G_STRUCT_OFFSET (GradusDataSamples, splits[GRADUS_SPLIT_TRAINING]));
  gtk_widget_class_bind_template_child_full (
    widget_class, "validation", FALSE,
    G_STRUCT_OFFSET (GradusDataSamples, splits[GRADUS_SPLIT_VALIDATION]));
  gtk_widget_class_bind_template_child_full (widget_class, "test", FALSE,
                                             G_STRUCT_OFFSET (GradusDataSamples,
                                                              splits[GRADUS_SPLIT_TEST]));
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, smaller);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, larger);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, halves);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, forms);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, wall);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, points);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, separator);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, band);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, card_title);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, read_out);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, card_canvas);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, numbers);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, balance_box);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, balance_note);
  gtk_widget_class_bind_template_child (widget_class, GradusDataSamples, balance_canvas);
}

static void
gradus_data_samples_class_init (GradusDataSamplesClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = gradus_data_samples_get_property;
  object_class->set_property = gradus_data_samples_set_property;
  object_class->dispose = gradus_data_samples_dispose;
  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SPLIT_CHANGED] =
    g_signal_new ("split-changed", GRADUS_TYPE_DATA_SAMPLES, G_SIGNAL_RUN_LAST, 0, NULL,
                  NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (GRADUS_TYPE_CANVAS);
  g_type_ensure (GRADUS_TYPE_WALL_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-data-samples.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, split_cb);
  gtk_widget_class_bind_template_callback (widget_class, smaller_cb);
  gtk_widget_class_bind_template_callback (widget_class, larger_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_zoom);
  gtk_widget_class_bind_template_callback (widget_class, pointed_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, points_motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, points_leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, points_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, points_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, card_motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, card_leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, card_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, balance_pressed_cb);
}

static void
gradus_data_samples_init (GradusDataSamples *self)
{
  self->only = self->pointed = -1;
  self->held_back = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_canvas_set_func (self->points, draw_points, self);
  gradus_canvas_set_func (self->card_canvas, draw_card, self);
  gradus_canvas_set_func (self->balance_canvas, draw_balance, self);
  gradus_figure_menu_add (GTK_WIDGET (self->wall), make_samples, self);
  gradus_figure_menu_add (GTK_WIDGET (self->points), make_samples, self);
  gradus_figure_menu_add (GTK_WIDGET (self->balance_canvas), make_balance, self);
}

GradusSplit
gradus_data_samples_get_split (GradusDataSamples *self)
{
  g_return_val_if_fail (GRADUS_IS_DATA_SAMPLES (self), GRADUS_SPLIT_TRAINING);
  return self->split;
}

GradusDataset *
gradus_data_samples_get_data (GradusDataSamples *self)
{
  g_return_val_if_fail (GRADUS_IS_DATA_SAMPLES (self), NULL);
  return self->data;
}
