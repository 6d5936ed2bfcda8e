/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-fit-plan.h"
#include "app/gradus-format.h"
#include "app/gradus-inspector-page.h"
#include "app/gradus-param-row.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The arguments of fit(), what follows from them, and what each class counts. */

/* More classes than this are written as a list of numbers. */
#define MOST_ROWS 32
#define MOST_WEIGHT 1000

static void
add_field (GradusInspectorPage *self, AdwPreferencesGroup *group, const char *name)
{
  GradusField field = { .owner = GRADUS_FIELD_FIT,
                        .param = gradus_field_get_fit_param (name) };

  gradus_inspector_page_add_field (self, GTK_WIDGET (group), &field);
}

/* "1,500", and below it "48,000 samples / 32" */
static void
show_batches (GtkWidget *row, GradusStudio *studio)
{
  const GradusFitOptions *fit =
    &gradus_document_get_project (gradus_studio_get_document (studio))->fit;
  GradusFitPlan    plan;
  g_autofree char *batches = NULL;
  g_autofree char *samples = NULL;
  g_autofree char *size = NULL;
  g_autofree char *subtitle = NULL;

  gradus_fit_plan_get (studio, &plan);
  gtk_widget_set_visible (row, plan.n_batches > 0);
  if (plan.n_batches == 0)
    return;
  batches = gradus_format_count (plan.n_batches);
  samples = gradus_format_count (plan.n_samples);
  size = gradus_format_count (fit->batch_size);
  /* Translators: two numbers; the second is how many samples a batch has */
  subtitle = g_strdup_printf (_ ("%s samples / %s"), samples, size);
  gradus_value_row_set (row, batches);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static void
show_updates (GtkWidget *row, GradusStudio *studio)
{
  GradusFitPlan    plan;
  g_autofree char *updates = NULL;

  gradus_fit_plan_get (studio, &plan);
  gtk_widget_set_visible (row, plan.n_batches > 0);
  updates = gradus_format_count (plan.n_updates);
  gradus_value_row_set (row, updates);
}

/* --- Class weights --- */

static const GArray *
get_weights (GradusStudio *studio)
{
  return gradus_document_get_project (gradus_studio_get_document (studio))
    ->sequential->class_weights;
}

/* What a class counts: Keras counts those that are not named as 1. */
static double
get_weight (GradusStudio *studio, guint index)
{
  const GArray *weights = get_weights (studio);

  return index < weights->len ? g_array_index (weights, double, index) : 1;
}

static guint
get_n_classes (GradusStudio *studio)
{
  GradusDataset *data = gradus_studio_get_train_data (studio);

  return data != NULL ? gradus_dataset_get_n_classes (data) : 0;
}

static void
set_weight (GradusStudio *studio, guint index, double weight)
{
  GradusDocument  *document = gradus_studio_get_document (studio);
  g_autofree char *merge_key = g_strdup_printf ("class-weight/%u", index);
  GradusProject   *draft;
  GArray          *weights;

  if (get_weight (studio, index) == weight)
    return;
  draft = gradus_document_begin (document, _ ("Set class weights"), merge_key);
  weights = draft->sequential->class_weights;
  while (weights->len < MAX (get_n_classes (studio), index + 1))
    g_array_append_val (weights, (double){ 1 });
  g_array_index (weights, double, index) = weight;
  gradus_document_commit (document);
}

/* As scikit-learn's "balanced": n / (k · nᵢ), so that every class counts as much as the
 * others together. A class without samples counts 1. */
static void
balance_cb (GtkWidget *button, GradusStudio *studio)
{
  g_autoptr (GArray) counts = gradus_fit_plan_count_classes (studio);
  GradusDocument    *document = gradus_studio_get_document (studio);
  GradusProject     *draft;
  double             n = 0;

  if (counts == NULL)
    return;
  for (guint i = 0; i < counts->len; i++)
    n += g_array_index (counts, guint, i);
  draft = gradus_document_begin (document, _ ("Balance class weights"), NULL);
  g_array_set_size (draft->sequential->class_weights, 0);
  for (guint i = 0; i < counts->len; i++)
    {
      guint  count = g_array_index (counts, guint, i);
      double weight = count > 0 ? n / ((double) counts->len * count) : 1;

      /* Four figures, as the rows show them. */
      weight = round (CLAMP (weight, 0, MOST_WEIGHT) * 1000) / 1000;
      g_array_append_val (draft->sequential->class_weights, weight);
    }
  gradus_document_commit (document);
}

static void
clear_cb (GtkWidget *button, GradusStudio *studio)
{
  GradusDocument *document = gradus_studio_get_document (studio);
  GradusProject  *draft =
    gradus_document_begin (document, _ ("Remove class weights"), NULL);

  g_array_set_size (draft->sequential->class_weights, 0);
  gradus_document_commit (document);
}

static guint
get_index (GtkWidget *row)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "index"));
}

