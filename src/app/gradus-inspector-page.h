/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-field.h"
#include "app/gradus-studio.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef void (*GradusRefreshFunc) (GtkWidget *widget, GradusStudio *studio);

/**
 * GradusInspectorPage:
 * @studio: what is inspected
 * @box: where groups of rows are appended
 * @rows: (element-type GtkWidget): rows that follow the document
 * @live: (element-type GradusLive): other widgets that follow document and data
 *
 * A page while it is shown. Pages are made anew when another block is selected or the
 * block becomes another kind; otherwise only their values change.
 */
typedef struct
{
  GradusStudio *studio;
  GtkBox       *box;
  GPtrArray    *rows;
  GArray       *live;
} GradusInspectorPage;

typedef struct
{
  GtkWidget        *widget;
  GradusRefreshFunc refresh;
} GradusLive;

/* What the pages are made of. */
AdwPreferencesGroup *gradus_inspector_page_add_group (GradusInspectorPage *self,
                                                      const char          *title);
/* @to: a group or an expander row */
void gradus_inspector_page_add_field (GradusInspectorPage *self,
                                      GtkWidget           *to,
                                      const GradusField   *field);
/* Rows for all parameters of a kind; the advanced ones under "More". */
void gradus_inspector_page_add_params (GradusInspectorPage *self,
                                       AdwPreferencesGroup *group,
                                       const GradusConfig  *config,
                                       GradusFieldOwner     owner,
                                       guint64              uid);
/* Rows for all parameters, those of objects among them included; of @model owner and uid
 * count. */
void gradus_inspector_page_add_all (GradusInspectorPage *self,
                                    GtkWidget           *to,
                                    const GradusConfig  *config,
                                    const GradusField   *model);
/* The metrics or callbacks there are, and a row that adds one. */
void gradus_inspector_page_add_list (GradusInspectorPage *self,
                                     GradusFieldOwner     owner,
                                     const char          *title,
                                     const char          *add_title);
/* A row with a value to read; @refresh sets it by gradus_value_row_set(). */
GtkWidget *gradus_inspector_page_add_value (GradusInspectorPage *self,
                                            AdwPreferencesGroup *group,
                                            const char          *title,
                                            GradusRefreshFunc    refresh);
/* What a kind computes, typeset. */
void gradus_inspector_page_add_formula (AdwPreferencesGroup *group,
                                        const GradusKind    *kind);
/* A row that holds any widget over its whole width. */
GtkWidget *gradus_inspector_page_add_wide (AdwPreferencesGroup *group, GtkWidget *child);
GtkWidget *gradus_inspector_page_add_text (GradusInspectorPage *self, const char *text);
/* A drag, or a key that is held, is one step to undo. */
void gradus_inspector_page_watch (GradusInspectorPage *self, GtkWidget *widget);
/* What is typed while it has the focus is one step to undo. */
void gradus_inspector_page_watch_typing (GradusInspectorPage *self, GtkWidget *widget);
void gradus_inspector_page_add_live (GradusInspectorPage *self,
                                     GtkWidget           *widget,
                                     GradusRefreshFunc    refresh);
void gradus_value_row_set (GtkWidget *row, const char *value);

/* The pages. */
void gradus_inspector_add_input (GradusInspectorPage *self);
void gradus_inspector_add_layer (GradusInspectorPage *self, guint64 uid);
void gradus_inspector_add_bypassed (GradusInspectorPage *self);
void gradus_inspector_add_several (GradusInspectorPage *self);
void gradus_inspector_add_predictions (GradusInspectorPage *self);
void gradus_inspector_add_loss (GradusInspectorPage *self);
void gradus_inspector_add_optimizer (GradusInspectorPage *self);

/* Parts of the page of the optimizer. */
void gradus_inspector_add_schedule (GradusInspectorPage *self);
void gradus_inspector_add_fit (GradusInspectorPage *self);

/* How often classes are taken for one another, once it is asked for. */
void gradus_inspector_add_confusion (GradusInspectorPage *self);

G_END_DECLS
