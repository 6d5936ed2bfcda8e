/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/hints.h"

#include "config.h"

#include "document/case.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Mistakes of sense: the network trains, but a teacher would ask why it looks like this.
 * Each check is one mistake that students make. */

/* Hidden layers of sigmoids in a row from which the gradient has all but gone in the
 * first: each passes on a quarter of it at most. */
#define DEEP_SIGMOIDS 4
/* Steps longer than that throw most networks off; the second is for optimizers that scale
 * the gradient. */
#define RATE_MOST 2.0
#define RATE_MOST_SCALED 0.1
#define RATE_LEAST 1e-6
#define DROPOUT_MOST 0.8

typedef void (*Apply) (GradusProject *draft, const GradusHint *hint, guint fix);

/* What a repair needs to know, besides what the public part says. */
typedef struct
{
  GradusHint  hint; /* first */
  Apply       apply[G_N_ELEMENTS (((GradusHint *) NULL)->fix_titles)];
  const char *text[G_N_ELEMENTS (((GradusHint *) NULL)->fix_titles)]; /* static */
} Hint;

static Hint *
hint_new (GradusHintPlace place, guint64 uid, const char *title, char *sentence)
{
  Hint *self = g_new0 (Hint, 1);

  self->hint.place = place;
  self->hint.layer_uid = uid;
  self->hint.title = g_strdup (title);
  self->hint.sentence = sentence;
  return self;
}

/* Takes @title. */
static void
offer (Hint *self, char *title, Apply apply, const char *text)
{
  guint i = self->hint.n_fixes++;

  self->hint.fix_titles[i] = title;
  self->apply[i] = apply;
  self->text[i] = text;
}

static const char *
get_text (const GradusHint *hint, guint fix)
{
  return ((const Hint *) hint)->text[fix];
}

/* --- The repairs --- */

static void
set_text (GradusConfig *config, const char *param, const char *value)
{
  g_autoptr (GError) error = NULL;

  if (!gradus_config_set_from_string (config, param, value, &error))
    g_warning ("%s", error->message);
}

static GradusLayer *
find_layer (GradusProject *draft, const GradusHint *hint)
{
  int index = gradus_sequential_find_uid (draft->sequential, hint->layer_uid);

  g_assert (index >= 0);
  return gradus_sequential_get_layer (draft->sequential, (guint) index);
}

static void
apply_activation (GradusProject *draft, const GradusHint *hint, guint fix)
{
  set_text (find_layer (draft, hint)->config, "activation", get_text (hint, fix));
}

static gboolean
is_kind (const GradusLayer *layer, const char *name)
{
  return g_str_equal (gradus_config_get_kind (layer->config)->name, name);
}

/* All hidden sigmoids at once: one of them alone would not help. */
static void
apply_all_relu (GradusProject *draft, const GradusHint *hint, guint fix)
{
  guint n = gradus_sequential_get_n_layers (draft->sequential);

  for (guint i = 0; i + 1 < n; i++)
    {
      GradusLayer *layer = gradus_sequential_get_layer (draft->sequential, i);

      if (gradus_case_has_param (layer->config, "activation") &&
          g_str_equal (gradus_case_get_activation (layer), "sigmoid"))
        set_text (layer->config, "activation", "relu");
    }
}

static void
apply_remove (GradusProject *draft, const GradusHint *hint, guint fix)
{
  int index = gradus_sequential_find_uid (draft->sequential, hint->layer_uid);

  gradus_layer_free (gradus_sequential_steal (draft->sequential, (guint) index));
}

/* Above the layer before it. */
static void
apply_lift (GradusProject *draft, const GradusHint *hint, guint fix)
{
  int index = gradus_sequential_find_uid (draft->sequential, hint->layer_uid);

  gradus_sequential_move (draft->sequential, (guint) index, (guint) index - 1);
}

static void
apply_dropout_rate (GradusProject *draft, const GradusHint *hint, guint fix)
{
  set_text (find_layer (draft, hint)->config, "rate", get_text (hint, fix));
}

static void
apply_loss (GradusProject *draft, const GradusHint *hint, guint fix)
{
  gradus_sequential_take_loss (draft->sequential,
                               gradus_config_new_by_name (GRADUS_FAMILY_LOSS,
                                                          get_text (hint, fix)));
}

static void
apply_probabilities (GradusProject *draft, const GradusHint *hint, guint fix)
{
  set_text (draft->sequential->loss, "from_logits", "false");
}

