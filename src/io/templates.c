/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "io/project.h"

/* A template asks only for what the engine has, so a failure here is a mistake in this
 * file; test-templates builds every one of them. */
static void
check_no_error (GError *error)
{
  if (error != NULL)
    g_error ("template: %s", error->message);
}

static GradusConfig *
make_config (GradusFamily family, const char *name)
{
  GradusConfig *config = gradus_config_new_by_name (family, name);

  if (config == NULL)
    g_error ("template: nothing is called %s", name);
  return config;
}

static void
set_float (GradusConfig *config, const char *name, double value)
{
  GError *error = NULL;

  gradus_config_set_float (config, name, value, &error);
  check_no_error (error);
}

static void
compile (GradusProject *project, const char *loss, const char *optimizer, double rate)
{
  GradusConfig *config = make_config (GRADUS_FAMILY_OPTIMIZER, optimizer);

  set_float (config, "learning_rate", rate);
  gradus_sequential_take_optimizer (project->sequential, config);
  gradus_sequential_take_loss (project->sequential,
                               make_config (GRADUS_FAMILY_LOSS, loss));
}

static void
watch (GradusProject *project, const char *metric)
{
  g_ptr_array_add (project->sequential->metrics,
                   make_config (GRADUS_FAMILY_METRIC, metric));
}

static void
ask (GradusProject *project, GradusTaskKind kind, guint digit)
{
  project->data.task = (GradusTask){ .kind = kind, .digit = digit };
}

static void
fit (GradusProject *project, guint epochs, guint batch_size)
{
  project->fit.epochs = epochs;
  project->fit.batch_size = batch_size;
  project->fit.validation_split = 0.1;
}

static void
see_pictures (GradusProject *project)
{
  project->data.flatten = FALSE;
  if (!gradus_data_ref_get_shape (&project->data, &project->sequential->input))
    g_assert_not_reached ();
}

/* With Keras's standard rate of 0.01 three layers of sigmoids hardly move in ten epochs;
 * RATE_TUTORIAL lets the loss leave its first plateau within the first epoch. */
#define RATE_TUTORIAL 0.5

static void
build_tutorial (GradusProject *project)
{
  GradusSequential *stack = project->sequential;

  gradus_sequential_add_dense (stack, 32, "sigmoid");
  gradus_sequential_add_dense (stack, 10, "sigmoid");
  gradus_sequential_add_dense (stack, 1, "sigmoid");
  compile (project, "binary_crossentropy", "SGD", RATE_TUTORIAL);
  watch (project, "accuracy");
  ask (project, GRADUS_TASK_AT_LEAST, 5);
  fit (project, 10, 32);
}

static void
build_mnist_mlp (GradusProject *project)
{
  gradus_sequential_add_dense (project->sequential, 128, "relu");
  gradus_sequential_add_dense (project->sequential, 10, "softmax");
  compile (project, "sparse_categorical_crossentropy", "Adam", 0.001);
  watch (project, "accuracy");
  fit (project, 5, 128);
}

static void
build_digit_reader_small (GradusProject *project)
{
  gradus_sequential_add_dense (project->sequential, 32, "relu");
  gradus_sequential_add_dense (project->sequential, 10, "softmax");
  compile (project, "sparse_categorical_crossentropy", "Adam", 0.001);
  watch (project, "accuracy");
  fit (project, 10, 128);
}

static void
build_with_dropout (GradusProject *project)
{
  GradusSequential *stack = project->sequential;

  see_pictures (project);
  gradus_sequential_add (stack, "Flatten");
  gradus_sequential_add_dense (stack, 128, "relu");
  set_float (gradus_sequential_add (stack, "Dropout"), "rate", 0.5);
  gradus_sequential_add_dense (stack, 10, "softmax");
  compile (project, "sparse_categorical_crossentropy", "Adam", 0.001);
  watch (project, "accuracy");
  fit (project, 10, 128);
}

static void
build_even_or_odd (GradusProject *project)
{
  GradusSequential *stack = project->sequential;

  gradus_sequential_add_dense (stack, 16, "relu");
  gradus_sequential_add_dense (stack, 16, "relu");
  gradus_sequential_add_dense (stack, 1, "sigmoid");
  compile (project, "binary_crossentropy", "Adam", 0.001);
  watch (project, "accuracy");
  ask (project, GRADUS_TASK_EVEN, 0);
  fit (project, 10, 128);
}

static void
build_logistic (GradusProject *project)
{
  gradus_sequential_add_dense (project->sequential, 1, "sigmoid");
  compile (project, "binary_crossentropy", "SGD", 0.1);
  watch (project, "accuracy");
  ask (project, GRADUS_TASK_IS, 7);
  fit (project, 5, 32);
}

static void
build_deep_sigmoid (GradusProject *project)
{
  for (guint i = 0; i < 6; i++)
    gradus_sequential_add_dense (project->sequential, 32, "sigmoid");
  gradus_sequential_add_dense (project->sequential, 10, "softmax");
  compile (project, "sparse_categorical_crossentropy", "SGD", 0.1);
  watch (project, "accuracy");
  fit (project, 10, 32);
}

