/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-probe-reading.h"

#include "plot/picture.h"
#include "plot/reasons.h"
#include "plot/ticks.h"

/* Answers that are told one by one. */
#define N_TOLD 3

struct _GradusProbeReading
{
  GradusTensor    *input;
  GradusTensor    *output; /* NULL while there is none */
  char           **names;
  gboolean         is_class;
  gboolean         is_yes_no;
  int              truth;
  GradusFirstUnits units;
};

static void
take_names (GradusProbeReading *self, GradusStudio *studio, GradusDataset *data)
{
  guint n = data != NULL ? gradus_dataset_get_n_classes (data) : 0;

  self->names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->names[i] = g_strdup (gradus_dataset_get_class_name (data, i));
  self->is_yes_no = data != NULL && gradus_dataset_is_yes_no (data) &&
                    gradus_dataset_get_task (data)->kind != GRADUS_TASK_CLASSES;
  if (n == 0)
    return;
  if (gradus_studio_get_probe_origin (studio) == GRADUS_PROBE_TEST)
    self->truth =
      (int) gradus_dataset_get_label (data, gradus_studio_get_probe_sample (studio));
  else if (gradus_studio_get_probe_origin (studio) == GRADUS_PROBE_TRAINING)
    self->truth =
      (int) gradus_dataset_get_label (gradus_studio_get_train_data (studio),
                                      gradus_studio_get_probe_training (studio));
}

/* An autoencoder's 784 outputs are a picture, not probabilities. */
static gboolean
is_classifier (GradusDataset *data, const GradusTensor *output)
{
  guint n = data != NULL ? gradus_dataset_get_n_classes (data) : 0;

  return n > 0 && (output->size == n || (output->size == 1 && n == 2));
}

/**
 * gradus_probe_reading_new:
 * @studio: whose sample and network
 *
 * Returns: (transfer full): what the studio knows now
 */
GradusProbeReading *
gradus_probe_reading_new (GradusStudio *studio)
{
  GradusProbeReading *self = g_new0 (GradusProbeReading, 1);
  GradusTensor       *input = gradus_studio_get_probe_input (studio);
  GPtrArray          *activations = gradus_studio_get_probe_activations (studio);
  GradusPlan         *plan = gradus_studio_get_snapshot (studio)->plan;
  GradusDataset      *data = gradus_studio_get_test_data (studio);

  self->truth = -1;
  take_names (self, studio, data);
  if (input != NULL)
    self->input = gradus_tensor_ref (input);
  if (activations == NULL || activations->len == 0 || plan == NULL)
    return self;
  self->output = gradus_tensor_ref (activations->pdata[activations->len - 1]);
  self->is_class = is_classifier (data, self->output);
  gradus_first_units_take (&self->units, plan, activations);
  return self;
}

void
gradus_probe_reading_free (GradusProbeReading *self)
{
  g_clear_pointer (&self->input, gradus_tensor_unref);
  g_clear_pointer (&self->output, gradus_tensor_unref);
  g_strfreev (self->names);
  gradus_first_units_clear (&self->units);
  g_free (self);
}

GradusTensor *
gradus_probe_reading_get_input (const GradusProbeReading *self)
{
  return self->input;
}

gboolean
gradus_probe_reading_is_class (const GradusProbeReading *self)
{
  return self->is_class;
}

gboolean
gradus_probe_reading_is_yes_no (const GradusProbeReading *self)
{
  return self->is_yes_no;
}

const char *
gradus_probe_reading_get_name (const GradusProbeReading *self, guint answer)
{
  return answer < g_strv_length (self->names) ? self->names[answer] : "?";
}

gboolean
gradus_probe_reading_get_prediction (const GradusProbeReading *self,
                                     GradusPrediction         *prediction)
{
  *prediction = (GradusPrediction){ .truth = -1 };
  if (self->input != NULL)
    {
      prediction->input_shape = self->input->shape;
      prediction->input = self->input->data;
    }
  if (!self->is_class)
    return FALSE;
  prediction->n_values = self->output->size;
  prediction->values = self->output->data;
  prediction->names = (const char *const *) self->names;
  prediction->truth = self->truth;
  return TRUE;
}

int
gradus_probe_reading_get_answer (const GradusProbeReading *self, double *probability)
{
  GradusPrediction prediction;

  if (!gradus_probe_reading_get_prediction (self, &prediction))
    return -1;
  return gradus_prediction_get_best (&prediction, probability);
}

static gboolean
has_output_picture (const GradusProbeReading *self)
{
  return !self->is_class && self->output != NULL && self->input != NULL &&
         self->output->size == self->input->size && self->output->size > 4;
}

gboolean
gradus_probe_reading_get_number (const GradusProbeReading *self, double *number)
{
  if (self->is_class || self->output == NULL || self->output->size != 1)
    return FALSE;
  *number = (double) self->output->data[0];
  return TRUE;
}

void
gradus_probe_reading_describe (const GradusProbeReading *self, GradusEvidence *evidence)
{
  int answer = gradus_probe_reading_get_answer (self, NULL);

  if (self->input != NULL)
    {
      guint width, height, n_channels;

      gradus_picture_get_size (&self->input->shape, &width, &height, &n_channels);
      evidence->input_shape = self->input->shape;
      evidence->input = self->input->data;
      evidence->has_maps =
        self->is_class && height > 1 && width > 1 && self->input->size > 4;
    }
  evidence->output = has_output_picture (self) ? self->output->data : NULL;
  evidence->n_units = self->units.n;
  evidence->units = self->units.values;
  evidence->units_title = self->units.title;
  evidence->units_note = self->units.note;
  evidence->answer =
    answer >= 0 ? gradus_probe_reading_get_name (self, (guint) answer) : NULL;
}

char *
gradus_probe_reading_to_string (const GradusProbeReading *self)
{
  GString         *text = g_string_new (NULL);
  GradusPrediction prediction;
  gboolean         is_told[256] = { FALSE };

  if (!gradus_probe_reading_get_prediction (self, &prediction))
    return g_string_free (text, FALSE);
  for (guint i = 0; i < N_TOLD; i++)
    {
      int              best = -1;
      g_autofree char *share = NULL;

      for (guint j = 0; j < MIN (gradus_prediction_get_n_rows (&prediction), 256); j++)
        if (!is_told[j] &&
            (best < 0 || gradus_prediction_get_value (&prediction, j) >
                           gradus_prediction_get_value (&prediction, best)))
          best = (int) j;
      if (best < 0)
        break;
      is_told[best] = TRUE;
      share = gradus_format_percent (gradus_prediction_get_value (&prediction, best));
      g_string_append_printf (text, "%s%s, %s", i > 0 ? "; " : "", self->names[best],
                              share);
    }
  return g_string_free (text, FALSE);
}
