/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/gradus-card-content.h"
#include "app/gradus-drag.h"
#include "app/gradus-loop.h"
#include "app/gradus-rails.h"

G_BEGIN_DECLS

/**
 * GradusLoop:
 *
 * gradus-loop.c is the widget, gradus-loop-layout.c places the cards, gradus-loop-cards.c
 * keeps them in step with the studio,
 * gradus-loop-edit.c is what keys, menu and clicks do, gradus-loop-drag.c lets cards be
 * carried, gradus-loop-refusal.c says why not, gradus-loop-reveal.c scrolls to the one
 * that is selected, gradus-loop-signals.c moves the dots on the wires.
 */
struct _GradusLoop
{
  GtkWidget parent_instance;

  GradusStudio      *studio;
  GradusCardContent *content;
  GPtrArray         *cards; /* (element-type GradusCard), owned as children */

  /* Cards move from where they were to where they belong. */
  GradusSpineLayout *from;
  GradusSpineLayout *target;
  GradusSpineLayout *shown;
  AdwAnimation      *motion;
  int                width;
  int                height;

  int     gap;      /* open place among the layers, -1 for none */
  char   *gap_text; /* what the box in it says */
  int     grip_x;   /* where the pointer holds it */
  int     grip_y;
  guint64 landing;     /* layer that comes to rest from the gap, 0 for none */
  double  landing_y;   /* where the gap was */
  double  pointer_y;   /* of the drag, for scrolling */
  guint   scroll_tick; /* scrolls while a drag is near an edge */

  /* Scrolling to what is selected. */
  guint    reveal_tick;
  int      reveal_frames; /* how many it goes on */
  gint64   reveal_time;   /* of the last one */
  gboolean is_revealing;  /* the card was out of view */
  int      followed_index;
  guint64  followed_uid;

  GtkWidget *empty_button; /* "+" in the box of an empty stack */
  GtkWidget *menu;
  guint64    anchor; /* where a selection with Shift begins; 0: at the lead */

  /* Why what is dragged must not go where it is. */
  gboolean        is_judged;
  guint           judged_place;
  char           *refusal;        /* NULL: it may */
  int             refusal_better; /* a gap that would take it, -1 for none */
  gint64          refusal_time;   /* when it was last refused */
  GradusDragItem *refused;        /* what was refused last */
  guint           refused_place;
  GdkDrag        *watched; /* weak: the drag whose end is waited for */
  GtkWidget      *bubble;
  GtkLabel       *bubble_reason;
  GtkLabel       *bubble_place;

  GskRenderNode *rails; /* NULL when it must be drawn anew */
  GArray        *signals;
  guint          signal_tick;  /* of a round */
  guint          signal_timer; /* while training runs */
  gint64         signal_drawn; /* when dots were drawn last */
  gint64         signal_start;
  gint64         round_start; /* of a single step; 0 for none */
  guint64        last_step;

  guint  refresh_source;
  gint64 refresh_time;
};

/* The layer that lands is the one that is not there yet. */
#define GRADUS_LANDING_NEW G_MAXUINT64

/* gradus-loop.c */
void gradus_loop_invalidate_rails (GradusLoop *self);

/* gradus-loop-layout.c */
int  gradus_loop_get_inset (GradusLoop *self);
void gradus_loop_plan (GradusLoop *self);
/* To the target: at once, or gliding from @from; cards that stay glide from where they
 * are. */
void gradus_loop_jump (GradusLoop *self);
void gradus_loop_glide (GradusLoop *self);
void gradus_loop_move_slots (GradusLoop *self);
void gradus_loop_show_motion (double progress, gpointer user_data);
void gradus_loop_open_gap (GradusLoop *self, int place, const char *text);

/* gradus-loop-cards.c */
void gradus_loop_sync_cards (GradusLoop *self);
void gradus_loop_follow_studio (GradusLoop *self);
void gradus_loop_theme_changed_cb (GradusLoop *self);

/* gradus-loop-signals.c */
void gradus_loop_update_signals (GradusLoop *self);
void gradus_loop_stop_signals (GradusLoop *self);
void gradus_loop_snapshot_signals (GradusLoop *self, GtkSnapshot *snapshot);

/* gradus-loop-drag.c */
void gradus_loop_init_drag_source (GradusLoop *self, GradusCard *card);
void gradus_loop_init_drop_target (GradusLoop *self);
/* Whether it would stay where it is. */
gboolean gradus_loop_is_home (GradusLoop *self, const GradusDragItem *item, guint place);
char    *gradus_loop_get_item_title (GradusLoop *self, const GradusDragItem *item);
void     gradus_loop_put_item (GradusLoop *self, const GradusDragItem *item, guint place);

/* gradus-loop-groups.c */
const GradusLayerGroup *gradus_loop_find_folded (GradusLoop *self, guint64 uid);
void  gradus_loop_add_layers (GradusLoop *self, GradusCard *card, GArray *uids);
int   gradus_loop_find_layer (GradusLoop *self, guint64 uid);
guint gradus_loop_count_above (GradusLoop *self, guint gap);
guint gradus_loop_find_frame (GradusLoop *self, GradusCard *card);
void  gradus_loop_open_card (GradusLoop *self, GradusCard *card);
void  gradus_loop_class_install_groups (GtkWidgetClass *widget_class);
void  gradus_loop_init_groups (GradusLoop *self);

/* gradus-loop-refusal.c */
gboolean gradus_loop_judge (GradusLoop           *self,
                            GtkDropTarget        *target,
                            const GradusDragItem *item,
                            guint                 place);
void     gradus_loop_show_judgement (GradusLoop *self);
void     gradus_loop_forget_judgement (GradusLoop *self);

/* gradus-loop-reveal.c */
GtkAdjustment *gradus_loop_get_adjustment (GradusLoop *self);
void           gradus_loop_reveal_selected (GradusLoop *self);
void           gradus_loop_follow_selection (GradusLoop *self);
void           gradus_loop_stop_revealing (GradusLoop *self);

/* gradus-loop-edit.c */
GradusDocument *gradus_loop_get_document (GradusLoop *self);
void            gradus_loop_class_install_edits (GtkWidgetClass *widget_class);
void            gradus_loop_init_edits (GradusLoop *self);
void            gradus_loop_init_card (GradusLoop *self, GradusCard *card);
void            gradus_loop_update_actions (GradusLoop *self);
/* The card of what leads the selection, -1 if there is none. */
int      gradus_loop_find_selected (GradusLoop *self);
void     gradus_loop_show_selection (GradusLoop *self);
gboolean gradus_loop_focus_selected (GradusLoop *self);

G_END_DECLS
