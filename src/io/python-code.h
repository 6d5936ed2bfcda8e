/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/project.h"

G_BEGIN_DECLS

/**
 * GradusPythonForm:
 * @GRADUS_PYTHON_LIST: `keras.Sequential([...])`
 * @GRADUS_PYTHON_ADD: `model.add(...)`, one layer at a time
 *
 * The two ways in which Keras lets one write a stack.
 */
typedef enum
{
  GRADUS_PYTHON_LIST,
  GRADUS_PYTHON_ADD,
} GradusPythonForm;

char *gradus_project_to_python (const GradusProject *project, GradusPythonForm form);

G_END_DECLS
