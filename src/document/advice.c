/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/advice.h"

#include "config.h"

#include "document/case.h"
#include "document/starters.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_CANDIDATES 8

typedef struct _Fix Fix;

/* One repair: apply() does to a draft what the title says. */
struct _Fix
{
  char *title;
  void (*apply) (GradusProject *draft, const Fix *fix);
  guint64     uid;    /* the layer it is about */
  gint64      number; /* units, index or digit, as apply() has it */
  gint64      side;
  const char *text; /* static: name of a kind */
};

struct _GradusAdvice
{
  GradusProblem problem;
  Fix           fixes[MAX_CANDIDATES];
  guint         n_fixes;
};

static GradusAdvice *
advice_new (guint64 uid, const char *title, char *sentence)
{
  GradusAdvice *self = g_new0 (GradusAdvice, 1);

  self->problem.layer_uid = uid;
  self->problem.title = g_strdup (title);
  self->problem.sentence = sentence;
  return self;
}

/* Takes @title. */
static Fix *
add_fix (GradusAdvice *self, char *title, void (*apply) (GradusProject *, const Fix *))
{
  Fix *fix = &self->fixes[self->n_fixes++];

  g_assert (self->n_fixes <= MAX_CANDIDATES);
  fix->title = title;
  fix->apply = apply;
  return fix;
}

/*
 * The repairs
 */

static GradusLayer *
draft_layer (GradusProject *draft, guint64 uid)
{
  int index = gradus_sequential_find_uid (draft->sequential, uid);

  g_assert (index >= 0);
  return gradus_sequential_get_layer (draft->sequential, (guint) index);
}

static void
set_from_string (GradusConfig *config, const char *param, const char *value)
{
  g_autoptr (GError) error = NULL;

  if (!gradus_config_set_from_string (config, param, value, &error))
    g_warning ("%s", error->message);
}

static void
set_units (GradusConfig *config, gint64 units)
{
  g_autoptr (GError) error = NULL;

  if (!gradus_config_set_int (config, "units", units, &error))
    g_warning ("%s", error->message);
}

static void
apply_units (GradusProject *draft, const Fix *fix)
{
  set_units (draft_layer (draft, fix->uid)->config, fix->number);
}

/* fix->text: activation of the new layer; fix->number: its units */
static void
apply_add_dense (GradusProject *draft, const Fix *fix)
{
  GradusLayer *layer = gradus_starter_layer_new ("Dense");

  if (fix->number > 0)
    {
      set_units (layer->config, fix->number);
      set_from_string (layer->config, "activation", fix->text);
    }
  gradus_sequential_insert (draft->sequential,
                            gradus_sequential_get_n_layers (draft->sequential), layer);
}

/* fix->number: where */
static void
apply_insert_flatten (GradusProject *draft, const Fix *fix)
{
  gradus_sequential_insert (draft->sequential, (guint) fix->number,
                            gradus_starter_layer_new ("Flatten"));
}

/* fix->number: where; fix->side: rows, and numbers in each; fix->text: what follows */
static void
apply_insert_reshape (GradusProject *draft, const Fix *fix)
{
  GradusLayer     *layer = gradus_starter_layer_new ("Reshape");
  g_autofree char *shape =
    g_strdup_printf ("%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "%s", fix->side, fix->side,
                     fix->text);

  set_from_string (layer->config, "target_shape", shape);
  gradus_sequential_insert (draft->sequential, (guint) fix->number, layer);
}

static void
apply_sequences (GradusProject *draft, const Fix *fix)
{
  set_from_string (draft_layer (draft, fix->uid)->config, "return_sequences", "true");
}

/* fix->number: where the layer stands afterwards */
static void
apply_move (GradusProject *draft, const Fix *fix)
{
  int from = gradus_sequential_find_uid (draft->sequential, fix->uid);

  gradus_sequential_insert (draft->sequential, (guint) fix->number,
                            gradus_sequential_steal (draft->sequential, (guint) from));
}

static void
apply_remove (GradusProject *draft, const Fix *fix)
{
  int index = gradus_sequential_find_uid (draft->sequential, fix->uid);

  gradus_layer_free (gradus_sequential_steal (draft->sequential, (guint) index));
}

