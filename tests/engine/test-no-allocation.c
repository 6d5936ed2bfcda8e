/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "engine/trainer.h"

#include <link.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "engine/data/digits.h"

/* A training step neither asks for memory nor gives any back, on any thread: all that it
 * needs is planned when the trainer is made. */

#define N_SAMPLES 512

static atomic_uint n_calls;

#if !GRADUS_SANITIZED
/* OpenBLAS's kernels for small matrices take a buffer from the heap; that is not ours. */
static ElfW (Addr) blas_start, blas_end;

static int
note_blas (struct dl_phdr_info *info, size_t size, void *data)
{
  if (strstr (info->dlpi_name, "openblas") == NULL)
    return 0;
  for (int i = 0; i < info->dlpi_phnum; i++)
    if (info->dlpi_phdr[i].p_type == PT_LOAD)
      blas_end = MAX (blas_end, info->dlpi_addr + info->dlpi_phdr[i].p_vaddr +
                                  info->dlpi_phdr[i].p_memsz);
  blas_start = info->dlpi_addr;
  return 1;
}

static void
count (const void *caller)
{
  ElfW (Addr) address = (ElfW (Addr)) caller;

  if (address < blas_start || address >= blas_end)
    atomic_fetch_add (&n_calls, 1);
}

#define COUNT count (__builtin_return_address (0))

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *block, size_t size);
void *__libc_memalign (size_t alignment, size_t size);
void  __libc_free (void *block);

void *
malloc (size_t size)
{
  COUNT;
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  COUNT;
  return __libc_calloc (n, size);
}

void *
realloc (void *block, size_t size)
{
  COUNT;
  return __libc_realloc (block, size);
}

int
posix_memalign (void **block, size_t alignment, size_t size)
{
  COUNT;
  *block = __libc_memalign (alignment, size);
  return *block != NULL ? 0 : 12;
}

void
free (void *block)
{
  if (block != NULL)
    COUNT;
  __libc_free (block);
}
#endif

static GradusDataset *
make_digits (void)
{
  GradusShape        shape = GRADUS_SHAPE_3 (28, 28, 1);
  guint8            *pixels = g_malloc (N_SAMPLES * GRADUS_DIGITS_SIZE);
  guint8            *labels = g_malloc (N_SAMPLES);
  g_autoptr (GBytes) pixel_bytes =
    g_bytes_new_take (pixels, N_SAMPLES * GRADUS_DIGITS_SIZE);
  g_autoptr (GBytes) label_bytes = g_bytes_new_take (labels, N_SAMPLES);

  gradus_digits_draw_many (3, 0, N_SAMPLES, 1, pixels, labels);
  return gradus_dataset_new_from_bytes ("digits", &shape, N_SAMPLES, pixel_bytes,
                                        label_bytes, 10);
}

static GradusSequential *
make_network (void)
{
  GradusShape       shape = GRADUS_SHAPE_3 (28, 28, 1);
  GradusSequential *network = gradus_sequential_new (&shape);

  gradus_sequential_add (network, "Flatten");
  gradus_sequential_add_dense (network, 24, "gelu");
  gradus_sequential_add (network, "Dropout");
  gradus_sequential_add_dense (network, 10, "softmax");
  g_ptr_array_add (network->metrics,
                   gradus_config_new_by_name (GRADUS_FAMILY_METRIC, "accuracy"));
  gradus_sequential_take_loss (
    network,
    gradus_config_new_by_name (GRADUS_FAMILY_LOSS, "sparse_categorical_crossentropy"));
  return network;
}

/* A sanitizer has an allocator of its own. */
static gboolean
is_sanitized (void)
{
  if (GRADUS_SANITIZED)
    g_test_skip ("a sanitizer counts for itself");
  return GRADUS_SANITIZED;
}

static void
count_in_epoch (gconstpointer optimizer)
{
  g_autoptr (GradusSequential) network = make_network ();
  g_autoptr (GradusDataset)    data = make_digits ();
  GradusFitOptions             options = GRADUS_FIT_OPTIONS_STANDARD;
  g_autoptr (GradusTrainer)    trainer = NULL;
  guint                        n_before;
  GradusPhase                  phase;

  if (is_sanitized ())
    return;
  gradus_sequential_take_optimizer (network,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               optimizer));
  options.epochs = 3;
  options.n_threads = 2;
  options.validation_split = 0.25;
  trainer = gradus_trainer_new (network, data, NULL, &options, NULL);
  /* What libraries keep for themselves, they ask for in the first epoch. */
  while (gradus_trainer_step (trainer, NULL) != GRADUS_PHASE_EPOCH_END)
    continue;
  n_before = atomic_load (&n_calls);
  while ((phase = gradus_trainer_step (trainer, NULL)) != GRADUS_PHASE_FINISHED)
    g_assert_cmpint (phase, !=, GRADUS_PHASE_DIVERGED);
  g_assert_cmpuint (atomic_load (&n_calls) - n_before, ==, 0);
}

/* The count would also be 0 if nobody counted. */
static void
test_counts (void)
{
  guint n_before = atomic_load (&n_calls);
  void *volatile block = NULL;

  if (is_sanitized ())
    return;
  block = g_malloc (100);
  g_free (block);
  g_assert_cmpuint (atomic_load (&n_calls) - n_before, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#if !GRADUS_SANITIZED
  dl_iterate_phdr (note_blas, NULL);
#endif
  g_test_add_func ("/no-allocation/counts", test_counts);
  g_test_add_data_func ("/no-allocation/sgd", "sgd", count_in_epoch);
  g_test_add_data_func ("/no-allocation/adam", "adam", count_in_epoch);
  return g_test_run ();
}
