/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-weights-view.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-canvas.h"
#include "app/gradus-figure-menu.h"
#include "app/gradus-figure-source.h"
#include "app/gradus-stage-header.h"
#include "app/gradus-template.h"
#include "plot/text.h"
#include "plot/weights-sheet.h"

/* The weights of the selected layer: a tile for each unit, one unit enlarged, and what it
 * says to the layer after it. */
struct _GradusWeightsView
{
  GtkWidget          parent_instance;
  GradusStudio      *studio;
  GradusStageHeader *header;
  GradusCanvas      *canvas;
  GtkLabel          *read_out;
  GtkToggleButton   *as_matrix;

  GradusSnapshot     *snapshot; /* what is shown */
  GradusWeightsSheet *sheet;    /* NULL: no layer has weights */
  int                 layer;
  int                 unit;
  double              limit;
  GradusPlan *limit_plan; /* what the limit was worked out for; compared, not used */
  int         limit_layer;
  guint       limit_epoch;
};

enum
{
  PROP_0,
  PROP_STUDIO,
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

/* The selected layer if it has a kernel, else the first that has one. */
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
      gradus_weights_sheet_can_show (snapshot->plan, (guint) selected))
    return selected;
  for (guint i = 0; i < n; i++)
    if (gradus_weights_sheet_can_show (snapshot->plan, i))
      return (int) i;
  return -1;
}

static void
forget (GradusWeightsView *self)
{
  g_clear_pointer (&self->snapshot, gradus_snapshot_unref);
  g_clear_pointer (&self->sheet, gradus_weights_sheet_free);
  self->layer = -1;
}

/* Limits stay within an epoch, so that colours do not dance. */
static void
update_limit (GradusWeightsView *self)
{
  if (self->limit_plan != self->snapshot->plan || self->limit_layer != self->layer ||
      self->limit_epoch != self->snapshot->n_epochs || self->snapshot->n_steps == 0)
    {
      self->limit_plan = self->snapshot->plan;
      self->limit_layer = self->layer;
      self->limit_epoch =
        self->snapshot->n_steps > 0 ? self->snapshot->n_epochs : G_MAXUINT;
      gradus_weights_sheet_choose_limit (self->sheet);
      self->limit = self->sheet->limit;
    }
  self->sheet->limit = self->limit;
}

static int
count_units (GradusWeightsView *self)
{
  return (int) gradus_shape_last (&self->sheet->kernel->shape);
}

static void
take_snapshot (GradusWeightsView *self)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);

  forget (self);
  if (snapshot->plan == NULL || snapshot->weights == NULL)
    return;
  self->layer = choose_layer (self, snapshot);
  if (self->layer < 0)
    return;
  self->sheet =
    gradus_weights_sheet_new (snapshot->plan, snapshot->weights, (guint) self->layer,
                              gradus_studio_get_test_data (self->studio));
  if (self->sheet == NULL)
    return;
  self->snapshot = gradus_snapshot_ref (snapshot);
  self->unit = CLAMP (self->unit, 0, count_units (self) - 1);
  self->sheet->unit = self->unit;
  if (gtk_toggle_button_get_active (self->as_matrix))
    self->sheet->form = GRADUS_WEIGHTS_MATRIX;
  update_limit (self);
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusWeightsView *self = user_data;

  if (self->sheet != NULL)
    gradus_weights_sheet_draw (cr, theme, width, height, self->sheet);
  else
    gradus_text_draw (cr, theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_DIM, GRADUS_ALIGN_CENTER,
                      width / 2, height / 2, _ ("There are no weights to look at yet."));
}

/* --- Following the studio --- */

