/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/document.h"
#include "document/hand.h"

#include "engine/error.h"
#include "engine/random.h"

static GradusDocument *
open_template (const char *id)
{
  return gradus_document_new_from_template (gradus_template_find (id));
}

static guint64
uid_at (GradusDocument *document, guint index)
{
  return gradus_sequential_get_layer (gradus_document_get_project (document)->sequential,
                                      index)
    ->uid;
}

static guint
count_layers (GradusDocument *document)
{
  return gradus_sequential_get_n_layers (
    gradus_document_get_project (document)->sequential);
}

/* Equal in every respect, identities of the layers included. */
static void
assert_same (const GradusProject *a, const GradusProject *b)
{
  g_assert_true (gradus_project_equal (a, b));
  g_assert_true (gradus_shape_equal (&a->sequential->input, &b->sequential->input));
  g_assert_cmpuint (a->sequential->layers->len, ==, b->sequential->layers->len);
  for (guint i = 0; i < a->sequential->layers->len; i++)
    {
      const GradusLayer *one = gradus_sequential_get_layer (a->sequential, i);
      const GradusLayer *other = gradus_sequential_get_layer (b->sequential, i);

      g_assert_cmpuint (one->uid, ==, other->uid);
      g_assert_cmpstr (one->name, ==, other->name);
      g_assert_true (gradus_config_equal (one->config, other->config));
    }
}

static guint
count_steps (GradusDocument *document)
{
  g_auto (GStrv) labels = gradus_document_dup_undo_labels (document);

  return g_strv_length (labels);
}

static void
store_changes_cb (GradusDocument *document, guint changes, gpointer user_data)
{
  guint *store = user_data;

  g_assert_cmpuint (changes, !=, 0);
  *store = changes;
}

static void
count_cb (GradusDocument *document, guint changes, gpointer user_data)
{
  guint *count = user_data;

  (*count)++;
}

/*
 * Every edit on the tutorial's model: its label, what it touches, and back again.
 */

static void
add_dropout (GradusDocument *document)
{
  guint64 uid = gradus_document_insert_layer (document, 1, "Dropout");

  g_assert_cmpuint (uid, !=, 0);
  g_assert_cmpuint (uid_at (document, 1), ==, uid);
}

static void
add_at_end (GradusDocument *document)
{
  guint64 uid = gradus_document_insert_layer (document, 1000, "dense");

  g_assert_cmpuint (uid_at (document, 3), ==, uid);
}

static void
remove_first (GradusDocument *document)
{
  gradus_document_remove_layer (document, uid_at (document, 0));
  g_assert_cmpuint (count_layers (document), ==, 2);
}

static void
move_first_last (GradusDocument *document)
{
  guint64 uid = uid_at (document, 0);

  gradus_document_move_layer (document, uid, 2);
  g_assert_cmpuint (uid_at (document, 2), ==, uid);
}

static void
move_last_first (GradusDocument *document)
{
  guint64 uid = uid_at (document, 2);

  gradus_document_move_layer (document, uid, 0);
  g_assert_cmpuint (uid_at (document, 0), ==, uid);
}

static void
duplicate_second (GradusDocument *document)
{
  guint64            uid = uid_at (document, 1);
  guint64            copy = gradus_document_duplicate_layer (document, uid);
  GradusSequential  *stack = gradus_document_get_project (document)->sequential;
  const GradusLayer *one = gradus_sequential_get_layer (stack, 1);
  const GradusLayer *other = gradus_sequential_get_layer (stack, 2);

  g_assert_cmpuint (copy, !=, uid);
  g_assert_cmpuint (other->uid, ==, copy);
  g_assert_cmpstr (one->name, !=, other->name);
  g_assert_true (gradus_config_equal (one->config, other->config));
}

static void
set_units (GradusDocument *document)
{
  g_autoptr (GError) error = NULL;

  gradus_document_set_layer_param (document, uid_at (document, 0), "units", "64", &error);
  g_assert_no_error (error);
}

static void
set_activation (GradusDocument *document)
{
  g_autoptr (GError) error = NULL;

  gradus_document_set_layer_param (document, uid_at (document, 1), "activation", "relu",
                                   &error);
  g_assert_no_error (error);
}