static void
weight_changed_cb (GtkSpinButton *spin, GradusStudio *studio)
{
  set_weight (studio, get_index (GTK_WIDGET (spin)), gtk_spin_button_get_value (spin));
}

static void
show_weight (GtkWidget *row, GradusStudio *studio)
{
  GtkWidget     *spin = g_object_get_data (G_OBJECT (row), "spin");
  GradusDataset *data = gradus_studio_get_train_data (studio);
  guint          index = get_index (spin);

  if (index >= get_n_classes (studio))
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 gradus_dataset_get_class_name (data, index));
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gradus_dataset_get_class_name (data, index), -1);
  g_signal_handlers_block_by_func (spin, weight_changed_cb, studio);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), get_weight (studio, index));
  g_signal_handlers_unblock_by_func (spin, weight_changed_cb, studio);
}

static void
add_weight (GradusInspectorPage *self, GtkWidget *expander, guint index)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (0, MOST_WEIGHT, 0.1);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), 3);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 6);
  gtk_editable_set_alignment (GTK_EDITABLE (spin), 1.0f);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gradus_param_row_leave_wheel_alone (spin);
  gradus_inspector_page_watch (self, spin);
  g_object_set_data (G_OBJECT (spin), "index", GUINT_TO_POINTER (index));
  g_object_set_data (G_OBJECT (row), "spin", spin);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  gtk_widget_add_css_class (row, "sub-row");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (weight_changed_cb),
                           self->studio, 0);
  gradus_inspector_page_add_live (self, row, show_weight);
}

static void
add_button (GtkWidget  *box,
            const char *label,
            const char *tooltip,
            GCallback   callback,
            gpointer    studio)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_object (button, "clicked", callback, studio, 0);
  gtk_box_append (GTK_BOX (box), button);
}

static void
add_buttons (GradusInspectorPage *self, GtkWidget *expander)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_add_css_class (box, "row-buttons");
  add_button (box, _ ("Balanced"),
              _ ("Rare classes count more, so that all count alike together"),
              G_CALLBACK (balance_cb), self->studio);
  add_button (box, _ ("None"), _ ("All samples count alike"), G_CALLBACK (clear_cb),
              self->studio);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
}

static void
show_class_weights (GtkWidget *expander, GradusStudio *studio)
{
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (expander),
                                 get_weights (studio)->len > 0
                                   ? _ ("classes count differently")
                                   : _ ("all count alike"));
}

static void
add_class_weights (GradusInspectorPage *self, AdwPreferencesGroup *group, guint n_classes)
{
  GtkWidget *expander = adw_expander_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), _ ("Class weights"));
  gtk_widget_set_tooltip_text (expander,
                               _ ("How much a sample of each class counts in training\n"
                                  "In Keras: class_weight"));
  adw_preferences_group_add (group, expander);
  add_buttons (self, expander);
  for (guint i = 0; i < n_classes; i++)
    add_weight (self, expander, i);
  gradus_inspector_page_add_live (self, expander, show_class_weights);
}

void
gradus_inspector_add_fit (GradusInspectorPage *self)
{
  AdwPreferencesGroup *group = gradus_inspector_page_add_group (self, _ ("Fit"));
  guint                n_classes = get_n_classes (self->studio);

  add_field (self, group, "epochs");
  add_field (self, group, "batch_size");
  gradus_inspector_page_add_value (self, group, _ ("Batches per epoch"), show_batches);
  gradus_inspector_page_add_value (self, group, _ ("Updates in all"), show_updates);
  add_field (self, group, "validation_split");
  add_field (self, group, "shuffle");
  add_field (self, group, "seed");
  if (n_classes > 0 && n_classes <= MOST_ROWS)
    add_class_weights (self, group, n_classes);
  else if (n_classes > 0)
    add_field (self, group, "class_weight");
}
