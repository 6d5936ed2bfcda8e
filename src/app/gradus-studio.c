/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-studio.h"

#include "app/gradus-format.h"
#include "app/gradus-hand.h"
#include "app/gradus-lookout.h"
#include "app/gradus-restarts.h"
#include "app/gradus-selection.h"
#include "app/gradus-versions.h"
#include "io/run-files.h"

#include <glib/gi18n-lib.h>

/* How often the probe is run while training: faster than that nobody reads it. */
#define PROBE_INTERVAL_MS 100
/* And while one looks back, when the hand wants to see at once what it does. */
#define PROBE_PAST_MS 30

struct _GradusStudio
{
  GObject parent_instance;

  GradusDocument *document;
  GradusSession  *session;
  GradusLookout  *lookout;
  GradusHand     *hand;
  GradusVersions *versions; /* of the document, as the session goes through them */
  GArray         *restarts; /* (nullable): of GradusRestart, as last told */

  /* What was learned, from a file, until the data are there and training can go on. */
  GPtrArray     *saved_weights;
  GPtrArray     *saved_slots;
  GradusHistory *saved_history;
  guint64        saved_iteration;
  double         saved_rate;
  gboolean       has_saved;

  GradusRunKeeper *runs;

  gboolean is_branching; /* with the step of the document that is under way */
  gboolean has_learned;  /* since the last save */
  guint64  known_step;   /* updates made when the file was read or written */

  GradusDataset *train_data;
  GradusDataset *test_data;
  GCancellable  *loading; /* NULL when nothing is being loaded */
  char          *data_problem;

  GradusRunFiles      *files;         /* NULL while a thread has them */
  const GradusHistory *files_history; /* only compared */
  guint                files_first;
  guint                files_done;
  gboolean             is_writing;

  GradusBlock     block;
  GradusSelection layers; /* empty unless the block is a layer */

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

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusStudio, gradus_studio, G_TYPE_OBJECT)

#define ALL_CHANGES                                                                      \
  (GRADUS_CHANGE_TITLE | GRADUS_CHANGE_STACK | GRADUS_CHANGE_COMPILE |                   \
   GRADUS_CHANGE_RATE | GRADUS_CHANGE_FIT | GRADUS_CHANGE_EPOCHS | GRADUS_CHANGE_DATA |  \
   GRADUS_CHANGE_RUNS | GRADUS_CHANGE_LEARNED | GRADUS_CHANGE_BYPASSED |                 \
   GRADUS_CHANGE_GROUPS)

static void
say (GradusStudio *self, const char *text)
{
  g_signal_emit (self, signals[MESSAGE], 0, text);
}

/* --- The session follows the document --- */

static const GradusProject *
get_project (GradusStudio *self)
{
  return self->document != NULL ? gradus_document_get_project (self->document) : NULL;
}

static void
restore_saved (GradusStudio *self)
{
  if (!self->has_saved)
    return;
  gradus_session_restore (self->session, self->saved_weights, self->saved_slots,
                          self->saved_iteration, self->saved_rate, self->saved_history);
  self->has_saved = FALSE;
  g_clear_pointer (&self->saved_weights, g_ptr_array_unref);
  g_clear_pointer (&self->saved_slots, g_ptr_array_unref);
  g_clear_pointer (&self->saved_history, gradus_history_unref);
}

static gboolean
fits (GradusStudio *self)
{
  return self->train_data != NULL && gradus_document_get_problem (self->document) == NULL;
}

/* What is seen goes on: an edit of the past does not change the present. */
static guint64
branch (GradusStudio *self)
{
  guint64 step = gradus_lookout_get_step (self->lookout);

  gradus_lookout_look_at_now (self->lookout);
  gradus_run_keeper_branch (self->runs, step);
  return gradus_versions_branch (self->versions, self->document, self->train_data, step);
}

/* A project that cannot train leaves the session alone: what was learned is still there
 * when the stack fits again. */
static void
update_session (GradusStudio *self, gboolean keep_weights)
{
  guint64 serial;

  if (self->document == NULL)
    return;
  if (!fits (self))
    {
      gradus_session_pause (self->session);
      return;
    }
  if (keep_weights && gradus_lookout_is_looking_back (self->lookout))
    serial = branch (self);
  else
    serial = gradus_versions_follow (self->versions, self->document, self->train_data,
                                     keep_weights);
  if (serial != 0)
    gradus_run_keeper_begin (self->runs, serial, get_project (self));
  restore_saved (self);
}

