/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stack-words.h"

#include <math.h>

typedef struct
{
  const char *name;
  StackWords  words;
  int         layer; /* where the problem shows; -1: the loss block */
  const char *sentence;
  const char *fixes; /* titles, joined by " | "; NULL: no problem at all */
} Advice;

#define CONV_SENTENCE(n)                                                                 \
  "Conv2D needs pictures with rows, columns and channels, but it gets (" n ",). Put a "  \
  "Reshape before it, like (28, 28, 1)."

static const Advice cases[] = {
  { "empty",
    { "digits", TRUE, "classes", "CategoricalCrossentropy", FALSE, "" },
    -1,
    "There is no layer yet. Drag one here.",
    "Add Dense" },
  { "no-weights",
    { "digits", FALSE, "classes", "CategoricalCrossentropy", FALSE, "flat drop" },
    1,
    "These layers have no weights, so there is nothing to learn yet.",
    "Add Dense" },
  { "several-axes",
    { "digits", FALSE, "classes", "CategoricalCrossentropy", FALSE, "32relu 10softmax" },
    0,
    "Dense works along the last axis of (28, 28, 1) only, so the network ends in "
    "(28, 28, 10). It needs a flat list.",
    "Insert Flatten" },
  { "late-flatten",
    { "digits", FALSE, "classes", "SparseCategoricalCrossentropy", FALSE,
      "32relu flat 10softmax" },
    0,
    NULL,
    NULL },
  { "twelve-units",
    { "digits", TRUE, "classes", "CategoricalCrossentropy", FALSE, "32relu 12softmax" },
    1,
    "The last layer has 12 units, but there are 10 kinds.",
    "Use 10 units | Add Dense" },
  { "twelve-units-before-dropout",
    { "digits", TRUE, "classes", "CategoricalCrossentropy", FALSE, "12 softmax drop" },
    0,
    "The network gives 12 numbers, but there are 10 kinds.",
    "Use 10 units | Add Dense" },
  { "one-unit",
    { "digits", TRUE, "classes", "BinaryCrossentropy", FALSE, "32sigmoid 1sigmoid" },
    1,
    "The last layer has 1 unit, but there are 10 kinds.",
    "Use 10 units | Add Dense | Ask only: 5 or more?" },
  { "ten-units-for-one-answer",
    { "digits", TRUE, "digit>=5", "BinaryCrossentropy", FALSE, "32relu 10sigmoid" },
    1,
    "The last layer has 10 units, but the question has one answer, yes or no.",
    "Use 1 unit | Add Dense | Ask for all 10 kinds" },
  { "two-answers",
    { "digits", TRUE, "even", "SparseCategoricalCrossentropy", FALSE, "32relu 2softmax" },
    0,
    NULL,
    NULL },
  { "binary-loss-ten-units",
    { "digits", TRUE, "classes", "BinaryCrossentropy", FALSE, "32relu 10sigmoid" },
    -1,
    "Binary crossentropy judges one yes or no. This network gives 10 numbers.",
    "Use categorical crossentropy" },
  { "softmax-binary-loss",
    { "digits", TRUE, "classes", "BinaryCrossentropy", FALSE, "32relu 10softmax" },
    -1,
    "Binary crossentropy judges one yes or no. This network gives 10 numbers.",
    "Use categorical crossentropy" },
  { "categorical-loss-one-answer",
    { "digits", TRUE, "is-7", "CategoricalCrossentropy", FALSE, "32relu 1sigmoid" },
    -1,
    "Categorical crossentropy chooses between several kinds. This network answers one "
    "yes or no.",
    "Use binary crossentropy" },
  { "crossentropy-relu",
    { "digits", TRUE, "classes", "SparseCategoricalCrossentropy", FALSE,
      "32relu 10relu" },
    1,
    "This loss expects probabilities that add up to one. relu does not give them.",
    "Use softmax" },
  { "crossentropy-linear",
    { "digits", TRUE, "classes", "CategoricalCrossentropy", FALSE, "32relu 10" },
    1,
    "This loss expects probabilities that add up to one. linear does not give them.",
    "Use softmax" },
  { "crossentropy-logits",
    { "digits", TRUE, "classes", "CategoricalCrossentropy", TRUE, "32relu 10" },
    0,
    NULL,
    NULL },
  { "binary-logits",
    { "digits", TRUE, "even", "BinaryCrossentropy", TRUE, "32relu 1" },
    0,
    NULL,
    NULL },
  { "crossentropy-sigmoid",
    { "digits", TRUE, "classes", "CategoricalCrossentropy", FALSE, "32relu 10sigmoid" },
    0,
    NULL,
    NULL },
  { "activation-layer",
    { "digits", TRUE, "classes", "CategoricalCrossentropy", FALSE, "32relu 10 softmax" },
    0,
    NULL,
    NULL },
  { "activation-layer-tanh",
    { "digits", TRUE, "classes", "CategoricalCrossentropy", FALSE, "32relu 10 tanh" },
    2,
    "This loss expects probabilities that add up to one. tanh does not give them.",
    "Use softmax" },
  { "binary-relu",
    { "digits", TRUE, "digit>=5", "BinaryCrossentropy", FALSE, "32relu 1relu" },
    1,
    "This loss expects a probability between 0 and 1. relu does not give one.",
    "Use sigmoid" },
  { "softmax-of-one",
    { "digits", TRUE, "digit>=5", "BinaryCrossentropy", FALSE, "32relu 1softmax" },
    1,
    "softmax shares out one whole. With a single unit the answer is always 1.",
    "Use sigmoid" },
  { "softmax-of-one-squared-error",
    { "digits", TRUE, "digit>=5", "MeanSquaredError", FALSE, "32relu 1 softmax" },
    2,
    "softmax shares out one whole. With a single unit the answer is always 1.",
    "Use sigmoid" },
  { "squared-error",
    { "digits", TRUE, "classes", "MeanSquaredError", FALSE, "32relu 10" },
    0,
    NULL,
    NULL },
  { "convolution-of-a-list",
    { "digits", TRUE, "classes", "CategoricalCrossentropy", FALSE, "conv 10softmax" },
    0,
    CONV_SENTENCE ("784"),
    "Keep the pictures' shape | Reshape to (28, 28, 1) | Remove conv2d" },
  { "convolution-below-dense",
    { "digits", TRUE, "classes", "CategoricalCrossentropy", FALSE,
      "32relu conv 10softmax" },
    1,
    CONV_SENTENCE ("32"),
    "Move Conv2D to the front | Remove conv2d" },
  { "convolution-below-square",
    { "digits", TRUE, "classes", "CategoricalCrossentropy", FALSE,
      "32relu 64relu conv 32relu 10softmax" },
    2,
    CONV_SENTENCE ("64"),
    "Reshape to (8, 8, 1) | Move Conv2D to the front | Remove conv2d" },
  { "convolution-below-flatten",
    { "digits", FALSE, "classes", "CategoricalCrossentropy", FALSE,
      "flat 32relu conv 10softmax" },
    2,
    CONV_SENTENCE ("32"),
    "Move Conv2D above Flatten | Remove conv2d" },
  { "convolution-without-pictures",
    { "spirals", FALSE, "classes", "CategoricalCrossentropy", FALSE,
      "32relu conv 2softmax" },
    1,
    CONV_SENTENCE ("32"),
    "Remove conv2d" },
  { "mirror-too-small",
    { "digits", TRUE, "autoencode", "MeanSquaredError", FALSE, "32relu 10sigmoid" },
    1,
    "To draw its input again, the network must end in (784,). It ends in (10,).",
    "Use 784 units | Add Dense" },
  { "mirror-of-pictures",
    { "digits", FALSE, "autoencode", "MeanSquaredError", FALSE,
      "flat 32relu 784sigmoid" },
    2,
    "To draw its input again, the network must end in (28, 28, 1). It ends in (784,).",
    "Flatten the pictures" },
  { "mirror-categorical",
    { "digits", TRUE, "autoencode", "CategoricalCrossentropy", FALSE,
      "32relu 784sigmoid" },
    -1,
    "Categorical crossentropy chooses one kind. This network draws a picture.",
    "Use binary crossentropy | Use mean squared error" },
  { "mirror-softmax",
    { "digits", TRUE, "autoencode", "BinaryCrossentropy", FALSE, "32relu 784softmax" },
    1,
    "Binary crossentropy judges every number by itself, but softmax makes them share one "
    "whole.",
    "Use sigmoid" },
};

