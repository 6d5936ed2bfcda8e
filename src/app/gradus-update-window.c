/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-update-window.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-canvas.h"
#include "app/gradus-figure-menu.h"
#include "app/gradus-figure-source.h"
#include "app/gradus-format.h"
#include "app/gradus-style.h"
#include "app/gradus-template.h"
#include "app/gradus-window.h"
#include "plot/figure-update.h"
#include "plot/text.h"

#define MOST_AXES 4
#define PLACE_CHARS 4
#define CANVAS_WIDTH 720 /* at the usual size of text */

/* A weight that can be chosen. */
typedef struct
{
  guint64     uid;
  guint       index; /* in the layer */
  GradusShape shape;
} Choice;

struct _GradusUpdateWindow
{
  AdwWindow     parent_instance;
  GtkDropDown  *weights;
  GtkBox       *axes;
  GtkWidget    *places[MOST_AXES];
  GtkLabel     *count;
  GradusCanvas *canvas;

  GradusStudio       *studio;
  GradusPlan         *plan;    /* that the choices are of */
  GArray             *choices; /* of Choice */
  GradusUpdateRecord *record;
  gboolean            is_updating;
};

static void figure_source_init (GradusFigureSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (GradusUpdateWindow,
                               gradus_update_window,
                               ADW_TYPE_WINDOW,
                               G_IMPLEMENT_INTERFACE (GRADUS_TYPE_FIGURE_SOURCE,
                                                      figure_source_init))

static const Choice *
get_choice (GradusUpdateWindow *self)
{
  guint index = gtk_drop_down_get_selected (self->weights);

  return index < self->choices->len ? &g_array_index (self->choices, Choice, index)
                                    : NULL;
}

/* Numbers of a weight lie one after the other, the last axis running fastest. */
static gsize
get_offset (GradusUpdateWindow *self, const Choice *choice)
{
  gsize offset = 0;

  for (guint i = 0; i < choice->shape.rank && i < MOST_AXES; i++)
    offset = offset * (gsize) choice->shape.dims[i] +
             (gsize) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->places[i]));
  return offset;
}

