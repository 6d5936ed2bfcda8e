/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-spine.h"

#include "app/gradus-loop.h"
#include "app/gradus-style.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>

struct _GradusSpine
{
  GtkWidget parent_instance;

  GtkLabel      *title;
  GtkLabel      *summary;
  GtkMenuButton *add_button;
  GtkPopover    *popover;
  GtkListBox    *kinds;
  GradusLoop    *loop;

  GradusStudio *studio;
  gboolean      is_preview;
};

enum
{
  PROP_STUDIO = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GradusSpine, gradus_spine, GTK_TYPE_WIDGET)

/* --- Header --- */

static char *
describe_size (GradusPlan *plan)
{
  guint64          n = gradus_plan_get_total_params (plan);
  g_autofree char *number = gradus_format_number ((double) n, 0);

  if (gradus_plan_get_n_layers (plan) == 0)
    return g_strdup (_ ("no layers yet"));
  if (!gradus_plan_is_whole (plan))
    return g_strdup (_ ("shapes do not fit yet"));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s parameter", "%s parameters",
                                       (gulong) n),
                          number);
}

static void
update_header (GradusSpine *self)
{
  GradusDocument *document =
    self->studio != NULL ? gradus_studio_get_document (self->studio) : NULL;
  g_autofree char *size = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->add_button),
                          document != NULL && !self->is_preview);
  if (self->is_preview)
    {
      gtk_label_set_label (self->title, _ ("The learning loop"));
      gtk_label_set_label (self->summary, _ ("preview of the selected template"));
    }
  else if (document != NULL)
    {
      size = describe_size (gradus_document_get_plan (document));
      gtk_label_set_label (self->title, gradus_document_get_project (document)->title);
      gtk_label_set_label (self->summary, size);
    }
  else
    {
      gtk_label_set_label (self->title, NULL);
      gtk_label_set_label (self->summary, NULL);
    }
}

/* --- The list of kinds behind "+" --- */

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  const GradusLayerKind *first = g_object_get_data (G_OBJECT (a), "kind");
  const GradusLayerKind *second = g_object_get_data (G_OBJECT (b), "kind");

  return (int) first->category - (int) second->category;
}

static GtkWidget *
new_row (const GradusLayerKind *kind)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  gtk_box_append (GTK_BOX (box),
                  gradus_style_new_kind_icon (kind->icon,
                                              gradus_style_get_category_class (
                                                kind->category)));
  gtk_box_append (GTK_BOX (box), gtk_label_new (kind->base.name));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, _ (kind->base.summary));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  kind->base.name, -1);
  g_object_set_data (G_OBJECT (row), "kind", (gpointer) kind);
  return row;
}

static void
fill_kinds (GradusSpine *self)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LAYER, &n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    gtk_list_box_append (self->kinds, new_row ((const GradusLayerKind *) kinds[i]));
  gtk_list_box_set_sort_func (self->kinds, compare_rows, NULL, NULL);
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, gpointer user_data)
{
  GradusSpine           *self = user_data;
  const GradusLayerKind *kind = g_object_get_data (G_OBJECT (row), "kind");
  GradusDocument        *document = gradus_studio_get_document (self->studio);
  guint64                uid;

  gtk_popover_popdown (self->popover);
  if (document == NULL)
    return;
  uid = gradus_document_insert_layer (document, gradus_loop_get_insert_place (self->loop),
                                      kind->base.name);
  if (uid != 0)
    gradus_studio_select (self->studio, GRADUS_BLOCK_LAYER, uid);
}

static void
add_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (GRADUS_SPINE (widget)->add_button);
}

/* --- Widget --- */

static void
gradus_spine_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GradusSpine *self = GRADUS_SPINE (object);

  if (id == PROP_STUDIO)
    g_value_set_object (value, self->studio);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_spine_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  if (id == PROP_STUDIO)
    gradus_spine_set_studio (GRADUS_SPINE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_spine_dispose (GObject *object)
{
  GtkWidget *child;

  gradus_spine_set_studio (GRADUS_SPINE (object), NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_spine_parent_class)->dispose (object);
}

static void
gradus_spine_class_init (GradusSpineClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = gradus_spine_get_property;
  object_class->set_property = gradus_spine_set_property;
  object_class->dispose = gradus_spine_dispose;

  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GRADUS_TYPE_LOOP);
  gtk_widget_class_set_css_name (widget_class, "spine");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, "spine.add", NULL, add_cb);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/gradus-spine.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusSpine, title);
  gtk_widget_class_bind_template_child (widget_class, GradusSpine, summary);
  gtk_widget_class_bind_template_child (widget_class, GradusSpine, add_button);
  gtk_widget_class_bind_template_child (widget_class, GradusSpine, popover);
  gtk_widget_class_bind_template_child (widget_class, GradusSpine, kinds);
  gtk_widget_class_bind_template_child (widget_class, GradusSpine, loop);
}

static void
gradus_spine_init (GradusSpine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_kinds (self);
  g_signal_connect (self->kinds, "row-activated", G_CALLBACK (row_activated_cb), self);
  update_header (self);
}

/**
 * gradus_spine_new:
 * @studio: (nullable): what it shows
 *
 * Returns: (transfer floating): a spine
 */
GtkWidget *
gradus_spine_new (GradusStudio *studio)
{
  return g_object_new (GRADUS_TYPE_SPINE, "studio", studio, NULL);
}

void
gradus_spine_set_studio (GradusSpine *self, GradusStudio *studio)
{
  if (self->studio == studio)
    return;
  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  g_set_object (&self->studio, studio);
  if (self->loop != NULL)
    gradus_loop_set_studio (self->loop, studio);
  if (studio != NULL)
    {
      g_signal_connect_swapped (studio, "document-changed", G_CALLBACK (update_header),
                                self);
      update_header (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STUDIO]);
}

void
gradus_spine_set_preview (GradusSpine *self, const GradusProject *project)
{
  self->is_preview = project != NULL;
  gradus_loop_set_preview (self->loop, project);
  update_header (self);
}

gboolean
gradus_spine_take_refused (GradusSpine *self)
{
  g_return_val_if_fail (GRADUS_IS_SPINE (self), FALSE);
  return gradus_loop_take_refused (self->loop);
}
