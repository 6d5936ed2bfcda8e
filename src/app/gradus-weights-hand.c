/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-weights-hand.h"

#include "app/gradus-one-step.h"
#include "app/gradus-weight-editor.h"
#include "document/hand.h"
#include "engine/lesion.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>

struct _GradusWeightsHand
{
  GradusWeightsMap   *map;      /* borrowed */
  GradusStudio       *studio;   /* borrowed */
  GradusSnapshot     *snapshot; /* (nullable): what the map shows */
  GradusWeightEditor *editor;   /* NULL until it is needed */
  GradusWeightsCell   cell;     /* that it edits */
};

/* --- Where a weight is --- */

/* The layer that a weight of the model belongs to, and its place there. */
static int
find_layer (GradusPlan *plan, guint weight, guint *within)
{
  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    {
      guint n = gradus_plan_get_layer (plan, i)->n_weights;

      if (weight < n)
        {
          *within = weight;
          return (int) i;
        }
      weight -= n;
    }
  return -1;
}

static guint64
get_uid (GradusPlan *plan, guint layer)
{
  return gradus_sequential_get_layer (gradus_plan_get_sequential (plan), layer)->uid;
}

/* --- One weight --- */

static char *
dup_prediction (GradusWeightsHand *self)
{
  GPtrArray          *activations = gradus_studio_get_probe_activations (self->studio);
  GradusDataset      *data = gradus_studio_get_test_data (self->studio);
  const GradusTensor *output;
  g_autofree char    *value = NULL;
  gsize               most = 0;

  if (activations == NULL || activations->len == 0)
    return NULL;
  output = activations->pdata[activations->len - 1];
  for (gsize i = 1; i < output->size; i++)
    if (output->data[i] > output->data[most])
      most = i;
  value = gradus_format_number ((double) output->data[most], 3);
  if (data != NULL && output->size == gradus_dataset_get_n_classes (data))
    return g_strdup_printf (_ ("Prediction: %s (%s)"),
                            gradus_dataset_get_class_name (data, (guint) most), value);
  return g_strdup_printf (_ ("Prediction: %s"), value);
}

static void
update_words (GradusWeightsHand *self)
{
  g_autofree char *prediction = NULL;
  g_autofree char *check = NULL;

  if (self->editor == NULL || self->studio == NULL)
    return;
  prediction = dup_prediction (self);
  check = self->snapshot != NULL ? gradus_weights_hand_describe (self->snapshot) : NULL;
  gradus_weight_editor_set_words (self->editor, prediction, check);
  if (gtk_widget_get_visible (GTK_WIDGET (self->editor)))
    gtk_popover_present (GTK_POPOVER (self->editor));
}

static void
edited_cb (GradusWeightsHand *self, double value)
{
  GradusWeightsSheet *sheet = gradus_weights_map_get_sheet (self->map);
  GradusDocument     *document = gradus_studio_get_document (self->studio);
  guint               weight, within;
  gsize               index;
  int                 layer;

  if (sheet == NULL || document == NULL || self->snapshot == NULL)
    return;
  gradus_weights_sheet_locate (sheet, &self->cell, &weight, &index);
  layer = find_layer (self->snapshot->plan, weight, &within);
  if (layer < 0)
    return;
  gradus_document_edit_weight (document, get_uid (self->snapshot->plan, (guint) layer),
                               within, index,
                               (float) gradus_weights_sheet_get_value (sheet,
                                                                       &self->cell),
                               (float) value);
}

static void
closed_cb (GradusWeightsHand *self)
{
  gradus_weights_map_set_quiet (self->map, FALSE);
}

static GradusDocument *
get_document (gpointer user_data)
{
  GradusWeightsHand *self = user_data;

  return self->studio != NULL ? gradus_studio_get_document (self->studio) : NULL;
}

