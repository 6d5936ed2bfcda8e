/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kind-tables.h"
#include "engine/params.h"

/* What may happen between epochs. The trainer does what concerns training (see
 * trainer-callbacks.c); files are written by whoever runs the trainer (see
 * io/run-files.c).
 *
 * Source: Keras 3, keras/src/callbacks */

static const char *const modes[] = { "auto", "min", "max", NULL };
static const char *const monitors[] = { "val_loss", "loss", "val_accuracy", "accuracy",
                                        NULL };

#define PARAM_MONITOR                                                                    \
  PARAM_CHOICE ("monitor", N_ ("Watch"),                                                 \
                N_ ("The number that decides, by its name in the history."), monitors,   \
                "val_loss", .flags = GRADUS_PARAM_FREE_TEXT)
#define PARAM_MODE                                                                       \
  PARAM_CHOICE ("mode", N_ ("Better is"),                                                \
                N_ ("Whether small or large is good; auto knows it of every metric."),   \
                modes, "auto", .flags = GRADUS_PARAM_ADVANCED)
#define PARAM_PATIENCE(standard_)                                                        \
  PARAM_INT ("patience", N_ ("Patience"),                                                \
             N_ ("How many epochs without progress are borne."), 0, 1e6, standard_)
#define PARAM_MIN_DELTA(standard_)                                                       \
  PARAM_FLOAT ("min_delta", N_ ("Least progress"),                                       \
               N_ ("Smaller changes do not count as progress."), 0, 1e6, standard_,      \
               0.001, 5, .flags = GRADUS_PARAM_ADVANCED)

static const GradusParam early_stopping_params[] = {
  PARAM_MONITOR,
  PARAM_MIN_DELTA (0),
  PARAM_PATIENCE (0),
  PARAM_MODE,
  PARAM_FLOAT ("baseline",
               N_ ("Baseline"),
               N_ ("Progress must also beat this."),
               -1e9,
               1e9,
               PARAM_STANDARD_NONE,
               0.01,
               4,
               .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_ADVANCED),
  PARAM_BOOL ("restore_best_weights",
              N_ ("Restore the best"),
              N_ ("Whether the weights of the best epoch come back at the end."),
              FALSE),
  PARAM_INT ("start_from_epoch",
             N_ ("Start from epoch"),
             N_ ("How many epochs are let pass first."),
             0,
             1e6,
             0,
             .flags = GRADUS_PARAM_ADVANCED),
};

static const GradusParam reduce_lr_params[] = {
  PARAM_MONITOR,
  PARAM_FLOAT ("factor",
               N_ ("Factor"),
               N_ ("What the learning rate is multiplied by."),
               0,
               1,
               0.1,
               0.05,
               3,
               .flags = GRADUS_PARAM_OPEN_MAXIMUM),
  PARAM_PATIENCE (10),
  PARAM_MODE,
  PARAM_MIN_DELTA (0.0001),
  PARAM_INT ("cooldown",
             N_ ("Cool-down"),
             N_ ("How many epochs it waits after a change."),
             0,
             1e6,
             0,
             .flags = GRADUS_PARAM_ADVANCED),
  PARAM_FLOAT ("min_lr",
               N_ ("Smallest rate"),
               N_ ("The learning rate never falls below this."),
               0,
               1000,
               0,
               0.0001,
               6,
               .flags = GRADUS_PARAM_ADVANCED),
};

/* Keras's takes a function of the epoch; here a schedule plays that part. */
static const GradusParam scheduler_params[] = {
  PARAM_OBJECT ("schedule",
                N_ ("Schedule"),
                N_ ("The learning rate of each epoch; its updates count epochs."),
                GRADUS_FAMILY_SCHEDULE,
                "ExponentialDecay",
                .flags = GRADUS_PARAM_REQUIRED),
};

