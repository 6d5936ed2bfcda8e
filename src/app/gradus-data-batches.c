/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-data-batches.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/gradus-canvas.h"
#include "app/gradus-data-split.h"
#include "app/gradus-figure-menu.h"
#include "app/gradus-format.h"
#include "app/gradus-template.h"
#include "app/gradus-tooltip.h"
#include "app/gradus-wall-view.h"
#include "plot/batches.h"
#include "plot/wall-tiles.h"

/* An epoch that is played takes about so long, however many batches it has. */
#define SECONDS_PER_EPOCH 20.0
#define MOST_PER_SECOND 12.0
/* While training, faster than that nobody could follow. */
#define INTERVAL (120 * G_TIME_SPAN_MILLISECOND)

struct _GradusDataBatches
{
  GtkWidget        parent_instance;
  GradusStudio    *studio;
  GtkLabel        *sum;
  GtkToggleButton *play;
  GtkAdjustment   *adjustment; /* the batch, from 1 */
  GtkWidget       *slider;
  GradusCanvas    *memory;
  GradusCanvas    *epoch;
  GtkLabel        *title;
  GtkLabel        *note;
  GradusWallView  *wall;

  GradusDataset *whole; /* only compared */
  GradusDataset *data;
  GBytes        *order; /* NULL: as they lie there */
  GradusBatches  batches;
  gint64         shown_at;
  guint          tick;
  gint64         played_from; /* frame time at which playing began */
  guint          played_first;
  gboolean       is_updating;
};

enum
{
  PROP_0,
  PROP_STUDIO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GradusDataBatches, gradus_data_batches, GTK_TYPE_WIDGET)

/* --- The batch that is lit --- */

static void
show_batch (GradusDataBatches *self)
{
  guint             n, first;
  g_autofree guint *samples = NULL;
  g_autofree char  *title = NULL;

  if (self->data == NULL)
    return;
  first = gradus_batches_get_batch (&self->batches, self->batches.current, &n);
  samples = g_new (guint, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    samples[i] = gradus_batches_get_sample (&self->batches, first + i);
  title = g_strdup_printf (
    /* Translators: which batch, of how many, and how many samples it has */
    ngettext ("Batch %u of %u: %u sample", "Batch %u of %u: %u samples", n),
    self->batches.current + 1, gradus_batches_count (&self->batches), n);
  gtk_label_set_label (self->title, title);
  gradus_wall_view_show (self->wall, self->data, samples, n);
  gtk_widget_queue_draw (GTK_WIDGET (self->memory));
  gtk_widget_queue_draw (GTK_WIDGET (self->epoch));
}

static void
set_current (GradusDataBatches *self, guint current)
{
  guint n = self->data != NULL ? gradus_batches_count (&self->batches) : 0;

  current = n > 0 ? MIN (current, n - 1) : 0;
  if (self->batches.current == current)
    return;
  self->batches.current = current;
  self->is_updating = TRUE;
  gtk_adjustment_set_value (self->adjustment, current + 1);
  self->is_updating = FALSE;
  show_batch (self);
}

static void
slid_cb (GradusDataBatches *self)
{
  if (!self->is_updating)
    set_current (self,
                 (guint) MAX (round (gtk_adjustment_get_value (self->adjustment)) - 1,
                              0));
}

/* --- Playing --- */

static void
stop (GradusDataBatches *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  if (gtk_toggle_button_get_active (self->play))
    gtk_toggle_button_set_active (self->play, FALSE);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  GradusDataBatches *self = GRADUS_DATA_BATCHES (widget);
  guint              n = gradus_batches_count (&self->batches);
  double             per_second = MIN (MAX (n / SECONDS_PER_EPOCH, 2), MOST_PER_SECOND);
  gint64             now = gdk_frame_clock_get_frame_time (clock);
  guint              at;

  if (self->played_from == 0)
    self->played_from = now;
  at = self->played_first +
       (guint) ((double) (now - self->played_from) / G_USEC_PER_SEC * per_second);
  set_current (self, MIN (at, n - 1));
  if (at + 1 < n)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  gtk_toggle_button_set_active (self->play, FALSE);
  return G_SOURCE_REMOVE;
}

static void
play_cb (GradusDataBatches *self)
{
  if (!gtk_toggle_button_get_active (self->play) || self->data == NULL)
    {
      stop (self);
      return;
    }
  if (self->tick != 0)
    return;
  self->played_from = 0;
  self->played_first = self->batches.current + 1 < gradus_batches_count (&self->batches)
                         ? self->batches.current
                         : 0;
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
update_play (GradusDataBatches *self)
{
  GradusSnapshot *snapshot =
    self->studio != NULL ? gradus_studio_get_snapshot (self->studio) : NULL;
  gboolean is_running = snapshot != NULL && snapshot->state == GRADUS_SESSION_RUNNING;
  gboolean is_animated = TRUE;

  g_object_get (gtk_settings_get_default (), "gtk-enable-animations", &is_animated, NULL);
  if (is_running || !is_animated)
    stop (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->play),
                            is_animated && !is_running && self->data != NULL);
  gtk_widget_set_sensitive (self->slider, !is_running && self->data != NULL);
  gradus_tooltip_set (
    GTK_WIDGET (self->play),
    is_animated
      ? _ ("Goes through the epoch, batch by batch")
      : _ ("Animations are switched off in the system; move the slider instead"));
}

/* --- Following --- */

static void
take_order (GradusDataBatches *self)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);
  gsize           n_bytes = 0;
  gconstpointer   order = NULL;

  g_clear_pointer (&self->order, g_bytes_unref);
  if (snapshot->order != NULL)
    order = g_bytes_get_data (snapshot->order, &n_bytes);
  if (self->data != NULL &&
      n_bytes == gradus_dataset_get_n_samples (self->data) * sizeof (guint32))
    self->order = g_bytes_ref (snapshot->order);
  self->batches.order = self->order != NULL ? order : NULL;
}

