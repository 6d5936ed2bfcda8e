/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-card.h"

#include "app/gradus-fix-bar.h"

/* Names up to this length always fit beside handle, icon and picture. */
#define MAX_WHOLE_NAME 14

/**
 * GradusCard:
 *
 * One block of the learning loop: a card that can have the focus, with a few lines of
 * text and a small live picture. It says what it is told and knows neither document nor
 * training.
 */
struct _GradusCard
{
  GtkWidget parent_instance;

  GtkWidget *line;
  GtkWidget *handle;
  GtkImage  *icon;
  GtkWidget *lead;
  GtkWidget *texts;
  GtkLabel  *overline;
  GtkWidget *heading;
  GtkLabel  *title;
  GtkLabel  *detail;
  GtkLabel  *badge;
  GtkLabel  *count;
  GtkLabel  *shape;
  GtkWidget *last_line;
  GtkLabel  *note;
  GtkLabel  *message;
  GtkLabel  *value;
  GtkWidget *picture;

  GradusFixBar *fix_bar;

  GradusBlock    block;
  guint64        uid;
  GradusDensity  density;
  guint          looks; /* GradusCardLook */
  char          *icon_name;
  char          *tint; /* CSS class of the icon */
  char          *spoken;
  char          *place;
  GradusCardDraw draw;
  gpointer       draw_data; /* not owned: outlives the card */
};

G_DEFINE_FINAL_TYPE (GradusCard, gradus_card, GTK_TYPE_WIDGET)

static const char *const DENSITY_CLASSES[] = { "comfortable", "compact", "dense" };
static const char *const BLOCK_CLASSES[] = {
  "input", "layer", "predictions", "loss", "optimizer",
};
static const char *const LOOK_CLASSES[] = {
  "selected", "wrong", "dimmed", "ghost", "lifted", "bypassed", "group", "hinted",
};

/* The data show their sample at the front, all others their picture at the end. */
static GtkWidget *
get_area (GradusCard *self)
{
  return self->block == GRADUS_BLOCK_INPUT ? self->lead : self->picture;
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  GradusCard *self = user_data;

  if (self->draw != NULL)
    self->draw (self, cr, width, height, self->draw_data);
}

static void
update_handle (GradusCard *self)
{
  gboolean is_movable =
    self->block == GRADUS_BLOCK_LAYER && !(self->looks & GRADUS_CARD_GHOST);

  gtk_widget_set_visible (self->handle,
                          is_movable && self->density == GRADUS_DENSITY_COMFORTABLE);
}

/* Where there is no room for a handle, the icon becomes one under the pointer. */
static void
update_icon (GradusCard *self)
{
  gboolean is_hovered =
    (gtk_widget_get_state_flags (GTK_WIDGET (self)) & GTK_STATE_FLAG_PRELIGHT) != 0;
  gboolean is_handle = is_hovered && self->block == GRADUS_BLOCK_LAYER &&
                       !(self->looks & GRADUS_CARD_GHOST) &&
                       self->density != GRADUS_DENSITY_COMFORTABLE;
  const char *name = is_handle ? "gradus-drag-handle-symbolic" : self->icon_name;

  if (self->icon_name != NULL &&
      g_strcmp0 (gtk_image_get_icon_name (self->icon), name) != 0)
    gtk_image_set_from_icon_name (self->icon, name);
}

static void
gradus_card_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  update_icon (GRADUS_CARD (widget));
  GTK_WIDGET_CLASS (gradus_card_parent_class)->state_flags_changed (widget, previous);
}

/* Blocks of a preview stand in the middle, layers stay as they are. */
static void
update_alignment (GradusCard *self)
{
  gboolean is_centered =
    self->block != GRADUS_BLOCK_LAYER && (self->looks & GRADUS_CARD_GHOST);
  float xalign = is_centered ? 0.5f : 0.0f;

  gtk_widget_set_halign (self->heading, is_centered ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL);
  gtk_label_set_xalign (self->title, xalign);
  gtk_label_set_xalign (self->note, xalign);
}

static void
set_label (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text != NULL ? text : "") != 0)
    gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
set_tint (GradusCard *self, const char *tint)
{
  if (g_strcmp0 (tint, self->tint) == 0)
    return;
  if (self->tint != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->tint);
  if (tint != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), tint);
  g_free (self->tint);
  self->tint = g_strdup (tint);
}