static void
show_record (GradusUpdateWindow *self)
{
  g_autofree char *text = NULL;
  g_autofree char *count = NULL;
  g_autofree char *number = NULL;

  if (self->record != NULL)
    {
      text = gradus_update_describe (self->record);
      number = gradus_format_count (self->record->step);
      /* Translators: %s is which step of the training it was */
      count = g_strdup_printf (_ ("Update %s"), number);
    }
  gtk_label_set_label (self->count, count != NULL ? count : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->canvas),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text != NULL ? text : _ ("No step was made yet."), -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "microscope.export",
                                 self->record != NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

static void
watch (GradusUpdateWindow *self)
{
  const Choice *choice = get_choice (self);

  g_clear_pointer (&self->record, gradus_update_record_unref);
  if (choice != NULL)
    gradus_session_probe (gradus_studio_get_session (self->studio), choice->uid,
                          choice->index, get_offset (self, choice));
  show_record (self);
}

static void
place_changed_cb (GradusUpdateWindow *self)
{
  if (!self->is_updating)
    watch (self);
}

static void
set_offset (GradusUpdateWindow *self, const Choice *choice, gsize offset)
{
  self->is_updating = TRUE;
  for (guint i = MOST_AXES; i > 0; i--)
    {
      GtkSpinButton *place = GTK_SPIN_BUTTON (self->places[i - 1]);
      gint64         n = i <= choice->shape.rank ? choice->shape.dims[i - 1] : 0;

      gtk_widget_set_visible (self->places[i - 1], n > 0);
      if (n <= 0)
        continue;
      gtk_spin_button_set_range (place, 0, (double) (n - 1));
      gtk_spin_button_set_value (place, (double) (offset % (gsize) n));
      offset /= (gsize) n;
    }
  self->is_updating = FALSE;
}

static void
weight_changed_cb (GradusUpdateWindow *self)
{
  const Choice *choice = get_choice (self);

  if (self->is_updating || choice == NULL)
    return;
  set_offset (self, choice, gradus_update_choose_offset (&choice->shape));
  watch (self);
}

gboolean
gradus_update_window_choose (GradusUpdateWindow *self,
                             guint64             uid,
                             guint               index,
                             gsize               offset)
{
  g_return_val_if_fail (GRADUS_IS_UPDATE_WINDOW (self), FALSE);

  for (guint i = 0; i < self->choices->len; i++)
    {
      const Choice *choice = &g_array_index (self->choices, Choice, i);

      if (choice->uid != uid || choice->index != index ||
          offset >= gradus_shape_size (&choice->shape))
        continue;
      self->is_updating = TRUE;
      gtk_drop_down_set_selected (self->weights, i);
      set_offset (self, choice, offset);
      watch (self);
      return TRUE;
    }
  return FALSE;
}

/* --- Following --- */

static void
add_choices (GradusUpdateWindow *self, guint layer, GtkStringList *names)
{
  const GradusLayerPlan  *plan = gradus_plan_get_layer (self->plan, layer);
  const GradusSequential *stack = gradus_plan_get_sequential (self->plan);
  const GradusLayer      *config = gradus_sequential_get_layer (stack, layer);

  for (guint i = 0; i < plan->n_weights && !plan->is_frozen; i++)
    {
      const GradusWeightSpec *spec = &plan->weights[i];
      Choice                  choice = { config->uid, i, spec->shape };
      g_autofree char        *shape = gradus_shape_to_string (&spec->shape);
      g_autofree char        *text =
        g_strdup_printf ("%s · %s %s", config->name, spec->name, shape);

      if (!spec->trainable || spec->shape.rank > MOST_AXES)
        continue;
      g_array_append_val (self->choices, choice);
      gtk_string_list_append (names, text);
    }
}

/* The selected layer's first weight, else the first of all. */
static guint
choose_first (GradusUpdateWindow *self)
{
  guint64 uid = gradus_studio_get_selected_layer (self->studio);

  for (guint i = 0; i < self->choices->len; i++)
    if (g_array_index (self->choices, Choice, i).uid == uid)
      return i;
  return 0;
}

static void
take_plan (GradusUpdateWindow *self, GradusPlan *plan)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const Choice             *choice = get_choice (self);
  Choice                    before = choice != NULL ? *choice : (Choice){ 0 };
  gsize                     offset = choice != NULL ? get_offset (self, choice) : 0;

  g_clear_pointer (&self->plan, gradus_plan_unref);
  self->plan = plan != NULL ? gradus_plan_ref (plan) : NULL;
  g_array_set_size (self->choices, 0);
  for (guint i = 0; plan != NULL && i < gradus_plan_get_n_layers (plan); i++)
    add_choices (self, i, names);
  self->is_updating = TRUE;
  gtk_drop_down_set_model (self->weights, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->weights, choose_first (self));
  self->is_updating = FALSE;
  if (!gradus_update_window_choose (self, before.uid, before.index, offset))
    weight_changed_cb (self);
}

static void
updated_cb (GradusUpdateWindow *self)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);

  if (snapshot->plan != self->plan)
    take_plan (self, snapshot->plan);
  if (snapshot->update == NULL ||
      (self->record != NULL && self->record->step == snapshot->update->step))
    return;
  g_clear_pointer (&self->record, gradus_update_record_unref);
  self->record = gradus_update_record_ref (snapshot->update);
  show_record (self);
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusUpdateWindow *self = user_data;

  if (self->record != NULL)
    gradus_update_draw (cr, theme, width, height, self->record);
  else
    gradus_text_draw (cr, theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_DIM, GRADUS_ALIGN_CENTER,
                      width / 2, height / 2,
                      _ ("Train one batch to see what it does to this weight."));
}

/* --- Taking away --- */

static GradusFigure *
make_figure (gpointer user_data)
{
  GradusUpdateWindow *self = user_data;

  return gradus_figure_update_new (self->record, self->plan);
}

static void
list_figures (GradusFigureSource *source, GPtrArray *figures)
{
  g_ptr_array_add (figures, make_figure (source));
}

