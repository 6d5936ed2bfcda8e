/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/project.h"

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
 * gradus_project_equal:
 * @a: a project
 * @b: another project
 *
 * Returns: whether both say the same, uids of layers aside where
 *   gradus_sequential_equal() leaves them aside
 */
gboolean
gradus_project_equal (const GradusProject *a, const GradusProject *b)
{
  return g_strcmp0 (a->title, b->title) == 0 && fit_equal (&a->fit, &b->fit) &&
         gradus_data_ref_equal (&a->data, &b->data) &&
         gradus_sequential_equal (a->sequential, b->sequential);
}
