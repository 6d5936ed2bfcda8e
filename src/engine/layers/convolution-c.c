/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "engine/layers/convolution.h"
#include "engine/layers/write-c.h"

/* Convolutions as C. Sequences have no rows: their loops have one axis less. */

static gboolean
is_picture (const GradusLayerPlan *plan)
{
  return plan->input.rank == 3;
}

/* {row} and {column} from the places i, j of the output and the taps a, b. */
static void
set_places (GradusCCode *code, const GradusConvolution *geometry)
{
  gradus_c_code_set_place (code, "row", "i", (gint64) geometry->s_h, "a",
                           (gint64) geometry->d_h, (gint64) geometry->top);
  gradus_c_code_set_place (code, "column", "j", (gint64) geometry->s_w, "b",
                           (gint64) geometry->d_w, (gint64) geometry->left);
  gradus_c_code_set_int (code, "in_h", (gint64) geometry->in_h);
  gradus_c_code_set_int (code, "in_w", (gint64) geometry->in_w);
  gradus_c_code_set_int (code, "in_c", (gint64) geometry->in_c);
  gradus_c_code_set_int (code, "out_h", (gint64) geometry->out_h);
  gradus_c_code_set_int (code, "out_w", (gint64) geometry->out_w);
  gradus_c_code_set_int (code, "k_h", (gint64) geometry->k_h);
  gradus_c_code_set_int (code, "k_w", (gint64) geometry->k_w);
}

static gboolean
can_leave (gsize out, gsize stride, gsize kernel, gsize dilation, gsize before, gsize in)
{
  return before > 0 || (out - 1) * stride + (kernel - 1) * dilation >= in;
}

/* {check}: nothing where no tap can fall on the padding. */
static void
set_check (GradusCCode *code, const GradusConvolution *geometry)
{
  gboolean rows = can_leave (geometry->out_h, geometry->s_h, geometry->k_h, geometry->d_h,
                             geometry->top, geometry->in_h);
  gboolean columns = can_leave (geometry->out_w, geometry->s_w, geometry->k_w,
                                geometry->d_w, geometry->left, geometry->in_w);

  if (rows && columns)
    gradus_c_code_set (code, "check",
                       "if (row < 0 || row >= {in_h} || column < 0 || column >= {in_w})\n"
                       "  continue; /* beyond the edge */");
  else if (rows)
    gradus_c_code_set (
      code, "check", "if (row < 0 || row >= {in_h})\n  continue; /* beyond the edge */");
  else if (columns)
    gradus_c_code_set (code, "check",
                       "if (column < 0 || column >= {in_w})\n"
                       "  continue; /* beyond the edge */");
  else
    gradus_c_code_set (code, "check", "");
}

static void
set_bias (const GradusLayerPlan *plan, GradusCCode *code)
{
  gradus_c_code_set (code, "start",
                     gradus_config_get_bool (plan->config, "use_bias") ? "{bias}[f]"
                                                                       : "0");
}

/* {bend}, {bend_end} and {bend_rows}, and {filters} */
static void
set_output (const GradusLayerPlan *plan, GradusCCode *code)
{
  const GradusConfig *activation = gradus_config_get_object (plan->config, "activation");
  gsize               n_filters = (gsize) gradus_shape_last (&plan->output);

  gradus_c_code_set_int (code, "filters", (gint64) n_filters);
  gradus_c_code_set_activation (code, "bend", activation);
  gradus_c_code_set_row_activation (code, "bend_rows", activation, "y",
                                    gradus_shape_size (&plan->output) / n_filters,
                                    n_filters);
}

