/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <math.h>

/* A function marked so is compiled for several generations of processors; the one that
 * fits is chosen when the program starts. For loops that the compiler can vectorize. */
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) &&                    \
  !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GRADUS_HOT                                                                       \
  __attribute__ ((target_clones ("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define GRADUS_HOT
#endif

/* Small numeric building blocks, inline so that the compiler can vectorize the loops that
 * use them: no branches, no calls. */

/**
 * gradus_exp:
 * @x: any number
 *
 * Computes eˣ to about one unit in the last place; ∞ above 88.7, 0 far below, NaN for
 * NaN.
 *
 *   eˣ = 2ⁿ · eʳ,   n = round (x / ln 2),   r = x − n · ln 2,   |r| ≤ ln 2 / 2
 *
 * Source: Cody and Waite, Software Manual for the Elementary Functions (1980), chapter 6;
 * the polynomial is the Taylor series of eʳ to degree 7
 */
static inline float
gradus_exp (float x)
{
  /* Adding 1.5 · 2²³ leaves the rounded integer in the low bits. */
  const float shifter = 12582912.0f;
  union
  {
    float  value;
    gint32 bits;
  } n = { 0 }, low = { 0 }, high = { 0 };
  float  r;
  float  p;
  gint32 whole;

  x = x > 89.0f ? 89.0f : x;
  x = x < -105.0f ? -105.0f : x;
  n.value = x * 1.44269504f + shifter;
  whole = n.bits - 0x4b400000;
  r = n.value - shifter;
  r = (x - r * 0.693359375f) - r * -2.12194440e-4f;
  p = 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r * r + r + 1.0f;
  /* Two factors, because 2¹²⁸ and the subnormal powers are no single float. */
  low.bits = (gint32) ((guint32) ((whole >> 1) + 127) << 23);
  high.bits = (gint32) ((guint32) (whole - (whole >> 1) + 127) << 23);
  return p * low.value * high.value;
}

static inline float
gradus_sigmoid (float x)
{
  return 1.0f / (1.0f + gradus_exp (-x));
}

/**
 * gradus_tanh:
 * @x: any number
 *
 * Computes the hyperbolic tangent: an odd polynomial near 0, where 1 − 2 / (e²ˣ + 1)
 * would cancel, and that formula elsewhere.
 *
 * Source: S. Moshier, Cephes, tanhf
 */
static inline float
gradus_tanh (float x)
{
  float a = x < 0.0f ? -x : x;
  float s = x * x;
  float p = -5.70498872745e-3f;
  float far_value;

  p = p * s + 2.06390887954e-2f;
  p = p * s - 5.37397155531e-2f;
  p = p * s + 1.33314422036e-1f;
  p = p * s - 3.33332819422e-1f;
  p = p * s * x + x;
  far_value = 1.0f - 2.0f / (gradus_exp (a + a) + 1.0f);
  far_value = x < 0.0f ? -far_value : far_value;
  return a < 0.625f ? p : far_value;
}

/* log (1 + eˣ) without overflow */
static inline float
gradus_softplus (float x)
{
  return (x > 0.0f ? x : 0.0f) + log1pf (gradus_exp (x > 0.0f ? -x : x));
}

/**
 * gradus_expm1:
 * @x: any number
 *
 * Computes eˣ − 1: the Taylor series near 0, where the difference would cancel.
 */
static inline float
gradus_expm1 (float x)
{
  float far_value = gradus_exp (x) - 1.0f;
  float p = 1.0f / 5040;

  p = p * x + 1.0f / 720;
  p = p * x + 1.0f / 120;
  p = p * x + 1.0f / 24;
  p = p * x + 1.0f / 6;
  p = p * x + 0.5f;
  p = p * x * x + x;
  return (x < 0.0f ? -x : x) < 0.35f ? p : far_value;
}