static void
say_order (GradusDataBatches *self)
{
  GradusDocument *document = gradus_studio_get_document (self->studio);

  if (document == NULL)
    return;
  gtk_label_set_label (
    self->note, gradus_document_get_project (document)->fit.shuffle
                  ? _ ("shuffled: every epoch draws another order")
                  : _ ("not shuffled: every epoch goes through them in the same order"));
}

static void
take_data (GradusDataBatches *self)
{
  GradusDocument  *document = gradus_studio_get_document (self->studio);
  guint            current = self->batches.current;
  guint            n_batches;
  g_autofree char *sum = NULL;

  g_clear_pointer (&self->data, gradus_dataset_unref);
  self->data = gradus_data_split_get (self->studio, GRADUS_SPLIT_TRAINING);
  if (self->data != NULL && gradus_dataset_get_n_samples (self->data) == 0)
    g_clear_pointer (&self->data, gradus_dataset_unref);
  self->batches = (GradusBatches){ .data = self->data, .batch_size = 1 };
  if (document != NULL)
    self->batches.batch_size =
      MAX (gradus_document_get_project (document)->fit.batch_size, 1);
  take_order (self);
  say_order (self);
  update_play (self);
  if (self->data == NULL)
    {
      gtk_label_set_label (self->sum, "");
      gtk_label_set_label (self->title, "");
      gradus_wall_view_show (self->wall, NULL, NULL, 0);
      return;
    }
  n_batches = gradus_batches_count (&self->batches);
  self->batches.current = MIN (current, n_batches - 1);
  sum = gradus_batches_describe (&self->batches);
  gtk_label_set_label (self->sum, sum);
  self->is_updating = TRUE;
  gtk_adjustment_configure (self->adjustment, self->batches.current + 1, 1,
                            MAX (n_batches, 1), 1, MAX (n_batches / 10, 1), 0);
  self->is_updating = FALSE;
  show_batch (self);
}

/* While training, the batch that was trained last. */
static void
updated_cb (GradusDataBatches *self)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);
  gint64          now = g_get_monotonic_time ();
  gboolean        is_running = snapshot->state == GRADUS_SESSION_RUNNING;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  update_play (self);
  if (self->data == NULL || (is_running && now - self->shown_at < INTERVAL))
    return;
  self->shown_at = now;
  if (snapshot->order != self->order)
    {
      take_order (self);
      gtk_widget_queue_draw (GTK_WIDGET (self->memory));
    }
  if (snapshot->report.batch > 0 && self->tick == 0 &&
      (is_running || snapshot->report.phase == GRADUS_PHASE_BATCH))
    set_current (self, snapshot->report.batch - 1);
}

