/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/model-formats.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/**
 * GradusExportItem:
 * @id: of the figures' kind or of the format
 * @title: for a list
 * @summary: (nullable): one sentence on what opens it
 * @problem: (nullable): why it cannot be exported now, as a sentence
 * @figures: (nullable) (element-type GradusFigure): variants of one drawing
 * @format: (nullable): what the network is written as
 *
 * One thing that can be exported: either a drawing or the network in a format.
 */
typedef struct
{
  const char              *id;
  const char              *title;
  const char              *summary;
  char                    *problem;
  GPtrArray               *figures;
  const GradusModelFormat *format;
} GradusExportItem;

/**
 * GradusExportMaterial:
 *
 * All that an export dialog can write, as it was when it opened: drawings, and the
 * network with what it has learned. It does not change, so that any thread may write it;
 * reference-counted.
 */
typedef struct _GradusExportMaterial GradusExportMaterial;

GradusExportMaterial *gradus_export_material_new (GPtrArray       *figures,
                                                  GradusKerasFile *file,
                                                  GradusDataset   *samples);
GradusExportMaterial *gradus_export_material_ref (GradusExportMaterial *self);
void                  gradus_export_material_unref (GradusExportMaterial *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusExportMaterial, gradus_export_material_unref)

const GradusKerasFile *gradus_export_material_get_file (const GradusExportMaterial *self);
GradusDataset *gradus_export_material_get_samples (const GradusExportMaterial *self);
/* (element-type GradusExportItem): drawings first */
const GPtrArray *gradus_export_material_get_items (const GradusExportMaterial *self);
/* (transfer full): like "digit-reader-curves" */
char *gradus_export_material_dup_stem (const GradusExportMaterial *self,
                                       const GradusExportItem     *item,
                                       const GradusFigure         *figure);

G_END_DECLS