static void
ensure_editor (GradusWeightsHand *self)
{
  if (self->editor != NULL)
    return;
  self->editor = GRADUS_WEIGHT_EDITOR (gradus_weight_editor_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->editor),
                         gradus_weights_map_get_canvas (self->map));
  gradus_one_step_watch (GTK_WIDGET (self->editor), get_document, self);
  g_signal_connect_swapped (self->editor, "edited", G_CALLBACK (edited_cb), self);
  g_signal_connect_swapped (self->editor, "closed", G_CALLBACK (closed_cb), self);
}

static char *
dup_title (const GradusWeightsSheet *sheet, const GradusWeightsCell *cell)
{
  if (cell->is_bias)
    return g_strdup_printf (_ ("Bias of unit %u"), cell->unit + 1);
  if (sheet->form == GRADUS_WEIGHTS_TILES)
    return g_strdup_printf (_ ("Unit %u, row %u, column %u"), cell->unit + 1,
                            cell->row + 1, cell->column + 1);
  return g_strdup_printf (_ ("A weight of unit %u"), cell->unit + 1);
}

static void
weight_chosen_cb (GradusWeightsHand *self)
{
  GradusWeightsSheet *sheet = gradus_weights_map_get_sheet (self->map);
  GradusDocument     *document =
    self->studio != NULL ? gradus_studio_get_document (self->studio) : NULL;
  g_autofree char *title = NULL;
  GdkRectangle     place;

  if (sheet == NULL || document == NULL || gradus_document_is_read_only (document) ||
      self->snapshot == NULL || self->snapshot->is_past ||
      !gradus_weights_map_get_chosen (self->map, &self->cell, &place))
    return;
  ensure_editor (self);
  title = dup_title (sheet, &self->cell);
  gradus_weight_editor_set_weight (self->editor, title,
                                   gradus_weights_sheet_get_value (sheet, &self->cell),
                                   sheet->limit);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->editor), &place);
  update_words (self);
  gradus_weights_map_set_quiet (self->map, TRUE);
  gtk_popover_popup (GTK_POPOVER (self->editor));
}

void
gradus_weights_hand_examine (GradusWeightsHand *self)
{
  GradusWeightsSheet *sheet = gradus_weights_map_get_sheet (self->map);
  GradusWeightsCell   cell = self->cell;
  guint               weight, within;
  gsize               index;
  int                 layer;

  if (sheet == NULL || self->snapshot == NULL)
    return;
  if (self->editor != NULL && gtk_widget_get_visible (GTK_WIDGET (self->editor)))
    gtk_popover_popdown (GTK_POPOVER (self->editor));
  else if (!gradus_weights_map_get_pointed (self->map, &cell))
    return;
  gradus_weights_sheet_locate (sheet, &cell, &weight, &index);
  layer = find_layer (self->snapshot->plan, weight, &within);
  if (layer >= 0)
    gtk_widget_activate_action (GTK_WIDGET (self->map), "win.examine", "(tut)",
                                get_uid (self->snapshot->plan, (guint) layer), within,
                                (guint64) index);
}

/* --- Units --- */

void
gradus_weights_hand_mark (GradusDocument     *document,
                          GradusPlan         *plan,
                          guint               layer,
                          GradusWeightsSheet *sheet)
{
  guint   n_units = gradus_weights_sheet_count_units (sheet);
  guint64 uid = get_uid (plan, layer);

  if (document == NULL || !sheet->is_first || sheet->gates != NULL ||
      gradus_document_get_project (document)->lesions->len == 0)
    return;
  sheet->lesions = g_new0 (guint8, n_units);
  for (guint i = 0; i < n_units; i++)
    sheet->lesions[i] = gradus_document_has_lesion (document, uid, i);
}

