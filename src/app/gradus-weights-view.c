/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-weights-view.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-figure-menu.h"
#include "app/gradus-figure-source.h"
#include "app/gradus-learning-page.h"
#include "app/gradus-stage-header.h"
#include "app/gradus-template.h"
#include "app/gradus-weights-hand.h"
#include "app/gradus-weights-map.h"

/* The weights of the selected layer: a tile for each unit, one unit enlarged, and what it
 * says to the layer after it. */
struct _GradusWeightsView
{
  GtkWidget           parent_instance;
  GradusStudio       *studio;
  GradusStageHeader  *header;
  GradusWeightsMap   *map;
  GradusLearningPage *learning;
  GtkStack           *pages;
  GtkWidget          *options_button;
  GradusWeightsHand  *hand;
  GtkToggleButton    *as_tiles;
  GtkToggleButton    *as_matrix;
  GtkToggleButton    *over_time;
  GtkDropDown        *which;

  GradusSnapshot *snapshot; /* what is shown */
  int             layer;    /* −1: no layer has weights */
  char          **names;    /* of the layer's weights */
  guint           weight;   /* which of them */
  char           *sort;     /* "number" or "size" */
  char           *scale;    /* "layer", "unit" or "network" */
  gboolean        is_updating;

  /* Worked out once an epoch, and no more than once a second while training runs, so that
   * colours and places do not dance. */
  double      limit;
  double      network_limit;
  guint      *order;
  guint       n_order;
  GradusPlan *limit_plan; /* what they were worked out for; compared, not used */
  int         limit_layer;
  guint       limit_weight;
  guint       limit_epoch;
  gint64      limit_time;
};

