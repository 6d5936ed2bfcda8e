/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/own-templates.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

/* Templates of the user, in a folder that is empty at the start of every test. */

static GradusProject *
build (const char *id)
{
  return gradus_template_build (gradus_template_find (id));
}

static void
save (const char *id, const char *title)
{
  g_autoptr (GradusProject) project = build (id);
  g_autoptr (GError)        error = NULL;

  g_assert_true (gradus_own_template_save (project, title, &error));
  g_assert_no_error (error);
}

static const GradusOwnTemplate *
get (const GPtrArray *list, guint index)
{
  g_assert_cmpuint (index, <, list->len);
  return list->pdata[index];
}

static void
assert_same_layers (const GradusProject *a, const GradusProject *b)
{
  g_autoptr (GradusPlan) one = gradus_plan_new (a->sequential);
  g_autoptr (GradusPlan) other = gradus_plan_new (b->sequential);
  g_autofree char       *text = gradus_plan_to_summary (one, 80);
  g_autofree char       *expected = gradus_plan_to_summary (other, 80);

  g_assert_cmpstr (text, ==, expected);
  g_assert_true (gradus_config_get_kind (a->sequential->loss) ==
                 gradus_config_get_kind (b->sequential->loss));
  g_assert_cmpfloat (gradus_config_get_float (a->sequential->optimizer, "learning_rate"),
                     ==,
                     gradus_config_get_float (b->sequential->optimizer, "learning_rate"));
  g_assert_cmpuint (a->fit.epochs, ==, b->fit.epochs);
  g_assert_cmpuint (a->fit.batch_size, ==, b->fit.batch_size);
}

static void
test_save (void)
{
  g_autoptr (GPtrArray)     none = gradus_own_templates_list ();
  g_autoptr (GPtrArray)     list = NULL;
  g_autoptr (GPtrArray)     again = NULL;
  g_autoptr (GradusProject) project = build ("mnist-cnn");
  g_autoptr (GradusHistory) history = gradus_history_new (0, NULL);

  g_assert_cmpuint (none->len, ==, 0);
  g_ptr_array_add (project->runs, gradus_run_new ("Run 1", "", history));
  g_assert_true (gradus_own_template_save (project, "Über den Bildern", NULL));
  save ("spirals", "A first one");
  list = gradus_own_templates_list ();
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (get (list, 0)->title, ==, "A first one");
  g_assert_cmpstr (get (list, 1)->title, ==, "Über den Bildern");
  g_assert_cmpstr (get (list, 1)->project->title, ==, "Über den Bildern");
  assert_same_layers (get (list, 1)->project, project);
  g_assert_true (gradus_data_ref_equal (&get (list, 1)->project->data, &project->data));
  g_assert_cmpuint (get (list, 1)->project->runs->len, ==, 0);

  /* The same title: in its place. */
  save ("brackets", "A first one");
  again = gradus_own_templates_list ();
  g_assert_cmpuint (again->len, ==, 2);
  g_assert_cmpstr (get (again, 0)->project->data.source, ==, "brackets");
}

/* Titles that make no name for a file, or the same one. */
static void
test_names (void)
{
  g_autoptr (GPtrArray)     list = NULL;
  g_autoptr (GradusProject) project = build ("tutorial");
  g_autoptr (GError)        error = NULL;
  g_autofree char          *folder = gradus_own_templates_dup_folder ();

  save ("tutorial", "../../etc/passwd");
  save ("tutorial", "A/B");
  save ("tutorial", "A B");
  save ("tutorial", "網絡");
  save ("tutorial", "…");
  list = gradus_own_templates_list ();
  g_assert_cmpuint (list->len, ==, 5);
  for (guint i = 0; i < list->len; i++)
    {
      g_autofree char *parent = g_path_get_dirname (get (list, i)->path);

      g_assert_cmpstr (parent, ==, folder);
      g_assert_nonnull (get (list, i)->project);
    }
  g_assert_false (gradus_own_template_save (project, "", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_rename (void)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError)    error = NULL;

  save ("tutorial", "One");
  save ("spirals", "Two");
  list = gradus_own_templates_list ();
  g_assert_false (gradus_own_template_rename (get (list, 0)->path, "Two", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (gradus_own_template_rename (get (list, 0)->path, "Three", &error));
  g_assert_no_error (error);
  after = gradus_own_templates_list ();
  g_assert_cmpuint (after->len, ==, 2);
  g_assert_cmpstr (get (after, 0)->title, ==, "Three");
  assert_same_layers (get (after, 0)->project, get (list, 0)->project);

  g_assert_true (gradus_own_template_remove (get (after, 0)->path, &error));
  g_assert_false (gradus_own_template_remove (get (after, 0)->path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_pointer (&after, g_ptr_array_unref);
  after = gradus_own_templates_list ();
  g_assert_cmpuint (after->len, ==, 1);
}

/* What cannot be read is shown with its reason, and hides none of the others. */
static void
test_damaged (void)
{
  g_autofree char      *folder = gradus_own_templates_dup_folder ();
  g_autofree char      *broken = g_build_filename (folder, "broken.keras", NULL);
  g_autofree char      *other = g_build_filename (folder, "notes.txt", NULL);
  g_autofree char      *directory = g_build_filename (folder, "folder.keras", NULL);
  g_autoptr (GPtrArray) list = NULL;

  save ("tutorial", "whole");
  g_assert_true (g_file_set_contents (broken, "PK\003\004 not a model", -1, NULL));
  g_assert_true (g_file_set_contents (other, "some words", -1, NULL));
  g_assert_cmpint (g_mkdir (directory, 0700), ==, 0);
  list = gradus_own_templates_list ();
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpstr (get (list, 0)->title, ==, "broken");
  g_assert_null (get (list, 0)->project);
  g_assert_nonnull (get (list, 0)->problem);
  g_assert_null (get (list, 1)->project);
  g_assert_nonnull (get (list, 2)->project);
  /* A title like that of a broken file does not overwrite it. */
  save ("spirals", "broken");
  g_assert_true (g_file_test (broken, G_FILE_TEST_EXISTS));
  g_assert_true (gradus_own_template_remove (broken, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/own-templates/save", test_save);
  g_test_add_func ("/own-templates/names", test_names);
  g_test_add_func ("/own-templates/rename", test_rename);
  g_test_add_func ("/own-templates/damaged", test_damaged);
  return g_test_run ();
}
