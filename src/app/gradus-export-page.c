/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-export-page.h"

#include "app/gradus-canvas.h"
#include "app/gradus-code-text.h"
#include "app/gradus-style.h"
#include "app/gradus-template.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>
#include <math.h>

/* What is shown of a text: enough to know it by, and no more than lays out at once. */
#define TEXT_MOST (48 * 1024)
#define LINE_MOST 2000
#define MEMBERS_MOST 200
#define PAGE_GAP 24.0

struct _GradusExportPage
{
  GtkWidget            parent_instance;
  GtkStack            *stack;
  GtkSpinner          *spinner;
  GtkWidget           *work;
  GtkProgressBar      *progress;
  GtkWidget           *stop_button;
  GtkWidget           *go_on_button;
  GradusCanvas        *canvas;
  GtkSourceView       *text;
  GtkLabel            *more;
  AdwPreferencesGroup *facts;
  AdwPreferencesGroup *members;
  AdwStatusPage       *problem;
  GPtrArray           *rows; /* of both groups, borrowed from them */
  cairo_surface_t     *picture;
};

enum
{
  RESIZED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusExportPage, gradus_export_page, GTK_TYPE_WIDGET)

static void
show_child (GradusExportPage *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_spinner_set_spinning (self->spinner, g_str_equal (name, "busy"));
}

/* --- A page --- */

static void
draw_shadow (cairo_t *cr, double x, double y, double width, double height)
{
  for (int i = 6; i > 0; i--)
    {
      cairo_set_source_rgba (cr, 0, 0, 0, 0.025);
      cairo_rectangle (cr, x - i, y - i + 2, width + 2 * i, height + 2 * i);
      cairo_fill (cr);
    }
  cairo_set_source_rgba (cr, 0, 0, 0, 0.14);
  cairo_rectangle (cr, x - 1, y - 1, width + 2, height + 2);
  cairo_fill (cr);
}

/* The page lies in the middle, on whole pixels. */
static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusExportPage *self = user_data;
  double            scale_x, scale_y, page_width, page_height, x, y;

  if (self->picture == NULL)
    return;
  cairo_surface_get_device_scale (self->picture, &scale_x, &scale_y);
  page_width = cairo_image_surface_get_width (self->picture) / scale_x;
  page_height = cairo_image_surface_get_height (self->picture) / scale_y;
  x = floor ((width - page_width) / 2);
  y = floor ((height - page_height) / 2);
  draw_shadow (cr, x, y, page_width, page_height);
  cairo_set_source_surface (cr, self->picture, x, y);
  cairo_paint (cr);
}

static void
resize_cb (GradusExportPage *self)
{
  g_signal_emit (self, signals[RESIZED], 0);
}

/**
 * gradus_export_page_get_room:
 * @self: a preview
 * @width: (out): for a page
 * @height: (out): for a page
 *
 * Finds how much room there is for a page.
 */
void
gradus_export_page_get_room (GradusExportPage *self, double *width, double *height)
{
  *width = MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * PAGE_GAP, 160);
  *height = MAX (gtk_widget_get_height (GTK_WIDGET (self)) - 2 * PAGE_GAP, 160);
}

void
gradus_export_page_show_picture (GradusExportPage *self, cairo_surface_t *picture)
{
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  self->picture = cairo_surface_reference (picture);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
  show_child (self, "picture");
}

/* --- A text --- */

static void
choose_scheme (GradusExportPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));

  gtk_source_buffer_set_style_scheme (GTK_SOURCE_BUFFER (buffer),
                                      gradus_code_text_get_scheme ());
}

/* Whole lines from the start; a line of all weights of a layer is cut short. */
static char *
take_start (const char *text, gsize n_bytes, gboolean *is_whole)
{
  GString *start = g_string_new (NULL);
  gsize    at = 0;

  *is_whole = TRUE;
  while (at < n_bytes && start->len < TEXT_MOST)
    {
      const char *end = memchr (text + at, '\n', n_bytes - at);
      gsize       length = end != NULL ? (gsize) (end - text) - at : n_bytes - at;

      g_string_append_len (start, text + at, (gssize) MIN (length, LINE_MOST));
      if (length > LINE_MOST)
        {
          g_string_append (start, " …");
          *is_whole = FALSE;
        }
      g_string_append_c (start, '\n');
      at += length + 1;
    }
  if (at < n_bytes)
    *is_whole = FALSE;
  return g_string_free (start, FALSE);
}

/**
 * gradus_export_page_show_text:
 * @self: a preview
 * @text: a file
 * @file_name: its name
 * @mime_type: what it is
 *
 * Shows the start of a text in the colours of its language.
 */
