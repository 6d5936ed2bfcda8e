#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""driver.py TOOLS -- the gui-drive of TOOLS in one process that stays, for the tests beside it.

A test asks hundreds of times. gui-drive by itself starts Python for each and then asks the program
for each of its widgets, one property after the other; this one asks for all of them at once
(Cache.GetItems) and for places only where they matter, which takes a tenth of the time.

Requests on standard input: SECONDS, N and N words, each ended by a NUL. Answers on standard output:
what was printed, what went wrong, and the exit status, ended likewise.

Besides the commands of gui-drive:
  names NAME [--state S]  the names of what NAME means, one a line
  carry FROM TO         as drag, but holds on: the button stays down
  release               lets go
"""

import contextlib
import io
import os
import re
import sys
import time
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

sys.dont_write_bytecode = True
loader = SourceFileLoader("gui_drive", os.path.join(sys.argv[1], "gui-drive"))
gui = module_from_spec(spec_from_loader("gui_drive", loader))
loader.exec_module(gui)

from gi.repository import Atspi, Gio, GLib  # noqa: E402 (after the versions that gui-drive asks for)

A11Y = "org.a11y.atspi."
ROOT = "/org/a11y/atspi/accessible/root"
TIMEOUT_MS = 15000
MOVE = 0.04  # seconds in which what is moving has moved
MAX_ROUNDS = 12
PLACE = re.compile(r"(.*?)(?:#(\d+))?$", re.S)
ROLES = {int(role): Atspi.role_get_name(role).replace(" ", "-")
         for role in Atspi.Role.__enum_values__.values()}
STATES = {int(state): state.value_nick for state in Atspi.StateType.__enum_values__.values()}


class Bus:
    """The accessibility bus."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                    None, None, 0, TIMEOUT_MS, None).unpack()[0]
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)

    def call(self, name, path, interface, method, arguments=None):
        return self.connection.call_sync(name, path, interface, method, arguments, None, 0,
                                         TIMEOUT_MS, None).unpack()

    def call_all(self, name, paths, interface, method):
        """One answer for each path, None where there is none; asked without waiting in between."""
        answers = {}

        def take(connection, result, path):
            try:
                answers[path] = connection.call_finish(result).unpack()
            except GLib.Error:
                answers[path] = None  # it went away while we were looking

        for path in paths:
            self.connection.call(name, path, interface, method, None, None, 0, TIMEOUT_MS, None,
                                 take, path)
        while len(answers) < len(paths):
            GLib.MainContext.default().iteration(True)
        return [answers[path] for path in paths]

    def programs(self):
        children = self.call(A11Y + "Registry", ROOT, A11Y + "Accessible", "GetChildren")[0]
        return [name for name, path in children]

    def process_id(self, name):
        return self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                         "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)))[0]


class Remote:
    """One accessible object."""

    def __init__(self, bus, name, path):
        self.bus, self.name, self.path = bus, name, path

    def call(self, interface, method, kinds="", *arguments):
        packed = GLib.Variant("(%s)" % kinds, arguments) if kinds else None
        return self.bus.call(self.name, self.path, A11Y + interface, method, packed)

    def get(self, interface, name):
        packed = GLib.Variant("(ss)", (A11Y + interface, name))
        return self.bus.call(self.name, self.path, "org.freedesktop.DBus.Properties", "Get", packed)[0]

    def set(self, interface, name, value):
        packed = GLib.Variant("(ssv)", (A11Y + interface, name, value))
        self.bus.call(self.name, self.path, "org.freedesktop.DBus.Properties", "Set", packed)

    def get_process_id(self):
        return self.bus.process_id(self.name)


class RemoteAtspi:
    """What gui-drive calls in libatspi, for Remote objects."""

    CoordType = Atspi.CoordType

    class Component:
        @staticmethod
        def get_extents(remote, kind):
            rect = Atspi.Rect()
            rect.x, rect.y, rect.width, rect.height = remote.call(
                "Component", "GetExtents", "u", int(kind))[0]
            return rect

    class Text:
        @staticmethod
        def get_character_count(remote):
            return remote.get("Text", "CharacterCount")

        @staticmethod
        def get_text(remote, start, end):
            return remote.call("Text", "GetText", "ii", start, end)[0]

    class EditableText:
        @staticmethod
        def delete_text(remote, start, end):
            remote.call("EditableText", "DeleteText", "ii", start, end)

        @staticmethod
        def insert_text(remote, place, text, n_bytes):
            remote.call("EditableText", "InsertText", "isi", place, text, n_bytes)

    class Value:
        @staticmethod
        def get_current_value(remote):
            return remote.get("Value", "CurrentValue")

        @staticmethod
        def set_current_value(remote, value):
            remote.set("Value", "CurrentValue", GLib.Variant("d", value))

    class Action:
        @staticmethod
        def get_n_actions(remote):
            return remote.get("Action", "NActions")

        @staticmethod
        def get_action_name(remote, index):
            return remote.call("Action", "GetName", "i", index)[0]

        @staticmethod
        def do_action(remote, index):
            return remote.call("Action", "DoAction", "i", index)[0]


