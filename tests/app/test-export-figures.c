/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-export-dialog-private.h"
#include "app/gradus-figure-menu.h"
#include "plot/figure-curves.h"
#include "plot/figure-scatter.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Where the last words of such a file stand. */
#define PDF_END 40

/* What the dialog writes: each drawing in each format; and drawings that take so long
 * that somebody stops them. */

typedef struct
{
  AppFixture          app;
  GradusExportDialog *dialog; /* NULL again once it is gone */
  char               *folder;
  GHashTable         *seen; /* (element-type utf8): kinds that were written */
  gboolean            is_written;
} Fixture;

static void
set_up (Fixture *f, gconstpointer user_data)
{
  f->folder = g_dir_make_tmp ("gradus-figures-XXXXXX", NULL);
  f->seen = g_hash_table_new (g_str_hash, g_str_equal);
  app_fixture_set_up_empty (&f->app, user_data);
}

static gboolean
is_closed (Fixture *f)
{
  return f->dialog == NULL;
}

static void
close_dialog (Fixture *f)
{
  if (f->dialog != NULL)
    gtk_window_close (GTK_WINDOW (f->dialog));
  APP_WAIT_FOR (is_closed (f));
}

/* The folder is empty but for what the test has removed: nothing half-written is left. */
static void
tear_down (Fixture *f, gconstpointer user_data)
{
  close_dialog (f);
  app_fixture_tear_down (&f->app, user_data);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_hash_table_unref (f->seen);
  g_free (f->folder);
}

static gboolean
is_open (Fixture *f)
{
  g_set_weak_pointer (&f->dialog, app_find_window (GRADUS_TYPE_EXPORT_DIALOG));
  return f->dialog != NULL;
}

/* --- Files --- */

/* A picture of the size of the page on which something is drawn. */
static void
check_png (const char *path, double width, double height)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  const guint32   *row;
  gsize            n_ink = 0;
  int              n_columns, n_rows;

  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  n_columns = cairo_image_surface_get_width (surface);
  n_rows = cairo_image_surface_get_height (surface);
  g_assert_cmpint (n_columns, ==, (int) round (width));
  g_assert_cmpint (n_rows, ==, (int) round (height));
  row = (const guint32 *) (gconstpointer) cairo_image_surface_get_data (surface);
  for (int i = 0; i < n_columns * n_rows; i++)
    n_ink += (row[i] & 0xffffff) != 0xffffff;
  g_assert_cmpuint (n_ink, >, 1000);
  cairo_surface_destroy (surface);
}

typedef struct
{
  double width;
  double height;
  guint  n_drawn;
} Svg;

static void
element_cb (GMarkupParseContext *context,
            const char          *name,
            const char         **names,
            const char         **values,
            gpointer             user_data,
            GError             **error)
{
  Svg *svg = user_data;

  for (guint i = 0; g_str_equal (name, "svg") && names[i] != NULL; i++)
    if (g_str_equal (names[i], "width"))
      svg->width = g_ascii_strtod (values[i], NULL);
    else if (g_str_equal (names[i], "height"))
      svg->height = g_ascii_strtod (values[i], NULL);
  svg->n_drawn += g_str_equal (name, "path") || g_str_equal (name, "rect") ||
                  g_str_equal (name, "use") || g_str_equal (name, "image");
}

