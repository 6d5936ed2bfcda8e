/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-late-figures.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-errand.h"
#include "app/gradus-probe-reading.h"
#include "engine/confusion.h"
#include "engine/plane-map.h"
#include "plot/figure-confusion.h"
#include "plot/figure-evidence.h"
#include "plot/figure-mistakes.h"
#include "plot/figure-plane.h"
#include "plot/figure-regression.h"
#include "plot/figure-scatter.h"
#include "plot/reasons.h"
#include "plot/survey.h"

/* All that a thread needs to know of the network as it is now. */
typedef struct
{
  GradusPlan             *plan;
  GPtrArray              *weights;
  GradusDataset          *data;
  GradusTensor           *probe;       /* (nullable) */
  GPtrArray              *activations; /* (nullable): of the probe */
  GradusProbeReading     *reading;     /* (nullable): likewise */
  const char             *note;        /* static */
  GradusLatePlot          plot;
  int                     sample;
  GradusProjectionRequest maps; /* without references */
  gboolean                is_test;
  gboolean                as_marks;
} Late;

static void
late_free (gpointer data)
{
  Late *self = data;

  gradus_plan_unref (self->plan);
  g_ptr_array_unref (self->weights);
  gradus_dataset_unref (self->data);
  g_clear_pointer (&self->probe, gradus_tensor_unref);
  g_clear_pointer (&self->activations, g_ptr_array_unref);
  g_clear_pointer (&self->reading, gradus_probe_reading_free);
  g_free (self);
}

static Late *
late_new (GradusStudio *studio)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (studio);
  GradusDataset  *data = gradus_studio_get_test_data (studio);
  GradusTensor   *probe = gradus_studio_get_probe_input (studio);
  GPtrArray      *activations = gradus_studio_get_probe_activations (studio);
  Late           *self;

  if (snapshot->plan == NULL || snapshot->weights == NULL || data == NULL)
    return NULL;
  self = g_new0 (Late, 1);
  self->plan = gradus_plan_ref (snapshot->plan);
  self->weights = g_ptr_array_ref (snapshot->weights);
  self->data = gradus_dataset_ref (data);
  self->probe = probe != NULL ? gradus_tensor_ref (probe) : NULL;
  self->activations = activations != NULL ? g_ptr_array_ref (activations) : NULL;
  return self;
}

static GradusModel *
get_model (const Late *self, GradusStandIn *stand_in)
{
  return gradus_stand_in_get_model (stand_in, self->plan, self->weights);
}

static GradusFigure *
new_later (const GradusFigureKind *kind,
           const char             *variant,
           GradusFigureMake        make,
           Late                   *late)
{
  GradusFigureWords words = { .variant = variant };

  return gradus_figure_new_later (kind, &words, make, late, late_free);
}

/* --- All test samples --- */

/* NULL if it was cancelled, too. */
static GradusConfusion *
ask_all (const Late *self, GradusFigure *figure, GCancellable *cancellable)
{
  GradusStandIn   *stand_in = gradus_stand_in_new ();
  GradusModel     *model = get_model (self, stand_in);
  GradusConfusion *confusion =
    model != NULL ? gradus_confusion_begin (model, self->data, 0) : NULL;

  while (confusion != NULL && confusion->n_read < confusion->n_samples &&
         !g_cancellable_is_cancelled (cancellable))
    {
      gradus_confusion_go_on (confusion, model, self->data);
      gradus_figure_set_progress (figure,
                                  (double) confusion->n_read / confusion->n_samples);
    }
  if (g_cancellable_is_cancelled (cancellable))
    g_clear_pointer (&confusion, gradus_confusion_free);
  gradus_stand_in_unref (stand_in);
  return confusion;
}

static GradusFigure *
make_confusion (GradusFigure *figure, gpointer late, GCancellable *cancellable)
{
  const Late                 *self = late;
  g_autoptr (GradusConfusion) confusion = ask_all (self, figure, cancellable);

  return gradus_figure_confusion_new (confusion, self->data);
}

static GradusFigure *
make_mistakes (GradusFigure *figure, gpointer late, GCancellable *cancellable)
{
  const Late                 *self = late;
  g_autoptr (GradusConfusion) confusion = ask_all (self, figure, cancellable);
  g_autofree guint           *samples = NULL;
  g_autofree char            *title = NULL;
  guint                       n = 0;

  if (confusion == NULL)
    return gradus_figure_mistakes_new (NULL, NULL, NULL, NULL, 0);
  samples =
    gradus_confusion_list (confusion, self->data, GRADUS_ANY_CLASS, GRADUS_ANY_CLASS, &n);
  title = gradus_mistakes_dup_title (self->data, GRADUS_ANY_CLASS, GRADUS_ANY_CLASS, n);
  return gradus_figure_mistakes_new (title, confusion, self->data, samples, n);
}

static Late *
late_new_with_classes (GradusStudio *studio)
{
  Late *self = late_new (studio);

  if (self != NULL && gradus_dataset_get_n_classes (self->data) == 0)
    g_clear_pointer (&self, late_free);
  return self;
}

GradusFigure *
gradus_late_confusion_new (GradusStudio *studio)
{
  Late *late = late_new_with_classes (studio);

  return late != NULL ? new_later (&gradus_figure_confusion, NULL, make_confusion, late)
                      : NULL;
}

