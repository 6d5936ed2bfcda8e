/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "io/keras-file.h"

G_BEGIN_DECLS

/**
 * GradusModelExport:
 * @file: the network and what it has learned
 * @samples: (nullable): samples that it was not trained on, for formats that show or
 * check what the network makes of them
 * @takes_bytes: whether the written network takes pixels from 0 to 255 and scales them
 * itself, where the format can say so
 *
 * What is exported, and how. Borrows everything.
 */
typedef struct
{
  const GradusKerasFile *file;
  GradusDataset         *samples;
  gboolean               takes_bytes;
} GradusModelExport;

#define GRADUS_MODEL_FORMAT_MAX_PARTS 2

/**
 * GradusModelFormat:
 * @id: what the command line calls it, like `onnx`
 * @title: translatable: a name for a list
 * @summary: translatable: one sentence on what opens it
 * @endings: of the files that it consists of, the main one first
 * @mime_type: of the main file
 * @is_text: whether a person can read the main file
 * @needs_weights: whether there is nothing to write without weights; @render then always
 * gets some, those that the network starts from if it was never trained
 * @needs_history: whether there is nothing to write before training
 * @can_take_bytes: whether @takes_bytes of the export makes a difference
 * @wants_samples: whether @samples of the export do
 * @render: makes the files' contents; @stem is the files' name without ending, for
 * files that name each other. Parts that the format does not have stay %NULL. Any thread
 *
 * A kind of file that a network can be taken away as. `gradus-cli export` and the export
 * dialog read the same table; a format is one file and its row there.
 */
typedef struct
{
  const char *id;
  const char *title;
  const char *summary;
  const char *endings[GRADUS_MODEL_FORMAT_MAX_PARTS];
  const char *mime_type;
  gboolean    is_text;
  gboolean    needs_weights;
  gboolean    needs_history;
  gboolean    can_take_bytes;
  gboolean    wants_samples;
  gboolean (*render) (const GradusModelExport *self,
                      const char              *stem,
                      GBytes                  *parts[GRADUS_MODEL_FORMAT_MAX_PARTS],
                      GError                 **error);
} GradusModelFormat;

const GradusModelFormat *const *gradus_model_format_list (guint *n_formats);
const GradusModelFormat        *gradus_model_format_find (const char *id);
const GradusModelFormat        *gradus_model_format_find_by_path (const char *path);
gboolean                        gradus_model_format_check (const GradusModelFormat *self,
                                                           const GradusKerasFile   *file,
                                                           GError                 **error);
gboolean                        gradus_model_format_render (const GradusModelFormat *self,
                                                            const GradusModelExport *what,
                                                            const char              *stem,
                                                            GBytes  *parts[GRADUS_MODEL_FORMAT_MAX_PARTS],
                                                            GError **error);
gboolean                        gradus_model_format_write (const GradusModelFormat *self,
                                                           const GradusModelExport *what,
                                                           const char              *path,
                                                           GError                 **error);

G_END_DECLS
