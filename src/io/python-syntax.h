/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The little of Python's syntax that a Sequential model needs: statements, and
 * expressions of literals, names and calls. Nothing is evaluated. */

typedef enum
{
  GRADUS_PYTHON_NONE,
  GRADUS_PYTHON_BOOL,
  GRADUS_PYTHON_INT,
  GRADUS_PYTHON_FLOAT,
  GRADUS_PYTHON_STRING,
  GRADUS_PYTHON_NAME,
  GRADUS_PYTHON_SEQUENCE,
  GRADUS_PYTHON_DICT,
  GRADUS_PYTHON_CALL,
  GRADUS_PYTHON_LAMBDA,
} GradusPythonType;

typedef struct _GradusPythonNode GradusPythonNode;

/**
 * GradusPythonNode:
 * @type: what it is
 * @first_line: where it begins, from 1
 * @last_line: where it ends
 * @boolean: of a BOOL
 * @integer: of an INT
 * @number: of an INT or FLOAT
 * @text: of a STRING what it says, of a NAME the dotted name
 * @items: (element-type GradusPythonNode): of a SEQUENCE its members, of a DICT keys and
 * values in turn, of a CALL what is given by position, of a LAMBDA its one expression
 * @names: (element-type utf8): of a CALL the names of what is given by name
 * @values: (element-type GradusPythonNode): and what that is
 * @callee: of a CALL, what is called
 *
 * An expression.
 */
struct _GradusPythonNode
{
  GradusPythonType  type;
  guint             first_line;
  guint             last_line;
  gboolean          boolean;
  gint64            integer;
  double            number;
  char             *text;
  GPtrArray        *items;
  GPtrArray        *names;
  GPtrArray        *values;
  GradusPythonNode *callee;
};

void gradus_python_node_free (GradusPythonNode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusPythonNode, gradus_python_node_free)

/**
 * GradusPythonStatement:
 * @text: the statement, its comments left out and its blanks evened
 * @source: the statement as it stands
 * @first_line: where it begins, from 1
 * @last_line: where it ends
 *
 * A logical line: brackets may carry it over several. A function or a class is one
 * statement with all that is indented below it, and @text is its lines as they stand.
 */
typedef struct
{
  char *text;
  char *source;
  guint first_line;
  guint last_line;
} GradusPythonStatement;

GPtrArray *gradus_python_split (const char *code, guint *line, GError **error);
/* Whether it is a function or a class. */
gboolean gradus_python_is_block (const GradusPythonStatement *self);
/* (transfer full): a function or class as @text of its statement has it */
char             *gradus_python_even_block (const char *source);
GradusPythonNode *gradus_python_parse (const GradusPythonStatement *statement,
                                       char                       **target,
                                       guint                       *line,
                                       GError                     **error);

G_END_DECLS
