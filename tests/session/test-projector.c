/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/projector.h"

#include <math.h>

#include "engine/data/digits.h"
#include "engine/neighbours.h"
#include "engine/trainer.h"
#include "io/data-source.h"

/* Very generous: the thread gives way to all others, also to other programs that are
 * being compiled meanwhile. */
#define DEADLINE_S 100

typedef struct
{
  GradusProjector *projector;
  GradusDataset   *train;
  GradusDataset   *test;
  GradusTrainer   *trainer;
  GPtrArray       *weights;
  guint            n_updates;
} Fixture;

static GradusDataset *
make_digits (guint64 first, guint n)
{
  GradusShape        shape = GRADUS_SHAPE_1 (GRADUS_DIGITS_SIZE);
  guint8            *pixels = g_malloc ((gsize) n * GRADUS_DIGITS_SIZE);
  guint8            *labels = g_malloc (n);
  g_autoptr (GBytes) pixel_bytes =
    g_bytes_new_take (pixels, (gsize) n * GRADUS_DIGITS_SIZE);
  g_autoptr (GBytes) label_bytes = g_bytes_new_take (labels, n);

  gradus_digits_draw_many (3, first, n, 1, pixels, labels);
  return gradus_dataset_new_from_bytes ("digits", &shape, n, pixel_bytes, label_bytes,
                                        10);
}

static GradusTrainer *
make_trainer (GradusDataset *data, gint64 units, guint epochs)
{
  g_autoptr (GradusSequential) network =
    gradus_sequential_new (gradus_dataset_get_shape (data));
  g_autoptr (GError) error = NULL;
  GradusFitOptions   options = GRADUS_FIT_OPTIONS_STANDARD;
  GradusTrainer     *trainer;

  gradus_sequential_add_dense (network, units, "relu");
  gradus_sequential_add (network, "Dropout");
  gradus_sequential_add_dense (network, gradus_dataset_get_n_classes (data), "softmax");
  gradus_sequential_take_loss (
    network,
    gradus_config_new_by_name (GRADUS_FAMILY_LOSS, "sparse_categorical_crossentropy"));
  gradus_sequential_take_optimizer (network,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               "adam"));
  options.epochs = epochs;
  options.batch_size = 64;
  trainer = gradus_trainer_new (network, data, NULL, &options, &error);
  g_assert_no_error (error);
  return trainer;
}

static void
updated_cb (Fixture *f)
{
  f->n_updates++;
}

static void
take_weights (Fixture *f)
{
  g_clear_pointer (&f->weights, g_ptr_array_unref);
  f->weights = gradus_model_dup_weights (gradus_trainer_get_model (f->trainer));
}

static void
begin (Fixture *f, gint64 units, guint epochs)
{
  f->trainer = make_trainer (f->train, units, epochs);
  take_weights (f);
  f->projector = gradus_projector_new ();
  g_signal_connect_swapped (f->projector, "updated", G_CALLBACK (updated_cb), f);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->train = make_digits (0, 3000);
  f->test = make_digits (3000, 400);
  begin (f, 48, 6);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->projector);
  g_clear_pointer (&f->trainer, gradus_trainer_free);
  g_clear_pointer (&f->weights, g_ptr_array_unref);
  g_clear_pointer (&f->train, gradus_dataset_unref);
  g_clear_pointer (&f->test, gradus_dataset_unref);
}

static GradusProjectionRequest
make_request (Fixture *f, guint n_points)
{
  return (GradusProjectionRequest){
    .plan = gradus_model_get_plan (gradus_trainer_get_model (f->trainer)),
    .weights = f->weights,
    .data = f->test,
    .n_points = n_points,
    .only_with_weights = TRUE,
  };
}

static void
train (Fixture *f)
{
  while (gradus_trainer_step (f->trainer, NULL) != GRADUS_PHASE_FINISHED)
    continue;
  take_weights (f);
}

