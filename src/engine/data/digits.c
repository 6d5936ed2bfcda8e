/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/data/digits.h"

#include <math.h>
#include <string.h>

#include "engine/data/digit-box.h"
#include "engine/data/digit-hands.h"
#include "engine/pool.h"
#include "engine/random.h"

#define SIDE GRADUS_DIGITS_SIDE
/* What the ink of the pen spans in MNIST's box; it fades over 0.65 pixels beyond. */
#define BOX (GRADUS_DIGIT_BOX - 2 * 0.65f)
#define STEPS 6 /* straight pieces between two knots */
#define MAX_POINTS (GRADUS_MAX_STROKES * GRADUS_MAX_KNOTS * STEPS)
#define BLOCK 512 /* digits that a thread draws in one go */

/* Where the pen is, and how hard it presses; a negative radius lifts it before the point.
 */
typedef struct
{
  float x, y, radius;
} PenPoint;

typedef struct
{
  guint    n_points;
  PenPoint points[MAX_POINTS];
} Path;

/* What makes one person's hand on one day. */
typedef struct
{
  float jitter;
  float cosine, sine, slant, width;
  float wave[2][3]; /* amplitude, frequency, phase of the warp in x and y */
  float radius, pressure, pressure_phase;
} Manner;

static float
uniform (GradusRandom *random, float low, float high)
{
  return low + (high - low) * (float) gradus_random_uniform (random);
}

static const GradusHand *
choose_hand (GradusRandom *random, guint digit)
{
  float total = 0;
  float place;

  for (guint i = 0; i < gradus_n_digit_hands; i++)
    if (gradus_digit_hands[i].digit == digit)
      total += gradus_digit_hands[i].share;
  place = uniform (random, 0, total);
  for (guint i = 0; i < gradus_n_digit_hands; i++)
    if (gradus_digit_hands[i].digit == digit &&
        (place -= gradus_digit_hands[i].share) < 0)
      return &gradus_digit_hands[i];
  return &gradus_digit_hands[gradus_n_digit_hands - 1];
}

static Manner
choose_manner (GradusRandom *random, const GradusHand *hand)
{
  Manner manner = { 0 };
  float  angle = (float) gradus_random_normal (random) * 0.15f;

  manner.jitter = uniform (random, 0.03f, 0.11f);
  manner.cosine = cosf (angle);
  manner.sine = sinf (angle);
  manner.slant = 0.14f + (float) gradus_random_normal (random) * 0.26f;
  manner.width = hand->width * expf ((float) gradus_random_normal (random) * 0.25f);
  for (int i = 0; i < 2; i++)
    {
      manner.wave[i][0] = uniform (random, 0, 0.09f);
      manner.wave[i][1] = uniform (random, 2, 6);
      manner.wave[i][2] = uniform (random, 0, 6.2831853f);
    }
  manner.radius = 0.034f + 0.058f * (float) gradus_random_uniform (random);
  manner.pressure = uniform (random, 0, 0.3f);
  manner.pressure_phase = uniform (random, 0, 6.2831853f);
  return manner;
}

/* Catmull and Rom's spline through b and c. */
static float
spline (float a, float b, float c, float d, float t)
{
  return 0.5f *
         (2 * b +
          t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))));
}

/* From the box of the hand to the page: warped, slanted, turned. */
static PenPoint
put_down (const Manner *manner, float x, float y, float progress)
{
  PenPoint point;
  float u = x + manner->wave[0][0] * sinf (manner->wave[0][1] * y + manner->wave[0][2]);
  float v = y + manner->wave[1][0] * sinf (manner->wave[1][1] * x + manner->wave[1][2]);

  u = (u - 0.5f) * manner->width - (v - 0.5f) * manner->slant;
  v = v - 0.5f;
  point.x = manner->cosine * u - manner->sine * v;
  point.y = manner->sine * u + manner->cosine * v;
  point.radius = manner->radius *
                 (1 + manner->pressure * sinf (4 * progress + manner->pressure_phase));
  return point;
}

