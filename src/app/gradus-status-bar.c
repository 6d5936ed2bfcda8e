/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-status-bar.h"

#include "app/gradus-format.h"
#include "app/gradus-pace.h"
#include "app/gradus-timeline.h"

#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Numbers change at reading speed. */
#define INTERVAL_MS 250
#define N_PAIRS 4

struct _GradusStatusBar
{
  GtkWidget parent_instance;

  GradusStudio   *studio;
  GradusTimeline *line;
  GtkWidget      *dot;
  GtkLabel       *state_label;
  GtkLabel       *sentence_label;
  GtkWidget      *pairs;
  GtkLabel       *end_label;
  GtkLabel       *left_label;
  GtkButton      *repair_button;
  GtkWidget      *past_buttons;

  GtkLabel   *names[N_PAIRS];
  GtkLabel   *values[N_PAIRS];
  guint       n_pairs; /* shown */
  gboolean    end;     /* whether the label says anything */
  gboolean    left;
  gboolean    sentence;
  gboolean    can_repair;
  const char *dot_class;
  double      repair_rate;
  guint       source;
  gint64      updated; /* when it was last, monotonic */
};

enum
{
  PROP_0,
  PROP_STUDIO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GradusStatusBar, gradus_status_bar, GTK_TYPE_WIDGET)

/* --- The parts of the line --- */

static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
say (GtkLabel *label, gboolean *is_said, const char *text)
{
  set_text (label, text);
  *is_said = TRUE;
}

/* In the end and not in between: what is hidden and shown again is laid out again. */
static void
hide_silent (GradusStatusBar *self)
{
  if (!self->end)
    set_text (self->end_label, NULL);
  if (!self->left)
    set_text (self->left_label, NULL);
  if (!self->sentence)
    set_text (self->sentence_label, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->repair_button), self->can_repair);
}

static void
set_state (GradusStatusBar *self, const char *dot_class, const char *text)
{
  if (self->dot_class != dot_class)
    {
      if (self->dot_class != NULL)
        gtk_widget_remove_css_class (self->dot, self->dot_class);
      gtk_widget_add_css_class (self->dot, dot_class);
    }
  self->dot_class = dot_class;
  set_text (self->state_label, text);
}

/* Takes @value. */
static void
add_pair (GradusStatusBar *self, const char *name, char *value)
{
  g_autofree char *owned = value;

  g_return_if_fail (self->n_pairs < N_PAIRS);
  set_text (self->names[self->n_pairs], name);
  set_text (self->values[self->n_pairs], owned);
  self->n_pairs++;
}

/* --- What each state says --- */

static const GradusStepReport *
get_report (GradusSnapshot *snapshot)
{
  return &snapshot->report;
}

/* The metric that counts right answers, or -1. */
static int
find_accuracy (GradusSnapshot *snapshot)
{
  if (snapshot->history == NULL)
    return -1;
  for (guint i = 0; i < gradus_history_get_n_metrics (snapshot->history); i++)
    if (strstr (gradus_history_get_metric_name (snapshot->history, i), "accuracy") !=
        NULL)
      return (int) i;
  return -1;
}

static guint
get_epoch_at_hand (GradusSnapshot *snapshot)
{
  return MIN (get_report (snapshot)->epoch + 1, MAX (snapshot->n_epochs_planned, 1));
}

static void
add_progress (GradusStatusBar *self, GradusSnapshot *snapshot)
{
  const GradusStepReport *report = get_report (snapshot);
  int                     accuracy = find_accuracy (snapshot);

  add_pair (self, _ ("Epoch"),
            g_strdup_printf (_ ("%u of %u"), get_epoch_at_hand (snapshot),
                             snapshot->n_epochs_planned));
  add_pair (self, _ ("Batch"),
            g_strdup_printf (_ ("%u of %u"), report->batch, report->n_batches));
  if (report->step == 0)
    return;
  add_pair (self, _ ("Loss"), gradus_format_value (report->epoch_loss));
  if (accuracy >= 0)
    add_pair (self, _ ("Accuracy"),
              gradus_format_percent (report->epoch_metrics[accuracy]));
}

