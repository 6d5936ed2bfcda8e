/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/render-subject.h"

G_BEGIN_DECLS

/* (transfer full): what the next batch does to one number */
GradusFigure *gradus_cli_make_update (GradusCliSubject *self, GError **error);

G_END_DECLS
