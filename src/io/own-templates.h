/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "io/project.h"

G_BEGIN_DECLS

/**
 * GradusOwnTemplate:
 * @path: its file
 * @title: what the user calls it; for a file that cannot be read, the name of the file
 * @project: (nullable): the network; %NULL if the file cannot be read
 * @problem: (nullable): why not
 *
 * A template that the user has saved: a `.keras` file without weights, in the user's own
 * folder of templates.
 */
typedef struct
{
  char          *path;
  char          *title;
  GradusProject *project;
  char          *problem;
} GradusOwnTemplate;

/* These functions read or write files: any thread, but better not the main one. */
/* (element-type GradusOwnTemplate): by title. What cannot be read is there, too. */
GPtrArray *gradus_own_templates_list (void);
/* In the place of the one of that title, if there is one. */
gboolean gradus_own_template_save (const GradusProject *project,
                                   const char          *title,
                                   GError             **error);
/* Refuses a title that another one has. */
gboolean gradus_own_template_rename (const char *path, const char *title, GError **error);
gboolean gradus_own_template_remove (const char *path, GError **error);

char *gradus_own_templates_dup_folder (void); /* need not exist yet */

G_END_DECLS