static void
set_rate (GradusDocument *document)
{
  g_autoptr (GError) error = NULL;

  gradus_document_set_optimizer_param (document, "learning_rate", "0.25", &error);
  g_assert_no_error (error);
}

static void
set_momentum (GradusDocument *document)
{
  g_autoptr (GError) error = NULL;

  gradus_document_set_optimizer_param (document, "momentum", "0.9", &error);
  g_assert_no_error (error);
}

static void
set_loss (GradusDocument *document)
{
  gradus_document_set_loss_kind (document, "MeanSquaredError");
}

static void
set_optimizer (GradusDocument *document)
{
  gradus_document_set_optimizer_kind (document, "adam");
}

static void
set_title (GradusDocument *document)
{
  g_object_set (document, "title", "Mine", NULL);
}

static void
set_notes (GradusDocument *document)
{
  g_autofree char *long_text = g_strnfill (GRADUS_PROJECT_MAX_NOTES + 7, 'n');
  const char      *notes;

  /* What a file would not hold is cut off between two characters. */
  memcpy (long_text + GRADUS_PROJECT_MAX_NOTES - 1, "\303\244", 2);
  gradus_document_set_notes (document, long_text);
  notes = gradus_document_get_project (document)->notes;
  g_assert_cmpuint (strlen (notes), ==, GRADUS_PROJECT_MAX_NOTES - 1);
  g_assert_true (g_utf8_validate (notes, -1, NULL));
  gradus_document_undo (document);
  gradus_document_set_notes (document, "Learns fast.\nTry 0.1?");
}

static void
set_epochs (GradusDocument *document)
{
  GradusFitOptions fit = gradus_document_get_project (document)->fit;

  fit.epochs = 77;
  gradus_document_set_fit (document, &fit);
}

static void
set_batch_size (GradusDocument *document)
{
  GradusFitOptions fit = gradus_document_get_project (document)->fit;

  fit.batch_size = 50;
  gradus_document_set_fit (document, &fit);
}

static void
set_seed (GradusDocument *document)
{
  GradusFitOptions fit = gradus_document_get_project (document)->fit;

  fit.seed = G_MAXUINT64;
  gradus_document_set_fit (document, &fit);
}

static void
change_data (GradusDocument *document, void (*change) (GradusDataRef *data))
{
  GradusDataRef data;

  gradus_data_ref_init (&data);
  gradus_data_ref_copy (&data, &gradus_document_get_project (document)->data);
  change (&data);
  gradus_document_set_data (document, &data);
  gradus_data_ref_clear (&data);
}

static void
toggle_flatten_cb (GradusDataRef *data)
{
  data->flatten = !data->flatten;
}

static void
toggle_flatten (GradusDocument *document)
{
  change_data (document, toggle_flatten_cb);
}

static void
ask_even_cb (GradusDataRef *data)
{
  data->task = (GradusTask){ .kind = GRADUS_TASK_EVEN };
}

static void
ask_even (GradusDocument *document)
{
  change_data (document, ask_even_cb);
}

static void
use_mnist_cb (GradusDataRef *data)
{
  g_free (data->source);
  data->source = g_strdup ("mnist");
}

static void
use_mnist (GradusDocument *document)
{
  change_data (document, use_mnist_cb);
}

typedef struct
{
  const char *name;
  void (*edit) (GradusDocument *document);
  const char *label; /* NULL: depends on texts of others */
  guint       changes;
} Edit;

