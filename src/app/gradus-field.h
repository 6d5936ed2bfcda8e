/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/document.h"

G_BEGIN_DECLS

typedef enum
{
  GRADUS_FIELD_LAYER,
  GRADUS_FIELD_LOSS,
  GRADUS_FIELD_OPTIMIZER,
  GRADUS_FIELD_FIT,
  GRADUS_FIELD_METRIC,
  GRADUS_FIELD_WEIGHTED_METRIC,
  GRADUS_FIELD_CALLBACK,
} GradusFieldOwner;

/**
 * GradusField:
 * @owner: what part of the project it belongs to
 * @uid: which layer; for metrics and callbacks, which of them
 * @holder: (nullable): the parameter whose object has @param, like `kernel_initializer`;
 *   NULL if the owner has it
 * @param: the parameter
 *
 * One value of a document that can be edited. Plain data.
 */
typedef struct
{
  GradusFieldOwner   owner;
  guint64            uid;
  const char        *holder;
  const GradusParam *param;
} GradusField;

/* NULL when the layer is gone, and for fit options. */
const GradusConfig *gradus_field_get_config (const GradusField *self,
                                             GradusDocument    *document);
/* As gradus_config_value_to_string() writes it; NULL when there is no such value. */
char *gradus_field_dup_text (const GradusField *self, GradusDocument *document);
/* Edits the document in one step that can be undone. */
gboolean gradus_field_set_text (const GradusField *self,
                                GradusDocument    *document,
                                const char        *text,
                                GError           **error);
/* The metrics or callbacks of a project. */
GPtrArray *gradus_field_get_list (GradusFieldOwner owner, const GradusProject *project);
/* The arguments of fit() that have a row. */
const GradusParam *gradus_field_get_fit_param (const char *name);

G_END_DECLS
