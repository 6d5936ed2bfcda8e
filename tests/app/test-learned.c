/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include <string.h>

/* What a model has learned, while it is edited in the window. */

static GradusSnapshot *
get_snapshot (AppFixture *f)
{
  return gradus_studio_get_snapshot (f->studio);
}

static gboolean
has_learned (AppFixture *f)
{
  return get_snapshot (f)->has_learned &&
         get_snapshot (f)->state != GRADUS_SESSION_RUNNING;
}

static gboolean
has_trained (AppFixture *f)
{
  return get_snapshot (f)->n_epochs > 0 &&
         get_snapshot (f)->state != GRADUS_SESSION_RUNNING;
}

static gboolean
has_restarts (AppFixture *f)
{
  return get_snapshot (f)->restarts != NULL;
}

static gboolean
is_at_start (AppFixture *f)
{
  return get_snapshot (f)->weights != NULL && !get_snapshot (f)->has_learned;
}

/* The present order of the document has reached the snapshots. */
static gboolean
is_up_to_date (AppFixture *f)
{
  const GradusSequential *now = gradus_document_get_project (f->document)->sequential;
  GradusSnapshot         *snapshot = get_snapshot (f);

  return snapshot->plan != NULL &&
         gradus_sequential_equal (gradus_plan_get_sequential (snapshot->plan), now);
}

static gboolean
has_all_layers (AppFixture *f)
{
  return get_snapshot (f)->weights->len == 6;
}

static gboolean
are_same (GPtrArray *a, GPtrArray *b)
{
  gboolean same = a->len == b->len;

  for (guint i = 0; same && i < a->len; i++)
    {
      const GradusTensor *one = a->pdata[i];
      const GradusTensor *other = b->pdata[i];

      same = gradus_shape_equal (&one->shape, &other->shape) &&
             memcmp (one->data, other->data, one->size * sizeof (float)) == 0;
    }
  return same;
}

/* The weights after the first epoch of a run. */
static GPtrArray *
learn (AppFixture *f)
{
  app_fixture_wait_for (f, app_fixture_can_train);
  app_fixture_activate (f, "win.step-epoch");
  app_fixture_wait_for (f, has_trained);
  app_fixture_settle (f);
  return g_ptr_array_ref (get_snapshot (f)->weights);
}

static const GradusLayer *
get_layer (AppFixture *f, guint index)
{
  return gradus_sequential_get_layer (gradus_document_get_project (f->document)
                                        ->sequential,
                                      index);
}

static void
set_units (AppFixture *f, guint index, const char *units)
{
  g_assert_true (gradus_document_set_layer_param (f->document, get_layer (f, index)->uid,
                                                  "units", units, NULL));
}

static void
find_label (GtkWidget *widget, const char *text, guint *n_found)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    ++*n_found;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_label (child, text, n_found);
}

static guint
count_labels (AppFixture *f, const char *text)
{
  guint n_found = 0;

  find_label (GTK_WIDGET (f->window), text, &n_found);
  return n_found;
}

static gboolean
says_new_start (AppFixture *f)
{
  return count_labels (f, "new start") > 0;
}

static gboolean
says_nothing_new (AppFixture *f)
{
  return !says_new_start (f);
}

/* Wider layers begin afresh and say so, undo brings everything back, and redo, too. */
static void
test_undo (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GPtrArray) learned = learn (f);
  g_autoptr (GPtrArray) wide = NULL;
  gsize                 n_steps = get_snapshot (f)->n_steps;
  guint64               gesture;

  gesture = gradus_document_begin_gesture (f->document);
  set_units (f, 0, "40");
  app_fixture_wait_for (f, has_restarts);
  g_assert_cmpuint (get_snapshot (f)->restarts->len, ==, 2);
  app_fixture_wait_for (f, says_new_start);
  g_assert_cmpuint (count_labels (f, "2 layers start again"), ==, 1);
  g_assert_cmpuint (count_labels (f, "new start"), ==, 2);
  g_assert_cmpuint (get_snapshot (f)->n_steps, ==, 0);

  /* A few units more: one toast is enough. */
  set_units (f, 0, "41");
  set_units (f, 0, "42");
  gradus_document_end_gesture (f->document, gesture);
  app_fixture_wait_for (f, is_up_to_date);
  app_fixture_settle (f);
  g_assert_cmpuint (count_labels (f, "2 layers start again"), ==, 1);

  wide = learn (f);
  app_fixture_wait_for (f, says_nothing_new);
  g_assert_false (are_same (wide, learned));

  app_fixture_activate (f, "win.undo");
  app_fixture_wait_for (f, is_up_to_date);
  g_assert_true (are_same (get_snapshot (f)->weights, learned));
  g_assert_cmpuint (get_snapshot (f)->n_steps, ==, n_steps);
  g_assert_cmpuint (get_snapshot (f)->n_epochs, ==, 1);

  app_fixture_activate (f, "win.redo");
  app_fixture_wait_for (f, is_up_to_date);
  g_assert_true (are_same (get_snapshot (f)->weights, wide));

  /* Going to and fro is no training: each of both runs is kept once. */
  for (guint i = 0; i < 3; i++)
    {
      app_fixture_activate (f, "win.undo");
      app_fixture_wait_for (f, is_up_to_date);
      app_fixture_activate (f, "win.redo");
      app_fixture_wait_for (f, is_up_to_date);
    }
  g_assert_cmpuint (gradus_document_get_project (f->document)->runs->len, ==, 2);
}

