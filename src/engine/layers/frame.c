/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/frame.h"

#include <config.h>

#include "engine/error.h"
#include "engine/lower.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Sequences are pictures of one row. */
typedef struct
{
  gint64 in_h, in_w, out_h, out_w;
  gint64 top, left; /* where the input begins in the output; may be negative */
  gsize  n_channels;
} Frame;

static gboolean
check_rank (const GradusLayerPlan *plan, guint n_numbers, GError **error)
{
  g_autofree char *shape = gradus_shape_to_string (&plan->input);
  const char      *name = gradus_config_get_kind (plan->config)->name;

  if (plan->input.rank == (n_numbers == 4 ? 3 : 2))
    return TRUE;
  if (n_numbers == 4)
    g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                 _ ("%s needs pictures with rows, columns and channels, but it gets %s."),
                 name, shape);
  else
    g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                 _ ("%s needs sequences of time steps and channels, but it gets %s."),
                 name, shape);
  return FALSE;
}

gboolean
gradus_frame_infer (GradusLayerPlan *plan, const char *name, int sign, GError **error)
{
  const GradusShape *frame = gradus_config_get_tuple (plan->config, name);
  gboolean           is_picture = frame->rank == 4;
  const gint64      *columns = frame->dims + (is_picture ? 2 : 0);
  Frame              self = { .in_h = 1, .out_h = 1 };

  if (!check_rank (plan, frame->rank, error))
    return FALSE;
  if (is_picture)
    {
      self.in_h = plan->input.dims[0];
      self.out_h = self.in_h + sign * (frame->dims[0] + frame->dims[1]);
      self.top = sign * frame->dims[0];
    }
  self.in_w = plan->input.dims[is_picture ? 1 : 0];
  self.out_w = self.in_w + sign * (columns[0] + columns[1]);
  self.left = sign * columns[0];
  self.n_channels = (gsize) gradus_shape_last (&plan->input);
  if (self.out_h <= 0 || self.out_w <= 0)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                           _ ("Nothing is left after so much is cut off."));
      return FALSE;
    }
  plan->data = g_memdup2 (&self, sizeof self);
  plan->free_data = g_free;
  plan->output = plan->input;
  plan->output.dims[is_picture ? 1 : 0] = self.out_w;
  if (is_picture)
    plan->output.dims[0] = self.out_h;
  return TRUE;
}

/* Copies the part that @from (of the shape from_h, from_w) and @to share; @to begins at
 * top, left of @from. */
static void
copy_shared (const Frame *self, gboolean is_back, const float *from, float *to)
{
  gint64 from_h = is_back ? self->out_h : self->in_h;
  gint64 from_w = is_back ? self->out_w : self->in_w;
  gint64 to_h = is_back ? self->in_h : self->out_h;
  gint64 to_w = is_back ? self->in_w : self->out_w;
  gint64 top = is_back ? -self->top : self->top;
  gint64 left = is_back ? -self->left : self->left;
  gint64 first = MAX (left, 0);
  gint64 end = MIN (from_w + left, to_w);

  for (gint64 i = MAX (top, 0); i < MIN (from_h + top, to_h) && first < end; i++)
    memcpy (to + (gsize) (i * to_w + first) * self->n_channels,
            from + (gsize) ((i - top) * from_w + first - left) * self->n_channels,
            (gsize) (end - first) * self->n_channels * sizeof (float));
}

void
gradus_frame_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize n_in = gradus_shape_size (&plan->input);
  gsize n_out = gradus_shape_size (&plan->output);

  memset (run->y, 0, run->n * n_out * sizeof (float));
  for (gsize i = 0; i < run->n; i++)
    copy_shared (plan->data, FALSE, run->x + i * n_in, run->y + i * n_out);
}

/* "i - 2", "i + 1" or "i" */
static void
set_shifted (GradusCCode *code, const char *word, const char *place, gint64 before)
{
  g_autofree char *shifted = g_strdup_printf ("%s %c %" G_GINT64_FORMAT, place,
                                              before > 0 ? '-' : '+', ABS (before));

  gradus_c_code_set (code, word, before != 0 ? shifted : place);
}

/* Pictures and sequences alike: what lies outside of the input is 0. */
void
gradus_frame_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  const Frame *self = plan->data;

  gradus_c_code_set_int (code, "in_h", self->in_h);
  gradus_c_code_set_int (code, "in_w", self->in_w);
  gradus_c_code_set_int (code, "out_h", self->out_h);
  gradus_c_code_set_int (code, "out_w", self->out_w);
  set_shifted (code, "row", "i", self->top);
  set_shifted (code, "column", "j", self->left);
  gradus_c_code_set_int (code, "channels", (gint64) self->n_channels);
  gradus_c_code_set (code, "from", "(row * {in_w} + column) * {channels} + c");
  gradus_c_code_add (
    code, "for (int i = 0; i < {out_h}; i++)\n"
          "  for (int j = 0; j < {out_w}; j++)\n"
          "    {\n"
          "      int row = {row}, column = {column};\n"
          "      int is_inside = row >= 0 && row < {in_h} && column >= 0 && column < "
          "{in_w};\n"
          "\n"
          "      for (int c = 0; c < {channels}; c++)\n"
          "        y[(i * {out_w} + j) * {channels} + c] = is_inside ? x[{from}] : 0;\n"
          "    }\n");
}

void
gradus_frame_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize n_in = gradus_shape_size (&plan->input);
  gsize n_out = gradus_shape_size (&plan->output);

  if (run->dx == NULL)
    return;
  memset (run->dx, 0, run->n * n_in * sizeof (float));
  for (gsize i = 0; i < run->n; i++)
    copy_shared (plan->data, TRUE, run->dy + i * n_out, run->dx + i * n_in);
}

/* --- As standard operators --- */

static const char *
lower_padding (GradusLowering *lowering, guint n_axes, gint64 before[2], gint64 after[2])
{
  gint64 pads[2 * GRADUS_GRAPH_MAX_RANK] = { 0 };
  guint  rank = n_axes + 2;

  for (guint i = 0; i < n_axes; i++)
    {
      gint64 axis = gradus_lower_get_axis (lowering, i);

      pads[axis] = before[i];
      pads[rank + axis] = after[i];
    }
  return gradus_lower_op (lowering, "Pad", lowering->x,
                          gradus_lower_integers (lowering, 2 * rank, pads), NULL);
}

void
gradus_frame_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const Frame *self = plan->data;
  guint        n_axes = plan->input.rank - 1;
  guint        first = 2 - n_axes;
  const gint64 start[] = { self->top, self->left };
  gint64       before[2], after[2];
  gboolean     is_cut = FALSE;

  gradus_lower_any_layout (lowering);
  for (guint i = 0; i < n_axes; i++)
    {
      before[i] = start[first + i];
      after[i] = plan->output.dims[i] - plan->input.dims[i] - before[i];
      is_cut = is_cut || before[i] < 0 || after[i] < 0;
    }
  if (!is_cut)
    lowering->x = lower_padding (lowering, n_axes, before, after);
  for (guint i = 0; is_cut && i < n_axes; i++)
    lowering->x =
      gradus_lower_slice (lowering, lowering->x, gradus_lower_get_axis (lowering, i),
                          -before[i], plan->input.dims[i] + after[i], 1);
}
