/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"
#include "engine/blas.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

#define EXIT_USAGE 2

static const GradusCliCommand *const commands[] = {
  &gradus_cli_command_summary, &gradus_cli_command_train,  &gradus_cli_command_evaluate,
  &gradus_cli_command_predict, &gradus_cli_command_export, &gradus_cli_command_render,
  &gradus_cli_command_bench,
};

static void
init_locale (void)
{
  const char *folder = g_getenv ("GRADUS_LOCALEDIR");

  setlocale (LC_ALL, "");
  /* Numbers are read and written with a point, as in Keras. */
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : GRADUS_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static void
print_help (void)
{
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);

  g_print ("%s\n  gradus-cli %s\n\n%s\n", _ ("Usage:"), _ ("COMMAND [OPTION…]"),
           _ ("Trains neural networks and takes them along, without a display."));
  g_print ("\n%s\n", _ ("Commands:"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-20s %s\n", commands[i]->name, _ (commands[i]->summary));
  g_print ("\n%s\n", _ ("Templates:"));
  for (guint i = 0; i < n_templates; i++)
    g_print ("  %-20s %s\n", templates[i]->id, _ (templates[i]->title));
  g_print ("\n%s\n  -h, --help           %s\n  --version            %s\n", _ ("Options:"),
           _ ("Show this help; after a command, its options"), _ ("Show the version"));
}

static const GradusCliCommand *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];
  return NULL;
}

static int
run_command (const GradusCliCommand *command, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *message = NULL;
  int                status = 0;

  if (command->run (command, argc, argv, &status, &error))
    return status;
  if (error->domain != G_OPTION_ERROR)
    {
      g_printerr ("gradus-cli: %s\n", error->message);
      return 1;
    }
  /* GOption's own messages have no full stop. */
  message = g_strdup_printf ("%s%s", error->message,
                             g_str_has_suffix (error->message, ".") ? "" : ".");
  /* Translators: %1$s is a sentence, %2$s a command like "train" */
  g_printerr (_ ("gradus-cli: %1$s See “gradus-cli %2$s --help”.\n"), message,
              command->name);
  return EXIT_USAGE;
}

int
main (int argc, char **argv)
{
  const GradusCliCommand *command;

  gradus_blas_prepare (argv);
  init_locale ();
  g_set_prgname ("gradus-cli");
  if (argc < 2)
    {
      g_printerr (_ ("gradus-cli: Name a command. See “gradus-cli --help”.\n"));
      return EXIT_USAGE;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") ||
      g_str_equal (argv[1], "help"))
    {
      print_help ();
      return 0;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("gradus-cli %s\n", GRADUS_VERSION);
      return 0;
    }
  command = find_command (argv[1]);
  if (command == NULL)
    {
      g_printerr (_ ("gradus-cli: There is no command %s. See “gradus-cli --help”.\n"),
                  argv[1]);
      return EXIT_USAGE;
    }
  return run_command (command, argc - 1, argv + 1);
}
