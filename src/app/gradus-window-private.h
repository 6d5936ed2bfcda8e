/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-autosave.h"
#include "app/gradus-toasts.h"
#include "app/gradus-window.h"

G_BEGIN_DECLS

/* How much room a window has, as if its text were of the usual size. */
enum
{
  GRADUS_WIDTH_TIGHT =
    1,                 /* below 900, with large text: views are called by icons alone */
  GRADUS_WIDTH_NARROW, /* below 1100: both panes are overlays */
  GRADUS_WIDTH_SMALL,  /* below 1200: the inspector is an overlay */
  GRADUS_WIDTH_MEDIUM, /* below 1360: room for one pane beside spine and stage */
  GRADUS_WIDTH_WIDE,
};

struct _GradusWindow
{
  AdwApplicationWindow parent_instance;

  GradusStudio   *studio;
  GradusAutosave *autosave;
  GFile          *origin;     /* which file this window shows; NULL: none yet */
  GtkWindow      *microscope; /* (nullable): weak */

  AdwToastOverlay  *toasts;
  AdwToast         *restart_toast; /* weak; while it is shown */
  AdwToast         *offer_toast;   /* weak, likewise: of the last drag that was refused */
  GtkStack         *title_stack;
  GtkBox           *switcher;      /* with words */
  GtkBox           *icon_switcher; /* where those have no room */
  GtkWidget        *undo_button;
  GtkWidget        *redo_button;
  GtkWidget        *train_button;
  AdwButtonContent *train_content;
  AdwFlap          *palette_flap;
  AdwFlap          *inspector_flap;
  AdwBin           *palette_bin;
  AdwBin           *inspector_bin;
  AdwBin           *spine_bin;
  AdwBin           *status_bin;
  AdwBin           *start_bin;
  GtkStack         *stage_stack;
  AdwViewStack     *views;
  GtkInfoBar       *reading_bar;
  GMenu            *recent_section;

  int         width_class;   /* of the last allocation, to act only when it changes */
  int         fitted_width;  /* that panes with larger text were fitted to */
  double      text_scale;    /* at that time */
  gboolean    wants_palette; /* what the user chose; small windows may not grant it */
  gboolean    wants_inspector;
  gboolean    has_made_room; /* by folding the inspector for a view */
  gboolean    keeps_view;    /* selecting a block does not change the view */
  GActionMap *layer_actions; /* borrowed from the window's action group `layer` */
  gboolean    is_train_shown_possible;
  gboolean    was_unsaved; /* when it was told last */
  gboolean    is_saving;
  gboolean    closes_after_save;
  gboolean    is_asking;    /* whether to save before closing */
  gboolean    is_discarded; /* the user did without what is not saved */
};

/* gradus-window.c */
/* Back from the gallery to the document, if there is one. */
void gradus_window_leave_start (GradusWindow *self);

/* gradus-window-panes.c: which panes stand beside the stage, and which lie over it */
gboolean gradus_window_is_on_start (GradusWindow *self);
void     gradus_window_update_panes (GradusWindow *self);
/* Another width may have room for other panes. */
void gradus_window_fit_panes (GradusWindow *self, int width);
void gradus_window_show_panes (GradusWindow *self, gboolean palette, gboolean inspector);
void gradus_window_make_room (GradusWindow *self, const char *id);

/* gradus-window-views.c */
void     gradus_window_add_views (GradusWindow *self);
gboolean gradus_window_view_likes_room (const char *id);
/* Shows a view that has something to say about what is selected. */
void gradus_window_follow_selection (GradusWindow *self);

/* gradus-window-actions.c */
void gradus_window_add_actions (GradusWindow *self);
/* Renews what can be done now, and what the transport says. */
void gradus_window_update_actions (GradusWindow *self);
void gradus_window_enable (GActionMap *map, const char *name, gboolean is_enabled);

/* gradus-window-edits.c */
void gradus_window_add_edit_actions (GradusWindow *self);
void gradus_window_update_edit_actions (GradusWindow *self, GradusDocument *document);

/* gradus-window-export.c */
void gradus_window_add_export_actions (GradusWindow *self);
void gradus_window_update_export_actions (GradusWindow *self, gboolean is_open);

/* gradus-window-files.c */
void gradus_window_add_file_actions (GradusWindow *self);
/* Whether closing would lose edits or what was learned. */
gboolean gradus_window_has_unsaved (GradusWindow *self);
/* TRUE when the window may close at once; else the user is asked. */
gboolean gradus_window_confirm_close (GradusWindow *self);
/* The user thought better of closing. */
void gradus_window_stay_open (GradusWindow *self);
GtkWidget *
gradus_window_show_error (GradusWindow *self, const char *heading, const char *body);
char *gradus_window_dup_file_title (GFile *file);

/* gradus-window-template.c */
void gradus_window_add_template_actions (GradusWindow *self);

/* gradus-window-open.c */
void                  gradus_window_add_open_actions (GradusWindow *self);
void                  gradus_window_update_recent (GradusWindow *self);
void                  gradus_window_remember (GradusWindow *self, GFile *location);
GtkFileChooserNative *gradus_window_new_chooser (GradusWindow        *self,
                                                 const char          *title,
                                                 GtkFileChooserAction action,
                                                 const char          *accept);
/* Whether a file's name is one of what Gradus opens. */
gboolean gradus_window_can_open (GFile *file);

/* gradus-window-drop.c */
void gradus_window_add_drop (GradusWindow *self);

G_END_DECLS
