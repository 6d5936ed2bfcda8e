/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GradusError:
 * @GRADUS_ERROR_PARAMETER: a parameter lies outside what its descriptor allows
 * @GRADUS_ERROR_SHAPE: two shapes do not fit
 * @GRADUS_ERROR_MISMATCH: parts that are fine alone do not go together (loss and last
 * layer)
 * @GRADUS_ERROR_DATA: a data set is missing, damaged or does not suit the task
 * @GRADUS_ERROR_FORMAT: a file is damaged or not of the format that its name says
 * @GRADUS_ERROR_UNSUPPORTED: a file is sound but holds what Gradus does not know
 * @GRADUS_ERROR_TOO_LARGE: a declared size is beyond what Gradus accepts
 * @GRADUS_ERROR_IO: the system refused to read or write
 * @GRADUS_ERROR_DIVERGED: training left the finite numbers
 *
 * What can go wrong, in the terms a caller may react to. The message is for the student.
 */
typedef enum
{
  GRADUS_ERROR_PARAMETER,
  GRADUS_ERROR_SHAPE,
  GRADUS_ERROR_MISMATCH,
  GRADUS_ERROR_DATA,
  GRADUS_ERROR_FORMAT,
  GRADUS_ERROR_UNSUPPORTED,
  GRADUS_ERROR_TOO_LARGE,
  GRADUS_ERROR_IO,
  GRADUS_ERROR_DIVERGED,
} GradusError;

#define GRADUS_ERROR (gradus_error_quark ())
GQuark gradus_error_quark (void);

G_END_DECLS