GradusFigure *
gradus_late_mistakes_new (GradusStudio *studio)
{
  Late *late = late_new_with_classes (studio);

  return late != NULL ? new_later (&gradus_figure_mistakes, NULL, make_mistakes, late)
                      : NULL;
}

/* --- One sample --- */

static GradusFigure *
make_evidence (GradusFigure *figure, gpointer late, GCancellable *cancellable)
{
  const Late               *self = late;
  g_autoptr (GradusReasons) reasons = NULL;
  GradusEvidence            evidence = { .answer = NULL };

  gradus_probe_reading_describe (self->reading, &evidence);
  evidence.input_note = self->note;
  if (gradus_probe_reading_is_class (self->reading))
    {
      GradusStandIn *stand_in = gradus_stand_in_new ();
      GradusModel   *model = get_model (self, stand_in);

      if (model != NULL)
        reasons = gradus_reasons_new (model, self->probe, cancellable);
      gradus_stand_in_unref (stand_in);
    }
  if (reasons != NULL)
    {
      evidence.occlusion = reasons->occlusion;
      evidence.gradient = reasons->gradient;
    }
  return gradus_figure_evidence_new (&evidence);
}

GradusFigure *
gradus_late_evidence_new (GradusStudio *studio, const char *note)
{
  Late *late = late_new (studio);

  if (late == NULL)
    return NULL;
  if (late->probe == NULL || late->activations == NULL)
    {
      late_free (late);
      return NULL;
    }
  late->reading = gradus_probe_reading_new (studio);
  late->note = note;
  return new_later (&gradus_figure_evidence, NULL, make_evidence, late);
}

/* --- Maps --- */

/* Who waits for maps, and who may say that nobody does any more. */
typedef struct
{
  GradusFigure *figure;
  GCancellable *cancellable;
} Waiting;

static gboolean
go_on (double progress, gpointer user_data)
{
  const Waiting *waiting = user_data;

  gradus_figure_set_progress (waiting->figure, progress);
  return !g_cancellable_is_cancelled (waiting->cancellable);
}

static GradusFigure *
make_maps (GradusFigure *figure, gpointer late, GCancellable *cancellable)
{
  const Late                  *self = late;
  Waiting                      waiting = { figure, cancellable };
  g_autoptr (GradusProjection) maps =
    gradus_projection_new (&self->maps, go_on, &waiting);

  return gradus_figure_scatter_new_projection (maps, self->plan, self->is_test,
                                               self->as_marks, NULL);
}

GradusFigure *
gradus_late_maps_new (const GradusProjectionRequest *request,
                      gboolean                       is_test,
                      gboolean                       as_marks)
{
  Late *late;

  if (request->plan == NULL || request->weights == NULL || request->data == NULL)
    return NULL;
  late = g_new0 (Late, 1);
  late->plan = gradus_plan_ref (request->plan);
  late->weights = g_ptr_array_ref (request->weights);
  late->data = gradus_dataset_ref (request->data);
  late->probe = request->probe != NULL ? gradus_tensor_ref (request->probe) : NULL;
  late->maps = *request;
  late->maps.is_training = FALSE;
  late->is_test = is_test;
  late->as_marks = as_marks;
  return new_later (&gradus_figure_scatter, NULL, make_maps, late);
}

/* --- Data of few numbers --- */

static GradusFigure *
draw_survey (const Late *self, GradusSurvey *survey)
{
  switch (self->plot)
    {
    case GRADUS_LATE_PLANE:
      return gradus_figure_plane_new (survey,
                                      self->probe != NULL && self->probe->size == 2
                                        ? self->probe->data
                                        : NULL);
    case GRADUS_LATE_BENT:
      return gradus_figure_plane_new_bent (survey, self->activations);
    case GRADUS_LATE_CURVE:
      return gradus_figure_regression_new_curve (survey);
    case GRADUS_LATE_FIT:
    default:
      return gradus_figure_regression_new_fit (survey, self->sample);
    }
}

static GradusFigure *
make_plot (GradusFigure *figure, gpointer late, GCancellable *cancellable)
{
  const Late              *self = late;
  GradusStandIn           *stand_in = gradus_stand_in_new ();
  GradusModel             *model = get_model (self, stand_in);
  g_autoptr (GradusSurvey) survey =
    model != NULL ? gradus_survey_new (model, self->data, cancellable) : NULL;

  gradus_stand_in_unref (stand_in);
  return draw_survey (self, survey);
}

GradusFigure *
gradus_late_plot_new (GradusStudio *studio, GradusLatePlot plot, int sample)
{
  Late       *late = late_new (studio);
  const char *variant = NULL;

  if (late == NULL)
    return NULL;
  if (plot == GRADUS_LATE_BENT)
    {
      variant = _ ("The plane as a layer bends it");
      if (gradus_bent_grid_find_layer (late->plan) < 0)
        {
          late_free (late);
          return NULL;
        }
    }
  else if (plot == GRADUS_LATE_FIT)
    variant = _ ("Said and right");
  late->plot = plot;
  late->sample = sample;
  return new_later (plot == GRADUS_LATE_PLANE || plot == GRADUS_LATE_BENT
                      ? &gradus_figure_plane
                      : &gradus_figure_regression,
                    variant, make_plot, late);
}
