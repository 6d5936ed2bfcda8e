/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-application.h"
#include "app/gradus-commands.h"
#include "app/gradus-window.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/kind.h"
#include "io/keras-zip.h"

/* A user without a plan: everything that can be pressed, typed or chosen, in an order
 * that a seed decides, while training comes and goes. Whatever happens, nothing warns (a
 * warning is fatal here), and what is saved now and then opens again as it was.
 *
 *   GRADUS_RANDOM_ACTIONS=5000 GRADUS_RANDOM_SEED=7 test-random-actions
 */

#define N_ACTIONS 5000
#define SEED 20261126
/* One in so many times the file is written and read. */
#define SAVE_EVERY 200
#define DEADLINE_S 120
#define TRAIL_LENGTH 30
#define FRAME_MS 20
/* A document with more samples comes from a template: it is made small again, as a test
 * has no time to load thousands of pictures over and over. */
#define MAX_SAMPLES 400

typedef struct
{
  GRand             *rand;
  GradusApplication *application;
  GradusWindow      *window;
  GradusStudio      *studio;
  GQueue             trail; /* (element-type utf8): the latest last */
  char              *folder;
  guint              n_done;
  guint              n_saved;
  guint              n_undone; /* and done again */
  GHashTable        *touched;  /* (element-type utf8): which types of controls were */
} Monkey;

/* What the last lines before a crash were. */
static Monkey *the_monkey;

static void
dump_trail_cb (void)
{
  for (GList *node = the_monkey->trail.head; node != NULL; node = node->next)
    g_printerr ("# %s\n", (const char *) node->data);
}

/* GTK names widgets by their address: where that one stands helps more. */
static void
tell_place (const char *message)
{
  const char *address = message != NULL ? strstr (message, "0x") : NULL;

  if (address == NULL ||
      (strstr (message, "snapshot") == NULL && strstr (message, "reported") == NULL))
    return;
  for (GtkWidget *widget = GSIZE_TO_POINTER (g_ascii_strtoull (address, NULL, 16));
       widget != NULL; widget = gtk_widget_get_parent (widget))
    g_printerr ("#   in %s\n", G_OBJECT_TYPE_NAME (widget));
}

static GLogWriterOutput
tell_and_write_cb (GLogLevelFlags   level,
                   const GLogField *fields,
                   gsize            n_fields,
                   gpointer         user_data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0)
    {
      dump_trail_cb ();
      for (gsize i = 0; i < n_fields; i++)
        if (g_str_equal (fields[i].key, "MESSAGE"))
          tell_place (fields[i].value);
    }
  return g_log_writer_default (level, fields, n_fields, user_data);
}

static void G_GNUC_PRINTF (2, 3) note (Monkey *self, const char *format, ...)
{
  va_list     arguments;
  const char *verbose = g_getenv ("GRADUS_RANDOM_VERBOSE");
  char       *line;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (verbose != NULL)
    g_printerr ("# %u: %s\n", self->n_done, line);
  g_queue_push_tail (&self->trail, line);
  if (self->trail.length > TRAIL_LENGTH)
    g_free (g_queue_pop_head (&self->trail));
}

static guint
draw (Monkey *self, guint n)
{
  return n < 2 ? 0 : (guint) g_rand_int_range (self->rand, 0, (int) n);
}

static gboolean
wake_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* A few frames and what else is waiting, but never for long: training never leaves the
 * loop without work. */
