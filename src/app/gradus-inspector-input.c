/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-data-choice.h"
#include "app/gradus-format.h"
#include "app/gradus-inspector-page.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const GradusProject *
get_project (GradusStudio *studio)
{
  return gradus_document_get_project (gradus_studio_get_document (studio));
}

static const GradusDataSource *
get_source (GradusStudio *studio)
{
  return gradus_data_source_find (get_project (studio)->data.source);
}

/* --- Source --- */

static gboolean
has_digits (const char *id)
{
  const GradusDataSource *source = gradus_data_source_find (id);

  return source == NULL || source->has_digits;
}

static void
show_source (GtkWidget *row, GradusStudio *studio)
{
  guint                          n_sources;
  const GradusDataSource *const *sources = gradus_data_source_list (&n_sources);
  const GradusDataSource        *source =
    gradus_data_source_find (get_project (studio)->data.source);

  for (guint i = 0; i < n_sources; i++)
    if (sources[i] == source)
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
  gtk_widget_set_tooltip_text (row, source != NULL ? _ (source->summary) : NULL);
}

static void
source_selected_cb (AdwComboRow *row, GParamSpec *pspec, GradusStudio *studio)
{
  guint       index = adw_combo_row_get_selected (row);
  const char *id;

  if (index == GTK_INVALID_LIST_POSITION)
    return;
  id = gradus_data_source_list (NULL)[index]->id;
  if (g_strcmp0 (id, get_project (studio)->data.source) != 0)
    gradus_data_choice_set_source (studio, id, get_project (studio)->data.folder);
}

static void
add_source_row (GradusInspectorPage *self, AdwPreferencesGroup *group)
{
  GtkWidget                     *row = adw_combo_row_new ();
  g_autoptr (GtkStringList)      titles = gtk_string_list_new (NULL);
  guint                          n_sources;
  const GradusDataSource *const *sources = gradus_data_source_list (&n_sources);

  for (guint i = 0; i < n_sources; i++)
    gtk_string_list_append (titles, _ (sources[i]->title));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Source"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Source"), -1);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (titles));
  adw_preferences_group_add (group, row);
  gradus_inspector_page_add_live (self, row, show_source);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (source_selected_cb),
                           self->studio, 0);
}

/* --- Folder --- */

static void
choose_folder_cb (GtkWidget *button, GradusStudio *studio)
{
  gradus_data_choice_ask_folder (studio, GTK_WINDOW (gtk_widget_get_root (button)));
}

static void
show_folder (GtkWidget *row, GradusStudio *studio)
{
  const GradusDataRef *ref = &get_project (studio)->data;
  g_autofree char     *name = ref->folder != NULL
                                ? g_filename_display_basename (ref->folder)
                                : g_strdup (_ ("searched in the usual places"));

  gtk_widget_set_visible (row, get_source (studio) == NULL ||
                                 get_source (studio)->needs_folder);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), name);
  gtk_widget_set_tooltip_text (row, ref->folder);
}

static void
add_folder_row (GradusInspectorPage *self, AdwPreferencesGroup *group)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Choose…"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Folder"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choose folder…"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (group, row);
  gradus_inspector_page_add_live (self, row, show_folder);
  g_signal_connect_object (button, "clicked", G_CALLBACK (choose_folder_cb), self->studio,
                           0);
}

/* --- Counts --- */

static void
set_count (GtkWidget *row, gboolean is_known, guint count)
{
  g_autofree char *text = is_known ? gradus_format_count (count) : g_strdup ("…");

  gradus_value_row_set (row, text);
}

static guint
count_training (GradusStudio *studio)
{
  guint n = gradus_dataset_get_n_samples (gradus_studio_get_train_data (studio));

  return (guint) floor (n * (1.0 - get_project (studio)->fit.validation_split));
}

static void
show_training (GtkWidget *row, GradusStudio *studio)
{
  gboolean is_known = gradus_studio_get_train_data (studio) != NULL;

  set_count (row, is_known, is_known ? count_training (studio) : 0);
}

