/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "document/changes.h"
#include "io/keras-file.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_DOCUMENT (gradus_document_get_type ())
G_DECLARE_FINAL_TYPE (GradusDocument, gradus_document, GRADUS, DOCUMENT, GObject)

/**
 * GradusDocument:
 *
 * A project that can be edited, undone and saved. Every edit goes through begin and
 * commit: begin hands out a draft, commit compares it with what was, and if they differ
 * keeps the old one for undo and emits `changed` (guint changes, a set of GradusChange).
 * Edits with the same merge key within one gesture, like dragging a slider from press to
 * release, become one step.
 *
 * Properties: title (string), file (GFile, nullable), modified (boolean), can-undo,
 * can-redo (boolean), undo-label, redo-label (string, nullable).
 */
GradusDocument *gradus_document_new (void);
GradusDocument *gradus_document_new_from_template (const GradusTemplate *model);
GradusDocument *gradus_document_new_from_project (const GradusProject *project);

const GradusProject *gradus_document_get_project (GradusDocument *self);
/* Shapes of the current stack; borrowed until the next change. */
GradusPlan *gradus_document_get_plan (GradusDocument *self);

GradusProject *
gradus_document_begin (GradusDocument *self, const char *label, const char *merge_key);
void gradus_document_commit (GradusDocument *self);
void gradus_document_rollback (GradusDocument *self);
/* What is done in one go. Outside of a gesture every edit is a step. */
guint64 gradus_document_begin_gesture (GradusDocument *self);
void    gradus_document_end_gesture (GradusDocument *self, guint64 gesture);
void    gradus_document_undo (GradusDocument *self);
void    gradus_document_redo (GradusDocument *self);
/* A step in which nothing of the project changes, but what it has learned does. */
void gradus_document_begin_anew (GradusDocument *self, const char *label);
/* What the owner keeps with this version of the project, like what it has learned: it
 * goes with the version into the undo steps, and comes back with it. NULL for a version
 * that is new. */
GObject *gradus_document_get_memory (GradusDocument *self);
void     gradus_document_set_memory (GradusDocument *self, GObject *memory);
/* Labels of the steps that can be undone, latest first, and of those that can be made
 * again, next first. */
char **gradus_document_dup_undo_labels (GradusDocument *self);
char **gradus_document_dup_redo_labels (GradusDocument *self);

/* The usual edits, in terms of begin and commit. Indices count layers from 0, as one sees
 * them: with those that are switched off. */
guint64
gradus_document_insert_layer (GradusDocument *self, guint index, const char *class_name);
void gradus_document_remove_layer (GradusDocument *self, guint64 uid);
/* @index: where the layer stands afterwards */
void    gradus_document_move_layer (GradusDocument *self, guint64 uid, guint index);
guint64 gradus_document_duplicate_layer (GradusDocument *self, guint64 uid);
/* Layers as text; NULL if the stack has none such. */
char *gradus_document_copy_layer (GradusDocument *self, guint64 uid);
/* Puts in what gradus_document_copy_layer() or an editor gave. The first layer's uid, 0
 * if nothing changed. */
guint64 gradus_document_paste_layers (GradusDocument *self,
                                      guint           index,
                                      const char     *text,
                                      GError        **error);
/* The same with several layers, each as one step. @place: a gap of the stack as it is. */
void
gradus_document_remove_layers (GradusDocument *self, const guint64 *uids, guint n_uids);
void gradus_document_move_layers (GradusDocument *self,
                                  const guint64  *uids,
                                  guint           n_uids,
                                  guint           place);
char *
gradus_document_copy_layers (GradusDocument *self, const guint64 *uids, guint n_uids);
GArray *gradus_document_duplicate_layers (GradusDocument *self,
                                          const guint64  *uids,
                                          guint           n_uids);
/* Layers that are off are no part of the network, but keep their place. */
void gradus_document_set_bypassed (GradusDocument *self,
                                   const guint64  *uids,
                                   guint           n_uids,
                                   gboolean        is_off);
/* Layers that are looked at as one. FALSE if there are too few. */
gboolean
gradus_document_group_layers (GradusDocument *self, const guint64 *uids, guint n_uids);
void  gradus_document_ungroup (GradusDocument *self, guint64 uid);
void  gradus_document_rename_group (GradusDocument *self, guint64 uid, const char *name);
guint gradus_document_group_repeats (GradusDocument *self);
/* Not an edit. */
void gradus_document_set_folded (GradusDocument *self, guint64 uid, gboolean is_folded);
/* Whether all layers would get their shapes; @reason says why not. */
gboolean gradus_document_fits_new (GradusDocument *self,
                                   guint           place,
                                   const char     *class_name,
                                   char          **reason);