/* A stack that does not fit for a while loses nothing; neither does the title. */
static void
test_detour (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GPtrArray) learned = learn (f);
  guint64               uid = get_layer (f, 1)->uid;

  gradus_document_insert_layer (f->document, 1, "Conv2D");
  g_assert_nonnull (gradus_document_get_problem (f->document));
  g_assert_true (
    gradus_document_set_optimizer_param (f->document, "learning_rate", "0.02", NULL));
  gradus_document_undo (f->document);
  gradus_document_undo (f->document);
  app_fixture_wait_for (f, app_fixture_can_train);
  app_fixture_settle (f);
  g_assert_true (are_same (get_snapshot (f)->weights, learned));
  g_assert_cmpuint (get_snapshot (f)->n_epochs, ==, 1);

  g_object_set (f->document, "title", "Another", NULL);
  g_assert_true (
    gradus_document_set_optimizer_param (f->document, "learning_rate", "0.03", NULL));
  gradus_document_remove_layer (f->document, uid);
  app_fixture_wait_for (f, is_up_to_date);
  g_assert_cmpuint (get_snapshot (f)->weights->len, ==, 4);
  for (guint i = 0; i < 3; i++)
    gradus_document_undo (f->document);
  app_fixture_wait_for (f, has_all_layers);
  g_assert_true (are_same (get_snapshot (f)->weights, learned));
}

/* "Reset weights" can be undone. */
static void
test_reset (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GPtrArray) learned = NULL;
  g_auto (GStrv)        labels = NULL;

  app_fixture_wait_for (f, app_fixture_can_train);
  g_assert_false (app_fixture_is_enabled (f, "reset"));
  learned = learn (f);
  app_fixture_activate (f, "win.reset");
  app_fixture_wait_for (f, is_at_start);
  app_fixture_settle (f);
  g_assert_false (app_fixture_is_enabled (f, "reset"));
  labels = gradus_document_dup_undo_labels (f->document);
  g_assert_cmpstr (labels[0], ==, "Reset weights");

  app_fixture_activate (f, "win.undo");
  app_fixture_wait_for (f, has_learned);
  g_assert_true (are_same (get_snapshot (f)->weights, learned));
  g_assert_cmpuint (get_snapshot (f)->n_epochs, ==, 1);
  app_fixture_activate (f, "win.redo");
  app_fixture_wait_for (f, is_at_start);
  app_fixture_activate (f, "win.undo");
  app_fixture_wait_for (f, has_learned);
  g_assert_true (are_same (get_snapshot (f)->weights, learned));
}

/* How it is compiled and fitted is not what it has learned. */
static void
test_settings (AppFixture *f, gconstpointer user_data)
{
  g_autoptr (GPtrArray) learned = learn (f);
  GradusFitOptions      fit = gradus_document_get_project (f->document)->fit;

  gradus_document_set_loss_kind (f->document, "MeanSquaredError");
  gradus_document_set_optimizer_kind (f->document, "Adam");
  app_fixture_wait_for (f, is_up_to_date);
  g_assert_true (are_same (get_snapshot (f)->weights, learned));
  fit.seed++;
  fit.batch_size = 50;
  gradus_document_set_fit (f->document, &fit);
  g_assert_true (gradus_document_set_layer_param (f->document, get_layer (f, 0)->uid,
                                                  "activation", "tanh", NULL));
  app_fixture_wait_for (f, is_up_to_date);
  g_assert_true (are_same (get_snapshot (f)->weights, learned));
  while (app_fixture_is_enabled (f, "undo"))
    app_fixture_activate (f, "win.undo");
  app_fixture_wait_for (f, is_up_to_date);
  g_assert_true (are_same (get_snapshot (f)->weights, learned));
  g_assert_null (get_snapshot (f)->restarts);
}

int
main (int argc, char **argv)
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
  g_test_add ("/learned/undo", AppFixture, NULL, app_fixture_set_up, test_undo,
              app_fixture_tear_down);
  g_test_add ("/learned/detour", AppFixture, NULL, app_fixture_set_up, test_detour,
              app_fixture_tear_down);
  g_test_add ("/learned/reset", AppFixture, NULL, app_fixture_set_up, test_reset,
              app_fixture_tear_down);
  g_test_add ("/learned/settings", AppFixture, NULL, app_fixture_set_up, test_settings,
              app_fixture_tear_down);
  return g_test_run ();
}
