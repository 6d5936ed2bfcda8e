/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-window-private.h"

#include "app/gradus-inspector.h"
#include "app/gradus-palette.h"
#include "app/gradus-spine.h"
#include "app/gradus-start-page.h"
#include "app/gradus-status-bar.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (GradusWindow, gradus_window, ADW_TYPE_APPLICATION_WINDOW)

/* A template opens where nothing can be lost: here, or in a window of its own. */
static void
template_chosen_cb (GradusWindow *self, GradusStartPage *page)
{
  g_autoptr (GradusProject)  project = gradus_start_page_dup_project (page);
  g_autoptr (GradusDocument) document = NULL;
  GradusWindow              *window = self;

  if (project == NULL)
    return;
  document = gradus_document_new_from_project (project);

  if (gradus_window_has_unsaved (self))
    {
      window = gradus_window_new (gtk_window_get_application (GTK_WINDOW (self)));
      gtk_window_present (GTK_WINDOW (window));
      gradus_window_leave_start (self);
    }
  gradus_window_show_document (window, document, NULL);
}

/* Beside the gallery the spine shows what the template would be. */
static void
update_preview (GradusWindow *self)
{
  GradusStartPage *start = GRADUS_START_PAGE (adw_bin_get_child (self->start_bin));
  GradusSpine     *spine = GRADUS_SPINE (adw_bin_get_child (self->spine_bin));
  g_autoptr (GradusProject) project = NULL;

  if (gradus_window_is_on_start (self))
    project = gradus_start_page_dup_project (start);
  gradus_spine_set_preview (spine, project);
}

static void
add_panes (GradusWindow *self)
{
  GtkWidget *start = gradus_start_page_new ();

  g_signal_connect_object (start, "chosen", G_CALLBACK (template_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (self->start_bin, start);
  adw_bin_set_child (self->palette_bin, gradus_palette_new ());
  adw_bin_set_child (self->spine_bin, gradus_spine_new (self->studio));
  g_signal_connect_object (start, "focused", G_CALLBACK (update_preview), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->stage_stack, "notify::visible-child-name",
                           G_CALLBACK (update_preview), self, G_CONNECT_SWAPPED);
  update_preview (self);
  adw_bin_set_child (self->inspector_bin,
                     g_object_new (GRADUS_TYPE_INSPECTOR, "studio", self->studio, NULL));
  adw_bin_set_child (self->status_bin,
                     g_object_new (GRADUS_TYPE_STATUS_BAR, "studio", self->studio, NULL));
}

static void
gradus_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gradus_window_fit_panes (GRADUS_WINDOW (widget), width);
  GTK_WIDGET_CLASS (gradus_window_parent_class)
    ->size_allocate (widget, width, height, baseline);
}

/* --- Following the studio --- */

static void
document_changed_cb (GradusWindow *self)
{
  gradus_window_update_actions (self);
}

static void
updated_cb (GradusWindow *self)
{
  gradus_window_update_actions (self);
}

static void
message_cb (GradusWindow *self, const char *text)
{
  gradus_window_toast (self, text);
}

/* It lives on while it fades, but must not be dismissed again. */
static void
restart_dismissed_cb (GradusWindow *self)
{
  g_clear_weak_pointer (&self->restart_toast);
}

/* One toast, however often a slider makes layers begin afresh. */
static void
restarted_cb (GradusWindow *self, const char *text)
{
  g_autofree char *markup = text != NULL ? g_markup_escape_text (text, -1) : NULL;
  AdwToast        *toast = self->restart_toast;

  if (text == NULL && toast != NULL)
    adw_toast_dismiss (toast);
  else if (toast != NULL)
    adw_toast_set_title (toast, markup);
  else if (text != NULL)
    {
      toast = adw_toast_new (markup);
      adw_toast_set_button_label (toast, _ ("_Undo"));
      adw_toast_set_action_name (toast, "win.undo");
      g_set_weak_pointer (&self->restart_toast, toast);
      g_signal_connect_object (toast, "dismissed", G_CALLBACK (restart_dismissed_cb),
                               self, G_CONNECT_SWAPPED);
      gradus_toasts_add (self->toasts, toast);
    }
}

/* --- Object --- */

static gboolean
gradus_window_close_request (GtkWindow *window)
{
  if (!gradus_window_confirm_close (GRADUS_WINDOW (window)))
    return TRUE;
  return GTK_WINDOW_CLASS (gradus_window_parent_class)->close_request (window);
}

/* A window that ends with unsaved work although nobody did without it is ended from
 * outside; its copy is offered at the next start. */
static void
close_autosave (GradusWindow *self)
{
  if (self->autosave == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->autosave, self);
  gradus_autosave_close (self->autosave,
                         !self->is_discarded && gradus_window_has_unsaved (self));
  g_clear_object (&self->autosave);
}

static void
gradus_window_dispose (GObject *object)
{
  GradusWindow *self = GRADUS_WINDOW (object);

  close_autosave (self);
  g_clear_weak_pointer (&self->restart_toast);
  g_clear_weak_pointer (&self->microscope);
  g_clear_weak_pointer (&self->offer_toast);
  g_clear_object (&self->origin);
  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  G_OBJECT_CLASS (gradus_window_parent_class)->dispose (object);
  /* Disposing of the studio joins the training thread. */
  if (self->studio != NULL)
    g_object_run_dispose (G_OBJECT (self->studio));
  g_clear_object (&self->studio);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, title_stack);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, icon_switcher);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, train_button);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, train_content);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, palette_flap);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, inspector_flap);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, palette_bin);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, inspector_bin);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, spine_bin);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, status_bin);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, start_bin);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, stage_stack);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, views);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, reading_bar);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, recent_section);
}

