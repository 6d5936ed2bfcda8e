/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-commands.h"

#include <glib/gi18n-lib.h>

/* One table of what has a key or stands in the command palette. What is shown in the
 * shortcuts window is checked against it. */
static const GradusCommand commands[] = {
  { "win.train",
    N_ ("Train, pause or continue"),
    N_ ("start stop run learn"),
    { NULL },
    "space" },
  { "win.step-batch", N_ ("Train one batch"), N_ ("step"), { NULL }, "period" },
  { "win.step-epoch", N_ ("Train one epoch"), N_ ("step"), { NULL }, "<Shift>period" },
  { "win.reset",
    N_ ("Back to the start weights"),
    N_ ("reset again anew"),
    { NULL },
    "<Control>BackSpace" },

  { "win.earlier",
    N_ ("Look at an earlier moment"),
    N_ ("time back past slider weights"),
    { "<Alt>Left" } },
  { "win.later",
    N_ ("Look at a later moment"),
    N_ ("time forward slider weights"),
    { "<Alt>Right" } },
  { "win.look-at-start",
    N_ ("Look at the start of training"),
    N_ ("time past first beginning"),
    { "<Alt>Home" } },
  { "win.look-at-now",
    N_ ("Look at the present again"),
    N_ ("time live now end"),
    { "<Alt>End" } },
  { "win.branch",
    N_ ("Continue from the moment that is looked at"),
    N_ ("time branch here past"),
    { "<Control>Return" } },
  { "win.microscope",
    N_ ("One update under the microscope"),
    N_ ("weight gradient step optimizer formula"),
    { "<Control>m" } },

  { "win.undo", N_ ("Undo"), NULL, { "<Control>z" } },
  { "win.redo", N_ ("Redo"), NULL, { "<Control><Shift>z", "<Control>y" } },
  { "win.history",
    N_ ("Show what was done"),
    N_ ("history undo steps"),
    { "<Control><Alt>z" } },

  { "win.find-layer", N_ ("Find a layer"), N_ ("palette search"), { "<Control>f" } },
  { "layer.copy", N_ ("Copy the layer"), N_ ("clipboard"), { NULL }, "<Control>c" },
  { "layer.cut", N_ ("Cut the layer"), N_ ("clipboard"), { NULL }, "<Control>x" },
  { "layer.paste", N_ ("Paste layers"), N_ ("clipboard insert"), { NULL }, "<Control>v" },
  { "layer.duplicate", N_ ("Duplicate the layer"), N_ ("copy twice"), { "<Control>d" } },
  { "layer.select-all",
    N_ ("Select all layers"),
    N_ ("mark everything"),
    { NULL },
    "<Control>a" },
  { "layer.remove", N_ ("Remove the layer"), N_ ("delete"), { NULL }, "Delete" },
  { "layer.switch",
    N_ ("Switch the layer off or on"),
    N_ ("bypass enable disable skip"),
    { NULL },
    "<Control>b" },
  { "win.switch-all-units-on",
    N_ ("Switch all units on"),
    N_ ("filters lesion enable restore"),
    { NULL } },
  { "layer.group",
    N_ ("Group the layers"),
    N_ ("block fold together"),
    { "<Control>g" } },
  { "layer.ungroup", N_ ("Ungroup the layers"), N_ ("block"), { "<Control><Shift>g" } },
  { "layer.group-repeats",
    N_ ("Group repeated blocks"),
    N_ ("fold deep network tidy"),
    { NULL } },
  { "layer.move-up", N_ ("Move the layer up"), NULL, { "<Alt>Up" } },
  { "layer.move-down", N_ ("Move the layer down"), NULL, { "<Alt>Down" } },

  { "win.new",
    N_ ("New network from a template"),
    N_ ("gallery start"),
    { "<Control>n" } },
  { "win.open", N_ ("Open a network"), N_ ("file load"), { "<Control>o" } },
  { "win.save", N_ ("Save"), N_ ("file keras"), { "<Control>s" } },
  { "win.save-as",
    N_ ("Save under another name"),
    N_ ("file keras"),
    { "<Control><Shift>s" } },

  { "win.save-template", N_ ("Save as a template"), N_ ("gallery own"), { NULL } },
  { "win.properties",
    N_ ("Title and notes"),
    N_ ("properties rename name description"),
    { "<Alt>Return" } },

  { "win.export",
    N_ ("Export"),
    N_ ("file picture onnx pdf png svg save"),
    { "<Control>e" } },
  { "win.copy-picture",
    N_ ("Copy the picture"),
    N_ ("clipboard plot"),
    { "<Control><Shift>c" } },

  { "win.palette", N_ ("Show or hide the palette"), N_ ("layers pane"), { "<Shift>F9" } },
  { "win.inspector",
    N_ ("Show or hide the inspector"),
    N_ ("properties settings pane"),
    { "F9" } },
  { "win.keep-view", N_ ("Keep this view"), N_ ("pin"), { NULL } },
  { "win.fullscreen", N_ ("Full screen"), NULL, { "F11" } },
  { "app.theme::light", N_ ("Light appearance"), N_ ("theme bright"), { NULL } },
  { "app.theme::dark", N_ ("Dark appearance"), N_ ("theme night"), { NULL } },
  { "app.theme::system", N_ ("Appearance of the system"), N_ ("theme"), { NULL } },

  { "app.new-window", N_ ("New window"), NULL, { "<Control><Shift>n" } },
  { "window.close", N_ ("Close the window"), NULL, { "<Control>w" } },
  { "app.quit", N_ ("Quit"), NULL, { "<Control>q" } },
  { "win.commands", N_ ("Find a command"), NULL, { "<Control>k" } },
  { "win.show-help-overlay",
    N_ ("Keyboard shortcuts"),
    N_ ("help keys"),
    { "<Control>question", "F1" } },
  { "app.about", N_ ("About Gradus"), N_ ("version licence"), { NULL } },
};

/**
 * gradus_commands_list:
 * @n_commands: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_commands): all commands but the views and the
 *   layers, which have lists of their own
 */
const GradusCommand *
gradus_commands_list (guint *n_commands)
{
  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}

/**
 * gradus_commands_set_accelerators:
 * @application: the application
 *
 * Gives every command its keys, but for those that an entry may want for itself.
 */
void
gradus_commands_set_accelerators (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i].keys[0] != NULL)
      gtk_application_set_accels_for_action (application, commands[i].action,
                                             commands[i].keys);
}
