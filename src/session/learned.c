/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "session/learned-private.h"

#include <pthread.h>

/* Room for some hundred steps of a network as one builds them here. */
#define STANDARD_BUDGET ((gsize) 256 << 20)

/* One lock for all: they share the budget, and are seldom touched. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static GQueue          filled = G_QUEUE_INIT;    /* guarded by mutex; longest ago first */
static gsize           n_bytes_filled = 0;       /* guarded by mutex */
static gsize           budget = STANDARD_BUDGET; /* guarded by mutex */

struct _GradusLearned
{
  GObject       parent_instance;
  GradusMemory *memory;  /* guarded by mutex */
  gsize         n_bytes; /* guarded by mutex */
};

G_DEFINE_FINAL_TYPE (GradusLearned, gradus_learned, G_TYPE_OBJECT)

void
gradus_memory_free (GradusMemory *self)
{
  g_clear_pointer (&self->trainer, gradus_trainer_state_unref);
  g_clear_pointer (&self->history, gradus_history_unref);
  g_clear_pointer (&self->start_weights, g_ptr_array_unref);
  g_clear_pointer (&self->restarts, g_array_unref);
  g_free (self);
}

static gsize
count_bytes (const GPtrArray *tensors)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < tensors->len; i++)
    n_bytes += ((const GradusTensor *) tensors->pdata[i])->size * sizeof (float);
  return n_bytes;
}

/* With the mutex held. */
static GradusMemory *
steal_locked (GradusLearned *self)
{
  if (self->memory == NULL)
    return NULL;
  g_queue_remove (&filled, self);
  n_bytes_filled -= self->n_bytes;
  self->n_bytes = 0;
  return g_steal_pointer (&self->memory);
}

static void
gradus_learned_finalize (GObject *object)
{
  g_autoptr (GradusMemory) memory = gradus_learned_steal (GRADUS_LEARNED (object));

  G_OBJECT_CLASS (gradus_learned_parent_class)->finalize (object);
}

static void
gradus_learned_class_init (GradusLearnedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_learned_finalize;
}

static void
gradus_learned_init (GradusLearned *self)
{
}

/**
 * gradus_learned_new:
 *
 * Returns: (transfer full): an empty place
 */
GradusLearned *
gradus_learned_new (void)
{
  return g_object_new (GRADUS_TYPE_LEARNED, NULL);
}

/**
 * gradus_learned_get_n_bytes:
 * @self: a place
 *
 * Returns: what it holds, in bytes
 */
gsize
gradus_learned_get_n_bytes (GradusLearned *self)
{
  gsize n_bytes;

  g_return_val_if_fail (GRADUS_IS_LEARNED (self), 0);

  pthread_mutex_lock (&mutex);
  n_bytes = self->n_bytes;
  pthread_mutex_unlock (&mutex);
  return n_bytes;
}

/**
 * gradus_learned_set_budget:
 * @n_bytes: what all places together may hold from the next filling on
 */
void
gradus_learned_set_budget (gsize n_bytes)
{
  pthread_mutex_lock (&mutex);
  budget = n_bytes;
  pthread_mutex_unlock (&mutex);
}

/* Fills the place, and empties those that were filled longest ago while all together hold
 * too much. */
void
gradus_learned_fill (GradusLearned *self, GradusMemory *memory)
{
  g_autoptr (GPtrArray) dropped =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_memory_free);
  GradusMemory *old;

  pthread_mutex_lock (&mutex);
  old = steal_locked (self);
  if (old != NULL)
    g_ptr_array_add (dropped, old);
  self->memory = memory;
  self->n_bytes = count_bytes (gradus_trainer_state_get_weights (memory->trainer)) +
                  count_bytes (gradus_trainer_state_get_slots (memory->trainer));
  n_bytes_filled += self->n_bytes;
  g_queue_push_tail (&filled, self);
  while (n_bytes_filled > budget)
    g_ptr_array_add (dropped, steal_locked (g_queue_peek_head (&filled)));
  pthread_mutex_unlock (&mutex);
}

/* Empties the place. */
GradusMemory *
gradus_learned_steal (GradusLearned *self)
{
  GradusMemory *memory;

  pthread_mutex_lock (&mutex);
  memory = steal_locked (self);
  pthread_mutex_unlock (&mutex);
  return memory;
}
