/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-window.h"

G_BEGIN_DECLS

/**
 * AppFixture:
 *
 * One real window with the studio behind it, for tests that operate it. The document is
 * there once one was shown.
 */
typedef struct
{
  GradusWindow   *window;
  GradusStudio   *studio;
  GradusDocument *document;
} AppFixture;

typedef gboolean (*AppCondition) (AppFixture *f);
typedef gboolean (*AppMatch) (GtkWidget *widget, gconstpointer what);

/* Runs the main loop until an expression holds; that it does not ends the test. */
#define APP_WAIT_FOR(condition)                                                          \
  G_STMT_START                                                                           \
  {                                                                                      \
    guint deadline_ = app_begin_waiting (#condition);                                    \
                                                                                         \
    while (!(condition))                                                                 \
      g_main_context_iteration (NULL, TRUE);                                             \
    g_source_remove (deadline_);                                                         \
  }                                                                                      \
  G_STMT_END

gboolean app_fixture_init (int *argc, char ***argv);
guint    app_begin_waiting (const char *condition);
void     app_settle (void);

void app_fixture_set_up_empty (AppFixture *f, gconstpointer user_data);
void app_fixture_set_up (AppFixture *f, gconstpointer user_data);
void app_fixture_show (AppFixture *f, GradusProject *project);
void app_fixture_tear_down (AppFixture *f, gconstpointer user_data);
void app_fixture_wait_for (AppFixture *f, AppCondition condition);
void app_fixture_settle (AppFixture *f);

void     app_fixture_activate (AppFixture *f, const char *action);
gboolean app_fixture_is_enabled (AppFixture *f, const char *action);
gboolean app_fixture_can_train (AppFixture *f);
gboolean app_fixture_is_finished (AppFixture *f);

gboolean app_is_type (GtkWidget *widget, gconstpointer type);
gboolean app_is_shown_type (GtkWidget *widget, gconstpointer type);
gboolean app_is_row (GtkWidget *widget, gconstpointer title);
gboolean app_is_button (GtkWidget *widget, gconstpointer label);
gboolean app_is_toggle (GtkWidget *widget, gconstpointer label);
gboolean app_is_shown_label (GtkWidget *widget, gconstpointer pattern);

GtkWidget *app_find (GtkWidget *widget, AppMatch match, gconstpointer what);
GtkWidget *app_find_type (GtkWidget *widget, GType type);
GtkWidget *app_find_shown_type (GtkWidget *widget, GType type);
/* (nullable): an open window of @type; no reference is taken */
gpointer app_find_window (GType type);
/* (nullable): the first event controller of @type; no reference is taken */
gpointer app_find_controller (GtkWidget *widget, GType type);
/* As a key would do; whether somebody took it. */
gboolean   app_press (GtkWidget *widget, guint key, GdkModifierType state);
GtkWidget *app_find_row (GtkWidget *widget, const char *title);
GtkWidget *app_find_button (GtkWidget *widget, const char *label);
GtkWidget *app_find_shown_label (GtkWidget *widget, const char *pattern);

G_END_DECLS
