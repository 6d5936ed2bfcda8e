/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Characters that Unicode also has raised and lowered. For the two files that read and
 * write formulas. */
typedef struct
{
  gunichar    from;
  const char *to;
} Script;

static const Script superscripts[] = {
  { 0x2070, "0" }, { 0x00B9, "1" }, { 0x00B2, "2" }, { 0x00B3, "3" }, { 0x2074, "4" },
  { 0x2075, "5" }, { 0x2076, "6" }, { 0x2077, "7" }, { 0x2078, "8" }, { 0x2079, "9" },
  { 0x207A, "+" }, { 0x207B, "−" }, { 0x2071, "i" }, { 0x02B2, "j" }, { 0x207F, "n" },
  { 0x1D56, "p" }, { 0x1D57, "t" }, { 0x02E3, "x" }, { 0x1D40, "T" }, { 0x1D5E, "γ" },
};

static const Script subscripts[] = {
  { 0x2080, "0" }, { 0x2081, "1" }, { 0x2082, "2" }, { 0x2083, "3" }, { 0x2084, "4" },
  { 0x2085, "5" }, { 0x2086, "6" }, { 0x2087, "7" }, { 0x2088, "8" }, { 0x2089, "9" },
  { 0x208A, "+" }, { 0x208B, "−" }, { 0x1D62, "i" }, { 0x2C7C, "j" }, { 0x2099, "n" },
  { 0x209A, "p" }, { 0x209C, "t" }, { 0x2093, "x" }, { 0x2096, "k" },
};
