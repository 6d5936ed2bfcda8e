/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/document.h"

/* A stack in one letter per layer: c Conv2D, f Flatten, d Dense, o Dropout. */
static GradusDocument *
make (const char *layers, gboolean flatten)
{
  g_autoptr (GradusProject) project = gradus_project_new ();

  project->data.flatten = flatten;
  gradus_data_ref_get_shape (&project->data, &project->sequential->input);
  for (; *layers != '\0'; layers++)
    if (*layers == 'd')
      gradus_sequential_add_dense (project->sequential, 10, "relu");
    else if (*layers == 'c')
      gradus_config_set_int (gradus_sequential_add (project->sequential, "Conv2D"),
                             "filters", 4, NULL);
    else
      gradus_sequential_add (project->sequential, *layers == 'f' ? "Flatten" : "Dropout");
  return gradus_document_new_from_project (project);
}

static const GradusLayer *
layer_at (GradusDocument *document, guint index)
{
  return gradus_sequential_get_layer (gradus_document_get_project (document)->sequential,
                                      index);
}

static char *
read_stack (GradusDocument *document)
{
  const GradusSequential *stack = gradus_document_get_project (document)->sequential;
  GString                *text = g_string_new (NULL);

  for (guint i = 0; i < gradus_sequential_get_n_layers (stack); i++)
    g_string_append_printf (text, "%s ", gradus_sequential_get_layer (stack, i)->name);
  return g_string_free (text, FALSE);
}

static void
assert_stack (GradusDocument *document, const char *expected)
{
  g_autofree char *found = read_stack (document);

  g_assert_cmpstr (found, ==, expected);
}

static void
assert_undo (GradusDocument *document, const char *label)
{
  g_auto (GStrv) labels = gradus_document_dup_undo_labels (document);

  g_assert_cmpstr (labels[0], ==, label);
}

