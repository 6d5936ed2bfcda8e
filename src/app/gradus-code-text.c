/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-code-text.h"

#include "app/gradus-style.h"

#include <string.h>

static const struct
{
  const char *category;
  GradusToken token;
} marks[] = {
  [GRADUS_CODE_MARK_SELECTED] = { "gradus-selected", GRADUS_TOKEN_ACCENT },
  [GRADUS_CODE_MARK_PROBLEM] = { "gradus-problem", GRADUS_TOKEN_ERROR },
};

#define MARK_ALPHA 0.14
#define SHOWN_MARK "gradus-shown"

static GtkSourceBuffer *
get_buffer (GtkSourceView *view)
{
  return GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)));
}

GtkSourceStyleScheme *
gradus_code_text_get_scheme (void)
{
  const GradusTheme *theme = gradus_style_get_theme ();

  if (theme->high_contrast)
    return NULL;
  return gtk_source_style_scheme_manager_get_scheme (
    gtk_source_style_scheme_manager_get_default (),
    theme->dark ? "Adwaita-dark" : "Adwaita");
}

static void
choose_colors (GtkSourceView *view)
{
  const GradusTheme *theme = gradus_style_get_theme ();

  gtk_source_buffer_set_style_scheme (get_buffer (view), gradus_code_text_get_scheme ());
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autoptr (GtkSourceMarkAttributes) attributes = gtk_source_mark_attributes_new ();
      GradusColor                         color = theme->colors[marks[i].token];
      GdkRGBA background = { (float) color.red, (float) color.green, (float) color.blue,
                             MARK_ALPHA };

      gtk_source_mark_attributes_set_background (attributes, &background);
      gtk_source_view_set_mark_attributes (view, marks[i].category, attributes,
                                           (int) i + 1);
    }
}

static void
end_scrolling_cb (GtkTextView *view)
{
  GtkAdjustment *adjustments[] = {
    gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view)),
    gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view)),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (adjustments); i++)
    if (adjustments[i] != NULL)
      gtk_adjustment_set_value (adjustments[i],
                                gtk_adjustment_get_value (adjustments[i]));
}

void
gradus_text_calm (GtkTextView *view)
{
  g_signal_connect (view, "map", G_CALLBACK (gtk_widget_queue_resize), NULL);
  g_signal_connect_object (gtk_text_view_get_buffer (view), "changed",
                           G_CALLBACK (gtk_widget_queue_resize), view, G_CONNECT_SWAPPED);
  g_signal_connect (view, "unmap", G_CALLBACK (end_scrolling_cb), NULL);
}

void
gradus_code_text_prepare (GtkSourceView *view, const char *language)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();

  if (language != NULL)
    gtk_source_buffer_set_language (get_buffer (view),
                                    gtk_source_language_manager_get_language (manager,
                                                                              language));
  gradus_style_watch (view, G_CALLBACK (choose_colors));
  choose_colors (view);
  gradus_text_calm (GTK_TEXT_VIEW (view));
}

char *
gradus_code_text_dup (GtkSourceView *view)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (get_buffer (view)), &start, &end);
  return gtk_text_buffer_get_text (GTK_TEXT_BUFFER (get_buffer (view)), &start, &end,
                                   TRUE);
}

/* Where two texts begin to differ, and end to; in bytes, never inside a character. */
static void
find_difference (const char *a, const char *b, gsize *n_start, gsize *n_end)
{
  gsize n_a = strlen (a);
  gsize n_b = strlen (b);

  *n_start = 0;
  *n_end = 0;
  while (*n_start < MIN (n_a, n_b) && a[*n_start] == b[*n_start])
    (*n_start)++;
  while (*n_start > 0 && (a[*n_start] & 0xc0) == 0x80)
    (*n_start)--;
  while (*n_end < MIN (n_a, n_b) - *n_start && a[n_a - *n_end - 1] == b[n_b - *n_end - 1])
    (*n_end)++;
  while (*n_end > 0 && (a[n_a - *n_end] & 0xc0) == 0x80)
    (*n_end)--;
}

void
gradus_code_text_set (GtkSourceView *view, const char *text)
{
  GtkTextBuffer   *buffer = GTK_TEXT_BUFFER (get_buffer (view));
  g_autofree char *old = gradus_code_text_dup (view);
  gsize            n_old = strlen (old);
  gsize            n_start, n_end;
  GtkTextIter      start, end;

  find_difference (old, text, &n_start, &n_end);
  if (n_start == n_old && n_old == strlen (text))
    return;
  gtk_text_buffer_get_iter_at_offset (buffer, &start,
                                      (int) g_utf8_strlen (old, (gssize) n_start));
  gtk_text_buffer_get_iter_at_offset (buffer, &end,
                                      (int) g_utf8_strlen (old,
                                                           (gssize) (n_old - n_end)));
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, text + n_start,
                          (int) (strlen (text) - n_start - n_end));
  gtk_text_buffer_end_user_action (buffer);
}

void
gradus_code_text_light (GtkSourceView *view,
                        GradusCodeMark mark,
                        guint          first_line,
                        guint          last_line)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (get_buffer (view));
  const char    *category = marks[mark].category;
  GtkTextIter    start, end;
  guint          n_lines = (guint) gtk_text_buffer_get_line_count (buffer);

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_source_buffer_remove_source_marks (GTK_SOURCE_BUFFER (buffer), &start, &end,
                                         category);
  for (guint line = first_line; line > 0 && line <= MIN (last_line, n_lines); line++)
    {
      gtk_text_buffer_get_iter_at_line (buffer, &start, (int) line - 1);
      gtk_source_buffer_create_source_mark (GTK_SOURCE_BUFFER (buffer), NULL, category,
                                            &start);
    }
}

void
gradus_code_text_show_line (GtkSourceView *view, guint line)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (get_buffer (view));
  GtkTextMark   *mark;
  GtkTextIter    iter;

  if (line == 0)
    return;
  gtk_text_buffer_get_iter_at_line (buffer, &iter, (int) line - 1);
  /* The way there is known only when the lines have their heights: a mark waits. */
  mark = gtk_text_buffer_get_mark (buffer, SHOWN_MARK);
  if (mark == NULL)
    mark = gtk_text_buffer_create_mark (buffer, SHOWN_MARK, &iter, TRUE);
  else
    gtk_text_buffer_move_mark (buffer, mark, &iter);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (view), mark, 0.2, FALSE, 0, 0);
}

guint
gradus_code_text_get_line (GtkSourceView *view)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (get_buffer (view));
  GtkTextIter    iter;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  return (guint) gtk_text_iter_get_line (&iter) + 1;
}