static const Edit edits[] = {
  { "add", add_dropout, "Add Dropout", GRADUS_CHANGE_STACK },
  { "add-at-end", add_at_end, "Add Dense", GRADUS_CHANGE_STACK },
  { "remove", remove_first, "Remove dense", GRADUS_CHANGE_STACK },
  { "move-down", move_first_last, "Move dense", GRADUS_CHANGE_STACK },
  { "move-up", move_last_first, "Move dense_2", GRADUS_CHANGE_STACK },
  { "duplicate", duplicate_second, "Duplicate dense_1", GRADUS_CHANGE_STACK },
  { "units", set_units, "Set units to 64", GRADUS_CHANGE_STACK },
  { "activation", set_activation, "Set activation to relu", GRADUS_CHANGE_STACK },
  { "rate", set_rate, "Set learning rate to 0.25", GRADUS_CHANGE_RATE },
  { "momentum", set_momentum, "Set momentum to 0.9", GRADUS_CHANGE_COMPILE },
  { "loss", set_loss, "Set loss to mean_squared_error", GRADUS_CHANGE_COMPILE },
  { "optimizer", set_optimizer, "Set optimizer to Adam", GRADUS_CHANGE_COMPILE },
  { "title", set_title, "Rename", GRADUS_CHANGE_TITLE },
  { "notes", set_notes, "Change the notes", GRADUS_CHANGE_NOTES },
  { "epochs", set_epochs, "Set epochs to 77", GRADUS_CHANGE_EPOCHS },
  { "batch-size", set_batch_size, "Set batch size to 50", GRADUS_CHANGE_FIT },
  { "seed", set_seed, "Set seed to 18446744073709551615", GRADUS_CHANGE_FIT },
  { "flatten", toggle_flatten, "Keep the pictures' shape",
    GRADUS_CHANGE_DATA | GRADUS_CHANGE_STACK },
  { "task", ask_even, "Ask another question", GRADUS_CHANGE_DATA },
  { "source", use_mnist, NULL, GRADUS_CHANGE_DATA },
};

static void
test_edit (gconstpointer data)
{
  const Edit                *edit = data;
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  g_autoptr (GradusProject)  before =
    gradus_project_copy (gradus_document_get_project (document));
  g_autoptr (GradusProject) after = NULL;
  g_auto (GStrv)            labels = NULL;
  guint                     changes = 0;

  g_signal_connect (document, "changed", G_CALLBACK (store_changes_cb), &changes);
  edit->edit (document);
  after = gradus_project_copy (gradus_document_get_project (document));
  g_assert_cmphex (changes, ==, edit->changes);
  labels = gradus_document_dup_undo_labels (document);
  g_assert_cmpuint (g_strv_length (labels), ==, 1);
  g_assert_cmpstr (labels[0], !=, "");
  if (edit->label != NULL)
    g_assert_cmpstr (labels[0], ==, edit->label);

  changes = 0;
  gradus_document_undo (document);
  g_assert_cmphex (changes, ==, edit->changes);
  assert_same (gradus_document_get_project (document), before);
  g_assert_false (gradus_project_equal (before, after) &&
                  before->sequential->layers->len == after->sequential->layers->len);

  changes = 0;
  gradus_document_redo (document);
  g_assert_cmphex (changes, ==, edit->changes);
  assert_same (gradus_document_get_project (document), after);
}

/*
 * Two hundred random edits, to the start and to the end again
 */

static void
make_random_edit (GradusDocument *document, GradusRandom *random)
{
  static const char *const kinds[] = { "Dense", "Activation", "Dropout", "Flatten" };
  static const char *const losses[] = { "BinaryCrossentropy", "CategoricalCrossentropy",
                                        "SparseCategoricalCrossentropy",
                                        "MeanSquaredError" };
  guint                    n_layers = count_layers (document);
  guint64                  uid = 0;
  GradusFitOptions         fit = gradus_document_get_project (document)->fit;

  if (n_layers > 0)
    uid = uid_at (document, gradus_random_below (random, n_layers));
  switch (gradus_random_below (random, 9))
    {
    case 0:
    case 1:
      gradus_document_insert_layer (document, gradus_random_below (random, n_layers + 1),
                                    kinds[gradus_random_below (random, 4)]);
      break;
    case 2:
      gradus_document_remove_layer (document, uid);
      break;
    case 3:
      gradus_document_move_layer (document, uid, gradus_random_below (random, 6));
      break;
    case 4:
      gradus_document_duplicate_layer (document, uid);
      break;
    case 5:
      gradus_document_set_loss_kind (document, losses[gradus_random_below (random, 4)]);
      break;
    case 6:
      gradus_document_set_optimizer_kind (document, gradus_random_below (random, 2)
                                                      ? "Adam"
                                                      : "SGD");
      break;
    case 7:
      fit.epochs = 1 + gradus_random_below (random, 20);
      gradus_document_set_fit (document, &fit);
      break;
    default:
      toggle_flatten (document);
    }
}

