/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers as the interface writes them. All return new strings. */
char *gradus_format_count (guint64 n);        /* 25,120 */
char *gradus_format_rate (double rate);       /* 0.001, 2.5e-05 */
char *gradus_format_seconds (double seconds); /* 1.3 s, 2 min 5 s */

G_END_DECLS
