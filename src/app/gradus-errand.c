/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-errand.h"

/* Numbers that change more often than this cannot be read. */
#define INTERVAL (250 * G_TIME_SPAN_MILLISECOND)

struct _GradusErrand
{
  GradusErrandRun  run;
  GDestroyNotify   free_request;
  GDestroyNotify   free_result;
  GradusErrandDone done; /* NULL when the owner is gone */
  gpointer         user_data;
  GCancellable    *running; /* NULL when nothing runs */
  gpointer         waiting;
  double           share;
  gint64           begun; /* of the last run, monotonic */
  gint64           ended;
  guint            timer;
  guint            ref_count;
};

/* One run. */
typedef struct
{
  GradusErrand *errand; /* only its functions, in the other thread */
  gpointer      request;
} Run;

static void start (GradusErrand *self);

static void
errand_unref (GradusErrand *self)
{
  if (--self->ref_count > 0)
    return;
  g_free (self);
}

static void
thread_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;

  g_task_return_pointer (task, run->errand->run (run->request, cancellable),
                         run->errand->free_result);
}

/* In the main thread; the task may end in the other one. */
static void
finish_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Run               *run = user_data;
  GradusErrand      *self = run->errand;
  g_autoptr (GError) error = NULL;
  gpointer           value = g_task_propagate_pointer (G_TASK (result), &error);

  self->free_request (run->request);
  g_free (run);
  g_clear_object (&self->running);
  self->ended = g_get_monotonic_time ();
  if (error == NULL && self->done != NULL)
    self->done (value, self->user_data);
  else if (value != NULL)
    self->free_result (value);
  if (self->waiting != NULL && self->done != NULL)
    start (self);
  errand_unref (self);
}

static void
run_now (GradusErrand *self)
{
  g_autoptr (GTask) task = NULL;
  Run              *run = g_new0 (Run, 1);

  *run = (Run){ self, g_steal_pointer (&self->waiting) };
  self->ref_count++;
  self->running = g_cancellable_new ();
  self->begun = g_get_monotonic_time ();
  task = g_task_new (NULL, self->running, finish_cb, run);
  g_task_set_task_data (task, run, NULL);
  g_task_run_in_thread (task, thread_func);
}

static gboolean
timer_cb (gpointer user_data)
{
  GradusErrand *self = user_data;

  self->timer = 0;
  if (self->waiting != NULL && self->running == NULL)
    run_now (self);
  return G_SOURCE_REMOVE;
}

/* Begins what waits, or says when. */
static void
start (GradusErrand *self)
{
  gint64 pause = 0;
  gint64 wait;

  if (self->running != NULL)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->share < 1 && self->ended > 0)
    pause = MAX ((gint64) ((double) (self->ended - self->begun) * (1 / self->share - 1)),
                 INTERVAL);
  wait = self->ended + pause - g_get_monotonic_time ();
  if (pause == 0 || wait <= 0)
    run_now (self);
  else
    self->timer =
      g_timeout_add ((guint) (wait / G_TIME_SPAN_MILLISECOND) + 1, timer_cb, self);
}

/**
 * gradus_errand_new:
 * @run: does the work, in another thread
 * @free_request: frees what was sent
 * @free_result: frees what comes back
 * @done: gets what comes back
 * @user_data: for @done
 *
 * Returns: (transfer full): an errand that nobody has been sent on yet
 */
GradusErrand *
gradus_errand_new (GradusErrandRun  run,
                   GDestroyNotify   free_request,
                   GDestroyNotify   free_result,
                   GradusErrandDone done,
                   gpointer         user_data)
{
  GradusErrand *self = g_new0 (GradusErrand, 1);

  *self = (GradusErrand){ .run = run,
                          .free_request = free_request,
                          .free_result = free_result,
                          .done = done,
                          .user_data = user_data,
                          .share = 1,
                          .ref_count = 1 };
  return self;
}

void
gradus_errand_free (GradusErrand *self)
{
  self->done = NULL;
  gradus_errand_cancel (self);
  errand_unref (self);
}

void
gradus_errand_send (GradusErrand *self, gpointer request, double share)
{
  if (self->waiting != NULL)
    self->free_request (self->waiting);
  self->waiting = request;
  self->share = share;
  start (self);
}

void
gradus_errand_cancel (GradusErrand *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->waiting, self->free_request);
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
}

/* --- Models that look on --- */

struct _GradusStandIn
{
  GradusPlan  *plan;
  GPtrArray   *weights;
  GradusModel *model;
};

/**
 * gradus_stand_in_new:
 *
 * Returns: (transfer full): without a model as yet
 */
GradusStandIn *
gradus_stand_in_new (void)
{
  return g_atomic_rc_box_new0 (GradusStandIn);
}

GradusStandIn *
gradus_stand_in_ref (GradusStandIn *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
forget (GradusStandIn *self)
{
  g_clear_pointer (&self->model, gradus_model_free);
  g_clear_pointer (&self->weights, g_ptr_array_unref);
  g_clear_pointer (&self->plan, gradus_plan_unref);
}

void
gradus_stand_in_unref (GradusStandIn *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) forget);
}

/**
 * gradus_stand_in_get_model:
 * @self: a stand-in
 * @plan: of a network
 * @weights: (element-type GradusTensor): what it has learned
 *
 * Returns: (nullable) (transfer none): a model with these weights
 */
GradusModel *
gradus_stand_in_get_model (GradusStandIn *self, GradusPlan *plan, GPtrArray *weights)
{
  if (self->plan != plan)
    {
      forget (self);
      self->model = gradus_model_new (gradus_plan_get_sequential (plan), 1, NULL);
      self->plan = gradus_plan_ref (plan);
    }
  if (self->model == NULL || self->weights == weights)
    return self->model;
  g_clear_pointer (&self->weights, g_ptr_array_unref);
  if (!gradus_model_set_weights (self->model, weights, NULL))
    return NULL;
  self->weights = g_ptr_array_ref (weights);
  return self->model;
}

/* --- What is asked --- */

GradusQuestion *
gradus_question_new (GradusStandIn *stand_in, const GradusSnapshot *snapshot)
{
  GradusQuestion *self = g_new0 (GradusQuestion, 1);

  self->stand_in = gradus_stand_in_ref (stand_in);
  self->plan = gradus_plan_ref (snapshot->plan);
  self->weights = g_ptr_array_ref (snapshot->weights);
  return self;
}

void
gradus_question_free (gpointer question)
{
  GradusQuestion *self = question;

  gradus_stand_in_unref (self->stand_in);
  gradus_plan_unref (self->plan);
  g_ptr_array_unref (self->weights);
  g_clear_pointer (&self->data, gradus_dataset_unref);
  g_clear_pointer (&self->input, gradus_tensor_unref);
  g_free (self);
}

GradusModel *
gradus_question_get_model (const GradusQuestion *self)
{
  return gradus_stand_in_get_model (self->stand_in, self->plan, self->weights);
}