static void
show_validation (GtkWidget *row, GradusStudio *studio)
{
  GradusDataset *data = gradus_studio_get_train_data (studio);

  set_count (row, data != NULL,
             data != NULL ? gradus_dataset_get_n_samples (data) - count_training (studio)
                          : 0);
}

static void
show_test (GtkWidget *row, GradusStudio *studio)
{
  GradusDataset *data = gradus_studio_get_test_data (studio);

  set_count (row, data != NULL, data != NULL ? gradus_dataset_get_n_samples (data) : 0);
}

/* --- Question --- */

static const struct
{
  GradusTaskKind kind;
  const char    *title;
  const char    *explanation;
} questions[] = {
  { GRADUS_TASK_CLASSES, N_ ("Which digit is it?"), N_ ("Ten classes, 0 to 9.") },
  { GRADUS_TASK_AT_LEAST, N_ ("Is it at least …?"),
    N_ ("Two classes, no and yes: one probability is enough.") },
  { GRADUS_TASK_IS, N_ ("Is it a …?"),
    N_ ("Two classes, no and yes: one probability is enough.") },
  { GRADUS_TASK_EVEN, N_ ("Is it even?"),
    N_ ("Two classes, no and yes: one probability is enough.") },
  { GRADUS_TASK_AUTOENCODE, N_ ("Draw it again"),
    N_ ("No classes: the target is the picture itself.") },
};

static void
set_task (GradusStudio *studio, GradusTask task)
{
  GradusDataRef ref;

  if (task.kind == get_project (studio)->data.task.kind &&
      task.digit == get_project (studio)->data.task.digit)
    return;
  gradus_data_ref_init (&ref);
  gradus_data_ref_copy (&ref, &get_project (studio)->data);
  ref.task = task;
  gradus_document_set_data (gradus_studio_get_document (studio), &ref);
  gradus_data_ref_clear (&ref);
}

static void
show_question (GtkWidget *row, GradusStudio *studio)
{
  gtk_widget_set_visible (row, has_digits (get_project (studio)->data.source));
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (questions[i].kind == get_project (studio)->data.task.kind)
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
}

static gboolean
asks_for_digit (GradusTaskKind kind)
{
  return kind == GRADUS_TASK_AT_LEAST || kind == GRADUS_TASK_IS;
}

static void
question_selected_cb (AdwComboRow *row, GParamSpec *pspec, GradusStudio *studio)
{
  guint      index = adw_combo_row_get_selected (row);
  GradusTask task = get_project (studio)->data.task;

  if (index == GTK_INVALID_LIST_POSITION)
    return;
  /* "At least 0" would ask nothing. */
  if (asks_for_digit (questions[index].kind) && task.digit == 0)
    task.digit = 5;
  if (!asks_for_digit (questions[index].kind))
    task.digit = 0;
  task.kind = questions[index].kind;
  set_task (studio, task);
}

static void
show_digit (GtkWidget *row, GradusStudio *studio)
{
  const GradusTask *task = &get_project (studio)->data.task;
  GtkSpinButton    *spin = g_object_get_data (G_OBJECT (row), "spin");

  gtk_widget_set_visible (row, asks_for_digit (task->kind));
  if (asks_for_digit (task->kind))
    gtk_spin_button_set_value (spin, task->digit);
}

static void
digit_changed_cb (GtkSpinButton *spin, GradusStudio *studio)
{
  GradusTask task = get_project (studio)->data.task;

  if (!asks_for_digit (task.kind))
    return;
  task.digit = (guint) gtk_spin_button_get_value_as_int (spin);
  set_task (studio, task);
}

