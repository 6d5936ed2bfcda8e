/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/gradus-drag.h"
#include "app/gradus-layer-edits.h"
#include "app/gradus-loop.h"
#include "app/gradus-spine.h"

#include <adwaita.h>
#include <math.h>

typedef struct
{
  GradusStudio   *studio;
  GradusDocument *document;
  GtkWidget      *window;
  GtkWidget      *spine;
  GradusLoop     *loop;
  GtkDropTarget  *target;
} Fixture;

static graphene_rect_t
get_bounds (Fixture *f, guint index)
{
  graphene_rect_t bounds;

  g_assert_true (
    gtk_widget_compute_bounds (GTK_WIDGET (gradus_loop_get_card (f->loop, index)),
                               GTK_WIDGET (f->loop), &bounds));
  return bounds;
}

static gboolean
is_laid_out (Fixture *f)
{
  return gtk_widget_get_width (GTK_WIDGET (f->loop)) > 0 &&
         gradus_loop_get_n_cards (f->loop) > 0 && get_bounds (f, 0).size.height > 0;
}

static void
set_up_stack (Fixture *f, guint n_layers, int height)
{
  g_autoptr (GradusProject) project = gradus_project_new ();

  project->data.n_train = 32;
  project->data.n_test = 32;
  for (guint i = 0; i < n_layers; i++)
    gradus_sequential_add_dense (project->sequential, i + 1 < n_layers ? 16 : 10,
                                 i + 1 < n_layers ? "relu" : "softmax");
  f->studio = gradus_studio_new ();
  f->document = gradus_document_new_from_project (project);
  gradus_studio_set_document (f->studio, f->document, NULL);
  f->window = gtk_window_new ();
  f->spine = gradus_spine_new (f->studio);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 300, height);
  gtk_window_set_child (GTK_WINDOW (f->window), f->spine);
  f->loop = GRADUS_LOOP (app_find_type (f->spine, GRADUS_TYPE_LOOP));
  f->target = app_find_controller (GTK_WIDGET (f->loop), GTK_TYPE_DROP_TARGET);
  gtk_window_present (GTK_WINDOW (f->window));
  APP_WAIT_FOR (is_laid_out (f));
}

static void
set_up (Fixture *f, gconstpointer user_data)
{
  set_up_stack (f, 3, 800);
}

