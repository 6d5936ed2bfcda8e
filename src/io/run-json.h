/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "io/run.h"

G_BEGIN_DECLS

JsonObject *gradus_run_to_json (const GradusRun *self);
GradusRun  *gradus_run_from_json (JsonNode *node);

G_END_DECLS
