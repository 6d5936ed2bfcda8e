/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/projection-maps.h"

#include <math.h>

#include "engine/random.h"

static void
take_classes (GradusProjectionPoints *self, GradusDataset *data)
{
  gboolean is_autoencoder =
    gradus_dataset_get_task (data)->kind == GRADUS_TASK_AUTOENCODE;
  guint n_classes = gradus_dataset_get_n_classes (data);

  if (n_classes == 0 && !is_autoencoder)
    return;
  self->classes = g_new (guint8, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      self->classes[i] =
        (guint8) (is_autoencoder
                    ? gradus_dataset_get_original_label (data, self->samples[i])
                    : gradus_dataset_get_label (data, self->samples[i]));
      self->n_classes = MAX (self->n_classes, self->classes[i] + 1u);
    }
  self->n_classes = MAX (self->n_classes, n_classes);
}

/* Of targets with several numbers the first one gives the colour. */
static void
take_values (GradusProjectionPoints *self, GradusDataset *data)
{
  gsize             size = 0;
  g_autofree float *targets = NULL;

  for (gsize n = 1; n <= 4096 && size == 0; n++)
    size = gradus_dataset_get_target_columns (data, GRADUS_TARGET_VALUES, n, 1);
  if (size == 0 || self->n == 0)
    return;
  targets = g_new (float, self->n *size);
  gradus_dataset_gather_targets (data, self->samples, self->n, GRADUS_TARGET_VALUES, size,
                                 targets);
  self->least = INFINITY;
  self->most = -INFINITY;
  for (guint i = 0; i < self->n; i++)
    {
      self->least = MIN (self->least, (double) targets[i * size]);
      self->most = MAX (self->most, (double) targets[i * size]);
    }
  self->values = g_new (float, self->n);
  for (guint i = 0; i < self->n; i++)
    self->values[i] = self->most > self->least
                        ? (float) (((double) targets[i * size] - self->least) /
                                   (self->most - self->least))
                        : 0.5f;
}

/**
 * gradus_projection_points_new:
 * @data: a data set
 * @n_most: how many samples at most
 *
 * Chooses samples at random, but always the same ones.
 *
 * Returns: (transfer full): the points
 */
GradusProjectionPoints *
gradus_projection_points_new (GradusDataset *data, guint n_most)
{
  GradusProjectionPoints *self = g_new0 (GradusProjectionPoints, 1);
  guint                   n_samples = gradus_dataset_get_n_samples (data);
  GradusRandom            random = gradus_random_init (1, "projection/points");

  self->ref_count = 1;
  self->n = MIN (n_samples, n_most);
  self->samples = g_new (guint32, MAX (n_samples, 1));
  for (guint i = 0; i < n_samples; i++)
    self->samples[i] = i;
  gradus_random_shuffle (&random, self->samples, n_samples);
  take_classes (self, data);
  if (self->classes == NULL)
    take_values (self, data);
  return self;
}

GradusProjectionPoints *
gradus_projection_points_ref (GradusProjectionPoints *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
gradus_projection_points_unref (GradusProjectionPoints *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->samples);
  g_free (self->classes);
  g_free (self->values);
  g_free (self);
}

/**
 * gradus_projection_ref:
 * @self: maps
 *
 * Returns: (transfer full): the same maps
 */
GradusProjection *
gradus_projection_ref (GradusProjection *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * gradus_projection_unref:
 * @self: (transfer full): maps
 *
 * Gives up a reference, and frees the maps with the last one. Any thread.
 */
void
gradus_projection_unref (GradusProjection *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  for (guint i = 0; i < self->n_panels; i++)
    g_free (self->panels[i].positions);
  g_free (self->panels);
  g_free (self->guesses);
  gradus_projection_points_unref (self->points);
  gradus_dataset_unref (self->data);
  g_free (self);
}