static void
tear_down (Fixture *f, gconstpointer user_data)
{
  gpointer window = f->window;

  g_object_add_weak_pointer (G_OBJECT (f->window), &window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (window);
  g_object_unref (f->document);
  g_assert_finalize_object (f->studio);
}

static const GradusSequential *
get_stack (Fixture *f)
{
  return gradus_document_get_project (f->document)->sequential;
}

static guint64
get_uid (Fixture *f, guint index)
{
  return gradus_sequential_get_layer (get_stack (f), index)->uid;
}

static const char *
get_kind (Fixture *f, guint index)
{
  return gradus_config_get_kind (
           gradus_sequential_get_layer (get_stack (f), index)->config)
    ->name;
}

/* The middle of the wire above a card. */
static double
find_wire (Fixture *f, guint card)
{
  graphene_rect_t above = get_bounds (f, card - 1);
  graphene_rect_t below = get_bounds (f, card);

  return (double) (above.origin.y + above.size.height + below.origin.y) / 2;
}

static gboolean
drop (Fixture *f, GradusDragItem *item, double y)
{
  g_auto (GValue) value = G_VALUE_INIT;
  GdkDragAction   action = 0;
  gboolean        is_taken = FALSE;

  g_signal_emit_by_name (f->target, "motion", 150.0, y, &action);
  g_assert_cmpint (action, !=, 0);
  g_value_init (&value, GRADUS_TYPE_DRAG_ITEM);
  g_value_take_boxed (&value, item);
  g_signal_emit_by_name (f->target, "drop", &value, 150.0, y, &is_taken);
  return is_taken;
}

static void
test_cards (Fixture *f, gconstpointer user_data)
{
  GradusCard *card = gradus_loop_get_card (f->loop, 1);

  g_assert_cmpuint (gradus_loop_get_n_cards (f->loop), ==, 7);
  gtk_test_accessible_assert_role (f->loop, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (f->loop, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Layer Stack");
  gtk_test_accessible_assert_role (card, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_property (card, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Dense, relu, output None, 16, 12,560 parameters");
  g_assert_true (gtk_widget_get_focusable (GTK_WIDGET (card)));
}

static void
test_insert (Fixture *f, gconstpointer user_data)
{
  guint64 first = get_uid (f, 0);

  g_assert_true (drop (f, gradus_drag_item_new_layer ("Dropout"), find_wire (f, 2)));
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_stack (f)), ==, 4);
  g_assert_cmpuint (get_uid (f, 0), ==, first);
  g_assert_cmpstr (get_kind (f, 1), ==, "Dropout");
  g_assert_cmpuint (gradus_loop_get_n_cards (f->loop), ==, 8);
  g_assert_cmpint (gradus_studio_get_selected_block (f->studio), ==, GRADUS_BLOCK_LAYER);
  g_assert_cmpuint (gradus_studio_get_selected_layer (f->studio), ==, get_uid (f, 1));
  g_assert_true (
    gradus_card_has_look (gradus_loop_get_card (f->loop, 2), GRADUS_CARD_SELECTED));
}

/* Above the data and below the optimizer there is a first and a last place, too. */
static void
test_insert_ends (Fixture *f, gconstpointer user_data)
{
  g_assert_true (drop (f, gradus_drag_item_new_layer ("Flatten"), 1));
  g_assert_cmpstr (get_kind (f, 0), ==, "Flatten");
  g_assert_true (drop (f, gradus_drag_item_new_layer ("Activation"),
                       gtk_widget_get_height (GTK_WIDGET (f->loop)) - 2));
  g_assert_cmpstr (get_kind (f, 4), ==, "Activation");
}

static gboolean has_opened (Fixture *f);
static gboolean has_closed (Fixture *f);

static float resting_y;

static gboolean
has_opened (Fixture *f)
{
  return get_bounds (f, 2).origin.y > resting_y;
}

static gboolean
has_closed (Fixture *f)
{
  return get_bounds (f, 2).origin.y == resting_y;
}

static void
test_gap (Fixture *f, gconstpointer user_data)
{
  GdkDragAction action;

  resting_y = get_bounds (f, 2).origin.y;
  g_signal_emit_by_name (f->target, "motion", 150.0, find_wire (f, 2), &action);
  APP_WAIT_FOR (has_opened (f));
  g_signal_emit_by_name (f->target, "leave");
  APP_WAIT_FOR (has_closed (f));
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_stack (f)), ==, 3);
}

static void
test_reorder (Fixture *f, gconstpointer user_data)
{
  guint64     uid = get_uid (f, 0);
  GradusCard *card = gradus_loop_get_card (f->loop, 1);

  g_assert_true (drop (f, gradus_drag_item_new_move (uid), find_wire (f, 4)));
  g_assert_cmpuint (get_uid (f, 2), ==, uid);
  /* The card went along. */
  g_assert_true (gradus_loop_get_card (f->loop, 3) == card);
  gradus_document_undo (f->document);
  g_assert_cmpuint (get_uid (f, 0), ==, uid);
  g_assert_true (gradus_loop_get_card (f->loop, 1) == card);
}

static void
test_drop_at_home (Fixture *f, gconstpointer user_data)
{
  gboolean can_undo = TRUE;

  g_assert_true (drop (f, gradus_drag_item_new_move (get_uid (f, 1)), find_wire (f, 2)));
  g_assert_true (drop (f, gradus_drag_item_new_move (get_uid (f, 1)), find_wire (f, 3)));
  g_object_get (f->document, "can-undo", &can_undo, NULL);
  g_assert_false (can_undo);
}

static void
test_refuses_strangers (Fixture *f, gconstpointer user_data)
{
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean        is_taken = TRUE;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, "Dense");
  g_signal_emit_by_name (f->target, "drop", &value, 150.0, 200.0, &is_taken);
  g_assert_false (is_taken);
}

static void
activate (Fixture *f, const char *action, const char *format, int step)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->loop), action, format, step));
}

