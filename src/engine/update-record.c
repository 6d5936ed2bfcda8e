/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/update-record.h"

#include <math.h>
#include <string.h>

#include "engine/trainer-private.h"

/* Room for the record of the step at hand is made when somebody begins to watch, so that
 * a step allocates nothing. */

static GradusUpdateRecord *
record_new (void)
{
  GradusUpdateRecord *self = g_new0 (GradusUpdateRecord, 1);

  self->ref_count = 1;
  return self;
}

GradusUpdateRecord *
gradus_update_record_ref (GradusUpdateRecord *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
gradus_update_record_unref (GradusUpdateRecord *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_clear_pointer (&self->optimizer, gradus_config_free);
  g_free (self->inputs);
  g_free (self->errors);
  g_free (self);
}

/**
 * gradus_trainer_probe:
 * @self: a trainer
 * @weight: in the model's list, -1 for none
 * @offset: which number of it
 *
 * Watches one number while it is trained.
 *
 * Returns: whether training moves it
 */
gboolean
gradus_trainer_probe (GradusTrainer *self, int weight, gsize offset)
{
  GradusUpdateProbe *probe = &self->probe;
  gsize              n_rows = self->options.batch_size;

  const GradusLayerKind *kind;

  g_clear_pointer (&probe->record, gradus_update_record_unref);
  probe->trained = NULL;
  probe->has_record = probe->has_terms = FALSE;
  probe->is_partial = self->is_in_batch;
  for (guint i = 0; i < self->n_slices; i++)
    self->slices[i].lane->terms = NULL;
  for (guint i = 0; weight >= 0 && i < self->trained->len; i++)
    {
      GradusTrained *trained = &g_array_index (self->trained, GradusTrained, i);

      if (trained->index == (guint) weight && offset < trained->n)
        probe->trained = trained;
    }
  if (probe->trained == NULL)
    return FALSE;
  probe->record = record_new ();
  probe->record->weight = (guint) weight;
  probe->record->offset = offset;
  probe->record->inputs = g_new0 (float, n_rows);
  probe->record->errors = g_new0 (float, n_rows);
  probe->terms = (GradusLaneTerms){
    .layer = gradus_model_get_weight_info (self->model, (guint) weight)->layer,
    .weight = gradus_model_get_weight_info (self->model, (guint) weight)->index,
    .offset = offset,
    .inputs = probe->record->inputs,
    .errors = probe->record->errors,
  };
  kind = gradus_layer_kind_of (
    gradus_plan_get_layer (self->model->plan, probe->terms.layer)->config);
  probe->has_terms =
    kind->get_terms != NULL &&
    kind->get_terms (gradus_plan_get_layer (self->model->plan, probe->terms.layer), NULL,
                     probe->terms.weight, offset, NULL, NULL);
  for (guint i = 0; i < self->n_slices && probe->has_terms; i++)
    self->slices[i].lane->terms = &probe->terms;
  return TRUE;
}

gboolean
gradus_trainer_is_probed (const GradusTrainer *self)
{
  return self->probe.trained != NULL;
}

static float
get_gradient (const GradusTrainer *self)
{
  return self->slices[0]
    .gradients[self->probe.trained->index][self->probe.record->offset];
}

/* The trainer calls these between the phases of an update. */
void
gradus_trainer_probe_sum (GradusTrainer *self)
{
  if (self->probe.trained != NULL)
    self->probe.record->gradient = get_gradient (self);
}

void
gradus_trainer_probe_price (GradusTrainer *self)
{
  if (self->probe.trained != NULL)
    self->probe.record->priced = get_gradient (self);
}

void
gradus_trainer_probe_begin (GradusTrainer *self)
{
  const GradusTrained *trained = self->probe.trained;
  GradusUpdateRecord  *record = self->probe.record;

  if (trained == NULL)
    return;
  record->clipped = get_gradient (self);
  record->before = record->decayed = trained->data[record->offset];
  if (self->clipping.weight_decay > 0)
    {
      float decay = (float) (self->clipping.weight_decay * self->step.learning_rate);

      record->decayed = record->before - record->before * decay;
    }
  record->n_slots = self->n_slots;
  for (guint i = 0; i < self->n_slots; i++)
    record->slots_before[i] = trained->slots[i][record->offset];
  record->learning_rate = self->step.learning_rate;
  memcpy (record->terms, self->step.terms, sizeof record->terms);
}

void
gradus_trainer_probe_move (GradusTrainer *self)
{
  if (self->probe.trained != NULL)
    self->probe.record->moved = self->probe.trained->data[self->probe.record->offset];
}

void
gradus_trainer_probe_end (GradusTrainer *self)
{
  const GradusTrained *trained = self->probe.trained;
  GradusUpdateRecord  *record = self->probe.record;

  if (trained == NULL)
    return;
  record->after = trained->data[record->offset];
  for (guint i = 0; i < self->n_slots; i++)
    record->slots_after[i] = trained->slots[i][record->offset];
  record->step = self->n_updates + 1;
  record->n_samples = (guint) self->pass_n;
  record->has_terms = self->probe.has_terms && !self->probe.is_partial;
  self->probe.is_partial = FALSE;
  self->probe.has_record = TRUE;
}

/**
 * gradus_trainer_dup_record:
 * @self: a trainer
 *
 * Returns: (transfer full) (nullable): what the last step did to the number that is
 *   watched; NULL if there was no step since
 */
GradusUpdateRecord *
gradus_trainer_dup_record (const GradusTrainer *self)
{
  const GradusUpdateRecord *now = self->probe.record;
  GradusUpdateRecord       *record;

  if (!self->probe.has_record)
    return NULL;
  record = record_new ();
  *record = *now;
  record->ref_count = 1;
  record->optimizer = gradus_config_copy (self->step.config);
  record->inputs = g_memdup2 (now->inputs, now->n_samples * sizeof (float));
  record->errors = g_memdup2 (now->errors, now->n_samples * sizeof (float));
  return record;
}

/* --- With the numbers in it --- */

static void
append_number (GString *text, double value, int n_figures, gboolean in_sum)
{
  double size = fabs (value);
  char   number[48];
  char  *exponent;

  if (!isfinite (value))
    g_strlcpy (number, isnan (value) ? "NaN" : "∞", sizeof number);
  else if (size == 0)
    g_strlcpy (number, "0", sizeof number);
  else if (size >= 1e-3 && size < 1e5)
    g_ascii_formatd (number, sizeof number, n_figures > 6 ? "%.8g" : "%.6g", size);
  else
    g_ascii_formatd (number, sizeof number, "%.4e", size);
  exponent = strchr (number, 'e');
  if (exponent != NULL)
    *exponent = '\0';
  /* A rate of 0.00002 is 2 · 10⁻⁵, no more exact than it was written. */
  if (g_str_has_suffix (number, ".0000"))
    *strchr (number, '.') = '\0';
  if (value < 0)
    g_string_append (text, in_sum ? "(−" : "−");
  g_string_append (text, number);
  if (exponent != NULL)
    g_string_append_printf (text, " · 10^{%s%d}", exponent[1] == '-' ? "−" : "",
                            abs (atoi (exponent + 1)));
  if (value < 0 && in_sum)
    g_string_append_c (text, ')');
}

/* A sign of a template: @g the gradient, @w and @W the weight before and after, @r the
 * learning rate, @s0 and @S0 the first slot before and after, @t0 the first term. */
static double
look_up (const GradusUpdateRecord *self, const char **at)
{
  char  sign = *(*at)++;
  guint index = 0;

  if (sign == 's' || sign == 'S' || sign == 't')
    index = (guint) (*(*at)++ - '0');
  switch (sign)
    {
    case 'g':
      return (double) self->clipped;
    case 'w':
      return (double) self->decayed;
    case 'W':
      return (double) self->moved;
    case 'r':
      return self->learning_rate;
    case 's':
      return (double) self->slots_before[index % GRADUS_MAX_SLOTS];
    case 'S':
      return (double) self->slots_after[index % GRADUS_MAX_SLOTS];
    case 't':
    default:
      return self->terms[index % G_N_ELEMENTS (self->terms)];
    }
}

/**
 * gradus_update_record_format:
 * @self: an update
 *
 * Returns: (transfer full): the optimizer's rule with the numbers of this update in it, a
 *   line for each of its steps, in the notation of formulas
 */
char *
gradus_update_record_format (const GradusUpdateRecord *self)
{
  const GradusOptimizerKind *kind =
    (const GradusOptimizerKind *) gradus_config_get_kind (self->optimizer);
  GradusOptimizerStep step = { .config = self->optimizer,
                               .learning_rate = self->learning_rate };
  GString            *text = g_string_new (NULL);

  memcpy (step.terms, self->terms, sizeof step.terms);
  for (const char *at = kind->numbers (&step); *at != '\0';)
    if (*at == '@')
      {
        /* A negative number behind an operator is put in brackets. */
        gboolean in_sum = text->len > 0 && !g_str_has_suffix (text->str, "= ") &&
                          strchr ("{(|", text->str[text->len - 1]) == NULL;
        gboolean is_weight = g_ascii_tolower (*++at) == 'w';

        append_number (text, look_up (self, &at), is_weight ? 8 : 6, in_sum);
      }
    else
      g_string_append_c (text, *at++);
  return g_string_free (text, FALSE);
}
