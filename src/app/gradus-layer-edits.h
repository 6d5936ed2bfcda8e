/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"

G_BEGIN_DECLS

/* What can be done with the selected layers, all of them together and as one step. The
 * actions of the window and those of the loop come here. Nothing happens while no layer
 * is selected. */
void     gradus_studio_remove_layers (GradusStudio *self);
void     gradus_studio_duplicate_layers (GradusStudio *self);
gboolean gradus_studio_can_move_layers (GradusStudio *self, int by);
void     gradus_studio_move_layers (GradusStudio *self, int by);
/* Off if one is on, else on. */
void     gradus_studio_switch_layers (GradusStudio *self);
gboolean gradus_studio_has_layer_on (GradusStudio *self);
char    *gradus_studio_copy_layers (GradusStudio *self);
/* Puts them in below the selected ones and selects them instead. */
gboolean
gradus_studio_paste_layers (GradusStudio *self, const char *text, GError **error);
/* Where what is added goes: below the selected layers, at the top if the input is
 * selected, else at the end. */
guint gradus_studio_get_insert_place (GradusStudio *self);
void  gradus_studio_select_all_layers (GradusStudio *self);
/* From the topmost to the lowest of them, as one folded group. */
void                    gradus_studio_group_layers (GradusStudio *self);
void                    gradus_studio_ungroup_layers (GradusStudio *self);
const GradusLayerGroup *gradus_studio_get_selected_group (GradusStudio *self);
/* Adds a layer to the selection, or takes it away. */
void gradus_studio_toggle_layer (GradusStudio *self, guint64 uid);

G_END_DECLS