enum
{
  PROP_0,
  PROP_STUDIO,
  PROP_SORT,
  PROP_SCALE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void figure_source_init (GradusFigureSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (GradusWeightsView,
                               gradus_weights_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GRADUS_TYPE_FIGURE_SOURCE,
                                                      figure_source_init))

/* --- What is shown --- */

static gboolean
has_weights (const GradusPlan *plan, guint layer)
{
  return gradus_plan_get_layer (plan, layer)->n_weights > 0;
}

/* The selected layer if it has weights, else the first that has a kernel. */
static int
choose_layer (GradusWeightsView *self, const GradusSnapshot *snapshot)
{
  const GradusSequential *sequential = gradus_plan_get_sequential (snapshot->plan);
  guint                   n = gradus_plan_get_n_layers (snapshot->plan);
  int                     selected =
    gradus_sequential_find_uid (sequential,
                                gradus_studio_get_selected_layer (self->studio));

  if (gradus_studio_get_selected_block (self->studio) == GRADUS_BLOCK_LAYER &&
      selected >= 0 && (guint) selected < n &&
      has_weights (snapshot->plan, (guint) selected))
    return selected;
  for (guint i = 0; i < n; i++)
    if (gradus_weights_sheet_can_show (snapshot->plan, i))
      return (int) i;
  for (guint i = 0; i < n; i++)
    if (has_weights (snapshot->plan, i))
      return (int) i;
  return -1;
}

static void
forget (GradusWeightsView *self)
{
  g_clear_pointer (&self->snapshot, gradus_snapshot_unref);
  self->layer = -1;
}

static double
find_network_limit (const GradusSnapshot *snapshot)
{
  double largest = 0;

  for (guint i = 0; i < gradus_plan_get_n_layers (snapshot->plan); i++)
    {
      g_autoptr (GradusWeightsSheet) sheet =
        gradus_weights_sheet_new (snapshot->plan, snapshot->weights, i, NULL);

      if (sheet == NULL)
        continue;
      gradus_weights_sheet_choose_limit (sheet);
      largest = MAX (largest, sheet->limit);
    }
  return largest > 0 ? largest : 1;
}

static gboolean
is_limit_current (GradusWeightsView *self)
{
  gboolean is_fresh = self->snapshot->state == GRADUS_SESSION_RUNNING &&
                      g_get_monotonic_time () - self->limit_time < G_TIME_SPAN_SECOND;

  return self->limit_plan == self->snapshot->plan && self->limit_layer == self->layer &&
         self->limit_weight == self->weight &&
         (self->limit_epoch == self->snapshot->n_epochs || is_fresh) &&
         self->snapshot->n_steps > 0;
}

static void
update_limit (GradusWeightsView *self, GradusWeightsSheet *sheet)
{
  guint n_units = gradus_weights_sheet_count_units (sheet);

  if (!is_limit_current (self) || n_units != self->n_order)
    {
      self->limit_plan = self->snapshot->plan;
      self->limit_layer = self->layer;
      self->limit_weight = self->weight;
      self->limit_epoch =
        self->snapshot->n_steps > 0 ? self->snapshot->n_epochs : G_MAXUINT;
      self->limit_time = g_get_monotonic_time ();
      gradus_weights_sheet_choose_limit (sheet);
      self->limit = sheet->limit;
      self->network_limit = find_network_limit (self->snapshot);
      gradus_weights_sheet_sort (sheet);
      g_free (self->order);
      self->order = g_steal_pointer (&sheet->order);
      self->n_order = n_units;
    }
  sheet->limit = self->limit;
  if (g_str_equal (self->scale, "network"))
    {
      sheet->scale = GRADUS_WEIGHTS_SCALE_NETWORK;
      sheet->limit = self->network_limit;
    }
  else if (g_str_equal (self->scale, "unit") && sheet->form == GRADUS_WEIGHTS_TILES)
    gradus_weights_sheet_choose_limits (sheet);
  if (g_str_equal (self->sort, "size") && sheet->form == GRADUS_WEIGHTS_TILES)
    sheet->order = g_memdup2 (self->order, n_units * sizeof (guint));
}

static void
update_which (GradusWeightsView *self, int layer)
{
  g_auto (GStrv) names = gradus_weights_sheet_list (self->snapshot->plan, (guint) layer);
  g_autoptr (GtkStringList) list = NULL;

  if (layer == self->layer && self->names != NULL &&
      g_strv_equal ((const char *const *) names, (const char *const *) self->names))
    return;
  if (layer != self->layer)
    self->weight = 0;
  self->layer = layer;
  g_strfreev (self->names);
  self->names = g_steal_pointer (&names);
  self->weight = MIN (self->weight, g_strv_length (self->names) - 1);
  list = gtk_string_list_new ((const char *const *) self->names);
  self->is_updating = TRUE;
  gtk_drop_down_set_model (self->which, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->which, self->weight);
  self->is_updating = FALSE;
}

/* A kernel and a bias are seen together; of what else there is, one is chosen. */
static gboolean
has_choice (GradusWeightsView *self)
{
  const GradusLayerPlan *plan =
    gradus_plan_get_layer (self->snapshot->plan, (guint) self->layer);
  guint n = 0;

  for (guint i = 0; i < plan->n_weights; i++)
    n += i == 0 || plan->weights[0].shape.rank < 2 ||
         !g_str_has_suffix (plan->weights[i].name, "bias");
  return n > 1;
}

static GradusWeightsSheet *
take_snapshot (GradusWeightsView *self)
{
  GradusSnapshot     *snapshot = gradus_studio_get_snapshot (self->studio);
  GradusWeightsSheet *sheet;
  int                 layer;

  g_clear_pointer (&self->snapshot, gradus_snapshot_unref);
  if (snapshot->plan == NULL || snapshot->weights == NULL ||
      (layer = choose_layer (self, snapshot)) < 0)
    {
      forget (self);
      return NULL;
    }
  self->snapshot = gradus_snapshot_ref (snapshot);
  update_which (self, layer);
  sheet =
    gradus_weights_sheet_new_for_weight (snapshot->plan, snapshot->weights,
                                         (guint) self->layer, self->weight,
                                         gradus_studio_get_test_data (self->studio));
  if (sheet == NULL)
    {
      forget (self);
      return NULL;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->as_tiles),
                            sheet->form == GRADUS_WEIGHTS_TILES);
  if (gtk_toggle_button_get_active (self->as_matrix))
    sheet->form = GRADUS_WEIGHTS_MATRIX;
  update_limit (self, sheet);
  gradus_weights_hand_mark (gradus_studio_get_document (self->studio), snapshot->plan,
                            (guint) self->layer, sheet);
  return sheet;
}

/* --- Following the studio --- */

