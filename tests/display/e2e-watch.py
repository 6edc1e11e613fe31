#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user's journey on the real window, through accessibility: search, choose, see memory grow, see the end.

Usage: e2e-watch.py WINDOW MEMORY-TARGET     (under tools/run-gui)
"""

import os
import re
import subprocess
import sys
import time

# The window has to do without warnings; the accessibility client here warns about windows that come and go.
FATAL = os.environ.pop("G_DEBUG", "")

import gi  # noqa: E402

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PAGES = 25600
UNITS = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
LIMIT_SECONDS = 20


def wait(what, function):
    """What FUNCTION gives once it gives something; the tree changes under us, so errors just mean: not yet."""
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        try:
            result = function()
            if result:
                return result
        except GLib.Error:
            pass
        time.sleep(0.03)
    sys.exit(f"not ok - waited {LIMIT_SECONDS} s for {what}")


def find(root, role, pattern):
    """The first accessible below ROOT of that role whose name matches, or None."""
    for index in range(root.get_child_count()):
        child = root.get_child_at_index(index)
        if child is None:
            continue
        if child.get_role_name() == role and re.search(pattern, child.get_name()):
            return child
        found = find(child, role, pattern)
        if found is not None:
            return found
    return None


def find_application(pid):
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(index)
        if child is not None and child.get_process_id() == pid and child.get_child_count() > 0:
            return child
    return None


def resident_bytes(application):
    name = find(application, "toggle button", "^Resident ").get_name()
    number, unit = re.match(r"Resident ([\d.,]+) (\w+)", name).groups()
    return float(number) * UNITS[unit]


def search(application, text):
    entry = find(application, "text", "^Search processes") or find(application, "entry", "^Search processes")
    entry.get_editable_text_iface().set_text_contents(text)
    return entry


def choose(application, pid):
    """Selects the row of a process, which is alone in the list by then."""
    wait("the search entry", lambda: search(application, str(pid)))
    row = wait("the row", lambda: find(application, "list item", rf"process {pid} of "))
    rows = row.get_parent()
    wait("the rows to be filtered", lambda: rows.get_child_count() == 1)
    rows.get_selection_iface().select_child(0)
    return row


def say(step):
    say.n += 1
    print(f"ok {say.n} - {step}", flush=True)


say.n = 0


def journey(window, target):
    application = wait("the window", lambda: find_application(window.pid))
    wait("a list of processes", lambda: find(application, "list item", "process"))
    say("the window lists processes")

    choose(application, target.pid)
    before = wait("its numbers", lambda: resident_bytes(application))
    wait("its name in the title", lambda: find(application, "label", rf"^Process {target.pid} of "))
    assert before < PAGES * 4096, before
    say("the chosen process has numbers")

    target.stdin.write(b"x")
    target.stdin.flush()
    wait("its memory to grow", lambda: resident_bytes(application) > before + 0.95 * PAGES * 4096)
    say("its numbers move")

    target.stdin.close()
    target.wait()
    wait("the ended state", lambda: find(application, "label", "has ended"))
    assert resident_bytes(application) > before
    say("the end is told, and what was measured stays")

    subprocess.run(["xdotool", "type", "nosuchprocess"], check=True)
    wait("the empty state", lambda: find(application, "label", "^No Processes Found$"))
    find(application, "button", "^Show All$").get_action_iface().do_action(0)
    wait("the list to be back", lambda: find(application, "list item", "process"))
    say("typing searches, and a search without result can be undone")

    subprocess.run(["xdotool", "key", "ctrl+q"], check=True)
    assert window.wait(10) == 0
    say("the keyboard quits")


def main():
    print("1..6", flush=True)
    Atspi.init()
    with subprocess.Popen([sys.argv[2], "touch", str(PAGES)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as target:
        target.stdout.readline()
        with subprocess.Popen([sys.argv[1], "--size", "1000x700"], env=os.environ | {"G_DEBUG": FATAL}) as window:
            try:
                journey(window, target)
            finally:
                window.kill()
                target.kill()


main()
