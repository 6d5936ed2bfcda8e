/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-weights-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/gradus-canvas.h"
#include "app/gradus-saver.h"
#include "app/gradus-stage-header.h"
#include "app/gradus-template.h"
#include "plot/text.h"
#include "plot/votes.h"
#include "plot/weights.h"

#define BAR_ROOM 34.0     /* above the tiles, for the colour bar */
#define DETAIL_ROOM 250.0 /* below them, for one unit and its votes */
#define TILES_LEAST 180.0

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

  GradusSnapshot *snapshot; /* what is shown */
  int             layer;    /* -1: no layer has weights */
  GradusTensor   *kernel;   /* borrowed from the snapshot */
  GradusTensor   *next;     /* (nullable): the kernel that the units vote with */
  GradusShape     input;
  double          limit;
  GradusPlan     *limit_plan; /* what the limit was worked out for; compared, not used */
  int             limit_layer;
  guint           limit_epoch;
  int             unit;
  char          **names; /* of the classes, if the next layer is the last */
};

enum
{
  PROP_0,
  PROP_STUDIO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GradusWeightsView, gradus_weights_view, GTK_TYPE_WIDGET)

/* --- What is shown --- */

static guint
first_weight_of (const GradusPlan *plan, guint layer)
{
  guint n = 0;

  for (guint i = 0; i < layer; i++)
    n += gradus_plan_get_layer (plan, i)->n_weights;
  return n;
}

static GradusTensor *
get_kernel (const GradusSnapshot *snapshot, guint layer)
{
  const GradusLayerPlan *plan = gradus_plan_get_layer (snapshot->plan, layer);
  guint                  index = first_weight_of (snapshot->plan, layer);

  if (plan == NULL || plan->n_weights == 0 || plan->weights[0].shape.rank < 2 ||
      index >= snapshot->weights->len)
    return NULL;
  return snapshot->weights->pdata[index];
}

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
      get_kernel (snapshot, (guint) selected) != NULL)
    return selected;
  for (guint i = 0; i < n; i++)
    if (get_kernel (snapshot, i) != NULL)
      return (int) i;
  return -1;
}

static GradusTensor *
find_next_kernel (const GradusSnapshot *snapshot,
                  guint                 layer,
                  gint64                n_units,
                  gboolean             *is_last)
{
  guint n = gradus_plan_get_n_layers (snapshot->plan);

  for (guint i = layer + 1; i < n; i++)
    {
      GradusTensor *kernel = get_kernel (snapshot, i);

      if (kernel == NULL)
        continue;
      *is_last = i + 1 == n;
      return kernel->shape.rank == 2 && kernel->shape.dims[0] == n_units ? kernel : NULL;
    }
  return NULL;
}

static void
forget (GradusWeightsView *self)
{
  g_clear_pointer (&self->snapshot, gradus_snapshot_unref);
  g_clear_pointer (&self->names, g_strfreev);
  self->kernel = self->next = NULL;
  self->layer = -1;
}

/* Limits stay within an epoch, so that colours do not dance. */
static void
update_limit (GradusWeightsView *self)
{
  if (self->limit_plan == self->snapshot->plan && self->limit_layer == self->layer &&
      self->limit_epoch == self->snapshot->n_epochs && self->snapshot->n_steps > 0)
    return;
  self->limit_plan = self->snapshot->plan;
  self->limit_layer = self->layer;
  self->limit_epoch = self->snapshot->n_steps > 0 ? self->snapshot->n_epochs : G_MAXUINT;
  self->limit = gradus_round_to_two_figures (
    gradus_color_limit (self->kernel->data, self->kernel->size, GRADUS_WEIGHT_SHARE));
}

static void
take_names (GradusWeightsView *self, gboolean is_last)
{
  GradusDataset *data = gradus_studio_get_test_data (self->studio);
  guint          n = data != NULL ? gradus_dataset_get_n_classes (data) : 0;

  if (!is_last || self->next == NULL || self->next->shape.dims[1] != n)
    return;
  self->names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->names[i] = g_strdup (gradus_dataset_get_class_name (data, i));
}

