/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "engine/slice.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "engine/error.h"

/* NumPy's basic indexing: https://numpy.org/doc/stable/user/basics.indexing.html */

/* --- From text --- */

static const char *
skip_blanks (const char *at)
{
  while (g_ascii_isspace (*at))
    at++;
  return at;
}

static gboolean
refuse (const char *from, GError **error)
{
  g_autofree char *word = g_strndup (from, strcspn (from, ",]"));

  g_strstrip (word);
  if (word[0] == '\0')
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                         _ ("An index is missing. Write a number like 4, a range like "
                            "10:100, or : for all."));
  else
    g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                 _ (
                   "“%s” is not an index. Write a number like 4, a range like 10:100, or "
                   ": for all."),
                 word);
  return FALSE;
}

/* Numbers that no axis can have are as good as the largest one. */
#define LARGEST (G_MAXINT64 / 4)

static gboolean
take_number (const char **at, gint64 *number)
{
  const char *p = *at;
  gboolean    is_negative = *p == '-';
  gint64      value = 0;

  if (*p == '-' || *p == '+')
    p = skip_blanks (p + 1);
  if (!g_ascii_isdigit (*p))
    return FALSE;
  for (; g_ascii_isdigit (*p); p++)
    value = MIN (value * 10 + (*p - '0'), LARGEST);
  *number = is_negative ? -value : value;
  *at = p;
  return TRUE;
}

static gboolean
take_word (const char **at, const char *word)
{
  gsize length = strlen (word);

  if (strncmp (*at, word, length) != 0 || g_ascii_isalnum ((*at)[length]))
    return FALSE;
  *at += length;
  return TRUE;
}

static gboolean
take_index (const char **at, GradusIndex *index, GError **error)
{
  const char *from = *at = skip_blanks (*at);

  *index = (GradusIndex){ .kind = GRADUS_INDEX_NUMBER, .step = 1 };
  if (take_word (at, "...") || take_word (at, "…") || take_word (at, "Ellipsis"))
    index->kind = GRADUS_INDEX_REST;
  else if (take_word (at, "None") || take_word (at, "newaxis") ||
           take_word (at, "np.newaxis"))
    index->kind = GRADUS_INDEX_NEW_AXIS;
  else
    {
      index->has_start = take_number (at, &index->start);
      *at = skip_blanks (*at);
      if (**at == ':')
        {
          index->kind = GRADUS_INDEX_RANGE;
          *at = skip_blanks (*at + 1);
          index->has_stop = take_number (at, &index->stop);
          *at = skip_blanks (*at);
          if (**at == ':')
            {
              *at = skip_blanks (*at + 1);
              index->has_step = take_number (at, &index->step);
            }
        }
      else if (!index->has_start)
        return refuse (from, error);
    }
  *at = skip_blanks (*at);
  if (**at != ',' && **at != ']')
    return **at == '\0' ? TRUE : refuse (from, error);
  return TRUE;
}

/* @at: behind the opening bracket; comes to stand behind the closing one. */
static gboolean
take_indices (const char **at, GradusSlice *slice, GError **error)
{
  slice->n = 0;
  for (;;)
    {
      /* A comma may stand at the end, as in Python. */
      if (slice->n > 0 && *skip_blanks (*at) == ']')
        break;
      if (slice->n == GRADUS_SLICE_MAX_INDICES)
        {
          g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                               _ ("These are more indices than any array has axes."));
          return FALSE;
        }
      if (!take_index (at, &slice->indices[slice->n], error))
        return FALSE;
      slice->n++;
      if (**at != ',')
        break;
      (*at)++;
    }
  *at = skip_blanks (*at);
  if (**at != ']')
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                           _ ("A ] is missing at the end."));
      return FALSE;
    }
  (*at)++;
  return TRUE;
}

static gboolean
take_brackets (const char **at, GradusSlice *slice, GError **error)
{
  *at = skip_blanks (*at);
  if (**at != '[')
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                           _ ("Begin with a [, as in [10:100, 14:, 14:]."));
      return FALSE;
    }
  (*at)++;
  return take_indices (at, slice, error);
}

static gboolean
check_end (const char *at, GError **error)
{
  if (*skip_blanks (at) == '\0')
    return TRUE;
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
               /* Translators: %s is what was typed too much */
               _ ("“%s” does not belong behind the ]."), at);
  return FALSE;
}