static void
add_stroke (Path               *path,
            GradusRandom       *random,
            const Manner       *manner,
            const GradusStroke *stroke)
{
  float knots[GRADUS_MAX_KNOTS][2];
  guint n = stroke->n_knots;
  guint first = path->n_points;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < 2; j++)
      knots[i][j] =
        stroke->knots[i][j] + manner->jitter * (float) gradus_random_normal (random);
  for (guint i = 0; i + 1 < n; i++)
    {
      const float *a = knots[i > 0 ? i - 1 : 0];
      const float *d = knots[MIN (i + 2, n - 1)];

      for (guint step = i > 0 ? 1 : 0; step <= STEPS; step++)
        {
          float t = (float) step / STEPS;

          path->points[path->n_points++] =
            put_down (manner, spline (a[0], knots[i][0], knots[i + 1][0], d[0], t),
                      spline (a[1], knots[i][1], knots[i + 1][1], d[1], t),
                      ((float) i + t) / (float) n);
        }
    }
  path->points[first].radius = -path->points[first].radius;
}

/* Fits the ink into MNIST's box, keeping its proportions. */
static void
fit (Path *path)
{
  float left = G_MAXFLOAT, right = -G_MAXFLOAT, top = G_MAXFLOAT, bottom = -G_MAXFLOAT;
  float scale;

  for (guint i = 0; i < path->n_points; i++)
    {
      const PenPoint *point = &path->points[i];
      float           radius = fabsf (point->radius);

      left = MIN (left, point->x - radius);
      right = MAX (right, point->x + radius);
      top = MIN (top, point->y - radius);
      bottom = MAX (bottom, point->y + radius);
    }
  scale = BOX / MAX (MAX (right - left, bottom - top), 1e-3f);
  for (guint i = 0; i < path->n_points; i++)
    {
      PenPoint *point = &path->points[i];

      point->x = (point->x - (left + right) / 2) * scale + SIDE / 2.0f;
      point->y = (point->y - (top + bottom) / 2) * scale + SIDE / 2.0f;
      point->radius *= scale;
    }
}

/* Inks the pixels along one piece of the path: full within the pen's radius, fading over
 * about one pixel as a scan does. */
static void
ink_piece (float *page, const PenPoint *from, const PenPoint *to)
{
  float radius = (fabsf (from->radius) + fabsf (to->radius)) / 2;
  float reach = radius + 1;
  float dx = to->x - from->x, dy = to->y - from->y;
  float length = dx * dx + dy * dy;
  int   x0 = (int) MAX (floorf (MIN (from->x, to->x) - reach), 0);
  int   x1 = (int) MIN (ceilf (MAX (from->x, to->x) + reach), SIDE);
  int   y0 = (int) MAX (floorf (MIN (from->y, to->y) - reach), 0);
  int   y1 = (int) MIN (ceilf (MAX (from->y, to->y) + reach), SIDE);

  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++)
      {
        float  px = (float) x + 0.5f - from->x, py = (float) y + 0.5f - from->y;
        float  t = length > 0 ? CLAMP ((px * dx + py * dy) / length, 0, 1) : 0;
        float  ex = px - t * dx, ey = py - t * dy;
        float  ink = (radius - sqrtf (ex * ex + ey * ey)) / 1.3f + 0.5f;
        float *pixel = &page[y * SIDE + x];

        *pixel = MAX (*pixel, MIN (ink, 1));
      }
}

/* Shifts the ink by whole pixels so that its centre of mass is the centre of the picture.
 */
