/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/data-source.h"

G_BEGIN_DECLS

extern const GradusDataSource gradus_data_source_digits;
extern const GradusDataSource gradus_data_source_mnist;
extern const GradusDataSource gradus_data_source_spirals;
extern const GradusDataSource gradus_data_source_moons;
extern const GradusDataSource gradus_data_source_circles;
extern const GradusDataSource gradus_data_source_xor;
extern const GradusDataSource gradus_data_source_gaussians;
extern const GradusDataSource gradus_data_source_curve;
extern const GradusDataSource gradus_data_source_sine;
extern const GradusDataSource gradus_data_source_brackets;

G_END_DECLS
