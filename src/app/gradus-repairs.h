/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_MAX_REPAIRS 3

/**
 * GradusRepairs:
 * @is_hint: whether the network trains all the same, only not well
 * @title: a few words
 * @sentence: why, in plain words
 * @n_fixes: how many repairs are offered
 * @fix_titles: what the buttons say
 *
 * What is wrong with one block of the loop, and what would mend it. All texts are
 * borrowed until the document or its data change.
 */
typedef struct
{
  gboolean    is_hint;
  const char *title;
  const char *sentence;
  guint       n_fixes;
  const char *fix_titles[GRADUS_MAX_REPAIRS];
} GradusRepairs;

/* @uid: the layer, 0 for the other blocks. FALSE if nothing is wrong there. */
gboolean gradus_repairs_find (GradusRepairs *self,
                              GradusStudio  *studio,
                              GradusBlock    block,
                              guint64        uid);
/* @widget: where it was asked for, in case that more must be asked */
void gradus_repairs_apply (GradusStudio *studio,
                           GradusBlock   block,
                           guint64       uid,
                           guint         fix,
                           GtkWidget    *widget);

G_END_DECLS
