/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-param-row.h"

#include "app/gradus-format.h"
#include "app/gradus-one-step.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

/* The slider of a rate moves over these powers of ten. */
#define LOG_MINIMUM -5
#define LOG_MAXIMUM 1
#define MAX_DIGITS 8

typedef struct
{
  GradusDocument *document;
  GradusField     field;
  GtkWidget      *editor; /* spin button, scale, switch, entry or the combo row itself */
  GtkWidget      *entry;  /* beside a slider: the exact number */
  GtkWidget      *toggle; /* for numbers that may be None */
  char           *shown;  /* what refreshing wrote into entry */
  gboolean        is_refreshing;
} Row;

static void
row_free (Row *row)
{
  g_object_unref (row->document);
  g_free (row->shown);
  g_free (row);
}

static Row *
get_row (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "gradus-row");
}

/* --- Editing --- */

static void
apply (Row *row, GtkWidget *widget, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (row->is_refreshing)
    return;
  if (gradus_field_set_text (&row->field, row->document, text, &error))
    return;
  gtk_widget_error_bell (widget);
  if (row->entry != NULL)
    {
      gtk_widget_add_css_class (row->entry, "error");
      gtk_widget_set_tooltip_text (row->entry, error->message);
    }
}

static void
apply_number (Row *row, GtkWidget *widget, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.10g", value);
  apply (row, widget, text);
}

static void
spin_changed_cb (GtkSpinButton *spin, Row *row)
{
  apply_number (row, GTK_WIDGET (spin), gtk_spin_button_get_value (spin));
}

static void
scale_changed_cb (GtkRange *range, Row *row)
{
  double value = gtk_range_get_value (range);

  if (row->field.param->flags & GRADUS_PARAM_LOG_SCALE)
    {
      /* Two figures: 0.0013 and not 0.00129875. */
      double power;

      value = pow (10.0, value);
      power = pow (10.0, floor (log10 (value)) - 1);
      value = round (value / power) * power;
    }
  apply_number (row, GTK_WIDGET (range), value);
}

static void
entry_activated_cb (GtkWidget *entry, Row *row)
{
  apply (row, entry, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
entry_left_cb (GtkEventControllerFocus *controller, Row *row)
{
  if (g_strcmp0 (row->shown, gtk_editable_get_text (GTK_EDITABLE (row->entry))) != 0)
    entry_activated_cb (row->entry, row);
}

static void
switch_changed_cb (GtkSwitch *toggle, GParamSpec *pspec, Row *row)
{
  apply (row, GTK_WIDGET (toggle), gtk_switch_get_active (toggle) ? "True" : "False");
}

static void
none_changed_cb (GtkSwitch *toggle, GParamSpec *pspec, Row *row)
{
  if (!gtk_switch_get_active (toggle))
    apply (row, GTK_WIDGET (toggle), "None");
  else
    apply_number (row, GTK_WIDGET (toggle),
                  gtk_spin_button_get_value (GTK_SPIN_BUTTON (row->editor)));
}

/* --- Lists to choose from --- */

static gboolean
is_nullable (const GradusParam *param)
{
  return (param->flags & GRADUS_PARAM_NULLABLE) != 0;
}

GtkStringList *
gradus_param_row_list_titles (GradusFamily family, gboolean with_none)
{
  GtkStringList           *list = gtk_string_list_new (NULL);
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (family, &n_kinds);

  if (with_none)
    gtk_string_list_append (list, _ ("None"));
  for (guint i = 0; i < n_kinds; i++)
    gtk_string_list_append (list, family == GRADUS_FAMILY_ACTIVATION
                                    ? kinds[i]->name
                                    : _ (kinds[i]->title));
  return list;
}

/* The kinds, or those of them that the parameter takes. */
static GtkStringList *
list_choices (const GradusParam *param)
{
  GtkStringList *list;

  if (param->type == GRADUS_PARAM_OBJECT && param->choices == NULL)
    return gradus_param_row_list_titles (param->family, is_nullable (param));
  list = gtk_string_list_new (NULL);

  if (is_nullable (param))
    gtk_string_list_append (list, _ ("None"));
  for (guint i = 0; param->choices != NULL && param->choices[i] != NULL; i++)
    gtk_string_list_append (list, param->choices[i]);
  return list;
}

/* What the document calls the entry of a list. */
static const char *
get_choice (const GradusParam *param, guint index)
{
  if (is_nullable (param))
    {
      if (index == 0)
        return "None";
      index--;
    }
  return param->type == GRADUS_PARAM_OBJECT && param->choices == NULL
           ? gradus_kind_list (param->family, NULL)[index]->name
           : param->choices[index];
}

static void
combo_changed_cb (AdwComboRow *combo, GParamSpec *pspec, Row *row)
{
  guint index = adw_combo_row_get_selected (combo);

  if (index != GTK_INVALID_LIST_POSITION)
    apply (row, GTK_WIDGET (combo), get_choice (row->field.param, index));
}

static guint
find_choice (Row *row, const char *text)
{
  const GradusParam *param = row->field.param;
  guint              n =
    g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (row->editor)));
  gsize length = strcspn (text, "("); /* an object's arguments follow its name */

  for (guint i = 0; i < n; i++)
    {
      const char *choice = get_choice (param, i);

      if (strlen (choice) == length && strncmp (choice, text, length) == 0)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* --- Making rows --- */

static void
set_name (GtkWidget *widget, const GradusParam *param)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (param->title), -1);
}