static void
build_autoencoder (GradusProject *project)
{
  gradus_sequential_add_dense (project->sequential, 32, "relu");
  gradus_sequential_add_dense (project->sequential, 784, "sigmoid");
  compile (project, "binary_crossentropy", "Adam", 0.001);
  watch (project, "mean_squared_error");
  ask (project, GRADUS_TASK_AUTOENCODE, 0);
  fit (project, 20, 128);
}

static void
set_int (GradusConfig *config, const char *name, gint64 value)
{
  GError *error = NULL;

  gradus_config_set_int (config, name, value, &error);
  check_no_error (error);
}

static void
set_text (GradusConfig *config, const char *name, const char *value)
{
  GError *error = NULL;

  gradus_config_set_from_string (config, name, value, &error);
  check_no_error (error);
}

static void
use_data (GradusProject *project, const char *source)
{
  g_free (project->data.source);
  project->data.source = g_strdup (source);
  if (!gradus_data_ref_get_shape (&project->data, &project->sequential->input))
    g_assert_not_reached ();
}

static void
add_convolution (GradusSequential *stack, gint64 filters)
{
  GradusConfig *layer = gradus_sequential_add (stack, "Conv2D");

  set_int (layer, "filters", filters);
  set_text (layer, "kernel_size", "3, 3");
  set_text (layer, "activation", "relu");
  gradus_sequential_add (stack, "MaxPooling2D");
}

/* The network of keras.io/examples/vision/mnist_convnet. */
static void
build_mnist_cnn (GradusProject *project)
{
  GradusSequential *stack = project->sequential;

  see_pictures (project);
  add_convolution (stack, 32);
  add_convolution (stack, 64);
  gradus_sequential_add (stack, "Flatten");
  set_float (gradus_sequential_add (stack, "Dropout"), "rate", 0.5);
  gradus_sequential_add_dense (stack, 10, "softmax");
  compile (project, "sparse_categorical_crossentropy", "Adam", 0.001);
  watch (project, "accuracy");
  fit (project, 12, 128);
}

/* A picture is read as 28 rows, from the top to the bottom. */
static void
read_rows (GradusProject *project, const char *layer)
{
  GradusSequential *stack = project->sequential;

  set_text (gradus_sequential_add (stack, "Reshape"), "target_shape", "28, 28");
  set_int (gradus_sequential_add (stack, layer), "units", 128);
  gradus_sequential_add_dense (stack, 10, "softmax");
  compile (project, "sparse_categorical_crossentropy", "Adam", 0.001);
  watch (project, "accuracy");
  fit (project, 5, 32);
}

static void
build_mnist_lstm (GradusProject *project)
{
  read_rows (project, "LSTM");
}

static void
build_mnist_gru (GradusProject *project)
{
  read_rows (project, "GRU");
}

static void
build_spirals (GradusProject *project)
{
  use_data (project, "spirals");
  for (guint i = 0; i < 2; i++)
    gradus_sequential_add_dense (project->sequential, 32, "relu");
  gradus_sequential_add_dense (project->sequential, 1, "sigmoid");
  compile (project, "binary_crossentropy", "Adam", 0.01);
  watch (project, "accuracy");
  fit (project, 30, 32);
}

/* Bends of a tangent hyperbolic make a smooth curve. */
static void
build_curve (GradusProject *project)
{
  use_data (project, "curve");
  for (guint i = 0; i < 2; i++)
    gradus_sequential_add_dense (project->sequential, 32, "tanh");
  gradus_sequential_add_dense (project->sequential, 1, "linear");
  compile (project, "mean_squared_error", "Adam", 0.01);
  watch (project, "mean_absolute_error");
  fit (project, 100, 16);
}

static void
build_sine (GradusProject *project)
{
  use_data (project, "sine");
  set_int (gradus_sequential_add (project->sequential, "SimpleRNN"), "units", 16);
  gradus_sequential_add_dense (project->sequential, 1, "linear");
  compile (project, "mean_squared_error", "Adam", 0.005);
  watch (project, "mean_absolute_error");
  fit (project, 10, 32);
}

static void
build_brackets (GradusProject *project)
{
  GradusSequential *stack = project->sequential;
  GradusConfig     *embedding;

  use_data (project, "brackets");
  embedding = gradus_sequential_add (stack, "Embedding");
  set_int (embedding, "input_dim", 3);
  set_int (embedding, "output_dim", 4);
  set_text (embedding, "mask_zero", "true");
  set_int (gradus_sequential_add (stack, "GRU"), "units", 16);
  gradus_sequential_add_dense (stack, 1, "sigmoid");
  compile (project, "binary_crossentropy", "Adam", 0.01);
  watch (project, "accuracy");
  fit (project, 20, 32);
}

