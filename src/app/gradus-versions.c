/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-versions.h"

struct _GradusVersions
{
  GradusSession *session;
  GradusLearned *running; /* (nullable): of the version that the session trains */
  GradusDataset *data;    /* (nullable): what it learns from */
};

GradusVersions *
gradus_versions_new (GradusSession *session)
{
  GradusVersions *self = g_new0 (GradusVersions, 1);

  self->session = g_object_ref (session);
  return self;
}

void
gradus_versions_free (GradusVersions *self)
{
  gradus_versions_forget (self);
  g_object_unref (self->session);
  g_free (self);
}

/**
 * gradus_versions_forget:
 * @self: the versions
 *
 * Begins anew, for another document.
 */
void
gradus_versions_forget (GradusVersions *self)
{
  g_clear_object (&self->running);
  g_clear_pointer (&self->data, gradus_dataset_unref);
}

/* The place of the present version; a version that is new gets one. */
static GradusLearned *
ensure_place (GradusDocument *document)
{
  GObject                  *memory = gradus_document_get_memory (document);
  g_autoptr (GradusLearned) place = NULL;

  if (memory != NULL)
    return GRADUS_LEARNED (memory);
  place = gradus_learned_new ();
  gradus_document_set_memory (document, G_OBJECT (place));
  return place;
}

/**
 * gradus_versions_follow:
 * @self: the versions
 * @document: whose present version is to be trained
 * @data: what it learns from
 * @keep_weights: whether a new version goes on from the one before
 *
 * Orders the session to go to the present version. Coming back to the one that it trains,
 * as when something that did not fit has been undone, is no order: the run is still
 * there.
 *
 * Returns: the serial of the order, 0 without one
 */
guint64
gradus_versions_follow (GradusVersions *self,
                        GradusDocument *document,
                        GradusDataset  *data,
                        gboolean        keep_weights)
{
  const GradusProject *project = gradus_document_get_project (document);
  GradusLearned       *coming = ensure_place (document);
  guint64              serial;

  if (coming == self->running && data == self->data)
    return 0;
  serial =
    gradus_session_change_project (self->session, project->sequential, data,
                                   &project->fit, keep_weights, self->running, coming);
  g_set_object (&self->running, coming);
  if (self->data != data)
    {
      g_clear_pointer (&self->data, gradus_dataset_unref);
      self->data = gradus_dataset_ref (data);
    }
  return serial;
}

/**
 * gradus_versions_branch:
 * @self: the versions
 * @document: whose present version is to be trained
 * @data: what it learns from
 * @step: of the run at hand
 *
 * Orders the session to go on with the present version from an earlier moment of the run
 * that it trains.
 *
 * Returns: the serial of the order
 */
guint64
gradus_versions_branch (GradusVersions *self,
                        GradusDocument *document,
                        GradusDataset  *data,
                        guint64         step)
{
  const GradusProject *project = gradus_document_get_project (document);
  GradusLearned       *coming = ensure_place (document);
  guint64 serial = gradus_session_branch (self->session, step, project->sequential, data,
                                          &project->fit, self->running, coming);

  g_set_object (&self->running, coming);
  return serial;
}

/**
 * gradus_versions_note:
 * @self: the versions
 * @document: its present version is what the session trains by now
 *
 * Takes note of another version without an order.
 */
void
gradus_versions_note (GradusVersions *self, GradusDocument *document)
{
  if (self->running != NULL)
    g_set_object (&self->running, ensure_place (document));
}