static void
add_sums (const GradusLayerPlan *plan, GradusCCode *code)
{
  if (is_picture (plan))
    gradus_c_code_add (
      code, "for (int i = 0; i < {out_h}; i++)\n"
            "  for (int j = 0; j < {out_w}; j++)\n"
            "    for (int f = 0; f < {filters}; f++)\n"
            "      {\n"
            "        float sum = {start};\n"
            "\n"
            "        for (int a = 0; a < {k_h}; a++)\n"
            "          for (int b = 0; b < {k_w}; b++)\n"
            "            {\n"
            "              int row = {row};\n"
            "              int column = {column};\n"
            "\n"
            "              {check}\n"
            "              {add}\n"
            "            }\n"
            "        {to}[(i * {out_w} + j) * {filters} + f] = {bend}sum{bend_end};\n"
            "      }\n");
  else
    gradus_c_code_add (code, "for (int j = 0; j < {out_w}; j++)\n"
                             "  for (int f = 0; f < {filters}; f++)\n"
                             "    {\n"
                             "      float sum = {start};\n"
                             "\n"
                             "      for (int b = 0; b < {k_w}; b++)\n"
                             "        {\n"
                             "          int column = {column};\n"
                             "\n"
                             "          {check}\n"
                             "          {add}\n"
                             "        }\n"
                             "      {to}[j * {filters} + f] = {bend}sum{bend_end};\n"
                             "    }\n");
}

/* {taps} and {pixel}: the subscripts of a kernel's tap, and where its pixel begins. */
static void
set_tap (const GradusLayerPlan *plan, GradusCCode *code)
{
  gradus_c_code_set (code, "taps", is_picture (plan) ? "[a][b]" : "[b]");
  gradus_c_code_set (code, "pixel",
                     is_picture (plan) ? "(row * {in_w} + column) * {in_c}"
                                       : "column * {in_c}");
}

void
gradus_convolve_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  gint64            groups = gradus_config_get_int (plan->config, "groups");
  gint64            channels = gradus_shape_last (&plan->input) / groups;
  gint64            filters = gradus_shape_last (&plan->output) / groups;
  GradusConvolution geometry;
  g_autofree char  *first =
    g_strdup_printf (" + f / %" G_GINT64_FORMAT " * %" G_GINT64_FORMAT, filters,
                     channels);

  gradus_convolution_init (&geometry, plan, NULL);
  set_places (code, &geometry);
  set_check (code, &geometry);
  set_bias (plan, code);
  set_output (plan, code);
  set_tap (plan, code);
  gradus_c_code_set (code, "to", "y");
  gradus_c_code_set_int (code, "channels", channels);
  /* The channels of the filter's group. */
  gradus_c_code_set (code, "first", groups > 1 ? first : "");
  gradus_c_code_set (code, "add",
                     "for (int c = 0; c < {channels}; c++)\n"
                     "  sum += x[{pixel}{first} + c] * {kernel}{taps}[c][f];");
  add_sums (plan, code);
  gradus_c_code_add (code, "{bend_rows}\n");
}

/* Each channel by itself; filter f looks at channel f / multiplier. */
static void
set_depthwise (const GradusLayerPlan *plan, GradusCCode *code, const char *kernel)
{
  gint64           multiplier = gradus_config_get_int (plan->config, "depth_multiplier");
  g_autofree char *channel = g_strdup_printf ("f / %" G_GINT64_FORMAT, multiplier);
  g_autofree char *which = g_strdup_printf ("f %% %" G_GINT64_FORMAT, multiplier);
  g_autofree char *add = NULL;

  add = g_strconcat ("sum += x[{pixel} + {channel}] * {", kernel,
                     "}{taps}[{channel}][{which}];", NULL);
  gradus_c_code_set (code, "channel", multiplier > 1 ? channel : "f");
  gradus_c_code_set (code, "which", multiplier > 1 ? which : "0");
  gradus_c_code_set (code, "add", add);
}

void
gradus_depthwise_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  GradusConvolution geometry;

  gradus_convolution_init (&geometry, plan, NULL);
  set_places (code, &geometry);
  set_check (code, &geometry);
  set_bias (plan, code);
  set_output (plan, code);
  set_tap (plan, code);
  gradus_c_code_set (code, "to", "y");
  set_depthwise (plan, code, "kernel");
  add_sums (plan, code);
  gradus_c_code_add (code, "{bend_rows}\n");
}

