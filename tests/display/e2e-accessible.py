#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user without a mouse or without sight: every control has a name in every state, and Tab goes round the whole window.

Usage: e2e-accessible.py WINDOW MEMORY-TARGET     (under tools/run-gui)
"""

import os
import subprocess
import sys
import time

from journey_steps import Atspi, FATAL, find, find_application, focused, nameless, say, wait

# What Tab has to reach, as role and beginning of the name.
STOPS = ("Search processes", "Resident memory", "Resident ", "Time shown", "1 min", "Follow", "Main Menu", "New Tab")
DIALOGS = (
    ("ctrl+comma", "the preferences", ("spin button",), "^Observer Budget"),
    ("ctrl+question", "the keys", ("label",), "^Search processes$"),
    ("ctrl+l", "the launch dialog", ("text", "entry"), "(?i)^command"),
)


def press(*keys):
    subprocess.run(["xdotool", "key", *keys], check=True)


def check_names(application, what):
    # Rows and pages may be on their way; what stays without a name has none.
    end = time.monotonic() + 5
    missing = list(nameless(application))
    while missing and time.monotonic() < end:
        time.sleep(0.2)
        missing = list(nameless(application))
    assert not missing, f"{what}: {missing}"


def check_dialogs(application):
    for keys, what, roles, pattern in DIALOGS:
        press(keys)
        wait(what, lambda: find(application, roles, pattern))
        check_names(application, what)
        press("Escape")
        wait(f"{what} to go", lambda: not find(application, roles, pattern))
        say(f"every control of {what} has a name")


def check_tab(application):
    missing, names = set(STOPS), []
    for _ in range(120):
        press("Tab")
        time.sleep(0.02)
        current = focused(application)
        if current is None:
            continue
        name = current.get_name()
        names.append(name)
        missing = {stop for stop in missing if not name.startswith(stop)}
        parent = current.get_parent()
        missing = {stop for stop in missing if parent is None or not (parent.get_name() or "").startswith(stop)}
        if not missing:
            break
    assert not missing, f"Tab never comes to {sorted(missing)}, but to {names}"
    say("Tab goes through the list, the numbers, the graphs and the header")


def journey(command, pid):
    with subprocess.Popen([*command, str(pid)], env=os.environ | {"G_DEBUG": FATAL}) as window:
        try:
            application = wait("the window", lambda: find_application(window.pid))
            wait("numbers", lambda: find(application, "toggle button", r"^Resident [\d.,]+"))
            check_names(application, "a process")
            say("every control of a process has a name")
            check_dialogs(application)
            check_tab(application)
        finally:
            window.kill()


def nothing_chosen(command):
    with subprocess.Popen(command, env=os.environ | {"G_DEBUG": FATAL}) as window:
        try:
            application = wait("the window", lambda: find_application(window.pid))
            wait("the empty page", lambda: find(application, ("button",), "(?i)demo"))
            check_names(application, "nothing chosen")
            say("every control has a name while nothing is chosen")
        finally:
            window.kill()


def main():
    print("1..6", flush=True)
    Atspi.init()
    command = [sys.argv[1], "--size", "1100x700"]
    nothing_chosen(command)
    with subprocess.Popen([sys.argv[2], "touch", "256"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as target:
        target.stdout.readline()
        try:
            journey(command, target.pid)
        finally:
            target.kill()


main()
