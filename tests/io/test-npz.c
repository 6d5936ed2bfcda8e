/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/npz.h"

#include <config.h>

#include <gio/gio.h>

#include "engine/model.h"
#include "io-fixture.h"
#include "io/keras-zip.h"
#include "io/weights-file.h"

/* Archives of NumPy: written for it, read from it, and damaged. */

static char *folder;
static char *path;

/* ---- A network and its weights ---- */

static GradusKerasFile *
make_network (void)
{
  GradusKerasFile        *file = g_new0 (GradusKerasFile, 1);
  g_autoptr (GradusModel) model = NULL;
  GradusSequential       *sequential;

  file->project = gradus_project_new ();
  sequential = file->project->sequential;
  sequential->input = GRADUS_SHAPE_2 (5, 3);
  gradus_config_set_int (gradus_sequential_add (sequential, "LSTM"), "units", 4, NULL);
  gradus_sequential_add_dense (sequential, 5, "relu");
  gradus_sequential_add (sequential, "BatchNormalization");
  gradus_sequential_add_dense (sequential, 2, "softmax");
  model = gradus_model_new (sequential, 11, NULL);
  file->weights = gradus_model_dup_weights (model);
  return file;
}

static void
write_archive (const GradusKerasFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = gradus_weights_file_write_npz (file, &error);

  g_assert_no_error (error);
  fixture_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
assert_same_weights (const GradusKerasFile *a, const GradusKerasFile *b)
{
  g_assert_cmpuint (a->weights->len, ==, b->weights->len);
  for (guint i = 0; i < a->weights->len; i++)
    {
      const GradusTensor *x = a->weights->pdata[i];
      const GradusTensor *y = b->weights->pdata[i];

      g_assert_true (gradus_shape_equal (&x->shape, &y->shape));
      g_assert_cmpmem (x->data, x->size * sizeof (float), y->data,
                       y->size * sizeof (float));
    }
}

static void
clear_weights (GradusKerasFile *file)
{
  for (guint i = 0; i < file->weights->len; i++)
    {
      GradusTensor *tensor = file->weights->pdata[i];

      memset (tensor->data, 0, tensor->size * sizeof (float));
    }
}

/* Into a network that is there; after an error it is as it was. */
static gboolean
take_weights (GradusKerasFile *file, const char *from, GError **error)
{
  g_autoptr (GradusKerasFile) found =
    gradus_weights_file_open (file->project, from, error);

  if (found == NULL)
    return FALSE;
  g_assert_true (gradus_project_equal (found->project, file->project));
  g_clear_pointer (&file->weights, g_ptr_array_unref);
  g_clear_pointer (&file->slots, g_ptr_array_unref);
  file->weights = g_steal_pointer (&found->weights);
  file->slots = g_steal_pointer (&found->slots);
  return TRUE;
}

static void
test_round_trip (void)
{
  g_autoptr (GradusKerasFile) file = make_network ();
  g_autoptr (GradusKerasFile) other = make_network ();
  g_autoptr (GError)          error = NULL;

  write_archive (file);
  clear_weights (other);
  g_assert_true (take_weights (other, path, &error));
  g_assert_no_error (error);
  assert_same_weights (file, other);
  g_assert_true (gradus_weights_file_is (path));
}

static void
test_weights_h5 (void)
{
  g_autofree char *golden =
    g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "tests", "golden", "h5_files",
                      "mlp.weights.h5", NULL);
  g_autofree char *whole_path =
    g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "tests", "golden", "h5_files",
                      "mlp.h5", NULL);
  g_autoptr (GError)          error = NULL;
  g_autoptr (GradusKerasFile) whole = gradus_keras_file_load (whole_path, &error);
  g_autoptr (GradusKerasFile) file = gradus_keras_file_load (whole_path, &error);

  g_assert_no_error (error);
  clear_weights (file);
  g_clear_pointer (&file->slots, g_ptr_array_unref);
  g_assert_true (take_weights (file, golden, &error));
  g_assert_no_error (error);
  assert_same_weights (whole, file);
  /* What its optimizer remembers comes along. */
  g_assert_nonnull (file->slots);
  g_assert_cmpuint (file->slots->len, ==, whole->slots->len);
}