static void
show_running (GradusStatusBar *self, GradusSnapshot *snapshot)
{
  set_state (self, "running", snapshot->validating ? _ ("Validating") : _ ("Training"));
  add_progress (self, snapshot);
  if (snapshot->seconds_per_epoch > 0)
    {
      g_autofree char *epoch = gradus_format_seconds (snapshot->seconds_per_epoch);
      g_autofree char *left = gradus_format_seconds (ceil (snapshot->seconds_left));
      g_autofree char *epoch_text = g_strdup_printf (_ ("%s per epoch"), epoch);
      g_autofree char *left_text = g_strdup_printf (_ ("%s left"), left);

      say (self->end_label, &self->end, epoch_text);
      say (self->left_label, &self->left, left_text);
    }
}

static void
show_paused (GradusStatusBar *self, GradusSnapshot *snapshot)
{
  g_autofree char *step = gradus_format_count (get_report (snapshot)->step);
  g_autofree char *text = g_strdup_printf (_ ("Weights at step %s"), step);

  set_state (self, "paused", _ ("Paused"));
  add_progress (self, snapshot);
  say (self->end_label, &self->end, text);
}

/* Numbers of then, and what to do with them. */
static void
show_past (GradusStatusBar *self, GradusSnapshot *snapshot)
{
  g_autofree char *step = gradus_format_count (snapshot->moment.step);
  g_autofree char *text = g_strdup_printf (_ ("Weights at step %s"), step);

  set_state (self, "past",
             snapshot->state == GRADUS_SESSION_RUNNING
               ? _ ("Looking back, training goes on")
               : _ ("Looking back"));
  add_progress (self, snapshot);
  say (self->end_label, &self->end, text);
}

static void
show_finished (GradusStatusBar *self, GradusSnapshot *snapshot)
{
  const GradusStepReport *report = get_report (snapshot);
  int                     accuracy = find_accuracy (snapshot);
  g_autofree char        *seconds = gradus_format_seconds (snapshot->seconds_total);
  g_autofree char        *text = g_strdup_printf (_ ("%s in all"), seconds);

  set_state (self, "finished", _ ("Finished"));
  add_pair (self, _ ("Epoch"),
            g_strdup_printf (_ ("%u of %u"), get_epoch_at_hand (snapshot),
                             snapshot->n_epochs_planned));
  if (report->step > 0)
    add_pair (self, _ ("Loss"), gradus_format_value (report->epoch_loss));
  if (report->has_validation)
    add_pair (self, _ ("Validation"),
              accuracy >= 0 ? gradus_format_percent (report->validation_metrics[accuracy])
                            : gradus_format_value (report->validation_loss));
  else if (accuracy >= 0 && report->step > 0)
    add_pair (self, _ ("Accuracy"),
              gradus_format_percent (report->epoch_metrics[accuracy]));
  if (snapshot->seconds_total > 0)
    say (self->end_label, &self->end, text);
}

/* A tenth of the rate, as one figure: 0.5 → 0.05; that which the optimizer has if nobody
 * says otherwise, where even a tenth is far above it. */
static double
suggest_rate (const GradusConfig *optimizer, double rate)
{
  const GradusParam *param =
    gradus_kind_find_param (gradus_config_get_kind (optimizer), "learning_rate");
  double power = pow (10.0, floor (log10 (rate / 10.0)));

  if (param != NULL && param->type == GRADUS_PARAM_FLOAT && rate > 100 * param->standard)
    return param->standard;
  return round (rate / 10.0 / power) * power;
}

static char *
describe_divergence (GradusSnapshot *snapshot)
{
  g_autofree char *step = gradus_format_count (get_report (snapshot)->step + 1);
  g_autofree char *kept = gradus_format_count (snapshot->good_step);
  g_autofree char *factor = NULL;

  if (snapshot->divergence != GRADUS_DIVERGENCE_EXPLODED || !(snapshot->start_loss > 0))
    return g_strdup_printf (_ ("The loss grew beyond all numbers at step %s. The weights "
                               "of step %s are kept."),
                            step, kept);
  factor = gradus_format_number (get_report (snapshot)->loss / snapshot->start_loss, 0);
  return g_strdup_printf (_ ("The loss has grown to %s times what it was. The weights of "
                             "step %s are kept."),
                          factor, kept);
}