static void
apply_remove_metric (GradusProject *draft, const Fix *fix)
{
  g_ptr_array_remove_index (draft->sequential->metrics, (guint) fix->number);
}

static void
apply_thaw (GradusProject *draft, const Fix *fix)
{
  for (guint i = 0; i < gradus_sequential_get_n_layers (draft->sequential); i++)
    gradus_sequential_get_layer (draft->sequential, i)->trainable = TRUE;
}

static void
apply_activation (GradusProject *draft, const Fix *fix)
{
  set_from_string (draft_layer (draft, fix->uid)->config, "activation", fix->text);
}

static void
apply_add_activation (GradusProject *draft, const Fix *fix)
{
  GradusLayer *layer = gradus_starter_layer_new ("Activation");

  set_from_string (layer->config, "activation", fix->text);
  gradus_sequential_insert (draft->sequential,
                            gradus_sequential_get_n_layers (draft->sequential), layer);
}

static void
apply_loss (GradusProject *draft, const Fix *fix)
{
  gradus_sequential_take_loss (draft->sequential,
                               gradus_config_new_by_name (GRADUS_FAMILY_LOSS, fix->text));
}

static void
follow_data (GradusProject *draft)
{
  GradusShape shape;

  if (gradus_data_ref_get_shape (&draft->data, &shape))
    draft->sequential->input = shape;
}

static void
apply_follow_data (GradusProject *draft, const Fix *fix)
{
  follow_data (draft);
}

static void
apply_flatten_data (GradusProject *draft, const Fix *fix)
{
  draft->data.flatten = fix->number != 0;
  follow_data (draft);
}

static void
apply_ask_classes (GradusProject *draft, const Fix *fix)
{
  draft->data.task = (GradusTask){ .kind = GRADUS_TASK_CLASSES };
}

static void
apply_ask_yes_no (GradusProject *draft, const Fix *fix)
{
  draft->data.task =
    (GradusTask){ .kind = GRADUS_TASK_AT_LEAST, .digit = (guint) fix->number };
}

/* As a network for pictures begins: with what looks at them, and then a flat list. */
static void
apply_move_to_front (GradusProject *draft, const Fix *fix)
{
  int from = gradus_sequential_find_uid (draft->sequential, fix->uid);

  draft->data.flatten = FALSE;
  follow_data (draft);
  gradus_sequential_insert (draft->sequential, 0,
                            gradus_sequential_steal (draft->sequential, (guint) from));
  gradus_sequential_insert (draft->sequential, 1, gradus_starter_layer_new ("Flatten"));
}

/*
 * The repairs as they are offered
 */

static void
offer_units (GradusAdvice *advice, const GradusLayer *layer, gint64 units)
{
  Fix *fix;

  if (layer == NULL)
    return;
  fix =
    add_fix (advice,
             g_strdup_printf (ngettext ("Use %d unit", "Use %d units", (gulong) units),
                              (int) units),
             apply_units);
  fix->uid = layer->uid;
  fix->number = units;
}

static void
offer_add_dense (GradusAdvice *advice, const GradusCase *c)
{
  Fix *fix = add_fix (advice, g_strdup (_ ("Add Dense")), apply_add_dense);

  fix->number = c->goal == GRADUS_GOAL_UNKNOWN ? 0 : c->width;
  fix->text = gradus_case_goal_activation (c);
}

static void
offer_flatten (GradusAdvice *advice, guint index)
{
  Fix *fix = add_fix (advice, g_strdup (_ ("Insert Flatten")), apply_insert_flatten);

  fix->number = index;
}

static void
offer_flatten_data (GradusAdvice *advice, gboolean flatten)
{
  Fix *fix = add_fix (advice,
                      g_strdup (flatten ? _ ("Flatten the pictures")
                                        : _ ("Keep the pictures' shape")),
                      apply_flatten_data);

  fix->number = flatten;
}

static void
offer_loss (GradusAdvice *advice, const char *id, const char *title)
{
  const GradusKind *kind = gradus_kind_find (GRADUS_FAMILY_LOSS, id);

  if (kind != NULL)
    add_fix (advice, g_strdup (title), apply_loss)->text = kind->name;
}

