/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stack-words.h"

static void
add_word (GradusSequential *stack, const char *word)
{
  char              *activation = NULL;
  gint64             units = g_ascii_strtoll (word, &activation, 10);
  g_autoptr (GError) error = NULL;

  if (units > 0)
    gradus_sequential_add_dense (stack, units, *activation ? activation : "linear");
  else if (g_str_equal (word, "flat"))
    gradus_sequential_add (stack, "Flatten");
  else if (g_str_has_prefix (word, "drop"))
    gradus_config_set_float (gradus_sequential_add (stack, "Dropout"), "rate",
                             word[4] == '9' ? 0.95 : 0.25, &error);
  else if (g_str_equal (word, "conv"))
    gradus_sequential_add (stack, "Conv2D");
  else if (g_str_equal (word, "norm"))
    gradus_sequential_add (stack, "BatchNormalization");
  else
    gradus_config_set_from_string (gradus_sequential_add (stack, "Activation"),
                                   "activation", word, &error);
  g_assert_no_error (error);
}

GradusProject *
stack_words_new_project (const StackWords *words)
{
  GradusProject     *project = gradus_project_new ();
  g_auto (GStrv)     layers = g_strsplit (words->layers, " ", -1);
  GradusConfig      *loss = gradus_config_new_by_name (GRADUS_FAMILY_LOSS, words->loss);
  g_autoptr (GError) error = NULL;

  g_free (project->data.source);
  project->data.source = g_strdup (words->source);
  project->data.flatten = words->flatten;
  project->data.n_train = 64;
  project->data.n_test = 16;
  gradus_task_from_string (words->task, &project->data.task, &error);
  g_assert_no_error (error);
  g_assert_true (gradus_data_ref_get_shape (&project->data, &project->sequential->input));
  for (guint i = 0; layers[i] != NULL; i++)
    if (*layers[i] != '\0')
      add_word (project->sequential, layers[i]);
  if (words->from_logits)
    gradus_config_set_bool (loss, "from_logits", TRUE, &error);
  g_assert_no_error (error);
  gradus_sequential_take_loss (project->sequential, loss);
  return project;
}