static void
test_random_edits (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  g_autoptr (GPtrArray)      states =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_project_free);
  GradusRandom random = gradus_random_init (20, "edits");

  g_ptr_array_add (states, gradus_project_copy (gradus_document_get_project (document)));
  for (guint i = 0; i < 200; i++)
    {
      guint n_before = count_steps (document);

      if (gradus_random_below (&random, 4) == 0)
        gradus_document_begin_gesture (document);
      make_random_edit (document, &random);
      if (count_steps (document) > n_before)
        g_ptr_array_add (states,
                         gradus_project_copy (gradus_document_get_project (document)));
      else if (count_steps (document) == n_before) /* nothing, or merged */
        {
          gradus_project_free (g_ptr_array_steal_index (states, states->len - 1));
          g_ptr_array_add (states,
                           gradus_project_copy (gradus_document_get_project (document)));
        }
      else /* merged, and back where it was */
        g_ptr_array_set_size (states, (gint) states->len - 1);
    }
  g_assert_cmpuint (states->len, >, 100);
  g_assert_cmpuint (states->len, ==, count_steps (document) + 1);

  for (guint i = states->len - 1; i > 0; i--)
    {
      assert_same (gradus_document_get_project (document), g_ptr_array_index (states, i));
      gradus_document_undo (document);
    }
  for (guint i = 0; i < states->len; i++)
    {
      assert_same (gradus_document_get_project (document), g_ptr_array_index (states, i));
      gradus_document_redo (document);
    }
}

static void
drag_rate (GradusDocument *document, const char *rate)
{
  g_assert_true (
    gradus_document_set_optimizer_param (document, "learning_rate", rate, NULL));
}

static void
test_merging (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  g_autoptr (GradusProject)  start =
    gradus_project_copy (gradus_document_get_project (document));
  g_autofree char *label = NULL;
  guint64          gesture;

  /* One drag of the slider is one step, named after where it ended, though the hand may
   * rest for a while. */
  gesture = gradus_document_begin_gesture (document);
  drag_rate (document, "0.1");
  drag_rate (document, "0.2");
  g_usleep (1100 * 1000);
  drag_rate (document, "0.3");
  gradus_document_end_gesture (document, gesture);
  g_assert_cmpuint (count_steps (document), ==, 1);
  g_object_get (document, "undo-label", &label, NULL);
  g_assert_cmpstr (label, ==, "Set learning rate to 0.3");

  /* The next drag is another step, however soon, and so is another knob, and what is set
   * at once. */
  gesture = gradus_document_begin_gesture (document);
  drag_rate (document, "0.35");
  drag_rate (document, "0.4");
  set_units (document);
  gradus_document_end_gesture (document, gesture);
  g_assert_cmpuint (count_steps (document), ==, 3);
  drag_rate (document, "0.45");
  g_assert_cmpuint (count_steps (document), ==, 4);
  drag_rate (document, "0.46");
  g_assert_cmpuint (count_steps (document), ==, 5);

  /* A gesture that ends late does not cut the one that has begun since. */
  gesture = gradus_document_begin_gesture (document);
  drag_rate (document, "0.5");
  gradus_document_begin_gesture (document);
  drag_rate (document, "0.6");
  gradus_document_end_gesture (document, gesture);
  drag_rate (document, "0.7");
  g_assert_cmpuint (count_steps (document), ==, 7);

  /* What comes after undoing is not merged with what was done before. */
  gradus_document_undo (document);
  gradus_document_redo (document);
  drag_rate (document, "0.8");
  g_assert_cmpuint (count_steps (document), ==, 8);

  for (guint i = 0; i < 8; i++)
    gradus_document_undo (document);
  assert_same (gradus_document_get_project (document), start);
}

static void
test_merging_after_undo (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");

  gradus_document_begin_gesture (document);
  drag_rate (document, "0.1");
  set_units (document);
  gradus_document_undo (document);
  drag_rate (document, "0.2");
  g_assert_cmpuint (count_steps (document), ==, 2);
  gradus_document_undo (document);
  gradus_document_redo (document);
  drag_rate (document, "0.3");
  g_assert_cmpuint (count_steps (document), ==, 3);
}

static void
test_merging_to_nothing (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  g_autofree char           *rate =
    gradus_config_value_to_string (gradus_document_get_project (document)
                                     ->sequential->optimizer,
                                   "learning_rate");
  gboolean can_undo;

  gradus_document_begin_gesture (document);
  drag_rate (document, "0.001");
  drag_rate (document, rate);
  g_object_get (document, "can-undo", &can_undo, NULL);
  g_assert_false (can_undo);
}