/* Renaming an accessible makes screen readers speak, so only what differs is set. */
static void
set_spoken (GradusCard *self, const char *spoken)
{
  if (g_strcmp0 (self->spoken, spoken) == 0)
    return;
  g_free (self->spoken);
  self->spoken = g_strdup (spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

/* A description that changes while the card has the focus is read aloud: GTK 4.8 has no
 * other way to announce that a card has moved. */
static void
say_place (GradusCard *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->place != NULL ? self->place : "", -1);
}

/* Where it stands, and what is wrong there. */
static void
set_place (GradusCard *self, const char *place, const char *message)
{
  g_autofree char *all = place != NULL && message != NULL
                           ? g_strdup_printf ("%s: %s", place, message)
                           : g_strdup (place != NULL ? place : message);

  if (g_strcmp0 (self->place, all) == 0)
    return;
  g_free (self->place);
  self->place = g_steal_pointer (&all);
  say_place (self);
}

static void
gradus_card_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_card_parent_class)->dispose (object);
}

static void
gradus_card_finalize (GObject *object)
{
  GradusCard *self = GRADUS_CARD (object);

  g_free (self->icon_name);
  g_free (self->tint);
  g_free (self->spoken);
  g_free (self->place);
  G_OBJECT_CLASS (gradus_card_parent_class)->finalize (object);
}

static void
gradus_card_class_init (GradusCardClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = gradus_card_dispose;
  object_class->finalize = gradus_card_finalize;
  widget_class->state_flags_changed = gradus_card_state_flags_changed;

  g_type_ensure (GRADUS_TYPE_FIX_BAR);
  gtk_widget_class_set_css_name (widget_class, "card");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/gradus-card.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusCard, line);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, fix_bar);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, handle);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, icon);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, lead);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, texts);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, overline);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, heading);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, title);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, detail);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, badge);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, count);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, shape);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, last_line);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, note);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, message);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, value);
  gtk_widget_class_bind_template_child (widget_class, GradusCard, picture);
}

static void
gradus_card_init (GradusCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The curve of the losses stands beside the score, below the long name of the loss. */
static void
move_picture_to_heading (GradusCard *self)
{
  g_object_ref (self->picture);
  gtk_box_remove (GTK_BOX (self->line), self->picture);
  gtk_widget_set_hexpand (self->picture, TRUE);
  gtk_widget_set_halign (self->picture, GTK_ALIGN_END);
  gtk_widget_set_valign (self->picture, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (self->heading), self->picture);
  g_object_unref (self->picture);
}

/**
 * gradus_card_new:
 * @block: what it stands for
 * @uid: the layer, 0 for the other blocks
 *
 * Returns: (transfer floating): an empty card
 */
GradusCard *
gradus_card_new (GradusBlock block, guint64 uid)
{
  GradusCard *self = g_object_new (GRADUS_TYPE_CARD, NULL);

  self->block = block;
  self->uid = uid;
  self->density = GRADUS_N_DENSITIES;
  gtk_widget_add_css_class (GTK_WIDGET (self), BLOCK_CLASSES[block]);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (get_area (self)), draw_cb, self,
                                  NULL);
  gradus_card_set_density (self, GRADUS_DENSITY_COMFORTABLE);
  if (block == GRADUS_BLOCK_LAYER)
    {
      gtk_widget_set_cursor_from_name (self->handle, "grab");
      gtk_widget_set_cursor_from_name (GTK_WIDGET (self->icon), "grab");
    }
  if (block == GRADUS_BLOCK_LOSS)
    move_picture_to_heading (self);
  return self;
}

GradusBlock
gradus_card_get_block (GradusCard *self)
{
  return self->block;
}

guint64
gradus_card_get_uid (GradusCard *self)
{
  return self->uid;
}

GradusDensity
gradus_card_get_density (GradusCard *self)
{
  return self->density;
}

/**
 * gradus_card_set_density:
 * @self: a card
 * @density: how much room there is
 *
 * Changes spacing and type. What it says in this density is for the caller to set.
 */
void
gradus_card_set_density (GradusCard *self, GradusDensity density)
{
  if (self->density == density)
    return;
  if (self->density < GRADUS_N_DENSITIES)
    gtk_widget_remove_css_class (GTK_WIDGET (self), DENSITY_CLASSES[self->density]);
  self->density = density;
  gtk_widget_add_css_class (GTK_WIDGET (self), DENSITY_CLASSES[density]);
  update_handle (self);
}