static GtkWidget *
new_action_row (const GradusParam *param)
{
  GtkWidget *widget = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), _ (param->title));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (widget), 2);
  return widget;
}

static double
get_step (const GradusParam *param)
{
  return param->step > 0 ? param->step : 1;
}

static double
get_lower (const GradusParam *param)
{
  double smallest =
    param->type == GRADUS_PARAM_INT ? 1 : pow (10.0, -(double) MAX (param->digits, 1));

  return param->flags & GRADUS_PARAM_OPEN_MINIMUM ? param->minimum + smallest
                                                  : param->minimum;
}

static double
get_upper (const GradusParam *param)
{
  double smallest =
    param->type == GRADUS_PARAM_INT ? 1 : pow (10.0, -(double) MAX (param->digits, 1));

  return param->flags & GRADUS_PARAM_OPEN_MAXIMUM ? param->maximum - smallest
                                                  : param->maximum;
}

static GtkWidget *
new_spin_row (Row *row)
{
  const GradusParam *param = row->field.param;
  GtkWidget         *widget = new_action_row (param);

  row->editor = gtk_spin_button_new_with_range (get_lower (param), get_upper (param),
                                                get_step (param));
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (row->editor), TRUE);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (row->editor),
                              param->type == GRADUS_PARAM_INT ? 0 : param->digits);
  gtk_editable_set_width_chars (GTK_EDITABLE (row->editor),
                                row->field.param->digits >= 3 ? 5 : 3);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (row->editor),
                                    row->field.param->digits >= 3 ? 5 : 3);
  gtk_editable_set_alignment (GTK_EDITABLE (row->editor), 1.0f);
  gtk_widget_set_valign (row->editor, GTK_ALIGN_CENTER);
  set_name (row->editor, param);
  g_signal_connect (row->editor, "value-changed", G_CALLBACK (spin_changed_cb), row);
  if (is_nullable (param))
    {
      row->toggle = gtk_switch_new ();
      gtk_widget_set_valign (row->toggle, GTK_ALIGN_CENTER);
      g_signal_connect (row->toggle, "notify::active", G_CALLBACK (none_changed_cb), row);
      adw_action_row_add_suffix (ADW_ACTION_ROW (widget), row->toggle);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), row->editor);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (widget), row->editor);
  return widget;
}

static GtkWidget *
new_switch_row (Row *row)
{
  GtkWidget *widget = new_action_row (row->field.param);

  row->editor = gtk_switch_new ();
  gtk_widget_set_valign (row->editor, GTK_ALIGN_CENTER);
  set_name (row->editor, row->field.param);
  g_signal_connect (row->editor, "notify::active", G_CALLBACK (switch_changed_cb), row);
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), row->editor);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (widget), row->editor);
  return widget;
}

static GtkWidget *
new_combo_row (Row *row)
{
  const GradusParam        *param = row->field.param;
  GtkWidget                *widget = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = list_choices (param);

  row->editor = widget;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), _ (param->title));
  row->is_refreshing = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (widget), G_LIST_MODEL (list));
  row->is_refreshing = FALSE;
  set_name (widget, param);
  g_signal_connect (widget, "notify::selected", G_CALLBACK (combo_changed_cb), row);
  return widget;
}

