/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-code-view.h"

#include "app/gradus-code-text.h"
#include "app/gradus-stage-header.h"
#include "io/python-code.h"
#include "io/python-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How long typing rests before it is read: half a word is no error yet. */
#define REST_MS 500
/* After such a pause what is typed is another step to undo. */
#define PAUSE_MS 1500
#define SUMMARY_WIDTH 72

/* The network as Keras code. What is typed is read and becomes an edit of the document;
 * what changes elsewhere is written. */
struct _GradusCodeView
{
  GradusStageView      parent_instance;
  GradusStudio        *studio; /* borrowed from the parent */
  GtkToggleButton     *as_calls;
  GradusStageHeader   *header;
  GtkToggleButton     *as_summary;
  GtkRevealer         *problem_revealer;
  GtkLabel            *problem;
  GtkStack            *pages;
  GtkSourceView       *code;
  GtkSourceView       *summary;
  GradusPythonReading *reading; /* (nullable): of the text that is shown */
  guint                reading_source;
  guint                typing_source; /* runs until a pause */
  guint64              typing;        /* gesture of the document */
  guint                problem_line;
  gboolean             is_writing;  /* the text changes because the document did */
  gboolean             is_applying; /* the document changes because the text did */
};

G_DEFINE_FINAL_TYPE (GradusCodeView, gradus_code_view, GRADUS_TYPE_STAGE_VIEW)

static GradusDocument *
get_document (GradusCodeView *self)
{
  return self->studio != NULL ? gradus_studio_get_document (self->studio) : NULL;
}

/* --- Which lines belong to what is selected --- */

static GradusPythonSpan
find_span (GradusCodeView *self)
{
  GradusPythonSpan none = { 0, 0 };
  int              index;

  if (self->reading == NULL)
    return none;
  switch (gradus_studio_get_selected_block (self->studio))
    {
    case GRADUS_BLOCK_INPUT:
      return self->reading->input;
    case GRADUS_BLOCK_LAYER:
      index =
        gradus_sequential_find_uid (self->reading->project->sequential,
                                    gradus_studio_get_selected_layer (self->studio));
      return index >= 0 ? g_array_index (self->reading->layers, GradusPythonSpan, index)
                        : none;
    case GRADUS_BLOCK_LOSS:
      return self->reading->loss;
    case GRADUS_BLOCK_OPTIMIZER:
      return self->reading->optimizer;
    case GRADUS_BLOCK_PREDICTIONS:
    default:
      return none;
    }
}

/* Rows of Keras's table are parted by lines that begin with ├. */
static void
find_summary_rows (GradusCodeView *self, guint layer, GradusPythonSpan *span)
{
  g_autofree char *text = gradus_code_text_dup (self->summary);
  g_auto (GStrv)   lines = g_strsplit (text, "\n", -1);
  int              row = -1;

  *span = (GradusPythonSpan){ 0, 0 };
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "┡") || g_str_has_prefix (lines[i], "├"))
      row++;
    else if (row == (int) layer && g_str_has_prefix (lines[i], "│"))
      {
        if (span->first_line == 0)
          span->first_line = i + 1;
        span->last_line = i + 1;
      }
}

static void
light_selection (GradusCodeView *self)
{
  GradusPythonSpan span = find_span (self);
  GradusPythonSpan rows = { 0, 0 };
  int              index;

  gradus_code_text_light (self->code, GRADUS_CODE_MARK_SELECTED, span.first_line,
                          span.last_line);
  if (self->reading != NULL &&
      gradus_studio_get_selected_block (self->studio) == GRADUS_BLOCK_LAYER)
    {
      index =
        gradus_sequential_find_uid (self->reading->project->sequential,
                                    gradus_studio_get_selected_layer (self->studio));
      if (index >= 0)
        find_summary_rows (self, (guint) index, &rows);
    }
  gradus_code_text_light (self->summary, GRADUS_CODE_MARK_SELECTED, rows.first_line,
                          rows.last_line);
}

static gboolean
has_line (GradusPythonSpan span, guint line)
{
  return line >= span.first_line && line <= span.last_line;
}

/* A click into a line selects what the line is about. */
static void
select_line (GradusCodeView *self, guint line)
{
  const GradusSequential *sequential = self->reading->project->sequential;

  for (guint i = 0; i < self->reading->layers->len; i++)
    if (has_line (g_array_index (self->reading->layers, GradusPythonSpan, i), line))
      {
        gradus_studio_select (self->studio, GRADUS_BLOCK_LAYER,
                              gradus_sequential_get_layer (sequential, i)->uid);
        return;
      }
  if (has_line (self->reading->input, line))
    gradus_studio_select (self->studio, GRADUS_BLOCK_INPUT, 0);
  else if (has_line (self->reading->loss, line))
    gradus_studio_select (self->studio, GRADUS_BLOCK_LOSS, 0);
  else if (has_line (self->reading->optimizer, line))
    gradus_studio_select (self->studio, GRADUS_BLOCK_OPTIMIZER, 0);
}