static double
get_standard_rate (const GradusConfig *optimizer)
{
  g_autoptr (GradusConfig) standard =
    gradus_config_new (gradus_config_get_kind (optimizer));

  return gradus_config_get_float (standard, "learning_rate");
}

static void
apply_rate (GradusProject *draft, const GradusHint *hint, guint fix)
{
  GradusConfig *optimizer = draft->sequential->optimizer;

  gradus_config_set_float (optimizer, "learning_rate", get_standard_rate (optimizer),
                           NULL);
}

/* --- The mistakes, the gravest first --- */

static void
offer_activation (Hint *self, const char *activation)
{
  offer (self, g_strdup_printf (_ ("Use %s"), activation), apply_activation, activation);
}

/* softmax, and a loss that does it once more. */
static Hint *
check_twice (const GradusCase *c)
{
  const GradusLayer *layer = gradus_case_find_activation_layer (c);
  const char        *activation = gradus_case_get_activation (layer);
  Hint              *hint;

  if (layer == NULL || !gradus_case_loss_takes_logits (c) ||
      !(g_str_equal (activation, "softmax") || g_str_equal (activation, "sigmoid")))
    return NULL;
  hint =
    hint_new (GRADUS_HINT_LAYER, layer->uid, _ ("Probabilities twice"),
              g_strdup_printf (_ ("%s makes probabilities, and the loss, which takes "
                                  "logits, makes them once more."),
                               activation));
  offer (hint, g_strdup (_ ("Let the loss take probabilities")), apply_probabilities,
         NULL);
  offer_activation (hint, "linear");
  return hint;
}

/* A number that may be any, and an end that cannot reach it. */
static Hint *
check_range (const GradusCase *c)
{
  const GradusLayer *layer = gradus_case_find_activation_layer (c);
  const char        *activation = gradus_case_get_activation (layer);
  char              *sentence;
  Hint              *hint;

  if (c->goal != GRADUS_GOAL_VALUES || layer == NULL)
    return NULL;
  if (g_str_equal (activation, "sigmoid") || g_str_equal (activation, "softmax"))
    sentence = g_strdup_printf (_ ("The answer may be any number, but %s gives numbers "
                                   "between 0 and 1 only."),
                                activation);
  else if (g_str_equal (activation, "tanh"))
    sentence =
      g_strdup (_ ("The answer may be any number, but tanh gives numbers between "
                   "−1 and 1 only."));
  else if (g_str_equal (activation, "relu"))
    sentence =
      g_strdup (_ ("The answer may be negative, but relu gives no number below 0."));
  else
    return NULL;
  hint = hint_new (GRADUS_HINT_LAYER, layer->uid, _ ("Out of reach"), sentence);
  offer_activation (hint, "linear");
  return hint;
}

/* Each class for itself, where one is to be chosen. */
static Hint *
check_choice (const GradusCase *c)
{
  const GradusLayer *layer = gradus_case_find_activation_layer (c);
  Hint              *hint;

  if (c->goal != GRADUS_GOAL_CLASSES || layer == NULL ||
      !gradus_case_loss_is_categorical (c) || gradus_case_loss_takes_logits (c) ||
      !g_str_equal (gradus_case_get_activation (layer), "sigmoid"))
    return NULL;
  hint = hint_new (GRADUS_HINT_LAYER, layer->uid, _ ("Kinds that do not compete"),
                   g_strdup (_ ("sigmoid judges every kind by itself. softmax makes them "
                                "share one whole, so that one wins.")));
  offer_activation (hint, "softmax");
  return hint;
}

/* An error measure for numbers, where kinds are to be told apart. */
static Hint *
check_measure (const GradusCase *c)
{
  gboolean    is_squared = gradus_case_loss_is (c, "mean_squared_error");
  const char *loss =
    c->goal == GRADUS_GOAL_CLASSES ? "CategoricalCrossentropy" : "BinaryCrossentropy";
  const char *activation =
    gradus_case_get_activation (gradus_case_find_activation_layer (c));
  Hint *hint;

  if (!(is_squared || gradus_case_loss_is (c, "mean_absolute_error")) ||
      !((c->goal == GRADUS_GOAL_CLASSES && g_str_equal (activation, "softmax")) ||
        (c->goal == GRADUS_GOAL_YES_NO && g_str_equal (activation, "sigmoid"))))
    return NULL;
  hint = hint_new (GRADUS_HINT_LOSS, 0, _ ("A loss for numbers"),
                   g_strdup (
                     is_squared
                       ? _ ("Squared error hardly minds an answer that is surely wrong. "
                            "Crossentropy minds it most, and so learns faster.")
                       : _ ("Absolute error hardly minds an answer that is surely wrong. "
                            "Crossentropy minds it most, and so learns faster.")));
  offer (hint,
         g_strdup (c->goal == GRADUS_GOAL_CLASSES ? _ ("Use categorical crossentropy")
                                                  : _ ("Use binary crossentropy")),
         apply_loss, loss);
  return hint;
}

