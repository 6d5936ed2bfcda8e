/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/recurrent.h"
#include "engine/layers/write-c.h"

/* Recurrent layers as C: a function for one time step, which changes the state, and one
 * that goes through the sequence. */

/* What is common to all kinds. {f} … is the activation, {g} … that of the gates. */
static void
set_words (const GradusLayerPlan *plan, GradusCCode *code)
{
  const GradusConfig *config = plan->config;

  gradus_c_code_set_int (code, "steps", plan->input.dims[0]);
  gradus_c_code_set_int (code, "n_in", plan->input.dims[1]);
  gradus_c_code_set_int (code, "units", gradus_config_get_int (config, "units"));
  gradus_c_code_set_activation (code, "f",
                                gradus_config_get_object (config, "activation"));
  if (gradus_kind_find_param (gradus_config_get_kind (config), "recurrent_activation") !=
      NULL)
    gradus_c_code_set_activation (code, "g",
                                  gradus_config_get_object (config,
                                                            "recurrent_activation"));
}

/* Lines that bend @array, if that needs all of it at once. */
static void
set_rows (const GradusLayerPlan *plan,
          GradusCCode           *code,
          const char            *word,
          const char            *param,
          const char            *array)
{
  gradus_c_code_set_row_activation (code, word,
                                    gradus_config_get_object (plan->config, param), array,
                                    1,
                                    (gsize) gradus_config_get_int (plan->config,
                                                                   "units"));
}

static gboolean
has_bias (const GradusLayerPlan *plan)
{
  return gradus_config_get_bool (plan->config, "use_bias");
}

/* --- Through time --- */

static void
set_outputs (const GradusLayerPlan *plan, GradusCCode *code)
{
  gboolean zero =
    plan->has_input_mask && gradus_config_get_bool (plan->config, "zero_output_for_mask");
  gboolean all = gradus_config_get_bool (plan->config, "return_sequences");
  gboolean is_reversed = gradus_config_get_bool (plan->config, "go_backwards");

  gradus_c_code_set_int (code, "last", plan->input.dims[0] - 1);
  gradus_c_code_set (code, "loop",
                     is_reversed ? "for (int t = {last}; t >= 0; t--)"
                                 : "for (int t = 0; t < {steps}; t++)");
  /* The states come out in the order in which they were made. */
  gradus_c_code_set (code, "place", is_reversed ? "({last} - t)" : "t");
  gradus_c_code_set (code, "end", is_reversed ? "0" : "{last}");
  gradus_c_code_set (code, "if_mask", plan->has_input_mask ? "if ({mask}[t])\n  " : "");
  gradus_c_code_set (code, "state",
                     !zero ? "h[j]"
                     : all ? "{mask}[t] ? h[j] : 0"
                           : "{mask}[{end}] ? h[j] : 0");
}

/* {states} and {state_list}: the arrays that are carried along, like "h, c". */
static void
add_sequence (const GradusLayerPlan *plan, GradusCCode *code)
{
  set_outputs (plan, code);
  gradus_c_code_add (code, "static float {declared};\n"
                           "\n"
                           "for (int j = 0; j < {units}; j++)\n"
                           "  {cleared} = 0;\n");
  if (gradus_config_get_bool (plan->config, "return_sequences"))
    gradus_c_code_add (code, "{loop}\n"
                             "  {\n"
                             "    {if_mask}{name}_step (x + t * {n_in}, {states});\n"
                             "    for (int j = 0; j < {units}; j++)\n"
                             "      y[{place} * {units} + j] = {state};\n"
                             "  }\n");
  else
    gradus_c_code_add (code, "{loop}\n"
                             "  {if_mask}{name}_step (x + t * {n_in}, {states});\n"
                             "for (int j = 0; j < {units}; j++)\n"
                             "  y[j] = {state};\n");
}

