/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/data-source.h"

G_BEGIN_DECLS

extern const GradusDataSource gradus_data_source_digits;
extern const GradusDataSource gradus_data_source_mnist;

G_END_DECLS
