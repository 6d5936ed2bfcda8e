/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/document.h"

G_BEGIN_DECLS

/* A network in words, on a few samples. The stack has one word per layer: "32relu",
 * "softmax" (an Activation), "drop", "drop9" (nearly all), "norm", "flat", "conv". */
typedef struct
{
  const char *source;
  gboolean    flatten;
  const char *task;
  const char *loss;
  gboolean    from_logits;
  const char *layers;
} StackWords;

GradusProject *stack_words_new_project (const StackWords *words);

G_END_DECLS
