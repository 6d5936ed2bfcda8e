/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sparse.h"

#include "engine/random.h"

/* Products that skip zeros against plain loops, on shapes drawn at random. */

#define N_DRAWS 300

typedef struct
{
  gsize        n_rows, n_inputs, n_units;
  float       *x, *w, *dz, *bias, *room, *turned_room;
  GradusSparse lists;
} Case;

static float *
draw_floats (GradusRandom *random, gsize n, double share)
{
  float *x = g_new0 (float, n);

  for (gsize i = 0; i < n; i++)
    if (gradus_random_uniform (random) < share)
      x[i] = (float) gradus_random_normal (random);
  return x;
}

static void
case_init (Case *self, GradusRandom *random)
{
  self->n_rows = 1 + gradus_random_below (random, 40);
  self->n_inputs = 1 + gradus_random_below (random, 200);
  self->n_units = 1 + gradus_random_below (random, 200);
  self->x = draw_floats (random, self->n_rows * self->n_inputs,
                         gradus_random_below (random, 3) / 2.0);
  self->w = draw_floats (random, self->n_inputs * self->n_units, 1);
  self->dz = draw_floats (random, self->n_rows * self->n_units, 1);
  self->bias = draw_floats (random, self->n_units, 1);
  self->room = g_new0 (float, gradus_sparse_get_room (self->n_rows, self->n_inputs));
  self->turned_room =
    g_new0 (float, gradus_sparse_get_turned_room (self->n_rows, self->n_inputs));
  self->lists = gradus_sparse_at (self->n_rows, self->n_inputs, self->room);
  gradus_sparse_fill (&self->lists, self->x);
}

static void
case_clear (Case *self)
{
  g_free (self->x);
  g_free (self->w);
  g_free (self->dz);
  g_free (self->bias);
  g_free (self->room);
  g_free (self->turned_room);
}

static void
test_multiply (void)
{
  GradusRandom random = gradus_random_init (1, "test/sparse");

  for (guint draw = 0; draw < N_DRAWS; draw++)
    {
      Case              self;
      g_autofree float *z = NULL;
      gboolean          has_bias = draw % 2;

      case_init (&self, &random);
      z = g_new (float, self.n_rows *self.n_units);
      gradus_sparse_multiply (&self.lists, self.n_units, self.w,
                              has_bias ? self.bias : NULL, z);
      for (gsize i = 0; i < self.n_rows; i++)
        for (gsize j = 0; j < self.n_units; j++)
          {
            double sum = has_bias ? (double) self.bias[j] : 0;

            for (gsize k = 0; k < self.n_inputs; k++)
              sum += (double) self.x[i * self.n_inputs + k] *
                     (double) self.w[k * self.n_units + j];
            g_assert_cmpfloat_with_epsilon (z[i * self.n_units + j], sum, 2e-4);
          }
      case_clear (&self);
    }
}

static void
test_transposed (void)
{
  GradusRandom random = gradus_random_init (2, "test/sparse");

  for (guint draw = 0; draw < N_DRAWS; draw++)
    {
      Case              self;
      g_autofree float *dw = NULL;
      gboolean          accumulate = draw % 2;

      case_init (&self, &random);
      dw = g_memdup2 (self.w, self.n_inputs * self.n_units * sizeof (float));
      gradus_sparse_multiply_transposed (&self.lists, self.n_units, self.dz, accumulate,
                                         dw, self.turned_room);
      for (gsize i = 0; i < self.n_inputs; i++)
        for (gsize j = 0; j < self.n_units; j++)
          {
            double sum = accumulate ? (double) self.w[i * self.n_units + j] : 0;

            for (gsize k = 0; k < self.n_rows; k++)
              sum += (double) self.x[k * self.n_inputs + i] *
                     (double) self.dz[k * self.n_units + j];
            g_assert_cmpfloat_with_epsilon (dw[i * self.n_units + j], sum, 2e-4);
          }
      case_clear (&self);
    }
}

static void
test_choice (void)
{
  g_autofree float *x = g_new0 (float, 16 * 784);
  g_autofree float *room = g_new0 (float, gradus_sparse_get_room (16, 784));
  GradusSparse      lists = gradus_sparse_at (16, 784, room);

  g_assert_true (gradus_sparse_is_worthwhile (784, 128));
  g_assert_false (gradus_sparse_is_worthwhile (784, 10));
  g_assert_false (gradus_sparse_is_worthwhile (10, 784));
  gradus_sparse_fill (&lists, x);
  g_assert_true (gradus_sparse_is_sparse (&lists));
  g_assert_true (gradus_sparse_is_mostly_zero (16 * 784, x));
  for (guint i = 0; i < 16 * 784; i += 2)
    x[i] = 1;
  gradus_sparse_fill (&lists, x);
  g_assert_false (gradus_sparse_is_sparse (&lists));
  g_assert_false (gradus_sparse_is_mostly_zero (16 * 784, x));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sparse/multiply", test_multiply);
  g_test_add_func ("/sparse/transposed", test_transposed);
  g_test_add_func ("/sparse/choice", test_choice);
  return g_test_run ();
}