gboolean gradus_document_fits_move (GradusDocument *self,
                                    guint           place,
                                    const guint64  *uids,
                                    guint           n_uids,
                                    char          **reason);
/* Text as the parameter's type writes it ("32", "relu", "None"); refused outside the
 * bounds. */
gboolean gradus_document_set_layer_param (GradusDocument *self,
                                          guint64         uid,
                                          const char     *param,
                                          const char     *value,
                                          GError        **error);
gboolean gradus_document_set_optimizer_param (GradusDocument *self,
                                              const char     *param,
                                              const char     *value,
                                              GError        **error);
void     gradus_document_set_loss_kind (GradusDocument *self, const char *class_name);
void gradus_document_set_optimizer_kind (GradusDocument *self, const char *class_name);
/* What a file cannot hold of them is left out. The title is a property. */
void gradus_document_set_notes (GradusDocument *self, const char *notes);
void gradus_document_set_data (GradusDocument *self, const GradusDataRef *data);
void gradus_document_set_fit (GradusDocument *self, const GradusFitOptions *fit);

/* Earlier runs; see document/runs.c. Unknown ids are ignored. */
void             gradus_document_keep_run (GradusDocument *self, GradusRun *run);
const GradusRun *gradus_document_find_run (GradusDocument *self, const char *id);
void gradus_document_rename_run (GradusDocument *self, const char *id, const char *title);
void gradus_document_hide_run (GradusDocument *self, const char *id, gboolean is_hidden);
void gradus_document_color_run (GradusDocument *self, const char *id, guint color);
void gradus_document_remove_run (GradusDocument *self, const char *id);

/**
 * GradusProblem:
 * @layer_uid: the layer it shows at; 0 for the loss block
 * @title: a few words for the inspector
 * @sentence: why it does not work, in plain words
 * @n_fixes: how many repairs are offered
 * @fix_titles: what the buttons say
 *
 * The first thing that keeps the project from training. Borrowed until the next change.
 */
typedef struct
{
  guint64 layer_uid;
  char   *title;
  char   *sentence;
  guint   n_fixes;
  char   *fix_titles[3];
} GradusProblem;

/* NULL when the project can train. */
const GradusProblem *gradus_document_get_problem (GradusDocument *self);
void                 gradus_document_apply_fix (GradusDocument *self, guint fix);

/**
 * GradusHintPlace:
 *
 * The block of the loop at which a hint shows.
 */
typedef enum
{
  GRADUS_HINT_LAYER,
  GRADUS_HINT_LOSS,
  GRADUS_HINT_OPTIMIZER,
} GradusHintPlace;

/**
 * GradusHint:
 * @place: where it shows
 * @layer_uid: which layer, if it shows at one
 * @title: a few words
 * @sentence: why it is not a good idea, in plain words
 * @n_fixes: how many repairs are offered
 * @fix_titles: what the buttons say
 *
 * Something that can be trained but will not learn well. Borrowed until the next change.
 */
typedef struct
{
  GradusHintPlace place;
  guint64         layer_uid;
  char           *title;
  char           *sentence;
  guint           n_fixes;
  char           *fix_titles[2];
} GradusHint;

/* The gravest; NULL while there is a problem, and when nothing strikes. */
const GradusHint *gradus_document_get_hint (GradusDocument *self);
void              gradus_document_apply_hint (GradusDocument *self, guint fix);

/* @file->project is taken over by a copy; the rest is what was learned. */
GradusDocument *gradus_document_new_from_keras_file (const GradusKerasFile *file,
                                                     GFile                 *location);
void            gradus_document_mark_saved (GradusDocument *self, GFile *location);
/* Likewise, for what was written some time ago. */
void gradus_document_mark_saved_as (GradusDocument      *self,
                                    const GradusProject *written,
                                    GFile               *location);
/* What gradus_file_dup_stamp() said of the file when it was read or written; NULL if
 * unknown. */
void        gradus_document_set_stamp (GradusDocument *self, const char *stamp);
const char *gradus_document_get_stamp (GradusDocument *self);
/* The file, if there is one, holds something else: modified until the next save. */
void gradus_document_mark_unsaved (GradusDocument *self);
/* A document that can be looked at, but not changed: edits are dropped at commit. */
void     gradus_document_set_read_only (GradusDocument *self, gboolean is_read_only);
gboolean gradus_document_is_read_only (GradusDocument *self);

G_END_DECLS
