/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <gio/gio.h>
#include <hdf5.h>
#include <math.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "engine/random.h"
#include "io-fixture.h"
#include "io/keras-zip.h"

/* Damage by hand and by dice: a file opens or is refused with a sentence that names it,
 * and takes no memory that it does not fill. */

#define N_RAW 800
#define N_WEIGHTS 2500
#define N_CONFIG 2500
#define N_MEMBER 1500
#define MEMORY ((rlim_t) 3 << 30)

static char *folder;
static char *path;

static GPtrArray *
read_members (void)
{
  static const GradusZipLimit limits[] = { { "metadata.json", 1 << 20 },
                                           { "config.json", 1 << 20 },
                                           { "gradus.json", 1 << 20 },
                                           { "model.weights.h5", 1 << 24 } };
  g_autoptr (GError)          error = NULL;
  GPtrArray *members = gradus_zip_read (path, limits, G_N_ELEMENTS (limits), &error);

  g_assert_no_error (error);
  return members;
}

/* A sound file with all members, made small. */
static void
save_sound_file (void)
{
  static const char *const    names[] = { "accuracy" };
  GradusHistoryStep           step = { .step = 1, .epoch = 1, .loss = 0.5f };
  GradusHistoryEpoch          epoch = { .epoch = 1, .step = 1, .loss = 0.5 };
  g_autoptr (GradusKerasFile) file = g_new0 (GradusKerasFile, 1);
  g_autoptr (GError)          error = NULL;

  file->project = gradus_project_new ();
  file->project->sequential->input = GRADUS_SHAPE_1 (6);
  gradus_sequential_add_dense (file->project->sequential, 5, "relu");
  gradus_sequential_add (file->project->sequential, "Dropout");
  gradus_sequential_add_dense (file->project->sequential, 3, "softmax");
  gradus_sequential_take_optimizer (file->project->sequential,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               "Adam"));
  file->learning_rate = NAN;
  file->history = gradus_history_new (1, names);
  gradus_history_append_step (file->history, &step);
  gradus_history_append_epoch (file->history, &epoch);
  gradus_keras_file_save (file, path, &error);
  g_assert_no_error (error);
}

static void
replace_member (GPtrArray *members, const char *name, GBytes *data)
{
  for (guint i = 0; i < members->len; i++)
    {
      GradusZipMember *member = g_ptr_array_index (members, i);

      if (strcmp (member->name, name) != 0)
        continue;
      g_bytes_unref (member->data);
      member->data = g_bytes_ref (data);
    }
}

static void
write_members (GPtrArray *members)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = gradus_zip_write (members, &error);

  g_assert_no_error (error);
  fixture_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Opens what lies there; a refusal must be one that a user can read. */
static gboolean
try_to_open (GError **error)
{
  g_autoptr (GError)          local = NULL;
  g_autoptr (GradusKerasFile) file = gradus_keras_file_load (path, &local);

  g_assert_true ((file == NULL) == (local != NULL));
  if (local != NULL)
    {
      g_assert_true (local->domain == GRADUS_ERROR);
      g_assert_nonnull (strstr (local->message, "victim.keras"));
      g_assert_true (g_utf8_validate (local->message, -1, NULL));
      g_assert_cmpuint (strlen (local->message), <, 500);
      g_propagate_error (error, g_steal_pointer (&local));
    }
  return file != NULL;
}

/* ---- Made by hand ---- */

#define NO_HISTORY                                                                       \
  "\"title\":\"a\",\"summary\":\"\",\"history\":{\"metrics\":[],\"steps\":{\"count\":0," \
  "\"step\":\"\",\"epoch\":\"\",\"loss\":\"\",\"metrics\":\"\",\"learning_rate\":\"\"}," \
  "\"epochs\":{\"count\":0,\"epoch\":\"\",\"step\":\"\",\"loss\":\"\",\"metrics\":\"\"," \
  "\"has_validation\":\"\",\"validation_loss\":\"\",\"validation_metrics\":\"\","        \
  "\"seconds\":\"\"}}"
#define MEMBER                                                                           \
  "{\"format\":\"gradus\",\"version\":1,\"title\":\"\",\"data\":{\"source\":\"digits\"," \
  "\"task\":\"classes\",\"flatten\":true,\"n_train\":1,\"n_test\":1,\"seed\":\"1\"},"    \
  "\"fit\":"                                                                             \
  "{\"epochs\":1,\"batch_size\":1,\"validation_split\":0,\"shuffle\":true,\"seed\":"     \
  "\"1\"},"

