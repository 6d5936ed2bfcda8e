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

gboolean app_fixture_init (int *argc, char ***argv);

void app_fixture_set_up_empty (AppFixture *f, gconstpointer user_data);
void app_fixture_set_up (AppFixture *f, gconstpointer user_data);
void app_fixture_show (AppFixture *f, GradusProject *project);
void app_fixture_tear_down (AppFixture *f, gconstpointer user_data);
void app_fixture_wait_for (AppFixture *f, AppCondition condition);
void app_fixture_settle (AppFixture *f);

void       app_fixture_activate (AppFixture *f, const char *action);
gboolean   app_fixture_is_enabled (AppFixture *f, const char *action);
gboolean   app_fixture_can_train (AppFixture *f);
gboolean   app_fixture_is_finished (AppFixture *f);
GtkWidget *app_find_type (GtkWidget *widget, GType type);
GtkWidget *app_find_row (GtkWidget *widget, const char *title);

G_END_DECLS