static GradusDocument *
build (const Advice *advice)
{
  g_autoptr (GradusProject) project = stack_words_new_project (&advice->words);

  return gradus_document_new_from_project (project);
}

static char *
join_fixes (const GradusProblem *problem)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < problem->n_fixes; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " | " : "", problem->fix_titles[i]);
  return g_string_free (text, FALSE);
}

/* One step on real samples: what has no problem must train. */
static void
assert_trains (GradusDocument *document)
{
  const GradusProject      *project = gradus_document_get_project (document);
  g_autoptr (GradusDataset) train = NULL;
  g_autoptr (GradusDataset) test = NULL;
  g_autoptr (GradusTrainer) trainer = NULL;
  g_autoptr (GError)        error = NULL;
  GradusFitOptions          fit = project->fit;
  GradusStepReport          report;
  GradusPhase               phase;

  gradus_data_ref_load (&project->data, &train, &test, NULL, &error);
  g_assert_no_error (error);
  fit.n_threads = 1;
  trainer = gradus_trainer_new (project->sequential, train, NULL, &fit, &error);
  g_assert_no_error (error);
  while ((phase = gradus_trainer_step (trainer, &report)) == GRADUS_PHASE_PART)
    ;
  g_assert_cmpint (phase, ==, GRADUS_PHASE_BATCH);
  g_assert_true (isfinite (report.loss));
}

