/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-timeline.h"

#include "app/gradus-format.h"
#include "app/gradus-progress-line.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _GradusTimeline
{
  GtkWidget parent_instance;

  GradusStudio       *studio; /* (nullable): the owner's */
  GradusProgressLine *line;
  GtkRange           *slider;
  char               *told; /* what assistive technology knows of the place */
};

G_DEFINE_FINAL_TYPE (GradusTimeline, gradus_timeline, GTK_TYPE_WIDGET)

/* --- Places --- */

static guint
count_moments (const GradusSnapshot *now)
{
  guint n = now->moments != NULL ? now->moments->len : 0;

  /* What is going on now is the last place, whether it has been kept or not. */
  if (n > 0 && g_array_index (now->moments, GradusMoment, n - 1).step == now->moment.step)
    n--;
  return n;
}

static const GradusMoment *
get_moment (const GradusSnapshot *now, guint index)
{
  return index < count_moments (now) ? &g_array_index (now->moments, GradusMoment, index)
                                     : &now->moment;
}

static GradusSnapshot *
get_now (GradusTimeline *self)
{
  return gradus_studio_get_live_snapshot (self->studio);
}

/* One past the last moment for now. */
static guint
find_place (GradusTimeline *self)
{
  const GradusSnapshot *now = get_now (self);
  guint                 n = count_moments (now);
  guint64               step = gradus_studio_get_looked_at (self->studio);

  if (!gradus_studio_is_looking_back (self->studio))
    return n;
  /* The moment itself may have been thinned out since. */
  for (guint i = n; i > 0; i--)
    if (get_moment (now, i - 1)->step <= step)
      return i - 1;
  return 0;
}

/* The place that lies nearest to one on the axis of epochs. */
static guint
find_nearest (const GradusSnapshot *now, double epoch)
{
  guint nearest = count_moments (now);

  for (guint i = 0; i < count_moments (now); i++)
    if (fabs (get_moment (now, i)->epoch - epoch) <
        fabs (get_moment (now, nearest)->epoch - epoch))
      nearest = i;
  return nearest;
}

static void
go_to (GradusTimeline *self, guint place)
{
  const GradusSnapshot *now = get_now (self);

  if (place >= count_moments (now))
    gradus_studio_look_at_now (self->studio);
  else
    gradus_studio_look_back (self->studio, get_moment (now, place)->step);
}

/* --- What is shown --- */

static char *
describe_place (GradusTimeline *self, const GradusSnapshot *now)
{
  const GradusMoment *moment = get_moment (now, find_place (self));
  g_autofree char    *step = gradus_format_count (moment->step);
  guint               epoch = (guint) floor (moment->epoch) + 1;

  epoch = MIN (epoch, MAX (now->n_epochs_planned, 1));
  if (gradus_studio_is_looking_back (self->studio))
    /* Translators: a place in training, on a slider: "epoch 3, step 4,500" */
    return g_strdup_printf (_ ("epoch %u, step %s"), epoch, step);
  return g_strdup_printf (_ ("now: epoch %u, step %s"), epoch, step);
}

static void
tell_place (GradusTimeline *self, const GradusSnapshot *now)
{
  g_autofree char *text = NULL;

  /* While training runs, now would be told all the time. */
  if (!gradus_studio_is_looking_back (self->studio) &&
      now->state == GRADUS_SESSION_RUNNING && self->told != NULL)
    return;
  text = describe_place (self, now);
  if (g_strcmp0 (text, self->told) == 0)
    return;
  g_free (self->told);
  self->told = g_steal_pointer (&text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->slider),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, self->told, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->slider), self->told);
}

void
gradus_timeline_update (GradusTimeline *self)
{
  const GradusSnapshot *now;
  gboolean              is_past;
  double                place;
  double                n_epochs;

  g_return_if_fail (GRADUS_IS_TIMELINE (self));

  if (self->studio == NULL)
    return;
  now = get_now (self);
  is_past = gradus_studio_is_looking_back (self->studio);
  place = get_moment (now, find_place (self))->epoch;
  n_epochs = MAX (now->n_epochs_planned, 1);
  gradus_progress_line_set (self->line,
                            now->state == GRADUS_SESSION_FINISHED ? now->n_epochs_planned
                                                                  : now->moment.epoch,
                            gradus_studio_get_document (self->studio) != NULL &&
                                now->moment.step > 0
                              ? now->n_epochs_planned
                              : 0,
                            is_past ? place : -1);
  gtk_widget_set_visible (GTK_WIDGET (self->slider), count_moments (now) > 0);
  if (is_past)
    gtk_widget_add_css_class (GTK_WIDGET (self->slider), "past");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->slider), "past");
  gtk_adjustment_configure (gtk_range_get_adjustment (self->slider),
                            MIN (place, n_epochs), 0, n_epochs, 0.1, 1, 0);
  tell_place (self, now);
}

/* --- What is asked for --- */

