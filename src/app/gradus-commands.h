/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_COMMAND_MAX_KEYS 2

/**
 * GradusCommand:
 * @action: detailed name of an action, like `win.view::code`
 * @title: translatable: what it does, as a button would say it
 * @keywords: (nullable): translatable: other words to find it by
 * @keys: the application's accelerators, as GTK writes them
 * @local_key: (nullable): a key that the window takes where no entry has the focus
 *
 * Something that can be done with a key or from the command palette.
 */
typedef struct
{
  const char *action;
  const char *title;
  const char *keywords;
  const char *keys[GRADUS_COMMAND_MAX_KEYS + 1];
  const char *local_key;
} GradusCommand;

const GradusCommand *gradus_commands_list (guint *n_commands);
void                 gradus_commands_set_accelerators (GtkApplication *application);

G_END_DECLS
