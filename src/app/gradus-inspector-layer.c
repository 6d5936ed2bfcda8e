/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-format.h"
#include "app/gradus-inspector-page.h"
#include "app/gradus-layer-edits.h"
#include "engine/flops.h"
#include "engine/layer.h"

#include <glib/gi18n-lib.h>

/* --- Shapes of the selected layer --- */

static GradusPlan *
get_plan (GradusStudio *studio, int *index)
{
  GradusPlan *plan = gradus_document_get_plan (gradus_studio_get_document (studio));

  *index = gradus_sequential_find_uid (gradus_plan_get_sequential (plan),
                                       gradus_studio_get_selected_layer (studio));
  return plan;
}

/* @offset: −1 for the input, 0 for the output */
static void
show_shape (GtkWidget *row, GradusStudio *studio, int offset)
{
  int              index;
  GradusPlan      *plan = get_plan (studio, &index);
  GradusShape      shape;
  g_autofree char *text = NULL;

  if (index >= 0 && gradus_plan_get_output (plan, index + offset, &shape))
    text = gradus_shape_to_batch_string (&shape);
  gradus_value_row_set (row, text);
}

static void
show_input (GtkWidget *row, GradusStudio *studio)
{
  show_shape (row, studio, -1);
}

static void
show_output (GtkWidget *row, GradusStudio *studio)
{
  show_shape (row, studio, 0);
}

static const GradusLayerPlan *
get_layer_plan (GradusStudio *studio)
{
  int         index;
  GradusPlan *plan = get_plan (studio, &index);

  return index >= 0 ? gradus_plan_get_layer (plan, (guint) index) : NULL;
}

static void
show_kernel (GtkWidget *row, GradusStudio *studio)
{
  const GradusLayerPlan *layer = get_layer_plan (studio);
  g_autofree char       *text = NULL;

  gtk_widget_set_visible (row, layer != NULL && layer->n_weights > 0);
  if (layer == NULL || layer->n_weights == 0)
    return;
  text = gradus_shape_to_string (&layer->weights[0].shape);
  gradus_value_row_set (row, text);
}

/* "784 × 32 weights + 32 biases" */
static char *
explain_parameters (const GradusLayerPlan *layer)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < layer->n_weights; i++)
    {
      const GradusWeightSpec *weight = &layer->weights[i];

      if (i > 0)
        g_string_append (text, " + ");
      for (guint axis = 0; axis < weight->shape.rank; axis++)
        g_string_append_printf (text,
                                axis > 0 ? " × %" G_GINT64_FORMAT : "%" G_GINT64_FORMAT,
                                weight->shape.dims[axis]);
      if (g_str_equal (weight->name, "kernel"))
        g_string_append_printf (text, " %s", _ ("weights"));
      else if (g_str_equal (weight->name, "bias"))
        g_string_append_printf (text, " %s", _ ("biases"));
      else
        g_string_append_printf (text, " %s", weight->name);
    }
  return g_string_free (text, FALSE);
}

static void
show_parameters (GtkWidget *row, GradusStudio *studio)
{
  int                    index;
  GradusPlan            *plan = get_plan (studio, &index);
  const GradusLayerPlan *layer = get_layer_plan (studio);
  g_autofree char       *count = NULL;
  g_autofree char       *subtitle = NULL;

  if (layer != NULL)
    {
      count = gradus_format_count (gradus_plan_get_n_params (plan, (guint) index));
      subtitle = explain_parameters (layer);
    }
  gradus_value_row_set (row, count);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
}

/* How often the kernel's weights are used, for one sample on the way forward. */
static void
show_multiply_adds (GtkWidget *row, GradusStudio *studio)
{
  const GradusLayerPlan *layer = get_layer_plan (studio);
  double                 n = layer != NULL ? gradus_layer_count_multiply_adds (layer) : 0;
  g_autofree char       *text = NULL;

  gtk_widget_set_visible (row, n > 0);
  text = gradus_format_count ((guint64) n);
  gradus_value_row_set (row, text);
}

static void
show_memory (GtkWidget *row, GradusStudio *studio)
{
  int                    index;
  GradusPlan            *plan = get_plan (studio, &index);
  const GradusLayerPlan *layer = get_layer_plan (studio);
  g_autofree char       *weights = NULL;
  g_autofree char       *output = NULL;
  g_autofree char       *subtitle = NULL;

  if (layer != NULL)
    {
      weights =
        g_format_size (gradus_plan_get_n_params (plan, (guint) index) * sizeof (float));
      output = g_format_size (gradus_shape_size (&layer->output) * sizeof (float));
      /* Translators: a size like 512 bytes */
      subtitle = g_strdup_printf (_ ("and %s for each sample"), output);
    }
  gradus_value_row_set (row, weights);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
}

static void
add_shapes (GradusInspectorPage *self)
{
  AdwPreferencesGroup *group = gradus_inspector_page_add_group (self, _ ("Shapes"));
  GtkWidget           *row;

  row = gradus_inspector_page_add_value (self, group, _ ("Input"), show_input);
  gtk_widget_add_css_class (row, "mono");
  row = gradus_inspector_page_add_value (self, group, _ ("Kernel"), show_kernel);
  gtk_widget_add_css_class (row, "mono");
  row = gradus_inspector_page_add_value (self, group, _ ("Output"), show_output);
  gtk_widget_add_css_class (row, "mono");
  row = gradus_inspector_page_add_value (self, group, _ ("Parameters"), show_parameters);
  gtk_widget_add_css_class (row, "strong");
  row = gradus_inspector_page_add_value (self, group, _ ("Multiply-adds"),
                                         show_multiply_adds);
  gtk_widget_set_tooltip_text (
    row, _ ("Multiplications with an addition, for one sample on the way forward"));
  row = gradus_inspector_page_add_value (self, group, _ ("Memory"), show_memory);
  gtk_widget_set_tooltip_text (row, _ ("Its weights, and what it hands on"));
}

