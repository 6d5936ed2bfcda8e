/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-studio.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_DIGIT_CHOOSER (gradus_digit_chooser_get_type ())
G_DECLARE_FINAL_TYPE (GradusDigitChooser,
                      gradus_digit_chooser,
                      GRADUS,
                      DIGIT_CHOOSER,
                      GtkBox)

G_END_DECLS
