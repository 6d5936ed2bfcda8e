/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-autosave.h"

#include <stdlib.h>

#define INTERVAL_S 60

struct _GradusAutosave
{
  GObject parent_instance;

  GradusStudio   *studio; /* NULL once closed */
  guint           source;
  GradusRecovery *copy;    /* NULL before the first, and while a thread has it */
  GradusProject  *written; /* what the copy holds */
  guint64         step;    /* and when */
  gboolean        is_busy;
  gboolean        has_failed; /* and said so */
  gboolean        keeps;      /* when closed */
};

enum
{
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusAutosave, gradus_autosave, G_TYPE_OBJECT)

/* What a thread writes; it has the copy meanwhile. */
typedef struct
{
  GradusRecovery  *copy;
  GradusKerasFile *file;
  char            *location;
  char            *stamp;
} Write;

static void
write_free (gpointer data)
{
  Write *write = data;

  g_clear_pointer (&write->copy, gradus_recovery_free);
  g_clear_pointer (&write->file, gradus_keras_file_free);
  g_free (write->location);
  g_free (write->stamp);
  g_free (write);
}

/* A copy that is being written when the last window closes would be left behind. */
static void
set_busy (GradusAutosave *self, gboolean is_busy)
{
  GApplication *application = g_application_get_default ();

  self->is_busy = is_busy;
  if (application != NULL && is_busy)
    g_application_hold (application);
  else if (application != NULL)
    g_application_release (application);
}

static void
remove_copy (GradusAutosave *self)
{
  if (self->copy != NULL && gradus_recovery_has_copy (self->copy))
    gradus_recovery_discard (self->copy);
  g_clear_pointer (&self->written, gradus_project_free);
}

/* After the end there is nobody who could want the copy, except after a crash. */
static void
finish (GradusAutosave *self)
{
  if (!self->keeps)
    remove_copy (self);
  g_clear_pointer (&self->written, gradus_project_free);
  g_clear_pointer (&self->copy, gradus_recovery_free);
}

