/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/write-c.h"

static const char places[] = "ijklm";

char *
gradus_write_c_index (const GradusShape *shape)
{
  GString *text = g_string_new (shape->rank == 0 ? "0" : "i");

  for (guint i = 1; i < shape->rank; i++)
    {
      if (i > 1)
        {
          g_string_prepend_c (text, '(');
          g_string_append_c (text, ')');
        }
      g_string_append_printf (text, " * %" G_GINT64_FORMAT " + %c", shape->dims[i],
                              places[i]);
    }
  return g_string_free (text, FALSE);
}

char *
gradus_write_c_subscript (guint rank, guint axes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rank; i++)
    if (axes & 1u << i)
      g_string_append_printf (text, "[%c]", places[i]);
  return g_string_free (text, FALSE);
}

guint
gradus_write_c_loops (GString *text, const GradusShape *shape, guint axes, guint depth)
{
  for (guint i = 0; i < shape->rank; i++)
    if (axes & 1u << i)
      {
        g_string_append_printf (text,
                                "%*sfor (int %c = 0; %c < %" G_GINT64_FORMAT "; %c++)\n",
                                (int) depth, "", places[i], places[i], shape->dims[i],
                                places[i]);
        depth += 2;
      }
  return depth;
}
