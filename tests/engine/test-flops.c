/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/flops.h"

/* What a layer on an input multiplies and adds up, worked out by hand. */
static void
test_layers (void)
{
  static const struct
  {
    const char *layer;
    GradusShape input;
    const char *set[2][2];
    double      n;
  } cases[] = {
    { "Dense", GRADUS_SHAPE_1 (784), { { "units", "32" } }, 784 * 32 },
    { "Dense", GRADUS_SHAPE_2 (28, 28), { { "units", "16" } }, 28 * 28 * 16 },
    { "Conv2D",
      GRADUS_SHAPE_3 (28, 28, 1),
      { { "filters", "8" }, { "kernel_size", "3, 3" } },
      26 * 26 * 3 * 3 * 8 },
    { "Conv2DTranspose",
      GRADUS_SHAPE_3 (7, 7, 4),
      { { "filters", "2" }, { "kernel_size", "3, 3" } },
      7 * 7 * 3 * 3 * 2 * 4 },
    { "SimpleRNN", GRADUS_SHAPE_2 (28, 28), { { "units", "16" } }, 28 * (28 + 16) * 16 },
    { "Embedding", GRADUS_SHAPE_1 (5), { { "input_dim", "10" } }, 0 },
    { "BatchNormalization", GRADUS_SHAPE_1 (64), { { NULL } }, 0 },
    { "Flatten", GRADUS_SHAPE_2 (28, 28), { { NULL } }, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GradusSequential) network = gradus_sequential_new (&cases[i].input);
      g_autoptr (GradusPlan)       plan = NULL;
      g_autoptr (GError)           error = NULL;
      GradusConfig *layer = gradus_sequential_add (network, cases[i].layer);

      for (guint j = 0; j < 2 && cases[i].set[j][0] != NULL; j++)
        gradus_config_set_from_string (layer, cases[i].set[j][0], cases[i].set[j][1],
                                       &error);
      g_assert_no_error (error);
      plan = gradus_plan_new (network);
      g_assert_cmpfloat (gradus_layer_count_multiply_adds (
                           gradus_plan_get_layer (plan, 0)),
                         ==, cases[i].n);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flops/layers", test_layers);
  return g_test_run ();
}
