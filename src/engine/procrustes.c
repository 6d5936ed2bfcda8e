/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/procrustes.h"

#include <math.h>

static void
find_center (gsize n, const float *points, double center[2])
{
  center[0] = center[1] = 0;
  for (gsize i = 0; i < n; i++)
    {
      center[0] += (double) points[2 * i] / (double) n;
      center[1] += (double) points[2 * i + 1] / (double) n;
    }
}

/**
 * gradus_procrustes_align:
 * @n: how many points
 * @reference: (shape n, 2): where they should be
 * @points: (inout) (shape n, 2): the points
 *
 * Finds the rotation, or rotation and reflection, that makes Σ rᵢ · R pᵢ largest, both
 * sets with the mean taken off; in the plane it can be written down: among rotations the
 * sum is a · cos α + b · sin α. Then maps the points.
 *
 * Source: Schönemann, A generalized solution of the orthogonal Procrustes problem (1966)
 *
 * Returns: the mean squared distance between the two that is left
 */
double
gradus_procrustes_align (gsize n, const float *reference, float *points)
{
  double from[2], to[2];
  double xx = 0, xy = 0, yx = 0, yy = 0;
  double turned, mirrored, angle, flip, left = 0;

  if (n == 0)
    return 0;
  find_center (n, points, from);
  find_center (n, reference, to);
  for (gsize i = 0; i < n; i++)
    {
      double px = (double) points[2 * i] - from[0],
             py = (double) points[2 * i + 1] - from[1];
      double rx = (double) reference[2 * i] - to[0],
             ry = (double) reference[2 * i + 1] - to[1];

      xx += px * rx;
      xy += px * ry;
      yx += py * rx;
      yy += py * ry;
    }
  turned = hypot (xx + yy, xy - yx);
  mirrored = hypot (xx - yy, xy + yx);
  flip = mirrored > turned ? -1 : 1;
  angle = atan2 (xy - flip * yx, xx + flip * yy);
  for (gsize i = 0; i < n; i++)
    {
      double px = (double) points[2 * i] - from[0];
      double py = flip * ((double) points[2 * i + 1] - from[1]);
      double x = to[0] + cos (angle) * px - sin (angle) * py;
      double y = to[1] + sin (angle) * px + cos (angle) * py;

      left += (x - (double) reference[2 * i]) * (x - (double) reference[2 * i]) +
              (y - (double) reference[2 * i + 1]) * (y - (double) reference[2 * i + 1]);
      points[2 * i] = (float) x;
      points[2 * i + 1] = (float) y;
    }
  return left / (double) n;
}