void
gradus_separable_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  gint64            multiplier = gradus_config_get_int (plan->config, "depth_multiplier");
  gint64            inner = gradus_shape_last (&plan->input) * multiplier;
  gint64            filters = gradus_shape_last (&plan->output);
  GradusConvolution geometry;

  gradus_convolution_init (&geometry, plan, NULL);
  set_places (code, &geometry);
  set_check (code, &geometry);
  set_tap (plan, code);
  gradus_c_code_set_int (code, "places",
                         (gint64) gradus_convolution_get_n_places (&geometry));
  gradus_c_code_set_int (code, "inner", inner);
  gradus_c_code_set_int (code, "filters", inner);
  gradus_c_code_set (code, "start", "0");
  gradus_c_code_set (code, "bend", "");
  gradus_c_code_set (code, "bend_end", "");
  gradus_c_code_set (code, "to", "inner");
  set_depthwise (plan, code, "depthwise_kernel");
  gradus_c_code_add (code, "static float inner[{places} * {inner}];\n"
                           "\n"
                           "/* each channel by itself */\n");
  add_sums (plan, code);
  set_bias (plan, code);
  set_output (plan, code);
  gradus_c_code_set_int (code, "filters", filters);
  gradus_c_code_set (code, "place", is_picture (plan) ? "[0][0]" : "[0]");
  gradus_c_code_add (
    code, "/* then all channels of a place mixed */\n"
          "for (int p = 0; p < {places}; p++)\n"
          "  for (int f = 0; f < {filters}; f++)\n"
          "    {\n"
          "      float sum = {start};\n"
          "\n"
          "      for (int c = 0; c < {inner}; c++)\n"
          "        sum += inner[p * {inner} + c] * {pointwise_kernel}{place}[c][f];\n"
          "      y[p * {filters} + f] = {bend}sum{bend_end};\n"
          "    }\n"
          "{bend_rows}\n");
}

/* Each number of the input paints its kernel onto the output. The geometry is that of the
 * convolution which would turn the output into the input. */
void
gradus_transposed_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  const GradusConfig *activation = gradus_config_get_object (plan->config, "activation");
  GradusConvolution   geometry;

  gradus_convolution_init_transposed (&geometry, plan,
                                      gradus_config_get_int (plan->config, "filters"),
                                      NULL);
  set_places (code, &geometry);
  set_check (code, &geometry);
  set_bias (plan, code);
  set_output (plan, code);
  set_tap (plan, code);
  gradus_c_code_set_int (code, "channels", gradus_shape_last (&plan->input));
  gradus_c_code_set_int (code, "places", (gint64) (geometry.in_h * geometry.in_w));
  gradus_c_code_set (code, "paint",
                     "for (int f = 0; f < {filters}; f++)\n"
                     "  for (int c = 0; c < {channels}; c++)\n"
                     "    y[{pixel} + f] += x[{from} + c] * {kernel}{taps}[f][c];");
  gradus_c_code_add (code, "for (int p = 0; p < {places}; p++)\n"
                           "  for (int f = 0; f < {filters}; f++)\n"
                           "    y[p * {filters} + f] = {start};\n");
  if (is_picture (plan))
    {
      gradus_c_code_set (code, "from", "(i * {out_w} + j) * {channels}");
      gradus_c_code_add (code, "for (int i = 0; i < {out_h}; i++)\n"
                               "  for (int j = 0; j < {out_w}; j++)\n"
                               "    for (int a = 0; a < {k_h}; a++)\n"
                               "      for (int b = 0; b < {k_w}; b++)\n"
                               "        {\n"
                               "          int row = {row};\n"
                               "          int column = {column};\n"
                               "\n"
                               "          {check}\n"
                               "          {paint}\n"
                               "        }\n");
    }
  else
    {
      gradus_c_code_set (code, "from", "j * {channels}");
      gradus_c_code_add (code, "for (int j = 0; j < {out_w}; j++)\n"
                               "  for (int b = 0; b < {k_w}; b++)\n"
                               "    {\n"
                               "      int column = {column};\n"
                               "\n"
                               "      {check}\n"
                               "      {paint}\n"
                               "    }\n");
    }
  if (strcmp (gradus_config_get_kind (activation)->id, "linear") != 0 &&
      !gradus_c_code_set_activation (code, "bend", activation))
    gradus_c_code_add (code, "for (int n = 0; n < {out}; n++)\n"
                             "  y[n] = {bend}y[n]{bend_end};\n");
  gradus_c_code_add (code, "{bend_rows}\n");
}

