/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-maps-private.h"

#include "plot/projection-words.h"

#include <glib/gi18n-lib.h>

char *
gradus_maps_describe_point (GradusMaps *self, guint point)
{
  const GradusProjectionPoints *points = self->projection->points;

  if (points->classes != NULL)
    {
      g_auto (GStrv) names = gradus_projection_dup_class_names (self->projection);
      guint          class_index = points->classes[point];

      if (names != NULL && class_index < g_strv_length (names))
        return g_strdup_printf (_ ("Class %s"), names[class_index]);
      return g_strdup_printf (_ ("Digit %u"), class_index);
    }
  if (points->values != NULL)
    return g_strdup_printf (_ ("Target %.3g"),
                            points->least + (double) points->values[point] *
                                              (points->most - points->least));
  return g_strdup_printf (_ ("Sample %u"), points->samples[point]);
}

/* What the network says, and the numbers of a sample that is no picture. */
char *
gradus_maps_describe_more (GradusMaps *self, guint point)
{
  const GradusProjection *projection = self->projection;
  gsize size = gradus_shape_size (gradus_dataset_get_shape (projection->data));

  if (projection->guesses != NULL)
    {
      g_auto (GStrv) names = gradus_projection_dup_class_names (projection);
      guint          guess = projection->guesses[point];

      if (names == NULL || guess >= g_strv_length (names))
        return NULL;
      if (guess == projection->points->classes[point])
        return g_strdup (_ ("recognised"));
      return g_strdup_printf (_ ("taken for %s"), names[guess]);
    }
  if (size == 1)
    return g_strdup_printf ("%.3g", (double) self->sample[0]);
  if (size == 2)
    return g_strdup_printf ("%.3g, %.3g", (double) self->sample[0],
                            (double) self->sample[1]);
  return NULL;
}

/* "45 × 4, 12 × 9", the largest first; what is rare is not told. */
static void
append_classes (GradusMaps *self, GString *text)
{
  const GradusProjectionPoints *points = self->projection->points;
  g_auto (GStrv) names = gradus_projection_dup_class_names (self->projection);
  guint          counts[256] = { 0 };

  for (guint i = 0; i < points->n; i++)
    counts[points->classes[i]] += self->selected[i];
  for (guint told = 0; told < 4; told++)
    {
      guint most = 0;

      for (guint i = 1; i < 256; i++)
        if (counts[i] > counts[most])
          most = i;
      if (counts[most] == 0)
        return;
      g_string_append_printf (text, told == 0 ? ": " : ", ");
      if (names != NULL && most < g_strv_length (names))
        g_string_append_printf (text, "%u × %s", counts[most], names[most]);
      else
        g_string_append_printf (text, "%u × %u", counts[most], most);
      counts[most] = 0;
    }
}

/**
 * gradus_maps_describe_selection:
 * @self: maps
 *
 * Returns: (transfer full) (nullable): how many points of which classes stand out
 */
char *
gradus_maps_describe_selection (GradusMaps *self)
{
  GString *text;
  guint    n_selected = 0;

  g_return_val_if_fail (GRADUS_IS_MAPS (self), NULL);

  if (self->selected == NULL || self->projection == NULL)
    return NULL;
  for (guint i = 0; i < self->projection->points->n; i++)
    n_selected += self->selected[i];
  text = g_string_new (NULL);
  g_string_printf (text,
                   g_dngettext (GETTEXT_PACKAGE, "%u point stands out",
                                "%u points stand out", n_selected),
                   n_selected);
  if (self->projection->points->classes != NULL)
    append_classes (self, text);
  return g_string_free (text, FALSE);
}

/**
 * gradus_maps_describe_hovered:
 * @self: maps
 *
 * Returns: (transfer full) (nullable): what the pointer or the keys are on
 */
char *
gradus_maps_describe_hovered (GradusMaps *self)
{
  g_autofree char *what = NULL;
  g_autofree char *more = NULL;

  g_return_val_if_fail (GRADUS_IS_MAPS (self), NULL);

  if (self->hovered < 0 || self->projection == NULL)
    return NULL;
  what = gradus_maps_describe_point (self, (guint) self->hovered);
  more = gradus_maps_describe_more (self, (guint) self->hovered);
  return more != NULL ? g_strdup_printf ("%s: %s", what, more) : g_steal_pointer (&what);
}
