/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-card-content-private.h"

#include "app/gradus-restarts.h"
#include "app/gradus-style.h"
#include "document/hand.h"
#include "plot/report-words.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Pixels between icon and picture where there is one line only. */
#define DENSE_LINE 132

/* Layers are called as in Keras, as the palette and the code have them. */
static const char *
get_layer_name (const GradusConfig *config)
{
  return gradus_config_get_kind (config)->name;
}

/* "32" or "26 × 26 × 8" with narrow spaces, for where there is one line only. */
static char *
format_dims (const GradusShape *shape)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < shape->rank; i++)
    {
      if (i > 0)
        g_string_append (text, "\u202f×\u202f");
      g_string_append_printf (text, "%" G_GINT64_FORMAT, shape->dims[i]);
    }
  return g_string_free (text, FALSE);
}

/* A cut number would be a wrong number; the inspector has all its digits. */
static char *
format_millions (guint64 n)
{
  g_autofree char *number =
    gradus_format_number ((double) n / 1e6, n < 100000000 ? 2 : 0);

  return g_strdup_printf (_ ("%s M parameters"), number);
}

/* In words, because a screen reader reads brackets aloud. */
static char *
speak_layer (const char *title, const char *detail, const char *shape, guint64 n_params)
{
  GString         *text = g_string_new (title);
  g_autofree char *count = gradus_report_format_parameters (n_params);

  if (detail != NULL)
    g_string_append_printf (text, ", %s", detail);
  if (shape != NULL)
    {
      g_autofree char *axes = g_strndup (shape + 1, strlen (shape) - 2);

      /* Translators: the shape of what a layer hands on, like "output None, 32" */
      g_string_append_printf (text, _ (", output %s"), axes);
    }
  g_string_append_printf (text, ", %s", count);
  return g_string_free (text, FALSE);
}

typedef struct
{
  char *detail;
  char *shape;
  char *dims;
  char *count;
  char *parameters;
  char *spoken;
} LayerWords;

static void
layer_words_clear (LayerWords *words)
{
  g_free (words->detail);
  g_free (words->shape);
  g_free (words->dims);
  g_free (words->count);
  g_free (words->parameters);
  g_free (words->spoken);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LayerWords, layer_words_clear)

static void
find_words (const GradusCardContent *self, guint index, LayerWords *words)
{
  GradusPlan        *plan = gradus_card_content_get_plan (self);
  const GradusLayer *layer =
    gradus_sequential_get_layer (gradus_plan_get_sequential (plan), index);
  GradusShape output;
  guint64     n_params = 0;

  words->detail = gradus_report_describe_layer (layer->config);
  if (gradus_plan_get_output (plan, (int) index, &output))
    {
      n_params = gradus_plan_get_n_params (plan, index);
      words->shape = gradus_shape_to_batch_string (&output);
      words->dims = format_dims (&output);
    }
  if (n_params > 0)
    {
      words->parameters = n_params < 1000000 ? gradus_report_format_parameters (n_params)
                                             : format_millions (n_params);
      words->count = gradus_format_number ((double) n_params, 0);
    }
  words->spoken =
    speak_layer (get_layer_name (layer->config), words->detail, words->shape, n_params);
}

/* Whether a name and what stands beside it fit into a line, by the usual widths of their
 * letters: a cut number would be a wrong number. */
static gboolean
fits_dense_line (const char *name, const char *detail)
{
  double width = 7.7 * (double) g_utf8_strlen (name, -1) + 4;

  for (const char *at = detail; *at != '\0'; at = g_utf8_next_char (at))
    width += g_utf8_get_char (at) == 0x202f ? 2 : 7.2;
  return width <= DENSE_LINE;
}

/* Which lines a layer shows follows from the density. */
static void
choose_lines (GradusCardText *text, const LayerWords *words, GradusDensity density)
{
  text->detail = words->detail;
  text->shape = words->shape != NULL ? words->shape : _ ("(unknown)");
  if (density == GRADUS_DENSITY_COMFORTABLE)
    text->note = words->parameters;
  else if (density == GRADUS_DENSITY_COMPACT)
    text->count = words->count;
  else
    {
      /* A long name has the line for itself. */
      text->shape = NULL;
      if (words->dims != NULL)
        text->detail = words->dims;
      if (text->detail != NULL && !fits_dense_line (text->title, text->detail))
        text->detail = NULL;
    }
}