class Item:
    """What one GetItems says about one object."""

    def __init__(self, bus, packed):
        (self.name, self.path), self.parent = packed[0], packed[2][1]
        self.index, self.n_children = packed[3], packed[4]
        self.remote = Remote(bus, self.name, self.path)
        self.interfaces = {word[len(A11Y):] for word in packed[5]}
        self.text, self.role = packed[6], ROLES.get(packed[7], "")
        bits = packed[9][0] | packed[9][1] << 32
        self.states = {nick for bit, nick in STATES.items() if bits >> bit & 1}
        self.children = []

class Widget(gui.Widget):
    """gui-drive's snapshot, made of an Item; where it is, is asked when it matters."""

    def __init__(self, item, parent, top):
        self.accessible = item.remote
        self.parent = parent
        self.top = top or self
        self.depth = parent.depth + 1 if parent else 0
        self.role = item.role
        self.raw_name = item.text
        self.name = gui.clean_name(item.text)
        self.interfaces = item.interfaces
        self.states = item.states
        self._extents = None
        self._is_shown = None

    @property
    def is_shown(self):
        """Together with all that is around it."""
        if self._is_shown is None:
            try:
                self._is_shown = ((self.parent is None or self.parent.is_shown)
                                  and (self.parent is None or self.showing))
            except GLib.Error:
                self._is_shown = False  # it went away while we were looking
        return self._is_shown


class Tree(gui.Tree):
    bus = None
    answers = {}  # what parents said of their children, by path; each with the sign of then

    def __init__(self, app=None, hidden=False):
        if Tree.bus is None:
            Tree.bus = Bus()
        self.hidden = hidden
        self.all = []
        for name in self.bus.programs():
            try:
                root = self._read(name)
            except GLib.Error:
                continue  # it ends or only just starts
            if root is not None and (not app or gui.fnmatch.fnmatchcase(root.text, app)):
                self._add(root, None, None)

    def _fetch(self, name):
        packed = self.bus.call(name, "/org/a11y/atspi/cache", A11Y + "Cache", "GetItems")[0]
        return {one[0][1]: Item(self.bus, one) for one in packed}

    @staticmethod
    def _signs(items):
        """What the list says of those that may have children, and of these. As long as that is
        the same, so is what a parent answers."""
        signs = {item.path: [item.n_children] for item in items.values()
                 if item.n_children or item.path == ROOT}  # of the root GTK says that it has none
        for item in items.values():
            if item.parent in signs:
                signs[item.parent].append((item.path, item.index, "visible" in item.states))
        return signs

    def _ask(self, name, paths, known):
        """Asks for children, and of those that are not known for theirs. Returns whether there
        were any."""
        known = set(known)
        is_new = False
        while paths:
            asked = self.bus.call_all(name, paths, A11Y + "Accessible", "GetChildren")
            answers = {path: [child for _, child in children[0]]
                       for path, children in zip(paths, asked) if children}
            for path, children in answers.items():
                self.answers[path] = None, children
            paths = list({child for children in answers.values() for child in children} - known)
            known.update(paths)
            is_new = is_new or bool(paths)
        return is_new

    def _read(self, name):
        """GTK knows of a widget only after somebody has asked its parent for its children, and
        its list has some that are hidden: so parents are asked as well, where the list has
        changed."""
        for _ in range(MAX_ROUNDS):
            items = self._fetch(name)
            signs = self._signs(items)
            changed = [path for path, sign in signs.items()
                       if self.answers.get(path, (None,))[0] != sign]
            is_new = self._ask(name, changed, items)
            for path in changed:
                children = self.answers.get(path, (None, []))[1]
                # Other answers came when the list was no longer true.
                if path == ROOT or len(children) == items[path].n_children:
                    self.answers[path] = signs[path], children
            if not is_new:
                break
        for path in signs:
            children = self.answers.get(path, (None, []))[1]
            items[path].children = [items[child] for child in children if child in items]
        return items.get(ROOT)

    def _add(self, item, parent, top):
        widget = Widget(item, parent, top)
        if parent and not self.hidden and "visible" not in widget.states:
            return
        self.all.append(widget)
        for child in item.children:
            self._add(child, widget, top or (widget if parent else None))

    @property
    def widgets(self):
        return [w for w in self.all if self.hidden or w.is_shown]

    def _step(self, step, within, can):
        """As gui-drive's, which would ask of every widget whether it is shown."""
        step, nth = PLACE.match(step).groups()
        role, _, name = step.rpartition(":")
        if role not in gui.ROLES:
            role, name = "any", step
        roles = gui.ROLES[role]
        inside = None if within is None else set(map(id, within))
        found = [w for w in self.all
                 if "Component" in w.interfaces and (roles is None or w.role in roles)
                 and (name in (w.name, w.raw_name) or gui.fnmatch.fnmatchcase(w.name, name or "*"))
                 and (inside is None or any(id(a) in inside for a in w.ancestors()))
                 and (self.hidden or w.is_shown)]
        if nth:
            found = gui.outermost(found)[int(nth) - 1:int(nth)]
            if can and found and not can(found[0]):
                found = [w for w in self.all if found[0] in w.ancestors() and w.is_shown]
        return [w for w in found if can(w)] if can else gui.outermost(found)


