/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-window-private.h"

#include "app/gradus-code-view.h"
#include "app/gradus-curves-view.h"
#include "app/gradus-data-view.h"
#include "app/gradus-inspector.h"
#include "app/gradus-palette.h"
#include "app/gradus-predict-view.h"
#include "app/gradus-representations-view.h"
#include "app/gradus-spine.h"
#include "app/gradus-start-page.h"
#include "app/gradus-status-bar.h"
#include "app/gradus-weights-view.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (GradusWindow, gradus_window, ADW_TYPE_APPLICATION_WINDOW)

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

/* --- Layout: which panes stand beside the stage, and which lie over it --- */

enum
{
  WIDTH_NARROW = 1, /* below 1100: both panes are overlays, the spine is 260 wide */
  WIDTH_SMALL,      /* below 1200: the inspector is an overlay */
  WIDTH_MEDIUM,     /* below 1360: room for one pane beside spine and stage */
  WIDTH_WIDE,
};

static int
classify_width (int width)
{
  if (width < 1100)
    return WIDTH_NARROW;
  if (width < 1200)
    return WIDTH_SMALL;
  return width < 1360 ? WIDTH_MEDIUM : WIDTH_WIDE;
}

static gboolean
is_on_start (GradusWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stage_stack), "start") == 0;
}

static void
set_overlay (AdwFlap *flap, gboolean is_overlay)
{
  adw_flap_set_fold_policy (flap, is_overlay ? ADW_FLAP_FOLD_POLICY_ALWAYS
                                             : ADW_FLAP_FOLD_POLICY_NEVER);
}

static void
update_panes (GradusWindow *self)
{
  gboolean on_start = is_on_start (self);
  gboolean has_palette = self->wants_palette && !on_start;

  /* Between 1200 and 1360 an open palette pushes the inspector over the stage, so that
   * the stage keeps 480 and a layer can be dragged straight across into the spine. */
  set_overlay (self->palette_flap, self->width_class == WIDTH_NARROW);
  set_overlay (self->inspector_flap,
               self->width_class <= WIDTH_SMALL ||
                 (self->width_class == WIDTH_MEDIUM && has_palette));
  gtk_widget_set_size_request (GTK_WIDGET (self->inspector_bin),
                               self->width_class == WIDTH_WIDE ? 300 : 280, -1);
  gtk_widget_set_size_request (GTK_WIDGET (self->spine_bin),
                               self->width_class == WIDTH_NARROW ? 260 : 300, -1);
  adw_flap_set_reveal_flap (self->palette_flap, has_palette);
  adw_flap_set_reveal_flap (self->inspector_flap, self->wants_inspector && !on_start);
}

static void
update_switcher (GradusWindow *self)
{
  gboolean has_icons = self->width_class == WIDTH_WIDE;

  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->switcher));
       button != NULL; button = gtk_widget_get_next_sibling (button))
    gtk_widget_set_visible (gtk_widget_get_first_child (
                              gtk_button_get_child (GTK_BUTTON (button))),
                            has_icons);
}

static void
gradus_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GradusWindow *self = GRADUS_WINDOW (widget);
  int           width_class = classify_width (width);

  if (width_class != self->width_class)
    {
      /* An overlay that nobody asked for would cover the stage. */
      if (width_class <= WIDTH_SMALL && self->width_class > WIDTH_SMALL)
        self->wants_inspector = FALSE;
      else if (width_class > WIDTH_SMALL && self->width_class <= WIDTH_SMALL)
        self->wants_inspector = TRUE;
      self->width_class = width_class;
      update_panes (self);
      update_switcher (self);
      gradus_window_update_actions (self);
    }
  GTK_WIDGET_CLASS (gradus_window_parent_class)
    ->size_allocate (widget, width, height, baseline);
}

/* --- Views --- */

/* A stage that is narrower than this is narrow for some views. */
#define ROOM_LIKED 1000

static GtkWidget *
new_view_button (const View *view)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (_ (view->title));

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (view->icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.view");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", view->id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (view->title), -1);
  return button;
}

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

  if (is_on_start (self))
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
add_views (GradusWindow *self)
{
  for (const View *view = views; view->id != NULL; view++)
    {
      GtkWidget *widget = g_object_new (view->get_type (), "studio", self->studio, NULL);

      adw_view_stack_add_titled (self->views, widget, view->id, _ (view->title));
      gtk_box_append (self->switcher, new_view_button (view));
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

/* On a stage that would be narrow the inspector folds for views that like room, and
 * unfolds when they are left, unless somebody opened it meanwhile. */
void
gradus_window_make_room (GradusWindow *self, const char *id)
{
  gboolean likes_room = FALSE;
  int      stage = gtk_widget_get_width (GTK_WIDGET (self->stage_stack));

  for (const View *view = views; view->id != NULL; view++)
    if (g_str_equal (view->id, id))
      likes_room = view->likes_room;
  if (likes_room && self->wants_inspector && self->width_class > WIDTH_SMALL &&
      stage < ROOM_LIKED)
    {
      gradus_window_show_panes (self, self->wants_palette, FALSE);
      self->has_made_room = TRUE;
    }
  else if (!likes_room && self->has_made_room && !self->wants_inspector)
    gradus_window_show_panes (self, self->wants_palette, TRUE);
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

static void
selection_changed_cb (GradusWindow *self)
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

static void
follow_studio (GradusWindow *self)
{
  g_signal_connect_object (self->studio, "document-changed",
                           G_CALLBACK (document_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->studio, "selection-changed",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
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
  self->width_class = WIDTH_WIDE;
  gtk_widget_init_template (GTK_WIDGET (self));
  choose_size (self);
  add_panes (self);
  add_views (self);
  gradus_window_add_actions (self);
  gradus_window_add_export_actions (self);
  gradus_window_add_file_actions (self);
  gradus_window_update_recent (self);
  gradus_window_add_drop (self);
  add_shortcuts (self);
  follow_studio (self);
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
  update_panes (self);
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
  g_return_if_fail (GRADUS_IS_WINDOW (self));

  g_clear_object (&self->origin);
  gradus_studio_set_document (self->studio, document, file);
  gradus_autosave_update (self->autosave);
  gtk_widget_set_sensitive (GTK_WIDGET (self->inspector_bin),
                            !gradus_document_is_read_only (document));
  gtk_info_bar_set_revealed (self->reading_bar, gradus_document_is_read_only (document));
  /* An empty stack is waiting for layers. */
  if (gradus_sequential_get_n_layers (
        gradus_document_get_project (document)->sequential) == 0)
    self->wants_palette = TRUE;
  show_page (self, "views", "views");
  gradus_window_show_view (self, "curves");
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

/**
 * gradus_window_show_panes:
 * @palette: whether the layer palette is wanted
 * @inspector: whether the inspector is wanted
 *
 * Shows or folds the panes beside the stage.
 */
void
gradus_window_show_panes (GradusWindow *self, gboolean palette, gboolean inspector)
{
  g_return_if_fail (GRADUS_IS_WINDOW (self));

  /* Two overlays would leave nothing of the stage. */
  if (palette && !self->wants_palette && self->width_class < WIDTH_WIDE)
    inspector = FALSE;
  self->wants_palette = palette;
  self->wants_inspector = inspector;
  self->has_made_room = FALSE;
  update_panes (self);
  gradus_window_update_actions (self);
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
