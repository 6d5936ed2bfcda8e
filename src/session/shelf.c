/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/shelf.h"

#include <string.h>

/* What all of them may hold: when there is more, the older ones are given up. */
#define MOST_BYTES ((gsize) 64 << 20)

/* The weights of one layer, in the order of the layer. */
typedef struct
{
  const GradusKind *kind;
  GPtrArray        *weights; /* (element-type GradusTensor) */
} Item;

struct _GradusShelf
{
  GHashTable *items; /* guint64 → Item */
  gsize       n_bytes;
};

static void
item_free (gpointer data)
{
  Item *item = data;

  g_ptr_array_unref (item->weights);
  g_free (item);
}

GradusShelf *
gradus_shelf_new (void)
{
  GradusShelf *self = g_new0 (GradusShelf, 1);

  self->items = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, item_free);
  return self;
}

void
gradus_shelf_free (GradusShelf *self)
{
  g_hash_table_unref (self->items);
  g_free (self);
}

void
gradus_shelf_clear (GradusShelf *self)
{
  g_hash_table_remove_all (self->items);
  self->n_bytes = 0;
}

static const GradusKind *
get_kind (const GradusModel *model, guint layer)
{
  return gradus_config_get_kind (
    gradus_sequential_get_layer (gradus_model_get_sequential (model), layer)->config);
}

static void
put_layer (GradusShelf *self, const GradusModel *model, guint layer, guint64 uid)
{
  Item *item = g_new0 (Item, 1);
  gsize n_bytes = 0;

  item->kind = get_kind (model, layer);
  item->weights = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_tensor_unref);
  for (guint i = 0; i < gradus_model_get_n_weights (model); i++)
    {
      const GradusWeightInfo *info = gradus_model_get_weight_info (model, i);
      GradusTensor           *tensor;

      if (info->layer != layer)
        continue;
      tensor = gradus_tensor_new (&info->shape);
      memcpy (tensor->data, gradus_model_get_weight_data (model, i),
              tensor->size * sizeof (float));
      n_bytes += tensor->size * sizeof (float);
      g_ptr_array_add (item->weights, tensor);
    }
  if (self->n_bytes + n_bytes > MOST_BYTES)
    gradus_shelf_clear (self);
  if (item->weights->len == 0 || n_bytes > MOST_BYTES)
    {
      item_free (item);
      return;
    }
  self->n_bytes += n_bytes;
  g_hash_table_insert (self->items, g_memdup2 (&uid, sizeof uid), item);
}

void
gradus_shelf_put (GradusShelf *self, const GradusModel *before, const GradusModel *after)
{
  const GradusSequential *old = gradus_model_get_sequential (before);
  const GradusSequential *new = gradus_model_get_sequential (after);

  for (guint i = 0; i < gradus_sequential_get_n_layers (old); i++)
    {
      guint64 uid = gradus_sequential_get_layer (old, i)->uid;

      if (gradus_sequential_find_uid (new, uid) < 0)
        put_layer (self, before, i, uid);
    }
}

/* All weights of the layer or none: a half would be worse than a new start. */
static gboolean
fits (const GradusModel *model, guint layer, const Item *item)
{
  guint n = 0;

  if (item == NULL || item->kind != get_kind (model, layer))
    return FALSE;
  for (guint i = 0; i < gradus_model_get_n_weights (model); i++)
    {
      const GradusWeightInfo *info = gradus_model_get_weight_info (model, i);

      if (info->layer != layer)
        continue;
      if (n >= item->weights->len ||
          !gradus_shape_equal (&info->shape,
                               &((const GradusTensor *) item->weights->pdata[n])->shape))
        return FALSE;
      n++;
    }
  return n == item->weights->len;
}

static void
take_layer (GradusModel *model, guint layer, const Item *item)
{
  guint n = 0;

  for (guint i = 0; i < gradus_model_get_n_weights (model); i++)
    if (gradus_model_get_weight_info (model, i)->layer == layer)
      {
        const GradusTensor *tensor = item->weights->pdata[n++];

        memcpy (gradus_model_get_weight_data (model, i), tensor->data,
                tensor->size * sizeof (float));
      }
}

void
gradus_shelf_take (GradusShelf *self, const GradusModel *before, GradusModel *after)
{
  const GradusSequential *old = gradus_model_get_sequential (before);
  const GradusSequential *new = gradus_model_get_sequential (after);

  for (guint i = 0; i < gradus_sequential_get_n_layers (new); i++)
    {
      guint64     uid = gradus_sequential_get_layer (new, i)->uid;
      const Item *item;

      if (gradus_sequential_find_uid (old, uid) >= 0)
        continue;
      item = g_hash_table_lookup (self->items, &uid);
      if (fits (after, i, item))
        take_layer (after, i, item);
    }
}