static void
show_diverged (GradusStatusBar *self, GradusSnapshot *snapshot)
{
  const GradusProject *project =
    gradus_document_get_project (gradus_studio_get_document (self->studio));
  g_autofree char *text = describe_divergence (snapshot);
  g_autofree char *rate = NULL;
  g_autofree char *label = NULL;

  self->repair_rate =
    suggest_rate (project->sequential->optimizer, get_report (snapshot)->learning_rate);
  rate = gradus_format_rate (self->repair_rate);
  /* Translators: %s is a learning rate, like 0.1 */
  label = g_strdup_printf (_ ("Train again with learning rate %s"), rate);
  set_state (self, "error", _ ("Diverged"));
  say (self->sentence_label, &self->sentence, text);
  gtk_button_set_label (self->repair_button, label);
  self->can_repair = isfinite (self->repair_rate) && self->repair_rate > 0;
}

static void
show_ready (GradusStatusBar *self, GradusDocument *document)
{
  GradusPlan *plan = gradus_document_get_plan (document);
  guint       n_layers = gradus_plan_get_n_layers (plan);

  set_state (self, "ready", _ ("Ready"));
  if (n_layers == 0)
    {
      say (self->sentence_label, &self->sentence, _ ("The stack is empty"));
      say (self->end_label, &self->end, _ ("Drag a layer from the palette"));
      return;
    }
  add_pair (self, _ ("Layers"), g_strdup_printf ("%u", n_layers));
  add_pair (self, _ ("Parameters"),
            gradus_format_count (gradus_plan_get_total_params (plan)));
}

static void
show_problem (GradusStatusBar     *self,
              GradusDocument      *document,
              const GradusProblem *problem)
{
  gboolean    fits = gradus_plan_is_whole (gradus_document_get_plan (document));
  const char *state;

  if (gradus_plan_get_n_layers (gradus_document_get_plan (document)) == 0)
    {
      show_ready (self, document);
      return;
    }
  state = fits ? _ ("Does not fit yet") : _ ("Shapes do not fit");
  set_state (self, "error", state);
  set_text (self->sentence_label,
            g_strcmp0 (problem->title, state) != 0 ? problem->title : "");
  say (self->end_label, &self->end, _ ("Train is available once everything fits"));
}

static void
show_document (GradusStatusBar *self, GradusDocument *document)
{
  GradusSnapshot      *snapshot = gradus_studio_get_snapshot (self->studio);
  const GradusProblem *problem = gradus_document_get_problem (document);

  if (problem != NULL)
    {
      show_problem (self, document, problem);
      return;
    }
  if (gradus_studio_get_data_problem (self->studio) != NULL)
    {
      set_state (self, "error", _ ("No data"));
      say (self->sentence_label, &self->sentence,
           gradus_studio_get_data_problem (self->studio));
      return;
    }
  if (gradus_studio_is_loading (self->studio))
    {
      set_state (self, "ready", _ ("Loading data"));
      return;
    }
  if (snapshot->is_past)
    {
      show_past (self, snapshot);
      return;
    }
  switch (snapshot->state)
    {
    case GRADUS_SESSION_RUNNING:
      show_running (self, snapshot);
      break;
    case GRADUS_SESSION_PAUSED:
      show_paused (self, snapshot);
      break;
    case GRADUS_SESSION_FINISHED:
      show_finished (self, snapshot);
      break;
    case GRADUS_SESSION_DIVERGED:
      show_diverged (self, snapshot);
      break;
    case GRADUS_SESSION_EMPTY:
    case GRADUS_SESSION_READY:
    default:
      show_ready (self, document);
      break;
    }
}

static void
update (GradusStatusBar *self)
{
  GradusDocument *document = gradus_studio_get_document (self->studio);

  self->updated = g_get_monotonic_time ();
  self->n_pairs = 0;
  self->end = self->left = self->sentence = FALSE;
  self->can_repair = FALSE;
  gtk_widget_set_visible (self->past_buttons,
                          gradus_studio_is_looking_back (self->studio));
  if (document != NULL)
    show_document (self, document);
  else
    {
      set_state (self, "ready", _ ("Ready"));
      say (self->sentence_label, &self->sentence, _ ("Nothing loaded yet"));
      say (self->end_label, &self->end, _ ("F1 for help"));
    }
  hide_silent (self);
  for (guint i = 0; i < N_PAIRS; i++)
    gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->names[i])),
                            i < self->n_pairs);
  gradus_timeline_update (self->line);
}

