/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-hand.h"

#include <string.h>

struct _GradusHand
{
  GradusSession *session; /* borrowed */
  GArray        *done;    /* of GradusWeightEdit */
  GArray        *lesions; /* of GradusLesion; as last told */
};

GradusHand *
gradus_hand_new (GradusSession *session)
{
  GradusHand *self = g_new0 (GradusHand, 1);

  self->session = session;
  self->done = g_array_new (FALSE, FALSE, sizeof (GradusWeightEdit));
  self->lesions = g_array_new (FALSE, FALSE, sizeof (GradusLesion));
  return self;
}

void
gradus_hand_free (GradusHand *self)
{
  g_array_unref (self->done);
  g_array_unref (self->lesions);
  g_free (self);
}

static void
take_done (GradusHand *self, const GradusProject *project)
{
  g_array_unref (self->done);
  self->done = g_array_copy (project->weight_edits);
}

static void
tell_lesions (GradusHand *self, const GradusProject *project)
{
  const GArray *lesions = project->lesions;

  if (lesions->len == self->lesions->len &&
      (lesions->len == 0 || memcmp (lesions->data, self->lesions->data,
                                    lesions->len * sizeof (GradusLesion)) == 0))
    return;
  g_array_unref (self->lesions);
  self->lesions = g_array_copy (project->lesions);
  gradus_session_set_lesions (self->session, lesions);
}

void
gradus_hand_begin (GradusHand *self, const GradusProject *project)
{
  take_done (self, project);
  tell_lesions (self, project);
}

static const GradusWeightEdit *
get_edit (const GArray *edits, guint index)
{
  return &g_array_index (edits, GradusWeightEdit, index);
}

/* Layers may have moved since, or gone. */
static void
set_weight (GradusHand             *self,
            const GradusProject    *project,
            const GradusWeightEdit *edit,
            float                   value)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (project->sequential);
  int   layer = gradus_sequential_find_uid (project->sequential, edit->uid);
  guint first = 0;

  if (layer < 0 || (guint) layer >= gradus_plan_get_n_layers (plan))
    return;
  for (guint i = 0; i < (guint) layer; i++)
    first += gradus_plan_get_layer (plan, i)->n_weights;
  if (edit->weight < gradus_plan_get_layer (plan, (guint) layer)->n_weights)
    gradus_session_edit_weight (self->session, first + edit->weight, edit->index, value);
}

/**
 * gradus_hand_follow:
 * @self: what was done by hand
 * @project: what is to be done by now
 *
 * Takes back, latest first, what is no longer there, and does what is new.
 */
void
gradus_hand_follow (GradusHand *self, const GradusProject *project)
{
  const GArray *edits = project->weight_edits;
  guint         same = 0;

  while (same < MIN (self->done->len, edits->len) &&
         memcmp (get_edit (self->done, same), get_edit (edits, same),
                 sizeof (GradusWeightEdit)) == 0)
    same++;
  for (guint i = self->done->len; i > same; i--)
    set_weight (self, project, get_edit (self->done, i - 1),
                get_edit (self->done, i - 1)->before);
  for (guint i = same; i < edits->len; i++)
    set_weight (self, project, get_edit (edits, i), get_edit (edits, i)->after);
  take_done (self, project);
  tell_lesions (self, project);
}
