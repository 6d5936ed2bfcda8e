/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/keras-file.h"

G_BEGIN_DECLS

gboolean
gradus_weights_file_load (GradusKerasFile *file, const char *path, GError **error);
GBytes *gradus_weights_file_write_npz (const GradusKerasFile *file, GError **error);

G_END_DECLS