static void
follow (GradusDataBatches *self)
{
  if (self->studio != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    take_data (self);
}

/* --- Drawing --- */

static void
draw_memory (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gpointer           user_data)
{
  GradusDataBatches *self = user_data;

  if (self->data != NULL)
    gradus_batches_draw_memory (cr, theme, width, height, &self->batches);
}

static void
draw_epoch (cairo_t           *cr,
            const GradusTheme *theme,
            double             width,
            double             height,
            gpointer           user_data)
{
  GradusDataBatches *self = user_data;

  if (self->data != NULL)
    gradus_batches_draw_epoch (cr, theme, width, height, &self->batches);
}

/* The place in the epoch under the pointer, -1 if there is none. */
static int
find_place (GradusDataBatches *self, GtkWidget *canvas, double x, double y)
{
  guint            n;
  GradusSampleGrid grid;
  int              index;

  if (self->data == NULL)
    return -1;
  n = gradus_dataset_get_n_samples (self->data);
  if (canvas == GTK_WIDGET (self->epoch))
    {
      gradus_batch_grid_init (&grid, gtk_widget_get_width (canvas),
                              gtk_widget_get_height (canvas), &self->batches);
      index = gradus_sample_grid_find (&grid, x, y);
      return index >= 0 ? index * (int) self->batches.batch_size : -1;
    }
  gradus_sample_grid_init (&grid, gtk_widget_get_width (canvas),
                           gtk_widget_get_height (canvas), n);
  index = gradus_sample_grid_find (&grid, x, y);
  if (index < 0)
    return -1;
  for (guint i = 0; i < n; i++)
    if (gradus_batches_get_sample (&self->batches, i) == (guint) index)
      return (int) i;
  return -1;
}

static gboolean
tooltip_cb (GtkWidget  *canvas,
            int         x,
            int         y,
            gboolean    by_keyboard,
            GtkTooltip *tooltip,
            gpointer    user_data)
{
  GradusDataBatches *self = user_data;
  int                place = by_keyboard ? -1 : find_place (self, canvas, x, y);
  g_autofree char   *target = NULL;
  g_autofree char   *text = NULL;
  guint              sample;

  if (place < 0)
    return FALSE;
  if (canvas == GTK_WIDGET (self->epoch))
    {
      /* Translators: which batch, of how many */
      text = g_strdup_printf (_ ("Batch %u of %u"),
                              (guint) place / self->batches.batch_size + 1,
                              gradus_batches_count (&self->batches));
      gtk_tooltip_set_text (tooltip, text);
      return TRUE;
    }
  sample = gradus_batches_get_sample (&self->batches, (guint) place);
  target = gradus_wall_describe_target (self->data, sample);
  text = g_strdup_printf (
    /* Translators: number of a sample, what its answer is, and in which batch it comes */
    _ ("Sample %u: %s; in batch %u"), sample, target,
    (guint) place / self->batches.batch_size + 1);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
epoch_pressed_cb (GradusDataBatches *self,
                  int                n_presses,
                  double             x,
                  double             y,
                  GtkGesture        *gesture)
{
  GtkWidget *canvas = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  int        place = find_place (self, canvas, x, y);

  if (place < 0 || !gtk_widget_get_sensitive (self->slider))
    return;
  stop (self);
  set_current (self, (guint) place / self->batches.batch_size);
}

static void
chosen_cb (GradusDataBatches *self, guint sample)
{
  gradus_data_split_choose (self->studio, GRADUS_SPLIT_TRAINING, sample);
}

/* --- Taking away --- */

static GradusFigure *
make_figure (gpointer user_data)
{
  GradusDataBatches *self = user_data;
  g_autofree char   *sum = NULL;
  GradusFigureWords  words = { 0 };

  if (self->data == NULL && self->studio != NULL)
    take_data (self);
  sum = gradus_data_batches_describe (self);
  words.reading = sum;
  return gradus_figure_batches_new (&words, self->data != NULL ? &self->batches : NULL);
}

char *
gradus_data_batches_describe (GradusDataBatches *self)
{
  g_return_val_if_fail (GRADUS_IS_DATA_BATCHES (self), NULL);
  return self->data != NULL ? gradus_batches_describe (&self->batches) : g_strdup ("");
}

void
gradus_data_batches_list_figures (GradusDataBatches *self, GPtrArray *figures)
{
  g_return_if_fail (GRADUS_IS_DATA_BATCHES (self));

  g_ptr_array_add (figures, make_figure (self));
}

/* --- Object --- */

static void
set_studio (GradusDataBatches *self, GradusStudio *studio)
{
  if (!g_set_object (&self->studio, studio))
    return;
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "updated", G_CALLBACK (updated_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "data-changed", G_CALLBACK (follow), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "document-changed", G_CALLBACK (follow), self,
                               G_CONNECT_SWAPPED);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STUDIO]);
}