gboolean
gradus_card_has_look (GradusCard *self, GradusCardLook look)
{
  return (self->looks & look) != 0;
}

void
gradus_card_set_look (GradusCard *self, GradusCardLook look, gboolean is_on)
{
  const char *name = LOOK_CLASSES[g_bit_nth_lsf (look, -1)];

  if (((self->looks & look) != 0) == (is_on != FALSE))
    return;
  self->looks ^= look;
  update_alignment (self);
  if (is_on)
    gtk_widget_add_css_class (GTK_WIDGET (self), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), name);
  update_handle (self);
}

/**
 * gradus_card_set_text:
 * @self: a card
 * @text: what it says; copied
 */
void
gradus_card_set_text (GradusCard *self, const GradusCardText *text)
{
  gtk_widget_set_visible (GTK_WIDGET (self->icon), text->icon != NULL);
  if (text->icon != NULL)
    {
      if (g_strcmp0 (self->icon_name, text->icon) != 0)
        {
          g_free (self->icon_name);
          self->icon_name = g_strdup (text->icon);
        }
      update_icon (self);
      set_tint (self, text->tint);
    }
  set_label (self->overline, text->overline);
  set_label (self->title, text->title);
  set_label (self->detail, text->detail);
  set_label (self->badge, text->badge);
  set_label (self->count, text->count);
  set_label (self->shape, text->shape);
  set_label (self->note, text->note);
  set_label (self->message, text->message);
  set_label (self->value, text->value);
  /* The name is worth more than what stands beside it. */
  gtk_label_set_ellipsize (self->title,
                           text->detail != NULL && strlen (text->title) <= MAX_WHOLE_NAME
                             ? PANGO_ELLIPSIZE_NONE
                             : PANGO_ELLIPSIZE_END);
  gtk_widget_set_visible (self->heading, text->title != NULL);
  gtk_widget_set_visible (self->last_line, text->note != NULL || text->value != NULL);
  if (text->spoken != NULL)
    set_spoken (self, text->spoken);
  set_place (self, text->place, text->message);
}

/**
 * gradus_card_set_repairs:
 * @self: a card
 * @repairs: (nullable): what would mend what is wrong with it
 * @uid: the layer that they are for: of a folded group, one of its layers
 */
void
gradus_card_set_repairs (GradusCard *self, const GradusRepairs *repairs, guint64 uid)
{
  gradus_card_set_look (self, GRADUS_CARD_HINTED, repairs != NULL && repairs->is_hint);
  gradus_fix_bar_show (self->fix_bar, repairs, self->block, uid);
}

gboolean
gradus_card_has_repairs (GradusCard *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->fix_bar));
}

/* The card goes along with the pointer. */
void
gradus_card_become_icon (GradusCard *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "drag-card");
  gradus_fix_bar_remove_menu (self->fix_bar);
}

/**
 * gradus_card_set_tooltip:
 * @self: a card
 * @text: (nullable): what is said when the pointer rests on it
 */
void
gradus_card_set_tooltip (GradusCard *self, const char *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (self)), text) == 0)
    return;
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  if (self->place != NULL)
    say_place (self);
}

/**
 * gradus_card_set_picture_size:
 * @self: a card
 * @width: in pixels, 0 for no picture
 * @height: in pixels
 */
void
gradus_card_set_picture_size (GradusCard *self, int width, int height)
{
  GtkDrawingArea *area = GTK_DRAWING_AREA (get_area (self));

  gtk_drawing_area_set_content_width (area, width);
  gtk_drawing_area_set_content_height (area, height);
  gtk_widget_set_visible (GTK_WIDGET (area), width > 0 && height > 0);
}

/**
 * gradus_card_set_draw:
 * @self: a card
 * @draw: (nullable): draws the picture
 * @user_data: for @draw; must live as long as the card
 */
void
gradus_card_set_draw (GradusCard *self, GradusCardDraw draw, gpointer user_data)
{
  self->draw = draw;
  self->draw_data = user_data;
  gradus_card_redraw (self);
}

void
gradus_card_redraw (GradusCard *self)
{
  gtk_widget_queue_draw (get_area (self));
}

/**
 * gradus_card_fill_menu:
 * @self: a card
 * @menu: a menu
 *
 * Adds the repairs that the card offers.
 */
void
gradus_card_fill_menu (GradusCard *self, GMenu *menu)
{
  if (gradus_card_has_repairs (self))
    gradus_fix_bar_fill_menu (self->fix_bar, menu);
}