static void
test_keys (Fixture *f, gconstpointer user_data)
{
  guint64 first = get_uid (f, 0), second = get_uid (f, 1);

  activate (f, "block.select-first", NULL, 0);
  g_assert_cmpint (gradus_studio_get_selected_block (f->studio), ==, GRADUS_BLOCK_INPUT);
  activate (f, "block.select", "i", 1);
  g_assert_cmpuint (gradus_studio_get_selected_layer (f->studio), ==, first);
  gtk_test_accessible_assert_property (gradus_loop_get_card (f->loop, 1),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "layer 1 of 3");
  activate (f, "layer.move", "i", 1);
  g_assert_cmpuint (get_uid (f, 0), ==, second);
  /* What a screen reader is told. */
  gtk_test_accessible_assert_property (gradus_loop_get_card (f->loop, 2),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "layer 2 of 3");
  g_assert_cmpuint (gradus_studio_get_selected_layer (f->studio), ==, first);
  activate (f, "layer.duplicate", NULL, 0);
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_stack (f)), ==, 4);
  activate (f, "layer.remove", NULL, 0);
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_stack (f)), ==, 3);
  activate (f, "block.select-last", NULL, 0);
  g_assert_cmpint (gradus_studio_get_selected_block (f->studio), ==,
                   GRADUS_BLOCK_OPTIMIZER);
  activate (f, "block.select", "i", 1);
  g_assert_cmpint (gradus_studio_get_selected_block (f->studio), ==,
                   GRADUS_BLOCK_OPTIMIZER);
}

static void
test_remove_all (Fixture *f, gconstpointer user_data)
{
  gradus_studio_select (f->studio, GRADUS_BLOCK_LAYER, get_uid (f, 1));
  for (guint i = 0; i < 3; i++)
    activate (f, "layer.remove", NULL, 0);
  g_assert_cmpuint (gradus_loop_get_n_cards (f->loop), ==, 4);
  g_assert_false (
    gradus_card_has_look (gradus_loop_get_card (f->loop, 2), GRADUS_CARD_WRONG));
  g_assert_true (drop (f, gradus_drag_item_new_layer ("Dense"), 200));
  g_assert_cmpstr (get_kind (f, 0), ==, "Dense");
}

/* Ten kinds of digits and twelve units: said on the card of the last layer. */
static void
test_error (Fixture *f, gconstpointer user_data)
{
  GradusCard        *card = gradus_loop_get_card (f->loop, 3);
  g_autoptr (GError) error = NULL;

  g_assert_false (gradus_card_has_look (card, GRADUS_CARD_WRONG));
  gradus_document_set_layer_param (f->document, get_uid (f, 2), "units", "12", &error);
  g_assert_no_error (error);
  g_assert_true (gradus_card_has_look (card, GRADUS_CARD_WRONG));
  gradus_document_undo (f->document);
  g_assert_false (gradus_card_has_look (card, GRADUS_CARD_WRONG));
}

static void
test_preview (Fixture *f, gconstpointer user_data)
{
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("tutorial"));
  gboolean        is_taken = TRUE;
  g_auto (GValue) value = G_VALUE_INIT;

  gradus_spine_set_preview (GRADUS_SPINE (f->spine), project);
  g_assert_cmpuint (gradus_loop_get_n_cards (f->loop), ==, 7);
  g_assert_true (
    gradus_card_has_look (gradus_loop_get_card (f->loop, 1), GRADUS_CARD_GHOST));
  g_value_init (&value, GRADUS_TYPE_DRAG_ITEM);
  g_value_take_boxed (&value, gradus_drag_item_new_layer ("Dense"));
  g_signal_emit_by_name (f->target, "drop", &value, 150.0, 200.0, &is_taken);
  g_assert_false (is_taken);
  gradus_spine_set_preview (GRADUS_SPINE (f->spine), NULL);
  g_assert_false (
    gradus_card_has_look (gradus_loop_get_card (f->loop, 1), GRADUS_CARD_GHOST));
}

/* The loop is always whole: it scrolls only when the densest cards do not fit. */
static void
test_fits (void)
{
  for (guint n_layers = 1; n_layers <= 14; n_layers += 1)
    {
      Fixture        f = { NULL };
      GtkWidget     *scroller;
      GtkAdjustment *adjustment;
      gboolean       scrolls;

      set_up_stack (&f, n_layers, 660);
      scroller = gtk_widget_get_ancestor (GTK_WIDGET (f.loop), GTK_TYPE_SCROLLED_WINDOW);
      adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
      scrolls =
        gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment);
      /* Least heights of the dense blocks and of the wires between them. */
      g_assert_cmpint (scrolls, ==,
                       218 + 42 * n_layers > gtk_adjustment_get_page_size (adjustment));
      tear_down (&f, NULL);
    }
}

