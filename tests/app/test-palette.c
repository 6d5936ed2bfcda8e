/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-favourites.h"
#include "app/gradus-palette.h"
#include "plot/kind-picture.h"

#include <glib/gstdio.h>

typedef struct
{
  GtkWidget  *window;
  GtkWidget  *palette;
  GtkListBox *list;
} Fixture;

static void
set_up (Fixture *f, gconstpointer user_data)
{
  f->window = gtk_window_new ();
  f->palette = gradus_palette_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 220, 600);
  gtk_window_set_child (GTK_WINDOW (f->window), f->palette);
  f->list = GTK_LIST_BOX (app_find_type (f->palette, GTK_TYPE_LIST_BOX));
  gtk_window_present (GTK_WINDOW (f->window));
}

static void
tear_down (Fixture *f, gconstpointer user_data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static const char *
get_name (GtkListBoxRow *row)
{
  const GradusKind *kind = g_object_get_data (G_OBJECT (row), "kind");

  return kind->name;
}

/* The names that are left, in their order. */
static char *
search (Fixture *f, const char *text)
{
  GtkWidget     *entry = app_find_type (f->palette, GTK_TYPE_SEARCH_ENTRY);
  GString       *found = g_string_new (NULL);
  GtkListBoxRow *row;

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_list_box_invalidate_filter (f->list);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (f->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      g_string_append_printf (found, "%s ", get_name (row));
  return g_string_free (found, FALSE);
}

static void
test_search (Fixture *f, gconstpointer user_data)
{
  static const struct
  {
    const char *text;
    const char *finds;
  } cases[] = {
    { "memory", "LSTM" },
    { "picture", "Conv2D" },
    { "conv2d", "Conv2D" },
    { "overfitting", "Dropout" },
    { "picture shrink", "MaxPooling2D" },
    { "WORD", "Embedding" },
  };
  g_autofree char *nothing = search (f, "memory overfitting");

  g_assert_cmpstr (nothing, ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = search (f, cases[i].text);
      g_auto (GStrv)   names = g_strsplit (found, " ", -1);

      g_test_message ("%s: %s", cases[i].text, found);
      g_assert_true (g_strv_contains ((const char *const *) names, cases[i].finds));
      g_assert_false (g_strv_contains ((const char *const *) names, "Flatten"));
    }
}

/* Who looks for another layer types its name and need not wipe out the last one first. */
static void
test_search_again (Fixture *f, gconstpointer user_data)
{
  GtkEditable *entry = GTK_EDITABLE (app_find_type (f->palette, GTK_TYPE_SEARCH_ENTRY));

  gtk_editable_set_text (entry, "dropout");
  gradus_palette_find (GRADUS_PALETTE (f->palette));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
}

static void
test_favourites (Fixture *f, gconstpointer user_data)
{
  /* What is there before anybody has chosen. */
  static const char *const standard[] = { "Dense", "Conv2D", "MaxPooling2D", "Dropout",
                                          "Flatten" };
  GtkListBoxRow           *row;
  GtkWidget               *header;

  for (guint i = 0; i < G_N_ELEMENTS (standard); i++)
    g_assert_cmpstr (get_name (gtk_list_box_get_row_at_index (f->list, (int) i)), ==,
                     standard[i]);
  for (guint i = 0; i < G_N_ELEMENTS (standard); i++)
    gtk_widget_activate_action (f->palette, "palette.favourite", "s", standard[i]);
  g_assert_cmpstr (get_name (gtk_list_box_get_row_at_index (f->list, 0)), ==, "Dense");
  g_assert_true (
    gtk_widget_activate_action (f->palette, "palette.favourite", "s", "LSTM"));
  row = gtk_list_box_get_row_at_index (f->list, 0);
  g_assert_cmpstr (get_name (row), ==, "LSTM");
  header = gtk_list_box_row_get_header (row);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (header)), ==, "Favourites");
  row = gtk_list_box_get_row_at_index (f->list, 1);
  g_assert_cmpstr (get_name (row), ==, "Dense");
  header = gtk_list_box_row_get_header (row);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (header)), ==, "Core");
  /* Another palette has the same ones. */
  g_assert_true (gradus_favourites_has (gradus_favourites_get_default (), "LSTM"));
  gtk_widget_activate_action (f->palette, "palette.favourite", "s", "LSTM");
  g_assert_cmpstr (get_name (gtk_list_box_get_row_at_index (f->list, 0)), ==, "Dense");
}

static void
count_cb (GradusFavourites *favourites, guint *n_changes)
{
  (*n_changes)++;
}

static void
test_kept (void)
{
  g_autoptr (GError)           error = NULL;
  g_autofree char             *folder = g_dir_make_tmp ("gradus-XXXXXX", &error);
  g_autofree char             *path = g_build_filename (folder, "a", "p.ini", NULL);
  g_autofree char             *inner = g_path_get_dirname (path);
  g_autoptr (GradusFavourites) first = gradus_favourites_new (path);
  g_autoptr (GradusFavourites) second = NULL;
  guint                        n_changes = 0;

  g_assert_no_error (error);
  g_signal_connect (first, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_false (gradus_favourites_has (first, "Dense"));
  gradus_favourites_set (first, "Dense", TRUE);
  gradus_favourites_set (first, "Dense", TRUE);
  gradus_favourites_set (first, "Conv2D", TRUE);
  gradus_favourites_set (first, "Dense", FALSE);
  g_assert_cmpuint (n_changes, ==, 3);
  second = gradus_favourites_new (path);
  g_assert_false (gradus_favourites_has (second, "Dense"));
  g_assert_true (gradus_favourites_has (second, "Conv2D"));
  g_remove (path);
  g_rmdir (inner);
  g_rmdir (folder);
}

/* A tooltip without a picture would be a new kind that nobody has drawn. */
static void
test_pictures (void)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LAYER, &n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      cairo_surface_t *surface =
        cairo_image_surface_create (CAIRO_FORMAT_ARGB32, GRADUS_KIND_PICTURE_WIDTH,
                                    GRADUS_KIND_PICTURE_HEIGHT);
      cairo_t             *cr = cairo_create (surface);
      const unsigned char *data;
      guint                n_inked = 0;

      gradus_kind_picture_draw (cr, gradus_theme_get (GRADUS_THEME_DARK),
                                (const GradusLayerKind *) kinds[i],
                                GRADUS_KIND_PICTURE_WIDTH, GRADUS_KIND_PICTURE_HEIGHT);
      cairo_surface_flush (surface);
      data = cairo_image_surface_get_data (surface);
      for (int k = 0;
           k < cairo_image_surface_get_stride (surface) * GRADUS_KIND_PICTURE_HEIGHT; k++)
        n_inked += data[k] != 0;
      g_test_message ("%s", kinds[i]->name);
      g_assert_cmpuint (n_inked, >, 500);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

#define ADD(name, function)                                                              \
  g_test_add ("/palette/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL);
  g_autofree char *own = g_build_filename (folder, "gradus", NULL);
  g_autofree char *file = g_build_filename (own, "palette.ini", NULL);
  int              result;

  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/palette/kept", test_kept);
  g_test_add_func ("/palette/pictures", test_pictures);
  if (gtk_init_check ())
    {
      adw_init ();
      ADD ("search", test_search);
      ADD ("search-again", test_search_again);
      ADD ("favourites", test_favourites);
    }
  result = g_test_run ();
  g_remove (file);
  g_rmdir (own);
  g_rmdir (folder);
  return result;
}