/* --- The digit that is looked at --- */

static GradusDataset *
get_probe_data (GradusStudio *self)
{
  return self->test_data != NULL ? self->test_data : self->train_data;
}

static void
clear_activations (GradusStudio *self)
{
  g_clear_pointer (&self->probe_activations, g_ptr_array_unref);
  g_clear_pointer (&self->probe_start_activations, g_ptr_array_unref);
}

static void
take_from (GradusStudio     *self,
           GradusProbeOrigin origin,
           GradusDataset    *data,
           guint            *sample)
{
  g_clear_pointer (&self->probe_input, gradus_tensor_unref);
  self->origin = origin;
  if (data == NULL || gradus_dataset_get_n_samples (data) == 0)
    return;
  *sample = MIN (*sample, gradus_dataset_get_n_samples (data) - 1);
  self->probe_input = gradus_tensor_new (gradus_dataset_get_shape (data));
  gradus_dataset_get_sample (data, *sample, self->probe_input->data);
}

static void
take_sample (GradusStudio *self)
{
  take_from (self, GRADUS_PROBE_TEST, get_probe_data (self), &self->probe_sample);
}

/* The probe's own model for the plan that is trained. FALSE: there is none. */
static gboolean
ensure_probe_model (GradusStudio *self, const GradusSnapshot *snapshot)
{
  const GradusSequential *sequential;

  if (snapshot->plan == NULL || snapshot->weights == NULL || self->probe_input == NULL)
    return FALSE;
  sequential = gradus_plan_get_sequential (snapshot->plan);
  if (gradus_shape_size (&sequential->input) != self->probe_input->size)
    return FALSE;
  if (self->probe_plan == snapshot->plan)
    return self->probe_model != NULL;

  g_clear_pointer (&self->probe_model, gradus_model_free);
  g_clear_pointer (&self->probe_plan, gradus_plan_unref);
  g_clear_pointer (&self->probe_weights, g_ptr_array_unref);
  self->probe_plan = gradus_plan_ref (snapshot->plan);
  self->probe_model = gradus_model_new (sequential, 1, NULL);
  return self->probe_model != NULL;
}

static GPtrArray *
compute_activations (GradusStudio *self, GPtrArray *weights)
{
  if (self->probe_weights != weights)
    {
      g_clear_pointer (&self->probe_weights, g_ptr_array_unref);
      if (!gradus_model_set_weights (self->probe_model, weights, NULL))
        return NULL;
      self->probe_weights = g_ptr_array_ref (weights);
    }
  return gradus_model_get_activations (self->probe_model, 1, self->probe_input->data);
}

static void
run_probe (GradusStudio *self)
{
  GradusSnapshot *snapshot = gradus_lookout_get_snapshot (self->lookout);

  g_clear_handle_id (&self->probe_source, g_source_remove);
  self->probe_time = g_get_monotonic_time ();
  clear_activations (self);
  if (ensure_probe_model (self, snapshot))
    self->probe_activations = compute_activations (self, snapshot->weights);
  g_signal_emit (self, signals[PROBE_CHANGED], 0);
}

static gboolean
probe_cb (gpointer user_data)
{
  GradusStudio *self = user_data;

  self->probe_source = 0;
  run_probe (self);
  return G_SOURCE_REMOVE;
}

static void
queue_probe (GradusStudio *self)
{
  gint64 wait_ms;

  if (self->probe_source != 0 ||
      !g_signal_has_handler_pending (self, signals[PROBE_CHANGED], 0, FALSE))
    return;
  wait_ms =
    (gradus_lookout_is_looking_back (self->lookout) ? PROBE_PAST_MS : PROBE_INTERVAL_MS) -
    (g_get_monotonic_time () - self->probe_time) / G_TIME_SPAN_MILLISECOND;
  if (wait_ms <= 0)
    run_probe (self);
  else
    self->probe_source = g_timeout_add ((guint) wait_ms, probe_cb, self);
}

/* --- Data --- */

/* A load that is under way. It must not keep the studio alive: disposing of the studio
 * joins the training thread. */
typedef struct
{
  GWeakRef      studio;
  GCancellable *cancellable;
} Load;

