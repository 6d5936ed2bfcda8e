/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-canvas.h"
#include "app/gradus-format.h"
#include "app/gradus-inspector-page.h"

#include <glib/gi18n-lib.h>

#include "plot/confusion-matrix.h"

/* The confusion matrix, counted in a thread of its own when the button is pressed: it
 * shows the network as it was then. */

#define SIDE 300

typedef struct
{
  GradusStudio    *studio; /* outlives the page */
  GtkWidget       *canvas;
  GtkWidget       *label;
  GradusConfusion *confusion;
  GradusDataset   *data; /* names the classes */
} Page;

static void
page_free (gpointer data)
{
  Page *page = data;

  g_clear_pointer (&page->confusion, gradus_confusion_free);
  g_clear_pointer (&page->data, gradus_dataset_unref);
  g_free (page);
}

typedef struct
{
  GradusSequential *sequential;
  GPtrArray        *weights;
  GradusDataset    *data;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  gradus_sequential_free (job->sequential);
  g_ptr_array_unref (job->weights);
  gradus_dataset_unref (job->data);
  g_free (job);
}

static void
count_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job                    *job = data;
  GError                 *error = NULL;
  g_autoptr (GradusModel) model = gradus_model_new (job->sequential, 1, &error);

  if (model == NULL || !gradus_model_set_weights (model, job->weights, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, gradus_confusion_new (model, job->data, 0),
                           (GDestroyNotify) gradus_confusion_free);
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  Page                   *page = user_data;
  g_autofree const char **names = NULL;

  if (page->confusion == NULL)
    return;
  names = g_new0 (const char *, page->confusion->n_classes + 1);
  for (guint i = 0; i < page->confusion->n_classes; i++)
    names[i] = gradus_dataset_get_class_name (page->data, i);
  gradus_confusion_matrix_draw (cr, theme, width, height, page->confusion, names, NULL);
}

static void
show_result (Page *page)
{
  const GradusConfusion *confusion = page->confusion;
  g_autofree char       *text = NULL;

  gtk_widget_set_visible (page->canvas, confusion != NULL);
  if (confusion == NULL)
    text = g_strdup (_ ("Only answers that are classes can be counted."));
  else
    {
      g_autofree char *right = gradus_format_count (confusion->n_right);
      g_autofree char *all = gradus_format_count (confusion->n_samples);

      /* Translators: both are numbers */
      text = g_strdup_printf (_ ("%s of %s answers are right."), right, all);
    }
  gtk_label_set_text (GTK_LABEL (page->label), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (page->canvas),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_draw (page->canvas);
}

static void
counted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GtkWidget         *canvas = GTK_WIDGET (object);
  Page              *page = g_object_get_data (object, "page");
  Job               *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  GradusConfusion   *confusion = g_task_propagate_pointer (G_TASK (result), &error);

  /* The page may be gone meanwhile. */
  if (gtk_widget_get_root (canvas) == NULL || page == NULL)
    {
      g_clear_pointer (&confusion, gradus_confusion_free);
      return;
    }
  g_clear_pointer (&page->confusion, gradus_confusion_free);
  g_clear_pointer (&page->data, gradus_dataset_unref);
  page->confusion = confusion;
  page->data = gradus_dataset_ref (job->data);
  show_result (page);
}

static void
count_cb (GtkButton *button, GtkWidget *canvas)
{
  Page                 *page = g_object_get_data (G_OBJECT (canvas), "page");
  const GradusSnapshot *snapshot = gradus_studio_get_snapshot (page->studio);
  GradusDataset        *data = gradus_studio_get_test_data (page->studio);
  g_autoptr (GTask)     task = NULL;
  Job                  *job;

  if (snapshot->plan == NULL || snapshot->weights == NULL || data == NULL)
    {
      gtk_label_set_text (GTK_LABEL (page->label), _ ("There is no prediction yet."));
      return;
    }
  job = g_new0 (Job, 1);
  job->sequential = gradus_sequential_copy (gradus_plan_get_sequential (snapshot->plan));
  job->weights = g_ptr_array_ref (snapshot->weights);
  job->data = gradus_dataset_ref (data);
  task = g_task_new (canvas, NULL, counted_cb, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, count_thread);
}

void
gradus_inspector_add_confusion (GradusInspectorPage *self)
{
  AdwPreferencesGroup *group = gradus_inspector_page_add_group (self, _ ("Mix-ups"));
  GtkWidget           *button = gtk_button_new_with_label (_ ("Count on the test data"));
  GtkWidget           *canvas = gradus_canvas_new ();
  Page                *page = g_new0 (Page, 1);

  *page = (Page){ .studio = self->studio, .canvas = canvas };
  gtk_widget_set_tooltip_text (
    button, _ ("Asks the network about every test sample and counts which class it takes "
               "for which: the confusion matrix."));
  adw_preferences_group_add (group, button);
  page->label = gradus_inspector_page_add_text (self, NULL);
  gtk_widget_set_size_request (canvas, -1, SIDE);
  gtk_widget_set_visible (canvas, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Confusion matrix"), -1);
  gradus_canvas_set_func (GRADUS_CANVAS (canvas), draw, page);
  g_object_set_data_full (G_OBJECT (canvas), "page", page, page_free);
  gtk_box_append (self->box, canvas);
  g_signal_connect_object (button, "clicked", G_CALLBACK (count_cb), canvas, 0);
}
