/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/project.h"

G_BEGIN_DECLS

/* Puts some layers together into the gap @place of the stack as it is, in the order that
 * they have. Private to the document library. */
void
gradus_move_layers (GradusProject *draft, const guint64 *uids, guint n_uids, guint place);

G_END_DECLS
