/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-fix-bar.h"

#include <glib/gi18n-lib.h>

struct _GradusFixBar
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkLabel  *label;
  GtkWidget *more;

  /* What is offered. */
  GradusBlock block;
  guint64     uid;
  gboolean    is_hint;
  GPtrArray  *titles; /* (element-type utf8) */
};

G_DEFINE_FINAL_TYPE (GradusFixBar, gradus_fix_bar, GTK_TYPE_WIDGET)

static GVariant *
new_target (GradusBlock block, guint64 uid, guint fix)
{
  return g_variant_new (GRADUS_FIX_TARGET, (guint) block, uid, fix);
}

static void
gradus_fix_bar_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_fix_bar_parent_class)->dispose (object);
}

static void
gradus_fix_bar_finalize (GObject *object)
{
  g_ptr_array_unref (GRADUS_FIX_BAR (object)->titles);
  G_OBJECT_CLASS (gradus_fix_bar_parent_class)->finalize (object);
}

static void
gradus_fix_bar_class_init (GradusFixBarClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = gradus_fix_bar_dispose;
  object_class->finalize = gradus_fix_bar_finalize;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "fixbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
gradus_fix_bar_init (GradusFixBar *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *label = gtk_label_new (NULL);

  self->titles = g_ptr_array_new_with_free_func (g_free);
  self->label = GTK_LABEL (label);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_justify (self->label, GTK_JUSTIFY_CENTER);
  self->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), label);
  gtk_widget_set_hexpand (self->button, TRUE);
  gtk_widget_set_parent (self->button, widget);

  self->more = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->more), "gradus-down-symbolic");
  gtk_widget_set_tooltip_text (self->more, _ ("Other repairs"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Other repairs"), -1);
  gtk_widget_set_parent (self->more, widget);
  gtk_widget_set_visible (widget, FALSE);
}

GtkWidget *
gradus_fix_bar_new (void)
{
  return g_object_new (GRADUS_TYPE_FIX_BAR, NULL);
}

static gboolean
has_titles (GradusFixBar *self, const GradusRepairs *repairs)
{
  if (self->titles->len != repairs->n_fixes)
    return FALSE;
  for (guint i = 0; i < repairs->n_fixes; i++)
    if (!g_str_equal (self->titles->pdata[i], repairs->fix_titles[i]))
      return FALSE;
  return TRUE;
}

static void
show_first (GradusFixBar *self, const GradusRepairs *repairs)
{
  gtk_label_set_label (self->label, repairs->fix_titles[0]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, repairs->fix_titles[0],
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, repairs->sentence,
                                  -1);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->button),
                                          new_target (self->block, self->uid, 0));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "block.fix");
}

static void
append_fixes (GradusFixBar *self, GMenu *menu, guint from)
{
  for (guint i = from; i < self->titles->len; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (self->titles->pdata[i], NULL);

      g_menu_item_set_action_and_target_value (item, "block.fix",
                                               new_target (self->block, self->uid, i));
      g_menu_append_item (menu, item);
    }
}

static void
show_others (GradusFixBar *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  if (self->more == NULL)
    return;
  append_fixes (self, menu, 1);
  gtk_widget_set_visible (self->more, self->titles->len > 1);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->more), G_MENU_MODEL (menu));
}

/* What must be mended is more urgent than what could be better. */
static void
set_urgent (GtkWidget *widget, gboolean is_urgent)
{
  if (is_urgent)
    gtk_widget_add_css_class (widget, "suggested-action");
  else
    gtk_widget_remove_css_class (widget, "suggested-action");
}

void
gradus_fix_bar_show (GradusFixBar        *self,
                     const GradusRepairs *repairs,
                     GradusBlock          block,
                     guint64              uid)
{
  gboolean is_shown = repairs != NULL && repairs->n_fixes > 0;

  gtk_widget_set_visible (GTK_WIDGET (self), is_shown);
  /* Cards are written anew four times a second: an open menu must not close. */
  if (!is_shown || (self->block == block && self->uid == uid &&
                    self->is_hint == repairs->is_hint && has_titles (self, repairs)))
    return;
  self->block = block;
  self->uid = uid;
  self->is_hint = repairs->is_hint;
  g_ptr_array_set_size (self->titles, 0);
  for (guint i = 0; i < repairs->n_fixes; i++)
    g_ptr_array_add (self->titles, g_strdup (repairs->fix_titles[i]));
  show_first (self, repairs);
  show_others (self);
  set_urgent (self->button, !repairs->is_hint);
}

void
gradus_fix_bar_fill_menu (GradusFixBar *self, GMenu *menu)
{
  append_fixes (self, menu, 0);
}

/* For a card that is only carried. GtkMenuButton of GTK 4.8 takes its root for a window
 * and warns where it leaves a GtkDragIcon. */
void
gradus_fix_bar_remove_menu (GradusFixBar *self)
{
  g_clear_pointer (&self->more, gtk_widget_unparent);
}

GtkWidget *
gradus_fix_bar_get_button (GradusFixBar *self)
{
  return self->button;
}
