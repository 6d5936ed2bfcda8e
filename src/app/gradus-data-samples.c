/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-data-samples-private.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-figure-menu.h"
#include "app/gradus-format.h"
#include "app/gradus-template.h"
#include "plot/figure-samples.h"
#include "plot/plane.h"

/* More classes than these cannot be told apart as buttons in a row. */
#define MOST_CLASSES 20

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

gboolean
gradus_data_samples_is_pictures (GradusDataSamples *self)
{
  return self->data != NULL &&
         gradus_wall_choose_form (gradus_dataset_get_shape (self->data)) ==
           GRADUS_WALL_PICTURES;
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
  gradus_tiles_view_mark (GRADUS_TILES_VIEW (self->wall),
                          self->data != NULL
                            ? gradus_data_split_get_chosen (self->studio, self->split)
                            : -1);
  update_count (self);
  gradus_data_samples_show_card (self);
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

/* --- Following --- */

static void
show_form (GradusDataSamples *self)
{
  gboolean has_pictures = gradus_data_samples_is_pictures (self);

  gtk_stack_set_visible_child_name (self->forms, gradus_data_samples_is_plane (self)
                                                   ? "points"
                                                   : "wall");
  gtk_widget_set_visible (GTK_WIDGET (self->card_canvas), has_pictures);
  gtk_widget_set_visible (GTK_WIDGET (self->numbers), !has_pictures);
  gtk_widget_set_visible (self->balance_box, self->balance != NULL);
  gtk_widget_set_visible (self->band, self->data != NULL);
  gtk_widget_set_visible (self->separator,
                          self->data != NULL && !gradus_data_samples_is_plane (self));
  /* Points stand in a square, which leaves room beside it. */
  gtk_orientable_set_orientation (self->halves, gradus_data_samples_is_plane (self)
                                                  ? GTK_ORIENTATION_HORIZONTAL
                                                  : GTK_ORIENTATION_VERTICAL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->band),
                                  gradus_data_samples_is_plane (self)
                                    ? GTK_ORIENTATION_VERTICAL
                                    : GTK_ORIENTATION_HORIZONTAL);
}

static void
update_zoom (GradusDataSamples *self)
{
  guint    zoom = gradus_wall_view_get_zoom (self->wall);
  gboolean can_zoom =
    self->data != NULL && !gradus_data_samples_is_plane (self) &&
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

  gradus_tiles_view_mark (GRADUS_TILES_VIEW (self->wall), chosen);
  if (self->data != NULL &&
      (int) self->card.sample != gradus_data_samples_get_shown (self))
    gradus_data_samples_show_card (self);
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

  if (gradus_data_samples_is_plane (self))
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
  gtk_widget_class_bind_template_callback (widget_class, gradus_data_samples_pointed_cb);
  gtk_widget_class_bind_template_callback (widget_class, gradus_data_samples_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_data_samples_points_motion_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_data_samples_points_leave_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_data_samples_points_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_data_samples_points_key_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_data_samples_card_motion_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_data_samples_card_leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, gradus_data_samples_card_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, balance_pressed_cb);
}

static void
gradus_data_samples_init (GradusDataSamples *self)
{
  self->only = self->pointed = -1;
  self->held_back = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_canvas_set_func (self->points, gradus_data_samples_draw_points, self);
  gradus_canvas_set_func (self->card_canvas, gradus_data_samples_draw_card, self);
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
