/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-format.h"
#include "app/gradus-inspector-page.h"
#include "app/gradus-kind-row.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* --- Fit --- */

/* "375 batches make one epoch." */
static void
show_batches (GtkWidget *group, GradusStudio *studio)
{
  const GradusFitOptions *fit =
    &gradus_document_get_project (gradus_studio_get_document (studio))->fit;
  GradusDataset   *data = gradus_studio_get_train_data (studio);
  guint            n_samples;
  guint            n_batches;
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;

  if (data == NULL)
    {
      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), NULL);
      return;
    }
  /* As Keras splits: the training part is rounded down. */
  n_samples =
    (guint) floor (gradus_dataset_get_n_samples (data) * (1.0 - fit->validation_split));
  n_batches = (n_samples + fit->batch_size - 1) / fit->batch_size;
  count = gradus_format_count (n_batches);
  /* Translators: %s is a number */
  text = g_strdup_printf (ngettext ("%s batch makes one epoch.",
                                    "%s batches make one epoch.", n_batches),
                          count);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), text);
}

static void
add_fit (GradusInspectorPage *self)
{
  static const char *const names[] = { "epochs",  "batch_size", "validation_split",
                                       "shuffle", "seed",       "class_weight" };
  AdwPreferencesGroup     *group = gradus_inspector_page_add_group (self, _ ("Fit"));

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GradusField field = { .owner = GRADUS_FIELD_FIT,
                            .param = gradus_field_get_fit_param (names[i]) };

      gradus_inspector_page_add_field (self, GTK_WIDGET (group), &field);
    }
  gradus_inspector_page_add_live (self, GTK_WIDGET (group), show_batches);
}

/* --- Optimizer --- */

static const GradusKind *
get_kind (GradusStudio *studio)
{
  return gradus_config_get_kind (
    gradus_document_get_project (gradus_studio_get_document (studio))
      ->sequential->optimizer);
}

static void
show_kind (GtkWidget *row, GradusStudio *studio)
{
  gradus_kind_row_set_kind (row, get_kind (studio));
}

static void
kind_selected_cb (GtkWidget *row, GParamSpec *pspec, GradusStudio *studio)
{
  const GradusKind *kind = gradus_kind_row_get_kind (row);

  if (kind != NULL && kind != get_kind (studio))
    gradus_document_set_optimizer_kind (gradus_studio_get_document (studio), kind->name);
}

static void
add_kind_row (GradusInspectorPage *self, AdwPreferencesGroup *group)
{
  GtkWidget *row = gradus_kind_row_new (GRADUS_FAMILY_OPTIMIZER, _ ("Algorithm"));

  adw_preferences_group_add (group, row);
  gradus_inspector_page_add_live (self, row, show_kind);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (kind_selected_cb),
                           self->studio, 0);
}

void
gradus_inspector_add_optimizer (GradusInspectorPage *self)
{
  const GradusConfig *optimizer =
    gradus_document_get_project (gradus_studio_get_document (self->studio))
      ->sequential->optimizer;
  AdwPreferencesGroup *group;

  add_fit (self);
  group = gradus_inspector_page_add_group (self, _ ("Optimizer"));
  add_kind_row (self, group);
  gradus_inspector_page_add_formula (group, gradus_config_get_kind (optimizer));
  gradus_inspector_page_add_params (self, group, optimizer, GRADUS_FIELD_OPTIMIZER, 0);
  gradus_inspector_page_add_list (self, GRADUS_FIELD_CALLBACK, _ ("Between epochs"),
                                  _ ("Add a callback"));
}
