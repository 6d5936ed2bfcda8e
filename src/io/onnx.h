/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/graph.h"
#include "io/model-formats.h"

G_BEGIN_DECLS

/* There only where the build found ONNX's schema and protobuf-c (GRADUS_HAS_ONNX). */
extern const GradusModelFormat gradus_onnx_format;

/* Takes the graph's numbers over; what is left of it is only good for freeing. */
GBytes *gradus_graph_to_onnx (GradusGraph *graph, GError **error);

G_END_DECLS
