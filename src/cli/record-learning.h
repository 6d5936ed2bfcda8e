/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/keras-file.h"
#include "plot/learning-sheet.h"

G_BEGIN_DECLS

/* (transfer full): for one epoch more */
GradusTrainer *gradus_cli_resume_trainer (const GradusKerasFile *file,
                                          GradusDataset         *train,
                                          GError               **error);
/* (transfer full): how one more epoch moves the weights; @layer: (nullable) */
GradusLearningSheet *gradus_cli_record_learning (const GradusKerasFile *file,
                                                 GradusDataset         *train,
                                                 GradusDataset         *test,
                                                 const char            *layer,
                                                 GError               **error);

G_END_DECLS
