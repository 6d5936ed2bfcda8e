/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-studio-private.h"

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
      gradus_studio_take_sample (self);
      gradus_studio_update_session (self, TRUE);
    }
  else
    {
      self->data_problem = g_strdup (error->message);
      gradus_studio_say (self, self->data_problem);
    }
  g_signal_emit (self, gradus_studio_signals[DATA_CHANGED], 0);
  gradus_studio_queue_probe (self);
}

void
gradus_studio_forget_data (GradusStudio *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->data_problem, g_free);
  g_clear_pointer (&self->train_data, gradus_dataset_unref);
  g_clear_pointer (&self->test_data, gradus_dataset_unref);
  gradus_studio_forget_probe (self);
}

void
gradus_studio_load_data (GradusStudio *self)
{
  Load *load = g_new0 (Load, 1);

  gradus_studio_forget_data (self);
  gradus_session_pause (self->session);
  self->loading = g_cancellable_new ();
  load->cancellable = g_object_ref (self->loading);
  g_weak_ref_init (&load->studio, self);
  gradus_data_ref_load_async (&gradus_studio_get_project (self)->data, self->loading,
                              loaded_cb, load);
  g_signal_emit (self, gradus_studio_signals[DATA_CHANGED], 0);
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