static void
load_free (Load *load)
{
  g_weak_ref_clear (&load->studio);
  g_object_unref (load->cancellable);
  g_free (load);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Load, load_free)

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Load)          load = user_data;
  g_autoptr (GradusStudio)  self = g_weak_ref_get (&load->studio);
  g_autoptr (GradusDataset) train = NULL;
  g_autoptr (GradusDataset) test = NULL;
  g_autoptr (GError)        error = NULL;
  gboolean is_loaded = gradus_data_ref_load_finish (result, &train, &test, &error);

  /* Another load was begun since, or the studio is gone. */
  if (self == NULL || self->loading != load->cancellable)
    return;
  g_clear_object (&self->loading);
  if (is_loaded)
    {
      self->train_data = g_steal_pointer (&train);
      self->test_data = g_steal_pointer (&test);
      take_sample (self);
      update_session (self, TRUE);
    }
  else
    {
      self->data_problem = g_strdup (error->message);
      say (self, self->data_problem);
    }
  g_signal_emit (self, signals[DATA_CHANGED], 0);
  queue_probe (self);
}

static void
forget_data (GradusStudio *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->data_problem, g_free);
  g_clear_pointer (&self->train_data, gradus_dataset_unref);
  g_clear_pointer (&self->test_data, gradus_dataset_unref);
  g_clear_pointer (&self->probe_input, gradus_tensor_unref);
  self->origin = GRADUS_PROBE_TEST;
  clear_activations (self);
}

static void
load_data (GradusStudio *self)
{
  Load *load = g_new0 (Load, 1);

  forget_data (self);
  gradus_session_pause (self->session);
  self->loading = g_cancellable_new ();
  load->cancellable = g_object_ref (self->loading);
  g_weak_ref_init (&load->studio, self);
  gradus_data_ref_load_async (&get_project (self)->data, self->loading, loaded_cb, load);
  g_signal_emit (self, signals[DATA_CHANGED], 0);
}

/* --- Callbacks --- */

/* Selected layers may be gone after an edit. */
static void
repair_selection (GradusStudio *self)
{
  g_autoptr (GPtrArray) layers = NULL;
  g_autoptr (GArray)    left = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint64               lead = self->layers.lead;

  if (self->block != GRADUS_BLOCK_LAYER)
    return;
  layers = gradus_project_list_layers (get_project (self));
  for (guint i = 0; i < layers->len; i++)
    {
      guint64 uid = ((const GradusLayer *) layers->pdata[i])->uid;

      if (gradus_selection_has (&self->layers, uid))
        g_array_append_val (left, uid);
    }
  if (left->len == 0)
    {
      gradus_studio_select (self, GRADUS_BLOCK_INPUT, 0);
      return;
    }
  if (gradus_project_find_layer (get_project (self), lead) == NULL)
    lead = g_array_index (left, guint64, 0);
  gradus_studio_select_layers (self, (const guint64 *) (gpointer) left->data, left->len,
                               lead);
}

static void
document_changed_cb (GradusDocument *document, guint changes, gpointer user_data)
{
  GradusStudio        *self = user_data;
  const GradusProject *project = get_project (self);
  const guint live = GRADUS_CHANGE_RATE | GRADUS_CHANGE_EPOCHS | GRADUS_CHANGE_WEIGHTS |
                     GRADUS_CHANGE_LESIONS;
  const guint aside = GRADUS_CHANGE_TITLE | GRADUS_CHANGE_RUNS | GRADUS_CHANGE_BYPASSED |
                      GRADUS_CHANGE_GROUPS;

  if (changes & GRADUS_CHANGE_STACK)
    self->has_saved = FALSE;
  /* What a step of several changes says of weights comes after the network. */
  if ((changes & ~live & ~aside) &&
      (changes & (GRADUS_CHANGE_WEIGHTS | GRADUS_CHANGE_LESIONS)))
    gradus_hand_follow (self->hand, project);
  if (changes & GRADUS_CHANGE_DATA)
    load_data (self);
  else if (changes & ~live & ~aside)
    update_session (self, self->is_branching || !(changes & GRADUS_CHANGE_LEARNED));
  else
    {
      if (changes & GRADUS_CHANGE_RATE)
        gradus_session_set_learning_rate (self->session,
                                          gradus_config_get_float (project->sequential
                                                                     ->optimizer,
                                                                   "learning_rate"));
      if (changes & GRADUS_CHANGE_EPOCHS)
        gradus_session_set_epochs (self->session, project->fit.epochs);
      if (changes & (GRADUS_CHANGE_WEIGHTS | GRADUS_CHANGE_LESIONS))
        gradus_hand_follow (self->hand, project);
      if (changes & (GRADUS_CHANGE_RATE | GRADUS_CHANGE_EPOCHS))
        gradus_run_keeper_retune (self->runs, project);
      if (fits (self))
        gradus_versions_note (self->versions, self->document);
    }
  repair_selection (self);
  g_signal_emit (self, signals[DOCUMENT_CHANGED], 0, changes);
}

