/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Compares two HDF5 files object by object: names, shapes, types, every bit of the
 * numbers, and attributes with their types. Attributes in @unlike (nullable), like
 * "backend", may differ, and Gradus's own is passed over. Fails the test with the place
 * that differs. */
void h5_assert_same (const char *path_a, const char *path_b, const char *const *unlike);

G_END_DECLS
