/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"
#include "io/data-source-tables.h"
#include "io/idx.h"

#define N_PARTS 4
#define N_CLASSES 10
#define SIDE 28

static const struct
{
  const char *stem;
  const char *kind;
  guint       rank;
} parts[N_PARTS] = {
  { "train-images", "idx3-ubyte", 3 },
  { "train-labels", "idx1-ubyte", 1 },
  { "t10k-images", "idx3-ubyte", 3 },
  { "t10k-labels", "idx1-ubyte", 1 },
};

/* The file of one part in a folder under any of the names that are in use. */
static char *
find_part (const char *folder, guint part)
{
  static const struct
  {
    const char *joint;
    const char *ending;
  } forms[] = { { "-", "" }, { "-", ".gz" }, { ".", "" }, { ".", ".gz" } };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *name = g_strconcat (parts[part].stem, forms[i].joint,
                                           parts[part].kind, forms[i].ending, NULL);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

static gboolean
is_whole (const char *folder)
{
  for (guint i = 0; i < N_PARTS; i++)
    {
      g_autofree char *path = find_part (folder, i);

      if (path == NULL)
        return FALSE;
    }
  return TRUE;
}

/* The first folder that holds all four files: the user's choice alone if there is one,
 * else $GRADUS_DATA_DIR and the user's data folder, each itself or in a folder "mnist".
 */
static char *
find_folder (const GradusDataRef *ref)
{
  const char      *places[] = { ref->folder, g_getenv ("GRADUS_DATA_DIR"), NULL };
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "gradus", NULL);

  places[2] = own;
  for (guint i = ref->folder != NULL ? 0 : 1; i < (ref->folder != NULL ? 1 : 3); i++)
    {
      g_autofree char *inner = NULL;

      if (places[i] == NULL)
        continue;
      inner = g_build_filename (places[i], "mnist", NULL);
      if (is_whole (places[i]))
        return g_strdup (places[i]);
      if (is_whole (inner))
        return g_steal_pointer (&inner);
    }
  return NULL;
}

static gboolean
mnist_is_available (const GradusDataRef *ref)
{
  g_autofree char *folder = find_folder (ref);

  return folder != NULL;
}

/* --- Loading: the four files in threads of their own --- */

typedef struct
{
  char       *path;
  guint       part;
  GBytes     *bytes;
  GradusShape shape;
  GError     *error;
} Load;

static gpointer
load_part (gpointer data)
{
  Load *load = data;

  load->bytes =
    gradus_idx_load (load->path, parts[load->part].rank, &load->shape, &load->error);
  return NULL;
}

static void
load_clear (Load *load)
{
  g_free (load->path);
  g_clear_pointer (&load->bytes, g_bytes_unref);
  g_clear_error (&load->error);
}

static gboolean
check_pair (const Load *images, const Load *labels, GError **error)
{
  g_autofree char *name = g_path_get_basename (images->path);
  const guint8    *classes = g_bytes_get_data (labels->bytes, NULL);

  if (images->shape.dims[1] != SIDE || images->shape.dims[2] != SIDE ||
      images->shape.dims[0] == 0)
    {
      g_autofree char *shape = gradus_shape_to_string (&images->shape);

      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                   _ ("“%s” has the shape %s; digits are pictures of 28 × 28."), name,
                   shape);
      return FALSE;
    }
  if (images->shape.dims[0] != labels->shape.dims[0])
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                   _ ("“%s” holds %d pictures, but there are %d labels for them."), name,
                   (int) images->shape.dims[0], (int) labels->shape.dims[0]);
      return FALSE;
    }
  for (gint64 i = 0; i < labels->shape.dims[0]; i++)
    if (classes[i] >= N_CLASSES)
      {
        g_autofree char *label_name = g_path_get_basename (labels->path);

        g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                     _ ("“%s” has the label %u; only 0 to 9 are digits."), label_name,
                     classes[i]);
        return FALSE;
      }
  return TRUE;
}

static GradusDataset *
make_dataset (const Load *images, const Load *labels)
{
  GradusShape shape = GRADUS_SHAPE_3 (SIDE, SIDE, 1);

  return gradus_dataset_new_from_bytes ("MNIST", &shape, (guint) images->shape.dims[0],
                                        images->bytes, labels->bytes, N_CLASSES);
}

static gboolean
run_loads (Load *loads, const char *folder, GError **error)
{
  GThread *threads[N_PARTS];
  gboolean is_loaded = TRUE;

  for (guint i = 0; i < N_PARTS; i++)
    {
      loads[i] = (Load){ .path = find_part (folder, i), .part = i };
      threads[i] = g_thread_new ("load", load_part, &loads[i]);
    }
  for (guint i = 0; i < N_PARTS; i++)
    {
      g_thread_join (threads[i]);
      if (loads[i].error != NULL && is_loaded)
        {
          g_propagate_error (error, g_steal_pointer (&loads[i].error));
          is_loaded = FALSE;
        }
    }
  return is_loaded;
}

static gboolean
mnist_load (const GradusDataRef *ref,
            GradusDataset      **train,
            GradusDataset      **test,
            GCancellable        *cancellable,
            GError             **error)
{
  g_autofree char *folder = find_folder (ref);
  Load             loads[N_PARTS] = { 0 };
  gboolean         is_loaded;

  if (folder == NULL)
    {
      g_set_error_literal (
        error, GRADUS_ERROR, GRADUS_ERROR_DATA,
        _ ("The digits could not be found. Choose the folder that holds them."));
      return FALSE;
    }
  is_loaded = run_loads (loads, folder, error) &&
              check_pair (&loads[0], &loads[1], error) &&
              check_pair (&loads[2], &loads[3], error);
  if (is_loaded)
    {
      *train = make_dataset (&loads[0], &loads[1]);
      *test = make_dataset (&loads[2], &loads[3]);
    }
  for (guint i = 0; i < N_PARTS; i++)
    load_clear (&loads[i]);
  return is_loaded;
}

const GradusDataSource gradus_data_source_mnist = {
  .id = "mnist",
  .title = N_ ("MNIST digits"),
  .summary = N_ ("70,000 digits that people wrote, from files on this computer."),
  .shape = { 3, { SIDE, SIDE, 1 } },
  .n_classes = N_CLASSES,
  .has_digits = TRUE,
  .needs_folder = TRUE,
  .n_train = 60000,
  .n_test = 10000,
  .is_available = mnist_is_available,
  .load = mnist_load,
};
