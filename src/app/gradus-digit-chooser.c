/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-digit-chooser.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-canvas.h"
#include "plot/drawing.h"
#include "plot/picture.h"

#define N_CHOICES 10
#define PICTURE_SIZE 32

/* One sample of each class to look at, and a button for another ten. */
struct _GradusDigitChooser
{
  GtkBox        parent_instance;
  GradusStudio *studio;
  guint         round; /* which ten: the first of each class, the second … */
  gboolean      is_updating;
  guint         n_choices;
  guint         samples[N_CHOICES];
  float        *pixels[N_CHOICES];
  GtkWidget    *buttons[N_CHOICES];
  GtkWidget    *label;
  GtkWidget    *another;
};

enum
{
  PROP_0,
  PROP_STUDIO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GradusDigitChooser, gradus_digit_chooser, GTK_TYPE_BOX)

typedef struct
{
  GradusDigitChooser *self;
  guint               index;
} Choice;

static void
draw_choice (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gpointer           user_data)
{
  const Choice  *choice = user_data;
  GradusDataset *data;
  double         size = MIN (width, height);

  if (choice->index >= choice->self->n_choices || choice->self->studio == NULL)
    return;
  data = gradus_studio_get_test_data (choice->self->studio);
  if (data != NULL)
    gradus_picture_draw_sample (cr, theme, gradus_dataset_get_shape (data),
                                choice->self->pixels[choice->index], (width - size) / 2,
                                (height - size) / 2, size);
}

/* Finds the round-th sample of a class, going round where there are fewer. */
static gboolean
find_sample (GradusDataset *data, guint label, guint round, guint *sample)
{
  guint n = gradus_dataset_get_n_samples (data);
  guint n_seen = 0;
  guint first = G_MAXUINT;

  for (guint i = 0; i < n; i++)
    if (gradus_dataset_get_original_label (data, i) == label)
      {
        first = MIN (first, i);
        if (n_seen++ == round)
          {
            *sample = i;
            return TRUE;
          }
      }
  *sample = first;
  return n_seen > 0;
}

static void
show_probe (GradusDigitChooser *self)
{
  gboolean is_drawn;
  guint    sample;

  if (self->studio == NULL)
    return;
  is_drawn = gradus_studio_get_probe_origin (self->studio) != GRADUS_PROBE_TEST;
  sample = gradus_studio_get_probe_sample (self->studio);
  self->is_updating = TRUE;
  for (guint i = 0; i < N_CHOICES; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[i]),
                                  i < self->n_choices && !is_drawn &&
                                    self->samples[i] == sample);
  self->is_updating = FALSE;
}

/* Only pictures of 28 × 28 are digits; points, sequences and rows of numbers have no name
 * but that of any sample. */
static gboolean
is_digits (const GradusDataset *data)
{
  return gradus_shape_size (gradus_dataset_get_shape (data)) ==
         GRADUS_DRAWING_SIDE * GRADUS_DRAWING_SIDE;
}

static void
name_choices (GradusDigitChooser *self, gboolean are_digits)
{
  gtk_label_set_label (GTK_LABEL (self->label),
                       are_digits ? _ ("Choose a digit") : _ ("Choose a sample"));
  for (guint i = 0; i < N_CHOICES; i++)
    {
      g_autofree char *name =
        g_strdup_printf (are_digits ? _ ("Digit %u") : _ ("Sample of class %u"), i);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
  gtk_button_set_label (GTK_BUTTON (self->another),
                        are_digits ? _ ("Another ten") : _ ("Others"));
}

static void
load_choices (GradusDigitChooser *self)
{
  GradusDataset *data = self->studio ? gradus_studio_get_test_data (self->studio) : NULL;

  self->n_choices = 0;
  for (guint label = 0; data != NULL && label < N_CHOICES; label++)
    {
      guint  index = self->n_choices;
      gsize  size = gradus_shape_size (gradus_dataset_get_shape (data));
      guint *sample = &self->samples[index];

      if (!find_sample (data, label, self->round, sample))
        continue;
      self->pixels[index] = g_realloc_n (self->pixels[index], size, sizeof (float));
      gradus_dataset_get_sample (data, *sample, self->pixels[index]);
      self->n_choices++;
    }
  for (guint i = 0; i < N_CHOICES; i++)
    {
      gtk_widget_set_visible (self->buttons[i], i < self->n_choices);
      gtk_widget_queue_draw (gtk_button_get_child (GTK_BUTTON (self->buttons[i])));
    }
  gtk_widget_set_sensitive (self->another, self->n_choices > 0);
  name_choices (self, data == NULL || is_digits (data));
  show_probe (self);
}

static void
toggled_cb (GtkToggleButton *button, gpointer user_data)
{
  const Choice       *choice = user_data;
  GradusDigitChooser *self = choice->self;

  if (self->is_updating || self->studio == NULL || choice->index >= self->n_choices)
    return;
  gradus_studio_set_probe_sample (self->studio, self->samples[choice->index]);
  show_probe (self);
}

static void
another_cb (GradusDigitChooser *self)
{
  guint chosen = 0;

  for (guint i = 0; i < self->n_choices; i++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->buttons[i])))
      chosen = i;
  self->round++;
  load_choices (self);
  if (chosen < self->n_choices)
    gradus_studio_set_probe_sample (self->studio, self->samples[chosen]);
}

