/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/report-words.h"

#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

char *
gradus_report_format_count (guint64 n)
{
  return gradus_format_number ((double) n, 0);
}

char *
gradus_report_format_parameters (guint64 n)
{
  g_autofree char *count = gradus_report_format_count (n);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s parameter", "%s parameters",
                                       (gulong) n),
                          count);
}

char *
gradus_report_format_dims (const GradusShape *shape)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < shape->rank; i++)
    g_string_append_printf (text, i > 0 ? " × %" G_GINT64_FORMAT : "%" G_GINT64_FORMAT,
                            shape->dims[i]);
  return g_string_free (text, FALSE);
}

char *
gradus_report_format_date (GDateTime *date)
{
  /* Translators: a date in full, like "26 November 2026"; see g_date_time_format() */
  return g_date_time_format (date, _ ("%-d %B %Y"));
}

char *
gradus_report_format_seconds (double seconds)
{
  if (seconds < 10)
    return g_strdup_printf (_ ("%.1f s"), seconds);
  if (seconds < 60)
    return g_strdup_printf (_ ("%.0f s"), seconds);
  if (seconds < 3600)
    return g_strdup_printf (_ ("%d min %d s"), (int) seconds / 60, (int) seconds % 60);
  return g_strdup_printf (_ ("%d h %d min"), (int) (seconds / 3600),
                          (int) (seconds / 60) % 60);
}

/* What says most about a layer beside its name: "relu", "0.5". */
char *
gradus_report_describe_layer (const GradusConfig *config)
{
  static const char *const params[] = { "activation", "rate", "target_shape" };
  const GradusKind        *kind = gradus_config_get_kind (config);

  for (guint i = 0; i < G_N_ELEMENTS (params); i++)
    {
      g_autofree char *value = NULL;

      if (gradus_kind_find_param (kind, params[i]) == NULL)
        continue;
      value = gradus_config_value_to_string (config, params[i]);
      if (g_str_equal (value, "linear") || g_str_equal (value, "None"))
        return NULL;
      return g_steal_pointer (&value);
    }
  return NULL;
}

char *
gradus_report_describe_source (const GradusProject *project)
{
  const GradusDataSource *source = gradus_data_source_find (project->data.source);

  return g_strdup (source != NULL ? _ (source->title) : project->data.source);
}

char *
gradus_report_describe_task (const GradusProject *project)
{
  const GradusTask       *task = &project->data.task;
  const GradusDataSource *source = gradus_data_source_find (project->data.source);

  switch (task->kind)
    {
    case GRADUS_TASK_AT_LEAST:
      return g_strdup_printf (_ ("Is the digit %u or more?"), task->digit);
    case GRADUS_TASK_IS:
      return g_strdup_printf (_ ("Is it a %u?"), task->digit);
    case GRADUS_TASK_EVEN:
      return g_strdup (_ ("Is the digit even?"));
    case GRADUS_TASK_AUTOENCODE:
      return g_strdup (_ ("What does the input look like? (autoencoder)"));
    case GRADUS_TASK_CLASSES:
    default:
      if (source == NULL || source->n_classes == 0)
        return NULL;
      return g_strdup (source->has_digits ? _ ("Which digit is it?")
                                          : _ ("Which class is it?"));
    }
}

gboolean
gradus_report_gives_probabilities (GradusPlan *plan)
{
  guint            n = gradus_plan_get_n_layers (plan);
  g_autofree char *detail = NULL;

  if (n == 0)
    return FALSE;
  detail = gradus_report_describe_layer (
    gradus_sequential_get_layer (gradus_plan_get_sequential (plan), n - 1)->config);
  return g_strcmp0 (detail, "softmax") == 0 || g_strcmp0 (detail, "sigmoid") == 0;
}

char *
gradus_report_describe_outputs (GradusPlan *plan)
{
  GradusShape output;
  gulong      n;

  if (gradus_plan_get_n_layers (plan) == 0 ||
      !gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output))
    return g_strdup (_ ("not yet known"));
  n = gradus_shape_size (&output);
  if (gradus_report_gives_probabilities (plan))
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "one probability",
                                         "%lu probabilities", n),
                            n);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "one number", "%lu numbers", n),
                          n);
}

/* "0.001" as one writes it; a schedule goes by its name. */
char *
gradus_report_describe_rate (const GradusConfig *optimizer)
{
  const GradusConfig *schedule =
    gradus_config_get_object (optimizer, "learning_rate_schedule");

  if (schedule != NULL)
    return g_strdup (_ (gradus_config_get_kind (schedule)->title));
  return gradus_config_value_to_string (optimizer, "learning_rate");
}

static gboolean
is_accuracy (const char *name)
{
  return strstr (name, "accuracy") != NULL || g_str_equal (name, "acc");
}

char *
gradus_report_name_metric (const char *name)
{
  char *title = g_strdelimit (g_strdup (name), "_", ' ');

  title[0] = g_ascii_toupper (title[0]);
  if (!g_str_equal (name, "accuracy"))
    return title;
  g_free (title);
  return g_strdup (_ ("Accuracy"));
}

char *
gradus_report_format_metric (const char *name, double value)
{
  g_autofree char *number = NULL;

  if (!is_accuracy (name) || !isfinite (value))
    return gradus_format_value (value);
  number = gradus_format_number (value * 100, 2);
  return g_strdup_printf ("%s\u202f%%", number);
}
