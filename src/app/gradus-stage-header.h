/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_STAGE_HEADER (gradus_stage_header_get_type ())
G_DECLARE_FINAL_TYPE (GradusStageHeader,
                      gradus_stage_header,
                      GRADUS,
                      STAGE_HEADER,
                      GtkWidget)

void gradus_stage_header_set_title (GradusStageHeader *self, const char *title);
void gradus_stage_header_set_subtitle (GradusStageHeader *self, const char *subtitle);

G_END_DECLS