static void
update_header (GradusWeightsView *self)
{
  g_autofree char *title = NULL;

  if (self->sheet == NULL)
    {
      gradus_stage_header_set_title (self->header, _ ("Weights"));
      return;
    }
  title = gradus_weights_sheet_dup_title (self->sheet);
  gradus_stage_header_set_title (self->header, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->canvas),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
refresh (GradusWeightsView *self)
{
  if (self->studio == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  take_snapshot (self);
  update_header (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

/* Weights change many times a second; the picture follows when they are other weights. */
static void
updated_cb (GradusWeightsView *self)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);

  if (self->snapshot == NULL || self->snapshot->weights != snapshot->weights ||
      self->snapshot->plan != snapshot->plan)
    refresh (self);
}

static gboolean
hit (GradusWeightsView   *self,
     double               x,
     double               y,
     GradusWeightsLayout *layout,
     GradusWeightsCell   *cell)
{
  GtkWidget *canvas = GTK_WIDGET (self->canvas);

  return self->sheet != NULL &&
         gradus_weights_sheet_hit (self->sheet, gradus_canvas_get_theme (self->canvas),
                                   gtk_widget_get_width (canvas),
                                   gtk_widget_get_height (canvas), x, y, layout, cell);
}

static void
motion_cb (GradusWeightsView *self, double x, double y)
{
  GradusWeightsLayout layout;
  GradusWeightsCell   cell;
  g_autofree char    *text = NULL;

  if (hit (self, x, y, &layout, &cell))
    text = gradus_weights_describe (&layout, &cell, self->sheet->kernel->data);
  gtk_label_set_label (self->read_out, text != NULL ? text : "");
}

static void
leave_cb (GradusWeightsView *self)
{
  gtk_label_set_label (self->read_out, "");
}

static void
choose_unit (GradusWeightsView *self, int unit)
{
  if (self->sheet == NULL)
    return;
  self->unit = CLAMP (unit, 0, count_units (self) - 1);
  self->sheet->unit = self->unit;
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

static void
pressed_cb (GradusWeightsView *self, int n_press, double x, double y)
{
  GradusWeightsLayout layout;
  GradusWeightsCell   cell;

  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  if (hit (self, x, y, &layout, &cell) && layout.form == GRADUS_WEIGHTS_TILES)
    choose_unit (self, (int) (cell.tile / layout.n_channels));
}

static gboolean
key_cb (GradusWeightsView *self, guint key, guint code, GdkModifierType state)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;
  if (key == GDK_KEY_Right)
    choose_unit (self, self->unit + 1);
  else if (key == GDK_KEY_Left)
    choose_unit (self, self->unit - 1);
  else
    return FALSE;
  return TRUE;
}

/* --- Taking away --- */

static GradusFigure *
make_figure (gpointer user_data)
{
  return gradus_figure_weights_new (GRADUS_WEIGHTS_VIEW (user_data)->sheet);
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

/* What is on the stage comes first, then every layer's weights in each form. */
static void
list_figures (GradusFigureSource *source, GPtrArray *figures)
{
  GradusWeightsView *self = GRADUS_WEIGHTS_VIEW (source);
  GradusSnapshot    *snapshot = gradus_studio_get_snapshot (self->studio);

  if (self->sheet == NULL)
    take_snapshot (self);
  if (self->sheet == NULL)
    {
      g_ptr_array_add (figures, gradus_figure_weights_new (NULL));
      return;
    }
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    g_ptr_array_add (figures, make_figure (self));
  for (guint i = 0; i < gradus_plan_get_n_layers (snapshot->plan); i++)
    {
      g_autoptr (GradusWeightsSheet) sheet =
        gradus_weights_sheet_new (snapshot->plan, snapshot->weights, i,
                                  gradus_studio_get_test_data (self->studio));

      if (sheet != NULL)
        add_forms (figures, sheet);
    }
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
      refresh (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STUDIO]);
}

static void
gradus_weights_view_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  if (id == PROP_STUDIO)
    g_value_set_object (value, GRADUS_WEIGHTS_VIEW (object)->studio);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_weights_view_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  if (id == PROP_STUDIO)
    set_studio (GRADUS_WEIGHTS_VIEW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
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

  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  g_clear_object (&self->studio);
  gradus_template_dispose (GTK_WIDGET (self), GRADUS_TYPE_WEIGHTS_VIEW);
  forget (self);
  G_OBJECT_CLASS (gradus_weights_view_parent_class)->dispose (object);
}

static void
gradus_weights_view_class_init (GradusWeightsViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = gradus_weights_view_get_property;
  object_class->set_property = gradus_weights_view_set_property;
  object_class->dispose = gradus_weights_view_dispose;
  widget_class->map = gradus_weights_view_map;
  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GRADUS_TYPE_CANVAS);
  g_type_ensure (GRADUS_TYPE_STAGE_HEADER);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-weights-view.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsView, header);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsView, canvas);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsView, read_out);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightsView, as_matrix);
  gtk_widget_class_bind_template_callback (widget_class, refresh);
  gtk_widget_class_bind_template_callback (widget_class, motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
}

static void
gradus_weights_view_init (GradusWeightsView *self)
{
  self->layer = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_canvas_set_func (self->canvas, draw, self);
  gradus_figure_menu_add (GTK_WIDGET (self->canvas), make_figure, self);
}
