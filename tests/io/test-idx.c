/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "io/idx.h"

#include <string.h>
#include <sys/resource.h>
#include <zlib.h>

#include "engine/random.h"
#include "io-fixture.h"
#include "io/data-source.h"

#define N_FLIPS 3000
#define MEMORY ((rlim_t) 2 << 30)

static char *folder;

static char *
make_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* A file of bytes with @rank axes. */
static GByteArray *
make_idx (guint rank, const guint32 *dims, guint8 fill)
{
  GByteArray  *file = g_byte_array_new ();
  const guint8 magic[] = { 0, 0, 8, (guint8) rank };
  gsize        size = 1;

  g_byte_array_append (file, magic, 4);
  for (guint i = 0; i < rank; i++)
    {
      guint32 dim = GUINT32_TO_BE (dims[i]);

      g_byte_array_append (file, (const guint8 *) &dim, 4);
      size *= dims[i];
    }
  for (gsize i = 0; i < size; i++)
    {
      guint8 value = (guint8) (fill + i % 5);

      g_byte_array_append (file, &value, 1);
    }
  return file;
}

static void
write_packed (const char *path, GByteArray *file)
{
  gzFile packed = gzopen (path, "wb");

  g_assert_cmpint (gzwrite (packed, file->data, file->len), ==, (int) file->len);
  gzclose (packed);
}

static void
assert_refused (const char *name, guint rank, int code)
{
  g_autofree char   *path = make_path (name);
  g_autoptr (GError) error = NULL;
  GradusShape        shape;

  g_assert_null (gradus_idx_load (path, rank, &shape, &error));
  g_assert_error (error, GRADUS_ERROR, code);
  /* The sentence names the file. */
  g_assert_nonnull (strstr (error->message, name));
}

static void
test_sound (void)
{
  const guint32          dims[] = { 7, 3, 2 };
  g_autoptr (GByteArray) file = make_idx (3, dims, 1);
  const char *const      names[] = { "plain", "packed.gz" };

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char   *path = make_path (names[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = NULL;
      GradusShape        shape;

      if (i == 0)
        fixture_write (path, file->data, file->len);
      else
        write_packed (path, file);
      bytes = gradus_idx_load (path, 3, &shape, &error);
      g_assert_no_error (error);
      g_assert_true (gradus_shape_equal (&shape, &GRADUS_SHAPE_3 (7, 3, 2)));
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                       file->data + 16, 42);
    }
}

static void
test_damaged (void)
{
  const guint32          dims[] = { 7, 3, 2 };
  const guint32          huge[] = { 0xffffffff, 0xffffffff, 0xffffffff };
  const guint32          large[] = { 1 << 20, 30, 30 };
  g_autoptr (GByteArray) file = make_idx (3, dims, 1);
  g_autofree char       *path = make_path ("damaged");

  assert_refused ("absent", 3, GRADUS_ERROR_IO);
  fixture_write (path, "", 0);
  assert_refused ("damaged", 3, GRADUS_ERROR_FORMAT);
  fixture_write (path, "a plain text file, no digits", 28);
  assert_refused ("damaged", 3, GRADUS_ERROR_FORMAT);
  /* Every shorter file, and a longer one. */
  for (guint n = 0; n < file->len; n++)
    {
      fixture_write (path, file->data, n);
      assert_refused ("damaged", 3, GRADUS_ERROR_FORMAT);
    }
  g_byte_array_append (file, (const guint8 *) "x", 1);
  fixture_write (path, file->data, file->len);
  assert_refused ("damaged", 3, GRADUS_ERROR_FORMAT);
  /* The other number of axes. */
  assert_refused ("damaged", 1, GRADUS_ERROR_FORMAT);
  /* More than there can be; and little that claims to be much. */
  memcpy (file->data + 4, huge, 12);
  fixture_write (path, file->data, file->len);
  assert_refused ("damaged", 3, GRADUS_ERROR_TOO_LARGE);
  for (guint i = 0; i < 3; i++)
    ((guint32 *) (gpointer) (file->data + 4))[i] = GUINT32_TO_BE (large[i]);
  fixture_write (path, file->data, file->len);
  assert_refused ("damaged", 3, GRADUS_ERROR_FORMAT);
}