static void
cursor_moved_cb (GradusCodeView *self)
{
  if (!self->is_writing && self->reading_source == 0 && self->reading != NULL &&
      gtk_widget_has_focus (GTK_WIDGET (self->code)))
    select_line (self, gradus_code_text_get_line (self->code));
}

static void
summary_pressed_cb (GradusCodeView *self, int n_press, double x, double y)
{
  GtkTextIter iter;
  int         buffer_x, buffer_y;
  guint       n_layers;

  if (self->reading == NULL)
    return;
  gtk_text_view_window_to_buffer_coords (GTK_TEXT_VIEW (self->summary),
                                         GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y,
                                         &buffer_x, &buffer_y);
  gtk_text_view_get_line_at_y (GTK_TEXT_VIEW (self->summary), &iter, buffer_y, NULL);
  n_layers = gradus_sequential_get_n_layers (self->reading->project->sequential);
  for (guint i = 0; i < n_layers; i++)
    {
      GradusPythonSpan rows;

      find_summary_rows (self, i, &rows);
      if (has_line (rows, (guint) gtk_text_iter_get_line (&iter) + 1))
        gradus_studio_select (
          self->studio, GRADUS_BLOCK_LAYER,
          gradus_sequential_get_layer (self->reading->project->sequential, i)->uid);
    }
}

/* --- From the text to the document --- */

static void
show_problem (GradusCodeView *self, const char *sentence, guint line)
{
  gradus_code_text_light (self->code, GRADUS_CODE_MARK_PROBLEM, line, line);
  if (sentence != NULL)
    {
      /* Translators: a line number and what is wrong with the line */
      g_autofree char *text = g_strdup_printf (_ ("Line %u: %s"), line, sentence);

      gtk_label_set_text (self->problem, text);
    }
  self->problem_line = line;
  gtk_revealer_set_reveal_child (self->problem_revealer, sentence != NULL);
}

/* The room it takes may have pushed the line out of sight. */
static void
problem_revealed_cb (GradusCodeView *self)
{
  if (gtk_revealer_get_child_revealed (self->problem_revealer))
    gradus_code_text_show_line (self->code, self->problem_line);
}

static void
apply (GradusCodeView *self)
{
  GradusDocument *document = get_document (self);
  GradusProject  *draft = gradus_document_begin (document, _ ("Edit the code"), "code");

  gradus_sequential_free (draft->sequential);
  draft->sequential = gradus_sequential_copy (self->reading->project->sequential);
  draft->fit = self->reading->project->fit;
  self->is_applying = TRUE;
  gradus_document_commit (document);
  self->is_applying = FALSE;
}

static void
write_summary (GradusCodeView *self)
{
  g_autofree char *text =
    gradus_plan_to_summary (gradus_document_get_plan (get_document (self)),
                            SUMMARY_WIDTH);

  gradus_code_text_set (self->summary, text);
}

static gboolean
read_cb (gpointer user_data)
{
  GradusCodeView      *self = user_data;
  g_autofree char     *text = gradus_code_text_dup (self->code);
  g_autoptr (GError)   error = NULL;
  guint                line = 0;
  GradusPythonReading *reading;

  self->reading_source = 0;
  if (get_document (self) == NULL)
    return G_SOURCE_REMOVE;
  reading = gradus_python_read (text, gradus_document_get_project (get_document (self)),
                                &line, &error);
  show_problem (self, error != NULL ? error->message : NULL, line);
  if (reading == NULL)
    return G_SOURCE_REMOVE;
  g_clear_pointer (&self->reading, gradus_python_reading_free);
  self->reading = reading;
  apply (self);
  write_summary (self);
  light_selection (self);
  return G_SOURCE_REMOVE;
}

static gboolean
paused_cb (gpointer user_data)
{
  GradusCodeView *self = user_data;

  self->typing_source = 0;
  if (get_document (self) != NULL)
    gradus_document_end_gesture (get_document (self), self->typing);
  return G_SOURCE_REMOVE;
}

static void
text_changed_cb (GradusCodeView *self)
{
  if (self->is_writing)
    return;
  if (self->typing_source == 0 && get_document (self) != NULL)
    self->typing = gradus_document_begin_gesture (get_document (self));
  g_clear_handle_id (&self->typing_source, g_source_remove);
  self->typing_source = g_timeout_add (PAUSE_MS, paused_cb, self);
  g_clear_handle_id (&self->reading_source, g_source_remove);
  self->reading_source = g_timeout_add (REST_MS, read_cb, self);
}

/* --- From the document to the text --- */

static void
write_text (GradusCodeView *self)
{
  const GradusProject *project = gradus_document_get_project (get_document (self));
  GradusPythonForm     form = gtk_toggle_button_get_active (self->as_calls)
                                ? GRADUS_PYTHON_ADD
                                : GRADUS_PYTHON_LIST;
  g_autofree char     *text = gradus_project_to_python (project, form);

  g_clear_handle_id (&self->reading_source, g_source_remove);
  self->is_writing = TRUE;
  gradus_code_text_set (self->code, text);
  self->is_writing = FALSE;
  g_clear_pointer (&self->reading, gradus_python_reading_free);
  self->reading = gradus_python_read (text, project, NULL, NULL);
  write_summary (self);
  show_problem (self, NULL, 0);
  light_selection (self);
}

