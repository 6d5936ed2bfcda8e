/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-run-list.h"

#include "app/gradus-run-row.h"
#include "app/gradus-template.h"
#include "app/gradus-window.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>

struct _GradusRunList
{
  GtkWidget        parent_instance;
  GradusDocument  *document; /* (nullable) */
  GtkListBox      *list;
  GtkLabel        *explanation;
  GtkToggleButton *by_validation;
};

enum
{
  BY_VALIDATION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusRunList, gradus_run_list, GTK_TYPE_WIDGET)

static void
by_validation_toggled_cb (GradusRunList *self)
{
  g_signal_emit (self, signals[BY_VALIDATION], 0,
                 gtk_toggle_button_get_active (self->by_validation));
}

static void
remove_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusRunList   *self = GRADUS_RUN_LIST (widget);
  g_autofree char *id = g_variant_dup_string (parameter, NULL);
  const GradusRun *run =
    self->document != NULL ? gradus_document_find_run (self->document, id) : NULL;
  GtkRoot         *root = gtk_widget_get_root (widget);
  g_autofree char *text = NULL;

  if (run == NULL)
    return;
  /* Translators: %s is the name of an earlier run */
  text = g_strdup_printf (_ ("“%s” deleted"), run->title);
  gradus_document_remove_run (self->document, id);
  if (GRADUS_IS_WINDOW (root))
    gradus_window_toast_undo (GRADUS_WINDOW (root), text);
}

/* How far a run came: epochs, and the last loss that says most. */
static char *
describe_result (const GradusHistory *history, guint n_epochs)
{
  const GradusHistoryEpoch *last;
  g_autofree char          *epochs = NULL;
  g_autofree char          *value = NULL;

  if (history == NULL)
    return g_strdup ("");
  if (n_epochs == 0)
    return g_strdup (_ ("less than one epoch"));
  last = gradus_history_get_epoch (history, n_epochs - 1);
  epochs = g_strdup_printf (ngettext ("%u epoch", "%u epochs", last->epoch), last->epoch);
  value = gradus_format_value (last->has_validation ? last->validation_loss : last->loss);
  return last->has_validation
           /* Translators: like "10 epochs, validation loss 0.15" */
           ? g_strdup_printf (_ ("%s, validation loss %s"), epochs, value)
           : g_strdup_printf (_ ("%s, training loss %s"), epochs, value);
}

static char *
describe_run (const GradusRun *run, const GPtrArray *present)
{
  g_autofree char *changes = gradus_run_settings_compare (present, run->settings);

  if (changes == NULL)
    return g_strdup (run->summary);
  return g_strdup (*changes != '\0' ? changes : _ ("the same settings"));
}

static GradusRunRow *
get_row (GradusRunList *self, guint index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) index);

  if (row == NULL)
    {
      GtkWidget *new = gradus_run_row_new ();

      gtk_list_box_append (self->list, new);
      return GRADUS_RUN_ROW (new);
    }
  return GRADUS_RUN_ROW (row);
}

static void
drop_rows (GradusRunList *self, guint from)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, (int) from)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
show_present (GradusRunList *self, GradusStudio *studio, const GPtrArray *settings)
{
  const GradusSnapshot *snapshot = gradus_studio_get_live_snapshot (studio);
  g_autofree char      *details = gradus_run_settings_describe (settings);
  g_autofree char      *result = snapshot->n_steps > 0
                                   ? describe_result (snapshot->history, snapshot->n_epochs)
                                   : g_strdup (_ ("not trained yet"));

  gradus_run_row_show (get_row (self, 0), self->document, NULL, details, result);
}

/**
 * gradus_run_list_update:
 * @self: a list
 * @studio: what is shown
 *
 * Shows all runs as they are now.
 */
void
gradus_run_list_update (GradusRunList *self, GradusStudio *studio)
{
  const GPtrArray *runs, *settings;
  const char      *id = gradus_run_keeper_get_id (gradus_studio_get_runs (studio));
  guint            n = 1;

  g_return_if_fail (GRADUS_IS_RUN_LIST (self));

  g_set_object (&self->document, gradus_studio_get_document (studio));
  if (self->document == NULL)
    {
      drop_rows (self, 0);
      return;
    }
  runs = gradus_document_get_project (self->document)->runs;
  settings = gradus_run_keeper_get_settings (gradus_studio_get_runs (studio));
  show_present (self, studio, settings);
  for (guint i = runs->len; i-- > 0;)
    {
      const GradusRun *run = runs->pdata[i];
      g_autofree char *details = describe_run (run, settings);
      g_autofree char *result =
        describe_result (run->history, gradus_history_get_n_epochs (run->history));

      /* Undo may have made an earlier run the present one again. */
      if (g_strcmp0 (run->id, id) != 0)
        gradus_run_row_show (get_row (self, n++), self->document, run, details, result);
    }
  drop_rows (self, n);
  gtk_label_set_label (self->explanation, n > 1 ? _ ("What differs: this run → that run")
                                                : _ ("Earlier runs will stand below."));
}

static void
gradus_run_list_dispose (GObject *object)
{
  GradusRunList *self = GRADUS_RUN_LIST (object);

  g_clear_object (&self->document);
  gradus_template_dispose (GTK_WIDGET (self), GRADUS_TYPE_RUN_LIST);
  G_OBJECT_CLASS (gradus_run_list_parent_class)->dispose (object);
}

static void
gradus_run_list_class_init (GradusRunListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_run_list_dispose;

  /**
   * GradusRunList::by-validation:
   * @by_validation: whether runs are compared by what validation measured
   *
   * Another choice was made.
   */
  signals[BY_VALIDATION] =
    g_signal_new ("by-validation", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_install_action (widget_class, "runs.remove", "s", remove_action_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-run-list.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusRunList, explanation);
  gtk_widget_class_bind_template_child (widget_class, GradusRunList, list);
  gtk_widget_class_bind_template_child (widget_class, GradusRunList, by_validation);
  gtk_widget_class_bind_template_callback (widget_class, by_validation_toggled_cb);
}

static void
gradus_run_list_init (GradusRunList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