/* --- Whether it learns --- */

static const GradusLayer *
get_selected (GradusStudio *studio)
{
  const GradusSequential *sequential =
    gradus_document_get_project (gradus_studio_get_document (studio))->sequential;
  int index =
    gradus_sequential_find_uid (sequential, gradus_studio_get_selected_layer (studio));

  return index < 0 ? NULL : gradus_sequential_get_layer (sequential, (guint) index);
}

static void
show_trainable (GtkWidget *toggle, GradusStudio *studio)
{
  const GradusLayer *layer = get_selected (studio);

  if (layer != NULL)
    gtk_switch_set_active (GTK_SWITCH (toggle), layer->trainable);
}

static void
trainable_switched_cb (GtkSwitch *toggle, GParamSpec *pspec, GradusStudio *studio)
{
  GradusDocument    *document = gradus_studio_get_document (studio);
  gboolean           is_on = gtk_switch_get_active (toggle);
  const GradusLayer *layer = get_selected (studio);
  guint64            uid;
  GradusProject     *draft;
  g_autofree char   *label = NULL;

  if (layer == NULL || !layer->trainable == !is_on)
    return;
  uid = layer->uid;
  label = g_strdup_printf (is_on ? _ ("Let %s learn") : _ ("Freeze %s"), layer->name);
  draft = gradus_document_begin (document, label, NULL);
  gradus_sequential_get_layer (draft->sequential,
                               (guint) gradus_sequential_find_uid (draft->sequential,
                                                                   uid))
    ->trainable = is_on;
  gradus_document_commit (document);
}

/* A switch with what it means when it is off. */
static GtkWidget *
add_switch (AdwPreferencesGroup *group,
            const char          *title,
            const char          *subtitle,
            const char          *tooltip)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_tooltip_text (row, tooltip);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  adw_preferences_group_add (group, row);
  return toggle;
}

static void
add_trainable (GradusInspectorPage *self, AdwPreferencesGroup *group)
{
  GtkWidget *toggle = add_switch (group, _ ("Learns"), _ ("off holds its weights still"),
                                  _ ("In Keras: trainable"));

  gradus_inspector_page_add_live (self, toggle, show_trainable);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (trainable_switched_cb),
                           self->studio, 0);
}

/* --- Whether it takes part --- */

static void
show_on (GtkWidget *toggle, GradusStudio *studio)
{
  gtk_switch_set_active (GTK_SWITCH (toggle), gradus_studio_has_layer_on (studio));
}

static void
on_switched_cb (GtkSwitch *toggle, GParamSpec *pspec, GradusStudio *studio)
{
  if (gtk_switch_get_active (toggle) != gradus_studio_has_layer_on (studio))
    gradus_studio_switch_layers (studio);
}

static void
add_on (GradusInspectorPage *self, AdwPreferencesGroup *group)
{
  GtkWidget *toggle =
    add_switch (group, _ ("Takes part"), _ ("off lets the data pass by"),
                _ ("A layer that is off is not written to Keras"));

  gradus_inspector_page_add_live (self, toggle, show_on);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (on_switched_cb),
                           self->studio, 0);
}

/**
 * gradus_inspector_add_bypassed:
 * @self: a page
 *
 * Fills the page of a layer that is switched off.
 */
void
gradus_inspector_add_bypassed (GradusInspectorPage *self)
{
  gradus_inspector_page_add_text (
    self,
    _ ("The data pass by this layer, as if it were not there. It keeps its place and "
       "its settings, and can be switched on again."));
  add_on (self, gradus_inspector_page_add_group (self, NULL));
}

static gboolean
has_weights (GradusStudio *studio)
{
  const GradusLayerPlan *layer = get_layer_plan (studio);

  return layer == NULL || layer->n_weights > 0;
}

void
gradus_inspector_add_layer (GradusInspectorPage *self, guint64 uid)
{
  GradusDocument         *document = gradus_studio_get_document (self->studio);
  const GradusSequential *sequential = gradus_document_get_project (document)->sequential;
  const GradusLayer      *layer =
    gradus_sequential_get_layer (sequential,
                                 (guint) gradus_sequential_find_uid (sequential, uid));
  const GradusKind    *kind = gradus_config_get_kind (layer->config);
  AdwPreferencesGroup *group;

  if (kind->summary != NULL)
    gradus_inspector_page_add_text (self, _ (kind->summary));
  if (kind->n_params > 0 || kind->formula != NULL)
    {
      group = gradus_inspector_page_add_group (self, _ ("Layer"));
      gradus_inspector_page_add_formula (group, kind);
      gradus_inspector_page_add_params (self, group, layer->config, GRADUS_FIELD_LAYER,
                                        uid);
    }
  group = gradus_inspector_page_add_group (self, NULL);
  add_on (self, group);
  if (has_weights (self->studio) &&
      (gradus_layer_kind_of (layer->config)->flags & GRADUS_LAYER_SHORT_BASE) == 0)
    add_trainable (self, group);
  add_shapes (self);
}