static void
add_entry (Row *row, GtkWidget *parent, const char *style_class)
{
  GtkEventController *controller = gtk_event_controller_focus_new ();
  /* Translators: the entry beside a slider; %s is a parameter like "Learning rate" */
  g_autofree char *name = g_strdup_printf (_ ("%s, exact"), _ (row->field.param->title));

  row->entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (row->entry), 7);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (row->entry), 8);
  gtk_editable_set_alignment (GTK_EDITABLE (row->entry), 1.0f);
  gtk_widget_set_valign (row->entry, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (row->entry, style_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (row->entry, "activate", G_CALLBACK (entry_activated_cb), row);
  g_signal_connect (controller, "leave", G_CALLBACK (entry_left_cb), row);
  gtk_widget_add_controller (row->entry, controller);
  gtk_box_append (GTK_BOX (parent), row->entry);
}

static void
add_log_marks (GtkScale *scale)
{
  static const char *const powers[] = { "⁻⁵", "⁻⁴", "⁻³", "⁻²", "⁻¹", "⁰", "¹" };

  for (int i = 0; i < (int) G_N_ELEMENTS (powers); i++)
    {
      g_autofree char *markup = g_strdup_printf ("<small>10%s</small>", powers[i]);

      gtk_scale_add_mark (scale, LOG_MINIMUM + i, GTK_POS_BOTTOM, markup);
    }
}

static GtkWidget *
new_scale (Row *row)
{
  const GradusParam *param = row->field.param;
  gboolean           is_log = (param->flags & GRADUS_PARAM_LOG_SCALE) != 0;
  GtkWidget         *scale;

  scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL,
                                    is_log ? LOG_MINIMUM : get_lower (param),
                                    is_log ? LOG_MAXIMUM : get_upper (param),
                                    is_log ? 0.05 : get_step (param));
  gtk_scale_set_draw_value (GTK_SCALE (scale), FALSE);
  gtk_scale_set_has_origin (GTK_SCALE (scale), TRUE);
  if (is_log)
    add_log_marks (GTK_SCALE (scale));
  else
    {
      gtk_scale_add_mark (GTK_SCALE (scale), 0.0, GTK_POS_BOTTOM, "<small>0</small>");
      gtk_scale_add_mark (GTK_SCALE (scale), 0.5, GTK_POS_BOTTOM, "<small>0.5</small>");
      gtk_scale_add_mark (GTK_SCALE (scale), get_upper (param), GTK_POS_BOTTOM,
                          "<small>1</small>");
    }
  set_name (scale, param);
  g_signal_connect (scale, "value-changed", G_CALLBACK (scale_changed_cb), row);
  return scale;
}

static GtkWidget *
new_slider_row (Row *row)
{
  GtkWidget *widget = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *title = gtk_label_new (_ (row->field.param->title));

  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (line), title);
  add_entry (row, line, "slider-value");
  row->editor = new_scale (row);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), row->editor);
  gtk_widget_add_css_class (box, "slider-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (widget), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget),
                                 _ (row->field.param->title));
  return widget;
}

static GtkWidget *
new_entry_row (Row *row)
{
  GtkWidget *widget = new_action_row (row->field.param);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  add_entry (row, box, "numbers");
  gtk_editable_set_width_chars (GTK_EDITABLE (row->entry), 10);
  set_name (row->entry, row->field.param);
  row->editor = row->entry;
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), box);
  return widget;
}

/* A row of numbers is longer than what a title leaves of a line. */
static GtkWidget *
new_numbers_row (Row *row)
{
  GtkWidget *widget = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (_ (row->field.param->title));

  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  gtk_box_append (GTK_BOX (box), title);
  add_entry (row, box, "numbers");
  gtk_editable_set_max_width_chars (GTK_EDITABLE (row->entry), -1);
  gtk_editable_set_alignment (GTK_EDITABLE (row->entry), 0.0f);
  set_name (row->entry, row->field.param);
  row->editor = row->entry;
  gtk_widget_add_css_class (box, "numbers-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (widget), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget),
                                 _ (row->field.param->title));
  return widget;
}

/* A share, like Dropout's rate, is best moved; other numbers are best typed. */
static gboolean
is_slider (const GradusField *field)
{
  const GradusParam *param = field->param;

  if (param->type != GRADUS_PARAM_FLOAT || is_nullable (param))
    return FALSE;
  return (param->flags & GRADUS_PARAM_LOG_SCALE) ||
         (field->owner == GRADUS_FIELD_LAYER && field->holder == NULL &&
          param->minimum == 0 && param->maximum == 1);
}

static GtkWidget *
new_widget (Row *row)
{
  if (is_slider (&row->field))
    return new_slider_row (row);
  if (row->field.param->flags & GRADUS_PARAM_FREE_TEXT)
    return new_entry_row (row);
  switch (row->field.param->type)
    {
    case GRADUS_PARAM_BOOL:
      return new_switch_row (row);
    case GRADUS_PARAM_INT:
    case GRADUS_PARAM_FLOAT:
      return new_spin_row (row);
    case GRADUS_PARAM_CHOICE:
    case GRADUS_PARAM_OBJECT:
      return new_combo_row (row);
    case GRADUS_PARAM_NUMBERS:
      return new_numbers_row (row);
    case GRADUS_PARAM_TUPLE:
    default:
      return new_entry_row (row);
    }
}