static GObject *
mark (GradusDocument *document)
{
  g_autoptr (GObject) memory = g_object_new (G_TYPE_OBJECT, NULL);

  g_assert_null (gradus_document_get_memory (document));
  gradus_document_set_memory (document, memory);
  return memory;
}

/* What is kept with a version goes and comes with it. */
static void
test_memory (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  GObject                   *first = mark (document);
  GObject                   *second;
  GObject                   *third;
  guint                      changes = 0;
  guint64                    gesture;

  g_signal_connect (document, "changed", G_CALLBACK (store_changes_cb), &changes);
  gesture = gradus_document_begin_gesture (document);
  drag_rate (document, "0.011");
  second = mark (document);
  /* The same drag: what lay between its ends is forgotten. */
  g_object_add_weak_pointer (second, (gpointer *) &second);
  drag_rate (document, "0.022");
  gradus_document_end_gesture (document, gesture);
  g_assert_null (second);
  second = mark (document);
  gradus_document_undo (document);
  g_assert_true (gradus_document_get_memory (document) == first);
  gradus_document_redo (document);
  g_assert_true (gradus_document_get_memory (document) == second);

  gradus_document_begin_anew (document, "Reset weights");
  g_assert_cmpuint (changes, ==, GRADUS_CHANGE_LEARNED);
  third = mark (document);
  gradus_document_undo (document);
  g_assert_cmpuint (changes, ==, GRADUS_CHANGE_LEARNED);
  g_assert_true (gradus_document_get_memory (document) == second);
  gradus_document_redo (document);
  g_assert_cmpuint (changes, ==, GRADUS_CHANGE_LEARNED);
  g_assert_true (gradus_document_get_memory (document) == third);
  gradus_document_undo (document);
  gradus_document_undo (document);
  g_assert_cmpuint (changes, ==, GRADUS_CHANGE_RATE);
  g_assert_true (gradus_document_get_memory (document) == first);

  /* A drag that comes back to where it began is back at its version. */
  drag_rate (document, "0.055");
  mark (document);
  gradus_document_undo (document);
  gradus_document_redo (document);
  gradus_document_undo (document);
  g_assert_true (gradus_document_get_memory (document) == first);
}

static void
test_memory_merged_to_nothing (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  GObject                   *first = mark (document);
  g_autofree char           *rate =
    gradus_config_value_to_string (gradus_document_get_project (document)
                                     ->sequential->optimizer,
                                   "learning_rate");

  gradus_document_begin_gesture (document);
  drag_rate (document, "0.055");
  mark (document);
  drag_rate (document, rate);
  g_assert_cmpuint (count_steps (document), ==, 0);
  g_assert_true (gradus_document_get_memory (document) == first);
}