void
gradus_export_page_show_text (GradusExportPage *self,
                              GBytes           *text,
                              const char       *file_name,
                              const char       *mime_type)
{
  GtkTextBuffer     *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
  GtkSourceLanguage *language = gtk_source_language_manager_guess_language (
    gtk_source_language_manager_get_default (), file_name, mime_type);
  gsize            n_bytes;
  const char      *data = g_bytes_get_data (text, &n_bytes);
  gboolean         is_whole;
  g_autofree char *start = take_start (data, n_bytes, &is_whole);
  g_autofree char *valid = g_utf8_make_valid (start, -1);
  g_autofree char *size = g_format_size (n_bytes);
  g_autofree char *more = NULL;

  /* Translators: the size of a file */
  more = g_strdup_printf (_ ("This is the start; the whole file has %s."), size);
  gtk_source_buffer_set_language (GTK_SOURCE_BUFFER (buffer), language);
  choose_scheme (self);
  gtk_text_buffer_set_text (buffer, valid, -1);
  gtk_label_set_label (self->more, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more), !is_whole);
  show_child (self, "text");
}

/* --- Facts --- */

static void
add_row (GradusExportPage    *self,
         AdwPreferencesGroup *group,
         const char          *title,
         const char          *value)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *label = gtk_label_new (value);
  g_autofree char *markup = g_markup_escape_text (title, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
}

static void
clear_rows (GradusExportPage *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = self->rows->pdata[i];

      adw_preferences_group_remove (gtk_widget_is_ancestor (row, GTK_WIDGET (self->facts))
                                      ? self->facts
                                      : self->members,
                                    row);
    }
  g_ptr_array_set_size (self->rows, 0);
}

/**
 * gradus_export_page_show_facts:
 * @self: a preview
 * @facts: (element-type GradusFileFact): what is to know about a file
 *
 * Shows a file that is not for reading.
 */
void
gradus_export_page_show_facts (GradusExportPage *self, GPtrArray *facts)
{
  guint n_members = 0;

  clear_rows (self);
  for (guint i = 0; i < facts->len; i++)
    {
      const GradusFileFact *fact = facts->pdata[i];

      if (!fact->is_member)
        add_row (self, self->facts, fact->name, fact->value);
      else if (n_members++ < MEMBERS_MOST)
        add_row (self, self->members, fact->name, fact->value);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->members), n_members > 0);
  show_child (self, "facts");
}

void
gradus_export_page_show_problem (GradusExportPage *self, const char *problem)
{
  g_autofree char *markup = g_markup_escape_text (problem, -1);

  adw_status_page_set_description (self->problem, markup);
  show_child (self, "problem");
}

void
gradus_export_page_show_busy (GradusExportPage *self)
{
  gtk_widget_set_visible (self->work, FALSE);
  show_child (self, "busy");
}

/* --- Work that takes long --- */

void
gradus_export_page_set_progress (GradusExportPage *self, double progress)
{
  if (progress < 0)
    gtk_progress_bar_pulse (self->progress);
  else
    gtk_progress_bar_set_fraction (self->progress, progress);
}

/* The keys go on where they were: one button takes the place of the other. */
void
gradus_export_page_show_progress (GradusExportPage *self, double progress)
{
  gboolean has_focus = gtk_widget_has_focus (self->go_on_button);

  gradus_export_page_set_progress (self, progress);
  gtk_widget_set_visible (self->work, TRUE);
  show_child (self, "busy");
  if (has_focus)
    gtk_widget_grab_focus (self->stop_button);
}

void
gradus_export_page_show_stopped (GradusExportPage *self)
{
  gboolean has_focus = gtk_widget_has_focus (self->stop_button);

  show_child (self, "stopped");
  if (has_focus)
    gtk_widget_grab_focus (self->go_on_button);
}

/* --- Object --- */

static void
gradus_export_page_dispose (GObject *object)
{
  GradusExportPage *self = GRADUS_EXPORT_PAGE (object);

  gradus_template_dispose (GTK_WIDGET (self), GRADUS_TYPE_EXPORT_PAGE);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  G_OBJECT_CLASS (gradus_export_page_parent_class)->dispose (object);
}

static void
gradus_export_page_class_init (GradusExportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_export_page_dispose;
  signals[RESIZED] = g_signal_new ("resized", GRADUS_TYPE_EXPORT_PAGE, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (GRADUS_TYPE_CANVAS);
  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-export-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusExportPage, stack);
  gtk_widget_class_bind_template_child (widget_class, GradusExportPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, GradusExportPage, work);
  gtk_widget_class_bind_template_child (widget_class, GradusExportPage, progress);
  gtk_widget_class_bind_template_child (widget_class, GradusExportPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, GradusExportPage, go_on_button);
  gtk_widget_class_bind_template_child (widget_class, GradusExportPage, canvas);
  gtk_widget_class_bind_template_child (widget_class, GradusExportPage, text);
  gtk_widget_class_bind_template_child (widget_class, GradusExportPage, more);
  gtk_widget_class_bind_template_child (widget_class, GradusExportPage, facts);
  gtk_widget_class_bind_template_child (widget_class, GradusExportPage, members);
  gtk_widget_class_bind_template_child (widget_class, GradusExportPage, problem);
  gtk_widget_class_bind_template_callback (widget_class, resize_cb);
  gtk_widget_class_set_css_name (widget_class, "exportpage");
}

static void
gradus_export_page_init (GradusExportPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_canvas_set_func (self->canvas, draw, self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->canvas),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The page as it will be written"), -1);
  gradus_style_watch (self, G_CALLBACK (choose_scheme));
}