/* Takes the fix, then the first of every further problem. */
static void
follow_fix (const Advice *advice, guint fix)
{
  g_autoptr (GradusDocument) document = build (advice);
  g_autoptr (GradusProject)  before =
    gradus_project_copy (gradus_document_get_project (document));
  g_autofree char *title =
    g_strdup (gradus_document_get_problem (document)->fix_titles[fix]);
  g_autofree char *label = NULL;
  guint            n_fixes = 1;

  gradus_document_apply_fix (document, fix);
  g_object_get (document, "undo-label", &label, NULL);
  g_assert_cmpstr (label, ==, title);
  while (gradus_document_get_problem (document) != NULL)
    {
      g_test_message ("then: %s", gradus_document_get_problem (document)->sentence);
      g_assert_cmpuint (gradus_document_get_problem (document)->n_fixes, >, 0);
      gradus_document_apply_fix (document, 0);
      g_assert_cmpuint (++n_fixes, <, 8);
    }
  assert_trains (document);
  while (n_fixes-- > 0)
    gradus_document_undo (document);
  g_assert_true (gradus_project_equal (gradus_document_get_project (document), before));
}

static void
test_advice (gconstpointer data)
{
  const Advice              *advice = data;
  g_autoptr (GradusDocument) document = build (advice);
  const GradusProblem       *problem = gradus_document_get_problem (document);
  guint64                    uid = 0;
  g_autofree char           *fixes = NULL;

  if (advice->fixes == NULL)
    {
      if (problem != NULL)
        g_test_message ("%s", problem->sentence);
      g_assert_null (problem);
      assert_trains (document);
      return;
    }
  g_assert_nonnull (problem);
  g_assert_cmpstr (problem->sentence, ==, advice->sentence);
  g_assert_cmpstr (problem->title, !=, "");
  fixes = join_fixes (problem);
  g_assert_cmpstr (fixes, ==, advice->fixes);
  if (advice->layer >= 0)
    uid = gradus_sequential_get_layer (gradus_document_get_project (document)->sequential,
                                       (guint) advice->layer)
            ->uid;
  g_assert_cmpuint (problem->layer_uid, ==, uid);
  for (guint i = 0; i < problem->n_fixes; i++)
    follow_fix (advice, i);
}

static void
test_templates (void)
{
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);

  for (guint i = 0; i < n_templates; i++)
    {
      g_autoptr (GradusDocument) document =
        gradus_document_new_from_template (templates[i]);
      const GradusProblem *problem = gradus_document_get_problem (document);

      if (problem != NULL)
        g_test_message ("%s: %s", templates[i]->id, problem->sentence);
      g_assert_true ((problem != NULL) == g_str_equal (templates[i]->id, "empty"));
    }
}