static void
show_explanation (GtkWidget *label, GradusStudio *studio)
{
  const GradusDataSource *source = get_source (studio);

  if (source != NULL && !source->has_digits)
    {
      g_autofree char *text = NULL;

      if (source->n_classes == 0)
        text = g_strdup (_ ("No classes: the answer is a number to come close to."));
      else
        text = g_strdup_printf (ngettext ("%u class.",
                                          "%u classes. Of two, one "
                                          "probability is enough.",
                                          source->n_classes),
                                source->n_classes);
      gtk_label_set_text (GTK_LABEL (label), text);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (questions[i].kind == get_project (studio)->data.task.kind)
      gtk_label_set_text (GTK_LABEL (label), _ (questions[i].explanation));
}

static void
add_question_rows (GradusInspectorPage *self, AdwPreferencesGroup *group)
{
  GtkWidget                *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    gtk_string_list_append (titles, _ (questions[i].title));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Ask"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Question"), -1);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (titles));
  adw_preferences_group_add (group, row);
  gradus_inspector_page_add_live (self, row, show_question);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (question_selected_cb),
                           self->studio, 0);
}

static void
add_digit_row (GradusInspectorPage *self, AdwPreferencesGroup *group)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (0, 9, 1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Digit"));
  gtk_editable_set_alignment (GTK_EDITABLE (spin), 1.0f);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Digit"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  g_object_set_data (G_OBJECT (row), "spin", spin);
  gradus_inspector_page_watch (self, spin);
  adw_preferences_group_add (group, row);
  gradus_inspector_page_add_live (self, row, show_digit);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (digit_changed_cb),
                           self->studio, 0);
}

/* --- Preparing --- */

/* Only of pictures are there two ways to see them. */
static void
show_prepare (GtkWidget *group, GradusStudio *studio)
{
  gtk_widget_set_visible (group, get_source (studio) == NULL ||
                                   get_source (studio)->shape.rank == 3);
}

static void
show_flatten (GtkWidget *toggle, GradusStudio *studio)
{
  gtk_switch_set_active (GTK_SWITCH (toggle), get_project (studio)->data.flatten);
}

static void
flatten_switched_cb (GtkSwitch *toggle, GParamSpec *pspec, GradusStudio *studio)
{
  GradusDataRef ref;

  if (gtk_switch_get_active (toggle) == get_project (studio)->data.flatten)
    return;
  gradus_data_ref_init (&ref);
  gradus_data_ref_copy (&ref, &get_project (studio)->data);
  ref.flatten = gtk_switch_get_active (toggle);
  gradus_document_set_data (gradus_studio_get_document (studio), &ref);
  gradus_data_ref_clear (&ref);
}

static void
add_flatten_row (GradusInspectorPage *self, AdwPreferencesGroup *group)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Flatten to one row"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("28 × 28 becomes 784"));
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Flatten to one row"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  adw_preferences_group_add (group, row);
  gradus_inspector_page_add_live (self, toggle, show_flatten);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (flatten_switched_cb),
                           self->studio, 0);
}

static void
add_counts (GradusInspectorPage *self, AdwPreferencesGroup *group)
{
  static const struct
  {
    const char       *title;
    GradusRefreshFunc refresh;
  } counts[] = {
    { N_ ("Training"), show_training },
    { N_ ("Validation"), show_validation },
    { N_ ("Test"), show_test },
  };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    gtk_widget_add_css_class (gradus_inspector_page_add_value (self, group,
                                                               _ (counts[i].title),
                                                               counts[i].refresh),
                              "strong");
}

void
gradus_inspector_add_input (GradusInspectorPage *self)
{
  AdwPreferencesGroup *group = gradus_inspector_page_add_group (self, _ ("Data set"));
  GtkWidget           *label;

  add_source_row (self, group);
  add_folder_row (self, group);
  add_counts (self, group);

  group = gradus_inspector_page_add_group (self, _ ("Question"));
  add_question_rows (self, group);
  add_digit_row (self, group);
  label = gradus_inspector_page_add_text (self, NULL);
  gradus_inspector_page_add_live (self, label, show_explanation);

  group = gradus_inspector_page_add_group (self, _ ("Prepare"));
  add_flatten_row (self, group);
  gradus_inspector_page_add_live (self, GTK_WIDGET (group), show_prepare);
}
