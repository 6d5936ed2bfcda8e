/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-application.h"
#include "engine/blas.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <locale.h>

static void
init_translations (void)
{
  const char *folder = g_getenv ("GRADUS_LOCALEDIR");

  setlocale (LC_ALL, "");
  /* Numbers in documents, code and charts have a point in every language. */
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : GRADUS_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* Options like --help and --version need no display. */
static gboolean
asks_for_text_only (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (g_str_equal (argv[i], "--help") || g_str_equal (argv[i], "-h") ||
        g_str_equal (argv[i], "--version"))
      return TRUE;
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GradusApplication) application = NULL;

  gradus_blas_prepare (argv);
  init_translations ();
  if (!asks_for_text_only (argc, argv) && !gtk_init_check ())
    {
      g_printerr (
        "%s\n",
        _ ("Gradus needs a display to show its window; without one, use gradus-cli."));
      return 1;
    }
  application = gradus_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