/* Whether a card is in view as a whole. */
static gboolean
is_in_view (Fixture *f, guint index)
{
  GtkWidget *scroller =
    gtk_widget_get_ancestor (GTK_WIDGET (f->loop), GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  g_assert_true (
    gtk_widget_compute_bounds (GTK_WIDGET (gradus_loop_get_card (f->loop, index)),
                               scroller, &bounds));
  return bounds.size.height > 0 && bounds.origin.y >= 0 &&
         bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (scroller);
}

/* Of a long stack the selected card is the one that is seen, whoever selects it. */
static void
test_reveal (void)
{
  Fixture f = { NULL };
  guint64 uid;

  set_up_stack (&f, 60, 660);
  g_assert_true (is_in_view (&f, 0));
  g_assert_false (is_in_view (&f, 60));

  /* From the code, say. */
  gradus_studio_select (f.studio, GRADUS_BLOCK_LAYER, get_uid (&f, 59));
  APP_WAIT_FOR (is_in_view (&f, 60));
  gradus_studio_select (f.studio, GRADUS_BLOCK_LAYER, get_uid (&f, 30));
  APP_WAIT_FOR (is_in_view (&f, 31));

  activate (&f, "block.select-first", NULL, 0);
  APP_WAIT_FOR (is_in_view (&f, 0));
  activate (&f, "block.select-last", NULL, 0);
  APP_WAIT_FOR (is_in_view (&f, gradus_loop_get_n_cards (f.loop) - 1));
  for (guint i = 0; i < 20; i++)
    activate (&f, "block.select", "i", -1);
  APP_WAIT_FOR (is_in_view (&f, gradus_loop_get_n_cards (f.loop) - 21));
  activate (&f, "layer.move", "i", -1);
  activate (&f, "layer.move", "i", -1);
  APP_WAIT_FOR (is_in_view (&f, gradus_loop_get_n_cards (f.loop) - 23));

  /* The last ones have no room before the stack has grown. */
  for (guint i = 0; i < 5; i++)
    {
      uid = gradus_document_insert_layer (f.document, 60 + i, "Dense");
      gradus_studio_select (f.studio, GRADUS_BLOCK_LAYER, uid);
    }
  APP_WAIT_FOR (is_in_view (&f, 65));
  gradus_document_undo (f.document);
  gradus_studio_select (f.studio, GRADUS_BLOCK_LAYER, get_uid (&f, 0));
  APP_WAIT_FOR (is_in_view (&f, 1));
  tear_down (&f, NULL);
}

static void
select_two (Fixture *f, guint first, guint second)
{
  const guint64 uids[] = { get_uid (f, first), get_uid (f, second) };

  gradus_studio_select_layers (f->studio, uids, 2, uids[1]);
}

static guint
count_selected (Fixture *f)
{
  guint n_layers;

  gradus_studio_get_selected_layers (f->studio, &n_layers);
  return n_layers;
}

static guint
count_looks (Fixture *f, GradusCardLook look)
{
  guint n = 0;

  for (guint i = 0; i < gradus_loop_get_n_cards (f->loop); i++)
    n += gradus_card_has_look (gradus_loop_get_card (f->loop, i), look);
  return n;
}

/* Shift takes layers along and gives them back, and stops where the layers end. */
static void
test_extend (Fixture *f, gconstpointer user_data)
{
  gradus_studio_select (f->studio, GRADUS_BLOCK_LAYER, get_uid (f, 0));
  activate (f, "block.extend", "i", 1);
  activate (f, "block.extend", "i", 1);
  g_assert_cmpuint (count_selected (f), ==, 3);
  g_assert_cmpuint (count_looks (f, GRADUS_CARD_SELECTED), ==, 3);
  g_assert_cmpuint (gradus_studio_get_selected_layer (f->studio), ==, get_uid (f, 2));
  activate (f, "block.extend", "i", 1);
  g_assert_cmpuint (count_selected (f), ==, 3);
  activate (f, "block.extend", "i", -1);
  g_assert_cmpuint (count_selected (f), ==, 2);
  activate (f, "layer.select-lead", NULL, 0);
  g_assert_cmpuint (count_selected (f), ==, 1);
  g_assert_cmpuint (gradus_studio_get_selected_layer (f->studio), ==, get_uid (f, 1));
}

static void
test_several (Fixture *f, gconstpointer user_data)
{
  guint64 first = get_uid (f, 0), second = get_uid (f, 1), third = get_uid (f, 2);

  select_two (f, 0, 2);
  activate (f, "layer.move", "i", -1);
  g_assert_cmpuint (get_uid (f, 0), ==, first);
  g_assert_cmpuint (get_uid (f, 2), ==, third);
  select_two (f, 1, 2);
  activate (f, "layer.move", "i", -1);
  g_assert_cmpuint (get_uid (f, 0), ==, second);
  g_assert_cmpuint (get_uid (f, 1), ==, third);
  g_assert_cmpuint (count_selected (f), ==, 2);
  gradus_document_undo (f->document);
  g_assert_cmpuint (get_uid (f, 0), ==, first);

  activate (f, "layer.duplicate", NULL, 0);
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_stack (f)), ==, 5);
  g_assert_cmpuint (count_selected (f), ==, 2);
  activate (f, "layer.remove", NULL, 0);
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_stack (f)), ==, 3);
  g_assert_cmpuint (count_selected (f), ==, 1);
  gradus_document_undo (f->document);
  gradus_document_undo (f->document);
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_stack (f)), ==, 3);
}

