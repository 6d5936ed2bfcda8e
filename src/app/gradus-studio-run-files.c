/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-studio-private.h"

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
    gradus_studio_say (self, error->message);
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
  self->files =
    gradus_run_files_new (gradus_studio_get_project (self)->sequential, folder);
  self->files_history = snapshot->history;
  /* Epochs that are there before training begins came from a file. */
  self->files_first = self->files_done =
    snapshot->state == GRADUS_SESSION_RUNNING ? 0 : snapshot->n_epochs;
}

/* What Keras's ModelCheckpoint and CSVLogger write, in a thread of its own. The weights
 * are those of the latest snapshot. */
void
gradus_studio_write_files (GradusStudio *self)
{
  const GradusSnapshot *snapshot = gradus_session_get_snapshot (self->session);
  g_autoptr (GTask)     task = NULL;
  Writing              *writing;

  if (self->is_writing || snapshot->history == NULL || snapshot->weights == NULL ||
      gradus_studio_get_project (self) == NULL ||
      !gradus_run_files_is_needed (gradus_studio_get_project (self)->sequential))
    return;
  if (self->files == NULL || self->files_history != snapshot->history ||
      self->files_done > snapshot->n_epochs)
    begin_files (self, snapshot);
  if (self->files_done == snapshot->n_epochs)
    return;
  writing = g_new0 (Writing, 1);
  writing->files = g_steal_pointer (&self->files);
  writing->file.project = gradus_project_copy (gradus_studio_get_project (self));
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
