/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/run.h"

G_BEGIN_DECLS

char *gradus_history_to_csv (const GradusHistory *history);
char *gradus_runs_to_csv (const GradusHistory *history, const GPtrArray *runs);
gboolean
gradus_history_csv_save (const GradusHistory *history, const char *path, GError **error);

G_END_DECLS
