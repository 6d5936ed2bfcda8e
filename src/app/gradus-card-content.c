/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-card-content-private.h"

#include "plot/color-map.h"

/* The color limit of a layer's kernel, and when it was chosen. */
typedef struct
{
  GradusPlan *plan; /* not owned: compared only */
  guint       n_epochs;
  gint64      time;
  double      limit;
} Limit;

GradusCardContent *
gradus_card_content_new (void)
{
  GradusCardContent *self = g_new0 (GradusCardContent, 1);

  self->limits = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
gradus_card_content_free (GradusCardContent *self)
{
  g_clear_pointer (&self->preview, gradus_project_free);
  g_clear_pointer (&self->preview_plan, gradus_plan_unref);
  g_hash_table_unref (self->limits);
  g_free (self);
}

void
gradus_card_content_set_studio (GradusCardContent *self, GradusStudio *studio)
{
  self->studio = studio;
}

void
gradus_card_content_set_preview (GradusCardContent *self, const GradusProject *project)
{
  g_clear_pointer (&self->preview, gradus_project_free);
  g_clear_pointer (&self->preview_plan, gradus_plan_unref);
  if (project == NULL)
    return;
  self->preview = gradus_project_copy (project);
  self->preview_plan = gradus_plan_new (self->preview->sequential);
}

gboolean
gradus_card_content_is_preview (const GradusCardContent *self)
{
  return self->preview != NULL;
}

static GradusDocument *
get_document (const GradusCardContent *self)
{
  if (self->preview != NULL || self->studio == NULL)
    return NULL;
  return gradus_studio_get_document (self->studio);
}

const GradusProject *
gradus_card_content_get_project (const GradusCardContent *self)
{
  GradusDocument *document = get_document (self);

  if (self->preview != NULL)
    return self->preview;
  return document != NULL ? gradus_document_get_project (document) : NULL;
}

GradusPlan *
gradus_card_content_get_plan (const GradusCardContent *self)
{
  GradusDocument *document = get_document (self);

  if (self->preview != NULL)
    return self->preview_plan;
  return document != NULL ? gradus_document_get_plan (document) : NULL;
}

const GradusProblem *
gradus_card_content_get_problem (const GradusCardContent *self)
{
  GradusDocument *document = get_document (self);

  return document != NULL ? gradus_document_get_problem (document) : NULL;
}

int
gradus_card_content_get_wrong_layer (const GradusCardContent *self)
{
  GradusPlan *plan = gradus_card_content_get_plan (self);

  return plan != NULL ? gradus_plan_get_problem (plan, NULL) : -1;
}

gboolean
gradus_card_content_is_updated (const GradusCardContent *self, guint64 uid)
{
  GradusPlan *plan = gradus_card_content_get_plan (self);
  int         layer = plan != NULL
                        ? gradus_sequential_find_uid (gradus_plan_get_sequential (plan), uid)
                        : -1;

  return layer >= 0 && gradus_plan_get_layer (plan, (guint) layer) != NULL &&
         gradus_plan_get_n_trainable_params (plan, (guint) layer) > 0;
}

gboolean
gradus_card_content_is_bypassed (const GradusCardContent *self, guint64 uid)
{
  const GradusProject *project = gradus_card_content_get_project (self);

  return project != NULL && gradus_project_is_bypassed (project, uid);
}

/* --- What is known of the training --- */

GradusSnapshot *
gradus_card_content_get_snapshot (const GradusCardContent *self)
{
  return self->preview == NULL && self->studio != NULL
           ? gradus_studio_get_snapshot (self->studio)
           : NULL;
}

static gboolean
has_same_layers (GradusPlan *a, GradusPlan *b)
{
  const GradusSequential *first = gradus_plan_get_sequential (a);
  const GradusSequential *second = gradus_plan_get_sequential (b);

  if (gradus_plan_get_n_layers (a) != gradus_plan_get_n_layers (b))
    return FALSE;
  for (guint i = 0; i < gradus_plan_get_n_layers (a); i++)
    {
      GradusShape shape, other;

      if (gradus_sequential_get_layer (first, i)->uid !=
            gradus_sequential_get_layer (second, i)->uid ||
          !gradus_plan_get_output (a, (int) i, &shape) ||
          !gradus_plan_get_output (b, (int) i, &other) ||
          !gradus_shape_equal (&shape, &other))
        return FALSE;
    }
  return TRUE;
}

/* The snapshot belongs to the network that was trained last, which need not be the one
 * in the document: its score and its predictions would be those of another network. */
GradusSnapshot *
gradus_card_content_get_matching_snapshot (const GradusCardContent *self)
{
  GradusSnapshot *snapshot = gradus_card_content_get_snapshot (self);
  GradusPlan     *plan = gradus_card_content_get_plan (self);

  if (snapshot == NULL || snapshot->plan == NULL || plan == NULL ||
      !has_same_layers (plan, snapshot->plan))
    return NULL;
  return snapshot;
}

const GradusTensor *
gradus_card_content_find_kernel (const GradusCardContent *self, guint64 uid)
{
  GradusSnapshot        *snapshot = gradus_card_content_get_snapshot (self);
  GradusPlan            *plan = gradus_card_content_get_plan (self);
  const GradusLayerPlan *layer;
  int                    trained, wanted;
  guint                  first = 0;
  GradusTensor          *kernel;

  if (snapshot == NULL || snapshot->plan == NULL || snapshot->weights == NULL ||
      plan == NULL)
    return NULL;
  trained = gradus_sequential_find_uid (gradus_plan_get_sequential (snapshot->plan), uid);
  wanted = gradus_sequential_find_uid (gradus_plan_get_sequential (plan), uid);
  if (trained < 0 || wanted < 0)
    return NULL;
  for (guint i = 0; i < (guint) trained; i++)
    first += gradus_plan_get_layer (snapshot->plan, i)->n_weights;
  layer = gradus_plan_get_layer (plan, (guint) wanted);
  if (layer == NULL || layer->n_weights == 0 || first >= snapshot->weights->len)
    return NULL;
  kernel = g_ptr_array_index (snapshot->weights, first);
  return gradus_shape_equal (&kernel->shape, &layer->weights[0].shape) ? kernel : NULL;
}

const GradusTensor *
gradus_card_content_find_activation (const GradusCardContent *self, guint64 uid)
{
  GradusSnapshot *snapshot = gradus_card_content_get_matching_snapshot (self);
  GPtrArray      *activations;
  int             index;

  if (snapshot == NULL)
    return NULL;
  activations = gradus_studio_get_probe_activations (self->studio);
  index = gradus_sequential_find_uid (gradus_plan_get_sequential (snapshot->plan), uid);
  if (activations == NULL || index < 0 || (guint) index >= activations->len)
    return NULL;
  return g_ptr_array_index (activations, index);
}

const GradusTensor *
gradus_card_content_find_prediction (const GradusCardContent *self)
{
  GradusSnapshot *snapshot = gradus_card_content_get_matching_snapshot (self);
  GPtrArray      *activations;

  if (snapshot == NULL)
    return NULL;
  activations = gradus_studio_get_probe_activations (self->studio);
  if (activations == NULL || activations->len == 0)
    return NULL;
  return g_ptr_array_index (activations, activations->len - 1);
}

gboolean
gradus_card_content_has_score (const GradusCardContent *self)
{
  GradusSnapshot *snapshot = gradus_card_content_get_matching_snapshot (self);

  return snapshot != NULL && snapshot->history != NULL && snapshot->n_steps > 0;
}

gboolean
gradus_card_content_has_diverged (const GradusCardContent *self)
{
  GradusSnapshot *snapshot = gradus_card_content_get_matching_snapshot (self);

  return snapshot != NULL && snapshot->state == GRADUS_SESSION_DIVERGED;
}

static gboolean
is_limit_current (const Limit *limit, const GradusSnapshot *snapshot)
{
  gboolean is_fresh = snapshot->state == GRADUS_SESSION_RUNNING &&
                      g_get_monotonic_time () - limit->time < G_TIME_SPAN_SECOND;

  return limit->limit != 0 && limit->plan == snapshot->plan &&
         (limit->n_epochs == snapshot->n_epochs || is_fresh) &&
         snapshot->report.step != 0;
}

/* Limits keep still within an epoch, and for a second while training runs: a scale that
 * breathes cannot be read. */
double
gradus_card_content_get_limit (GradusCardContent  *self,
                               guint64             uid,
                               const GradusTensor *kernel)
{
  GradusSnapshot *snapshot = gradus_card_content_get_snapshot (self);
  Limit          *limit = g_hash_table_lookup (self->limits, &uid);

  if (limit == NULL)
    {
      limit = g_new0 (Limit, 1);
      g_hash_table_insert (self->limits, g_memdup2 (&uid, sizeof uid), limit);
    }
  if (!is_limit_current (limit, snapshot))
    {
      limit->time = g_get_monotonic_time ();
      limit->plan = snapshot->plan;
      limit->n_epochs = snapshot->n_epochs;
      limit->limit = gradus_color_limit (kernel->data, kernel->size, GRADUS_WEIGHT_SHARE);
    }
  return limit->limit;
}

/* Whether the inputs of a layer are the pixels of the data, however they were folded. */
gboolean
gradus_card_content_sees_pictures (const GradusCardContent *self, guint64 uid)
{
  GradusPlan             *plan = gradus_card_content_get_plan (self);
  const GradusSequential *sequential = gradus_plan_get_sequential (plan);
  int                     index = gradus_sequential_find_uid (sequential, uid);

  for (int i = 0; i < index; i++)
    if (gradus_plan_get_n_params (plan, (guint) i) > 0)
      return FALSE;
  return index >= 0 && sequential->input.rank <= 3 &&
         gradus_shape_size (&sequential->input) ==
           gradus_shape_size (&gradus_plan_get_layer (plan, (guint) index)->input);
}
