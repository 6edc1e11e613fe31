#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user's journey on the real window, through accessibility: search, choose, see memory grow, see the end.

Usage: e2e-watch.py WINDOW MEMORY-TARGET     (under tools/run-gui)
"""

import os
import re
import subprocess
import sys

from journey_steps import Atspi, FATAL, find, find_application, say, wait

PAGES = 25600
UNITS = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}


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
    find(application, "button", "^Clear Search$").get_action_iface().do_action(0)
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