/* --- Files of callbacks --- */

typedef struct
{
  GradusRunFiles *files; /* the studio's, which leaves them alone meanwhile */
  GradusKerasFile file;
  guint           first;
  guint           from;
  guint           to;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  gradus_project_free (writing->file.project);
  g_ptr_array_unref (writing->file.weights);
  gradus_history_unref (writing->file.history);
  g_clear_pointer (&writing->files, gradus_run_files_free);
  g_free (writing);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;
  GError  *error = NULL;

  for (guint i = writing->from; i < writing->to; i++)
    if (!gradus_run_files_end_epoch (writing->files, &writing->file, writing->first, i,
                                     error == NULL ? &error : NULL))
      break;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GradusStudio      *self = GRADUS_STUDIO (object);
  Writing           *writing = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    say (self, error->message);
  /* Of another run meanwhile: then they go with the task. */
  if (self->files_history == writing->file.history && self->files == NULL)
    self->files = g_steal_pointer (&writing->files);
  self->is_writing = FALSE;
}

static char *
find_folder (GradusStudio *self)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) folder = NULL;
  const char       *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  g_object_get (self->document, "file", &file, NULL);
  folder = file != NULL ? g_file_get_parent (file) : NULL;
  if (folder != NULL && g_file_peek_path (folder) != NULL)
    return g_file_get_path (folder);
  return g_strdup (documents != NULL ? documents : g_get_home_dir ());
}

static void
begin_files (GradusStudio *self, const GradusSnapshot *snapshot)
{
  g_autofree char *folder = find_folder (self);

  g_clear_pointer (&self->files, gradus_run_files_free);
  self->files = gradus_run_files_new (get_project (self)->sequential, folder);
  self->files_history = snapshot->history;
  /* Epochs that are there before training begins came from a file. */
  self->files_first = self->files_done =
    snapshot->state == GRADUS_SESSION_RUNNING ? 0 : snapshot->n_epochs;
}

/* What Keras's ModelCheckpoint and CSVLogger write, in a thread of its own. The weights
 * are those of the latest snapshot. */
static void
write_files (GradusStudio *self)
{
  const GradusSnapshot *snapshot = gradus_session_get_snapshot (self->session);
  g_autoptr (GTask)     task = NULL;
  Writing              *writing;

  if (self->is_writing || snapshot->history == NULL || snapshot->weights == NULL ||
      get_project (self) == NULL ||
      !gradus_run_files_is_needed (get_project (self)->sequential))
    return;
  if (self->files == NULL || self->files_history != snapshot->history ||
      self->files_done > snapshot->n_epochs)
    begin_files (self, snapshot);
  if (self->files_done == snapshot->n_epochs)
    return;
  writing = g_new0 (Writing, 1);
  writing->files = g_steal_pointer (&self->files);
  writing->file.project = gradus_project_copy (get_project (self));
  writing->file.weights = g_ptr_array_ref (snapshot->weights);
  writing->file.history = gradus_history_ref (snapshot->history);
  writing->file.iteration = snapshot->report.step;
  writing->file.learning_rate = snapshot->report.learning_rate;
  writing->file.from_gradus = TRUE;
  writing->first = self->files_first;
  writing->from = self->files_done;
  writing->to = self->files_done = snapshot->n_epochs;
  self->is_writing = TRUE;
  task = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, write_thread);
}

/* Steps are counted, not states: a single batch may be over before anybody looks. */
static void
notice_learning (GradusStudio *self)
{
  const GradusSnapshot *snapshot = gradus_session_get_snapshot (self->session);

  if (snapshot->state > GRADUS_SESSION_READY && snapshot->report.step != self->known_step)
    self->has_learned = TRUE;
}