static void
test_no_change (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  GradusFitOptions           fit = gradus_document_get_project (document)->fit;
  const GradusProject       *project = gradus_document_get_project (document);
  guint                      n_changes = 0;
  const char *loss = gradus_config_get_kind (project->sequential->loss)->name;
  const char *optimizer = gradus_config_get_kind (project->sequential->optimizer)->name;

  g_signal_connect (document, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_nonnull (gradus_document_begin (document, "Nothing", NULL));
  gradus_document_commit (document);
  gradus_document_set_fit (document, &fit);
  gradus_document_set_data (document, &gradus_document_get_project (document)->data);
  gradus_document_set_loss_kind (document, loss);
  gradus_document_set_optimizer_kind (document, optimizer);
  gradus_document_move_layer (document, uid_at (document, 1), 1);
  gradus_document_move_layer (document, uid_at (document, 2), 9);
  gradus_document_remove_layer (document, G_MAXUINT64);
  gradus_document_move_layer (document, G_MAXUINT64, 0);
  g_assert_cmpuint (gradus_document_duplicate_layer (document, G_MAXUINT64), ==, 0);
  g_assert_cmpuint (gradus_document_insert_layer (document, 0, "Danse"), ==, 0);
  g_assert_true (gradus_document_set_layer_param (document, uid_at (document, 0), "units",
                                                  "32", NULL));
  g_assert_cmpuint (n_changes, ==, 0);
  g_assert_cmpuint (count_steps (document), ==, 0);

  /* A commit that changes nothing leaves what can be redone. */
  set_units (document);
  gradus_document_undo (document);
  gradus_document_set_fit (document, &fit);
  gradus_document_redo (document);
  g_assert_cmpuint (count_steps (document), ==, 1);
}

static void
test_rollback (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  g_autoptr (GradusProject)  before =
    gradus_project_copy (gradus_document_get_project (document));
  GradusProject *draft = gradus_document_begin (document, "Shrink", NULL);

  gradus_layer_free (gradus_sequential_steal (draft->sequential, 0));
  draft->fit.epochs = 1;
  gradus_document_rollback (document);
  assert_same (gradus_document_get_project (document), before);
  g_assert_cmpuint (count_steps (document), ==, 0);
}

static void
test_refused_values (void)
{
  static const struct
  {
    const char *param;
    const char *value;
  } cases[] = {
    { "units", "0" }, { "units", "-3" },         { "units", "many" },
    { "units", "" },  { "activation", "cubic" }, { "size", "3" },
  };
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  g_autoptr (GradusProject)  before =
    gradus_project_copy (gradus_document_get_project (document));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (gradus_document_set_layer_param (document, uid_at (document, 0),
                                                       cases[i].param, cases[i].value,
                                                       &error));
      g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER);
    }
  g_assert_false (
    gradus_document_set_optimizer_param (document, "learning_rate", "-1", NULL));
  assert_same (gradus_document_get_project (document), before);
  g_assert_cmpuint (count_steps (document), ==, 0);
}

static void
test_input_follows_data (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  const GradusShape          picture = GRADUS_SHAPE_3 (28, 28, 1);
  const GradusShape          flat = GRADUS_SHAPE_1 (784);
  GradusShape                output;

  toggle_flatten (document);
  g_assert_true (
    gradus_shape_equal (&gradus_document_get_project (document)->sequential->input,
                        &picture));
  g_assert_true (
    gradus_plan_get_output (gradus_document_get_plan (document), 0, &output));
  g_assert_true (gradus_shape_equal (&output, &GRADUS_SHAPE_3 (28, 28, 32)));
  gradus_document_undo (document);
  g_assert_true (
    gradus_shape_equal (&gradus_document_get_project (document)->sequential->input,
                        &flat));
  g_assert_cmpuint (gradus_plan_get_total_params (gradus_document_get_plan (document)),
                    ==, 25461);
}

static gboolean
is_modified (GradusDocument *document)
{
  gboolean modified;

  g_object_get (document, "modified", &modified, NULL);
  return modified;
}

static void
test_saving (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  g_autoptr (GFile)          place = g_file_new_for_path ("/nowhere/model.keras");
  g_autoptr (GFile)          file = NULL;

  g_assert_false (is_modified (document));
  set_units (document);
  g_assert_true (is_modified (document));
  gradus_document_undo (document);
  g_assert_false (is_modified (document));
  gradus_document_redo (document);
  gradus_document_mark_saved (document, place);
  g_assert_false (is_modified (document));
  g_object_get (document, "file", &file, NULL);
  g_assert_true (file == place);
  gradus_document_undo (document);
  g_assert_true (is_modified (document));
  gradus_document_mark_saved (document, NULL);
  g_clear_object (&file);
  g_object_get (document, "file", &file, NULL);
  g_assert_true (file == place);
}

/* What was written a moment ago is on disk, although editing went on. */
static void
test_saved_meanwhile (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  g_autoptr (GradusProject)  written =
    gradus_project_copy (gradus_document_get_project (document));
  g_autoptr (GFile) place = g_file_new_for_path ("/nowhere/model.keras");
  g_autoptr (GFile) file = NULL;

  set_units (document);
  gradus_document_mark_saved_as (document, written, place);
  g_assert_true (is_modified (document));
  g_object_get (document, "file", &file, NULL);
  g_assert_true (file == place);
  gradus_document_undo (document);
  g_assert_false (is_modified (document));
}

/* After a crash nothing on disk is like the document, whatever is undone. */
static void
test_unsaved (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");

  gradus_document_mark_unsaved (document);
  g_assert_true (is_modified (document));
  set_units (document);
  gradus_document_undo (document);
  g_assert_true (is_modified (document));
  gradus_document_mark_saved (document, NULL);
  g_assert_false (is_modified (document));
}

