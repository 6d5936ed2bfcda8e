/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stack-words.h"

#include <math.h>

/* Mistakes of sense. */
typedef struct
{
  const char *name;
  const char *source;
  const char *task;
  const char *loss;
  gboolean    from_logits;
  const char *optimizer; /* and its rate, or NULL */
  const char *layers;
  int         layer; /* where the hint shows; -1: loss, -2: optimizer */
  const char *title;
  const char *fixes; /* NULL: no hint at all */
} Case;

static const Case cases[] = {
  { "fine", "digits", "classes", "SparseCategoricalCrossentropy", FALSE, "Adam 0.001",
    "32relu drop 10softmax", 0, NULL, NULL },
  { "fine-tutorial", "digits", "even", "BinaryCrossentropy", FALSE, "SGD 0.5",
    "32sigmoid 10sigmoid 1sigmoid", 0, NULL, NULL },
  { "fine-logits", "digits", "classes", "CategoricalCrossentropy", TRUE, "SGD 0.1",
    "32relu 10", 0, NULL, NULL },
  { "fine-regression", "curve", "classes", "MeanSquaredError", FALSE, "Adam 0.01",
    "32tanh 1", 0, NULL, NULL },
  { "softmax-twice", "digits", "classes", "CategoricalCrossentropy", TRUE, "SGD 0.1",
    "32relu 10softmax", 1, "Probabilities twice",
    "Let the loss take probabilities | Use linear" },
  { "sigmoid-twice", "digits", "is-7", "BinaryCrossentropy", TRUE, "SGD 0.1",
    "32relu 1sigmoid", 1, "Probabilities twice",
    "Let the loss take probabilities | Use linear" },
  { "regression-sigmoid", "curve", "classes", "MeanSquaredError", FALSE, "Adam 0.01",
    "32relu 1sigmoid", 1, "Out of reach", "Use linear" },
  { "regression-tanh", "curve", "classes", "MeanAbsoluteError", FALSE, "Adam 0.01",
    "32relu 1tanh", 1, "Out of reach", "Use linear" },
  { "regression-relu", "curve", "classes", "MeanSquaredError", FALSE, "Adam 0.01",
    "32relu 1relu", 1, "Out of reach", "Use linear" },
  { "sigmoid-classes", "digits", "classes", "CategoricalCrossentropy", FALSE, "SGD 0.1",
    "32relu 10sigmoid", 1, "Kinds that do not compete", "Use softmax" },
  { "squared-classes", "digits", "classes", "MeanSquaredError", FALSE, "SGD 0.1",
    "32relu 10softmax", -1, "A loss for numbers", "Use categorical crossentropy" },
  { "squared-yes-no", "digits", "even", "MeanSquaredError", FALSE, "SGD 0.1",
    "32relu 1sigmoid", -1, "A loss for numbers", "Use binary crossentropy" },
  { "absolute-classes", "digits", "classes", "MeanAbsoluteError", FALSE, "SGD 0.1",
    "32relu 10softmax", -1, "A loss for numbers", "Use categorical crossentropy" },
  { "squared-pictures", "digits", "autoencode", "MeanSquaredError", FALSE, "Adam 0.001",
    "32relu 784sigmoid", 0, NULL, NULL },
  { "long-steps", "digits", "classes", "CategoricalCrossentropy", FALSE, "SGD 50",
    "32relu 10softmax", -2, "Very long steps", "Use 0.01" },
  { "long-steps-scaled", "digits", "classes", "CategoricalCrossentropy", FALSE,
    "Adam 0.5", "32relu 10softmax", -2, "Very long steps", "Use 0.001" },
  { "short-steps", "digits", "classes", "CategoricalCrossentropy", FALSE, "SGD 1e-8",
    "32relu 10softmax", -2, "Very short steps", "Use 0.01" },
  { "deep-sigmoids", "digits", "classes", "CategoricalCrossentropy", FALSE, "SGD 0.1",
    "32sigmoid 32sigmoid 32sigmoid drop 32sigmoid 10softmax", 0, "The gradient fades",
    "Use relu in all hidden layers" },
  { "deep-normalized", "digits", "classes", "CategoricalCrossentropy", FALSE, "SGD 0.1",
    "32sigmoid 32sigmoid norm 32sigmoid 32sigmoid 10softmax", 0, NULL, NULL },
  { "linear", "digits", "classes", "CategoricalCrossentropy", FALSE, "SGD 0.1",
    "32 drop 10softmax", 0, "Nothing bends", "Use relu" },
  { "linear-bent", "digits", "classes", "CategoricalCrossentropy", FALSE, "SGD 0.1",
    "32 tanh 10softmax", 0, NULL, NULL },
  { "hidden-softmax", "digits", "classes", "CategoricalCrossentropy", FALSE, "SGD 0.1",
    "32softmax 10softmax", 0, "softmax in the middle", "Use relu" },
  { "late-dropout", "digits", "classes", "CategoricalCrossentropy", FALSE, "SGD 0.1",
    "32relu 10softmax drop", 2, "Answers are dropped",
    "Move above dense_1 | Remove Dropout" },
  { "much-dropout", "digits", "classes", "CategoricalCrossentropy", FALSE, "SGD 0.1",
    "32relu drop9 10softmax", 1, "Hardly anything is left", "Use 0.5" },
  { "no-hint-while-wrong", "digits", "classes", "CategoricalCrossentropy", FALSE,
    "SGD 50", "32relu 12softmax", 0, NULL, NULL },
};

