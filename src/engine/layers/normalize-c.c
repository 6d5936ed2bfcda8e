/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/normalize.h"
#include "engine/layers/write-c.h"

/* Layers that look along some axes of a sample, as C. */

/* {at}: the place of a number in x and y. */
static void
set_index (const GradusLayerPlan *plan, GradusCCode *code)
{
  g_autofree char *index = gradus_write_c_index (&plan->input);

  gradus_c_code_set (code, "at", index);
}

/* {scaled} and {centered}: what gamma and beta add to a formula. */
static void
set_gamma_beta (const GradusLayerPlan *plan, GradusCCode *code, guint axes)
{
  g_autofree char *subscript = gradus_write_c_subscript (plan->input.rank, axes);
  g_autofree char *gamma = g_strconcat ("\n  * {gamma}", subscript, NULL);
  g_autofree char *beta = g_strconcat ("\n  + {beta}", subscript, NULL);

  gradus_c_code_set (code, "scaled",
                     gradus_config_get_bool (plan->config, "scale") ? gamma : "");
  gradus_c_code_set (code, "centered",
                     gradus_config_get_bool (plan->config, "center") ? beta : "");
  gradus_c_code_set_float (code, "epsilon",
                           gradus_config_get_float (plan->config, "epsilon"));
}

/* One statement inside loops over @axes, with @depth blanks before them. */
static void
append_loop (GString               *text,
             const GradusLayerPlan *plan,
             guint                  axes,
             guint                  depth,
             const char            *statement)
{
  guint inner = gradus_write_c_loops (text, &plan->input, axes, depth);

  g_string_append_printf (text, "%*s%s\n", (int) inner, "", statement);
}

static gsize
count (const GradusShape *shape, guint axes)
{
  gsize n = 1;

  for (guint i = 0; i < shape->rank; i++)
    if (axes & 1u << i)
      n *= (gsize) shape->dims[i];
  return n;
}

static guint
find_axes (const GradusLayerPlan *plan, const char *param)
{
  const GradusShape *axes = gradus_config_get_tuple (plan->config, param);
  guint              found = 0;

  for (guint i = 0; i < axes->rank; i++)
    found |= 1u << gradus_normalize_find_axis (plan, axes->dims[i]);
  return found;
}

static guint
find_axis (const GradusLayerPlan *plan)
{
  return (guint) gradus_normalize_find_axis (plan, gradus_config_get_int (plan->config,
                                                                          "axis"));
}

void
gradus_batch_normalization_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint               axes = 1u << find_axis (plan);
  g_autofree char    *subscript = gradus_write_c_subscript (plan->input.rank, axes);

  set_index (plan, code);
  set_gamma_beta (plan, code, axes);
  gradus_c_code_set (code, "channel", subscript);
  gradus_c_code_set (code, "formula",
                     "y[{at}] =\n"
                     "  (x[{at}] - {moving_mean}{channel})\n"
                     "  / sqrtf ({moving_variance}{channel} + {epsilon})"
                     "{scaled}{centered};");
  append_loop (text, plan, GRADUS_ALL_AXES, 0, "{formula}");
  gradus_c_code_add (code, text->str);
}

/* Mean and variance in double, because a large mean would swallow a small variance. */
static void
append_statistics (GString *text, const GradusLayerPlan *plan, guint axes, guint depth)
{
  g_string_append_printf (text, "%*sdouble mean = 0, variance = 0;\n\n", (int) depth, "");
  append_loop (text, plan, axes, depth, "mean += x[{at}];");
  g_string_append_printf (text, "%*smean /= {n};\n", (int) depth, "");
  append_loop (text, plan, axes, depth,
               "variance += (x[{at}] - mean) * (x[{at}] - mean);");
  g_string_append_printf (text, "%*svariance /= {n};\n", (int) depth, "");
}

static void
set_normalized (GradusCCode *code)
{
  gradus_c_code_set (code, "normalized",
                     "y[{at}] =\n"
                     "  (float) ((x[{at}] - mean) / sqrt (variance + "
                     "{epsilon})){scaled}{centered};");
}

void
gradus_layer_normalization_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint               axes = find_axes (plan, "axis");
  guint               depth;

  set_index (plan, code);
  set_gamma_beta (plan, code, axes);
  gradus_c_code_set_int (code, "n", (gint64) count (&plan->input, axes));
  set_normalized (code);
  depth = gradus_write_c_loops (text, &plan->input, ~axes, 0);
  g_string_append_printf (text, "%*s{\n", (int) depth, "");
  append_statistics (text, plan, axes, depth + 2);
  append_loop (text, plan, axes, depth + 2, "{normalized}");
  g_string_append_printf (text, "%*s}\n", (int) depth, "");
  gradus_c_code_add (code, text->str);
}