static void
check_svg (const char *text, gsize length, double width, double height)
{
  static const GMarkupParser      parser = { .start_element = element_cb };
  Svg                             svg = { 0 };
  g_autoptr (GError)              error = NULL;
  g_autoptr (GMarkupParseContext) context =
    g_markup_parse_context_new (&parser, 0, &svg, NULL);

  g_markup_parse_context_parse (context, text, (gssize) length, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (svg.width, width, 0.5);
  g_assert_cmpfloat_with_epsilon (svg.height, height, 0.5);
  g_assert_cmpuint (svg.n_drawn, >, 10);
}

/* It has an end, and its table is where the end says. */
static void
check_pdf (const char *bytes, gsize length)
{
  const char *end;
  guint64     at;

  g_assert_true (g_str_has_prefix (bytes, "%PDF-1."));
  g_assert_cmpuint (length, >, 1500);
  end = strstr (bytes + length - PDF_END, "startxref");
  g_assert_nonnull (end);
  g_assert_nonnull (strstr (end, "%%EOF"));
  at = g_ascii_strtoull (end + strlen ("startxref"), NULL, 10);
  g_assert_cmpuint (at, <, length);
  g_assert_true (g_str_has_prefix (bytes + at, "xref") ||
                 g_str_has_prefix (strchr (bytes + at, ' '), " 0 obj"));
}

static void
check_file (const char *path, const GradusExportChoice *choice)
{
  g_autofree char   *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize              length;
  double             width, height;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  gradus_figure_get_size (choice->figure, &choice->settings, &width, &height);
  switch (choice->settings.format)
    {
    case GRADUS_EXPORT_PNG:
      check_png (path, width, height);
      break;
    case GRADUS_EXPORT_SVG:
      check_svg (bytes, length, width, height);
      break;
    case GRADUS_EXPORT_PDF:
      check_pdf (bytes, length);
      break;
    case GRADUS_N_EXPORT_FORMATS:
    default:
      g_assert_not_reached (); /* a format that nobody looks at */
    }
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture           *f = user_data;
  g_autoptr (GError) error = NULL;

  gradus_export_write_finish (result, &error);
  g_assert_no_error (error);
  f->is_written = TRUE;
}

static void
write_and_check (Fixture                *f,
                 const GradusExportItem *item,
                 GradusFigure           *figure,
                 guint                   format)
{
  GradusExportChoice choice = {
    .item = item,
    .figure = figure,
    .settings = { .format = format, .theme = GRADUS_THEME_PRINT, .scale = 1 }
  };
  g_autofree char *name =
    g_strconcat (item->id, gradus_export_choice_get_ending (&choice), NULL);
  g_autofree char *path = g_build_filename (f->folder, name, NULL);

  g_test_message ("%s: %s, %s", item->title, gradus_figure_get_variant (figure), name);
  f->is_written = FALSE;
  gradus_export_write_async (f->dialog->material, &choice, path, NULL, written_cb, f);
  APP_WAIT_FOR (f->is_written);
  check_file (path, &choice);
  g_assert_cmpint (g_remove (path), ==, 0);
}

/* Everything that can be chosen in the dialog as it is now. */
static void
export_all (Fixture *f)
{
  const GPtrArray *items;
  guint            n_formats;

  gtk_widget_activate_action (GTK_WIDGET (f->app.window), "win.export", NULL);
  APP_WAIT_FOR (is_open (f));
  n_formats = g_list_model_get_n_items (adw_combo_row_get_model (f->dialog->format_row));
  g_assert_cmpuint (n_formats, ==, GRADUS_N_EXPORT_FORMATS);
  items = gradus_export_material_get_items (f->dialog->material);
  for (guint i = 0; i < items->len; i++)
    {
      const GradusExportItem *item = items->pdata[i];

      if (item->figures == NULL || item->problem != NULL)
        continue;
      g_hash_table_add (f->seen, (gpointer) item->id);
      for (guint j = 0; j < item->figures->len; j++)
        for (guint format = 0; format < n_formats; format++)
          write_and_check (f, item, item->figures->pdata[j], format);
    }
  close_dialog (f);
}

/* --- Every figure --- */

static gboolean
has_trained (Fixture *f)
{
  return gradus_studio_get_snapshot (f->app.studio)->n_epochs > 0 &&
         gradus_studio_get_snapshot (f->app.studio)->state != GRADUS_SESSION_RUNNING;
}

/* Test samples may be there later than what is trained with. */
static gboolean
has_probe (Fixture *f)
{
  return gradus_studio_get_probe_activations (f->app.studio) != NULL;
}

static void
show_trained (Fixture *f, const char *id, const char *source)
{
  g_autoptr (GradusProject) project = gradus_template_build (gradus_template_find (id));

  if (source != NULL)
    {
      g_free (project->data.source);
      project->data.source = g_strdup (source);
    }
  project->data.n_train = 320;
  project->data.n_test = 48;
  app_fixture_show (&f->app, project);
  app_fixture_wait_for (&f->app, app_fixture_can_train);
  app_fixture_activate (&f->app, "win.step-epoch");
  APP_WAIT_FOR (has_trained (f));
  APP_WAIT_FOR (has_probe (f));
}

/* With all kinds of drawings that views list; what is missing here nobody has looked at.
 */
static void
test_all (Fixture *f, gconstpointer data)
{
  static const char *const kinds[] = {
    "batches",    "classes", "confusion", "curves", "evidence", "learning",
    "loss",       "maps",    "mistakes",  "plane",  "points",   "prediction",
    "regression", "samples", "tensor",    "update", "weights",  "representations",
  };

  show_trained (f, "digit-reader-small", "digits");
  app_fixture_activate (&f->app, "win.microscope");
  gradus_window_show_view (f->app.window, "data");
  app_settle ();
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (app_find (GTK_WIDGET (f->app.window),
                                                             app_is_toggle, "Tensors")),
                                TRUE);
  app_settle ();
  export_all (f);
  show_trained (f, "spirals", NULL);
  export_all (f);
  show_trained (f, "curve-fitting", NULL);
  export_all (f);
  show_trained (f, "sine-forecast", NULL);
  export_all (f);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (!g_hash_table_contains (f->seen, kinds[i]))
      g_error ("%s was not exported", kinds[i]);
  g_assert_cmpuint (g_hash_table_size (f->seen), ==, G_N_ELEMENTS (kinds));
}

