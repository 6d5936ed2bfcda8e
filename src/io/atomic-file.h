/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean gradus_atomic_file_write (const char   *path,
                                   gconstpointer data,
                                   gsize         n_bytes,
                                   GError      **error);
/* (nullable) (transfer full): tells whether a file was changed or replaced meanwhile. */
char *gradus_file_dup_stamp (const char *path);

G_END_DECLS
