# SPDX-License-Identifier: GPL-3.0-or-later
"""What scripts/watch-cost and scripts/frame-budget share: a window that measures itself.

The program is started with --frame-stats and driven through the actions that GTK exports on
the session bus, so that nothing but a window manager is needed to show and to minimise it.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WINDOW = "/org/gradus/Gradus/window/1"


def find_programs(build):
    """Returns the window's program and the command line's; ends where there is none."""
    programs = [ROOT / build / "src/app/gradus", ROOT / build / "src/cli/gradus-cli"]
    if not all(program.exists() for program in programs):
        sys.exit(f"build Gradus first: meson setup {build} --buildtype=release && "
                 f"ninja -C {build}")
    return programs


def read_used():
    """Jiffies that the processors were busy so far, stolen ones of a virtual machine too."""
    with open("/proc/stat", encoding="ascii") as stat:
        fields = [int(field) for field in stat.readline().split()[1:9]]
    return sum(fields) - fields[3] - fields[4]


def read_used_by(process, thread=""):
    try:
        with open(f"/proc/{process}{thread}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0
    return int(fields[11]) + int(fields[12])


def find_server():
    """Returns the process of the display that this is shown on."""
    for entry in pathlib.Path("/proc").glob("[0-9]*/comm"):
        try:
            if entry.read_text(encoding="ascii").startswith("Xvfb") and \
               os.getpgid(int(entry.parent.name)) == os.getpgid(0):
                return int(entry.parent.name)
        except (FileNotFoundError, ProcessLookupError):
            pass
    return 0


def count_epochs(cli, template, seconds):
    """Returns how many epochs a network needs for so long, by training it for a second."""
    for epochs in (4 ** power for power in range(1, 12)):
        begun = time.monotonic()
        subprocess.run([cli, "train", "--template", template, f"--epochs={epochs}"], check=True,
                       stdout=subprocess.DEVNULL)
        took = time.monotonic() - begun
        if took > 1.5:
            break
    return max(1, int(epochs * seconds / (took - 0.3)))


def make_model(cli, template, path, epochs=1000000, **options):
    """Writes a network that goes on learning for as long as one likes to measure."""
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    subprocess.run([cli, "train", "--template", template, "--epochs=1", *arguments,
                    "--save", path], check=True, stdout=subprocess.DEVNULL)
    with zipfile.ZipFile(path) as old:
        members = [(member, old.read(member)) for member in old.infolist()]
    with zipfile.ZipFile(path, "w") as new:
        for member, content in members:
            if member.filename == "gradus.json":
                project = json.loads(content)
                project["fit"]["epochs"] = epochs
                project["data"]["n_train"] = project["data"]["n_test"] = 0
                project.pop("history", None)
                content = json.dumps(project)
            new.writestr(member.filename, content)
    return path


def call_bus(destination, path, method, *arguments):
    return subprocess.run(["gdbus", "call", "--session", "--dest", destination,
                           "--object-path", path, "--method", method, *arguments],
                          capture_output=True, text=True, check=False).stdout


class Window:
    """The program with a file open, at the size of the screen."""

    def __init__(self, program, path, size=None):
        self.folder = tempfile.mkdtemp()
        self.server = find_server()
        self.stats = os.path.join(self.folder, "stats")
        # A folder of its own also for the copies that the one before has left for safety.
        own = {name: self.folder for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")}
        self.process = subprocess.Popen([program, "--frame-stats", self.stats, path],
                                        env={**os.environ, **own, "GSK_RENDERER": "cairo"})
        try:
            self.name = self._wait(self._find_name)
            self.id = self._wait(self._find_id)
            if size:
                subprocess.run(["xdotool", "windowmove", self.id, "0", "0", "windowsize",
                                self.id, *map(str, size)], check=True)
            self._wait(lambda: "true" in call_bus(self.name, WINDOW,
                                                  "org.gtk.Actions.Describe", "train"))
        except BaseException:
            self.close()
            raise
        time.sleep(1)

    def _wait(self, find, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            found = find()
            if found:
                return found
            time.sleep(0.1)
        raise RuntimeError("the window did not open")

    def _find_name(self):
        names = call_bus("org.freedesktop.DBus", "/", "org.freedesktop.DBus.ListNames")
        for name in re.findall(r":1\.\d+", names):
            pid = call_bus("org.freedesktop.DBus", "/",
                           "org.freedesktop.DBus.GetConnectionUnixProcessID", name)
            if re.search(rf"\b{self.process.pid}\b", pid):
                return name
        return None

    def _find_id(self):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid",
                                str(self.process.pid)], capture_output=True, text=True,
                               check=False).stdout.split()
        return found[-1] if found else None

    def do(self, action, parameter=None):
        """Activates an action of the window."""
        call_bus(self.name, WINDOW, "org.gtk.Actions.Activate", action,
                 "[]" if parameter is None else f"[<{parameter!r}>]", "{}")

    def minimise(self):
        subprocess.run(["xdotool", "windowminimize", self.id], check=True)

    def show(self):
        subprocess.run(["xdotool", "windowmap", self.id], check=True)

    def begin(self):
        """Begins to measure anew."""
        self._renew()
        self.used = self._read_used()
        self.begun = time.monotonic()

    def read(self):
        """Returns what was measured since, with the processors that others had, and those that
        the interface and the display had."""
        used = [now - then for now, then in zip(self._read_used(), self.used)]
        seconds = time.monotonic() - self.begun
        self._renew()
        with open(self.stats, encoding="ascii") as file:
            stats = json.load(file)
        scale = os.sysconf("SC_CLK_TCK") * seconds
        stats["others"] = (used[0] - used[1] - used[2]) / scale
        stats["drawing"] = (used[2] + used[3]) / scale
        return stats

    def _read_used(self):
        pid = self.process.pid
        return (read_used(), read_used_by(pid), read_used_by(self.server),
                read_used_by(pid, f"/task/{pid}"))

    def _renew(self):
        before = os.stat(self.stats).st_mtime_ns if os.path.exists(self.stats) else 0
        self.process.send_signal(signal.SIGUSR1)
        self._wait(lambda: os.path.exists(self.stats) and
                   os.stat(self.stats).st_mtime_ns != before)

    def measure(self, seconds):
        self.begin()
        time.sleep(seconds)
        return self.read()

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
