/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-inspector.h"

#include "app/gradus-inspector-page.h"
#include "app/gradus-layer-edits.h"
#include "app/gradus-param-row.h"
#include "app/gradus-repairs.h"
#include "app/gradus-style.h"

#include <glib/gi18n-lib.h>

struct _GradusInspector
{
  GtkWidget parent_instance;

  GradusStudio *studio;
  AdwBin       *icon_bin;
  GtkLabel     *title_label;
  GtkLabel     *subtitle_label;
  GtkWidget    *problem_box;
  GtkLabel     *problem_title;
  GtkLabel     *problem_sentence;
  GtkBox       *problem_fixes;
  AdwBin       *page_bin;

  GradusInspectorPage page;
  char               *signature; /* of what the page was made for */
  guint               rebuild_source;
};

enum
{
  PROP_0,
  PROP_STUDIO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GradusInspector, gradus_inspector, GTK_TYPE_WIDGET)

/* --- The selected block --- */

static const GradusLayer *
get_layer (GradusInspector *self, int *index)
{
  GradusDocument         *document = gradus_studio_get_document (self->studio);
  const GradusSequential *sequential = gradus_document_get_project (document)->sequential;
  int                     found =
    gradus_sequential_find_uid (sequential,
                                gradus_studio_get_selected_layer (self->studio));

  if (index != NULL)
    *index = found;
  return found < 0 ? NULL : gradus_sequential_get_layer (sequential, (guint) found);
}

/* NULL unless the selected layer is switched off. */
static const GradusLayer *
get_bypassed (GradusInspector *self)
{
  const GradusProject *project =
    gradus_document_get_project (gradus_studio_get_document (self->studio));

  return gradus_bypassed_list_find (project->bypassed,
                                    gradus_studio_get_selected_layer (self->studio));
}

static void
append_config (GString *text, const GradusConfig *config)
{
  const GradusKind *kind = gradus_config_get_kind (config);

  g_string_append_printf (text, "%s;", kind->name);
  for (guint i = 0; i < kind->n_params; i++)
    if (kind->params[i].type == GRADUS_PARAM_OBJECT &&
        !gradus_config_is_none (config, kind->params[i].name))
      append_config (text, gradus_config_get_object (config, kind->params[i].name));
}

static void
append_list (GString *text, const GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    append_config (text, list->pdata[i]);
}

static guint
count_selected (GradusInspector *self)
{
  guint n_layers;

  gradus_studio_get_selected_layers (self->studio, &n_layers);
  return n_layers;
}

static void
append_selected (GString *text, GradusStudio *studio)
{
  guint          n_layers;
  const guint64 *uids = gradus_studio_get_selected_layers (studio, &n_layers);

  for (guint i = 0; i < n_layers; i++)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT ",", uids[i]);
}

static guint
get_n_classes (GradusInspector *self)
{
  GradusDataset *data = gradus_studio_get_train_data (self->studio);

  return data != NULL ? gradus_dataset_get_n_classes (data) : 0;
}

/* Pages of equal signature have the same rows. */
static char *
make_signature (GradusInspector *self)
{
  const GradusProject *project =
    gradus_document_get_project (gradus_studio_get_document (self->studio));
  GradusBlock        block = gradus_studio_get_selected_block (self->studio);
  const GradusLayer *layer = get_layer (self, NULL);
  GString           *text = g_string_new (NULL);

  g_string_printf (text, "%p;%d;%" G_GUINT64_FORMAT ";",
                   (gpointer) gradus_studio_get_document (self->studio), block,
                   gradus_studio_get_selected_layer (self->studio));
  append_selected (text, self->studio);
  if (gradus_studio_get_selected_group (self->studio) != NULL)
    g_string_append (text, "group;");
  if (block == GRADUS_BLOCK_LAYER && get_bypassed (self) != NULL)
    g_string_append (text, "off;");
  else if (block == GRADUS_BLOCK_LAYER && layer != NULL)
    append_config (text, layer->config);
  else if (block == GRADUS_BLOCK_LOSS)
    {
      append_config (text, project->sequential->loss);
      append_list (text, project->sequential->metrics);
      g_string_append_c (text, '|');
      append_list (text, project->sequential->weighted_metrics);
    }
  else if (block == GRADUS_BLOCK_OPTIMIZER)
    {
      append_config (text, project->sequential->optimizer);
      append_list (text, project->sequential->callbacks);
      g_string_append_printf (text, "|%u", get_n_classes (self));
    }
  return g_string_free (text, FALSE);
}