static void
take_snapshot (GradusWeightsView *self)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);
  gboolean        is_last = FALSE;
  int             n_units;

  forget (self);
  if (snapshot->plan == NULL || snapshot->weights == NULL)
    return;
  self->layer = choose_layer (self, snapshot);
  if (self->layer < 0)
    return;
  self->snapshot = gradus_snapshot_ref (snapshot);
  self->kernel = get_kernel (snapshot, (guint) self->layer);
  gradus_plan_get_output (snapshot->plan, self->layer - 1, &self->input);
  n_units = (int) gradus_shape_last (&self->kernel->shape);
  self->unit = CLAMP (self->unit, 0, n_units - 1);
  self->next = find_next_kernel (snapshot, (guint) self->layer, n_units, &is_last);
  take_names (self, is_last);
  update_limit (self);
}

/* --- Drawing --- */

static gboolean
has_detail (double width, double height)
{
  return height >= BAR_ROOM + TILES_LEAST + DETAIL_ROOM && width >= 420;
}

static void
lay_out (GradusWeightsView   *self,
         const GradusTheme   *theme,
         double               width,
         double               height,
         GradusWeightsLayout *layout)
{
  GradusWeightsForm form =
    gradus_weights_choose_form (&self->kernel->shape, &self->input);

  if (gtk_toggle_button_get_active (self->as_matrix))
    form = GRADUS_WEIGHTS_MATRIX;
  height -= BAR_ROOM * theme->scale;
  if (has_detail (width, height + BAR_ROOM))
    height -= DETAIL_ROOM * theme->scale;
  gradus_weights_layout (layout, &self->kernel->shape, &self->input, form, theme, width,
                         height);
}

static void
draw_heading (cairo_t           *cr,
              const GradusTheme *theme,
              double             x,
              double             y,
              const char        *title,
              const char        *caption)
{
  gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    x, y + 9 * theme->scale, title);
  gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    x, y + 28 * theme->scale, caption);
}

static void
draw_votes (GradusWeightsView *self,
            cairo_t           *cr,
            const GradusTheme *theme,
            double             x,
            double             y,
            double             width,
            double             height)
{
  guint n = (guint) self->next->shape.dims[1];

  draw_heading (cr, theme, x, y, _ ("Its votes"),
                self->names != NULL ? _ ("weights from this unit to each class")
                                    : _ ("weights from this unit to the next layer"));
  cairo_save (cr);
  cairo_translate (cr, x, y + 44 * theme->scale);
  gradus_votes_draw (cr, theme, width, height - 44 * theme->scale,
                     self->next->data + (gsize) self->unit * n, MIN (n, 16), 1,
                     (const char *const *) self->names);
  cairo_restore (cr);
}

static void
draw_detail (GradusWeightsView         *self,
             cairo_t                   *cr,
             const GradusTheme         *theme,
             const GradusWeightsLayout *layout,
             double                     width,
             double                     y)
{
  GradusGrid grid =
    gradus_weights_get_grid (layout, self->kernel->data, (guint) self->unit);
  g_autofree char *title = g_strdup_printf (_ ("Unit %d"), self->unit + 1);
  double           size = (DETAIL_ROOM - 66) * theme->scale;

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BORDER);
  cairo_rectangle (cr, 0, floor (y), width, 1);
  cairo_fill (cr);
  y += 16 * theme->scale;
  draw_heading (cr, theme, 0, y, title, _ ("what makes it fire"));
  gradus_weights_draw_unit (cr, theme, &grid, self->limit, 1, y + 44 * theme->scale,
                            size);
  if (self->next != NULL)
    draw_votes (self, cr, theme, floor (width * 0.42), y,
                MIN (width * 0.5, 380 * theme->scale), (DETAIL_ROOM - 20) * theme->scale);
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusWeightsView  *self = user_data;
  GradusWeightsLayout layout;

  if (self->kernel == NULL)
    {
      gradus_text_draw (cr, theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_CENTER, width / 2, height / 2,
                        _ ("There are no weights to look at yet."));
      return;
    }
  lay_out (self, theme, width, height, &layout);
  gradus_weights_draw_color_bar (cr, theme, GRADUS_COLOR_MAP_WEIGHTS, self->limit, width,
                                 10 * theme->scale);
  cairo_save (cr);
  cairo_translate (cr, 0, BAR_ROOM * theme->scale);
  gradus_weights_draw (cr, theme, &layout, self->kernel->data, self->limit,
                       layout.form == GRADUS_WEIGHTS_TILES ? self->unit : -1);
  cairo_restore (cr);
  if (has_detail (width, height) && layout.form == GRADUS_WEIGHTS_TILES)
    draw_detail (self, cr, theme, &layout, width, height - DETAIL_ROOM * theme->scale);
}