/* One member replaced by text; NULL takes the member out. */
static const struct
{
  const char *name;
  const char *member;
  const char *text;
  int         code;
} cases[] = {
  { "no-config", "config.json", NULL, GRADUS_ERROR_FORMAT },
  { "no-weights", "model.weights.h5", NULL, GRADUS_ERROR_FORMAT },
  { "no-metadata", "metadata.json", NULL, GRADUS_ERROR_FORMAT },
  { "empty-config", "config.json", "", GRADUS_ERROR_FORMAT },
  { "empty-weights", "model.weights.h5", "", GRADUS_ERROR_FORMAT },
  { "config-no-json", "config.json", "hello", GRADUS_ERROR_FORMAT },
  { "config-array", "config.json", "[]", GRADUS_ERROR_FORMAT },
  { "config-comment", "config.json", "/*\"*/{}", GRADUS_ERROR_FORMAT },
  { "config-no-utf8", "config.json", "{\"a\":\"\xff\"}", GRADUS_ERROR_FORMAT },
  { "config-null", "config.json", "null", GRADUS_ERROR_FORMAT },
  { "config-empty-object", "config.json", "{}", GRADUS_ERROR_FORMAT },
  { "functional", "config.json", "{\"class_name\":\"Functional\",\"config\":{}}",
    GRADUS_ERROR_FORMAT },
  { "functional-no-graph", "config.json",
    "{\"class_name\":\"Functional\",\"config\":{\"name\":\"f\",\"layers\":[]}}",
    GRADUS_ERROR_FORMAT },
  { "functional-no-names", "config.json",
    "{\"class_name\":\"Functional\",\"config\":{\"name\":\"f\",\"layers\":["
    "{\"class_name\":\"Dense\"}]}}",
    GRADUS_ERROR_FORMAT },
  { "subclassed", "config.json", "{\"class_name\":\"MyModel\",\"config\":{}}",
    GRADUS_ERROR_UNSUPPORTED },
  { "no-layers", "config.json",
    "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\"}}", GRADUS_ERROR_FORMAT },
  { "layers-no-objects", "config.json",
    "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":[1]}}",
    GRADUS_ERROR_FORMAT },
  { "no-input", "config.json",
    "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":[]}}",
    GRADUS_ERROR_FORMAT },
  { "huge-input", "config.json",
    "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":["
    "{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":"
    "[null,4611686018427387904,4]}}]}}",
    GRADUS_ERROR_FORMAT },
  { "overflowing-integer", "config.json",
    "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":["
    "{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":"
    "[null,99999999999999999999999999]}}]}}",
    GRADUS_ERROR_FORMAT },
  { "negative-input", "config.json",
    "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":["
    "{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,-6]}}]}}",
    GRADUS_ERROR_FORMAT },
  { "half-precision", "config.json",
    "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":["
    "{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,6],"
    "\"dtype\":\"float16\"}}]}}",
    GRADUS_ERROR_UNSUPPORTED },
  { "twice-the-same-name", "config.json",
    "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":["
    "{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,6]}},"
    "{\"class_name\":\"Dense\",\"config\":{\"name\":\"a\",\"units\":5}},"
    "{\"class_name\":\"Dense\",\"config\":{\"name\":\"a\",\"units\":3}}]}}",
    GRADUS_ERROR_FORMAT },
  { "other-units", "config.json",
    "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":["
    "{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,6]}},"
    "{\"class_name\":\"Dense\",\"config\":{\"name\":\"a\",\"units\":90000}}]}}",
    GRADUS_ERROR_FORMAT },
  { "member-no-json", "gradus.json", "x", GRADUS_ERROR_FORMAT },
  { "member-without-version", "gradus.json", "{\"format\":\"gradus\"}",
    GRADUS_ERROR_FORMAT },
  { "member-notes", "gradus.json", MEMBER "\"notes\":7}", GRADUS_ERROR_FORMAT },
  { "member-view", "gradus.json", MEMBER "\"view\":[]}", GRADUS_ERROR_FORMAT },
  { "member-runs", "gradus.json", MEMBER "\"runs\":7}", GRADUS_ERROR_FORMAT },
  { "member-run", "gradus.json", MEMBER "\"runs\":[{\"title\":\"a\"}]}",
    GRADUS_ERROR_FORMAT },
  { "member-run-color", "gradus.json", MEMBER "\"runs\":[{" NO_HISTORY ",\"color\":99}]}",
    GRADUS_ERROR_FORMAT },
  { "member-run-hidden", "gradus.json",
    MEMBER "\"runs\":[{" NO_HISTORY ",\"hidden\":1}]}", GRADUS_ERROR_FORMAT },
  { "member-run-settings", "gradus.json",
    MEMBER "\"runs\":[{" NO_HISTORY ",\"settings\":{\"epochs\":3}}]}",
    GRADUS_ERROR_FORMAT },
  { "member-run-parent", "gradus.json",
    MEMBER "\"runs\":[{" NO_HISTORY ",\"parent\":\"x\",\"parent_step\":-1}]}",
    GRADUS_ERROR_FORMAT },
  { "member-run-id", "gradus.json", MEMBER "\"runs\":[{" NO_HISTORY ",\"id\":4}]}",
    GRADUS_ERROR_FORMAT },
  { "member-bypassed", "gradus.json", MEMBER "\"bypassed\":{}}", GRADUS_ERROR_FORMAT },
  { "member-bypassed-nothing", "gradus.json", MEMBER "\"bypassed\":[{}]}",
    GRADUS_ERROR_FORMAT },
  { "member-bypassed-unknown", "gradus.json",
    MEMBER "\"bypassed\":[{\"layer\":{\"class_name\":\"X\",\"config\":{}}}]}",
    GRADUS_ERROR_UNSUPPORTED },
  { "member-groups", "gradus.json", MEMBER "\"groups\":3}", GRADUS_ERROR_FORMAT },
  { "member-group", "gradus.json", MEMBER "\"groups\":[{\"layers\":[\"a\"]}]}",
    GRADUS_ERROR_FORMAT },
  { "member-group-folded", "gradus.json",
    MEMBER "\"groups\":[{\"name\":\"a\",\"layers\":[],\"folded\":\"yes\"}]}",
    GRADUS_ERROR_FORMAT },
  { "member-no-data", "gradus.json",
    "{\"format\":\"gradus\",\"version\":1,\"title\":\"\"}", GRADUS_ERROR_FORMAT },
};

static void
test_case (gconstpointer data)
{
  guint                 index = GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) members = NULL;
  g_autoptr (GPtrArray) kept = gradus_zip_members_new ();
  g_autoptr (GError)    error = NULL;

  save_sound_file ();
  members = read_members ();
  for (guint i = 0; i < members->len; i++)
    {
      GradusZipMember   *member = g_ptr_array_index (members, i);
      gboolean           is_it = strcmp (member->name, cases[index].member) == 0;
      g_autoptr (GBytes) text =
        is_it && cases[index].text != NULL
          ? g_bytes_new_static (cases[index].text, strlen (cases[index].text))
          : NULL;

      if (!is_it || text != NULL)
        gradus_zip_members_add (kept, member->name, is_it ? text : member->data);
    }
  write_members (kept);
  g_assert_false (try_to_open (&error));
  g_test_message ("%s", error->message);
  g_assert_error (error, GRADUS_ERROR, cases[index].code);
}

static void
test_deep_json (void)
{
  static const char *const openings[] = { "[", "{\"a\":", "{\"class_name\":[" };

  for (gsize i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      g_autoptr (GString)   text = g_string_new ("{\"x\":");
      g_autoptr (GPtrArray) members = NULL;
      g_autoptr (GBytes)    bytes = NULL;
      g_autoptr (GError)    error = NULL;

      for (guint j = 0; j < 100000; j++)
        g_string_append (text, openings[i]);
      bytes = g_bytes_new (text->str, text->len);
      save_sound_file ();
      members = read_members ();
      replace_member (members, "config.json", bytes);
      write_members (members);
      g_assert_false (try_to_open (&error));
      g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE);
    }
}

/* 65 MiB of blanks are 64 KiB when deflated; made here stored, the limit is the same. */
static void
test_large_config (void)
{
  gsize                 n_bytes = ((gsize) 64 << 20) + 1;
  char                 *blanks = g_malloc (n_bytes);
  g_autoptr (GBytes)    bytes = NULL;
  g_autoptr (GPtrArray) members = NULL;
  g_autoptr (GError)    error = NULL;

  memset (blanks, ' ', n_bytes);
  bytes = g_bytes_new_take (blanks, n_bytes);
  save_sound_file ();
  members = read_members ();
  replace_member (members, "config.json", bytes);
  write_members (members);
  g_assert_false (try_to_open (&error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE);
}

/* A deflated member that says it is small and is not. */
static void
test_zip_bomb (void)
{
  /* Made by Python's zipfile: 80 MiB of zeros in 80 KiB; see make_bomb(). */
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GError)     error = NULL;
  gsize                  n_zeros = (gsize) 80 << 20;
  guint8                *zeros = g_malloc0 (n_zeros);
  g_autoptr (GConverter) deflate =
    G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, 9));
  gsize       n_read;
  gsize       n_packed;
  guint8     *packed = g_malloc (1 << 20);
  guint8      local[30] = "PK\x03\x04\x14";
  guint8      central[46] = "PK\x01\x02\x14\0\x14";
  guint8      end[22] = "PK\x05\x06\0\0\0\0\x01\0\x01";
  const char *name = "config.json";
  guint32     declared = GUINT32_TO_LE (100);
  guint32     size;
  guint32     offset;

  g_converter_convert (deflate, zeros, n_zeros, packed, 1 << 20, G_CONVERTER_INPUT_AT_END,
                       &n_read, &n_packed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_read, ==, n_zeros);
  size = GUINT32_TO_LE ((guint32) n_packed);
  local[8] = central[10] = 8;
  memcpy (local + 18, &size, 4);
  memcpy (local + 22, &declared, 4);
  memcpy (central + 20, &size, 4);
  memcpy (central + 24, &declared, 4);
  local[26] = central[28] = (guint8) strlen (name);
  g_byte_array_append (file, local, sizeof local);
  g_byte_array_append (file, (const guint8 *) name, (guint) strlen (name));
  g_byte_array_append (file, packed, (guint) n_packed);
  offset = GUINT32_TO_LE (file->len);
  g_byte_array_append (file, central, sizeof central);
  g_byte_array_append (file, (const guint8 *) name, (guint) strlen (name));
  size = GUINT32_TO_LE ((guint32) (sizeof central + strlen (name)));
  memcpy (end + 12, &size, 4);
  memcpy (end + 16, &offset, 4);
  g_byte_array_append (file, end, sizeof end);
  fixture_write (path, file->data, file->len);
  g_assert_false (try_to_open (&error));
  g_test_message ("%s", error->message);
  g_free (zeros);
  g_free (packed);
}

/* A long stack of large layers is not planned to its end: each may note something for
 * each number. */
static void
test_many_large_layers (void)
{
  const GradusShape            input = GRADUS_SHAPE_1 (1 << 24);
  g_autoptr (GradusSequential) stack = gradus_sequential_new (&input);
  g_autoptr (GradusPlan)       plan = NULL;
  const GError                *problem = NULL;

  for (guint i = 0; i < 40; i++)
    gradus_sequential_add (stack, "ReLU");
  plan = gradus_plan_new (stack);
  g_assert_cmpint (gradus_plan_get_problem (plan, &problem), ==, 8);
  g_assert_error (problem, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE);
}

static void
test_no_file (void)
{
  g_autoptr (GError) error = NULL;

  g_unlink (path);
  g_assert_false (try_to_open (&error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_IO);
  g_clear_error (&error);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_false (try_to_open (&error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_IO);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_clear_error (&error);
  /* Nobody writes to it, so reading would wait for ever. */
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_false (try_to_open (&error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_IO);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* Cut anywhere, the list at the end is missing. */
static void
test_truncated (void)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize              n_bytes;
  const char        *data;

  save_sound_file ();
  bytes = fixture_read (path);
  data = g_bytes_get_data (bytes, &n_bytes);
  for (gsize n = 0; n < n_bytes; n += n < 100 ? 1 : 97)
    {
      g_autoptr (GError) error = NULL;

      fixture_write (path, data, n);
      g_assert_false (try_to_open (&error));
      g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT);
    }
}

/* ---- Made with the HDF5 library ---- */

typedef void (*Forge) (hid_t file);

static void
write_kernel (hid_t file, int rank, const hsize_t *dims, hid_t type, hid_t creation)
{
  hid_t space = H5Screate_simple (rank, dims, NULL);
  hid_t dataset;

  H5Ldelete (file, "layers/dense/vars/0", H5P_DEFAULT);
  dataset = H5Dcreate2 (file, "layers/dense/vars/0", type, space, H5P_DEFAULT, creation,
                        H5P_DEFAULT);
  g_assert_cmpint (dataset, >=, 0);
  H5Dclose (dataset);
  H5Sclose (space);
}

static void
forge_huge (hid_t file)
{
  hsize_t dims[] = { (hsize_t) 1 << 40, (hsize_t) 1 << 20 };
  hsize_t chunk[] = { 16, 16 };
  hid_t   creation = H5Pcreate (H5P_DATASET_CREATE);

  H5Pset_chunk (creation, 2, chunk);
  write_kernel (file, 2, dims, H5T_IEEE_F32LE, creation);
  H5Pclose (creation);
}

static void
forge_never_written (hid_t file)
{
  hsize_t dims[] = { 6, 5 };

  write_kernel (file, 2, dims, H5T_IEEE_F32LE, H5P_DEFAULT);
}

static void
forge_strings (hid_t file)
{
  hsize_t dims[] = { 6, 5 };

  write_kernel (file, 2, dims, H5T_C_S1, H5P_DEFAULT);
}

static void
forge_rank (hid_t file)
{
  hsize_t dims[] = { 1, 1, 1, 1, 1, 6, 5 };

  write_kernel (file, 7, dims, H5T_IEEE_F32LE, H5P_DEFAULT);
}

static void
forge_external_storage (hid_t file)
{
  hsize_t dims[] = { 6, 5 };
  hid_t   creation = H5Pcreate (H5P_DATASET_CREATE);

  H5Pset_external (creation, "/etc/passwd", 0, 120);
  write_kernel (file, 2, dims, H5T_IEEE_F32LE, creation);
  H5Pclose (creation);
}

static void
forge_filter (hid_t file)
{
  hsize_t dims[] = { 6, 5 };
  hid_t   creation = H5Pcreate (H5P_DATASET_CREATE);

  H5Pset_chunk (creation, 2, dims);
  H5Pset_deflate (creation, 9);
  write_kernel (file, 2, dims, H5T_IEEE_F32LE, creation);
  H5Pclose (creation);
}

static void
forge_external_link (hid_t file)
{
  H5Ldelete (file, "layers/dense", H5P_DEFAULT);
  H5Lcreate_external ("/etc/passwd", "/dense", file, "layers/dense", H5P_DEFAULT,
                      H5P_DEFAULT);
}

static void
forge_soft_cycle (hid_t file)
{
  H5Ldelete (file, "layers/dense", H5P_DEFAULT);
  H5Lcreate_soft ("/layers/dense", file, "layers/dense", H5P_DEFAULT, H5P_DEFAULT);
}

static void
forge_hard_cycle (hid_t file)
{
  H5Ldelete (file, "layers/dense/vars", H5P_DEFAULT);
  H5Lcreate_hard (file, "/", file, "layers/dense/vars", H5P_DEFAULT, H5P_DEFAULT);
}

static void
forge_group_for_data (hid_t file)
{
  H5Ldelete (file, "layers/dense/vars/0", H5P_DEFAULT);
  H5Gclose (
    H5Gcreate2 (file, "layers/dense/vars/0", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
}

static void
forge_one_more (hid_t file)
{
  H5Lcreate_hard (file, "layers/dense/vars/1", file, "layers/dense/vars/2", H5P_DEFAULT,
                  H5P_DEFAULT);
}

static void
forge_slot_shape (hid_t file)
{
  H5Ldelete (file, "optimizer/vars/3", H5P_DEFAULT);
  H5Lcreate_hard (file, "optimizer/vars/4", file, "optimizer/vars/3", H5P_DEFAULT,
                  H5P_DEFAULT);
}

static const struct
{
  const char *name;
  Forge       forge;
} forgeries[] = {
  { "huge", forge_huge },
  { "never-written", forge_never_written },
  { "strings", forge_strings },
  { "rank", forge_rank },
  { "external-storage", forge_external_storage },
  { "filter", forge_filter },
  { "external-link", forge_external_link },
  { "soft-cycle", forge_soft_cycle },
  { "hard-cycle", forge_hard_cycle },
  { "group-for-data", forge_group_for_data },
  { "one-more", forge_one_more },
  { "slot-shape", forge_slot_shape },
};

/* Changes a weights file by way of a file on disk. */
static GBytes *
forge_weights (GBytes *image, Forge forge)
{
  g_autofree char *h5_path = g_build_filename (folder, "forged.h5", NULL);
  GBytes          *forged;
  hid_t            file;

  fixture_write (h5_path, g_bytes_get_data (image, NULL), g_bytes_get_size (image));
  file = H5Fopen (h5_path, H5F_ACC_RDWR, H5P_DEFAULT);
  g_assert_cmpint (file, >=, 0);
  forge (file);
  g_assert_cmpint (H5Fclose (file), >=, 0);
  forged = fixture_read (h5_path);
  g_unlink (h5_path);
  return forged;
}

static void
test_forgery (gconstpointer data)
{
  guint                 index = GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) members = NULL;
  g_autoptr (GBytes)    forged = NULL;
  g_autoptr (GError)    error = NULL;

  save_sound_file ();
  members = read_members ();
  forged = forge_weights (gradus_zip_members_find (members, "model.weights.h5"),
                          forgeries[index].forge);
  replace_member (members, "model.weights.h5", forged);
  write_members (members);
  g_assert_false (try_to_open (&error));
  g_test_message ("%s", error->message);
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT);
}

/* ---- Keras's older format ---- */

static void
set_attribute (hid_t       file,
               const char *place,
               const char *name,
               hid_t       type,
               hsize_t     n,
               const void *data)
{
  hid_t object = H5Oopen (file, place, H5P_DEFAULT);
  hid_t space = n == 0 ? H5Screate (H5S_SCALAR) : H5Screate_simple (1, &n, NULL);
  hid_t attribute;

  H5Adelete (object, name);
  attribute = H5Acreate2 (object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  g_assert_cmpint (attribute, >=, 0);
  H5Awrite (attribute, type, data);
  H5Aclose (attribute);
  H5Sclose (space);
  H5Oclose (object);
}

static void
set_texts (hid_t             file,
           const char       *place,
           const char       *name,
           const char *const texts[],
           hsize_t           n)
{
  hid_t type = H5Tcopy (H5T_C_S1);

  H5Tset_size (type, H5T_VARIABLE);
  set_attribute (file, place, name, type, n, texts);
  H5Tclose (type);
}

static void
forge_no_config (hid_t file)
{
  H5Adelete (file, "model_config");
}

static void
forge_number_config (hid_t file)
{
  int number = 7;

  set_attribute (file, "/", "model_config", H5T_NATIVE_INT, 0, &number);
}

static void
forge_deep_config (hid_t file)
{
  g_autoptr (GString) text = g_string_new ("{\"a\":");
  const char         *string;

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, '[');
  string = text->str;
  set_texts (file, "/", "model_config", &string, 0);
}

static void
forge_no_names (hid_t file)
{
  hid_t group = H5Gopen2 (file, "model_weights", H5P_DEFAULT);

  H5Adelete (group, "layer_names");
  H5Gclose (group);
}

static void
forge_number_names (hid_t file)
{
  const int numbers[] = { 1, 2, 3 };

  set_attribute (file, "model_weights", "layer_names", H5T_NATIVE_INT, 3, numbers);
}

static void
forge_many_names (hid_t file)
{
  enum
  {
    N = 30000
  };
  hid_t            type = H5Tcopy (H5T_C_S1);
  g_autofree char *texts = g_malloc0 (2 * N);

  H5Tset_size (type, 2);
  set_attribute (file, "model_weights", "layer_names", type, N, texts);
  H5Tclose (type);
}

static void
forge_names_elsewhere (hid_t file)
{
  static const char *const names[] = { "..", "../..", "/etc/passwd" };

  set_texts (file, "model_weights", "layer_names", names, 3);
}

static void
forge_few_weights (hid_t file)
{
  static const char *const names[] = { "sequential/hidden/kernel" };

  set_texts (file, "model_weights/hidden", "weight_names", names, 1);
}

static void
forge_same_weight (hid_t file)
{
  static const char *const names[] = { "sequential/hidden/kernel",
                                       "sequential/hidden/kernel" };

  set_texts (file, "model_weights/hidden", "weight_names", names, 2);
}

static void
forge_soft_layer (hid_t file)
{
  H5Ldelete (file, "model_weights/hidden/sequential", H5P_DEFAULT);
  H5Lcreate_soft ("/model_weights/hidden/sequential", file,
                  "model_weights/hidden/sequential", H5P_DEFAULT, H5P_DEFAULT);
}

static void
forge_circular_layer (hid_t file)
{
  H5Ldelete (file, "model_weights/hidden/sequential", H5P_DEFAULT);
  H5Lcreate_hard (file, "model_weights", file, "model_weights/hidden/sequential",
                  H5P_DEFAULT, H5P_DEFAULT);
}

static void
forge_optimizer_names (hid_t file)
{
  const int number = 1;

  set_attribute (file, "optimizer_weights", "weight_names", H5T_NATIVE_INT, 1, &number);
}

static void
forge_text_iteration (hid_t file)
{
  H5Ldelete (file, "optimizer_weights/adam/iteration", H5P_DEFAULT);
  H5Lcreate_hard (file, "optimizer_weights/adam/learning_rate", file,
                  "optimizer_weights/adam/iteration", H5P_DEFAULT, H5P_DEFAULT);
}

static const struct
{
  const char *name;
  Forge       forge;
  int         code;
} whole_forgeries[] = {
  { "no-config", forge_no_config, GRADUS_ERROR_FORMAT },
  { "number-config", forge_number_config, GRADUS_ERROR_FORMAT },
  { "deep-config", forge_deep_config, GRADUS_ERROR_TOO_LARGE },
  { "no-names", forge_no_names, GRADUS_ERROR_FORMAT },
  { "number-names", forge_number_names, GRADUS_ERROR_FORMAT },
  { "many-names", forge_many_names, GRADUS_ERROR_FORMAT },
  { "names-elsewhere", forge_names_elsewhere, GRADUS_ERROR_FORMAT },
  { "few-weights", forge_few_weights, GRADUS_ERROR_FORMAT },
  { "same-weight", forge_same_weight, GRADUS_ERROR_FORMAT },
  { "soft-layer", forge_soft_layer, GRADUS_ERROR_FORMAT },
  { "circular-layer", forge_circular_layer, GRADUS_ERROR_FORMAT },
  { "optimizer-names", forge_optimizer_names, GRADUS_ERROR_FORMAT },
  { "text-iteration", forge_text_iteration, GRADUS_ERROR_FORMAT },
};

static void
test_whole_forgery (gconstpointer data)
{
  guint              index = GPOINTER_TO_UINT (data);
  g_autofree char   *sound = g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "tests",
                                               "golden", "h5_files", "mlp.h5", NULL);
  g_autoptr (GBytes) original = fixture_read (sound);
  g_autoptr (GBytes) forged = forge_weights (original, whole_forgeries[index].forge);
  g_autoptr (GError) error = NULL;

  fixture_write (path, g_bytes_get_data (forged, NULL), g_bytes_get_size (forged));
  g_assert_false (try_to_open (&error));
  g_test_message ("%s", error->message);
  g_assert_error (error, GRADUS_ERROR, whole_forgeries[index].code);
}

/* Numbers that are no numbers are weights all the same. */
static void
test_nan_weights (void)
{
  g_autoptr (GPtrArray)       members = NULL;
  g_autoptr (GradusKerasFile) file = NULL;
  g_autoptr (GError)          error = NULL;
  GradusTensor               *kernel;

  save_sound_file ();
  file = gradus_keras_file_load (path, &error);
  g_assert_no_error (error);
  kernel = g_ptr_array_index (file->weights, 0);
  kernel->data[0] = NAN;
  gradus_keras_file_save (file, path, &error);
  g_assert_no_error (error);
  gradus_keras_file_free (file);
  file = gradus_keras_file_load (path, &error);
  g_assert_no_error (error);
  kernel = g_ptr_array_index (file->weights, 0);
  g_assert_true (isnan (kernel->data[0]));
}

/* ---- Made by dice ---- */

/* A few bytes become others, or a piece is cut out or doubled. */
static GBytes *
mutate (GradusRandom *random, GBytes *bytes)
{
  gsize               n_bytes;
  const guint8       *data = g_bytes_get_data (bytes, &n_bytes);
  GByteArray         *mutant = g_byte_array_sized_new ((guint) n_bytes);
  static const guint8 favourites[] = { 0, 1, 0x7f, 0x80, 0xff, '"', '[', '{', '9', '-' };
  guint               n_changes = 1 + gradus_random_below (random, 8);

  g_byte_array_append (mutant, data, (guint) n_bytes);
  for (guint i = 0; i < n_changes && mutant->len > 16; i++)
    {
      guint place = gradus_random_below (random, mutant->len - 8);
      guint dice = gradus_random_below (random, 16);

      if (dice < 8)
        mutant->data[place] = (guint8) gradus_random_below (random, 256);
      else if (dice < 13)
        mutant->data[place] =
          favourites[gradus_random_below (random, G_N_ELEMENTS (favourites))];
      else if (dice == 13)
        memset (mutant->data + place, 0xff, 8);
      else if (dice == 14)
        g_byte_array_remove_range (mutant, place, 1 + gradus_random_below (random, 8));
      else
        mutant->data[place] ^= (guint8) (1 << gradus_random_below (random, 8));
    }
  return g_byte_array_free_to_bytes (mutant);
}

static void
test_mutated_member (const char *name, guint n_mutants)
{
  GradusRandom          random = gradus_random_init (1, name);
  g_autoptr (GPtrArray) members = NULL;
  g_autoptr (GBytes)    original = NULL;
  guint                 n_opened = 0;

  save_sound_file ();
  members = read_members ();
  original = g_bytes_ref (gradus_zip_members_find (members, name));
  for (guint i = 0; i < n_mutants; i++)
    {
      g_autoptr (GBytes) mutant = mutate (&random, original);

      replace_member (members, name, mutant);
      write_members (members);
      n_opened += try_to_open (NULL);
    }
  g_test_message ("%u of %u mutants opened", n_opened, n_mutants);
  /* Some damage must be let pass and some noticed, or nothing was tried. */
  g_assert_cmpuint (n_opened, >, 0);
  g_assert_cmpuint (n_opened, <, n_mutants);
}

static void
test_mutated_weights (void)
{
  test_mutated_member ("model.weights.h5", N_WEIGHTS);
}

static void
test_mutated_config (void)
{
  test_mutated_member ("config.json", N_CONFIG);
}

static void
test_mutated_gradus (void)
{
  test_mutated_member ("gradus.json", N_MEMBER);
}

static void
test_mutated_zip (void)
{
  GradusRandom       random = gradus_random_init (1, "zip");
  g_autoptr (GBytes) original = NULL;
  guint              n_opened = 0;

  save_sound_file ();
  original = fixture_read (path);
  for (guint i = 0; i < N_RAW; i++)
    {
      g_autoptr (GBytes) mutant = mutate (&random, original);

      fixture_write (path, g_bytes_get_data (mutant, NULL), g_bytes_get_size (mutant));
      n_opened += try_to_open (NULL);
    }
  g_test_message ("%u of %u mutants opened", n_opened, N_RAW);
  g_assert_cmpuint (n_opened, <, N_RAW);
}

/* Keras's older format: the network stands in attributes of an HDF5 file. */
static void
test_mutated_h5 (void)
{
  g_autofree char   *sound = g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "tests",
                                               "golden", "h5_files", "mlp.h5", NULL);
  GradusRandom       random = gradus_random_init (1, "h5");
  g_autoptr (GBytes) original = fixture_read (sound);
  guint              n_opened = 0;

  for (guint i = 0; i < N_WEIGHTS; i++)
    {
      g_autoptr (GBytes) mutant = mutate (&random, original);

      fixture_write (path, g_bytes_get_data (mutant, NULL), g_bytes_get_size (mutant));
      n_opened += try_to_open (NULL);
    }
  g_test_message ("%u of %u mutants opened", n_opened, N_WEIGHTS);
  g_assert_cmpuint (n_opened, >, 0);
  g_assert_cmpuint (n_opened, <, N_WEIGHTS);
}

int
main (int argc, char **argv)
{
  struct rlimit limit = { MEMORY, MEMORY };
  int           result;

  g_test_init (&argc, &argv, NULL);
  /* Sanitizers reserve more address space than any machine has memory. */
  if (!GRADUS_SANITIZED)
    setrlimit (RLIMIT_AS, &limit);
  folder = fixture_folder_new ();
  path = g_build_filename (folder, "victim.keras", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/hostile/case/%s", cases[i].name);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_case);
    }
  for (guint i = 0; i < G_N_ELEMENTS (forgeries); i++)
    {
      g_autofree char *name = g_strdup_printf ("/hostile/hdf5/%s", forgeries[i].name);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_forgery);
    }
  for (guint i = 0; i < G_N_ELEMENTS (whole_forgeries); i++)
    {
      g_autofree char *name = g_strdup_printf ("/hostile/h5/%s", whole_forgeries[i].name);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_whole_forgery);
    }
  g_test_add_func ("/hostile/deep-json", test_deep_json);
  g_test_add_func ("/hostile/large-config", test_large_config);
  g_test_add_func ("/hostile/zip-bomb", test_zip_bomb);
  g_test_add_func ("/hostile/many-large-layers", test_many_large_layers);
  g_test_add_func ("/hostile/no-file", test_no_file);
  g_test_add_func ("/hostile/truncated", test_truncated);
  g_test_add_func ("/hostile/nan-weights", test_nan_weights);
  g_test_add_func ("/hostile/mutated/zip", test_mutated_zip);
  g_test_add_func ("/hostile/mutated/config", test_mutated_config);
  g_test_add_func ("/hostile/mutated/gradus", test_mutated_gradus);
  g_test_add_func ("/hostile/mutated/weights", test_mutated_weights);
  g_test_add_func ("/hostile/mutated/h5", test_mutated_h5);
  result = g_test_run ();
  fixture_folder_free (folder);
  g_free (path);
  return result;
}
