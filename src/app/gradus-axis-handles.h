/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/slice.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_AXIS_HANDLES (gradus_axis_handles_get_type ())
G_DECLARE_FINAL_TYPE (GradusAxisHandles,
                      gradus_axis_handles,
                      GRADUS,
                      AXIS_HANDLES,
                      GtkWidget)

/**
 * GradusAxisHandles:
 *
 * A bar for each axis of an array, and on it the part that a slice takes, with a handle
 * at each end; an axis that is indexed has one knob. Keys: Up and Down change the axis,
 * Left and Right move the beginning, with Shift the end, with Control by a twentieth of
 * the axis; Return changes between one entry and a range, Delete takes all.
 *
 * Signal `changed`: somebody moved a handle; gradus_axis_handles_get_slice() says how the
 * slice is now.
 */

/* @names: (array length=rank): of the axes; @slice: (nullable): of one pair of brackets,
 * NULL where handles could not say what is shown */
void               gradus_axis_handles_show (GradusAxisHandles *self,
                                             guint              rank,
                                             const gint64      *dims,
                                             const char *const *names,
                                             const GradusSlice *slice);
const GradusSlice *gradus_axis_handles_get_slice (GradusAxisHandles *self);

G_END_DECLS