static void
update_header (GradusWeightsView *self, const GradusWeightsSheet *sheet)
{
  g_autofree char *title = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->which), sheet != NULL && has_choice (self));
  if (sheet == NULL)
    {
      gradus_stage_header_set_title (self->header, _ ("Weights"));
      return;
    }
  title = gradus_weights_sheet_dup_title (sheet);
  gradus_stage_header_set_title (self->header, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (
                                    gradus_weights_map_get_canvas (self->map)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static gboolean
is_over_time (GradusWeightsView *self)
{
  return gtk_toggle_button_get_active (self->over_time);
}

/* How the selected layer learns, in place of its weights. */
static void
show_learning (GradusWeightsView *self)
{
  GradusSnapshot  *snapshot = self->snapshot;
  GradusDataset   *data = gradus_studio_get_test_data (self->studio);
  g_autofree char *title =
    g_strdup_printf (_ ("How %s learns"),
                     gradus_sequential_get_layer (gradus_plan_get_sequential (
                                                    snapshot->plan),
                                                  (guint) self->layer)
                       ->name);

  gradus_stage_header_set_title (self->header, title);
  gtk_widget_set_visible (GTK_WIDGET (self->which), FALSE);
  gtk_stack_set_visible_child_name (self->pages, "learning");
  gradus_learning_page_show (self->learning, snapshot, (guint) self->layer,
                             data != NULL ? data
                                          : gradus_studio_get_train_data (self->studio));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->learning),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
update_words (GradusWeightsView *self)
{
  g_autofree char *words = NULL;

  if (is_over_time (self) && self->snapshot != NULL)
    words = gradus_learning_page_dup_words (self->learning);
  else if (self->snapshot != NULL)
    words = gradus_weights_hand_describe (self->snapshot);
  gradus_stage_header_set_subtitle (
    self->header, words != NULL ? words
                                : _ ("Blue ink counts for the unit, red ink against it, "
                                     "bare paper not at all."));
}

static void
refresh (GradusWeightsView *self)
{
  GradusWeightsSheet *sheet;

  if (self->studio == NULL || self->is_updating ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  sheet = take_snapshot (self);
  gtk_widget_set_visible (self->options_button, !is_over_time (self));
  if (sheet != NULL && is_over_time (self))
    {
      gradus_weights_sheet_free (sheet);
      show_learning (self);
      update_words (self);
      return;
    }
  gradus_learning_page_rest (self->learning);
  update_words (self);
  update_header (self, sheet);
  gtk_stack_set_visible_child_name (self->pages, sheet != NULL ? "map" : "empty");
  gradus_weights_map_set_sheet (self->map, sheet);
  update_words (self);
  gradus_weights_hand_refresh (self->hand, self->snapshot);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "weights.toggle-unit",
                                 gradus_weights_hand_can_toggle (self->hand));
}

/* A row of the table was chosen. */
static void
layer_chosen_cb (GradusWeightsView *self, guint layer)
{
  const GradusSequential *sequential = gradus_plan_get_sequential (self->snapshot->plan);

  gradus_studio_select (self->studio, GRADUS_BLOCK_LAYER,
                        gradus_sequential_get_layer (sequential, layer)->uid);
}

/* Weights change many times a second; the picture follows when they are other weights. */
static void
updated_cb (GradusWeightsView *self)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);

  if (self->snapshot == NULL || self->snapshot->state != snapshot->state ||
      self->snapshot->weights != snapshot->weights ||
      self->snapshot->plan != snapshot->plan)
    refresh (self);
}

/* Units are struck through at once, not only when the weights have followed. */
static void
document_cb (GradusWeightsView *self, guint changes)
{
  if (changes & GRADUS_CHANGE_LESIONS)
    refresh (self);
}

static void
which_cb (GradusWeightsView *self)
{
  guint selected = gtk_drop_down_get_selected (self->which);

  if (self->is_updating || selected == GTK_INVALID_LIST_POSITION)
    return;
  self->weight = selected;
  refresh (self);
}

static void
toggle_unit_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gradus_weights_hand_toggle (GRADUS_WEIGHTS_VIEW (widget)->hand);
}

static void
examine_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gradus_weights_hand_examine (GRADUS_WEIGHTS_VIEW (widget)->hand);
}

static void
weight_examined_cb (GradusWeightsView *self)
{
  gradus_weights_hand_examine (self->hand);
}

static void
unit_changed_cb (GradusWeightsView *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "weights.toggle-unit",
                                 gradus_weights_hand_can_toggle (self->hand));
}

