/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-window-private.h"

#include "app/gradus-code-view.h"
#include "app/gradus-curves-view.h"
#include "app/gradus-data-view.h"
#include "app/gradus-predict-view.h"
#include "app/gradus-representations-view.h"
#include "app/gradus-weights-view.h"

#include <glib/gi18n-lib.h>

/* The views of the stage. A view is a widget with a property `studio`; adding one is one
 * line here. */
typedef struct
{
  const char *id;
  const char *title;
  const char *icon;
  GType (*get_type) (void);
  gboolean likes_room; /* pictures beside each other */
} View;

static const View views[] = {
  { "data", N_ ("Data"), "gradus-view-data-symbolic", gradus_data_view_get_type, TRUE },
  { "curves", N_ ("Curves"), "gradus-view-curves-symbolic", gradus_curves_view_get_type },
  { "weights", N_ ("Weights"), "gradus-view-weights-symbolic",
    gradus_weights_view_get_type },
  { "representations", N_ ("Representations"), "gradus-view-representations-symbolic",
    gradus_representations_view_get_type, TRUE },
  { "predict", N_ ("Predict"), "gradus-view-predict-symbolic",
    gradus_predict_view_get_type, TRUE },
  { "code", N_ ("Code"), "gradus-view-code-symbolic", gradus_code_view_get_type },
  { NULL },
};

static GtkWidget *
new_view_button (const View *view, gboolean has_label)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (view->icon));
  if (has_label)
    gtk_box_append (GTK_BOX (box), gtk_label_new (_ (view->title)));
  else
    gtk_widget_set_tooltip_text (button, _ (view->title));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.view");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", view->id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (view->title), -1);
  return button;
}

void
gradus_window_add_views (GradusWindow *self)
{
  for (const View *view = views; view->id != NULL; view++)
    {
      GtkWidget *widget = g_object_new (view->get_type (), "studio", self->studio, NULL);

      adw_view_stack_add_titled (self->views, widget, view->id, _ (view->title));
      gtk_box_append (self->switcher, new_view_button (view, TRUE));
      gtk_box_append (self->icon_switcher, new_view_button (view, FALSE));
    }
}

static gboolean
has_view (GradusWindow *self, const char *id)
{
  return adw_view_stack_get_child_by_name (self->views, id) != NULL;
}

const char *
gradus_window_get_view_id (guint index)
{
  return index < G_N_ELEMENTS (views) ? views[index].id : NULL;
}

const char *
gradus_window_get_view_title (guint index)
{
  return index < G_N_ELEMENTS (views) - 1 ? _ (views[index].title) : NULL;
}

void
gradus_window_show_view (GradusWindow *self, const char *id)
{
  g_return_if_fail (GRADUS_IS_WINDOW (self));

  if (!has_view (self, id))
    return;
  adw_view_stack_set_visible_child_name (self->views, id);
  gradus_window_update_actions (self);
}

gboolean
gradus_window_view_likes_room (const char *id)
{
  for (const View *view = views; view->id != NULL; view++)
    if (g_str_equal (view->id, id))
      return view->likes_room;
  return FALSE;
}

/* --- Which view goes with what is selected --- */

/* Whether the view on the stage has something to say about the selected block. */
static gboolean
view_speaks_of (const char *view, GradusBlock block, gboolean has_weights)
{
  if (g_str_equal (view, "code"))
    return TRUE;
  switch (block)
    {
    case GRADUS_BLOCK_INPUT:
      return g_str_equal (view, "data") || g_str_equal (view, "representations");
    case GRADUS_BLOCK_LAYER:
      return g_str_equal (view, "representations") ||
             (has_weights && g_str_equal (view, "weights"));
    case GRADUS_BLOCK_PREDICTIONS:
      return g_str_equal (view, "predict") || g_str_equal (view, "representations");
    case GRADUS_BLOCK_LOSS:
    case GRADUS_BLOCK_OPTIMIZER:
      return g_str_equal (view, "curves");
    default:
      return TRUE;
    }
}

static const char *
choose_view (GradusBlock block, gboolean has_weights)
{
  switch (block)
    {
    case GRADUS_BLOCK_INPUT:
      return "data";
    case GRADUS_BLOCK_LAYER:
      return has_weights ? "weights" : "representations";
    case GRADUS_BLOCK_PREDICTIONS:
      return "predict";
    case GRADUS_BLOCK_LOSS:
    case GRADUS_BLOCK_OPTIMIZER:
    default:
      return "curves";
    }
}

static gboolean
selected_layer_has_weights (GradusWindow *self)
{
  GradusDocument *document = gradus_studio_get_document (self->studio);
  GradusPlan     *plan = gradus_document_get_plan (document);
  int             index =
    gradus_sequential_find_uid (gradus_plan_get_sequential (plan),
                                gradus_studio_get_selected_layer (self->studio));
  const GradusLayerPlan *layer = index >= 0 ? gradus_plan_get_layer (plan, index) : NULL;

  return layer != NULL && layer->n_weights > 0;
}

void
gradus_window_follow_selection (GradusWindow *self)
{
  GradusBlock block = gradus_studio_get_selected_block (self->studio);
  const char *view = adw_view_stack_get_visible_child_name (self->views);
  gboolean    has_weights;

  gradus_window_update_actions (self);
  if (self->keeps_view || view == NULL ||
      gradus_studio_get_document (self->studio) == NULL)
    return;
  has_weights = block == GRADUS_BLOCK_LAYER && selected_layer_has_weights (self);
  if (!view_speaks_of (view, block, has_weights))
    gradus_window_show_view (self, choose_view (block, has_weights));
}
