/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/array-view.h"

G_BEGIN_DECLS

/**
 * GradusIndexKind:
 * @GRADUS_INDEX_NUMBER: one entry, `4` or `-1`; the axis goes
 * @GRADUS_INDEX_RANGE: `10:100`, `::2`
 * @GRADUS_INDEX_REST: `...`, all axes that are not named
 * @GRADUS_INDEX_NEW_AXIS: `None` or `newaxis`
 *
 * What may stand between two commas.
 */
typedef enum
{
  GRADUS_INDEX_NUMBER,
  GRADUS_INDEX_RANGE,
  GRADUS_INDEX_REST,
  GRADUS_INDEX_NEW_AXIS,
} GradusIndexKind;

/* @start, @stop and @step are as written; those without their has_… are not. A number is
 * in @start. */
typedef struct
{
  GradusIndexKind kind;
  gboolean        has_start, has_stop, has_step;
  gint64          start, stop, step;
} GradusIndex;

#define GRADUS_SLICE_MAX_INDICES 24

/**
 * GradusSlice:
 * @n: how many indices
 * @indices: (array length=n): from left to right
 *
 * What stands between the brackets of Python's `x[10:100, 14:, 14:]`.
 */
typedef struct
{
  guint       n;
  GradusIndex indices[GRADUS_SLICE_MAX_INDICES];
} GradusSlice;

/* One pair of brackets. */
gboolean gradus_slice_parse (const char *text, GradusSlice *slice, GError **error);
/* (transfer full): with brackets, as short as it can be said */
char *gradus_slice_format (const GradusSlice *slice);
/* @view: (inout): becomes what is left of it; after an error it is as before */
gboolean
gradus_slice_apply (const GradusSlice *slice, GradusArrayView *view, GError **error);
/* Names every axis: an index for each of @rank, new axes between them. FALSE: there are
 * more than that. */
gboolean gradus_slice_expand (GradusSlice *slice, guint rank);
/* A whole expression, several pairs of brackets one after the other, with or without a
 * name before them. */
gboolean
gradus_slice_apply_text (const char *text, GradusArrayView *view, GError **error);

G_END_DECLS
