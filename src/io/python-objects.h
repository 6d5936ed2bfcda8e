/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sequential.h"
#include "io/python-syntax.h"

G_BEGIN_DECLS

/* What a call like `layers.Dense(32)` configures. */

/* The last word of a dotted name that begins where Keras's things are; NULL if it is
 * something else's. */
const char   *gradus_python_get_keras_name (const GradusPythonNode *node);
GradusConfig *gradus_python_read_object (const GradusPythonNode *node,
                                         GradusFamily            family,
                                         guint                  *line,
                                         GError                **error);
GradusLayer *
gradus_python_read_layer (const GradusPythonNode *node, guint *line, GError **error);
gboolean gradus_python_read_shape (const GradusPythonNode *node,
                                   GradusShape            *shape,
                                   guint                  *line,
                                   GError                **error);

/* Errors of a script are of one kind, and tell the line. */
gboolean gradus_python_refuse (const GradusPythonNode *node,
                               guint                  *line,
                               GError                **error,
                               const char             *format,
                               ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