/* Another history has taken the place of the one before: that is an earlier run now. */
static void
keep_run (GradusStudio *self)
{
  const GradusSnapshot *snapshot = gradus_session_get_snapshot (self->session);
  GradusRun            *ended =
    gradus_run_keeper_follow (self->runs, snapshot->serial, snapshot->history);

  if (ended != NULL)
    gradus_document_keep_run (self->document, ended);
}

static void
notice_restarts (GradusStudio *self)
{
  const GradusSnapshot *snapshot = gradus_session_get_snapshot (self->session);
  g_autofree char      *text = NULL;

  if (gradus_restarts_equal (self->restarts, snapshot->restarts))
    return;
  g_clear_pointer (&self->restarts, g_array_unref);
  self->restarts = snapshot->restarts != NULL ? g_array_ref (snapshot->restarts) : NULL;
  if (get_project (self) != NULL)
    text = gradus_restarts_describe (self->restarts, get_project (self)->sequential);
  g_signal_emit (self, signals[RESTARTED], 0, text);
}

static void
follow_weights (GradusStudio *self)
{
  if (gradus_lookout_get_snapshot (self->lookout)->weights != self->probe_weights)
    queue_probe (self);
}

static void
session_updated_cb (GradusStudio *self)
{
  keep_run (self);
  notice_learning (self);
  notice_restarts (self);
  gradus_lookout_refresh (self->lookout);
  g_signal_emit (self, signals[UPDATED], 0);
  write_files (self);
  follow_weights (self);
}

static void
session_failed_cb (GradusStudio *self, const char *message)
{
  say (self, message);
}

/* --- Object --- */

static void
gradus_studio_dispose (GObject *object)
{
  GradusStudio *self = GRADUS_STUDIO (object);

  forget_data (self);
  g_clear_handle_id (&self->probe_source, g_source_remove);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      gradus_session_close (self->session);
    }
  g_clear_object (&self->document);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gradus_studio_parent_class)->dispose (object);
}

static void
gradus_studio_finalize (GObject *object)
{
  GradusStudio *self = GRADUS_STUDIO (object);

  g_clear_pointer (&self->lookout, gradus_lookout_free);
  g_clear_pointer (&self->runs, gradus_run_keeper_free);
  g_clear_pointer (&self->versions, gradus_versions_free);
  g_clear_pointer (&self->hand, gradus_hand_free);
  g_clear_pointer (&self->restarts, g_array_unref);
  g_clear_pointer (&self->saved_weights, g_ptr_array_unref);
  g_clear_pointer (&self->saved_slots, g_ptr_array_unref);
  g_clear_pointer (&self->saved_history, gradus_history_unref);
  g_clear_pointer (&self->probe_model, gradus_model_free);
  g_clear_pointer (&self->probe_plan, gradus_plan_unref);
  g_clear_pointer (&self->probe_weights, g_ptr_array_unref);
  gradus_selection_clear (&self->layers);
  G_OBJECT_CLASS (gradus_studio_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, guint n_params, GType type)
{
  return g_signal_new (name, GRADUS_TYPE_STUDIO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n_params, type);
}

static void
gradus_studio_class_init (GradusStudioClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = gradus_studio_dispose;
  object_class->finalize = gradus_studio_finalize;

  signals[DOCUMENT_CHANGED] = new_signal ("document-changed", 1, G_TYPE_UINT);
  signals[SELECTION_CHANGED] = new_signal ("selection-changed", 0, 0);
  signals[UPDATED] = new_signal ("updated", 0, 0);
  signals[PROBE_CHANGED] = new_signal ("probe-changed", 0, 0);
  signals[DATA_CHANGED] = new_signal ("data-changed", 0, 0);
  signals[RESTARTED] = new_signal ("restarted", 1, G_TYPE_STRING);
  signals[LOOKED] = new_signal ("looked", 0, 0);
  signals[MESSAGE] = new_signal ("message", 1, G_TYPE_STRING);
}

static void
gradus_studio_init (GradusStudio *self)
{
  gradus_selection_init (&self->layers);
  self->session = gradus_session_new ();
  self->lookout = gradus_lookout_new (self->session);
  self->hand = gradus_hand_new (self->session);
  self->versions = gradus_versions_new (self->session);
  self->runs = gradus_run_keeper_new ();
  g_signal_connect_object (self->session, "updated", G_CALLBACK (session_updated_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "failed", G_CALLBACK (session_failed_cb), self,
                           G_CONNECT_SWAPPED);
}

GradusStudio *
gradus_studio_new (void)
{
  return g_object_new (GRADUS_TYPE_STUDIO, NULL);
}

GradusDocument *
gradus_studio_get_document (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return self->document;
}

static void
keep_saved (GradusStudio *self, const GradusKerasFile *file)
{
  g_clear_pointer (&self->files, gradus_run_files_free);
  g_clear_pointer (&self->saved_weights, g_ptr_array_unref);
  g_clear_pointer (&self->saved_slots, g_ptr_array_unref);
  g_clear_pointer (&self->saved_history, gradus_history_unref);
  self->has_saved = file != NULL && file->weights != NULL;
  if (!self->has_saved)
    return;
  self->saved_weights = g_ptr_array_ref (file->weights);
  self->saved_slots = file->slots != NULL ? g_ptr_array_ref (file->slots) : NULL;
  self->saved_history = file->history != NULL ? gradus_history_ref (file->history) : NULL;
  self->saved_iteration = file->iteration;
  self->saved_rate = file->learning_rate;
}

gboolean
gradus_studio_get_waiting (GradusStudio *self, GradusKerasFile *file)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);

  if (!self->has_saved)
    return FALSE;
  file->weights = g_ptr_array_ref (self->saved_weights);
  file->slots = self->saved_slots != NULL ? g_ptr_array_ref (self->saved_slots) : NULL;
  file->history =
    self->saved_history != NULL ? gradus_history_ref (self->saved_history) : NULL;
  file->iteration = self->saved_iteration;
  file->learning_rate = self->saved_rate;
  return TRUE;
}