static void
settle (Monkey *self, guint milliseconds)
{
  gboolean is_over = FALSE;

  g_timeout_add (milliseconds, wake_cb, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

/* --- Actions that have a name --- */

/* They ask the system for a file, or end the window that is tested. */
static const char *const left_out[] = {
  "win.open",       "win.save-as",    "window.close",          "app.quit",  "win.save",
  "app.new-window", "win.fullscreen", "win.show-help-overlay", "app.about",
};

static gboolean
is_left_out (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (left_out); i++)
    if (g_strcmp0 (action, left_out[i]) == 0)
      return TRUE;
  return FALSE;
}

/* The window may have been closed, by Quit for one. */
static void
ensure_window (Monkey *self)
{
  GradusWindow *window;

  if (self->window != NULL && gtk_widget_get_mapped (GTK_WIDGET (self->window)))
    return;
  note (self, "window");
  window = gradus_window_new (GTK_APPLICATION (self->application));
  gtk_window_present (GTK_WINDOW (window));
  g_set_weak_pointer (&self->window, window);
  g_set_weak_pointer (&self->studio, gradus_window_get_studio (window));
}

static void
do_command (Monkey *self)
{
  guint                n_commands;
  const GradusCommand *commands = gradus_commands_list (&n_commands);
  const char          *action = commands[draw (self, n_commands)].action;
  g_autofree char     *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (is_left_out (action))
    return;
  note (self, "command %s", action);
  if (g_action_parse_detailed_name (action, &name, &target, NULL))
    gtk_widget_activate_action_variant (GTK_WIDGET (self->window), name, target);
}

static void
do_insert (Monkey *self)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LAYER, &n_kinds);
  const char              *name = kinds[draw (self, n_kinds)]->name;

  note (self, "insert %s", name);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.insert", "s", name);
}

static void
do_select (Monkey *self)
{
  GradusDocument *document = gradus_studio_get_document (self->studio);
  guint           block = draw (self, GRADUS_BLOCK_OPTIMIZER + 1);
  guint64         uid = 0;

  if (document == NULL)
    return;
  if (block == GRADUS_BLOCK_LAYER)
    {
      const GradusSequential *stack = gradus_document_get_project (document)->sequential;
      guint                   n_layers = gradus_sequential_get_n_layers (stack);

      if (n_layers == 0)
        return;
      uid = gradus_sequential_get_layer (stack, draw (self, n_layers))->uid;
    }
  note (self, "select block %u", block);
  gradus_studio_select (self->studio, block, uid);
}

static void
do_view (Monkey *self)
{
  guint n_views = 0;

  while (gradus_window_get_view_id (n_views) != NULL)
    n_views++;
  n_views = draw (self, n_views);
  note (self, "view %s", gradus_window_get_view_id (n_views));
  gradus_window_show_view (self->window, gradus_window_get_view_id (n_views));
}

/* --- Controls --- */

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) ||
         GTK_IS_SWITCH (widget) || GTK_IS_RANGE (widget) || GTK_IS_SPIN_BUTTON (widget) ||
         GTK_IS_TEXT (widget) || GTK_IS_TEXT_VIEW (widget) || GTK_IS_DROP_DOWN (widget) ||
         GTK_IS_LIST_BOX_ROW (widget) || GTK_IS_FLOW_BOX_CHILD (widget) ||
         GTK_IS_MENU_BUTTON (widget) || GTK_IS_EXPANDER (widget) ||
         (gtk_widget_get_focusable (widget) && !GTK_IS_WINDOW (widget));
}

/* The popover on top that takes every click, if there is one. */
static GtkWidget *
find_popover (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  for (GtkWidget *child = gtk_widget_get_last_child (widget); child != NULL;
       child = gtk_widget_get_prev_sibling (child))
    {
      GtkWidget *found = find_popover (child);

      if (found != NULL)
        return found;
    }
  return GTK_IS_POPOVER (widget) && gtk_popover_get_autohide (GTK_POPOVER (widget))
           ? widget
           : NULL;
}

static void
collect (GtkWidget *widget, GPtrArray *controls)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_is_sensitive (widget) ||
      !gtk_widget_get_can_target (widget))
    return;
  if (is_control (widget))
    g_ptr_array_add (controls, widget);
  /* Inside there are only parts of the same thing. */
  if (GTK_IS_TEXT (widget) || GTK_IS_SPIN_BUTTON (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, controls);
}

static const char *const texts[] = {
  "",       "0",
  "1",      "3",
  "16",     "0.5",
  "-1",     "1e-3",
  "0.9",    "1e99",
  "nan",    "inf",
  "abc",    "3, 3",
  "(2, 2)", "None",
  "relu",   "dense",
  "32",     "7",
  "memory", "\xc3\xa4\xe2\x82\xac",
  "[0:10]", "1 2",
};