static void
zoom_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusWeightsView *self = GRADUS_WEIGHTS_VIEW (widget);

  gradus_weights_map_zoom (self->map, g_str_equal (action, "weights.zoom-in")    ? 1
                                      : g_str_equal (action, "weights.zoom-out") ? -1
                                                                                 : 0);
}

/* --- Taking away --- */

static GradusFigure *
make_figure (gpointer user_data)
{
  return gradus_figure_weights_new (
    gradus_weights_map_get_sheet (GRADUS_WEIGHTS_VIEW (user_data)->map));
}

static void
add_forms (GPtrArray *figures, GradusWeightsSheet *sheet)
{
  static const GradusWeightsForm forms[] = { GRADUS_WEIGHTS_TILES,
                                             GRADUS_WEIGHTS_MATRIX };

  gradus_weights_sheet_choose_limit (sheet);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      /* Without a picture to lay them on, tiles would be rows of a matrix. */
      if (forms[i] == GRADUS_WEIGHTS_TILES && sheet->form == GRADUS_WEIGHTS_MATRIX)
        continue;
      sheet->form = forms[i];
      g_ptr_array_add (figures, gradus_figure_weights_new (sheet));
    }
}

/* The histograms of each layer that was trained. */
static void
add_learning (GradusWeightsView *self, GPtrArray *figures, GradusSnapshot *snapshot)
{
  const GradusWeightStats *latest;

  if (snapshot->stats == NULL || snapshot->stats->len == 0)
    return;
  latest = snapshot->stats->pdata[snapshot->stats->len - 1];
  for (guint i = 0; i < latest->n_layers; i++)
    {
      g_autoptr (GradusLearningSheet) sheet =
        gradus_learning_sheet_new (snapshot->plan, snapshot->stats, NULL,
                                   latest->layers[i].layer);

      if (sheet != NULL)
        g_ptr_array_add (figures, gradus_figure_learning_new (sheet));
    }
}

/* What is on the stage comes first, then every layer's weights in each form. */
static void
list_figures (GradusFigureSource *source, GPtrArray *figures)
{
  GradusWeightsView *self = GRADUS_WEIGHTS_VIEW (source);
  GradusSnapshot    *snapshot = gradus_studio_get_snapshot (self->studio);

  if (snapshot->plan == NULL || snapshot->weights == NULL ||
      choose_layer (self, snapshot) < 0)
    {
      g_ptr_array_add (figures, gradus_figure_weights_new (NULL));
      return;
    }
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && is_over_time (self))
    g_ptr_array_add (figures, gradus_figure_learning_new (
                                gradus_learning_page_get_sheet (self->learning)));
  else if (gtk_widget_get_mapped (GTK_WIDGET (self)) &&
           gradus_weights_map_get_sheet (self->map) != NULL)
    g_ptr_array_add (figures, make_figure (self));
  for (guint i = 0; i < gradus_plan_get_n_layers (snapshot->plan); i++)
    {
      g_autoptr (GradusWeightsSheet) sheet =
        gradus_weights_sheet_new (snapshot->plan, snapshot->weights, i,
                                  gradus_studio_get_test_data (self->studio));

      if (sheet != NULL)
        add_forms (figures, sheet);
    }
  add_learning (self, figures, snapshot);
}

static void
figure_source_init (GradusFigureSourceInterface *iface)
{
  iface->list = list_figures;
}

/* --- Object --- */

static void
set_studio (GradusWeightsView *self, GradusStudio *studio)
{
  if (!g_set_object (&self->studio, studio))
    return;
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "updated", G_CALLBACK (updated_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "selection-changed", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "document-changed", G_CALLBACK (document_cb), self,
                               G_CONNECT_SWAPPED);
      gradus_weights_hand_set_studio (self->hand, studio);
      refresh (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STUDIO]);
}