/* --- Writing --- */

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Write           *write = data;
  g_autofree char *folder = gradus_recovery_dup_folder ();
  GError          *error = NULL;

  if (write->copy == NULL)
    write->copy = gradus_recovery_new (folder, &error);
  if (write->copy != NULL &&
      gradus_recovery_write (write->copy, write->file, write->location, write->stamp,
                             &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
take_result (GradusAutosave *self, Write *write, const GError *error)
{
  self->copy = g_steal_pointer (&write->copy);
  g_clear_pointer (&self->written, gradus_project_free);
  if (error == NULL)
    {
      self->written = g_steal_pointer (&write->file->project);
      self->step = write->file->iteration;
    }
  else if (self->studio != NULL && !self->has_failed)
    g_signal_emit (self, signals[FAILED], 0, error->message);
  self->has_failed = error != NULL;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GradusAutosave    *self = GRADUS_AUTOSAVE (source);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  take_result (self, g_task_get_task_data (G_TASK (result)), error);
  set_busy (self, FALSE);
  if (self->studio == NULL)
    finish (self);
  else if (!gradus_studio_has_unsaved (self->studio))
    remove_copy (self);
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GradusAutosave)  self = user_data;
  g_autoptr (GradusKerasFile) file =
    gradus_studio_dup_file_finish (GRADUS_STUDIO (source), result, NULL);
  g_autoptr (GTask) task = NULL;
  g_autoptr (GFile) location = NULL;
  GradusDocument   *document;
  Write            *write;

  if (self->studio == NULL || file == NULL)
    {
      set_busy (self, FALSE);
      if (self->studio == NULL)
        finish (self);
      return;
    }
  document = gradus_studio_get_document (self->studio);
  g_object_get (document, "file", &location, NULL);
  write = g_new0 (Write, 1);
  write->copy = g_steal_pointer (&self->copy);
  write->file = g_steal_pointer (&file);
  write->location = location != NULL ? g_file_get_uri (location) : NULL;
  write->stamp = g_strdup (gradus_document_get_stamp (document));
  task = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_task_data (task, write, write_free);
  g_task_run_in_thread (task, write_thread);
}

/* Whether the copy, if there is one, holds something else. */
static gboolean
is_outdated (GradusAutosave *self)
{
  const GradusProject *project =
    gradus_document_get_project (gradus_studio_get_document (self->studio));
  const GradusSnapshot *snapshot = gradus_studio_get_live_snapshot (self->studio);

  return self->written == NULL || snapshot->report.step != self->step ||
         !gradus_project_equal (self->written, project);
}

/**
 * gradus_autosave_update:
 * @self: what keeps the copy
 *
 * Writes a copy if there is anything new to keep, and removes it if all is saved. Writing
 * goes on after this returns.
 */
void
gradus_autosave_update (GradusAutosave *self)
{
  g_return_if_fail (GRADUS_IS_AUTOSAVE (self));

  if (self->studio == NULL || self->is_busy)
    return;
  if (!gradus_studio_has_unsaved (self->studio))
    {
      remove_copy (self);
      return;
    }
  if (!is_outdated (self))
    return;
  set_busy (self, TRUE);
  gradus_studio_dup_file_async (self->studio, copied_cb, g_object_ref (self));
}

static gboolean
tick_cb (gpointer user_data)
{
  gradus_autosave_update (user_data);
  return G_SOURCE_CONTINUE;
}

/* --- Object --- */

static void
gradus_autosave_dispose (GObject *object)
{
  gradus_autosave_close (GRADUS_AUTOSAVE (object), FALSE);
  G_OBJECT_CLASS (gradus_autosave_parent_class)->dispose (object);
}

static void
gradus_autosave_class_init (GradusAutosaveClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_autosave_dispose;

  /**
   * GradusAutosave::failed:
   * @message: why there is no copy, a sentence
   */
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

/* Tests do not want to wait for a minute. */
static guint
get_interval (void)
{
  const char *text = g_getenv ("GRADUS_AUTOSAVE_SECONDS");
  int         seconds = text != NULL ? atoi (text) : 0;

  return seconds > 0 ? (guint) seconds : INTERVAL_S;
}

static void
gradus_autosave_init (GradusAutosave *self)
{
  self->source = g_timeout_add_seconds (get_interval (), tick_cb, self);
}

GradusAutosave *
gradus_autosave_new (GradusStudio *studio)
{
  GradusAutosave *self = g_object_new (GRADUS_TYPE_AUTOSAVE, NULL);

  g_set_weak_pointer (&self->studio, studio);
  return self;
}

/**
 * gradus_autosave_adopt:
 * @self: what keeps copies
 * @copy: (transfer full): the copy that the document was restored from
 *
 * Keeps a copy that is there already, until the document is saved.
 */
void
gradus_autosave_adopt (GradusAutosave *self, GradusRecovery *copy)
{
  g_return_if_fail (GRADUS_IS_AUTOSAVE (self));
  g_return_if_fail (self->copy == NULL && !self->is_busy);
  self->copy = copy;
}

gboolean
gradus_autosave_is_busy (GradusAutosave *self)
{
  g_return_val_if_fail (GRADUS_IS_AUTOSAVE (self), FALSE);
  return self->is_busy;
}

gboolean
gradus_autosave_has_copy (GradusAutosave *self)
{
  g_return_val_if_fail (GRADUS_IS_AUTOSAVE (self), FALSE);
  return self->copy != NULL && gradus_recovery_has_copy (self->copy);
}

/**
 * gradus_autosave_close:
 * @self: what keeps the copy
 * @keep: whether the copy stays for the next start
 *
 * Ends keeping copies. What is being written is written first.
 */
void
gradus_autosave_close (GradusAutosave *self, gboolean keep)
{
  g_return_if_fail (GRADUS_IS_AUTOSAVE (self));

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->studio != NULL)
    {
      g_clear_weak_pointer (&self->studio);
      self->keeps = keep;
    }
  if (!self->is_busy)
    finish (self);
}