static void
test_drag_several (Fixture *f, gconstpointer user_data)
{
  guint64 uids[] = { get_uid (f, 1), get_uid (f, 0) };
  guint64 last = get_uid (f, 2);

  g_assert_true (
    drop (f, gradus_drag_item_new_move_several (uids[0], uids, 2), find_wire (f, 4)));
  g_assert_cmpuint (get_uid (f, 0), ==, last);
  /* In the order of the stack, whatever was selected first. */
  g_assert_cmpuint (get_uid (f, 1), ==, uids[1]);
  g_assert_cmpuint (get_uid (f, 2), ==, uids[0]);
}

/* A convolution finds no picture among flat data. */
static void
test_refusal (Fixture *f, gconstpointer user_data)
{
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean        is_taken = TRUE;

  g_value_init (&value, GRADUS_TYPE_DRAG_ITEM);
  g_value_take_boxed (&value, gradus_drag_item_new_layer ("Conv2D"));
  g_assert_false (gradus_loop_take_refused (f->loop));
  g_signal_emit_by_name (f->target, "drop", &value, 150.0, find_wire (f, 2), &is_taken);
  g_assert_false (is_taken);
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_stack (f)), ==, 3);
  /* What is refused can be had all the same, once, and then says what is wrong. */
  g_assert_true (gradus_loop_take_refused (f->loop));
  g_assert_cmpstr (get_kind (f, 1), ==, "Conv2D");
  g_assert_true (
    gradus_card_has_look (gradus_loop_get_card (f->loop, 2), GRADUS_CARD_WRONG));
  g_assert_false (gradus_loop_take_refused (f->loop));
  /* The way to a stack that fits is open. */
  g_assert_true (drop (f, gradus_drag_item_new_layer ("Dropout"), find_wire (f, 4)));
  g_assert_true (drop (f, gradus_drag_item_new_move (get_uid (f, 0)), find_wire (f, 3)));
}

static gboolean
is_in_order (Fixture *f)
{
  return get_bounds (f, 3).origin.y > get_bounds (f, 2).origin.y;
}

