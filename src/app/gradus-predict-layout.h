/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The parts of the Predict stage for digits. Those that are hidden take no room. */
typedef struct
{
  GtkWidget *pad;
  GtkWidget *first_arrow;
  GtkWidget *evidence;
  GtkWidget *second_arrow;
  GtkWidget *bars;
  GtkWidget *controls;
  GtkWidget *separator;
  GtkWidget *matrix;
  GtkWidget *mistakes;
} GradusPredictParts;

/* Pad, evidence and bars beside each other; below them the tools; below a line matrix and
 * mistakes. The pad's cells are whole pixels. Borrows the parts, children of one widget.
 */
GtkLayoutManager *gradus_predict_layout_new (const GradusPredictParts *parts);

G_END_DECLS
