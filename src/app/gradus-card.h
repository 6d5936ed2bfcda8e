/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-repairs.h"
#include "app/gradus-spine-layout.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_CARD (gradus_card_get_type ())
G_DECLARE_FINAL_TYPE (GradusCard, gradus_card, GRADUS, CARD, GtkWidget)

/**
 * GradusCardLook:
 * @GRADUS_CARD_SELECTED: the block that inspector and stage show
 * @GRADUS_CARD_WRONG: does not fit, or has diverged
 * @GRADUS_CARD_DIMMED: below something that does not fit
 * @GRADUS_CARD_GHOST: part of a preview
 * @GRADUS_CARD_BYPASSED: switched off: the data pass by it
 * @GRADUS_CARD_GROUP: several layers, folded
 * @GRADUS_CARD_HINTED: trains, but not well
 * @GRADUS_CARD_LIFTED: on its way under the pointer; its old place keeps an outline
 */
typedef enum
{
  GRADUS_CARD_SELECTED = 1 << 0,
  GRADUS_CARD_WRONG = 1 << 1,
  GRADUS_CARD_DIMMED = 1 << 2,
  GRADUS_CARD_GHOST = 1 << 3,
  GRADUS_CARD_LIFTED = 1 << 4,
  GRADUS_CARD_BYPASSED = 1 << 5,
  GRADUS_CARD_GROUP = 1 << 6,
  GRADUS_CARD_HINTED = 1 << 7,
} GradusCardLook;

/**
 * GradusCardText:
 * @icon: (nullable): name of a symbolic icon
 * @tint: (nullable): style class that colours it, like `kind-core`
 * @overline: (nullable): small line above the title
 * @title: (nullable): name of the block
 * @detail: (nullable): beside the name, like the activation
 * @badge: (nullable): a state in a word, like "frozen"
 * @count: (nullable): at the end of the first line
 * @shape: (nullable): output shape
 * @note: (nullable): small line below
 * @message: (nullable): what is wrong, in a sentence
 * @value: (nullable): the one number of the block
 * @spoken: name for assistive technology and tests
 * @place: (nullable): where it stands, for assistive technology: what is read when a card
 *   is moved
 *
 * What a card says. Lines that are %NULL take no room.
 */
typedef struct
{
  const char *icon;
  const char *tint;
  const char *overline;
  const char *title;
  const char *detail;
  const char *badge;
  const char *count;
  const char *shape;
  const char *note;
  const char *message;
  const char *value;
  const char *spoken;
  const char *place;
} GradusCardText;

typedef void (*GradusCardDraw) (GradusCard *card,
                                cairo_t    *cr,
                                int         width,
                                int         height,
                                gpointer    user_data);

GradusCard   *gradus_card_new (GradusBlock block, guint64 uid);
GradusBlock   gradus_card_get_block (GradusCard *self);
guint64       gradus_card_get_uid (GradusCard *self);
GradusDensity gradus_card_get_density (GradusCard *self);
void          gradus_card_set_density (GradusCard *self, GradusDensity density);
gboolean      gradus_card_has_look (GradusCard *self, GradusCardLook look);
void gradus_card_set_look (GradusCard *self, GradusCardLook look, gboolean is_on);
void gradus_card_set_text (GradusCard *self, const GradusCardText *text);
void
gradus_card_set_repairs (GradusCard *self, const GradusRepairs *repairs, guint64 uid);
gboolean gradus_card_has_repairs (GradusCard *self);
void     gradus_card_fill_menu (GradusCard *self, GMenu *menu);
/* Before the card gets a root that is no window. */
void gradus_card_become_icon (GradusCard *self);
/* Not by the widget's own function, which takes the description for its text. */
void gradus_card_set_tooltip (GradusCard *self, const char *text);
void gradus_card_set_picture_size (GradusCard *self, int width, int height);
void gradus_card_set_draw (GradusCard *self, GradusCardDraw draw, gpointer user_data);
void gradus_card_redraw (GradusCard *self);

G_END_DECLS