static void
offer_activation (GradusAdvice *advice, const GradusLayer *layer, const char *activation)
{
  Fix *fix = add_fix (advice, g_strdup_printf (_ ("Use %s"), activation),
                      layer != NULL ? apply_activation : apply_add_activation);

  fix->uid = layer != NULL ? layer->uid : 0;
  fix->text = activation;
}

static void
offer_classes (GradusAdvice *advice, guint n_classes)
{
  add_fix (advice,
           g_strdup_printf (ngettext ("Ask for %u kind", "Ask for all %u kinds",
                                      n_classes),
                            n_classes),
           apply_ask_classes);
}

/*
 * The checks, in the order in which a student should hear of them
 */

static GradusAdvice *
check_empty (GradusCase *c)
{
  GradusAdvice *advice;

  if (gradus_sequential_get_n_layers (c->stack) > 0)
    return NULL;
  advice = advice_new (0, _ ("No layers yet"),
                       g_strdup (_ ("There is no layer yet. Drag one here.")));
  offer_add_dense (advice, c);
  return advice;
}

/* Whether the data would fit if they were flattened, or no longer were. */
static gboolean
fits_other_form (const GradusCase *c)
{
  GradusDataRef other = c->project->data; /* shares its texts */
  GradusShape   shape;

  other.flatten = !other.flatten;
  return gradus_data_ref_get_shape (&other, &shape) &&
         gradus_shape_equal (&shape, &c->stack->input);
}

static GradusAdvice *
check_input (GradusCase *c)
{
  g_autofree char *expected = NULL;
  g_autofree char *given = NULL;
  GradusShape      shape;
  GradusAdvice    *advice;

  if (!gradus_data_ref_get_shape (&c->project->data, &shape) ||
      gradus_shape_equal (&shape, &c->stack->input))
    return NULL;
  expected = gradus_shape_to_string (&c->stack->input);
  given = gradus_shape_to_string (&shape);
  advice = advice_new (
    gradus_sequential_get_layer (c->stack, 0)->uid, _ ("Shapes do not fit"),
    g_strdup_printf (_ ("The network expects samples of shape %s, but the data have %s."),
                     expected, given));
  if (fits_other_form (c))
    offer_flatten_data (advice, !c->project->data.flatten);
  add_fix (advice, g_strdup_printf (_ ("Use %s"), given), apply_follow_data);
  return advice;
}

/* Offers to lift layer @index above the latest Flatten before it. */
static void
offer_move_above_flatten (GradusAdvice *advice, const GradusCase *c, guint index)
{
  const GradusLayer *layer = gradus_sequential_get_layer (c->stack, index);

  for (guint i = index; i > 0; i--)
    {
      const GradusLayer *other = gradus_sequential_get_layer (c->stack, i - 1);
      Fix               *fix;

      if (!g_str_equal (gradus_config_get_kind (other->config)->name, "Flatten"))
        continue;
      fix = add_fix (advice,
                     g_strdup_printf (_ ("Move %s above Flatten"),
                                      gradus_config_get_kind (layer->config)->name),
                     apply_move);
      fix->uid = layer->uid;
      fix->number = i - 1;
      return;
    }
}

/* Whether a layer of a kind stands above layer @index. */
static gboolean
is_below (const GradusCase *c, guint index, const char *kind)
{
  for (guint i = 0; i < index; i++)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (c->stack, i);

      if (g_str_equal (gradus_config_get_kind (layer->config)->name, kind))
        return TRUE;
    }
  return FALSE;
}

/* Offers that a layer for pictures that has come below Dense sees the data themselves.
 * Where there is a Flatten it goes above that. */
static void
offer_move_to_front (GradusAdvice *advice, const GradusCase *c, guint index)
{
  const GradusLayer *layer = gradus_sequential_get_layer (c->stack, index);

  if (!is_below (c, index, "Dense") || is_below (c, index, "Flatten"))
    return;
  add_fix (advice,
           g_strdup_printf (_ ("Move %s to the front"),
                            gradus_config_get_kind (layer->config)->name),
           apply_move_to_front)
    ->uid = layer->uid;
}

/* A picture, or a row of as many numbers, as rows that are read one after the other; or
 * such a row as a picture, with an axis for its one channel. */