/**
 * gradus_slice_parse:
 * @text: indices in brackets
 * @slice: (out): what they are
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_PARAMETER` if Python would not understand it, or if it is more
 *   than numbers, ranges, `...` and `None`
 *
 * Returns: whether it was understood
 */
gboolean
gradus_slice_parse (const char *text, GradusSlice *slice, GError **error)
{
  return take_brackets (&text, slice, error) && check_end (text, error);
}

static void
format_index (GString *text, const GradusIndex *index)
{
  switch (index->kind)
    {
    case GRADUS_INDEX_REST:
      g_string_append (text, "...");
      break;
    case GRADUS_INDEX_NEW_AXIS:
      g_string_append (text, "None");
      break;
    case GRADUS_INDEX_RANGE:
      if (index->has_start)
        g_string_append_printf (text, "%" G_GINT64_FORMAT, index->start);
      g_string_append_c (text, ':');
      if (index->has_stop)
        g_string_append_printf (text, "%" G_GINT64_FORMAT, index->stop);
      if (index->has_step && index->step != 1)
        g_string_append_printf (text, ":%" G_GINT64_FORMAT, index->step);
      break;
    case GRADUS_INDEX_NUMBER:
    default:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, index->start);
      break;
    }
}

static gboolean
is_all (const GradusIndex *index)
{
  return index->kind == GRADUS_INDEX_RANGE && !index->has_start && !index->has_stop &&
         (!index->has_step || index->step == 1);
}

char *
gradus_slice_format (const GradusSlice *slice)
{
  GString *text = g_string_new ("[");
  guint    n = slice->n;

  while (n > 1 && is_all (&slice->indices[n - 1]))
    n--;
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      format_index (text, &slice->indices[i]);
    }
  return g_string_free (g_string_append_c (text, ']'), FALSE);
}

/* --- To an array --- */

static guint
count_named (const GradusSlice *slice, guint *n_rests)
{
  guint n_named = 0;

  *n_rests = 0;
  for (guint i = 0; i < slice->n; i++)
    {
      n_named += slice->indices[i].kind <= GRADUS_INDEX_RANGE;
      *n_rests += slice->indices[i].kind == GRADUS_INDEX_REST;
    }
  return n_named;
}

gboolean
gradus_slice_expand (GradusSlice *slice, guint rank)
{
  const GradusIndex all = { .kind = GRADUS_INDEX_RANGE, .step = 1 };
  GradusSlice       whole = { 0 };
  guint             n_rests;
  guint             n_named = count_named (slice, &n_rests);

  if (n_named > rank || n_rests > 1 ||
      slice->n + rank - n_named > GRADUS_SLICE_MAX_INDICES)
    return FALSE;
  for (guint i = 0; i <= slice->n; i++)
    {
      gboolean is_rest =
        i < slice->n ? slice->indices[i].kind == GRADUS_INDEX_REST : n_rests == 0;

      if (is_rest)
        for (guint j = n_named; j < rank; j++)
          whole.indices[whole.n++] = all;
      else if (i < slice->n)
        whole.indices[whole.n++] = slice->indices[i];
    }
  *slice = whole;
  return TRUE;
}

static gboolean
take_entry (GradusArrayView   *view,
            guint              base,
            guint              axis,
            const GradusIndex *index,
            GError           **error)
{
  gint64 n = view->count[base];
  gint64 at = index->start < 0 ? index->start + n : index->start;

  if (at < 0 || at >= n)
    {
      if (n == 0)
        g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                     _ ("Axis %u is empty: it has no entry %" PRId64 "."), axis,
                     index->start);
      else
        g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                     /* Translators: an axis, its number of entries, an index, the first
                      * and the last one that there are */
                     _ ("Axis %u has %" PRId64 " entries: %" PRId64
                        " lies outside of %" PRId64 " … %" PRId64 "."),
                     axis, n, index->start, -n, n - 1);
      return FALSE;
    }
  view->first[base] += at * view->step[base];
  view->count[base] = 1;
  return TRUE;
}