/* --- Header --- */

static void
set_header (GradusInspector *self,
            const char      *icon,
            const char      *style_class,
            const char      *title,
            const char      *subtitle)
{
  GtkWidget *image = gradus_style_new_kind_icon (icon, style_class);

  gtk_widget_add_css_class (image, "large");
  adw_bin_set_child (self->icon_bin, image);
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->subtitle_label, subtitle);
}

static char *
describe_place (GradusInspector *self, int index)
{
  guint n = gradus_sequential_get_n_layers (
    gradus_document_get_project (gradus_studio_get_document (self->studio))->sequential);

  if (n == 1)
    return g_strdup (_ ("the only layer"));
  if (index == 0)
    return g_strdup (_ ("first layer"));
  if ((guint) index + 1 == n)
    return g_strdup (_ ("last layer"));
  return g_strdup_printf (_ ("layer %d of %u"), index + 1, n);
}

static void
show_layer_header (GradusInspector *self)
{
  int                index;
  const GradusLayer *layer = get_layer (self, &index);
  const GradusLayer *bypassed = get_bypassed (self);

  if (bypassed != NULL)
    {
      const GradusLayerKind *kind = gradus_layer_kind_of (bypassed->config);
      /* Translators: a layer of the stack, like "dropout · switched off" */
      g_autofree char *subtitle =
        g_strdup_printf (_ ("%s · switched off"), bypassed->name);

      set_header (self, kind->icon, gradus_style_get_category_class (kind->category),
                  kind->base.name, subtitle);
    }
  else if (layer != NULL)
    {
      const GradusLayerKind *kind = gradus_layer_kind_of (layer->config);
      g_autofree char       *place = describe_place (self, index);
      g_autofree char       *subtitle = g_strdup_printf ("%s · %s", layer->name, place);

      set_header (self, kind->icon, gradus_style_get_category_class (kind->category),
                  kind->base.name, subtitle);
    }
}

static void
show_several_header (GradusInspector *self)
{
  guint            n_layers = count_selected (self);
  g_autofree char *title =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u layer selected",
                                  "%u layers selected", n_layers),
                     n_layers);

  set_header (self, "gradus-palette-symbolic", "kind-core", title,
              _ ("What you do now is done to all of them"));
}

static void
show_header (GradusInspector *self)
{
  const GradusProject *project =
    gradus_document_get_project (gradus_studio_get_document (self->studio));
  const GradusDataSource *source;

  switch (gradus_studio_get_selected_block (self->studio))
    {
    case GRADUS_BLOCK_INPUT:
      source = gradus_data_source_find (project->data.source);
      set_header (self, "gradus-layer-input-symbolic", "kind-core",
                  source != NULL ? _ (source->title) : _ ("Data"),
                  _ ("What goes in, what should come out"));
      break;
    case GRADUS_BLOCK_LAYER:
      if (count_selected (self) > 1)
        show_several_header (self);
      else
        show_layer_header (self);
      break;
    case GRADUS_BLOCK_PREDICTIONS:
      set_header (self, "gradus-layer-predictions-symbolic", "kind-core",
                  _ ("Predictions"), _ ("What the network says of one digit"));
      break;
    case GRADUS_BLOCK_LOSS:
      set_header (self, "gradus-layer-loss-symbolic", NULL, _ ("Loss"),
                  _ ("What training makes smaller"));
      break;
    case GRADUS_BLOCK_OPTIMIZER:
    default:
      set_header (self, "gradus-layer-optimizer-symbolic", NULL, _ ("Optimizer and fit"),
                  _ ("How the weights are corrected"));
      break;
    }
}