static gboolean
late_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Until the maps that were asked for last have come to rest. */
static GradusProjection *
wait_for_maps (Fixture *f, const GradusProjectionRequest *request)
{
  gboolean          is_late = FALSE;
  guint             source = g_timeout_add_seconds (DEADLINE_S, late_cb, &is_late);
  GradusProjection *maps;
  /* Held, so that no new maps lie where it lay. */
  g_autoptr (GradusProjection) before = gradus_projector_get_latest (f->projector);

  if (before != NULL)
    gradus_projection_ref (before);
  gradus_projector_ask (f->projector, request);
  do
    {
      g_main_context_iteration (NULL, TRUE);
      maps = gradus_projector_get_latest (f->projector);
    }
  while (!is_late && (maps == before || maps == NULL || !maps->is_settled));
  g_assert_false (is_late);
  g_source_remove (source);
  return maps;
}

static double
measure_purity (const GradusProjection *maps, guint panel)
{
  guint               n = maps->points->n;
  g_autofree guint32 *indices = g_new (guint32, n * 10);
  g_autofree float   *squares = g_new (float, n * 10);

  gradus_neighbours_find (n, 2, maps->panels[panel].positions, 10, NULL, NULL, NULL,
                          indices, squares);
  return gradus_neighbours_get_purity (n, 10, indices, maps->points->classes);
}

static void
check_positions (const GradusProjection *maps)
{
  for (guint i = 0; i < maps->n_panels; i++)
    {
      float most = 0;

      g_assert_nonnull (maps->panels[i].positions);
      for (guint j = 0; j < 2 * maps->points->n; j++)
        {
          g_assert_cmpfloat (fabsf (maps->panels[i].positions[j]), <=, 1.0001f);
          most = MAX (most, fabsf (maps->panels[i].positions[j]));
        }
      g_assert_cmpfloat (most, >, 0.99f);
      g_assert_cmpfloat (maps->panels[i].score, >, 0);
      g_assert_cmpfloat (maps->panels[i].score, <=, 1);
    }
}

static void
test_maps (Fixture *f, gconstpointer data)
{
  GradusProjectionMethod   method = (GradusProjectionMethod) GPOINTER_TO_INT (data);
  GradusProjectionRequest  request = make_request (f, 300);
  g_autoptr (GradusTensor) probe = gradus_tensor_new (gradus_dataset_get_shape (f->test));
  GradusProjection        *maps;
  guint                    point = 17;

  request.method = method;
  maps = wait_for_maps (f, &request);
  g_assert_cmpuint (maps->n_panels, ==, 3);
  g_assert_cmpint (maps->panels[0].layer, ==, -1);
  g_assert_cmpint (maps->panels[2].layer, ==, 2);
  g_assert_cmpuint (maps->points->n, ==, 300);
  check_positions (maps);
  g_assert_false (maps->panels[0].has_probe);

  /* One of the points itself lies where that point lies. */
  gradus_dataset_get_sample (f->test, maps->points->samples[point], probe->data);
  request.probe = probe;
  request.only_with_weights = FALSE;
  maps = wait_for_maps (f, &request);
  g_assert_cmpuint (maps->n_panels, ==, 4);
  for (guint i = 0; i < maps->n_panels; i++)
    for (guint axis = 0; axis < 2; axis++)
      g_assert_cmpfloat_with_epsilon (maps->panels[i].probe[axis],
                                      maps->panels[i].positions[2 * point + axis], 1e-5);
}

/* Maps of a network that learns follow it, although each begins where the last one was.
 */
static void
test_follow (Fixture *f, gconstpointer data)
{
  GradusProjectionRequest request = make_request (f, 400);
  GradusProjection       *maps = wait_for_maps (f, &request);
  double                  score = maps->panels[2].score;
  double                  purity = measure_purity (maps, 2);
  guint                   n_right = 0;

  train (f);
  request.weights = f->weights;
  maps = wait_for_maps (f, &request);
  g_test_message ("score %.3f to %.3f, purity %.3f to %.3f", score, maps->panels[2].score,
                  purity, measure_purity (maps, 2));
  g_assert_cmpfloat (maps->panels[2].score, >, score + 0.2);
  g_assert_cmpfloat (measure_purity (maps, 2), >, purity + 0.2);
  for (guint i = 0; i < 400; i++)
    n_right += maps->guesses[i] == maps->points->classes[i];
  g_assert_cmpuint (n_right, >, 240);
}