/* --- Following the studio --- */

static void
update_header (GradusWeightsView *self)
{
  g_autofree char   *title = NULL;
  const GradusLayer *layer;
  gint64             n_units;

  if (self->kernel == NULL)
    {
      gradus_stage_header_set_title (self->header, _ ("Weights"));
      return;
    }
  layer =
    gradus_sequential_get_layer (gradus_plan_get_sequential (self->snapshot->plan),
                                 (guint) self->layer);
  n_units = gradus_shape_last (&self->kernel->shape);
  /* The kernel of a recurrent layer has a column for each gate of each unit. */
  if (gradus_layer_kind_of (layer->config)->category == GRADUS_CATEGORY_RECURRENT)
    title = g_strdup_printf (_ ("What the gates of %s look for"), layer->name);
  else
    title =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "What the %d unit of %s looks for",
                                    "What the %d units of %s look for", (gulong) n_units),
                       (int) n_units, layer->name);
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
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "weights.save-picture",
                                 self->kernel != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "weights.copy-picture",
                                 self->kernel != NULL);
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
  GtkWidget         *canvas = GTK_WIDGET (self->canvas);
  const GradusTheme *theme = gradus_canvas_get_theme (self->canvas);

  if (self->kernel == NULL)
    return FALSE;
  lay_out (self, theme, gtk_widget_get_width (canvas), gtk_widget_get_height (canvas),
           layout);
  return gradus_weights_hit (layout, x, y - BAR_ROOM * theme->scale, cell);
}

static void
motion_cb (GradusWeightsView *self, double x, double y)
{
  GradusWeightsLayout layout;
  GradusWeightsCell   cell;
  g_autofree char    *text = NULL;

  if (hit (self, x, y, &layout, &cell))
    text = gradus_weights_describe (&layout, &cell, self->kernel->data);
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
  if (self->kernel == NULL)
    return;
  self->unit = CLAMP (unit, 0, (int) gradus_shape_last (&self->kernel->shape) - 1);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

static void
pressed_cb (GradusWeightsView *self, int n_press, double x, double y)
{
  GradusWeightsLayout layout;
  GradusWeightsCell   cell;

  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  if (hit (self, x, y, &layout, &cell) && layout.form == GRADUS_WEIGHTS_TILES)
    choose_unit (self, (int) cell.tile);
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

/* --- Saving --- */

static gboolean
save_picture_to (const char *path, gpointer user_data, GError **error)
{
  GradusWeightsView *self = user_data;
  GradusExportFormat format = GRADUS_EXPORT_PNG;

  gradus_export_format_of_path (path, &format);
  return gradus_plot_export (path, format,
                             gtk_widget_get_width (GTK_WIDGET (self->canvas)),
                             gtk_widget_get_height (GTK_WIDGET (self->canvas)), 2, draw,
                             self, error);
}

static void
save_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusWeightsView *self = GRADUS_WEIGHTS_VIEW (widget);

  gradus_saver_ask (widget, self->studio, _ ("Save Picture as SVG, PDF or PNG"),
                    _ ("weights.svg"), save_picture_to, self);
}

static void
copy_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusWeightsView *self = GRADUS_WEIGHTS_VIEW (widget);

  gradus_saver_copy_picture (widget, self->studio,
                             gtk_widget_get_width (GTK_WIDGET (self->canvas)),
                             gtk_widget_get_height (GTK_WIDGET (self->canvas)), draw,
                             self);
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

  gtk_widget_class_install_action (widget_class, "weights.save-picture", NULL,
                                   save_picture);
  gtk_widget_class_install_action (widget_class, "weights.copy-picture", NULL,
                                   copy_picture);
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
}