/* Another network is refused, and keeps what it has. */
static void
test_other_network (void)
{
  g_autoptr (GradusKerasFile) file = make_network ();
  g_autoptr (GradusKerasFile) other = make_network ();
  g_autoptr (GPtrArray)       before = g_ptr_array_ref (other->weights);
  g_autoptr (GError)          error = NULL;

  write_archive (file);
  gradus_config_set_int (gradus_sequential_get_layer (other->project->sequential, 1)
                           ->config,
                         "units", 6, NULL);
  g_assert_false (take_weights (other, path, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE);
  g_assert_nonnull (strstr (error->message, "weights.npz"));
  g_assert_nonnull (strstr (error->message, "dense/kernel"));
  g_assert_true (other->weights == before);
}

/* ---- Damaged ones ---- */

static void
write_member (const char *head, guint8 version, gsize n_numbers)
{
  g_autoptr (GPtrArray)  members = gradus_zip_members_new ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GBytes)     data = NULL;
  g_autoptr (GBytes)     zip = NULL;
  guint16                length = GUINT16_TO_LE ((guint16) strlen (head));
  const guint8           start[] = { 0x93, 'N', 'U', 'M', 'P', 'Y', version, 0 };

  g_byte_array_append (bytes, start, sizeof start);
  g_byte_array_append (bytes, (const guint8 *) &length, 2);
  if (version > 1)
    g_byte_array_append (bytes, (const guint8 *) "\0", 2);
  g_byte_array_append (bytes, (const guint8 *) head, (guint) strlen (head));
  for (gsize i = 0; i < n_numbers; i++)
    {
      float number = (float) i;

      g_byte_array_append (bytes, (const guint8 *) &number, sizeof number);
    }
  data = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  gradus_zip_members_add (members, "a.npy", data);
  zip = gradus_zip_write (members, NULL);
  fixture_write (path, g_bytes_get_data (zip, NULL), g_bytes_get_size (zip));
}

#define HEAD(type, order, shape)                                                         \
  "{'descr': " type ", 'fortran_order': " order ", 'shape': " shape ", }"

static const struct
{
  const char *name;
  const char *head;
  guint8      version;
  gsize       n_numbers;
  int         code; /* -1: opens */
} cases[] = {
  { "sound", HEAD ("'<f4'", "False", "(2, 3)"), 1, 6, -1 },
  { "version-2", HEAD ("'<f4'", "False", "(2, 3)"), 2, 6, -1 },
  { "fortran", HEAD ("'<f4'", "True", "(2, 3)"), 1, 6, -1 },
  { "double-quotes", "{\"descr\":\"<f4\",\"fortran_order\":False,\"shape\":(6,)}", 1, 6,
    -1 },
  { "scalar", HEAD ("'<f4'", "False", "()"), 1, 1, -1 },
  { "empty", HEAD ("'<f4'", "False", "(0, 5)"), 1, 0, -1 },
  { "version-9", HEAD ("'<f4'", "False", "(2, 3)"), 9, 6, GRADUS_ERROR_FORMAT },
  { "too-few", HEAD ("'<f4'", "False", "(2, 3)"), 1, 5, GRADUS_ERROR_FORMAT },
  { "too-many", HEAD ("'<f4'", "False", "(2, 3)"), 1, 7, GRADUS_ERROR_FORMAT },
  { "huge", HEAD ("'<f4'", "False", "(1099511627776, 4)"), 1, 6, GRADUS_ERROR_TOO_LARGE },
  { "overflow", HEAD ("'<f4'", "False", "(4294967296, 4294967296, 4294967296)"), 1, 6,
    GRADUS_ERROR_TOO_LARGE },
  { "beyond-integers", HEAD ("'<f4'", "False", "(99999999999999999999999999,)"), 1, 6,
    GRADUS_ERROR_TOO_LARGE },
  { "negative", HEAD ("'<f4'", "False", "(-2, -3)"), 1, 6, GRADUS_ERROR_FORMAT },
  { "rank", HEAD ("'<f4'", "False", "(1, 1, 1, 1, 1, 6)"), 1, 6, GRADUS_ERROR_FORMAT },
  { "integers", HEAD ("'<i4'", "False", "(2, 3)"), 1, 6, GRADUS_ERROR_UNSUPPORTED },
  { "objects", HEAD ("'|O'", "False", "(2, 3)"), 1, 6, GRADUS_ERROR_UNSUPPORTED },
  { "records", HEAD ("[('x', '<f4')]", "False", "(2, 3)"), 1, 6, GRADUS_ERROR_FORMAT },
  { "code", "__import__('os').system('true')", 1, 6, GRADUS_ERROR_FORMAT },
  { "no-shape", "{'descr': '<f4', 'fortran_order': False}", 1, 6, GRADUS_ERROR_FORMAT },
  { "no-head", "", 1, 6, GRADUS_ERROR_FORMAT },
};

static void
test_case (gconstpointer data)
{
  guint                 index = GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) arrays = NULL;
  g_autoptr (GError)    error = NULL;

  write_member (cases[index].head, cases[index].version, cases[index].n_numbers);
  arrays = gradus_npz_read (path, 100, &error);
  if (cases[index].code < 0)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (arrays->len, ==, 1);
      return;
    }
  g_assert_null (arrays);
  g_assert_error (error, GRADUS_ERROR, cases[index].code);
  g_assert_nonnull (strstr (error->message, "“a”"));
}

