/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/history.h"

G_BEGIN_DECLS

JsonObject    *gradus_history_to_json (const GradusHistory *history);
GradusHistory *gradus_history_from_json (JsonObject *object);

G_END_DECLS