/* The same is asked for twice with something else between. */
static void
test_latest_wins (Fixture *f, gconstpointer data)
{
  GradusProjectionRequest request = make_request (f, 400);
  GradusProjection       *maps;

  for (guint i = 0; i < 30; i++)
    {
      request.n_points = 100 + 10 * i;
      request.method = i % 2 ? GRADUS_PROJECTION_PCA : GRADUS_PROJECTION_TSNE;
      request.is_training = i % 3 == 0;
      gradus_projector_ask (f->projector, &request);
      if (i % 5 == 0)
        gradus_projector_rest (f->projector);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (i * 500);
    }
  request.is_training = FALSE;
  request.n_points = 123;
  do
    maps = wait_for_maps (f, &request);
  while (maps->points->n != 123);
  g_assert_cmpint (maps->method, ==, request.method);
}

static gboolean
has_rested_cb (gpointer user_data)
{
  gboolean *has_rested = user_data;

  *has_rested = TRUE;
  return G_SOURCE_REMOVE;
}

/* Nothing is worked out while nobody looks, and nothing is begun anew afterwards. */
static void
test_rest (Fixture *f, gconstpointer data)
{
  GradusProjectionRequest request = make_request (f, 400);
  GradusProjection       *maps;
  gboolean                has_rested = FALSE;

  gradus_projector_ask (f->projector, &request);
  g_usleep (1000);
  gradus_projector_rest (f->projector);
  /* Ten times as long as maps take of so few samples. */
  g_timeout_add (2000, has_rested_cb, &has_rested);
  while (!has_rested)
    g_main_context_iteration (NULL, TRUE);
  maps = gradus_projector_get_latest (f->projector);
  g_assert_true (maps == NULL || !maps->is_settled);
  maps = wait_for_maps (f, &request);
  check_positions (maps);
}

/* A thread in the middle of its work ends soon, also one that sleeps for training. */
static void
test_close (Fixture *f, gconstpointer data)
{
  GradusProjectionRequest request = make_request (f, 400);
  gint64                  begun;

  request.is_training = GPOINTER_TO_INT (data);
  gradus_projector_ask (f->projector, &request);
  g_usleep (200000);
  begun = g_get_monotonic_time ();
  gradus_projector_close (f->projector);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 2 * G_USEC_PER_SEC);
}

/* Two numbers are shown as they are. */
static void
test_plane (Fixture *f, gconstpointer data)
{
  GradusShape             shape = GRADUS_SHAPE_1 (2);
  float                  *x = g_new (float, 200);
  guint8                 *labels = g_new (guint8, 100);
  g_autoptr (GBytes)      x_bytes = NULL;
  g_autoptr (GBytes)      label_bytes = NULL;
  GradusProjectionRequest request;
  GradusProjection       *maps;

  for (guint i = 0; i < 100; i++)
    {
      x[2 * i] = (float) (i % 10) - 4.5f;
      x[2 * i + 1] = (float) (i / 10) - 4.5f;
      labels[i] = x[2 * i] > 0;
    }
  x_bytes = g_bytes_new_take (x, 200 * sizeof (float));
  label_bytes = g_bytes_new_take (labels, 100);
  f->train =
    gradus_dataset_new_from_points ("plane", &shape, 100, x_bytes, label_bytes, 2);
  f->test = gradus_dataset_ref (f->train);
  begin (f, 8, 1);
  request = make_request (f, 100);
  maps = wait_for_maps (f, &request);
  g_assert_true (maps->panels[0].is_exact);
  g_assert_false (maps->panels[1].is_exact);
  for (guint i = 0; i < 100; i++)
    {
      guint32 sample = maps->points->samples[i];

      g_assert_cmpfloat_with_epsilon (maps->panels[0].positions[2 * i],
                                      x[2 * sample] / 4.5f, 1e-5);
      g_assert_cmpfloat_with_epsilon (maps->panels[0].positions[2 * i + 1],
                                      -x[2 * sample + 1] / 4.5f, 1e-5);
    }
  g_assert_cmpfloat (maps->panels[0].score, >, 0.99);
}