static void
gradus_window_class_init (GradusWindowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  object_class->dispose = gradus_window_dispose;
  widget_class->size_allocate = gradus_window_size_allocate;
  window_class->close_request = gradus_window_close_request;

  /**
   * GradusWindow::kept-open:
   *
   * The user was asked whether to close and decided not to.
   *
   * GradusWindow::unsaved-changed:
   *
   * Closing would lose something now, or nothing any longer.
   */
  g_signal_new ("unsaved-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("kept-open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/gradus-window.ui");
  bind_children (widget_class);
}

/* The size of the design, or all of a smaller screen. */
static void
choose_size (GradusWindow *self)
{
  GListModel            *monitors = gdk_display_get_monitors (gdk_display_get_default ());
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, 0);
  GdkRectangle           area = { 0, 0, 1440, 900 };

  if (monitor != NULL)
    gdk_monitor_get_geometry (monitor, &area);
  gtk_window_set_default_size (GTK_WINDOW (self), MIN (area.width, 1440),
                               MIN (area.height, 900));
  if (area.width <= 1440 || area.height <= 900)
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
add_shortcuts (GradusWindow *self)
{
  g_autoptr (GtkBuilder) builder =
    gtk_builder_new_from_resource ("/org/gradus/Gradus/ui/gradus-shortcuts.ui");

  gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (self),
                                           GTK_SHORTCUTS_WINDOW (
                                             gtk_builder_get_object (builder,
                                                                     "help_overlay")));
}

/* Before the next allocation, which would find that the window needs more room. */
static void
text_scale_changed_cb (GradusWindow *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height;

  if (width == 0)
    gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  gradus_window_fit_panes (self, width);
}