static void
figure_source_init (GradusFigureSourceInterface *iface)
{
  iface->list = list_figures;
}

static void
export_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWindow               *parent = gtk_window_get_transient_for (GTK_WINDOW (widget));
  g_autoptr (GradusFigure) figure = make_figure (widget);

  if (GRADUS_IS_WINDOW (parent))
    gradus_window_export_figure (GRADUS_WINDOW (parent), figure);
}

/* --- Object --- */

static void
gradus_update_window_dispose (GObject *object)
{
  GradusUpdateWindow *self = GRADUS_UPDATE_WINDOW (object);

  if (self->studio != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->studio, self);
      gradus_session_probe (gradus_studio_get_session (self->studio), 0, 0, 0);
    }
  g_clear_object (&self->studio);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "win", NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), GRADUS_TYPE_UPDATE_WINDOW);
  g_clear_pointer (&self->plan, gradus_plan_unref);
  g_clear_pointer (&self->record, gradus_update_record_unref);
  g_clear_pointer (&self->choices, g_array_unref);
  G_OBJECT_CLASS (gradus_update_window_parent_class)->dispose (object);
}

static void
gradus_update_window_class_init (GradusUpdateWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_update_window_dispose;
  g_type_ensure (GRADUS_TYPE_CANVAS);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-update-window.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusUpdateWindow, weights);
  gtk_widget_class_bind_template_child (widget_class, GradusUpdateWindow, axes);
  gtk_widget_class_bind_template_child (widget_class, GradusUpdateWindow, count);
  gtk_widget_class_bind_template_child (widget_class, GradusUpdateWindow, canvas);
  gtk_widget_class_bind_template_callback (widget_class, weight_changed_cb);
  gtk_widget_class_install_action (widget_class, "microscope.export", NULL, export_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK,
                                       "microscope.export", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK,
                                       "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_period, 0, "win.step-batch",
                                       NULL);
}

/* Formulas in large type are long. */
static void
fit_canvas (GradusUpdateWindow *self)
{
  double scale = MAX (1, gradus_style_get_text_scale ());

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->canvas),
                                      (int) (CANVAS_WIDTH * scale));
}

static void
gradus_update_window_init (GradusUpdateWindow *self)
{
  self->choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < MOST_AXES; i++)
    {
      g_autofree char *label = g_strdup_printf (_ ("Place along axis %u"), i);

      self->places[i] = gtk_spin_button_new_with_range (0, 1, 1);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->places[i]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      gtk_widget_set_tooltip_text (self->places[i], label);
      g_signal_connect_object (self->places[i], "value-changed",
                               G_CALLBACK (place_changed_cb), self, G_CONNECT_SWAPPED);
      gtk_editable_set_width_chars (GTK_EDITABLE (self->places[i]), PLACE_CHARS);
      gtk_box_append (self->axes, self->places[i]);
    }
  gradus_canvas_set_func (self->canvas, draw, self);
  gradus_style_watch (self, G_CALLBACK (fit_canvas));
  fit_canvas (self);
  gradus_figure_menu_add (GTK_WIDGET (self->canvas), make_figure, self);
}

/**
 * gradus_update_window_new:
 * @parent: a window that has the actions of training
 * @studio: what it trains
 *
 * Returns: (transfer full): a window that shows what each step does to one weight
 */
GtkWindow *
gradus_update_window_new (GtkWindow *parent, GradusStudio *studio)
{
  GradusUpdateWindow *self = g_object_new (GRADUS_TYPE_UPDATE_WINDOW, "transient-for",
                                           parent, "destroy-with-parent", TRUE, NULL);

  self->studio = g_object_ref (studio);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "win", G_ACTION_GROUP (parent));
  /* The actions keep the parent alive, so that it would never be the first to end. */
  g_signal_connect_object (parent, "unrealize", G_CALLBACK (gtk_window_destroy), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (studio, "updated", G_CALLBACK (updated_cb), self,
                           G_CONNECT_SWAPPED);
  take_plan (self, gradus_studio_get_snapshot (studio)->plan);
  return GTK_WINDOW (self);
}