/* A packed file with a few damaged bytes opens or is refused with a sentence. */
static void
test_flips (void)
{
  const guint32          dims[] = { 40, 6, 5 };
  g_autoptr (GByteArray) file = make_idx (3, dims, 1);
  g_autofree char       *path = make_path ("flipped");
  GradusRandom           random = gradus_random_init (1, "test/idx");
  guint                  n_refused = 0;

  for (guint i = 0; i < N_FLIPS; i++)
    {
      g_autoptr (GBytes) sound = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *damaged = NULL;
      gsize              n;
      GradusShape        shape;

      if (i % 2 == 0)
        fixture_write (path, file->data, file->len);
      else
        write_packed (path, file);
      sound = fixture_read (path);
      damaged = g_memdup2 (g_bytes_get_data (sound, &n), g_bytes_get_size (sound));
      for (guint j = 0; j < 1 + i % 3; j++)
        damaged[gradus_random_below (&random, (guint32) (i % 4 < 2 ? MIN (n, 20) : n))] =
          (guint8) gradus_random_below (&random, 256);
      fixture_write (path, damaged, n);
      bytes = gradus_idx_load (path, 3, &shape, &error);
      g_assert_true ((bytes == NULL) == (error != NULL));
      if (bytes != NULL)
        g_assert_cmpuint (g_bytes_get_size (bytes), ==, gradus_shape_size (&shape));
      else
        g_assert_nonnull (strstr (error->message, "flipped"));
      n_refused += bytes == NULL;
    }
  g_assert_cmpuint (n_refused, >, N_FLIPS / 10);
}

/* 5 MB of nothing, packed small: 5 GB if one believed it. */
static void
test_bomb (void)
{
  const guint32          dims[] = { 1, 1, 1 };
  g_autoptr (GByteArray) file = make_idx (3, dims, 0);
  g_autofree char       *path = make_path ("bomb.gz");
  gzFile                 packed = gzopen (path, "wb9");
  g_autofree guint8     *zeros = g_malloc0 (1 << 20);

  gzwrite (packed, file->data, file->len);
  for (guint i = 0; i < 512; i++)
    gzwrite (packed, zeros, 1 << 20);
  gzclose (packed);
  assert_refused ("bomb.gz", 3, GRADUS_ERROR_FORMAT);
}

static void
write_part (const char *name, guint rank, const guint32 *dims, guint8 fill)
{
  g_autoptr (GByteArray) file = make_idx (rank, dims, fill);
  g_autofree char       *path = make_path (name);

  fixture_write (path, file->data, file->len);
}

static void
write_mnist (guint n_labels, guint side, guint8 label)
{
  const guint32 pictures[] = { 10, side, side };
  const guint32 labels[] = { n_labels };

  write_part ("train-images-idx3-ubyte", 3, pictures, 0);
  write_part ("train-labels-idx1-ubyte", 1, labels, label);
  write_part ("t10k-images-idx3-ubyte", 3, pictures, 0);
  write_part ("t10k-labels-idx1-ubyte", 1, labels, label);
}

static void
test_mnist (void)
{
  static const struct
  {
    guint       n_labels, side;
    guint8      label;
    const char *said; /* NULL: it loads */
  } cases[] = {
    { 10, 28, 0, NULL },
    { 9, 28, 0, "labels" },
    { 10, 27, 0, "28 × 28" },
    { 10, 28, 8, "only 0 to 9" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GradusDataRef             ref;
      g_autoptr (GError)        error = NULL;
      g_autoptr (GradusDataset) train = NULL;
      g_autoptr (GradusDataset) test = NULL;

      gradus_data_ref_init (&ref);
      g_free (ref.source);
      ref.source = g_strdup ("mnist");
      ref.folder = g_strdup (folder);
      write_mnist (cases[i].n_labels, cases[i].side, cases[i].label);
      g_assert_cmpint (gradus_data_ref_load (&ref, &train, &test, NULL, &error), ==,
                       cases[i].said == NULL);
      if (cases[i].said != NULL)
        g_assert_nonnull (strstr (error->message, cases[i].said));
      else
        g_assert_cmpuint (gradus_dataset_get_n_samples (train), ==, 10);
      gradus_data_ref_clear (&ref);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
#if !GRADUS_SANITIZED
  setrlimit (RLIMIT_AS, &(struct rlimit){ MEMORY, MEMORY });
#endif
  folder = fixture_folder_new ();
  g_test_add_func ("/idx/sound", test_sound);
  g_test_add_func ("/idx/damaged", test_damaged);
  g_test_add_func ("/idx/flips", test_flips);
  g_test_add_func ("/idx/bomb", test_bomb);
  g_test_add_func ("/idx/mnist", test_mnist);
  result = g_test_run ();
  fixture_folder_free (folder);
  return result;
}
