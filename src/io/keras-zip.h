/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GradusZipMember:
 * @name: like "config.json"
 * @data: what it holds
 *
 * One member of a zip file that is kept in memory as a whole.
 */
typedef struct
{
  char   *name;
  GBytes *data;
} GradusZipMember;

/**
 * GradusZipLimit:
 * @name: a member that is wanted
 * @n_bytes: the most it may hold when unpacked
 */
typedef struct
{
  const char *name;
  gsize       n_bytes;
} GradusZipLimit;

/**
 * GradusZipStream:
 *
 * The bytes of the member that is being visited.
 */
typedef struct _GradusZipStream GradusZipStream;

/**
 * GradusZipVisit:
 * @name: what the member is called
 * @n_bytes: how large it says it is when unpacked, -1 if it does not
 * @stream: what it holds
 * @user_data: what gradus_zip_visit() was given
 * @error: return location for an error
 *
 * Returns: whether to go on; if not, @error is set
 */
typedef gboolean (*GradusZipVisit) (const char      *name,
                                    gint64           n_bytes,
                                    GradusZipStream *stream,
                                    gpointer         user_data,
                                    GError         **error);

gssize   gradus_zip_stream_read (GradusZipStream *self,
                                 gpointer         bytes,
                                 gsize            n_bytes,
                                 GError         **error);
gboolean gradus_zip_visit (const char    *path,
                           guint          max_members,
                           GradusZipVisit visit,
                           gpointer       user_data,
                           GError       **error);
/* (element-type GradusZipMember) */
GPtrArray *gradus_zip_read (const char           *path,
                            const GradusZipLimit *limits,
                            guint                 n_limits,
                            GError              **error);
GBytes    *gradus_zip_write (GPtrArray *members, GError **error);
GPtrArray *gradus_zip_members_new (void);
void       gradus_zip_members_add (GPtrArray *members, const char *name, GBytes *data);
GBytes    *gradus_zip_members_find (GPtrArray *members, const char *name);

G_END_DECLS