class Driver(gui.Driver):
    def reachable(self, selector, can=None):
        """When the window has its place, and what is in it stays where it is."""
        end = time.monotonic() + self.timeout
        while True:
            try:
                widget, rect = super().reachable(selector, can)
                time.sleep(MOVE)
                widget._extents = None
                if gui.on_screen(widget) == rect:
                    return widget, rect
            except gui.Failure:
                if time.monotonic() > end:
                    raise
                time.sleep(gui.POLL)

    def names(self, args):
        for widget in Tree(self.app).find(args.name):
            if args.state is None or args.state in widget.states:
                print(widget.name)

    def target(self, args):
        return self.point_at(gui.on_screen(self.one(args.target)), args.at)

    def drag(self, args):
        """As gui-drive's, but to where the target is when it has made way."""
        if args.cancel or args.screenshot:
            super().drag(args)
            return
        last = self.carry(args)
        for _ in range(MAX_ROUNDS):
            time.sleep(2 * MOVE)
            place = self.target(args)
            if place == last:
                break
            gui.xdotool("mousemove", *place)
            last = place
        self.release(args)
        time.sleep(gui.SETTLE)

    def carry(self, args):
        start = self.point_at(self.reachable(args.source)[1], args.source_at)
        end = self.target(args)
        gui.xdotool("mousemove", *start)
        time.sleep(0.05)
        gui.xdotool("mousedown", 1)
        time.sleep(0.05)
        for step in range(1, args.steps + 1):
            gui.xdotool("mousemove", *(round(a + (b - a) * step / args.steps)
                                       for a, b in zip(start, end)))
            time.sleep(args.step_ms / 1000)
        return end

    def release(self, args):
        gui.xdotool("mouseup", 1)
        time.sleep(gui.SETTLE)


def build_parser():
    """gui-drive's, with the commands above."""
    parser = gui.build_parser()
    commands = parser._subparsers._group_actions[0]
    names = commands.add_parser("names")
    names.add_argument("name")
    names.add_argument("--state")
    carry = commands.add_parser("carry")
    carry.add_argument("source")
    carry.add_argument("target")
    carry.add_argument("--source-at", default="center")
    carry.add_argument("--at", default="center")
    carry.add_argument("--steps", type=int, default=12)
    carry.add_argument("--step-ms", type=float, default=20)
    commands.add_parser("release")
    return parser


def answer(parser, seconds, words):
    printed, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
        try:
            gui.execute(Driver(None, seconds), parser.parse_args(words))
            status = 0
        except gui.Failure as failure:
            print(failure, file=sys.stderr)
            status = 1
        except GLib.Error as error:
            print("the program does not answer: %s" % error.message, file=sys.stderr)
            status = 1
        except SystemExit:  # what argparse does with words that it does not know
            status = 2
    return "%s\0%s\0%d\0" % (printed.getvalue(), said.getvalue(), status)


def read_word():
    word = bytearray()
    while (byte := os.read(0, 1)) not in (b"\0", b""):
        word += byte
    if byte == b"":
        sys.exit(0)
    return word.decode()


def main():
    gui.Tree = Tree
    gui.Atspi = RemoteAtspi
    parser = build_parser()
    while True:
        seconds = float(read_word())
        words = [read_word() for _ in range(int(read_word()))]
        os.write(1, answer(parser, seconds, words).encode())


if __name__ == "__main__":
    main()
