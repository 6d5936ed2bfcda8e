/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-spine-layout.h"

#include <math.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusSpineLayout, gradus_spine_layout_free)

static void
add_block (GradusSpineLayout *layout, GradusBlock block, gboolean is_updated)
{
  GradusSpineSlot slot = { .block = block, .is_updated = is_updated };

  g_array_append_val (layout->slots, slot);
}

static GradusSpineLayout *
create_loop (guint n_layers)
{
  GradusSpineLayout *layout = gradus_spine_layout_new ();

  add_block (layout, GRADUS_BLOCK_INPUT, FALSE);
  for (guint i = 0; i < n_layers; i++)
    add_block (layout, GRADUS_BLOCK_LAYER, TRUE);
  add_block (layout, GRADUS_BLOCK_PREDICTIONS, FALSE);
  add_block (layout, GRADUS_BLOCK_LOSS, FALSE);
  add_block (layout, GRADUS_BLOCK_OPTIMIZER, FALSE);
  return layout;
}

/* The heights of the spine without its header at 1280×720 and 1440×900. */
static void
test_density (void)
{
  const struct
  {
    guint         n_layers;
    double        height;
    GradusDensity density;
  } cases[] = {
    { 2, 580, GRADUS_DENSITY_COMFORTABLE }, { 3, 580, GRADUS_DENSITY_COMPACT },
    { 5, 580, GRADUS_DENSITY_COMPACT },     { 8, 580, GRADUS_DENSITY_DENSE },
    { 3, 760, GRADUS_DENSITY_COMFORTABLE }, { 8, 760, GRADUS_DENSITY_COMPACT },
    { 12, 760, GRADUS_DENSITY_DENSE },      { 30, 760, GRADUS_DENSITY_DENSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GradusSpineLayout) layout = create_loop (cases[i].n_layers);

      gradus_spine_layout_place (layout, cases[i].height);
      g_assert_cmpint (layout->density, ==, cases[i].density);
      if (cases[i].n_layers < 30)
        g_assert_cmpfloat (layout->bottom, <=, cases[i].height + 4);
    }
}

static void
test_order (void)
{
  for (guint n_layers = 0; n_layers < 20; n_layers++)
    {
      g_autoptr (GradusSpineLayout) layout = create_loop (n_layers);
      double                        end = 0;

      gradus_spine_layout_place (layout, 700);
      for (guint i = 0; i < layout->slots->len; i++)
        {
          GradusSpineSlot *slot = gradus_spine_layout_get_slot (layout, i);

          g_assert_cmpfloat (slot->y, ==, round (slot->y));
          g_assert_cmpfloat (slot->y, >, end);
          g_assert_cmpfloat (slot->height, >=, 30);
          end = slot->y + slot->height;
        }
      g_assert_cmpfloat (layout->bottom, >, end);
    }
}

static void
test_needs (void)
{
  g_autoptr (GradusSpineLayout) layout = create_loop (2);

  gradus_spine_layout_get_slot (layout, 1)->needs = 130;
  gradus_spine_layout_place (layout, 2000);
  g_assert_cmpfloat (gradus_spine_layout_get_slot (layout, 1)->height, ==, 130);
  g_assert_cmpfloat (gradus_spine_layout_get_slot (layout, 2)->height, ==, 84);
}

static void
test_scale (void)
{
  g_autoptr (GradusSpineLayout) layout = create_loop (2);

  layout->scale = 1.5;
  gradus_spine_layout_place (layout, 2000);
  g_assert_cmpfloat (gradus_spine_layout_get_slot (layout, 1)->height, ==, 126);
  g_assert_cmpfloat (layout->wire, ==, 60);
}

static void
test_gap (void)
{
  g_autoptr (GradusSpineLayout) closed = create_loop (3);
  g_autoptr (GradusSpineLayout) open = create_loop (3);

  gradus_spine_layout_place (closed, 2000);
  g_assert_cmpfloat (closed->gap_height, ==, 0);
  for (guint place = 0; place <= 3; place++)
    {
      GradusSpineSlot *above = gradus_spine_layout_get_slot (open, place);
      GradusSpineSlot *below = gradus_spine_layout_get_slot (open, place + 1);

      open->gap = (int) place;
      gradus_spine_layout_place (open, 2000);
      g_assert_cmpfloat (open->gap_y, ==, above->y + above->height + open->wire);
      g_assert_cmpfloat (below->y, ==, open->gap_y + open->gap_height + open->wire);
      g_assert_cmpfloat (open->bottom, ==,
                         closed->bottom + open->gap_height + open->wire);
    }
}

static void
test_empty (void)
{
  g_autoptr (GradusSpineLayout) layout = create_loop (0);

  gradus_spine_layout_place (layout, 2000);
  g_assert_cmpfloat (layout->gap_height, ==, 84);
  g_assert_cmpfloat (gradus_spine_layout_get_slot (layout, 1)->y, >, layout->gap_y + 84);
  g_assert_cmpuint (gradus_spine_layout_find_gap (layout, 500), ==, 0);
}

/* Wherever the pointer stands, opening the gap that was found must not move the answer
 * on: two neighbours would take turns. */
static void
test_find_gap (void)
{
  g_autoptr (GradusSpineLayout) layout = create_loop (4);
  guint                         last = 0;

  gradus_spine_layout_place (layout, 760);
  g_assert_cmpuint (gradus_spine_layout_find_gap (layout, 0), ==, 0);
  g_assert_cmpuint (gradus_spine_layout_find_gap (layout, 700), ==, 4);
  for (double y = 0; y < 760; y++)
    {
      guint first;

      layout->gap = -1;
      gradus_spine_layout_place (layout, 760);
      first = gradus_spine_layout_find_gap (layout, y);
      g_assert_cmpuint (first, >=, last);
      last = first;
      for (guint round = 0; round < 4; round++)
        {
          layout->gap = (int) gradus_spine_layout_find_gap (layout, y);
          gradus_spine_layout_place_at (layout, 760, layout->density);
        }
      g_assert_cmpint (layout->gap, ==, gradus_spine_layout_find_gap (layout, y));
    }
}

