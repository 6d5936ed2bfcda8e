/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-start-page.h"

#include "app/gradus-format.h"
#include "app/gradus-gallery-picture.h"
#include "app/gradus-style.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Enough for the pictures to show every digit in several hands. */
#define N_DIGITS 400

struct _GradusStartPage
{
  GtkWidget parent_instance;

  GtkFlowBox    *gallery;
  GtkWidget     *back_button;
  GradusDataset *digits; /* for the pictures; NULL until they are made */
  GCancellable  *cancellable;
};

enum
{
  CHOSEN,
  FOCUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusStartPage, gradus_start_page, GTK_TYPE_WIDGET)

static const GradusTemplate *
get_template (GtkFlowBoxChild *child)
{
  return g_object_get_data (G_OBJECT (child), "template");
}

/* --- Cards --- */

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  GradusStartPage *self = GRADUS_START_PAGE (
    gtk_widget_get_ancestor (GTK_WIDGET (area), GRADUS_TYPE_START_PAGE));
  const GradusTemplate *model = user_data;

  gradus_gallery_picture_draw (cr, gradus_style_get_theme (), model->picture,
                               self->digits, width, height);
}

static char *
describe (const GradusTemplate *model)
{
  g_autoptr (GradusProject) project = gradus_template_build (model);
  g_autoptr (GradusPlan)    plan = gradus_plan_new (project->sequential);
  guint                     n_layers = gradus_plan_get_n_layers (plan);
  g_autofree char          *layers = NULL;
  g_autofree char          *count = NULL;

  if (n_layers == 0)
    return g_strdup (_ (model->summary));
  layers = g_strdup_printf (ngettext ("%u layer", "%u layers", n_layers), n_layers);
  count = gradus_format_count (gradus_plan_get_total_params (plan));
  /* Translators: "3 layers" and how many parameters */
  return g_strdup_printf (_ ("%s · %s parameters"), layers, count);
}

static GtkWidget *
new_card_label (const char *text, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, style_class);
  return label;
}

static GtkWidget *
new_card (const GradusTemplate *model)
{
  GtkWidget       *child = gtk_flow_box_child_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget       *area = gtk_drawing_area_new ();
  GtkWidget       *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *description = describe (model);

  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), 148);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), 190);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_cb, (gpointer) model,
                                  NULL);
  gtk_widget_add_css_class (area, "card-picture");
  gtk_widget_add_css_class (text, "card-text");
  gtk_widget_set_overflow (child, GTK_OVERFLOW_HIDDEN);
  gtk_box_append (GTK_BOX (text), new_card_label (_ (model->title), "heading"));
  gtk_box_append (GTK_BOX (text), new_card_label (description, "caption"));
  gtk_box_append (GTK_BOX (box), area);
  gtk_box_append (GTK_BOX (box), text);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), box);
  g_object_set_data (G_OBJECT (child), "template", (gpointer) model);
  gtk_widget_set_tooltip_text (child, _ (model->summary));
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (model->title), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ (model->summary), -1);
  return child;
}

static void
redraw_pictures (GradusStartPage *self)
{
  GtkFlowBoxChild *child;

  for (int i = 0; (child = gtk_flow_box_get_child_at_index (self->gallery, i)) != NULL;
       i++)
    gtk_widget_queue_draw (
      gtk_widget_get_first_child (gtk_flow_box_child_get_child (child)));
}

/* --- Callbacks --- */

static void
digits_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GradusStartPage) self = user_data;
  g_autoptr (GradusDataset)   train = NULL;
  g_autoptr (GradusDataset)   test = NULL;

  if (!gradus_data_ref_load_finish (result, &train, &test, NULL) ||
      self->cancellable == NULL)
    return;
  self->digits = g_steal_pointer (&train);
  redraw_pictures (self);
}

/* Not before the page is seen: the first frame does not wait for digits. */
static gboolean
load_digits_cb (gpointer user_data)
{
  GradusStartPage *self = user_data;
  GradusDataRef    ref;

  gradus_data_ref_init (&ref);
  ref.n_train = N_DIGITS;
  ref.n_test = 1;
  gradus_data_ref_load_async (&ref, self->cancellable, digits_loaded_cb,
                              g_object_ref (self));
  gradus_data_ref_clear (&ref);
  return G_SOURCE_REMOVE;
}

static void
gradus_start_page_map (GtkWidget *widget)
{
  GradusStartPage *self = GRADUS_START_PAGE (widget);

  GTK_WIDGET_CLASS (gradus_start_page_parent_class)->map (widget);
  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  g_idle_add_full (G_PRIORITY_LOW, load_digits_cb, g_object_ref (self), g_object_unref);
}

static void
child_activated_cb (GradusStartPage *self, GtkFlowBoxChild *child)
{
  gtk_flow_box_select_child (self->gallery, child);
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
selection_changed_cb (GradusStartPage *self)
{
  g_signal_emit (self, signals[FOCUSED], 0);
}

/* --- Object --- */

static void
gradus_start_page_dispose (GObject *object)
{
  GradusStartPage *self = GRADUS_START_PAGE (object);
  GtkWidget       *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->digits, gradus_dataset_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_start_page_parent_class)->dispose (object);
}

static void
gradus_start_page_class_init (GradusStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_start_page_dispose;
  widget_class->map = gradus_start_page_map;
  signals[CHOSEN] = g_signal_new ("chosen", GRADUS_TYPE_START_PAGE, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FOCUSED] = g_signal_new ("focused", GRADUS_TYPE_START_PAGE, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusStartPage, gallery);
  gtk_widget_class_bind_template_child (widget_class, GradusStartPage, back_button);
  gtk_widget_class_bind_template_callback (widget_class, child_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
}

static void
gradus_start_page_init (GradusStartPage *self)
{
  AdwStyleManager             *manager = adw_style_manager_get_default ();
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < n_templates; i++)
    gtk_flow_box_insert (self->gallery, new_card (templates[i]), -1);
  gtk_flow_box_select_child (self->gallery,
                             gtk_flow_box_get_child_at_index (self->gallery, 0));
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (redraw_pictures), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (redraw_pictures),
                           self, G_CONNECT_SWAPPED);
}

GtkWidget *
gradus_start_page_new (void)
{
  return g_object_new (GRADUS_TYPE_START_PAGE, NULL);
}

const GradusTemplate *
gradus_start_page_get_template (GradusStartPage *self)
{
  g_autoptr (GList) selected = NULL;

  g_return_val_if_fail (GRADUS_IS_START_PAGE (self), NULL);
  selected = gtk_flow_box_get_selected_children (self->gallery);
  return selected != NULL ? get_template (selected->data) : NULL;
}

void
gradus_start_page_set_can_leave (GradusStartPage *self, gboolean can_leave)
{
  g_return_if_fail (GRADUS_IS_START_PAGE (self));
  gtk_widget_set_visible (self->back_button, can_leave);
}

void
gradus_start_page_focus (GradusStartPage *self)
{
  g_autoptr (GList) selected = NULL;

  g_return_if_fail (GRADUS_IS_START_PAGE (self));
  selected = gtk_flow_box_get_selected_children (self->gallery);
  if (selected != NULL)
    gtk_widget_grab_focus (selected->data);
}