static void
test_move (void)
{
  static const struct
  {
    guint       uids[2];
    guint       place;
    const char *stack;
  } moves[] = {
    { { 0, 1 }, 4, "dense_2 dense_3 dense dense_1 " },
    { { 1, 0 }, 4, "dense_2 dense_3 dense dense_1 " },
    { { 0, 3 }, 2, "dense_1 dense dense_3 dense_2 " },
    { { 2, 3 }, 0, "dense_2 dense_3 dense dense_1 " },
    { { 0, 2 }, 99, "dense_1 dense_3 dense dense_2 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      g_autoptr (GradusDocument) document = make ("dddd", TRUE);
      const guint64              uids[] = { layer_at (document, moves[i].uids[0])->uid,
                                            layer_at (document, moves[i].uids[1])->uid };

      gradus_document_move_layers (document, uids, 2, moves[i].place);
      assert_stack (document, moves[i].stack);
      assert_undo (document, "Move 2 layers");
      gradus_document_undo (document);
      assert_stack (document, "dense dense_1 dense_2 dense_3 ");
    }
}

static void
test_remove_and_duplicate (void)
{
  g_autoptr (GradusDocument) document = make ("dod", TRUE);
  const guint64 uids[] = { layer_at (document, 2)->uid, layer_at (document, 0)->uid, 12 };
  g_autoptr (GArray) copies = gradus_document_duplicate_layers (document, uids, 3);

  g_assert_cmpuint (copies->len, ==, 2);
  assert_stack (document, "dense dropout dense_1 dense_2 dense_3 ");
  g_assert_cmpuint (layer_at (document, 3)->uid, ==, g_array_index (copies, guint64, 0));
  assert_undo (document, "Duplicate 2 layers");
  gradus_document_remove_layers (document, uids, 3);
  assert_stack (document, "dropout dense_2 dense_3 ");
  assert_undo (document, "Remove 2 layers");
  gradus_document_undo (document);
  assert_stack (document, "dense dropout dense_1 dense_2 dense_3 ");
}

static void
test_nothing (void)
{
  g_autoptr (GradusDocument) document = make ("dd", TRUE);
  const guint64              uid = 12;
  g_autoptr (GArray) copies = gradus_document_duplicate_layers (document, &uid, 1);
  gboolean           can_undo = TRUE;

  gradus_document_remove_layers (document, &uid, 1);
  gradus_document_move_layers (document, &uid, 1, 0);
  g_assert_cmpuint (copies->len, ==, 0);
  g_assert_null (gradus_document_copy_layers (document, &uid, 1));
  g_object_get (document, "can-undo", &can_undo, NULL);
  g_assert_false (can_undo);
}

/* What was copied together comes back together, in the order of the stack. */
static void
test_copy (void)
{
  g_autoptr (GradusDocument) document = make ("dod", TRUE);
  const guint64    uids[] = { layer_at (document, 1)->uid, layer_at (document, 0)->uid };
  g_autofree char *text = gradus_document_copy_layers (document, uids, 2);
  g_autoptr (GError) error = NULL;

  gradus_document_paste_layers (document, 3, text, &error);
  g_assert_no_error (error);
  assert_stack (document, "dense dropout dense_1 dense_2 dropout_1 ");
}

static void
test_fits_new (void)
{
  static const struct
  {
    const char *stack;
    const char *class_name;
    guint       place;
    gboolean    fits;
  } cases[] = {
    { "cfd", "Conv2D", 0, TRUE },
    { "cfd", "Conv2D", 1, TRUE },
    { "cfd", "Conv2D", 2, FALSE },
    { "cfd", "Conv2D", 3, FALSE },
    /* It finds its own shape, but the convolution below loses its picture. */
    { "cfd", "Flatten", 0, FALSE },
    { "cfd", "Flatten", 1, TRUE },
    { "cfd", "Dropout", 3, TRUE },
    /* What is wrong already does not keep others away, nor what mends it. */
    { "fcd", "Dropout", 3, TRUE },
    { "fcd", "Dropout", 1, TRUE },
    { "fcd", "Conv2D", 1, FALSE },
    { "", "Dense", 0, TRUE },
    { "", "LSTM", 0, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GradusDocument) document = make (cases[i].stack, FALSE);
      g_autofree char           *before = read_stack (document);
      g_autofree char           *reason = NULL;

      g_test_message ("%s at %u in %s", cases[i].class_name, cases[i].place,
                      cases[i].stack);
      g_assert_cmpint (gradus_document_fits_new (document, cases[i].place,
                                                 cases[i].class_name, &reason),
                       ==, cases[i].fits);
      g_assert_cmpint (reason == NULL, ==, cases[i].fits);
      assert_stack (document, before);
    }
}

static void
test_fits_move (void)
{
  g_autoptr (GradusDocument) document = make ("ccfd", FALSE);
  const guint64    both[] = { layer_at (document, 0)->uid, layer_at (document, 1)->uid };
  const guint64    flatten = layer_at (document, 2)->uid;
  g_autofree char *reason = NULL;

  g_assert_true (gradus_document_fits_move (document, 1, both, 1, NULL));
  g_assert_false (gradus_document_fits_move (document, 4, both, 2, &reason));
  g_assert_nonnull (reason);
  g_assert_false (gradus_document_fits_move (document, 0, &flatten, 1, NULL));
  g_assert_true (gradus_document_fits_move (document, 4, &flatten, 1, NULL));
}

static void
switch_layer (GradusDocument *document, guint64 uid, gboolean is_off)
{
  gradus_document_set_bypassed (document, &uid, 1, is_off);
}

static void
assert_shown (GradusDocument *document, const char *expected)
{
  const GradusProject  *project = gradus_document_get_project (document);
  g_autoptr (GPtrArray) layers = gradus_project_list_layers (project);
  g_autoptr (GString)   text = g_string_new (NULL);

  for (guint i = 0; i < layers->len; i++)
    {
      const GradusLayer *layer = layers->pdata[i];

      g_string_append_printf (text,
                              gradus_project_is_bypassed (project, layer->uid) ? "(%s) "
                                                                               : "%s ",
                              layer->name);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

/* What is off is no part of the network, and comes back where it was. */
static void
test_bypass (void)
{
  g_autoptr (GradusDocument) document = make ("dod", TRUE);
  guint64                    uid = layer_at (document, 1)->uid;
  guint64                    first = layer_at (document, 0)->uid;

  switch_layer (document, uid, TRUE);
  assert_stack (document, "dense dense_1 ");
  assert_shown (document, "dense (dropout) dense_1 ");
  assert_undo (document, "Switch off dropout");
  switch_layer (document, first, TRUE);
  assert_shown (document, "(dense) (dropout) dense_1 ");
  switch_layer (document, uid, FALSE);
  assert_shown (document, "(dense) dropout dense_1 ");
  gradus_document_undo (document);
  gradus_document_undo (document);
  assert_shown (document, "dense (dropout) dense_1 ");
  switch_layer (document, uid, FALSE);
  assert_stack (document, "dense dropout dense_1 ");
  assert_undo (document, "Switch on dropout");
  g_assert_cmpuint (layer_at (document, 1)->uid, ==, uid);
}

/* Layers that are off are moved, copied and removed like others; places count them. */
static void
test_bypass_edits (void)
{
  g_autoptr (GradusDocument) document = make ("dodd", TRUE);
  guint64                    off = layer_at (document, 1)->uid;
  guint64                    first = layer_at (document, 0)->uid;
  g_autofree char           *text = NULL;
  const guint64              both[] = { first, off };

  switch_layer (document, off, TRUE);
  gradus_document_insert_layer (document, 1, "Flatten");
  assert_shown (document, "dense flatten (dropout) dense_1 dense_2 ");
  gradus_document_insert_layer (document, 3, "Flatten");
  assert_shown (document, "dense flatten (dropout) flatten_1 dense_1 dense_2 ");
  gradus_document_undo (document);
  gradus_document_undo (document);
  gradus_document_move_layer (document, off, 2);
  assert_shown (document, "dense dense_1 (dropout) dense_2 ");
  gradus_document_move_layers (document, both, 2, 4);
  assert_shown (document, "dense_1 dense_2 dense (dropout) ");
  /* The neighbour goes, the layer that is off stays. */
  gradus_document_remove_layer (document, first);
  assert_shown (document, "dense_1 dense_2 (dropout) ");
  text = gradus_document_copy_layer (document, off);
  g_assert_nonnull (text);
  gradus_document_remove_layer (document, off);
  assert_shown (document, "dense_1 dense_2 ");
  gradus_document_undo (document);
  assert_shown (document, "dense_1 dense_2 (dropout) ");
}

/* A draft that puts another stack there does not lose what is off. */
static void
test_bypass_elsewhere (void)
{
  g_autoptr (GradusDocument) document = make ("dodd", TRUE);
  guint64                    off = layer_at (document, 1)->uid;
  GradusProject             *draft;

  switch_layer (document, off, TRUE);
  draft = gradus_document_begin (document, "Edit", NULL);
  g_ptr_array_set_size (draft->sequential->layers, 0);
  gradus_sequential_add_dense (draft->sequential, 3, "relu");
  gradus_document_commit (document);
  assert_shown (document, "(dropout) dense ");
}

static guint changes_seen;

static void
changed_cb (GradusDocument *document, guint changes)
{
  changes_seen = changes;
}

/* What only concerns layers that are off leaves the network as it is. */
static void
test_bypass_changes (void)
{
  g_autoptr (GradusDocument) document = make ("dod", TRUE);
  guint64                    off = layer_at (document, 1)->uid;

  g_signal_connect (document, "changed", G_CALLBACK (changed_cb), NULL);
  switch_layer (document, off, TRUE);
  g_assert_cmpuint (changes_seen, ==, GRADUS_CHANGE_STACK | GRADUS_CHANGE_BYPASSED);
  gradus_document_move_layer (document, off, 2);
  assert_shown (document, "dense dense_1 (dropout) ");
  g_assert_cmpuint (changes_seen, ==, GRADUS_CHANGE_BYPASSED);
}

static char *
read_groups (GradusDocument *document)
{
  const GradusProject *project = gradus_document_get_project (document);
  GString             *text = g_string_new (NULL);

  for (guint i = 0; i < project->groups->len; i++)
    {
      const GradusLayerGroup *group = project->groups->pdata[i];

      g_string_append_printf (text, "%s:", group->name);
      for (guint k = 0; k < group->uids->len; k++)
        g_string_append_printf (text, " %s",
                                gradus_project_find_layer (project,
                                                           g_array_index (group->uids,
                                                                          guint64, k))
                                  ->name);
      g_string_append (text, "; ");
    }
  return g_string_free (text, FALSE);
}

static void
assert_groups (GradusDocument *document, const char *expected)
{
  g_autofree char *found = read_groups (document);

  g_assert_cmpstr (found, ==, expected);
}

static GradusDocument *
make_grouped (void)
{
  GradusDocument *document = make ("dddddd", TRUE);
  const guint64   uids[] = { layer_at (document, 3)->uid, layer_at (document, 1)->uid };

  g_assert_true (gradus_document_group_layers (document, uids, 2));
  return document;
}

static void
test_group (void)
{
  g_autoptr (GradusDocument) document = make_grouped ();
  guint64                    inner = layer_at (document, 2)->uid;
  guint64                    outer = layer_at (document, 0)->uid;

  assert_groups (document, "Block 1: dense_1 dense_2 dense_3; ");
  assert_undo (document, "Group 3 layers");
  g_assert_false (gradus_document_group_layers (document, &outer, 1));
  gradus_document_rename_group (document, inner, "Head");
  assert_groups (document, "Head: dense_1 dense_2 dense_3; ");
  gradus_document_ungroup (document, inner);
  assert_groups (document, "");
  gradus_document_undo (document);
  gradus_document_undo (document);
  assert_groups (document, "Block 1: dense_1 dense_2 dense_3; ");
  gradus_document_undo (document);
  assert_groups (document, "");
}

/* What comes between two of a group joins it, what leaves it does not come back. */
static void
test_group_edits (void)
{
  g_autoptr (GradusDocument) document = make_grouped ();
  guint64                    second = layer_at (document, 1)->uid;
  guint64                    last = layer_at (document, 3)->uid;
  const guint64              all[] = { second, layer_at (document, 2)->uid, last };
  guint64                    first = layer_at (document, 0)->uid;

  gradus_document_insert_layer (document, 2, "Dropout");
  assert_groups (document, "Block 1: dense_1 dropout dense_2 dense_3; ");
  gradus_document_undo (document);
  gradus_document_insert_layer (document, 1, "Dropout");
  gradus_document_insert_layer (document, 5, "Dropout");
  assert_groups (document, "Block 1: dense_1 dense_2 dense_3; ");
  gradus_document_undo (document);
  gradus_document_undo (document);
  gradus_document_move_layer (document, last, 5);
  assert_groups (document, "Block 1: dense_1 dense_2; ");
  gradus_document_undo (document);
  gradus_document_move_layers (document, all, 3, 6);
  assert_groups (document, "Block 1: dense_1 dense_2 dense_3; ");
  assert_stack (document, "dense dense_4 dense_5 dense_1 dense_2 dense_3 ");
  gradus_document_move_layers (document, &first, 1, 4);
  assert_groups (document, "Block 1: dense_1 dense dense_2 dense_3; ");
  gradus_document_undo (document);
  gradus_document_remove_layer (document, second);
  gradus_document_remove_layer (document, last);
  assert_groups (document, "");
}

/* How it is looked at is no edit. */
static void
test_fold (void)
{
  g_autoptr (GradusDocument) document = make_grouped ();
  guint64                    uid = layer_at (document, 2)->uid;
  const GradusProject       *project;
  gboolean                   is_modified = TRUE;

  gradus_document_mark_saved (document, NULL);
  g_signal_connect (document, "changed", G_CALLBACK (changed_cb), NULL);
  project = gradus_document_get_project (document);
  g_assert_true (((GradusLayerGroup *) project->groups->pdata[0])->is_folded);
  changes_seen = 0;
  gradus_document_set_folded (document, uid, FALSE);
  g_assert_cmpuint (changes_seen, ==, GRADUS_CHANGE_GROUPS);
  g_object_get (document, "modified", &is_modified, NULL);
  g_assert_false (is_modified);
  assert_undo (document, "Group 3 layers");
  /* It stays as it is, whatever is undone. */
  gradus_document_insert_layer (document, 0, "Dropout");
  gradus_document_undo (document);
  project = gradus_document_get_project (document);
  g_assert_false (((GradusLayerGroup *) project->groups->pdata[0])->is_folded);
}

static void
test_repeats (void)
{
  g_autoptr (GradusDocument) document = make ("fododododdd", TRUE);
  g_autoptr (GradusDocument) none = make ("fod", TRUE);

  g_assert_cmpuint (gradus_document_group_repeats (none), ==, 0);
  g_assert_cmpuint (gradus_document_group_repeats (document), ==, 4);
  assert_groups (document, "Block 1: dropout dense; Block 2: dropout_1 dense_1; "
                           "Block 3: dropout_2 dense_2; Block 4: dropout_3 dense_3; ");
  assert_undo (document, "Group 4 blocks");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/groups/move", test_move);
  g_test_add_func ("/groups/remove-and-duplicate", test_remove_and_duplicate);
  g_test_add_func ("/groups/nothing", test_nothing);
  g_test_add_func ("/groups/copy", test_copy);
  g_test_add_func ("/groups/fits-new", test_fits_new);
  g_test_add_func ("/groups/fits-move", test_fits_move);
  g_test_add_func ("/groups/bypass", test_bypass);
  g_test_add_func ("/groups/bypass-edits", test_bypass_edits);
  g_test_add_func ("/groups/bypass-elsewhere", test_bypass_elsewhere);
  g_test_add_func ("/groups/bypass-changes", test_bypass_changes);
  g_test_add_func ("/groups/group", test_group);
  g_test_add_func ("/groups/group-edits", test_group_edits);
  g_test_add_func ("/groups/fold", test_fold);
  g_test_add_func ("/groups/repeats", test_repeats);
  return g_test_run ();
}
