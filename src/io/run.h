/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/history.h"
#include "engine/sequential.h"
#include "io/data-source.h"

G_BEGIN_DECLS

/* More steps than this are averaged when a run is kept: no screen shows more columns. */
#define GRADUS_RUN_MAX_STEPS 20000
/* Colours that tell runs apart; which they are is a matter of the theme. */
#define GRADUS_RUN_N_COLORS 8

/**
 * GradusRunSetting:
 * @name: Keras's name, like "learning_rate"; of a layer "dense_1.units"
 * @value: as Python writes it
 *
 * One thing that was chosen before a run, or during it.
 */
typedef struct
{
  char *name;
  char *value;
} GradusRunSetting;

/**
 * GradusRun:
 * @id: what it is known by, unique among all runs; never changes, not even with the title
 * @title: what it is called, like "Run 2"; empty until the document names it
 * @summary: its settings in a line, like "SGD, learning rate 0.1, batches of 32"
 * @history: what it measured
 * @settings: (element-type GradusRunSetting): what it was trained with; empty if unknown
 * @color: below GRADUS_RUN_N_COLORS
 * @hidden: whether its curves are left out
 * @parent: (nullable): id of the run that it went on from
 * @parent_step: how many updates the parent had made by then
 *
 * An earlier run of a project, kept to compare with. Reference-counted; its maker may
 * fill it in, and once it is shared it is immutable.
 */
typedef struct
{
  gatomicrefcount ref_count;
  char           *id;
  char           *title;
  char           *summary;
  GradusHistory  *history;
  GPtrArray      *settings;
  guint           color;
  gboolean        hidden;
  char           *parent;
  guint64         parent_step;
} GradusRun;

GradusRun *
gradus_run_new (const char *title, const char *summary, GradusHistory *history);
/* Another one with the same id, to be changed. */
GradusRun *gradus_run_copy (const GradusRun *self);
GradusRun *gradus_run_ref (GradusRun *self);
void       gradus_run_unref (GradusRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusRun, gradus_run_unref)

/* (element-type GradusRunSetting) */
GPtrArray *gradus_run_settings_new (void);
GPtrArray *gradus_run_settings_new_from_parts (const GradusSequential *sequential,
                                               const GradusDataRef    *data,
                                               const GradusFitOptions *fit);
void       gradus_run_settings_add (GPtrArray *self, const char *name, const char *value);
const char *gradus_run_settings_find (const GPtrArray *self, const char *name);
char       *gradus_run_settings_describe (const GPtrArray *self);
char       *gradus_run_settings_compare (const GPtrArray *from, const GPtrArray *to);

G_END_DECLS