/* A layer that is off keeps its card and its place, and takes no part. */
static void
test_switch (Fixture *f, gconstpointer user_data)
{
  guint64     uid = get_uid (f, 1);
  GradusCard *card = gradus_loop_get_card (f->loop, 2);

  gradus_studio_select (f->studio, GRADUS_BLOCK_LAYER, uid);
  gradus_studio_switch_layers (f->studio);
  g_assert_cmpuint (gradus_sequential_get_n_layers (get_stack (f)), ==, 2);
  g_assert_cmpuint (gradus_loop_get_n_cards (f->loop), ==, 7);
  g_assert_true (gradus_loop_get_card (f->loop, 2) == card);
  g_assert_true (gradus_card_has_look (card, GRADUS_CARD_BYPASSED));
  g_assert_cmpuint (gradus_studio_get_selected_layer (f->studio), ==, uid);
  gtk_test_accessible_assert_property (card, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Dense, switched off");
  /* It is moved, and others come beside it, as one sees them. */
  activate (f, "layer.move", "i", 1);
  g_assert_true (gradus_loop_get_card (f->loop, 3) == card);
  APP_WAIT_FOR (is_in_order (f));
  g_assert_true (drop (f, gradus_drag_item_new_layer ("Dropout"), find_wire (f, 4)));
  g_assert_cmpuint (gradus_card_get_uid (gradus_loop_get_card (f->loop, 4)), ==,
                    get_uid (f, 2));
  g_assert_true (gradus_loop_get_card (f->loop, 3) == card);
  gradus_studio_select (f->studio, GRADUS_BLOCK_LAYER, uid);
  gradus_studio_switch_layers (f->studio);
  g_assert_false (gradus_card_has_look (card, GRADUS_CARD_BYPASSED));
  g_assert_cmpuint (get_uid (f, 2), ==, uid);
}

/* A folded group is one card that stands for its layers. */
static void
test_fold (Fixture *f, gconstpointer user_data)
{
  guint64 last = get_uid (f, 2);

  select_two (f, 0, 1);
  gradus_studio_group_layers (f->studio);
  g_assert_cmpuint (gradus_loop_get_n_cards (f->loop), ==, 6);
  g_assert_true (
    gradus_card_has_look (gradus_loop_get_card (f->loop, 1), GRADUS_CARD_GROUP));
  gtk_test_accessible_assert_property (
    gradus_loop_get_card (f->loop, 1), GTK_ACCESSIBLE_PROPERTY_LABEL,
    "Block 1, 2 layers, output None, 16, 12,832 parameters");
  /* The card is chosen with all its layers. */
  activate (f, "block.select-first", NULL, 0);
  activate (f, "block.select", "i", 1);
  g_assert_cmpuint (count_selected (f), ==, 2);
  activate (f, "block.select", "i", 1);
  g_assert_cmpuint (count_selected (f), ==, 1);
  g_assert_cmpuint (gradus_studio_get_selected_layer (f->studio), ==, last);
  /* Others pass it by as one, and drop above or below it. */
  activate (f, "layer.move", "i", -1);
  g_assert_cmpuint (get_uid (f, 0), ==, last);
  gradus_document_undo (f->document);
  g_assert_true (drop (f, gradus_drag_item_new_layer ("Dropout"), find_wire (f, 2)));
  g_assert_cmpstr (get_kind (f, 2), ==, "Dropout");
  gradus_document_undo (f->document);

  gradus_studio_select (f->studio, GRADUS_BLOCK_LAYER, get_uid (f, 1));
  activate (f, "block.fold", "b", FALSE);
  g_assert_cmpuint (gradus_loop_get_n_cards (f->loop), ==, 7);
  g_assert_cmpuint (count_looks (f, GRADUS_CARD_GROUP), ==, 0);
  activate (f, "block.fold", "b", TRUE);
  g_assert_cmpuint (gradus_loop_get_n_cards (f->loop), ==, 6);
  g_assert_cmpuint (count_selected (f), ==, 2);
  gradus_studio_ungroup_layers (f->studio);
  g_assert_cmpuint (gradus_loop_get_n_cards (f->loop), ==, 7);
}

#define ADD(name, function)                                                              \
  g_test_add ("/spine/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  if (!app_fixture_init (&argc, &argv))
    return g_test_run ();
  ADD ("cards", test_cards);
  ADD ("insert", test_insert);
  ADD ("insert-ends", test_insert_ends);
  ADD ("gap", test_gap);
  ADD ("reorder", test_reorder);
  ADD ("drop-at-home", test_drop_at_home);
  ADD ("refuses-strangers", test_refuses_strangers);
  ADD ("keys", test_keys);
  ADD ("remove-all", test_remove_all);
  ADD ("error", test_error);
  ADD ("preview", test_preview);
  ADD ("extend", test_extend);
  ADD ("several", test_several);
  ADD ("drag-several", test_drag_several);
  ADD ("refusal", test_refusal);
  ADD ("switch", test_switch);
  ADD ("fold", test_fold);
  g_test_add_func ("/spine/fits", test_fits);
  g_test_add_func ("/spine/reveal", test_reveal);
  return g_test_run ();
}
