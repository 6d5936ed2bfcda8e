/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "io/json-guard.h"
#include "io/keras-json.h"

/* The configuration of a network. What is understood is written so that it is understood
 * again, as the same: written once more it has not changed. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes)           text = g_bytes_new_static (data, size);
  g_autoptr (GError)           error = NULL;
  g_autoptr (JsonNode)         root = gradus_json_parse (text, "config.json", &error);
  g_autoptr (JsonNode)         written = NULL;
  g_autoptr (JsonNode)         rewritten = NULL;
  g_autofree char             *first = NULL;
  g_autofree char             *second = NULL;
  g_autoptr (GradusSequential) sequential = NULL;
  g_autoptr (GradusSequential) again = NULL;
  g_autoptr (GradusPlan)       plan = NULL;

  fuzz_check (root != NULL, error);
  if (root == NULL)
    return 0;
  sequential = gradus_sequential_from_json (root, &error);
  fuzz_check (sequential != NULL, error);
  if (sequential == NULL)
    return 0;
  plan = gradus_plan_new (sequential);
  gradus_plan_get_total_params (plan);
  written = gradus_sequential_to_json (sequential);
  again = gradus_sequential_from_json (written, &error);
  g_assert_no_error (error);
  rewritten = gradus_sequential_to_json (again);
  if (json_node_equal (written, rewritten)) /* members have no order */
    return 0;
  first = json_to_string (written, FALSE);
  second = json_to_string (rewritten, FALSE);
  g_assert_cmpstr (first, ==, second);
  return 0;
}