static void
test_frozen (void)
{
  g_autoptr (GradusDocument) document =
    gradus_document_new_from_template (gradus_template_find ("tutorial"));
  GradusProject *draft = gradus_document_begin (document, "Freeze", NULL);

  for (guint i = 0; i < gradus_sequential_get_n_layers (draft->sequential); i++)
    gradus_sequential_get_layer (draft->sequential, i)->trainable = FALSE;
  gradus_document_commit (document);
  g_assert_nonnull (gradus_document_get_problem (document));
  g_assert_cmpstr (gradus_document_get_problem (document)->fix_titles[0], ==,
                   "Let all layers learn");
  gradus_document_apply_fix (document, 0);
  g_assert_null (gradus_document_get_problem (document));
}

/* A foreign file may expect what the data are not. */
static void
test_foreign_input (void)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("mnist-mlp"));
  g_autoptr (GradusDocument) document = NULL;
  const GradusProblem       *problem;

  project->sequential->input = GRADUS_SHAPE_1 (100);
  document = gradus_document_new_from_project (project);
  problem = gradus_document_get_problem (document);
  g_assert_nonnull (problem);
  g_assert_cmpstr (
    problem->sentence, ==,
    "The network expects samples of shape (100,), but the data have (784,).");
  g_assert_cmpuint (problem->n_fixes, ==, 1);
  g_assert_cmpstr (problem->fix_titles[0], ==, "Use (784,)");
  gradus_document_apply_fix (document, 0);
  g_assert_null (gradus_document_get_problem (document));
}

/* The data are pictures, the network wants rows: flattening the data keeps the network.
 */
static void
test_other_form (void)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("mnist-mlp"));
  g_autoptr (GradusDocument) document = NULL;
  const GradusProblem       *problem;

  project->data.flatten = FALSE;
  document = gradus_document_new_from_project (project);
  problem = gradus_document_get_problem (document);
  g_assert_nonnull (problem);
  g_assert_cmpuint (problem->n_fixes, >=, 1);
  g_assert_cmpstr (problem->fix_titles[0], ==, "Flatten the pictures");
  gradus_document_apply_fix (document, 0);
  g_assert_null (gradus_document_get_problem (document));
  g_assert_true (gradus_document_get_project (document)->data.flatten);
  g_assert_cmpint (gradus_document_get_project (document)->sequential->input.dims[0], ==,
                   784);
}

/* A metric that goes by class numbers, where there is one number. */
static void
test_metric (void)
{
  g_autoptr (GradusDocument) document =
    gradus_document_new_from_template (gradus_template_find ("spirals"));
  const GradusProblem *problem;
  GradusProject       *draft = gradus_document_begin (document, "metric", NULL);

  g_ptr_array_add (draft->sequential->metrics,
                   gradus_config_new_by_name (GRADUS_FAMILY_METRIC,
                                              "SparseCategoricalAccuracy"));
  gradus_document_commit (document);
  problem = gradus_document_get_problem (document);
  g_assert_nonnull (problem);
  g_assert_cmpuint (problem->layer_uid, ==, 0);
  g_assert_cmpuint (problem->n_fixes, ==, 1);
  gradus_document_apply_fix (document, 0);
  g_assert_null (gradus_document_get_problem (document));
  g_assert_cmpuint (gradus_document_get_project (document)->sequential->metrics->len, ==,
                    1);
}

/* A recurrent layer behind a row of numbers, and one behind the last state of another. */
static void
test_sequences (void)
{
  g_autoptr (GradusDocument) document =
    gradus_document_new_from_template (gradus_template_find ("mnist-lstm"));
  const GradusProblem *problem;

  gradus_document_insert_layer (document, 2, "GRU");
  problem = gradus_document_get_problem (document);
  g_assert_nonnull (problem);
  g_assert_cmpuint (problem->n_fixes, >, 0);
  g_assert_cmpstr (problem->fix_titles[0], ==, "Let lstm return sequences");
  gradus_document_apply_fix (document, 0);
  g_assert_null (gradus_document_get_problem (document));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/advice/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_advice);
    }
  g_test_add_func ("/advice/templates", test_templates);
  g_test_add_func ("/advice/metric", test_metric);
  g_test_add_func ("/advice/sequences", test_sequences);
  g_test_add_func ("/advice/frozen", test_frozen);
  g_test_add_func ("/advice/foreign-input", test_foreign_input);
  g_test_add_func ("/advice/other-form", test_other_form);
  return g_test_run ();
}