static void
poke_adjustment (Monkey *self, GtkAdjustment *adjustment)
{
  double lower = gtk_adjustment_get_lower (adjustment);
  double upper =
    gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  double value = gtk_adjustment_get_value (adjustment);
  double step = gtk_adjustment_get_step_increment (adjustment);

  if (upper <= lower)
    return;
  /* Small steps, and the whole way where it is short: a network of a million units would
   * only make the test long. */
  if (upper - lower <= 100)
    value = g_rand_double_range (self->rand, lower, upper);
  else
    value += step * g_rand_int_range (self->rand, -4, 5);
  gtk_adjustment_set_value (adjustment, CLAMP (value, lower, upper));
}

static void
poke_text (Monkey *self, GtkEditable *editable)
{
  const char *text = texts[draw (self, G_N_ELEMENTS (texts))];

  note (self, "type \"%s\"", text);
  if (!gtk_editable_get_editable (editable))
    return;
  gtk_editable_set_text (editable, text);
  if (draw (self, 2) == 0)
    g_signal_emit_by_name (editable, "activate");
}

/* A piece of the code goes, or words that are none come. */
static void
poke_text_view (Monkey *self, GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter    start;
  GtkTextIter    end;

  if (!gtk_text_view_get_editable (view))
    return;
  gtk_text_buffer_get_iter_at_offset (buffer, &start,
                                      (int) draw (self,
                                                  (guint) gtk_text_buffer_get_char_count (
                                                    buffer) +
                                                    1));
  end = start;
  gtk_text_iter_forward_chars (&end, (int) draw (self, 12));
  if (draw (self, 2) == 0)
    gtk_text_buffer_delete (buffer, &start, &end);
  else
    gtk_text_buffer_insert (buffer, &start, texts[draw (self, G_N_ELEMENTS (texts))], -1);
}

static gboolean
is_allowed (GtkWidget *widget)
{
  return !GTK_IS_ACTIONABLE (widget) ||
         !is_left_out (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)));
}

static void
poke_button (Monkey *self, GtkButton *button)
{
  if (is_allowed (GTK_WIDGET (button)))
    g_signal_emit_by_name (button, "clicked");
}

static void
poke_row (Monkey *self, GtkWidget *row)
{
  GtkWidget *list = gtk_widget_get_ancestor (row, GTK_TYPE_LIST_BOX);

  if (list != NULL && gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)) &&
      is_allowed (row))
    g_signal_emit_by_name (row, "activate");
}

static void
poke_drop_down (Monkey *self, GtkDropDown *chooser)
{
  guint n_items = g_list_model_get_n_items (gtk_drop_down_get_model (chooser));

  gtk_drop_down_set_selected (chooser, draw (self, n_items));
}

static void
poke_combo (Monkey *self, AdwComboRow *row)
{
  GListModel *model = adw_combo_row_get_model (row);

  if (model != NULL && g_list_model_get_n_items (model) > 0)
    adw_combo_row_set_selected (row, draw (self, g_list_model_get_n_items (model)));
}

static void
poke_menu (Monkey *self, GtkMenuButton *button)
{
  GtkPopover *popover = gtk_menu_button_get_popover (button);

  if (popover != NULL && gtk_widget_get_visible (GTK_WIDGET (popover)))
    gtk_menu_button_popdown (button);
  else
    gtk_menu_button_popup (button);
}

static gboolean
scroll_along (GtkAdjustment *adjustment, double start, double size)
{
  double value = gtk_adjustment_get_value (adjustment);

  gtk_adjustment_clamp_page (adjustment, value + start, value + start + size);
  return gtk_adjustment_get_value (adjustment) != value;
}

static GtkWidget *
get_view (GtkWidget *widget)
{
  return widget != NULL ? gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT) : NULL;
}

/* Whether the middle of a widget is to be seen, or can be scrolled to. */
static gboolean
bring_into_sight (Monkey *self, GtkWidget *widget)
{
  GtkWidget       *root = GTK_WIDGET (gtk_widget_get_root (widget));
  gboolean         moves = FALSE;
  graphene_point_t middle = { (float) gtk_widget_get_width (widget) / 2,
                              (float) gtk_widget_get_height (widget) / 2 };
  graphene_rect_t  place;

  for (GtkWidget *view = get_view (widget); view != NULL;
       view = get_view (gtk_widget_get_parent (view)))
    {
      GtkScrollable *scrollable = GTK_SCROLLABLE (view);

      if (!gtk_widget_compute_bounds (widget, view, &place))
        return FALSE;
      moves |= scroll_along (gtk_scrollable_get_hadjustment (scrollable), place.origin.x,
                             place.size.width);
      moves |= scroll_along (gtk_scrollable_get_vadjustment (scrollable), place.origin.y,
                             place.size.height);
    }
  if (moves)
    settle (self, FRAME_MS);
  return gtk_widget_get_mapped (widget) && gtk_widget_is_sensitive (widget) &&
         gtk_widget_compute_point (widget, root, &middle, &middle) &&
         gtk_widget_contains (root, middle.x, middle.y);
}

