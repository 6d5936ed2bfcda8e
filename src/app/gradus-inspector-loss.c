/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-format.h"
#include "app/gradus-inspector-page.h"
#include "app/gradus-kind-row.h"
#include "app/gradus-loss-curve.h"

#include <glib/gi18n-lib.h>

static const GradusSequential *
get_sequential (GradusStudio *studio)
{
  return gradus_document_get_project (gradus_studio_get_document (studio))->sequential;
}

static const GradusKind *
get_kind (GradusStudio *studio)
{
  return gradus_config_get_kind (get_sequential (studio)->loss);
}

/* --- Which loss --- */

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
    gradus_document_set_loss_kind (gradus_studio_get_document (studio), kind->name);
}

/* Names of losses are long; they have a line of their own. */
static void
add_kind_row (GradusInspectorPage *self, AdwPreferencesGroup *group)
{
  GtkWidget *row = gradus_kind_row_new (GRADUS_FAMILY_LOSS, _ ("Loss"));

  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (row), TRUE);
  adw_preferences_group_add (group, row);
  gradus_inspector_page_add_live (self, row, show_kind);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (kind_selected_cb),
                           self->studio, 0);
}

/* --- Does it fit? --- */

static void
set_check (GtkWidget *row, gboolean is_fine, const char *title, const char *subtitle)
{
  GtkImage *image = g_object_get_data (G_OBJECT (row), "image");

  gtk_image_set_from_icon_name (image, is_fine ? "gradus-check-symbolic"
                                               : "gradus-warning-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (image), is_fine ? "error" : "success");
  gtk_widget_add_css_class (GTK_WIDGET (image), is_fine ? "success" : "error");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

/* What the last layer hands out: "10 numbers from softmax". */
static void
show_output (GtkWidget *row, GradusStudio *studio)
{
  GradusDocument         *document = gradus_studio_get_document (studio);
  GradusPlan             *plan = gradus_document_get_plan (document);
  const GradusSequential *sequential = get_sequential (studio);
  guint                   n_layers = gradus_plan_get_n_layers (plan);
  const GradusProblem    *problem = gradus_document_get_problem (document);
  g_autofree char        *activation = NULL;
  g_autofree char        *title = NULL;
  GradusShape             shape;
  const GradusConfig     *last;

  if (n_layers == 0 || !gradus_plan_get_output (plan, (int) n_layers - 1, &shape))
    {
      set_check (row, FALSE, _ ("No output yet"),
                 _ ("the stack does not reach the loss"));
      return;
    }
  last = gradus_sequential_get_layer (sequential, n_layers - 1)->config;
  if (gradus_kind_find_param (gradus_config_get_kind (last), "activation") != NULL)
    activation = gradus_config_value_to_string (last, "activation");
  title = gradus_shape_size (&shape) == 1
            ? g_strdup_printf (_ ("One number, %s"),
                               activation != NULL ? activation : _ ("as it is"))
            : g_strdup_printf (_ ("%d numbers, %s"), (int) gradus_shape_size (&shape),
                               activation != NULL ? activation : _ ("as they are"));
  set_check (row, problem == NULL || problem->layer_uid != 0, title,
             _ ("what the last layer hands out"));
}

static void
show_targets (GtkWidget *row, GradusStudio *studio)
{
  GradusDocument         *document = gradus_studio_get_document (studio);
  const GradusTask       *task = &gradus_document_get_project (document)->data.task;
  gboolean                fits = gradus_document_get_problem (document) == NULL;
  const GradusDataSource *source =
    gradus_data_source_find (gradus_document_get_project (document)->data.source);
  guint n_classes = source != NULL ? source->n_classes : 10;

  if (task->kind == GRADUS_TASK_CLASSES && n_classes == 0)
    set_check (row, fits, _ ("A number"), _ ("the target is one number"));
  else if (task->kind == GRADUS_TASK_CLASSES)
    {
      g_autofree char *title =
        g_strdup_printf (ngettext ("%u class", "%u classes", n_classes), n_classes);

      set_check (row, fits, title, _ ("one target for each kind"));
    }
  else if (task->kind == GRADUS_TASK_AUTOENCODE)
    set_check (row, fits, _ ("The picture itself"), _ ("every pixel is a target"));
  else
    set_check (row, fits, _ ("Yes or no"), _ ("targets are 0 or 1"));
}

static void
add_check (GradusInspectorPage *self,
           AdwPreferencesGroup *group,
           GradusRefreshFunc    refresh)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new ();

  adw_action_row_add_suffix (ADW_ACTION_ROW (row), image);
  g_object_set_data (G_OBJECT (row), "image", image);
  adw_preferences_group_add (group, row);
  gradus_inspector_page_add_live (self, row, refresh);
}

static void
show_curve (GtkWidget *curve, GradusStudio *studio)
{
  gradus_loss_curve_refresh (GRADUS_LOSS_CURVE (curve));
}

static void
add_curve (GradusInspectorPage *self, AdwPreferencesGroup *group)
{
  GtkWidget *curve = gradus_loss_curve_new (self->studio);

  gradus_inspector_page_add_wide (group, curve);
  gradus_inspector_page_add_live (self, curve, show_curve);
}

void
gradus_inspector_add_loss (GradusInspectorPage *self)
{
  const GradusKind    *kind = get_kind (self->studio);
  AdwPreferencesGroup *group = gradus_inspector_page_add_group (self, NULL);

  add_kind_row (self, group);
  add_curve (self, group);
  gradus_inspector_page_add_formula (group, kind);
  gradus_inspector_page_add_text (self, _ (kind->summary));
  group = gradus_inspector_page_add_group (self, NULL);
  gradus_inspector_page_add_params (self, group, get_sequential (self->studio)->loss,
                                    GRADUS_FIELD_LOSS, 0);
  group = gradus_inspector_page_add_group (self, _ ("Fits this network"));
  add_check (self, group, show_output);
  add_check (self, group, show_targets);
  gradus_inspector_page_add_list (self, GRADUS_FIELD_METRIC, _ ("Watch as well"),
                                  _ ("Add a metric"));
  gradus_inspector_page_add_list (self, GRADUS_FIELD_WEIGHTED_METRIC,
                                  _ ("Watch with class weights"),
                                  _ ("Add a weighted metric"));
}

/* --- Predictions --- */

static const GradusTensor *
get_output (GradusStudio *studio)
{
  GPtrArray *activations = gradus_studio_get_probe_activations (studio);

  return activations != NULL && activations->len > 0
           ? g_ptr_array_index (activations, activations->len - 1)
           : NULL;
}

#define MAX_ROWS 12

/* How many rows there are and what the nth says. One number that answers a yes/no
 * question is the probability of yes; no has the rest. */
static guint
count_rows (GradusStudio *studio)
{
  const GradusTensor *output = get_output (studio);
  GradusDataset      *data = gradus_studio_get_test_data (studio);

  if (output == NULL || output->size > MAX_ROWS)
    return 0;
  return output->size == 1 && data != NULL && gradus_dataset_is_yes_no (data)
           ? 2
           : (guint) output->size;
}

static double
get_probability (GradusStudio *studio, guint index)
{
  const GradusTensor *output = get_output (studio);

  if (output->size == 1 && count_rows (studio) == 2)
    return index == 0 ? 1.0 - (double) output->data[0] : (double) output->data[0];
  return (double) output->data[index];
}

static void
show_probability (GtkWidget *row, GradusStudio *studio)
{
  guint            index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "index"));
  GtkLevelBar     *bar = g_object_get_data (G_OBJECT (row), "bar");
  GradusDataset   *data = gradus_studio_get_test_data (studio);
  gboolean         is_shown = index < count_rows (studio);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (row, is_shown);
  if (!is_shown)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 data != NULL &&
                                     index < gradus_dataset_get_n_classes (data)
                                   ? gradus_dataset_get_class_name (data, index)
                                   : "");
  gtk_level_bar_set_value (bar, CLAMP (get_probability (studio, index), 0.0, 1.0));
  text = g_strdup_printf ("%.3f", get_probability (studio, index));
  gradus_value_row_set (row, text);
}