/**
 * gradus_studio_take_learned:
 * @file: weights, and perhaps more, for the network of the document
 *
 * Puts what a file has learned in the place of what was learned here.
 */
void
gradus_studio_take_learned (GradusStudio *self, const GradusKerasFile *file)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));
  g_return_if_fail (self->document != NULL);

  gradus_session_pause (self->session);
  keep_saved (self, file);
  self->has_learned = TRUE;
  gradus_document_begin_anew (self->document, _ ("Load weights"));
}

gboolean
gradus_studio_has_unsaved (GradusStudio *self)
{
  gboolean is_modified = FALSE;

  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);

  if (self->document == NULL || gradus_document_is_read_only (self->document))
    return FALSE;
  g_object_get (self->document, "modified", &is_modified, NULL);
  return is_modified || self->has_learned;
}

/**
 * gradus_studio_mark_saved:
 * @file: what was written
 * @location: where
 * @stamp: (nullable): what gradus_file_dup_stamp() says of it
 *
 * Takes @file as what lies on disk now. What was edited or learned since counts as
 * unsaved.
 */
void
gradus_studio_mark_saved (GradusStudio          *self,
                          const GradusKerasFile *file,
                          GFile                 *location,
                          const char            *stamp)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));

  self->has_learned = FALSE;
  self->known_step = file->iteration;
  gradus_document_set_stamp (self->document, stamp);
  gradus_document_mark_saved_as (self->document, file->project, location);
  notice_learning (self);
}

/**
 * gradus_studio_set_document:
 * @document: what to work on from now on
 * @file: (nullable): where it came from, for what was learned
 *
 * Shows another document. Training of the one before ends, and its data are forgotten.
 */
