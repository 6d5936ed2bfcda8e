/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/lesion.h"
#include "io/bypassed.h"
#include "io/data-source.h"
#include "io/layer-group.h"
#include "io/run.h"

G_BEGIN_DECLS

/**
 * GradusWeightEdit:
 * @uid: a layer
 * @weight: which of its weights
 * @index: which number of it
 * @before: what it was
 * @after: what it was set to by hand
 *
 * A weight that the user changed.
 */
typedef struct
{
  guint64 uid;
  guint   weight;
  gsize   index;
  float   before;
  float   after;
} GradusWeightEdit;

/**
 * GradusProject:
 * @title: what the user calls it, like "Digit reader"
 * @sequential: the network and how it is compiled
 * @bypassed: (element-type GradusBypassed): layers that are switched off, from top to
 *   bottom
 * @groups: (element-type GradusLayerGroup): layers that are looked at as one
 * @data: what it learns from
 * @fit: how it is fitted
 * @notes: what the user wrote about it
 * @view: the view that was shown last, like "curves"; empty if none was
 * @runs: (element-type GradusRun): earlier runs, oldest first
 * @weight_edits: (element-type GradusWeightEdit): of this session, oldest first; a file
 * holds but the weights
 * @lesions: (element-type GradusLesion): units that are switched off; to other programs,
 * zeros among the weights
 * @extras: (nullable): what a later Gradus said in the file and this one does not know,
 *   as a JSON object; kept for when it is saved again
 *
 * All that a document says, apart from what was learned. Plain data; a copy is
 * independent.
 */
typedef struct
{
  char             *title;
  GradusSequential *sequential;
  GPtrArray        *bypassed;
  GPtrArray        *groups;
  GradusDataRef     data;
  GradusFitOptions  fit;
  char             *notes;
  char             *view;
  GPtrArray        *runs;
  GArray           *weight_edits;
  GArray           *lesions;
  GBytes           *extras;
} GradusProject;

/* Bytes that a file holds of them. */
#define GRADUS_PROJECT_MAX_TITLE 4096
#define GRADUS_PROJECT_MAX_NOTES (1 << 20)

GradusProject *gradus_project_new (void); /* an empty stack on the built-in digits */
GradusProject *gradus_project_copy (const GradusProject *self);
void           gradus_project_free (GradusProject *self);
gboolean       gradus_project_equal (const GradusProject *a, const GradusProject *b);
gboolean       gradus_project_runs_equal (const GradusProject *a, const GradusProject *b);

/* (element-type GradusLayer): all layers as they stand, those that are switched off among
 * them; the layers are borrowed. */
GPtrArray *gradus_project_list_layers (const GradusProject *self);
/* Where a layer is in such a list; −1 if it is not. */
int gradus_layers_find_uid (const GPtrArray *layers, guint64 uid);
/* NULL if there is none such. */
const GradusLayer *gradus_project_find_layer (const GradusProject *self, guint64 uid);
gboolean           gradus_project_is_bypassed (const GradusProject *self, guint64 uid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusProject, gradus_project_free)

/**
 * GradusTemplate:
 *
 * A network to begin with. `gradus-cli --template` and the gallery read the same table.
 */
typedef struct
{
  const char *id;    /* "tutorial", "mnist-mlp" */
  const char *title; /* translatable: "The tutorial's model" */
  const char *summary;
  const char
    *picture; /* which picture the gallery draws: "digits", "yes-no", "empty" … */
  void (*build) (GradusProject *project); /* fills a project from gradus_project_new() */
} GradusTemplate;

const GradusTemplate        *gradus_template_find (const char *id);
const GradusTemplate *const *gradus_template_list (guint *n_templates);
GradusProject               *gradus_template_build (const GradusTemplate *self);

G_END_DECLS