static gboolean
update_cb (gpointer user_data)
{
  GradusStatusBar *self = user_data;

  self->source = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* --- Callbacks --- */

static void
changed_cb (GradusStatusBar *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  update (self);
}

static void
updated_cb (GradusStatusBar *self)
{
  gint64 wait_ms = gradus_pace_get_wait_ms (self->updated, INTERVAL_MS);

  /* The hand on the slider wants to see at once what it does. */
  if (gradus_studio_is_looking_back (self->studio))
    changed_cb (self);
  else if (wait_ms == 0)
    changed_cb (self);
  else if (self->source == 0)
    self->source = g_timeout_add ((guint) wait_ms, update_cb, self);
}

static void
repair_cb (GradusStatusBar *self)
{
  GradusDocument  *document = gradus_studio_get_document (self->studio);
  g_autofree char *rate = gradus_format_rate (self->repair_rate);

  if (!gradus_document_set_optimizer_param (document, "learning_rate", rate, NULL))
    return;
  gradus_studio_reset (self->studio);
  gradus_session_train (gradus_studio_get_session (self->studio));
}

/* --- Object --- */

static void
add_pair_widgets (GradusStatusBar *self, guint index)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  self->names[index] = GTK_LABEL (gtk_label_new (NULL));
  self->values[index] = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->names[index]), "status-name");
  gtk_widget_add_css_class (GTK_WIDGET (self->values[index]), "status-strong");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->names[index]));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->values[index]));
  gtk_box_append (GTK_BOX (self->pairs), box);
}

static void
set_studio (GradusStatusBar *self, GradusStudio *studio)
{
  if (!g_set_object (&self->studio, studio) || studio == NULL)
    return;
  gradus_timeline_set_studio (self->line, studio);
  g_signal_connect_object (studio, "updated", G_CALLBACK (updated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (studio, "looked", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (studio, "document-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (studio, "data-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

static void
gradus_status_bar_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  if (id == PROP_STUDIO)
    set_studio (GRADUS_STATUS_BAR (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_status_bar_dispose (GObject *object)
{
  GradusStatusBar *self = GRADUS_STATUS_BAR (object);
  GtkWidget       *child;

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->studio);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_status_bar_parent_class)->dispose (object);
}

static void
gradus_status_bar_class_init (GradusStatusBarClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = gradus_status_bar_set_property;
  object_class->dispose = gradus_status_bar_dispose;
  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GRADUS_TYPE_TIMELINE);
  gtk_widget_class_set_css_name (widget_class, "gradusstatus");
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-status-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusStatusBar, line);
  gtk_widget_class_bind_template_child (widget_class, GradusStatusBar, dot);
  gtk_widget_class_bind_template_child (widget_class, GradusStatusBar, state_label);
  gtk_widget_class_bind_template_child (widget_class, GradusStatusBar, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, GradusStatusBar, pairs);
  gtk_widget_class_bind_template_child (widget_class, GradusStatusBar, end_label);
  gtk_widget_class_bind_template_child (widget_class, GradusStatusBar, left_label);
  gtk_widget_class_bind_template_child (widget_class, GradusStatusBar, repair_button);
  gtk_widget_class_bind_template_child (widget_class, GradusStatusBar, past_buttons);
  gtk_widget_class_bind_template_callback (widget_class, repair_cb);
}

static void
gradus_status_bar_init (GradusStatusBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_PAIRS; i++)
    add_pair_widgets (self, i);
}

/**
 * gradus_status_bar_get_timeline:
 * @self: a status bar
 *
 * Returns: (transfer none): the line on its upper edge
 */
GradusTimeline *
gradus_status_bar_get_timeline (GradusStatusBar *self)
{
  g_return_val_if_fail (GRADUS_IS_STATUS_BAR (self), NULL);
  return self->line;
}