/* The loop over the channels of a group has other bounds than one over an axis: the axis
 * gets those, and the loops are written as usual. */
void
gradus_group_normalization_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  guint               axis = find_axis (plan);
  gint64              channels = plan->input.dims[axis];
  gint64              groups = gradus_config_get_int (plan->config, "groups");
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv)      parts = NULL;
  g_autofree char    *whole = NULL;
  g_autofree char    *bounds = NULL;
  g_autofree char    *joined = NULL;
  char                place = "ijklm"[axis];

  groups = groups == -1 ? channels : groups;
  set_index (plan, code);
  set_gamma_beta (plan, code, 1u << axis);
  gradus_c_code_set_int (code, "n", (gint64) gradus_shape_size (&plan->input) / groups);
  set_normalized (code);
  g_string_append_printf (text, "for (int g = 0; g < %" G_GINT64_FORMAT "; g++)\n  {\n",
                          groups);
  append_statistics (text, plan, GRADUS_ALL_AXES, 4);
  append_loop (text, plan, GRADUS_ALL_AXES, 4, "{normalized}");
  g_string_append (text, "  }\n");
  whole = g_strdup_printf ("for (int %c = 0; %c < %" G_GINT64_FORMAT ";", place, place,
                           channels);
  bounds = g_strdup_printf ("for (int %c = g * %" G_GINT64_FORMAT
                            "; %c < (g + 1) * %" G_GINT64_FORMAT ";",
                            place, channels / groups, place, channels / groups);
  parts = g_strsplit (text->str, whole, -1);
  joined = g_strjoinv (bounds, parts);
  gradus_c_code_add (code, joined);
}

void
gradus_unit_normalization_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint               axes = find_axes (plan, "axis");
  guint               depth;

  set_index (plan, code);
  depth = gradus_write_c_loops (text, &plan->input, ~axes, 0);
  g_string_append_printf (text,
                          "%*s{\n"
                          "%*sdouble sum = 0;\n"
                          "%*sfloat factor;\n\n",
                          (int) depth, "", (int) depth + 2, "", (int) depth + 2, "");
  append_loop (text, plan, axes, depth + 2, "sum += (double) x[{at}] * x[{at}];");
  g_string_append_printf (text, "%*sfactor = fminf ((float) (1 / sqrt (sum)), 1e12f);\n",
                          (int) depth + 2, "");
  append_loop (text, plan, axes, depth + 2, "y[{at}] = x[{at}] * factor;");
  g_string_append_printf (text, "%*s}\n", (int) depth, "");
  gradus_c_code_add (code, text->str);
}

void
gradus_normalization_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char    *subscript =
    gradus_write_c_subscript (plan->input.rank, find_axes (plan, "axis"));

  set_index (plan, code);
  gradus_c_code_set (code, "which", subscript);
  gradus_c_code_set (code, "formula",
                     "y[{at}] =\n"
                     "  (x[{at}] - {mean}{which})\n"
                     "  / fmaxf (sqrtf ({variance}{which}), 1e-7f);");
  append_loop (text, plan, GRADUS_ALL_AXES, 0, "{formula}");
  gradus_c_code_add (code, text->str);
}

void
gradus_softmax_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint               axes = 1u << find_axis (plan);
  guint               depth = gradus_write_c_loops (text, &plan->input, ~axes, 0);

  set_index (plan, code);
  g_string_append_printf (text, "%*s{\n%*sfloat largest = -INFINITY, sum = 0;\n\n",
                          (int) depth, "", (int) depth + 2, "");
  append_loop (text, plan, axes, depth + 2, "largest = fmaxf (largest, x[{at}]);");
  gradus_c_code_set (code, "bend",
                     "{\n"
                     "  y[{at}] = expf (x[{at}] - largest);\n"
                     "  sum += y[{at}];\n"
                     "}");
  append_loop (text, plan, axes, depth + 2, "{bend}");
  append_loop (text, plan, axes, depth + 2, "y[{at}] /= sum;");
  g_string_append_printf (text, "%*s}\n", (int) depth, "");
  gradus_c_code_add (code, text->str);
}
