/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-run-row.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-tooltip.h"

#define COLORS_PER_LINE 4

struct _GradusRunRow
{
  GtkListBoxRow   parent_instance;
  GradusDocument *document;
  char           *id; /* (nullable) of the run */
  guint           color;
  gboolean        is_hidden;
  GtkWidget      *swatch;
  GtkWidget      *color_button;
  GtkWidget      *name; /* stack of title and entry */
  GtkWidget      *title;
  GtkWidget      *entry;
  GtkWidget      *hide_button;
  GtkWidget      *remove_button;
  GtkWidget      *details;
  GtkWidget      *result;
};

G_DEFINE_FINAL_TYPE (GradusRunRow, gradus_run_row, GTK_TYPE_LIST_BOX_ROW)

/* --- Colour --- */

static GtkWidget *
new_swatch (const char *class_name)
{
  GtkWidget *swatch = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (swatch, "run-swatch");
  gtk_widget_add_css_class (swatch, class_name);
  gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (swatch, GTK_ALIGN_CENTER);
  return swatch;
}

static void
color_cb (GtkButton *button, gpointer user_data)
{
  GradusRunRow *self = user_data;
  guint color = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "gradus-color"));
  g_autofree char *id = g_strdup (self->id);

  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->color_button));
  if (id != NULL)
    gradus_document_color_run (self->document, id, color);
}

static GtkWidget *
new_color_choice (GradusRunRow *self, guint color)
{
  g_autofree char *class_name = g_strdup_printf ("color-%u", color);
  /* Translators: one of the colours that earlier runs may have */
  g_autofree char *name = g_strdup_printf (_ ("Colour %u"), color + 1);
  GtkWidget       *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), new_swatch (class_name));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  g_object_set_data (G_OBJECT (button), "gradus-color", GUINT_TO_POINTER (color));
  g_signal_connect (button, "clicked", G_CALLBACK (color_cb), self);
  return button;
}

/* Made when it is asked for. */
static void
create_colors_cb (GtkMenuButton *button, gpointer user_data)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *grid = gtk_grid_new ();

  for (guint i = 0; i < GRADUS_RUN_N_COLORS; i++)
    gtk_grid_attach (GTK_GRID (grid), new_color_choice (user_data, i),
                     (int) i % COLORS_PER_LINE, (int) i / COLORS_PER_LINE, 1, 1);
  gtk_popover_set_child (GTK_POPOVER (popover), grid);
  gtk_menu_button_set_popover (button, popover);
}

static void
show_color (GradusRunRow *self, const GradusRun *run)
{
  static const char *const present[] = { "run-swatch", "present", NULL };
  g_autofree char         *class_name = NULL;

  /* The present run has the colour of training. */
  gtk_widget_set_can_target (self->color_button, run != NULL);
  gtk_widget_set_can_focus (self->color_button, run != NULL);
  if (run == NULL)
    {
      gtk_widget_set_css_classes (self->swatch, (const char **) present);
      return;
    }
  class_name = g_strdup_printf ("color-%u", run->color);
  {
    const char *classes[] = { "run-swatch", class_name, NULL };

    gtk_widget_set_css_classes (self->swatch, classes);
  }
}

/* --- Name --- */

static gboolean
is_editing (GradusRunRow *self)
{
  return gtk_stack_get_visible_child (GTK_STACK (self->name)) == self->entry;
}

static void
start_editing (GradusRunRow *self)
{
  if (self->id == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->entry),
                         gtk_label_get_text (GTK_LABEL (self->title)));
  gtk_stack_set_visible_child (GTK_STACK (self->name), self->entry);
  gtk_widget_grab_focus (self->entry);
}

/* @keep: whether what was typed is the name from now on */
static void
stop_editing (GradusRunRow *self, gboolean keep)
{
  g_autofree char *id = g_strdup (self->id);
  g_autofree char *text = NULL;

  if (!is_editing (self))
    return;
  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  gtk_stack_set_visible_child (GTK_STACK (self->name), self->title);
  if (keep && id != NULL)
    gradus_document_rename_run (self->document, id, text);
}

static void
activate_cb (GradusRunRow *self)
{
  stop_editing (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
leave_cb (GradusRunRow *self)
{
  stop_editing (self, TRUE);
}

static void
title_pressed_cb (GradusRunRow *self, int n_press)
{
  if (n_press == 2)
    start_editing (self);
}

static GtkWidget *
new_name (GradusRunRow *self)
{
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->name = gtk_stack_new ();
  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (title_pressed_cb), self);
  gtk_widget_add_controller (self->title, GTK_EVENT_CONTROLLER (click));
  self->entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name of the run"),
                                  -1);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (self->entry, focus);
  gtk_stack_add_child (GTK_STACK (self->name), self->title);
  gtk_stack_add_child (GTK_STACK (self->name), self->entry);
  gtk_widget_set_hexpand (self->name, TRUE);
  return self->name;
}

static void
show_title (GradusRunRow *self, const GradusRun *run)
{
  gtk_label_set_text (GTK_LABEL (self->title), run != NULL ? run->title : _ ("This run"));
  gradus_tooltip_set (self->title,
                      run != NULL ? _ ("Rename with a double-click or F2") : NULL);
  if (run == NULL)
    gtk_widget_add_css_class (self->title, "heading");
  else
    gtk_widget_remove_css_class (self->title, "heading");
}

/* --- Hiding and deleting --- */

