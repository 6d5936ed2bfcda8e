/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kind.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A combo row of all kinds of a family. Its list says of each in a sentence what it is
 * for. */
GtkWidget *gradus_kind_row_new (GradusFamily family, const char *title);
/* (nullable): what is chosen */
const GradusKind *gradus_kind_row_get_kind (GtkWidget *row);
void              gradus_kind_row_set_kind (GtkWidget *row, const GradusKind *kind);

G_END_DECLS
