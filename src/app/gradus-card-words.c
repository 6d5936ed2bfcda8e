/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-card-content-private.h"

#include "app/gradus-style.h"
#include "plot/report-words.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const char *
get_title (const GradusConfig *config)
{
  return _ (gradus_config_get_kind (config)->title);
}

static void
show_input (GradusCardContent *self, GradusCard *card, GradusCardText *text)
{
  const GradusProject    *project = gradus_card_content_get_project (self);
  const GradusDataSource *source = gradus_data_source_find (project->data.source);
  gboolean                is_live = self->preview == NULL && self->studio != NULL;
  gboolean    is_drawn = is_live && gradus_studio_is_probe_drawn (self->studio);
  const char *problem = is_live ? gradus_studio_get_data_problem (self->studio) : NULL;
  const char *name = source != NULL ? _ (source->title) : project->data.source;
  g_autofree char *shape = gradus_shape_to_batch_string (&project->sequential->input);
  g_autofree char *axes = NULL;
  g_autofree char *spoken = NULL;

  if (is_drawn)
    {
      /* One picture, not a batch of any size. */
      g_autofree char *none = g_steal_pointer (&shape);

      shape = g_strconcat ("(1", strchr (none, ','), NULL);
      name = gradus_shape_size (&project->sequential->input) == 2 ? _ ("Your point")
                                                                  : _ ("Your drawing");
    }
  axes = g_strndup (shape + 1, strlen (shape) - 2);
  /* Translators: a block for assistive technology: "Input, MNIST digits, shape None, 784"
   */
  spoken = g_strdup_printf (_ ("Input, %s, shape %s"), name, axes);
  text->title = name;
  text->shape = shape;
  if (self->preview != NULL)
    {
      text->title = _ ("Data");
      text->shape = NULL;
      text->note = name;
    }
  else if (problem != NULL)
    {
      text->shape = NULL;
      text->message = problem;
    }
  else if (is_live && gradus_studio_is_loading (self->studio))
    {
      text->shape = NULL;
      text->note = _ ("loading …");
    }
  text->spoken = spoken;
  gradus_card_set_look (card, GRADUS_CARD_WRONG, problem != NULL);
  gradus_card_set_text (card, text);
}

/* What would mend a card. @uid: (out): the layer it is about, which may be one of a
 * folded group. */
static gboolean
find_repairs (GradusCardContent *self,
              GradusCard        *card,
              GradusRepairs     *repairs,
              guint64           *uid)
{
  GradusBlock             block = gradus_card_get_block (card);
  const GradusProject    *project = gradus_card_content_get_project (self);
  const GradusLayerGroup *group;

  *uid = gradus_card_get_uid (card);
  if (self->preview != NULL || self->studio == NULL)
    return FALSE;
  /* An empty stack is not a mistake, but where one begins. */
  if (block == GRADUS_BLOCK_LOSS &&
      gradus_sequential_get_n_layers (project->sequential) == 0)
    return FALSE;
  group = gradus_layer_groups_find (project->groups, *uid);
  if (group == NULL || !group->is_folded)
    return gradus_repairs_find (repairs, self->studio, block, *uid);
  for (guint i = 0; i < group->uids->len; i++)
    {
      *uid = g_array_index (group->uids, guint64, i);
      if (gradus_repairs_find (repairs, self->studio, block, *uid))
        return TRUE;
    }
  return FALSE;
}

/* What will not learn well, in a few words; the whole sentence is in the tooltip and in
 * the inspector. @tooltip: (nullable): what the card says without a hint */
void
gradus_card_content_say_hint (GradusCardContent *self,
                              GradusCard        *card,
                              GradusCardText    *text,
                              const char        *tooltip)
{
  GradusRepairs repairs;
  guint64       uid;

  if (!find_repairs (self, card, &repairs, &uid) || !repairs.is_hint)
    {
      gradus_card_set_tooltip (card, tooltip);
      return;
    }
  text->message = repairs.title;
  gradus_card_set_tooltip (card, repairs.sentence);
}

