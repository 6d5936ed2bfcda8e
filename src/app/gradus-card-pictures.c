/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-card-content-private.h"

#include "app/gradus-style.h"
#include "app/gradus-thumbnail.h"
#include "plot/text.h"
#include "plot/ticks.h"

/* From here on a name under each bar would not be readable. */
#define MAX_BARS 12
/* What larger text adds to the height of bars with names, and leaves of their width. */
#define NAMES 13
#define TITLE 44

static void
draw_layer (GradusCardContent *self,
            GradusCard        *card,
            cairo_t           *cr,
            const GradusTheme *theme,
            int                width,
            int                height)
{
  guint64             uid = gradus_card_get_uid (card);
  const GradusTensor *kernel = gradus_card_content_find_kernel (self, uid);
  const GradusTensor *activation = gradus_card_content_find_activation (self, uid);

  if (kernel != NULL && kernel->shape.rank == 2)
    gradus_thumbnail_draw_kernel (cr, theme, kernel,
                                  gradus_card_content_sees_pictures (self, uid),
                                  gradus_card_content_get_limit (self, uid, kernel),
                                  width, height);
  else if (activation != NULL)
    gradus_thumbnail_draw_activation (cr, theme, activation, width, height);
}

/* The digits for ten classes, else what the data call their classes. */
static void
get_class_names (const GradusCardContent *self, gsize n, const char *names[MAX_BARS])
{
  static const char *const NUMBERS[MAX_BARS] = { "0", "1", "2", "3", "4",  "5",
                                                 "6", "7", "8", "9", "10", "11" };
  GradusDataset           *data = gradus_studio_get_test_data (self->studio);
  gboolean has_names = data != NULL && gradus_dataset_get_n_classes (data) == n;

  for (guint i = 0; i < n; i++)
    names[i] = has_names ? gradus_dataset_get_class_name (data, i) : NUMBERS[i];
}

/* An answer that is a number, not a probability. */
static void
draw_number (cairo_t *cr, const GradusTheme *theme, double number, int width, int height)
{
  g_autofree char *text = gradus_format_signed (number, 3);

  gradus_text_draw (cr, theme, GRADUS_TEXT_TITLE_4, GRADUS_TOKEN_FORWARD,
                    GRADUS_ALIGN_END, width - 2, height / 2.0, text);
}

static void
draw_predictions (GradusCardContent *self,
                  cairo_t           *cr,
                  const GradusTheme *theme,
                  int                width,
                  int                height)
{
  const GradusTensor *prediction = gradus_card_content_find_prediction (self);
  const char         *names[MAX_BARS] = { "0", "1" };

  if (prediction == NULL)
    return;
  if (prediction->size == 1)
    {
      GradusDataset *data = gradus_studio_get_test_data (self->studio);

      if (data != NULL && gradus_dataset_get_n_classes (data) == 0)
        {
          draw_number (cr, theme, (double) prediction->data[0], width, height);
          return;
        }
      if (data != NULL && gradus_dataset_is_yes_no (data))
        get_class_names (self, 2, names);
      gradus_thumbnail_draw_probability (cr, theme, (double) prediction->data[0],
                                         names[0], names[1], width, height);
    }
  else if (prediction->size <= MAX_BARS)
    {
      get_class_names (self, prediction->size, names);
      gradus_thumbnail_draw_bars (cr, theme, prediction, names, width, height);
    }
  else
    gradus_thumbnail_draw_activation (cr, theme, prediction, width, height);
}

static void
draw_card (GradusCard *card, cairo_t *cr, int width, int height, gpointer user_data)
{
  GradusCardContent *self = user_data;
  const GradusTheme *theme = gradus_style_get_theme ();
  GradusSnapshot    *snapshot;

  if (self->preview != NULL || self->studio == NULL)
    return;
  switch (gradus_card_get_block (card))
    {
    case GRADUS_BLOCK_INPUT:
      if (gradus_studio_get_probe_input (self->studio) != NULL)
        gradus_thumbnail_draw_sample (cr, theme,
                                      gradus_studio_get_probe_input (self->studio), width,
                                      height);
      break;
    case GRADUS_BLOCK_LAYER:
      draw_layer (self, card, cr, theme, width, height);
      break;
    case GRADUS_BLOCK_PREDICTIONS:
      draw_predictions (self, cr, theme, width, height);
      break;
    case GRADUS_BLOCK_LOSS:
      snapshot = gradus_card_content_get_matching_snapshot (self);
      if (gradus_card_content_has_score (self))
        gradus_thumbnail_draw_losses (cr, theme, snapshot->history, snapshot->n_steps,
                                      gradus_card_content_has_diverged (self), width,
                                      height);
      break;
    case GRADUS_BLOCK_OPTIMIZER:
    default:
      break;
    }
}

/* Sizes of the pictures: width, height for each density. */
void
gradus_card_content_set_picture (GradusCardContent *self,
                                 GradusCard        *card,
                                 gboolean           has_picture)
{
  static const int SIZES[][GRADUS_N_DENSITIES][2] = {
    [GRADUS_BLOCK_INPUT] = { { 42, 42 }, { 42, 42 }, { 30, 30 } },
    [GRADUS_BLOCK_LAYER] = { { 48, 48 }, { 34, 34 }, { 48, 14 } },
    [GRADUS_BLOCK_PREDICTIONS] = { { 106, 36 }, { 106, 36 }, { 106, 32 } },
    [GRADUS_BLOCK_LOSS] = { { 84, 24 }, { 84, 22 }, { 84, 18 } },
    [GRADUS_BLOCK_OPTIMIZER] = { { 0, 0 }, { 0, 0 }, { 0, 0 } },
  };
  const int *size = SIZES[gradus_card_get_block (card)][gradus_card_get_density (card)];

  double scale = MAX (1, gradus_style_get_text_scale ());
  /* Names stand below the bars of an answer, and a long title beside them. */
  double names =
    gradus_card_get_block (card) == GRADUS_BLOCK_PREDICTIONS ? MIN (scale - 1, 1) : 0;

  if (has_picture && self->preview == NULL)
    gradus_card_set_picture_size (card, size[0] - (int) (names * TITLE),
                                  size[1] + (int) (names * NAMES));
  else
    gradus_card_set_picture_size (card, 0, 0);
  gradus_card_set_draw (card, draw_card, self);
}
