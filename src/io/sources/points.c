/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/random.h"
#include "io/data-source-tables.h"

/* Points in the plane that belong to two classes: small sets on which one can see what a
 * network does. Everything follows from the seed. */

#define N_TRAIN 2000
#define N_TEST 1000
#define N_MOST 1000000

typedef struct
{
  double x, y;
} Point;

typedef Point (*DrawPoint) (GradusRandom *random, guint8 label);

static Point
shake (GradusRandom *random, double x, double y, double noise)
{
  return (Point){ x + noise * gradus_random_normal (random),
                  y + noise * gradus_random_normal (random) };
}

/* Two arms that wind one and a half times around each other. */
static Point
draw_spiral (GradusRandom *random, guint8 label)
{
  double t = sqrt (0.01 + 0.99 * gradus_random_uniform (random));
  double angle = 3 * G_PI * t + label * G_PI;

  return shake (random, t * cos (angle), t * sin (angle), 0.015);
}

static Point
draw_moon (GradusRandom *random, guint8 label)
{
  double angle = G_PI * gradus_random_uniform (random);

  if (label == 0)
    return shake (random, cos (angle) - 0.5, sin (angle) - 0.25, 0.08);
  return shake (random, 0.5 - cos (angle), 0.25 - sin (angle), 0.08);
}

static Point
draw_circle (GradusRandom *random, guint8 label)
{
  double angle = 2 * G_PI * gradus_random_uniform (random);
  double radius = label == 0 ? 1 : 0.45;

  return shake (random, radius * cos (angle), radius * sin (angle), 0.08);
}

/* Opposite quarters belong together; a narrow cross stays free. */
static Point
draw_xor (GradusRandom *random, guint8 label)
{
  double x = 0.05 + 0.95 * gradus_random_uniform (random);
  double y = 0.05 + 0.95 * gradus_random_uniform (random);
  double side = gradus_random_below (random, 2) == 0 ? -1 : 1;

  return (Point){ side * x, (label == 0 ? side : -side) * y };
}

static Point
draw_gaussian (GradusRandom *random, guint8 label)
{
  double side = label == 0 ? -1 : 1;

  return shake (random, 0.5 * side, 0.5 * side, 0.25);
}

static GradusDataset *
draw_points (const char *name, DrawPoint draw, guint64 seed, const char *stream, guint n)
{
  GradusRandom       random = gradus_random_init (seed, stream);
  float             *x = g_new (float, 2 * n);
  guint8            *labels = g_new (guint8, n);
  g_autoptr (GBytes) x_bytes = g_bytes_new_take (x, 2 * n * sizeof (float));
  g_autoptr (GBytes) label_bytes = g_bytes_new_take (labels, n);

  for (guint i = 0; i < n; i++)
    {
      Point point;

      labels[i] = (guint8) gradus_random_below (&random, 2);
      point = draw (&random, labels[i]);
      x[2 * i] = (float) point.x;
      x[2 * i + 1] = (float) point.y;
    }
  return gradus_dataset_new_from_points (name, &GRADUS_SHAPE_1 (2), n, x_bytes,
                                         label_bytes, 2);
}

static gboolean
load_points (const GradusDataRef    *ref,
             const GradusDataSource *source,
             DrawPoint               draw,
             GradusDataset         **train,
             GradusDataset         **test)
{
  guint n_train = ref->n_train > 0 ? MIN (ref->n_train, N_MOST) : N_TRAIN;
  guint n_test = ref->n_test > 0 ? MIN (ref->n_test, N_MOST) : N_TEST;

  *train = draw_points (_ (source->title), draw, ref->seed, "points/train", n_train);
  *test = draw_points (_ (source->title), draw, ref->seed, "points/test", n_test);
  return TRUE;
}

static gboolean
are_available (const GradusDataRef *ref)
{
  return TRUE;
}

#define POINTS(word_, id_, draw_, title_, summary_)                                      \
  static gboolean word_##_load (const GradusDataRef *ref, GradusDataset **train,         \
                                GradusDataset **test, GCancellable *cancellable,         \
                                GError **error)                                          \
  {                                                                                      \
    return load_points (ref, &gradus_data_source_##word_, draw_, train, test);           \
  }                                                                                      \
  const GradusDataSource gradus_data_source_##word_ = {                                  \
    .id = id_,                                                                           \
    .title = title_,                                                                     \
    .summary = summary_,                                                                 \
    .shape = { 1, { 2 } },                                                               \
    .n_classes = 2,                                                                      \
    .n_train = N_TRAIN,                                                                  \
    .n_test = N_TEST,                                                                    \
    .is_available = are_available,                                                       \
    .load = word_##_load,                                                                \
  };

POINTS (spirals,
        "spirals",
        draw_spiral,
        N_ ("Two spirals"),
        N_ ("Points on two arms that wind around each other."))
POINTS (moons,
        "moons",
        draw_moon,
        N_ ("Two moons"),
        N_ ("Points on two half circles that reach into each other."))
POINTS (circles,
        "circles",
        draw_circle,
        N_ ("Circles"),
        N_ ("Points on a circle and on a smaller one inside it."))
POINTS (xor,
        "xor",
        draw_xor,
        N_ ("Exclusive or"),
        N_ ("Points in four quarters; opposite quarters belong together."))
POINTS (gaussians,
        "gaussians",
        draw_gaussian,
        N_ ("Two clouds"),
        N_ ("Points around two centers that a line can tell apart."))