/* --- What takes long --- */

/* A drawing that takes as long as the test wants. */
typedef struct
{
  gint n_begun; /* atomic, as all of them */
  gint n_stopped;
  gint may_end;
} Slow;

static GradusFigure *
make_slowly (GradusFigure *figure, gpointer request, GCancellable *cancellable)
{
  Slow                     *slow = request;
  GradusCurvesOptions       options = GRADUS_CURVES_OPTIONS_STANDARD;
  g_autoptr (GradusHistory) history = gradus_history_new (0, NULL);
  GradusHistoryStep         step = { .step = 1, .epoch = 0.5, .loss = 1.5f };

  g_atomic_int_inc (&slow->n_begun);
  gradus_figure_set_progress (figure, 0.25);
  while (!g_atomic_int_get (&slow->may_end))
    {
      if (g_cancellable_is_cancelled (cancellable))
        {
          g_atomic_int_inc (&slow->n_stopped);
          return NULL;
        }
      g_usleep (1000);
    }
  gradus_history_append_step (history, &step);
  return gradus_figure_curves_new (history, 1, 0, &options);
}

static void
keep (gpointer slow)
{
}

/* Its first drawing is slow, its second one is there. */
static void
show_slow (Fixture *f, Slow *slow)
{
  static const GradusFigureWords words = { .variant = "slow" };
  g_autoptr (GPtrArray)          figures =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_figure_unref);
  GradusKerasFile                 *file = g_new0 (GradusKerasFile, 1);
  g_autoptr (GradusExportMaterial) material = NULL;

  show_trained (f, "curve-fitting", NULL);
  file->project = gradus_template_build (gradus_template_find ("curve-fitting"));
  g_ptr_array_add (figures, gradus_figure_new_later (&gradus_figure_scatter, &words,
                                                     make_slowly, slow, keep));
  material = gradus_export_material_new (figures, file, NULL);
  g_set_weak_pointer (&f->dialog,
                      gradus_export_dialog_new (GTK_WINDOW (f->app.window), material));
  gtk_window_present (GTK_WINDOW (f->dialog));
}

static gboolean
shows_button (Fixture *f, const char *label)
{
  GtkWidget *button = app_find_button (GTK_WIDGET (f->dialog), label);

  return button != NULL && gtk_widget_get_mapped (button);
}

static void
press (Fixture *f, const char *label)
{
  APP_WAIT_FOR (shows_button (f, label));
  g_signal_emit_by_name (app_find_button (GTK_WIDGET (f->dialog), label), "clicked");
}

static double
get_progress (Fixture *f)
{
  return gtk_progress_bar_get_fraction (
    GTK_PROGRESS_BAR (app_find_type (GTK_WIDGET (f->dialog), GTK_TYPE_PROGRESS_BAR)));
}

static gboolean
shows_picture (Fixture *f)
{
  GtkWidget *stack = app_find_type (GTK_WIDGET (f->dialog->page), GTK_TYPE_STACK);

  return g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "picture");
}

/* It is stopped, begun again by hand only, and then it is there for good. */
static void
test_stop (Fixture *f, gconstpointer data)
{
  Slow slow = { 0 };

  show_slow (f, &slow);
  press (f, "_Stop");
  APP_WAIT_FOR (g_atomic_int_get (&slow.n_stopped) == 1);
  APP_WAIT_FOR (shows_button (f, "_Work It Out"));
  adw_combo_row_set_selected (f->dialog->format_row, GRADUS_EXPORT_PDF);
  app_settle ();
  g_assert_true (shows_button (f, "_Work It Out"));
  g_assert_cmpint (g_atomic_int_get (&slow.n_begun), ==, 1);

  press (f, "_Work It Out");
  APP_WAIT_FOR (g_atomic_int_get (&slow.n_begun) == 2);
  APP_WAIT_FOR (get_progress (f) == 0.25);
  g_atomic_int_set (&slow.may_end, 1);
  APP_WAIT_FOR (shows_picture (f));
  g_assert_null (f->dialog->worked_out);
  adw_combo_row_set_selected (f->dialog->format_row, GRADUS_EXPORT_PNG);
  app_settle ();
  APP_WAIT_FOR (shows_picture (f));
  g_assert_cmpint (g_atomic_int_get (&slow.n_begun), ==, 2);
  g_assert_cmpint (g_atomic_int_get (&slow.n_stopped), ==, 1);
}