static void
poke (Monkey *self, GtkWidget *widget)
{
  if (GTK_IS_SWITCH (widget))
    gtk_switch_set_active (GTK_SWITCH (widget),
                           !gtk_switch_get_active (GTK_SWITCH (widget)));
  else if (GTK_IS_CHECK_BUTTON (widget))
    gtk_widget_activate (widget);
  else if (GTK_IS_BUTTON (widget))
    poke_button (self, GTK_BUTTON (widget));
  else if (GTK_IS_MENU_BUTTON (widget))
    poke_menu (self, GTK_MENU_BUTTON (widget));
  else if (GTK_IS_RANGE (widget))
    poke_adjustment (self, gtk_range_get_adjustment (GTK_RANGE (widget)));
  else if (GTK_IS_SPIN_BUTTON (widget))
    poke_adjustment (self, gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (widget)));
  else if (GTK_IS_TEXT (widget))
    poke_text (self, GTK_EDITABLE (widget));
  else if (GTK_IS_TEXT_VIEW (widget))
    poke_text_view (self, GTK_TEXT_VIEW (widget));
  else if (GTK_IS_DROP_DOWN (widget))
    poke_drop_down (self, GTK_DROP_DOWN (widget));
  else if (ADW_IS_COMBO_ROW (widget))
    poke_combo (self, ADW_COMBO_ROW (widget));
  else if (ADW_IS_EXPANDER_ROW (widget))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget), draw (self, 2) == 0);
  else if (GTK_IS_LIST_BOX_ROW (widget))
    poke_row (self, widget);
  else if (is_allowed (widget) && gtk_widget_grab_focus (widget))
    gtk_widget_activate (widget);
}

/* The window on top: a dialog, if one is open, or the main window. */
static GtkWidget *
find_top (Monkey *self)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint       n_windows = g_list_model_get_n_items (windows);
  GtkWidget  *top = GTK_WIDGET (self->window);

  for (guint i = 0; i < n_windows; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (window != GTK_WIDGET (self->window) && gtk_widget_get_mapped (window))
        top = window;
    }
  return top;
}

static void
do_control (Monkey *self)
{
  GtkWidget            *top = find_top (self);
  GtkWidget            *popover = find_popover (top);
  g_autoptr (GPtrArray) controls = g_ptr_array_new ();
  g_autoptr (GtkWidget) widget = NULL;

  if (popover != NULL && draw (self, 4) == 0)
    {
      note (self, "pop down %s", G_OBJECT_TYPE_NAME (popover));
      gtk_popover_popdown (GTK_POPOVER (popover));
      return;
    }
  collect (popover != NULL ? popover : top, controls);
  if (controls->len == 0)
    return;
  widget = g_object_ref (controls->pdata[draw (self, controls->len)]);
  note (self, "%s \"%s\" in %s", G_OBJECT_TYPE_NAME (widget),
        GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL
          ? gtk_button_get_label (GTK_BUTTON (widget))
        : ADW_IS_PREFERENCES_ROW (widget)
          ? adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget))
          : gtk_widget_get_name (widget),
        G_OBJECT_TYPE_NAME (top));
  g_hash_table_add (self->touched, (gpointer) G_OBJECT_TYPE_NAME (widget));
  if (bring_into_sight (self, widget))
    poke (self, widget);
}

/* --- Keeping the ground clear --- */

/* A question is answered with the harmless answer. */
static void
dismiss (GtkWidget *window)
{
  if (GTK_IS_DIALOG (window))
    gtk_dialog_response (GTK_DIALOG (window), GTK_RESPONSE_CANCEL);
  else if (ADW_IS_MESSAGE_DIALOG (window))
    adw_message_dialog_response (ADW_MESSAGE_DIALOG (window),
                                 adw_message_dialog_get_close_response (
                                   ADW_MESSAGE_DIALOG (window)));
  else
    gtk_window_close (GTK_WINDOW (window));
}