static void
build_empty (GradusProject *project)
{
  compile (project, "sparse_categorical_crossentropy", "SGD", 0.01);
  watch (project, "accuracy");
  fit (project, 10, 32);
}

static const GradusTemplate templates[] = {
  { .id = "tutorial",
    .title = N_ ("The tutorial's model"),
    .summary = N_ ("Three layers of sigmoids decide whether a digit is 5 or more."),
    .picture = "at-least",
    .build = build_tutorial },
  { .id = "digit-reader-small",
    .title = N_ ("Small digit reader"),
    .summary = N_ ("Two layers, 32 hidden units, ten probabilities."),
    .picture = "digits",
    .build = build_digit_reader_small },
  { .id = "mnist-mlp",
    .title = N_ ("Digit reader"),
    .summary = N_ ("Two layers, 128 hidden units: reads handwritten digits well."),
    .picture = "digits-wide",
    .build = build_mnist_mlp },
  { .id = "even-or-odd",
    .title = N_ ("Even or odd?"),
    .summary = N_ ("Three layers, one probability."),
    .picture = "even-odd",
    .build = build_even_or_odd },
  { .id = "logistic",
    .title = N_ ("Is it a 7?"),
    .summary = N_ ("A single unit: its weights are a picture of the answer."),
    .picture = "is-seven",
    .build = build_logistic },
  { .id = "with-dropout",
    .title = N_ ("Reader with dropout"),
    .summary = N_ ("Half of the hidden units take a rest in every batch."),
    .picture = "dropout",
    .build = build_with_dropout },
  { .id = "deep-sigmoid",
    .title = N_ ("Too many sigmoids"),
    .summary = N_ ("Seven layers, and the gradient fades before it reaches the first."),
    .picture = "deep",
    .build = build_deep_sigmoid },
  { .id = "autoencoder",
    .title = N_ ("Digits in 32 numbers"),
    .summary = N_ ("Squeezes a picture through 32 units and draws it again."),
    .picture = "autoencoder",
    .build = build_autoencoder },
  { .id = "mnist-cnn",
    .title = N_ ("Convolutional reader"),
    .summary = N_ ("Small windows slide over the picture: Keras's first example."),
    .picture = "convolution",
    .build = build_mnist_cnn },
  { .id = "mnist-lstm",
    .title = N_ ("Row by row, LSTM"),
    .summary = N_ ("Reads a picture from top to bottom and remembers."),
    .picture = "rows",
    .build = build_mnist_lstm },
  { .id = "mnist-gru",
    .title = N_ ("Row by row, GRU"),
    .summary = N_ ("The same with a lighter memory."),
    .picture = "rows",
    .build = build_mnist_gru },
  { .id = "spirals",
    .title = N_ ("Two spirals"),
    .summary = N_ ("Points on two arms, told apart by two hidden layers."),
    .picture = "spirals",
    .build = build_spirals },
  { .id = "curve-fitting",
    .title = N_ ("Curve fitting"),
    .summary = N_ ("Bends a line until it lies along noisy points."),
    .picture = "curve",
    .build = build_curve },
  { .id = "sine-forecast",
    .title = N_ ("Sine forecast"),
    .summary = N_ ("A recurrent layer says how a wave goes on."),
    .picture = "wave",
    .build = build_sine },
  { .id = "brackets",
    .title = N_ ("Brackets"),
    .summary = N_ ("Symbols, a memory, and the question whether all is closed."),
    .picture = "brackets",
    .build = build_brackets },
  { .id = "empty",
    .title = N_ ("Empty stack"),
    .summary = N_ ("Start from nothing."),
    .picture = "empty",
    .build = build_empty },
};

/**
 * gradus_template_list:
 * @n_templates: (out) (optional): how many
 *
 * Returns: (array length=n_templates) (transfer none): all templates, in the order in
 *   which a gallery shows them
 */
const GradusTemplate *const *
gradus_template_list (guint *n_templates)
{
  static const GradusTemplate *list[G_N_ELEMENTS (templates) + 1];
  static gsize                 once = 0;

  if (g_once_init_enter (&once))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (templates); i++)
        list[i] = &templates[i];
      g_once_init_leave (&once, 1);
    }
  if (n_templates != NULL)
    *n_templates = G_N_ELEMENTS (templates);
  return list;
}

/**
 * gradus_template_find:
 * @id: an id, like `tutorial`
 *
 * Returns: (nullable) (transfer none): the template of that id
 */
const GradusTemplate *
gradus_template_find (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (templates); i++)
    if (g_strcmp0 (templates[i].id, id) == 0)
      return &templates[i];
  return NULL;
}

/**
 * gradus_template_build:
 * @self: a template
 *
 * Returns: (transfer full): a new project, titled in the user's language
 */
GradusProject *
gradus_template_build (const GradusTemplate *self)
{
  GradusProject *project = gradus_project_new ();

  g_free (project->title);
  project->title = g_strdup (_ (self->title));
  self->build (project);
  return project;
}
