/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/document.h"
#include "document/run-keeper.h"
#include "session/session.h"

G_BEGIN_DECLS

/**
 * GradusBlock:
 *
 * The blocks of the learning loop, from top to bottom.
 */
typedef enum
{
  GRADUS_BLOCK_INPUT,
  GRADUS_BLOCK_LAYER,
  GRADUS_BLOCK_PREDICTIONS,
  GRADUS_BLOCK_LOSS,
  GRADUS_BLOCK_OPTIMIZER,
} GradusBlock;

/**
 * GradusProbeOrigin:
 *
 * Where the sample that is looked at comes from.
 */
typedef enum
{
  GRADUS_PROBE_TEST,
  GRADUS_PROBE_TRAINING,
  GRADUS_PROBE_DRAWN,
} GradusProbeOrigin;

#define GRADUS_TYPE_STUDIO (gradus_studio_get_type ())
G_DECLARE_FINAL_TYPE (GradusStudio, gradus_studio, GRADUS, STUDIO, GObject)

/**
 * GradusStudio:
 *
 * What the parts of one window share: the document, its training session, the data, which
 * block is selected and which digit is looked at. Spine, stage and inspector know the
 * studio and not each other. It keeps the session in step with the document, loads the
 * data, and runs the chosen digit through the latest weights on a model of its own.
 *
 * Signals, all in the main thread:
 * - `document-changed` (guint changes): GradusChange of the document, all bits for a new
 * document
 * - `selection-changed`
 * - `updated`: the session has a new snapshot, at most 30 times a second
 * - `probe-changed`: another digit, or the same digit seen through newer weights
 * - `data-changed`: data finished loading, or the data could not be loaded
 * - `restarted` (const char *text): layers begin afresh after an edit, or no longer do
 * (%NULL)
 * - `looked`: another moment of the run was asked for, or the present one; `updated`
 * follows when it is there
 * - `message` (const char *text): a sentence for a toast
 */
GradusStudio *gradus_studio_new (void);

/* NULL before a template was chosen. */
GradusDocument *gradus_studio_get_document (GradusStudio *self);
/* Takes a reference. What was learned comes from @file if there is one. */
void gradus_studio_set_document (GradusStudio          *self,
                                 GradusDocument        *document,
                                 const GradusKerasFile *file);
/* Takes what was learned from @file and leaves the document as it is. */
void gradus_studio_take_learned (GradusStudio *self, const GradusKerasFile *file);
/* Whether closing would lose edits or what was learned. */
gboolean gradus_studio_has_unsaved (GradusStudio *self);
/* @file: what was written; @stamp: (nullable): of the file at @location. */
void gradus_studio_mark_saved (GradusStudio          *self,
                               const GradusKerasFile *file,
                               GFile                 *location,
                               const char            *stamp);
/* All that a file would hold, copied between two batches: what saving, exporting and
 * safety copies begin with. Training goes on. */
void gradus_studio_dup_file_async (GradusStudio       *self,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GradusKerasFile *
gradus_studio_dup_file_finish (GradusStudio *self, GAsyncResult *result, GError **error);
/* What a file brought and no session has taken up yet: without the data of the document
 * there is none. FALSE if there is nothing of the kind. */
gboolean       gradus_studio_get_waiting (GradusStudio *self, GradusKerasFile *file);
GradusSession *gradus_studio_get_session (GradusStudio *self);
/* Identity and settings of the present run; earlier ones are in the project. */
GradusRunKeeper *gradus_studio_get_runs (GradusStudio *self);
/* What is shown: what the session is doing, or the earlier moment that is looked at. */
GradusSnapshot *gradus_studio_get_snapshot (GradusStudio *self);
/* What the session is doing. */
GradusSnapshot *gradus_studio_get_live_snapshot (GradusStudio *self);

/* The time machine. An edit of the network made while looking back goes on from there, as
 * gradus_studio_branch(). */
void     gradus_studio_look_back (GradusStudio *self, guint64 step);
void     gradus_studio_look_at_now (GradusStudio *self);
gboolean gradus_studio_is_looking_back (GradusStudio *self);
guint64  gradus_studio_get_looked_at (GradusStudio *self); /* step that was asked for */
void     gradus_studio_branch (GradusStudio *self);

/* NULL while loading; train includes the part that validation_split holds back. */
GradusDataset *gradus_studio_get_train_data (GradusStudio *self);
GradusDataset *gradus_studio_get_test_data (GradusStudio *self);
gboolean       gradus_studio_is_loading (GradusStudio *self);
/* Why the data could not be loaded, or NULL. */
const char *gradus_studio_get_data_problem (GradusStudio *self);
/* Start weights again, as a step of undo. */
void gradus_studio_reset (GradusStudio *self);
/* Whether Train is possible now. */
gboolean gradus_studio_can_train (GradusStudio *self);

GradusBlock gradus_studio_get_selected_block (GradusStudio *self);
guint64 gradus_studio_get_selected_layer (GradusStudio *self); /* uid, 0 if no layer */
void    gradus_studio_select (GradusStudio *self, GradusBlock block, guint64 uid);
/* Several layers, of which one leads; borrowed until the selection changes. */
void           gradus_studio_select_layers (GradusStudio  *self,
                                            const guint64 *uids,
                                            guint          n_uids,
                                            guint64        lead);
const guint64 *gradus_studio_get_selected_layers (GradusStudio *self, guint *n_layers);
gboolean       gradus_studio_is_layer_selected (GradusStudio *self, guint64 uid);

/* The digit that is looked at: a sample of the test data or a drawing. */
void gradus_studio_set_probe_sample (GradusStudio *self, guint index);
/* (array) as many numbers as a sample has; NULL goes back to the sample */
void     gradus_studio_set_probe_pixels (GradusStudio *self, const float *pixels);
gboolean gradus_studio_is_probe_drawn (GradusStudio *self);
guint    gradus_studio_get_probe_sample (GradusStudio *self);
/* A sample of the training data; looked at instead of one of the test data. */
void              gradus_studio_set_probe_training (GradusStudio *self, guint index);
guint             gradus_studio_get_probe_training (GradusStudio *self);
GradusProbeOrigin gradus_studio_get_probe_origin (GradusStudio *self);
/* Borrowed; NULL while there are no data. Shape of one sample. */
GradusTensor *gradus_studio_get_probe_input (GradusStudio *self);
/* (element-type GradusTensor) (nullable): the output of every layer, shape (1, …); last =
 * prediction. */
GPtrArray *gradus_studio_get_probe_activations (GradusStudio *self);
/* The same through the start weights, computed when asked for. */
GPtrArray *gradus_studio_get_probe_start_activations (GradusStudio *self);

G_END_DECLS
