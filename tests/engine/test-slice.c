/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/slice.h"

#include <string.h>

/* Σ (k + 1) · item of number k, as slices.py computes it of an array that holds 0, 1, 2 …
 */
static guint64
add_up (const GradusArrayView *view)
{
  gint64  index[GRADUS_ARRAY_MAX_RANK] = { 0 };
  gint64  n = gradus_array_view_get_size (view);
  guint64 sum = 0;

  for (gint64 k = 0; k < n; k++)
    {
      gint64 item = gradus_array_view_find (view, index);

      gint64 found[GRADUS_ARRAY_MAX_RANK] = { 0 };

      g_assert_true (gradus_array_view_locate (view, item, found));
      g_assert_cmpmem (found, view->rank * sizeof (gint64), index,
                       view->rank * sizeof (gint64));
      sum = (sum + (guint64) (k + 1) * (guint64) item) % 0x7fffffff;
      for (guint axis = view->rank; axis-- > 0;)
        {
          if (++index[axis] < gradus_array_view_get_dim (view, axis))
            break;
          index[axis] = 0;
        }
    }
  return sum;
}

static char *
describe (const GradusArrayView *view)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < view->rank; i++)
    g_string_append_printf (text, i > 0 ? " %d" : "%d",
                            (int) gradus_array_view_get_dim (view, i));
  g_string_append_c (text, '|');
  for (guint i = 0; i < view->rank; i++)
    g_string_append_printf (text, i > 0 ? " %d" : "%d",
                            gradus_array_view_get_dim (view, i) > 1
                              ? (int) gradus_array_view_get_stride (view, i)
                              : 0);
  g_string_append_printf (text, "|%" G_GUINT64_FORMAT, add_up (view));
  return g_string_free (text, FALSE);
}

static void
start (const char *dims, GradusArrayView *view)
{
  g_auto (GStrv) words = g_strsplit (dims, " ", -1);
  gint64         sizes[GRADUS_ARRAY_MAX_RANK];
  guint          rank = g_strv_length (words);

  for (guint i = 0; i < rank; i++)
    sizes[i] = g_ascii_strtoll (words[i], NULL, 10);
  gradus_array_view_init (view, rank, sizes);
}

/* How many numbers of the whole array are said to belong to the view. */
static void
check_members (const GradusArrayView *view)
{
  GradusArrayView all;
  gint64          n = 0;

  gradus_array_view_init (&all, view->base_rank, view->base_dims);
  for (gint64 item = 0; item < gradus_array_view_get_size (&all); item++)
    n += gradus_array_view_contains (view, item);
  g_assert_cmpint (n, ==, gradus_array_view_get_size (view));
}

static void
check_line (const char *line)
{
  g_auto (GStrv)     parts = g_strsplit (line, "|", 3);
  g_autoptr (GError) error = NULL;
  g_autofree char   *found = NULL;
  GradusArrayView    view;

  start (parts[0], &view);
  if (!gradus_slice_apply_text (parts[1], &view, &error))
    {
      g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER);
      found = g_strdup ("error");
    }
  else
    {
      check_members (&view);
      found = describe (&view);
    }
  if (strcmp (found, parts[2]) != 0)
    g_error ("%s of (%s): NumPy says %s, not %s", parts[1], parts[0], parts[2], found);
}

static void
check_lines (const char *text, guint least)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint          n = 0;

  for (char **line = lines; *line != NULL; line++)
    if ((*line)[0] != '\0')
      {
        check_line (*line);
        n++;
      }
  g_assert_cmpuint (n, >=, least);
}

/* Made by slices.py 7 600 with NumPy 1.24. */
static void
test_golden (void)
{
  g_autofree char   *path = g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "tests",
                                              "golden", "slices", "numpy.txt", NULL);
  g_autofree char   *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  check_lines (text, 600);
}

