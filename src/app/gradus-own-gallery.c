/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-own-gallery.h"

#include "app/gradus-gallery-card.h"
#include "app/gradus-stack-picture.h"
#include "app/gradus-style.h"
#include "io/own-templates.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _GradusOwnGallery
{
  GtkWidget parent_instance;

  GtkWidget    *box;
  GtkFlowBox   *cards;
  GPtrArray    *list; /* (element-type GradusOwnTemplate), as the cards */
  GCancellable *loading;
};

enum
{
  CHOSEN,
  FOCUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusOwnGallery, gradus_own_gallery, GTK_TYPE_WIDGET)

static const GradusOwnTemplate *
get_selected (GradusOwnGallery *self)
{
  g_autoptr (GList) selected = gtk_flow_box_get_selected_children (self->cards);

  if (selected == NULL || self->list == NULL)
    return NULL;
  return self->list->pdata[gtk_flow_box_child_get_index (selected->data)];
}

/* The one that an action is about: that of the menu, or with keys the selected one. */
static const GradusOwnTemplate *
find_target (GradusOwnGallery *self, GVariant *path)
{
  if (path == NULL || *g_variant_get_string (path, NULL) == '\0')
    return get_selected (self);
  for (guint i = 0; self->list != NULL && i < self->list->len; i++)
    {
      const GradusOwnTemplate *own = self->list->pdata[i];

      if (g_str_equal (own->path, g_variant_get_string (path, NULL)))
        return own;
    }
  return NULL;
}

/* --- Cards --- */

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  const GradusOwnTemplate *own = user_data;

  if (own->project != NULL)
    gradus_stack_picture_draw (cr, gradus_style_get_theme (), own->project, width,
                               height);
}

static void
append (GMenu *menu, const char *label, const char *action, const GradusOwnTemplate *own)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", own->path);
  g_menu_append_item (menu, item);
}

static GtkWidget *
new_menu_button (const GradusOwnTemplate *own)
{
  GtkWidget        *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char  *name = g_strdup_printf (_ ("More about “%s”"), own->title);

  if (own->project != NULL)
    append (menu, _ ("_Rename…"), "own.rename", own);
  append (menu, _ ("_Delete…"), "own.delete", own);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "gradus-menu-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Rename or delete"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  return button;
}

static void
add_card (GradusOwnGallery *self, GradusOwnTemplate *own)
{
  GtkWidget *card =
    gradus_gallery_card_new (own->title,
                             own->project != NULL ? _ ("Saved by you.") : own->problem,
                             own->project, draw_cb, own);
  GtkWidget *button = new_menu_button (own);

  if (own->project == NULL)
    gtk_widget_add_css_class (card, "damaged");
  gradus_gallery_card_add_button (card, button);
  gtk_flow_box_insert (self->cards, card, -1);
}

static void
clear (GradusOwnGallery *self)
{
  GtkWidget *card;

  while ((card = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_flow_box_remove (self->cards, card);
  g_clear_pointer (&self->list, g_ptr_array_unref);
}

static void
show_list (GradusOwnGallery *self, GPtrArray *list)
{
  clear (self);
  self->list = g_ptr_array_ref (list);
  for (guint i = 0; i < list->len; i++)
    add_card (self, list->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self), list->len > 0);
}

/* --- Reading the folder --- */

static void
list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, gradus_own_templates_list (),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GradusOwnGallery     *self = GRADUS_OWN_GALLERY (object);
  g_autoptr (GPtrArray) list = g_task_propagate_pointer (G_TASK (result), NULL);

  if (list != NULL)
    show_list (self, list);
}

/**
 * gradus_own_gallery_reload:
 * @self: the gallery
 *
 * Reads the templates anew, in a thread of its own, and shows them.
 */
void
gradus_own_gallery_reload (GradusOwnGallery *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (GRADUS_IS_OWN_GALLERY (self));

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  task = g_task_new (self, self->loading, listed_cb, NULL);
  g_task_run_in_thread (task, list_thread);
}

/* --- Renaming and deleting: one small file each --- */

static void
show_problem (GradusOwnGallery *self, const char *heading, const char *body)
{
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading,
                            body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static AdwMessageDialog *
ask (GradusOwnGallery        *self,
     const GradusOwnTemplate *own,
     const char              *heading,
     const char              *accept,
     GCallback                callback)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
    adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading,
                            NULL));

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "accept", accept,
                                    NULL);
  adw_message_dialog_set_default_response (dialog, "accept");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "path", g_strdup (own->path), g_free);
  g_signal_connect_object (dialog, "response", callback, self, 0);
  return dialog;
}

static void
rename_cb (AdwMessageDialog *dialog, const char *response, GradusOwnGallery *self)
{
  const char *path = g_object_get_data (G_OBJECT (dialog), "path");
  const char *title =
    gtk_editable_get_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog)));
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "accept"))
    return;
  if (!gradus_own_template_rename (path, title, &error))
    show_problem (self, _ ("Could Not Rename the Template"), error->message);
  gradus_own_gallery_reload (self);
}