static void
centre (const float *page, guint8 *pixels)
{
  int shift_x, shift_y;

  gradus_digit_find_shift (page, &shift_x, &shift_y);
  memset (pixels, 0, SIDE * SIDE);
  for (int y = MAX (0, shift_y); y < MIN (SIDE, SIDE + shift_y); y++)
    for (int x = MAX (0, shift_x); x < MIN (SIDE, SIDE + shift_x); x++)
      pixels[y * SIDE + x] =
        (guint8) lrintf (page[(y - shift_y) * SIDE + x - shift_x] * 255);
}

/* A scanner's grain: only where there is ink, so that the paper stays blank as in MNIST.
 */
static void
add_grain (GradusRandom *random, float *page)
{
  float grain = uniform (random, 0, 0.08f);

  for (int i = 0; i < SIDE * SIDE; i += 4)
    {
      guint32 block[4];

      if (page[i] + page[i + 1] + page[i + 2] + page[i + 3] == 0)
        continue;
      gradus_random_block (random->key, random->counter++, block);
      for (int j = 0; j < 4; j++)
        if (page[i + j] > 0)
          page[i + j] = CLAMP (page[i + j] - grain * ((float) block[j] * 0x1p-32f), 0, 1);
    }
}

/**
 * gradus_digits_draw:
 * @seed: of the data set
 * @index: which digit of it
 * @pixels: (out): %GRADUS_DIGITS_SIZE bytes, 0 is paper and 255 ink
 *
 * Draws a handwritten digit: one of several hands, its knots jittered, warped, slanted,
 * turned and widened, inked by a pen of some width and pressure, then brought to size and
 * place as MNIST's digits were.
 *
 * Threads: any; a pure function of @seed and @index
 * Source: for size and place: LeCun, Cortes, Burges, The MNIST database of handwritten
 * digits
 *
 * Returns: which digit it is
 */
guint
gradus_digits_draw (guint64 seed, guint64 index, guint8 *pixels)
{
  GradusRandom      random = gradus_random_init_indexed (seed, "digits", index);
  guint             digit = gradus_random_below (&random, 10);
  const GradusHand *hand = choose_hand (&random, digit);
  Manner            manner = choose_manner (&random, hand);
  Path              path = { 0 };
  float             page[SIDE * SIDE] = { 0 };

  for (guint i = 0; i < hand->n_strokes; i++)
    add_stroke (&path, &random, &manner, &hand->strokes[i]);
  fit (&path);
  for (guint i = 0; i + 1 < path.n_points; i++)
    if (path.points[i + 1].radius > 0)
      ink_piece (page, &path.points[i], &path.points[i + 1]);
  add_grain (&random, page);
  centre (page, pixels);
  return digit;
}

typedef struct
{
  guint64 seed;
  guint64 first;
  guint   n_digits;
  guint8 *pixels;
  guint8 *labels;
} Job;

static void
draw_block (guint task, gpointer user_data)
{
  const Job *job = user_data;

  for (guint i = task * BLOCK; i < MIN ((task + 1) * BLOCK, job->n_digits); i++)
    job->labels[i] =
      (guint8) gradus_digits_draw (job->seed, job->first + i,
                                   job->pixels + (gsize) i * GRADUS_DIGITS_SIZE);
}

/**
 * gradus_digits_draw_many:
 * @seed: of the data set
 * @first: the first digit
 * @n_digits: how many
 * @n_threads: how many threads draw; 0 for one per processor
 * @pixels: (out): n_digits · %GRADUS_DIGITS_SIZE bytes
 * @labels: (out): n_digits bytes: which digit each is
 *
 * Draws many digits. The number of threads makes no difference to them.
 */
void
gradus_digits_draw_many (guint64 seed,
                         guint64 first,
                         guint   n_digits,
                         guint   n_threads,
                         guint8 *pixels,
                         guint8 *labels)
{
  GradusPool *pool = gradus_pool_new (n_threads);
  Job         job = { seed, first, n_digits, pixels, labels };

  gradus_pool_run (pool, (n_digits + BLOCK - 1) / BLOCK, draw_block, &job);
  gradus_pool_free (pool);
}