static Hint *
check_rate (const GradusCase *c)
{
  const GradusConfig *optimizer = c->stack->optimizer;
  double              rate = gradus_config_get_float (optimizer, "learning_rate");
  gboolean            is_plain =
    g_str_equal (gradus_config_get_kind (optimizer)->name, "SGD") ||
    g_str_equal (gradus_config_get_kind (optimizer)->name, "Adadelta") ||
    g_str_equal (gradus_config_get_kind (optimizer)->name, "Adagrad");
  char     standard[G_ASCII_DTOSTR_BUF_SIZE];
  char     given[G_ASCII_DTOSTR_BUF_SIZE];
  gboolean is_high = rate > (is_plain ? RATE_MOST : RATE_MOST_SCALED);
  Hint    *hint;

  if (gradus_config_get_object (optimizer, "learning_rate_schedule") != NULL ||
      (!is_high && rate >= RATE_LEAST))
    return NULL;
  g_ascii_formatd (standard, sizeof standard, "%.6g", get_standard_rate (optimizer));
  g_ascii_formatd (given, sizeof given, "%.6g", rate);
  hint = hint_new (
    GRADUS_HINT_OPTIMIZER, 0, is_high ? _ ("Very long steps") : _ ("Very short steps"),
    is_high ? g_strdup_printf (_ ("At a learning rate of %s every step overshoots: the "
                                  "loss will jump about or grow."),
                               given)
            : g_strdup_printf (_ ("At a learning rate of %s the weights will hardly "
                                  "move."),
                               given));
  offer (hint, g_strdup_printf (_ ("Use %s"), standard), apply_rate, NULL);
  return hint;
}

/* The sigmoids in a row that the gradient goes through one after the other; anything that
 * sets the scale anew ends the row. */
static Hint *
check_deep_sigmoid (const GradusCase *c)
{
  guint n = gradus_sequential_get_n_layers (c->stack);
  guint n_sigmoids = 0;
  Hint *hint;

  for (guint i = 0; i + 1 < n && n_sigmoids < DEEP_SIGMOIDS; i++)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (c->stack, i);

      if (gradus_layer_kind_of (layer->config)->category == GRADUS_CATEGORY_NORMALIZATION)
        n_sigmoids = 0;
      else if (gradus_case_has_param (layer->config, "activation"))
        n_sigmoids = g_str_equal (gradus_case_get_activation (layer), "sigmoid")
                       ? n_sigmoids + 1
                       : 0;
    }
  if (n_sigmoids < DEEP_SIGMOIDS)
    return NULL;
  hint = hint_new (GRADUS_HINT_LAYER, gradus_sequential_get_layer (c->stack, 0)->uid,
                   _ ("The gradient fades"),
                   g_strdup (_ ("Every sigmoid passes on a quarter of the gradient at "
                                "most. After so many in a row hardly anything is left "
                                "for the first layers to learn from.")));
  offer (hint, g_strdup (_ ("Use relu in all hidden layers")), apply_all_relu, NULL);
  return hint;
}

/* Layers that neither bend nor mix: numbers only move, or some of them are dropped. */
static gboolean
is_transparent (const GradusCase *c, guint index)
{
  const GradusLayer *layer = gradus_sequential_get_layer (c->stack, index);
  GradusCategory     category = gradus_layer_kind_of (layer->config)->category;

  return gradus_plan_get_n_params (c->plan, index) == 0 &&
         (category == GRADUS_CATEGORY_REGULARIZATION ||
          category == GRADUS_CATEGORY_RESHAPING);
}

static gboolean
is_weighted_sum (const GradusLayer *layer)
{
  return is_kind (layer, "Dense") || is_kind (layer, "Conv1D") ||
         is_kind (layer, "Conv2D");
}