void
gradus_studio_set_document (GradusStudio          *self,
                            GradusDocument        *document,
                            const GradusKerasFile *file)
{
  const GradusProject *project;

  g_return_if_fail (GRADUS_IS_STUDIO (self));
  g_return_if_fail (GRADUS_IS_DOCUMENT (document));
  g_return_if_fail (document != self->document);

  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_set_object (&self->document, document);
  g_signal_connect_object (document, "changed", G_CALLBACK (document_changed_cb), self,
                           0);

  project = get_project (self);
  /* What one does first: choose how to fit, or look at the data that layers are to come
   * for. */
  self->block = gradus_sequential_get_n_layers (project->sequential) > 0
                  ? GRADUS_BLOCK_OPTIMIZER
                  : GRADUS_BLOCK_INPUT;
  gradus_selection_set (&self->layers, NULL, 0, 0);
  self->probe_sample = 0;
  self->has_learned = FALSE;
  self->known_step = file != NULL ? file->iteration : 0;
  keep_saved (self, file);
  gradus_versions_forget (self->versions);
  gradus_hand_begin (self->hand, project);
  gradus_run_keeper_forget (self->runs,
                            gradus_session_set_project (self->session,
                                                        project->sequential, NULL,
                                                        &project->fit, FALSE));
  load_data (self);
  g_signal_emit (self, signals[DOCUMENT_CHANGED], 0, ALL_CHANGES);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/**
 * gradus_studio_reset:
 * @self: a studio with a document that can train
 *
 * Goes back to start weights. This is a step that can be undone: what was learned comes
 * back with it.
 */
void
gradus_studio_reset (GradusStudio *self)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));
  g_return_if_fail (self->document != NULL);

  gradus_document_begin_anew (self->document, _ ("Reset weights"));
}

GradusRunKeeper *
gradus_studio_get_runs (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return self->runs;
}

GradusSession *
gradus_studio_get_session (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return self->session;
}

GradusSnapshot *
gradus_studio_get_snapshot (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return gradus_lookout_get_snapshot (self->lookout);
}

GradusSnapshot *
gradus_studio_get_live_snapshot (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return gradus_session_get_snapshot (self->session);
}

/**
 * gradus_studio_look_back:
 * @self: a studio
 * @step: a moment of the run, as its snapshot lists them
 *
 * Has all parts show an earlier moment of the run. Training goes on meanwhile.
 */
void
gradus_studio_look_back (GradusStudio *self, guint64 step)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));

  gradus_lookout_look_back (self->lookout, step);
  g_signal_emit (self, signals[LOOKED], 0);
}

void
gradus_studio_look_at_now (GradusStudio *self)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));

  if (!gradus_lookout_is_looking_back (self->lookout))
    return;
  gradus_lookout_look_at_now (self->lookout);
  g_signal_emit (self, signals[LOOKED], 0);
  g_signal_emit (self, signals[UPDATED], 0);
  follow_weights (self);
}

gboolean
gradus_studio_is_looking_back (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);
  return gradus_lookout_is_looking_back (self->lookout);
}

guint64
gradus_studio_get_looked_at (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), 0);
  return gradus_lookout_get_step (self->lookout);
}

/**
 * gradus_studio_branch:
 * @self: a studio that looks back
 *
 * Makes the moment that is looked at the present one, from which training can go on. What
 * came after it stays as an earlier run, and comes back with undo.
 */
void
gradus_studio_branch (GradusStudio *self)
{
  g_autofree char *label = NULL;
  g_autofree char *count = NULL;
  guint64          step;

  g_return_if_fail (GRADUS_IS_STUDIO (self));

  if (!gradus_lookout_is_looking_back (self->lookout) || !fits (self))
    return;
  step = gradus_lookout_get_step (self->lookout);
  /* Translators: a step that can be undone; %s is a number of batches, like 4,500 */
  count = gradus_format_count (step);
  label = g_strdup_printf (_ ("Continue from step %s"), count);
  self->is_branching = TRUE;
  gradus_document_begin_anew (self->document, label);
  self->is_branching = FALSE;
  g_signal_emit (self, signals[LOOKED], 0);
}

GradusDataset *
gradus_studio_get_train_data (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return self->train_data;
}

GradusDataset *
gradus_studio_get_test_data (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return self->test_data;
}

gboolean
gradus_studio_is_loading (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);
  return self->loading != NULL;
}

const char *
gradus_studio_get_data_problem (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return self->data_problem;
}

gboolean
gradus_studio_can_train (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);
  return self->document != NULL && self->train_data != NULL &&
         gradus_document_get_problem (self->document) == NULL &&
         gradus_session_get_snapshot (self->session)->state != GRADUS_SESSION_EMPTY;
}

GradusBlock
gradus_studio_get_selected_block (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), GRADUS_BLOCK_INPUT);
  return self->block;
}

guint64
gradus_studio_get_selected_layer (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), 0);
  return self->layers.lead;
}

const guint64 *
gradus_studio_get_selected_layers (GradusStudio *self, guint *n_layers)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  *n_layers = self->layers.uids->len;
  return (const guint64 *) (gpointer) self->layers.uids->data;
}

