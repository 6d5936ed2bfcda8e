/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-command-palette.h"

#include "app/gradus-commands.h"
#include "engine/layer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _GradusCommandPalette
{
  GtkWindow parent_instance;

  GradusWindow      *window; /* borrowed: it is the transient parent */
  GtkEditable       *search;
  GtkListBox        *list;
  GtkScrolledWindow *scroller;
};

G_DEFINE_FINAL_TYPE (GradusCommandPalette, gradus_command_palette, GTK_TYPE_WINDOW)

/* What a row stands for. */
typedef struct
{
  char *action; /* detailed */
  char *title;
  char *words; /* case folded: all that it is found by, the title first */
} Item;

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->action);
  g_free (item->title);
  g_free (item->words);
  g_free (item);
}

static Item *
get_item (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "gradus-item");
}

/* --- Searching: every word must be found --- */

static char **
split_query (GradusCommandPalette *self)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (self->search), -1);

  return g_strsplit (g_strstrip (folded), " ", -1);
}

static gboolean
is_found (GtkListBoxRow *row, gpointer user_data)
{
  g_auto (GStrv) words = split_query (user_data);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (get_item (row)->words, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* Best is what begins with the query, then what has a word that does. */
static int
rate (GtkListBoxRow *row, const char *first_word)
{
  const char *found = strstr (get_item (row)->words, first_word);

  if (found == NULL || *first_word == '\0')
    return 2;
  if (found == get_item (row)->words)
    return 0;
  return found[-1] == ' ' ? 1 : 2;
}

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  g_auto (GStrv) words = split_query (user_data);
  const char    *first = words[0] != NULL ? words[0] : "";
  int            difference = rate (a, first) - rate (b, first);

  return difference != 0
           ? difference
           : GPOINTER_TO_INT (g_object_get_data (G_OBJECT (a), "gradus-place")) -
               GPOINTER_TO_INT (g_object_get_data (G_OBJECT (b), "gradus-place"));
}

static GtkListBoxRow *
get_first_found (GradusCommandPalette *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)) &&
        gtk_widget_get_sensitive (GTK_WIDGET (row)))
      return row;
  return NULL;
}

static void
search_changed_cb (GradusCommandPalette *self)
{
  gtk_list_box_invalidate_filter (self->list);
  gtk_list_box_invalidate_sort (self->list);
  gtk_list_box_select_row (self->list, get_first_found (self));
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

/* --- Doing --- */

/* The palette is gone before the command runs, which may open a dialog of its own. */
static void
run (GradusCommandPalette *self, GtkListBoxRow *row)
{
  g_autofree char      *name = NULL;
  g_autoptr (GVariant)  target = NULL;
  g_autoptr (GtkWidget) window = g_object_ref (GTK_WIDGET (self->window));

  if (row == NULL ||
      !g_action_parse_detailed_name (get_item (row)->action, &name, &target, NULL))
    return;
  gtk_window_destroy (GTK_WINDOW (self));
  gtk_widget_activate_action_variant (window, name, target);
}

static void
row_activated_cb (GradusCommandPalette *self, GtkListBoxRow *row)
{
  run (self, row);
}

static void
search_activated_cb (GradusCommandPalette *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  search_changed_cb (self); /* the signal comes late after typing */
  run (self, row != NULL && gtk_widget_get_child_visible (GTK_WIDGET (row))
               ? row
               : get_first_found (self));
}

/* Up and Down move through the list while typing goes on. */
static gboolean
key_pressed_cb (GradusCommandPalette *self, guint key, guint code, GdkModifierType state)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int            step = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;
  int            index;

  if (step == 0)
    return GDK_EVENT_PROPAGATE;
  index = row != NULL ? gtk_list_box_row_get_index (row) : -1;
  while ((row = gtk_list_box_get_row_at_index (self->list, index += step)) != NULL)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)) &&
        gtk_widget_get_sensitive (GTK_WIDGET (row)))
      break;
  if (row != NULL)
    {
      GtkWidget      *widget = GTK_WIDGET (row);
      graphene_rect_t bounds;

      gtk_list_box_select_row (self->list, row);
      if (gtk_widget_compute_bounds (widget, GTK_WIDGET (self->list), &bounds))
        gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (self->scroller),
                                   (double) bounds.origin.y,
                                   (double) (bounds.origin.y + bounds.size.height));
    }
  return GDK_EVENT_STOP;
}

/* --- Rows --- */