/* --- Pooling: the same places, no kernel --- */

static void
add_pool (const GradusLayerPlan *plan, GradusCCode *code)
{
  GradusConvolution geometry;

  gradus_convolution_init_window (&geometry, plan, "pool_size", NULL);
  set_places (code, &geometry);
  set_check (code, &geometry);
  set_tap (plan, code);
  if (is_picture (plan))
    gradus_c_code_add (code, "for (int i = 0; i < {out_h}; i++)\n"
                             "  for (int j = 0; j < {out_w}; j++)\n"
                             "    for (int c = 0; c < {in_c}; c++)\n"
                             "      {\n"
                             "        {begin}\n"
                             "\n"
                             "        for (int a = 0; a < {k_h}; a++)\n"
                             "          for (int b = 0; b < {k_w}; b++)\n"
                             "            {\n"
                             "              int row = {row};\n"
                             "              int column = {column};\n"
                             "\n"
                             "              {check}\n"
                             "              {take}\n"
                             "            }\n"
                             "        y[(i * {out_w} + j) * {in_c} + c] = {result};\n"
                             "      }\n");
  else
    gradus_c_code_add (code, "for (int j = 0; j < {out_w}; j++)\n"
                             "  for (int c = 0; c < {in_c}; c++)\n"
                             "    {\n"
                             "      {begin}\n"
                             "\n"
                             "      for (int b = 0; b < {k_w}; b++)\n"
                             "        {\n"
                             "          int column = {column};\n"
                             "\n"
                             "          {check}\n"
                             "          {take}\n"
                             "        }\n"
                             "      y[j * {in_c} + c] = {result};\n"
                             "    }\n");
}

void
gradus_max_pool_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  gradus_c_code_set (code, "begin", "float largest = -INFINITY;");
  gradus_c_code_set (code, "take",
                     "if (x[{pixel} + c] > largest)\n  largest = x[{pixel} + c];");
  gradus_c_code_set (code, "result", "largest");
  add_pool (plan, code);
}

void
gradus_average_pool_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  gradus_c_code_set (code, "begin", "float sum = 0;\nint n = 0;");
  gradus_c_code_set (code, "take", "sum += x[{pixel} + c];\nn++;");
  gradus_c_code_set (code, "result", "sum / (float) n");
  add_pool (plan, code);
}

static void
set_all_places (const GradusLayerPlan *plan, GradusCCode *code)
{
  gint64 channels = gradus_shape_last (&plan->input);

  gradus_c_code_set_int (code, "channels", channels);
  gradus_c_code_set_int (code, "places",
                         (gint64) gradus_shape_size (&plan->input) / channels);
}

void
gradus_global_max_pool_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  set_all_places (plan, code);
  gradus_c_code_add (code, "for (int c = 0; c < {channels}; c++)\n"
                           "  {\n"
                           "    y[c] = x[c];\n"
                           "    for (int p = 1; p < {places}; p++)\n"
                           "      if (x[p * {channels} + c] > y[c])\n"
                           "        y[c] = x[p * {channels} + c];\n"
                           "  }\n");
}

void
gradus_global_average_pool_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  set_all_places (plan, code);
  if (!plan->has_input_mask)
    gradus_c_code_add (code, "for (int c = 0; c < {channels}; c++)\n"
                             "  {\n"
                             "    double sum = 0;\n"
                             "\n"
                             "    for (int p = 0; p < {places}; p++)\n"
                             "      sum += x[p * {channels} + c];\n"
                             "    y[c] = (float) (sum / {places});\n"
                             "  }\n");
  else
    gradus_c_code_add (code, "for (int c = 0; c < {channels}; c++)\n"
                             "  {\n"
                             "    double sum = 0;\n"
                             "    int n = 0;\n"
                             "\n"
                             "    for (int p = 0; p < {places}; p++)\n"
                             "      if ({mask}[p])\n"
                             "        {\n"
                             "          sum += x[p * {channels} + c];\n"
                             "          n++;\n"
                             "        }\n"
                             "    y[c] = n > 0 ? (float) (sum / n) : 0;\n"
                             "  }\n");
}
