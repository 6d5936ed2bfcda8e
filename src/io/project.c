/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/project.h"

static GPtrArray *
new_runs (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_run_unref);
}

/**
 * gradus_project_new:
 *
 * Makes a project whose stack is empty and whose input is a row of pixels of the built-in
 * digits.
 *
 * Returns: (transfer full): a project
 */
GradusProject *
gradus_project_new (void)
{
  GradusProject *self = g_new0 (GradusProject, 1);
  GradusShape    input;

  gradus_data_ref_init (&self->data);
  if (!gradus_data_ref_get_shape (&self->data, &input))
    g_assert_not_reached ();
  self->title = g_strdup ("");
  self->sequential = gradus_sequential_new (&input);
  self->fit = GRADUS_FIT_OPTIONS_STANDARD;
  self->notes = g_strdup ("");
  self->view = g_strdup ("");
  self->runs = new_runs ();
  self->bypassed = gradus_bypassed_list_new ();
  self->groups = gradus_layer_groups_new ();
  self->weight_edits = g_array_new (FALSE, FALSE, sizeof (GradusWeightEdit));
  self->lesions = g_array_new (FALSE, FALSE, sizeof (GradusLesion));
  return self;
}

/**
 * gradus_project_copy:
 * @self: a project
 *
 * Returns: (transfer full): an independent copy, in which layers keep their uids
 */
GradusProject *
gradus_project_copy (const GradusProject *self)
{
  GradusProject *copy = g_new0 (GradusProject, 1);

  copy->title = g_strdup (self->title);
  copy->sequential = gradus_sequential_copy (self->sequential);
  /* The copy function clears its target first, so that must hold a reference. */
  gradus_data_ref_init (&copy->data);
  gradus_data_ref_copy (&copy->data, &self->data);
  copy->fit = self->fit;
  copy->notes = g_strdup (self->notes);
  copy->view = g_strdup (self->view);
  copy->bypassed = gradus_bypassed_list_copy (self->bypassed);
  copy->groups = gradus_layer_groups_copy (self->groups);
  copy->weight_edits = g_array_copy (self->weight_edits);
  copy->lesions = g_array_copy (self->lesions);
  copy->runs = new_runs ();
  for (guint i = 0; i < self->runs->len; i++)
    g_ptr_array_add (copy->runs, gradus_run_ref (self->runs->pdata[i]));
  copy->extras = self->extras != NULL ? g_bytes_ref (self->extras) : NULL;
  return copy;
}

/**
 * gradus_project_free:
 * @self: (nullable) (transfer full): a project
 */
void
gradus_project_free (GradusProject *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  gradus_sequential_free (self->sequential);
  gradus_data_ref_clear (&self->data);
  g_free (self->notes);
  g_free (self->view);
  g_ptr_array_unref (self->bypassed);
  g_ptr_array_unref (self->groups);
  g_array_unref (self->weight_edits);
  g_array_unref (self->lesions);
  g_ptr_array_unref (self->runs);
  g_clear_pointer (&self->extras, g_bytes_unref);
  g_free (self);
}

static gboolean
fit_equal (const GradusFitOptions *a, const GradusFitOptions *b)
{
  return a->epochs == b->epochs && a->batch_size == b->batch_size &&
         a->validation_split == b->validation_split && !a->shuffle == !b->shuffle &&
         a->seed == b->seed && a->n_threads == b->n_threads;
}

/**
 * gradus_project_runs_equal:
 * @a: a project
 * @b: another project
 *
 * Returns: whether both hold the same earlier runs; runs are immutable, so that a run is
 *   the same only as itself
 */
gboolean
gradus_project_runs_equal (const GradusProject *a, const GradusProject *b)
{
  gsize n_bytes = a->runs->len * sizeof (gpointer);

  return a->runs->len == b->runs->len &&
         (n_bytes == 0 || memcmp (a->runs->pdata, b->runs->pdata, n_bytes) == 0);
}

static gboolean
lesions_equal (const GradusProject *a, const GradusProject *b)
{
  if (a->lesions->len != b->lesions->len)
    return FALSE;
  for (guint i = 0; i < a->lesions->len; i++)
    {
      const GradusLesion *one = &g_array_index (a->lesions, GradusLesion, i);
      const GradusLesion *other = &g_array_index (b->lesions, GradusLesion, i);

      if (one->unit != other->unit ||
          gradus_sequential_find_uid (a->sequential, one->uid) !=
            gradus_sequential_find_uid (b->sequential, other->uid))
        return FALSE;
    }
  return TRUE;
}

/**
 * gradus_project_equal:
 * @a: a project
 * @b: another project
 *
 * Returns: whether both say the same, uids of layers aside where
 *   gradus_sequential_equal() leaves them aside; looking at another view is no change
 */
gboolean
gradus_project_equal (const GradusProject *a, const GradusProject *b)
{
  return g_strcmp0 (a->title, b->title) == 0 && g_strcmp0 (a->notes, b->notes) == 0 &&
         gradus_project_runs_equal (a, b) && fit_equal (&a->fit, &b->fit) &&
         gradus_data_ref_equal (&a->data, &b->data) &&
         gradus_sequential_equal (a->sequential, b->sequential) &&
         gradus_bypassed_list_equal (a->bypassed, b->bypassed) &&
         gradus_layer_groups_equal (a->groups, b->groups) && lesions_equal (a, b);
}

static void
add_bypassed (const GradusProject *self, guint64 after, GPtrArray *layers)
{
  for (guint i = 0; i < self->bypassed->len; i++)
    {
      const GradusBypassed *bypassed = self->bypassed->pdata[i];

      if (bypassed->after == after)
        g_ptr_array_add (layers, bypassed->layer);
    }
}

/**
 * gradus_project_list_layers:
 * @self: a project
 *
 * Returns: (transfer container) (element-type GradusLayer): the layers from top to
 * bottom, those of the stack and those that are switched off
 */
GPtrArray *
gradus_project_list_layers (const GradusProject *self)
{
  GPtrArray *layers = g_ptr_array_new ();

  add_bypassed (self, 0, layers);
  for (guint i = 0; i < gradus_sequential_get_n_layers (self->sequential); i++)
    {
      GradusLayer *layer = gradus_sequential_get_layer (self->sequential, i);

      g_ptr_array_add (layers, layer);
      add_bypassed (self, layer->uid, layers);
    }
  return layers;
}

gboolean
gradus_project_is_bypassed (const GradusProject *self, guint64 uid)
{
  return gradus_bypassed_list_find (self->bypassed, uid) != NULL;
}

int
gradus_layers_find_uid (const GPtrArray *layers, guint64 uid)
{
  for (guint i = 0; i < layers->len; i++)
    if (((const GradusLayer *) layers->pdata[i])->uid == uid)
      return (int) i;
  return -1;
}

const GradusLayer *
gradus_project_find_layer (const GradusProject *self, guint64 uid)
{
  int index = gradus_sequential_find_uid (self->sequential, uid);

  return index >= 0 ? gradus_sequential_get_layer (self->sequential, (guint) index)
                    : gradus_bypassed_list_find (self->bypassed, uid);
}
