/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-fixture.h"

/* Two clouds of points, far enough apart to be learned in a few steps. */
GradusDataset *
session_make_data (guint n_samples)
{
  GradusShape        shape = GRADUS_SHAPE_1 (2);
  GradusRandom       random = gradus_random_init (7, "test data");
  float             *x = g_new (float, n_samples * 2);
  guint8            *labels = g_new (guint8, n_samples);
  g_autoptr (GBytes) x_bytes = NULL;
  g_autoptr (GBytes) label_bytes = NULL;

  for (guint i = 0; i < n_samples; i++)
    {
      labels[i] = (guint8) (i % 2);
      x[2 * i] = (float) (gradus_random_normal (&random) + (labels[i] ? 2 : -2));
      x[2 * i + 1] = (float) gradus_random_normal (&random);
    }
  x_bytes = g_bytes_new_take (x, n_samples * 2 * sizeof (float));
  label_bytes = g_bytes_new_take (labels, n_samples);
  return gradus_dataset_new_from_points ("clouds", &shape, n_samples, x_bytes,
                                         label_bytes, 2);
}

GradusSequential *
session_make_network (gint64 units, double rate)
{
  GradusShape       shape = GRADUS_SHAPE_1 (2);
  GradusSequential *network = gradus_sequential_new (&shape);
  GradusConfig *optimizer = gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER, "sgd");

  g_assert_true (gradus_config_set_float (optimizer, "learning_rate", rate, NULL));
  gradus_sequential_add_dense (network, units, "relu");
  gradus_sequential_add_dense (network, 2, "softmax");
  gradus_sequential_take_loss (
    network,
    gradus_config_new_by_name (GRADUS_FAMILY_LOSS, "sparse_categorical_crossentropy"));
  gradus_sequential_take_optimizer (network, optimizer);
  return network;
}

typedef struct
{
  GMainLoop         *loop;
  GradusSession     *session;
  GradusSessionState wanted;
  guint              n_updates;
  gboolean           is_late;
} Wait;

static void
updated_cb (GradusSession *session, gpointer user_data)
{
  Wait *wait = user_data;

  wait->n_updates++;
  if (gradus_session_get_snapshot (session)->state == wait->wanted)
    g_main_loop_quit (wait->loop);
}

static gboolean
late_cb (gpointer user_data)
{
  Wait *wait = user_data;

  wait->is_late = TRUE;
  g_main_loop_quit (wait->loop);
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until the session has told that it is in a state. */
GradusSnapshot *
session_wait_for (GradusSession *session, GradusSessionState state)
{
  Wait   wait = { g_main_loop_new (NULL, FALSE), session, state, 0, FALSE };
  gulong handler = g_signal_connect (session, "updated", G_CALLBACK (updated_cb), &wait);
  guint  source = g_timeout_add_seconds (60, late_cb, &wait);

  g_main_loop_run (wait.loop);
  g_assert_false (wait.is_late);
  g_signal_handler_disconnect (session, handler);
  g_source_remove (source);
  g_main_loop_unref (wait.loop);
  return gradus_session_get_snapshot (session);
}
