/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-start-page.h"

#include "app/gradus-gallery-card.h"
#include "app/gradus-gallery-picture.h"
#include "app/gradus-own-gallery.h"
#include "app/gradus-style.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>

/* Enough for the pictures to show every digit in several hands. */
#define N_DIGITS 400

struct _GradusStartPage
{
  GtkWidget parent_instance;

  GtkFlowBox    *gallery;
  GtkWidget     *own_gallery;
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

static GtkWidget *
new_card (const GradusTemplate *model)
{
  g_autoptr (GradusProject) project = gradus_template_build (model);
  GtkWidget *card = gradus_gallery_card_new (_ (model->title), _ (model->summary),
                                             project, draw_cb, (gpointer) model);

  g_object_set_data (G_OBJECT (card), "template", (gpointer) model);
  return card;
}

static void
redraw_pictures (GradusStartPage *self)
{
  GtkFlowBoxChild *child;

  for (int i = 0; (child = gtk_flow_box_get_child_at_index (self->gallery, i)) != NULL;
       i++)
    gradus_gallery_card_redraw (GTK_WIDGET (child));
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
  gradus_own_gallery_reload (GRADUS_OWN_GALLERY (self->own_gallery));
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

static const GradusTemplate *
get_selected (GradusStartPage *self)
{
  g_autoptr (GList) selected = gtk_flow_box_get_selected_children (self->gallery);

  return selected != NULL ? get_template (selected->data) : NULL;
}

/* Of both galleries together, one card is looked at. */
static void
selection_changed_cb (GradusStartPage *self)
{
  if (get_selected (self) == NULL)
    return;
  gradus_own_gallery_unselect (GRADUS_OWN_GALLERY (self->own_gallery));
  g_signal_emit (self, signals[FOCUSED], 0);
}

static void
own_focused_cb (GradusStartPage *self)
{
  GradusOwnGallery *own = GRADUS_OWN_GALLERY (self->own_gallery);

  if (gradus_own_gallery_get_project (own) != NULL)
    gtk_flow_box_unselect_all (self->gallery);
  g_signal_emit (self, signals[FOCUSED], 0);
}

static void
own_chosen_cb (GradusStartPage *self)
{
  g_signal_emit (self, signals[CHOSEN], 0);
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
  gtk_widget_class_bind_template_child (widget_class, GradusStartPage, own_gallery);
  gtk_widget_class_bind_template_child (widget_class, GradusStartPage, back_button);
  gtk_widget_class_bind_template_callback (widget_class, child_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, own_focused_cb);
  gtk_widget_class_bind_template_callback (widget_class, own_chosen_cb);
}

static void
gradus_start_page_init (GradusStartPage *self)
{
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);

  g_type_ensure (GRADUS_TYPE_OWN_GALLERY);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < n_templates; i++)
    gtk_flow_box_insert (self->gallery, new_card (templates[i]), -1);
  gtk_flow_box_select_child (self->gallery,
                             gtk_flow_box_get_child_at_index (self->gallery, 0));
  gradus_style_watch (self, G_CALLBACK (redraw_pictures));
}

GtkWidget *
gradus_start_page_new (void)
{
  return g_object_new (GRADUS_TYPE_START_PAGE, NULL);
}

/**
 * gradus_start_page_dup_project:
 * @self: the page
 *
 * Returns: (transfer full) (nullable): the template that is looked at, as a project
 */
GradusProject *
gradus_start_page_dup_project (GradusStartPage *self)
{
  const GradusTemplate *model;
  const GradusProject  *own;

  g_return_val_if_fail (GRADUS_IS_START_PAGE (self), NULL);

  model = get_selected (self);
  if (model != NULL)
    return gradus_template_build (model);
  own = gradus_own_gallery_get_project (GRADUS_OWN_GALLERY (self->own_gallery));
  return own != NULL ? gradus_project_copy (own) : NULL;
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
  /* As Tab does it: after a mere grab the gallery would not know where arrow keys begin.
   */
  if (selected != NULL && !gtk_widget_is_focus (selected->data))
    gtk_widget_child_focus (selected->data, GTK_DIR_TAB_FORWARD);
}