static void
refresh (GradusCodeView *self)
{
  if (get_document (self) != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      !self->is_applying)
    write_text (self);
}

static void
selection_changed_cb (GradusCodeView *self)
{
  GradusPythonSpan span;

  if (get_document (self) == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  light_selection (self);
  span = find_span (self);
  if (!gtk_widget_has_focus (GTK_WIDGET (self->code)))
    gradus_code_text_show_line (self->code, span.first_line);
}

static void
form_toggled_cb (GradusCodeView *self)
{
  gboolean is_summary = gtk_toggle_button_get_active (self->as_summary);

  if (self->pages == NULL)
    return;
  gtk_stack_set_visible_child_name (self->pages, is_summary ? "summary" : "code");
  gradus_stage_header_set_subtitle (
    self->header,
    is_summary ? _ ("What model.summary() prints. Click a row to select its layer.")
               : _ ("Every layer is one line. Change a line, and the stack follows."));
  refresh (self);
}

static void
discard_cb (GradusCodeView *self)
{
  refresh (self);
  /* The button goes with the problem; whoever typed goes on typing. */
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

static void
copy_cb (GradusCodeView *self)
{
  gboolean         is_summary = gtk_toggle_button_get_active (self->as_summary);
  g_autofree char *text = gradus_code_text_dup (is_summary ? self->summary : self->code);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  g_signal_emit_by_name (self->studio, "message",
                         is_summary ? _ ("Summary copied") : _ ("Code copied"));
}

/* --- Object --- */

static void
gradus_code_view_follow (GradusStageView *view, GradusStudio *studio)
{
  GradusCodeView *self = GRADUS_CODE_VIEW (view);

  self->studio = studio;
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "document-changed", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "selection-changed",
                               G_CALLBACK (selection_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  refresh (self);
}

static void
gradus_code_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gradus_code_view_parent_class)->map (widget);
  refresh (GRADUS_CODE_VIEW (widget));
}

/* What was typed last must not be lost by leaving. */
static void
gradus_code_view_unmap (GtkWidget *widget)
{
  GradusCodeView *self = GRADUS_CODE_VIEW (widget);

  if (self->reading_source != 0)
    {
      g_clear_handle_id (&self->reading_source, g_source_remove);
      read_cb (self);
    }
  if (self->typing_source != 0)
    {
      g_clear_handle_id (&self->typing_source, g_source_remove);
      paused_cb (self);
    }
  GTK_WIDGET_CLASS (gradus_code_view_parent_class)->unmap (widget);
}

static void
gradus_code_view_dispose (GObject *object)
{
  GradusCodeView *self = GRADUS_CODE_VIEW (object);

  g_clear_handle_id (&self->reading_source, g_source_remove);
  g_clear_handle_id (&self->typing_source, g_source_remove);
  g_clear_pointer (&self->reading, gradus_python_reading_free);
  G_OBJECT_CLASS (gradus_code_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, GradusCodeView, as_calls);
  gtk_widget_class_bind_template_child (widget_class, GradusCodeView, header);
  gtk_widget_class_bind_template_child (widget_class, GradusCodeView, as_summary);
  gtk_widget_class_bind_template_child (widget_class, GradusCodeView, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, GradusCodeView, problem);
  gtk_widget_class_bind_template_child (widget_class, GradusCodeView, pages);
  gtk_widget_class_bind_template_child (widget_class, GradusCodeView, code);
  gtk_widget_class_bind_template_child (widget_class, GradusCodeView, summary);
  gtk_widget_class_bind_template_callback (widget_class, form_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, discard_cb);
  gtk_widget_class_bind_template_callback (widget_class, problem_revealed_cb);
}

static void
gradus_code_view_class_init (GradusCodeViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GRADUS_STAGE_VIEW_CLASS (klass)->follow = gradus_code_view_follow;
  object_class->dispose = gradus_code_view_dispose;
  widget_class->map = gradus_code_view_map;
  widget_class->unmap = gradus_code_view_unmap;
  gtk_source_init ();
  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  g_type_ensure (GRADUS_TYPE_STAGE_HEADER);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-code-view.ui");
  bind_children (widget_class);
}

static void
gradus_code_view_init (GradusCodeView *self)
{
  GtkGesture *click;

  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_code_text_prepare (self->code, "python3");
  gradus_code_text_prepare (self->summary, NULL);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->code)),
                           "changed", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->code)),
                           "notify::cursor-position", G_CALLBACK (cursor_moved_cb), self,
                           G_CONNECT_SWAPPED);
  click = gtk_gesture_click_new ();
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (summary_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->summary), GTK_EVENT_CONTROLLER (click));
}