/* --- Problem --- */

static guint64
get_repaired_layer (GradusInspector *self)
{
  return gradus_studio_get_selected_block (self->studio) == GRADUS_BLOCK_LAYER
           ? gradus_studio_get_selected_layer (self->studio)
           : 0;
}

static void
fix_cb (GtkButton *button, gpointer user_data)
{
  GradusInspector *self = GRADUS_INSPECTOR (
    gtk_widget_get_ancestor (GTK_WIDGET (button), GRADUS_TYPE_INSPECTOR));

  gradus_repairs_apply (self->studio, gradus_studio_get_selected_block (self->studio),
                        get_repaired_layer (self), GPOINTER_TO_UINT (user_data),
                        GTK_WIDGET (button));
}

static void
add_fixes (GradusInspector *self, const GradusRepairs *repairs)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->problem_fixes))) != NULL)
    gtk_box_remove (self->problem_fixes, child);
  for (guint i = 0; i < repairs->n_fixes; i++)
    {
      GtkWidget *button = gtk_button_new_with_label (repairs->fix_titles[i]);

      g_signal_connect (button, "clicked", G_CALLBACK (fix_cb), GUINT_TO_POINTER (i));
      gtk_box_append (self->problem_fixes, button);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->problem_fixes), repairs->n_fixes > 0);
}

/* What keeps the network from training, or else what keeps it from learning well. */
static void
show_problem (GradusInspector *self)
{
  GradusBlock   block = gradus_studio_get_selected_block (self->studio);
  GradusRepairs repairs;
  gboolean      is_one = block != GRADUS_BLOCK_LAYER || count_selected (self) == 1;
  gboolean      is_wrong = is_one && gradus_repairs_find (&repairs, self->studio, block,
                                                          get_repaired_layer (self));

  gtk_widget_set_visible (self->problem_box, is_wrong);
  if (!is_wrong)
    return;
  if (repairs.is_hint)
    gtk_widget_add_css_class (self->problem_box, "hint");
  else
    gtk_widget_remove_css_class (self->problem_box, "hint");
  gtk_label_set_text (self->problem_title, repairs.title);
  gtk_label_set_text (self->problem_sentence, repairs.sentence);
  add_fixes (self, &repairs);
}

/* --- Page --- */

static void
refresh (GradusInspector *self)
{
  show_header (self);
  show_problem (self);
  for (guint i = 0; i < self->page.rows->len; i++)
    gradus_param_row_refresh (g_ptr_array_index (self->page.rows, i));
  for (guint i = 0; i < self->page.live->len; i++)
    {
      GradusLive *live = &g_array_index (self->page.live, GradusLive, i);

      live->refresh (live->widget, self->studio);
    }
}

static void
fill_page (GradusInspector *self)
{
  switch (gradus_studio_get_selected_block (self->studio))
    {
    case GRADUS_BLOCK_INPUT:
      gradus_inspector_add_input (&self->page);
      break;
    case GRADUS_BLOCK_LAYER:
      if (count_selected (self) > 1)
        gradus_inspector_add_several (&self->page);
      else if (get_bypassed (self) != NULL)
        gradus_inspector_add_bypassed (&self->page);
      else if (get_layer (self, NULL) != NULL)
        gradus_inspector_add_layer (&self->page,
                                    gradus_studio_get_selected_layer (self->studio));
      break;
    case GRADUS_BLOCK_PREDICTIONS:
      gradus_inspector_add_predictions (&self->page);
      break;
    case GRADUS_BLOCK_LOSS:
      gradus_inspector_add_loss (&self->page);
      break;
    case GRADUS_BLOCK_OPTIMIZER:
    default:
      gradus_inspector_add_optimizer (&self->page);
      break;
    }
}

