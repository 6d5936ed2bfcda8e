/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/trainer.h"
#include "io-fixture.h"
#include "io/project.h"

static void
test_list (void)
{
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);

  g_assert_cmpuint (n_templates, >=, 9);
  g_assert_null (templates[n_templates]);
  for (guint i = 0; i < n_templates; i++)
    {
      g_assert_true (gradus_template_find (templates[i]->id) == templates[i]);
      g_assert_cmpuint (strlen (templates[i]->title), >, 0);
      g_assert_cmpuint (strlen (templates[i]->summary), >, 0);
      g_assert_cmpuint (strlen (templates[i]->picture), >, 0);
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (templates[i]->id, !=, templates[j]->id);
    }
  g_assert_null (gradus_template_find ("no-such-template"));
}

/* As in the tutorial: 25,120 + 330 + 11 parameters. */
static void
test_tutorial (void)
{
  static const guint64      n_params[] = { 25120, 330, 11 };
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("tutorial"));
  g_autoptr (GradusPlan) plan = gradus_plan_new (project->sequential);

  g_assert_cmpstr (project->title, ==, "The tutorial's model");
  g_assert_cmpuint (gradus_plan_get_n_layers (plan), ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (gradus_plan_get_n_params (plan, i), ==, n_params[i]);
  g_assert_cmpuint (gradus_plan_get_total_params (plan), ==, 25461);
  g_assert_cmpint (project->data.task.kind, ==, GRADUS_TASK_AT_LEAST);
  g_assert_cmpuint (project->data.task.digit, ==, 5);
}

static void
test_mnist_mlp (void)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("mnist-mlp"));
  g_autoptr (GradusPlan) plan = gradus_plan_new (project->sequential);
  const GradusConfig    *optimizer = project->sequential->optimizer;

  g_assert_cmpuint (gradus_plan_get_total_params (plan), ==, 784 * 128 + 128 + 1290);
  g_assert_cmpuint (project->fit.batch_size, ==, 128);
  g_assert_cmpstr (gradus_config_get_kind (optimizer)->name, ==, "Adam");
  g_assert_cmpfloat (gradus_config_get_float (optimizer, "learning_rate"), ==, 0.001);
}

/* Noise with labels in turn: enough to see that stack, loss and task go together. */
static GradusDataset *
make_data (const GradusProject *project)
{
  const guint               n_samples = 200;
  guint8                   *pixels = g_malloc (n_samples * 784);
  guint8                   *labels = g_malloc (n_samples);
  GradusShape               shape;
  GradusRandom              random = gradus_random_init (1, "test/data");
  g_autoptr (GBytes)        pixel_bytes = g_bytes_new_take (pixels, n_samples * 784);
  g_autoptr (GBytes)        label_bytes = g_bytes_new_take (labels, n_samples);
  g_autoptr (GradusDataset) data = NULL;

  for (guint i = 0; i < n_samples * 784; i++)
    pixels[i] = (guint8) gradus_random_below (&random, 256);
  for (guint i = 0; i < n_samples; i++)
    labels[i] = i % 10;
  g_assert_true (gradus_data_ref_get_shape (&project->data, &shape));
  data = gradus_dataset_new_from_bytes ("noise", &shape, n_samples, pixel_bytes,
                                        label_bytes, 10);
  return gradus_dataset_apply_task (data, &project->data.task);
}

static void
test_train (gconstpointer template)
{
  g_autoptr (GradusProject) project = gradus_template_build (template);
  const GradusDataSource   *source = gradus_data_source_find (project->data.source);
  g_autoptr (GradusDataset) data = NULL;
  g_autoptr (GradusDataset) test = NULL;
  g_autoptr (GError)        error = NULL;
  g_autoptr (GradusTrainer) trainer = NULL;
  GradusStepReport          report;

  /* Data that are quickly made are taken as they are. */
  if (source->has_digits)
    data = make_data (project);
  else
    gradus_data_ref_load (&project->data, &data, &test, NULL, &error);
  g_assert_no_error (error);
  trainer = gradus_trainer_new (project->sequential, data, NULL, &project->fit, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (gradus_trainer_step (trainer, &report), !=, GRADUS_PHASE_DIVERGED);
  g_assert_cmpuint (report.step, >=, 1);
  g_assert_cmpfloat (report.loss, >, 0);
}

static void
test_copy (gconstpointer template)
{
  g_autoptr (GradusProject) project = gradus_template_build (template);
  g_autoptr (GradusProject) copy = gradus_project_copy (project);

  g_assert_true (gradus_project_equal (project, copy));
  copy->fit.seed++;
  g_assert_false (gradus_project_equal (project, copy));
  copy->fit.seed--;
  copy->data.flatten = !copy->data.flatten;
  g_assert_false (gradus_project_equal (project, copy));
  copy->data.flatten = !copy->data.flatten;
  gradus_sequential_add_dense (copy->sequential, 3, "relu");
  g_assert_false (gradus_project_equal (project, copy));
  gradus_project_free (copy);
  copy = gradus_project_copy (project);
  g_free (copy->title);
  copy->title = g_strdup ("other");
  g_assert_false (gradus_project_equal (project, copy));
}

int
main (int argc, char **argv)
{
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/templates/list", test_list);
  g_test_add_func ("/templates/tutorial", test_tutorial);
  g_test_add_func ("/templates/mnist-mlp", test_mnist_mlp);
  for (guint i = 0; i < n_templates; i++)
    {
      g_autofree char *copy = g_strdup_printf ("/templates/copy/%s", templates[i]->id);
      g_autofree char *train = g_strdup_printf ("/templates/train/%s", templates[i]->id);

      g_test_add_data_func (copy, templates[i], test_copy);
      if (strcmp (templates[i]->id, "empty") != 0)
        g_test_add_data_func (train, templates[i], test_train);
    }
  return g_test_run ();
}
