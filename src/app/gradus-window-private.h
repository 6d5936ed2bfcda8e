/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-window.h"

G_BEGIN_DECLS

struct _GradusWindow
{
  AdwApplicationWindow parent_instance;

  GradusStudio *studio;

  AdwToastOverlay  *toasts;
  GtkStack         *title_stack;
  GtkBox           *switcher;
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
  GMenu            *recent_section;
  GMenu            *export_section;

  int         width_class;   /* of the last allocation, to act only when it changes */
  gboolean    wants_palette; /* what the user chose; small windows may not grant it */
  gboolean    wants_inspector;
  gboolean    keeps_view;    /* selecting a block does not change the view */
  GActionMap *layer_actions; /* borrowed from the window's action group `layer` */
  gboolean    is_train_shown_possible;
  gboolean    has_learned; /* since the last save */
  gboolean    is_saving;
  gboolean    closes_after_save;
};

/* gradus-window.c */
void gradus_window_show_panes (GradusWindow *self, gboolean palette, gboolean inspector);

/* Back from the gallery to the document, if there is one. */
void gradus_window_leave_start (GradusWindow *self);

/* gradus-window-actions.c */
void gradus_window_add_actions (GradusWindow *self);
/* Renews what can be done now, and what the transport says. */
void gradus_window_update_actions (GradusWindow *self);

/* gradus-window-files.c */
void gradus_window_add_file_actions (GradusWindow *self);
void gradus_window_update_recent (GradusWindow *self);
/* Whether closing would lose edits or what was learned. */
gboolean gradus_window_has_unsaved (GradusWindow *self);
/* TRUE when the window may close at once; else the user is asked. */
gboolean gradus_window_confirm_close (GradusWindow *self);

G_END_DECLS
