/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 4180, with a point in numbers whatever the user's language. Both begin with the
 * comma. */
void gradus_csv_append_number (GString *csv, double value);
void gradus_csv_append_text (GString *csv, const char *text);
/* Without a comma: for the first field of a line. */
void gradus_csv_append_field (GString *csv, const char *text);

G_END_DECLS
