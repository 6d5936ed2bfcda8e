/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#define BAR_WIDTH 24
#define FRAME_US (G_USEC_PER_SEC / 15)

void
gradus_cli_progress_init (GradusCliProgress   *self,
                          const GradusTrainer *trainer,
                          guint                n_epochs)
{
  *self = (GradusCliProgress){ .trainer = trainer, .n_epochs = n_epochs };
  self->is_terminal = isatty (STDOUT_FILENO) == 1;
  self->epoch_start_us = g_get_monotonic_time ();
}

static void
append_scores (const GradusCliProgress *self,
               GString                 *line,
               const char              *prefix,
               double                   loss,
               const double            *metrics)
{
  g_string_append_printf (line, " - %sloss: %.4f", prefix, loss);
  for (guint i = 0; i < gradus_trainer_get_n_metrics (self->trainer); i++)
    g_string_append_printf (line, " - %s%s: %.4f", prefix,
                            gradus_trainer_get_metric_name (self->trainer, i),
                            metrics[i]);
}

static void
append_bar (GString *line, guint done, guint total)
{
  guint n_full = total > 0 ? done * BAR_WIDTH / total : 0;

  for (guint i = 0; i < BAR_WIDTH; i++)
    g_string_append (line, i < n_full ? "━" : "─");
}

static void
show_bar (GradusCliProgress *self, const GradusStepReport *report, gint64 now)
{
  g_autoptr (GString) line = g_string_new ("\r");
  double              seconds = (double) (now - self->epoch_start_us) / G_USEC_PER_SEC;

  g_string_append_printf (line, "%u/%u ", report->batch, report->n_batches);
  append_bar (line, report->batch, report->n_batches);
  g_string_append_printf (line, " %.1fs", seconds);
  append_scores (self, line, "", report->epoch_loss, report->epoch_metrics);
  if (report->phase == GRADUS_PHASE_EPOCH_END)
    {
      if (report->has_validation)
        append_scores (self, line, "val_", report->validation_loss,
                       report->validation_metrics);
      g_string_append_c (line, '\n');
    }
  fputs (line->str, stdout);
  fputs (report->phase == GRADUS_PHASE_EPOCH_END ? "" : "\033[K", stdout);
  fflush (stdout);
}

static void
show_line (GradusCliProgress *self, const GradusStepReport *report, gint64 now)
{
  g_autoptr (GString) line = g_string_new (NULL);
  double              seconds = (double) (now - self->epoch_start_us) / G_USEC_PER_SEC;

  g_string_append_printf (line, "Epoch %u/%u - %.2fs", report->epoch + 1, self->n_epochs,
                          seconds);
  append_scores (self, line, "", report->epoch_loss, report->epoch_metrics);
  if (report->has_validation)
    append_scores (self, line, "val_", report->validation_loss,
                   report->validation_metrics);
  puts (line->str);
  fflush (stdout);
}

/**
 * gradus_cli_progress_show:
 * @self: the progress
 * @report: what the trainer did last
 *
 * Shows it, on a terminal at most 15 times a second.
 */
void
gradus_cli_progress_show (GradusCliProgress *self, const GradusStepReport *report)
{
  gint64   now = g_get_monotonic_time ();
  gboolean is_end = report->phase == GRADUS_PHASE_EPOCH_END;

  if (report->phase != GRADUS_PHASE_BATCH && !is_end)
    return;
  if (self->is_terminal && !self->has_title)
    printf ("Epoch %u/%u\n", report->epoch + 1, self->n_epochs);
  self->has_title = TRUE;
  if (!self->is_terminal && is_end)
    show_line (self, report, now);
  else if (self->is_terminal && (is_end || now - self->shown_us >= FRAME_US))
    {
      show_bar (self, report, now);
      self->shown_us = now;
    }
  if (is_end)
    {
      self->epoch_start_us = now;
      self->shown_us = 0;
      self->has_title = FALSE;
    }
}

void
gradus_cli_progress_stop (GradusCliProgress *self)
{
  if (self->is_terminal && self->shown_us != 0)
    putchar ('\n');
  fflush (stdout);
}