static void
test_read_only (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  const GradusProject       *project = gradus_document_get_project (document);
  gboolean                   can_undo;

  gradus_document_set_read_only (document, TRUE);
  gradus_document_insert_layer (document, 0, "Dropout");
  g_assert_true (gradus_document_get_project (document) == project);
  g_assert_cmpuint (gradus_sequential_get_n_layers (project->sequential), ==, 3);
  g_object_get (document, "can-undo", &can_undo, NULL);
  g_assert_false (can_undo);
  g_assert_false (is_modified (document));
}

static void
test_keras_file (void)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("mnist-mlp"));
  GradusKerasFile            read = { .project = project };
  g_autoptr (GFile)          place = g_file_new_for_path ("/nowhere/model.keras");
  g_autoptr (GFile)          file = NULL;
  g_autoptr (GradusDocument) document =
    gradus_document_new_from_keras_file (&read, place);

  g_assert_true (gradus_document_get_project (document) != project);
  assert_same (gradus_document_get_project (document), project);
  g_object_get (document, "file", &file, NULL);
  g_assert_true (file == place);
  g_assert_false (is_modified (document));
}

static void
note_cb (GradusDocument *document, GParamSpec *pspec, gpointer user_data)
{
  GString *seen = user_data;

  g_string_append_printf (seen, "%s ", pspec->name);
}

static void
test_notify (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  g_autoptr (GString)        seen = g_string_new (NULL);

  g_signal_connect (document, "notify", G_CALLBACK (note_cb), seen);
  set_units (document);
  g_assert_nonnull (strstr (seen->str, "modified"));
  g_assert_nonnull (strstr (seen->str, "can-undo"));
  g_assert_nonnull (strstr (seen->str, "undo-label"));
  g_assert_null (strstr (seen->str, "redo"));
  g_assert_null (strstr (seen->str, "title"));

  g_string_truncate (seen, 0);
  set_activation (document); /* only the label is another one */
  g_assert_cmpstr (seen->str, ==, "undo-label ");

  g_string_truncate (seen, 0);
  set_title (document);
  g_assert_nonnull (strstr (seen->str, "title"));

  g_string_truncate (seen, 0);
  gradus_document_undo (document);
  g_assert_nonnull (strstr (seen->str, "can-redo"));
  g_assert_nonnull (strstr (seen->str, "redo-label"));
  g_assert_null (strstr (seen->str, "can-undo"));
}

/* A handler may edit at once; both steps stand. */
static void
edit_again_cb (GradusDocument *document, guint changes, gpointer user_data)
{
  if (changes & GRADUS_CHANGE_STACK)
    set_epochs (document);
}

static void
test_edit_from_handler (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");

  g_signal_connect (document, "changed", G_CALLBACK (edit_again_cb), NULL);
  set_units (document);
  g_assert_cmpuint (count_steps (document), ==, 2);
  g_assert_cmpuint (gradus_document_get_project (document)->fit.epochs, ==, 77);
}

static void
test_starters (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new ();
  guint64                    uid = gradus_document_insert_layer (document, 0, "Dense");
  GradusSequential          *stack = gradus_document_get_project (document)->sequential;
  GradusLayer               *dense = gradus_sequential_get_layer (stack, 0);

  g_assert_cmpuint (uid, ==, dense->uid);
  g_assert_cmpint (gradus_config_get_int (dense->config, "units"), ==, 32);
  g_assert_cmpstr (gradus_config_get_kind (
                     gradus_config_get_object (dense->config, "activation"))
                     ->id,
                   ==, "relu");
  gradus_document_insert_layer (document, 1, "Dropout");
  stack = gradus_document_get_project (document)->sequential;
  g_assert_cmpfloat (gradus_config_get_float (gradus_sequential_get_layer (stack, 1)
                                                ->config,
                                              "rate"),
                     ==, 0.5);
}