static void
rebuild (GradusInspector *self)
{
  g_ptr_array_set_size (self->page.rows, 0);
  g_array_set_size (self->page.live, 0);
  self->page.studio = self->studio;
  self->page.box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 20));
  adw_bin_set_child (self->page_bin, GTK_WIDGET (self->page.box));
  fill_page (self);
  show_header (self);
  show_problem (self);
}

static gboolean
rebuild_cb (gpointer user_data)
{
  GradusInspector *self = user_data;

  self->rebuild_source = 0;
  rebuild (self);
  return G_SOURCE_REMOVE;
}

/* Rows are not taken away under the feet of the signal handler that edits: when the page
 * becomes another one, it is made in the next turn. */
static void
update_cb (GradusInspector *self)
{
  g_autofree char *signature = NULL;

  if (gradus_studio_get_document (self->studio) == NULL)
    return;
  signature = make_signature (self);
  if (g_strcmp0 (signature, self->signature) == 0)
    {
      if (self->rebuild_source == 0)
        refresh (self);
      return;
    }
  g_free (self->signature);
  self->signature = g_steal_pointer (&signature);
  g_ptr_array_set_size (self->page.rows, 0);
  g_array_set_size (self->page.live, 0);
  if (self->rebuild_source == 0)
    self->rebuild_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, rebuild_cb, self, NULL);
}

static void
probe_changed_cb (GradusInspector *self)
{
  if (gradus_studio_get_selected_block (self->studio) == GRADUS_BLOCK_PREDICTIONS)
    update_cb (self);
}

/* --- Object --- */

static void
set_studio (GradusInspector *self, GradusStudio *studio)
{
  static const char *const names[] = { "document-changed", "selection-changed",
                                       "data-changed" };

  if (!g_set_object (&self->studio, studio) || studio == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_connect_object (studio, names[i], G_CALLBACK (update_cb), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (studio, "probe-changed", G_CALLBACK (probe_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update_cb (self);
}

static void
gradus_inspector_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  if (id == PROP_STUDIO)
    set_studio (GRADUS_INSPECTOR (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_inspector_dispose (GObject *object)
{
  GradusInspector *self = GRADUS_INSPECTOR (object);
  GtkWidget       *child;

  g_clear_handle_id (&self->rebuild_source, g_source_remove);
  g_ptr_array_set_size (self->page.rows, 0);
  g_array_set_size (self->page.live, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->studio);
  G_OBJECT_CLASS (gradus_inspector_parent_class)->dispose (object);
}

static void
gradus_inspector_finalize (GObject *object)
{
  GradusInspector *self = GRADUS_INSPECTOR (object);

  g_ptr_array_unref (self->page.rows);
  g_array_unref (self->page.live);
  g_free (self->signature);
  G_OBJECT_CLASS (gradus_inspector_parent_class)->finalize (object);
}

static void
gradus_inspector_class_init (GradusInspectorClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = gradus_inspector_set_property;
  object_class->dispose = gradus_inspector_dispose;
  object_class->finalize = gradus_inspector_finalize;
  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "inspector");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusInspector, icon_bin);
  gtk_widget_class_bind_template_child (widget_class, GradusInspector, title_label);
  gtk_widget_class_bind_template_child (widget_class, GradusInspector, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, GradusInspector, problem_box);
  gtk_widget_class_bind_template_child (widget_class, GradusInspector, problem_title);
  gtk_widget_class_bind_template_child (widget_class, GradusInspector, problem_sentence);
  gtk_widget_class_bind_template_child (widget_class, GradusInspector, problem_fixes);
  gtk_widget_class_bind_template_child (widget_class, GradusInspector, page_bin);
}

static void
gradus_inspector_init (GradusInspector *self)
{
  self->page.rows = g_ptr_array_new ();
  self->page.live = g_array_new (FALSE, FALSE, sizeof (GradusLive));
  gtk_widget_init_template (GTK_WIDGET (self));
}
