/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "io/python-code.h"
#include "io/python-reader.h"

/* A script that somebody edited. What is understood is written so that it is understood
 * again, as the same. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char                *code = g_strndup ((const char *) data, size);
  g_autoptr (GradusProject)       project = NULL;
  g_autoptr (GradusPythonReading) reading = NULL;
  g_autoptr (GradusPythonReading) again = NULL;
  g_autofree char                *written = NULL;
  g_autofree char                *rewritten = NULL;
  g_autoptr (GError)              error = NULL;
  guint                           line = 0;

  project = gradus_template_build (gradus_template_find ("tutorial"));
  reading = gradus_python_read (code, project, &line, &error);
  fuzz_check (reading != NULL, error);
  if (reading == NULL)
    {
      g_assert_cmpuint (line, >, 0);
      return 0;
    }
  written = gradus_project_to_python (reading->project, GRADUS_PYTHON_LIST);
  again = gradus_python_read (written, reading->project, &line, &error);
  g_assert_no_error (error);
  rewritten = gradus_project_to_python (again->project, GRADUS_PYTHON_LIST);
  g_assert_cmpstr (rewritten, ==, written);
  return 0;
}
