/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/document.h"

G_BEGIN_DECLS

void gradus_document_append_run (GradusDocument *self, GradusRun *run, guint max_runs);

G_END_DECLS