static void
rename_action_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusOwnGallery        *self = GRADUS_OWN_GALLERY (widget);
  const GradusOwnTemplate *own = find_target (self, parameter);
  GtkWidget               *entry;
  AdwMessageDialog        *dialog;

  if (own == NULL || own->project == NULL)
    return;
  dialog =
    ask (self, own, _ ("Rename the Template"), _ ("_Rename"), G_CALLBACK (rename_cb));
  adw_message_dialog_set_response_appearance (dialog, "accept", ADW_RESPONSE_SUGGESTED);
  entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (entry), own->title);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name"), -1);
  adw_message_dialog_set_extra_child (dialog, entry);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
delete_cb (AdwMessageDialog *dialog, const char *response, GradusOwnGallery *self)
{
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "accept"))
    return;
  if (!gradus_own_template_remove (g_object_get_data (G_OBJECT (dialog), "path"), &error))
    show_problem (self, _ ("Could Not Delete the Template"), error->message);
  gradus_own_gallery_reload (self);
  g_signal_emit (self, signals[FOCUSED], 0);
}

static void
delete_action_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusOwnGallery        *self = GRADUS_OWN_GALLERY (widget);
  const GradusOwnTemplate *own = find_target (self, parameter);
  AdwMessageDialog        *dialog;

  if (own == NULL)
    return;
  dialog =
    ask (self, own, _ ("Delete the Template?"), _ ("_Delete"), G_CALLBACK (delete_cb));
  /* Translators: %s is what the user calls a template */
  adw_message_dialog_format_body (dialog, _ ("“%s” cannot be brought back."), own->title);
  adw_message_dialog_set_response_appearance (dialog, "accept", ADW_RESPONSE_DESTRUCTIVE);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Callbacks --- */

static void
activated_cb (GradusOwnGallery *self, GtkFlowBoxChild *card)
{
  gtk_flow_box_select_child (self->cards, card);
  if (gradus_own_gallery_get_project (self) != NULL)
    g_signal_emit (self, signals[CHOSEN], 0);
}

static void
selection_changed_cb (GradusOwnGallery *self)
{
  if (get_selected (self) != NULL)
    g_signal_emit (self, signals[FOCUSED], 0);
}

static void
redraw (GradusOwnGallery *self)
{
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards));
       card != NULL; card = gtk_widget_get_next_sibling (card))
    gradus_gallery_card_redraw (card);
}

/* --- Object --- */

static void
gradus_own_gallery_dispose (GObject *object)
{
  GradusOwnGallery *self = GRADUS_OWN_GALLERY (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->box != NULL)
    clear (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (gradus_own_gallery_parent_class)->dispose (object);
}

static void
gradus_own_gallery_class_init (GradusOwnGalleryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_own_gallery_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", GRADUS_TYPE_OWN_GALLERY, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FOCUSED] = g_signal_new ("focused", GRADUS_TYPE_OWN_GALLERY, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "own.rename", "s", rename_action_cb);
  gtk_widget_class_install_action (widget_class, "own.delete", "s", delete_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "own.rename", "s",
                                       "");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "own.delete", "s",
                                       "");
}

static GtkWidget *
new_cards (void)
{
  GtkWidget *cards = gtk_flow_box_new ();

  g_object_set (cards, "homogeneous", TRUE, "column-spacing", 16, "row-spacing", 16,
                "min-children-per-line", 2, "max-children-per-line", 4, "selection-mode",
                GTK_SELECTION_SINGLE, "valign", GTK_ALIGN_START, NULL);
  gtk_widget_add_css_class (cards, "gallery");
  gtk_accessible_update_property (GTK_ACCESSIBLE (cards), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Your templates"), -1);
  return cards;
}

static void
gradus_own_gallery_init (GradusOwnGallery *self)
{
  GtkWidget *heading = gtk_label_new (_ ("Your templates"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->cards = GTK_FLOW_BOX (new_cards ());
  gtk_label_set_xalign (GTK_LABEL (heading), 0.0f);
  gtk_widget_add_css_class (heading, "title-4");
  gtk_widget_set_margin_top (self->box, 12);
  gtk_box_append (GTK_BOX (self->box), heading);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->cards));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_object (self->cards, "child-activated", G_CALLBACK (activated_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->cards, "selected-children-changed",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  gradus_style_watch (self, G_CALLBACK (redraw));
}

GtkWidget *
gradus_own_gallery_new (void)
{
  return g_object_new (GRADUS_TYPE_OWN_GALLERY, NULL);
}

const GradusProject *
gradus_own_gallery_get_project (GradusOwnGallery *self)
{
  const GradusOwnTemplate *own;

  g_return_val_if_fail (GRADUS_IS_OWN_GALLERY (self), NULL);

  own = get_selected (self);
  return own != NULL ? own->project : NULL;
}

void
gradus_own_gallery_unselect (GradusOwnGallery *self)
{
  g_return_if_fail (GRADUS_IS_OWN_GALLERY (self));
  gtk_flow_box_unselect_all (self->cards);
}