void
gradus_timeline_move (GradusTimeline *self, int n_moments, int n_epochs)
{
  const GradusSnapshot *now = get_now (self);
  int                   place = (int) find_place (self);
  double                epoch = get_moment (now, (guint) place)->epoch;

  if (n_epochs < 0)
    place = (int) find_nearest (now, ceil (epoch) + n_epochs);
  else if (n_epochs > 0)
    place = (int) find_nearest (now, floor (epoch) + n_epochs);
  go_to (self, (guint) MAX (place + n_moments, 0));
}

void
gradus_timeline_go_to_start (GradusTimeline *self)
{
  go_to (self, 0);
}

gboolean
gradus_timeline_has_earlier (GradusTimeline *self)
{
  return self->studio != NULL && find_place (self) > 0;
}

gboolean
gradus_timeline_has_later (GradusTimeline *self)
{
  return self->studio != NULL && gradus_studio_is_looking_back (self->studio);
}

static gboolean
change_value_cb (GtkRange *range, GtkScrollType scroll, double value, gpointer user_data)
{
  GradusTimeline *self = user_data;

  /* The wheel turns through the moments that there are. */
  if (scroll == GTK_SCROLL_JUMP)
    go_to (self, find_nearest (get_now (self), value));
  return TRUE;
}

/* Keys go from moment to moment, however far apart these are. */
static void
move_slider_cb (GtkRange *range, GtkScrollType scroll, gpointer user_data)
{
  GradusTimeline *self = user_data;

  g_signal_stop_emission_by_name (range, "move-slider");
  if (scroll == GTK_SCROLL_STEP_LEFT || scroll == GTK_SCROLL_STEP_DOWN)
    gradus_timeline_move (self, -1, 0);
  else if (scroll == GTK_SCROLL_STEP_RIGHT || scroll == GTK_SCROLL_STEP_UP)
    gradus_timeline_move (self, 1, 0);
  else if (scroll == GTK_SCROLL_PAGE_LEFT || scroll == GTK_SCROLL_PAGE_DOWN)
    gradus_timeline_move (self, 0, -1);
  else if (scroll == GTK_SCROLL_PAGE_RIGHT || scroll == GTK_SCROLL_PAGE_UP)
    gradus_timeline_move (self, 0, 1);
  else if (scroll == GTK_SCROLL_START)
    gradus_timeline_go_to_start (self);
  else if (scroll == GTK_SCROLL_END)
    gradus_studio_look_at_now (self->studio);
}

/* --- Widget --- */

static void
gradus_timeline_measure (GtkWidget     *widget,
                         GtkOrientation orientation,
                         int            for_size,
                         int           *minimum,
                         int           *natural,
                         int           *minimum_baseline,
                         int           *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (GRADUS_TIMELINE (widget)->line), orientation, for_size,
                      minimum, natural, NULL, NULL);
}

/* The slider is thicker than the line: it reaches out above and below. */
static void
gradus_timeline_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GradusTimeline *self = GRADUS_TIMELINE (widget);
  GtkWidget      *slider = GTK_WIDGET (self->slider);
  int             minimum, natural, least_width;

  gtk_widget_size_allocate (GTK_WIDGET (self->line),
                            &(GtkAllocation){ 0, 0, width, height }, -1);
  if (!gtk_widget_should_layout (slider))
    return;
  gtk_widget_measure (slider, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL,
                      NULL);
  gtk_widget_measure (slider, GTK_ORIENTATION_VERTICAL, -1, &minimum, &natural, NULL,
                      NULL);
  gtk_widget_size_allocate (slider,
                            &(GtkAllocation){ 0, (height - natural) / 2,
                                              MAX (width, least_width), natural },
                            -1);
}

static void
gradus_timeline_dispose (GObject *object)
{
  GradusTimeline *self = GRADUS_TIMELINE (object);
  GtkWidget      *child;

  g_clear_object (&self->studio);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_timeline_parent_class)->dispose (object);
}

static void
gradus_timeline_finalize (GObject *object)
{
  g_free (GRADUS_TIMELINE (object)->told);
  G_OBJECT_CLASS (gradus_timeline_parent_class)->finalize (object);
}

static void
gradus_timeline_class_init (GradusTimelineClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = gradus_timeline_dispose;
  object_class->finalize = gradus_timeline_finalize;
  widget_class->measure = gradus_timeline_measure;
  widget_class->size_allocate = gradus_timeline_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "timeline");

  g_type_ensure (GRADUS_TYPE_PROGRESS_LINE);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-timeline.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusTimeline, line);
  gtk_widget_class_bind_template_child (widget_class, GradusTimeline, slider);
  gtk_widget_class_bind_template_callback (widget_class, change_value_cb);
  gtk_widget_class_bind_template_callback (widget_class, move_slider_cb);
}

static void
gradus_timeline_init (GradusTimeline *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * gradus_timeline_set_studio:
 * @self: a timeline
 * @studio: whose training it shows; set once
 */
void
gradus_timeline_set_studio (GradusTimeline *self, GradusStudio *studio)
{
  g_return_if_fail (GRADUS_IS_TIMELINE (self));

  if (g_set_object (&self->studio, studio))
    g_signal_connect_object (studio, "looked", G_CALLBACK (gradus_timeline_update), self,
                             G_CONNECT_SWAPPED);
}