static void
show_predictions (GradusCardContent *self, GradusCard *card, GradusCardText *text)
{
  GradusPlan *plan = gradus_card_content_get_plan (self);
  gboolean is_known = gradus_plan_is_whole (plan) && gradus_plan_get_n_layers (plan) > 0;
  g_autofree char *outputs = gradus_report_describe_outputs (plan);
  g_autofree char *spoken = g_strdup_printf (_ ("Predictions, %s"), outputs);

  text->title = _ ("Predictions");
  text->note = "Y′";
  text->spoken = spoken;
  if (self->preview != NULL)
    {
      text->title = _ ("Predictions Y′");
      text->note = outputs;
    }
  else if (is_known && gradus_card_content_find_prediction (self) == NULL)
    text->count = outputs;
  else if (!is_known)
    text->count = _ ("not yet known");
  gradus_card_set_look (card, GRADUS_CARD_DIMMED, !is_known);
  gradus_card_set_text (card, text);
  gradus_card_content_set_picture (self, card,
                                   is_known &&
                                     gradus_card_content_find_prediction (self) != NULL);
}

static char *
format_score (double loss)
{
  if (!isfinite (loss))
    return g_strdup (_ ("not a number"));
  if (loss > 0 && loss < 0.00005) /* four decimals would be four zeros */
    {
      g_autofree char *power = gradus_format_power (pow (10, round (log10 (loss))));

      return g_strdup_printf ("≈ %s", power);
    }
  return gradus_format_number (loss, fabs (loss) < 10 ? 4 : fabs (loss) < 1000 ? 2 : 0);
}

/* The last loss before it left the finite numbers. */
static char *
describe_divergence (const GradusSnapshot *snapshot)
{
  for (gsize step = snapshot->n_steps; step > 0; step--)
    {
      double loss = (double) gradus_history_get_step (snapshot->history, step - 1)->loss;
      g_autofree char *score = NULL;

      if (!isfinite (loss))
        continue;
      score = format_score (loss);
      return g_strdup_printf (_ ("Last good value: %s"), score);
    }
  return NULL;
}

static void
show_loss (GradusCardContent *self, GradusCard *card, GradusCardText *text)
{
  const GradusProject *project = gradus_card_content_get_project (self);
  const GradusProblem *problem = gradus_card_content_get_problem (self);
  GradusSnapshot      *snapshot = gradus_card_content_get_matching_snapshot (self);
  /* An empty stack is not a mistake, but where one begins. */
  gboolean         is_empty = gradus_sequential_get_n_layers (project->sequential) == 0;
  gboolean         is_wrong = problem != NULL && problem->layer_uid == 0 && !is_empty;
  gboolean         diverged = gradus_card_content_has_diverged (self);
  const char      *title = get_title (project->sequential->loss);
  g_autofree char *score = NULL;
  g_autofree char *spoken = NULL;
  g_autofree char *tooltip = NULL;

  if (diverged)
    score = g_strdup (_ ("not a number"));
  else if (gradus_card_content_has_score (self))
    score = format_score (snapshot->report.epoch_loss);
  else
    score = g_strdup (_ ("no score yet"));
  spoken = g_strdup_printf (_ ("Loss, %s, %s"), title, score);
  if (diverged)
    tooltip = describe_divergence (snapshot);
  text->icon = "gradus-layer-loss-symbolic";
  text->tint = "kind-loop";
  text->overline = title;
  text->title = score;
  text->spoken = spoken;
  if (self->preview != NULL)
    {
      text->icon = NULL;
      text->overline = NULL;
      text->title = _ ("Loss");
      text->note = title;
    }
  if (is_wrong)
    {
      text->title = NULL;
      text->message = problem->sentence;
    }
  gradus_card_content_say_hint (self, card, text, tooltip);
  gradus_card_set_look (card, GRADUS_CARD_WRONG, is_wrong || diverged);
  if (gradus_card_content_has_score (self) && !is_wrong)
    gtk_widget_add_css_class (GTK_WIDGET (card), "scored");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (card), "scored");
  gradus_card_set_text (card, text);
  gradus_card_content_set_picture (self, card,
                                   gradus_card_content_has_score (self) && !is_wrong);
  /* The words are longer than a score. */
  if (diverged && !is_wrong)
    gradus_card_set_picture_size (card, 64, 26);
}

