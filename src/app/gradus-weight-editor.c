/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-weight-editor.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST 1e6

struct _GradusWeightEditor
{
  GtkPopover     parent_instance;
  GtkLabel      *title;
  GtkAdjustment *adjustment; /* takes any number */
  GtkAdjustment *slide;      /* reaches as far as weights usually do */
  GtkLabel      *prediction;
  GtkLabel      *check;
  gboolean       is_updating;
};

enum
{
  EDITED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusWeightEditor, gradus_weight_editor, GTK_TYPE_POPOVER)

static void
value_changed_cb (GradusWeightEditor *self)
{
  double value = gtk_adjustment_get_value (self->adjustment);

  if (self->is_updating)
    return;
  self->is_updating = TRUE;
  gtk_adjustment_set_value (self->slide, value);
  self->is_updating = FALSE;
  g_signal_emit (self, signals[EDITED], 0, value);
}

static void
slid_cb (GradusWeightEditor *self)
{
  if (!self->is_updating)
    gtk_adjustment_set_value (self->adjustment, gtk_adjustment_get_value (self->slide));
}

static void
zero_cb (GradusWeightEditor *self)
{
  gtk_adjustment_set_value (self->adjustment, 0);
}

static void
gradus_weight_editor_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GRADUS_TYPE_WEIGHT_EDITOR);
  G_OBJECT_CLASS (gradus_weight_editor_parent_class)->dispose (object);
}

static void
gradus_weight_editor_class_init (GradusWeightEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_weight_editor_dispose;
  signals[EDITED] = g_signal_new ("edited", GRADUS_TYPE_WEIGHT_EDITOR, G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-weight-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusWeightEditor, title);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightEditor, adjustment);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightEditor, slide);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightEditor, prediction);
  gtk_widget_class_bind_template_child (widget_class, GradusWeightEditor, check);
  gtk_widget_class_bind_template_callback (widget_class, value_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, slid_cb);
  gtk_widget_class_bind_template_callback (widget_class, zero_cb);
}

static void
gradus_weight_editor_init (GradusWeightEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gradus_weight_editor_new (void)
{
  return g_object_new (GRADUS_TYPE_WEIGHT_EDITOR, NULL);
}

void
gradus_weight_editor_set_weight (GradusWeightEditor *self,
                                 const char         *title,
                                 double              value,
                                 double              limit)
{
  double reach = MAX (limit, fabs (value)) * 2;

  g_return_if_fail (GRADUS_IS_WEIGHT_EDITOR (self));

  if (!isfinite (reach) || reach <= 0)
    reach = 1;
  self->is_updating = TRUE;
  gtk_label_set_label (self->title, title);
  value = isfinite (value) ? value : 0;
  gtk_adjustment_configure (self->adjustment, value, -MOST, MOST, reach / 100, reach / 10,
                            0);
  gtk_adjustment_configure (self->slide, value, -reach, reach, reach / 100, reach / 10,
                            0);
  self->is_updating = FALSE;
}

/* Lines keep their room: a bubble does not grow while it is open. */
static void
set_line (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
}

void
gradus_weight_editor_set_words (GradusWeightEditor *self,
                                const char         *prediction,
                                const char         *check)
{
  g_return_if_fail (GRADUS_IS_WEIGHT_EDITOR (self));
  set_line (self->prediction, prediction);
  set_line (self->check, check);
}
