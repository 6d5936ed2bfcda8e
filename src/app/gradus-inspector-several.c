/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-format.h"
#include "app/gradus-inspector-page.h"
#include "app/gradus-layer-edits.h"
#include "app/gradus-style.h"

#include <glib/gi18n-lib.h>

/* The page of several selected layers: which they are, and what can be done with all of
 * them. */

static const GradusSequential *
get_stack (GradusStudio *studio)
{
  return gradus_document_get_project (gradus_studio_get_document (studio))->sequential;
}

static void
row_activated_cb (GtkWidget *row, gpointer studio)
{
  guint64 *uid = g_object_get_data (G_OBJECT (row), "uid");

  gradus_studio_select (studio, GRADUS_BLOCK_LAYER, *uid);
}

static void
add_layer (GradusInspectorPage *self,
           AdwPreferencesGroup *group,
           const GradusLayer   *layer)
{
  const GradusLayerKind *kind = gradus_layer_kind_of (layer->config);
  GtkWidget             *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), kind->base.name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), layer->name);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gradus_style_new_kind_icon (kind->icon,
                                                         gradus_style_get_category_class (
                                                           kind->category)));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, _ ("Select this layer only"));
  g_object_set_data_full (G_OBJECT (row), "uid",
                          g_memdup2 (&layer->uid, sizeof layer->uid), g_free);
  g_signal_connect (row, "activated", G_CALLBACK (row_activated_cb), self->studio);
  adw_preferences_group_add (group, row);
}

static void
show_parameters (GtkWidget *row, GradusStudio *studio)
{
  GradusPlan      *plan = gradus_document_get_plan (gradus_studio_get_document (studio));
  guint64          n_params = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    if (gradus_studio_is_layer_selected (studio,
                                         gradus_sequential_get_layer (get_stack (studio),
                                                                      i)
                                           ->uid))
      n_params += gradus_plan_get_n_params (plan, i);
  text = gradus_format_count (n_params);
  gradus_value_row_set (row, text);
}

/* --- The name of a group --- */

static void
show_name (GtkWidget *row, GradusStudio *studio)
{
  const GradusLayerGroup *group = gradus_studio_get_selected_group (studio);

  if (group != NULL &&
      g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row)), group->name) != 0)
    gtk_editable_set_text (GTK_EDITABLE (row), group->name);
}

static void
name_changed_cb (GtkEditable *row, gpointer studio)
{
  const GradusLayerGroup *group = gradus_studio_get_selected_group (studio);
  const char             *name = gtk_editable_get_text (row);

  if (group != NULL && *name != '\0' && g_strcmp0 (group->name, name) != 0)
    gradus_document_rename_group (gradus_studio_get_document (studio),
                                  gradus_studio_get_selected_layer (studio), name);
}

static void
add_name (GradusInspectorPage *self)
{
  AdwPreferencesGroup *group = gradus_inspector_page_add_group (self, NULL);
  GtkWidget           *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Name of the group"));
  adw_preferences_group_add (group, row);
  gradus_inspector_page_add_live (self, row, show_name);
  g_signal_connect_object (row, "changed", G_CALLBACK (name_changed_cb), self->studio, 0);
  gradus_inspector_page_watch_typing (self, row);
}

/* @column: -1 for the whole width */
static void
add_action (GtkWidget *grid, int column, int row, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_grid_attach (GTK_GRID (grid), button, MAX (column, 0), row, column < 0 ? 2 : 1, 1);
}

static void
add_actions (GradusInspectorPage *self)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 8);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 8);
  gtk_widget_add_css_class (grid, "layer-actions");
  add_action (grid, 0, 0, _ ("Move _Up"), "layer.move-up");
  add_action (grid, 1, 0, _ ("Move D_own"), "layer.move-down");
  add_action (grid, 0, 1, _ ("_Duplicate"), "layer.duplicate");
  add_action (grid, 1, 1, _ ("_Copy"), "layer.copy");
  add_action (grid, 0, 2, _ ("_Group"), "layer.group");
  add_action (grid, 1, 2, _ ("U_ngroup"), "layer.ungroup");
  add_action (grid, -1, 3, _ ("Switch On or O_ff"), "layer.switch");
  add_action (grid, -1, 4, _ ("_Remove"), "layer.remove");
  gtk_box_append (self->box, grid);
}

void
gradus_inspector_add_several (GradusInspectorPage *self)
{
  AdwPreferencesGroup  *group;
  g_autoptr (GPtrArray) layers = gradus_project_list_layers (
    gradus_document_get_project (gradus_studio_get_document (self->studio)));
  GtkWidget *row;

  if (gradus_studio_get_selected_group (self->studio) != NULL)
    add_name (self);
  /* Before the list, which may be long. */
  add_actions (self);
  group = gradus_inspector_page_add_group (self, _ ("Layers"));
  for (guint i = 0; i < layers->len; i++)
    {
      const GradusLayer *layer = layers->pdata[i];

      if (gradus_studio_is_layer_selected (self->studio, layer->uid))
        add_layer (self, group, layer);
    }
  group = gradus_inspector_page_add_group (self, _ ("Together"));
  row = gradus_inspector_page_add_value (self, group, _ ("Parameters"), show_parameters);
  gtk_widget_add_css_class (row, "strong");
}