static void
set_studio (GradusDigitChooser *self, GradusStudio *studio)
{
  if (!g_set_object (&self->studio, studio))
    return;
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "data-changed", G_CALLBACK (load_choices), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "probe-changed", G_CALLBACK (show_probe), self,
                               G_CONNECT_SWAPPED);
    }
  load_choices (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STUDIO]);
}

static void
gradus_digit_chooser_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  if (id == PROP_STUDIO)
    g_value_set_object (value, GRADUS_DIGIT_CHOOSER (object)->studio);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_digit_chooser_set_property (GObject      *object,
                                   guint         id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  if (id == PROP_STUDIO)
    set_studio (GRADUS_DIGIT_CHOOSER (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_digit_chooser_dispose (GObject *object)
{
  GradusDigitChooser *self = GRADUS_DIGIT_CHOOSER (object);

  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  g_clear_object (&self->studio);
  G_OBJECT_CLASS (gradus_digit_chooser_parent_class)->dispose (object);
}

static void
gradus_digit_chooser_finalize (GObject *object)
{
  GradusDigitChooser *self = GRADUS_DIGIT_CHOOSER (object);

  for (guint i = 0; i < N_CHOICES; i++)
    g_free (self->pixels[i]);
  G_OBJECT_CLASS (gradus_digit_chooser_parent_class)->finalize (object);
}

static void
gradus_digit_chooser_class_init (GradusDigitChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = gradus_digit_chooser_get_property;
  object_class->set_property = gradus_digit_chooser_set_property;
  object_class->dispose = gradus_digit_chooser_dispose;
  object_class->finalize = gradus_digit_chooser_finalize;
  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static GtkWidget *
new_button (GradusDigitChooser *self, guint index)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *canvas = gradus_canvas_new ();
  Choice    *choice = g_new (Choice, 1);

  *choice = (Choice){ self, index };
  g_object_set_data_full (G_OBJECT (button), "choice", choice, g_free);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (canvas), PICTURE_SIZE);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (canvas), PICTURE_SIZE);
  gradus_canvas_set_is_picture (GRADUS_CANVAS (canvas), TRUE);
  gradus_canvas_set_func (GRADUS_CANVAS (canvas), draw_choice, choice);
  gtk_button_set_child (GTK_BUTTON (button), canvas);
  gtk_widget_add_css_class (button, "digit-choice");
  g_signal_connect (button, "toggled", G_CALLBACK (toggled_cb), choice);
  return button;
}

static void
gradus_digit_chooser_init (GradusDigitChooser *self)
{
  self->label = gtk_label_new (NULL);
  gtk_box_set_spacing (GTK_BOX (self), 5);
  gtk_widget_add_css_class (self->label, "caption-heading");
  gtk_widget_set_margin_end (self->label, 6);
  gtk_box_append (GTK_BOX (self), self->label);
  for (guint i = 0; i < N_CHOICES; i++)
    {
      self->buttons[i] = new_button (self, i);
      gtk_box_append (GTK_BOX (self), self->buttons[i]);
    }
  self->another = gtk_button_new ();
  gtk_widget_set_valign (self->another, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (self->another, 4);
  g_signal_connect_swapped (self->another, "clicked", G_CALLBACK (another_cb), self);
  gtk_box_append (GTK_BOX (self), self->another);
  name_choices (self, TRUE);
}