static void
gradus_data_batches_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  if (id == PROP_STUDIO)
    g_value_set_object (value, GRADUS_DATA_BATCHES (object)->studio);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_data_batches_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  if (id == PROP_STUDIO)
    set_studio (GRADUS_DATA_BATCHES (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_data_batches_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gradus_data_batches_parent_class)->map (widget);
  follow (GRADUS_DATA_BATCHES (widget));
  updated_cb (GRADUS_DATA_BATCHES (widget));
}

static void
gradus_data_batches_unmap (GtkWidget *widget)
{
  stop (GRADUS_DATA_BATCHES (widget));
  GTK_WIDGET_CLASS (gradus_data_batches_parent_class)->unmap (widget);
}

static void
gradus_data_batches_dispose (GObject *object)
{
  GradusDataBatches *self = GRADUS_DATA_BATCHES (object);

  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  gradus_template_dispose (GTK_WIDGET (self), GRADUS_TYPE_DATA_BATCHES);
  g_clear_object (&self->studio);
  g_clear_pointer (&self->data, gradus_dataset_unref);
  g_clear_pointer (&self->order, g_bytes_unref);
  G_OBJECT_CLASS (gradus_data_batches_parent_class)->dispose (object);
}

static void
gradus_data_batches_class_init (GradusDataBatchesClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = gradus_data_batches_get_property;
  object_class->set_property = gradus_data_batches_set_property;
  object_class->dispose = gradus_data_batches_dispose;
  widget_class->map = gradus_data_batches_map;
  widget_class->unmap = gradus_data_batches_unmap;
  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GRADUS_TYPE_CANVAS);
  g_type_ensure (GRADUS_TYPE_WALL_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-data-batches.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusDataBatches, sum);
  gtk_widget_class_bind_template_child (widget_class, GradusDataBatches, play);
  gtk_widget_class_bind_template_child (widget_class, GradusDataBatches, adjustment);
  gtk_widget_class_bind_template_child (widget_class, GradusDataBatches, slider);
  gtk_widget_class_bind_template_child (widget_class, GradusDataBatches, memory);
  gtk_widget_class_bind_template_child (widget_class, GradusDataBatches, epoch);
  gtk_widget_class_bind_template_child (widget_class, GradusDataBatches, title);
  gtk_widget_class_bind_template_child (widget_class, GradusDataBatches, note);
  gtk_widget_class_bind_template_child (widget_class, GradusDataBatches, wall);
  gtk_widget_class_bind_template_callback (widget_class, slid_cb);
  gtk_widget_class_bind_template_callback (widget_class, play_cb);
  gtk_widget_class_bind_template_callback (widget_class, epoch_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
gradus_data_batches_init (GradusDataBatches *self)
{
  self->batches.batch_size = 1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_canvas_set_func (self->memory, draw_memory, self);
  gradus_canvas_set_func (self->epoch, draw_epoch, self);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-enable-animations",
                           G_CALLBACK (update_play), self, G_CONNECT_SWAPPED);
  g_signal_connect (self->memory, "query-tooltip", G_CALLBACK (tooltip_cb), self);
  g_signal_connect (self->epoch, "query-tooltip", G_CALLBACK (tooltip_cb), self);
  gradus_figure_menu_add (GTK_WIDGET (self->memory), make_figure, self);
  gradus_figure_menu_add (GTK_WIDGET (self->epoch), make_figure, self);
}