gboolean
gradus_weights_hand_can_toggle (GradusWeightsHand *self)
{
  GradusWeightsSheet *sheet = gradus_weights_map_get_sheet (self->map);
  int                 unit = gradus_weights_map_get_unit (self->map);
  GradusDocument     *document =
    self->studio != NULL ? gradus_studio_get_document (self->studio) : NULL;
  g_autoptr (GArray) places = NULL;
  guint              within;
  int                layer;

  if (sheet == NULL || document == NULL || unit < 0 || self->snapshot == NULL ||
      !sheet->is_first || sheet->gates != NULL || self->snapshot->is_past ||
      gradus_document_is_read_only (document))
    return FALSE;
  layer = find_layer (self->snapshot->plan, sheet->index, &within);
  if (layer < 0)
    return FALSE;
  places = gradus_lesion_find (self->snapshot->plan, (guint) layer, (guint) unit);
  return places != NULL;
}

void
gradus_weights_hand_toggle (GradusWeightsHand *self)
{
  GradusWeightsSheet *sheet = gradus_weights_map_get_sheet (self->map);
  guint               within;
  int                 layer;

  if (!gradus_weights_hand_can_toggle (self))
    return;
  layer = find_layer (self->snapshot->plan, sheet->index, &within);
  gradus_document_toggle_lesion (gradus_studio_get_document (self->studio),
                                 get_uid (self->snapshot->plan, (guint) layer),
                                 (guint) gradus_weights_map_get_unit (self->map));
}

static char *
format_metric (const char *name, double value)
{
  return g_str_has_suffix (name, "accuracy") ? gradus_format_percent (value)
                                             : gradus_format_value (value);
}

/**
 * gradus_weights_hand_describe:
 * @snapshot: what is known of the network
 *
 * Returns: (transfer full) (nullable): how loss and accuracy have moved, if weights were
 * changed by hand since the last step
 */
char *
gradus_weights_hand_describe (const GradusSnapshot *snapshot)
{
  const GradusCheck *now = &snapshot->check, *before = &snapshot->check_before;
  const char        *name;
  g_autofree char   *loss = NULL, *old_loss = NULL, *metric = NULL, *old_metric = NULL;

  if (!now->is_known || !before->is_known)
    return NULL;
  loss = gradus_format_value (now->loss);
  old_loss = gradus_format_value (before->loss);
  if (!now->has_metric)
    return g_strdup_printf (_ ("Changed by hand: loss %s → %s on samples held back."),
                            old_loss, loss);
  name = gradus_history_get_metric_name (snapshot->history, 0);
  metric = format_metric (name, now->metric);
  old_metric = format_metric (name, before->metric);
  /* Translators: the third %s is the name of a metric, like accuracy */
  return g_strdup_printf (_ ("Changed by hand: loss %s → %s, %s %s → %s on samples held "
                             "back."),
                          old_loss, loss, name, old_metric, metric);
}

/* --- Object --- */

GradusWeightsHand *
gradus_weights_hand_new (GradusWeightsMap *map)
{
  GradusWeightsHand *self = g_new0 (GradusWeightsHand, 1);

  self->map = map;
  g_signal_connect_swapped (map, "weight-chosen", G_CALLBACK (weight_chosen_cb), self);
  return self;
}

void
gradus_weights_hand_free (GradusWeightsHand *self)
{
  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  g_signal_handlers_disconnect_by_data (self->map, self);
  if (self->editor != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->editor));
  g_clear_pointer (&self->snapshot, gradus_snapshot_unref);
  g_free (self);
}

void
gradus_weights_hand_set_studio (GradusWeightsHand *self, GradusStudio *studio)
{
  self->studio = studio;
  g_signal_connect_swapped (studio, "probe-changed", G_CALLBACK (update_words), self);
}

void
gradus_weights_hand_refresh (GradusWeightsHand *self, const GradusSnapshot *snapshot)
{
  g_clear_pointer (&self->snapshot, gradus_snapshot_unref);
  if (snapshot != NULL)
    self->snapshot = gradus_snapshot_ref ((GradusSnapshot *) snapshot);
  update_words (self);
}