/* Python's slice.indices(). */
static gboolean
take_range (GradusArrayView *view, guint base, const GradusIndex *index, GError **error)
{
  gint64 n = view->count[base];
  gint64 step = index->has_step ? index->step : 1;
  gint64 least = step > 0 ? 0 : -1;
  gint64 most = step > 0 ? n : n - 1;
  gint64 start = step > 0 ? least : most;
  gint64 stop = step > 0 ? most : least;
  gint64 count;

  if (step == 0)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                           _ ("A step of 0 stays where it is; it must be at least 1, or "
                              "negative to go back."));
      return FALSE;
    }
  if (index->has_start)
    start = CLAMP (index->start < 0 ? index->start + n : index->start, least, most);
  if (index->has_stop)
    stop = CLAMP (index->stop < 0 ? index->stop + n : index->stop, least, most);
  count = step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
  count = MAX (count, 0);
  if (count > 0)
    view->first[base] += start * view->step[base];
  /* A step that is never made may be any. */
  if (count > 1)
    view->step[base] *= step;
  view->count[base] = count;
  return TRUE;
}

static gboolean
take (GradusArrayView   *view,
      guint              base,
      guint              axis,
      const GradusIndex *index,
      GError           **error)
{
  return index->kind == GRADUS_INDEX_NUMBER ? take_entry (view, base, axis, index, error)
                                            : take_range (view, base, index, error);
}

/* A new axis that is cut again, in a second pair of brackets. */
static gboolean
take_new (int *base, guint axis, const GradusIndex *index, GError **error)
{
  const gint64    n = *base == GRADUS_AXIS_NEW;
  GradusArrayView one;

  if (index->kind == GRADUS_INDEX_NEW_AXIS)
    return TRUE;
  gradus_array_view_init (&one, 1, &n);
  if (!take (&one, 0, axis, index, error))
    return FALSE;
  *base = one.count[0] > 0 ? GRADUS_AXIS_NEW : GRADUS_AXIS_EMPTY;
  return TRUE;
}

/**
 * gradus_slice_apply:
 * @slice: indices
 * @view: (inout): an array, or a part of one
 * @error: return location for an error
 *
 * Cuts out what NumPy's basic indexing would; no number is copied.
 *
 * Errors: `GRADUS_ERROR_PARAMETER` for an index that lies outside, too many of them, a
 *   step of 0, or more axes than %GRADUS_ARRAY_MAX_RANK
 *
 * Returns: whether there is such a part
 */
gboolean
gradus_slice_apply (const GradusSlice *slice, GradusArrayView *view, GError **error)
{
  GradusSlice     whole = *slice;
  GradusArrayView result = *view;
  guint           n_rests, axis = 0;
  guint           n_named = count_named (slice, &n_rests);

  if (n_rests > 1)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                           _ ("“...” stands for all other axes, so it may stand only "
                              "once."));
      return FALSE;
    }
  if (n_named > view->rank || !gradus_slice_expand (&whole, view->rank))
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                   /* Translators: the number of indices, then of axes */
                   _ ("These are %u indices, but the array has %u axes."), n_named,
                   view->rank);
      return FALSE;
    }
  result.rank = 0;
  for (guint i = 0; i < whole.n; i++)
    {
      const GradusIndex *index = &whole.indices[i];
      int                base =
        index->kind == GRADUS_INDEX_NEW_AXIS ? GRADUS_AXIS_NEW : view->axes[axis++];

      if (base >= 0 ? !take (&result, (guint) base, axis - 1, index, error)
                    : !take_new (&base, axis - 1, index, error))
        return FALSE;
      if (index->kind == GRADUS_INDEX_NUMBER)
        continue;
      if (result.rank == GRADUS_ARRAY_MAX_RANK)
        {
          g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                       _ ("More than %d axes cannot be drawn."), GRADUS_ARRAY_MAX_RANK);
          return FALSE;
        }
      result.axes[result.rank++] = base;
    }
  *view = result;
  return TRUE;
}

/**
 * gradus_slice_apply_text:
 * @text: an expression like `x[10:100, 14:, 14:]`, with or without the name; nothing is
 *   all
 * @view: (inout): an array
 * @error: return location for an error
 *
 * Errors: those of gradus_slice_parse() and gradus_slice_apply()
 *
 * Returns: whether there is such a part; if not, @view is as before
 */
gboolean
gradus_slice_apply_text (const char *text, GradusArrayView *view, GError **error)
{
  GradusArrayView result = *view;
  GradusSlice     slice;
  const char     *at = skip_blanks (text);

  while (g_ascii_isalpha (*at) || *at == '_')
    at++;
  at = skip_blanks (at);
  while (*at != '\0')
    {
      if (!take_brackets (&at, &slice, error) ||
          !gradus_slice_apply (&slice, &result, error))
        return FALSE;
      at = skip_blanks (at);
    }
  *view = result;
  return TRUE;
}