static void
offer_reshape (GradusAdvice     *advice,
               const GradusCase *c,
               guint             index,
               gboolean          is_picture)
{
  GradusShape input;
  gint64      side;
  Fix        *fix;

  if (!gradus_plan_get_output (c->plan, (int) index - 1, &input) ||
      (is_picture && input.rank != 1))
    return;
  side = (gint64) sqrt ((double) gradus_shape_size (&input));
  if (side < 2 || (gsize) (side * side) != gradus_shape_size (&input))
    return;
  fix = add_fix (advice,
                 g_strdup_printf (is_picture ? _ ("Reshape to (%d, %d, 1)")
                                             : _ ("Reshape to (%d, %d)"),
                                  (int) side, (int) side),
                 apply_insert_reshape);
  fix->text = is_picture ? ", 1" : "";
  fix->number = index;
  fix->side = side;
}

/* Offers that the recurrent layer above hands on all its time steps. */
static void
offer_last_state_off (GradusAdvice *advice, const GradusCase *c, guint index)
{
  const GradusLayer *above =
    index > 0 ? gradus_sequential_get_layer (c->stack, index - 1) : NULL;

  if (above == NULL || !gradus_case_has_param (above->config, "return_sequences") ||
      gradus_config_get_bool (above->config, "return_sequences"))
    return;
  add_fix (advice, g_strdup_printf (_ ("Let %s return sequences"), above->name),
           apply_sequences)
    ->uid = above->uid;
}

static GradusAdvice *
check_shapes (GradusCase *c)
{
  const GError      *error = NULL;
  int                index = gradus_plan_get_problem (c->plan, &error);
  const GradusLayer *layer;
  GradusAdvice      *advice;

  if (index < 0)
    return NULL;
  layer = gradus_sequential_get_layer (c->stack, (guint) index);
  advice = advice_new (layer->uid, _ ("Shapes do not fit"), g_strdup (error->message));
  offer_move_above_flatten (advice, c, (guint) index);
  /* Below Dense the data's pictures are gone: with their shape kept Dense would only see
   * one pixel at a time. */
  if (c->project->data.flatten && !is_below (c, (guint) index, "Dense"))
    offer_flatten_data (advice, FALSE);
  offer_reshape (advice, c, (guint) index, TRUE);
  offer_move_to_front (advice, c, (guint) index);
  offer_reshape (advice, c, (guint) index, FALSE);
  offer_flatten (advice, (guint) index);
  offer_last_state_off (advice, c, (guint) index);
  add_fix (advice, g_strdup_printf (_ ("Remove %s"), layer->name), apply_remove)->uid =
    layer->uid;
  return advice;
}

static GradusAdvice *
check_weights (GradusCase *c)
{
  guint         n_layers = gradus_plan_get_n_layers (c->plan);
  guint64       n_trainable = 0;
  GradusAdvice *advice;

  for (guint i = 0; i < n_layers; i++)
    n_trainable += gradus_plan_get_n_trainable_params (c->plan, i);
  if (n_trainable > 0)
    return NULL;
  if (gradus_plan_get_total_params (c->plan) > 0)
    {
      advice =
        advice_new (gradus_case_last_uid (c), _ ("Nothing can learn"),
                    g_strdup (_ ("All weights are frozen, so nothing can learn.")));
      add_fix (advice, g_strdup (_ ("Let all layers learn")), apply_thaw);
      return advice;
    }
  advice =
    advice_new (gradus_case_last_uid (c), _ ("Nothing can learn"),
                g_strdup (
                  _ ("These layers have no weights, so there is nothing to learn yet.")));
  offer_add_dense (advice, c);
  return advice;
}

/* The first Dense that sees more than one axis; FALSE if none does. */
static gboolean
find_deep_dense (const GradusCase *c, guint *index)
{
  for (guint i = 0; i < gradus_sequential_get_n_layers (c->stack); i++)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (c->stack, i);
      GradusShape        input;

      *index = i;
      if (g_str_equal (gradus_config_get_kind (layer->config)->name, "Dense") &&
          gradus_plan_get_output (c->plan, (int) i - 1, &input) && input.rank > 1)
        return TRUE;
    }
  return FALSE;
}

