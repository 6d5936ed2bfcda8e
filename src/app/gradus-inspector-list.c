/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-inspector-page.h"
#include "app/gradus-param-row.h"

#include <glib/gi18n-lib.h>

/* Lists that grow: metrics that are watched, callbacks between epochs. */

typedef struct
{
  GradusStudio    *studio;
  GradusFieldOwner owner;
  guint            index;
} Place;

static void
place_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static Place *
new_place (GradusStudio *studio, GradusFieldOwner owner, guint index)
{
  Place *place = g_new (Place, 1);

  *place = (Place){ studio, owner, index };
  return place;
}

static GradusFamily
get_family (GradusFieldOwner owner)
{
  return owner == GRADUS_FIELD_CALLBACK ? GRADUS_FAMILY_CALLBACK : GRADUS_FAMILY_METRIC;
}

static const GPtrArray *
get_list (GradusStudio *studio, GradusFieldOwner owner)
{
  return gradus_field_get_list (owner, gradus_document_get_project (
                                         gradus_studio_get_document (studio)));
}

static void
remove_cb (GtkButton *button, Place *place)
{
  GradusDocument   *document = gradus_studio_get_document (place->studio);
  const GPtrArray  *list = get_list (place->studio, place->owner);
  const GradusKind *kind;
  g_autofree char  *label = NULL;
  GradusProject    *draft;

  if (place->index >= list->len)
    return;
  kind = gradus_config_get_kind (list->pdata[place->index]);
  label = g_strdup_printf (_ ("Remove %s"), kind->name);
  draft = gradus_document_begin (document, label, NULL);
  g_ptr_array_remove_index (gradus_field_get_list (place->owner, draft), place->index);
  gradus_document_commit (document);
}

static void
add_cb (AdwComboRow *row, GParamSpec *pspec, Place *place)
{
  GradusDocument   *document = gradus_studio_get_document (place->studio);
  guint             index = adw_combo_row_get_selected (row);
  const GradusKind *kind;
  g_autofree char  *label = NULL;
  GradusProject    *draft;

  if (index == GTK_INVALID_LIST_POSITION || index == 0)
    return;
  kind = gradus_kind_list (get_family (place->owner), NULL)[index - 1];
  label = g_strdup_printf (_ ("Add %s"), kind->name);
  draft = gradus_document_begin (document, label, NULL);
  if (gradus_field_get_list (place->owner, draft)->len < GRADUS_MAX_METRICS)
    g_ptr_array_add (gradus_field_get_list (place->owner, draft),
                     gradus_config_new (kind));
  gradus_document_commit (document);
  adw_combo_row_set_selected (row, 0);
}

static gboolean
has_fields (const GradusKind *kind)
{
  for (guint i = 0; i < kind->n_params; i++)
    if (!(kind->params[i].flags & GRADUS_PARAM_HIDDEN))
      return TRUE;
  return FALSE;
}

static GtkWidget *
new_remove_button (GradusInspectorPage *self,
                   GradusFieldOwner     owner,
                   guint                index,
                   const GradusKind    *kind)
{
  GtkWidget       *button = gtk_button_new_from_icon_name ("gradus-close-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Remove %s"), _ (kind->title));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (remove_cb),
                         new_place (self->studio, owner, index), place_free, 0);
  return button;
}

static void
add_member (GradusInspectorPage *self,
            AdwPreferencesGroup *group,
            GradusFieldOwner     owner,
            guint                index)
{
  const GradusConfig *config = get_list (self->studio, owner)->pdata[index];
  const GradusKind   *kind = gradus_config_get_kind (config);
  GradusField         model = { .owner = owner, .uid = index };
  GtkWidget *row = has_fields (kind) ? adw_expander_row_new () : adw_action_row_new ();
  GtkWidget *button = new_remove_button (self, owner, index, kind);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (kind->title));
  gtk_widget_set_tooltip_text (row, _ (kind->summary));
  if (has_fields (kind))
    {
      adw_expander_row_add_action (ADW_EXPANDER_ROW (row), button);
      gradus_inspector_page_add_all (self, row, config, &model);
    }
  else
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (group, row);
}

static void
add_chooser (GradusInspectorPage *self,
             AdwPreferencesGroup *group,
             GradusFieldOwner     owner,
             const char          *title)
{
  GtkWidget                *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  guint                     n_kinds;
  const GradusKind *const  *kinds = gradus_kind_list (get_family (owner), &n_kinds);

  gtk_string_list_append (titles, _ ("Choose…"));
  for (guint i = 0; i < n_kinds; i++)
    gtk_string_list_append (titles, _ (kinds[i]->title));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (titles));
  adw_preferences_group_add (group, row);
  g_signal_connect_data (row, "notify::selected", G_CALLBACK (add_cb),
                         new_place (self->studio, owner, 0), place_free, 0);
}

void
gradus_inspector_page_add_list (GradusInspectorPage *self,
                                GradusFieldOwner     owner,
                                const char          *title,
                                const char          *add_title)
{
  AdwPreferencesGroup *group = gradus_inspector_page_add_group (self, title);
  guint                n = get_list (self->studio, owner)->len;

  for (guint i = 0; i < n; i++)
    add_member (self, group, owner, i);
  if (n < GRADUS_MAX_METRICS)
    add_chooser (self, group, owner, add_title);
}