static GradusDocument *
build (const Case *c)
{
  g_autoptr (GradusProject) project = stack_words_new_project (
    &(StackWords){ c->source, TRUE, c->task, c->loss, c->from_logits, c->layers });
  g_auto (GStrv) optimizer = g_strsplit (c->optimizer, " ", 2);
  GradusConfig  *config =
    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER, optimizer[0]);
  g_autoptr (GError) error = NULL;

  gradus_config_set_float (config, "learning_rate", g_ascii_strtod (optimizer[1], NULL),
                           &error);
  g_assert_no_error (error);
  gradus_sequential_take_optimizer (project->sequential, config);
  return gradus_document_new_from_project (project);
}

/* Every repair is one step that takes the hint away, and can be undone. */
static void
follow_fix (const Case *c, guint fix)
{
  g_autoptr (GradusDocument) document = build (c);
  g_autoptr (GradusProject)  before =
    gradus_project_copy (gradus_document_get_project (document));
  g_autofree char *title =
    g_strdup (gradus_document_get_hint (document)->fix_titles[fix]);
  g_autofree char *label = NULL;

  gradus_document_apply_hint (document, fix);
  g_object_get (document, "undo-label", &label, NULL);
  g_assert_cmpstr (label, ==, title);
  g_assert_null (gradus_document_get_problem (document));
  g_assert_null (gradus_document_get_hint (document));
  gradus_document_undo (document);
  g_assert_true (gradus_project_equal (gradus_document_get_project (document), before));
  g_assert_nonnull (gradus_document_get_hint (document));
}

static void
test_hint (gconstpointer data)
{
  const Case                *c = data;
  g_autoptr (GradusDocument) document = build (c);
  const GradusHint          *hint = gradus_document_get_hint (document);
  g_autofree char           *fixes = NULL;

  if (c->fixes == NULL)
    {
      if (hint != NULL)
        g_test_message ("%s", hint->sentence);
      g_assert_null (hint);
      return;
    }
  g_assert_null (gradus_document_get_problem (document));
  g_assert_nonnull (hint);
  g_assert_cmpstr (hint->title, ==, c->title);
  g_assert_cmpuint (strlen (hint->sentence), >, 20);
  fixes = hint->n_fixes == 1
            ? g_strdup (hint->fix_titles[0])
            : g_strjoin (" | ", hint->fix_titles[0], hint->fix_titles[1], NULL);
  g_assert_cmpstr (fixes, ==, c->fixes);
  g_assert_cmpint (hint->place, ==,
                   c->layer == -1   ? GRADUS_HINT_LOSS
                   : c->layer == -2 ? GRADUS_HINT_OPTIMIZER
                                    : GRADUS_HINT_LAYER);
  if (c->layer >= 0)
    g_assert_cmpuint (hint->layer_uid, ==,
                      gradus_sequential_get_layer (gradus_document_get_project (document)
                                                     ->sequential,
                                                   (guint) c->layer)
                        ->uid);
  for (guint i = 0; i < hint->n_fixes; i++)
    follow_fix (c, i);
}

