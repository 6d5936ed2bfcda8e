/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/project.h"

G_BEGIN_DECLS

/* For edits that go by what one sees, layers that are switched off are put into the
 * stack, and taken out again afterwards. In between, @asleep holds their uids. Private to
 * the document library. */
GArray *gradus_whole_stack_join (GradusProject *draft);
void    gradus_whole_stack_part (GradusProject *draft, GArray *asleep);
/* Gives layers that are switched off another neighbour where theirs is gone. */
void gradus_whole_stack_repair (GradusProject *draft, const GradusProject *old);

G_END_DECLS
