/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file-facts.h"

#include "config.h"

#include "io/hdf5-writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <string.h>

static void
fact_free (gpointer data)
{
  GradusFileFact *fact = data;

  g_free (fact->name);
  g_free (fact->value);
  g_free (fact);
}

static void
add (GPtrArray *facts, const char *name, char *value, gboolean is_member)
{
  GradusFileFact *fact = g_new (GradusFileFact, 1);

  *fact = (GradusFileFact){ g_strdup (name), value, is_member };
  g_ptr_array_add (facts, fact);
}

/* Keras's way: any number of samples. */
static char *
describe_shape (const GradusShape *shape)
{
  GString *text = g_string_new ("(None");

  for (guint i = 0; i < shape->rank; i++)
    g_string_append_printf (text, ", %" G_GINT64_FORMAT, (gint64) shape->dims[i]);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

/* 25,450, as Keras's summary writes it. */
static char *
describe_count (guint64 n)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%" G_GUINT64_FORMAT, n);
  for (gssize i = (gssize) text->len - 3; i > 0; i -= 3)
    g_string_insert_c (text, i, ',');
  return g_string_free (text, FALSE);
}

static void
add_network (GPtrArray *facts, const GradusKerasFile *file)
{
  const GradusSequential *sequential = file->project->sequential;
  g_autoptr (GradusPlan)  plan = gradus_plan_new (sequential);
  GradusShape             output;

  add (facts, _ ("Takes in"), describe_shape (&sequential->input), FALSE);
  if (gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output))
    add (facts, _ ("Gives"), describe_shape (&output), FALSE);
  add (facts, _ ("Parameters"), describe_count (gradus_plan_get_total_params (plan)),
       FALSE);
}

/* Members of a zip, which `.keras` and `.npz` are. */
static void
add_zip_members (GPtrArray *facts, GBytes *bytes)
{
  struct archive       *archive = archive_read_new ();
  struct archive_entry *entry;

  archive_read_support_format_zip (archive);
  if (archive_read_open_memory (archive, g_bytes_get_data (bytes, NULL),
                                g_bytes_get_size (bytes)) == ARCHIVE_OK)
    while (archive_read_next_header (archive, &entry) == ARCHIVE_OK)
      add (facts, archive_entry_pathname (entry),
           g_format_size ((guint64) archive_entry_size (entry)), TRUE);
  archive_read_free (archive);
}

static herr_t
visit_cb (hid_t group, const char *name, const H5L_info_t *info, void *facts)
{
  gradus_auto_hid object = H5Oopen (group, name, H5P_DEFAULT);
  gradus_auto_hid space = -1;
  hsize_t         dims[H5S_MAX_RANK];
  int             rank;
  GString        *shape;

  if (object < 0 || H5Iget_type (object) != H5I_DATASET)
    return 0;
  space = H5Dget_space (object);
  rank = H5Sget_simple_extent_dims (space, dims, NULL);
  shape = g_string_new ("(");
  for (int i = 0; i < rank; i++)
    g_string_append_printf (shape, "%s%llu", i > 0 ? ", " : "",
                            (unsigned long long) dims[i]);
  g_string_append (shape, rank == 1 ? ",)" : ")");
  add (facts, name, g_string_free (shape, FALSE), TRUE);
  return 0;
}

/* Data sets of an HDF5 file with their shapes. */
static void
add_hdf5_members (GPtrArray *facts, GBytes *bytes)
{
  gsize    n_bytes;
  gpointer data = (gpointer) g_bytes_get_data (bytes, &n_bytes);

  gradus_hdf5_lock ();
  {
    gradus_auto_hid access = H5Pcreate (H5P_FILE_ACCESS);
    hid_t           file = -1;

    if (H5Pset_fapl_core (access, 1 << 16, FALSE) >= 0 &&
        H5Pset_file_image (access, data, n_bytes) >= 0)
      file = H5Fopen ("gradus", H5F_ACC_RDONLY, access);
    if (file >= 0)
      {
        H5Lvisit (file, H5_INDEX_NAME, H5_ITER_NATIVE, visit_cb, facts);
        H5Fclose (file);
      }
  }
  gradus_hdf5_unlock ();
}

/**
 * gradus_file_facts_new:
 * @file: the network
 * @bytes: a file that Gradus has made of it
 *
 * Gathers what can be said about a file that is not for reading: what the network takes
 * and gives, and what lies in the file.
 *
 * Threads: any
 *
 * Returns: (transfer full) (element-type GradusFileFact): the facts
 */
GPtrArray *
gradus_file_facts_new (const GradusKerasFile *file, GBytes *bytes)
{
  GPtrArray  *facts = g_ptr_array_new_with_free_func (fact_free);
  gsize       n_bytes;
  const char *data = g_bytes_get_data (bytes, &n_bytes);

  add_network (facts, file);
  add (facts, _ ("Size"), g_format_size (n_bytes), FALSE);
  if (n_bytes >= 4 && memcmp (data, "PK\003\004", 4) == 0)
    add_zip_members (facts, bytes);
  else if (n_bytes >= 8 && memcmp (data, "\211HDF\r\n\032\n", 8) == 0)
    add_hdf5_members (facts, bytes);
  return facts;
}
