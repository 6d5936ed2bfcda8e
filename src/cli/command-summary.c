/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include "config.h"

#include <glib/gi18n-lib.h>

static gboolean
run_summary (const GradusCliCommand *self,
             int                     argc,
             char                  **argv,
             int                    *status,
             GError                **error)
{
  int                width = 65;
  const GOptionEntry entries[] = {
    { "width", 0, 0, G_OPTION_ARG_INT, &width, N_ ("Width of the table in characters"),
      N_ ("N") },
    { NULL },
  };
  g_autoptr (GOptionContext)     context = gradus_cli_context_new (self, entries);
  g_auto (GradusCliModelOptions) options = { 0 };
  g_autoptr (GradusKerasFile)    model = NULL;
  g_autoptr (GradusPlan)         plan = NULL;
  g_autofree char               *text = NULL;

  gradus_cli_add_model_entries (context, &options);
  if (!g_option_context_parse (context, &argc, &argv, error) ||
      !gradus_cli_check_range ("--width", width, 40, 1000, error))
    return FALSE;
  model = gradus_cli_load_model (&options, argc, argv, error);
  if (model == NULL)
    return FALSE;
  plan = gradus_plan_new (model->project->sequential);
  text = gradus_plan_to_summary (plan, (guint) width);
  g_print ("%s%s", text, g_str_has_suffix (text, "\n") ? "" : "\n");
  return TRUE;
}

const GradusCliCommand gradus_cli_command_summary = {
  .name = "summary",
  .synopsis = "[MODEL.keras]",
  .summary = N_ ("Print the layers, shapes and parameter counts of a network"),
  .run = run_summary,
};
