/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-hand.h"
#include "app/gradus-lookout.h"
#include "app/gradus-pace.h"
#include "app/gradus-selection.h"
#include "app/gradus-studio.h"
#include "app/gradus-versions.h"
#include "io/run-files.h"

G_BEGIN_DECLS

/* What the files of the studio share, and nobody else. */
struct _GradusStudio
{
  GObject parent_instance;

  GradusDocument *document;
  GradusSession  *session;
  GradusPace     *pace;
  GradusLookout  *lookout;
  GradusHand     *hand;
  GradusVersions *versions; /* of the document, as the session goes through them */
  GArray         *restarts; /* (nullable): of GradusRestart, as last told */

  /* gradus-studio-file.c: what was learned, from a file, until the data are there and
   * training can go on. */
  GPtrArray     *saved_weights;
  GPtrArray     *saved_slots;
  GradusHistory *saved_history;
  GPtrArray     *saved_silences;
  guint64        saved_iteration;
  double         saved_rate;
  gboolean       has_saved;

  GradusRunKeeper *runs;

  gboolean is_branching; /* with the step of the document that is under way */
  gboolean has_learned;  /* since the last save */
  guint64  known_step;   /* updates made when the file was read or written */

  /* gradus-studio-data.c */
  GradusDataset *train_data;
  GradusDataset *test_data;
  GCancellable  *loading; /* NULL when nothing is being loaded */
  char          *data_problem;

  /* gradus-studio-run-files.c: what callbacks write */
  GradusRunFiles      *files;         /* NULL while a thread has them */
  const GradusHistory *files_history; /* only compared */
  guint                files_first;
  guint                files_done;
  gboolean             is_writing;

  /* gradus-studio-selection.c */
  GradusBlock     block;
  GradusSelection layers; /* empty unless the block is a layer */

  /* gradus-studio-probe.c: the sample that is looked at, and a model of its own */
  guint             probe_sample;
  guint             probe_training;
  GradusProbeOrigin origin;
  GradusTensor     *probe_input;
  GradusModel      *probe_model;
  GradusPlan       *probe_plan;    /* what probe_model was made for */
  GPtrArray        *probe_weights; /* what probe_model holds now */
  GPtrArray        *probe_activations;
  GPtrArray        *probe_start_activations;
  guint             probe_source;
  gint64            probe_time; /* of the last run, monotonic */
};

enum
{
  DOCUMENT_CHANGED,
  SELECTION_CHANGED,
  UPDATED,
  PROBE_CHANGED,
  DATA_CHANGED,
  RESTARTED,
  LOOKED,
  MESSAGE,
  N_SIGNALS
};

extern guint gradus_studio_signals[N_SIGNALS];

/* gradus-studio.c */
void                 gradus_studio_say (GradusStudio *self, const char *text);
const GradusProject *gradus_studio_get_project (GradusStudio *self); /* NULL: none */
/* The session follows the document. */
void gradus_studio_update_session (GradusStudio *self, gboolean keep_weights);

/* gradus-studio-data.c */
void gradus_studio_load_data (GradusStudio *self);
void gradus_studio_forget_data (GradusStudio *self);

/* gradus-studio-file.c */
void gradus_studio_keep_saved (GradusStudio *self, const GradusKerasFile *file);
void gradus_studio_restore_saved (GradusStudio *self);

/* gradus-studio-probe.c */
void gradus_studio_take_sample (GradusStudio *self);
void gradus_studio_queue_probe (GradusStudio *self);
void gradus_studio_follow_weights (GradusStudio *self);
void gradus_studio_forget_probe (GradusStudio *self); /* the sample, with its data */
void gradus_studio_clear_probe (GradusStudio *self);  /* the model, at the end */

/* gradus-studio-run-files.c */
void gradus_studio_write_files (GradusStudio *self);

/* gradus-studio-selection.c */
void gradus_studio_repair_selection (GradusStudio *self);

G_END_DECLS