/* A schedule begins with the rate that there is, and goes in one step. */
static void
test_schedule (void)
{
  g_autoptr (GradusDocument) document =
    gradus_document_new_from_template (gradus_template_find ("mnist-mlp"));
  const GradusConfig *optimizer;
  g_autoptr (GError)  error = NULL;

  g_assert_true (gradus_document_set_optimizer_param (document, "learning_rate_schedule",
                                                      "CosineDecay", &error));
  g_assert_no_error (error);
  optimizer = gradus_document_get_project (document)->sequential->optimizer;
  g_assert_cmpfloat (gradus_config_get_float (
                       gradus_config_get_object (optimizer, "learning_rate_schedule"),
                       "initial_learning_rate"),
                     ==, 0.001);
  gradus_document_undo (document);
  optimizer = gradus_document_get_project (document)->sequential->optimizer;
  g_assert_true (gradus_config_is_none (optimizer, "learning_rate_schedule"));
}

/* Units that are off are part of what is saved, and each step can be undone. */
static void
test_lesions (void)
{
  g_autoptr (GradusDocument) document = open_template ("tutorial");
  g_autoptr (GradusProject)  before = NULL;
  guint64                    uid = uid_at (document, 0);
  gboolean                   is_modified;

  g_assert_false (gradus_document_has_lesions (document));
  gradus_document_clear_lesions (document);
  g_assert_cmpuint (count_steps (document), ==, 0);
  before = gradus_project_copy (gradus_document_get_project (document));
  gradus_document_mark_saved_as (document, before, NULL);
  gradus_document_toggle_lesion (document, uid, 3);
  gradus_document_toggle_lesion (document, uid, 99);
  g_object_get (document, "modified", &is_modified, NULL);
  g_assert_true (is_modified);
  g_assert_false (gradus_project_equal (gradus_document_get_project (document), before));
  g_assert_true (gradus_document_has_lesion (document, uid, 3));
  g_assert_cmpuint (gradus_project_count_lesions (gradus_document_get_project (document),
                                                  uid, 32),
                    ==, 1);
  gradus_document_clear_lesions (document);
  g_assert_false (gradus_document_has_lesions (document));
  g_assert_true (gradus_project_equal (gradus_document_get_project (document), before));
  gradus_document_undo (document);
  g_assert_true (gradus_document_has_lesion (document, uid, 3));
  g_assert_true (gradus_document_has_lesion (document, uid, 99));
  gradus_document_undo (document);
  gradus_document_undo (document);
  g_assert_false (gradus_document_has_lesions (document));
  g_object_get (document, "modified", &is_modified, NULL);
  g_assert_false (is_modified);
  /* Without the layer nothing is off that one could see; undo brings both back. */
  gradus_document_toggle_lesion (document, uid, 3);
  gradus_document_remove_layer (document, uid);
  g_assert_false (gradus_document_has_lesions (document));
  gradus_document_undo (document);
  g_assert_true (gradus_document_has_lesions (document));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autofree char *path = g_strdup_printf ("/document/edit/%s", edits[i].name);

      g_test_add_data_func (path, &edits[i], test_edit);
    }
  g_test_add_func ("/document/random-edits", test_random_edits);
  g_test_add_func ("/document/merging", test_merging);
  g_test_add_func ("/document/merging-after-undo", test_merging_after_undo);
  g_test_add_func ("/document/merging-to-nothing", test_merging_to_nothing);
  g_test_add_func ("/document/memory", test_memory);
  g_test_add_func ("/document/memory-merged-to-nothing", test_memory_merged_to_nothing);
  g_test_add_func ("/document/no-change", test_no_change);
  g_test_add_func ("/document/rollback", test_rollback);
  g_test_add_func ("/document/refused-values", test_refused_values);
  g_test_add_func ("/document/input-follows-data", test_input_follows_data);
  g_test_add_func ("/document/saving", test_saving);
  g_test_add_func ("/document/keras-file", test_keras_file);
  g_test_add_func ("/document/saved-meanwhile", test_saved_meanwhile);
  g_test_add_func ("/document/unsaved", test_unsaved);
  g_test_add_func ("/document/read-only", test_read_only);
  g_test_add_func ("/document/notify", test_notify);
  g_test_add_func ("/document/edit-from-handler", test_edit_from_handler);
  g_test_add_func ("/document/starters", test_starters);
  g_test_add_func ("/document/schedule", test_schedule);
  g_test_add_func ("/document/lesions", test_lesions);
  return g_test_run ();
}
