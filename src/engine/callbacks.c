/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kind-tables.h"

const GradusKind *const gradus_callback_kinds[] = { NULL };
