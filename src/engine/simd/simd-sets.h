/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/simd/simd.h"

/* What simd.c chooses from; those of other processors are not compiled. */
extern const GradusSimd gradus_simd_avx512;
extern const GradusSimd gradus_simd_avx2;
extern const GradusSimd gradus_simd_plain;

/* For each set of eight lanes, in order, the numbers of those in it. */
extern guint8 gradus_simd_lanes[256][8];
