/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kind.h"

G_BEGIN_DECLS

typedef struct _GradusConfig GradusConfig;

/**
 * GradusValue:
 *
 * The value of one parameter; which member counts follows from the parameter's type.
 * Memory belongs to the configuration that holds it.
 */
typedef struct
{
  gboolean      is_none;
  gboolean      boolean;
  gint64        integer;
  double        number;
  char         *text; /* CHOICE */
  GradusShape   tuple;
  GArray       *numbers; /* of double */
  GradusConfig *object;
} GradusValue;

/**
 * GradusConfig:
 *
 * A kind together with a value for each of its parameters: `Dense(units=32)`. Values
 * always lie within the bounds of their descriptors; setters refuse what does not.
 */
GradusConfig     *gradus_config_new (const GradusKind *kind);
GradusConfig     *gradus_config_new_by_name (GradusFamily family, const char *name_or_id);
GradusConfig     *gradus_config_copy (const GradusConfig *self);
void              gradus_config_free (GradusConfig *self);
gboolean          gradus_config_equal (const GradusConfig *a, const GradusConfig *b);
const GradusKind *gradus_config_get_kind (const GradusConfig *self);
const GradusValue *gradus_config_get_value (const GradusConfig *self, const char *name);

gboolean           gradus_config_get_bool (const GradusConfig *self, const char *name);
gint64             gradus_config_get_int (const GradusConfig *self, const char *name);
double             gradus_config_get_float (const GradusConfig *self, const char *name);
const char        *gradus_config_get_choice (const GradusConfig *self, const char *name);
const GradusShape *gradus_config_get_tuple (const GradusConfig *self, const char *name);
const double *
gradus_config_get_numbers (const GradusConfig *self, const char *name, guint *n_numbers);
const GradusConfig *gradus_config_get_object (const GradusConfig *self, const char *name);
gboolean            gradus_config_is_none (const GradusConfig *self, const char *name);

gboolean gradus_config_set_none (GradusConfig *self, const char *name, GError **error);
gboolean gradus_config_set_bool (GradusConfig *self,
                                 const char   *name,
                                 gboolean      value,
                                 GError      **error);
gboolean gradus_config_set_int (GradusConfig *self,
                                const char   *name,
                                gint64        value,
                                GError      **error);
gboolean gradus_config_set_float (GradusConfig *self,
                                  const char   *name,
                                  double        value,
                                  GError      **error);
gboolean gradus_config_set_choice (GradusConfig *self,
                                   const char   *name,
                                   const char   *value,
                                   GError      **error);
gboolean gradus_config_set_tuple (GradusConfig      *self,
                                  const char        *name,
                                  const GradusShape *value,
                                  GError           **error);
gboolean gradus_config_set_numbers (GradusConfig *self,
                                    const char   *name,
                                    const double *values,
                                    guint         n_values,
                                    GError      **error);
gboolean gradus_config_take_object (GradusConfig *self,
                                    const char   *name,
                                    GradusConfig *value,
                                    GError      **error);
gboolean gradus_config_set_from_string (GradusConfig *self,
                                        const char   *name,
                                        const char   *text,
                                        GError      **error);
char    *gradus_config_value_to_string (const GradusConfig *self, const char *name);

/* What a file says besides; kept for when it is saved again. */
void gradus_config_set_note (GradusConfig *self, const char *name, const char *text);
const char *gradus_config_get_note (const GradusConfig *self, const char *name);
GHashTable *gradus_config_get_notes (const GradusConfig *self);
GHashTable *gradus_notes_copy (GHashTable *notes);
void        gradus_notes_set (GHashTable **notes, const char *name, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusConfig, gradus_config_free)

G_END_DECLS