static GradusAdvice *
check_axes (GradusCase *c)
{
  g_autofree char *ends = gradus_shape_to_string (&c->output);
  guint            n_layers = gradus_sequential_get_n_layers (c->stack);
  guint            index;
  GradusAdvice    *advice;

  if (c->output.rank == 1 || c->goal == GRADUS_GOAL_UNKNOWN ||
      c->goal == GRADUS_GOAL_INPUT)
    return NULL;
  if (find_deep_dense (c, &index))
    {
      g_autofree char *begins = NULL;
      GradusShape      input;

      gradus_plan_get_output (c->plan, (int) index - 1, &input);
      begins = gradus_shape_to_string (&input);
      advice =
        advice_new (gradus_sequential_get_layer (c->stack, index)->uid,
                    _ ("A flat list is needed"),
                    g_strdup_printf (_ ("Dense works along the last axis of %s only, so "
                                        "the network ends in %s. It needs a flat list."),
                                     begins, ends));
      offer_flatten (advice, index);
      return advice;
    }
  advice =
    advice_new (gradus_case_last_uid (c), _ ("A flat list is needed"),
                g_strdup_printf (_ ("The network ends in %s, but a flat list is needed."),
                                 ends));
  offer_flatten (advice, n_layers);
  return advice;
}

static char *
width_sentence (const GradusCase *c, const GradusLayer *layer)
{
  int              n = (int) gradus_shape_last (&c->output);
  g_autofree char *has = NULL;

  if (layer != NULL && layer->uid == gradus_case_last_uid (c))
    has = g_strdup_printf (ngettext ("The last layer has %d unit",
                                     "The last layer has %d units", (gulong) n),
                           n);
  else
    has = g_strdup_printf (ngettext ("The network gives %d number",
                                     "The network gives %d numbers", (gulong) n),
                           n);
  if (c->goal == GRADUS_GOAL_YES_NO)
    /* Translators: %s is like "The last layer has 12 units" */
    return g_strdup_printf (_ ("%s, but the question has one answer, yes or no."), has);
  if (c->goal == GRADUS_GOAL_VALUES)
    return g_strdup_printf (_ ("%s, but the answer is one number."), has);
  return g_strdup_printf (ngettext ("%s, but there is %d kind.",
                                    "%s, but there are %d kinds.", (gulong) c->width),
                          has, (int) c->width);
}

static GradusAdvice *
check_width (GradusCase *c)
{
  const GradusLayer *layer = gradus_case_find_units_layer (c);
  gint64             n = gradus_shape_last (&c->output);
  guint              n_classes = gradus_case_count_classes (c);
  GradusAdvice      *advice;

  if (c->goal == GRADUS_GOAL_UNKNOWN || c->goal == GRADUS_GOAL_INPUT || n == c->width)
    return NULL;
  /* Two kinds, no and yes, are another way to answer. */
  if (c->goal == GRADUS_GOAL_YES_NO && n == 2 && !gradus_case_loss_is_binary (c))
    return NULL;

  advice = advice_new (layer != NULL ? layer->uid : gradus_case_last_uid (c),
                       c->goal == GRADUS_GOAL_CLASSES ? _ ("Units and kinds differ")
                                                      : _ ("One answer is needed"),
                       width_sentence (c, layer));
  offer_units (advice, layer, c->width);
  offer_add_dense (advice, c);
  if (c->goal == GRADUS_GOAL_YES_NO && n == n_classes)
    offer_classes (advice, n_classes);
  if (c->goal == GRADUS_GOAL_CLASSES && n == 1)
    {
      g_autofree char *title =
        g_strdup_printf (_ ("Ask only: %u or more?"), n_classes / 2);
      Fix *fix = add_fix (advice, g_steal_pointer (&title), apply_ask_yes_no);

      fix->number = n_classes / 2;
    }
  return advice;
}

/* An autoencoder has to end in what it began with. */
static GradusAdvice *
check_mirror (GradusCase *c)
{
  g_autofree char *needed = NULL;
  g_autofree char *ends = NULL;
  guint            index;
  GradusAdvice    *advice;

  if (c->goal != GRADUS_GOAL_INPUT || gradus_shape_equal (&c->output, &c->stack->input))
    return NULL;
  needed = gradus_shape_to_string (&c->stack->input);
  ends = gradus_shape_to_string (&c->output);
  advice =
    advice_new (gradus_case_last_uid (c), _ ("Output and input differ"),
                g_strdup_printf (_ ("To draw its input again, the network must end in "
                                    "%s. It ends in %s."),
                                 needed, ends));
  offer_units (advice, gradus_case_find_units_layer (c), c->width);
  if (!c->project->data.flatten)
    offer_flatten_data (advice, TRUE);
  if (find_deep_dense (c, &index))
    offer_flatten (advice, index);
  offer_add_dense (advice, c);
  return advice;
}