static gboolean
is_enabled (GradusCommandPalette *self, const char *action)
{
  g_autofree char     *name = NULL;
  g_autoptr (GVariant) target = NULL;
  const char          *plain;
  gboolean             enabled = TRUE;

  if (!g_action_parse_detailed_name (action, &name, &target, NULL))
    return FALSE;
  plain = strchr (name, '.') + 1;
  if (g_str_has_prefix (name, "win."))
    enabled = g_action_group_get_action_enabled (G_ACTION_GROUP (self->window), plain);
  else if (g_str_has_prefix (name, "layer."))
    enabled = gradus_window_can_do_with_layer (self->window, plain);
  return enabled;
}

static GtkWidget *
new_key_label (const char *accelerator)
{
  guint            key;
  GdkModifierType  modifiers;
  g_autofree char *text = NULL;
  GtkWidget       *label;

  gtk_accelerator_parse (accelerator, &key, &modifiers);
  text = gtk_accelerator_get_label (key, modifiers);
  label = gtk_label_new (text);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  return label;
}

static void
add_row (GradusCommandPalette *self,
         const char           *action,
         const char           *title,
         const char           *keywords,
         const char           *accelerator)
{
  GtkWidget       *row = gtk_list_box_row_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget       *label = gtk_label_new (title);
  Item            *item = g_new0 (Item, 1);
  g_autofree char *words =
    g_strconcat (title, " ", keywords != NULL ? keywords : "", NULL);
  static int place = 0;

  item->action = g_strdup (action);
  item->title = g_strdup (title);
  item->words = g_utf8_casefold (words, -1);
  g_object_set_data_full (G_OBJECT (row), "gradus-item", item, item_free);
  g_object_set_data (G_OBJECT (row), "gradus-place", GINT_TO_POINTER (place++));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  if (accelerator != NULL)
    gtk_box_append (GTK_BOX (box), new_key_label (accelerator));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_sensitive (row, is_enabled (self, action));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  gtk_list_box_append (self->list, row);
}

static void
add_commands (GradusCommandPalette *self)
{
  guint                n_commands;
  const GradusCommand *commands = gradus_commands_list (&n_commands);

  for (guint i = 0; i < n_commands; i++)
    if (!g_str_equal (commands[i].action, "win.commands"))
      add_row (self, commands[i].action, _ (commands[i].title),
               commands[i].keywords != NULL ? _ (commands[i].keywords) : NULL,
               commands[i].keys[0] != NULL ? commands[i].keys[0] : commands[i].local_key);
}

static void
add_views (GradusCommandPalette *self)
{
  const char *id;

  for (guint i = 0; (id = gradus_window_get_view_id (i)) != NULL; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.view::%s", id);
      g_autofree char *key = g_strdup_printf ("<Control>%u", i + 1);
      /* Translators: %s is a view, like "Curves" */
      g_autofree char *title =
        g_strdup_printf (_ ("Show %s"), gradus_window_get_view_title (i));

      add_row (self, action, title, _ ("view stage go"), i < 9 ? key : NULL);
    }
}

/* As in the palette of layers, plain words find a layer, too. */
static void
add_layers (GradusCommandPalette *self)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LAYER, &n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.insert::%s", kinds[i]->name);
      g_autofree char *title = g_strdup_printf (_ ("Add %s"), kinds[i]->name);
      g_autofree char *words =
        g_strdup_printf ("%s %s %s",
                         kinds[i]->keywords != NULL ? _ (kinds[i]->keywords) : "",
                         kinds[i]->keywords != NULL ? kinds[i]->keywords : "",
                         kinds[i]->id);

      add_row (self, action, title, words, NULL);
    }
}

/* --- Object --- */

static void
gradus_command_palette_class_init (GradusCommandPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-command-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusCommandPalette, search);
  gtk_widget_class_bind_template_child (widget_class, GradusCommandPalette, list);
  gtk_widget_class_bind_template_child (widget_class, GradusCommandPalette, scroller);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "gtk_window_close",
                                                G_CALLBACK (gtk_window_close));
}

static void
gradus_command_palette_init (GradusCommandPalette *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Nothing to see, but with a title bar of its own a window has a shadow. */
  gtk_window_set_titlebar (GTK_WINDOW (self), gtk_grid_new ());
  gtk_list_box_set_filter_func (self->list, is_found, self, NULL);
  gtk_list_box_set_sort_func (self->list, compare_rows, self, NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
gradus_command_palette_new (GradusWindow *window)
{
  GradusCommandPalette *self =
    g_object_new (GRADUS_TYPE_COMMAND_PALETTE, "transient-for", window, NULL);

  self->window = window;
  add_commands (self);
  add_views (self);
  add_layers (self);
  search_changed_cb (self);
  return GTK_WIDGET (self);
}