/* A layer that has lost what it had learned says so until it learns again. */
static void
say_restart (GradusCardContent *self, GradusCard *card, GradusCardText *text)
{
  const GradusSnapshot *snapshot = gradus_card_content_get_snapshot (self);
  const GradusRestart  *restart =
    snapshot != NULL
       ? gradus_restarts_find (snapshot->restarts, gradus_card_get_uid (card))
       : NULL;
  g_autofree char *why = restart != NULL ? gradus_restart_explain (restart) : NULL;

  if (restart != NULL && text->note != NULL)
    text->note = _ ("new start");
  else if (restart != NULL)
    {
      text->badge = _ ("new start");
      text->detail = text->count = NULL;
    }
  gradus_card_content_say_hint (self, card, text, why);
}

/* Units are numbered from 1, as the weights view numbers them. @spoken: (inout): gets the
 * count, which is easily overlooked */
static char *
say_lesions (const GradusProject *project,
             guint64              uid,
             GradusPlan          *plan,
             guint                layer,
             char               **spoken)
{
  gint64 n_units = gradus_shape_last (&gradus_plan_get_layer (plan, layer)->output);
  guint  n = gradus_project_count_lesions (project, uid, (guint) n_units);
  g_autofree char *words = NULL;
  g_autofree char *before = NULL;

  if (n == 0)
    return NULL;
  before = g_steal_pointer (spoken);
  words =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u unit off", "%u units off", n), n);
  *spoken = g_strdup_printf ("%s, %s", before, words);
  return g_steal_pointer (&words);
}

/* Its shapes are not known, because nothing comes to it. */
static void
show_bypassed (GradusCardContent *self, GradusCard *card, GradusCardText *text)
{
  const GradusProject *project = gradus_card_content_get_project (self);
  const GradusLayer   *layer =
    gradus_bypassed_list_find (project->bypassed, gradus_card_get_uid (card));
  const GradusLayerKind *kind;
  g_autofree char       *detail = NULL;
  g_autofree char       *spoken = NULL;

  if (layer == NULL)
    return;
  kind = gradus_layer_kind_of (layer->config);
  detail = gradus_report_describe_layer (layer->config);
  /* Translators: a layer for assistive technology: "Dropout, switched off" */
  spoken = g_strdup_printf (_ ("%s, switched off"), kind->base.name);
  text->icon = kind->icon;
  text->tint = gradus_style_get_category_class (kind->category);
  text->title = kind->base.name;
  text->detail = detail;
  text->badge = _ ("off");
  text->spoken = spoken;
  gradus_card_set_look (card, GRADUS_CARD_WRONG, FALSE);
  gradus_card_set_look (card, GRADUS_CARD_DIMMED, FALSE);
  gradus_card_set_look (card, GRADUS_CARD_BYPASSED, TRUE);
  gradus_card_set_text (card, text);
  gradus_card_content_set_picture (self, card, FALSE);
  gradus_card_set_tooltip (card, NULL);
}