static GradusAdvice *
check_loss (GradusCase *c)
{
  int           n = (int) gradus_shape_last (&c->output);
  GradusAdvice *advice = NULL;

  if (c->goal == GRADUS_GOAL_CLASSES && gradus_case_loss_is_binary (c))
    {
      advice = advice_new (
        0, _ ("The loss does not fit"),
        g_strdup_printf (ngettext ("Binary crossentropy judges one yes or no. This "
                                   "network gives %d number.",
                                   "Binary crossentropy judges one yes or no. This "
                                   "network gives %d numbers.",
                                   (gulong) n),
                         n));
      offer_loss (advice, "categorical_crossentropy", _ ("Use categorical crossentropy"));
    }
  else if (c->goal == GRADUS_GOAL_YES_NO && n == 1 && gradus_case_loss_is_categorical (c))
    {
      advice = advice_new (0, _ ("The loss does not fit"),
                           g_strdup (_ ("Categorical crossentropy chooses between "
                                        "several kinds. This network answers one yes or "
                                        "no.")));
      offer_loss (advice, "binary_crossentropy", _ ("Use binary crossentropy"));
    }
  else if (c->goal == GRADUS_GOAL_VALUES &&
           (gradus_case_loss_is_categorical (c) || gradus_case_loss_is_binary (c)))
    {
      advice = advice_new (0, _ ("The loss does not fit"),
                           g_strdup (_ ("Crossentropy judges probabilities. Here the "
                                        "answer is a number to come close to.")));
      offer_loss (advice, "mean_squared_error", _ ("Use mean squared error"));
    }
  else if (c->goal == GRADUS_GOAL_INPUT && gradus_case_loss_is_categorical (c))
    {
      advice = advice_new (0, _ ("The loss does not fit"),
                           g_strdup (_ ("Categorical crossentropy chooses one kind. This "
                                        "network draws a picture.")));
      offer_loss (advice, "binary_crossentropy", _ ("Use binary crossentropy"));
      offer_loss (advice, "mean_squared_error", _ ("Use mean squared error"));
    }
  return advice;
}

static gboolean
is_one_of (const char *id, const char *const *ids)
{
  return g_strv_contains (ids, id);
}

static GradusAdvice *
check_activation (GradusCase *c)
{
  static const char *const probabilities[] = { "sigmoid", "hard_sigmoid", NULL };
  static const char *const shares[] = { "softmax", "sigmoid", NULL };
  const GradusLayer       *layer = gradus_case_find_activation_layer (c);
  const char              *activation = gradus_case_get_activation (layer);
  guint64                  uid = layer != NULL ? layer->uid : gradus_case_last_uid (c);
  gboolean                 is_softmax = g_str_equal (activation, "softmax");
  GradusAdvice            *advice = NULL;

  if (is_softmax && gradus_shape_last (&c->output) == 1)
    advice = advice_new (uid, _ ("softmax of one number"),
                         g_strdup (_ ("softmax shares out one whole. With a single unit "
                                      "the answer is always 1.")));
  else if (gradus_case_loss_takes_logits (c))
    return NULL;
  else if (is_softmax && gradus_case_loss_is_binary (c))
    advice =
      advice_new (uid, _ ("softmax does not fit"),
                  g_strdup (_ ("Binary crossentropy judges every number by itself, but "
                               "softmax makes them share one whole.")));
  else if (gradus_case_loss_is_binary (c) && !is_one_of (activation, probabilities))
    advice = advice_new (uid, _ ("No probability"),
                         g_strdup_printf (_ ("This loss expects a probability between 0 "
                                             "and 1. %s does not give one."),
                                          activation));
  else if (gradus_case_loss_is_categorical (c) && !is_one_of (activation, shares))
    advice = advice_new (uid, _ ("No probabilities"),
                         g_strdup_printf (_ ("This loss expects probabilities that add "
                                             "up to one. %s does not give them."),
                                          activation));
  if (advice != NULL)
    offer_activation (advice, layer,
                      gradus_case_loss_is_categorical (c) && !is_softmax ? "softmax"
                                                                         : "sigmoid");
  return advice;
}

