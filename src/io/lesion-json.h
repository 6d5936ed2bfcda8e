/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "io/project.h"

G_BEGIN_DECLS

/* In a file, a layer goes by its name; what its unit said is told in base64, so that it
 * comes back bit for bit. @silences: (nullable) */
JsonArray *gradus_lesions_to_json (const GradusProject *project,
                                   const GPtrArray     *silences);
/* Into the project's lesions, and into @silences. */
gboolean
gradus_lesions_from_json (GradusProject *project, JsonArray *array, GPtrArray *silences);

G_END_DECLS