static void
test_rails (void)
{
  g_autoptr (GradusSpineLayout) layout = create_loop (2);
  GradusRail                    truth, updates;
  GradusSpineSlot              *slots;

  gradus_spine_layout_get_slot (layout, 1)->is_updated = FALSE;
  gradus_spine_layout_place (layout, 760);
  slots = gradus_spine_layout_get_slot (layout, 0);
  g_assert_true (gradus_spine_layout_get_truth_rail (layout, &truth));
  g_assert_true (gradus_spine_layout_get_update_rail (layout, &updates));
  g_assert_cmpfloat (truth.x, ==, 17);
  g_assert_cmpfloat (updates.x, ==, 300 - 17);
  g_assert_cmpfloat (truth.from_y, ==, slots[0].y + slots[0].height / 2);
  g_assert_cmpfloat (truth.to_y, ==, slots[4].y + slots[4].height / 2);
  /* The first layer is frozen: updates end at the second. */
  g_assert_cmpfloat (updates.to_y, ==, slots[2].y + slots[2].height / 2);
  g_assert_cmpfloat (updates.from_y, ==, slots[5].y + slots[5].height / 2);

  gradus_spine_layout_get_slot (layout, 2)->is_updated = FALSE;
  g_assert_false (gradus_spine_layout_get_update_rail (layout, &updates));
}

/* A dot that goes 1 px along the rail moves 1 px, and it arrives where the rail ends. */
static void
test_rail_points (void)
{
  g_autoptr (GradusSpineLayout) layout = create_loop (2);
  GradusRail                    rails[2];

  gradus_spine_layout_place (layout, 760);
  gradus_spine_layout_get_truth_rail (layout, &rails[0]);
  gradus_spine_layout_get_update_rail (layout, &rails[1]);
  for (guint i = 0; i < 2; i++)
    {
      double length = gradus_rail_get_length (&rails[i]);
      double x, y, last_x, last_y;

      gradus_rail_get_point (&rails[i], 0, &last_x, &last_y);
      g_assert_cmpfloat (last_x, ==, rails[i].card_x);
      g_assert_cmpfloat (last_y, ==, rails[i].from_y);
      for (double distance = 1; distance <= length; distance++)
        {
          gradus_rail_get_point (&rails[i], distance, &x, &y);
          /* A chord is a little shorter than its arc. */
          g_assert_cmpfloat_with_epsilon (hypot (x - last_x, y - last_y), 1, 0.01);
          last_x = x;
          last_y = y;
        }
      gradus_rail_get_point (&rails[i], length, &x, &y);
      g_assert_cmpfloat_with_epsilon (x, rails[i].card_x, 1e-9);
      g_assert_cmpfloat_with_epsilon (y, rails[i].to_y, 1e-9);
    }
}

static void
test_rail_label (void)
{
  g_autoptr (GradusSpineLayout) layout = create_loop (3);
  GradusRail                    rail;
  GradusSpineSlot              *slots;
  double                        y;

  gradus_spine_layout_place (layout, 760);
  slots = gradus_spine_layout_get_slot (layout, 0);
  gradus_spine_layout_get_update_rail (layout, &rail);
  y = gradus_spine_layout_find_label (layout, &rail, 80);
  g_assert_cmpfloat (y - 40, >, slots[3].y + slots[3].height / 2);
  g_assert_cmpfloat (y + 40, <, slots[6].y + slots[6].height / 2);
  g_assert_true (isnan (gradus_spine_layout_find_label (layout, &rail, 3000)));
}

static void
test_mix (void)
{
  g_autoptr (GradusSpineLayout) from = create_loop (2);
  g_autoptr (GradusSpineLayout) shown = create_loop (2);
  g_autoptr (GradusSpineLayout) target = create_loop (2);

  gradus_spine_layout_place (from, 760);
  target->gap = 1;
  gradus_spine_layout_place (target, 760);
  for (guint i = 0; i < from->slots->len; i++)
    {
      double start = gradus_spine_layout_get_slot (from, i)->y;
      double end = gradus_spine_layout_get_slot (target, i)->y;

      gradus_spine_layout_copy (shown, from);
      gradus_spine_layout_mix (shown, target, 0.5);
      g_assert_cmpfloat (gradus_spine_layout_get_slot (shown, i)->y, ==,
                         (start + end) / 2);
      gradus_spine_layout_copy (shown, from);
      gradus_spine_layout_mix (shown, target, 1);
      g_assert_cmpfloat (gradus_spine_layout_get_slot (shown, i)->y, ==, end);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spine-layout/density", test_density);
  g_test_add_func ("/spine-layout/order", test_order);
  g_test_add_func ("/spine-layout/needs", test_needs);
  g_test_add_func ("/spine-layout/scale", test_scale);
  g_test_add_func ("/spine-layout/gap", test_gap);
  g_test_add_func ("/spine-layout/empty", test_empty);
  g_test_add_func ("/spine-layout/find-gap", test_find_gap);
  g_test_add_func ("/spine-layout/rails", test_rails);
  g_test_add_func ("/spine-layout/rail-points", test_rail_points);
  g_test_add_func ("/spine-layout/rail-label", test_rail_label);
  g_test_add_func ("/spine-layout/mix", test_mix);
  return g_test_run ();
}