static void
set_one_state (GradusCCode *code)
{
  gradus_c_code_set (code, "declared", "h[{units}]");
  gradus_c_code_set (code, "cleared", "h[j]");
  gradus_c_code_set (code, "states", "h");
}

/* --- SimpleRNN --- */

void
gradus_simple_rnn_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  set_words (plan, code);
  set_one_state (code);
  gradus_c_code_set (code, "start", has_bias (plan) ? "{bias}[j]" : "0");
  set_rows (plan, code, "f_rows", "activation", "next");
  gradus_c_code_add_function (
    code, "/* One time step of {name}: x ({n_in}), state h ({units}) */\n"
          "static void\n"
          "{name}_step (const float *x, float *h)\n"
          "{\n"
          "  static float next[{units}];\n"
          "\n"
          "  for (int j = 0; j < {units}; j++)\n"
          "    {\n"
          "      float sum = {start};\n"
          "\n"
          "      for (int k = 0; k < {n_in}; k++)\n"
          "        sum += x[k] * {kernel}[k][j];\n"
          "      for (int k = 0; k < {units}; k++)\n"
          "        sum += h[k] * {recurrent_kernel}[k][j];\n"
          "      next[j] = {f}sum{f_end};\n"
          "    }\n"
          "  {f_rows}\n"
          "  for (int j = 0; j < {units}; j++)\n"
          "    h[j] = next[j];\n"
          "}\n");
  add_sequence (plan, code);
}

/* --- LSTM --- */

void
gradus_lstm_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  gint64 units = gradus_config_get_int (plan->config, "units");

  set_words (plan, code);
  gradus_c_code_set (code, "declared", "h[{units}], c[{units}]");
  gradus_c_code_set (code, "cleared", "h[j] = c[j]");
  gradus_c_code_set (code, "states", "h, c");
  gradus_c_code_set_int (code, "width", 4 * units);
  gradus_c_code_set_int (code, "twice", 2 * units);
  gradus_c_code_set_int (code, "thrice", 3 * units);
  gradus_c_code_set (code, "start", has_bias (plan) ? "{bias}[j]" : "0");
  set_rows (plan, code, "i_rows", "recurrent_activation", "z");
  set_rows (plan, code, "f_rows", "recurrent_activation", "z + {units}");
  set_rows (plan, code, "g_rows", "activation", "z + {twice}");
  set_rows (plan, code, "o_rows", "recurrent_activation", "z + {thrice}");
  set_rows (plan, code, "c_rows", "activation", "bent");
  gradus_c_code_add_function (
    code,
    "/* One time step of {name}: x ({n_in}), state h ({units}), memory c ({units})\n"
    " *\n"
    " * z holds the sums of the gates: input, forget, new content, output. */\n"
    "static void\n"
    "{name}_step (const float *x, float *h, float *c)\n"
    "{\n"
    "  static float z[{width}], bent[{units}];\n"
    "\n"
    "  for (int j = 0; j < {width}; j++)\n"
    "    {\n"
    "      float sum = {start};\n"
    "\n"
    "      for (int k = 0; k < {n_in}; k++)\n"
    "        sum += x[k] * {kernel}[k][j];\n"
    "      for (int k = 0; k < {units}; k++)\n"
    "        sum += h[k] * {recurrent_kernel}[k][j];\n"
    "      z[j] = sum;\n"
    "    }\n"
    "  {i_rows}\n"
    "  {f_rows}\n"
    "  {g_rows}\n"
    "  {o_rows}\n"
    "  for (int j = 0; j < {units}; j++)\n"
    "    {\n"
    "      float input = {g}z[j]{g_end};\n"
    "      float forget = {g}z[{units} + j]{g_end};\n"
    "      float content = {f}z[{twice} + j]{f_end};\n"
    "\n"
    "      c[j] = forget * c[j] + input * content;\n"
    "      bent[j] = {f}c[j]{f_end};\n"
    "    }\n"
    "  {c_rows}\n"
    "  for (int j = 0; j < {units}; j++)\n"
    "    h[j] = {g}z[{thrice} + j]{g_end} * bent[j];\n"
    "}\n");
  add_sequence (plan, code);
}

