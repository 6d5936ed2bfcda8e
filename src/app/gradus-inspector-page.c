/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-inspector-page.h"

#include "app/gradus-formula-view.h"
#include "app/gradus-one-step.h"
#include "app/gradus-param-row.h"

#include <glib/gi18n-lib.h>

AdwPreferencesGroup *
gradus_inspector_page_add_group (GradusInspectorPage *self, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  if (title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (self->box, group);
  return ADW_PREFERENCES_GROUP (group);
}

static void
add_row (GtkWidget *to, GtkWidget *row)
{
  if (ADW_IS_EXPANDER_ROW (to))
    adw_expander_row_add_row (ADW_EXPANDER_ROW (to), row);
  else
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (to), row);
}

void
gradus_inspector_page_add_field (GradusInspectorPage *self,
                                 GtkWidget           *to,
                                 const GradusField   *field)
{
  GtkWidget *row =
    gradus_param_row_new (gradus_studio_get_document (self->studio), field);

  if (field->holder != NULL)
    gtk_widget_add_css_class (row, "sub-row");
  add_row (to, row);
  g_ptr_array_add (self->rows, row);
}

static gboolean
is_advanced (const GradusParam *param)
{
  return (param->flags & GRADUS_PARAM_ADVANCED) != 0;
}

/* What an object, like an initializer, can be told in turn. A layer inside another one
 * has much to tell, which is kept apart as that of the other. */
static void
add_object_fields (GradusInspectorPage *self,
                   GtkWidget           *to,
                   const GradusConfig  *config,
                   const GradusField   *field,
                   gboolean             advanced)
{
  const GradusConfig *object;
  const GradusKind   *kind;

  if (field->param->type != GRADUS_PARAM_OBJECT ||
      gradus_config_is_none (config, field->param->name))
    return;
  object = gradus_config_get_object (config, field->param->name);
  kind = gradus_config_get_kind (object);
  for (guint i = 0; i < kind->n_params; i++)
    {
      GradusField inner = { field->owner, field->uid, field->param->name,
                            &kind->params[i] };

      if (!(kind->params[i].flags & GRADUS_PARAM_HIDDEN) &&
          (field->param->family != GRADUS_FAMILY_LAYER ||
           is_advanced (&kind->params[i]) == advanced))
        gradus_inspector_page_add_field (self, to, &inner);
    }
}

static gboolean
is_layer (const GradusParam *param)
{
  return param->type == GRADUS_PARAM_OBJECT && param->family == GRADUS_FAMILY_LAYER;
}

static void
add_params (GradusInspectorPage *self,
            GtkWidget           *to,
            const GradusConfig  *config,
            const GradusField   *model,
            gboolean             advanced)
{
  const GradusKind *kind = gradus_config_get_kind (config);

  for (guint i = 0; i < kind->n_params; i++)
    {
      GradusField field = *model;

      field.param = &kind->params[i];
      if (field.param->flags & GRADUS_PARAM_HIDDEN)
        continue;
      if (is_advanced (field.param) == advanced)
        gradus_inspector_page_add_field (self, to, &field);
      if (is_advanced (field.param) == advanced || is_layer (field.param))
        add_object_fields (self, to, config, &field, advanced);
    }
}

void
gradus_inspector_page_add_all (GradusInspectorPage *self,
                               GtkWidget           *to,
                               const GradusConfig  *config,
                               const GradusField   *model)
{
  add_params (self, to, config, model, FALSE);
  add_params (self, to, config, model, TRUE);
}

void
gradus_inspector_page_add_params (GradusInspectorPage *self,
                                  AdwPreferencesGroup *group,
                                  const GradusConfig  *config,
                                  GradusFieldOwner     owner,
                                  guint64              uid)
{
  const GradusKind *kind = gradus_config_get_kind (config);
  GradusField       model = { .owner = owner, .uid = uid };
  GtkWidget        *more;
  gboolean          has_more = FALSE;

  add_params (self, GTK_WIDGET (group), config, &model, FALSE);
  for (guint i = 0; i < kind->n_params; i++)
    has_more =
      has_more || is_layer (&kind->params[i]) ||
      (is_advanced (&kind->params[i]) && !(kind->params[i].flags & GRADUS_PARAM_HIDDEN));
  if (!has_more)
    return;
  more = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (more), _ ("More"));
  adw_preferences_group_add (group, more);
  add_params (self, more, config, &model, TRUE);
}

static GradusDocument *
get_document (gpointer studio)
{
  return gradus_studio_get_document (studio);
}

void
gradus_inspector_page_watch (GradusInspectorPage *self, GtkWidget *widget)
{
  gradus_one_step_watch (widget, get_document, self->studio);
}

void
gradus_inspector_page_watch_typing (GradusInspectorPage *self, GtkWidget *widget)
{
  gradus_one_step_watch_typing (widget, get_document, self->studio);
}

void
gradus_inspector_page_add_live (GradusInspectorPage *self,
                                GtkWidget           *widget,
                                GradusRefreshFunc    refresh)
{
  GradusLive live = { widget, refresh };

  g_array_append_val (self->live, live);
  refresh (widget, self->studio);
}

GtkWidget *
gradus_inspector_page_add_value (GradusInspectorPage *self,
                                 AdwPreferencesGroup *group,
                                 const char          *title,
                                 GradusRefreshFunc    refresh)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "row-value");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  g_object_set_data (G_OBJECT (row), "value", label);
  adw_preferences_group_add (group, row);
  gradus_inspector_page_add_live (self, row, refresh);
  return row;
}

void
gradus_value_row_set (GtkWidget *row, const char *value)
{
  GtkLabel *label = g_object_get_data (G_OBJECT (row), "value");

  gtk_label_set_text (label, value != NULL ? value : _ ("unknown"));
  if (value != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (label), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (label), "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  value != NULL ? value : _ ("unknown"), -1);
}

GtkWidget *
gradus_inspector_page_add_wide (AdwPreferencesGroup *group, GtkWidget *child)
{
  GtkWidget *row = adw_preferences_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  adw_preferences_group_add (group, row);
  return row;
}

void
gradus_inspector_page_add_formula (AdwPreferencesGroup *group, const GradusKind *kind)
{
  if (kind->formula != NULL)
    gradus_inspector_page_add_wide (group, gradus_formula_view_new (kind->formula));
}

GtkWidget *
gradus_inspector_page_add_text (GradusInspectorPage *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_widget_add_css_class (label, "reading-line");
  gtk_box_append (self->box, label);
  return label;
}