static void
set_choice (GradusWeightsView *self, char **choice, const char *value, GParamSpec *pspec)
{
  if (value == NULL || g_strcmp0 (*choice, value) == 0)
    return;
  g_free (*choice);
  *choice = g_strdup (value);
  refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
gradus_weights_view_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  GradusWeightsView *self = GRADUS_WEIGHTS_VIEW (object);

  switch (id)
    {
    case PROP_STUDIO:
      g_value_set_object (value, self->studio);
      break;
    case PROP_SORT:
      g_value_set_string (value, self->sort);
      break;
    case PROP_SCALE:
      g_value_set_string (value, self->scale);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
gradus_weights_view_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  GradusWeightsView *self = GRADUS_WEIGHTS_VIEW (object);

  switch (id)
    {
    case PROP_STUDIO:
      set_studio (self, g_value_get_object (value));
      break;
    case PROP_SORT:
      set_choice (self, &self->sort, g_value_get_string (value), pspec);
      break;
    case PROP_SCALE:
      set_choice (self, &self->scale, g_value_get_string (value), pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
gradus_weights_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gradus_weights_view_parent_class)->map (widget);
  refresh (GRADUS_WEIGHTS_VIEW (widget));
}

static void
gradus_weights_view_dispose (GObject *object)
{
  GradusWeightsView *self = GRADUS_WEIGHTS_VIEW (object);

  g_clear_pointer (&self->hand, gradus_weights_hand_free);
  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  g_clear_object (&self->studio);
  gradus_template_dispose (GTK_WIDGET (self), GRADUS_TYPE_WEIGHTS_VIEW);
  forget (self);
  G_OBJECT_CLASS (gradus_weights_view_parent_class)->dispose (object);
}

static void
gradus_weights_view_finalize (GObject *object)
{
  GradusWeightsView *self = GRADUS_WEIGHTS_VIEW (object);

  g_strfreev (self->names);
  g_free (self->sort);
  g_free (self->scale);
  g_free (self->order);
  G_OBJECT_CLASS (gradus_weights_view_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_property_action (klass, "weights.sort", "sort");
  gtk_widget_class_install_property_action (klass, "weights.scale", "scale");
  gtk_widget_class_install_action (klass, "weights.toggle-unit", NULL, toggle_unit_cb);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_x, 0, "weights.toggle-unit", NULL);
  gtk_widget_class_install_action (klass, "weights.examine", NULL, examine_cb);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_m, 0, "weights.examine", NULL);
  gtk_widget_class_install_action (klass, "weights.zoom-in", NULL, zoom_cb);
  gtk_widget_class_install_action (klass, "weights.zoom-out", NULL, zoom_cb);
  gtk_widget_class_install_action (klass, "weights.zoom-fit", NULL, zoom_cb);
}

static void
gradus_weights_view_class_init (GradusWeightsViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = gradus_weights_view_get_property;
  object_class->set_property = gradus_weights_view_set_property;
  object_class->dispose = gradus_weights_view_dispose;
  object_class->finalize = gradus_weights_view_finalize;
  widget_class->map = gradus_weights_view_map;
  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  properties[PROP_SORT] =
    g_param_spec_string ("sort", NULL, NULL, "number",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  properties[PROP_SCALE] =
    g_param_spec_string ("scale", NULL, NULL, "layer",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  install_actions (widget_class);

  g_type_ensure (GRADUS_TYPE_LEARNING_PAGE);
  g_type_ensure (GRADUS_TYPE_WEIGHTS_MAP);
  g_type_ensure (GRADUS_TYPE_STAGE_HEADER);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-weights-view.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsView, header);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsView, map);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsView, learning);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsView, options_button);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsView, over_time);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsView, pages);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsView, as_tiles);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsView, as_matrix);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsView, which);
  gtk_widget_class_bind_template_callback (widget_class, refresh);
  gtk_widget_class_bind_template_callback (widget_class, which_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_words);
  gtk_widget_class_bind_template_callback (widget_class, layer_chosen_cb);
}

static void
gradus_weights_view_init (GradusWeightsView *self)
{
  self->layer = -1;
  self->sort = g_strdup ("number");
  self->scale = g_strdup ("layer");
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_figure_menu_add (gradus_weights_map_get_canvas (self->map), make_figure, self);
  gradus_figure_menu_prepend (gradus_weights_map_get_canvas (self->map),
                              _ ("_Under the Microscope"), "weights.examine");
  self->hand = gradus_weights_hand_new (self->map);
  g_signal_connect_swapped (self->map, "unit-changed", G_CALLBACK (unit_changed_cb),
                            self);
  g_signal_connect_swapped (self->map, "weight-examined", G_CALLBACK (weight_examined_cb),
                            self);
}