/* Two weighted sums with nothing that bends between them. */
static Hint *
check_linear (const GradusCase *c)
{
  guint              n = gradus_sequential_get_n_layers (c->stack);
  const GradusLayer *before = NULL;
  Hint              *hint;

  for (guint i = 0; i < n; i++)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (c->stack, i);

      if (is_weighted_sum (layer) && before != NULL)
        {
          hint =
            hint_new (GRADUS_HINT_LAYER, before->uid, _ ("Nothing bends"),
                      g_strdup_printf (
                        _ ("Between %s and %s nothing bends: together they can do no "
                           "more than one layer alone."),
                        before->name, layer->name));
          offer_activation (hint, "relu");
          return hint;
        }
      if (is_weighted_sum (layer))
        before =
          g_str_equal (gradus_case_get_activation (layer), "linear") ? layer : NULL;
      else if (!is_transparent (c, i))
        before = NULL;
    }
  return NULL;
}

/* softmax where it is not the end. */
static Hint *
check_hidden_softmax (const GradusCase *c)
{
  const GradusLayer *end = gradus_case_find_activation_layer (c);

  for (guint i = 0; i < gradus_sequential_get_n_layers (c->stack); i++)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (c->stack, i);
      Hint              *hint;

      if (layer == end || !is_weighted_sum (layer) ||
          !g_str_equal (gradus_case_get_activation (layer), "softmax"))
        continue;
      hint = hint_new (GRADUS_HINT_LAYER, layer->uid, _ ("softmax in the middle"),
                       g_strdup (_ ("softmax makes the units share one whole, so that "
                                    "little more than the largest gets through. It "
                                    "belongs at the end.")));
      offer_activation (hint, "relu");
      return hint;
    }
  return NULL;
}

/* Dropout behind the last weights, where it hides answers; or dropping nearly all. */
static Hint *
check_dropout (const GradusCase *c)
{
  gboolean is_end = TRUE;
  Hint    *hint;

  for (guint i = gradus_sequential_get_n_layers (c->stack); i > 0; i--)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (c->stack, i - 1);

      is_end = is_end && gradus_plan_get_n_params (c->plan, i - 1) == 0;
      if (!is_kind (layer, "Dropout"))
        continue;
      if (is_end)
        {
          hint =
            hint_new (GRADUS_HINT_LAYER, layer->uid, _ ("Answers are dropped"),
                      g_strdup (_ ("At the end Dropout sets answers themselves to 0. "
                                   "It belongs between hidden layers.")));
          if (i > 1)
            offer (hint,
                   g_strdup_printf (_ ("Move above %s"),
                                    gradus_sequential_get_layer (c->stack, i - 2)->name),
                   apply_lift, NULL);
          offer (hint, g_strdup (_ ("Remove Dropout")), apply_remove, NULL);
          return hint;
        }
      if (gradus_config_get_float (layer->config, "rate") > DROPOUT_MOST)
        {
          hint = hint_new (GRADUS_HINT_LAYER, layer->uid, _ ("Hardly anything is left"),
                           g_strdup (_ ("Dropout lets so little through that the layers "
                                        "above have next to nothing to go by.")));
          offer (hint, g_strdup_printf (_ ("Use %s"), "0.5"), apply_dropout_rate, "0.5");
          return hint;
        }
    }
  return NULL;
}

static Hint *(*const checks[]) (const GradusCase *c) = {
  check_twice,        check_range,  check_choice,         check_measure, check_rate,
  check_deep_sigmoid, check_linear, check_hidden_softmax, check_dropout,
};

/**
 * gradus_hint_new:
 * @project: a project without a problem
 * @plan: of its stack
 *
 * Returns: (transfer full) (nullable): the gravest mistake of sense
 */
GradusHint *
gradus_hint_new (const GradusProject *project, const GradusPlan *plan)
{
  GradusCase c;

  gradus_case_init (&c, project, plan);
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      Hint *hint = checks[i](&c);

      if (hint != NULL)
        return &hint->hint;
    }
  return NULL;
}

void
gradus_hint_free (GradusHint *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_fixes; i++)
    g_free (self->fix_titles[i]);
  g_free (self->title);
  g_free (self->sentence);
  g_free (self);
}

void
gradus_hint_apply (const GradusHint *self, guint fix, GradusProject *draft)
{
  g_return_if_fail (fix < self->n_fixes);
  ((const Hint *) self)->apply[fix](draft, self, fix);
}
