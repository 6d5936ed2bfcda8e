/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/projection-maps.h"

G_BEGIN_DECLS

/* What is said about maps of samples, on the screen and in figures. All but the second
 * return new strings. */

/* "Where 1,500 test digits lie after each layer"; @maps: (nullable) */
char *gradus_projection_dup_title (const GradusProjection *maps, gboolean is_test);
/* How to read them. */
const char *gradus_projection_method_describe (GradusProjectionMethod method,
                                               gboolean               has_classes);
/* Of each panel: the layer's name. @plan: (nullable): may differ from that of the maps */
char **gradus_projection_dup_panel_titles (const GradusProjection *maps,
                                           GradusPlan             *plan);
/* (nullable): of the classes, where points are coloured by them */
char **gradus_projection_dup_class_names (const GradusProjection *maps);

G_END_DECLS