/* "0.001" as one writes it; a schedule goes by its name. */
static char *
format_rate (const GradusConfig *optimizer)
{
  const GradusConfig *schedule =
    gradus_config_get_object (optimizer, "learning_rate_schedule");
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (schedule != NULL)
    return g_strdup (get_title (schedule));
  return g_strdup (
    g_ascii_formatd (text, sizeof text, "%.6g",
                     gradus_config_get_float (optimizer, "learning_rate")));
}

static void
show_optimizer (GradusCardContent *self, GradusCard *card, GradusCardText *text)
{
  const GradusProject *project = gradus_card_content_get_project (self);
  const GradusConfig  *optimizer = project->sequential->optimizer;
  g_autofree char     *rate = format_rate (optimizer);
  g_autofree char     *note =
    g_strdup_printf (_ ("%s, learning rate %s"), get_title (optimizer), rate);
  g_autofree char *spoken = g_strdup_printf (_ ("Optimizer, %s"), note);
  const char      *what =
    gradus_config_get_object (optimizer, "learning_rate_schedule") != NULL
           ? _ ("schedule")
           : _ ("learning rate");

  text->icon = "gradus-layer-optimizer-symbolic";
  text->tint = "kind-loop";
  text->title = get_title (optimizer);
  text->spoken = spoken;
  if (gradus_card_get_density (card) == GRADUS_DENSITY_DENSE)
    {
      text->detail = what;
      text->count = rate;
    }
  else
    {
      text->note = what;
      text->value = rate;
    }
  if (self->preview != NULL)
    {
      text->icon = NULL;
      text->title = _ ("Optimizer");
      text->detail = text->count = text->value = NULL;
      text->note = note;
    }
  gradus_card_content_say_hint (self, card, text, NULL);
  gradus_card_set_text (card, text);
}

/* "layer 2 of 7", or of a folded group "layers 2 to 5 of 7". */
static char *
describe_place (const GradusCardContent *self, guint64 uid)
{
  const GradusProject    *project = gradus_card_content_get_project (self);
  g_autoptr (GPtrArray)   layers = gradus_project_list_layers (project);
  const GradusLayerGroup *group = gradus_layer_groups_find (project->groups, uid);
  guint                   index = 0;

  while (index < layers->len && ((const GradusLayer *) layers->pdata[index])->uid != uid)
    index++;
  if (index == layers->len)
    return NULL;
  if (group != NULL && group->is_folded)
    return g_strdup_printf (_ ("layers %u to %u of %u"), index + 1,
                            index + group->uids->len, layers->len);
  return g_strdup_printf (_ ("layer %u of %u"), index + 1, layers->len);
}

/**
 * gradus_card_content_show:
 * @self: the content; there must be a document or a preview
 * @card: a card of the loop
 *
 * Writes and draws on the card what is true now.
 */
void
gradus_card_content_show (GradusCardContent *self, GradusCard *card)
{
  GradusCardText   text = { NULL };
  GradusRepairs    repairs;
  gboolean         is_mendable;
  guint64          uid;
  g_autofree char *place = NULL;

  gradus_card_set_look (card, GRADUS_CARD_GHOST, self->preview != NULL);
  switch (gradus_card_get_block (card))
    {
    case GRADUS_BLOCK_INPUT:
      show_input (self, card, &text);
      gradus_card_content_set_picture (self, card,
                                       self->studio != NULL &&
                                         gradus_studio_get_probe_input (self->studio) !=
                                           NULL);
      break;
    case GRADUS_BLOCK_LAYER:
      place = describe_place (self, gradus_card_get_uid (card));
      text.place = place;
      gradus_card_content_show_layer (self, card, &text);
      break;
    case GRADUS_BLOCK_PREDICTIONS:
      show_predictions (self, card, &text);
      break;
    case GRADUS_BLOCK_LOSS:
      show_loss (self, card, &text);
      break;
    case GRADUS_BLOCK_OPTIMIZER:
      show_optimizer (self, card, &text);
      break;
    default:
      g_assert_not_reached ();
    }
  is_mendable = find_repairs (self, card, &repairs, &uid);
  gradus_card_set_repairs (card, is_mendable ? &repairs : NULL, uid);
}
