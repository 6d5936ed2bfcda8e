/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-inspector-page.h"
#include "app/gradus-kind-row.h"

#include <glib/gi18n-lib.h>

static const GradusKind *
get_kind (GradusStudio *studio)
{
  return gradus_config_get_kind (
    gradus_document_get_project (gradus_studio_get_document (studio))
      ->sequential->optimizer);
}

static void
show_kind (GtkWidget *row, GradusStudio *studio)
{
  gradus_kind_row_set_kind (row, get_kind (studio));
}

static void
kind_selected_cb (GtkWidget *row, GParamSpec *pspec, GradusStudio *studio)
{
  const GradusKind *kind = gradus_kind_row_get_kind (row);

  if (kind != NULL && kind != get_kind (studio))
    gradus_document_set_optimizer_kind (gradus_studio_get_document (studio), kind->name);
}

static void
add_kind_row (GradusInspectorPage *self, AdwPreferencesGroup *group)
{
  GtkWidget *row = gradus_kind_row_new (GRADUS_FAMILY_OPTIMIZER, _ ("Algorithm"));

  adw_preferences_group_add (group, row);
  gradus_inspector_page_add_live (self, row, show_kind);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (kind_selected_cb),
                           self->studio, 0);
}

void
gradus_inspector_add_optimizer (GradusInspectorPage *self)
{
  const GradusConfig *optimizer =
    gradus_document_get_project (gradus_studio_get_document (self->studio))
      ->sequential->optimizer;
  const GradusKind    *kind = gradus_config_get_kind (optimizer);
  AdwPreferencesGroup *group = gradus_inspector_page_add_group (self, _ ("Optimizer"));
  g_autofree char     *words = NULL;

  add_kind_row (self, group);
  gradus_inspector_page_add_formula (group, kind);
  words = g_strconcat (_ (kind->summary), " ",
                       _ ("Here w is a weight, g the slope of the loss at it and α the "
                          "learning rate."),
                       NULL);
  gradus_inspector_page_add_text (self, words);
  group = gradus_inspector_page_add_group (self, NULL);
  gradus_inspector_page_add_params (self, group, optimizer, GRADUS_FIELD_OPTIMIZER, 0);
  gradus_inspector_add_schedule (self);
  gradus_inspector_add_fit (self);
  gradus_inspector_page_add_list (self, GRADUS_FIELD_CALLBACK, _ ("Between epochs"),
                                  _ ("Add a callback"));
}