/* --- GRU --- */

/* The second row of the bias belongs to the state. */
static void
set_gru_biases (const GradusLayerPlan *plan, GradusCCode *code)
{
  gboolean after = gradus_config_get_bool (plan->config, "reset_after");

  gradus_c_code_set (code, "start",
                     !has_bias (plan) ? "0"
                     : after          ? "{bias}[0][j]"
                                      : "{bias}[j]");
  gradus_c_code_set (code, "state_bias", has_bias (plan) && after ? "{bias}[1]" : "");
}

void
gradus_gru_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  gint64   units = gradus_config_get_int (plan->config, "units");
  gboolean after = gradus_config_get_bool (plan->config, "reset_after");
  gboolean two = after && has_bias (plan);

  set_words (plan, code);
  set_one_state (code);
  set_gru_biases (plan, code);
  gradus_c_code_set_int (code, "width", 3 * units);
  gradus_c_code_set_int (code, "twice", 2 * units);
  gradus_c_code_set (code, "update_start", two ? "of_x[j] + {state_bias}[j]" : "of_x[j]");
  gradus_c_code_set (code, "reset_start",
                     two ? "of_x[{units} + j] + {state_bias}[{units} + j]"
                         : "of_x[{units} + j]");
  gradus_c_code_set (code, "sum_start",
                     !after ? "of_x[{twice} + j]"
                     : two  ? "{state_bias}[{twice} + j]"
                            : "0");
  gradus_c_code_set (code, "seen", after ? "h[k]" : "reset[k] * h[k]");
  gradus_c_code_set (code, "new_sum",
                     after ? "of_x[{twice} + j] + reset[j] * sum" : "sum");
  set_rows (plan, code, "update_rows", "recurrent_activation", "update");
  set_rows (plan, code, "reset_rows", "recurrent_activation", "reset");
  set_rows (plan, code, "new_rows", "activation", "content");
  gradus_c_code_add_function (
    code, "/* One time step of {name}: x ({n_in}), state h ({units}) */\n"
          "static void\n"
          "{name}_step (const float *x, float *h)\n"
          "{\n"
          "  static float of_x[{width}], update[{units}], reset[{units}], "
          "content[{units}];\n"
          "\n"
          "  for (int j = 0; j < {width}; j++)\n"
          "    {\n"
          "      of_x[j] = {start};\n"
          "      for (int k = 0; k < {n_in}; k++)\n"
          "        of_x[j] += x[k] * {kernel}[k][j];\n"
          "    }\n"
          "  for (int j = 0; j < {units}; j++)\n"
          "    {\n"
          "      float update_sum = {update_start};\n"
          "      float reset_sum = {reset_start};\n"
          "\n"
          "      for (int k = 0; k < {units}; k++)\n"
          "        {\n"
          "          update_sum += h[k] * {recurrent_kernel}[k][j];\n"
          "          reset_sum += h[k] * {recurrent_kernel}[k][{units} + j];\n"
          "        }\n"
          "      update[j] = {g}update_sum{g_end};\n"
          "      reset[j] = {g}reset_sum{g_end};\n"
          "    }\n"
          "  {update_rows}\n"
          "  {reset_rows}\n"
          "  for (int j = 0; j < {units}; j++)\n"
          "    {\n"
          "      float sum = {sum_start};\n"
          "\n"
          "      for (int k = 0; k < {units}; k++)\n"
          "        sum += {seen} * {recurrent_kernel}[k][{twice} + j];\n"
          "      content[j] = {f}{new_sum}{f_end};\n"
          "    }\n"
          "  {new_rows}\n"
          "  for (int j = 0; j < {units}; j++)\n"
          "    h[j] = update[j] * h[j] + (1 - update[j]) * content[j];\n"
          "}\n");
  add_sequence (plan, code);
}