/* Real digits after training: neighbours on the map are of one class. */
static void
test_mnist (Fixture *f, gconstpointer data)
{
  GradusDataRef           ref;
  g_autoptr (GError)      error = NULL;
  GradusProjectionRequest request;
  GradusProjection       *maps;
  gint64                  begun;

  gradus_data_ref_init (&ref);
  g_free (ref.source);
  ref.source = g_strdup ("mnist");
  ref.n_train = 20000;
  if (!gradus_data_ref_load (&ref, &f->train, &f->test, NULL, &error))
    {
      gradus_data_ref_clear (&ref);
      g_test_skip ("MNIST is not here");
      return;
    }
  gradus_data_ref_clear (&ref);
  begin (f, 128, 5);
  train (f);
  request = make_request (f, 2000);
  begun = g_get_monotonic_time ();
  maps = wait_for_maps (f, &request);
  g_test_message (
    "2,000 samples, three maps in %.2f s (%.2f s of one thread); purity %.3f %.3f %.3f",
    (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC,
    gradus_projector_get_seconds (f->projector), measure_purity (maps, 0),
    measure_purity (maps, 1), measure_purity (maps, 2));
  g_assert_cmpfloat (measure_purity (maps, 0), >, 0.8);
  g_assert_cmpfloat (measure_purity (maps, 2), >=, 0.9);
  g_assert_cmpfloat (maps->panels[2].score, >, 0.9);
}

#define ADD(name, data, function)                                                        \
  g_test_add ("/projector/" name, Fixture, GINT_TO_POINTER (data), set_up, function,     \
              tear_down)

/* Where continuous integration has the real digits. */
static void
find_mnist (void)
{
  const char      *root = g_getenv ("GRADUS_SOURCE_ROOT");
  g_autofree char *folder =
    root != NULL ? g_build_filename (root, "..", "shared", "data", NULL) : NULL;

  if (folder != NULL)
    g_setenv ("GRADUS_DATA_DIR", folder, FALSE);
}

typedef struct
{
  guint  n_asked;
  guint  n_most;
  double progress;
} Patience;

static gboolean
ask_for_more (double progress, gpointer user_data)
{
  Patience *patience = user_data;

  g_assert_cmpfloat (progress, >=, patience->progress);
  g_assert_cmpfloat (progress, <=, 1);
  patience->progress = progress;
  return ++patience->n_asked < patience->n_most;
}

/* Who waits for all maps is asked often, and may stop it at any time. */
static void
test_at_once (Fixture *f, gconstpointer data)
{
  GradusProjectionRequest      request = make_request (f, 100);
  Patience                     whole = { .n_most = G_MAXUINT };
  g_autoptr (GradusProjection) maps =
    gradus_projection_new (&request, ask_for_more, &whole);

  g_assert_nonnull (maps);
  g_assert_true (maps->is_settled);
  g_assert_cmpuint (whole.n_asked, >, 100);
  g_assert_cmpfloat (whole.progress, >, 0.5);
  for (guint n_most = 1; n_most < whole.n_asked; n_most += 1 + n_most / 2)
    {
      Patience part = { .n_most = n_most };

      g_assert_null (gradus_projection_new (&request, ask_for_more, &part));
      g_assert_cmpuint (part.n_asked, ==, n_most);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  find_mnist ();
  ADD ("t-sne", GRADUS_PROJECTION_TSNE, test_maps);
  ADD ("pca", GRADUS_PROJECTION_PCA, test_maps);
  ADD ("follow", 0, test_follow);
  ADD ("latest-wins", 0, test_latest_wins);
  ADD ("rest", NULL, test_rest);
  ADD ("at-once", NULL, test_at_once);
  ADD ("close", FALSE, test_close);
  ADD ("close-while-training", TRUE, test_close);
  g_test_add ("/projector/plane", Fixture, NULL, NULL, test_plane, tear_down);
  g_test_add ("/projector/mnist", Fixture, NULL, NULL, test_mnist, tear_down);
  return g_test_run ();
}
