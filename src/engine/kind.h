/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/shape.h"

G_BEGIN_DECLS

/**
 * GradusFamily:
 *
 * The families of things that Keras knows by name and that the user chooses from.
 */
typedef enum
{
  GRADUS_FAMILY_LAYER,
  GRADUS_FAMILY_ACTIVATION,
  GRADUS_FAMILY_INITIALIZER,
  GRADUS_FAMILY_REGULARIZER,
  GRADUS_FAMILY_CONSTRAINT,
  GRADUS_FAMILY_LOSS,
  GRADUS_FAMILY_OPTIMIZER,
  GRADUS_FAMILY_SCHEDULE,
  GRADUS_FAMILY_METRIC,
  GRADUS_FAMILY_CALLBACK,
  GRADUS_N_FAMILIES
} GradusFamily;

/**
 * GradusParamType:
 * @GRADUS_PARAM_BOOL: a switch
 * @GRADUS_PARAM_INT: a whole number
 * @GRADUS_PARAM_FLOAT: a number
 * @GRADUS_PARAM_CHOICE: one of @choices
 * @GRADUS_PARAM_TUPLE: whole numbers, like a target shape or a kernel size
 * @GRADUS_PARAM_NUMBERS: a list of numbers, like the boundaries of a schedule
 * @GRADUS_PARAM_OBJECT: a configured member of @family, like an initializer
 */
typedef enum
{
  GRADUS_PARAM_BOOL,
  GRADUS_PARAM_INT,
  GRADUS_PARAM_FLOAT,
  GRADUS_PARAM_CHOICE,
  GRADUS_PARAM_TUPLE,
  GRADUS_PARAM_NUMBERS,
  GRADUS_PARAM_OBJECT,
} GradusParamType;

/**
 * GradusParamFlags:
 * @GRADUS_PARAM_NULLABLE: Keras's None is allowed
 * @GRADUS_PARAM_LOG_SCALE: a slider should move by powers of ten
 * @GRADUS_PARAM_LIVE: may change while training runs
 * @GRADUS_PARAM_ADVANCED: shown only under "More"
 * @GRADUS_PARAM_HIDDEN: part of the file format, not of the user interface
 * @GRADUS_PARAM_OPEN_MINIMUM: @minimum itself is excluded
 * @GRADUS_PARAM_OPEN_MAXIMUM: @maximum itself is excluded
 * @GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS: changing it leaves learned weights valid
 * @GRADUS_PARAM_REQUIRED: Keras has no default for it
 * @GRADUS_PARAM_PAIRS: Keras writes a tuple as pairs: ((top, bottom), (left, right))
 * @GRADUS_PARAM_ONE_AS_NUMBER: Keras writes a tuple of one number as that number
 * @GRADUS_PARAM_FREE_TEXT: a choice may be any text; @choices are suggestions
 * @GRADUS_PARAM_UNWRITTEN: Keras writes it into a file only where it is not the default
 */
typedef enum
{
  GRADUS_PARAM_NONE = 0,
  GRADUS_PARAM_NULLABLE = 1 << 0,
  GRADUS_PARAM_LOG_SCALE = 1 << 1,
  GRADUS_PARAM_LIVE = 1 << 2,
  GRADUS_PARAM_ADVANCED = 1 << 3,
  GRADUS_PARAM_HIDDEN = 1 << 4,
  GRADUS_PARAM_OPEN_MINIMUM = 1 << 5,
  GRADUS_PARAM_OPEN_MAXIMUM = 1 << 6,
  GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS = 1 << 7,
  GRADUS_PARAM_REQUIRED = 1 << 8,
  GRADUS_PARAM_UNWRITTEN = 1 << 9,
  GRADUS_PARAM_PAIRS = 1 << 10,
  GRADUS_PARAM_ONE_AS_NUMBER = 1 << 11,
  GRADUS_PARAM_FREE_TEXT = 1 << 12,
} GradusParamFlags;

/**
 * GradusParam:
 * @name: Keras's name, like `units`
 * @title: translatable label
 * @help: translatable sentence
 * @minimum: smallest number, or smallest entry of a tuple
 * @maximum: largest number
 * @standard: Keras's default for numbers and switches; NaN with NULLABLE is None
 * @standard_text: Keras's default for a choice, a tuple ("1, 1") or an object (class
 * name); NULL is None
 * @choices: (array zero-terminated=1): what a choice allows; (nullable) for objects: the
 * class names that are allowed
 * @family: what an object must belong to
 * @n_axes: length of a tuple, 0 for any
 * @step: how far a button or an arrow key moves a number
 * @digits: decimals shown
 *
 * One typed, bounded parameter of a kind. Inspector rows, JSON, generated code, command
 * line and tests all derive from it.
 */
typedef struct
{
  const char        *name;
  const char        *title;
  const char        *help;
  GradusParamType    type;
  GradusParamFlags   flags;
  double             minimum;
  double             maximum;
  double             standard;
  const char        *standard_text;
  const char *const *choices;
  GradusFamily       family;
  guint              n_axes;
  double             step;
  guint              digits;
} GradusParam;

/**
 * GradusKerasField:
 * @name: name of the member
 * @value: what Keras writes by default, as JSON: a word, a number, a plain string
 * @is_harmless: whether another value changes nothing that is computed here
 *
 * A member of Keras's configuration that is no parameter here: written as it stands, and
 * another value refused when a file is read.
 */
typedef struct
{
  const char *name;
  const char *value;
  gboolean    is_harmless;
} GradusKerasField;

/**
 * GradusKind:
 * @family: the family it belongs to
 * @name: Keras's class name, like `BinaryCrossentropy`; for activations the function's
 * name
 * @id: Keras's short name, like `binary_crossentropy`; unique in its family
 * @module: where Keras serializes it, like `keras.losses`
 * @title: translatable name
 * @summary: translatable sentence
 * @formula: (nullable): what it computes, in the notation of engine/formula.c
 * @source: (nullable): address or paper
 * @keywords: (nullable): plain words that a search should find it by
 * @params: (array length=n_params): its parameters, in Keras's order
 * @n_params: how many
 * @fields: (nullable) (array length=n_fields): what Keras's configuration has besides
 * @n_fields: how many
 *
 * What is known of a layer, loss, optimizer … before anyone configures one.
 */
typedef struct
{
  GradusFamily       family;
  const char        *name;
  const char        *id;
  const char        *module;
  const char        *title;
  const char        *summary;
  const char        *formula;
  const char        *source;
  const char        *keywords;
  const GradusParam *params;
  guint              n_params;

  const GradusKerasField *fields;
  guint                   n_fields;
} GradusKind;

const GradusKind        *gradus_kind_find (GradusFamily family, const char *name_or_id);
const GradusKind *const *gradus_kind_list (GradusFamily family, guint *n_kinds);
const GradusParam *gradus_kind_find_param (const GradusKind *kind, const char *name);
const char        *gradus_family_get_title (GradusFamily family);

G_END_DECLS