static void
hide_cb (GtkButton *button, gpointer user_data)
{
  GradusRunRow    *self = user_data;
  g_autofree char *id = g_strdup (self->id);

  if (id != NULL)
    gradus_document_hide_run (self->document, id, !self->is_hidden);
}

static void
remove_cb (GtkButton *button, gpointer user_data)
{
  GradusRunRow *self = user_data;

  if (self->id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "runs.remove", "s", self->id);
}

static void
set_name (GtkWidget *button, const char *name)
{
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static void
show_buttons (GradusRunRow *self, const GradusRun *run)
{
  g_autofree char *hide = NULL;
  g_autofree char *remove = NULL;
  g_autofree char *color = NULL;

  self->is_hidden = run != NULL && run->hidden;
  gtk_widget_set_visible (self->hide_button, run != NULL);
  gtk_widget_set_visible (self->remove_button, run != NULL);
  if (self->is_hidden)
    gtk_widget_add_css_class (GTK_WIDGET (self), "hidden");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "hidden");
  if (run == NULL)
    return;
  gtk_button_set_icon_name (GTK_BUTTON (self->hide_button), run->hidden
                                                              ? "gradus-eye-off-symbolic"
                                                              : "gradus-eye-symbolic");
  /* Translators: %s is the name of an earlier run */
  hide = g_strdup_printf (run->hidden ? _ ("Show %s") : _ ("Hide %s"), run->title);
  remove = g_strdup_printf (_ ("Delete %s"), run->title);
  color = g_strdup_printf (_ ("Colour of %s"), run->title);
  set_name (self->hide_button, hide);
  set_name (self->remove_button, remove);
  set_name (self->color_button, color);
}

/* --- Object --- */

static void
gradus_run_row_dispose (GObject *object)
{
  GradusRunRow *self = GRADUS_RUN_ROW (object);

  g_clear_object (&self->document);
  g_clear_pointer (&self->id, g_free);
  G_OBJECT_CLASS (gradus_run_row_parent_class)->dispose (object);
}

/* F2 begins to rename, Escape gives that up, Delete deletes. */
static gboolean
key_pressed_cb (GradusRunRow *self, guint key, guint code, GdkModifierType state)
{
  if (self->id == NULL)
    return FALSE;
  if (is_editing (self))
    {
      if (key != GDK_KEY_Escape)
        return FALSE;
      stop_editing (self, FALSE);
      gtk_widget_grab_focus (GTK_WIDGET (self));
      return TRUE;
    }
  if (key == GDK_KEY_F2)
    start_editing (self);
  else if (key == GDK_KEY_Delete)
    remove_cb (NULL, self);
  else
    return FALSE;
  return TRUE;
}

static void
gradus_run_row_class_init (GradusRunRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_run_row_dispose;
}

static GtkWidget *
new_small_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 3);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "details");
  gtk_widget_set_margin_start (label, 32);
  return label;
}

static GtkWidget *
new_button (const char *icon, GCallback clicked, GradusRunRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", clicked, self);
  return button;
}

static GtkWidget *
new_head (GradusRunRow *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);

  self->swatch = new_swatch ("present");
  self->color_button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->color_button), self->swatch);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->color_button),
                                         create_colors_cb, self, NULL);
  gtk_widget_add_css_class (self->color_button, "flat");
  self->hide_button = new_button ("gradus-eye-symbolic", G_CALLBACK (hide_cb), self);
  self->remove_button =
    new_button ("gradus-trash-symbolic", G_CALLBACK (remove_cb), self);
  gtk_box_append (GTK_BOX (head), self->color_button);
  gtk_box_append (GTK_BOX (head), new_name (self));
  gtk_box_append (GTK_BOX (head), self->hide_button);
  gtk_box_append (GTK_BOX (head), self->remove_button);
  return head;
}

static void
gradus_run_row_init (GradusRunRow *self)
{
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_box_append (GTK_BOX (box), new_head (self));
  self->details = new_small_label ();
  self->result = new_small_label ();
  gtk_box_append (GTK_BOX (box), self->details);
  gtk_box_append (GTK_BOX (box), self->result);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

GtkWidget *
gradus_run_row_new (void)
{
  return g_object_new (GRADUS_TYPE_RUN_ROW, NULL);
}

static void
show_text (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text);
  gradus_tooltip_set (label, text);
  gtk_widget_set_visible (label, *text != '\0');
}

/**
 * gradus_run_row_show:
 * @self: a row
 * @document: whose run it is
 * @run: (nullable): an earlier run; %NULL for the present one
 * @details: its settings, or what it differs in
 * @result: how it went
 *
 * Shows a run, also another one than before.
 */
void
gradus_run_row_show (GradusRunRow    *self,
                     GradusDocument  *document,
                     const GradusRun *run,
                     const char      *details,
                     const char      *result)
{
  const char *name = run != NULL ? run->title : _ ("This run");

  g_return_if_fail (GRADUS_IS_RUN_ROW (self));

  if (g_strcmp0 (self->id, run != NULL ? run->id : NULL) != 0)
    {
      g_clear_pointer (&self->id, g_free);
      /* What was being typed was meant for the run that stood here before. */
      stop_editing (self, FALSE);
    }
  g_free (self->id);
  self->id = run != NULL ? g_strdup (run->id) : NULL;
  g_set_object (&self->document, document);
  show_color (self, run);
  show_title (self, run);
  show_buttons (self, run);
  show_text (self->details, details);
  show_text (self->result, result);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, details, -1);
}