static GradusAdvice *
blame_metric (const GradusCase *c, guint index)
{
  const GradusKind *kind = gradus_config_get_kind (c->stack->metrics->pdata[index]);
  GradusAdvice     *advice = advice_new (
        0, _ ("A metric does not fit"),
        g_strdup_printf (_ ("%s needs one number for each class, and the number of the right "
                                "class to compare them with."),
                         _ (kind->title)));
  Fix *fix = add_fix (advice, g_strdup_printf (_ ("Remove %s"), _ (kind->title)),
                      apply_remove_metric);

  fix->number = index;
  return advice;
}

/* Metrics that go by the number of the class. */
static GradusAdvice *
check_metrics (GradusCase *c)
{
  for (guint i = 0; i < c->stack->metrics->len; i++)
    {
      g_autoptr (GradusConfig) metric =
        gradus_metric_resolve (c->stack->metrics->pdata[i], c->stack->loss,
                               gradus_shape_last (&c->output));
      const GradusMetricKind *kind =
        (const GradusMetricKind *) gradus_config_get_kind (metric);

      if (kind->target_form == GRADUS_TARGET_CLASS &&
          (c->goal == GRADUS_GOAL_INPUT || c->goal == GRADUS_GOAL_VALUES ||
           gradus_shape_last (&c->output) < 2))
        return blame_metric (c, i);
    }
  return NULL;
}

static GradusAdvice *(*const checks[]) (GradusCase *c) = {
  check_empty, check_input,  check_shapes, check_weights,    check_axes,
  check_width, check_mirror, check_loss,   check_activation, check_metrics,
};

/* The first check that fails, as its rank; G_N_ELEMENTS (checks) and NULL if none does.
 */
static guint
run_checks (const GradusProject *project, const GradusPlan *plan, GradusAdvice **advice)
{
  GradusCase c;

  gradus_case_init (&c, project, plan);
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      *advice = checks[i](&c);
      if (*advice != NULL)
        return i;
    }
  return G_N_ELEMENTS (checks);
}

static guint
rank_after (const GradusProject *project, const Fix *fix)
{
  g_autoptr (GradusProject) trial = gradus_project_copy (project);
  g_autoptr (GradusPlan)    plan = NULL;
  g_autoptr (GradusAdvice)  advice = NULL;

  fix->apply (trial, fix);
  plan = gradus_plan_new (trial->sequential);
  return run_checks (trial, plan, &advice);
}

/* Keeps the repairs after which a later check is the first to fail, or none: so taking
 * them one after the other always comes to an end. */
static void
keep_what_helps (GradusAdvice *self, const GradusProject *project, guint rank)
{
  guint n_kept = 0;

  for (guint i = 0; i < self->n_fixes; i++)
    {
      Fix fix = self->fixes[i];

      if (n_kept < G_N_ELEMENTS (self->problem.fix_titles) &&
          rank_after (project, &fix) > rank)
        {
          self->problem.fix_titles[n_kept] = g_strdup (fix.title);
          self->fixes[n_kept++] = fix;
        }
      else
        g_free (fix.title);
    }
  self->n_fixes = self->problem.n_fixes = n_kept;
}

GradusAdvice *
gradus_advice_new (const GradusProject *project, const GradusPlan *plan)
{
  GradusAdvice *self = NULL;
  guint         rank = run_checks (project, plan, &self);

  if (self != NULL)
    keep_what_helps (self, project, rank);
  return self;
}

void
gradus_advice_free (GradusAdvice *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_fixes; i++)
    g_free (self->fixes[i].title);
  for (guint i = 0; i < self->problem.n_fixes; i++)
    g_free (self->problem.fix_titles[i]);
  g_free (self->problem.title);
  g_free (self->problem.sentence);
  g_free (self);
}

const GradusProblem *
gradus_advice_get_problem (const GradusAdvice *self)
{
  return &self->problem;
}

void
gradus_advice_apply (const GradusAdvice *self, guint fix, GradusProject *draft)
{
  g_return_if_fail (fix < self->n_fixes);
  self->fixes[fix].apply (draft, &self->fixes[fix]);
}