gboolean
gradus_studio_is_layer_selected (GradusStudio *self, guint64 uid)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);
  return gradus_selection_has (&self->layers, uid);
}

/**
 * gradus_studio_select:
 * @block: a block of the loop
 * @uid: which layer, if @block is a layer
 *
 * Selects what the inspector shows and the stage talks about.
 */
void
gradus_studio_select (GradusStudio *self, GradusBlock block, guint64 uid)
{
  gboolean has_changed;

  g_return_if_fail (GRADUS_IS_STUDIO (self));

  has_changed =
    gradus_selection_set (&self->layers, &uid, block == GRADUS_BLOCK_LAYER ? 1 : 0, uid);
  if (!has_changed && self->block == block)
    return;
  self->block = block;
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/**
 * gradus_studio_select_layers:
 * @uids: (array length=n_uids): layers, none twice
 * @n_uids: how many, at least one
 * @lead: the one of them that inspector and stage show
 *
 * Selects several layers, which are then edited together.
 */
void
gradus_studio_select_layers (GradusStudio  *self,
                             const guint64 *uids,
                             guint          n_uids,
                             guint64        lead)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));
  g_return_if_fail (n_uids > 0);

  if (!gradus_selection_set (&self->layers, uids, n_uids, lead) &&
      self->block == GRADUS_BLOCK_LAYER)
    return;
  self->block = GRADUS_BLOCK_LAYER;
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/**
 * gradus_studio_set_probe_sample:
 * @index: a sample of the test data
 *
 * Looks at another digit, also instead of a drawn one.
 */
void
gradus_studio_set_probe_sample (GradusStudio *self, guint index)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));

  if (index == self->probe_sample && self->origin == GRADUS_PROBE_TEST)
    return;
  self->probe_sample = index;
  take_sample (self);
  run_probe (self);
}

/**
 * gradus_studio_set_probe_training:
 * @index: a sample of the training data, those held back included
 *
 * Looks at something that the network learns from.
 */
void
gradus_studio_set_probe_training (GradusStudio *self, guint index)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));

  if (self->train_data == NULL ||
      (index == self->probe_training && self->origin == GRADUS_PROBE_TRAINING))
    return;
  self->probe_training = index;
  take_from (self, GRADUS_PROBE_TRAINING, self->train_data, &self->probe_training);
  run_probe (self);
}

/**
 * gradus_studio_set_probe_pixels:
 * @pixels: (nullable): 0 … 1, as many as a sample has numbers
 *
 * Looks at a drawing, or at the sample again. Does nothing while there are no data.
 */
void
gradus_studio_set_probe_pixels (GradusStudio *self, const float *pixels)
{
  GradusDataset *data;

  g_return_if_fail (GRADUS_IS_STUDIO (self));

  data = get_probe_data (self);
  if (data == NULL || (pixels == NULL && self->origin == GRADUS_PROBE_TEST))
    return;
  if (pixels == NULL)
    take_sample (self);
  else
    {
      g_clear_pointer (&self->probe_input, gradus_tensor_unref);
      self->probe_input =
        gradus_tensor_new_from_data (gradus_dataset_get_shape (data), pixels);
      self->origin = GRADUS_PROBE_DRAWN;
    }
  queue_probe (self);
}

gboolean
gradus_studio_is_probe_drawn (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);
  return self->origin == GRADUS_PROBE_DRAWN;
}

guint
gradus_studio_get_probe_training (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), 0);
  return self->probe_training;
}

GradusProbeOrigin
gradus_studio_get_probe_origin (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), GRADUS_PROBE_TEST);
  return self->origin;
}

guint
gradus_studio_get_probe_sample (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), 0);
  return self->probe_sample;
}

GradusTensor *
gradus_studio_get_probe_input (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return self->probe_input;
}

GPtrArray *
gradus_studio_get_probe_activations (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return self->probe_activations;
}

GPtrArray *
gradus_studio_get_probe_start_activations (GradusStudio *self)
{
  GradusSnapshot *snapshot;

  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);

  snapshot = gradus_lookout_get_snapshot (self->lookout);
  if (self->probe_start_activations == NULL && snapshot->start_weights != NULL &&
      ensure_probe_model (self, snapshot))
    self->probe_start_activations = compute_activations (self, snapshot->start_weights);
  return self->probe_start_activations;
}
