/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-export-material.h"

#include "plot/report.h"

#include <glib/gi18n-lib.h>

struct _GradusExportMaterial
{
  gint             ref_count;
  GradusKerasFile *file;
  GradusDataset   *samples;
  GPtrArray       *items;
};

static void
item_free (gpointer data)
{
  GradusExportItem *item = data;

  g_free (item->problem);
  g_clear_pointer (&item->figures, g_ptr_array_unref);
  g_free (item);
}

static GradusExportItem *
find_item (GPtrArray *items, const char *id)
{
  for (guint i = 0; i < items->len; i++)
    if (g_str_equal (((GradusExportItem *) items->pdata[i])->id, id))
      return items->pdata[i];
  return NULL;
}

static gboolean
has_variant (const GPtrArray *figures, const char *variant)
{
  for (guint i = 0; i < figures->len; i++)
    if (g_strcmp0 (gradus_figure_get_variant (figures->pdata[i]), variant) == 0)
      return TRUE;
  return FALSE;
}

/* The first of several variants of the same name is the one on the stage. */
static void
add_figure (GPtrArray *items, GradusFigure *figure)
{
  const GradusFigureKind *kind = gradus_figure_get_kind (figure);
  GradusExportItem       *item = find_item (items, kind->id);

  if (item == NULL)
    {
      item = g_new0 (GradusExportItem, 1);
      item->id = kind->id;
      item->title = _ (kind->title);
      item->figures =
        g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_figure_unref);
      g_ptr_array_add (items, item);
    }
  if (gradus_figure_get_problem (figure) != NULL)
    {
      if (item->problem == NULL && item->figures->len == 0)
        item->problem = g_strdup (gradus_figure_get_problem (figure));
      return;
    }
  g_clear_pointer (&item->problem, g_free);
  if (!has_variant (item->figures, gradus_figure_get_variant (figure)))
    g_ptr_array_add (item->figures, gradus_figure_ref (figure));
}

static void
add_format (GPtrArray               *items,
            const GradusModelFormat *format,
            const GradusKerasFile   *file)
{
  g_autoptr (GError) error = NULL;
  GradusExportItem  *item = g_new0 (GradusExportItem, 1);

  item->id = format->id;
  item->title = _ (format->title);
  item->summary = _ (format->summary);
  item->format = format;
  if (!gradus_model_format_check (format, file, &error))
    item->problem = g_strdup (error->message);
  g_ptr_array_add (items, item);
}

/**
 * gradus_export_material_new:
 * @figures: (element-type GradusFigure): drawings, several of a kind being its variants
 * @file: (transfer full): the network
 * @samples: (nullable): for formats that show what the network makes of them
 *
 * Returns: (transfer full): what can be exported
 */
GradusExportMaterial *
gradus_export_material_new (GPtrArray       *figures,
                            GradusKerasFile *file,
                            GradusDataset   *samples)
{
  GradusExportMaterial           *self = g_new0 (GradusExportMaterial, 1);
  guint                           n_formats;
  const GradusModelFormat *const *formats = gradus_model_format_list (&n_formats);

  self->ref_count = 1;
  self->file = file;
  self->samples = samples != NULL ? gradus_dataset_ref (samples) : NULL;
  self->items = g_ptr_array_new_with_free_func (item_free);
  for (guint i = 0; i < figures->len; i++)
    add_figure (self->items, figures->pdata[i]);
  for (guint i = 0; i < n_formats; i++)
    add_format (self->items, formats[i], file);
  add_format (self->items, &gradus_report_format, file);
  return self;
}

GradusExportMaterial *
gradus_export_material_ref (GradusExportMaterial *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
gradus_export_material_unref (GradusExportMaterial *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  gradus_keras_file_free (self->file);
  g_clear_pointer (&self->samples, gradus_dataset_unref);
  g_ptr_array_unref (self->items);
  g_free (self);
}

const GradusKerasFile *
gradus_export_material_get_file (const GradusExportMaterial *self)
{
  return self->file;
}

GradusDataset *
gradus_export_material_get_samples (const GradusExportMaterial *self)
{
  return self->samples;
}

const GPtrArray *
gradus_export_material_get_items (const GradusExportMaterial *self)
{
  return self->items;
}

/* What a format holds other than the network says so in its name. */
static const char *
get_suffix (const GradusModelFormat *format)
{
  if (format->needs_history)
    return "history";
  return g_str_equal (format->id, "summary") || g_str_equal (format->id, "report")
           ? format->id
           : NULL;
}

/**
 * gradus_export_material_dup_stem:
 * @self: what can be exported
 * @item: one thing of it
 * @figure: (nullable): which of its drawings
 *
 * Returns: (transfer full): a name for the file, without ending
 */
char *
gradus_export_material_dup_stem (const GradusExportMaterial *self,
                                 const GradusExportItem     *item,
                                 const GradusFigure         *figure)
{
  const char *title = self->file->project->title;

  /* A variant is named only where there are several. */
  if (figure != NULL && item->figures->len > 1)
    return gradus_figure_dup_stem (figure, title);
  return gradus_file_stem (title, figure != NULL ? item->id : get_suffix (item->format));
}