/* Others each time, where NumPy is installed. */
static void
test_numpy (void)
{
  g_autofree char *script = g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "tests",
                                              "engine", "slices.py", NULL);
  g_autofree char *seed = g_strdup_printf ("%d", g_test_rand_int_range (1, 1 << 30));
  const char      *argv[] = { "/usr/bin/python3", script, seed, "2000", NULL };
  g_autofree char *text = NULL;
  int              status;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                     &text, NULL, &status, NULL) ||
      status != 0)
    {
      g_test_skip ("there is no NumPy");
      return;
    }
  check_lines (text, 2000);
}

static void
test_tutorial (void)
{
  GradusArrayView  view;
  g_autofree char *shape = NULL;
  g_autofree char *strides = NULL;

  start ("60000 28 28", &view);
  g_assert_true (gradus_slice_apply_text ("train_images[10:100, 14:, 14:]", &view, NULL));
  shape = gradus_array_view_format_shape (&view);
  strides = gradus_array_view_format_strides (&view, 1);
  g_assert_cmpstr (shape, ==, "(90, 14, 14)");
  g_assert_cmpstr (strides, ==, "(784, 28, 1)");
  g_assert_cmpint (gradus_array_view_get_offset (&view), ==, 10 * 784 + 14 * 28 + 14);
  g_assert_false (gradus_array_view_is_contiguous (&view));
  start ("60000 28 28", &view);
  g_assert_true (gradus_slice_apply_text ("[4]", &view, NULL));
  g_assert_true (gradus_array_view_is_contiguous (&view));
}

static void
test_sentences (void)
{
  static const struct
  {
    const char *text;
    const char *sentence;
  } cases[] = {
    { "[9]", "Axis 0 has 5 entries: 9 lies outside of -5 … 4." },
    { "[0, -8]", "Axis 1 has 7 entries: -8 lies outside of -7 … 6." },
    { "[1, 2, 3]", "These are 3 indices, but the array has 2 axes." },
    { "[..., ...]", "“...” stands for all other axes, so it may stand only once." },
    { "[::0]", "A step of 0 stays where it is; it must be at least 1, or negative to go "
               "back." },
    { "[1:2", "A ] is missing at the end." },
    { "1:2]", "Begin with a [, as in [10:100, 14:, 14:]." },
    { "[one]", "“one” is not an index. Write a number like 4, a range like 10:100, or : "
               "for all." },
    { "[]", "An index is missing. Write a number like 4, a range like 10:100, or : for "
            "all." },
    { "[1:2:3:4]", "“1:2:3:4” is not an index. Write a number like 4, a range like "
                   "10:100, or : for all." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      GradusArrayView    view, before;

      start ("5 7", &view);
      before = view;
      g_assert_false (gradus_slice_apply_text (cases[i].text, &view, &error));
      g_assert_cmpstr (error->message, ==, cases[i].sentence);
      g_assert_cmpmem (&view, sizeof view, &before, sizeof before);
    }
}

/* What is written again says the same. */
static void
test_format (void)
{
  static const char *const cases[][2] = {
    { "[10:100,14:,14:]", "[10:100, 14:, 14:]" },
    { "[:, :, ::1]", "[:]" },
    { "[ ..., None , -1 ]", "[..., None, -1]" },
    { "[4, :, :]", "[4]" },
    { "[::-2, 3:]", "[::-2, 3:]" },
  };
  GradusSlice slice;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (gradus_slice_parse (cases[i][0], &slice, NULL));
      text = gradus_slice_format (&slice);
      g_assert_cmpstr (text, ==, cases[i][1]);
    }
  g_assert_true (gradus_slice_parse ("[..., 2]", &slice, NULL));
  g_assert_true (gradus_slice_expand (&slice, 4));
  g_assert_cmpuint (slice.n, ==, 4);
  g_assert_cmpint (slice.indices[3].start, ==, 2);
  g_assert_false (gradus_slice_expand (&slice, 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/slice/golden", test_golden);
  g_test_add_func ("/engine/slice/numpy", test_numpy);
  g_test_add_func ("/engine/slice/tutorial", test_tutorial);
  g_test_add_func ("/engine/slice/sentences", test_sentences);
  g_test_add_func ("/engine/slice/format", test_format);
  return g_test_run ();
}
