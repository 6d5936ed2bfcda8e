/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-figure-menu.h"

#include "app/gradus-export-job.h"
#include "app/gradus-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The context menu that every chart has: copy it, save it, copy its numbers. */
typedef struct
{
  GtkWidget          *chart; /* owns this */
  GradusFigureFunc    make;
  gpointer            user_data;
  GSimpleActionGroup *actions;
  GMenu              *model;
  GtkWidget          *popover;
  gboolean            has_tooltip; /* while the menu is closed */
} Menu;

static void
menu_free (gpointer data)
{
  Menu *menu = data;

  g_object_unref (menu->actions);
  g_object_unref (menu->model);
  g_free (menu);
}

/* (nullable): the one that the chart is in, or the one that its window belongs to */
static GradusWindow *
find_window (GtkWidget *widget)
{
  GtkRoot   *root = gtk_widget_get_root (widget);
  GtkWindow *owner = GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;

  if (owner != NULL && !GRADUS_IS_WINDOW (owner))
    owner = gtk_window_get_transient_for (owner);
  return GRADUS_IS_WINDOW (owner) ? GRADUS_WINDOW (owner) : NULL;
}

static void
tell (GtkWidget *widget, const char *text)
{
  GradusWindow *window = find_window (widget);

  if (window != NULL)
    gradus_window_toast (window, text);
}

/* --- Clipboard --- */

/* Something to be copied when it has been worked out. */
typedef struct
{
  GtkWidget    *widget;
  GradusFigure *figure;
  void (*offer) (GtkWidget *widget, GradusFigure *figure);
} Copy;

static void
set_content (GtkWidget *widget, GdkContentProvider *offers[2])
{
  g_autoptr (GdkContentProvider) all = gdk_content_provider_new_union (offers, 2);

  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), all);
}

static void
offer_picture (GtkWidget *widget, GradusFigure *figure)
{
  GradusFigureSettings   settings = GRADUS_FIGURE_SETTINGS_STANDARD;
  g_autoptr (GError)     error = NULL;
  g_autoptr (GBytes)     png = gradus_figure_render (figure, &settings, &error);
  g_autoptr (GBytes)     svg = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GdkContentProvider    *offers[2];

  settings.format = GRADUS_EXPORT_SVG;
  if (png != NULL)
    texture = gdk_texture_new_from_bytes (png, &error);
  if (texture != NULL)
    svg = gradus_figure_render (figure, &settings, &error);
  if (svg == NULL)
    {
      tell (widget, error->message);
      return;
    }
  offers[0] = gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
  offers[1] = gdk_content_provider_new_for_bytes (gradus_export_format_get_mime_type (
                                                    GRADUS_EXPORT_SVG),
                                                  svg);
  set_content (widget, offers);
  tell (widget, _ ("Picture copied"));
}

static void
offer_numbers (GtkWidget *widget, GradusFigure *figure)
{
  g_autofree char    *csv = gradus_figure_to_csv (figure);
  g_autoptr (GBytes)  bytes = NULL;
  GdkContentProvider *offers[2];

  if (csv == NULL)
    return;
  bytes = g_bytes_new (csv, strlen (csv));
  offers[0] = gdk_content_provider_new_typed (G_TYPE_STRING, csv);
  offers[1] = gdk_content_provider_new_for_bytes ("text/csv", bytes);
  set_content (widget, offers);
  tell (widget, _ ("Numbers copied"));
}

static void
worked_out_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Copy *copy = user_data;

  /* Nobody pastes into a window that has gone. */
  if (gradus_export_work_out_finish (result, NULL) &&
      gtk_widget_get_root (copy->widget) != NULL)
    copy->offer (copy->widget, copy->figure);
  g_object_unref (copy->widget);
  gradus_figure_unref (copy->figure);
  g_free (copy);
}

static void
offer_worked_out (GtkWidget    *widget,
                  GradusFigure *figure,
                  void (*offer) (GtkWidget *widget, GradusFigure *figure))
{
  Copy *copy;

  if (gradus_figure_is_worked_out (figure))
    {
      offer (widget, figure);
      return;
    }
  copy = g_new0 (Copy, 1);
  *copy = (Copy){ g_object_ref (widget), gradus_figure_ref (figure), offer };
  tell (widget, _ ("Working out what to draw…"));
  gradus_export_work_out_async (figure, NULL, worked_out_cb, copy);
}

/**
 * gradus_figure_copy_picture:
 * @widget: whose clipboard is meant
 * @figure: what is copied
 *
 * Offers the figure in the print theme, as pixels and as lines, so that whoever pastes
 * takes what it can use; in a while if it must be worked out first.
 */
void
gradus_figure_copy_picture (GtkWidget *widget, GradusFigure *figure)
{
  offer_worked_out (widget, figure, offer_picture);
}

/**
 * gradus_figure_copy_numbers:
 * @widget: whose clipboard is meant
 * @figure: what is copied
 *
 * Offers the numbers behind a figure as comma-separated values and as plain text; in a
 * while if they must be worked out first.
 */
void
gradus_figure_copy_numbers (GtkWidget *widget, GradusFigure *figure)
{
  offer_worked_out (widget, figure, offer_numbers);
}

/* --- What the menu does --- */

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Menu                    *menu = user_data;
  g_autoptr (GradusFigure) figure = menu->make (menu->user_data);

  if (figure != NULL)
    gradus_figure_copy_picture (menu->chart, figure);
}

