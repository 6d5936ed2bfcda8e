/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"

G_DEFINE_QUARK (gradus - error - quark, gradus_error)
