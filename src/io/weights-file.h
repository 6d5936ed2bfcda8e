/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/keras-file.h"

G_BEGIN_DECLS

gboolean gradus_weights_file_is (const char *path);
GradusKerasFile *
gradus_weights_file_open (const GradusProject *project, const char *path, GError **error);
GBytes *gradus_weights_file_write_npz (const GradusKerasFile *file, GError **error);

G_END_DECLS
