/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/advice.h"
#include "document/document.h"
#include "document/hints.h"

G_BEGIN_DECLS

/**
 * GradusStep:
 *
 * A step keeps the whole project as it is on the other side of the edit: a project is a
 * few kilobytes, and what is swapped as a whole cannot come back half.
 */
typedef struct
{
  GradusProject *project;
  GObject       *memory;  /* (nullable): of that project */
  gboolean       is_anew; /* what was learned changes, whatever the projects say */
  char          *label;
  char          *merge_key; /* NULL: never merged */
  guint64        gesture;   /* in which it was made, 0 for none */
} GradusStep;

/* What the properties said when they were last notified. */
typedef struct
{
  char    *title;
  gboolean modified;
  char    *undo_label; /* NULL: nothing to undo */
  char    *redo_label;
} GradusDocumentShown;

struct _GradusDocument
{
  GObject parent_instance;

  GradusProject      *project;
  GObject            *memory; /* (nullable): what the owner keeps with the project */
  GradusProject      *saved;  /* what `modified` compares with; NULL: nothing like it */
  GFile              *file;
  char               *stamp;
  gboolean            is_read_only;
  GPtrArray          *undo; /* (element-type GradusStep): latest last */
  GPtrArray          *redo;
  GradusDocumentShown shown;

  guint64 n_gestures; /* so far */
  guint64 gesture;    /* that goes on, 0 for none */

  GradusProject *draft; /* between begin and commit */
  char          *draft_label;
  char          *draft_merge_key;

  /* Worked out from project when asked for. */
  GradusPlan   *plan;
  GradusAdvice *advice;
  gboolean      has_advice;
  GradusHint   *hint;
  gboolean      has_hint;
};

void gradus_step_free (gpointer data);
/* NULL if there are none. */
GradusStep *gradus_steps_get_latest (const GPtrArray *steps);

/* Adds a run to every version of the project. */
void gradus_document_append_run (GradusDocument *self, GradusRun *run, guint max_runs);
/* Puts @project in the place of the current one and hands out the old one. */
GradusProject *gradus_document_swap_project (GradusDocument *self,
                                             GradusProject  *project,
                                             guint          *changes);
/* Notifies what properties say otherwise than before, and emits `changed`. */
void gradus_document_announce (GradusDocument *self, guint changes);
/* What was worked out from the project before. */
void gradus_document_forget_findings (GradusDocument *self);

G_END_DECLS
