/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

/* What libFuzzer calls; see scripts/fuzz. */
int    LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate (uint8_t *data, size_t size, size_t max_size);
size_t
LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t max_size, unsigned int seed);

/* The bytes as a file, for readers that take a path. It lies in memory, and the next call
 * overwrites it. */
const char *fuzz_file (const uint8_t *data, size_t size);
/* A refusal must be one that a user can read: our own error, and valid text. */
void fuzz_check (gboolean done, const GError *error);