static const GradusParam checkpoint_params[] = {
  PARAM_CHOICE ("filepath",
                N_ ("File"),
                N_ ("Where the network is saved; {epoch:02d} and {val_loss:.2f} are "
                    "filled in."),
                NULL,
                "checkpoint.keras",
                .flags = GRADUS_PARAM_FREE_TEXT | GRADUS_PARAM_REQUIRED),
  PARAM_MONITOR,
  PARAM_BOOL ("save_best_only",
              N_ ("Only the best"),
              N_ ("Whether only an epoch that is better than all before is saved."),
              FALSE),
  PARAM_MODE,
  PARAM_FLOAT ("initial_value_threshold",
               N_ ("Better than"),
               N_ ("The first epoch, too, must beat this."),
               -1e9,
               1e9,
               PARAM_STANDARD_NONE,
               0.01,
               4,
               .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_ADVANCED),
};

static const GradusParam csv_logger_params[] = {
  PARAM_CHOICE ("filename",
                N_ ("File"),
                N_ ("Where one line for every epoch is written."),
                NULL,
                "training.csv",
                .flags = GRADUS_PARAM_FREE_TEXT | GRADUS_PARAM_REQUIRED),
  PARAM_CHOICE ("separator",
                N_ ("Separator"),
                N_ ("What stands between two numbers."),
                NULL,
                ",",
                .flags = GRADUS_PARAM_FREE_TEXT | GRADUS_PARAM_ADVANCED),
  PARAM_BOOL ("append",
              N_ ("Go on with the file"),
              N_ ("Whether lines are added to a file that is there."),
              FALSE,
              .flags = GRADUS_PARAM_ADVANCED),
};

#define CALLBACK(name_, class_, id_, title_, summary_, page_, keywords_, ...)            \
  static const GradusKind callback_##name_ = {                                           \
    .family = GRADUS_FAMILY_CALLBACK,                                                    \
    .name = class_,                                                                      \
    .id = id_,                                                                           \
    .module = "keras.callbacks",                                                         \
    .title = title_,                                                                     \
    .summary = summary_,                                                                 \
    .source = "https://keras.io/api/callbacks/" page_,                                   \
    .keywords = keywords_,                                                               \
    __VA_ARGS__                                                                          \
  };

// clang-format off
CALLBACK (early_stopping, "EarlyStopping", "early_stopping",
          NC_ ("callback", "Early stopping"),
          N_ ("Stops when there is no more progress."), "early_stopping/",
          N_ ("patience overfitting best"), PARAMS (early_stopping_params))
CALLBACK (reduce_lr, "ReduceLROnPlateau", "reduce_lr_on_plateau",
          NC_ ("callback", "Reduce rate on plateau"),
          N_ ("Lowers the learning rate when there is no more progress."),
          "reduce_lr_on_plateau/", N_ ("patience learning rate"),
          PARAMS (reduce_lr_params))
CALLBACK (scheduler, "LearningRateScheduler", "learning_rate_scheduler",
          NC_ ("callback", "Learning rate scheduler"),
          N_ ("Sets the learning rate before every epoch."),
          "learning_rate_scheduler/", N_ ("decay epoch"), PARAMS (scheduler_params))
CALLBACK (terminate, "TerminateOnNaN", "terminate_on_nan",
          NC_ ("callback", "Stop at NaN"),
          N_ ("Stops when the loss is no longer a number. Gradus always does."),
          "terminate_on_nan/", N_ ("diverge infinite"))
CALLBACK (checkpoint, "ModelCheckpoint", "model_checkpoint",
          NC_ ("callback", "Checkpoint"),
          N_ ("Saves the network after every epoch, or after the best."),
          "model_checkpoint/", N_ ("save best file"), PARAMS (checkpoint_params))
CALLBACK (csv_logger, "CSVLogger", "csv_logger", NC_ ("callback", "CSV log"),
          N_ ("Writes the numbers of every epoch into a table."), "csv_logger/",
          N_ ("table history file"), PARAMS (csv_logger_params))
// clang-format on

const GradusKind *const gradus_callback_kinds[] = {
  &callback_early_stopping,
  &callback_reduce_lr,
  &callback_scheduler,
  &callback_terminate,
  &callback_checkpoint,
  &callback_csv_logger,
  NULL,
};
