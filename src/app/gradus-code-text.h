/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/**
 * GradusCodeMark:
 * @GRADUS_CODE_MARK_SELECTED: the lines of the selected block
 * @GRADUS_CODE_MARK_PROBLEM: the line that is not understood
 *
 * What a line of code can be lit for.
 */
typedef enum
{
  GRADUS_CODE_MARK_SELECTED,
  GRADUS_CODE_MARK_PROBLEM,
} GradusCodeMark;

/* Ends what scrolls when the text goes out of sight: GTK 4.8 goes to the end of the way,
 * where a text finds that its lines are higher than it thought and ends the way itself,
 * and then GTK warns that there is nothing left to end.
 *
 * And has the whole window laid out when the text is new or comes into sight: it finds
 * only in its place how high its lines are. Where GTK 4.8 lays out a page of a stack
 * alone, what the text asks for then is lost as soon as something beside it is laid out
 * as well, and GTK warns of parts without a place when it draws. */
void gradus_text_calm (GtkTextView *view);
/* The colours of code that fit the theme at hand. Returns: (nullable): NULL for the plain
 * colours of the window in high contrast, which no scheme of GtkSourceView has enough of
 */
GtkSourceStyleScheme *gradus_code_text_get_scheme (void);
/* Gives a source view the theme's colours, from now on. @language: (nullable): as
 * GtkSourceView calls it */
void gradus_code_text_prepare (GtkSourceView *view, const char *language);
/* Replaces the text as one step of undo, and leaves the cursor and what is seen where
 * they are. */
void  gradus_code_text_set (GtkSourceView *view, const char *text);
char *gradus_code_text_dup (GtkSourceView *view);
/* Lights lines, counted from 1, and no others; 0 lights none. */
void gradus_code_text_light (GtkSourceView *view,
                             GradusCodeMark mark,
                             guint          first_line,
                             guint          last_line);
void gradus_code_text_show_line (GtkSourceView *view, guint line);
/* Of the cursor, from 1. */
guint gradus_code_text_get_line (GtkSourceView *view);

G_END_DECLS