/* Of all templates, only the one that is to show a mistake has one. */
static void
test_templates (void)
{
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);

  for (guint i = 0; i < n_templates; i++)
    {
      g_autoptr (GradusDocument) document =
        gradus_document_new_from_template (templates[i]);
      const GradusHint *hint = gradus_document_get_hint (document);

      if (hint != NULL)
        g_test_message ("%s: %s", templates[i]->id, hint->sentence);
      g_assert_true ((hint != NULL) == g_str_equal (templates[i]->id, "deep-sigmoid"));
    }
}

/* What the hint says is so: with relu the gradient reaches the first layer. */
static double
train_deep (gboolean is_mended, double *share)
{
  g_autoptr (GradusDocument) document =
    gradus_document_new_from_template (gradus_template_find ("deep-sigmoid"));
  g_autoptr (GradusDataset) train = NULL;
  g_autoptr (GradusDataset) test = NULL;
  g_autoptr (GradusTrainer) trainer = NULL;
  g_autoptr (GError)        error = NULL;
  g_autoptr (GPtrArray)     before = NULL;
  const GradusProject      *project;
  GradusDataRef             data;
  GradusFitOptions          fit;
  GradusStepReport          report = { .phase = GRADUS_PHASE_BATCH };
  double                    moved[2] = { 0 };

  if (is_mended)
    gradus_document_apply_hint (document, 0);
  project = gradus_document_get_project (document);
  gradus_data_ref_init (&data);
  gradus_data_ref_copy (&data, &project->data);
  data.n_train = 2000;
  data.n_test = 10;
  gradus_data_ref_load (&data, &train, &test, NULL, &error);
  gradus_data_ref_clear (&data);
  g_assert_no_error (error);
  fit = project->fit;
  fit.epochs = 3;
  trainer = gradus_trainer_new (project->sequential, train, NULL, &fit, &error);
  g_assert_no_error (error);
  before = gradus_model_dup_weights (gradus_trainer_get_model (trainer));
  gradus_trainer_step (trainer, &report);
  for (guint i = 0; i < 2; i++)
    {
      guint               index = i == 0 ? 0 : before->len - 2;
      const GradusTensor *old = before->pdata[index];
      const float        *now =
        gradus_model_get_weight_data (gradus_trainer_get_model (trainer), index);

      for (gsize j = 0; j < old->size; j++)
        moved[i] = MAX (moved[i], fabs ((double) now[j] - (double) old->data[j]));
    }
  *share = moved[0] / moved[1];
  while (report.phase != GRADUS_PHASE_FINISHED)
    g_assert_cmpint (gradus_trainer_step (trainer, &report), !=, GRADUS_PHASE_DIVERGED);
  return report.epoch_metrics[0];
}

static void
test_deep (void)
{
  double share, mended_share;
  double accuracy = train_deep (FALSE, &share);
  double mended = train_deep (TRUE, &mended_share);

  g_test_message ("first layer against last: %g, with relu %g; accuracy %g, %g", share,
                  mended_share, accuracy, mended);
  g_assert_cmpfloat (share, <, 1e-3);
  g_assert_cmpfloat (mended_share, >, 0.02);
  g_assert_cmpfloat (accuracy, <, 0.2);
  g_assert_cmpfloat (mended, >, 0.35);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/hints/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_hint);
    }
  g_test_add_func ("/hints/templates", test_templates);
  g_test_add_func ("/hints/deep-sigmoid", test_deep);
  return g_test_run ();
}