/* Another option does not begin it anew, another thing ends it. */
static void
test_choose_meanwhile (Fixture *f, gconstpointer data)
{
  Slow slow = { 0 };

  show_slow (f, &slow);
  APP_WAIT_FOR (g_atomic_int_get (&slow.n_begun) == 1);
  adw_combo_row_set_selected (f->dialog->format_row, GRADUS_EXPORT_SVG);
  APP_WAIT_FOR (shows_button (f, "_Stop"));
  adw_combo_row_set_selected (f->dialog->theme_row, 1);
  app_settle ();
  APP_WAIT_FOR (shows_button (f, "_Stop"));
  g_assert_cmpint (g_atomic_int_get (&slow.n_begun), ==, 1);
  g_assert_cmpint (g_atomic_int_get (&slow.n_stopped), ==, 0);
  g_assert_true (gradus_export_dialog_choose (f->dialog, "python", NULL));
  APP_WAIT_FOR (g_atomic_int_get (&slow.n_stopped) == 1);
}

/* It closes at once, and nobody goes on working for it. */
static void
test_close (Fixture *f, gconstpointer data)
{
  Slow slow = { 0 };

  show_slow (f, &slow);
  press (f, "_Cancel");
  APP_WAIT_FOR (is_closed (f));
  APP_WAIT_FOR (g_atomic_int_get (&slow.n_stopped) == g_atomic_int_get (&slow.n_begun));

  show_slow (f, &slow);
  APP_WAIT_FOR (g_atomic_int_get (&slow.n_begun) > g_atomic_int_get (&slow.n_stopped));
  gtk_window_close (GTK_WINDOW (f->dialog));
  APP_WAIT_FOR (is_closed (f));
  APP_WAIT_FOR (g_atomic_int_get (&slow.n_stopped) == g_atomic_int_get (&slow.n_begun));
}

/* Closed while it is being written: there is no file, as tear_down() finds. */
static void
test_close_writing (Fixture *f, gconstpointer data)
{
  Slow              slow = { 0 };
  g_autofree char  *path = g_build_filename (f->folder, "slow.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  show_slow (f, &slow);
  APP_WAIT_FOR (g_atomic_int_get (&slow.n_begun) == 1);
  gradus_export_dialog_export_to (f->dialog, file);
  APP_WAIT_FOR (shows_button (f, "_Stop"));
  press (f, "_Cancel");
  APP_WAIT_FOR (is_closed (f));
  APP_WAIT_FOR (g_atomic_int_get (&slow.n_stopped) == g_atomic_int_get (&slow.n_begun));
}

/* The same, but somebody waits. */
static void
test_write_slow (Fixture *f, gconstpointer data)
{
  Slow              slow = { 0 };
  g_autofree char  *path = g_build_filename (f->folder, "slow.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  show_slow (f, &slow);
  gradus_export_dialog_export_to (f->dialog, file);
  APP_WAIT_FOR (g_atomic_int_get (&slow.n_begun) == 1);
  g_atomic_int_set (&slow.may_end, 1);
  APP_WAIT_FOR (is_closed (f));
  g_assert_cmpint (g_remove (path), ==, 0);
}

static gboolean
has_picture (GdkClipboard *clipboard)
{
  return gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard),
                                                "image/svg+xml");
}

/* A drawing is copied when it is there; until then the window runs on. */
static void
test_copy_slow (Fixture *f, gconstpointer data)
{
  static const GradusFigureWords words = { .variant = "slow" };
  Slow                           slow = { 0 };
  g_autoptr (GradusFigure)       figure =
    gradus_figure_new_later (&gradus_figure_scatter, &words, make_slowly, &slow, keep);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (f->app.window));

  gdk_clipboard_set_text (clipboard, "before");
  gradus_figure_copy_picture (GTK_WIDGET (f->app.window), figure);
  APP_WAIT_FOR (g_atomic_int_get (&slow.n_begun) == 1);
  g_assert_false (has_picture (clipboard));
  g_atomic_int_set (&slow.may_end, 1);
  APP_WAIT_FOR (has_picture (clipboard));
}

int
main (int argc, char **argv)
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
#define ADD(name, test)                                                                  \
  g_test_add ("/app/export-figures/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("all", test_all);
  ADD ("stop", test_stop);
  ADD ("choose-meanwhile", test_choose_meanwhile);
  ADD ("close", test_close);
  ADD ("close-writing", test_close_writing);
  ADD ("copy-slow", test_copy_slow);
  ADD ("write-slow", test_write_slow);
#undef ADD
  return g_test_run ();
}
