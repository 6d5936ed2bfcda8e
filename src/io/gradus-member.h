/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/keras-file.h"

G_BEGIN_DECLS

#define GRADUS_MEMBER_NAME "gradus.json"

GBytes  *gradus_member_write (const GradusKerasFile *file);
gboolean gradus_member_read (GBytes *text, GradusKerasFile *file, GError **error);

G_END_DECLS