/* Columns of the file become rows. */
static void
test_fortran_order (void)
{
  const float           wanted[] = { 0, 2, 4, 1, 3, 5 };
  g_autoptr (GError)    error = NULL;
  g_autoptr (GPtrArray) arrays = NULL;

  write_member (HEAD ("'<f4'", "True", "(2, 3)"), 1, 6);
  arrays = gradus_npz_read (path, 6, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (gradus_npz_arrays_find (arrays, "a")->data, sizeof wanted, wanted,
                   sizeof wanted);
}

static void
test_limit (void)
{
  g_autoptr (GError) error = NULL;

  write_member (HEAD ("'<f4'", "False", "(2, 3)"), 1, 6);
  g_assert_null (gradus_npz_read (path, 5, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE);
}

static void
test_truncated (void)
{
  g_autoptr (GradusKerasFile) file = make_network ();
  g_autoptr (GBytes)          bytes = NULL;
  gsize                       n_bytes;
  const char                 *data;

  write_archive (file);
  bytes = fixture_read (path);
  data = g_bytes_get_data (bytes, &n_bytes);
  for (gsize n = 0; n < n_bytes; n += 31)
    {
      g_autoptr (GError) error = NULL;

      fixture_write (path, data, n);
      g_assert_false (take_weights (file, path, &error));
      g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT);
    }
}

/* ---- NumPy ---- */

/* FALSE, and the test skipped, where NumPy is not installed. */
static gboolean
run_numpy (const char *code)
{
  g_autofree char *script =
    g_strconcat ("import sys, numpy\npath = sys.argv[1]\n", code, NULL);
  const char        *python = g_getenv ("GRADUS_PYTHON");
  const char *const  argv[] = { python, "-c", script, path, NULL };
  const char *const  probe[] = { python, "-c", "import numpy", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char   *shown = NULL;
  int                status;

  if (!g_spawn_sync (NULL, (char **) probe, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                     NULL, &status, NULL) ||
      status != 0)
    {
      g_test_skip ("NumPy is not installed (python3-numpy)");
      return FALSE;
    }
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &shown,
                &status, &error);
  g_assert_no_error (error);
  g_test_message ("%s", shown);
  g_assert_cmpint (status, ==, 0);
  return TRUE;
}

/* NumPy finds the names, types, shapes and numbers; how it saves them, we read them. */
static void
test_numpy (gconstpointer data)
{
  const char                 *how = data;
  g_autoptr (GradusKerasFile) file = make_network ();
  g_autoptr (GradusKerasFile) other = make_network ();
  g_autoptr (GError)          error = NULL;
  g_autofree char            *code =
    g_strconcat ("a = dict(numpy.load(path))\n"
                 "assert list(a) == ['lstm/lstm_cell/kernel',\n"
                 "  'lstm/lstm_cell/recurrent_kernel', 'lstm/lstm_cell/bias',\n"
                 "  'dense/kernel', 'dense/bias', 'batch_normalization/gamma',\n"
                 "  'batch_normalization/beta', 'batch_normalization/moving_mean',\n"
                 "  'batch_normalization/moving_variance', 'dense_1/kernel',\n"
                 "  'dense_1/bias'], list(a)\n"
                 "assert all(x.dtype == numpy.dtype('<f4') and x.flags['C_CONTIGUOUS']\n"
                 "           for x in a.values())\n"
                 "assert a['dense/kernel'].shape == (4, 5)\n"
                 "assert (a['batch_normalization/gamma'] == 1).all()\n"
                 "assert abs(a['dense/kernel']).sum() > 1\n",
                 how, NULL);

  write_archive (file);
  if (!run_numpy (code))
    return;
  clear_weights (other);
  g_assert_true (take_weights (other, path, &error));
  g_assert_no_error (error);
  assert_same_weights (file, other);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = fixture_folder_new ();
  path = g_build_filename (folder, "weights.npz", NULL);
  g_test_add_func ("/npz/round-trip", test_round_trip);
  g_test_add_func ("/npz/weights-h5", test_weights_h5);
  g_test_add_func ("/npz/other-network", test_other_network);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/npz/case/", cases[i].name, NULL);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/npz/fortran-order", test_fortran_order);
  g_test_add_func ("/npz/limit", test_limit);
  g_test_add_func ("/npz/truncated", test_truncated);
  g_test_add_data_func ("/npz/numpy/read", "", test_numpy);
  g_test_add_data_func ("/npz/numpy/compressed", "numpy.savez_compressed(path, **a)",
                        test_numpy);
  g_test_add_data_func ("/npz/numpy/float64",
                        "numpy.savez(path, **{k: v.astype('f8') for k, v in a.items()})",
                        test_numpy);
  g_test_add_data_func ("/npz/numpy/big-endian",
                        "numpy.savez(path, **{k: v.astype('>f4') for k, v in a.items()})",
                        test_numpy);
  g_test_add_data_func (
    "/npz/numpy/fortran",
    "numpy.savez(path, **{k: numpy.asfortranarray(v) for k, v in a.items()})",
    test_numpy);
  g_test_add_data_func ("/npz/numpy/by-order", "numpy.savez(path, *a.values())",
                        test_numpy);
  status = g_test_run ();
  fixture_folder_free (folder);
  g_free (path);
  return status;
}