static void
follow_studio (GradusWindow *self)
{
  g_signal_connect_object (self->studio, "document-changed",
                           G_CALLBACK (document_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->studio, "selection-changed",
                           G_CALLBACK (gradus_window_follow_selection), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->studio, "updated", G_CALLBACK (updated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->studio, "looked", G_CALLBACK (updated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->studio, "data-changed", G_CALLBACK (updated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->studio, "message", G_CALLBACK (message_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->studio, "restarted", G_CALLBACK (restarted_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->autosave, "failed", G_CALLBACK (message_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
gradus_window_init (GradusWindow *self)
{
  self->studio = gradus_studio_new ();
  self->autosave = gradus_autosave_new (self->studio);
  self->wants_inspector = TRUE;
  self->width_class = GRADUS_WIDTH_WIDE;
  self->text_scale = 1;
  gtk_widget_init_template (GTK_WIDGET (self));
  choose_size (self);
  add_panes (self);
  gradus_window_add_views (self);
  gradus_window_add_actions (self);
  gradus_window_add_export_actions (self);
  gradus_window_add_file_actions (self);
  gradus_window_update_recent (self);
  gradus_window_add_drop (self);
  add_shortcuts (self);
  follow_studio (self);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)),
                           "notify::gtk-xft-dpi", G_CALLBACK (text_scale_changed_cb),
                           self, G_CONNECT_SWAPPED);
  text_scale_changed_cb (self);
  gradus_window_show_start (self);
}

GradusWindow *
gradus_window_new (GtkApplication *application)
{
  return g_object_new (GRADUS_TYPE_WINDOW, "application", application, NULL);
}

GradusStudio *
gradus_window_get_studio (GradusWindow *self)
{
  g_return_val_if_fail (GRADUS_IS_WINDOW (self), NULL);
  return self->studio;
}

gboolean
gradus_window_is_untouched (GradusWindow *self)
{
  g_return_val_if_fail (GRADUS_IS_WINDOW (self), FALSE);
  return gradus_studio_get_document (self->studio) == NULL;
}

static void
show_page (GradusWindow *self, const char *stage, const char *title)
{
  gtk_stack_set_visible_child_name (self->stage_stack, stage);
  gtk_stack_set_visible_child_name (self->title_stack, title);
  gradus_window_update_panes (self);
  gradus_window_update_actions (self);
}

/**
 * gradus_window_show_document:
 * @document: what to work on
 * @file: (nullable): where it came from, for what was learned
 *
 * Replaces the window's document. Whoever calls has asked about unsaved changes.
 */
void
gradus_window_show_document (GradusWindow          *self,
                             GradusDocument        *document,
                             const GradusKerasFile *file)
{
  gboolean is_empty = gradus_sequential_get_n_layers (
                        gradus_document_get_project (document)->sequential) == 0;

  g_return_if_fail (GRADUS_IS_WINDOW (self));

  g_clear_object (&self->origin);
  gradus_studio_set_document (self->studio, document, file);
  gradus_autosave_update (self->autosave);
  gtk_widget_set_sensitive (GTK_WIDGET (self->inspector_bin),
                            !gradus_document_is_read_only (document));
  gtk_info_bar_set_revealed (self->reading_bar, gradus_document_is_read_only (document));
  /* An empty stack is waiting for layers, and there are no curves of it. */
  if (is_empty)
    gradus_window_show_panes (self, TRUE, self->wants_inspector);
  show_page (self, "views", "views");
  gradus_window_show_view (self, is_empty ? "data" : "curves");
}

/**
 * gradus_window_restore:
 * @file: what a crash left
 * @copy: (transfer full): where it was left; kept until the document is saved
 *
 * Shows in an empty window what was not saved when Gradus ended unexpectedly.
 */
void
gradus_window_restore (GradusWindow          *self,
                       const GradusKerasFile *file,
                       GradusRecovery        *copy)
{
  const char                *uri = gradus_recovery_get_location (copy);
  g_autoptr (GFile)          location = uri != NULL ? g_file_new_for_uri (uri) : NULL;
  g_autoptr (GradusDocument) document =
    gradus_document_new_from_keras_file (file, location);

  g_return_if_fail (GRADUS_IS_WINDOW (self));
  g_return_if_fail (gradus_window_is_untouched (self));

  gradus_document_set_stamp (document, gradus_recovery_get_stamp (copy));
  gradus_document_mark_unsaved (document);
  gradus_autosave_adopt (self->autosave, copy);
  gradus_window_show_document (self, document, file);
  g_set_object (&self->origin, location);
}

void
gradus_window_show_start (GradusWindow *self)
{
  g_return_if_fail (GRADUS_IS_WINDOW (self));
  gradus_start_page_set_can_leave (GRADUS_START_PAGE (
                                     adw_bin_get_child (self->start_bin)),
                                   gradus_studio_get_document (self->studio) != NULL);
  show_page (self, "start", "title");
  gradus_start_page_focus (GRADUS_START_PAGE (adw_bin_get_child (self->start_bin)));
}

void
gradus_window_leave_start (GradusWindow *self)
{
  g_return_if_fail (GRADUS_IS_WINDOW (self));
  if (gradus_studio_get_document (self->studio) != NULL)
    show_page (self, "views", "views");
}

void
gradus_window_toast (GradusWindow *self, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  g_return_if_fail (GRADUS_IS_WINDOW (self));
  gradus_toasts_add (self->toasts, adw_toast_new (markup));
}

/**
 * gradus_window_toast_undo:
 * @text: what was done
 *
 * Says what was just done to the document, and offers to take it back.
 */
void
gradus_window_toast_undo (GradusWindow *self, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast        *toast = adw_toast_new (markup);

  g_return_if_fail (GRADUS_IS_WINDOW (self));
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  gradus_toasts_add (self->toasts, toast);
}
