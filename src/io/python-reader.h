/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/project.h"

G_BEGIN_DECLS

/**
 * GradusPythonSpan:
 * @first_line: from 1; 0 if there is none
 * @last_line: included
 *
 * Lines of a script.
 */
typedef struct
{
  guint first_line;
  guint last_line;
} GradusPythonSpan;

/**
 * GradusPythonReading:
 * @project: what the script says
 * @input: where it says the shape of a sample
 * @layers: (element-type GradusPythonSpan): where it says each layer of @project
 * @loss: where compile() is told the loss
 * @optimizer: where compile() is told the optimizer
 *
 * What a script for Keras says of a Sequential model, and where.
 */
typedef struct
{
  GradusProject   *project;
  GradusPythonSpan input;
  GArray          *layers;
  GradusPythonSpan loss;
  GradusPythonSpan optimizer;
} GradusPythonReading;

GradusPythonReading *gradus_python_read (const char          *code,
                                         const GradusProject *current,
                                         guint               *line,
                                         GError             **error);
void                 gradus_python_reading_free (GradusPythonReading *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusPythonReading, gradus_python_reading_free)

G_END_DECLS