/* "How many units the layer has. (Keras: units)" */
static void
set_help (GtkWidget *widget, const GradusParam *param)
{
  g_autofree char *text = NULL;

  if (param->help != NULL)
    text = g_strdup_printf (_ ("%s\nIn Keras: %s"), _ (param->help), param->name);
  else
    text = g_strdup_printf (_ ("In Keras: %s"), param->name);
  gtk_widget_set_tooltip_text (widget, text);
}

/* The wheel scrolls the page; it must not change whatever comes under the pointer. */
void
gradus_param_row_leave_wheel_alone (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
}

static GradusDocument *
get_document (gpointer row)
{
  return ((Row *) row)->document;
}

GtkWidget *
gradus_param_row_new (GradusDocument *document, const GradusField *field)
{
  Row       *row = g_new0 (Row, 1);
  GtkWidget *widget;

  row->document = g_object_ref (document);
  row->field = *field;
  widget = new_widget (row);
  set_help (widget, field->param);
  if (GTK_IS_SPIN_BUTTON (row->editor) || GTK_IS_SCALE (row->editor))
    {
      gradus_param_row_leave_wheel_alone (row->editor);
      gradus_one_step_watch (row->editor, get_document, row);
    }
  g_object_set_data_full (G_OBJECT (widget), "gradus-row", row,
                          (GDestroyNotify) row_free);
  gradus_param_row_refresh (widget);
  return widget;
}

/* --- Showing values --- */

/* As many decimals as the value has, two at least: zeros at the end say nothing. */
static guint
count_digits (const GradusParam *param, double value)
{
  guint digits = MIN (param->digits, 2);

  while (digits < MAX_DIGITS &&
         fabs (round (value * pow (10.0, digits)) - value * pow (10.0, digits)) > 1e-6)
    digits++;
  return digits;
}

static void
refresh_spin (Row *row, const char *text)
{
  GtkSpinButton *spin = GTK_SPIN_BUTTON (row->editor);
  gboolean       is_none = g_str_equal (text, "None");

  if (row->toggle != NULL)
    {
      gtk_switch_set_active (GTK_SWITCH (row->toggle), !is_none);
      gtk_widget_set_visible (row->editor, !is_none);
    }
  if (is_none)
    return;
  if (row->field.param->type == GRADUS_PARAM_FLOAT)
    gtk_spin_button_set_digits (spin, count_digits (row->field.param,
                                                    g_ascii_strtod (text, NULL)));
  gtk_spin_button_set_value (spin, g_ascii_strtod (text, NULL));
  /* Wide enough for the number, so that the last figure is not cut off. */
  gtk_editable_set_width_chars (GTK_EDITABLE (spin),
                                MAX (3, (int) g_utf8_strlen (gtk_editable_get_text (
                                                               GTK_EDITABLE (spin)),
                                                             -1)));
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin),
                                    gtk_editable_get_width_chars (GTK_EDITABLE (spin)));
}

static void
show_text (Row *row, const char *text)
{
  g_free (row->shown);
  row->shown = g_strdup (text);
  gtk_editable_set_text (GTK_EDITABLE (row->entry), text);
  gtk_widget_remove_css_class (row->entry, "error");
}

static void
refresh_scale (Row *row, const char *text)
{
  double           value = g_ascii_strtod (text, NULL);
  g_autofree char *short_text = gradus_format_rate (value);

  gtk_range_set_value (GTK_RANGE (row->editor),
                       row->field.param->flags & GRADUS_PARAM_LOG_SCALE
                         ? log10 (MAX (value, 1e-12))
                         : value);
  show_text (row, short_text);
}

/* A schedule replaces the learning rate, which then says nothing. */
static gboolean
is_replaced (const Row *row)
{
  const GradusConfig *config = gradus_field_get_config (&row->field, row->document);

  return row->field.owner == GRADUS_FIELD_OPTIMIZER && row->field.holder == NULL &&
         config != NULL && g_str_equal (row->field.param->name, "learning_rate") &&
         !gradus_config_is_none (config, "learning_rate_schedule");
}

void
gradus_param_row_refresh (GtkWidget *widget)
{
  Row             *row = get_row (widget);
  g_autofree char *text = gradus_field_dup_text (&row->field, row->document);

  if (text == NULL)
    return;
  row->is_refreshing = TRUE;
  gtk_widget_set_sensitive (widget, !is_replaced (row));
  if (GTK_IS_SPIN_BUTTON (row->editor))
    refresh_spin (row, text);
  else if (GTK_IS_SCALE (row->editor))
    refresh_scale (row, text);
  else if (GTK_IS_SWITCH (row->editor))
    gtk_switch_set_active (GTK_SWITCH (row->editor), g_str_equal (text, "True"));
  else if (ADW_IS_COMBO_ROW (row->editor))
    adw_combo_row_set_selected (ADW_COMBO_ROW (row->editor), find_choice (row, text));
  else
    show_text (row, text);
  row->is_refreshing = FALSE;
}
