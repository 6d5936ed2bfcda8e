/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_FORMULA_VIEW (gradus_formula_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusFormulaView,
                      gradus_formula_view,
                      GRADUS,
                      FORMULA_VIEW,
                      GtkWidget)

/**
 * GradusFormulaView:
 *
 * A typeset formula. It takes the type size of its place from the style sheet, gets
 * smaller where it is too wide, and is read out as a line of text.
 */
/* @notation: as descriptors write it, see engine/formula.c */
GtkWidget *gradus_formula_view_new (const char *notation);
void gradus_formula_view_set_notation (GradusFormulaView *self, const char *notation);

G_END_DECLS