static void
clear_windows (Monkey *self)
{
  GtkWidget *top = find_top (self);

  if (top == GTK_WIDGET (self->window))
    return;
  if (GTK_IS_FILE_CHOOSER (top) || draw (self, 8) == 0)
    {
      note (self, "dismiss %s", G_OBJECT_TYPE_NAME (top));
      dismiss (top);
    }
}

static void
show_small (Monkey *self)
{
  static const char *const   names[] = { "tutorial", "spiral", "cnn" };
  const char                *name = names[draw (self, G_N_ELEMENTS (names))];
  const GradusTemplate      *model = gradus_template_find (name);
  g_autoptr (GradusProject)  project = NULL;
  g_autoptr (GradusDocument) document = NULL;

  if (model == NULL)
    model = gradus_template_find (names[0]);
  project = gradus_template_build (model);
  project->data.n_train = MAX_SAMPLES;
  project->data.n_test = 64;
  project->fit.epochs = 3;
  document = gradus_document_new_from_project (project);
  note (self, "document %s", name);
  gradus_window_show_document (self->window, document, NULL);
}

static void
keep_small (Monkey *self)
{
  GradusDocument *document = gradus_studio_get_document (self->studio);

  if (document == NULL ||
      gradus_document_get_project (document)->data.n_train > MAX_SAMPLES ||
      gradus_document_get_project (document)->data.n_train == 0)
    show_small (self);
}

/* --- Saving --- */

static void
file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GradusKerasFile **file = user_data;

  *file = gradus_studio_dup_file_finish (GRADUS_STUDIO (source), result, NULL);
  g_assert_nonnull (*file);
}

/* All that a file says but when it was written. */
static void
assert_files_equal (const char *a, const char *b)
{
  static const GradusZipLimit limits[] = {
    { "config.json", 1 << 24 },
    { "gradus.json", 1 << 26 },
    { "model.weights.h5", 1 << 28 },
  };
  g_autoptr (GPtrArray) x = gradus_zip_read (a, limits, G_N_ELEMENTS (limits), NULL);
  g_autoptr (GPtrArray) y = gradus_zip_read (b, limits, G_N_ELEMENTS (limits), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      GBytes *one = gradus_zip_members_find (x, limits[i].name);
      GBytes *other = gradus_zip_members_find (y, limits[i].name);

      g_assert_true ((one != NULL) == (other != NULL));
      if (one == NULL || g_bytes_equal (one, other))
        continue;
      dump_trail_cb ();
      if (g_str_has_suffix (limits[i].name, ".json"))
        g_printerr ("%.*s\n%.*s\n", (int) g_bytes_get_size (one),
                    (const char *) g_bytes_get_data (one, NULL),
                    (int) g_bytes_get_size (other),
                    (const char *) g_bytes_get_data (other, NULL));
      g_error ("%s differs", limits[i].name);
    }
}

static void
write_file (Monkey *self, const char *path)
{
  g_autoptr (GradusKerasFile) file = NULL;
  g_autoptr (GError)          error = NULL;
  gint64 deadline = g_get_monotonic_time () + DEADLINE_S * G_USEC_PER_SEC;

  gradus_studio_dup_file_async (self->studio, file_cb, &file);
  while (file == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
    }
  gradus_keras_file_save (file, path, &error);
  g_assert_no_error (error);
}

static void
save_and_reopen (Monkey *self)
{
  g_autoptr (GradusKerasFile) again = NULL;
  g_autofree char   *path = g_build_filename (self->folder, "monkey.keras", NULL);
  g_autofree char   *other = g_build_filename (self->folder, "again.keras", NULL);
  g_autoptr (GError) error = NULL;

  if (gradus_studio_get_document (self->studio) == NULL)
    return;
  note (self, "save");
  write_file (self, path);
  again = gradus_keras_file_load (path, &error);
  g_assert_no_error (error);
  gradus_keras_file_save (again, other, &error);
  g_assert_no_error (error);
  assert_files_equal (path, other);
  g_unlink (other);
  g_unlink (path);
  self->n_saved++;
}

/* --- Undoing --- */

