/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/keras-file.h"

G_BEGIN_DECLS

/**
 * GradusRunFiles:
 *
 * What Keras's callbacks ModelCheckpoint and CSVLogger write while a network is trained.
 * The engine knows no files; whoever runs a trainer tells this of every epoch's end.
 */
typedef struct _GradusRunFiles GradusRunFiles;

/* @folder: where names without a folder lie */
GradusRunFiles *gradus_run_files_new (const GradusSequential *sequential,
                                      const char             *folder);
void            gradus_run_files_free (GradusRunFiles *self);
/* Whether there is anything to write. */
gboolean gradus_run_files_is_needed (const GradusSequential *sequential);
/* @file: the network as it is now; its history ends with epoch number @index, and the
 * run began with number @first. */
gboolean gradus_run_files_end_epoch (GradusRunFiles        *self,
                                     const GradusKerasFile *file,
                                     guint                  first,
                                     guint                  index,
                                     GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusRunFiles, gradus_run_files_free)

G_END_DECLS
