/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-repairs.h"

#include "app/gradus-data-choice.h"

#include <glib/gi18n-lib.h>

static void
copy_titles (GradusRepairs *self, guint n_fixes, char *const *titles)
{
  self->n_fixes = MIN (n_fixes, GRADUS_MAX_REPAIRS);
  for (guint i = 0; i < self->n_fixes; i++)
    self->fix_titles[i] = titles[i];
}

/* --- Data that cannot be read --- */

enum
{
  DATA_FIX_BUILT_IN,
  DATA_FIX_FOLDER,
};

static gboolean
find_data_problem (GradusRepairs *self, GradusStudio *studio)
{
  const GradusProject *project =
    gradus_document_get_project (gradus_studio_get_document (studio));
  const GradusDataSource *source = gradus_data_source_find (project->data.source);
  const char             *sentence = gradus_studio_get_data_problem (studio);

  if (sentence == NULL)
    return FALSE;
  self->title = _ ("No data");
  self->sentence = sentence;
  if (source != NULL && !source->needs_folder)
    return TRUE;
  self->n_fixes = 2;
  self->fix_titles[DATA_FIX_BUILT_IN] = _ ("Use the built-in digits");
  self->fix_titles[DATA_FIX_FOLDER] = _ ("Choose the folder…");
  return TRUE;
}

static void
mend_data (GradusStudio *studio, guint fix, GtkWidget *widget)
{
  if (fix == DATA_FIX_BUILT_IN)
    gradus_data_choice_set_source (studio, "digits", NULL);
  else
    gradus_data_choice_ask_folder (studio, GTK_WINDOW (gtk_widget_get_root (widget)));
}

/* --- A network that does not train, or not well --- */

static gboolean
find_problem (GradusRepairs       *self,
              const GradusProblem *problem,
              GradusBlock          block,
              guint64              uid)
{
  GradusBlock place;

  if (problem == NULL)
    return FALSE;
  place = problem->layer_uid == 0 ? GRADUS_BLOCK_LOSS : GRADUS_BLOCK_LAYER;
  if (place != block || problem->layer_uid != uid)
    return FALSE;
  self->title = problem->title;
  self->sentence = problem->sentence;
  copy_titles (self, problem->n_fixes, problem->fix_titles);
  return TRUE;
}

static gboolean
find_hint (GradusRepairs *self, const GradusHint *hint, GradusBlock block, guint64 uid)
{
  static const GradusBlock places[] = {
    [GRADUS_HINT_LAYER] = GRADUS_BLOCK_LAYER,
    [GRADUS_HINT_LOSS] = GRADUS_BLOCK_LOSS,
    [GRADUS_HINT_OPTIMIZER] = GRADUS_BLOCK_OPTIMIZER,
  };

  if (hint == NULL || places[hint->place] != block || hint->layer_uid != uid)
    return FALSE;
  self->is_hint = TRUE;
  self->title = hint->title;
  self->sentence = hint->sentence;
  copy_titles (self, hint->n_fixes, hint->fix_titles);
  return TRUE;
}

gboolean
gradus_repairs_find (GradusRepairs *self,
                     GradusStudio  *studio,
                     GradusBlock    block,
                     guint64        uid)
{
  GradusDocument *document = gradus_studio_get_document (studio);
  gboolean        is_wrong;

  *self = (GradusRepairs){ .n_fixes = 0 };
  if (document == NULL)
    return FALSE;
  if (block == GRADUS_BLOCK_INPUT)
    is_wrong = find_data_problem (self, studio);
  else
    is_wrong = find_problem (self, gradus_document_get_problem (document), block, uid) ||
               find_hint (self, gradus_document_get_hint (document), block, uid);
  if (gradus_document_is_read_only (document))
    self->n_fixes = 0;
  return is_wrong;
}

/* A click may come when it is mended already. */
void
gradus_repairs_apply (GradusStudio *studio,
                      GradusBlock   block,
                      guint64       uid,
                      guint         fix,
                      GtkWidget    *widget)
{
  GradusDocument *document = gradus_studio_get_document (studio);
  GradusRepairs   repairs;

  if (!gradus_repairs_find (&repairs, studio, block, uid) || fix >= repairs.n_fixes)
    return;
  if (block == GRADUS_BLOCK_INPUT)
    mend_data (studio, fix, widget);
  else if (repairs.is_hint)
    gradus_document_apply_hint (document, fix);
  else
    gradus_document_apply_fix (document, fix);
}