/* Back to the first step and forward again, while training may run. */
static void
undo_and_redo (Monkey *self)
{
  GradusDocument           *document = gradus_studio_get_document (self->studio);
  g_autoptr (GradusProject) before = NULL;
  guint                     n_steps = 0;
  gboolean                  is_possible = TRUE;

  if (document == NULL)
    return;
  note (self, "undo and redo");
  before = gradus_project_copy (gradus_document_get_project (document));
  for (g_object_get (document, "can-undo", &is_possible, NULL); is_possible;
       g_object_get (document, "can-undo", &is_possible, NULL))
    {
      gradus_document_undo (document);
      settle (self, 1);
      n_steps++;
    }
  for (guint i = 0; i < n_steps; i++)
    {
      gradus_document_redo (document);
      settle (self, 1);
    }
  g_assert_true (gradus_project_equal (before, gradus_document_get_project (document)));
  self->n_undone += n_steps;
}

/* --- The test --- */

static void
act (Monkey *self)
{
  switch (draw (self, 12))
    {
    case 0:
    case 1:
      do_command (self);
      break;
    case 2:
      do_insert (self);
      break;
    case 3:
      do_select (self);
      break;
    case 4:
      do_view (self);
      break;
    default:
      do_control (self);
      break;
    }
}

static guint
get_number (const char *variable, guint otherwise)
{
  const char *value = g_getenv (variable);

  return value != NULL ? (guint) g_ascii_strtoull (value, NULL, 10) : otherwise;
}

/* Nothing of a window may outlive it: neither the widgets nor the training thread. */
static void
close_all (Monkey *self)
{
  gint64      deadline = g_get_monotonic_time () + DEADLINE_S * G_USEC_PER_SEC;
  GListModel *windows = gtk_window_get_toplevels ();

  /* One may take others along. */
  while (g_list_model_get_n_items (windows) > 0)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, 0);

      gtk_window_destroy (window);
    }
  while ((self->window != NULL || self->studio != NULL) &&
         g_get_monotonic_time () < deadline)
    settle (self, 20);
  if (self->window != NULL || self->studio != NULL)
    dump_trail_cb ();
  g_assert_null (self->window);
  g_assert_null (self->studio);
}

static void
test_random (gconstpointer application)
{
  guint  n_actions = get_number ("GRADUS_RANDOM_ACTIONS", N_ACTIONS);
  guint  seed = get_number ("GRADUS_RANDOM_SEED", SEED);
  Monkey self = { .application = (gpointer) application,
                  .rand = g_rand_new_with_seed (seed),
                  .folder = g_dir_make_tmp ("gradus-random-XXXXXX", NULL),
                  .touched = g_hash_table_new (g_str_hash, g_str_equal) };

  the_monkey = &self;
  g_log_set_writer_func (tell_and_write_cb, NULL, NULL);
  for (self.n_done = 0; self.n_done < n_actions; self.n_done++)
    {
      ensure_window (&self);
      keep_small (&self);
      if (self.n_done % SAVE_EVERY == SAVE_EVERY - 1)
        {
          save_and_reopen (&self);
          undo_and_redo (&self);
        }
      act (&self);
      settle (&self, draw (&self, 20) == 0 ? 40 : 1);
      clear_windows (&self);
    }
  g_test_message (
    "seed %u: %u actions on %u types of controls, saved and opened %u times, "
    "%u steps undone and redone",
    seed, self.n_done, g_hash_table_size (self.touched), self.n_saved, self.n_undone);
  close_all (&self);
  g_rmdir (self.folder);
  g_free (self.folder);
  g_hash_table_unref (self.touched);
  g_queue_clear_full (&self.trail, g_free);
  g_rand_free (self.rand);
}

static void
test_no_display (void)
{
  g_test_skip ("needs a display");
}

int
main (int argc, char *argv[])
{
  g_autoptr (GradusApplication) application = NULL;
  g_autofree char              *state = g_dir_make_tmp ("gradus-state-XXXXXX", NULL);
  int                           result;

  g_setenv ("XDG_STATE_HOME", state, TRUE);
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_test_add_func ("/random-actions/display", test_no_display);
      return g_test_run ();
    }
  application = gradus_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_set_default (G_APPLICATION (application));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_test_add_data_func ("/random-actions/window", application, test_random);
  result = g_test_run ();
  return result;
}
