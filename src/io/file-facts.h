/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/keras-file.h"

G_BEGIN_DECLS

/**
 * GradusFileFact:
 * @name: like "Takes in", or the name of a member
 * @value: like "(None, 784)"
 * @is_member: whether it tells of something inside the file
 *
 * Something to know about a file that is not for reading.
 */
typedef struct
{
  char    *name;
  char    *value;
  gboolean is_member;
} GradusFileFact;

/* (transfer full) (element-type GradusFileFact) */
GPtrArray *gradus_file_facts_new (const GradusKerasFile *file, GBytes *bytes);

G_END_DECLS