/* All layers of a group as one: what comes out of the last, and what all of them hold. */
static void
show_group (GradusCardContent      *self,
            GradusCard             *card,
            GradusCardText         *text,
            const GradusLayerGroup *group)
{
  GradusPlan             *plan = gradus_card_content_get_plan (self);
  const GradusSequential *sequential = gradus_plan_get_sequential (plan);
  const GradusProblem    *problem = gradus_card_content_get_problem (self);
  int                     wrong = gradus_card_content_get_wrong_layer (self);
  gboolean                is_wrong = FALSE, is_dimmed = FALSE;
  guint64                 n_params = 0;
  GradusShape             output;
  g_auto (LayerWords)     words = { NULL };

  for (guint i = 0; i < group->uids->len; i++)
    {
      guint64 uid = g_array_index (group->uids, guint64, i);
      int     index = gradus_sequential_find_uid (sequential, uid);

      is_wrong = is_wrong || (problem != NULL && problem->layer_uid == uid);
      if (index < 0)
        continue;
      n_params += gradus_plan_get_n_params (plan, (guint) index);
      is_dimmed = is_dimmed || (wrong >= 0 && index > wrong);
      g_clear_pointer (&words.shape, g_free);
      if (gradus_plan_get_output (plan, index, &output))
        words.shape = gradus_shape_to_batch_string (&output);
    }
  words.detail = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u layer", "%u layers",
                                               group->uids->len),
                                  group->uids->len);
  words.dims = g_strdup (words.detail);
  words.count = gradus_format_number ((double) n_params, 0);
  words.parameters = n_params < 1000000 ? gradus_report_format_parameters (n_params)
                                        : format_millions (n_params);
  words.spoken = speak_layer (group->name, words.detail, words.shape, n_params);
  text->icon = "gradus-palette-symbolic";
  text->tint = "kind-core";
  text->title = group->name;
  text->spoken = words.spoken;
  choose_lines (text, &words, gradus_card_get_density (card));
  if (is_wrong)
    {
      text->message = problem->sentence;
      text->note = NULL;
    }
  gradus_card_content_say_hint (self, card, text, NULL);
  gradus_card_set_look (card, GRADUS_CARD_WRONG, is_wrong);
  gradus_card_set_look (card, GRADUS_CARD_DIMMED, is_dimmed && !is_wrong);
  gradus_card_set_look (card, GRADUS_CARD_BYPASSED, FALSE);
  gradus_card_set_look (card, GRADUS_CARD_GROUP, TRUE);
  gradus_card_set_text (card, text);
  gradus_card_content_set_picture (self, card, FALSE);
}

void
gradus_card_content_show_layer (GradusCardContent *self,
                                GradusCard        *card,
                                GradusCardText    *text)
{
  const GradusProject    *project = gradus_card_content_get_project (self);
  const GradusProblem    *problem = gradus_card_content_get_problem (self);
  guint64                 uid = gradus_card_get_uid (card);
  int                     index = gradus_sequential_find_uid (project->sequential, uid);
  int                     wrong = gradus_card_content_get_wrong_layer (self);
  const GradusLayerGroup *group = gradus_layer_groups_find (project->groups, uid);
  const GradusLayer      *layer;
  const GradusLayerKind  *kind;
  gboolean                is_wrong;
  g_auto (LayerWords)     words = { NULL };
  g_autofree char        *off = NULL;

  if (group != NULL && group->is_folded)
    {
      show_group (self, card, text, group);
      return;
    }
  gradus_card_set_look (card, GRADUS_CARD_GROUP, FALSE);
  if (index < 0)
    {
      show_bypassed (self, card, text);
      return;
    }
  layer = gradus_sequential_get_layer (project->sequential, (guint) index);
  kind = gradus_layer_kind_of (layer->config);
  is_wrong = problem != NULL && problem->layer_uid == uid;
  find_words (self, (guint) index, &words);
  if (wrong < 0)
    off = say_lesions (project, uid, gradus_card_content_get_plan (self), (guint) index,
                       &words.spoken);
  text->icon = kind->icon;
  text->tint = gradus_style_get_category_class (kind->category);
  text->title = get_layer_name (layer->config);
  text->spoken = words.spoken;
  choose_lines (text, &words,
                self->preview != NULL ? GRADUS_DENSITY_COMPACT
                                      : gradus_card_get_density (card));
  if (self->preview != NULL)
    text->count = NULL;
  if (!layer->trainable && words.count != NULL && !is_wrong)
    text->badge = _ ("frozen");
  /* The picture leaves no room for both. */
  if (off != NULL && !is_wrong && text->note != NULL)
    text->note = off;
  else if (off != NULL && !is_wrong)
    {
      text->badge = off;
      text->detail = text->count = NULL;
    }
  if (!is_wrong)
    say_restart (self, card, text);
  else
    {
      gradus_card_set_tooltip (card, NULL);
      text->message = problem->sentence;
      text->note = NULL;
      if (index == wrong)
        text->shape = NULL;
    }
  gradus_card_set_look (card, GRADUS_CARD_WRONG, is_wrong);
  gradus_card_set_look (card, GRADUS_CARD_DIMMED, wrong >= 0 && index > wrong);
  gradus_card_set_look (card, GRADUS_CARD_BYPASSED, FALSE);
  gradus_card_set_text (card, text);
  gradus_card_content_set_picture (self, card,
                                   !is_wrong &&
                                     (gradus_card_content_find_kernel (self, uid) !=
                                        NULL ||
                                      gradus_card_content_find_activation (self, uid) !=
                                        NULL));
}