static void
add_probability (GradusInspectorPage *self, AdwPreferencesGroup *group, guint index)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *bar = gtk_level_bar_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (bar, 96, 8);
  gtk_widget_add_css_class (bar, "probability");
  gtk_widget_add_css_class (row, "short");
  gtk_label_set_width_chars (GTK_LABEL (label), 5);
  gtk_label_set_xalign (GTK_LABEL (label), 1.0f);
  gtk_widget_add_css_class (label, "row-value");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), bar);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  g_object_set_data (G_OBJECT (row), "index", GUINT_TO_POINTER (index));
  g_object_set_data (G_OBJECT (row), "bar", bar);
  g_object_set_data (G_OBJECT (row), "value", label);
  adw_preferences_group_add (group, row);
  gradus_inspector_page_add_live (self, row, show_probability);
}

static void
show_note (GtkWidget *label, GradusStudio *studio)
{
  const GradusTensor *output = get_output (studio);

  if (output == NULL)
    gtk_label_set_text (GTK_LABEL (label), _ ("There is no prediction yet."));
  else if (output->size > MAX_ROWS)
    gtk_label_set_text (
      GTK_LABEL (label),
      _ ("The network answers with a whole picture. See it in Predict."));
  else
    gtk_label_set_text (GTK_LABEL (label),
                        _ ("How sure the network is, for the digit that is looked at."));
}

void
gradus_inspector_add_predictions (GradusInspectorPage *self)
{
  GtkWidget           *note = gradus_inspector_page_add_text (self, NULL);
  AdwPreferencesGroup *group = gradus_inspector_page_add_group (self, NULL);

  gradus_inspector_page_add_live (self, note, show_note);
  for (guint i = 0; i < MAX_ROWS; i++)
    add_probability (self, group, i);
  gradus_inspector_add_confusion (self);
}