static void
copy_numbers_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Menu                    *menu = user_data;
  g_autoptr (GradusFigure) figure = menu->make (menu->user_data);

  if (figure != NULL)
    gradus_figure_copy_numbers (menu->chart, figure);
}

static void
save_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Menu                    *menu = user_data;
  g_autoptr (GradusFigure) figure = menu->make (menu->user_data);
  GradusWindow            *window = find_window (menu->chart);

  if (figure != NULL && window != NULL)
    gradus_window_export_figure (window, figure);
}

static const GActionEntry entries[] = {
  { "copy", copy_cb },
  { "save", save_cb },
  { "copy-numbers", copy_numbers_cb },
};

static void
enable (Menu *menu, const char *name, gboolean is_enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                 g_action_map_lookup_action (G_ACTION_MAP (menu->actions),
                                                             name)),
                               is_enabled);
}

/* --- Showing it --- */

/* A tooltip would lie on the menu. */
static void
suspend_tooltip (Menu *menu)
{
  if (gtk_widget_get_visible (menu->popover))
    return;
  menu->has_tooltip = gtk_widget_get_has_tooltip (menu->chart);
  gtk_widget_set_has_tooltip (menu->chart, FALSE);
  gtk_widget_trigger_tooltip_query (menu->chart);
}

static void
closed_cb (Menu *menu)
{
  gtk_widget_set_has_tooltip (menu->chart, menu->has_tooltip);
}

static void
show (Menu *menu, double x, double y)
{
  g_autoptr (GradusFigure) figure = menu->make (menu->user_data);
  gboolean can_draw = figure != NULL && gradus_figure_get_problem (figure) == NULL;

  enable (menu, "copy", can_draw);
  enable (menu, "save", can_draw);
  enable (menu, "copy-numbers",
          can_draw && gradus_figure_get_kind (figure)->to_csv != NULL);
  gtk_popover_set_pointing_to (GTK_POPOVER (menu->popover),
                               &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  suspend_tooltip (menu);
  gtk_popover_popup (GTK_POPOVER (menu->popover));
}

static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, gpointer user_data)
{
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  show (user_data, x, y);
}

static void
long_pressed_cb (GtkGestureLongPress *press, double x, double y, gpointer user_data)
{
  gtk_gesture_set_state (GTK_GESTURE (press), GTK_EVENT_SEQUENCE_CLAIMED);
  show (user_data, x, y);
}

static gboolean
key_cb (GtkWidget *chart, GVariant *parameter, gpointer user_data)
{
  show (user_data, gtk_widget_get_width (chart) / 2.0, 40);
  return TRUE;
}

static GtkWidget *
new_popover (GMenu *menu)
{
  g_autoptr (GMenu) section = g_menu_new ();
  GtkWidget        *popover;

  g_menu_append (section, _ ("_Copy"), "figure.copy");
  g_menu_append (section, _ ("_Save Picture…"), "figure.save");
  g_menu_append (section, _ ("Copy _Numbers"), "figure.copy-numbers");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  return popover;
}

static void
add_controllers (Menu *menu)
{
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkGesture         *press = gtk_gesture_long_press_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), menu);
  gtk_widget_add_controller (menu->chart, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (long_pressed_cb), menu);
  gtk_widget_add_controller (menu->chart, GTK_EVENT_CONTROLLER (press));
  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Menu|<Shift>F10"),
                      gtk_callback_action_new (key_cb, menu, NULL)));
  gtk_widget_add_controller (menu->chart, keys);
}

/**
 * gradus_figure_menu_add:
 * @chart: what shows the figure
 * @make: makes the figure
 * @user_data: for @make; must live as long as @chart
 *
 * Gives a chart its context menu: with the right button, a long touch, or the menu key,
 * for which the chart can be focused.
 */
void
gradus_figure_menu_add (GtkWidget *chart, GradusFigureFunc make, gpointer user_data)
{
  Menu *menu;

  g_return_if_fail (GTK_IS_WIDGET (chart));

  menu = g_new0 (Menu, 1);
  *menu = (Menu){ .chart = chart,
                  .make = make,
                  .user_data = user_data,
                  .actions = g_simple_action_group_new (),
                  .model = g_menu_new () };
  menu->popover = new_popover (menu->model);
  g_action_map_add_action_entries (G_ACTION_MAP (menu->actions), entries,
                                   G_N_ELEMENTS (entries), menu);
  gtk_widget_insert_action_group (chart, "figure", G_ACTION_GROUP (menu->actions));
  gtk_widget_set_parent (menu->popover, chart);
  g_signal_connect_object (chart, "destroy", G_CALLBACK (gtk_widget_unparent),
                           menu->popover, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (menu->popover, "closed", G_CALLBACK (closed_cb), menu);
  add_controllers (menu);
  gtk_widget_set_focusable (chart, TRUE);
  g_object_set_data_full (G_OBJECT (chart), "gradus-figure-menu", menu, menu_free);
}

/**
 * gradus_figure_menu_prepend:
 * @chart: what has a menu by gradus_figure_menu_add()
 * @label: translated
 * @action: what it does; its own widget, or one around it, has it
 *
 * Puts what the chart can do besides above what all charts can do.
 */
void
gradus_figure_menu_prepend (GtkWidget *chart, const char *label, const char *action)
{
  Menu             *menu = g_object_get_data (G_OBJECT (chart), "gradus-figure-menu");
  g_autoptr (GMenu) section = g_menu_new ();

  g_return_if_fail (menu != NULL);

  g_menu_append (section, label, action);
  g_menu_prepend_section (menu->model, NULL, G_MENU_MODEL (section));
}
