/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/session.h"

GradusDataset    *session_make_data (guint n_samples);
GradusSequential *session_make_network (gint64 units, double rate);
GradusSnapshot   *session_wait_for (GradusSession *session, GradusSessionState state);
