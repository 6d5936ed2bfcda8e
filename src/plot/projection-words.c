/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/projection-words.h"

#include "config.h"

#include "plot/report-words.h"

#include <glib/gi18n-lib.h>

/* Only pictures of digits are called so. */
static gboolean
shows_digits (const GradusDataset *data)
{
  return gradus_shape_size (gradus_dataset_get_shape (data)) == 784;
}

char *
gradus_projection_dup_title (const GradusProjection *maps, gboolean is_test)
{
  g_autofree char *count = NULL;

  if (maps == NULL)
    return g_strdup (_ ("Where samples lie after each layer"));
  count = gradus_report_format_count (maps->points->n);
  if (shows_digits (maps->data) && is_test)
    return g_strdup_printf (_ ("Where %s test digits lie after each layer"), count);
  if (shows_digits (maps->data))
    return g_strdup_printf (_ ("Where %s training digits lie after each layer"), count);
  if (is_test)
    return g_strdup_printf (_ ("Where %s test samples lie after each layer"), count);
  return g_strdup_printf (_ ("Where %s training samples lie after each layer"), count);
}

const char *
gradus_projection_method_describe (GradusProjectionMethod method, gboolean has_classes)
{
  if (method == GRADUS_PROJECTION_PCA)
    return has_classes
             ? _ ("PCA turns the layer so that most of the differences are seen; one "
                  "point per sample, coloured by its true class.")
             : _ ("PCA turns the layer so that most of the differences are seen; one "
                  "point per sample, coloured by its target.");
  return has_classes ? _ ("t-SNE keeps neighbours together; one point per sample, "
                          "coloured by its true class.")
                     : _ ("t-SNE keeps neighbours together; one point per sample, "
                          "coloured by its target.");
}

char **
gradus_projection_dup_panel_titles (const GradusProjection *maps, GradusPlan *plan)
{
  char **titles = g_new0 (char *, maps->n_panels + 1);

  for (guint i = 0; i < maps->n_panels; i++)
    {
      int layer = maps->panels[i].layer;

      if (layer < 0)
        titles[i] = g_strdup (_ ("Input"));
      else if (plan != NULL && (guint) layer < gradus_plan_get_n_layers (plan))
        titles[i] = g_strdup (
          gradus_sequential_get_layer (gradus_plan_get_sequential (plan), (guint) layer)
            ->name);
      else
        titles[i] = g_strdup_printf ("%d", layer + 1);
    }
  return titles;
}

char **
gradus_projection_dup_class_names (const GradusProjection *maps)
{
  guint  n = gradus_dataset_get_n_classes (maps->data);
  char **names;

  if (n == 0 || maps->points->classes == NULL)
    return NULL;
  names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    names[i] = g_strdup (gradus_dataset_get_class_name (maps->data, i));
  return names;
}
